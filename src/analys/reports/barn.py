"""One report in a process of its own: run the notebook and export it, then read the files back in another.

An executed notebook says "completed" even when its kernel was killed, so only a step's own marker counts, written last.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from analys import svenska
from analys.granser import begransa_minnet, las_granser, ren_miljo
from analys.processer import do_med_foraldern
from analys.tidtagning import CELLER, GAFFEL, KARNA, LAS, PROCESSORTIDER, TIDER, avlast, lagg_till, tid

FELFIL = "fel.json"
KORNING = "korning.ipynb"
SPARFIL = "spar.json"
"""What the notebook asked the cube (`analys.present.lasning`)."""
MOTOR = "analys"
"""The engine's name among the entry points ``papermill.engine`` (pyproject.toml)."""
VARM = "ANALYS_VARM"
"""Set for the warm process: region, område and period of a report to come."""
KORNINGEN = "ANALYS_KORNINGEN"
"""Which run a report is made in; the warm process's is the one that started it."""


def markering(steg: str) -> str:
    """Return the name of the file that says that a step is done, and what in it took how long."""
    return f"{steg}.klar"


def i_gaffel(jobbfil: Path, steg: str, miljo: dict[str, str], begard: float) -> None:
    """Do one step in a process forked from the warm one: a group of its own, its log in the job's folder.

    ``begard``: when it was asked for (`time.perf_counter`, one clock for all of Linux's processes).
    """
    os.setsid()
    do_med_foraldern()
    os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]  # or the server outlives the runner
    logg = os.open(jobbfil.with_name(f"{steg}.log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(logg, 1)
    os.dup2(logg, 2)
    if os.environ.get(KORNINGEN) != miljo[KORNINGEN]:  # on a cluster: what is warm was read for an earlier run
        from analys.present import underlag  # noqa: PLC0415

        underlag._grund.cache_clear()
    rena = ren_miljo(os.environ | miljo)
    os.environ.clear()
    os.environ.update(rena)
    TIDER.clear()  # of the warm process
    PROCESSORTIDER.clear()
    lagg_till(GAFFEL, time.perf_counter() - begard, time.process_time())
    main(jobbfil, steg, MOTOR, begransa=True)


def main(jobbfil: Path, steg: str, motor: str | None = None, *, begransa: bool = False) -> int:
    """Run one step of a job, ``gor`` or ``las``; return 0 when its marker is written, else 1 with why in ``fel.json``.

    ``motor``: papermill's engine; without it an ordinary kernel is started. ``begransa``: the process is the
    step's own, and may use so much memory and no more.
    """
    jobb = json.loads(jobbfil.read_text(encoding="utf-8"))
    mapp = jobbfil.parent
    try:
        if begransa:
            begransa_minnet(las_granser().minne)
        if steg == "gor":
            gor(jobb, mapp, motor)
        else:
            las(jobb, mapp)
    except Exception as fel:
        with suppress(OSError):  # on a full disk: the runner sees that it is
            ny = mapp / ".fel"
            ny.write_text(json.dumps({"fel": _forklara(fel)}, ensure_ascii=False), encoding="utf-8")
            ny.replace(mapp / FELFIL)
        return 1
    ny = mapp / f".{steg}"
    ny.write_text(json.dumps(avlast()), encoding="utf-8")
    ny.replace(mapp / markering(steg))
    return 0


def gor(jobb: dict[str, Any], mapp: Path, motor: str | None) -> None:
    """Execute the notebook with its parameters, unless it lies there from before, and write each format."""
    warnings.filterwarnings("ignore", module="traitlets|jupyter_client|zmq|papermill")
    import nbformat  # noqa: PLC0415 (slow: only after the death signal is set)

    from analys.reports.dokument import las_dokument  # noqa: PLC0415
    from analys.reports.exportorer import EXPORTORER  # noqa: PLC0415

    kord = (mapp / KORNING).is_file()
    notebook = nbformat.read(mapp / KORNING, as_version=4) if kord else _kor(jobb, mapp, motor)
    dokument = las_dokument(notebook, egen_analys=False)  # once: an exporter copies and checks the whole notebook
    for form in jobb["format"]:
        with tid(form.upper()):
            exportor = EXPORTORER[form]()
            if form == "html":
                exportor.syskon = [f"{jobb['tema']}.{f}" for f in jobb["alla_format"] if f != form]
            innehall = exportor.gor(dokument)
        (mapp / f"{jobb['tema']}.{form}").write_bytes(innehall.encode() if isinstance(innehall, str) else innehall)


def _kor(jobb: dict[str, Any], mapp: Path, motor: str | None) -> Any:
    """Return the executed notebook, its figures named by what it asked the cube, and leave it in ``mapp``."""
    import nbformat  # noqa: PLC0415
    import papermill  # noqa: PLC0415

    from analys.present import lasning  # noqa: PLC0415
    from analys.present.block import MIME  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.environ[lasning.SPARAS] = str(mapp / SPARFIL)
    with tid(KARNA):
        notebook = papermill.execute_notebook(
            jobb["anteckningsbok"],
            str(mapp / KORNING),
            parameters=jobb["parametrar"],
            cwd=jobb["hem"],
            progress_bar=False,
            log_output=False,
            execution_timeout=las_granser().cell,
            request_save_on_cell_execute=False,
            **({"engine_name": motor} if motor else _karna()),
        )
    if not motor:  # the engine measures its own
        lagg_till(CELLER, sum(c.metadata.papermill["duration"] or 0 for c in notebook.cells), 0)
    lagg_till(KARNA, -TIDER[CELLER], -PROCESSORTIDER[CELLER])
    lasning.skriv_spar()
    if (mapp / SPARFIL).is_file():
        namn = lasning.siffrornas_id(json.loads((mapp / SPARFIL).read_text(encoding="utf-8")))
        for block in (
            u["data"][MIME] for c in notebook.cells for u in c.get("outputs", ()) if MIME in u.get("data", {})
        ):
            if block["typ"] == "rapport":
                block["kub"] = namn
        nbformat.write(notebook, mapp / KORNING)
    return notebook


def las(jobb: dict[str, Any], mapp: Path) -> None:
    """Read the files back; raises AnalysError with what is wrong with them."""
    from analys.reports.kontroll import kontrollera_rapport  # noqa: PLC0415

    with tid(LAS):
        kontrollera_rapport(jobb, mapp, mapp / KORNING)


def _karna() -> dict[str, Any]:
    """Return papermill's settings for a kernel spoken to over private sockets, so that no port is opened."""
    if os.name == "nt":
        return {}
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415
    from traitlets import CaselessStrEnum, Unicode  # noqa: PLC0415

    class IpcKarna(AsyncKernelManager):
        transport = CaselessStrEnum(["ipc"], default_value="ipc")
        ip = Unicode(str(Path(os.environ["JUPYTER_RUNTIME_DIR"]) / "k"))

        async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
            await super()._async_launch_kernel(kernel_cmd, **kw | {"preexec_fn": do_med_foraldern})

    return {"kernel_manager_class": IpcKarna}


DOG = "Processen som körde anteckningsboken dog, kanske för att minnet tog slut. Kör igen."


def celltiden_slut() -> str:
    """Return what is said when a cell took too long."""
    tid = svenska.varaktighet(las_granser().cell)
    return f"En cell tog mer än {tid} och avbröts. Kör igen, eller höj gränsen (ANALYS_CELLTID)."


def minnet_slut() -> str:
    """Return what is said when a report needed more memory than it may have."""
    minne = las_granser().minne
    return f"Rapporten behövde mer än {minne} GB minne och avbröts. Kör igen, eller höj gränsen (ANALYS_MINNE)."


_KANDA: dict[str, Callable[[], str]] = {
    "DeadKernelError": lambda: DOG,
    "CellTimeoutError": celltiden_slut,
    "MemoryError": minnet_slut,
    "ArrowMemoryError": minnet_slut,
}


def _forklara(fel: Exception) -> str:
    """Return what a reader may see of a failure: our own messages whole, of others only the kind, never a value."""
    from analys import errors  # noqa: PLC0415

    if isinstance(fel, errors.AnalysError):
        return str(fel)
    ename, evalue = getattr(fel, "ename", ""), getattr(fel, "evalue", "")
    if ename and isinstance(getattr(errors, ename, None), type):
        return str(evalue)
    slag = ename or type(fel).__name__
    if slag in _KANDA:
        return _KANDA[slag]()
    if isinstance(fel, OSError):
        return f"Rapporten kunde inte skrivas: {errors.orsak(fel)}."
    cell = getattr(fel, "cell_index", None)
    plats = f"cell {cell + 1} i anteckningsboken" if isinstance(cell, int) else "körningen"
    return f"Felet {slag} uppstod i {plats}. Öppna anteckningsboken i JupyterLab och kör den där."


if __name__ == "__main__":
    do_med_foraldern()
    sys.exit(main(Path(sys.argv[1]), "gor", begransa=True))
