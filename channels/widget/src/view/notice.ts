/** The strip between head and log: where one stands in the queue, whether there is a connection. */
import type { Conversation } from "../conversation.ts";
import type { Problem, State } from "../state.ts";
import { problemActions, problems, text } from "../strings.ts";
import { h, say } from "./dom.ts";
import type { KeepFocus } from "./message.ts";

/** A break shorter than this is not worth a word. */
const PATIENCE_MS = 2_000;

export class Notice {
  readonly element = h("div", { class: "notices" });
  private readonly conversation: Conversation;
  private readonly announce: (words: string) => void;
  private readonly keepFocus: KeepFocus;
  private readonly ownerWords = h("p");
  private readonly leave: HTMLButtonElement;
  private readonly owner: HTMLElement;
  private readonly connection = h("p", { class: "notice warn", hidden: true });
  private readonly problem = h("div", { class: "notice warn", hidden: true });
  private readonly storage = h("p", { class: "notice", hidden: true }, text.notKept);
  private shownProblem: Problem | null = null;
  private place = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(conversation: Conversation, announce: (words: string) => void, keepFocus: KeepFocus) {
    this.conversation = conversation;
    this.announce = announce;
    this.keepFocus = keepFocus;
    this.leave = h("button", { type: "button", class: "small", "data-leave": true, onclick: () => void conversation.leaveQueue() },
      text.leaveQueue);
    this.owner = h("div", { class: "notice", hidden: true }, this.ownerWords, this.leave);
    this.element.append(this.owner, this.connection, this.problem, this.storage);
  }

  update(state: State): void {
    this.showOwner(state);
    this.showConnection(state);
    this.showProblem(state.problem);
    this.storage.hidden = !state.conversation || this.conversation.isKept;
  }

  /** Who took over stands in the head and is said by a message; a new place in the queue is said only here. */
  private showOwner(state: State): void {
    const words = ownerWords(state);
    const waits = state.owner === "wachtrij";
    if (!waits) this.keepFocus(this.leave);
    this.leave.hidden = !waits;
    this.owner.hidden = words === "";
    say(this.ownerWords, words);
    const place = state.queue?.place ?? 0;
    if (place && place !== this.place && state.open) this.announce(words);
    this.place = place;
  }

  private showConnection(state: State): void {
    if (state.connection === "offline") this.tell(this.connection, text.offline);
    else if (state.connection === "waiting") {
      this.timer ??= setTimeout(() => this.tell(this.connection, text.waiting), PATIENCE_MS);
      return;
    } else if (state.connection !== "connecting") {
      const wasAway = !this.connection.hidden;
      this.tell(this.connection, "");
      if (wasAway) this.announce(text.back);
    }
    if (this.timer && state.connection !== "connecting") {
      clearTimeout(this.timer);
      this.timer = null;
    }
  }

  private showProblem(problem: Problem | null): void {
    if (problem === this.shownProblem) return;
    this.shownProblem = problem;
    this.keepFocus(this.problem);
    this.problem.hidden = problem === null;
    this.problem.replaceChildren();
    if (!problem) return;
    this.problem.append(h("p", {}, problems[problem]),
      h("button", { type: "button", class: "small", "data-problem": problem, onclick: () => this.act(problem) },
        problemActions[problem]));
    this.announce(problems[problem]);
  }

  private act(problem: Problem): void {
    if (problem === "erase_failed") void this.conversation.erase();
    else if (problem === "call_failed") this.conversation.dismiss();
    else void this.conversation.start();
  }

  /** Shows words and says them, once; no words hide the line. */
  private tell(line: HTMLElement, words: string): void {
    if (line.textContent === words) return;
    line.hidden = words === "";
    say(line, words);
    if (words) this.announce(words);
  }
}

function ownerWords({ owner, queue }: State): string {
  if (owner === "wachtrij") {
    const { place, minutes } = queue ?? { place: 0, minutes: null };
    return [text.queue, place && text.queuePlace(place), minutes && text.queueMinutes(minutes)].filter(Boolean).join(" ");
  }
  return owner === "gesloten" ? text.closed : "";
}
