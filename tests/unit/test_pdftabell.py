"""The PDF's tables: widths that fill the page, and heights that only rows of one line for certain have."""

import json
import string
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from analys.present import stil
from analys.reports.dokument import Dokument
from analys.reports.pdf import dokument_som_pdf
from analys.reports.pdftabell import SATSYTA, satt_tabell
from analys.reports.textmatt import fordela, textbredd_i_pdf
from tests.unit.test_bildspel import RAPPORT

CELL = st.text(alphabet=string.ascii_letters + "0123456789 ,åäö–%\u00a0()“\n\r\x0b", max_size=90)


def tabell(kolumner: list[str], rader: list[list[str]], **annat: Any) -> dict[str, Any]:
    """Return the block of a table."""
    tom = {"typ": "tabell", "titel": "T", "beskrivning": "", "kalla": "Källa: X.", "matt": []}
    return tom | {"kolumner": kolumner, "rader": rader, "vanster": [], "markerad": []} | annat


@st.composite
def tabeller(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a table of any width."""
    antal = draw(st.integers(1, 11))
    rader = draw(st.lists(st.lists(CELL, min_size=antal, max_size=antal), max_size=4))
    vanster = draw(st.lists(st.integers(1, max(1, antal - 1)), max_size=2, unique=True)) if antal > 1 else []
    markerad = draw(st.lists(st.integers(0, len(rader) - 1), max_size=2, unique=True)) if rader else []
    kolumner = draw(st.lists(CELL.filter(str.strip), min_size=antal, max_size=antal))
    return tabell(kolumner, rader, vanster=vanster, markerad=markerad)


@given(tabeller(), st.booleans())
def test_columns_fill_the_page_and_every_row_has_a_height_or_none(t: dict[str, Any], liten: bool) -> None:
    satt = satt_tabell(t, liten=liten)
    assert sum(satt["bredder"]) == pytest.approx(SATSYTA)
    assert min(satt["bredder"]) > 2 * satt["kant"]
    assert len(satt["hojder"]) == len(t["rader"])
    assert len(satt["sidor"]) == len(satt["bredder"]) == len(t["kolumner"])


def hojder_i_typst(tabeller: list[dict[str, Any]]) -> list[list[float]]:
    """Return the height in points that typst finds, with the report's own template, for each row of set tables."""
    mall = (files("analys.reports") / "mallar" / "rapport.typ").read_text("utf-8")
    kod = f"""
#let farg(_) = black
#set text(font: "{stil.TYPSNITT}", lang: "sv", region: "SE", size: 10pt, fallback: false)
{mall[mall.index("#let tabell(t)") : mall.index("#let oversikt(t)")]}
#let hojd(t, rader, fet) = measure(tabell(t + (rader: rader, hojder: rader.map(_ => none), markerad: fet))).height
#context [#metadata(json("tabeller.json").map(t => t.rader.enumerate().map(((nr, rad)) =>
  (hojd(t, (rad,), if t.markerad.contains(nr) {{ (0,) }} else {{ () }}) - hojd(t, (), ())).pt()
)))<svar>]"""
    with tempfile.TemporaryDirectory() as mapp:
        (Path(mapp) / "tabeller.json").write_text(json.dumps(tabeller), encoding="utf-8")
        (Path(mapp) / "matt.typ").write_text(kod, encoding="utf-8")
        snitt = typst.Fonts(include_system_fonts=False, font_paths=[str(stil.typsnittsmapp())])
        svar = typst.query(str(Path(mapp) / "matt.typ"), "<svar>", field="value", one=True, font_paths=snitt)
    return json.loads(svar)


def stallda_mot_typst(tabeller: list[dict[str, Any]], *, liten: bool) -> int:
    """Require that every row's given height is the one that typst finds; return how many were given."""
    satta = [satt_tabell(t, liten=liten) for t in tabeller]
    givna = 0
    for satt, facit in zip(satta, hojder_i_typst(satta), strict=True):
        for rad, hojd, ratt in zip(satt["rader"], satt["hojder"], facit, strict=True):
            givna += hojd is not None
            assert hojd is None or hojd == pytest.approx(ratt, abs=0.01), rad
    return givna


@settings(max_examples=12)
@given(st.lists(tabeller(), min_size=8, max_size=8), st.booleans())
def test_a_given_height_is_the_one_that_typst_finds(alla: list[dict[str, Any]], liten: bool) -> None:
    stallda_mot_typst(alla, liten=liten)


@pytest.mark.parametrize("liten", [False, True])
def test_cells_that_just_fill_their_column_are_judged_by_typst(liten: bool) -> None:
    """A sentence takes all that is left, so a column of figures is as wide as its widest cell, also of pairs apart."""
    mening = "Det här är en mening som tar all plats som finns kvar i tabellen, hur mycket det än är."
    tal = [
        "(jan–juni)",
        "1 (jul)",
        "(jan) (juli)",
        "(jf 1)",
        "12 (jfr 3)",
        "−1 234,5 till +1,0",
        "1\u00a0234,5\u00a0%",
        "fY fV f)",
        "“r;/i",
    ]
    rader = [[t, *([t] * 6), mening if nr == 0 else "kort"] for nr, t in enumerate(tal)]
    alla = [
        tabell(["Rad", *["T"] * 6, "Ord"], [rader[0], r], vanster=[7], markerad=m) for r in rader for m in ([], [1])
    ]
    alla += [tabell(["Rad", "Tal", "Ord"], [["a", "före" + b + "efter", mening]], vanster=[2]) for b in "\n\r\x0b\x0c"]
    alla += [
        tabell(["Rad", "Text", "Slut"], [["a", ("ii " * 80)[:n] + "i", "b"]], vanster=[1]) for n in range(100, 200)
    ]
    assert stallda_mot_typst(alla, liten=liten) > 20


def test_the_heights_reach_the_page_below_the_heading_s_own() -> None:
    """A row of twice the height moves those under it by as much, and the heading not at all."""
    rubrik = {"t": "h", "niva": 2, "c": [{"t": "text", "s": "Rubrik"}]}
    t = tabell(["Rad", "Tal"], [["radett", "1"], ["radtva", "2"], ["radtre", "3"]])
    lagen = []
    for luft in (0.0, 30.0):
        with pytest.MonkeyPatch.context() as byt:
            satt = satt_tabell(t, liten=False)
            satt["hojder"][0] += luft
            byt.setattr("analys.reports.pdf.satt_tabell", lambda *_, satt=satt, **__: satt)
            fil = dokument_som_pdf(Dokument("T", "T i Hylte", RAPPORT, [rubrik, t], egen_analys=False))
        with pypdfium2.PdfDocument(fil) as pdf:
            sida = pdf[0].get_textpage()
            text = sida.get_text_range()
            lagen.append([sida.get_charbox(text.index(o))[1] for o in ("Tal", "radtva", "radtre")])
    assert [a - b for a, b in zip(*lagen, strict=True)] == pytest.approx([0, 30, 30], abs=0.1)


def test_a_row_with_a_line_break_is_left_to_typst() -> None:
    satt = satt_tabell(tabell(["A", "B"], [["a", "1\n2"], ["a", "12"]]), liten=True)
    assert satt["hojder"] == [None, pytest.approx(0.66 * 8 + 2 * 2.6)]


def test_the_size_of_type_follows_how_wide_the_table_is() -> None:
    def storlek(antal: int, *, liten: bool) -> float:
        return satt_tabell(tabell(["k"] * antal, [["1"] * antal]), liten=liten)["storlek"]

    assert [storlek(8, liten=False), storlek(8, liten=True), storlek(9, liten=False)] == [9, 8, 7.5]


def test_sentences_begin_at_the_top_and_get_the_width() -> None:
    satt = satt_tabell(tabell(["Mått"] * 6, [["a", "b" * 170, "1", "1", "1", "1"]], vanster=[1]), liten=False)
    assert satt["overst"]
    assert satt["bredder"][1] == max(satt["bredder"])
    assert satt["avstava"]
    assert not any(avstava for r in satt["rubriker"] for _, avstava in r)
    assert satt["sidor"] == ["left", "left", "right", "right", "right", "right"]


def test_no_number_is_broken_into_lines_where_words_can_be() -> None:
    mening = "Det här är en mening som gärna tar hela sidans bredd om den får, men som går att bryta var som helst."
    tal = "−1 234,5 till +1 234,5"
    satt = satt_tabell(tabell(["Mått", "Tal", "Ord"], [[mening, tal, mening]], vanster=[2]), liten=False)
    assert satt["bredder"][1] >= textbredd_i_pdf(tal, 9) + 8
    assert satt["hojder"] == [None]
    assert not satt["avstava"]
    assert satt["fore"] == [4, 4, 12]  # words after numbers stand further apart


def test_a_remark_among_numbers_is_broken_like_words() -> None:
    rader = [["Hylte", "12", *["100,4–119,2"] * 6], ["Laholm", "låg täckningsgrad, jämförs inte", *["."] * 6]]
    satt = satt_tabell(tabell(["Område", *["Tal"] * 7], rader), liten=False)
    assert satt["bredder"][1] < textbredd_i_pdf("låg täckningsgrad, jämförs inte", 9)
    assert satt["hojder"][0] is not None
    assert satt["hojder"][1] is None


def test_where_headings_have_no_room_they_are_broken_and_not_what_stands_under_them() -> None:
    rubriker = ["Område", *["Återinskrivningsfrekvens"] * 9]
    satt = satt_tabell(tabell(rubriker, [["Kungsbacka", *["39 av 2 120"] * 9]]), liten=False)
    assert [[avstava for _, avstava in r] for r in satt["rubriker"]] == [[False], *[[True]] * 9]
    assert not satt["avstava"]
    assert None not in satt["hojder"]


def test_a_narrow_table_of_figures_has_even_columns() -> None:
    satt = satt_tabell(tabell(["Månad", "Antal", "Andel i procent"], [["Januari", "1", "2"]]), liten=True)
    assert satt["bredder"][1] == satt["bredder"][2] == pytest.approx(SATSYTA / 3.3)


@given(st.lists(st.tuples(st.floats(1, 200), st.floats(1, 400)), min_size=1, max_size=9), st.floats(1, 900))
def test_nobody_gets_less_than_it_must_or_more_than_it_wishes(behov: list[tuple[float, float]], plats: float) -> None:
    """And who wishes for more gets no less beyond its least than who wishes for less."""
    minst, onskad = zip(*behov, strict=True)
    bredder = fordela(minst, onskad, plats)
    assert sum(bredder) <= max(plats, sum(minst)) + 1e-6
    mer = [b - m for b, m in zip(bredder, minst, strict=True)]
    vill = [max(0.0, o - m) for m, o in behov]
    assert all(-1e-9 <= f <= v + 1e-9 for f, v in zip(mer, vill, strict=True))
    i_ordning = [f for _, f in sorted(zip(vill, mer, strict=True))]
    assert i_ordning == pytest.approx(sorted(mer), abs=1e-6)
    if sum(vill) <= plats - sum(minst):
        assert mer == pytest.approx(vill, abs=1e-6)
