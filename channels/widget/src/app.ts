/** The chat itself, mounted into the element that `loader.ts` defines: puts conversation and view together. */
import { browserChannel } from "./channel.ts";
import { Conversation } from "./conversation.ts";
import { realClock, type Stream } from "./feed.ts";
import { Session, tabStorage } from "./session.ts";
import { unread, type State } from "./state.ts";
import { text } from "./strings.ts";
import styles from "./styles/widget.css";
import { Transport } from "./transport.ts";
import { h, say } from "./view/dom.ts";
import { Panel } from "./view/panel.ts";

/** What the element can ask of the chat. */
export interface App {
  open(): void;
  close(): void;
  /** Ends all activity; what is kept in the tab stays. */
  stop(): void;
}

/**
 * Puts the chat into an element.
 *
 * @param button the button that opens it; null where it is part of the page, and always open
 * @param badge  where the number of unread messages goes
 */
export function mount(host: HTMLElement, root: ShadowRoot, button: HTMLButtonElement | null, badge: HTMLElement): App {
  const api = host.getAttribute("api") ?? "";
  const conversation = new Conversation(new Transport(api), new Session(api, tabStorage()), {
    openStream: "EventSource" in globalThis ? (url: string) => new EventSource(url) as Stream : null,
    openChannel: browserChannel(api),
    online: () => navigator.onLine,
    newId,
    now: Date.now,
    clock: realClock,
  });
  const app = new Mounted(conversation, host, root, button, badge);
  void app.begin();
  return app;
}

class Mounted implements App {
  private readonly conversation: Conversation;
  private readonly panel: Panel;
  private readonly button: HTMLButtonElement | null;
  private readonly badge: HTMLElement;
  private readonly host: HTMLElement;
  private readonly listening = new AbortController();

  constructor(
    conversation: Conversation, host: HTMLElement, root: ShadowRoot, button: HTMLButtonElement | null, badge: HTMLElement,
  ) {
    this.conversation = conversation;
    this.host = host;
    this.button = button;
    this.badge = badge;
    this.panel = new Panel(conversation, button === null, () => this.close());
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets.slice(0, 1), sheet];
    // The button stays where it is: it may have the focus.
    const frame = root.querySelector(".root") ?? root.appendChild(h("div", { class: "root", lang: "nl" }));
    frame.prepend(this.panel.element);
    this.show(conversation.state);
    conversation.subscribe((state) => this.show(state));
    this.listen();
  }

  async begin(): Promise<void> {
    const wasOpen = await this.conversation.restore();
    // On a phone the panel covers the page: who went to another page wants to see that.
    const reopen = wasOpen && matchMedia("(min-width: 48em)").matches;
    if (!this.listening.signal.aborted && (!this.button || reopen || this.host.hasAttribute("data-open"))) this.unfold();
  }

  open(): void {
    this.unfold();
    this.panel.focus();
  }

  close(): void {
    if (!this.button) return;
    this.conversation.close();
    this.panel.hide();
    this.button.focus();
  }

  stop(): void {
    this.listening.abort();
    this.conversation.stop();
  }

  private unfold(): void {
    this.panel.show();
    void this.conversation.open();
  }

  private show(state: State): void {
    this.panel.update(state);
    if (!this.button) return;
    const count = unread(state);
    this.button.hidden = state.open;
    say(this.badge, count ? text.launcherUnread(count) : "");
    this.badge.hidden = count === 0;
  }

  private listen(): void {
    const { signal } = this.listening;
    const again = () => this.conversation.network();
    addEventListener("online", again, { signal });
    addEventListener("offline", again, { signal });
    addEventListener("pageshow", (event) => event.persisted && again(), { signal });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") again();
      else this.conversation.rest();
    }, { signal });
  }
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
