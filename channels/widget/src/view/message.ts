/** One entry of the log: a message of either side, or one of the user that is still under way. */
import type { Conversation } from "../conversation.ts";
import { isSimple, titleOfPayload, type Outgoing, type State } from "../state.ts";
import { failures, senders, text } from "../strings.ts";
import { timeOf } from "../transcript.ts";
import type { Message } from "../types.ts";
import { cards } from "./cards.ts";
import { choices } from "./choices.ts";
import { attr, download, h, say } from "./dom.ts";
import { richText } from "./richtext.ts";
import { Tools } from "./tools.ts";

/** Takes the focus to a place that stays, before a control that has it goes away. */
export type KeepFocus = (leaving: Element) => void;

/** What an entry needs of its surroundings. */
export interface Around {
  conversation: Conversation;
  keepFocus: KeepFocus;
  announce(words: string): void;
}

/** How an entry is to be shown among the others. */
export interface Place {
  /** Another sender spoke before. */
  first: boolean;
  /** Its choices can be made. */
  choosable: boolean;
  /** The last message of the user that the adviser has read. */
  read: boolean;
}

/** That it was not sent, and why: in the gateway's words where it has some for people. */
export function failureWords(out: Outgoing): string {
  return `${text.failed} ${out.detail ?? (out.reason ? failures[out.reason] : "")}`;
}

export class Entry {
  readonly element: HTMLLIElement;
  private readonly around: Around;
  private readonly name = h("span");
  private readonly time = h("time");
  private readonly who = h("p", { class: "who" }, this.name, this.time);
  private readonly words = h("div", { class: "words" });
  private readonly status = h("div", { class: "status" });
  private message: Message | null = null;
  private choices: HTMLElement | null = null;
  private tools: Tools | null = null;
  private shown = "";

  constructor(around: Around) {
    this.around = around;
    this.element = h("li", { class: "entry" }, this.who, this.words, this.status);
  }

  showMessage(message: Message, state: State, place: Place): void {
    if (this.message !== message) this.fill(message);
    this.who.hidden = !place.first;
    this.showChoices(message, place.choosable);
    this.showWords(isSimple(state, message) ? message.simple! : wordsOf(message, state));
    if (message.from === "user") {
      say(this.status, place.read ? (state.adviser ? text.readAt(state.adviser.name) : text.read) : "");
    }
    this.tools?.update(state);
  }

  showOutgoing(out: Outgoing, first: boolean): void {
    attr(this.element, "data-from", "user");
    attr(this.element, "data-status", out.status);
    this.who.hidden = !first;
    say(this.name, senders.user);
    this.showWords(out.text);
    this.showStatus(out);
  }

  private fill(message: Message): void {
    this.message = message;
    const { element } = this;
    attr(element, "data-seq", String(message.seq));
    attr(element, "data-message", message.id);
    attr(element, "data-from", message.from);
    attr(element, "data-topic", message.topic ?? null);
    attr(element, "data-asks", message.asks?.slot ?? null);
    attr(element, "data-status", null);
    this.clearStatus();
    say(this.name, message.from === "user" ? senders.user : message.name || senders[message.from]);
    say(this.time, message.at ? timeOf(message.at) : "");
    attr(this.time, "datetime", message.at ?? null);
    if (message.items?.length) {
      this.status.before(h("div", { class: "items" }, ...cards(message.items, (path) => void this.saveCalendar(path))));
    }
    this.tools = Tools.for(message, this.around.conversation, this.around.announce);
    if (this.tools) this.status.before(this.tools.element);
  }

  private async saveCalendar(path: string): Promise<void> {
    const content = await this.around.conversation.calendar(path);
    if (content) download(text.calendarFile, "text/calendar", content);
    else this.around.announce(text.calendarFailed);
  }

  private showWords(words: string): void {
    if (words === this.shown) return;
    this.shown = words;
    this.words.replaceChildren(...richText(words));
  }

  private showChoices(message: Message, choosable: boolean): void {
    const { conversation, announce, keepFocus } = this.around;
    if (choosable && !this.choices && message.buttons) {
      this.choices = choices(message, {
        choose: (choice) => void conversation.choose(choice),
        send: (words) => void conversation.send(words),
        announce,
      });
      this.status.before(this.choices);
    } else if (!choosable && this.choices) {
      keepFocus(this.choices);
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
    const { conversation } = this.around;
    const button = (title: string, act: () => void) => h("button", { type: "button", class: "small", onclick: act }, title);
    this.status.append(
      ...richText(failureWords(out)),
      h("p", {},
        button(text.retry, () => void conversation.retry(out.id)),
        button(text.discard, () => conversation.discard(out.id))));
  }

  private clearStatus(): void {
    this.around.keepFocus(this.status);
    this.status.replaceChildren();
    delete this.status.dataset["key"];
  }
}

/** The gateway may give a button that was pressed back as its payload; people read the words that were on it. */
function wordsOf(message: Message, state: State): string {
  if (message.from !== "user" || !message.text.startsWith("/")) return message.text;
  return titleOfPayload(state.messages, message.text) ?? message.text;
}
