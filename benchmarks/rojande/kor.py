"""Thirteen monthly releases of made-up counts through a protection, attacked with everything printed so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from benchmarks.rojande.angripare import angrip
from benchmarks.rojande.exakt import optimum, tabellsummor
from benchmarks.rojande.halland import HISTORIA, sanning, utfall
from benchmarks.rojande.insider import avslojade
from benchmarks.rojande.pussel import MANADER, lagg_pussel, samla

from analys.errors import DisclosureError
from analys.utfall import NYCKEL

TROSKEL = 5

Skydd = Callable[[pd.DataFrame], pd.DataFrame]
"""One release: Utfall in, ``NYCKEL``, ``taljare`` and ``tecken`` out. What it must remember it keeps."""


@dataclass(frozen=True)
class Resultat:
    """What one attack on ``utgavor`` releases found, in numbers of cells.

    ``sma``: true value 1 to T-1; ``otryckta``: such cells, never printed.
    """

    utgavor: int
    celler: int
    dolda: int
    exakta: int
    exakta_sma: int
    smala: int
    smala_sma: int
    otryckta: int
    otryckta_exakta: int
    otryckta_smala: int
    insider_exakta: int
    insiders: int
    grind_sekunder: float
    angrepp_sekunder: float


def kor_serie(
    skydd: Skydd, fro: int, utgavor: int, insiders: int, varje: bool, historia: int = HISTORIA
) -> list[Resultat]:
    """Return the results of the attack after the last release (``varje``: after each) of one seed.

    ``historia`` is the number of months before the first release. A release that the protection refuses ends the
    series; what was printed before it is attacked.
    """
    fina = sanning(fro, historia + utgavor)
    tryckta, resultat, sekunder, stopp = [], [], 0.0, False
    while len(tryckta) < utgavor and not stopp:
        manader = historia + len(tryckta) + 1
        nasta = utfall(fina[fina["period"] < fina["period"].min() + pd.DateOffset(months=manader)])
        start = time.perf_counter()
        try:
            tryckta.append(skydd(nasta))
            allt = nasta
        except DisclosureError:
            stopp = True
        sekunder += time.perf_counter() - start
        if tryckta and (varje or stopp or len(tryckta) == utgavor):
            resultat.append(_angrip(tryckta, allt, fina, insiders, sekunder))
    return resultat


def _angrip(
    tryckta: list[pd.DataFrame], allt: pd.DataFrame, fina: pd.DataFrame, insiders: int, sekunder: float
) -> Resultat:
    """Attack all that is printed; the truth (``allt``, ``fina``) only says what to ask about and how to count."""
    start = time.perf_counter()
    tryckt = samla(tryckta).assign(tryckt=True)
    sma = allt.loc[allt["taljare"].between(1, TROSKEL - 1), list(NYCKEL)]
    celler = tryckt.merge(sma, on=list(NYCKEL), how="outer")
    synlig_varld = celler["tryckt"].notna().to_numpy()
    pussel = lagg_pussel(celler)
    svar = angrip(pussel, TROSKEL)
    sant = celler.merge(allt[[*NYCKEL, "taljare"]], on=list(NYCKEL), how="left")["taljare"].to_numpy(float)
    dold, otryckt = synlig_varld & np.isnan(pussel.varde), ~synlig_varld
    liten = (sant >= 1) & (sant < TROSKEL)
    exakt, smal = svar.bredd == 0, (svar.bredd > 0) & (svar.bredd < TROSKEL)
    hittade, provade = avslojade(pussel, svar, _atomer(fina, celler), TROSKEL, insiders)
    return Resultat(
        utgavor=len(tryckta),
        celler=int(synlig_varld.sum()),
        dolda=int(dold.sum()),
        exakta=int((dold & exakt).sum()),
        exakta_sma=int((dold & exakt & liten).sum()),
        smala=int((dold & smal).sum()),
        smala_sma=int((dold & smal & liten).sum()),
        otryckta=int(otryckt.sum()),
        otryckta_exakta=int((otryckt & exakt).sum()),
        otryckta_smala=int((otryckt & smal).sum()),
        insider_exakta=len(hittade),
        insiders=provade,
        grind_sekunder=sekunder,
        angrepp_sekunder=time.perf_counter() - start,
    )


def _atomer(fina: pd.DataFrame, celler: pd.DataFrame) -> np.ndarray:
    """Return the true finest counts in the order of the puzzle's atoms: område, month, then the dimensions."""
    manader = celler["periodtyp"].map(MANADER.__getitem__)
    slut = max(
        pd.Timestamp(dag) + pd.DateOffset(months=n) for dag, n in set(zip(celler["period"], manader, strict=True))
    )
    inom = (fina["period"] >= pd.Timestamp(celler["period"].min())) & (fina["period"] < slut)
    return fina[inom].sort_values(["omrade", "period", "kon", "aldersgrupp"])["taljare"].to_numpy(float)


def jamfor_med_basta(skydd: Skydd, fro: int) -> tuple[int, int]:
    """Return how many cells the protection hides of a single month's table, and the fewest that protect it."""
    allt = utfall(sanning(fro, manader=1), ("manad",))
    egna = int((skydd(allt)["tecken"] == "..").sum())
    celler = samla([allt.assign(tecken="")])
    pussel = lagg_pussel(celler)
    basta = optimum(pussel.matris, pussel.varde, tabellsummor(celler), np.ones(len(celler)), TROSKEL)
    return egna, round(basta.kostnad)
