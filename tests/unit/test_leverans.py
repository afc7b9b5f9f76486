"""Each way in which a delivery can be wrong: what is said, and that nothing is written or counted in silence."""

import shutil
from pathlib import Path

import pytest

from analys.berakna import berakna
from analys.errors import CannotWriteError, DataError, UsageError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.besked import las_besked
from analys.sources.leverans import las_leverans
from tests.conftest import Leveransbygge
from tests.unit.sma_leveranser import lagg_till, las


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
        ("hemsjukvard", "Inskriven;", "Inskr.datum;", r"rad 1: kolumnen inskriven_datum saknas.*analys kontrollera"),
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


def test_a_month_without_rows_where_few_are_usual_is_none_and_said(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    """Six visits in a usual month: a month without is no gap. Seven: it is (the profile's ``lucka_fran``)."""
    nummer = [f"B1315{m}{i:03d}" for m in (1, 3) for i in range(7)]
    leverans.hembesok = [r for r in leverans.hembesok if not r.startswith("B1315") or r.split(";")[0] in nummer]
    sju = las(leverans, profil, hem)
    assert [(t, k, str(m)) for t, k, m in sju.luckor] == [("hembesok", "1315", "2022-02-01")]
    leverans.hembesok = [
        r for r in leverans.hembesok if not (r.startswith("B1315") and r.split(";")[0].endswith("006"))
    ]
    sex = las(leverans, profil, hem)
    assert sex.luckor == []
    assert sex.redovisning[1].varningar == [
        "inga rader för Hylte i februari 2022; brukar ha få, så månaden räknas som noll"
    ]


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
        ("fran = 2022-01-01", "fran = 2022-04-01", "slutar innan den börjar"),
        ('tabell = "befolkning"', 'tabell = "tackning"', "ingen fil har tabellen befolkning"),
        ('tabell = "hem', 'tabell = "x_hem', "ingen fil har inskrivningar, besök eller vårdtillfällen"),
        ('tabell = "hembesok"', f'sha256 = "{64 * "0"}"\ntabell = "hembesok"', "sha256 är inte den som leverans.toml"),
        ('"hembesok.csv"', '"../hembesok.csv"', "pekar utanför mappen"),
        ('"hembesok.csv"', '"annan.csv"', "annan.csv: filen saknas i leveransen"),
        ('kalla = "exempel"', 'kalla = "../regioner/halland"', "kan inte heta så"),
        ('"hembesok.csv"', '"aux.csv"', "går inte att använda i Windows"),
        ('kalla = "exempel"', 'kalla = "okand"', "okand.toml: källans fil saknas"),
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
def test_period_outside_the_data_is_said(leverans: Leveransbygge, tomt_hem: Hem, period: str, text: str) -> None:
    with pytest.raises(UsageError, match=text):
        berakna(tomt_hem, "halland", leverans.skriv(), period)


def test_latest_month_with_complete_follow_up_is_chosen(leverans: Leveransbygge, tomt_hem: Hem) -> None:
    besked = berakna(tomt_hem, "halland", leverans.skriv())
    assert besked.period.kod == "2022-03"
    assert (tomt_hem.lager("halland") / "2022-03" / "karantan.csv").stat().st_mode & 0o777 == 0o600


def test_a_cube_without_what_lies_behind_it_is_made_again(leverans: Leveransbygge, tomt_hem: Hem) -> None:
    """Else a release would publish figures that the register never hears of."""
    mapp = leverans.skriv()
    assert [berakna(tomt_hem, "halland", mapp, "2022-02").ny for _ in range(2)] == [True, False]
    shutil.rmtree(tomt_hem.internt("halland", "2022-02"))
    assert berakna(tomt_hem, "halland", mapp, "2022-02").ny
    assert (tomt_hem.internt("halland", "2022-02") / "publiceras").is_dir()


def test_unwritable_store_leaves_the_former_cube(
    leverans: Leveransbygge, tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapp = leverans.skriv()
    fil = berakna(tomt_hem, "halland", mapp, "2022-02").fil
    fore = fil.read_bytes()
    leverans.hemsjukvard.append("p-x;1380;K;1938;;2022-02-02;")
    leverans.skriv()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CannotWriteError, match="går inte att skriva"):
        berakna(tomt_hem, "halland", mapp, "2022-02")
    assert fil.read_bytes() == fore


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


def test_an_id_that_has_lost_a_character_is_said(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    leverans.hemsjukvard[7] = leverans.hemsjukvard[7].replace("p-", "p", 1)
    varningar = las(leverans, profil, hem).redovisning[0].varningar
    assert varningar == ["1 värde i person_id har en annan form än de övriga (rad 8)"]
