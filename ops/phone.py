"""A telephone provider on this machine: signs webhooks, follows links, and hears the documents as a caller would.

Used by `make call`, by the tests of the telephone and by its bench. Speaks TwiML or jambonz.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
import uuid
import xml.etree.ElementTree as ElementTree
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from twilio.request_validator import RequestValidator

CALLER, LINE = "+31612345678", "+31880000000"
_TAG = re.compile(r"<[^>]+>")
_FOLLOWS = 12


@dataclass
class Heard:
    """What a caller experiences after one thing they said.

    whole: cannot be interrupted; open: can be; next: listen, connect or hangup; keys: how many make an answer (0: until
    the hash key); milliseconds: of each webhook; documents: as they came.
    """

    whole: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    next: str = ""
    keys: int = 0
    slow: bool = False
    hints: list[str] = field(default_factory=list)
    number: str = ""
    milliseconds: list[float] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """All that was said."""
        return " ".join([*self.whole, *self.open])


class WebhookFailed(Exception):
    """The gateway refused a webhook."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(f"{response.status_code} {response.text[:300]}")
        self.status = response.status_code


Send = Callable[[str, bytes, dict[str, str]], Awaitable[httpx.Response]]


@dataclass
class Phone:
    """One call over a client of the gateway. `public` is how the provider names the gateway."""

    client: httpx.AsyncClient
    secret: str
    provider: str = "twiml"
    public: str = ""
    caller: str = CALLER
    line: str = LINE
    call: str = field(default_factory=lambda: f"CA{uuid.uuid4().hex}")
    clock: Callable[[], int] = field(default=lambda: time.time_ns() // 1_000_000)
    links: dict[str, str] = field(default_factory=dict)
    last: tuple[str, dict[str, Any]] | None = None
    over: bool = False

    # ---- what a caller does ------------------------------------------------------------------------------------------

    async def dial(self, **more: Any) -> Heard:
        """Call the line."""
        return await self._follow(f"{self._public}/voice/{self.provider}/start", more)

    async def say(self, text: str, confidence: float | None = 0.92) -> Heard:
        """Say something."""
        return await self._follow(self.links["heard"], self._speech(text, confidence))

    async def press(self, keys: str) -> Heard:
        """Press keys; the provider keeps a closing hash key to itself, as providers do."""
        digits = keys.rstrip("#") or keys
        body = {"Digits": digits} if self.provider == "twiml" else {"digits": digits, "reason": "dtmfDetected"}
        return await self._follow(self.links["heard"], body)

    async def stay_silent(self) -> Heard:
        """Say nothing until the provider gives up listening."""
        body = {"SpeechResult": "", "Confidence": "0.0"} if self.provider == "twiml" else {"reason": "timeout"}
        return await self._follow(self.links["heard"], body)

    async def connected(self, *, answered: bool, bridged: bool = True) -> Heard:
        """Let the attempt to connect with a person end."""
        status = "completed" if answered else "no-answer"
        body = {"DialCallStatus": status, "DialBridged": str(bridged).lower()}
        if self.provider == "jambonz":
            body = {"dial_call_status": status if bridged else "no-answer"}
        return await self._follow(self.links["connected"], body)

    async def hang_up(self) -> httpx.Response:
        """Hang up: the provider tells the status webhook."""
        self.over = True
        body = {"CallStatus": "completed"} if self.provider == "twiml" else {"call_status": "completed"}
        return await self.post(f"{self._public}/voice/{self.provider}/status", body)

    # ---- what the provider does --------------------------------------------------------------------------------------

    @property
    def _public(self) -> str:
        return self.public or str(self.client.base_url).rstrip("/")

    def _speech(self, text: str, confidence: float | None) -> dict[str, Any]:
        if self.provider == "twiml":
            return {"SpeechResult": text, "Confidence": "" if confidence is None else str(confidence)}
        best = {"transcript": text, **({} if confidence is None else {"confidence": confidence})}
        return {"reason": "speechDetected", "speech": {"is_final": True, "alternatives": [best]}}

    def body_of(self, more: dict[str, Any]) -> dict[str, Any]:
        """Return the whole body of a webhook."""
        if self.provider == "twiml":
            usual = {"CallSid": self.call, "AccountSid": "AC0", "From": self.caller, "To": self.line,
                     "CallStatus": "in-progress", "Direction": "inbound", "ApiVersion": "2010-04-01"}  # fmt: skip
        else:
            usual = {"call_sid": self.call, "from": self.caller, "to": self.line, "call_status": "in-progress",
                     "direction": "inbound", "account_sid": "ac0"}  # fmt: skip
        return {**usual, **more}

    def signed(self, url: str, body: dict[str, Any], *, at: int | None = None) -> tuple[bytes, dict[str, str]]:
        """Return the bytes and the headers of a webhook, signed for an address."""
        if self.provider == "twiml":
            signature = RequestValidator(self.secret).compute_signature(url, body)
            kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
            return urlencode(body).encode(), {"X-Twilio-Signature": signature, **kind}
        content = json.dumps(body).encode()
        moment = str(at if at is not None else self.clock() // 1000)
        digest = hmac.new(self.secret.encode(), moment.encode() + b"." + content, hashlib.sha256).hexdigest()
        return content, {"Jambonz-Signature": f"t={moment},v1={digest}", "Content-Type": "application/json"}

    async def post(self, url: str, more: dict[str, Any]) -> httpx.Response:
        """Send one webhook; the path and query of `url` go to the client's gateway, the signature is for `url`."""
        body = self.body_of(more)
        content, headers = self.signed(url, body)
        return await self.client.post(url[len(self._public) :], content=content, headers=headers)

    async def again(self) -> httpx.Response:
        """Send the last webhook once more, as a provider does that got no answer in time."""
        assert self.last is not None
        return await self.post(*self.last)

    async def _follow(self, url: str, more: dict[str, Any]) -> Heard:
        heard = Heard()
        for _ in range(_FOLLOWS):
            self.last = (url, more)
            began = time.perf_counter()
            response = await self.post(url, more)
            heard.milliseconds.append((time.perf_counter() - began) * 1000)
            if response.status_code != 200:
                raise WebhookFailed(response)
            heard.documents.append(response.text)
            following = (
                self._twiml(response.text, heard) if self.provider == "twiml" else self._jambonz(response.text, heard)
            )
            if following is None:
                self.over = heard.next == "hangup"
                return heard
            url, more = following, {}
        raise AssertionError("redirected for ever")

    def _twiml(self, document: str, heard: Heard) -> str | None:
        """Hear a document; return the address it leads to at once, if it does."""
        for verb in ElementTree.fromstring(document):
            if verb.tag == "Say":
                heard.whole.append(_words(verb))
                heard.slow |= verb.find("prosody") is not None
            elif verb.tag == "Gather":
                heard.open.append(" ".join(_words(say) for say in verb.iter("Say")))
                heard.slow |= any(True for _ in verb.iter("prosody"))
                heard.next, heard.keys = "listen", int(verb.get("numDigits") or 0)
                heard.hints = (verb.get("hints") or "").split(",")
                self.links["heard"] = verb.attrib["action"]
                return None
            elif verb.tag == "Redirect":
                return str(verb.text)
            elif verb.tag == "Dial":
                heard.next, heard.number = "connect", str(verb.findtext("Number"))
                self.links["connected"] = verb.attrib["action"]
                self.links["accept"] = str(verb.find("Number").get("url"))  # type: ignore[union-attr]
                return None
            elif verb.tag == "Hangup":
                heard.next = "hangup"
                return None
        heard.next = heard.next or "hangup"
        return None

    def _jambonz(self, document: str, heard: Heard) -> str | None:
        for verb in json.loads(document):
            if verb["verb"] == "say":
                heard.whole.append(_TAG.sub("", verb["text"]))
                heard.slow |= "<prosody" in verb["text"]
            elif verb["verb"] == "gather":
                heard.open.append(_TAG.sub("", verb["say"]["text"]))
                heard.slow |= "<prosody" in verb["say"]["text"]
                heard.next, heard.keys = "listen", verb.get("numDigits", 0)
                heard.hints = verb["recognizer"]["hints"]
                self.links["heard"] = verb["actionHook"]
                return None
            elif verb["verb"] == "redirect":
                return str(verb["actionHook"])
            elif verb["verb"] == "dial":
                heard.next, heard.number = "connect", verb["target"][0]["number"]
                self.links["connected"] = verb["actionHook"]
                self.links["accept"] = verb["target"][0]["confirmHook"]
                return None
            elif verb["verb"] == "hangup":
                heard.next = "hangup"
                return None
        heard.next = "hangup"
        return None


def _words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())
