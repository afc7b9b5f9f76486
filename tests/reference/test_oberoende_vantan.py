"""A second opinion on the days as utskrivningsklar: night by night from the example's files (langsam_vantan.py)."""

from datetime import date
from pathlib import Path

import pandas as pd

from analys.berakna import Kubbesked
from analys.disclosure.grind import EJ_AKTUELL, las_kub
from analys.hem import Hem
from analys.utfall import OVER_BROTT
from tests.reference.langsam_vantan import langsam_vantan

NYCKEL = ["indikator", "omrade", "periodtyp", "period", "kon", "aldersgrupp", "fargspar", "boendeform", "del"]


def test_slow_days_of_waiting_equal_the_projects_for_every_period(exempel: Path, hem: Hem, kub: Kubbesked) -> None:
    """All that the internal cube holds of the measures, before the gate hides anything."""
    langsamt = langsam_vantan(exempel, date(2023, 1, 31), date(2023, 2, 1))
    r = las_kub(hem.intern_kub("halland", "2022-12")).rader
    r = r[r["indikator"].isin({k[0] for k in langsamt}) & (r["del"].ne("alla") | ~r["indikator"].str.contains("^ford"))]
    tal = r[["taljare", "namnare"]].astype(object).where(r[["taljare", "namnare"]].notna(), None)
    tal[(r["tecken"] == EJ_AKTUELL) & (r["status"] != OVER_BROTT)] = 0  # a mean over nobody has no figure
    egna = {
        tuple(k): t
        for k, t in zip(r[NYCKEL].itertuples(index=False), tal.itertuples(index=False, name=None), strict=True)
    }
    assert len(egna) > 5_000
    fel = [f"{k}: slow {langsamt.get(k, 'saknas')}, project {t}" for k, t in egna.items() if langsamt.get(k) != t]
    assert not fel, f"{len(fel)} of {len(egna)}: {fel[:5]}"
    assert len(pd.unique(r["indikator"])) == 11
