"""The canvas that every chart is drawn on: margins in inches, measured text, legends, and SVG that is always the same.

`matplotlib.figure.Figure` without pyplot: no global state, and equal input gives equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from analys import svenska
from analys.present import stil
from analys.present.overlagg import Overlagg
from analys.tidtagning import DIAGRAM, tid

_ID = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')
_LAGEN = re.compile(r' (?:d|x|y|transform)="(?!scale)[^"]*\d\.\d{3,}[^"]*"')
_TAL = re.compile(r"-?\d+\.\d{3,}")
TECKENBREDD = 0.078
"""Inches per character at TEXTSTORLEK: room for direct labels, close enough for a margin."""
_RADHOJD = 0.23  # inches between two rows of a legend
MJUKT_BINDESTRECK = "\u00ad"


@dataclass(frozen=True)
class Ram:
    """A canvas's frame in inches: the margins around the plot and, unless it is the standard one, the height."""

    vanster: float
    hoger: float
    under: float
    over: float = 0.12
    hojd: float | None = None

    def med_plats_over(self, hojd: float) -> Ram:
        """Return the frame with so much more room over the plot, on a canvas that is as much higher."""
        return replace(self, over=self.over + hojd, hojd=None if self.hojd is None else self.hojd + hojd)


@dataclass(frozen=True)
class Duk:
    """One canvas while it is drawn on: the plot's axes and the sizes in inches."""

    figur: Figure
    ax: Axes
    smal: bool
    bredd: float
    hojd: float
    ram: Ram

    @property
    def plotbredd(self) -> float:
        """The plot's width in inches."""
        return self.bredd - self.ram.vanster - self.ram.hoger

    @property
    def plothojd(self) -> float:
        """The plot's height in inches."""
        return self.hojd - self.ram.under - self.ram.over

    def overlagg(self) -> Overlagg:
        """Return a layer over the whole canvas that counts in inches from its lower left corner."""
        return Overlagg(self.figur)


@dataclass(frozen=True)
class Nyckel:
    """One entry of a legend; ``rita`` draws its mark, at most ``bredd`` wide, centred at a point in inches."""

    text: str
    farg: str
    rita: Callable[[Overlagg, float, float], object]
    bredd: float = 0.34


_NYCKELGLUGG = 0.08
_NYCKELAVSTAND = 0.24


@dataclass(frozen=True)
class Teckenforklaring:
    """A legend laid out in rows that fit: what stands where, as (entry, x, row, lines)."""

    platser: tuple[tuple[Nyckel, float, int, tuple[str, ...]], ...]
    rader: int

    @property
    def hojd(self) -> float:
        """The height in inches with the air under it; nothing when there is nothing to explain."""
        return self.rader * _RADHOJD + 0.12 if self.platser else 0.0

    def rita(self, duk: Duk) -> None:
        """Draw the legend at the canvas's top left corner."""
        if not self.platser:
            return
        tum = duk.overlagg()
        for nyckel, x, rad, textrader in self.platser:
            for i, textrad in enumerate(textrader):
                y = duk.hojd - 0.05 - (rad + i + 0.5) * _RADHOJD
                if i == 0:
                    nyckel.rita(tum, x + nyckel.bredd / 2, y)
                tum.text(x + nyckel.bredd + _NYCKELGLUGG, y - halv_versal(), textrad, color=nyckel.farg)


def teckenforklaring(nycklar: Sequence[Nyckel], *, smal: bool) -> Teckenforklaring:
    """Lay out a legend's entries from left to right, on a new row when the next one has no room."""
    kant = 0.08
    bredd = (stil.SMAL_TUM if smal else stil.BRED_TUM)[0] - 2 * kant
    platser = []
    x, rad, nasta_rad = kant, 0, 0
    for nyckel in nycklar:
        textrader = radbryt(nyckel.text, bredd - nyckel.bredd - _NYCKELGLUGG)
        behov = nyckel.bredd + _NYCKELGLUGG + max(textbredd(r) for r in textrader)
        if x > kant and x + behov > kant + bredd:
            x, rad = kant, nasta_rad
        platser.append((nyckel, x, rad, textrader))
        x += behov + _NYCKELAVSTAND
        nasta_rad = max(nasta_rad, rad + len(textrader))
    return Teckenforklaring(tuple(platser), nasta_rad)


@cache
def textbredd(text: str, storlek: float = stil.TEXTSTORLEK, vikt: str = "normal") -> float:
    """Return a text's width in inches in the typeface of the charts."""
    _ladda_typsnitt()
    snitt = font_manager.FontProperties(family=stil.TYPSNITT, size=storlek, weight=vikt)
    bredd, _, _ = text_to_path.get_text_width_height_descent(text, snitt, ismath=False)
    return float(bredd) / 72


def halv_versal(storlek: float = stil.TEXTSTORLEK) -> float:
    """Return half a capital's height in inches: how far below its middle a line of text has its baseline."""
    return 0.33 * storlek / 72


def radbryt(text: str, bredd: float, storlek: float = stil.TEXTSTORLEK, vikt: str = "normal") -> tuple[str, ...]:
    """Return the text in lines that fit in ``bredd`` inches, broken at spaces and soft hyphens.

    A word that is wider than a line and has no soft hyphen keeps a line of its own: words are never cut.
    """
    rader: list[str] = []
    rad = ""
    for bit, mjuk in _brytbara_bitar(text):
        if rad and textbredd(rad + bit + ("-" if mjuk else ""), storlek, vikt) > bredd:
            rader.append(rad.rstrip(" ") if rad.endswith(" ") else f"{rad}-")
            rad = ""
        rad += bit
    return (*rader, rad.rstrip(" "))


def _brytbara_bitar(text: str) -> Iterable[tuple[str, bool]]:
    """Yield the pieces between which a line may break, and whether a hyphen shows if it breaks after this one."""
    for ord_ in re.findall(r"[^ ]+ ?", text):
        *forsta, sista = ord_.split(MJUKT_BINDESTRECK)
        yield from ((bit, True) for bit in forsta)
        yield sista, False


def balansera(text: str, rader: int, storlek: float = stil.TEXTSTORLEK) -> tuple[str, ...]:
    """Return the text in at most ``rader`` lines, as narrow as they can be."""
    hela = math.ceil(textbredd(text.replace(MJUKT_BINDESTRECK, ""), storlek) / 0.05)
    for steg in range(4, hela + 1):
        brutet = radbryt(text, steg * 0.05, storlek)
        if len(brutet) <= rader and all(textbredd(r, storlek) <= steg * 0.05 for r in brutet):
            return brutet
    return (text.replace(MJUKT_BINDESTRECK, ""),)


def lagen_utan_krock(spann: Sequence[tuple[float, float]]) -> list[int]:
    """Return the lowest row for each (left, right) so that none touches another on its row."""
    lagen: list[int] = []
    for i, (fran, till) in enumerate(spann):
        upptagna = {lagen[j] for j in range(i) if fran < spann[j][1] and spann[j][0] < till}
        lagen.append(next(rad for rad in range(i + 1) if rad not in upptagna))
    return lagen


def talaxel(axel: Axis, antal: int) -> None:
    """Put at most ``antal`` + 1 ticks at 1, 2 or 5 times a power of ten, with the decimals that the step needs."""
    axel.set_major_locator(MaxNLocator(antal, steps=[1, 2, 5, 10]))

    def text(varde: float, _: int | None = None) -> str:
        lagen = axel.get_majorticklocs()
        steg = abs(lagen[1] - lagen[0]) if len(lagen) > 1 else 1.0
        return svenska.tal(varde, max(0, -math.floor(math.log10(steg))))

    axel.set_major_formatter(FuncFormatter(text))


def procentaxel(axel: Axis, lagen: Iterable[float]) -> None:
    """Put ticks at the given numbers of per cent, never above 100, written ``50 %``."""
    axel.set_major_locator(FixedLocator([t for t in lagen if t <= 100]))
    axel.set_major_formatter(FuncFormatter(lambda varde, _=None: procenttext(varde)))


def procenttext(varde: float) -> str:
    """Return a number that already is in per cent as text, with the decimal it needs: ``50 %``, ``2,5 %``."""
    return svenska.procent(varde / 100, 0 if float(varde).is_integer() else 1)


_BARA_BRED: ContextVar[bool] = ContextVar("bara_bred", default=False)


@contextmanager
def bara_bred() -> Iterator[None]:
    """Draw the wide canvas alone, in half the time; it then also stands for the narrow one."""
    forut = _BARA_BRED.set(True)
    try:
        yield
    finally:
        _BARA_BRED.reset(forut)


@tid(DIAGRAM)
def svg(rita: Callable[[Duk], None], ram: Callable[[bool], Ram]) -> tuple[str, str]:
    """Return the drawing on the wide and the narrow canvas; ``ram`` gives the frame of each (True: narrow)."""
    ut = []
    _ladda_typsnitt()
    kanvaser = ((False, stil.BRED_TUM), (True, stil.SMAL_TUM))
    for smal, (bredd, standardhojd) in kanvaser[:1] if _BARA_BRED.get() else kanvaser:
        r = ram(smal)
        h = r.hojd or standardhojd
        with mpl.rc_context(stil.RC):
            figur = Figure(figsize=(bredd, h))
            figur.patch.set_alpha(0)
            vidd = 1 - (r.vanster + r.hoger) / bredd
            ax = figur.add_axes((r.vanster / bredd, r.under / h, vidd, 1 - (r.under + r.over) / h))
            ax.patch.set_alpha(0)
            rita(Duk(figur, ax, smal, bredd, h, r))
            for axel in (a for axlar in figur.axes for a in (axlar.xaxis, axlar.yaxis) if not a.get_label_text()):
                axel.set_label_coords(0, 0)  # else all tick labels are laid out once more to place a label of nothing
            fil = io.StringIO()
            figur.savefig(fil, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        ut.append(_rensa(fil.getvalue()))
    return ut[0], ut[-1]


def _rensa(svg: str) -> str:
    """Return the SVG element alone, with ids that no other figure on the page has.

    Two decimals of a point are enough: matplotlib writes six, and a pattern of dots then takes 67 kB.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = _LAGEN.sub(lambda lage: _TAL.sub(lambda m: f"{float(m[0]):.2f}", lage[0]), svg)
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    return _ID.sub(lambda m: f"{m[1]}{prefix}-{m[2]}", svg)


@cache
def _ladda_typsnitt() -> None:
    for fil in sorted(stil.typsnittsmapp().glob("*.ttf")):
        font_manager.fontManager.addfont(str(fil))
