"""What operators can count, in Prometheus' format."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """The gateway's figures. None of them holds anything of a person."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        own = self._registry
        answered = "Turns, by who answered or how the engine failed"
        self.conversations = Counter("leerwijs_conversations", "Conversations started", ["channel"], registry=own)
        self.turns = Counter("leerwijs_turns", answered, ["outcome"], registry=own)
        self.turn_seconds = Histogram("leerwijs_turn_seconds", "A turn, with storage", buckets=_SECONDS, registry=own)
        self.engine_seconds = Histogram("leerwijs_engine_seconds", "The engine's share", buckets=_SECONDS, registry=own)
        self.crises = Counter("leerwijs_crises", "Messages answered by the crisis screen", registry=own)
        self.masked = Counter("leerwijs_masked", "Personal data masked", ["kind"], registry=own)
        self.erasures = Counter("leerwijs_erasures", "Conversations erased on request", registry=own)
        self.problems = Counter("leerwijs_problems", "Errors told to clients", ["status"], registry=own)
        self.streams = Gauge("leerwijs_streams", "Open event streams", registry=own)

    def render(self) -> bytes:
        """Return all figures as text."""
        return generate_latest(self._registry)
