"""The project's home folder and the names of the folders in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analys.errors import CannotWriteError, UsageError, orsak
from analys.filbyte import byt_mapp, ersatt


@dataclass(frozen=True)
class Hem:
    """The folders of one installation; design: docs/beslut.md and README's layout."""

    rot: Path

    @property
    def indikatorer(self) -> Path:
        """The catalogue, one TOML file per indicator."""
        return self.rot / "data" / "indikatorer"

    @property
    def regioner(self) -> Path:
        """The region profiles."""
        return self.rot / "data" / "regioner"

    @property
    def kallor(self) -> Path:
        """The mappings from each source system's headings."""
        return self.rot / "data" / "kallor"

    @property
    def formular(self) -> Path:
        """The forms that are filled in once a year, and the regions' own words in them."""
        return self.rot / "data" / "formular"

    @property
    def omraden(self) -> Path:
        """All kommuner and regioner."""
        return self.rot / "data" / "omraden.csv"

    @property
    def anteckningsbocker(self) -> Path:
        """The theme notebooks."""
        return self.rot / "notebooks"

    @property
    def rapporter(self) -> Path:
        """Where releases go."""
        return self.rot / "reports"

    def utforska(self, *, internt: bool = False) -> Path:
        """Return the folder where somebody explores: the notebook that is run and the views saved by name."""
        return self.rot / "data" / ("internt/utforska" if internt else "utforska")

    def vyer(self, *, internt: bool = False) -> Path:
        """Return the folder of the views that somebody has saved by name."""
        return self.utforska(internt=internt) / "vyer"

    def egna_analyser(self, region: str, *, internt: bool = False) -> Path:
        """Return the folder of what is exported while exploring; an internal one stays in the internal tree."""
        return (self.interna_rapporter() if internt else self.rapporter) / "egna-analyser" / region

    def exempel(self, region: str) -> Path:
        """Return the folder of the synthetic delivery."""
        return self.rot / "data" / "exempel" / region

    def leverans(self, region: str) -> Path:
        """Return the folder of the user's own delivery."""
        return self.rot / "data" / "leveranser" / region

    def skrivet(self, region: str, *, exempel: bool = False) -> Path:
        """Return the folder of what people write beside a delivery; the example's lies in its own folder."""
        return self.exempel(region) / "skrivet" if exempel else self.rot / "data" / "skrivet" / region

    def lager(self, region: str) -> Path:
        """Return the folder of the protected cubes and the quarantine."""
        return self.rot / "data" / "lager" / region

    def tabeller(self, region: str) -> Path:
        """Return the folder of the delivery's tables, with person rows: for the owner alone."""
        return self.rot / "data" / "internt" / region / "tabeller"

    def kvalitetssida(self, region: str) -> Path:
        """Return the file of the data-quality report: exact counts of rows, for internal use."""
        return self.rot / "data" / "internt" / region / "kontroll.html"

    def internt(self, region: str, period: str) -> Path:
        """Return the folder of what one month's figures look like behind the protection: for the owner alone."""
        return self.rot / "data" / "internt" / region / period

    def intern_kub(self, region: str, period: str) -> Path:
        """Return the file of one month's figures without protection, for the internal level."""
        return self.internt(region, period) / "samverkan.parquet"

    def interna_rapporter(self) -> Path:
        """Return the folder of the internal level's reports, a tree of its own."""
        return self.rot / "data" / "internt" / "rapporter"

    def signallista(self, region: str, period: str) -> Path:
        """Return the file of the month's signals: the kommuner's small figures, for named roles."""
        return self.internt(region, period) / "signallista.html"

    def veckolage(self, region: str, dag: date) -> Path:
        """Return the file of the week's state: the kommuner's small figures, for named roles."""
        return self.internt(region, f"{dag:%Y-%m}") / f"veckolage-{dag.isoformat()}.html"

    def arbetslistor(self, region: str, period: str) -> Path:
        """Return the folder of the month's lists of patients, one file per receiving unit."""
        return self.internt(region, period) / "arbetslistor"

    def kvalitetsbrev(self, region: str, period: str) -> Path:
        """Return the folder of the month's letters about the delivery, one per kommun."""
        return self.internt(region, period) / "kvalitetsbrev"

    def register(self, region: str, datamangd: str) -> Path:
        """Return the folder of the register of published figures of one data set: for the owner alone."""
        return self.rot / "data" / "internt" / region / "register" / datamangd

    def korlogg(self, region: str) -> Path:
        """Return the file that every run adds a line to: what was run and how it ended."""
        return self.rot / "data" / "internt" / region / "korningar.jsonl"

    def hamtat(self, region: str, kalla: str) -> Path:
        """Return the folder of what was fetched from an open source, day by day."""
        return self.lager(region) / "hamtat" / kalla

    def databas(self, region: str) -> Path:
        """Return the folder of the rows read from databases, with person rows: for the owner alone."""
        return self.rot / "data" / "internt" / region / "databas"

    def kub(self, region: str, period: str) -> Path:
        """Return the file of one protected cube."""
        return self.lager(region) / period / "skyddat.parquet"


def hitta_hem(start: Path | None = None) -> Hem:
    """Return ``$ANALYS_HEM``, or the nearest folder at or above ``start`` that holds ``data/indikatorer``.

    Raises
    ------
    UsageError : there is none.
    """
    if satt := os.environ.get("ANALYS_HEM"):
        return Hem(Path(satt))
    start = (start or Path.cwd()).resolve()
    for mapp in (start, *start.parents):
        if (mapp / "data" / "indikatorer").is_dir():
            return Hem(mapp)
    raise UsageError(
        "Hittar inte projektets mapp (den som innehåller data/indikatorer). Gå till den mappen, eller ange den i "
        "miljövariabeln ANALYS_HEM."
    )


@contextmanager
def ny_mapp(plats: Path, gamla: str = "*") -> Iterator[Path]:
    """Give a folder for its owner alone to fill, which then takes the place of ``plats`` whole.

    Those beside it that ``gamla`` names are removed afterwards.

    Raises
    ------
    CannotWriteError : it cannot be written; what was there stands.
    """
    ny = plats.with_name(f".ny-{os.getpid()}")
    try:
        shutil.rmtree(ny, ignore_errors=True)
        privat_mapp(ny)
        yield ny
        byt_mapp(ny, plats)
        for gammal in plats.parent.glob(gamla):
            if gammal != plats:
                shutil.rmtree(gammal)
    except OSError as fel:
        raise CannotWriteError(
            f"Det går inte att skriva i {plats.parent} ({orsak(fel)}). Kontrollera behörighet och utrymme."
        ) from None
    finally:
        shutil.rmtree(ny, ignore_errors=True)


def skriv_privat(fil: Path, innehall: str | bytes) -> None:
    """Write an internal file, whole or not at all, in a folder and with rights for its owner alone.

    Raises
    ------
    CannotWriteError : it cannot be written.
    """
    ny = fil.with_name(f".{fil.name}.{os.getpid()}")
    byte = innehall.encode() if isinstance(innehall, str) else innehall
    try:
        privat_mapp(fil.parent)
        with os.fdopen(os.open(ny, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f:
            f.write(byte)
            f.flush()
            os.fsync(f.fileno())
        ersatt(ny, fil)
    except OSError as fel:
        raise CannotWriteError(
            f"Det går inte att skriva {fil} ({orsak(fel)}). Kontrollera behörighet och utrymme."
        ) from None


_TILLFALLIG = re.compile(
    r"\.(?:(?:ny|prov|bygger)-|\d{4}(?:-\d\d)?\.|[\w.-]+\.(?:csv|json|html|ipynb|parquet|pdf|svg|txt|xlsx|zip|gz)\.)(\d+)"
)
"""What this program calls what it has half made: ``.ny-PID``, ``.2022-12.PID``, ``.skydd.csv.PID``; nothing else."""


def sopa(mapp: Path) -> None:
    """Remove what runs that died have left half made in a folder and those below (`sopa_i`)."""
    for en in [mapp, *(m for m in mapp.rglob("*") if m.is_dir() and not m.is_symlink())]:
        sopa_i(en)


def sopa_i(mapp: Path) -> None:
    """Remove what runs that died have left half made in one folder.

    Such a file or folder is hidden and ends with the number of the process that makes it.
    """
    for rest in mapp.glob(".*"):
        traff = _TILLFALLIG.fullmatch(rest.name)
        if traff and not _lever(int(traff[1])):
            shutil.rmtree(rest) if rest.is_dir() and not rest.is_symlink() else rest.unlink(missing_ok=True)


def _lever(pid: int) -> bool:
    """Return whether a process of that number runs."""
    if os.name == "nt":  # a signal would end it there: what is left is removed by hand
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def privat_mapp(mapp: Path) -> None:
    """Make a folder, and those above it that are missing, for the owner alone."""
    for en in reversed([mapp, *mapp.parents]):
        if not en.exists():
            en.mkdir(mode=0o700, exist_ok=True)
