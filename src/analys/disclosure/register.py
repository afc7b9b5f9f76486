"""The register of published figures, per region and data set: what an attacker already has from earlier releases.

It holds true counts and is for the owner alone. A published month keeps its figures: a later registration of one
person would else be seen as the difference between two releases. A revision is shown when every figure of the block
that changed did so by at least T, else at the yearly revision.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analys.disclosure.uppslag import Uppslag
from analys.errors import DisclosureError
from analys.filbyte import ersatt
from analys.hem import privat_mapp
from analys.katalog import Katalog, OverTid, Skydda, StatistiskTyp
from analys.period import Periodtyp
from analys.utfall import NYCKEL

SYNLIG = "synlig"
DOLD = ["taljare_dold", "namnare_dold"]
"""Which of a row's counts is hidden; the row then shows none of them."""
_TAL = ["taljare", "namnare", "kvadratsumma"]
_BLOCK = ["indikator", "periodtyp", "period"]
_META = b"analys"


@dataclass(frozen=True)
class Register:
    """Per key (`utfall.NYCKEL`) the counts that stand, whether they were printed (`SYNLIG`), which are secret (`DOLD`).

    A row that is neither was computed but belongs to no page: it is kept so that it can be frozen.
    """

    rader: pd.DataFrame

    @classmethod
    def tomt(cls) -> Register:
        """Return a register before the first release."""
        return cls(pd.DataFrame(columns=[*NYCKEL, *_TAL, SYNLIG, *DOLD]))

    def med(self, utfall: pd.DataFrame, synlig: pd.Series, skal: pd.DataFrame, katalog: Katalog) -> Register:
        """Return the register after a release that printed the rows ``synlig`` and hid the counts of ``skal``."""
        skyddade = utfall["indikator"].isin([i.id for i in katalog.values() if i.skydda is not Skydda.INGET])
        nya = utfall.loc[skyddade, [*NYCKEL, *_TAL]].assign(**{SYNLIG: synlig[skyddade].to_numpy(dtype=bool)})
        nya = nya.merge(skal[[*NYCKEL, *DOLD]], how="left", on=list(NYCKEL), validate="one_to_one")
        nya[DOLD] = nya[DOLD].eq(True)
        if self.rader.empty:
            return Register(nya.reset_index(drop=True))
        gamla = self.rader
        par = nya.merge(gamla, how="left", on=list(NYCKEL), suffixes=("", "_fore"), validate="one_to_one")
        samma = np.all([_lika(par[t], par[f"{t}_fore"]) for t in _TAL], axis=0)
        for lage in (SYNLIG, *DOLD):
            par[lage] |= samma & par[f"{lage}_fore"].fillna(False).astype(bool)
        kvar = gamla.merge(nya[list(NYCKEL)], how="left", on=list(NYCKEL), indicator=True)
        ovriga = gamla[(kvar["_merge"] == "left_only").to_numpy()]
        return Register(pd.concat([par[[*NYCKEL, *_TAL, SYNLIG, *DOLD]], ovriga], ignore_index=True))

    def frys(self, utfall: pd.DataFrame, katalog: Katalog, troskel: int, *, revision: bool) -> pd.DataFrame:
        """Return the Utfall with the published figures of every block that may not change yet.

        A block is one measure and period, with all its områden and groups. Longer periods of measures that add up over
        time follow their months.
        """
        if self.rader.empty or revision:
            return utfall
        par = utfall[list(NYCKEL)].merge(self.rader, how="left", on=list(NYCKEL), validate="one_to_one")
        kand = par[SYNLIG].notna().to_numpy()
        andring = np.array(
            [utfall[t].to_numpy(float, na_value=np.nan) - par[t].to_numpy(float, na_value=np.nan) for t in _TAL[:2]]
        )
        liten = kand & ((np.abs(andring) > 0) & (np.abs(andring) < troskel)).any(axis=0)
        summor = [i.id for i in katalog.values() if _summeras(i.id, katalog)]
        folj = utfall["indikator"].isin(summor) & (utfall["periodtyp"] != str(Periodtyp.MANAD))
        fryst = kand & ~folj.to_numpy() & _i_block(utfall, liten & ~folj.to_numpy())
        ut = utfall.copy()
        skillnad = {t: np.zeros(len(ut)) for t in _TAL}
        for t in _TAL:
            gammal, ny = par[t].to_numpy(float, na_value=np.nan), ut[t].to_numpy(float, na_value=np.nan)
            skillnad[t] = np.where(fryst, np.nan_to_num(gammal - ny), 0.0)
            ut[t] = pd.array(np.where(fryst, gammal, ny), dtype="Float64")
        return _fonster_efter(ut, skillnad, folj.to_numpy())

    def fasta(self, utfall: pd.DataFrame) -> tuple[np.ndarray[Any, Any], ...]:
        """Return per row whether it was printed with these very counts, and if its täljare, its nämnare was secret."""
        if self.rader.empty:
            return (np.zeros(len(utfall), dtype=bool),) * 3
        par = utfall[list(NYCKEL)].merge(self.rader, how="left", on=list(NYCKEL), validate="one_to_one")
        samma = np.all([_lika(utfall[t].reset_index(drop=True), par[t]) for t in _TAL[:2]], axis=0)
        synlig, *dolda = (par[lage].eq(True).to_numpy() for lage in (SYNLIG, *DOLD))
        return synlig & samma, *(dold & ~synlig for dold in dolda)


def _lika(a: pd.Series, b: pd.Series) -> np.ndarray[Any, Any]:
    x, y = (s.to_numpy(float, na_value=np.nan) for s in (a, b))
    return np.asarray((x == y) | (np.isnan(x) & np.isnan(y)))


def _summeras(matt: str, katalog: Katalog) -> bool:
    i = katalog[matt]
    return i.over_tid is OverTid.SUMMA and i.statistisk_typ is not StatistiskTyp.BESTAND


def _i_block(utfall: pd.DataFrame, rader: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return which rows lie in a block that has one of ``rader``."""
    nummer = utfall.groupby(_BLOCK, sort=False, observed=True).ngroup().to_numpy()
    return np.isin(nummer, np.unique(nummer[rader]))


def _fonster_efter(
    utfall: pd.DataFrame, skillnad: dict[str, np.ndarray[Any, Any]], folj: np.ndarray[Any, Any]
) -> pd.DataFrame:
    """Return the Utfall with the windows ``folj`` changed as much as their frozen months were."""
    uppslag = Uppslag(utfall)
    manadsvis = (utfall["periodtyp"] == str(Periodtyp.MANAD)).to_numpy()
    andrade = np.flatnonzero(manadsvis & np.any([d != 0 for d in skillnad.values()], axis=0))
    fonster = np.flatnonzero(folj)
    _, plats = np.unique(uppslag.serier(np.concatenate([andrade, fonster])), return_inverse=True)
    langst = 1 + max(uppslag.slutar(fonster).max(initial=0), uppslag.slutar(andrade).max(initial=0))
    i_serie, egen = np.split(plats * langst, [len(andrade)])
    nar = i_serie + uppslag.borjar(andrade)  # series and month as one number
    ordning = np.argsort(nar)
    fran, till = (np.searchsorted(nar[ordning], egen + m(fonster)) for m in (uppslag.borjar, uppslag.slutar))
    for t in _TAL:
        summor = np.concatenate([[0.0], np.cumsum(skillnad[t][andrade[ordning]])])
        utfall.iloc[fonster, utfall.columns.get_loc(t)] += summor[till] - summor[fran]
    return utfall


def las_register(mapp: Path) -> Register:
    """Return the register of a data set, as it was after the last publication.

    Raises
    ------
    DisclosureError : it is damaged, or of another version.
    """
    if not (filer := list(mapp.glob("*.parquet"))):
        return Register.tomt()
    rader = pq.read_table(max(filer, key=lambda f: _huvud(f)["nummer"])).to_pandas()
    if list(rader.columns) != list(Register.tomt().rader.columns):
        raise DisclosureError(
            f"Registret över publicerade siffror ({mapp.name}) går inte att läsa: det är skadat eller från en annan "
            "version. Återställ data/internt från säkerhetskopian, eller flytta undan mappen och kör analys rapport "
            '--nytt-register "skälet".'
        )
    rader["period"] = pd.to_datetime(rader["period"]).dt.date
    return Register(rader.astype(dict.fromkeys([k for k in NYCKEL if k != "period"], "str")))


def skriv_release(mapp: Path, period: str, kub: str, register: Register) -> None:
    """Write the register as it is after the release of a period made from the cube ``kub``; nothing when it stands.

    One file per period, whole or not at all, readable by the owner alone.
    """
    fil = mapp / f"{period}.parquet"
    if fil.is_file() and _huvud(fil)["kub"] == kub:
        return
    privat_mapp(mapp)
    nummer = 1 + max((_huvud(f)["nummer"] for f in mapp.glob("*.parquet")), default=0)
    rader = register.rader.assign(period=pd.to_datetime(register.rader["period"]))
    tabell = pa.Table.from_pandas(rader, preserve_index=False)
    huvud = {_META: json.dumps({"nummer": nummer, "kub": kub}).encode()}
    ny = mapp / f".{period}.{os.getpid()}"
    with os.fdopen(os.open(ny, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f:
        pq.write_table(tabell.replace_schema_metadata({**(tabell.schema.metadata or {}), **huvud}), f)
        f.flush()
        os.fsync(f.fileno())  # what is public must be in it, also after a power cut
    ersatt(ny, fil)


def _huvud(fil: Path) -> dict[str, Any]:
    huvud: dict[str, Any] = json.loads(pq.read_schema(fil).metadata[_META])
    return huvud


def avtryck(mapp: Path, utom: str) -> str:
    """Return the hash of what other periods than ``utom`` left in a register."""
    summa = hashlib.sha256()
    for fil in sorted(mapp.glob("*.parquet")):
        if fil.stem != utom:
            summa.update(fil.name.encode() + fil.read_bytes())
    return summa.hexdigest()


def kontrollera_register(mapp: Path, publicerade: list[str]) -> None:
    """Check that the register has every period that is said to be published with it.

    Raises
    ------
    DisclosureError : it lacks some; nothing can be published until it is back or a new one is begun.
    """
    nystart = _nystart(mapp)
    if saknas := sorted(p for p in publicerade if not (mapp / f"{p}.parquet").is_file() and p not in nystart):
        raise DisclosureError(
            f"Registret över publicerade siffror saknar {', '.join(saknas)} ({mapp.name}). Utan det går det inte att "
            "kontrollera vad som kan räknas fram ur tidigare utgåvor. Återställ mappen data/internt från "
            'säkerhetskopian. Går det inte: kör analys rapport --nytt-register "skälet". Det loggas.'
        )


def borja_om(mapp: Path, publicerade: list[str], skal: str) -> None:
    """Begin a new register in spite of what was published before; who, when and why is logged."""
    privat_mapp(mapp)
    with os.fdopen(
        os.open(mapp / "nystart.csv", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
    ) as f:
        csv.writer(f, delimiter=";").writerow([datetime.now(UTC).isoformat(timespec="seconds"), skal, *publicerade])


def _nystart(mapp: Path) -> set[str]:
    fil = mapp / "nystart.csv"
    if not fil.is_file():
        return set()
    with fil.open(encoding="utf-8", newline="") as f:
        return {p for rad in csv.reader(f, delimiter=";") for p in rad[2:]}
