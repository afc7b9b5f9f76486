"""A slide's texts and tables as PowerPoint's XML, written whole: much quicker than building them bit by bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from analys.reports.bildrutor import CELLHOJD, CELLKANT, RADAVSTAND, Stycke, Tabellruta, Textruta, stycke
from analys.reports.pptxmall import SPRAK

_UTAN_STIL = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_NUMMERFALT = 'id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"'
_TABELL = "http://schemas.openxmlformats.org/drawingml/2006/table"
_TONER = {"onskat": "ONSKAT_BAKGRUND", "oonskat": "OONSKAT_BAKGRUND", "markerad": "PRELIMINAR_BAKGRUND"}
_BANDKANT, _INDRAG = 0.12, 0.24
Farger = dict[str, str]


def textruta(ruta: Textruta, nummer: int, farger: Farger) -> Any:
    """Return a text box with the shape id ``nummer``."""
    band = ruta.roll == "band"
    yta = _fyllning(farger["EXEMPEL_BAKGRUND"]) if band else "<a:noFill/>"
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{nummer}" name={quoteattr(ruta.namn)}/>'
        f'<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>{_plats("a", ruta)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{yta}</p:spPr>'
        f"{_textkropp(ruta, farger, '<a:spAutoFit/>')}</p:sp>"
    )


def fyll_titel(form: Any, ruta: Textruta, farger: Farger) -> None:
    """Give the slide's title its place and its text."""
    form.left, form.top, form.width, form.height = (Inches(v) for v in (ruta.x, ruta.y, ruta.b, ruta.h))
    form.name = ruta.namn
    sp = form._element
    ny = parse_xml(f"<p:sp {nsdecls('p', 'a')}>{_textkropp(ruta, farger)}</p:sp>")[0]
    sp.replace(sp.txBody, ny)


def fyll_anteckningar(textkropp: Any, texter: Sequence[str]) -> None:
    """Put a slide's notes, a paragraph each, in place of what the text body holds."""
    for p in textkropp.p_lst:
        textkropp.remove(p)
    stycken = "".join(f'<a:p><a:r><a:rPr lang="{SPRAK}"/><a:t>{escape(t)}</a:t></a:r></a:p>' for t in texter)
    for p in parse_xml(f"<p:txBody {nsdecls('p', 'a')}>{stycken}</p:txBody>"):
        textkropp.append(p)


def tabellram(ruta: Tabellruta, nummer: int, farger: Farger) -> Any:
    """Return the frame of a table with the shape id ``nummer``."""
    t = ruta.tabell
    toner = {(i, j): ton for i, j, ton in t.toner}
    rader = []
    for r, (rad, h) in enumerate(zip((t.kolumner, *t.rader), ruta.hojder, strict=True)):
        markerad = r - 1 in t.markerad
        celler = "".join(
            _cell(
                stycke(text, ruta.storlek, fet=r == 0 or markerad),
                _TONER.get(toner.get((r - 1, k)) or ("markerad" if markerad else ""), ""),
                farger,
                hoger=k > 0 and k not in t.vanster,
                tjock=r == 0,
            )
            for k, text in enumerate(rad)
        )
        rader.append(f'<a:tr h="{Inches(h)}">{celler}</a:tr>')
    kolumner = "".join(f'<a:gridCol w="{Inches(b)}"/>' for b in ruta.bredder)
    return parse_xml(
        f"<p:graphicFrame {nsdecls('p', 'a')}><p:nvGraphicFramePr>"
        f'<p:cNvPr id="{nummer}" name={quoteattr(ruta.namn)} descr={quoteattr(t.alt)}/>'
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f'{_plats("p", ruta)}<a:graphic><a:graphicData uri="{_TABELL}"><a:tbl><a:tblPr firstRow="1" firstCol="1">'
        f"<a:tableStyleId>{_UTAN_STIL}</a:tableStyleId></a:tblPr><a:tblGrid>{kolumner}</a:tblGrid>{''.join(rader)}"
        "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _plats(rymd: str, ruta: Textruta | Tabellruta) -> str:
    x, y, b, h = (Inches(v) for v in (ruta.x, ruta.y, ruta.b, ruta.h))
    return f'<{rymd}:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{b}" cy="{h}"/></{rymd}:xfrm>'


def _textkropp(ruta: Textruta, farger: Farger, anpassning: str = "") -> str:
    band = ruta.roll == "band"
    kant = Inches(_BANDKANT if band else 0)
    stycken = ruta.stycken if ruta.roll != "titel" else ruta.stycken[:1]
    sist = len(stycken) - 1
    texter = "".join(
        _stycke(s, farger, hoger=ruta.hoger, nummer=ruta.botten if ruta.roll == "nummer" and nr == sist else "")
        for nr, s in enumerate(stycken)
    )
    return (
        f'<p:txBody><a:bodyPr wrap="square" lIns="{kant}" rIns="{kant}" tIns="0" bIns="0" '
        f'anchor="{"ctr" if band else "t"}">{anpassning}</a:bodyPr><a:lstStyle/>{texter}</p:txBody>'
    )


def _stycke(s: Stycke, farger: Farger, *, hoger: bool, nummer: str = "") -> str:
    """Return a paragraph with an exact distance between its lines; ``nummer`` ends it with the slide's number."""
    indrag = f' marL="{Inches(_INDRAG)}" indent="{-Inches(_INDRAG)}"' if s.punkt else ""
    punkt = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if s.punkt else ""
    avstand = f"{_punkter('lnSpc', s.storlek * RADAVSTAND)}{_punkter('spcBef', s.luft)}{_punkter('spcAft', 0)}"
    delar = [
        f"{'<a:br/>' if nr else ''}{_text(rad, s, farger, fet=fet)}"
        for text, fet in s.delar
        for nr, rad in enumerate(text.split("\n"))
    ]
    if nummer:
        delar.append(f"<a:fld {_NUMMERFALT}>{_innehall(nummer, s, farger, fet=False)}</a:fld>")
    slut = "" if delar else f'<a:endParaRPr lang="{SPRAK}" sz="{_hundradelar(s.storlek)}"/>'  # no higher than a filled
    hall = ' algn="r"' if hoger else ""
    return f"<a:p><a:pPr{indrag}{hall}>{avstand}{punkt}</a:pPr>{''.join(delar)}{slut}</a:p>"


def _text(text: str, s: Stycke, farger: Farger, *, fet: bool) -> str:
    return f"<a:r>{_innehall(text, s, farger, fet=fet)}</a:r>" if text else ""


def _innehall(text: str, s: Stycke, farger: Farger, *, fet: bool) -> str:
    return (
        f'<a:rPr lang="{SPRAK}" sz="{_hundradelar(s.storlek)}" b="{int(fet)}">{_fyllning(farger[s.farg])}</a:rPr>'
        f"<a:t>{escape(text)}</a:t>"
    )


def _punkter(namn: str, punkter: float) -> str:
    return f'<a:{namn}><a:spcPts val="{_hundradelar(punkter)}"/></a:{namn}>'


def _hundradelar(punkter: float) -> int:
    return round(100 * punkter)


def _fyllning(farg: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{farg.lstrip("#").upper()}"/></a:solidFill>'


def _cell(s: Stycke, yta: str, farger: Farger, *, hoger: bool, tjock: bool) -> str:
    """Return a cell with its line below and its colour."""
    utan = "".join(f'<a:{sida} w="0"><a:noFill/></a:{sida}>' for sida in ("lnL", "lnR", "lnT"))
    under = f'<a:lnB w="{Pt(1.25 if tjock else 0.75)}">{_fyllning(farger["DAMPAD" if tjock else "LINJE"])}</a:lnB>'
    kant, hojd = Inches(CELLKANT), Inches(CELLHOJD)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{_stycke(s, farger, hoger=hoger)}</a:txBody>"
        f'<a:tcPr marL="{kant}" marR="{kant}" marT="{hojd}" marB="{hojd}" anchor="t">{utan}{under}'
        f"{_fyllning(farger[yta]) if yta else '<a:noFill/>'}</a:tcPr></a:tc>"
    )
