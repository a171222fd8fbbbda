#!/usr/bin/env bash
# All checks, in the order in which they fail fastest. `make test` and CI run this.
set -euo pipefail
cd "$(dirname "$0")/.."

engine=.venv/engine/bin/python
service=.venv/service/bin/python
export RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 SQLALCHEMY_SILENCE_UBER_WARNING=1 TQDM_DISABLE=1

step() {
    echo
    echo "== $1 ($(date +%H:%M:%S))"
}

step "lint and types"
"$service" -m ruff check .
"$service" -m ruff format --check .
"$service" -m mypy

step "widget: types, unit tests, and the built file is what the source builds"
(cd channels/widget && npm ci --no-audit --no-fund --silent && npm run --silent check && npm run --silent test && npm run --silent verify)
(cd tests/widget/rasa_client && npm ci --no-audit --no-fund --silent)

step "knowledge: every record"
"$service" -m knowledge check
"$service" -m knowledge compile --out build/knowledge.sqlite

step "unit tests of the services"
ops/espeak.sh
"$service" -m pytest -q -n 2 --dist loadfile tests/knowledge tests/actions tests/channels tests/ops tests/evaluation

step "unit tests of the engine"
"$engine" -W ignore -m pytest -q tests/bot

step "model: train and validate"
"$service" -m ops.train
"$engine" -W ignore -m bot.server data validate --data data/nlu data/rules --domain domain.yml --config config.yml --fail-on-warnings 2>&1 |
    grep -vE "Warning|warnings.warn|^\s" | tail -15
test "${PIPESTATUS[0]}" -eq 0

step "dialogue, whole product and browser"
ops/chromium.sh
"$service" -m pytest -q tests/dialogue tests/distributed tests/e2e tests/widget

echo
echo "all checks passed"
