"""What recurs every month: who delivers which table by when, and when a forum meets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from analys.errors import Filfel

SENASTE_DAG = 28
"""The latest day that every month has."""


@dataclass(frozen=True)
class Motesdag:
    """A day when a forum meets and sees the release that is current then."""

    datum: date
    forum: str
    kalla: str


@dataclass(frozen=True)
class Leveransplan:
    """That somebody delivers a table by a day (1-28) of the month after. ``kommuner``: those whose rows are in it."""

    tabell: str
    lamnas_av: str
    kontakt: str
    dag: int
    kalla: str
    kommuner: tuple[str, ...] = ()


def fel_i_planen(leveranser: Sequence[Leveransplan], kommuner: Collection[str], fil: str) -> list[Filfel]:
    """Return what is wrong with a profile's plan of deliveries."""
    fel = [
        Filfel(fil, f"dagen {p.dag} under leveranser finns inte i alla månader.", f"Skriv 1 till {SENASTE_DAG}.")
        for p in leveranser
        if not 1 <= p.dag <= SENASTE_DAG
    ]
    return fel + [
        Filfel(fil, f"kommunen {k} under leveranser finns inte i regionen.", "Rätta kommuner i leveransen.")
        for p in leveranser
        for k in p.kommuner
        if k not in kommuner
    ]
