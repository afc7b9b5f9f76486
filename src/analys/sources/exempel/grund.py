"""What the subjects share: pseudonyms, rows of dirt, curves and even draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

MINUTER = 24 * 60


def dagnummer(dag: date | np.datetime64) -> int:
    """Return ``dag`` as days since 1970-01-01."""
    return int(np.array(dag, "datetime64[D]").astype(int))


def pseudonymer(rng: np.random.Generator, antal: int) -> np.ndarray:
    """Return pseudonyms of the form that ``analys pseudonymisera`` makes."""
    hela = rng.bytes(8 * antal).hex()
    return np.array([f"p-{hela[16 * i : 16 * i + 16]}" for i in range(antal)], dtype=object)


def smutsrader(rng: np.random.Generator, mall: Mapping[str, str], byten: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Return made-up rows, one per set of changes to ``mall``, each with a person of its own in PersonID.

    The last two rows are one person's, so that they can be the same key with different content.
    """
    personer = pseudonymer(rng, len(byten) - 1)
    rader = pd.DataFrame([{**mall, **byte} for byte in byten])
    rader.insert(0, "PersonID", [*personer, personer[-1]])
    return rader


def kurva(punkter: Mapping[str, float], manad: np.datetime64) -> float:
    """Return the straight-line value between the given months."""
    x = [np.datetime64(p, "M").astype(int) for p in punkter]
    return float(np.interp(manad.astype("datetime64[M]").astype(int), x, list(punkter.values())))


def jamnt(rng: np.random.Generator, p: np.ndarray) -> np.ndarray:
    """Draw True with probability ``p``, row by row, so that every run of rows holds nearly its expected number."""
    summa = np.floor(np.cumsum(p) + rng.random())
    return np.asarray(np.diff(summa, prepend=0.0) > 0)


def text(minuter: np.ndarray) -> np.ndarray:
    """Return minutes since 1970-01-01 as ``2022-12-03 14:20``."""
    return np.strings.replace(np.datetime_as_string(minuter.astype("datetime64[m]")), "T", " ").astype(object)
