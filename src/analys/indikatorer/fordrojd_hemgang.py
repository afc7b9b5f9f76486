"""Delayed discharge: the long stays, and how their process went.

Which stays are long, and their days, is the measure's own count (`utskrivningsklara.avslutade`), never a second one.
The steps are those of Region Västerbotten's checklist (instruktion 99624, bilaga 1). A step's time is calendar days
and never below 0: a kommun that is ready before the patient is utskrivningsklar keeps nobody waiting. With several
notices the last one counts. Nothing here is protected: what it returns is for the internal levels alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import pandas as pd

from analys.indikatorer.forutsattningar import sip_ska_kallas, utan_forutsattning
from analys.indikatorer.utskrivningsklara import avslutade
from analys.period import Period, Periodtyp, flytta_manader
from analys.region import Regionprofil

MANADER = 12
PROCESS, KLARA, STALLDA = "utskrivningsprocess", "utskrivningsklara_perioder", "vardtillfallen"


@dataclass(frozen=True)
class Steg:
    """A step: who takes it, from which time to which; ``i_tid_fran``: what its limit is counted from, else ``fran``."""

    namn: str
    huvudman: str
    fran: str
    till: str
    i_tid_fran: str = ""


STEGEN = (
    Steg("inskrivningsmeddelande", "slutenvard", "inskriven_tidpunkt", "inskrivningsmeddelande"),
    Steg("planering", "kommun", "inskrivningsmeddelande", "planering_klar", "utskrivningsklar"),
    Steg("sip_kallelse", "oppenvard", "utskrivningsklar", "sip_kallelse_vantad"),
    Steg("kommunklar", "kommun", "utskrivningsklar", "kommunklar"),
    Steg("hemgang", "slutenvard", "alla_klara", "utskriven_tidpunkt"),
)
INFORMATION = ("svar_oppenvard", "svar_kommun", "insatser_beskrivna", "fast_vardkontakt", "sbar", "delgett")
"""What must have been told, yes or no."""


def langa_vardtillfallen(
    delar: Iterable[Mapping[str, pd.DataFrame]],
    perioder: Sequence[Period],
    *,
    minst_dagar: int,
    hogst_dagar: float = inf,
    **urval: Any,
) -> pd.DataFrame:
    """Return the long stays that ended in the periods, each with its process where one was delivered.

    Parameters
    ----------
    delar : the person tables, one partition at a time.
    perioder : adjoining periods.
    minst_dagar, hogst_dagar, urval : the parameters of the catalogue's measure of long stays.

    Returns
    -------
    The columns of the stay and of its process, ``period`` (first day), ``omrade`` (kommun), ``dagar``,
    ``utskrivningsklar`` (the last notice) and ``har_process``.
    """
    ut = []
    for tabeller in delar:
        rader = avslutade(tabeller[KLARA], tabeller[STALLDA], perioder, None, **urval)
        rader = rader[rader["dagar"].between(minst_dagar, hogst_dagar)].reset_index(drop=True)
        senaste = tabeller[KLARA].groupby("vardtillfalle_id")["fran"].max()
        process = tabeller[PROCESS].loc[:, lambda p: p.columns != "person_id"].assign(har_process=True)
        rader = rader.assign(
            utskrivningsklar=rader["vardtillfalle_id"].map(senaste), person_id=rader["person_id"].astype(str)
        )
        ut.append(rader.merge(process, how="left", on="vardtillfalle_id"))
    hela = pd.concat(ut, ignore_index=True)
    return hela.assign(har_process=hela["har_process"].notna()).sort_values(
        ["utskriven_tidpunkt", "vardtillfalle_id"], ignore_index=True
    )


def analysera(rader: pd.DataFrame, profil: Regionprofil) -> dict[str, dict[str, Any]]:
    """Return the summary of the long stays of each område with some, and of the region with all: JSON-ready.

    ``rader`` is of `langa_vardtillfallen`. Times are sums with their number, so that they add up.
    """
    i_tid = {s: g.dagar for s, g in profil.fordrojd_hemgang.i_tid.items()} if profil.fordrojd_hemgang else {}
    per_omrade = {str(k): r for k, r in rader.groupby("omrade") if len(r)} | {profil.kod: rader}
    return {kod: _sammanfatta(_med_tider(r), i_tid) for kod, r in per_omrade.items()}


def _med_tider(rader: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with every time as a day, and the times that follow from others."""
    tider = {s.fran for s in STEGEN} | {s.till for s in STEGEN} | {"utskrivningsklar", "sip_initiativ"}
    dagar = rader.assign(**{k: rader[k].dt.floor("D") for k in sorted(tider & set(rader.columns))})
    planering = dagar[["sol_klar", "hsl_klar"]].max(axis=1)
    klara = dagar[["kommunklar", "utskrivningsklar"]].max(axis=1).where(dagar["kommunklar"].notna())
    ska_kallas = sip_ska_kallas(dagar)
    return dagar.assign(
        planering_klar=planering,
        alla_klara=klara,
        ska_kallas=ska_kallas,
        sip_kallelse_vantad=dagar["sip_kallelse"].where(ska_kallas),
    )


def _sammanfatta(rader: pd.DataFrame, i_tid: Mapping[str, int]) -> dict[str, Any]:
    """Return one område's numbers; of the process only the stays that have one."""
    egna = rader[rader["har_process"]]
    antal = egna["antal_andringar"].dropna()
    return {
        "vardtillfallen": len(rader),
        "dagar": int(rader["dagar"].sum()),
        "med_process": len(egna),
        "steg": {s.namn: _steg(egna, s, i_tid.get(s.namn)) for s in STEGEN},
        "information": {k: [int((egna[k] == v).sum()) for v in ("ja", "nej")] for k in INFORMATION},
        "andringar": [int(antal.sum()), len(antal)],
        "orsaker": _orsaker(egna),
        "utan_forutsattning": _utan_forutsattning(egna, i_tid),
    }


def _steg(rader: pd.DataFrame, steg: Steg, grans: int | None) -> dict[str, int]:
    """Return a step's days and their number, how many were on time and how many of those lack a date.

    ``bedoms``: the stays whose step can be judged; 0 where the profile has no limit.
    """
    berorda = rader[rader["ska_kallas"]] if steg.namn == "sip_kallelse" else rader
    kanda = berorda[berorda[[steg.fran, steg.till]].notna().all(axis=1)]
    dagar = (kanda[steg.till] - kanda[steg.fran]).dt.days.clip(lower=0)
    mot = (kanda[steg.till] - kanda[steg.i_tid_fran or steg.fran]).dt.days
    return {
        "dagar": int(dagar.sum()),
        "antal": len(kanda),
        "i_tid": 0 if grans is None else int((mot <= grans).sum()),
        "bedoms": 0 if grans is None else len(kanda),
        "utan_datum": len(berorda) - len(kanda),
    }


def _orsaker(rader: pd.DataFrame) -> dict[str, int]:
    """Return the stays by what they were delayed for; a stay is in one group."""
    brist, behov = rader["resursbrist"] == "ja", rader["komplexa_behov"] == "ja"
    svar = rader[["resursbrist", "komplexa_behov"]].isin(["ja", "nej"]).any(axis=1)
    return {
        "bara_resursbrist": int((brist & ~behov).sum()),
        "bara_komplexa_behov": int((behov & ~brist).sum()),
        "bada": int((brist & behov).sum()),
        "ingen_av_dem": int((svar & ~brist & ~behov).sum()),
        "uppgift_saknas": int((~svar).sum()),
    }


def _utan_forutsattning(rader: pd.DataFrame, i_tid: Mapping[str, int]) -> dict[str, list[int]]:
    """Return the stays and their days where the region had not done its part of what the payment model presupposes."""
    delar = utan_forutsattning(rader, i_tid.get("sip_kallelse", 0))
    delar["nagon"] = delar.any(axis=1)
    return {k: [int(m.sum()), int(rader.loc[m, "dagar"].sum())] for k, m in delar.items()}


def analysmanader(profil: Regionprofil, indikator: str, manad: Period) -> list[Period]:
    """Return the twelve months up to ``manad``, or those since the measure's series broke."""
    brott = [b.datum for b in profil.brott_for(indikator) if b.datum < manad.slut]
    fran = max([flytta_manader(manad.forsta_dag, 1 - MANADER), *(d.replace(day=1) for d in brott)])
    return Period(Periodtyp.MANAD, fran).serie_till(manad)
