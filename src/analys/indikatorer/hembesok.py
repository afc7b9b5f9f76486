"""Indicators of single home visits (enstaka hembesök) to people who are not enrolled."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analys.indikatorer.register import indikator
from analys.indikatorer.tid import per_person, summera
from analys.omraden import UTANFOR
from analys.period import Period
from analys.utfall import aldersgrupp_for

_OKANT_AR = 0
_OKAND = "okand"
"""The age group of who has no year of birth: in the total, in no group."""


@indikator(
    "antal_personer_enstaka_hembesok", "hembesok", uppdelning_kraver={"aldersgrupp": "fodelsear"}, med_utanfor=True
)
def antal_personer(hembesok: pd.DataFrame, perioder: Sequence[Period], region: str | None) -> pd.DataFrame:
    """Return the distinct persons visited in each period, by the kommun where they live and age. Täljare: persons.

    Age is what the person turns in the year that the period ends, so that nobody is in two groups of one period; of
    several years of birth the earliest.
    """
    fodd = hembesok.groupby("person_id", observed=True)["fodelsear"].transform("min")
    rader = _per_omrade(hembesok, perioder, region, fodd=fodd.fillna(_OKANT_AR).astype("int64"))
    ar = pd.DataFrame([(p.forsta_dag, str(p.typ), p.sista_dag.year) for p in perioder])
    ar.columns = pd.Index(["period", "periodtyp", "slutar"])
    alder = rader[["period", "periodtyp"]].merge(ar, how="left")["slutar"] - rader["fodd"]
    grupp = alder.map({a: aldersgrupp_for(a) for a in alder.unique()})
    rader = rader.assign(aldersgrupp=grupp.where(rader["fodd"] != _OKANT_AR, _OKAND))
    nyckel = ["omrade", "aldersgrupp", "period", "periodtyp"]
    return rader.groupby(nyckel, as_index=False)["personer"].sum().rename(columns={"personer": "taljare"})


@indikator("medel_besok_per_person", "hembesok", med_utanfor=True)
def medel_besok_per_person(hembesok: pd.DataFrame, perioder: Sequence[Period], region: str | None) -> pd.DataFrame:
    """Return visits (täljare) over distinct persons visited (nämnare), with the sum of each person's visits squared."""
    return _per_omrade(hembesok, perioder, region).rename(columns={"besok": "taljare", "personer": "namnare"})


def _per_omrade(
    hembesok: pd.DataFrame, perioder: Sequence[Period], region: str | None, **grupper: pd.Series
) -> pd.DataFrame:
    """Return omrade, the columns of ``grupper``, period, personer, besok and kvadratsumma.

    Who lives outside the region's kommuner, or nowhere known, has hemkommun ``utanfor`` since the reading.
    """
    omrade = hembesok["hemkommun"]
    if region:
        omrade = omrade.where(omrade == UTANFOR, region)
    dagar = hembesok["datum"].to_numpy("datetime64[D]")
    indelning = pd.DataFrame({"omrade": omrade, **grupper})
    unika, besok = per_person(hembesok["person_id"].to_numpy(), indelning, dagar, dagar, perioder)
    return summera(unika, perioder, personer=besok > 0, besok=besok, kvadratsumma=besok.astype("int64") ** 2)
