"""From rows of text to typed rows by contract; a row at fault gets the name of one rule, its first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analys.errors import Filfel, UsageError
from analys.omraden import LANDET, RIKET, Omrade
from analys.period import Period
from analys.sources.kalla import Tabellkarta
from analys.sources.kontrakt import OPPET_SLUT, Kolumn, Tabell, Typ

_TAL = re.compile(r"[-−]?(?:\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:,\d+)?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?")
Tolk = Callable[[str], Any]
STORSTA_TAL = 1e12
SISTA_AR = 2200


class Radfel(Exception):  # noqa: N818 (a row fault is not an error of the program)
    """The value breaks the named rule."""


class TappadNolla(Exception):  # noqa: N818
    """A områdeskod that has lost its leading zero: the whole file has been through a spreadsheet."""


def tal(text: str) -> float:
    """Return a number written in Swedish: decimal comma, spaces between thousands; nothing else passes."""
    if not _TAL.fullmatch(text):
        raise Radfel("ej_tal")
    return float(re.sub(r"[ \u00a0\u202f]", "", text).replace("−", "-").replace(",", "."))


def heltal(text: str) -> int:
    """Return a whole number written in Swedish."""
    varde = tal(text)
    if varde != int(varde) or abs(varde) > STORSTA_TAL:
        raise Radfel("ej_tal")
    return int(varde)


_KLOCKA = re.compile("%[HIMScX]")
_SIFFROR = dict.fromkeys("dmyHIMSUW", 2) | {"j": 3, "Y": 4}


@cache
def _med_alla_siffror(form: str) -> re.Pattern[str]:
    """Return what a time in the form looks like with every digit there; month names and the like are as they are."""
    delar = re.split("%(.)", form)
    monster = ["%" if d == "%" else rf"\d{{{_SIFFROR[d]}}}" if d in _SIFFROR else ".+?" for d in delar[1::2]]
    return re.compile("".join(re.escape(a) + b for a, b in zip(delar[::2], [*monster, ""], strict=True)), re.IGNORECASE)


def _tidpunkt(text: str, form: str, far_vara_tom: bool) -> datetime | None:
    """Return a time written as ISO or in the source's own date format, with or without a clock; never guessed.

    With all its digits: 2022-01-3 is what is left of another day.
    """
    tidpunkt = None
    if _ISO.fullmatch(text):
        with suppress(ValueError):  # the thirteenth month
            tidpunkt = datetime.fromisoformat(text)
    else:
        for hel in [form] if _KLOCKA.search(form) else [form, f"{form} %H:%M", f"{form} %H:%M:%S"]:
            with suppress(ValueError):
                last = datetime.strptime(text, hel)
                tidpunkt = tidpunkt or (last if _med_alla_siffror(hel).fullmatch(text) else None)
    if tidpunkt is None or not 1900 <= tidpunkt.year <= OPPET_SLUT.year:
        raise Radfel("ej_datum")
    if tidpunkt.date() == OPPET_SLUT and far_vara_tom:
        return None
    if tidpunkt.year > SISTA_AR:
        raise Radfel("ej_datum")
    return tidpunkt


def _datum(text: str, form: str, far_vara_tom: bool) -> date | None:
    """Return a date; a clock is allowed at midnight alone, as spreadsheets and databases write dates."""
    tidpunkt = _tidpunkt(text, form, far_vara_tom)
    if tidpunkt is not None and tidpunkt.time() != time.min:
        raise Radfel("ej_datum")
    return None if tidpunkt is None else tidpunkt.date()


def _period(text: str) -> str:
    try:
        return Period.las(text).kod
    except UsageError:
        raise Radfel("ej_period") from None


def _kod(text: str, omraden: dict[str, Omrade], namn: dict[str, str]) -> str:
    if text in omraden:
        return text
    if text.isdigit() and text.zfill(4) in omraden:
        raise TappadNolla
    if (kod := namn.get(text.casefold())) is not None:
        return kod
    raise Radfel("okand_kommun")


def _val(text: str, karta: dict[str, str], tillatna: tuple[str, ...]) -> str:
    varde = karta.get(text, text)
    if varde not in tillatna:
        raise Radfel("okant_varde")
    return varde


def _tolk(kolumn: Kolumn, karta: Tabellkarta, omraden: dict[str, Omrade], med_regioner: bool) -> Tolk:
    """Return the function that reads one value of the column."""
    if kolumn.typ in (Typ.DATUM, Typ.TIDPUNKT):
        las = _datum if kolumn.typ is Typ.DATUM else _tidpunkt
        return lambda t: las(t, karta.datumformat, kolumn.far_vara_tom)
    if kolumn.typ is Typ.KOD:
        tillatna = {k: o for k, o in omraden.items() if med_regioner or not o.ar_region}
        tillatna |= {RIKET: LANDET} if med_regioner else {}
        namn = {o.namn.casefold(): o.kod for o in tillatna.values()}
        return lambda t: _kod(t, tillatna, namn)
    if kolumn.typ is Typ.VAL:
        return lambda t: _val(t, karta.varden.get(kolumn.namn, {}), kolumn.varden)
    if kolumn.typ is Typ.GRUPP:
        return lambda t: karta.varden.get(kolumn.namn, {}).get(t, t)
    enkla: dict[Typ, Tolk] = {Typ.TAL: tal, Typ.HELTAL: heltal, Typ.PERIOD: _period, Typ.TEXT: str}
    return enkla[kolumn.typ]


def typa(
    fil: str,
    tabell: Tabell,
    karta: Tabellkarta,
    platser: dict[str, int],
    rader: list[list[str]],
    omraden: dict[str, Omrade],
) -> tuple[pd.DataFrame, pd.Series, list[Filfel]]:
    """Return typed rows (index = line number in the file), each row's rule or "", and faults of the whole file.

    Each distinct text is read once, so the time follows the number of different values, not of rows.
    """
    radnummer = pd.RangeIndex(2, len(rader) + 2)
    brott = np.full(len(rader), "", dtype=object)
    fel: list[Filfel] = []
    kolumner: dict[str, Any] = {}
    for kolumn in tabell.kolumner:
        plats = platser.get(kolumn.namn)
        if plats is None:
            kolumner[kolumn.namn] = pd.Series(_tomt(kolumn), index=radnummer, dtype=dtyp(kolumn))
            continue
        koder, unika = pd.factorize(np.array([r[plats] for r in rader], dtype=object))
        tolk = _tolk(kolumn, karta, omraden, tabell.med_regioner)
        varden: list[Any] = []
        regler: list[str] = []
        tomt = _tomt(kolumn)
        for text in unika:
            rensad = text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
            regel = ""
            varde = tomt
            try:
                if rensad:
                    varde = tolk(rensad)
                elif not kolumn.far_vara_tom:
                    regel = "tomt_varde"
            except Radfel as ett:
                regel = str(ett)
            except TappadNolla:
                rad = int(radnummer[int(np.argmax(koder == len(varden)))])
                fel.append(
                    Filfel(
                        fil,
                        f"områdeskoden i kolumnen {kolumn.namn} har tappat sin inledande nolla.",
                        "Filen har öppnats i ett kalkylprogram: exportera på nytt med kolumnen som text.",
                        rad,
                    )
                )
            varden.append(varde)
            regler.append(regel)
        uppslag = pd.Series(varden, dtype=object).astype(dtyp(kolumn)) if varden else pd.Series([], dtype=object)
        kolumner[kolumn.namn] = pd.Series(uppslag.to_numpy()[koder] if len(uppslag) else [], index=radnummer)
        kolumner[kolumn.namn] = kolumner[kolumn.namn].astype(dtyp(kolumn))
        brott = np.where(brott == "", np.array([*regler, ""], dtype=object)[koder], brott)
    return pd.DataFrame(kolumner, index=radnummer), pd.Series(brott, index=radnummer, dtype=object), fel[:20]


def dtyp(kolumn: Kolumn) -> str:
    """Return the pandas type of a column of the contract."""
    datum = dict.fromkeys((Typ.DATUM, Typ.TIDPUNKT), "datetime64[s]")
    return (datum | {Typ.HELTAL: "Int64", Typ.TAL: "Float64"}).get(kolumn.typ, "str")


def _tomt(kolumn: Kolumn) -> Any:
    """Return what an empty cell becomes: NA for numbers and dates, else what the contract says."""
    if kolumn.typ in (Typ.DATUM, Typ.TIDPUNKT):
        return pd.NaT
    return pd.NA if kolumn.typ in (Typ.HELTAL, Typ.TAL) else kolumn.tom_ar
