"""The PDF: tagged, in Dutch, with its own fonts, loading nothing; and an honest page when it cannot be made."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.conversation.limits import STRICT, Limits
from channels.overview import pdf, printer
from channels.overview.printer import CannotPrint, Printer
from channels.overview.render import render
from tests.channels.fakes import Running
from tests.channels.overview_world import arrangement, card, visit

PAGE = (
    '<!doctype html><html lang="nl"><head><title>Mijn overzicht</title></head><body><h1>Één blad</h1>{}</body></html>'
)


def test_it_is_tagged_dutch_and_holds_its_fonts() -> None:
    made = pdf.make(PAGE.format("<p>Łódź € 1.500</p>"), uncompressed_pdf=True)
    assert made.startswith(b"%PDF")
    for part in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang (nl)", b"pdfuaid:part"):
        assert part in made, part
    fonts = {line for line in made.split() if line.startswith(b"/") and b"+" in line}
    assert fonts
    assert all(b"Leesbaar" in font for font in fonts), "no font of this machine"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:1/x.png", "../../../app.py", "data:image/png,x"]
)
def test_it_loads_nothing_but_our_own_files(address: str, caplog: pytest.LogCaptureFixture) -> None:
    made = pdf.make(PAGE.format(f'<img src="{address}" alt="x"><object data="{address}"></object>'))
    assert made.startswith(b"%PDF")
    assert b"/EmbeddedFile" not in made
    assert "Failed to load image" in caplog.text


async def test_the_overview_is_a_pdf_with_its_day_in_the_name(api: Running) -> None:
    record = arrangement()
    visitor = await visit(api, [card(record)], [record])
    for path, name in (("/overzicht.pdf", "mijn-overzicht"), ("/wat-ik-kan.pdf", "wat-ik-kan")):
        response = await visitor.get(path)
        assert response.headers["content-type"] == "application/pdf"
        assert response.headers["content-disposition"] == f'inline; filename="{name}-2026-11-22.pdf"'
        assert response.content.startswith(b"%PDF")


class Paper(Printer):
    """Keeps the page instead of printing it."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []

    async def pdf(self, page: str) -> bytes:
        self.pages.append(page)
        return b"%PDF"


async def test_paper_has_boxes_for_a_pen_and_nothing_to_press(api: Running) -> None:
    record = arrangement()
    visitor = await visit(api, [card(record)], [record])
    api.gateway.printer = paper = Paper()
    await visitor.post("/wat-ik-kan/vaardigheid", {"what": "Lassen"})
    await visitor.get("/overzicht.pdf")
    await visitor.get("/wat-ik-kan.pdf")
    whole, skills = paper.pages
    for tag in ("<input", "<button", "<form", "<a ", "<script"):
        assert tag not in whole
    assert 'class="box"' in whole
    assert "Dit wil ik vragen aan het loket" in whole
    assert "Lassen" in whole and "Lassen" in skills
    assert "Titel opleidingsgeld" in whole and "Titel opleidingsgeld" not in skills
    assert visitor.path.rpartition("/")[2] not in whole, "the key of the link is not on paper"


async def test_every_drawing_in_the_pdf_says_what_it_is(api: Running) -> None:
    gift, other = arrangement("a"), arrangement("b")
    refused = card(arrangement("c"), "niet", why=["U bent te oud."])
    visitor = await visit(api, [card(gift), card(other, "misschien"), refused], [gift, other, arrangement("c")])
    api.gateway.printer = paper = Paper()
    await visitor.get("/overzicht.pdf")
    made = pdf.make(paper.pages[0], uncompressed_pdf=True)
    assert made.count(b"/S /Figure") == 5, "three verdicts and two bars"
    assert made.count(b"/Alt") == 5


class OutOfPaper(Printer):
    async def pdf(self, page: str) -> bytes:
        raise CannotPrint


async def test_when_no_pdf_can_be_made_it_says_what_to_do(api: Running) -> None:
    visitor = await visit(api)
    api.gateway.printer = OutOfPaper()
    page = await visitor.get("/overzicht.pdf")
    assert page.status_code == 503
    assert "De PDF lukt nu niet" in page.text
    plain = await visitor.get("/overzicht.pdf", Accept="application/json")
    assert plain.json()["type"] == "urn:leerwijs:problem:pdf-unavailable"
    assert plain.headers["retry-after"] == "5"


async def test_nobody_prints_all_day(api: Running) -> None:
    visitor = await visit(api)
    api.gateway.printer, api.gateway.limits = Paper(), Limits(STRICT)
    statuses = [(await visitor.get("/overzicht.pdf")).status_code for _ in range(8)]
    assert statuses == [200] * 6 + [429] * 2


# ---- the process ----------------------------------------------------------------------------------------------------


async def test_the_process_that_prints_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERWIJS_SECRET_KEY", "geheim")
    seen: dict[str, Any] = {}

    class Process:
        returncode = 0

        async def communicate(self, page: bytes) -> tuple[bytes, None]:
            seen["page"] = page
            return b"%PDF", None

    async def start(*command: str, **options: Any) -> Process:
        seen.update(options)
        return Process()

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    assert await Printer().pdf("blad") == b"%PDF"
    assert seen["page"] == b"blad"
    assert "geheim" not in str(seen["env"])
    assert "PATH" in seen["env"]


@pytest.mark.parametrize(
    ("command", "why"), [("exit 3", "failed"), ("echo geen pdf", "no pdf"), ("sleep 30", "too slow")]
)
async def test_a_process_that_fails_or_hangs_is_given_up(
    monkeypatch: pytest.MonkeyPatch, command: str, why: str
) -> None:
    started: list[asyncio.subprocess.Process] = []
    real = asyncio.create_subprocess_exec

    async def start(*_: str, **options: Any) -> asyncio.subprocess.Process:
        started.append(await real("sh", "-c", f"cat >/dev/null; {command}", **options))
        return started[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    monkeypatch.setattr(printer, "_MOST_SECONDS", 0.3 if why == "too slow" else 10)
    with pytest.raises(CannotPrint):
        await Printer().pdf("blad")
    assert started[0].returncode is not None, "nothing is left running"


async def test_a_long_row_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = asyncio.Event()

    async def slow(_: str) -> bytes:
        await gate.wait()
        return b"%PDF"

    monkeypatch.setattr(printer, "_run", slow)
    machine = Printer()
    waiting = [asyncio.create_task(machine.pdf("blad")) for _ in range(8)]
    await asyncio.sleep(0)
    with pytest.raises(CannotPrint):
        await machine.pdf("nog een")
    gate.set()
    assert await asyncio.gather(*waiting) == [b"%PDF"] * 8
    assert await machine.pdf("nu wel") == b"%PDF"


def test_every_template_can_be_filled_in() -> None:
    page = render("bericht.html", heading="Kop", lines=("Een.", "Twee."))
    assert '<p class="lead">Een.</p>' in page
