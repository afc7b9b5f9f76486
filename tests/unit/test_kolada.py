"""Kolada: paged, known by title, patient, taken up after a break, dated, and compared with the time before."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analys import hamtkommandon
from analys.errors import DataError, FetchError, UsageError
from analys.hem import Hem
from analys.katalog import Indikator, Katalog, Kolada
from analys.korlogg import granska_logg
from analys.omraden import las_omraden
from analys.sources import kolada
from analys.sources.kalla import Hamtning, Kalla
from analys.sources.ogonblick import Ogonblick, Pagaende, senaste, som_csv
from tests.unit.oppna_servrar import Koladadata, Server, Svar, igang

NU = datetime(2026, 11, 29, 12, tzinfo=UTC)
SNABB = Hamtning(2015, "test", forsok=3, vanta_sekunder=0.01, tidsgrans_sekunder=5, anrop_per_sekund=10_000)
ALDER = "andel_invanare_80"


def tal(kpi: int, omrade: str, ar: int) -> float:
    return round((int(omrade) * 7 + ar * 3 + kpi) % 97 / 10 + 1, 1)


def data(omraden: list[str], ar: range, **byten: object) -> Koladadata:
    varden: dict[tuple[str, str, str, str], float | None] = {
        (k, o, str(y), "T"): tal(n, o, y) for n, k in enumerate(("N01812", "N01813")) for o in omraden for y in ar
    }
    titlar = {"N01812": "Invånare 65-79 år, andel (%)", "N01813": "Invånare 80+, andel (%)"}
    return replace(Koladadata(titlar, varden), **byten)  # type: ignore[arg-type]


@pytest.fixture
def omraden(hem: Hem) -> list[str]:
    return ["0000", *las_omraden(hem.omraden)]


@pytest.fixture
def matt(katalog: Katalog) -> list[Indikator]:
    return kolada.valj_matt(katalog, [])


@pytest.fixture
def server(omraden: list[str]) -> Iterator[Callable[..., Server]]:
    """Start a server; it is stopped after the test."""
    igangsatta = []

    def starta(innehall: Koladadata | None = None, stor: Callable[[int], Svar | None] = lambda _: None) -> Server:
        innehall = innehall or data(omraden, range(2020, 2023), sidstorlek=40)
        ett = igang(Server(innehall.svara, stor))
        igangsatta.append(ett)
        return ett.__enter__()

    yield starta
    for ett in igangsatta:
        ett.__exit__(None, None, None)


def hamta(
    server: Server,
    plats: Path,
    matt: list[Indikator],
    omraden: list[str],
    nu: datetime = NU,
    ar: range = range(2020, 2023),
) -> tuple[Ogonblick, Pagaende]:
    kalla = Kalla("Kolada", kalla=f"{server.adress}/v3")
    pagar = Pagaende(plats, {"matt": [m.id for m in matt]}, nu)
    return kolada.hamta(kalla, SNABB, matt, omraden, list(ar), pagar, lambda _: None), pagar


def test_every_value_comes_once_in_questions_of_25_and_pages_that_are_followed(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    ut, pagar = hamta(s := server(), tmp_path, matt, omraden)
    varden = kolada.varden_i(ut)
    vantat = {
        (m, o, str(y), ""): tal(n, o, y)
        for n, m in enumerate(("andel_invanare_65_79", ALDER))
        for o in omraden
        for y in range(2020, 2023)
    }
    assert {k: round(float(v.replace(",", ".")) * 100, 1) for k, v in varden.items()} == vantat
    assert len(omraden) == 312
    fragor = [f for f in s.fragor if "/data/" in f]
    assert len([f for f in fragor if "page=" not in f.replace("per_page=", "")]) == -(-312 // 25)
    assert len(fragor) == 12 * 4 + 2  # 150 rows a question in pages of 40; 72 in the last
    assert all("per_page=5000" in f for f in fragor if "&page" not in f and "?page" not in f)
    assert pagar.hamtade == len(s.fragor)
    assert not list(tmp_path.glob(".pagar"))


def test_a_page_holds_5000_rows(server: Callable[..., Server], tmp_path: Path, katalog: Katalog) -> None:
    ids = [f"N{n:05}" for n in range(1, 26)]
    kommuner = [f"{n:04}" for n in range(1, 26)]
    varden: dict[tuple[str, str, str, str], float | None] = {
        (i, k, str(y), "T"): 1.0 for i in ids for k in kommuner for y in range(2010, 2021)
    }
    s = server(Koladadata({i: f"Titel {i}" for i in ids}, varden))
    matt = [replace(katalog[ALDER], id=f"m{i}", kolada=Kolada("test", i, f"Titel {i}")) for i in ids]
    ut, _ = hamta(s, tmp_path, matt, kommuner, ar=range(2010, 2021))
    assert len(kolada.varden_i(ut)) == 25 * 25 * 11 == 6875
    assert len([f for f in s.fragor if "/data/" in f]) == 2
    assert s.fragor[-1].endswith("page=2&per_page=5000")


def test_missing_and_withdrawn_values_are_not_there(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    innehall = data(omraden, range(2020, 2023), borttagna={("N01813", "1380", "2021", "T")})
    innehall.varden["N01813", "1315", "2021", "T"] = None
    varden = kolada.varden_i(hamta(server(innehall), tmp_path, matt, omraden)[0])
    assert (ALDER, "1380", "2021", "") not in varden
    assert (ALDER, "1315", "2021", "") not in varden
    assert (ALDER, "1315", "2020", "") in varden


def test_a_break_in_the_middle_is_taken_up_at_the_page_where_it_was(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    hel, _ = hamta(hela := server(), tmp_path / "hel", matt, omraden)
    bruten = server(stor=lambda n: (0, {}, "") if n > 20 else None)
    with pytest.raises(FetchError, match="går inte att nå.*kör samma kommando igen") as fel:
        hamta(bruten, tmp_path / "bruten", matt, omraden)
    assert "127.0.0.1" in str(fel.value)
    assert senaste(tmp_path / "bruten") is None  # nothing half
    bruten.stor = lambda _: None
    forsta = list(bruten.fragor)
    igen, pagar = hamta(bruten, tmp_path / "bruten", matt, omraden, NU + timedelta(hours=2))
    assert pagar.fortsatter
    nya = bruten.fragor[len(forsta) :]
    assert nya[0] == forsta[20]  # the very page that broke
    assert len(nya) == len(hela.fragor) - 20
    assert igen.fil.read_bytes() == hel.fil.read_bytes()


def test_half_a_fetch_of_another_day_or_question_is_not_mixed_in(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    bruten = server(stor=lambda n: (0, {}, "") if n > 20 else None)
    with pytest.raises(FetchError):
        hamta(bruten, tmp_path, matt, omraden)
    assert not Pagaende(tmp_path, {"matt": [matt[0].id]}, NU).fortsatter
    with pytest.raises(FetchError):
        hamta(bruten, tmp_path, matt, omraden)
    assert not Pagaende(tmp_path, {"matt": [m.id for m in matt]}, NU + timedelta(hours=12)).fortsatter


@pytest.mark.parametrize(
    "svar",
    [
        {"detail": "maintenance"},
        {"values": {}},
        {"values": [{"kpi": "N01812"}]},
        {"values": [], "count": 150, "next_url": None},
        ["values"],
    ],
)
def test_an_answer_of_another_form_or_less_than_it_says_is_not_kept(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str], svar: object
) -> None:
    s = server(stor=lambda n: (200, {}, svar) if n == 5 else None)
    with pytest.raises(FetchError, match="varden-0001-004 har inte den form"):
        hamta(s, tmp_path, matt, omraden)
    igen, pagar = hamta(s, tmp_path, matt, omraden)
    assert pagar.fortsatter
    assert len(kolada.varden_i(igen)) == 2 * 312 * 3


def test_what_was_there_the_time_before_is_not_lost_in_silence(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    innehall = data(omraden, range(2020, 2023))
    forra, _ = hamta(s := server(innehall), tmp_path, matt, omraden)
    kalla = Kalla("Kolada", kalla=f"{s.adress}/v3")

    def igen(dag: int, *, godta: bool = False) -> Ogonblick:
        pagar = Pagaende(tmp_path, {}, NU + timedelta(days=dag))
        val = (matt, omraden, [2020, 2021, 2022], pagar, lambda _: None, forra)
        return kolada.hamta(kalla, SNABB, *val, behall=False, godta_bortfall=godta)

    borta = [k for k in innehall.varden if k[0] == "N01813"]
    for k in borta[:46]:  # of 936: less than five per cent
        del innehall.varden[k]
    assert len(kolada.varden_i(igen(1))) == 2 * 936 - 46
    del innehall.varden[borta[46]]
    with pytest.raises(DataError, match=r"saknas 47 av de 936 värden som fanns 29.november 2026.*--godta-bortfall"):
        igen(2)
    assert not (tmp_path / ".pagar").exists()
    assert len(kolada.varden_i(igen(2, godta=True))) == 2 * 936 - 47


def test_the_same_table_again_in_a_day_does_not_keep_another_day(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    forra, _ = hamta(s := server(), tmp_path, matt, omraden)
    kalla = Kalla("Kolada", kalla=f"{s.adress}/v3")
    i_morgon = NU + timedelta(days=1)
    val = (omraden, [2020, 2021, 2022], Pagaende(tmp_path, {"matt": [matt[0].id]}, i_morgon), lambda _: None)
    en = kolada.hamta(kalla, SNABB, matt[:1], *val, forra)
    assert en.om["matt"].keys() == {m.id for m in matt}
    alla, _ = hamta(s, tmp_path, matt, omraden, i_morgon + timedelta(hours=1))
    assert alla.fil.read_bytes() == en.fil.read_bytes()
    assert alla.om["dagar"] == {m.id: "2026-11-30" for m in matt}
    assert hamta(s, tmp_path, matt, omraden, i_morgon + timedelta(hours=2))[0].mapp == alla.mapp


def test_429_is_waited_out_as_long_as_the_server_asks(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    s = server(stor=lambda n: (429, {"Retry-After": "1"}, {}) if n == 3 else (503, {}, {}) if n == 5 else None)
    borjan = time.monotonic()
    ut, _ = hamta(s, tmp_path, matt, omraden)
    assert time.monotonic() - borjan >= 1
    assert s.fragor[2] == s.fragor[3]
    assert s.fragor[4] == s.fragor[5]
    assert len(kolada.varden_i(ut)) == 2 * 312 * 3


def test_patience_has_an_end_and_a_long_wait_a_limit(
    server: Callable[..., Server],
    tmp_path: Path,
    matt: list[Indikator],
    omraden: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vantat: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", vantat.append)
    s = server(stor=lambda n: (429, {"Retry-After": "86400"}, {}) if n > 2 else None)
    with pytest.raises(FetchError, match="för mycket att göra, fast frågan har ställts flera gånger") as fel:
        hamta(s, tmp_path, matt, omraden)
    assert fel.value.exit_status == 1
    assert len(s.fragor) == 2 + SNABB.forsok
    assert vantat == [SNABB.vanta_hogst_sekunder] * (SNABB.forsok - 1)


@pytest.mark.parametrize(
    ("svar", "sagt"),
    [((404, {}, {}), r"tar inte emot frågan \(404\)"), ((200, {}, "<html>Logga in"), "inloggningssida")],
)
def test_an_answer_that_is_none_is_said_in_swedish(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str], svar: Svar, sagt: str
) -> None:
    with pytest.raises(FetchError, match=sagt):
        hamta(server(stor=lambda _: svar), tmp_path, matt, omraden)


def test_another_title_stops_it_names_both_and_writes_nothing(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    innehall = data(omraden, range(2020, 2023))
    innehall.titlar["N01813"] = "Skattebas, kr/inv"
    with pytest.raises(DataError, match='N01813 heter "Skattebas, kr/inv" men katalogen säger "Invånare 80') as fel:
        hamta(server(innehall), tmp_path, matt, omraden)
    assert fel.value.exit_status == 65
    assert not list(tmp_path.iterdir())
    del innehall.titlar["N01813"]
    with pytest.raises(DataError, match="N01813 finns inte"):
        hamta(server(innehall), tmp_path, matt, omraden)


def test_one_measure_fetched_anew_leaves_the_others_with_their_day(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    innehall = data(omraden, range(2020, 2023))
    forra, _ = hamta(s := server(innehall), tmp_path, matt, omraden)
    innehall.varden["N01812", "1380", "2022", "T"] = innehall.varden["N01813", "1380", "2022", "T"] = 50.0
    kalla, i_morgon = Kalla("Kolada", kalla=f"{s.adress}/v3"), NU + timedelta(days=1)
    pagar = Pagaende(tmp_path, {"matt": [ALDER]}, i_morgon)
    ny = kolada.hamta(kalla, SNABB, matt[1:], omraden, [2020, 2021, 2022], pagar, lambda _: None, forra)
    fore, nu = kolada.varden_i(forra), kolada.varden_i(ny)
    assert {k for k in nu if nu[k] != fore[k]} == {(ALDER, "1380", "2022", "")}
    assert nu.keys() == fore.keys()
    assert ny.om["dagar"] == {"andel_invanare_65_79": "2026-11-29", ALDER: "2026-11-30"}


def test_a_share_with_its_number_is_counted_in_persons(
    server: Callable[..., Server], tmp_path: Path, katalog: Katalog
) -> None:
    mitt = replace(
        katalog[ALDER], kolada=Kolada("test", "N01813", "Andel", 0.01, antal_av="N01951", antal_av_titel="Antal")
    )
    varden: dict[tuple[str, str, str, str], float | None] = {
        ("N01813", "1315", "2022", "T"): 7.3,
        ("N01951", "1315", "2022", "T"): 10464,
        ("N01813", "1380", "2022", "T"): 6.0,  # of how many is not known: not counted
    }
    s = server(Koladadata({"N01813": "Andel", "N01951": "Antal"}, varden))
    ut, _ = hamta(s, tmp_path, [mitt], ["1315", "1380"])
    assert ut.fil.read_text().splitlines()[1:] == [f"{ALDER};1315;2022;;764;10464;;Kolada N01813, N01951"]


def test_only_sure_nyckeltal_are_fetched(katalog: Katalog) -> None:
    with pytest.raises(UsageError, match="inte säkert vilket nyckeltal.*U79092.*U79133.*Slå upp titeln"):
        kolada.valj_matt(katalog, ["andel_oplanerad_aterinskrivning"])
    with pytest.raises(UsageError, match="inte säkert"):
        kolada.valj_matt(katalog, ["N79176"])
    with pytest.raises(UsageError, match='"N00945" finns inte'):
        kolada.valj_matt(katalog, ["N00945"])
    with pytest.raises(UsageError, match="har inget nyckeltal"):
        kolada.valj_matt(katalog, ["antal_avslut"])
    with pytest.raises(UsageError, match="N01813 är ett nyckeltal. Skriv måttets namn"):
        kolada.valj_matt(katalog, ["N01813"])
    with pytest.raises(UsageError, match="Inget mått .* har ett säkert nyckeltal"):
        kolada.valj_matt({}, [])


def koppla(s: Server, hem: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a home fetch from the test's server."""
    fil = hem.kallor / "kolada.toml"
    text = fil.read_text("utf-8").replace("https://api.kolada.se/v3/", f"{s.adress}/v3/")
    fil.write_text(text + "anrop_per_sekund = 10000.0\n", "utf-8")
    monkeypatch.setenv("ANALYS_HEM", str(hem.rot))


def test_a_measure_that_has_left_the_catalogue_is_named_by_its_id(
    server: Callable[..., Server],
    tomt_hem: Hem,
    omraden: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    koppla(server(data(omraden, range(2022, 2023))), tomt_hem, monkeypatch)
    rad = {"indikator": "gammalt_matt", "omrade": "1380", "period": "2021", "varde": "1"}
    pagar = Pagaende(tomt_hem.hamtat("halland", "kolada"), {}, NU - timedelta(days=30))
    pagar.bli_klar(kolada.FIL, som_csv(kolada.KOLUMNER, [rad]), {})
    hamtkommandon.hamta_kolada("halland", [])
    assert "Borta: gammalt_matt, Halmstad 2021." in capsys.readouterr().out


def test_the_command_dates_compares_logs_and_never_rewrites(
    server: Callable[..., Server],
    tomt_hem: Hem,
    omraden: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    innehall = data(omraden, range(2020, 2023))
    koppla(server(innehall), tomt_hem, monkeypatch)
    hamtkommandon.hamta_kolada("halland", [ALDER])
    sagt = capsys.readouterr().out
    assert "Kolada: 936 värden sparade" in sagt
    assert 'kalla = "kolada"' in sagt
    forsta = senaste(tomt_hem.hamtat("halland", "kolada"))
    assert forsta is not None
    fore = forsta.fil.read_bytes()
    assert json.loads((forsta.mapp / "hamtning.json").read_text())["matt"] == {ALDER: ["N01813"]}
    for omrade in ("1380", "1315", "1383"):
        innehall.varden["N01813", omrade, "2022", "T"] = 30.0
    hamtkommandon.hamta_kolada("halland", [ALDER])
    sagt = capsys.readouterr().out
    assert "3 värden ändrade sedan" in sagt
    assert "Invånare 80 år och äldre, Halmstad 2022: " in sagt
    assert forsta.fil.read_bytes() == fore  # the first stands beside the second
    hamtkommandon.hamta_kolada("halland", [ALDER])
    assert "Redan hämtat i dag" in capsys.readouterr().out
    assert len(list(tomt_hem.hamtat("halland", "kolada").glob("2*"))) == 2
    assert granska_logg(tomt_hem.korlogg("halland")) == (3, None)
    rader = [json.loads(r) for r in tomt_hem.korlogg("halland").read_text().splitlines()]
    assert [r.get("andrade") for r in rader] == [None, 3, None]


def test_a_value_that_differs_from_itself_stops_it(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str]
) -> None:
    rad = {"kpi": "N01812", "municipality": "1315", "period": 2021}
    varden = [{"gender": "T", "value": v, "isdeleted": False} for v in (1.0, 2.0)]
    svar = {"values": [rad | {"values": varden}], "count": 1, "next_url": None}
    s = server(stor=lambda n: (200, {}, svar) if n == 2 else None)
    with pytest.raises(DataError, match="N01812 har två olika värden för 1315 2021"):
        hamta(s, tmp_path, matt, omraden)
    assert not [m for m in tmp_path.iterdir() if not m.name.startswith(".")]


@pytest.mark.parametrize("vart", ["https://exempel.se/v3/data?page=2", "samma"])
def test_a_next_page_elsewhere_or_seen_before_is_not_followed(
    server: Callable[..., Server], tmp_path: Path, matt: list[Indikator], omraden: list[str], vart: str
) -> None:
    s = server()

    def vilse(n: int) -> Svar | None:
        nasta = f"{s.adress}/v3/varv?page=2" if vart == "samma" else vart
        return (200, {}, {"values": [], "count": 0, "next_url": nasta}) if n >= 2 else None

    s.stor = vilse
    with pytest.raises(FetchError, match="en sida som inte går att följa"):
        hamta(s, tmp_path, matt, omraden)
    assert len(s.fragor) <= 4
