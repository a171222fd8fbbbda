import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../channels/widget/src/transport.ts";
import { MapStore, settle } from "./fakes.ts";
import { FakeTransport, site, texts, visit } from "./visit.ts";

/** Two tabs of one site that share nothing but the channel. */
async function twoTabs() {
  const open = site();
  const transport = new FakeTransport();
  const one = visit(new MapStore(), transport, open);
  const two = visit(null, transport, open);
  const opened = one.conversation.open();
  await one.clock.pass(200);
  await opened;
  return { one, two, transport };
}

test("a second tab goes on with the conversation of the first, also without storage", async () => {
  const { one, two, transport } = await twoTabs();
  await one.conversation.send("hallo");
  await two.conversation.open();
  assert.equal(transport.conversations, 1);
  assert.deepEqual(texts(two.conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
  assert.equal(two.conversation.state.history, 3);
});

test("a tab that nobody answers starts a conversation of its own, after a moment", async () => {
  const { conversation, transport, clock } = visit(new MapStore(), new FakeTransport(), site());
  const opened = conversation.open();
  await settle();
  assert.equal(transport.conversations, 0);
  await clock.pass(150);
  await opened;
  assert.equal(transport.conversations, 1);
});

test("what is sent in one tab is there in the other without waiting for its stream", async () => {
  const { one, two } = await twoTabs();
  await two.conversation.open();
  await one.conversation.send("hallo");
  await settle();
  assert.deepEqual(texts(two.conversation), ["Goedendag", "hallo", "antwoord op hallo"]);
});

test("erased in one tab is erased in the other", async () => {
  const { one, two } = await twoTabs();
  await two.conversation.open();
  await one.conversation.erase();
  await settle();
  assert.deepEqual(texts(two.conversation), []);
  assert.equal(two.conversation.state.problem, "erased");
  assert.equal(two.conversation.state.conversation, null);
});

test("what was read in one tab is not new in the other", async () => {
  const { one, two, transport } = await twoTabs();
  await two.conversation.open();
  two.conversation.close();
  const news = transport.add({ from: "adviser", text: "Goedemiddag" });
  two.streams[0]!.emit("message", news);
  one.streams[0]!.emit("message", news);
  await settle();
  assert.equal(two.conversation.state.read, news.seq);
});

test("a tab with another conversation hears nothing of it", async () => {
  const { one, two } = await twoTabs();
  two.conversation.state = { ...two.conversation.state, conversation: { id: "another", token: "t" } };
  await one.conversation.erase();
  await settle();
  assert.equal(two.conversation.state.conversation?.id, "another");
});

test("a conversation that another tab has but the gateway has not is not taken over", async () => {
  const { two, transport } = await twoTabs();
  transport.page = async () => { throw new ApiError("gone", 404); };
  await two.conversation.open();
  assert.equal(transport.conversations, 2);
});
