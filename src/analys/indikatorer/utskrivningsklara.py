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
import pyarrow as pa
import pyarrow.compute as pc

from analys.indikatorer.delat import delad
from analys.indikatorer.register import indikator
from analys.indikatorer.tid import FLER_DAGAR, i_perioder
from analys.indikatorer.urval import KOLUMNER, aldersgrupper, stallda, vardtillfallen_i
from analys.period import Period

_REGLER = {
    "minst_dagar": "minsta antal dagar för att räknas",
    "hogst_dagar": "högsta antal dagar för att räknas",
    "lang_vantan_dagar": "lång väntan är minst så många dagar",
    "till": "skrevs ut till",
}
_TABELLER = ("utskrivningsklara_perioder", "vardtillfallen")
_LASER = {
    "utskrivningsklara_perioder": ("vardtillfalle_id", "fran", "till"),
    "vardtillfallen": (*KOLUMNER, "vardtillfalle_id", "utskriven_tidpunkt", "utskriven_till", "alder_vid_utskrivning"),
}


@indikator("medel_dagar_utskrivningsklar", *_TABELLER, med_utanfor=True, laser=_LASER, regler=_REGLER)
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
    rader = _avslutade(klara, vardtillfallen, perioder, region, urval)
    rader = rader[rader["dagar"] >= minst_dagar]
    return rader[["omrade", "period", "kon"]].assign(
        taljare=rader["dagar"], namnare=1, kvadratsumma=rader["dagar"] ** 2
    )


@indikator(
    "dagar_efter_alder",
    *_TABELLER,
    uppdelning_kraver={"aldersgrupp": "alder_vid_utskrivning"},
    med_utanfor=True,
    laser=_LASER,
)
def dagar_efter_alder(
    klara: pd.DataFrame, vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **urval: Any
) -> pd.DataFrame:
    """Return the days (täljare) of the stays (nämnare) by age at discharge, with their sum of squares."""
    rader = _avslutade(klara, vardtillfallen, perioder, region, urval)
    return rader[["omrade", "period"]].assign(
        aldersgrupp=aldersgrupper(rader["alder_vid_utskrivning"]),
        taljare=rader["dagar"],
        namnare=1,
        kvadratsumma=rader["dagar"] ** 2,
    )


@indikator("andel_utskrivna_inom_dagar", *_TABELLER, med_utanfor=True, laser=_LASER, regler=_REGLER)
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
    rader = _avslutade(klara, vardtillfallen, perioder, region, urval)
    return _andel(rader, rader["dagar"].between(minst_dagar, hogst_dagar))


@indikator("fordelning_dagar_utskrivningsklar", *_TABELLER, med_utanfor=True, laser=_LASER)
def fordelning_dagar_utskrivningsklar(
    klara: pd.DataFrame, vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **urval: Any
) -> pd.DataFrame:
    """Return the stays by their days: 0, 1, 2, 3 or more. Täljare: stays."""
    rader = _avslutade(klara, vardtillfallen, perioder, region, urval)
    grupp = pd.Categorical.from_codes(rader["dagar"].clip(upper=3), ["0", "1", "2", "3-"])
    return rader[["omrade", "period", "kon"]].assign(**{"del": grupp}, taljare=1)


@indikator("andel_dagar_lang_vantan", *_TABELLER, med_utanfor=True, laser=_LASER, regler=_REGLER)
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
    rader = _avslutade(klara, vardtillfallen, perioder, region, urval)
    langa = rader["dagar"].where(rader["dagar"] >= lang_vantan_dagar, 0)
    return rader[["omrade", "period", "kon"]].assign(taljare=langa, namnare=rader["dagar"])


@indikator(
    "andel_utskrivna_till", *_TABELLER, kraver=("utskriven_till",), med_utanfor=True, laser=_LASER, regler=_REGLER
)
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
    rader = _avslutade(klara, vardtillfallen, perioder, region, urval)
    return _andel(rader, rader["utskriven_till"] == till)


@indikator("antal_vantande_utskrivningsklara", *_TABELLER, med_utanfor=True, laser=_LASER)
def antal_vantande_utskrivningsklara(
    klara: pd.DataFrame,
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    **urval: Any,
) -> pd.DataFrame:
    """Return the stays that are waiting at the beginning of each day: notice before it, neither ended nor withdrawn."""
    plats = _platser(klara, vardtillfallen)
    egna = klara.loc[plats >= 0, ["fran", "till"]].assign(stalld=plats[plats >= 0])
    rader = stallda(vardtillfallen).iloc[egna["stalld"]]
    rader = vardtillfallen_i(rader.assign(**{k: egna[k].array for k in egna}), region, **urval)
    dagar = np.array([p.forsta_dag for p in perioder], dtype="datetime64[s]")
    fran, till, ut = (rader[k].to_numpy("datetime64[s]") for k in ("fran", "till", "utskriven_tidpunkt"))
    slut = np.fmin(till, ut)
    vantar = np.flatnonzero(np.isnat(slut) | (slut >= dagar.min()))
    inne = (fran[vantar] < dagar[:, None]) & ~(slut[vantar] < dagar[:, None])
    nummer, rad = np.nonzero(inne)
    forsta = pd.Index([p.forsta_dag for p in perioder], dtype=object)
    vantande = rader.iloc[vantar[rad]][["stalld", "omrade", "kon"]]
    vantande = vantande.assign(period=pd.Categorical.from_codes(nummer, forsta), taljare=1)
    return vantande.drop_duplicates(["stalld", "period"]).drop(columns="stalld")


def _platser(klara: pd.DataFrame, vardtillfallen: pd.DataFrame) -> np.ndarray:
    """Return the row of each period's stay among the stays, or -1."""
    sokta, finns = (pa.array(t["vardtillfalle_id"], pa.large_string()) for t in (klara, vardtillfallen))
    platser: np.ndarray = pc.index_in(sokta, value_set=finns).fill_null(-1).to_numpy()
    return platser.astype("int64")


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
    stallda_ = pd.DataFrame({"vardtillfalle_id": utskrivna.index, "utskriven_tidpunkt": utskrivna.to_numpy()})
    rad, dagar = vantan(klara, stallda_)
    return pd.Series(dagar, index=utskrivna.index[rad], name="dagar")


@delad
def vantan(klara: pd.DataFrame, vardtillfallen: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of the stays that have ended and have a period, and their days (`dagar_per_vardtillfalle`)."""
    plats = _platser(klara, vardtillfallen)
    ut = vardtillfallen["utskriven_tidpunkt"].to_numpy("datetime64[D]")
    med = (plats >= 0) & ~np.isnat(ut[plats])
    vem = plats[med]
    fran, till = (klara[k].to_numpy("datetime64[D]")[med] for k in ("fran", "till"))
    ordning = np.lexsort((fran, vem))
    vem, fran, till = vem[ordning], fran[ordning].astype("int64"), till[ordning]
    slut = ut[vem].astype("int64")
    till = np.where(np.isnat(till), slut, np.minimum(till.astype("int64"), slut))
    egen = vem * FLER_DAGAR  # so that the latest day so far is that of the same stay
    hittills = np.maximum.accumulate(till + egen) - egen
    forst = np.r_[True, vem[1:] != vem[:-1]][: len(vem)]
    fore = np.where(forst, fran, np.r_[0, hittills[:-1]][: len(vem)])
    dagar = np.maximum(till - np.maximum(fran, fore), 0)
    borjan = np.flatnonzero(forst)
    return vem[borjan], np.add.reduceat(dagar, borjan) if len(borjan) else dagar


def avslutade(
    klara: pd.DataFrame, vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, **urval: Any
) -> pd.DataFrame:
    """Return the stays that ended in the periods and had been utskrivningsklara, with their ``dagar`` and område."""
    rad, dagar = vantan(klara, vardtillfallen)
    rader = vardtillfallen_i(vardtillfallen.iloc[rad].assign(dagar=dagar), region, **urval)
    return i_perioder(rader, "utskriven_tidpunkt", perioder)


@delad
def _avslutade(
    klara: pd.DataFrame,
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    urval: dict[str, Any],
) -> pd.DataFrame:
    """Return the same with words as categories, and without the stay's id."""
    rader = vardtillfallen_i(_stallda_med_dagar(klara, vardtillfallen), region, **urval)
    return i_perioder(rader, "utskriven_tidpunkt", perioder)


@delad
def _stallda_med_dagar(klara: pd.DataFrame, vardtillfallen: pd.DataFrame) -> pd.DataFrame:
    rad, dagar = vantan(klara, vardtillfallen)
    return stallda(vardtillfallen).iloc[rad].assign(dagar=dagar)


def _andel(rader: pd.DataFrame, traff: pd.Series) -> pd.DataFrame:
    """Return one row per stay: täljare 1 for a hit, nämnare 1."""
    return rader[["omrade", "period", "kon"]].assign(taljare=traff.astype("int64"), namnare=1)
