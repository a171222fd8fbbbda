/** Sends what waits, oldest first and one at a time; a send that fails on the network is tried again under the same id. */
import { backoff } from "./backoff.ts";
import type { Clock } from "./feed.ts";
import type { FailureReason, Outgoing } from "./state.ts";
import { ApiError, type Page, type Transport } from "./transport.ts";
import type { Conversation as Key } from "./types.ts";

/** So often is a message sent by itself before the person is asked. */
const TRIES = 3;
/** A longer wait than this is not kept from the person. */
const PATIENCE_MS = 10_000;

export interface SenderEvents {
  /** What goes next, and to which conversation; null when there is nothing, or nowhere, to send. */
  next(): { key: Key; out: Outgoing } | null;
  /** False when the conversation was ended or replaced meanwhile: then its answer is nobody's. */
  isCurrent(key: Key): boolean;
  accepted(key: Key, out: Outgoing, page: Page): void;
  failed(out: Outgoing, reason: FailureReason, detail: string | null): void;
  offline(): void;
  gone(): void;
}

export class Sender {
  private readonly transport: Transport;
  private readonly events: SenderEvents;
  private readonly online: () => boolean;
  private readonly clock: Clock;
  private busy = false;
  private wake: (() => void) | null = null;

  constructor(transport: Transport, events: SenderEvents, online: () => boolean, clock: Clock) {
    this.transport = transport;
    this.events = events;
    this.online = online;
    this.clock = clock;
  }

  /** Sends until nothing waits. */
  async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let job = this.events.next(); job; job = this.events.next()) {
        if (!this.online()) {
          this.events.offline();
          break;
        }
        await this.deliver(job.key, job.out);
      }
    } finally {
      this.busy = false;
    }
  }

  /** Ends a pause between tries at once. */
  hurry(): void {
    this.wake?.();
  }

  private async deliver(key: Key, out: Outgoing): Promise<void> {
    const body = out.payload === undefined ? { id: out.id, text: out.text } : { id: out.id, payload: out.payload };
    for (let tries = 1; ; tries++) {
      try {
        const page = await this.transport.send(key, body);
        if (this.events.isCurrent(key)) this.events.accepted(key, out, page);
        return;
      } catch (error) {
        if (!this.events.isCurrent(key)) return;
        const failure = error instanceof ApiError ? error : new ApiError("network");
        if (failure.kind === "gone") return this.events.gone();
        if (!this.online()) return;
        const wait = Math.max((failure.retryAfter ?? 0) * 1_000, backoff(tries, this.clock.random()));
        if (failure.kind !== "network" || tries >= TRIES || wait > PATIENCE_MS) {
          return this.events.failed(out, failure.kind, failure.detail);
        }
        await this.pause(wait);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.set(resolve, ms);
      this.wake = () => {
        this.clock.clear(timer);
        resolve();
      };
    });
  }
}
