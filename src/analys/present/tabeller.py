"""Tables of finished texts from protected figures."""

from __future__ import annotations

from datetime import date

from analys import svenska
from analys.indikatorer.utfall import VARDEN
from analys.period import Period, Periodtyp
from analys.present.block import Tabell, Text
from analys.present.underlag import Underlag

GRUPPNAMN = {
    "alla": "Totalt",
    "kvinna": "Kvinnor",
    "man": "Män",
    "0-64": "under 65 år",
    "65-79": "65–79 år",
    "80-": "80 år och äldre",
}
"""Groups as readers meet them; kön is juridiskt kön."""


def uppgift_saknas(underlag: Underlag, rubrik: str) -> Text:
    """Return the block for something that has nothing to show."""
    return Text(
        underlag.omrade.kod,
        (f"Uppgift saknas för {underlag.omrade.kortnamn} i {underlag.period.text}.",),
        rubrik,
    )


def kommuntabell(underlag: Underlag, indikator: str, dimension: str) -> Tabell | Text:
    """Return the counts of a measure by kommun (rows, region last) and group (columns, total first)."""
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    grupper = ("alla", *VARDEN[dimension])
    region, *kommuner = underlag.profil.rapportomraden
    ordnade = (*kommuner, region)
    tal = [[underlag.tal(indikator, period, o.kod, **{dimension: g}) for g in grupper] for o in ordnade]
    titel = f"{mitt.titel} {period.text}, antal {mitt.antal}"
    if not any(t.finns for rad in tal for t in rad):
        return uppgift_saknas(underlag, titel)
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Område", *(GRUPPNAMN[g] for g in grupper)),
        rader=tuple((o.kortnamn, *(t.antal for t in rad)) for o, rad in zip(ordnade, tal, strict=True)),
        kalla=underlag.kalla(indikator),
        markerad=tuple(i for i, o in enumerate(ordnade) if o == underlag.omrade),
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
    return Tabell(underlag.omrade.kod, titel, ("År", *rubriker), tuple(rader), underlag.kalla(*indikatorer))


def _rubrik(underlag: Underlag, *indikatorer: str) -> str:
    """Return the measures' short names as a list with a capital first letter."""
    namn = [underlag.katalog[i].kort for i in indikatorer]
    return svenska.stor_bokstav(svenska.lista([namn[0], *(n.lower() for n in namn[1:])]))
