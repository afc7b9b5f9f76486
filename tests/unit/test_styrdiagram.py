"""The control chart block: what is judged, what is a gap, and that table, words and drawing say the same."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analys.berakna import Kubbesked
from analys.errors import UsageError
from analys.period import Periodtyp
from analys.present import las_underlag, styrdiagram
from analys.present.block import Figur, Tabell, Text
from analys.present.html import som_html
from analys.present.underlag import Underlag
from analys.region import Brott
from analys.skrivet.samling import Skrivet

NYA = "antal_nya_inskrivningar"
BEHOV = "andel_behov_av_planering_somatik"
MAJ = date(2021, 5, 1)
DOLDA = {"tecken": ".."} | dict.fromkeys(("taljare", "namnare", "varde", "undre_95", "ovre_95"), None)


@pytest.fixture
def halland(kub: Kubbesked) -> Underlag:
    """The region without the example's events, which have a column of their own in the twin."""
    return replace(las_underlag("halland", "0013", "2022-12"), skrivet=Skrivet())


def andra(underlag: Underlag, indikator: str, manad: date, **nytt: Any) -> None:
    """Change one printed month of the region, in the cube that this underlag alone has read."""
    rader = underlag.skyddat.rader
    rad = (rader["indikator"] == indikator) & (rader["omrade"] == "0013") & (rader["periodtyp"] == "manad")
    rad &= rader["period"] == manad
    rad &= (rader[["kon", "aldersgrupp", "vardform", "fargspar", "boendeform", "del"]] == "alla").all(axis=1)
    assert rad.sum() == 1
    rader["status"] = rader["status"].astype("str")
    for kolumn, varde in nytt.items():
        rader.loc[rad, kolumn] = varde


def med_brott(underlag: Underlag, dag: date) -> Underlag:
    brott = Brott(dag, (NYA,), "Nytt system i kommunen.", "test")
    return replace(underlag, profil=replace(underlag.profil, brott=(brott,)))


def bild(underlag: Underlag, indikator: str, fran: str | None = None) -> Figur:
    block = styrdiagram(underlag, indikator, fran)
    assert isinstance(block, Figur)
    return block


def rader(block: Figur) -> dict[str, tuple[str, ...]]:
    return {r[0]: r[1:] for r in block.tabell.rader}


def flyttal(text: str) -> float:
    return float(text.replace(",", "."))


def test_a_month_that_stood_out_a_year_earlier_too_may_be_the_season(halland: Underlag) -> None:
    for ar in (2020, 2021, 2022):
        andra(halland, NYA, date(ar, 7, 1), taljare=10, varde=0.5)
    text = bild(halland, NYA).beskrivning
    assert "Ett år tidigare låg också juli 2020 och juli 2021 under genomsnittet" in text
    assert "Det kan vara årstiden och inte en förändring." in text


def test_a_change_without_a_like_a_year_earlier_says_nothing_of_seasons(halland: Underlag) -> None:
    andra(halland, NYA, date(2022, 5, 1), taljare=1000, varde=50.0)
    assert "årstiden" not in bild(halland, NYA).beskrivning


def test_the_last_36_months_with_limits_by_hand(halland: Underlag) -> None:
    block = bild(halland, NYA)
    assert len(block.tabell.rader) == 36
    assert (block.tabell.rader[0][0], block.tabell.rader[-1][0]) == ("Januari 2020", "December 2022")
    tal = halland.serie(NYA, "manad", date(2020, 1, 1))
    niva = sum(t.rad["taljare"] for t in tal) / sum(t.rad["namnare"] for t in tal)
    for t, rad in zip(tal, block.tabell.rader, strict=True):
        bredd = 3 * (niva / t.rad["namnare"]) ** 0.5
        assert rad[1:3] == (t.antal, t.varde)
        assert flyttal(rad[3]) == pytest.approx(1e4 * (niva - bredd), abs=0.006)
        assert flyttal(rad[4]) == pytest.approx(1e4 * (niva + bredd), abs=0.006)


def test_the_rule_set_is_named_and_the_word_is_from_the_closed_list(halland: Underlag) -> None:
    for indikator, slag in ((NYA, "u-diagram"), (BEHOV, "p-diagram"), ("medel_besok_per_person", "XmR-diagram")):
        block = bild(halland, indikator)
        assert f"Regler: {slag}." in block.beskrivning
        assert "Making Data Count" in block.beskrivning
        sakert = "säkerställd förändring" in " ".join(r[-1] for r in block.tabell.rader)
        assert ": säkerställd förändring i Halland, " in block.budskap if sakert else not block.budskap
        assert block.beskrivning.startswith("Ingen säkerställd förändring ") == (not sakert)


def test_a_month_far_out_gets_the_word_in_sentence_table_and_drawing(halland: Underlag) -> None:
    andra(halland, NYA, MAJ, taljare=400.0, varde=11.9)
    block = bild(halland, NYA)
    assert block.budskap == "Nya inskrivningar: säkerställd förändring i Halland, över genomsnittet maj 2021"
    assert "säkerställd förändring" not in block.beskrivning.lower().partition("regler: ")[0]  # said once
    assert "över genomsnittet maj 2021" in block.alt
    assert rader(block)["Maj 2021"][-1] == "säkerställd förändring, över genomsnittet"
    for svg in (block.svg_bred, block.svg_smal):
        assert ">säkerställd förändring<" in svg


@pytest.mark.parametrize("saknas", [DOLDA, DOLDA | {"tecken": "-"}])
def test_a_hidden_or_missing_month_is_a_gap_that_decides_nothing(halland: Underlag, saknas: dict[str, Any]) -> None:
    andra(halland, NYA, MAJ, taljare=400.0, varde=11.9)
    andra(halland, NYA, MAJ, **saknas)
    block = bild(halland, NYA)
    tecken = saknas["tecken"]
    assert rader(block)["Maj 2021"] == (tecken, tecken, ".", ".", "")
    utan = las_underlag("halland", "0013", "2022-12").serie(NYA, "manad", date(2020, 1, 1))
    utan = [t for t in utan if t.period.forsta_dag != MAJ]
    niva = sum(t.rad["taljare"] for t in utan) / sum(t.rad["namnare"] for t in utan)
    undre, ovre = map(flyttal, block.tabell.rader[0][3:5])
    assert (undre + ovre) / 2 == pytest.approx(1e4 * niva, abs=0.006)


def test_a_month_without_a_row_keeps_its_place(halland: Underlag) -> None:
    andra(halland, NYA, MAJ, omrade="9999")
    assert rader(bild(halland, NYA))["Maj 2021"] == ("-", "-", ".", ".", "")


def test_preliminary_months_are_shown_and_never_judged(halland: Underlag) -> None:
    utan = bild(halland, NYA)
    andra(halland, NYA, date(2022, 12, 1), status="preliminar", taljare=4000.0, varde=119.0)
    block = bild(replace(halland, skyddat=replace(halland.skyddat)), NYA)  # the same rows, not yet put in order
    assert rader(block)["December 2022"][1:] == ("119,0", ".", ".", "preliminärt, bedöms inte")
    assert block.beskrivning.startswith("Ingen säkerställd förändring")
    assert ">preliminärt<" in block.svg_bred
    assert ">bedöms inte<" in block.svg_bred
    assert rader(block)["November 2022"][1] == rader(utan)["November 2022"][1]
    assert block.tabell.rader[0][0] == "December 2019", "36 months that can be judged"


def test_a_break_starts_anew_and_says_why(halland: Underlag) -> None:
    block = bild(med_brott(halland, date(2021, 7, 1)), NYA)
    assert block.beskrivning.startswith("Efter brottet (juli 2021–december 2022): ")
    assert "Före brottet (januari 2020–juni 2021): " in block.beskrivning
    assert "brott i tidsserien 1\u00a0juli 2021: Nytt system i kommunen" in block.svg_bred
    mitt = {n: sum(map(flyttal, r[2:4])) / 2 for n, r in rader(block).items()}
    assert mitt["Januari 2020"] == pytest.approx(mitt["Juni 2021"], abs=0.011)
    assert abs(mitt["Juli 2021"] - mitt["Juni 2021"]) > 0.1


def test_too_few_months_after_a_break_is_said_beside_what_was_before(halland: Underlag) -> None:
    block = bild(med_brott(halland, date(2022, 11, 1)), NYA)
    assert block.beskrivning.startswith(
        "Efter brottet (november 2022–december 2022): för få händelser för att bedöma utvecklingen. Det behövs minst "
        "12 månader med siffror. Före brottet ("
    )
    assert rader(block)["December 2022"][2:] == (".", ".", "")


def test_the_month_of_a_break_belongs_to_neither_side(halland: Underlag) -> None:
    block = bild(med_brott(halland, date(2021, 7, 15)), NYA)
    assert rader(block)["Juli 2021"][2:] == (".", ".", "brott under månaden, bedöms inte")


def test_small_numbers_become_years_with_the_sentence(kub: Kubbesked) -> None:
    hylte = las_underlag("halland", "Hylte", "2022-12")
    block = styrdiagram(hylte, NYA)
    assert isinstance(block, Tabell)
    assert block.beskrivning.startswith("För få händelser för att bedöma utvecklingen. Månaderna är för små")
    assert [r[0] for r in block.rader] == ["2020", "2021", "2022"]
    assert all("–" in r[3] for r in block.rader)
    assert block.beskrivning in som_html(block.som_json())


def test_fewer_than_twelve_months_become_a_table(halland: Underlag) -> None:
    block = styrdiagram(halland, NYA, "2022-02")
    assert isinstance(block, Tabell)
    assert block.beskrivning.endswith("Det behövs minst 12 månader med siffror.")
    assert isinstance(styrdiagram(halland, NYA, "2022-01"), Figur)


def test_from_a_month_of_one_s_own(halland: Underlag) -> None:
    block = bild(halland, NYA, "2019-03")
    assert block.tabell.rader[0][0] == "Mars 2019"
    assert "12 månader i rad" in block.beskrivning, "46 months"


def test_stocks_and_what_is_not_counted_by_month_are_refused(halland: Underlag) -> None:
    per_ar = replace(halland.katalog[NYA], perioder=(Periodtyp.AR,))
    for underlag, indikator in (
        (halland, "antal_inskrivna_hemsjukvard"),
        (replace(halland, katalog=halland.katalog | {NYA: per_ar}), NYA),
    ):
        with pytest.raises(UsageError, match="kan inte visas som styrdiagram"):
            styrdiagram(underlag, indikator)


def test_nothing_to_show_becomes_uppgift_saknas(halland: Underlag) -> None:
    block = styrdiagram(halland, NYA, "2031-01")
    assert isinstance(block, Text)
    assert block.stycken == ("Uppgift saknas för Halland.",)
