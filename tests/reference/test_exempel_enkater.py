"""The example's surveys from its files to the page, counted again from the files themselves."""

from math import sqrt
from pathlib import Path

import pandas as pd
import pytest

from analys.berakna import Kubbesked
from analys.disclosure.grind import las_kub
from analys.hem import Hem
from analys.present import las_underlag, personenkat, svarsbild, temabild
from analys.present.block import Figur, Tabell

FRAGOR = ("andel_delaktig_i_varden", "andel_trygg_hemma", "andel_vet_vem_man_kontaktar", "andel_fatt_information")
SVARANDE = "andel_svarande_vardochomsorgskollen"


@pytest.fixture(scope="module")
def svar(exempel: Path) -> pd.DataFrame:
    rader = pd.read_csv(exempel / "enkatsvar.csv", sep=";", encoding="utf-8-sig", dtype=str, keep_default_na=False)
    return rader[rader["Fråga"] != "f99"].assign(Svar=lambda r: r["Svar"].astype(int))


def test_all_have_answered_within_the_scale(svar: pd.DataFrame) -> None:
    for (enkat, _), runda in svar.groupby(["Enkät", "Omgång"]):
        per_fraga = runda.groupby("Fråga").size()
        assert set(per_fraga) == {6 + 44}, enkat
        assert runda.groupby("Huvudman")["Kommun"].nunique().to_dict() == {"Kommun": 6, "Region": 6}
    hogst = {"samverkan": 6, "dimensioner": 8, "lakarmedverkan": 1}
    assert all(runda["Svar"].between(0, hogst[enkat]).all() for enkat, runda in svar.groupby("Enkät"))


def test_neither_cube_names_an_enhet_and_the_open_one_no_kommun(kub: Kubbesked, hem: Hem) -> None:
    oppen, intern = las_kub(kub.fil).meta["enkater"], las_kub(hem.intern_kub("halland", "2022-12")).meta["enkater"]
    for enkat, med_namn in (("samverkan", True), ("dimensioner", False), ("lakarmedverkan", True)):
        rundor = [list(m[enkat]["omgangar"].values()) for m in (oppen, intern)]
        koder = [{k["kommun"] for runda in r for k in runda["kommuner"]} for r in rundor]
        assert koder[0] <= {""}
        assert koder[1] == ({"1382", "1380", "1315", "1384", "1381", "1383"} if med_namn else set())
    for text in (str(oppen), str(intern)):
        assert "Vårdcentral 1" not in text
        assert "vill jag inte att ni skriver ut" not in text


def test_the_dots_are_the_file_s_answers(kub: Kubbesked, svar: pd.DataFrame) -> None:
    bild = svarsbild(las_underlag("halland", "0013", "2022-12"), "samverkan")
    assert isinstance(bild, Figur)
    akut = svar[(svar["Enkät"] == "samverkan") & (svar["Fråga"] == "akut")]
    delar = [akut.loc[akut["Huvudman"] == h, "Svar"].sort_values() for h in ("Kommun", "Region")]
    rad = next(r for r in bild.tabell.rader if "akut" in r[0])
    assert rad[1] == ", ".join(map(str, delar[0]))
    assert rad[2] == ", ".join(f"{n} st {s}" for s, n in delar[1].value_counts().sort_index().items())
    mitt = akut.groupby(["Kommun", "Huvudman"])["Svar"].median().unstack()
    olika = int(((mitt["Kommun"] - mitt["Region"]).abs() >= 2).sum())
    assert rad[3] == (f"olika bild i {olika} av 6" if olika else "")


def test_the_measured_figure_stands_beside_the_perceived_one(kub: Kubbesked, svar: pd.DataFrame) -> None:
    underlag = las_underlag("halland", "Hylte", "2022-12")
    tabell = temabild(underlag, "lakarmedverkan")
    assert isinstance(tabell, Tabell)
    rad = next(r for r in tabell.rader if "brytpunktssamtal" in r[0])
    lyfter = svar[svar["Fråga"] == "b10"].groupby("Huvudman")["Svar"].sum()
    matt = underlag.tal("andel_brytpunktssamtal", underlag.period_for("andel_brytpunktssamtal"), "0013")
    assert rad[1:3] == (f"{lyfter['Kommun']} av 6", f"{lyfter['Region']} av 44")
    assert rad[4].startswith(f"Brytpunktssamtal: {matt.varde} (")
    matta = {r[0]: r[4].partition(":")[0] for r in tabell.rader if r[4]}
    assert sorted(matta.values()) == [
        "Akuta läkarhembesök",
        "Brytpunktssamtal",
        "Läkarhembesök",
        "Läkarkontinuitet Ko5",
        "Läkemedelsgenomgång 75+",
    ]


@pytest.mark.parametrize("omrade", ["0013", "1315", "1380"])
def test_persons_answers_have_their_interval_worked_again(kub: Kubbesked, exempel: Path, omrade: str) -> None:
    """Wilson (1927) on n(N-1)/(N-n) answers, written out here."""
    rader = pd.read_csv(exempel / "personenkat.csv", sep=";", encoding="utf-8-sig", dtype={"omrade": str})
    rader = rader[rader["period"] == 2022].set_index(["indikator", "omrade"])[["taljare", "namnare"]]
    figur = personenkat(las_underlag("halland", omrade, "2022-12"), *FRAGOR, svarsfrekvens=SVARANDE)
    assert isinstance(figur, Figur)
    svarade, fragade = rader.loc[(SVARANDE, omrade)]
    for rad, matt in zip(figur.tabell.rader, FRAGOR, strict=True):
        ja, n = rader.loc[(matt, omrade)]
        p, m, z2 = ja / n, n * (fragade - 1) / (fragade - n), 1.959964**2
        mitt, halva = (p + z2 / (2 * m)) / (1 + z2 / m), sqrt(z2 * (p * (1 - p) / m + z2 / (4 * m * m))) / (1 + z2 / m)
        assert rad[1:4] == (
            f"{n:,}".replace(",", "\u00a0"),
            f"{_hel(p)}\u00a0%",
            f"{_hel(mitt - halva)}–{_hel(mitt + halva)}",
        )
        landet = rader.loc[(matt, "0000")]
        assert rad[4] == f"{_hel(landet['taljare'] / landet['namnare'])}\u00a0%"
    assert f"({svarade:,} av {fragade:,})".replace(",", "\u00a0") in figur.kalla


def _hel(andel: float) -> str:
    return str(int(100 * andel + 0.5))
