/** One entry of the log: a message of either side, or one of the user that is still under way. */
import type { Conversation } from "../conversation.ts";
import { titleOfPayload, type Outgoing, type State } from "../state.ts";
import { failures, senders, text } from "../strings.ts";
import type { Message } from "../types.ts";
import { cards } from "./cards.ts";
import { choices } from "./choices.ts";
import { attr, h } from "./dom.ts";
import { richText } from "./richtext.ts";
import { Tools } from "./tools.ts";

/** Takes the focus to a place that stays, before a control that has it goes away. */
export type KeepFocus = (leaving: Element) => void;

/** That it was not sent, and why: in the gateway's words where it has some for people. */
export function failureWords(out: Outgoing): string {
  return `${text.failed} ${out.detail ?? (out.reason ? failures[out.reason] : "")}`;
}

export class Entry {
  readonly element: HTMLLIElement;
  private readonly conversation: Conversation;
  private readonly keepFocus: KeepFocus;
  private readonly who = h("p", { class: "who" });
  private readonly words = h("div", { class: "words" });
  private readonly status = h("div", { class: "status" });
  private message: Message | null = null;
  private choices: HTMLElement | null = null;
  private tools: Tools | null = null;
  private shown = "";

  constructor(conversation: Conversation, keepFocus: KeepFocus) {
    this.conversation = conversation;
    this.keepFocus = keepFocus;
    this.element = h("li", { class: "entry" }, this.who, this.words, this.status);
  }

  /** @param first whether another sender spoke before */
  showMessage(message: Message, state: State, first: boolean, choosable: boolean): void {
    if (this.message !== message) this.fill(message, state);
    this.who.hidden = !first;
    this.showChoices(message, choosable);
    const simple = state.simple.has(message.id) && message.simple;
    this.showWords(simple || this.wordsOf(message, state));
    this.tools?.update(state);
  }

  showOutgoing(out: Outgoing, first: boolean): void {
    attr(this.element, "data-from", "user");
    attr(this.element, "data-status", out.status);
    this.who.hidden = !first;
    this.who.textContent = senders.user;
    this.showWords(out.text);
    this.showStatus(out);
  }

  private fill(message: Message, state: State): void {
    this.message = message;
    const { element } = this;
    attr(element, "data-seq", String(message.seq));
    attr(element, "data-message", message.id);
    attr(element, "data-from", message.from);
    attr(element, "data-topic", message.topic ?? null);
    attr(element, "data-asks", message.asks?.slot ?? null);
    attr(element, "data-status", null);
    this.clearStatus();
    this.who.textContent = message.from === "user" ? senders.user : message.name || senders[message.from];
    if (message.items?.length) this.status.before(h("div", { class: "items" }, ...cards(message.items)));
    this.tools = Tools.for(message, this.conversation);
    if (this.tools) this.element.append(this.tools.element);
    this.showWords(this.wordsOf(message, state));
  }

  /** The gateway may give a button that was pressed back as its payload; people read the words that were on it. */
  private wordsOf(message: Message, state: State): string {
    if (message.from !== "user" || !message.text.startsWith("/")) return message.text;
    return titleOfPayload(state.messages, message.text) ?? message.text;
  }

  private showWords(words: string): void {
    if (words === this.shown) return;
    this.shown = words;
    this.words.replaceChildren(...richText(words));
  }

  private showChoices(message: Message, choosable: boolean): void {
    if (choosable && !this.choices && message.buttons) {
      this.choices = choices(message.buttons, (choice) => void this.conversation.choose(choice));
      this.status.before(this.choices);
    } else if (!choosable && this.choices) {
      this.keepFocus(this.choices);
      this.choices.remove();
      this.choices = null;
    }
  }

  private showStatus(out: Outgoing): void {
    const key = `${out.status} ${failureWords(out)}`;
    if (this.status.dataset["key"] === key) return;
    this.clearStatus();
    this.status.dataset["key"] = key;
    if (out.status === "pending") this.status.append(text.sending);
    if (out.status !== "failed") return;
    const button = (title: string, act: () => void) => h("button", { type: "button", class: "small", onclick: act }, title);
    this.status.append(
      ...richText(failureWords(out)),
      h("p", {},
        button(text.retry, () => void this.conversation.retry(out.id)),
        button(text.discard, () => this.conversation.discard(out.id))));
  }

  private clearStatus(): void {
    this.keepFocus(this.status);
    this.status.replaceChildren();
    delete this.status.dataset["key"];
  }
}
