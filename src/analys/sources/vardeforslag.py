"""What the words of a column with fixed values may mean, and how its days are written; never read until it is said.

Only words that recur are repeated, so that no single person's value is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path

from analys.errors import DataError
from analys.hem import Hem
from analys.sources.besked import Leveransbesked
from analys.sources.forslag import LIKA_NOG, text_i
from analys.sources.kalla import Tabellkarta, karta_eller_tom, las_kalla, platser
from analys.sources.kontrakt import Kolumn, Typ
from analys.sources.tabeller import TABELLER
from analys.svenska import vik

MINST_GANGER, HOGST_OLIKA, HOGST_TECKEN = 5, 20, 40
"""A word is repeated when it recurs so often, in a column of no more different ones, and is no longer."""
DATUM = "datum"
"""What stands for the word in an answer about days: ``Inskriven:datum=%d/%m/%Y``."""
FORMAT = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d%m%Y")
"""How days are written beside ISO's way."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Vardeforslag:
    """A word that a column does not know (or `DATUM`), what it may mean ("": nothing is like it), and what it can."""

    fil: str
    kalla: str
    tabell: str
    rubrik: str
    kolumn: str
    ord_: str
    varde: str
    tillatna: tuple[str, ...]


def foresla_varden(mapp: Path, besked: Leveransbesked, hem: Hem) -> list[Vardeforslag]:
    """Return what the unknown words and days of a delivery's files may mean, once for each source's table."""
    ut: dict[tuple[str, str, str, str, str], Vardeforslag] = {}
    for fil, uppgift in besked.filer.items():
        tabell = TABELLER[uppgift.tabell]
        try:
            text = text_i(mapp, fil, besked, hem)
            karta = karta_eller_tom(hem.kallor, uppgift.kalla, uppgift.tabell)
        except (DataError, OSError):
            continue
        for kolumn, var in platser(text.rubriker, tabell, karta).items():
            if len(var) != 1:
                continue
            varden = [unicodedata.normalize("NFC", rad[var[0]]).strip() for rad in text.rader if var[0] < len(rad)]
            for ord_, varde, tillatna in _i_kolumn(tabell.kolumn(kolumn), karta, [v for v in varden if v], hem):
                ett = Vardeforslag(
                    fil, uppgift.kalla, tabell.namn, text.rubriker[var[0]], kolumn, ord_, varde, tillatna
                )
                vems = "" if ord_ == DATUM else kolumn  # a table has one way to write days
                ut.setdefault((ett.kalla, ett.tabell, vems, ord_, varde), ett)
    return list(ut.values())


def _i_kolumn(
    kolumn: Kolumn, karta: Tabellkarta, varden: Sequence[str], hem: Hem
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each unknown word of one column with its proposal and the values there are."""
    if kolumn.typ in (Typ.DATUM, Typ.TIDPUNKT):
        prov = [v.split()[0].split("T")[0] for v in varden[:500]]
        last = [v for v in prov if _ISO.fullmatch(v) or _gar(v, karta.datumformat)]
        if 2 * len(last) < len(prov):
            yield from ((DATUM, form, FORMAT) for form in FORMAT if all(_gar(v, form) for v in prov))
    elif kolumn.typ is Typ.VAL:
        kanda = karta.varden.get(kolumn.namn, {})
        okanda = Counter(v for v in varden if kanda.get(v, v) not in kolumn.varden)
        if len(okanda) <= HOGST_OLIKA:
            for ord_, antal in okanda.most_common():
                if antal >= MINST_GANGER and len(ord_) <= HOGST_TECKEN and not re.search(r"\d{4}", ord_):
                    yield ord_, _mening(ord_, kolumn, hem), kolumn.varden


def _gar(text: str, form: str) -> bool:
    """Return whether a day is written so, with all its digits."""
    with suppress(ValueError):
        return datetime.strptime(text, form).strftime(form) == text
    return False


def _mening(ord_: str, kolumn: Kolumn, hem: Hem) -> str:
    """Return the value that a word is most like: as other sources say, as it is spelt, or by its only letter.

    Nothing for a digit, where sources say different things, and where one of word and value denies and not the other.
    """
    sagt = [(v.replace("_", " "), v) for v in kolumn.varden]
    for fil in sorted(hem.kallor.glob("*.toml")):
        with suppress(DataError):
            for karta in las_kalla(hem.kallor, fil.stem).tabeller.values():
                sagt += [(o, v) for o, v in karta.varden.get(kolumn.namn, {}).items() if v in kolumn.varden]
    kanda: dict[str, set[str]] = {}
    for ett, v in sagt:
        kanda.setdefault(vik(ett), set()).add(v)
    entydiga = {o: min(v) for o, v in kanda.items() if len(v) == 1}
    if len(ord_) == 1 and ord_.isdigit():
        return ""
    if vik(ord_) in kanda:
        return entydiga.get(vik(ord_), "")
    if len(ord_) == 1:
        med = [v for v in kolumn.varden if v.startswith(vik(ord_)) and v != "okand"]
        return med[0] if len(med) == 1 else ""
    basta = sorted(((SequenceMatcher(None, vik(ord_), k).ratio(), v, k) for k, v in entydiga.items()), reverse=True)
    andra = [likhet for likhet, v, _ in basta if v != basta[0][1]]
    saker = basta[0][0] >= LIKA_NOG and (not andra or basta[0][0] - andra[0] > 0.05)
    return basta[0][1] if saker and not _nekar_olika(vik(ord_), basta[0][2]) else ""


def _nekar_olika(a: str, b: str) -> bool:
    """Return whether one of two folded texts denies what the other says: ``ej kvinna``, ``oplanerad``."""
    ord_a, ord_b = (re.findall(r"[a-z]+", t) for t in (a, b))
    if bool(_NEKANDE & set(ord_a)) != bool(_NEKANDE & set(ord_b)):
        return True
    par = [(x, y) for x in ord_a for y in ord_b] + [(y, x) for x in ord_a for y in ord_b]
    return any(
        (x.startswith(_FORLED) and not y.startswith(_FORLED))
        and any(x.startswith(f) and SequenceMatcher(None, x.removeprefix(f), y).ratio() > _SAMMA_ORD for f in _FORLED)
        for x, y in par
    )


_NEKANDE = {"ej", "inte", "icke", "utan", "ingen", "inget", "inga", "aldrig"}
_FORLED = ("o", "icke", "ej")
_SAMMA_ORD = 0.85
"""How like two words are that differ by an ending alone."""
