"""Inhabitants as the nämnare of rates: one population per calendar year, the same in every figure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analys.errors import DataError, Filfel
from analys.region import Regionprofil
from analys.utfall import ALLA, GRUPPER

_GRUPPER = ["kon", "aldersgrupp"]
_FRAN_65 = ["65-79", "80-"]


def folkmangd(befolkning: pd.DataFrame, ar: set[int], profil: Regionprofil) -> pd.DataFrame:
    """Return inhabitants by omrade, slutar (the year that a period ends in), kon and aldersgrupp, with totals.

    For a period that ends in year Y: 31 December of the latest year before Y that the table has (what was published
    after the extract is already left out), and of each figure its latest publication (design.md 5).

    Raises
    ------
    DataError : a year that is needed lacks a kommun or a group; a partial sum would make every rate too high.
    """
    rader = befolkning[befolkning["kommunkod"].isin(profil.kommuner)].sort_values("publicerad")
    rader = rader.drop_duplicates(["kommunkod", "kalenderar", *_GRUPPER], keep="last")
    finns = sorted(int(k) for k in rader["kalenderar"].unique())
    valt = {y: folkar for y in ar if (folkar := _folkar(finns, y))}
    delar = []
    for slutar, folkar in valt.items():
        arets = rader[rader["kalenderar"] == folkar]
        _kontrollera(arets, folkar, profil)
        delar.append(arets.assign(slutar=slutar))
    if not delar:
        return pd.DataFrame(columns=["omrade", "slutar", *_GRUPPER, "antal"])
    folk = pd.concat(delar, ignore_index=True).rename(columns={"kommunkod": "omrade"})
    folk = pd.concat([folk, folk.assign(omrade=profil.kod)], ignore_index=True)
    marginaler = []
    for kvar in (_GRUPPER, ["kon"], ["aldersgrupp"], []):
        summa = folk.groupby(["omrade", "slutar", *kvar], as_index=False)["antal"].sum()
        marginaler.append(summa.assign(**{d: ALLA for d in _GRUPPER if d not in kvar}))
    return pd.concat(marginaler, ignore_index=True).astype({"antal": "Float64"})


def storda(befolkning: pd.DataFrame, fran_ar: int, sista: int, profil: Regionprofil) -> list[int]:
    """Return the years up to ``sista`` whose figures are divided by inhabitants of ``fran_ar`` or later."""
    finns = sorted(int(k) for k in befolkning.loc[befolkning["kommunkod"].isin(profil.kommuner), "kalenderar"].unique())
    return [ar for ar in range(fran_ar + 1, sista + 1) if (_folkar(finns, ar) or 0) >= fran_ar]


def aldre(befolkning: pd.DataFrame, ar: int, profil: Regionprofil) -> dict[str, Any] | None:
    """Return the inhabitants of 65 years or older by område (``antal``) that a year's figures are divided by.

    ``ar``: the 31 December they were counted (SKR's way from 2023). None when no earlier year was delivered.
    """
    rader = folkmangd(befolkning, {ar}, profil)
    egna = rader[(rader["kon"] == ALLA) & rader["aldersgrupp"].isin(_FRAN_65)]
    if egna.empty:
        return None
    finns = sorted(int(k) for k in befolkning.loc[befolkning["kommunkod"].isin(profil.kommuner), "kalenderar"].unique())
    return {"ar": _folkar(finns, ar), "antal": {o: int(n) for o, n in egna.groupby("omrade")["antal"].sum().items()}}


def framat(befolkning: pd.DataFrame, prognos: pd.DataFrame, ar: int, profil: Regionprofil) -> dict[str, Any] | None:
    """Return the inhabitants that the figures of ``ar`` and the year before are divided by, and the projected ones.

    ``nu`` and ``sedan``: by the year that a period ends in, område and group (``kvinna|80-``; ``alla|80-``). A coming
    year has the projection's 31 December before it, as `folkmangd` has. None when no projection was delivered.

    Raises
    ------
    DataError : a year lacks a kommun or a group.
    """
    egna = prognos[prognos["kommunkod"].isin(profil.kommuner)]
    if egna.empty:
        return None
    kommande = {int(k) + 1 for k in egna["kalenderar"].unique() if k + 1 > ar}
    return {
        "publicerad": egna["publicerad"].max().date().isoformat(),
        "nu": _per_grupp(folkmangd(befolkning, {ar, ar - 1}, profil)),
        "sedan": _per_grupp(folkmangd(egna, kommande, profil)),
    }


def _per_grupp(folk: pd.DataFrame) -> dict[str, dict[str, dict[str, int]]]:
    ut: dict[str, dict[str, dict[str, int]]] = {}
    for r in folk.itertuples():
        ut.setdefault(str(r.slutar), {}).setdefault(r.omrade, {})[f"{r.kon}|{r.aldersgrupp}"] = int(r.antal)
    return ut


def _folkar(finns: list[int], ar: int) -> int | None:
    """Return the latest year before ``ar`` that the table has."""
    return max((k for k in finns if k < ar), default=None)


def _kontrollera(arets: pd.DataFrame, folkar: int, profil: Regionprofil) -> None:
    alla = pd.MultiIndex.from_product([profil.kommuner, *(GRUPPER[g] for g in _GRUPPER)])
    saknas = alla.difference(pd.MultiIndex.from_frame(arets[["kommunkod", *_GRUPPER]]))
    if len(saknas):
        namn = ", ".join(sorted({profil.omrade(k).namn for k in saknas.get_level_values(0)}))
        vad = f"folkmängden för {folkar} saknar {len(saknas)} grupper ({namn})."
        raise DataError([Filfel("befolkning", vad, "Lägg till alla kommuner, kön och åldersgrupper för året.")])
