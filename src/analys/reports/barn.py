"""The child process of one report: run the notebook, export, and write the success marker last.

Started as ``python -m analys.reports.barn jobb.json``. An executed notebook says "completed" even when its kernel was
killed, so only the marker counts.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from analys.processer import do_med_foraldern

CELLTID = 300
MARKERING = "klar.json"
FELFIL = "fel.json"


def main(jobbfil: Path) -> int:
    """Run the job; return 0 when the marker is written, else 1 with the reason in ``fel.json``."""
    jobb = json.loads(jobbfil.read_text(encoding="utf-8"))
    mapp = jobbfil.parent
    do_med_foraldern()
    try:
        filer = kor(jobb, mapp)
    except Exception as fel:
        (mapp / FELFIL).write_text(json.dumps({"fel": _forklara(fel)}, ensure_ascii=False), encoding="utf-8")
        return 1
    ny = mapp / f".{MARKERING}"
    ny.write_text(json.dumps({"filer": filer}), encoding="utf-8")
    ny.replace(mapp / MARKERING)
    return 0


def kor(jobb: dict[str, Any], mapp: Path) -> list[str]:
    """Execute the notebook with its parameters and write each format; return the file names."""
    warnings.filterwarnings("ignore", module="traitlets|jupyter_client|zmq|papermill")
    import papermill  # noqa: PLC0415 (slow: only after the death signal is set)

    from analys.reports.exportorer import AnalysHtml, AnalysPdf  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.ERROR)
    notebook = papermill.execute_notebook(
        jobb["anteckningsbok"],
        str(mapp / "korning.ipynb"),
        parameters=jobb["parametrar"],
        cwd=jobb["hem"],
        progress_bar=False,
        log_output=False,
        execution_timeout=CELLTID,
        request_save_on_cell_execute=False,
        **_karna(),
    )
    filer = []
    for form in jobb["format"]:
        exportor = (
            AnalysHtml(egen_analys=False, pdf_lank=f"{jobb['tema']}.pdf" if "pdf" in jobb["format"] else "")
            if form == "html"
            else AnalysPdf(egen_analys=False)
        )
        innehall, _ = exportor.from_notebook_node(notebook)
        namn = f"{jobb['tema']}.{form}"
        (mapp / namn).write_bytes(innehall.encode() if isinstance(innehall, str) else innehall)
        filer.append(namn)
    return filer


def _karna() -> dict[str, Any]:
    """Return papermill's settings for a kernel spoken to over private sockets, so that no port is opened."""
    if os.name == "nt":
        return {}
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415
    from traitlets import CaselessStrEnum, Unicode  # noqa: PLC0415

    class IpcKarna(AsyncKernelManager):
        transport = CaselessStrEnum(["ipc"], default_value="ipc")
        ip = Unicode(str(Path(os.environ["JUPYTER_RUNTIME_DIR"]) / "k"))

    return {"kernel_manager_class": IpcKarna}


_KANDA = {
    "DeadKernelError": "Processen som körde anteckningsboken dog, kanske för att minnet tog slut. Kör igen.",
    "CellTimeoutError": f"En cell tog mer än {CELLTID // 60} minuter och avbröts. Kör igen.",
}


def _forklara(fel: Exception) -> str:
    """Return what a reader may see of a failure: our own messages whole, of others only the kind, never a value."""
    from analys import errors  # noqa: PLC0415

    if isinstance(fel, errors.AnalysError):
        return str(fel)
    ename, evalue = getattr(fel, "ename", ""), getattr(fel, "evalue", "")
    if ename and isinstance(getattr(errors, ename, None), type):
        return str(evalue)
    if type(fel).__name__ in _KANDA:
        return _KANDA[type(fel).__name__]
    cell = getattr(fel, "cell_index", None)
    plats = f"cell {cell + 1} i anteckningsboken" if isinstance(cell, int) else "körningen"
    return (
        f"Felet {ename or type(fel).__name__} uppstod i {plats}. Öppna anteckningsboken i JupyterLab och kör den där."
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
