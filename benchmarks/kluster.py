"""Two workers of a Dask cluster on this machine against two local processes, counting the same partitions.

``.venv/bin/python -m benchmarks.kluster [--antal 2000000] [--omgangar 5]``. Both are started before the clock; a round is
every measure of the discharge themes over every partition, first by one and then by the other. The sums must be equal.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analys.arbete import anslut
from analys.hem import hitta_hem
from analys.indikatorer.matt import lasta_kolumner, rakna_delen
from analys.indikatorer.rakna import planera
from analys.katalog import las_katalog
from analys.processer import processpool
from analys.region import las_profil
from analys.sources.lager import RADER_PER_DEL
from benchmarks.utskrivningar import SISTA, grund, matten, skriv


@contextmanager
def kluster(mapp: Path) -> Iterator[str]:
    """Give the address of a scheduler with two workers on the loopback; all are ended afterwards."""
    fil, processer = mapp / "scheduler.json", []

    def starta(vad: str, *val: str) -> None:
        kommando = [sys.executable, "-m", f"distributed.cli.dask_{vad}", "--no-dashboard", *val]
        processer.append(subprocess.Popen(kommando, stderr=subprocess.DEVNULL))

    try:
        starta("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(fil))
        for _ in range(2):
            starta(
                "worker", "--scheduler-file", str(fil), "--no-nanny", "--nthreads", "1", "--local-directory", str(mapp)
            )
        from distributed import Client  # noqa: PLC0415 (an optional extra)

        with Client(scheduler_file=str(fil), timeout=300) as klient:
            klient.wait_for_workers(2)
            adress = klient.scheduler.address
        yield adress
    finally:
        for process in processer:
            process.kill()
            process.wait()


def mat(executor: Executor, delar: int, mapp: Path) -> tuple[float, Any]:
    """Return the seconds of counting every partition, and the sums."""
    hem = hitta_hem()
    profil, katalog = las_profil(hem, "halland"), matten(las_katalog(hem.indikatorer, "halland"))
    allt = grund(mapp, delar)
    planer = [p for i in katalog.values() if (p := planera(i, allt, SISTA))]
    borjan = time.perf_counter()
    rakna = partial(rakna_delen, planer=planer, profil=profil)
    svar = list(executor.map(rakna, list(allt.delar(lasta_kolumner(planer)))))
    return time.perf_counter() - borjan, svar


def lika(ett: Any, annat: Any) -> bool:
    """Return whether two ways gave the same sums."""
    par = [(a[t], b[t]) for x, y in zip(ett, annat, strict=True) for a, b in zip(x, y, strict=True) for t in a]
    return all(isinstance(a, pd.DataFrame) and a.equals(b) for a, b in par)


def main() -> None:
    """Measure round by round and print the ratio and its spread."""
    val = argparse.ArgumentParser(description=__doc__)
    val.add_argument("--antal", type=int, default=2 * 10**6)
    val.add_argument("--omgangar", type=int, default=5)
    valt = val.parse_args()
    with tempfile.TemporaryDirectory(prefix="analys-b-") as plats:
        mapp, delar = Path(plats) / "lager", -(-valt.antal // RADER_PER_DEL)
        skriv(mapp, valt.antal)
        with kluster(Path(plats)) as adress, anslut(adress, None, hitta_hem().rot) as arbete, processpool(2) as pool:
            tider = []
            with arbete.raknare(delar) as dask:
                for omgang in range(valt.omgangar + 1):
                    (har, a), (dar, b) = mat(pool, delar, mapp), mat(dask, delar, mapp)  # type: ignore[arg-type]
                    if not lika(a, b):
                        raise SystemExit("svaren skiljer sig")
                    if omgang:  # the first loads the program in the workers
                        tider.append((har, dar))
    kvoter = sorted(dar / har for har, dar in tider)
    har, dar = (statistics.median(t[i] for t in tider) for i in (0, 1))
    print(f"{valt.antal} vårdtillfällen, {delar} delar: lokalt {har:.1f} s, Dask {dar:.1f} s, kvot")
    print(f"{statistics.median(kvoter):.2f} ({kvoter[0]:.2f}-{kvoter[-1]:.2f}) i {len(kvoter)} omgångar")


if __name__ == "__main__":
    main()
