"""Find Swedish personal identity numbers, so that no file with one is ever read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from analys.errors import Filfel

_MONSTER = re.compile(
    r"(?<![0-9A-Za-z])(?:(\d{2})?(\d{6})([-+– ])(\d{4})|(\d{2})(\d{6})(\d{4})|(\d{6})(\d{4}))(?![0-9A-Za-z])"
)
_HOG = 100  # rows that are searched at once
_SNABB = re.compile(r"\d{6}[-+– ]?\d{4}")
ANDEL_TIO_SIFFROR = 0.05
"""Bare ten digits are taken for personnummer only when more than this share of a column's values pass (design.md 5)."""


def ar_personnummer(siffror: str) -> bool:
    """Return True for ten digits (ÅÅMMDDNNNK) with a possible date and a right check digit.

    Samordningsnummer (day + 60) count. Check digit: Luhn, as in SKV 704.
    """
    manad, dag = int(siffror[2:4]), int(siffror[4:6])
    dag = dag - 60 if dag > 60 else dag
    try:
        date(2000, manad, dag)  # 2000 is a leap year: 29 February passes for any century
    except ValueError:
        return False
    dubblade = (int(s) * (2 if i % 2 == 0 else 1) for i, s in enumerate(siffror))
    return sum(d // 10 + d % 10 for d in dubblade) % 10 == 0


def hitta(text: str) -> tuple[bool, bool]:
    """Return whether ``text`` holds a certain personnummer, and whether it holds a possible bare one."""
    saker = mojlig = False
    for traff in _MONSTER.finditer(text):
        _, a, _, b, _, c, d, e, f = traff.groups()
        if a is not None or c is not None:
            saker = saker or ar_personnummer((a or c) + (b or d))
        else:
            mojlig = mojlig or ar_personnummer(e + f)
    return saker, mojlig


def _misstankta(rader: Sequence[Sequence[str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows, numbered from 1, of each heap that has many digits in a row: nearly none of a right file."""
    for forsta in range(0, len(rader), _HOG):
        hog = rader[forsta : forsta + _HOG]
        if _SNABB.search("\x1f".join(chain.from_iterable(hog))):
            yield from enumerate(hog, forsta + 1)


def granska(fil: str, rubriker: Sequence[str], rader: Sequence[Sequence[str]]) -> list[Filfel]:
    """Return one fault per column that holds personnummer-like values, with the first row and never the value."""
    if any(any(hitta(r)) for r in rubriker):
        gor = "Exportera med rubriker, och pseudonymisera filen med analys pseudonymisera."
        return [Filfel(fil, "rubrikraden innehåller något som ser ut som ett personnummer.", gor, 1)]
    sakra: dict[int, int] = {}
    mojliga: dict[int, list[int]] = {}
    for antal, rad in _misstankta(rader):
        for kolumn, varde in enumerate(rad):
            if _SNABB.search(varde):
                saker, mojlig = hitta(varde)
                if saker:
                    sakra.setdefault(kolumn, antal + 1)
                elif mojlig:
                    mojliga.setdefault(kolumn, []).append(antal + 1)
    for kolumn, traffar in mojliga.items():
        if len(traffar) > ANDEL_TIO_SIFFROR * len(rader):
            sakra.setdefault(kolumn, traffar[0])
    return [
        Filfel(
            fil,
            f'kolumnen "{rubriker[kolumn]}" innehåller värden som ser ut som personnummer.',
            "Kör analys pseudonymisera där personnummer får hanteras, och leverera den filen i stället.",
            rad,
        )
        for kolumn, rad in sorted(sakra.items())
    ]
