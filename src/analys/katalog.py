"""The catalogue (``data/indikatorer/<id>.toml``): what each indicator means and how it behaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from analys import svenska
from analys.errors import DataError, Filfel
from analys.identitet import Identitet, Slag, las_identitet
from analys.period import Period, Periodtyp, flytta_manader
from analys.svenska import harda_tusental
from analys.tomlfil import bygg, las_toml
from analys.utfall import DIMENSIONER, DIMENSIONSORD, GRUPPER


class Klass(StrEnum):
    """Whether we know if high or low is good."""

    INDIKATOR = "indikator"
    BAKGRUNDSMATT = "bakgrundsmatt"
    BALANSMATT = "balansmatt"


class Riktning(StrEnum):
    """The wanted direction."""

    HOGRE = "hogre"
    LAGRE = "lagre"
    INGEN = "ingen"


class Skala(StrEnum):
    """What täljare over nämnare is, and so which interval belongs to it (stats room)."""

    ANTAL = "antal"  # a count of events or persons: exact Poisson below 10, Byar from 10
    ANDEL = "andel"  # part of a whole: Wilson
    PER_10000 = "per_10000"  # events or persons per inhabitants: exact Poisson below 10, Byar from 10
    KVOT = "kvot"  # events per persons, in per cent: as a rate
    MEDEL = "medel"  # a mean of something measured: t from sum and sum of squares


class OverTid(StrEnum):
    """How a figure adds up over time; `EGEN`: counted anew in each window, each person once."""

    SUMMA = "summa"
    SENASTE = "senaste"
    MEDEL = "medel"
    EGEN = "egen"


class Skydda(StrEnum):
    """What a figure gives away."""

    TALJARE = "taljare"
    BADA = "bada"
    INGET = "inget"


class StatistiskTyp(StrEnum):
    """Events in a period, or a stock at a moment."""

    HANDELSE = "handelse"
    BESTAND = "bestand"


class Bedomning(StrEnum):
    """Which of a measure's values is judged: one verdict per measure."""

    RA = "ra"
    STANDARDISERAD = "standardiserad"
    INTE = "inte"  # near the ceiling, or too little known: shown without verdict


class Ansvar(StrEnum):
    """Who acts on the figure."""

    REGIONEN = "regionen"
    KOMMUNEN = "kommunen"
    GEMENSAMT = "gemensamt"
    ENHETEN = "enheten där personen vårdades"


@dataclass(frozen=True)
class Kriterier:
    """GNHH's criteria for an indicator, each answered in words."""

    finns_i_system: str
    anger_riktning: str
    relevant: str
    valid: str


@dataclass(frozen=True)
class Kolada:
    """Which of Kolada's nyckeltal a measure's figures are fetched from, known by id and title.

    ``faktor``: what Kolada's value is multiplied with to be the measure's. ``antal_av``: the nyckeltal that says of how
    many the value is a share; with it the figures are this program's own computing. ``osakra``: ids that may be the
    right ones, each with why that is not known; they are never fetched.
    """

    kalla: str
    id: str = ""
    titel: str = ""
    faktor: float = 1.0
    antal_av: str = ""
    antal_av_titel: str = ""
    osakra: dict[str, str] = field(default_factory=dict)

    @property
    def nyckeltal(self) -> dict[str, str]:
        """The ids that are fetched, each with the title that it must have."""
        par = {self.id: self.titel, self.antal_av: self.antal_av_titel}
        return {i: t for i, t in par.items() if i}


class Jamforelse(StrEnum):
    """Whose value a figure is shown beside."""

    REGIONEN = "regionen"
    RIKET = "riket"


@dataclass(frozen=True)
class Efterslapning:
    """How long after a period its registration goes on; until then the figure is preliminary."""

    dagar: int = 0
    manader: int = 0

    def klar(self, period: Period) -> date:
        """Return the first extract date at which the period is complete."""
        return flytta_manader(period.sista_dag, self.manader) + timedelta(days=self.dagar)

    @property
    def text(self) -> str:
        """The time in words: ``30 dagar``, ``6 månader``."""
        return f"{self.manader} månader" if self.manader else f"{self.dagar} dagar"


@dataclass(frozen=True)
class Indikator:
    """One catalogue entry; README explains each field under "How to add an indicator"."""

    id: str
    funktion: str
    parametrar: dict[str, Any]
    titel: str
    kort: str
    antal: str
    ental: str
    varfor: str
    taljare: str
    namnare: str
    matenhet: str
    decimaler: int
    skala: Skala
    klass: Klass
    riktning: Riktning
    ansvar: Ansvar
    balansmatt: tuple[str, ...]
    kalla: str
    definition_kalla: str
    avvikelser: str
    mening: str
    over_tid: OverTid
    perioder: tuple[Periodtyp, ...]
    statistisk_typ: StatistiskTyp
    niva_summerar: bool
    lagsta_niva: str
    bedoms_pa: Bedomning
    jamfor_over_tid: str
    dimensioner: tuple[tuple[str, ...], ...]
    minsta_namnare: int
    skydda: Skydda
    identiteter: tuple[str, ...]
    efterslapning: Efterslapning
    version: int
    jamforbar_mellan_regioner: bool
    faststalld_av: str
    paragraf: str
    galler_fran: date
    granskad: date
    status: str
    kriterier: Kriterier
    malniva: float | None = None
    malniva_kalla: str | None = None
    rapportperiod: Periodtyp | None = None
    trycks_per: tuple[Periodtyp, ...] = ()
    uppdelning_trycks_per: dict[str, tuple[Periodtyp, ...]] = field(default_factory=dict)
    utan_kon: str = ""
    jamfors_med: Jamforelse = Jamforelse.REGIONEN
    tackning_av: str = ""
    uppfoljning_dagar: int = 0
    kraver_manader: int = 1
    fordelas_over: str = ""
    standardiseras_over: str = ""
    procent_fran_n: int = 0
    missade: str = ""
    mening_region: str = ""
    grupper: dict[str, dict[str, str]] = field(default_factory=dict)
    uppdelat_efter: dict[str, str] = field(default_factory=dict)
    kolada: Kolada | None = None

    def grupper_i(self, dimension: str) -> dict[str, str]:
        """Return the groups of a dimension, in order, with their names."""
        return self.grupper.get(dimension) or GRUPPER[dimension]

    def ord_for(self, dimension: str) -> str:
        """Return what the breakdown is called inside a sentence: ``kön``."""
        return self.uppdelat_efter.get(dimension) or DIMENSIONSORD[dimension]

    def onskat(self, *, hogre: bool) -> bool | None:
        """Return whether being higher (else lower) is wanted; None where nobody has said."""
        return None if self.riktning is Riktning.INGEN else hogre == (self.riktning is Riktning.HOGRE)

    @property
    def samband(self) -> list[Identitet]:
        """The ``identiteter`` as the disclosure gate uses them."""
        return [ett for text in self.identiteter if (ett := las_identitet(text))]

    @property
    def fran_andra(self) -> bool:
        """Whether others count it: the figures come only from the table ``aggregat``."""
        return self.funktion == AGGREGAT

    @property
    def antalstabell(self) -> str:
        """The table with what others have counted: of its own for what is fetched, whose years are not the others'."""
        return NYCKELTAL if self.kolada and self.kolada.id else AGGREGAT

    @property
    def utan_antal(self) -> bool:
        """Whether the measure is fetched as a value alone, of a number that nobody has said."""
        return self.kolada is not None and bool(self.kolada.id) and not self.kolada.antal_av


AGGREGAT, NYCKELTAL = "aggregat", "nyckeltal"
REGIONENS_ORD = frozenset(
    {
        "varfor",
        "kalla",
        "definition_kalla",
        "avvikelser",
        "faststalld_av",
        "paragraf",
        "galler_fran",
        "granskad",
        "status",
    }
)
"""What an entry may say in one region alone."""
Katalog = dict[str, Indikator]


def las_katalog(mapp: Path, region: str = "") -> Katalog:
    """Return every indicator of the catalogue by id, in file-name order, as the region (a profile's id) words it.

    What an entry says under ``[i_regionen.<id>]`` replaces its own words there, and is printed in no other region.

    Raises
    ------
    DataError : an entry has an unknown, missing or mistyped key, or refers to an indicator that does not exist.
    """
    katalog: Katalog = {}
    fel: list[Filfel] = []
    for fil in sorted(mapp.glob("*.toml")):
        varden = las_toml(fil)
        try:
            varden |= _egna_ord(varden.pop("i_regionen", {}), region, fil.name)
            harda = {k: harda_tusental(v) if isinstance(v, str) else v for k, v in varden.items()}
            katalog[fil.stem] = bygg(Indikator, {"id": fil.stem, "funktion": fil.stem} | harda, fil.name)
        except DataError as ett:
            fel.extend(ett.fel)
    for indikator in katalog.values():
        fel.extend(Filfel(f"{indikator.id}.toml", vad, gor) for vad, gor in _granska(indikator, katalog))
    if fel:
        raise DataError(fel)
    return katalog


def _egna_ord(i_regionen: dict[str, dict[str, Any]], region: str, fil: str) -> dict[str, Any]:
    """Return what an entry says in the region alone; words and sources, so that a measure counts the same everywhere.

    Raises
    ------
    DataError : it says something else.
    """
    okanda = sorted({f"{r}.{k}" for r, egna in i_regionen.items() for k in set(egna) - REGIONENS_ORD})
    if okanda:
        gor = f"Bara {svenska.lista(sorted(REGIONENS_ORD))} får skilja mellan regioner."
        raise DataError([Filfel(fil, f'"i_regionen.{k}" kan inte anges för en region.', gor) for k in okanda])
    return i_regionen.get(region, {})


def _granska(i: Indikator, katalog: Katalog) -> Iterator[tuple[str, str]]:
    """Yield what contradicts itself in an entry, and the remedy."""
    for annan in i.balansmatt:
        if annan not in katalog:
            yield f'balansmåttet "{annan}" finns inte.', "Rätta namnet."
    yield from _granska_uppdelning(i)
    yield from _granska_identiteter(i, katalog)
    yield from _granska_kolada(i)
    if i.malniva is not None and (i.riktning is Riktning.INGEN or not i.malniva_kalla):
        yield "målnivån saknar riktning eller källa.", "Ange riktning och malniva_kalla."
    if utan := set(i.trycks_per) - set(i.perioder):
        yield f"trycks_per {svenska.lista(sorted(utan))} finns inte bland perioder.", "Rätta trycks_per."
    if (typ := i.rapportperiod) and typ not in i.perioder:
        yield f"rapportperioden {typ} finns inte bland perioder.", "Rätta rapportperiod."


def _granska_kolada(i: Indikator) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with how a measure is fetched from Kolada: others' figures are never mixed with our own."""
    if i.kolada is None:
        return
    for okand in sorted(k for k in {*i.kolada.nyckeltal, *i.kolada.osakra} if not _KOLADAID.fullmatch(k)):
        yield f'"{okand}" är inget id för ett nyckeltal i Kolada.', "Skriv det som N01813."
    if bool(i.kolada.id) == bool(i.kolada.osakra):
        yield "kolada ska ha ett säkert id eller de osäkra, inte båda.", "Ta bort det ena."
    if i.kolada.nyckeltal and not all(i.kolada.nyckeltal.values()):
        yield "ett nyckeltal i kolada saknar titel.", "Skriv titeln som Kolada har den."
    if i.kolada.antal_av and i.kalla.startswith("Kolada"):
        gor = 'Skriv kalla = "Egen beräkning. Underlag: Kolada".'
        yield "ett mått som räknas av två nyckeltal är en egen beräkning och har inte Kolada som källa.", gor
    if i.utan_antal and i.bedoms_pa is not Bedomning.INTE:
        gor = 'Skriv bedoms_pa = "inte", eller ange antal_av: nyckeltalet med hur många andelen är av.'
        yield "måttet hämtas från Kolada utan antal och kan därför inte bedömas.", gor
    if i.kolada.id and not (i.fran_andra and i.skydda is Skydda.INGET and Periodtyp.AR in i.perioder):
        gor = 'Gör ett eget mått med funktion = "aggregat", skydda = "inget" och perioden "ar".'
        yield "måttet räknas ur den egna leveransen och kan inte också hämtas från Kolada.", gor


_KOLADAID = re.compile(r"[NU]\d{5}")


def _granska_identiteter(i: Indikator, katalog: Katalog) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what an entry says must hold between counts."""
    for text in i.identiteter:
        samband = las_identitet(text)
        if samband is None:
            yield f'identiteten "{text}" går inte att läsa.', "Skriv den som i README, Identiteter."
        elif okanda := [m for m in samband.namnda if m not in katalog]:
            yield f'identiteten "{text}" nämner {okanda[0]}, som inte finns.', "Rätta namnet."
        elif samband.slag is Slag.SUMMA_GRUPPER and (samband.dimension,) not in i.dimensioner:
            yield f'identiteten "{text}" gäller en dimension som måttet inte delas upp på.', "Rätta dimensioner."


def _granska_uppdelning(i: Indikator) -> Iterator[tuple[str, str]]:
    """Yield what contradicts itself in how an entry is broken down, distributed and standardised."""
    for dimension in sorted({d for grupp in i.dimensioner for d in grupp} | set(i.grupper)):
        if dimension not in DIMENSIONER:
            yield f'dimensionen "{dimension}" finns inte.', f"Välj bland {svenska.lista(DIMENSIONER)}."
        elif dimension not in GRUPPER and not (dimension in i.grupper and dimension in i.uppdelat_efter):
            gor = f"Skriv dem under [grupper.{dimension}] och vad de kallas under [uppdelat_efter]."
            yield f'dimensionen "{dimension}" har inga grupper eller inget namn.', gor
    if i.utan_kon and ("kon",) in i.dimensioner:
        yield "måttet delas upp på kön men har ett skäl till att inte göra det.", "Ta bort utan_kon."
    for dimension, typer in i.uppdelning_trycks_per.items():
        if (dimension,) not in i.dimensioner:
            vad = f'uppdelning_trycks_per nämner "{dimension}" men måttet delas inte upp så.'
            yield vad, "Rätta dimensioner eller uppdelning_trycks_per."
        if utan := set(typer) - set(i.trycks_per or i.perioder):
            vad = f"uppdelning_trycks_per {svenska.lista(sorted(utan))} är perioder som måttet inte trycks för."
            yield vad, "Rätta uppdelning_trycks_per."
    if i.fordelas_over and (i.fordelas_over,) not in i.dimensioner:
        yield f'fordelas_over är "{i.fordelas_over}" men måttet delas inte upp så.', "Rätta dimensioner."
    if i.standardiseras_over and (i.standardiseras_over,) not in i.dimensioner:
        vad = f'standardiseras_over är "{i.standardiseras_over}" men måttet delas inte upp så.'
        yield vad, "Rätta dimensioner eller standardiseras_over."
    if i.bedoms_pa is Bedomning.STANDARDISERAD and not i.standardiseras_over:
        yield "måttet bedöms på ett standardiserat värde som det inte har.", "Ange standardiseras_over."
