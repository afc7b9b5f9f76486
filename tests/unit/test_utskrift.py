"""Which rows are printed, where the catalogue says it of a breakdown alone, and that the others stay protected."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analys.disclosure.register import Register
from analys.disclosure.utskrift import MANAD, Forgrovning, _odelade, trycks
from analys.katalog import Indikator, Katalog, Skydda, _granska
from analys.period import Period, Periodtyp
from analys.region import Brott, Regionprofil
from tests.unit.grindtabeller import MATT, Mattgorare, dolda, regler, slapp, tabell, utfall

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


def skrivs(utfall: pd.DataFrame, profil: Regionprofil, *alla: Indikator, **mer: object) -> set[str]:
    """Return the names of the rows that a release of December 2022 prints."""
    manader = {"": Period.las("2022-12")} | {i: Period.las(m) for i, m in mer.pop("manader", {}).items()}
    mask = trycks(utfall, {i.id: i for i in alla}, profil, manader, *mer.values())
    return set(utfall.loc[mask, "namn"])


@pytest.fixture(scope="module")
def utan_brott(profil: Regionprofil) -> Regionprofil:
    return replace(profil, brott=())


ALLTID = ("2022-12-01", "1999-03-01", "2022-12", "1999-03", "1999-T1", "1999")
"""Days, months, tertials and years: of totals they are printed however old they are."""
FONSTER = ("2022-12-r12", "2021-12-r12", "2022-12-r36", "2021-12-r36")
ANDRA_FONSTER = ("2022-11-r12", "2021-11-r12", "2020-12-r12", "2022-11-r36", "2020-12-r36")
DELADE = ("2022-12", "2021-12", "2022-12-01", "2021-12-01", "2022-01-01", "1999-12-01", "1999", "2022")
"""What is broken down: the months and days of thirteen months back, each 1 December and year."""
INTE_DELADE = ("2021-11", "2021-11-01", "1999-03", "1999-03-01", "2022-T3", "1999-T1")


def rader(*perioder: str, grupp: str = "", omrade: str = "1380") -> list[str]:
    return [f"m {omrade} {grupp}{p}: 20/30" for p in perioder]


def namnen(*perioder: str, grupp: str = "", omrade: str = "1380") -> set[str]:
    return {f"m {omrade} {grupp}{p}" for p in perioder}


def test_totals_are_long_series_and_what_is_broken_down_is_printed_for_thirteen_months(
    utan_brott: Regionprofil, matt: Mattgorare
) -> None:
    man = {"grupp": "kon=man "}
    hela = [*rader(*ALLTID, *FONSTER, *ANDRA_FONSTER), *rader(*DELADE, *INTE_DELADE, *FONSTER, *ANDRA_FONSTER, **man)]
    utfall = tabell("\n".join(hela))
    assert skrivs(utfall, utan_brott, matt("m")) == namnen(*ALLTID, *FONSTER) | namnen(*DELADE, *FONSTER, **man)
    assert skrivs(utfall, utan_brott, matt("m", skydda=Skydda.INGET)) == set(utfall["namn"])  # open: everything
    assert not skrivs(utfall, utan_brott, matt("annat")) - namnen(*ALLTID) - namnen(*DELADE, **man)


def test_a_measure_s_own_latest_month_has_its_windows_besides(utan_brott: Regionprofil, matt: Mattgorare) -> None:
    egna = ("2022-06-r12", "2021-06-r12", "2022-06-r36", "2021-06-r36")
    utfall = tabell("\n".join(rader(*egna, *FONSTER, "2020-06-r12", "2022-05-r12")))
    assert skrivs(utfall, utan_brott, matt("m"), manader={"m": "2022-06"}) == namnen(*egna, *FONSTER)
    assert skrivs(utfall, utan_brott, matt("m"), manader={"annat": "2022-06"}) == namnen(*FONSTER)


def test_windows_up_to_a_break_are_printed_for_five_years(utan_brott: Regionprofil, matt: Mattgorare) -> None:
    fore = ("2021-04-r12", "2020-04-r12", "2019-04-r12", "2018-04-r12", "2017-04-r12")
    trettiosex = tuple(f.replace("r12", "r36") for f in fore)
    utfall = tabell("\n".join(rader(*fore, *trettiosex, *FONSTER, "2016-04-r12", "2021-05-r12", "2021-03-r12")))
    brott = replace(utan_brott, brott=(Brott(date(2021, 5, 15), ("m",), "", ""),))
    assert skrivs(utfall, brott, matt("m")) == namnen(*fore, *trettiosex, *FONSTER)
    assert skrivs(utfall, replace(brott, brott=(Brott(date(2021, 5, 15), ("x",), "", ""),)), matt("m")) == namnen(
        *FONSTER
    )


def test_a_measure_printed_for_some_kinds_of_period_alone(utan_brott: Regionprofil, matt: Mattgorare) -> None:
    utfall = tabell("\n".join([*rader("2022-12", "2022", "2022-T3", "2022-12-r12"), "k 1380 2022-12: 9"]))
    svar = skrivs(utfall, utan_brott, matt("m", trycks_per=AR), matt("k"))
    assert svar == namnen("2022", "2022-12-r12") | {"k 1380 2022-12"}


def test_a_breakdown_has_only_the_latest_window_that_no_break_divides_and_the_year_before_s(
    utan_brott: Regionprofil, matt: Mattgorare
) -> None:
    """Two breaks in the twelve months to December: the latest whole window ends before the earlier of them."""
    man = {"grupp": "kon=man "}
    fonster = ("2022-12-r12", "2021-12-r12", "2022-08-r12", "2021-08-r12", "2022-02-r12", "2021-02-r12", "2022")
    hela = tabell("\n".join([*rader(*fonster), *rader(*fonster, **man), *rader(*fonster, grupp="del=x ")]))
    delat = matt("m", uppdelning_trycks_per={"kon": AR})
    tva = replace(utan_brott, brott=tuple(Brott(date(2022, m, 1), ("m",), "", "") for m in (3, 9)))
    alla = namnen(*fonster) | namnen(*fonster, grupp="del=x ")
    assert skrivs(hela, tva, delat) == alla | namnen("2022-02-r12", "2021-02-r12", "2022", **man)
    ett = replace(utan_brott, brott=(Brott(date(2022, 9, 20), (), "", ""),))
    assert skrivs(hela, ett, delat) & namnen(*fonster, **man) == namnen("2022-08-r12", "2021-08-r12", "2022", **man)
    for dag in (date(2022, 1, 1), date(2023, 1, 1)):  # the window begins with the break, or ends before it
        runt = replace(utan_brott, brott=(Brott(dag, (), "", ""),))
        assert skrivs(hela, runt, delat) & namnen(*fonster, **man) == namnen(
            "2022-12-r12", "2021-12-r12", "2022", **man
        )


def test_the_window_before_a_break_may_be_divided_by_an_earlier_one() -> None:
    brott = [date(2021, 6, 1), date(2022, 3, 1)]
    for ordning in (brott, brott[::-1]):
        # before March 2022: March 2021 to February 2022, which June 2021 divides; before that: June 2020 to May 2021
        assert _odelade(Periodtyp.R12, Period.las("2022-12"), ordning) == {date(2020, 6, 1), date(2019, 6, 1)}


def test_a_kommun_too_small_for_months_has_none_but_of_open_measures(
    utan_brott: Regionprofil, matt: Mattgorare
) -> None:
    stora = replace(utan_brott, rojande=replace(utan_brott.rojande, manadsvis=("1380",)))
    utfall = tabell("\n".join([*rader("2022-12", "2022-T3"), *rader("2022-12", "2022-T3", omrade="1315")]))
    assert skrivs(utfall, stora, matt("m")) == namnen("2022-12", "2022-T3") | namnen("2022-T3", omrade="1315")
    assert skrivs(utfall, stora, matt("m", skydda=Skydda.INGET)) == set(utfall["namn"])
    assert skrivs(utfall, utan_brott, matt("m")) == set(utfall["namn"])


def test_those_outside_the_region_have_no_page_of_a_measure_with_coverage(
    utan_brott: Regionprofil, matt: Mattgorare
) -> None:
    utfall = tabell("\n".join([*rader("2022"), *rader("2022", omrade="utanfor")]))
    assert skrivs(utfall, utan_brott, matt("m", tackning_av="sjukhus")) == namnen("2022")
    assert skrivs(utfall, utan_brott, matt("m")) == set(utfall["namn"])


def test_a_coarsening_takes_months_or_one_dimension_of_one_measure(utan_brott: Regionprofil, matt: Mattgorare) -> None:
    perioder = ("2022-12", "2022-T3", "2022", "2022-12-01", "2022-12-r12")
    man = {"grupp": "kon=man "}
    utfall = tabell(
        "\n".join([*rader(*perioder), *rader("2022", **man), "k 1380 2022-12: 9", "k 1380 kon=man 2022: 9"])
    )
    matten = (matt("m"), matt("k"))
    hela = skrivs(utfall, utan_brott, *matten)
    assert hela == set(utfall["namn"])
    utan = skrivs(utfall, utan_brott, *matten, f=[Forgrovning("m", MANAD)])
    assert hela - utan == namnen("2022-12", "2022-T3")
    assert hela - skrivs(utfall, utan_brott, *matten, f=[Forgrovning("m", "kon")]) == namnen("2022", **man)
    bada = [Forgrovning("m", "kon"), Forgrovning("k", MANAD)]
    assert hela - skrivs(utfall, utan_brott, *matten, f=bada) == namnen("2022", **man) | {"k 1380 2022-12"}
