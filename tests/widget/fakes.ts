/** What the unit tests put in the place of browser and gateway: a clock that is turned by hand, streams, a store. */
import type { Clock, Stream } from "../../channels/widget/src/feed.ts";
import type { Store } from "../../channels/widget/src/session.ts";
import type { Message } from "../../channels/widget/src/types.ts";

export class ManualClock implements Clock {
  readonly waiting = new Map<number, { at: number; callback: () => void }>();
  private now = 0;
  private next = 1;

  set(callback: () => void, ms: number): number {
    this.waiting.set(this.next, { at: this.now + ms, callback });
    return this.next++;
  }

  clear(timer: unknown): void {
    this.waiting.delete(timer as number);
  }

  random(): number {
    return 0.5;
  }

  /** Lets time pass; what was due runs in order, with everything it sets off. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settle();
    for (;;) {
      const due = [...this.waiting].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.waiting.delete(due[0]);
      this.now = due[1].at;
      due[1].callback();
      await settle();
    }
    this.now = end;
    await settle();
  }
}

/** Lets everything that only waits for promises run. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export class FakeStream implements Stream {
  onopen: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  closed = false;
  readonly url: string;
  private readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();

  constructor(url: string) {
    this.url = url;
  }

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(type, listener);
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.(undefined as never);
  }

  fail(): void {
    this.onerror?.(undefined as never);
  }

  emit(type: string, data: unknown): void {
    const text = typeof data === "string" ? data : JSON.stringify(data);
    this.listeners.get(type)?.({ data: text } as MessageEvent<string>);
  }
}

export class MapStore implements Store {
  readonly values = new Map<string, string>();

  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.values.delete(key);
  }
}

export function message(seq: number, more: Partial<Message> = {}): Message {
  return { seq, id: `m${seq}`, from: "bot", text: `bericht ${seq}`, ...more };
}
