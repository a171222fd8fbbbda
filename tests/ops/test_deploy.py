"""What an operator copies from deploy/ is valid, names only settings that exist, and holds no secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from channels.settings import Settings
from ops.paths import ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = "1.30"
# Settings of the engine and the action server, which are no fields of the gateway's.
OTHER_PARTS = {"LEERWIJS_TRACKER_URL"}
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())


def manifests() -> list[Any]:
    return [
        pytest.param(document, id=f"{path.stem}: {document['kind']} {document['metadata']['name']}")
        for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("manifest", manifests())
def test_a_manifest_is_what_kubernetes_published(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, KUBERNETES, strict=True)


def test_a_manifest_that_is_wrong_is_refused() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {"apiVersion": "v1", "kind": "Service", "spec": {"prots": []}}, KUBERNETES, strict=True
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_named_exists(path: Path) -> None:
    known = {f"LEERWIJS_{name.upper()}" for name in Settings.model_fields} | OTHER_PARTS
    assert set(re.findall(r"\bLEERWIJS_[A-Z_]+\b", path.read_text(encoding="utf-8"))) <= known


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return content


def test_every_part_says_whether_it_is_well_and_waits_for_what_it_needs() -> None:
    services = compose()["services"]
    for name, service in services.items():
        assert name == "proxy" or "healthcheck" in service, name
        for needed in service.get("depends_on", {}):
            assert needed in services, f"{name} waits for {needed}"


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in compose()["services"].items() if "ports" in service] == ["proxy"]


def test_secrets_come_from_outside_and_have_no_default() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    for name in ("LEERWIJS_SECRET_KEY", "POSTGRES_PASSWORD"):
        uses = re.findall(rf"\$\{{{name}[^}}]*\}}", text)
        assert uses and all(":-" not in use for use in uses)
    example = (DEPLOY / "leerwijs.env.example").read_text(encoding="utf-8")
    assert all(line.endswith("=") for line in example.splitlines() if line and not line.startswith("#"))


def test_images_and_python_versions_are_those_of_the_pins() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"FROM python:(\d\.\d+)", text)) == {"3.10", "3.13"}
    assert text.count("--require-hashes") == 2
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in source.split()), source
