"""All that people have written for one region, read at once: every fault of every file is told together."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analys import svenska
from analys.errors import DataError, Filfel
from analys.hem import Hem
from analys.katalog import Katalog
from analys.region import Regionprofil
from analys.skrivet.godkanda_varningar import GODKANDA_VARNINGAR, GodkandVarning
from analys.skrivet.handelser import HANDELSER, Handelse
from analys.skrivet.kommentarer import MAPP, Kommentar, las_kommentarer
from analys.skrivet.skrift import FORMAT, Skrift, las_skrift
from analys.skrivet.uppdrag import ATGARDER, BESLUT, Atgard, Beslut

SKRIFTER: tuple[Skrift[Any], ...] = (HANDELSER, BESLUT, ATGARDER, GODKANDA_VARNINGAR)
"""Every table that may lie in the folder; each is a field of `Skrivet`."""


@dataclass(frozen=True)
class Skrivet:
    """What a region's people have written; empty where they have written nothing.

    ``temanamn``: the heading of each theme's notebook.

    ``matt`` are the measures of each theme, by the theme's id: those that its notebook names.
    """

    handelser: tuple[Handelse, ...] = ()
    beslut: tuple[Beslut, ...] = ()
    atgarder: tuple[Atgard, ...] = ()
    godkanda_varningar: tuple[GodkandVarning, ...] = ()
    kommentarer: tuple[Kommentar, ...] = ()
    matt: Mapping[str, frozenset[str]] = field(default_factory=dict)
    temanamn: Mapping[str, str] = field(default_factory=dict)

    def handelser_for(self, indikator: str, omraden: Collection[str]) -> list[Handelse]:
        """Return the events that concern a measure in any of the områden (codes), in time order.

        A decision is one, and so is an åtgärd that may be published and is carried out; each with a measure to follow.
        """
        egna = [u.som_handelse() for u in self.beslut if u.indikator]
        egna += [u.som_handelse() for u in self.atgarder if u.genomford and u.publiceras == "ja"]
        return sorted(
            h
            for h in (*self.handelser, *egna)
            if h.omrade in omraden
            and h.indikator in ("", indikator)
            and (not h.tema or indikator in self.matt.get(h.tema, ()))
        )


def las_skrivet(hem: Hem, profil: Regionprofil, katalog: Katalog, *, exempel: bool) -> Skrivet:
    """Return what is written beside a region's delivery, or beside its example; nothing when there is no such folder.

    Raises
    ------
    DataError : all faults of all files, also a table that nobody reads.
    """
    mapp = hem.skrivet(profil.id, exempel=exempel)
    kanda = [s.namn for s in SKRIFTER]
    fel = [
        Filfel(f.name, f"tabellen {f.stem} läses inte.{svenska.liknar(f.stem, kanda)}", _BYT_NAMN)
        for f in _filer(mapp)
        if f.parent == mapp and f.suffix.lower() in FORMAT and f.name not in {k + s for k in kanda for s in FORMAT}
    ]
    tabeller = {}
    for skrift in SKRIFTER:
        try:
            tabeller[skrift.namn] = las_skrift(mapp, skrift, profil, katalog)
        except DataError as ett:
            fel += ett.fel
    bocker = {t: hem.anteckningsbocker / f"{t}.ipynb" for t in (*profil.teman, *profil.interna_teman)}
    bocker = {t: fil for t, fil in bocker.items() if _filer(mapp) and fil.is_file()}
    matt = {t: namnda_matt(fil, katalog) for t, fil in bocker.items()}
    kommentarer: tuple[Kommentar, ...] = ()
    try:
        kommentarer = las_kommentarer(mapp / MAPP, profil, katalog, matt)
    except DataError as ett:
        fel += ett.fel
    if fel:
        raise DataError(fel)
    temanamn = {t: rubrik(bocker[t]) for t in {k.tema for k in kommentarer} if t in bocker}
    return Skrivet(**tabeller, kommentarer=kommentarer, matt=matt, temanamn=temanamn)


def namnda_matt(anteckningsbok: Path, katalog: Katalog) -> frozenset[str]:
    """Return the measures that a notebook names: their ids stand in quotes in its cells, escaped in the file."""
    return frozenset(re.findall(r'\\"(\w+)\\"', anteckningsbok.read_text(encoding="utf-8"))) & katalog.keys()


def rubrik(anteckningsbok: Path) -> str:
    """Return a notebook's heading."""
    celler = json.loads(anteckningsbok.read_text(encoding="utf-8"))["cells"]
    forsta = "".join(next(c["source"] for c in celler if c["cell_type"] == "markdown"))
    return forsta.splitlines()[0].lstrip("# ")


def skrivetnycklar(mapp: Path) -> dict[str, str]:
    """Return a hash of each file that somebody has written in ``mapp``, by its place there."""
    return {f.relative_to(mapp).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in _filer(mapp)}


def _filer(mapp: Path) -> list[Path]:
    """Return the folder's files in order; hidden ones and a spreadsheet's locks (``~$``) are not anybody's writing."""
    return sorted(f for f in mapp.rglob("*") if f.is_file() and not f.name.startswith((".", "~$")))


_BYT_NAMN = f"Döp om filen till {svenska.lista((s.namn for s in SKRIFTER), 'or')} (.csv eller .xlsx), eller flytta den."
