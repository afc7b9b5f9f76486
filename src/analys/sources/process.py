"""The discharge process against the stay that it is about: milestones that contradict the stay are set aside."""

from __future__ import annotations

import pandas as pd

from analys.errors import DataError, Filfel
from analys.hem import Hem
from analys.sources.besked import Leveransbesked
from analys.sources.inlasning import for_manga
from analys.sources.kalla import tabellkarta
from analys.sources.processtabeller import STEG
from analys.sources.redovisning import Filredovisning

PROCESS = "utskrivningsprocess"
Fil = tuple[Filredovisning, pd.DataFrame]


def med_processer(lasta: list[Fil], besked: Leveransbesked, hem: Hem) -> list[Fil]:
    """Return the files with the person of each process; a process of no used stay is left out.

    Set aside: a step before the day of admission, a discharge before the day of the first notice (``lasta`` must still
    hold the periods that are set aside for it), and a kommun that was ready after the patient had gone home. A kommun
    that was ready before the notice is right.

    Raises
    ------
    DataError : a rule sets aside more of a file's rows than its limit allows.
    """
    if not any(konto.tabell == PROCESS for konto, _ in lasta):
        return lasta
    stallda = pd.concat([r for k, r in lasta if k.tabell == "vardtillfallen"])
    stalld = stallda.drop_duplicates("vardtillfalle_id").set_index("vardtillfalle_id")
    klara = pd.concat([r for k, r in lasta if k.tabell == "utskrivningsklara_perioder"])
    forsta_klar = klara.groupby("vardtillfalle_id")["fran"].min().dt.floor("D")
    ut: list[Fil] = []
    fel: list[Filfel] = []
    for konto, alla in lasta:
        if konto.tabell != PROCESS:
            ut.append((konto, alla))
            continue
        rader = alla[alla["vardtillfalle_id"].isin(stalld.index)]
        if okanda := len(alla) - len(rader):
            konto.uteslutna["okant_vardtillfalle"] = okanda
        hos = stalld.reindex(rader["vardtillfalle_id"]).set_axis(rader.index)
        inne, hemma = (hos[k].dt.floor("D") for k in ("inskriven_tidpunkt", "utskriven_tidpunkt"))
        klar = rader["vardtillfalle_id"].map(forsta_klar)
        regel = pd.Series("", index=rader.index, dtype=object)
        for namn, brott in {
            "fore_inskrivningen": rader[list(STEG)].lt(inne, axis=0).any(axis=1),
            "hemgang_fore_utskrivningsklar": hemma < klar,
            "kommunklar_efter_hemgang": rader["kommunklar"] > hemma,
        }.items():
            regel[(regel == "") & brott] = namn
        for namn in sorted(set(regel) - {""}):
            konto.atsidosatta[namn] = list(rader.index[regel == namn])
            fel += for_manga(konto, namn, tabellkarta(hem.kallor, besked.filer[konto.fil].kalla, PROCESS))
        rader = rader[regel == ""].assign(person_id=hos["person_id"][regel == ""])
        konto.anvanda = len(rader)
        ut.append((konto, rader))
    if fel:
        raise DataError(fel)
    return ut
