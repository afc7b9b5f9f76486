"""Periods as utskrivningsklar within the stays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analys.sources.exempel.grund import MINUTER, dagnummer
from analys.sources.exempel.vardtillfallen import EJ_FLYTT, MOTTAGEN
from analys.sources.exempel.varld import Varld

_MED_PERIOD, _TVA_PERIODER = 0.92, 0.09  # of the stays with need; of those that are long enough
RUBRIKER = ["Vårdtillfälle", "Utskrivningsklar från", "Utskrivningsklar till", "Upphörd av"]


def gor_utskrivningsklara(rng: np.random.Generator, v: pd.DataFrame, nummer: pd.Series, varld: Varld) -> pd.DataFrame:
    """Return the periods of the stays ``v`` with their ids ``nummer``, ordered by time, and rows of dirt at the end.

    The last period ends with the discharge. Some have an earlier one, withdrawn while the stay went on.
    """
    hemma = v["flytt"].isin((EJ_FLYTT, MOTTAGEN)) & (v["ut"] // MINUTER != v["dod"])
    v = v.assign(nummer=nummer)[v["behov"] & hemma & (rng.random(len(v)) < _MED_PERIOD)].reset_index(drop=True)
    n = len(v)
    dag = v["ut"] // MINUTER - v["vantan"]
    fran = np.minimum(dag * MINUTER + rng.integers(8 * 60, 17 * 60, n), v["ut"] - rng.integers(30, 300, n))
    fran = np.maximum(fran, v["in_"] + 30)
    slut = (dagnummer(varld.sista) + 1) * MINUTER
    sista = pd.DataFrame({"nummer": v["nummer"], "fran": fran, "till": v["ut"].where(v["ut"] < slut)})
    sista["av"] = np.where(sista["till"].isna(), "", "Hemgång")
    i = (dag - v["in_"] // MINUTER >= 4) & (rng.random(n) < _TVA_PERIODER)
    start = ((dag - 2) * MINUTER)[i] + rng.integers(8 * 60, 17 * 60, int(i.sum()))
    forsta = pd.DataFrame({"nummer": v["nummer"][i], "fran": start})
    forsta["till"] = start + rng.integers(60, MINUTER, len(forsta))
    forsta["av"] = rng.choice(np.array(["Försämrad", "Återkallad"], dtype=object), len(forsta), p=[0.7, 0.3])
    p = pd.concat([forsta, sista], ignore_index=True)
    borjan = dagnummer(varld.forsta_vard) * MINUTER
    p = p[(p["fran"] < slut) & ~(p["till"] >= slut) & ~(p["till"] < borjan)].sort_values(
        ["fran", "nummer"], ignore_index=True
    )
    if varld.smuts:
        p = pd.concat([p, *_smuts(p)], ignore_index=True)
    for tid in ("fran", "till"):
        p[tid] = pd.to_datetime(p[tid], unit="m").astype("datetime64[ms]")
    return p.set_axis(RUBRIKER, axis=1)


def _smuts(p: pd.DataFrame) -> list[pd.DataFrame]:
    """Return a period inside another one, one of an unknown stay and one that ends before it begins."""
    en = p[(p["av"] == "Hemgång") & (p["till"] - p["fran"] > 3 * MINUTER)].iloc[[100, 200]]
    overlapp = en.iloc[[0]].assign(fran=lambda r: r["fran"] + MINUTER, till=lambda r: r["till"] - MINUTER)
    okant = en.iloc[[1]].assign(nummer="VT8888888")
    bakvand = en.iloc[[1]].assign(fran=lambda r: r["fran"] - MINUTER, till=lambda r: r["fran"] - MINUTER)
    return [overlapp, okant, bakvand]
