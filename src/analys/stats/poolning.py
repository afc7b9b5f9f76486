"""Pooling: how long a period must be for its figure to rest on enough events.

Source: with few events a longer period is shown instead of a verdict that means nothing. PHEindicatormethods and Morris
et al. (2018, on Dobson's limits) ask for 10 events; US practice (NCHS) for 16-20. The rule reads visible counts alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analys.stats.omdome import MINST_HANDELSER


class Skal(StrEnum):
    """Why a period was chosen."""

    FORSTA = "the shortest has enough events"
    LANGRE = "a longer one was needed, and has enough"
    ANDA_FOR_FA = "the longest with a figure has too few as well"
    INGEN = "none has a figure"


@dataclass(frozen=True)
class Val:
    """Which candidate was chosen (its place in the list), and why."""

    plats: int
    skal: Skal


def valj(handelser: Sequence[float | None]) -> Val:
    """Return which of several periods to show, from their numbers of events, shortest period first.

    The first with at least `MINST_HANDELSER` events; else the longest that has a figure; else the first. None is a
    figure that is hidden or missing, and says nothing.

    Raises
    ------
    ValueError : no candidate, or a number that is nan.
    """
    if not handelser or any(h is not None and h != h for h in handelser):  # noqa: PLR0124 (nan is not itself)
        raise ValueError("valj needs at least one candidate, and numbers that are not nan")
    racker = [i for i, h in enumerate(handelser) if h is not None and h >= MINST_HANDELSER]
    if racker:
        return Val(racker[0], Skal.LANGRE if racker[0] else Skal.FORSTA)
    synliga = [i for i, h in enumerate(handelser) if h is not None]
    return Val(synliga[-1], Skal.ANDA_FOR_FA) if synliga else Val(0, Skal.INGEN)
