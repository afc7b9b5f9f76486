"""Indicators of single home visits (enstaka hembesök) to people who are not enrolled."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analys.indikatorer.register import indikator
from analys.indikatorer.tid import per_person, summera
from analys.omraden import UTANFOR
from analys.period import Period


@indikator("antal_personer_enstaka_hembesok", "hembesok", med_utanfor=True)
def antal_personer(hembesok: pd.DataFrame, perioder: Sequence[Period], region: str | None) -> pd.DataFrame:
    """Return the distinct persons visited in each period, by the kommun where they live. Täljare: persons."""
    return _per_omrade(hembesok, perioder, region).rename(columns={"personer": "taljare"}).drop(columns="kvadratsumma")


@indikator("medel_besok_per_person", "hembesok", med_utanfor=True)
def medel_besok_per_person(hembesok: pd.DataFrame, perioder: Sequence[Period], region: str | None) -> pd.DataFrame:
    """Return visits (täljare) over distinct persons visited (nämnare), with the sum of each person's visits squared."""
    return _per_omrade(hembesok, perioder, region).rename(columns={"besok": "taljare", "personer": "namnare"})


def _per_omrade(hembesok: pd.DataFrame, perioder: Sequence[Period], region: str | None) -> pd.DataFrame:
    """Return omrade, period, personer, besok and kvadratsumma.

    Who lives outside the region's kommuner, or nowhere known, has hemkommun ``utanfor`` since the reading.
    """
    omrade = hembesok["hemkommun"]
    if region:
        omrade = omrade.where(omrade == UTANFOR, region)
    dagar = hembesok["datum"].to_numpy("datetime64[D]")
    grupper = pd.DataFrame({"omrade": omrade})
    unika, besok = per_person(hembesok["person_id"].to_numpy(), grupper, dagar, dagar, perioder)
    return summera(unika, perioder, personer=besok > 0, besok=besok, kvadratsumma=besok.astype("int64") ** 2)
