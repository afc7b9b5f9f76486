"""How long the stages of a run take, added up in this process; for ``analys rapport --tidsprofil``."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

LASA, RAKNA, SKYDDA = "läsa in", "räkna", "skydda"
GAFFEL, KARNA, CELLER, DIAGRAM = "starta processer", "starta kärnan", "köra celler", "därav rita diagram"
LAS, SIDOR, PAKET, MANIFEST = "läsa tillbaka", "webbplats och öppna data", "zipfiler", "manifest och byte"
STEG = (LASA, RAKNA, SKYDDA, GAFFEL, KARNA, CELLER, DIAGRAM, "HTML", "PDF", "PPTX", "BILDER.PDF", "XLSX", LAS)
"""The stages in the order they are told of; then those of the whole release."""
TIDER: Counter[str] = Counter()
"""Seconds by stage."""
PROCESSORTIDER: Counter[str] = Counter()
"""Seconds that the processor has worked by stage: what a stage costs when the machine has other things to do."""


@contextmanager
def tid(steg: str) -> Iterator[None]:
    """Add the time that the block takes to a stage."""
    start, arbetat = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        lagg_till(steg, time.perf_counter() - start, time.process_time() - arbetat)


def lagg_till(steg: str, sekunder: float, processor: float) -> None:
    """Add seconds, and seconds of work, to a stage."""
    TIDER[steg] += sekunder  # type: ignore[assignment]
    PROCESSORTIDER[steg] += processor  # type: ignore[assignment]


def avlast() -> dict[str, tuple[float, float]]:
    """Return what has been added up: seconds, and seconds of work, by stage."""
    return {steg: (sekunder, float(PROCESSORTIDER[steg])) for steg, sekunder in TIDER.items()}


def lagg_till_alla(tider: dict[str, tuple[float, float]]) -> None:
    """Add what another process has added up."""
    for steg, (sekunder, processor) in tider.items():
        lagg_till(steg, sekunder, processor)
