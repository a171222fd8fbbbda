"""The line: takes webhooks in, whoever the provider is, sees that each is answered once, and writes the documents."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from channels import logs
from channels.clock import DAY
from channels.conversation import closing, store
from channels.conversation.database import StorageUnavailable
from channels.conversation.limits import TooManyRequests
from channels.conversation.model import Conversation, ConversationNotFound, Draft, Message
from channels.conversation.owner import Owner, OwnerChanged, Reason, Transition
from channels.desk.opening import Opening
from channels.gateway import Gateway
from channels.voice import calls, dialogue, phrases
from channels.voice.calls import Claim, Sealer, Standing
from channels.voice.codes import Codes
from channels.voice.context import Call, Tools
from channels.voice.document import Document, Event, HangUp, Kind, Links, Wait
from channels.voice.hints import Hints
from channels.voice.jambonz import Jambonz
from channels.voice.people import People
from channels.voice.speaking import listening, remember
from channels.voice.state import State
from channels.voice.text_messages import ByTwilio, Loopback, NoTextMessages, TextMessages
from channels.voice.twiml import TwiML

_LOOK_AGAIN = 0.1
_LOOKS = 18
_TRIES = 3


class Refused(Exception):
    """The webhook is not signed, was recorded earlier, or belongs to no call: nothing was done."""


class Provider(Protocol):
    """One way to speak with a telephony provider."""

    name: str
    media_type: str

    def is_signed(self, url: str, headers: Mapping[str, str], body: bytes, form: Mapping[str, str], now: int) -> bool:
        """Whether the provider sent exactly this."""

    def read(self, kind: Kind, form: Mapping[str, Any]) -> Event | None:
        """Return what a webhook tells."""

    def write(self, document: Document, links: Links) -> str:
        """Return a document in the provider's format."""

    def offer(self, link: str) -> str:
        """Return what whoever answers for us hears first."""

    def accepted(self, keys: str) -> str:
        """Return what follows when they pressed a key."""

    def nothing(self) -> str:
        """Return the answer to a message that asks for none."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that was signed, as far as the line looks at it. `tries` counts up where the storage was away."""

    provider: Provider
    event: Event
    step: int
    tries: int
    base: str
    request: str


class Line:
    """All calls of this gateway."""

    def __init__(self, gateway: Gateway, providers: Mapping[str, Provider], tools: Tools) -> None:
        self.gateway = gateway
        self.providers = providers
        self.tools = tools
        self.sealer = Sealer(gateway.settings.secret)

    async def close(self) -> None:
        """Let connections go."""
        await self.tools.messages.close()

    async def answer(self, webhook: Webhook) -> str:
        """Return the document that follows a webhook. A fault of ours is said in Dutch: the provider would in English.

        Raises:
            Refused: it was recorded earlier, or made up.
        """
        try:
            return await self._answer(webhook)
        except StorageUnavailable:
            if webhook.tries >= _TRIES:
                return self._write(webhook, Document(phrases.say("storing"), HangUp()))
            return self._write(webhook, Document(phrases.say("storing_moment"), Wait(pause=1)), same=True)
        except ConversationNotFound:  # erased while we were talking
            return self._write(webhook, Document(phrases.say("voorbij"), HangUp()))
        except Refused:
            raise
        except Exception as error:
            logs.error("call failed", error, step=webhook.step)
            return self._write(webhook, Document(phrases.say("storing"), HangUp()))

    async def _answer(self, webhook: Webhook, *, is_new: bool = True) -> str:
        event = webhook.event
        name = self.sealer.call(webhook.provider.name, event.call)
        if event.kind is Kind.ENDED:
            await self._ended(name)
            return webhook.provider.nothing()
        await self.tools.people.look()
        request = webhook.request if not webhook.tries else None
        claim = await self._claim(name, webhook.step, request)
        if claim.standing is Standing.REFUSED:
            raise Refused
        if claim.standing is Standing.UNKNOWN:
            if webhook.step == 0 and is_new:
                return await self._start(webhook, name)
            return self._write(webhook, Document(phrases.say("voorbij"), HangUp()))
        if claim.standing is Standing.UNDER_WAY:
            return self._write(webhook, Document(phrases.say("moment_nog"), Wait()), same=True)
        state, answer = self.sealer.open(claim.sealed) if claim.sealed else (State(), "")
        if claim.standing is Standing.REPEATED:
            logs.info("webhook again", step=webhook.step)
            return answer
        return await self._go_on(webhook, name, claim, state)

    async def _claim(self, name: str, step: int, request: str | None) -> Claim:
        """Claim a webhook; while another is answering the same one, wait for what comes of that."""
        for _ in range(_LOOKS):
            found = await self.gateway.database.write(
                lambda connection: calls.claim(connection, name, step, request, self.gateway.clock())
            )
            if found.standing is not Standing.UNDER_WAY:
                return found
            await asyncio.sleep(_LOOK_AGAIN)
        return found

    # ---- a call begins ----------------------------------------------------------------------------------------------

    async def _start(self, webhook: Webhook, name: str) -> str:
        event, gateway = webhook.event, self.gateway
        if event.machine:  # nobody is there to talk to, and nothing of ours is for a tape
            return self._write(webhook, Document("", HangUp()))
        now, caller = gateway.clock(), self.sealer.caller(event.caller)
        first, question = phrases.say("welkom"), phrases.say("vraag")
        greeting = _greeting(gateway.texts.greeting(), f"{first} {question}")
        answer, before = "", 0

        def store_call(connection: Connection, conversation: Conversation, greeted: Message) -> None:
            nonlocal answer, before
            call = Call(self.tools, name, 0, event, State(), conversation, now, now)
            remember(call.state, greeted)
            answer = self._write(webhook, listening(call, question, first=first))
            before = calls.earlier(connection, caller, now - DAY) if caller else 0
            sealed = self.sealer.seal(call.state, answer)
            calls.start(connection, name, conversation.id, caller, webhook.request, sealed, now)

        try:
            started = await gateway.service.start(
                "voice", address=caller or "", external_key=name, greeting=greeting, along=store_call
            )
        except TooManyRequests:
            said = gateway.texts.say("rate_limited").body.get("spoken") or gateway.texts.plain("rate_limited")
            return self._write(webhook, Document(str(said), HangUp()))
        except IntegrityError:  # the same webhook twice at once: the other was first, and stored the call with it
            return await self._answer(webhook, is_new=False)
        logs.info("call started", conversation=started.conversation.id, provider=webhook.provider.name, earlier=before)
        return answer

    # ---- and goes on ------------------------------------------------------------------------------------------------

    async def _go_on(self, webhook: Webhook, name: str, claim: Claim, state: State) -> str:
        gateway, step = self.gateway, webhook.step
        conversation = await gateway.database.read(lambda connection: store.find(connection, claim.conversation_id))
        if conversation is None:
            return self._write(webhook, Document(phrases.say("voorbij"), HangUp()))
        now = gateway.clock()
        call = Call(self.tools, name, step, webhook.event, state, conversation, claim.started_at, now)
        document = await dialogue.answer(call)
        answer = self._write(webhook, document)
        sealed, over = self.sealer.seal(call.state, answer), isinstance(document.then, HangUp)

        def store_answer(connection: Connection) -> None:
            calls.finish(connection, name, step, sealed, now, ended=over, conversation_id=call.conversation.id)
            if over:
                _hang_up(connection, call.conversation.id, now)

        await gateway.database.write(store_answer)
        logs.info(
            "call turn", conversation=call.conversation.id, step=step, heard=webhook.event.kind.value,
            then=type(document.then).__name__.lower(), expects=call.state.expects.value, trouble=call.state.trouble,
        )  # fmt: skip
        return answer

    async def _ended(self, name: str) -> None:
        now = self.gateway.clock()

        def end(connection: Connection) -> str | None:
            conversation_id = calls.end(connection, name, now)
            if conversation_id:
                _hang_up(connection, conversation_id, now)
            return conversation_id

        ended = await self.gateway.database.write(end)
        if ended:
            logs.info("call ended", conversation=ended)

    # ---- writing ----------------------------------------------------------------------------------------------------

    def _write(self, webhook: Webhook, document: Document, *, same: bool = False) -> str:
        """Write a document whose links lead to the next step, or with `same` to this one once more."""
        provider, event = webhook.provider, webhook.event
        step, tries = (webhook.step, webhook.tries + 1) if same else (webhook.step + 1, 0)
        name = self.sealer.call(provider.name, event.call)
        about = f"s={step}&k={self.sealer.step_key(name, f'{step}:{tries}')}" + (f"&r={tries}" if tries else "")
        root = f"{webhook.base}/voice/{provider.name}"
        again = f"{root}/{event.kind.value if same else 'waited'}"
        links = Links(
            heard=f"{root}/heard?{about}", waited=f"{again}?{about}", connected=f"{root}/connected?{about}",
            accept=f"{root}/accept",
        )  # fmt: skip
        return provider.write(document, links)


def _greeting(usual: Draft, said: str) -> Draft:
    return replace(usual, text=said, body={**usual.body, "spoken": said})


def _hang_up(connection: Connection, conversation_id: str, now: int) -> None:
    """Close the conversation, unless it went on elsewhere or a person has it."""
    found: Conversation | None = store.find(connection, conversation_id)
    if found is None or found.channel != "voice" or found.owner is not Owner.BOT:
        return
    wish = Transition(Owner.BOT, Owner.GESLOTEN, Reason.CITIZEN_ENDED, "citizen")
    try:
        closing.close(connection, conversation_id, wish, now)
    except OwnerChanged:
        return


def open_line(gateway: Gateway, *, messages: TextMessages | None = None) -> Line:
    """Put the line together from the settings; without a provider's secret it answers nobody.

    Raises:
        ValueError: `LEERWIJS_TRANSFER_HOURS` cannot be read.
    """
    settings = gateway.settings
    providers: dict[str, Provider] = {}
    if token := settings.twilio_token.get_secret_value():
        providers["twiml"] = TwiML(token, settings.twilio_voice)
    if secret := settings.jambonz_secret.get_secret_value():
        providers["jambonz"] = Jambonz(secret, settings.jambonz_voice)
    knowledge = gateway.texts.knowledge
    directory = gateway.desk.parts.directory

    async def opening() -> Opening:
        return await gateway.database.read(lambda connection: Opening.look(connection, directory))

    tools = Tools(
        gateway=gateway,
        hints=Hints(knowledge),
        codes=Codes(settings.secret, settings.session_hours),
        people=People(knowledge, settings.transfer_number, settings.transfer_hours, gateway.clock, opening),
        messages=messages or _messages(gateway),
    )
    return Line(gateway, providers, tools)


def _messages(gateway: Gateway) -> TextMessages:
    settings = gateway.settings
    if settings.text_messages == "loopback":
        return Loopback()
    if settings.text_messages == "twilio":
        token = settings.twilio_token.get_secret_value()
        return ByTwilio(settings.twilio_account, token, settings.text_sender, settings.twilio_url)
    return NoTextMessages()
