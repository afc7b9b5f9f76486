import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.errors import DataError
from analys.sources import parquetfil
from analys.sources.parquetfil import las_parquet
from analys.sources.tabellfil import las_tabellfil


def skriv(tabell: pa.Table) -> bytes:
    pq.write_table(tabell, ut := io.BytesIO(), row_group_size=2)
    return ut.getvalue()


def kolumn(varden: Any, typ: pa.DataType | None = None) -> bytes:
    return skriv(pa.table({"a": pa.array(varden, typ)}))


def test_a_control_character_stops_with_its_place() -> None:
    with pytest.raises(DataError, match='rad 3: kolumnen "a" har ett styrtecken'):
        las_parquet("f.parquet", kolumn(["x", "1\x142"]), 2)


ENKEL = skriv(pa.table({"Kommun": ["0512", "1380", "1380"], "Antal": [3, 4, None]}))


def test_rows_are_text_and_null_is_empty() -> None:
    fil = las_parquet("f.parquet", ENKEL, 3)
    assert (fil.rubriker, fil.rader) == (["Kommun", "Antal"], [["0512", "3"], ["1380", "4"], ["1380", ""]])
    assert (fil.teckenkodning, fil.avgransare) == ("parquet", "")


@pytest.mark.parametrize(
    ("typ", "varde", "text"),
    [
        (pa.int64(), 12345678901234567, "12345678901234567"),
        (pa.uint8(), 7, "7"),
        (pa.float64(), 1380.0, "1380"),
        (pa.float64(), 12.5, "12,5"),
        (pa.float64(), float("nan"), ""),
        (pa.float32(), 0.1, "0,1"),
        (pa.float16(), np.float16(0.5), "0,5"),
        (pa.decimal128(6, 2), Decimal("12.50"), "12,5"),
        (pa.decimal128(6, 2), Decimal("1300.00"), "1300"),
        (pa.bool_(), True, "ja"),
        (pa.bool_(), False, "nej"),
        (pa.string(), "0512", "0512"),
        (pa.large_string(), "Åsa", "Åsa"),
        (pa.string_view(), "Åsa", "Åsa"),
        (pa.dictionary(pa.int8(), pa.string()), "0512", "0512"),
        (pa.date32(), date(2022, 12, 31), "2022-12-31"),
        (pa.date64(), date(2022, 12, 31), "2022-12-31"),
        (pa.timestamp("ns"), datetime(2022, 12, 31), "2022-12-31"),
        (pa.timestamp("us"), datetime(2022, 12, 31, 14, 5), "2022-12-31 14:05"),
        (pa.timestamp("ms"), datetime(1969, 12, 31, 14, 5, 9, 500000), "1969-12-31 14:05:09"),
        (pa.timestamp("us", tz="UTC"), datetime(2022, 12, 31, 23, 30), "2023-01-01 00:30"),
        (pa.timestamp("ns", tz="America/New_York"), datetime(2024, 7, 1, 21), "2024-07-01 23:00"),
        (pa.time32("s"), time(7, 5), "07:05"),
        (pa.time64("us"), time(7, 5, 9), "07:05:09"),
        (pa.duration("us"), timedelta(hours=38, minutes=24), "38:24"),
        (pa.null(), None, ""),
    ],
)
def test_every_type_becomes_swedish_text(typ: pa.DataType, varde: object, text: str) -> None:
    assert las_parquet("f.parquet", kolumn([varde, None, varde], typ), 3).rader == [[text], [""], [text]]


@pytest.mark.parametrize(
    "typ",
    [pa.binary(), pa.binary(3), pa.list_(pa.int8()), pa.struct([("b", pa.int8())]), pa.map_(pa.string(), pa.int8())],
)
def test_nested_and_binary_columns_are_named(typ: pa.DataType) -> None:
    with pytest.raises(DataError, match='kolumnen "a" har listor, binära värden'):
        las_parquet("f.parquet", kolumn([None], typ), None)


@pytest.mark.parametrize(
    ("innehall", "text"),
    [
        (kolumn(["x", "1\n2"]), 'rad 3: kolumnen "a" har en radbrytning'),
        (kolumn(["x", "x", "Ã…sa", "Ã…sa"]), "rad 4: å, ä och ö är förstörda"),
        (kolumn([1.0, 1e15]), 'rad 3: kolumnen "a" har ett tal med fler än 15 siffror'),
        (kolumn([1.0, float("inf")]), "rad 3: kolumnen .* har ett tal"),
        (kolumn([2**60], pa.timestamp("us")), 'kolumnen "a" har en tidpunkt utanför kalendern'),
        (skriv(pa.table({})), "filen är tom"),
        (b"PAR1PAR1", "skadad eller avklippt"),
    ],
)
def test_faults_stop_with_their_place(innehall: bytes, text: str) -> None:
    with pytest.raises(DataError, match=text) as fel:
        las_parquet("f.parquet", innehall, None)
    assert fel.value.exit_status == 65


def test_control_total_has_the_same_text_as_for_csv() -> None:
    with pytest.raises(DataError, match=r"filen har 3 rader men leverans.toml säger 2\."):
        las_parquet("f.parquet", ENKEL, 2)


@pytest.mark.parametrize("grans", ["FLEST_RUTOR", "STORST_UPPACKAT"])
def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, grans: str) -> None:
    monkeypatch.setattr(parquetfil, grans, 5)
    with pytest.raises(DataError, match="för stor"):
        las_parquet("f.parquet", ENKEL, None)


def test_a_changed_value_is_found_where_the_pages_have_checksums() -> None:
    tabell = pa.table({"a": ["0512", "1380"]})
    pq.write_table(
        tabell,
        ut := io.BytesIO(),
        write_page_checksum=True,
        compression="none",
        use_dictionary=False,
        write_statistics=False,
    )
    sida = ut.getvalue().index(b"1380")
    with pytest.raises(DataError, match="skadad"):
        las_parquet("f.parquet", ut.getvalue()[:sida] + b"1390" + ut.getvalue()[sida + 4 :], 2)


def test_the_index_of_pandas_is_left_out_and_a_double_heading_is_kept() -> None:
    ut = io.BytesIO()
    pd.DataFrame({"a": [1, 2, 3], "b": list("xyz")}, index=[7, 8, 9]).iloc[1:].to_parquet(ut)
    fil = las_parquet("f.parquet", ut.getvalue(), 2)
    assert (fil.rubriker, fil.rader) == (["a", "b"], [["2", "y"], ["3", "z"]])
    dubbel = skriv(pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]))
    assert las_parquet("f.parquet", dubbel, 1).rubriker == ["a", "a"]


def test_a_dictionary_that_differs_between_row_groups_is_decoded() -> None:
    delar = [pa.array(d).dictionary_encode() for d in (["x", "y"], ["z", None], ["y", "x"])]
    innehall = skriv(pa.table({"a": pa.chunked_array(delar)}))
    assert las_parquet("f.parquet", innehall, 6).rader == [["x"], ["y"], ["z"], [""], ["y"], ["x"]]


@given(st.integers(4, len(ENKEL) - 1))
def test_a_file_cut_at_any_byte_is_refused(langd: int) -> None:
    with pytest.raises(DataError, match="skadad eller avklippt"):
        las_tabellfil("f.csv", ENKEL[:langd], None)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8)


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=5))
def test_random_text_comes_back_as_it_was(rader: list[list[str]]) -> None:
    rader = [["".join(t for t in cell if t not in "\n\rÃâ\ufffd") for cell in rad] for rad in rader]
    tabell = pa.table(dict(zip("abc", map(list, zip(*rader, strict=True)), strict=True)))
    assert las_tabellfil("f.txt", skriv(tabell), len(rader)).rader == rader
