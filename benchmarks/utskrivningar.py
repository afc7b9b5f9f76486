"""All discharge indicators through our functions, against DuckDB and polars doing the readmission query alone.

``.venv/bin/python -m benchmarks.utskrivningar [--antal 100000 1000000 10000000] [--omgangar N] [--profil]``. Synthetic,
seeded stays are written in the form of our store (ingest is not measured); all three read the same parquet files, each on
both cores and in a process of its own. DuckDB and polars are no part of the product: install them in an environment of
their own. Our share is the readmission by month and kommun and every other measure of the discharge themes besides; the
readmissions that the three count must be equal, month by month and kommun by kommun, or the run stops.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from analys.hem import hitta_hem
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.rakna import Raknegrund, rakna_utfall
from analys.katalog import AGGREGAT, Katalog, las_katalog
from analys.period import Period
from analys.processer import processpool
from analys.region import Regionprofil, las_profil
from analys.sources.lager import PERSONTABELLER, RADER_PER_DEL, Del, skriv_rader
from analys.sources.tabeller import TABELLER
from analys.sources.typning import dtyp

SPANN = date(2020, 1, 1), date(2023, 1, 31)
SISTA = Period.las("2022-12")
MATT = "andel_oplanerad_aterinskrivning"
TABELLER_HAR = {"vardtillfallen", "utskrivningsklara_perioder", "hemsjukvard"}
MODULER = ("aterinskrivning", "fargspar", "utskrivningsklara")
FRON = 20261128


def skriv(mapp: Path, antal: int) -> None:
    """Write ``antal`` stays and what belongs to them in partitions, sorted by person and time as the store has them."""
    profil = las_profil(hitta_hem(), "halland")
    delar = -(-antal // RADER_PER_DEL)
    for nummer in range(delar):
        rader = antal * (nummer + 1) // delar - antal * nummer // delar
        tabeller = _tabeller(np.random.default_rng([FRON, antal, nummer]), rader, nummer, profil)
        (mapp / f"del-{nummer}").mkdir(parents=True)
        for namn in PERSONTABELLER:
            typer = {k.namn: dtyp(k) for k in TABELLER[namn].kolumner}
            hela = tabeller.get(namn, pd.DataFrame({k: pd.Series([], dtype=t) for k, t in typer.items()}))
            skriv_rader(hela.astype(typer), mapp / f"del-{nummer}" / f"{namn}.parquet", namn)


def _tabeller(slump: np.random.Generator, antal: int, nummer: int, profil: Regionprofil) -> dict[str, pd.DataFrame]:
    """Return one partition's stays, periods as utskrivningsklar and enrolments; 2.5 stays a person."""

    def val(ord_: list[str], vikter: list[float], n: int = antal) -> np.ndarray:
        return np.array(ord_, dtype=object)[slump.choice(len(ord_), n, p=np.array(vikter) / sum(vikter))]

    personer = max(antal * 2 // 5, 1)
    vem = np.sort(slump.integers(0, personer, antal))
    namn = np.array([f"p-{nummer:04d}{i:012x}" for i in range(personer)], dtype=object)
    timmar = (SPANN[1] - SPANN[0]).days * 24
    inne = np.datetime64(SPANN[0], "s") + (slump.integers(0, timmar, antal) * 3600).astype("timedelta64[s]")
    inne = inne[np.lexsort((inne, vem))]  # who comes twice in the same hour is put in order below
    ut = inne + (slump.gamma(1.2, 4.0, antal) * 86400).astype("timedelta64[m]")
    ut = ut[np.lexsort((ut, inne, vem))]
    kvar = ut.astype("datetime64[D]") > np.datetime64(SPANN[1])
    kommuner = [*profil.kommuner, "utanfor"]
    bor = val(kommuner, [*([1.0] * len(profil.kommuner)), 0.2], personer)[vem]
    till = val(["ordinart_boende", "sarskilt_boende", "korttidsplats", "avliden"], [80, 10, 6, 4])
    alder = (slump.beta(5, 1.6, personer) * 104).astype(int)[vem]
    stallda = pd.DataFrame(
        {
            "vardtillfalle_id": [f"V{nummer:04d}{i:08d}" for i in range(antal)],
            "person_id": namn[vem],
            "kommunkod": bor,
            "betalningsansvarig_kommun": bor,
            "kon": val(["kvinna", "man"], [1, 1], personer)[vem],
            "alder_vid_utskrivning": alder,
            "vardform": val(["somatik", "psykiatri"], [93, 7]),
            "vardniva": "sjukhus",
            "sjukhus": val(["Norra", "Södra"], [1, 1]),
            "avdelning": val([f"Avdelning {i}" for i in range(20)], [1.0] * 20),
            "inskriven_tidpunkt": inne,
            "inskriven_fran": val(["ordinart_boende", "sarskilt_boende", "annat_sjukhus"], [85, 10, 5]),
            "planerad_inskrivning": val(["ja", "nej", "okand"], [25, 73, 2]),
            "behov_av_planering": val(["ja", "nej"], [25, 75]),
            "fargspar": val(["rod", "gul", "gron", "bla", "ej_satt"], [1, 2, 4, 2, 1]),
            "utskriven_tidpunkt": np.where(kvar, np.datetime64("NaT"), ut),
            "utskriven_till": np.where(kvar, "okand", till),
            "dodsdatum": np.where(
                till == "avliden", ut.astype("datetime64[D]").astype("datetime64[s]"), np.datetime64("NaT")
            ),
        }
    )
    klar = stallda[(stallda["behov_av_planering"] == "ja").to_numpy() & ~kvar]
    vantat = pd.to_timedelta(np.minimum(slump.poisson(1.2, len(klar)), 20), unit="D")
    fran = np.maximum((klar["utskriven_tidpunkt"] - vantat).to_numpy(), klar["inskriven_tidpunkt"].to_numpy())
    klara = pd.DataFrame(
        {
            "vardtillfalle_id": klar["vardtillfalle_id"].to_numpy(),
            "person_id": klar["person_id"].to_numpy(),
            "fran": fran,
            "till": klar["utskriven_tidpunkt"].to_numpy(),
            "upphord_av": "hemgang",
        }
    )
    inskrivna = np.flatnonzero(slump.random(personer) < 0.15)
    borjar = np.datetime64(SPANN[0], "s") + slump.integers(0, 1000, len(inskrivna)).astype("timedelta64[D]")
    hemma = pd.DataFrame(
        {
            "person_id": namn[inskrivna],
            "kommunkod": val(list(profil.kommuner), [1.0] * len(profil.kommuner), len(inskrivna)),
            "kon": "kvinna",
            "fodelsear": 1940,
            "boendeform": val(["ordinart_boende", "sarskilt_boende"], [4, 1], len(inskrivna)),
            "inskriven_datum": borjar,
            "avslutad_datum": np.datetime64("NaT"),
        }
    )
    return {"vardtillfallen": stallda, "utskrivningsklara_perioder": klara, "hemsjukvard": hemma}


def grund(mapp: Path, delar: int) -> Raknegrund:
    """Return the store in ``mapp`` as something to compute from."""
    profil = las_profil(hitta_hem(), "halland")
    tomma = {
        n: pd.DataFrame({k.namn: pd.Series([], dtype=dtyp(k)) for k in TABELLER[n].kolumner})
        for n in ("befolkning", "tackning", AGGREGAT)
    }
    return Raknegrund(
        lambda kolumner: (Del(mapp / f"del-{n}", kolumner) for n in range(delar)),
        tomma,
        dict.fromkeys(TABELLER_HAR, SPANN),
        dict.fromkeys(("vardtillfallen", "hemsjukvard"), profil.kommuner),
        {},
        [],
        date(2023, 3, 15),
    )


def matten(katalog: Katalog) -> Katalog:
    """Return every measure of the discharge themes that stays alone can give."""

    def med(funktion: str) -> bool:
        f = FUNKTIONER.get(funktion)
        return f is not None and f.rakna.__module__.rsplit(".", 1)[-1] in MODULER

    return {k: i for k, i in katalog.items() if not i.fran_andra and med(i.funktion)}
