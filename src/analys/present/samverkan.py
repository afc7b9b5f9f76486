"""Surveys of organisations: dots first, then radars, variations without names, and coded themes by huvudman.

Everything is from what the disclosure room left (`disclosure.enkater`): names only where that was promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median
from typing import Any

from analys import svenska
from analys.disclosure.enkater import PARTER, mitt
from analys.disclosure.grind import SAKNAS
from analys.omraden import Omrade
from analys.period import Period
from analys.present.block import Figur, Tabell, Text
from analys.present.enkat import DELAR, Enkat, Stegfraga, enkatsvar, olika_bild
from analys.present.smaspindlar import Smaspindel, smaspindlar
from analys.present.spindel import Spindelserie, spindeldata, spindeldiagram
from analys.present.tabeller import uppgift_saknas
from analys.present.underlag import Underlag
from analys.stats.enkat import Svarande

_MITTEN = "Linjen går genom mitten (medianen) av svaren."
_YTAN = "Ytan beror på frågornas ordning och säger inget i sig."
Svar = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True)
class Omgang:
    """One round of a survey as one page may show it: whose answers, the questions, and the answers by question."""

    enkat: dict[str, Any]
    period: Period
    omrade: Omrade
    tillfragade: int
    svarade: int
    svar: Svar
    kommuner: list[dict[str, Any]]

    @property
    def fragor(self) -> list[dict[str, Any]]:
        """The questions with a scale, in the questionnaire's order."""
        return [f for f in self.enkat["fragor"] if f["slag"] == "steg"]

    @property
    def skala(self) -> tuple[int, int]:
        """The scale's first and last step."""
        lagst, hogst = self.fragor[0]["skala"]
        return lagst, hogst

    def mitt(self, fraga: str, part: str | None = None) -> float | None:
        """Return the median of a part's answers, or of all; None when there are none."""
        steg = [s for d, s in self.svar.get(fraga, []) if part in (None, d)]
        return float(median(steg)) if steg else None

    def kalla(self, underlag: Underlag) -> str:
        """Return the source line: source, round, how many have answered."""
        svarade = f"{svenska.tal(self.svarade)} av {svenska.tal(self.tillfragade)} tillfrågade har svarat"
        exempel = " Exempeldata." if underlag.svar("meta", "exempel") else ""
        return f"Källa: {self.enkat['kalla']}. Mätomgång: {self.period.text}. {svarade}.{exempel}"


def svarsbild(underlag: Underlag, enkat: str) -> Figur | Text:
    """Return every answer of the latest round as a mark: the whole region's, or a named kommun's own."""
    if not (omgangar := _med_steg(underlag, enkat)):
        return uppgift_saknas(underlag, _titel(underlag, enkat))
    o = omgangar[-1]
    fragor = tuple(Stegfraga(f["text"], tuple(o.svar.get(f["fraga"], ())), _bild(o, f["fraga"])) for f in o.fragor)
    ett = Enkat(
        o.enkat["titel"],
        o.period.text,
        Svarande.ORGANISATION,
        o.tillfragade,
        o.svarade,
        o.enkat["kalla"],
        stegfragor=fragor,
        skala=o.skala,
        galler=o.omrade.kortnamn,
    )
    return enkatsvar(underlag, ett)


def svarsspindel(underlag: Underlag, enkat: str) -> Figur | Text:
    """Return the latest round's middles as a radar, the kommuner's beside the region's."""
    if not (omgangar := _med_steg(underlag, enkat)):
        return uppgift_saknas(underlag, _titel(underlag, enkat))
    o = omgangar[-1]
    serier = [(namn, [o.mitt(f["fraga"], part) for f in o.fragor]) for part, namn in DELAR.items()]
    return _spindel(underlag, o, f"{o.enkat['titel']} i {o.omrade.kortnamn}, {o.period.text}: mitten av svaren", serier)


def omgangsspindel(underlag: Underlag, enkat: str) -> Figur | Text:
    """Return the middle of all answers in the latest two rounds as a radar, with the statements in its table."""
    if not (omgangar := _med_steg(underlag, enkat)):
        return uppgift_saknas(underlag, _titel(underlag, enkat))
    o = omgangar[-1]
    serier = [(r.period.text.capitalize(), [r.mitt(f["fraga"]) for f in o.fragor]) for r in omgangar[:-3:-1]]
    titel = f"{o.enkat['titel']} i {o.omrade.kortnamn}, {svenska.lista(r.period.text for r in omgangar[-2:])}"
    return _spindel(underlag, o, titel, serier)


def _spindel(
    underlag: Underlag, o: Omgang, titel: str, serier: Sequence[tuple[str, list[float | None]]]
) -> Figur | Text:
    """Return a radar of steps; the first series is drawn whole, the second dashed."""
    lagst, hogst = o.skala
    steg = hogst - lagst + 1
    slag = ("egen", "jamforelse")
    ritade = [
        Spindelserie(namn, [None if v is None else 100 * (v - lagst + 1) / steg for v in varden], s)
        for (namn, varden), s in zip(serier, slag, strict=False)
    ]
    ringar = [(100 * (nr + 1) / steg, str(lagst + nr)) for nr in range(1 - steg % 2, steg, 2)]
    axlar = [f["kort"] for f in o.fragor]
    svg = spindeldiagram(axlar, ritade, ringar=ringar)
    i_steg = [replace(s, varden=varden) for s, (_, varden) in zip(ritade, serier, strict=False)]
    data = spindeldata(axlar, i_steg, [1] * len(axlar), hogst=hogst)
    rader = tuple((f["kort"], f["text"], *(_steg(varden[nr]) for _, varden in serier)) for nr, f in enumerate(o.fragor))
    kolumner = ("Fråga", "Så löd den", *(namn for namn, _ in serier))
    alt = f"Spindeldiagram. {titel}. " + "; ".join(f"{r[0]}: {', '.join(r[2:])}" for r in rader) + "."
    text = f"{_MITTEN} Skalan går från {lagst} till {hogst}. {_YTAN}"
    kalla, kod = o.kalla(underlag), underlag.omrade.kod
    return Figur(
        kod, titel, text, alt, *svg, kalla, Tabell(kod, titel, kolumner, rader, kalla, vanster=(1,)), diagram=data
    )


def variationer(underlag: Underlag, enkat: str) -> Figur | Text:
    """Return one small radar per kommun: named where that was promised, else as variations without name or order."""
    omgangar = _med_steg(underlag, enkat, hela=True)
    if not omgangar or not omgangar[-1].kommuner:
        return uppgift_saknas(underlag, f"{_titel(underlag, enkat)}: variationer")
    o = omgangar[-1]
    med_namn = o.enkat["namn"]
    bilder = [(_namn(underlag, delen, nr), _mitt(delen)) for nr, delen in enumerate(o.kommuner)]
    spindlar = [
        Smaspindel(n, tuple(tuple(m.get(f["fraga"], {}).get(p) for f in o.fragor) for p in PARTER)) for n, m in bilder
    ]
    titel = f"{'Kommun för kommun' if med_namn else 'Variationer'} i {o.omrade.kortnamn}, {o.period.text}"
    rader = tuple(
        (n, *(" · ".join(_steg(m.get(f["fraga"], {}).get(p)) for p in PARTER) for f in o.fragor)) for n, m in bilder
    )
    nummer = ", ".join(f"{nr} {f['kort']}" for nr, f in enumerate(o.fragor, 1))
    utan = "En bild per kommun där båda parterna har svarat. Bilderna har inga namn och deras ordning säger inget."
    vad = "En bild per kommun." if med_namn else utan
    text = f"{vad} {_MITTEN} Frågorna: {nummer}. I tabellen står kommunens svar först."
    alt = f"{len(bilder)} små spindeldiagram. {titel}. " + " ".join(f"{r[0]}: {'; '.join(r[1:])}." for r in rader)
    kalla, kod = o.kalla(underlag), underlag.omrade.kod
    kolumner = ("Kommun" if med_namn else "Bild", *(f["kort"] for f in o.fragor))
    svg = smaspindlar(spindlar, list(DELAR.values()), o.skala)
    return Figur(kod, titel, text, alt, *svg, kalla, Tabell(kod, titel, kolumner, rader, kalla))


def temabild(underlag: Underlag, enkat: str) -> Tabell | Text:
    """Return the coded themes with how many of each huvudman have raised them, and the measured figure beside."""
    omgangar = _omgangar(underlag, enkat)
    if not omgangar:
        return uppgift_saknas(underlag, _titel(underlag, enkat))
    o = omgangar[-1]
    teman = [f for f in o.enkat["fragor"] if f["slag"] == "tema"]
    if not teman:
        return uppgift_saknas(underlag, _titel(underlag, enkat))
    lyfter = {f["fraga"]: {p: _lyfter(o.svar.get(f["fraga"], []), p) for p in PARTER} for f in teman}
    med_matt = any(f["indikator"] for f in teman)
    rader: list[tuple[str, ...]] = []
    rubriker: list[int] = []
    grupper = [(r, list(egna)) for r, egna in groupby(teman, key=lambda f: str(f["rubrik"]))]
    for rubrik, egna in grupper:
        if len(grupper) > 1:
            rubriker.append(len(rader))
            rader.append((rubrik, "", "", "", ""))
        for f in egna:
            delar = lyfter[f["fraga"]]
            antal = (f"{delar[p][0]} av {delar[p][1]}" if delar[p][1] else SAKNAS for p in PARTER)
            rader.append((f["text"], *antal, _samsyn(delar), _matt(underlag, o.omrade, f["indikator"])))
    kolumner = ("Tema", "Kommunen", "Regionen", "Bild", "Mätt värde")
    slut = len(kolumner) if med_matt else -1
    return Tabell(
        underlag.omrade.kod,
        f"{o.enkat['titel']} i {o.omrade.kortnamn}, {o.period.text}: teman",
        kolumner[:slut],
        tuple(r[:slut] for r in rader),
        o.kalla(underlag),
        markerad=tuple(rubriker),
        vanster=(3, 4) if med_matt else (3,),
        beskrivning=("" if rubriker else f"{grupper[0][0]} ") + _temamening(teman, lyfter, med_matt=med_matt),
    )


def _temamening(teman: list[dict[str, Any]], lyfter: dict[str, dict[str, tuple[int, int]]], *, med_matt: bool) -> str:
    """Return how the table is read, and where the huvudmän agree and where they do not."""
    samsyn = {f["fraga"]: _samsyn(lyfter[f["fraga"]]) for f in teman}
    delar = [f"{sum(s == _BADA for s in samsyn.values())} av {len(teman)} teman tas upp av båda."]
    for bild in _OLIKA.values():
        if texter := [f"”{f['text']}”" for f in teman if samsyn[f["fraga"]] == bild]:
            delar.append(f"{svenska.stor_bokstav(bild)}: {svenska.lista(texter)}.")
    matt = " Mätt värde är vad siffrorna visar, bredvid vad parterna upplever." if med_matt else ""
    return f"Antal som tagit upp temat av dem som svarat. Båda: minst hälften hos varje part. {' '.join(delar)}{matt}"


_BADA, _FA = "båda", "få"
_OLIKA = {"kommun": "olika bild, mest kommunen", "region": "olika bild, mest regionen"}


def _samsyn(delar: dict[str, tuple[int, int]]) -> str:
    """Return whether at least half of each part, of one or of neither has raised a theme."""
    if not all(av for _, av in delar.values()):
        return ""
    hos = [p for p, (antal, av) in delar.items() if 2 * antal >= av]
    return _BADA if len(hos) == len(PARTER) else _OLIKA[hos[0]] if hos else _FA


def _lyfter(svar: Sequence[tuple[str, int]], part: str) -> tuple[int, int]:
    """Return how many of a part have raised a theme, and of how many."""
    egna = [s for d, s in svar if d == part]
    return sum(egna), len(egna)


def _matt(underlag: Underlag, omrade: Omrade, indikator: str) -> str:
    """Return the measured figure with its name and period, or nothing where the theme is not measured."""
    if not indikator:
        return ""
    tal = underlag.tal(indikator, underlag.period_for(indikator), omrade.kod)
    return f"{tal.indikator.kort}: {tal.varde} ({tal.period.text})"


def _med_steg(underlag: Underlag, enkat: str, *, hela: bool = False) -> list[Omgang]:
    """Return the rounds of a questionnaire that has questions with a scale."""
    return [o for o in _omgangar(underlag, enkat, hela=hela) if o.fragor]


def _omgangar(underlag: Underlag, enkat: str, *, hela: bool = False) -> list[Omgang]:
    """Return the rounds, oldest first: the region's, or on a kommun's page its own where names may be shown."""
    ett = underlag.svar("enkat", enkat)
    if ett is None:
        return []
    region = underlag.profil.omrade(underlag.profil.kod)
    eget = ett["namn"] and not hela and underlag.omrade != region
    ut = []
    for period, runda in ett["omgangar"].items():
        svar, omrade, antal = runda["svar"], region, (runda["tillfragade"], runda["svarade"])
        if eget:
            egna = [k for k in runda["kommuner"] if k["kommun"] == underlag.omrade.kod]
            if not egna:
                continue
            svar, omrade, antal = egna[0]["svar"], underlag.omrade, (egna[0]["tillfragade"], egna[0]["svarade"])
        par = {f: [(str(d), int(s)) for d, s in alla] for f, alla in svar.items()}
        ut.append(Omgang(ett, Period.las(period), omrade, *antal, par, runda["kommuner"]))
    return ut


def _titel(underlag: Underlag, enkat: str) -> str:
    """Return what a survey that has nothing to show is called."""
    return str((underlag.svar("enkat", enkat) or {}).get("titel", "Enkäten"))


def _bild(o: Omgang, fraga: str) -> str | None:
    """Return in how many kommuner the parts' pictures differ, where the answers are of several."""
    if len(o.kommuner) < 2 or not o.omrade.ar_region:
        return None
    bilder = [_mitt(k).get(fraga, {}) for k in o.kommuner]
    olika = sum(olika_bild(list(b.items())) for b in bilder)
    return f"olika bild i {olika} av {len(bilder)}" if olika else ""


def _mitt(delen: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return a kommun's middles per question and part."""
    return dict(delen["mitt"]) if "mitt" in delen else mitt(delen["svar"])


def _namn(underlag: Underlag, delen: dict[str, Any], nr: int) -> str:
    """Return a kommun's name where it is known, else a letter."""
    return underlag.profil.omrade(delen["kommun"]).kortnamn if delen["kommun"] else f"Bild {chr(ord('A') + nr)}"


def _steg(varde: float | None) -> str:
    """Return a step or the middle between two: ``4``, ``3,5``; a dash when nobody has answered."""
    return SAKNAS if varde is None else svenska.tal(varde, 0 if varde == int(varde) else 1)
