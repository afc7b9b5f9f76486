"""Hand-worked hospital stays, and what a measure of unplanned readmission answers of them.

Answers are (täljare, nämnare): index discharges that were followed by a readmission, of all index discharges. When
nothing else is said every stay is somatic, unplanned and ends at home, so a readmission is itself a new index.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from analys.indikatorer import FUNKTIONER
from analys.katalog import las_katalog
from analys.period import Period
from tests.conftest import ROT, raknegrund

MATT = "andel_oplanerad_aterinskrivning"
KATALOG = las_katalog(ROT / "data" / "indikatorer")
AR = ("2022", "2023", "2024")


def stay(inskriven: str, utskriven: str, **andra: Any) -> dict[str, Any]:
    """One stay of an 80-year-old woman in Halmstad; ``utskriven`` "" = goes on."""
    rad = {
        "person_id": "a",
        "kommunkod": "1380",
        "kon": "kvinna",
        "alder_vid_utskrivning": 80,
        "vardform": "somatik",
        "inskriven_tidpunkt": pd.Timestamp(inskriven),
        "inskriven_fran": "ordinart_boende",
        "planerad_inskrivning": "nej",
        "utskriven_tidpunkt": pd.Timestamp(utskriven) if utskriven else pd.NaT,
        "utskriven_till": "ordinart_boende",
        "dodsdatum": pd.NaT,
    }
    okanda = set(andra) - set(rad)
    assert not okanda
    return rad | andra


def tabell(stays: Iterable[dict[str, Any]], namn: str = "vardtillfallen") -> pd.DataFrame:
    rader = pd.DataFrame(list(stays))
    if namn == "vardtillfallen":
        rader["dodsdatum"] = pd.to_datetime(rader["dodsdatum"])
        rader["vardtillfalle_id"] = [f"VT{i}" for i in range(len(rader))]
        rader["betalningsansvarig_kommun"] = rader["kommunkod"]
    (delen,) = raknegrund({namn: rader}).delar()
    return delen[namn]


def svar(
    *stays: dict[str, Any],
    matt: str = MATT,
    perioder: Iterable[str] = AR,
    region: str | None = None,
    inskrivna: pd.DataFrame | None = None,
    sista_dag: date = date(2024, 12, 31),
    **andra: Any,
) -> pd.DataFrame:
    funktion = FUNKTIONER[KATALOG[matt].funktion]
    regler = KATALOG[matt].parametrar | andra
    tabeller = [tabell(stays), *([] if inskrivna is None else [inskrivna])]
    return funktion.rakna(*tabeller, [Period.las(p) for p in perioder], region, sista_dag=sista_dag, **regler)


def tal(*stays: dict[str, Any], **andra: Any) -> tuple[int, int]:
    rader = svar(*stays, **andra)
    return int(rader["taljare"].sum()), int(rader["namnare"].sum())


def per(rader: pd.DataFrame, kolumn: str) -> dict[Any, tuple[int, int]]:
    summor = rader.groupby(kolumn)[["taljare", "namnare"]].sum().astype(int)
    return {nyckel: (int(t), int(n)) for nyckel, t, n in summor[(summor > 0).any(axis=1)].itertuples()}


FORSTA = stay("2022-03-01 10:00", "2022-03-05 14:00")
