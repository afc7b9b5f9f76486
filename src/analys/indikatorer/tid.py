"""Put events into the months that they belong to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analys.period import Period


def i_perioder(rader: pd.DataFrame, kolumn: str, perioder: Sequence[Period]) -> pd.DataFrame:
    """Return the rows whose date in ``kolumn`` falls in one of the adjoining periods, with its first day."""
    granser = np.array([perioder[0].forsta_dag, *(p.slut for p in perioder)], dtype="datetime64[D]")
    nummer = np.searchsorted(granser, rader[kolumn].to_numpy("datetime64[D]"), "right") - 1
    inne = rader[kolumn].notna().to_numpy() & (nummer >= 0) & (nummer < len(perioder))
    forsta = np.array([p.forsta_dag for p in perioder], dtype=object)
    return rader[inne].assign(period=forsta[nummer[inne]])


def per_person(
    personer: np.ndarray, grupper: pd.DataFrame, forsta: np.ndarray, sista: np.ndarray, perioder: Sequence[Period]
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return how often each person of each group occurs in each period.

    Parameters
    ----------
    personer : one person per row.
    grupper : the same rows' groups; a person in two groups is in both.
    forsta, sista : the first and last day of each row's occurrence (datetime64); a row occurs in every month between.
    perioder : periods of whole months.

    Returns
    -------
    One row per person and group with the group's columns, and the matrix (rows, periods) of counts of row-months.
    """
    start = min(p.forsta_dag for p in perioder)
    bas = np.datetime64(start, "M").astype(int)
    antal = np.datetime64(max(p.slut for p in perioder), "M").astype(int) - bas
    fran = np.clip(forsta.astype("datetime64[M]").astype("int64") - bas, 0, antal)
    till = np.clip(sista.astype("datetime64[M]").astype("int64") - bas + 1, 0, antal)
    par = grupper.reset_index(drop=True).assign(person=pd.factorize(personer)[0])
    nummer = par.groupby(list(par.columns), sort=False, observed=True).ngroup().to_numpy()
    unika = par.iloc[np.unique(nummer, return_index=True)[1]].drop(columns="person").reset_index(drop=True)
    steg = np.zeros((len(unika), antal + 1), dtype="int32")
    np.add.at(steg, (nummer, fran), 1)
    np.add.at(steg, (nummer, till), -1)
    hittills = np.zeros((len(unika), antal + 1), dtype="int32")
    hittills[:, 1:] = np.cumsum(np.cumsum(steg, axis=1)[:, :-1], axis=1)
    granser = [[np.datetime64(d, "M").astype(int) - bas for d in (p.forsta_dag, p.slut)] for p in perioder]
    a, b = np.array(granser).T
    return unika, hittills[:, b] - hittills[:, a]


def summera(unika: pd.DataFrame, perioder: Sequence[Period], **tal: np.ndarray) -> pd.DataFrame:
    """Return the sums over persons of matrices from `per_person`, one row per group and period (of any kind)."""
    nummer = unika.groupby(list(unika.columns), sort=False, observed=True).ngroup().to_numpy()
    antal = int(nummer.max()) + 1 if len(nummer) else 0
    grupper = unika.iloc[np.unique(nummer, return_index=True)[1]].reset_index(drop=True)
    ordning = np.argsort(nummer, kind="stable")
    borjan = np.searchsorted(nummer[ordning], np.arange(antal))
    ut = grupper.iloc[np.repeat(np.arange(antal), len(perioder))].reset_index(drop=True)
    ut = ut.assign(
        period=np.tile(np.array([p.forsta_dag for p in perioder], dtype=object), antal),
        periodtyp=np.tile(np.array([str(p.typ) for p in perioder], dtype=object), antal),
    )
    if not antal:
        return ut.assign(**{k: pd.Series([], dtype="int64") for k in tal})
    return ut.assign(**{k: np.add.reduceat(m[ordning].astype("int64"), borjan, axis=0).ravel() for k, m in tal.items()})
