import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asking, awaitingAnswer, choosable, hasGap, initial, lastSeq, nextToSend, reduce, textLength, titleOfPayload, unread,
  type Action, type Outgoing, type State, isSimple, readByAdviser,
} from "../../channels/widget/src/state.ts";
import { message } from "./fakes.ts";

const after = (...actions: Action[]): State => actions.reduce(reduce, initial);
const received = (...seqs: number[]): Action => ({ type: "received", messages: seqs.map((seq) => message(seq)) });
const seqs = (state: State) => state.messages.map(({ seq }) => seq);
const outgoing = (id: string, more: Partial<Outgoing> = {}): Outgoing => ({ id, text: id, status: "pending", ...more });
const queued = (id: string): Action => ({ type: "queued", outgoing: outgoing(id) });

test("messages stand in the order of seq, whatever order they came in", () => {
  assert.deepEqual(seqs(after(received(3), received(1), received(2))), [1, 2, 3]);
});

test("a message that comes twice is there once", () => {
  assert.deepEqual(seqs(after(received(1, 2), received(2, 1), received(1))), [1, 2]);
});

test("every order of the same messages ends in the same state", () => {
  const orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];
  const states = orders.map((order) => after(...order.map((seq) => received(seq))));
  for (const state of states) assert.deepEqual(state, states[0]);
});

test("nothing new leaves the state untouched, so that nothing is drawn again", () => {
  const state = after(received(1));
  assert.equal(reduce(state, received(1)), state);
});

test("complete stops before a gap and goes on when it is filled", () => {
  const gap = after(received(1), received(3, 4));
  assert.equal(gap.complete, 1);
  assert.equal(hasGap(gap), true);
  const filled = reduce(gap, received(2));
  assert.equal(filled.complete, 4);
  assert.equal(hasGap(filled), false);
});

test("a page tells all there is after its start: a number that does not exist is not waited for", () => {
  const state = after(received(1), received(5), { type: "page", after: 1, messages: [message(5), message(6)] });
  assert.equal(state.complete, 6);
  assert.equal(hasGap(state), false);
});

test("a page that starts behind an unknown message does not hide that gap", () => {
  const state = after(received(1), { type: "page", after: 4, messages: [message(5)] });
  assert.equal(state.complete, 1);
});

test("a queued message leaves the outbox when the gateway gives it back with its number", () => {
  const state = after(queued("u1"), { type: "received", messages: [message(2, { id: "u1", from: "user" })] });
  assert.deepEqual(state.outbox, []);
  assert.deepEqual(seqs(state), [2]);
});

test("queueing the same id twice keeps one", () => {
  assert.equal(after(queued("u1"), queued("u1")).outbox.length, 1);
});

test("sends go one at a time, oldest first; a failed one does not hold up the next", () => {
  const state = after(queued("u1"), queued("u2"));
  assert.equal(nextToSend(state)?.id, "u1");
  assert.equal(nextToSend(reduce(state, { type: "failed", id: "u1", reason: "refused" }))?.id, "u2");
});

test("a retry keeps id and place and forgets the reason of the failure", () => {
  const state = after(queued("u1"), queued("u2"), { type: "failed", id: "u1", reason: "network" }, { type: "retry", id: "u1" });
  assert.deepEqual(state.outbox[0], outgoing("u1"));
  assert.equal(nextToSend(state)?.id, "u1");
});

test("a failed message can be taken away", () => {
  const state = after(queued("u1"), { type: "failed", id: "u1", reason: "refused" }, { type: "discard", id: "u1" });
  assert.deepEqual(state.outbox, []);
});

const buttons = [{ title: "Ja", payload: "/ja" }];

test("the buttons of the newest message since the user spoke can be pressed", () => {
  const ask = message(1, { buttons });
  assert.equal(choosable(after({ type: "received", messages: [ask] })), "m1");
  assert.equal(choosable(after({ type: "received", messages: [ask, message(2, { from: "system" })] })), "m1");
  assert.equal(choosable(after({ type: "received", messages: [ask, message(2, { from: "user" })] })), null);
});

test("while an answer is on its way there is nothing to press", () => {
  assert.equal(choosable(after({ type: "received", messages: [message(1, { buttons })] }, queued("u1"))), null);
});

test("what is asked for is known until the user speaks", () => {
  const ask = message(1, { asks: { slot: "leeftijd", step: 2, at_most: 4 } });
  assert.equal(asking(after({ type: "received", messages: [ask] }))?.asks?.slot, "leeftijd");
  assert.equal(asking(after({ type: "received", messages: [ask, message(2, { from: "user" })] })), null);
});

test("messages that come while the panel is closed are unread, one's own are not", () => {
  const state = after({ type: "open", open: true }, received(1), { type: "open", open: false },
    { type: "received", messages: [message(2), message(3, { from: "user" }), message(4, { from: "adviser" })] });
  assert.equal(unread(state), 2);
  assert.equal(unread(reduce(state, { type: "open", open: true })), 0);
});

test("an answer is awaited from the assistant, not from a person, and not without a connection", () => {
  assert.equal(awaitingAnswer(after(queued("u1"))), true);
  assert.equal(awaitingAnswer(after(queued("u1"), { type: "ownership", ownership: { owner: "adviseur" } })), false);
  assert.equal(awaitingAnswer(after(queued("u1"), { type: "connection", connection: "offline" })), false);
});

test("who types stops typing with the message", () => {
  const state = after({ type: "typing", name: "Sanne" }, { type: "received", messages: [message(1, { from: "adviser" })] });
  assert.equal(state.typing, null);
});

test("the simpler text is switched on and off per message", () => {
  const on = after({ type: "simple", id: "m1" });
  assert.equal(on.simple.has("m1"), true);
  assert.equal(reduce(on, { type: "simple", id: "m1" }).simple.has("m1"), false);
});

test("after the end nothing of the conversation is left, but the panel stays as it was", () => {
  const state = after({ type: "open", open: true }, received(1, 2), queued("u1"), { type: "ended", problem: "erased" });
  assert.deepEqual(state, { ...initial, open: true, problem: "erased" });
});

test("what a page before had shown is history", () => {
  const state = after({ type: "restored", conversation: { id: "c", token: "t" }, outbox: [], scores: {}, plain: false, history: 2, read: 2 },
    { type: "page", after: 0, messages: [message(1), message(2), message(3)] });
  assert.equal(state.history, 2);
  assert.equal(lastSeq(state), 3);
  assert.equal(unread(state), 1);
});

test("a payload that comes back as text gets the words of its button", () => {
  assert.equal(titleOfPayload([message(1, { buttons })], "/ja"), "Ja");
  assert.equal(titleOfPayload([message(1, { buttons })], "/nee"), null);
});

test("length counts characters as the gateway does, not UTF-16 units", () => {
  assert.equal(textLength("é👍🏽"), 3);
});

const samira = { name: "Samira", loket: "Werkcentrum Twente" };

test("the adviser stays known when only the owner is named again, and goes with the next owner", () => {
  const taken = after({ type: "ownership", ownership: { owner: "adviseur", adviser: samira } });
  assert.deepEqual(reduce(taken, { type: "ownership", ownership: { owner: "adviseur" } }).adviser, samira);
  assert.equal(reduce(taken, { type: "ownership", ownership: { owner: "bot" } }).adviser, null);
});

test("the place in the queue only counts while one waits", () => {
  const queue = { place: 2, minutes: 5 };
  assert.equal(after({ type: "queue", queue }).queue, null);
  const waiting = after({ type: "ownership", ownership: { owner: "wachtrij" } }, { type: "queue", queue });
  assert.deepEqual(waiting.queue, queue);
  assert.equal(reduce(waiting, { type: "queue", queue: { ...queue } }), waiting);
  assert.equal(reduce(waiting, { type: "ownership", ownership: { owner: "adviseur", adviser: samira } }).queue, null);
});

test("the last message of the user is read once the adviser has read that far", () => {
  const taken = after({ type: "ownership", ownership: { owner: "adviseur", adviser: samira } },
    { type: "received", messages: [message(1), message(2, { from: "user" })] });
  assert.equal(readByAdviser(reduce(taken, { type: "seen", seq: 1 })), 0);
  assert.equal(readByAdviser(reduce(taken, { type: "seen", seq: 2 })), 2);
  assert.equal(readByAdviser(reduce(reduce(taken, { type: "seen", seq: 2 }), { type: "seen", seq: 1 })), 2);
});

test("who wants all simpler can still see one message as it is", () => {
  const told = message(1, { simple: "kort" });
  const plain = after({ type: "plain", plain: true });
  assert.equal(isSimple(plain, told), true);
  assert.equal(isSimple(reduce(plain, { type: "simple", id: told.id }), told), false);
  assert.equal(isSimple(plain, message(2)), false);
});
