"""What an .xlsx workbook's archive and XML hold besides values: bombs, damage, merged, hidden, formulas, errors."""

from __future__ import annotations

import copy
import io
import re
import string
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml import ElementTree

from analys.errors import DataError, Filfel

STORST_UPPACKAT, FLEST_MEDLEMMAR = 2 << 30, 2_000
STORSTA_KVOT, MINSTA_BOMB = 100, 1 << 20
"""A member that unpacks to more than this many times its size is refused, unless it is small."""
FLEST_RUTOR, GLES, ALLTID_RUTOR = 25_000_000, 10, 5_000_000
"""Rows times columns of a sheet: never above the first; above the last only with one cell in ten written."""

_BIT, _STORST_RAD, _STORST_FORTECKNING = 4 << 20, 32 << 20, 10 << 20
SKADAD = ("filen är skadad eller avklippt.", "Hämta exporten på nytt.")
_FOR_STOR = ("arbetsboken är för stor för att läsas säkert.", "Dela upp exporten, eller hämta den som csv.")
SPARA_OM = "Öppna filen i Excel, spara den och leverera den på nytt."
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
class Blad:
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


def granska_arkiv(namn: str, innehall: bytes) -> list[Blad]:
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
        raise DataError([Filfel(namn, *SKADAD)]) from None
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
                raise DataError([Filfel(namn, "arbetsboken har otillåten XML.", SPARA_OM)])
            slut = prov[-8:]
            yield bit
    if langd != medlem.file_size:
        raise zipfile.BadZipFile


def _innehallsforteckning(namn: str, arkiv: zipfile.ZipFile) -> tuple[dict[str, Blad], bool]:
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
            blad[f"xl/{mal[lank]}"] = Blad(ett.get("name", ""), ett.get("state", "visible") != "visible")
    if not set(blad) <= set(arkiv.namelist()):
        raise zipfile.BadZipFile
    return blad, any(c.get("fullCalcOnLoad") in {"1", "true"} for c in bok.findall("{*}calcPr"))


def _genomsok(namn: str, bitar: Iterator[bytes], blad: Blad) -> None:
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
        vad = f'bladet "{blad.namn}" sträcker sig ända till {cell(blad.sista_kolumn, blad.sista_rad)}.'
        raise DataError([Filfel(namn, vad, "Ta bort det som ligger utanför tabellen, eller dela upp exporten.")])


def _notera(namn: str, xml: bytes, blad: Blad) -> None:
    """Add what a piece of whole rows holds; a cheap search decides whether the dear one is needed."""
    platser = _SNABB_PLATS.findall(xml)
    if len(platser) != xml.count(b"<c") or b":c" in xml:
        platser = _PLATS.findall(xml)
        if len(platser) != len(_CELLSTART.findall(xml)):
            raise DataError([Filfel(namn, f'cellerna i bladet "{blad.namn}" saknar adress.', SPARA_OM)])
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


def _notera_celler(xml: bytes, blad: Blad) -> None:
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


def cell(kolumn: int, rad: int) -> str:
    """Return a cell's name in Excel: column 28 and row 2 give ``AB2``."""
    bokstaver = ""
    while kolumn:
        kolumn, rest = divmod(kolumn - 1, 26)
        bokstaver = chr(65 + rest) + bokstaver
    return f"{bokstaver}{rad}"
