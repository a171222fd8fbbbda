/** What can be done with an answer: read it in simpler words, hear it, say whether it helped. */
import type { Conversation } from "../conversation.ts";
import { isSimple, type State } from "../state.ts";
import { reasons, text } from "../strings.ts";
import { card } from "../transcript.ts";
import type { Message } from "../types.ts";
import { attr, h, say } from "./dom.ts";
import { icon, type Icon } from "./icons.ts";
import { canRead, readAloud, stopReading, whenVoices } from "./speech.ts";

export class Tools {
  readonly element = h("div", { class: "tools" });
  private readonly message: Message;
  private readonly conversation: Conversation;
  private readonly announce: (words: string) => void;
  private readonly simpler: HTMLButtonElement | null = null;
  private readonly thumbs: { score: "up" | "down"; button: HTMLButtonElement }[] = [];
  private readonly more = h("div", { class: "reasons-asked", tabindex: "-1" });
  private isReading = false;

  /** Tools for a message, or null where there is nothing to do with it. */
  static for(message: Message, conversation: Conversation, announce: (words: string) => void): Tools | null {
    return message.from === "user" || message.from === "system" ? null : new Tools(message, conversation, announce);
  }

  private constructor(message: Message, conversation: Conversation, announce: (words: string) => void) {
    this.message = message;
    this.conversation = conversation;
    this.announce = announce;
    if (message.simple && message.simple !== message.text) {
      this.simpler = h("button", { type: "button", class: "quiet", "data-tool": "simple",
        onclick: () => conversation.simplify(message.id) });
      this.element.append(this.simpler);
    }
    this.element.append(this.reader());
    // A greeting or a question is not an answer: asking whether it helped would only be in the way.
    if (message.from === "bot" && message.topic && !message.topic.startsWith("gesprek_") && !message.asks) this.addThumbs();
  }

  update(state: State): void {
    if (this.simpler) say(this.simpler, isSimple(state, this.message) ? text.original : text.simpler);
    for (const { score, button } of this.thumbs) {
      attr(button, "aria-pressed", String(state.scores[this.message.id] === score));
    }
  }

  /** Hidden where there is no Dutch voice, of which one may only hear later. */
  private reader(): HTMLButtonElement {
    const button = h("button", { type: "button", class: "quiet", "data-tool": "read", hidden: true, onclick: () => {
      if (this.isReading) return stopReading();
      this.isReading = readAloud(this.words(), () => {
        this.isReading = false;
        say(button, text.readAloud);
      });
      if (this.isReading) say(button, text.stopReading);
    } }, text.readAloud);
    whenVoices(() => (button.hidden = !canRead()));
    return button;
  }

  /** What is read: the text as it is shown, then the cards. */
  private words(): string[] {
    const shown = isSimple(this.conversation.state, this.message) ? this.message.simple ?? "" : this.message.text;
    const found = (this.message.items ?? []).map((item) => card({ ...item, url: null, source: null }));
    return [...shown.split(/\n+/), ...found].map((words) => words.replace(/^[\s\-•*]+/, "").trim()).filter(Boolean);
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
      this.more.focus();
      this.thank();
    };
    this.more.replaceChildren(
      h("p", {}, text.whyUnhelpful),
      h("ul", { class: "choices minor" }, ...reasons.map(({ id, title }) =>
        h("li", {}, h("button", { type: "button", "data-reason": id, onclick: () => give(id) }, title)))));
    this.more.scrollIntoView({ block: "nearest" }); // below the last message it would open out of sight
    this.announce(`${text.whyUnhelpful} ${text.chosen} ${reasons.map(({ title }) => title).join(", ")}.`);
  }

  private thank(): void {
    this.more.replaceChildren(h("p", {}, text.thanks));
    this.announce(text.thanks);
  }
}
