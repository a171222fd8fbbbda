"""Documents held against the provider's own library and against the schema of jambonz."""

from __future__ import annotations

import inspect
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import jsonschema
from twilio.twiml import TwiML  # type: ignore[import-untyped]
from twilio.twiml.voice_response import Dial, Gather, Say, VoiceResponse  # type: ignore[import-untyped]

import channels.voice

_SCHEMA = json.loads((Path(channels.voice.__file__).parent / "jambonz.schema.json").read_text(encoding="utf-8"))
_CHECKER = jsonschema.Draft202012Validator(_SCHEMA, format_checker=jsonschema.FormatChecker())
# Which of the library's methods makes an element inside another.
_MAKES: dict[str, dict[str, Any]] = {
    "Response": {"Say": VoiceResponse.say, "Gather": VoiceResponse.gather, "Redirect": VoiceResponse.redirect,
                 "Pause": VoiceResponse.pause, "Dial": VoiceResponse.dial, "Hangup": VoiceResponse.hangup},
    "Gather": {"Say": Gather.say},
    "Dial": {"Number": Dial.number},
    "Say": {"prosody": Say.prosody},
}  # fmt: skip
_TO_LIBRARY = {"from": "from_"}


def check(provider: str, document: str) -> None:
    """Fail when the provider would not understand a document."""
    if provider == "twiml":
        _check_twiml(document)
    else:
        _CHECKER.validate(json.loads(document))


def _check_twiml(document: str) -> None:
    root = ElementTree.fromstring(document)
    assert root.tag == "Response"
    _check_children(root)
    assert _rebuilt(root).to_xml() == document, "the library writes it otherwise"


def _check_children(parent: ElementTree.Element) -> None:
    for child in parent:
        assert child.tag in _MAKES.get(parent.tag, {}), f"<{child.tag}> in <{parent.tag}>"
        known = {_camel(name) for name in inspect.signature(_MAKES[parent.tag][child.tag]).parameters}
        assert set(child.attrib) <= known, f"<{child.tag}> has {set(child.attrib) - known}"
        if child.tag == "Say":
            assert child.get("language") == "nl-NL"
            assert 0 < len("".join(child.itertext())) <= 4096
        if child.tag == "Gather" and "speech" in child.attrib["input"]:
            assert child.get("language") == "nl-NL" and child.get("profanityFilter") == "false"
            hints = (child.get("hints") or "").split(",")
            assert len(hints) <= 500 and all(len(hint) <= 100 for hint in hints)
        _check_children(child)


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


def _rebuilt(root: ElementTree.Element) -> Any:
    """Make the same document by the library's own classes."""

    def node(element: ElementTree.Element) -> TwiML:
        made = VoiceResponse() if element.tag == "Response" else TwiML(**{k: v for k, v in element.attrib.items()})
        made.name = element.tag
        made.value = element.text
        for child in element:
            made.append(node(child))
        return made

    return node(root)
