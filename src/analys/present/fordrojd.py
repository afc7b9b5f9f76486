"""Delayed discharge on the internal level: how the process of the long stays went, and what åtgärder were followed by.

All numbers come from the internal cube's own summary; the open cube has none, and each block then says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL, SAKNAS
from analys.omraden import UTANFOR, Omrade
from analys.period import Period
from analys.present import stil
from analys.present.bilder import figur
from analys.present.block import Figur, Tabell, Text
from analys.present.diagram import Grupp, Stapel, andelsstaplar
from analys.present.underlag import Underlag

HUVUDMAN = {"slutenvard": "Slutenvården", "oppenvard": "Primär-/öppenvården", "kommun": "Kommunen"}
_STEG = {
    "inskrivningsmeddelande": ("Inskrivning till inskrivningsmeddelande", "slutenvard"),
    "planering": ("Inskrivningsmeddelande till planeringen klar (SoL och HSL)", "kommun"),
    "sip_kallelse": ("Utskrivningsklar till kallelse till SIP", "oppenvard"),
    "kommunklar": ("Utskrivningsklar till kommunklar", "kommun"),
    "hemgang": ("Alla klara till hemgång", "slutenvard"),
}
_INFORMATION = {
    "svar_oppenvard": ("Svar på inskrivning från öppenvården", "oppenvard"),
    "svar_kommun": ("Svar på inskrivning från kommunen", "kommun"),
    "insatser_beskrivna": ("Insatser och professioner beskrivna i svaret", "kommun"),
    "fast_vardkontakt": ("Namngiven fast vårdkontakt angiven", "oppenvard"),
    "sbar": ("Överrapportering enligt SBAR", "slutenvard"),
    "delgett": ("Planerade insatser från SoL och HSL delgivna", "kommun"),
}
_ORSAKER = {
    "bara_resursbrist": ("Plats- eller resursbrist", "P"),
    "bara_komplexa_behov": ("Komplexa behov", "K"),
    "bada": ("Båda", "B"),
    "ingen_av_dem": ("Ingen av dem", "–"),
}
_FORUTSATTNING = {
    "inskrivningsmeddelande": "Inget inskrivningsmeddelande",
    "sip_kallelse": "Ingen kallelse till SIP i tid",
    "nagon": "Minst en av dem saknas",
}
FA = 20
"""Of fewer stays than this a share is said in whole stays."""


def langa_vantetider(underlag: Underlag) -> Tabell | Text:
    """Return by område the long stays, their days, and how many have the checklist's steps delivered."""

    def rad(s: dict[str, Any]) -> tuple[str, ...]:
        snitt = _medel(s["dagar"], s["vardtillfallen"])
        return (svenska.tal(s["vardtillfallen"]), svenska.tal(s["dagar"]), snitt, svenska.tal(s["med_process"]))

    kolumner = ("Vårdtillfällen", "Dagar", "Dagar i snitt", "Varav med uppgifter om stegen")
    return _per_omrade(underlag, "Långa väntetider", kolumner, rad)


def processteg(underlag: Underlag) -> Tabell | Text:
    """Return the steps (rows): who takes them, their mean time and how many were on time, here and in the region."""
    titel = "Tid mellan stegen"
    if not (valda := _valda(underlag)):
        return _utan(underlag, titel)
    rader = []
    for steg, (namn, vem) in _STEG.items():
        grans = _regel(underlag).i_tid.get(steg)
        celler = [
            namn,
            HUVUDMAN[vem],
            EJ_AKTUELL if grans is None else f"{grans.dagar}{svenska.HART_BLANKSTEG}{_dag(grans.dagar)}",
        ]
        for _, s in valda:
            t = s["steg"][steg]
            celler += [_medel(t["dagar"], t["antal"]), _andel(t["i_tid"], t["bedoms"])]
        celler.append(svenska.tal(valda[0][1]["steg"][steg]["utan_datum"]))
        rader.append(tuple(celler))
    delar = [k for o, _ in valda for k in (f"Dagar i snitt, {o.kortnamn}", f"I tid, {o.kortnamn}")]
    kolumner = ("Steg", "Ansvar", "I tid, högst", *delar, f"Utan datum, {valda[0][0].kortnamn}")
    kallor = svenska.lista(dict.fromkeys(g.kalla for g in _regel(underlag).i_tid.values()))
    beskrivning = (
        "Kalenderdagar. Steg utan datum räknas varken i snittet eller i andelen. Den som är klar före "
        "utskrivningsklar har noll dagar. Om planeringen var i tid räknas från den dag patienten blev "
        f"utskrivningsklar. {_andringar(valda[0])}"
    )
    kalla = f"{_kalla(underlag)} Gränser: {kallor}."
    return _tabell(underlag, titel, kolumner, rader, kalla, vanster=(1,), beskrivning=beskrivning)


def _andringar(vald: tuple[Omrade, dict[str, Any]]) -> str:
    """Return how often the preliminary day was changed."""
    summa, antal = vald[1]["andringar"]
    if not antal:
        return ""
    return f"Preliminärt datum ändrades {_medel(summa, antal)} gånger i snitt i {vald[0].kortnamn}."


def var_tiden_gar(underlag: Underlag) -> Figur | Text:
    """Return by område how the days after utskrivningsklar are split: until the kommun was ready, and after that."""
    titel = "Dagar från utskrivningsklar till hemgång"
    grupper = {"kommunklar": "Tills kommunen är klar", "hemgang": "Efter att alla är klara"}
    stilar = (stil.STEG[0], stil.STEG[3])
    ritade = [Grupp(n, b, *s) for n, b, s in zip(grupper.values(), "KH", stilar, strict=True)]

    def delar(s: dict[str, Any]) -> list[float]:
        return [s["steg"][g]["dagar"] for g in grupper]

    return _staplar(underlag, titel, ritade, delar, "dagar", "K: utskrivningsklar till kommunklar. H: därefter.")


def orsaker(underlag: Underlag) -> Figur | Text:
    """Return by område what the stays were delayed for, of those where it is said."""
    stilar = zip(_ORSAKER.values(), stil.STEG, strict=True)
    ritade = [Grupp(namn, bokstav, *s) for (namn, bokstav), s in stilar]

    def delar(s: dict[str, Any]) -> list[float]:
        return [s["orsaker"][o] for o in _ORSAKER]

    utan = [(o, s["orsaker"]["uppgift_saknas"]) for o, s in _valda(underlag)[:1]]
    text = "".join(f" Uppgift om orsak saknas för {svenska.tal(n)} i {o.kortnamn}." for o, n in utan if n)
    vad = f"Som huvudmännen har angett i checklistan.{text}"
    return _staplar(underlag, "Orsaker till fördröjd hemgång", ritade, delar, "vårdtillfällen", vad)


def informationskvalitet(underlag: Underlag) -> Tabell | Text:
    """Return what was told (rows): who tells it, and how often it was done, here and in the region."""
    titel = "Information som lämnats"
    if not (valda := _valda(underlag)):
        return _utan(underlag, titel)
    rader = []
    for fraga, (namn, vem) in _INFORMATION.items():
        svar = [(s["information"][fraga], s["med_process"]) for _, s in valda]
        andelar = [_andel(ja, ja + nej) for (ja, nej), _ in svar]
        okant = svar[0][1] - sum(svar[0][0])
        rader.append((namn, HUVUDMAN[vem], *andelar, svenska.tal(okant)))
    kolumner = ("Uppgift", "Ansvar", *(f"Ja, {o.kortnamn}" for o, _ in valda), f"Okänt, {valda[0][0].kortnamn}")
    beskrivning = "Ja av dem som har svarat ja eller nej. Okänt räknas inte som nej."
    return _tabell(underlag, titel, kolumner, rader, _kalla(underlag), vanster=(1,), beskrivning=beskrivning)


def utan_forutsattning(underlag: Underlag) -> Tabell | Text:
    """Return by område the stays and days where the region had not done its part."""

    def rad(s: dict[str, Any]) -> tuple[str, ...]:
        if not s["med_process"]:
            return (SAKNAS,) * len(_FORUTSATTNING)
        par = [s["utan_forutsattning"][k] for k in _FORUTSATTNING]
        return tuple(f"{svenska.tal(antal)} ({svenska.tal(dagar)} {_dag(dagar)})" for antal, dagar in par)

    kolumner = tuple(_FORUTSATTNING.values())
    beskrivning = (
        "Betalningsansvar förutsätter att slutenvården har skickat inskrivningsmeddelande och att öppenvården har "
        "kallat till SIP i tid när någon har tagit initiativ till den. Tabellen visar vårdtillfällen, och deras dagar, "
        "där regionen själv inte hade gjort sin del."
    )
    return _per_omrade(underlag, "Dagar utan förutsättningar", kolumner, rad, beskrivning)


def _regel(underlag: Underlag) -> Any:
    """Return the region's settings for delayed discharge; where there are none there are no summaries either."""
    return underlag.profil.fordrojd_hemgang


def _summor(underlag: Underlag) -> dict[str, dict[str, Any]]:
    """Return the internal cube's summaries by område; empty on the open level."""
    return dict((underlag.svar("meta", "fordrojd_hemgang") or {}).get("omraden", {}))


def _valda(underlag: Underlag) -> list[tuple[Omrade, dict[str, Any]]]:
    """Return the page's own summary and, of a kommun, the region's beside it; nothing where its own is missing."""
    alla, region = _summor(underlag), underlag.profil.omrade(underlag.profil.kod)
    if underlag.omrade.kod not in alla:
        return []
    return [(o, alla[o.kod]) for o in dict.fromkeys((underlag.omrade, region))]


def _utan(underlag: Underlag, titel: str) -> Text:
    """Return why there is nothing to show."""
    if underlag.svar("meta", "fordrojd_hemgang") is None:
        text = "Visas bara på den interna nivån."
    elif not _summor(underlag):
        text = "Stegen i utskrivningsprocessen är inte levererade (tabellen utskrivningsprocess)."
    else:
        text = f"Inga långa väntetider i {underlag.omrade.kortnamn} {_tid(underlag)}."
    return Text(underlag.omrade.kod, (text,), titel)


def _tid(underlag: Underlag) -> str:
    """Return the months that are analysed."""
    fran = Period.las(underlag.svar("meta", "fordrojd_hemgang")["fran"])
    if fran == underlag.period:
        return fran.text
    forsta = fran.text if fran.forsta_dag.year != underlag.period.forsta_dag.year else fran.text.split()[0]
    return f"{forsta}{svenska.TANKSTRECK}{underlag.period.text}"


def _kalla(underlag: Underlag) -> str:
    return underlag.kalla(_regel(underlag).indikator_langa, n=_om(underlag))


def _om(underlag: Underlag) -> str:
    """Return what the stays are, and whether their data are to be trusted."""
    fran = Period.las(underlag.svar("meta", "fordrojd_hemgang")["fran"]).forsta_dag
    osakra = underlag.profil.ej_sakerstallda(("utskrivningsklara_perioder",), fran, underlag.period.slut)
    text = f"Vårdtillfällen som avslutades {_tid(underlag)}"
    return f"{text}. Data ej säkerställda" if osakra else text


def _ordnade(underlag: Underlag) -> list[tuple[Omrade, dict[str, Any] | None]]:
    """Return the kommuner, those outside where there are some, and the region, each with its summary."""
    alla, (region, *kommuner) = _summor(underlag), underlag.profil.rapportomraden
    utanfor = [underlag.profil.omrade(UTANFOR)] if UTANFOR in alla else []
    return [(o, alla.get(o.kod)) for o in (*kommuner, *utanfor, region)]


def _per_omrade(
    underlag: Underlag,
    titel: str,
    kolumner: tuple[str, ...],
    rad: Callable[[dict[str, Any]], tuple[str, ...]],
    beskrivning: str = "",
) -> Tabell | Text:
    """Return a table with a row per område; one without long stays has zeros, which here hide nothing."""
    if not _summor(underlag):
        return _utan(underlag, titel)
    rader = [(o.kortnamn, *(rad(s) if s else ("0",) * len(kolumner))) for o, s in _ordnade(underlag)]
    markerad = tuple(i for i, (o, _) in enumerate(_ordnade(underlag)) if o == underlag.omrade)
    return _tabell(
        underlag, titel, ("Område", *kolumner), rader, _kalla(underlag), markerad=markerad, beskrivning=beskrivning
    )


def _tabell(
    underlag: Underlag,
    titel: str,
    kolumner: tuple[str, ...],
    rader: Sequence[tuple[str, ...]],
    kalla: str,
    *,
    markerad: tuple[int, ...] = (),
    vanster: tuple[int, ...] = (),
    beskrivning: str = "",
) -> Tabell:
    rubrik = f"{titel}, {_tid(underlag)}"
    return Tabell(underlag.omrade.kod, rubrik, kolumner, tuple(rader), kalla, markerad, vanster, beskrivning)


def _staplar(
    underlag: Underlag,
    titel: str,
    grupper: Sequence[Grupp],
    delar: Callable[[dict[str, Any]], list[float]],
    enhet: str,
    beskrivning: str,
) -> Figur | Text:
    """Return bars of 100 % by område, with the sum of the parts beside."""
    if not _summor(underlag):
        return _utan(underlag, titel)
    alla = _summor(underlag)
    tal = [(o, delar(s) if s else [0.0] * len(grupper)) for o, s in _ordnade(underlag)]
    staplar = [
        Stapel(
            o.kortnamn,
            [100 * v / sum(varden) for v in varden] if sum(varden) else None,
            svenska.tal(sum(varden)) if sum(varden) else "uppgift saknas" if o.kod in alla else "inga vårdtillfällen",
            egen=o == underlag.omrade,
        )
        for o, varden in tal
    ]
    rader = tuple((o.kortnamn, *(svenska.tal(v) for v in varden), svenska.tal(sum(varden))) for o, varden in tal)
    rubriker = ("Område", *(g.namn for g in grupper), f"Summa {enhet}")
    rubrik = f"{titel}, {_tid(underlag)}"
    alt = f"Staplar som var och en är 100 procent, en per område. {rubrik}. " + "; ".join(
        f"{r[0]}: {', '.join(f'{n} {v}' for n, v in zip(rubriker[1:], r[1:], strict=True))}" for r in rader
    )
    svg = andelsstaplar(staplar, grupper)
    n = f"{_om(underlag)}. Talet till höger är {enhet}"
    langa = [_regel(underlag).indikator_langa]
    return figur(underlag, rubrik, beskrivning, f"{alt}.", svg, rubriker, rader, langa, n)


def _medel(summa: float, antal: float) -> str:
    return svenska.tal(summa / antal, 1) if antal else SAKNAS


def _andel(antal: float, av: float) -> str:
    """Return a share: ``98 % av 1 015``, of few as ``8 av 10``; the sign for ej aktuellt where nothing is judged."""
    if not av:
        return EJ_AKTUELL
    text = f"{svenska.tal(antal)} av {svenska.tal(av)}"
    return (text if av < FA else f"{svenska.procent(antal / av)} av {svenska.tal(av)}").replace(
        " ", svenska.HART_BLANKSTEG
    )


def _datum(text: str) -> str:
    return svenska.datum(date.fromisoformat(text))


def _dag(antal: int) -> str:
    return svenska.bojning(antal, "dag", "dagar")
