"""Total rows inside the data, set aside and held against the rows that they sum, and the source's own sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from analys import svenska
from analys.errors import Filfel
from analys.sources.kontrakt import Tabell, Typ

_ORD = {"total", "totalt", "totalsumma", "summa", "samtliga", "delsumma", "grand total"}
_GRUPPER = (Typ.KOD, Typ.VAL, Typ.GRUPP, Typ.PERIOD)
_SUMMERAS = ("antal", "taljare", "namnare")


def hitta(rader: Sequence[Sequence[str]], platser: Mapping[str, int], tabell: Tabell) -> list[int]:
    """Return the line numbers of rows that say they are totals where a kommun should stand.

    A table without a kommun's column says so in its first text column.
    """
    koder = [k.namn for k in tabell.kolumner if k.typ is Typ.KOD and k.namn in platser]
    text = next((k.namn for k in tabell.kolumner if k.typ is Typ.TEXT and k.namn in platser), None)
    kolumner = [platser[k] for k in koder or filter(None, [text])]
    return [
        nr for nr, rad in enumerate(rader, 2) if any(rad[i].strip().rstrip(":").casefold() in _ORD for i in kolumner)
    ]


def jamfor(fil: str, typade: pd.DataFrame, summarader: Sequence[int], tabell: Tabell) -> list[Filfel]:
    """Return the total rows that are not the sum of their rows: those of the same values where the total has one."""
    return [f for nr in summarader for f in _fel(fil, nr, typade.drop(list(summarader)), typade.loc[nr], tabell)]


def _fel(fil: str, nr: int, egna: pd.DataFrame, summa: pd.Series, tabell: Tabell) -> Iterator[Filfel]:
    for kolumn in tabell.kolumner:
        varde = summa[kolumn.namn]
        grupp = kolumn.typ in _GRUPPER or kolumn.namn == "kalenderar"
        if grupp and not pd.isna(varde) and varde not in ("", kolumn.tom_ar):
            egna = egna[(egna[kolumn.namn] == varde).fillna(False)]
    for namn in (k.namn for k in tabell.kolumner if k.namn.startswith(_SUMMERAS) and k.typ in (Typ.HELTAL, Typ.TAL)):
        egen = egna[namn].sum()
        if not pd.isna(summa[namn]) and float(summa[namn]) != float(egen):
            vad = f"summaraden har {_tal(summa[namn])} i kolumnen {namn}, men raderna blir {_tal(egen)}."
            yield Filfel(fil, vad, "Rader saknas eller är fel: hämta exporten på nytt.", nr)


def kontrollera(fil: str, typade: pd.DataFrame, summor: Mapping[str, float]) -> list[Filfel]:
    """Return the columns whose sum over all rows is not the one that ``leverans.toml`` gives."""
    fel = []
    for namn, vantad in summor.items():
        if namn not in typade or not pd.api.types.is_numeric_dtype(typade[namn]):
            tal = [k for k in typade if pd.api.types.is_numeric_dtype(typade[k])]
            vad = f"leverans.toml har en summa för {namn}, som inte är en talkolumn i tabellen."
            gor = f"Talkolumnerna är {svenska.lista(tal)}." if tal else "Tabellen har inga talkolumner."
            fel.append(Filfel(fil, vad, gor))
        elif (egen := float(typade[namn].sum())) != float(vantad):
            vad = f"kolumnen {namn} har summan {_tal(egen)} men leverans.toml säger {_tal(vantad)}."
            fel.append(Filfel(fil, vad, "Ett tal i filen är fel, eller fel fil: hämta exporten på nytt."))
    return fel


def _tal(varde: float) -> str:
    return svenska.tal(float(varde), 0 if float(varde).is_integer() else 3)
