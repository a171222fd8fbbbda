/**
 * How the tabs of one site tell each other of the same conversation: who has one, what was sent, read or erased.
 *
 * Only pages of the same site (origin) can hear it. It keeps nothing, so it also works where the browser refuses storage.
 */
import type { Clock } from "./feed.ts";
import type { Conversation, Message, Ownership } from "./types.ts";

/** News of a conversation; `id` is the conversation's, so that a tab with another one leaves it alone. */
export type News =
  | { type: "messages"; id: string; messages: Message[]; ownership?: Ownership }
  | { type: "read"; id: string; seq: number }
  | { type: "scored"; id: string; message: string; score: "up" | "down" }
  | { type: "ended"; id: string; problem: "erased" | "expired" };
export type Note = { type: "who" } | { type: "here"; conversation: Conversation } | News;

export interface Channel {
  tell(note: Note): void;
  close(): void;
}

export type OpenChannel = (heard: (note: Note) => void) => Channel;

/** So long another tab has to say that it has a conversation. */
const ANSWER_MS = 100;

export class Tabs {
  private readonly channel: Channel | null;
  private readonly clock: Clock;
  private answer: ((key: Conversation | null) => void) | null = null;

  /**
   * @param open  null where the browser has no such channel: then this tab is alone
   * @param mine  the conversation of this tab
   * @param heard news of another tab about this tab's conversation
   */
  constructor(open: OpenChannel | null, clock: Clock, mine: () => Conversation | null, heard: (news: News) => void) {
    this.clock = clock;
    this.channel = open?.((note) => {
      const key = mine();
      if (note.type === "here") this.answer?.(note.conversation);
      else if (note.type !== "who") note.id === key?.id && heard(note);
      else if (key) this.channel?.tell({ type: "here", conversation: key });
    }) ?? null;
  }

  tell(news: News): void {
    this.channel?.tell(news);
  }

  /** The conversation of another tab, or null when no tab has one. */
  async ask(): Promise<Conversation | null> {
    if (!this.channel) return null;
    return new Promise((resolve) => {
      this.answer = (key) => {
        this.answer = null;
        this.clock.clear(timer);
        resolve(key);
      };
      const timer = this.clock.set(() => this.answer?.(null), ANSWER_MS);
      this.channel?.tell({ type: "who" });
    });
  }

  close(): void {
    this.channel?.close();
  }
}

/** The browser's own channel for an address of a gateway, or null where there is none. */
export function browserChannel(api: string): OpenChannel | null {
  if (!("BroadcastChannel" in globalThis)) return null;
  return (heard) => {
    const channel = new BroadcastChannel(`leerwijs:${api}`);
    channel.onmessage = ({ data }: MessageEvent<Note>) => heard(data);
    return { tell: (note) => channel.postMessage(note), close: () => channel.close() };
  };
}
