"""Charts that PowerPoint draws itself and can be changed there; their workbook holds what is printed and no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt
from xlsxwriter import Workbook

from analys.reports.bildrutor import Figurruta
from analys.reports.dokument import SKAPAD
from analys.reports.pptxmall import rgb, satt_sprak

_SLAG = {
    "linje": XL_CHART_TYPE.LINE,
    "andelar": XL_CHART_TYPE.BAR_STACKED_100,
    "spindel": XL_CHART_TYPE.RADAR_MARKERS,
}
_SERIER: dict[str, tuple[str, Any, float, Any]] = {
    "egen": ("EGEN", None, 2.75, XL_MARKER_STYLE.CIRCLE),
    "dampad": ("LAG_TACKNING", None, 2.75, XL_MARKER_STYLE.CIRCLE),
    "jamforelse": ("JAMFORELSE", MSO_LINE.DASH, 2.0, XL_MARKER_STYLE.DIAMOND),
    "samma_farg": ("EGEN", MSO_LINE.DASH, 2.0, XL_MARKER_STYLE.DIAMOND),
    "andra_mattet": ("ANDRA_MATTET", MSO_LINE.ROUND_DOT, 2.5, XL_MARKER_STYLE.SQUARE),
    "mal": ("MAL", None, 0.0, XL_MARKER_STYLE.DASH),
}
"""Colour, dash, width and mark of each kind of series."""
_AXELTEXT = 14
_KORT_TID = 2
"""How many calendar years are so few that months are written on the axis."""
_ALLA_RADER = 6
"""How many bars have room for figures; of more only the last has them."""


class _Textbok(CategoryWorkbookWriter):
    """The workbook behind a chart, where no text becomes a formula or a link (python-pptx has no option for it)."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[tuple[Workbook, Any]]:
        val = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(xlsx_file, val) as bok:
            bok.set_properties({"created": SKAPAD.replace(tzinfo=None)})
            yield bok, bok.add_worksheet()


class _Diagramdata(CategoryChartData):
    @property
    def _workbook_writer(self) -> _Textbok:
        return _Textbok(self)


def rita_diagram(slide: Any, ruta: Figurruta, farger: dict[str, str]) -> Any:
    """Put the chart on the slide and return its frame."""
    d = ruta.diagram or {}
    data = _Diagramdata(number_format=_talformat(d))
    tid = d["slag"] == "linje"
    data.categories = [date.fromisoformat(k) for k in d["kategorier"]] if tid else d["kategorier"]
    for serie in d["serier"]:
        data.add_series(serie["namn"], serie["varden"])
    plats = (Inches(ruta.x), Inches(ruta.y), Inches(ruta.b), Inches(ruta.h))
    ram = slide.shapes.add_chart(_SLAG[d["slag"]], *plats, data)
    chart = ram.chart
    chart.font.size = Pt(_AXELTEXT)
    chart.font.color.rgb = rgb(farger["TEXT"])
    chart.has_title = False
    _forklaring(chart, d)
    _luckor(chart)
    _axlar(chart, d, farger)
    for serie, egen in zip(chart.plots[0].series, d["serier"], strict=True):
        _serie(serie, egen, d, farger)
    satt_sprak(chart._chartSpace)
    return ram


def _talformat(d: dict[str, Any]) -> str:
    tal = "0" if not d["decimaler"] else "0." + "0" * d["decimaler"]
    return f'{tal}"\u00a0%"' if d["procent"] else f"#,##{tal}"


def _forklaring(chart: Any, d: dict[str, Any]) -> None:
    """Show a legend above several series; a part of a series has no entry beside the whole one's."""
    hela = [nr for nr, s in enumerate(d["serier"]) if not s["del_av"]] or [0]
    chart.has_legend = len(hela) > 1 or d["slag"] == "andelar"
    if not chart.has_legend:
        return
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(_AXELTEXT)
    plats = chart.legend._element.find(qn("c:legendPos"))
    for nr in reversed([nr for nr in range(len(d["serier"])) if nr not in hela]):
        plats.addnext(
            parse_xml(f'<c:legendEntry {nsdecls("c")}><c:idx val="{nr}"/><c:delete val="1"/></c:legendEntry>')
        )


def _luckor(chart: Any) -> None:
    """Leave a gap where there is no value."""
    blanka = chart._chartSpace.chart.find(qn("c:dispBlanksAs"))
    if blanka is None:
        blanka = parse_xml(f"<c:dispBlanksAs {nsdecls('c')}/>")
        chart._chartSpace.chart.append(blanka)
    blanka.set("val", "gap")


def _axlar(chart: Any, d: dict[str, Any], farger: dict[str, str]) -> None:
    varden, kategorier = chart.value_axis, chart.category_axis
    varden.minimum_scale = 0
    if d["hogst"] is not None:
        varden.maximum_scale = d["hogst"]
        varden.major_unit = 25 if d["procent"] else 1
    varden.tick_labels.number_format = _talformat(d | {"decimaler": _axeldecimaler(d)})
    varden.tick_labels.number_format_is_linked = False
    varden.has_major_gridlines = True
    varden.major_gridlines.format.line.color.rgb = rgb(farger["LINJE"])
    varden.major_tick_mark = XL_TICK_MARK.NONE
    varden.format.line.fill.background()
    kategorier.format.line.color.rgb = rgb(farger["DAMPAD"])
    kategorier.has_major_gridlines = False
    if d["slag"] == "andelar":
        kategorier.reverse_order = True
        kategorier.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        kategorier.major_tick_mark = XL_TICK_MARK.NONE
        kategorier.tick_labels.font.size = Pt(_AXELTEXT if len(d["kategorier"]) <= 8 else 12)
        alla = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')
        kategorier._element.find(qn("c:noMultiLvlLbl")).addprevious(alla)
        varden.tick_labels.number_format = "0\u00a0%"
        varden.major_unit = 0.25
        varden.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # under the bars, whose axis is turned
        chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    if d["slag"] == "linje":
        _tidsaxel(kategorier, d["kategorier"])


def _axeldecimaler(d: dict[str, Any]) -> int:
    """Return the decimals that the axis needs: none from ten on."""
    hogst = max((v for s in d["serier"] for v in s["varden"] if v is not None), default=0)
    return d["decimaler"] if hogst < 5 and not d["procent"] else 0


def _tidsaxel(axel: Any, dagar: list[str]) -> None:
    """Mark every January of a time axis, every other where the years are many; of a short one every third month."""
    ar = int(dagar[-1][:4]) - int(dagar[0][:4]) + 1
    manadsvis = any(not dag.endswith("-01-01") for dag in dagar)
    kort = manadsvis and ar <= _KORT_TID
    enheter = {
        "baseTimeUnit": "months" if manadsvis else "years",
        "majorUnit": "3" if kort else str(-(-ar // 9)),
        "majorTimeUnit": "months" if kort else "years",
    }
    axel.tick_labels.number_format = "[$-41D]mmm yyyy" if kort else "yyyy"
    axel.tick_labels.number_format_is_linked = False
    axel.major_tick_mark = XL_TICK_MARK.OUTSIDE
    for namn in enheter:
        for element in axel._element.findall(qn(f"c:{namn}")):
            axel._element.remove(element)
    for namn, varde in enheter.items():
        axel._element.append(parse_xml(f'<c:{namn} {nsdecls("c")} val="{varde}"/>'))


def _serie(serie: Any, egen: dict[str, Any], d: dict[str, Any], farger: dict[str, str]) -> None:
    if d["slag"] == "andelar":
        _fyll(serie, egen["slag"], egen["varden"], "0")
        return
    namn, streck, bredd, marke = _SERIER[egen["slag"]]
    farg = rgb(farger[namn])
    linje = serie.format.line
    if d["slag"] == "linje":
        serie.smooth = False
    if bredd:
        linje.color.rgb = farg
        linje.width = Pt(bredd if not egen["del_av"] else bredd * 0.75)
        linje.dash_style = streck
    else:
        linje.fill.background()
    if egen["namn"].endswith("preliminärt"):
        linje.dash_style = MSO_LINE.ROUND_DOT
    if d["slag"] == "linje":
        serie.marker.style = XL_MARKER_STYLE.NONE
        for nr in _ensamma(egen["varden"]):
            _markera(serie.points[nr].marker, XL_MARKER_STYLE.CIRCLE, 5, farg)
    else:
        _markera(serie.marker, marke, 12 if egen["slag"] == "mal" else 8, farg)


def _markera(marke: Any, form: Any, storlek: int, farg: RGBColor) -> None:
    marke.style, marke.size = form, storlek
    marke.format.fill.solid()
    marke.format.fill.fore_color.rgb = farg
    marke.format.line.color.rgb = farg


def _ensamma(varden: list[float | None]) -> list[int]:
    """Return which values have no neighbour, so that no line reaches them."""
    return [
        i
        for i, v in enumerate(varden)
        if v is not None and all(varden[j] is None for j in (i - 1, i + 1) if 0 <= j < len(varden))
    ]


def _fyll(serie: Any, farg: str, varden: list[float | None], talformat: str) -> None:
    """Fill a series' segments, with their figures on white: colour alone tells nothing apart."""
    serie.format.fill.solid()
    serie.format.fill.fore_color.rgb = rgb(farg)
    serie.format.line.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    serie.format.line.width = Pt(1.5)
    etiketter = serie.data_labels
    etiketter.show_value = True
    etiketter.number_format, etiketter.number_format_is_linked = talformat, False
    etiketter.font.size = Pt(11)
    etiketter._element.find(qn("c:numFmt")).addnext(
        parse_xml(f'<c:spPr {nsdecls("c", "a")}><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>')
    )
    if len(varden) > _ALLA_RADER:
        for nr in range(len(varden) - 1):
            tom = f'<c:dLbl {nsdecls("c")}><c:idx val="{nr}"/><c:delete val="1"/></c:dLbl>'
            etiketter._element.insert(nr, parse_xml(tom))
