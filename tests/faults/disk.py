"""Full, read-only, vanished and slow disks, and two runs at once. Needs root on Linux, for file systems in memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.grund import ALLT_OM, OM, PERIOD, RAPPORT, Korning, avtryck, hel, kor, skrap

UTAN_GRANS = "from analys.reports import utgava; utgava.MINST_LEDIGT = 0\n"
"""Without it a run on a small disk does not begin; here it shall, and stop in the middle."""
LANGSAM = """
import os, time
from analys.reports import utgava, kor
for modul, namn in ((os, 'replace'), (os, 'rename'), (os, 'fsync')):
    setattr(modul, namn, (lambda f: lambda *a, **k: (time.sleep(0.05), f(*a, **k))[1])(getattr(modul, namn)))
"""


@contextmanager
def minnesdisk(plats: Path, kilobyte: int) -> Iterator[Path]:
    """Mount a file system of so many kilobytes at ``plats``."""
    plats.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobyte}k", "tmpfs", str(plats)], check=True)
    try:
        yield plats
    finally:
        subprocess.run(["umount", "-l", str(plats)], check=True)


def full(hem: Path, mapp: Path, antal: int = 20) -> tuple[int, int, int]:
    """Make a release on small disks that hold a former one; return runs, those that failed, former ones harmed."""
    with minnesdisk(mapp / "stor", 200_000) as stor:
        assert kor(hem, *RAPPORT, "--mapp", stor).returncode == 0
        forst = mapp / "forst"
        shutil.copytree(stor, forst, symlinks=True)
        ryms = sum(f.stat().st_size + 4096 for f in forst.rglob("*") if f.is_file()) // 1024
    stopp = skadade = 0
    for nummer in range(antal):
        with minnesdisk(mapp / f"disk{nummer}", ryms + 64 + 100 * nummer) as disk:
            shutil.copytree(forst / "halland", disk / "halland", symlinks=True)
            plats = disk / "halland" / PERIOD
            fore, forra = avtryck(plats), plats.resolve()
            svar = kor(hem, *OM, "--mapp", disk, fore=UTAN_GRANS + ALLT_OM)
            assert "Traceback" not in svar.stderr, svar.stderr
            assert svar.returncode in {0, 1, 73}, (svar.returncode, svar.stdout, svar.stderr)
            stopp += svar.returncode != 0
            skadade += not hel(plats) or avtryck(forra) != fore or (svar.returncode != 0 and plats.resolve() != forra)
            if svar.returncode:
                assert skrap(disk / "halland") == [], skrap(disk / "halland")
    return antal, stopp, skadade


def skrivskyddad_och_borta(hem: Path, mapp: Path) -> list[tuple[str, int, float]]:
    """Run on a read-only disk, on a file in the folder's place, and on a full disk; return status and seconds."""
    svar = []
    with minnesdisk(mapp / "ro", 50_000) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        svar.append(("skrivskyddad disk", *_med_tid(hem, disk)))
    (mapp / "fil").write_text("x", encoding="utf-8")
    svar.append(("mappen är en fil", *_med_tid(hem, mapp / "fil")))
    with minnesdisk(mapp / "liten", 5_000) as disk:
        svar.append(("för lite plats", *_med_tid(hem, disk)))
    return svar


def forsvinner(hem: Path, mapp: Path) -> tuple[int, bool]:
    """Take the folder away in the middle of a run; return its status, and whether it said so without a stack trace."""
    ut = mapp / "borta"
    korning = Korning.starta(hem, *OM, "--mapp", ut, fore=ALLT_OM)
    while not list(ut.glob("halland/.bygger-*")) and korning.process.poll() is None:
        time.sleep(0.01)
    ut.rename(mapp / "flyttad")
    kod, sagt = korning.slut()
    korning.kvar_efter(2)
    return kod, "Traceback" not in sagt


HALLER = (
    "import sys; from pathlib import Path; from analys.reports import utgava\n"
    "with utgava.las(Path(sys.argv[1])): print('har', flush=True); sys.stdin.read()"
)
PROVAR = (
    "import sys, time; from pathlib import Path\n"
    "from analys.errors import LockedError; from analys.reports import utgava\n"
    "start = time.monotonic()\n"
    "try: utgava.las(Path(sys.argv[1])).__enter__()\n"
    "except LockedError: print(time.monotonic() - start)"
)


def tva_samtidigt(ut: Path, omgangar: int) -> tuple[int, float]:
    """Ask for a lock that another process holds; return how often it was refused, and the longest time it took."""
    nekade, langst = 0, 0.0
    with subprocess.Popen(
        [sys.executable, "-c", HALLER, str(ut)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as forst:
        assert forst.stdout is not None
        assert forst.stdout.readline() == "har\n"
        for _ in range(omgangar):
            svar = subprocess.run([sys.executable, "-c", PROVAR, str(ut)], capture_output=True, text=True, check=False)
            nekade += bool(svar.stdout)
            langst = max(langst, float(svar.stdout or 0))
        forst.communicate("")
    return nekade, langst


def langsam(hem: Path, ut: Path) -> bool:
    """Return whether a run where every switch and flush waits gives the same as one where nothing does."""

    def gor(fore: str) -> dict[str, str]:
        kor(hem, *OM, "--mapp", ut, fore=fore + ALLT_OM).check_returncode()
        return avtryck(ut / "halland" / PERIOD)

    gor("")  # the later ones have a former release to be compared with
    return gor("") == gor(LANGSAM)


def _med_tid(hem: Path, mapp: Path) -> tuple[int, float]:
    start = time.monotonic()
    svar = kor(hem, *RAPPORT, "--mapp", mapp)
    assert "Traceback" not in svar.stderr
    return svar.returncode, time.monotonic() - start
