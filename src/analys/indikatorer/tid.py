"""Put events into the months that they belong to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analys.period import Period

FLER_DAGAR = 1 << 20
"""More than any day's number since 1970, so that days of different persons can share one running maximum."""


def i_perioder(rader: pd.DataFrame, kolumn: str, perioder: Sequence[Period]) -> pd.DataFrame:
    """Return the rows whose date in ``kolumn`` falls in one of the adjoining periods, with its first day."""
    granser = np.array([perioder[0].forsta_dag, *(p.slut for p in perioder)], dtype="datetime64[s]").astype("int64")
    tider = rader[kolumn].to_numpy("datetime64[s]")
    nummer = np.searchsorted(granser, tider.astype("int64"), "right") - 1
    inne = ~np.isnat(tider) & (nummer >= 0) & (nummer < len(perioder))
    forsta = pd.Index([p.forsta_dag for p in perioder], dtype=object)
    return rader[inne].assign(period=pd.Categorical.from_codes(nummer[inne], forsta))


def personer_per_period(
    personer: np.ndarray, grupper: pd.DataFrame, forsta: np.ndarray, sista: np.ndarray, perioder: Sequence[Period]
) -> pd.DataFrame:
    """Return how many distinct persons of each group occur in each period, one row per group and period.

    The arguments are `per_person`'s; the periods may overlap. A person is new in a window in the first of its months
    that the person occurs in: one whose month before, if any, lies before the window. So every month is counted once,
    by itself and the month before it, and each window is a sum of those counts.

    Returns
    -------
    The groups' columns, period, periodtyp and ``personer``.
    """
    start = min(p.forsta_dag for p in perioder)
    bas = np.datetime64(start, "M").astype(int)
    antal = int(np.datetime64(max(p.slut for p in perioder), "M").astype(int) - bas)
    grupp, namn = _grupper(grupper)
    koder = personer.codes if isinstance(personer, pd.Categorical) else pd.factorize(personer)[0]
    vem = koder.astype("int64") * max(len(namn), 1) + grupp
    fran = np.maximum(forsta.astype("datetime64[M]").astype("int64") - bas, 0)
    till = np.minimum(sista.astype("datetime64[M]").astype("int64") - bas, antal - 1)
    if not np.all((vem[1:] > vem[:-1]) | ((vem[1:] == vem[:-1]) & (fran[1:] >= fran[:-1]))):
        ordning = np.lexsort((fran, vem))
        vem, grupp, fran, till = vem[ordning], grupp[ordning], fran[ordning], till[ordning]
    egen = vem * FLER_DAGAR
    hittills = np.maximum.accumulate(np.maximum(till, -1) + egen) - egen
    fore = np.full(len(vem), -1)  # the latest month before the row's that the person occurs in
    fore[1:] = np.where(vem[1:] == vem[:-1], hittills[:-1], -1)
    borjar = np.maximum(fran, fore + 1)
    fler = np.maximum(till - borjar + 1, 0)
    rad = np.repeat(np.arange(len(vem)), fler)
    steg = np.arange(len(rad)) - np.repeat(np.cumsum(fler) - fler, fler)
    manad = borjar[rad] + steg
    ruta = (grupp[rad] * antal + manad) * (antal + 1) + np.where(steg, manad, fore[rad] + 1)
    nya = np.bincount(ruta, minlength=len(namn) * antal * (antal + 1)).reshape(len(namn), antal, antal + 1)
    nya = np.pad(nya.cumsum(axis=1).cumsum(axis=2), ((0, 0), (1, 0), (0, 0)))
    granser = [[np.datetime64(d, "M").astype(int) - bas for d in (p.forsta_dag, p.slut)] for p in perioder]
    a, b = np.array(granser).T
    tal = nya[:, b, a] - nya[:, a, a]
    ut = namn.iloc[np.repeat(np.arange(len(namn)), len(perioder))].reset_index(drop=True)
    return ut.assign(
        period=np.tile(np.array([p.forsta_dag for p in perioder], dtype=object), len(namn)),
        periodtyp=np.tile(np.array([str(p.typ) for p in perioder], dtype=object), len(namn)),
        personer=tal.ravel(),
    )


def _grupper(grupper: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Return each row's group as a number, and the groups that there are."""
    koder, antal = np.zeros(len(grupper), dtype="int64"), 1
    delar = {k: grupper[k].astype("category").cat for k in grupper}
    for delen in delar.values():
        koder = koder * len(delen.categories) + delen.codes.to_numpy()
        antal *= len(delen.categories)
    finns = np.flatnonzero(np.bincount(koder, minlength=antal))
    nummer = np.zeros(antal, dtype="int64")
    nummer[finns] = np.arange(len(finns))
    namn, kvar = {}, finns
    for k, delen in reversed(delar.items()):
        kvar, har = np.divmod(kvar, max(len(delen.categories), 1))
        namn[k] = delen.categories.take(har)
    return nummer[koder], pd.DataFrame(namn)[list(delar)]


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
