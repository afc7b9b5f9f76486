"""The world that an invented delivery comes from: its place, its time and its levels. One per region: `VARLDAR`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from analys.period import flytta_manader
from analys.sources.exempel.grund import kurva

_UTTAG, _HEMSJUKVARD, _VARD = date(2023, 2, 1), date(2015, 1, 1), date(2018, 1, 1)


@dataclass(frozen=True)
class Ort:
    """One kommun: the levels that the generator draws around. ``invanare``: only where none are published."""

    resa: float = 1.0  # of the expected hospital care, how much the region's own hospitals give
    dagar: float = 1.0  # times the region's days as utskrivningsklar
    niva: float = 0.0  # from the region's level of fixed contacts
    besokta: int = 28  # persons visited by chance a month, per 10 000
    kust: bool = False  # has summer guests
    vardcentraler: int = 1
    tackning: tuple[float, float] = (0.96, 0.75)  # of hospital stays, of deaths in the palliative register
    sjukhus: tuple[float, float] = (0.5, 0.4)  # the stays' shares of the region's first and second hospital
    dor_har: float = 0.0  # share of the deaths on the region's wards, booked where the hospital is
    invanare: int = 0
    andel_65: float = 22.0
    inskrivna: int = 0  # in hemsjukvård on the first of the month that the release is about


@dataclass(frozen=True)
class Varld:
    """What differs between the regions' invented deliveries; the subjects' modules hold what does not.

    Every curve and date is written in Halland's calendar, whose release is about December 2022; ``skifte`` is how
    many months later this world is. ``filer`` are the files to make: those that the region's themes use.
    """

    region: str
    kod: str
    fro: int
    skifte: int
    verkligt: str
    orter: Mapping[str, Ort]
    grannar: tuple[str, ...]  # who live outside and come to the hospitals; "" is unknown
    gaster: tuple[str, ...]
    sjukhus: tuple[str, str, str]
    storlek: float  # of the hospital care, beside Halland's
    filer: frozenset[str]
    lakarkontakt: Mapping[str, float]
    lakarkontakt_sabo: Mapping[str, float]
    registrerat: Mapping[str, float]  # of the level of the listed, from when fast läkarkontakt can be registered
    listade: Mapping[str, float]
    vardenhet: tuple[str, str] = ("Vårdcentral", "vårdcentralen")
    rundor: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    smuts: bool = False
    skriver: bool = False  # has people who write beside the figures
    fargspar: bool = True

    @property
    def kommuner(self) -> list[str]:
        """The kommuner in the profile's order."""
        return list(self.orter)

    @property
    def uttag(self) -> date:
        """The extract's day."""
        return flytta_manader(_UTTAG, self.skifte)

    @property
    def sista(self) -> date:
        """The delivery's last day."""
        return self.uttag - timedelta(days=1)

    @property
    def forsta_hemsjukvard(self) -> date:
        """The first day of hemsjukvård and visits."""
        return flytta_manader(_HEMSJUKVARD, self.skifte)

    @property
    def forsta_vard(self) -> date:
        """The first day of the stays and the registers."""
        return flytta_manader(_VARD, self.skifte)

    @property
    def folkar(self) -> int:
        """The year of the latest population that was published at the extract."""
        return self.uttag.year - 2

    def niva(self, falt: str) -> dict[str, Any]:
        """Return one level of every kommun."""
        return {k: getattr(o, falt) for k, o in self.orter.items()}

    def manad(self, halland: str) -> np.datetime64:
        """Return the month that is this world's when it is ``halland`` there."""
        return np.datetime64(halland, "M") + self.skifte

    def hallands(self, manader: np.ndarray | np.datetime64) -> np.ndarray:
        """Return months of this world in Halland's calendar, in which the curves are written."""
        return np.asarray(manader.astype("datetime64[M]") - self.skifte)

    def kurva(self, punkter: Mapping[str, float], manad: np.datetime64) -> float:
        """Return a curve's value in a month of this world."""
        return kurva(punkter, manad.astype("datetime64[M]") - self.skifte)

    def slump(self, amne: int) -> np.random.Generator:
        """Return a subject's own random numbers, so that one subject can change and the others stay as they are."""
        return np.random.default_rng([self.fro, amne])
