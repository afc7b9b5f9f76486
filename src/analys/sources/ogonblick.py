"""What was fetched from an open source on a day: written once, never changed; and what is half fetched.

``data/lager/<region>/hamtat/<kalla>/2026-11-29/`` holds one table in the contract's form and ``hamtning.json``: when,
from where, the hash of the table and of every page. A fetch that breaks leaves its pages in ``.pagar``; the next one
takes what is there and goes on.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from analys import svenska
from analys.errors import CannotWriteError, FetchError, orsak
from analys.filbyte import ersatt
from analys.hem import skriv_privat

OM = "hamtning.json"
_PAGAR = ".pagar"
_FRAGA = "fraga.json"
_TIDSZON = ZoneInfo("Europe/Stockholm")
AV = " av "
"""Between täljare and nämnare of a value that is compared."""
Nyckel = tuple[str, ...]


@dataclass(frozen=True)
class Ogonblick:
    """One day's finished fetch. ``om``: what ``hamtning.json`` says."""

    mapp: Path
    om: dict[str, Any]

    @property
    def fil(self) -> Path:
        """The table."""
        return self.mapp / str(self.om["fil"])

    @property
    def dag(self) -> date:
        """The day it was fetched."""
        return date.fromisoformat(str(self.om["hamtad"])[:10])

    def rader(self) -> list[dict[str, str]]:
        """Return the table's rows as text."""
        return list(csv.DictReader(io.StringIO(self.fil.read_text(encoding="utf-8")), delimiter=";"))

    def varden(self, nyckel: Sequence[str], varde: str) -> dict[Nyckel, str]:
        """Return the table's values as text by key."""
        return {tuple(r[k] for k in nyckel): r[varde] for r in self.rader()}


def senaste(plats: Path) -> Ogonblick | None:
    """Return the latest finished fetch in a source's folder, or None."""
    klara = sorted(m for m in plats.glob("[12]*") if (m / OM).is_file())
    return Ogonblick(klara[-1], json.loads((klara[-1] / OM).read_text(encoding="utf-8"))) if klara else None


class Pagaende:
    """A fetch that goes on: its pages, each written when it has come."""

    def __init__(self, plats: Path, fraga: Mapping[str, Any], nu: datetime) -> None:
        """Take up the half fetch of the same question and Swedish day, and its time; any other is thrown away."""
        self.plats, self.mapp, self.nu = plats, plats / _PAGAR, nu.astimezone(_TIDSZON)
        self.fraga = json.loads(json.dumps(fraga))
        try:
            forra = json.loads((self.mapp / _FRAGA).read_text(encoding="utf-8"))
            borjan = datetime.fromisoformat(forra.pop("borjan")).astimezone(_TIDSZON)
        except (OSError, ValueError, KeyError):
            forra, borjan = None, self.nu
        self.fortsatter = forra == self.fraga and borjan.date() == self.nu.date()
        if self.fortsatter:
            self.nu = borjan
        else:
            shutil.rmtree(self.mapp, ignore_errors=True)
            skriv_privat(self.mapp / _FRAGA, json.dumps(self.fraga | {"borjan": self.nu.isoformat()}))
        self.sidor: list[dict[str, str]] = []
        self.hamtade = 0

    @property
    def dag(self) -> str:
        """The Swedish day that the fetch was begun."""
        return self.nu.date().isoformat()

    def sida(self, namn: str, hamta: Callable[[], Any], ar_ratt: Callable[[Any], bool]) -> Any:
        """Return a page: the one on disk, else what ``hamta`` gives, which is written before anything is made of it.

        Raises
        ------
        FetchError : it has not the form that it should (``ar_ratt``); it is not kept.
        """
        fil = self.mapp / f"{namn}.json"
        try:
            svar = json.loads(text := fil.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            svar = hamta()
            if not ar_ratt(svar):
                raise FetchError(
                    f"Svaret {namn} har inte den form som det ska ha och är inte sparat; tjänsten kan vara stängd för "
                    "underhåll. Kör samma kommando igen om en stund."
                ) from None
            text = json.dumps(svar, ensure_ascii=False)
            skriv_privat(fil, text)
            self.hamtade += 1
        self.sidor.append({"sida": namn, "sha256": hashlib.sha256(text.encode()).hexdigest()})
        return svar

    def kasta(self) -> None:
        """Throw away the pages: they are not what they should be."""
        shutil.rmtree(self.mapp, ignore_errors=True)

    def bli_klar(self, fil: str, tabell: str, om: Mapping[str, Any]) -> Ogonblick:
        """Write the table and what is known of it as a day of its own, whole or not at all; the pages are then gone.

        The same table a second time in a day, with the same said of it, is the first one.
        """
        sha = hashlib.sha256(tabell.encode()).hexdigest()
        forra = senaste(self.plats)
        samma = json.loads(json.dumps(om)) | {"sha256": sha}
        if forra and forra.dag.isoformat() == self.dag and all(forra.om.get(k) == v for k, v in samma.items()):
            self.kasta()
            return forra
        hela = {
            "hamtad": self.nu.isoformat(timespec="seconds"),
            "fil": fil,
            "sha256": sha,
            **self.fraga,
            **om,
            "sidor": self.sidor,
        }
        try:
            ny = self.mapp / ".klar"
            ny.mkdir(exist_ok=True)
            skriv_privat(ny / fil, tabell)
            skriv_privat(ny / OM, json.dumps(hela, ensure_ascii=False, indent=1))
            ut, nummer = self.plats / self.dag, 1
            while ut.exists():
                nummer += 1
                ut = self.plats / f"{self.dag}-{nummer:02}"
            ersatt(ny, ut)
        except OSError as fel:
            raise CannotWriteError(
                f"Det går inte att skriva i {self.plats} ({orsak(fel)}). Kontrollera behörighet och utrymme."
            ) from None
        self.kasta()
        return Ogonblick(ut, hela)


def som_csv(kolumner: Sequence[str], rader: Sequence[Mapping[str, str]]) -> str:
    """Return rows as the delivery's CSV."""
    text = io.StringIO()
    skrivare = csv.DictWriter(text, kolumner, delimiter=";", lineterminator="\n", restval="")
    skrivare.writeheader()
    skrivare.writerows(rader)
    return text.getvalue()


@dataclass(frozen=True)
class Revision:
    """What differs between two fetches: changed values (key, before, now), new keys and keys that are gone."""

    andrade: tuple[tuple[Nyckel, str, str], ...]
    nya: tuple[Nyckel, ...]
    borta: tuple[Nyckel, ...]

    @classmethod
    def av(cls, fore: Mapping[Nyckel, str], nu: Mapping[Nyckel, str]) -> Revision:
        """Return the revision, the largest relative change first."""
        andrade = [(k, fore[k], nu[k]) for k in fore if k in nu and fore[k] != nu[k]]
        andrade.sort(key=lambda a: (-_andel(a[1], a[2]), a[0]))
        return cls(tuple(andrade), tuple(sorted(set(nu) - set(fore))), tuple(sorted(set(fore) - set(nu))))

    def rader(self, sedan: date, beskriv: Callable[[Nyckel], str], storst: int = 3) -> list[str]:
        """Return the revision in words, with the largest changes named by ``beskriv``."""
        dag = svenska.datum(sedan)
        if not (self.andrade or self.nya or self.borta):
            return [f"Inga värden har ändrats sedan {dag}."]
        antal = svenska.raknat(len(self.andrade), "värde ändrat", "värden ändrade")
        rader = [f"{svenska.stor_bokstav(antal)} sedan {dag}, {len(self.nya)} nya, {len(self.borta)} borta."]
        rader += [f"  {beskriv(k)}: {_text(fore)} blev {_text(nu)}." for k, fore, nu in self.andrade[:storst]]
        if (kvar := len(self.andrade) - storst) > 0:
            rader.append(f"  och {svenska.raknat(kvar, 'ändring', 'ändringar')} till.")
        rader += [f"  Borta: {svenska.lista(beskriv(k) for k in self.borta[:storst])}."] if self.borta else []
        return rader


def _tal(text: str) -> float:
    """Return a value as a number; ``7 av 20`` is the share."""
    varde, _, av = (d.replace(",", ".") for d in text.partition(AV))
    return float(varde or "nan") / (float(av or "1") or float("nan"))


def _andel(fore: str, nu: str) -> float:
    """Return how much a value has changed, as a share of what it was; one that came or went is the most."""
    a, b = _tal(fore), _tal(nu)
    return abs(b - a) / max(abs(a), 1e-9) if a == a and b == b else float("inf")  # noqa: PLR0124 (NaN)


def _text(varde: str) -> str:
    return varde or "inget"
