import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../channels/widget/src/transport.ts";
import { settle } from "./fakes.ts";
import { texts, visit } from "./visit.ts";

const ADVISER = { owner: "adviseur", adviser: { name: "Samira", loket: null } };

async function withAdviser() {
  const here = visit();
  await here.conversation.open();
  await settle();
  here.streams[0]!.emit("owner", ADVISER);
  return here;
}

test("an adviser is told at most every three seconds that the person types, and the assistant never", async () => {
  const bot = visit();
  await bot.conversation.open();
  bot.conversation.typing();
  assert.deepEqual(bot.transport.told, []);
  const { conversation, transport, around } = await withAdviser();
  for (const time of [0, 1_000, 2_999, 3_000]) {
    around.time = time;
    conversation.typing();
  }
  assert.deepEqual(transport.told, ["typing", "typing"]);
});

test("an adviser is told what was seen, once, and only while the panel is open", async () => {
  const { conversation, transport, streams } = await withAdviser();
  streams[0]!.emit("message", transport.add({ from: "adviser", text: "Goedemiddag" }));
  streams[0]!.emit("message", transport.add({ from: "system", text: "…" }));
  assert.deepEqual(transport.told, ["seen 2"]);
  conversation.close();
  streams[0]!.emit("message", transport.add({ from: "adviser", text: "Bent u daar?" }));
  assert.deepEqual(transport.told, ["seen 2"]);
  await conversation.open();
  assert.deepEqual(transport.told, ["seen 2", "seen 4"]);
});

test("who does not want to wait any longer is back at the assistant", async () => {
  const { conversation, streams } = await withAdviser();
  streams[0]!.emit("owner", { owner: "wachtrij" });
  streams[0]!.emit("queue", { place: 2, minutes: 5 });
  assert.deepEqual(conversation.state.queue, { place: 2, minutes: 5 });
  await conversation.leaveQueue();
  assert.equal(conversation.state.owner, "bot");
  assert.equal(conversation.state.queue, null);
  assert.deepEqual(texts(conversation), ["Goedendag", "U bent uit de rij."]);
});

test("a chat that the person ends is closed; a call that fails is told", async () => {
  const { conversation, transport } = await withAdviser();
  await conversation.finish();
  assert.equal(conversation.state.owner, "gesloten");
  transport.end = async () => { throw new ApiError("network", 503); };
  await conversation.finish();
  assert.equal(conversation.state.problem, "call_failed");
  conversation.dismiss();
  assert.equal(conversation.state.problem, null);
});

test("who gets no events is told the place in the queue by polling", async () => {
  const { conversation, transport, around, clock } = visit();
  around.openStream = null as never;
  transport.owner = "wachtrij";
  transport.queuePlace = { place: 3, minutes: null };
  await conversation.open();
  await clock.pass(0);
  assert.deepEqual(conversation.state.queue, { place: 3, minutes: null });
});

test("a page that nobody looks at lets go of its stream, but not while a person may say something", async () => {
  const alone = visit();
  await alone.conversation.open();
  await settle();
  alone.conversation.rest();
  await alone.clock.pass(60_000);
  assert.equal(alone.streams[0]!.closed, true);
  alone.conversation.network();
  await settle();
  assert.equal(alone.streams.length, 2);
  const { conversation, streams, clock } = await withAdviser();
  conversation.rest();
  await clock.pass(60_000);
  assert.equal(streams[0]!.closed, false);
});
