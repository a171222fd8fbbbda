/**
 * Keeps a conversation up to date: server-sent events, polling where they do not get through. No DOM.
 *
 * Each connection starts after the last message that is known for certain, so a break loses nothing; the state drops
 * what comes twice. The browser's own reconnecting is not used: a ticket lives shorter than a conversation, and its
 * fixed delay would bring all widgets back at the same moment.
 */
import { backoff } from "./backoff.ts";
import { readMessages } from "./messages.ts";
import { ApiError, readOwnership, readQueue, type Page } from "./transport.ts";
import type { Message, Ownership, Queue } from "./types.ts";

/** The part of `EventSource` that is used. */
export interface Stream {
  onopen: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface FeedSource {
  /** `seq` up to which everything is known. */
  after(): number;
  streamUrl(after: number): Promise<string>;
  page(after: number): Promise<Page>;
}

export interface FeedEvents {
  messages(messages: Message[]): void;
  page(after: number, page: Page): void;
  ownership(ownership: Ownership): void;
  queue(queue: Queue | null): void;
  /** The adviser has read up to this `seq`. */
  seen(seq: number): void;
  typing(name: string | null): void;
  connection(connection: "connecting" | "live" | "polling" | "waiting"): void;
  /** The conversation is not there any more. */
  gone(): void;
}

export interface Clock {
  set(callback: () => void, ms: number): unknown;
  clear(timer: unknown): void;
  random(): number;
}

export const realClock: Clock = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as number),
  random: Math.random,
};

/** After so many failed streams in a row the feed polls, and tries the stream again now and then. */
const STREAM_FAILURES = 3;
const POLL_MS = 3_000;
const POLLS_BEFORE_STREAM = 20;
const TYPING_MS = 6_000;

export class Feed {
  private readonly source: FeedSource;
  private readonly events: FeedEvents;
  private readonly openStream: ((url: string) => Stream) | null;
  private readonly clock: Clock;
  private stream: Stream | null = null;
  private timer: unknown = null;
  private typingTimer: unknown = null;
  private failures = 0;
  private polls = 0;
  private run = 0;

  /** @param openStream null where the browser has no event streams */
  constructor(
    source: FeedSource, events: FeedEvents, openStream: ((url: string) => Stream) | null, clock: Clock = realClock,
  ) {
    this.source = source;
    this.events = events;
    this.openStream = openStream;
    this.clock = clock;
  }

  /** Connects now, also when a next try was planned for later. */
  start(): void {
    this.stop();
    this.failures = 0;
    this.events.connection("connecting");
    void this.connect(this.run);
  }

  stop(): void {
    this.run++;
    this.stream?.close();
    this.stream = null;
    this.clock.clear(this.timer);
    this.clock.clear(this.typingTimer);
  }

  private async connect(run: number): Promise<void> {
    if (!this.openStream) return this.poll(run);
    try {
      const url = await this.source.streamUrl(this.source.after());
      if (run !== this.run) return;
      this.listen(this.openStream(url), run);
    } catch (error) {
      if (run === this.run) this.failed(error, run);
    }
  }

  private listen(stream: Stream, run: number): void {
    this.stream = stream;
    const current = (handle: (data: Record<string, unknown>) => void) => (event: MessageEvent<string>) => {
      const data = parse(event.data);
      if (run === this.run && data) handle(data);
    };
    stream.onopen = () => {
      if (run !== this.run) return;
      this.failures = 0;
      this.events.connection("live");
    };
    stream.onerror = () => {
      if (run !== this.run) return;
      stream.close();
      this.stream = null;
      this.failed(null, run);
    };
    stream.addEventListener("message", current((data) => this.events.messages(readMessages([data]))));
    stream.addEventListener("owner", current((data) => {
      const ownership = readOwnership(data);
      if (ownership) this.events.ownership(ownership);
    }));
    stream.addEventListener("queue", current((data) => this.events.queue(readQueue(data))));
    stream.addEventListener("read", current((data) => this.events.seen(Number(data["seq"]) || 0)));
    stream.addEventListener("typing", current((data) => this.typing(data)));
    stream.addEventListener("erased", current(() => this.end()));
  }

  private typing(data: Record<string, unknown>): void {
    const active = data["typing"] !== false;
    this.events.typing(active ? String(data["name"] ?? "") : null);
    this.clock.clear(this.typingTimer);
    if (active) this.typingTimer = this.clock.set(() => this.events.typing(null), TYPING_MS);
  }

  private failed(error: unknown, run: number): void {
    if (error instanceof ApiError && error.kind === "gone") return this.end();
    this.failures++;
    if (this.failures >= STREAM_FAILURES) {
      this.polls = 0;
      void this.poll(run);
      return;
    }
    this.events.connection("waiting");
    this.later(() => this.connect(run), this.delay(error));
  }

  private async poll(run: number): Promise<void> {
    const after = this.source.after();
    try {
      const page = await this.source.page(after);
      if (run !== this.run) return;
      this.events.connection("polling");
      this.events.page(after, page);
      this.failures = STREAM_FAILURES;
      this.polls++;
      const again = this.openStream && this.polls >= POLLS_BEFORE_STREAM;
      this.later(() => (again ? this.retryStream(run) : this.poll(run)), POLL_MS);
    } catch (error) {
      if (run !== this.run) return;
      if (error instanceof ApiError && error.kind === "gone") return this.end();
      this.failures++;
      this.events.connection("waiting");
      // When nothing gets through, the stream is as likely to be back as the poll.
      this.later(() => this.connect(run), this.delay(error));
    }
  }

  private retryStream(run: number): Promise<void> {
    this.failures = STREAM_FAILURES - 1;
    return this.connect(run);
  }

  private delay(error: unknown): number {
    const asked = error instanceof ApiError && error.retryAfter ? error.retryAfter * 1_000 : 0;
    return Math.max(asked, backoff(this.failures, this.clock.random()));
  }

  private later(next: () => Promise<void>, ms: number): void {
    this.clock.clear(this.timer);
    this.timer = this.clock.set(() => void next(), ms);
  }

  private end(): void {
    this.stop();
    this.events.gone();
  }
}

function parse(data: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data);
    return value && typeof value === "object" ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
