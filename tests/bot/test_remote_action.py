"""The call to the action server carries little, and a failure is a failure."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, FollowupAction, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import remote_action
from bot.remote_action import ActionServerError, LeanRemoteAction

DOMAIN = Domain.load("domain.yml")
GOOD = {
    "events": [{"event": "slot", "name": "task", "value": None}],
    "responses": [{"custom": {"message": {"text": "ja"}}}],
}


class Server:
    def __init__(self):
        self.reply = web.json_response(GOOD)
        self.seen = []

    async def handle(self, request):
        self.seen.append(await request.json())
        return self.reply


@pytest.fixture
async def server():
    behaviour = Server()
    app = web.Application()
    app.router.add_post("/webhook", behaviour.handle)
    async with TestServer(app) as running:
        behaviour.url = str(running.make_url("/webhook"))
        yield behaviour
    await remote_action.close_session()


async def run(url):
    tracker = DialogueStateTracker("a", DOMAIN.slots)
    parse = {"intent_ranking": [{"name": f"i{n}", "confidence": 0.1} for n in range(9)], "entities": []}
    tracker.update(UserUttered("hoi", {"name": "gesprek_groet"}, parse_data=parse, metadata={"channel": "web"}), DOMAIN)
    tracker.update(SlotSet("profile", {"leeftijd": {"value": 52}}), DOMAIN)
    action = LeanRemoteAction("action_gesprek", EndpointConfig(url))
    return await action.run(CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), tracker, DOMAIN)


async def test_slots_and_last_message_go_out_and_nothing_else(server):
    await run(server.url)
    [call] = server.seen
    assert set(call) == {"next_action", "sender_id", "tracker", "version"}
    assert call["tracker"]["events"] == []
    assert call["tracker"]["slots"]["profile"] == {"leeftijd": {"value": 52}}
    assert call["tracker"]["latest_message"]["metadata"] == {"channel": "web"}
    assert len(call["tracker"]["latest_message"]["intent_ranking"]) == 5


async def test_the_reply_becomes_an_utterance_a_slot_and_listening(server):
    events = await run(server.url)
    assert [type(event) for event in events] == [BotUttered, SlotSet, FollowupAction]
    assert events[-1].action_name == "action_listen"


@pytest.mark.parametrize(
    "reply",
    [
        web.Response(status=500),
        web.Response(status=400, text="{}"),
        web.json_response({"responses": [], "events": []}, status=500),
        web.Response(text="no json"),
        web.json_response({"responses": ["text"]}),
        web.json_response({"events": "none"}),
    ],
)
async def test_an_error_or_nonsense_raises(server, reply):
    server.reply = reply
    with pytest.raises(ActionServerError, match="action_gesprek"):
        await run(server.url)


async def test_an_action_that_failed_is_heard_when_it_says_so_itself(server, caplog):
    server.reply = web.json_response(GOOD, status=500)
    events = await run(server.url)
    assert isinstance(events[0], BotUttered)
    assert "action_gesprek" in caplog.text


async def test_an_absent_server_raises():
    with pytest.raises(ActionServerError):
        await run("http://127.0.0.1:9/webhook")


async def test_no_endpoint_raises():
    with pytest.raises(ActionServerError, match="action_endpoint"):
        await LeanRemoteAction("action_gesprek", None).run(None, None, None, DOMAIN)
