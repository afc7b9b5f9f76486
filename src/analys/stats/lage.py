"""Where one value lies among many: the ends, the quartiles, and how many are lower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Lage:
    """The spread of ``antal`` values, in their own unit; ``lagre``: how many are lower than the one asked about."""

    antal: int
    lagst: float
    undre_kvartil: float
    median: float
    ovre_kvartil: float
    hogst: float
    lagre: int


def lage(varden: Sequence[float], eget: float) -> Lage:
    """Return the spread of at least one value and where ``eget`` lies in it.

    Quartiles are interpolated between the two nearest values (Hyndman and Fan 1996, definition 7).
    """
    delar = np.quantile(np.asarray(varden, dtype=float), [0, 0.25, 0.5, 0.75, 1], method="linear")
    lagst, undre, median, ovre, hogst = (float(d) for d in delar)
    return Lage(len(varden), lagst, undre, median, ovre, hogst, sum(v < eget for v in varden))
