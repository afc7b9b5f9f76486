"""The table by kommun and group marks only what is shown, and a chart over time says why its series breaks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analys.katalog import Katalog
from analys.period import Period
from analys.present import (
    eget_kontinuitetsmatt,
    grupptabell,
    i_korthet,
    jamfor_grupper,
    jamfor_kommuner,
    regler,
    stil,
    utveckling,
    utveckling_i_grupper,
)
from analys.present.block import Figur, Tabell, Text
from analys.present.underlag import Underlag
from analys.region import Kontinuitetsmatt, Kontinuitetsslag, Regionprofil
from tests.unit.test_omdome_pa_sidan import KOMMUNER, rad, underlag

LAKARE, SABO = "andel_fast_lakarkontakt", "andel_fast_lakarkontakt_sarskilt_boende"
DEC = Period.las("2022-12")


def sida(profil: Regionprofil, katalog: Katalog, omrade: str, *mer: dict[str, Any]) -> Underlag:
    """Every kommun 92 of 100 in each group and 276 of 300 in all, and the rows given in their place."""
    egna = [rad(LAKARE, k, DEC, 276, 300) for k in KOMMUNER] + [rad(LAKARE, "0013", DEC, 1656, 1800)]
    egna += [rad(LAKARE, k, DEC, 92, 100, rub=g) for k in KOMMUNER for g in ("0-3", "4", "5")]
    egna += [rad(LAKARE, "0013", DEC, 552, 600, rub=g) for g in ("0-3", "4", "5")]
    andrade = {(r["omrade"], r["rub"]): r for r in mer}
    return underlag(profil, katalog, [andrade.get((r["omrade"], r["rub"]), r) for r in egna], omrade)


def celler(block: Tabell | Text) -> dict[str, tuple[str, ...]]:
    assert isinstance(block, Tabell)
    return {r[0]: tuple(c.replace("\u00a0", " ") for c in r[1:]) for r in block.rader}


def test_only_shown_differences_are_marked_never_the_lowest(profil: Regionprofil, katalog: Katalog) -> None:
    """80 of 100 against 92 %: the 99,8 % interval (Wilson) ends at 89,6; 86 of 100 is its column's lowest: 93,6."""
    bas = sida(
        profil, katalog, "1380", rad(LAKARE, "1380", DEC, 80, 100, rub="4"), rad(LAKARE, "1315", DEC, 86, 100, rub="5")
    )
    tabell = grupptabell(bas, LAKARE, "rub")
    assert isinstance(tabell, Tabell)
    assert tabell.kolumner == ("Område", "Totalt", "RUB 0–3", "RUB 4", "RUB 5", "Utan, antal")
    rader = celler(tabell)
    assert rader["Halmstad"] == ("92,0 %", "92,0 %", "80,0 % ▼ lägre", "92,0 %", "24")
    assert rader["Hylte"] == ("92,0 %", "92,0 %", "92,0 %", "86,0 %", "24")
    assert list(rader)[-2:] == ["Halland", "Personer i Halland"]
    assert rader["Personer i Halland"] == ("1 800", "600", "600", "600", "")
    assert tabell.markerad == (1,)
    assert "Den högsta och den lägsta kommunen märks inte" in tabell.beskrivning


def test_a_hidden_cell_is_a_sign_and_has_no_mark(profil: Regionprofil, katalog: Katalog) -> None:
    bas = sida(profil, katalog, "0013", rad(LAKARE, "1315", DEC, 1, 4), rad(LAKARE, "1315", DEC, None, None, rub="4"))
    assert celler(grupptabell(bas, LAKARE, "rub"))["Hylte"] == ("..", "92,0 %", "-", "92,0 %", "..")


def test_nothing_delivered_is_said(profil: Regionprofil, katalog: Katalog) -> None:
    assert isinstance(
        grupptabell(underlag(profil, katalog, [rad(LAKARE, "0013", DEC, None, None)], "0013"), LAKARE), Text
    )


def test_at_the_ceiling_the_number_without_is_said_and_nobody_is_judged(profil: Regionprofil, katalog: Katalog) -> None:
    """30 of 100 against 98 per cent would be lower beyond doubt."""
    rader = [rad(SABO, k, DEC, 98, 100) for k in KOMMUNER[1:]] + [rad(SABO, "0013", DEC, 588, 600)]
    bas = underlag(profil, katalog, [*rader, rad(SABO, KOMMUNER[0], DEC, 30, 100)], KOMMUNER[0])
    bild = jamfor_kommuner(bas, SABO)
    assert isinstance(bild, Figur)
    assert "70 av 100 utan" in str(bild.tabell.rader)
    assert "säkerställ" not in f"{bild.mening}{bild.tabell}{i_korthet(bas, SABO)}"


def test_a_chart_says_why_its_series_breaks(profil: Regionprofil, katalog: Katalog) -> None:
    serie = [
        rad(LAKARE, o, Period.las(f"2022-{m:02d}"), 0 if m < 6 else 80 + m, 0 if m < 6 else 100)
        for o in ("0013", "1380")
        for m in range(4, 13)
    ]
    for r in serie:
        r["namnare"] = r["namnare"] or None
        r["taljare"] = r["taljare"] or None
    bas = underlag(profil, katalog, serie, "1380")
    bild = utveckling(bas, LAKARE, "2022-04", samma_farg=True)
    assert isinstance(bild, Figur)
    assert "Brott den 1\u00a0juni 2022: Fast läkarkontakt kan registreras sedan juni 2022." in bild.beskrivning
    assert bild.mening.startswith("I Halmstad var andelen 86,0")
    utan = utveckling(replace(bas, profil=replace(profil, brott=())), LAKARE, "2022-04", samma_farg=True)
    assert "Brott" not in utan.beskrivning


@pytest.mark.parametrize("samma_farg", [True, False])
def test_the_comparator_may_have_the_own_colour(profil: Regionprofil, katalog: Katalog, samma_farg: bool) -> None:
    serie = [rad(LAKARE, o, Period(DEC.typ, date(2022, m, 1)), 90, 100) for o in ("0013", "1380") for m in (10, 11, 12)]
    bild = utveckling(underlag(profil, katalog, serie, "1380"), LAKARE, "2022-10", samma_farg=samma_farg)
    assert isinstance(bild, Figur)
    assert (stil.JAMFORELSE.lower() in bild.svg_bred.lower()) is not samma_farg
    assert stil.EGEN.lower() in bild.svg_bred.lower()


def test_groups_that_are_all_hidden_are_not_called_missing(profil: Regionprofil, katalog: Katalog) -> None:
    rader = [rad(LAKARE, "1315", DEC, 1, 4, kon=k) for k in ("kvinna", "man")]
    text = jamfor_grupper(underlag(profil, katalog, rader, "1315"), LAKARE, "kon")
    assert isinstance(text, Text)
    assert text.stycken == ("Siffrorna för Hylte visas inte: de är så små att en person kan kännas igen.",)
    utan = jamfor_grupper(underlag(profil, katalog, rader, "1380"), LAKARE, "kon")
    assert isinstance(utan, Text)
    assert utan.stycken == ("Uppgift saknas för Halmstad.",)


def test_a_mean_is_of_those_who_were_measured(profil: Regionprofil, katalog: Katalog) -> None:
    """41 patients with an index of 0,6 are 41 patients, not the 24,6 that their indices add up to."""
    rader = [rad("kontinuitet_ko1", o, DEC, 24.6, 41, kvadratsumma=16.0) for o in ("0013", *KOMMUNER)]
    bild = jamfor_kommuner(underlag(profil, katalog, rader, "1315"), "kontinuitet_ko1")
    assert isinstance(bild, Figur)
    assert bild.tabell.kolumner[1] == "Antal patienter"
    assert {r[1] for r in bild.tabell.rader} == {"41"}
    assert "41 patienter i Halland" in bild.kalla


def test_rules_are_printed_from_the_catalogue(profil: Regionprofil, katalog: Katalog) -> None:
    bas = underlag(profil, katalog, [rad(LAKARE, "0013", DEC, 1, 1)], "0013")
    ett, tva = regler(bas, "kontinuitet_ko1", "kontinuitet_ko5").stycken
    assert "minsta antal läkarbesök i fönstret: 3" in ett
    assert "till och med den månad som visas: 18" in tva
    assert "bara patienter med kronisk sjukdom: ja" in ett
    assert "bara patienter med kronisk sjukdom: nej" in tva


def test_two_groups_over_time_are_drawn_from_the_months_that_are_shown(profil: Regionprofil, katalog: Katalog) -> None:
    manader = [DEC.flytta(-nr) for nr in range(12, -1, -1)]
    rader = [rad(LAKARE, "0013", m, 500 + nr, 600, rub=g) for nr, m in enumerate(manader) for g in ("4", "5")]
    dold = rad(LAKARE, "0013", DEC, 598, 600, rub="5")
    bild = utveckling_i_grupper(underlag(profil, katalog, [*rader[:-1], dold], "0013"), LAKARE, "rub", "4", "5")
    assert isinstance(bild, Figur)
    assert bild.titel.endswith(" efter vårdbehov (RUB) i Halland, andel i procent")
    assert bild.tabell.kolumner == ("Period", "RUB 4", "Antal, RUB 4", "RUB 5", "Antal, RUB 5")
    assert len(bild.tabell.rader) == 13
    assert bild.tabell.rader[0] == ("December 2021", "83,3\u00a0%", "500 av 600", "83,3\u00a0%", "500 av 600")
    assert bild.tabell.rader[-1][1:] == ("85,3\u00a0%", "512 av 600", "..", "..")
    assert bild.mening == "December 2022: 85,3\u00a0% i RUB 4."


@pytest.mark.parametrize(
    ("slag", "ord_"), [("okand", "källan säger inte om"), ("coc", "samma som Ko5 gånger 100"), ("upc", "högre än COC")]
)
def test_a_region_s_own_continuity_stands_beside_nothing_until_it_is_known(
    profil: Regionprofil, katalog: Katalog, slag: str, ord_: str
) -> None:
    eget = Kontinuitetsmatt("Läkarkontinuitet (%)", Kontinuitetsslag(slag), "prov")
    text = eget_kontinuitetsmatt(sida(replace(profil, kontinuitetsmatt=eget), katalog, "0013")).stycken[0]
    assert text.startswith("**Läkarkontinuitet (%)**, regionens eget mått: ")
    assert ord_ in text
    assert ("ska inte jämföras" in text) == (slag != "coc")
    assert "inget eget mått" in eget_kontinuitetsmatt(sida(profil, katalog, "0013")).stycken[0]
