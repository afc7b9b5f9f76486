"""Which column a heading that nobody reads may mean: by its name, and by what kind of values stand under it.

A proposal is only that: nothing is read by it until somebody has said yes (`kallfil`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from analys.errors import DataError
from analys.hem import Hem
from analys.omraden import las_omraden
from analys.sources.besked import Leveransbesked
from analys.sources.kalla import Tabellkarta, karta_eller_tom, las_kalla, normera, platser
from analys.sources.kontrakt import Kolumn, Tabell, Typ
from analys.sources.platser import plats_for
from analys.sources.tabeller import TABELLER
from analys.sources.tabellfil import las_tabellfil
from analys.sources.textfil import Textfil
from analys.svenska import vik

LIKA_NOG = 0.72
"""How like a name a heading must be (0-1) to be proposed; the abbreviation ``Inskr.datum`` is as good as the name."""
LIKA_BRA = 0.05
"""Columns whose likeness differs by less than this are as good: none of them is chosen."""
PASSAR = 0.9
"""The share of the column's values that must be of its kind."""
PROV = 500
"""Rows whose values are looked at."""
SYNONYMER = {
    "person_id": ("Patient-id", "Pseudonym", "Personnr", "Personnummer"),
    "kommunkod": ("Hemkommun", "Bostadskommun", "Kommunnamn"),
    "kon": ("Juridiskt kön",),
    "fodelsear": ("Född", "Född år"),
    "inskriven_datum": ("Startdatum", "Inskrivningsdatum", "Insats från"),
    "avslutad_datum": ("Slutdatum", "Avslutsdatum", "Utskrivningsdatum", "Insats till"),
    "inskriven_tidpunkt": ("Inskrivningsdatum", "Inskrivningstid", "Inläggningsdatum"),
    "utskriven_tidpunkt": ("Utskrivningsdatum", "Utskrivningstid"),
    "datum": ("Besöksdag", "Besökstid"),
    "vardtillfalle_id": ("Vårdtillfällesnummer", "Vtf-id"),
    "fran": ("Startdatum", "Från och med"),
    "till": ("Slutdatum", "Till och med"),
}
"""What other systems call the columns, beside the headings of every source's file."""
ANNAT = ("planera", "beraknad", "beraknat", "prelimin", "beslut", "utskrivningsklar", "utskrift")
"""What a heading says that makes it another day than the one it is like: only a name that says it too is meant."""
_DATUM = re.compile(r"\d{1,4}[-/. ]?\d{1,2}[-/. ]?\d{1,4}([ T].*)?")
_TAL = re.compile(r"[-−]?\d[\d \u00a0\u202f]*([.,]\d+)?")


@dataclass(frozen=True)
class Forslag:
    """A heading that no column is read from, and the column it may mean; several when they are as likely."""

    fil: str
    kalla: str
    tabell: str
    rubrik: str
    kolumner: tuple[str, ...]


def foresla(mapp: Path, besked: Leveransbesked, hem: Hem, filer: Sequence[str]) -> list[Forslag]:
    """Return what the unread headings of some of a delivery's files may mean; unreadable files have none."""
    omraden = las_omraden(hem.omraden)
    omradesord = {vik(ord_) for o in omraden.values() for ord_ in (o.kod, o.namn)}
    namn = _kanda_namn(hem)
    ut: list[Forslag] = []
    for fil in filer:
        uppgift = besked.filer[fil]
        try:
            text = text_i(mapp, fil, besked, hem)
            karta = karta_eller_tom(hem.kallor, uppgift.kalla, uppgift.tabell)
        except (DataError, OSError):
            continue
        tabell = TABELLER[uppgift.tabell]
        for rubrik, kolumner in _i_fil(text, tabell, karta, namn, omradesord).items():
            ett = Forslag(fil, uppgift.kalla, tabell.namn, rubrik, kolumner)
            if not any((f.kalla, f.tabell, normera(f.rubrik)) == (ett.kalla, ett.tabell, normera(rubrik)) for f in ut):
                ut.append(ett)
    return ut


def text_i(mapp: Path, fil: str, besked: Leveransbesked, hem: Hem) -> Textfil:
    """Return the rows of one of a delivery's files as text.

    Raises
    ------
    DataError, OSError : it is not there or cannot be read; the user is told when the delivery is.
    """
    return las_tabellfil(fil, plats_for(mapp, fil, besked, hem).fil.read_bytes(), None, besked.filer[fil].blad)


def olasta(text: Textfil, tabell: Tabell, karta: Tabellkarta) -> tuple[list[str], list[Kolumn]]:
    """Return a file's headings that no column is read from or passed over, and the columns that no heading gives."""
    kanda = {normera(b) for b in karta.bortse}
    traffar = platser(text.rubriker, tabell, karta)
    tagna = {normera(text.rubriker[i]) for lista in traffar.values() for i in lista}
    rubriker = [r for r in dict.fromkeys(text.rubriker) if r and normera(r) not in kanda | tagna]
    return rubriker, [k for k in tabell.kolumner if not traffar[k.namn]]


def _i_fil(
    text: Textfil, tabell: Tabell, karta: Tabellkarta, namn: Mapping[str, set[str]], omradesord: set[str]
) -> dict[str, tuple[str, ...]]:
    """Return the columns that each unread heading of one file may mean."""
    if any(_DATUM.fullmatch(r) or _TAL.fullmatch(r) or vik(r) in omradesord for r in text.rubriker):
        return {}  # the first row is somebody's values: they are not repeated
    rubriker, saknade = olasta(text, tabell, karta)
    ut: dict[str, tuple[str, ...]] = {}
    for rubrik in rubriker:
        likhet = {k.namn: max(_likhet(rubrik, n) for n in namn[k.namn] | {k.namn}) for k in tabell.kolumner}
        bast = max(likhet.values())
        basta = [k for k in tabell.kolumner if bast >= LIKA_NOG and likhet[k.namn] > bast - LIKA_BRA]
        varden = _prov(text, rubrik)
        if any(k in saknade for k in basta):
            ut[rubrik] = tuple(k.namn for k in basta if k in saknade and _passar(k, varden, omradesord))
    if any(ut.values()) or len(rubriker) < len(text.rubriker):  # else the first row may be no headings either
        kvar = [r for r in rubriker if not ut.get(r) and not any(ett in vik(r) for ett in ANNAT)]
        ut |= _efter_slag(text, kvar, saknade, ut, omradesord)
    return {rubrik: kolumner for rubrik, kolumner in ut.items() if kolumner}


def _efter_slag(
    text: Textfil,
    rubriker: Sequence[str],
    saknade: Sequence[Kolumn],
    redan: Mapping[str, tuple[str, ...]],
    omradesord: set[str],
) -> dict[str, tuple[str, ...]]:
    """Return the heading and the obligatory column that alone are left of their kind: days, or områden."""
    tagna = {k for kolumner in redan.values() for k in kolumner}
    ut: dict[str, tuple[str, ...]] = {}
    for slag in ({Typ.DATUM, Typ.TIDPUNKT}, {Typ.KOD}):
        kvar = [k for k in saknade if k.typ in slag and not k.far_saknas and k.namn not in tagna]
        mojliga = [r for r in rubriker if kvar and _passar(kvar[0], _prov(text, r), omradesord)]
        if len(kvar) == len(mojliga) == 1:
            ut[mojliga[0]] = (kvar[0].namn,)
    return ut


def _kanda_namn(hem: Hem) -> dict[str, set[str]]:
    """Return every name that is known of each column: of all sources' files, and of other systems."""
    namn = {k.namn: set(SYNONYMER.get(k.namn, ())) for t in TABELLER.values() for k in t.kolumner}
    for fil in sorted(hem.kallor.glob("*.toml")):
        try:
            kartor = las_kalla(hem.kallor, fil.stem).tabeller
        except DataError:  # said when a file is read by it
            continue
        for kolumn, rubriker in (par for karta in kartor.values() for par in karta.rubriker.items()):
            namn.setdefault(kolumn, set()).update(rubriker)
    return namn


def _likhet(rubrik: str, namn: str) -> float:
    """Return how like a heading is to a name, 0-1; 1 also when its words begin the name's words in turn."""
    ord_, namnets = ([d for d in re.split(r"[^a-z0-9]+", vik(t)) if d] for t in (rubrik, namn))
    a, b = "".join(ord_), "".join(namnets)
    if not a or not b or any(ett in a and ett not in b for ett in ANNAT):
        return 0.0
    if len(ord_) == len(namnets) and all(
        len(x) >= min(3, len(y)) and y.startswith(x) for x, y in zip(ord_, namnets, strict=True)
    ):
        return 1.0
    if any({a[:2], b[:2]} == par for par in ({"in", "ut"}, {"fr", "ti"})):  # inskriven is never utskriven
        return 0.0
    return SequenceMatcher(None, a, b).ratio()


def _prov(text: Textfil, rubrik: str) -> list[str]:
    """Return some of the values under a heading, without the empty ones."""
    plats = text.rubriker.index(rubrik)
    return [v for rad in text.rader[:PROV] if plats < len(rad) and (v := rad[plats].strip())]


def _passar(kolumn: Kolumn, varden: Sequence[str], omradesord: set[str]) -> bool:
    """Return whether values are of a column's kind; no values fit any column."""
    match kolumn.typ:
        case Typ.DATUM | Typ.TIDPUNKT:
            ratt = sum(bool(_DATUM.fullmatch(v)) and any(t.isdigit() for t in v) and len(v) >= 6 for v in varden)
        case Typ.HELTAL | Typ.TAL:
            ratt = sum(bool(_TAL.fullmatch(v)) for v in varden)
        case Typ.KOD:
            ratt = sum(vik(v) in omradesord or (v.isdigit() and v.zfill(4) in omradesord) for v in varden)
        case Typ.VAL | Typ.GRUPP:  # its words may be the source's own, but they recur
            ratt = len(varden) * (len(set(varden)) <= max(20, len(kolumn.varden)))
        case _:
            ratt = len(varden)
    return ratt >= PASSAR * len(varden)


def medtavlare(ett: Forslag, alla: Sequence[Forslag]) -> list[str]:
    """Return the other headings that may mean a column that this one may: nobody but the user may choose."""
    samma = [f for f in alla if (f.kalla, f.tabell) == (ett.kalla, ett.tabell) and f != ett]
    return [f.rubrik for f in samma if set(f.kolumner) & set(ett.kolumner)]
