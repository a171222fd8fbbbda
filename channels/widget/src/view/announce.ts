/**
 * The one live region: everything that is new is said here, once and in order. The messages themselves are not live, so
 * that restoring a conversation or opening a card does not make a screen reader talk.
 */
import { text, senders, slots, verdicts } from "../strings.ts";
import { type State } from "../state.ts";
import type { Message } from "../types.ts";
import { h } from "./dom.ts";
import { failureWords } from "./message.ts";

/** Said words are taken away after a while: they would be read twice by who walks through the page. */
const KEEP_MS = 15_000;

export class Announcer {
  readonly element = h("div", { class: "hidden", role: "log", "aria-live": "polite", "aria-relevant": "additions" });
  private said = 0;
  private failed = new Set<string>();

  /** Says what came since the last call: new messages of the other side, and sends that failed. */
  update(state: State): void {
    if (!state.conversation) this.said = 0;
    if (!state.open) return;
    this.said = Math.max(this.said, state.history);
    for (const message of state.messages) {
      if (message.seq <= this.said || message.seq > state.complete) continue;
      this.said = message.seq;
      if (message.from !== "user") this.say(spoken(message));
    }
    for (const out of state.outbox) {
      if (out.status !== "failed") this.failed.delete(out.id);
      else if (!this.failed.has(out.id)) {
        this.failed.add(out.id);
        this.say(`${failureWords(out)} ${text.you}: ${out.text}`);
      }
    }
  }

  say(words: string): void {
    const line = h("p", {}, words);
    this.element.append(line);
    setTimeout(() => line.remove(), KEEP_MS);
  }
}

/** A message as one would read it out: who, what, what was found, what can be chosen. */
export function spoken(message: Message): string {
  const parts = [`${message.name || senders[message.from]}: ${message.text}`];
  if (message.asks?.step) parts.push(`${text.progress(message.asks.step, message.asks.at_most)}.`);
  const items = message.items ?? [];
  if (items.length > 0) {
    parts.push(text.results(items.length));
    for (const item of items) {
      const missing = (item.missing ?? []).map((slot) => slots[slot] ?? slot).join(", ");
      parts.push([item.title, item.verdict && verdicts[item.verdict], missing && `${text.missing}: ${missing}`]
        .filter(Boolean).join(": ") + ".");
    }
  }
  if (message.buttons?.length) {
    parts.push(`${text.chosen} ${message.buttons.map((button) => button.title).join(", ")}.`);
  }
  return parts.join(" ");
}
