"""Which stays in hospital a measure is about, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analys.indikatorer.delat import delad
from analys.omraden import UTANFOR
from analys.utfall import aldersgrupp_for

REGLER = {
    "vardform": "vårdform",
    "vardnivaer": "vårdnivåer som räknas",
    "omrade_efter": "patienten räknas till",
}
KOLUMNER = ("kommunkod", "betalningsansvarig_kommun", "kon", "vardform", "vardniva")
"""What is read of a stay to choose it and to say whose it is."""


@delad
def stallda(vardtillfallen: pd.DataFrame) -> pd.DataFrame:
    """Return the stays with their words as categories, which are compared, chosen and grouped as small numbers."""
    egna = vardtillfallen[[k for k in vardtillfallen if k != "vardtillfalle_id"]]
    return egna.astype({k: "category" for k in egna if isinstance(egna[k].dtype, pd.StringDtype)})


def vardtillfallen_i(
    vardtillfallen: pd.DataFrame, region: str | None, *, vardform: str, vardnivaer: Sequence[str], omrade_efter: str
) -> pd.DataFrame:
    """Return the stays of one vårdform at the given levels, with their ``omrade``: a column's kommun, or the region."""
    rader = vardtillfallen[(vardtillfallen["vardform"] == vardform) & vardtillfallen["vardniva"].isin(vardnivaer)]
    if region:
        return rader.assign(omrade=pd.Categorical.from_codes(np.zeros(len(rader), dtype="int8"), [region]))
    return rader.assign(omrade=rader[omrade_efter])


@delad
def stallda_i(vardtillfallen: pd.DataFrame, region: str | None, urval: dict[str, Any]) -> pd.DataFrame:
    """Return `vardtillfallen_i` of `stallda`."""
    return vardtillfallen_i(stallda(vardtillfallen), region, **urval)


def i_region(omrade: pd.Series, region: str) -> pd.Series:
    """Return the region for who lives in one of its kommuner, ``utanfor`` for the others."""
    koder = (omrade == UTANFOR).to_numpy("int8")
    return pd.Series(pd.Categorical.from_codes(koder, [region, UTANFOR]), index=omrade.index)


def aldersgrupper(alder: pd.Series) -> pd.Series:
    """Return the group of each age in whole years; unknown where the age is missing."""
    ar = alder.to_numpy("int64", na_value=-1)
    grupper = ["okand", *(aldersgrupp_for(a) for a in range(int(ar.max(initial=0)) + 1))]
    namn, koder = np.unique(grupper, return_inverse=True)
    return pd.Series(pd.Categorical.from_codes(koder[ar + 1], namn), index=alder.index)
