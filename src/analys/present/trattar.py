"""Funnels from protected figures: every kommun around the one number that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analys import svenska
from analys.disclosure.grind import DOLD, SYNLIG
from analys.errors import UsageError
from analys.katalog import Bedomning, Skala
from analys.omraden import Omrade
from analys.period import Period
from analys.present.bilder import figur
from analys.present.block import Figur, Text
from analys.present.meningar import hos, kommunrubrik, omdomestext
from analys.present.tabeller import jamfort_med, kommunernas_jamforelse, kommunomdomen, uppgift_saknas
from analys.present.tal import Tal
from analys.present.trattbild import Trattkurva, Trattord, Trattpunkt, trattdiagram
from analys.present.underlag import Underlag
from analys.stats.intervall import NIVAER
from analys.stats.omdome import Omdome
from analys.stats.tratt import MED_TRATT, trattgranser

TRATTEXT = "Innanför den heldragna gränsen är skillnaden inte säkerställd."
NAMNGE_HOGST = 25
"""With more kommuner than this only the region's are named in the chart; the table names all."""
_SLAG = {Omdome.HOGRE: "hogre", Omdome.LAGRE: "lagre", Omdome.INGEN: "inne"}
_PUNKTER_I_KURVA = 200


@dataclass(frozen=True)
class _Rad:
    """One kommun in the funnel: its figure and its verdict."""

    omrade: Omrade
    tal: Tal
    omdome: Omdome

    @property
    def n(self) -> float:
        return float(self.tal.rad["namnare"])

    @property
    def varde(self) -> float:
        return float(self.tal.pa_axel() or 0.0)


def tratt(underlag: Underlag, indikator: str) -> Figur | Text:
    """Return a share or rate by kommun in a funnel around its comparator, with 95 and 99,8 % limits.

    Every kommun with a visible figure is drawn, the region's first, in a fixed order and never ranked.

    Raises
    ------
    UsageError : a mean, a count or a distribution: they have no funnel. Or a measure that is judged adjusted for age:
        its raw values in a funnel would say something else than its verdict.
    """
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    if mitt.bedoms_pa is Bedomning.STANDARDISERAD:
        raise UsageError(
            f"{mitt.titel} bedöms justerat för ålder och kan inte visas i en tratt. Använd justerat_for_alder."
        )
    if mitt.skala not in MED_TRATT or mitt.fordelas_over:
        raise UsageError(
            f"{mitt.titel} är ingen andel eller kvot och kan inte visas i en tratt. Använd jamfor_kommuner."
        )
    titel = f"{mitt.titel} {period.text}, {mitt.matenhet}, kommun för kommun i en tratt"
    if mitt.utan_antal:
        text = "Måttet hämtas utan antal. Hur mycket slumpen kan ge är inte känt, så ingen tratt ritas."
        return Text(underlag.omrade.kod, (text,), titel)
    namn, mot = kommunernas_jamforelse(underlag, indikator, period)
    centrum = mot.pa_axel()
    rader = _rader(underlag, indikator, period)
    if centrum is None or not rader:
        return uppgift_saknas(underlag, titel)
    svg = trattdiagram(
        _punkter(underlag, rader),
        centrum,
        {niva: _kurva(mot, [r.n for r in rader], niva) for niva in NIVAER},
        Trattord(f"{namn} {_som_text(mot, centrum)}", _xtext(mot), mitt.matenhet, _ord(underlag, rader, namn, mot)),
        procent=mitt.skala is Skala.ANDEL,
    )
    rubriker = (
        "Område",
        svenska.stor_bokstav(_xtext(mot)),
        svenska.stor_bokstav(mitt.matenhet),
        *(f"Gräns {text}{svenska.HART_BLANKSTEG}%" for text in ("95", "99,8")),
        jamfort_med(namn),
    )
    tabell = tuple(
        (
            r.omrade.kortnamn,
            r.tal.n,
            _som_text(mot, r.varde),
            *(_granstext(mot, r.n, niva) for niva in NIVAER),
            _omdomestext(underlag, r, mot),
        )
        for r in rader
    )
    alt = (
        f"Trattdiagram. {titel}. {namn} {_som_text(mot, centrum)}. "
        + "; ".join(f"{r.omrade.kortnamn} {_som_text(mot, r.varde)}, {r.omdome}" for r in _namngivna(underlag, rader))
        + "."
    )
    n = ". ".join(filter(None, (mot.antal_i(hos(namn)), *_visas_inte(underlag, indikator, period))))
    markerad = tuple(i for i, r in enumerate(rader) if r.omrade == underlag.omrade)
    omdomen = kommunomdomen(underlag, indikator, period)
    domda = {underlag.profil.omrade(k).kortnamn: o for k, o in omdomen.items()}
    egna = {o.kortnamn: underlag.tal(indikator, period, o.kod) for o in underlag.profil.rapportomraden} | {namn: mot}
    budskap, mening = kommunrubrik(domda, egna, namn, med_andra=bool(underlag.profil.andra_kommuner))
    if mening and any(r.omrade.region != underlag.profil.kod for r in rader):
        mening = f"Bland kommunerna i {underlag.profil.omradesnamn}: {mening}"  # of the others it says nothing
    om: dict[str, Any] = {"mening": mening, "budskap": budskap}
    return figur(underlag, titel, TRATTEXT, alt, svg, rubriker, tabell, [indikator], n, markerad, period.text, **om)


def _rader(underlag: Underlag, indikator: str, period: Period) -> list[_Rad]:
    """Return the kommuner with a visible figure, the region's first."""
    rader = []
    for omrade in underlag.kommuner:
        tal, omdome = underlag.tal(indikator, period, omrade.kod), underlag.omdome(indikator, period, omrade.kod)
        if tal.finns and tal.pa_axel() is not None and omdome is not None:
            rader.append(_Rad(omrade, tal, omdome))
    return rader


def _punkter(underlag: Underlag, rader: list[_Rad]) -> list[Trattpunkt]:
    namnges = _namngivna(underlag, rader)
    return [
        Trattpunkt(
            r.omrade.kortnamn,
            r.n,
            r.varde,
            _SLAG.get(r.omdome, "ej_bedomd"),
            egen=r.omrade == underlag.omrade,
            etikett=r in namnges,
        )
        for r in rader
    ]


def _namngivna(underlag: Underlag, rader: list[_Rad]) -> list[_Rad]:
    """Return those that are named in the chart and its text: all when few, else the region's own."""
    return rader if len(rader) <= NAMNGE_HOGST else [r for r in rader if r.omrade.region == underlag.profil.kod]


def _kurva(mot: Tal, namnare: list[float], niva: str) -> Trattkurva:
    """Return the limits from half the smallest nämnare to somewhat over the largest, close where they bend."""
    n = np.geomspace(min(namnare) / 2, max(namnare) * 1.15, _PUNKTER_I_KURVA)
    undre, ovre = (g.tolist() for g in _granser(mot, n, niva))
    return Trattkurva(n.tolist(), undre, ovre)


def _granser(mot: Tal, namnare: float | np.ndarray, niva: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits where the chart puts them (a share in per cent)."""
    per = 100.0 if mot.indikator.skala is Skala.ANDEL else 1.0
    undre, ovre = trattgranser(mot.indikator.skala, (mot.pa_axel() or 0.0) / per, namnare, NIVAER[niva])
    return undre * per, ovre * per


def _granstext(mot: Tal, namnare: float, niva: str) -> str:
    undre, ovre = (float(g) for g in _granser(mot, namnare, niva))
    return svenska.intervall(undre, ovre, mot.indikator.decimaler)


def _som_text(mot: Tal, varde: float) -> str:
    """Return a value on the y axis as text: a share always in per cent, since that is where its mark stands."""
    decimaler = mot.indikator.decimaler
    return (
        svenska.procent(varde / 100, decimaler) if mot.indikator.skala is Skala.ANDEL else svenska.tal(varde, decimaler)
    )


def _xtext(mot: Tal) -> str:
    """Return what the x axis counts: a share's nämnare in the measure's own word, else inhabitants or persons."""
    if mot.indikator.skala is Skala.ANDEL:
        return f"antal {mot.indikator.antal}"
    return "antal invånare" if mot.indikator.skala is Skala.PER_10000 else "nämnare"


def _omdomestext(underlag: Underlag, rad: _Rad, mot: Tal) -> str:
    """Return the verdict; where the data are not good enough, also why."""
    skal = f" ({underlag.varfor_ej_bedomd(rad.omdome, rad.tal, mot)})" if rad.omdome is Omdome.EJ_SAKERSTALLT else ""
    return f"{omdomestext(rad.omdome)}{skal}"


def _ord(underlag: Underlag, rader: list[_Rad], namn: str, mot: Tal) -> dict[str, str]:
    """Return the marks in words; those not judged with the reasons that occur."""
    skal = dict.fromkeys(underlag.varfor_ej_bedomd(r.omdome, r.tal, mot) for r in rader)
    return {
        "hogre": f"{Omdome.HOGRE} än {hos(namn)}",
        "lagre": f"{Omdome.LAGRE} än {hos(namn)}",
        "inne": str(Omdome.INGEN),
        "ej_bedomd": f"bedöms inte ({svenska.lista(s for s in skal if s)})",
    }


def _visas_inte(underlag: Underlag, indikator: str, period: Period) -> list[str]:
    """Return in words which of the region's kommuner have no mark, and why."""
    tecken = {
        o.kortnamn: underlag.tal(indikator, period, o.kod).rad["tecken"]
        for o in underlag.profil.rapportomraden
        if not o.ar_region
    }
    dolda = [namn for namn, t in tecken.items() if t == DOLD]
    saknas = [namn for namn, t in tecken.items() if t not in (DOLD, SYNLIG)]
    return [
        *([f"Visas inte (för få): {svenska.lista(dolda)}"] if dolda else []),
        *([f"Uppgift saknas: {svenska.lista(saknas)}"] if saknas else []),
    ]
