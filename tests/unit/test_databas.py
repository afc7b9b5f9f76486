"""A database as the source, on a real PostgreSQL server: as an export would be, only read, and no secret told."""

import csv
import io
import shutil
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from keyring.errors import KeyringError

from analys import hamtkommandon
from analys.berakna import berakna
from analys.cli import main
from analys.disclosure.grind import las_kub
from analys.errors import AnalysError, DataError, FetchError, UsageError
from analys.hem import Hem
from analys.leveransval import valj_leverans
from analys.region import Regionprofil
from analys.sources import databas
from analys.sources.besked import las_besked
from analys.sources.leverans import las_leverans
from tests.conftest import Leveransbygge
from tests.unit import postgres
from tests.unit.postgres import ANVANDARE, LOSENORD
from tests.unit.sma_leveranser import liten

NU = datetime(2022, 5, 1, 9)
KANARIE = "KANARIE-SJUKDOM-99"
Kor = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def adress() -> Iterator[str]:
    with postgres.igang() as adressen:
        yield adressen


@pytest.fixture
def kor(adress: str) -> Iterator[Kor]:
    """Run SQL as the owner; every table is dropped after the test."""
    plats = adress.split("host=")[1]
    with psycopg.connect(host=plats, user=ANVANDARE, password=LOSENORD, dbname="postgres", autocommit=True) as ansl:

        def ett(sql: str, rader: list[tuple[Any, ...]] | None = None) -> list[tuple[Any, ...]]:
            with ansl.cursor() as markor:
                if rader is not None:
                    markor.executemany(sql, rader)
                    return []
                markor.execute(sql)  # type: ignore[arg-type]
                return markor.fetchall() if markor.description else []

        yield ett
        ett("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@pytest.fixture
def hemmet(tomt_hem: Hem, adress: str, monkeypatch: pytest.MonkeyPatch) -> Hem:
    """A home whose source ``vard`` is the database, with the headings of the example's files."""
    text = (tomt_hem.kallor / "exempel.toml").read_text("utf-8")
    (tomt_hem.kallor / "vard.toml").write_text(f'kalla = "{adress}"\n{text}', "utf-8")
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    monkeypatch.setenv("ANALYS_DATABAS_VARD_LOSENORD", LOSENORD)
    return tomt_hem


def i_databasen(kor: Kor, tabell: str, rader: list[str], typer: str) -> None:
    """Put the lines of an export in a table whose columns have these types."""
    alla = list(csv.reader(rader, delimiter=";"))
    kolumner = [f'"{namn}" {typ}' for namn, typ in zip(alla[0], typer.split(), strict=True)]
    kor(f"CREATE TABLE {tabell} ({', '.join(kolumner)})")
    hal = ", ".join(["%s"] * len(kolumner))
    kor(f"INSERT INTO {tabell} VALUES ({hal})", [tuple(v or None for v in rad) for rad in alla[1:]])


def med_databas(mapp: Path, fil: str, fraga: str) -> None:
    """Let one of the delivery's tables come from the database in place of its file."""
    (mapp / fil).unlink(missing_ok=True)
    besked = mapp / "leverans.toml"
    fore, rubrik, efter = besked.read_text("utf-8").partition(f'[filer."{fil}"]\n')
    assert rubrik
    block, sep, resten = efter.partition("\n[")
    block = "\n".join(r for r in block.splitlines() if not r.startswith(("rader", "kalla", "fraga")))
    besked.write_text(f'{fore}{rubrik}{block}\nkalla = "vard"\nfraga = "{fraga}"\n{sep}{resten}', "utf-8")


def test_a_database_gives_the_cube_that_the_export_gives(
    hemmet: Hem, kor: Kor, leverans: Leveransbygge, profil: Regionprofil, tmp_path: Path
) -> None:
    bygge = liten(leverans)
    for fil in ("exempel", "vard"):
        with (hemmet.kallor / f"{fil}.toml").open("a", encoding="utf-8") as f:
            f.write("\n[tabeller.hemsjukvard.stopp_vid]\navslutad_fore_inskriven = 0.1\n")
    trasig = bygge.hemsjukvard[-1].split(";")
    bygge.hemsjukvard.append(";".join(["p-trasig", *trasig[1:5], "2022-03-05", "2022-03-01"]))
    rubrik, *rader = bygge.hemsjukvard
    bygge.hemsjukvard = [rubrik, *sorted(rader)]
    mapp = bygge.skriv()
    fil = berakna(hemmet, "halland", mapp, "2022-03", internt=True).fil
    av_fil = las_kub(fil)
    karantan = (satt_at_sidan := hemmet.kub("halland", "2022-03").with_name("karantan.csv")).read_bytes()
    i_databasen(kor, "inskrivna", bygge.hemsjukvard, "text text text integer text date date")
    med_databas(mapp, "hemsjukvard.csv", "public.inskrivna")
    besked = berakna(hemmet, "halland", mapp, "2022-03", internt=True)
    assert besked.ny
    av_databas = las_kub(fil)
    assert av_databas.rader.equals(av_fil.rader)
    assert satt_at_sidan.read_bytes() == karantan  # the same row, by number
    konto, fore = (next(f for f in k.meta["filer"] if f["tabell"] == "hemsjukvard") for k in (av_databas, av_fil))
    assert konto.pop("hamtad")
    assert konto == fore  # the hash too: the same bytes
    besked_som_fore = {"nyckel": av_fil.meta["nyckel"], "filer": av_fil.meta["filer"]}
    assert av_databas.meta | besked_som_fore == av_fil.meta
    kopian = databas.kopia(mapp, "hemsjukvard.csv", las_besked(mapp, profil), hemmet)[0]
    assert kopian.read_text("utf-8").splitlines() == bygge.hemsjukvard
    assert kopian.stat().st_mode & 0o077 == 0


def test_what_is_read_is_read_once_until_the_delivery_says_otherwise(
    hemmet: Hem, kor: Kor, leverans: Leveransbygge, profil: Regionprofil, capsys: pytest.CaptureFixture[str]
) -> None:
    mapp = leverans.skriv()
    i_databasen(kor, "inskrivna", leverans.hemsjukvard, "text text text integer text date date")
    med_databas(mapp, "hemsjukvard.csv", "inskrivna")

    def antal() -> int:
        return next(
            k
            for k in las_leverans(valj_leverans(hemmet, profil, mapp), profil, hemmet).redovisning
            if k.tabell == "hemsjukvard"
        ).rader_in

    fore = antal()
    kor('DELETE FROM inskrivna WHERE "PersonID" = (SELECT max("PersonID") FROM inskrivna)')
    assert antal() == fore  # dated: the same until somebody asks
    hamtkommandon.hamta_databas("halland", mapp)
    assert "hemsjukvard.csv: " in capsys.readouterr().out
    efter = antal()
    assert efter < fore
    kor('DELETE FROM inskrivna WHERE "PersonID" = (SELECT max("PersonID") FROM inskrivna)')
    toml = mapp / "leverans.toml"
    toml.write_text(toml.read_text("utf-8").replace("uttagsdatum = 2022-05-01", "uttagsdatum = 2022-05-02"), "utf-8")
    assert antal() < efter  # a new day of extract
    assert len(list(hemmet.databas("halland").iterdir())) == 1  # the former copies are gone


def test_the_database_is_only_read_and_the_rows_stream(
    hemmet: Hem, kor: Kor, leverans: Leveransbygge, profil: Regionprofil
) -> None:
    mapp = leverans.skriv()
    kor("CREATE TABLE stor AS SELECT n, repeat('x', 500) || n AS text FROM generate_series(1, 40000) AS n")
    kor("CREATE TABLE spar (n int)")
    kor("CREATE FUNCTION andrar() RETURNS int LANGUAGE sql AS 'INSERT INTO spar VALUES (1) RETURNING n'")
    med_databas(mapp, "hemsjukvard.csv", "SELECT andrar() AS n")
    with pytest.raises(FetchError, match="frågan vill ändra något, och databasen läses bara"):
        valj_leverans(hemmet, profil, mapp)
    assert kor("SELECT count(*) FROM spar") == [(0,)]
    med_databas(mapp, "hemsjukvard.csv", "stor")
    besked = las_besked(mapp, profil)
    tracemalloc.start()
    assert databas.las_in(mapp, besked, hemmet, NU) == {"hemsjukvard.csv": 40_000}
    hogst = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    fil = databas.kopia(mapp, "hemsjukvard.csv", besked, hemmet)[0]
    assert fil.stat().st_size > 20_000_000
    assert hogst < 12_000_000  # five thousand rows at a time


def test_values_become_what_an_export_holds(
    hemmet: Hem, kor: Kor, leverans: Leveransbygge, profil: Regionprofil
) -> None:
    mapp = leverans.skriv()
    kor(
        "CREATE TABLE allt AS SELECT 1380 AS heltal, 12.50::numeric AS tal, 0.1::float8 AS flyt, true AS ja, "
        "date '2022-03-05' AS dag, timestamp '2022-03-05 14:05' AS tid, "
        "timestamptz '2022-03-05 13:05+00' AS medzon, NULL::text AS tomt, 'å;\"ö' AS text"
    )
    med_databas(mapp, "hemsjukvard.csv", "allt")
    besked = las_besked(mapp, profil)
    databas.las_in(mapp, besked, hemmet, NU)
    fil = databas.kopia(mapp, "hemsjukvard.csv", besked, hemmet)[0]
    rader = list(csv.reader(io.StringIO(fil.read_text("utf-8")), delimiter=";"))
    assert rader[1] == ["1380", "12,5", "0,1", "ja", "2022-03-05", "2022-03-05 14:05", "2022-03-05 14:05", "", 'å;"ö']


@pytest.mark.parametrize(
    ("fraga", "fel", "sagt"),
    [
        ("finns_inte", FetchError, "tabellen eller vyn finns inte"),
        ("SELECT kolumn FROM pg_class", FetchError, "en kolumn i frågan finns inte"),
        ("SELECT FROM WHERE", FetchError, "frågan är fel skriven"),
        ("DROP TABLE pg_class", DataError, "går inte att läsa med"),
        ("SELECT 1; SELECT 2", DataError, "går inte att läsa med"),
        ("SELECT 1 AS a) AS x, (SELECT 2 AS b", DataError, "går inte att läsa med"),
        ("SELECT (1 AS a", DataError, "går inte att läsa med"),
        ("SELECT 1 AS a -- ) (", DataError, "går inte att läsa med"),
        ("SELECT ARRAY[1, 2] AS lista", DataError, 'kolumnen "lista" har listor'),
        ("SELECT E'en\\\\ntva' AS text", DataError, r"rad 2: kolumnen \"text\" har en radbrytning"),
        (f"SELECT CAST('{KANARIE}' AS integer) AS n", FetchError, "felkod 22P02"),
        ("SELECT CAST('{}' AS json) AS a", FetchError, "en kolumn går inte att ordna"),
        ("SELECT date 'infinity' AS a", FetchError, "ett värde går inte att läsa"),
    ],
)
def test_what_cannot_be_read_is_said_without_a_value(
    hemmet: Hem, leverans: Leveransbygge, profil: Regionprofil, fraga: str, fel: type[AnalysError], sagt: str
) -> None:
    mapp = leverans.skriv()
    med_databas(mapp, "hemsjukvard.csv", fraga)
    with pytest.raises(fel, match=sagt) as info:
        valj_leverans(hemmet, profil, mapp)
    assert KANARIE not in str(info.value)
    assert info.value.__suppress_context__ or fel is DataError
    assert not list(hemmet.databas("halland").glob("*"))


def test_no_secret_is_told_whatever_goes_wrong(
    hemmet: Hem,
    leverans: Leveransbygge,
    adress: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mapp = leverans.skriv()
    med_databas(mapp, "hemsjukvard.csv", "inskrivna")
    fil = hemmet.kallor / "vard.toml"
    text = fil.read_text("utf-8")
    fel_losenord = "annat-kanarie-lösen"
    utan_kontakt = adress.replace("host=", "host=/finns/inte")
    med_losenord = adress.replace(f"{ANVANDARE}@", f"{ANVANDARE}:{LOSENORD}@")
    i_fragan = f"{adress}&password={LOSENORD}"
    fall = [
        (adress, fel_losenord, 1, "Databasen vard: "),
        (utan_kontakt, LOSENORD, 1, "går inte att nå"),
        (med_losenord, LOSENORD, 65, "adressen i kalla innehåller ett lösenord"),
        (i_fragan, LOSENORD, 65, "adressen i kalla innehåller ett lösenord"),
        (adress.replace("psycopg", "finnsinte"), LOSENORD, 1, "Databasen vard: "),
    ]
    for ny, losenord, status, sagt in fall:
        fil.write_text(text.replace(adress, ny), "utf-8")
        monkeypatch.setenv("ANALYS_DATABAS_VARD_LOSENORD", losenord)
        monkeypatch.setattr("sys.argv", ["analys", "hamta", "databas", "--data", str(mapp)])
        with pytest.raises(SystemExit) as slut:
            main()
        ut = "".join(capsys.readouterr())
        assert (slut.value.code, sagt in ut) == (status, True), ut
        logg = hemmet.korlogg("halland").read_text("utf-8")
        kvar = "".join(f.read_text("utf-8", "replace") for f in hemmet.databas("halland").rglob("*") if f.is_file())
        for hemlighet in (LOSENORD, fel_losenord, "/finns/inte", adress.split("host=")[1]):
            assert hemlighet not in ut + logg + kvar


def test_the_password_may_lie_in_a_keyring(
    hemmet: Hem, kor: Kor, leverans: Leveransbygge, profil: Regionprofil, monkeypatch: pytest.MonkeyPatch
) -> None:
    fragade = []

    def hamta(tjanst: str, anvandare: str) -> str:
        fragade.append((tjanst, anvandare))
        return LOSENORD

    monkeypatch.delenv("ANALYS_DATABAS_VARD_LOSENORD")
    monkeypatch.setattr("keyring.get_password", hamta)
    mapp = leverans.skriv()
    i_databasen(kor, "inskrivna", leverans.hemsjukvard, "text text text integer text date date")
    med_databas(mapp, "hemsjukvard.csv", "inskrivna")
    valj_leverans(hemmet, profil, mapp)
    assert fragade == [("analys vard", ANVANDARE)]


def test_without_a_keyring_or_a_user_there_is_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def last(*_: str) -> str:
        raise KeyringError

    monkeypatch.setattr("keyring.get_password", last)
    assert databas._nyckelring("lager", "strateg") is None
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert databas._nyckelring("lager", "strateg") is None
    assert databas._nyckelring("lager", None) is None


def test_an_address_that_cannot_be_read_or_no_add_on_to_read_it_with_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match="adressen i kalla går inte att läsa"):
        databas._adress("lager", "postgresql+psycopg://server:port/vard")
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(UsageError, match="tillägg som inte är installerat"):
        databas._adress("lager", "postgresql+psycopg://server/vard")


def test_ms_sql_is_told_that_it_is_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYS_DATABAS_LAGER_ANVANDARE", "region\\strateg")
    monkeypatch.setenv("ANALYS_DATABAS_LAGER_LOSENORD", LOSENORD)
    url = databas._adress("lager", "mssql+pyodbc://server/vard?driver=ODBC+Driver+18+for+SQL+Server")
    assert url.query["ApplicationIntent"] == "ReadOnly"
    assert (url.username, url.password) == ("region\\strateg", LOSENORD)
    assert LOSENORD not in str(url)


@pytest.mark.parametrize(
    ("adress_", "sagt"),
    [
        ("mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BUID%3Dsa%3BPWD%3Dhemligt", "odbc_connect"),
        ("mssql+pyodbc://server/vard?driver=ODBC&extra=UID%3Dsa%3BPWD%3Dhemligt", "innehåller ett lösenord"),
    ],
)
def test_a_password_inside_a_value_of_the_address_is_refused(adress_: str, sagt: str) -> None:
    with pytest.raises(DataError, match=sagt) as fel:
        databas._adress("lager", adress_)
    assert "hemligt" not in str(fel.value)


@pytest.mark.parametrize(
    "fraga",
    ["SELECT ')' AS a", 'SELECT 1 AS "a)"', "SELECT [a)] FROM t", "SELECT count(*) FROM (SELECT 1) AS x"],
)
def test_parentheses_within_quotes_are_only_text(fraga: str) -> None:
    assert databas._ar_en_select(fraga)


@pytest.mark.parametrize("adress_", ["mysql://server/vard", "sqlite:///fil.db", "https://server"])
def test_other_databases_are_refused(adress_: str) -> None:
    with pytest.raises(DataError, match="ingen databas som läses"):
        databas._adress("lager", adress_)


def test_it_is_said_that_the_question_is_missing_or_that_nothing_is_read(
    hemmet: Hem, leverans: Leveransbygge, profil: Regionprofil
) -> None:
    mapp = leverans.skriv()
    with pytest.raises(DataError, match="ingen tabell läses ur en databas"):
        hamtkommandon.hamta_databas("halland", mapp)
    med_databas(mapp, "hemsjukvard.csv", "inskrivna")
    with pytest.raises(DataError, match="inte läst ur databasen. Kör: analys hamta databas"):
        las_leverans(mapp, profil, hemmet)
    toml = mapp / "leverans.toml"
    toml.write_text(toml.read_text("utf-8").replace('fraga = "inskrivna"\n', ""), "utf-8")
    with pytest.raises(DataError, match="leverans.toml säger inte vad som läses"):
        las_leverans(mapp, profil, hemmet)


def test_each_delivery_keeps_its_own_copy_and_another_process_its_temporary(
    hemmet: Hem, kor: Kor, leverans: Leveransbygge, profil: Regionprofil, tmp_path: Path
) -> None:
    en = leverans.skriv()
    i_databasen(kor, "inskrivna", leverans.hemsjukvard, "text text text integer text date date")
    med_databas(en, "hemsjukvard.csv", "inskrivna")
    annan = tmp_path / "annan"
    shutil.copytree(en, annan)
    besked = las_besked(en, profil)
    pagar = hemmet.databas("halland") / ".ny-1"
    pagar.mkdir(parents=True)
    (dod := pagar.with_name(".ny-99999999")).mkdir()
    databas.las_in(en, besked, hemmet, NU)
    fil = databas.kopia(en, "hemsjukvard.csv", besked, hemmet)[0]
    kor('DELETE FROM inskrivna WHERE "PersonID" = (SELECT max("PersonID") FROM inskrivna)')
    databas.las_in(annan, besked, hemmet, NU)
    assert fil.is_file()
    fore = fil.read_bytes()
    assert databas.las_in(en, besked, hemmet, NU) is None
    databas.las_in(en, besked, hemmet, NU, igen=True)
    assert databas.kopia(en, "hemsjukvard.csv", besked, hemmet)[0].read_bytes() != fore
    assert len(list(hemmet.databas("halland").iterdir())) == 3
    assert pagar.is_dir()
    assert not dod.exists()


def test_a_copy_that_somebody_changed_is_refused(
    hemmet: Hem, kor: Kor, leverans: Leveransbygge, profil: Regionprofil
) -> None:
    mapp = leverans.skriv()
    i_databasen(kor, "inskrivna", leverans.hemsjukvard, "text text text integer text date date")
    med_databas(mapp, "hemsjukvard.csv", "inskrivna")
    besked = las_besked(valj_leverans(hemmet, profil, mapp), profil)
    fil = databas.kopia(mapp, "hemsjukvard.csv", besked, hemmet)[0]
    fil.write_text(f"{fil.read_text('utf-8')}x;1380\n", "utf-8")
    with pytest.raises(DataError, match="kopian är en annan än den som lästes.*Kör: analys hamta databas"):
        las_leverans(mapp, profil, hemmet)


def test_without_a_code_the_kind_of_error_says_what_is_wrong() -> None:
    for fel, sagt in (
        (psycopg.OperationalError(), "går inte att nå"),
        (psycopg.DataError(), "ett värde går inte att läsa"),
        (ModuleNotFoundError("pyodbc"), "inte installerad"),
        (RuntimeError(), "oväntat fel"),
    ):
        with pytest.raises(FetchError, match=sagt), databas._i_klartext("vard", ""):
            raise fel
