"""A second opinion on the need to come: plain Python, from the example's files and the printed figures."""

import csv
from fractions import Fraction
from math import ceil, floor, log10, sqrt
from pathlib import Path
from statistics import NormalDist

from analys.berakna import Kubbesked
from analys.present import behov_per_omrade, las_underlag
from analys.present.block import Tabell
from tests.conftest import KOMMUNER

Z = NormalDist().inv_cdf(0.975)


def _folk(fil: Path, ar: int, kolumn: str) -> dict[tuple[str, str, str], int]:
    rader = csv.DictReader(fil.read_text("utf-8").splitlines())
    return {(r["Kommunkod"], r["Kön"], r["Ålder"]): int(r[kolumn]) for r in rader if int(r["År"]) == ar}


def _byar(x: int) -> tuple[float, float]:
    undre = x * (1 - 1 / (9 * x) - Z / (3 * sqrt(x))) ** 3
    return undre, (x + 1) * (1 - 1 / (9 * (x + 1)) + Z / (3 * sqrt(x + 1))) ** 3


def test_slow_need_to_come_equals_the_page(exempel: Path, kub: Kubbesked) -> None:
    underlag = las_underlag("halland", "0013", "2022-12")
    block = behov_per_omrade(underlag, "antal_inskrivna_hemsjukvard")
    assert isinstance(block, Tabell)
    r = underlag.skyddat.rader
    dag = r[(r["indikator"] == "antal_inskrivna_hemsjukvard") & (r["period"].astype(str) == "2022-12-01")]
    antal = {(x.omrade, x.kon, x.aldersgrupp): int(x.taljare) for x in dag.itertuples() if x.tecken == ""}
    nu = _folk(exempel / "befolkning.csv", 2021, "Folkmängd 31 december")
    grupper = {k[1:] for k in nu}
    kod = {"kvinnor": "kvinna", "män": "man", "0–64 år": "0-64", "65–79 år": "65-79", "80+ år": "80-"}
    andel = {g: Fraction(antal["0013", kod[g[0]], kod[g[1]]], sum(nu[(k, *g)] for k in KOMMUNER)) for g in grupper}
    for kommun in KOMMUNER:
        namn = underlag.profil.omrade(kommun).kortnamn
        rad = next(x for x in block.rader if x[0] == namn)
        eget = antal[kommun, "alla", "alla"]
        for kolumn, ar in ((2, 2030), (5, 2035)):
            da = _folk(exempel / "befolkningsprognos.csv", ar - 1, "Prognos 31 december")
            faktor = sum(andel[g] * da[(kommun, *g)] for g in grupper) / sum(
                andel[g] * nu[(kommun, *g)] for g in grupper
            )
            undre, ovre = (float(faktor) * v for v in _byar(eget))
            steg = 10 ** floor(log10((ovre - undre) / 2))
            vantat = [
                floor(float(faktor * eget) / steg + 0.5) * steg,
                floor(undre / steg) * steg,
                ceil(ovre / steg) * steg,
            ]
            visat = [rad[kolumn], *rad[kolumn + 1].split("–")]
            assert [int(v.replace("\u00a0", "")) for v in visat] == vantat, (namn, ar)
            assert rad[kolumn + 2] == f"+{round(100 * (float(faktor) - 1))}\u00a0%"
