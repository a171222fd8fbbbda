/** What an adviser may notice of the person: that they type, never what, and up to where they have read. */
import type { Transport } from "./transport.ts";
import type { Conversation } from "./types.ts";

/** At most this often an adviser is told that the person types. */
const TYPING_MS = 3_000;

export class Presence {
  private readonly transport: Transport;
  private readonly now: () => number;
  private typed = -TYPING_MS;
  private seq = 0;

  constructor(transport: Transport, now: () => number) {
    this.transport = transport;
    this.now = now;
  }

  typing(key: Conversation): void {
    const now = this.now();
    if (now - this.typed < TYPING_MS) return;
    this.typed = now;
    void this.transport.typing(key).catch(ignore);
  }

  seen(key: Conversation, seq: number): void {
    if (seq <= this.seq) return;
    this.seq = seq;
    void this.transport.seen(key, seq).catch(ignore);
  }

  /** Another conversation begins. */
  forget(): void {
    this.seq = 0;
  }
}

/** For what nothing depends on. */
export function ignore(): void {
  // A thumb or a sign of typing that does not arrive is not worth a message to the person.
}
