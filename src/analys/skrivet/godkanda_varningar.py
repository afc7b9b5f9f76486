"""Warnings of a delivery that somebody has looked into: who, when and why nothing is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analys import svenska
from analys.skrivet.skrift import Skrift
from analys.sources.kontrakt import Kolumn, Typ


@dataclass(frozen=True, order=True)
class GodkandVarning:
    """One acknowledgement. ``tabell``: a table's or a file's name; ``varning``: the warning's words or some of them.

    All numbers of the warning must be among them.
    """

    datum: date
    omrade: str
    tabell: str
    varning: str
    namn: str
    text: str


def _fel(rad: GodkandVarning) -> tuple[str, str] | None:
    """Return the fault of an acknowledgement that says nothing of what it acknowledges, or None."""
    if svenska.slug(rad.varning):
        return None
    return f'varning: "{rad.varning}" är inga ord', "Kopiera varningens ord, alla tal också."


GODKANDA_VARNINGAR = Skrift(
    "godkanda_varningar",
    "en varning om leveransen som någon har kontrollerat",
    (
        Kolumn("datum", Typ.DATUM),
        Kolumn("omrade", Typ.TEXT),
        Kolumn("tabell", Typ.TEXT),
        Kolumn("varning", Typ.TEXT),
        Kolumn("namn", Typ.TEXT),
        Kolumn("text", Typ.TEXT),
    ),
    GodkandVarning,
    _fel,
)
