"""Counts that somebody else made, as figures of the same catalogue: never 0 for what was not delivered."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analys.errors import DataError, Filfel
from analys.indikatorer.utfall import ALLA, DIMENSIONER, VARDEN
from analys.katalog import Indikator, Katalog, Skala
from analys.period import Period
from analys.svenska import liknar

FIL = "aggregat"
TAL = ["taljare", "namnare", "varde"]


def las_antal(rader: pd.DataFrame, katalog: Katalog) -> dict[str, pd.DataFrame]:
    """Return the delivered counts per indicator, as rows of an Utfall without intervals.

    The nämnare of a rate is left to the population, so that all områden have the same.

    Raises
    ------
    DataError : unknown indicator, a period or breakdown that it does not have, or a total that is not its parts.
    """
    if rader.empty:
        return {}
    perioder = [Period.las(p) for p in rader["period"]]
    rader = rader.assign(
        period=[p.forsta_dag for p in perioder],
        periodtyp=[str(p.typ) for p in perioder],
        **{d: ALLA for d in DIMENSIONER if d not in rader},
    )
    fel = [fel for i, egna in rader.groupby("indikator") for fel in _granska(str(i), egna, katalog)]
    if fel:
        raise DataError([Filfel(FIL, vad, gor) for vad, gor in fel])
    antal = {}
    for i, egna in rader.groupby("indikator"):
        if katalog[str(i)].skala is Skala.PER_10000:
            egna = egna.assign(namnare=pd.NA)  # noqa: PLW2901
        antal[str(i)] = egna[["omrade", "periodtyp", "period", *DIMENSIONER, *TAL]].astype(
            dict.fromkeys(TAL, "Float64")
        )
    return antal


def _granska(indikator: str, rader: pd.DataFrame, katalog: Katalog) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one indicator's rows, and the remedy."""
    if indikator not in katalog:
        yield f'indikatorn "{indikator}" finns inte.', f"Rätta namnet.{liknar(indikator, katalog)}"
        return
    mitt = katalog[indikator]
    for typ in sorted(set(rader["periodtyp"]) - {str(p) for p in mitt.perioder}):
        yield f"{indikator} räknas inte för perioder av slaget {typ}.", f"Ange {_perioder(mitt)}."
    uppdelade = {tuple(d for d in DIMENSIONER if rad[d] != ALLA) for rad in rader[list(DIMENSIONER)].to_dict("records")}
    for dimensioner in sorted(uppdelade - {(), *mitt.dimensioner}):
        yield f"{indikator} redovisas inte efter {' och '.join(dimensioner)}.", "Ta bort de raderna."
    nyckel = ["omrade", "periodtyp", "period"]
    total = rader[(rader[list(DIMENSIONER)] == ALLA).all(axis=1)].set_index(nyckel)["taljare"]
    for (dimension,) in (d for d in mitt.dimensioner if len(d) == 1):
        andra = [d for d in DIMENSIONER if d != dimension]
        delar = rader[(rader[dimension] != ALLA) & (rader[andra] == ALLA).all(axis=1)].groupby(nyckel)["taljare"]
        hela = delar.sum()[delar.size() == len(VARDEN[dimension])]
        skilda = (hela - total.reindex(hela.index)).fillna(0) != 0
        for omrade, _, period in hela.index[skilda]:
            yield (
                f"{indikator} för {omrade} {period}: totalen är inte summan av delarna efter {dimension}.",
                "Rätta talen.",
            )


def _perioder(indikator: Indikator) -> str:
    """Return the period forms that the indicator takes, as they are typed."""
    former = {"dag": "2022-12-01", "manad": "2022-12", "tertial": "2022-T3", "ar": "2022", "r12": "2022-12-r12"}
    return ", ".join(former[p] for p in indikator.perioder)
