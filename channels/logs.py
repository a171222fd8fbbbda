"""Structured logging: one JSON object a line. Never a message's text, never a token, never contact data."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from channels.clock import iso, system_clock

_logger = logging.getLogger("leerwijs.gateway")


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "fields", {})
        line = {"at": iso(system_clock()), "level": record.levelname.lower(), "event": record.getMessage(), **fields}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            # Where, not what: the message of an exception may quote what a person wrote.
            line["where"] = _place(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _place(traceback: Any) -> list[str]:
    steps = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        steps.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return steps[-8:]


def configure(level: str) -> None:
    """Send the gateway's log lines to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    for logger in (_logger, logging.getLogger("knowledge")):
        logger.handlers = [handler]
        logger.setLevel(level.upper())
        logger.propagate = False


def info(event: str, **fields: Any) -> None:
    """Log something that went as it should."""
    _logger.info(event, extra={"fields": fields})


def warning(event: str, **fields: Any) -> None:
    """Log something that an operator may want to know."""
    _logger.warning(event, extra={"fields": fields})


def error(event: str, exception: BaseException | None = None, **fields: Any) -> None:
    """Log a fault; of an exception its kind and place are kept, not its words."""
    _logger.error(event, exc_info=exception, extra={"fields": fields})
