"""Several shares of the same kind beside their targets and the country: dots, table and radar."""

from __future__ import annotations

from analys import svenska
from analys.disclosure.grind import SAKNAS
from analys.present.bilder import dampad_text, figur, prick, punktbild
from analys.present.block import Figur, Text
from analys.present.diagram import Spindelserie, prickdiagram, spindeldata, spindeldiagram
from analys.present.meningar import malmening, mattmening, omdomestext
from analys.present.periodval import langd
from analys.present.tabeller import OSAKERHET_95, jamfort_med, uppgift_saknas
from analys.present.tal import Tal
from analys.present.underlag import Underlag, inne
from analys.stats.omdome import Omdome


def mot_mal(underlag: Underlag, *indikatorer: str, titel: str) -> Figur | Text:
    """Return the measures (rows) with their intervals, targets and comparator, each in its own column."""
    egna, deras, annan = _tal(underlag, indikatorer)
    omrade = underlag.omrade_for(indikatorer[0])
    titel = f"{titel} i {omrade.kortnamn} {_perioder(egna)}"
    if not any(t.finns for t in egna):
        return uppgift_saknas(underlag, titel)
    namn, omdomen = _radnamn(egna), [underlag.omdome(t.indikator.id, t.period) for t in egna]
    prickar = [prick(underlag, r, t, egen=True, mot=j) for r, t, j in zip(namn, egna, deras, strict=True)]
    svg = prickdiagram(
        prickar, "andel i procent", jamforelse=annan, dampad_text=dampad_text(underlag, indikatorer[0]), hogst=100
    )
    rubriker = ["Mått", "Antal", "Andel", OSAKERHET_95]
    rubriker += [annan, jamfort_med(annan)] if annan else []
    med_mal = any(t.indikator.malniva is not None for t in egna)
    rubriker += ["Mål", "Mot målet"] if med_mal else []
    rubriker += ["Täckningsgrad"]
    rader = []
    for r, t, j, o in zip(namn, egna, deras, omdomen, strict=True):
        rad = [r, t.andel, t.varde, t.intervall("95")]
        rad += [j.varde if j else SAKNAS, omdomestext(o)] if annan else []
        mal = t.indikator.malniva
        rad += ([svenska.procent(mal), t.nar_malet] if mal is not None else ["inget mål", ""]) if med_mal else []
        rader.append((*rad, t.tackning))
    slag, om_strecken = punktbild(egna)
    alt = f"{slag}. {titel}. " + "; ".join(f"{t.indikator.kort} {t.varde}{_malet(t)}" for t in egna) + "."
    n = egna[0].antal_i(f"i {omrade.kortnamn}")
    return figur(
        underlag,
        titel,
        f"{om_strecken} Mål och jämförelse är två olika frågor och står för sig.".strip(),
        alt,
        svg,
        tuple(rubriker),
        tuple(rader),
        indikatorer,
        n,
        period=_perioder(egna),
        mening=_mening(egna, omdomen, annan),
    )


def spindel(underlag: Underlag, *indikatorer: str) -> Figur | Text:
    """Return the measures as a radar beside the comparator: the picture that the board knows, with its table."""
    egna, deras, annan = _tal(underlag, indikatorer)
    omrade = underlag.omrade_for(indikatorer[0])
    titel = f"{omrade.kortnamn} jämfört med {inne(annan)}, {_perioder(egna)}"
    if not annan or not any(t.finns for t in egna):
        return uppgift_saknas(underlag, titel)
    par = [t for t in (egna[0], deras[0]) if t]
    if underlag.lag_tackning(*par):
        lagst = underlag.lagsta_tackning(*par)
        text = f"Täckningsgraden är {lagst}. Den är för låg för att jämföra, så bilden visas inte."
        return Text(underlag.omrade.kod, (text,), titel)
    serier = [
        Spindelserie(omrade.kortnamn, [t.pa_axel() for t in egna], "egen"),
        Spindelserie(annan, [j.pa_axel() if j else None for j in deras], "jamforelse"),
    ]
    mal = [None if t.indikator.malniva is None else 100 * t.indikator.malniva for t in egna]
    axlar = [t.indikator.kort for t in egna]
    svg = spindeldiagram(axlar, serier, mal)
    data = spindeldata(axlar, serier, [t.indikator.decimaler for t in egna], mal)
    omdomen = [underlag.omdome(t.indikator.id, t.period) for t in egna]
    rader = tuple((r, t.varde, j.varde if j else SAKNAS) for r, t, j in zip(_radnamn(egna), egna, deras, strict=True))
    alt = f"Spindeldiagram. {titel}. " + "; ".join(f"{a} {b} mot {c}" for a, b, c in rader) + "."
    beskrivning = (
        "Ytan i ett spindeldiagram beror på måttens ordning och säger inget i sig. Läs värdena"
        f"{', och se punktdiagrammet för osäkerheten' if punktbild(egna)[1] else ''}."
    )
    n = egna[0].antal_i(f"i {omrade.kortnamn}")
    rubriker = ("Mått", omrade.kortnamn, annan)
    mening = mattmening({t.indikator.kort: o for t, o in zip(egna, omdomen, strict=True) if o is not None}, annan)
    return figur(
        underlag,
        titel,
        beskrivning,
        alt,
        svg,
        rubriker,
        rader,
        indikatorer,
        n,
        period=_perioder(egna),
        mening=mening,
        diagram=data,
    )


def _tal(underlag: Underlag, indikatorer: tuple[str, ...]) -> tuple[list[Tal], list[Tal | None], str]:
    """Return the område's figures, the comparator's and the comparator's name."""
    egna = [underlag.tal(i, underlag.period_for(i)) for i in indikatorer]
    par = [underlag.jamforelse(t.indikator.id, t.period) for t in egna]
    return egna, [p[1] if p else None for p in par], next((p[0] for p in par if p), "")


def _mening(egna: list[Tal], omdomen: list[Omdome | None], annan: str) -> str:
    """Return the targets' facts, and in a sentence of its own what differs from the comparator."""
    med_mal = {t.indikator.kort: t.nar_malet for t in egna if t.indikator.malniva is not None}
    domda = {t.indikator.kort: o for t, o in zip(egna, omdomen, strict=True) if o is not None}
    return " ".join(s for s in (malmening(med_mal), mattmening(domda, annan) if domda else "") if s)


def _perioder(egna: list[Tal]) -> str:
    """Return the measures' periods in words: usually one."""
    return svenska.lista(dict.fromkeys(t.period.text for t in egna))


def _radnamn(egna: list[Tal]) -> list[str]:
    """Return the measures' names, each with its length of period when they differ."""
    if len({t.period for t in egna}) == 1:
        return [t.indikator.kort for t in egna]
    return [f"{t.indikator.kort} ({langd(t.period)})" for t in egna]


def _malet(t: Tal) -> str:
    return f" ({t.nar_malet} {svenska.procent(t.indikator.malniva)})" if t.indikator.malniva is not None else ""
