"""What a slide is made of: boxes on a 16:9 canvas, and texts measured in the slides' typeface."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from analys.reports.bildspel import Tabellbild
from analys.reports.textmatt import textbredd

BREDD, HOJD = 13.333, 7.5
VANSTER, INNEHALLSBREDD = 0.67, 12.0
RADAVSTAND = 1.17
"""Line to line in font sizes: exact, so that another typeface takes as much height."""
CELLKANT, CELLHOJD = 0.07, 0.05
"""A cell's margins."""
STORT_TAL = "Nyckeltal"
"""What the box of a large number is called: its first paragraph is the number."""
_FET = re.compile(r"\*\*(.+?)\*\*")
_PUNKTINDRAG = 0.24


@dataclass(frozen=True)
class Stycke:
    """A paragraph: runs of (text, bold), its size in points, colour by name, a point before it, air in points."""

    delar: tuple[tuple[str, bool], ...]
    storlek: float
    farg: str = "TEXT"
    punkt: bool = False
    luft: float = 0.0

    @property
    def text(self) -> str:
        """The paragraph without its looks."""
        return "".join(t for t, _ in self.delar)

    def rader(self, bredd: float) -> int:
        """Return how many lines it takes in so many inches."""
        inne = bredd - (_PUNKTINDRAG if self.punkt else 0)
        fet = any(fet for _, fet in self.delar)
        return sum(_rader(rad, inne, self.storlek, fet) for rad in self.text.split("\n"))

    def hojd(self, bredd: float) -> float:
        """Return its height in inches."""
        return (self.rader(bredd) * self.storlek * RADAVSTAND + self.luft) / 72


def _rader(text: str, bredd: float, storlek: float, fet: bool) -> int:
    """Return how many lines a text takes, broken at its spaces."""
    blank = textbredd(" ", storlek, fet)
    rader, upptaget = 1, 0.0
    for ord_ in text.split(" "):
        b = textbredd(ord_, storlek, fet)
        if upptaget and upptaget + blank + b > bredd:
            rader, upptaget = rader + 1, b
        else:
            upptaget += b + (blank if upptaget else 0)
    return rader


@dataclass(frozen=True)
class Ruta:
    """A box in inches; ``namn`` is what the selection pane calls it."""

    namn: str
    x: float
    y: float
    b: float
    h: float


@dataclass(frozen=True)
class Textruta(Ruta):
    """A text; ``roll``: titel (the slide's placeholder), text, or nummer (ends with the slide's number)."""

    stycken: tuple[Stycke, ...]
    roll: str = "text"
    hoger: bool = False
    botten: str = ""

    @property
    def behov(self) -> float:
        """The height in inches that the text takes."""
        return sum(s.hojd(self.b) for s in self.stycken)


@dataclass(frozen=True)
class Figurruta(Ruta):
    """A chart, drawn from its numbers where it has them, else a picture."""

    alt: str
    svg: str
    diagram: dict[str, Any] | None


@dataclass(frozen=True)
class Tabellruta(Ruta):
    """A table with the width of each column, the height of each row (the heading's first) and one size of text."""

    tabell: Tabellbild
    bredder: tuple[float, ...]
    hojder: tuple[float, ...]
    storlek: float


def stycke(text: str, storlek: float, farg: str = "TEXT", *, fet: bool = False, **annat: Any) -> Stycke:
    """Return a paragraph from a text where ``**fet**`` is bold."""
    delar = tuple((d, fet or i % 2 == 1) for i, d in enumerate(_FET.split(text)) if d)
    return Stycke(delar, storlek, farg, **annat)
