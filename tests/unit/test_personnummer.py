from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from personnummer import personnummer as orakel

from analys.errors import CannotWriteError, DataError, UsageError
from analys.sources.personnummer import ar_personnummer, granska, hitta
from analys.sources.pseudonym import pseudonym, pseudonymisera_fil

# Test numbers that Skatteverket has set aside: no person has them.
TEST_12 = ("189001019802", "199805162386")


@given(st.integers(0, 9_999_999_999).map(lambda n: f"{n:010d}"))
def test_same_answer_as_the_personnummer_package(siffror: str) -> None:
    ar_eller_samordning = orakel.valid(f"19{siffror}") or orakel.valid(f"20{siffror}")
    assert ar_personnummer(siffror) == ar_eller_samordning


@pytest.mark.parametrize(
    "text", [*TEST_12, "900101-9802", "900101+9802", "19900101-9802".replace("19900101", "18900101")]
)
def test_certain_forms_are_found(text: str) -> None:
    assert hitta(f"id {text} slut") == (True, False)


@pytest.mark.parametrize(
    "text", ["p-1234567890abcdef", "9001019803", "1380", "2022-12-01", "A9001019802", "070-1234567"]
)
def test_other_numbers_are_not(text: str) -> None:
    assert hitta(text) == (False, False)


def test_bare_ten_digits_count_only_when_many_of_a_column_pass() -> None:
    sallsynt = [["9001019802"]] + [[str(i)] for i in range(40)]
    assert granska("f.csv", ["id"], sallsynt) == []
    fel = granska("f.csv", ["id"], [["9001019802"]] * 3 + [["x"]] * 40)
    assert len(fel) == 1


def test_message_has_column_and_row_but_never_the_value() -> None:
    (fel,) = granska("f.csv", ["Namn", "PersonID"], [["a", "b"], ["c", TEST_12[1]]])
    assert "rad 3" in str(fel)
    assert '"PersonID"' in str(fel)
    assert TEST_12[1][2:] not in str(fel)


def test_pseudonym_is_the_same_for_ten_and_twelve_digits() -> None:
    nyckel, dag = b"n" * 32, date(2023, 2, 1)
    assert pseudonym("189001019802", nyckel, dag) == pseudonym("900101+9802", nyckel, dag)
    assert pseudonym("199805162386", nyckel, dag) == pseudonym("980516-2386", nyckel, dag)
    assert pseudonym("199805162386", nyckel, dag) != pseudonym("199805162386", b"m" * 32, dag)
    assert pseudonym("1380", nyckel, dag) is None


def test_file_is_pseudonymised_whole(tmp_path) -> None:
    in_, ut, nyckel = tmp_path / "in.csv", tmp_path / "ut.csv", tmp_path / "nyckel"
    in_.write_text(f"Personnr;Kommun\n{TEST_12[0]};1380\n{TEST_12[1]};1315\n900101+9802;1380\n", encoding="utf-8")
    with pytest.raises(UsageError, match="skapa en ny med --skapa-nyckel"):
        pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=False)
    assert pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=True) == (3, ["Personnr"])
    rader = [r.split(";") for r in ut.read_text(encoding="utf-8").splitlines()[1:]]
    assert [r[1] for r in rader] == ["1380", "1315", "1380"]
    assert rader[0][0] == rader[2][0] != rader[1][0]
    assert granska("ut.csv", ["Personnr", "Kommun"], rader) == []
    assert nyckel.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("innehall", "text"),
    [
        ("189001019802;1380\n199805162386;1315\n", "rubrikraden innehåller"),  # no heading
        ("Personnr;Fritext\n189001019802;ring 980516-2386\n", 'kolumnen "Fritext" innehåller'),
    ],
)
def test_a_personnummer_anywhere_else_stops_and_writes_nothing(tmp_path, innehall: str, text: str) -> None:
    in_, ut, nyckel = tmp_path / "in.csv", tmp_path / "ut.csv", tmp_path / "nyckel"
    in_.write_text(innehall, encoding="utf-8")
    with pytest.raises(DataError, match=text):
        pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=True)
    assert not ut.exists()
    with pytest.raises(UsageError, match="tre olika filer"):
        pseudonymisera_fil(in_, nyckel, nyckel, skapa_nyckel=True)


def test_ten_digits_that_cannot_be_one_are_nothing() -> None:
    assert granska("f.csv", ["Telefon"], [["0351234567"], ["9999999999"], [""]]) == []


def test_what_stops_a_pseudonymisation_and_how(tmp_path) -> None:
    in_, ut, nyckel = tmp_path / "in.csv", tmp_path / "ut.csv", tmp_path / "nyckel"
    nyckel.write_bytes(b"n" * 32)
    with pytest.raises(UsageError, match=r"in.csv går inte att läsa"):
        pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=False)
    in_.write_text("Namn;Kommun\nAnna;1380\n", encoding="utf-8")
    with pytest.raises(DataError, match="ingen kolumn innehåller personnummer"):
        pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=False)
    in_.write_text(f"Personnr;Kommun\n{TEST_12[0]};1380\n", encoding="utf-8")
    ut.mkdir()
    with pytest.raises(CannotWriteError, match=r"ut.csv går inte att skriva .*Välj en annan plats"):
        pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=False)
    with pytest.raises(CannotWriteError, match=r"Nyckelfilen .* går inte att skriva"):
        pseudonymisera_fil(in_, ut, tmp_path / "ingen mapp" / "nyckel", skapa_nyckel=True)
    nyckel.write_bytes(b"n" * 31 + b"\n")
    with pytest.raises(UsageError, match=r"för kort: minst 32 tecken"):
        pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=True)
    assert nyckel.read_bytes() == b"n" * 31 + b"\n"


def test_a_cell_that_is_no_personnummer_stops_and_writes_nothing(tmp_path) -> None:
    in_, ut, nyckel = tmp_path / "in.csv", tmp_path / "ut.csv", tmp_path / "nyckel"
    in_.write_text(f"Personnr;Kommun\n{TEST_12[0]};1380\n19000101;1315\n{TEST_12[1]};1315\n", encoding="utf-8")
    with pytest.raises(DataError, match="rad 3"):
        pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=True)
    assert not ut.exists()
