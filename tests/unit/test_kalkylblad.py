import io
import re
import time as klocka
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from analys.errors import DataError
from analys.sources import arbetsbok as workbook_module
from analys.sources.kalkylblad import las_kalkylblad, som_text
from analys.sources.tabellfil import las_tabellfil
from analys.sources.textfil import Textfil

BLAD1 = "xl/worksheets/sheet1.xml"
Bok = xlsxwriter.Workbook


def arbetsbok(skriv: Callable[[Bok], object], **val: object) -> bytes:
    ut = io.BytesIO()
    with xlsxwriter.Workbook(ut, {"in_memory": True, "strings_to_numbers": False, **val}) as bok:
        skriv(bok)
    return ut.getvalue()


def tabell(*rader: list[object], **val: object) -> bytes:
    def skriv(bok: Bok) -> None:
        blad = bok.add_worksheet("Data")
        dag, klockslag, tid = (bok.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "[hh]:mm"))
        for r, rad in enumerate(rader):
            for k, varde in enumerate(rad):
                if isinstance(varde, datetime | date | time):
                    blad.write_datetime(r, k, varde, klockslag if isinstance(varde, datetime) else dag)
                elif isinstance(varde, timedelta):
                    blad.write_datetime(r, k, varde, tid)
                elif isinstance(varde, str):
                    blad.write_string(r, k, varde)
                elif varde is not None:
                    blad.write(r, k, varde)

    return arbetsbok(skriv, **val)


def byt(innehall: bytes, andra: Callable[[bytes], bytes], medlem: str = BLAD1) -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(innehall)) as gammal, zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as ny:
        for namn in gammal.namelist():
            ny.writestr(namn, andra(gammal.read(namn)) if namn == medlem else gammal.read(namn))
    return ut.getvalue()


def las(innehall: bytes, kontrollrader: int | None = None, blad: str | None = None) -> Textfil:
    return las_kalkylblad("f.xlsx", innehall, kontrollrader, blad)


ENKEL = tabell(["Kommun", "Antal"], ["0512", 3], ["1380", 4])


def test_rows_are_text_with_leading_zeros_and_padding() -> None:
    fil = las(tabell([" Kommun ", "Namn", "Not"], ["0512", "Åsa", None], ["1380", "Äng", "x"]), 2)
    assert fil.rubriker == ["Kommun", "Namn", "Not"]
    assert fil.rader == [["0512", "Åsa", ""], ["1380", "Äng", "x"]]
    assert (fil.teckenkodning, fil.avgransare, fil.varningar) == ("xlsx", "", ())


@pytest.mark.parametrize("ar_1904", [False, True])
@pytest.mark.parametrize(
    ("varde", "text"),
    [
        (date(2022, 12, 31), "2022-12-31"),
        (datetime(2022, 12, 31, 14, 5), "2022-12-31 14:05"),
        (datetime(2022, 12, 31, 14, 5, 9), "2022-12-31 14:05:09"),
        (datetime(2022, 12, 31), "2022-12-31"),
        (timedelta(hours=14, minutes=5), "14:05"),
        (timedelta(hours=38, minutes=24), "38:24"),
        (1380, "1380"),
        (-2, "-2"),
        (12.5, "12,5"),
        (1e-7, "0,0000001"),
        (123456789012345, "123456789012345"),
        (True, "ja"),
        (False, "nej"),
        ("0512", "0512"),
        ("=1+1", "=1+1"),
        ("_x000D_", "_x000D_"),
    ],
)
def test_every_kind_of_cell_becomes_swedish_text(varde: object, text: str, ar_1904: bool) -> None:
    assert las(tabell(["a"], [varde], date_1904=ar_1904)).rader == [[text]]


def test_numbers_and_durations_keep_all_their_digits() -> None:
    assert som_text(0.1 + 0.2) == "0,30000000000000004"
    assert som_text(-0.0) == "0"
    assert som_text(timedelta(minutes=-90)) == "-01:30"
    assert som_text(time(7, 4, 59, 999000)) == "07:04:59"


def test_empty_edges_are_dropped_and_rows_keep_their_numbers() -> None:
    fil = las(tabell([None, "a", "b", " "], [None, "1", None, None], [None, "2", "3", None], [" ", None], [None]))
    assert (fil.rubriker, fil.rader) == (["a", "b"], [["1", ""], ["2", "3"]])


@pytest.mark.parametrize(
    ("innehall", "text"),
    [
        (tabell(), "filen är tom"),
        (tabell([" "]), "filen är tom"),
        (tabell([], [], ["a"], ["1"]), "rubrikraden står på rad 3"),
        (tabell(["a"], ["1"], [], ["2"]), "rad 3: raden är tom"),
        (tabell(["a", "b"], ["1", "2", "3"]), "rad 2: raden har ett värde till höger"),
        (ENKEL + b"\n", "skadad eller avklippt"),
        (tabell([None, "a", "b"], [None, "1", "1\n2"]), "rad 2: cellen C2 har en radbrytning"),
        (tabell(["a"], ["1\n2"]), "rad 2: cellen A2 har en radbrytning"),
        (tabell(["a", "b\r"], ["1"]), "rad 1: cellen B1 har en radbrytning"),
        (tabell(["a", "b"], ["1", "Ã…sa"]), "rad 2: å, ä och ö är förstörda"),
        (tabell(["a", "b"], [1, 1e15]), "cellen B2 har ett tal med fler än 15 siffror"),
        (tabell(["a", "b"], [1, -12345678901234567]), "cellen B2 har ett tal med fler än 15 siffror"),
        (byt(tabell(["a"], [1]), lambda x: x.replace(b"<v>1<", b"<v>NaN<")), "cellen A2 har ett tal"),
        (byt(ENKEL, lambda x: x.replace(b"</row>", b"<")), "skadad eller avklippt"),
        (byt(ENKEL, lambda x: x.replace(b"UTF-8", b"UTF-9"), "xl/workbook.xml"), "skadad eller avklippt"),
        (byt(ENKEL, lambda x: b"<!DOCTYPE a>" + x), "otillåten XML"),
        (byt(ENKEL, lambda x: x[38:].decode().encode("utf-16"), "xl/workbook.xml"), "otillåten XML"),
        (byt(ENKEL, lambda x: b'<!DOCTYPE a [<!ENTITY b "c">]>' + x, "xl/sharedStrings.xml"), "otillåten XML"),
        (byt(ENKEL, lambda x: x.replace(b' r="A1"', b"")), "saknar adress"),
    ],
)
def test_faults_stop_with_their_place(innehall: bytes, text: str) -> None:
    with pytest.raises(DataError, match=text) as fel:
        las(innehall)
    assert fel.value.exit_status == 65


def test_all_faults_are_told_at_once_and_never_a_value() -> None:
    with pytest.raises(DataError) as fel:
        las(tabell(["a"], ["1\n2"], [], ["hemlig", "hemlig"], *[["x\n"]] * 30), 7)
    assert len(fel.value.fel) == 20
    assert "hemlig" not in str(fel.value)


def test_control_total_has_the_same_text_as_for_csv() -> None:
    with pytest.raises(DataError, match=r"filen har 2 rader men leverans.toml säger 3\."):
        las(ENKEL, 3)


@given(st.integers(1, len(ENKEL) - 1))
def test_a_file_cut_at_any_byte_is_refused(langd: int) -> None:
    with pytest.raises(DataError):
        las_tabellfil("f.xlsx", ENKEL[:langd], None)


@given(st.integers(0, len(ENKEL) - 1), st.integers(1, 255))
def test_a_changed_byte_gives_the_same_rows_or_an_error(plats: int, andring: int) -> None:
    skadad = bytearray(ENKEL)
    skadad[plats] ^= andring
    try:
        fil = las_tabellfil("f.xlsx", bytes(skadad), 2)
    except DataError:
        return
    assert fil.rader == [["0512", "3"], ["1380", "4"]]


def med_formel(svar: bytes, typ: bytes = b"", bok: bytes = b"") -> bytes:
    ny = byt(ENKEL, lambda x: re.sub(rb'(r="B3")><v>4</v>', rb"\1" + typ + rb"><f>B2+1</f>" + svar, x))
    return byt(ny, lambda x: re.sub(rb"<calcPr[^>]*>", bok, x), "xl/workbook.xml")


def test_a_calculated_formula_is_read() -> None:
    assert las(med_formel(b"<v>4</v>")).rader[1] == ["1380", "4"]
    assert las(med_formel(b"<v></v>", b' t="str"')).rader[1] == ["1380", ""]
    assert las(med_formel(b"<v>x</v>", b' t="str"')).rader[1] == ["1380", "x"]


@pytest.mark.parametrize(
    "innehall",
    [
        med_formel(b""),
        med_formel(b"<v/>"),
        med_formel(b"<v></v>"),
        med_formel(b"<v>0</v>", bok=b'<calcPr fullCalcOnLoad="1"/>'),
    ],
)
def test_a_formula_without_an_answer_is_not_read_as_nought(innehall: bytes) -> None:
    with pytest.raises(DataError, match="formeln i cellen B3 är inte beräknad"):
        las(innehall)


def test_openpyxl_writes_formulas_that_nothing_has_calculated() -> None:
    bok = openpyxl.Workbook()
    bok.active.append(["a", "b"])
    bok.active.append([1, "=A2+1"])
    bok.save(ut := io.BytesIO())
    with pytest.raises(DataError, match="formeln i cellen B2 är inte beräknad"):
        las(ut.getvalue())


@pytest.mark.parametrize("varde", [b"#N/A", b"#REF!"])
def test_an_error_cell_is_not_read_as_empty(varde: bytes) -> None:
    innehall = byt(ENKEL, lambda x: x.replace(b'"B3"><v>4', b'"B3" t="e"><v>' + varde))
    with pytest.raises(DataError, match="cellen B3 har ett felvärde"):
        las(innehall)


def test_merged_cells_are_refused_by_range() -> None:
    innehall = byt(ENKEL, lambda x: x.replace(b"</sheetData>", b'</sheetData><mergeCell ref="A2:B2"/>'))
    with pytest.raises(DataError, match="cellerna A2:B2 är sammanslagna"):
        las(innehall)


def flera(bok: Bok, *blad: str, dolda: tuple[str, ...] = (), tomma: tuple[str, ...] = ()) -> None:
    for namn in blad:
        ett = bok.add_worksheet(namn)
        if namn not in tomma:
            ett.write_column(0, 0, ["a", namn])
        if namn in dolda:
            ett.hide()


def test_the_only_visible_sheet_with_content_is_read() -> None:
    innehall = arbetsbok(lambda b: flera(b, "Tom", "Data", "Gömd", dolda=("Gömd",), tomma=("Tom",)))
    assert las(innehall).rader == [["Data"]]


def test_several_sheets_need_a_choice_by_name() -> None:
    innehall = arbetsbok(lambda b: flera(b, "Tom", "Hembesök", "Läsmig", "Gömd", dolda=("Gömd",), tomma=("Tom",)))
    with pytest.raises(DataError, match='flera blad med innehåll: "Hembesök" och "Läsmig".*blad = "..."'):
        las(innehall)
    with pytest.raises(DataError, match='bladet "hembesok" finns inte i filen. Menade du Hembesök?'):
        las(innehall, blad="hembesok")
    assert las(innehall, blad="Läsmig").rader == [["Läsmig"]]
    assert las(arbetsbok(lambda b: flera(b, "Tom", "X", dolda=("X",), tomma=("Tom",)))).rader == [["X"]]
    fil = las(innehall, blad="Gömd")
    assert (fil.rader, fil.varningar) == ([["Gömd"]], ('bladet "Gömd" är dolt men har lästs',))


def test_hidden_rows_and_columns_are_read_with_a_warning() -> None:
    def skriv(bok: Bok) -> None:
        blad = bok.add_worksheet()
        for rad in range(4):
            blad.write_row(rad, 0, [" ", "a", "b", "c"])
        for rad in (1, 3, 9):
            blad.set_row(rad, None, None, {"hidden": True})
        blad.set_column("A:A", None, None, {"hidden": True})
        blad.set_column("D:D", None, None, {"hidden": True})
        blad.set_column("E:XFD", None, None, {"hidden": True})

    fil = las(arbetsbok(skriv))
    assert len(fil.rader) == 3
    assert fil.varningar == ("2 dolda rader har lästs", "1 dold kolumn har lästs")


@pytest.mark.parametrize("cell", [b"XFD1048576", b"xfd1048576", b"A99999999", b"XFD400"])
@pytest.mark.parametrize("skrivsatt", [b'<c r="%s"><v>4</v>', b"<x:c s='1'\n r = '%s'><v>4</v>"])
def test_a_lonely_cell_far_away_is_refused_at_once(cell: bytes, skrivsatt: bytes) -> None:
    start = klocka.perf_counter()
    with pytest.raises(DataError, match="sträcker sig ända till"):
        las(byt(ENKEL, lambda x: x.replace(b'<c r="B3"><v>4</v>', skrivsatt % cell)))
    assert klocka.perf_counter() - start < 5


def test_a_zip_bomb_and_a_false_size_are_refused() -> None:
    bomb = byt(ENKEL, lambda x: x.replace(b"<sheetData>", b" " * 30_000_000 + b"<sheetData>"))
    with pytest.raises(DataError, match="för stor för att läsas säkert"):
        las(bomb)
    with zipfile.ZipFile(io.BytesIO(bomb)) as arkiv:
        riktig, start = arkiv.getinfo(BLAD1), arkiv.read(BLAD1)
    falsk = bomb.replace(riktig.file_size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    falsk = falsk.replace(riktig.CRC.to_bytes(4, "little"), zlib.crc32(start[:1000]).to_bytes(4, "little"))
    with pytest.raises(DataError, match="skadad eller avklippt"):
        las(falsk)


def packa_om(innehall: bytes, andra: Callable[[zipfile.ZipFile, zipfile.ZipInfo], bytes | None], *till: str) -> bytes:
    """Return the workbook with members changed (None: left out) and more added."""
    ut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(innehall)) as gammal, zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as ny:
        for medlem in gammal.infolist():
            if (byte := andra(gammal, medlem)) is not None:
                ny.writestr(medlem.filename, byte)
        for namn in till:
            ny.writestr(namn, b"<a/>")
    return ut.getvalue()


def lasbar(utan: str) -> Callable[[zipfile.ZipFile, zipfile.ZipInfo], bytes | None]:
    return lambda arkiv, medlem: None if medlem.filename == utan else arkiv.read(medlem)


def test_an_archive_that_can_be_read_in_two_ways_or_lacks_a_part_is_refused() -> None:
    for skadad in (
        packa_om(ENKEL, lasbar(""), BLAD1.upper()),  # the same member twice, to a program that takes no heed of case
        packa_om(ENKEL, lasbar("xl/_rels/workbook.xml.rels")),
        packa_om(ENKEL, lasbar(BLAD1)),
    ):
        with pytest.raises(DataError, match="skadad eller avklippt"):
            las(skadad)
    with zipfile.ZipFile(io.BytesIO(ENKEL)) as arkiv:
        langd = arkiv.getinfo(BLAD1).file_size
    with pytest.raises(DataError, match="skadad eller avklippt"):  # says that it is longer than it is
        las(ENKEL.replace(langd.to_bytes(4, "little"), (langd + 1).to_bytes(4, "little")))


def test_a_locked_member_is_said_to_be_locked() -> None:
    """Bit 0 of a member's flags, two bytes at place 8 of its entry in the table of contents (APPNOTE.TXT 4.4.4)."""
    plats = ENKEL.rindex(b"PK\x01\x02") + 8
    last = ENKEL[:plats] + bytes([ENKEL[plats] | 1]) + ENKEL[plats + 1 :]
    with pytest.raises(DataError, match=r"skyddad med lösenord.*Spara den utan lösenord"):
        las(last)


def test_a_sheet_that_is_a_chart_is_no_table() -> None:
    def skriv(bok: Bok) -> None:
        bok.add_worksheet("Data").write_row(0, 0, ["a", "1"])
        bok.get_worksheet_by_name("Data").write_row(1, 0, ["x", "2"])
        ritat = bok.add_chart({"type": "line"})
        ritat.add_series({"values": "=Data!$B$1:$B$2"})
        bok.add_chartsheet("Diagram").set_chart(ritat)

    assert las(arbetsbok(skriv)).rader == [["x", "2"]]


def test_one_row_longer_than_any_table_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "_STORST_RAD", 2000)
    monkeypatch.setattr(workbook_module, "_BIT", 64)
    with pytest.raises(DataError, match="för stor för att läsas säkert"):
        las(byt(ENKEL, lambda x: x.replace(b"<sheetData>", b"<sheetData>" + b" " * 3000)))


@pytest.mark.parametrize("bit", [1, 7, 64])
def test_the_xml_is_searched_alike_wherever_it_is_cut(monkeypatch: pytest.MonkeyPatch, bit: int) -> None:
    monkeypatch.setattr(workbook_module, "_BIT", bit)
    assert las(med_formel(b"<v>4</v>")).rader[1] == ["1380", "4"]
    with pytest.raises(DataError, match="formeln i cellen B3"):
        las(med_formel(b"<v/>"))
    with pytest.raises(DataError, match="otillåten XML"):
        las(byt(ENKEL, lambda x: x[:57] + b"<!DOCTYPE a>" + x[57:]))


def ods() -> bytes:
    """The two members that every OpenDocument file has (ODF 1.3, part 2, chapter 3)."""
    with zipfile.ZipFile(ut := io.BytesIO(), "w") as arkiv:
        arkiv.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        arkiv.writestr("content.xml", "<a/>")
    return ut.getvalue()


ODS = ods()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("innehall", "text"),
    [
        (OLE, "gammal Excelfil .*spara om som xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "skyddad med lösenord"),
        (byt(ENKEL, lambda x: x).replace(b"xl/workbook.xml", b"xl/workbook.bin"), "binär Excelfil"),
        (byt(ENKEL, lambda x: x).replace(b"xl/workbook.xml", b"xl/workbxxx.xml"), "zip-arkiv"),
        (b"PK\x05\x06" + bytes(18), "zip-arkiv"),
        (ODS, r"kalkylblad från LibreOffice \(ods\)"),
        (b"PK\x03\x04", "skadad eller avklippt"),
        (b"\x80\x04\x95a;b\n1;2\n", "pickle"),
        (b"", "filen är tom"),
    ],
)
def test_other_kinds_of_file_are_named_by_their_first_bytes(innehall: bytes, text: str) -> None:
    with pytest.raises(DataError, match=text):
        las_tabellfil("f.csv", innehall, None)


def test_the_name_does_not_decide_how_a_file_is_read() -> None:
    assert las_tabellfil("f.csv", ENKEL, 2, "Data") == las_kalkylblad("f.csv", ENKEL, 2)
    assert las_tabellfil("f.xlsx", b"a;b\n1;2\n", 1).avgransare == ";"
    with pytest.raises(DataError, match="filen är ingen arbetsbok"):
        las_tabellfil("f.csv", b"a;b\n1;2\n", 1, "Data")


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="Ãâ\ufffd\ufffe\uffff"), max_size=8
)


@given(st.lists(st.lists(TEXT.map("x".__add__), min_size=3, max_size=3), min_size=1, max_size=5))
def test_random_text_comes_back_as_it_was(rader: list[list[str]]) -> None:
    assert las(tabell(["a", "b", "c"], *rader), len(rader)).rader == rader
