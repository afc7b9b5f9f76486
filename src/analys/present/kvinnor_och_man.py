"""Women and men beside each other: the same section for every theme whose measures are broken down by sex.

Socialstyrelsen's slutredovisning asks for it (jämställd hälsa). The difference is put together from the two groups'
printed intervals, and only a difference that is shown is marked. What it stands for the table does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL
from analys.katalog import Bedomning, Indikator, Skala
from analys.period import Period, Periodtyp
from analys.present.block import Tabell, Text
from analys.present.meningar import omdomestext
from analys.present.skillnader import skillnad, skillnadens_granser
from analys.present.tabeller import OSAKERHET_95, visas_inte
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.stats.omdome import Omdome
from analys.stats.skillnad import Forandring, bedom_skillnad

_LASTEXT = (
    "Kön är juridiskt kön. Skillnaden är kvinnornas värde minus männens, mellan andelar i procentenheter. "
    "▲ och ▼ märker säkerställda skillnader; övriga kan bero på slumpen. En skillnad är inget betyg: frågan är vad den "
    "står för. Hänsyn är inte tagen till åldern, och fler kvinnor än män blir gamla. Där tolv månader kan visas är "
    "perioden så lång: då blir grupperna större. Ett år tidigare är samma månader året före."
)

_SAKNAS_I_KALLAN = "uppgiften saknas i det som räknas"
_MANGA = 4
"""So many measures of one source that cannot be divided are counted instead of named."""


@dataclass(frozen=True)
class _Par:
    """Women and men in one measure, or in one group of a distribution, now and a year earlier."""

    mitt: Indikator
    period: Period
    namn: str
    nu: tuple[Tal, Tal]
    fore: tuple[Tal, Tal]


def kvinnor_och_man(underlag: Underlag, *indikatorer: str) -> Tabell | Text:
    """Return women, men, the difference with its interval, the verdict and the difference a year earlier.

    A distribution has a row per group. Without names it is every measure of the catalogue but the distributions, those
    of the profile's page first and the others by source. What the region has no figure of is left out, and a measure
    that is not divided by sex is named under the table with the reason.
    """
    rapport = underlag.profil.indikatorrapport
    ovriga = sorted(underlag.katalog, key=lambda i: underlag.katalog[i].kalla)
    matt = indikatorer or tuple(dict.fromkeys((*(rapport.matt if rapport else ()), *ovriga)))
    visade = [underlag.katalog[i] for i in underlag.redovisade(*matt)]
    delade = [m for m in visade if ("kon",) in m.dimensioner and (indikatorer or not m.fordelas_over)]
    utan = _utan_kon([m for m in visade if ("kon",) not in m.dimensioner])
    titel = f"Kvinnor och män i {underlag.omrade.kortnamn}"
    par = [p for m in delade for p in _par(underlag, m)]
    if not delade:
        return Text(underlag.omrade.kod, (utan,), titel)
    if not any(t.finns for p in par for t in p.nu):
        return visas_inte(underlag, titel, *(t for p in par for t in p.nu))
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Mått", "Kvinnor", "Män", "Skillnad", OSAKERHET_95, "Kvinnor jämfört med män", "Ett år tidigare"),
        rader=tuple(_rad(underlag, p) for p in par),
        kalla=underlag.kalla(*(m.id for m in delade)),
        vanster=(5,),
        beskrivning=" ".join(filter(None, (_LASTEXT, utan))),
        matt=tuple(m.id for m in delade),
    )


def konens_period(underlag: Underlag, indikator: str) -> Period:
    """Return the period of the comparison: the latest twelve months that no break divides, else the page's own."""
    kvinnor = underlag.serie(indikator, Periodtyp.R12, date.min, kon="kvinna")
    tolv = [t.period for t in kvinnor if t.finns or t.rad["tecken"] == DOLD]
    return tolv[-1] if tolv else underlag.period_for(indikator)


def _par(underlag: Underlag, mitt: Indikator) -> list[_Par]:
    """Return the measure's rows: one, or one per group of a distribution."""
    period = konens_period(underlag, mitt.id)
    over = mitt.fordelas_over
    grupper = underlag.gruppnamn(mitt.id, over) if over else {"": ""}
    ut = []
    for grupp, namn in grupper.items():
        val = {over: grupp} if over else {}
        nu, fore = (
            tuple(underlag.tal(mitt.id, p, kon=k, **val) for k in ("kvinna", "man"))
            for p in (period, period.flytta(-12))
        )
        hela = f"{mitt.kort}: {svenska.liten_bokstav(namn)}" if namn else mitt.kort
        ut.append(_Par(mitt, period, hela, (nu[0], nu[1]), (fore[0], fore[1])))
    return ut


def _utan_kon(matt: list[Indikator]) -> str:
    """Return in a sentence which measures are not divided and why, of many of one source how many; else nothing."""
    skalen: dict[str, list[str]] = {}
    for kalla in dict.fromkeys(m.kalla for m in matt):
        egna = [m for m in matt if m.kalla == kalla]
        for skal in dict.fromkeys(m.utan_kon for m in egna):
            namn = [svenska.liten_bokstav(m.kort) for m in egna if m.utan_kon == skal]
            namn = namn if len(namn) < _MANGA else [f"{len(namn)} mått ur {kalla}"]
            skalen.setdefault(skal or _SAKNAS_I_KALLAN, []).extend(namn)
    delar = [f"{svenska.lista(namn)} ({skal})" for skal, namn in skalen.items()]
    return f"Delas inte upp på kön: {'; '.join(delar)}." if delar else ""


def _rad(underlag: Underlag, p: _Par) -> tuple[str, ...]:
    """Return one row; counts without a nämnare, and what is not judged, have no interval and no word."""
    kvinnor, man = p.nu
    omrade = underlag.omrade_for(p.mitt.id)
    enhet = "" if p.mitt.skala is Skala.ANDEL or p.mitt.matenhet == p.mitt.kort.lower() else f", {p.mitt.matenhet}"
    plats = "" if omrade == underlag.omrade else f" ({omrade.kortnamn})"
    namn = f"{p.namn}{enhet}{plats}, {p.period.text}"
    varden = [t.andel if t.som_missade else t.varde for t in p.nu]
    if p.mitt.skala is Skala.ANTAL:
        return (namn, *varden, *[EJ_AKTUELL] * 4)
    fore = skillnad(*p.fore)[0]
    if p.mitt.bedoms_pa is Bedomning.INTE:
        return (namn, *varden, skillnad(*p.nu)[0], EJ_AKTUELL, EJ_AKTUELL, fore)
    omdome = konens_omdome(underlag, kvinnor, man)
    if omdome in (Omdome.SAKNAS, Omdome.FOR_FA) and not (kvinnor.finns and man.finns):
        return (namn, *varden, EJ_AKTUELL, EJ_AKTUELL, str(omdome), fore)
    text = Forandring.LAG_TACKNING if underlag.lag_tackning(kvinnor, man) else omdomestext(omdome)
    return (namn, *varden, *skillnad(kvinnor, man), text, fore)


def konens_omdome(underlag: Underlag, kvinnor: Tal, man: Tal) -> Omdome:
    """Return the verdict of the women's figure against the men's, both as they are printed."""
    if DOLD in (kvinnor.rad["tecken"], man.rad["tecken"]):
        return Omdome.FOR_FA
    granser = skillnadens_granser(kvinnor, man, "998")
    if not (kvinnor.finns and man.finns) or granser is None:
        return Omdome.SAKNAS
    if kvinnor.preliminar or man.preliminar:
        return Omdome.PRELIMINART
    if "ej_sakerstalld" in {kvinnor.rad["status"], man.rad["status"]} or underlag.lag_tackning(kvinnor, man):
        return Omdome.EJ_SAKERSTALLT
    return bedom_skillnad(granser, kvinnor.handelser, man.handelser)
