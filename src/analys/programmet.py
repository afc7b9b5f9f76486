"""Which of this package's files, and which libraries, a piece of the program depends on: its key changes with them."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path

PAKET = Path(__file__).parent
_IMPORT = re.compile(r"^\s*from (analys[\w.]*) import (\([^)]*\)|[^\n]*)|^\s*import (analys[\w.]*)", re.M)


def avtryck(*delar: bytes | str) -> str:
    """Return a hash of contents, each by itself."""
    summa = hashlib.sha256()
    for en in delar:
        byte = en.encode() if isinstance(en, str) else en
        summa.update(len(byte).to_bytes(8, "big") + byte)
    return summa.hexdigest()[:32]


def filers(filer: Iterable[Path]) -> str:
    """Return a hash of files' names and contents, wherever they lie."""
    return avtryck(*(d for par in sorted((f.name, f.read_bytes()) for f in filer) for d in par))


def moduler(*namn: str) -> list[Path]:
    """Return the files of some modules and of all in this package that they import, wherever in their text."""
    sedda: set[str] = set()
    kvar = list(namn)
    while kvar:
        if (en := kvar.pop()) in _filer() and en not in sedda:
            sedda.add(en)
            kvar += [*_importerar(en), en.rpartition(".")[0]]  # its package is loaded with it
    return sorted(_filer()[n] for n in sedda)


def program(*namn: str) -> str:
    """Return the hash of some modules with all that they import in this package, and of the typefaces."""
    return filers([*moduler(*namn), *PAKET.glob("*/typsnitt/*.ttf")])


@cache
def bibliotek() -> str:
    """Return the hash of the versions of Python and of the packages that this one names as its own needs."""
    namn = sorted(re.split(r"[^\w.-]", r)[0] for r in requires("analys") or () if "extra ==" not in r)
    return avtryck(sys.version, *(f"{n} {version(n)}" for n in namn))


@cache
def _filer() -> dict[str, Path]:
    """Return the file of every module of the package by its name."""
    alla = {}
    for fil in PAKET.rglob("*.py"):
        delar = fil.relative_to(PAKET.parent).with_suffix("").parts
        alla[".".join(delar[:-1] if delar[-1] == "__init__" else delar)] = fil
    return alla


@cache
def _importerar(modul: str) -> list[str]:
    """Return the names that a module imports from this package, some of them of modules."""
    text = _filer()[modul].read_text(encoding="utf-8")
    ut = [en for en in _filer() if en.startswith(f"{modul}.")] if "iter_modules(__path__)" in text else []
    for fran, vad, hel in _IMPORT.findall(text):
        ut += [fran or hel, *(f"{fran}.{n}" for n in re.findall(r"\w+", vad))]
    return ut
