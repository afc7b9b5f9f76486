"""A release on disk: built in a hidden folder, finished by a manifest, made current by one atomic switch."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager, nullcontext, suppress
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from analys.errors import BYTT, CannotWriteError, DataError, Filfel, LockedError, orsak
from analys.filbyte import ersatt
from analys.hem import sopa_i
from analys.period import Period
from analys.status import Status
from analys.svenska import lista, storlek

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

UTGAVOR = ".utgavor"
MANIFEST = "manifest.json"
SIGILL = ".sha256"
"""Ends the name of the file, beside a settled release, that holds the hash of its manifest."""

SKRAP = ("~$*", ".ds_store", "thumbs.db", "desktop.ini")
"""Names, in lower case, that Office, macOS and Windows leave in a folder that somebody opens."""


@contextmanager
def las(regionmapp: Path, *, frigor: bool = False) -> Iterator[None]:
    """Hold the region's folder alone; also checks that it can be written, before anything is computed.

    ``frigor``: what is done makes room, so a full disk does not refuse it.

    Raises
    ------
    CannotWriteError : the folder cannot be made or written; nothing has changed.
    LockedError : another run holds it.
    """
    prov = regionmapp / f".prov-{os.getpid()}"
    try:
        regionmapp.mkdir(parents=True, exist_ok=True)
        if not frigor:
            prov.write_text("prov", encoding="utf-8")
            prov.unlink()
    except OSError as fel:
        raise CannotWriteError(
            f"Det går inte att skriva i mappen {regionmapp} ({orsak(fel)}). Inget har ändrats. Kontrollera "
            "behörighet och utrymme, eller välj en annan mapp med --mapp."
        ) from None
    laset, agare = FileLock(regionmapp / ".las"), regionmapp / ".las-agare"
    try:
        laset.acquire(timeout=0)
    except Timeout:
        raise LockedError(
            f"En annan körning använder {regionmapp}{_vem(agare)}. Vänta tills den är klar och försök igen."
        ) from None
    try:
        sopa_i(regionmapp)
        if not frigor:
            krav_pa_utrymme(regionmapp)
        with suppress(OSError) if frigor else nullcontext():
            agare.write_text(f"{os.getpid()} {datetime.now():%Y-%m-%d %H.%M}", encoding="utf-8")
        yield
    finally:
        agare.unlink(missing_ok=True)
        laset.release()


MINST_LEDIGT = 100 << 20
"""Bytes that must be free before a run begins: about twice a region's release."""


def krav_pa_utrymme(mapp: Path) -> None:
    """Check that there is room for a run.

    Raises
    ------
    CannotWriteError : there is not; nothing has changed.
    """
    ledigt = shutil.disk_usage(mapp).free
    if ledigt < MINST_LEDIGT:
        raise CannotWriteError(
            f"Det är för lite plats på disken där {mapp} ligger: {storlek(ledigt)} är ledigt, minst "
            f"{storlek(MINST_LEDIGT)} behövs. Inget har ändrats. Frigör utrymme och kör igen."
        )


def _vem(agare: Path) -> str:
    """Return which process holds a lock and since when, as far as it says."""
    try:
        pid, dag, klockslag = agare.read_text(encoding="utf-8").split()
    except (OSError, ValueError):  # it has just taken the lock, or just let it go
        return ""
    return f" (process {pid}, påbörjad {dag} kl. {klockslag})"


def ny_byggmapp(regionmapp: Path) -> Path:
    """Return a fresh hidden folder to build in; what dead runs left is swept (the lock is held)."""
    for gammal in regionmapp.glob(".bygger-*"):
        shutil.rmtree(gammal)
    bygg = regionmapp / f".bygger-{os.getpid()}"
    bygg.mkdir(mode=0o700)
    return bygg


def las_manifest(regionmapp: Path, period: str) -> dict[str, Any]:
    """Return the current release's manifest, or an empty one when there is no release."""
    plats = aktuell(regionmapp, period)
    return las_fil(plats) if (plats / MANIFEST).is_file() else {"rapporter": []}


def las_fil(plats: Path) -> dict[str, Any]:
    """Return the manifest of the release in a folder."""
    manifest: dict[str, Any] = json.loads((plats / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def aktuell(regionmapp: Path, period: str) -> Path:
    """Return the folder that the current release is read from."""
    if os.name == "nt":
        pekare = regionmapp / f"{period}.txt"
        return regionmapp / UTGAVOR / pekare.read_text("utf-8").strip() if pekare.is_file() else regionmapp / period
    return regionmapp / period


def sha256(fil: Path) -> str:
    """Return the hash of a file's bytes."""
    return hashlib.sha256(fil.read_bytes()).hexdigest()


def skriv_manifest(utgava: Path, innehall: dict[str, Any]) -> None:
    """Write the manifest with the hash of every file of the release."""
    filer = {n: sha256(utgava / n) for n in _filnamn(utgava)}
    text = json.dumps(innehall | {"filer": filer}, ensure_ascii=False, indent=1, sort_keys=True)
    (utgava / MANIFEST).write_text(text + "\n", encoding="utf-8")


def granska(utgava: Path) -> tuple[int, list[str]]:
    """Return how many files the release's manifest names, and those that are changed, missing or not in it.

    What the machine leaves in an opened folder (`SKRAP`) is no part of it. Of a settled release also the manifest
    itself is looked at, and that its seal is there (named by its file, which lies beside the release).
    """
    manifest = las_fil(utgava)
    vantade: dict[str, str] = manifest["filer"]
    finns = {n: sha256(utgava / n) for n in _filnamn(utgava) if n in vantade or not _skrap(n)}
    finns.pop(MANIFEST)
    andrade = sorted(n for n in vantade.keys() | finns.keys() if vantade.get(n) != finns.get(n))
    sigill = utgava.resolve().with_name(utgava.resolve().name + SIGILL)
    if sigill.is_file():
        if sigill.read_text("utf-8").strip() != sha256(utgava / MANIFEST):
            andrade.append(MANIFEST)
    elif (nu := status_i(manifest)) and nu.fast:
        andrade.append(sigill.name)
    return len(vantade), andrade


def _filnamn(utgava: Path) -> list[str]:
    return sorted(f.relative_to(utgava).as_posix() for f in utgava.rglob("*") if f.is_file())


def _skrap(namn: str) -> bool:
    return any(fnmatchcase(namn.rpartition("/")[2].lower(), monster) for monster in SKRAP)


def star_kvar(regionmapp: Path, period: str, nyckel: str) -> bool:
    """Return whether the current release was made from what has this key, and is as it was made."""
    return las_manifest(regionmapp, period).get("nyckel") == nyckel and not granska(aktuell(regionmapp, period))[1]


def status(regionmapp: Path, period: str) -> Status | None:
    """Return the current release's status; None when there is no release, or an internal or older one without."""
    return status_i(las_manifest(regionmapp, period))


def status_i(manifest: Mapping[str, Any]) -> Status | None:
    """Return the status that a manifest says; None of an internal release or an older one without."""
    return Status.fran_dict(manifest["status"]) if manifest.get("status") else None


def status_for_ny(regionmapp: Path, period: str, kub: str) -> Status:
    """Return the status of a release that is made again: the same while the figures are, else a draft."""
    nu = status(regionmapp, period)
    return nu if nu and las_manifest(regionmapp, period)["kub"] == kub else Status()


def krav_pa_ej_fast(regionmapp: Path, period: str) -> None:
    """Check that the month's release is not settled.

    Raises
    ------
    CannotWriteError : it is.
    """
    if (nu := status(regionmapp, period)) and nu.fast:
        raise CannotWriteError(
            f"Utgåvan för {Period.las(period).text} är fastställd och görs inte om. {nu.rad} Är något fel: rätta den "
            f'med analys ratta {period} --skal "skälet" --namn "Förnamn Efternamn, roll".'
        )


def krav_pa_oandrad(utgava: Path) -> None:
    """Check that a settled release is as it was when it was settled, before anything is built on it.

    Raises
    ------
    DataError : a file of it is changed, missing or added, or its seal is gone.
    """
    _, andrade = granska(utgava)
    if andrade:
        andrad, borta = (
            "har ändrats sedan utgåvan fastställdes.",
            "saknas. Den visar att utgåvan är som den fastställdes.",
        )
        fel = [(n, borta) if n.endswith(SIGILL) else (f"{utgava.name}/{n}", andrad) for n in andrade]
        raise DataError([Filfel(namn, vad, "Återställ den från säkerhetskopian.") for namn, vad in fel])


def utgavans_id(regionmapp: Path, period: str) -> str:
    """Return the id of the month's current release: the name of its folder."""
    return aktuell(regionmapp, period).resolve().name


def alla(regionmapp: Path) -> dict[str, dict[str, Any]]:
    """Return every release that is kept, also replaced ones: its id and manifest."""
    filer = sorted((regionmapp / UTGAVOR).glob(f"*/{MANIFEST}"))
    return {f.parent.name: las_fil(f.parent) for f in filer}


def publicerade(regionmapp: Path, datamangd: str) -> list[str]:
    """Return the periods of which there is a release whose figures are in the register of a data set."""
    return [p for p in perioder(regionmapp) if las_manifest(regionmapp, p).get("register") == datamangd]


def perioder(regionmapp: Path) -> list[str]:
    """Return the periods of which there is a release, the earliest first."""
    namn = {f.stem if f.suffix == ".txt" else f.name for f in regionmapp.glob("[12]*")}
    return sorted(p for p in namn if (aktuell(regionmapp, p) / MANIFEST).is_file())


def vilka_finns(perioder: Sequence[str]) -> str:
    """Return what to do when a month has no release: which have one."""
    return f"Utgåvor finns för {lista(perioder)}." if perioder else "Gör en med analys rapport."


def motets_manad(perioder: Iterable[str], dag: date) -> str | None:
    """Return which of some months a meeting on a day gets: the latest that has ended before it."""
    return max((p for p in perioder if Period.las(p).sista_dag < dag), default=None)


def publicera(bygg: Path, regionmapp: Path, period: str, rattigheter: int = 0o755, *, fast: bool = False) -> Path:
    """Make the built folder the current release in one step; the former stays under ``.utgavor``.

    ``fast``: settled, with the hash of its manifest beside it. Linux and macOS: a symlink is replaced (``rename`` is
    atomic). Windows: a pointer file is replaced.
    """
    if (regionmapp / period).is_dir() and not (regionmapp / period).is_symlink():
        raise CannotWriteError(
            f"{regionmapp / period} är en vanlig mapp, inte en länk till en utgåva. Inget har ändrats. "
            "Flytta mappen och kör igen."
        )
    _synka(bygg)
    namn = f"{period}-{datetime.now():%Y%m%dT%H%M%S}-{sha256(bygg / MANIFEST)[:8]}"
    plats = regionmapp / UTGAVOR / namn
    plats.parent.mkdir(exist_ok=True)
    ersatt(bygg, plats)
    plats.chmod(rattigheter)
    if fast:
        plats.with_name(namn + SIGILL).write_text(sha256(plats / MANIFEST) + "\n", encoding="utf-8")
    ny = regionmapp / f".ny-{os.getpid()}"
    if os.name == "nt":
        ny.write_text(namn, encoding="utf-8")
        ersatt(ny, regionmapp / f"{period}.txt")
        BYTT.add(period)
    else:
        ny.unlink(missing_ok=True)
        ny.symlink_to(Path(UTGAVOR) / namn)
        ny.replace(regionmapp / period)
        BYTT.add(period)
        _synka_mapp(regionmapp)
    return aktuell(regionmapp, period)


def _synka(mapp: Path) -> None:
    """Have a release's files on the disk before it is made current: a power cut must not leave it half written."""
    for plats in [*mapp.rglob("*"), mapp]:
        if plats.is_dir():
            _synka_mapp(plats)
        else:
            with plats.open("r+b" if os.name == "nt" else "rb") as f:
                os.fsync(f.fileno())


def _synka_mapp(mapp: Path) -> None:
    if os.name == "nt":  # no handle of a folder there
        return
    plats = os.open(mapp, os.O_RDONLY)
    try:
        os.fsync(plats)
    finally:
        os.close(plats)
