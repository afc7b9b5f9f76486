"""The accounting of a delivery: rows in = used + excluded + set aside, per file, with reasons."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from analys import svenska
from analys.sources.kontrakt import REGELTEXT, UTESLUTET


@dataclass
class Filredovisning:
    """What became of one file's rows. ``atsidosatta``: rule to line numbers; never values.

    ``per_omrade``: of each kommun the rows in (key ``""``) and those that each rule set aside. ``hamtad``: when the
    rows were fetched or read from a database; empty of a file that was delivered. ``olasta``: headings not read.
    """

    fil: str
    tabell: str
    sha256: str
    teckenkodning: str
    rader_in: int
    anvanda: int = 0
    uteslutna: dict[str, int] = field(default_factory=dict)
    atsidosatta: dict[str, list[int]] = field(default_factory=dict)
    varningar: list[str] = field(default_factory=list)
    saknade_kolumner: list[str] = field(default_factory=list)
    per_omrade: dict[str, dict[str, int]] = field(default_factory=dict)
    hamtad: str = ""
    olasta: list[str] = field(default_factory=list)

    @property
    def antal_uteslutna(self) -> int:
        """Rows that are right but do not belong to the measures."""
        return sum(self.uteslutna.values())

    @property
    def antal_atsidosatta(self) -> int:
        """Rows at fault."""
        return sum(len(r) for r in self.atsidosatta.values())

    def stammer(self) -> bool:
        """Return whether the accounting identity holds."""
        return self.rader_in == self.anvanda + self.antal_uteslutna + self.antal_atsidosatta

    def skal(self) -> str:
        """Return why rows were left out or set aside, in words with counts."""
        delar = [f"{UTESLUTET[o]}: {svenska.tal(n)}" for o, n in self.uteslutna.items() if n]
        delar += [f"{REGELTEXT[regel]}: {svenska.tal(len(r))}" for regel, r in self.atsidosatta.items() if r]
        return "; ".join(delar) if delar else "inga"

    def som_dict(self) -> dict[str, Any]:
        """Return the accounting as JSON-ready values, without line numbers and without what is a kommun's own."""
        hela = asdict(self) | {"atsidosatta": {regel: len(r) for regel, r in self.atsidosatta.items()}}
        return {k: v for k, v in hela.items() if k not in {"per_omrade", "olasta"} and (k != "hamtad" or v)}
