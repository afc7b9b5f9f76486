"""What `analys kontrollera` sees in a delivery, says of it, and never shows."""

import json
import re
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from analys.errors import CannotWriteError, DataError
from analys.hem import Hem, skriv_privat
from analys.kvalitet import (
    Antalslucka,
    Hopp,
    Kvalitet,
    Tackningsrad,
    granska,
    hitta_antalsluckor,
    hitta_hopp,
    stora_hopp,
)
from analys.period import Period
from analys.region import Regionprofil
from analys.reports.kvalitetssida import TABELLNAMN, att_se_over, kvalitetssida
from analys.reports.varningar import prova_hopp
from analys.skrivet.godkanda_varningar import GodkandVarning
from analys.sources import lager as lagermodul
from analys.sources.lager import Lager, _oppna, rader_per_manad, skriv
from analys.sources.leverans import Leverans, las_leverans
from analys.sources.tabeller import TABELLER
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.sma_leveranser import KLARA, lagg_till, liten, stalld, vardfil

TVA_AR = (date(2021, 1, 1), date(2022, 12, 31))


def serie(antal: dict[str, dict[str, int]], annars: int = 100) -> pd.Series:
    """Rows per område and month: ``annars`` but where a number is given."""
    manader = pd.period_range("2021-01", "2022-12", freq="M")
    return pd.Series({(o, m): egna.get(str(m), annars) for o, egna in antal.items() for m in manader}).rename_axis(
        ["omrade", "manad"]
    )


@pytest.mark.parametrize(
    ("annars", "antal", "andel", "stort"),
    [
        (100, 51, None, None),
        (100, 50, -0.5, False),  # exactly 50 %
        (100, 21, -0.79, False),
        (100, 20, -0.8, True),
        (100, 0, -1.0, True),
        (100, 149, None, None),
        (100, 150, 0.5, False),
        (100, 180, 0.8, True),
        (20, 10, None, None),  # half, but 10 is by chance: its 99,8 % limit is above 20
        (20, 0, -1.0, True),
        (19, 0, None, None),  # below minsta_median nothing is judged
        (19, 500, None, None),
    ],
)
def test_a_month_far_from_the_twelve_before_it_is_a_jump(
    profil: Regionprofil, annars: int, antal: int, andel: float | None, stort: bool | None
) -> None:
    hopp = hitta_hopp(serie({"1380": {"2022-12": antal}}, annars=annars), TVA_AR, profil)
    if andel is None:
        assert hopp == []
    else:
        (ett,) = hopp
        assert ett == Hopp("1380", date(2022, 12, 1), antal, annars, pytest.approx(andel), stort)


def test_the_median_is_of_the_twelve_months_before_and_a_jump_does_not_move_it(profil: Regionprofil) -> None:
    """Halmstad drops in January 2022 and again in March; Hylte halves for good: six months until half is usual."""
    halmstad = {"2022-01": 10, "2022-03": 10}
    hylte = {f"2022-{m:02d}": 40 for m in range(1, 13)}
    hopp = hitta_hopp(serie({"1380": halmstad, "1315": hylte}), TVA_AR, profil)
    assert [(h.omrade, h.manad.month) for h in hopp if h.omrade == "1380"] == [("1380", 1), ("1380", 3)]
    i_hylte = {h.manad.month: h.median for h in hopp if h.omrade == "1315"}
    assert i_hylte == {1: 100, 2: 100, 3: 100, 4: 100, 5: 100, 6: 100}  # July: median (40 + 100) / 2 = 70


def test_a_month_without_rows_is_a_jump(profil: Regionprofil) -> None:
    utan = serie({"1380": {}, "1315": {}}).drop(index=("1380", pd.Period("2022-05", "M")))
    (ett,) = hitta_hopp(utan, TVA_AR, profil)
    assert (ett.omrade, ett.manad, ett.antal, ett.stort) == ("1380", date(2022, 5, 1), 0, True)


def test_the_first_twelve_months_are_never_judged(profil: Regionprofil) -> None:
    forst = serie({"1380": {f"2021-{m:02d}": 1000 for m in (2, 7, 12)}})
    assert hitta_hopp(forst, TVA_AR, profil) == []
    assert [h.manad for h in hitta_hopp(serie({"1380": {"2022-01": 0}}), TVA_AR, profil)] == [date(2022, 1, 1)]


def test_only_whole_months_are_judged(profil: Regionprofil) -> None:
    """From 15 January 2021 the twelve months before are whole in February 2022; December 2022 is half."""
    antal = serie({"1380": {"2022-01": 0, "2022-02": 0, "2022-12": 40}})
    hopp = hitta_hopp(antal, (date(2021, 1, 15), date(2022, 12, 15)), profil)
    assert [h.manad for h in hopp] == [date(2022, 2, 1)]


def test_the_limits_of_a_jump_are_the_profile_s(profil: Regionprofil) -> None:
    egen = replace(profil, hopp=replace(profil.hopp, varna_vid=0.3, stort_vid=0.4, minsta_median=200))
    antal = serie({"1380": {"2022-12": 130}}, annars=200)
    assert [h.stort for h in hitta_hopp(antal, TVA_AR, egen)] == [False]  # 35 %
    assert hitta_hopp(serie({"1380": {"2022-12": 0}}, annars=199), TVA_AR, egen) == []


@pytest.fixture
def mapp(leverans: Leveransbygge) -> Path:
    plats = liten(leverans).skriv()
    lagg_till(plats, "vard.csv", "vardtillfallen", vardfil())
    klara = [f"V{k}{i:02d};2022-0{1 + i % 3}-09 09:00;;" for k in KOMMUNER for i in range(20)]
    lagg_till(plats, "klara.csv", "utskrivningsklara_perioder", [KLARA, *klara])
    return plats


def i_lager(leverans: Leverans, plats: Path) -> Lager:
    skriv(leverans, plats)
    return _oppna(plats, leverans.besked)


def granskad(mapp: Path, profil: Regionprofil, hem: Hem) -> Kvalitet:
    return granska(i_lager(las_leverans(mapp, profil, hem), mapp.parent / "lager"), profil)


def test_a_delivery_without_remarks(mapp: Path, profil: Regionprofil, hem: Hem) -> None:
    kvalitet = granskad(mapp, profil, hem)
    vantade = ["hemsjukvard", "hembesok", "vardtillfallen", "utskrivningsklara_perioder", "befolkning"]
    assert [t.tabell.namn for t in kvalitet.tabeller] == vantade
    for t in kvalitet.tabeller:
        assert (t.fran, t.till) == (date(2022, 1, 1), date(2022, 3, 31))
        assert (t.saknade_kommuner, t.luckor, t.hopp) == ([], [], [])
        assert [k.tabell for k in t.konton] == [t.tabell.namn]
    assert kvalitet.tackning == []
    assert att_se_over(kvalitet, profil).stycken == ("Inget avviker.",)


def med_fel(leverans: Leveransbygge) -> Path:
    """Two faulty rows in one file, one in another; Hylte absent from one table and a month of another; low coverage."""
    leverans.hemsjukvard += ["p-x;1380;K;hemligt värde;;2022-03-02;", "p-hemlig;1399;K;1938;;2022-03-02;"]
    leverans.hembesok = [r for r in leverans.hembesok if not r.startswith(("B13152", "B13822", "B13821"))]
    plats = leverans.skriv()
    lagg_till(plats, "vard.csv", "vardtillfallen", [r for r in vardfil(stalld(farg="Lila")) if ";1315;" not in r])
    antal = ["indikator;omrade;period;taljare;kalla", "antal_vardade_somatik;1315;2022-03;77;x"]
    lagg_till(plats, "antal.csv", "aggregat", antal)
    rader = ["galler;omrade;kalenderar;andel;kalla"]
    rader += [f"palliativregistret;{k};{ar};{a};x" for k, ar, a in (
        ("1315", 2020, "0,9"), ("1315", 2021, "0,699"), ("1380", 2021, "0,7"), ("1381", 2021, "0,2"),
        ("1381", 2022, "0,95"),
    )]  # fmt: skip
    rader += ["vardtillfallen;1380;2021;0,84;x", "okand_kalla;1380;2021;0,01;x"]
    lagg_till(plats, "tackning.csv", "tackning", rader)
    return plats


def test_what_is_missing_and_what_is_low_is_found(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    kvalitet = granskad(med_fel(leverans), profil, hem)
    per_tabell = {t.tabell.namn: t for t in kvalitet.tabeller}
    assert {n: t.saknade_kommuner for n, t in per_tabell.items() if t.saknade_kommuner} == {"vardtillfallen": ["1315"]}
    jan, feb = date(2022, 1, 1), date(2022, 2, 1)
    assert {n: t.luckor for n, t in per_tabell.items() if t.luckor} == {
        "hembesok": [("1315", feb), ("1382", jan), ("1382", feb)]
    }
    lag = [(r.galler, r.omrade, r.kalenderar, r.grans) for r in kvalitet.tackning if r.for_lag]
    assert lag == [("palliativregistret", "1315", 2021, 0.7), ("vardtillfallen", "1380", 2021, 0.85)]
    senaste = {(r.galler, r.omrade): (r.kalenderar, r.andel, r.grans) for r in kvalitet.tackning}
    assert senaste["palliativregistret", "1381"] == (2022, 0.95, 0.7)
    assert senaste["okand_kalla", "1380"] == (2021, 0.01, None)


@pytest.mark.parametrize(
    ("andel", "grans", "lag"), [(0.7, 0.7, False), (0.6999, 0.7, True), (0.0, None, False), (1.0, 0.7, False)]
)
def test_coverage_at_the_limit_is_enough(andel: float, grans: float | None, lag: bool) -> None:
    assert Tackningsrad("x", "1380", 2021, andel, grans).for_lag is lag


def test_what_to_look_into_is_told_line_by_line(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    kvalitet = granskad(med_fel(leverans), profil, hem)
    assert att_se_over(kvalitet, profil).stycken == (
        "hemsjukvard.csv: 2 rader har ställts åt sidan",
        "Enstaka hembesök: 3 månader utan rader",
        "vard.csv: 1 rad har ställts åt sidan",
        "Vårdtillfällen: rader saknas helt för Hylte",
        "Täckningsgraden är under gränsen för Hylte (palliativregistret) och Halmstad (vardtillfallen)",
    )


@pytest.mark.parametrize(
    ("stora", "rad"),
    [
        ([False], "Vårdtillfällen: 1 hopp i antalet rader, inget av dem stort"),
        ([False, True], "Vårdtillfällen: 2 hopp i antalet rader, 1 av dem stort"),
    ],
)
def test_jumps_are_told(mapp: Path, profil: Regionprofil, hem: Hem, stora: list[bool], rad: str) -> None:
    kvalitet = granskad(mapp, profil, hem)
    hopp = [Hopp("1380", date(2022, 3, 1), 20 if s else 50, 100.0, -0.8 if s else -0.5, s) for s in stora]
    med = [replace(t, hopp=hopp if t.tabell.namn == "vardtillfallen" else []) for t in kvalitet.tabeller]
    kvalitet = Kvalitet(med, [])
    assert att_se_over(kvalitet, profil).stycken == (rad,)
    sida = kvalitetssida(kvalitet, las_leverans(mapp, profil, hem).besked, profil).replace("\u00a0", " ")
    text = "Hopp: Halmstad, mars 2022 har 50 rader, 50 % färre än medianen 100,0 för de tolv månaderna före."
    assert text in sida
    assert ("Stort hopp: Halmstad, mars 2022 har 20 rader, 80 % färre" in sida) == any(stora)


def sidan(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> str:
    plats = med_fel(leverans)
    return kvalitetssida(granskad(plats, profil, hem), las_leverans(plats, profil, hem).besked, profil)


def test_the_page_s_headings_are_in_order(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    rubriker = [int(n) for n in re.findall(r"<h([1-6])[\s>]", sidan(leverans, profil, hem))]
    assert rubriker[0] == 1
    assert rubriker.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(rubriker)), rubriker


def test_the_page_is_in_swedish_and_shows_no_row_s_values(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    sida = sidan(leverans, profil, hem)
    assert sida.startswith('<!DOCTYPE html>\n<html lang="sv">')
    assert len(re.findall(r"<main[\s>]", sida)) == 1
    assert "<script" not in sida
    kropp = sida[sida.index("<body") :].replace("\u00a0", " ")
    for varde in ("hemlig", "p-x", "p-1380", "V-x", "V1380", "1399", "Lila", "1938"):
        assert varde not in kropp
    for text in (
        "Internt.",
        "Månader utan rader: Hylte februari 2022; Falkenberg januari 2022, februari 2022.",
        "okänd kommun",
    ):
        assert text in kropp
    for tal in ("1 202", "1 203", "70 %"):  # a line at fault, rows used, a limit of coverage
        assert tal in kropp or tal.replace(" ", "") in kropp


def tva_ars_hembesok(leverans: Leveransbygge, profil: Regionprofil, hem: Hem, kvar: dict[str, int]) -> Leverans:
    """40 visits a kommun and month for two years; Hylte has as many as ``kvar`` says."""
    last = las_leverans(leverans.skriv(), profil, hem)
    ett = last.tabeller["hembesok"].query("datum < '2022-02-01'")
    manader = pd.period_range("2021-01", "2022-12", freq="M")
    rader = [ett.assign(datum=ett["datum"] + (m.start_time - pd.Timestamp(2022, 1, 1))) for m in manader]
    hembesok = pd.concat(rader, ignore_index=True)
    manad = hembesok["datum"].dt.to_period("M").astype(str)
    nummer = hembesok.groupby([hembesok["utforarkommun"], manad]).cumcount()
    bort = (hembesok["utforarkommun"] == "1315") & (nummer >= manad.map(kvar).fillna(40))
    filer = {n: replace(f, fran=TVA_AR[0], till=TVA_AR[1]) for n, f in last.besked.filer.items()}
    tabeller = last.tabeller | {"hembesok": hembesok[~bort]}
    return replace(last, tabeller=tabeller, besked=replace(last.besked, filer=filer))


def test_rows_are_counted_over_all_partitions(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """40 visits a kommun and month for two years, dealt out over the partitions; Hylte lacks June 2022."""
    stor = tva_ars_hembesok(leverans, profil, hem, {"2022-06": 0})
    monkeypatch.setattr(lagermodul, "RADER_PER_DEL", -(-len(stor.tabeller["hembesok"]) // 3))
    lager = i_lager(stor, tmp_path / "lager")
    assert sum(len(d["hembesok"]) > 0 for d in lager.delar()) == lager.antal_delar == 3
    hopp = next(t.hopp for t in granska(lager, profil).tabeller if t.tabell.namn == "hembesok")
    assert hopp == [Hopp("1315", date(2022, 6, 1), 0, 40.0, -1.0, True)]


def test_a_large_jump_of_a_delivery_is_kept_as_json_and_stops_its_month(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, tmp_path: Path
) -> None:
    lager = i_lager(tva_ars_hembesok(leverans, profil, hem, {"2022-12": 4}), tmp_path / "lager")
    fil = tmp_path / "hopp.json"
    fil.write_text(json.dumps(stora_hopp(lager, rader_per_manad(lager), profil)), encoding="utf-8")
    with pytest.raises(DataError, match="Enstaka hembesök: Stort hopp: Hylte, december 2022 har 4 rader, 90.% färre"):
        prova_hopp(fil, profil, Period.las("2022-12"), [])


@pytest.mark.parametrize("hur", ["lucka", "antal"])
def test_a_gap_and_a_kommun_that_goes_over_to_counts_are_no_jumps(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, tmp_path: Path, hur: str
) -> None:
    """A month that is said to be a gap, or of which there are counts, stops nothing (design: I28)."""
    stor = tva_ars_hembesok(leverans, profil, hem, {"2022-12": 0})
    antal = pd.DataFrame({"indikator": ["x"], "omrade": "1315", "period": "2022-T3"})
    if hur == "lucka":
        stor = replace(stor, luckor=[("hembesok", "1315", date(2022, 12, 1))])
    else:
        stor = replace(
            stor, tabeller=stor.tabeller | {"aggregat": antal.reindex(columns=stor.tabeller["aggregat"].columns)}
        )
    lager = i_lager(stor, tmp_path / "lager")
    assert stora_hopp(lager, rader_per_manad(lager), profil) == []


def test_months_that_say_nothing_are_not_among_the_twelve(profil: Regionprofil) -> None:
    """Six gaps of twelve would halve the median, and an ordinary month be a jump of 100 %."""
    utan = [("1380", date(2021, m, 1)) for m in range(7, 13)]
    antal = serie({"1380": {f"2021-{m:02d}": 0 for m in range(7, 13)} | {"2022-12": 0}})
    assert [h.manad for h in hitta_hopp(antal, TVA_AR, profil, utan)] == [date(2022, 12, 1)]
    assert len(hitta_hopp(antal, TVA_AR, profil)) > 1


def test_a_new_kommun_is_judged_when_it_has_twelve_months_of_its_own(profil: Regionprofil) -> None:
    antal = serie({"1380": {f"2021-{m:02d}": 0 for m in range(1, 8)}})
    assert hitta_hopp(antal, TVA_AR, profil) == []
    antal["1380", pd.Period("2022-07", "M")] = 10  # it has August 2021 to June 2022: eleven
    assert hitta_hopp(antal, TVA_AR, profil) == []
    antal["1380", pd.Period("2022-08", "M")] = 10
    assert [h.manad for h in hitta_hopp(antal, TVA_AR, profil)] == [date(2022, 8, 1)]


def test_an_internal_page_is_for_its_owner_alone(tmp_path: Path) -> None:
    fil = tmp_path / "internt" / "kontroll.html"
    for text in ("första", "andra åäö"):
        skriv_privat(fil, text)
        assert fil.read_text(encoding="utf-8") == text
        assert sys.platform == "win32" or fil.stat().st_mode & 0o777 == 0o600
        assert sys.platform == "win32" or fil.parent.stat().st_mode & 0o777 == 0o700
    assert [f.name for f in fil.parent.iterdir()] == ["kontroll.html"]


def test_an_internal_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "internt").write_text("en fil", encoding="utf-8")
    with pytest.raises(CannotWriteError, match=r"Det går inte att skriva .*kontroll.html"):
        skriv_privat(tmp_path / "internt" / "kontroll.html", "x")


def test_months_that_a_register_lacks_are_found(profil: Regionprofil) -> None:
    """Laholm is absent, Hylte lacks March of one measure; Halmstad alone delivers another, in the place of persons."""
    rader = [
        (matt, k, f"2022-{m:02d}")
        for matt in ("a", "b")
        for k in ("1382", "1380", "1315", "1384")
        for m in (1, 2, 3)
        if (matt, k, m) != ("b", "1315", 3)
    ]
    rader += [("c", "1380", "2022-01"), ("c", "1380", "2022-03"), ("a", "1381", "2022")]
    aggregat = pd.DataFrame(rader, columns=["indikator", "omrade", "period"])
    luckor = hitta_antalsluckor(aggregat, profil)
    assert Antalslucka("1315", date(2022, 3, 1), 1) in luckor
    assert Antalslucka("1380", date(2022, 2, 1), 1) in luckor
    assert {(x.omrade, x.antal_matt) for x in luckor if x.omrade in ("1381", "1383")} == {("1381", 2), ("1383", 2)}
    assert len(luckor) == 2 + 3 + 3
    assert hitta_antalsluckor(aggregat.iloc[:0], profil) == []


def test_every_table_has_a_name_on_the_page() -> None:
    assert set(TABELLNAMN) == set(TABELLER)


@pytest.mark.parametrize(
    ("manad", "varning", "stoppar", "sags"),
    [
        ("2022-12-01", "", True, False),  # the release's own month
        ("2022-12-01", "Stort hopp: Hylte, december 2022 har 20 rader, 80 % färre än medianen 100,0", False, False),
        ("2022-12-01", "Stort hopp: Hylte, november 2022 har 20 rader, 80 % färre än medianen 100,0", True, False),
        ("2022-01-01", "", False, True),
        ("2021-11-01", "", False, False),  # more than a year ago: on the quality page alone
    ],
)
def test_a_large_jump_in_the_month_stops_until_somebody_has_looked_at_it(
    profil: Regionprofil, tmp_path: Path, manad: str, varning: str, stoppar: bool, sags: bool
) -> None:
    hopp = {"omrade": "1315", "manad": manad, "antal": 20, "median": 100.0, "andel": -0.8, "stort": True}
    (tmp_path / "hopp.json").write_text(json.dumps([hopp | {"tabell": "hembesok"}]), encoding="utf-8")
    godkand = GodkandVarning(
        date(2023, 1, 9), "1315", "hembesok", varning + " för de tolv månaderna före", "A, MAS", ""
    )
    argument = (tmp_path / "hopp.json", profil, Period.las("2022-12"), [godkand] if varning else [])
    if stoppar:
        with pytest.raises(DataError, match="Enstaka hembesök: Stort hopp: Hylte, december 2022 har 20 rader"):
            prova_hopp(*argument)
    else:
        assert bool(prova_hopp(*argument)) == sags
