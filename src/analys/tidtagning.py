"""How long the stages of a run take, added up in this process; for ``analys rapport --tidsprofil``."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

LASA, RAKNA, SKYDDA = "läsa in", "räkna", "skydda"
KARNA, CELLER, DIAGRAM, LAS = "starta kärnan", "köra celler", "därav rita diagram", "läsa tillbaka"
TIDER: Counter[str] = Counter()
"""Seconds by stage."""


@contextmanager
def tid(steg: str) -> Iterator[None]:
    """Add the time that the block takes to a stage."""
    start = time.perf_counter()
    try:
        yield
    finally:
        TIDER[steg] += time.perf_counter() - start  # type: ignore[assignment]
