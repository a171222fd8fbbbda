/** The messages, oldest first. Elements stay the same while a message goes from "under way" to confirmed. */
import type { Conversation } from "../conversation.ts";
import { awaitingAnswer, choosable, readByAdviser, type State } from "../state.ts";
import { text } from "../strings.ts";
import { h, say } from "./dom.ts";
import { icon } from "./icons.ts";
import { Entry, type Around, type KeepFocus } from "./message.ts";

/** This close to the end, the log follows what comes. */
const NEAR_PX = 80;

export class Log {
  readonly element: HTMLElement;
  private readonly around: Around;
  private readonly list = h("ol", { class: "log" });
  private readonly typing = h("p", { class: "typing", hidden: true });
  private readonly jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.goToNew() },
    icon("send"), text.newBelow);
  /** The first message that came while the person looked at older ones. */
  private unseen: HTMLElement | null = null;
  private readonly entries = new Map<string, Entry>();
  private pinned = true;

  constructor(conversation: Conversation, keepFocus: KeepFocus, announce: (words: string) => void) {
    this.around = { conversation, keepFocus, announce };
    this.element = h("div", { class: "scroll", role: "region", "aria-label": text.log, tabindex: "0" },
      this.list, this.typing, this.jump);
    // A keyboard or a menu that takes room must not push the last words out of sight.
    new ResizeObserver(() => this.pinned && this.toEnd()).observe(this.element);
    this.element.addEventListener("scroll", () => this.scrolled(), { passive: true });
  }

  /** Whoever scrolled away from the end wants to stay there. */
  scrolled(): void {
    this.pinned = this.atEnd();
    if (this.pinned) this.seeNew(null);
  }

  update(state: State): void {
    const follow = this.atEnd();
    const added = this.reconcile(state);
    this.showTyping(state);
    if (added && (follow || added.dataset["from"] === "user")) this.reveal(added);
    else if (follow) this.toEnd();
    else if (added && this.element.checkVisibility()) this.seeNew(this.unseen ?? added);
  }

  /** Shows the newest message, as after opening the panel. */
  toEnd(): void {
    const scroller = this.scroller();
    scroller.scrollTop = scroller.scrollHeight;
  }

  /** Puts every entry in its place. Returns the first one that is new. */
  private reconcile(state: State): HTMLElement | null {
    const open = choosable(state);
    const read = readByAdviser(state);
    const keys = new Set<string>();
    let place = this.list.firstElementChild;
    let added: HTMLElement | null = null;
    let sender = "";
    const put = (key: string, from: string, show: (entry: Entry, first: boolean) => void) => {
      let entry = this.entries.get(key);
      const isNew = !entry;
      if (!entry) this.entries.set(key, (entry = new Entry(this.around)));
      keys.add(key);
      show(entry, from !== sender);
      sender = from;
      if (place === entry.element) place = place.nextElementSibling;
      else this.list.insertBefore(entry.element, place);
      if (isNew && !added) added = entry.element;
    };
    for (const message of state.messages) {
      put(message.id, `${message.from} ${message.name ?? ""}`, (entry, first) =>
        entry.showMessage(message, state, { first, choosable: message.id === open, read: message.seq === read }));
    }
    for (const out of state.outbox) put(out.id, "user ", (entry, first) => entry.showOutgoing(out, first));
    for (const [key, entry] of this.entries) {
      if (keys.has(key)) continue;
      this.around.keepFocus(entry.element);
      entry.element.remove();
      this.entries.delete(key);
    }
    return added;
  }

  private goToNew(): void {
    const entry = this.unseen;
    this.seeNew(null);
    if (entry?.isConnected) this.reveal(entry);
    else this.toEnd();
  }

  /** Says that there is something new below; the focus does not go with the button. */
  private seeNew(entry: HTMLElement | null): void {
    if (entry === this.unseen) return;
    this.unseen = entry;
    if (!entry) this.around.keepFocus(this.jump);
    this.jump.hidden = !entry;
  }

  private showTyping(state: State): void {
    const words = state.starting ? text.starting
      : state.typing !== null && state.owner === "adviseur" ? text.typingPerson(state.typing)
      : awaitingAnswer(state) || (state.typing !== null && state.owner === "bot") ? text.typingBot : "";
    this.typing.hidden = words === "";
    say(this.typing, words);
  }

  /** A short message is shown at the end of the log, a long one from its beginning. */
  private reveal(entry: HTMLElement): void {
    const scroller = this.scroller();
    const top = entry.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    scroller.scrollTop = Math.min(top - 12, scroller.scrollHeight - scroller.clientHeight);
  }

  private atEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller();
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  /** On a very low screen the whole panel scrolls, so that head and field do not fill it. */
  private scroller(): HTMLElement {
    const panel = this.element.parentElement;
    return panel && getComputedStyle(this.element).overflowY === "visible" ? panel : this.element;
  }
}
