"""Made-up counts of a Halland: six kommuner, two sexes, three ages, month by month, with every margin.

A count is Poisson; its mean is the region's month, shared out by the kommuner's population of 2022-12-31 (SCB, rounded
to hundreds) and by fixed shares of sex and age, like those of new enrolments in hemsjukvård.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from analys.utfall import ALLA, DIMENSIONER, KOLUMNER

INDIKATOR = "antal_nya_inskrivningar"
REGION = "0013"
FOLKMANGD = {"1315": 10_600, "1380": 104_800, "1381": 26_500, "1382": 47_000, "1383": 67_700, "1384": 85_700}
KON = {"kvinna": 0.578, "man": 0.422}
ALDER = {"0-64": 0.15, "65-79": 0.33, "80-": 0.52}
HISTORIA, UTGAVOR = 24, 13
"""Months before the first release, and monthly releases."""
FORSTA = pd.Timestamp("2020-01-01")
FONSTER = {"tertial": 4, "ar": 12, "r12": 12}
"""Months in the windows that are printed besides the month itself."""
KALENDER = ("tertial", "ar")
"""The windows that do not roll."""


def sanning(fro: int, manader: int = HISTORIA + UTGAVOR, per_manad: float = 190.0) -> pd.DataFrame:
    """Return the finest counts: one row per month (its first day), kommun, sex and age, with ``taljare`` >= 0.

    ``fro`` is the seed; ``per_manad`` the region's expected count in a month.
    """
    slump = np.random.default_rng(fro)
    andel = {k: n / sum(FOLKMANGD.values()) for k, n in FOLKMANGD.items()}
    dagar = pd.date_range(FORSTA, periods=manader, freq="MS")
    rader = [
        (dag, omrade, kon, alder, andel[omrade] * KON[kon] * ALDER[alder])
        for dag, omrade, kon, alder in product(dagar, FOLKMANGD, KON, ALDER)
    ]
    fina = pd.DataFrame(rader, columns=["period", "omrade", "kon", "aldersgrupp", "vantat"])
    return fina.drop(columns="vantat").assign(taljare=slump.poisson(fina["vantat"] * per_manad))


def utfall(fina: pd.DataFrame, perioder: tuple[str, ...] = ("manad", "tertial", "ar", "r12")) -> pd.DataFrame:
    """Return the Utfall (columns ``KOLUMNER``) of the finest counts: every margin, every window that is complete."""
    delar = [_fonster(fina, typ) for typ in perioder]
    ut = pd.concat([_marginaler(del_) for del_ in delar], ignore_index=True).assign(
        indikator=INDIKATOR,
        status="slutlig",
        namnare=pd.NA,
        kvadratsumma=pd.NA,
        varde=pd.NA,
        tackning=pd.NA,
        tackning_ar=pd.NA,
    )
    ut["period"] = ut["period"].dt.date
    for dimension in DIMENSIONER:
        ut[dimension] = ut[dimension] if dimension in ut else ALLA
    for tal in ("taljare", "namnare", "tackning_ar"):
        ut[tal] = ut[tal].astype("Int64")
    for tal in ("kvadratsumma", "varde", "tackning"):
        ut[tal] = ut[tal].astype("Float64")
    return ut[list(KOLUMNER)]


def _fonster(fina: pd.DataFrame, typ: str) -> pd.DataFrame:
    """Sum the months of each complete window of the kind ``typ``; ``period`` becomes the window's first month."""
    if typ == "manad":
        return fina.assign(periodtyp=typ)
    langd = FONSTER[typ]
    ut = fina.sort_values("period")
    summa = ut.groupby(["omrade", "kon", "aldersgrupp"])["taljare"].transform(lambda s: s.rolling(langd).sum())
    ut = ut.assign(taljare=summa, period=ut["period"] - pd.DateOffset(months=langd - 1), periodtyp=typ).dropna()
    hel = (ut["period"].dt.month % langd == 1) | (typ not in KALENDER)
    return ut[hel].astype({"taljare": int})


def _marginaler(fina: pd.DataFrame) -> pd.DataFrame:
    """Add the region and ``alla`` in each dimension: every subset of the three is summed away."""
    for kolumn, alla in (("omrade", REGION), ("kon", ALLA), ("aldersgrupp", ALLA)):
        ovriga = [k for k in fina.columns if k not in (kolumn, "taljare")]
        summa = fina.groupby(ovriga, as_index=False, observed=True)["taljare"].sum().assign(**{kolumn: alla})
        fina = pd.concat([fina, summa], ignore_index=True)
    return fina
