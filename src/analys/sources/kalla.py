"""How one source system's headings and values map to the tables (``data/kallor/<id>.toml``)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from analys import svenska
from analys.errors import DataError, Filfel
from analys.sources.kontrakt import Tabell
from analys.tomlfil import bygg, las_toml


@dataclass(frozen=True)
class Tabellkarta:
    """One table's mapping: headings per column, values per column, date format, headings to pass over."""

    rubriker: dict[str, tuple[str, ...]] = field(default_factory=dict)
    varden: dict[str, dict[str, str]] = field(default_factory=dict)
    datumformat: str = "%Y-%m-%d"
    bortse: tuple[str, ...] = ()
    stopp_vid: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Kalltabell:
    """One of SCB's tables of inhabitants: its id and how its title begins. ``stord``: protected by small changes."""

    id: str
    titel: str
    kalla: str
    stord: bool = False


@dataclass(frozen=True)
class Hamtning:
    """How a source is fetched over the net: years, tables, and how long to wait for it.

    ``publiceras``: month and day when a year's figures came the year after; what came later is not known of a year.
    ``bortfall_hogst``: the share (0-1) of the time before that may be gone before it is a fault.
    """

    fran_ar: int
    kalla: str
    tabeller: tuple[Kalltabell, ...] = ()
    publiceras: str = ""
    anrop_per_sekund: float = 5.0
    forsok: int = 6
    vanta_sekunder: float = 1.0
    vanta_hogst_sekunder: float = 120.0
    tidsgrans_sekunder: float = 60.0
    bortfall_hogst: float = 0.05


@dataclass(frozen=True)
class Stord:
    """From which year SCB's figures of inhabitants are changed a little to protect persons, and what is said of it."""

    fran_ar: int
    text: str
    kalla: str


@dataclass(frozen=True)
class Kalla:
    """One source system. ``kalla``: the address of a database or of an open service, when it is not files."""

    namn: str
    tabeller: dict[str, Tabellkarta] = field(default_factory=dict)
    kalla: str = ""
    hamtning: Hamtning | None = None
    stord: Stord | None = None


def las_kalla(mapp: Path, kalla: str) -> Kalla:
    """Return the mapping ``kalla``; raises DataError when the file is missing or wrong."""
    fil = mapp / f"{kalla}.toml"
    if not fil.is_file():
        gor = "Kör analys kontrollera och svara hur rubrikerna ska läsas, så skapas den, eller rätta leverans.toml."
        raise DataError([Filfel(fil.name, "källans fil saknas i data/kallor.", gor)])
    return bygg(Kalla, las_toml(fil), fil.name)


def normera(rubrik: str) -> str:
    """Return a heading as it is compared: NFC, trimmed, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", rubrik).casefold().split())


def kartlagg(
    rubriker: list[str], tabell: Tabell, karta: Tabellkarta, fil: str
) -> tuple[dict[str, int], list[str], list[Filfel]]:
    """Return where each contract column stands in the file, the headings nobody reads, and the file's faults."""
    fel: list[Filfel] = []
    normerade = [normera(r) for r in rubriker]
    alla_traffar = platser(rubriker, tabell, karta)
    for dubbel in sorted({r for r in normerade if normerade.count(r) > 1}):
        fel.append(Filfel(fil, f'rubriken "{dubbel}" står två gånger.', "Byt namn på eller ta bort den ena.", 1))
    lasta: dict[str, int] = {}
    betyder: dict[str, list[str]] = {}
    for kolumn in tabell.kolumner:
        traffar = alla_traffar[kolumn.namn]
        for i in traffar:
            betyder.setdefault(rubriker[i], []).append(kolumn.namn)
        if len({normerade[i] for i in traffar}) > 1:
            tva = svenska.lista(f'"{rubriker[i]}"' for i in traffar)
            fel.append(Filfel(fil, f"rubrikerna {tva} betyder båda {kolumn.namn}.", "Ta bort den ena.", 1))
        elif traffar:
            lasta[kolumn.namn] = traffar[0]
        elif not kolumn.far_saknas:
            fel.append(Filfel(fil, f"kolumnen {kolumn.namn} saknas.", _forslag(rubriker, _namn(kolumn.namn, karta)), 1))
    for rubrik, kolumner in betyder.items():
        if len(kolumner) > 1:
            fel.append(
                Filfel(
                    fil,
                    f'rubriken "{rubrik}" betyder två saker ({svenska.lista(kolumner)}).',
                    "Rätta källans fil i data/kallor så att rubriken hör till en kolumn.",
                    1,
                )
            )
    if not betyder:
        return lasta, [], [Filfel(fil, "rubrikraden saknas eller är okänd.", _UTAN_RUBRIKER, 1)]
    kanda = {normera(b) for b in karta.bortse} | {normera(r) for r in betyder}
    okanda = [r for r, n in zip(rubriker, normerade, strict=True) if n not in kanda]
    return lasta, okanda, fel


def platser(rubriker: list[str], tabell: Tabell, karta: Tabellkarta) -> dict[str, list[int]]:
    """Return where in the file the headings of each column stand: nowhere, once, or too many times."""
    normerade = [normera(r) for r in rubriker]
    alla = {k.namn: _namn(k.namn, karta) for k in tabell.kolumner}
    return {kolumn: [i for i, r in enumerate(normerade) if r in namn] for kolumn, namn in alla.items()}


def _namn(kolumn: str, karta: Tabellkarta) -> set[str]:
    """Return the headings that mean a column, normalised: its own name and those of the source's file."""
    return {normera(n) for n in (kolumn, *karta.rubriker.get(kolumn, ()))}


_UTAN_RUBRIKER = "Exportera med rubriker. Finns de: kör analys kontrollera, som föreslår hur de ska läsas."


def _forslag(rubriker: list[str], namn: set[str]) -> str:
    """Return the remedy for a missing column, with the nearest heading that the file has."""
    for n in sorted(namn):
        if traff := svenska.liknar(n, rubriker):
            return f"Lägg till den, eller kör analys kontrollera och svara hur rubrikerna ska läsas.{traff}"
    return f"Lägg till den. Filen har rubrikerna {svenska.lista(rubriker)}."


def tabellkarta(mapp: Path, kalla: str, tabell: str) -> Tabellkarta:
    """Return how one source maps one table; a source that says nothing of it uses the project's own headings."""
    return las_kalla(mapp, kalla).tabeller.get(tabell, Tabellkarta({}))


def karta_eller_tom(mapp: Path, kalla: str, tabell: str) -> Tabellkarta:
    """Return the same, or an empty mapping when the source has no file yet."""
    return tabellkarta(mapp, kalla, tabell) if (mapp / f"{kalla}.toml").is_file() else Tabellkarta({})
