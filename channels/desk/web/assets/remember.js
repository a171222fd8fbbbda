// What this tab remembers until its user logs out: what was being written, and which chats were in view.

const DRAFT = "leerwijs-concept-";
const DESK = "leerwijs-balie-adres";

/** Runs where a browser may refuse: one that remembers nothing still works. */
function tried(work) {
  try {
    return work(sessionStorage);
  } catch {
    return undefined;
  }
}

/** Remembers what is in a field now. */
export function keepDraft(field) {
  if (!field.value) dropDraft(field.id);
  else tried((memory) => memory.setItem(DRAFT + field.id, field.value));
}

/** Puts what was being written back in the empty fields of a place. */
export function restoreDrafts(place) {
  for (const field of place.querySelectorAll("textarea[id]")) {
    if (!field.value) field.value = tried((memory) => memory.getItem(DRAFT + field.id)) ?? "";
  }
}

/** Forgets what was written in a field, by its id: it was sent, or it has nowhere to go any more. */
export function dropDraft(id) {
  tried((memory) => memory.removeItem(DRAFT + id));
}

/** Remembers the address of the desk with the chats that are in view, and has the links to the desk lead there. */
export function keepDesk(address) {
  tried((memory) => memory.setItem(DESK, address));
  linkDesk();
}

/** Has the links to the desk lead to the chats that were in view. */
export function linkDesk() {
  const address = tried((memory) => memory.getItem(DESK)) ?? "/desk";
  for (const link of document.querySelectorAll("a[data-desk]")) link.href = address;
}

/** Forgets all of it: who logs in here next may be somebody else. */
export function forgetAll() {
  tried((memory) => {
    for (const name of Object.keys(memory)) if (name === DESK || name.startsWith(DRAFT)) memory.removeItem(name);
  });
}
