"""The control chart of one measure: select the months, have them judged, say the word and the rules in Swedish.

The judgement (`stats.spc`) is of the protected figures alone: what is hidden is a gap there too, so that neither the
centre line nor a limit can give it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL
from analys.errors import UsageError
from analys.katalog import Indikator, Skala, StatistiskTyp
from analys.period import Period, Periodtyp
from analys.present.bilder import brott_i, figur
from analys.present.block import Figur, Tabell, Text
from analys.present.handelser import handelser_i
from analys.present.styrbild import Marke, Styrpunkt, axelns_golv, styrbild
from analys.present.tabeller import OSAKERHET_95, uppgift_saknas
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.region import Brott
from analys.stats.intervall import FAKTOR
from analys.stats.skillnad import Forandring
from analys.stats.spc import Hinder, Punkt, Segment, Slag, Styrning, Utslag, styr
from analys.stats.spc_regler import Regel, langd_for_ord

ANTAL_MANADER = 36
_SLAG = {Skala.ANDEL: Slag.P, Skala.MEDEL: Slag.XMR}
_REGLER = {
    Slag.P: "p-diagram. En månad utanför de exakta gränserna (binomialfördelning, 5\u00a0% delat på månaderna) eller",
    Slag.U: "u-diagram. En månad utanför de exakta gränserna (Poissonfördelning, 5\u00a0% delat på månaderna) eller",
    Slag.XMR: "XmR-diagram. Minst",
}
_RING = {
    Regel.UTANFOR: "utanför gränsen",
    Regel.TREND: "sju månader i rad åt samma håll",
    Regel.TVA_AV_TRE: "två av tre nära gränsen",
    Regel.I_RAD: "sju månader i rad på samma sida",
}
_HINDER = {
    Hinder.FOR_FA_PERIODER: "Det behövs minst 12 månader med siffror.",
    Hinder.MANGA_DOLDA: "Mer än en fjärdedel av månaderna visas inte, för att talen är små.",
    Hinder.FOR_FA_HANDELSER: "Det behövs i genomsnitt minst tre händelser i månaden.",
    Hinder.INGEN_VARIATION: "Värdena varierar för lite.",
    Hinder.MANGA_LIKA: "För många månader har exakt samma värde.",
}


def styrdiagram(underlag: Underlag, indikator: str, fran: str | None = None) -> Figur | Tabell | Text:
    """Return the measure month by month with its limits and the word on its development, from ``fran``.

    Without ``fran``: the last 36 months. Where no stretch can be judged: years with their intervals, and why.

    Raises
    ------
    UsageError : a stock (the same people stand in month after month, so its points are no independent draws), or a
        measure that is not computed by month.
    """
    mitt = underlag.katalog[indikator]
    if mitt.statistisk_typ is StatistiskTyp.BESTAND or Periodtyp.MANAD not in mitt.perioder:
        raise UsageError(
            f'Måttet "{mitt.titel}" kan inte visas som styrdiagram. Det går bara för händelser som räknas per månad. '
            "Välj utveckling i stället."
        )
    omrade = underlag.omrade_for(indikator)
    titel = f"{mitt.titel} månad för månad i {omrade.kortnamn}, {mitt.matenhet}"
    serie = _manader(underlag, indikator, fran)
    if not any(t.finns for t in serie):
        dolda = any(t.rad["tecken"] == DOLD for t in serie)
        return _utan_diagram(underlag, mitt, serie, titel, _FOR_SMA) if dolda else uppgift_saknas(underlag, titel)
    alla_brott = brott_i(underlag, indikator, serie)
    ej_bedomda = [_ej_bedomd(t, alla_brott) for t in serie]
    streckor = [sum(b.datum < t.period.slut for b in alla_brott) for t in serie]
    styrning = _styr(serie, ej_bedomda, streckor)
    besked = _besked(styrning, serie)
    if all(s.hinder for s in styrning.segment):
        return _utan_diagram(underlag, mitt, serie, titel, besked)
    punkter = [
        Styrpunkt(t.period.forsta_dag, t.pa_axel(), p.mitt, p.undre, p.ovre, _marke(p, skal), s)
        for t, p, skal, s in zip(serie, styrning.punkter, ej_bedomda, streckor, strict=True)
    ]
    preliminar = next((t.period.forsta_dag for t in serie if t.preliminar), None)
    handelser = handelser_i(underlag, serie, indikator)
    svg = styrbild(
        punkter,
        [(b.datum, b.orsak.rstrip(".")) for b in alla_brott],
        preliminar,
        enhet_procent=mitt.skala is Skala.ANDEL,
        handelser=handelser.dagar,
    )
    axel = " Axeln börjar inte på noll." if axelns_golv(punkter) > 0 else ""
    rubriker = ("Period", f"Antal {mitt.antal}", svenska.stor_bokstav(mitt.matenhet), *_RUBRIKER)
    rader = tuple(_rad(t, p, skal) for t, p, skal in zip(serie, styrning.punkter, ej_bedomda, strict=True))
    sista = next(t for t in reversed(serie) if t.finns)
    n = sista.antal_da(f"i {omrade.kortnamn}")
    alt = f"Styrdiagram. {titel}. {besked} {svenska.stor_bokstav(sista.period.text)}: {sista.varde}."
    budskap = _budskap(styrning, serie, omrade.kortnamn)
    sagt = "" if budskap and len(styrning.segment) == 1 else f"{besked} "
    beskrivning = f"{sagt}{_arstid(styrning, serie)}{_regeltext(mitt, styrning)}{axel}"
    egna: dict[str, Any] = {"vanster": (len(rubriker) - 1,), "handelser": handelser, "budskap": budskap}
    return figur(underlag, titel, beskrivning, alt, svg, rubriker, rader, [indikator], n, **egna)


_FOR_SMA = "För få händelser för att bedöma utvecklingen. Månaderna är för små för att visas, så här är åren i stället."
_RUBRIKER = ("Undre gräns", "Övre gräns", "Tecken")


def _manader(underlag: Underlag, indikator: str, fran: str | None) -> list[Tal]:
    """Return every month from ``fran`` (or 36 months before the last complete one), also those without a figure."""
    alla = underlag.serie(indikator, Periodtyp.MANAD, date.min)
    if not alla:
        return []
    sista = next((t for t in reversed(alla) if not t.preliminar), alla[-1]).period
    forsta = Period(Periodtyp.MANAD, Period.las(fran).forsta_dag) if fran else sista.flytta(1 - ANTAL_MANADER)
    forsta = max(forsta, alla[0].period)
    return [underlag.tal(indikator, p) for p in forsta.serie_till(alla[-1].period)]


def _ej_bedomd(tal: Tal, alla_brott: Sequence[Brott]) -> str:
    """Return why a month with a figure is not judged, or nothing."""
    if not tal.finns:
        return ""
    if any(tal.period.forsta_dag < b.datum < tal.period.slut for b in alla_brott):
        return "brott under månaden, bedöms inte"
    if tal.preliminar:
        return Forandring.PRELIMINART
    return Forandring.EJ_SAKERSTALLT if tal.rad["status"] == "ej_sakerstalld" else ""


def _styr(serie: Sequence[Tal], ej_bedomda: Sequence[str], streckor: Sequence[int]) -> Styrning:
    """Return the judgement of the months that are shown and final."""
    mitt = serie[0].indikator
    bedoms = [t.finns and not skal for t, skal in zip(serie, ej_bedomda, strict=True)]
    x = [t.rad["taljare"] if b else None for t, b in zip(serie, bedoms, strict=True)]
    n = [
        None if not b else 1.0 if mitt.skala is Skala.ANTAL else t.rad["namnare"]
        for t, b in zip(serie, bedoms, strict=True)
    ]
    faktor = FAKTOR[mitt.skala] * (100 if mitt.skala is Skala.ANDEL else 1)
    dolda = [t.rad["tecken"] == DOLD for t in serie]
    return styr(_slag(mitt), x, n, streckor, faktor, dolda)


def _slag(mitt: Indikator) -> Slag:
    return _SLAG.get(mitt.skala, Slag.U)


def _marke(punkt: Punkt, ej_bedomd: str) -> Marke:
    """Return how a point is drawn."""
    if ej_bedomd:
        return Marke.OBEDOMD
    return Marke.SAKERSTALLD if punkt.signal else Marke.RING if punkt.ring else Marke.VANLIG


def _rad(tal: Tal, punkt: Punkt, ej_bedomd: str) -> tuple[str, ...]:
    """Return a month's row of the table twin."""
    d = tal.indikator.decimaler + 1
    procent = tal.indikator.skala is Skala.ANDEL  # the points of such a chart are in per cent already
    granser = [
        EJ_AKTUELL if g is None else svenska.procent(g / 100, d) if procent else svenska.tal(g, d)
        for g in (punkt.undre, punkt.ovre)
    ]
    tecken = ej_bedomd
    if punkt.signal:
        tecken = f"{Utslag.FORANDRING}, {_SIDA[punkt.signal]} genomsnittet"
    elif punkt.ring:
        tecken = f"ej säkerställt: {_RING[punkt.ring[0]]}, {_HALL[punkt.ring[1]]}"
    antal = tal.omfattning
    return (svenska.stor_bokstav(tal.period.text), antal, tal.varde, *granser, tecken)


_SIDA = {1: "över", -1: "under"}
_HALL = {1: "uppåt", -1: "nedåt"}


def _besked(styrning: Styrning, serie: Sequence[Tal]) -> str:
    """Return the word on each stretch, the latest first; of a change also when it was."""
    ut, kvar = [], list(serie)
    for nr, segment in enumerate(styrning.segment):
        egna, kvar = kvar[: len(segment.punkter)], kvar[len(segment.punkter) :]
        plats = "" if len(styrning.segment) == 1 else "Efter" if nr == len(styrning.segment) - 1 else "Före"
        ut.append(_besked_for(segment, egna, plats))
    return " ".join(reversed(ut))


def _budskap(styrning: Styrning, serie: Sequence[Tal], namn: str) -> str:
    """Return the heading of a change that is shown on the latest stretch, or nothing; it says when and to which side.

    ``Nya inskrivningar: säkerställd förändring i Halmstad, över genomsnittet maj 2022``.
    """
    sista = styrning.segment[-1]
    if sista.utslag is not Utslag.FORANDRING:
        return ""
    nar = _nar(sista, serie[-len(sista.punkter) :])
    return f"{serie[0].indikator.kort}: {sista.utslag} i {namn}, {nar}"


def _besked_for(segment: Segment, serie: Sequence[Tal], plats: str) -> str:
    """Return the word on one stretch as a sentence; ``plats`` is where it lies beside a break, when there is one."""
    spann = _spann([t.period for t in serie])
    if segment.hinder:
        text = f"{segment.utslag}. {_HINDER[segment.hinder]}"
    elif segment.utslag is Utslag.FORANDRING:
        text = f"{segment.utslag}: {_nar(segment, serie)}."
    else:
        text = f"{segment.utslag}." if plats else f"{segment.utslag} {spann}."
    return f"{plats} brottet ({spann}): {text}" if plats else svenska.stor_bokstav(text)


def _nar(segment: Segment, serie: Sequence[Tal]) -> str:
    """Return when and to which side the change was: ``över genomsnittet maj 2022``."""
    par = [(p.signal, t.period) for p, t in zip(segment.punkter, serie, strict=True)]
    grupper = [(sida, [period for _, period in grupp]) for sida, grupp in groupby(par, key=lambda v: v[0]) if sida]
    return "; ".join(f"{_SIDA[sida]} genomsnittet {_spann(perioder)}" for sida, perioder in grupper)


def _arstid(styrning: Styrning, serie: Sequence[Tal]) -> str:
    """Return a caution where months that stand out did so a year earlier too, on the same side; else nothing.

    The chart knows no seasons, and July and December are always odd. A year with every month on one side is a run.
    """
    sidor = [
        0 if p.varde is None or p.mitt is None else (p.varde > p.mitt) - (p.varde < p.mitt) for p in styrning.punkter
    ]
    brott = len(serie) - len(styrning.segment[-1].punkter)
    fore: dict[int, list[str]] = {}
    for nr in range(brott + 12, len(serie)):
        sida = styrning.punkter[nr].signal
        if sida and sidor[nr - 12] == sida and set(sidor[nr - 11 : nr]) != {sida}:
            fore.setdefault(sida, []).append(serie[nr - 12].period.text)
    lagen = svenska.lista(f"{svenska.lista(manader)} {_SIDA[sida]} genomsnittet" for sida, manader in fore.items())
    return f"Ett år tidigare låg också {lagen}. Det kan vara årstiden och inte en förändring. " if fore else ""


def _spann(perioder: Sequence[Period]) -> str:
    """Return one month, or the first and last of several."""
    forsta, sista = perioder[0].text, perioder[-1].text
    return forsta if forsta == sista else f"{forsta}{svenska.TANKSTRECK}{sista}"


def _regeltext(mitt: Indikator, styrning: Styrning) -> str:
    """Return the rule set by name, and what it takes for the word."""
    antal = sum(p.mitt is not None for p in styrning.segment[-1].punkter) or len(styrning.segment[-1].punkter)
    langd = langd_for_ord(antal)
    return (
        f"Regler: {_REGLER[_slag(mitt)]} {langd} månader i rad på samma sida om genomsnittet ger orden "
        f"{Utslag.FORANDRING}. De ritade gränserna är tre standardavvikelser. Ringar följer Making Data Count och är "
        "frågor, inte svar."
    )


def _utan_diagram(underlag: Underlag, mitt: Indikator, serie: Sequence[Tal], titel: str, besked: str) -> Tabell:
    """Return the whole years of the same time with their intervals, where months say nothing."""
    fran = date(serie[0].period.forsta_dag.year, 1, 1)
    ar = [t for t in underlag.serie(mitt.id, Periodtyp.AR, fran) if t.period.sista_dag <= serie[-1].period.sista_dag]
    rader = tuple(
        (
            svenska.stor_bokstav(t.period.text),
            t.omfattning,
            t.varde,
            t.intervall("95"),
        )
        for t in ar or serie
    )
    rubriker = ("Period", f"Antal {mitt.antal}", svenska.stor_bokstav(mitt.matenhet), OSAKERHET_95)
    kalla = underlag.kalla(mitt.id, period=_spann([t.period for t in serie]))
    titel = titel.replace(" månad för månad", "", 1) if ar else titel
    return Tabell(underlag.omrade.kod, titel, rubriker, rader, kalla, beskrivning=besked, matt=(mitt.id,))
