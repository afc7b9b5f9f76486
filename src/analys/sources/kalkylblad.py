"""From the bytes of an .xlsx workbook to rows of text; what its values do not show is looked up in its XML first."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from analys import svenska
from analys.errors import DataError, Filfel
from analys.sources.arbetsbok import SKADAD, SPARA_OM, Blad, cell, granska_arkiv
from analys.sources.textfil import BRYTNING, FOR_LANGT, Textfil, ar_misstankt, granska_rader, textfel, tom_fil

STORSTA_TAL = 1e15
"""A number in a cell holds 15 digits; a longer one has lost its last digits."""


def las_kalkylblad(namn: str, innehall: bytes, kontrollrader: int | None, blad: str | None = None) -> Textfil:
    """Return the rows of one sheet of a workbook as text; the heading is the sheet's row 1.

    Dates become ISO text, numbers Swedish (``1380``, ``12,5``), truth values ``ja`` and ``nej``.

    Parameters
    ----------
    namn : the file's name, for messages.
    innehall : all its bytes.
    kontrollrader : number of data rows according to ``leverans.toml``, if given.
    blad : the sheet's name, needed when several visible sheets have content.

    Raises
    ------
    DataError : damaged, too big or sparse, no or several sheets, merged cells, formulas that are not calculated,
        error cells, line breaks, numbers that have lost digits, values outside the heading, truncated.
    """
    valt = _valj(namn, granska_arkiv(namn, innehall), blad)
    if fel := _bladfel(namn, valt):
        raise DataError(fel[:20])
    rader, fel, start = _las_celler(namn, innehall, valt.namn)
    if not rader:
        raise DataError([tom_fil(namn)])
    if tomma := next(n for n, rad in enumerate(rader) if rad):
        vad = f"rubrikraden står på rad {tomma + 1}, inte på rad 1."
        raise DataError([Filfel(namn, vad, "Ta bort de tomma raderna ovanför.")])
    rader, utanfor, tomma_kolumner = _beskar(namn, rader)
    fel += utanfor
    fel += granska_rader(namn, rader[0], rader[1:], kontrollrader)
    if fel:
        raise DataError(fel[:20])
    sha = hashlib.sha256(innehall).hexdigest()
    rubriker = [r.strip() for r in rader[0]]
    start += tomma_kolumner
    varningar = _dolt(valt, len(rader), range(start, start + len(rubriker)))
    return Textfil(namn, sha, "xlsx", "", rubriker, rader[1:], varningar)


def _valj(namn: str, alla: list[Blad], blad: str | None) -> Blad:
    """Return the named sheet, or the only visible one with content (a hidden one when no other has any)."""
    if blad is not None:
        if traff := next((b for b in alla if b.namn == blad), None):
            return traff
        vad = f'bladet "{blad}" finns inte i filen.{svenska.liknar(blad, (b.namn for b in alla))}'
        gor = f"Bladen är {_citerade(alla)}: rätta blad i leverans.toml."
        raise DataError([Filfel(namn, vad, gor)])
    fyllda = [b for b in alla if b.har_innehall]
    val = [b for b in fyllda if not b.dolt] or fyllda
    if not val:
        raise DataError([tom_fil(namn)])
    if len(val) > 1:
        gor = 'Skriv vilket som ska läsas, blad = "...", för filen i leverans.toml.'
        raise DataError([Filfel(namn, f"filen har flera blad med innehåll: {_citerade(val)}.", gor)])
    return val[0]


def _citerade(blad: list[Blad]) -> str:
    return svenska.lista(f'"{b.namn}"' for b in blad)


def _bladfel(namn: str, blad: Blad) -> list[Filfel]:
    """Return the faults that the sheet's values would hide."""
    fel = [
        Filfel(namn, f"cellerna {omrade} är sammanslagna.", "Dela dem och fyll i varje cell.")
        for omrade in blad.sammanslagna
    ]
    fel += [Filfel(namn, f"cellen {c} har ett felvärde.", "Rätta cellen i källan.") for c in blad.felceller]
    return fel + [Filfel(namn, f"formeln i cellen {c} är inte beräknad.", SPARA_OM) for c in blad.oberaknade]


def _las_celler(namn: str, innehall: bytes, blad: str) -> tuple[list[list[str]], list[Filfel], int]:
    """Return the sheet's rows as text from row 1 (an empty row is ``[]``), faults, and the first column's number."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(innehall)) as bok:
            celler = bok.get_sheet_by_name(blad)
    except CalamineError:
        raise DataError([Filfel(namn, *SKADAD)]) from None
    _, forsta_kolumn = celler.start or (0, 0)
    cellens_text = lru_cache(maxsize=1 << 16)(som_text)  # numbers go past it: 1 and True are one key
    rader: list[list[str]] = []
    fel: list[Filfel] = []
    for nummer, varden in enumerate(celler.iter_rows(), start=1):  # from row 1, but from the first column used
        rad = [v if (k := v.__class__) is str else _tal(v) if k is float else cellens_text(v) for v in varden]
        hela = "".join(rad)
        if "\v" in hela or "\f" in hela:
            rad = [text.translate(BRYTNING) for text in rad]
        rader.append(rad if any(map(str.strip, rad)) else [])
        if ar_misstankt(hela):
            platser = ((text, cell(kolumn, nummer)) for kolumn, text in enumerate(rad, start=forsta_kolumn + 1))
            fel += filter(None, (textfel(namn, text, f"cellen {cell}", nummer) for text, cell in platser))
    while rader and not rader[-1]:
        rader.pop()
    return rader, fel, forsta_kolumn + 1


def som_text(varde: Any) -> str:
    """Return a value as a Swedish CSV would hold it: ``1380``, ``12,5``, ``2022-12-31 14:05``, ``ja``."""
    if isinstance(varde, float):
        return _tal(varde)
    if isinstance(varde, bool):
        return "ja" if varde else "nej"
    if isinstance(varde, timedelta):
        tecken = "-" if varde < timedelta(0) else ""
        timmar, rest = divmod(abs(varde) // timedelta(seconds=1), 3600)
        return tecken + f"{timmar:02}:{rest // 60:02}:{rest % 60:02}".removesuffix(":00")
    if isinstance(varde, datetime):
        return str(varde.date()) if varde.time() == time() else f"{varde.date()} {som_text(varde.time())}"
    if isinstance(varde, time):
        return varde.isoformat("seconds").removesuffix(":00")
    return str(varde)


def _tal(varde: float) -> str:
    if not abs(varde) < STORSTA_TAL:
        return FOR_LANGT
    if varde.is_integer():
        return str(int(varde))
    text = repr(varde)
    return (f"{Decimal(text):f}" if "e" in text else text).replace(".", ",")


def _beskar(namn: str, rader: list[list[str]]) -> tuple[list[list[str]], list[Filfel], int]:
    """Return the rows from the first to the last heading, faults of values to the right, and columns cut off left."""
    bredd = max(i for i, rubrik in enumerate(rader[0], start=1) if rubrik.strip())
    forsta = next(i for i in range(bredd) if any(rad and rad[i].strip() for rad in rader))
    gor = "Rubrikraden ska stå överst och ha en rubrik för varje kolumn: rätta bladet."
    fel = [
        Filfel(namn, "raden har ett värde till höger om sista rubriken.", gor, nummer)
        for nummer, rad in enumerate(rader, start=1)
        if any(map(str.strip, rad[bredd:]))
    ]
    if forsta or any(len(rad) > bredd for rad in rader):
        rader = [rad[forsta:bredd] for rad in rader]
    return rader, fel, forsta


def _dolt(blad: Blad, sista_rad: int, kolumner: range) -> tuple[str, ...]:
    """Return a warning for hidden rows, hidden columns and a hidden sheet that have been read."""
    rader = len({r for r in blad.dolda_rader if r <= sista_rad})
    dolda = sum(any(fran <= k <= till for fran, till in blad.dolda_kolumner) for k in kolumner)
    varningar = [f'bladet "{blad.namn}" är dolt men har lästs'] if blad.dolt else []
    if rader:
        varningar.append(f"{rader} {svenska.bojning(rader, 'dold rad', 'dolda rader')} har lästs")
    if dolda:
        varningar.append(f"{dolda} {svenska.bojning(dolda, 'dold kolumn', 'dolda kolumner')} har lästs")
    return tuple(varningar)
