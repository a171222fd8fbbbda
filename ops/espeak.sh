#!/usr/bin/env bash
# A Dutch voice for the tests of the telephone and for `make call`: the machine's, else Debian's package (as root).
# Without it nothing is heard, and the test that measures how long texts take is left out, except in CI.
set -euo pipefail
command -v espeak-ng >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "leerwijs: installing Debian's espeak-ng for the tests of the telephone"
    (apt-get install -y -qq espeak-ng || (apt-get update -qq && apt-get install -y -qq espeak-ng)) >/dev/null && exit 0
fi
echo "leerwijs: no espeak-ng here (apt-get install espeak-ng); texts are not measured aloud" >&2
