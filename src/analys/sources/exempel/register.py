"""Counts from the palliative register, and how much of each område's care the sources see. All invented, also riket."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analys.sources.exempel.grund import FORSTA_VARD, SISTA, UTTAG

KALLA = "Svenska palliativregistret (påhittade tal, även riket)"
REGION, RIKET = "0013", "0000"
_HALLAND, _RIKET = 160, 4600  # expected and registered deaths a month in 2022
_PLATSER = {  # the place's share of the deaths in Halland and in riket, and its difference in quality
    "sarskilt_boende": (0.36, 0.35, 0.02),
    "korttidsplats": (0.08, 0.07, -0.01),
    "eget_hem_hemsjukvard": (0.08, 0.06, -0.01),
    "eget_hem_avancerad": (0.07, 0.08, 0.02),
    "hospice": (0.08, 0.09, 0.04),
    "sjukhusavdelning": (0.30, 0.32, 0.0),
    "annan": (0.03, 0.03, -0.08),
}
_KOMMUNENS = ("sarskilt_boende", "korttidsplats", "eget_hem_hemsjukvard")
_AVDELNING = "sjukhusavdelning"
_SJUKHUS = {"1380": 0.55, "1383": 0.45}
_INDIKATORER = {  # level 2022, difference on hospital wards, difference in riket, share with an answer
    "andel_brytpunktssamtal": (0.79, -0.08, -0.02, 1.0),
    "andel_smartskattning": (0.61, -0.12, -0.04, 1.0),
    "andel_munhalsobedomning": (0.69, -0.14, -0.05, 1.0),
    "andel_vidbehov_opioid": (0.95, -0.04, -0.01, 1.0),
    "andel_vidbehov_angestdampande": (0.94, -0.05, -0.01, 1.0),
    "andel_utan_trycksar": (0.87, -0.03, 0.01, 1.0),
    "andel_mansklig_narvaro": (0.87, -0.06, -0.02, 0.93),
    "andel_onskad_dodsplats": (0.80, -0.20, -0.03, 0.72),
    "andel_eftersamtal": (0.66, -0.20, -0.05, 0.85),
}
_OKNING = 0.008  # a year
_KVAR_ATT_REGISTRERA = (0.62, 0.30, 0.19, 0.11, 0.06, 0.03)  # of the last month and the five before it
_TACKNING_VARD = {"1382": 0.96, "1380": 0.97, "1315": 0.94, "1384": 0.62, "1381": 0.93, "1383": 0.95}
_TACKNING_PALLIATIV = {"1382": 0.77, "1380": 0.76, "1315": 0.66, "1384": 0.70, "1381": 0.72, "1383": 0.78, RIKET: 0.72}


def gor_palliativ(rng: np.random.Generator, folk: pd.DataFrame) -> pd.DataFrame:
    """Return monthly counts by område and place of death; totals of region and riket have an empty place.

    The register books a death where the person died, so Halmstad and Varberg carry the hospital's wards.
    """
    manader = np.arange(np.datetime64(FORSTA_VARD, "M"), np.datetime64(SISTA, "M") + 1)
    kvar = np.ones(len(manader))
    kvar[: -len(_KVAR_ATT_REGISTRERA) - 1 : -1] -= _KVAR_ATT_REGISTRERA
    ar = manader.astype(int) / 12 + 1970
    takt = kvar * (1 - 0.015 * (2022.5 - ar)) * (1 + 0.08 * np.cos(2 * np.pi * ar))
    aldsta = folk[(folk["År"] == 2021) & folk["Ålder"].str.startswith("80")]
    vikt = aldsta.groupby("Kommunkod")["Folkmängd 31 december"].sum()
    celler = [(k, p, _PLATSER[p][0] * v / vikt.sum() * _HALLAND) for k, v in vikt.items() for p in _KOMMUNENS]
    celler += [(k, _AVDELNING, _PLATSER[_AVDELNING][0] * v * _HALLAND) for k, v in _SJUKHUS.items()]
    celler += [(REGION, p, _PLATSER[p][0] * _HALLAND) for p in _PLATSER if p not in (*_KOMMUNENS, _AVDELNING)]
    celler += [(RIKET, p, riket * _RIKET) for p, (_, riket, _) in _PLATSER.items()]
    bas = pd.DataFrame(celler, columns=["omrade", "dodsplats", "niva"])
    bas = bas.loc[np.repeat(bas.index, len(manader))].reset_index(drop=True)
    bas["period"] = np.tile(manader.astype(str), len(celler))
    doda = rng.poisson(bas.pop("niva") * np.tile(takt, len(celler)))
    aren = np.tile(np.floor(ar), len(celler)) - 2022
    plats = bas["dodsplats"].map({p: skillnad for p, (_, _, skillnad) in _PLATSER.items()})
    delar = []
    for indikator, (niva, avdelning, riket, svar) in _INDIKATORER.items():
        egen = bas["omrade"].map(dict(zip(vikt.index, rng.normal(0, 0.02, len(vikt)), strict=True))).fillna(0.0)
        andel = niva + plats + egen + _OKNING * aren
        andel += avdelning * (bas["dodsplats"] == _AVDELNING) + riket * (bas["omrade"] == RIKET)
        namnare = rng.binomial(doda, svar)
        taljare = rng.binomial(namnare, andel.clip(0.02, 0.985))
        delar.append(bas.assign(indikator=indikator, taljare=taljare, namnare=namnare))
    egna = pd.concat(delar, ignore_index=True)
    summor = [egna, egna[egna["omrade"].isin(vikt.index)].assign(omrade=REGION)]
    lan = pd.concat(summor, ignore_index=True)
    lan = pd.concat([lan, lan[lan["omrade"].isin((REGION, RIKET))].assign(dodsplats="")], ignore_index=True)
    nyckel = ["indikator", "omrade", "period", "dodsplats"]
    lan = lan.groupby(nyckel, as_index=False, sort=True)[["taljare", "namnare"]].sum()
    return lan.assign(kalla=KALLA)


def gor_tackning(folk: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each område's care that the sources see, a year at a time."""
    vikt = folk[folk["År"] == 2021].groupby("Kommunkod")["Folkmängd 31 december"].sum()
    rader = []
    for galler, andelar, okning in (
        ("vardtillfallen", _TACKNING_VARD, 0.001),
        ("palliativregistret", _TACKNING_PALLIATIV, 0.012),
    ):
        region = sum(andelar[k] * vikt[k] for k in vikt.index) / vikt.sum()
        rader += [
            (galler, omrade, aret, f"{andel + okning * (aret - 2022):.3f}".replace(".", ","), "Påhittad")
            for aret in range(FORSTA_VARD.year, UTTAG.year)
            for omrade, andel in {**andelar, REGION: region}.items()
        ]
    return pd.DataFrame(rader, columns=["Gäller", "Område", "Kalenderår", "Andel", "Källa"])
