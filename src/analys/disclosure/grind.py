"""Hide what points at a person: the only maker of `SkyddatUtfall`, which is all that later rooms can read.

This version holds the primary rule alone. Secondary suppression and the attacker belong here too, and until
they are in place a hidden figure may be worked out from totals: reports from real data say so (README, Status).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analys.errors import UsageError
from analys.katalog import Katalog, Skala, Skydda
from analys.region import Regionprofil
from analys.utfall import DIMENSIONER, OVER_BROTT

SYNLIG, DOLD, SAKNAS, EJ_AKTUELL = "", "..", "-", "."
TECKEN = {
    DOLD: "visas inte: talet är så litet att en person kan kännas igen, eller så kan ett sådant tal räknas fram ur det",
    SAKNAS: "uppgift saknas",
    EJ_AKTUELL: "ej aktuellt",
}
"""The three signs and their meaning (as Kolada's); none is ever 0 or blank."""
_TAL = ["taljare", "namnare", "kvadratsumma", "varde", "undre_95", "ovre_95", "undre_998", "ovre_998"]
_META = b"analys"
_NYCKEL = object()


@dataclass(frozen=True)
class SkyddatUtfall:
    """Protected rows (column ``tecken`` says why a figure is not there) and what the pages need to know of them."""

    rader: pd.DataFrame
    meta: dict[str, Any]
    _tillverkad_av: object = None

    def __post_init__(self) -> None:
        if self._tillverkad_av is not _NYCKEL:
            raise TypeError("SkyddatUtfall is made by skydda() or las_kub() alone")


def skydda(utfall: pd.DataFrame, katalog: Katalog, profil: Regionprofil, meta: dict[str, Any]) -> SkyddatUtfall:
    """Return the Utfall with every figure hidden that the primary rule names.

    Hidden: a täljare of 1 to T-1 (for a mean also a nämnare of 1 to T-1, since both count people or events); with
    ``skydda = "bada"`` also nämnare - täljare of 1 to T-1; a nämnare below ``minsta_namnare``. With a hidden figure
    goes all that follows from it: share, rate, mean, interval. ``skydda = "inget"`` passes unchanged down to
    ``minsta_namnare``.
    """
    troskel = profil.rojande.troskel
    regel = utfall["indikator"].map({i.id: i.skydda for i in katalog.values()})
    skala = utfall["indikator"].map({i.id: i.skala for i in katalog.values()})
    minst = utfall["indikator"].map({i.id: i.minsta_namnare for i in katalog.values()})
    x, n = utfall["taljare"], utfall["namnare"]
    dold = _liten(x, troskel)
    dold |= (skala == Skala.MEDEL) & _liten(n, troskel)
    dold |= (regel == Skydda.BADA) & _liten(n - x, troskel)
    dold &= regel != Skydda.INGET
    dold |= ((n > 0) & (n < minst)).fillna(False)
    tecken = pd.Series(SYNLIG, index=utfall.index, dtype="str")
    tecken[(x.isna() & utfall["varde"].isna()).to_numpy()] = SAKNAS
    tecken[((skala != Skala.PER_10000) & (n == 0).fillna(False)).to_numpy()] = EJ_AKTUELL
    tecken[(utfall["status"] == OVER_BROTT).to_numpy()] = EJ_AKTUELL
    tecken[dold.to_numpy(dtype=bool)] = DOLD
    rader = utfall.assign(tecken=tecken, **{k: utfall[k].mask(tecken != SYNLIG) for k in _TAL})
    return SkyddatUtfall(rader, meta, _NYCKEL)


def _liten(antal: pd.Series, troskel: int) -> pd.Series:
    """Return True where a count lies in 1 to T-1."""
    return ((antal > 0) & (antal < troskel)).fillna(False).astype(bool)


def skriv_kub(skyddat: SkyddatUtfall, fil: Path) -> None:
    """Write the protected cube and its metadata as one file, whole or not at all."""
    rader = skyddat.rader.assign(period=pd.to_datetime(skyddat.rader["period"]))
    tabell = pa.Table.from_pandas(
        rader.astype(dict.fromkeys(("indikator", "omrade", "periodtyp", "status", "metod", *DIMENSIONER), "category")),
        preserve_index=False,
    )
    egen = {_META: json.dumps(skyddat.meta, ensure_ascii=False, sort_keys=True).encode()}
    fil.parent.mkdir(parents=True, exist_ok=True)
    ny = fil.with_name(f".{fil.name}.{os.getpid()}")
    pq.write_table(tabell.replace_schema_metadata({**(tabell.schema.metadata or {}), **egen}), ny)
    ny.replace(fil)


def las_kubmeta(fil: Path) -> dict[str, Any] | None:
    """Return the metadata of a cube, or None when there is no cube that can be read."""
    try:
        meta: dict[str, Any] = json.loads(pq.read_schema(fil).metadata[_META])
    except (OSError, pa.ArrowInvalid, KeyError, TypeError):
        return None
    return meta


def las_kub(fil: Path) -> SkyddatUtfall:
    """Return the protected cube.

    Raises
    ------
    UsageError : it does not exist yet.
    """
    if not fil.is_file():
        raise UsageError(
            f"Det finns inga beräknade siffror för perioden ({fil.parent.parent.name} {fil.parent.name}). "
            "Kör först: analys rapport, eller analys berakna."
        )
    tabell = pq.read_table(fil)  # one read: rows and metadata are of the same cube
    meta: dict[str, Any] = json.loads(tabell.schema.metadata[_META])
    rader = tabell.to_pandas()
    rader["period"] = rader["period"].dt.date
    return SkyddatUtfall(
        rader.astype(dict.fromkeys(("indikator", "omrade", "periodtyp", *DIMENSIONER), "str")), meta, _NYCKEL
    )
