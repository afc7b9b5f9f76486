"""A document as one self-contained HTML file: no script, no request, its typeface inside."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from analys.present import stil
from analys.present.html import mallar, som_html
from analys.reports.dokument import KOMMENTAR, Dokument, rubriker

FORMATNAMN = {"html": "Webbsida", "pdf": "PDF", "pptx": "PowerPoint", "bilder.pdf": "Bilder (PDF)", "xlsx": "Excel"}
"""Every format that a report is made in, and what readers call it."""
_VIKTER = {"400": "SourceSans3_400Regular.ttf", "600": "SourceSans3_600SemiBold.ttf", "700": "SourceSans3_700Bold.ttf"}
_TECKEN = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0åäöÅÄÖéÉüÜ–—−·…”’§°²×→▲▼►▾%‰≥≤½"


def dokument_som_html(dokument: Dokument, syskon: Sequence[str] = ()) -> str:
    """Return the page; ``syskon`` are the names of the files beside it that hold the same report in other formats."""
    lankar = [(fil, FORMATNAMN[fil.partition(".")[2]]) for fil in syskon]
    delar = [_del(d, nummer) for nummer, d in enumerate(dokument.delar)]
    return sida("rapport.html", d=dokument, r=dokument.rapport, delar=delar, innehall=rubriker(dokument), lankar=lankar)


def sida(mall: str, **varden: Any) -> str:
    """Return a page of the release in the common look."""
    rapport = varden.get("r") or {}
    egen = stil.farger(rapport if isinstance(rapport, dict) else rapport.som_json()) | {"TYPSNITT": stil.TYPSNITT}
    return _mallar().get_template(mall).render(stil=egen, typsnitt=typsnittsregler(), **varden) + "\n"


def _del(d: dict[str, Any], nummer: int) -> Markup:
    """Return one part as HTML: a block, or a node of prose."""
    if d.get("typ") == KOMMENTAR:
        return Markup(_mallar().get_template("kommentar.html").render(b=d))  # noqa: S704
    if "typ" in d:
        return Markup(som_html(d, niva=3, nummer=nummer))  # noqa: S704 (escaped by the template)
    return Markup(_mallar().get_template("prosa.html").render(n=d, id=f"del-{nummer}"))  # noqa: S704


def dela_in(block: list[dict[str, Any] | str]) -> list[Markup]:
    """Return blocks as HTML, with a heading for every text among them."""
    return [
        _del(b if isinstance(b, dict) else {"t": "h", "niva": 2, "c": [{"t": "text", "s": b}]}, nummer)
        for nummer, b in enumerate(block)
    ]


@cache
def _mallar() -> Environment:
    miljo = mallar().overlay()
    miljo.loader = ChoiceLoader([PackageLoader("analys.reports", "mallar"), PackageLoader("analys.present", "mallar")])
    return miljo


@cache
def typsnittsregler() -> Markup:
    """Return @font-face rules with the typeface cut down to the characters that Swedish reports use."""
    regler = []
    for vikt, fil in _VIKTER.items():
        val = subset.Options()
        val.flavor, val.layout_features, val.hinting = "woff2", ["tnum"], False  # kerning costs five times the time
        skarare = subset.Subsetter(val)
        skarare.populate(text=_TECKEN)
        snitt = TTFont(stil.typsnittsmapp() / fil, recalcTimestamp=False, lazy=True)
        skarare.subset(snitt)
        ut = io.BytesIO()
        subset.save_font(snitt, ut, val)
        data = base64.b64encode(ut.getvalue()).decode()
        regler.append(
            f"@font-face{{font-family:'{stil.TYPSNITT}';font-weight:{vikt};"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return Markup("\n".join(regler))  # noqa: S704 (our own font files)
