"""Visits to people who are not enrolled, written as a workbook."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from analys.sources.exempel.befolkning import ALDERSORD
from analys.sources.exempel.grund import dagnummer, pseudonymer
from analys.sources.exempel.varld import Varld

_BESOKS_OFTARE = {"0-64": (1, 20, 65), "65-79": (6, 65, 80), "80-": (14, 80, 98)}
"""How many times as often a person of the age group is visited as one under 65, and its ages in the last whole year."""
_UTAN_FODELSEAR = 0.002
_TRASIG = 0
_EXCELS_NOLLA = -25_569  # 1899-12-30 as days since 1970-01-01


def skriv_hembesok(fil: Path, folk: pd.DataFrame, varld: Varld) -> int:
    """Write the visits to the workbook ``fil``; return how many rows it holds. Run in a process of its own."""
    besok = _med_fodelsear(varld.slump(7), _hembesok(varld.slump(1), folk, varld), folk, varld.folkar)
    uttag = varld.uttag
    with xlsxwriter.Workbook(fil, {"constant_memory": True}) as bok:
        bok.set_properties({"created": datetime(uttag.year, uttag.month, uttag.day)})
        datumformat = bok.add_format({"num_format": "yyyy-mm-dd"})
        blad = bok.add_worksheet("Besök")
        blad.set_column(0, len(besok.columns) - 1, 18)
        blad.write_row(0, 0, besok.columns)
        for rad, (nummer, person, hem, kommun, dag, yrke, fodd) in enumerate(
            besok.itertuples(index=False, name=None), 1
        ):
            blad.write_string(rad, 0, nummer)
            blad.write_string(rad, 1, person)
            if hem:
                blad.write_string(rad, 2, hem)
            blad.write_string(rad, 3, kommun)
            if dag == _TRASIG:
                blad.write_string(rad, 4, "0000-00-00")
            else:
                blad.write_number(rad, 4, dag - _EXCELS_NOLLA, datumformat)
            blad.write_string(rad, 5, yrke)
            if fodd:
                blad.write_number(rad, 6, fodd)
    return len(besok)


def _hembesok(rng: np.random.Generator, folk: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return visits to people who are not enrolled: 20-40 persons per 10 000 and month, guests in summer."""
    storlek = folk[folk["År"] == varld.folkar].groupby("Kommunkod")["Folkmängd 31 december"].sum()
    delar = []  # one visit each: person, home, who visits, day since 1970-01-01
    for kommun, ort in varld.orter.items():
        snitt = storlek[kommun] * ort.besokta / 10_000
        pool = pseudonymer(rng, int(40 * snitt))
        hem = np.full(len(pool), kommun, dtype=object)
        hem[rng.random(len(pool)) < 0.01] = varld.kommuner[0]
        for manad in np.arange(np.datetime64(varld.forsta_hemsjukvard, "M"), np.datetime64(varld.sista, "M") + 1):
            nummer, dagar = manad.astype(int) % 12 + 1, range(dagnummer(manad), dagnummer(manad + 1))
            antal = min(len(pool), rng.poisson(snitt * (1 + 0.08 * np.cos((nummer - 1) * np.pi / 6))))
            delar.append(_besok(rng, rng.choice(len(pool), antal, replace=False), pool, hem, kommun, dagar))
            if ort.kust and nummer in (6, 7, 8):
                gaster = pseudonymer(rng, rng.poisson(snitt * 0.15 * (1 + (nummer == 7))))
                var = rng.choice(np.array(varld.gaster, dtype=object), len(gaster))
                delar.append(_besok(rng, np.arange(len(gaster)), gaster, var, kommun, dagar))
    rubriker = ["PersonID", "Hemkommun", "Utförande kommun", "Besöksdatum"]
    besok = pd.DataFrame(dict(zip(rubriker, map(np.concatenate, zip(*delar, strict=True)), strict=True)))
    besok = besok.sort_values(["Besöksdatum", "PersonID"], ignore_index=True)
    besok.insert(0, "Besöksnummer", [f"B{i:07d}" for i in range(1, len(besok) + 1)])
    besok["Yrke"] = rng.choice(["Sjuksköterska", "Arbetsterapeut", "Fysioterapeut"], len(besok), p=[0.8, 0.1, 0.1])
    if not varld.smuts:
        return besok
    dubbletter = besok.iloc[[100, 2000, 30000]]
    trasig = besok.iloc[[5000]].assign(Besöksnummer="B9999999", Besöksdatum=_TRASIG)
    return pd.concat([besok, dubbletter, trasig], ignore_index=True)


def _med_fodelsear(rng: np.random.Generator, besok: pd.DataFrame, folk: pd.DataFrame, folkar: int) -> pd.DataFrame:
    """Return the visits with each person's year of birth, by the ages of the kommun's people; 0 where not known."""
    antal = folk[folk["År"] == folkar].pivot_table(
        index="Kommunkod", columns="Ålder", values="Folkmängd 31 december", aggfunc="sum"
    )[[ALDERSORD[g] for g in _BESOKS_OFTARE]]
    oftare, fran, till = (np.array(v) for v in zip(*_BESOKS_OFTARE.values(), strict=True))
    vikter = {"": antal.sum().to_numpy() * oftare} | {k: r.to_numpy() * oftare for k, r in antal.iterrows()}
    granser = {kommun: np.cumsum(v) / v.sum() for kommun, v in vikter.items()}
    personer = besok.drop_duplicates("PersonID")
    hemma = np.array([granser.get(kommun, granser[""]) for kommun in personer["Hemkommun"]])
    grupp = (rng.random(len(personer))[:, None] > hemma).sum(axis=1)
    alder = rng.integers(fran[grupp], till[grupp])
    fodd = np.where(rng.random(len(personer)) < _UTAN_FODELSEAR, 0, folkar + 1 - alder)
    return besok.assign(Födelseår=besok["PersonID"].map(dict(zip(personer["PersonID"], fodd, strict=True))))


def _besok(
    rng: np.random.Generator, valda: np.ndarray, pool: np.ndarray, hem: np.ndarray, kommun: str, dagar: range
) -> tuple[np.ndarray, ...]:
    """Return the visits of one kommun and month: one or more per chosen person."""
    rad = np.repeat(valda, 1 + rng.poisson(0.4, len(valda)))
    dag = rng.integers(dagar.start, dagar.stop, len(rad))
    return pool[rad], hem[rad], np.full(len(rad), kommun, dtype=object), dag
