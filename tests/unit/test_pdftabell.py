"""The PDF's tables: widths that fill the page, and heights that only rows of one line for certain have."""

import string
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.reports.dokument import Dokument
from analys.reports.pdf import dokument_som_pdf
from analys.reports.pdftabell import SATSYTA, satt_tabell
from analys.reports.textmatt import fordela, textbredd_i_pdf
from tests.unit.test_bildspel import RAPPORT

CELL = st.text(alphabet=string.ascii_letters + "0123456789 ,åäö–%\u00a0", max_size=90)


def tabell(kolumner: list[str], rader: list[list[str]], **annat: Any) -> dict[str, Any]:
    """Return the block of a table."""
    tom = {"typ": "tabell", "titel": "T", "beskrivning": "", "kalla": "Källa: X.", "matt": []}
    return tom | {"kolumner": kolumner, "rader": rader, "vanster": [], "markerad": []} | annat


@st.composite
def tabeller(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a table of any width."""
    antal = draw(st.integers(2, 11))
    rader = draw(st.lists(st.lists(CELL, min_size=antal, max_size=antal), min_size=1, max_size=4))
    vanster = draw(st.lists(st.integers(1, antal - 1), max_size=2, unique=True))
    markerad = draw(st.lists(st.integers(0, len(rader) - 1), max_size=2, unique=True))
    kolumner = draw(st.lists(CELL.filter(str.strip), min_size=antal, max_size=antal))
    return tabell(kolumner, rader, vanster=vanster, markerad=markerad)


@given(tabeller(), st.booleans())
def test_columns_fill_the_page_and_every_row_has_a_height_or_none(t: dict[str, Any], liten: bool) -> None:
    satt = satt_tabell(t, liten=liten)
    assert sum(satt["bredder"]) == pytest.approx(SATSYTA)
    assert min(satt["bredder"]) > 2 * satt["kant"]
    assert len(satt["hojder"]) == len(t["rader"])
    assert len(satt["sidor"]) == len(satt["bredder"]) == len(t["kolumner"])


def test_what_is_given_a_height_is_one_line_in_the_finished_page() -> None:
    """typst itself is the judge: no row with a given height is broken, and long ones are left to it and are."""
    texter = [("Wm" * 40 + " ")[:n] + "ord" for n in range(1, 55)] + ["1\u00a0234,5\u00a0%"] * 3 + ["WWW WWW " * 2] * 2
    fet = list(range(1, len(texter), 2))
    rader = [[f"r{nr}r", text, "slut"] for nr, text in enumerate(texter)]
    t = tabell(["Rad", "Text", "Slut"], rader, vanster=[1], markerad=fet)
    hojder = satt_tabell(t, liten=False)["hojder"]
    assert None in hojder
    assert sum(h is not None for h in hojder) >= 15
    lagen: dict[int, set[int]] = {}
    rad = None
    rubrik = {"t": "h", "niva": 2, "c": [{"t": "text", "s": "Rubrik"}]}
    dokument = Dokument("T", "T i Hylte", RAPPORT, [rubrik, t], egen_analys=False)
    with pypdfium2.PdfDocument(dokument_som_pdf(dokument)) as pdf:
        for sida in pdf:
            textsida = sida.get_textpage()
            alla = textsida.get_text_range()
            for i, tecken in enumerate(alla):
                if tecken == "r" and (slut := alla.find("r", i + 1)) > i and alla[i + 1 : slut].isdigit():
                    rad = int(alla[i + 1 : slut])
                elif alla.startswith("slut", i):
                    rad = None
                if rad is not None and tecken in "Wm1":
                    lagen.setdefault(rad, set()).add(round(textsida.get_charbox(i, loose=True)[1]))
    for nr, hojd in enumerate(hojder):
        if hojd is not None:
            assert len(lagen.get(nr, {0})) == 1, texter[nr]
    assert any(len(v) > 1 for v in lagen.values())


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
    assert not any(satt["avstava_rubriker"])
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
    assert satt["avstava_rubriker"] == [False, *[True] * 9]
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
