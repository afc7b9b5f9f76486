"""Rows kept from one run to the next, in a file that begins with the hash of the rest: a damaged one is no memory."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pandas as pd

from analys.hem import skriv_privat

_SUMMA = 64
"""So many letters is a hash."""


def skriv_minne(fil: Path, rader: pd.DataFrame, **om: object) -> None:
    """Write rows with their index and types, whole or not at all, for the owner alone; ``om`` comes back as ``attrs``.

    Raises
    ------
    CannotWriteError : the file cannot be written.
    """
    kopia = rader.copy(deep=False)
    kopia.attrs = {**om, "typer": {k: str(t) for k, t in rader.dtypes.items()}}
    ut = io.BytesIO()
    kopia.to_parquet(ut)
    skriv_privat(fil, hashlib.sha256(ut.getvalue()).hexdigest().encode() + ut.getvalue())


def las_minne(fil: Path) -> pd.DataFrame | None:
    """Return the rows as they were written; None of a file that is missing or not whole."""
    try:
        innehall = fil.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(innehall[_SUMMA:]).hexdigest().encode() != innehall[:_SUMMA]:
        return None
    rader = pd.read_parquet(io.BytesIO(innehall[_SUMMA:]))
    return rader.astype(rader.attrs.pop("typer"))
