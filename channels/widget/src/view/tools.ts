/** What can be done with an answer: read it in simpler words, hear it, say whether it helped. */
import type { Conversation } from "../conversation.ts";
import type { State } from "../state.ts";
import { reasons, text } from "../strings.ts";
import type { Message } from "../types.ts";
import { attr, h, icon, say, type Icon } from "./dom.ts";
import { canRead, readAloud } from "./speech.ts";

export class Tools {
  readonly element = h("div", { class: "tools" });
  private readonly message: Message;
  private readonly conversation: Conversation;
  private readonly simpler: HTMLButtonElement | null = null;
  private readonly thumbs: { score: "up" | "down"; button: HTMLButtonElement }[] = [];
  private readonly more = h("div", { class: "reasons-asked", tabindex: "-1" });

  /** Tools for a message, or null where there is nothing to do with it. */
  static for(message: Message, conversation: Conversation): Tools | null {
    if (message.from !== "bot") return null;
    const tools = new Tools(message, conversation);
    return tools.element.childElementCount > 0 ? tools : null;
  }

  private constructor(message: Message, conversation: Conversation) {
    this.message = message;
    this.conversation = conversation;
    if (message.simple && message.simple !== message.text) {
      this.simpler = h("button", { type: "button", class: "quiet", "data-tool": "simple",
        onclick: () => conversation.simplify(message.id) });
      this.element.append(this.simpler);
    }
    if (canRead()) this.element.append(this.reader());
    // A greeting or a question is not an answer: asking whether it helped would only be in the way.
    if (message.topic && !message.topic.startsWith("gesprek_") && !message.asks) this.addThumbs();
  }

  update(state: State): void {
    const simple = state.simple.has(this.message.id);
    if (this.simpler) say(this.simpler, simple ? text.original : text.simpler);
    for (const { score, button } of this.thumbs) {
      attr(button, "aria-pressed", String(state.scores[this.message.id] === score));
    }
  }

  private reader(): HTMLButtonElement {
    const button = h("button", { type: "button", class: "quiet", "data-tool": "read", onclick: () => {
      const words = button.closest("li")?.querySelector(".words")?.textContent ?? this.message.text;
      const reading = readAloud(words, () => say(button, text.readAloud));
      say(button, reading ? text.stopReading : text.readAloud);
    } }, text.readAloud);
    return button;
  }

  private addThumbs(): void {
    const thumb = (score: "up" | "down", title: string) => {
      const button = h("button", { type: "button", class: "quiet thumb", "aria-label": title, title,
        "data-tool": score, onclick: () => this.score(score) }, icon(score as Icon));
      this.thumbs.push({ score, button });
      return button;
    };
    this.element.append(h("span", { class: "thumbs" }, thumb("up", text.helpful), thumb("down", text.unhelpful)), this.more);
  }

  private score(score: "up" | "down"): void {
    void this.conversation.score(this.message.id, score);
    if (score === "up") this.thank();
    else this.askWhy();
  }

  private askWhy(): void {
    const give = (reason: string) => {
      void this.conversation.score(this.message.id, "down", reason);
      this.thank();
      this.more.focus();
    };
    this.more.replaceChildren(
      h("p", {}, text.whyUnhelpful),
      h("ul", { class: "choices small" }, ...reasons.map(({ id, title }) =>
        h("li", {}, h("button", { type: "button", "data-reason": id, onclick: () => give(id) }, title)))));
  }

  private thank(): void {
    this.more.replaceChildren(h("p", {}, text.thanks));
  }
}
