"""From the bytes of an .xlsx workbook to rows of text; what its values do not show is looked up in its XML first."""

from __future__ import annotations

import copy
import hashlib
import io
import re
import string
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from defusedxml import ElementTree
from python_calamine import CalamineError, CalamineWorkbook

from analys import svenska
from analys.errors import DataError, Filfel
from analys.sources.textfil import FOR_LANGT, Textfil, ar_misstankt, granska_rader, textfel, tom_fil

STORSTA_TAL = 1e15
"""A number in a cell holds 15 digits; a longer one has lost its last digits."""
STORST_UPPACKAT, FLEST_MEDLEMMAR = 2 << 30, 2_000
STORSTA_KVOT, MINSTA_BOMB = 100, 1 << 20
"""A member that unpacks to more than this many times its size is refused, unless it is small."""
FLEST_RUTOR, GLES, ALLTID_RUTOR = 25_000_000, 10, 5_000_000
"""Rows times columns of a sheet: never above the first; above the last only with one cell in ten written."""

_BIT, _STORST_RAD, _STORST_FORTECKNING = 4 << 20, 32 << 20, 10 << 20
_SKADAD = ("filen är skadad eller avklippt.", "Hämta exporten på nytt.")
_FOR_STOR = ("arbetsboken är för stor för att läsas säkert.", "Dela upp exporten, eller hämta den som csv.")
_SPARA_OM = "Öppna filen i Excel, spara den och leverera den på nytt."
_SKADOR = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, OSError, ValueError)

_RADSTART = re.compile(rb".*(?=<(?:\w+:)?row[\s/>])", re.DOTALL)
_RAD = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_KOLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_SAMMANSLAGEN = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([^\"']*)")
_VARDE = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c\s*>)", re.DOTALL)
_FORMEL = re.compile(rb"<(?:\w+:)?f[\s/>]")
_SVAR = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_TEXTSVAR = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
_FELVARDE = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_SNABB_PLATS = re.compile(rb'<c r="([A-Z]+\d+)')
_PLATS = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]+\d+)")
_BOKSTAVER, _SIFFROR = string.ascii_letters.encode(), string.digits.encode()
_DOLD = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)")
_TOMT_SVAR = re.compile(rb"<(?:\w+:)?v[\s/>]")
_CELLSTART = re.compile(rb"<(?:\w+:)?c[\s/>]")


@dataclass
class _Blad:
    """A worksheet and what its XML holds besides values."""

    namn: str
    dolt: bool
    celler: int = 0
    sista_rad: int = 0
    sista_kolumn: int = 0
    har_innehall: bool = False
    formler: list[str] = field(default_factory=list)
    oberaknade: list[str] = field(default_factory=list)
    felceller: list[str] = field(default_factory=list)
    sammanslagna: list[str] = field(default_factory=list)
    dolda_rader: list[int] = field(default_factory=list)
    dolda_kolumner: list[tuple[int, int]] = field(default_factory=list)


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
    valt = _valj(namn, _granska_arkiv(namn, innehall), blad)
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


def _granska_arkiv(namn: str, innehall: bytes) -> list[_Blad]:
    """Return the worksheets with what their XML holds, after every member has been unpacked once within limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(innehall)) as arkiv:
            _granska_medlemmar(namn, innehall, arkiv.infolist())
            blad, raknas_om = _innehallsforteckning(namn, arkiv)
            for medlem in arkiv.infolist():
                bitar = _packa_upp(namn, arkiv, medlem)
                if medlem.filename in blad:
                    _genomsok(namn, bitar, blad[medlem.filename])
                else:
                    for _ in bitar:
                        pass
    except (*_SKADOR, ElementTree.ParseError):
        raise DataError([Filfel(namn, *_SKADAD)]) from None
    for ett in blad.values():
        if raknas_om:  # the program that wrote the file left the calculation to Excel: what is cached is no answer
            ett.oberaknade = ett.formler
    return list(blad.values())


def _granska_medlemmar(namn: str, innehall: bytes, medlemmar: list[zipfile.ZipInfo]) -> None:
    """Stop an archive that is cut off, locked, ambiguous or too big, by its table of contents."""
    if not innehall[-22:].startswith(b"PK\x05\x06"):
        raise zipfile.BadZipFile
    if len({m.filename.replace("\\", "/").casefold() for m in medlemmar}) < len(medlemmar):
        raise zipfile.BadZipFile
    if any(m.flag_bits & 1 for m in medlemmar):
        raise DataError([Filfel(namn, "filen är skyddad med lösenord.", "Spara den utan lösenord.")])
    for_tat = any(m.file_size > MINSTA_BOMB and m.file_size > STORSTA_KVOT * m.compress_size for m in medlemmar)
    if len(medlemmar) > FLEST_MEDLEMMAR or sum(m.file_size for m in medlemmar) > STORST_UPPACKAT or for_tat:
        raise DataError([Filfel(namn, *_FOR_STOR)])


def _packa_upp(namn: str, arkiv: zipfile.ZipFile, medlem: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's bytes; its true size must be the declared one, and XML is UTF-8 without a document type."""
    okand_langd = copy.copy(medlem)
    okand_langd.file_size = medlem.file_size + 1  # otherwise reading stops at the size that the file claims
    ar_xml = medlem.filename.endswith((".xml", ".rels"))
    langd, slut = 0, b""
    with arkiv.open(okand_langd) as fil:
        while bit := fil.read(_BIT):
            langd += len(bit)
            prov = slut + bit
            if ar_xml and (b"<!DOCTYPE" in prov or b"<!ENTITY" in prov or b"\0" in bit):
                raise DataError([Filfel(namn, "arbetsboken har otillåten XML.", _SPARA_OM)])
            slut = prov[-8:]
            yield bit
    if langd != medlem.file_size:
        raise zipfile.BadZipFile


def _innehallsforteckning(namn: str, arkiv: zipfile.ZipFile) -> tuple[dict[str, _Blad], bool]:
    """Return the worksheets by member, in the workbook's order, and whether Excel must calculate it on opening."""
    rotter = []
    for medlem in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if medlem not in arkiv.namelist() or arkiv.getinfo(medlem).file_size > _STORST_FORTECKNING:
            raise zipfile.BadZipFile
        rotter.append(ElementTree.fromstring(b"".join(_packa_upp(namn, arkiv, arkiv.getinfo(medlem)))))
    bok, lankar = rotter
    mal = {
        lank.get("Id"): lank.get("Target", "").removeprefix("/xl/")
        for lank in lankar
        if lank.get("Type", "").endswith("/worksheet")
    }
    blad = {}
    for ett in bok.findall("{*}sheets/{*}sheet"):
        lank = next((varde for nyckel, varde in ett.items() if nyckel.endswith("}id")), None)
        if lank in mal:
            blad[f"xl/{mal[lank]}"] = _Blad(ett.get("name", ""), ett.get("state", "visible") != "visible")
    if not set(blad) <= set(arkiv.namelist()):
        raise zipfile.BadZipFile
    return blad, any(c.get("fullCalcOnLoad") in {"1", "true"} for c in bok.findall("{*}calcPr"))


def _genomsok(namn: str, bitar: Iterator[bytes], blad: _Blad) -> None:
    """Note what a worksheet's XML holds, a few megabytes at a time, cut where a row starts."""
    rest = b""
    for bit in bitar:
        rest += bit
        if traff := _RADSTART.match(rest):
            _notera(namn, rest[: traff.end()], blad)
            rest = rest[traff.end() :]
        if len(rest) > _STORST_RAD:
            raise DataError([Filfel(namn, *_FOR_STOR)])
    _notera(namn, rest, blad)
    if blad.sista_rad * blad.sista_kolumn > min(max(GLES * blad.celler, ALLTID_RUTOR), FLEST_RUTOR):
        vad = f'bladet "{blad.namn}" sträcker sig ända till {_cell(blad.sista_kolumn, blad.sista_rad)}.'
        raise DataError([Filfel(namn, vad, "Ta bort det som ligger utanför tabellen, eller dela upp exporten.")])


def _notera(namn: str, xml: bytes, blad: _Blad) -> None:
    """Add what a piece of whole rows holds; a cheap search decides whether the dear one is needed."""
    platser = _SNABB_PLATS.findall(xml)
    if len(platser) != xml.count(b"<c") or b":c" in xml:
        platser = _PLATS.findall(xml)
        if len(platser) != len(_CELLSTART.findall(xml)):
            raise DataError([Filfel(namn, f'cellerna i bladet "{blad.namn}" saknar adress.', _SPARA_OM)])
    if platser:
        blad.celler += len(platser)
        sammanhangande = b" ".join(platser)
        rader = set(sammanhangande.translate(None, _BOKSTAVER).split())
        kolumner = set(sammanhangande.translate(None, _SIFFROR).split())
        blad.sista_rad = max(blad.sista_rad, *map(int, rader))
        blad.sista_kolumn = max(blad.sista_kolumn, *map(_kolumnnummer, kolumner))
    blad.har_innehall = blad.har_innehall or bool(_VARDE.search(xml))
    if b"<f" in xml or b":f" in xml or b">#" in xml:
        _notera_celler(xml, blad)
    if b"hidden" in xml:
        blad.dolda_rader += [int(_attribut(r, b"r")) for r in _RAD.findall(xml) if _DOLD.search(r)]
        blad.dolda_kolumner += [
            (int(_attribut(k, b"min")), int(_attribut(k, b"max"))) for k in _KOLUMN.findall(xml) if _DOLD.search(k)
        ]
    if b"mergeCell" in xml:
        blad.sammanslagna += [omrade.decode() for omrade in _SAMMANSLAGEN.findall(xml)]


def _notera_celler(xml: bytes, blad: _Blad) -> None:
    """Add the cells with a formula, those whose formula has no answer yet, and those with an error value."""
    for attribut, inre in _CELL.findall(xml):
        plats = _attribut(attribut, b"r").decode()
        if _FELVARDE.search(attribut):
            blad.felceller.append(plats)
        elif _FORMEL.search(inre):
            blad.formler.append(plats)
            if not _SVAR.search(inre) and not (_TEXTSVAR.search(attribut) and _TOMT_SVAR.search(inre)):
                blad.oberaknade.append(plats)


def _attribut(text: bytes, namn: bytes) -> bytes:
    """Return an attribute's value in a start tag, ``0`` when it is not there."""
    traff = re.search(rb"\b" + namn + rb"\s*=\s*[\"'](\w+)", text)
    return traff[1] if traff else b"0"


def _kolumnnummer(bokstaver: bytes) -> int:
    nummer = 0
    for bokstav in bokstaver.upper():
        nummer = 26 * nummer + bokstav - 64
    return nummer


def _cell(kolumn: int, rad: int) -> str:
    """Return a cell's name in Excel: column 28 and row 2 give ``AB2``."""
    bokstaver = ""
    while kolumn:
        kolumn, rest = divmod(kolumn - 1, 26)
        bokstaver = chr(65 + rest) + bokstaver
    return f"{bokstaver}{rad}"


def _valj(namn: str, alla: list[_Blad], blad: str | None) -> _Blad:
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


def _citerade(blad: list[_Blad]) -> str:
    return svenska.lista(f'"{b.namn}"' for b in blad)


def _bladfel(namn: str, blad: _Blad) -> list[Filfel]:
    """Return the faults that the sheet's values would hide."""
    fel = [
        Filfel(namn, f"cellerna {omrade} är sammanslagna.", "Dela dem och fyll i varje cell.")
        for omrade in blad.sammanslagna
    ]
    fel += [Filfel(namn, f"cellen {c} har ett felvärde.", "Rätta cellen i källan.") for c in blad.felceller]
    return fel + [Filfel(namn, f"formeln i cellen {c} är inte beräknad.", _SPARA_OM) for c in blad.oberaknade]


def _las_celler(namn: str, innehall: bytes, blad: str) -> tuple[list[list[str]], list[Filfel], int]:
    """Return the sheet's rows as text from row 1 (an empty row is ``[]``), faults, and the first column's number."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(innehall)) as bok:
            celler = bok.get_sheet_by_name(blad)
    except CalamineError:
        raise DataError([Filfel(namn, *_SKADAD)]) from None
    _, forsta_kolumn = celler.start or (0, 0)
    cellens_text = lru_cache(maxsize=1 << 16)(som_text)  # numbers go past it: 1 and True are one key
    rader: list[list[str]] = []
    fel: list[Filfel] = []
    for nummer, varden in enumerate(celler.iter_rows(), start=1):  # from row 1, but from the first column used
        rad = [v if (k := v.__class__) is str else _tal(v) if k is float else cellens_text(v) for v in varden]
        rader.append(rad if any(map(str.strip, rad)) else [])
        if ar_misstankt("".join(rad)):
            platser = ((text, _cell(kolumn, nummer)) for kolumn, text in enumerate(rad, start=forsta_kolumn + 1))
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


def _dolt(blad: _Blad, sista_rad: int, kolumner: range) -> tuple[str, ...]:
    """Return a warning for hidden rows, hidden columns and a hidden sheet that have been read."""
    rader = len({r for r in blad.dolda_rader if r <= sista_rad})
    dolda = sum(any(fran <= k <= till for fran, till in blad.dolda_kolumner) for k in kolumner)
    varningar = [f'bladet "{blad.namn}" är dolt men har lästs'] if blad.dolt else []
    if rader:
        varningar.append(f"{rader} {svenska.bojning(rader, 'dold rad', 'dolda rader')} har lästs")
    if dolda:
        varningar.append(f"{dolda} {svenska.bojning(dolda, 'dold kolumn', 'dolda kolumner')} har lästs")
    return tuple(varningar)
