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

from analys.indikatorer.register import indikator
from analys.indikatorer.tid import i_perioder, per_person, summera
from analys.omraden import UTANFOR
from analys.period import Period
from analys.utfall import aldersgrupp_for

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
    grupp = pd.cut(traffar["dagar"], granser, labels=[f"{a + 1}-{b}" for a, b in pairwise(granser)]).astype("str")
    return _andel(traffar.assign(**{"del": grupp}), traffar["dagar"].notna(), perioder, "del").drop(columns="namnare")


@indikator("andel_personer_med_aterinskrivning", "vardtillfallen", kraver=KRAVER, till_slut=True, med_utanfor=True)
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
    dagar = index["slut"].to_numpy("datetime64[D]")
    unika, antal = per_person(index["person_id"].to_numpy(), index[["omrade", "kon"]], dagar, dagar, perioder)
    return summera(unika, perioder, **{namn: antal > 0})


@indikator(
    "andel_avlidna_efter_utskrivning", "vardtillfallen", kraver=(*KRAVER, "dodsdatum"), till_slut=True, med_utanfor=True
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
    episoder = vardepisoder(vardtillfallen, regler.uppehall_dagar, regler.uppehall_dagar_annat_sjukhus)
    if region:
        episoder = episoder.assign(omrade=episoder["omrade"].where(episoder["omrade"] == UTANFOR, region))
    dog = (episoder["utskriven_till"] == "avliden") | (
        (episoder["utskriven_till"] == "okand") & (episoder["dodsdatum"] <= episoder["slut"])
    )
    ar_index = (
        (episoder["alder"] >= regler.alder_fran).fillna(False).astype(bool)
        & episoder["vardform"].isin(regler.index_vardformer)
        & (episoder["slut"] + pd.Timedelta(days=regler.uppfoljning_dagar) <= pd.Timestamp(sista_dag))
        & ~(dog & (not regler.avlidna_pa_sjukhus_raknas))
    )
    return episoder.assign(dagar=_dagar_till(episoder, regler))[ar_index]


def _dagar_till(episoder: pd.DataFrame, regler: Regler) -> pd.Series:
    """Return the days from each episode's end to the first later unplanned episode in the window, or NA."""
    svar = pd.Series(np.nan, index=episoder.index)
    soker = pd.Series(True, index=episoder.index)
    oplanerad = (episoder["planerad"] == "nej") & episoder["vardform_in"].isin(regler.aterinskrivning_vardformer)
    steg = 0
    while soker.any():
        steg += 1
        dagar = (episoder["start"].shift(-steg) - episoder["slut"]).dt.days
        soker &= (episoder["person_id"].shift(-steg) == episoder["person_id"]) & (dagar <= regler.fonster_till_dag)
        traff = soker & (dagar >= regler.fonster_fran_dag) & oplanerad.shift(-steg, fill_value=False)
        svar[traff] = dagar[traff]
        soker &= ~traff
        if regler.planerad_avbryter:
            soker &= False
    return svar


def _boende(index: pd.DataFrame, hemsjukvard: pd.DataFrame) -> pd.Series:
    """Return where each person lived on the day of discharge: särskilt boende, hemsjukvård at home, or neither."""
    inskrivna = hemsjukvard[["person_id", "boendeform", "inskriven_datum", "avslutad_datum"]]
    par = index.reset_index(names="rad")[["rad", "person_id", "slut"]].merge(inskrivna, on="person_id")
    pagar = (par["inskriven_datum"] <= par["slut"]) & ~(par["avslutad_datum"] <= par["slut"])
    par = par[pagar]
    svar = pd.Series("ingendera", index=index.index)
    svar[par["rad"].unique()] = "hemsjukvard"
    svar[par.loc[par["boendeform"] == "sarskilt_boende", "rad"].unique()] = "sarskilt_boende"
    return svar.mask(index["utskriven_till"] == "sarskilt_boende", "sarskilt_boende")


def _andel(index: pd.DataFrame, traff: pd.Series, perioder: Sequence[Period], *grupper: str) -> pd.DataFrame:
    """Return one row per discharge of the periods: täljare 1 for a hit, nämnare 1."""
    alder = index["alder"].astype("int64")
    rader = index.assign(
        taljare=traff.astype("int64"), namnare=1, aldersgrupp=alder.map({a: aldersgrupp_for(a) for a in alder.unique()})
    )
    return i_perioder(rader, "slut", perioder)[["omrade", "period", *grupper, "taljare", "namnare"]]


def vardepisoder(vardtillfallen: pd.DataFrame, uppehall_dagar: int, uppehall_dagar_annat_sjukhus: int) -> pd.DataFrame:
    """Return care episodes: stays of one person that overlap, or follow within the given days, are one.

    Parameters
    ----------
    vardtillfallen : one row per stay.
    uppehall_dagar : 0 merges a stay that begins on the day the former ended, or before (a transfer).
    uppehall_dagar_annat_sjukhus : the same for a stay that came from another hospital.

    Returns
    -------
    One row per episode, in order of person and time: person_id, start, slut (dates; `PAGAR` while it goes on),
    planerad and vardform_in of the first stay; vardform, omrade, kon, alder, utskriven_till and dodsdatum of the last.
    """
    vardtillfallen = vardtillfallen[_KOLUMNER]
    person, personer = pd.factorize(vardtillfallen["person_id"])
    inne, ut = (vardtillfallen[k].to_numpy("datetime64[s]") for k in ("inskriven_tidpunkt", "utskriven_tidpunkt"))
    ut = np.where(np.isnat(ut), PAGAR.to_datetime64().astype("datetime64[s]"), ut)
    ordning = np.lexsort((ut, inne, person))
    person, inne, ut = person[ordning], inne[ordning], ut[ordning]
    start, slut = (t.astype("datetime64[D]").astype("int64") for t in (inne, ut))
    hittills = pd.Series(slut).groupby(person).cummax()
    forra = hittills.groupby(person).shift(1).to_numpy()
    fran_annat = (vardtillfallen["inskriven_fran"] == "annat_sjukhus").to_numpy()[ordning]
    uppehall = np.where(fran_annat, max(uppehall_dagar, uppehall_dagar_annat_sjukhus), uppehall_dagar)
    ny = np.isnan(forra) | (start > forra + uppehall)
    episod = ny.cumsum()
    sista = np.lexsort((inne, ut, episod))
    sista = sista[np.r_[np.diff(episod[sista]) > 0, [True] * bool(len(sista))].astype(bool)]
    forst, sist = vardtillfallen.iloc[ordning[ny]], vardtillfallen.iloc[ordning[sista]]
    return pd.DataFrame(
        {
            "person_id": personer.take(person[ny]),
            "start": inne[ny].astype("datetime64[D]").astype("datetime64[s]"),
            "slut": ut[sista].astype("datetime64[D]").astype("datetime64[s]"),
            "planerad": forst["planerad_inskrivning"].to_numpy(),
            "vardform_in": forst["vardform"].to_numpy(),
        }
        | {namn: sist[kolumn].to_numpy() for namn, kolumn in _SISTA.items()}
    )


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
