/**
 * Everything the view shows, as one value, changed only by `reduce`. Pure: no DOM, no clock, no network.
 *
 * Messages are known by `seq`, never by time. The stream, the answer to a send and the poll may bring the same message,
 * or bring them out of order; the state ends up the same.
 */
import type { Adviser, Conversation, Message, Owner, Ownership, Queue } from "./types.ts";

/** The gateway takes this many characters (code points) in one message. */
export const TEXT_LIMIT = 2000;

export type Connection = "idle" | "connecting" | "live" | "polling" | "waiting" | "offline";
export type FailureReason = "network" | "too_long" | "limited" | "refused";
export type Problem = "start_failed" | "expired" | "erase_failed" | "call_failed" | "erased";

/** A message of the user that the gateway has not confirmed with a `seq` yet. */
export interface Outgoing {
  /** Chosen here and kept on a retry, so that the gateway answers it once. */
  id: string;
  /** What the person sees: the text, or the words on the button. */
  text: string;
  payload?: string;
  status: "pending" | "accepted" | "failed";
  reason?: FailureReason;
  /** What the gateway said about the failure, in words for people. */
  detail?: string;
}

export interface State {
  conversation: Conversation | null;
  /** Sorted by `seq`, each once. */
  messages: readonly Message[];
  /** Every message up to and including this `seq` is known. */
  complete: number;
  /** Messages up to here are history: shown, not announced. */
  history: number;
  /** Messages up to here have been seen by the person with the panel open. */
  read: number;
  outbox: readonly Outgoing[];
  owner: Owner;
  /** Who took the conversation over, while a person owns it. */
  adviser: Adviser | null;
  /** Where one stands in the queue, while one waits. */
  queue: Queue | null;
  /** The adviser has read up to this `seq`. */
  seen: number;
  connection: Connection;
  /** Name of who is typing on the other side, the assistant included, or null. */
  typing: string | null;
  problem: Problem | null;
  starting: boolean;
  open: boolean;
  /** The person wants the simpler text of every answer. */
  plain: boolean;
  /** Ids of the messages that are shown the other way: simpler, or as it is where all else is simpler. */
  simple: ReadonlySet<string>;
  /** Score the person gave, by message id. */
  scores: Readonly<Record<string, "up" | "down">>;
}

export type Action =
  | { type: "starting" }
  | { type: "started"; conversation: Conversation; messages: Message[]; ownership?: Ownership }
  | {
      type: "restored"; conversation: Conversation; outbox: readonly Outgoing[]; scores: Record<string, "up" | "down">;
      plain: boolean;
      /** `seq` up to which messages had been shown, and read, on the page before. */
      history: number; read: number;
    }
  | { type: "received"; messages: Message[] }
  /** `messages` is all there is after `after`: a gap below its end is no longer waited for. */
  | { type: "page"; after: number; messages: Message[] }
  | { type: "queued"; outgoing: Outgoing }
  | { type: "accepted"; id: string }
  | { type: "failed"; id: string; reason: FailureReason; detail?: string }
  | { type: "retry"; id: string }
  | { type: "discard"; id: string }
  | { type: "ownership"; ownership: Ownership }
  | { type: "queue"; queue: Queue | null }
  | { type: "seen"; seq: number }
  | { type: "read"; seq: number }
  | { type: "connection"; connection: Connection }
  | { type: "typing"; name: string | null }
  | { type: "problem"; problem: Problem | null }
  | { type: "open"; open: boolean }
  | { type: "simple"; id: string }
  | { type: "plain"; plain: boolean }
  | { type: "scored"; id: string; score: "up" | "down" }
  | { type: "ended"; problem: Problem | null };

export const initial: State = {
  conversation: null,
  messages: [],
  complete: 0,
  history: 0,
  read: 0,
  outbox: [],
  owner: "bot",
  adviser: null,
  queue: null,
  seen: 0,
  connection: "idle",
  typing: null,
  problem: null,
  starting: false,
  open: false,
  plain: false,
  simple: new Set(),
  scores: {},
};

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "starting":
      return { ...state, starting: true, problem: null };
    case "started":
      return merge(
        { ...owned(state, action.ownership ?? state), starting: false, problem: null, conversation: action.conversation },
        action.messages,
      );
    case "restored":
      return {
        ...state, starting: false, problem: null, conversation: action.conversation, outbox: action.outbox,
        scores: action.scores, plain: action.plain, history: action.history, read: action.read,
      };
    case "received":
      return merge(state, action.messages);
    case "page":
      return page(state, action.after, action.messages);
    case "queued":
      return state.outbox.some((out) => out.id === action.outgoing.id)
        ? state
        : { ...state, outbox: [...state.outbox, action.outgoing] };
    case "accepted":
      return patchOutgoing(state, action.id, (out) => ({ ...out, status: "accepted" }));
    case "failed":
      return patchOutgoing(state, action.id, (out) => ({
        ...out, status: "failed", reason: action.reason, ...(action.detail ? { detail: action.detail } : {}),
      }));
    case "retry":
      return patchOutgoing(state, action.id, ({ reason: _, detail: __, ...out }) => ({ ...out, status: "pending" }));
    case "discard":
      return { ...state, outbox: state.outbox.filter((out) => out.id !== action.id) };
    case "ownership":
      return owned(state, action.ownership);
    case "queue":
      return state.owner === "wachtrij" && !same(state.queue, action.queue) ? { ...state, queue: action.queue } : state;
    case "seen":
      return action.seq > state.seen ? { ...state, seen: action.seq } : state;
    case "read":
      return action.seq > state.read ? { ...state, read: action.seq } : state;
    case "connection":
      return state.connection === action.connection ? state : { ...state, connection: action.connection };
    case "typing":
      return state.typing === action.name ? state : { ...state, typing: action.name };
    case "problem":
      return { ...state, problem: action.problem, starting: false };
    case "open":
      return { ...state, open: action.open, read: action.open ? lastSeq(state) : state.read };
    case "simple":
      return { ...state, simple: toggled(state.simple, action.id) };
    case "plain":
      return { ...state, plain: action.plain, simple: new Set() };
    case "scored":
      return { ...state, scores: { ...state.scores, [action.id]: action.score } };
    case "ended":
      return { ...initial, open: state.open, plain: state.plain, problem: action.problem };
  }
}

/** What is known of the adviser stays until somebody else owns the conversation; so does the place in the queue. */
function owned(state: State, { owner, adviser }: Ownership): State {
  const same = owner === state.owner;
  if (same && (!adviser || (adviser.name === state.adviser?.name && adviser.loket === state.adviser.loket))) return state;
  return {
    ...state, owner, adviser: adviser ?? null, queue: same ? state.queue : null, seen: same ? state.seen : 0,
    typing: same ? state.typing : null,
  };
}

function same(one: Queue | null, other: Queue | null): boolean {
  return one?.place === other?.place && one?.minutes === other?.minutes;
}

function merge(state: State, incoming: readonly Message[]): State {
  const known = new Set(state.messages.map((message) => message.seq));
  const fresh = incoming.filter((message) => !known.has(message.seq) && known.add(message.seq));
  if (fresh.length === 0) return state;
  const messages = [...state.messages, ...fresh].sort((a, b) => a.seq - b.seq);
  const confirmed = new Set(fresh.map((message) => message.id));
  return {
    ...state,
    messages,
    complete: advance(state.complete, messages),
    read: state.open ? messages[messages.length - 1]!.seq : state.read,
    outbox: state.outbox.filter((out) => !confirmed.has(out.id)),
    typing: fresh.some((message) => message.from !== "user") ? null : state.typing,
  };
}

function page(state: State, after: number, incoming: readonly Message[]): State {
  const merged = merge(state, incoming);
  if (after > merged.complete) return merged;
  const end = incoming.reduce((highest, message) => Math.max(highest, message.seq), after);
  const complete = advance(Math.max(merged.complete, end), merged.messages);
  return complete === merged.complete ? merged : { ...merged, complete };
}

function advance(complete: number, messages: readonly Message[]): number {
  let end = complete;
  for (const { seq } of messages) {
    if (seq === end + 1) end = seq;
    else if (seq > end + 1) break;
  }
  return end;
}

function patchOutgoing(state: State, id: string, patch: (out: Outgoing) => Outgoing): State {
  return { ...state, outbox: state.outbox.map((out) => (out.id === id ? patch(out) : out)) };
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

// ---- what the view and the conversation read from the state ----

/** `seq` of the newest message that is known, 0 when there is none. */
export function lastSeq(state: State): number {
  return state.messages[state.messages.length - 1]?.seq ?? 0;
}

/** True when a message is known that comes after one that is not. */
export function hasGap(state: State): boolean {
  return lastSeq(state) > state.complete;
}

/** The send that goes next, or null: one at a time, in the order in which they were written. */
export function nextToSend(state: State): Outgoing | null {
  return state.outbox.find((out) => out.status === "pending") ?? null;
}

/** Id of the message whose buttons can be pressed: the newest since the user last spoke; none of the bot to an adviser. */
export function choosable(state: State): string | null {
  if (state.outbox.length > 0) return null;
  for (let index = state.messages.length - 1; index >= 0; index--) {
    const message = state.messages[index]!;
    if (message.from === "user" || (message.from === "bot" && state.owner === "adviseur")) return null;
    if (message.buttons?.length) return message.id;
  }
  return null;
}

/** What the assistant is asking for now, or null. */
export function asking(state: State): Message | null {
  for (let index = state.messages.length - 1; index >= 0; index--) {
    const message = state.messages[index]!;
    if (message.from === "user") return null;
    if (message.asks) return message;
  }
  return null;
}

/** True while an answer of the assistant is under way. */
export function awaitingAnswer(state: State): boolean {
  if (state.owner !== "bot" && state.owner !== "gesloten") return false;
  return state.outbox.some((out) => out.status === "pending") && state.connection !== "offline";
}

/** Whether the simpler text of a message is shown. */
export function isSimple(state: State, message: Message): boolean {
  return !!message.simple && message.simple !== message.text && state.plain !== state.simple.has(message.id);
}

/** `seq` of the last message of the user, where the adviser has read it; 0 where not. */
export function readByAdviser(state: State): number {
  const last = state.owner === "adviseur" && state.messages.findLast((message) => message.from === "user");
  return last && last.seq <= state.seen ? last.seq : 0;
}

/** Newest message of an adviser that the person has seen, 0 when there is none. */
export function seenOfAdviser(state: State): number {
  const last = state.messages.findLast((message) => message.from === "adviser");
  return last && last.seq <= state.read ? last.seq : 0;
}

/** How many messages of the other side came while the panel was closed. */
export function unread(state: State): number {
  return state.messages.filter((message) => message.from !== "user" && message.seq > state.read).length;
}

/** Words for a button press that came back from the gateway as a bare payload. */
export function titleOfPayload(messages: readonly Message[], payload: string): string | null {
  for (let index = messages.length - 1; index >= 0; index--) {
    const choice = messages[index]!.buttons?.find((button) => button.payload === payload);
    if (choice) return choice.title;
  }
  return null;
}

/** Length as the gateway counts it: code points, not UTF-16 units. */
export function textLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
