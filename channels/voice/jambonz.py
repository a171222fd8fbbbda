"""jambonz, the open-source telephony server that a public body can host itself: the same calls, in its JSON verbs.

Its verbs are described in `jambonz.schema.json`, written after the documentation of jambonz. A request carries
`Jambonz-Signature: t=<seconds>,v1=<hex>`: the HMAC-SHA256 of `<seconds>.<body>` with the account's webhook secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from channels.voice import phrases
from channels.voice.aloud import aloud
from channels.voice.document import Connect, Document, Event, HangUp, Kind, Links, Listen, Wait
from channels.voice.twiml import LANGUAGE, SLOW_RATE, caller

NAME = "jambonz"
SIGNATURE_HEADER = "jambonz-signature"
# Seconds a request may be old: what was recorded earlier is refused, and clocks may differ a little.
TOLERANCE = 300

Verb = dict[str, Any]


class Jambonz:
    """Writes documents for jambonz. `voice` is the name of a voice of its speech vendor, "" for the usual one."""

    name = NAME
    media_type = "application/json"

    def __init__(self, secret: str, voice: str) -> None:
        self._secret = secret.encode()
        self._voice = voice

    def is_signed(self, url: str, headers: Mapping[str, str], body: bytes, form: Mapping[str, str], now: int) -> bool:
        """Whether jambonz signed exactly this body, not long ago. The address is guarded by a key of our own in it."""
        at = ""
        signatures = []
        for part in headers.get(SIGNATURE_HEADER, "").split(","):
            name, _, value = part.strip().partition("=")
            at = value if name == "t" else at
            signatures += [value] if name == "v1" else []
        if not (at.isascii() and at.isdigit() and len(at) <= 12) or abs(now // 1000 - int(at)) > TOLERANCE:
            return False
        expected = hmac.new(self._secret, at.encode() + b"." + body, hashlib.sha256).hexdigest()
        return any(hmac.compare_digest(expected.encode(), signature.encode()) for signature in signatures)

    def read(self, kind: Kind, form: Mapping[str, Any]) -> Event | None:
        """Return what a webhook tells; None when it names no call."""
        call = form.get("call_sid")
        if not isinstance(call, str) or not call:
            return None
        ended = kind is not Kind.CONNECTED and form.get("call_status") in ("completed", "failed", "busy", "no-answer")
        text, confidence = _speech(form.get("speech"))
        return Event(
            kind=Kind.ENDED if ended else kind,
            call=call,
            caller=caller(str(form.get("from") or "")),
            line=str(form.get("to") or ""),
            text=text,
            confidence=confidence,
            keys=str(form.get("digits") or form.get("dtmf") or ""),
            machine=form.get("type") == "amd_machine_detected",
            answered=form.get("dial_call_status") == "completed",
        )

    def write(self, document: Document, links: Links) -> str:
        """Return a document as a list of verbs."""
        verbs: list[Verb] = []
        if document.first:
            verbs.append({"verb": "say", **self._say(document.first, document.slow)})
        if isinstance(document.then, Listen):
            verbs.append(self._gather(document, document.then, links.heard))
            return json.dumps(verbs, ensure_ascii=False)
        if document.say:
            verbs.append({"verb": "say", **self._say(document.say, document.slow)})
        if isinstance(document.then, Wait):
            if document.then.pause:
                verbs.append({"verb": "pause", "length": document.then.pause})
            verbs.append({"verb": "redirect", "actionHook": links.waited})
        elif isinstance(document.then, Connect):
            target = {"type": "phone", "number": document.then.number, "confirmHook": links.accept}
            dial: Verb = {"verb": "dial", "actionHook": links.connected, "answerOnBridge": True, "target": [target]}
            dial["timeout"] = document.then.seconds
            if document.then.caller_id:
                dial["callerId"] = document.then.caller_id
            verbs.append(dial)
        elif isinstance(document.then, HangUp):
            verbs.append({"verb": "hangup"})
        return json.dumps(verbs, ensure_ascii=False)

    def offer(self, link: str) -> str:
        """Return what whoever answers for us hears first: press a key to take the call."""
        gather: Verb = {
            "verb": "gather", "actionHook": link, "input": ["digits"], "numDigits": 1, "timeout": 8,
            "say": self._say(phrases.say("opnemen"), False),
        }  # fmt: skip
        return json.dumps([gather, {"verb": "hangup"}], ensure_ascii=False)

    def accepted(self, keys: str) -> str:
        """Return what follows when they pressed one: nothing, and the call goes through; hang up otherwise."""
        return json.dumps([] if keys == "1" else [{"verb": "hangup"}])

    def nothing(self) -> str:
        """Return the answer to a message that asks for none."""
        return "[]"

    def _gather(self, document: Document, listen: Listen, link: str) -> Verb:
        gather: Verb = {
            "verb": "gather", "actionHook": link, "input": ["digits", "speech"], "timeout": listen.seconds,
            "bargein": True, "dtmfBargein": True, "listenDuringPrompt": True, "minBargeinWordCount": 1,
            "recognizer": {"vendor": "default", "language": LANGUAGE, "hints": list(listen.hints),
                           "profanityFilter": False},
            "say": self._say(document.say, document.slow),
        }  # fmt: skip
        if listen.keys:
            gather["numDigits"] = listen.keys
        if listen.keys != 1:
            gather["finishOnKey"] = "#"
            gather["interDigitTimeout"] = listen.seconds
        return gather

    def _say(self, text: str, slow: bool) -> Verb:
        said = aloud(text)
        if slow:
            said = f'<speak><prosody rate="{SLOW_RATE}">{_escape(said)}</prosody></speak>'
        synthesizer: Verb = {"vendor": "default", "language": LANGUAGE}
        if self._voice:
            synthesizer["voice"] = self._voice
        return {"text": said, "synthesizer": synthesizer}


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _speech(speech: object) -> tuple[str, float | None]:
    """Return what was recognised, and how sure it is; documented as an object with `alternatives`."""
    if not isinstance(speech, dict):
        return "", None
    alternatives = speech.get("alternatives")
    best = alternatives[0] if isinstance(alternatives, list) and alternatives else None
    if not isinstance(best, dict):
        return "", None
    confidence = best.get("confidence")
    sure = float(confidence) if isinstance(confidence, int | float) and 0 < confidence <= 1 else None
    return str(best.get("transcript") or "").strip(), sure
