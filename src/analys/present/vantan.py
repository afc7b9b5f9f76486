"""Waiting as utskrivningsklar: the two means side by side, places in hospital, and the region's average-day model."""

from __future__ import annotations

from collections.abc import Sequence

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL, SAKNAS
from analys.omraden import Omrade
from analys.period import Period, Periodtyp
from analys.present.block import Tabell, Text
from analys.present.tabeller import HOGST_KOLUMNER, OSAKERHET_95, omdomeskolumn, omraden_i_ordning, uppgift_saknas
from analys.present.tal import UTAN_TAL, Tal
from analys.present.underlag import Underlag
from analys.region import Genomsnittsmodell
from analys.stats.genomsnittsmodell import HOGST, OVER, TOM, Dagar, Lage, Regel, lagen

MANADER = 12
MANADER_MANGA = 4
"""How many months are shown beside each other where the kommuner are too many for columns (`HOGST_KOLUMNER`)."""
INGEN_MODELL = "Regionens profil har ingen genomsnittsmodell."


def dagar_i_snitt(underlag: Underlag, alla: str, minst_en: str) -> Tabell | Text:
    """Return by område how many stays there were, and their mean days: of all, and of those of at least one day."""
    ordnade = omraden_i_ordning(underlag, alla, minst_en)
    period = underlag.period_for(alla)
    titel = f"{underlag.katalog[alla].titel.partition(',')[0]} {period.text}"
    kolumner: list[tuple[str, list[str]]] = []
    for i, vilka in ((alla, "alla"), (minst_en, "minst en dag")):
        tal = [underlag.tal(i, period, o.kod) for o in ordnade]
        kolumner.append((f"Vårdtillfällen, {vilka}", [t.n for t in tal]))
        kolumner.append((f"Dagar i snitt, {vilka}", [t.varde for t in tal]))
        kolumner.append((OSAKERHET_95, [t.intervall("95") for t in tal]))
    kolumner += omdomeskolumn(underlag, alla, period, ordnade)
    if not any(underlag.tal(i, period, o.kod).finns for i in (alla, minst_en) for o in ordnade):
        return uppgift_saknas(underlag, titel)
    return tabell_per_omrade(
        underlag,
        titel,
        ordnade,
        kolumner,
        underlag.kalla(alla, minst_en, period=period.text),
        matt=(alla, minst_en),
        bedomda=1,
    )


def vardplatser(underlag: Underlag, indikator: str, typ: str) -> Tabell | Text:
    """Return by område the days of the stays that ended in the period, as places each day and per inhabitants 65+."""
    period = underlag.period_for(indikator, Periodtyp(typ))
    ordnade = omraden_i_ordning(underlag, indikator)
    tal = [underlag.tal(indikator, period, o.kod) for o in ordnade]
    titel = f"Dagar som utskrivningsklar och motsvarande vårdplatser {period.text}"
    if not any(t.finns for t in tal):
        return uppgift_saknas(underlag, titel)
    dagar = (period.slut - period.forsta_dag).days
    platser = [svenska.tal(t.rad["taljare"] / dagar, 1) if t.finns else t.antal for t in tal]
    kolumner = [("Dagar", [t.antal for t in tal]), ("Motsvarar vårdplatser", platser)]
    beskrivning = (
        f"Dagarna delade med periodens {dagar} dagar: så många vårdplatser i snitt upptogs av patienter som var "
        "utskrivningsklara. Dagarna hör till vårdtillfällen som avslutades i perioden."
    )
    if folk := underlag.svar("meta", "invanare_65"):
        antal = folk["antal"]
        per_1000 = [
            EJ_AKTUELL
            if o.kod not in antal
            else svenska.tal(1000 * t.rad["taljare"] / antal[o.kod], 1)
            if t.finns
            else t.antal
            for t, o in zip(tal, ordnade, strict=True)
        ]
        kolumner.append(("Dagar per 1 000 invånare 65+", per_1000))
        beskrivning += (
            f" Invånare 65 år och äldre: folkmängden den 31 december {folk['ar']}. I regionens dagar ingår också "
            "patienter som bor i andra län."
        )
    kalla = underlag.kalla(indikator, period=period.text)
    return tabell_per_omrade(underlag, titel, ordnade, kolumner, kalla, matt=(indikator,), beskrivning=beskrivning)


def mot_riktmarket(underlag: Underlag) -> Tabell | Text:
    """Return by kommun the mean days of the month beside the agreement's riktmärke of that year: a fact, no verdict."""
    modell = underlag.profil.genomsnittsmodell
    if modell is None:
        return Text(underlag.omrade.kod, (INGEN_MODELL,), "Riktmärke")
    period = underlag.period_for(modell.indikator, Periodtyp.MANAD)
    ordnade = underlag.profil.rapportomraden[1:]
    ar = period.forsta_dag.year
    vad, dagar = modellens_grans(modell, ar)
    tal = [underlag.tal(modell.indikator, period, o.kod) for o in ordnade]
    varde = SAKNAS if dagar is None else svenska.tal(dagar, 1)
    namn = {"Riktmärke": "riktmärket", "Gräns": "gränsen"}[vad]
    kolumner = [
        ("Dagar i snitt", [t.varde for t in tal]),
        (f"{vad} {ar}", [varde] * len(tal)),
        (f"Mot {namn}", [mot_riktmarke(t, dagar) for t in tal]),
    ]
    beskrivning = (
        f"{modell.namn}. {modell.verkan} {svenska.stor_bokstav(namn)} är avtalets. Det säger inget om slumpen."
    )
    if dagar is None:
        andra = svenska.lista(f"{r.ar} ({svenska.tal(r.dagar, 1)} dagar)" for r in modell.riktmarken)
        beskrivning += f" Riktmärke för {ar}: uppgift saknas."
        beskrivning += f" Det som är känt gäller {andra} och används inte för andra år." if andra else ""
    kalla = f"{underlag.kalla(modell.indikator, period=period.text)} Modellen: {modell.kalla}."
    titel = f"Genomsnittsdagar och {vad.lower()} {period.text}"
    matt = (modell.indikator,)
    return tabell_per_omrade(underlag, titel, ordnade, kolumner, kalla, matt=matt, beskrivning=beskrivning, ord_i=(3,))


def modellens_manader(underlag: Underlag) -> Tabell | Text:
    """Return the state of the average-day model for each kommun and month: many kommuner are rows of fewer months."""
    modell = underlag.profil.genomsnittsmodell
    titel = "Genomsnittsmodellen månad för månad"
    if modell is None:
        return Text(underlag.omrade.kod, (INGEN_MODELL,), titel)
    if modell.grans is None:
        text = (
            f"{modell.namn} gäller från {svenska.datum(modell.galler_fran)}. När betalningsansvaret börjar och slutar "
            "står inte i källan. Därför visas inga lägen månad för månad."
        )
        return Text(underlag.omrade.kod, (text,), titel)
    manader, per_kommun = lagen_per_kommun(underlag, modell)
    if not manader:
        return uppgift_saknas(underlag, titel)
    kommuner = list(per_kommun)
    celler = [[_cell(t, lage) for t, lage in serie] for serie in per_kommun.values()]
    namn = [svenska.stor_bokstav(m.text) for m in manader]
    if manga := len(kommuner) > HOGST_KOLUMNER:
        rubriker = ("Område", *namn[-MANADER_MANGA:])
        rader = tuple((o.kortnamn, *k[-MANADER_MANGA:]) for o, k in zip(kommuner, celler, strict=True))
    else:
        rubriker = ("Månad", *(o.kortnamn for o in kommuner))
        rader = tuple((m, *(k[nr] for k in celler)) for nr, m in enumerate(namn))[-MANADER:]
    beskrivning = (
        f"{modell.verkan} Ansvar betyder att betalningsansvaret gäller den månaden. Inom parentes står hur många "
        f"månader i rad som genomsnittet har varit över {svenska.tal(modell.grans, 0)} dagar."
    )
    kalla = f"{underlag.kalla(modell.indikator)} Modellen: {modell.kalla}."
    vanster = tuple(range(1, len(rubriker)))
    egna = tuple(nr for nr, o in enumerate(kommuner) if manga and o == underlag.omrade)
    return Tabell(underlag.omrade.kod, titel, rubriker, rader, kalla, egna, vanster, beskrivning)


def lagen_per_kommun(
    underlag: Underlag, modell: Genomsnittsmodell
) -> tuple[list[Period], dict[Omrade, list[tuple[Tal, Lage]]]]:
    """Return the months since the model applies, and each kommun's figure and state in them."""
    regel = Regel(modell.grans or 0.0, modell.manader, modell.slut_manader, modell.poolas)
    region = underlag.serie(modell.indikator, Periodtyp.MANAD, modell.galler_fran, underlag.profil.kod)
    manader = [t.period for t in region]
    ut = {}
    for o in underlag.profil.rapportomraden[1:]:
        tal = [underlag.tal(modell.indikator, m, o.kod) for m in manader]
        ut[o] = list(zip(tal, lagen([dagar_i_manad(t) for t in tal], regel), strict=True))
    return manader, ut


def dagar_i_manad(tal: Tal) -> Dagar | None:
    """Return the days and stays of a figure, or None when they are not known."""
    if tal.rad["tecken"] == EJ_AKTUELL:
        return 0.0, 0.0  # nobody was utskrivningsklar
    return (float(tal.rad["taljare"]), float(tal.rad["namnare"])) if tal.finns else None


def modellens_grans(modell: Genomsnittsmodell, ar: int) -> tuple[str, float | None]:
    """Return what the means of a year are held against, and its days: the year's riktmärke, or the model's limit."""
    if modell.grans is not None:
        return "Gräns", modell.grans
    riktmarke = modell.riktmarke(ar)
    return "Riktmärke", riktmarke.dagar if riktmarke else None


def mot_riktmarke(tal: Tal, riktmarke: float | None) -> str:
    """Return on which side of the riktmärke an unrounded mean is."""
    if not tal.finns:
        return UTAN_TAL[tal.rad["tecken"] or SAKNAS]
    if riktmarke is None:
        return "riktmärke saknas"
    return "över" if tal.rad["taljare"] > riktmarke * tal.rad["namnare"] else "inte över"


def _cell(tal: Tal, lage: Lage) -> str:
    """Return a month's mean and state: ``3,4 över (2), ansvar``."""
    if lage.mot_gransen == TOM:
        return "inga patienter"
    delar = [f"{tal.varde} {_ORD[lage.mot_gransen]}" if lage.mot_gransen else UTAN_TAL[tal.rad["tecken"] or SAKNAS]]
    if lage.mot_gransen == OVER:
        delar[0] += "" if lage.i_rad is None else f" ({lage.i_rad})"
    delar.append({True: "ansvar", False: "", None: "ansvar kan inte visas"}[lage.ansvar])
    return ", ".join(d for d in delar if d)


_ORD = {OVER: "över", HOGST: "inte över"}


def tabell_per_omrade(
    underlag: Underlag,
    titel: str,
    ordnade: Sequence[Omrade],
    kolumner: Sequence[tuple[str, list[str]]],
    kalla: str,
    *,
    beskrivning: str = "",
    matt: tuple[str, ...],
    bedomda: int = 0,
    ord_i: tuple[int, ...] = (),
) -> Tabell:
    """Return a table by område; the last ``bedomda`` columns, and those of ``ord_i`` (from 1), hold words."""
    antal = len(kolumner)
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Område", *(namn for namn, _ in kolumner)),
        rader=tuple((o.kortnamn, *(v[rad] for _, v in kolumner)) for rad, o in enumerate(ordnade)),
        kalla=kalla,
        markerad=tuple(i for i, o in enumerate(ordnade) if o == underlag.omrade),
        vanster=ord_i + tuple(range(antal - bedomda + 1, antal + 1)),
        beskrivning=beskrivning,
        matt=matt,
    )
