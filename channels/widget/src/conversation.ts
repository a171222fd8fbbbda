/**
 * One conversation of one visitor: sends what is queued, takes in what arrives, keeps it over navigation. No DOM.
 *
 * The view calls the methods and subscribes to the state; nothing else changes the state.
 */
import { backoff } from "./backoff.ts";
import { Feed, type Clock, type Stream } from "./feed.ts";
import type { Session } from "./session.ts";
import {
  hasGap, initial, nextToSend, reduce, type Action, type FailureReason, type Outgoing, type Problem, type State,
} from "./state.ts";
import { ApiError, type Transport } from "./transport.ts";
import type { Choice, Conversation as Key } from "./types.ts";

/** So often is a message sent by itself before the person is asked. */
const TRIES = 3;
/** A longer wait than this is not kept from the person. */
const PATIENCE_MS = 10_000;

export interface Surroundings {
  openStream: ((url: string) => Stream) | null;
  online(): boolean;
  newId(): string;
  now(): number;
  clock: Clock;
}

export class Conversation {
  state: State = initial;
  private readonly listeners = new Set<(state: State) => void>();
  private readonly transport: Transport;
  private readonly session: Session;
  private readonly around: Surroundings;
  private feed: Feed | null = null;
  private sending = false;
  private filling = false;
  private wake: (() => void) | null = null;

  constructor(transport: Transport, session: Session, around: Surroundings) {
    this.transport = transport;
    this.session = session;
    this.around = around;
  }

  subscribe(listener: (state: State) => void): void {
    this.listeners.add(listener);
  }

  // ---- what the person does ----

  async open(): Promise<void> {
    this.dispatch({ type: "open", open: true });
    if (!this.state.conversation) await this.start();
    else if (!this.feed) this.connect();
  }

  close(): void {
    this.dispatch({ type: "open", open: false });
  }

  async start(): Promise<void> {
    if (this.state.starting || this.state.conversation) return;
    this.dispatch({ type: "starting" });
    try {
      const started = await this.transport.start();
      this.dispatch({ type: "started", ...started });
      this.connect();
      await this.pump();
    } catch {
      this.dispatch({ type: "problem", problem: "start_failed" });
    }
  }

  async send(text: string): Promise<void> {
    await this.queue({ id: this.around.newId(), text, status: "pending" });
  }

  async choose(choice: Choice): Promise<void> {
    await this.queue({ id: this.around.newId(), text: choice.title, payload: choice.payload, status: "pending" });
  }

  async retry(id: string): Promise<void> {
    this.dispatch({ type: "retry", id });
    await this.flush();
  }

  discard(id: string): void {
    this.dispatch({ type: "discard", id });
  }

  simplify(id: string): void {
    this.dispatch({ type: "simple", id });
  }

  async score(id: string, score: "up" | "down", reason?: string): Promise<void> {
    const key = this.state.conversation;
    if (!key) return;
    this.dispatch({ type: "scored", id, score });
    // A score that does not arrive is not worth a message to the person.
    await this.transport.feedback(key, { message: id, score, ...(reason ? { reason } : {}) }).catch(() => undefined);
  }

  /** Address of "Mijn overzicht", good for about a minute; null while there is none. */
  async overviewUrl(): Promise<string | null> {
    const key = this.state.conversation;
    return key ? this.transport.overviewUrl(key).catch(() => null) : null;
  }

  /** Erases the conversation everywhere; when that fails it stays, and the person is told. */
  async erase(): Promise<void> {
    const key = this.state.conversation;
    try {
      if (key) await this.transport.erase(key);
      this.end("erased");
    } catch {
      this.dispatch({ type: "problem", problem: "erase_failed" });
    }
  }

  // ---- what happens around it ----

  /** Goes on with the conversation of this tab. Returns whether the panel was open. */
  async restore(): Promise<boolean> {
    const kept = this.session.load(this.around.now());
    if (!kept) return false;
    const { conversation } = kept;
    this.dispatch({ type: "restored", ...kept, outbox: kept.outbox.map(unsent) });
    try {
      const page = await this.transport.page(conversation, 0);
      if (page.ownership) this.dispatch({ type: "ownership", ownership: page.ownership });
      this.dispatch({ type: "page", after: 0, messages: page.messages });
      this.connect();
      void this.pump();
    } catch (error) {
      if (isGone(error)) {
        this.end(null);
        return false;
      }
      this.connect();
    }
    return kept.open;
  }

  /** The browser went on or off line, or the page became visible again. */
  network(): void {
    if (!this.around.online()) {
      this.feed?.stop();
      this.dispatch({ type: "connection", connection: "offline" });
      return;
    }
    if (this.state.problem === "start_failed") void this.start();
    if (this.state.conversation) this.connect();
    void this.flush();
  }

  /** Ends all activity; what is kept in the tab stays. */
  stop(): void {
    this.feed?.stop();
    this.feed = null;
    this.listeners.clear();
  }

  // ---- inside ----

  private dispatch(action: Action): void {
    const before = this.state;
    this.state = reduce(before, action);
    if (this.state === before) return;
    this.keep();
    for (const listener of this.listeners) listener(this.state);
    if (hasGap(this.state)) void this.fill();
  }

  private keep(): void {
    const { conversation, outbox, scores, open, read } = this.state;
    if (!conversation) return;
    const history = Math.max(this.state.complete, this.state.history);
    this.session.save({ conversation, outbox: [...outbox], scores: { ...scores }, history, read, open });
  }

  private async queue(outgoing: Outgoing): Promise<void> {
    this.dispatch({ type: "queued", outgoing });
    if (!this.state.conversation) await this.start();
    else await this.pump();
  }

  private connect(): void {
    const key = this.state.conversation;
    if (!key) return;
    this.feed?.stop();
    this.feed = new Feed(
      {
        after: () => this.state.complete,
        streamUrl: (after) => this.transport.streamUrl(key, after),
        page: (after) => this.transport.page(key, after),
      },
      {
        messages: (messages) => this.dispatch({ type: "received", messages }),
        page: (after, page) => {
          if (page.ownership) this.dispatch({ type: "ownership", ownership: page.ownership });
          this.dispatch({ type: "page", after, messages: page.messages });
        },
        ownership: (ownership) => this.dispatch({ type: "ownership", ownership }),
        typing: (name) => this.dispatch({ type: "typing", name }),
        connection: (connection) => this.dispatch({ type: "connection", connection }),
        gone: () => this.gone(),
      },
      this.around.openStream,
      this.around.clock,
    );
    this.feed.start();
  }

  /** Sends what waits, oldest first, one at a time. */
  private async pump(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let out = nextToSend(this.state); out && this.state.conversation; out = nextToSend(this.state)) {
        if (!this.around.online()) {
          this.dispatch({ type: "connection", connection: "offline" });
          break;
        }
        await this.deliver(this.state.conversation, out);
      }
    } finally {
      this.sending = false;
    }
  }

  private async deliver(key: Key, out: Outgoing): Promise<void> {
    const body = out.payload === undefined ? { id: out.id, text: out.text } : { id: out.id, payload: out.payload };
    for (let tries = 1; ; tries++) {
      try {
        const page = await this.transport.send(key, body);
        if (this.state.conversation?.id !== key.id) return;
        if (page.ownership) this.dispatch({ type: "ownership", ownership: page.ownership });
        this.dispatch({ type: "accepted", id: out.id });
        this.dispatch({ type: "received", messages: page.messages });
        return;
      } catch (error) {
        if (this.state.conversation?.id !== key.id) return;
        const failure = error instanceof ApiError ? error : new ApiError("network");
        if (failure.kind === "gone") return this.gone();
        if (!this.around.online()) return;
        const wait = Math.max((failure.retryAfter ?? 0) * 1_000, backoff(tries, this.around.clock.random()));
        if (failure.kind !== "network" || tries >= TRIES || wait > PATIENCE_MS) {
          const { kind: reason, detail } = failure as { kind: FailureReason; detail: string | null };
          this.dispatch({ type: "failed", id: out.id, reason, ...(detail ? { detail } : {}) });
          return;
        }
        await this.pause(wait);
      }
    }
  }

  /** Ends a pause between tries at once, and sends. */
  private async flush(): Promise<void> {
    this.wake?.();
    if (this.state.conversation) await this.pump();
    else if (nextToSend(this.state)) await this.start();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.around.clock.set(resolve, ms);
      this.wake = () => {
        this.around.clock.clear(timer);
        resolve();
      };
    });
  }

  /** Fetches what is missing between messages that are known. */
  private async fill(): Promise<void> {
    const key = this.state.conversation;
    if (this.filling || !key) return;
    this.filling = true;
    const after = this.state.complete;
    try {
      const page = await this.transport.page(key, after);
      this.filling = false;
      if (this.state.conversation?.id === key.id) this.dispatch({ type: "page", after, messages: page.messages });
    } catch {
      // The next message or the next connection, which starts at the gap, tries again.
      this.filling = false;
    }
  }

  /** The gateway does not know the conversation any more. What was not sent yet goes to a new one. */
  private gone(): void {
    const unsentYet = this.state.outbox.filter((out) => out.status !== "accepted").map(unsent);
    this.end("expired");
    for (const outgoing of unsentYet) this.dispatch({ type: "queued", outgoing });
    if (unsentYet.length > 0) void this.start();
  }

  private end(problem: Problem | null): void {
    this.feed?.stop();
    this.feed = null;
    this.session.clear();
    this.dispatch({ type: "ended", problem });
  }
}

function unsent({ reason: _, detail: __, ...outgoing }: Outgoing): Outgoing {
  return { ...outgoing, status: "pending" };
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.kind === "gone";
}
