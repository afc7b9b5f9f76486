"""What may be shown of organisations' answers and of interviews: decided by what the respondents were promised.

Organisations are no persons and all of them are asked, so nothing is small here. What is protected is the name, as far
as the questionnaire's ``visa_namn_for`` says: ``alla``, ``intern_samverkan`` (the kommuner's names in the local
meeting, never in an open release) or ``ingen`` (only everybody together). An interview is a person's: no place, and no
word without consent.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from statistics import median
from typing import Any

import pandas as pd

from analys.disclosure.grind import INTERN
from analys.period import Period

MINST_INTERVJUER = 5
"""Fewer interviews than this are not counted on the page."""
PARTER = ("kommun", "region")


def skydda_enkater(
    enkater: pd.DataFrame, svar: pd.DataFrame, intervjuer: pd.DataFrame, niva: str, till: date
) -> dict[str, Any]:
    """Return what a page may know of each questionnaire, JSON-ready.

    Parameters
    ----------
    enkater, svar, intervjuer : the tables of the contract.
    niva : ``oppen`` or `INTERN`.
    till : the last day of the report's month; a later round is left out.

    Returns
    -------
    dict[str, Any]
        Per questionnaire: ``titel``, ``svarande``, ``kalla``, ``namn`` (whether names are shown here), ``fragor``
        (rows of ``enkater``), ``omgangar`` (oldest first). A round of organisations has ``tillfragade`` and
        ``svarade``, ``svar`` (per question every answer as [part, answer], without who gave it), ``kommuner`` (per
        kommun the same as ``svar``, with its code where names are shown; else each part's middle, in an order that has
        nothing to do with the kommun). A round of interviews has ``antal`` and ``citat`` ([question, role, words]).
    """
    ut = {}
    for enkat, fragor in enkater.groupby("enkat", sort=False):
        forsta = fragor.iloc[0]
        namn = forsta["visa_namn_for"] == "alla" or (niva == INTERN and forsta["visa_namn_for"] == INTERN)
        person = forsta["svarande"] == "person"
        egna = (intervjuer if person else svar)[lambda r, e=enkat: r["enkat"] == e]
        perioder = {p: Period.las(p) for p in sorted(egna["matomgang"].unique())}
        rundor = {p: egna[egna["matomgang"] == p] for p, period in perioder.items() if period.sista_dag <= till}
        kommuner = forsta["visa_namn_for"] != "ingen"
        ut[str(enkat)] = {
            **{k: str(forsta[k]) for k in ("titel", "svarande", "visa_namn_for", "kalla")},
            "namn": bool(namn),
            "fragor": [_fraga(f) for f in fragor.to_dict("records")],
            "omgangar": {
                p: _intervjuer(r) if person else _organisationer(r, namn=bool(namn), kommuner=kommuner)
                for p, r in rundor.items()
            },
        }
    return ut


def _fraga(rad: dict[Any, Any]) -> dict[str, Any]:
    """Return a question as pages need it; a theme has no scale."""
    skala = [int(rad["skala_min"]), int(rad["skala_max"])] if rad["slag"] == "steg" else []
    return {k: str(rad[k]) for k in ("fraga", "slag", "rubrik", "kort", "text", "indikator")} | {"skala": skala}


def _organisationer(rader: pd.DataFrame, *, namn: bool, kommuner: bool) -> dict[str, Any]:
    """Return one round's answers, with as much of who gave them as may be shown."""
    delar = []
    for kod, r in rader.groupby("kommunkod", sort=False) if kommuner else ():
        svar = _svar(r)
        if namn:
            delar.append({"kommun": str(kod), "svar": svar, **_antal(r)})
        elif set(r.loc[r["svar"].notna(), "huvudman"]) == set(PARTER):  # a part that is silent would name the kommun
            delar.append({"kommun": "", "mitt": mitt(svar)})
    return {"svar": _svar(rader), **_antal(rader), "kommuner": delar if namn else sorted(delar, key=_avtryck)}


def _antal(rader: pd.DataFrame) -> dict[str, int]:
    """Return how many organisations were asked and how many have answered anything."""
    organisation = ["huvudman", "kommunkod", "enhet"]
    svarade = rader[rader["svar"].notna()]
    return {n: len(r.drop_duplicates(organisation)) for n, r in (("tillfragade", rader), ("svarade", svarade))}


def _svar(rader: pd.DataFrame) -> dict[str, list[list[Any]]]:
    """Return every answer per question as [part, answer], in the order of the values: nobody's place is known."""
    return {
        str(f): sorted([str(h), int(s)] for h, s in zip(r["huvudman"], r["svar"], strict=True))
        for f, r in rader[rader["svar"].notna()].groupby("fraga", sort=False)
    }


def mitt(svar: dict[str, list[list[Any]]]) -> dict[str, dict[str, float]]:
    """Return each part's median per question: unlike a mean it does not tell how many have answered."""
    return {
        f: {p: float(median(s for d, s in par if d == p)) for p in PARTER if any(d == p for d, _ in par)}
        for f, par in svar.items()
    }


def _avtryck(delen: dict[str, Any]) -> str:
    """Return a sort key from the answers alone, which is neither the kommun's place nor a rank."""
    return hashlib.sha256(json.dumps(delen, sort_keys=True).encode()).hexdigest()


def _intervjuer(rader: pd.DataFrame) -> dict[str, Any]:
    """Return one round's interviews: which themes came up, and the words that their speakers have said yes to."""
    antal = int(rader["intervju"].nunique())
    citat = rader[(rader["samtycke"] == "ja") & (rader["citat"] != "")].sort_values(["fraga", "citat"])
    return {
        "antal": antal if antal >= MINST_INTERVJUER else 0,
        "teman": sorted(str(f) for f in rader["fraga"].unique()),
        "citat": [[str(v) for v in r] for r in citat[["fraga", "roll", "citat"]].itertuples(index=False)],
    }
