"""From the bytes of a .parquet file to rows of text; each column's different values are converted once."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as typer

from analys.errors import DataError, Filfel
from analys.sources.kalkylblad import som_text
from analys.sources.textfil import BRYTNING, Textfil, ar_misstankt, granska_rader, textfel, tom_fil

FLEST_RUTOR = 50_000_000
STORST_UPPACKAT = 2 << 30
_TIDSZON = ZoneInfo("Europe/Stockholm")
_PANDASINDEX = re.compile(r"__index_level_\d+__")
_SOM_TEXT = ("is_string", "is_large_string", "is_string_view")
_LASES = (
    *_SOM_TEXT,
    *("is_boolean", "is_integer", "is_floating", "is_decimal", "is_null"),
    *("is_date", "is_timestamp", "is_time", "is_duration"),
)


def las_parquet(namn: str, innehall: bytes, kontrollrader: int | None) -> Textfil:
    """Return the rows of a Parquet file as text, with the same forms as a workbook's; null is empty.

    A point in time with a time zone becomes civil time in Sweden. The index that pandas adds is left out.

    Parameters
    ----------
    namn : the file's name, for messages.
    innehall : all its bytes.
    kontrollrader : number of data rows according to ``leverans.toml``, if given.

    Raises
    ------
    DataError : damaged, too big, without columns, lists or bytes in a column, line breaks, numbers that have lost
        digits, truncated.
    """
    tabell = _las(namn, innehall)
    if not tabell.num_columns:
        raise DataError([tom_fil(namn)])
    fel: list[Filfel] = []
    kolumner: list[list[str]] = []
    for rubrik, kolumn in zip(tabell.column_names, tabell.columns, strict=True):
        olika, koder = _olika_varden(namn, rubrik, kolumn)
        texter = [text.translate(BRYTNING) for text in olika]
        for plats in [i for i, text in enumerate(texter) if ar_misstankt(text)]:
            rad = int(np.argmax(koder == plats)) + 2
            fel += filter(None, [textfel(namn, texter[plats], f'kolumnen "{rubrik}"', rad)])
        kolumner.append(np.array([*texter, ""], dtype=object)[koder].tolist())
    rader = [list(rad) for rad in zip(*kolumner, strict=True)]
    rubriker = [r.strip() for r in tabell.column_names]
    fel += granska_rader(namn, rubriker, rader, kontrollrader)
    if fel:
        raise DataError(fel[:20])
    return Textfil(namn, hashlib.sha256(innehall).hexdigest(), "parquet", "", rubriker, rader)


def _las(namn: str, innehall: bytes) -> pa.Table:
    """Return the table without pandas' index, after its size and types have been looked at."""
    try:
        fil = pq.ParquetFile(pa.BufferReader(innehall), page_checksum_verification=True)
        meta = fil.metadata
        uppackat = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        if meta.num_rows * meta.num_columns > FLEST_RUTOR or uppackat > STORST_UPPACKAT:
            vad = "filen är för stor för att läsas säkert."
            raise DataError([Filfel(namn, vad, "Dela upp exporten i flera filer.")])
        _granska_typer(namn, fil.schema_arrow)
        tabell = fil.read()
        tabell.validate(full=True)
    except (pa.ArrowException, OSError, ValueError):
        raise DataError([Filfel(namn, "filen är skadad eller avklippt.", "Hämta exporten på nytt.")]) from None
    return tabell.select([i for i, rubrik in enumerate(tabell.column_names) if not _PANDASINDEX.fullmatch(rubrik)])


def _granska_typer(namn: str, schema: pa.Schema) -> None:
    """Stop columns of lists, structures, bytes or other values that no cell of text holds."""
    fel = []
    for falt in schema:
        typ = falt.type.value_type if typer.is_dictionary(falt.type) else falt.type
        if not any(getattr(typer, lases)(typ) for lases in _LASES):
            vad = f'kolumnen "{falt.name}" har listor, binära värden eller annat som inte är ett enda värde.'
            fel.append(Filfel(namn, vad, "Exportera kolumnen som text, tal eller datum, eller utelämna den."))
    if fel:
        raise DataError(fel[:20])


def _olika_varden(namn: str, rubrik: str, kolumn: pa.ChunkedArray) -> tuple[list[str], Any]:
    """Return a column's different values as text and, for each row, the place of its value; null is place -1."""
    if typer.is_null(kolumn.type):
        return [], np.full(len(kolumn), -1)
    if not typer.is_dictionary(kolumn.type):
        kolumn = _enkel_typ(kolumn).dictionary_encode()
    hel = kolumn.combine_chunks()
    koder = hel.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    try:
        return list(map(varde_som_text, _enkel_typ(hel.dictionary).to_pylist())), koder
    except (OverflowError, ValueError):
        vad = f'kolumnen "{rubrik}" har en tidpunkt utanför kalendern.'
        raise DataError([Filfel(namn, vad, "Rätta värdet i källsystemet och exportera på nytt.")]) from None


def _enkel_typ(varden: Any) -> Any:
    """Return values of types that pyarrow can group and Python can hold: shortest decimals, whole seconds."""
    typ = varden.type
    if typer.is_string_view(typ):
        return varden.cast(pa.string())
    if typer.is_float16(typ) or typer.is_float32(typ):
        return varden.cast(pa.string()).cast(pa.float64())
    if typer.is_timestamp(typ):
        return pc.floor_temporal(varden, unit="second").cast(pa.timestamp("s", tz=typ.tz))
    if typer.is_time64(typ):
        return varden.cast(pa.time32("s"), safe=False)
    if typer.is_duration(typ):
        return varden.cast(pa.duration("s"), safe=False)
    return varden


def varde_som_text(varde: Any) -> str:
    """Return a value's text; an instant is given as the clock shows it in Sweden, NaN as an empty cell."""
    if varde is None or varde != varde:  # noqa: PLR0124 (only NaN differs from itself)
        return ""
    if isinstance(varde, datetime) and varde.tzinfo:
        varde = varde.astimezone(_TIDSZON).replace(tzinfo=None)
    if isinstance(varde, Decimal):
        heltal, _, decimaler = f"{varde:f}".partition(".")
        return f"{heltal},{decimaler}".rstrip("0").rstrip(",") if decimaler.strip("0") else heltal
    return som_text(varde)
