"""``analys pseudonymisera``: personnummer to keyed pseudonyms, the same person always the same pseudonym."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import os
import re
import secrets
from datetime import date
from pathlib import Path

from analys.errors import CannotWriteError, DataError, Filfel, UsageError, orsak
from analys.filbyte import ersatt
from analys.sources.personnummer import ar_personnummer, granska
from analys.sources.textfil import las_textfil

_HEL = re.compile(r"\s*(\d{2})?(\d{6})([-+]?)(\d{4})\s*")
MINSTA_NYCKEL = 32


def pseudonym(personnummer: str, nyckel: bytes, dag: date) -> str | None:
    """Return the pseudonym (``p-`` and 16 hex digits of HMAC-SHA256) of a personnummer, or None for other text.

    Ten and twelve digits of the same person give the same pseudonym: the century follows the separator and ``dag``
    (``+`` from 100 years; SKV 704).
    """
    traff = _HEL.fullmatch(personnummer)
    if traff is None or not ar_personnummer(traff[2] + traff[4]):
        return None
    sekel = traff[1] or _sekel(int(traff[2][:2]), traff[3], dag)
    helt = f"{sekel}{traff[2]}{traff[4]}"
    return "p-" + hmac.new(nyckel, helt.encode(), hashlib.sha256).hexdigest()[:16]


def _sekel(ar: int, skiljetecken: str, dag: date) -> str:
    fodd = dag.year - (dag.year - ar) % 100
    return str((fodd - (100 if skiljetecken == "+" else 0)) // 100)


def pseudonymisera_fil(in_: Path, ut: Path, nyckelfil: Path, *, skapa_nyckel: bool) -> tuple[int, list[str]]:
    """Write a copy of the CSV file with every column of personnummer replaced; return rows and column names.

    A column counts when at least half of its filled cells are personnummer; all of them must then be. A personnummer
    anywhere else in the file stops it.

    Raises
    ------
    UsageError : no key file, a key that is too short, or IN and UT the same file.
    DataError : no such column, a cell in it that is no personnummer, or a file that cannot be read.
    CannotWriteError : UT cannot be written.
    """
    if len({f.resolve() for f in (in_, ut, nyckelfil)}) < 3:
        raise UsageError("IN, UT och nyckelfilen måste vara tre olika filer.")
    nyckel = _las_nyckel(nyckelfil, skapa=skapa_nyckel)
    try:
        innehall = in_.read_bytes()
    except OSError as ett:
        raise UsageError(f"Filen {in_} går inte att läsa ({orsak(ett)}).") from None
    fil = las_textfil(in_.name, innehall, kontrollrader=None)
    dag = date.today()
    kolumner = []
    fel = granska(in_.name, fil.rubriker, [])
    if fel:
        raise DataError(fel)
    for plats, rubrik in enumerate(fil.rubriker):
        nya = [pseudonym(rad[plats], nyckel, dag) for rad in fil.rader]
        fyllda = [i for i, rad in enumerate(fil.rader) if rad[plats].strip()]
        traffar = sum(nya[i] is not None for i in fyllda)
        if not fyllda or 2 * traffar < len(fyllda):
            continue
        kolumner.append(rubrik)
        fel += [
            Filfel(fil.namn, f'kolumnen "{rubrik}" har ett värde som inte är ett personnummer.', "Rätta värdet.", i + 2)
            for i in fyllda
            if nya[i] is None
        ]
        for rad, ny in zip(fil.rader, nya, strict=True):
            rad[plats] = ny or ""
    fel += granska(in_.name, fil.rubriker, fil.rader)  # what is left in other columns
    if not kolumner:
        fel.append(Filfel(fil.namn, "ingen kolumn innehåller personnummer.", "Kontrollera att det är rätt fil."))
    if fel:
        raise DataError(fel[:20])
    text = io.StringIO()
    csv.writer(text, delimiter=fil.avgransare).writerows([fil.rubriker, *fil.rader])
    ny_fil = ut.with_name(f".{ut.name}.{os.getpid()}")
    try:
        ny_fil.write_text(text.getvalue(), encoding="utf-8", newline="")
        ersatt(ny_fil, ut)
    except OSError as ett:
        raise CannotWriteError(f"Filen {ut} går inte att skriva ({orsak(ett)}). Välj en annan plats.") from None
    return len(fil.rader), kolumner


def _las_nyckel(fil: Path, *, skapa: bool) -> bytes:
    """Return the secret key; with ``skapa`` a missing one is made, readable by the owner alone."""
    if not fil.is_file():
        if not skapa:
            raise UsageError(
                f"Nyckelfilen {fil} finns inte. Ange den som användes förra gången, eller skapa en ny med "
                "--skapa-nyckel. Med en ny nyckel går personer inte att följa bakåt."
            )
        try:
            beskrivare = os.open(fil, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as ett:
            raise CannotWriteError(f"Nyckelfilen {fil} går inte att skriva ({orsak(ett)}).") from None
        with os.fdopen(beskrivare, "w", encoding="ascii") as f:
            f.write(secrets.token_hex(32))
    nyckel = fil.read_bytes().strip()
    if len(nyckel) < MINSTA_NYCKEL:
        raise UsageError(f"Nyckelfilen {fil} är för kort: minst {MINSTA_NYCKEL} tecken behövs.")
    return nyckel
