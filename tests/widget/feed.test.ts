import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed, type FeedEvents } from "../../channels/widget/src/feed.ts";
import { ApiError, type Page } from "../../channels/widget/src/transport.ts";
import { FakeStream, ManualClock, message, settle } from "./fakes.ts";

interface Options { streams?: boolean; ticket?: () => Promise<string>; page?: () => Promise<Page> }

function feed(options: Options = {}) {
  const clock = new ManualClock();
  const streams: FakeStream[] = [];
  const log: string[] = [];
  const seen: number[] = [];
  const polled: number[] = [];
  let after = 1;
  const events: FeedEvents = {
    messages: (messages) => { for (const { seq } of messages) seen.push(after = seq); },
    page: (from, page) => { polled.push(from); for (const { seq } of page.messages) seen.push(after = seq); },
    ownership: ({ owner }) => log.push(`owner ${owner}`),
    queue: (queue) => log.push(`queue ${queue?.place} ${queue?.minutes}`),
    seen: (seq) => log.push(`seen ${seq}`),
    typing: (name) => log.push(`typing ${name}`),
    connection: (connection) => log.push(connection),
    gone: () => log.push("gone"),
  };
  const source = {
    after: () => after,
    streamUrl: options.ticket ?? (async (from: number) => `stream?after=${from}`),
    page: options.page ?? (async () => ({ messages: [] })),
  };
  const open = options.streams === false ? null : (url: string) => {
    const stream = new FakeStream(url);
    streams.push(stream);
    return stream;
  };
  return { feed: new Feed(source, events, open, clock), clock, streams, log, seen, polled };
}

test("a stream starts after the last message that is known", async () => {
  const { feed: it, streams, log, seen } = feed();
  it.start();
  await settle();
  streams[0]!.open();
  streams[0]!.emit("message", message(2));
  assert.equal(streams[0]!.url, "stream?after=1");
  assert.deepEqual(log, ["connecting", "live"]);
  assert.deepEqual(seen, [2]);
});

test("after a break the next stream goes on where the last one ended", async () => {
  const { feed: it, streams, clock } = feed();
  it.start();
  await settle();
  streams[0]!.open();
  streams[0]!.emit("message", message(2));
  streams[0]!.fail();
  await clock.pass(1_000);
  assert.equal(streams[0]!.closed, true);
  assert.equal(streams[1]!.url, "stream?after=2");
});

test("failures in a row wait longer and longer", async () => {
  const { feed: it, streams, clock } = feed();
  it.start();
  await settle();
  streams[0]!.fail();
  assert.deepEqual([...clock.waiting.values()].map(({ at }) => at), [750]);
  await clock.pass(750);
  streams[1]!.fail();
  assert.deepEqual([...clock.waiting.values()].map(({ at }) => at), [750 + 1_500]);
});

test("where streams do not get through, it polls, and tries a stream again later", async () => {
  let polls = 0;
  const { feed: it, streams, clock, log, seen } = feed({ page: async () => ({ messages: polls++ ? [] : [message(2)] }) });
  it.start();
  for (let failures = 0; failures < 3; failures++) {
    await clock.pass(2_000);
    streams[failures]!.fail();
  }
  await settle();
  assert.ok(log.includes("polling"));
  assert.deepEqual(seen, [2]);
  assert.equal(streams.length, 3);
  await clock.pass(61_000);
  assert.equal(streams.length, 4);
  streams[3]!.open();
  assert.equal(log.at(-1), "live");
  const before = polls;
  await clock.pass(30_000);
  assert.equal(polls, before);
});

test("without streams in the browser it polls every three seconds", async () => {
  const { feed: it, clock, polled } = feed({ streams: false });
  it.start();
  await clock.pass(9_100);
  assert.equal(polled.length, 4);
});

test("a gateway that asks for patience gets it", async () => {
  const { feed: it, clock } = feed({ ticket: async () => { throw new ApiError("limited", 429, 40); } });
  it.start();
  await settle();
  assert.deepEqual([...clock.waiting.values()].map(({ at }) => at), [40_000]);
});

test("a conversation that is gone ends the feed", async () => {
  const { feed: it, clock, log } = feed({ ticket: async () => { throw new ApiError("gone", 404); } });
  it.start();
  await clock.pass(60_000);
  assert.deepEqual(log, ["connecting", "gone"]);
  assert.equal(clock.waiting.size, 0);
});

test("erasing in another window ends the feed", async () => {
  const { feed: it, streams, log } = feed();
  it.start();
  await settle();
  streams[0]!.emit("erased", {});
  assert.equal(log.at(-1), "gone");
  assert.equal(streams[0]!.closed, true);
});

test("after stopping nothing is heard any more", async () => {
  const { feed: it, streams, clock, seen } = feed();
  it.start();
  await settle();
  it.stop();
  streams[0]!.emit("message", message(2));
  streams[0]!.fail();
  await clock.pass(60_000);
  assert.deepEqual(seen, []);
  assert.equal(streams.length, 1);
});

test("owner and typing arrive; typing ends by itself", async () => {
  const { feed: it, streams, clock, log } = feed();
  it.start();
  await settle();
  streams[0]!.emit("owner", { owner: "adviseur", name: "Sanne" });
  streams[0]!.emit("typing", { from: "adviser", name: "Sanne" });
  await clock.pass(6_000);
  assert.deepEqual(log.slice(1), ["owner adviseur", "typing Sanne", "typing null"]);
});

test("an event that is not JSON is skipped", async () => {
  const { feed: it, streams, seen } = feed();
  it.start();
  await settle();
  streams[0]!.emit("message", "{");
  streams[0]!.emit("message", message(2));
  assert.deepEqual(seen, [2]);
});

test("the place in the queue and what the adviser has read are passed on; zero minutes are not", async () => {
  const { feed: it, streams, log } = feed();
  it.start();
  await settle();
  streams[0]!.emit("queue", { place: 2, minutes: 5 });
  streams[0]!.emit("queue", { place: 1, minutes: 0 });
  streams[0]!.emit("read", { seq: 14 });
  assert.deepEqual(log.slice(1), ["queue 2 5", "queue 1 null", "seen 14"]);
});

test("typing lapses by itself", async () => {
  const { feed: it, streams, log, clock } = feed();
  it.start();
  await settle();
  streams[0]!.emit("typing", { typing: true, from: "adviser", name: "Samira" });
  await clock.pass(6_000);
  assert.deepEqual(log.slice(1), ["typing Samira", "typing null"]);
});
