"""From the bytes of a CSV file to rows of text: encoding, delimiter, quotes, field counts, truncation."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass

from analys.errors import DataError, Filfel

MOJIBAKE = re.compile("Ã[\u0080-\u00bf…„–†\u0152\u0160\u0178]|â€|\ufffd")
BRYTNING = str.maketrans("\v\f", "  ")
"""Line and page breaks inside a text, as Word leaves them: read as blanks."""
STYRTECKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MED_STYRTECKEN = "{} har ett styrtecken, ett tecken som inte syns."
_UTAN_STYRTECKEN = "Ta bort tecknet i källsystemet och exportera på nytt."
FOR_LANGT = "\ud800"
"""Stands for a number that has lost digits, until its place is known; no encoded text can hold it."""
_AVGRANSARE = (";", ",", "\t")


@dataclass(frozen=True)
class Textfil:
    """A file's heading and rows as text; the first data row is line 2 in an editor (row 2 in Excel).

    ``teckenkodning`` is ``xlsx`` or ``parquet``, and ``avgransare`` empty, for files that are not text.
    """

    namn: str
    sha256: str
    teckenkodning: str
    avgransare: str
    rubriker: list[str]
    rader: list[list[str]]
    varningar: tuple[str, ...] = ()


def las_textfil(namn: str, innehall: bytes, kontrollrader: int | None) -> Textfil:
    """Return the rows of a CSV file in UTF-8 (with or without BOM), UTF-16 with BOM or cp1252.

    Parameters
    ----------
    namn : the file's name, for messages.
    innehall : all its bytes.
    kontrollrader : number of data rows according to ``leverans.toml``, if given.

    Raises
    ------
    DataError : empty, wrong encoding, unclosed quote, a row of another length than the heading, truncated.
    """
    if not innehall.strip():
        raise DataError([tom_fil(namn)])
    text, kodning = _avkoda(namn, innehall)
    avgransare = _hitta_avgransare(text)
    rader = _dela(namn, text, avgransare)
    fel = []
    if not text.endswith(("\n", "\r")):
        fel.append(
            Filfel(
                namn,
                "sista raden saknar radslut, filen kan vara avklippt.",
                "Hämta exporten på nytt. Om systemet aldrig skriver radslut sist: lägg till en tom rad.",
                len(rader),
            )
        )
    fel += granska_rader(namn, rader[0], rader[1:], kontrollrader)
    if STYRTECKEN.search(text):
        fel += [
            Filfel(namn, _MED_STYRTECKEN.format(f'kolumnen "{rubrik}"'), _UTAN_STYRTECKEN, nummer)
            for nummer, rad in enumerate(rader, 1)
            for rubrik, cell in zip(rader[0], rad, strict=False)
            if STYRTECKEN.search(cell)
        ]
    if fel:
        raise DataError(fel[:20])
    sha = hashlib.sha256(innehall).hexdigest()
    return Textfil(namn, sha, kodning, avgransare, [r.strip() for r in rader[0]], rader[1:])


def tom_fil(namn: str) -> Filfel:
    """Return the fault of a file without content."""
    return Filfel(namn, "filen är tom.", "Hämta exporten på nytt.")


def forstord(namn: str, rad: int) -> Filfel:
    """Return the fault of a row where ``MOJIBAKE`` is found."""
    return Filfel(
        namn,
        "å, ä och ö är förstörda: filen har någon gång lästs med fel teckenkodning.",
        "Hämta exporten på nytt och spara den som UTF-8.",
        rad,
    )


def granska_rader(namn: str, rubriker: list[str], rader: list[list[str]], kontrollrader: int | None) -> list[Filfel]:
    """Return what is wrong with the number of rows, an empty row or a row of another length than the heading."""
    fel = []
    if kontrollrader is not None and len(rader) != kontrollrader:
        fel.append(
            Filfel(
                namn,
                f"filen har {len(rader)} rader men leverans.toml säger {kontrollrader}.",
                "Filen är avklippt eller fel fil: hämta exporten på nytt och rätta kontrollsumman.",
            )
        )
    for nummer, rad in enumerate(rader, start=2):
        if not rad:
            fel.append(Filfel(namn, "raden är tom.", "Ta bort den.", nummer))
        elif len(rad) != len(rubriker):
            fel.append(
                Filfel(
                    namn,
                    f"raden har {len(rad)} fält men rubrikraden {len(rubriker)}.",
                    "Raden är avklippt eller har ett avgränsningstecken för mycket: rätta den.",
                    nummer,
                )
            )
    return fel


def ar_misstankt(text: str) -> bool:
    """Return whether ``textfel`` finds a fault in a row's joined texts or in one of them; quick."""
    if "\n" in text or "\r" in text or FOR_LANGT in text:
        return True
    if STYRTECKEN.search(text):
        return True
    return not text.isascii() and MOJIBAKE.search(text) is not None


def textfel(namn: str, text: str, plats: str, rad: int) -> Filfel | None:
    """Return the fault of one value of a file that is not text, if any; ``plats`` names its cell or column."""
    if FOR_LANGT in text:
        gor = "Exportera kolumnen på nytt som text: de sista siffrorna har gått förlorade."
        return Filfel(namn, f"{plats} har ett tal med fler än 15 siffror.", gor, rad)
    if STYRTECKEN.search(text):
        return Filfel(namn, _MED_STYRTECKEN.format(plats), _UTAN_STYRTECKEN, rad)
    if "\n" in text or "\r" in text:
        gor = "Rätta raden i källsystemet och exportera på nytt."
        return Filfel(namn, f"{plats} har en radbrytning.", gor, rad)
    return forstord(namn, rad) if MOJIBAKE.search(text) else None


def _avkoda(namn: str, innehall: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; never guesses past a sign of damage."""
    if innehall.startswith((b"\xff\xfe", b"\xfe\xff")):
        kodning = "utf-16"
    else:
        kodning = "utf-8-sig" if innehall.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = innehall.decode(kodning)
    except UnicodeDecodeError:
        kodning = "cp1252"
        try:
            text = innehall.decode(kodning)
        except UnicodeDecodeError as fel:
            rad = innehall[: fel.start].count(b"\n") + 1
            raise DataError(
                [Filfel(namn, "teckenkodningen går inte att läsa.", "Spara om filen som UTF-8.", rad)]
            ) from None
    if "\0" in text:
        vad = "filen har nolltecken: den är skadad, eller UTF-16 utan inledande märke (BOM)."
        raise DataError([Filfel(namn, vad, "Spara om filen som UTF-8.", text.count("\n", 0, text.index("\0")) + 1)])
    if "\v" in text or "\f" in text:
        text = text.translate(BRYTNING)
    if "\n" not in text:
        text = text.replace("\r", "\n")  # old Mac line ends
    if skada := MOJIBAKE.search(text):
        raise DataError([forstord(namn, text.count("\n", 0, skada.start()) + 1)])
    return text, kodning


def _hitta_avgransare(text: str) -> str:
    """Return the delimiter that splits the heading into most fields (`;` wins a tie)."""
    rubrikrad = text.lstrip("\ufeff").splitlines()[0]
    return max(_AVGRANSARE, key=rubrikrad.count)


def _dela(namn: str, text: str, avgransare: str) -> list[list[str]]:
    """Return heading and rows; a quote that is not closed, or a line break inside a field, stops the file."""
    lasare = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=avgransare, strict=True)
    rader: list[list[str]] = []
    try:
        for rad in lasare:
            rader.append(rad)
            if lasare.line_num != len(rader):
                break
        else:
            return rader
    except csv.Error:
        pass_rad = lasare.line_num
    else:
        pass_rad = len(rader)
    raise DataError(
        [
            Filfel(
                namn,
                "ett citattecken är inte avslutat, eller så finns en radbrytning i ett fält.",
                "Rätta raden i källsystemet och exportera på nytt.",
                pass_rad,
            )
        ]
    )
