"""Indicators of planning before discharge: patients cared for, planning need and planning tracks.

They are about the hospital's patients, also those who live elsewhere: by the kommun that is responsible, with
``utanfor`` as an område of its own, and the region's figure is everybody. So the kommuner do not sum to the region.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analys.indikatorer.delat import delad
from analys.indikatorer.register import indikator
from analys.indikatorer.tid import i_perioder, personer_per_period
from analys.indikatorer.urval import KOLUMNER, REGLER, aldersgrupper, stallda_i
from analys.period import Period

_LASER = {
    "vardtillfallen": (
        *KOLUMNER,
        "person_id",
        "inskriven_tidpunkt",
        "utskriven_tidpunkt",
        "behov_av_planering",
        "fargspar",
        "alder_vid_utskrivning",
    )
}


@indikator("antal_vardade", "vardtillfallen", med_utanfor=True, regler=REGLER, laser=_LASER)
def antal_vardade(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **regler: Any
) -> pd.DataFrame:
    """Return the distinct persons with a stay that overlaps each period. Täljare: persons.

    Source: Region Halland's Indikatorrapport 2023 ("2 935 patienter vårdades på HS i december").
    """
    return _personer(stallda_i(vardtillfallen, region, regler), perioder).rename(columns={"personer": "taljare"})


@indikator(
    "andel_behov_av_planering",
    "vardtillfallen",
    kraver=("behov_av_planering",),
    med_utanfor=True,
    regler=REGLER,
    laser=_LASER,
)
def andel_behov_av_planering(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **regler: Any
) -> pd.DataFrame:
    """Return the persons with planning need in a stay of each period (täljare) over those cared for (nämnare)."""
    rader = stallda_i(vardtillfallen, region, regler)
    alla = _personer(rader, perioder).rename(columns={"personer": "namnare"})
    med_behov = _personer(rader[rader["behov_av_planering"] == "ja"], perioder).rename(columns={"personer": "taljare"})
    return alla.merge(med_behov, how="left", on=["omrade", "kon", "period", "periodtyp"]).fillna({"taljare": 0})


@indikator(
    "fordelning_fargspar",
    "vardtillfallen",
    kraver=("behov_av_planering", "fargspar"),
    med_utanfor=True,
    regler=REGLER,
    laser=_LASER,
)
def fordelning_fargspar(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **regler: Any
) -> pd.DataFrame:
    """Return the stays with planning need that ended in each month, by planning track. Täljare: stays."""
    rader = stallda_i(vardtillfallen, region, regler)
    rader = i_perioder(rader[rader["behov_av_planering"] == "ja"], "utskriven_tidpunkt", perioder)
    return rader[["omrade", "period", "kon", "fargspar"]].assign(taljare=1)


@indikator(
    "antal_utskrivna_med_behov",
    "vardtillfallen",
    kraver=("behov_av_planering",),
    uppdelning_kraver={"aldersgrupp": "alder_vid_utskrivning"},
    med_utanfor=True,
    regler=REGLER,
    laser=_LASER,
)
def antal_utskrivna_med_behov(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **regler: Any
) -> pd.DataFrame:
    """Return the stays with planning need that ended in each month, by age at discharge. Täljare: stays."""
    rader = stallda_i(vardtillfallen, region, regler)
    rader = i_perioder(rader[rader["behov_av_planering"] == "ja"], "utskriven_tidpunkt", perioder)
    return rader[["omrade", "period"]].assign(aldersgrupp=aldersgrupper(rader["alder_vid_utskrivning"]), taljare=1)


@delad
def _personer(rader: pd.DataFrame, perioder: Sequence[Period]) -> pd.DataFrame:
    """Return omrade, kon, period and how many distinct ``personer`` have a stay that overlaps the period."""
    inne, ut = (rader[k].to_numpy("datetime64[s]") for k in ("inskriven_tidpunkt", "utskriven_tidpunkt"))
    ut = np.where(np.isnat(ut), np.datetime64(max(p.slut for p in perioder), "s"), ut)
    return personer_per_period(rader["person_id"].array, rader[["omrade", "kon"]], inne, ut, perioder)
