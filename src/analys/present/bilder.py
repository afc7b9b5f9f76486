"""Figures from protected figures: select rows, hand them to the drawing, write title, alt text, source and twin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product

from analys import svenska
from analys.indikatorer.utfall import VARDEN
from analys.period import Period, Periodtyp
from analys.present.block import Figur, Tabell, Text
from analys.present.diagram import Linje, Prick, linjediagram, prickdiagram
from analys.present.tabeller import GRUPPNAMN, uppgift_saknas
from analys.present.underlag import Tal, Underlag

INTERVALLTEXT = (
    "Alla är räknade, men antalet varierar av tillfälligheter. Strecken är osäkerhetsintervall: tjockt 95 %, tunt "
    "99,8 %. Ju kortare streck, desto säkrare värde."
)


def utveckling(underlag: Underlag, indikator: str, fran: str, typ: str | None = None) -> Figur | Text:
    """Return the measure's value over time for the område, beside the region, from ``fran`` (for example 2019-01)."""
    mitt = underlag.katalog[indikator]
    periodtyp = Periodtyp(typ) if typ else mitt.perioder[0]
    region = underlag.profil.omrade(underlag.profil.kod)
    omraden = [underlag.omrade] if underlag.omrade == region else [underlag.omrade, region]
    serier = {o: underlag.serie(indikator, periodtyp, Period.las(fran).forsta_dag, o.kod) for o in omraden}
    egen = serier[underlag.omrade]
    titel = f"{mitt.titel}, {mitt.matenhet}"
    if not any(t.finns for t in egen):
        return uppgift_saknas(underlag, titel)
    linjer = [
        _linje(o.kortnamn, s, "varde", "egen" if o == underlag.omrade else "jamforelse")
        for o, s in serier.items()
        if any(t.finns for t in s)
    ]
    svg = linjediagram(linjer, mitt.decimaler, _brott(underlag, indikator, egen))
    namn = underlag.omrade.kortnamn
    rubriker = ("Period", f"{namn}, antal {mitt.antal}", *(f"{o.kortnamn}, {mitt.matenhet}" for o in omraden))
    rader = tuple(
        (
            svenska.stor_bokstav(t.period.text),
            t.antal,
            *(underlag.tal(indikator, t.period, o.kod).varde for o in omraden),
        )
        for t in egen
    )
    alt = f"Linjediagram. {titel}. " + " ".join(_fran_till(o.kortnamn, s) for o, s in serier.items() if s)
    n = f"{svenska.stor_bokstav(egen[-1].period.text)}: {egen[-1].antal} {mitt.antal} i {namn}"
    return _figur(underlag, titel, _spann(egen), alt, svg, rubriker, rader, [indikator], n)


def tva_matt(underlag: Underlag, forsta: str, andra: str, fran: str, typ: str = "tertial") -> Figur | Text:
    """Return two measures' counts over time for the område alone, in one chart."""
    matt = [underlag.katalog[i] for i in (forsta, andra)]
    serier = [underlag.serie(m.id, Periodtyp(typ), Period.las(fran).forsta_dag) for m in matt]
    titel = f"{matt[0].kort} och {matt[1].kort.lower()} i {underlag.omrade.kortnamn}, antal per {_PERIODORD[typ]}"
    if not any(t.finns for s in serier for t in s):
        return uppgift_saknas(underlag, titel)
    linjer = [_linje(m.kort, s, "taljare", k) for m, s, k in zip(matt, serier, ("egen", "andra_mattet"), strict=True)]
    svg = linjediagram(linjer, 0, _brott(underlag, forsta, serier[0]))
    rader = tuple(
        (svenska.stor_bokstav(t.period.text), *(underlag.tal(m.id, t.period).antal for m in matt)) for t in serier[0]
    )
    alt = f"Linjediagram. {titel}. " + " ".join(
        _fran_till(m.kort, s, antal=True) for m, s in zip(matt, serier, strict=True)
    )
    sista = serier[0][-1]
    n = f"{svenska.stor_bokstav(sista.period.text)}: {sista.antal} {matt[0].kort.lower()}"
    rubriker = ("Period", *(m.kort for m in matt))
    return _figur(underlag, titel, _spann(serier[0]), alt, svg, rubriker, rader, [forsta, andra], n)


def jamfor_kommuner(underlag: Underlag, indikator: str, typ: str | None = None) -> Figur | Text:
    """Return every kommun's value with its intervals and the region as a line, in the profile's fixed order."""
    mitt = underlag.katalog[indikator]
    period = underlag.period_for(indikator, Periodtyp(typ) if typ else None)
    region, *kommuner = underlag.profil.rapportomraden
    tal = {o: underlag.tal(indikator, period, o.kod) for o in (*kommuner, region)}
    titel = f"{mitt.titel} {period.text}, {mitt.matenhet}, kommun för kommun"
    if not any(t.finns for t in tal.values()):
        return uppgift_saknas(underlag, titel)
    prickar = [_prick(o.kortnamn, tal[o], egen=o == underlag.omrade) for o in kommuner]
    niva = tal[region].pa_axel()
    svg = prickdiagram(
        prickar, mitt.matenhet, None if niva is None else (f"{region.kortnamn} {tal[region].varde}", niva)
    )
    rader = tuple((o.kortnamn, t.antal, t.varde, t.intervall("95"), t.intervall("998")) for o, t in tal.items())
    rubriker = (
        "Område",
        f"Antal {mitt.antal}",
        svenska.stor_bokstav(mitt.matenhet),
        "Osäkerhet 95 %",
        "Osäkerhet 99,8 %",
    )
    alt = (
        f"Punktdiagram med osäkerhetsintervall, {period.text}. {titel}. "
        + "; ".join(f"{o.kortnamn} {t.varde}" for o, t in tal.items())
        + "."
    )
    markerad = tuple(i for i, o in enumerate(tal) if o == underlag.omrade)
    n = f"{tal[region].antal} {mitt.antal} i {region.kortnamn}"
    beskrivning = f"{INTERVALLTEXT} Kommunerna står i fast ordning, det är ingen rangordning."
    return _figur(underlag, titel, beskrivning, alt, svg, rubriker, rader, [indikator], n, markerad)


def jamfor_grupper(underlag: Underlag, indikator: str) -> Figur | Text:
    """Return the measure by sex and age for the område, beside the region."""
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    region = underlag.profil.omrade(underlag.profil.kod)
    ar_region = underlag.omrade == region
    titel = f"{mitt.titel} {period.text} i {underlag.omrade.kortnamn}, {mitt.matenhet} efter kön och ålder"
    grupper = [dict(zip(("kon", "aldersgrupp"), g, strict=True)) for g in product(VARDEN["kon"], VARDEN["aldersgrupp"])]
    grupper = [{"kon": "kvinna"}, {"kon": "man"}, *grupper]
    egna = [underlag.tal(indikator, period, **g) for g in grupper]
    deras = [underlag.tal(indikator, period, region.kod, **g) for g in grupper]
    if not any(t.finns for t in egna):
        return uppgift_saknas(underlag, titel)
    namn = [f"{GRUPPNAMN[g['kon']]}{', ' + GRUPPNAMN[g['aldersgrupp']] if 'aldersgrupp' in g else ''}" for g in grupper]
    prickar = [
        _prick(n, t, egen=True, jamforelse=None if ar_region else r.pa_axel())
        for n, t, r in zip(namn, egna, deras, strict=True)
    ]
    svg = prickdiagram(prickar, mitt.matenhet, jamforelse="" if ar_region else region.kortnamn)
    rubriker = ["Grupp", f"Antal {mitt.antal}", svenska.stor_bokstav(mitt.matenhet), "Osäkerhet 95 %"]
    rader: list[tuple[str, ...]] = [(n, t.antal, t.varde, t.intervall("95")) for n, t in zip(namn, egna, strict=True)]
    if not ar_region:
        rubriker.append(f"{region.kortnamn}, {mitt.matenhet}")
        rader = [(*rad, r.varde) for rad, r in zip(rader, deras, strict=True)]
    alt = (
        f"Punktdiagram med osäkerhetsintervall, {period.text}. {titel}. "
        + "; ".join(f"{n} {t.varde}" for n, t in zip(namn, egna, strict=True))
        + "."
    )
    n = f"{underlag.tal(indikator, period).antal} {mitt.antal} i {underlag.omrade.kortnamn}"
    beskrivning = f"{INTERVALLTEXT} Kön är juridiskt kön, ålder det som personen fyller under året."
    return _figur(underlag, titel, beskrivning, alt, svg, tuple(rubriker), tuple(rader), [indikator], n)


def _figur(
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
) -> Figur:
    """Return the figure with its source line and its table twin."""
    kalla = underlag.kalla(*indikatorer, n=n)
    tabell = Tabell(underlag.omrade.kod, titel, rubriker, rader, kalla, markerad)
    return Figur(underlag.omrade.kod, titel, beskrivning, alt, *svg, kalla, tabell)


def _linje(namn: str, serie: Sequence[Tal], kolumn: str, slag: str) -> Linje:
    return Linje(namn, [t.period.forsta_dag for t in serie], [t.pa_axel(kolumn) for t in serie], slag)


def _prick(namn: str, tal: Tal, *, egen: bool, jamforelse: float | None = None) -> Prick:
    return Prick(namn, tal.pa_axel(), tal.granser("95"), tal.granser("998"), tal.varde, egen, jamforelse)


def _brott(underlag: Underlag, indikator: str, serie: Sequence[Tal]) -> list[date]:
    """Return the days of the series' breaks that fall inside the chart."""
    forsta, sista = serie[0].period.forsta_dag, serie[-1].period.sista_dag
    return [
        b.datum
        for b in underlag.profil.brott
        if (not b.indikatorer or indikator in b.indikatorer) and forsta < b.datum <= sista
    ]


def _spann(serie: Sequence[Tal]) -> str:
    """Return the time that a series covers, as a sentence."""
    return f"{svenska.stor_bokstav(serie[0].period.text)}{svenska.TANKSTRECK}{serie[-1].period.text}."


def _fran_till(namn: str, serie: Sequence[Tal], *, antal: bool = False) -> str:
    """Return one sentence with the first and last figure of a series."""
    forsta, sista = (f"{t.antal if antal else t.varde} {t.period.nar}" for t in (serie[0], serie[-1]))
    return f"{namn}: {forsta} och {sista}."


_PERIODORD = {"manad": "månad", "tertial": "tertial", "ar": "år"}
