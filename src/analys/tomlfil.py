"""Read TOML into frozen dataclasses that refuse unknown, missing and mistyped keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from analys import svenska
from analys.errors import DataError, Filfel, orsak

T = TypeVar("T")


def las_toml(fil: Path) -> dict[str, Any]:
    """Return the content of one TOML file.

    Raises
    ------
    DataError : the file is missing, is not UTF-8 or is not TOML.
    """
    try:
        return tomllib.loads(fil.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise DataError([Filfel(fil.name, "filen saknas.", f"Lägg den i mappen {fil.parent.name}.")]) from None
    except UnicodeDecodeError:
        raise DataError([Filfel(fil.name, "filen är inte sparad som UTF-8.", "Spara om den som UTF-8.")]) from None
    except OSError as fel:
        raise DataError([Filfel(fil.name, f"filen går inte att läsa: {orsak(fel)}.", "Kontrollera filen.")]) from None
    except tomllib.TOMLDecodeError as fel:
        rad = re.search(r"line (\d+)", str(fel))
        gor = "Rätta raden; text ska stå inom citattecken."
        raise DataError([Filfel(fil.name, "filen är inte giltig TOML.", gor, int(rad[1]) if rad else None)]) from None


def bygg(cls: type[T], varden: Mapping[str, Any], fil: str, plats: str = "") -> T:
    """Return ``cls`` built from ``varden``; every fault of the table is gathered before it stops.

    Parameters
    ----------
    cls : a frozen dataclass; nested dataclasses, ``dict[str, X]`` and ``tuple[X, ...]`` are followed.
    varden : the TOML table.
    fil, plats : file name and key path, for the message.

    Raises
    ------
    DataError : unknown key, missing key or a value of another type.
    """
    fel: list[Filfel] = []
    typer = _typer(cls)  # type: ignore[arg-type]  # a class can be hashed
    falt = {f.name: f for f in fields(cls)}  # type: ignore[arg-type]
    for okand in sorted(set(varden) - set(falt)):
        fel.append(Filfel(fil, f'okänd nyckel "{plats}{okand}".', f"Ta bort den.{svenska.liknar(okand, falt)}"))
    byggda: dict[str, Any] = {}
    for namn, f in falt.items():
        if namn in varden:
            try:
                byggda[namn] = _tolka(typer[namn], varden[namn], fil, f"{plats}{namn}")
            except DataError as inre:
                fel.extend(inre.fel)
        elif f.default is MISSING and f.default_factory is MISSING:
            fel.append(Filfel(fil, f'nyckeln "{plats}{namn}" saknas.', "Lägg till den."))
    if fel:
        raise DataError(fel)
    return cls(**byggda)


@cache
def _typer(cls: type) -> dict[str, Any]:
    """Return the types of the fields of ``cls``, worked out once: a catalogue builds one class a hundred times."""
    return get_type_hints(cls)


def _tolka(typ: Any, varde: Any, fil: str, plats: str) -> Any:
    """Return ``varde`` as ``typ``, or raise with the place."""
    grund, argument = get_origin(typ), get_args(typ)
    if grund is UnionType:
        return _tolka(next(a for a in argument if a is not NoneType), varde, fil, plats)
    if grund is tuple and isinstance(varde, list):
        return tuple(_tolka(argument[0], v, fil, f"{plats}[{i}]") for i, v in enumerate(varde))
    if grund is dict and isinstance(varde, dict):
        return {k: _tolka(argument[1], v, fil, f"{plats}.{k}") for k, v in varde.items()}
    if is_dataclass(typ) and isinstance(varde, dict):
        return bygg(typ, varde, fil, f"{plats}.")  # type: ignore[arg-type]
    if isinstance(typ, type) and issubclass(typ, Enum) and varde in [t.value for t in typ]:
        return typ(varde)
    if typ is Any or (typ is float and type(varde) is int) or (isinstance(typ, type) and type(varde) is typ):
        return varde
    raise DataError([Filfel(fil, f'"{plats}" har fel typ eller värde.', f"Skriv {_beskriv(typ)}.")])


def _beskriv(typ: Any) -> str:
    """Return what a value of ``typ`` looks like, in Swedish."""
    if isinstance(typ, type) and issubclass(typ, Enum):
        return svenska.lista((f'"{t.value}"' for t in typ), "or")
    return {
        str: "text inom citattecken",
        int: "ett heltal",
        float: "ett tal med decimalpunkt",
        bool: "true eller false",
        date: "ett datum som 2023-02-01",
    }.get(typ, "en tabell eller lista")
