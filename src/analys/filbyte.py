"""Put a finished file in another's place in one step, also where another program may hold it (Windows)."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from analys.errors import CannotWriteError, ar_oppen

_RESERVERADE = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def gar_i_windows(namn: str) -> bool:
    """Return whether a file may be called so on Windows: no device's name, forbidden sign or end in a dot or blank."""
    fri = namn.partition(".")[0].rstrip().lower() not in _RESERVERADE
    return fri and not set(namn) & set('<>:"/\\|?*') and namn == namn.rstrip(". ") and namn.isprintable() and bool(namn)


VANTAN = (0.1, 0.3, 0.6, 1.0)
"""Seconds between the attempts: a virus scanner or an indexer lets go by itself, Excel does not."""


def ersatt(ny: Path, fil: Path) -> None:
    """Move the finished ``ny`` to ``fil``; what was there stands whole until then.

    Raises
    ------
    CannotWriteError : another program keeps the file open; ``ny`` is removed and the former file stands.
    OSError : it cannot be moved for another reason.
    """
    for sekunder in (*VANTAN, None):
        try:
            ny.replace(fil)
        except PermissionError as fel:
            if not ar_oppen(fel):
                raise
            if sekunder is None:
                vad = "en fil i mappen" if ny.is_dir() else "filen"
                if ny.is_file():
                    ny.unlink()
                raise CannotWriteError(
                    f"Det går inte att skriva {fil}: {vad} är öppen i ett annat program, till exempel Excel. Inget har "
                    "ändrats. Stäng den och kör igen."
                ) from None
            time.sleep(sekunder)
        else:
            return


def byt_mapp(ny: Path, mapp: Path) -> None:
    """Put the finished folder ``ny`` in the place of ``mapp``; the former is moved aside whole or not at all.

    Raises
    ------
    CannotWriteError : another program has a file of the former folder open; it stands.
    OSError : it cannot be moved for another reason.
    """
    undan = mapp.with_name(f".{mapp.name}-undan")
    shutil.rmtree(undan, ignore_errors=True)
    if mapp.exists():
        ersatt(mapp, undan)
    try:
        ersatt(ny, mapp)
    except (CannotWriteError, OSError):
        if undan.exists():
            undan.rename(mapp)
        raise
    shutil.rmtree(undan, ignore_errors=True)


def skriv_hel(fil: Path, innehall: bytes) -> None:
    """Write a file whole or not at all, with the rights that it had.

    Raises
    ------
    CannotWriteError : another program keeps the file open.
    OSError : it cannot be written.
    """
    ny = fil.with_name(f".{fil.name}.ny")
    try:
        ny.write_bytes(innehall)
        if fil.exists():
            ny.chmod(fil.stat().st_mode & 0o777)
        ersatt(ny, fil)
    finally:
        ny.unlink(missing_ok=True)
