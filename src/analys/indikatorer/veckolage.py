"""Where the average-day model's month is heading: who waits now, and the mean if they go home today or in a week.

The means are the indicator's own function over the same tables, with a day of discharge filled in for those who wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analys.indikatorer.register import FUNKTIONER
from analys.indikatorer.urval import REGLER
from analys.katalog import Indikator
from analys.period import Period, Periodtyp

EN_VECKA = timedelta(days=7)
Summor = tuple[float, float]
"""Days and stays."""


@dataclass(frozen=True)
class Veckolage:
    """By område: those who wait at the end of ``dag``, and days and stays of the month in three courses of events.

    ``hittills``: ended so far; ``i_dag``: and those who wait go home today. ``om_en_vecka``: they go home a week later,
    in the month ``senare``; when that is the next month, they are alone in it.
    """

    dag: date
    manad: Period
    senare: Period
    vantar: Mapping[str, int]
    hittills: Mapping[str, Summor]
    i_dag: Mapping[str, Summor]
    om_en_vecka: Mapping[str, Summor]


def rakna_veckolage(delar: Iterable[Mapping[str, pd.DataFrame]], mitt: Indikator, dag: date) -> Veckolage:
    """Return the state at the end of ``dag``, the last day of the data, for the measure of the model."""
    manad, senare = (Period(Periodtyp.MANAD, d.replace(day=1)) for d in (dag, dag + EN_VECKA))
    urval = {k: v for k, v in mitt.parametrar.items() if k in REGLER}
    morgonen_efter = Period(Periodtyp.DAG, dag + timedelta(days=1))
    rader: dict[str, list[pd.DataFrame]] = {k: [] for k in ("vantar", "hittills", "i_dag", "om_en_vecka")}
    for tabeller in delar:
        klara, vard = tabeller["utskrivningsklara_perioder"], tabeller["vardtillfallen"]
        oppna = klara.loc[klara["till"].isna(), "vardtillfalle_id"]
        vantar = vard["utskriven_tidpunkt"].isna() & vard["vardtillfalle_id"].isin(oppna)

        def medel(ut: date | None, i: Period, klara=klara, vard=vard, vantar=vantar) -> pd.DataFrame:  # type: ignore[no-untyped-def]
            hemma = vard if ut is None else vard.assign(utskriven_tidpunkt=_ut(vard, vantar, ut))
            return FUNKTIONER[mitt.funktion].rakna(klara, hemma, [i], None, **mitt.parametrar)

        vantande = FUNKTIONER["antal_vantande_utskrivningsklara"]
        rader["vantar"].append(vantande.rakna(klara, vard, [morgonen_efter], None, **urval))
        rader["hittills"].append(medel(None, manad))
        rader["i_dag"].append(medel(dag, manad))
        rader["om_en_vecka"].append(medel(dag + EN_VECKA, senare))
    hela = {k: pd.concat(v).groupby("omrade").sum(numeric_only=True) for k, v in rader.items()}
    return Veckolage(
        dag,
        manad,
        senare,
        {str(o): int(n) for o, n in hela["vantar"]["taljare"].items()},
        *(
            {str(o): (float(r.taljare), float(r.namnare)) for o, r in zip(h.index, h.itertuples(), strict=True)}
            for h in (hela["hittills"], hela["i_dag"], hela["om_en_vecka"])
        ),
    )


def _ut(vard: pd.DataFrame, vantar: pd.Series, dag: date) -> pd.Series:
    """Return the times of discharge, with the end of ``dag`` for those who wait."""
    ut = pd.Timestamp(dag) + pd.Timedelta(hours=23, minutes=59)
    return vard["utskriven_tidpunkt"].mask(vantar, ut)
