"""How well callers are understood: ``make evaluate-voice``. Writes ``docs/evaluatie-telefoon.md``.

Two parts. The text side takes the frozen utterances as a recogniser would write them (small letters, no punctuation,
numbers in words, abbreviations letter by letter) through the telephone's own reading to the trained model. The sound
side speaks a sample with espeak-ng, adds telephone bandwidth (8 kHz) and noise with sox, lets a local recogniser
understand it, and follows that to the topic. It is left out where a tool or the recogniser is missing, and says so.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import yaml
from num2words import num2words  # type: ignore[import-untyped]
from rapidfuzz.distance import Levenshtein

from channels.voice.aloud import aloud
from channels.voice.spoken_words import as_typed, fold
from ops import recogniser
from tests.whole import running_stack

REPORT = Path("docs/evaluatie-telefoon.md")
UTTERANCES = Path(__file__).parent / "utterances.yml"
OFF_TOPIC = "gesprek_buiten_bereik"
SAMPLE, LONGEST_SPOKEN = 40, 12
# How the same sentence reaches the recogniser: what sox does to it, and how loud the noise is (0: none).
LINES = {"studio, 16 kHz": (16_000, 0.0), "telefoon, 8 kHz": (8_000, 0.0), "telefoon met kantinegeruis": (8_000, 0.08)}
_ABBREVIATION = re.compile(r"\b(evc|bbl|uwv|mbo|hbo|zzp|ww|wia|vwo|roc)\b")
_NUMBER = re.compile(r"\b\d{1,6}\b")


@dataclass(frozen=True)
class Score:
    """Of one way to get there: how many, share first right, share among the first three, word error rate."""

    count: int
    top1: float
    offered: float
    wer: float | None = None


def utterances() -> list[tuple[str, str]]:
    """Return (topic, text) of the frozen set, off-topic text aside."""
    content = yaml.safe_load(UTTERANCES.read_text(encoding="utf-8"))
    return [(topic, text) for topic, texts in content["topics"].items() for text in texts if topic != OFF_TOPIC]


def as_recognised(text: str) -> str:
    """Return a typed text as a recogniser writes what is said."""
    lowered = re.sub(r"[^\w\s'-]", " ", text.lower().replace("€", " euro "))
    in_words = _NUMBER.sub(lambda match: str(num2words(int(match[0]), lang="nl")), lowered)
    return " ".join(_ABBREVIATION.sub(lambda match: " ".join(match[1]), in_words).split())


def word_error_rate(pairs: list[tuple[str, str]]) -> float:
    """Return the share of words wrong, missing or made up, over (said, understood)."""
    wrong = sum(Levenshtein.distance(fold(said).split(), fold(heard).split()) for said, heard in pairs)
    return wrong / max(1, sum(len(fold(said).split()) for said, _ in pairs))


def score(engine: str, rows: list[tuple[str, str]], wer: float | None = None) -> Score:
    """Ask the model about (topic, text) rows."""
    http = httpx.Client(base_url=engine, timeout=30)
    first = among = 0
    for topic, text in rows:
        answer = http.post("/model/parse", json={"text": text or "?"}).raise_for_status().json()
        ranking = [row["name"] for row in answer["intent_ranking"] if row["name"] != "nlu_fallback"]
        first += ranking[:1] == [topic]
        among += topic in ranking[:3]
    return Score(len(rows), first / len(rows), among / len(rows), wer)


def sample(size: int) -> list[tuple[str, str]]:
    """Return short utterances, spread over the topics, that a person could say."""
    short = [(topic, text) for topic, text in utterances() if 3 <= len(text.split()) <= LONGEST_SPOKEN]
    return short[:: max(1, len(short) // size)][:size]


def spoken(text: str, rate: int, noise: float, folder: Path) -> Path:
    """Say a text, and put it through a line; return the sound file, at the 16 kHz that recognisers take."""
    said, line, ready = folder / "gezegd.wav", folder / "lijn.wav", folder / "gehoord.wav"
    subprocess.run(["espeak-ng", "-v", "nl", "-s", "140", "-w", str(said), aloud(text)], check=True)
    quiet = ["sox", "-q", "-D", "-G"]
    subprocess.run([*quiet, str(said), "-r", str(rate), "-c", "1", str(line)], check=True)
    if noise:
        noisy = folder / "ruis.wav"
        length = subprocess.run(["soxi", "-D", str(line)], check=True, capture_output=True, text=True).stdout.strip()
        subprocess.run(
            [*quiet, "-n", "-r", str(rate), "-c", "1", str(noisy), "synth", length, "pinknoise", "vol", str(noise)],
            check=True,
        )
        mixed = folder / "samen.wav"
        subprocess.run([*quiet, "-m", "-v", "1", str(line), "-v", "1", str(noisy), str(mixed)], check=True)
        line = mixed
    subprocess.run([*quiet, str(line), "-r", "16000", str(ready)], check=True)
    return ready


def missing() -> str:
    """Return why the sound side cannot be done here; "" when it can."""
    tools = [tool for tool in ("espeak-ng", "sox", "soxi") if not shutil.which(tool)]
    if tools:
        return f"{', '.join(tools)} ontbreekt"
    return "" if recogniser.PYTHON.exists() else "er is geen herkenner geïnstalleerd (make recogniser)"


def sound_side(engine: str, size: int) -> Iterator[tuple[str, Score]]:
    """Yield the score of each line, for a sample that is spoken and understood."""
    rows = sample(size)
    with tempfile.TemporaryDirectory() as folder, recogniser.running() as listener:
        for name, (rate, noise) in LINES.items():
            heard = [listener.hear(spoken(text, rate, noise, Path(folder)))[0] for _, text in rows]
            wer = word_error_rate(
                [(aloud(text), text_heard) for (_, text), text_heard in zip(rows, heard, strict=True)]
            )
            yield name, score(engine, [(topic, as_typed(t)) for (topic, _), t in zip(rows, heard, strict=True)], wer)


def text_side(engine: str) -> Iterator[tuple[str, Score]]:
    """Yield the scores of the frozen set as typed, as recognised, and as the telephone reads what was recognised."""
    ways: dict[str, Callable[[str], str]] = {
        "zoals getypt": lambda text: text,
        "zoals herkend, zonder bewerking": as_recognised,
        "zoals herkend, door de telefoon gelezen": lambda text: as_typed(as_recognised(text)),
    }
    for name, way in ways.items():
        yield name, score(engine, [(topic, way(text)) for topic, text in utterances()])


def report(text: list[tuple[str, Score]], sound: list[tuple[str, Score]], why_not: str) -> str:
    """Return the report as Markdown, in Dutch."""
    lines = [
        "# Hoe goed wordt men aan de telefoon begrepen?", "",
        f"Gemeten op {date.today().isoformat()} met `make evaluate-voice`.", "",
        "## Tekst", "",
        "De vaste uitingen van `tests/evaluation/utterances.yml`, zoals een spraakherkenner ze zou opschrijven: kleine "
        "letters, geen leestekens, getallen in woorden, afkortingen per letter. Fouten van een herkenner zitten hier "
        "niet in.",
        "", "| weg | uitingen | eerste keus goed | bij de eerste drie |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {name} | {s.count} | {s.top1:.3f} | {s.offered:.3f} |" for name, s in text]
    lines += ["", "## Geluid", ""]
    if not sound:
        return "\n".join([*lines, f"Niet gemeten: {why_not}.", ""])
    lines += [
        "Een greep uit dezelfde uitingen, uitgesproken door espeak-ng en verstaan door een herkenner op deze machine "
        "(Whisper base, meertalig). De stem van espeak-ng is een robot, en Whisper base is klein: dit toont dat de weg "
        "van geluid naar onderwerp werkt, niet hoe goed een telefoonaanbieder mensen verstaat.",
        "", "| lijn | zinnen | woordfouten | eerste keus goed | bij de eerste drie |", "|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {name} | {s.count} | {s.wer:.2f} | {s.top1:.2f} | {s.offered:.2f} |" for name, s in sound]
    return "\n".join([*lines, ""])


@contextlib.contextmanager
def _engine(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
        yield f"http://127.0.0.1:{stack.engine_port}"


def main() -> int:
    """Measure, print and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="", help="an engine that runs; without it the product is started")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="sentences that are spoken")
    parser.add_argument("--out", type=Path, default=REPORT)
    options = parser.parse_args()
    why_not = missing()
    with _engine(options.engine) as engine:
        text = list(text_side(engine))
        sound = [] if why_not else list(sound_side(engine, options.sample))
    written = report(text, sound, why_not)
    options.out.write_text(written, encoding="utf-8")
    print(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
