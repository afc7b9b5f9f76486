"""Run every indicator of the catalogue over a delivery, up to one month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from analys.errors import DataError, Filfel
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.aggregat import las_antal
from analys.indikatorer.folkmangd import folkmangd
from analys.indikatorer.matt import SUMMOR, Matt
from analys.indikatorer.utfall import DIMENSIONER, KOLUMNER
from analys.katalog import Katalog, Skala, StatistiskTyp
from analys.period import Period, Periodtyp
from analys.region import Regionprofil


def rakna_utfall(
    tabeller: dict[str, pd.DataFrame],
    luckor: Iterable[tuple[str, str, date]],
    katalog: Katalog,
    profil: Regionprofil,
    forsta: date,
    sista: Period,
    uttagsdatum: date,
) -> pd.DataFrame:
    """Return the Utfall (columns `utfall.KOLUMNER`) of every indicator up to the month ``sista``.

    Parameters
    ----------
    tabeller : tables by name, as `sources.leverans.las_leverans` gives them.
    luckor : (tabell, kommunkod, first of month) that were not delivered; figures that need them are missing.
    forsta : the first day that the delivery covers; only whole months count.

    Raises
    ------
    DataError : delivered counts contradict the person rows or the catalogue, or the population is incomplete.
    """
    if utan := [i for i in katalog.values() if i.funktion not in FUNKTIONER]:
        gor = "Rätta funktion, eller skriv den i src/analys/indikatorer."
        raise DataError([Filfel(f"{i.id}.toml", f'funktionen "{i.funktion}" finns inte.', gor) for i in utan])
    antal = las_antal(tabeller["aggregat"], katalog)
    borjan = forsta if forsta.day == 1 else Period(Periodtyp.MANAD, forsta.replace(day=1)).slut
    delar: list[pd.DataFrame] = []
    for indikator in katalog.values():
        matt = Matt(indikator, tabeller[FUNKTIONER[indikator.funktion].tabell], antal.get(indikator.id), profil)
        grund = Periodtyp.DAG if indikator.statistisk_typ is StatistiskTyp.BESTAND else Periodtyp.MANAD
        grundperioder = Period(grund, borjan).serie_till(Period(grund, sista.forsta_dag))
        delar.extend(
            matt.utfall(typ, fonster, grundperioder)
            for typ in indikator.perioder
            if (fonster := _fonster(typ, grundperioder))
        )
    utfall = pd.concat(delar, ignore_index=True)
    perioder = pd.Series(
        [Period(Periodtyp(t), p) for t, p in zip(utfall["periodtyp"], utfall["period"], strict=True)],
        index=utfall.index,
    )
    utfall = _med_folkmangd(utfall, perioder, tabeller["befolkning"], katalog, profil)
    utfall = _utan_luckor(utfall, perioder, luckor, katalog, profil.kod)
    vantan = pd.to_timedelta(utfall["indikator"].map({i.id: i.efterslapning_dagar for i in katalog.values()}), unit="D")
    preliminar = pd.to_datetime(perioder.map(lambda p: p.sista_dag)) + vantan > pd.Timestamp(uttagsdatum)
    utfall["status"] = preliminar.map({True: "preliminar", False: "slutlig"})
    return utfall.sort_values([*KOLUMNER[:4], *DIMENSIONER], ignore_index=True)[list(KOLUMNER)]


def _fonster(typ: Periodtyp, grundperioder: Sequence[Period]) -> list[Period]:
    """Return the periods of kind ``typ`` that lie wholly within the base periods."""
    if not grundperioder or typ is grundperioder[0].typ:
        return list(grundperioder)
    forsta, sista = grundperioder[0], grundperioder[-1]
    alla = {p.med_typ(typ) for p in grundperioder}
    return sorted(p for p in alla if p.forsta_dag >= forsta.forsta_dag and p.slut <= sista.slut)


def _med_folkmangd(
    utfall: pd.DataFrame, perioder: pd.Series, befolkning: pd.DataFrame, katalog: Katalog, profil: Regionprofil
) -> pd.DataFrame:
    """Return the Utfall with inhabitants as nämnare of the rates."""
    rate = utfall["indikator"].map({i.id: i.skala is Skala.PER_10000 for i in katalog.values()}).astype(bool)
    slutar = perioder.map(lambda p: p.sista_dag.year)
    folk = folkmangd(befolkning, set(slutar[rate]), profil)
    nyckel = ["omrade", "slutar", "kon", "aldersgrupp"]
    sokt = utfall.assign(slutar=slutar)[nyckel]
    antal = sokt.merge(folk.astype({"slutar": "int64"}), how="left", on=nyckel, validate="many_to_one")["antal"]
    return utfall.assign(namnare=utfall["namnare"].mask(rate, antal.set_axis(utfall.index)))


def _utan_luckor(
    utfall: pd.DataFrame, perioder: pd.Series, luckor: Iterable[tuple[str, str, date]], katalog: Katalog, region: str
) -> pd.DataFrame:
    """Return the Utfall with missing instead of 0 where a needed month of events was not delivered."""
    slut = perioder.map(lambda p: p.slut)
    saknas = pd.Series(False, index=utfall.index)
    handelse = {i.id for i in katalog.values() if i.statistisk_typ is StatistiskTyp.HANDELSE}
    for tabell, kommun, manad in luckor:
        berors = handelse & {i.id for i in katalog.values() if FUNKTIONER[i.funktion].tabell == tabell}
        saknas |= (
            utfall["indikator"].isin(berors)
            & utfall["omrade"].isin([kommun, region])
            & (utfall["period"] <= manad)
            & (slut > manad)
        )
    return utfall.assign(**{k: utfall[k].mask(saknas) for k in SUMMOR})
