"""A document as PowerPoint: native text, tables and charts, alternatives, notes, Swedish; same input, same bytes."""

from __future__ import annotations

import copy
import io
import struct
import zipfile
from collections.abc import Sequence
from typing import Any

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.parts.slide import NotesSlidePart
from pptx.util import Inches

from analys.present import stil
from analys.reports.bildrutor import Figurruta, Ruta, Tabellruta, Textruta
from analys.reports.bildspel import bildspel, marke
from analys.reports.bildyta import Sida, lagg_ut
from analys.reports.dokument import SKAPAD, Dokument
from analys.reports.pdf import svg_som_png
from analys.reports.pptxdiagram import rita_diagram
from analys.reports.pptxmall import INNEHALL, SPRAK, START, ny_presentation, satt_sprak
from analys.reports.pptxtext import fyll_anteckningar, fyll_titel, tabellram, textruta

_ZIPTID = struct.pack("<2H", 0, 1 << 5 | 1)
"""The first time that a zip file can have, 1980-01-01 00:00: as it stands in the file, time before date."""


def dokument_som_pptx(dokument: Dokument) -> bytes:
    """Return the presentation of the cells that are tagged as slides."""
    r = dokument.rapport
    farger = stil.farger(r)
    prs = ny_presentation(farger)
    utan_text = _utan_text(prs)
    for sida in lagg_ut(bildspel(dokument), r, marke(dokument)):
        slide = _gor_bild(prs, sida, farger)
        if sida.anteckningar:
            _lagg_till_anteckningar(slide, sida.anteckningar, utan_text)
    om = prs.core_properties
    om.title, om.subject = f"{dokument.titel}, {r['periodtext']}", r["rapportserie"]
    om.author = om.last_modified_by = r["regionnamn"]
    om.keywords = f"område {r['omrade']}, period {r['period']}"
    om.identifier, om.language = r["kub"], SPRAK
    om.created = om.modified = SKAPAD.replace(tzinfo=None)
    om.revision, om.comments = 1, ""
    ut = io.BytesIO()
    prs.save(ut)
    return bestamda_byte(ut.getvalue())


def bestamda_byte(paket: bytes) -> bytes:
    """Return an Office file without the time when it was made: each entry's stands in two places of a zip file."""
    ut = bytearray(paket)
    with zipfile.ZipFile(io.BytesIO(paket)) as filen:
        poster, plats = filen.infolist(), filen.start_dir
    for post in poster:
        for tid in (post.header_offset + 10, plats + 12):
            ut[tid : tid + 4] = _ZIPTID
        plats += 46 + sum(struct.unpack_from("<3H", ut, plats + 28))  # the entry's name, extra field and comment
    return bytes(ut)


def _gor_bild(prs: Any, sida: Sida, farger: dict[str, str]) -> Any:
    slide = prs.slides.add_slide(prs.slide_layouts[INNEHALL if sida.slag == "innehall" else START])
    for ruta in sida.rutor:
        _RITA[type(ruta)](slide, ruta, farger)
    satt_sprak(slide.element)
    return slide


def _utan_text(prs: Any) -> Any:
    """Return a notes slide's XML without a word: to copy it is much quicker than to have one made for every slide."""
    return NotesSlidePart.new(prs.part.package, prs.slide_layouts[INNEHALL].part).notes_slide.element


def _lagg_till_anteckningar(slide: Any, texter: Sequence[str], utan_text: Any) -> None:
    paket = slide.part.package
    namn = paket.next_partname("/ppt/notesSlides/notesSlide%d.xml")
    del_ = NotesSlidePart(namn, CONTENT_TYPE.PML_NOTES_SLIDE, paket, copy.deepcopy(utan_text))
    del_.relate_to(paket.presentation_part.notes_master_part, RELATIONSHIP_TYPE.NOTES_MASTER)
    del_.relate_to(slide.part, RELATIONSHIP_TYPE.SLIDE)
    slide.part.relate_to(del_, RELATIONSHIP_TYPE.NOTES_SLIDE)
    fyll_anteckningar(del_.notes_slide.notes_text_frame._txBody, texter)
    satt_sprak(del_.notes_slide.element)


def _text(slide: Any, ruta: Textruta, farger: dict[str, str]) -> None:
    if ruta.roll == "titel":
        fyll_titel(slide.shapes.title, ruta, farger)
    else:
        _lagg_till(slide, textruta(ruta, _nasta(slide), farger))


def _tabell(slide: Any, ruta: Tabellruta, farger: dict[str, str]) -> None:
    _lagg_till(slide, tabellram(ruta, _nasta(slide), farger))


def _nasta(slide: Any) -> int:
    """Return the next shape's id: the tree's own is 1, its properties come first, and no shape is ever taken away."""
    return len(slide.shapes._spTree)


def _lagg_till(slide: Any, element: Any) -> None:
    slide.shapes._spTree.append(element)


def _figur(slide: Any, ruta: Figurruta, farger: dict[str, str]) -> None:
    if ruta.diagram is not None:
        form = rita_diagram(slide, ruta, farger)
        egenskaper = form._element.nvGraphicFramePr.cNvPr
    else:
        bild = io.BytesIO(svg_som_png(ruta.svg))
        form = slide.shapes.add_picture(bild, *(Inches(v) for v in (ruta.x, ruta.y, ruta.b, ruta.h)))
        egenskaper = form._element.nvPicPr.cNvPr
    form.name = ruta.namn
    egenskaper.set("descr", ruta.alt)


_RITA: dict[type[Ruta], Any] = {Textruta: _text, Figurruta: _figur, Tabellruta: _tabell}
