// Ways to tell who sits here something: a message on the screen, a voice for a screen reader, a sound, the title.

import { likes } from "./prefs.js";

const NAME = document.title;
const SHOWN_MS = 6000;
let toast;
let audio;

/** Shows words for a moment, and has them read. `wrong`: something did not work. */
export function tell(words, wrong = false) {
  if (!words) return;
  toast?.remove();
  toast = document.createElement("p");
  toast.className = wrong ? "toast error" : "toast";
  toast.setAttribute("role", wrong ? "alert" : "status");
  document.body.append(toast);
  const mine = toast;
  mine.textContent = words; // after it is in the page: only then screen readers notice
  setTimeout(() => mine.remove(), wrong ? 2 * SHOWN_MS : SHOWN_MS);
}

/** Has words read by a screen reader only. */
export function announce(words) {
  const place = document.getElementById("gemeld");
  if (place) place.textContent = words;
}

/** Plays two short notes, higher when it is urgent. Browsers allow it only after somebody touched the page. */
export function chime(urgent = false) {
  if (!likes("sound")) return;
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") audio.resume();
    const notes = urgent ? [880, 1175, 880] : [659, 880];
    notes.forEach((pitch, index) => note(pitch, audio.currentTime + index * 0.16));
  } catch {
    // No sound on this machine: the title and the page tell too.
  }
}

function note(pitch, at) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.24);
}

let shown = { waiting: 0, urgent: 0, unread: 0, offers: 0, callbacks: 0 };

/** Writes in the title of the tab how much waits, and makes a sound when something new came. */
export function count(counts, { quietly = false } = {}) {
  const more = ["waiting", "unread", "offers", "callbacks"].some((name) => counts[name] > shown[name]);
  const moreUrgent = counts.urgent > shown.urgent;
  if (!quietly && (more || moreUrgent)) chime(moreUrgent);
  if (!quietly && counts.waiting > shown.waiting) {
    announce(`${moreUrgent ? "Dringend. " : ""}Nieuw in de wachtrij. ${counts.waiting} ${counts.waiting === 1 ? "wacht" : "wachten"}.`);
  }
  shown = counts;
  title();
}

/** Writes the title anew. */
export function title() {
  const things = shown.waiting + shown.unread + shown.offers;
  const mark = shown.urgent ? "! " : "";
  document.title = likes("title") && things ? `${mark}(${things}) ${NAME}` : NAME;
}
