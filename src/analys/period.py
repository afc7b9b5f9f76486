"""Periods of the calendar: dag, månad, tertial, år, and rolling 12 and 36 months (r12, r36).

A period is half open inside (``forsta_dag`` <= d < ``slut``), so leap days and month ends need no rule.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analys import svenska
from analys.errors import UsageError


class Periodtyp(StrEnum):
    """The kinds of period an Utfall can speak of."""

    DAG = "dag"
    MANAD = "manad"
    TERTIAL = "tertial"
    AR = "ar"
    R12 = "r12"
    R36 = "r36"

    @property
    def rullande(self) -> bool:
        """Whether such a period ends with any month, so that two of them overlap."""
        return self in (Periodtyp.R12, Periodtyp.R36)


_MANADER = {Periodtyp.MANAD: 1, Periodtyp.TERTIAL: 4, Periodtyp.AR: 12, Periodtyp.R12: 12, Periodtyp.R36: 36}
_MONSTER = re.compile(r"(?P<ar>\d{4})(?:-(?:T(?P<tertial>[1-3])|(?P<manad>0[1-9]|1[0-2])(?:-(?P<dag>\d\d|r12|r36))?))?")


@dataclass(frozen=True, order=True)
class Period:
    """One period: its kind and its first day."""

    typ: Periodtyp
    forsta_dag: date

    @classmethod
    def las(cls, text: str) -> Period:
        """Return the period written as ``2022``, ``2022-T3``, ``2022-12``, ``2022-12-01``, ``2022-12-r12``, ``-r36``.

        Raises
        ------
        UsageError : the text is none of these, or no such day exists.
        """
        traff = _MONSTER.fullmatch(text.strip())
        try:
            if traff is None:
                raise ValueError(text)
            kalenderar = int(traff["ar"])
            if not 1900 <= kalenderar <= 2200:
                raise ValueError(text)
            if traff["tertial"]:
                return cls(Periodtyp.TERTIAL, date(kalenderar, 4 * int(traff["tertial"]) - 3, 1))
            if not traff["manad"]:
                return cls(Periodtyp.AR, date(kalenderar, 1, 1))
            manad = date(kalenderar, int(traff["manad"]), 1)
            if traff["dag"] in (Periodtyp.R12, Periodtyp.R36):
                return cls(Periodtyp.MANAD, manad).med_typ(Periodtyp(traff["dag"]))
            if traff["dag"]:
                return cls(Periodtyp.DAG, manad.replace(day=int(traff["dag"])))
            return cls(Periodtyp.MANAD, manad)
        except ValueError:
            raise UsageError(
                f'Perioden "{text}" går inte att läsa. Skriv till exempel 2022-12 (månad), 2022-T3 (tertial) '
                "eller 2022 (år)."
            ) from None

    @property
    def slut(self) -> date:
        """The first day after the period."""
        if self.typ is Periodtyp.DAG:
            return self.forsta_dag + timedelta(days=1)
        return flytta_manader(self.forsta_dag, _MANADER[self.typ])

    @property
    def antal_manader(self) -> int:
        """How many months the period holds; 0 for a day."""
        return _MANADER.get(self.typ, 0)

    @property
    def sista_dag(self) -> date:
        """The last day of the period."""
        return self.slut - timedelta(days=1)

    @property
    def kod(self) -> str:
        """The text that `las` reads back: safe in file names."""
        d = self.forsta_dag
        return {
            Periodtyp.DAG: d.isoformat(),
            Periodtyp.MANAD: f"{d:%Y-%m}",
            Periodtyp.TERTIAL: f"{d:%Y}-T{(d.month + 3) // 4}",
            Periodtyp.AR: f"{d:%Y}",
            Periodtyp.R12: f"{self.sista_dag:%Y-%m}-r12",
            Periodtyp.R36: f"{self.sista_dag:%Y-%m}-r36",
        }[self.typ]

    @property
    def text(self) -> str:
        """The period as a reader meets it: ``december 2022``, ``tertial 3 2022``."""
        d, sist = self.forsta_dag, self.sista_dag
        if self.typ is Periodtyp.DAG:
            return svenska.datum(d)
        if self.typ is Periodtyp.MANAD:
            return svenska.manad(d)
        if self.typ is Periodtyp.TERTIAL:
            return f"tertial {(d.month + 3) // 4} {d.year}"
        if self.typ is Periodtyp.AR:
            return str(d.year)
        if d.year == sist.year:
            return f"januari{svenska.TANKSTRECK}{svenska.manad(sist)}"
        return f"{svenska.manad(d)}{svenska.TANKSTRECK}{svenska.manad(sist)}"

    @property
    def nar(self) -> str:
        """The period as an adverbial: ``den 1 december 2022``, ``i december 2022``, ``under 2022``."""
        preposition = {Periodtyp.DAG: "den", Periodtyp.MANAD: "i", Periodtyp.TERTIAL: "i"}.get(self.typ, "under")
        return f"{preposition} {self.text}"

    def med_typ(self, typ: Periodtyp) -> Period:
        """Return the period of kind ``typ`` that ends with this one (a day: the first of the month)."""
        manad = self.sista_dag.replace(day=1)
        if typ.rullande:
            return Period(typ, flytta_manader(manad, 1 - _MANADER[typ]))
        if typ is Periodtyp.AR:
            return Period(typ, manad.replace(month=1))
        if typ is Periodtyp.TERTIAL:
            return Period(typ, manad.replace(month=(manad.month - 1) // 4 * 4 + 1))
        return Period(typ, manad)

    def flytta(self, manader: int) -> Period:
        """Return the same kind of period ``manader`` months later (negative: earlier)."""
        return Period(self.typ, flytta_manader(self.forsta_dag, manader))

    def serie_till(self, sista: Period) -> list[Period]:
        """Return this period and those that follow it, one step at a time, up to ``sista``."""
        steg = 1 if self.typ is Periodtyp.DAG or self.typ.rullande else _MANADER[self.typ]
        serie, nu = [], self
        while nu <= sista:
            serie.append(nu)
            nu = nu.flytta(steg)
        return serie


def flytta_manader(dag: date, manader: int) -> date:
    """Return the day ``manader`` months later; one that the month lacks becomes its last (31 aug + 6 = 28 feb)."""
    index = dag.year * 12 + dag.month - 1 + manader
    ar, manad = divmod(index, 12)
    return dag.replace(year=ar, month=manad + 1, day=min(dag.day, monthrange(ar, manad + 1)[1]))
