// Shortcuts. They are single keys, so they work only outside fields and can be switched off (WCAG 2.1.4).

import { choose, columns, current, toggleDossier } from "./chats.js";
import { likes } from "./prefs.js";

function press(selector) {
  const found = document.querySelector(selector);
  found?.click();
}

const KEYS = {
  n: () => press("[data-first]"),
  w: () => document.getElementById("wachtrij-titel")?.focus(),
  b: () => current()?.querySelector("[data-compose] textarea")?.focus(),
  d: () => current() && toggleDossier(current()),
  z: () => {
    const column = current();
    if (column && getComputedStyle(column.querySelector(".dossier")).display === "none") toggleDossier(column);
    column?.querySelector('.dossier input[type="search"]')?.focus();
  },
  "?": () => document.getElementById("voorkeuren")?.showModal(),
};

/** Listens for shortcuts. */
export function bindKeys() {
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (!likes("keys") || field || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const column = /^[1-4]$/.test(event.key) ? columns()[Number(event.key) - 1] : undefined;
    if (column) choose(column, { focus: true });
    else if (Object.hasOwn(KEYS, event.key)) KEYS[event.key]();
    else return;
    event.preventDefault();
  });
}
