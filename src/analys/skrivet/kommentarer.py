"""What people say of a theme's figures: ``kommentarer/<tema>[-<kommun>].md``, a few header lines and a text each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analys import svenska
from analys.errors import DataError, Filfel, UsageError, orsak
from analys.katalog import Katalog
from analys.omraden import hitta
from analys.period import Period, Periodtyp
from analys.prosa import prosa
from analys.region import Regionprofil
from analys.skrivet.skrift import STYRTECKEN
from analys.sources import personnummer

MAPP = "kommentarer"
KOMMUNEN = "kommunen"
LANGST = 3000
"""Characters of one comment: a page holds several."""
_FALT = {"forfattare": "Författare", "datum": "Datum", "period": "Period", "figur": "Figur", "fran": "Från"}
_HTML = re.compile(r"<[A-Za-z/!?]")
_SKILJE = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Kommentar:
    """One comment. ``omrade`` is a code, ``figur`` a measure or empty (the theme), ``fran`` whose it is or empty."""

    tema: str
    omrade: str
    forfattare: str
    datum: date
    period: str
    figur: str
    fran: str
    text: str

    @property
    def nyckel(self) -> str:
        """What the comment is known by: another text is another comment."""
        return hashlib.sha256(json.dumps(vars(self), default=str, sort_keys=True).encode()).hexdigest()[:16]


def las_kommentarer(
    mapp: Path, profil: Regionprofil, katalog: Katalog, matt: Mapping[str, Collection[str]]
) -> tuple[Kommentar, ...]:
    """Return the comments in ``mapp``, file by file in the order they are written; ``matt``: each theme's measures.

    Raises
    ------
    DataError : all faults of all files.
    """
    kommentarer: list[Kommentar] = []
    fel: list[Filfel] = []
    for fil in sorted(f for f in mapp.glob("*") if f.is_file() and not f.name.startswith((".", "~$"))):
        try:
            tema, omrade = _om(fil, profil)
            text = fil.read_text(encoding="utf-8-sig")
        except UsageError as okant:
            vad, _, gor = str(okant).partition(". ")
            fel.append(Filfel(fil.name, f"{svenska.liten_bokstav(vad)}.", gor))
            continue
        except UnicodeDecodeError:
            fel.append(Filfel(fil.name, "filen är inte sparad som UTF-8.", "Spara om den som UTF-8."))
            continue
        except OSError as systemfel:
            fel.append(Filfel(fil.name, f"filen går inte att läsa: {orsak(systemfel)}.", "Kontrollera den."))
            continue
        for rad, block in _block(text):
            las = _Block(fil.name, rad, block, tema, omrade, profil)
            ett = las.kommentar(katalog, matt.get(tema, ()))
            fel += las.fel
            kommentarer += [ett] if ett else []
    if fel:
        raise DataError(fel)
    return tuple(kommentarer)


def _om(fil: Path, profil: Regionprofil) -> tuple[str, str]:
    """Return the theme and the område (the region where no kommun is named) of a file."""
    if fil.suffix.lower() != ".md":
        raise UsageError("filen läses inte. Döp om den till .md eller flytta den.")
    tema, _, kommun = fil.stem.partition("-")
    teman = (*profil.teman, *profil.interna_teman)
    if svenska.vik(tema) not in {svenska.vik(t) for t in teman}:
        val = svenska.liknar(tema, teman).strip() or f"Välj bland {svenska.lista(teman)}."
        raise UsageError(f'temat "{tema}" i filens namn finns inte. {val}')
    omrade = hitta(kommun, profil.rapportomraden).kod if kommun else profil.kod
    return next(t for t in teman if svenska.vik(t) == svenska.vik(tema)), omrade


def _block(text: str) -> Iterator[tuple[int, str]]:
    """Yield each block with the number of its first line."""
    start = 0
    for traff in [*_SKILJE.finditer(text), None]:
        block = text[start : traff.start() if traff else len(text)]
        if block.strip():
            inledning = len(block) - len(block.lstrip())
            yield text.count("\n", 0, start + inledning) + 1, block.strip()
        start = traff.end() if traff else len(text)


class _Block:
    """One block of a file, read with all its faults."""

    def __init__(self, fil: str, rad: int, block: str, tema: str, omrade: str, profil: Regionprofil) -> None:
        self.fel: list[Filfel] = []
        self._fil, self._rad, self._tema, self._omrade, self._profil = fil, rad, tema, omrade, profil
        huvud, _, self._text = block.partition("\n\n")
        self._falt = dict(self._faltrader(huvud.split("\n")))
        for nr, text in enumerate(block.split("\n"), start=rad):
            if STYRTECKEN.search(text.replace("\t", "")):
                gor = "Ta bort tecknet och bryt raden med Retur; det följer ofta med från Word."
                self._fela("texten har ett styrtecken som inte kan tryckas.", gor, nr)
            if any(personnummer.hitta(text)):
                self._fela("texten innehåller något som ser ut som ett personnummer.", "Ta bort det.", nr)
            if _HTML.search(text):
                self._fela("texten innehåller HTML.", "Skriv vanlig text; fet skrivs **så här**.", nr)

    def _fela(self, vad: str, gor: str, rad: int | None = None) -> None:
        self.fel.append(Filfel(self._fil, vad, gor, rad or self._rad))

    def _faltrader(self, rader: list[str]) -> Iterator[tuple[str, str]]:
        for nr, rad in enumerate(rader, start=self._rad):
            namn, kolon, varde = rad.partition(":")
            if not kolon:
                gor = "Börja med rader som Författare: Eva Al, sedan en tom rad och texten."
                self._fela("blocket börjar inte med rubrikrader.", gor, nr)
            elif svenska.slug(namn) not in _FALT:
                val = svenska.liknar(namn, _FALT.values()).strip() or f"Välj bland {svenska.lista(_FALT.values())}."
                self._fela(f'raden "{namn.strip()}" är okänd.', val, nr)
            else:
                yield svenska.slug(namn), varde.strip()

    def kommentar(self, katalog: Katalog, matt: Collection[str]) -> Kommentar | None:
        """Return the comment, or None where it has a fault."""
        falt = self._falt
        for namn in ("forfattare", "datum", "period"):
            if not falt.get(namn):
                exempel = {"forfattare": "Eva Al", "datum": "2023-01-18", "period": "2022-12"}[namn]
                self._fela(f"{_FALT[namn]} saknas.", f"Skriv till exempel {_FALT[namn]}: {exempel}.")
        datum = self._tolka(falt.get("datum"), date.fromisoformat, "Skriv datum som 2023-01-18.")
        period = self._tolka(falt.get("period"), _manad, "Skriv perioden som 2022-12.")
        figur = self._figur(falt.get("figur", ""), katalog, matt)
        fran = falt.get("fran", "")
        if svenska.vik(fran) == KOMMUNEN and self._omrade == self._profil.kod:
            gor = f"Lägg kommentaren i {self._tema}-kommunens namn.md."
            self._fela("kommunens egen kommentar står i en fil för hela regionen.", gor)
        if not self._text.strip() or len(self._text) > LANGST:
            gor = f"Skriv texten efter en tom rad, högst {LANGST} tecken."
            self._fela("texten saknas eller är för lång.", gor)
        elif not any("HTML" in f.vad for f in self.fel):
            try:
                if any(n["t"] == "h" for n in prosa(self._text)):
                    self._fela("texten har en rubrik.", "Skriv stycken och listor; fet skrivs **så här**.")
            except UsageError:
                gor = "Skriv stycken, listor, **fet**, *betonad* och länkar som börjar med https."
                self._fela("texten har något som inte kan tryckas.", gor)
        if self.fel:
            return None
        namn = KOMMUNEN if svenska.vik(fran) == KOMMUNEN else fran
        return Kommentar(self._tema, self._omrade, falt["forfattare"], datum, period, figur, namn, self._text.strip())

    def _tolka(self, text: str | None, hur: Callable[[str], Any], gor: str) -> Any:
        try:
            return hur(text) if text else None
        except (ValueError, UsageError):
            self._fela(f'"{text}" går inte att läsa.', gor)
            return None

    def _figur(self, text: str, katalog: Katalog, matt: Collection[str]) -> str:
        """Return the measure that a figure is named by; one of the theme's."""
        if not text:
            return ""
        namn = {svenska.vik(n): i for i in sorted(matt) for n in (katalog[i].titel, katalog[i].kort, i)}
        if svenska.vik(text) not in namn:
            kanda = [n for i in sorted(matt) for n in (i, katalog[i].titel, katalog[i].kort)]
            val = svenska.liknar(text, kanda).strip() or f"Välj bland {svenska.lista(sorted(matt))}."
            self._fela(f'figuren "{text}" finns inte i temat.', val)
        return namn.get(svenska.vik(text), "")


def _manad(text: str) -> str:
    period = Period.las(text)
    if period.typ is not Periodtyp.MANAD:
        raise ValueError
    return period.kod
