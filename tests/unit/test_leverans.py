"""Each way in which a delivery can be wrong: what is said, and that nothing is written or counted in silence."""

import os
from pathlib import Path

import pytest

from analys.berakna import berakna
from analys.errors import CannotWriteError, DataError, UsageError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.leverans import Leverans, las_leverans
from tests.conftest import Leveransbygge


def las(bygge: Leveransbygge, profil: Regionprofil, hem: Hem) -> Leverans:
    return las_leverans(bygge.skriv(), profil, hem)


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


@pytest.mark.skipif(os.name == "nt", reason="file permissions of POSIX")
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
