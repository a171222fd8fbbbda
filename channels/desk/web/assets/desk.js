// Brings the pages of the desk to life. All of it works without, but for what changes by itself.

import * as chats from "./chats.js";
import { post } from "./http.js";
import { bindKeys } from "./keys.js";
import { bindPrefs } from "./prefs.js";
import { closeSheet, openSheet, sheetProblem } from "./sheet.js";
import { dropDraft, forgetAll, keepDesk, linkDesk } from "./remember.js";
import { Stream } from "./stream.js";
import { swap } from "./swap.js";
import { count, tell, title } from "./telling.js";

const SIGN_OF_LIFE_MS = 18_000;
const AT_WORK_MS = 5 * 60_000;
const workspace = document.getElementById("gesprekken");

document.documentElement.classList.replace("no-js", "js");
bindPrefs(title);
if (document.querySelector("[data-door]")) forgetAll();
else linkDesk();

// ---- what is the same on every page ----

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-open]");
  if (opens) document.getElementById(opens.dataset.open).showModal();
  const copies = event.target.closest("[data-copy]");
  if (copies) copy(document.getElementById(copies.dataset.copy));
  for (const menu of document.querySelectorAll("details.me[open]")) if (!menu.contains(event.target) || opens) menu.open = false;
  const plainly = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
  const sheet = event.target.closest("a[data-sheet]");
  if (sheet && !plainly) {
    event.preventDefault();
    openSheet(sheet.href, sheet);
  }
  const link = event.target.closest("a[data-chat-link], a[data-chat-close]");
  if (link && workspace && !plainly) {
    event.preventDefault();
    chats.show(link.href);
  }
});

async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    tell("Gekopieerd.");
  } catch {
    tell("Kopieer de link zelf: hij is geselecteerd.");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sheet-form]")) {
    event.preventDefault();
    openSheet(`${form.action}?${new URLSearchParams(new FormData(form))}`, document.activeElement.closest("dialog") ? undefined : event.submitter);
  } else if (form.matches("[data-live]") && workspace) {
    event.preventDefault();
    live(form, event.submitter);
  }
});

/** Sends a form of the desk in the background, and shows what came of it. */
async function live(form, button) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const fields = new FormData(form, button);
  const column = form.closest(".chat");
  try {
    const answer = await post(form.action, fields);
    closeSheet();
    tell(answer.done);
    for (const field of form.querySelectorAll("textarea, input:not([type=hidden])")) {
      field.value = field.defaultValue;
      dropDraft(field.id);
    }
    button?.focus();
    const drawer = form.closest("details.edit");
    if (drawer) {
      drawer.open = false;
      drawer.querySelector("summary").focus();
    }
    if (form.matches("[data-claim]") || form.action.endsWith("/aannemen")) await chats.show(answer.to, { renew: true });
    if (answer.refresh) for (const one of column ? [column] : chats.columns()) await chats.refresh(one);
  } catch (refused) {
    if (!sheetProblem(refused.message)) tell(refused.message, true);
  } finally {
    delete form.dataset.busy;
  }
}

// ---- being there: on every page of who is logged in ----

let stream;

if (document.querySelector('meta[name="form-key"]')) {
  let first = true;
  const offline = document.querySelector(".offline");
  stream = new Stream(() => chats.columns().map((one) => [one.dataset.chat, one.dataset.last]), {
    connected(there) {
      offline.hidden = there;
      offline.textContent = there ? "" : "De verbinding is weg. We proberen het opnieuw; wat je ziet kan verouderd zijn.";
    },
    part({ name, html }) {
      const place = document.getElementById(`deel-${name}`);
      if (place) swap(place, html);
    },
    counts(counts) {
      count(counts, { quietly: first });
      first = false;
    },
    messages: chats.addMessages,
    state: chats.state,
    typing: chats.typing,
    gone({ chat }) {
      tell("Dit gesprek is niet (meer) te zien.", true);
      chats.columnOf(chat)?.querySelector("[data-chat-close]")?.click();
    },
    left() {
      stream.close();
      location.assign(`/desk/inloggen?naar=${encodeURIComponent(location.pathname + location.search)}`);
    },
  });
  stream.open();

  // The first at once: who goes from page to page quickly is there too.
  const signOfLife = () => post("/desk/teken", {}).catch(() => {});
  signOfLife();
  setInterval(signOfLife, SIGN_OF_LIFE_MS);
  let worked = Date.now();
  for (const kind of ["pointerdown", "keydown"]) {
    addEventListener(kind, () => {
      if (Date.now() - worked < AT_WORK_MS) return;
      worked = Date.now();
      post("/desk/bezig", {}).catch(() => {});
    });
  }
}

// ---- the desk itself ----

if (workspace) {
  for (const column of chats.columns()) chats.bind(column);
  chats.choose(chats.columns().at(-1));
  keepDesk(chats.address());
  bindKeys();
  addEventListener("popstate", () => chats.show(location.href, { push: false }));
  chats.onChange(() => stream.open());
  addEventListener("focus", () => chats.current() && chats.choose(chats.current()));
}
