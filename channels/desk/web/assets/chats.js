// The open chats beside each other: what is in the address is what is shown.

import { piece, post, Refused } from "./http.js";
import { isSearch, quickTexts } from "./quick.js";
import { dropDraft, keepDesk, keepDraft, restoreDrafts } from "./remember.js";
import { element, inUse, swap } from "./swap.js";
import { tell } from "./telling.js";

const place = document.getElementById("gesprekken");
const TYPING_SENT_MS = 3000;
const TYPING_SHOWN_MS = 6000;
const NEAR_END = 80;
let changed = () => {};

/** Calls back when another set of chats is open. */
export function onChange(callback) {
  changed = callback;
}

/** The columns on the page, from left to right. */
export function columns() {
  return [...(place?.querySelectorAll(":scope > .chat") ?? [])];
}

/** The column of a chat, if it is open. */
export function columnOf(id) {
  return columns().find((column) => column.dataset.chat === id);
}

/** The column that was used last. */
export function current() {
  return columns().find((column) => column.classList.contains("current")) ?? columns()[0];
}

function asked(url) {
  return new URL(url, location.href).searchParams.getAll("gesprek");
}

/** Makes the page show the chats that an address names, and puts the address in the history. */
export async function show(url, { push = true, renew = false } = {}) {
  const wanted = asked(url);
  const last = columnOf(wanted.at(-1));
  if (renew && last) await refresh(last);
  for (const id of wanted) {
    if (columnOf(id)) continue;
    try {
      place.append(element(await piece(`/desk/gesprek/${id}?${naast(wanted)}`)));
      bind(columnOf(id));
    } catch (refused) {
      tell(refused.message, true);
    }
  }
  for (const column of columns()) if (!wanted.includes(column.dataset.chat)) column.remove();
  for (const column of columns()) relink(column);
  document.body.classList.toggle("has-chats", columns().length > 0);
  keepDesk(address());
  if (push) history.pushState(null, "", address());
  choose(columnOf(wanted.at(-1)) ?? columns()[0], { focus: true });
  changed();
}

function naast(ids) {
  return ids.map((id) => `naast=${id}`).join("&");
}

/** The address of the desk with these chats in view; those that are now, if none are given. */
export function address(ids = columns().map((column) => column.dataset.chat)) {
  return `/desk${ids.length ? "?" : ""}${ids.map((id) => `gesprek=${id}`).join("&")}`;
}

function relink(column) {
  const others = columns().map((one) => one.dataset.chat).filter((id) => id !== column.dataset.chat);
  for (const link of column.querySelectorAll("[data-chat-close]")) link.href = address(others);
}

/** Makes a column the one that keys work on. */
export function choose(column, { focus = false } = {}) {
  for (const one of columns()) one.classList.toggle("current", one === column);
  toEnd(column);
  if (!focus) return;
  const field = column?.querySelector("[data-compose] textarea") ?? column?.querySelector("h2") ?? document.getElementById("wachtrij-titel");
  field?.focus({ preventScroll: false });
  seen(column);
}

/** Shows the newest messages, the first time that a column is seen: on a phone that is later than it is made. */
function toEnd(column) {
  const log = column?.querySelector(".log");
  if (!log?.clientHeight || column.dataset.scrolled) return;
  column.dataset.scrolled = "1";
  log.scrollTop = log.scrollHeight;
}

function nearEnd(log) {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
}

/** Gives a column what it needs to live. */
export function bind(column) {
  toEnd(column);
  receipt(column);
  const log = column.querySelector(".log");
  log.addEventListener("scroll", () => (column.atEnd = nearEnd(log)));
  new ResizeObserver(() => column.atEnd !== false && (log.scrollTop = log.scrollHeight)).observe(log);
  column.addEventListener("focusin", () => {
    choose(column);
    seen(column);
  });
  const toggle = column.querySelector(".dossier-toggle");
  column.addEventListener("click", (event) => {
    if (event.target.closest(".dossier-toggle")) toggleDossier(column);
  });
  toggle?.setAttribute("aria-expanded", "false");
  column.addEventListener("input", (event) => event.target.matches("textarea[id]") && keepDraft(event.target));
  bindComposer(column);
  restoreDrafts(column);
}

/** Shows the dossier or hides it: beside the talk, or in its place where both do not fit. */
export function toggleDossier(column) {
  const open = getComputedStyle(column.querySelector(".dossier")).display === "none";
  column.classList.toggle("shows-dossier", open);
  column.classList.toggle("hides-dossier", !open);
  column.querySelector(".dossier-toggle").setAttribute("aria-expanded", String(open));
  (column.querySelector(open ? ".dossier h3" : "[data-compose] textarea") ?? column.querySelector("h2")).focus();
}

function bindComposer(column) {
  const form = column.querySelector("[data-compose]");
  if (!form) return dropDraft(`tekst-${column.dataset.chat}`);
  const field = form.elements.tekst;
  let told = 0;
  const texts = column.querySelector("[data-quick]");
  if (texts) quickTexts(field, texts);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === "Escape") column.querySelector("h2").focus();
  });
  field.addEventListener("input", () => {
    if (!field.value.trim() || isSearch(field.value) || Date.now() - told < TYPING_SENT_MS) return;
    told = Date.now();
    post(`/desk/gesprek/${column.dataset.chat}/typt`, {}).catch(() => {});
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    send(column, form, field);
  });
}

async function send(column, form, field) {
  const words = field.value;
  if (!words.trim() || form.dataset.busy) return;
  if (isSearch(words)) return tell("Niet verstuurd: wat met een / begint, zoekt een snelle tekst. Kies er een, of haal de / weg.", true);
  form.dataset.busy = "1";
  try {
    await post(form.action, { bericht_id: form.elements.bericht_id.value, tekst: words });
    if (field.value === words) {
      field.value = "";
      dropDraft(field.id);
    }
    form.elements.bericht_id.value = crypto.randomUUID?.() ?? uuid();
  } catch (refused) {
    // The same number again: the gateway knows whether it has this message.
    tell(refused instanceof Refused && refused.status ? refused.message : "Niet verstuurd. Je tekst staat er nog; probeer het opnieuw.", true);
  }
  delete form.dataset.busy;
  field.focus();
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/** Adds messages that came; those that are there already are left out. */
export function addMessages({ chat, html, last }) {
  const column = columnOf(chat);
  if (!column) return;
  const log = column.querySelector(".log");
  const atEnd = nearEnd(log);
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const message of [...template.content.querySelectorAll(".message")]) {
    if (Number(message.dataset.seq) > Number(column.dataset.last)) column.querySelector("[data-messages]").append(message);
  }
  column.dataset.last = String(Math.max(last, Number(column.dataset.last)));
  column.querySelector("[data-typing]").hidden = true;
  if (atEnd) log.scrollTop = log.scrollHeight;
  receipt(column);
  if (document.hasFocus() && column.contains(document.activeElement)) seen(column);
}

/** Tells that a chat was read, if it is this adviser's and there is something new. */
function seen(column) {
  if (!column?.dataset.mine || !document.hasFocus()) return;
  const last = column.dataset.last;
  if (column.dataset.seen === last) return;
  column.dataset.seen = last;
  post(`/desk/gesprek/${column.dataset.chat}/gelezen`, { seq: last }).catch(() => delete column.dataset.seen);
}

/** Says below the last message of ours whether the citizen has read it. */
function receipt(column) {
  const ours = [...column.querySelectorAll('.message[data-from="adviser"]')].at(-1);
  const read = Number(column.querySelector(".log").dataset.read);
  const words = !ours ? "" : Number(ours.dataset.seq) <= read ? "Gelezen" : "Verstuurd, nog niet gelezen";
  const place = column.querySelector("[data-receipt]");
  if (place.textContent !== words) place.textContent = words;
}

/** Shows for a moment that the citizen writes. */
export function typing({ chat }) {
  const column = columnOf(chat);
  if (!column) return;
  const sign = column.querySelector("[data-typing]");
  const log = column.querySelector(".log");
  const atEnd = nearEnd(log);
  sign.hidden = false;
  if (atEnd) log.scrollTop = log.scrollHeight;
  clearTimeout(column.typingEnds);
  column.typingEnds = setTimeout(() => (sign.hidden = true), TYPING_SHOWN_MS);
}

/** Takes in who owns a chat now; what follows from it is fetched anew. */
export function state({ chat, version, mine, citizen_read, offered, urgent }) {
  const column = columnOf(chat);
  if (!column) return;
  column.querySelector(".log").dataset.read = String(citizen_read);
  receipt(column);
  const now = `${version}/${mine}/${offered}/${urgent}`;
  if (column.dataset.state && column.dataset.state !== now) refresh(column);
  else if (!column.dataset.state && Boolean(column.dataset.mine) !== mine) refresh(column);
  column.dataset.state = now;
}

/** Fetches head, composer and dossier anew; messages and what is being written stay. */
export async function refresh(column) {
  let fresh;
  try {
    fresh = element(await piece(`/desk/gesprek/${column.dataset.chat}`));
  } catch (refused) {
    if (refused.status === 404) return;
    throw refused;
  }
  const wasMine = Boolean(column.dataset.mine);
  column.dataset.mine = fresh.dataset.mine;
  column.classList.toggle("is-urgent", fresh.classList.contains("is-urgent"));
  for (const name of ["kop", "dossier"]) {
    const old = column.querySelector(`[data-part="${name}"]`);
    if (name === "dossier" && inUse(old)) continue;
    swap(old, fresh.querySelector(`[data-part="${name}"]`).innerHTML);
  }
  if (wasMine !== Boolean(fresh.dataset.mine) || !column.querySelector("[data-compose]")) {
    swap(column.querySelector('[data-part="schrijf"]'), fresh.querySelector('[data-part="schrijf"]').innerHTML, column.querySelector("h2"));
    bindComposer(column);
  }
  relink(column);
}
