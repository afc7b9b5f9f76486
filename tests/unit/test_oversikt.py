"""The overview: every judged measure by every kommun, in words and arrows, coloured only where we know what is good."""

import re
from dataclasses import replace

import pytest

from analys.berakna import Kubbesked
from analys.katalog import Riktning
from analys.present import justerat_for_alder, las_underlag, omdomen, oversikt, stil
from analys.present.block import Oversikt, Oversiktsrad, Ruta, Tabell
from analys.present.html import som_html
from analys.present.oversikt import FARGTEXT, SMA_KOMMUNER
from analys.present.underlag import Underlag
from analys.stats.omdome import Omdome, slumpen_ger
from tests.unit.kontrast import kontrast
from tests.unit.test_trattbild import blandade_rader, syntetisk

MATT = "andel_oplanerad_aterinskrivning"


@pytest.fixture(scope="module")
def halland(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "0013", "2022-12")


@pytest.fixture(scope="module")
def laholm(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "Laholm", "2022-12")


def alla_fall(mall: Underlag, riktning: Riktning = Riktning.LAGRE) -> Underlag:
    """One measure alone, with one kommun for each kind of cell; its own katalog decides the wanted direction."""
    ensam = replace(mall, katalog={MATT: replace(mall.katalog[MATT], riktning=riktning)})
    return syntetisk(
        ensam,
        blandade_rader(),
    )


def raden(block: Oversikt, namn: str) -> Oversiktsrad:
    return next(r for g in block.grupper for r in g.rader if r.namn == namn)


def test_each_kind_of_cell_has_its_word_and_only_differences_an_arrow(halland: Underlag) -> None:
    block = oversikt(alla_fall(halland))
    assert block.kolumner == ("Mått", "Halland", "Falkenberg", "Halmstad", "Hylte", "Kungsbacka", "Laholm", "Varberg")
    assert raden(block, "Oplanerad återinskrivning").rutor == (
        Ruta("12,0\u00a0%"),
        Ruta("20,0\u00a0%", ("▲\u00a0säkerställt högre",), "oonskat", sakerstalld=True),
        Ruta("6,0\u00a0%", ("▼\u00a0säkerställt lägre",), "onskat", sakerstalld=True),
        Ruta("12,0\u00a0%", ("ej säkerställd",)),
        Ruta("..", ("visas inte",)),
        Ruta("-"),
        Ruta("12,5\u00a0%", ("preliminärt",)),
    )
    assert block.stycken[0].startswith("**2 av 3 jämförelser visar en säkerställd skillnad.**")


def test_colour_follows_the_wanted_direction_and_is_absent_without_one(halland: Underlag) -> None:
    def toner(riktning: Riktning) -> list[str]:
        return [r.ton for r in raden(oversikt(alla_fall(halland, riktning)), "Oplanerad återinskrivning").rutor]

    assert toner(Riktning.HOGRE)[1:3] == ["onskat", "oonskat"]
    assert set(toner(Riktning.INGEN)) == {""}


def test_the_sentences_count_what_was_judged_and_what_chance_gives(halland: Underlag) -> None:
    block = oversikt(halland)
    antal, bedomda = map(int, re.match(r"\*\*(\d+) av (\d+) jämförelser", block.stycken[0]).groups())  # type: ignore[union-attr]
    rutor = [ruta for g in block.grupper for r in g.rader for ruta in r.rutor]
    assert antal == sum(r.sakerstalld for r in rutor)
    assert bedomda == antal + sum("ej säkerställd" in r.ord for r in rutor)
    assert f"omkring 0,{round(10 * slumpen_ger(bedomda))} ({bedomda}\u00a0×\u00a00,2\u00a0%)" in block.stycken[0]
    assert SMA_KOMMUNER in block.stycken[1]
    assert FARGTEXT in block.stycken[1]


def test_of_forty_comparisons_chance_gives_less_than_a_tenth() -> None:
    assert slumpen_ger(40) == pytest.approx(0.08)


def test_rows_are_every_judged_measure_once_by_who_is_responsible(halland: Underlag) -> None:
    block = oversikt(halland)
    assert [g.rubrik for g in block.grupper] == [
        "Ansvar: kommunen",
        "Ansvar: gemensamt",
        "Ansvar: regionen",
        "Ansvar: enheten där personen vårdades",
    ]
    namn = [r.namn for g in block.grupper for r in g.rader]
    assert len(namn) == len(set(namn)) == 38
    assert not set(namn) & {"Vårdade, somatik", "Behov av planering, psykiatri", "Planeringsspår, somatik"}
    assert "Återinskrivning efter hemsjukvård och boende" not in namn  # its total is another measure's
    brytpunkt = raden(block, "Brytpunktssamtal").om
    assert (
        "augusti 2021–juli 2022 · högre är bättre · mål 98\u00a0% · kommunerna jämförs med kommunala enheter i riket"
        in brytpunkt
    )


def test_cells_say_what_the_funnel_and_the_verdict_say(laholm: Underlag) -> None:
    block = oversikt(laholm)
    assert block.kolumner[block.egen] == "Laholm"
    period = laholm.period_for("antal_inskrivna_hemsjukvard")
    for omrade, ruta in zip(laholm.profil.rapportomraden, raden(block, "Inskrivna").rutor, strict=True):
        omdome = laholm.omdome("antal_inskrivna_hemsjukvard", period, omrade.kod)
        assert ruta.sakerstalld == (omdome is not None and omdome.sakerstallt)
        assert ruta.ton == ""  # a bakgrundsmått has no wanted direction
        if omdome is Omdome.HOGRE:
            assert ruta.ord == ("▲\u00a0säkerställt högre",)


def test_a_measure_that_is_judged_adjusted_for_age_shows_its_index(laholm: Underlag) -> None:
    rad_ = raden(oversikt(laholm), "Inskrivna")
    assert rad_.om == "index justerat för ålder, Halland = 100, 1\u00a0december 2022"
    assert rad_.rutor[0] == Ruta("100")
    tabell = justerat_for_alder(laholm, "antal_inskrivna_hemsjukvard")
    assert isinstance(tabell, Tabell)
    assert [r.varde for r in rad_.rutor[1:]] == [r[4] for r in tabell.rader[:-1]]


def test_beside_a_target_that_is_missed_a_good_difference_says_so(halland: Underlag) -> None:
    ruta = raden(oversikt(halland), "Munhälsobedömning").rutor[0]
    assert (ruta.ord, ruta.ton) == (("▲\u00a0säkerställt högre", "under målet"), "onskat")


def test_low_coverage_is_named_and_not_judged(halland: Underlag) -> None:
    rutor = dict(zip(oversikt(halland).kolumner[1:], raden(oversikt(halland), "Brytpunktssamtal").rutor, strict=True))
    assert rutor["Hylte"] == Ruta("8 av 34 utan", ("låg täckningsgrad",))


def test_the_summary_is_about_the_page_s_own(laholm: Underlag, halland: Underlag) -> None:
    stycken = omdomen(laholm).stycken
    mot = "Halland och kommunala enheter i riket"
    assert re.fullmatch(rf"Laholm jämfört med {mot}: \d av \d+ jämförelser visar en säkerställd skillnad\.", stycken[1])
    assert re.match(r"Säkerställt högre: .*Inskrivna, index justerat för ålder 12\d \(Halland 100\)", stycken[2])
    hylte = replace(laholm, omrade=next(o for o in laholm.profil.rapportomraden if o.kod == "1315"))
    assert "9 mått bedöms inte (låg täckningsgrad)." in omdomen(hylte).stycken
    assert omdomen(halland).stycken[1].startswith("Halland jämfört med riket: ")
    rader = {r.namn: r.rutor[1:] for g in oversikt(halland).grupper for r in g.rader}
    skilda = {namn: sum(ruta.sakerstalld for ruta in rutor) for namn, rutor in rader.items()}
    visade = [s for s in omdomen(halland).stycken if s.startswith("Så många kommuner skiljer sig säkerställt: ")]
    assert len(visade) == 1
    assert all(
        (f"{namn[:1].lower()}{namn[1:]} ({antal})" in visade[0]) == bool(antal) for namn, antal in skilda.items()
    )
    assert not any(s.startswith("Så många kommuner") for s in omdomen(hylte).stycken)
    ensam = omdomen(replace(alla_fall(laholm), omrade=laholm.omrade)).stycken
    assert ensam[1:] == ("Laholm jämfört med Halland: inget mått kan bedömas.", "1 mått bedöms inte (uppgift saknas).")


def test_the_table_has_headers_for_rows_groups_and_columns(halland: Underlag) -> None:
    html = som_html(oversikt(halland).som_json())
    assert html.count('scope="rowgroup"') == 4
    assert html.count('scope="row"') == 38
    assert html.count('scope="col"') == 8
    assert re.search(r'role="region" tabindex="0" aria-labelledby="b0-rubrik"', html)


def test_text_on_the_verdict_colours_has_contrast_and_none_is_a_planning_track_s() -> None:
    for bakgrund in (stil.ONSKAT_BAKGRUND, stil.OONSKAT_BAKGRUND):
        assert kontrast(stil.TEXT, bakgrund) >= 4.5
        assert kontrast(stil.DAMPAD, bakgrund) >= 4.5
        assert bakgrund not in {farg for farg, _, _ in stil.FARGSPAR.values()}
