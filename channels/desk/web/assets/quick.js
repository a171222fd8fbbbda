// Quick texts: "/" in an empty message field shows them; typing on narrows the list.

import { announce } from "./telling.js";

/** Whether what is in a message field is a search for a quick text: nobody means to send that to a citizen. */
export function isSearch(words) {
  return words.trimStart().startsWith("/");
}

/** Adds the list to a message field. `texts`: the list of them on the page, each a button with a title and a text. */
export function quickTexts(field, texts) {
  const all = [...texts.querySelectorAll("button")].map((button) => ({
    title: button.querySelector("strong").textContent,
    text: button.querySelector("span").textContent,
  }));
  let list;
  let found = [];
  let chosen = 0;

  const close = () => {
    list?.remove();
    list = undefined;
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  };
  const insert = (words) => {
    field.value = field.value.startsWith("/") ? words : `${field.value}${field.value && !/\s$/.test(field.value) ? " " : ""}${words}`;
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const mark = () => {
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
    const option = list.children[chosen];
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    const words = field.value.slice(1).toLowerCase().split(" ");
    found = all.filter((one) => words.every((word) => `${one.title} ${one.text}`.toLowerCase().includes(word)));
    chosen = 0;
    if (!list) {
      list = document.createElement("ul");
      list.className = "choose";
      list.id = `${field.id}-keuze`;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", "Snelle teksten");
      field.setAttribute("aria-controls", list.id);
      field.closest(".write").append(list);
    }
    list.replaceChildren(
      ...found.map((one, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        const title = document.createElement("strong");
        title.textContent = one.title;
        const text = document.createElement("span");
        text.textContent = one.text;
        option.append(title, text);
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          insert(one.text);
        });
        return option;
      }),
    );
    announce(found.length ? `${found.length} ${found.length === 1 ? "snelle tekst" : "snelle teksten"}. Kies met de pijltjes, Enter voegt in.` : "Geen snelle tekst gevonden.");
    if (found.length) mark();
    else close();
  };

  // A field of more lines may not be a combobox; that there is a list, and how many are in it, is said instead.
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", () => (/^\/.*$/.test(field.value) ? show() : close()));
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (!list) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      mark();
    } else if (event.key === "Enter" || event.key === "Tab") {
      insert(found[chosen].text);
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  for (const button of texts.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      texts.closest("details").open = false;
      insert(button.querySelector("span").textContent);
    });
  }
}
