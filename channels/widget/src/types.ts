/** The message format of the gateway (`/api/v1`), as the widget reads it. Field names are the API's. */

export type Sender = "user" | "bot" | "adviser" | "system";
export type Owner = "bot" | "wachtrij" | "adviseur" | "gesloten";
export type Verdict = "waarschijnlijk" | "misschien" | "niet";
export type Certainty = "zeker" | "voor_zover_bekend" | "onbekend";
export type ItemKind =
  | "regeling" | "leerbaan" | "opleiding" | "certificaat" | "evc_aanbieder" | "loket" | "beroep" | "stap" | "afspraak";

export interface Source {
  title: string;
  url?: string | null;
  /** "2026", "2026-03" or "2026-03-14" */
  evidence_date?: string | null;
}

export interface Item {
  kind: ItemKind;
  id: string;
  title: string;
  verdict?: Verdict | null;
  certainty?: Certainty | null;
  text?: string | null;
  why?: string[];
  check?: string[];
  missing?: string[];
  facts?: Record<string, unknown>;
  url?: string | null;
  demo?: boolean;
  source?: Source | null;
  /** Path of a calendar file, for an appointment. */
  calendar?: string | null;
}

export interface Choice {
  title: string;
  payload: string;
}

export interface Asks {
  slot: string;
  step?: number | null;
  at_most?: number | null;
  /** More than one of the buttons may be chosen. */
  multiple?: boolean;
}

export interface Message {
  /** Counts up by one per conversation, without gaps. */
  seq: number;
  /** For a message of the user: the id its sender chose. */
  id: string;
  from: Sender;
  name?: string | null;
  at?: string | null;
  topic?: string | null;
  text: string;
  simple?: string | null;
  items?: Item[];
  buttons?: Choice[];
  asks?: Asks | null;
  suggestions?: string[];
}

/** What the widget must keep to go on with a conversation. The token is the only key to it. */
export interface Conversation {
  id: string;
  token: string;
  expires_at?: string | null;
}

/** A person of a loket who took the conversation over. */
export interface Adviser {
  name: string;
  loket?: string | null;
}

/** Who speaks for Leerwijs. Not every answer of the gateway that names the owner also names the adviser. */
export interface Ownership {
  owner: Owner;
  adviser?: Adviser | null;
}

/** Where one stands in the queue: 1 is next. `minutes` is null when there is too little to go on. */
export interface Queue {
  place: number;
  minutes: number | null;
}

/** A place to choose from: `label` is unique and is what gets sent. */
export interface Place {
  label: string;
  detail?: string | null;
}
