"""A table as a file inside its page."""

import base64
import csv
import io

import pytest

from analys.present.nedladdning import datalank, filnamn, som_csv

TABELL = {
    "omrade": "1315",
    "titel": "Inskrivna per 10 000 invånare, Hylte",
    "kolumner": ["Område", "Antal", "Andel", "Skillnad", "95 %", "Ord"],
    "rader": [
        ["Hylte", "1\u00a0310", "31,5\u00a0%", "+2,0", "130–179", "▲ säkerställt högre"],
        ["=SUM(A1)", "..", ".", "−4", "-", "@kommun"],
    ],
    "kalla": "Källa: kommunerna.",
}


def test_figures_are_numbers_as_swedish_excel_reads_them_and_nothing_is_a_formula() -> None:
    rader = list(csv.reader(io.StringIO(som_csv(TABELL)), delimiter=";"))
    assert rader[0] == TABELL["kolumner"]
    assert rader[1] == ["Hylte", "1310", "31,5", "2,0", "130–179", "▲ säkerställt högre"]
    assert rader[2] == ["'=SUM(A1)", "..", ".", "-4", "-", "'@kommun"]
    assert rader[4:6] == [[TABELL["titel"]], [TABELL["kalla"]]]
    assert [rad[0] for rad in rader[6:]] == ["..", "-", "."]


def test_the_address_carries_the_file_with_the_mark_that_excel_needs() -> None:
    inledning, _, innehall = datalank(TABELL).partition(",")
    assert inledning == "data:text/csv;charset=utf-8;base64"
    assert base64.b64decode(innehall) == b"\xef\xbb\xbf" + som_csv(TABELL).encode()
    assert filnamn(TABELL) == "1315-inskrivna-per-10-000-invanare-hylte.csv"


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "\u00a0=1+1", "+46", "-x", "@x", "\t=1", "\r=1"])
def test_a_formula_behind_blanks_is_text_too(text: str) -> None:
    (rad,) = list(csv.reader(io.StringIO(som_csv(TABELL | {"rader": [[text]]}), newline=""), delimiter=";"))[1:2]
    assert rad == (["46"] if text == "+46" else [f"'{text}"])
