import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "../../channels/widget/src/backoff.ts";

test("the wait doubles with each failure", () => {
  assert.deepEqual([1, 2, 3, 4].map((failures) => backoff(failures, 1)), [1000, 2000, 4000, 8000]);
});

test("the wait is never longer than half a minute", () => {
  assert.equal(backoff(50, 1), 30_000);
});

test("chance spreads the wait over its second half", () => {
  for (const random of [0, 0.25, 0.5, 0.999]) {
    const wait = backoff(3, random);
    assert.ok(wait >= 2000 && wait <= 4000, String(wait));
  }
  assert.notEqual(backoff(3, 0.1), backoff(3, 0.9));
});
