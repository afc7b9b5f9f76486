"""What is hidden in one release, and why: primary, secondary, and whole series that are mostly too small."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analys.disclosure.komponent import Fraga, Minne
from analys.disclosure.register import DOLD
from analys.disclosure.system import Flyttal, Mask, System
from analys.disclosure.uppslag import INGEN
from analys.katalog import Katalog
from analys.period import Periodtyp
from analys.region import Regionprofil
from analys.utfall import ALLA, DIMENSIONER, NYCKEL

GLES_ANDEL, GLES_MINST = 0.25, 12
"""A series of so many months with more small ones than this share is not printed by month at all (design.md 12)."""
_VIKT = dict.fromkeys(Periodtyp, 20.0) | {Periodtyp.MANAD: 1.0, Periodtyp.TERTIAL: 4.0, Periodtyp.DAG: 40.0}
"""What hiding a figure costs: a month is missed less than the year that pages judge, or the day of a stock."""
INSIDERORD = "; den som är ensam i en annan grupp kan räkna ut det"
_SENAST = 10.0  # so many times more in a measure's latest period


@dataclass
class Skydd:
    """The protection of one release while it is worked out.

    ``tryckta``: rows that the release prints; ``glesa``: months of series that it prints by year alone. ``fraga``: its
    unknowns, and what is hidden of them from the start; ``dolda``: what is hidden; ``utraknade``, ``for_ensamma``: what
    anybody, and somebody who is alone in another count, can work out.
    """

    utfall: pd.DataFrame
    tryckta: Mask
    glesa: Mask
    system: System
    fraga: Fraga
    dolda: Mask
    utraknade: Mask
    for_ensamma: Mask

    @classmethod
    def av(
        cls,
        utfall: pd.DataFrame,
        tryckta: Mask,
        synliga_fore: Mask,
        dolda_fore: Sequence[Mask],
        system: System,
        profil: Regionprofil,
    ) -> Skydd:
        """Return the protection with only the small counts, the sparse series and what was hidden before hidden.

        ``dolda_fore`` says which täljare, and which nämnare, earlier releases hid.
        """
        troskel, varden = profil.rojande.troskel, system.varden
        har_rad = _okanda(system, np.ones(len(utfall), dtype=bool))
        fasta = _okanda(system, synliga_fore)
        hemliga = np.zeros(system.antal, dtype=bool)
        for kind, fore in zip((system.taljare, system.namnare), dolda_fore, strict=True):
            hemliga[kind[fore & (kind != INGEN)]] = True
        hemliga &= ~fasta
        utan_rad = np.zeros(system.antal, dtype=bool)
        utan_rad[system.missade[system.missade != INGEN]] = True
        utan_rad[list(system.strackor)] = True
        liten = (varden > 0) & (varden < troskel)
        sma = liten & (har_rad | utan_rad) & ~fasta
        glesa = _glesa(utfall, tryckta & ~synliga_fore, _rader_med(system, sma))
        missade = np.append(sma, False)[system.missade] & (system.taljare != INGEN)
        otryckta = ~_okanda(system, (tryckta & ~glesa) | synliga_fore)
        dolda = sma | otryckta | hemliga | (_okanda(system, missade) & ~fasta)
        kostnad, tryckta = _kostnad(utfall, system, profil), tryckta & ~glesa
        fraga = Fraga(system, sma, dolda, fasta, hemliga, _okanda(system, tryckta), kostnad, troskel)
        inga = np.zeros(system.antal, dtype=bool)
        return cls(utfall, tryckta, glesa, system, fraga, dolda.copy(), inga, inga.copy())

    @property
    def krav(self) -> Mask:
        """Small counts, and every figure that is printed as hidden, or was."""
        return self.fraga.krav(self.dolda)

    def komplettera(self, minne: Minne, executor: Executor | None = None) -> None:
        """Hide what must be hidden besides, and attack it, part by part."""
        delar = list(self.fraga.delar())
        for (egna, _), svar in zip(delar, minne.svar([f for _, f in delar], executor), strict=True):
            self.dolda[egna] = svar.dolda
            self.utraknade[egna[svar.utraknade]] = True
            self.for_ensamma[egna[svar.for_ensamma]] = True

    def utraknade_rader(self) -> pd.DataFrame:
        """Return the rows whose hidden count an attacker can work out to within less than T."""
        rader = _rader_med(self.system, self.utraknade)
        strackor = self.system.strackor
        rader[[strackor[nr] for nr in np.flatnonzero(self.utraknade).tolist() if nr in strackor]] = True
        return self.utfall[rader]

    @property
    def dolda_rader(self) -> Mask:
        """The rows of which the täljare or the nämnare is hidden."""
        return _rader_med(self.system, self.dolda, missade=False)

    @property
    def glesa_serier(self) -> list[str]:
        """The series that are not printed by month: measure, område and groups, joined by ``|``."""
        nycklar = self.utfall.loc[self.glesa, ["indikator", "omrade", *DIMENSIONER]]
        return sorted({"|".join(n) for n in nycklar.itertuples(index=False)})

    def skal(self, for_fa: Mask) -> pd.DataFrame:
        """Return why each hidden row is hidden (``skal``), with its key and which of its counts are secret (`DOLD`).

        A small count that no change keeps from somebody who is alone in another group says so. ``for_fa``: rows whose
        nämnare is too small for a figure; that alone makes none of their counts secret.
        """
        primar = _rader_med(self.system, self.fraga.sma)
        villkor = [primar, self.glesa, self.dolda_rader]
        ord_ = ["primär: litet tal", "för många små tal i serien", "sekundär: skyddar ett annat"]
        skal = np.select(villkor, ord_, "för liten nämnare")
        skal = np.where(_rader_med(self.system, self.for_ensamma), np.char.add(skal, INSIDERORD), skal)
        hemliga = [np.append(self.krav, False)[kind] for kind in (self.system.taljare, self.system.namnare)]
        ut = self.utfall[list(NYCKEL)].assign(skal=skal, **dict(zip(DOLD, hemliga, strict=True)))
        return ut[((self.dolda_rader | for_fa) & self.tryckta) | self.glesa]


def _okanda(system: System, rader: Mask) -> Mask:
    """Return the unknowns that some of the rows have."""
    mask = np.zeros(system.antal, dtype=bool)
    for kind in (system.taljare, system.namnare):
        egna = kind[rader]
        mask[egna[egna != INGEN]] = True
    return mask


def _rader_med(system: System, okanda: Mask, *, missade: bool = True) -> Mask:
    """Return the rows that have some of the unknowns."""
    rader = np.zeros(len(system.taljare), dtype=bool)
    for kind in (system.taljare, system.namnare, *([system.missade] if missade else [])):
        rader |= np.append(okanda, False)[kind]  # INGEN finds the last
    return rader


def _glesa(utfall: pd.DataFrame, tryckta: Mask, sma: Mask) -> Mask:
    """Return the month rows of series with too many small months to be printed by month."""
    manad = utfall["periodtyp"].isin([str(Periodtyp.MANAD)]).to_numpy() & tryckta
    serie = utfall.groupby(["indikator", "omrade", *DIMENSIONER], sort=False, observed=True).ngroup().to_numpy()
    antal = np.bincount(serie[manad], minlength=serie.max(initial=0) + 1)
    dolda = np.bincount(serie[manad & sma], minlength=len(antal))
    return np.asarray(manad & ((dolda > GLES_ANDEL * antal) & (antal >= GLES_MINST))[serie])


def _kostnad(utfall: pd.DataFrame, system: System, profil: Regionprofil) -> Flyttal:
    """Return what hiding each unknown costs: the rows that show it, the region's and long periods' more."""
    vikt = utfall["periodtyp"].map(_VIKT).to_numpy(float, copy=True)
    senast = utfall["period"] == utfall.groupby(["indikator", "periodtyp"])["period"].transform("max")
    vikt[senast.to_numpy()] *= _SENAST
    vikt[(utfall["omrade"] == profil.kod).to_numpy()] *= 5
    vikt[(utfall[list(DIMENSIONER)] == ALLA).all(axis=1).to_numpy()] *= 2
    kostnad = 0.01 + 0.01 * np.log1p(system.varden)
    for kind in (system.taljare, system.namnare):
        np.add.at(kostnad, kind[kind != INGEN], vikt[kind != INGEN])
    return np.asarray(kostnad)


def for_liten_namnare(utfall: pd.DataFrame, katalog: Katalog) -> Mask:
    """Return the rows whose nämnare is below the measure's ``minsta_namnare``."""
    minst = utfall["indikator"].map({i.id: i.minsta_namnare for i in katalog.values()})
    n = utfall["namnare"]
    return np.asarray(((n > 0) & (n < minst)).fillna(False), dtype=bool)
