// Makes "Mijn overzicht" quicker to use; everything works without it. A tick is kept at once instead of by the button.
"use strict";

document.documentElement.classList.add("scripted");

/** Says something to who listens, and where `visible` to who looks too. */
const say = (id, words, visible = false) => {
  const region = document.getElementById(id);
  if (!region) return;
  region.textContent = words;
  region.className = visible ? "notice wrong toast" : "read";
};

// ---- ticks ---------------------------------------------------------------------------------------------------------

const ticks = document.querySelector("form[data-ticks]");

async function keep(box) {
  const change = new URLSearchParams();
  change.append(box.checked ? "aan" : "toen", box.value);
  const response = await fetch(ticks.action, { method: "POST", body: change, headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function ticked(box) {
  const wanted = box.checked;
  try {
    const { done, total } = await keep(box);
    const counter = document.getElementById("gedaan");
    if (counter) counter.textContent = done;
    say("stand-vinkjes", total ? `Bewaard. ${done} van de ${total} stappen gedaan.` : "Bewaard.");
    box.closest(".offer")?.classList.toggle("chosen", wanted);
  } catch {
    box.checked = !wanted;
    say("stand-vinkjes", "Bewaren lukt nu niet. Uw vinkje is teruggezet. Probeer het zo opnieuw.", true);
  }
}

if (ticks) {
  // One at a time and in order: the last one counts, also when somebody is fast.
  let queue = Promise.resolve();
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.form === ticks) queue = queue.then(() => ticked(box));
  });
}

// ---- print, copy, and where a message is -----------------------------------------------------------------------------

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.querySelector("button").addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
      say("stand-link", "De link is gekopieerd.");
    } catch {
      field.select();
      say("stand-link", "Kopiëren lukt niet. De link is geselecteerd: kopieer hem zelf.");
    }
  });
}

const file = document.querySelector("[data-largest]");
file?.form.addEventListener("submit", (event) => {
  const large = file.files[0] && file.files[0].size > Number(file.dataset.largest);
  file.setCustomValidity(large ? "Dit bestand is te groot. Kies het bestand dat u hier bewaarde." : "");
  if (large) {
    event.preventDefault();
    file.reportValidity();
  }
});
file?.addEventListener("change", () => file.setCustomValidity(""));

document.querySelector(".notice[tabindex]")?.focus();

// On paper everything is open; afterwards it is as it was.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const one of opened) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of opened) one.open = false;
});
