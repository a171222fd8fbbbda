/** The few ways in which the view makes elements. Text always becomes a text node; nothing here parses HTML. */

type Listener = (event: Event) => void;
export type Props = Record<string, string | number | boolean | null | undefined | Listener>;
export type Child = Node | string | null | undefined | false;

/**
 * Makes an element. `on…` functions become listeners, `true` an empty attribute, null, undefined and `false` nothing;
 * all else is set as an attribute.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, props: Props = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child) element.append(child);
  }
  return element;
}

/** Words for screen readers only. */
export function hidden(words: string): HTMLElement {
  return h("span", { class: "hidden" }, words);
}

/** Sets or removes an attribute, and leaves the element alone when nothing changes. */
export function attr(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Sets the text, and leaves the element alone when nothing changes. */
export function say(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}

const PATHS = {
  chat: "M4 4h16v12H9l-5 4z",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M4 12h15M13 6l6 6-6 6",
  up: "M7 11v9H4v-9zM7 11l4-8c2 0 3 1 2.5 3L13 9h5.5c1.3 0 2.2 1.1 1.9 2.3l-1.6 7c-.2 1-1 1.7-2 1.7H7",
  down: "M7 13V4H4v9zM7 13l4 8c2 0 3-1 2.5-3L13 15h5.5c1.3 0 2.2-1.1 1.9-2.3l-1.6-7c-.2-1-1-1.7-2-1.7H7",
  waarschijnlijk: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM7.5 12.5l3 3 6-7",
  misschien: "M12 1.5L22.5 12 12 22.5 1.5 12zM9.7 9.7a2.4 2.4 0 1 1 3.4 2.3c-.8.4-1.1.9-1.1 1.7M12 16.6v.1",
  niet: "M3 3h18v18H3zM8 8l8 8M16 8l-8 8",
};

export type Icon = keyof typeof PATHS;

/** A picture of lines in the colour of the text; the words beside it say the same. */
export function icon(name: Icon): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon i-${name}` })) {
    svg.setAttribute(key, value);
  }
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
