"""Entry of the Rasa process: ``python -m bot.server ARGUMENTS-OF-RASA``.

Installs our call to the action server and keeps Rasa to itself: telemetry off, loopback only.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import Any


def _quiet(configure: Callable[..., None]) -> Callable[..., None]:
    def configure_and_ignore(*arguments: Any, **options: Any) -> None:
        configure(*arguments, **options)
        warnings.simplefilter("ignore")

    return configure_and_ignore


def main() -> None:
    """Run Rasa's command line with our replacements in place."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if sys.argv[1:2] == ["run"]:
        # One message is too little for more threads: the others would only spin, and take cores from their neighbours.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.path.insert(0, os.getcwd())
    from bot import remote_action

    remote_action.install()
    import rasa.__main__

    # Rasa turns the deprecation warnings of its own old pins back on; nobody here can act on them.
    rasa.__main__.configure_logging_and_warnings = _quiet(rasa.__main__.configure_logging_and_warnings)
    arguments = sys.argv[1:]
    if arguments[:1] == ["run"] and "-i" not in arguments and "--interface" not in arguments:
        arguments += ["--interface", "127.0.0.1"]
    sys.argv = ["rasa", *arguments]
    rasa.__main__.main()


if __name__ == "__main__":
    main()
