"""Enrolments in hemsjukvård: exactly the known number in the release's month by kommun and sex."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analys.sources.exempel.grund import dagnummer, pseudonymer, smutsrader
from analys.sources.exempel.varld import Varld

_FACIT, _FORSTA, _SLUT = "2022-12", "2015-01", "2023-03"
_NIVA = {"2015-01": 4180, "2017-01": 4250, "2021-07": 3950, "2022-12": 4090, "2023-02": 4100}
_NYA = {"2015-01": 0.040, "2021-09": 0.039, "2022-06": 0.046, "2023-02": 0.047}
_ALDER = ((20, 64, 0.20), (65, 79, 0.22), (80, 99, 0.58))
_PAGAR = 2**31


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
        self.ut: list[int] = []  # _PAGAR while it goes on

    def ny_person(self) -> str:
        """Return a fresh pseudonym of the form that ``analys pseudonymisera`` makes."""
        return str(pseudonymer(self.rng, 1)[0])

    def skriv_in(self, cell: _Cell, person: str, fodd: int, dag: int) -> None:
        """Begin an enrolment."""
        cell.inne.append(len(self.person))
        self.person.append(person)
        self.kommun.append(cell.kommun)
        self.kon.append(cell.kon)
        self.fodd.append(fodd)
        self.in_.append(dag)
        self.ut.append(_PAGAR)


def _fodd(rng: np.random.Generator, kalenderar: int, antal: int) -> list[int]:
    """Return birth years so that a fifth are under 65, a fifth 65-79 and three fifths 80 or more."""
    band = rng.choice(len(_ALDER), size=antal, p=[a[2] for a in _ALDER])
    return [kalenderar - int(rng.integers(_ALDER[b][0], _ALDER[b][1] + 1)) for b in band]


def inskrivningar(rng: np.random.Generator, facit: dict[tuple[str, str], int], varld: Varld) -> pd.DataFrame:
    """Return the enrolments: each month new ones begin and as many end as the level asks for."""
    reg = _Register(rng)
    celler = [_Cell(kommun, kon) for kommun in varld.kommuner for kon in ("kvinna", "man")]
    manader = np.arange(varld.manad(_FORSTA), varld.manad(_SLUT))
    start = dagnummer(manader[0])
    for cell in celler:
        antal = _mal(rng, facit[cell.kommun, cell.kon], manader[0], varld)
        for fodd, dagar in zip(
            _fodd(rng, varld.forsta_hemsjukvard.year - 2, antal), rng.exponential(750, antal), strict=True
        ):
            reg.skriv_in(cell, reg.ny_person(), fodd, start - int(min(dagar, 4000)))
    tidigare: dict[tuple[str, str], list[int]] = {(c.kommun, c.kon): [] for c in celler}
    for manad in manader[:-1]:
        forsta = dagnummer(manad)
        dagar = dagnummer(manad + 1) - forsta
        flyttar: dict[str, list[int]] = {"kvinna": [], "man": []}
        nya = {}
        for cell in celler:
            antal = int(rng.poisson(varld.kurva(_NYA, manad) * len(cell.inne)))
            if not varld.smuts and cell.kon == "kvinna":
                antal = max(antal, 1)  # a kommun without a row in a month counts as not delivered
            over = len(cell.inne) + antal - _mal(rng, facit[cell.kommun, cell.kon], manad + 1, varld)
            slut = min(max(0, over), len(cell.inne))
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
    return _som_export(rng, reg, varld)


def _mal(rng: np.random.Generator, facit: int, manad: np.datetime64, varld: Varld) -> int:
    """Return how many shall be enrolled on the first of ``manad``: exactly ``facit`` in the release's month."""
    if manad == varld.manad(_FACIT):
        return facit
    niva = facit * varld.kurva(_NIVA, manad) / 4090
    return round(float(niva + rng.normal(0, 0.15 * np.sqrt(niva))))


def _som_export(rng: np.random.Generator, reg: _Register, varld: Varld) -> pd.DataFrame:
    """Return the register as the source system exports it."""
    n = len(reg.person)
    in_ = np.array(reg.in_).astype("datetime64[D]")
    ut = np.array(reg.ut).astype("datetime64[D]")
    ut[ut > np.datetime64(varld.sista)] = np.datetime64("NaT")
    registrerad = in_ + rng.integers(0, 6, n)
    sen = int(np.flatnonzero(in_.astype("datetime64[M]") == varld.manad("2022-09"))[0])
    registrerad[sen] = np.datetime64(varld.uttag) - 15
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
    return rader[in_ <= np.datetime64(varld.sista)].sort_values(["Inskriven", "PersonID"], ignore_index=True)


def med_smuts(rng: np.random.Generator, rader: pd.DataFrame, fro: int) -> pd.DataFrame:
    """Return the export with rows that shall never be counted: 12 exact duplicates and nine made-up rows."""
    mall = {
        "Kommun": "1380",
        "Enhet": "Hemsjukvård 80",
        "Kön": "K",
        "Födelseår": "1938",
        "Boendeform": "Ordinärt boende",
        "Inskriven": "2022-10-04",
        "Avslutad": "",
        "Registrerad": "2022-10-05",
    }
    byten = [
        {"Kommun": "1399"},
        {"Kommun": "1399", "Inskriven": "2021-03-02", "Avslutad": "2021-06-09"},
        {"Kommun": "1480"},
        {"Kommun": "1480", "Inskriven": "2019-05-06"},
        {"Födelseår": "okänt"},
        {"Inskriven": "2022-06-20", "Avslutad": "2022-06-02"},
        {"Kommun": "1383", "Inskriven": "2018-11-20", "Avslutad": "2018-01-20"},
        {"Inskriven": "2022-02-14", "Avslutad": "2022-08-30"},
        {"Inskriven": "2022-02-14", "Avslutad": "2022-09-30", "Boendeform": "Särskilt boende"},
    ]
    dubbletter = rader.sample(12, random_state=fro)
    return pd.concat([rader, dubbletter, smutsrader(rng, mall, byten)], ignore_index=True)
