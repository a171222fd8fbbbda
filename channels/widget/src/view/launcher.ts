/** The button that opens the panel, and says how many messages came while it was closed. */
import { unread, type State } from "../state.ts";
import { text } from "../strings.ts";
import { h, icon, say } from "./dom.ts";

export class Launcher {
  readonly element: HTMLButtonElement;
  private readonly badge = h("span", { class: "badge" });

  constructor(open: () => void) {
    this.element = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog",
      onclick: open }, icon("chat"), h("span", {}, text.launcher), this.badge);
  }

  update(state: State): void {
    this.element.hidden = state.open;
    const count = unread(state);
    say(this.badge, count ? text.launcherUnread(count) : "");
    this.badge.hidden = count === 0;
  }
}
