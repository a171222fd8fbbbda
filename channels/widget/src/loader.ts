/**
 * `<leerwijs-chat>`, the part that every page loads: a button, drawn when the page is idle. The chat itself (`app.ts`)
 * comes when somebody points at, focuses or presses the button, when this tab has a conversation already, or when an
 * inline chat comes near the screen.
 *
 * Attributes: `api` (address of the gateway; default the site's own), `inline` (part of the page, always open), `theme`
 * (`light` or `dark`; default what the visitor prefers), `data-open` (open at once).
 */
import type { App, mount } from "./app.ts";
import styles from "./styles/launcher.css";
import { drawing, h, say } from "./view/dom.ts";

const CHAT = "M4 4h16v12H9l-5 4z";
const WORDS = {
  ask: "Stel uw vraag", loading: "Even geduld …", failed: "Het gesprek kan nu niet laden. Probeer het opnieuw.",
};
/** However busy the page is, after this while the button is there. */
const PATIENCE_MS = 3_000;
/** An inline chat this close to the screen starts. */
const NEAR = "300px";

const script = (document.currentScript as HTMLScriptElement | null)?.src
  ?? document.querySelector<HTMLScriptElement>('script[src*="leerwijs.js"]')?.src ?? "";
let chat: Promise<{ mount: typeof mount }> | null = null;
let tries = 0;

/** The chat itself, fetched once for all elements on the page; after a failure it is fetched anew. */
function load(): Promise<{ mount: typeof mount }> {
  const again = tries ? `?${tries}` : "";
  chat ??= import(new URL(`leerwijs-chat.js${again}`, script).href).catch((error: unknown) => {
    chat = null;
    tries++;
    throw error;
  });
  return chat;
}

function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: PATIENCE_MS });
  else setTimeout(act, 200);
}

/** Whether this tab keeps a conversation with the gateway at this address. */
function hasConversation(api: string): boolean {
  try {
    return sessionStorage.getItem(`leerwijs:${api}`) !== null;
  } catch {
    return false;
  }
}

class LeerwijsChat extends HTMLElement {
  private app: Promise<App> | null = null;
  private near: IntersectionObserver | null = null;
  private readonly words = h("span", {}, WORDS.ask);
  private readonly badge = h("span", { class: "badge", hidden: true });
  private readonly button = h("button", {
    type: "button", class: "launcher", "aria-haspopup": "dialog", onclick: () => this.open(),
    onpointerenter: () => this.prepare(), onfocus: () => this.prepare(),
  }, drawing(CHAT, "chat"), this.words, this.badge);

  connectedCallback(): void {
    if (this.app) return;
    if (this.isInline) this.startWhenNear();
    else whenIdle(() => this.isConnected && this.draw());
  }

  disconnectedCallback(): void {
    this.near?.disconnect();
    void this.app?.then((app) => app.stop(), () => undefined);
    this.app = null;
    this.shadowRoot?.replaceChildren();
  }

  /** Opens the panel and takes the focus there. */
  open(): void {
    const inline = this.isInline ? null : this.sibling();
    if (inline) inline.open();
    else void this.start(true);
  }

  /** Closes the panel and gives the focus back to the button. */
  close(): void {
    void this.app?.then((app) => app.close());
  }

  private get isInline(): boolean {
    return this.hasAttribute("inline");
  }

  private get api(): string {
    return this.getAttribute("api") ?? "";
  }

  /** The inline chat of the same gateway on this page: two places for one conversation would be one too many. */
  private sibling(): LeerwijsChat | undefined {
    return [...document.querySelectorAll<LeerwijsChat>("leerwijs-chat[inline]")].find((one) => one.api === this.api);
  }

  private root(): ShadowRoot {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren();
    return root;
  }

  private draw(): void {
    this.root().append(h("div", { class: "root", lang: "nl" }, this.button));
    if (this.hasAttribute("data-open") || hasConversation(this.api)) void this.start(false);
  }

  private startWhenNear(): void {
    this.root();
    this.near = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      this.near?.disconnect();
      whenIdle(() => this.isConnected && void this.start(false));
    }, { rootMargin: NEAR });
    this.near.observe(this);
  }

  private prepare(): void {
    void load().catch(() => undefined);
  }

  /** Brings the chat; `pressed` by the person, who then gets the panel and the focus. */
  private async start(pressed: boolean): Promise<void> {
    if (pressed) say(this.words, WORDS.loading);
    try {
      this.app ??= load().then((module) => module.mount(this, this.shadowRoot!, this.isInline ? null : this.button, this.badge));
      const app = await this.app;
      say(this.words, WORDS.ask);
      if (pressed) app.open();
    } catch {
      this.app = null;
      say(this.words, pressed ? WORDS.failed : WORDS.ask);
    }
  }
}

if (!customElements.get("leerwijs-chat")) customElements.define("leerwijs-chat", LeerwijsChat);
