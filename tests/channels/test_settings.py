"""Settings are read once, refuse what is unsafe outside development, and say so in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from channels.app import create_app
from channels.settings import Settings


def test_development_needs_nothing() -> None:
    assert Settings().storage_url == "sqlite:///var/gateway.sqlite"


def test_production_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERWIJS_ENV", "production")
    with pytest.raises(ValidationError, match="LEERWIJS_SECRET_KEY must be set"):
        Settings()
    monkeypatch.setenv("LEERWIJS_SECRET_KEY", "kort")
    with pytest.raises(ValidationError, match="at least 32"):
        Settings()


def test_production_refuses_the_secret_of_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERWIJS_ENV", "production")
    monkeypatch.setenv("LEERWIJS_SECRET_KEY", Settings(env="development").secret)
    with pytest.raises(ValidationError):
        Settings()


def test_production_refuses_a_frozen_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERWIJS_ENV", "production")
    monkeypatch.setenv("LEERWIJS_SECRET_KEY", "x" * 40)
    assert Settings().env == "production"
    monkeypatch.setenv("LEERWIJS_TODAY", "2026-11-22")
    with pytest.raises(ValidationError, match="LEERWIJS_TODAY"):
        Settings()


def test_secrets_do_not_show() -> None:
    assert "geheim" not in repr(Settings(secret_key="geheim" * 8, metrics_token="geheim"))


def test_allowed_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERWIJS_ALLOWED_ORIGINS", "https://a.example, https://b.example/ ,")
    assert Settings().allowed_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize("origin", ["*", "https://*.example", "www.example.nl", "https://a.example/pad"])
def test_an_origin_must_be_whole(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("LEERWIJS_ALLOWED_ORIGINS", origin)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize("given", ["postgresql://u@h/d", "postgres://u@h/d"])
def test_a_postgresql_address_is_taken_as_people_write_it(given: str) -> None:
    assert Settings(database_url=given).storage_url == "postgresql+psycopg://u@h/d"


def test_without_knowledge_the_gateway_refuses_to_start_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEERWIJS_KNOWLEDGE", str(tmp_path / "niet-daar.sqlite"))
    with pytest.raises(SystemExit, match="no compiled knowledge") as stopped:
        create_app()
    assert "\n" not in str(stopped.value)


def test_a_broken_knowledge_file_stops_the_gateway_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "knowledge.sqlite"
    broken.write_bytes(b"geen database")
    monkeypatch.setenv("LEERWIJS_KNOWLEDGE", str(broken))
    with pytest.raises(SystemExit, match="cannot be opened"):
        create_app()


def test_a_wrong_setting_stops_the_gateway_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERWIJS_PORT", "geen getal")
    with pytest.raises(SystemExit, match="LEERWIJS_PORT"):
        create_app()


def test_another_kind_of_database_stops_the_gateway(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from channels import app
    from tests.channels.fakes import FakeKnowledge

    monkeypatch.setattr(app, "open_knowledge", lambda _: FakeKnowledge())
    monkeypatch.setenv("LEERWIJS_DATABASE_URL", "mysql://x/y")
    with pytest.raises(SystemExit, match="SQLite or PostgreSQL"):
        create_app()
