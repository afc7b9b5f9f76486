"""Where indicator functions make themselves known to the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

Rakna = TypeVar("Rakna", bound=Callable[..., pd.DataFrame])


@dataclass(frozen=True)
class Funktion:
    """An indicator function, the tables that it reads and what it needs of them.

    ``rakna(*tabeller, perioder, region, **parametrar)`` returns one row per område, period and finest group with
    ``taljare`` and, where the scale asks for them, ``namnare`` and ``kvadratsumma``; ``region`` is None for the
    kommuner or the region's code. Everybody of the tables is in one partition, so rows of several partitions add up.
    A measure that is counted anew for every window gets periods of several kinds, and its rows say ``periodtyp``.
    With ``till_slut`` it also takes ``sista_dag``, the last day that the first table covers.
    ``laser``: the columns that it reads of a table; of the others it may read all.
    """

    tabeller: tuple[str, ...]
    rakna: Callable[..., pd.DataFrame]
    kraver: tuple[str, ...]
    uppdelning_kraver: dict[str, str]
    till_slut: bool
    med_utanfor: bool
    laser: Mapping[str, Sequence[str]]


FUNKTIONER: dict[str, Funktion] = {}
REGELTEXTER: dict[str, str] = {}
"""Every parameter that a catalogue entry can set, as readers meet it."""


def indikator(
    namn: str,
    *tabeller: str,
    regler: dict[str, str] | None = None,
    kraver: tuple[str, ...] = (),
    uppdelning_kraver: dict[str, str] | None = None,
    till_slut: bool = False,
    med_utanfor: bool = False,
    laser: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Rakna], Rakna]:
    """Register a function as ``namn``; ``regler`` says in words what each of its parameters is.

    Parameters
    ----------
    tabeller : the tables that it reads; the first decides område and time.
    kraver : columns of its tables without which the measure is missing rather than 0; ``a|b`` asks for one of them.
    uppdelning_kraver : dimension by dimension, the column without which that breakdown alone is missing.
    till_slut : whether it needs to know where the data end.
    med_utanfor : whether it also counts people from outside the region, as the område ``utanfor``.
    laser : table by table, the columns that it reads, so that no more is fetched; a table left out is fetched whole.
    """

    def registrera(rakna: Rakna) -> Rakna:
        FUNKTIONER[namn] = Funktion(
            tabeller, rakna, kraver, uppdelning_kraver or {}, till_slut, med_utanfor, laser or {}
        )
        REGELTEXTER.update(regler or {})
        return rakna

    return registrera
