import assert from "node:assert/strict";
import { test } from "node:test";
import { Session, type Kept, type Store } from "../../channels/widget/src/session.ts";
import { MapStore } from "./fakes.ts";

const kept: Kept = {
  conversation: { id: "c1", token: "t", expires_at: "2026-11-22T10:00:00Z" },
  outbox: [{ id: "u1", text: "hallo", status: "pending" }], scores: { m1: "up" }, history: 3, read: 2, open: true, plain: true,
};
const before = Date.parse("2026-11-22T09:00:00Z");

test("what was kept is found again on the next page", () => {
  const store = new MapStore();
  new Session("", store).save(kept);
  assert.deepEqual(new Session("", store).load(before), kept);
});

test("another gateway has another conversation", () => {
  const store = new MapStore();
  new Session("https://a.example", store).save(kept);
  assert.equal(new Session("https://b.example", store).load(before), null);
});

test("a conversation whose life is over is not gone on with", () => {
  const store = new MapStore();
  new Session("", store).save(kept);
  assert.equal(new Session("", store).load(Date.parse("2026-11-22T10:00:00Z")), null);
});

test("after clearing there is nothing", () => {
  const store = new MapStore();
  const session = new Session("", store);
  session.save(kept);
  session.clear();
  assert.equal(session.load(before), null);
  assert.equal(store.values.size, 0);
});

test("storage that refuses does not stop anything", () => {
  const refuse = () => { throw new Error("QuotaExceededError"); };
  const store: Store = { getItem: refuse, setItem: refuse, removeItem: refuse };
  for (const session of [new Session("", store), new Session("", null)]) {
    session.save(kept);
    session.clear();
    assert.equal(session.load(before), null);
  }
});

test("what others left under the key is ignored", () => {
  for (const rubbish of ["", "{", "[]", '"x"', '{"conversation":{"id":"c"}}']) {
    const store = new MapStore();
    store.setItem("leerwijs:", rubbish);
    assert.equal(new Session("", store).load(before), null);
  }
});

test("it says when the browser keeps nothing", () => {
  const refusing = { ...new MapStore(), setItem() { throw new DOMException("full"); } } as unknown as Store;
  const session = new Session("", refusing);
  assert.equal(session.keeps, true);
  session.save(kept);
  assert.equal(session.keeps, false);
  assert.equal(new Session("", null).keeps, false);
});
