"""Women and men beside each other: the same section for every theme whose measures are broken down by sex.

Socialstyrelsen's slutredovisning asks for it (jämställd hälsa). The difference is put together from the two groups'
printed intervals, and only a difference that is shown is marked. What it stands for the table does not say.
"""

from __future__ import annotations

from datetime import date

from analys.disclosure.grind import DOLD, EJ_AKTUELL
from analys.katalog import Indikator, Skala
from analys.period import Period, Periodtyp
from analys.present.block import Tabell, Text
from analys.present.meningar import omdomestext
from analys.present.skillnader import skillnad, skillnadens_granser
from analys.present.tabeller import OSAKERHET_95, visas_inte
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.stats.omdome import Omdome
from analys.stats.skillnad import bedom_skillnad

_LASTEXT = (
    "Kön är juridiskt kön. Skillnaden är kvinnornas värde minus männens, mellan andelar i procentenheter. "
    "▲ och ▼ märker säkerställda skillnader; övriga kan bero på slumpen. En skillnad är inget betyg: frågan är vad den "
    "står för. Hänsyn är inte tagen till åldern, och fler kvinnor än män blir gamla. Där tolv månader kan visas är "
    "perioden så lång: då blir grupperna större."
)


def kvinnor_och_man(underlag: Underlag, *indikatorer: str) -> Tabell | Text:
    """Return women, men, the difference with its interval, and the verdict, of measures that are broken down by sex.

    Without names it is every such measure of the catalogue, those of the profile's page first. What the region has no
    figure of is left out.
    """
    rapport = underlag.profil.indikatorrapport
    matt = indikatorer or tuple(dict.fromkeys((*(rapport.matt if rapport else ()), *underlag.katalog)))
    delade = [
        m
        for i in underlag.redovisade(*matt)
        if ("kon",) in (m := underlag.katalog[i]).dimensioner and not m.fordelas_over
    ]
    titel = f"Kvinnor och män i {underlag.omrade.kortnamn}"
    perioder = [konens_period(underlag, m.id) for m in delade]
    par = [_par(underlag, m.id, p) for m, p in zip(delade, perioder, strict=True)]
    if not any(t.finns for ett in par for t in ett):
        return visas_inte(underlag, titel, *(t for ett in par for t in ett))
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Mått", "Kvinnor", "Män", "Skillnad", OSAKERHET_95, "Kvinnor jämfört med män"),
        rader=tuple(_rad(underlag, m, p, *ett) for m, p, ett in zip(delade, perioder, par, strict=True)),
        kalla=underlag.kalla(*(m.id for m in delade)),
        vanster=(5,),
        beskrivning=_LASTEXT,
        matt=tuple(m.id for m in delade),
    )


def konens_period(underlag: Underlag, indikator: str) -> Period:
    """Return the period of the comparison: the latest twelve months that no break divides, else the page's own."""
    tolv = [t.period for t in underlag.serie(indikator, Periodtyp.R12, date.min) if t.finns or t.rad["tecken"] == DOLD]
    return tolv[-1] if tolv else underlag.period_for(indikator)


def _par(underlag: Underlag, indikator: str, period: Period) -> tuple[Tal, Tal]:
    kvinnor, man = (underlag.tal(indikator, period, kon=k) for k in ("kvinna", "man"))
    return kvinnor, man


def _rad(underlag: Underlag, mitt: Indikator, period: Period, kvinnor: Tal, man: Tal) -> tuple[str, ...]:
    """Return one measure's row; counts without a nämnare have no difference worth a word."""
    omrade = underlag.omrade_for(mitt.id)
    enhet = "" if mitt.skala is Skala.ANDEL or mitt.matenhet == mitt.kort.lower() else f", {mitt.matenhet}"
    plats = "" if omrade == underlag.omrade else f" ({omrade.kortnamn})"
    namn = f"{mitt.kort}{enhet}{plats}, {period.text}"
    varden = [t.andel if t.som_missade else t.varde for t in (kvinnor, man)]
    if mitt.skala is Skala.ANTAL:
        return (namn, *varden, EJ_AKTUELL, EJ_AKTUELL, EJ_AKTUELL)
    omdome = konens_omdome(underlag, kvinnor, man)
    if omdome in (Omdome.SAKNAS, Omdome.FOR_FA) and not (kvinnor.finns and man.finns):
        return (namn, *varden, EJ_AKTUELL, EJ_AKTUELL, str(omdome))
    text = "låg täckningsgrad, bedöms inte" if underlag.lag_tackning(kvinnor, man) else omdomestext(omdome)
    return (namn, *varden, *skillnad(kvinnor, man), text)


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
