/** How far a check is: "Vraag 2 van maximaal 4", in words and as a bar. */
import { asking, type State } from "../state.ts";
import { text } from "../strings.ts";
import { attr, h, say } from "./dom.ts";

export class Progress {
  readonly element: HTMLElement;
  private readonly words = h("p");
  private readonly bar = h("div", { class: "bar", "aria-hidden": "true" });

  constructor() {
    this.element = h("div", { class: "progress", hidden: true }, this.words, this.bar);
  }

  update(state: State): void {
    const asks = asking(state)?.asks;
    const step = asks?.step ?? 0;
    const most = asks?.at_most ?? 0;
    this.element.hidden = step < 1;
    attr(this.element, "data-step", step ? String(step) : null);
    attr(this.element, "data-at-most", most ? String(most) : null);
    if (step < 1) return;
    say(this.words, text.progress(step, most));
    this.bar.hidden = most < step;
    const parts = Array.from({ length: Math.max(most, step) }, (_, index) =>
      h("span", { class: index < step ? "done" : "" }));
    this.bar.replaceChildren(...parts);
  }
}
