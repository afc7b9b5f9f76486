"""Write in a source's file how its headings are read; comments, order and line ends stay as they are."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from analys.errors import CannotWriteError, DataError, Filfel, orsak
from analys.filbyte import skriv_hel
from analys.sources.kalla import Kalla, normera
from analys.tomlfil import bygg


def spara_rubrik(mapp: Path, kalla: str, tabell: str, rubrik: str, kolumn: str) -> Path:
    """Say in ``<kalla>.toml`` that the heading means the column ("": it is passed over), and return the file.

    A source without a file gets one. What is already said is not said again.

    Raises
    ------
    DataError : the file is not a source's file.
    CannotWriteError : it cannot be written; it is as it was.
    """
    fil = mapp / f"{kalla}.toml"
    fore = fil.read_bytes() if fil.is_file() else f'namn = "{kalla}"\n'.encode()
    bom = b"\xef\xbb\xbf" if fore.startswith(b"\xef\xbb\xbf") else b""
    try:
        dokument = tomlkit.parse(fore.removeprefix(bom).decode())
        egen = _under(_under(dokument, "tabeller"), tabell)
        plats = _under(egen, "rubriker") if kolumn else egen
        namn = kolumn or "bortse"
        if namn not in plats:
            plats[namn] = tomlkit.array()
        if normera(rubrik) not in map(normera, plats[namn]):
            plats[namn].append(rubrik)
        text = tomlkit.dumps(dokument)
        bygg(Kalla, tomllib.loads(text), fil.name)
        skriv_hel(fil, bom + text.encode())
    except (TOMLKitError, UnicodeDecodeError, AttributeError, TypeError):
        vad = "filen går inte att lägga till rubriker i."
        raise DataError([Filfel(fil.name, vad, "Rätta den, eller ta bort den och svara på nytt.")]) from None
    except OSError as fel:
        raise CannotWriteError(
            f"Det går inte att skriva {fil} ({orsak(fel)}). Filen är oförändrad. Kontrollera behörighet och utrymme."
        ) from None
    return fil


def _under(tabell: Any, namn: str) -> Any:
    """Return the table called ``namn`` in another, made when it is not there."""
    if namn not in tabell:
        tabell[namn] = tomlkit.table()
    return tabell[namn]
