"""The Parquet store of a delivery's tables: person tables in partitions by a hash of the person, sorted by time.

Person rows live here alone: ``data/internt``, readable by the owner only. One store per region, of the last delivery.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from analys.errors import AnalysError, CannotWriteError, orsak
from analys.hem import Hem
from analys.processer import do_med_foraldern
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked, innehallsnyckel, las_besked
from analys.sources.leverans import Leverans, las_leverans
from analys.sources.redovisning import Filredovisning
from analys.sources.tabeller import TABELLER
from analys.sources.typning import dtyp

ANTAL_DELAR = 4
_KLAR = "lager.json"


@dataclass(frozen=True)
class Lager:
    """A delivery in the store. ``kommuner``: those with rows, per table; ``saknade_kolumner``: absent from a file."""

    mapp: Path
    besked: Leveransbesked
    redovisning: list[Filredovisning]
    luckor: list[tuple[str, str, date]]
    kommuner: dict[str, frozenset[str]]
    saknade_kolumner: dict[str, frozenset[str]]

    def las(self, tabell: str) -> pd.DataFrame:
        """Return a whole table that is not about persons (befolkning, tackning, aggregat)."""
        return _las(self.mapp / f"{tabell}.parquet", tabell)

    def delar(self) -> Iterator[Mapping[str, pd.DataFrame]]:
        """Yield the person tables of one partition at a time; nobody is in two of them."""
        for nummer in range(ANTAL_DELAR):
            mapp = self.mapp / f"del-{nummer}"
            yield {t: _las(mapp / f"{t}.parquet", t) for t in PERSONTABELLER}


PERSONTABELLER = tuple(t for t, tabell in TABELLER.items() if tabell.datumkolumner)
"""What lies in partitions: rows about persons, and counts of them by month (``listade``)."""


def ta_in(mapp: Path, profil: Regionprofil, hem: Hem) -> Lager:
    """Return the delivery in ``mapp`` from the store; when it is not there it is read in a process of its own.

    So the memory that reading takes is given back, and what kills a reader does not kill the command.

    Raises
    ------
    DataError : the delivery cannot be read; the former store stands.
    CannotWriteError : the store cannot be written.
    AnalysError : the reading process died.
    """
    besked = las_besked(mapp, profil)
    plats = hem.tabeller(profil.id)
    nyckel = _nyckel(mapp, besked, profil, hem)
    if not (plats / nyckel / _KLAR).is_file():
        try:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=do_med_foraldern) as process:
                process.submit(_las_in, mapp, profil, hem, plats / nyckel).result()
        except BrokenProcessPool:
            raise AnalysError(
                "Processen som läste leveransen dog, kanske för att minnet tog slut. Inget har ändrats. Stäng andra "
                "program och kör igen, eller dela upp de största filerna."
            ) from None
    return _oppna(plats / nyckel, besked)


def _nyckel(mapp: Path, besked: Leveransbesked, profil: Regionprofil, hem: Hem) -> str:
    """Return the hash of what the tables depend on: the delivery, the mappings, the region and the reading's code."""
    regler = f"{profil.id} {profil.kommuner} {profil.hopp.lucka_fran}"
    summa = hashlib.sha256(f"{innehallsnyckel(mapp, besked)} {regler}".encode())
    kod = [
        *Path(__file__).parent.glob("*.py"),
        Path(__file__).parents[1] / "utfall.py",
        *hem.indikatorer.glob("*.toml"),
    ]
    for fil in sorted([*hem.kallor.glob("*.toml"), hem.omraden, *kod], key=lambda f: f.name):
        summa.update(fil.name.encode() + fil.read_bytes())
    return summa.hexdigest()[:32]


def _las_in(mapp: Path, profil: Regionprofil, hem: Hem, plats: Path) -> None:
    """Read the delivery and write the store, whole or not at all; an older store is removed afterwards."""
    os.umask(0o077)
    leverans = las_leverans(mapp, profil, hem)
    ny = plats.with_name(f".ny-{os.getpid()}")
    try:
        shutil.rmtree(ny, ignore_errors=True)
        skriv(leverans, ny)
        shutil.rmtree(plats, ignore_errors=True)
        ny.rename(plats)
        for gammal in plats.parent.iterdir():
            if gammal != plats:
                shutil.rmtree(gammal)
    except OSError as fel:
        raise CannotWriteError(
            f"Det går inte att skriva i {plats.parent} ({orsak(fel)}). Kontrollera behörighet och utrymme."
        ) from None
    finally:
        shutil.rmtree(ny, ignore_errors=True)


def skriv(leverans: Leverans, mapp: Path) -> None:
    """Write the delivery's tables to the empty folder ``mapp``: shared tables whole, person tables in partitions."""
    for nummer in range(ANTAL_DELAR):
        (mapp / f"del-{nummer}").mkdir(parents=True)
    for namn, rader in leverans.tabeller.items():
        if namn not in PERSONTABELLER:
            rader.to_parquet(mapp / f"{namn}.parquet", index=False)
            continue
        ordnade = rader.sort_values(["person_id", *TABELLER[namn].datumkolumner]) if "person_id" in rader else rader
        vem = "person_id" if "person_id" in ordnade else TABELLER[namn].kommunkolumn  # counts go by kommun
        personer = ordnade[vem] if len(ordnade) else pd.Series([], dtype="str")
        delen = pd.util.hash_array(personer.to_numpy(object)) % ANTAL_DELAR
        for nummer in range(ANTAL_DELAR):
            ordnade[delen == nummer].to_parquet(mapp / f"del-{nummer}" / f"{namn}.parquet", index=False)
    kommuner = {
        namn: sorted(rader[kolumn].unique())
        for namn, rader in leverans.tabeller.items()
        if (kolumn := TABELLER[namn].kommunkolumn)
    }
    meta = {
        "redovisning": [vars(konto) for konto in leverans.redovisning],
        "luckor": [(t, k, d.isoformat()) for t, k, d in leverans.luckor],
        "kommuner": kommuner,
    }
    (mapp / _KLAR).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")


def _oppna(mapp: Path, besked: Leveransbesked) -> Lager:
    meta: dict[str, Any] = json.loads((mapp / _KLAR).read_text(encoding="utf-8"))
    redovisning = [Filredovisning(**konto) for konto in meta["redovisning"]]
    saknade = {
        t: frozenset(k for konto in redovisning if konto.tabell == t for k in konto.saknade_kolumner) for t in TABELLER
    }
    return Lager(
        mapp,
        besked,
        redovisning,
        [(t, k, date.fromisoformat(d)) for t, k, d in meta["luckor"]],
        {t: frozenset(k) for t, k in meta["kommuner"].items()},
        saknade,
    )


def _las(fil: Path, tabell: str) -> pd.DataFrame:
    rader = pd.read_parquet(fil)
    typer = {k.namn: dtyp(k) for k in TABELLER[tabell].kolumner}
    return rader.astype(typer | ({"person_id": "category"} if "person_id" in rader else {}))


def rader_per_manad(lager: Lager) -> dict[str, pd.Series]:
    """Return the number of rows per område and month of every person table, by its first date."""
    summor: dict[str, pd.Series] = {}
    for delen in lager.delar():
        for namn in PERSONTABELLER:
            tabell, rader = TABELLER[namn], delen[namn]
            omrade = rader[tabell.kommunkolumn] if tabell.kommunkolumn else pd.Series("", index=rader.index)
            manad = rader[tabell.datumkolumner[0]].dt.to_period("M")
            antal = rader.groupby([omrade.rename("omrade"), manad.rename("manad")], observed=True).size()
            summor[namn] = summor[namn].add(antal, fill_value=0) if namn in summor else antal
    return {namn: antal for namn, antal in summor.items() if len(antal)}
