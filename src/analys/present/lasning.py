"""The one way from a cube to a page, and what a page has asked it.

Every question that a page asks of the protected figures passes here and can be noted (`SPAR`): a trace of what a report
was made from, as build systems keep (Mokhov, Mitchell & Peyton Jones 2018, "Build systems à la carte": verifying
traces). A later run asks the same questions of its own cube; when all answers are the same, so is the report.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from analys import svenska
from analys.disclosure.grind import SAKNAS, SkyddatUtfall
from analys.period import Period
from analys.present.serier import Serier

ALLT = "allt"
"""The question whose answer is the whole cube: of a page that went another way to the figures."""
SERIE, _FRAN = "serie", "-"
_ANTAL = re.compile(r"^(\d[\d\u00a0]*)(?= \w)")
Serie = tuple[str, ...]
"""Measure, type of period, område, and a group per dimension."""


@dataclass
class Spar:
    """What has been asked: questions in words, and days by series (``2015-01-01-``: that day and all after it)."""

    kub: SkyddatUtfall
    fragor: set[str] = field(default_factory=set)
    dagar: dict[Serie, set[str]] = field(default_factory=dict)

    def alla(self) -> set[str]:
        """Return every question in words."""
        return self.fragor | {"|".join((SERIE, *s, ",".join(sorted(d)))) for s, d in self.dagar.items()}


SPARAS = "ANALYS_SPARAS"
"""Set by the runner: the file that the trace is written to, when its notebook has run."""
SPAR: list[Spar] = []
"""The trace that is kept in this process, if any; one notebook per process."""


class Kub:
    """A cube in the order in which pages ask for it."""

    def __init__(self, skyddat: SkyddatUtfall) -> None:
        self.skyddat = skyddat
        self._serier = Serier(skyddat.per_matt)

    @classmethod
    def av(cls, skyddat: SkyddatUtfall) -> Kub:
        """Return the one that is kept with the figures; in order for all that share them."""
        return cast(Kub, vars(skyddat).get("_i_ordning") or vars(skyddat).setdefault("_i_ordning", cls(skyddat)))

    def ordna(self) -> None:
        """Find where every series lies, once for all reports that are forked."""
        self._serier.ordna()

    def rader(self, serie: Serie, dag: date, *, och_sedan: bool = False) -> dict[date, dict[str, Any]]:
        """Return the figures of a series by first day: those of ``dag``, with ``och_sedan`` also of all later days."""
        if SPAR:
            SPAR[0].dagar.setdefault(serie, set()).add(dag.isoformat() + _FRAN * och_sedan)
        rader = self._serier.get(serie)
        if och_sedan:
            return {d: r for d, r in rader.items() if d >= dag}
        return {dag: rader[dag]} if dag in rader else {}

    def gles(self, serie: Serie) -> bool:
        """Return whether a series has too many small months to be shown by month; known of whoever reads of it."""
        return "|".join((serie[0], *serie[2:])) in self._glesa

    def svar(self, fraga: str, om: str = "") -> Any:
        """Return the answer to one of `SVAR`."""
        if SPAR:
            SPAR[0].fragor.add(f"{fraga}|{om}")
        return SVAR[fraga](self, om)

    def avtryck(self, fragor: Iterable[str]) -> dict[str, str]:
        """Return a hash of the answer to each question in words, in order."""
        return {f: hashlib.sha256(self._i_text(f).encode()).hexdigest()[:16] for f in sorted(fragor)}

    def _i_text(self, fraga: str) -> str:
        slag, _, om = fraga.partition("|")
        if slag != SERIE:
            return json.dumps(SVAR[slag](self, om), sort_keys=True, default=str)
        *serie, dagar = om.split("|")
        rader, vilka = self._serier.get(tuple(serie)), set(dagar.split(","))
        fran = min((d[:-1] for d in vilka if d.endswith(_FRAN)), default="9999")
        egna = [(d.isoformat(), *rader[d].values()) for d in sorted(rader) if d.isoformat() in vilka or str(d) >= fran]
        return repr((self.gles(tuple(serie)), egna))

    @cached_property
    def _glesa(self) -> set[str]:
        return set(self.skyddat.meta.get("glesa", ()))

    @cached_property
    def redovisade(self) -> set[str]:
        """The measures that the region has some figure of."""
        r = self.skyddat.rader
        return set(r.loc[r["tecken"] != SAKNAS, "indikator"])

    def preliminara(self, period: Period) -> list[str]:
        """Return the measures whose latest month is ``period`` and that have a preliminary figure for it."""
        r = self.skyddat.rader
        egna = r["indikator"].isin([i for i, m in self.skyddat.meta["manader"].items() if m == period.kod])
        nu = egna & (r["period"] == period.forsta_dag) & (r["status"] == "preliminar")
        return sorted(set(r.loc[nu, "indikator"]))


SVAR: dict[str, Callable[[Kub, str], Any]] = {
    "meta": lambda kub, namn: kub.skyddat.meta.get(namn),
    "manad": lambda kub, indikator: kub.skyddat.meta["manader"].get(indikator),
    "redovisas": lambda kub, indikator: indikator in kub.redovisade,
    "preliminara": lambda kub, period: kub.preliminara(Period.las(period)),
    "enkat": lambda kub, enkat: kub.skyddat.meta["enkater"].get(enkat),
    "enkater": lambda kub, _: sorted(kub.skyddat.meta.get("enkater", {})),
    "rader": lambda kub, _: [tiotal(kub.skyddat.meta[k]) for k in ("rader_in", "anvanda", "uteslutna", "atsidosatta")],
    "filer": lambda kub, _: [_filens_rader(f) for f in kub.skyddat.meta["filer"]],
    ALLT: lambda kub, _: kub.skyddat.meta["nyckel"],
}
"""What a page can ask besides the figures: as it is printed, so that what rounds away makes nothing anew."""


class Iakttaget:
    """A cube in the hands of a page that is traced: whoever looks into it by another way has read all of it."""

    def __init__(self, skyddat: SkyddatUtfall) -> None:
        vars(self)["_i_ordning"] = Kub.av(skyddat)

    def __getattr__(self, namn: str) -> Any:
        SPAR[0].fragor.add(f"{ALLT}|")
        return getattr(vars(self)["_i_ordning"].skyddat, namn)


def iaktta(skyddat: SkyddatUtfall) -> SkyddatUtfall:
    """Return the cube as a traced page gets it; a second cube in one process makes the trace of all."""
    if not SPAR:
        SPAR.append(Spar(skyddat))
        atexit.register(skriv_spar)  # an ordinary kernel's end; a fork of the warm process says when itself
    elif SPAR[0].kub is not skyddat:
        SPAR[0].fragor.add(f"{ALLT}|")
    return cast(SkyddatUtfall, Iakttaget(skyddat))


def skriv_spar() -> None:
    """Write what this process has asked, and the answers' hashes, where the runner wants it; nothing if not traced."""
    if SPAR:
        (spar,) = SPAR
        Path(os.environ[SPARAS]).write_text(json.dumps(Kub.av(spar.kub).avtryck(spar.alla())), encoding="utf-8")


def siffrornas_id(avtryck: Mapping[str, str]) -> str:
    """Return what names the figures that a report was made from, in each of its files."""
    return hashlib.sha256(json.dumps(avtryck, sort_keys=True).encode()).hexdigest()


def _filens_rader(fil: dict[str, Any]) -> list[Any]:
    """Return a file's name, its rows (in, used, excluded, set aside) rounded down to tens, and its warnings."""
    antal = (fil["rader_in"], fil["anvanda"], sum(fil["uteslutna"].values()), sum(fil["atsidosatta"].values()))
    varningar = [_rundad(v) for v in fil["varningar"] if not v.startswith("kolumnen")]
    return [fil["fil"], *map(tiotal, antal), varningar]


def _rundad(varning: str) -> str:
    """Return a warning with its count of rows rounded down to tens (design.md 12); a share is no count."""
    return _ANTAL.sub(lambda m: tiotal(int("".join(t for t in m[1] if t.isdigit()))), varning)


def tiotal(antal: int) -> str:
    """Return a count of rows rounded down to tens, as pages may show it (design.md 12)."""
    return svenska.tal(antal // 10 * 10) if antal >= 10 or antal == 0 else "färre än 10"
