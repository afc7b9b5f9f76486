"""The pages of waiting: facts of the agreement, states by month, and worked examples, from figures that are shown."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analys.disclosure.grind import INTERN
from analys.katalog import Katalog
from analys.period import Period, Periodtyp
from analys.present import (
    andra_regler,
    betalning,
    dagar_i_snitt,
    modellens_manader,
    mot_riktmarket,
    scenario,
    vardplatser,
)
from analys.present.block import Figur, Tabell, Text
from analys.region import Belopp, Formel, Genomsnittsmodell, Regionprofil, Riktmarke
from tests.unit.test_omdome_pa_sidan import rad, underlag

ALLA, MINST = "medel_dagar_utskrivningsklar_somatik", "medel_dagar_minst_en_dag_somatik"
VASTERBOTTENS = Genomsnittsmodell(
    "Modellen", ALLA, date(2022, 9, 1), Formel.OKAND, "källan", 3.0, 3, slut_manader=3, verkan="Verkan."
)


def manader(kommun: str, *dagar: float | None, n: int = 10) -> list[dict[str, Any]]:
    """Return months up to December 2022 with so many days of ten stays; None for one with too few stays to show."""
    sista = Period(Periodtyp.MANAD, date(2022, 12, 1))
    perioder = [sista.flytta(i - len(dagar) + 1) for i in range(len(dagar))]
    return [
        rad(ALLA, kommun, p, d if d is not None else 4, n if d is not None else 2, kvadratsumma=(d or 4) ** 2)
        for p, d in zip(perioder, dagar, strict=True)
    ]


def halland(*serier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows; the kommuner that are not named had ten stays and twenty days in December."""
    namngivna = {r["omrade"] for s in serier for r in s}
    andra = [o for o in ("0013", "1382", "1380", "1315", "1384", "1381", "1383", "utanfor") if o not in namngivna]
    return [r for s in (*serier, *(manader(o, 20.0) for o in andra)) for r in s]


def tabell(block: Figur | Tabell | Text) -> dict[str, tuple[str, ...]]:
    egen = block.tabell if isinstance(block, Figur) else block
    assert isinstance(egen, Tabell), block
    return {r[0]: r[1:] for r in egen.rader}


def med_modell(profil: Regionprofil, modell: Genomsnittsmodell | None) -> Regionprofil:
    return replace(profil, genomsnittsmodell=modell)


def test_a_riktmarke_applies_to_its_own_year_alone(profil: Regionprofil, katalog: Katalog) -> None:
    rader = halland(manader("1315", 29.0), manader("1380", 23.0))
    block = mot_riktmarket(underlag(profil, katalog, rader, "0013"))
    assert tabell(block)["Hylte"] == ("2,9", "-", "riktmärke saknas")
    assert isinstance(block, Tabell)
    assert "Riktmärke för 2022: uppgift saknas." in block.beskrivning
    assert "2023 (2,3 dagar)" in block.beskrivning
    assert profil.genomsnittsmodell is not None
    egen = replace(profil.genomsnittsmodell, riktmarken=(Riktmarke(2022, 2.3, "källan"),))
    svar = tabell(mot_riktmarket(underlag(med_modell(profil, egen), katalog, rader, "0013")))
    assert svar["Hylte"] == ("2,9", "2,3", "över")
    assert svar["Halmstad"] == ("2,3", "2,3", "inte över")  # exactly at it


def test_each_month_has_its_state_and_a_hidden_one_only_what_can_be_said(
    profil: Regionprofil, katalog: Katalog
) -> None:
    rader = halland(
        manader("0013", 20.0, 20.0, 20.0, 20.0),
        manader("1382", 31.0, 32.0, 33.0, 20.0),
        manader("1380", 31.0, None, 33.0, 34.0),
        manader("1315", 31.0, 30.0, 33.0, 0.0, n=10),
    )
    svar = tabell(modellens_manader(underlag(med_modell(profil, VASTERBOTTENS), katalog, rader, "0013")))
    assert [rad[0] for rad in svar.values()] == [
        "3,1 över (1)",
        "3,2 över (2)",
        "3,3 över (3)",
        "2,0 inte över, ansvar",
    ]
    assert [rad[1] for rad in svar.values()] == [
        "3,1 över (1)",
        "visas inte (för få)",
        "3,3 över",
        "3,4 över, ansvar kan inte visas",
    ]
    assert [rad[2] for rad in svar.values()][1] == "3,0 inte över"


def test_where_the_rule_is_not_known_no_state_is_invented(profil: Regionprofil, katalog: Katalog) -> None:
    block = modellens_manader(underlag(profil, katalog, halland(), "0013"))
    assert isinstance(block, Text)
    assert "står inte i källan" in block.stycken[0]
    utan = underlag(med_modell(profil, None), katalog, halland(), "0013")
    for funktion in (modellens_manader, mot_riktmarket, scenario, betalning):
        assert isinstance(funktion(utan), Text)


def test_the_worked_example_counts_months_and_days_above(profil: Regionprofil, katalog: Katalog) -> None:
    rader = halland(manader("1315", 29.0, 23.0, None, 31.0))
    svar = tabell(scenario(underlag(profil, katalog, rader, "0013"), 2.3, 3.0))
    assert svar["Hylte"] == ("3", "2", "14", "1", "1")  # (29 - 23) + (31 - 23); 31 - 30
    dolt = tabell(scenario(underlag(profil, katalog, halland(manader("1315", None)), "0013"), 2.3, 3.0))
    assert dolt["Hylte"] == ("0", "..", "..", "..", "..")


def test_the_worked_example_draws_the_lowest_and_the_highest_riktmarke(profil: Regionprofil, katalog: Katalog) -> None:
    rader = halland(manader("1315", 29.0, 23.0, None, 31.0))
    block = scenario(underlag(profil, katalog, rader, "1315"), 2.3, 3.0)
    assert isinstance(block, Figur)
    assert "Hylte 14 resp. 1 dagar;" in block.alt
    assert "om riktmärket vore 3,0 dagar" in block.svg_bred
    assert "Samverkan gör det" in block.beskrivning


def test_days_to_pay_for_are_those_of_the_months_of_responsibility(profil: Regionprofil, katalog: Katalog) -> None:
    """Above 3 days in September to November: December's 40 days are paid for, at the year's own amount."""
    rader = halland(
        manader("0013", 20.0, 20.0, 20.0, 20.0),
        manader("1315", 31.0, 32.0, 33.0, 40.0),
        manader("1380", 31.0, 32.0, 29.0, 40.0),
    )
    modell = replace(VASTERBOTTENS, formel=Formel.ALLA_DAGAR_I_ANSVAR, belopp=(Belopp(2022, 9300, "föreskriften"),))
    block = betalning(underlag(med_modell(profil, modell), katalog, rader, "0013"))
    svar = tabell(block)
    assert svar["Hylte"] == ("1", "40", "372\u00a0000")
    assert svar["Halmstad"] == ("0", "0", "0")
    assert isinstance(block, Tabell)
    assert "9\u00a0300 kronor per dag (föreskriften)" in block.beskrivning
    utan = replace(modell, belopp=(Belopp(2021, 9300, "föreskriften"),))
    assert tabell(betalning(underlag(med_modell(profil, utan), katalog, rader, "0013")))["Hylte"][2] == "belopp saknas"


def test_a_hidden_month_that_decides_leaves_the_days_to_pay_for_unsaid(profil: Regionprofil, katalog: Katalog) -> None:
    rader = halland(manader("0013", 20.0, 20.0, 20.0, 20.0), manader("1315", 31.0, None, 33.0, 40.0))
    modell = replace(VASTERBOTTENS, formel=Formel.ALLA_DAGAR_I_ANSVAR)
    svar = tabell(betalning(underlag(med_modell(profil, modell), katalog, rader, "0013")))
    assert svar["Hylte"] == ("kan inte visas",) * 3


def test_where_the_formula_is_not_known_no_days_are_paid_for(profil: Regionprofil, katalog: Katalog) -> None:
    block = betalning(underlag(profil, katalog, halland(), "0013"))
    assert isinstance(block, Text)
    assert "hur de räknas står inte i källan (Region Halland, Indikatorrapport mars 2023)" in block.stycken[0]


def test_other_rules_are_tried_in_the_internal_report_alone(profil: Regionprofil, katalog: Katalog) -> None:
    """3,1 2,9 5,0 and a month after: above 3 together (3,67), but not each month for itself."""
    rader = halland(manader("1315", 31.0, 29.0, 50.0, 10.0))
    u = underlag(profil, katalog, rader, "0013")
    oppen, intern = (
        replace(u, skyddat=replace(u.skyddat, meta=u.skyddat.meta | {"niva": niva})) for niva in ("oppen", INTERN)
    )
    assert isinstance(andra_regler(oppen, MINST, 3.0), Text)
    svar = tabell(andra_regler(intern, MINST, 3.0))
    assert svar["Hylte"] == ("0", "1", "0")


def test_days_per_inhabitant_of_65_have_their_population(profil: Regionprofil, katalog: Katalog) -> None:
    oppen = underlag(profil, katalog, halland(manader("1315", 31.0), manader("1380", None)), "0013")
    folk = {"invanare_65": {"ar": 2021, "antal": {"1315": 2480, "1380": 20000}}}
    med = replace(oppen, skyddat=replace(oppen.skyddat, meta=oppen.skyddat.meta | folk))
    block = vardplatser(med, ALLA, "manad")
    assert tabell(block)["Hylte"] == ("31", "1,0", "12,5")
    assert tabell(block)["Halmstad"] == ("..", "..", "..")
    assert tabell(block)["Utanför eller okänd"][2] == "."
    assert isinstance(block, Tabell)
    assert "folkmängden den 31 december 2021" in block.beskrivning


def test_places_are_days_over_the_days_of_the_period(profil: Regionprofil, katalog: Katalog) -> None:
    rader = halland(manader("1315", 31.0), manader("1380", None))
    svar = tabell(vardplatser(underlag(profil, katalog, rader, "0013"), ALLA, "manad"))
    assert svar["Hylte"] == ("31", "1,0")
    assert svar["Halmstad"] == ("..", "..")


@pytest.mark.parametrize("status", ["slutlig", "ej_sakerstalld"])
def test_the_two_means_stand_beside_each_other_with_their_stays(
    profil: Regionprofil, katalog: Katalog, status: str
) -> None:
    manad = Period.las("2022-12")
    rader = [
        rad(i, o, manad, 2000.0 if o == "0013" else 600.0, n, kvadratsumma=9000.0, status=status)
        for i, n in ((ALLA, 600), (MINST, 300))
        for o in ("0013", *profil.kommuner)
    ]
    block = dagar_i_snitt(underlag(profil, katalog, rader, "0013"), ALLA, MINST)
    assert isinstance(block, Tabell)
    assert "Data ej säkerställda: Rapporteringen till SKR är pausad" in block.kalla  # the profile says so of December
    hylte = tabell(block)["Hylte"]
    assert (hylte[0], hylte[1], hylte[3], hylte[4]) == ("600", "1,0", "300", "2,0")
    assert hylte[6] == ("▼\u00a0säkerställt lägre" if status == "slutlig" else "data ej säkerställda, bedöms inte")
