"""One kommun's figure adjusted for age with the region's rates, from figures that the pages may print.

Worked out here, after the gate: it tells nothing that was not already told. One hidden or missing figure that is needed
makes the answer missing, never a partial sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL, SAKNAS, SYNLIG
from analys.katalog import Indikator, Skala
from analys.period import Period
from analys.present.tal import UTAN_TAL, Tal
from analys.stats.intervall import FAKTOR, NIVAER
from analys.stats.omdome import Omdome, bedom
from analys.stats.standardisering import SOM_REFERENSEN, direkt, forvantat, indexgranser
from analys.utfall import OVER_BROTT

if TYPE_CHECKING:
    from analys.present.underlag import Underlag


def omdome_justerat(underlag: Underlag, mitt: Indikator, period: Period, omrade: str) -> Omdome:
    """Return the verdict of an område's figure adjusted for age against the region's, which is 100."""
    ref = figurer(underlag, mitt, period, underlag.profil.kod)
    return justera(underlag, figurer(underlag, mitt, period, omrade), ref).omdome


@dataclass(frozen=True)
class Justerat:
    """One kommun's raw figure and what adjusting it gives; ``brist`` says in words why it could not be adjusted."""

    eget: Tal
    omdome: Omdome
    brist: str = ""
    vantat: float = 0.0
    granser: tuple[tuple[float, float], ...] = ()
    direkt: str = EJ_AKTUELL

    @property
    def index(self) -> str:
        """The index (the region is 100), or in words why there is none."""
        return self.brist or svenska.tal(SOM_REFERENSEN * self.eget.handelser / self.vantat)

    def celler(self) -> tuple[str, ...]:
        """Return raw value, observed, expected, index, its intervals and the direct value as texts."""
        raa = (self.eget.varde, self.eget.antal)
        if self.brist:
            return (*raa, EJ_AKTUELL, self.index, *[EJ_AKTUELL] * 3)
        vantat = svenska.tal(self.vantat, 0 if self.vantat >= 100 else 1)
        granser = [svenska.intervall(*g, d) for g, d in zip(self.granser, (0, 1), strict=True)]  # the latter decides
        return (*raa, vantat, self.index, *granser, self.direkt)


def figurer(underlag: Underlag, mitt: Indikator, period: Period, omrade: str) -> list[Tal]:
    """Return an område's total and then its figure of each band."""
    over = mitt.standardiseras_over
    band = [underlag.tal(mitt.id, period, omrade, **{over: g}) for g in mitt.grupper_i(over)]
    return [underlag.tal(mitt.id, period, omrade), *band]


def justera(underlag: Underlag, egna: list[Tal], ref: list[Tal]) -> Justerat:
    """Return one kommun's figures adjusted with the region's rates and ages, band by band."""
    eget, behovs = egna[0], [*egna, *ref]
    if tecken := _saknat(egna) or _saknat(ref):
        return Justerat(eget, Omdome.FOR_FA if tecken == DOLD else Omdome.SAKNAS, UTAN_TAL[tecken])
    if underlag.lag_tackning(eget, ref[0]):
        return Justerat(eget, Omdome.EJ_SAKERSTALLT, "låg täckningsgrad, jämförs inte")
    band = [(t, r) for t, r in zip(egna[1:], ref[1:], strict=True) if _namnare(r)]
    n, n_ref = [_namnare(t) for t, _ in band], [_namnare(r) for _, r in band]
    vantat = float(forvantat(n, [r.rad["taljare"] for _, r in band], n_ref))
    if not vantat:
        return Justerat(eget, Omdome.FOR_FA, UTAN_TAL[EJ_AKTUELL])
    granser = {namn: _indexgranser(eget, vantat, niva) for namn, niva in NIVAER.items()}
    omdome = bedom(granser["998"], SOM_REFERENSEN, eget.handelser, vantat)
    if "ej_sakerstalld" in {t.rad["status"] for t in behovs}:
        omdome = Omdome.EJ_SAKERSTALLT
    if any(t.preliminar for t in behovs):
        omdome = Omdome.PRELIMINART
    return Justerat(eget, omdome, "", vantat, tuple(granser.values()), _direkt([t for t, _ in band], n, n_ref))


def _saknat(figurer: list[Tal]) -> str:
    """Return the sign of what is not there of an område's total and bands, nothing when all is."""
    tecken = {_tecken(t) for t in figurer[1:] if not _tom(t)} | {_tecken(figurer[0])}
    return next((t for t in (SAKNAS, DOLD, EJ_AKTUELL) if t in tecken), SYNLIG)


def _tecken(tal: Tal) -> str:
    """Return a figure's sign; one without täljare or nämnare (only a published value) cannot be adjusted."""
    utan_delar = tal.finns and (pd.isna(tal.rad["taljare"]) or pd.isna(tal.rad["namnare"]))
    return SAKNAS if utan_delar else str(tal.rad["tecken"])


def _tom(tal: Tal) -> bool:
    """Return whether a figure is not there because nobody belongs to it: a share of none."""
    return bool(tal.rad["tecken"] == EJ_AKTUELL and tal.rad["status"] != OVER_BROTT)


def _namnare(tal: Tal) -> float:
    return 0.0 if _tom(tal) else float(tal.rad["namnare"])


def _direkt(band: Sequence[Tal], namnare: list[float], vikter: list[float]) -> str:
    """Return the value that the kommun would have with the region's ages, and its 95 % interval, as text."""
    if not all(namnare):
        return EJ_AKTUELL
    mitt = band[0].indikator
    varde, undre, ovre = direkt([t.rad["taljare"] for t in band], namnare, vikter, NIVAER["95"])
    if np.isnan(varde):
        return EJ_AKTUELL
    faktor = 100.0 if mitt.skala is Skala.ANDEL else FAKTOR[mitt.skala]
    intervall = svenska.intervall(faktor * float(undre), faktor * float(ovre), mitt.decimaler)
    return f"{svenska.tal(faktor * float(varde), mitt.decimaler)} ({intervall})"


def _indexgranser(eget: Tal, vantat: float, niva: float) -> tuple[float, float]:
    undre, ovre = indexgranser(eget.handelser, vantat, niva)
    return float(undre), float(ovre)
