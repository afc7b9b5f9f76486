"""Indicators of single home visits (enstaka hembesök) to people who are not enrolled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analys.omraden import UTANFOR
from analys.period import Period


def antal_personer(hembesok: pd.DataFrame, perioder: Sequence[Period], region: str | None) -> pd.DataFrame:
    """Return the distinct persons visited in each period, by the kommun where they live. Täljare: persons."""
    return _per_omrade(hembesok, perioder, region)[["omrade", "period", "personer"]].rename(
        columns={"personer": "taljare"}
    )


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
    dagordning = np.argsort(hembesok["datum"].to_numpy(), kind="stable")
    dagar = hembesok["datum"].to_numpy()[dagordning]
    omradesnummer, omraden = pd.factorize(omrade)
    person, _ = pd.factorize(hembesok["person_id"])
    nyckel = (person * len(omraden) + omradesnummer)[dagordning]
    delar = []
    for period in perioder:
        fran, till = np.searchsorted(dagar, np.array([period.forsta_dag, period.slut], dtype=dagar.dtype))
        unika, besok = np.unique(nyckel[fran:till], return_counts=True)
        nummer = unika % len(omraden)
        summor = [np.bincount(nummer, vikt, minlength=len(omraden)) for vikt in (None, besok, besok**2)]
        delar.append(
            pd.DataFrame(dict(zip(("personer", "besok", "kvadratsumma"), summor, strict=True))).assign(
                omrade=omraden, period=period.forsta_dag
            )
        )
    return pd.concat(delar, ignore_index=True)
