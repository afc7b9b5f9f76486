"""One written table, .csv or .xlsx: from its bytes to rows of a dataclass, with every fault of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd

from analys import svenska
from analys.errors import DataError, Filfel, UsageError, orsak
from analys.katalog import Katalog
from analys.omraden import hitta
from analys.region import Regionprofil
from analys.sources import personnummer
from analys.sources.kalla import Tabellkarta, kartlagg
from analys.sources.kontrakt import REGELTEXT, Kolumn, Tabell, Typ
from analys.sources.tabellfil import las_tabellfil
from analys.sources.typning import typa

HOGST_TECKEN = 200
"""The longest text of a cell: it is printed under a chart or in a table."""
FORMAT = (".csv", ".xlsx")
STYRTECKEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
"""What no report can print, and XML not hold: pasted from Word, its line break is U+000B."""
_TA_BORT = "Ta bort det: det som skrivs här trycks i rapporterna."
EN_RAD = "Ta bort tecknet och skriv texten på en rad; det följer ofta med från Word."
_KARTA = Tabellkarta(
    {
        "omrade": ("område",),
        "forfattare": ("författare",),
        "arende": ("ärende", "paragraf"),
        "klart_senast": ("klart senast",),
        "klar_senast": ("klar senast",),
        "forvantad_effekt": ("förväntad effekt",),
        "utlosande_manad": ("utlösande månad",),
        "atgard": ("åtgärd",),
        "genomford": ("genomförd",),
        "indikator": ("mått",),
    }
)
"""How headings may be written beside the columns' own names."""
T = TypeVar("T")


@dataclass(frozen=True)
class Skrift(Generic[T]):
    """One table that people write: its file's name, what a row is, its columns, the dataclass of its rows.

    ``fel`` says what contradicts itself in a row and the remedy, if anything does.

    The columns ``omrade``, ``tema`` and ``indikator`` name what exists: a code or a name, with or without å ä ö.
    """

    namn: str
    rad_ar: str
    kolumner: tuple[Kolumn, ...]
    rad: Callable[..., T]
    fel: Callable[[T], tuple[str, str] | None] = lambda _: None


def las_skrift(mapp: Path, skrift: Skrift[T], profil: Regionprofil, katalog: Katalog) -> tuple[T, ...]:
    """Return the table's rows in the order of the file; a folder without the file has none.

    Raises
    ------
    DataError : all faults of the file.
    """
    filer = [fil for slut in FORMAT if (fil := mapp / f"{skrift.namn}{slut}").is_file()]
    if not filer:
        return ()
    namn = filer[0].name
    if len(filer) > 1:
        tva = svenska.lista(f.name for f in filer)
        raise DataError([Filfel(namn, f"tabellen finns i två filer ({tva}).", "Ta bort den ena.")])
    try:
        text = las_tabellfil(namn, filer[0].read_bytes(), None)
    except OSError as fel:
        raise DataError([Filfel(namn, f"filen går inte att läsa: {orsak(fel)}.", "Kontrollera den.")]) from None
    tabell = Tabell(skrift.namn, skrift.rad_ar, skrift.kolumner, (), {})
    platser, _, rubrikfel = kartlagg(text.rubriker, tabell, _KARTA, namn)
    if rubrikfel:
        raise DataError(rubrikfel)
    fel_i_filen = [
        Filfel(namn, f'kolumnen "{text.rubriker[nr]}" har något som ser ut som ett personnummer.', _TA_BORT, rad)
        for rad, celler in enumerate(text.rader, start=2)
        for nr, cell in enumerate(celler)
        if any(personnummer.hitta(cell))
    ]
    fel_i_filen += [
        Filfel(namn, f'kolumnen "{text.rubriker[nr]}" har en radbrytning eller ett annat styrtecken.', EN_RAD, rad)
        for rad, celler in enumerate(text.rader, start=2)
        for nr, cell in enumerate(celler)
        if STYRTECKEN.search(cell)
    ]
    kolumner = {}
    for kolumn in skrift.kolumner:
        kolumner[kolumn.namn], fel_i_kolumnen = _las_kolumn(namn, kolumn, tabell, platser, text.rader, profil, katalog)
        fel_i_filen += fel_i_kolumnen
    if fel_i_filen:
        raise DataError(sorted(fel_i_filen, key=lambda f: (f.rad or 0, f.vad)))
    hela = [skrift.rad(**dict(zip(kolumner, v, strict=True))) for v in zip(*kolumner.values(), strict=True)]
    brutna = [(nr, ett) for nr, rad in enumerate(hela, start=2) if (ett := skrift.fel(rad))]
    if brutna:
        raise DataError([Filfel(namn, f"{vad}.", gor, nr) for nr, (vad, gor) in brutna])
    return tuple(hela)


def _las_kolumn(
    fil: str,
    kolumn: Kolumn,
    tabell: Tabell,
    platser: dict[str, int],
    rader: list[list[str]],
    profil: Regionprofil,
    katalog: Katalog,
) -> tuple[list[Any], list[Filfel]]:
    """Return one column's values, None where there is none, and its faults by row."""
    typad, brott, fel = typa(fil, replace(tabell, kolumner=(kolumn,)), _KARTA, platser, rader, {})
    fel += [
        Filfel(fil, f"{kolumn.namn}: {REGELTEXT[regel]}.", _gor(kolumn, regel), int(rad))
        for rad, regel in brott[brott != ""].items()
    ]
    varden: list[Any] = []
    for rad, varde in typad[kolumn.namn].items():
        ett: Any = None if pd.isna(varde) else varde.date() if kolumn.typ is Typ.DATUM else varde
        if kolumn.typ is Typ.TEXT and ett and not brott[rad]:
            if len(ett) > HOGST_TECKEN:
                vad = f"{kolumn.namn}: texten har {len(ett)} tecken, högst {HOGST_TECKEN} får plats."
                fel.append(Filfel(fil, vad, "Korta den.", int(rad)))
            try:
                ett = _NAMN.get(kolumn.namn, _oforandrad)(ett, profil, katalog)
            except UsageError as okant:
                vad, _, gor = str(okant).partition(". ")
                fel.append(Filfel(fil, f"{kolumn.namn}: {svenska.liten_bokstav(vad)}.", gor, int(rad)))
        varden.append(ett)
    return varden, fel


def _gor(kolumn: Kolumn, regel: str) -> str:
    if regel == "tomt_varde":
        return "Fyll i cellen eller ta bort raden."
    if kolumn.typ is Typ.DATUM:
        return "Skriv datum som 2022-09-01."
    return f"Välj bland {svenska.lista(kolumn.varden)}." if kolumn.varden else "Rätta cellen."


def _oforandrad(text: str, _: Regionprofil, __: Katalog) -> str:
    return text


def _omrade(text: str, profil: Regionprofil, _: Katalog) -> str:
    return hitta(text, profil.rapportomraden).kod


def _tema(text: str, profil: Regionprofil, _: Katalog) -> str:
    return _bland(text, {t: t for t in (*profil.teman, *profil.interna_teman)}, "Temat")


def _indikator(text: str, _: Regionprofil, katalog: Katalog) -> str:
    return _bland(text, {i.titel: i.id for i in katalog.values()} | {i: i for i in katalog}, "Indikatorn")


def _bland(text: str, kanda: dict[str, str], vad: str) -> str:
    """Return what ``text`` names; raises UsageError with the nearest name."""
    if (traff := {svenska.vik(n): v for n, v in kanda.items()}.get(svenska.vik(text))) is not None:
        return traff
    val = svenska.liknar(text, kanda).strip() or f"Välj bland {svenska.lista(sorted(set(kanda.values())))}."
    raise UsageError(f'{vad} "{text}" finns inte. {val}')


_NAMN: dict[str, Callable[[str, Regionprofil, Katalog], str]] = {
    "omrade": _omrade,
    "tema": _tema,
    "indikator": _indikator,
}
