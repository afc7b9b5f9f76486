"""What a notebook has in hand: one område, one period, and the protected figures of its region."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

import pandas as pd

from analys import svenska
from analys.disclosure.grind import DOLD, INTERN, SAKNAS, TECKEN, SkyddatUtfall, las_kub
from analys.errors import UsageError
from analys.granser import NIVA
from analys.hem import Hem, hitta_hem
from analys.indikatorer.aggregat import KOMMUNALA
from analys.indikatorer.register import FUNKTIONER
from analys.katalog import Bedomning, Indikator, Jamforelse, Katalog, Klass, Skala, StatistiskTyp, las_katalog
from analys.omraden import LANDET, RIKET, UTANFOR, Omrade, hitta
from analys.period import Period, Periodtyp
from analys.present.block import Rapport
from analys.present.justering import omdome_justerat
from analys.present.kallrad import kallor
from analys.present.lasning import SPAR, SPARAS, Kub, iaktta
from analys.present.periodval import kandidater, valj_period
from analys.present.serier import KOLUMNER
from analys.present.tal import Tal
from analys.present.utgavan import Utgavan, las_utgavan
from analys.region import Datastatus, Regionprofil, las_profil
from analys.skrivet.handelser import EGEN, Handelse
from analys.skrivet.samling import Skrivet, las_skrivet
from analys.stats.omdome import Omdome, bedom
from analys.utfall import ALLA, DIMENSIONER


@dataclass(frozen=True)
class Underlag:
    """One område and month of a protected cube, with the catalogue, the region's profile and what people wrote.

    ``utgavan``: what the release that is being made says of itself; None where none is. ``siffror``: the id of what a
    finished report was made from; empty: that of the whole cube. Figures are read by `svar`, `tal` and `serie` alone,
    so that a trace of them is whole (`analys.present.lasning`).
    """

    profil: Regionprofil
    katalog: Katalog
    omrade: Omrade
    period: Period
    skyddat: SkyddatUtfall
    skrivet: Skrivet = field(default_factory=Skrivet)
    utgavan: Utgavan | None = None
    siffror: str = ""

    def svar(self, fraga: str, om: str = "") -> Any:
        """Return what the cube says besides its figures: a question of `analys.present.lasning.SVAR`."""
        return self._kub.svar(fraga, om)

    def i_omradet(self, omrade: Omrade) -> Underlag:
        """Return the same for another område."""
        return replace(self, omrade=omrade)

    def med_handelser(self, *egna: tuple[str, str]) -> Underlag:
        """Return the same with events of one's own, (day as ``2022-03-01``, text), marked as such in charts over time.

        Raises
        ------
        UsageError : a day that does not exist.
        """
        alla = [Handelse(Period.las(dag).forsta_dag, self.profil.kod, "", "", text, EGEN) for dag, text in egna]
        return replace(self, skrivet=replace(self.skrivet, handelser=(*self.skrivet.handelser, *alla)))

    def period_for(self, indikator: str, typ: Periodtyp | None = None) -> Period:
        """Return the measure's own period: its latest complete month as a day (a stock), ``typ`` or the page's."""
        if typ is None or self.katalog[indikator].statistisk_typ is StatistiskTyp.BESTAND:
            return self.periodval(indikator)[0]
        return self._manad(indikator).med_typ(typ)

    def periodval(self, indikator: str) -> tuple[Period, str]:
        """Return the measure's one period on this page, and why it is longer than the catalogue's (else nothing).

        It is lengthened until the område of the page has enough visible events; a stock never is. So all that a page
        says of a measure at one time (table, chart, card, sentence) is of the same period, also the others' figures.
        """
        if indikator not in self._periodval:
            self._periodval[indikator] = self._valj_period(indikator)
        return self._periodval[indikator]

    @cached_property
    def _periodval(self) -> dict[str, tuple[Period, str]]:
        return {}

    def _valj_period(self, indikator: str) -> tuple[Period, str]:
        mitt, manad = self.katalog[indikator], self._manad(indikator)
        if mitt.statistisk_typ is StatistiskTyp.BESTAND:
            return Period(Periodtyp.DAG, manad.forsta_dag), ""
        forsta = manad.med_typ(mitt.rapportperiod or Periodtyp.R12)
        if mitt.fran_andra and not self._finns(indikator, forsta):
            ar = manad.med_typ(Periodtyp.AR)
            ar = ar if ar.sista_dag <= manad.sista_dag else ar.flytta(-12)  # some deliver whole years alone
            senare = [ar.flytta(-12 * n) for n in range(_AR_BAKAT)]  # published late, or not every year
            if valt := next((a for a in senare if self._finns(indikator, a)), None):
                return valt, ""
        return valj_period(kandidater(forsta, manad, mitt.perioder), lambda p: self.tal(indikator, p))

    def _manad(self, indikator: str) -> Period:
        """Return the latest month that is complete for the measure."""
        return Period.las(self.svar("manad", indikator) or self.period.kod)

    def _finns(self, indikator: str, period: Period) -> bool:
        """Return whether anybody's figure was delivered for the period."""
        return any(self.tal(indikator, period, o.kod).rad["tecken"] != SAKNAS for o in self.profil.rapportomraden)

    def redovisade(self, *indikatorer: str) -> tuple[str, ...]:
        """Return those of the measures that the region has a figure of; all, when it has of none."""
        return tuple(i for i in indikatorer if self.svar("redovisas", i)) or indikatorer

    def omrade_for(self, indikator: str) -> Omrade:
        """Return whose figure the page shows: the region's where the measure is too small for a kommun."""
        bara_regionen = self.katalog[indikator].lagsta_niva == "region"
        return self.profil.omrade(self.profil.kod) if bara_regionen else self.omrade

    def jamforelse(
        self, indikator: str, period: Period, omrade: str | None = None, **grupp: str
    ) -> tuple[str, Tal] | None:
        """Return the name and figure that the område's own is shown beside, or None when it is that område.

        Where figures belong to a place of death, a kommun is shown beside the same kinds of unit in the country.
        """
        mitt, kod = self.katalog[indikator], omrade or self.omrade_for(indikator).kod
        if mitt.jamfors_med is Jamforelse.REGIONEN:
            namn, annan = self.profil.omradesnamn, self.profil.kod
        else:
            namn, annan = LANDET.namn, RIKET
            if kod != self.profil.kod and "dodsplats" not in grupp and ("dodsplats",) in mitt.dimensioner:
                namn, grupp = f"{namn}, kommunala enheter", grupp | {"del": KOMMUNALA}
        return None if kod == annan else (namn, self.tal(indikator, period, annan, **grupp))

    def omdome(self, indikator: str, period: Period, omrade: str | None = None, **grupp: str) -> Omdome | None:
        """Return the verdict of an område's figure against its comparator; None where nothing is to be judged.

        Of a measure that the catalogue judges adjusted for age it is the adjusted figure's: one verdict per measure.
        Not judged: the comparator itself, who lives outside, counts without a nämnare, values that others publish
        without theirs, distributions, and what the catalogue says is not. A group (``grupp``) is compared with the
        same group.
        """
        mitt = self.katalog[indikator]
        jamforelse = self.jamforelse(indikator, period, omrade, **grupp)
        if jamforelse is None or omrade == UTANFOR or mitt.skala is Skala.ANTAL or mitt.fordelas_over:
            return None
        if mitt.bedoms_pa is Bedomning.INTE:
            return None
        if mitt.bedoms_pa is Bedomning.STANDARDISERAD:
            return omdome_justerat(self, mitt, period, omrade or self.omrade_for(indikator).kod)
        eget = self.tal(indikator, period, omrade, **grupp)
        return None if eget.finns and pd.isna(eget.rad["namnare"]) else self._bedom(eget, jamforelse[1])

    def varfor_ej_bedomd(self, omdome: Omdome, *tal: Tal) -> str:
        """Return in a few words why figures have no verdict; nothing when they have one."""
        if omdome is Omdome.EJ_SAKERSTALLT and self.lag_tackning(*tal):
            return "låg täckningsgrad"
        return _EJ_BEDOMD.get(omdome, "")

    def _bedom(self, eget: Tal, mot: Tal) -> Omdome:
        """Return the verdict of two figures, both as they are printed."""
        granser, niva = eget.granser("998"), mot.pa_axel()
        if eget.rad["tecken"] == DOLD:
            return Omdome.FOR_FA
        if not eget.finns or niva is None:
            return Omdome.SAKNAS
        if eget.preliminar or mot.preliminar:
            return Omdome.PRELIMINART
        if "ej_sakerstalld" in {eget.rad["status"], mot.rad["status"]} or self.lag_tackning(eget, mot):
            return Omdome.EJ_SAKERSTALLT
        if granser is None:
            return Omdome.FOR_FA
        return bedom(granser, niva, eget.handelser, eget.vantade_vid(niva))

    @property
    def kommuner(self) -> tuple[Omrade, ...]:
        """Every kommun of the country: the region's in the profile's fixed order, then the others by code."""
        return (*self.profil.rapportomraden[1:], *self.profil.andra_kommuner)

    def gruppnamn(self, indikator: str, dimension: str) -> dict[str, str]:
        """Return a dimension's groups with their names: planning tracks the region's, places a kommun's own."""
        alla = self.katalog[indikator].grupper_i(dimension)
        if dimension == "fargspar":
            return alla | self.profil.planeringsspar.namn
        if dimension == "dodsplats" and self.omrade_for(indikator).kod != self.profil.kod:
            return {k: n for k, n in alla.items() if k in self.profil.dodsplatser.kommunens}
        return alla

    def lag_tackning(self, *tal: Tal) -> bool:
        """Return whether the source sees less of an område's care than its figures need to be compared."""
        grans = self.profil.tackningsgrans.get(tal[0].indikator.tackning_av)
        kanda = [t.rad["tackning"] for t in tal if not pd.isna(t.rad["tackning"])]
        return grans is not None and any(bool(t < grans.minst) for t in kanda)

    def lagsta_tackning(self, *tal: Tal) -> str:
        """Return the lowest of the figures' coverages in words."""
        return min((t for t in tal if not pd.isna(t.rad["tackning"])), key=lambda t: float(t.rad["tackning"])).tackning

    def tal(self, indikator: str, period: Period, omrade: str | None = None, **grupp: str) -> Tal:
        """Return one figure; a combination that was never computed is `-` (uppgift saknas)."""
        serie = self._serie(indikator, period.typ, omrade, grupp)
        rader = self._kub.rader(serie, period.forsta_dag)
        gles = period.typ is Periodtyp.MANAD and self._ar_gles(serie)
        return Tal(self.katalog[indikator], period, rader.get(period.forsta_dag, _DOLD if gles else _SAKNAS))

    def _ar_gles(self, serie: tuple[str, ...]) -> bool:
        """Return whether a series has too many small months to be shown by month."""
        utan = serie[2] in self.profil.utan_manader(serie[0])
        return utan or self._kub.gles(serie)

    def serie(self, indikator: str, typ: Periodtyp, fran: date, omrade: str | None = None, **grupp: str) -> list[Tal]:
        """Return the figures of one measure (or a group of it) over time from the day ``fran``, in time order.

        The months of a series that is not shown by month are hidden ones, as many as the region has.
        """
        serie = self._serie(indikator, typ, omrade, grupp)
        rader = self._kub.rader(serie, fran, och_sedan=True)
        if typ == Periodtyp.MANAD and self._ar_gles(serie):
            region = self._kub.rader(self._serie(indikator, typ, self.profil.kod, grupp), fran, och_sedan=True)
            rader = dict.fromkeys(region, _DOLD) | rader
        return [Tal(self.katalog[indikator], Period(typ, d), rader[d]) for d in sorted(rader)]

    def _serie(self, indikator: str, typ: Periodtyp, omrade: str | None, grupp: dict[str, str]) -> tuple[str, ...]:
        return (indikator, typ, omrade or self.omrade_for(indikator).kod, *(grupp.get(d, ALLA) for d in DIMENSIONER))

    @property
    def _kub(self) -> Kub:
        return Kub.av(self.skyddat)

    def kalla(self, *indikatorer: str, n: str = "", period: str = "") -> str:
        """Return the source line under a figure: source, responsible, class, period, n, extract."""
        matt = [self.katalog[i] for i in indikatorer]
        hamtat: dict[str, str] = self.svar("meta", "hamtat") or {}
        ansvar = svenska.lista(dict.fromkeys(str(m.ansvar) for m in matt))
        klasser = svenska.lista(dict.fromkeys(KLASSNAMN[m.klass] for m in matt))
        delar = [*kallor(matt, hamtat), f"Ansvar: {ansvar}", svenska.stor_bokstav(klasser)]
        delar += [period and f"Period: {period}", *(self._periodorsaker(indikatorer) if period else [])]
        bara_hamtat = {m.id for m in matt} <= set(hamtat)
        delar += [n] if bara_hamtat else [n, f"Data hämtade {self.uttag}"]
        if any(self.tal(m.id, self.period_for(m.id)).preliminar for m in matt):
            delar.append("Preliminära siffror")
        delar += dict.fromkeys(
            f"Data ej säkerställda: {d.orsak.rstrip('.')} ({d.kalla})" for m in matt for d in self._ej_sakerstallda(m)
        )
        delar += self._storda(matt)
        if self.svar("meta", "exempel") and not bara_hamtat:
            delar.append("Exempeldata")
        return ". ".join(d for d in delar if d) + "."

    def _storda(self, matt: Sequence[Indikator]) -> list[str]:
        """Return what is to be said of rates per inhabitants that SCB has changed a little to protect persons."""
        storda = self.svar("meta", "storda") or {"slutar": [], "text": ""}
        rater = [m for m in matt if m.skala is Skala.PER_10000]
        return [storda["text"]] if any(self.period_for(m.id).sista_dag.year in storda["slutar"] for m in rater) else []

    def _ej_sakerstallda(self, mitt: Indikator) -> list[Datastatus]:
        """Return why the data behind a measure's latest figure are not yet to be trusted; nothing when they are."""
        period = self.period_for(mitt.id)
        tabeller = () if mitt.fran_andra else FUNKTIONER[mitt.funktion].tabeller
        return self.profil.ej_sakerstallda(tabeller, period.forsta_dag, period.slut)

    def _periodorsaker(self, indikatorer: Sequence[str]) -> list[str]:
        """Return why measures have a longer period than the catalogue's, each with its name when there are several."""
        orsaker = {i: orsak.removesuffix(".") for i in indikatorer if (orsak := self.periodval(i)[1])}
        if len(indikatorer) == 1:
            return list(orsaker.values())
        return [f"{self.katalog[i].kort}: {svenska.liten_bokstav(orsak)}" for i, orsak in orsaker.items()]

    @property
    def preliminar(self) -> bool:
        """Whether follow-up of the report's month was not complete at the extract for what it is about."""
        return any(not self.katalog[i].fran_andra for i in self.svar("preliminara", self.period.kod))

    @property
    def uttag(self) -> str:
        """The extract date in words."""
        return svenska.datum(date.fromisoformat(self.svar("meta", "uttagsdatum")))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from analys.present.kommentarer import kommentarblock  # noqa: PLC0415 (comments need what is drawn from this)

        return replace(self.rapport(), kommentarer=kommentarblock(self))._repr_mimebundle_()

    @property
    def siffrornas_id(self) -> str:
        """What names the figures in a finished file; of a page that is being made the runner's to say, at its end."""
        return self.siffror or ("" if SPAR else str(self.skyddat.meta["nyckel"]))

    def rapport(self) -> Rapport:
        """Return the block that says what the page is about."""
        status = self.utgavan.status if self.utgavan else None
        exempeltext = self.svar("meta", "exempeltext")
        return Rapport(
            omrade=self.omrade.kod,
            region=self.profil.id,
            teman=self.profil.teman,
            enkater=tuple(self.svar("enkater")),
            regionnamn=self.profil.namn,
            omradesnamn=self.omrade.kortnamn,
            kub=self.siffrornas_id,
            rapportserie=self.profil.rapportserie,
            period=self.period.kod,
            periodtext=self.period.text,
            uttagsdatum=self.uttag,
            exempel=self.svar("meta", "exempel"),
            exempeltext=svenska.harda_tusental(exempeltext),
            preliminar=self.preliminar,
            internt=svenska.lista(self.profil.roller.intern_samverkan) if self.svar("meta", "niva") == INTERN else "",
            kontakt=self.profil.kontakt,
            redovisning=_redovisning(*self.svar("rader")),
            tecken=TECKEN,
            farger={"EGEN": self.profil.utseende.farg} if self.profil.utseende.farg else {},
            logotyp=self.profil.utseende.logotyp,
            status=status.kort if status else "",
            fast=bool(status and status.fast),
            statusrad=status.rad if status else "",
            rattelser=tuple(map(str, status.rattelser)) if status else (),
        )


KLASSNAMN = {
    Klass.INDIKATOR: "indikator",
    Klass.BAKGRUNDSMATT: "bakgrundsmått",
    Klass.BALANSMATT: "balansmått",
}
_EJ_BEDOMD = {
    Omdome.FOR_FA: "för få",
    Omdome.SAKNAS: "uppgift saknas",
    Omdome.PRELIMINART: "preliminärt",
    Omdome.EJ_SAKERSTALLT: "data ej säkerställda",
}
_AR_BAKAT = 4
"""Of how many years others' latest figure is looked for."""
KUBNYCKEL = "ANALYS_KUBNYCKEL"
"""Set by the runner: only the cube with this key may be read, so that no release mixes two."""
_SAKNAS: dict[str, Any] = dict.fromkeys(KOLUMNER) | {"tecken": SAKNAS}
_DOLD: dict[str, Any] = dict.fromkeys(KOLUMNER) | {"tecken": DOLD}

_Grund = tuple[Regionprofil, Katalog, SkyddatUtfall, Skrivet]


def las_underlag(region: str, omrade: str, period: str) -> Underlag:
    """Return the protected figures for one område and month; what the report and JupyterLab both start from.

    Raises
    ------
    UsageError : unknown region, område or period, or figures not yet computed.
    DataError : faults in what people have written.
    """
    hem, manad = hitta_hem(), Period.las(period)
    nyckel = os.environ.get(KUBNYCKEL)
    grund = _grund if nyckel else _grund.__wrapped__  # settings may change while somebody explores, not in a run
    profil, katalog, skyddat, skrivet = grund(hem, region, manad, os.environ.get(NIVA) == INTERN, nyckel)
    if SPARAS in os.environ:
        skyddat = iaktta(skyddat)
    return Underlag(profil, katalog, hitta(omrade, profil.rapportomraden), manad, skyddat, skrivet, las_utgavan())


@cache
def _grund(hem: Hem, region: str, manad: Period, internt: bool, nyckel: str | None) -> _Grund:
    """Return what all a region's pages share; ``nyckel`` is the only cube that may be read, if any."""
    profil = las_profil(hem, region)
    skyddat = las_kub((hem.intern_kub if internt else hem.kub)(profil.id, manad.kod))
    if nyckel not in {None, skyddat.meta["nyckel"]}:
        raise UsageError("De beräknade siffrorna byttes ut medan rapporten gjordes. Kör analys rapport igen.")
    katalog = las_katalog(hem.indikatorer, profil.id)
    return profil, katalog, skyddat, las_skrivet(hem, profil, katalog, exempel=skyddat.meta["exempel"])


def _redovisning(lasta: str, anvanda: str, uteslutna: str, atsidosatta: str) -> str:
    """Return the accounting of the whole delivery, rounded down to tens (design.md 12)."""
    return (
        f"{lasta} rader lästa: {anvanda} använda, {uteslutna} uteslutna, {atsidosatta} ställda åt sidan (avrundat "
        "nedåt till tiotal)."
    )


def inne(namn: str) -> str:
    """Return a comparator's name inside a sentence: ``Halland``, ``riket``, ``kommunala enheter i riket``."""
    land, _, vilka = namn.partition(", ")
    land = land.lower() if land == LANDET.namn else land
    return f"{vilka} i {land}" if vilka else land
