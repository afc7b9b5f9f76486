"""Run every indicator of the catalogue over a delivery, up to one month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analys.errors import DataError, Filfel
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.aggregat import antal_med_status, las_antal
from analys.indikatorer.folkmangd import folkmangd
from analys.indikatorer.fordrojd_hemgang import STEGEN
from analys.indikatorer.matt import SUMMOR, Matt, Plan, lasta_kolumner, rakna_delen, slag_ihop
from analys.indikatorer.raknat import Raknat, nyckel
from analys.katalog import AGGREGAT, NYCKELTAL, Indikator, Katalog, Skala, StatistiskTyp
from analys.period import Period, Periodtyp, flytta_manader
from analys.region import Regionprofil
from analys.svenska import liknar
from analys.utfall import DIMENSIONER, KOLUMNER, OVER_BROTT


@dataclass(frozen=True)
class Raknegrund:
    """What is computed from. The person tables come in partitions, and nobody is in two of them.

    ``delar`` may be told which columns to read, table by table.
    ``omfattning``: first and last day of each delivered table. ``kommuner``: those with rows, per table.
    ``luckor``: (tabell, kommunkod, first of month) that were not delivered. ``avtryck``: the hash of each table's rows.
    """

    delar: Callable[[Mapping[str, Collection[str]]], Iterable[Mapping[str, pd.DataFrame]]]
    gemensamma: Mapping[str, pd.DataFrame]
    omfattning: Mapping[str, tuple[date, date]]
    kommuner: Mapping[str, Collection[str]]
    saknade_kolumner: Mapping[str, Collection[str]]
    luckor: Sequence[tuple[str, str, date]]
    uttagsdatum: date
    avtryck: Mapping[str, str]


def rakna_utfall(
    grund: Raknegrund,
    katalog: Katalog,
    profil: Regionprofil,
    sista: Period,
    executor: Executor | None = None,
    minne: Raknat | None = None,
) -> pd.DataFrame:
    """Return the Utfall (columns `utfall.KOLUMNER`) of every indicator up to the month ``sista``.

    With an ``executor`` its workers count the partitions. Rows of persons stay where they are read; sums come back.
    What ``minne`` knows is not counted again.

    Raises
    ------
    DataError : delivered counts contradict the person rows or the catalogue, or the population is incomplete.
    """
    if utan := [i for i in katalog.values() if not i.fran_andra and i.funktion not in FUNKTIONER]:
        gor = "Rätta funktion, eller skriv den i src/analys/indikatorer."
        raise DataError([Filfel(f"{i.id}.toml", f'funktionen "{i.funktion}" finns inte.', gor) for i in utan])
    andras = _andras(grund)
    antal = las_antal(andras, katalog, profil)
    planer = [plan for i in katalog.values() if (plan := planera(i, grund, sista))]
    minne = minne or Raknat()
    om_regionen = repr(profil)
    nycklar = {p.indikator.id: nyckel(p, grund.avtryck, antal.get(p.indikator.id), om_regionen) for p in planer}
    rader = {matt: minne.hamta(n) for matt, n in nycklar.items()}
    nya = [p for p in planer if rader[p.indikator.id] is None]
    summor = _summor(grund, nya, profil, executor)
    for plan in nya:
        matt = plan.indikator.id
        ett = Matt(plan, summor[matt], antal.get(matt), profil)
        rader[matt] = pd.concat([ett.utfall(typ) for typ in plan.fonster], ignore_index=True)
        minne.spara(nycklar[matt], rader[matt])
    utfall = pd.concat(rader.values(), ignore_index=True)
    tider = _tider(utfall)
    utfall = _med_folkmangd(utfall, tider, grund.gemensamma["befolkning"], katalog, profil)
    utfall = _utan_luckor(utfall, tider, grund.luckor, katalog, profil.kod)
    utfall = _med_status(utfall, tider, grund, andras, katalog, profil)
    utfall = _med_tackning(utfall, tider, grund.gemensamma["tackning"], katalog)
    return utfall.sort_values([*KOLUMNER[:4], *DIMENSIONER], ignore_index=True)[list(KOLUMNER)]


def _summor(
    grund: Raknegrund, planer: Sequence[Plan], profil: Regionprofil, executor: Executor | None
) -> dict[str, dict[Periodtyp, pd.DataFrame]]:
    """Return the sums of the measures' finest groups over all partitions, per measure and kind of period."""
    delar: dict[str, dict[Periodtyp, list[pd.DataFrame]]] = {p.indikator.id: defaultdict(list) for p in planer}
    delarna = grund.delar(lasta_kolumner(planer)) if planer else ()
    rakna = partial(rakna_delen, planer=planer, profil=profil)
    for matten in map(rakna, delarna) if executor is None else executor.map(rakna, list(delarna)):
        for plan, per_typ in zip(planer, matten, strict=True):
            for typ, rader in per_typ.items():
                delar[plan.indikator.id][typ].append(rader)
    return {matt: {typ: slag_ihop(rader) for typ, rader in per_typ.items()} for matt, per_typ in delar.items()}


def _andras(grund: Raknegrund) -> pd.DataFrame:
    """Return what others have counted: delivered, and fetched.

    Raises
    ------
    DataError : a measure is both.
    """
    levererat, hamtat = (grund.gemensamma[t] for t in (AGGREGAT, NYCKELTAL))
    if bada := sorted(set(levererat["indikator"]) & set(hamtat["indikator"])):
        vad = f"{bada[0]} finns både som levererat antal och hämtat ur en öppen källa."
        raise DataError([Filfel(AGGREGAT, vad, "Ta bort det ena.")])
    return pd.concat([levererat, hamtat], ignore_index=True) if len(hamtat) else levererat


def granska_tackning(tackning: pd.DataFrame, katalog: Katalog) -> None:
    """Check that every row speaks of a source that some measure has: a misspelt one would take all warnings away.

    Raises
    ------
    DataError : a row does not; ``katalog`` must be the whole catalogue.
    """
    kanda = sorted({i.tackning_av for i in katalog.values()} - {""})
    okanda = sorted(set(tackning["galler"]) - set(kanda))
    fel = [
        Filfel("tackning", f'"{g}" i galler hör inte till något mått.', f"Rätta det.{liknar(g, kanda)}") for g in okanda
    ]
    if fel:
        raise DataError(fel)


def granska_profil(profil: Regionprofil, katalog: Katalog) -> None:
    """Check the names that the profile takes from elsewhere: a misspelt table would bring verdicts back in silence.

    Raises
    ------
    DataError : a table of ``datastatus``, a measure of ``genomsnittsmodell``, ``fordrojd_hemgang`` or
        ``indikatorrapport``, or a step of the second, does not exist.
    """
    kanda = sorted({t for f in FUNKTIONER.values() for t in f.tabeller} | {AGGREGAT})
    fel = [("tabellen", d.tabell, kanda) for d in profil.datastatus if d.tabell not in kanda]
    modell, fordrojd = profil.genomsnittsmodell, profil.fordrojd_hemgang
    matt = [modell.indikator] if modell else []
    matt += [fordrojd.indikator, fordrojd.indikator_langa] if fordrojd else []
    rapport = profil.indikatorrapport
    matt += [*rapport.matt, *rapport.nationella] if rapport else []
    fel += [("indikatorn", m, sorted(katalog)) for m in matt if m not in katalog]
    steg = sorted(s.namn for s in STEGEN)
    fel += [("steget", s, steg) for s in (fordrojd.i_tid if fordrojd else ()) if s not in steg]
    if fel:
        fil = f"{profil.id}.toml"
        raise DataError(
            [Filfel(fil, f'{vad} "{namn}" finns inte.', f"Rätta det.{liknar(namn, finns)}") for vad, namn, finns in fel]
        )


def planera(i: Indikator, grund: Raknegrund, sista: Period) -> Plan | None:
    """Return what can be computed of one measure, or None when nothing of it was delivered."""
    funktion = None if i.fran_andra else FUNKTIONER[i.funktion]
    tabeller = funktion.tabeller if funktion and set(funktion.tabeller) <= set(grund.omfattning) else (i.antalstabell,)
    if not set(tabeller) <= set(grund.omfattning):
        return None
    forsta, till = max(grund.omfattning[t][0] for t in tabeller), min(grund.omfattning[t][1] for t in tabeller)
    borjan = forsta if forsta.day == 1 else Period(Periodtyp.MANAD, forsta.replace(day=1)).slut
    borjan = flytta_manader(borjan, i.kraver_manader - 1)
    typ = Periodtyp.DAG if i.statistisk_typ is StatistiskTyp.BESTAND else Periodtyp.MANAD
    grundperioder = [p for p in Period(typ, borjan).serie_till(Period(typ, sista.forsta_dag)) if p.sista_dag <= till]
    fonster = {t: f for t in i.perioder if (f := _fonster(t, grundperioder))}
    if not fonster:
        return None
    tabell = tabeller[0]
    saknas = {k for t in tabeller for k in grund.saknade_kolumner.get(t, ())}
    har_allt = funktion is not None and not any(set(k.split("|")) <= saknas for k in funktion.kraver)
    per_tabell = [set(grund.kommuner[t]) for t in tabeller if t in grund.kommuner and tabell != i.antalstabell]
    kommuner = set.intersection(*per_tabell) if per_tabell and har_allt else set()
    utanfor = funktion is not None and funktion.med_utanfor
    utan = {d for d, kolumn in funktion.uppdelning_kraver.items() if kolumn in saknas} if funktion else set()
    return Plan(i, grundperioder, fonster, kommuner, utanfor, grund.omfattning[tabell][1], utan)


@dataclass(frozen=True)
class _Tider:
    """The period of each row, its end and the year it ends in."""

    period: pd.Series
    slut: pd.Series
    ar: pd.Series


def _tider(utfall: pd.DataFrame) -> _Tider:
    nummer = utfall.groupby(["periodtyp", "period"], sort=False).ngroup().to_numpy()
    forst = utfall.iloc[np.unique(nummer, return_index=True)[1]]
    perioder = [Period(Periodtyp(t), d) for t, d in zip(forst["periodtyp"], forst["period"], strict=True)]

    def per_rad(varden: list[Any]) -> pd.Series:
        return pd.Series(np.array([*varden, None], dtype=object)[nummer], index=utfall.index)

    ar = per_rad([p.sista_dag.year for p in perioder]).astype("int64")
    return _Tider(per_rad(perioder), per_rad([p.slut for p in perioder]), ar)


def _fonster(typ: Periodtyp, grundperioder: Sequence[Period]) -> list[Period]:
    """Return the periods of kind ``typ`` that lie wholly within the base periods."""
    if not grundperioder or typ is grundperioder[0].typ:
        return list(grundperioder)
    forsta, sista = grundperioder[0], grundperioder[-1]
    alla = {p.med_typ(typ) for p in grundperioder}
    return sorted(p for p in alla if p.forsta_dag >= forsta.forsta_dag and p.slut <= sista.slut)


def _med_folkmangd(
    utfall: pd.DataFrame, tider: _Tider, befolkning: pd.DataFrame, katalog: Katalog, profil: Regionprofil
) -> pd.DataFrame:
    """Return the Utfall with inhabitants as nämnare of the rates."""
    rate = utfall["indikator"].map({i.id: i.skala is Skala.PER_10000 for i in katalog.values()}).astype(bool)
    folk = folkmangd(befolkning, set(tider.ar[rate]), profil)
    nyckel = ["omrade", "slutar", "kon", "aldersgrupp"]
    sokt = utfall.assign(slutar=tider.ar)[nyckel]
    antal = sokt.merge(folk.astype({"slutar": "int64"}), how="left", on=nyckel, validate="many_to_one")["antal"]
    return utfall.assign(namnare=utfall["namnare"].mask(rate, antal.set_axis(utfall.index)))


def _utan_luckor(
    utfall: pd.DataFrame, tider: _Tider, luckor: Iterable[tuple[str, str, date]], katalog: Katalog, region: str
) -> pd.DataFrame:
    """Return the Utfall with missing instead of 0 where a needed month of events was not delivered."""
    saknas, borjar = pd.Series(False, index=utfall.index), utfall["period"].copy()
    for i in katalog.values():
        if i.kraver_manader > 1:
            egna = utfall["indikator"] == i.id
            borjar[egna] = [flytta_manader(d, 1 - i.kraver_manader) for d in borjar[egna]]
    handelse = {i.id for i in katalog.values() if i.statistisk_typ is StatistiskTyp.HANDELSE}
    for tabell, kommun, manad in luckor:
        berors = handelse & {
            i.id for i in katalog.values() if not i.fran_andra and FUNKTIONER[i.funktion].tabeller[0] == tabell
        }
        saknas |= (
            utfall["indikator"].isin(berors)
            & utfall["omrade"].isin([kommun, region])
            & (borjar <= manad)
            & (tider.slut > manad)
        )
    return utfall.assign(**{k: utfall[k].mask(saknas) for k in SUMMOR})


def _med_status(
    utfall: pd.DataFrame,
    tider: _Tider,
    grund: Raknegrund,
    andras: pd.DataFrame,
    katalog: Katalog,
    profil: Regionprofil,
) -> pd.DataFrame:
    """Return the Utfall with each figure's status; a window over a break in its series is not computed at all."""
    nycklar = list(zip(utfall["indikator"], tider.period, strict=True))
    status = {(i, p): _status(katalog[i], p, grund, profil) for i, p in set(nycklar)}
    ut = utfall.assign(status=[status[n] for n in nycklar])
    over = ut["status"] == OVER_BROTT
    for r in antal_med_status(andras):
        omraden = [r.omrade, *([profil.kod] if katalog[r.indikator].niva_summerar else [])]
        egna = (ut["indikator"] == r.indikator) & ut["omrade"].isin(omraden) & ~over
        ut.loc[egna & (ut["period"] < r.period.slut) & (tider.slut > r.period.forsta_dag), "status"] = r.status
    return ut.assign(**{k: ut[k].mask(over) for k in [*SUMMOR, "varde"]})


def _status(i: Indikator, period: Period, grund: Raknegrund, profil: Regionprofil) -> str:
    """Return whether a measure's figure for the period is final, preliminary, not secured or not to be computed."""
    borjar = flytta_manader(period.forsta_dag, 1 - i.kraver_manader)
    flera = period.antal_manader > 1 or i.kraver_manader > 1
    if flera and any(borjar < b.datum < period.slut for b in profil.brott_for(i.id)):
        return OVER_BROTT
    tabeller = (AGGREGAT,) if i.fran_andra else FUNKTIONER[i.funktion].tabeller
    if profil.ej_sakerstallda(tabeller, period.forsta_dag, period.slut):
        return "ej_sakerstalld"
    if i.efterslapning.klar(period) > grund.uttagsdatum:
        return "preliminar"
    tabell = tabeller[0]
    slut = grund.omfattning[tabell][1] if i.uppfoljning_dagar and tabell in grund.omfattning else None
    return "preliminar" if slut and period.sista_dag + timedelta(days=i.uppfoljning_dagar) > slut else "slutlig"


def _med_tackning(utfall: pd.DataFrame, tider: _Tider, tackning: pd.DataFrame, katalog: Katalog) -> pd.DataFrame:
    """Return the Utfall with the share of the område's care that the source sees, of the latest year that is known."""
    kand = {(r.galler, r.omrade, int(r.kalenderar)): float(r.andel) for r in tackning.itertuples(index=False)}
    ar = sorted({k for _, _, k in kand}, reverse=True)
    galler = utfall["indikator"].map({i.id: i.tackning_av for i in katalog.values()})
    svar: dict[tuple[Any, ...], tuple[float | None, int | None]] = {}
    nycklar = list(zip(galler, utfall["omrade"], tider.ar, strict=True))
    for vad, omrade, slutar in set(nycklar):
        valt = next((k for k in ar if k <= slutar and (vad, omrade, k) in kand), None)
        svar[vad, omrade, slutar] = (kand.get((vad, omrade, valt)) if valt else None, valt)
    andelar, artal = zip(*(svar[n] for n in nycklar), strict=True)
    return utfall.assign(tackning=pd.array(andelar, dtype="Float64"), tackning_ar=pd.array(artal, dtype="Int64"))
