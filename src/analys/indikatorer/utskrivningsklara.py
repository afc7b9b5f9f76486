"""Indicators of the days that patients wait in hospital after being declared utskrivningsklara.

A stay's days are calendar days from the date of the notice to the date when the period ended; the same day is 0. A
notice can be withdrawn and renewed: the days of all its periods count, each day once. A stay counts in the month when
it ended. Sources: SKR's measure (väntetider.se: stays that ended in the month), Region Västerbotten's agreement 99624
(calendar days from the date of utskrivningsklar), lag (2017:612).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from analys.indikatorer.register import indikator
from analys.indikatorer.tid import i_perioder
from analys.indikatorer.urval import aldersgrupper, vardtillfallen_i
from analys.period import Period

_REGLER = {
    "minst_dagar": "minsta antal dagar för att räknas",
    "hogst_dagar": "högsta antal dagar för att räknas",
    "lang_vantan_dagar": "lång väntan är minst så många dagar",
    "till": "skrevs ut till",
}
_TABELLER = ("utskrivningsklara_perioder", "vardtillfallen")


@indikator("medel_dagar_utskrivningsklar", *_TABELLER, med_utanfor=True, regler=_REGLER)
def medel_dagar_utskrivningsklar(
    klara: pd.DataFrame,
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    minst_dagar: int,
    **urval: Any,
) -> pd.DataFrame:
    """Return the days (täljare) of the stays with at least ``minst_dagar`` (nämnare), with their sum of squares."""
    rader = avslutade(klara, vardtillfallen, perioder, region, **urval)
    rader = rader[rader["dagar"] >= minst_dagar]
    return rader[["omrade", "period", "kon"]].assign(
        taljare=rader["dagar"], namnare=1, kvadratsumma=rader["dagar"] ** 2
    )


@indikator(
    "dagar_efter_alder",
    *_TABELLER,
    uppdelning_kraver={"aldersgrupp": "alder_vid_utskrivning"},
    med_utanfor=True,
)
def dagar_efter_alder(
    klara: pd.DataFrame, vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **urval: Any
) -> pd.DataFrame:
    """Return the days (täljare) of the stays (nämnare) by age at discharge, with their sum of squares."""
    rader = avslutade(klara, vardtillfallen, perioder, region, **urval)
    return rader[["omrade", "period"]].assign(
        aldersgrupp=aldersgrupper(rader["alder_vid_utskrivning"]),
        taljare=rader["dagar"],
        namnare=1,
        kvadratsumma=rader["dagar"] ** 2,
    )


@indikator("andel_utskrivna_inom_dagar", *_TABELLER, med_utanfor=True, regler=_REGLER)
def andel_utskrivna_inom_dagar(
    klara: pd.DataFrame,
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    minst_dagar: int,
    hogst_dagar: float = inf,
    **urval: Any,
) -> pd.DataFrame:
    """Return the stays with ``minst_dagar`` to ``hogst_dagar`` days (täljare) over all of them (nämnare)."""
    rader = avslutade(klara, vardtillfallen, perioder, region, **urval)
    return _andel(rader, rader["dagar"].between(minst_dagar, hogst_dagar))


@indikator("fordelning_dagar_utskrivningsklar", *_TABELLER, med_utanfor=True)
def fordelning_dagar_utskrivningsklar(
    klara: pd.DataFrame, vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **urval: Any
) -> pd.DataFrame:
    """Return the stays by their days: 0, 1, 2, 3 or more. Täljare: stays."""
    rader = avslutade(klara, vardtillfallen, perioder, region, **urval)
    grupp = rader["dagar"].map({0: "0", 1: "1", 2: "2"}).fillna("3-")
    return rader[["omrade", "period", "kon"]].assign(**{"del": grupp}, taljare=1)


@indikator("andel_dagar_lang_vantan", *_TABELLER, med_utanfor=True, regler=_REGLER)
def andel_dagar_lang_vantan(
    klara: pd.DataFrame,
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    lang_vantan_dagar: int,
    **urval: Any,
) -> pd.DataFrame:
    """Return the days of stays of at least ``lang_vantan_dagar`` (täljare) over the days of all stays (nämnare)."""
    rader = avslutade(klara, vardtillfallen, perioder, region, **urval)
    langa = rader["dagar"].where(rader["dagar"] >= lang_vantan_dagar, 0)
    return rader[["omrade", "period", "kon"]].assign(taljare=langa, namnare=rader["dagar"])


@indikator("andel_utskrivna_till", *_TABELLER, kraver=("utskriven_till",), med_utanfor=True, regler=_REGLER)
def andel_utskrivna_till(
    klara: pd.DataFrame,
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    till: str,
    **urval: Any,
) -> pd.DataFrame:
    """Return the stays that ended with a move to one kind of place (täljare) over all of them (nämnare)."""
    rader = avslutade(klara, vardtillfallen, perioder, region, **urval)
    return _andel(rader, rader["utskriven_till"] == till)


@indikator("antal_vantande_utskrivningsklara", *_TABELLER, med_utanfor=True)
def antal_vantande_utskrivningsklara(
    klara: pd.DataFrame,
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    **urval: Any,
) -> pd.DataFrame:
    """Return the stays that are waiting at the beginning of each day: notice before it, neither ended nor withdrawn."""
    rader = klara.merge(vardtillfallen_i(vardtillfallen, region, **urval), on="vardtillfalle_id")
    dagar = np.array([p.forsta_dag for p in perioder], dtype="datetime64[s]")
    slut = rader[["till", "utskriven_tidpunkt"]].min(axis=1).fillna(pd.Timestamp(2262, 1, 1))
    inne = (rader["fran"].to_numpy("datetime64[s]")[None, :] < dagar[:, None]) & (
        slut.to_numpy("datetime64[s]")[None, :] >= dagar[:, None]
    )
    nummer, rad = np.nonzero(inne)
    forsta = np.array([p.forsta_dag for p in perioder], dtype=object)
    vantar = rader.iloc[rad][["vardtillfalle_id", "omrade", "kon"]].assign(period=forsta[nummer], taljare=1)
    return vantar.drop_duplicates(["vardtillfalle_id", "period"]).drop(columns="vardtillfalle_id")


def dagar_per_vardtillfalle(klara: pd.DataFrame, utskrivna: pd.Series) -> pd.Series:
    """Return the days as utskrivningsklar of each stay that has ended.

    Parameters
    ----------
    klara : periods with vardtillfalle_id, fran and till; empty ``till``: until the stay ended.
    utskrivna : the time of discharge by vardtillfalle_id.

    Returns
    -------
    Calendar days by vardtillfalle_id, for the stays of ``utskrivna`` that have a period; a day in two periods counts
    once, and no day after the discharge counts.
    """
    plats = utskrivna.index.get_indexer(klara["vardtillfalle_id"])
    rader = klara[plats >= 0].assign(vem=plats[plats >= 0]).sort_values(["vem", "fran"])
    vem = rader["vem"].to_numpy()
    ut = utskrivna.to_numpy("datetime64[D]")[vem].astype("int64")
    fran, till = (rader[k].to_numpy("datetime64[D]") for k in ("fran", "till"))
    till = np.where(np.isnat(till), ut, np.minimum(till.astype("int64"), ut))
    hittills = pd.Series(till).groupby(vem).cummax().groupby(vem).shift(1).to_numpy()
    dagar = np.maximum(till - np.fmax(fran.astype("int64"), hittills), 0)
    har = np.unique(vem)
    summor = np.bincount(vem, dagar, len(utskrivna))[har].astype("int64")
    return pd.Series(summor, index=utskrivna.index[har], name="dagar")


def avslutade(
    klara: pd.DataFrame, vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **urval: Any
) -> pd.DataFrame:
    """Return the stays that ended in the periods and had been utskrivningsklara, with their ``dagar`` and område."""
    rader = i_perioder(vardtillfallen_i(vardtillfallen, region, **urval), "utskriven_tidpunkt", perioder)
    dagar = dagar_per_vardtillfalle(klara, rader.set_index("vardtillfalle_id")["utskriven_tidpunkt"])
    return rader.merge(dagar, left_on="vardtillfalle_id", right_index=True)


def _andel(rader: pd.DataFrame, traff: pd.Series) -> pd.DataFrame:
    """Return one row per stay: täljare 1 for a hit, nämnare 1."""
    return rader[["omrade", "period", "kon"]].assign(taljare=traff.astype("int64"), namnare=1)
