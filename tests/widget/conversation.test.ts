import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../channels/widget/src/transport.ts";
import { MapStore, settle } from "./fakes.ts";
import { texts, visit } from "./visit.ts";

test("opening starts a conversation once; opening again does not", async () => {
  const { conversation, transport } = visit();
  await Promise.all([conversation.open(), conversation.open()]);
  conversation.close();
  await conversation.open();
  assert.equal(transport.conversations, 1);
  assert.deepEqual(texts(conversation), ["Goedendag"]);
});

test("nothing is asked of the gateway before the panel opens", async () => {
  const { conversation, transport, streams } = visit();
  await conversation.restore();
  assert.equal(transport.conversations, 0);
  assert.equal(streams.length, 0);
});

test("a send that fails on the network is tried again under the same id, and answered once", async () => {
  const { conversation, transport, clock } = visit();
  await conversation.open();
  transport.failures = [new ApiError("network", 503)];
  const sent = conversation.send("hallo");
  await clock.pass(1_000);
  await sent;
  assert.equal(new Set(transport.sends).size, 1);
  assert.equal(transport.sends.length, 2);
  assert.deepEqual(texts(conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
});

test("an answer that is lost on its way back does not double the question", async () => {
  const { conversation, transport, clock } = visit();
  await conversation.open();
  transport.lost = 1;
  const sent = conversation.send("hallo");
  await clock.pass(1_000);
  await sent;
  assert.deepEqual(texts(conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
  assert.deepEqual(conversation.state.outbox, []);
});

test("after three tries the person is asked, and a retry goes through", async () => {
  const { conversation, transport, clock } = visit();
  await conversation.open();
  transport.failures = [1, 2, 3].map(() => new ApiError("network", 503));
  const sent = conversation.send("hallo");
  await clock.pass(10_000);
  await sent;
  assert.equal(conversation.state.outbox[0]?.status, "failed");
  assert.equal(transport.sends.length, 3);
  await conversation.retry(conversation.state.outbox[0]!.id);
  assert.equal(new Set(transport.sends).size, 1);
  assert.deepEqual(texts(conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
});

for (const kind of ["refused", "too_long"] as const) {
  test(`what the gateway never takes (${kind}) is not tried again`, async () => {
    const { conversation, transport } = visit();
    await conversation.open();
    transport.failures = [new ApiError(kind, 422)];
    await conversation.send("hallo");
    assert.equal(transport.sends.length, 1);
    assert.equal(conversation.state.outbox[0]?.reason, kind);
  });
}

test("too many messages is told at once, in the gateway's words: they may hold the number to call", async () => {
  const { conversation, transport } = visit();
  await conversation.open();
  transport.failures = [new ApiError("limited", 429, 1, "Bel 113")];
  await conversation.send("hallo");
  assert.equal(transport.sends.length, 1);
  assert.equal(conversation.state.outbox[0]?.reason, "limited");
  assert.equal(conversation.state.outbox[0]?.detail, "Bel 113");
});

test("a long wait that the gateway asks for is told at once", async () => {
  const { conversation, transport } = visit();
  await conversation.open();
  transport.failures = [new ApiError("network", 503, 60)];
  await conversation.send("hallo");
  assert.equal(conversation.state.outbox[0]?.status, "failed");
});

test("two messages at once go one after the other, in the order they were written", async () => {
  const { conversation, transport } = visit();
  await conversation.open();
  await Promise.all([conversation.send("een"), conversation.send("twee")]);
  await settle();
  assert.deepEqual(texts(conversation), ["Goedendag", "een", "antwoord op een", "twee", "antwoord op twee"]);
  assert.equal(transport.sends.length, 2);
});

test("the stream and the answer bring the same message: it is there once", async () => {
  const { conversation, transport, streams } = visit();
  await conversation.open();
  await settle();
  await conversation.send("hallo");
  for (const one of transport.all) streams[0]!.emit("message", one);
  assert.deepEqual(texts(conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
});

test("a gap is filled from the gateway", async () => {
  const { conversation, transport, streams } = visit();
  await conversation.open();
  await settle();
  transport.add({ text: "twee" });
  const third = transport.add({ text: "drie" });
  streams[0]!.emit("message", third);
  await settle();
  assert.deepEqual(texts(conversation), ["Goedendag", "twee", "drie"]);
  assert.equal(conversation.state.complete, 3);
});

test("without a connection messages wait, and are sent once when it is back", async () => {
  const { conversation, transport, around } = visit();
  await conversation.open();
  around.isOnline = false;
  conversation.network();
  await conversation.send("hallo");
  assert.equal(transport.sends.length, 0);
  assert.equal(conversation.state.connection, "offline");
  around.isOnline = true;
  conversation.network();
  await settle();
  assert.equal(transport.sends.length, 1);
  assert.deepEqual(texts(conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
});

test("the conversation goes on on another page, and an unsent message is sent once", async () => {
  const first = visit();
  await first.conversation.open();
  await first.conversation.send("een");
  first.transport.failures = [new ApiError("network")];
  void first.conversation.send("twee");
  await settle();
  first.conversation.stop();
  const second = visit(first.store, first.transport);
  assert.equal(await second.conversation.restore(), true);
  await settle();
  assert.deepEqual(texts(second.conversation),
    ["Goedendag", "een", "antwoord op een", "twee", "antwoord op twee"]);
  assert.equal(first.transport.conversations, 1);
  assert.equal(second.conversation.state.history, 3);
});

test("it works without storage", async () => {
  const { conversation } = visit(null);
  await conversation.open();
  await conversation.send("hallo");
  assert.equal(conversation.state.messages.length, 3);
});

test("a conversation that is gone is told, and what was not sent goes to a new one", async () => {
  const { conversation, transport } = visit();
  await conversation.open();
  transport.failures = [new ApiError("gone", 404)];
  await conversation.send("hallo");
  await settle();
  assert.equal(transport.conversations, 2);
  assert.deepEqual(texts(conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
});

test("what is kept of a conversation that is gone is forgotten", async () => {
  const store = new MapStore();
  const first = visit(store);
  await first.conversation.open();
  const second = visit(store);
  second.transport.page = async () => { throw new ApiError("gone", 401); };
  assert.equal(await second.conversation.restore(), false);
  assert.equal(store.values.size, 0);
  assert.equal(second.conversation.state.conversation, null);
});

test("erasing leaves nothing here either", async () => {
  const { conversation, store } = visit();
  await conversation.open();
  await conversation.send("hallo");
  await conversation.erase();
  assert.deepEqual(texts(conversation), []);
  assert.equal(conversation.state.problem, "erased");
  assert.equal((store as MapStore).values.size, 0);
});

test("when erasing fails the conversation is still there, and the person is told", async () => {
  const { conversation, transport } = visit();
  await conversation.open();
  transport.eraseFails = true;
  await conversation.erase();
  assert.equal(conversation.state.problem, "erase_failed");
  assert.deepEqual(texts(conversation), ["Goedendag"]);
});

test("when the gateway is away at the start, that is said; a new try sends what was written", async () => {
  const { conversation, transport } = visit();
  transport.startFailures = [new ApiError("network")];
  await conversation.open();
  assert.equal(conversation.state.problem, "start_failed");
  transport.startFailures = [new ApiError("network")];
  await conversation.send("hallo");
  await conversation.start();
  await settle();
  assert.equal(conversation.state.problem, null);
  assert.deepEqual(texts(conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
});
