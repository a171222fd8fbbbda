"""The kinds of tasks there are. A new task is one module and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from actions.tasks.certificaat import CERTIFICAAT_ZOEKEN
from actions.tasks.context import TaskKind
from actions.tasks.evc_plan import EvcPlan
from actions.tasks.financiering_check import FinancieringCheck
from actions.tasks.interesse import Interesse
from actions.tasks.kans_op_werk import KansOpWerk
from actions.tasks.loket_zoeken import LoketZoeken
from actions.tasks.niveaus import Niveaus
from actions.tasks.overstap import Overstap
from actions.tasks.terugbellen import TERUGBELLEN
from actions.tasks.zoeken import EVC_AANBIEDER_ZOEKEN, LEERBAAN_ZOEKEN, OPLEIDING_ZOEKEN

_ALL: tuple[TaskKind, ...] = (
    FinancieringCheck(),
    EvcPlan(),
    LEERBAAN_ZOEKEN,
    OPLEIDING_ZOEKEN,
    EVC_AANBIEDER_ZOEKEN,
    LoketZoeken(),
    Overstap(),
    KansOpWerk(),
    Interesse(),
    Niveaus(),
    CERTIFICAAT_ZOEKEN,
    TERUGBELLEN,
)

KINDS: Mapping[str, TaskKind] = {kind.name: kind for kind in _ALL}
BY_TOPIC: Mapping[str, TaskKind] = {kind.topic: kind for kind in _ALL if kind.asks}
AT_ONCE: Mapping[str, TaskKind] = {kind.topic: kind for kind in _ALL if not kind.asks}
