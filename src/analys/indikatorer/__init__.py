"""Pure functions from a validated table to täljare and nämnare, and the catalogue's names for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analys.indikatorer import hembesok, hemsjukvard


@dataclass(frozen=True)
class Funktion:
    """An indicator function and the table that it reads.

    ``rakna(tabell, perioder, region, **parametrar)`` returns one row per område, period and finest group with
    ``taljare``, ``namnare`` and ``kvadratsumma``; ``region`` is None for the kommuner or the region's code.
    """

    tabell: str
    rakna: Callable[..., pd.DataFrame]


FUNKTIONER = {
    "antal_inskrivna_hemsjukvard": Funktion("hemsjukvard", hemsjukvard.antal_inskrivna),
    "antal_nya_inskrivningar": Funktion("hemsjukvard", hemsjukvard.antal_nya_inskrivningar),
    "antal_avslut": Funktion("hemsjukvard", hemsjukvard.antal_avslut),
    "omsattning_hemsjukvard": Funktion("hemsjukvard", hemsjukvard.omsattning),
    "medel_inskrivningstid": Funktion("hemsjukvard", hemsjukvard.medel_inskrivningstid),
    "antal_personer_enstaka_hembesok": Funktion("hembesok", hembesok.antal_personer),
    "medel_besok_per_person": Funktion("hembesok", hembesok.medel_besok_per_person),
}
