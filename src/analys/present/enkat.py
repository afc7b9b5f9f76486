"""Surveys as dots: persons' answers with intervals against a fixed line, organisations' answers as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from analys import svenska
from analys.disclosure.grind import DOLD
from analys.present.block import Figur, Tabell, Text
from analys.present.diagram import Prick, prickdiagram
from analys.present.meningar import omdomestext
from analys.present.stegbild import Stegrad, stegdiagram
from analys.present.tabeller import OSAKERHET_95, jamfort_med, uppgift_saknas
from analys.present.underlag import Underlag
from analys.stats.enkat import ALFA, Svarande, jamfor
from analys.stats.omdome import Omdome

OLIKA_BILD_FRAN = 2
"""So many steps between the middles of the two parts' answers are a different picture of the same thing."""
DELAR = {"kommun": "Kommunens svar", "region": "Regionens svar"}


@dataclass(frozen=True)
class Fraga:
    """One question to persons: ``ja`` of ``svar`` answered so, and the share (0-1) that it is compared with."""

    text: str
    ja: int
    svar: int
    mot: float


@dataclass(frozen=True)
class Stegfraga:
    """One question to organisations: every answer as (``kommun`` or ``region``, step).

    ``bild``: what stands beside many kommuner's answers, instead of whether the parts' pictures differ.
    """

    text: str
    svar: tuple[tuple[str, int], ...]
    bild: str | None = None


@dataclass(frozen=True)
class Enkat:
    """One survey's protected numbers for one område.

    ``fragor`` are for persons, ``stegfragor`` for organisations; ``tillfragade`` is how many were asked, ``svarade``
    how many answered, ``minst_svar`` how many answers a question needs to be shown, ``skala`` the organisations' scale,
    ``galler`` whose answers they are when not the page's område's.
    """

    titel: str
    omgang: str
    svarande: Svarande
    tillfragade: int
    svarade: int
    kalla: str
    fragor: tuple[Fraga, ...] = ()
    stegfragor: tuple[Stegfraga, ...] = ()
    mot_namn: str = "Riket"
    minst_svar: int = 10
    skala: tuple[int, int] = (1, 6)
    galler: str = ""


def enkatsvar(underlag: Underlag, enkat: Enkat) -> Figur | Text:
    """Return a survey's answers: with intervals and Holm-adjusted verdicts for persons, as dots for organisations."""
    if enkat.svarande is Svarande.ORGANISATION:
        return _organisationer(underlag, enkat)
    return _personer(underlag, enkat)


def _personer(underlag: Underlag, enkat: Enkat) -> Figur | Text:
    """Return the questions with enough answers as shares with intervals beside what they are compared with."""
    titel = f"{enkat.titel} i {underlag.omrade.kortnamn}, {enkat.omgang}"
    visas = [f for f in enkat.fragor if f.svar >= enkat.minst_svar]
    if not visas:
        return uppgift_saknas(underlag, titel)
    svar = [f.svar for f in visas]
    jamforelse = jamfor(
        [f.ja for f in visas], svar, [enkat.tillfragade] * len(visas), [f.mot for f in visas], enkat.svarande
    )
    granser_95, granser_998 = (
        [(100 * float(u), 100 * float(o)) for u, o in zip(*par, strict=True)]
        for par in (jamforelse.granser_95, jamforelse.granser_998)
    )
    omdomen = [_omdome(f, float(p)) for f, p in zip(visas, jamforelse.p_holm, strict=True)]
    utfall = dict(zip((f.text for f in visas), zip(granser_95, granser_998, omdomen, strict=True), strict=True))
    prickar = [
        _prick(f, *utfall[f.text]) if f.text in utfall else Prick(f.text, None, None, None, DOLD, egen=True)
        for f in enkat.fragor
    ]
    svg = prickdiagram(prickar, "andel i procent", jamforelse=enkat.mot_namn, hogst=100)
    rader = tuple(
        (
            f.text,
            svenska.tal(f.svar),
            svenska.procent(f.ja / f.svar),
            svenska.intervall(*utfall[f.text][0]),
            svenska.procent(f.mot),
            omdomestext(utfall[f.text][2]),
        )
        if f.text in utfall
        else (f.text, DOLD, DOLD, DOLD, svenska.procent(f.mot), omdomestext(Omdome.FOR_FA))
        for f in enkat.fragor
    )
    rubriker = ("Fråga", "Antal svar", "Andel", OSAKERHET_95, enkat.mot_namn, jamfort_med(enkat.mot_namn))
    alt = f"Punktdiagram med osäkerhetsintervall. {titel}. " + "; ".join(f"{r[0]} {r[2]}, {r[5]}" for r in rader) + "."
    return _figur(underlag, enkat, titel, _persontext(enkat), alt, svg, Tvilling(rubriker, rader, (5,)))


@dataclass(frozen=True)
class Tvilling:
    """The table behind a survey's figure: headings, rows, and which columns hold words."""

    rubriker: tuple[str, ...]
    rader: tuple[tuple[str, ...], ...]
    vanster: tuple[int, ...]


def _figur(
    underlag: Underlag, enkat: Enkat, titel: str, beskrivning: str, alt: str, svg: tuple[str, str], tvilling: Tvilling
) -> Figur:
    """Return the figure with its source line and its table twin."""
    exempel = " Exempeldata." if underlag.svar("meta", "exempel") else ""
    kalla = f"Källa: {enkat.kalla}. {_svarsfrekvens(enkat)}{exempel}"
    kod = underlag.omrade.kod
    tabell = Tabell(kod, titel, tvilling.rubriker, tvilling.rader, kalla, vanster=tvilling.vanster)
    return Figur(kod, titel, beskrivning, alt, *svg, kalla, tabell)


def _svarsfrekvens(enkat: Enkat) -> str:
    """Return the answer rate with its parts."""
    andel = svenska.procent(enkat.svarade / enkat.tillfragade)
    return f"Svarsfrekvens: {andel} ({svenska.tal(enkat.svarade)} av {svenska.tal(enkat.tillfragade)})."


def _persontext(enkat: Enkat) -> str:
    """Return how a survey of persons is read; what is not shown is said."""
    dolda = [f"”{f.text}”" for f in enkat.fragor if f.svar < enkat.minst_svar]
    for_fa = f"färre än {enkat.minst_svar} svar, eller så få av ett slag att en person kan kännas igen"
    inte = f" Visas inte ({for_fa}): {svenska.lista(dolda)}." if dolda else ""
    return (
        f"{_svarsfrekvens(enkat)} Strecken är osäkerhetsintervall: tjockt 95\u00a0%, tunt 99,8\u00a0%. "
        "De är kortare ju fler av de tillfrågade som har svarat. Den som inte har svarat kan tycka annorlunda. "
        "Flera frågor jämförs på en gång. "
        "Därför är kravet på varje skillnad högre än det tjocka strecket visar (Holm-justerad): risken att någon "
        f"skillnad bara är slump är högst {svenska.procent(ALFA)}.{inte}"
    )


def _omdome(fraga: Fraga, p: float) -> Omdome:
    """Return the verdict of one question from its Holm-adjusted p value."""
    if p >= ALFA:
        return Omdome.INGEN
    return Omdome.HOGRE if fraga.ja / fraga.svar > fraga.mot else Omdome.LAGRE


def _prick(fraga: Fraga, i_95: tuple[float, float], i_998: tuple[float, float], omdome: Omdome) -> Prick:
    andel = fraga.ja / fraga.svar
    visad = f"\n{omdomestext(omdome)}" if omdome.sakerstallt else ""
    return Prick(
        fraga.text, 100 * andel, i_95, i_998, f"{svenska.procent(andel)}{visad}", egen=True, jamforelse=100 * fraga.mot
    )


def _organisationer(underlag: Underlag, enkat: Enkat) -> Figur | Text:
    """Return every organisation's answer as a mark of its own, without interval; far apart is a different picture."""
    titel = f"{enkat.titel} i {enkat.galler or underlag.omrade.kortnamn}, {enkat.omgang}"
    if not any(f.svar for f in enkat.stegfragor):
        return uppgift_saknas(underlag, titel)
    svg = stegdiagram([Stegrad(f.text, f.svar, _bild(f)) for f in enkat.stegfragor], enkat.skala, DELAR)
    rader = tuple((f.text, *(_steg(f, del_) for del_ in DELAR), _bild(f)) for f in enkat.stegfragor)
    alt = f"Punktdiagram över varje svar. {titel}. " + "; ".join(
        f"{r[0]} kommunen {r[1]}, regionen {r[2]}{r[3] and f', {r[3]}'}" for r in rader
    )
    beskrivning = (
        f"{_svarsfrekvens(enkat)} Varje märke är ett svar. Alla svar visas, så det finns ingen slump att räkna på. "
        f"Olika bild: mitten (medianen) av kommunens och av regionens svar ligger minst {OLIKA_BILD_FRAN} steg isär."
    )
    rubriker = ("Fråga", *DELAR.values(), "Bild")
    return _figur(underlag, enkat, titel, beskrivning, f"{alt}.", svg, Tvilling(rubriker, rader, (1, 2, 3)))


def olika_bild(svar: Sequence[tuple[str, float]]) -> bool:
    """Return whether the middles of the two parts' answers are at least `OLIKA_BILD_FRAN` steps apart."""
    delar = [[s for d, s in svar if d == del_] for del_ in DELAR]
    return all(delar) and abs(median(delar[0]) - median(delar[1])) >= OLIKA_BILD_FRAN


def _bild(fraga: Stegfraga) -> str:
    """Return that the parts' answers are far apart, or that there are none."""
    if fraga.bild is not None:
        return fraga.bild
    return "inga svar" if not fraga.svar else "olika bild" if olika_bild(fraga.svar) else ""


MANGA_SVAR = 6
"""More answers than this are told as how many gave each step."""


def _steg(fraga: Stegfraga, del_: str) -> str:
    """Return one part's answers in order, or how many gave each step, or that there is none."""
    svar = sorted(s for d, s in fraga.svar if d == del_)
    if len(svar) > MANGA_SVAR:
        return ", ".join(f"{antal} st {steg}" for steg, antal in Counter(svar).items())
    return ", ".join(map(str, svar)) or "-"
