"""Engine, action server and gateway under one supervisor: ``python -m ops.stack``.

Ctrl-C stops all of it; if one of the three dies, the others are stopped too. Tests use ``Stack`` to run the
whole product on ports and a data folder of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ops.paths import ENGINE_PYTHON, KNOWLEDGE, ROOT, SERVICE_PYTHON
from ops.train import model_path

READY_WITHIN_SECONDS = 120
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy does not lead to this machine
_LOOPBACK = "127.0.0.1"
_ANY_ADDRESS = {"": _LOOPBACK, "0.0.0.0": _LOOPBACK, "::": "::1"}  # what listens everywhere is asked on loopback
_COLOURS = {"engine": 35, "actions": 36, "gateway": 32}


class StackFailed(Exception):
    """A part did not start, or died."""


@dataclass
class Stack:
    """The three processes. ``settings`` are further LEERWIJS_ variables for all of them."""

    host: str = "127.0.0.1"
    port: int = 8080
    engine_port: int = 5005
    actions_port: int = 5055
    data: Path = ROOT / "var"
    settings: dict[str, str] = field(default_factory=dict)
    log: Path | None = None
    _processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Address of the gateway, as seen from this machine."""
        seen = _ANY_ADDRESS.get(self.host, self.host)
        return f"http://[{seen}]:{self.port}" if ":" in seen else f"http://{seen}:{self.port}"

    def start(self) -> None:
        """Start all three and wait until the gateway says it is ready.

        Raises:
            StackFailed: when a port is taken, a part dies, or it takes over ``READY_WITHIN_SECONDS``.
        """
        seen = _ANY_ADDRESS.get(self.host, self.host)
        places = {"engine": (_LOOPBACK, self.engine_port), "actions": (_LOOPBACK, self.actions_port)}
        for name, (host, port) in {**places, "gateway": (seen, self.port)}.items():
            if _taken(host, port):
                raise StackFailed(f"port {port} ({name}) is taken; is Leerwijs running already?")
        self.data.mkdir(parents=True, exist_ok=True)
        for name, command in self._commands().items():
            self._spawn(name, command)
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not self._ready():
            self.check()
            if time.monotonic() > deadline:
                raise StackFailed(f"not ready after {READY_WITHIN_SECONDS} s")
            time.sleep(0.2)

    def check(self) -> None:
        """Raise StackFailed if a part has died."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise StackFailed(f"the {name} stopped (exit code {process.returncode}); its last lines are above")

    def stop(self) -> None:
        """Stop all, the gateway first; what does not listen within 10 s is killed."""
        for name in ("gateway", "actions", "engine"):
            process = self._processes.get(name)
            if process is not None and process.poll() is None:
                _signal_group(process, signal.SIGTERM)
        for process in self._processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()
        self._processes.clear()

    def desk_demo(self) -> str:
        """Make accounts for a demonstration of the desk, with a password of now; return the line that says so.

        Empty where there is to be none: outside development, without LEERWIJS_DEMO, or without a desk.
        """
        command = [str(SERVICE_PYTHON), "-m", "channels", "desk", "demo"]
        made = subprocess.run(command, cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=False)
        return f"Balie: {made.stdout}" if made.returncode == 0 else ""

    def kill(self, name: str) -> None:
        """Kill one part outright (tests of failure)."""
        _signal_group(self._processes[name], signal.SIGKILL)
        self._processes.pop(name).wait()

    def revive(self, name: str) -> None:
        """Start a part again that was killed."""
        self._spawn(name, self._commands()[name])

    def _commands(self) -> dict[str, list[str]]:
        engine = f"-m bot.server run --enable-api --interface 127.0.0.1 --port {self.engine_port}".split()
        files = ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--model", str(model_path())]
        actions = f"-m uvicorn actions.server:app --host 127.0.0.1 --port {self.actions_port}".split()
        return {
            "engine": [str(ENGINE_PYTHON), *engine, *files],
            "actions": [str(SERVICE_PYTHON), *actions, "--log-level", "warning", "--no-access-log"],
            "gateway": [str(SERVICE_PYTHON), "-m", "channels", "serve"],
        }

    def _environment(self) -> dict[str, str]:
        given = os.environ
        return {
            **given,
            "LEERWIJS_HOST": self.host,
            "LEERWIJS_PORT": str(self.port),
            "LEERWIJS_ENGINE_URL": f"http://127.0.0.1:{self.engine_port}",
            "LEERWIJS_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}",
            "LEERWIJS_KNOWLEDGE": given.get("LEERWIJS_KNOWLEDGE", str(KNOWLEDGE)),
            "LEERWIJS_DATA_DIR": str(self.data),
            "LEERWIJS_TRACKER_URL": given.get("LEERWIJS_TRACKER_URL", f"sqlite:///{self.data}/engine.sqlite"),
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore",
            **self.settings,
        }

    def _spawn(self, name: str, command: list[str]) -> None:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment(),
            text=True,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._processes[name] = process
        threading.Thread(target=self._forward, args=(name, process), daemon=True).start()

    def _forward(self, name: str, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        prefix = f"\x1b[{_COLOURS[name]}m{name:>8} |\x1b[0m " if sys.stdout.isatty() else f"{name:>8} | "
        out = self.log.open("a", encoding="utf-8") if self.log else sys.stdout
        for line in process.stdout:
            out.write(prefix + line)
            out.flush()

    def _ready(self) -> bool:
        try:
            with _DIRECTLY.open(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def demonstration(given: Mapping[str, str]) -> dict[str, str]:
    """Unless told otherwise this is a demonstration in development: the catalogue shipped is one."""
    development = (given.get("LEERWIJS_ENV") or "development") == "development"
    return {"LEERWIJS_DEMO": given.get("LEERWIJS_DEMO", "1" if development else "0")}


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _taken(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it was quicker
        os.killpg(process.pid, number)


def main() -> int:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("LEERWIJS_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("LEERWIJS_PORT", "8080")))
    parser.add_argument("--engine-port", type=int, default=Stack.engine_port)
    parser.add_argument("--actions-port", type=int, default=Stack.actions_port)
    options = parser.parse_args()
    started = time.monotonic()
    data = Path(os.environ.get("LEERWIJS_DATA_DIR", ROOT / "var"))
    ports = {"port": options.port, "engine_port": options.engine_port, "actions_port": options.actions_port}
    stack = Stack(host=options.host, **ports, data=data, settings=demonstration(os.environ))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        stack.start()
        print(
            f"\nLeerwijs is ready ({time.monotonic() - started:.0f} s): {stack.url}/   (Ctrl-C stops it)\n", flush=True
        )
        print(stack.desk_demo(), flush=True)
        while True:
            time.sleep(1)
            stack.check()
    except KeyboardInterrupt:
        return 0
    except StackFailed as problem:
        sys.stderr.write(f"leerwijs: {problem}\n")
        return 1
    finally:
        stack.stop()


if __name__ == "__main__":
    sys.exit(main())
