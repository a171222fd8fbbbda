"""What an operator copies from deploy/ is valid, names only settings that exist, and holds no secret."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from channels.settings import Settings
from ops.paths import ENGINE_PYTHON, ROOT, SERVICE_PYTHON

DEPLOY = ROOT / "deploy"
KUBERNETES = "1.30"
# Settings of the engine and the action server, which are no fields of the gateway's.
OTHER_PARTS = {"LEERWIJS_TRACKER_URL"}
IMPORT_BOT = """
import bot, importlib, pkgutil
for module in pkgutil.iter_modules(bot.__path__, "bot."):
    importlib.import_module(module.name)
"""
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


def test_what_has_no_keys_is_kept_from_the_outside() -> None:
    proxy = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert re.search(r"location /webhooks/ \{ return 404; \}", proxy)
    assert not any("LEERWIJS_RASA_WEBHOOK" in yaml.dump(one.values[0]) for one in manifests())
    assert "LEERWIJS_RASA_WEBHOOK" not in yaml.dump(compose())


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


def test_a_setting_of_the_gateway_in_leerwijs_env_reaches_it() -> None:
    set_here = {
        "LEERWIJS_ENV", "LEERWIJS_HOST", "LEERWIJS_PORT", "LEERWIJS_SECRET_KEY", "LEERWIJS_DATABASE_URL",
        "LEERWIJS_REDIS_URL", "LEERWIJS_ENGINE_URL", "LEERWIJS_ACTIONS_URL", "LEERWIJS_PUBLIC_URL",
    }  # fmt: skip
    for name in ("gateway-1", "gateway-2"):
        gateway = compose()["services"][name]
        assert gateway["env_file"] == "leerwijs.env"
        assert {name for name in gateway["environment"] if name.startswith("LEERWIJS_")} == set_here


def test_the_packages_for_pdf_are_the_same_in_the_image_and_in_the_manuals() -> None:
    places = (DEPLOY / "Containerfile", ROOT / "docs/beheer.md", ROOT / "docs/overzicht.md")
    named = [set(re.findall(r"lib(?:pango|harfbuzz)[a-z0-9.-]*[0-9]", path.read_text("utf-8"))) for path in places]
    assert named == [{"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"}] * 3


def test_images_and_python_versions_are_those_of_the_pins() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"FROM python:(\d\.\d+)", text)) == {"3.10", "3.13"}
    assert text.count("--require-hashes") == 2
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in source.split()), source


def files_of(stage: str, folder: Path) -> Path:
    """Copy what a stage of the Containerfile copies from the repository."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    found = re.search(rf"^FROM \S+ AS {stage}$(.*?)(?=^FROM|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, stage
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    for line in re.findall(r"^COPY (?!--from)(.+)$", found[1], re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, folder / source, ignore=ignored, dirs_exist_ok=True)
            else:
                (folder / source).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / source, folder / source)
    return folder


@pytest.mark.parametrize(
    ("stage", "python", "commands"),
    [
        ("service", SERVICE_PYTHON, (["-m", "knowledge", "compile", "--out", "knowledge.sqlite"],
                                     ["-c", "import channels.gateway, actions.server"])),
        ("engine-environment", ENGINE_PYTHON, (["-W", "ignore", "-c", IMPORT_BOT],)),
    ],
)  # fmt: skip
def test_an_image_holds_all_files_that_its_parts_need(
    stage: str, python: Path, commands: tuple[list[str], ...], tmp_path: Path
) -> None:
    folder = files_of(stage, tmp_path)
    for arguments in commands:
        ran = subprocess.run([python, *arguments], cwd=folder, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr


def test_nothing_private_is_sent_to_the_builder_of_images() -> None:
    assert {"var", ".git", "deploy/leerwijs.env"} <= set((ROOT / ".dockerignore").read_text().split())
