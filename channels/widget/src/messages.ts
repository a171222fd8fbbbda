/** Reads messages as they come in: whatever the other side sends, the rest of the widget gets the format it knows. */
import type { Message } from "./types.ts";

/** The messages of a list that have a number; the others cannot be put in order and are left out. */
export function readMessages(value: unknown): Message[] {
  return Array.isArray(value) ? value.map(readMessage).filter((message) => message !== null) : [];
}

/** A message, or null when it has no number. */
export function readMessage(value: unknown): Message | null {
  const message = (value ?? {}) as Partial<Message>;
  if (!Number.isInteger(message.seq)) return null;
  const seq = message.seq as number;
  return { ...message, seq, id: String(message.id ?? `nr-${seq}`), from: message.from ?? "system", text: String(message.text ?? "") };
}
