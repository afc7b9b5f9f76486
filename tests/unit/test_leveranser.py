"""What has come of a month's deliveries, the letter to one kommun alone, and warnings that somebody has looked into."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.katalog import Katalog
from analys.kvalitet import granska
from analys.leveranser import Leveranslage, folj_planen, kontrollera_planen
from analys.leveranskommandon import visa_leveranser
from analys.manaden import Leveransplan, fel_i_planen
from analys.period import Period
from analys.region import Regionprofil
from analys.reports.kvalitetsbrev import kvalitetsbrev
from analys.reports.kvalitetssida import TABELLNAMN, kvalitetssida
from analys.reports.varningar import Varning, godkann, varningar
from analys.skrivet.godkanda_varningar import GODKANDA_VARNINGAR, GodkandVarning
from analys.skrivet.skrift import las_skrift
from analys.sources.lager import Lager
from analys.sources.leverans import las_leverans
from analys.sources.tabeller import TABELLER
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.test_kvalitet import i_lager

MARS = Period.las("2022-03")
PLAN = (
    Leveransplan("hemsjukvard", "kommunerna", "Eva", 7, "påhittad", KOMMUNER),
    Leveransplan("hembesok", "kommunerna", "Eva", 7, "påhittad", KOMMUNER),
    Leveransplan("vardtillfallen", "regionen", "Olle", 5, "påhittad"),
)


@pytest.fixture
def lager(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> Lager:
    """Laholm has no visit in March; two of Hylte's enrolments end before they begin, one of Varberg's."""
    leverans.hembesok = [r for r in leverans.hembesok if not r.startswith("B13813")]
    trasiga = (("1315", "p-t1"), ("1315", "p-t2"), ("1383", "p-t3"))
    leverans.hemsjukvard += [f"{p};{k};K;1940;Ordinärt boende;2022-03-20;2022-03-01" for k, p in trasiga]
    return i_lager(las_leverans(leverans.skriv(), profil, hem), leverans.mapp.parent / "lager")


def test_each_line_of_the_plan_says_what_has_come(lager: Lager, profil: Regionprofil) -> None:
    med = replace(profil, leveranser=PLAN)
    hemsjukvard, hembesok, vard = folj_planen(med, lager, MARS, date(2022, 4, 5))
    assert (hemsjukvard.lage, hemsjukvard.senast) == (Leveranslage.SEN, date(2022, 4, 7))  # extracted 1 May
    assert (hembesok.lage, hembesok.saknas, hembesok.filer) == (Leveranslage.OFULLSTANDIG, ("1381",), ("hembesok.csv",))
    assert (vard.lage, vard.senast) == (Leveranslage.VANTAS, date(2022, 4, 5))
    assert folj_planen(med, lager, MARS, date(2022, 4, 6))[2].lage is Leveranslage.FORSENAD
    i_tid = replace(lager, besked=replace(lager.besked, uttagsdatum=date(2022, 4, 7)))
    assert folj_planen(med, i_tid, MARS, date(2022, 5, 2))[0].lage is Leveranslage.KOMMIT
    assert not folj_planen(med, lager, Period.las("2022-04"), date(2022, 5, 2))[0].filer


def test_a_file_that_begins_after_the_month_has_not_come(lager: Lager, profil: Regionprofil) -> None:
    med = replace(profil, leveranser=PLAN[:1])
    filer = lager.besked.filer | {"hemsjukvard.csv": replace(lager.besked.filer["hemsjukvard.csv"], fran=MARS.slut)}
    utan = replace(lager, besked=replace(lager.besked, filer=filer))
    (ett,) = folj_planen(med, utan, MARS, date(2022, 5, 2))
    assert (ett.filer, ett.lage) == ((), Leveranslage.FORSENAD)


def test_late_is_said_of_the_latest_month_alone(lager: Lager, profil: Regionprofil) -> None:
    med = replace(profil, leveranser=PLAN[:1])
    lagen = [
        folj_planen(med, lager, Period.las(m), date(2022, 5, 2))[0].lage for m in ("2022-01", "2022-02", "2022-03")
    ]
    assert lagen == [Leveranslage.KOMMIT, Leveranslage.KOMMIT, Leveranslage.SEN]
    filer = {n: replace(f, till=date(2022, 4, 29)) for n, f in lager.besked.filer.items()}
    i_april = replace(lager, besked=replace(lager.besked, filer=filer))
    assert folj_planen(med, i_april, MARS, date(2022, 5, 2))[0].lage is Leveranslage.SEN  # April is not whole


def test_a_letter_holds_one_kommun_and_counts_alone(lager: Lager, profil: Regionprofil) -> None:
    kvalitet, plan = (
        granska(lager, profil),
        folj_planen(replace(profil, leveranser=PLAN), lager, MARS, date(2022, 5, 2)),
    )
    brev = {o.kortnamn: kvalitetsbrev(kvalitet, lager.besked, profil, o, MARS, plan) for o in profil.rapportomraden[1:]}
    text = brev["Hylte"].replace("\u00a0", " ")
    assert "avslutad före inskriven" in text
    assert ">202<" in text  # rows in
    assert ">200<" in text  # usable
    assert "Laholm har inga rader mars 2022" in brev["Laholm"]
    assert "senast 7 april 2022" in brev["Laholm"].replace("\u00a0", " ")
    for namn, innehall in brev.items():
        assert not [n for n in brev if n != namn and n in innehall]
        assert "p-" not in innehall.partition("<main")[2]
    assert "Laholm" not in brev["Varberg"]


def _godkand(**byten: str) -> GodkandVarning:
    grund = {"omrade": "1381", "tabell": "Enstaka hembesök", "varning": "inga rader mars 2022", "namn": "Bo Al"}
    return GodkandVarning(date(2022, 5, 3), **(grund | {"text": "Semesterstängt, kontrollerat."} | byten))


def test_an_acknowledged_warning_is_accepted_with_name_and_date_and_not_repeated(
    lager: Lager, profil: Regionprofil
) -> None:
    kvalitet = granska(lager, profil)
    assert [(v.omrade, v.text) for v in varningar(kvalitet, profil) if v.omrade] == [
        ("1381", "Laholm har inga rader mars 2022")
    ]
    for traffar in ({}, {"tabell": "hembesok"}, {"omrade": "0013", "varning": "Laholm har inga rader MARS 2022."}):
        granskad = godkann(kvalitet, [_godkand(**traffar)], profil)
        assert not [t for t in granskad.kvalitet.tabeller if t.luckor]
        assert not granskad.utan_varning
    for andra in ({"omrade": "1315"}, {"tabell": "hemsjukvard"}, {"varning": "inga rader februari 2022"}):
        granskad = godkann(kvalitet, [_godkand(**andra)], profil)
        assert granskad.utan_varning == (_godkand(**andra),)
        assert granskad.kvalitet == kvalitet
    sida = kvalitetssida(
        kvalitet, lager.besked, profil, [("Laholm har inga rader", "Semesterstängt", "Bo", "2022-05-03")]
    )
    assert "Godkända varningar" in sida
    assert "Semesterstängt" in sida


@pytest.mark.parametrize(
    ("text", "ord_", "godkand"),
    [
        ("17 vårdtillfällen överlappar personens förra", "17 vårdtillfällen överlappar", True),
        ("900 vårdtillfällen överlappar personens förra", "17 vårdtillfällen överlappar", False),
        ("900 vårdtillfällen överlappar personens förra", "överlappar personens förra", False),
        ("170 vårdtillfällen överlappar personens förra", "170 vårdtillfällen överlappar.", True),
        ("Hopp: mars 2022 har 2022 rader", "mars 2022 har", False),
        ("Hopp: mars 2022 har 1\u00a0022 rader, 40 % fler", "Mars 2022 har 1 022 rader, 40", True),
        ('kolumnen "x" läses inte', "läses inte", True),
    ],
)
def test_every_number_of_a_warning_is_acknowledged(profil: Regionprofil, text: str, ord_: str, godkand: bool) -> None:
    varning = Varning("hembesok", "hembesok.csv", "", text)
    assert varning.godkand_av(_godkand(omrade="0013", varning=ord_), profil) is godkand


@pytest.mark.parametrize("tomt", [".", "...", "-", '"."'])
def test_an_acknowledgement_of_no_words_is_a_fault_with_its_row(
    tmp_path: Path, profil: Regionprofil, katalog: Katalog, tomt: str
) -> None:
    rader = "datum;omrade;tabell;varning;namn;text", f"2022-05-03;Laholm;hembesok;{tomt};Bo Al;Kontrollerat"
    (tmp_path / "godkanda_varningar.csv").write_text("\n".join((*rader, "")), encoding="utf-8")
    with pytest.raises(DataError, match=r"godkanda_varningar\.csv, rad 2: varning: .* är inga ord\. Kopiera"):
        las_skrift(tmp_path, GODKANDA_VARNINGAR, profil, katalog)


def test_acknowledgements_are_read_strictly(tmp_path: Path, profil: Regionprofil, katalog: Katalog) -> None:
    huvud = "datum;omrade;tabell;varning;namn;text"
    rad = "2022-05-03;Laholm;hembesok;inga rader mars 2022;Bo Al;Kontrollerat"
    (tmp_path / "godkanda_varningar.csv").write_text(f"{huvud}\n{rad}\n", encoding="utf-8")
    (ett,) = las_skrift(tmp_path, GODKANDA_VARNINGAR, profil, katalog)
    assert ett == _godkand(tabell="hembesok", text="Kontrollerat")
    trasig = rad.replace("Laholm", "Laholn").replace("Bo Al", "19121212-1212")
    (tmp_path / "godkanda_varningar.csv").write_text(f"{huvud}\n{trasig}\n", encoding="utf-8")
    with pytest.raises(DataError) as fel:
        las_skrift(tmp_path, GODKANDA_VARNINGAR, profil, katalog)
    assert len(fel.value.fel) == 2


def test_a_table_that_the_plan_misspells_is_said_with_the_nearest(
    tomt_hem: Hem, profil: Regionprofil, monkeypatch: pytest.MonkeyPatch
) -> None:
    kontrollera_planen(profil)
    assert TABELLNAMN.keys() == TABELLER.keys()  # so that every table of a plan has a name in print
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    fil = tomt_hem.regioner / "halland.toml"
    text = fil.read_text("utf-8").replace('tabell = "hembesok"\nlamnas_av', 'tabell = "hembesök"\nlamnas_av')
    assert '"hembesök"' in text
    fil.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r'halland\.toml: tabellen "hembesök" .*Menade du hembesok\?') as fel:
        visa_leveranser("halland", None, None, brev=False)
    assert fel.value.exit_status == 65


def test_a_plan_has_days_that_every_month_has_and_kommuner_of_the_region(profil: Regionprofil) -> None:
    assert not fel_i_planen(profil.leveranser, profil.kommuner, "halland.toml")
    fel = fel_i_planen((replace(PLAN[0], dag=31, kommuner=("2480",)),), profil.kommuner, "x.toml")
    assert len(fel) == 2
