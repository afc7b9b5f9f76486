"""The Parquet store of a delivery's tables: person tables in partitions by a hash of the person, sorted by time.

How many partitions there are follows from the delivery's size, so that the memory of who computes does not. Person rows
live here alone: ``data/internt``, readable by the owner only. One store per region, of the last delivery.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from analys.errors import AnalysError
from analys.hem import Hem, ny_mapp
from analys.katalog import las_katalog
from analys.processer import do_med_foraldern
from analys.programmet import avtryck, bibliotek, filers, moduler
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked, innehallsnyckel, las_besked
from analys.sources.filminne import Filminne
from analys.sources.kontrakt import Typ
from analys.sources.leverans import Leverans, las_leverans
from analys.sources.platser import platser
from analys.sources.redovisning import Filredovisning
from analys.sources.tabeller import TABELLER
from analys.sources.typning import dtyp

RADER_PER_DEL = 250_000
"""Rows of the longest table in a partition, about: what decides how much memory computing takes."""
_KLAR = "lager.json"
_FILER = "filer"
"""Beside the tables: each file's rows as they were read."""


@dataclass(frozen=True)
class Lager:
    """A delivery in the store. ``kommuner``: those with rows, per table; ``saknade_kolumner``: absent from a file."""

    mapp: Path
    antal_delar: int
    besked: Leveransbesked
    redovisning: list[Filredovisning]
    luckor: list[tuple[str, str, date]]
    kommuner: dict[str, frozenset[str]]
    saknade_kolumner: dict[str, frozenset[str]]

    def las(self, tabell: str) -> pd.DataFrame:
        """Return a whole table that is not about persons (befolkning, tackning, aggregat)."""
        return _las(self.mapp / f"{tabell}.parquet", tabell)

    def avtryck(self) -> dict[str, str]:
        """Return the hash of each table's rows as they lie in the store."""
        filer = {t: [*self.mapp.glob(f"{t}.parquet"), *sorted(self.mapp.glob(f"del-*/{t}.parquet"))] for t in TABELLER}
        return {tabell: avtryck(*(f.read_bytes() for f in egna)) for tabell, egna in filer.items()}

    def delar(self, kolumner: Mapping[str, Collection[str]] | None = None) -> Iterator[Del]:
        """Yield the partitions of the person tables, of which nothing is read yet; nobody is in two of them.

        ``kolumner``: what is to be read, table by table, with recurring words as categories; a table that is not named
        is read whole, typed by contract.
        """
        for nummer in range(self.antal_delar):
            yield Del(self.mapp / f"del-{nummer}", kolumner or {})


class Del(Mapping[str, pd.DataFrame]):
    """The person tables of one partition, each read when it is first asked for.

    Its pickle is where they lie, never a row: who gets it reads for themselves.
    """

    def __init__(self, mapp: Path, kolumner: Mapping[str, Collection[str]]) -> None:
        self.mapp, self.kolumner = mapp, kolumner
        self._lasta: dict[str, pd.DataFrame] = {}

    def __reduce__(self) -> tuple[type[Del], tuple[Path, Mapping[str, Collection[str]]]]:
        return Del, (self.mapp, self.kolumner)

    def __getitem__(self, tabell: str) -> pd.DataFrame:
        if tabell not in PERSONTABELLER:
            raise KeyError(tabell)
        if tabell not in self._lasta:
            self._lasta[tabell] = _las(self.mapp / f"{tabell}.parquet", tabell, self.kolumner.get(tabell))
        return self._lasta[tabell]

    def __iter__(self) -> Iterator[str]:
        return iter(PERSONTABELLER)

    def __len__(self) -> int:
        return len(PERSONTABELLER)


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
    """Return the hash of what the tables depend on: delivery, mappings, region, the code and libraries that read.

    Of the catalogue they depend on which measures there are, and who counts them.
    """
    matt = sorted((i.id, i.fran_andra) for i in las_katalog(hem.indikatorer).values())
    regler = [profil.id, profil.omraden, profil.hopp.lucka_fran, profil.dodsplatser.kommunens, matt]
    filer = [*hem.kallor.glob("*.toml"), hem.omraden, *moduler(__name__)]
    return avtryck(innehallsnyckel(mapp, besked, platser(mapp, besked, hem)), repr(regler), bibliotek(), filers(filer))


def _las_in(mapp: Path, profil: Regionprofil, hem: Hem, plats: Path) -> None:
    """Read the delivery and write the store, whole or not at all; an older store is removed afterwards."""
    os.umask(0o077)
    forra = next((m / _FILER for m in sorted(plats.parent.glob("[!.]*"))), plats / _FILER)
    with ny_mapp(plats) as ny:
        skriv(las_leverans(mapp, profil, hem, Filminne(forra, ny / _FILER)), ny)


def skriv(leverans: Leverans, mapp: Path) -> None:
    """Write the delivery's tables to the empty folder ``mapp``: shared tables whole, person tables in partitions."""
    antal_delar = -(-max(1, *(len(leverans.tabeller[t]) for t in PERSONTABELLER)) // RADER_PER_DEL)
    for nummer in range(antal_delar):
        (mapp / f"del-{nummer}").mkdir(parents=True)
    for namn, rader in leverans.tabeller.items():
        if namn not in PERSONTABELLER:
            rader.to_parquet(mapp / f"{namn}.parquet", index=False)
            continue
        ordning = ["person_id", *TABELLER[namn].datumkolumner, *TABELLER[namn].nyckel]
        ordnade = rader.sort_values(list(dict.fromkeys(ordning))) if "person_id" in rader else rader
        vem = "person_id" if "person_id" in ordnade else TABELLER[namn].kommunkolumn  # counts go by kommun
        personer = ordnade[vem] if len(ordnade) else pd.Series([], dtype="str")
        delen = pd.util.hash_array(personer.to_numpy(object)) % antal_delar
        for nummer in range(antal_delar):
            skriv_rader(ordnade[delen == nummer], mapp / f"del-{nummer}" / f"{namn}.parquet", namn)
    kommuner = {
        namn: sorted(rader[kolumn].unique())
        for namn, rader in leverans.tabeller.items()
        if (kolumn := TABELLER[namn].kommunkolumn)
    }
    meta = {
        "delar": antal_delar,
        "redovisning": [vars(konto) for konto in leverans.redovisning],
        "luckor": [(t, k, d.isoformat()) for t, k, d in leverans.luckor],
        "kommuner": kommuner,
    }
    (mapp / _KLAR).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")


def skriv_rader(rader: pd.DataFrame, fil: Path, tabell: str) -> None:
    """Write a partition's rows of a table; words that recur are written once each, and numbered."""
    ord_ = [k.namn for k in TABELLER[tabell].kolumner if k.typ in (Typ.VAL, Typ.KOD, Typ.GRUPP)]
    ord_ += ["person_id"] if "person_id" in rader else []
    rader.astype(dict.fromkeys(ord_, "category")).to_parquet(fil, index=False)


def _oppna(mapp: Path, besked: Leveransbesked) -> Lager:
    meta: dict[str, Any] = json.loads((mapp / _KLAR).read_text(encoding="utf-8"))
    redovisning = [Filredovisning(**konto) for konto in meta["redovisning"]]
    saknade = {
        t: frozenset(k for konto in redovisning if konto.tabell == t for k in konto.saknade_kolumner) for t in TABELLER
    }
    return Lager(
        mapp,
        int(meta["delar"]),
        besked,
        redovisning,
        [(t, k, date.fromisoformat(d)) for t, k, d in meta["luckor"]],
        {t: frozenset(k) for t, k in meta["kommuner"].items()},
        saknade,
    )


def _las(fil: Path, tabell: str, kolumner: Collection[str] | None = None) -> pd.DataFrame:
    rader = pd.read_parquet(fil, columns=None if kolumner is None else sorted(kolumner))
    typer = {k.namn: dtyp(k) for k in TABELLER[tabell].kolumner if k.namn in rader}
    if kolumner is not None:
        typer = {k: t for k, t in typer.items() if not isinstance(rader[k].dtype, pd.CategoricalDtype)}
    return rader.astype(typer | ({"person_id": "category"} if "person_id" in rader else {}))


def rader_per_manad(lager: Lager) -> dict[str, pd.Series]:
    """Return the number of rows per område and month of every person table, by its first date."""
    summor: dict[str, pd.Series] = {}
    behov = {t: [k for k in (TABELLER[t].kommunkolumn, TABELLER[t].datumkolumner[0]) if k] for t in PERSONTABELLER}
    for delen in lager.delar(behov):
        for namn in PERSONTABELLER:
            tabell, rader = TABELLER[namn], delen[namn]
            omrade = rader[tabell.kommunkolumn].astype("str") if tabell.kommunkolumn else pd.Series("", rader.index)
            manad = rader[tabell.datumkolumner[0]].dt.to_period("M")
            antal = rader.groupby([omrade.rename("omrade"), manad.rename("manad")], observed=True).size()
            summor[namn] = summor[namn].add(antal, fill_value=0) if namn in summor else antal
    return {namn: antal for namn, antal in summor.items() if len(antal)}
