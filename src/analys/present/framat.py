"""The need to come: today's figures with the ages of a coming year, as a worked example and never as a forecast.

From figures that the gate lets through and a population projection alone: counts that are printed, and days, of which
the mean is printed. One figure that is hidden or missing makes the answer missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL, SAKNAS
from analys.katalog import Indikator, Skala, StatistiskTyp
from analys.omraden import Omrade
from analys.period import Period, Periodtyp
from analys.present.bilder import figur
from analys.present.block import Figur, Tabell, Text
from analys.present.diagram import Linje, linjedata, linjediagram
from analys.present.tabeller import OSAKERHET_95, omraden_i_ordning
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.stats.framskrivning import Framtid, framskriv
from analys.stats.intervall import NIVAER

BILDENS_AR, TABELLENS_AR = (2025, 2030, 2035), (2030, 2035)
VARDPLATSER = "vårdplatser"
_BRIST = {
    DOLD: "en siffra som behövs visas inte (för få)",
    SAKNAS: "uppgift saknas",
    EJ_AKTUELL: "serien har brutits under det senaste året, och ett helt år efter brottet behövs",
}


@dataclass(frozen=True)
class _Exempel:
    """One område's worked example: the figure now, the coming years in order, or why there are none (``brist``).

    ``idag`` is the figure now with its interval.
    """

    nu: Tal
    ar: dict[int, Framtid]
    brist: str = ""
    idag: Framtid | None = None


def behov_framat(underlag: Underlag, eget: str, aldrar: str = "") -> Figur | Text:
    """Return an område's printed years and, with their interval, the coming ones if today's pattern lasts.

    ``eget`` is the measure of the område's own level, ``aldrar`` the one whose rates by age the region has, when
    another. A sum of days is shown as the places in hospital that it fills.
    """
    mitt, omrade = underlag.katalog[eget], underlag.omrade
    vad = _vad(mitt)
    titel = f"Räkneexempel: {vad} i {omrade.kortnamn} om dagens mönster består"
    exempel = _rakna(underlag, mitt, underlag.katalog[aldrar or eget], omrade)
    if exempel.brist or exempel.idag is None:
        return Text(omrade.kod, (f"Inget räkneexempel för {omrade.kortnamn}: {exempel.brist}.",), titel)
    utfall = _utfall(underlag, mitt, exempel.nu)
    punkter = {p.forsta_dag: t for p, t in utfall.items()}
    sist = max(punkter)
    kommande = {sist.replace(year=y): f for y, f in exempel.ar.items()}
    start = _antal(exempel.nu)
    linjer = [
        Linje("Utfall", list(punkter), [_antal(t) if t.finns else None for t in punkter.values()], "egen", True),
        Linje(
            "Om mönstret består",
            [sist, *kommande],
            [start, *(f.varde for f in kommande.values())],
            "samma_farg",
            True,
            [(d, f.undre, f.ovre) for d, f in ({sist: exempel.idag} | kommande).items()],
        ),
    ]
    decimaler = max(f.decimaler for f in exempel.ar.values())
    rader = [(svenska.stor_bokstav(p.text), "utfall", _utfallstext(t), EJ_AKTUELL) for p, t in utfall.items()]
    rader += [(str(y), "räkneexempel", _text(f), _granser(f)) for y, f in exempel.ar.items()]
    visade = [y for y in TABELLENS_AR if y in exempel.ar] or list(exempel.ar)[-1:]
    mening = " ".join(_mening(omrade, vad, y, exempel) for y in visade)
    alt = f"Linjediagram med band. {titel}. {_utfallstext(exempel.nu)} {exempel.nu.period.text}. " + " ".join(
        f"{y}: {_text(exempel.ar[y])} ({_granser(exempel.ar[y])})." for y in visade
    )
    beskrivning = (
        "Räkneexempel, ingen prognos: samma andel i varje åldersgrupp som i dag och kommunens egen nivå. Bandet är ett "
        "osäkerhetsintervall (95\u00a0%) för dagens antal. Befolkningsprognosens egen osäkerhet ingår inte."
    )
    return figur(
        underlag,
        titel,
        beskrivning,
        alt,
        linjediagram(linjer, decimaler),
        ("År", "Vad", svenska.stor_bokstav(vad), OSAKERHET_95),
        tuple(rader),
        list(dict.fromkeys((eget, aldrar or eget))),
        _prognosen(underlag),
        vanster=(1,),
        mening=mening,
        diagram=linjedata(linjer, decimaler),
    )


def behov_per_omrade(underlag: Underlag, eget: str, aldrar: str = "") -> Tabell | Text:
    """Return by område the figure now and in the years that are shown, if today's pattern lasts."""
    mitt = underlag.katalog[eget]
    ordnade = [o for o in omraden_i_ordning(underlag, eget) if o in underlag.profil.rapportomraden]
    vad = _vad(mitt)
    titel = f"Räkneexempel: {vad} om dagens mönster består, område för område"
    alla = {o: _rakna(underlag, mitt, underlag.katalog[aldrar or eget], o) for o in ordnade}
    visade = [y for y in TABELLENS_AR if any(y in e.ar for e in alla.values())]
    if not visade:
        brist = next(iter(alla.values())).brist or "prognosen når inte till åren som visas"
        return Text(underlag.omrade.kod, (f"Inget räkneexempel: {brist}.",), titel)
    rader = []
    for o, e in alla.items():
        celler = [o.kortnamn, _utfallstext(e.nu)]
        for y in visade:
            f = e.ar.get(y)
            celler += [_text(f), _granser(f), _forandring(f)] if f else [e.brist or SAKNAS, EJ_AKTUELL, EJ_AKTUELL]
        rader.append(tuple(celler))
    kolumner = [k for y in visade for k in (str(y), OSAKERHET_95, f"Förändring till {y}")]
    nu = next(iter(alla.values())).nu.period
    beskrivning = (
        "Räkneexempel, ingen prognos. Förändringen beror bara på hur många som väntas finnas i varje åldersgrupp. "
        "Talen är avrundade till vad osäkerheten bär. Små kommuner har breda intervall: där säger talet lite."
    )
    kalla = underlag.kalla(*dict.fromkeys((eget, aldrar or eget)), n=_prognosen(underlag))
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Område", svenska.stor_bokstav(nu.text), *kolumner),
        rader=tuple(rader),
        kalla=kalla,
        markerad=tuple(i for i, o in enumerate(alla) if o == underlag.omrade),
        beskrivning=beskrivning,
        matt=(eget,),
    )


def _rakna(underlag: Underlag, mitt: Indikator, aldrar: Indikator, omrade: Omrade) -> _Exempel:
    """Return one område's worked example from its own total and the region's rates by age."""
    period = _period(underlag, mitt)
    eget = underlag.tal(mitt.id, period, omrade.kod)
    band = _band(aldrar)
    ref = [underlag.tal(aldrar.id, period, underlag.profil.kod, **b) for b in band]
    folk = underlag.svar("meta", "befolkning_framat")
    if not folk:
        return _Exempel(eget, {}, "leveransen saknar befolkningsprognos")
    for tecken in (SAKNAS, DOLD, EJ_AKTUELL):
        if tecken in {t.rad["tecken"] for t in (eget, *ref)}:
            return _Exempel(eget, {}, _BRIST[tecken])
    if {t.rad["status"] for t in (eget, *ref)} != {"slutlig"}:
        return _Exempel(eget, {}, "siffrorna är preliminära eller inte säkerställda")
    nu, slutar = folk["nu"].get(str(period.sista_dag.year)), period.sista_dag.year
    if nu is None:
        return _Exempel(eget, {}, f"folkmängden före {slutar} saknas")
    grupper = [f"{b.get('kon', 'alla')}|{b['aldersgrupp']}" for b in band]

    def antal(vilka: dict[str, dict[str, int]], kod: str) -> list[int]:
        return [vilka[kod][g] for g in grupper]

    summa = float(eget.rad["taljare"])
    kvadratsumma = float(eget.rad["kvadratsumma"]) if mitt.skala is Skala.MEDEL else summa
    ref_taljare, ref_nu = [t.rad["taljare"] for t in ref], antal(nu, underlag.profil.kod)

    def med(sedan: dict[str, dict[str, int]]) -> Framtid | None:
        egna = antal(nu, omrade.kod), antal(sedan, omrade.kod)
        per = _per(mitt, period)
        return framskriv(summa, kvadratsumma, *egna, ref_taljare, ref_nu, NIVAER["95"], per=per)

    ar = {y: f for y in BILDENS_AR if y > slutar and str(y) in folk["sedan"] and (f := med(folk["sedan"][str(y)]))}
    return _Exempel(eget, ar, "" if ar else "för få för att räkna framåt", med(nu))


def _period(underlag: Underlag, mitt: Indikator) -> Period:
    """Return the period that is "now": a stock's day, else the latest whole calendar year."""
    manad = underlag.period_for(mitt.id, Periodtyp.MANAD)
    if mitt.statistisk_typ is StatistiskTyp.BESTAND:
        return manad
    ar = manad.med_typ(Periodtyp.AR)
    return ar if ar.sista_dag <= manad.sista_dag else ar.flytta(-12)


def _band(aldrar: Indikator) -> list[dict[str, str]]:
    """Return the groups that the rates are by: sex and age where the measure has both together, else age."""
    efter = ("kon", "aldersgrupp") if ("kon", "aldersgrupp") in aldrar.dimensioner else ("aldersgrupp",)
    return [dict(zip(efter, g, strict=True)) for g in product(*(aldrar.grupper_i(d) for d in efter))]


def _utfall(underlag: Underlag, mitt: Indikator, nu: Tal) -> dict[Period, Tal]:
    """Return the printed years up to now: of a stock the same day of each year."""
    serie = underlag.serie(mitt.id, nu.period.typ, date.min, None)
    manad = nu.period.forsta_dag.month
    return {
        t.period: t for t in serie if t.period.forsta_dag.month == manad and t.period.forsta_dag <= nu.period.forsta_dag
    }


def _vad(mitt: Indikator) -> str:
    """Return what is counted, inside a sentence."""
    if mitt.skala is Skala.MEDEL:
        return f"{VARDPLATSER} för utskrivningsklara"
    return svenska.liten_bokstav(mitt.titel).replace(", somatik", " inom somatisk vård")


def _per(mitt: Indikator, period: Period) -> float:
    """Return what a sum is divided by: days become places in hospital each day of the period."""
    return float((period.slut - period.forsta_dag).days) if mitt.skala is Skala.MEDEL else 1.0


def _antal(tal: Tal) -> float:
    return float(tal.rad["taljare"]) / _per(tal.indikator, tal.period)


def _utfallstext(tal: Tal) -> str:
    if not tal.finns or tal.indikator.skala is not Skala.MEDEL:
        return tal.antal
    return svenska.tal(_antal(tal), 1)


def _text(f: Framtid) -> str:
    return svenska.tal(f.varde, f.decimaler)


def _granser(f: Framtid) -> str:
    return svenska.intervall(f.undre, f.ovre, f.decimaler)


def _forandring(f: Framtid) -> str:
    tecken = "+" if f.forandring > 0 else ""
    return f"{tecken}{svenska.procent(f.forandring)}"


def _mening(omrade: Omrade, vad: str, ar: int, e: _Exempel) -> str:
    """Return one year as a sentence."""
    f = e.ar[ar]
    return (
        f"Om dagens mönster består blir det ungefär {_text(f)} {vad} i {omrade.kortnamn} {ar} (osäkerhetsintervall "
        f"{_granser(f)}), mot {_utfallstext(e.nu)} {e.nu.period.nar}."
    )


def _prognosen(underlag: Underlag) -> str:
    """Return which projection was used, for the source line."""
    folk = underlag.svar("meta", "befolkning_framat")
    if not folk:
        return ""
    return f"Befolkningsprognos publicerad {svenska.datum(date.fromisoformat(folk['publicerad']))}"
