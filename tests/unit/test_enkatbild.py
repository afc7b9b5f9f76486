"""Survey blocks: few answers are not shown, verdicts are Holm-adjusted, organisations are dots alone."""

import re

import pytest

from analys.berakna import Kubbesked
from analys.present import Enkat, Fraga, Stegfraga, enkatsvar, las_underlag
from analys.present.block import Figur, Text
from analys.present.underlag import Underlag
from analys.stats.enkat import Svarande
from tests.unit.test_diagram import inget_skyms, ord_i

FRAGOR = (
    Fraga("Är det lätt att få kontakt med hemsjukvården?", 30, 50, 0.75),
    Fraga("Får du den information du behöver?", 44, 48, 0.71),
    Fraga("Bemöter personalen dig bra?", 38, 50, 0.85),  # its own 95 % interval misses 85 %, but not after Holm
    Fraga("Känner du dig trygg hemma?", 6, 9, 0.8),
)
PERSONER = Enkat("Brukarundersökning", "2022", Svarande.PERSON, 120, 50, "prov", FRAGOR)
STEG = (
    Stegfraga("Vi har en gemensam bild av behoven", (("kommun", 5), ("region", 2), ("region", 3), ("region", 3))),
    Stegfraga("Informationen når fram vid utskrivning", (("kommun", 4), ("region", 4), ("region", 5))),
    Stegfraga("Läkare gör hembesök när det behövs", ()),
)
ORGANISATIONER = Enkat("Samverkansenkät", "januari 2025", Svarande.ORGANISATION, 4, 4, "prov", stegfragor=STEG)


@pytest.fixture(scope="module")
def hylte(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "Hylte", "2022-12")


def bild(block: Figur | Text) -> Figur:
    assert isinstance(block, Figur)
    return block


def test_persons_answers_have_n_rate_intervals_and_verdicts(hylte: Underlag) -> None:
    figur = bild(enkatsvar(hylte, PERSONER))
    rader = {r[0]: r[1:] for r in figur.tabell.rader}
    assert rader[FRAGOR[0].text] == ("50", "60\u00a0%", "49–70", "75\u00a0%", "▼\u00a0säkerställt lägre")
    assert rader[FRAGOR[1].text][-1] == "▲\u00a0säkerställt högre"
    assert "Svarsfrekvens: 42\u00a0% (50 av 120)." in figur.kalla
    assert "Holm" in figur.beskrivning
    assert "▼\u00a0säkerställt lägre" in " ".join(ord_i(figur.svg_bred))


def test_a_difference_that_does_not_hold_for_many_questions_is_not_shown(hylte: Underlag) -> None:
    ensam = Enkat("E", "2022", Svarande.PERSON, 120, 50, "prov", (Fraga("Q1?", 38, 50, 0.85),))
    manga = Enkat("E", "2022", Svarande.PERSON, 120, 50, "prov", tuple(Fraga(f"Q{i}?", 38, 50, 0.85) for i in range(8)))
    assert bild(enkatsvar(hylte, ensam)).tabell.rader[0][-1] == "▼\u00a0säkerställt lägre"
    assert {r[-1] for r in bild(enkatsvar(hylte, manga)).tabell.rader} == {"ingen säkerställd skillnad"}


def test_fewer_answers_than_the_minimum_are_not_shown_anywhere(hylte: Underlag) -> None:
    figur = bild(enkatsvar(hylte, PERSONER))
    assert figur.tabell.rader[3] == (FRAGOR[3].text, "..", "..", "..", "80\u00a0%", "för få för att bedöma")
    assert "Visas inte (färre än 10 svar" in figur.beskrivning
    assert "kännas igen): ”Känner du dig trygg hemma?”." in figur.beskrivning
    assert "67" not in f"{figur.alt} {figur.svg_bred.split('<defs>')[0]} {figur.tabell.rader[3]}"
    for_fa = Enkat("E", "2022", Svarande.PERSON, 20, 9, "prov", (FRAGOR[3],))
    assert isinstance(enkatsvar(hylte, for_fa), Text)


def test_organisations_are_dots_without_interval_or_verdict(hylte: Underlag) -> None:
    figur = bild(enkatsvar(hylte, ORGANISATIONER))
    assert [r[1:] for r in figur.tabell.rader] == [
        ("5", "2, 3, 3", "olika bild"),
        ("4", "4, 5", ""),
        ("-", "-", "inga svar"),
    ]
    assert not re.search("säkerställ|intervall|Holm", figur.beskrivning + figur.alt + " ".join(ord_i(figur.svg_bred)))
    assert {"olika bild", "Kommunens svar", "Regionens svar"} <= set(ord_i(figur.svg_bred))


def test_a_survey_without_answers_says_so(hylte: Underlag) -> None:
    tom = Enkat("E", "2022", Svarande.ORGANISATION, 4, 0, "prov", stegfragor=(STEG[2],))
    block = enkatsvar(hylte, tom)
    assert isinstance(block, Text)
    assert block.stycken == ("Uppgift saknas för Hylte.",)


@pytest.mark.parametrize("enkat", [PERSONER, ORGANISATIONER], ids=["personer", "organisationer"])
@pytest.mark.parametrize("duk", [0, 1])
def test_no_text_is_cut_off_or_covers_another(hylte: Underlag, enkat: Enkat, duk: int) -> None:
    figur = bild(enkatsvar(hylte, enkat))
    inget_skyms((figur.svg_bred, figur.svg_smal)[duk])
