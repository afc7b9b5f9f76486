"""All discharge indicators through our functions, against DuckDB and polars doing the readmission query alone.

``.venv/bin/python -m benchmarks.utskrivningar [--antal 100000 1000000 10000000] [--omgangar N]``. Synthetic,
seeded stays are written in the form of our store (ingest is not measured); all three read the same parquet files, each on
both cores and in a process of its own. DuckDB and polars are no part of the product: install them in an environment of
their own. We do every measure of the discharge themes, with its windows and groups; the readmissions that all count must be
equal, month by month and kommun by kommun, or the run stops. CPU seconds tell more than wall time on a shared machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from analys.arbete import Arbete
from analys.hem import hitta_hem
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.rakna import Raknegrund, rakna_utfall
from analys.katalog import AGGREGAT, NYCKELTAL, Katalog, las_katalog
from analys.period import Period
from analys.region import Regionprofil, las_profil
from analys.sources.lager import PERSONTABELLER, RADER_PER_DEL, Del, skriv_rader
from analys.sources.tabeller import TABELLER
from analys.sources.typning import dtyp
from analys.utfall import ALLA, DIMENSIONER

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
        for n in ("befolkning", "tackning", AGGREGAT, NYCKELTAL)
    }
    return Raknegrund(
        lambda kolumner: (Del(mapp / f"del-{n}", kolumner) for n in range(delar)),
        tomma,
        dict.fromkeys(TABELLER_HAR, SPANN),
        dict.fromkeys(("vardtillfallen", "hemsjukvard"), profil.kommuner),
        {},
        [],
        date(2023, 3, 15),
        dict.fromkeys(TABELLER, ""),  # nothing is remembered here
    )


def matten(katalog: Katalog) -> Katalog:
    """Return every measure of the discharge themes that stays alone can give."""

    def med(funktion: str) -> bool:
        f = FUNKTIONER.get(funktion)
        return f is not None and f.rakna.__module__.rsplit(".", 1)[-1] in MODULER

    return {k: i for k, i in katalog.items() if not i.fran_andra and med(i.funktion)}


def var(mapp: Path, delar: int, arbetare: int) -> pd.DataFrame:
    """Return every measure of the discharge themes, by this process or by several."""
    hem = hitta_hem()
    with Arbete(arbetare).raknare(delar) as executor:
        return rakna_utfall(
            grund(mapp, delar), matten(las_katalog(hem.indikatorer, "halland")), _profil(), SISTA, executor
        )


def _av_oss(utfall: pd.DataFrame) -> list[list[object]]:
    """Return (område, month, readmissions, discharges) of our Utfall, where there is a discharge."""
    alla = (utfall[list(DIMENSIONER)] == ALLA).all(axis=1) & (utfall["periodtyp"] == "manad")
    rader = utfall[alla & (utfall["indikator"] == MATT) & (utfall["omrade"] != _profil().kod) & (utfall["namnare"] > 0)]
    return sorted([r.omrade, r.period.isoformat(), int(r.taljare), int(r.namnare)] for r in rader.itertuples())


def _profil() -> Regionprofil:
    return las_profil(hitta_hem(), "halland")


def duckdb(mapp: Path) -> list[list[object]]:
    """Return the same of DuckDB, which does nothing else."""
    import duckdb as motor  # noqa: PLC0415 (in the child that measures it alone)

    koppling = motor.connect()
    koppling.execute("SET threads = 2")
    fraga = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    rader = koppling.execute(fraga.replace("LAGRET", f"{mapp}/del-*/vardtillfallen.parquet")).fetchall()
    return sorted([o, p.isoformat(), t, n] for o, p, t, n in rader)


def polars(mapp: Path) -> list[list[object]]:
    """Return the same of polars, which does nothing else."""
    import polars as pl  # noqa: PLC0415

    ordning, c = ["inne", "ut", "vardtillfalle_id"], pl.col
    rader = (
        pl.scan_parquet(f"{mapp}/del-*/vardtillfallen.parquet")
        .select(
            "person_id",
            "vardtillfalle_id",
            "kommunkod",
            "vardform",
            "utskriven_till",
            "dodsdatum",
            planerad="planerad_inskrivning",
            alder="alder_vid_utskrivning",
            inne="inskriven_tidpunkt",
            ut=c("utskriven_tidpunkt").fill_null(pl.datetime(2262, 1, 1)),
        )
        .with_columns(c("person_id", "kommunkod", "vardform", "utskriven_till", "planerad").cast(pl.String))
    )
    rader = rader.sort("person_id", *ordning).with_columns(start=c("inne").dt.date(), slut=c("ut").dt.date())
    forra = c("slut").cum_max().shift(1).over("person_id")
    rader = rader.with_columns(ny=forra.is_null() | (c("start") > forra))
    rader = rader.with_columns(nr=c("ny").cum_sum().over("person_id"))
    sista = ("kommunkod", "vardform", "utskriven_till", "dodsdatum", "alder")
    episoder = (
        rader.group_by("person_id", "nr")
        .agg(
            c("start").min(),
            c("slut").max(),
            c("planerad").first(),
            *(c(k).sort_by(["ut", "inne", "vardtillfalle_id"]).last() for k in sista),
        )
        .sort("person_id", "nr")
    )
    oplanerad = pl.when(c("planerad") == "nej").then(c("start"))
    nasta = oplanerad.shift(-1).fill_null(strategy="backward").over("person_id")
    slut30 = c("slut") + pl.duration(days=30)
    dog = (c("utskriven_till") == "avliden") | (
        (c("utskriven_till") == "okand") & (c("dodsdatum").dt.date() <= c("slut")).fill_null(value=False)
    )
    svar = (
        episoder.with_columns(nasta=nasta)
        .filter(
            (c("alder") >= 65)
            & (c("vardform") == "somatik")
            & (slut30 <= pl.date(2023, 1, 31))
            & ~dog
            & c("slut").is_between(pl.date(2020, 1, 1), pl.date(2022, 12, 31))
        )
        .group_by("kommunkod", c("slut").dt.truncate("1mo").alias("period"))
        .agg(taljare=(c("nasta") <= slut30).sum(), namnare=pl.len())
        .collect()
    )
    return sorted([o, p.isoformat(), t, n] for o, p, t, n in svar.iter_rows())


SATT = ("analys, 1 process", "analys, 2 processer", "duckdb", "polars")


def gor(satt: str, mapp: Path, delar: int) -> list[list[object]]:
    """Return (område, month, readmissions, discharges), counted in one of the ways."""
    if satt.startswith("analys"):
        return _av_oss(var(mapp, delar, 1 if "1" in satt else 2))
    return {"duckdb": duckdb, "polars": polars}[satt](mapp)


def mat(satt: str, mapp: Path, delar: int) -> dict[str, float | str]:
    """Return wall and CPU seconds, the largest PSS in MB of all its processes together, and a hash of the answer."""
    kommando = [
        sys.executable,
        "-m",
        "benchmarks.utskrivningar",
        "--satt",
        satt,
        "--mapp",
        str(mapp),
        "--delar",
        str(delar),
    ]
    fore = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, storst = time.perf_counter(), 0
    process = subprocess.Popen(kommando, stdout=subprocess.PIPE, text=True)
    egen = psutil.Process(process.pid)
    while process.poll() is None:
        with suppress(psutil.Error):
            storst = max(storst, sum(p.memory_full_info().pss for p in [egen, *egen.children(recursive=True)]))
        time.sleep(1)
    efter = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode or process.stdout is None:
        raise SystemExit(f"{satt} misslyckades")
    cpu = efter.ru_utime + efter.ru_stime - fore.ru_utime - fore.ru_stime
    avtryck = process.stdout.read().strip()
    return {"vägg": time.perf_counter() - start, "cpu": cpu, "pss": storst / 1e6, "svar": avtryck}


def main() -> None:
    """Measure, one way after the other and round by round, and print a table."""
    val = argparse.ArgumentParser(description=__doc__)
    val.add_argument("--antal", type=int, nargs="+", default=[10**5, 10**6, 10**7])
    val.add_argument("--omgangar", type=int, default=3)
    val.add_argument("--satt", choices=SATT)
    val.add_argument("--mapp", type=Path)
    val.add_argument("--delar", type=int)
    valt = val.parse_args()
    if valt.satt:
        print(hashlib.sha256(json.dumps(gor(valt.satt, valt.mapp, valt.delar)).encode()).hexdigest())
        return
    print("| vårdtillfällen | sätt | vägg s | CPU s | CPU mot DuckDB | PSS MB |\n|---:|---|---:|---:|---:|---:|")
    for antal in valt.antal:
        with tempfile.TemporaryDirectory(prefix="analys-b-") as plats:
            mapp, delar = Path(plats), -(-antal // RADER_PER_DEL)
            skriv(mapp, antal)
            matt = {s: [] for s in SATT}
            for _ in range(valt.omgangar):
                for satt in SATT:
                    matt[satt].append(mat(satt, mapp, delar))
            if len({m["svar"] for alla in matt.values() for m in alla}) > 1:
                raise SystemExit("svaren skiljer sig")
            for satt, alla in matt.items():
                kvoter = sorted(float(m["cpu"]) / float(d["cpu"]) for m, d in zip(alla, matt["duckdb"], strict=True))
                vagg, cpu, pss = (statistics.median(float(m[k]) for m in alla) for k in ("vägg", "cpu", "pss"))
                kvot = f"{statistics.median(kvoter):.2f} ({kvoter[0]:.2f}-{kvoter[-1]:.2f})"
                print(f"| {antal} | {satt} | {vagg:.1f} | {cpu:.1f} | {kvot} | {pss:.0f} |", flush=True)


if __name__ == "__main__":
    main()
