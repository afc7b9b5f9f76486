"""The block model: what a notebook shows and what every report format is made of.

A block publishes itself as a MIME bundle: HTML for JupyterLab and, under `MIME`, JSON from which the exporters make
HTML and PDF. Blocks hold finished texts from protected figures; nothing here computes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

MIME = "application/vnd.analys.block+json"
VERSION = 1
HANDELSERUBRIK = "Händelser: vad som har hänt, inte varför talen ändras."


@dataclass(frozen=True)
class Block:
    """The common part: which område's figures the block carries."""

    typ: ClassVar[str] = ""
    omrade: str

    def som_json(self) -> dict[str, Any]:
        """Return the block as JSON-ready values."""
        return {"version": VERSION, "typ": self.typ, **asdict(self)}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from analys.present.html import som_html  # noqa: PLC0415 (html renders blocks; blocks only ask it to)

        block = self.som_json()
        return {MIME: block, "text/html": som_html(block)}


@dataclass(frozen=True)
class Kommentarblock:
    """What somebody says of a figure: the theme's heading, the measure (empty: the theme), who and when, the text.

    ``noder`` are nodes of prose. ``flagga`` says that the figure has changed since; else empty.
    """

    tema: str
    figur: str
    rubrik: str
    noder: tuple[dict[str, Any], ...]
    flagga: str


@dataclass(frozen=True)
class Rapport(Block):
    """What the page says of itself: område, the region's themes and questionnaires, period, data and their use.

    ``kub`` names the figures: what the page asked of the cube and got, or the whole cube (`siffrornas_id`).
    ``internt``: who may see it, on the level without protection; else empty. ``farger``: the region's own, by their
    names in `stil`; ``logotyp``: the picture's address.
    ``status``, ``statusrad``: the release's, in a word and in sentences, empty outside a release; ``fast``: settled;
    ``rattelser``: what was corrected in it. ``kommentarer``: those of every theme, to be put where they belong.
    """

    typ: ClassVar[str] = "rapport"
    region: str
    teman: tuple[str, ...]
    enkater: tuple[str, ...]
    regionnamn: str
    omradesnamn: str
    kub: str
    rapportserie: str
    period: str
    periodtext: str
    uttagsdatum: str
    exempel: bool
    exempeltext: str
    preliminar: bool
    internt: str
    kontakt: str
    redovisning: str
    tecken: dict[str, str]
    farger: dict[str, str]
    logotyp: str
    status: str = ""
    fast: bool = False
    statusrad: str = ""
    rattelser: tuple[str, ...] = ()
    kommentarer: tuple[Kommentarblock, ...] = ()


@dataclass(frozen=True)
class Text(Block):
    """Paragraphs or a list; ``**fet**`` is the only markup. ``slag``: stycken, lista or ruta (a framed summary).

    ``fot`` is a small line under them. ``matt`` are the measures that it is about.
    """

    typ: ClassVar[str] = "text"
    stycken: tuple[str, ...]
    rubrik: str = ""
    slag: str = "stycken"
    fot: str = ""
    matt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kort:
    """One key number: which measure, its name, the figure, and what explains it; greyed when coverage is low."""

    indikator: str
    titel: str
    varde: str
    rader: tuple[str, ...]
    dampad: bool = False


@dataclass(frozen=True)
class Nyckeltal(Block):
    """A few large numbers."""

    typ: ClassVar[str] = "nyckeltal"
    kort: tuple[Kort, ...]


@dataclass(frozen=True)
class Tabell(Block):
    """A table of finished texts; the first column holds row headers, the rest are numbers unless ``vanster``.

    ``beskrivning`` stands over the table; a chart's twin has none, since the chart has it. ``matt`` are the measures
    that the figures are of, so that a format can print their definitions beside them.
    """

    typ: ClassVar[str] = "tabell"
    titel: str
    kolumner: tuple[str, ...]
    rader: tuple[tuple[str, ...], ...]
    kalla: str
    markerad: tuple[int, ...] = ()
    vanster: tuple[int, ...] = ()
    beskrivning: str = ""
    matt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """How one measure is counted: pairs of question and answer."""

    titel: str
    rader: tuple[tuple[str, str], ...]
    matt: str = ""


@dataclass(frozen=True)
class Definitioner(Block):
    """The method section: one entry per measure."""

    typ: ClassVar[str] = "definitioner"
    poster: tuple[Definition, ...]


@dataclass(frozen=True)
class Serie:
    """One series of a chart as numbers, rounded as they are printed; None where nothing is shown.

    ``slag`` is how it is drawn, as of `linjer.Linje`; of stacked bars its colour. ``del_av`` names the
    series that it is a part of: the time before a break, or preliminary.
    """

    namn: str
    varden: tuple[float | None, ...]
    slag: str
    del_av: str = ""


@dataclass(frozen=True)
class Diagram:
    """What a chart shows as numbers, for formats that draw it themselves and can be changed there.

    ``slag``: linje (categories are days, ISO), andelar (bars of 100 %) or spindel. ``hogst``: the axis's end, if fixed.
    """

    slag: str
    kategorier: tuple[str, ...]
    serier: tuple[Serie, ...]
    decimaler: int
    procent: bool = False
    hogst: float | None = None


@dataclass(frozen=True)
class Figur(Block):
    """A chart as SVG in two widths, always with its text alternative, source line and table twin.

    ``mening`` says in one or a few sentences what the figures are, from the same two numbers as the chart. ``budskap``
    is the heading where the statistics carry a conclusion; ``titel`` then stands under it, else it is the heading.
    ``diagram`` is the chart as numbers; None where only a drawing can show it (intervals, funnels). ``handelser`` are
    the texts of the events that are marked in the plot with their numbers, from one.
    """

    typ: ClassVar[str] = "figur"
    titel: str
    beskrivning: str
    alt: str
    svg_bred: str
    svg_smal: str
    kalla: str
    tabell: Tabell = field(repr=False)
    mening: str = ""
    budskap: str = ""
    diagram: Diagram | None = field(default=None, repr=False)
    handelser: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ruta:
    """One cell of the overview: the figure, the verdict in words, and its tone (onskat, oonskat or none).

    ``svg`` is a small drawing in the cell, never without its text alternative ``alt``.
    """

    varde: str
    ord: tuple[str, ...] = ()
    ton: str = ""
    sakerstalld: bool = False
    svg: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Oversiktsrad:
    """One measure: its name, what is to be known of it, and a cell per column."""

    namn: str
    om: str
    rutor: tuple[Ruta, ...]


@dataclass(frozen=True)
class Oversiktsgrupp:
    """Measures under one heading."""

    rubrik: str
    rader: tuple[Oversiktsrad, ...]


@dataclass(frozen=True)
class Oversikt(Block):
    """Measures (rows, in groups) by område or by what is said of them (columns).

    ``egen`` is the page's own column among several områden (0: none), ``toner`` explains colours. ``delar``: the
    columns of each table where there are too many for one; empty: one table of all.
    """

    typ: ClassVar[str] = "oversikt"
    titel: str
    stycken: tuple[str, ...]
    toner: tuple[tuple[str, str], ...]
    kolumner: tuple[str, ...]
    grupper: tuple[Oversiktsgrupp, ...]
    kalla: str
    egen: int = 0
    delar: tuple[tuple[int, ...], ...] = ()
