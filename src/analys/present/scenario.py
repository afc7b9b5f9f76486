"""What an average-day model costs, and worked examples of another riktmärke or another rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analys import svenska
from analys.disclosure.grind import DOLD, INTERN
from analys.omraden import Omrade
from analys.period import Periodtyp
from analys.present.bilder import figur
from analys.present.block import Figur, Tabell, Text
from analys.present.diagram import Prick, prickdiagram
from analys.present.tabeller import uppgift_saknas
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.present.vantan import INGEN_MODELL, MANADER, dagar_i_manad, lagen_per_kommun, tabell_per_omrade
from analys.region import Formel, Genomsnittsmodell
from analys.stats.genomsnittsmodell import Regel, dagar_over, lagen

SKR = (
    "SKR drog 2024 slutsatsen att varken kommungrupp, betalningsmodell eller antal platser avgör hur länge "
    "utskrivningsklara väntar. Samverkan gör det. Ett annat riktmärke ändrar vem som betalar, inte hur länge "
    "patienterna väntar."
)
KAN_INTE_VISAS = "kan inte visas"


def betalning(underlag: Underlag) -> Tabell | Text:
    """Return by kommun the days to pay for in the last twelve months, and kronor where the year has an amount.

    Why not, in words, when the profile does not know how the days are counted.
    """
    modell, titel = underlag.profil.genomsnittsmodell, "Betalningsdagar"
    if modell is None:
        return Text(underlag.omrade.kod, (INGEN_MODELL,), titel)
    if modell.formel is Formel.OKAND:
        text = f"Betalningsdagar och kronor visas inte: hur de räknas står inte i källan ({modell.kalla})."
        return Text(underlag.omrade.kod, (text,), titel)
    manader, per_kommun = lagen_per_kommun(underlag, modell)
    if not manader:
        return uppgift_saknas(underlag, titel)
    ar = sorted({m.forsta_dag.year for m in manader[-MANADER:]})
    kolumner: list[tuple[str, list[str]]] = [("Månader med ansvar", []), ("Betalningsdagar", []), ("Kronor", [])]
    for serie in per_kommun.values():
        senaste = serie[-MANADER:]
        okand = any(lage.ansvar is None or (lage.ansvar and not t.finns) for t, lage in senaste)
        i_ansvar = [t for t, lage in senaste if lage.ansvar]
        rad = [KAN_INTE_VISAS] * 3 if okand else [*_att_betala(i_ansvar), _kronor(i_ansvar, modell)]
        for (_, celler), cell in zip(kolumner, rad, strict=True):
            celler.append(cell)
    belopp = [
        f"{y}: {svenska.tal(b.kronor)} kronor per dag ({b.kalla})" if (b := modell.belopp_for(y)) else f"{y}: saknas"
        for y in ar
    ]
    beskrivning = (
        f"De {min(MANADER, len(manader))} senaste månaderna. Kommunen betalar för alla dagar i vårdtillfällen som "
        f"avslutades en månad när betalningsansvaret gällde. Belopp {svenska.lista(belopp)}."
    )
    kalla = f"{underlag.kalla(modell.indikator)} Modellen: {modell.kalla}."
    matt = (modell.indikator,)
    return tabell_per_omrade(underlag, titel, list(per_kommun), kolumner, kalla, matt=matt, beskrivning=beskrivning)


def _att_betala(i_ansvar: list[Tal]) -> list[str]:
    """Return how many months, and days in them."""
    return [svenska.tal(len(i_ansvar)), svenska.tal(sum(t.rad["taljare"] for t in i_ansvar))]


def _kronor(i_ansvar: list[Tal], modell: Genomsnittsmodell) -> str:
    """Return the sum to pay, or that a year's amount is missing."""
    par = [(t.rad["taljare"], modell.belopp_for(t.period.forsta_dag.year)) for t in i_ansvar]
    summa = [dagar * b.kronor for dagar, b in par if b]
    return svenska.tal(sum(summa)) if len(summa) == len(par) else "belopp saknas"


def scenario(underlag: Underlag, *riktmarken: float) -> Figur | Text:
    """Return what other riktmärken would have meant: months above, and days above, of the last twelve, by kommun.

    A worked example. The chart has the share of all days: dots for the lowest riktmärke, diamonds for the highest.
    """
    modell = underlag.profil.genomsnittsmodell
    titel = "Räkneexempel: om riktmärket vore ett annat"
    if modell is None:
        return Text(underlag.omrade.kod, (INGEN_MODELL,), titel)
    serier = {o: list(_manader(underlag, modell.indikator, o)) for o in underlag.profil.rapportomraden[1:]}
    if not any(serier.values()):
        return uppgift_saknas(underlag, titel)
    over = {o: {r: [d for m in s if (d := dagar_over(m, r)) > 0] for r in riktmarken} for o, s in serier.items()}
    lagst, hogst = min(riktmarken), max(riktmarken)
    prickar = []
    for o, s in serier.items():
        antal, alla = [sum(over[o][r]) for r in (lagst, hogst)], sum(d for d, _ in s)
        andel = [100 * a / alla if alla else 0.0 for a in antal] if s else [None, None]
        text = f"{svenska.tal(antal[0])} resp. {svenska.tal(antal[1])} dagar" if s else DOLD
        prickar.append(Prick(o.kortnamn, andel[0], None, None, text, o == underlag.omrade, andel[1]))
    axel = f"Andel av dagarna som ligger utöver {_dagar(lagst)} (fylld punkt), procent"
    svg = prickdiagram(prickar, axel, jamforelse=f"om riktmärket vore {_dagar(hogst)}")
    rubriker = ["Område", "Månader som visas"]
    for r in riktmarken:
        rubriker += [f"Månader över {_dagar(r)}", f"Dagar över {_dagar(r)}"]
    rader = tuple(
        (o.kortnamn, svenska.tal(len(s)), *(text for r in riktmarken for text in _summor(over[o][r], finns=bool(s))))
        for o, s in serier.items()
    )
    beskrivning = (
        "Räkneexempel, inte ett utfall: så många dagar ligger utöver riktmärket, för alla vårdtillfällen tillsammans "
        f"de {MANADER} senaste månaderna som visas. {SKR}"
    )
    alt = f"Prickdiagram. {titel}. Dagar utöver {_dagar(lagst)} och {_dagar(hogst)}: " + "; ".join(
        f"{p.namn} {p.text}" for p in prickar
    )
    markerad = tuple(i for i, o in enumerate(serier) if o == underlag.omrade)
    bild = figur(underlag, titel, beskrivning, f"{alt}.", svg, tuple(rubriker), rader, [modell.indikator], "", markerad)
    return bild


def andra_regler(underlag: Underlag, minst_en: str, *granser: float) -> Tabell | Text:
    """Return in how many of the last months payment would have applied under other limits and rules, by kommun.

    Three rules for each limit: each of three months for itself, three months together, and each month of the stays
    of at least one day alone (``minst_en``). For the internal level: the figures of every month must be there.
    """
    modell, titel = underlag.profil.genomsnittsmodell, "Räkneexempel: andra gränser och regler"
    if modell is None or underlag.svar("meta", "niva") != INTERN:
        text = "Andra gränser och regler visas bara på den interna nivån."
        return Text(underlag.omrade.kod, (text,), titel)
    kommuner = underlag.profil.rapportomraden[1:]
    kolumner: list[tuple[str, list[str]]] = []
    for grans in granser:
        regler = [
            ("var månad för sig", modell.indikator, Regel(grans, 3, 3)),
            ("tre månader tillsammans", modell.indikator, Regel(grans, 3, 3, poolas=True)),
            ("minst en dag", minst_en, Regel(grans, 3, 3)),
        ]
        for namn, matt, regel in regler:
            lage = [lagen(list(_manader(underlag, matt, o)), regel) for o in kommuner]
            kolumner.append(
                (f"Över {_dagar(grans)}, {namn}", [svenska.tal(sum(bool(x.ansvar) for x in ett)) for ett in lage])
            )
    beskrivning = (
        f"Räkneexempel, inte ett utfall. Månader med betalningsansvar av de {MANADER} senaste, om ansvaret började "
        "efter tre månader över gränsen och slutade efter tre månader på eller under den. Tre regler: varje månad för "
        "sig, tre månaders dagar delade med tre månaders vårdtillfällen, eller bara vårdtillfällen med minst en dag. "
        f"{SKR}"
    )
    kalla = f"{underlag.kalla(modell.indikator, minst_en)} SKR 2024."
    bada = (modell.indikator, minst_en)
    return tabell_per_omrade(underlag, titel, list(kommuner), kolumner, kalla, matt=bada, beskrivning=beskrivning)


def _manader(underlag: Underlag, indikator: str, omrade: Omrade) -> Iterator[tuple[float, float]]:
    """Yield days and stays of the last twelve months that are shown."""
    serie = underlag.serie(indikator, Periodtyp.MANAD, date.min, omrade.kod)
    yield from [m for t in serie if (m := dagar_i_manad(t))][-MANADER:]


def _summor(dagar: list[float], *, finns: bool) -> tuple[str, str]:
    """Return how many months, and days in them; the sign where no month is shown."""
    return (svenska.tal(len(dagar)), svenska.tal(sum(dagar))) if finns else (DOLD, DOLD)


def _dagar(antal: float) -> str:
    return f"{svenska.tal(antal, 1)} dagar"
