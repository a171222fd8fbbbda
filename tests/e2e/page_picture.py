"""Takes the picture in the README: `python -m tests.e2e.page_picture [--url ADDRESS]`.

The product's own page with a conversation, of a running product or one that is started for it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ops.paths import ROOT
from tests.e2e.chromium import launched
from tests.e2e.overview_pictures import make_small, product
from tests.e2e.visitor import Visitor

PICTURE = ROOT / "docs" / "images" / "gesprek.png"


def main() -> None:
    """Ask two things and photograph the second answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a product that runs already")
    parser.add_argument("--to", type=Path, default=PICTURE)
    options = parser.parse_args()
    with product(options.url) as url, launched() as browser:
        visitor = Visitor.at(browser, url).open()
        visitor.say("is het STAP-budget nog open?")
        visitor.say("vind een leerbaan als helpende in Zwolle")
        visitor.page.wait_for_timeout(600)  # until it has scrolled
        visitor.page.screenshot(path=options.to)
    make_small([options.to])


if __name__ == "__main__":
    main()
