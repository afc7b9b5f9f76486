"""A delivery's warnings one by one, and those that somebody has acknowledged, which are not repeated."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from analys import svenska
from analys.errors import DataError, Filfel
from analys.kvalitet import Hopp, Kvalitet
from analys.period import Period
from analys.region import Regionprofil
from analys.reports.kvalitetssida import TABELLNAMN, hopptext, lucktext
from analys.skrivet.godkanda_varningar import GodkandVarning

_TAL = re.compile(r"\d+")


@dataclass(frozen=True)
class Varning:
    """One warning: its table, its file (empty: the whole table's), its område (empty: not known) and its words."""

    tabell: str
    fil: str
    omrade: str
    text: str

    def godkand_av(self, godkand: GodkandVarning, profil: Regionprofil) -> bool:
        """Return whether an acknowledgement speaks of this warning: the same table or file, område and words.

        Every number of the warning stands in it: another month or another count is another warning.
        """
        kallas = {svenska.vik(t) for t in (self.tabell, self.fil, TABELLNAMN[self.tabell]) if t}
        egen = profil.omrade(godkand.omrade)
        ratt_omrade = egen.kod in (profil.kod, self.omrade) or egen.kortnamn in self.text
        return (
            svenska.vik(godkand.tabell) in kallas
            and ratt_omrade
            and svenska.vik(godkand.varning).rstrip(" .") in svenska.vik(self.text)
            and not Counter(_TAL.findall(self.text)) - Counter(_TAL.findall(godkand.varning))
        )


def prova_hopp(fil: Path, profil: Regionprofil, manad: Period, godkanda: Sequence[GodkandVarning]) -> list[str]:
    """Return the large jumps of the year before a release's month that nobody has acknowledged, in words.

    Parameters
    ----------
    fil : the large jumps that the computation left (`analys.berakna.HOPPFIL`).

    Raises
    ------
    DataError : one is in the month itself: what is missing or doubled would be printed as the newest figure.
    """
    kvar = []
    for rad in json.loads(fil.read_text(encoding="utf-8")):
        tabell, h = rad.pop("tabell"), Hopp(**rad | {"manad": date.fromisoformat(rad["manad"])})
        varning = Varning(tabell, "", h.omrade, hopptext(h, profil))
        if not any(varning.godkand_av(g, profil) for g in godkanda):
            kvar.append((h.manad, TABELLNAMN[tabell], varning.text))
    gor = "Begär en ny fil, eller skriv in varningen i godkanda_varningar i data/skrivet om den stämmer."
    if fel := [Filfel(namn, text, gor) for nar, namn, text in kvar if nar == manad.forsta_dag]:
        raise DataError(fel)
    forst = manad.flytta(-12).forsta_dag
    return [f"{namn}: {text}" for nar, namn, text in kvar if forst <= nar < manad.forsta_dag]


@dataclass(frozen=True)
class Granskad:
    """A delivery's quality without what is acknowledged; what that was, by whom; acknowledgements of nothing."""

    kvalitet: Kvalitet
    godkanda: tuple[tuple[Varning, GodkandVarning], ...]
    utan_varning: tuple[GodkandVarning, ...]


def varningar(kvalitet: Kvalitet, profil: Regionprofil) -> Iterator[Varning]:
    """Yield every warning of a delivery: its files', its months without rows, its jumps."""
    for t in kvalitet.tabeller:
        namn = t.tabell.namn
        for konto in t.konton:
            yield from (Varning(namn, konto.fil, "", v) for v in konto.varningar)
        yield from (Varning(namn, "", k, lucktext(k, m, profil)) for k, m in t.luckor)
        yield from (Varning(namn, "", h.omrade, hopptext(h, profil)) for h in t.hopp)


def godkann(kvalitet: Kvalitet, godkanda: Sequence[GodkandVarning], profil: Regionprofil) -> Granskad:
    """Return the quality without the warnings that somebody has acknowledged, and what was acknowledged."""
    par = []
    for varning in varningar(kvalitet, profil):
        if traff := next((g for g in godkanda if varning.godkand_av(g, profil)), None):
            par.append((varning, traff))
    bort = {v for v, _ in par}

    def kvar(tabell: str, omrade: str, text: str) -> bool:
        return Varning(tabell, "", omrade, text) not in bort

    tabeller = [
        replace(
            t,
            konton=[
                replace(k, varningar=[v for v in k.varningar if Varning(t.tabell.namn, k.fil, "", v) not in bort])
                for k in t.konton
            ],
            luckor=[(k, m) for k, m in t.luckor if kvar(t.tabell.namn, k, lucktext(k, m, profil))],
            hopp=[h for h in t.hopp if kvar(t.tabell.namn, h.omrade, hopptext(h, profil))],
        )
        for t in kvalitet.tabeller
    ]
    traffade = {g for _, g in par}
    return Granskad(replace(kvalitet, tabeller=tabeller), tuple(par), tuple(g for g in godkanda if g not in traffade))
