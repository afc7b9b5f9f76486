"""What is printed, as equations: each printed cell is the sum of the finest counts (atoms) that it covers.

The identities are not told to the attacker. They follow from what any reader knows: kommuner (LLKK) make their region
(00LL), the groups of a dimension make ``alla``, months make the window whose kind and first month the row names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analys.utfall import ALLA, DIMENSIONER, NYCKEL

MANADER = {"manad": 1, "tertial": 4, "ar": 12, "r12": 12, "r36": 36}
"""Months of each kind of period; a day is a stock, which adds up with nothing in time."""


@dataclass(frozen=True)
class Pussel:
    """Cells (rows of ``matris``, 0/1, cells x atoms) and their printed values, nan where hidden or never printed."""

    matris: csr_array
    varde: NDArray[np.float64]


def samla(utgavor: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return all that has been printed: per cell its value, or nan when no release showed it.

    Each release has the columns ``NYCKEL``, ``taljare`` and ``tecken`` ('' shown, '..' hidden; others say nothing).

    Raises
    ------
    ValueError : two releases show different values in the same cell, so that sums mean nothing any more.
    """
    alla = pd.concat(list(utgavor), ignore_index=True)
    alla = alla[alla["tecken"].isin(["", ".."])]
    varde = alla["taljare"].astype("Float64").mask(alla["tecken"] == "..").astype(float)
    grupper = alla.assign(varde=varde).groupby(list(NYCKEL), sort=True, observed=True)["varde"]
    if (grupper.min() != grupper.max()).loc[grupper.count() > 0].any():
        raise ValueError("a printed value was changed in a later release")
    return grupper.first().reset_index()


def lagg_pussel(celler: pd.DataFrame) -> Pussel:
    """Return the equations of the cells (columns ``NYCKEL`` and ``varde``), which all belong to one indikator.

    Raises
    ------
    KeyError : a kind of period that does not consist of months.
    """
    axlar = [_omradesaxel(celler["omrade"]), _manadsaxel(celler)]
    axlar += [_gruppaxel(celler[d]) for d in DIMENSIONER if (celler[d] != ALLA).any()]
    langder = [langd for _, langd in axlar]
    rader = [
        reduce(
            lambda index, steg: np.add.outer(index * steg[1], steg[0]).ravel(),
            zip(delar, langder, strict=True),
            np.zeros(1, int),
        )
        for delar in zip(*(index for index, _ in axlar), strict=True)
    ]
    spalter = np.concatenate(rader)
    start = np.concatenate([[0], np.cumsum([len(r) for r in rader])])
    matris = csr_array((np.ones(len(spalter)), spalter, start), shape=(len(rader), int(np.prod(langder))))
    return Pussel(matris, celler["varde"].to_numpy(float))


Axel = tuple[list[NDArray[np.int_]], int]


def _omradesaxel(omraden: pd.Series) -> Axel:
    blad = sorted(o for o in omraden.unique() if not o.startswith("00"))
    delar = {o: np.array([i for i, b in enumerate(blad) if o in (b, f"00{b[:2]}")]) for o in omraden.unique()}
    return [delar[o] for o in omraden], len(blad)


def _manadsaxel(celler: pd.DataFrame) -> Axel:
    forsta = pd.DatetimeIndex(celler["period"])
    start = forsta.year * 12 + forsta.month
    antal = celler["periodtyp"].map(MANADER.__getitem__)
    nollte = start.min()
    delar = [np.arange(s - nollte, s - nollte + n) for s, n in zip(start, antal, strict=True)]
    return delar, int((start - nollte + antal).max())


def _gruppaxel(varden: pd.Series) -> Axel:
    grupper = sorted(set(varden) - {ALLA})
    delar = {g: np.array([i]) for i, g in enumerate(grupper)} | {ALLA: np.arange(len(grupper))}
    return [delar[v] for v in varden], len(grupper)
