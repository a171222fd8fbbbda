/** Reading aloud with the browser's own Dutch voice; nothing leaves the device. */

let reading: { stop(): void } | null = null;

/** A voice that needs no network: another one would send the words to who made the browser. */
function dutchVoice(): SpeechSynthesisVoice | undefined {
  return globalThis.speechSynthesis?.getVoices().find((voice) => voice.lang.startsWith("nl") && voice.localService);
}

export function canRead(): boolean {
  return dutchVoice() !== undefined;
}

/** Calls back once there may be a voice: browsers fetch the list of voices when they are first asked for it. */
export function whenVoices(act: () => void): void {
  act();
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", act);
}

/**
 * Starts reading, or stops when this is what is being read. Returns whether it reads now.
 *
 * @param words one paragraph each: some voices stop by themselves in a long text
 * @param done  called when it ends, by itself or because something else is read
 */
export function readAloud(words: readonly string[], done: () => void): boolean {
  const voice = dutchVoice();
  const before = reading;
  before?.stop();
  if (!voice || words.length === 0) return false;
  const mine = (reading = { stop: () => {
    if (reading === mine) reading = null;
    speechSynthesis.cancel();
    done();
  } });
  words.forEach((paragraph, index) => {
    const utterance = Object.assign(new SpeechSynthesisUtterance(paragraph), { lang: "nl-NL", voice });
    utterance.onerror = () => reading === mine && mine.stop();
    if (index === words.length - 1) utterance.onend = () => reading === mine && mine.stop();
    speechSynthesis.speak(utterance);
  });
  return true;
}

export function stopReading(): void {
  reading?.stop();
}
