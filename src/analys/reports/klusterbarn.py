"""Reports that the workers of a cluster make: each worker forks them as `processer.Barn` does on one machine.

Nothing but what is to be made and where goes through the scheduler: a worker reads the protected cube and writes the
report in the shared folder.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import uuid
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analys.arbete import Arbete
from analys.reports import barn
from analys.reports.processer import STOPPAD, Barn
from analys.tidtagning import lagg_till_alla

if TYPE_CHECKING:
    from distributed import Client, Future


def gor_barn(
    arbete: Arbete, forsta: dict[str, Any], kub: str, niva: str, *, vanlig: bool, utgavan: Path | None
) -> Barn:
    """Return who makes the reports of a run: this machine's processes, or the cluster's."""
    if arbete.klient is None:
        return Barn(forsta, kub, niva, vanlig=vanlig, utgavan=utgavan)
    return Klusterbarn(arbete.klient, forsta, kub, niva, vanlig=vanlig, utgavan=utgavan)


_barnen: dict[str, Barn] = {}
_avslutade: set[str] = set()
_las = threading.Lock()
"""A worker's own: the runs that it makes reports for, and those that have ended, for which it makes no more."""


class Klusterbarn(Barn):
    """The reports of one run on a cluster. What a worker that died had begun is made anew by another."""

    def __init__(
        self, klient: Client, forsta: dict[str, Any], kub: str, niva: str, *, vanlig: bool, utgavan: Path | None
    ) -> None:
        super().__init__(forsta, kub, niva, vanlig=True, utgavan=utgavan)  # warms nothing up on this machine
        self._klient = klient
        self._korning = uuid.uuid4().hex
        self._framtider: list[Future] = []
        self._grund = (forsta, kub, niva, vanlig, utgavan)

    def kor(self, jobb: dict[str, Any], mapp: Path) -> str:
        """Have one report made and read back; its files are in ``mapp`` when all is well. Return "" or the reason."""
        if self.stoppad:
            return self._stoppades()
        mapp.mkdir(parents=True, mode=0o700, exist_ok=True)
        framtid = self._klient.submit(_kor_har, self._korning, self._grund, jobb, mapp, pure=False)
        self._framtider.append(framtid)
        if self.stoppad:  # meanwhile
            framtid.cancel()
        try:
            fel, egen = framtid.result()
        except CancelledError:
            return self._stoppades()
        except Exception as okant:
            if type(okant).__name__ == "KilledWorker":
                return barn.DOG
            raise
        if self.stoppad:
            return self._stoppades()
        for fil in Path(egen).iterdir():
            fil.replace(mapp / fil.name)
        for steg in ("gor", "las"):
            if (klar := mapp / barn.markering(steg)).is_file():
                lagg_till_alla(json.loads(klar.read_text(encoding="utf-8")))
        return str(fel)

    def avsluta(self) -> None:
        """Stop this run's reports on every worker."""
        self.stoppad = True
        self._klient.cancel(self._framtider)  # what waits never starts
        self._klient.run(_stang, self._korning, on_error="ignore")


def _kor_har(korning: str, grund: tuple[Any, ...], jobb: dict[str, Any], mapp: Path) -> tuple[str, str]:
    """Make a report on this worker, in a folder of its own; return what `Barn.kor` says, and the folder."""
    with _las:
        if korning in _avslutade:
            return STOPPAD, str(mapp)
        if korning not in _barnen:
            forsta, kub, niva, vanlig, utgavan = grund
            _barnen[korning] = Barn(forsta, kub, niva, vanlig=vanlig, utgavan=utgavan)
        barnen = _barnen[korning]
    egen = mapp.with_name(f"{mapp.name}-{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    shutil.copytree(mapp, egen)  # what is kept of it from before
    return barnen.kor(jobb, egen), str(egen)


def _stang(korning: str) -> None:
    """End a run's processes on this worker."""
    with _las:
        _avslutade.add(korning)
        har = _barnen.pop(korning, None)
    if har is not None:
        har.avsluta()
