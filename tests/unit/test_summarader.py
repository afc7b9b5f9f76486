"""Total rows are set aside and held against their rows; the source's own control totals find a lost digit."""

import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.leverans import las_leverans
from tests.conftest import Leveransbygge
from tests.unit.sma_leveranser import lagg_till, las, liten

SUMMA = 6 * 2 * 2 * (4000 + 800 + 300)


@pytest.mark.parametrize("ordet", ["Totalt", "SUMMA:", " samtliga "])
def test_a_total_row_of_persons_is_set_aside(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, ordet: str
) -> None:
    leverans.hemsjukvard.append(f"1200;{ordet};;;;;")
    konto = las(leverans, profil, hem).redovisning[0]
    assert (konto.uteslutna, konto.atsidosatta, konto.anvanda) == ({"summarad": 1}, {}, 1200)


def test_a_total_row_of_counts_is_the_sum_of_its_rows(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    liten(leverans).befolkning += [f"Totalt,,,,{SUMMA},", f"TOTALT,2021,kvinnor,,{6 * 5100},2022-02-22"]
    assert las(leverans, profil, hem).redovisning[2].uteslutna == {"summarad": 2}
    leverans.befolkning[5] = leverans.befolkning[5].replace("800", "80")
    with pytest.raises(DataError, match=r"rad 74: summaraden har 122.400 i kolumnen antal, men raderna blir 121.680"):
        las(leverans, profil, hem)


def test_the_sums_that_the_source_gives_find_a_lost_digit(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    mapp = liten(leverans).skriv()
    tom = mapp / "leverans.toml"

    def med(summor: str) -> None:
        grund = tom.read_text(encoding="utf-8").split('[filer."befolkning.csv"]')
        tom.write_text(f'{grund[0]}[filer."befolkning.csv"]\nsummor = {summor}{grund[1]}', encoding="utf-8")

    ren = tom.read_text(encoding="utf-8")
    med(f"{{ antal = {SUMMA} }}")
    assert las_leverans(mapp, profil, hem).redovisning[2].anvanda == 72
    fil = mapp / "befolkning.csv"
    fil.write_text(fil.read_text(encoding="utf-8").replace(",4000,", ",400,", 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"antal har summan 118.800 men leverans.toml säger 122.400"):
        las_leverans(mapp, profil, hem)
    tom.write_text(ren, encoding="utf-8")
    med("{ folk = 1 }")
    with pytest.raises(DataError, match="folk, som inte är en talkolumn i tabellen. Talkolumnerna är kalenderar och"):
        las_leverans(mapp, profil, hem)


def test_a_word_in_another_column_is_no_total(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    """A ward or a pseudonym may be called anything; only where the kommun stands does it make a total."""
    leverans.hemsjukvard.append("Total;1380;K;1938;Ordinärt boende;2022-03-02;")
    assert las(leverans, profil, hem).redovisning[0].anvanda == 1201
    mapp = liten(leverans).skriv()
    lagg_till(
        mapp, "tackning.csv", "tackning", ["galler;omrade;kalenderar;andel;kalla", "hembesok;1380;2021;0,9;summa"]
    )
    assert las_leverans(mapp, profil, hem).redovisning[-1].uteslutna == {}
