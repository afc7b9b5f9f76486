"""Distributions: how a whole is split over the groups of a dimension."""

from __future__ import annotations

from itertools import pairwise

from analys import svenska
from analys.disclosure.grind import SAKNAS
from analys.period import Period, Periodtyp
from analys.present import stil
from analys.present.bilder import figur
from analys.present.block import Figur, Text
from analys.present.diagram import Grupp, Stapel, andelsdata, andelsstaplar
from analys.present.meningar import uppraknat
from analys.present.tabeller import uppgift_saknas
from analys.present.tal import Tal
from analys.present.underlag import Underlag

MANADER, AR = 13, 5


def fordelning(underlag: Underlag, indikator: str) -> Figur | Text:
    """Return how a measure was distributed over time, as bars of 100 %, latest last.

    The last 13 months when most of them can be shown; else years of rolling twelve months that no break divides.
    A period with a hidden group has no bar: its geometry would give the hidden count away.
    """
    mitt, omrade = underlag.katalog[indikator], underlag.omrade_for(indikator)
    grupper = underlag.gruppnamn(indikator, mitt.fordelas_over)
    titel = f"{mitt.titel} i {omrade.kortnamn}, {mitt.matenhet}"
    for perioder, minst in ((_manader(underlag, indikator), MANADER // 2 + 1), (_helar(underlag, indikator), 1)):
        delar = [[underlag.tal(indikator, p, **{mitt.fordelas_over: g}) for g in grupper] for p in perioder]
        if sum(all(t.finns for t in rad) for rad in delar) >= minst:
            break
    else:
        return _for_sma(underlag, titel, indikator)
    hela, sista = [underlag.tal(indikator, p) for p in perioder], perioder[-1]
    staplar = [
        Stapel(svenska.stor_bokstav(p.text), _andelar(rad), _text(rad, total), egen=p == sista)
        for p, rad, total in zip(perioder, delar, hela, strict=True)
    ]
    brott = [
        rad
        for rad, (fore, efter) in enumerate(pairwise(perioder), start=1)
        if any(fore.forsta_dag < b.datum <= efter.forsta_dag for b in underlag.profil.brott_for(indikator))
    ]
    svg = andelsstaplar(staplar, _grupper(grupper), brott)
    data = andelsdata(staplar, _grupper(grupper), mitt.decimaler)
    rubriker = ("Period", f"Antal {mitt.antal}", *grupper.values())
    rader = tuple(
        (svenska.stor_bokstav(p.text), total.antal, *(t.varde for t in rad))
        for p, rad, total in zip(perioder, delar, hela, strict=True)
    )
    nu = "; ".join(f"{namn} {t.varde}" for namn, t in zip(grupper.values(), delar[-1], strict=True))
    alt = f"Staplar som var och en är 100 procent, en per period. {titel}. {svenska.stor_bokstav(sista.text)}: {nu}."
    orsaker = [
        f"Brott i tidsserien den {svenska.datum(b.datum)}. {b.orsak}"
        for b in underlag.profil.brott_for(indikator)
        if perioder[0].forsta_dag < b.datum <= underlag.period.sista_dag
    ]
    tolv = "Månaderna är för små för att visas. Därför visas tolv månader åt gången, fram till det senaste brottet."
    tid = tolv if sista.typ is Periodtyp.R12 else f"{svenska.stor_bokstav(perioder[0].text)}–{sista.text}."
    beskrivning = " ".join([tid, *orsaker])
    n = f"{svenska.stor_bokstav(sista.text)}: {hela[-1].antal} {mitt.antal} i {omrade.kortnamn}"
    nar = f"{omrade.kortnamn} {sista.nar}"
    mening = uppraknat(nar, [(namn, t.varde) for namn, t in zip(grupper.values(), delar[-1], strict=True)])
    return figur(underlag, titel, beskrivning, alt, svg, rubriker, rader, [indikator], n, mening=mening, diagram=data)


def _manader(underlag: Underlag, indikator: str) -> list[Period]:
    """Return the last 13 months up to the measure's own."""
    sista = underlag.period_for(indikator, Periodtyp.MANAD)
    return [sista.flytta(-steg) for steg in reversed(range(MANADER))]


def _helar(underlag: Underlag, indikator: str) -> list[Period]:
    """Return five years of twelve months, back from the latest that no break in the series divides."""
    sista = underlag.period_for(indikator, Periodtyp.R12)
    brott = [b.datum for b in underlag.profil.brott_for(indikator) if sista.forsta_dag < b.datum < sista.slut]
    if brott:
        sista = Period(Periodtyp.MANAD, min(brott)).flytta(-1).med_typ(Periodtyp.R12)
    ar = [sista.flytta(-12 * steg) for steg in reversed(range(AR))]
    return [p for p in ar if underlag.tal(indikator, p).rad["tecken"] != SAKNAS]


def _for_sma(underlag: Underlag, titel: str, indikator: str) -> Text:
    """Return why there is no chart: the groups are too small to show, or nothing was delivered."""
    total = underlag.tal(indikator, underlag.period_for(indikator))
    if not total.finns:
        return uppgift_saknas(underlag, titel)
    text = (
        f"Fördelningen visas inte: någon av grupperna är så liten att en person kan kännas igen. "
        f"{svenska.stor_bokstav(total.period.nar)} var det {total.antal} {total.indikator.antal} i "
        f"{underlag.omrade_for(indikator).kortnamn} i allt."
    )
    return Text(underlag.omrade.kod, (text,), titel)


def _andelar(rad: list[Tal]) -> list[float] | None:
    andelar = [t.pa_axel() for t in rad]
    return None if any(a is None for a in andelar) else [a or 0.0 for a in andelar]


def _text(rad: list[Tal], total: Tal) -> str:
    return total.antal if all(t.finns for t in rad) else next(t.antal for t in rad if not t.finns)


def _grupper(grupper: dict[str, str]) -> list[Grupp]:
    """Return the groups as they are drawn: planning tracks by their colours, else as steps from light to dark.

    A step is known by its code, where ``3-`` (three or more) is written ``3+``.
    """
    if set(grupper) <= set(stil.FARGSPAR):
        spar = {g: stil.FARGSPAR[g] for g in grupper}
        return [Grupp(namn, spar[g][2], *spar[g][:2]) for g, namn in grupper.items()]
    steg = zip(grupper.items(), stil.STEG, strict=True)
    return [Grupp(namn, f"{g[:-1]}+" if g.endswith("-") else g, *stilen) for (g, namn), stilen in steg]
