"""Read one delivery folder into typed tables with their accounting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from analys import svenska
from analys.errors import DataError, Filfel
from analys.hem import Hem
from analys.omraden import UTANFOR, las_omraden
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked, las_besked
from analys.sources.inlasning import las_fil
from analys.sources.kalla import Tabellkarta, las_kalla
from analys.sources.kontrakt import TABELLER
from analys.sources.redovisning import Filredovisning


@dataclass(frozen=True)
class Leverans:
    """A delivery that passed: tables by name, accounting per file, and gaps (tabell, kommun, first of month)."""

    besked: Leveransbesked
    tabeller: dict[str, pd.DataFrame]
    redovisning: list[Filredovisning]
    luckor: list[tuple[str, str, date]] = field(default_factory=list)


def las_leverans(mapp: Path, profil: Regionprofil, hem: Hem) -> Leverans:
    """Return the tables of the delivery in ``mapp``; a table that was not delivered is empty.

    Every file fault of every file is gathered before it stops; row faults are set aside and counted.

    Raises
    ------
    DataError : see ``docs/handbok.md`` for each message; nothing has then been written.
    """
    besked = las_besked(mapp, profil)
    omraden = las_omraden(hem.omraden)
    delar: dict[str, list[pd.DataFrame]] = {}
    redovisning: list[Filredovisning] = []
    fel: list[Filfel] = []
    sedda: dict[str, set[int]] = {}
    for namn, uppgift in besked.filer.items():
        try:
            karta = las_kalla(hem.kallor, uppgift.kalla).tabeller.get(uppgift.tabell, Tabellkarta({}))
            lasta = sedda.setdefault(uppgift.tabell, set())
            rader, konto = las_fil(mapp / namn, uppgift, besked, karta, profil, omraden, lasta)
        except DataError as ett:
            fel.extend(ett.fel)
            continue
        delar.setdefault(uppgift.tabell, []).append(rader)
        redovisning.append(konto)
    if fel:
        raise DataError(fel)
    tomma = {t: pd.DataFrame({k.namn: [] for k in TABELLER[t].kolumner}) for t in TABELLER}
    tabeller = tomma | {t: pd.concat(d, ignore_index=True) for t, d in delar.items()}
    hembesok = tabeller["hembesok"]
    hembesok["hemkommun"] = hembesok["hemkommun"].where(hembesok["hemkommun"].isin(profil.kommuner), UTANFOR)
    _kontrollera_filer(besked, tabeller)
    _kontrollera_kommuner(besked, tabeller, profil)
    luckor = _hitta_luckor(besked, tabeller, profil)
    for tabell, kommun, manad in luckor:
        konto = next(k for k in redovisning if k.tabell == tabell)
        konto.varningar.append(f"inga rader för {profil.omrade(kommun).namn} i {svenska.manad(manad)}")
    return Leverans(besked, tabeller, redovisning, luckor)


def _kontrollera_filer(besked: Leveransbesked, tabeller: dict[str, pd.DataFrame]) -> None:
    """Raise when several files of one table contradict each other, or may hold the same visits."""
    fel = []
    for namn, rader in tabeller.items():
        filer, nyckel = besked.filer_for(namn), list(TABELLER[namn].nyckel)
        if len(filer) < 2:
            continue
        if nyckel and (antal := int(rader.duplicated(nyckel).sum())):
            vad = f"{antal} rader finns i flera filer med olika innehåll."
            fel.append(Filfel(svenska.lista(filer), vad, "Leverera en fil, eller filer som inte överlappar."))
        perioder = [besked.filer[f] for f in filer]
        overlappar = any(a.till >= b.fran for a, b in pairwise(perioder))
        if namn == "hembesok" and overlappar and (rader["besok_id"] == "").any():
            vad = "filerna har samma dagar och saknar besöksnummer, så samma besök kan räknas två gånger."
            fel.append(Filfel(svenska.lista(filer), vad, "Leverera besöksnummer, eller filer som inte överlappar."))
    if fel:
        raise DataError(fel)


def _kontrollera_kommuner(besked: Leveransbesked, tabeller: dict[str, pd.DataFrame], profil: Regionprofil) -> None:
    """Raise when one of the region's kommuner is absent from a whole table and delivers no counts instead."""
    antal = set(tabeller["aggregat"]["omrade"].unique())
    fel: list[Filfel] = []
    for namn in sorted({f.tabell for f in besked.filer.values()} - {"aggregat"}):
        finns = set(tabeller[namn][TABELLER[namn].kommunkolumn].unique())
        kvar = antal if TABELLER[namn].datumkolumner else set()
        gor = "Begär kommunens uppgifter, eller leverera dem som antal i tabellen aggregat."
        fel.extend(
            Filfel(svenska.lista(besked.filer_for(namn)), f"{profil.omrade(kod).namn} ({kod}) saknas helt.", gor)
            for kod in profil.kommuner
            if kod not in finns | kvar
        )
    if fel:
        raise DataError(fel)


def _hitta_luckor(
    besked: Leveransbesked, tabeller: dict[str, pd.DataFrame], profil: Regionprofil
) -> list[tuple[str, str, date]]:
    """Return (tabell, kommun, month) where an event table that covers the month has no row for the kommun."""
    luckor: list[tuple[str, str, date]] = []
    for uppgift in sorted(besked.filer.values(), key=lambda f: (f.tabell, f.fran)):
        tabell, rader = TABELLER[uppgift.tabell], tabeller[uppgift.tabell]
        if not tabell.datumkolumner:
            continue
        manader = pd.period_range(uppgift.fran, uppgift.till, freq="M")
        for kommun in profil.kommuner:
            egna = rader[rader[tabell.kommunkolumn] == kommun]
            if egna.empty:
                continue
            sedda = np.unique(
                np.concatenate([egna[k].dropna().to_numpy("datetime64[M]") for k in tabell.datumkolumner])
            )
            luckor.extend(
                (tabell.namn, kommun, m.start_time.date())
                for m in manader
                if np.datetime64(m.strftime("%Y-%m")) not in sedda
            )
    return sorted(set(luckor))
