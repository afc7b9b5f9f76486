"""Questions: the standing ones are the profile's, the others follow from verdicts and never name a kommun."""

from dataclasses import replace
from typing import Any

import pytest

from analys.berakna import Kubbesked
from analys.katalog import Katalog
from analys.period import Period
from analys.present import forslag_till_fragor, fragor, las_underlag, sedan_i_fjol
from analys.present.fragor import FORSLAG, INGA_FRAGOR
from analys.region import Regionprofil
from tests.unit.test_omdome_pa_sidan import ATER, KOMMUNER, rad, underlag

AVLIDNA, SAMTAL = "andel_avlidna_efter_utskrivning", "andel_brytpunktssamtal"
DAGAR, TRE = "medel_dagar_utskrivningsklar_somatik", "andel_oplanerad_aterinskrivning_3_dagar"
NU, FORE = Period.las("2022-12-r12"), Period.las("2021-12-r12")


def stallda(profil: Regionprofil, katalog: Katalog, *rader: dict[str, Any], omrade: str = "0013") -> tuple[str, ...]:
    return forslag_till_fragor(underlag(profil, katalog, list(rader), omrade)).stycken


def test_the_standing_questions_are_the_source_s(kub: Kubbesked) -> None:
    """Region Halland, Indikatorrapport mars 2023, the first and the last slide."""
    block = fragor(las_underlag("halland", "Hylte", "2022-12"))
    assert len(block.stycken) == 3
    assert block.stycken[2] == "Hur vill nämnden leda utifrån redovisade data i Indikatorrapporten?"
    assert block.fot == "Källa: Region Halland, Indikatorrapport mars 2023, Reflektion och dialog."


@pytest.mark.parametrize("omrade", ["0013", *KOMMUNER])
def test_no_question_names_a_kommun(kub: Kubbesked, omrade: str) -> None:
    u = las_underlag("halland", omrade, "2022-12")
    block = forslag_till_fragor(u)
    text = " ".join(block.stycken)
    assert text.count("?") >= 3
    assert not [o.kortnamn for o in u.profil.rapportomraden[1:] if o.kortnamn in text]
    assert block.fot == FORSLAG


def test_where_a_kommun_alone_differs_only_the_variation_is_said(profil: Regionprofil, katalog: Katalog) -> None:
    """400 of 2 000 against 12 per cent; the others are as the region."""
    rader = [rad(ATER, k, NU, 240, 2000) for k in KOMMUNER[1:]] + [rad(ATER, "0013", NU, 1600, 12000)]
    fragorna = stallda(profil, katalog, rad(ATER, KOMMUNER[0], NU, 400, 2000), *rader)
    assert len(fragorna) == 1
    assert fragorna[0].startswith("**Variation:** kommunerna skiljer sig säkerställt åt i oplanerad återinskrivning.")


def test_the_balance_is_asked_of_when_it_went_the_other_way(profil: Regionprofil, katalog: Katalog) -> None:
    """Readmissions fell from 15 to 10 per cent while those who died rose from 2 to 5 per cent, of 10 000 each year."""
    bara_bra = (rad(ATER, "0013", NU, 1000, 10_000), rad(ATER, "0013", FORE, 1500, 10_000))
    fragorna = stallda(
        profil, katalog, *bara_bra, rad(AVLIDNA, "0013", NU, 500, 10_000), rad(AVLIDNA, "0013", FORE, 200, 10_000)
    )
    assert fragorna[0].startswith(
        "**Läs tillsammans:** oplanerad återinskrivning har gått åt önskat håll sedan samma period i fjol, men avlidna "
        "utan återinskrivning är samtidigt säkerställt högre."
    )
    lika = stallda(
        profil, katalog, *bara_bra, rad(AVLIDNA, "0013", NU, 200, 10_000), rad(AVLIDNA, "0013", FORE, 200, 10_000)
    )
    assert not [f for f in lika if f.startswith("**Läs")]
    assert [f for f in lika if "säkerställt lägre än samma period i fjol: oplanerad återinskrivning (15,0" in f]


@pytest.mark.parametrize(("nu", "fraga"), [(600, True), (100, False)])
def test_a_balance_measure_that_went_the_wanted_way_too_is_no_question(
    profil: Regionprofil, katalog: Katalog, nu: int, fraga: bool
) -> None:
    """Mean days fell from 3 to 2; readmissions within three days, which should be few, went from 3 per cent."""
    rader = [
        rad(DAGAR, "0013", period, dagar, 1000, kvadratsumma=kvadrat)
        for period, dagar, kvadrat in ((Period.las("2022-12"), 2000, 5000.0), (Period.las("2021-12"), 3000, 10_000.0))
    ]
    rader += [rad(TRE, "0013", NU, nu, 10_000), rad(TRE, "0013", FORE, 300, 10_000)]
    utan = replace(profil, brott=(), datastatus=())
    assert any(f.startswith("**Läs tillsammans:** dagar i snitt") for f in stallda(utan, katalog, *rader)) is fraga


def test_a_change_that_may_be_chance_and_a_hidden_figure_raise_no_question(
    profil: Regionprofil, katalog: Katalog
) -> None:
    assert stallda(profil, katalog, rad(ATER, "0013", NU, 110, 1000), rad(ATER, "0013", FORE, 100, 1000)) == (
        INGA_FRAGOR,
    )
    assert stallda(profil, katalog, rad(ATER, "0013", NU, 3, 1000), rad(ATER, "0013", FORE, 300, 1000)) == (
        INGA_FRAGOR,
    )


@pytest.mark.parametrize(("antal", "fraga"), [(97, True), (98, False)])
def test_a_missed_target_is_asked_of_by_its_place_on_the_way(
    profil: Regionprofil, katalog: Katalog, antal: int, fraga: bool
) -> None:
    fragorna = stallda(profil, katalog, rad(SAMTAL, "0013", NU, antal, 100))
    assert bool([f for f in fragorna if f.startswith("**Mål, livets slut:** brytpunktssamtal når inte")]) is fraga


def test_since_last_year_only_shown_changes_are_said_and_how_many_were_tried(
    profil: Regionprofil, katalog: Katalog
) -> None:
    """Readmissions fell from 15 to 10 per cent of 10 000; of those who died 205 against 200 may be chance."""
    rader = [rad(ATER, "0013", NU, 1000, 10_000), rad(ATER, "0013", FORE, 1500, 10_000)]
    rader += [rad(AVLIDNA, "0013", NU, 205, 10_000), rad(AVLIDNA, "0013", FORE, 200, 10_000)]
    block = sedan_i_fjol(underlag(profil, katalog, rader, "0013"))
    assert block.stycken == (
        "**Ett av två mått har förändrats säkerställt sedan i fjol.**",
        "**Lägre:** oplanerad återinskrivning (15,0\u00a0% till 10,0\u00a0%).",
    )
    lika = sedan_i_fjol(underlag(profil, katalog, rader[2:], "0013"))
    assert lika.stycken == ("**Inget av ett mått har förändrats säkerställt sedan i fjol.**",)
    ensam = sedan_i_fjol(underlag(profil, katalog, rader[:1], "0013"))
    assert ensam.stycken[0].endswith("mått kan jämföras med i fjol.**")
