/** A visit to a page with the widget, for the unit tests: the conversation on a gateway that is not there. */
import type { Note, OpenChannel } from "../../channels/widget/src/channel.ts";
import { Conversation } from "../../channels/widget/src/conversation.ts";
import { Session, type Store } from "../../channels/widget/src/session.ts";
import { ApiError, type Page, type Started, type Transport } from "../../channels/widget/src/transport.ts";
import type { Message, Ownership, Queue } from "../../channels/widget/src/types.ts";
import { FakeStream, ManualClock, MapStore, message } from "./fakes.ts";

/** A gateway that answers every message once, by client id, and fails on request. */
export class FakeTransport {
  readonly all: Message[] = [];
  readonly sends: string[] = [];
  readonly answered = new Map<string, Message[]>();
  conversations = 0;
  failures: ApiError[] = [];
  startFailures: ApiError[] = [];
  eraseFails = false;
  /** What was told to an adviser, left or ended, in order. */
  readonly told: string[] = [];
  queuePlace: Queue | null = null;
  owner: Ownership["owner"] = "bot";
  /** The answer is lost on its way back this many times. */
  lost = 0;

  add(more: Partial<Message>): Message {
    const added = message(this.all.length + 1, more);
    this.all.push(added);
    return added;
  }

  async start(): Promise<Started> {
    const failure = this.startFailures.shift();
    if (failure) throw failure;
    this.conversations++;
    this.all.length = 0;
    const greeting = this.add({ text: "Goedendag" });
    return { conversation: { id: `c${this.conversations}`, token: "t", expires_at: null }, messages: [greeting] };
  }

  async send(_: unknown, { id, text }: { id: string; text?: string }): Promise<Page> {
    this.sends.push(id);
    const failure = this.failures.shift();
    if (failure) throw failure;
    if (!this.answered.has(id)) {
      this.answered.set(id, [this.add({ id, from: "user", text: text ?? "" }), this.add({ text: `antwoord op ${text}` })]);
    }
    if (this.lost-- > 0) throw new ApiError("network");
    return { messages: this.answered.get(id)! };
  }

  async page(_: unknown, after: number): Promise<Page> {
    return { messages: this.all.slice(after), ownership: { owner: this.owner } };
  }

  async queue(): Promise<Queue | null> {
    return this.queuePlace;
  }

  async leave(): Promise<Page> {
    this.told.push("leave");
    return { messages: [this.add({ from: "system", text: "U bent uit de rij." })], ownership: { owner: "bot" } };
  }

  async end(): Promise<Page> {
    this.told.push("end");
    return { messages: [], ownership: { owner: "gesloten" } };
  }

  async typing(): Promise<void> {
    this.told.push("typing");
  }

  async seen(_: unknown, seq: number): Promise<void> {
    this.told.push(`seen ${seq}`);
  }

  async streamUrl(_: unknown, after: number): Promise<string> {
    return `stream?after=${after}`;
  }

  async feedback(): Promise<void> {}

  async erase(): Promise<void> {
    if (this.eraseFails) throw new ApiError("network", 503);
  }
}

/** Tabs of one site: what one tells, the others hear. */
export function site(): OpenChannel {
  const tabs = new Set<(note: Note) => void>();
  return (heard) => {
    tabs.add(heard);
    return {
      tell: (note) => [...tabs].filter((tab) => tab !== heard).forEach((tab) => setImmediate(() => tab(structuredClone(note)))),
      close: () => tabs.delete(heard),
    };
  };
}

/** Somebody with the widget in one tab. */
export function visit(store: Store | null = new MapStore(), transport = new FakeTransport(), openChannel: OpenChannel | null = null) {
  const clock = new ManualClock();
  const streams: FakeStream[] = [];
  let ids = 0;
  const around = {
    openStream: (url: string) => {
      const stream = new FakeStream(url);
      streams.push(stream);
      return stream;
    },
    openChannel,
    isOnline: true,
    online() { return this.isOnline; },
    newId: () => `u${++ids}-${transport.sends.length}-${store ? 1 : 0}`,
    time: 0,
    now() { return this.time; },
    clock,
  };
  const conversation = new Conversation(transport as unknown as Transport, new Session("", store), around);
  return { conversation, transport, clock, streams, around, store };
}

export const texts = (conversation: Conversation) => conversation.state.messages.map(({ text }) => text);
