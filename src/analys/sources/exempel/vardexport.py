"""The stays as the source system exports them: headings, Swedish words, planning tracks, and the dirt."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analys.sources.exempel.grund import MINUTER, dagnummer, smutsrader, text
from analys.sources.exempel.vardtillfallen import DUBBEL, FLYTTAD, MOTTAGEN, SABO
from analys.sources.exempel.varld import Varld

_ANDRA_SJUKHUS = (0.5, 0.4)  # the first two hospitals' shares of those who live outside
_AVDELNINGAR = {
    False: ("Medicin A", "Medicin B", "Stroke och neurologi", "Hjärta", "Kirurgi", "Ortopedi", "Infektion"),
    True: ("Psykiatri, allmän", "Psykiatri, akut"),
}
_FARGER = ("Gul", "Blå", "Grön", "Röd")
_SPAR: dict[bool, dict[str, tuple[float, ...]]] = {  # the shares of _FARGER by psychiatry, for discharges from the date
    False: {"2017-01-01": (30, 39, 17, 14), "2019-07-01": (39.5, 40.2, 15.2, 5.1), "2022-11-01": (43, 37, 15, 5)},
    True: {"2017-01-01": (8, 52, 16, 24), "2019-07-01": (7, 60, 15, 18)},
}
_EJ_SATT = 0.03
_SMUTS: list[dict[str, str]] = [
    {"Utskriven": "2022-12-01 09:10"},
    {"Utskriven": "2022-11-30 16:00"},
    {"Inskriven": "2019-04-11 10:02", "Utskriven": "2019-04-01 11:30"},
    {"Utskriven": "2023-03-15 12:00"},
    {"Inskriven": "2023-02-20 08:15", "Utskriven": "", "Ålder": ""},
    {"Färgspår": "Lila"},
    {"Färgspår": "Lila", "Inskriven": "2021-10-02 13:40", "Utskriven": "2021-10-09 10:30"},
    {"Folkbokföringskommun": "1399"},
    {"Folkbokföringskommun": "1399", "Inskriven": "2020-02-03 17:21", "Utskriven": "2020-02-06 14:00"},
    {"Ålder": "207"},
    {"Utskriven till": "Avliden", "Dödsdatum": "2022-12-07"},
    {},
    {"Utskriven": "2022-12-12 10:45"},
]
_ANTAL_DUBBLETTER, _ANTAL_9999 = 4, 6


def vardexport(rng: np.random.Generator, v: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the stays as rows of text, without dirt."""
    n = len(v)
    psyk, behov, flytt = v["psyk"].to_numpy(), v["behov"].to_numpy(), v["flytt"].to_numpy()
    pagar = (v["ut"] >= (dagnummer(varld.sista) + 1) * MINUTER).to_numpy()
    avliden = (v["ut"] // MINUTER == v["dod"]).to_numpy()
    utdag = v["ut"].to_numpy().astype("datetime64[m]").astype("datetime64[D]")
    aret = utdag.astype("datetime64[Y]")
    fyllt = (utdag - aret).astype(int) >= v["fodelsedag"]
    alder = np.maximum(aret.astype(int) + 1970 - v["fodd"] - ~fyllt, 0)
    hemma = np.where(v["grupp"] == SABO, "Särskilt boende", "Ordinärt boende").astype(object)
    fran = np.where(rng.random(n) < 0.02, "Korttidsplats", hemma)
    till = np.where(behov & ~psyk & (rng.random(n) < 0.11), "Korttidsplats", hemma)
    till = np.select([pagar, avliden, flytt == FLYTTAD], ["", "Avliden", "Annat sjukhus"], till)
    ut = text(v["ut"].to_numpy())
    ut[pagar] = ""
    ut[np.flatnonzero(pagar)[:: int(pagar.sum() / _ANTAL_9999) + 1]] = "9999-12-31 00:00"
    betalar = v["kommun"].to_numpy(dtype=object, copy=True)
    annan = (rng.random(n) < 0.006) & (betalar != "")
    betalar[annan] = rng.choice(np.array(varld.kommuner, dtype=object), int(annan.sum()))
    doda = v["dod"] <= dagnummer(varld.sista)
    dodsdatum = np.where(doda, v["dod"].to_numpy().clip(max=99_999).astype("datetime64[D]").astype(str), "")
    kolumner = {
        "Vårdtillfälle": [f"VT{i:07d}" for i in range(1, n + 1)],
        "PersonID": v["person"],
        "Folkbokföringskommun": v["kommun"],
        "Betalningsansvarig kommun": betalar,
        "Kön": v["kon"],
        "Ålder": np.where(pagar, "", alder.astype(str)),
        "Vårdform": np.where(psyk, "Psykiatri", "Somatik"),
        "Vårdnivå": "Sjukhus",
        "Sjukhus": _sjukhus(rng, v, varld),
        "Avdelning": np.where(psyk, *(rng.choice(np.array(_AVDELNINGAR[p], dtype=object), n) for p in (True, False))),
        "Inskriven": text(v["in_"].to_numpy()),
        "Inskriven från": np.where(flytt == MOTTAGEN, "Annat sjukhus", fran),
        "Planerad": np.where(v["plan"], "Ja", "Nej"),
        "Behov av planering": np.where(behov, "Ja", "Nej"),
        "Färgspår": np.where(behov, _farger(rng, utdag, psyk), ""),
        "Utskriven": ut,
        "Utskriven till": till,
        "Dödsdatum": dodsdatum,
    }
    ut = pd.DataFrame(kolumner)
    return ut if varld.fargspar else ut.drop(columns="Färgspår")


def _farger(rng: np.random.Generator, utdag: np.ndarray, psyk: np.ndarray) -> np.ndarray:
    """Return a planning track for each stay, empty where none was set; the mix follows the routine in force."""
    farg = np.full(len(utdag), "", dtype=object)
    for p, tider in _SPAR.items():
        for fran, andelar in tider.items():
            har = np.flatnonzero((psyk == p) & (utdag >= np.datetime64(fran)))
            farg[har] = rng.choice(np.array(_FARGER, dtype=object), len(har), p=np.array(andelar) / sum(andelar))
    return np.where(rng.random(len(farg)) < _EJ_SATT, "", farg)


def _sjukhus(rng: np.random.Generator, v: pd.DataFrame, varld: Varld) -> np.ndarray:
    """Return each stay's hospital: the nearest for most; one who is moved comes to another."""
    andelar = {k: ort.sjukhus for k, ort in varld.orter.items()}
    grans = np.cumsum(np.array([andelar.get(k, _ANDRA_SJUKHUS) for k in v["kommun"]]), axis=1)
    vald = (rng.random(len(v))[:, None] > grans).sum(axis=1)
    vald = np.where(v["psyk"], np.minimum(vald, 1), vald)
    flyttad = v["flytt"].isin((FLYTTAD, MOTTAGEN, DUBBEL))
    vald = np.where(flyttad, np.where(v["flytt"] == MOTTAGEN, 0, 1), vald)
    return np.array(varld.sjukhus, dtype=object)[vald]


def med_smuts(rng: np.random.Generator, rader: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the export with four exact duplicates and the made-up rows, whose persons are nobody else."""
    mall = {
        "Folkbokföringskommun": "1380",
        "Betalningsansvarig kommun": "1380",
        "Kön": "Kvinna",
        "Ålder": "84",
        "Vårdform": "Somatik",
        "Vårdnivå": "Sjukhus",
        "Sjukhus": varld.sjukhus[0],
        "Avdelning": "Medicin A",
        "Inskriven": "2022-12-03 14:20",
        "Inskriven från": "Ordinärt boende",
        "Planerad": "Nej",
        "Behov av planering": "Ja",
        "Färgspår": "Gul",
        "Utskriven": "2022-12-09 11:00",
        "Utskriven till": "Ordinärt boende",
        "Dödsdatum": "",
    }
    smuts = smutsrader(rng, mall, _SMUTS)
    nummer = [f"VT99{i:05d}" for i in range(len(smuts) - 1)]
    smuts.insert(0, "Vårdtillfälle", [*nummer, nummer[-1]])  # the last two are one stay with different content
    dubbletter = rader.iloc[np.linspace(1000, len(rader) - 1000, _ANTAL_DUBBLETTER).astype(int)]
    return pd.concat([rader, dubbletter, smuts], ignore_index=True)
