"""Tables of finished texts from protected figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analys import svenska
from analys.disclosure.grind import DOLD, SAKNAS, TECKEN
from analys.katalog import Bedomning, Jamforelse, Skala
from analys.omraden import LANDET, UTANFOR, Omrade
from analys.period import Period, Periodtyp
from analys.present.block import Tabell, Text
from analys.present.meningar import omdomestext
from analys.present.tal import Tal
from analys.present.underlag import Underlag, inne
from analys.stats.omdome import Omdome

JAMFORT_MED = "Jämfört med"
HOGST_KOLUMNER = 7
"""How many kommuner there is room for beside each other."""
OSAKERHET_95, OSAKERHET_998 = (f"Osäkerhet {niva}{svenska.HART_BLANKSTEG}%" for niva in ("95", "99,8"))


def uppgift_saknas(underlag: Underlag, rubrik: str) -> Text:
    """Return the block for something that has nothing to show."""
    return Text(
        underlag.omrade.kod,
        (f"Uppgift saknas för {underlag.omrade.kortnamn}.",),
        rubrik,
    )


def visas_inte(underlag: Underlag, rubrik: str, *tal: Tal) -> Text:
    """Return the block for figures of which none can be shown: hidden, or nothing delivered."""
    if all(t.rad["tecken"] != DOLD for t in tal):
        return uppgift_saknas(underlag, rubrik)
    text = f"Siffrorna för {underlag.omrade.kortnamn} visas inte: de är så små att en person kan kännas igen."
    return Text(underlag.omrade.kod, (text,), rubrik)


def kommuntabell(underlag: Underlag, indikator: str, dimension: str) -> Tabell | Text:
    """Return the counts of a measure by kommun (rows, region last) and group (columns, total first)."""
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    grupper = {"alla": "Totalt"} | underlag.gruppnamn(indikator, dimension)
    ordnade = omraden_i_ordning(underlag, indikator)
    tal = [[underlag.tal(indikator, period, o.kod, **{dimension: g}) for g in grupper] for o in ordnade]
    titel = f"{mitt.titel} {period.text}, antal {mitt.antal}"
    if not any(t.finns for rad in tal for t in rad):
        return uppgift_saknas(underlag, titel)
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Område", *grupper.values()),
        rader=tuple((o.kortnamn, *(t.antal for t in rad)) for o, rad in zip(ordnade, tal, strict=True)),
        kalla=underlag.kalla(indikator, period=period.text),
        markerad=tuple(i for i, o in enumerate(ordnade) if o == underlag.omrade),
        matt=(indikator,),
    )


def omraden_i_ordning(underlag: Underlag, *indikatorer: str) -> tuple[Omrade, ...]:
    """Return the kommuner in the profile's order, those outside where they are counted, and the region last."""
    region, *kommuner = underlag.profil.rapportomraden
    utanfor = underlag.profil.omrade(UTANFOR)
    matt = [underlag.katalog[i] for i in indikatorer]
    visas = [
        m.id for m in matt if m.skala is not Skala.PER_10000 and not m.tackning_av
    ]  # neither inhabitants nor unseen
    finns = any(underlag.tal(i, underlag.period_for(i), UTANFOR).rad["tecken"] != SAKNAS for i in visas)
    return (*kommuner, *([utanfor] if finns else []), region)


def omradestabell(underlag: Underlag, *indikatorer: str, titel: str) -> Tabell | Text:
    """Return several measures (columns) by område (rows); of a share also its parts, and the coverage if known."""
    matt = [underlag.katalog[i] for i in indikatorer]
    ordnade = omraden_i_ordning(underlag, *indikatorer)
    perioder = {i: underlag.period_for(i) for i in indikatorer}
    titel = f"{titel} {svenska.lista(dict.fromkeys(p.text for p in perioder.values()))}"
    kolumner: list[tuple[str, list[str]]] = []
    for m in matt:
        tal = [underlag.tal(m.id, perioder[m.id], o.kod) for o in ordnade]
        if m.skala is Skala.ANDEL:
            kolumner.append((f"{m.kort}, antal", [t.andel for t in tal]))
        kolumner.append((m.kort, [t.antal if m.skala is Skala.PER_10000 else t.varde for t in tal]))
        if m.skala is Skala.ANDEL:
            kolumner.append((OSAKERHET_95, [t.intervall("95") for t in tal]))
        kolumner += omdomeskolumn(underlag, m.id, perioder[m.id], ordnade)
    if not any(v not in TECKEN for _, varden in kolumner for v in varden):
        return uppgift_saknas(underlag, titel)
    sist = [underlag.tal(matt[0].id, perioder[matt[0].id], o.kod).tackning for o in ordnade]
    if any(t != SAKNAS for t in sist):
        kolumner.append(("Täckningsgrad", sist))
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Område", *(namn for namn, _ in kolumner)),
        rader=tuple((o.kortnamn, *(v[rad] for _, v in kolumner)) for rad, o in enumerate(ordnade)),
        kalla=underlag.kalla(*indikatorer, period=svenska.lista(dict.fromkeys(p.text for p in perioder.values()))),
        markerad=tuple(i for i, o in enumerate(ordnade) if o == underlag.omrade),
        matt=indikatorer,
        vanster=tuple(nr for nr, (namn, _) in enumerate(kolumner, start=1) if namn.startswith(JAMFORT_MED)),
    )


def omdomeskolumn(
    underlag: Underlag, indikator: str, period: Period, omraden: Sequence[Omrade]
) -> list[tuple[str, list[str]]]:
    """Return the verdicts of several områden as one column (name, cells), or nothing where the measure has none.

    Only kommuner are judged in it: all of them against the same number. Others get the sign for ej aktuellt.
    """
    omdomen = kommunomdomen(underlag, indikator, period)
    if not omdomen:
        return []
    namn = kommunernas_jamforelse(underlag, indikator, period)[0]
    alder = ", justerat för ålder" if underlag.katalog[indikator].bedoms_pa is Bedomning.STANDARDISERAD else ""
    return [(jamfort_med(namn) + alder, [omdomestext(omdomen.get(o.kod)) for o in omraden])]


def jamfort_med(namn: str) -> str:
    """Return the heading of a column of verdicts; which part of the country it is stands beside its value."""
    return f"{JAMFORT_MED} {inne(namn.partition(', ')[0])}"


def kommunomdomen(underlag: Underlag, indikator: str, period: Period) -> dict[str, Omdome]:
    """Return the verdict of each kommun by its code, in the profile's order; empty where the measure has none."""
    alla = {k: underlag.omdome(indikator, period, k) for k in underlag.profil.kommuner}
    return {k: o for k, o in alla.items() if o is not None}


def kommunernas_jamforelse(underlag: Underlag, indikator: str, period: Period) -> tuple[str, Tal]:
    """Return the name and the figure that every kommun is compared with."""
    jamforelse = underlag.jamforelse(indikator, period, underlag.profil.kommuner[0])
    if jamforelse is None:
        raise ValueError("a kommun is never its own comparator")
    return jamforelse


def tackningstabell(underlag: Underlag, indikator: str) -> Tabell | Text:
    """Return how much of each område's care the source sees (rows), with the limit for comparing."""
    mitt = underlag.katalog[indikator]
    grans = underlag.profil.tackningsgrans[mitt.tackning_av]
    period = underlag.period_for(indikator)
    ordnade = [*underlag.profil.rapportomraden[1:], underlag.profil.rapportomraden[0]]
    if mitt.jamfors_med is Jamforelse.RIKET:
        ordnade.append(LANDET)
    tal = [underlag.tal(indikator, period, o.kod) for o in ordnade]
    titel = f"Täckningsgrad, {mitt.kalla.split(';')[0]}"
    if all(t.tackning == SAKNAS for t in tal):
        return uppgift_saknas(underlag, titel)
    under = f"under {svenska.procent(grans.minst)}: jämförs inte"
    rader = tuple(
        (o.kortnamn, t.tackning, "" if t.tackning == SAKNAS else under if underlag.lag_tackning(t) else "räcker")
        for o, t in zip(ordnade, tal, strict=True)
    )
    markerad = tuple(i for i, o in enumerate(ordnade) if o == underlag.omrade)
    kalla = f"{underlag.kalla(indikator, period=period.text)} Gräns: {grans.kalla}."
    return Tabell(
        underlag.omrade.kod, titel, ("Område", "Täckningsgrad (år)", "För jämförelse"), rader, kalla, markerad, (2,)
    )


def ar_for_ar(underlag: Underlag, *indikatorer: str) -> Tabell | Text:
    """Return the measures (columns) by calendar year (rows): a stock on 1 December, the rest over the year."""
    stock = [i for i in indikatorer if Periodtyp.DAG in underlag.katalog[i].perioder]
    handelser = [i for i in indikatorer if i not in stock]
    ar = sorted({t.period.forsta_dag.year for i in handelser for t in underlag.serie(i, Periodtyp.AR, date.min)})
    titel = f"{_rubrik(underlag, *indikatorer)} i {underlag.omrade.kortnamn}, år för år"
    if not ar:
        return uppgift_saknas(underlag, titel)
    rader = []
    for kalenderar in ar:
        celler = [str(kalenderar)]
        for i in indikatorer:
            period = Period.las(f"{kalenderar}-12-01" if i in stock else str(kalenderar))
            t = underlag.tal(i, period)
            celler.append(t.antal if "invånare" in t.indikator.matenhet else t.varde)
        rader.append(tuple(celler))
    rubriker = [
        f"{underlag.katalog[i].kort} 1 december"
        if i in stock
        else underlag.katalog[i].kort
        if "invånare" in underlag.katalog[i].matenhet
        else f"{underlag.katalog[i].kort} ({underlag.katalog[i].matenhet})"
        for i in indikatorer
    ]
    kalla = underlag.kalla(*indikatorer)
    return Tabell(underlag.omrade.kod, titel, ("År", *rubriker), tuple(rader), kalla, matt=indikatorer)


def _rubrik(underlag: Underlag, *indikatorer: str) -> str:
    """Return the measures' short names as a list with a capital first letter."""
    namn = [underlag.katalog[i].kort for i in indikatorer]
    return svenska.stor_bokstav(svenska.lista([namn[0], *(n.lower() for n in namn[1:])]))
