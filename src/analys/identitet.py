"""What a catalogue entry says must always hold between counts (``identiteter``), so that nobody can subtract in peace.

Each is a short Swedish sentence of a fixed form, read by people and by the disclosure gate alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Slag(StrEnum):
    """The kinds of identity, each with the form of its sentence."""

    SUMMA_KOMMUNER = r"summa över kommuner"
    SUMMA_MED_UTANFOR = r"summa över kommuner och utanför"
    SUMMA_GRUPPER = r"summa över (?P<dimension>\w+)"
    TALJARE_I_GRUPP = r"täljaren är (?P<matt>\w+) (?P<dimension>\w+)=(?P<grupp>\S+)"
    TALJARE_GRUPPER = r"täljaren är summan av (?P<matt>\w+) (?P<dimension>\w+)=(?P<grupp>\S+)"
    NAMNARE_GRUPPER = r"nämnaren är summan av (?P<matt>\w+) (?P<dimension>\w+)=(?P<grupp>\S+)"
    TALJARE = r"täljaren är (?P<matt>\w+)"
    NAMNARE = r"nämnaren är (?P<matt>\w+)"
    NAMNARE_NAMNARE = r"nämnaren är nämnaren i (?P<matt>\w+)"
    HOGST_TALJARE = r"täljaren är högst täljaren i (?P<matt>\w+)"
    HOGST_NAMNARE = r"nämnaren är högst nämnaren i (?P<matt>\w+)"
    LAGER = r"lagret (?P<lager>\w+) ändras med \+ (?P<matt>\w+) - (?P<minus>\w+)"


@dataclass(frozen=True)
class Identitet:
    """One identity: its kind, and the measures, dimension and group that it names (empty where the kind has none)."""

    slag: Slag
    matt: str = ""
    dimension: str = ""
    grupp: str = ""
    lager: str = ""
    minus: str = ""

    @property
    def grupper(self) -> list[str]:
        """The groups that are summed, written ``1+2+3-`` (one group of its own is one)."""
        return self.grupp.split("+")

    @property
    def namnda(self) -> list[str]:
        """The other measures that it speaks of."""
        return [m for m in (self.matt, self.lager, self.minus) if m]


def las_identitet(text: str) -> Identitet | None:
    """Return the identity that a sentence states, or None when it has none of the forms."""
    for slag in Slag:
        if traff := re.fullmatch(slag.value, text):
            return Identitet(slag, **traff.groupdict())
    return None
