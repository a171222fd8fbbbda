"""Rules that hold for the repository as a whole."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ops.paths import ROOT
from ops.stack import Stack

TEXT = {".py", ".md", ".yml", ".yaml", ".txt", ".toml", ".json", ".ts", ".mjs", ".css", ".html", ".sh", ".csv", ""}
# Spelled in pieces, so that this file does not hold what it forbids.
HOSTS = ("py" + "pi.org", "registry.npm" + "js.org", "files.python" + "hosted.org", "deb.debian" + ".org")
MACHINE = ("/wo" + "rk/", "/ro" + "ot/")


def tracked() -> Iterator[Path]:
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    for name in listed.split("\0"):
        path = ROOT / name
        if name and path.suffix in TEXT and path.is_file():
            yield path


def intents(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        examples = [line[2:].strip() for line in entry["examples"].splitlines() if line.startswith("- ")]
        found.setdefault(entry["intent"], []).extend(examples)
    return found


@pytest.mark.parametrize("forbidden", [*HOSTS, *MACHINE])
def test_no_file_names_a_package_registry_or_a_path_of_one_machine(forbidden: str) -> None:
    holding = [
        str(p.relative_to(ROOT)) for p in tracked() if forbidden in p.read_text(encoding="utf-8", errors="ignore")
    ]
    assert holding == []


def test_every_pin_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pins = re.findall(r"^([a-zA-Z0-9_.-]+)(?:\[[^\]]*\])?==", path.read_text(), re.MULTILINE)
        blocks = re.findall(
            r"^[a-zA-Z0-9_.\[\],-]+==\S+.*?\\\n(?:\s+--hash=sha256:[0-9a-f]{64})", path.read_text(), re.M
        )
        assert len(pins) == len(blocks) > 0, path.name


def test_the_npm_lock_file_records_no_download_addresses() -> None:
    lock = json.loads((ROOT / "channels/widget/package-lock.json").read_text())
    assert lock["packages"]
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_every_topic_has_an_intent_one_rule_an_answer_and_utterances() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    topics = set(domain["intents"])
    rules = [rule for p in (ROOT / "data/rules").glob("*.yml") for rule in yaml.safe_load(p.read_text())["rules"]]
    ruled = [rule["steps"][0]["intent"] for rule in rules]
    assert len(topics) == 70
    assert sorted(ruled) == sorted([*topics, "nlu_fallback"]), "exactly one rule an intent, also when no task runs"
    assert all(len(rule["steps"]) == 2 and rule["steps"][1]["action"] in domain["actions"] for rule in rules)
    assert {p.stem for p in (ROOT / "knowledge/antwoorden").glob("*.yaml")} == topics
    trained = {intent for p in (ROOT / "data/nlu").glob("*.yml") for intent in intents(p)}
    assert trained == topics
    assert "forms" not in domain


def test_engine_and_actions_listen_on_loopback_only() -> None:
    commands = Stack(host="0.0.0.0")._commands()
    for name, flag in (("engine", "--interface"), ("actions", "--host")):
        assert commands[name][commands[name].index(flag) + 1] == "127.0.0.1"


def test_telemetry_of_the_engine_is_off() -> None:
    assert Stack()._environment()["RASA_TELEMETRY_ENABLED"] == "false"
