"""What is drawn over a whole chart in inches: legends, names and boxes, without axes, whose ticks nobody would see."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox, BboxTransform

_OVER_PLOTTEN = 0.5  # the axes' place in the order of drawing is 0


class Overlagg(Artist):
    """A layer that counts in inches from the canvas's lower left corner; its methods are those of axes."""

    def __init__(self, figur: Figure) -> None:
        super().__init__()
        self.set_zorder(_OVER_PLOTTEN)
        self._i_tum = BboxTransform(Bbox.from_bounds(0, 0, *figur.get_size_inches()), figur.bbox)
        self._figur, self._delar = figur, list[Artist]()
        figur.add_artist(self)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the parts as a group, as axes do."""
        renderer.open_group("axes")
        for en in sorted(self._delar, key=attrgetter("zorder")):
            en.draw(renderer)
        renderer.close_group("axes")

    def plot(self, x: float | Sequence[float], y: float | Sequence[float], **stil: Any) -> None:
        """Add a line, or a mark."""
        xs, ys = ((v,) if isinstance(v, int | float) else v for v in (x, y))
        self._lagg_till(Line2D(xs, ys, transform=self._i_tum, **stil))

    def text(self, x: float, y: float, text: str, **stil: Any) -> None:
        """Add a line of text from its left end; on its baseline unless told."""
        self._lagg_till(Text(x, y, text, transform=self._i_tum, clip_on=False, **stil))

    def annotate(self, text: str, xy: tuple[float, float], xytext: tuple[float, float], **stil: Any) -> None:
        """Add a text with an arrow from it."""
        self._lagg_till(Annotation(text, xy, xytext, xycoords=self._i_tum, textcoords=self._i_tum, **stil))

    def add_patch(self, yta: Patch) -> None:
        """Add a filled shape."""
        yta.set_transform(self._i_tum)
        self._lagg_till(yta)

    def _lagg_till(self, en: Artist) -> None:
        en.set_figure(self._figur)
        en.set_clip_box(self._figur.bbox)
        self._delar.append(en)
