/** What is kept in the tab so that the conversation goes on after navigation. Works, for one page, without storage. */
import type { Outgoing } from "./state.ts";
import type { Conversation } from "./types.ts";

export interface Kept {
  conversation: Conversation;
  /** Messages the gateway has not confirmed yet. */
  outbox: Outgoing[];
  scores: Record<string, "up" | "down">;
  /** `seq` up to which messages were shown, and up to which they were read. */
  history: number;
  read: number;
  open: boolean;
  plain: boolean;
}

export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export class Session {
  private readonly key: string;
  private readonly store: Store | null;
  private refused = false;

  /** @param store null where the browser refuses storage (private mode, blocked cookies) */
  constructor(api: string, store: Store | null) {
    this.key = `leerwijs:${api}`;
    this.store = store;
  }

  /** The conversation of this tab, unless there is none or its life is over at `now` (milliseconds). */
  load(now: number): Kept | null {
    try {
      const kept = JSON.parse(this.store?.getItem(this.key) ?? "null") as Kept | null;
      if (!kept?.conversation?.id || !kept.conversation.token) return null;
      const end = Date.parse(kept.conversation.expires_at ?? "");
      if (end <= now) return null;
      return {
        conversation: kept.conversation, outbox: kept.outbox ?? [], scores: kept.scores ?? {},
        history: kept.history ?? 0, read: kept.read ?? 0, open: !!kept.open, plain: !!kept.plain,
      };
    } catch {
      return null;
    }
  }

  save(kept: Kept): void {
    this.attempt((store) => store.setItem(this.key, JSON.stringify(kept)));
  }

  clear(): void {
    this.attempt((store) => store.removeItem(this.key));
  }

  /** Whether what is saved is there on the next page. */
  get keeps(): boolean {
    return this.store !== null && !this.refused;
  }

  /** Full or refused storage must not stop a conversation. */
  private attempt(use: (store: Store) => void): void {
    try {
      if (this.store) use(this.store);
    } catch {
      // The conversation goes on; it will just not survive navigation, which the person is told.
      this.refused = true;
    }
  }
}

/** The tab's storage, or null where reading the property alone already throws. */
export function tabStorage(): Store | null {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}
