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
from analys.katalog import las_katalog
from analys.omraden import UTANFOR, las_omraden
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked, las_besked
from analys.sources.enkater import med_fragor
from analys.sources.filminne import Filminne
from analys.sources.inlasning import for_manga, las_fil
from analys.sources.kalla import tabellkarta
from analys.sources.kontrakt import Tabell
from analys.sources.platser import plats_for
from analys.sources.process import med_processer
from analys.sources.redovisning import Filredovisning
from analys.sources.tabeller import TABELLER
from analys.sources.typning import dtyp


@dataclass(frozen=True)
class Leverans:
    """A delivery that passed: tables by name, accounting per file, and gaps (tabell, kommun, first of month).

    The tables ``utskrivningsklara_perioder`` and ``utskrivningsprocess`` have got each stay's ``person_id``.
    """

    besked: Leveransbesked
    tabeller: dict[str, pd.DataFrame]
    redovisning: list[Filredovisning]
    luckor: list[tuple[str, str, date]] = field(default_factory=list)


def las_leverans(mapp: Path, profil: Regionprofil, hem: Hem, minne: Filminne | None = None) -> Leverans:
    """Return the tables of the delivery in ``mapp``; a table that was not delivered is empty.

    Every file fault of every file is gathered before it stops; row faults are set aside and counted.

    Raises
    ------
    DataError : see ``docs/handbok.md`` for each message; nothing has then been written.
    """
    besked = las_besked(mapp, profil)
    omraden = las_omraden(hem.omraden)
    lasta: list[tuple[Filredovisning, pd.DataFrame]] = []
    fel: list[Filfel] = []
    sedda: dict[str, set[int]] = {}
    las = las_fil if minne is None else minne.las_fil
    for namn, uppgift in besked.filer.items():
        try:
            karta = tabellkarta(hem.kallor, uppgift.kalla, uppgift.tabell)
            forut = sedda.setdefault(uppgift.tabell, set())
            plats = plats_for(mapp, namn, besked, hem)
            rader, konto = las(plats.fil, uppgift, besked, karta, profil, omraden, forut, namn)
        except DataError as ett:
            fel.extend(ett.fel)
            continue
        konto.hamtad = plats.hamtad
        lasta.append((konto, _med_utanfor(rader, TABELLER[uppgift.tabell], profil)))
    if fel:
        raise DataError(fel)
    lasta = _med_personer(med_processer(lasta, besked, hem), besked, hem)
    lasta = med_fragor(lasta, besked, profil, hem)
    redovisning = [konto for konto, _ in lasta]
    tabeller = {namn: _hela(tabell, lasta) for namn, tabell in TABELLER.items()}
    _kontrollera_filer(besked, tabeller)
    _kontrollera_kommuner(besked, tabeller, profil, hem)
    _kontrollera_pseudonymer(besked, tabeller)
    if overlappar := antal_overlappande(tabeller["vardtillfallen"]):
        konto = next(k for k in redovisning if k.tabell == "vardtillfallen")
        konto.varningar.append(
            f"{overlappar} vårdtillfällen överlappar personens förra; i måtten om återinskrivning slås de ihop"
        )
    tomma = _tomma_manader(besked, tabeller, profil)
    for (tabell, kommun, manad), lucka in sorted(tomma.items()):
        konto = next(k for k in redovisning if k.tabell == tabell)
        som_noll = "" if lucka else "; brukar ha få, så månaden räknas som noll"
        konto.varningar.append(f"inga rader för {profil.omrade(kommun).namn} i {svenska.manad(manad)}{som_noll}")
    return Leverans(besked, tabeller, redovisning, sorted(m for m, lucka in tomma.items() if lucka))


def _hela(tabell: Tabell, lasta: list[tuple[Filredovisning, pd.DataFrame]]) -> pd.DataFrame:
    """Return one table of all its files; a table that was not delivered has its columns and no rows."""
    delar = [rader for konto, rader in lasta if konto.tabell == tabell.namn]
    tom = pd.DataFrame({k.namn: pd.Series([], dtype=dtyp(k)) for k in tabell.kolumner})
    return pd.concat(delar, ignore_index=True) if delar else tom


def _med_utanfor(rader: pd.DataFrame, tabell: Tabell, profil: Regionprofil) -> pd.DataFrame:
    """Return the rows with every kommun outside the region, or unknown, as `UTANFOR`.

    Who pays for a stay is the kommun of residence unless the source says another.
    """
    if tabell.namn == "vardtillfallen":
        betalar = rader["betalningsansvarig_kommun"]
        rader = rader.assign(betalningsansvarig_kommun=betalar.mask(betalar == "", rader["kommunkod"]))
    return rader.assign(**{k: rader[k].where(rader[k].isin(profil.kommuner), UTANFOR) for k in tabell.utanfor_kolumner})


def _med_personer(
    lasta: list[tuple[Filredovisning, pd.DataFrame]], besked: Leveransbesked, hem: Hem
) -> list[tuple[Filredovisning, pd.DataFrame]]:
    """Return the files with the person of each period as utskrivningsklar.

    A period of no used stay is left out; one that begins on a day outside its stay is set aside.

    Raises
    ------
    DataError : too many of a file's periods begin outside their stay.
    """
    stallda = [r for k, r in lasta if k.tabell == "vardtillfallen"] or [pd.DataFrame(columns=list(_STALLDA))]
    stalld = pd.concat(stallda)[list(_STALLDA)].drop_duplicates("vardtillfalle_id").set_index("vardtillfalle_id")
    ut, fel = [], []
    for konto, alla in lasta:
        rader = alla
        if konto.tabell == KLARA:
            kanda = rader["vardtillfalle_id"].isin(stalld.index)
            if okanda := int((~kanda).sum()):
                konto.uteslutna["okant_vardtillfalle"] = okanda
            rader = rader[kanda]
            hos = stalld.reindex(rader["vardtillfalle_id"]).set_axis(rader.index)
            dag = rader["fran"].dt.floor("D")
            utanfor = (dag < hos["inskriven_tidpunkt"].dt.floor("D")) | (dag > hos["utskriven_tidpunkt"])
            if rader_utanfor := list(rader.index[utanfor]):
                konto.atsidosatta["utanfor_vardtillfallet"] = rader_utanfor
                karta = tabellkarta(hem.kallor, besked.filer[konto.fil].kalla, KLARA)
                fel += for_manga(konto, "utanfor_vardtillfallet", karta)
            rader = rader[~utanfor].assign(person_id=hos["person_id"][~utanfor])
            konto.anvanda = len(rader)
        ut.append((konto, rader))
    if fel:
        raise DataError(fel)
    return ut


KLARA = "utskrivningsklara_perioder"
_STALLDA = ("vardtillfalle_id", "person_id", "inskriven_tidpunkt", "utskriven_tidpunkt")


def antal_overlappande(vardtillfallen: pd.DataFrame) -> int:
    """Return how many stays begin before an earlier stay of the same person has ended (nested ones included)."""
    rader = vardtillfallen.sort_values(["person_id", "inskriven_tidpunkt"])
    slut = rader["utskriven_tidpunkt"].fillna(pd.Timestamp(2262, 1, 1)).astype("int64")
    forra = slut.groupby(rader["person_id"]).cummax().groupby(rader["person_id"]).shift(1)
    return int((rader["inskriven_tidpunkt"].astype("int64") < forra).sum())


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


MINSTA_ANDEL_KANDA, MINST_PERSONER = 0.01, 100
"""Of the persons in hemsjukvård, the share that must have been in hospital too, when both tables are of any size."""


def _kontrollera_pseudonymer(besked: Leveransbesked, tabeller: dict[str, pd.DataFrame]) -> None:
    """Raise when almost nobody in hemsjukvård has been in hospital: the files are of different pseudonym keys."""
    inskrivna, vardade = (set(tabeller[t]["person_id"]) for t in ("hemsjukvard", "vardtillfallen"))
    if min(len(inskrivna), len(vardade)) < MINST_PERSONER:
        return
    if len(inskrivna & vardade) < MINSTA_ANDEL_KANDA * len(inskrivna):
        filer = svenska.lista([*besked.filer_for("hemsjukvard"), *besked.filer_for("vardtillfallen")])
        vad = "nästan ingen i hemsjukvården finns bland vårdtillfällena."
        raise DataError([Filfel(filer, vad, "Kontrollera att filerna är pseudonymiserade med samma nyckel.")])


def _kontrollera_kommuner(
    besked: Leveransbesked, tabeller: dict[str, pd.DataFrame], profil: Regionprofil, hem: Hem
) -> None:
    """Raise when one of the region's kommuner is absent from a whole table and delivers no counts in its place.

    Counts that a register makes of everybody are in no place of a kommun's persons.
    """
    egna = [i.id for i in las_katalog(hem.indikatorer).values() if not i.fran_andra]
    antal = set(tabeller["aggregat"].loc[tabeller["aggregat"]["indikator"].isin(egna), "omrade"].unique())
    fel: list[Filfel] = []
    for namn in sorted({f.tabell for f in besked.filer.values()} - {"aggregat", "nyckeltal", "tackning", "enkatsvar"}):
        if not TABELLER[namn].kommunkolumn:
            continue
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


def _tomma_manader(
    besked: Leveransbesked, tabeller: dict[str, pd.DataFrame], profil: Regionprofil
) -> dict[tuple[str, str, date], bool]:
    """Return each (tabell, kommun, month) without rows in an event table that covers it, and whether that is a gap.

    A gap: the median of the kommun's months with rows is at least the profile's ``lucka_fran``.
    """
    tomma: dict[tuple[str, str, date], bool] = {}
    for uppgift in besked.filer.values():
        tabell, rader = TABELLER[uppgift.tabell], tabeller[uppgift.tabell]
        if not tabell.datumkolumner:
            continue
        manader = pd.period_range(uppgift.fran, uppgift.till, freq="M")
        index = manader.to_timestamp().to_numpy("datetime64[M]")
        for kommun in profil.kommuner:
            egna = rader[rader[tabell.kommunkolumn] == kommun] if tabell.kommunkolumn else rader
            if egna.empty:
                continue
            dagar = [egna[k].dropna().to_numpy("datetime64[M]") for k in tabell.datumkolumner]
            antal = pd.Series(np.concatenate(dagar)).value_counts().reindex(index, fill_value=0).to_numpy()
            lucka = bool(np.median(antal[antal > 0]) >= profil.hopp.lucka_fran) if antal.any() else True
            tomma |= {
                (tabell.namn, kommun, m.start_time.date()): lucka for m, n in zip(manader, antal, strict=True) if not n
            }
    return tomma
