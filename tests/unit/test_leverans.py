"""Each way in which a delivery can be wrong: what is said, and that nothing is written or counted in silence."""

import io
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from analys.berakna import berakna
from analys.errors import CannotWriteError, DataError, UsageError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.besked import las_besked
from analys.sources.leverans import Leverans, las_leverans
from tests.conftest import KOMMUNER, Leveransbygge


def las(bygge: Leveransbygge, profil: Regionprofil, hem: Hem) -> Leverans:
    return las_leverans(bygge.skriv(), profil, hem)


def lagg_till(
    mapp: Path, fil: str, tabell: str, innehall: Sequence[str] | bytes, *mer: str, kalla: str = "exempel"
) -> None:
    """Put one more file of 2022-01-01 to 2022-03-31 in the delivery."""
    byte = innehall if isinstance(innehall, bytes) else ("\n".join(innehall) + "\n").encode()
    (mapp / fil).write_bytes(byte)
    rader = [f'[filer."{fil}"]', f'tabell = "{tabell}"', f'kalla = "{kalla}"', "fran = 2022-01-01", "till = 2022-03-31"]
    with (mapp / "leverans.toml").open("a", encoding="utf-8") as f:
        f.write("\n".join([*rader, *mer]) + "\n")


def liten(bygge: Leveransbygge) -> Leveransbygge:
    """The delivery with 9 enrolments a kommun and 3 visits a kommun and month: quicker where they do not matter."""
    bygge.hemsjukvard = [bygge.hemsjukvard[0], *(r for r in bygge.hemsjukvard[1:] if int(r[6:10]) < 9)]
    bygge.hembesok = [bygge.hembesok[0], *(r for r in bygge.hembesok[1:] if int(r[6:9]) < 3)]
    return bygge


def las_med(bygge: Leveransbygge, profil: Regionprofil, hem: Hem, **tabeller: Sequence[str]) -> Leverans:
    """Read the delivery with more tables, each a list of lines."""
    mapp = bygge.skriv()
    for tabell, rader in tabeller.items():
        lagg_till(mapp, f"{tabell}.csv", tabell, rader)
    return las_leverans(mapp, profil, hem)


def test_a_right_delivery_is_used_whole(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    lasta = las(leverans, profil, hem)
    assert [(k.rader_in, k.anvanda, k.skal()) for k in lasta.redovisning] == [
        (1200, 1200, "inga"),
        (720, 720, "inga"),
        (72, 72, "inga"),
    ]
    assert lasta.luckor == []


@pytest.mark.parametrize(
    ("rad", "regel"),
    [
        ("p-x;1380;K;okänt;Ordinärt boende;2022-01-02;", "ej_tal"),
        ("p-x;1380;K;1938;Ordinärt boende;2022-03-02;2022-03-01", "avslutad_fore_inskriven"),
        ("p-x;1399;K;1938;Ordinärt boende;2022-03-02;", "okand_kommun"),
        ("p-x;1380;X;1938;Ordinärt boende;2022-03-02;", "okant_varde"),
        (";1380;K;1938;Ordinärt boende;2022-03-02;", "tomt_varde"),
        ("p-x;1380;K;1938;Ordinärt boende;02/03/2022;", "ej_datum"),
        ("p-x;1380;K;1938;Ordinärt boende;2022-05-02;", "efter_uttag"),
        ("p-x;1380;K;1838;Ordinärt boende;2022-03-02;", "orimligt_ar"),
    ],
)
def test_row_faults_are_set_aside_with_rule_and_line(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, rad: str, regel: str
) -> None:
    leverans.hemsjukvard.insert(7, rad)
    lasta = las(leverans, profil, hem)
    konto = lasta.redovisning[0]
    assert konto.atsidosatta == {regel: [8]}
    assert konto.stammer()
    assert len(lasta.tabeller["hemsjukvard"]) == 1200


def test_the_same_key_with_other_content_sets_both_aside(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    leverans.hemsjukvard += [
        "p-x;1380;K;1938;Ordinärt boende;2022-03-02;",
        "p-x;1380;K;1938;Särskilt boende;2022-03-02;",
    ]
    konto = las(leverans, profil, hem).redovisning[0]
    assert konto.atsidosatta == {"dubblett_annat_innehall": [1202, 1203]}


def test_exact_duplicates_and_other_regions_are_excluded(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    leverans.hemsjukvard += [leverans.hemsjukvard[1], "p-x;1480;K;1938;;2022-03-02;"]
    konto = las(leverans, profil, hem).redovisning[0]
    assert konto.uteslutna == {"annan_region": 1, "dubblett": 1}
    assert (konto.rader_in, konto.anvanda, konto.stammer()) == (1202, 1200, True)


def test_9999_12_31_is_still_going_on(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard.append("p-x;1380;K;1938;;2022-03-02;9999-12-31")
    rader = las(leverans, profil, hem).tabeller["hemsjukvard"]
    assert rader["avslutad_datum"].isna().iloc[-1]


def test_9999_12_31_is_no_date_where_one_is_obligatory(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard.append("p-x;1380;K;1938;;9999-12-31;")
    assert las(leverans, profil, hem).redovisning[0].atsidosatta == {"ej_datum": [1202]}


@pytest.mark.parametrize("inskriven", ["0202-01-05", "1900-01-01", "1930-05-01"])
def test_placeholder_dates_are_set_aside(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, inskriven: str
) -> None:
    leverans.hemsjukvard.append(f"p-x;1380;K;1938;;{inskriven};2022-02-01")
    assert las(leverans, profil, hem).redovisning[0].anvanda == 1200


def test_rows_coded_with_the_region_are_never_counted_twice(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    leverans.hemsjukvard.append("p-x;0013;K;1938;;2022-02-01;")
    leverans.befolkning.append("0013,2021,kvinnor,0–64 år,24000,2022-02-22")
    lasta = las(leverans, profil, hem)
    assert lasta.redovisning[0].atsidosatta == {"okand_kommun": [1202]}
    assert lasta.redovisning[2].uteslutna == {"regionrad": 1}


def test_duplicates_are_the_same_in_what_is_read(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    """A column that nobody reads does not make two rows of one enrolment."""
    leverans.hemsjukvard = [
        f"{r};{'Registrerad' if i == 0 else '2022-01-01'}" for i, r in enumerate(leverans.hemsjukvard)
    ]
    leverans.hemsjukvard.append(leverans.hemsjukvard[1].replace(";2022-01-01", ";2022-02-02"))
    konto = las(leverans, profil, hem).redovisning[0]
    assert (konto.anvanda, konto.uteslutna, konto.atsidosatta) == (1200, {"dubblett": 1}, {})


def test_equal_visits_without_a_visit_number_are_kept_with_a_warning(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    leverans.hembesok = [r.split(";", 1)[1] for r in leverans.hembesok]
    leverans.hembesok.append(leverans.hembesok[1])
    konto = las(leverans, profil, hem).redovisning[1]
    assert konto.anvanda == 721
    assert konto.varningar == ["1 rader är lika; utan besöksnummer räknas de som olika besök"]


def test_overlapping_files_of_visits_without_number_stop(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    leverans.hembesok = [r.split(";", 1)[1] for r in leverans.hembesok]
    mapp = leverans.skriv()
    (mapp / "mer.csv").write_text("\n".join(leverans.hembesok[:3]) + "\n", encoding="utf-8")
    with (mapp / "leverans.toml").open("a", encoding="utf-8") as f:
        f.write('[filer."mer.csv"]\ntabell = "hembesok"\nkalla = "exempel"\nfran = 2022-03-01\ntill = 2022-03-31\n')
    with pytest.raises(DataError, match="saknar besöksnummer"):
        las_leverans(mapp, profil, hem)


def test_one_file_per_month_is_one_delivery(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    mapp = leverans.skriv()
    rader = leverans.hembesok
    delar = {"a.csv": (rader[1:361], "2022-01-01", "2022-01-31"), "b.csv": (rader[361:], "2022-02-01", "2022-03-31")}
    text = (mapp / "leverans.toml").read_text(encoding="utf-8")
    start = text.index('[filer."hembesok.csv"]')
    slut = text.index('[filer."befolkning.csv"]')
    nytt = ""
    for namn, (delrader, fran, till) in delar.items():
        (mapp / namn).write_text("\n".join([rader[0], *delrader]) + "\n", encoding="utf-8")
        nytt += f'[filer."{namn}"]\ntabell = "hembesok"\nkalla = "exempel"\nfran = {fran}\ntill = {till}\n'
    (mapp / "leverans.toml").write_text(text[:start] + nytt + text[slut:], encoding="utf-8")
    besked = las_besked(mapp, profil)
    assert [str(d) for d in besked.omfattar("hembesok")] == ["2022-01-01", "2022-03-31"]
    fel = (mapp / "leverans.toml").read_text(encoding="utf-8").replace("fran = 2022-02-01", "fran = 2022-02-03")
    (mapp / "leverans.toml").write_text(fel, encoding="utf-8")
    with pytest.raises(DataError, match="mellan 31.januari 2022 och b.csv saknas dagar"):
        las_besked(mapp, profil)


def test_a_file_without_headings_stops_without_showing_its_values(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    leverans.hemsjukvard[0] = "p-hemlig;1380;K;1938;Ordinärt boende;2022-01-02;"
    with pytest.raises(DataError, match="rubrikraden saknas eller är okänd") as fel:
        las(leverans, profil, hem)
    assert "hemlig" not in str(fel.value)
    leverans.hemsjukvard[0] = "189001019802;1380;K;1938;Ordinärt boende;2022-01-02;"
    with pytest.raises(DataError, match="rubrikraden innehåller något som ser ut som ett personnummer") as fel:
        las(leverans, profil, hem)
    assert "9802" not in str(fel.value)


def test_any_fault_in_the_population_stops(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.befolkning[5] = (
        leverans.befolkning[5]
        .replace(",300,", ",ej klart,")
        .replace(",800,", ",ej klart,")
        .replace(",4000,", ",ej klart,")
    )
    with pytest.raises(DataError, match="text i en talkolumn"):
        las(leverans, profil, hem)


def test_kommun_may_be_written_by_name(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard.append("p-x;Hylte;K;1938;;2022-03-02;")
    assert las(leverans, profil, hem).tabeller["hemsjukvard"]["kommunkod"].iloc[-1] == "1315"


@pytest.mark.parametrize(
    ("tabell", "fran", "till", "text"),
    [
        ("hemsjukvard", "Inskriven;", "Inskr.datum;", r"rad 1: kolumnen inskriven_datum saknas.*data/kallor"),
        ("hemsjukvard", "Avslutad", "Inskriven", 'rubriken "inskriven" står två gånger'),
        ("hemsjukvard", "PersonID", "person_id;PersonID", "fält men rubrikraden"),
    ],
)
def test_heading_faults_stop(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, tabell: str, fran: str, till: str, text: str
) -> None:
    leverans.hemsjukvard[0] = leverans.hemsjukvard[0].replace(fran, till)
    with pytest.raises(DataError, match=text):
        las(leverans, profil, hem)


def test_two_headings_for_one_column_stop(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard = [f"{r};{'kommunkod' if i == 0 else '1380'}" for i, r in enumerate(leverans.hemsjukvard)]
    with pytest.raises(DataError, match=r'rubrikerna "Kommun" och "kommunkod" betyder båda kommunkod'):
        las(leverans, profil, hem)


def test_a_heading_that_means_two_things_stops(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    fil = hem.kallor / "exempel.toml"
    original = fil.read_text(encoding="utf-8")
    try:
        fil.write_text(
            original.replace('avslutad_datum = ["Avslutad"]', 'avslutad_datum = ["Avslutad", "Inskriven"]'), "utf-8"
        )
        with pytest.raises(
            DataError, match=r'rubriken "Inskriven" betyder två saker \(inskriven_datum och avslutad_datum\)'
        ):
            las(leverans, profil, hem)
    finally:
        fil.write_text(original, encoding="utf-8")


def test_a_code_without_its_zero_stops_with_its_line(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard.insert(3, "p-x;880;K;1938;;2022-03-02;")
    with pytest.raises(DataError, match=r"hemsjukvard.csv, rad 4: områdeskoden i kolumnen kommunkod har tappat"):
        las(leverans, profil, hem)


def test_personnummer_stops_without_showing_it(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard.append("189001019802;1380;K;1938;;2022-03-02;")
    with pytest.raises(DataError, match=r'rad 1202: kolumnen "PersonID" .*personnummer') as fel:
        las(leverans, profil, hem)
    assert "9802" not in str(fel.value)


def test_more_than_one_per_cent_at_fault_stops(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard += [f"p-x{i};1399;K;1938;;2022-03-02;" for i in range(13)]
    with pytest.raises(DataError, match=r"13 av 1213 rader har felet .okänd kommun. .*gränsen är 1,0.%"):
        las(leverans, profil, hem)


def test_a_kommun_absent_from_a_whole_file_stops(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hembesok = [r for r in leverans.hembesok if ";1315;" not in r]
    with pytest.raises(DataError, match=r"hembesok.csv: Hylte \(1315\) saknas helt"):
        las(leverans, profil, hem)


def test_a_month_without_rows_is_a_gap_with_a_warning(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hembesok = [r for r in leverans.hembesok if not r.startswith("B13152")]
    lasta = las(leverans, profil, hem)
    assert [(t, k, str(m)) for t, k, m in lasta.luckor] == [("hembesok", "1315", "2022-02-01")]
    assert lasta.redovisning[1].varningar == ["inga rader för Hylte i februari 2022"]


def test_all_faults_of_all_files_are_told_at_once(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard[0] = leverans.hemsjukvard[0].replace("Kön", "Sex")
    leverans.hembesok[4] += ";extra"
    leverans.befolkning = []
    with pytest.raises(DataError) as fel:
        las(leverans, profil, hem)
    text = str(fel.value)
    assert "3 fel" in text
    assert all(del_ in text for del_ in ("kolumnen kon saknas", "hembesok.csv, rad 5", "befolkning.csv: filen är tom"))


@pytest.mark.parametrize(
    ("fran", "till", "text"),
    [
        ('region = "halland"', 'region = "kalmar"', "leveransen gäller kalmar, inte halland"),
        ('tabell = "hembesok"', 'tabell = "hembesk"', "Menade du hembesok"),
        ("uttagsdatum = 2022-05-01", "uttagsdatum = 2022-03-15", "slutar efter uttagsdatum"),
        ("uttagsdatum = 2022-05-01", "", 'nyckeln "uttagsdatum" saknas'),
        ('"hembesok.csv"', '"../hembesok.csv"', "pekar utanför mappen"),
        ('"hembesok.csv"', '"annan.csv"', "annan.csv: filen saknas i leveransen"),
        ('kalla = "exempel"', 'kalla = "okand"', "okand.toml: filen saknas"),
    ],
)
def test_leverans_toml_faults(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, fran: str, till: str, text: str
) -> None:
    fil = leverans.skriv() / "leverans.toml"
    fil.write_text(fil.read_text(encoding="utf-8").replace(fran, till), encoding="utf-8")
    with pytest.raises(DataError, match=text):
        las_leverans(leverans.mapp, profil, hem)


def test_no_leverans_toml_is_said_with_the_remedy(tmp_path: Path, hem: Hem) -> None:
    with pytest.raises(DataError, match=r"leverans.toml: filen saknas i mappen .*Skapa den"):
        berakna(hem, "halland", tmp_path)


def test_the_same_row_in_two_files_counts_once(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    mapp = leverans.skriv()
    (mapp / "mer.csv").write_text("\n".join(leverans.hembesok[:3]) + "\n", encoding="utf-8")
    with (mapp / "leverans.toml").open("a", encoding="utf-8") as f:
        f.write('[filer."mer.csv"]\ntabell = "hembesok"\nkalla = "exempel"\nfran = 2022-01-01\ntill = 2022-03-31\n')
    lasta = las_leverans(mapp, profil, hem)
    assert lasta.redovisning[-1].uteslutna == {"dubblett": 2}


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2022-04", "ligger utanför leveransen, som omfattar 1.januari 2022 till 31.mars 2022"),
        ("2021-12", "utanför"),
        ("2022", "inte en månad"),
        ("mars", "går inte att läsa"),
    ],
)
def test_period_outside_the_data_is_said(leverans: Leveransbygge, hem: Hem, period: str, text: str) -> None:
    with pytest.raises(UsageError, match=text):
        berakna(hem, "halland", leverans.skriv(), period)


def test_latest_month_with_complete_follow_up_is_chosen(leverans: Leveransbygge, hem: Hem) -> None:
    besked = berakna(hem, "halland", leverans.skriv())
    assert besked.period.kod == "2022-03"
    assert (hem.lager("halland") / "2022-03" / "karantan.csv").stat().st_mode & 0o777 == 0o600


def test_unwritable_store_leaves_the_former_cube(
    leverans: Leveransbygge, hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapp = leverans.skriv()
    fil = berakna(hem, "halland", mapp, "2022-02").fil
    fore = fil.read_bytes()
    leverans.hemsjukvard.append("p-x;1380;K;1938;;2022-02-02;")
    leverans.skriv()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CannotWriteError, match="går inte att skriva"):
        berakna(hem, "halland", mapp, "2022-02")
    assert fil.read_bytes() == fore


VARD = (
    "Vårdtillfälle;PersonID;Folkbokföringskommun;Betalningsansvarig kommun;Kön;Ålder;Vårdform;Inskriven;Planerad;"
    "Behov av planering;Färgspår;Utskriven;Utskriven till;Dödsdatum"
)
KLARA = "Vårdtillfälle;Utskrivningsklar från;Utskrivningsklar till;Upphörd av"


def stalld(**byten: str) -> str:
    """One stay as a line of the export: 2 to 9 March in Halmstad unless told otherwise."""
    rad = {
        "id": "V-x",
        "person": "p-x",
        "kommun": "1380",
        "betalar": "1380",
        "kon": "Kvinna",
        "alder": "84",
        "vardform": "Somatik",
        "in_": "2022-03-02 14:20",
        "planerad": "Nej",
        "behov": "Ja",
        "farg": "Gul",
        "ut": "2022-03-09 11:00",
        "till": "Ordinärt boende",
        "dod": "",
    }
    assert set(byten) <= set(rad)
    return ";".join((rad | byten).values())


def vardfil(*mer: str) -> list[str]:
    """20 stays a kommun, some in each month, so that one row at fault stays under 1 %; then the lines given."""
    rader = [
        stalld(
            id=f"V{kommun}{i:02d}",
            person=f"p-{kommun}{i:04d}",  # enrolled in hemsjukvård too
            kommun=kommun,
            betalar=kommun,
            in_=f"2022-0{1 + i % 3}-0{1 + i % 9} 08:15",
            ut=f"2022-0{1 + i % 3}-1{i % 9} 13:45",
        )
        for kommun in KOMMUNER
        for i in range(20)
    ]
    return [VARD, *rader, *mer]


@pytest.fixture
def las_vard(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> Callable[..., Leverans]:
    """Read the delivery with the usual 120 stays and the lines given."""

    def kor(*mer: str, **tabeller: Sequence[str]) -> Leverans:
        return las_med(liten(leverans), profil, hem, **({"vardtillfallen": vardfil(*mer)} | tabeller))

    return kor


def test_stays_are_used_whole_and_typed(las_vard: Callable[..., Leverans]) -> None:
    lasta = las_vard(stalld())
    konto = lasta.redovisning[-1]
    assert (konto.rader_in, konto.anvanda, konto.skal(), konto.varningar) == (121, 121, "inga", [])
    assert lasta.luckor == []
    rad = lasta.tabeller["vardtillfallen"].iloc[-1]
    vantat = {
        "kommunkod": "1380",
        "kon": "kvinna",
        "alder_vid_utskrivning": 84,
        "vardform": "somatik",
        "vardniva": "okand",
        "inskriven_tidpunkt": pd.Timestamp(2022, 3, 2, 14, 20),
        "inskriven_fran": "okand",
        "planerad_inskrivning": "nej",
        "fargspar": "gul",
        "utskriven_tidpunkt": pd.Timestamp(2022, 3, 9, 11),
        "utskriven_till": "ordinart_boende",
    }
    assert rad[list(vantat)].to_dict() == vantat


@pytest.mark.parametrize(
    ("byten", "regel"),
    [
        ({"ut": "2022-03-02 14:19"}, "utskriven_fore_inskriven"),
        ({"alder": "121"}, "orimlig_alder"),
        ({"alder": "-1"}, "orimlig_alder"),
        ({"alder": ""}, "orimlig_alder"),  # the stay has ended, so the age is known
        ({"alder": "84 år"}, "ej_tal"),
        ({"dod": "2022-03-08"}, "dod_fore_utskrivning"),
        ({"farg": "Lila"}, "okant_varde"),
        ({"vardform": "Rehab"}, "okant_varde"),
        ({"planerad": "Kanske"}, "okant_varde"),
        ({"in_": "2022-05-02", "ut": ""}, "efter_uttag"),
        ({"ut": "2022-05-02 00:00"}, "efter_uttag"),
        ({"dod": "2022-05-02"}, "efter_uttag"),
        ({"kommun": "1399"}, "okand_kommun"),
        ({"betalar": "1399"}, "okand_kommun"),
        ({"kommun": "0013"}, "okand_kommun"),
        ({"in_": "9999-12-31", "ut": ""}, "ej_datum"),
        ({"in_": "2022-03-02 25:00"}, "ej_datum"),
        ({"in_": "2022-13-02"}, "ej_datum"),
        ({"in_": ""}, "tomt_varde"),
        ({"id": ""}, "tomt_varde"),
        ({"person": ""}, "tomt_varde"),
    ],
)
def test_stays_at_fault_are_set_aside_with_rule_and_line(
    las_vard: Callable[..., Leverans], byten: dict[str, str], regel: str
) -> None:
    lasta = las_vard(stalld(**byten))
    konto = lasta.redovisning[-1]
    assert (konto.atsidosatta, konto.uteslutna, konto.stammer()) == ({regel: [122]}, {}, True)
    assert "V-x" not in set(lasta.tabeller["vardtillfallen"]["vardtillfalle_id"])


@pytest.mark.parametrize(
    "byten",
    [
        {"ut": "2022-03-02 14:20"},  # out the minute it began
        {"in_": "2022-03-02", "ut": "2022-03-02"},  # the days alone are known
        {"alder": "0"},
        {"alder": "120"},
        {"alder": "", "ut": ""},
        {"alder": "", "ut": "9999-12-31"},
        {"dod": "2022-03-09"},
        {"dod": "2022-05-01"},
        {"ut": "2022-05-01 23:59"},  # a clock on the day of the extract
        {"farg": ""},
        {"planerad": ""},
    ],
)
def test_stays_at_the_boundary_are_used(las_vard: Callable[..., Leverans], byten: dict[str, str]) -> None:
    konto = las_vard(stalld(**byten)).redovisning[-1]
    assert (konto.anvanda, konto.skal()) == (121, "inga")


@pytest.mark.parametrize(
    ("kommun", "betalar", "vantat"),
    [
        ("1380", "1315", ("1380", "1315")),
        ("1380", "", ("1380", "1380")),
        ("1380", "1480", ("1380", "utanfor")),
        ("1480", "", ("utanfor", "utanfor")),
        ("1480", "1380", ("utanfor", "1380")),
        ("", "", ("utanfor", "utanfor")),
        ("", "1380", ("utanfor", "1380")),
        ("Hylte", "Hylte", ("1315", "1315")),
    ],
)
def test_kommun_of_residence_and_who_pays(
    las_vard: Callable[..., Leverans], kommun: str, betalar: str, vantat: tuple[str, str]
) -> None:
    lasta = las_vard(stalld(kommun=kommun, betalar=betalar))
    rad = lasta.tabeller["vardtillfallen"].iloc[-1]
    assert (rad["kommunkod"], rad["betalningsansvarig_kommun"]) == vantat
    assert lasta.redovisning[-1].anvanda == 121


def test_without_a_column_for_who_pays_it_is_the_kommun_of_residence(las_vard: Callable[..., Leverans]) -> None:
    rader = [r.split(";") for r in vardfil(stalld(kommun="1480"))]
    lasta = las_vard(vardtillfallen=[";".join(r[:3] + r[4:]) for r in rader])
    tabell = lasta.tabeller["vardtillfallen"]
    assert (tabell["betalningsansvarig_kommun"] == tabell["kommunkod"]).all()
    assert lasta.redovisning[-1].saknade_kolumner[:1] == ["betalningsansvarig_kommun"]


@pytest.mark.parametrize("skrivet", ["", "9999-12-31", "9999-12-31 00:00", "9999-12-31T23:59:59"])
def test_a_stay_that_goes_on_is_open(las_vard: Callable[..., Leverans], skrivet: str) -> None:
    rader = las_vard(stalld(ut=skrivet, alder="")).tabeller["vardtillfallen"]
    assert pd.isna(rader["utskriven_tidpunkt"].iloc[-1])
    assert pd.isna(rader["alder_vid_utskrivning"].iloc[-1])


@pytest.mark.parametrize(
    ("in_", "ut", "inne"),
    [
        ("2021-11-01 10:00", "2021-12-31 23:59", False),
        ("2021-11-01 10:00", "2022-01-01 00:00", True),
        ("2021-11-01 10:00", "", True),
        ("2022-03-31 23:59", "2022-04-12 10:00", True),
        ("2022-04-01 00:00", "2022-04-12 10:00", False),
        ("2021-11-01 10:00", "2022-04-12 10:00", True),
    ],
)
def test_a_stay_without_a_day_in_the_period_is_left_out(
    las_vard: Callable[..., Leverans], in_: str, ut: str, inne: bool
) -> None:
    konto = las_vard(stalld(in_=in_, ut=ut)).redovisning[-1]
    assert (konto.anvanda, konto.uteslutna) == ((121, {}) if inne else (120, {"utanfor_perioden": 1}))
    assert konto.stammer()


def test_the_same_stay_twice_counts_once_and_with_other_content_not_at_all(las_vard: Callable[..., Leverans]) -> None:
    flera = [r.replace("V", "W", 1) for r in vardfil()[1:]]
    konto = las_vard(*flera, stalld(), stalld(), stalld(id="V-y"), stalld(id="V-y", farg="Röd")).redovisning[-1]
    assert konto.uteslutna == {"dubblett": 1}
    assert konto.atsidosatta == {"dubblett_annat_innehall": [244, 245]}
    assert (konto.rader_in, konto.anvanda, konto.stammer()) == (244, 241, True)


@pytest.mark.parametrize(
    ("tider", "antal"),
    [
        ([("01 10:00", "05 10:00"), ("05 10:00", "09 10:00")], 0),  # moved on the minute
        ([("01 10:00", "05 10:00"), ("05 09:59", "09 10:00")], 1),
        ([("05 09:59", "09 10:00"), ("01 10:00", "05 10:00")], 1),  # the order of rows is nothing
        ([("01 10:00", "09 10:00"), ("02 10:00", "03 10:00"), ("04 10:00", "06 10:00")], 2),  # both within the first
        ([("01 10:00", ""), ("20 10:00", "21 10:00")], 1),  # the first goes on
        ([("01 10:00", "05 10:00"), ("01 10:00", "07 10:00")], 1),
    ],
)
def test_stays_that_overlap_are_counted_in_a_warning(
    las_vard: Callable[..., Leverans], tider: list[tuple[str, str]], antal: int
) -> None:
    rader = [stalld(id=f"V-x{i}", in_=f"2022-03-{a}", ut=f"2022-03-{b}" if b else "") for i, (a, b) in enumerate(tider)]
    annan = stalld(id="V-y", person="p-y", in_="2022-03-01 10:00", ut="2022-03-30 10:00")
    konto = las_vard(*rader, annan).redovisning[-1]
    text = f"{antal} vårdtillfällen överlappar personens förra; i måtten om återinskrivning slås de ihop"
    assert konto.varningar == ([text] if antal else [])
    assert konto.anvanda == 121 + len(tider)


def test_two_notices_for_one_stay_are_both_used_with_its_person(las_vard: Callable[..., Leverans]) -> None:
    klara = [KLARA, "V-x;2022-03-03 09:00;2022-03-04 10:30;Försämrad", "V-x;2022-03-06 13:00;9999-12-31;"]
    lasta = las_vard(stalld(), utskrivningsklara_perioder=klara)
    rader = lasta.tabeller["utskrivningsklara_perioder"]
    assert rader["person_id"].to_list() == ["p-x", "p-x"]
    assert rader["till"].to_list() == [pd.Timestamp(2022, 3, 4, 10, 30), pd.NaT]
    assert rader["upphord_av"].to_list() == ["forsamrad", "okand"]
    assert lasta.redovisning[-1].skal() == "inga"


def test_a_notice_of_an_unknown_stay_is_left_out_and_counted(las_vard: Callable[..., Leverans]) -> None:
    """V-y was set aside, V-z is in no file; the faulty notice is set aside: 123 = 120 + 2 + 1."""
    klara = [KLARA, *(f"V{k}{i:02d};2022-01-09 09:00;;" for k in KOMMUNER for i in range(20))]
    klara += ["V-y;2022-03-03 09:00;;", "V-z;2022-03-03 09:00;;", "V-x;2022-03-04 09:00;2022-03-03 09:00;"]
    lasta = las_vard(stalld(), stalld(id="V-y", farg="Lila"), utskrivningsklara_perioder=klara)
    konto = lasta.redovisning[-1]
    assert konto.uteslutna == {"okant_vardtillfalle": 2}
    assert konto.atsidosatta == {"slut_fore_borjan": [124]}
    assert (konto.rader_in, konto.anvanda, konto.stammer()) == (123, 120, True)
    assert konto.skal() == "vårdtillfället finns inte bland de använda: 2; slutar före början: 1"
    assert len(lasta.tabeller["utskrivningsklara_perioder"]) == 120


@pytest.mark.parametrize(
    ("rad", "regel"),
    [
        ("V138000;2022-03-04 09:00;2022-03-04 08:59;", "slut_fore_borjan"),
        ("V138000;2022-05-02;;", "efter_uttag"),
        ("V138000;;;", "tomt_varde"),
        ("V138000;2022-03-04 09:00;;Flyttad", "okant_varde"),
    ],
)
def test_notices_at_fault_are_set_aside(las_vard: Callable[..., Leverans], rad: str, regel: str) -> None:
    klara = [KLARA, *(f"V{k}{i:02d};2022-0{m}-09 09:00;;" for k in KOMMUNER for i in range(20) for m in (1, 2, 3))]
    konto = las_vard(utskrivningsklara_perioder=[*klara, rad]).redovisning[-1]
    assert (konto.atsidosatta, konto.anvanda) == ({regel: [362]}, 360)


def test_notices_without_stays_stop(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    with pytest.raises(DataError, match="utskrivningsklara perioder kräver vårdtillfällen"):
        las_med(leverans, profil, hem, utskrivningsklara_perioder=[KLARA, "V1;2022-03-03;;"])


@pytest.mark.parametrize(
    ("andel", "text"),
    [
        ("1,01", "andel som inte ligger mellan 0 och 1"),
        ("-0,1", "andel som inte ligger mellan 0 och 1"),
        ("70", "andel som inte ligger mellan 0 och 1"),
        ("0.7", "text i en talkolumn"),
        ("70 %", "text i en talkolumn"),
        ("", "obligatoriskt värde saknas"),
    ],
)
def test_coverage_outside_0_to_1_stops(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, andel: str, text: str
) -> None:
    rader = ["galler;omrade;kalenderar;andel;kalla", f"vardtillfallen;1380;2021;{andel};påhittad"]
    with pytest.raises(DataError, match=rf'tackning.csv: 1 av 1 rader har felet "{text}"'):
        las_med(liten(leverans), profil, hem, tackning=rader)


def test_coverage_of_none_and_all_is_read(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    rader = ["galler;omrade;kalenderar;andel;kalla", "a;1380;2021;0;x", "a;Region Halland;2021;1;x"]
    tackning = las_med(leverans, profil, hem, tackning=rader).tabeller["tackning"]
    assert tackning[["omrade", "andel"]].to_numpy().tolist() == [["1380", 0], ["0013", 1]]


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


def test_two_pseudonym_keys_in_one_delivery_stop(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    mapp = leverans.skriv()
    lagg_till(mapp, "vard.csv", "vardtillfallen", [r.replace(";p-", ";p-annan") for r in vardfil()])
    with pytest.raises(DataError, match="nästan ingen i hemsjukvården finns bland vårdtillfällena.*samma nyckel"):
        las_leverans(mapp, profil, hem)


@pytest.mark.parametrize(("kvar", "saknas", "varning"), [(0, True, None), (60, False, "50\u00a0% av raderna")])
def test_a_column_that_says_nothing_is_as_good_as_absent(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, kvar: int, saknas: bool, varning: str | None
) -> None:
    """Planned or not is emptied in all stays, or in half of the 120."""
    rubrik, *rader = vardfil()
    rader = [r if i < kvar else r.replace(";Nej;Ja;", ";;Ja;") for i, r in enumerate(rader)]
    lagg_till(leverans.skriv(), "vard.csv", "vardtillfallen", [rubrik, *rader])
    konto = las_leverans(leverans.mapp, profil, hem).redovisning[-1]
    assert ("planerad_inskrivning" in konto.saknade_kolumner) is saknas
    tomma = [v for v in konto.varningar if "planerad_inskrivning" in v]
    assert (tomma == []) if varning is None else tomma[0].startswith(varning)


def test_register_counts_do_not_excuse_a_kommun_without_persons(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    leverans.hemsjukvard = [r for r in leverans.hemsjukvard if ";1315;" not in r]
    mapp = leverans.skriv()
    rad = "andel_brytpunktssamtal;1315;2022-01;sarskilt_boende;3;4;registret"
    lagg_till(mapp, "reg.csv", "aggregat", ["indikator;omrade;period;dodsplats;taljare;namnare;kalla", rad])
    with pytest.raises(DataError, match=r"hemsjukvard.csv: Hylte \(1315\) saknas helt"):
        las_leverans(mapp, profil, hem)
    lagg_till(
        mapp, "antal.csv", "aggregat", ["indikator;omrade;period;taljare;kalla", "antal_avslut;1315;2022-01;7;kommunen"]
    )
    las_leverans(mapp, profil, hem)


def test_a_kommun_s_deaths_at_the_hospital_are_counted_as_left_out(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    mapp = leverans.skriv()
    rader = [f"andel_brytpunktssamtal;1380;2022-01;{p};3;4;registret" for p in ("sarskilt_boende", "sjukhusavdelning")]
    lagg_till(mapp, "reg.csv", "aggregat", ["indikator;omrade;period;dodsplats;taljare;namnare;kalla", *rader])
    konto = las_leverans(mapp, profil, hem).redovisning[-1]
    assert (konto.anvanda, konto.uteslutna) == (1, {"annan_huvudman": 1})
