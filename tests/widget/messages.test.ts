import assert from "node:assert/strict";
import { test } from "node:test";
import { readMessages } from "../../channels/widget/src/messages.ts";

test("a message in the format of the gateway is read as it is", () => {
  const message = { seq: 2, id: "m2", from: "bot", text: "hallo", buttons: [{ title: "Ja", payload: "/ja" }] };
  assert.deepEqual(readMessages([message]), [message]);
});

test("what has no number cannot be put in order and is left out", () => {
  assert.deepEqual(readMessages([{ text: "x" }, null, "x", 3, { seq: "2" }]), []);
});

test("what is missing gets a value that can be shown", () => {
  assert.deepEqual(readMessages([{ seq: 4 }]), [{ seq: 4, id: "nr-4", from: "system", text: "" }]);
});

test("what is no list holds no messages", () => {
  for (const value of [undefined, null, {}, "messages"]) assert.deepEqual(readMessages(value), []);
});
