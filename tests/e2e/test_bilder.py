"""Every presentation of a release: structure, language, what fits, and charts that hold nothing but what is printed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Emu

from analys import svenska
from analys.berakna import Kubbesked
from analys.present import las_underlag, stil
from analys.present.berattelse import nyckeltal
from analys.reports.kontroll import kontrollera_pdf, kontrollera_pptx
from tests.conftest import ANTAL_RAPPORTER, Utgava

SPRAK = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
STORST = 2_000_000


def bildspel(utgava: Utgava) -> dict[str, Any]:
    return {str(f.relative_to(utgava.plats)): Presentation(str(f)) for f in sorted(utgava.plats.glob("*/*.pptx"))}


@pytest.fixture(scope="module")
def alla(utgava: Utgava) -> dict[str, Any]:
    """Every presentation of the release, by its file."""
    filer = bildspel(utgava)
    assert len(filer) == ANTAL_RAPPORTER
    return filer


def text_i(form: Any) -> str:
    return form.text_frame.text if form.has_text_frame else ""


def ram(form: Any) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in inches."""
    return (
        Emu(form.left).inches,
        Emu(form.top).inches,
        Emu(form.left + form.width).inches,
        Emu(form.top + form.height).inches,
    )


def test_every_slide_has_a_title_of_its_own_and_at_most_three_points(alla: dict[str, Any]) -> None:
    for namn, prs in alla.items():
        titlar = [bild.shapes.title.text for bild in prs.slides]
        assert len(set(titlar)) == len(titlar), namn
        assert all(titlar), namn
        for bild in prs.slides:
            assert next(iter(bild.shapes)) == bild.shapes.title, (namn, bild.shapes.title.text)
            punkter = [p for f in bild.shapes if f.name == "Punkter" for p in f.text_frame.paragraphs]
            assert len(punkter) <= 3, (namn, bild.shapes.title.text)
            assert sum(f.has_chart or f.shape_type == 13 for f in bild.shapes) <= 1


def test_every_chart_picture_and_table_has_its_text_alternative_and_its_notes(
    alla: dict[str, Any],
) -> None:
    sedda = set()
    for namn, prs in alla.items():
        for bild in prs.slides:
            for form in bild.shapes:
                if form.has_chart or form.has_table or form.shape_type == 13:
                    alt = next(form._element.iter("{*}cNvPr")).get("descr")
                    assert len(alt) > 20, (namn, form.name)
                    noter = bild.notes_slide.notes_text_frame.text
                    assert re.search("Källa|Frågorna är", noter), (namn, bild.shapes.title.text)
                    sedda.add("diagram" if form.has_chart else "tabell" if form.has_table else "bild")
    assert sedda == {"diagram", "tabell", "bild"}


def test_every_text_says_that_it_is_swedish(alla: dict[str, Any]) -> None:
    for namn, prs in alla.items():
        assert prs.core_properties.language == "sv-SE"
        for bild in prs.slides:
            rotter = [bild.element, *(f.chart._chartSpace for f in bild.shapes if f.has_chart)]
            rotter += [bild.notes_slide.element] if bild.has_notes_slide else []
            for rot in rotter:
                for run in rot.iter(f"{SPRAK}r", f"{SPRAK}fld"):
                    assert run.find(f"{SPRAK}rPr").get("lang") == "sv-SE", (namn, bild.shapes.title.text)
                assert {e.get("lang") for e in rot.iter(f"{SPRAK}rPr", f"{SPRAK}defRPr")} <= {"sv-SE"}


def test_nothing_leaves_the_slide_or_lies_over_something_else_and_order_is_as_seen(alla: dict[str, Any]) -> None:
    for namn, prs in alla.items():
        for bild in prs.slides:
            ramar = [(f.name, ram(f)) for f in bild.shapes]
            plats = (namn, bild.shapes.title.text)
            for form, (x0, y0, x1, y1) in ramar:
                assert x0 >= 0.15, (plats, form)
                assert y0 >= 0, (plats, form)
                assert x1 <= 13.2, (plats, form)
                assert y1 <= 7.45, (plats, form)
            for (a, ra), (b, rb) in combinations(ramar, 2):
                over = min(ra[2], rb[2]) - max(ra[0], rb[0]) > 0.01 and min(ra[3], rb[3]) - max(ra[1], rb[1]) > 0.01
                assert not over, (plats, a, b)
            for (a, ra), (b, rb) in pairwise(ramar):
                assert rb[1] >= ra[3] - 0.01 or rb[0] >= ra[2] - 0.01, (plats, a, b)


@cache
def snitt(fet: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(stil.typsnittsmapp() / f"SourceSans3_{'700Bold' if fet else '400Regular'}.ttf"), 100)


@cache
def bredd(text: str, fet: bool) -> float:
    """Ems, by FreeType."""
    return snitt(fet).getlength(text) / 100


def hojd(stycken: Any, plats: float) -> float:
    """Inches that paragraphs take on lines of ``plats`` inches, each by its own exact line spacing."""
    ut = 0.0
    for p in stycken:
        runs = [r for r in p.runs if r.text]
        if not runs:
            continue
        storlek, fet = runs[0].font.size.pt, any(r.font.bold for r in runs)
        indrag = 0.24 if p._p.pPr is not None and p._p.pPr.get("marL") else 0.0
        for rad in p.text.replace("\v", "\n").split("\n"):
            rader, nu = 1, 0.0
            for ord_ in rad.split(" "):
                b = bredd(ord_, fet) * storlek / 72
                blank = bredd(" ", fet) * storlek / 72
                rader, nu = (rader + 1, b) if nu and nu + blank + b > plats - indrag else (rader, nu + b + blank)
            ut += rader * p.line_spacing.pt / 72
        ut += (p.space_before.pt if p.space_before else 0) / 72
    return ut


def test_no_text_overflows_its_box_or_its_cell(alla: dict[str, Any]) -> None:
    for namn, prs in alla.items():
        for bild in prs.slides:
            for form in bild.shapes:
                x0, y0, x1, y1 = ram(form)
                if form.has_text_frame:
                    luft = Emu(form.text_frame.margin_left + form.text_frame.margin_right).inches
                    behov = hojd(form.text_frame.paragraphs, x1 - x0 - luft)
                    assert behov <= y1 - y0 + 0.02, (namn, bild.shapes.title.text, form.name)
                elif form.has_table:
                    for rad in form.table.rows:
                        for kolumn, cell in zip(form.table.columns, rad.cells, strict=True):
                            inne = Emu(kolumn.width).inches - 0.14
                            assert hojd(cell.text_frame.paragraphs, inne) <= Emu(rad.height).inches - 0.08, (
                                namn,
                                cell.text,
                            )


def skrivna(sida: Path) -> set[str]:
    """Every cell and number that the HTML of the same report prints, without spaces."""
    text = re.sub(r"<svg.*?</svg>", "", sida.read_text(encoding="utf-8"), flags=re.DOTALL)
    celler = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", text, flags=re.DOTALL)
    rena = {re.sub(r"<[^>]+>|\s|&nbsp;|\u00a0", "", c) for c in celler}
    utan = [tuple(map(int, par.groups())) for c in rena if (par := re.match(r"(\d+)av(\d+)(?!\d|%)\D", c))]
    av_fa = {svenska.tal(100 * (av - missade) / av, d) for missade, av in utan for d in (0, 1)}
    return rena | {c.removesuffix("%") for c in rena} | av_fa


def test_the_workbook_of_every_chart_holds_only_what_the_page_prints(utgava: Utgava, alla: dict[str, Any]) -> None:
    provade = dolda = 0
    for namn, prs in alla.items():
        if "presentation" in namn:
            continue
        sida = skrivna((utgava.plats / namn).with_suffix(".html"))
        for bild in prs.slides:
            for chart in (f.chart for f in bild.shapes if f.has_chart):
                bok = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
                assert len(bok.worksheets) == 1
                rader = list(bok.active.iter_rows(values_only=True))
                assert [s.name for s in chart.series] == list(rader[0][1:])
                for nr, serie in enumerate(chart.series, start=1):
                    assert list(serie.values) == [rad[nr] for rad in rader[1:]]
                    if serie.name == "Mål":
                        continue
                    for varde in (v for v in serie.values if v is not None):
                        former = {svenska.tal(varde, d).replace("\u00a0", "") for d in (0, 1, 2)}
                        assert former & sida, (namn, serie.name, varde)
                        provade += 1
                    dolda += sum(v is None for v in serie.values)
    assert provade > 1_500
    assert dolda > 300


def test_the_read_back_refuses_another_kommun_s_or_another_cube_s_presentation(
    utgava: Utgava, kub: Kubbesked, tmp_path: Path
) -> None:
    hylte, kungsbacka = (utgava.plats / f / "hemsjukvard.pptx" for f in ("1315-hylte", "1384-kungsbacka"))
    underlag = replace(las_underlag("halland", "1315", "2022-12"), siffror=utgava.siffror("1315", "hemsjukvard"))
    matt = ("antal_inskrivna_hemsjukvard", "antal_nya_inskrivningar", "antal_avslut", "medel_inskrivningstid")
    tal = [k.varde for k in nyckeltal(underlag, *matt).kort]
    assert kontrollera_pptx(hylte, "Hemsjukvård i Hylte", underlag, tal) == []
    fel = kontrollera_pptx(kungsbacka, "Hemsjukvård i Hylte", underlag, tal)
    assert fel == [
        "fel titel",
        "fel område eller period",
        "siffror ur en annan körning",
        "nyckeltalen är inte områdets",
    ]
    handut, andras = (f.with_suffix(".bilder.pdf") for f in (hylte, kungsbacka))
    assert kontrollera_pdf(handut, "Hemsjukvård i Hylte", underlag, tal) == []
    assert "fel titel" in kontrollera_pdf(andras, "Hemsjukvård i Hylte", underlag, tal)
    prs = Presentation(str(hylte))
    prs.core_properties.identifier = "annan"
    prs.slides[1].shapes[1].text_frame.text = "Traceback p-0123456789abcdef"
    bild = next(f for s in prs.slides for f in s.shapes if f.has_table)
    next(bild._element.iter("{*}cNvPr")).set("descr", "")
    prs.save(str(tmp_path / "fel.pptx"))
    assert kontrollera_pptx(tmp_path / "fel.pptx", "Hemsjukvård i Hylte", underlag, tal) == [
        "filen innehåller ett felmeddelande",
        "filen innehåller ett personid",
        "siffror ur en annan körning",
        "en bild saknar textbeskrivning",
    ]


def test_the_board_s_slides_come_in_the_order_of_its_meeting(alla: dict[str, Any], utgava: Utgava) -> None:
    prs = alla["0013-region-halland/presentation.pptx"]
    titlar = [bild.shapes.title.text for bild in prs.slides]
    assert titlar[0] == "Läget i Halland"
    assert "förändrats säkerställt sedan i fjol" in titlar[1]
    assert "jämförelser visar en säkerställd skillnad" in titlar[2]
    assert titlar[6] == "Frågor för nämnden att samtala om"
    bilaga = next(i for i, t in enumerate(titlar) if t.startswith("Bilaga"))
    assert all(t.startswith("Indikatorrapporten på en sida") for t in titlar[bilaga + 1 : -1])
    process = prs.slides[3]
    assert any("oplanerad återinskrivning inom tre dagar" in text_i(f) for f in process.shapes)
    assert prs.core_properties.identifier == utgava.siffror("0013", "presentation")
    index = (utgava.plats / "index.html").read_text(encoding="utf-8")
    assert 'href="0013-region-halland/presentation.pptx"' in index
    assert 'href="1315-hylte/palliativ.bilder.pdf"' in index


def test_a_presentation_can_be_sent_by_mail(utgava: Utgava) -> None:
    storlekar = {
        f.name: f.stat().st_size for f in utgava.plats.glob("*/*.*") if f.name.endswith((".pptx", ".bilder.pdf"))
    }
    assert max(storlekar.values()) < STORST
