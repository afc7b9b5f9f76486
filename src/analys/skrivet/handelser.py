"""Events that a time series is marked with; what happened and when, never what it led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analys.skrivet.skrift import Skrift
from analys.sources.kontrakt import Kolumn, Typ

EGEN = "egen markering"
"""The author of an event that somebody draws in a view of their own; it is not written down beside the delivery."""


@dataclass(frozen=True, order=True)
class Handelse:
    """One event: the day, the område (a code), the theme or measure that it concerns (empty: all), text and author."""

    datum: date
    omrade: str
    tema: str
    indikator: str
    text: str
    forfattare: str


HANDELSER = Skrift(
    "handelser",
    "en händelse som läsaren av en tidsserie behöver känna till",
    (
        Kolumn("datum", Typ.DATUM),
        Kolumn("omrade", Typ.TEXT),
        Kolumn("tema", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("indikator", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("text", Typ.TEXT),
        Kolumn("forfattare", Typ.TEXT),
    ),
    Handelse,
)
