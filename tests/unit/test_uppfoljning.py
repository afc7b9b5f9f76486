"""Decisions and åtgärder: the comparison by hand, the words that claim no effect, and faults in what is written."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analys.disclosure.grind import INTERN
from analys.errors import DataError
from analys.hem import Hem
from analys.katalog import Katalog, Skala
from analys.period import Period, Periodtyp
from analys.present import beslut_i_korthet, beslut_och_atgarder
from analys.present.block import Tabell
from analys.present.underlag import Underlag
from analys.present.uppdrag import INGEN, MOT_MEDEL
from analys.region import Brott, Regionprofil
from analys.skrivet.samling import Skrivet, las_skrivet
from analys.skrivet.uppdrag import Atgard, Beslut
from analys.stats.skillnad import Forandring
from analys.stats.uppfoljning import Summor, folj_upp
from tests.unit.test_omdome_pa_sidan import rad, underlag

NYA, DAGAR = "antal_nya_inskrivningar", "medel_dagar_utskrivningsklar_somatik"


def serie(fran: str, *taljare: float, namnare: float = 10.0) -> dict[date, Summor | Forandring]:
    """Return means: days of ten stays a month, with a spread of 6 days squared per day."""
    borjan = Period.las(fran)
    return {borjan.flytta(i).forsta_dag: (t, namnare, 6 * t) for i, t in enumerate(taljare)}


def test_the_months_since_against_the_same_months_before() -> None:
    """Done on 15 May: June to August 2022 (60 + 70 + 80 of 30) against June to August 2021 (10 + 20 + 30 of 30)."""
    manader = serie("2021-06", 10, 20, 30) | serie("2022-06", 60, 70, 80) | serie("2022-03", 500, 1, 1)
    svar = folj_upp(manader, Skala.MEDEL, date(2022, 5, 15), date(2022, 8, 1), date(2022, 3, 1))
    assert (svar.fore, svar.efter, svar.manader) == (2.0, 7.0, 3)
    assert svar.ord is Forandring.SAKERSTALLD
    assert svar.okar


def test_the_month_that_set_it_off_is_in_neither_side() -> None:
    """The same level in both years, and a month of 50 days in 2021: with it "before" were 18 and the fall shown."""
    manader = serie("2021-06", 500, 20, 20) | serie("2022-06", 20, 20, 20)
    utan = folj_upp(manader, Skala.MEDEL, date(2022, 6, 1), date(2022, 8, 1), date(2021, 6, 1))
    assert (utan.fore, utan.efter, utan.manader, utan.ord) == (2.0, 2.0, 2, Forandring.INGEN)
    med = folj_upp(manader, Skala.MEDEL, date(2022, 6, 1), date(2022, 8, 1))
    assert med.fore == 18.0


def test_before_is_always_before_and_at_most_a_year_after() -> None:
    """Done in January 2021: of the last twelve months to August 2022, 2021's and 2022's have 2019's and 2020's."""
    manader = serie("2019-09", *[20] * 16) | serie("2021-01", *[30] * 20)
    svar = folj_upp(manader, Skala.MEDEL, date(2021, 1, 1), date(2022, 8, 1))
    assert (svar.fore, svar.efter, svar.manader) == (2.0, 3.0, 12)


@pytest.mark.parametrize(
    ("byten", "ord_"),
    [
        ({date(2021, 7, 1): Forandring.FOR_FA}, Forandring.FOR_FA),  # a hidden month: no sum without it
        ({date(2022, 7, 1): Forandring.PRELIMINART}, Forandring.PRELIMINART),
        ({date(2022, 7, 1): None}, Forandring.SAKNAS),
    ],
)
def test_a_month_that_cannot_be_used_gives_no_verdict(byten: dict[date, Any], ord_: Forandring) -> None:
    hela: dict[date, Any] = serie("2021-06", 20, 20, 20) | serie("2022-06", 20, 20, 20) | byten
    manader = {d: v for d, v in hela.items() if v is not None}
    svar = folj_upp(manader, Skala.MEDEL, date(2022, 6, 1), date(2022, 8, 1))
    assert (svar.ord, svar.fore, svar.efter) == (ord_, None, None)


def test_too_early_broken_and_stocks_are_not_judged() -> None:
    manader = serie("2021-06", 20, 20, 20) | serie("2022-06", 20, 20, 20)
    assert folj_upp(manader, Skala.MEDEL, date(2022, 8, 2), date(2022, 8, 1)).ord is Forandring.FOR_TIDIGT
    for dag in (date(2022, 1, 1), date(2022, 8, 15)):  # between the sides, and within the last month
        assert folj_upp(manader, Skala.MEDEL, date(2022, 6, 1), date(2022, 8, 1), brott=[dag]).ord is Forandring.BROTT
    assert folj_upp(manader, Skala.KVOT, date(2022, 6, 1), date(2022, 8, 1)).ord is Forandring.BESTAND


def test_rates_and_shares_by_their_own_intervals() -> None:
    """30 of 10 000 a month becomes 60: 90 events against 180 is shown, 3 against 6 is too few."""
    stora: dict[date, Summor | Forandring] = {}
    sma: dict[date, Summor | Forandring] = {}
    for ar, antal in ((2021, 30), (2022, 60)):
        for m in (6, 7, 8):
            stora[date(ar, m, 1)], sma[date(ar, m, 1)] = (antal, 1e4, 0), (antal / 30, 1e4, 0)
    for skala in (Skala.PER_10000, Skala.ANTAL, Skala.ANDEL):
        svar = folj_upp(stora, skala, date(2022, 6, 1), date(2022, 8, 1))
        assert svar.ord is Forandring.SAKERSTALLD, skala
        assert folj_upp(sma, skala, date(2022, 6, 1), date(2022, 8, 1)).ord is Forandring.FOR_FA
    assert folj_upp(stora, Skala.PER_10000, date(2022, 6, 1), date(2022, 8, 1)).efter == 60


BESLUT = Beslut(date(2022, 6, 1), "GNHH", "§ 12", "Ta fram en rutin.", NYA, "0013", "A. Ek", None, "", "klart")
ATGARD = Atgard("1315", "2022-03", "Avstämning", "Chef", date(2022, 4, 1), None, date(2022, 6, 1), NYA, "", "nej")


def sida(profil: Regionprofil, katalog: Katalog, omrade: str, skrivet: Skrivet, niva: str = "oppen") -> Underlag:
    """A region with new enrolments month by month: 40 a month in 2021 and 2022 in every område."""
    rader = [
        rad(NYA, o.kod, Period(Periodtyp.MANAD, date(ar, m, 1)), 40.0, 10_000.0)
        for o in profil.rapportomraden
        for ar in (2021, 2022)
        for m in range(1, 13)
    ]
    grund = underlag(replace(profil, brott=()), katalog, rader, omrade)
    skyddat = replace(grund.skyddat, meta=grund.skyddat.meta | {"niva": niva})
    return replace(grund, skrivet=skrivet, skyddat=skyddat)


def test_the_page_claims_no_effect(profil: Regionprofil, katalog: Katalog) -> None:
    block = beslut_och_atgarder(sida(profil, katalog, "0013", Skrivet(beslut=(BESLUT,))))
    assert isinstance(block, Tabell)
    (en,) = block.rader
    assert en[1].replace("\u00a0", " ") == "1 juni 2022, GNHH § 12"
    assert en[2] == "A. Ek, klart"
    assert [c.replace("\u00a0", " ") for c in en[3:5]] == ["40,0 (7 mån)", "40,0 (7 mån)"]
    assert en[5] == INGEN
    assert MOT_MEDEL in block.beskrivning


def test_a_slide_has_the_same_decisions_in_fewer_words(profil: Regionprofil, katalog: Katalog) -> None:
    egen = sida(profil, katalog, "0013", Skrivet(beslut=(BESLUT,), atgarder=(ATGARD,)))
    hela, kort = beslut_och_atgarder(egen), beslut_i_korthet(egen)
    assert isinstance(hela, Tabell)
    assert isinstance(kort, Tabell)
    assert [r[1:] for r in kort.rader] == [(r[2], r[5]) for r in hela.rader]  # the internal åtgärd in neither
    assert hela.rader[0][0].startswith(kort.rader[0][0])
    assert beslut_i_korthet(sida(profil, katalog, "0013", Skrivet())) is None


def test_an_atgard_is_internal_until_it_may_be_published(profil: Regionprofil, katalog: Katalog) -> None:
    skrivet = Skrivet(atgarder=(ATGARD,))
    assert beslut_och_atgarder(sida(profil, katalog, "1315", skrivet)) is None
    intern = beslut_och_atgarder(sida(profil, katalog, "1315", skrivet, INTERN))
    assert isinstance(intern, Tabell)
    assert "Utlösande månad: mars 2022 (40,0)" in intern.rader[0][0]
    ut = Skrivet(atgarder=(replace(ATGARD, publiceras="ja"),))
    assert beslut_och_atgarder(sida(profil, katalog, "1315", ut)) is not None
    assert beslut_och_atgarder(sida(profil, katalog, "1380", ut)) is None  # another kommun's
    assert beslut_och_atgarder(sida(profil, katalog, "0013", ut)) is not None


def test_what_is_not_done_or_has_no_measure_is_not_judged(profil: Regionprofil, katalog: Katalog) -> None:
    skrivet = Skrivet(
        beslut=(replace(BESLUT, indikator="", text="Utred."),),
        atgarder=(replace(ATGARD, genomford=None, klar_senast=date(2023, 1, 31), publiceras="ja"),),
    )
    block = beslut_och_atgarder(sida(profil, katalog, "0013", skrivet))
    assert isinstance(block, Tabell)
    assert [r[5] for r in block.rader] == ["åtgärden är inte genomförd", "följs inte med ett mått"]
    assert "klar senast 31\u00a0januari 2023" in block.rader[0][2]


def test_a_theme_has_its_own_and_the_future_is_not_shown(profil: Regionprofil, katalog: Katalog) -> None:
    skrivet = Skrivet(beslut=(BESLUT,), matt={"hemsjukvard": frozenset({NYA}), "palliativ": frozenset()})
    assert beslut_och_atgarder(sida(profil, katalog, "0013", skrivet), "hemsjukvard") is not None
    assert beslut_och_atgarder(sida(profil, katalog, "0013", skrivet), "palliativ") is None
    senare = Skrivet(beslut=(replace(BESLUT, datum=date(2023, 1, 9)),))
    assert beslut_och_atgarder(sida(profil, katalog, "0013", senare)) is None


def test_a_decision_marks_the_series_and_an_internal_atgard_does_not() -> None:
    skrivet = Skrivet(beslut=(BESLUT,), atgarder=(ATGARD, replace(ATGARD, atgard="Ute", publiceras="ja")))
    texter = [h.text for h in skrivet.handelser_for(NYA, ("0013", "1315"))]
    assert sorted(texter) == ["Beslut: Ta fram en rutin.", "Åtgärd: Ute"]
    assert skrivet.handelser_for(DAGAR, ("0013", "1315")) == []


def skriv(hem: Hem, namn: str, *rader: str) -> None:
    mapp = hem.skrivet("halland")
    mapp.mkdir(parents=True, exist_ok=True)
    (mapp / namn).write_text("\n".join(rader) + "\n", encoding="utf-8")


B_RUBRIK = "Datum;Organ;Ärende;Text;Mått;Område;Ansvarig;Klart senast;Status"
A_RUBRIK = "Område;Utlösande månad;Åtgärd;Ansvarig;Beslutad;Genomförd;Mått"


def test_they_are_read_with_swedish_headings(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    skriv(tomt_hem, "beslut.csv", B_RUBRIK, f"2022-03-17;GNHH;§ 12;Ta fram en rutin.;{NYA};Halland;A. Ek;;pågår")
    skriv(tomt_hem, "atgarder.csv", A_RUBRIK, f"Hylte;2022-03;Avstämning;Chef;2022-04-01;;{DAGAR}")
    skrivet = las_skrivet(tomt_hem, profil, katalog, exempel=False)
    assert (skrivet.beslut[0].omrade, skrivet.beslut[0].klart_senast, skrivet.beslut[0].status) == (
        "0013",
        None,
        "pågår",
    )
    assert (skrivet.atgarder[0].omrade, skrivet.atgarder[0].genomford, skrivet.atgarder[0].publiceras) == (
        "1315",
        None,
        "nej",
    )


def test_every_fault_is_told_with_its_row(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    skriv(
        tomt_hem,
        "beslut.csv",
        B_RUBRIK,
        ";GNHH;§ 12;Rutin.;antal_nya_inskrivninger;Hultsfred;A. Ek;;pågår",
        "2022-03-17;GNHH;§ 13;Rutin.;;Halland;A. Ek;;påbörjat",
    )
    skriv(tomt_hem, "atgarder.csv", A_RUBRIK, f"Hylte;2022;Avstämning;Chef;2022-04-01;;{DAGAR}")
    with pytest.raises(DataError) as fel:
        las_skrivet(tomt_hem, profil, katalog, exempel=False)
    text = str(fel.value)
    for vad in (
        "beslut.csv, rad 2: datum: obligatoriskt värde saknas",
        "Menade du antal_nya_inskrivningar",
        "Hultsfred",
        "beslut.csv, rad 3: status",
        "atgarder.csv, rad 2: utlosande_manad: perioden är inte en månad",
    ):
        assert vad in text, text
    skriv(tomt_hem, "beslut.csv", B_RUBRIK)
    skriv(tomt_hem, "atgarder.csv", A_RUBRIK, f"Hylte;2022-03;Avstämning;Chef;2022-04-10;2022-04-01;{DAGAR}")
    with pytest.raises(DataError, match="genomförd före beslutet"):
        las_skrivet(tomt_hem, profil, katalog, exempel=False)


def test_a_break_between_is_said(profil: Regionprofil, katalog: Katalog) -> None:
    u = sida(profil, katalog, "0013", Skrivet(beslut=(BESLUT,)))
    brott = replace(u.profil, brott=(Brott(date(2022, 1, 1), (), "o", "k"),))
    block = beslut_och_atgarder(replace(u, profil=brott))
    assert isinstance(block, Tabell)
    assert block.rader[0][5] == str(Forandring.BROTT)
