"""What is published of a region, and the status of the enrolled at exactly the shares that are.

Where a region has published shares for its release's month by kommun and RUB, made-up persons are chosen, their RUB set
and their contacts and reviews changed until each share is the published one to its printed decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd

from analys.sources.exempel.varld import Varld

ORIMLIG = "ocr_orimlig"
"""A published value that cannot be right: shown in the sources' table, never forced on the example."""
_RUB = ("4", "5", "")
"""The published groups of need; the rest is RUB 0-3."""
_HELA_LANET = "alla"
Andelar = Mapping[tuple[str, str], float]
"""Published per cent by kommun and RUB; "alla" where all are together."""


def las_publicerat(fil: Path, varld: Varld, indikator: str) -> pd.DataFrame:
    """Return the published values of a region and its kommuner, as numbers."""
    alla = pd.read_csv(fil, sep=";", dtype=str, keep_default_na=False)
    egna = alla[(alla["indikator"] == indikator) & alla["omrade"].isin([varld.kod, *varld.orter])]
    egna = egna[egna["sakerhet"] != ORIMLIG]
    return egna.assign(varde=egna["varde"].str.replace(",", ".").astype(float))


def som_publicerat(status: pd.DataFrame, fil: Path, varld: Varld) -> pd.DataFrame:
    """Return the status of the enrolled with the published numbers and shares; unchanged where none are by kommun."""
    antal = {str(r.rub): int(r.varde) for r in las_publicerat(fil, varld, "antal_hemsjukvardspatienter").itertuples()}
    if not antal:
        return status
    rng, manad = varld.slump(34), varld.manad("2022-12")
    lakare, genomgang = (_andelar(fil, varld, f"andel_{i}") for i in ("fast_lakarkontakt", "lakemedelsgenomgang_75"))
    nu = _i_manaden(status, manad)
    planer = _planera(nu, antal, lakare, genomgang)
    plan = pd.concat([_valj(rng, grupp, planer[k]) for k, grupp in nu.groupby("Kommun", sort=False)])
    status = status[~status["PersonID"].isin(set(nu["PersonID"]) - set(plan.index))].reset_index(drop=True)
    status["RUB"] = status["PersonID"].map(plan).fillna(status["RUB"])
    _satt_lakare(rng, status, manad, lakare)
    return _satt_genomgang(rng, status, manad, genomgang)


def _andelar(fil: Path, varld: Varld, indikator: str) -> Andelar:
    return {(str(r.omrade), str(r.rub)): float(r.varde) for r in las_publicerat(fil, varld, indikator).itertuples()}


def _i_manaden(status: pd.DataFrame, manad: np.datetime64) -> pd.DataFrame:
    """Return the rows of the month with the group of need and whether the person is 75 or older."""
    dag = str((manad + 1).astype("datetime64[D]") - 1)
    nu = status[status["Status den"] == dag]
    return nu.assign(grupp=nu["RUB"].where(nu["RUB"].isin(_RUB), ""), aldre=nu["Ålder"].astype(int) >= 75)


def _planera(
    nu: pd.DataFrame, antal: Mapping[str, int], lakare: Andelar, genomgang: Andelar
) -> dict[str, dict[tuple[bool, str], int]]:
    """Return how many persons of each age and group of need every kommun shall have.

    The kommuner with published shares get a number that allows them, the others what is then left of the region's.
    """
    har = nu.groupby("Kommun", sort=False)["aldre"].agg(["size", "sum"])
    tal: dict[str, dict[str, int]] = {}
    for rub in (_HELA_LANET, "4", "5"):
        vikt = har["size"] / har["size"].sum() * antal[rub]
        fasta = {k: _narmast(v, lakare[k, rub]) for k, v in vikt.items() if (k, rub) in lakare}
        tal[rub] = fasta | _fordela(antal[rub] - sum(fasta.values()), vikt.drop(list(fasta)))
    ut = {}
    for kommun, (inskrivna, aldre) in har.iterrows():
        andel = aldre / inskrivna
        alla, fyra, fem = (tal[rub][kommun] for rub in (_HELA_LANET, "4", "5"))
        g = [_narmast(n * andel, genomgang.get((kommun, r))) for r, n in ((_HELA_LANET, alla), ("4", fyra), ("5", fem))]
        aldre_ut = {"4": g[1], "5": g[2], "": g[0] - g[1] - g[2]}
        alla_ut = {"4": fyra, "5": fem, "": alla - fyra - fem}
        ut[str(kommun)] = {(True, r): n for r, n in aldre_ut.items()} | {
            (False, r): n - aldre_ut[r] for r, n in alla_ut.items()
        }
    return ut


def _valj(rng: np.random.Generator, grupp: pd.DataFrame, plan: Mapping[tuple[bool, str], int]) -> pd.Series:
    """Return the RUB of the persons of one kommun that are kept: as many as planned, as few as possible with a new."""
    delar = []
    for aldre, egna in grupp.groupby("aldre"):
        onskat = np.repeat(_RUB, [plan[bool(aldre), r] for r in _RUB])
        valda = egna.iloc[rng.permutation(len(egna))[: len(onskat)]]
        ordning = valda["grupp"].map({r: nr for nr, r in enumerate(_RUB)})
        valda = valda.iloc[np.argsort(ordning, kind="stable")]
        lagt = rng.choice(["0", "1", "2", "3"], len(valda), p=[0.03, 0.05, 0.22, 0.70])
        behall = np.where(valda["grupp"] == "", valda["RUB"], lagt)
        delar.append(pd.Series(np.where(onskat == "", behall, onskat), index=valda["PersonID"]))
    return pd.concat(delar)


def _satt_lakare(rng: np.random.Generator, status: pd.DataFrame, manad: np.datetime64, andelar: Andelar) -> None:
    """Set who has a fast läkarkontakt in the month, at the published shares; who had one keeps it first."""
    nu = _i_manaden(status, manad)
    for kommun, egna in nu[nu["Kommun"].isin({k for k, _ in andelar})].groupby("Kommun"):
        har = _delas(egna, andelar, str(kommun))
        for rub, grupp in egna.groupby("grupp"):
            rader = _blandat(rng, grupp, grupp["Fast läkarkontakt"] == "Ja")
            status.loc[rader[: har[rub]], "Fast läkarkontakt"] = "Ja"
            status.loc[rader[har[rub] :], "Fast läkarkontakt"] = "Nej"


def _satt_genomgang(
    rng: np.random.Generator, status: pd.DataFrame, manad: np.datetime64, andelar: Andelar
) -> pd.DataFrame:
    """Return the status with the published shares of reviews: some persons get one in the month, others never had."""
    nu = _i_manaden(status, manad)
    nu = nu[nu["aldre"]].assign(har=lambda f: f["Läkemedelsgenomgång"] >= str((manad - 11).astype("datetime64[D]")))
    region = next(k for k in {k for k, _ in andelar} if k not in set(nu["Kommun"]))
    publicerade = {k for k, _ in andelar} - {region}
    mal = {k: _delas(egna, andelar, str(k)) for k, egna in nu[nu["Kommun"].isin(publicerade)].groupby("Kommun")}
    kvar = _taljare(len(nu), andelar[region, _HELA_LANET]) - sum(sum(m.values()) for m in mal.values())
    andra = nu[~nu["Kommun"].isin(publicerade)]
    mal |= {k: {_HELA_LANET: n} for k, n in _fordela(kvar, andra.groupby("Kommun")["har"].sum()).items()}
    far: list[str] = []
    mister: list[str] = []
    for kommun, egna in nu.groupby("Kommun"):
        grupper = {_HELA_LANET: egna} if _HELA_LANET in mal[kommun] else dict(list(egna.groupby("grupp")))
        for rub, grupp in grupper.items():
            rader, antal = _blandat(rng, grupp, grupp["har"]), mal[kommun][rub]
            far += list(grupp.loc[rader[:antal]].loc[lambda f: ~f["har"], "PersonID"])
            mister += list(grupp.loc[rader[antal:]].loc[lambda f: f["har"], "PersonID"])
    dag = pd.Series(manad.astype("datetime64[D]") + rng.integers(0, 28, len(far)), index=far).astype(str)
    sedan = (status["Status den"] >= str(manad)) & status["PersonID"].isin(far)
    status.loc[sedan, "Läkemedelsgenomgång"] = status.loc[sedan, "PersonID"].map(dag)
    sena = status["Läkemedelsgenomgång"] >= str((manad - 11).astype("datetime64[D]"))
    status.loc[sena & status["PersonID"].isin(mister), "Läkemedelsgenomgång"] = ""
    return status


def _delas(egna: pd.DataFrame, andelar: Andelar, kommun: str) -> dict[str, int]:
    """Return how many of each group of need have it, so that the groups' and the whole's shares are the published."""
    har = {r: _taljare(int((egna["grupp"] == r).sum()), andelar[kommun, r]) for r in ("4", "5")}
    return har | {"": _taljare(len(egna), andelar[kommun, _HELA_LANET]) - sum(har.values())}


def _blandat(rng: np.random.Generator, rader: pd.DataFrame, forst: pd.Series) -> pd.Index:
    """Return the rows' labels, those that are ``forst`` before the others, else in random order."""
    ordning = rng.permutation(len(rader))
    return rader.index[ordning[np.argsort(~forst.to_numpy()[ordning], kind="stable")]]


def _taljare(namnare: int, procent: float) -> int:
    """Return the count whose share of ``namnare`` is nearest to the per cent."""
    return round(namnare * procent / 100)


def _narmast(antal: float, procent: float | None) -> int:
    """Return the whole number nearest to ``antal`` of which some count is the per cent, printed with one decimal."""
    mitt = round(antal)
    if procent is None:
        return mitt
    nara = (n for steg in count() for n in (mitt - steg, mitt + steg) if n > 0)
    return next(n for n in nara if abs(100 * _taljare(n, procent) / n - procent) < 0.049)


def _fordela(summa: int, vikter: pd.Series) -> dict[str, int]:
    """Return whole numbers that sum to ``summa``, in proportion to the weights."""
    exakt = vikter / vikter.sum() * summa
    ut = np.floor(exakt).astype(int)
    rest: Iterable[str] = (exakt - ut).sort_values(ascending=False, kind="stable").index[: summa - int(ut.sum())]
    ut[list(rest)] += 1
    return {str(k): int(n) for k, n in ut.items()}
