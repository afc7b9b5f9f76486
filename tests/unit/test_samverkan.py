"""Surveys of organisations: names only as promised, medians and "olika bild" worked by hand, no test anywhere."""

import json
import re
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analys.disclosure.enkater import skydda_enkater
from analys.disclosure.grind import INTERN, SkyddatUtfall, oskyddat
from analys.katalog import Katalog
from analys.omraden import hitta
from analys.period import Period
from analys.present import intervjuteman, omgangsspindel, svarsbild, svarsspindel, temabild, variationer
from analys.present.block import Figur, Tabell, Text
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.utfall import KOLUMNER
from tests.unit.test_diagram import inget_skyms, ord_i

NAMN = "Vårdcentral Hylte"
FRAGOR = [("q1", "steg", "", "Kontakt"), ("q2", "steg", "", "SIP"), ("q3", "steg", "", "Stöd")]
FRAGOR += [("t1", "tema", "Tillgänglighet", ""), ("t2", "tema", "Avtal", "")]
SVAR: dict[tuple[str, str, str], tuple[int | None, ...]] = {  # q1, q2, q3, t1, t2
    ("kommun", "1315", ""): (5, 4, 2, 1, 1),
    ("region", "1315", f"{NAMN} 1"): (2, 4, 2, 0, 0),
    ("region", "1315", f"{NAMN} 2"): (3, 5, 3, 0, 1),
    ("kommun", "1380", ""): (4, 1, 6, 1, 0),
    ("region", "1380", "VC 1"): (4, 2, 6, 1, 0),
    ("region", "1380", "VC 2"): (4, 3, 6, 0, 0),
    ("region", "1380", "VC 3"): (None, None, None, None, None),  # asked, has not answered
}


def tabeller(visa_namn_for: str = "intern_samverkan") -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    e = ("e", "Samverkansenkät", "organisation", visa_namn_for, 1, 6)
    i = ("i", "Intervjuer", "person", "ingen", None, None)
    rader = [(*e, f, s, r, k, f"Hur är {f}?", "", "prov") for f, s, r, k in FRAGOR]
    rader += [(*i, "h", "tema", "", "Hemgång", "Att komma hem", "", "prov")]
    rader += [(*i, "n", "tema", "", "Natten", "Vem man ringer", "", "prov")]
    kolumner = ["enkat", "titel", "svarande", "visa_namn_for", "skala_min", "skala_max", "fraga", "slag", "rubrik"]
    enkater = pd.DataFrame(rader, columns=[*kolumner, "kort", "text", "indikator", "kalla"])
    svar = [
        ("e", omgang, h, kod, enhet, f, s)
        for omgang in ("2022-05", "2022-11", "2023-01")
        for (h, kod, enhet), alla in SVAR.items()
        for (f, *_), s in zip(FRAGOR, alla, strict=True)
    ]
    samtal = [("i", "2022-10", f"I{n}", "patient", "h", f"Ord {n}", "ja" if n else "nej") for n in range(5)]
    samtal.append(("i", "2022-10", "I9", "narstaende", "n", "", "ja"))
    return (
        enkater.astype({"skala_min": "Int64", "skala_max": "Int64"}),
        pd.DataFrame(svar, columns=["enkat", "matomgang", "huvudman", "kommunkod", "enhet", "fraga", "svar"]).astype(
            {"svar": "Int64"}
        ),
        pd.DataFrame(samtal, columns=["enkat", "matomgang", "intervju", "roll", "fraga", "citat", "samtycke"]),
    )


def skyddade(niva: str = "oppen", visa: str = "intern_samverkan") -> dict[str, Any]:
    return skydda_enkater(*tabeller(visa), niva, date(2022, 12, 31))


def underlag(profil: Regionprofil, katalog: Katalog, omrade: str, enkater: dict[str, Any]) -> Underlag:
    tomt = pd.DataFrame({k: pd.Series(dtype=object) for k in KOLUMNER})
    meta = {"nyckel": "n", "exempel": False, "enkater": enkater}
    skyddat: SkyddatUtfall = oskyddat(tomt, katalog, meta)
    return Underlag(profil, katalog, hitta(omrade, profil.rapportomraden), Period.las("2022-12"), skyddat)


def test_an_open_page_has_every_answer_and_no_name() -> None:
    ut = skyddade()["e"]
    assert list(ut["omgangar"]) == ["2022-05", "2022-11"]  # a round after the report's month is left out
    runda = ut["omgangar"]["2022-11"]
    assert (runda["tillfragade"], runda["svarade"]) == (7, 6)
    assert runda["svar"]["q1"] == [["kommun", 4], ["kommun", 5], ["region", 2], ["region", 3], *[["region", 4]] * 2]
    mitt = [k["mitt"] for k in runda["kommuner"]]
    assert sorted((m["q1"]["kommun"], m["q1"]["region"]) for m in mitt) == [(4, 4), (5, 2.5)]
    text = json.dumps(ut)
    assert not re.search(f"{NAMN}|VC|1315|1380|Hylte", text)
    assert "svar" not in runda["kommuner"][0]  # how many vårdcentraler a kommun has would name it


@pytest.mark.parametrize(
    ("visa", "niva", "namn", "kommuner"),
    [
        ("ingen", "oppen", False, 0),
        ("ingen", INTERN, False, 0),
        ("intern_samverkan", "oppen", False, 2),
        ("intern_samverkan", INTERN, True, 2),
        ("alla", "oppen", True, 2),
        ("alla", INTERN, True, 2),
    ],
)
def test_names_follow_what_was_promised(visa: str, niva: str, namn: bool, kommuner: int) -> None:
    ut = skyddade(niva, visa)["e"]
    delar = ut["omgangar"]["2022-11"]["kommuner"]
    assert (ut["namn"], len(delar), {bool(k["kommun"]) for k in delar} <= {namn}) == (namn, kommuner, True)
    assert NAMN not in json.dumps(ut)  # an enhet is never named at all


def test_a_kommun_where_one_part_is_silent_has_no_picture_without_name() -> None:
    enkater, svar, samtal = tabeller()
    tyst = svar.assign(svar=svar["svar"].mask((svar["huvudman"] == "kommun") & (svar["kommunkod"] == "1315")))
    oppen, intern = (skydda_enkater(enkater, tyst, samtal, n, date(2022, 12, 31))["e"] for n in ("oppen", INTERN))
    assert [len(e["omgangar"]["2022-11"]["kommuner"]) for e in (oppen, intern)] == [1, 2]
    assert oppen["omgangar"]["2022-11"]["svarade"] == 5


def test_the_order_of_variations_is_neither_the_kommuner_s_nor_a_rank() -> None:
    enkater, svar, samtal = tabeller()
    bakvant = skydda_enkater(enkater, svar[::-1], samtal, "oppen", date(2022, 12, 31))
    assert bakvant["e"]["omgangar"]["2022-11"]["kommuner"] == skyddade()["e"]["omgangar"]["2022-11"]["kommuner"]


def test_the_county_s_dots_count_the_kommuner_whose_parts_have_different_pictures(
    profil: Regionprofil, katalog: Katalog
) -> None:
    """Hylte q1: 5 against the median of 2 and 3. Not Halmstad q2: 1 against the median of 2 and 3 is 1,5 steps."""
    bild = svarsbild(underlag(profil, katalog, "0013", skyddade()), "e")
    assert isinstance(bild, Figur)
    assert bild.titel == "Samverkansenkät i Halland, november 2022"
    assert [r[1:] for r in bild.tabell.rader] == [
        ("4, 5", "2, 3, 4, 4", "olika bild i 1 av 2"),
        ("1, 4", "2, 3, 4, 5", ""),
        ("2, 6", "2, 3, 6, 6", ""),
    ]
    assert "86\u00a0% (6 av 7)" in bild.kalla
    assert not re.search("säkerställ|intervall|Holm|rang", bild.beskrivning + bild.alt)


def test_a_kommun_s_page_is_the_county_s_in_the_open_and_its_own_in_the_local_meeting(
    profil: Regionprofil, katalog: Katalog
) -> None:
    oppen = svarsbild(underlag(profil, katalog, "1315", skyddade()), "e")
    intern = svarsbild(underlag(profil, katalog, "1315", skyddade(INTERN)), "e")
    assert isinstance(oppen, Figur)
    assert isinstance(intern, Figur)
    assert (oppen.omrade, oppen.titel) == ("1315", "Samverkansenkät i Halland, november 2022")
    assert intern.titel == "Samverkansenkät i Hylte, november 2022"
    assert [r[1:] for r in intern.tabell.rader] == [("5", "2, 3", "olika bild"), ("4", "4, 5", ""), ("2", "2, 3", "")]
    assert "100\u00a0% (3 av 3)" in intern.kalla


def test_variations_have_letters_in_the_open_and_names_in_the_local_meeting(
    profil: Regionprofil, katalog: Katalog
) -> None:
    oppen = variationer(underlag(profil, katalog, "0013", skyddade()), "e")
    intern = variationer(underlag(profil, katalog, "0013", skyddade(INTERN)), "e")
    assert isinstance(oppen, Figur)
    assert isinstance(intern, Figur)
    assert oppen.titel.startswith("Variationer i Halland")
    assert [r[0] for r in oppen.tabell.rader] == ["Bild A", "Bild B"]
    assert {r[0]: r[1:] for r in intern.tabell.rader} == {
        "Hylte": ("5 · 2,5", "4 · 4,5", "2 · 2,5"),
        "Halmstad": ("4 · 4", "1 · 2,5", "6 · 6"),
    }
    assert {r[1:] for r in oppen.tabell.rader} == {r[1:] for r in intern.tabell.rader}
    assert not {"Hylte", "Halmstad"} & set(ord_i(oppen.svg_bred))
    ingen = variationer(underlag(profil, katalog, "0013", skyddade("oppen", "ingen")), "e")
    assert isinstance(ingen, Text)


def test_radars_are_of_medians_and_say_how_the_questions_read(profil: Regionprofil, katalog: Katalog) -> None:
    mitt = underlag(profil, katalog, "0013", skyddade())
    parter, rundor = svarsspindel(mitt, "e"), omgangsspindel(mitt, "e")
    assert isinstance(parter, Figur)
    assert isinstance(rundor, Figur)
    assert parter.tabell.rader[0] == ("Kontakt", "Hur är q1?", "4,5", "3,5")
    assert rundor.tabell.kolumner[2:] == ("November 2022", "Maj 2022")
    assert rundor.tabell.rader[1] == ("SIP", "Hur är q2?", "3,5", "3,5")  # 1, 2, 3, 4, 4, 5
    for figur in (parter, rundor, variationer(mitt, "e"), svarsbild(mitt, "e")):
        assert isinstance(figur, Figur)
        inget_skyms(figur.svg_bred)
        inget_skyms(figur.svg_smal)


def test_coded_themes_say_where_the_parts_agree(profil: Regionprofil, katalog: Katalog) -> None:
    tabell = temabild(underlag(profil, katalog, "0013", skyddade()), "e")
    assert isinstance(tabell, Tabell)
    assert tabell.rader == (
        ("Tillgänglighet", "", "", ""),
        ("Hur är t1?", "2 av 2", "1 av 4", "olika bild, mest kommunen"),
        ("Avtal", "", "", ""),
        ("Hur är t2?", "1 av 2", "1 av 4", "olika bild, mest kommunen"),
    )
    assert "0 av 2 teman tas upp av båda" in tabell.beskrivning


def test_interviews_are_told_for_the_region_alone_with_consent_and_without_counts(
    profil: Regionprofil, katalog: Katalog
) -> None:
    tabell = intervjuteman(underlag(profil, katalog, "0013", skyddade()), "i")
    assert isinstance(tabell, Tabell)
    ord_ = " ".join(f"”Ord {n}” (patient)" for n in range(1, 5))  # the first has said no
    assert tabell.rader == (("Hemgång", "Att komma hem", ord_), ("Natten", "Vem man ringer", "-"))
    assert "Ord 0" not in json.dumps(skyddade(INTERN))
    assert "Antal intervjuer: 6." in tabell.kalla
    kommun = intervjuteman(underlag(profil, katalog, "1315", skyddade(INTERN)), "i")
    assert isinstance(kommun, Text)
    assert "Ord" not in " ".join(kommun.stycken)


def test_a_region_without_surveys_says_so(profil: Regionprofil, katalog: Katalog) -> None:
    tomt = underlag(profil, katalog, "0013", {})
    bara_teman = skyddade()
    bara_teman["e"]["fragor"] = bara_teman["e"]["fragor"][3:]
    assert isinstance(svarsbild(underlag(profil, katalog, "0013", bara_teman), "e"), Text)
    for block in (svarsbild, svarsspindel, omgangsspindel, variationer, temabild, intervjuteman):
        text = block(tomt, "e")
        assert isinstance(text, Text)
        assert text.stycken == ("Uppgift saknas för Halland.",)
