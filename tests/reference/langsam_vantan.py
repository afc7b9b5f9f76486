"""The days that patients wait as utskrivningsklara, counted slowly night by night from the raw files.

It uses nothing from ``analys`` but the readers of tests/reference, and follows the catalogue's texts.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import pandas as pd

from tests.reference.langsam_vard import HALLAND, PERIODER, Vard, aldersband, vardtillfalle
from tests.reference.rafiler import REGION, UTANFOR, kommuner, rader

BROTT = date(2022, 11, 1)  # of the reporting, in the region's profile
LANG = 7
FORMER = ("somatik", "psykiatri")


def natter(egna: list[tuple[datetime, datetime | None]], ute: datetime) -> int:
    """Return the nights that some period covers, until the stay ended; each once."""
    dagar = set()
    for fran, till in egna:
        dag, sista = fran.date(), min(till or ute, ute).date()
        while dag < sista:
            dag += timedelta(1)
            dagar.add(dag)
    return len(dagar)


def vantan(mapp: Path, till: date, uttag: date) -> Iterator[tuple[Vard, int]]:
    """Yield each usable stay that ended and had been utskrivningsklar, with its days."""
    kanda, vard = {"", *kommuner(None)}, {}
    for r in rader(mapp / "vardtillfallen.csv", "utf-8-sig", ";"):
        v = vardtillfalle(r, uttag, kanda)
        if v and v.inne.date() <= till:
            vard.setdefault(r["Vårdtillfälle"], set()).add(v)
    vard = {i: lika.pop() for i, lika in vard.items() if len(lika) == 1}
    perioder: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for i, fran, last_slut, orsak in pd.read_parquet(mapp / "utskrivningsklara.parquet").itertuples(index=False):
        v, slut = vard.get(i), None if pd.isna(last_slut) else last_slut
        if v is None or orsak not in {"Hemgång", "Försämrad", "Återkallad", ""} or pd.isna(fran):
            continue
        if (slut and slut < fran) or fran < v.inne or (v.ute and fran > v.ute):
            continue
        perioder.setdefault(i, []).append((fran, slut))
    for i, egna in perioder.items():
        if vard[i].ute:
            yield vard[i], natter(egna, vard[i].ute)


def raknat(mapp: Path, till: date, uttag: date) -> dict[tuple, Counter]:
    """Return what was counted by vårdform, område, month and kön."""
    tal: dict[tuple, Counter] = {}
    for v, dagar in vantan(mapp, till, uttag):
        if not v.sjukhus:
            continue
        form = "somatik" if v.somatik else "psykiatri"
        for o, kon in product((v.betalar, REGION) if v.somatik else (REGION,), ("alla", v.kon)):
            c = tal.setdefault((form, o, v.ute.date().replace(day=1), kon), Counter())
            c["n"] += 1
            c["dagar"] += dagar
            c["minst en"] += dagar >= 1
            c["korttids"] += v.till == "Korttidsplats"
            c["langa"] += dagar if dagar >= LANG else 0
            c[min(dagar, 3)] += 1
            c["n", aldersband(v.alder)] += 1
            c["dagar", aldersband(v.alder)] += dagar
    return tal


def matt(c: Counter, form: str, o: str) -> Iterator[tuple[str, str, tuple]]:
    """Yield (measure, del, (täljare, nämnare)) of one group."""
    yield f"medel_dagar_utskrivningsklar_{form}", "alla", (c["dagar"], c["n"])
    yield f"medel_dagar_minst_en_dag_{form}", "alla", (c["dagar"], c["minst en"])
    for del_, grupp in {"0": 0, "1": 1, "2": 2, "3-": 3}.items():
        yield f"fordelning_dagar_utskrivningsklar_{form}", del_, (c[grupp], c["n"])
    if form == "somatik":
        yield "andel_hemma_inom_ett_dygn_somatik", "alla", (c[0] + c[1], c["n"])
        yield "andel_minst_tre_dagar_somatik", "alla", (c[3], c["n"])
        yield "andel_till_korttidsplats_somatik", "alla", (c["korttids"], c["n"])
        if o == REGION:
            yield "andel_dagar_lang_vantan_somatik", "alla", (c["langa"], c["dagar"])


def langsam_vantan(mapp: Path, till: date, uttag: date) -> dict[tuple, tuple]:
    """Return (indikator, område, periodtyp, första dag, kön, …, del): (täljare, nämnare)."""
    tal, svar = raknat(mapp, till, uttag), {}
    grupper = [(f, o, k) for f in FORMER for o in (*HALLAND, UTANFOR, REGION) for k in ("alla", "kvinna", "man")]
    grupper = [(f, o, k) for f, o, k in grupper if f == "somatik" or o == REGION]
    for (typ, d), manader in PERIODER.items():
        over_brott = BROTT in manader[1:]
        for form, o, kon in grupper:
            c = sum((tal.get((form, o, m, kon), Counter()) for m in manader), Counter())
            for namn, del_, par in matt(c, form, o):
                svar[namn, o, typ, d, kon, "alla", "alla", "alla", del_] = (None, None) if over_brott else par
            if (form, o, kon, typ) == ("somatik", REGION, "alla", "ar"):
                for band in ("alla", "0-64", "65-79", "80-"):
                    par = (c["dagar"], c["n"]) if band == "alla" else (c["dagar", band], c["n", band])
                    nyckel = ("medel_dagar_efter_alder_somatik", o, typ, d, kon, band, "alla", "alla", "alla")
                    svar[nyckel] = (None, None) if over_brott else par
    return svar
