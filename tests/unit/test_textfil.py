import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.errors import DataError
from analys.sources.textfil import las_textfil

TEXT = "Kommun;Namn\r\n1380;Åsa Öst\r\n1315;Äng\r\n"


@pytest.mark.parametrize("kodning", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_encodings_give_the_same_rows(kodning: str) -> None:
    fil = las_textfil("f.csv", TEXT.encode(kodning), None)
    assert fil.rubriker == ["Kommun", "Namn"]
    assert fil.rader == [["1380", "Åsa Öst"], ["1315", "Äng"]]


@pytest.mark.parametrize("tecken", [";", ",", "\t"])
def test_delimiter_is_found(tecken: str) -> None:
    assert las_textfil("f.csv", TEXT.replace(";", tecken).encode(), None).rader[0] == ["1380", "Åsa Öst"]


@pytest.mark.parametrize(
    ("innehall", "text"),
    [
        (b"", "filen är tom"),
        (b"  \r\n ", "filen är tom"),
        (TEXT.encode().decode("latin-1").encode(), "å, ä och ö är förstörda"),
        (TEXT.encode("latin-1").decode("utf-8", errors="replace").encode(), "rad 2: å, ä och ö är förstörda"),
        (TEXT.encode()[:-2], "sista raden saknar radslut"),
        (TEXT.encode()[:-9], "fält men rubrikraden"),
        (b'a;b\n1;"2\n3;4\n', "citattecken är inte avslutat"),
        (b'a;b\n1;"2\n3";4\n', "radbrytning i ett fält"),
        (b"a;b\n1;2\x143\n", "rad 2: raden har ett styrtecken"),
        (b"a;b\n1;2;3\n", "rad 2: raden har 3 fält men rubrikraden 2"),
    ],
)
def test_file_faults_stop_with_their_place(innehall: bytes, text: str) -> None:
    with pytest.raises(DataError, match=text) as fel:
        las_textfil("f.csv", innehall, None)
    assert fel.value.exit_status == 65


def test_a_file_cut_between_lines_is_found_by_the_control_total() -> None:
    with pytest.raises(DataError, match="filen har 1 rader men leverans.toml säger 2"):
        las_textfil("f.csv", b"a;b\n1;2\n", 2)


@given(st.integers(1, len(TEXT.encode()) - 1))
def test_a_file_cut_at_any_byte_never_passes_in_silence(langd: int) -> None:
    try:
        fil = las_textfil("f.csv", TEXT.encode()[:langd], 2)
    except DataError:
        return
    assert fil.rader == [["1380", "Åsa Öst"], ["1315", "Äng"]]  # only the last line end was lost
