/** The answers under a message: buttons of which one is pressed, or boxes of which several are ticked and then sent. */
import { text } from "../strings.ts";
import type { Choice, Message } from "../types.ts";
import { h } from "./dom.ts";

export interface Chooser {
  choose(choice: Choice): void;
  /** Several answers at once, as the words on them. */
  send(text: string): void;
  announce(words: string): void;
}

/** What can be chosen in answer to a message, as elements. */
export function choices(message: Message, chooser: Chooser): HTMLElement {
  const buttons = message.buttons ?? [];
  if (!message.asks?.multiple) return single(buttons, chooser);
  // "Dat weet ik niet" is no answer among others: it stays a button.
  const answers = buttons.filter(({ payload }) => payload.includes("{"));
  const rest = buttons.filter((button) => !answers.includes(button));
  return h("div", {}, several(answers, chooser), rest.length > 0 ? single(rest, chooser) : null);
}

function single(buttons: readonly Choice[], chooser: Chooser): HTMLElement {
  return h("ul", { class: "choices", "aria-label": text.choices },
    ...buttons.map((choice) =>
      h("li", {},
        h("button", { type: "button", "data-payload": choice.payload, onclick: () => chooser.choose(choice) }, choice.title))));
}

function several(answers: readonly Choice[], chooser: Chooser): HTMLElement {
  const boxes = answers.map(({ title }) => ({ title, box: h("input", { type: "checkbox" }) }));
  const send = () => {
    const chosen = boxes.filter(({ box }) => box.checked).map(({ title }) => title);
    if (chosen.length > 0) return chooser.send(enumerated(chosen));
    chooser.announce(text.noneChosen);
    boxes[0]?.box.focus();
  };
  return h("fieldset", { class: "several" }, h("legend", {}, text.several),
    ...boxes.map(({ title, box }) => h("label", {}, box, h("span", {}, title))),
    h("button", { type: "button", class: "main", onclick: send }, text.sendChoices));
}

/** "Zorg, Techniek en Bouw". */
function enumerated(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${text.and} ${words[words.length - 1]}`;
}
