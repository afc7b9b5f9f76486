"""The same content written otherwise (points in time, workbooks, Parquet), and what no file may hold or lack."""

import io
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from analys.errors import DataError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.leverans import Leverans, las_leverans
from analys.sources.redovisning import Filredovisning
from tests.conftest import Leveransbygge
from tests.unit.sma_leveranser import lagg_till, las, las_med, liten, stalld, vardfil

TRE_I_TRE = pd.Timestamp(2022, 3, 3, 15)


@pytest.mark.parametrize(
    ("skrivet", "vantat"),
    [
        ("2022-03-03T15:00", TRE_I_TRE),
        ("2022-03-03 15:00", TRE_I_TRE),
        ("2022-03-03T15:00:00", TRE_I_TRE),
        ("2022-03-03 15:00:30", TRE_I_TRE + pd.Timedelta(seconds=30)),
        ("2022-03-03", pd.Timestamp(2022, 3, 3)),
    ],
)
def test_points_in_time_are_read_with_t_space_and_seconds(
    las_vard: Callable[..., Leverans], skrivet: str, vantat: pd.Timestamp
) -> None:
    rader = las_vard(stalld(in_=skrivet)).tabeller["vardtillfallen"]
    assert rader["inskriven_tidpunkt"].iloc[-1] == vantat


@pytest.mark.parametrize(
    "skrivet", ["2022-03-03 15", "2022-03-03 15.00", "2022-03-03T15:00Z", "03/03/2022 15:00", "44623,5"]
)
def test_points_in_time_are_never_guessed(las_vard: Callable[..., Leverans], skrivet: str) -> None:
    assert las_vard(stalld(in_=skrivet)).redovisning[-1].atsidosatta == {"ej_datum": [122]}


@pytest.fixture
def eget_hem(hem: Hem, tmp_path: Path) -> Hem:
    """A home with the mapping ``eget``: the example's, with dates as 31/12/2022."""
    hemmet = Hem(tmp_path / "hem")
    shutil.copytree(hem.kallor, hemmet.kallor)
    shutil.copy(hem.omraden, hemmet.omraden)
    text = (hem.kallor / "exempel.toml").read_text(encoding="utf-8")
    eget = text.replace(
        "[tabeller.vardtillfallen.rubriker]",
        '[tabeller.vardtillfallen]\ndatumformat = "%d/%m/%Y"\n\n[tabeller.vardtillfallen.rubriker]',
    )
    assert eget != text
    (hemmet.kallor / "eget.toml").write_text(eget, encoding="utf-8")
    return hemmet


@pytest.mark.parametrize(
    ("skrivet", "vantat"),
    [
        ("03/03/2022", pd.Timestamp(2022, 3, 3)),
        ("03/03/2022 15:00", TRE_I_TRE),
        ("03/03/2022 15:00:30", TRE_I_TRE + pd.Timedelta(seconds=30)),
        ("02/03/2022 15:00", pd.Timestamp(2022, 3, 2, 15)),  # day before month, as the source says
        ("2022-03-03T15:00", TRE_I_TRE),  # ISO is always read
        ("03/13/2022", None),
        ("03/03/22", None),
    ],
)
def test_points_in_time_are_read_in_the_source_s_own_format(
    leverans: Leveransbygge, profil: Regionprofil, eget_hem: Hem, skrivet: str, vantat: pd.Timestamp | None
) -> None:
    mapp = liten(leverans).skriv()
    lagg_till(mapp, "vard.csv", "vardtillfallen", vardfil(stalld(in_=skrivet)), kalla="eget")
    lasta = las_leverans(mapp, profil, eget_hem)
    if vantat is None:
        assert lasta.redovisning[-1].atsidosatta == {"ej_datum": [122]}
    else:
        assert lasta.tabeller["vardtillfallen"]["inskriven_tidpunkt"].iloc[-1] == vantat


@pytest.mark.parametrize(
    ("skrivet", "ar_datum"),
    [
        ("2022-03-02 00:00", True),
        ("2022-03-02T00:00:00", True),
        ("2022-03-02 00:00:00", True),
        ("2022-03-02 08:00", False),
        ("2022-03-02T00:00:01", False),
    ],
)
def test_a_date_has_no_clock_but_midnight(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, skrivet: str, ar_datum: bool
) -> None:
    leverans.hemsjukvard.append(f"p-x;1380;K;1938;;{skrivet};")
    lasta = las(leverans, profil, hem)
    if ar_datum:
        assert lasta.tabeller["hemsjukvard"]["inskriven_datum"].iloc[-1] == pd.Timestamp(2022, 3, 2)
    else:
        assert lasta.redovisning[0].atsidosatta == {"ej_datum": [1202]}


TIDER, TAL = {"Inskriven", "Utskriven", "Dödsdatum"}, {"Ålder"}


def som_celler(rader: list[str]) -> tuple[list[str], list[list[object]]]:
    """The export's headings and rows with points in time, numbers and empty cells as a system writes them."""
    rubriker = rader[0].split(";")

    def cell(rubrik: str, text: str) -> object:
        if not text:
            return None
        return datetime.fromisoformat(text) if rubrik in TIDER else int(text) if rubrik in TAL else text

    celler = [[cell(r, v) for r, v in zip(rubriker, rad.split(";"), strict=True)] for rad in rader[1:]]
    return rubriker, celler


def som_xlsx(rader: list[str], *andra_blad: str) -> bytes:
    """The export as a workbook: sheet Data, then sheets with one cell each."""
    rubriker, celler = som_celler(rader)
    ut = io.BytesIO()
    with xlsxwriter.Workbook(ut, {"in_memory": True}) as bok:
        blad, tid = bok.add_worksheet("Data"), bok.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        blad.write_row(0, 0, rubriker)
        for r, rad in enumerate(celler, 1):
            for k, varde in enumerate(rad):
                if isinstance(varde, datetime):
                    blad.write_datetime(r, k, varde, tid)
                elif isinstance(varde, str):
                    blad.write_string(r, k, varde)
                elif varde is not None:
                    blad.write(r, k, varde)
        for namn in andra_blad:
            bok.add_worksheet(namn).write_string(0, 0, "Uttag ur systemet")
    return ut.getvalue()


def som_parquet(rader: list[str]) -> bytes:
    rubriker, celler = som_celler(rader)
    kolumner = dict(zip(rubriker, zip(*celler, strict=True), strict=True))
    ut = io.BytesIO()
    pq.write_table(pa.table({k: list(v) for k, v in kolumner.items()}), ut)
    return ut.getvalue()


FORMATRADER = vardfil(
    stalld(ut="", alder=""),
    stalld(id="V-y", kommun="", betalar="", farg="", dod="2022-04-01"),
    stalld(id="V-z", in_="2022-03-02 00:00"),
    stalld(id="V-w", farg="Lila"),
)


@pytest.mark.parametrize(
    ("fil", "innehall", "mer"),
    [
        ("vard.xlsx", som_xlsx(FORMATRADER), ()),
        ("vard.parquet", som_parquet(FORMATRADER), ("rader = 124",)),
        ("vard.xlsx", som_xlsx(FORMATRADER, "Om uttaget"), ('blad = "Data"',)),
        ("vard.csv", som_xlsx(FORMATRADER), ()),  # what a file is shows in its bytes
    ],
)
def test_a_workbook_and_parquet_give_the_same_table_as_csv(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, fil: str, innehall: bytes, mer: tuple[str, ...]
) -> None:
    csv = las_med(liten(leverans), profil, hem, vardtillfallen=FORMATRADER)
    mapp = leverans.skriv()
    lagg_till(mapp, fil, "vardtillfallen", innehall, *mer)
    annan = las_leverans(mapp, profil, hem)
    pd.testing.assert_frame_equal(annan.tabeller["vardtillfallen"], csv.tabeller["vardtillfallen"])
    konto, ratt = annan.redovisning[-1], csv.redovisning[-1]
    assert (konto.anvanda, konto.atsidosatta) == (ratt.anvanda, ratt.atsidosatta) == (123, {"okant_varde": [125]})
    assert konto.teckenkodning == ("parquet" if mer and "rader" in mer[0] else "xlsx")


@pytest.mark.parametrize(
    ("fil", "innehall", "mer", "text"),
    [
        ("vard.xlsx", som_xlsx(FORMATRADER, "Om uttaget"), (), 'flera blad med innehåll: "Data" och "Om uttaget"'),
        ("vard.xlsx", som_xlsx(FORMATRADER), ('blad = "Dta"',), 'bladet "Dta" finns inte i filen. Menade du Data'),
        (
            "vard.csv",
            "\n".join(FORMATRADER).encode(),
            ('blad = "Data"',),
            "anger ett blad, men filen är ingen arbetsbok",
        ),
        ("vard.parquet", som_parquet(FORMATRADER), ('blad = "Data"',), "anger ett blad, men filen är ingen arbetsbok"),
        ("vard.parquet", som_parquet(FORMATRADER), ("rader = 125",), "125"),
        ("vard.xlsx", som_xlsx(FORMATRADER), ("blad = 1",), '"filer.vard.xlsx.blad" har fel typ'),
    ],
)
def test_the_wrong_sheet_or_number_of_rows_stops(
    leverans: Leveransbygge,
    profil: Regionprofil,
    hem: Hem,
    fil: str,
    innehall: bytes,
    mer: tuple[str, ...],
    text: str,
) -> None:
    mapp = liten(leverans).skriv()
    lagg_till(mapp, fil, "vardtillfallen", innehall, *mer)
    with pytest.raises(DataError, match=text):
        las_leverans(mapp, profil, hem)


def test_a_file_that_is_a_folder_or_has_headings_alone_stops(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    fil = leverans.skriv() / "hembesok.csv"
    fil.write_text(leverans.hembesok[0] + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="hembesok.csv: filen har bara en rubrikrad"):
        las_leverans(leverans.mapp, profil, hem)
    fil.unlink()
    fil.mkdir()
    with pytest.raises(DataError, match="hembesok.csv: filen går inte att läsa"):
        las_leverans(leverans.mapp, profil, hem)


def test_the_same_enrolment_with_other_content_in_two_files_stops(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    mapp, andra = liten(leverans).skriv(), leverans.hemsjukvard[1].replace("Ordinärt", "Särskilt")
    lagg_till(mapp, "mer.csv", "hemsjukvard", [leverans.hemsjukvard[0], andra, *leverans.hemsjukvard[2:]])
    with pytest.raises(DataError, match="1 rader finns i flera filer med olika innehåll"):
        las_leverans(mapp, profil, hem)


def test_rows_that_are_neither_used_nor_accounted_for_are_never_passed_on(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Filredovisning, "stammer", lambda _: False)
    with pytest.raises(RuntimeError, match=r"rows in are not used \+ excluded \+ set aside"):
        las(liten(leverans), profil, hem)
