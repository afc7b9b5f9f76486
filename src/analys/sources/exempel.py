"""Make the synthetic delivery (``analys exempeldata``): seeded, with ordinary dirt, no real person.

Real, and checked by tests: the number enrolled on 2022-12-01 by kommun and sex, and the population totals of
2016, 2020 and 2021 (``data/publicerat``). Everything else is invented; the levels follow GNHH's published ones
(about 4 250 enrolled in 2017, 3 950 in 2021; some 4 % new enrolments a month, rising from late 2021).
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from analys.region import Regionprofil

FRO = 20221201
UTTAG = date(2023, 2, 1)
FORSTA, SISTA = date(2015, 1, 1), date(2023, 1, 31)
FACIT = np.datetime64("2022-12-01")
VERKLIGT = (
    "Bara antalet inskrivna den 1 december 2022 per kommun och kön (publicerat av Region Halland) och folkmängden "
    "per kommun 2016, 2020 och 2021 är verkliga."
)
_NIVA = {"2015-01": 4180, "2017-01": 4250, "2021-07": 3950, "2022-12": 4090, "2023-02": 4100}
_NYA = {"2015-01": 0.040, "2021-09": 0.039, "2022-06": 0.046, "2023-02": 0.047}
_ALDER = ((20, 64, 0.20), (65, 79, 0.22), (80, 99, 0.58))
_BESOK_PER_10000 = {"1382": 31, "1380": 28, "1315": 33, "1384": 24, "1381": 36, "1383": 29}
_KUST = {"1382", "1380", "1381", "1383", "1384"}
_GASTER = ("1480", "0180", "0780", "1280", "")
_KVINNOR = {"0-64": 0.493, "65-79": 0.512, "80-": 0.585}
_ALDERSORD = {"0-64": "0–64 år", "65-79": "65–79 år", "80-": "80+ år"}
ANDEL_80_AV_65 = 0.28
PAGAR = 2**31


@dataclass
class _Cell:
    """The enrolled of one kommun and sex: row numbers in `_Register`."""

    kommun: str
    kon: str
    inne: list[int] = field(default_factory=list)


class _Register:
    """All enrolments made so far, as growing columns."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.person: list[str] = []
        self.kommun: list[str] = []
        self.kon: list[str] = []
        self.fodd: list[int] = []
        self.in_: list[int] = []  # days since 1970-01-01
        self.ut: list[int] = []  # PAGAR while it goes on

    def ny_person(self) -> str:
        """Return a fresh pseudonym of the form that ``analys pseudonymisera`` makes."""
        return "p-" + self.rng.bytes(8).hex()

    def skriv_in(self, cell: _Cell, person: str, fodd: int, dag: int) -> None:
        """Begin an enrolment."""
        cell.inne.append(len(self.person))
        self.person.append(person)
        self.kommun.append(cell.kommun)
        self.kon.append(cell.kon)
        self.fodd.append(fodd)
        self.in_.append(dag)
        self.ut.append(PAGAR)


def gor_exempel(mapp: Path, profil: Regionprofil, publicerat: Path) -> None:
    """Write the synthetic delivery to ``mapp``, replacing an earlier one whole or not at all."""
    rng = np.random.default_rng(FRO)
    ny = mapp.with_name(f".{mapp.name}-ny")
    shutil.rmtree(ny, ignore_errors=True)
    ny.mkdir(parents=True)
    folk = _befolkning(publicerat / "befolkning_halland_kalmar.csv", profil)
    facit = _facit(publicerat / "publicerade_varden.csv", profil)
    filer = {
        "hemsjukvard.csv": ("hemsjukvard", "cp1252", ";", _hemsjukvard(rng, facit, profil)),
        "hembesok.csv": ("hembesok", "utf-8-sig", ";", _hembesok(rng, folk, profil)),
        "befolkning.csv": ("befolkning", "utf-8", ",", folk),
    }
    besked = [
        'region = "halland"',
        'system = "Exempelsystemet (påhittat)"',
        f"uttagsdatum = {UTTAG}",
        "exempel = true",
        f'exempeltext = "{VERKLIGT}"',
    ]
    for namn, (tabell, kodning, tecken, rader) in filer.items():
        rader.to_csv(ny / namn, sep=tecken, encoding=kodning, index=False, lineterminator="\r\n")
        besked += [
            "",
            f'[filer."{namn}"]',
            f'tabell = "{tabell}"',
            'kalla = "exempel"',
            f"fran = {FORSTA}",
            f"till = {SISTA}",
            f"rader = {len(rader)}",
        ]
    (ny / "leverans.toml").write_text("\n".join(besked) + "\n", encoding="utf-8")
    shutil.rmtree(mapp, ignore_errors=True)
    ny.rename(mapp)


def _facit(fil: Path, profil: Regionprofil) -> dict[tuple[str, str], int]:
    """Return the published number enrolled on 2022-12-01 by kommun and sex."""
    with fil.open(encoding="utf-8", newline="") as f:
        return {
            (r["omrade"], r["kon"]): int(r["varde"])
            for r in csv.DictReader(f, delimiter=";")
            if r["indikator"] == "antal_inskrivna_hemsjukvard" and r["omrade"] in profil.kommuner and r["kon"] != "alla"
        }


def _befolkning(fil: Path, profil: Regionprofil) -> pd.DataFrame:
    """Return population 2014-2021: published totals, straight lines between and before, invented split."""
    publicerad = pd.read_csv(fil, sep=";", decimal=",", dtype={"kommunkod": str})
    rader = []
    for kommun, grupp in publicerad[publicerad["kommunkod"].isin(profil.kommuner)].groupby("kommunkod", sort=True):
        kanda = grupp.set_index("kalenderar")["antal"]
        lutning = (kanda[2020] - kanda[2016]) / 4
        for kalenderar in range(2014, 2022):
            totalt = int(kanda.get(kalenderar, round(kanda[2016] + lutning * (kalenderar - 2016))))
            aldre = round(totalt * grupp["andel_65_plus_2020"].iloc[0] / 100)
            aldst = round(aldre * ANDEL_80_AV_65)
            for alder, antal in {"0-64": totalt - aldre, "65-79": aldre - aldst, "80-": aldst}.items():
                kvinnor = round(antal * _KVINNOR[alder])
                rader += [
                    (kommun, kalenderar, "kvinnor", _ALDERSORD[alder], kvinnor, f"{kalenderar + 1}-02-22"),
                    (
                        kommun,
                        kalenderar,
                        "män",
                        _ALDERSORD[alder],
                        antal - kvinnor,
                        f"{kalenderar + 1}-02-22",
                    ),
                ]
    return pd.DataFrame(rader, columns=["Kommunkod", "År", "Kön", "Ålder", "Folkmängd 31 december", "Publicerad"])


def _kurva(punkter: Mapping[str, float], manad: np.datetime64) -> float:
    """Return the straight-line value between the given months."""
    x = [np.datetime64(p, "M").astype(int) for p in punkter]
    return float(np.interp(manad.astype("datetime64[M]").astype(int), x, list(punkter.values())))


def _dagnummer(manad: np.datetime64) -> int:
    """Return the first day of ``manad`` as days since 1970-01-01."""
    return int(manad.astype("datetime64[D]").astype(int))


def _fodd(rng: np.random.Generator, kalenderar: int, antal: int) -> list[int]:
    """Return birth years so that a fifth are under 65, a fifth 65-79 and three fifths 80 or more."""
    band = rng.choice(len(_ALDER), size=antal, p=[a[2] for a in _ALDER])
    return [kalenderar - int(rng.integers(_ALDER[b][0], _ALDER[b][1] + 1)) for b in band]


def _hemsjukvard(rng: np.random.Generator, facit: dict[tuple[str, str], int], profil: Regionprofil) -> pd.DataFrame:
    """Return the enrolments: each month new ones begin and as many end as the level asks for."""
    reg = _Register(rng)
    celler = [_Cell(kommun, kon) for kommun in profil.kommuner for kon in ("kvinna", "man")]
    manader = np.arange(np.datetime64("2015-01"), np.datetime64("2023-03"))
    start = _dagnummer(manader[0])
    for cell in celler:
        antal = _mal(rng, facit[cell.kommun, cell.kon], manader[0])
        for fodd, dagar in zip(_fodd(rng, 2013, antal), rng.exponential(750, antal), strict=True):
            reg.skriv_in(cell, reg.ny_person(), fodd, start - int(min(dagar, 4000)))
    tidigare: dict[tuple[str, str], list[int]] = {(c.kommun, c.kon): [] for c in celler}
    for manad in manader[:-1]:
        forsta = _dagnummer(manad)
        dagar = _dagnummer(manad + 1) - forsta
        flyttar: dict[str, list[int]] = {"kvinna": [], "man": []}
        nya = {}
        for cell in celler:
            antal = int(rng.poisson(_kurva(_NYA, manad) * len(cell.inne)))
            slut = max(0, len(cell.inne) + antal - _mal(rng, facit[cell.kommun, cell.kon], manad + 1))
            nya[cell.kommun, cell.kon] = antal
            alder = np.array([forsta - reg.in_[i] for i in cell.inne])
            vikt = 1 + 2 * np.exp(-alder / 120)
            valda = rng.choice(cell.inne, size=slut, replace=False, p=vikt / vikt.sum())
            for i in valda:
                reg.ut[i] = forsta + int(rng.integers(1, dagar + 1))
            cell.inne = sorted(set(cell.inne) - set(valda.tolist()))
            flyttar[cell.kon].extend(valda.tolist())
            tidigare[cell.kommun, cell.kon].extend(valda.tolist())
        for cell in celler:
            fodda = _fodd(rng, manad.astype(object).year, nya[cell.kommun, cell.kon])
            for fodd in fodda:
                dag = forsta + int(rng.integers(1, dagar + 1))
                slag = rng.random()
                kandidater = tidigare[cell.kommun, cell.kon]
                if slag < 0.01 and flyttar[cell.kon] and reg.kommun[flyttar[cell.kon][-1]] != cell.kommun:
                    i = flyttar[cell.kon].pop()
                    tidigare[reg.kommun[i], cell.kon].remove(i)  # lives elsewhere now: never enrolled here again
                    reg.skriv_in(cell, reg.person[i], reg.fodd[i], reg.ut[i])
                elif slag < 0.10 and len(kandidater) > 20 and reg.ut[kandidater[0]] < forsta:
                    i = kandidater.pop(0)
                    reg.skriv_in(cell, reg.person[i], reg.fodd[i], dag)
                else:
                    reg.skriv_in(cell, reg.ny_person(), fodd, dag)
    return _som_export(rng, reg)


def _mal(rng: np.random.Generator, facit: int, manad: np.datetime64) -> int:
    """Return how many shall be enrolled on the first of ``manad``: exactly the published number on 2022-12-01."""
    if manad.astype("datetime64[D]") == FACIT:
        return facit
    niva = facit * _kurva(_NIVA, manad) / 4090
    return round(float(niva + rng.normal(0, 0.15 * np.sqrt(niva))))


def _som_export(rng: np.random.Generator, reg: _Register) -> pd.DataFrame:
    """Return the register as the source system exports it, with its dirt."""
    n = len(reg.person)
    in_ = np.array(reg.in_).astype("datetime64[D]")
    ut = np.array(reg.ut).astype("datetime64[D]")
    ut[ut > np.datetime64(SISTA)] = np.datetime64("NaT")
    registrerad = in_ + rng.integers(0, 6, n)
    sen = int(np.flatnonzero((in_ >= np.datetime64("2022-09-01")) & (in_ < np.datetime64("2022-10-01")))[0])
    registrerad[sen] = np.datetime64("2023-01-17")
    rader = pd.DataFrame(
        {
            "PersonID": reg.person,
            "Kommun": reg.kommun,
            "Enhet": [f"Hemsjukvård {k[-2:]}" for k in reg.kommun],
            "Kön": ["K" if k == "kvinna" else "M" for k in reg.kon],
            "Födelseår": [str(f) for f in reg.fodd],
            "Boendeform": rng.choice(["Ordinärt boende", "Särskilt boende"], n, p=[0.76, 0.24]),
            "Inskriven": in_.astype(str),
            "Avslutad": np.where(np.isnat(ut), "", ut.astype(str)),
            "Registrerad": registrerad.astype(str),
        }
    )
    rader = rader[in_ <= np.datetime64(SISTA)].sort_values(["Inskriven", "PersonID"], ignore_index=True)

    def paborda(**byten: str) -> dict[str, str]:
        """Return a made-up row that shall never be counted."""
        mall = {
            "PersonID": reg.ny_person(),
            "Kommun": "1380",
            "Enhet": "Hemsjukvård 80",
            "Kön": "K",
            "Födelseår": "1938",
            "Boendeform": "Ordinärt boende",
            "Inskriven": "2022-10-04",
            "Avslutad": "",
            "Registrerad": "2022-10-05",
        }
        return mall | {k.replace("_", ""): v for k, v in byten.items()}

    dubbel = reg.ny_person()
    smuts = [
        paborda(Kommun="1399"),
        paborda(Kommun="1399", Inskriven="2021-03-02", Avslutad="2021-06-09"),
        paborda(Kommun="1480"),
        paborda(Kommun="1480", Inskriven="2019-05-06"),
        paborda(Födelseår="okänt"),
        paborda(Inskriven="2022-06-20", Avslutad="2022-06-02"),
        paborda(Kommun="1383", Inskriven="2018-11-20", Avslutad="2018-01-20"),
        paborda(PersonID=dubbel, Inskriven="2022-02-14", Avslutad="2022-08-30"),
        paborda(PersonID=dubbel, Inskriven="2022-02-14", Avslutad="2022-09-30", Boendeform="Särskilt boende"),
    ]
    kopior = rader.sample(12, random_state=FRO)
    return pd.concat([rader, kopior, pd.DataFrame(smuts)], ignore_index=True)


def _hembesok(rng: np.random.Generator, folk: pd.DataFrame, profil: Regionprofil) -> pd.DataFrame:
    """Return visits to people who are not enrolled: 20-40 persons per 10 000 and month, guests in summer."""
    storlek = folk[folk["År"] == 2021].groupby("Kommunkod")["Folkmängd 31 december"].sum()
    delar = []
    for kommun in profil.kommuner:
        snitt = storlek[kommun] * _BESOK_PER_10000[kommun] / 10_000
        pool = _pseudonymer(rng, int(40 * snitt))
        hem = np.full(len(pool), kommun, dtype=object)
        hem[rng.random(len(pool)) < 0.01] = profil.kommuner[0]
        for manad in np.arange(np.datetime64("2015-01"), np.datetime64("2023-02")):
            forsta = manad.astype("datetime64[D]")
            dagar = int(((manad + 1).astype("datetime64[D]") - forsta).astype(int))
            nummer = manad.astype(object).month
            antal = int(rng.poisson(snitt * (1 + 0.08 * np.cos((nummer - 1) * np.pi / 6))))
            delar.append(_besok(rng, rng.choice(len(pool), antal, replace=False), pool, hem, kommun, forsta, dagar))
            if kommun in _KUST and nummer in (6, 7, 8):
                gaster = _pseudonymer(rng, int(rng.poisson(snitt * 0.15 * (1 + (nummer == 7)))))
                var = rng.choice(np.array(_GASTER, dtype=object), len(gaster))
                delar.append(_besok(rng, np.arange(len(gaster)), gaster, var, kommun, forsta, dagar))
    besok = pd.concat(delar, ignore_index=True).sort_values(["Besöksdatum", "PersonID"], ignore_index=True)
    besok.insert(0, "Besöksnummer", [f"B{i:07d}" for i in range(1, len(besok) + 1)])
    smuts = besok.iloc[[100, 2000, 30000]]
    trasig = besok.iloc[[5000]].assign(Besöksnummer="B9999999", Besöksdatum="0000-00-00")
    return pd.concat([besok, smuts, trasig], ignore_index=True)


def _pseudonymer(rng: np.random.Generator, antal: int) -> np.ndarray:
    """Return pseudonyms of the form that ``analys pseudonymisera`` makes."""
    hela = rng.bytes(8 * antal).hex()
    return np.array([f"p-{hela[16 * i : 16 * i + 16]}" for i in range(antal)], dtype=object)


def _besok(
    rng: np.random.Generator,
    valda: np.ndarray,
    pool: np.ndarray,
    hem: np.ndarray,
    kommun: str,
    forsta: np.datetime64,
    dagar: int,
) -> pd.DataFrame:
    """Return the visits of one kommun and month: one or more per chosen person."""
    rad = np.repeat(valda, 1 + rng.poisson(0.9, len(valda)))
    return pd.DataFrame(
        {
            "PersonID": pool[rad],
            "Hemkommun": hem[rad],
            "Utförande kommun": kommun,
            "Besöksdatum": (forsta + rng.integers(0, dagar, len(rad))).astype(str),
            "Yrke": rng.choice(["Sjuksköterska", "Arbetsterapeut", "Fysioterapeut"], len(rad), p=[0.8, 0.1, 0.1]),
        }
    )
