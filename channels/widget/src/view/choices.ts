/** The buttons under a message. */
import { text } from "../strings.ts";
import type { Choice } from "../types.ts";
import { h } from "./dom.ts";

/** A list of buttons; pressing one is answering. */
export function choices(buttons: readonly Choice[], choose: (choice: Choice) => void): HTMLElement {
  return h("ul", { class: "choices", "aria-label": text.choices },
    ...buttons.map((choice) =>
      h("li", {},
        h("button", { type: "button", "data-payload": choice.payload, onclick: () => choose(choice) }, choice.title))));
}
