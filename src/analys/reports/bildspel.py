"""A document as slides: what each says, before it has a place on the canvas or a format.

One message per slide, at most one figure or table and three points; what has no room is said in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL
from analys.present.block import HANDELSERUBRIK
from analys.present.meningar import AUTOMATISKT
from analys.prosa import prosatext
from analys.reports.dokument import BILD, SAMMA_BILD, Dokument

HOGST_PUNKTER = 3
_MENING = re.compile(r"(?<=[.!?]) (?=[A-ZÅÄÖ])")
_HELFET = re.compile(r"\*\*([^*]+)\*\*")
LANGSTA_RUBRIK = 165
"""Characters that a title has room for in its smallest size."""


@dataclass(frozen=True)
class Tabellbild:
    """A table of finished texts; ``toner``: the tone of a cell by row and column (onskat, oonskat)."""

    titel: str
    kolumner: tuple[str, ...]
    rader: tuple[tuple[str, ...], ...]
    markerad: tuple[int, ...] = ()
    vanster: tuple[int, ...] = ()
    toner: tuple[tuple[int, int, str], ...] = ()

    @property
    def alt(self) -> str:
        """What is in the table, for somebody who does not see it."""
        return f"Tabell. {self.titel}. {len(self.rader)} rader. Kolumner: {svenska.lista(self.kolumner)}."


@dataclass(frozen=True)
class Bild:
    """One slide's content; ``slag``: start, avsnitt (a heading alone) or innehall. ``kort``: large numbers."""

    titel: str
    underrubrik: str = ""
    slag: str = "innehall"
    figur: dict[str, Any] | None = None
    tabell: Tabellbild | None = None
    kort: tuple[dict[str, Any], ...] = ()
    punkter: tuple[str, ...] = ()
    kalla: str = ""
    anteckningar: tuple[str, ...] = ()


def bildspel(dokument: Dokument) -> list[Bild]:
    """Return the slides of a document: its name, its cells tagged ``bild`` in their order, and how to read the signs.

    A tagged heading is a slide that begins a part; of other prose in a tagged cell nothing is shown.
    """
    definitioner = _definitioner(dokument.delar)
    bilder, cellens = [_start(dokument)], 0
    for d in dokument.delar:
        gor = _GOR.get(d.get("typ") or d["t"])
        if d.get(BILD) and gor and d.get("stycken") not in ((), []):
            cellens = len(bilder)
            bilder += gor(d, definitioner, dokument)
        elif d.get("pa_bild"):
            sagt = _utan_tomma(f"{d['rubrik']}: {prosatext(d['noder'])}", d["flagga"])
            bilder[-1] = replace(bilder[-1], anteckningar=(*bilder[-1].anteckningar, *sagt))
        elif d.get(SAMMA_BILD) and cellens:
            bilder[cellens] = _med(bilder[cellens], d, definitioner)
    bilder.append(_tecken(dokument.rapport))
    return _utan_lika_rubriker(bilder)


def _start(dokument: Dokument) -> Bild:
    r = dokument.rapport
    band = []
    if r["internt"]:
        band.append(f"**Internt arbetsmaterial.** Små tal är inte dolda. Får bara läsas av: {r['internt']}.")
    if r["rattelser"]:
        band.append(f"**{' '.join(r['rattelser'])}**")
    if r["exempel"]:
        band.append(f"**Exempeldata – påhittade siffror.** {r['exempeltext']}")
    if r["preliminar"]:
        band.append(f"**Preliminära siffror.** Uppföljningen av {r['periodtext']} var inte komplett.")
    if dokument.egen_analys:
        band.append("**Egen analys.** Inte granskad som en publicerad rapport.")
    under = f"{svenska.stor_bokstav(r['periodtext'])} · data hämtade {r['uttagsdatum']}"
    under += f" · {r['status']}" if r["status"] else ""
    om = _utan_tomma(
        r["statusrad"],
        r["redovisning"],
        AUTOMATISKT,
        f"Kontakt: {r['kontakt']}.",
    )
    return Bild(dokument.titel, under, "start", punkter=tuple(band), kalla=r["rapportserie"], anteckningar=om)


def marke(dokument: Dokument) -> str:
    """Return what must be seen on every slide, since a slide is easily parted from the others."""
    r = dokument.rapport
    delar = {
        "Internt": r["internt"],
        "Egen analys": dokument.egen_analys,
        "Exempeldata": r["exempel"],
        "Preliminärt": r["preliminar"],
    }
    galler = [text for text, ett in delar.items() if ett]
    return "Exempeldata – påhittade siffror" if galler == ["Exempeldata"] else " · ".join(galler)


def _tecken(rapport: dict[str, Any]) -> Bild:
    punkter = tuple(f"**{tecken}** {text}" for tecken, text in rapport["tecken"].items())
    om = ("Osäkerhetsintervallet visar hur mycket ett värde kan variera av tillfälligheter.", rapport["redovisning"])
    kontakt = f"Kontakt: {rapport['kontakt']}."
    return Bild("Så läser du siffrorna", punkter=punkter[:HOGST_PUNKTER], kalla=kontakt, anteckningar=om)


def _text(d: dict[str, Any], definitioner: dict[str, str], dokument: Dokument) -> list[Bild]:
    """Return a text as points, three to a slide; a first paragraph that is wholly bold is its message."""
    stycken = list(d["stycken"])
    budskap = _HELFET.fullmatch(stycken[0]) if stycken else None
    rubrik = f"{dokument.titel}: {svenska.liten_bokstav(d['rubrik'])}" if d["rubrik"] == "I korthet" else d["rubrik"]
    titel, under = (budskap[1].removesuffix("."), rubrik) if budskap else (rubrik or dokument.titel, "")
    punkter = stycken[1:] if budskap else stycken
    delar = [tuple(punkter[i : i + HOGST_PUNKTER]) for i in range(0, len(punkter), HOGST_PUNKTER)] or [()]
    fot = d.get("fot", "")
    om = _utan_tomma(*(definitioner.get(m, "") for m in d.get("matt", ())), fot)
    return [
        Bild(_numrerad(titel, nr, len(delar)), under, punkter=p, kalla=fot, anteckningar=om)
        for nr, p in enumerate(delar, start=1)
    ]


def _nyckeltal(d: dict[str, Any], definitioner: dict[str, str], dokument: Dokument) -> list[Bild]:
    kort = tuple(d["kort"])
    titel = f"{dokument.titel}: läget i siffror"
    delar = [kort[i : i + 4] for i in range(0, len(kort), 4)]
    return [
        Bild(
            _numrerad(titel, nr, len(delar)),
            kort=p,
            kalla="Osäkerhet är ett osäkerhetsintervall (95\u00a0%).",
            anteckningar=_utan_tomma(*(definitioner.get(k["indikator"], "") for k in p)),
        )
        for nr, p in enumerate(delar, start=1)
    ]


def _figur(d: dict[str, Any], definitioner: dict[str, str], _: Dokument) -> list[Bild]:
    """Return the chart under its message, and after a picture its table: a chart of numbers carries its own."""
    titel, under, punkter = _budskap(d)
    om = [definitioner.get(m, "") for m in d["tabell"].get("matt", ())]
    handelser = [f"{nr}. {text}" for nr, text in enumerate(d.get("handelser", ()), start=1)]
    anteckningar = _utan_tomma(d["mening"], d["beskrivning"], *handelser, *om, d["kalla"])
    if handelser:
        visas = [d["beskrivning"], HANDELSERUBRIK, *handelser[-HOGST_PUNKTER:]]
        d = d | {"beskrivning": " ".join(t for t in visas if t)}
    bild = Bild(titel, under, figur=d, punkter=punkter, kalla=d["kalla"], anteckningar=anteckningar)
    if d["diagram"] is not None:
        return [bild]
    return [bild, _tabellbild(d["tabell"], f"{svenska.stor_bokstav(d['titel'])}: siffrorna", anteckningar)]


def _tabell(d: dict[str, Any], definitioner: dict[str, str], _: Dokument) -> list[Bild]:
    """Return the table, with its first sentences as points where there is room for them."""
    om = [definitioner.get(m, "") for m in d.get("matt", ())]
    bild = _tabellbild(d, d["titel"], _utan_tomma(d["beskrivning"], *om, d["kalla"]))
    meningar = _MENING.split(d["beskrivning"]) if d["beskrivning"] else []
    return [replace(bild, punkter=tuple(meningar[:HOGST_PUNKTER]))]


def _tabellbild(d: dict[str, Any], titel: str, anteckningar: tuple[str, ...]) -> Bild:
    tabell = Tabellbild(
        d["titel"], tuple(d["kolumner"]), tuple(map(tuple, d["rader"])), tuple(d["markerad"]), tuple(d["vanster"])
    )
    return Bild(titel, tabell=tabell, kalla=d["kalla"], anteckningar=anteckningar)


def _oversikt(d: dict[str, Any], definitioner: dict[str, str], _: Dokument) -> list[Bild]:
    """Return a table for each group of the page, without the columns that are drawings or say nothing of the group."""
    om = tuple(re.sub(r"\*\*", "", s) for s in d["stycken"])
    toner = " ".join(f"{svenska.stor_bokstav(text)}." for _, text in d["toner"])
    bilder = []
    for g in d["grupper"]:
        visas = [nr for nr in range(len(d["kolumner"]) - 1) if _sager_nagot([rad["rutor"][nr] for rad in g["rader"]])]
        kolumner = (d["kolumner"][0], *(d["kolumner"][1 + nr] for nr in visas))
        rutor = [[rad["rutor"][nr] for nr in visas] for rad in g["rader"]]
        rader = tuple(
            (f"{rad['namn']}\n{rad['om']}", *("\n".join([x for x in (r["varde"], *r["ord"]) if x]) for r in egna))
            for rad, egna in zip(g["rader"], rutor, strict=True)
        )
        tonade = tuple(
            (i, j, r["ton"]) for i, egna in enumerate(rutor) for j, r in enumerate(egna, start=1) if r["ton"]
        )
        titel = f"{d['titel']}: {svenska.liten_bokstav(g['rubrik'])}"
        tabell = Tabellbild(titel, kolumner, rader, vanster=tuple(range(1, len(kolumner))), toner=tonade)
        bilder.append(Bild(titel, tabell=tabell, kalla=f"{toner} {d['kalla']}", anteckningar=(*om, d["kalla"])))
    return bilder


def _sager_nagot(rutor: Sequence[dict[str, Any]]) -> bool:
    """Return whether a column's cells are texts, and not all ej aktuellt."""
    return not any(r["svg"] for r in rutor) and any(r["ord"] or r["varde"] not in ("", EJ_AKTUELL) for r in rutor)


def _avsnitt(d: dict[str, Any], _: dict[str, str], __: Dokument) -> list[Bild]:
    """Return a heading as a slide that begins a part."""
    return [Bild("".join(n.get("s", "") for n in d["c"]), slag="avsnitt")]


_GOR = {
    "text": _text,
    "nyckeltal": _nyckeltal,
    "figur": _figur,
    "tabell": _tabell,
    "oversikt": _oversikt,
    "h": _avsnitt,
}
"""What makes slides of each kind of block, and of a heading."""


def _med(bild: Bild, d: dict[str, Any], definitioner: dict[str, str]) -> Bild:
    """Return the slide with a text's points or a large number added, as many as there is room for."""
    if d.get("typ") not in ("nyckeltal", "text"):
        return bild
    kort = tuple(d.get("kort", ())[:1])
    matt = [*d.get("matt", ()), *(k["indikator"] for k in kort)]
    return replace(
        bild,
        kort=kort or bild.kort,
        punkter=(*bild.punkter, *d.get("stycken", ()))[:HOGST_PUNKTER],
        anteckningar=_utan_tomma(*bild.anteckningar, *(definitioner.get(m, "") for m in matt)),
    )


def _budskap(d: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Return title, subtitle and points: its conclusion, else the first sentence, that a title has room for."""
    meningar = _MENING.split(d["mening"]) if d["mening"] else []
    if 0 < len(d["budskap"]) <= LANGSTA_RUBRIK:
        return d["budskap"], d["titel"], tuple(meningar[:HOGST_PUNKTER])
    if meningar and len(meningar[0]) <= LANGSTA_RUBRIK:
        return meningar[0].removesuffix("."), d["titel"], tuple(meningar[1 : 1 + HOGST_PUNKTER])
    return d["titel"], "", tuple(meningar[:HOGST_PUNKTER])


def _definitioner(delar: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return each measure's definition as one line of notes."""
    ut = {}
    for p in (p for d in delar if d.get("typ") == "definitioner" for p in d["poster"]):
        valda = [
            f"{namn}: {text}" for namn, text in p["rader"] if namn in ("Täljare", "Nämnare", "Definition", "Ansvar")
        ]
        ut[p["matt"]] = f"{p['titel']}. {' '.join(v if v.endswith('.') else f'{v}.' for v in valda)}"
    return ut


def _utan_tomma(*texter: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in texter if t))


def _numrerad(titel: str, nr: int, av: int) -> str:
    return titel if av == 1 else f"{titel} ({nr} av {av})"


def _utan_lika_rubriker(bilder: Iterable[Bild]) -> list[Bild]:
    """Return the slides with titles that tell them apart."""
    sedda: dict[str, int] = {}
    ut = []
    for bild in bilder:
        sedda[bild.titel] = sedda.get(bild.titel, 0) + 1
        ut.append(bild if sedda[bild.titel] == 1 else replace(bild, titel=f"{bild.titel} ({sedda[bild.titel]})"))
    return ut
