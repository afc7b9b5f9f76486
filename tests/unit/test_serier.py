"""The cube's rows by series, against the same rows read one at a time."""

from __future__ import annotations

import random
from datetime import date

import pandas as pd

from analys.present.serier import KOLUMNER, Serier
from analys.utfall import DIMENSIONER


def test_every_series_is_the_rows_that_have_its_key_and_keeps_what_is_missing() -> None:
    slump = random.Random(1)
    rader = [
        {"periodtyp": typ, "omrade": omrade, "period": date(2022, manad, 1)}
        | {d: slump.choice(["alla", "kvinna", "man"]) if d == "kon" else "alla" for d in DIMENSIONER}
        | {k: slump.choice([None, 1.5, 7.0]) for k in KOLUMNER}
        for typ in ("manad", "ar")
        for omrade in ("0013", "1315", "1380")
        for manad in range(1, 13)
    ]
    slump.shuffle(rader)
    serier = Serier({"a": pd.DataFrame(rader).astype({"varde": "Float64"})})
    sett = 0
    for typ in ("manad", "ar", "tertial"):
        for omrade in ("0013", "1315", "1380", "9999"):
            for kon in ("alla", "kvinna", "man"):
                nyckel = (typ, omrade, *(kon if d == "kon" else "alla" for d in DIMENSIONER))
                egna = [r for r in rader if tuple(r[k] for k in ("periodtyp", "omrade", *DIMENSIONER)) == nyckel]
                last = serier.get(("a", *nyckel))
                assert list(last) == [r["period"] for r in egna]
                for r in egna:
                    assert {k: v for k, v in last[r["period"]].items() if not pd.isna(v)} == {
                        k: r[k] for k in KOLUMNER if r[k] is not None
                    }
                    assert list(last[r["period"]]) == list(KOLUMNER)
                sett += len(egna)
                assert serier.get(("saknas", *nyckel)) == {}
    assert sett == len(rader)
