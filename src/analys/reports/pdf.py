"""A document as PDF/UA-1 and PDF/A-2a with typst: same input, same bytes."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from analys.errors import AnalysError
from analys.present import stil
from analys.reports.dokument import Dokument

_FET = re.compile(r"\*\*(.+?)\*\*")
STANDARDER: list[Any] = ["ua-1", "a-2a"]
TIDPUNKT = datetime(2000, 1, 1, tzinfo=UTC)
"""The documents' own date is printed on them; the file's must not differ from run to run."""


def dokument_som_pdf(dokument: Dokument) -> bytes:
    """Return the PDF.

    Raises
    ------
    AnalysError : a character that the typeface lacks, or typst refuses (for example a missing alt text).
    """
    with tempfile.TemporaryDirectory(prefix="analys-pdf-") as mapp:
        rot = Path(mapp)
        delar = []
        for nummer, d in enumerate(dokument.delar):
            if d.get("typ") == "figur":
                (rot / f"figur{nummer}.svg").write_text(d["svg_bred"], encoding="utf-8")
                utan_svg = {k: v for k, v in d.items() if not k.startswith("svg_")}
                delar.append(utan_svg | {"fil": f"figur{nummer}.svg"})
            elif d.get("typ") in ("text", "oversikt"):
                delar.append(d | {"stycken": [_fet(s) for s in d["stycken"]]})
            else:
                delar.append(d)
        data = {
            "titel": dokument.titel,
            "rapport": dokument.rapport,
            "delar": delar,
            "egen_analys": dokument.egen_analys,
            "stil": {k: v for k, v in vars(stil).items() if isinstance(v, str)},
        }
        text = json.dumps(data, ensure_ascii=False)
        if saknas := sorted(set(re.sub(r"\\[nrt]", " ", text)) - _tecken()):
            koder = ", ".join(f"{t} (U+{ord(t):04X})" for t in saknas)
            raise AnalysError(f"Rapporten innehåller tecken som typsnittet saknar: {koder}. Skriv om texten.")
        (rot / "data.json").write_text(text, encoding="utf-8")
        mall = rot / "rapport.typ"
        mall.write_text((files("analys.reports") / "mallar" / "rapport.typ").read_text("utf-8"), encoding="utf-8")
        try:
            pdf, varningar = typst.compile_with_warnings(
                str(mall), root=str(rot), font_paths=_snitt(), pdf_standards=STANDARDER, timestamp=TIDPUNKT
            )
        except typst.TypstError as fel:
            raise AnalysError(f"PDF-filen kan inte göras: {fel.message}.") from None
    if varningar:
        raise AnalysError(f"PDF-filen kan inte göras: {varningar[0].message}.")
    return bytes(pdf)


def forbered() -> None:
    """Read the typeface, which every PDF needs."""
    _snitt()
    _tecken()


def _fet(text: str) -> list[dict[str, Any]]:
    """Return a text with ``**fet**`` as nodes of prose."""
    delar = _FET.split(text)
    return [
        {"t": "strong", "c": [{"t": "text", "s": d}]} if i % 2 else {"t": "text", "s": d}
        for i, d in enumerate(delar)
        if d
    ]


@cache
def _snitt() -> Any:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(stil.typsnittsmapp())])


@cache
def _tecken() -> frozenset[str]:
    """Return the characters that the typeface can show."""
    return frozenset(map(chr, TTFont(stil.typsnittsmapp() / "SourceSans3_400Regular.ttf").getBestCmap()))
