"""Counts from the palliative register, and how much of each område's care the sources see. All invented, also riket."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analys.sources.exempel.varld import Varld

KALLA = "Svenska palliativregistret (påhittade tal, även riket)"
RIKET = "0000"
_LAN, _RIKET = 160, 4600  # expected and registered deaths a month in the last whole year
_PLATSER = {  # the place's share of the deaths in the region and in riket, and its difference in quality
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
_INDIKATORER = {  # level in the last year, difference on hospital wards, difference in riket, share with an answer
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
_TACKNING_RIKET = 0.72


def gor_palliativ(rng: np.random.Generator, folk: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return monthly counts by område and place of death; totals of region and riket have an empty place.

    The register books a death where the person died, so the kommuner with a hospital carry its wards.
    """
    manader = np.arange(np.datetime64(varld.forsta_vard, "M"), np.datetime64(varld.sista, "M") + 1)
    kvar = np.ones(len(manader))
    kvar[: -len(_KVAR_ATT_REGISTRERA) - 1 : -1] -= _KVAR_ATT_REGISTRERA
    ar = manader.astype(int) / 12 + 1970
    sist = varld.folkar + 1
    takt = kvar * (1 - 0.015 * (sist + 0.5 - ar)) * (1 + 0.08 * np.cos(2 * np.pi * ar))
    aldsta = folk[(folk["År"] == varld.folkar) & folk["Ålder"].str.startswith("80")]
    vikt = aldsta.groupby("Kommunkod")["Folkmängd 31 december"].sum()
    lan, region = _LAN * varld.storlek, varld.kod
    celler = [(k, p, _PLATSER[p][0] * v / vikt.sum() * lan) for k, v in vikt.items() for p in _KOMMUNENS]
    celler += [(k, _AVDELNING, _PLATSER[_AVDELNING][0] * v * lan) for k, v in varld.niva("dor_har").items() if v]
    celler += [(region, p, _PLATSER[p][0] * lan) for p in _PLATSER if p not in (*_KOMMUNENS, _AVDELNING)]
    celler += [(RIKET, p, riket * _RIKET) for p, (_, riket, _) in _PLATSER.items()]
    bas = pd.DataFrame(celler, columns=["omrade", "dodsplats", "niva"])
    bas = bas.loc[np.repeat(bas.index, len(manader))].reset_index(drop=True)
    bas["period"] = np.tile(manader.astype(str), len(celler))
    doda = rng.poisson(bas.pop("niva") * np.tile(takt, len(celler)))
    aren = np.tile(np.floor(ar), len(celler)) - sist
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
    summor = [egna, egna[egna["omrade"].isin(vikt.index)].assign(omrade=region)]
    lan = pd.concat(summor, ignore_index=True)
    lan = pd.concat([lan, lan[lan["omrade"].isin((region, RIKET))].assign(dodsplats="")], ignore_index=True)
    nyckel = ["indikator", "omrade", "period", "dodsplats"]
    lan = lan.groupby(nyckel, as_index=False, sort=True)[["taljare", "namnare"]].sum()
    return lan.assign(kalla=KALLA)


def gor_tackning(folk: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the share of each område's care that the sources see, a year at a time."""
    vikt = folk[folk["År"] == varld.folkar].groupby("Kommunkod")["Folkmängd 31 december"].sum()
    rader = []
    vard, register = ({k: o.tackning[i] for k, o in varld.orter.items()} for i in range(2))
    for galler, andelar, okning in (
        ("vardtillfallen", vard, 0.001),
        ("palliativregistret", register | {RIKET: _TACKNING_RIKET}, 0.012),
    ):
        region = sum(andelar[k] * vikt[k] for k in vikt.index) / vikt.sum()
        rader += [
            (galler, omrade, aret, f"{andel + okning * (aret - varld.folkar - 1):.3f}".replace(".", ","), "Påhittad")
            for aret in range(varld.forsta_vard.year, varld.uttag.year)
            for omrade, andel in {**andelar, varld.kod: region}.items()
        ]
    return pd.DataFrame(rader, columns=["Gäller", "Område", "Kalenderår", "Andel", "Källa"])
