/**
 * `<leerwijs-chat>`: the custom element that puts conversation and view together.
 *
 * Attributes: `api` (address of the gateway; default the site's own), `inline` (part of the page, always open), `theme`
 * (`light` or `dark`; default what the visitor prefers), `data-open` (open at once).
 */
import { Conversation } from "./conversation.ts";
import { realClock, type Stream } from "./feed.ts";
import { Session, tabStorage } from "./session.ts";
import styles from "./styles/widget.css";
import { Transport } from "./transport.ts";
import { h } from "./view/dom.ts";
import { Launcher } from "./view/launcher.ts";
import { Panel } from "./view/panel.ts";

export class LeerwijsChat extends HTMLElement {
  private conversation: Conversation | null = null;
  private launcher: Launcher | null = null;
  private panel: Panel | null = null;
  private readonly onNetwork = () => this.conversation?.network();
  private readonly onVisible = () => {
    if (document.visibilityState === "visible") this.onNetwork();
  };

  connectedCallback(): void {
    if (this.conversation) return;
    const api = this.getAttribute("api") ?? "";
    const conversation = new Conversation(new Transport(api), new Session(api, tabStorage()), surroundings());
    this.conversation = conversation;
    this.build(conversation);
    conversation.subscribe((state) => {
      this.launcher?.update(state);
      this.panel?.update(state);
    });
    addEventListener("online", this.onNetwork);
    addEventListener("offline", this.onNetwork);
    document.addEventListener("visibilitychange", this.onVisible);
    void this.begin(conversation);
  }

  disconnectedCallback(): void {
    removeEventListener("online", this.onNetwork);
    removeEventListener("offline", this.onNetwork);
    document.removeEventListener("visibilitychange", this.onVisible);
    this.conversation?.stop();
    this.conversation = null;
  }

  /** Opens the panel and takes the focus there. */
  open(): void {
    this.show(true);
  }

  /** Closes the panel and gives the focus back to the launcher. */
  close(): void {
    if (this.isInline) return;
    this.conversation?.close();
    this.panel?.hide();
    this.launcher?.element.focus();
  }

  private get isInline(): boolean {
    return this.hasAttribute("inline");
  }

  private build(conversation: Conversation): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    this.panel = new Panel(conversation, this.isInline, () => this.close());
    this.launcher = this.isInline ? null : new Launcher(() => this.open());
    root.replaceChildren(h("div", { class: "root", lang: "nl" }, this.panel.element, this.launcher?.element));
    this.launcher?.update(conversation.state);
    this.panel.update(conversation.state);
  }

  private async begin(conversation: Conversation): Promise<void> {
    const wasOpen = await conversation.restore();
    if (this.conversation !== conversation) return;
    // On a phone the panel covers the page: who went to another page wants to see that.
    const reopen = wasOpen && matchMedia("(min-width: 48em)").matches;
    if (this.isInline || reopen || this.hasAttribute("data-open")) this.show(false);
  }

  private show(focus: boolean): void {
    this.panel?.show();
    if (focus) this.panel?.focus();
    void this.conversation?.open();
  }
}

function surroundings() {
  return {
    openStream: "EventSource" in globalThis ? (url: string) => new EventSource(url) as Stream : null,
    online: () => navigator.onLine,
    newId,
    now: Date.now,
    clock: realClock,
  };
}

/** A random UUID, also on a site without https, where the browser does not offer one. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
