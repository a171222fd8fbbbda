#!/usr/bin/env bash
# Compile the groups of pyproject.toml to hashed pins. Needs uv (make setup brings one).
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/tools/bin/uv)
common=(--generate-hashes --no-annotate --no-emit-index-url --no-header -q)
"$uv" pip compile --group engine -p 3.10 "${common[@]}" -o requirements/engine.txt pyproject.toml
"$uv" pip compile --group engine-dev -p 3.10 "${common[@]}" -c requirements/engine.txt -o requirements/engine-dev.txt pyproject.toml
"$uv" pip compile --group service -p 3.11 --universal "${common[@]}" -o requirements/service.txt pyproject.toml
"$uv" pip compile --group dev -p 3.11 --universal "${common[@]}" -c requirements/service.txt -o requirements/dev.txt pyproject.toml
echo 'uv>=0.9' | "$uv" pip compile - -p 3.8 --universal "${common[@]}" -o requirements/tools.txt
