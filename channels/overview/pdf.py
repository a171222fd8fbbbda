"""A page on standard input becomes a PDF on standard output: `python -m channels.overview.pdf`.

Tagged, in Dutch, with its fonts inside (PDF/UA-1), so that it reads aloud and looks the same everywhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
STYLES = FOLDER / "pdf.css"


def make(page: str, **options: Any) -> bytes:
    """Return a page as a PDF file. `options` are those of WeasyPrint, for tests.

    Raises:
        ImportError, OSError: WeasyPrint or the system libraries that it needs (Pango) are not installed.
    """
    # Slow to load, and needed only here.
    from weasyprint import CSS, HTML  # type: ignore[import-untyped]
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
    from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

    class OurFiles(URLFetcher):  # type: ignore[misc]
        """Opens the files of this folder and nothing else, whatever a page may refer to."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Open one of our files."""
            if not url.startswith(FOLDER.as_uri() + "/") or ".." in url:
                raise ValueError("a page loads only our own files")
            return super().fetch(url, headers)

    ours = OurFiles(allowed_protocols={"file"}, allow_redirects=False)
    document = HTML(string=page, base_url=FOLDER.as_uri() + "/", url_fetcher=ours)
    fonts = FontConfiguration()
    styles = CSS(filename=str(STYLES), url_fetcher=ours, font_config=fonts)
    made = document.write_pdf(stylesheets=[styles], font_config=fonts, pdf_variant="pdf/ua-1", **options)
    return bytes(made)


if __name__ == "__main__":
    sys.stdout.buffer.write(make(sys.stdin.buffer.read().decode()))
