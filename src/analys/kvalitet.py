"""``analys kontrollera``: what a delivery holds, what is missing in it and what looks odd, before publication.

Counts rows, so it is for the region's own eyes: the result goes to ``data/internt``, never to a release.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analys.period import Period, Periodtyp
from analys.region import Regionprofil
from analys.sources.kontrakt import Tabell
from analys.sources.lager import Lager, rader_per_manad
from analys.sources.redovisning import Filredovisning
from analys.sources.tabeller import TABELLER
from analys.stats.intervall import poisson

FORE = 12
"""How many months a month is compared with."""


@dataclass(frozen=True)
class Hopp:
    """A month whose number of rows lies far from the twelve before it. ``andel``: change from their median."""

    omrade: str
    manad: date
    antal: int
    median: float
    andel: float
    stort: bool


@dataclass(frozen=True)
class Tabellkvalitet:
    """One table of the delivery: its files' accounting, its time, and per kommun what is missing or odd."""

    tabell: Tabell
    konton: list[Filredovisning]
    fran: date
    till: date
    saknade_kommuner: list[str]
    luckor: list[tuple[str, date]]
    hopp: list[Hopp]


@dataclass(frozen=True)
class Antalslucka:
    """A delivered count's missing months: for how many measures an område lacks the month."""

    omrade: str
    manad: date
    antal_matt: int


@dataclass(frozen=True)
class Tackningsrad:
    """How much of an område's care a source sees, beside the profile's limit."""

    galler: str
    omrade: str
    kalenderar: int
    andel: float
    grans: float | None

    @property
    def for_lag(self) -> bool:
        """Whether the figures may not be compared."""
        return self.grans is not None and self.andel < self.grans


@dataclass(frozen=True)
class Kvalitet:
    """The data quality of one delivery."""

    tabeller: list[Tabellkvalitet]
    tackning: list[Tackningsrad]
    antalsluckor: list[Antalslucka] = field(default_factory=list)


def granska(lager: Lager, profil: Regionprofil) -> Kvalitet:
    """Return the data quality of the delivery in the store."""
    per_manad = rader_per_manad(lager)
    tabeller = []
    for namn, tabell in TABELLER.items():
        if (spann := lager.besked.omfattar(namn)) is None:
            continue
        kraver = tabell.kommunkolumn and not {"omrade", "kalenderar"} & {k.namn for k in tabell.kolumner}
        finns = lager.kommuner.get(namn, frozenset())
        tabeller.append(
            Tabellkvalitet(
                tabell,
                [k for k in lager.redovisning if k.tabell == namn],
                *spann,
                [k for k in profil.kommuner if kraver and k not in finns],
                [(k, m) for t, k, m in lager.luckor if t == namn],
                hitta_hopp(per_manad[namn], spann, profil, utan_uppgift(lager, namn)) if namn in per_manad else [],
            )
        )
    return Kvalitet(tabeller, _tackning(lager, profil), hitta_antalsluckor(lager.las("aggregat"), profil))


def utan_uppgift(lager: Lager, tabell: str) -> set[tuple[str, date]]:
    """Return the (omrade, month) of a table where no rows does not say that there were none.

    Gaps, which have a warning of their own, and months of which an område delivers counts in the place of rows. In a
    table without a kommun's column the område is "".
    """
    luckor = {(k if TABELLER[t].kommunkolumn else "", m) for t, k, m in lager.luckor if t == tabell}
    aggregat = lager.las("aggregat")[["omrade", "period"]].drop_duplicates()
    antal = ((o, Period.las(p)) for o, p in aggregat.itertuples(index=False))
    return luckor | {(str(o), d.date()) for o, p in antal for d in pd.date_range(p.forsta_dag, p.sista_dag, freq="MS")}


def hitta_hopp(
    antal: pd.Series, spann: tuple[date, date], profil: Regionprofil, utan: Collection[tuple[str, date]] = ()
) -> list[Hopp]:
    """Return the jumps of one table: far from the median of the twelve months before, and beyond chance.

    Parameters
    ----------
    antal : number of rows, indexed by omrade and manad (pandas periods); an absent month is 0, but before an område's
        first rows nothing is known.
    spann : first and last day that the table covers; only whole months are looked at.
    utan : months that, without rows, are neither judged nor among the twelve (`utan_uppgift`).
    """
    forsta, sista = Period(Periodtyp.MANAD, spann[0].replace(day=1)), Period(Periodtyp.MANAD, spann[1].replace(day=1))
    manader = [p for p in forsta.serie_till(sista) if p.forsta_dag >= spann[0] and p.sista_dag <= spann[1]]
    index = pd.PeriodIndex([p.kod for p in manader], freq="M")
    hopp = []
    for omrade, egna in antal.groupby(level="omrade"):
        varden = egna.droplevel("omrade").reindex(index, fill_value=0).to_numpy(float)
        kanda: list[float] = []
        for manad, varde in zip((m.forsta_dag for m in manader), varden, strict=True):
            if not varde and (not kanda or (str(omrade), manad) in utan):
                continue
            fore = kanda[-FORE:]
            kanda.append(varde)
            if len(fore) < FORE or (median := float(np.median(fore))) < profil.hopp.minsta_median:
                continue
            andel = float(varde / median - 1)
            undre, ovre = poisson(varde, 0.998)
            if abs(andel) >= profil.hopp.varna_vid and not undre <= median <= ovre:
                hopp.append(Hopp(str(omrade), manad, int(varde), median, andel, abs(andel) >= profil.hopp.stort_vid))
    return hopp


def stora_hopp(lager: Lager, per_manad: dict[str, pd.Series], profil: Regionprofil) -> list[dict[str, Any]]:
    """Return the delivery's large jumps, JSON-ready; ``per_manad`` is what `rader_per_manad` says of it."""
    ut = []
    for namn, antal in per_manad.items():
        if spann := lager.besked.omfattar(namn):
            stora = [h for h in hitta_hopp(antal, spann, profil, utan_uppgift(lager, namn)) if h.stort]
            ut += [vars(h) | {"manad": h.manad.isoformat(), "tabell": namn} for h in stora]
    return ut


def hitta_antalsluckor(aggregat: pd.DataFrame, profil: Regionprofil) -> list[Antalslucka]:
    """Return the months that an område lacks of a measure which it, or at least half of the kommuner, deliver by month.

    A single kommun's counts are often in the place of its persons, and say nothing of the others.
    """
    typer = {p: Period.las(p) for p in aggregat["period"].unique()}
    manadsvis = aggregat[aggregat["period"].isin([p for p, t in typer.items() if t.typ is Periodtyp.MANAD])]
    saknas: dict[tuple[str, date], int] = {}
    for _, rader in manadsvis.groupby("indikator"):
        manader = sorted({typer[p] for p in rader["period"].unique()})
        alla = set(manader[0].serie_till(manader[-1]))
        levererar = set(rader["omrade"]) & set(profil.kommuner)
        vantade = profil.kommuner if 2 * len(levererar) >= len(profil.kommuner) else levererar
        for omrade in (*vantade, *({profil.kod} & set(rader["omrade"]))):
            finns = {typer[p] for p in rader.loc[rader["omrade"] == omrade, "period"].unique()}
            for manad in alla - finns:
                saknas[omrade, manad.forsta_dag] = saknas.get((omrade, manad.forsta_dag), 0) + 1
    return [Antalslucka(o, m, antal) for (o, m), antal in sorted(saknas.items())]


def _tackning(lager: Lager, profil: Regionprofil) -> list[Tackningsrad]:
    """Return the latest known coverage of each source and område."""
    rader: list[dict[str, Any]] = lager.las("tackning").sort_values("kalenderar").to_dict("records")
    senaste = {(r["galler"], r["omrade"]): r for r in rader}
    granser = {g: t.minst for g, t in profil.tackningsgrans.items()}
    return [
        Tackningsrad(g, o, int(r["kalenderar"]), float(r["andel"]), granser.get(g))
        for (g, o), r in sorted(senaste.items())
    ]
