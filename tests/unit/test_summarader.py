"""Total rows are set aside and held against their rows; the source's own control totals find a lost digit."""

import pandas as pd
import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.omraden import las_omraden
from analys.region import Regionprofil
from analys.sources.kalla import Tabellkarta
from analys.sources.leverans import las_leverans
from analys.sources.summarader import hitta, jamfor, kontrollera
from analys.sources.tabeller import TABELLER
from analys.sources.typning import typa
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


AGGREGAT = "indikator omrade period kon taljare"
LISTADE = "manad kommunkod kon aldersgrupp antal antal_fast_lakarkontakt"
BEFOLKNING = "kommunkod kalenderar kon aldersgrupp antal publicerad"


def jamford(hem: Hem, tabell: str, rubriker: str, text: str) -> tuple[list[str], list[int]]:
    """Return what is said of a file with these rows ("-" is an empty cell): refused totals, and those not compared."""
    rader = [["" if c == "-" else c for c in rad.split()] for rad in text.split("|")]
    platser = {r: i for i, r in enumerate(rubriker.split())}
    omraden = las_omraden(hem.omraden)
    typade, _, _ = typa("x", TABELLER[tabell], Tabellkarta({}), platser, rader, omraden)
    fel, ovissa = jamfor("x", typade, hitta(rader, platser, TABELLER[tabell]), TABELLER[tabell], omraden)
    return [f.vad for f in fel], ovissa


@pytest.mark.parametrize(
    ("tabell", "rubriker", "rader"),
    [
        (
            "listade",
            LISTADE,
            "2022-01-31 1380 kvinna 75- 5 1|2022-02-28 1380 kvinna 75- 7 2|2022-01-31 Totalt - - 5 1|"
            "2022-02-28 Totalt - - 7 2",
        ),
        ("aggregat", AGGREGAT, "a 1380 2022 - 5|b 1380 2022 - 70|a Totalt 2022 - 5|b Totalt 2022 - 70"),
        (
            "aggregat",
            AGGREGAT,
            "a 1380 2022 - 5|a 1380 2022 kvinna 3|a 1380 2022 man 2|a Totalt 2022 - 5|a Totalt 2022 man 2",
        ),
        ("aggregat", AGGREGAT, "a 1380 2022 kvinna 3|a 1380 2022 man 2|a Totalt 2022 Totalt 5"),
        ("aggregat", AGGREGAT, "a 1380 2022 - 5|a 1381 2022 - 2|a 0013 2022 - 7|a Totalt 2022 - 7"),
        ("aggregat", AGGREGAT, "a 1380 2022 - 0,1|a 1381 2022 - 0,2|a Totalt 2022 - 0,3"),
        (
            "befolkning",
            BEFOLKNING,
            "1380 2021 man 80- 5 2022-02-22|1380 2021 man 80- 6 2022-05-05|Totalt 2021 - - 6 2022-05-05",
        ),
    ],
)
def test_a_right_total_is_never_refused(hem: Hem, tabell: str, rubriker: str, rader: str) -> None:
    assert jamford(hem, tabell, rubriker, rader) == ([], [])
    if tabell == "aggregat":  # and the same with a wrong last total is
        assert len(jamford(hem, tabell, rubriker, rader.rpartition(" ")[0] + " 99")[0]) == 1


@pytest.mark.parametrize(
    ("tabell", "rubriker", "rader"),
    [
        ("befolkning", BEFOLKNING, "1380 2021 man 80- 5 2022-02-22|1380 2021 man 80- 6 2022-05-05|Totalt 2021 - - 6 -"),
        ("aggregat", AGGREGAT, "a 1380 2022-01 - 5|a 1380 2022-02 - 6|a Totalt - - 11"),
        ("aggregat", AGGREGAT, "a 1380 2022 - 5|a 1381 2022 - -|a Totalt 2022 - 9"),  # a hidden count
        ("aggregat", AGGREGAT, "a 1380 2022 - 5|a 1381 2022 man 2|a 1381 2022 kvinna 1|a Totalt 2022 - 8"),
        ("aggregat", AGGREGAT, "a 0013 2022 - 7|a Totalt 2022 - 7"),
    ],
)
def test_a_total_of_rows_that_none_can_tell_is_not_compared(hem: Hem, tabell: str, rubriker: str, rader: str) -> None:
    assert jamford(hem, tabell, rubriker, rader) == ([], [rader.count("|") + 2])


def test_what_is_not_compared_is_said(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    nya = [r.replace("2022-02-22", "2022-03-01") for r in liten(leverans).befolkning[1:]]
    leverans.befolkning += [*nya, "Totalt,2021,,,99,"]
    konto = las(leverans, profil, hem).redovisning[2]
    assert konto.uteslutna["summarad"] == 1
    assert "1 summarad används inte och har inte kunnat jämföras med sina rader" in konto.varningar


def test_sums_are_the_same_but_for_the_last_binary_digits() -> None:
    rader = pd.DataFrame({"andel": [0.1, 0.2]})
    assert kontrollera("x", rader, {"andel": 0.3}) == []
    assert len(kontrollera("x", rader, {"andel": 0.31})) == 1
