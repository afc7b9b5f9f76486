import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from analys.errors import DataError
from analys.sources.tabellfil import las_tabellfil
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
        (b"a;b\n\x81;1\n", "rad 2: teckenkodningen går inte att läsa"),
        (TEXT.encode().decode("latin-1").encode(), "å, ä och ö är förstörda"),
        (TEXT.encode("latin-1").decode("utf-8", errors="replace").encode(), "rad 2: å, ä och ö är förstörda"),
        (TEXT.encode()[:-2], "sista raden saknar radslut"),
        (TEXT.encode()[:-9], "fält men rubrikraden"),
        (b'a;b\n1;"2\n3;4\n', "citattecken är inte avslutat"),
        (b'a;b\n1;"2\n3";4\n', "radbrytning i ett fält"),
        (b"a;b\n1;2\x143\n", 'rad 2: kolumnen "b" har ett styrtecken.* Ta bort tecknet i källsystemet och exportera'),
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


def test_a_line_or_page_break_of_word_inside_a_text_is_a_blank() -> None:
    assert las_textfil("f.csv", b"a;b\n1;Anna\x0bB\x0cC\n", 1).rader == [["1", "Anna B C"]]
    bok = io.BytesIO()
    with xlsxwriter.Workbook(bok) as skriven:
        skriven.add_worksheet().write_row(0, 0, ["a", "b"])
        skriven.worksheets()[0].write_row(1, 0, ["1", "Anna\x0bB\x0cC"])
    parkett = io.BytesIO()
    pq.write_table(pa.table({"a": ["1"], "b": ["Anna\x0bB\x0cC"]}), parkett)
    for innehall in (bok, parkett):
        assert las_tabellfil("f", innehall.getvalue(), 1).rader == [["1", "Anna B C"]]
