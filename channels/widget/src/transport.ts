/**
 * The calls of the gateway's API, one method each. No state, no DOM, no retries: those are `conversation.ts` and `feed.ts`.
 */
import { readMessages } from "./messages.ts";
import type { Conversation, Message, Ownership } from "./types.ts";

const TIMEOUT_MS = 20_000;

/**
 * A call that did not succeed.
 *
 * - `network`: no answer, or the gateway says that it cannot answer now (5xx). Worth another try with the same id.
 * - `limited`: too many requests; `retryAfter` says in how many seconds to try again. Told at once, not tried again.
 * - `gone`: the conversation is not there (any more) or the token is not its key.
 * - `too_long`, `refused`: the message will never be taken as it is.
 */
export type FailureKind = "network" | "limited" | "gone" | "too_long" | "refused";

export class ApiError extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  readonly retryAfter: number | null;
  /** What the gateway says about it to the person; only where its words are meant for people. */
  readonly detail: string | null;

  constructor(kind: FailureKind, status = 0, retryAfter: number | null = null, detail: string | null = null) {
    super(`${kind} (${status})`);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
    this.detail = detail;
  }
}

export interface Started {
  conversation: Conversation;
  messages: Message[];
  ownership?: Ownership;
}

export interface Page {
  messages: Message[];
  ownership?: Ownership;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export class Transport {
  private readonly base: string;
  private readonly fetch: Fetch;

  /** @param api address of the gateway without a path; empty for the site's own */
  constructor(api: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)) {
    this.base = `${api.replace(/\/+$/, "")}/api/v1/conversations`;
    this.fetch = fetch;
  }

  async start(): Promise<Started> {
    const body = await this.call("POST", "", null, {});
    const { id, token, expires_at } = body as unknown as Conversation;
    return { conversation: { id, token, expires_at: expires_at ?? null }, ...readPage(body) };
  }

  /** Sends a text or the payload of a button. The same `id` again gives the same result and is not processed twice. */
  async send(key: Conversation, message: { id: string; text?: string; payload?: string }): Promise<Page> {
    return readPage(await this.call("POST", `/${key.id}/messages`, key, message));
  }

  /** Everything after `after`. */
  async page(key: Conversation, after: number): Promise<Page> {
    return readPage(await this.call("GET", `/${key.id}/messages?after=${after}`, key));
  }

  /** Address of the event stream, with a short-lived ticket: a browser's stream cannot set headers. */
  async streamUrl(key: Conversation, after: number): Promise<string> {
    return `${this.base}/${key.id}/events?ticket=${await this.ticket(key)}&after=${after}`;
  }

  /** Address of "Mijn overzicht", good for about a minute. */
  async overviewUrl(key: Conversation): Promise<string> {
    return `${this.base}/${key.id}/overview?ticket=${await this.ticket(key)}`;
  }

  async feedback(key: Conversation, feedback: { message: string; score: "up" | "down"; reason?: string }): Promise<void> {
    await this.call("POST", `/${key.id}/feedback`, key, feedback);
  }

  /** Erases the conversation everywhere. One that is already gone counts as erased. */
  async erase(key: Conversation): Promise<void> {
    try {
      await this.call("DELETE", `/${key.id}`, key);
    } catch (error) {
      if (!(error instanceof ApiError && error.kind === "gone")) throw error;
    }
  }

  private async ticket(key: Conversation): Promise<string> {
    const body = await this.call("POST", `/${key.id}/ticket`, key, {});
    return encodeURIComponent(String(body["ticket"]));
  }

  private async call(
    method: string, path: string, key: Conversation | null, body?: unknown,
  ): Promise<Record<string, unknown>> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (key) headers["Authorization"] = `Bearer ${key.token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await this.fetch(this.base + path, {
        method, headers, signal: abort.signal, credentials: "omit", cache: "no-store",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw await failure(response);
      return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiError("network");
    } finally {
      clearTimeout(timer);
    }
  }
}

async function failure(response: Response): Promise<ApiError> {
  const { status } = response;
  const wait = Number(response.headers.get("Retry-After"));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null;
  if (status === 429) return new ApiError("limited", status, retryAfter, await detailOf(response));
  if (status === 413) return new ApiError("too_long", status);
  if (status === 401 || status === 404 || status === 410) return new ApiError("gone", status);
  if (status >= 500 || status === 408 || status === 409) return new ApiError("network", status, retryAfter);
  return new ApiError("refused", status);
}

/** The `detail` of an error (RFC 9457). Too many messages may also be a crisis: then the help is in these words. */
async function detailOf(response: Response): Promise<string | null> {
  const body = (await response.json().catch(() => null)) as { detail?: unknown } | null;
  return typeof body?.detail === "string" ? body.detail : null;
}

/** A send gives the message itself, as it was stored, beside the answers. */
function readPage(body: Record<string, unknown>): Page {
  const messages = readMessages([body["received"], ...(Array.isArray(body["messages"]) ? body["messages"] : [])]);
  const ownership = readOwnership(body);
  return ownership ? { messages, ownership } : { messages };
}

/** The gateway gives the owner as a word, or as an object with what is known of the queue and the adviser. */
export function readOwnership(body: Record<string, unknown>): Ownership | null {
  const owner = body["owner"];
  if (typeof owner === "string") {
    return { ...(body as object), owner } as Ownership;
  }
  return owner && typeof owner === "object" ? (owner as Ownership) : null;
}
