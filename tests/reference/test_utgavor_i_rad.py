"""Month after month through the gate with its register, attacked over all that was printed by a program of its own."""

from datetime import date

import numpy as np
import pytest
from benchmarks.rojande.angripare import angrip
from benchmarks.rojande.pussel import lagg_pussel, samla

from analys.disclosure.register import Register
from analys.katalog import Katalog
from analys.region import Regionprofil
from analys.utfall import NYCKEL
from tests.unit.grindtabeller import KON, regler, slapp, utfall

MEDEL = {"1315": 4, "1380": 20, "1381": 9}
"""Events a month and sex: one kommun that is as small as Hylte."""


@pytest.mark.parametrize("fro", [1, 2, 3])
def test_thirteen_monthly_releases_give_no_small_count_away(katalog: Katalog, profil: Regionprofil, fro: int) -> None:
    eget, region = regler(katalog, profil, tuple(MEDEL))
    rng = np.random.default_rng(fro)
    manader = [date(2021 + m // 12, m % 12 + 1, 1) for m in range(25)]
    tal = {(k, kon, m): int(rng.poisson(lam)) for k, lam in MEDEL.items() for kon in KON for m in manader}
    register, tryckt = Register.tomt(), []
    for antal in range(13, 26):
        tabell = utfall({n: v for n, v in tal.items() if n[2] in manader[:antal]}, region)
        hela = (tabell["periodtyp"] != "ar") | (tabell["period"] == date(2021, 1, 1))
        tabell = tabell[hela].reset_index(drop=True)
        skyddat, register = slapp(tabell, eget, region, register)
        tryckt.append(skyddat.rader[[*NYCKEL, "taljare", "tecken"]])
    celler = samla(tryckt)  # stops when a printed value was changed
    svar = angrip(lagg_pussel(celler), 5)
    dolda = celler["varde"].isna().to_numpy()
    assert dolda.any()
    assert (svar.bredd[dolda] >= 5).all()
