"""The value adjusted for age, beside the raw value."""

from __future__ import annotations

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL, SAKNAS
from analys.errors import UsageError
from analys.katalog import Bedomning, Indikator
from analys.omraden import Omrade
from analys.present.block import Tabell, Text
from analys.present.justering import figurer, justera
from analys.present.tabeller import OSAKERHET_95, OSAKERHET_998, uppgift_saknas
from analys.present.underlag import Underlag
from analys.stats.omdome import MINST_HANDELSER
from analys.stats.standardisering import SOM_REFERENSEN


def justerat_for_alder(underlag: Underlag, indikator: str) -> Tabell | Text:
    """Return by område the raw value, observed and expected events, the index with its intervals, the direct value.

    The verdict stands there only when the catalogue says that the adjusted value is the one that is judged.

    Raises
    ------
    UsageError : the measure is not adjusted for anything.
    """
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    if not mitt.standardiseras_over:
        raise UsageError(f"Måttet {mitt.titel} justeras inte för ålder: katalogen saknar standardiseras_over.")
    region, *kommuner = underlag.profil.rapportomraden
    titel = f"{mitt.titel} {period.text}, justerat för ålder ({region.kortnamn} = 100)"
    ref = figurer(underlag, mitt, period, region.kod)
    rader = [justera(underlag, figurer(underlag, mitt, period, o.kod), ref) for o in kommuner]
    if all(r.eget.rad["tecken"] == SAKNAS for r in rader):
        return uppgift_saknas(underlag, titel)
    bedoms = mitt.bedoms_pa is Bedomning.STANDARDISERAD
    ordnade = [*kommuner, region]
    celler = [
        [o.kortnamn, *r.celler(), *([str(r.omdome)] if bedoms else [])] for o, r in zip(kommuner, rader, strict=True)
    ]
    sist = [region.kortnamn, ref[0].varde, ref[0].antal, EJ_AKTUELL, svenska.tal(SOM_REFERENSEN)]
    celler.append([*sist, *[EJ_AKTUELL] * (len(celler[0]) - len(sist))])
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=(
            "Område",
            svenska.stor_bokstav(mitt.matenhet),
            "Antal",
            "Väntat antal",
            "Index",
            OSAKERHET_95,
            OSAKERHET_998,
            f"Med {region.kortnamn}s åldrar",
            *(["Bedömning"] if bedoms else []),
        ),
        rader=tuple(map(tuple, celler)),
        kalla=f"{_fotnot(mitt, region, bedoms=bedoms)} {underlag.kalla(indikator, period=period.text)}",
        markerad=tuple(i for i, o in enumerate(ordnade) if o == underlag.omrade),
        vanster=(8,) if bedoms else (),
        matt=(indikator,),
    )


def _fotnot(mitt: Indikator, region: Omrade, *, bedoms: bool) -> str:
    """Return what the index is, and what it is not."""
    grupper, namn = list(mitt.grupper_i(mitt.standardiseras_over).values()), region.kortnamn
    text = (
        "Justerat för ålder – jämfört med vad man väntar sig utifrån kommunens åldrar; "
        f"100 = som {namn}. Ett index jämförs bara med {namn}, inte med en annan kommuns index. Bara {len(grupper)} "
        f"breda åldersgrupper används ({svenska.lista(grupper)}): skillnader i ålder inom grupperna är kvar. "
        f"Med {namn}s åldrar: värdet om kommunen hade samma åldrar som {namn}, med "
        f"osäkerhet 95{svenska.HART_BLANKSTEG}% inom parentes; ges från {MINST_HANDELSER} händelser."
    )
    return f"{text} Säkerställt: intervallet 99,8{svenska.HART_BLANKSTEG}% når inte 100." if bedoms else text
