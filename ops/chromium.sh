#!/usr/bin/env bash
# A Chromium for the browser tests: the machine's, else Debian's package (as root), else Playwright's own.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "leerwijs: installing Debian's chromium for the browser tests"
    (apt-get install -y -qq chromium || (apt-get update -qq && apt-get install -y -qq chromium)) >/dev/null && exit 0
fi
.venv/service/bin/python -m playwright install chromium ||
    { echo "leerwijs: no Chromium here. Install it (apt-get install chromium) and run the command again." >&2; exit 1; }
