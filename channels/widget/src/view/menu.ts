/** What can be done with the whole conversation, behind one button in the head of the panel. */
import type { Conversation } from "../conversation.ts";
import { text } from "../strings.ts";
import { transcript } from "../transcript.ts";
import { attr, download, h, hidden } from "./dom.ts";
import { icon } from "./icons.ts";

export class Menu {
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  private readonly conversation: Conversation;
  private readonly announce: (words: string) => void;
  private readonly after: () => void;

  /** @param after where the focus goes when a choice was made */
  constructor(conversation: Conversation, announce: (words: string) => void, after: () => void) {
    this.conversation = conversation;
    this.announce = announce;
    this.after = after;
    this.button = h("button", { type: "button", class: "head", "aria-expanded": "false", "aria-controls": "menu",
      onclick: () => this.toggle(this.element.hidden !== false) }, icon("menu"), hidden(text.menu));
    this.element = h("div", { class: "menu", id: "menu", hidden: true });
  }

  /** Closes the menu and gives the focus back. Returns false when it was closed already. */
  close(): boolean {
    if (this.element.hidden) return false;
    this.toggle(false);
    this.button.focus();
    return true;
  }

  private toggle(open: boolean): void {
    this.element.hidden = !open;
    attr(this.button, "aria-expanded", String(open));
    if (open) this.showChoices();
  }

  private choose(act: () => void): () => void {
    return () => {
      this.toggle(false);
      this.after();
      act();
    };
  }

  private showChoices(): void {
    const { conversation } = this;
    const { owner, plain } = conversation.state;
    const item = (name: string, title: string, act: () => void) =>
      h("li", {}, h("button", { type: "button", "data-menu": name, onclick: act }, title));
    const withPerson = owner === "adviseur" || owner === "wachtrij";
    this.element.replaceChildren(h("ul", {},
      this.overview(),
      withPerson ? item("finish", text.finish, this.choose(() => void conversation.finish()))
        : item("person", text.person, this.choose(() => void conversation.choose({ title: text.person, payload: "/mens_spreken" }))),
      item("plain", plain ? text.notPlain : text.plain, this.choose(() => {
        conversation.simplifyAll(!plain);
        this.announce(plain ? text.plainOff : text.plainOn);
      })),
      item("save", text.save, this.choose(() =>
        download(text.fileName, "text/plain", transcript(conversation.state.messages)))),
      item("erase", text.erase, () => this.askErase())));
  }

  /** A real link, so that it opens like one; it appears as soon as the gateway gave its address. */
  private overview(): HTMLElement {
    const item = h("li", { hidden: true });
    void this.conversation.overviewUrl().then((url) => {
      if (!url) return;
      item.replaceChildren(h("a", { href: url, target: "_blank", rel: "noopener noreferrer", "data-menu": "overview",
        onclick: () => this.close() },
        text.overview, hidden(` ${text.newWindow}`)));
      item.hidden = false;
    });
    return item;
  }

  private askErase(): void {
    const no = h("button", { type: "button", "data-menu": "erase-no", onclick: () => this.close() }, text.eraseNo);
    const yes = h("button", { type: "button", class: "danger", "data-menu": "erase-yes",
      onclick: this.choose(() => void this.conversation.erase()) }, text.eraseYes);
    this.element.replaceChildren(h("div", { role: "group", "aria-labelledby": "erase", class: "question" },
      h("p", { id: "erase" }, text.eraseQuestion), yes, no));
    no.focus();
  }
}
