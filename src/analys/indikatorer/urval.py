"""Which stays in hospital a measure is about, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analys.utfall import aldersgrupp_for

REGLER = {
    "vardform": "vårdform",
    "vardnivaer": "vårdnivåer som räknas",
    "omrade_efter": "patienten räknas till",
}


def vardtillfallen_i(
    vardtillfallen: pd.DataFrame, region: str | None, *, vardform: str, vardnivaer: Sequence[str], omrade_efter: str
) -> pd.DataFrame:
    """Return the stays of one vårdform at the given levels, with their ``omrade``: a column's kommun, or the region."""
    rader = vardtillfallen[(vardtillfallen["vardform"] == vardform) & vardtillfallen["vardniva"].isin(vardnivaer)]
    return rader.assign(omrade=region or rader[omrade_efter])


def aldersgrupper(alder: pd.Series) -> pd.Series:
    """Return the group of each age in whole years; unknown where the age is missing."""
    return alder.map({a: aldersgrupp_for(a) for a in alder.dropna().unique()}).astype("str").fillna("okand")
