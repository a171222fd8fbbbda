// Putting new pieces in the page without taking away what somebody is doing there.

/** Whether somebody is in the middle of filling something in here. */
export function inUse(place) {
  const active = document.activeElement;
  const typing = active && place.contains(active) && active.matches("input, select, textarea");
  return typing || [...place.querySelectorAll("textarea, input[type=text], input:not([type])")].some((field) => field.value !== field.defaultValue);
}

/** Replaces what is in a place; the focus stays where it was, or goes to `fallback`. Open drawers stay open. */
export function swap(place, html, fallback) {
  const active = document.activeElement;
  const held = place.contains(active) && active !== place;
  const id = held ? active.id : "";
  const open = [...place.querySelectorAll("details[open]")].map((drawer) => drawer.querySelector("summary")?.textContent);
  const top = place.scrollTop;
  place.innerHTML = html;
  for (const drawer of place.querySelectorAll("details:not([open])")) {
    if (open.includes(drawer.querySelector("summary")?.textContent)) drawer.open = true;
  }
  place.scrollTop = top;
  if (held) (document.getElementById(id) || fallback || place.querySelector("h2, h3"))?.focus({ preventScroll: true });
}

/** Makes an element of a piece of a page. */
export function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}
