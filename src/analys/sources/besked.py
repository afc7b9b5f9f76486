"""``leverans.toml``: what a delivery folder says of itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from analys import svenska
from analys.errors import DataError, Filfel
from analys.filbyte import gar_i_windows
from analys.region import Regionprofil
from analys.sources.tabeller import TABELLER
from analys.tomlfil import bygg, las_toml

FILNAMN = "leverans.toml"


@dataclass(frozen=True)
class Leveransfil:
    """One file of the delivery: its table, mapping, period, control totals and Excel sheet.

    Control totals are the number of data rows (``rader``), the sums of columns of numbers (``summor``) and the hash of
    the whole file (``sha256``). ``fraga``: the table, view or SELECT that is read, where the source is a database.
    """

    tabell: str
    kalla: str
    fran: date
    till: date
    rader: int | None = None
    blad: str | None = None
    summor: dict[str, float] = field(default_factory=dict)
    sha256: str | None = None
    fraga: str = ""


@dataclass(frozen=True)
class Leveransbesked:
    """The content of ``leverans.toml``. ``exempel``: invented data, said on every page."""

    region: str
    system: str
    uttagsdatum: date
    filer: dict[str, Leveransfil]
    exempel: bool = False
    exempeltext: str = ""

    def filer_for(self, tabell: str) -> list[str]:
        """Return the names of the table's files, earliest period first."""
        return sorted((n for n, f in self.filer.items() if f.tabell == tabell), key=lambda n: self.filer[n].fran)

    def omfattar(self, tabell: str) -> tuple[date, date] | None:
        """Return the first and last day that the table's files cover, or None when it was not delivered."""
        filer = [self.filer[n] for n in self.filer_for(tabell)]
        return (min(f.fran for f in filer), max(f.till for f in filer)) if filer else None


def las_besked(mapp: Path, profil: Regionprofil) -> Leveransbesked:
    """Return the folder's ``leverans.toml``.

    Raises
    ------
    DataError : it is missing, wrong, or speaks of another region.
    """
    if not (mapp / FILNAMN).is_file():
        gor = "Skapa den med region, system, uttagsdatum och filer. Mall: data/README.md."
        raise DataError([Filfel(FILNAMN, f"filen saknas i mappen {mapp.name}.", gor)])
    besked = bygg(Leveransbesked, las_toml(mapp / FILNAMN), FILNAMN)
    fel = [Filfel(FILNAMN, vad, gor) for vad, gor in _fel_i_besked(besked, profil)]
    if fel:
        raise DataError(fel)
    return besked


def _fel_i_besked(besked: Leveransbesked, profil: Regionprofil) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the file's content, and the remedy."""
    if besked.region != profil.id:
        yield f"leveransen gäller {besked.region}, inte {profil.id}.", "Välj rätt --region."
    for namn, f in besked.filer.items():
        if f.tabell not in TABELLER:
            forslag = svenska.liknar(f.tabell, TABELLER)
            yield f'tabellen "{f.tabell}" för {namn} finns inte.', f"Välj bland {svenska.lista(TABELLER)}.{forslag}"
        if not re.fullmatch(r"[\w-]+", f.kalla) or not gar_i_windows(f.kalla):
            yield f'källan "{f.kalla}" för {namn} kan inte heta så.', "Skriv ett namn av bokstäver, siffror, - och _."
        if f.fran > f.till:
            yield f"perioden för {namn} slutar innan den börjar.", "Rätta fran eller till."
        if f.till > besked.uttagsdatum:
            yield f"perioden för {namn} slutar efter uttagsdatum.", "Rätta till eller uttagsdatum."
        if Path(namn).name != namn or namn in {"", ".."}:
            yield f'filnamnet "{namn}" pekar utanför mappen.', "Skriv bara filens namn."
        elif not gar_i_windows(namn):
            yield f'filnamnet "{namn}" går inte att använda i Windows.', "Byt namn på filen."
    tabeller = {f.tabell for f in besked.filer.values()}
    yield from _saknade_tabeller(tabeller)
    for tabell in sorted(t for t in tabeller if t in TABELLER and TABELLER[t].datumkolumner):
        filer = besked.filer_for(tabell)
        slut = besked.filer[filer[0]].till
        for n in filer[1:]:
            if besked.filer[n].fran > slut + timedelta(days=1):
                yield f"mellan {svenska.datum(slut)} och {n} saknas dagar.", "Lägg till filen för den tiden."
            slut = max(slut, besked.filer[n].till)


def _saknade_tabeller(tabeller: set[str]) -> Iterator[tuple[str, str]]:
    """Yield which tables are needed beside those delivered."""
    if "befolkning" not in tabeller:
        yield "ingen fil har tabellen befolkning.", "Lägg till folkmängden från SCB."
    if not any(TABELLER[t].datumkolumner for t in tabeller if t in TABELLER):
        yield "ingen fil har inskrivningar, besök eller vårdtillfällen.", "Lägg till minst en sådan fil."
    if "utskrivningsklara_perioder" in tabeller and "vardtillfallen" not in tabeller:
        yield "utskrivningsklara perioder kräver vårdtillfällen.", "Lägg till filen med vårdtillfällen."
    if "utskrivningsprocess" in tabeller and "utskrivningsklara_perioder" not in tabeller:
        yield "utskrivningsprocessen kräver utskrivningsklara perioder.", "Lägg till filen med perioderna."


def innehallsnyckel(mapp: Path, besked: Leveransbesked, platser: Mapping[str, Path] | None = None) -> str:
    """Return a hash over ``leverans.toml`` and the files it names; equal keys mean equal input.

    ``platser``: where the files lie that are not in the folder: fetched, or read from a database.
    """
    summa = hashlib.sha256()
    for namn in sorted({FILNAMN, *besked.filer}):
        plats = (platser or {}).get(namn, mapp / namn)
        innehall = plats.read_bytes() if plats.is_file() else b""
        summa.update(namn.encode() + b"\0" + hashlib.sha256(innehall).digest())
    return summa.hexdigest()
