"""Swedish numbers, dates and lists as text (babel's sv locale); the only place that formats.

Sources: decimal comma, no-break space between thousands and before %, minus U+2212 (Myndigheternas
skrivregler; ``docs/ordlista.md``). Nothing here rounds half to even: figures round half up, as people do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Literal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from analys.filbyte import gar_i_windows

SPRAK = "sv_SE"
HART_BLANKSTEG = "\u00a0"
TANKSTRECK = "–"
MINUS = "−"


def avrunda(varde: float, decimaler: int) -> Decimal:
    """Return the value with so many decimals, half up; zero has no sign."""
    exakt = Decimal(repr(float(varde))).quantize(Decimal(1).scaleb(-decimaler), rounding=ROUND_HALF_UP)
    return abs(exakt) if exakt == 0 else exakt


@lru_cache(maxsize=65536)  # a page prints the same figures many times
def tal(varde: float, decimaler: int = 0) -> str:
    """Return ``varde`` with ``decimaler`` decimals: ``1 310``, ``2,3``, ``−4``; no-break spaces."""
    exakt = avrunda(varde, decimaler)
    monster = "#,##0" + ("." + "0" * decimaler if decimaler else "")
    return str(format_decimal(exakt, format=monster, locale=SPRAK)).replace("-", MINUS)


def avrundat(varde: float, decimaler: int = 0) -> float:
    """Return ``varde`` as the number that `tal` writes."""
    return float(avrunda(varde, decimaler))


def procent(andel: float, decimaler: int = 0) -> str:
    """Return a share (0-1) as per cent: ``31 %``."""
    return f"{tal(100 * andel, decimaler)}{HART_BLANKSTEG}%"


@dataclass(frozen=True)
class Skrivet:
    """A number as `tal` or `procent` wrote it: its value (of 31 % 0.31), and how it was written."""

    varde: float
    decimaler: int
    procent: bool = False


@lru_cache(maxsize=65536)
def las_skrivet(text: str) -> Skrivet | None:
    """Return the number that `tal` or `procent` wrote as ``text``, or None for any other text (a year, a range)."""
    traff = _SKRIVET.fullmatch(text)
    if traff is None:
        return None
    siffror, decimaler = text.replace(HART_BLANKSTEG, "").replace(MINUS, "-").rstrip("%"), len(traff[1] or "")
    exakt = Decimal(siffror.replace(",", "."))
    if tal(float(exakt), decimaler) != text.removesuffix(f"{HART_BLANKSTEG}%"):
        return None
    procenttal = text.endswith("%")
    return Skrivet(float(exakt / 100 if procenttal else exakt), decimaler, procenttal)


_SKRIVET = re.compile(rf"{MINUS}?\d[\d{HART_BLANKSTEG}]{{0,18}}(?:,(\d{{1,6}}))?(?:{HART_BLANKSTEG}%)?")


def intervall(undre: float, ovre: float, decimaler: int = 0) -> str:
    """Return two limits as a range with an en dash: ``130–179``."""
    return f"{tal(undre, decimaler)}{TANKSTRECK}{tal(ovre, decimaler)}"


def storlek(antal: int) -> str:
    """Return a file's size: ``46 kB``, ``1,2 MB``."""
    return (
        f"{tal(antal / 1e6, 1)}{HART_BLANKSTEG}MB"
        if antal >= 999_500
        else f"{tal(max(antal, 1000) / 1e3)}{HART_BLANKSTEG}kB"
    )


def datum(dag: date) -> str:
    """Return a date for running text: ``1 december 2022``, where day and month never part."""
    return str(format_date(dag, "d MMMM y", locale=SPRAK)).replace(" ", HART_BLANKSTEG, 1)


def harda_tusental(text: str) -> str:
    """Return ``text`` with a no-break space inside numbers: ``10 000`` never breaks over a line."""
    return re.sub(r"(?<=\d) (?=\d{3}\b)", HART_BLANKSTEG, text)


def manad(dag: date) -> str:
    """Return a month with its year: ``december 2022``."""
    return str(format_date(dag, "LLLL y", locale=SPRAK))


def lista(delar: Iterable[str], bindeord: Literal["standard", "or"] = "standard") -> str:
    """Return ``a, b och c``; ``bindeord="or"`` gives ``a, b eller c``."""
    return str(format_list(list(delar), style=bindeord, locale=SPRAK))


def stor_bokstav(text: str) -> str:
    """Return ``text`` with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def liten_bokstav(text: str) -> str:
    """Return ``text`` with a small first letter and the rest as it was."""
    return text[:1].lower() + text[1:]


def vik(text: str) -> str:
    """Return ``text`` in lower case without diacritics, for comparing what people type."""
    delad = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(tecken for tecken in delad if not unicodedata.combining(tecken))


def slug(text: str) -> str:
    """Return an ASCII file-name part: ``Upplands Väsby`` gives ``upplands-vasby``, and Windows' ``aux`` ``aux-fil``."""
    namn = "-".join("".join(t if t.isascii() and t.isalnum() else " " for t in vik(text)).split())
    return namn if not namn or gar_i_windows(namn) else f"{namn}-fil"


def liknar(text: str, kandidater: Iterable[str]) -> str:
    """Return ``" Menade du X?"`` for the nearest candidates, or nothing when none is near."""
    vikta = {vik(k): k for k in kandidater}
    traffar = [vikta[t] for t in get_close_matches(vik(text), list(vikta), n=2, cutoff=0.6)]
    return f" Menade du {lista(traffar, 'or')}?" if traffar else ""


def bojning(antal: float, ental: str, flertal: str) -> str:
    """Return the singular or plural word for ``antal``."""
    return ental if antal == 1 else flertal


def raknetal(antal: int, ett: Literal["en", "ett"] = "en") -> str:
    """Return a number as a word up to twelve (Myndigheternas skrivregler): ``en``, ``sex``, ``tolv``, ``13``."""
    return tal(antal) if antal > len(_RAKNETAL) else (ett, *_RAKNETAL[1:])[antal - 1]


def raknat(antal: float, ental: str, flertal: str) -> str:
    """Return a count with its word: ``inga personer``, ``1 person``, ``1 310 personer``."""
    return f"{tal(antal) if antal else 'inga'} {bojning(antal, ental, flertal)}"


def varaktighet(sekunder: int) -> str:
    """Return so many seconds in the longest unit that says them exactly: ``2 timmar``, ``100 sekunder``."""
    for langd, ental, flertal in ((3600, "timme", "timmar"), (60, "minut", "minuter")):
        if sekunder and not sekunder % langd:
            return raknat(sekunder // langd, ental, flertal)
    return raknat(sekunder, "sekund", "sekunder")


_RAKNETAL = ("en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def forsta(rader: Sequence[Any], hogst: int = 5) -> str:
    """Return the first few as text: ``3, 8, 11 … (42 till)``."""
    text = ", ".join(str(r) for r in rader[:hogst])
    rest = len(rader) - hogst
    return f"{text} … ({rest} till)" if rest > 0 else text
