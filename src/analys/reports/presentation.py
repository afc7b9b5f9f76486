"""A document as PowerPoint: native text, tables and charts, alternatives, notes, Swedish; same input, same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from analys.present import stil
from analys.reports.bildrutor import (
    CELLHOJD,
    CELLKANT,
    RADAVSTAND,
    Figurruta,
    Ruta,
    Stycke,
    Tabellruta,
    Textruta,
    stycke,
)
from analys.reports.bildspel import bildspel, marke
from analys.reports.bildyta import Sida, lagg_ut
from analys.reports.dokument import Dokument
from analys.reports.pdf import svg_som_png
from analys.reports.pptxdiagram import rita_diagram
from analys.reports.pptxmall import INNEHALL, SPRAK, START, ny_presentation, rgb, satt_sprak

_UTAN_STIL = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_TIDPUNKT = datetime(2000, 1, 1, tzinfo=UTC)
_ZIPTID = (1980, 1, 1, 0, 0, 0)
_SKAPAD = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def dokument_som_pptx(dokument: Dokument) -> bytes:
    """Return the presentation of the cells that are tagged as slides."""
    r = dokument.rapport
    farger = stil.farger(r)
    prs = ny_presentation(farger)
    for sida in lagg_ut(bildspel(dokument), r, marke(dokument)):
        _gor_bild(prs, sida, farger)
    om = prs.core_properties
    om.title, om.subject = f"{dokument.titel}, {r['periodtext']}", r["rapportserie"]
    om.author = om.last_modified_by = r["regionnamn"]
    om.keywords = f"område {r['omrade']}, period {r['period']}"
    om.identifier, om.language = r["kub"], SPRAK
    om.created = om.modified = _TIDPUNKT.replace(tzinfo=None)
    om.revision = 1
    ut = io.BytesIO()
    prs.save(ut)
    return bestamda_byte(ut.getvalue())


def bestamda_byte(paket: bytes) -> bytes:
    """Return an Office file, and those inside it, without the time when it was made."""
    ut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(paket)) as fran, zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as till:
        for post in fran.infolist():
            data = fran.read(post)
            if post.filename.endswith(".xlsx"):
                data = bestamda_byte(data)
            elif post.filename == "docProps/core.xml":
                data = _SKAPAD.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", data)
            namn = zipfile.ZipInfo(post.filename, _ZIPTID)
            namn.compress_type = zipfile.ZIP_DEFLATED
            till.writestr(namn, data)
    return ut.getvalue()


def _gor_bild(prs: Any, sida: Sida, farger: dict[str, str]) -> None:
    slide = prs.slides.add_slide(prs.slide_layouts[INNEHALL if sida.slag == "innehall" else START])
    for ruta in sida.rutor:
        _RITA[type(ruta)](slide, ruta, farger)
    if sida.anteckningar:
        ram = slide.notes_slide.notes_text_frame
        ram.text = sida.anteckningar[0]
        for text in sida.anteckningar[1:]:
            ram.add_paragraph().text = text
        satt_sprak(slide.notes_slide.element)
    satt_sprak(slide.element)


def _text(slide: Any, ruta: Textruta, farger: dict[str, str]) -> None:
    plats = [Inches(v) for v in (ruta.x, ruta.y, ruta.b, ruta.h)]
    if ruta.roll == "titel":
        form = slide.shapes.title
        form.left, form.top, form.width, form.height = plats
    else:
        form = slide.shapes.add_textbox(*plats)
    form.name = ruta.namn
    ram = form.text_frame
    ram.word_wrap = True
    kant = ruta.roll == "band"
    ram.margin_left = ram.margin_right = Inches(0.12 if kant else 0)
    ram.margin_top = ram.margin_bottom = 0
    ram.vertical_anchor = MSO_ANCHOR.MIDDLE if kant else MSO_ANCHOR.TOP
    if kant:
        form.fill.solid()
        form.fill.fore_color.rgb = rgb(farger["EXEMPEL_BAKGRUND"])
    for nr, s in enumerate(ruta.stycken):
        p = ram.paragraphs[0] if nr == 0 else ram.add_paragraph()
        _skriv(p, s, farger)
        if ruta.hoger:
            p.alignment = PP_ALIGN.RIGHT
        if ruta.roll == "nummer":
            _nummerfalt(p, s, ruta.botten, farger)


def _skriv(p: Any, s: Stycke, farger: dict[str, str]) -> None:
    """Write a paragraph with an exact distance between its lines."""
    p.line_spacing = Pt(s.storlek * RADAVSTAND)
    p.space_before, p.space_after = Pt(s.luft), Pt(0)
    egenskaper = p._p.get_or_add_pPr()
    if s.punkt:
        egenskaper.set("marL", str(Inches(0.24)))
        egenskaper.set("indent", str(-Inches(0.24)))
        egenskaper.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="Arial"/>'))
        egenskaper.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))
    for text, fet in s.delar:
        for nr, rad in enumerate(text.split("\n")):
            if nr:
                p.add_line_break()
            if rad:
                _run(p, rad, s, farger, fet=fet)


def _run(p: Any, text: str, s: Stycke, farger: dict[str, str], *, fet: bool) -> Any:
    run = p.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(s.storlek), fet
    run.font.color.rgb = rgb(farger[s.farg])
    return run


def _nummerfalt(p: Any, s: Stycke, nummer: str, farger: dict[str, str]) -> None:
    """End the paragraph with the slide's number, which follows the slide when it is moved."""
    run = _run(p, nummer, s, farger, fet=False)._r
    falt = parse_xml(f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"/>')
    for barn in list(run):
        falt.append(barn)
    run.getparent().replace(run, falt)


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


def _tabell(slide: Any, ruta: Tabellruta, farger: dict[str, str]) -> None:
    t = ruta.tabell
    plats = [Inches(v) for v in (ruta.x, ruta.y, ruta.b, ruta.h)]
    form = slide.shapes.add_table(len(t.rader) + 1, len(t.kolumner), *plats)
    form.name = ruta.namn
    form._element.nvGraphicFramePr.cNvPr.set("descr", t.alt)
    tabell = form.table
    tabell.first_row = tabell.first_col = True
    tabell.horz_banding = False
    tabell._tbl.tblPr.find(qn("a:tableStyleId")).text = _UTAN_STIL
    for kolumn, b in zip(tabell.columns, ruta.bredder, strict=True):
        kolumn.width = Inches(b)
    toner = {(i, j): ton for i, j, ton in t.toner}
    for r, (rad, h) in enumerate(zip((t.kolumner, *t.rader), ruta.hojder, strict=True)):
        tabell.rows[r].height = Inches(h)
        for k, text in enumerate(rad):
            markerad = r - 1 in t.markerad
            cell = tabell.cell(r, k)
            _cell(cell, stycke(text, ruta.storlek, fet=r == 0 or markerad), farger, hoger=k > 0 and k not in t.vanster)
            ton = toner.get((r - 1, k)) or ("markerad" if markerad else "")
            _cellyta(cell, _TONER.get(ton, ""), farger, tjock=r == 0)


_TONER = {"onskat": "ONSKAT_BAKGRUND", "oonskat": "OONSKAT_BAKGRUND", "markerad": "PRELIMINAR_BAKGRUND"}


def _cell(cell: Any, s: Stycke, farger: dict[str, str], *, hoger: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(CELLKANT)
    cell.margin_top = cell.margin_bottom = Inches(CELLHOJD)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    p = cell.text_frame.paragraphs[0]
    _skriv(p, s, farger)
    if not s.delar:  # an empty cell is no higher than a filled one
        p.font.size = Pt(s.storlek)
    if hoger:
        p.alignment = PP_ALIGN.RIGHT


def _cellyta(cell: Any, farg: str, farger: dict[str, str], *, tjock: bool) -> None:
    """Give a cell its line below and its colour."""
    egenskaper = cell._tc.get_or_add_tcPr()
    linje = farger["DAMPAD" if tjock else "LINJE"].lstrip("#").upper()
    for sida in ("lnL", "lnR", "lnT"):
        egenskaper.append(parse_xml(f'<a:{sida} {nsdecls("a")} w="0"><a:noFill/></a:{sida}>'))
    egenskaper.append(
        parse_xml(
            f'<a:lnB {nsdecls("a")} w="{Pt(1.25 if tjock else 0.75)}"><a:solidFill><a:srgbClr val="{linje}"/>'
            "</a:solidFill></a:lnB>"
        )
    )
    if farg:
        fyllning = f'<a:srgbClr val="{farger[farg].lstrip("#").upper()}"/>'
        egenskaper.append(parse_xml(f"<a:solidFill {nsdecls('a')}>{fyllning}</a:solidFill>"))
    else:
        egenskaper.append(etree.SubElement(egenskaper, qn("a:noFill")))


_RITA: dict[type[Ruta], Any] = {Textruta: _text, Figurruta: _figur, Tabellruta: _tabell}
