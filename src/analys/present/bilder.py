"""Figures from protected figures: select rows, hand them to the drawing, write title, alt text, source and twin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL, SAKNAS
from analys.katalog import Bedomning, Skala
from analys.period import Period, Periodtyp
from analys.present.block import Diagram, Figur, Tabell, Text
from analys.present.bredvid import kommuner_bredvid
from analys.present.diagram import Linje, Prick, linjedata, linjediagram, prickdiagram
from analys.present.forandring import andring, forandringsbudskap
from analys.present.handelser import HANDELSE, Handelser, handelser_i
from analys.present.meningar import (
    enhet_i,
    kommunrubrik,
    samtidigt,
    uppraknat,
    utvecklingsmening,
)
from analys.present.tabeller import (
    JAMFORT_MED,
    OSAKERHET_95,
    OSAKERHET_998,
    kommunernas_jamforelse,
    kommunomdomen,
    omdomeskolumn,
    omraden_i_ordning,
    uppgift_saknas,
    visas_inte,
)
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.region import Brott

INTERVALLTEXT = (
    "Alla är räknade, men antalet varierar av tillfälligheter. Strecken är osäkerhetsintervall: tjockt 95\u00a0%, "
    "tunt 99,8\u00a0%. Ju kortare streck, desto säkrare värde."
)


def punktbild(tal: Sequence[Tal]) -> tuple[str, str]:
    """Return what a dot chart is called in its text, and how its lines are read where the figures have intervals."""
    if any(t.granser("95") for t in tal):
        return "Punktdiagram med osäkerhetsintervall", INTERVALLTEXT
    return "Punktdiagram", ""


def utveckling(
    underlag: Underlag,
    indikator: str,
    fran: str,
    typ: str | None = None,
    *,
    samma_farg: bool = False,
    bredvid: Sequence[str] = (),
) -> Figur | Text:
    """Return the measure's value over time for the område, beside the region or the country, from ``fran``.

    With ``samma_farg`` the comparator is dashed in the område's own colour (as Region Kalmar län draws it).
    ``bredvid``: kommuner (codes) to draw in the comparator's place.
    """
    mitt = underlag.katalog[indikator]
    periodtyp = Periodtyp(typ) if typ else mitt.perioder[0]
    borjan = Period.las(fran).forsta_dag
    omrade = underlag.omrade_for(indikator)
    egen = underlag.serie(indikator, periodtyp, borjan)
    titel = f"{mitt.titel}, {mitt.matenhet}"
    if periodtyp is Periodtyp.MANAD and not any(t.finns for t in egen):
        periodtyp = Periodtyp.AR  # too many small months to be shown one by one
        egen = underlag.serie(indikator, periodtyp, borjan)
    if not any(t.finns for t in egen):
        return uppgift_saknas(underlag, titel)
    serier, slag = {omrade.kortnamn: egen}, "egen"
    sista = next((t for t in reversed(egen) if not t.preliminar), egen[-1])
    jamforelse = underlag.jamforelse(indikator, sista.period)
    beskrivning = spann(egen)
    if jamforelse and underlag.lag_tackning(sista, jamforelse[1]):
        slag = "dampad"
        beskrivning += f" Täckningsgraden är {underlag.lagsta_tackning(sista, jamforelse[1])}: jämförs inte."
    elif jamforelse and mitt.skala is not Skala.ANTAL:  # the region's count would only flatten the kommun's
        par = [underlag.jamforelse(indikator, t.period) for t in egen]
        andra, utan = kommuner_bredvid(underlag, indikator, egen, bredvid)
        serier |= andra or {jamforelse[0]: [p[1] for p in par if p]}
        beskrivning += utan
    linjer = [
        linje(namn, serie, "varde", ("samma_farg" if samma_farg else "jamforelse") if nr else slag)
        for nr, (namn, serie) in enumerate(serier.items())
        if any(t.finns for t in serie)
    ]
    preliminar = next((_plats(t.period) for t in egen if t.preliminar), None)
    i_bilden = brott_i(underlag, indikator, egen)
    procent, brott = mitt.skala is Skala.ANDEL, [b.datum for b in i_bilden]
    beskrivning += "".join(f" Brott den {svenska.datum(b.datum)}: {b.orsak}" for b in i_bilden)
    handelser = handelser_i(underlag, egen, indikator)
    svg = linjediagram(linjer, mitt.decimaler, brott, preliminar, enhet_procent=procent, handelser=handelser.dagar)
    bara_antal = mitt.skala is Skala.ANTAL
    i_enhet = () if bara_antal else tuple(f"{namn}, {mitt.matenhet}" for namn in serier)
    rubriker = ("Period", f"{omrade.kortnamn}, antal {mitt.antal}", *i_enhet)
    rader = tuple(
        (
            svenska.stor_bokstav(t.period.text) + (" (preliminärt)" if t.preliminar else ""),
            t.omfattning,
            *(() if bara_antal else (s[nr].varde for s in serier.values())),
        )
        for nr, t in enumerate(egen)
    )
    alt = f"Linjediagram. {titel}. " + " ".join(_fran_till(namn, s) for namn, s in serier.items())
    n = sista.antal_da(f"i {omrade.kortnamn}")
    jamforbara = [t for t in egen if not brott or t.period.forsta_dag >= brott[-1]]
    mening = utvecklingsmening(omrade.kortnamn, jamforbara)
    return figur(
        underlag,
        titel,
        beskrivning,
        alt,
        svg,
        rubriker,
        rader,
        [indikator],
        n,
        mening=mening,
        budskap=forandringsbudskap(andring(underlag, indikator), omrade.kortnamn),
        diagram=linjedata(linjer, mitt.decimaler, brott, preliminar, enhet_procent=procent),
        handelser=handelser,
    )


def tva_matt(underlag: Underlag, forsta: str, andra: str, fran: str, typ: str = "tertial") -> Figur | Text:
    """Return two measures' counts over time for the område alone, in one chart."""
    matt = [underlag.katalog[i] for i in (forsta, andra)]
    serier = [underlag.serie(m.id, Periodtyp(typ), Period.las(fran).forsta_dag) for m in matt]
    titel = f"{matt[0].kort} och {matt[1].kort.lower()} i {underlag.omrade.kortnamn}, antal per {_PERIODORD[typ]}"
    if not any(t.finns and t.har_bas for s in serier for t in s):
        return uppgift_saknas(underlag, titel)
    linjer = [linje(m.kort, s, "taljare", k) for m, s, k in zip(matt, serier, ("egen", "andra_mattet"), strict=True)]
    brott = [b.datum for b in brott_i(underlag, forsta, serier[0])]
    handelser = handelser_i(underlag, serier[0], forsta, andra)
    svg, data = linjediagram(linjer, 0, brott, handelser=handelser.dagar), linjedata(linjer, 0, brott)
    rader = tuple(
        (svenska.stor_bokstav(t.period.text), *(underlag.tal(m.id, t.period).antal for m in matt)) for t in serier[0]
    )
    alt = f"Linjediagram. {titel}. " + " ".join(
        _fran_till(m.kort, s, antal=True) for m, s in zip(matt, serier, strict=True)
    )
    sista = serier[0][-1]
    n = f"{svenska.stor_bokstav(sista.period.text)}: {sista.antal} {matt[0].kort.lower()}" if sista.har_bas else ""
    rubriker = ("Period", *(m.kort for m in matt))
    mening = samtidigt(underlag.omrade.kortnamn, sista.period, [underlag.tal(m.id, sista.period) for m in matt])
    om = spann(serier[0])
    egna: dict[str, Any] = {"mening": mening, "diagram": data, "handelser": handelser}
    return figur(underlag, titel, om, alt, svg, rubriker, rader, [forsta, andra], n, **egna)


def utveckling_i_grupper(underlag: Underlag, indikator: str, dimension: str, *grupper: str) -> Figur | Text:
    """Return the values of two groups over the months that groups are printed for, for the område alone."""
    mitt, namn = underlag.katalog[indikator], underlag.gruppnamn(indikator, dimension)
    serier = {namn[g]: underlag.serie(indikator, mitt.perioder[0], date.min, **{dimension: g}) for g in grupper}
    omrade = underlag.omrade_for(indikator)
    titel = f"{mitt.titel} efter {mitt.ord_for(dimension)} i {omrade.kortnamn}, {mitt.matenhet}"
    if not any(t.finns for s in serier.values() for t in s):
        return uppgift_saknas(underlag, titel)
    linjer = [linje(n, s, "varde", slag) for (n, s), slag in zip(serier.items(), ("egen", "andra_mattet"), strict=True)]
    forsta = next(iter(serier.values()))
    brott = [b.datum for b in brott_i(underlag, indikator, forsta)]
    i_procent = mitt.skala is Skala.ANDEL
    handelser = handelser_i(underlag, forsta, indikator)
    svg = linjediagram(linjer, mitt.decimaler, brott, enhet_procent=i_procent, handelser=handelser.dagar)
    data = linjedata(linjer, mitt.decimaler, brott, enhet_procent=i_procent)
    rubriker = ("Period", *(rubrik for n in serier for rubrik in (n, f"Antal, {n}")))
    rader = tuple(
        (svenska.stor_bokstav(tal[0].period.text), *(text for t in tal for text in (t.varde, t.omfattning)))
        for tal in zip(*serier.values(), strict=True)
    )
    alt = f"Linjediagram. {titel}. " + " ".join(_fran_till(n, s) for n, s in serier.items())
    sista = svenska.lista(f"{s[-1].varde} i {n}" for n, s in serier.items() if s[-1].finns)
    mening = f"{svenska.stor_bokstav(forsta[-1].period.text)}: {sista}." if sista else ""
    egna: dict[str, Any] = {"mening": mening, "diagram": data, "handelser": handelser}
    return figur(underlag, titel, spann(forsta), alt, svg, rubriker, rader, [indikator], "", **egna)


def jamfor_kommuner(
    underlag: Underlag, indikator: str, typ: str | None = None, *, bland: Sequence[str] = ()
) -> Figur | Text:
    """Return every kommun's value with its intervals and the region as a line, in the profile's fixed order.

    ``bland``: only these kommuner (codes) beside the page's own are drawn; the words are still of them all.
    """
    mitt = underlag.katalog[indikator]
    period = underlag.period_for(indikator, Periodtyp(typ) if typ else None)
    *alla, region = omraden_i_ordning(underlag, indikator)
    kommuner = [o for o in alla if not bland or o.kod in {*bland, underlag.omrade.kod}]
    ordnade = (*kommuner, region)
    allas = {o: underlag.tal(indikator, period, o.kod) for o in (*alla, region)}
    tal = {o: allas[o] for o in ordnade}
    titel = f"{mitt.titel} {period.text}, {mitt.matenhet}, kommun för kommun"
    if not any(t.finns for t in tal.values()):
        return uppgift_saknas(underlag, titel)
    namn, mot = kommunernas_jamforelse(underlag, indikator, period)
    prickar = [prick(underlag, o.kortnamn, tal[o], egen=o == underlag.omrade, mot=mot, ruta=False) for o in kommuner]
    niva = mot.pa_axel()
    referens = None if niva is None else (f"{namn} {mot.varde}", niva)
    svg = prickdiagram(prickar, mitt.matenhet, referens, dampad_text=dampad_text(underlag, indikator))
    extra = omdomeskolumn(underlag, indikator, period, ordnade)
    if any(t.tackning != SAKNAS for t in tal.values()):
        extra.append(("Täckningsgrad", [t.tackning for t in tal.values()]))
    rader = tuple(
        (
            o.kortnamn,
            t.omfattning,
            t.varde,
            t.intervall("95"),
            t.intervall("998"),
            *(celler[rad] for _, celler in extra),
        )
        for rad, (o, t) in enumerate(tal.items())
    )
    rubriker = (
        "Område",
        f"Antal {mitt.antal}",
        svenska.stor_bokstav(mitt.matenhet),
        OSAKERHET_95,
        OSAKERHET_998,
        *(rubrik for rubrik, _ in extra),
    )
    slag, om_strecken = punktbild(list(tal.values()))
    alt = f"{slag}, {period.text}. {titel}. " + "; ".join(f"{o.kortnamn} {t.varde}" for o, t in tal.items()) + "."
    markerad = tuple(i for i, o in enumerate(tal) if o == underlag.omrade)
    n = tal[region].antal_i(f"i {region.kortnamn}")
    beskrivning = f"{om_strecken} Kommunerna står i fast ordning, det är ingen rangordning.".strip()
    if len(kommuner) < len(alla):
        beskrivning += " Bara valda kommuner visas; det som sägs i ord gäller alla."
    omdomen = kommunomdomen(underlag, indikator, period)
    domda = {o.kortnamn: omdomen[o.kod] for o in alla if o.kod in omdomen}
    egna = {o.kortnamn: allas[o] for o in alla} | {namn: mot}
    justerat = mitt.bedoms_pa is Bedomning.STANDARDISERAD
    budskap, mening = kommunrubrik(domda, egna, namn, justerat=justerat)
    if justerat and budskap:
        beskrivning = f"Bilden visar talen som de är. Det som är säkerställt sägs med hänsyn till åldern. {beskrivning}"
    return figur(
        underlag,
        titel,
        beskrivning,
        alt,
        svg,
        rubriker,
        rader,
        [indikator],
        n,
        markerad,
        period.text,
        mening=mening,
        budskap=budskap,
    )


def jamfor_grupper(underlag: Underlag, indikator: str, *dimensioner: str) -> Figur | Text:
    """Return the measure by the groups of each dimension (when none is named: sex, and sex with age)."""
    mitt, period, omrade = underlag.katalog[indikator], underlag.period_for(indikator), underlag.omrade_for(indikator)
    uppdelningar: list[tuple[str, ...]] = [(d,) for d in dimensioner] or [("kon",), ("kon", "aldersgrupp")]
    grupper, namn = [], []
    for uppdelning in uppdelningar:
        namnda = [underlag.gruppnamn(indikator, d) for d in uppdelning]
        for val in product(*namnda):
            grupper.append(dict(zip(uppdelning, val, strict=True)))
            namn.append(", ".join(n[v] for n, v in zip(namnda, val, strict=True)))
    uppdelat = svenska.lista(mitt.ord_for(d) for d in dict.fromkeys(d for u in uppdelningar for d in u))
    titel = f"{mitt.titel} {period.text} i {omrade.kortnamn}, {mitt.matenhet} efter {uppdelat}"
    egna = [underlag.tal(indikator, period, **g) for g in grupper]
    if not any(t.finns for t in egna):
        return visas_inte(underlag, titel, *egna)
    deras = [underlag.jamforelse(indikator, period, **g) for g in grupper]
    annan = deras[0][0] if deras[0] else ""
    prickar = [
        prick(underlag, n, t, egen=True, mot=j[1] if j else None) for n, t, j in zip(namn, egna, deras, strict=True)
    ]
    svg = prickdiagram(prickar, mitt.matenhet, jamforelse=annan, dampad_text=dampad_text(underlag, indikator))
    rubriker = ["Grupp", f"Antal {mitt.antal}", svenska.stor_bokstav(mitt.matenhet), OSAKERHET_95]
    rader: list[tuple[str, ...]] = [
        (n, t.omfattning, t.varde, t.intervall("95")) for n, t in zip(namn, egna, strict=True)
    ]
    if annan:
        rubriker.append(f"{annan}, {mitt.matenhet}")
        rader = [(*rad, j[1].varde if j else SAKNAS) for rad, j in zip(rader, deras, strict=True)]
    slag, om_strecken = punktbild(egna)
    alt = (
        f"{slag}, {period.text}. {titel}. " + "; ".join(f"{n} {t.varde}" for n, t in zip(namn, egna, strict=True)) + "."
    )
    n = underlag.tal(indikator, period).antal_i(f"i {omrade.kortnamn}")
    om_grupper = "Kön är juridiskt kön." if "kon" in uppdelningar[0] else ""
    beskrivning = f"{om_strecken} {om_grupper}".strip()
    antal_forsta = len(underlag.gruppnamn(indikator, uppdelningar[0][0]))
    forsta = [(n, t.varde) for n, t in zip(namn, egna, strict=True)][:antal_forsta]
    mening = uppraknat(omrade.kortnamn, forsta, enhet_i(mitt))
    return figur(
        underlag,
        titel,
        beskrivning,
        alt,
        svg,
        tuple(rubriker),
        tuple(rader),
        [indikator],
        n,
        period=period.text,
        mening=mening,
    )


def figur(
    underlag: Underlag,
    titel: str,
    beskrivning: str,
    alt: str,
    svg: tuple[str, str],
    rubriker: tuple[str, ...],
    rader: tuple[tuple[str, ...], ...],
    indikatorer: Sequence[str],
    n: str,
    markerad: tuple[int, ...] = (),
    period: str = "",
    vanster: tuple[int, ...] = (),
    mening: str = "",
    budskap: str = "",
    diagram: Diagram | None = None,
    handelser: Handelser | None = None,
) -> Figur:
    """Return the figure with its source line and its table twin (``vanster``: the twin's columns of words)."""
    handelser = handelser or Handelser()
    if handelser.texter:
        vanster += (len(rubriker),)
        rubriker = (*rubriker, HANDELSE)
        rader = tuple((*rad, text) for rad, text in zip(rader, handelser.per_rad, strict=True))
        alt += handelser.i_ord
    kalla = underlag.kalla(*indikatorer, n=n, period=period)
    vanster += tuple(nr for nr, namn in enumerate(rubriker) if namn.startswith(JAMFORT_MED))
    tabell = Tabell(underlag.omrade.kod, titel, rubriker, rader, kalla, markerad, vanster, matt=tuple(indikatorer))
    return Figur(
        underlag.omrade.kod, titel, beskrivning, alt, *svg, kalla, tabell, mening, budskap, diagram, handelser.texter
    )


def linje(namn: str, serie: Sequence[Tal], kolumn: str, slag: str) -> Linje:
    """Return a series as a line; its end has no value where a share is of so few that it is not said in per cent."""
    dagar, varden = [_plats(t.period) for t in serie], [t.pa_axel(kolumn) for t in serie]
    return Linje(namn, dagar, varden, slag, utan_varde=bool(serie) and serie[-1].som_missade)


def _plats(period: Period) -> date:
    """Return where a period stands on the time axis: rolling months at their last, the others at their first."""
    return period.sista_dag.replace(day=1) if period.typ.rullande else period.forsta_dag


def prick(underlag: Underlag, namn: str, tal: Tal, *, egen: bool, mot: Tal | None, ruta: bool = True) -> Prick:
    """Return a row of a dot chart beside the figure ``mot``, as a mark of its own when ``ruta``.

    Greyed when the source sees too little of either's care to compare them.
    """
    mal = None if tal.indikator.malniva is None else 100 * tal.indikator.malniva
    jamforelse = mot.pa_axel() if mot and ruta else None
    dampad = mot is not None and underlag.lag_tackning(tal, mot)
    granser = (tal.granser("95"), tal.granser("998"))
    return Prick(namn, tal.pa_axel(), *granser, tal.varde, egen, jamforelse, mal, dampad)


def dampad_text(underlag: Underlag, indikator: str) -> str:
    """Return what a greyed figure means for this measure, or nothing when coverage is not asked for."""
    grans = underlag.profil.tackningsgrans.get(underlag.katalog[indikator].tackning_av)
    return f"täckningsgrad under {svenska.procent(grans.minst)}, jämförs inte" if grans else ""


def brott_i(underlag: Underlag, indikator: str, serie: Sequence[Tal]) -> list[Brott]:
    """Return the series' breaks that fall inside the chart, in time order."""
    forsta, sista = serie[0].period.forsta_dag, serie[-1].period.sista_dag
    inne = [b for b in underlag.profil.brott_for(indikator) if forsta < b.datum <= sista]
    return sorted(inne, key=lambda b: b.datum)


def spann(serie: Sequence[Tal]) -> str:
    """Return the time that a series covers, as a sentence."""
    return f"{svenska.stor_bokstav(serie[0].period.text)}{svenska.TANKSTRECK}{serie[-1].period.text}."


def _fran_till(namn: str, serie: Sequence[Tal], *, antal: bool = False) -> str:
    """Return one sentence with the first and last figure of a series; a period that has none is not its first."""
    serie = [t for t in serie if t.rad["tecken"] != EJ_AKTUELL] or serie
    forsta, sista = (f"{t.antal if antal else t.varde} {t.period.nar}" for t in (serie[0], serie[-1]))
    return f"{namn}: {forsta} och {sista}."


_PERIODORD = {"manad": "månad", "tertial": "tertial", "ar": "år"}
