"""Secondary suppression on tables small enough to check by eye, and against an attacker written anew."""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analys.disclosure.grind import UtraknatError, skriv_kub, skydda
from analys.disclosure.register import Register
from analys.disclosure.skydd import INSIDERORD
from analys.katalog import Katalog, OverTid
from analys.region import Regionprofil
from tests.unit.grindtabeller import KON, MATT, dolda, grinda, regler, slapp, utfall

A, B, C, D = "1315", "1380", "1381", "1382"
JAN = date(2022, 1, 1)


def en_manad(*rader: tuple[int, int]) -> dict[tuple[str, str, date], int]:
    return {
        (k, kon, JAN): n for k, par in zip((A, B, C, D), rader, strict=False) for kon, n in zip(KON, par, strict=True)
    }


def test_the_peer_s_table_hides_a_rectangle_around_its_one_small_cell(katalog: Katalog, profil: Regionprofil) -> None:
    """sdcTable's example (statistics.md 11): A female 2 is small; A male, C male and C female are hidden with it."""
    eget, region = regler(katalog, profil, (A, B, C, D))
    tabell = utfall(en_manad((2, 18), (19, 14), (10, 12), (14, 11)), region, ar=False)
    svar = dolda(grinda(tabell, eget, region))
    assert svar == {(o, k, "manad", JAN) for o, k in product((A, C), KON)}


def test_a_total_minus_its_parts_gives_nothing_away(katalog: Katalog, profil: Regionprofil) -> None:
    eget, region = regler(katalog, profil, (A, B))
    svar = dolda(grinda(utfall(en_manad((3, 40), (50, 60)), region, ar=False), eget, region))
    assert (A, "kvinna", "manad", JAN) in svar
    assert len({o for o, k, *_ in svar if k == "kvinna"}) >= 2
    assert len({k for o, k, *_ in svar if o == A}) >= 2


def test_two_who_are_alone_do_not_hide_each_other(katalog: Katalog, profil: Regionprofil) -> None:
    """One woman in A, one in B: each knows her own count, so the women of a third kommun are hidden too."""
    eget, region = regler(katalog, profil, (A, B, C, D))
    svar = dolda(grinda(utfall(en_manad((1, 30), (1, 31), (12, 32), (14, 33)), region, ar=False), eget, region))
    assert (
        len({o for o, k, *_ in svar if k == "kvinna" and o != region.kod} | {o for o, k, *_ in svar if k == "kvinna"})
        >= 3
    )


def test_a_table_without_small_counts_passes_whole(katalog: Katalog, profil: Regionprofil) -> None:
    eget, region = regler(katalog, profil, (A, B, C, D))
    assert not dolda(grinda(utfall(en_manad((5, 0), (19, 14), (10, 12), (14, 11)), region), eget, region))


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=12, max_size=12))
def test_no_hidden_count_can_be_worked_out(katalog: Katalog, profil: Regionprofil, antal: list[int]) -> None:
    """Three kommuner, two sexes, two months and their margins, attacked over the twelve inner counts alone."""
    eget, region = regler(katalog, profil, (A, B, C))
    inre = list(product((A, B, C), KON, (JAN, date(2022, 2, 1))))
    skyddat = grinda(utfall(dict(zip(inre, antal, strict=True)), region, ar=False), eget, region)
    rader = []
    for r in skyddat.rader.itertuples():
        med = [(r.omrade in {o, region.kod}) and r.kon in {k, "alla"} and r.period == m for o, k, m in inre]
        rader.append((np.array(med, float), r.tecken, r.taljare))
    kanda = [(a, float(x)) for a, tecken, x in rader if tecken == ""]
    lika = {"A_eq": np.array([a for a, _ in kanda]), "b_eq": [x for _, x in kanda]} if kanda else {}
    for a, tecken, _ in rader:
        if tecken == "..":
            lagst = linprog(a, **lika, bounds=(0, 200)).fun
            hogst = -linprog(-a, **lika, bounds=(0, 200)).fun
            assert hogst - lagst >= 5 - 1e-6


def med_r12(tabell: pd.DataFrame) -> pd.DataFrame:
    """Return the table with twelve months at a time besides, as `indikatorer` names them: by their first month."""
    manader = tabell[tabell["periodtyp"] == "manad"].sort_values("period")
    tal = manader.groupby(["omrade", "kon"])["taljare"].transform(lambda s: s[::-1].rolling(12).sum()[::-1])
    r12 = manader.assign(periodtyp="r12", taljare=tal.astype("Float64"))[tal.notna()]
    return pd.concat([tabell, r12], ignore_index=True)


def test_a_small_month_that_is_never_printed_is_protected_too(katalog: Katalog, profil: Regionprofil) -> None:
    """Twelve months to January 2022 less the year 2021 plus January 2022, all of women in A, is January 2021: 3."""
    eget, region = regler(katalog, profil, (A, B))
    manader = [date(2021 + m // 12, m % 12 + 1, 1) for m in range(25)]
    tal = {(k, kon, m): 20 for k in (A, B) for kon in KON for m in manader} | {(A, "kvinna", manader[0]): 3}
    tabell = med_r12(utfall(tal, region))
    tabell = tabell[(tabell["periodtyp"] != "ar") | (tabell["period"] < manader[24])].reset_index(drop=True)
    skyddat = grinda(tabell, eget, region).rader
    synliga = skyddat[(skyddat["omrade"] == A) & (skyddat["kon"] == "kvinna") & (skyddat["tecken"] == "")]
    behovs = {("r12", manader[1]), ("ar", manader[0]), ("manad", manader[12])}
    assert not behovs <= set(zip(synliga["periodtyp"], synliga["period"], strict=True))


def test_each_person_once_a_window_bounds_its_months(katalog: Katalog, profil: Regionprofil) -> None:
    """Of persons counted anew per window: a year of 3 with eleven months of 0 was printed once, so the twelfth is 3."""
    eget, region = regler(katalog, profil, (A,))
    eget = {m: replace(i, over_tid=OverTid.EGEN, identiteter=(), dimensioner=()) for m, i in eget.items()}
    tabell = utfall(
        {(A, kon, date(2022, m, 1)): 3 * (m == 5 and kon == "man") for m in range(1, 13) for kon in KON}, region
    )
    tabell = tabell[(tabell["kon"] == "alla") & (tabell["omrade"] == A)].reset_index(drop=True)
    visad = (tabell["periodtyp"] == "ar") | (tabell["taljare"] == 0)
    register = Register.tomt().med(tabell, visad, Register.tomt().rader, eget)
    with pytest.raises(UtraknatError, match=MATT):
        grinda(tabell, eget, region, register)
    assert len(dolda(grinda(tabell, eget, region))) == 2  # nothing printed before: both are small, and neither shows


def test_moving_a_person_between_hidden_cells_changes_nothing_that_is_printed(
    katalog: Katalog, profil: Regionprofil, tmp_path
) -> None:
    """One woman of A becomes a man, and one man of C a woman: every printed sum is the same, and so is every byte."""
    eget, region = regler(katalog, profil, (A, B, C, D))
    bytes_ = []
    for ett, annat in (((2, 18), (10, 12)), ((3, 17), (9, 13))):
        tabell = utfall(en_manad(ett, (19, 14), annat, (14, 11)), region, ar=False)
        skriv_kub(grinda(tabell, eget, region), tmp_path / "kub.parquet")
        bytes_.append((tmp_path / "kub.parquet").read_bytes())
    assert bytes_[0] == bytes_[1]


def test_the_same_release_twice_hides_the_same(katalog: Katalog, profil: Regionprofil) -> None:
    eget, region = regler(katalog, profil, (A, B, C, D))
    tabell = utfall(en_manad((2, 18), (3, 14), (10, 4), (14, 11)), region)
    forst, register = slapp(tabell, eget, region, Register.tomt())
    pd.testing.assert_frame_equal(forst.rader, grinda(tabell, eget, region).rader)
    pd.testing.assert_frame_equal(forst.rader, grinda(tabell, eget, region, register).rader)


def test_a_count_that_somebody_alone_in_another_can_work_out_is_named_to_the_owner(
    katalog: Katalog, profil: Regionprofil
) -> None:
    """One woman in A, four in B; that they are five was published before: the one in A knows the four."""
    eget, region = regler(katalog, profil, (A, B))
    tabell = utfall(en_manad((1, 30), (4, 31)), region, ar=False)
    visad = (tabell["omrade"] == region.kod) & (tabell["kon"] == "kvinna")
    register = Register.tomt().med(tabell, visad, Register.tomt().rader, eget)
    skyddat, skal = skydda(tabell, eget, region, {"period": "2022-01"}, register)
    assert {(A, "kvinna", "manad", JAN), (B, "kvinna", "manad", JAN)} <= dolda(skyddat)
    namnda = skal[skal["skal"].str.endswith(INSIDERORD)]
    assert set(zip(namnda["omrade"], namnda["kon"], strict=True)) == {(B, "kvinna")}
    fritt, skal = skydda(tabell, eget, region, {"period": "2022-01"}, Register.tomt())
    assert dolda(fritt) > dolda(skyddat)  # else the sum is hidden with them
    assert not skal["skal"].str.endswith(INSIDERORD).any()


def test_what_is_public_already_cannot_be_hidden_and_the_coarsening_is_named(
    katalog: Katalog, profil: Regionprofil
) -> None:
    """Total and men were published once without protection: the women follow, and only leaving kön out helps."""
    eget, region = regler(katalog, profil, (A, B))
    tabell = utfall(en_manad((3, 40), (50, 60)), region, ar=False)
    visad = tabell["kon"] != "kvinna"
    register = Register.tomt().med(tabell, visad, Register.tomt().rader, eget)
    with pytest.raises(UtraknatError, match=rf"kan räknas fram i {MATT}\..*delas inte upp på kön.*--forgrova") as fel:
        grinda(tabell, eget, region, register)
    assert fel.value.exit_status == 69
    assert fel.value.forslag is not None
    assert fel.value.forslag.slag == "kon"
    assert " 3" not in str(fel.value)
