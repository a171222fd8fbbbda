/**
 * The field for a place: a combobox (ARIA Authoring Practices, list autocomplete with manual selection). The focus stays
 * in the field; what is suggested can be chosen, and what is typed can be sent as it is.
 */
import { text } from "../strings.ts";
import type { Place } from "../types.ts";
import { attr, h } from "./dom.ts";

export type FindPlaces = (query: string, signal: AbortSignal) => Promise<Place[]>;

/** Somebody who types fast asks once. */
const WAIT_MS = 150;
/** Only what can be the name of a place or a postcode is asked for; the rest of what people type stays here. */
const PLACE = /^(?:[1-9]\d{3}|[\p{L}'’][\p{L}\s'’.()-]{1,30})$/u;

export class PlaceField {
  readonly input: HTMLInputElement;
  readonly list: HTMLUListElement;
  private readonly find: FindPlaces;
  private readonly choose: (label: string) => void;
  private readonly announce: (words: string) => void;
  private places: Place[] = [];
  private active = -1;
  private asked = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param choose called with the label of the place that was chosen */
  constructor(find: FindPlaces, choose: (label: string) => void, announce: (words: string) => void) {
    this.find = find;
    this.choose = choose;
    this.announce = announce;
    this.list = h("ul", { class: "options", id: "places", role: "listbox", "aria-label": text.places, hidden: true,
      // The field keeps the focus while an option is pressed.
      onpointerdown: (event) => event.preventDefault() });
    this.input = h("input", { class: "field", id: "place", type: "text", dir: "auto", role: "combobox", "aria-expanded": "false",
      "aria-controls": "places", "aria-autocomplete": "list", "aria-describedby": "hint count", autocomplete: "off",
      autocapitalize: "words", spellcheck: "false", enterkeyhint: "send", hidden: true,
      onblur: () => this.close() });
  }

  /** Asks for places that fit what was typed; call it on each input. */
  typed(): void {
    clearTimeout(this.timer);
    this.asked.abort();
    const query = this.input.value.trim();
    if (!PLACE.test(query)) return this.close();
    const { signal } = (this.asked = new AbortController());
    this.timer = setTimeout(() => void this.find(query, signal).then((places) => {
      if (!signal.aborted) this.show(places);
    }), WAIT_MS);
  }

  /** Handles a key of the open list. Says whether it was one. */
  key(event: KeyboardEvent): boolean {
    if (this.list.hidden) return false;
    const { length } = this.places;
    if (event.key === "ArrowDown") this.activate(this.active === length - 1 ? -1 : this.active + 1);
    else if (event.key === "ArrowUp") this.activate(this.active === -1 ? length - 1 : this.active - 1);
    else if (event.key === "Enter" && this.active >= 0) this.pick(this.active);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked.abort();
    this.list.hidden = true;
    attr(this.input, "aria-expanded", "false");
    this.activate(-1);
  }

  private show(places: Place[]): void {
    this.places = places;
    this.list.replaceChildren(...places.map(({ label, detail }, index) =>
      h("li", { id: `place-${index}`, role: "option", "aria-selected": "false", onclick: () => this.pick(index) },
        label, detail ? h("span", {}, detail) : null)));
    this.list.hidden = places.length === 0;
    attr(this.input, "aria-expanded", String(places.length > 0));
    this.activate(-1);
    this.announce(text.placesFound(places.length));
  }

  private activate(index: number): void {
    this.active = index;
    attr(this.input, "aria-activedescendant", index < 0 ? null : `place-${index}`);
    [...this.list.children].forEach((option, place) => {
      attr(option, "aria-selected", String(place === index));
      if (place === index) option.scrollIntoView({ block: "nearest" });
    });
  }

  private pick(index: number): void {
    const place = this.places[index];
    this.close();
    if (place) this.choose(place.label);
  }
}
