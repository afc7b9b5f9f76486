"""Indicators of planning before discharge: patients cared for, planning need and planning tracks.

They are about the hospital's patients, also those who live elsewhere: by the kommun that is responsible, with
``utanfor`` as an område of its own, and the region's figure is everybody. So the kommuner do not sum to the region.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analys.indikatorer.register import indikator
from analys.indikatorer.tid import i_perioder, per_person, summera
from analys.period import Period

_REGLER = {
    "vardform": "vårdform",
    "vardnivaer": "vårdnivåer som räknas",
    "omrade_efter": "patienten räknas till",
}


@indikator("antal_vardade", "vardtillfallen", med_utanfor=True, regler=_REGLER)
def antal_vardade(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **regler: Any
) -> pd.DataFrame:
    """Return the distinct persons with a stay that overlaps each period. Täljare: persons.

    Source: Region Halland's Indikatorrapport 2023 ("2 935 patienter vårdades på HS i december").
    """
    return _personer(_stallda(vardtillfallen, region, **regler), perioder, "taljare")


@indikator(
    "andel_behov_av_planering", "vardtillfallen", kraver=("behov_av_planering",), med_utanfor=True, regler=_REGLER
)
def andel_behov_av_planering(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **regler: Any
) -> pd.DataFrame:
    """Return the persons with planning need in a stay of each period (täljare) over those cared for (nämnare)."""
    rader = _stallda(vardtillfallen, region, **regler)
    alla = _personer(rader, perioder, "namnare")
    med_behov = _personer(rader[rader["behov_av_planering"] == "ja"], perioder, "taljare")
    return alla.merge(med_behov, how="left", on=["omrade", "kon", "period", "periodtyp"]).fillna({"taljare": 0})


@indikator(
    "fordelning_fargspar",
    "vardtillfallen",
    kraver=("behov_av_planering", "fargspar"),
    med_utanfor=True,
    regler=_REGLER,
)
def fordelning_fargspar(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **regler: Any
) -> pd.DataFrame:
    """Return the stays with planning need that ended in each month, by planning track. Täljare: stays."""
    rader = _stallda(vardtillfallen, region, **regler)
    rader = i_perioder(rader[rader["behov_av_planering"] == "ja"], "utskriven_tidpunkt", perioder)
    return rader[["omrade", "period", "fargspar"]].assign(taljare=1)


def _stallda(
    vardtillfallen: pd.DataFrame, region: str | None, *, vardform: str, vardnivaer: Sequence[str], omrade_efter: str
) -> pd.DataFrame:
    """Return the stays of one vårdform at the given levels, with their område."""
    rader = vardtillfallen[(vardtillfallen["vardform"] == vardform) & vardtillfallen["vardniva"].isin(vardnivaer)]
    return rader.assign(omrade=region or rader[omrade_efter])


def _personer(rader: pd.DataFrame, perioder: Sequence[Period], namn: str) -> pd.DataFrame:
    """Return omrade, kon, period and, as ``namn``, how many distinct persons have a stay that overlaps the period."""
    inne = rader["inskriven_tidpunkt"].to_numpy("datetime64[D]")
    ut = rader["utskriven_tidpunkt"].fillna(pd.Timestamp(max(p.slut for p in perioder))).to_numpy("datetime64[D]")
    unika, antal = per_person(rader["person_id"].to_numpy(), rader[["omrade", "kon"]], inne, ut, perioder)
    return summera(unika, perioder, **{namn: antal > 0})
