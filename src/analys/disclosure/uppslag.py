"""Rows of an Utfall found by their key, as the system of equations looks them up: many at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analys.period import Period, Periodtyp
from analys.utfall import NYCKEL

Heltal = NDArray[np.int64]
INGEN = -1


class Uppslag:
    """Rows by their key, as one whole number each."""

    def __init__(self, utfall: pd.DataFrame) -> None:
        kolumner = [k for k in NYCKEL if k != "period"]
        self._varden = {k: {v: nr for nr, v in enumerate(utfall[k].unique())} for k in kolumner}
        self._manad = pd.to_datetime(utfall["period"]).to_numpy().astype("M8[M]").astype(np.int64)
        self._langd = utfall["periodtyp"].map(lambda t: Period(Periodtyp(t), date.min).antal_manader).to_numpy(np.int64)
        self._lagst = self._manad.min() if len(utfall) else 0
        self._antal = np.ptp(self._manad) + 1 if len(utfall) else 1
        self._koder = {k: utfall[k].map(v).to_numpy(np.int64) for k, v in self._varden.items()}
        nycklar = self._nyckel(self._koder, self._manad)
        self._ordning = np.argsort(nycklar)
        self._sorterade = nycklar[self._ordning]

    def _nyckel(self, koder: dict[str, Heltal], manad: Heltal) -> Heltal:
        nyckel = manad - self._lagst
        for k, varden in self._varden.items():
            nyckel = nyckel * len(varden) + koder[k]
        return nyckel

    def borjar(self, rader: Heltal) -> Heltal:
        """Return the month that each row's period begins with, as a number."""
        return np.asarray(self._manad[rader])

    def slutar(self, rader: Heltal) -> Heltal:
        """Return the first month after each row's period."""
        return np.asarray(self._manad[rader] + self._langd[rader])

    def serier(self, rader: Heltal) -> Heltal:
        """Return a number per row that is the same for one measure, område and group over time."""
        koder = {
            k: v[rader] if k != "periodtyp" else np.zeros(len(rader), dtype=np.int64) for k, v in self._koder.items()
        }
        return self._nyckel(koder, np.full(len(rader), self._lagst))

    def sok(self, rader: Heltal, byten: Mapping[str, str], manader: int = 0) -> Heltal:
        """Return the rows with the keys of ``rader``, so many months later and with other values in some columns."""
        if any(v not in self._varden[k] for k, v in byten.items()):
            return np.full(len(rader), INGEN)
        koder = {
            k: np.full(len(rader), self._varden[k][byten[k]]) if k in byten else v[rader]
            for k, v in self._koder.items()
        }
        manad = self._manad[rader] + manader
        nycklar = self._nyckel(koder, manad)
        plats = np.minimum(np.searchsorted(self._sorterade, nycklar), len(self._sorterade) - 1)
        traff = (self._sorterade[plats] == nycklar) & (manad >= self._lagst) & (manad < self._lagst + self._antal)
        return np.where(traff, self._ordning[plats], INGEN)
