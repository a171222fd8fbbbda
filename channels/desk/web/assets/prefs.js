// What this browser remembers of how its owner likes to work.

const DEFAULTS = { sound: true, title: true, keys: true };
const PLACE = "leerwijs-balie";

function stored() {
  try {
    return JSON.parse(localStorage.getItem(PLACE)) ?? {};
  } catch {
    return {};
  }
}

/** Whether something is switched on: `sound`, `title` or `keys`. */
export function likes(name) {
  return stored()[name] ?? DEFAULTS[name];
}

/** Keeps the boxes of the dialog and the memory the same. */
export function bindPrefs(changed) {
  for (const box of document.querySelectorAll("[data-pref]")) {
    box.checked = likes(box.dataset.pref);
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(PLACE, JSON.stringify({ ...stored(), [box.dataset.pref]: box.checked }));
      } catch {
        // A browser that remembers nothing still works.
      }
      changed();
    });
  }
}
