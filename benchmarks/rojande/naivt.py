"""Two protections that look right and are not, for the attacker to be tried on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analys.utfall import NYCKEL


def bara_smatal(utfall: pd.DataFrame, troskel: int) -> pd.DataFrame:
    """Hide counts of 1 to T-1 and nothing else. Returns ``NYCKEL``, ``taljare`` (nan where hidden) and ``tecken``."""
    dold = utfall["taljare"].between(1, troskel - 1).to_numpy(bool)
    return _tryck(utfall, dold)


def minst_tva(utfall: pd.DataFrame, troskel: int) -> pd.DataFrame:
    """Hide counts of 1 to T-1, then the smallest other part wherever a sum over one dimension has a single gap.

    Known wrong (statistics.md 0, finding 2): two gaps in each row and column still give cells away, and nothing here
    sees that months add up to tertials and years.
    """
    dold = utfall["taljare"].between(1, troskel - 1).to_numpy(bool)
    tal = utfall["taljare"].to_numpy(float)
    grupper = [g for dimension in ("omrade", "kon", "aldersgrupp") for g in _summor(utfall, dimension)]
    andrad = True
    while andrad:
        andrad = False
        for index in grupper:
            if dold[index].sum() == 1:
                synliga = index[~dold[index]]
                dold[synliga[np.argmin(tal[synliga])]] = andrad = True
    return _tryck(utfall, dold)


def _summor(utfall: pd.DataFrame, dimension: str) -> list[np.ndarray]:
    """Return the row numbers of each sum: the parts over one dimension together with their total."""
    ovriga = [k for k in NYCKEL if k != dimension]
    grupper = utfall.groupby(ovriga, observed=True).indices.values()
    return [index for index in grupper if len(index) > 1]


def _tryck(utfall: pd.DataFrame, dold: np.ndarray) -> pd.DataFrame:
    return utfall[[*NYCKEL, "taljare"]].assign(taljare=utfall["taljare"].mask(dold), tecken=np.where(dold, "..", ""))
