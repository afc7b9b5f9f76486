"""SCB: inhabitants by kommun, sex and group from the table of each year, few cells, and the note of the protection."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analys import hamtkommandon
from analys.errors import DataError, FetchError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources import scb
from analys.sources.besked import las_besked
from analys.sources.kalla import Hamtning, Kalla, las_kalla
from analys.sources.leverans import las_leverans
from analys.sources.ogonblick import Ogonblick, Pagaende, senaste
from analys.sources.platser import plats_for
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.oppna_servrar import Scbdata, Server, igang

NU = datetime(2026, 11, 29, 12, tzinfo=UTC)
TITEL = "Folkmängden efter region, civilstånd, ålder och kön"
ETTAR = {str(a): f"{a} år" for a in range(100)}
FEM = {f"{a}-{a + 4}": f"{a}-{a + 4} år" for a in range(0, 100, 5)}
GEMENSAMT = {
    "Region": {"00": "Riket", "13": "Hallands län", **{k: f"Kommun {k}" for k in KOMMUNER}},
    "Kon": {"1": "män", "2": "kvinnor"},
}
GAMLA = {
    **GEMENSAMT,
    "Civilstand": {"OG": "ogifta", "G": "gifta", "SK": "skilda", "ÄNKL": "änkor/änklingar"},
    "Alder": {**ETTAR, "100+": "100+ år", "tot": "totalt ålder"},
    "ContentsCode": {"BE0101N1": "Folkmängd", "BE0101N2": "Folkökning"},
    "Tid": {str(y): str(y) for y in range(2013, 2025)},
}
NYA = {
    **GEMENSAMT,
    "Kon": {"TotSa": "totalt", "1": "män", "2": "kvinnor"},
    "Civilstand": {"SC": "totalt, samtliga civilstånd", "OG": "ogifta", "G": "gifta"},
    "Alder": {**ETTAR, "100+1": "100+ år", "TOT1": "totalt, 1-årsklasser", **FEM, "100+5": "100+ år"},
    "ContentsCode": {"000007ME": "Folkmängd", "000007MG": "Folkökning"},
    "Tid": {"2025": "2025"},
}


def antal(tabell: str, ruta: dict[str, str]) -> int | None:
    """A single year has 10 men or 11 women a kommun, times the year's last two digits; a band as many as its years."""
    alder = ruta["Alder"]
    ar = 5 if "-" in alder else 1
    return ar * (10 + (ruta["Kon"] == "2")) * (int(ruta["Tid"]) - 2000) + int(ruta["Region"]) % 7


def tabeller(**byten: Any) -> dict[str, dict[str, Any]]:
    ut = {
        "TAB638": {
            "titel": f"{TITEL}. År 1968-2024",
            "uppdaterad": "2025-02-21T06:00:00Z",
            "variabler": GAMLA,
            "valfria": ("Civilstand", "Alder", "Kon", "Region"),
        },
        "TAB5557": {"titel": f"{TITEL}. År 2025", "uppdaterad": "2026-02-20T06:00:00Z", "variabler": NYA},
    }
    return {t: v | byten.get(t, {}) for t, v in ut.items()}


@pytest.fixture
def server() -> Iterator[Server]:
    with igang(Server(Scbdata(tabeller(), antal).svara)) as s:
        yield s


@pytest.fixture
def hamtning(hem: Hem) -> Hamtning:
    egen = las_kalla(hem.kallor, "scb").hamtning
    assert egen is not None
    return replace(egen, fran_ar=2022, forsok=2, vanta_sekunder=0.01, tidsgrans_sekunder=5)


def hamta(server: Server, plats: Path, hamtning: Hamtning) -> Ogonblick:
    kalla = Kalla("SCB:s statistikdatabas", kalla=f"{server.adress}/api/v2")
    return scb.hamta(kalla, hamtning, KOMMUNER, Pagaende(plats, {}, NU), lambda _: None)


def test_the_rows_are_the_contract_s_and_sum_the_table(server: Server, tmp_path: Path, hamtning: Hamtning) -> None:
    ut = hamta(server, tmp_path, hamtning)
    rader = list(csv.DictReader(io.StringIO(ut.fil.read_text("utf-8")), delimiter=";"))
    assert len(rader) == 6 * 4 * 2 * 3
    per = {tuple(r[k] for k in scb.NYCKEL): (int(r["antal"]), r["publicerad"]) for r in rader}
    rest = 1380 % 7
    # by hand: 65 one-year cells of 22 x 11 women and the kommun's remainder in each; published the usual day
    assert per["1380", "2022", "kvinna", "0-64"] == (65 * (22 * 11 + rest), "2023-02-22")
    assert per["1380", "2022", "man", "80-"] == (21 * (22 * 10 + rest), "2023-02-22")
    # the latest year of each table came the day that the table was updated
    assert per["1380", "2024", "man", "80-"][1] == "2025-02-21"
    # protected: 13 and 3 five-year cells and no more, so that as few small errors as can be are added
    assert per["1380", "2025", "kvinna", "0-64"] == (13 * (5 * 25 * 11 + rest), "2026-02-20")
    assert per["1380", "2025", "man", "65-79"] == (3 * (5 * 25 * 10 + rest), "2026-02-20")
    assert ut.om["storda_ar"] == [2025]
    assert len([f for f in server.fragor if f.split("?")[0].endswith("/data")]) == 4  # one for each year


@pytest.mark.parametrize(
    ("grupp", "koder"),
    [("0-64", 13), ("65-79", 3), ("80-", 5)],
)
def test_the_fewest_cells_that_make_the_group(grupp: str, koder: int) -> None:
    tackta = scb.tackande(NYA["Alder"], grupp)
    assert len(tackta) == koder
    lagst, _, hogst = grupp.partition("-")
    ar = [
        a
        for k in tackta
        for a in ([100] if k.startswith("100+") else range(int(k.split("-")[0]), int(k.split("-")[-1]) + 1))
    ]
    assert sorted(ar) == list(range(int(lagst), (int(hogst) if hogst else 100) + 1))
    assert scb.tackande({"a": "60-69 år", "b": "70+ år"}, grupp) == []  # crosses the border: not made up


def test_fewer_cells_win_though_more_come_first() -> None:
    aldrar = {"a": "0 år", "b": "1 år", "c": "2-64 år", "d": "0-4 år", "e": "5-64 år"}
    assert scb.tackande(aldrar, "0-64") == ["d", "e"]


def test_a_break_goes_on_with_the_year_that_was_missing(server: Server, tmp_path: Path, hamtning: Hamtning) -> None:
    hel = hamta(server, tmp_path / "hel", hamtning)
    antal_fragor = len(server.fragor)
    server.fragor.clear()
    server.stor = lambda n: (0, {}, "") if n > 3 else None  # /config, metadata, one year
    with pytest.raises(FetchError, match="SCB:s statistikdatabas.*går inte att nå"):
        hamta(server, tmp_path / "bruten", hamtning)
    assert senaste(tmp_path / "bruten") is None
    server.stor = lambda _: None
    server.fragor.clear()
    igen = hamta(server, tmp_path / "bruten", hamtning)
    assert igen.fil.read_bytes() == hel.fil.read_bytes()
    assert len(server.fragor) == antal_fragor - 2  # the metadata and the first year were there


def test_the_first_question_is_patient_too(server: Server, tmp_path: Path, hamtning: Hamtning) -> None:
    server.stor = lambda n: (429, {"Retry-After": "0"}, {}) if n == 1 else None
    assert hamta(server, tmp_path, hamtning).om["storda_ar"] == [2025]


@pytest.mark.parametrize(
    ("byten", "sagt"),
    [
        ({"TAB638": {"titel": "Medelålder efter region"}}, 'heter "Medelålder efter region" men'),
        ({"TAB638": {"variabler": GAMLA | {"Region": {"1380": "Halmstad"}}}}, "finns inte"),
        ({"TAB638": {"variabler": GAMLA | {"Kon": {"1": "män"}}}}, "kvinnor och män finns inte"),
        ({"TAB5557": {"variabler": NYA | {"Alder": {"0-69": "0-69 år", "70+": "70+ år"}}}}, "åldersgruppen"),
        ({"TAB5557": {"variabler": NYA | {"ContentsCode": {"x": "Folkökning"}}}}, "folkmängden finns inte"),
    ],
)
def test_another_table_than_the_settings_say_stops_it(
    tmp_path: Path, hamtning: Hamtning, byten: dict[str, Any], sagt: str
) -> None:
    with igang(Server(Scbdata(tabeller(**byten), antal).svara)) as s, pytest.raises(DataError, match=sagt):
        hamta(s, tmp_path, hamtning)
    assert not list(tmp_path.iterdir())


def test_a_cell_without_a_figure_stops_it(tmp_path: Path, hamtning: Hamtning) -> None:
    def med_hal(tabell: str, ruta: dict[str, str]) -> int | None:
        return None if (ruta["Region"], ruta["Alder"], ruta["Tid"]) == ("1315", "66", "2023") else antal(tabell, ruta)

    with (
        igang(Server(Scbdata(tabeller(), med_hal).svara)) as s,
        pytest.raises(DataError, match="1315 2023 saknar.*65-79"),
    ):
        hamta(s, tmp_path, hamtning)


def test_the_fetch_takes_the_place_of_the_delivered_population(
    server: Server,
    tomt_hem: Hem,
    leverans: Leveransbygge,
    profil: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fil = tomt_hem.kallor / "scb.toml"
    text = fil.read_text("utf-8").replace("https://statistikdatabasen.scb.se/api/v2", f"{server.adress}/api/v2")
    fil.write_text(text.replace("fran_ar = 2015", "fran_ar = 2018"), "utf-8")
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    mapp = leverans.skriv()
    (mapp / "befolkning.csv").unlink()
    besked = mapp / "leverans.toml"
    fore = '[filer."befolkning.csv"]\ntabell = "befolkning"\nkalla = "exempel"'
    text = besked.read_text("utf-8")
    assert fore in text
    besked.write_text(text.replace(fore, '[filer.folkmangd]\ntabell = "befolkning"\nkalla = "scb"'), "utf-8")
    with pytest.raises(DataError, match=r"folkmangd: inget är hämtat från SCB.*Kör: analys hamta scb --region halland"):
        las_leverans(mapp, profil, tomt_hem)
    hamtkommandon.hamta_scb("halland")
    sagt = capsys.readouterr().out
    assert "Gäller 2025: Folkmängden från och med 2025 har SCB skyddat" in sagt
    last = las_leverans(mapp, profil, tomt_hem)
    konto = next(k for k in last.redovisning if k.tabell == "befolkning")
    assert konto.fil == "folkmangd"
    assert konto.hamtad.startswith(datetime.now(ZoneInfo("Europe/Stockholm")).date().isoformat())
    assert konto.rader_in == 6 * 8 * 2 * 3
    folk = last.tabeller["befolkning"]
    assert set(folk["kalenderar"]) == {2018, 2019, 2020, 2021}  # what came after the extract of May 2022 is not used
    assert konto.uteslutna == {"publicerad_efter_uttag": 6 * 4 * 2 * 3}


@pytest.mark.parametrize("namn", ["befolkning.csv", "folk.XLSX"])
def test_a_delivered_file_that_is_missing_is_never_replaced_by_what_was_fetched(
    tomt_hem: Hem, leverans: Leveransbygge, profil: Regionprofil, namn: str
) -> None:
    mapp = leverans.skriv()
    besked = mapp / "leverans.toml"
    fore = '[filer."befolkning.csv"]\ntabell = "befolkning"\nkalla = "exempel"'
    efter = f'[filer."{namn}"]\ntabell = "befolkning"\nkalla = "scb"'
    besked.write_text(besked.read_text("utf-8").replace(fore, efter), "utf-8")
    (mapp / "befolkning.csv").unlink()
    Pagaende(tomt_hem.hamtat("halland", "scb"), {}, NU).bli_klar(scb.FIL, "a;b\n", {})
    with pytest.raises(DataError, match=f"{namn}: filen saknas i mappen"):
        plats_for(mapp, namn, las_besked(mapp, profil), tomt_hem)


@pytest.mark.parametrize("trasigt", [{"title": "underhåll"}, {"label": "x", "updated": "2025-02-21", "dimension": []}])
def test_an_answer_of_another_form_is_not_kept(
    server: Server, tmp_path: Path, hamtning: Hamtning, trasigt: dict[str, Any]
) -> None:
    server.stor = lambda n: (200, {}, trasigt) if n == 2 else None
    with pytest.raises(FetchError, match="TAB638-metadata har inte den form"):
        hamta(server, tmp_path, hamtning)
    assert [f.name for f in (tmp_path / ".pagar").iterdir()] == ["fraga.json"]
    server.stor = lambda _: None
    assert hamta(server, tmp_path, hamtning).om["storda_ar"] == [2025]


def test_a_table_without_the_years_is_no_population(server: Server, tmp_path: Path, hamtning: Hamtning) -> None:
    with pytest.raises(FetchError, match="SCB:s statistikdatabas har inga uppgifter från 2050 och framåt"):
        hamta(server, tmp_path, replace(hamtning, fran_ar=2050))
    assert not [m for m in tmp_path.iterdir() if not m.name.startswith(".")]


def test_a_variable_without_a_total_that_must_be_chosen_is_summed(tmp_path: Path, hamtning: Hamtning) -> None:
    gamla = {"valfria": ("Alder", "Kon", "Region")}
    with igang(Server(Scbdata(tabeller(TAB638=gamla), antal).svara)) as s:
        ut = hamta(s, tmp_path, replace(hamtning, fran_ar=2024))
    per = {
        tuple(r[k] for k in scb.NYCKEL): r["antal"]
        for r in csv.DictReader(io.StringIO(ut.fil.read_text("utf-8")), delimiter=";")
    }
    en = 65 * (24 * 11 + 1380 % 7)  # a cell for each of the four kinds of civilstånd
    assert per["1380", "2024", "kvinna", "0-64"] == str(4 * en)
