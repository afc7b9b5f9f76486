"""Slides: what they say, what stands where, and that PowerPoint's file is whole, Swedish and the same every time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont
from pptx import Presentation

from analys.present import stil
from analys.present.block import Diagram, Figur, Serie, Tabell
from analys.reports.bildrutor import INNEHALLSBREDD, Tabellruta, Textruta, stycke
from analys.reports.bildspel import HOGST_PUNKTER, Bild, Tabellbild, bildspel, marke
from analys.reports.bildyta import lagg_ut
from analys.reports.dokument import Dokument
from analys.reports.pdf import dokument_som_bildpdf
from analys.reports.presentation import bestamda_byte, dokument_som_pptx
from analys.reports.textmatt import textbredd

RAPPORT: dict[str, Any] = {
    "omrade": "1315",
    "omradesnamn": "Hylte",
    "regionnamn": "Region Halland",
    "rapportserie": "Indikatorrapport",
    "period": "2022-12",
    "periodtext": "december 2022",
    "uttagsdatum": "1 februari 2023",
    "kub": "abc",
    "exempel": True,
    "exempeltext": "Allt är påhittat.",
    "preliminar": False,
    "internt": "",
    "redovisning": "10 rader lästa.",
    "kontakt": "Region Halland",
    "farger": {},
    "logotyp": "",
    "status": "",
    "statusrad": "",
    "fast": False,
    "rattelser": (),
    "tecken": {"..": "visas inte", ".": "ej aktuellt", "-": "uppgift saknas"},
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 518 252"><rect width="500" height="200"/></svg>'
LINJE = Diagram(
    "linje",
    ("2022-01-01", "2022-02-01", "2022-03-01"),
    (Serie("Hylte", (1.5, None, 2.5), "egen"), Serie("Halland", (2.0, 2.1, 2.2), "jamforelse")),
    1,
)


def figur(diagram: Diagram | None = LINJE, mening: str = "I Hylte var talet 1,5 i januari och 2,5 i mars.") -> Figur:
    tabell = Tabell("1315", "Tabell", ("Månad", "Hylte"), (("Januari", "1,5"), ("Mars", "2,5")), "Källa: X.")
    alt = "Linjediagram. Hylte 1,5 och 2,5."
    titel, beskrivning = "Väntan, dagar", "Januari–mars 2022."
    return Figur("1315", titel, beskrivning, alt, SVG, SVG, "Källa: X.", tabell, mening, diagram=diagram)


def dokument(*delar: dict[str, Any]) -> Dokument:
    return Dokument("Tema", "Tema i Hylte", RAPPORT, [d | {"bild": True} for d in delar], egen_analys=False)


def text(*stycken: str, rubrik: str = "Rubrik") -> dict[str, Any]:
    return {"typ": "text", "rubrik": rubrik, "stycken": list(stycken), "fot": "Fot."}


def test_the_message_is_the_title_and_the_rest_are_points() -> None:
    d = figur(
        mening="Fyra av sex kommuner skiljer sig. Hylte bedöms inte. Övriga är lika. En till. Ännu en."
    ).som_json()
    bild = bildspel(dokument(d))[1]
    assert (bild.titel, bild.underrubrik) == ("Fyra av sex kommuner skiljer sig", "Väntan, dagar")
    assert bild.punkter == ("Hylte bedöms inte.", "Övriga är lika.", "En till.")
    assert "Ännu en." in bild.anteckningar[0]  # what has no room is in the notes


def test_a_message_without_room_leaves_the_title_to_the_figure() -> None:
    bild = bildspel(dokument(figur(mening=f"Det är {'mycket ' * 40}långt.").som_json()))[1]
    assert bild.titel == "Väntan, dagar"


def test_a_picture_is_followed_by_its_table_and_a_chart_carries_its_own() -> None:
    assert [b.tabell is not None for b in bildspel(dokument(figur(None).som_json()))] == [False, False, True, False]
    assert [b.tabell is not None for b in bildspel(dokument(figur().som_json()))] == [False, False, False]


def test_a_bold_first_paragraph_is_the_message_and_points_are_three_to_a_slide() -> None:
    bilder = bildspel(dokument(text("**Tre av nio skiljer sig.**", "a", "b", "c", "d")))[1:-1]
    assert [b.titel for b in bilder] == ["Tre av nio skiljer sig (1 av 2)", "Tre av nio skiljer sig (2 av 2)"]
    assert [b.punkter for b in bilder] == [("a", "b", "c"), ("d",)]


def test_what_joins_a_slide_never_gives_it_more_than_three_points() -> None:
    kort = {"indikator": "x", "titel": "Dagar", "varde": "2,4", "rader": ["december 2022"], "dampad": False}
    d = dokument(figur().som_json())
    d.delar.append(text("a", "b", "c", "d") | {"samma_bild": True})
    d.delar.append({"typ": "nyckeltal", "kort": [kort, kort], "samma_bild": True})
    bild = bildspel(d)[1]
    assert len(bild.punkter) == HOGST_PUNKTER
    assert bild.kort == (kort,)
    assert len(bildspel(d)) == 3


def test_what_joins_a_picture_stands_beside_it_and_not_beside_its_table() -> None:
    d = dokument(figur(None).som_json())
    d.delar.append(text("a") | {"samma_bild": True})
    assert [b.punkter for b in bildspel(d)[1:3]] == [("a",), ()]
    utan = dokument()
    utan.delar.append(text("a") | {"samma_bild": True})
    assert not any("a" in b.punkter for b in bildspel(utan))


def test_a_number_beside_a_text_takes_nothing_from_it() -> None:
    kort = {"indikator": "x", "titel": "Dagar", "varde": "2,4", "rader": ["december 2022"], "dampad": False}
    d = dokument(text("Uppgift saknas för Hylte."))
    d.delar.append({"typ": "nyckeltal", "kort": [kort], "samma_bild": True})
    rutor = [r for r in lagg_ut(bildspel(d), RAPPORT)[1].rutor if isinstance(r, Textruta)]
    texter = [s.text for r in rutor for s in r.stycken]
    assert {"Uppgift saknas för Hylte.", "2,4", "Dagar"} <= set(texter)


def test_every_slide_is_marked_as_what_its_figures_are() -> None:
    d = replace(dokument(text("a")), egen_analys=True, rapport=RAPPORT | {"preliminar": True, "internt": "gruppen"})
    assert marke(d) == "Internt · Egen analys · Exempeldata · Preliminärt"
    assert marke(replace(d, egen_analys=False, rapport=RAPPORT | {"exempel": False})) == ""
    for sida in lagg_ut(bildspel(d), d.rapport, marke(d))[1:]:
        ruta = next(r for r in sida.rutor if r.namn == "Märke")
        assert isinstance(ruta, Textruta)
        assert textbredd(ruta.stycken[0].text, ruta.stycken[0].storlek, fet=True) <= ruta.b <= 3.7


def test_the_definitions_of_what_a_slide_says_are_in_its_notes() -> None:
    rader = [("Varför", "w"), ("Täljare", "Dagar"), ("Nämnare", "Vårdtillfällen"), ("Ansvar", "gemensamt")]
    kort = {"indikator": "y", "titel": "Dagar", "varde": "2,4", "rader": [], "dampad": False}
    poster = [{"titel": t, "rader": rader, "matt": m} for t, m in (("Väntan", "x"), ("Tid", "y"))]
    d = dokument(text("a") | {"matt": ["x"]})
    d.delar.extend(
        [{"typ": "nyckeltal", "kort": [kort], "samma_bild": True}, {"typ": "definitioner", "poster": poster}]
    )
    om = "Täljare: Dagar. Nämnare: Vårdtillfällen. Ansvar: gemensamt."
    assert bildspel(d)[1].anteckningar == (f"Väntan. {om}", "Fot.", f"Tid. {om}")


def test_titles_tell_slides_apart() -> None:
    titlar = [b.titel for b in bildspel(dokument(text("a"), text("b"), text("c")))]
    assert titlar == ["Tema i Hylte", "Rubrik", "Rubrik (2)", "Rubrik (3)", "Så läser du siffrorna"]


def test_a_cell_without_the_tag_is_no_slide() -> None:
    d = dokument()
    d.delar.append(text("a"))
    assert len(bildspel(d)) == 2


@given(
    st.text("abcdefghijklmnopqrstuvwxyzåäö0123456789 .,–%", min_size=1, max_size=80),
    st.booleans(),
    st.integers(10, 48),
)
@settings(max_examples=60)
def test_texts_are_measured_as_wide_as_our_typeface_draws_them(ord_: str, fet: bool, storlek: int) -> None:
    """PIL (FreeType) is the other measure; kerning makes it a little narrower, and Arial is the wider typeface."""
    fil = stil.typsnittsmapp() / f"SourceSans3_{'700Bold' if fet else '400Regular'}.ttf"
    ritad = ImageFont.truetype(str(fil), 1000).getlength(ord_) / 1000 * storlek / 72
    assert ritad <= textbredd(ord_, storlek, fet) <= 1.35 * ritad + 0.02


@pytest.mark.parametrize(
    ("ord_", "fet", "tusendelar"),
    [
        ("AW", False, 667 + 944),
        ("m 0", False, 833 + 278 + 556),
        ("Öw", True, 778 + 778),
        ("%–G", True, 889 + 556 + 778),
    ],
)
def test_texts_are_measured_as_wide_as_arial(ord_: str, fet: bool, tusendelar: int) -> None:
    """The widths of Adobe's Core 14 Helvetica, which Arial and Liberation Sans keep; with two per cent for rounding."""
    assert textbredd(ord_, 72, fet) == pytest.approx(1.02 * tusendelar / 1000)


@given(
    st.lists(
        st.lists(st.text("abcdefghijklmno ", max_size=40), min_size=4, max_size=4),
        min_size=1,
        max_size=45,
    )
)
@settings(max_examples=40)
def test_a_table_keeps_its_rows_and_fits_on_each_slide(rader: list[list[str]]) -> None:
    tabell = Tabellbild("Tabell", ("Mått", "Värde", "Osäkerhet", "Bedömning"), tuple(map(tuple, rader)), vanster=(3,))
    sidor = lagg_ut([Bild("En rubrik", tabell=tabell, kalla="Källa: X.")], RAPPORT)
    rutor = [r for s in sidor for r in s.rutor if isinstance(r, Tabellruta)]
    assert [rad for r in rutor for rad in r.tabell.rader] == [tuple(r) for r in rader]
    for r in rutor:
        assert r.y + r.h <= 6.6 + 1e-6
        assert r.b <= INNEHALLSBREDD + 1e-6
        assert len(r.hojder) == len(r.tabell.rader) + 1


def test_a_short_table_is_large_and_its_sentences_stand_under_it() -> None:
    """Three short rows: more than the usual 16 points; forty leave no room, and the notes have the words."""
    rader = tuple((f"Mått {nr}", "12,5", "säkerställt högre") for nr in range(3))
    tabell = Tabell(
        "1315", "Tre mått", ("Mått", "Värde", "Bedömning"), rader, "Källa: X.", beskrivning="Ett. Två. Tre."
    )
    kort = lagg_ut(bildspel(dokument(tabell.som_json())), RAPPORT)[1]
    ruta = next(r for r in kort.rutor if isinstance(r, Tabellruta))
    under = next(r for r in kort.rutor if r.namn == "Punkter")
    assert isinstance(under, Textruta)
    assert ruta.storlek > 16
    assert ruta.b <= INNEHALLSBREDD
    assert [s.text for s in under.stycken] == ["Ett.", "Två.", "Tre."]
    assert under.y >= ruta.y + ruta.h
    assert under.y + under.h <= 6.6
    lang = lagg_ut(bildspel(dokument(replace(tabell, rader=rader * 13 + rader[:1]).som_json())), RAPPORT)[1:-1]
    assert len(lang) > 1
    assert not any(r.namn == "Punkter" for s in lang[:-1] for r in s.rutor)
    assert all("Ett. Två. Tre." in s.anteckningar for s in lang)


def test_the_source_is_shortened_by_whole_sentences_until_it_fits() -> None:
    lang = " ".join(f"Mening nummer {i} om källan och perioden." for i in range(20))
    sida = lagg_ut([Bild("R", punkter=("a",), kalla=lang)], RAPPORT)[0]
    kalla = next(r for r in sida.rutor if r.namn == "Källa")
    assert isinstance(kalla, Textruta)
    assert kalla.behov <= kalla.h
    assert kalla.stycken[0].text.endswith(".")


def test_the_chart_can_be_changed_in_powerpoint_and_its_workbook_holds_what_is_shown() -> None:
    prs = Presentation(io.BytesIO(dokument_som_pptx(dokument(figur().som_json()))))
    diagram = next(f.chart for f in prs.slides[1].shapes if f.has_chart)
    blad = openpyxl.load_workbook(io.BytesIO(diagram.part.chart_workbook.xlsx_part.blob))
    assert blad.sheetnames == ["Sheet1"]
    rader = [[c.value for c in rad] for rad in blad.active.iter_rows()]
    assert rader[0] == [None, "Hylte", "Halland"]
    assert [rad[1:] for rad in rader[1:]] == [[1.5, 2.0], [None, 2.1], [2.5, 2.2]]
    assert [s.name for s in diagram.series] == ["Hylte", "Halland"]


def test_a_radar_and_stacked_bars_are_charts_too() -> None:
    spindel = Diagram("spindel", ("A", "B", "C"), (Serie("Hylte", (50.0, None, 70.0), "egen"),), 0, True, 100)
    staplar = Diagram(
        "andelar", ("2021", "2022"), (Serie("R", (40.0, None), "#a8434c"), Serie("G", (60.0, None), "#4a7f5d")), 0, True
    )
    prs = Presentation(io.BytesIO(dokument_som_pptx(dokument(figur(spindel).som_json(), figur(staplar).som_json()))))
    slag = [f.chart.chart_type.name for s in prs.slides for f in s.shapes if f.has_chart]
    assert slag == ["RADAR_MARKERS", "BAR_STACKED_100"]


def test_same_input_gives_the_same_bytes_and_no_time_of_making() -> None:
    d = dokument(figur().som_json(), figur(None).som_json(), text("a"))
    fil = dokument_som_pptx(d)
    assert fil == dokument_som_pptx(d)
    assert fil == bestamda_byte(fil)
    with zipfile.ZipFile(io.BytesIO(fil)) as paket:
        assert {p.date_time for p in paket.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in paket.read("docProps/core.xml")


def test_nothing_of_another_template_or_language_is_left() -> None:
    with zipfile.ZipFile(io.BytesIO(dokument_som_pptx(dokument(figur().som_json(), text("a"))))) as paket:
        for namn in paket.namelist():
            assert not re.search(r"thumbnail|printerSettings|docProps/app", namn)
            assert not re.search(rb"en-US|Click|Office Theme|Calibri", paket.read(namn)), namn
        tema = paket.read("ppt/theme/theme1.xml").decode()
    assert 'typeface="Arial"' in tema
    assert "0A5C7A" in tema


def test_the_region_s_own_colours_take_their_place() -> None:
    d = dokument(figur().som_json())
    egen = replace(d, rapport=RAPPORT | {"farger": {"EGEN": "#123456"}})
    for fil, antal in ((dokument_som_pptx(d), 0), (dokument_som_pptx(egen), 1)):
        with zipfile.ZipFile(io.BytesIO(fil)) as paket:
            traffar = [n for n in paket.namelist() if b"123456" in paket.read(n)]
        assert any("theme" in n for n in traffar) == bool(antal)
        assert any("chart" in n for n in traffar) == bool(antal)


def test_the_pdf_has_the_same_slides_in_the_same_sizes() -> None:
    d = dokument(figur().som_json(), figur(None).som_json(), text("a", rubrik="Åtta mått"))
    with pypdfium2.PdfDocument(dokument_som_bildpdf(d)) as pdf:
        sidor = [" ".join(s.get_textpage().get_text_range().split()) for s in pdf]
        assert sidor[-2].startswith("Åtta mått a")
        assert sidor[-2].endswith("Hylte · december 2022 · 5")
        sida = pdf[len(pdf) - 2].get_textpage()
        tecken = [sida.get_charbox(i) for i in range(len("Åtta mått"))]
    assert len(sidor) == len(lagg_ut(bildspel(d), RAPPORT)) == 6
    ritad = ImageFont.truetype(str(stil.typsnittsmapp() / "SourceSans3_700Bold.ttf"), 280).getlength("Åtta mått") / 10
    assert tecken[-1][2] - tecken[0][0] == pytest.approx(ritad, rel=0.05)


@pytest.mark.parametrize("en_text", ["**fet** och inte", "utan", "**allt**"])
def test_bold_is_the_only_markup(en_text: str) -> None:
    s = stycke(en_text, 12)
    assert s.text == en_text.replace("**", "")
    assert [fet for _, fet in s.delar] == {"**fet** och inte": [True, False], "utan": [False], "**allt**": [True]}[
        en_text
    ]


def test_no_time_of_making_is_left_in_either_place_of_a_zip_or_in_a_chart_s_workbook() -> None:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w") as paket:
        for namn in ("a.xml", "b.xml"):
            paket.writestr(zipfile.ZipInfo(namn, (2024, 5, 6, 7, 8, 10)), b"<a/>")
        paket.comment = b"kommentar"
    fil = bestamda_byte(ut.getvalue())
    assert len(fil) == len(ut.getvalue())
    with zipfile.ZipFile(io.BytesIO(fil)) as paket:
        assert paket.testzip() is None
        for post in paket.infolist():
            assert post.date_time == (1980, 1, 1, 0, 0, 0)
            assert fil[post.header_offset + 10 : post.header_offset + 14] == b"\x00\x00\x21\x00"
    with zipfile.ZipFile(io.BytesIO(dokument_som_pptx(dokument(figur().som_json())))) as paket:
        (bok,) = [n for n in paket.namelist() if n.endswith(".xlsx")]
        with zipfile.ZipFile(io.BytesIO(paket.read(bok))) as inre:
            assert inre.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2
