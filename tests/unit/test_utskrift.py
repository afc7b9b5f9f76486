"""Which rows are printed, where the catalogue says it of a breakdown alone, and that the others stay protected."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analys.disclosure.register import Register
from analys.disclosure.utskrift import trycks
from analys.katalog import Katalog, _granska
from analys.period import Period, Periodtyp
from analys.region import Regionprofil
from tests.unit.grindtabeller import MATT, dolda, regler, slapp, utfall

AR = (Periodtyp.AR, Periodtyp.R12)
MANADER = [date(2021 + m // 12, m % 12 + 1, 1) for m in range(24)]


@pytest.fixture
def arsvis(katalog: Katalog, profil: Regionprofil) -> tuple[Katalog, Regionprofil]:
    """A measure whose sexes are printed for years alone, and a region of two kommuner."""
    eget, region = regler(katalog, profil, ("1315", "1380"))
    return {MATT: replace(eget[MATT], uppdelning_trycks_per={"kon": AR})}, region


def test_a_breakdown_is_printed_for_its_own_periods_and_the_total_for_all(
    arsvis: tuple[Katalog, Regionprofil],
) -> None:
    katalog, profil = arsvis
    tabell = utfall({(k, s, m): 20 for k in profil.kommuner for s in ("kvinna", "man") for m in MANADER}, profil)
    tryckta = tabell[trycks(tabell, katalog, profil, {"": Period.las("2022-12")})]
    assert set(tryckta.loc[tryckta["kon"] != "alla", "periodtyp"]) == {"ar"}
    assert set(tryckta.loc[tryckta["kon"] == "alla", "periodtyp"]) == {"ar", "manad"}
    utan = katalog | {MATT: replace(katalog[MATT], uppdelning_trycks_per={})}
    assert trycks(tabell, utan, profil, {"": Period.las("2022-12")}).sum() > len(tryckta)


def test_an_unprinted_month_cannot_be_worked_out_from_two_releases_windows(
    arsvis: tuple[Katalog, Regionprofil],
) -> None:
    """A year is printed, then the twelve months that end a month later: they differ by one month's women and another's.

    Nobody left in January 2022, which is printed, so no woman did: the difference is January 2021's two women.
    """
    katalog, profil = arsvis
    tal = {(k, s, m): 20 for k in profil.kommuner for s in ("kvinna", "man") for m in MANADER}
    tal |= {("1315", "kvinna", date(2021, 1, 1)): 2, ("1315", "kvinna", date(2022, 1, 1)): 0}
    tal |= {("1315", "man", date(2022, 1, 1)): 0}
    hela = utfall(tal, profil, ar=False)
    ar = utfall({n: v for n, v in tal.items() if n[2].year == 2021}, profil)
    rullande = utfall({n: v for n, v in tal.items() if date(2021, 2, 1) <= n[2] <= date(2022, 1, 1)}, profil, ar=False)
    rullande = rullande[rullande["periodtyp"] == "manad"]
    nyckel = ["indikator", "omrade", "kon"]
    fonster = rullande.groupby(nyckel, as_index=False)["taljare"].sum()
    fonster = rullande.drop_duplicates(nyckel).drop(columns="taljare").merge(fonster, on=nyckel)
    fonster = fonster.assign(periodtyp="r12", period=date(2021, 2, 1))
    manader = hela[hela["period"] <= date(2022, 1, 1)]
    forsta = pd.concat([manader[manader["period"] < date(2022, 1, 1)], ar[ar["periodtyp"] == "ar"]], ignore_index=True)
    skyddat, register = slapp(forsta, katalog, profil, Register.tomt())
    assert ("1315", "kvinna", "ar", date(2021, 1, 1)) not in dolda(skyddat)
    andra = pd.concat([manader, ar[ar["periodtyp"] == "ar"], fonster], ignore_index=True)
    skyddat, _ = slapp(andra, katalog, profil, register)
    assert ("1315", "kvinna", "r12", date(2021, 2, 1)) in dolda(skyddat)


def test_a_breakdowns_periods_are_among_the_measures(katalog: Katalog) -> None:
    matt = katalog["andel_hemma_inom_ett_dygn_somatik"]
    for fel in ({"rub": AR}, {"kon": (Periodtyp.R36,)}):
        assert len(list(_granska(replace(matt, uppdelning_trycks_per=fel), katalog))) == 1
    assert not list(_granska(matt, katalog))
