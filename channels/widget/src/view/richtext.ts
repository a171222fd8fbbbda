/**
 * Plain text of a message as paragraphs, lists and links. Text nodes only; a link is made for `https:` addresses and for
 * telephone numbers, and for nothing else.
 */
import { text as words } from "../strings.ts";
import { h, hidden, type Child } from "./dom.ts";

const BULLET = /^\s*[-•*]\s+/;
const NUMBER = /^\s*\d{1,2}[.)]\s+/;
const LINK = /https:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/;
// 0800 0113 · 088-123 45 67 · 050 599 98 28 · 14 030 · "bel 112"; `isDialable` decides.
const PHONE = /\b0\d{1,3}[ -]?\d{2,4}(?:[ -]?\d{2,4}){0,2}\b|\b14 ?0\d{2,3}\b|(?<=\b[Bb]el (?:[a-z]+ ){0,3})11[23]\b(?!\.\w| euro)/;
const SPECIAL = new RegExp(`(${LINK.source})|(${PHONE.source})`, "g");

/** Paragraphs and lists of a text: blank lines part paragraphs, "- " and "1. " make lists. */
export function richText(source: string): HTMLElement[] {
  const blocks: HTMLElement[] = [];
  for (const part of source.replace(/\r/g, "").split(/\n\s*\n/)) {
    let lines: string[] = [];
    let list = null as HTMLElement | null;
    const flush = () => {
      if (lines.length > 0) blocks.push(paragraph(lines));
      lines = [];
    };
    for (const line of part.split("\n")) {
      const tag = BULLET.test(line) ? "ul" : NUMBER.test(line) ? "ol" : null;
      if (!tag) {
        list = null;
        if (line.trim()) lines.push(line.trim());
        continue;
      }
      flush();
      if (list?.localName !== tag) blocks.push((list = h(tag)));
      list.append(h("li", {}, ...inline(line.replace(tag === "ul" ? BULLET : NUMBER, ""))));
    }
    flush();
  }
  return blocks;
}

/** A line of text with its addresses and telephone numbers as links. */
export function inline(line: string): Child[] {
  const children: Child[] = [];
  let end = 0;
  for (const match of line.matchAll(SPECIAL)) {
    children.push(line.slice(end, match.index));
    children.push(match[1] ? webLink(match[1], hostOf(match[1])) : phone(match[0]));
    end = match.index + match[0].length;
  }
  children.push(line.slice(end));
  return children;
}

/** A link to an `https:` address, or null for any other. */
export function webLink(url: string, title: string): HTMLAnchorElement | null {
  if (!isHttps(url)) return null;
  return h("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, title, hidden(` ${words.newWindow}`));
}

export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, "");
}

export function isHttps(url: string): boolean {
  try {
    return new URL(url).protocol === "https:";
  } catch {
    return false;
  }
}

function phone(number: string): Child {
  const digits = number.replace(/\D/g, "");
  return isDialable(digits) ? h("a", { href: `tel:${digits}`, rel: "noopener" }, number) : number;
}

/** Dutch numbers: ten digits, 0800 and 0900 with four or seven more, a municipality's 14 0xx, 112 and 113. */
function isDialable(digits: string): boolean {
  return /^(0[1-9]\d{8}|0[89]00\d{4}(\d{3})?|140\d{2,3}|11[23])$/.test(digits);
}

function paragraph(lines: string[]): HTMLElement {
  const element = h("p");
  lines.forEach((line, index) => element.append(...(index ? [h("br")] : []), ...inline(line).filter(Boolean) as Node[]));
  return element;
}
