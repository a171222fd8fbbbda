/** The message format of the gateway (`/api/v1`), as the widget reads it. Field names are the API's. */

export type Sender = "user" | "bot" | "adviser" | "system";
export type Owner = "bot" | "wachtrij" | "adviseur" | "gesloten";
export type Verdict = "waarschijnlijk" | "misschien" | "niet";
export type Certainty = "zeker" | "voor_zover_bekend" | "onbekend";
export type ItemKind =
  | "regeling" | "leerbaan" | "opleiding" | "certificaat" | "evc_aanbieder" | "loket" | "beroep" | "stap";

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
}

export interface Choice {
  title: string;
  payload: string;
}

export interface Asks {
  slot: string;
  step?: number | null;
  at_most?: number | null;
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

/** Who speaks for Leerwijs, and what is known of the queue. */
export interface Ownership {
  owner: Owner;
  /** Name of the adviser, where a person owns the conversation. */
  name?: string | null;
  loket?: string | null;
  /** Place in the queue, 1 = next. */
  position?: number | null;
}
