"""The processes that make reports and read them back: forked from a warm one, or with an ordinary kernel."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from analys import svenska
from analys.granser import NIVA, las_granser, ren_miljo
from analys.present.underlag import KUBNYCKEL
from analys.present.utgavan import UTGAVAN
from analys.reports import barn
from analys.tidtagning import lagg_till_alla

MINST_LEDIGT = 1 << 20
FULLT = "Disken blev full. Frigör utrymme och kör igen."
STOPPAD = "Körningen stoppades."
_server: Any = forkserver._forkserver  # its pid and its end have no public name
_gafflar: set[Barn] = set()
_serverlas = threading.Lock()
"""The runs in this process that fork from the warm one: several on a cluster's worker. The last to end stops it."""
_P = TypeVar("_P", subprocess.Popen[bytes], BaseProcess)


class Barn:
    """The running child processes of one run, so that stopping stops them all.

    ``vanlig``: an ordinary kernel for every notebook, as where there is no fork (Windows) or no signal when a parent
    dies. ``forsta`` describes a report to come, so that what all reports need is loaded before the first is asked for.
    ``utgavan`` is the file of what the release says of itself.
    """

    def __init__(
        self, forsta: dict[str, Any], kub: str, niva: str, *, vanlig: bool = False, utgavan: Path | None = None
    ) -> None:
        self.processer: set[subprocess.Popen[bytes] | BaseProcess] = set()
        self.stoppad = self.tiden_slut = False
        self.granser = las_granser()
        self._vanlig = vanlig or sys.platform != "linux"
        self._startar, self._laser = threading.Lock(), threading.Lock()
        self._miljo = {"ANALYS_HEM": forsta["hem"], KUBNYCKEL: kub, NIVA: niva, "PYTHONUTF8": "1"}
        self._miljo |= {UTGAVAN: str(utgavan or ""), barn.KORNINGEN: uuid.uuid4().hex}
        if not self._vanlig:
            self._miljo["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as an ordinary kernel has it
            bibliotek = ("OMP", "OPENBLAS", "MKL", "RAYON")  # typst's threads cost a third more than they save
            utan_tradar = {f"{b}_NUM_THREADS": "1" for b in bibliotek}
            utan_tradar["JE_ARROW_MALLOC_CONF"] = "background_thread:false"
            varm = {barn.VARM: json.dumps({k: forsta["parametrar"][k] for k in ("region", "omrade", "period")})}
            forkserver.set_forkserver_preload(["analys.reports.varm"])
            with _serverlas, _med_miljo(self._miljo | varm | utan_tradar):
                _gafflar.add(self)
                forkserver.ensure_running()  # returns at once: it loads meanwhile

    def kor(self, jobb: dict[str, Any], mapp: Path) -> str:
        """Make one report in ``mapp`` and read it back; return "" when all is well, else the reason."""
        mapp.mkdir(parents=True, mode=0o700, exist_ok=True)  # a kept notebook may lie there
        jobbfil = mapp / "jobb.json"
        jobbfil.write_text(json.dumps(jobb), encoding="utf-8")
        return self._utfor(jobbfil, "gor") or self._utfor(jobbfil, "las")

    def _utfor(self, jobbfil: Path, steg: str) -> str:
        """Do one step; return "" when its marker is there, else the reason."""
        mapp, celltiden_slut = jobbfil.parent, False
        try:
            if not self._vanlig:
                celltiden_slut = self._i_gaffel(jobbfil, steg)
            elif steg == "gor":
                self._med_vanlig_karna(jobbfil)
            else:
                with self._laser:  # the PDF reader is not made for threads
                    barn.main(jobbfil, steg)
        except TimeoutError:
            tid = svenska.varaktighet(self.granser.rapport)
            return f"Rapporten tog mer än {tid} och avbröts. Kör igen, eller höj gränsen (ANALYS_RAPPORTTID)."
        except (ConnectionError, EOFError, InterruptedError):  # stopped, or the warm process died when asked for a fork
            return self._varfor(mapp)
        if (klar := mapp / barn.markering(steg)).is_file():
            with self._startar:
                if steg == "gor" or not self._vanlig:  # else it was done here
                    lagg_till_alla(json.loads(klar.read_text(encoding="utf-8")))
            return ""
        if (mapp / barn.FELFIL).is_file():
            return str(json.loads((mapp / barn.FELFIL).read_text(encoding="utf-8"))["fel"])
        return barn.celltiden_slut() if celltiden_slut else self._varfor(mapp)

    def _varfor(self, mapp: Path) -> str:
        """Return why a step ended without a word."""
        if self.stoppad:
            return self._stoppades()
        return FULLT if shutil.disk_usage(mapp).free < MINST_LEDIGT else barn.DOG

    def _stoppades(self) -> str:
        if not self.tiden_slut:
            return STOPPAD
        tid = svenska.varaktighet(self.granser.korning)
        return f"Körningen tog mer än {tid} och avbröts. Kör igen, eller höj gränsen (ANALYS_KORTID)."

    def _i_gaffel(self, jobbfil: Path, steg: str) -> bool:
        """Do a step in a fork of the warm process; return whether a cell's time ran out.

        Raises
        ------
        TimeoutError : it took too long and was killed.
        """
        process = get_context("forkserver").Process(
            target=barn.i_gaffel, args=(jobbfil, steg, self._miljo, time.perf_counter()), daemon=True
        )

        def starta() -> BaseProcess:
            process.start()
            return process

        self._starta(starta)
        try:
            process.join(self.granser.rapport)
            if process.exitcode is None:
                _doda(process)
                process.join()
                raise TimeoutError
        finally:
            self.processer.discard(process)
        return process.exitcode == -signal.SIGALRM

    def _med_vanlig_karna(self, jobbfil: Path) -> None:
        """Make the report in a new process, which starts a kernel in another; raises TimeoutError as above."""
        with (
            jobbfil.with_name("logg.txt").open("wb") as logg,
            tempfile.TemporaryDirectory(prefix="analys-k-", ignore_cleanup_errors=True) as sockets,
        ):
            process = self._starta(
                lambda: subprocess.Popen(
                    [sys.executable, "-m", "analys.reports.barn", str(jobbfil)],
                    stdin=subprocess.DEVNULL,
                    stdout=logg,
                    stderr=logg,
                    start_new_session=True,
                    env=ren_miljo(os.environ) | self._miljo | {"JUPYTER_RUNTIME_DIR": sockets},
                )
            )
            try:
                process.wait(self.granser.rapport)
            except subprocess.TimeoutExpired:
                _doda(process)
                process.wait()
                raise TimeoutError from None
            finally:
                self.processer.discard(process)

    def _starta(self, starta: Callable[[], _P]) -> _P:
        """Start a process and keep it; none is started when the run has been stopped (raises InterruptedError)."""
        with self._startar:
            if self.stoppad:
                raise InterruptedError
            process = starta()
            self.processer.add(process)
            return process

    def avsluta(self) -> None:
        """Kill every process that runs, with what it has started, and the warm one when no other run uses it."""
        self.stoppad = True
        with _serverlas:
            _gafflar.discard(self)
            sista = not self._vanlig and not _gafflar
            if sista and _server._forkserver_pid is not None:
                os.kill(_server._forkserver_pid, signal.SIGKILL)  # first: who waits for it to fork gets an answer
            with self._startar:
                for process in list(self.processer):
                    _doda(process)
                if sista:
                    _server._stop()


def _doda(process: subprocess.Popen[bytes] | BaseProcess) -> None:
    """Kill a process and its group, which is its own; on Windows the process."""
    try:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid or 0, signal.SIGKILL)
    except ProcessLookupError:  # not yet a group of its own, or gone
        process.kill()


@contextmanager
def _med_miljo(variabler: dict[str, str]) -> Iterator[None]:
    """Set environment variables for the process that is started meanwhile."""
    fore = dict(os.environ)
    os.environ.update(variabler)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(fore)
