"""Indicators of unplanned readmission within 30 days after discharge from hospital.

Operational definition: `vardepisoder` merges stays that overlap or follow on the same day, so a transfer is never a
readmission; an index is an episode that ended with a living person of the right age; a hit is the first later unplanned
episode that begins within the window. Every rule is a parameter of the catalogue and is printed in the report. Sources:
the incentive of the state and SKL 2012-2014 (days 1-30); Socialstyrelsen counts care episodes (Läkartidningen 2021:3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analys.indikatorer.delat import delad
from analys.indikatorer.register import indikator
from analys.indikatorer.tid import FLER_DAGAR, i_perioder, personer_per_period
from analys.indikatorer.urval import aldersgrupper, i_region, stallda
from analys.period import Period

PAGAR = pd.Timestamp("2262-01-01")
"""The end of an episode that goes on; later than any extract."""


@dataclass(frozen=True)
class Regler:
    """The rules of the measure, from the catalogue's ``parametrar``; `REGELTEXT` says each in words."""

    alder_fran: int
    index_vardformer: Sequence[str]
    aterinskrivning_vardformer: Sequence[str]
    fonster_fran_dag: int
    fonster_till_dag: int
    uppfoljning_dagar: int
    uppehall_dagar: int
    uppehall_dagar_annat_sjukhus: int
    planerad_avbryter: bool
    avlidna_pa_sjukhus_raknas: bool


_SISTA = {
    "vardform": "vardform",
    "omrade": "kommunkod",
    "kon": "kon",
    "alder": "alder_vid_utskrivning",
    "utskriven_till": "utskriven_till",
    "dodsdatum": "dodsdatum",
}
"""What an episode has from its last stay."""
_KOLUMNER = [
    "person_id",
    "inskriven_tidpunkt",
    "utskriven_tidpunkt",
    "inskriven_fran",
    "planerad_inskrivning",
    *_SISTA.values(),
]
_LASER = {"vardtillfallen": _KOLUMNER}
KRAVER = ("planerad_inskrivning", "utskriven_till|dodsdatum")
"""Without them nobody can tell what was unplanned, or who left the hospital alive."""
REGELTEXT = {
    "alder_fran": "lägsta ålder vid utskrivningen",
    "index_vardformer": "utskrivningar som räknas",
    "aterinskrivning_vardformer": "återinskrivningar som räknas",
    "fonster_fran_dag": "återinskrivning tidigast dag (utskrivningsdagen är dag 0)",
    "fonster_till_dag": "återinskrivning senast dag",
    "uppfoljning_dagar": "dagar efter utskrivningen som data måste täcka",
    "uppehall_dagar": "längsta uppehåll (dagar) som slås ihop till samma vårdepisod",
    "uppehall_dagar_annat_sjukhus": "längsta uppehåll (dagar) vid inskrivning från annat sjukhus",
    "planerad_avbryter": "en planerad vårdepisod i fönstret avbryter sökandet",
    "avlidna_pa_sjukhus_raknas": "den som avled på sjukhuset räknas som utskriven",
}


@indikator(
    "andel_oplanerad_aterinskrivning",
    "vardtillfallen",
    kraver=KRAVER,
    till_slut=True,
    med_utanfor=True,
    laser=_LASER,
    regler=REGELTEXT,
)
def andel_oplanerad_aterinskrivning(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, sista_dag: date, **regler: Any
) -> pd.DataFrame:
    """Return discharges followed by an unplanned readmission (täljare) over all discharges (nämnare)."""
    index = utskrivningar(vardtillfallen, sista_dag, Regler(**regler), region)
    return _andel(index, index["dagar"].notna(), perioder, "kon", "aldersgrupp")


@indikator(
    "andel_aterinskrivning_efter_boende",
    "vardtillfallen",
    "hemsjukvard",
    kraver=(*KRAVER, "boendeform"),
    till_slut=True,
    med_utanfor=True,
    laser=_LASER | {"hemsjukvard": ("person_id", "boendeform", "inskriven_datum", "avslutad_datum")},
)
def andel_aterinskrivning_efter_boende(
    vardtillfallen: pd.DataFrame,
    hemsjukvard: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    sista_dag: date,
    **regler: Any,
) -> pd.DataFrame:
    """Return the share by who was enrolled in hemsjukvård, or lived in särskilt boende, on the day of discharge."""
    index = utskrivningar(vardtillfallen, sista_dag, Regler(**regler), region)
    index = index.assign(boendeform=_boende(index, hemsjukvard))
    return _andel(index, index["dagar"].notna(), perioder, "boendeform")


@indikator(
    "fordelning_dagar_till_aterinskrivning",
    "vardtillfallen",
    kraver=KRAVER,
    till_slut=True,
    med_utanfor=True,
    laser=_LASER,
    regler={"dagsgranser": "sista dagen i varje grupp"},
)
def fordelning_dagar_till_aterinskrivning(
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    sista_dag: date,
    dagsgranser: Sequence[int],
    **regler: Any,
) -> pd.DataFrame:
    """Return the readmissions by days since discharge, in the month of the discharge. Täljare: readmissions."""
    index = utskrivningar(vardtillfallen, sista_dag, Regler(**regler), region)
    traffar = index[index["dagar"].notna()]
    granser = [-1, *dagsgranser]
    grupp = pd.cut(traffar["dagar"], granser, labels=[f"{a + 1}-{b}" for a, b in pairwise(granser)])
    return _andel(traffar.assign(**{"del": grupp}), traffar["dagar"].notna(), perioder, "del").drop(columns="namnare")


@indikator(
    "andel_personer_med_aterinskrivning",
    "vardtillfallen",
    kraver=KRAVER,
    till_slut=True,
    med_utanfor=True,
    laser=_LASER,
)
def andel_personer_med_aterinskrivning(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, sista_dag: date, **regler: Any
) -> pd.DataFrame:
    """Return the distinct persons with a readmission (täljare) over those with a discharge (nämnare), per period."""
    index = utskrivningar(vardtillfallen, sista_dag, Regler(**regler), region)
    rader = index[index["slut"] < PAGAR]
    traff = rader["dagar"].notna()
    alla = _personer(rader, perioder, "namnare")
    return alla.merge(
        _personer(rader[traff], perioder, "taljare"), how="left", on=["omrade", "kon", "period", "periodtyp"]
    ).fillna({"taljare": 0})


def _personer(index: pd.DataFrame, perioder: Sequence[Period], namn: str) -> pd.DataFrame:
    """Return omrade, kon, period and, as ``namn``, how many distinct persons were discharged in the period."""
    dagar = index["slut"].to_numpy("datetime64[s]")
    antal = personer_per_period(index["person_id"].array, index[["omrade", "kon"]], dagar, dagar, perioder)
    return antal.rename(columns={"personer": namn})


@indikator(
    "andel_avlidna_efter_utskrivning",
    "vardtillfallen",
    kraver=(*KRAVER, "dodsdatum"),
    till_slut=True,
    med_utanfor=True,
    laser=_LASER,
)
def andel_avlidna_efter_utskrivning(
    vardtillfallen: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, sista_dag: date, **regler: Any
) -> pd.DataFrame:
    """Return discharges after which the person died within the window, not readmitted before (täljare), over all."""
    index = utskrivningar(vardtillfallen, sista_dag, Regler(**regler), region)
    till_dod = (index["dodsdatum"] - index["slut"]).dt.days
    dog = (till_dod <= regler["fonster_till_dag"]) & ~(index["dagar"] <= till_dod)
    return _andel(index, dog, perioder, "kon")


def utskrivningar(vardtillfallen: pd.DataFrame, sista_dag: date, regler: Regler, region: str | None) -> pd.DataFrame:
    """Return the index discharges: episodes (`vardepisoder`) with ``dagar`` to the unplanned readmission, or NA.

    With ``region`` (a code) the område of its residents is the region.

    Left out: who was younger, of another vårdform or dead when the episode ended, and whose follow-up is not over.
    Each index has at most one readmission; a readmission is an index of its own.
    """
    index = _utskrivningar(vardtillfallen, sista_dag, regler)
    return index.assign(omrade=i_region(index["omrade"], region)) if region else index


@delad
def _utskrivningar(vardtillfallen: pd.DataFrame, sista_dag: date, regler: Regler) -> pd.DataFrame:
    episoder = vardepisoder(vardtillfallen, regler.uppehall_dagar, regler.uppehall_dagar_annat_sjukhus)
    dog = (episoder["utskriven_till"] == "avliden") | (
        (episoder["utskriven_till"] == "okand") & (episoder["dodsdatum"] <= episoder["slut"])
    )
    ar_index = (
        (episoder["alder"].to_numpy("int64", na_value=-1) >= max(regler.alder_fran, 0))
        & episoder["vardform"].isin(regler.index_vardformer)
        & (episoder["slut"] + pd.Timedelta(days=regler.uppfoljning_dagar) <= pd.Timestamp(sista_dag))
        & ~(dog & (not regler.avlidna_pa_sjukhus_raknas))
    )
    return episoder.assign(dagar=_dagar_till(episoder, regler))[ar_index]


def _dagar_till(episoder: pd.DataFrame, regler: Regler) -> np.ndarray:
    """Return the days from each episode's end to the first later unplanned episode in the window, or NaN."""
    svar = np.full(len(episoder), np.nan)
    oplanerad = (episoder["planerad"] == "nej") & episoder["vardform_in"].isin(regler.aterinskrivning_vardformer)
    vem, oplanerad = episoder["person"].to_numpy(), oplanerad.to_numpy()
    start, slut = (episoder[k].to_numpy("datetime64[D]").astype("int64") for k in ("start", "slut"))
    soker, steg = np.arange(len(episoder)), 0
    while len(soker):
        steg += 1
        soker = soker[soker + steg < len(episoder)]
        nasta = soker + steg
        dagar = start[nasta] - slut[soker]
        inom = (vem[nasta] == vem[soker]) & (dagar <= regler.fonster_till_dag)
        traff = inom & (dagar >= regler.fonster_fran_dag) & oplanerad[nasta]
        svar[soker[traff]] = dagar[traff]
        soker = soker[inom & ~traff & (not regler.planerad_avbryter)]
    return svar


def _boende(index: pd.DataFrame, hemsjukvard: pd.DataFrame) -> pd.Series:
    """Return where each person lived on the day of discharge: särskilt boende, hemsjukvård at home, or neither."""
    inskrivna = hemsjukvard[["person_id", "boendeform", "inskriven_datum", "avslutad_datum"]]
    personer = index["person_id"].cat.categories
    par = pd.DataFrame({"rad": np.arange(len(index)), "vem": index["person_id"].cat.codes, "slut": index["slut"]})
    vem = inskrivna["person_id"].astype("category").cat.set_categories(personer).cat.codes
    par = par.merge(inskrivna.assign(vem=vem)[vem >= 0], on="vem")
    par = par[(par["inskriven_datum"] <= par["slut"]) & ~(par["avslutad_datum"] <= par["slut"])]
    svar = np.zeros(len(index), dtype="int8")
    svar[par["rad"]] = 1
    svar[par.loc[par["boendeform"] == "sarskilt_boende", "rad"]] = 2
    svar[(index["utskriven_till"] == "sarskilt_boende").to_numpy()] = 2
    return pd.Series(
        pd.Categorical.from_codes(svar, ["ingendera", "hemsjukvard", "sarskilt_boende"]), index=index.index
    )


def _andel(index: pd.DataFrame, traff: pd.Series, perioder: Sequence[Period], *grupper: str) -> pd.DataFrame:
    """Return one row per discharge of the periods: täljare 1 for a hit, nämnare 1."""
    egna = [k for k in grupper if k in index]
    rader = index[["slut", "omrade", *egna]].assign(taljare=traff.astype("int64"), namnare=1)
    if len(egna) < len(grupper):
        rader = rader.assign(aldersgrupp=aldersgrupper(index["alder"]))
    return i_perioder(rader, "slut", perioder)[["omrade", "period", *grupper, "taljare", "namnare"]]


@delad
def vardepisoder(vardtillfallen: pd.DataFrame, uppehall_dagar: int, uppehall_dagar_annat_sjukhus: int) -> pd.DataFrame:
    """Return care episodes: stays of one person that overlap, or follow within the given days, are one.

    Parameters
    ----------
    vardtillfallen : one row per stay.
    uppehall_dagar : 0 merges a stay that begins on the day the former ended, or before (a transfer).
    uppehall_dagar_annat_sjukhus : the same for a stay that came from another hospital.

    Returns
    -------
    One row per episode, person by person in order of time: person (a number), person_id, start, slut (dates; `PAGAR`
    while it goes on), planerad and vardform_in of the first stay; vardform, omrade, kon, alder, utskriven_till and
    dodsdatum of the last. Words are categories.
    """
    rader = stallda(vardtillfallen)
    person = rader["person_id"].cat.codes.to_numpy("int64")
    inne, ut = (rader[k].to_numpy("datetime64[s]") for k in ("inskriven_tidpunkt", "utskriven_tidpunkt"))
    ut = np.where(np.isnat(ut), PAGAR.to_datetime64().astype("datetime64[s]"), ut)
    if not _i_ordning(person, inne, ut):
        ordning = np.lexsort((ut, inne, person))
        rader, person, inne, ut = rader.iloc[ordning], person[ordning], inne[ordning], ut[ordning]
    start, slut = (t.astype("datetime64[D]").astype("int64") for t in (inne, ut))
    egen = person * FLER_DAGAR
    hittills = np.maximum.accumulate(slut + egen) - egen
    fran_annat = (rader["inskriven_fran"] == "annat_sjukhus").to_numpy()
    uppehall = np.where(fran_annat, max(uppehall_dagar, uppehall_dagar_annat_sjukhus), uppehall_dagar)
    ny = np.ones(len(rader), dtype=bool)
    ny[1:] = (person[1:] != person[:-1]) | (start[1:] > hittills[:-1] + uppehall[1:])
    forst = np.flatnonzero(ny)
    sist = np.r_[forst[1:], len(rader)][: len(forst)] - 1
    flera = np.flatnonzero((np.r_[False, ~ny[1:]] | np.r_[~ny[1:], False])[: len(rader)])
    flera = flera[
        np.lexsort((inne[flera], ut[flera], np.cumsum(ny)[flera]))
    ]  # of several stays the one that ended last
    slutar = np.r_[np.diff(np.cumsum(ny)[flera]) > 0, [True] * bool(len(flera))].astype(bool)
    sist[np.cumsum(ny)[flera[slutar]] - 1] = flera[slutar]
    forsta, sista = rader.iloc[forst], rader.iloc[sist]
    return pd.DataFrame(
        {
            "person": person[forst],
            "person_id": forsta["person_id"].array,
            "start": inne[forst].astype("datetime64[D]").astype("datetime64[s]"),
            "slut": ut[sist].astype("datetime64[D]").astype("datetime64[s]"),
            "planerad": forsta["planerad_inskrivning"].array,
            "vardform_in": forsta["vardform"].array,
        }
        | {namn: sista[kolumn].array for namn, kolumn in _SISTA.items()}
    )


def _i_ordning(person: np.ndarray, inne: np.ndarray, ut: np.ndarray) -> bool:
    """Return whether stays come person by person in order of time, as they do from the store."""
    samma, da = person[1:] == person[:-1], inne[1:] == inne[:-1]
    i_tid = (inne[1:] > inne[:-1]) | (da & (ut[1:] >= ut[:-1]))
    return bool(np.all((person[1:] > person[:-1]) | (samma & i_tid)))
