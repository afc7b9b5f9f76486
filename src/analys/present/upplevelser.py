"""Persons' experiences: a survey as protected counts with its answer rate, and interviews as themes and quotations."""

from __future__ import annotations

from analys import svenska
from analys.disclosure.enkater import MINST_INTERVJUER
from analys.disclosure.grind import SAKNAS
from analys.period import Period
from analys.present.block import Figur, Tabell, Text
from analys.present.enkat import Enkat, Fraga, enkatsvar
from analys.present.tabeller import uppgift_saknas
from analys.present.tal import Tal
from analys.present.underlag import Underlag, inne
from analys.stats.enkat import Svarande

_ROLLER = {"patient": "patient", "narstaende": "närstående", "medarbetare": "medarbetare"}


def personenkat(underlag: Underlag, *fragor: str, svarsfrekvens: str) -> Figur | Text:
    """Return a survey of persons: shares with intervals and Holm-adjusted verdicts beside the comparator.

    Parameters
    ----------
    fragor : the measures, one per question: täljare who said yes, nämnare who answered the question.
    svarsfrekvens : the measure with täljare who answered and nämnare who were asked.
    """
    antal = underlag.tal(svarsfrekvens, underlag.period_for(svarsfrekvens))
    titel = antal.indikator.kalla
    egna = [(t, underlag.jamforelse(t.indikator.id, t.period)) for t in _tal(underlag, fragor, antal.period)]
    med = [(t, par[1]) for t, par in egna if par and par[1].finns and t.rad["tecken"] != SAKNAS]
    if not antal.finns or not med:
        return uppgift_saknas(underlag, titel)
    enkat = Enkat(
        titel,
        antal.period.text,
        Svarande.PERSON,
        int(antal.rad["namnare"]),
        int(antal.rad["taljare"]),
        antal.indikator.kalla,
        fragor=tuple(_fraga(t, float(mot.rad["varde"])) for t, mot in med),
        mot_namn=svenska.stor_bokstav(inne(next(par[0] for _, par in egna if par))),
        minst_svar=max(t.indikator.minsta_namnare for t, _ in med),
    )
    return enkatsvar(underlag, enkat)


def _tal(underlag: Underlag, fragor: tuple[str, ...], period: Period) -> list[Tal]:
    """Return the questions' figures of the survey's own period."""
    return [underlag.tal(f, period) for f in fragor]


def _fraga(tal: Tal, mot: float) -> Fraga:
    """Return one question; a hidden figure has no answers, and is then shown as hidden."""
    ja, svar = (int(tal.rad["taljare"]), int(tal.rad["namnare"])) if tal.finns else (0, 0)
    return Fraga(tal.indikator.titel, ja, svar, mot)


def intervjuteman(underlag: Underlag, enkat: str) -> Tabell | Text:
    """Return the latest interviews' themes with quotations that their speakers have said yes to, for the region alone.

    Interviews are not counted by theme: a few say what can happen, not how common it is.
    """
    ett = underlag.svar("enkat", enkat)
    region = underlag.profil.omrade(underlag.profil.kod)
    if ett is None or not ett["omgangar"]:
        return uppgift_saknas(underlag, ett["titel"] if ett else "Intervjuer")
    if underlag.omrade != region:
        text = (
            f"Intervjuerna redovisas bara för {region.kortnamn} som helhet: få har intervjuats och de kan kännas igen."
        )
        return Text(underlag.omrade.kod, (text,), ett["titel"])
    period, runda = list(ett["omgangar"].items())[-1]
    teman = [f for f in ett["fragor"] if f["fraga"] in runda["teman"]]
    rader = tuple((f["kort"], f["text"], _citat(runda["citat"], f["fraga"])) for f in teman)
    antal = runda["antal"]
    hur_manga = svenska.tal(antal) if antal else f"färre än {MINST_INTERVJUER}"
    exempel = " Exempeldata." if underlag.svar("meta", "exempel") else ""
    return Tabell(
        underlag.omrade.kod,
        f"{ett['titel']} i {region.kortnamn}, {Period.las(period).text}",
        ("Tema", "Det handlar om", "Citat, med samtycke"),
        rader,
        f"Källa: {ett['kalla']}. Antal intervjuer: {hur_manga}.{exempel}",
        vanster=(1, 2),
        beskrivning="Några få samtal säger vad som förekommer, inte hur vanligt det är. Därför finns inga antal här.",
    )


def _citat(citat: list[list[str]], tema: str) -> str:
    """Return a theme's quotations, each with the speaker's role; a dash when nobody has said yes to one."""
    return " ".join(f"”{text}” ({_ROLLER[roll]})" for fraga, roll, text in citat if fraga == tema) or SAKNAS
