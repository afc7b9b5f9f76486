"""Who should deliver what by when, and what has come: the profile's plan beside the delivery at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analys import svenska
from analys.errors import DataError, Filfel
from analys.manaden import Leveransplan
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.lager import Lager
from analys.sources.tabeller import TABELLER


class Leveranslage(StrEnum):
    """What has become of an expected delivery."""

    VANTAS = "väntas"
    FORSENAD = "försenad"
    KOMMIT = "har kommit"
    OFULLSTANDIG = "ofullständig"
    SEN = "har kommit, uttagen efter sista dagen"


@dataclass(frozen=True)
class Leveransrad:
    """One line of the plan for one month. ``saknas``: the kommuner (codes) without rows in it."""

    plan: Leveransplan
    senast: date
    lage: Leveranslage
    filer: tuple[str, ...]
    saknas: tuple[str, ...]


def kontrollera_planen(profil: Regionprofil) -> None:
    """Check that the profile's plan names tables that there are.

    Raises
    ------
    DataError : it does not; with the nearest name.
    """
    okanda = [p.tabell for p in profil.leveranser if p.tabell not in TABELLER]
    if okanda:
        fil, val = f"{profil.id}.toml", f"Välj bland {svenska.lista(TABELLER)}."
        raise DataError(
            [
                Filfel(fil, f'tabellen "{t}" under leveranser finns inte.{svenska.liknar(t, TABELLER)}', val)
                for t in okanda
            ]
        )


def folj_planen(profil: Regionprofil, lager: Lager, manad: Period, i_dag: date) -> list[Leveransrad]:
    """Return the plan's lines for a month, each with what has come of it in the delivery.

    A file has come when its period holds the month's last day, a kommun's rows when the table has some of the month.
    That it came late is known of the table's latest month alone: an extract tells its own day, not the earlier ones'.
    """
    besked = lager.besked
    ut = []
    for plan in profil.leveranser:
        senast = manad.slut.replace(day=plan.dag)
        av_tabellen = {n: besked.filer[n] for n in besked.filer_for(plan.tabell)}
        filer = tuple(n for n, f in av_tabellen.items() if f.fran <= manad.sista_dag <= f.till)
        senare = any(f.till >= manad.flytta(1).sista_dag for f in av_tabellen.values())
        finns = lager.kommuner.get(plan.tabell, frozenset())
        luckor = {k for t, k, m in lager.luckor if t == plan.tabell and m == manad.forsta_dag}
        saknas = tuple(k for k in plan.kommuner if filer and (k not in finns or k in luckor))
        if not filer:
            lage = Leveranslage.FORSENAD if i_dag > senast else Leveranslage.VANTAS
        elif saknas:
            lage = Leveranslage.OFULLSTANDIG
        else:
            sen = besked.uttagsdatum > senast and not senare
            lage = Leveranslage.SEN if sen else Leveranslage.KOMMIT
        ut.append(Leveransrad(plan, senast, lage, filer, saknas))
    return ut
