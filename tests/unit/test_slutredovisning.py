"""The yearly form: the themes' own figures, the region's own words, and every fault of the files at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from analys.berakna import Kubbesked
from analys.errors import DataError, UsageError
from analys.formular import Formular, Regionsvar, Svar, las_formular
from analys.hem import Hem
from analys.katalog import Katalog
from analys.present import las_underlag, nyckeltal
from analys.present.formularsvar import Ifylld, fyll_i
from analys.region import Regionprofil
from tests.conftest import skriv_installningar

LISTADE = "andel_listade_fast_lakarkontakt"


@pytest.fixture
def formular(hem: Hem, profil: Regionprofil, katalog: Katalog) -> tuple[Formular, Regionsvar]:
    return las_formular(hem, "slutredovisning", 2022, profil, katalog)


@pytest.fixture
def ifyllda(kub: Kubbesked, formular: tuple[Formular, Regionsvar]) -> dict[str, Ifylld]:
    return {i.fraga.nr: i for i in fyll_i(las_underlag("halland", "0013", "2022-12"), *formular)}


def test_the_form_has_socialstyrelsen_s_seven_questions_in_order(ifyllda: dict[str, Ifylld]) -> None:
    assert list(ifyllda) == ["17c", "17d", "17e", "17f", "17g", "17h", "17i"]


def test_the_example_answers_what_halland_reported(ifyllda: dict[str, Ifylld]) -> None:
    """46 % of the population, 70 % of those of 75, 98 % in särskilt boende, Ko5 0,17 and Ko1 0,59 (page of 17c–17g)."""
    assert ifyllda["17c"].svar == "46 procent"
    assert ifyllda["17c"].underlag[1].startswith("75 år och äldre: 70,")
    assert ifyllda["17e"].svar == "98 procent"
    assert ifyllda["17g"].svar == "0,17 index"
    assert ifyllda["17g"].underlag[1].startswith("Ko1, patienter med kronisk sjukdom: 0,59")
    assert ifyllda["17d"].svar == "Uppgifter hämtade från journalsystem"
    for nr in ("17h", "17i"):
        assert ifyllda[nr].svar.startswith("kan inte uppskattas: Region Halland kan inte få fram uppgiften.")


def test_the_form_says_the_same_figure_as_the_theme(ifyllda: dict[str, Ifylld]) -> None:
    kort = nyckeltal(las_underlag("halland", "0013", "2022-12"), LISTADE).kort[0]
    assert f"Fast läkarkontakt, listade: {kort.varde} (" in ifyllda["17c"].underlag[0]


def test_what_is_not_delivered_cannot_be_estimated(kub: Kubbesked, formular: tuple[Formular, Regionsvar]) -> None:
    underlag = las_underlag("halland", "0013", "2022-12")
    utan = replace(underlag.skyddat, rader=underlag.skyddat.rader.query("indikator != @LISTADE").reset_index(drop=True))
    svar = fyll_i(replace(underlag, skyddat=utan), *formular)[0]
    assert (svar.varde, svar.svar) == ("", "kan inte uppskattas: uppgift saknas.")


def test_the_region_may_say_that_it_cannot_though_there_is_a_figure(
    kub: Kubbesked, formular: tuple[Formular, Regionsvar]
) -> None:
    eget = Regionsvar({"17c": Svar(kan_inte="Registreringen är för ny.")})
    svar = fyll_i(las_underlag("halland", "0013", "2022-12"), formular[0], eget)[0]
    assert svar.svar == "kan inte uppskattas: Registreringen är för ny."


def test_every_fault_of_the_region_s_words_is_said_at_once(
    tmp_path: Path, profil: Regionprofil, katalog: Katalog
) -> None:
    hem = skriv_installningar(tmp_path)
    fil = hem.formular / "slutredovisning_2022_halland.toml"
    lang = "a" * 3001
    fil.write_text(f'[svar.17c]\nkommentar = "{lang}"\n[svar.17d]\nbygger_pa = ["Gissning"]\n[svar.99]\n', "utf-8")
    with pytest.raises(DataError) as fel:
        las_formular(hem, "slutredovisning", 2022, profil, katalog)
    text = str(fel.value)
    assert "fråga 17c: texten har 3\u00a0001 tecken, högst 3\u00a0000 får skickas in" in text
    assert 'fråga 17d: "Gissning" är inget av alternativen' in text
    assert "frågan 99 finns inte i formuläret" in text
    fil.write_text(f'[svar.17c]\nkommentar = "{lang[1:]}"\n', "utf-8")
    las_formular(hem, "slutredovisning", 2022, profil, katalog)  # 3 000 is allowed


def test_a_year_without_form_says_which_there_are(hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    with pytest.raises(UsageError, match="inget formulär för 2021. Formulär finns för 2022"):
        las_formular(hem, "slutredovisning", 2021, profil, katalog)
