"""Continuity to a doctor in primary care: the mean over patients of the COC index (Bice & Boxerman 1977).

COC = (sum of n_i^2 - N) / (N (N - 1)), where n_i is the patient's visits to doctor i and N all of them: 1 when all are
to one doctor, 0 when no two are. Source of the window, the least number of visits and the listed unit:
PrimärvårdsKvalitet (Ko1: patients with chronic disease, Ko5: all). They are different measures, never side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analys.indikatorer.register import indikator
from analys.period import Period, flytta_manader


def coc(besok_per_lakare: pd.Series) -> pd.Series:
    """Return the COC index of each patient with at least two visits.

    Parameters
    ----------
    besok_per_lakare : number of visits, indexed by patient and doctor.
    """
    per_patient = besok_per_lakare.groupby(level=0)
    n, kvadrater = per_patient.sum(), (besok_per_lakare**2).groupby(level=0).sum()
    return ((kvadrater - n) / (n * (n - 1)))[n >= 2]


@indikator(
    "kontinuitet_coc",
    "lakarbesok",
    kraver=("listad_vardcentral", "kronisk_sjukdom"),
    regler={
        "minst_besok": "minsta antal läkarbesök i fönstret",
        "fonster_manader": "fönstrets längd i månader, till och med den månad som visas",
        "bara_listad_vardcentral": "bara besök på den vårdcentral där patienten är listad",
        "bara_kronisk_sjukdom": "bara patienter med kronisk sjukdom",
    },
)
def kontinuitet_coc(
    lakarbesok: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    minst_besok: int,
    fonster_manader: int,
    bara_listad_vardcentral: bool,
    bara_kronisk_sjukdom: bool,
) -> pd.DataFrame:
    """Return the sum of the patients' COC (täljare) over the patients (nämnare), with the sum of squares.

    The interval of their mean is the closed form of `stats.intervall.medel`; its simulated coverage from n = 10
    (``benchmarks/resultat.md``) is 94,2 to 95,1 at the nominal 95 and 99,6 to 99,9 at 99,8.

    The window ends with each period. A patient belongs to the kommun of the latest visit in it, and has a chronic
    disease when some visit in it says so.
    """
    rader = lakarbesok.astype({"person_id": str})
    if bara_listad_vardcentral:
        rader = rader[rader["vardcentral"] == rader["listad_vardcentral"]]
    rader = rader.sort_values(["datum", "kommunkod"])
    delar = []
    for period in perioder:
        fran = pd.Timestamp(flytta_manader(period.slut, -fonster_manader))
        inom = rader[(rader["datum"] >= fran) & (rader["datum"] < pd.Timestamp(period.slut))]
        patienter = _patienter(inom, minst_besok, bara_kronisk_sjukdom)
        delar.append(patienter.assign(omrade=region or patienter["omrade"], period=period.forsta_dag))
    return pd.concat(delar, ignore_index=True)


def _patienter(inom: pd.DataFrame, minst_besok: int, bara_kronisk_sjukdom: bool) -> pd.DataFrame:
    """Return one row per patient of the window: omrade, taljare (COC), namnare 1 and kvadratsumma."""
    per_patient = inom.groupby("person_id")
    med = per_patient.size() >= minst_besok
    if bara_kronisk_sjukdom:
        med &= (inom["kronisk_sjukdom"] == "ja").groupby(inom["person_id"]).any()
    varden = coc(inom.groupby(["person_id", "lakare_id"]).size())
    varden = varden[med.reindex(varden.index).astype(bool)]
    omrade = per_patient["kommunkod"].last().reindex(varden.index)
    tal = varden.to_numpy(np.float64)
    return pd.DataFrame(
        {
            "omrade": omrade.to_numpy(object),
            "taljare": _exakt_i_summor(tal),
            "namnare": 1,
            "kvadratsumma": _exakt_i_summor(tal**2),
        }
    )


def _exakt_i_summor(tal: np.ndarray) -> np.ndarray:
    """Return numbers of 0 to 1 to nine decimals, in halves of halves: their sums are exact in whatever order.

    So a sum of several partitions has the same last digit as of one, for up to 8 million patients.
    """
    avrundade: np.ndarray = np.round(tal * 2**30) / 2**30
    return avrundade
