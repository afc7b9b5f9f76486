"""Which period a measure has on a page: the catalogue's, or a longer one when the område's events are too few."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from analys import svenska
from analys.disclosure.grind import DOLD
from analys.period import Period, Periodtyp
from analys.present.tal import Tal
from analys.stats.omdome import MINST_HANDELSER
from analys.stats.poolning import Skal, valj

POOLAS = (Periodtyp.MANAD, Periodtyp.TERTIAL, Periodtyp.R12, Periodtyp.R36)
_LANGD = {0: "en dag", 1: "en månad", 4: "fyra månader"}


def kandidater(forsta: Period, manad: Period, typer: Sequence[Periodtyp]) -> list[Period]:
    """Return the measure's periods to choose among: ``forsta`` and the longer ones that end no later than ``manad``."""
    langre = [manad.med_typ(t) for t in POOLAS if t in typer]
    hela = [p for p in langre if p.sista_dag <= manad.sista_dag and p.antal_manader > forsta.antal_manader]
    return [forsta, *hela]


def valj_period(perioder: Sequence[Period], tal: Callable[[Period], Tal]) -> tuple[Period, str]:
    """Return the period to show, and why it is longer than the first (nothing when it is the first).

    ``tal`` gives the protected figure of a period: what is not printed cannot decide.
    """
    val = valj([_handelser(tal(p)) for p in perioder])
    if not val.plats:
        return perioder[0], ""
    kortare = perioder[: val.plats]
    sagd = next((p for p in reversed(kortare) if tal(p).finns or tal(p).rad["tecken"] == DOLD), kortare[0])
    andra = f" Det var ändå färre än {MINST_HANDELSER} händelser." if val.skal is Skal.ANDA_FOR_FA else ""
    period = perioder[val.plats]
    return period, f"Perioden är {langd(period)}, eftersom {_orsak(tal(sagd), langd(sagd))}.{andra}"


def langd(period: Period) -> str:
    """Return a period's length in words: ``en månad``, ``12 månader``."""
    return _LANGD.get(period.antal_manader, f"{period.antal_manader}{svenska.HART_BLANKSTEG}månader")


def _handelser(tal: Tal) -> float | None:
    """Return how many events a figure is of; a published value without its count stands as it is."""
    if not tal.finns:
        return None
    return math.inf if pd.isna(tal.rad["taljare"]) else tal.handelser


def _orsak(kort: Tal, tid: str) -> str:
    if kort.finns:
        return f"det var färre än {MINST_HANDELSER} händelser på {tid}"
    return f"talet för {tid} är för litet för att visas" if kort.rad["tecken"] == DOLD else f"uppgift saknas för {tid}"
