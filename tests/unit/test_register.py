"""The register of published figures: what may change between releases, and what happens when it is lost."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analys.disclosure.grind import _skydd, skydda
from analys.disclosure.register import (
    DOLD,
    Register,
    _huvud,
    _lika,
    avtryck,
    borja_om,
    kontrollera_register,
    las_register,
    skriv_release,
)
from analys.disclosure.uppslag import INGEN
from analys.errors import DisclosureError
from analys.katalog import Katalog, OverTid, Skala, Skydda
from analys.period import Period
from analys.region import Regionprofil
from analys.utfall import NYCKEL
from tests.unit.grindtabeller import KON, Mattgorare, dolda, regler, slapp, tabell, utfall

A, B, C = "1315", "1380", "1381"
MANADER = [date(2022, m, 1) for m in range(1, 13)]
Tal = dict[tuple[str, str, date], int]


def lika(antal: int = 20, **andrade: int) -> Tal:
    """Return three kommuner x two sexes x twelve months of ``antal``; ``A_kvinna_3=25`` changes one count."""
    tal = {(k, kon, m): antal for k in (A, B, C) for kon in KON for m in MANADER}
    for nyckel, n in andrade.items():
        kommun, kon, manad = nyckel.split("_")
        tal[{"A": A, "B": B, "C": C}[kommun], kon, MANADER[int(manad) - 1]] = n
    return tal


def publicera(tabell: pd.DataFrame, katalog: Katalog, profil: Regionprofil, fore: Register | None = None) -> Register:
    return slapp(tabell, katalog, profil, fore or Register.tomt())[1]


def tal(tabell: pd.DataFrame, omrade: str, kon: str, typ: str, period: date) -> float:
    r = tabell[(tabell["omrade"] == omrade) & (tabell["kon"] == kon) & (tabell["periodtyp"] == typ)]
    return float(r.loc[r["period"] == period, "taljare"].iloc[0])


def test_a_number_is_like_itself_and_nothing_like_nothing() -> None:
    a, b = (pd.Series(tal, dtype="Float64") for tal in ([1, None, None, 1, 1], [1, None, 1, None, 2]))
    assert _lika(a, b).tolist() == [True, True, False, False, False]


def test_one_late_registration_changes_nothing_that_was_published(katalog: Katalog, profil: Regionprofil) -> None:
    eget, region = regler(katalog, profil, (A, B, C))
    forst = utfall(lika(), region)
    register = publicera(forst, eget, region)
    sen = utfall(lika(A_kvinna_3=21), region)
    pd.testing.assert_frame_equal(register.frys(sen, eget, 5, revision=False), forst)


def test_a_large_correction_is_shown_in_the_month_and_in_the_year(katalog: Katalog, profil: Regionprofil) -> None:
    eget, region = regler(katalog, profil, (A, B, C))
    register = publicera(utfall(lika(), region), eget, region)
    sen = utfall(lika(A_kvinna_3=25), region)
    pd.testing.assert_frame_equal(register.frys(sen, eget, 5, revision=False), sen)


def test_a_month_is_corrected_whole_or_not_at_all(katalog: Katalog, profil: Regionprofil) -> None:
    """A large and a small correction of the same month: showing the large one alone would break its sums."""
    eget, region = regler(katalog, profil, (A, B, C))
    forst = utfall(lika(), region)
    register = publicera(forst, eget, region)
    sen = register.frys(utfall(lika(A_kvinna_3=40, B_man_3=21, A_man_5=30), region), eget, 5, revision=False)
    assert tal(sen, A, "kvinna", "manad", MANADER[2]) == 20
    assert tal(sen, A, "man", "manad", MANADER[4]) == 30  # another month, corrected by enough
    assert tal(sen, A, "alla", "ar", date(2022, 1, 1)) == 12 * 40 + 10


def test_the_yearly_revision_renews_everything(katalog: Katalog, profil: Regionprofil) -> None:
    eget, region = regler(katalog, profil, (A, B, C))
    register = publicera(utfall(lika(), region), eget, region)
    sen = utfall(lika(A_kvinna_3=21), region)
    pd.testing.assert_frame_equal(register.frys(sen, eget, 5, revision=True), sen)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 11), st.integers(1, 4)), max_size=4))
def test_small_changes_never_show_and_sums_still_hold(
    katalog: Katalog, profil: Regionprofil, andringar: list[tuple[int, int, int]]
) -> None:
    eget, region = regler(katalog, profil, (A, B, C))
    forst = utfall(lika(), region)
    register = Register.tomt().med(forst, forst["taljare"] >= 0, Register.tomt().rader, eget)
    nya = lika()
    for cell, manad, mer in andringar:
        nyckel = list(nya)[cell * 12 + manad]
        nya[nyckel] = min(24, nya[nyckel] + mer)
    pd.testing.assert_frame_equal(register.frys(utfall(nya, region), eget, 5, revision=False), forst)


def test_a_cell_hidden_once_stays_hidden(katalog: Katalog, profil: Regionprofil) -> None:
    eget, region = regler(katalog, profil, (A, B, C))
    tabell = utfall(lika(A_kvinna_3=2), region)
    register = publicera(tabell, eget, region)
    forst, _ = skydda(tabell, eget, region, {"period": "2022-12"}, Register.tomt())
    igen, _ = skydda(tabell, eget, region, {"period": "2022-12"}, register)
    assert dolda(forst) <= dolda(igen) | set()
    pd.testing.assert_frame_equal(forst.rader, igen.rader)


def test_a_hidden_row_s_other_count_is_no_secret(katalog: Katalog, profil: Regionprofil) -> None:
    """A large nämnare beside a hidden täljare protects nobody: to hide it for ever would stop later releases."""
    eget, region = regler(katalog, profil, (A, B, C))
    andelar = {m: replace(i, skala=Skala.ANDEL) for m, i in eget.items()}
    tabell = utfall(lika(A_kvinna_3=2), region)
    tabell["namnare"] = 10 * tabell["taljare"]
    synlig, taljare, namnare = publicera(tabell, andelar, region).fasta(tabell)
    assert taljare[(tabell["taljare"] == 2).to_numpy()].all()
    assert not (namnare | (taljare & synlig)).any()


def test_what_was_hidden_is_protected_also_when_it_is_no_longer_printed(katalog: Katalog, profil: Regionprofil) -> None:
    """By sex only thirteen months are printed; the hidden January 2022 is out of print in May 2023.

    The months between it and those that are printed are more than the gate looks at one by one (`KORT`).
    """
    eget, region = regler(katalog, profil, (A, B, C))
    senare = {
        **lika(A_kvinna_1=2),
        **{(k, s, date(2023, m, 1)): 20 for k in (A, B, C) for s in KON for m in range(1, 6)},
    }
    tabell = utfall(senare, region)
    register = publicera(utfall(lika(A_kvinna_1=2), region), eget, region)
    for fore, vantat in ((register, True), (Register.tomt(), False)):
        skydd = _skydd(tabell, eget, region, {"": Period.las("2023-05")}, fore, [])
        rad = int(np.flatnonzero((tabell["taljare"] == 2).to_numpy())[0])
        assert not skydd.tryckta[rad]
        assert (skydd.system.taljare[rad] != INGEN and bool(skydd.krav[skydd.system.taljare[rad]])) == vantat


def test_the_register_is_read_as_it_was_written_and_a_rerun_writes_nothing(
    katalog: Katalog, profil: Regionprofil, tmp_path
) -> None:
    eget, region = regler(katalog, profil, (A, B, C))
    register = publicera(utfall(lika(A_kvinna_3=2), region), eget, region)
    skriv_release(tmp_path, "2022-12", "kub 1", register)
    pd.testing.assert_frame_equal(las_register(tmp_path).rader, register.rader, check_dtype=False)
    assert (tmp_path / "2022-12.parquet").stat().st_mode & 0o777 == 0o600
    fore = avtryck(tmp_path, "")
    skriv_release(tmp_path, "2022-12", "kub 1", Register.tomt())
    assert avtryck(tmp_path, "") == fore
    assert avtryck(tmp_path, "2022-12") == avtryck(tmp_path / "finns inte", "")


def test_the_latest_publication_is_what_counts(katalog: Katalog, profil: Regionprofil, tmp_path) -> None:
    eget, region = regler(katalog, profil, (A, B, C))
    for period, antal in (("2022-12", 20), ("2022-11", 30)):
        skriv_release(tmp_path, period, period, publicera(utfall(lika(antal), region), eget, region))
    assert las_register(tmp_path).rader["taljare"].min() == 30


def test_a_register_of_another_version_stops_with_what_to_do(tmp_path) -> None:
    skriv_release(tmp_path / "egen", "2022-12", "kub", Register(Register.tomt().rader.assign(mer=1)))
    with pytest.raises(DisclosureError) as fel:
        las_register(tmp_path / "egen")
    assert str(fel.value) == (
        "Registret över publicerade siffror (egen) går inte att läsa: det är skadat eller från en annan version. "
        "Återställ data/internt från säkerhetskopian, eller flytta undan mappen och kör analys rapport "
        '--nytt-register "skälet".'
    )


def test_a_lost_register_stops_the_release_and_a_new_one_is_logged(tmp_path) -> None:
    with pytest.raises(DisclosureError, match=r"saknar 2022-11, 2022-12 .*--nytt-register") as fel:
        kontrollera_register(tmp_path / "egen", ["2022-12", "2022-11"])
    assert fel.value.exit_status == 69
    borja_om(tmp_path / "egen", ["2022-11", "2022-12"], "disken gick sönder")
    kontrollera_register(tmp_path / "egen", ["2022-12", "2022-11"])
    logg = (tmp_path / "egen" / "nystart.csv").read_text(encoding="utf-8")
    assert "disken gick sönder;2022-11;2022-12" in logg
    assert (tmp_path / "egen" / "nystart.csv").stat().st_mode & 0o777 == 0o600
    with pytest.raises(DisclosureError, match="2023-01"):
        kontrollera_register(tmp_path / "egen", ["2022-12", "2023-01"])


def rad_av(register: Register, namn: str, utfall: pd.DataFrame) -> dict[str, object]:
    r = utfall[utfall["namn"] == namn].iloc[0]
    i = (register.rader[list(NYCKEL)] == r[list(NYCKEL)].tolist()).all(axis=1)
    assert i.sum() == 1
    return register.rader.loc[i].iloc[0].to_dict()


def test_what_each_release_adds_to_the_register(matt: Mattgorare) -> None:
    """Printed once is printed, and secret once is secret, while the counts stand; a row of no later release stays."""
    katalog = {"m": matt("m"), "o": matt("o", skydda=Skydda.INGET)}
    tomt = Register.tomt().rader
    forst = tabell("m A 2022-01: 9\nm A 2022-02: 3\nm A 2022-03: 8\nm A 2022-04: 7\no A 2022-01: 2")
    hemlig = forst.iloc[[1, 3]].assign(taljare_dold=True, namnare_dold=[False, True])
    ett = Register.tomt().med(forst, pd.Series([True, False, True, False, True]), hemlig, katalog)
    assert len(ett.rader) == 4  # what others have published is no secret of ours
    assert ett.rader["synlig"].tolist() == [True, False, True, False]
    assert ett.rader["taljare_dold"].tolist() == [False, True, False, True]
    assert ett.rader["namnare_dold"].tolist() == [False, False, False, True]
    sen = tabell("m A 2022-01: 9\nm A 2022-02: 3\nm A 2022-03: 80\nm A 2022-05: 6")
    tva = ett.med(sen, pd.Series([False, False, False, True]), tomt, katalog)
    assert len(tva.rader) == 5
    assert list(tva.rader.index) == list(range(5))
    lagen = {
        n: tuple(rad_av(tva, n, pd.concat([forst, sen]))[k] for k in ("taljare", "synlig", *DOLD))
        for n in ("m A 2022-01", "m A 2022-02", "m A 2022-04", "m A 2022-05")
    }
    assert lagen == {
        "m A 2022-01": (9, True, False, False),
        "m A 2022-02": (3, False, True, False),
        "m A 2022-04": (7, False, True, True),
        "m A 2022-05": (6, True, False, False),
    }
    assert rad_av(tva, "m A 2022-03", sen)["taljare"] == 80  # another count: what was printed of it is no more
    assert not rad_av(tva, "m A 2022-03", sen)["synlig"]
    synlig, taljare, namnare = tva.fasta(pd.concat([forst, sen[3:]], ignore_index=True))
    assert synlig.tolist() == [True, False, False, False, False, True]
    assert taljare.tolist() == [False, True, False, True, False, False]
    assert namnare.tolist() == [False, False, False, True, False, False]
    assert [m.tolist() for m in Register.tomt().fasta(sen)] == [[False] * 4] * 3
    dagar = tva.fasta(sen.assign(namnare=7.0))
    assert not dagar[0].any()  # printed with another nämnare


@pytest.mark.parametrize(("skillnad", "fryst"), [(0, False), (1, True), (4, True), (-4, True), (5, False), (-5, False)])
@pytest.mark.parametrize("tal", ["taljare", "namnare"])
def test_a_small_change_freezes_its_block(matt: Mattgorare, skillnad: int, fryst: bool, tal: str) -> None:
    """The block is all rows of the measure and period; another measure or month goes its own way."""
    katalog = {"m": matt("m"), "k": matt("k")}
    forst = tabell("m A 2022-01: 20/50\nm B 2022-01: 20/50\nk A 2022-01: 20/50\nm A 2022-02: 20/50\nm A 2022: 20/50")
    register = Register.tomt().med(forst, forst["taljare"] > 0, Register.tomt().rader, katalog)
    sen = forst.assign(taljare=forst["taljare"] + 7.0, kvadratsumma=pd.array([4.0] * 5, dtype="Float64"))
    sen.loc[0, ["taljare", "namnare"]] = [20.0, 50.0]
    sen.loc[0, tal] += skillnad
    ut = register.frys(sen, katalog, 5, revision=False)
    vantat = sen.copy()
    if fryst:
        vantat.loc[[0, 1], ["taljare", "namnare", "kvadratsumma"]] = forst.loc[[0, 1]]
    pd.testing.assert_frame_equal(ut, vantat)
    ny = tabell("m C 2022-01: 3/50")
    pd.testing.assert_frame_equal(register.frys(ny, katalog, 5, revision=False), ny)


def test_windows_follow_the_frozen_months_of_their_own_series(matt: Mattgorare) -> None:
    """January 2021 of A is frozen at 20 (21 now): all windows with it lose one; others and stocks stay."""
    summor, lager = matt("m", over_tid=OverTid.SUMMA), matt("l")
    katalog = {"m": summor, "l": lager}
    text = """
        m A 2021-01: {0}/{1}
        m A 2021-02: 30/90
        m A 2021-T1: {2}/{3}
        m A 2021-T2: 70/90
        m A 2021-12-r12: {2}/{3}
        m A 2022-01-r12: 99/99
        m B 2021-01: 20/50
        m B 2021-T1: 50/90
        l A 2021-T1: 50/90
        """
    forst = tabell(text.format(20, 50, 90, 140))
    register = Register.tomt().med(forst, forst["taljare"] > 0, Register.tomt().rader, katalog)
    sen = tabell(text.format(21, 52, 91, 142))
    ut = register.frys(sen, katalog, 5, revision=False)
    pd.testing.assert_frame_equal(ut, forst)
    pd.testing.assert_frame_equal(sen, tabell(text.format(21, 52, 91, 142)))  # the Utfall itself is as it was
    fritt = tabell(text.format(26, 52, 96, 142))  # the täljare by enough, but the nämnare by two
    assert register.frys(fritt, katalog, 5, revision=False)["taljare"].tolist() == forst["taljare"].tolist()
    assert Register.tomt().frys(sen, katalog, 5, revision=False) is sen
    assert register.frys(sen, katalog, 5, revision=True) is sen


def test_the_files_of_a_register(tmp_path, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 9")
    register = Register.tomt().med(utfall, utfall["taljare"] > 0, Register.tomt().rader, {"m": matt("m")})
    mapp = tmp_path / "internt" / "egen"
    skriv_release(mapp, "2022-01", "kub", Register(register.rader.set_axis([7])))
    assert [f.name for f in mapp.iterdir()] == ["2022-01.parquet"]
    assert pq.read_schema(mapp / "2022-01.parquet").names == list(Register.tomt().rader.columns)
    for nr, (period, kub) in enumerate([("2022-02", "a"), ("2022-03", "b"), ("2022-02", "c")], start=2):
        skriv_release(mapp, period, kub, register)
        assert _huvud(mapp / f"{period}.parquet") == {"nummer": nr, "kub": kub}
    allt, utan = avtryck(mapp, ""), avtryck(mapp, "2022-02")
    skriv_release(mapp, "2022-02", "d", register)
    assert avtryck(mapp, "") != allt
    assert avtryck(mapp, "2022-02") == utan
    (mapp / "2022-03.parquet").rename(mapp / "2022-04.parquet")
    assert avtryck(mapp, "2022-02") != utan
    igen = las_register(mapp)
    assert igen.rader["period"].tolist() == [date(2022, 1, 1)]
    pd.testing.assert_frame_equal(igen.frys(utfall, {"m": matt("m")}, 5, revision=False), utfall)
    with pytest.raises(DisclosureError) as fel:
        kontrollera_register(mapp, ["2022-12", "2022-01", "2022-11"])
    assert str(fel.value) == (
        "Registret över publicerade siffror saknar 2022-11, 2022-12 (egen). Utan det går det inte att kontrollera vad "
        "som kan räknas fram ur tidigare utgåvor. Återställ mappen data/internt från säkerhetskopian. Går det inte: "
        'kör analys rapport --nytt-register "skälet". Det loggas.'
    )
    borja_om(tmp_path / "ny", ["2022-11"], "disken; trasig")
    borja_om(tmp_path / "ny", ["2022-12"], "igen")
    rader = (tmp_path / "ny" / "nystart.csv").read_text(encoding="utf-8").splitlines()
    assert [r.partition(";")[2] for r in rader] == ['"disken; trasig";2022-11', "igen;2022-12"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", r.partition(";")[0]) for r in rader)
    kontrollera_register(tmp_path / "ny", ["2022-11", "2022-12"])
    with pytest.raises(DisclosureError, match="saknar disken; trasig"):
        kontrollera_register(tmp_path / "ny", ["disken; trasig"])


def test_a_row_that_is_there_twice_is_no_register(matt: Mattgorare) -> None:
    utfall, katalog, tomt = tabell("m A 2022-01: 9"), {"m": matt("m")}, Register.tomt()
    ett = tomt.med(utfall, utfall["taljare"] > 0, tomt.rader, katalog)
    dubbelt = Register(pd.concat([ett.rader] * 2, ignore_index=True))
    skal = pd.concat([utfall.assign(**dict.fromkeys(DOLD, True))] * 2)
    for gor in (
        lambda: tomt.med(utfall, utfall["taljare"] > 0, skal, katalog),
        lambda: dubbelt.med(utfall, utfall["taljare"] > 0, tomt.rader, katalog),
        lambda: dubbelt.frys(utfall, katalog, 5, revision=False),
        lambda: dubbelt.fasta(utfall),
    ):
        with pytest.raises(pd.errors.MergeError):
            gor()
