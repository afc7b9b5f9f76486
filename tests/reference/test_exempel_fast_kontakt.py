"""The synthetic status, visits and listed: read raw and counted plainly, held to levels, dirt and the measures."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analys.berakna import raknegrund
from analys.hem import Hem
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.lager import ta_in
from tests.reference.conftest import OM_FAST_KONTAKT

HALLAND = {"1315", "1380", "1381", "1382", "1383", "1384"}
UTTAG = "2023-02-01"
Rad = dict[str, str]


def ratt_dag(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def las(fil: Path) -> list[Rad]:
    return list(csv.DictReader(fil.read_text("utf-8-sig").splitlines(), delimiter=";"))


def unika(rader: list[Rad]) -> list[Rad]:
    return [dict(t) for t in dict.fromkeys(tuple(r.items()) for r in rader)]


def fel_i_status(r: Rad) -> str:
    """The first thing that is wrong with a row of status, in plain words."""
    dag = r["Status den"]
    dagar = [d for d in (r["SIP datum"], r["Läkemedelsgenomgång"]) if d]
    villkor = {
        "kommun": r["Kommun"] not in HALLAND,
        "ej månadsslut": (date.fromisoformat(dag) + timedelta(days=1)).day != 1,
        "efter uttag": any(d > UTTAG for d in dagar),
        "efter månaden": any(d > dag for d in dagar),
        "rub": r["RUB"] not in set("012345"),
        "ålder": int(r["Ålder"]) > 120,
    }
    return next((namn for namn, fel in villkor.items() if fel), "")


@pytest.fixture(scope="module")
def status(exempel: Path) -> list[Rad]:
    """The rows of status that a strict reading uses; the dirt is counted on the way."""
    ra = las(exempel / "patientstatus.csv")
    rader = unika(ra)
    assert len(ra) - len(rader) == 4
    fel = Counter(fel_i_status(r) for r in rader)
    assert fel.pop("") > 90_000
    assert fel == {"kommun": 2, "ej månadsslut": 1, "efter uttag": 2, "efter månaden": 1, "rub": 3, "ålder": 1}
    rader = [r for r in rader if not fel_i_status(r)]
    nycklar = Counter((r["PersonID"], r["Status den"]) for r in rader)
    assert sorted(nycklar.values())[-2:] == [1, 2]
    return [r for r in rader if nycklar[r["PersonID"], r["Status den"]] == 1]


@pytest.fixture(scope="module")
def besok(exempel: Path) -> list[Rad]:
    ra = las(exempel / "lakarbesok.csv")
    rader = unika(ra)
    assert len(ra) - len(rader) == 3
    assert sum(r["Kommun"] == "1399" for r in rader) == 2
    assert sum(not ratt_dag(r["Besöksdatum"]) for r in rader) == 2
    assert sum(ratt_dag(r["Besöksdatum"]) and r["Besöksdatum"] > UTTAG for r in rader) == 2
    return [r for r in rader if r["Kommun"] in HALLAND and ratt_dag(r["Besöksdatum"]) and r["Besöksdatum"] <= UTTAG]


@pytest.fixture(scope="module")
def listade(exempel: Path) -> list[Rad]:
    return las(exempel / "listade.csv")


def andel(rader: list[Rad], traff: Callable[[Rad], bool]) -> float:
    return sum(map(traff, rader)) / len(rader)


def publicerat(hem: Hem, indikator: str, **grupp: str) -> float:
    """Region Halland's published figure of a measure and group (Slutredovisning 2022, question 17)."""
    filen = hem.rot / "data" / "publicerat" / "publicerade_varden.csv"
    grupp = {"omrade": "0013", "indikator": indikator, "aldersgrupp": "alla", "boendeform": "alla"} | grupp
    rader = list(csv.DictReader(filen.read_text("utf-8").splitlines(), delimiter=";"))
    (rad,) = [r for r in rader if all(r[k] == v for k, v in grupp.items())]
    return float(rad["varde"].replace(",", "."))


def test_the_listed_have_the_published_levels_and_begin_in_june_2022(listade: list[Rad], hem: Hem) -> None:
    """Questions 17c and 17e, published in whole per cent."""
    assert min(r["Status den"] for r in listade) == "2022-06-30"
    dec = [r for r in listade if r["Status den"] == "2022-12-31"]

    def niva(rader: list[Rad]) -> float:
        return 100 * sum(int(r["Med fast läkarkontakt"]) for r in rader) / sum(int(r["Listade"]) for r in rader)

    matt = "andel_fast_lakarkontakt"
    assert round(niva(dec)) == publicerat(hem, matt)
    assert round(niva([r for r in dec if r["Ålder"] == "75+ år"])) == publicerat(hem, matt, aldersgrupp="75+")
    sabo = [r for r in dec if r["Boendeform"] == "Särskilt boende"]
    assert round(niva(sabo)) == publicerat(hem, matt, boendeform="sarskilt_boende")
    assert sum(int(r["Listade"]) for r in dec) == 340_243  # the population of 31 December 2021


def test_the_enrolled_are_those_of_the_enrolments(exempel: Path, status: list[Rad]) -> None:
    hem = list(csv.DictReader((exempel / "hemsjukvard.csv").read_text("cp1252").splitlines(), delimiter=";"))
    dec = {r["PersonID"] for r in status if r["Status den"] == "2022-12-31"}
    inskrivna = {
        r["PersonID"] for r in hem if r["Inskriven"] <= "2022-12-31" and not "" < r["Avslutad"] <= "2022-12-31"
    }
    assert dec <= inskrivna
    assert len(inskrivna - dec) <= 9  # the enrolments' own made-up rows


def test_status_has_its_levels(status: list[Rad]) -> None:
    """Kalmar's table has a third of the enrolled with RUB 4, a quarter with RUB 5, and 74 per cent reviewed."""
    assert {r["Fast läkarkontakt"] for r in status if r["Status den"] < "2022-06"} == {""}
    dec = [r for r in status if r["Status den"] == "2022-12-31"]
    assert len(dec) == pytest.approx(4090, abs=40)
    assert andel(dec, lambda r: r["RUB"] == "4") == pytest.approx(0.33, abs=0.02)
    assert andel(dec, lambda r: r["RUB"] == "5") == pytest.approx(0.25, abs=0.02)
    sabo = [r for r in dec if r["Boendeform"] == "Särskilt boende"]
    assert andel(sabo, lambda r: r["Fast läkarkontakt"] == "Ja") == pytest.approx(0.98, abs=0.01)
    aldre = [r for r in dec if int(r["Ålder"]) >= 75]
    assert andel(aldre, lambda r: r["Läkemedelsgenomgång"] > "2021-12-31") == pytest.approx(0.74, abs=0.02)


def coc(besok: list[Rad], till: str, fran: str, *, kroniska: bool) -> dict[str, list[float]]:
    """COC by kommun of patients with three visits or more, counted one visit at a time."""
    per_person: dict[str, list[Rad]] = defaultdict(list)
    for r in sorted(besok, key=lambda r: (r["Besöksdatum"], r["Kommun"])):
        if fran <= r["Besöksdatum"] <= till and r["Vårdcentral"] == r["Listad på"]:
            per_person[r["PersonID"]].append(r)
    ut: dict[str, list[float]] = defaultdict(list)
    for egna in per_person.values():
        n = len(egna)
        if n >= 3 and (not kroniska or any(r["Kronisk sjukdom"] == "Ja" for r in egna)):
            par = sum(a["Läkare"] == b["Läkare"] for i, a in enumerate(egna) for b in egna[:i])
            ut[egna[-1]["Kommun"]].append(par / (n * (n - 1) / 2))  # the share of pairs with the same doctor
    return ut


def test_continuity_has_the_published_levels(besok: list[Rad], hem: Hem) -> None:
    for kroniska, matt in ((True, "kontinuitetsindex_lakare_ko1"), (False, "kontinuitetsindex_lakare_ko5")):
        alla = [v for egna in coc(besok, "2022-12-31", "2021-07-01", kroniska=kroniska).values() for v in egna]
        assert round(sum(alla) / len(alla), 2) == publicerat(hem, matt)


@pytest.fixture(scope="module")
def utfall(exempel: Path, hem: Hem, katalog: Katalog, profil: Regionprofil) -> pd.DataFrame:
    egna = [i for i, m in katalog.items() if m.funktion in OM_FAST_KONTAKT]
    valda = {i: m for i, m in katalog.items() if i in egna or m.fran_andra}
    utfall = rakna_utfall(raknegrund(ta_in(exempel, profil, hem)), valda, profil, Period.las("2022-12"))
    return utfall[utfall["indikator"].isin(egna)]


MATT: dict[str, Callable[[Rad], bool | None]] = {
    "andel_fast_lakarkontakt": lambda r: {"Ja": True, "Nej": False}.get(r["Fast läkarkontakt"]),
    "andel_fast_lakarkontakt_sarskilt_boende": lambda r: (
        {"Ja": True, "Nej": False}.get(r["Fast läkarkontakt"]) if r["Boendeform"] == "Särskilt boende" else None
    ),
    "andel_fast_vardkontakt": lambda r: {"Ja": True, "Nej": False}.get(r["Fast vårdkontakt"]),
    "andel_lakemedelsgenomgang_75": lambda r: ett_ar(r, "Läkemedelsgenomgång") if int(r["Ålder"]) > 74 else None,
    "andel_lakemedelsgenomgang_75_fler_an_fem": lambda r: (
        ett_ar(r, "Läkemedelsgenomgång") if int(r["Ålder"]) > 74 and int(r["Antal läkemedel"]) > 5 else None
    ),
    "andel_sip": lambda r: ett_ar(r, "SIP datum"),
}
"""Whether a person has it; None: not one of those counted."""


def ett_ar(r: Rad, kolumn: str) -> bool:
    """Whether the day lies in the twelve whole months that end with the row's month."""
    manad = int(r["Status den"][:4]) * 12 + int(r["Status den"][5:7])
    return bool(r[kolumn]) and int(r[kolumn][:4]) * 12 + int(r[kolumn][5:7]) > manad - 12


def omrade_och_kon(r: Rad) -> Iterator[tuple[str, str]]:
    """The områden and sexes that a person is counted in."""
    yield from product((r["Kommun"], "0013"), ("alla", "kvinna" if r["Kön"] == "K" else "man"))


def nycklar(r: Rad) -> Iterator[tuple[str, str, str]]:
    """The områden, sexes and RUB groups that a person is counted in."""
    rub = r["RUB"] if r["RUB"] in "45" else "0-3"
    yield from ((omrade, kon, "alla") for omrade, kon in omrade_och_kon(r))
    yield from ((omrade, "alla", rub) for omrade in (r["Kommun"], "0013"))


@pytest.mark.parametrize("manad", ["2021-02", "2022-06", "2022-12"])
@pytest.mark.parametrize("matt", MATT)
def test_slow_shares_equal_the_projects(status: list[Rad], utfall: pd.DataFrame, matt: str, manad: str) -> None:
    ratt: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for r in status:
        if r["Status den"][:7] == manad and (svar := MATT[matt](r)) is not None:
            for nyckel in nycklar(r):
                ratt[nyckel][0] += svar
                ratt[nyckel][1] += 1
    egna = utfall[(utfall["indikator"] == matt) & (utfall["period"] == date.fromisoformat(f"{manad}-01"))]
    assert len(egna) >= 7
    for r in egna.itertuples():
        assert [r.taljare, r.namnare] == ratt[r.omrade, r.kon, r.rub], (r.omrade, r.kon, r.rub)


@pytest.mark.parametrize("matt", ["kontinuitet_ko1", "kontinuitet_ko5"])
def test_slow_continuity_equals_the_projects(besok: list[Rad], utfall: pd.DataFrame, matt: str) -> None:
    for manad, fran, till in (("2021-06", "2020-01-01", "2021-06-30"), ("2022-12", "2021-07-01", "2022-12-31")):
        ratt = coc(besok, till, fran, kroniska=matt == "kontinuitet_ko1")
        ratt["0013"] = [v for egna in list(ratt.values()) for v in egna]
        egna = utfall[(utfall["indikator"] == matt) & (utfall["period"] == date.fromisoformat(f"{manad}-01"))]
        assert set(egna["omrade"]) == {"0013", *HALLAND}
        for r in egna.itertuples():
            varden = ratt[r.omrade]
            assert r.namnare == len(varden)
            assert [r.taljare, r.kvadratsumma] == pytest.approx([sum(varden), sum(v * v for v in varden)])
    assert utfall.loc[utfall["indikator"] == matt, "period"].min() == date(2021, 6, 1)


def test_slow_home_visits_and_sip_equal_the_projects(status: list[Rad], besok: list[Rad], utfall: pd.DataFrame) -> None:
    """The year 2022, month by month: who is enrolled when the month ends, and the visits and SIP of that month."""
    var = {(r["PersonID"], r["Status den"][:7]): r for r in status if r["Status den"].startswith("2022")}
    ratt: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (_, manad), r in var.items():
        for omrade, kon in omrade_och_kon(r):
            ratt["lakarhembesok", omrade, kon][1] += 1
            if r["SIP datum"][:7] == manad:
                ratt["andel_sip_i_hemmet", omrade, kon][0] += r["SIP plats"] == "Hemmet"
                ratt["andel_sip_i_hemmet", omrade, kon][1] += 1
    for b in besok:
        hos = var.get((b["PersonID"], b["Besöksdatum"][:7]))
        if b["Besökstyp"] == "Hembesök" and hos:
            for omrade, kon in omrade_och_kon(hos):
                ratt["lakarhembesok", omrade, kon][0] += 1
                ratt["andel_akuta_lakarhembesok", omrade, kon][0] += b["Akut"] == "Ja"
                ratt["andel_akuta_lakarhembesok", omrade, kon][1] += 1
    ar = utfall[(utfall["periodtyp"] == "ar") & (utfall["period"] == date(2022, 1, 1))]
    assert {(r.indikator, r.omrade, r.kon): [r.taljare, r.namnare] for r in ar.itertuples()} == dict(ratt)


def test_slow_listed_equal_the_projects(listade: list[Rad], utfall: pd.DataFrame) -> None:
    ord_ = {"75-": "75+ år", "sarskilt_boende": "Särskilt boende", "alla": ""}
    egna = utfall[(utfall["indikator"] == "andel_listade_fast_lakarkontakt") & (utfall["period"] == date(2022, 12, 1))]
    egna = egna[egna["aldersgrupp"].isin(ord_) & egna["boendeform"].isin(ord_)]
    assert len(egna) == 35
    for r in egna.itertuples():
        rader = [
            x
            for x in listade
            if x["Status den"] == "2022-12-31"
            and r.omrade in (x["Kommun"], "0013")
            and r.kon in ("alla", {"K": "kvinna", "M": "man"}[x["Kön"]])
            and ord_[r.aldersgrupp] in ("", x["Ålder"])
            and ord_[r.boendeform] in ("", x["Boendeform"])
        ]
        assert r.taljare == sum(int(x["Med fast läkarkontakt"]) for x in rader)
        assert r.namnare == sum(int(x["Listade"]) for x in rader)
