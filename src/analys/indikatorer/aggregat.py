"""Counts that somebody else made, as figures of the same catalogue: never 0 for what was not delivered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analys.errors import DataError, Filfel
from analys.katalog import Indikator, Katalog, Skala
from analys.period import Period
from analys.region import Regionprofil
from analys.svenska import liknar
from analys.utfall import ALLA, DIMENSIONER

FIL = "aggregat"
TAL = ["taljare", "namnare", "kvadratsumma", "varde"]
KOMMUNALA = "kommunala"
"""The group (dimension ``del``) of the units that are kommuner's own, where figures belong to a place of death."""


def las_antal(rader: pd.DataFrame, katalog: Katalog, profil: Regionprofil) -> dict[str, pd.DataFrame]:
    """Return the delivered counts per indicator, as rows of an Utfall without intervals.

    The nämnare of a rate is left to the population, so that all områden have the same. Figures by place of death
    belong to the unit where the person died: a kommun's are those of its own kinds of unit (the profile's
    ``dodsplatser``), also its total; the region and the country get the same kinds as the group ``del = kommunala``.

    Raises
    ------
    DataError : unknown indicator, a period or breakdown that it does not have, or a total that is not its parts.
    """
    if rader.empty:
        return {}
    lasta = {p: Period.las(p) for p in rader["period"].unique()}
    rader = rader.assign(
        periodtyp=[str(lasta[p].typ) for p in rader["period"]],
        period=[lasta[p].forsta_dag for p in rader["period"]],
    )
    fel = [fel for i, egna in rader.groupby("indikator") for fel in _granska(str(i), egna, katalog)]
    if fel:
        raise DataError([Filfel(FIL, vad, gor) for vad, gor in fel])
    antal = {}
    for i, egna in rader.groupby("indikator"):
        mitt, kolumner = katalog[str(i)], ["omrade", "periodtyp", "period", *DIMENSIONER, *TAL]
        tal = egna[kolumner].astype(dict.fromkeys(TAL, "Float64"))
        if mitt.skala is Skala.PER_10000:
            tal = tal.assign(namnare=pd.array([pd.NA] * len(tal), dtype="Float64"))
        antal[str(i)] = _vid_egna_enheter(tal, profil) if ("dodsplats",) in mitt.dimensioner else tal
    return antal


@dataclass(frozen=True)
class Antalsstatus:
    """That somebody's delivered count is not final."""

    indikator: str
    omrade: str
    period: Period
    status: str


def antal_med_status(rader: pd.DataFrame) -> list[Antalsstatus]:
    """Return the delivered counts that are said to be preliminary or ej säkerställda, the latter last."""
    valda = rader[rader["status"].isin(["preliminar", "ej_sakerstalld"])]
    unika = {(r.status, r.indikator, r.omrade, r.period) for r in valda.itertuples(index=False)}
    return [Antalsstatus(i, o, Period.las(p), s) for s, i, o, p in sorted(unika, reverse=True)]


def _vid_egna_enheter(tal: pd.DataFrame, profil: Regionprofil) -> pd.DataFrame:
    """Return the rows with a kommun's figures from its own kinds of unit alone, and the same kinds for the others."""
    egna, kommun = set(profil.dodsplatser.kommunens), tal["omrade"].isin(profil.kommuner)
    bara_plats = (tal[[d for d in DIMENSIONER if d != "dodsplats"]] == ALLA).all(axis=1)
    nyckel = ["omrade", "periodtyp", "period"]
    hos_egna = tal[bara_plats & tal["dodsplats"].isin(egna)]
    summor = hos_egna.groupby(nyckel, as_index=False)[TAL].sum(min_count=len(egna))
    summor = summor.assign(varde=pd.array([pd.NA] * len(summor), dtype="Float64"), **dict.fromkeys(DIMENSIONER, ALLA))
    kommunens = summor["omrade"].isin(profil.kommuner)
    return pd.concat(
        [
            tal[~kommun | tal["dodsplats"].isin(egna)],
            summor[kommunens],
            summor[~kommunens].assign(**{"del": KOMMUNALA}),
        ],
        ignore_index=True,
    )


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
    for dimension in sorted({d for dimensioner in mitt.dimensioner for d in dimensioner}):
        grupper = mitt.grupper_i(dimension)
        for okand in sorted(set(rader[dimension]) - {ALLA, *grupper}):
            yield (
                f'{indikator} har ingen grupp "{okand}" i {dimension}.',
                f"Rätta den.{liknar(okand, grupper)}",
            )
    if mitt.skala is Skala.ANDEL and (antal := int((rader["taljare"] > rader["namnare"]).sum())):
        yield f"{indikator} har {antal} rader där täljaren är större än nämnaren.", "Rätta talen."
    nyckel = ["omrade", "periodtyp", "period"]
    total = rader[(rader[list(DIMENSIONER)] == ALLA).all(axis=1)].set_index(nyckel)["taljare"]
    for (dimension,) in (d for d in mitt.dimensioner if len(d) == 1):
        andra = [d for d in DIMENSIONER if d != dimension]
        delar = rader[(rader[dimension] != ALLA) & (rader[andra] == ALLA).all(axis=1)].groupby(nyckel)["taljare"]
        hela = delar.sum()[delar.size() == len(mitt.grupper_i(dimension))]
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
