"""The words of outcomes: verdicts as readers meet them, and one sentence per figure. Pure text: computes nothing.

A sentence states a figure, a comparison or a target. It never says why, never what will come, and never better or
worse. The verdicts are those of `analys.stats.omdome`, in its closed list of words (``docs/ordlista.md``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL
from analys.katalog import Indikator, Skala
from analys.period import Period
from analys.present.tal import UTAN_TAL, Tal
from analys.present.underlag import inne
from analys.stats.omdome import Omdome

AUTOMATISKT = "Meningarna är automatiskt formulerade ur siffrorna."
SUBJEKT = {
    Skala.ANTAL: "antalet",
    Skala.ANDEL: "andelen",
    Skala.PER_10000: "talet",
    Skala.KVOT: "talet",
    Skala.MEDEL: "genomsnittet",
}
"""What a verdict speaks of, by the measure's scale."""
_PIL = {Omdome.HOGRE: f"▲{svenska.HART_BLANKSTEG}", Omdome.LAGRE: f"▼{svenska.HART_BLANKSTEG}"}


def hos(namn: str) -> str:
    """Return a comparator as a place: ``i Halland``, ``i riket``, ``vid kommunala enheter i riket``."""
    return f"{'vid' if ', ' in namn else 'i'} {inne(namn)}"


def omdomestext(omdome: Omdome | None) -> str:
    """Return a verdict for a cell: an arrow only together with its word; `.` where nothing is to be judged."""
    return EJ_AKTUELL if omdome is None else f"{_PIL.get(omdome, '')}{omdome}"


def bedomning(
    omdome: Omdome | None, skala: Skala, namn: str, varde: str, *, slump: bool = False, justerat: bool = False
) -> str:
    """Return the sentence of a verdict against the comparator ``namn``, whose printed value is ``varde``.

    ``slump`` adds, once on a page, what "ingen säkerställd skillnad" means. ``justerat``: age is taken into account.
    """
    if omdome is None:
        return ""
    if omdome.sakerstallt:
        vad = f"När vi tar hänsyn till åldern är {SUBJEKT[skala]}" if justerat else f"{SUBJEKT[skala]} är"
        return f"{svenska.stor_bokstav(vad)} {omdome} än {hos(namn)} ({varde})."
    if justerat and omdome is Omdome.INGEN:
        return f"När vi tar hänsyn till åldern är skillnaden mot {inne(namn)} ({varde}) inte säkerställd."
    if omdome is Omdome.INGEN:
        tillagg = ": skillnaden kan bero på slumpen" if slump else ""
        return f"{svenska.stor_bokstav(omdome)} mot {inne(namn)} ({varde}){tillagg}."
    if omdome is Omdome.FOR_FA:
        return f"Det är {omdome} om {SUBJEKT[skala]} skiljer sig från {inne(namn)} ({varde})."
    return f"{svenska.stor_bokstav(omdome)}{f' för {inne(namn)}' if omdome is Omdome.SAKNAS else ''}."


@dataclass(frozen=True)
class _Ord:
    """How those that are compared are counted: kommuner or mått."""

    ett: Literal["en", "ett"]
    ental: str
    flertal: str
    bestamt: str
    ingen: str
    enda: str


_KOMMUNER = _Ord("en", "kommun", "kommuner", "kommunen", "ingen", "den enda")
_MATT = _Ord("ett", "mått", "mått", "måttet", "inget", "det enda")


def kommunmening(omdomen: Mapping[str, Omdome], skala: Skala, namn: str) -> str:
    """Return which kommuner differ from the comparator, in the order given, and which are not judged and why."""
    return _jamforda(omdomen, _KOMMUNER, namn, SUBJEKT[skala])


def kommunbudskap(
    kort: str, omdomen: Mapping[str, Omdome], namn: str, *, justerat: bool = False, med_andra: bool = False
) -> str:
    """Return the heading of who differs from the comparator, or that nobody does; nothing where not all are judged.

    ``Inskrivna: säkerställt högre än Halland i Laholm och Falkenberg, lägre i Kungsbacka``. ``med_andra``: the chart
    has other kommuner too, of which the verdicts say nothing.
    """
    vad = f"{kort}{', med hänsyn till åldern' if justerat else ''}"
    if omdomen and not med_andra and set(omdomen.values()) == {Omdome.INGEN}:
        return f"{vad}: {_lika(list(omdomen), len(omdomen), _KOMMUNER, namn).removesuffix('.')}"
    hall = {
        ord_: svenska.lista(n for n, d in omdomen.items() if d is omdome)
        for ord_, omdome in (("högre", Omdome.HOGRE), ("lägre", Omdome.LAGRE))
        if omdome in omdomen.values()
    }
    if not hall:
        return ""
    delar = [f"{ord_}{'' if nr else f' än {inne(namn)}'} i {vilka}" for nr, (ord_, vilka) in enumerate(hall.items())]
    return f"{vad}: säkerställt {', '.join(delar)}"


def kommunsiffror(
    omdomen: Mapping[str, Omdome], varden: Mapping[str, str], mitt: Indikator, namn: str, *, justerat: bool = False
) -> str:
    """Return the figures under `kommunbudskap`: those who differ beside the comparator, then who is not judged and why.

    ``varden``: the printed values of the kommuner and, by its name, of the comparator.
    """
    enhet = f" {enhet_i(mitt)}" if enhet_i(mitt) else ""
    skilda = [n for n, d in omdomen.items() if d.sakerstallt]
    skilda = [f"{varden[n]}{'' if nr else enhet} i {n}" for nr, n in enumerate(skilda)]
    subjekt = f"{'utan hänsyn till åldern är ' if justerat else ''}{SUBJEKT[mitt.skala]}{'' if justerat else ' är'}"
    mot = f"{varden[namn]}{'' if skilda else enhet} {hos(namn)}"
    siffror = f"{subjekt} {svenska.lista(skilda)}, mot {mot}." if skilda else f"{subjekt} {mot}."
    return " ".join(svenska.stor_bokstav(s) for s in (siffror, *_obedomda(omdomen)))


def kommunrubrik(
    omdomen: Mapping[str, Omdome], tal: Mapping[str, Tal], namn: str, *, justerat: bool = False, med_andra: bool = False
) -> tuple[str, str]:
    """Return heading and sentence of the kommuner in a chart: the sentence says the figures that the heading is about.

    ``tal``: the figures of the kommuner and, by its name, of the comparator. Without a heading the sentence says who
    differs; so it does where a value is so small that it is not said in per cent.
    """
    mitt = tal[namn].indikator
    budskap = kommunbudskap(mitt.kort, omdomen, namn, justerat=justerat, med_andra=med_andra)
    sagda = [tal[n] for n in (*(n for n, d in omdomen.items() if d.sakerstallt), namn)]
    if budskap and all(t.finns and not t.som_missade for t in sagda):
        varden = {n: t.varde for n, t in tal.items()}
        return budskap, kommunsiffror(omdomen, varden, mitt, namn, justerat=justerat)
    mening = kommunmening(omdomen, mitt.skala, namn)
    if mening and justerat:
        mening = f"När vi tar hänsyn till åldern: {svenska.liten_bokstav(mening)}"
    return budskap, mening


def mattmening(omdomen: Mapping[str, Omdome], namn: str) -> str:
    """Return which measures differ from the comparator, in the order given, and which are not judged and why."""
    return _jamforda({svenska.liten_bokstav(m): o for m, o in omdomen.items()}, _MATT, namn, "")


def _jamforda(omdomen: Mapping[str, Omdome], o: _Ord, namn: str, subjekt: str) -> str:
    domda = {n: d for n, d in omdomen.items() if _ar_domd(d)}
    if not domda and len(skal := set(omdomen.values())) == 1:
        return f"Jämfört med {inne(namn)}: {skal.pop()}."
    satser = []
    if skilda := {n: d for n, d in domda.items() if d.sakerstallt}:
        satser.append(_skilda(skilda, len(omdomen), o, namn, subjekt))
    elif domda:
        satser.append(_lika(list(domda), len(omdomen), o, namn))
    return " ".join(svenska.stor_bokstav(s) for s in (*satser, *_obedomda(omdomen)))


def _ar_domd(omdome: Omdome) -> bool:
    return omdome.sakerstallt or omdome is Omdome.INGEN


def _obedomda(omdomen: Mapping[str, Omdome]) -> list[str]:
    """Return who is not judged, a sentence for each reason in the order that they come."""
    skalen = dict.fromkeys(d for d in omdomen.values() if not _ar_domd(d))
    return [f"{svenska.lista(n for n, d in omdomen.items() if d is skal)}: {skal}." for skal in skalen]


def _skilda(skilda: Mapping[str, Omdome], alla: int, o: _Ord, namn: str, subjekt: str) -> str:
    """Return who differs: ``i två av sex kommuner är andelen säkerställt högre än i Halland: Hylte och Laholm``."""
    vilka = _nagra_av(len(skilda), alla, o)
    inledning = f"i {vilka} är {subjekt}" if subjekt else f"{vilka} är"
    per_hall = {
        hall: svenska.lista(n for n, d in skilda.items() if d is d_hall)
        for hall, d_hall in (("högre", Omdome.HOGRE), ("lägre", Omdome.LAGRE))
        if d_hall in skilda.values()
    }
    ett_hall = len(per_hall) == 1
    vilka = ", ".join(namnen if ett_hall else f"{namnen} {hall}" for hall, namnen in per_hall.items())
    return f"{inledning} säkerställt {' eller '.join(per_hall)} än {hos(namn)}: {vilka}."


def _lika(domda: Sequence[str], alla: int, o: _Ord, namn: str) -> str:
    if len(domda) == alla:
        return f"{o.ingen} {o.ental} skiljer sig säkerställt från {inne(namn)}."
    if len(domda) == 1:
        return f"{o.enda} {o.ental} som kan bedömas ({domda[0]}) skiljer sig inte säkerställt från {inne(namn)}."
    de = f"{o.ingen} av de {svenska.raknetal(len(domda))} {o.flertal} som kan bedömas"
    return f"{de} skiljer sig säkerställt från {inne(namn)}."


def _nagra_av(antal: int, alla: int, o: _Ord) -> str:
    """Return ``två av sex kommuner``, ``alla sex kommuner``, ``ett av sex mått``."""
    if antal == alla:
        return f"alla {svenska.raknetal(alla)} {o.flertal}" if alla > 1 else o.bestamt
    return f"{svenska.raknetal(antal, o.ett)} av {svenska.raknetal(alla, o.ett)} {o.flertal}"


def malmening(fakta: Mapping[str, str]) -> str:
    """Return how many measures reach their target, and which do not; ``fakta``: name → `Tal.nar_malet`."""
    synliga = {m: f for m, f in fakta.items() if f not in UTAN_TAL}
    nar = [m for m, f in synliga.items() if f == "når målet"]
    satser = []
    if nar:
        satser.append(f"{_nagra_av(len(nar), len(synliga), _MATT)} når målet.")
    elif synliga:
        flera = len(synliga) > 1
        satser.append(
            f"inget av {svenska.raknetal(len(synliga))} mått når målet." if flera else "måttet når inte målet."
        )
    if nar:
        for hall in ("under målet", "över målet"):
            satser += _namnda(hall, [m for m, f in synliga.items() if f == hall])
    for tecken, text in UTAN_TAL.items():
        satser += _namnda(text, [m for m, f in fakta.items() if f == tecken])
    return " ".join(svenska.stor_bokstav(s) for s in satser)


def _namnda(text: str, namn: Sequence[str]) -> list[str]:
    return [f"{text}: {svenska.lista(svenska.liten_bokstav(n) for n in namn)}."] if namn else []


def fran_till(inledning: str, tal: Sequence[tuple[str, str]], enhet: str = "") -> str:
    """Return a first and a last figure, each (value, when), without a word of what lies between them.

    ``I Hylte var andelen 20 % under 2018 och 23 % under 2022.`` One figure alone is said alone; none gives nothing.
    """
    if not tal:
        return ""
    med_enhet = [f"{varde}{f' {enhet}' if enhet and nr == 0 else ''} {nar}" for nr, (varde, nar) in enumerate(tal)]
    return f"{inledning} {svenska.lista(med_enhet)}."


def uppraknat(inledning: str, tal: Sequence[tuple[str, str]], enhet: str = "") -> str:
    """Return several figures of one whole: ``Hylte: kvinnor 163 och män 139 per 10 000 invånare``."""
    synliga = [f"{svenska.liten_bokstav(namn)} {varde}" for namn, varde in tal if varde not in UTAN_TAL]
    satser = [f"{inledning}: {svenska.lista(synliga)}{f' {enhet}' if enhet else ''}."] if synliga else []
    for tecken, text in UTAN_TAL.items():
        satser += _namnda(text, [namn for namn, varde in tal if varde == tecken])
    return " ".join(svenska.stor_bokstav(s) for s in satser)


def utvecklingsmening(namn: str, serie: Sequence[Tal]) -> str:
    """Return the first and the last figure of a comparable series, and that the latest is not shown when it is not.

    A preliminary figure is not an end. Says nothing of change: whether one is shown needs a test, not two numbers.
    """
    slutliga = [t for t in serie if not t.preliminar]
    synliga = [t for t in slutliga if t.finns]
    if not synliga:
        return ""
    andar = synliga[:1] if len(synliga) == 1 else [synliga[0], synliga[-1]]
    mitt = serie[0].indikator
    if any(t.som_missade for t in andar):
        text = fran_till(f"{namn}:", [(t.varde, t.period.nar) for t in andar])
    else:
        text = fran_till(f"I {namn} var {SUBJEKT[mitt.skala]}", [(t.varde, t.period.nar) for t in andar], enhet_i(mitt))
    sist = slutliga[-1]
    dolt = "" if sist.finns else f" {svenska.stor_bokstav(sist.period.text)}: {UTAN_TAL[sist.rad['tecken']]}."
    return text + dolt


def samtidigt(namn: str, period: Period, tal: Sequence[Tal]) -> str:
    """Return several counts of one period: ``Hylte i tertial 3 2022: 19 inskrivningar och 18 avslut``."""
    delar = [f"{t.indikator.antal} {UTAN_TAL[t.antal]}" if t.antal in UTAN_TAL else t.raknat for t in tal]
    return f"{namn} {period.nar}: {svenska.lista(delar)}."


def enhet_i(mitt: Indikator) -> str:
    """Return the unit that follows a value in a sentence; a share carries its own."""
    return "" if mitt.skala is Skala.ANDEL else mitt.matenhet
