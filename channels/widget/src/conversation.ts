/**
 * One conversation of one visitor: sends what is queued, takes in what arrives, keeps it over navigation and shares it
 * with the other tabs of the site. No DOM.
 *
 * The view calls the methods and subscribes to the state; nothing else changes the state.
 */
import { Tabs, type News, type OpenChannel } from "./channel.ts";
import { Feed, type Clock, type Stream } from "./feed.ts";
import { ignore, Presence } from "./presence.ts";
import { Sender } from "./sender.ts";
import type { Session } from "./session.ts";
import {
  hasGap, initial, lastSeq, nextToSend, reduce, seenOfAdviser, type Action, type Outgoing, type Problem, type State,
} from "./state.ts";
import { ApiError, type Page, type Transport } from "./transport.ts";
import type { Choice, Conversation as Key, Place } from "./types.ts";

/** A page that nobody looks at lets go of its stream after this while. */
const REST_MS = 60_000;

export interface Surroundings {
  openStream: ((url: string) => Stream) | null;
  openChannel: OpenChannel | null;
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
  private readonly sender: Sender;
  private readonly tabs: Tabs;
  private readonly presence: Presence;
  private feed: Feed | null = null;
  private filling = false;
  private resting: unknown = null;

  constructor(transport: Transport, session: Session, around: Surroundings) {
    this.transport = transport;
    this.session = session;
    this.around = around;
    this.presence = new Presence(transport, () => around.now());
    this.tabs = new Tabs(around.openChannel, around.clock, () => this.state.conversation, (news) => this.heard(news));
    this.sender = new Sender(transport, {
      next: () => {
        const out = nextToSend(this.state);
        return out && this.state.conversation ? { key: this.state.conversation, out } : null;
      },
      isCurrent: (key) => this.state.conversation?.id === key.id,
      accepted: (key, out, page) => {
        this.dispatch({ type: "accepted", id: out.id });
        this.take(page);
        this.tabs.tell({ type: "messages", id: key.id, ...page });
      },
      failed: (out, reason, detail) =>
        this.dispatch({ type: "failed", id: out.id, reason, ...(detail ? { detail } : {}) }),
      offline: () => this.dispatch({ type: "connection", connection: "offline" }),
      gone: () => this.gone(),
    }, () => around.online(), around.clock);
  }

  subscribe(listener: (state: State) => void): void {
    this.listeners.add(listener);
  }

  /** False where the browser keeps nothing: then the conversation ends with this page. */
  get isKept(): boolean {
    return this.session.keeps;
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

  /** Goes on with the conversation of another tab of the site, or starts one. */
  async start(): Promise<void> {
    if (this.state.starting || this.state.conversation) return;
    this.dispatch({ type: "starting" });
    try {
      if (!(await this.join())) this.dispatch({ type: "started", ...(await this.transport.start()) });
      this.connect();
      await this.sender.run();
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

  /** The simpler text of every answer, or no longer. */
  simplifyAll(plain: boolean): void {
    this.dispatch({ type: "plain", plain });
  }

  /** The person has read that something went wrong. */
  dismiss(): void {
    this.dispatch({ type: "problem", problem: null });
  }

  async score(id: string, score: "up" | "down", reason?: string): Promise<void> {
    const key = this.state.conversation;
    if (!key) return;
    this.dispatch({ type: "scored", id, score });
    this.tabs.tell({ type: "scored", id: key.id, message: id, score });
    await this.transport.feedback(key, { message: id, score, ...(reason ? { reason } : {}) }).catch(ignore);
  }

  /** The person is typing, which an adviser may know. */
  typing(): void {
    const { conversation: key, owner } = this.state;
    if (key && owner === "adviseur") this.presence.typing(key);
  }

  /** Out of the queue, back to the assistant. */
  async leaveQueue(): Promise<void> {
    await this.ask((key) => this.transport.leave(key));
  }

  /** Ends the chat; typing something opens it again. */
  async finish(): Promise<void> {
    await this.ask((key) => this.transport.end(key));
  }

  /** Places that begin like this; none where that cannot be asked now. */
  async places(query: string, signal: AbortSignal): Promise<Place[]> {
    return this.transport.places(query, signal).catch(() => []);
  }

  /** The private link to "Mijn overzicht", or null when it cannot be had now. */
  async overviewUrl(): Promise<string | null> {
    const key = this.state.conversation;
    return key ? this.transport.overviewUrl(key).catch(() => null) : null;
  }

  /** A calendar file of this conversation, or null when it cannot be had now. */
  async calendar(path: string): Promise<string | null> {
    const key = this.state.conversation;
    return key ? this.transport.calendar(key, path).catch(() => null) : null;
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
      this.takePage(0, page);
      this.connect();
      void this.sender.run();
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
    this.around.clock.clear(this.resting);
    if (!this.around.online()) {
      this.feed?.stop();
      this.dispatch({ type: "connection", connection: "offline" });
      return;
    }
    if (this.state.problem === "start_failed") void this.start();
    if (this.state.conversation) this.connect();
    void this.flush();
  }

  /** Nobody looks at the page: after a while it lets go of its stream, unless a person may say something. */
  rest(): void {
    this.resting = this.around.clock.set(() => {
      if (this.state.owner === "bot" || this.state.owner === "gesloten") this.feed?.stop();
    }, REST_MS);
  }

  /** Ends all activity; what is kept in the tab stays. */
  stop(): void {
    this.feed?.stop();
    this.feed = null;
    this.tabs.close();
    this.listeners.clear();
  }

  private dispatch(action: Action): void {
    const before = this.state;
    this.state = reduce(before, action);
    if (this.state === before) return;
    this.keep();
    for (const listener of this.listeners) listener(this.state);
    if (hasGap(this.state)) void this.fill();
    this.tellSeen(before);
  }

  private keep(): void {
    const { conversation, outbox, scores, open, read, plain } = this.state;
    if (!conversation) return;
    const history = Math.max(this.state.complete, this.state.history);
    this.session.save({ conversation, outbox: [...outbox], scores: { ...scores }, history, read, open, plain });
  }

  /** Tells the other tabs what was read, and an adviser that it was. */
  private tellSeen(before: State): void {
    const { conversation: key, read, owner } = this.state;
    if (!key || read === before.read) return;
    this.tabs.tell({ type: "read", id: key.id, seq: read });
    if (owner === "adviseur") this.presence.seen(key, seenOfAdviser(this.state));
  }

  private async queue(outgoing: Outgoing): Promise<void> {
    this.dispatch({ type: "queued", outgoing });
    if (!this.state.conversation) await this.start();
    else await this.sender.run();
  }

  /** Sends at once what waits. */
  private async flush(): Promise<void> {
    this.sender.hurry();
    if (this.state.conversation) await this.sender.run();
    else if (nextToSend(this.state)) await this.start();
  }

  private async ask(call: (key: Key) => Promise<Page>): Promise<void> {
    const key = this.state.conversation;
    if (!key) return;
    try {
      const page = await call(key);
      if (this.state.conversation?.id === key.id) this.take(page);
    } catch (error) {
      if (isGone(error)) this.gone();
      else this.dispatch({ type: "problem", problem: "call_failed" });
    }
  }

  private take({ messages, ownership, queue }: Page): void {
    if (ownership) this.dispatch({ type: "ownership", ownership });
    if (queue) this.dispatch({ type: "queue", queue });
    this.dispatch({ type: "received", messages });
  }

  private takePage(after: number, page: Page): void {
    this.take({ ...page, messages: [] });
    this.dispatch({ type: "page", after, messages: page.messages });
  }

  private connect(): void {
    const key = this.state.conversation;
    if (!key) return;
    this.feed?.stop();
    this.feed = new Feed(
      {
        after: () => this.state.complete,
        streamUrl: (after) => this.transport.streamUrl(key, after),
        page: (after) => this.polled(key, after),
      },
      {
        messages: (messages) => this.dispatch({ type: "received", messages }),
        page: (after, page) => this.takePage(after, page),
        ownership: (ownership) => this.dispatch({ type: "ownership", ownership }),
        queue: (queue) => this.dispatch({ type: "queue", queue }),
        seen: (seq) => this.dispatch({ type: "seen", seq }),
        typing: (name) => this.dispatch({ type: "typing", name }),
        connection: (connection) => {
          this.dispatch({ type: "connection", connection });
          // What could not be sent before can be now.
          if (connection === "live" || connection === "polling") void this.flush();
        },
        gone: () => this.gone(),
      },
      this.around.openStream,
      this.around.clock,
    );
    this.feed.start();
  }

  /** What the stream would have told. */
  private async polled(key: Key, after: number): Promise<Page> {
    const page = await this.transport.page(key, after);
    if (page.ownership?.owner !== "wachtrij") return page;
    const queue = await this.transport.queue(key).catch(() => null);
    return queue ? { ...page, queue } : page;
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

  // ---- other tabs ----

  private heard(news: News): void {
    if (news.type === "messages") this.take(news);
    else if (news.type === "read") this.dispatch({ type: "read", seq: news.seq });
    else if (news.type === "scored") this.dispatch({ type: "scored", id: news.message, score: news.score });
    else if (news.problem === "expired") this.gone();
    else this.end(news.problem, false);
  }

  /** Takes the conversation of another tab over, where there is one. Says whether it did. */
  private async join(): Promise<boolean> {
    const key = await this.tabs.ask();
    const page = key && (await this.transport.page(key, 0).catch(() => null));
    if (!page) return false;
    const { outbox, plain } = this.state;
    const known = lastSeq({ ...this.state, messages: page.messages });
    this.dispatch({ type: "restored", conversation: key, outbox, plain, scores: {}, history: known, read: known });
    this.takePage(0, page);
    return true;
  }

  /** The gateway does not know the conversation any more. What was not sent yet goes to a new one. */
  private gone(): void {
    const unsentYet = this.state.outbox.filter((out) => out.status !== "accepted").map(unsent);
    this.end("expired");
    for (const outgoing of unsentYet) this.dispatch({ type: "queued", outgoing });
    if (unsentYet.length > 0) void this.start();
  }

  private end(problem: Problem | null, tell = true): void {
    const key = this.state.conversation;
    this.feed?.stop();
    this.feed = null;
    this.session.clear();
    this.presence.forget();
    if (tell && key && (problem === "erased" || problem === "expired")) {
      this.tabs.tell({ type: "ended", id: key.id, problem });
    }
    this.dispatch({ type: "ended", problem });
  }
}

function unsent({ reason: _, detail: __, ...outgoing }: Outgoing): Outgoing {
  return { ...outgoing, status: "pending" };
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.kind === "gone";
}
