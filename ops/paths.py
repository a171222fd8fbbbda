"""Where things are in the repository, and the Python of each environment."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINE_PYTHON = ROOT / ".venv" / "engine" / "bin" / "python"
SERVICE_PYTHON = ROOT / ".venv" / "service" / "bin" / "python"
MODELS = ROOT / "build" / "models"
KNOWLEDGE = ROOT / "build" / "knowledge.sqlite"
