"""What the server that report processes are forked from does first: load, read and draw once what each of them needs.

Imported by the fork server alone (`processer.Barn`). No thread may live when it forks, so nothing here compiles a PDF
(typst's pool of threads), starts a kernel (zmq's) or lets Arrow read in several.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import warnings
from datetime import date
from importlib import import_module

from analys.reports.barn import VARM

_LADDAS_ANNARS_SENARE = (
    "papermill",  # loads the engine; the engine's module cannot be loaded before it
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "analys.cli",  # the command's own module is imported again by every fork
    "analys.reports.kontroll",
    "analys.reports.presentation",
    "analys.reports.xlsx",
    "ipykernel.debugger",
    "ipykernel.inprocess.ipkernel",
    "pandas.io.formats.string",
    "psutil",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
"""What a kernel and a report would load when they are first used."""


def varm_upp(region: str, omrade: str, period: str) -> None:
    """Read the cube and the catalogue, and draw and export an invented page; all of it stays in caches.

    What cannot be read is said by each report's own process.
    """
    for modul in _LADDAS_ANNARS_SENARE:
        import_module(modul)
    from nbformat import v4  # noqa: PLC0415 (all that is loaded here is loaded once for all reports)

    from analys.present import stil  # noqa: PLC0415
    from analys.present.block import Figur, Tabell  # noqa: PLC0415
    from analys.present.lasning import Kub  # noqa: PLC0415
    from analys.present.linjer import Linje, linjediagram  # noqa: PLC0415
    from analys.present.prickar import Prick, prickdiagram  # noqa: PLC0415
    from analys.present.underlag import las_underlag  # noqa: PLC0415
    from analys.reports import pdf  # noqa: PLC0415
    from analys.reports.exportorer import AnalysHtml  # noqa: PLC0415
    from analys.reports.pptxmall import ny_presentation  # noqa: PLC0415

    underlag = las_underlag(region, omrade, period)
    Kub.av(underlag.skyddat).ordna()
    namn = [o.namn for o in underlag.profil.rapportomraden]
    prickar = [Prick(n, 1.0, (0.5, 1.5), (0.2, 1.8), "1", egen=not i) for i, n in enumerate(namn)]
    dagar = [date(2000, m, 1) for m in range(1, 13)]
    linjer = [Linje(namn[0], dagar, [float(d.month) for d in dagar], "egen")]
    block: list[Figur | Tabell] = []
    for bred, smal in (prickdiagram(prickar, "Antal"), linjediagram(linjer, 0)):
        tabell = Tabell(omrade, "Tabell", ("Kommun", "Antal"), (("Halland", "1"),), "Källa")
        block.append(Figur(omrade, "Titel", "Beskrivning", "Textbeskrivning av bilden.", bred, smal, "Källa", tabell))
    utdata = [v4.new_output("display_data", data=b._repr_mimebundle_()) for b in (underlag, *block)]
    cell = v4.new_code_cell("", outputs=utdata)
    AnalysHtml(egen_analys=False).from_notebook_node(v4.new_notebook(cells=[v4.new_markdown_cell("# Tema"), cell]))
    pdf.forbered()
    ny_presentation(stil.farger(underlag.rapport().som_json()))


if VARM in os.environ:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the runner's to handle, also while this loads
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            varm_upp(**json.loads(os.environ[VARM]))
        except Exception:  # noqa: S110 (see varm_upp)
            pass
    gc.collect()
    gc.freeze()  # so that no child copies pages only to look for garbage in them
