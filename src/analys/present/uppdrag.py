"""Decisions and åtgärder: how far they have come, and what the measure did since, by rule and never as an effect."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL, INTERN, SAKNAS
from analys.katalog import Indikator, OverTid, Skala, StatistiskTyp
from analys.period import Period, Periodtyp
from analys.present.block import Tabell
from analys.present.tal import UTAN_TAL, Tal
from analys.present.underlag import Underlag
from analys.skrivet.uppdrag import Atgard, Beslut
from analys.stats.skillnad import Forandring
from analys.stats.uppfoljning import Summor, Uppfoljning, folj_upp

MOT_MEDEL = (
    "Efter en ovanligt hög månad blir nästa oftast lägre av sig själv. Därför ingår inte den månad som utlöste "
    "analysen, varken före eller efter. En säkerställd förändring visar inte att det var åtgärden som gjorde den."
)
INGEN = "ingen säkerställd förändring sedan beslutet; kan inte skiljas från slumpen"
INTE_GENOMFORD, UTAN_MATT = "åtgärden är inte genomförd", "följs inte med ett mått"


def beslut_och_atgarder(underlag: Underlag, tema: str = "") -> Tabell | None:
    """Return what was decided before the page's month (rows), what was done, and the measure before and since.

    ``tema``: only what is followed by one of the theme's measures. On the open level an åtgärd stands only where it may
    be published, and every figure is one that the pages print. None when there is nothing.
    """
    egna = _egna(underlag, tema)
    if not egna:
        return None
    matt = tuple(dict.fromkeys(u.indikator for u in egna if u.indikator))
    return Tabell(
        underlag.omrade.kod,
        _titel(underlag),
        ("Beslut eller åtgärd", "Beslutat", "Ansvarig och läge", "Före", "Sedan dess", "Bedömning"),
        tuple(_rad(underlag, u) for u in egna),
        underlag.kalla(*matt) if matt else f"Källa: {underlag.profil.namn}.",
        vanster=(1, 2, 5),
        beskrivning="Sedan dess: hela månader, högst tolv. Före: samma månader året före. "
        f"{MOT_MEDEL} Dagen är utmärkt i måttets diagram månad för månad.",
        matt=matt,
    )


def beslut_i_korthet(underlag: Underlag) -> Tabell | None:
    """Return the same decisions and åtgärder for a slide: what, how far it has come, and the verdict."""
    egna = _egna(underlag)
    if not egna:
        return None
    rader = [(_vad(underlag, u), lage, omdome) for u in egna for _, _, lage, _, _, omdome in [_rad(underlag, u)]]
    return Tabell(
        underlag.omrade.kod,
        _titel(underlag),
        ("Beslut eller åtgärd", "Ansvarig och läge", "Bedömning"),
        tuple(rader),
        f"Källa: {underlag.profil.namn}.",
        vanster=(1, 2),
        beskrivning=MOT_MEDEL,
    )


def _titel(underlag: Underlag) -> str:
    return f"Beslut och åtgärder, uppföljda till och med {underlag.period.text}"


def _egna(underlag: Underlag, tema: str = "") -> list[Beslut | Atgard]:
    """Return what concerns the page's område and theme and was decided before its month, the earliest first."""
    alla: list[Beslut | Atgard] = [*underlag.skrivet.beslut]
    alla += [a for a in underlag.skrivet.atgarder if _far_visas(underlag, a)]
    omraden = {underlag.omrade.kod, underlag.profil.kod}
    egna = [
        u
        for u in alla
        if (underlag.omrade.ar_region or u.omrade in omraden)
        and u.beslutad < underlag.period.slut
        and (not tema or u.indikator in underlag.skrivet.matt.get(tema, ()))
    ]
    return sorted(egna, key=lambda u: (u.beslutad, u.omrade, u.text))


def _far_visas(underlag: Underlag, a: Atgard) -> bool:
    return a.publiceras == "ja" or underlag.svar("meta", "niva") == INTERN


def _vad(underlag: Underlag, u: Beslut | Atgard) -> str:
    return f"{underlag.profil.omrade(u.omrade).kortnamn}: {u.text.rstrip('.')}"


def _rad(underlag: Underlag, u: Beslut | Atgard) -> tuple[str, ...]:
    """Return one decision or åtgärd as texts."""
    mitt = underlag.katalog[u.indikator] if u.indikator else None
    vad = [_vad(underlag, u)]
    vad += [f"Förväntat: {svenska.liten_bokstav(u.forvantad_effekt.rstrip('.'))}"] if u.forvantad_effekt else []
    vad += [f"Mått: {svenska.liten_bokstav(mitt.kort)}, {mitt.matenhet}"] if mitt else []
    if mitt and (utlosande := u.utlosande):
        tal = underlag.tal(mitt.id, utlosande, u.omrade)
        hur = tal.varde if tal.finns else UTAN_TAL[tal.rad["tecken"] or SAKNAS]
        vad.append(f"Utlösande månad: {utlosande.text} ({hur})")
    beslutat = svenska.datum(u.beslutad)
    beslutat += f", {u.organ} {u.arende}".replace("§ ", f"§{svenska.HART_BLANKSTEG}") if isinstance(u, Beslut) else ""
    celler = (". ".join(vad), beslutat, f"{u.ansvarig}, {u.lage}")
    if mitt is None:
        return (*celler, EJ_AKTUELL, EJ_AKTUELL, UTAN_MATT)
    if u.fran is None:
        return (*celler, SAKNAS, SAKNAS, INTE_GENOMFORD)
    svar = _uppfoljning(underlag, mitt, u.omrade, u.fran, u.utlosande)
    return (*celler, *(_varde(mitt, v, svar.manader) for v in (svar.fore, svar.efter)), _ord(svar))


def _uppfoljning(underlag: Underlag, mitt: Indikator, omrade: str, fran: date, utlosande: Period | None) -> Uppfoljning:
    """Return the follow-up of a measure in an område, from figures that the pages may print."""
    if mitt.statistisk_typ is StatistiskTyp.BESTAND or mitt.over_tid is not OverTid.SUMMA or mitt.fordelas_over:
        return Uppfoljning(None, None, 0, Forandring.BESTAND)  # the same persons are counted in several months
    sista = underlag.period_for(mitt.id, Periodtyp.MANAD)
    return folj_upp(
        {t.period.forsta_dag: _summor(t) for t in underlag.serie(mitt.id, Periodtyp.MANAD, date.min, omrade)},
        mitt.skala,
        fran,
        min(sista.forsta_dag, underlag.period.forsta_dag),
        utlosande.forsta_dag if utlosande else None,
        [b.datum for b in underlag.profil.brott_for(mitt.id)],
    )


def _summor(tal: Tal) -> Summor | Forandring:
    """Return a month's sums, or why they cannot be used."""
    tecken = tal.rad["tecken"]
    if tecken == EJ_AKTUELL:
        return (0.0, 0.0, 0.0)  # nobody to count
    if tecken:
        return Forandring.FOR_FA if tecken == DOLD else Forandring.SAKNAS
    if tal.preliminar:
        return Forandring.PRELIMINART
    if tal.rad["status"] == "ej_sakerstalld":
        return Forandring.EJ_SAKERSTALLT
    taljare, namnare, kvadrater = (
        0.0 if pd.isna(v) else float(v) for v in (tal.rad[k] for k in ("taljare", "namnare", "kvadratsumma"))
    )
    return taljare, namnare, kvadrater


def _varde(mitt: Indikator, varde: float | None, manader: int) -> str:
    """Return a side's value with its number of months: ``2,4 (7 mån)``."""
    if varde is None:
        return SAKNAS
    text = svenska.procent(varde, mitt.decimaler) if mitt.skala is Skala.ANDEL else svenska.tal(varde, mitt.decimaler)
    return f"{text}{svenska.HART_BLANKSTEG}({manader}{svenska.HART_BLANKSTEG}mån)"


def _ord(svar: Uppfoljning) -> str:
    """Return the verdict in words that claim no effect."""
    if svar.ord is Forandring.INGEN:
        return INGEN
    if svar.ord is Forandring.SAKERSTALLD:
        return f"säkerställd {'ökning' if svar.okar else 'minskning'} sedan dess; varför säger siffrorna inte"
    return str(svar.ord)
