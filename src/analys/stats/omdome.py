"""The verdict: whether an område's figure differs from the one number that it is compared with.

The closed list of words is design.md 12's. The rule is one and the same for every table, chart, funnel and sentence:
the område's 99,8 % interval misses the comparator, which is a fixed number.
"""

from __future__ import annotations

from enum import StrEnum

from analys.stats.intervall import NIVAER

MINST_HANDELSER = 10
"""Fewer events than this, counted and expected, are not judged (Morris et al. 2018; US practice asks for 16-20)."""


class Omdome(StrEnum):
    """The closed list of verdicts."""

    HOGRE = "säkerställt högre"
    LAGRE = "säkerställt lägre"
    INGEN = "ingen säkerställd skillnad"
    FOR_FA = "för få för att bedöma"
    SAKNAS = "uppgift saknas"
    PRELIMINART = "preliminärt, bedöms inte"
    EJ_SAKERSTALLT = "data ej säkerställda, bedöms inte"

    @property
    def sakerstallt(self) -> bool:
        """Whether a difference is shown."""
        return self in {Omdome.HOGRE, Omdome.LAGRE}


def bedom(granser_998: tuple[float, float], mot: float, handelser: float, vantade: float) -> Omdome:
    """Return the verdict of a figure against one fixed number ``mot``, in the same unit as its 99,8 % limits.

    Too few is when fewer than `MINST_HANDELSER` events were counted *and* fewer would be expected at the comparator's
    level (``vantade``): a rule on the count alone would never let a low figure be judged. A limit that equals the
    comparator does not miss it.

    Raises
    ------
    ValueError : a number that is nan, or limits in the wrong order.
    """
    undre, ovre = granser_998
    if not undre <= ovre or any(v != v for v in (mot, handelser, vantade)):  # noqa: PLR0124 (nan is not itself)
        raise ValueError("bedom needs limits in order and numbers that are not nan")
    if max(handelser, vantade) < MINST_HANDELSER:
        return Omdome.FOR_FA
    if undre > mot:
        return Omdome.HOGRE
    return Omdome.LAGRE if ovre < mot else Omdome.INGEN


def slumpen_ger(jamforelser: int) -> float:
    """Return about how many of so many comparisons chance alone would show as differences: 0,2 % of them.

    Source: the level of the deciding interval; for counts, whose intervals are somewhat wider, it is at most this.
    """
    return jamforelser * (1 - NIVAER["998"])
