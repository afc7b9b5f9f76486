"""The register of published figures: what may change between releases, and what happens when it is lost."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analys.disclosure.grind import _skydd, skydda
from analys.disclosure.register import (
    Register,
    avtryck,
    borja_om,
    kontrollera_register,
    las_register,
    skriv_release,
)
from analys.disclosure.uppslag import INGEN
from analys.errors import DisclosureError
from analys.katalog import Katalog, Skala
from analys.period import Period
from analys.region import Regionprofil
from tests.unit.grindtabeller import KON, dolda, regler, slapp, utfall

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
