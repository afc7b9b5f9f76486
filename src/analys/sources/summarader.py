"""Total rows inside the data, set aside and held against the rows that they sum, and the source's own sums."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from analys import svenska
from analys.errors import Filfel
from analys.omraden import RIKET, Omrade
from analys.sources.kontrakt import Tabell, Typ

_ORD = {"total", "totalt", "totalsumma", "summa", "samtliga", "delsumma", "grand total"}
_SUMMERAS = ("antal", "taljare", "namnare")


def hitta(rader: Sequence[Sequence[str]], platser: Mapping[str, int], tabell: Tabell) -> list[int]:
    """Return the line numbers of rows that say they are totals where a kommun should stand.

    A table without a kommun's column says so in its first text column.
    """
    koder = [k.namn for k in tabell.kolumner if k.typ is Typ.KOD and k.namn in platser]
    text = next((k.namn for k in tabell.kolumner if k.typ is Typ.TEXT and k.namn in platser), None)
    kolumner = [platser[k] for k in koder or filter(None, [text])]
    ut: set[int] = set()
    for i in kolumner:
        if ord_ := {text for text in {rad[i] for rad in rader} if text.strip().rstrip(":").casefold() in _ORD}:
            ut |= {nr for nr, rad in enumerate(rader, 2) if rad[i] in ord_}
    return sorted(ut)


def jamfor(
    fil: str, typade: pd.DataFrame, summarader: Sequence[int], tabell: Tabell, omraden: Mapping[str, Omrade]
) -> tuple[list[Filfel], list[int]]:
    """Return the total rows that are not the sum of their rows, and the line numbers of those that none can tell of.

    A right file is never refused: where it is not clear which rows a total sums, it is not compared.
    """
    fel: list[Filfel] = []
    ovissa = []
    rader = typade.drop(list(summarader))
    if tabell.kommunkolumn:
        egna = rader[tabell.kommunkolumn]
        rader = rader[~egna.isin([RIKET, *(k for k, o in omraden.items() if o.ar_region)])]
    for nr in summarader:
        tal = {n: float(typade.loc[nr, n]) for n in _talkolumner(tabell) if not pd.isna(typade.loc[nr, n])}
        egna = _summerade(rader, typade.loc[nr], tabell)
        if egna is None or egna[list(tal)].isna().any(axis=None):
            ovissa += [nr] if tal else []
            continue
        for namn, varde in tal.items():
            if not _lika(varde, egen := float(egna[namn].sum())):
                vad = f"summaraden har {_tal(varde)} i kolumnen {namn}, men raderna blir {_tal(egen)}."
                fel.append(Filfel(fil, vad, "Rader saknas eller är fel: hämta exporten på nytt.", nr))
    return fel, ovissa


def _talkolumner(tabell: Tabell) -> list[str]:
    return [k.namn for k in tabell.kolumner if k.namn.startswith(_SUMMERAS) and k.typ in (Typ.HELTAL, Typ.TAL)]


def _summerade(rader: pd.DataFrame, summa: pd.Series, tabell: Tabell) -> pd.DataFrame | None:
    """Return the rows that a total sums: those of its own values in the key, but for the kommun's; None in doubt.

    Where the total says nothing of a group, the rows of all are meant if there are any. In doubt: no rows, several
    times or measures that the total tells nothing of, or a kommun that has no row of all when others have.
    """
    kolumner = {k.namn: k for k in tabell.kolumner}
    alla = rader
    for namn in (n for n in tabell.nyckel if n != tabell.kommunkolumn):
        varde, kolumn = summa[namn], kolumner[namn]
        tom = pd.isna(varde) or varde in ("", kolumn.tom_ar) or str(varde).rstrip(":").casefold() in _ORD
        if not tom:
            rader = rader[(rader[namn] == varde).fillna(False)]
            alla = alla[(alla[namn] == varde).fillna(False)]
        elif kolumn.typ not in (Typ.VAL, Typ.GRUPP):
            if rader.duplicated([n for n in tabell.nyckel if n != namn]).any():
                return None
        elif kolumn.typ is Typ.GRUPP and (hela := rader[namn] == kolumn.tom_ar).any():
            rader = rader[hela]
    kommun = tabell.kommunkolumn
    hel = not kommun or set(rader[kommun]) == set(alla[kommun])
    return rader if len(rader) and hel else None


def _lika(a: float, b: float) -> bool:
    """Return whether two sums are the same but for the last binary digits."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def kontrollera(fil: str, typade: pd.DataFrame, summor: Mapping[str, float]) -> list[Filfel]:
    """Return the columns whose sum over all rows is not the one that ``leverans.toml`` gives."""
    fel = []
    for namn, vantad in summor.items():
        if namn not in typade or not pd.api.types.is_numeric_dtype(typade[namn]):
            tal = [k for k in typade if pd.api.types.is_numeric_dtype(typade[k])]
            vad = f"leverans.toml har en summa för {namn}, som inte är en talkolumn i tabellen."
            gor = f"Talkolumnerna är {svenska.lista(tal)}." if tal else "Tabellen har inga talkolumner."
            fel.append(Filfel(fil, vad, gor))
        elif not _lika(egen := float(typade[namn].sum()), float(vantad)):
            vad = f"kolumnen {namn} har summan {_tal(egen)} men leverans.toml säger {_tal(vantad)}."
            fel.append(Filfel(fil, vad, "Ett tal i filen är fel, eller fel fil: hämta exporten på nytt."))
    return fel


def _tal(varde: float) -> str:
    return svenska.tal(float(varde), 0 if float(varde).is_integer() else 3)
