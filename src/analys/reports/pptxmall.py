"""The PowerPoint template, made from code: 16:9, two layouts, our own colours and typeface, Swedish throughout."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches

from analys.present import stil
from analys.reports.bildrutor import BREDD, HOJD, INNEHALLSBREDD, VANSTER

SPRAK = "sv-SE"
_LAYOUTER = {"Title Slide": "Startbild", "Title Only": "Innehåll"}
START, INNEHALL = 0, 1
_TEMA = {
    "dk1": "TEXT",
    "lt1": "#ffffff",
    "dk2": "EGEN",
    "lt2": "PRELIMINAR_BAKGRUND",
    "accent1": "EGEN",
    "accent2": "JAMFORELSE",
    "accent3": "ANDRA_MATTET",
    "accent4": "ANDRA",
    "accent5": "LAG_TACKNING",
    "accent6": "DAMPAD",
    "hlink": "EGEN",
    "folHlink": "DAMPAD",
}
_PANOSE = "020B0604020202020204"
"""What a program picks a like typeface by where Arial is not installed."""
_NOTTEXT = "Anteckningar"
_FRAN_FORLAGAN = ("/thumbnail", "/printerSettings", "/extended-properties")
"""What python-pptx's own template carries and nobody has use for."""


def ny_presentation(farger: dict[str, str]) -> Any:
    """Return an empty presentation in our template."""
    return Presentation(io.BytesIO(_mall(tuple(sorted(farger.items())))))


def rgb(farg: str) -> RGBColor:
    """Return a colour written ``#0a5c7a``."""
    return RGBColor.from_string(farg.lstrip("#").upper())


@cache
def _mall(par: tuple[tuple[str, str], ...]) -> bytes:
    farger = dict(par)
    prs = Presentation()
    prs.slide_width, prs.slide_height = Inches(BREDD), Inches(HOJD)
    for layout in list(prs.slide_layouts):
        if layout.name in _LAYOUTER:
            _stall_in(layout, _LAYOUTER[layout.name])
        else:
            prs.slide_layouts.remove(layout)
    _huvudbild(prs.slide_master, farger)
    _linjen(prs.slide_layouts[INNEHALL], farger)
    _anteckningar(prs.notes_master)
    for master in (prs.slide_master, prs.notes_master):
        _tema(master.part, farger)
    for element in (
        prs.element,
        prs.slide_master.element,
        prs.notes_master.element,
        *(x.element for x in prs.slide_layouts),
    ):
        satt_sprak(element)
    for relationer in (prs.part.package._rels, prs.part.rels):
        for nyckel in [k for k, r in relationer.items() if r.reltype.endswith(_FRAN_FORLAGAN)]:
            relationer.pop(nyckel)
    ut = io.BytesIO()
    prs.save(ut)
    return ut.getvalue()


def satt_sprak(element: Any) -> None:
    """Say of every run, paragraph end and default in a part that it is Swedish."""
    for run in element.iter(qn("a:r"), qn("a:fld")):
        if run.find(qn("a:rPr")) is None:
            run.insert(0, OxmlElement("a:rPr"))
    for egenskaper in element.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
        egenskaper.set("lang", SPRAK)


def _huvudbild(master: Any, farger: dict[str, str]) -> None:
    """Lay the master out: a band at the left, title at the top, no date or footer of its own."""
    for form in list(master.placeholders):
        if form.placeholder_format.type not in (1, 2):  # TITLE, BODY
            form._element.getparent().remove(form._element)
    for form in master.placeholders:
        titel = form.placeholder_format.type == 1
        form.name = "Rubrik" if titel else "Text"
        form.left, form.width = Inches(VANSTER), Inches(INNEHALLSBREDD)
        form.top, form.height = (Inches(0.42), Inches(1.0)) if titel else (Inches(1.95), Inches(4.65))
        ram = form.text_frame
        ram.margin_left = ram.margin_right = ram.margin_top = ram.margin_bottom = 0
        ram.vertical_anchor = MSO_ANCHOR.TOP
        ram.word_wrap = True
        form.text_frame.text = form.name
    stilar = master._element.find(qn("p:txStyles"))
    for storlek, egenskaper in _stilar(stilar):
        egenskaper.set("algn", "l")
        rpr = egenskaper.find(qn("a:defRPr"))
        rpr.set("sz", str(storlek * 100))
        if storlek == 28:
            rpr.set("b", "1")
    band = master.shapes._spTree
    rektangel = _rektangel(0, 0, 0.15, HOJD, farger["EGEN"])
    band.insert(2, rektangel)


def _stilar(stilar: Any) -> Iterator[tuple[int, Any]]:
    for namn, storlek in (("p:titleStyle", 28), ("p:bodyStyle", 20)):
        for niva in stilar.find(qn(namn)):
            if niva.tag.endswith("pPr"):
                yield storlek, niva


def _rektangel(x: float, y: float, b: float, h: float, farg: str) -> Any:
    """Return a filled decoration that a screen reader passes by."""
    xml = (
        '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr>'
        '<p:cNvPr id="90" name="Dekor"><a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
        '</a:ext></a:extLst></p:cNvPr><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{Inches(x)}" y="{Inches(y)}"/><a:ext cx="{Inches(b)}" cy="{Inches(h)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{farg.lstrip("#").upper()}"/>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )
    return parse_xml(xml)


def _linjen(layout: Any, farger: dict[str, str]) -> None:
    layout.shapes._spTree.append(_rektangel(VANSTER, 6.76, INNEHALLSBREDD, 0.012, farger["LINJE"]))


def _stall_in(layout: Any, namn: str) -> None:
    """Keep of a layout its title alone, where the master has it."""
    layout.name = namn
    for form in list(layout.placeholders):
        if form.placeholder_format.type not in (1, 3):  # TITLE, CENTER_TITLE
            form._element.getparent().remove(form._element)
            continue
        form.name = "Rubrik"
        form.left, form.width = Inches(VANSTER), Inches(INNEHALLSBREDD)
        form.top, form.height = Inches(0.42), Inches(1.0)
        form.text_frame.text = "Rubrik"


def _anteckningar(master: Any) -> None:
    for form in master.placeholders:
        if form.has_text_frame and form.text_frame.text:
            form.text_frame.text = _NOTTEXT if "Notes" in form.name else ""
        form.name = _NOTTEXT if "Notes" in form.name else re.sub(r"[A-Za-z ]+", "Platshållare ", form.name)


def _tema(del_: Any, farger: dict[str, str]) -> None:
    """Write the theme's colours and typeface."""
    tema = next(r.target_part for r in del_.rels.values() if r.reltype.endswith("/theme"))
    rot = tema._element if isinstance(tema, XmlPart) else etree.fromstring(tema.blob)
    rot.set("name", "analys")
    for namn, farg in _TEMA.items():
        element = next(rot.iter(qn(f"a:{namn}")))
        for barn in list(element):
            element.remove(barn)
        varde = farg if farg.startswith("#") else farger[farg]
        etree.SubElement(element, qn("a:srgbClr")).set("val", varde.lstrip("#").upper())
    for sort in ("a:majorFont", "a:minorFont"):
        for fontnamn in rot.iter(qn(sort)):
            latin = fontnamn.find(qn("a:latin"))
            latin.set("typeface", stil.BILDSPELETS_TYPSNITT)
            latin.set("panose", _PANOSE)
            latin.set("pitchFamily", "34")
    if not isinstance(tema, XmlPart):
        tema._blob = etree.tostring(rot, xml_declaration=True, encoding="UTF-8", standalone=True)
