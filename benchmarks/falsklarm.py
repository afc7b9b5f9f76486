"""False alarms of the control charts on pure noise: ``.venv/bin/python benchmarks/falsklarm.py``.

Seeded; constant exposure. Per kind of chart and mean number of events a month: the share of series that get
"säkerställd förändring" (a false alarm), the share that get "för få händelser" (no false alarm: nothing is claimed),
and the share that an unguarded XmR with Making Data Count's four rules would flag. ``grind`` is the u chart on what
the disclosure gate lets through (1-4 events hidden). Ends with status 1 when a false alarm share at 24 months is
above 5 %. Results: ``benchmarks/resultat.md``.
"""

from __future__ import annotations

import sys

import numpy as np

from analys.stats.spc import Slag, Utslag, styr, xmr_granser
from analys.stats.spc_regler import Vektor, ringar

SERIER = 2000
NIVAER = (0.3, 1.0, 3.0, 30.0)
MANADER = (24, 36, 60)
HOGST = 5.0
TROSKEL = 5
ANDEL = 0.1


def falsklarm(slump: np.random.Generator, slag: str, niva: float, manader: int) -> tuple[float, float, float]:
    """Return three shares in per cent: false alarms, "för få", and series that the unguarded rules flag."""
    ord_, osparrade = [], 0
    for _ in range(SERIER):
        x, n, dolda = brus(slump, slag, niva, manader)
        kind = {"p": Slag.P, "xmr": Slag.XMR}.get(slag, Slag.U)
        ord_.append(styr(kind, x.tolist(), n.tolist(), [0] * manader, dolda=dolda.tolist()).utslag)
        osparrade += utan_sparr(np.where(np.isnan(x), np.nan, x / n))
    andelar = (100 * sum(o is u for o in ord_) / SERIER for u in (Utslag.FORANDRING, Utslag.FOR_FA))
    return (*andelar, 100 * osparrade / SERIER)  # type: ignore[return-value]


def brus(slump: np.random.Generator, slag: str, niva: float, manader: int) -> tuple[Vektor, Vektor, Vektor]:
    """Return täljare, nämnare and what is hidden, for one series without any change in it."""
    if slag == "p":
        n = np.full(manader, round(max(niva / ANDEL, 1)))
        return slump.binomial(n, min(niva / n[0], 1)).astype(float), n.astype(float), np.zeros(manader, bool)
    antal = slump.poisson(niva, manader).astype(float)
    if slag == "xmr":  # a mean of so many skewed (exponential) lengths of stay; a month without any has none
        n = np.where(antal > 0, antal, np.nan)
        return slump.gamma(np.maximum(antal, 1), 5.0), n, np.zeros(manader, bool)
    dolda = (antal > 0) & (antal < TROSKEL) if slag == "grind" else np.zeros(manader, bool)
    return np.where(dolda, np.nan, antal), np.ones(manader), dolda


def utan_sparr(varden: Vektor) -> bool:
    """Return whether any of Making Data Count's four rules marks a point, as NHSRplotthedots draws it."""
    kvar = varden[~np.isnan(varden)]
    if len(kvar) < 2:
        return False
    mitt, bredd = xmr_granser(kvar)
    z = 9 * np.sign(kvar - mitt) if bredd == 0 else 3 * (kvar - mitt) / bredd  # limits on the mean: all are outside
    return any(ringar(z, kvar))


if __name__ == "__main__":
    slump = np.random.default_rng(20261124)
    varst = 0.0
    sys.stdout.write(
        "| diagram | månader | händelser/månad | falsklarm % | för få % | utan spärr % |\n|---|---|---|---|---|---|\n"
    )
    for slag in ("u", "p", "xmr", "grind"):
        for manader in MANADER:
            for niva in NIVAER:
                falska, fa, osparrade = falsklarm(slump, slag, niva, manader)
                varst = max(varst, falska) if manader == MANADER[0] else varst
                sys.stdout.write(f"| {slag} | {manader} | {niva} | {falska:.1f} | {fa:.0f} | {osparrade:.0f} |\n")
    sys.exit(varst > HOGST)
