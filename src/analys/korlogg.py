"""The run log: one line of JSON per run, only ever added to; what was run and how it ended, never who, where or whom.

Each line holds the hash of the one before it, so that a line that is changed or taken away is found; but not the newest
line that is taken away, nor the whole file.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from analys import __version__
from analys.errors import AnalysError, CannotWriteError, StoppedError, orsak
from analys.hem import privat_mapp

BORJAN = "0" * 64


@contextmanager
def loggad(fil: Path, kommando: str) -> Iterator[dict[str, Any]]:
    """Log what is done meanwhile; what is put in the dict given (``slutkod`` too) is part of the line.

    An error is logged by its kind alone, for its text may hold a path or a name. A log that cannot be written is a
    warning: what was done is done, and what went wrong is said.
    """
    rad: dict[str, Any] = {"kommando": kommando, "version": __version__, "slutkod": 0}
    borjan = time.monotonic()
    try:
        yield rad
    except BaseException as fel:
        rad["fel"] = type(fel).__name__
        rad["slutkod"] = (
            fel.exit_status
            if isinstance(fel, AnalysError)
            else StoppedError.exit_status
            if isinstance(fel, KeyboardInterrupt)
            else CannotWriteError.exit_status
            if isinstance(fel, OSError)
            else AnalysError.exit_status
        )
        raise
    finally:
        _lagg_till(fil, rad | {"sekunder": round(time.monotonic() - borjan, 1)})


def granska_logg(fil: Path) -> tuple[int, int | None]:
    """Return how many lines a log has, and the first that is changed or follows one that is gone."""
    rader = fil.read_bytes().splitlines() if fil.is_file() else []
    forra = BORJAN
    for nummer, rad in enumerate(rader, 1):
        try:
            hel = json.loads(rad).get("forra") == forra
        except (ValueError, AttributeError):
            hel = False
        if not hel:
            return len(rader), nummer
        forra = hashlib.sha256(rad).hexdigest()
    return len(rader), None


def _lagg_till(fil: Path, rad: dict[str, Any]) -> None:
    try:
        privat_mapp(fil.parent)
        with os.fdopen(os.open(fil, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+") as f:
            if sys.platform != "win32":
                import fcntl  # noqa: PLC0415 (not on Windows)

                fcntl.flock(f, fcntl.LOCK_EX)  # a run that finds nothing changed holds no other lock
            finns = f.read()
            rader = finns.splitlines()
            forra = hashlib.sha256(rader[-1]).hexdigest() if rader else BORJAN
            hela = {"tid": datetime.now(UTC).isoformat(timespec="seconds")} | rad | {"forra": forra}
            avbruten = b"\n" if finns and not finns.endswith(b"\n") else b""  # a line that a full disk cut off
            f.write(avbruten + json.dumps(hela, ensure_ascii=False).encode() + b"\n")
            f.flush()
            os.fsync(f.fileno())
    except OSError as fel:
        click.echo(f"Varning: det går inte att skriva i körloggen {fil} ({orsak(fel)}).", err=True)
