/** The panel: head, notices, log, progress, field, and the live region. Puts the parts together; they do the work. */
import type { Conversation } from "../conversation.ts";
import type { State } from "../state.ts";
import { text } from "../strings.ts";
import { Announcer } from "./announce.ts";
import { Composer } from "./composer.ts";
import { attr, h, hidden, say } from "./dom.ts";
import { icon } from "./icons.ts";
import { Log } from "./log.ts";
import { Menu } from "./menu.ts";
import { Notice } from "./notice.ts";
import { Progress } from "./progress.ts";

/** On a small screen the panel covers the page, which must then be out of reach. */
const SMALL = "(max-width: 30em), (max-height: 26em)";

export class Panel {
  readonly element: HTMLDialogElement;
  private readonly title = h("h2", { id: "title", tabindex: "-1" }, text.title);
  private readonly subtitle = h("p", { class: "subtitle" });
  private readonly face = h("span", { class: "face", "aria-hidden": "true", hidden: true });
  private readonly announcer = new Announcer();
  private readonly composer: Composer;
  private readonly log: Log;
  private readonly menu: Menu;
  private readonly parts: { update(state: State): void }[];
  private readonly small = matchMedia(SMALL);
  private readonly inline: boolean;

  /**
   * @param inline part of the page instead of a window over it: always open
   * @param close  called when the person wants the panel away
   */
  constructor(conversation: Conversation, inline: boolean, close: () => void) {
    this.inline = inline;
    const announce = (words: string) => this.announcer.say(words);
    const keepFocus = (leaving: Element) => this.keepFocus(leaving);
    this.log = new Log(conversation, keepFocus, announce);
    this.composer = new Composer(conversation, announce);
    this.menu = new Menu(conversation, announce, () => this.focus());
    const notice = new Notice(conversation, announce, keepFocus);
    const progress = new Progress();
    this.parts = [notice, progress, this.composer, this.log, this.announcer];
    const head = h("div", { class: "top" }, this.face, h("div", { class: "names" }, this.title, this.subtitle), this.menu.button,
      inline ? null : h("button", { type: "button", class: "head", "data-close": true, onclick: close },
        icon("close"), hidden(text.close)));
    this.element = h("dialog", { class: "panel", "aria-labelledby": "title",
      oncancel: (event) => event.preventDefault(), onscroll: () => this.log.scrolled(),
      onkeydown: (event) => this.key(event as KeyboardEvent, close) },
      head, this.menu.element, notice.element, this.log.element, progress.element, this.composer.element,
      this.announcer.element);
    this.small.addEventListener("change", () => this.fit());
  }

  show(): void {
    if (this.element.open) return;
    if (!this.inline && this.small.matches) this.element.showModal();
    else this.element.open = true; // unlike show(), leaves the focus where it is
    this.log.toEnd();
  }

  hide(): void {
    this.element.close();
  }

  /** To the field; with a finger to the title instead, since a keyboard over half of the screen hides what is said. */
  focus(): void {
    if (matchMedia("(pointer: coarse)").matches) this.title.focus();
    else this.composer.focus();
  }

  update(state: State): void {
    attr(this.element, "data-owner", state.owner);
    attr(this.element, "data-connection", state.connection);
    this.showWho(state);
    for (const part of this.parts) part.update(state);
  }

  private showWho({ owner, adviser }: State): void {
    const person = owner === "adviseur" ? adviser : null;
    say(this.title, person?.name ?? text.title);
    say(this.subtitle, person ? text.adviserRole(person.loket) : owner === "wachtrij" ? text.waitingRole : text.assistant);
    say(this.face, person?.name.trim().charAt(0).toUpperCase() ?? "");
    this.face.hidden = !person;
  }

  private key(event: KeyboardEvent, close: () => void): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.menu.close() && !this.inline) close();
  }

  private keepFocus(leaving: Element): void {
    const root = this.element.getRootNode() as ShadowRoot;
    if (root.activeElement && leaving.contains(root.activeElement)) this.focus();
  }

  /** Between large and small screen the panel changes from a window to a cover; the focus stays where it was. */
  private fit(): void {
    if (!this.element.open || this.inline) return;
    const focused = (this.element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    this.element.close();
    this.show();
    focused?.focus();
  }
}
