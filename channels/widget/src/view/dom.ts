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

/** A picture of lines in the colour of the text; the words beside it say the same. */
export function drawing(path: string, name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon i-${name}` })) {
    svg.setAttribute(key, value);
  }
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Gives a text to the person as a file: made here and kept here, nothing is sent anywhere. */
export function download(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
