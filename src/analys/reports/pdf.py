"""A document as PDF/UA-1 and PDF/A-2a with typst: same input, same bytes."""

from __future__ import annotations

import base64
import io
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf
import typst
from fontTools.ttLib import TTFont

from analys.errors import AnalysError
from analys.present import stil
from analys.present.block import HANDELSERUBRIK
from analys.reports.bildrutor import BREDD, CELLKANT, HOJD
from analys.reports.bildspel import bildspel, marke
from analys.reports.bildyta import lagg_ut
from analys.reports.dokument import SKAPAD, Dokument
from analys.reports.pdftabell import MARGINAL, satt_tabell

_FET = re.compile(r"\*\*(.+?)\*\*")
_KOLUMNHUVUDEN = re.compile(rb"/Headers\[(?:\(\w+\))+\]")
"""A cell's names of its columns' headers, as typst writes them.

They are blanked out: a cell that names its column's header alone would not belong to the row's, and without names the
scopes say both.
"""
STANDARDER: list[Any] = ["ua-1", "a-2a"]


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
                satt = satt_tabell(d["tabell"], liten=True)
                delar.append(utan_svg | {"fil": f"figur{nummer}.svg", "tabell": satt})
            elif d.get("typ") == "tabell":
                delar.append(satt_tabell(d, liten=False))
            elif d.get("typ") in ("text", "oversikt"):
                delar.append(d | {"stycken": [_fet(s) for s in d["stycken"]]})
            else:
                delar.append(d)
        logotyp = "logotyp.png" if dokument.rapport["logotyp"] else ""
        if logotyp:
            (rot / logotyp).write_bytes(base64.b64decode(dokument.rapport["logotyp"].partition(",")[2]))
        data = {
            "titel": dokument.titel,
            "rapport": dokument.rapport,
            "logotyp": logotyp,
            "delar": delar,
            "egen_analys": dokument.egen_analys,
            "handelserubrik": HANDELSERUBRIK,
            "marginal": MARGINAL,
            "stil": stil.farger(dokument.rapport) | {"TYPSNITT": stil.TYPSNITT},
        }
        return _kompilera("rapport.typ", data, rot)


def dokument_som_bildpdf(dokument: Dokument) -> bytes:
    """Return the document's slides as PDF, 16:9.

    Raises
    ------
    AnalysError : as `dokument_som_pdf`.
    """
    with tempfile.TemporaryDirectory(prefix="analys-pdf-") as mapp:
        rot = Path(mapp)
        sidor = []
        for nummer, sida in enumerate(lagg_ut(bildspel(dokument), dokument.rapport, marke(dokument))):
            rutor = []
            for ruta in map(asdict, sida.rutor):
                if svg := ruta.pop("svg", ""):
                    (rot / f"figur{nummer}.svg").write_text(svg, encoding="utf-8")
                rutor.append(ruta | ({"fil": f"figur{nummer}.svg", "diagram": None} if svg else {}))
            sidor.append({"slag": sida.slag, "rutor": rutor})
        data = {
            "titel": dokument.titel,
            "rapport": dokument.rapport,
            "sidor": sidor,
            "bredd": BREDD,
            "hojd": HOJD,
            "cellkant": CELLKANT,
            "farger": stil.farger(dokument.rapport),
            "stil": {"TYPSNITT": stil.TYPSNITT},
        }
        return _kompilera("bilder.typ", data, rot)


def _kompilera(mall: str, data: dict[str, Any], rot: Path) -> bytes:
    """Return the PDF that a template makes of the data, with the figures in ``rot``."""
    text = json.dumps(data, ensure_ascii=False)
    if saknas := sorted(set(re.sub(r"\\[nrt]", " ", text)) - _tecken()):
        koder = ", ".join(f"{t} (U+{ord(t):04X})" for t in saknas)
        raise AnalysError(f"Rapporten innehåller tecken som typsnittet saknar: {koder}. Skriv om texten.")
    (rot / "data.json").write_text(text, encoding="utf-8")
    fil = rot / mall
    fil.write_text((files("analys.reports") / "mallar" / mall).read_text("utf-8"), encoding="utf-8")
    try:
        pdf, varningar = typst.compile_with_warnings(
            str(fil), root=str(rot), font_paths=_snitt(), pdf_standards=STANDARDER, timestamp=SKAPAD
        )
    except typst.TypstError as fel:
        raise AnalysError(f"PDF-filen kan inte göras: {fel.message}.") from None
    if varningar:
        raise AnalysError(f"PDF-filen kan inte göras: {varningar[0].message}.")
    satt = rot / "satt.pdf"
    satt.write_bytes(_KOLUMNHUVUDEN.sub(lambda traff: b" " * len(traff[0]), pdf))  # every object stays in its place
    return _med_radhuvuden(satt)


def _med_radhuvuden(pdf: Path) -> bytes:
    """Return the PDF with the first cell of each table row tagged as the row's header, which typst cannot do yet.

    From a file: pikepdf reads bytes through Python, a third slower.
    """
    omfang = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
    with pikepdf.open(pdf) as dokument:
        for rad in _rader(dokument.Root.StructTreeRoot):
            forsta = rad.K[0]
            forsta.S = pikepdf.Name.TH
            forsta.A = pikepdf.Array([*_flera(forsta.get("/A", [])), omfang])
        ut = io.BytesIO()
        dokument.save(ut, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return ut.getvalue()


def _rader(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the rows of all table bodies below an element of the structure tree."""
    for ett in _flera(element.get("/K", [])):
        if isinstance(ett, pikepdf.Dictionary) and "/S" in ett:
            if ett.S == pikepdf.Name.TR and element.S == pikepdf.Name.TBody:
                yield ett
            else:
                yield from _rader(ett)


def _flera(varde: Any) -> list[Any]:
    """Return a value that is one or an array as a list."""
    return list(varde) if isinstance(varde, pikepdf.Array | list) else [varde]


def svg_som_png(svg: str) -> bytes:
    """Return a drawing as a picture of 200 dots per inch of the size it was drawn for, on white."""
    with tempfile.TemporaryDirectory(prefix="analys-png-") as mapp:
        rot = Path(mapp)
        (rot / "figur.svg").write_text(svg, encoding="utf-8")
        (rot / "figur.typ").write_text(_FIGURMALL, encoding="utf-8")
        return bytes(typst.compile(str(rot / "figur.typ"), root=str(rot), font_paths=_snitt(), format="png", ppi=200))


_FIGURMALL = f"""#set page(width: auto, height: auto, margin: 0pt)
#image("figur.svg", width: {stil.BRED_TUM[0]}in)
"""


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
