"""The site around the widget: pages under a strict policy, with the built files of the widget beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

if TYPE_CHECKING:
    from tests.e2e.fake_gateway import FakeGateway

DIST = Path(__file__).parents[2] / "channels" / "widget" / "dist"
# Stricter than the gateway's own.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Een site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/site.css"></head>
<body><main><h1>Gemeente Voorbeeld</h1><p>Leren en werken. <a href="/elders">Naar een andere pagina</a></p></main>
<leerwijs-chat %s></leerwijs-chat><script src="/widget/leerwijs.js" defer></script></body></html>"""
SITE_CSS = """:root { color-scheme: light dark; }
body { font: 16px/1.5 sans-serif; margin: 2rem; background: light-dark(#fff, #111); }
a { color: light-dark(#00529b, #9cd2ff); }"""


def add_pages(app: FastAPI, gateway: FakeGateway) -> None:
    """The site around the widget, under a strict policy. Its query becomes attributes of the element."""

    def html(request: Request) -> HTMLResponse:
        attributes = " ".join(
            f'{name}="{value}"' for name, value in request.query_params.items() if name.isidentifier()
        )
        return HTMLResponse(
            PAGE % attributes.replace("data_open", "data-open"), headers={"Content-Security-Policy": POLICY}
        )

    @app.get("/")
    async def home(request: Request) -> HTMLResponse:
        return html(request)

    @app.get("/elders")
    async def elsewhere(request: Request) -> HTMLResponse:
        return html(request)

    @app.get("/site.css")
    async def style() -> Response:
        return Response(SITE_CSS, media_type="text/css")

    @app.get("/zonder")
    async def without() -> HTMLResponse:
        bare = PAGE.partition("<leerwijs-chat")[0]
        return HTMLResponse(f"{bare}</body></html>", headers={"Content-Security-Policy": POLICY})

    @app.get("/twee")
    async def two() -> HTMLResponse:
        both = PAGE.replace("</main>", '<leerwijs-chat inline id="in"></leerwijs-chat></main>') % ""
        return HTMLResponse(both, headers={"Content-Security-Policy": POLICY})

    @app.get("/lang")
    async def long() -> HTMLResponse:
        text = PAGE.replace("</main>", "</main>" + "<p>Een lange pagina.</p>" * 150) % "inline"
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    @app.get("/site")
    async def other_site() -> HTMLResponse:
        """The page of a site with another address than the gateway; it allows what docs/inbouwen.md says."""
        text = PAGE.replace('src="', f'src="{gateway.url}') % f'api="{gateway.url}"'
        policy = POLICY.replace("script-src 'self'", f"script-src {gateway.url}")
        policy = policy.replace("connect-src 'self'", f"connect-src {gateway.url}")
        return HTMLResponse(text, headers={"Content-Security-Policy": policy})

    @app.get("/widget/{name}")
    async def script(name: str) -> Response:
        if name == "leerwijs-chat.js":
            gateway.chat_loads += 1
            if gateway.chat_missing:
                return Response(status_code=503)
        return Response((DIST / name).read_bytes(), media_type="text/javascript")
