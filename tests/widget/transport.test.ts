import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, Transport, type FailureKind } from "../../channels/widget/src/transport.ts";
import { message } from "./fakes.ts";

const key = { id: "c1", token: "geheim" };

function gateway(answer: () => Response) {
  const calls: { url: string; init: RequestInit }[] = [];
  const transport = new Transport("https://gateway.example/", async (url, init) => {
    calls.push({ url, init });
    return answer();
  });
  return { transport, calls };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

test("a conversation starts with its key, the greeting and the owner", async () => {
  const { transport, calls } = gateway(() => json({ ...key, expires_at: "2026-12-01", messages: [message(1)], owner: "bot" }, 201));
  const started = await transport.start();
  assert.deepEqual(started.conversation, { ...key, expires_at: "2026-12-01" });
  assert.deepEqual(started.messages.map(({ seq }) => seq), [1]);
  assert.equal(started.ownership?.owner, "bot");
  assert.equal(calls[0]?.url, "https://gateway.example/api/v1/conversations");
});

test("the token goes in a header, never in an address", async () => {
  const { transport, calls } = gateway(() => json({ messages: [], ticket: "kaartje" }));
  await transport.send(key, { id: "u1", text: "hallo" });
  await transport.page(key, 3);
  const stream = await transport.streamUrl(key, 3);
  for (const { url, init } of calls) {
    assert.equal((init.headers as Record<string, string>)["Authorization"], "Bearer geheim");
    assert.ok(!url.includes("geheim"));
  }
  assert.ok(!stream.includes("geheim"));
  assert.ok(stream.endsWith("/c1/events?ticket=kaartje&after=3"));
});

test("a text and a payload are sent as what they are", async () => {
  const { transport, calls } = gateway(() => json({ messages: [] }));
  await transport.send(key, { id: "u1", text: "hallo" });
  await transport.send(key, { id: "u2", payload: "/evc_uitleg" });
  assert.deepEqual(calls.map(({ init }) => JSON.parse(String(init.body))),
    [{ id: "u1", text: "hallo" }, { id: "u2", payload: "/evc_uitleg" }]);
});

test("no cookies go along", async () => {
  const { transport, calls } = gateway(() => json({ messages: [] }));
  await transport.page(key, 0);
  assert.equal(calls[0]?.init.credentials, "omit");
});

const KINDS: [number, FailureKind][] = [
  [401, "gone"], [403, "refused"], [404, "gone"], [410, "gone"], [413, "too_long"], [422, "refused"], [400, "refused"],
  [429, "limited"], [500, "network"], [502, "network"], [503, "network"],
];

for (const [status, kind] of KINDS) {
  test(`status ${status} is a failure of kind ${kind}`, async () => {
    const { transport } = gateway(() => json({ title: "nee" }, status));
    await assert.rejects(transport.send(key, { id: "u1", text: "x" }),
      (error) => error instanceof ApiError && error.kind === kind && error.status === status);
  });
}

test("Retry-After is passed on in seconds", async () => {
  const { transport } = gateway(() => json({}, 429, { "Retry-After": "7" }));
  await assert.rejects(transport.page(key, 0), (error) => error instanceof ApiError && error.retryAfter === 7);
});

test("words for people come along with too many requests, others stay where they are", async () => {
  for (const [status, detail] of [[429, "Wacht even"], [503, null]] as const) {
    const { transport } = gateway(() => json({ detail: "Wacht even" }, status));
    await assert.rejects(transport.page(key, 0), (error) => error instanceof ApiError && error.detail === detail);
  }
});

test("no answer at all, or one that is not JSON, is a failure of the network", async () => {
  const silent = new Transport("", async () => { throw new TypeError("Failed to fetch"); });
  await assert.rejects(silent.page(key, 0), (error) => error instanceof ApiError && error.kind === "network");
  const { transport } = gateway(() => new Response("<html>", { status: 200 }));
  await assert.rejects(transport.page(key, 0), (error) => error instanceof ApiError && error.kind === "network");
});

test("erasing what is gone already is erasing", async () => {
  const { transport } = gateway(() => json({}, 404));
  await transport.erase(key);
});

test("an owner is read with the adviser where there is one", async () => {
  const adviser = { name: "Samira", loket: "Werkcentrum Twente" };
  const { transport } = gateway(() => json({ messages: [], owner: "adviseur", adviser }));
  assert.deepEqual((await transport.page(key, 0)).ownership, { owner: "adviseur", adviser });
  const alone = gateway(() => json({ messages: [], owner: "wachtrij" }));
  assert.deepEqual((await alone.transport.page(key, 0)).ownership, { owner: "wachtrij" });
});

test("a place in the queue without a time to wait has no minutes", async () => {
  const { transport } = gateway(() => json({ owner: "wachtrij", place: 2, minutes: null }));
  assert.deepEqual(await transport.queue(key), { place: 2, minutes: null });
});

test("places are asked for without the key of the conversation", async () => {
  const { transport, calls } = gateway(() => json({ places: [{ label: "Zwolle" }] }));
  assert.deepEqual(await transport.places("Zwo lle", new AbortController().signal), [{ label: "Zwolle" }]);
  assert.equal(calls[0]!.url, "https://gateway.example/api/v1/places?q=Zwo%20lle");
  assert.equal(new Headers(calls[0]!.init.headers).get("Authorization"), null);
});

test("a calendar file is only fetched from this conversation", async () => {
  const { transport } = gateway(() => new Response("BEGIN:VCALENDAR"));
  assert.equal(await transport.calendar(key, "/api/v1/conversations/c1/appointments/a.ics"), "BEGIN:VCALENDAR");
  await assert.rejects(transport.calendar(key, "/api/v1/conversations/c2/appointments/a.ics"));
  await assert.rejects(transport.calendar(key, "//elders.example/a.ics"));
});

test("the link to the overview is the gateway's, and holds neither token nor ticket", async () => {
  const { transport } = gateway(() => json({ url: "/overzicht/sleutel", expires_at: "2026-12-01" }));
  assert.equal(await transport.overviewUrl(key), "https://gateway.example/overzicht/sleutel");
});
