"""One person's way through care: Clara, who is invented, with the region's or the kommun's real figures on each arrow.

The idea is Region Kalmar län's (Uppföljning av hälsovalsuppdrag 2024, Clara). Every figure is a measure that has its
own page and period elsewhere; nothing here is added up or subtracted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from analys.disclosure.grind import SAKNAS
from analys.katalog import Skala
from analys.present.bilder import figur
from analys.present.block import Figur, Text
from analys.present.flodesbild import Plats, Steg, flodesbild
from analys.present.tabeller import visas_inte
from analys.present.tal import UTAN_TAL, Tal
from analys.present.trend import kort_period
from analys.present.underlag import Underlag

_OM = (
    "Clara, 84 år, är påhittad. Talen gäller alla i {omrade}, och vart och ett har sin egen period och sin egen grupp: "
    "de går inte att lägga ihop eller dra från varandra. Den som varken har hemsjukvård eller särskilt boende ingår "
    "inte i de tre vägarna från sjukhuset."
)


@dataclass(frozen=True)
class _Uppgift:
    """One figure on the way: its measure and group, and the words that follow the number."""

    matt: str
    ord: str
    grupp: dict[str, str] = field(default_factory=dict)
    namnaren: bool = False


@dataclass(frozen=True)
class _Station:
    """One place, with what happens to Clara there, and the figures on the arrow that leads to it and inside it."""

    namn: str
    text: str = ""
    pil: tuple[_Uppgift, ...] = ()
    inne: tuple[_Uppgift, ...] = ()


_KLARA, _EFTER = "medel_dagar_utskrivningsklar_somatik", "andel_aterinskrivning_efter_boende"
_HEMSJUKVARD, _SABO = {"boendeform": "hemsjukvard"}, {"boendeform": "sarskilt_boende"}
_ATER = "åter inom 30 dagar"
_VAGEN: tuple[tuple[_Station, ...], ...] = (
    (
        _Station(
            "Hemma",
            "Clara bor hemma och har hjälp av distriktssköterskan.",
            inne=(
                _Uppgift("antal_inskrivna_hemsjukvard", "inskrivna i hemsjukvården"),
                _Uppgift("medel_inskrivningstid", "dagar i snitt från inskrivning till avslut"),
            ),
        ),
    ),
    (
        _Station(
            "På sjukhus",
            "En natt blir hon sämre och läggs in.",
            pil=(_Uppgift("antal_vardade_somatik", "vårdades på sjukhus"),),
        ),
    ),
    (
        _Station(
            "Planering",
            "Sjukhuset, vårdcentralen och kommunen planerar hemgången med henne.",
            pil=(_Uppgift("andel_behov_av_planering_somatik", "behövde planering"),),
        ),
    ),
    (
        _Station(
            "Utskrivningsklar",
            "Läkaren bedömer att hon inte längre behöver vara på sjukhus.",
            pil=(_Uppgift(_KLARA, "vårdtillfällen där patienten blev utskrivningsklar", namnaren=True),),
        ),
    ),
    (
        _Station(
            "Lämnar sjukhuset",
            pil=(
                _Uppgift(_KLARA, "dagar i snitt från utskrivningsklar"),
                _Uppgift("andel_hemma_inom_ett_dygn_somatik", "inom en dag"),
            ),
        ),
    ),
    (
        _Station("Hem med hemsjukvård", pil=(_Uppgift(_EFTER, "utskrivningar, 65+", _HEMSJUKVARD, namnaren=True),)),
        _Station("Korttids\u00adplats", pil=(_Uppgift("andel_till_korttidsplats_somatik", "hit"),)),
        _Station("Särskilt boende", pil=(_Uppgift(_EFTER, "utskrivningar, 65+", _SABO, namnaren=True),)),
    ),
    (
        _Station("Åter från hemmet", pil=(_Uppgift(_EFTER, _ATER, _HEMSJUKVARD),)),
        _Station("Åter från korttids\u00adplats"),
        _Station("Åter från särskilt boende", pil=(_Uppgift(_EFTER, _ATER, _SABO),)),
    ),
    (
        _Station(
            "Livets slut",
            "Clara har sagt att hon vill sluta sitt liv hemma.",
            pil=(_Uppgift("andel_avlidna_efter_utskrivning", "avled inom 30 dagar efter utskrivning, 65+"),),
            inne=(
                _Uppgift("andel_brytpunktssamtal", "fick brytpunktssamtal"),
                _Uppgift("andel_onskad_dodsplats", "avled på den plats som de önskade"),
            ),
        ),
    ),
)


def personens_vag(underlag: Underlag) -> Figur | Text:
    """Return the figure of one person's way, with every figure in the table beside it."""
    titel = f"En persons väg, {underlag.omrade.kortnamn}"
    alla = [(s.namn.replace("\u00ad", ""), u) for rad in _VAGEN for s in rad for u in (*s.pil, *s.inne)]
    tal = [_tal(underlag, u) for _, u in alla]
    if not any(t.finns for t in tal):
        return visas_inte(underlag, titel, *tal)
    steg = [
        Steg(
            tuple(Plats(s.namn, s.text, tuple(_rader(underlag, s.inne, en_rad=True))) for s in rad),
            tuple(tuple(_rader(underlag, s.pil, en_rad=len(rad) == 1)) or (UTAN_TAL[SAKNAS],) for s in rad)
            if nr
            else (),
        )
        for nr, rad in enumerate(_VAGEN)
    ]
    rader = tuple(
        (
            station,
            f"{t.indikator.kort}{_gruppnamn(t, u)}",
            t.period.text + ("" if underlag.omrade_for(u.matt) == underlag.omrade else " (hela regionen)"),
            t.omfattning,
            t.varde,
        )
        for (station, u), t in zip(alla, tal, strict=True)
    )
    alt = f"Flödesbild. {titel}. " + " ".join(
        f"{s.namn}: {'; '.join(_rader(underlag, (*s.pil, *s.inne), en_rad=True)) or UTAN_TAL[SAKNAS]}."
        for rad in _VAGEN
        for s in rad
    ).replace("\u00ad", "")
    kolumner = ("Steg", "Mått", "Period", "Antal", "Värde")
    return figur(
        underlag,
        titel,
        _OM.format(omrade=underlag.omrade.kortnamn),
        alt,
        flodesbild(steg),
        kolumner,
        rader,
        list(dict.fromkeys(u.matt for _, u in alla)),
        "",
        vanster=(1, 2),
    )


def _tal(underlag: Underlag, u: _Uppgift) -> Tal:
    return underlag.tal(u.matt, underlag.period_for(u.matt), **u.grupp)


def _gruppnamn(tal: Tal, u: _Uppgift) -> str:
    return "".join(f": {tal.indikator.grupper_i(d)[g].lower()}" for d, g in u.grupp.items())


def _rader(underlag: Underlag, uppgifter: Iterable[_Uppgift], *, en_rad: bool) -> list[str]:
    """Return each figure in words with its period: on one line, or for a narrow column on lines of their own."""
    rader = []
    for u in uppgifter:
        t = _tal(underlag, u)
        vad = f"{_siffran(t, u)} {u.ord}"
        rader += [f"{vad} ({t.period.text})"] if en_rad else [vad, kort_period(t.period)]
    return rader


def _siffran(t: Tal, u: _Uppgift) -> str:
    """Return the figure with its word: its parts and value, a mean's value, or how many it is of (``namnaren``)."""
    if u.namnaren:
        return t.n
    if t.indikator.skala is Skala.MEDEL:
        return t.varde
    if t.indikator.skala is Skala.ANDEL and t.finns:
        return t.andel if t.som_missade else f"{t.andel} ({t.varde})"
    return t.antal if t.indikator.skala is not Skala.ANTAL else f"{t.antal} {t.indikator.antal}"
