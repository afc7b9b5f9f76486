"""A home that can be run in, runs in it, and what must hold of what they leave."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from analys.reports import utgava
from tests.conftest import bygg_leverans, skriv_installningar

RAPPORT = ("rapport", "--tema", "hemsjukvard", "--omrade", "hylte", "--format", "html")
"""A release of one område and one theme, so that hundreds of runs fit."""
OM = (*RAPPORT, "--tidsprofil")
"""The same, which looks again where nothing has changed."""
ALLT_OM = """
from analys.reports import kor
kor.planlagg = (lambda f: lambda *a, **k: f(*a, **(k | {"allt": True})))(kor.planlagg)
"""
"""Makes every report anew: else only the first of many runs has something to harm."""
PERIOD = "2022-03"


def forbered(mapp: Path) -> Path:
    """Make a home with a small delivery and its cube in ``mapp`` when there is none; return it."""
    if not (mapp / "klar").exists():
        shutil.rmtree(mapp, ignore_errors=True)
        bygg_leverans(skriv_installningar(mapp).leverans("halland")).skriv()
        kor(mapp, "berakna").check_returncode()
        (mapp / "klar").touch()
    return mapp


def miljo(hem: Path) -> dict[str, str]:
    return os.environ | {"ANALYS_HEM": str(hem)}


def kommando(*argument: str | Path, fore: str = "") -> list[str]:
    """Return the command, after a line of Python that may change it."""
    return [sys.executable, "-c", f"{fore}\nfrom analys.cli import main; main()", *map(str, argument)]


def kor(hem: Path, *argument: str | Path, fore: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        kommando(*argument, fore=fore), env=miljo(hem), capture_output=True, text=True, check=False, timeout=1800
    )


@dataclass
class Korning:
    """A run that is going on, whose processes are known by a word in their environment."""

    process: subprocess.Popen[str]
    marke: str
    ut: Path = field(default_factory=Path)

    @classmethod
    def starta(cls, hem: Path, *argument: str | Path, fore: str = "") -> Korning:
        marke = tempfile.mkdtemp(prefix="af-")
        process = subprocess.Popen(
            kommando(*argument, fore=fore),
            env=miljo(hem) | {"TMPDIR": marke},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return cls(process, marke)

    def processer(self) -> list[int]:
        """Return the ids of the run's processes that live."""
        egna = []
        for plats in Path("/proc").glob("[0-9]*"):
            try:
                lever = plats.joinpath("stat").read_text().rpartition(") ")[2][0] != "Z"
                if lever and self.marke.encode() in plats.joinpath("environ").read_bytes():
                    egna.append(int(plats.name))
            except (OSError, IndexError):
                continue
        return egna

    def doda(self, pid: int) -> None:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def slut(self, timeout: float = 120) -> tuple[int, str]:
        """Wait for the command; return its exit status and what it said."""
        ut, fel = self.process.communicate(timeout=timeout)
        return self.process.returncode, ut + fel

    def kvar_efter(self, sekunder: float) -> list[int]:
        """Return what lives so long after, looking every tenth of a second; then all of it is killed and swept."""
        slut = time.monotonic() + sekunder
        while (kvar := self.processer()) and time.monotonic() < slut:
            time.sleep(0.1)
        for pid in kvar:
            self.doda(pid)
        shutil.rmtree(self.marke, ignore_errors=True)
        return kvar


def avtryck(plats: Path) -> dict[str, str]:
    """Return the hash of every file of a release."""
    rot = plats.resolve()
    return {
        f.relative_to(rot).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(rot.rglob("*"))
        if f.is_file()
    }


def hel(plats: Path) -> bool:
    """Return whether a release is there with every file as its manifest says."""
    return (plats / utgava.MANIFEST).is_file() and not utgava.granska(plats)[1]


def skrap(regionmapp: Path) -> list[str]:
    """Return what a run has left half made."""
    return sorted(f.name for f in regionmapp.glob(".*") if f.name not in {".las", ".utgavor"})
