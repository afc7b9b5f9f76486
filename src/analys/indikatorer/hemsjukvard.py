"""Indicators of enrolment in hemsjukvård: stock, flow, turnover and time enrolled.

All build on enrolment episodes. The definitions are those of the catalogue (``data/indikatorer``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from analys.indikatorer.register import indikator
from analys.indikatorer.tid import i_perioder
from analys.period import Period
from analys.utfall import aldersgrupp_for

PAGAR = pd.Timestamp("2262-01-01")
"""The end of an enrolment that goes on; later than any extract."""
_REGLER = {"max_uppehall_dagar": "längsta uppehåll (dagar) som räknas som samma inskrivning"}


def episoder(hemsjukvard: pd.DataFrame, region: str | None, max_uppehall_dagar: int) -> pd.DataFrame:
    """Return enrolment episodes: omrade, person_id, kon, fodelsear, start, slut (first day not enrolled).

    Enrolments of one person in one kommun that overlap, or follow within ``max_uppehall_dagar`` days, are one.
    With ``region`` (a code) the episodes are the region's: a move between its kommuner goes on. Without, each kommun's
    own, and who is enrolled in two at once counts where the enrolment began last.

    Parameters
    ----------
    hemsjukvard : one row per enrolment, the table ``hemsjukvard``.
    """
    rader = pd.DataFrame(
        {
            "person_id": pd.factorize(hemsjukvard["person_id"])[0],
            "omrade": hemsjukvard["kommunkod"],
            "kon": hemsjukvard["kon"],
            "fodelsear": hemsjukvard["fodelsear"],
            "start": hemsjukvard["inskriven_datum"],
            "slut": hemsjukvard["avslutad_datum"].fillna(PAGAR),
        }
    )
    if region:
        return _sla_ihop(rader.assign(omrade=region), max_uppehall_dagar)
    return _en_kommun_i_taget(_sla_ihop(rader, max_uppehall_dagar))


def _en_kommun_i_taget(hela: pd.DataFrame) -> pd.DataFrame:
    """Return the kommuner's episodes without overlap: each day belongs to the one that began last.

    When that one ends, the person is back in the former, as a new episode there. Few are concerned, so each person is
    gone through on their own. Begun the same day: the higher kommunkod.
    """
    hela = hela.sort_values(["person_id", "start", "omrade"], ignore_index=True)
    fore = hela.groupby("person_id")["slut"].shift(1)
    hittills = fore.fillna(pd.Timestamp(0)).astype("int64").groupby(hela["person_id"]).cummax()
    dubbla = hela["person_id"].isin(hela.loc[hela["start"].astype("int64") < hittills, "person_id"].unique())
    delar = [rad for _, person in hela[dubbla].groupby("person_id") for rad in _svep(person)]
    if not delar:
        return hela
    return pd.concat([hela[~dubbla], pd.DataFrame(delar).astype(hela.dtypes)], ignore_index=True)


def _svep(person: pd.DataFrame) -> list[dict[str, object]]:
    """Return one person's overlapping episodes cut into stretches of one kommun each."""
    rader = person.to_dict("records")
    delar = [r for r in rader if r["start"] == r["slut"]]
    for fran, till in pairwise(sorted({r[k] for r in rader for k in ("start", "slut")})):
        inne = [r for r in rader if r["start"] <= fran and till <= r["slut"]]
        if not inne:
            continue
        senast = max(inne, key=lambda r: (r["start"], r["omrade"]))
        if delar and delar[-1]["omrade"] == senast["omrade"] and delar[-1]["slut"] == fran:
            delar[-1] = delar[-1] | {"slut": till}
        else:
            delar.append(senast | {"start": fran, "slut": till})
    return delar


def _sla_ihop(rader: pd.DataFrame, max_uppehall_dagar: int) -> pd.DataFrame:
    """Return one row per run of overlapping or adjoining rows of the same person and område."""
    nyckel = ["person_id", "omrade"]
    rader = rader.sort_values([*nyckel, "start", "slut"], ignore_index=True)
    hittills = rader["slut"].astype("int64").groupby([rader[n] for n in nyckel]).cummax()
    forra = hittills.groupby([rader[n] for n in nyckel]).shift(1)
    uppehall = pd.Timedelta(days=max_uppehall_dagar) // pd.Timedelta(1, unit=rader["slut"].dt.unit)
    ny = forra.isna() | (rader["start"].astype("int64") > forra + uppehall)
    return rader.groupby(ny.cumsum(), as_index=False).agg(
        person_id=("person_id", "first"),
        omrade=("omrade", "first"),
        kon=("kon", "first"),
        fodelsear=("fodelsear", "first"),
        start=("start", "first"),
        slut=("slut", "max"),
    )


@indikator("antal_inskrivna_hemsjukvard", "hemsjukvard", regler=_REGLER)
def antal_inskrivna(
    hemsjukvard: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, max_uppehall_dagar: int
) -> pd.DataFrame:
    """Return the persons enrolled on each day: start <= day < slut. Täljare: persons."""
    return _bestand(episoder(hemsjukvard, region, max_uppehall_dagar), perioder)


@indikator("antal_nya_inskrivningar", "hemsjukvard", regler=_REGLER)
def antal_nya_inskrivningar(
    hemsjukvard: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, max_uppehall_dagar: int
) -> pd.DataFrame:
    """Return the enrolment episodes that began in each month. Täljare: episodes."""
    return _handelser(episoder(hemsjukvard, region, max_uppehall_dagar), "start", perioder)


@indikator("antal_avslut", "hemsjukvard", regler=_REGLER)
def antal_avslut(
    hemsjukvard: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, max_uppehall_dagar: int
) -> pd.DataFrame:
    """Return the enrolment episodes that ended in each month. Täljare: episodes."""
    return _handelser(episoder(hemsjukvard, region, max_uppehall_dagar), "slut", perioder)


@indikator("omsattning_hemsjukvard", "hemsjukvard", regler=_REGLER)
def omsattning(
    hemsjukvard: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, max_uppehall_dagar: int
) -> pd.DataFrame:
    """Return each month's new episodes (täljare) over the persons enrolled on its first day (nämnare)."""
    alla = episoder(hemsjukvard, region, max_uppehall_dagar)
    nyckel = ["omrade", "period", "kon", "aldersgrupp"]
    nya = _handelser(alla, "start", perioder).groupby(nyckel)["taljare"].sum()
    inskrivna = _bestand(alla, perioder).groupby(nyckel)["taljare"].sum()
    return pd.DataFrame({"taljare": nya, "namnare": inskrivna}).fillna(0).reset_index()


@indikator("medel_inskrivningstid", "hemsjukvard", regler=_REGLER)
def medel_inskrivningstid(
    hemsjukvard: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, max_uppehall_dagar: int
) -> pd.DataFrame:
    """Return the days enrolled (täljare) of the episodes that ended in each month (nämnare), with sum of squares."""
    return _handelser(episoder(hemsjukvard, region, max_uppehall_dagar), "slut", perioder).assign(
        namnare=lambda r: r["taljare"],
        taljare=lambda r: r["dagar"],
        kvadratsumma=lambda r: r["dagar"] ** 2,
    )


def _bestand(alla: pd.DataFrame, perioder: Sequence[Period]) -> pd.DataFrame:
    """Return one row per person enrolled on the first day of each period."""
    dagar = np.array([p.forsta_dag for p in perioder], dtype="datetime64[s]")
    inne = (alla["start"].to_numpy()[None, :] <= dagar[:, None]) & (alla["slut"].to_numpy()[None, :] > dagar[:, None])
    nummer, rad = np.nonzero(inne)
    kalenderar = pd.Series([p.forsta_dag.year for p in perioder]).iloc[nummer].reset_index(drop=True)
    return _grupper(alla.iloc[rad].reset_index(drop=True), kalenderar).assign(
        period=np.array([p.forsta_dag for p in perioder], dtype=object)[nummer], taljare=1
    )


def _handelser(alla: pd.DataFrame, kolumn: str, perioder: Sequence[Period]) -> pd.DataFrame:
    """Return one row per episode whose ``kolumn`` (start or slut) falls in one of the months, which adjoin."""
    rader = i_perioder(alla, kolumn, perioder)
    return _grupper(rader, rader[kolumn].dt.year).assign(
        period=rader["period"], taljare=1, dagar=(rader["slut"] - rader["start"]).dt.days
    )


def _grupper(rader: pd.DataFrame, kalenderar: int | pd.Series) -> pd.DataFrame:
    """Return omrade, kon and aldersgrupp; age is what the person turns during the calendar year."""
    alder = (kalenderar - rader["fodelsear"]).astype("int64")
    return rader[["omrade", "kon"]].assign(aldersgrupp=alder.map({a: aldersgrupp_for(a) for a in alder.unique()}))
