import shutil
from pathlib import Path

import pytest

from analys.errors import DataError, DisclosureError, UsageError
from analys.hem import Hem
from analys.indikatorer import FUNKTIONER, REGELTEXTER
from analys.katalog import Katalog, OverTid, las_katalog
from analys.omraden import RIKET, UTANFOR
from analys.region import Regionprofil, las_profil


@pytest.fixture
def eget_hem(hem: Hem, tmp_path: Path) -> Hem:
    shutil.copytree(hem.rot / "data", tmp_path / "data", ignore=shutil.ignore_patterns("exempel", "lager"))
    return Hem(tmp_path)


def test_profile_has_region_first_then_kommuner_in_its_own_order(profil: Regionprofil) -> None:
    assert [o.kod for o in profil.rapportomraden] == ["0013", "1382", "1380", "1315", "1384", "1381", "1383"]
    assert [o.kod for o in profil.omraden[-2:]] == [UTANFOR, RIKET]


@pytest.mark.parametrize("skrivet", ["halland", "Halland", "Region Halland"])
def test_region_is_found_however_it_is_typed(hem: Hem, skrivet: str) -> None:
    assert las_profil(hem, skrivet).kod == "0013"


def test_unknown_region_is_said(hem: Hem) -> None:
    with pytest.raises(UsageError, match="Menade du halland"):
        las_profil(hem, "hallnd")


@pytest.mark.parametrize(
    ("fran", "till", "text"),
    [("troskel = 5", "", "tröskeln för små tal saknas"), ("troskel = 5", "troskel = 4", "minst 5")],
)
def test_missing_or_low_threshold_stops(eget_hem: Hem, fran: str, till: str, text: str) -> None:
    fil = eget_hem.regioner / "halland.toml"
    fil.write_text(fil.read_text(encoding="utf-8").replace(fran, till), encoding="utf-8")
    with pytest.raises(DisclosureError, match=text) as fel:
        las_profil(eget_hem, "halland")
    assert fel.value.exit_status == 69


def test_every_entry_has_its_function_and_the_other_way_round(katalog: Katalog) -> None:
    assert {i.funktion for i in katalog.values() if not i.fran_andra} == set(FUNKTIONER)


def test_every_parameter_has_words_for_the_reader(katalog: Katalog) -> None:
    assert {p for i in katalog.values() for p in i.parametrar} <= set(REGELTEXTER)


def test_a_stock_is_never_summed_over_time(katalog: Katalog) -> None:
    for i in katalog.values():
        if i.statistisk_typ == "bestand":
            assert i.over_tid is not OverTid.SUMMA
            assert list(i.perioder) == ["dag"]


def test_unknown_key_in_an_entry_stops(eget_hem: Hem) -> None:
    fil = eget_hem.indikatorer / "antal_avslut.toml"
    fil.write_text('riktnig = "hogre"\n' + fil.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DataError, match=r"antal_avslut.toml: okänd nyckel .*Menade du riktning"):
        las_katalog(eget_hem.indikatorer)


def test_balance_measure_that_does_not_exist_stops(eget_hem: Hem) -> None:
    fil = eget_hem.indikatorer / "antal_avslut.toml"
    text = fil.read_text(encoding="utf-8").replace(
        'balansmatt = ["antal_nya_inskrivningar"]', 'balansmatt = ["finns_ej"]'
    )
    fil.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match='balansmåttet "finns_ej" finns inte'):
        las_katalog(eget_hem.indikatorer)
