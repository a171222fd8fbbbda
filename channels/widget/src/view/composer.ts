/**
 * The field to write in. Never disabled; a text that is too long stays, can be edited, and is not sent. While a place is
 * asked for, a field with suggestions stands in its place.
 */
import type { Conversation } from "../conversation.ts";
import { asking, TEXT_LIMIT, textLength, type State } from "../state.ts";
import { fields, text } from "../strings.ts";
import { attr, h, hidden, say } from "./dom.ts";
import { icon } from "./icons.ts";
import { PlaceField } from "./places.ts";

/** From so many characters before the limit on, the person sees what is left. */
const WARN_FROM = 200;
const MAX_HEIGHT = 160;

/** Which keyboard and which stored value help with which question. */
const HELP: Record<string, { inputmode: string; autocomplete?: string }> = {
  leeftijd: { inputmode: "numeric" },
  reisafstand: { inputmode: "numeric" },
  telefoon: { inputmode: "tel", autocomplete: "tel" },
};

export class Composer {
  readonly element: HTMLFormElement;
  private readonly conversation: Conversation;
  private readonly announce: (words: string) => void;
  private readonly area: HTMLTextAreaElement;
  private readonly place: PlaceField;
  private readonly label = h("label", { for: "input", class: "hidden" }, text.input);
  private readonly hint = h("p", { class: "hint", id: "hint", hidden: true });
  private readonly count = h("p", { class: "count", id: "count" });
  private slot = "";
  private over = false;

  constructor(conversation: Conversation, announce: (words: string) => void) {
    this.conversation = conversation;
    this.announce = announce;
    this.area = h("textarea", { class: "field", id: "input", rows: 1, placeholder: text.input, enterkeyhint: "send", dir: "auto",
      "aria-describedby": "hint count", autocomplete: "off" });
    this.place = new PlaceField(
      (query, signal) => conversation.places(query, signal), (label) => this.send(label), announce);
    this.element = h("form", { class: "composer", novalidate: true, onsubmit: (event) => this.submit(event),
      oninput: () => this.changed(true), onkeydown: (event) => this.key(event as KeyboardEvent) },
      this.label, this.place.list,
      h("div", { class: "row" }, this.area, this.place.input,
        h("button", { type: "submit", class: "send" }, icon("send"), hidden(text.send))),
      this.hint, this.count);
  }

  focus(): void {
    this.input.focus();
  }

  update(state: State): void {
    const slot = asking(state)?.asks?.slot ?? "";
    if (slot === this.slot) return;
    const help = HELP[slot];
    attr(this.area, "inputmode", help?.inputmode ?? null);
    attr(this.area, "autocomplete", help?.autocomplete ?? "off");
    this.ask(slot);
  }

  private get input(): HTMLTextAreaElement | HTMLInputElement {
    return this.slot === "plaats" ? this.place.input : this.area;
  }

  /** Says what the field is for now, and puts the fitting one there: with what was typed, and with the focus if it had it. */
  private ask(slot: string): void {
    const before = this.input;
    this.slot = slot;
    const { label, hint } = fields[slot] ?? { label: null };
    say(this.label, label ?? text.input);
    attr(this.label, "class", label ? null : "hidden");
    say(this.hint, hint ?? "");
    this.hint.hidden = !hint;
    attr(this.area, "placeholder", label ? null : text.input);
    const { input } = this;
    if (input === before) return;
    input.value = before.value;
    before.value = "";
    attr(this.label, "for", input.id);
    input.hidden = false;
    if ((before.getRootNode() as ShadowRoot).activeElement === before) input.focus();
    before.hidden = true;
    this.place.close();
    this.changed(false);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || (this.input === this.place.input && this.place.key(event))) return;
    const isField = event.target === this.input;
    if (isField && event.key === "Enter" && !event.shiftKey) this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const written = this.input.value.trim();
    if (!written) return this.focus();
    if (this.tooLong() > 0) return this.announce(text.over(this.tooLong()));
    this.send(written);
  }

  private send(written: string): void {
    this.input.value = "";
    this.place.close();
    this.changed(false);
    this.focus();
    void this.conversation.send(written);
  }

  private tooLong(): number {
    return textLength(this.input.value.trim()) - TEXT_LIMIT;
  }

  private changed(typed: boolean): void {
    const over = this.tooLong();
    say(this.count, over > 0 ? text.over(over) : over > -WARN_FROM ? text.left(-over) : "");
    attr(this.input, "aria-invalid", over > 0 ? "true" : null);
    if (over > 0 && !this.over) this.announce(text.over(over));
    this.over = over > 0;
    if (typed) {
      this.conversation.typing();
      if (this.input === this.place.input) this.place.typed();
    }
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight + 2, MAX_HEIGHT)}px`;
  }
}
