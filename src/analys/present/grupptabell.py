"""A share by kommun and group in one table, marked where the difference from the region is shown.

Region Kalmar län colours the lowest and the highest kommun of each column. Somebody is always lowest, also when chance
alone decides who; so only a säkerställd skillnad is marked here.
"""

from __future__ import annotations

from analys import svenska
from analys.period import Period
from analys.present.block import Tabell, Text
from analys.present.tabeller import uppgift_saknas
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.stats.omdome import Omdome

_MARKE = {Omdome.HOGRE: "▲ högre", Omdome.LAGRE: "▼ lägre"}
MARKTEXT = (
    "▲ högre och ▼ lägre märker säkerställda skillnader mot {region} i samma kolumn. Övriga skillnader kan bero på "
    "slumpen. Den högsta och den lägsta kommunen märks inte: någon är alltid högst och någon lägst."
)


def grupptabell(underlag: Underlag, indikator: str, *dimensioner: str) -> Tabell | Text:
    """Return a share by kommun (rows; then the region, then how many it is of) and group (columns, total first).

    Where the catalogue says what those who lack it are called, the last column is how many they are.
    """
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    grupper = [("Totalt", dict[str, str]())]
    grupper += [(namn, {d: g}) for d in dimensioner for g, namn in underlag.gruppnamn(indikator, d).items()]
    region, *kommuner = underlag.profil.rapportomraden
    ordnade = [*kommuner, region]
    efter = svenska.lista(mitt.ord_for(d) for d in dimensioner)
    titel = f"{mitt.titel} {period.text}, {mitt.matenhet}, kommun för kommun efter {efter}"
    if not any(underlag.tal(indikator, period, o.kod).finns for o in ordnade):
        return uppgift_saknas(underlag, titel)
    rader = []
    for o in ordnade:
        celler = [_cell(underlag, indikator, period, o.kod, grupp) for _, grupp in grupper]
        rader.append((o.kortnamn, *celler, *_utan(underlag.tal(indikator, period, o.kod))))
    antal = [underlag.tal(indikator, period, region.kod, **grupp).n for _, grupp in grupper]
    utan = [svenska.stor_bokstav(f"{mitt.missade}, antal")] if mitt.missade else []
    rader.append((f"{svenska.stor_bokstav(mitt.antal)} i {region.kortnamn}", *antal, *("" for _ in utan)))
    bedoms = any(underlag.omdome(indikator, period, k) for k in underlag.profil.kommuner)
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Område", *(namn for namn, _ in grupper), *utan),
        rader=tuple(rader),
        kalla=underlag.kalla(indikator, period=period.text),
        markerad=tuple(i for i, o in enumerate(ordnade) if o == underlag.omrade),
        beskrivning=MARKTEXT.format(region=region.kortnamn) if bedoms else "",
        matt=(indikator,),
    )


def _cell(underlag: Underlag, indikator: str, period: Period, kod: str, grupp: dict[str, str]) -> str:
    """Return the value, with the mark of a säkerställd skillnad."""
    tal = underlag.tal(indikator, period, kod, **grupp)
    omdome = underlag.omdome(indikator, period, kod, **grupp)
    marke = _MARKE.get(omdome) if omdome else None
    return f"{tal.varde} {marke.replace(' ', svenska.HART_BLANKSTEG)}" if marke else tal.varde


def _utan(tal: Tal) -> tuple[str, ...]:
    """Return the column of those who lack it, where the measure names them."""
    if not tal.indikator.missade:
        return ()
    return (svenska.tal(tal.rad["namnare"] - tal.rad["taljare"]) if tal.finns else tal.antal,)
