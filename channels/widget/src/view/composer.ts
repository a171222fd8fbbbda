/** The field to write in. Never disabled; a text that is too long stays, can be edited, and is not sent. */
import type { Conversation } from "../conversation.ts";
import { asking, TEXT_LIMIT, textLength, type State } from "../state.ts";
import { text } from "../strings.ts";
import { attr, h, hidden, icon, say } from "./dom.ts";

/** From so many characters before the limit on, the person sees what is left. */
const WARN_FROM = 200;
const MAX_HEIGHT = 160;

/** Which keyboard and which stored value help with which question. */
const HELP: Record<string, { inputmode: string; autocomplete?: string }> = {
  leeftijd: { inputmode: "numeric" },
  reisafstand: { inputmode: "numeric" },
  telefoon: { inputmode: "tel", autocomplete: "tel" },
  plaats: { inputmode: "text", autocomplete: "address-level2" },
};

export class Composer {
  readonly element: HTMLFormElement;
  readonly input: HTMLTextAreaElement;
  private readonly conversation: Conversation;
  private readonly announce: (words: string) => void;
  private readonly count = h("p", { class: "count", id: "count" });
  private over = false;

  constructor(conversation: Conversation, announce: (words: string) => void) {
    this.conversation = conversation;
    this.announce = announce;
    this.input = h("textarea", { id: "input", rows: 1, placeholder: text.input, enterkeyhint: "send",
      "aria-describedby": "count", autocomplete: "off",
      oninput: () => this.changed(),
      onkeydown: (event) => this.key(event as KeyboardEvent) });
    this.element = h("form", { class: "composer", novalidate: true, onsubmit: (event) => this.submit(event) },
      h("label", { for: "input", class: "hidden" }, text.input),
      h("div", { class: "row" }, this.input,
        h("button", { type: "submit", class: "send" }, icon("send"), hidden(text.send))),
      this.count);
  }

  update(state: State): void {
    const help = HELP[asking(state)?.asks?.slot ?? ""];
    attr(this.input, "inputmode", help?.inputmode ?? null);
    attr(this.input, "autocomplete", help?.autocomplete ?? "off");
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const written = this.input.value.trim();
    if (!written) return this.input.focus();
    if (this.tooLong() > 0) return this.announce(text.over(this.tooLong()));
    this.input.value = "";
    this.changed();
    this.input.focus();
    void this.conversation.send(written);
  }

  private tooLong(): number {
    return textLength(this.input.value.trim()) - TEXT_LIMIT;
  }

  private changed(): void {
    const over = this.tooLong();
    say(this.count, over > 0 ? text.over(over) : over > -WARN_FROM ? text.left(-over) : "");
    attr(this.input, "aria-invalid", over > 0 ? "true" : null);
    if (over > 0 && !this.over) this.announce(text.over(over));
    this.over = over > 0;
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, MAX_HEIGHT)}px`;
  }
}
