"""The primary rule at its boundaries, and that nothing derived from a hidden figure passes."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analys.berakna import Kubbesked
from analys.disclosure.grind import _TAL, SkyddatUtfall, las_kub, skriv_kub, skydda
from analys.disclosure.register import Register
from analys.errors import UsageError
from analys.katalog import Katalog, Skala, Skydda
from analys.region import Regionprofil
from analys.stats.intervall import med_intervall
from analys.utfall import ALLA, DIMENSIONER


def rader(*par: tuple[float | None, float | None], indikator: str = "antal_avslut") -> pd.DataFrame:
    """Return an Utfall of one kommun's years, one per pair, so that nothing adds up to anything else."""
    ut = pd.DataFrame(par, columns=["taljare", "namnare"]).astype("Float64")
    nycklar = {"indikator": indikator, "omrade": "1380", "periodtyp": "ar"} | dict.fromkeys(DIMENSIONER, ALLA)
    ut = ut.assign(**nycklar, period=[date(1980 + nr, 1, 1) for nr in range(len(ut))], status="slutlig")
    return ut.assign(**{k: ut["taljare"] * 2.0 for k in _TAL if k not in ut})


def grinda(utfall: pd.DataFrame, katalog: Katalog, profil: Regionprofil) -> SkyddatUtfall:
    """Return what the first release of December 2022 would show."""
    return skydda(utfall, katalog, profil, {"period": "2022-12"}, Register.tomt())[0]


def tecken(skyddat: SkyddatUtfall) -> list[str]:
    return skyddat.rader["tecken"].tolist()


@pytest.mark.parametrize(("taljare", "vantat"), [(0, ""), (1, ".."), (4, ".."), (5, ""), (6, ""), (None, "-")])
def test_counts_of_one_to_four_are_hidden(
    katalog: Katalog, profil: Regionprofil, taljare: float | None, vantat: str
) -> None:
    assert tecken(grinda(rader((taljare, 1000.0)), katalog, profil)) == [vantat]


def test_all_that_follows_from_a_hidden_count_goes_with_it(katalog: Katalog, profil: Regionprofil) -> None:
    rad = grinda(rader((3.0, 1000.0)), katalog, profil).rader.iloc[0]
    assert rad[_TAL].isna().all()


def test_a_mean_over_one_to_four_is_hidden_and_over_nobody_is_not_applicable(
    katalog: Katalog, profil: Regionprofil
) -> None:
    par = [(400.0, 4.0), (400.0, 5.0), (0.0, 0.0)]
    assert tecken(grinda(rader(*par, indikator="medel_inskrivningstid"), katalog, profil)) == ["..", "", "."]


def test_bada_hides_when_those_who_did_not_are_few(katalog: Katalog, profil: Regionprofil) -> None:
    eget = katalog | {"antal_avslut": replace(katalog["antal_avslut"], skydda=Skydda.BADA, skala=Skala.ANDEL)}
    assert tecken(grinda(rader((98.0, 100.0), (100.0, 100.0), (95.0, 100.0)), eget, profil)) == ["..", "", ""]


def test_inget_passes_unchanged(katalog: Katalog, profil: Regionprofil) -> None:
    eget = katalog | {"antal_avslut": replace(katalog["antal_avslut"], skydda=Skydda.INGET)}
    assert tecken(grinda(rader((1.0, 100.0)), eget, profil)) == [""]


def test_minsta_namnare_hides(katalog: Katalog, profil: Regionprofil) -> None:
    eget = katalog | {"antal_avslut": replace(katalog["antal_avslut"], minsta_namnare=20)}
    assert tecken(grinda(rader((10.0, 19.0), (10.0, 20.0)), eget, profil)) == ["..", ""]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=15), st.integers(5, 12))
def test_no_protected_count_lies_below_the_threshold_and_it_only_hides_more_as_it_rises(
    katalog: Katalog, profil: Regionprofil, antal: list[int], troskel: int
) -> None:
    def dolda(t: int) -> set[int]:
        eget = replace(profil, rojande=replace(profil.rojande, troskel=t))
        ut = grinda(rader(*[(float(a), 1000.0) for a in antal]), katalog, eget).rader
        assert not ut["taljare"].between(1, t - 1).any()
        return set(ut.index[ut["tecken"] == ".."])

    assert dolda(troskel) <= dolda(troskel + 1)


@pytest.mark.parametrize("matt", ["antal_avslut", "fordelning_fargspar_somatik", "andel_brytpunktssamtal"])
def test_a_window_over_a_break_shows_the_sign_for_not_applicable(
    katalog: Katalog, profil: Regionprofil, matt: str
) -> None:
    over = rader((None, None), indikator=matt).assign(status="over_brott")
    skyddat = grinda(over, katalog, profil)
    assert tecken(skyddat) == ["."]
    assert skyddat.rader[_TAL].isna().all(axis=None)


@pytest.mark.parametrize(("taljare", "vantat"), [(0, ""), (1, ".."), (4, ".."), (5, ""), (None, "-")])
def test_a_count_without_namnare_is_hidden_at_one_to_four(
    katalog: Katalog, profil: Regionprofil, taljare: float | None, vantat: str
) -> None:
    matt = "antal_vardade_somatik"
    assert katalog[matt].skala is Skala.ANTAL
    utfall = med_intervall(rader((taljare, None), indikator=matt).assign(varde=None), {matt: Skala.ANTAL})
    skyddat = grinda(utfall, katalog, profil)
    assert tecken(skyddat) == [vantat]
    rad = skyddat.rader.iloc[0]
    synliga = ["taljare", "varde", "undre_95", "ovre_95", "undre_998", "ovre_998"]
    assert rad[synliga].isna().all() if vantat else rad[synliga].notna().all()


def test_a_share_of_nobody_is_not_applicable_but_a_rate_of_nobody_s_events_is_0(
    katalog: Katalog, profil: Regionprofil
) -> None:
    assert tecken(grinda(rader((0.0, 0.0), indikator="fordelning_fargspar_somatik"), katalog, profil)) == ["."]
    assert tecken(grinda(rader((0.0, 1000.0), indikator="antal_avslut"), katalog, profil)) == [""]


def test_a_distribution_hides_each_small_group(katalog: Katalog, profil: Regionprofil) -> None:
    par = [(0.0, 20.0), (4.0, 20.0), (5.0, 20.0), (11.0, 20.0), (2.0, 4.0)]
    rott = rader(*par, indikator="fordelning_fargspar_somatik").assign(fargspar="rod")
    assert tecken(grinda(rott, katalog, profil)) == ["", "..", "", "", ".."]


def test_only_the_gate_makes_protected_figures() -> None:
    with pytest.raises(TypeError):
        SkyddatUtfall(rader((3.0, 10.0)), {})


def test_cube_is_read_as_it_was_written(kub: Kubbesked, tmp_path) -> None:
    forsta = las_kub(kub.fil)
    skriv_kub(forsta, tmp_path / "kub.parquet")
    andra = las_kub(tmp_path / "kub.parquet")
    pd.testing.assert_frame_equal(forsta.rader, andra.rader)
    assert forsta.meta == andra.meta
    assert (tmp_path / "kub.parquet").read_bytes() == kub.fil.read_bytes()


def test_the_whole_cube_holds_no_small_count(kub: Kubbesked, katalog: Katalog) -> None:
    """But what somebody else has published (``skydda = "inget"``)."""
    r = las_kub(kub.fil).rader
    r = r[~r["indikator"].isin([i.id for i in katalog.values() if i.skydda is Skydda.INGET])]
    assert len(r)
    assert not r["taljare"].between(1, 4).any()
    medel = r["indikator"].isin([i.id for i in katalog.values() if i.skala is Skala.MEDEL])
    assert not r.loc[medel, "namnare"].between(1, 4).any()


def test_missing_cube_says_what_to_run(tmp_path) -> None:
    with pytest.raises(UsageError, match="Kör först: analys rapport"):
        las_kub(tmp_path / "halland" / "2022-12" / "skyddat.parquet")
