"""``analys rapport`` when nothing has changed: every file that a run reads, and all that it made, is as it was left.

Asked before the libraries are loaded, which takes longer than to read the files. What a run reads is compared with what
lay there when the last run began, what it makes with what lay there when it ended. By content, never by date.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analys.errors import CannotWriteError
from analys.hem import hitta_hem, skriv_privat
from analys.korlogg import loggad
from analys.programmet import PAKET, bibliotek
from analys.svenska import raknat, vik

_MEST = 1_500_000_000
"""How many bytes of earlier releases are read to find that nothing has changed."""
_ALLTID_OM = ("vanlig_karna", "nytt_register", "tidsprofil")
"""What asks for a run whatever has changed."""


class Oforandrat:
    """What one command line's last run read and made."""

    def __init__(self, val: Mapping[str, Any]) -> None:
        self.hem = hitta_hem()
        self.region = vik(str(val["region"]))
        self.internt = bool(val["internt"])
        grund = self.hem.interna_rapporter() if self.internt else val["mapp"] or self.hem.rapporter
        self.regionmapp = Path(grund).resolve() / self.region
        self._val = {k: str(v) for k, v in sorted(val.items())} | {"mapp": str(self.regionmapp)}
        fel = self.internt and val["mapp"]  # said by the run itself
        kand = (self.hem.regioner / f"{self.region}.toml").is_file()
        self._galler = kand and not fel and not any(val[k] for k in _ALLTID_OM)
        namn = hashlib.sha256(json.dumps(self._val).encode()).hexdigest()[:16]
        self._fil = self.hem.rot / "data" / "internt" / self.region / "senaste" / f"{namn}.json"
        try:
            self.last = self._lases(val["data"]) if self._galler else ""
        except OSError:  # said by the run itself
            self._galler, self.last = False, ""

    def svar(self) -> dict[str, Any] | None:
        """Return what to say of the release that stands, or None when it must be made."""
        try:
            sagt: dict[str, Any] = json.loads(self._fil.read_text(encoding="utf-8"))
            plats = self.regionmapp / sagt["period"]
            hel = self._galler and sagt["last"] == self.last and sagt["gjort"] == self._gjort(sagt["period"])
            return sagt | {"plats": plats} if hel and _som_manifestet(plats) else None
        except (OSError, ValueError, KeyError):
            return None

    def minns(self, period: str, antal: int, sagt: Sequence[str], logg: Mapping[str, Any]) -> None:
        """Remember that the release is what this command line gives; the caller holds the locks.

        ``sagt``: the lines of the run that are said every time. ``logg``: what the run log says of it.
        """
        if self._galler and os.name != "nt":
            try:
                gjort = {"last": self.last, "gjort": self._gjort(period), "period": period}
            except OSError:
                return
            logg = {**logg, "klara": 0, "behallna": antal}
            with suppress(CannotWriteError):  # then the next run looks for itself
                skriv_privat(self._fil, json.dumps(gjort | {"antal": antal, "sagt": list(sagt), "logg": logg}))

    def logga(self, svar: Mapping[str, Any]) -> bool:
        """Log that the release stands; return whether that could be done, which a run elsewhere is in the way of.

        Raises
        ------
        CannotWriteError : the log cannot be written.
        """
        try:
            with FileLock(self.hem.lager(self.region) / ".las", timeout=0):  # as `analys.reports.utgava.las`
                with loggad(self.hem.korlogg(self.region), "rapport") as rad:
                    rad.update(svar["logg"])
        except (Timeout, OSError):  # said by the run itself
            return False
        return True

    def _lases(self, data: Path | None) -> str:
        """Return the hash of every file that a run reads: program, settings, notebooks, delivery, what people write."""
        rot, region = self.hem.rot, self.region
        leverans = [data] if data else [self.hem.leverans(region), self.hem.exempel(region)]
        mappar = [
            *(rot / "data" / m for m in ("indikatorer", "regioner", "kallor", "formular", "publicerat")),
            self.hem.anteckningsbocker,
            self.hem.skrivet(region),
            self.hem.skrivet(region, exempel=True),
            self.hem.lager(region) / "hamtat",
            self.hem.databas(region),
            *leverans,
        ]
        filer = [f for m in mappar for f in _i(m)]
        filer += [f for f in PAKET.rglob("*") if f.is_file() and f.suffix != ".pyc"]
        miljo = sorted(f"{n}={v}" for n, v in os.environ.items() if n.startswith("ANALYS_") and n != "ANALYS_HEM")
        return _avtryck([*filer, self.hem.omraden], bibliotek(), json.dumps(self._val), *miljo)

    def _gjort(self, period: str) -> str:
        """Return the hash of what a run leaves: cube, register, and every release, which a later one compares with.

        Raises
        ------
        OSError : there is more than is read sooner than a run would look for itself.
        """
        kub = (self.hem.intern_kub if self.internt else self.hem.kub)(self.region, period)
        karantan = self.hem.kub(self.region, period).with_name("karantan.csv")
        register = self.hem.register(self.region, "x").parent
        filer = [f for m in (register, self.regionmapp / ".utgavor") for f in _i(m) if f.is_file()]
        if sum(f.stat().st_size for f in filer) > _MEST:
            raise OSError
        return _avtryck([kub, karantan, *filer], (self.regionmapp / period).resolve().name)


def _i(mapp: Path) -> Iterator[Path]:
    """Yield a folder, those in it and their files, also where a link leads; a link to a folder above is not followed.

    Empty folders are there to be seen: which delivery is read is a matter of whether its folder exists.
    """
    for plats, mappar, filer in os.walk(mapp, followlinks=True):
        har = Path(plats)
        yield har
        mappar[:] = [m for m in mappar if (har / m).resolve() not in (verklig := har.resolve(), *verklig.parents)]
        yield from (har / f for f in filer if (har / f).is_file())


def _avtryck(filer: Iterable[Path], *mer: str) -> str:
    summa = hashlib.blake2b(json.dumps(mer).encode())
    for fil in sorted({*filer}):
        innehall = b"" if fil.is_dir() else fil.read_bytes()
        summa.update(f"{fil}\0".encode() + hashlib.blake2b(innehall).digest())
    return summa.hexdigest()


def _som_manifestet(plats: Path) -> bool:
    """Return whether every file of the release is what its manifest says."""
    filer = json.loads((plats / "manifest.json").read_text(encoding="utf-8"))["filer"]
    return all(hashlib.sha256((plats / n).read_bytes()).hexdigest() == h for n, h in filer.items())


def sag(svar: Mapping[str, Any]) -> list[str]:
    """Return the lines that say that the release stands."""
    relativ = os.path.relpath(svar["plats"] / "index.html")
    sida = svar["plats"] / "index.html" if relativ.startswith("..") else relativ
    alla = raknat(svar["antal"], "rapport", "rapporter")
    return [*svar["sagt"], f"Inget har ändrats: utgåvans {alla} är desamma. Öppna {sida}"]
