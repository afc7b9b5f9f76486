"""Events in charts over time: marked and numbered, told under the figure, and never a cause."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from analys.berakna import Kubbesked
from analys.disclosure.grind import INTERN
from analys.period import Periodtyp
from analys.present import las_underlag, styrdiagram, tva_matt, utveckling
from analys.present.block import HANDELSERUBRIK, Figur, Text
from analys.present.handelser import handelser_i
from analys.present.html import som_html
from analys.present.linjer import Linje, linjediagram
from analys.present.underlag import Underlag
from analys.reports.bildspel import bildspel
from analys.skrivet.handelser import Handelse
from analys.skrivet.samling import Skrivet
from tests.unit.test_bildspel import dokument

NYA = "antal_nya_inskrivningar"
TEMA = {"hemsjukvard": frozenset({NYA}), "palliativ": frozenset({"andel_smartskattning"})}


def handelse(dag: date, omrade: str = "0013", tema: str = "", indikator: str = "", text: str = "Ny rutin.") -> Handelse:
    return Handelse(dag, omrade, tema, indikator, text, "A. Ek")


@pytest.fixture
def halmstad(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "1380", "2022-12")


def med(underlag: Underlag, *handelser: Handelse) -> Underlag:
    return replace(underlag, skrivet=Skrivet(handelser, matt=TEMA))


def figur(block: Figur | Text) -> Figur:
    assert isinstance(block, Figur)
    return block


def test_the_region_s_and_the_kommun_s_own_are_told_in_time_order(halmstad: Underlag) -> None:
    u = med(
        halmstad,
        handelse(date(2022, 6, 15), "1380", text="Nytt system."),
        handelse(date(2022, 3, 1), tema="hemsjukvard"),
        handelse(date(2022, 4, 1), "1315", text="En annan kommuns."),
        handelse(date(2022, 5, 1), tema="palliativ", text="Ett annat temas."),
        handelse(date(2022, 5, 2), indikator="antal_avslut", text="Ett annat måtts."),
        handelse(date(2031, 1, 1), text="Inte ännu."),
    )
    for block in (utveckling(u, NYA, "2015-01", "manad"), styrdiagram(u, NYA)):
        f = figur(block)
        assert f.handelser == ("1\u00a0mars 2022, Halland: Ny rutin.", "15\u00a0juni 2022, Halmstad: Nytt system.")
        assert f.tabell.kolumner[-1] == "Händelse"
        per_rad = {rad[0]: rad[-1] for rad in f.tabell.rader if rad[-1]}
        assert per_rad == {"Mars 2022": f"1. {f.handelser[0]}", "Juni 2022": f"2. {f.handelser[1]}"}
        assert f.alt.endswith(f"Händelser: 1. {f.handelser[0]} 2. {f.handelser[1]}")
        html = som_html(f.som_json())
        assert HANDELSERUBRIK in html
        assert f"<li>{f.handelser[0]}</li><li>{f.handelser[1]}</li>" in html
        assert "varför" in HANDELSERUBRIK


def test_what_is_written_of_an_internal_theme_stays_inside(halmstad: Underlag) -> None:
    intern_handelse = handelse(date(2022, 3, 1), tema="fordrojd_hemgang")
    skrivet = Skrivet((intern_handelse,), matt={"fordrojd_hemgang": frozenset({NYA})})
    profil = replace(halmstad.profil, interna_teman=("fordrojd_hemgang",))
    oppen = replace(halmstad, skrivet=skrivet, profil=profil)
    intern = replace(oppen, skyddat=replace(oppen.skyddat, meta=oppen.skyddat.meta | {"niva": INTERN}))
    assert figur(styrdiagram(oppen, NYA)).handelser == ()
    assert len(figur(styrdiagram(intern, NYA)).handelser) == 1


def test_a_chart_without_events_is_as_before(halmstad: Underlag) -> None:
    f = figur(styrdiagram(med(halmstad), NYA))
    assert (f.handelser, "Händelse" in f.tabell.kolumner, "Händelser" in f.alt) == ((), False, False)
    assert HANDELSERUBRIK not in som_html(f.som_json())


@pytest.mark.parametrize("typ", ["tertial", "ar"])
def test_periods_longer_than_a_month_have_none(halmstad: Underlag, typ: str) -> None:
    u = med(halmstad, handelse(date(2022, 3, 1)))
    serie = u.serie(NYA, Periodtyp(typ), date(2018, 1, 1))
    assert handelser_i(u, serie, NYA).texter == ()
    if typ == "tertial":
        assert figur(tva_matt(u, NYA, "antal_avslut", "2018-01")).handelser == ()


def test_a_stock_s_event_stands_in_the_month_that_had_begun(halmstad: Underlag) -> None:
    u = med(halmstad, handelse(date(2022, 3, 15)))
    f = figur(utveckling(u, "antal_inskrivna_hemsjukvard", "2021-01"))
    assert [rad[0] for rad in f.tabell.rader if rad[-1]] == ["1\u00a0mars 2022"]


def test_the_slide_tells_the_last_three_under_the_chart_and_all_in_its_notes(halmstad: Underlag) -> None:
    u = med(halmstad, *(handelse(date(2022, m, 1), text=f"Händelse {m}.") for m in (1, 2, 3, 4)))
    bild = bildspel(dokument(figur(utveckling(u, NYA, "2021-01", "manad")).som_json()))[1]
    assert bild.figur is not None
    under = bild.figur["beskrivning"]
    assert "Händelse 1." not in under
    assert under.endswith("4. 1\u00a0april 2022, Halland: Händelse 4.")
    assert sum("Händelse 1." in a for a in bild.anteckningar) == 1


@pytest.mark.parametrize("dagar", [(), (date(2022, 3, 1),), (date(2022, 3, 1), date(2022, 3, 2), date(2022, 12, 1))])
def test_each_event_has_its_line_and_its_number(dagar: Sequence[date]) -> None:
    manader = [date(2022, m, 1) for m in range(1, 13)]
    for svg in linjediagram([Linje("Hylte", manader, [float(m.month) for m in manader], "egen")], 0, handelser=dagar):
        nummer = [t for t in re.findall(r"<text[^>]*>([^<]+)</text>", svg) if t in {"1", "2", "3"}]
        utan = linjediagram([Linje("Hylte", manader, [float(m.month) for m in manader], "egen")], 0)
        axel = [t for s in utan[:1] for t in re.findall(r"<text[^>]*>([^<]+)</text>", s) if t in {"1", "2", "3"}]
        assert len(nummer) - len(axel) == len(dagar)
