"""Slides laid out on a 16:9 canvas: what stands where and how large, measured in the slides' typeface.

Both formats, PowerPoint and PDF, draw exactly this, so that what fits in one fits in the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from analys.reports.bildrutor import (
    CELLHOJD,
    CELLKANT,
    INNEHALLSBREDD,
    RADAVSTAND,
    STORT_TAL,
    VANSTER,
    Figurruta,
    Ruta,
    Stycke,
    Tabellruta,
    Textruta,
    stycke,
)
from analys.reports.bildspel import Bild, Tabellbild
from analys.reports.textmatt import fordela, textbredd

_BOTTEN = 6.6
_FIGURBREDD, _KOLUMN = 7.9, 8.87
_BREDAST = 3.2
"""What a column may ask for before its text is broken into lines."""


@dataclass(frozen=True)
class Sida:
    """One slide: its boxes in reading order, and its notes."""

    titel: str
    slag: str
    rutor: tuple[Ruta, ...]
    anteckningar: tuple[str, ...] = field(default=())


def lagg_ut(bilder: Sequence[Bild], rapport: dict[str, Any], marke: str = "") -> list[Sida]:
    """Return the slides with everything in its place; a table that is too long goes on on more of them."""
    sidor: list[Sida] = []
    for bild in chain.from_iterable(map(_dela, bilder)):
        nummer = len(sidor) + 1
        if bild.slag == "innehall":
            rubrik = _rubrik(bild)
            rutor = [*rubrik, *_innehall(bild, _efter(rubrik)), *_fot(bild, rapport, marke)]
        else:
            rutor = _start(bild, rapport)
        sidor.append(Sida(bild.titel, bild.slag, tuple(_med_nummer(r, nummer) for r in rutor), bild.anteckningar))
    return sidor


def _med_nummer(ruta: Ruta, nummer: int) -> Ruta:
    if isinstance(ruta, Textruta) and ruta.roll == "nummer":
        return replace(ruta, botten=str(nummer))
    return ruta


def _start(bild: Bild, rapport: dict[str, Any]) -> list[Ruta]:
    """Return the first slide's, or a part's, few words."""
    b = 10.5
    titel = _passande(lambda s: (stycke(bild.titel, s, fet=True),), (44, 38, 32, 28), b, 1.6)
    rutor: list[Ruta] = [Textruta("Rubrik", VANSTER + 0.4, 2.3, b, 1.6, titel, "titel")]
    y = 4.0
    for namn, text, storlek in (("Period", bild.underrubrik, 20), ("Rapportserie", bild.kalla, 16)):
        if text:
            rutor.append(Textruta(namn, VANSTER + 0.4, y, b, 0.36, (stycke(text, storlek, "DAMPAD"),)))
            y += 0.42
    y = 5.0
    for nr, text in enumerate(bild.punkter, start=1):
        stycken = (stycke(text, 14, "EXEMPEL_TEXT"),)
        h = stycken[0].hojd(b - 0.3) + 0.16
        rutor.append(Textruta(f"Band {nr}", VANSTER + 0.4, y, b, h, stycken, "band"))
        y += h + 0.12
    return rutor


def _rubrik(bild: Bild) -> list[Ruta]:
    titel = _passande(lambda s: (stycke(bild.titel, s, fet=True),), (28, 26, 24, 22, 20), INNEHALLSBREDD, 1.0)
    rutor: list[Ruta] = [_lagom(Textruta("Rubrik", VANSTER, 0.42, INNEHALLSBREDD, 0, titel, "titel"))]
    if bild.underrubrik:
        under = _passande(
            lambda s: (stycke(bild.underrubrik, s, "DAMPAD"),), (16, 15, 14, 13, 12), INNEHALLSBREDD, 0.42
        )
        y = rutor[0].y + rutor[0].h + 0.06
        rutor.append(_lagom(Textruta("Underrubrik", VANSTER, y, INNEHALLSBREDD, 0, under)))
    return rutor


def _lagom(ruta: Textruta) -> Textruta:
    """Return the box as high as its text."""
    return replace(ruta, h=ruta.behov)


def _fot(bild: Bild, rapport: dict[str, Any], marke: str) -> list[Ruta]:
    """Return source, the mark of what the figures are, and område, period and number."""
    rutor: list[Ruta] = []
    if bild.kalla:
        b, h = 8.3, 0.42
        for kalla in _forkortningar(bild.kalla):
            text = Textruta("Källa", VANSTER, 6.86, b, h, (stycke(kalla, 11, "DAMPAD"),))
            if text.behov <= h:
                break
        rutor.append(text)
    if marke:
        text_i = _passande(lambda s: (stycke(marke, s, "EXEMPEL_TEXT", fet=True),), (11, 10, 9), 3.4, 0.2)
        b = textbredd(marke, text_i[0].storlek, fet=True) + 0.28
        rutor.append(Textruta("Märke", VANSTER + INNEHALLSBREDD - b, 6.84, b, 0.24, text_i, "band", hoger=True))
    plats = " · ".join([rapport["omradesnamn"], rapport["periodtext"], *filter(None, [rapport["status"]]), ""])
    rutor.append(Textruta("Sidfot", 8.97, 7.1, 3.7, 0.22, (stycke(plats, 11, "DAMPAD"),), "nummer", hoger=True))
    return rutor


def _forkortningar(kalla: str) -> list[str]:
    """Return the source in ever fewer sentences: the notes have all of it."""
    meningar = re.split(r"(?<=\.) (?=[A-ZÅÄÖ])", kalla)
    return [" ".join(meningar[: len(meningar) - bort]) for bort in range(len(meningar))]


def _efter(rubrik: Sequence[Ruta]) -> float:
    """Return where the content begins: under the title, at the same place on slides whose titles are alike."""
    return rubrik[-1].y + rubrik[-1].h + 0.3


def _innehall(bild: Bild, topp: float) -> list[Ruta]:
    """Return what stands between title and source, from ``topp`` down."""
    if bild.tabell:
        tabell = _tabell(bild.tabell, topp)
        y = tabell.y + tabell.h + 0.35
        under = _punkter(bild.punkter, VANSTER, INNEHALLSBREDD, y, (18, 17, 16, 15, 14))
        return [tabell, *(u for u in under if u.y + u.h <= _BOTTEN)]  # what has no room is in the notes
    if bild.figur is None:
        if bild.kort and not bild.punkter:
            return _kort(bild.kort, topp)
        b = _FIGURBREDD if bild.kort else INNEHALLSBREDD
        return [*_punkter(bild.punkter, VANSTER, b, topp, (24, 22, 20, 18, 16, 15, 14)), *_stort_tal(bild.kort, topp)]
    bredvid = bool(bild.kort or bild.punkter)
    d = bild.figur
    b = _FIGURBREDD if bredvid else INNEHALLSBREDD
    hjalp = _lagom(Textruta("Läshjälp", VANSTER, 0, b, 0, (stycke(d["beskrivning"], 12, "DAMPAD"),)))
    h = _BOTTEN - topp - (hjalp.h + 0.1 if d["beskrivning"] else 0)
    figur = Figurruta("Diagram" if d["diagram"] else "Bild", VANSTER, topp, b, h, d["alt"], d["svg_bred"], d["diagram"])
    rutor: list[Ruta] = [figur if d["diagram"] else _i_ram(figur)]
    if d["beskrivning"]:
        rutor.append(replace(hjalp, y=rutor[0].y + rutor[0].h + 0.1))
    y, kolumn = topp, VANSTER + INNEHALLSBREDD - _KOLUMN
    if bild.kort:
        rutor += _stort_tal(bild.kort, y)
        y += rutor[-1].h + 0.25
    if bild.punkter:
        rutor += _punkter(bild.punkter, _KOLUMN, kolumn, y, (18, 17, 16, 15, 14, 13, 12))
    return rutor


def svg_matt(svg: str) -> tuple[float, float]:
    """Return a drawing's width and height."""
    traff = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', svg)
    return (float(traff[1]), float(traff[2])) if traff else (1.0, 1.0)


def _i_ram(figur: Figurruta) -> Figurruta:
    """Return the picture as large as its box allows, at its top."""
    bredd, hojd = svg_matt(figur.svg)
    skala = min(figur.b / bredd, figur.h / hojd)
    ny = replace(figur, b=bredd * skala, h=hojd * skala)
    return replace(ny, x=figur.x + (figur.b - ny.b) / 2)


def _stort_tal(kort: Sequence[dict[str, Any]], y: float) -> list[Ruta]:
    """Return the large number beside a chart or a text: first the number, then its name and what explains it."""
    rutor: list[Ruta] = []
    b = VANSTER + INNEHALLSBREDD - _KOLUMN
    for k in kort[:1]:
        rader = [stycke(rad, 14, "DAMPAD", luft=2) for rad in k["rader"]]
        tal = stycke(k["varde"], 54 if len(k["varde"]) <= 8 else 30, "DAMPAD" if k["dampad"] else "EGEN", fet=True)
        rutor.append(_lagom(Textruta(STORT_TAL, _KOLUMN, y, b, 0, (tal, stycke(k["titel"], 16, fet=True), *rader))))
    return rutor


def _kort(kort: Sequence[dict[str, Any]], y: float) -> list[Ruta]:
    """Return the large numbers beside each other, each with its name, what explains it and its verdict."""
    mellan = 0.3
    b = (INNEHALLSBREDD - mellan * (len(kort) - 1)) / len(kort)
    rutor: list[Ruta] = []
    for nr, k in enumerate(kort):
        x = VANSTER + nr * (b + mellan)
        namn = stycke(k["titel"], 18, fet=True)
        rutor.append(Textruta(f"Namn {nr + 1}", x, y, b, 0.8, (namn,)))
        tal = stycke(
            k["varde"],
            48 if textbredd(k["varde"], 48, fet=True) < b else 22,
            "DAMPAD" if k["dampad"] else "EGEN",
            fet=True,
        )
        rutor.append(Textruta(STORT_TAL, x, y + 0.85, b, 0.85, (tal,)))
        rutor += _stycken(f"Om {nr + 1}", [(rad, "DAMPAD") for rad in k["rader"]], x, b, y + 1.8, (16, 15, 14, 13, 12))
    return rutor


def _punkter(punkter: Sequence[str], x: float, b: float, y: float, storlekar: Sequence[float]) -> list[Ruta]:
    if not punkter:
        return []
    en = len(punkter) == 1

    def gor(s: float) -> tuple[Stycke, ...]:
        return tuple(stycke(p, s, punkt=not en, luft=0 if nr == 0 else s * 0.6) for nr, p in enumerate(punkter))

    stycken = _passande(gor, storlekar, b, _BOTTEN - y)
    return [_lagom(Textruta("Punkter", x, y, b, 0, stycken))]


def _stycken(
    namn: str, texter: Sequence[tuple[str, str]], x: float, b: float, y: float, storlekar: Sequence[float]
) -> list[Ruta]:
    stycken = _passande(
        lambda s: tuple(stycke(t, s, farg, luft=s * 0.3) for t, farg in texter), storlekar, b, _BOTTEN - y
    )
    return [_lagom(Textruta(namn, x, y, b, 0, stycken))] if stycken else []


def _passande(
    gor: Callable[[float], tuple[Stycke, ...]], storlekar: Sequence[float], b: float, h: float
) -> tuple[Stycke, ...]:
    """Return the paragraphs in the largest size that fits, or in the smallest."""
    stycken: tuple[Stycke, ...] = ()
    for storlek in storlekar:
        stycken = gor(storlek)
        if sum(s.hojd(b) for s in stycken) <= h:
            break
    return stycken


def _dela(bild: Bild) -> list[Bild]:
    """Return the slide, or several with its table's rows where one has no room for them."""
    if bild.tabell is None:
        return [bild]
    t, m = bild.tabell, _matt(bild.tabell, 12)
    plats = _BOTTEN - _efter(_rubrik(bild))
    if m.hojd <= plats:
        return [bild]
    delar: list[list[int]] = [[]]
    hojd = m.hojder[0]
    for rad, h in enumerate(m.hojder[1:]):
        if hojd + h > plats and delar[-1]:
            delar.append([])
            hojd = m.hojder[0]
        delar[-1].append(rad)
        hojd += h
    ut = []
    for nr, rader in enumerate(delar, start=1):
        nya = {rad: ny for ny, rad in enumerate(rader)}
        tabell = replace(
            t,
            titel=f"{t.titel} ({nr} av {len(delar)})",
            rader=tuple(t.rader[rad] for rad in rader),
            markerad=tuple(nya[rad] for rad in t.markerad if rad in nya),
            toner=tuple((nya[rad], kolumn, ton) for rad, kolumn, ton in t.toner if rad in nya),
        )
        punkter = bild.punkter if nr == len(delar) else ()
        ut.append(replace(bild, titel=f"{bild.titel} ({nr} av {len(delar)})", tabell=tabell, punkter=punkter))
    return ut


@dataclass(frozen=True)
class _Tabellmatt:
    bredder: tuple[float, ...]
    hojder: tuple[float, ...]
    rader: tuple[int, ...]

    @property
    def hojd(self) -> float:
        return sum(self.hojder)


def _tabell(t: Tabellbild, topp: float) -> Tabellruta:
    """Return the table in the largest size that fits; larger than 16 only where no cell then takes more lines."""
    rader = _matt(t, 16).rader
    for storlek in (22, 20, 18, 16, 15, 14, 13, 12):
        m = _matt(t, storlek)
        lika = storlek <= 16 or (m.rader == rader and sum(m.bredder) <= INNEHALLSBREDD)
        if m.hojd <= _BOTTEN - topp and lika:
            break
    return Tabellruta("Tabell", VANSTER, topp, sum(m.bredder), m.hojd, t, m.bredder, m.hojder, storlek)


def _matt(t: Tabellbild, storlek: float) -> _Tabellmatt:
    """Return widths and heights: no column narrower than its longest word, the rest shared by what the cells need."""
    alla = [t.kolumner, *t.rader]
    luft = 2 * CELLKANT

    def behov(rad: int, text: str, *, ord_: bool) -> float:
        fet = rad == 0 or rad - 1 in t.markerad
        bitar = re.split(r"[ \n]", text) if ord_ or rad == 0 else text.split("\n")
        return max(textbredd(b, storlek, fet) for b in bitar) + luft + 0.01

    kolumner = range(len(t.kolumner))
    minst = [max(behov(r, rad[k], ord_=True) for r, rad in enumerate(alla)) for k in kolumner]
    onskad = [max(behov(r, rad[k], ord_=False) for r, rad in enumerate(alla)) for k in kolumner]
    bredder = fordela(minst, [min(o, _BREDAST) for o in onskad], INNEHALLSBREDD)
    if (summa := sum(bredder)) < INNEHALLSBREDD:
        bredder = [b * min(1.35, INNEHALLSBREDD / summa) for b in bredder]
    rader = []
    for r, rad in enumerate(alla):
        fet = r == 0 or r - 1 in t.markerad
        rader.append(
            max(stycke(text, storlek, fet=fet).rader(bredder[k] - luft) if text else 1 for k, text in enumerate(rad))
        )
    hojder = [antal * storlek * RADAVSTAND / 72 + 2 * CELLHOJD for antal in rader]
    return _Tabellmatt(tuple(bredder), tuple(hojder), tuple(rader))
