"""One way into every kind of file; what a file is shows in its first bytes, never in its name."""

from __future__ import annotations

import io
import zipfile

from analys.errors import DataError, Filfel
from analys.sources.kalkylblad import las_kalkylblad
from analys.sources.parquetfil import las_parquet
from analys.sources.textfil import Textfil, las_textfil

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KRYPTERAD = "EncryptedPackage".encode("utf-16-le")
_PICKLE = tuple(bytes([0x80, protokoll]) for protokoll in range(2, 6))
_SOM_XLSX = "Öppna den i Excel, spara om som xlsx och leverera den på nytt."


def las_tabellfil(namn: str, innehall: bytes, kontrollrader: int | None, blad: str | None = None) -> Textfil:
    """Return the rows of a delivered file, be it CSV, .xlsx or .parquet, as text.

    Parameters
    ----------
    namn : the file's name, for messages.
    innehall : all its bytes.
    kontrollrader : number of data rows according to ``leverans.toml``, if given.
    blad : the sheet of a workbook, for a file with several.

    Raises
    ------
    DataError : a kind of file that is not read, a sheet named for a file without sheets, or a fault of the file.
    """
    if innehall.startswith(b"PK"):
        _krav_pa_xlsx(namn, innehall)
        return las_kalkylblad(namn, innehall, kontrollrader, blad)
    if innehall.startswith(_OLE):
        if _KRYPTERAD in innehall:
            raise DataError([Filfel(namn, "filen är skyddad med lösenord.", "Spara den utan lösenord.")])
        raise DataError([Filfel(namn, "filen är en gammal Excelfil (xls), som inte läses.", _SOM_XLSX)])
    if innehall.startswith(_PICKLE):
        gor = "Hämta exporten som csv, xlsx eller parquet."
        raise DataError([Filfel(namn, "filen är ett Pythonobjekt (pickle) och kan köra kod: den läses inte.", gor)])
    if blad is not None:
        gor = "Ta bort blad för filen i leverans.toml."
        raise DataError([Filfel(namn, "leverans.toml anger ett blad, men filen är ingen arbetsbok.", gor)])
    if innehall.startswith(b"PAR1"):
        return las_parquet(namn, innehall, kontrollrader)
    return las_textfil(namn, innehall, kontrollrader)


def _krav_pa_xlsx(namn: str, innehall: bytes) -> None:
    """Stop an archive that is not an .xlsx workbook, and say what it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(innehall)) as arkiv:
            medlemmar = set(arkiv.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise DataError([Filfel(namn, "filen är skadad eller avklippt.", "Hämta exporten på nytt.")]) from None
    if "xl/workbook.xml" in medlemmar:
        return
    if "xl/workbook.bin" in medlemmar:
        raise DataError([Filfel(namn, "filen är en binär Excelfil (xlsb), som inte läses.", _SOM_XLSX)])
    if {"mimetype", "content.xml"} <= medlemmar:
        raise DataError([Filfel(namn, "filen är ett kalkylblad från LibreOffice (ods), som inte läses.", _SOM_XLSX)])
    gor = "Packa upp den och leverera filerna i den."
    raise DataError([Filfel(namn, "filen är ett zip-arkiv, inte en tabell.", gor)])
