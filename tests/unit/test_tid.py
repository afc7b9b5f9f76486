"""Persons counted month by month and in longer periods, by hand."""

from datetime import date

import numpy as np
import pandas as pd

from analys.indikatorer.tid import per_person, summera
from analys.period import Period, Periodtyp

PERIODER = [Period(Periodtyp.MANAD, date(2022, m, 1)) for m in (1, 2)] + [Period(Periodtyp.TERTIAL, date(2022, 1, 1))]


def test_row_months_of_each_group_and_nothing_of_nobody() -> None:
    """Anna is there in January and February, and once more in February; Bo in April alone, in another group."""
    dagar = [np.array(d, dtype="datetime64[s]") for d in (["2022-01-31", "2022-02-01", "2022-04-30"],)]
    sista = np.array(["2022-02-01", "2022-02-28", "2022-04-30"], dtype="datetime64[s]")
    grupper = pd.DataFrame({"kon": ["kvinna", "kvinna", "man"]})
    unika, antal = per_person(np.array(["anna", "anna", "bo"]), grupper, dagar[0], sista, PERIODER)
    assert unika["kon"].tolist() == ["kvinna", "man"]
    assert antal.tolist() == [[1, 2, 3], [0, 0, 1]]
    ut = summera(unika, PERIODER, taljare=antal, namnare=antal > 0)
    assert ut["kon"].tolist() == ["kvinna"] * 3 + ["man"] * 3
    assert ut["taljare"].tolist() == [1, 2, 3, 0, 0, 1]
    assert ut["namnare"].tolist() == [1, 1, 1, 0, 0, 1]
    tomt = summera(unika[:0], PERIODER, taljare=antal[:0])
    assert (len(tomt), set(tomt)) == (0, {"kon", "period", "periodtyp", "taljare"})
    assert tomt["taljare"].dtype == "int64"
