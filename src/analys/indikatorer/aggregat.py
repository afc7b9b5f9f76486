"""Counts that somebody else made, as figures of the same catalogue: never 0 for what was not delivered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analys.errors import DataError, Filfel
from analys.katalog import Indikator, Katalog, OverTid, Skala
from analys.period import Period, Periodtyp
from analys.region import Regionprofil
from analys.svenska import bojning, liknar
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
    fel += _utan_dodsplats(rader, katalog, profil)
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


def _utan_dodsplats(rader: pd.DataFrame, katalog: Katalog, profil: Regionprofil) -> Iterator[tuple[str, str]]:
    """Yield the kommuner whose figures would hold others' units: theirs must be by place of death."""
    med_plats = [i.id for i in katalog.values() if ("dodsplats",) in i.dimensioner]
    egna = rader[rader["indikator"].isin(med_plats) & rader["omrade"].isin(profil.kommuner)]
    for kod in sorted(egna.loc[egna["dodsplats"] == ALLA, "omrade"].unique()):
        namn = profil.omrade(str(kod)).namn
        yield f"{namn} har tal i livets slut utan dödsplats.", "Leverera kommunens tal per dödsplats."


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
    if mitt.skala is Skala.ANDEL:
        yield from _granska_andel(indikator, rader)
    yield from _granska_summor(mitt, rader)


def _granska_andel(indikator: str, rader: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield what cannot be a share."""
    for fel, vad in (
        (rader["taljare"] > rader["namnare"], "där täljaren är större än nämnaren"),
        (rader["taljare"].notna() & rader["namnare"].isna() & rader["varde"].isna(), "med täljare men utan nämnare"),
        ((rader["varde"] < 0) | (rader["varde"] > 1), "där varde inte ligger mellan 0 och 1"),
    ):
        if antal := int(fel.fillna(False).sum()):
            yield f"{indikator} har {antal} {bojning(antal, 'rad', 'rader')} {vad}.", "Rätta talen."


def _granska_summor(mitt: Indikator, rader: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield totals that are not the sum of their parts, over groups and, for events, over months."""
    nyckel = ["omrade", "periodtyp", "period"]
    total = rader[(rader[list(DIMENSIONER)] == ALLA).all(axis=1)].set_index(nyckel)[["taljare", "namnare"]]
    for (dimension,) in (d for d in mitt.dimensioner if len(d) == 1):
        andra = [d for d in DIMENSIONER if d != dimension]
        delar = rader[(rader[dimension] != ALLA) & (rader[andra] == ALLA).all(axis=1)].groupby(nyckel)
        alla = delar.size()[lambda antal, d=dimension: antal == len(mitt.grupper_i(d))].index
        hela = delar[["taljare", "namnare"]].sum().loc[alla].reindex(total.index).dropna()
        for omrade, _, period in hela.index[((hela - total.loc[hela.index]).fillna(0) != 0).any(axis=1)]:
            yield (
                f"{mitt.id} för {omrade} {period}: totalen är inte summan av delarna efter {dimension}.",
                "Rätta talen.",
            )
    if mitt.over_tid is not OverTid.SUMMA:
        return
    manader = {
        (o, d): r for (o, t, d), r in zip(total.index, total.itertuples(index=False), strict=True) if t == "manad"
    }
    for (omrade, typ, dag), rad in zip(total.index, total.itertuples(index=False), strict=True):
        period = Period(Periodtyp(typ), dag)
        egna = [manader.get((omrade, m)) for m in _manader_i(period)]
        if (
            len(egna) > 1
            and all(egna)
            and any(pd.notna(s) and s != sum(getattr(m, k) for m in egna) for k, s in rad._asdict().items())
        ):
            yield f"{mitt.id} för {omrade}: {period.text} är inte summan av sina månader.", "Rätta talen."


def _manader_i(period: Period) -> list[date]:
    """Return the first days of the period's months."""
    forsta = Period(Periodtyp.MANAD, period.forsta_dag)
    return [forsta.flytta(n).forsta_dag for n in range(period.antal_manader)]


def _perioder(indikator: Indikator) -> str:
    """Return the period forms that the indicator takes, as they are typed."""
    exempel = ("2022-12-01", "2022-12", "2022-T3", "2022", "2022-12-r12", "2022-12-r36")
    former = {p.typ: p.kod for p in map(Period.las, exempel)}
    return ", ".join(former[p] for p in indikator.perioder)
