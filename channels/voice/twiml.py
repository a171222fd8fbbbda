"""TwiML, the de-facto standard of telephony providers: reading webhooks, writing documents, checking signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping

from twilio.request_validator import SIGNATURE_HEADER, RequestValidator  # type: ignore[import-untyped]
from twilio.twiml.voice_response import Gather, Say, VoiceResponse  # type: ignore[import-untyped]

from channels.voice import phrases
from channels.voice.aloud import aloud
from channels.voice.document import Connect, Document, Event, HangUp, Kind, Links, Listen, Wait

NAME = "twiml"
MEDIA_TYPE = "text/xml; charset=utf-8"
LANGUAGE = "nl-NL"
SLOW_RATE = "80%"
_HINTS_AT_MOST = 200
_HINT_LENGTH = 100
_PHONE = re.compile(r"\+[1-9]\d{7,14}")
# What Twilio sends for a withheld number: the letters of ANONYMOUS, RESTRICTED, UNKNOWN on a keypad, and the like.
_WITHHELD = frozenset({"+266696687", "+2562533", "+7378742833", "+86282452253"})


class TwiML:
    """Writes documents for a provider that speaks TwiML. `voice` is the provider's name of a voice, "" for its own."""

    name = NAME
    media_type = MEDIA_TYPE

    def __init__(self, token: str, voice: str) -> None:
        self._validator = RequestValidator(token)
        self._voice = voice

    def is_signed(self, url: str, headers: Mapping[str, str], body: bytes, form: Mapping[str, str], now: int) -> bool:
        """Whether the provider signed exactly this request to exactly this address."""
        return bool(self._validator.validate(url, dict(form), headers.get(SIGNATURE_HEADER, "")))

    def read(self, kind: Kind, form: Mapping[str, str]) -> Event | None:
        """Return what a webhook tells; None when it names no call."""
        call = form.get("CallSid", "")
        if not call:
            return None
        ended = form.get("CallStatus") in ("completed", "busy", "failed", "no-answer", "canceled")
        if kind is Kind.CONNECTED:
            ended = False  # the caller's own leg is what counts, and it asks for a document
        return Event(
            kind=Kind.ENDED if ended else kind,
            call=call,
            caller=caller(form.get("From", "")),
            line=form.get("To", ""),
            text=form.get("SpeechResult", "").strip(),
            confidence=_confidence(form.get("Confidence", "")),
            keys=form.get("Digits", ""),
            machine=form.get("AnsweredBy", "human").startswith(("machine", "fax")),
            answered=form.get("DialCallStatus") == "completed" and form.get("DialBridged", "true") == "true",
        )

    def write(self, document: Document, links: Links) -> str:
        """Return a document as TwiML."""
        response = VoiceResponse()
        if document.first:
            self._say(response, document.first, document.slow)
        if isinstance(document.then, Listen):
            self._listen(response, document, document.then, links.heard)
            return str(response)
        if document.say:
            self._say(response, document.say, document.slow)
        if isinstance(document.then, Wait):
            if document.then.pause:
                response.pause(length=document.then.pause)
            response.redirect(links.waited, method="POST")
        elif isinstance(document.then, Connect):
            dial = response.dial(
                action=links.connected, method="POST", timeout=document.then.seconds, answer_on_bridge=True,
                **({"caller_id": document.then.caller_id} if document.then.caller_id else {}),
            )  # fmt: skip
            dial.number(document.then.number, url=links.accept, method="POST")
        elif isinstance(document.then, HangUp):
            response.hangup()
        return str(response)

    def offer(self, link: str) -> str:
        """Return what whoever answers for us hears first: press a key to take the call."""
        response = VoiceResponse()
        gather = Gather(input="dtmf", num_digits=1, timeout=8, action=link, method="POST")
        self._say(gather, phrases.say("opnemen"), False)
        response.append(gather)
        response.hangup()
        return str(response)

    def accepted(self, keys: str) -> str:
        """Return what follows when they pressed one: nothing, and the call goes through; hang up otherwise."""
        response = VoiceResponse()
        if keys != "1":
            response.hangup()
        return str(response)

    def nothing(self) -> str:
        """Return the answer to a message that asks for none."""
        return str(VoiceResponse())

    def _listen(self, response: VoiceResponse, document: Document, listen: Listen, link: str) -> None:
        # Without the filter of swear words: it would hide from the crisis screen what it must see.
        gather = Gather(
            input="dtmf speech", language=LANGUAGE, action=link, method="POST", action_on_empty_result=True,
            timeout=listen.seconds, speech_timeout="auto", profanity_filter=False, barge_in=True,
            finish_on_key="#" if listen.keys != 1 else "",
            **({"num_digits": listen.keys} if listen.keys else {}),
            **({"hints": ",".join(_hints(listen.hints))} if listen.hints else {}),
        )  # fmt: skip
        self._say(gather, document.say, document.slow)
        response.append(gather)
        # For providers that do not report silence.
        response.redirect(link, method="POST")

    def _say(self, parent: VoiceResponse | Gather, text: str, slow: bool) -> None:
        voice = {"voice": self._voice} if self._voice else {}
        if slow and self._voice:  # speech mark-up is taken by named voices only
            said = Say(language=LANGUAGE, **voice)
            said.prosody(aloud(text), rate=SLOW_RATE)
        else:
            said = Say(aloud(text), language=LANGUAGE, **voice)
        parent.append(said)


def _hints(hints: tuple[str, ...]) -> list[str]:
    return [hint.replace(",", " ")[:_HINT_LENGTH] for hint in hints[:_HINTS_AT_MOST]]


def caller(number: str) -> str:
    """Return a caller's number, "" when it is withheld."""
    return number if _PHONE.fullmatch(number) and number not in _WITHHELD else ""


def _confidence(said: str) -> float | None:
    try:
        value = float(said)
    except ValueError:
        return None
    return value if 0 < value <= 1 else None  # providers that do not know say nought
