"""A view as a report of one's own: the same blocks and exporters as a notebook's, marked as somebody's own analysis."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4

from analys import programmet, svenska
from analys.disclosure.grind import INTERN
from analys.hem import Hem, skriv_privat
from analys.present.berattelse import i_korthet, redovisning, sa_raknar_vi
from analys.present.underlag import Underlag
from analys.reports.dokument import BILD, las_dokument
from analys.reports.exportorer import EXPORTORER
from analys.utforska.vy import BILDER, Vy, anrop

FORMATORD = {"html": "webbsida (HTML)", "pdf": "PDF", "pptx": "bilder (PowerPoint)", "xlsx": "tabeller (Excel)"}
"""The formats that a view is exported to."""


def som_bok(underlag: Underlag, vy: Vy) -> NotebookNode:
    """Return the view as an executed notebook: what it says in short, the view, how it is counted and from what."""
    matt = [vy.matt, *([vy.andra] if "andra" in BILDER[vy.bild].laser else [])]
    celler = [
        v4.new_markdown_cell(f"# {underlag.katalog[vy.matt].titel}"),
        _cell(underlag),
        v4.new_markdown_cell("## Läget"),
        _cell(i_korthet(underlag, *matt)),
        v4.new_markdown_cell(f"## {BILDER[vy.bild].namn}"),
        _cell(anrop(underlag, vy).gor(underlag), BILD),
        v4.new_markdown_cell("## Så räknar vi"),
        _cell(sa_raknar_vi(underlag, *matt)),
        v4.new_markdown_cell("## Källor och underlag"),
        _cell(redovisning(underlag)),
    ]
    return v4.new_notebook(cells=celler)


def _cell(block: Any, *taggar: str) -> NotebookNode:
    utdata = v4.new_output("display_data", data=block._repr_mimebundle_())
    return v4.new_code_cell(outputs=[utdata], metadata={"tags": list(taggar)})


def exportera(hem: Hem, underlag: Underlag, vy: Vy, format_: str) -> Path:
    """Write the view in a format and return the file; figures of the internal level only in the internal tree.

    Raises
    ------
    UsageError : the view cannot be made.
    CannotWriteError : the folder cannot be written.
    """
    dokument = las_dokument(som_bok(underlag, vy), egen_analys=True)
    innehall = EXPORTORER[format_]().gor(dokument)
    mapp = hem.egna_analyser(vy.region, internt=underlag.svar("meta", "niva") == INTERN)
    bild = svenska.slug(BILDER[vy.bild].namn)
    fil = mapp / f"{vy.period}-{underlag.omrade.mapp}-{vy.matt}-{bild}{_egna_val(vy)}.{format_}"
    skriv_privat(fil, innehall)
    return fil


def _egna_val(vy: Vy) -> str:
    """Return what keeps views apart that differ in more than their name says: nothing when nothing more is chosen."""
    val, vanliga = vy.som_json(), Vy(vy.region, vy.omrade, vy.period, vy.matt, vy.bild).som_json()
    return "" if val == vanliga else f"-{programmet.avtryck(json.dumps(val))[:8]}"
