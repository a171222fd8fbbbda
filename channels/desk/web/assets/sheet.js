// Forms that are shown on top of the desk. Without this script they are pages of their own.

import { piece } from "./http.js";
import { tell } from "./telling.js";

const dialog = document.getElementById("blad");
let opener;

/** Shows what is at an address in the sheet. */
export async function openSheet(url, from) {
  let html;
  try {
    html = await piece(url);
  } catch (refused) {
    tell(refused.message, true);
    return;
  }
  opener = from ?? opener;
  dialog.innerHTML = html;
  const heading = dialog.querySelector("h2");
  heading.id = "blad-titel";
  dialog.setAttribute("aria-labelledby", heading.id);
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("input[type=search], textarea, fieldset input:checked, fieldset input, select") ?? heading).focus();
}

/** Takes the sheet away; the focus goes back to where it was opened. */
export function closeSheet() {
  if (dialog?.open) dialog.close();
}

/** Says in the sheet what was wrong; false when it is not open. */
export function sheetProblem(words) {
  const place = dialog?.open && dialog.querySelector(".error");
  if (!place) return false;
  place.hidden = false;
  place.textContent = words;
  place.scrollIntoView({ block: "nearest" });
  return true;
}

dialog?.addEventListener("close", () => {
  dialog.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = undefined;
});
