"""Train the model if what it is made from has changed: ``python -m ops.train [--force]``.

Prints the path of the model as its last line.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ops.paths import ENGINE_PYTHON, MODELS, ROOT

# In the order in which Rasa reports them; each moves the progress bar.
_STAGES = (
    "spaCy model",
    "Starting to train component 'NgramIntentClassifier'",
    "Finished training component 'NgramIntentClassifier'",
    "Finished training component 'RulePolicy'",
    "model is trained and saved",
)
_INPUTS = (
    "config.yml",
    "domain.yml",
    "data/nlu/*.yml",
    "data/rules/*.yml",
    "bot/dutch_spacy.py",
    "bot/sentence_encoder.py",
    "bot/parts.py",
    "bot/intent_classifier.py",
    "requirements/engine.txt",
)
_BAR = 30


def model_inputs(root: Path = ROOT) -> Iterator[Path]:
    """Yield every file the trained model depends on, in a fixed order."""
    for pattern in _INPUTS:
        yield from sorted(root.glob(pattern))


def model_path(root: Path = ROOT) -> Path:
    """Return where the model for today's inputs is, or will be."""
    digest = hashlib.sha256()
    for path in model_inputs(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return root / "build" / "models" / f"leerwijs-{digest.hexdigest()[:16]}.tar.gz"


def train(force: bool = False) -> Path:
    """Train unless the model is there already; return its path.

    Raises:
        SystemExit: when training fails; the output of Rasa is printed first.
    """
    target = model_path()
    if target.exists() and not force:
        return target
    command = [
        ENGINE_PYTHON,
        "-m",
        "bot.server",
        "train",
        "--force",
        "--config",
        "config.yml",
        "--domain",
        "domain.yml",
        "--data",
        "data/nlu",
        "data/rules",
        "--out",
        MODELS,
        "--fixed-model-name",
        target.name[: -len(".tar.gz")],
    ]
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LOG_LEVEL": "INFO",
        "TQDM_DISABLE": "1",
    }
    started = time.monotonic()
    process = subprocess.Popen(
        [str(c) for c in command],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, reached = [], 0
    assert process.stdout is not None
    for line in process.stdout:
        output.append(line)
        while reached < len(_STAGES) and _STAGES[reached] in line:
            reached += 1
        _draw(reached, time.monotonic() - started)
    if process.wait() or not target.exists():
        sys.stderr.write("\n" + "".join(output[-60:]))
        raise SystemExit("leerwijs: training failed: see the lines above")
    _draw(len(_STAGES), time.monotonic() - started)
    sys.stderr.write("\n")
    for old in MODELS.glob("leerwijs-*.tar.gz"):
        if old != target:
            old.unlink()
    return target


def _draw(reached: int, seconds: float) -> None:
    done = _BAR * reached // len(_STAGES)
    bar = "#" * done + "." * (_BAR - done)
    if sys.stderr.isatty():
        sys.stderr.write(f"\rtraining [{bar}] {seconds:4.0f} s")
    elif reached == len(_STAGES):
        sys.stderr.write(f"training [{bar}] {seconds:4.0f} s")
    sys.stderr.flush()


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even when nothing changed")
    print(train(parser.parse_args().force))


if __name__ == "__main__":
    main()
