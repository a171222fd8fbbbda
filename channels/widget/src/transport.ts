/**
 * The calls of the gateway's API, one method each. No state, no DOM, no retries: those are `conversation.ts` and `feed.ts`.
 */
import { readMessages } from "./messages.ts";
import type { Conversation, Message, Ownership, Place, Queue } from "./types.ts";

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

/** Messages, and who owned the conversation when they were read. */
export interface Page {
  messages: Message[];
  ownership?: Ownership;
  queue?: Queue;
}

export interface Started extends Page {
  conversation: Conversation;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
type Body = Record<string, unknown>;

export class Transport {
  private readonly root: string;
  private readonly fetch: Fetch;

  /** @param api address of the gateway without a path; empty for the site's own */
  constructor(api: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)) {
    this.root = api.replace(/\/+$/, "");
    this.fetch = fetch;
  }

  async start(): Promise<Started> {
    const body = await this.call("POST", pathOf(), null, {});
    const { id, token, expires_at } = body as unknown as Conversation;
    return { conversation: { id, token, expires_at: expires_at ?? null }, ...readPage(body) };
  }

  /** Sends a text or the payload of a button. The same `id` again gives the same result and is not processed twice. */
  async send(key: Conversation, message: { id: string; text?: string; payload?: string }): Promise<Page> {
    return readPage(await this.call("POST", pathOf(key, "/messages"), key, message));
  }

  /** Everything after `after`. */
  async page(key: Conversation, after: number): Promise<Page> {
    return readPage(await this.call("GET", pathOf(key, `/messages?after=${after}`), key));
  }

  /** Where one stands in the queue, for who gets no events. */
  async queue(key: Conversation): Promise<Queue | null> {
    return readQueue(await this.call("GET", pathOf(key, "/queue"), key));
  }

  /** Out of the queue, back to the assistant. */
  async leave(key: Conversation): Promise<Page> {
    return readPage(await this.call("POST", pathOf(key, "/queue/leave"), key, {}));
  }

  /** Ends the chat; a new message opens it again. */
  async end(key: Conversation): Promise<Page> {
    return readPage(await this.call("POST", pathOf(key, "/end"), key, {}));
  }

  /** Tells the adviser that the person is typing; never what. */
  async typing(key: Conversation): Promise<void> {
    await this.call("POST", pathOf(key, "/typing"), key, {});
  }

  /** Tells the adviser up to which message the person has seen the conversation. */
  async seen(key: Conversation, seq: number): Promise<void> {
    await this.call("POST", pathOf(key, "/read"), key, { seq });
  }

  /** Address of the event stream, with a short-lived ticket: a browser's stream cannot set headers. */
  async streamUrl(key: Conversation, after: number): Promise<string> {
    return `${this.root}${pathOf(key, "/events")}?ticket=${await this.ticket(key)}&after=${after}`;
  }

  /** The private link to "Mijn overzicht": the same one each time. It cannot send messages. */
  async overviewUrl(key: Conversation): Promise<string> {
    const url = String((await this.call("POST", pathOf(key, "/overview/link"), key, {}))["url"]);
    return url.startsWith("/") ? this.root + url : url;
  }

  /** A calendar file of this conversation as text. */
  async calendar(key: Conversation, path: string): Promise<string> {
    if (!path.startsWith(pathOf(key, "/"))) throw new ApiError("refused");
    return this.answer("GET", path, key);
  }

  /** Places whose name begins like this, best known first. */
  async places(query: string, signal: AbortSignal): Promise<Place[]> {
    const body = await this.call("GET", `/api/v1/places?q=${encodeURIComponent(query)}`, null, undefined, signal);
    return Array.isArray(body["places"]) ? (body["places"] as Place[]) : [];
  }

  async feedback(key: Conversation, feedback: { message: string; score: "up" | "down"; reason?: string }): Promise<void> {
    await this.call("POST", pathOf(key, "/feedback"), key, feedback);
  }

  /** Erases the conversation everywhere. One that is already gone counts as erased. */
  async erase(key: Conversation): Promise<void> {
    try {
      await this.call("DELETE", pathOf(key), key);
    } catch (error) {
      if (!(error instanceof ApiError && error.kind === "gone")) throw error;
    }
  }

  private async ticket(key: Conversation): Promise<string> {
    const body = await this.call("POST", pathOf(key, "/ticket"), key, {});
    return encodeURIComponent(String(body["ticket"]));
  }

  private async call(
    method: string, path: string, key: Conversation | null, body?: unknown, signal?: AbortSignal,
  ): Promise<Body> {
    const answer = await this.answer(method, path, key, body, signal);
    try {
      return answer ? (JSON.parse(answer) as Body) : {};
    } catch {
      throw new ApiError("network");
    }
  }

  private async answer(
    method: string, path: string, key: Conversation | null, body?: unknown, signal?: AbortSignal,
  ): Promise<string> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (key) headers["Authorization"] = `Bearer ${key.token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    signal?.addEventListener("abort", () => abort.abort());
    try {
      const response = await this.fetch(this.root + path, {
        method, headers, signal: abort.signal, credentials: "omit", ...(key ? { cache: "no-store" } : {}),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw await failure(response);
      return await response.text();
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiError("network");
    } finally {
      clearTimeout(timer);
    }
  }
}

function pathOf(key?: Conversation, rest = ""): string {
  return key ? `/api/v1/conversations/${key.id}${rest}` : "/api/v1/conversations";
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
function readPage(body: Body): Page {
  const messages = readMessages([body["received"], ...(Array.isArray(body["messages"]) ? body["messages"] : [])]);
  const ownership = readOwnership(body);
  return ownership ? { messages, ownership } : { messages };
}

/** The owner, and the adviser where it is one; null when there is none in it. */
export function readOwnership(body: Body): Ownership | null {
  const { owner, adviser } = body as Partial<Ownership>;
  if (typeof owner !== "string") return null;
  return adviser?.name ? { owner, adviser: { name: String(adviser.name), loket: adviser.loket ?? null } } : { owner };
}

/** The place in the queue, or null when there is none: zero minutes are never told. */
export function readQueue(body: Body): Queue | null {
  const place = Number(body["place"]);
  const minutes = Number(body["minutes"]);
  return place >= 1 ? { place, minutes: minutes >= 1 ? Math.round(minutes) : null } : null;
}
