"""The written documents of a meeting as Word files: real headings, Swedish, the same bytes from the same figures."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from analys.present import stil
from analys.present.block import Tabell, Text
from analys.reports.presentation import bestamda_byte

SPRAK = "sv-SE"
FALT = re.compile(r"(\[[^\]]+\])")
"""What somebody has to fill in stands in square brackets, and is marked."""
_FET = re.compile(r"\*\*(.+?)\*\*")
_TEXTBREDD, _SMALAST, _BREDAST = 16.0, 22, 45
"""A table's width in cm; the fewest and most characters that decide a column's share of it."""
_RUBRIKSTORLEK = {1: 20, 2: 14, 3: 12}


@dataclass
class Worddokument:
    """A document that is written from top to bottom; ``titel`` is its only heading of the first level."""

    titel: str
    forfattare: str
    datum: date
    dok: Any = field(init=False)

    def __post_init__(self) -> None:
        self.dok = Document()
        self._stilar()
        egenskaper = self.dok.core_properties
        egenskaper.title, egenskaper.author, egenskaper.language = self.titel, self.forfattare, SPRAK
        egenskaper.comments = egenskaper.keywords = ""
        nar = datetime(self.datum.year, self.datum.month, self.datum.day)
        egenskaper.created = egenskaper.modified = nar
        egenskaper.last_modified_by, egenskaper.revision = self.forfattare, 1
        self.rubrik(self.titel, 1)

    def _stilar(self) -> None:
        """Set typeface, sizes, margins and the language of all text."""
        for sektion in self.dok.sections:
            sektion.page_width, sektion.page_height = Cm(21), Cm(29.7)
            sektion.left_margin = sektion.right_margin = Cm(2.5)
        grund = self.dok.styles["Normal"]
        grund.font.name, grund.font.size = "Calibri", Pt(11)
        grund.paragraph_format.space_after = Pt(6)
        sprak = OxmlElement("w:lang")
        sprak.set(qn("w:val"), SPRAK)
        sprak.set(qn("w:eastAsia"), SPRAK)
        for gammal in grund.element.rPr.findall(qn("w:lang")):
            grund.element.rPr.remove(gammal)
        grund.element.rPr.append(sprak)
        for allman in self.dok.styles.element.iter(qn("w:lang")):
            allman.set(qn("w:val"), SPRAK)
        for niva, storlek in _RUBRIKSTORLEK.items():
            egen = self.dok.styles[f"Heading {niva}"]
            egen.font.name, egen.font.size, egen.font.bold = "Calibri", Pt(storlek), True
            egen.font.color.rgb = RGBColor.from_string(stil.EGEN.removeprefix("#").upper())
            typsnitt = egen.element.rPr.rFonts
            for tema in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                typsnitt.attrib.pop(qn(f"w:{tema}"), None)

    def rubrik(self, text: str, niva: int = 2) -> None:
        """Write a heading."""
        self.dok.add_heading(text, niva)

    def stycke(self, text: str, *, lista: bool = False) -> None:
        """Write a paragraph; ``**fet**`` is bold, what is in square brackets is marked to be filled in."""
        p = self.dok.add_paragraph(style="List Bullet" if lista else None)
        for nr, del_ in enumerate(_FET.split(text)):
            for bit in FALT.split(del_):
                if not bit:
                    continue
                run = p.add_run(bit)
                run.bold = nr % 2 == 1 or None
                _mark(run)

    def lista(self, block: Text) -> None:
        """Write a block's sentences as a list."""
        for rad in block.stycken:
            self.stycke(rad, lista=True)

    def tabell(self, kolumner: Sequence[str], rader: Sequence[Sequence[str]]) -> None:
        """Write a table whose first row is repeated as the header on every page; columns as wide as their text."""
        t = self.dok.add_table(rows=1, cols=len(kolumner), style="Table Grid")
        t.autofit = False
        langder = [max(len(r[i]) for r in (kolumner, *rader)) for i in range(len(kolumner))]
        vikter = [min(max(n, _SMALAST), _BREDAST) for n in langder]
        bredder = [Cm(_TEXTBREDD * v / sum(vikter)) for v in vikter]
        for kolumn, bredd in zip(t.columns, bredder, strict=True):
            kolumn.width = bredd
        huvud = t.rows[0]._tr.get_or_add_trPr()
        upprepas = OxmlElement("w:tblHeader")
        upprepas.set(qn("w:val"), "true")
        huvud.append(upprepas)
        for cell, text in zip(t.rows[0].cells, kolumner, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for rad in rader:
            for cell, text in zip(t.add_row().cells, rad, strict=True):
                _mark(cell.paragraphs[0].add_run(text))
        for rad in t.rows:
            for cell, bredd in zip(rad.cells, bredder, strict=True):
                cell.width = bredd
                for p in cell.paragraphs:
                    p.paragraph_format.space_after = Pt(2)
                    for run in p.runs:
                        run.font.size = Pt(9.5)
        self.dok.add_paragraph()

    def tabellblock(self, block: Tabell) -> None:
        """Write a table of figures with its description and source."""
        if block.beskrivning:
            self.stycke(block.beskrivning)
        self.tabell(block.kolumner, block.rader)
        self.stycke(block.kalla)

    def byte(self) -> bytes:
        """Return the file; every time in it is fixed."""
        ut = io.BytesIO()
        self.dok.save(ut)
        return bestamda_byte(ut.getvalue())


def _mark(run: Any) -> None:
    """Mark a run that is a field to fill in."""
    if FALT.fullmatch(run.text):
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
