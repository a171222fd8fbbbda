/** Reading aloud with the browser's own Dutch voice; nothing leaves the device. */

let reading: SpeechSynthesisUtterance | null = null;

function dutchVoice(): SpeechSynthesisVoice | undefined {
  return globalThis.speechSynthesis?.getVoices().find((voice) => voice.lang.startsWith("nl") && voice.localService);
}

export function canRead(): boolean {
  return dutchVoice() !== undefined;
}

/** Starts reading, or stops when something is being read. Returns whether it reads now. */
export function readAloud(words: string, done: () => void): boolean {
  const voice = dutchVoice();
  speechSynthesis.cancel();
  if (reading || !voice) {
    reading = null;
    return false;
  }
  reading = Object.assign(new SpeechSynthesisUtterance(words), { lang: "nl-NL", voice });
  reading.onend = reading.onerror = () => {
    reading = null;
    done();
  };
  speechSynthesis.speak(reading);
  return true;
}
