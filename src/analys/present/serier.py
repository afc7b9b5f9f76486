"""The protected rows by series: where each lies is found once for all reports, and a row is made when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analys.utfall import DIMENSIONER

KOLUMNER = (
    "tecken",
    "taljare",
    "namnare",
    "kvadratsumma",
    "varde",
    "undre_95",
    "ovre_95",
    "undre_998",
    "ovre_998",
    "status",
    "tackning",
    "tackning_ar",
)
Rad = dict[str, Any]
"""One figure: a value for each of `KOLUMNER`."""
_SERIE = ("periodtyp", "omrade", *DIMENSIONER)


class Serier:
    """The rows of a cube by series, which is a measure, a kind of period, an område and a group of each dimension."""

    def __init__(self, per_matt: Mapping[str, pd.DataFrame]) -> None:
        self._per_matt = per_matt
        self._platser: dict[str, dict[tuple[str, ...], npt.NDArray[np.intp]]] = {}
        self._kolumner: dict[str, list[npt.NDArray[np.object_]]] = {}
        self._lasta: dict[tuple[str, ...], dict[date, Rad]] = {}

    def ordna(self) -> None:
        """Find where every series lies."""
        for matt in self._per_matt:
            self._platser_for(matt)

    def get(self, serie: tuple[str, ...]) -> dict[date, Rad]:
        """Return a series' rows by first day; nothing when it has none."""
        if (rader := self._lasta.get(serie)) is None:
            rader = self._lasta[serie] = self._las(*serie)
        return rader

    def _las(self, matt: str, *serie: str) -> dict[date, Rad]:
        platser = self._platser_for(matt).get(serie)
        if platser is None:
            return {}
        if matt not in self._kolumner:
            r = self._per_matt[matt]
            self._kolumner[matt] = [r[k].to_numpy(object) for k in ("period", *KOLUMNER)]
        rader = zip(*(k[platser].tolist() for k in self._kolumner[matt]), strict=True)
        return {dag: dict(zip(KOLUMNER, rad, strict=True)) for dag, *rad in rader}

    def _platser_for(self, matt: str) -> dict[tuple[str, ...], npt.NDArray[np.intp]]:
        """Return the numbers of each series' rows among the measure's."""
        if matt not in self._platser:
            r = self._per_matt.get(matt)
            self._platser[matt] = {} if r is None else _grupper([r[k] for k in _SERIE])
        return self._platser[matt]


def _grupper(kolumner: list[pd.Series]) -> dict[tuple[str, ...], npt.NDArray[np.intp]]:
    """Return the row numbers of each combination of values; as a groupby over texts, many times as fast."""
    varden, koder = [], np.zeros(len(kolumner[0]), dtype=np.int64)
    for kolumn in kolumner:
        egna, olika = pd.factorize(kolumn)
        koder = koder * len(olika) + egna
        varden.append(olika.tolist())
    ordning = np.argsort(koder, kind="stable")
    kombinationer, borjar = np.unique(koder[ordning], return_index=True)
    delar = np.unravel_index(kombinationer, [len(v) for v in varden])
    nycklar = zip(*([v[i] for i in d] for v, d in zip(varden, delar, strict=True)), strict=True)
    return dict(zip(nycklar, np.split(ordning, borjar[1:]), strict=True))
