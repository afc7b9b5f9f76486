"""Who does the work: this process, several on this machine, or a Dask cluster; the results are the same bytes."""

from __future__ import annotations

import logging
import os
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analys.errors import AnalysError, UsageError
from analys.processer import processpool
from analys.programmet import PAKET, avtryck, bibliotek

if TYPE_CHECKING:
    from distributed import Client

DELAR_SOM_LONAR_SIG = 4
"""With fewer partitions starting a process costs more than it gives (benchmarks/resultat.md)."""
VANTAN = 10
"""Seconds to wait for the scheduler."""
_HUR = "Hur ett kluster startas står i docs/skala.md."


@dataclass(frozen=True)
class Arbete:
    """``antal`` processes of this machine (None: as many as pay), or the cluster of ``klient``."""

    antal: int | None = None
    klient: Client | None = None

    def platser(self) -> int:
        """Return how many reports can be made at a time."""
        if self.klient is not None:
            return sum(self.klient.nthreads().values())
        return self.antal or os.cpu_count() or 1

    @contextmanager
    def raknare(self, delar: int) -> Iterator[Executor | None]:
        """Give what counts so many partitions; None: this process.

        Raises
        ------
        AnalysError : a process that counted died.
        """
        antal = min(delar, self.antal or (1 if delar < DELAR_SOM_LONAR_SIG else os.cpu_count() or 1))
        if self.klient is not None:
            with self.klient.get_executor() as executor, _doda_arbetare():
                yield executor
        elif antal < 2:
            yield None
        else:
            with _doda_arbetare(), processpool(antal) as executor:
                yield executor


HAR = Arbete()
"""This machine, with as many processes as pay."""


@contextmanager
def _doda_arbetare() -> Iterator[None]:
    """Say in Swedish that a process died."""
    try:
        yield
    except Exception as fel:
        if isinstance(fel, BrokenProcessPool) or type(fel).__name__ == "KilledWorker":
            raise AnalysError(
                "En process som räknade dog, kanske för att minnet tog slut. Inget har ändrats. Kör igen med färre "
                "processer (--arbetare 1) eller mer minne."
            ) from None
        raise


@contextmanager
def anslut(adress: str | None, antal: int | None, hem: Path) -> Iterator[Arbete]:
    """Give who does the work; with an ``adress`` a cluster whose every worker has this program and sees ``hem``.

    Raises
    ------
    UsageError : the extra is not installed, the address is wrong, or both a cluster and processes are asked for.
    AnalysError : nobody answers there, it has no workers, or they are other than this program.
    """
    if adress is None:
        yield Arbete(antal)
        return
    if antal is not None:
        raise UsageError("Ange antingen --kluster eller --arbetare.")
    try:
        from distributed import Client  # noqa: PLC0415 (an optional extra)
    except ImportError:
        raise UsageError(
            "För --kluster behövs tillägget kluster. Installera det i projektets mapp med: "
            f'{sys.executable} -m pip install -e ".[kluster]". {_HUR}'
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        klient = Client(adress, timeout=VANTAN, set_as_default=False)
    except ValueError:
        raise UsageError(f"Klustrets adress {adress} är fel skriven. Skriv till exempel tcp://dator:8786.") from None
    except OSError:
        raise AnalysError(f"Inget kluster svarar på {adress}. Starta det och kör igen. {_HUR}") from None
    try:
        _granska(klient, adress, hem)
        yield Arbete(klient=klient)
    finally:
        with suppress(OSError):
            klient.close(timeout=VANTAN)


def _granska(klient: Client, adress: str, hem: Path) -> None:
    """Check that there are workers, and that each has this very program and the same folder."""
    if not klient.nthreads():
        raise AnalysError(f"Klustret på {adress} har inga arbetare. Starta dem och kör igen. {_HUR}")
    prov = hem / f".kluster-{uuid.uuid4().hex}"
    prov.touch()
    try:
        svar = klient.run(_provsvar, str(prov))
    finally:
        prov.unlink()
    for arbetare, (kod, ser_mappen, far_starta) in sorted(svar.items()):
        if not ser_mappen:
            raise AnalysError(f"Arbetaren {arbetare} ser inte mappen {hem}. Dela den på samma plats. {_HUR}")
        if kod != programkod():
            raise AnalysError(f"Arbetaren {arbetare} har en annan version av analys. Installera samma där. {_HUR}")
        if not far_starta:
            raise AnalysError(
                f"Arbetaren {arbetare} får inte starta processer: distributed.worker.daemon ska vara false. {_HUR}"
            )


def _provsvar(prov: str) -> tuple[str, bool, bool]:
    """Return, on a worker: the program's hash, whether it sees the file, and whether it may start processes."""
    from multiprocessing import current_process  # noqa: PLC0415

    return programkod(), Path(prov).exists(), not current_process().daemon


def programkod() -> str:
    """Return the hash of every file of this package and of the Python and the libraries that run it."""
    filer = sorted(f for f in PAKET.rglob("*") if f.is_file() and f.suffix != ".pyc")
    return avtryck(bibliotek(), *(d for f in filer for d in (f.relative_to(PAKET).as_posix(), f.read_bytes())))
