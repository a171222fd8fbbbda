#!/usr/bin/env bash
# Build .venv/recogniser: faster-whisper and a small multilingual model, pinned by hash. Only for trying and measuring the
# telephone on this machine; nothing of the product needs it.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/tools/bin/uv)
"$uv" venv -q --clear --python "$(.venv/service/bin/python -c 'import sys; print(sys.executable)')" .venv/recogniser
"$uv" pip install -q --python .venv/recogniser/bin/python --require-hashes -r requirements/recogniser.txt
echo "ready: make call (then /spreek), make evaluate-voice"
