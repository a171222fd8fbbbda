"""A telephone in the terminal: ``make call``. Type what you would say, or press keys; see and hear what the line says.

It goes over the same webhooks as a provider, signed. Without ``--url`` it starts the whole product for the occasion,
with data of its own that is thrown away.

    wat is evc          say it                 1  0  3611  06…#    press keys
    ~0.4 wat is evc     say it unclearly       (an empty line)     stay silent
    /spreek             speak (microphone)     /ophangen           hang up (also Ctrl-D)
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from ops import recogniser
from ops.phone import CALLER, Heard, Phone, WebhookFailed
from ops.stack import Stack, StackFailed, free_port

_KEYS = re.compile(r"[0-9*#]+")
_UNCLEAR = re.compile(r"~(0?\.\d+) (.+)")
_RATE, _SLOW_RATE = 150, 120  # words a minute of espeak-ng
_SPEAK_SECONDS = 6


def main() -> int:
    """Make a call; 1 with one sentence when that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--provider", choices=("twiml", "jambonz"), default="twiml")
    parser.add_argument("--url", help="a gateway that runs; its secret is LEERWIJS_TWILIO_TOKEN or _JAMBONZ_SECRET")
    parser.add_argument("--caller", default=CALLER, help="the number you call with; 'anoniem' withholds it")
    parser.add_argument("--script", type=Path, help="what to say, a line each, instead of the keyboard")
    parser.add_argument("--silent", action="store_true", help="text only, also where espeak-ng is installed")
    parser.add_argument("--wav", type=Path, metavar="FOLDER", help="write what is said as sound files")
    options = parser.parse_args()
    try:
        with _gateway(options) as (url, secret):
            return asyncio.run(_call(url, secret, options))
    except (StackFailed, WebhookFailed, httpx.HTTPError) as problem:
        sys.stderr.write(f"leerwijs: {problem}\n")
        return 1


@contextlib.contextmanager
def _gateway(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The address of the gateway and the secret that its calls are signed with."""
    variable = "LEERWIJS_TWILIO_TOKEN" if options.provider == "twiml" else "LEERWIJS_JAMBONZ_SECRET"
    if options.url:
        yield options.url.rstrip("/"), os.environ.get(variable, "")
        return
    secret = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        settings = {"LEERWIJS_DEMO": "1", "LEERWIJS_TEXT_MESSAGES": "loopback", variable: secret}
        ports = {"port": free_port(), "engine_port": free_port(), "actions_port": free_port()}
        stack = Stack(data=Path(folder), log=Path(folder) / "stack.log", settings=settings, **ports)
        print("De lijn wordt aangelegd, dat duurt ongeveer twintig seconden...", flush=True)
        try:
            stack.start()
            yield stack.url, secret
        finally:
            stack.stop()


async def _call(url: str, secret: str, options: argparse.Namespace) -> int:
    caller = "anonymous" if options.caller == "anoniem" else options.caller
    lines = iter(options.script.read_text(encoding="utf-8").splitlines()) if options.script else None
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        phone = Phone(client, secret, provider=options.provider, caller=caller)
        heard = await phone.dial()
        for turn in range(1000):
            _show(heard, options, turn)
            if phone.over:
                return 0
            following = await _next(phone, heard, lines)
            if following is None:
                await phone.hang_up()
                print("\n(opgehangen)")
                return 0
            heard = following
    return 0


async def _next(phone: Phone, heard: Heard, lines: Iterator[str] | None) -> Heard | None:
    """Do what the next line says; None: hang up."""
    if heard.next == "connect":
        print(f"    ... verbonden met {heard.number}. Wordt er opgenomen? [j/n] ", end="", flush=True)
        answered = _read(lines)
        return await phone.connected(answered=(answered or "n").startswith("j"))
    line = _read(lines)
    if line is None or line == "/ophangen":
        return None
    if line == "/spreek":
        line = _speak() or ""
    if not line.strip():
        return await phone.stay_silent()
    if _KEYS.fullmatch(line):
        return await phone.press(line)
    unclear = _UNCLEAR.fullmatch(line)
    return await (phone.say(unclear[2], float(unclear[1])) if unclear else phone.say(line))


def _read(lines: Iterator[str] | None) -> str | None:
    if lines is None:
        try:
            return input("\nu:  ").strip()
        except EOFError:
            return None
    line = next(lines, None)
    print(f"\nu:  {line or '(stilte)'}" if line is not None else "")
    return line


def _show(heard: Heard, options: argparse.Namespace, turn: int) -> None:
    pace = " (langzaam)" if heard.slow else ""
    print(f"\nLeerwijs{pace}  [{sum(heard.milliseconds):.0f} ms]")
    for text in heard.whole:
        print(f"    {text}")
    for text in heard.open:
        print(f"    > {text}")
    if heard.next == "hangup":
        print("    (verbinding verbroken)")
    sound = _SLOW_RATE if heard.slow else _RATE
    if options.wav:
        options.wav.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["espeak-ng", "-v", "nl", "-s", str(sound), "-w", str(options.wav / f"{turn:02d}.wav"), heard.said],
            check=False,
        )
    if not options.silent and not options.script and shutil.which("espeak-ng"):
        subprocess.run(["espeak-ng", "-v", "nl", "-s", str(sound), heard.said], check=False, stderr=subprocess.DEVNULL)


def _speak() -> str | None:
    """Record from the microphone, and return what the recogniser made of it."""
    if not shutil.which("sox"):
        print("    (voor spreken is sox nodig)")
        return None
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "gesproken.wav"
        print(f"    (spreek nu, {_SPEAK_SECONDS} seconden)", flush=True)
        subprocess.run(
            ["sox", "-q", "-d", "-r", "16000", "-c", "1", str(sound), "trim", "0", str(_SPEAK_SECONDS)], check=False
        )
        try:
            with recogniser.running() as listener:
                text, sure = listener.hear(sound)
        except recogniser.NoRecogniser as problem:
            print(f"    ({problem})")
            return None
    print(f"    (verstaan: {text!r}, {sure:.0%})")
    return text


if __name__ == "__main__":
    sys.exit(main())
