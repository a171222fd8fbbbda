"""\"Wat ik kan\" behind the private link: writing down, changing and removing, a file to take along and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

from channels.conversation.model import Conversation
from channels.errors import Problem
from channels.gateway import Gateway
from channels.overview import skills, store
from channels.overview.opening import Behind, Opened, now_of, text_of, wants_page
from channels.overview.pages import READ, overview_of, print_pdf
from channels.overview.render import render
from channels.overview.skills import LONGEST_LINE, LONGEST_TEXT, BadSkills, Intake, Skills
from channels.web.access import CurrentGateway
from knowledge.levels import SOURCE

router = APIRouter(prefix="/overzicht", include_in_schema=False, route_class=Behind)

_MOST_FIELDS = 10
_SKILL = ("what", "proof", "was")
_DIPLOMA = ("title", "level", "year", "school", "was")
_NOTICES = {"bewaard": "Bewaard.", "weg": "Dat is weg.", "ingelezen": "Het bestand is ingelezen."}
_MASKED = {"telefoon": "een telefoonnummer", "email": "een e-mailadres", "iban": "een rekeningnummer",
           "bsn": "een nummer dat op een BSN lijkt"}  # fmt: skip

Fields = Mapping[str, str]
_NOTHING: Fields = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Visit:
    """Who wants to change what."""

    request: Request
    gateway: Gateway
    conversation: Conversation
    key: str


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What is shown when something could not be kept."""

    field: str
    message: str


@router.api_route("/{key}/wat-ik-kan", methods=READ)
async def page(request: Request, gateway: CurrentGateway, conversation: Opened, key: str) -> Response:
    """What the citizen can, with forms to add to it and to change it."""
    found = await gateway.database.read(lambda connection: store.read_skills(connection, conversation.id))
    asked = request.query_params
    wanted = asked.get("wijzig", "")
    skill = next(({"what": s.what, "proof": s.proof, "was": s.name} for s in found.skills if s.name == wanted), {})
    diploma = next(
        (
            {"title": d.title, "level": d.level, "year": str(d.year or ""), "school": d.school, "was": d.name}
            for d in found.diplomas
            if d.name == wanted
        ),
        {},
    )
    notice = _notice(asked.get("melding", ""), asked.get("weggehaald", ""))
    return HTMLResponse(_page(key, found, skill=skill, diploma=diploma, notice=notice))


def _notice(what: str, masked: str) -> str:
    said = _NOTICES.get(what, "")
    kinds = [_MASKED[kind] for kind in masked.split(",") if kind in _MASKED]
    if said and kinds:
        said += f" Wij haalden {' en '.join(kinds)} weg. Dat hoort hier niet te staan, voor uw veiligheid."
    return said


def _page(
    key: str,
    found: Skills,
    *,
    skill: Fields = _NOTHING,
    diploma: Fields = _NOTHING,
    notice: str = "",
    error: _Wrong | None = None,
) -> str:
    return render(
        "wat-ik-kan.html",
        key=key,
        here="wat-ik-kan",
        skills=found,
        skill={name: skill.get(name, "") for name in _SKILL},
        diploma={name: diploma.get(name, "") for name in _DIPLOMA},
        notice=notice,
        error=error,
        level_source=SOURCE,
        longest_line=LONGEST_LINE,
        longest_text=LONGEST_TEXT,
    )


# ---- changing -------------------------------------------------------------------------------------------------------


@router.post("/{key}/wat-ik-kan/vaardigheid")
async def put_skill(request: Request, gateway: CurrentGateway, conversation: Opened, key: str) -> Response:
    """Add a skill, or change the one named by `was`."""
    given = await _fields(request, _SKILL)
    intake = Intake(now_of(gateway).date())

    def change(found: Skills) -> Skills:
        return skills.with_entry(found, intake.skill(given["what"], given["proof"]), given["was"] or None)

    return await _changed(_Visit(request, gateway, conversation, key), change, intake, skill=given)


@router.post("/{key}/wat-ik-kan/diploma")
async def put_diploma(request: Request, gateway: CurrentGateway, conversation: Opened, key: str) -> Response:
    """Add a diploma, or change the one named by `was`."""
    given = await _fields(request, _DIPLOMA)
    intake = Intake(now_of(gateway).date())

    def change(found: Skills) -> Skills:
        diploma = intake.diploma(given["title"], given["level"], given["year"], given["school"])
        return skills.with_entry(found, diploma, given["was"] or None)

    return await _changed(_Visit(request, gateway, conversation, key), change, intake, diploma=given)


@router.post("/{key}/wat-ik-kan/weg")
async def remove(request: Request, gateway: CurrentGateway, conversation: Opened, key: str) -> Response:
    """Remove the entry named by `welke`."""
    name = (await _fields(request, ("welke",)))["welke"]
    intake = Intake(now_of(gateway).date())

    def change(found: Skills) -> Skills:
        return skills.without_entry(found, name)

    return await _changed(_Visit(request, gateway, conversation, key), change, intake, said="weg")


@router.post("/{key}/wat-ik-kan/inlezen")
async def read_in(request: Request, gateway: CurrentGateway, conversation: Opened, key: str) -> Response:
    """Read a file that was saved before: what is here already stays."""
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        file = form.get("file")
        raw = await file.read() if isinstance(file, UploadFile) else b""
    intake = Intake(now_of(gateway).date())

    def change(found: Skills) -> Skills:
        return skills.merged(found, intake.file(raw))

    return await _changed(_Visit(request, gateway, conversation, key), change, intake, said="ingelezen")


async def _fields(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        return {name: text_of(form, name) for name in names}


async def _changed(
    visit: _Visit,
    change: Callable[[Skills], Skills],
    intake: Intake,
    *,
    said: str = "bewaard",
    skill: Fields = _NOTHING,
    diploma: Fields = _NOTHING,
) -> Response:
    """Make a change and show how it is now; when it cannot be made, what was typed with what is wrong."""
    gateway, of = visit.gateway, visit.conversation.id
    now = gateway.clock()
    try:
        await gateway.database.write(lambda connection: store.change_skills(connection, of, change, now))
    except BadSkills as bad:
        if not wants_page(visit.request):
            raise Problem(422, "skills-invalid", str(bad), field=bad.field) from None
        found = await gateway.database.read(lambda connection: store.read_skills(connection, of))
        wrong = _Wrong(bad.field, str(bad))
        return HTMLResponse(_page(visit.key, found, skill=skill, diploma=diploma, error=wrong), 422)
    for kind in intake.masked:
        gateway.metrics.masked.labels(kind).inc()
    taken = f"&weggehaald={','.join(sorted(intake.masked))}" if intake.masked else ""
    return RedirectResponse(f"/overzicht/{visit.key}/wat-ik-kan?melding={said}{taken}#melding", 303)


# ---- taking along ---------------------------------------------------------------------------------------------------


@router.api_route("/{key}/wat-ik-kan.json", methods=READ)
async def as_file(gateway: CurrentGateway, conversation: Opened) -> Response:
    """What the citizen can as a file, in the form of `vaardigheden.schema.json`."""
    found = await gateway.database.read(lambda connection: store.read_skills(connection, conversation.id))
    today = now_of(gateway).date()
    headers = {"Content-Disposition": f'attachment; filename="wat-ik-kan-{today.isoformat()}.json"'}
    return Response(found.file(today), media_type="application/json", headers=headers)


@router.api_route("/{key}/wat-ik-kan.pdf", methods=READ)
async def as_pdf(gateway: CurrentGateway, conversation: Opened) -> Response:
    """What the citizen can as a PDF file."""
    overview = await overview_of(gateway, conversation)
    return await print_pdf(gateway, conversation, overview, "Wat ik kan", "wat-ik-kan", whole=False)
