"""Write in a source's file how its headings, words and days are read; comments, order and line ends stay."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from analys.errors import CannotWriteError, DataError, Filfel, orsak
from analys.filbyte import skriv_hel
from analys.sources.kalla import Kalla, normera
from analys.tomlfil import bygg

MEDFOLJANDE = frozenset({"exempel", "kolada", "scb"})
"""Sources whose files come with the program, and are replaced with it: answers are kept in files of one's own."""


def spara_rubrik(mapp: Path, kalla: str, tabell: str, rubrik: str, kolumn: str) -> Path:
    """Say in ``<kalla>.toml`` that the heading means the column ("": it is passed over), and return the file.

    What is already said is not said again; for the rest see `_andra`.
    """

    def lagg_till(egen: Any) -> None:
        plats, namn = (_under(egen, "rubriker"), kolumn) if kolumn else (egen, "bortse")
        if namn not in plats:
            plats[namn] = tomlkit.array()
        if normera(rubrik) not in map(normera, plats[namn]):
            plats[namn].append(rubrik)

    return _andra(mapp, kalla, tabell, lagg_till)


def spara_varde(mapp: Path, kalla: str, tabell: str, kolumn: str, ord_: str, varde: str) -> Path:
    """Say that a word of a column means one of its values; see `spara_rubrik`."""

    def lagg_till(egen: Any) -> None:
        _under(_under(egen, "varden"), kolumn)[ord_] = varde

    return _andra(mapp, kalla, tabell, lagg_till)


def spara_datumformat(mapp: Path, kalla: str, tabell: str, form: str) -> Path:
    """Say how the table's days are written (``%d/%m/%Y``); see `spara_rubrik`."""

    def lagg_till(egen: Any) -> None:
        egen["datumformat"] = form

    return _andra(mapp, kalla, tabell, lagg_till)


def _andra(mapp: Path, kalla: str, tabell: str, andra: Callable[[Any], None]) -> Path:
    """Change what a source's file says of a table, whole or not at all; a source without a file gets one.

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
        andra(_under(_under(dokument, "tabeller"), tabell))
        text = tomlkit.dumps(dokument)
        bygg(Kalla, tomllib.loads(text), fil.name)
        skriv_hel(fil, bom + text.encode())
    except (TOMLKitError, UnicodeDecodeError, AttributeError, TypeError):
        vad = "filen går inte att lägga till svar i."
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
