/** A conversation as plain text, to keep: what was said, and of each card the verdict, the facts, the reasons, the source. */
import { demo, labelOf, monthOf, senders, slots, text, verdicts } from "./strings.ts";
import type { Item, Message } from "./types.ts";

export function transcript(messages: readonly Message[]): string {
  return messages.map((message) => {
    const who = message.from === "user" ? text.you : message.name || senders[message.from];
    return [`${who}${message.at ? ` (${timeOf(message.at)})` : ""}:`, message.text, ...(message.items ?? []).map(card)].join("\n");
  }).join("\n\n");
}

/** One card in words: also what is read aloud of it. */
export function card(item: Item): string {
  const list = (title: string, lines: readonly string[] | undefined) => (lines?.length ? `  ${title}: ${lines.join(" ")}` : "");
  const { source } = item;
  return [
    `\n- ${item.title}${item.verdict ? `. ${verdicts[item.verdict]}.` : ""}`,
    item.demo ? `  ${demo[item.kind] ?? ""}.` : "",
    item.text ? `  ${item.text}` : "",
    ...Object.entries(item.facts ?? {}).filter(([, value]) => value).map(([name, value]) => `  ${labelOf(name)}: ${String(value)}`),
    list(item.verdict === "niet" ? text.whyNot : text.why, item.why),
    list(text.missing, item.missing?.map((slot) => slots[slot] ?? slot)),
    list(text.check, item.check),
    item.url ? `  ${item.url}` : "",
    source?.title ? `  ${text.source}: ${source.title}${source.evidence_date ? `, ${text.checked}: ${monthOf(source.evidence_date)}` : ""}` : "",
  ].filter(Boolean).join("\n");
}

/** "2026-11-22T09:30:00Z" → "10:30", on the clock of the person's device; "" when it is no time. */
export function timeOf(at: string): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? "" : moment.toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
}
