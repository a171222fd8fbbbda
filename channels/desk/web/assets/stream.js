// The event stream of the desk. When it drops it comes back by itself and says which messages are here already.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const SILENT_MS = 45_000;

/** Follows the desk. `cursors()` gives the open chats as [id, last seq]; `on` has a function for each event. */
export class Stream {
  constructor(cursors, on) {
    this.cursors = cursors;
    this.on = on;
    this.wait = FIRST_WAIT_MS;
    addEventListener("online", () => this.open());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() - this.heard > SILENT_MS) this.open();
    });
  }

  /** Starts anew, for the chats that are open now. */
  open() {
    this.close();
    const query = new URLSearchParams(this.cursors().map(([id, seq]) => ["gesprek", `${id}:${seq}`]));
    const source = new EventSource(`/desk/stroom?${query}`);
    this.source = source;
    this.heard = Date.now();
    source.onopen = () => {
      this.wait = FIRST_WAIT_MS;
      this.heard = Date.now();
      this.on.connected(true);
    };
    source.onerror = () => this.retry();
    for (const kind of ["part", "counts", "messages", "state", "typing", "gone", "left"]) {
      source.addEventListener(kind, (event) => {
        this.heard = Date.now();
        this.on[kind](JSON.parse(event.data));
      });
    }
    source.addEventListener("again", () => this.open());
  }

  retry() {
    this.close();
    this.on.connected(false);
    this.timer = setTimeout(() => this.open(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 2);
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
  }
}
