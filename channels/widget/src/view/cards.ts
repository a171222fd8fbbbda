/** What was found, as cards: the verdict in words and shape, then why, then what to check, then where it comes from. */
import { demo, kinds, labelOf, monthOf, slots, text, verdicts } from "../strings.ts";
import type { Item, Source } from "../types.ts";
import { h, type Child } from "./dom.ts";
import { icon } from "./icons.ts";
import { hostOf, inline, isHttps, richText, webLink } from "./richtext.ts";

const LONG_FACT = 48;
/** A longer list shows its first points, and the rest when asked. */
const MOST_POINTS = 4;
/** With more arrangements than this, each shows what decides, and how to apply when asked. */
const MOST_WHOLE = 2;
/** What somebody who compares arrangements needs. */
const DECIDING = ["bedrag", "aanvragen_tot_en_met", "opent_weer"];

/** Gives the person the calendar file at a path. */
export type SaveCalendar = (path: string) => void;

/** Cards in the order of the items. Steps become one numbered list, what does not fit one drawer that can be opened. */
export function cards(items: readonly Item[], save: SaveCalendar): HTMLElement[] {
  const many = items.filter(({ kind, verdict }) => kind === "regeling" && verdict !== "niet").length > MOST_WHOLE;
  const card = (item: Item) => cardOf(item, save, many && item.kind === "regeling" && item.verdict !== "niet");
  const groups: HTMLElement[] = [];
  for (let index = 0; index < items.length; ) {
    const first = items[index]!;
    const end = runEnd(items, index);
    const run = items.slice(index, end);
    if (first.kind === "stap") groups.push(...steps(run));
    else if (run.length > 1) groups.push(drawer(run.map(card)));
    else groups.push(card(first));
    index = end;
  }
  return groups;
}

/** Index after the items that belong together with the one at `start`. */
function runEnd(items: readonly Item[], start: number): number {
  const first = items[start]!;
  const together = (item: Item) =>
    first.kind === "stap" ? item.kind === "stap" : first.verdict === "niet" && item.verdict === "niet";
  let end = start + 1;
  while (end < items.length && together(items[end]!)) end++;
  return end;
}

function drawer(found: readonly HTMLElement[]): HTMLElement {
  return h("details", { class: "drawer" }, h("summary", {}, icon("niet"), text.notFitting(found.length)), ...found);
}

/** One item as a card. The data attributes are for tests and for styling; people read the words. */
function cardOf(item: Item, save: SaveCalendar, brief: boolean): HTMLElement {
  const { calendar } = item;
  return h("article", { class: "card", ...data(item) },
    item.verdict && verdicts[item.verdict]
      ? h("p", { class: "verdict" }, icon(item.verdict), verdicts[item.verdict]) : null,
    h("p", { class: "kind" }, kinds[item.kind] ?? ""),
    h("h3", {}, item.title),
    ...(brief ? summary(item) : body(item)),
    calendar ? h("p", {}, h("button", { type: "button", class: "small", "data-calendar": true, onclick: () => save(calendar) },
      text.calendar)) : null);
}

/** One numbered list. A source that all steps have stands once, below it. */
function steps(items: readonly Item[]): HTMLElement[] {
  const shared = items.length > 1 && items.every((item) => item.source?.title === items[0]!.source?.title);
  const list = h("ol", { class: "steps" }, ...items.map((item) => step(shared ? { ...item, source: null } : item)));
  const from = shared ? source(items[0]!.source) : null;
  return from ? [list, from] : [list];
}

/** The number comes from the list, not from the title: "Stap 1. Kies uw doel" → "Kies uw doel". */
function step(item: Item): HTMLElement {
  return h("li", { class: "step", ...data(item) }, h("h3", {}, item.title.replace(/^Stap \d+[.:]? /, "")), ...body(item));
}

function data(item: Item): Record<string, string | null> {
  return {
    "data-kind": item.kind, "data-id": item.id, "data-verdict": item.verdict ?? null,
    "data-certainty": item.certainty ?? null, "data-demo": item.demo ? "true" : null,
  };
}

function body(item: Item): Child[] {
  return [...opening(item), facts(item.facts), ...reasons(item), ...closing(item), source(item.source)];
}

/** What decides; how to apply and what to check stand behind one press, and how many points there are to check is said. */
function summary(item: Item): Child[] {
  const all = Object.entries(item.facts ?? {});
  const deciding = all.filter(([name]) => DECIDING.includes(name));
  const rest = all.filter(([name]) => !DECIDING.includes(name));
  const later = [facts(Object.fromEntries(rest)), ...closing(item)].filter((part) => part);
  return [
    ...opening(item), facts(Object.fromEntries(deciding)), ...reasons(item),
    later.length > 0 ? h("details", { class: "later" },
      h("summary", {}, text.moreAbout("aanvragen" in (item.facts ?? {}), item.check?.length ?? 0)), ...later) : null,
    source(item.source),
  ];
}

function opening(item: Item): Child[] {
  return [
    item.demo ? h("p", { class: "demo" }, demo[item.kind] ?? "") : null,
    where(item.facts),
    ...(item.text ? richText(item.text) : []),
  ];
}

function reasons(item: Item): Child[] {
  return [
    item.certainty === "voor_zover_bekend" && !item.check?.length && !item.demo ? h("p", { class: "certainty" }, text.asFarAsKnown) : null,
    item.certainty === "onbekend" ? h("p", { class: "certainty" }, text.unknown) : null,
    ...(item.kind === "stap" ? (item.why ?? []).map((line) => h("p", {}, ...inline(line)))
      : [list(item.verdict === "niet" ? text.whyNot : text.why, item.why)]),
    list(text.missing, (item.missing ?? []).map((slot) => slots[slot] ?? slot)),
  ];
}

function closing(item: Item): Child[] {
  return [
    list(text.check, item.check),
    item.url && isHttps(item.url) ? h("p", { class: "more" }, webLink(item.url, text.more(hostOf(item.url)))) : null,
  ];
}

/** Where it is, and how far: what somebody who must travel wants to know first. */
function where(found: Record<string, unknown> | undefined): HTMLElement | null {
  const { plaats, afstand } = found ?? {};
  if (!plaats) return null;
  return h("p", { class: "where", "data-fact": "plaats" }, icon("pin"), h("span", {}, String(plaats)),
    afstand ? h("strong", { "data-fact": "afstand" }, String(afstand)) : null);
}

function facts(found: Record<string, unknown> | undefined): HTMLElement | null {
  const { plaats, afstand, ...others } = found ?? {};
  const shown = Object.entries(plaats ? others : { afstand, ...others })
    .filter(([, value]) => value !== null && value !== "" && value !== undefined);
  if (shown.length === 0) return null;
  return h("dl", {}, ...shown.map(([field, value]) => fact(field, factText(value))));
}

/** A short value stands beside its label, a sentence below it. */
function fact(field: string, value: string): HTMLElement {
  const long = value.length > LONG_FACT;
  return h("div", { "data-fact": field, class: long ? "long" : null },
    h("dt", {}, labelOf(field)), h("dd", {}, ...inline(value)));
}

function factText(value: unknown): string {
  if (typeof value === "boolean") return value ? "ja" : "nee";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

function list(title: string, lines: readonly string[] | undefined): HTMLElement | null {
  if (!lines?.length) return null;
  const points = (some: readonly string[]) => h("ul", {}, ...some.map((line) => h("li", {}, ...inline(line))));
  const shown = lines.length > MOST_POINTS ? MOST_POINTS - 1 : lines.length;
  const rest = lines.slice(shown);
  return h("div", { class: "reasons" }, h("h4", {}, title), points(lines.slice(0, shown)),
    rest.length > 0 ? h("details", {}, h("summary", {}, text.morePoints(rest.length)), points(rest)) : null);
}

function source(from: Source | null | undefined): HTMLElement | null {
  if (!from?.title) return null;
  const link = from.url ? webLink(from.url, from.title) : null;
  const date = from.evidence_date ? `, ${text.checked}: ${monthOf(from.evidence_date)}` : "";
  return h("p", { class: "source" }, `${text.source}: `, link ?? from.title, date);
}
