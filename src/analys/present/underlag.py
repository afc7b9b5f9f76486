"""What a notebook has in hand: one område, one period, and the protected figures of its region."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from analys import svenska
from analys.disclosure.grind import SAKNAS, SYNLIG, TECKEN, SkyddatUtfall, las_kub
from analys.errors import UsageError
from analys.hem import hitta_hem
from analys.indikatorer.utfall import ALLA, DIMENSIONER
from analys.katalog import Indikator, Katalog, Skala, StatistiskTyp, las_katalog
from analys.omraden import Omrade, hitta
from analys.period import Period, Periodtyp
from analys.present.block import Rapport
from analys.region import Regionprofil, las_profil


@dataclass(frozen=True)
class Tal:
    """One protected figure as text; ``finns`` is False for `..`, `-` and `.`, and the texts are then that sign."""

    indikator: Indikator
    period: Period
    rad: dict[str, Any]

    @property
    def finns(self) -> bool:
        """Whether there is a figure to show."""
        return bool(self.rad["tecken"] == SYNLIG)

    @property
    def antal(self) -> str:
        """The täljare: ``1 310``."""
        return self._text("taljare", 0)

    @property
    def varde(self) -> str:
        """The value in the indicator's unit, without the unit: ``151``."""
        if self.finns and self.indikator.skala is Skala.ANDEL:
            return svenska.procent(self.rad["varde"], self.indikator.decimaler)
        return self._text("varde", self.indikator.decimaler)

    @property
    def n(self) -> str:
        """The nämnare."""
        return self._text("namnare", 0)

    def intervall(self, niva: str = "95") -> str:
        """Return the interval at level ``95`` or ``998``: ``128–176``."""
        granser = self.granser(niva)
        if granser is None:
            return self.rad["tecken"] or "-"
        return svenska.intervall(*granser, self.indikator.decimaler)

    def pa_axel(self, kolumn: str = "varde") -> float | None:
        """Return the figure where a chart puts it (a share in per cent), or None when there is none to show."""
        varde = self.rad[kolumn]
        if not self.finns or pd.isna(varde):
            return None
        return float(varde) * (100 if self.indikator.skala is Skala.ANDEL and kolumn != "taljare" else 1)

    def granser(self, niva: str) -> tuple[float, float] | None:
        """Return the interval's limits where a chart puts them."""
        undre, ovre = self.pa_axel(f"undre_{niva}"), self.pa_axel(f"ovre_{niva}")
        return None if undre is None or ovre is None else (undre, ovre)

    def _text(self, kolumn: str, decimaler: int) -> str:
        varde = self.rad[kolumn]
        if not self.finns or pd.isna(varde):
            return str(self.rad["tecken"] or "-")
        return svenska.tal(varde, decimaler)


@dataclass(frozen=True)
class Underlag:
    """One område and month of a protected cube, with the catalogue and the region's profile."""

    profil: Regionprofil
    katalog: Katalog
    omrade: Omrade
    period: Period
    skyddat: SkyddatUtfall

    def period_for(self, indikator: str, typ: Periodtyp | None = None) -> Period:
        """Return the report month in the form that the indicator has: a day for a stock, else r12 or ``typ``."""
        if self.katalog[indikator].statistisk_typ is StatistiskTyp.BESTAND:
            return Period(Periodtyp.DAG, self.period.forsta_dag)
        return self.period.med_typ(typ or Periodtyp.R12)

    def tal(self, indikator: str, period: Period, omrade: str | None = None, **grupp: str) -> Tal:
        """Return one figure; a combination that was never computed is `-` (uppgift saknas)."""
        rader = self._per_serie.get(self._serie(indikator, period.typ, omrade, grupp), {})
        return Tal(self.katalog[indikator], period, rader.get(period.forsta_dag, _SAKNAS))

    def serie(self, indikator: str, typ: Periodtyp, fran: date, omrade: str | None = None) -> list[Tal]:
        """Return one measure's figures over time from the day ``fran``, in time order."""
        rader = self._per_serie.get(self._serie(indikator, typ, omrade, {}), {})
        return [Tal(self.katalog[indikator], Period(typ, d), rader[d]) for d in sorted(rader) if d >= fran]

    def _serie(self, indikator: str, typ: Periodtyp, omrade: str | None, grupp: dict[str, str]) -> tuple[str, ...]:
        return (indikator, typ, omrade or self.omrade.kod, *(grupp.get(d, ALLA) for d in DIMENSIONER))

    @cached_property
    def _per_serie(self) -> dict[tuple[str, ...], dict[date, dict[str, Any]]]:
        """The protected rows by series and first day."""
        serier: dict[tuple[str, ...], dict[date, dict[str, Any]]] = {}
        r = self.skyddat.rader
        nycklar = zip(*(r[k] for k in ("indikator", "periodtyp", "omrade", *DIMENSIONER)), strict=True)
        kolumner = [r[k].tolist() for k in _KOLUMNER]
        for nyckel, dag, *rad in zip(nycklar, r["period"], *kolumner, strict=True):
            serier.setdefault(nyckel, {})[dag] = dict(zip(_KOLUMNER, rad, strict=True))
        return serier

    def kalla(self, *indikatorer: str, n: str = "") -> str:
        """Return the source line under a figure: source, responsible, n, extract."""
        kallor = list(dict.fromkeys(k.strip() for i in indikatorer for k in self.katalog[i].kalla.split(";")))
        ansvar = svenska.lista(dict.fromkeys(str(self.katalog[i].ansvar) for i in indikatorer))
        delar = [f"Källa: {'; '.join(kallor)}", f"Ansvar: {ansvar}", n, f"Data hämtade {self.uttag}"]
        if self.preliminar:
            delar.append("Preliminära siffror")
        if self.skyddat.meta["exempel"]:
            delar.append("Exempeldata")
        return ". ".join(d for d in delar if d) + "."

    @cached_property
    def preliminar(self) -> bool:
        """Whether follow-up of the report's month was not complete at the extract."""
        r = self.skyddat.rader
        return bool((r.loc[r["period"] == self.period.forsta_dag, "status"] == "preliminar").any())

    @property
    def uttag(self) -> str:
        """The extract date in words."""
        return svenska.datum(date.fromisoformat(self.skyddat.meta["uttagsdatum"]))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return self.rapport()._repr_mimebundle_()

    def rapport(self) -> Rapport:
        """Return the block that says what the page is about."""
        meta = self.skyddat.meta
        return Rapport(
            omrade=self.omrade.kod,
            region=self.profil.id,
            regionnamn=self.profil.namn,
            omradesnamn=self.omrade.kortnamn,
            rapportserie=self.profil.rapportserie,
            period=self.period.kod,
            periodtext=self.period.text,
            uttagsdatum=self.uttag,
            exempel=meta["exempel"],
            exempeltext=meta["exempeltext"],
            preliminar=self.preliminar,
            kontakt=self.profil.kontakt,
            redovisning=_redovisning(meta),
            tecken=TECKEN,
        )


KUBNYCKEL = "ANALYS_KUBNYCKEL"
"""Set by the runner: only the cube with this key may be read, so that no release mixes two."""
_KOLUMNER = (
    "tecken",
    "taljare",
    "namnare",
    "varde",
    "undre_95",
    "ovre_95",
    "undre_998",
    "ovre_998",
    "status",
)
_SAKNAS: dict[str, Any] = dict.fromkeys(_KOLUMNER) | {"tecken": SAKNAS}


def las_underlag(region: str, omrade: str, period: str) -> Underlag:
    """Return the protected figures for one område and month; what the report and JupyterLab both start from.

    Raises
    ------
    UsageError : unknown region, område or period, or figures not yet computed.
    """
    hem = hitta_hem()
    profil = las_profil(hem, region)
    valt = hitta(omrade, profil.rapportomraden)
    manad = Period.las(period)
    skyddat = las_kub(hem.kub(profil.id, manad.kod))
    if os.environ.get(KUBNYCKEL, skyddat.meta["nyckel"]) != skyddat.meta["nyckel"]:
        raise UsageError("De beräknade siffrorna byttes ut medan rapporten gjordes. Kör analys rapport igen.")
    return Underlag(profil, las_katalog(hem.indikatorer), valt, manad, skyddat)


def _redovisning(meta: dict[str, Any]) -> str:
    """Return the accounting of the whole delivery, rounded down to tens (design.md 12)."""
    return (
        f"{tiotal(meta['rader_in'])} rader lästa: {tiotal(meta['anvanda'])} använda, {tiotal(meta['uteslutna'])} "
        f"uteslutna, {tiotal(meta['atsidosatta'])} ställda åt sidan (avrundat nedåt till tiotal)."
    )


def tiotal(antal: int) -> str:
    """Return a count of rows rounded down to tens, as pages may show it (design.md 12)."""
    return svenska.tal(antal // 10 * 10) if antal >= 10 or antal == 0 else "färre än 10"
