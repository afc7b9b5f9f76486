"""An executed notebook as a document: its blocks and its prose, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nbformat import NotebookNode

from analys.errors import UsageError
from analys.present.block import MIME, VERSION
from analys.prosa import prosa

OM_TEMA, OM_ENKAT = "tema:", "enkat:"
"""Begin the tag of a cell that belongs to a theme, ``tema:palliativ``, or to a questionnaire, ``enkat:samverkan``."""
BILDFORMAT = ("pptx", "bilder.pdf")
"""The formats that are made of slides."""
PRESENTATION = "presentation"
"""The notebook of the region's presentation: run for the region alone, and only as slides."""
KOMMENTAR = "kommentar"
"""What a comment is among a document's parts."""
BILD, SAMMA_BILD = "bild", "samma_bild"
"""The tags of a cell that also becomes a slide, and of one that joins the slide before it."""
SKAPAD = datetime(2000, 1, 1, tzinfo=UTC)
"""When every file says that it was made: a report's own dates are printed in it; the file's must not differ."""
_LAGST = 6
"""The lowest level of a heading."""


@dataclass(frozen=True)
class Dokument:
    """A report before it has a format. ``delar``: blocks (``typ`` ...) and prose nodes (``t`` ...), in order."""

    tema: str
    titel: str
    rapport: dict[str, Any]
    delar: list[dict[str, Any]]
    egen_analys: bool


def las_dokument(notebook: NotebookNode, *, egen_analys: bool) -> Dokument:
    """Return the document of an executed notebook.

    Cells tagged ``internt`` are left out, and those of a theme (`OM_TEMA`) or a questionnaire (`OM_ENKAT`) that the
    region does not have; and then headings with nothing under them. In a strategist's own analysis an output that no
    block made becomes a line that says so; in a release it is an error.

    Raises
    ------
    UsageError : no title, not executed, an error in a cell, another kind of output or markup, or blocks of several
        områden.
    """
    delar: list[dict[str, Any]] = []
    tema = ""
    for nummer, cell in enumerate(notebook.cells, start=1):
        taggar = cell.metadata.get("tags", [])
        if "internt" in taggar:
            continue
        egna: list[dict[str, Any]] = []
        if cell.cell_type == "markdown":
            for nod in prosa(cell.source, nummer):
                if nod["t"] == "h" and nod["niva"] == 1 and not tema:
                    tema = _text(nod["c"])
                else:
                    egna.append(nod)
        elif cell.cell_type == "code":
            egna.extend(_utdata(cell, nummer, egen_analys=egen_analys))
        om = next((t for t in taggar if t.startswith((OM_TEMA, OM_ENKAT))), "")
        marken = ({"om": om} if om else {}) | {t: True for t in (BILD, SAMMA_BILD) if t in taggar}
        delar.extend(d | marken for d in egna)
    rapporter = [d for d in delar if d.get("typ") == "rapport"]
    if not tema or not rapporter:
        raise UsageError(
            "Anteckningsboken kan inte bli en rapport: den behöver en rubrik (# Tema) och en körd cell som visar "
            "underlag = las_underlag(...). Kör alla celler och försök igen."
        )
    rapport = dict(rapporter[-1])
    if len({d["period"] for d in rapporter}) > 1:
        raise UsageError("Anteckningsboken blandar perioder. Kör om alla celler.")
    if fel := sorted({d["omrade"] for d in delar if d.get("omrade")} - {rapport["omrade"]}):
        raise UsageError(
            f"Anteckningsboken blandar områden: rapporten gäller {rapport['omrade']} men innehåller block för "
            f"{', '.join(fel)}. Kör om alla celler."
        )
    finns = {"", *(OM_TEMA + t for t in rapport.get("teman", ())), *(OM_ENKAT + e for e in rapport.get("enkater", ()))}
    delar = [d for d in delar if d.get("typ") != "rapport" and d.get("om", "") in finns]
    titel = f"{tema} i {rapport['omradesnamn']}"
    delar = _utan_tomma_rubriker(delar)
    for kommentar in rapport.pop("kommentarer", ()):
        if kommentar["tema"] == tema:
            _satt_in(kommentar, delar)
    return Dokument(tema, titel, rapport, delar, egen_analys)


def _satt_in(kommentar: dict[str, Any], delar: list[dict[str, Any]]) -> None:
    """Put a comment after the chart or table of its measure, else after the theme's summary, and after earlier ones."""
    figur = kommentar["figur"]
    efter: tuple[Callable[[dict[str, Any]], bool], ...] = (
        lambda d: d.get("typ") == "figur" and figur in d["tabell"].get("matt", ()),
        lambda d: figur in d.get("matt", ()),
        lambda d: d.get("typ") == "text",
        lambda d: d.get("t") == "h",
    )
    plats = next((nr for galler in efter for nr, d in enumerate(delar, 1) if galler(d)), 0)
    while plats < len(delar) and delar[plats].get("typ") == KOMMENTAR:
        plats += 1
    pa_bild = bool(plats) and bool(delar[plats - 1].get(BILD))
    delar.insert(plats, kommentar | {"typ": KOMMENTAR, "pa_bild": pa_bild})


def _utan_tomma_rubriker(delar: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the parts without the headings that have nothing under them, not even a lower heading with something."""
    ut: list[dict[str, Any]] = []
    foljer = 1  # the level of the heading that follows, going backwards; the end is one of the highest
    for d in reversed(delar):
        if d.get("t") == "h" and d["niva"] >= foljer:
            continue
        foljer = d["niva"] if d.get("t") == "h" else _LAGST + 1
        ut.append(d)
    return ut[::-1]


def _utdata(cell: NotebookNode, nummer: int, *, egen_analys: bool) -> list[dict[str, Any]]:
    """Return the blocks among a cell's outputs; warnings on stderr are dropped, all else is refused or said."""
    block = []
    for utdata in cell.outputs:
        if utdata.output_type == "error":
            raise UsageError(f"Cell {nummer} stannade med felet {utdata.ename}. Rätta cellen och kör om.")
        if utdata.output_type == "stream" and utdata.name == "stderr":
            continue
        data = utdata.get("data", {})
        if MIME in data and data[MIME].get("version") == VERSION:
            block.append(dict(data[MIME]))
        elif egen_analys:
            text = (
                f"Cell {nummer} visar något som inte kan följa med i en rapport. Använd funktionerna i analys.present."
            )
            block.append({"t": "p", "c": [{"t": "em", "c": [{"t": "text", "s": text}]}]})
        else:
            raise UsageError(
                f"Cell {nummer} visar något som inte är ett rapportblock. Använd funktionerna i analys.present."
            )
    return block


def _text(noder: list[dict[str, Any]]) -> str:
    return "".join(n["s"] if n["t"] == "text" else _text(n["c"]) for n in noder)


def rubriker(dokument: Dokument) -> list[tuple[str, str]]:
    """Return the second-level headings with their anchors, for the contents."""
    return [(f"del-{i}", _text(d["c"])) for i, d in enumerate(dokument.delar) if d.get("t") == "h" and d["niva"] == 2]
