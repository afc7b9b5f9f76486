"""Read each finished file back: this område's report, for this period, with the cube's own key numbers."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import defusedxml.ElementTree
import nbformat
import pypdfium2
import python_calamine
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from analys import svenska
from analys.errors import AnalysError
from analys.present.berattelse import nyckeltal
from analys.present.block import MIME
from analys.present.lasning import Kub, siffrornas_id
from analys.present.underlag import Underlag, las_underlag
from analys.reports.barn import SPARFIL
from analys.reports.bildrutor import STORT_TAL
from analys.reports.bildspel import bildspel
from analys.reports.dokument import BILDFORMAT, las_dokument
from analys.reports.xlsx import EGENSKAPER, NYCKELTAL, OM, RUBRIKRAD

_PERSON = re.compile(r"\bp-[0-9a-f]{16}\b")
_SIDOR = re.compile(r"Sida 1 av (\d+)")
_FEL_MARKEN = "fel område eller period, eller siffror ur en annan körning"
_FORBJUDET = ("Traceback", "No description has been provided")


def kontrollera_rapport(jobb: dict[str, Any], mapp: Path, korning: Path) -> None:
    """Read a report's files back from ``mapp``; ``korning`` is its executed notebook.

    They must be named by what the cube answers now to the questions that the notebook asked.

    Raises
    ------
    AnalysError : they are not this job's; says what is wrong.
    """
    p = jobb["parametrar"]
    last = json.loads((mapp / SPARFIL).read_text(encoding="utf-8"))
    underlag = las_underlag(p["region"], p["omrade"], p["period"])
    underlag = replace(underlag, siffror=siffrornas_id(Kub.av(underlag.skyddat).avtryck(last)))
    titel = f"{jobb['titel']} i {underlag.omrade.kortnamn}"
    notebook = nbformat.read(korning, as_version=4)
    fel: list[str] = []
    sidans, bildernas = ([k.varde for k in nyckeltal(underlag, *m(notebook)).kort] for m in (_sidans, _bildernas))
    for form in jobb["format"]:
        tal = bildernas if form in BILDFORMAT else sidans
        fel += [f"{form.upper()}: {f}" for f in KONTROLLER[form](mapp / f"{jobb['tema']}.{form}", titel, underlag, tal)]
    if fel:
        raise AnalysError(
            f"Kontrolläsningen underkände rapporten ({svenska.lista(fel)}). Den finns inte med i utgåvan."
        )


def _sidans(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the measures of the page's key numbers: the notebook says which, the cube says what they are."""
    block = [
        u.data[MIME] for c in notebook.cells if c.cell_type == "code" for u in c.outputs if MIME in u.get("data", {})
    ]
    return [k["indikator"] for b in block if b["typ"] == "nyckeltal" for k in b["kort"]]


def _bildernas(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the measures of the slides' key numbers."""
    return [k["indikator"] for bild in bildspel(las_dokument(notebook, egen_analys=False)) for k in bild.kort]


def kontrollera_html(fil: Path, titel: str, underlag: Underlag, tal: list[str]) -> list[str]:
    """Return what is wrong with a finished HTML file, in Swedish; nothing when it is right."""
    text = fil.read_text(encoding="utf-8")
    sida = _Sida()
    sida.feed(text)
    fel = _gemensamt(text, underlag)
    if sida.lang != "sv":
        fel.append("sidan saknar språkmärkning")
    if sida.titel != f"{titel}, {underlag.period.text}":
        fel.append("fel titel")
    if sida.meta != {f"analys:{namn}": varde for namn, varde in _marken(underlag).items()}:
        fel.append(_FEL_MARKEN)
    if sida.tal != tal:
        fel.append("nyckeltalen är inte områdets")
    if sida.utan_alt:
        fel.append("en bild saknar textbeskrivning")
    return fel


def kontrollera_pdf(fil: Path, titel: str, underlag: Underlag, tal: list[str]) -> list[str]:
    """Return what is wrong with a finished PDF; nothing when it is right."""
    dokument = pypdfium2.PdfDocument(fil)
    try:
        sidor = [" ".join(sida.get_textpage().get_text_range().split()) for sida in dokument]
        metatitel, kub = map(dokument.get_metadata_value, ("Title", "Keywords"))
    finally:
        dokument.close()
    text = " ".join(sidor)
    fel = _gemensamt(text, underlag)
    if metatitel != f"{titel}, {underlag.period.text}":
        fel.append("fel titel")
    if kub != underlag.siffrornas_id:
        fel.append("siffror ur en annan körning")
    if (sagt := _SIDOR.search(sidor[0])) and int(sagt[1]) != len(sidor):  # slides do not say how many they are
        fel.append("fel antal sidor")
    plats = text.find(titel)
    if plats < 0 or underlag.period.text not in text[plats:].lower():
        fel.append("fel område eller period")
    for ett in tal:
        plats = text.find(" ".join(ett.split()), plats)
        if plats < 0:
            fel.append("nyckeltalen är inte områdets")
            break
    return fel


def kontrollera_xlsx(fil: Path, titel: str, underlag: Underlag, tal: list[str]) -> list[str]:
    """Return what is wrong with a finished workbook; nothing when it is right."""
    with zipfile.ZipFile(fil) as paket:
        egna, karna = (defusedxml.ElementTree.fromstring(paket.read(f"docProps/{d}.xml")) for d in ("custom", "core"))
    egenskaper = {e.get("name"): "".join(e.itertext()) for e in egna}
    bok = python_calamine.CalamineWorkbook.from_path(str(fil))
    blad = {namn: bok.get_sheet_by_name(namn).to_python(skip_empty_area=False) for namn in bok.sheet_names}
    texter = [c for rader in blad.values() for rad in rader for c in rad if isinstance(c, str)]
    fel = _gemensamt("\n".join(texter), underlag)
    if (karna.findtext("{*}title"), blad[OM][0][0]) != (f"{titel}, {underlag.period.text}",) * 2:
        fel.append("fel titel")
    if any(egenskaper.get(EGENSKAPER[namn]) != varde for namn, varde in _marken(underlag).items()):
        fel.append(_FEL_MARKEN)
    if [rad[1] for rad in blad.get(NYCKELTAL, [])[RUBRIKRAD + 1 :]][: len(tal)] != [som_cell(t) for t in tal]:
        fel.append("nyckeltalen är inte områdets")
    if any(marke in text for marke in andras_marken(underlag) for text in texter):
        fel.append("filen innehåller en annan kommuns kod")
    return fel


def _marken(underlag: Underlag) -> dict[str, str]:
    """Return what a file must say of itself: område, period, and the id of its figures."""
    return {"omrade": underlag.omrade.kod, "period": underlag.period.kod, "kub": underlag.siffrornas_id}


def som_cell(text: str) -> str | float:
    """Return what a text is as a cell: its number when it is one."""
    skrivet = svenska.las_skrivet(text)
    return text if skrivet is None else skrivet.varde


def marken_i(sida: str) -> dict[str, str]:
    """Return what an HTML page says of itself: its område's code and its period."""
    las = _Sida()
    las.feed(sida)
    return las.meta


def andras_marken(underlag: Underlag) -> list[str]:
    """Return what names another område of the region with its code, as our files do (a code alone can be a year)."""
    andra = [o for o in underlag.profil.rapportomraden if o != underlag.omrade]
    return [marke for o in andra for marke in (o.mapp, f"{o.kortnamn} ({o.kod})")]


def kontrollera_pptx(fil: Path, titel: str, underlag: Underlag, tal: list[str]) -> list[str]:
    """Return what is wrong with a finished presentation; nothing when it is right."""
    prs = Presentation(str(fil))
    om = prs.core_properties
    former = [form for bild in prs.slides for form in bild.shapes]
    texter = [e.text or "" for bild in prs.slides for e in bild.element.iter("{*}t")]
    texter += [
        e.text or "" for bild in prs.slides if bild.has_notes_slide for e in bild.notes_slide.element.iter("{*}t")
    ]
    fel = _gemensamt("\n".join(texter), underlag)
    if om.title != f"{titel}, {underlag.period.text}" or titel not in texter:
        fel.append("fel titel")
    if om.keywords != f"område {underlag.omrade.kod}, period {underlag.period.kod}":
        fel.append("fel område eller period")
    if om.identifier != underlag.siffrornas_id:
        fel.append("siffror ur en annan körning")
    visade = [form.text_frame.paragraphs[0].text for form in former if form.name == STORT_TAL]
    if visade != tal:
        fel.append("nyckeltalen är inte områdets")
    if any(
        len(_alt(form)) < 20
        for form in former
        if form.has_chart or form.has_table or form.shape_type == MSO_SHAPE_TYPE.PICTURE
    ):
        fel.append("en bild saknar textbeskrivning")
    return fel


def _alt(form: Any) -> str:
    return str(next(form._element.iter("{*}cNvPr")).get("descr") or "")


KONTROLLER = {
    "html": kontrollera_html,
    "pdf": kontrollera_pdf,
    "pptx": kontrollera_pptx,
    "bilder.pdf": kontrollera_pdf,
    "xlsx": kontrollera_xlsx,
}
"""The read-back of each format."""


def _gemensamt(text: str, underlag: Underlag) -> list[str]:
    fel = ["filen innehåller ett felmeddelande" for ord_ in _FORBJUDET if ord_ in text]
    status = underlag.utgavan.status if underlag.utgavan else None
    if status and not all(s in text for s in (svenska.stor_bokstav(status.lage), *status.rattad_dagar)):
        fel.append("filen säger inte utgåvans status")
    if _PERSON.search(text):
        fel.append("filen innehåller ett personid")
    return fel


class _Sida(HTMLParser):
    """What the read-back needs of a page: language, title, meta, key numbers, images without alternative."""

    def __init__(self) -> None:
        super().__init__()
        self.lang = ""
        self.titel = ""
        self.meta: dict[str, str] = {}
        self.tal: list[str] = []
        self.utan_alt = 0
        self._plats = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        egenskap = {k: v or "" for k, v in attrs}
        if tag == "html":
            self.lang = egenskap.get("lang", "")
        if tag == "meta" and egenskap.get("name", "").startswith("analys:"):
            self.meta[egenskap["name"]] = egenskap["content"]
        if tag in ("svg", "img") and len(egenskap.get("aria-label", egenskap.get("alt", ""))) < 20:
            self.utan_alt += 1
        if tag == "title" and not self.titel:
            self._plats = "titel"
        if tag == "span" and egenskap.get("class") == "tal":
            self._plats = "tal"

    def handle_data(self, data: str) -> None:
        if self._plats == "titel":
            self.titel += data
        elif self._plats == "tal":
            self.tal.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._plats = ""
