"""What is hidden in a release, why, and what its readers are told: small tables with the answer written by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analys.disclosure.grind import (
    INTERN,
    SkyddatUtfall,
    UtraknatError,
    forslag_i_ord,
    las_kub,
    las_kubmeta,
    oskyddat,
    skriv_kub,
    skydda,
)
from analys.disclosure.register import DOLD, Register
from analys.disclosure.skydd import _kostnad, for_liten_namnare
from analys.disclosure.system import bygg_system
from analys.disclosure.utskrift import MANAD, Forgrovning
from analys.errors import UsageError
from analys.katalog import Indikator, OverTid, Skala, Skydda
from analys.region import Regionprofil
from analys.utfall import DIMENSIONER
from tests.unit.grindtabeller import Mattgorare, tabell


@pytest.fixture(scope="module")
def region(profil: Regionprofil) -> Regionprofil:
    return replace(profil, kod="R", kommuner=("A", "B"), brott=())


def grinda(
    utfall: pd.DataFrame, region: Regionprofil, *alla: Indikator, fore: Register | None = None, **meta: object
) -> tuple[SkyddatUtfall, pd.DataFrame]:
    katalog = {i.id: i for i in alla}
    return skydda(utfall, katalog, region, {"period": "2022-12"} | meta, fore or Register.tomt())


def tecken(skyddat: SkyddatUtfall) -> dict[str, str]:
    return dict(zip(skyddat.rader["namn"], skyddat.rader["tecken"], strict=True))


def skalen(utfall: pd.DataFrame, skal: pd.DataFrame) -> dict[str, tuple[str, bool, bool]]:
    """Return why each hidden row is hidden, and whether its täljare and its nämnare are secret."""
    tal = skal[["skal", *DOLD]].itertuples(index=False)
    return {namn: tuple(rad) for namn, rad in zip(utfall["namn"][skal.index], tal, strict=True)}


def test_each_hidden_row_has_its_reason_and_its_secrets(region: Regionprofil, matt: Mattgorare) -> None:
    utfall = tabell(
        """
        m A 2022-01: 3/100
        m A 2022-02: 97/100
        m A 2022-03: 50/100
        m A 2022-04: 2/3
        m A 2022-05: 6/12
        m A 2022-06: 0/4
        m A 2022-07: -/100
        m A 2022-08: 0/0
        m A 2022-09: 100/100
        m A 2022-10: 4/20
        m A 2022-11: 5/20
        """
    )
    m = matt("m", skala=Skala.ANDEL, skydda=Skydda.BADA, minsta_namnare=20)
    skyddat, skal = grinda(utfall, region, m)
    assert skalen(utfall, skal) == {
        "m A 2022-01": ("primär: litet tal", True, False),
        "m A 2022-02": ("primär: litet tal", True, True),  # 3 missed out: with the nämnare it would follow
        "m A 2022-04": ("primär: litet tal", True, True),
        "m A 2022-05": ("för liten nämnare", False, False),
        "m A 2022-06": ("primär: litet tal", True, True),  # 4 missed out
        "m A 2022-10": ("primär: litet tal", True, False),
    }
    visade = {"m A 2022-03": "", "m A 2022-07": "-", "m A 2022-08": ".", "m A 2022-09": "", "m A 2022-11": ""}
    assert tecken(skyddat) == dict.fromkeys(utfall["namn"], "..") | visade
    assert list(skyddat.rader.index) == list(range(11))
    synliga = skyddat.rader["tecken"] == ""
    assert skyddat.rader.loc[synliga, ["taljare", "namnare"]].to_numpy().tolist() == [[50, 100], [100, 100], [5, 20]]
    assert skyddat.rader.loc[~synliga, ["taljare", "namnare", "kvadratsumma", "varde"]].isna().all(axis=None)
    assert skyddat.meta["andel_dolda"] == 6 / 9  # of those with a figure to show


def test_a_row_hidden_for_another_s_sake_says_so(region: Regionprofil, matt: Mattgorare) -> None:
    utfall = tabell(
        """
        m A 2022-01: 43
        m A kon=kvinna 2022-01: 3
        m A kon=man 2022-01: 40
        """
    )
    _, skal = grinda(utfall, region, matt("m", "summa över kon"))
    ord_ = {namn: skal_ for namn, (skal_, *_) in skalen(utfall, skal).items()}
    assert ord_.pop("m A kon=kvinna 2022-01") == "primär: litet tal"
    assert set(ord_.values()) == {"sekundär: skyddar ett annat"}


def test_a_cube_without_rows_passes(region: Regionprofil, matt: Mattgorare) -> None:
    skyddat, skal = grinda(tabell("m A 2022-01: 3").iloc[:0], region, matt("m"))
    assert skyddat.rader.empty
    assert skal.empty


def test_the_share_hidden_leaves_out_what_is_open(region: Regionprofil, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 3\nm A 2022-02: 30\nm A 2022-03: 9\nm A 2022-04: 8\no A 2022-01: 3\no A 2022-02: 2")
    m, o = matt("m"), matt("o", skydda=Skydda.INGET)
    assert grinda(utfall, region, m, o)[0].meta["andel_dolda"] == 1 / 4
    assert grinda(utfall[4:], region, o)[0].meta["andel_dolda"] == 0
    assert isinstance(grinda(utfall[4:], region, m, o)[0].meta["andel_dolda"], float)


def test_a_value_alone_is_shown_and_what_lies_over_a_break_is_not(region: Regionprofil, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: -\nm A 2022-02: -\nm A 2022-03: 30\nm A 2022-04: 0/0\nm B 2022-04: 7")
    utfall = utfall.assign(varde=pd.array([7.5, None, None, None, None], dtype="Float64"))
    utfall.loc[2, "status"] = "over_brott"
    utfall.loc[4, "namnare"] = pd.NA
    svar = tecken(grinda(utfall, region, matt("m", skydda=Skydda.INGET))[0])
    assert list(svar.values()) == ["", "-", ".", ".", ""]
    per = grinda(utfall, region, matt("m", skydda=Skydda.INGET, skala=Skala.PER_10000))[0]
    assert list(tecken(per).values()) == ["", "-", ".", "", ""]


def sma_manader(antal: int, sma: int) -> str:
    return "\n".join(f"m A 2022-{m:02d}: {3 if m <= sma else 30}" for m in range(1, antal + 1))


@pytest.mark.parametrize(("antal", "sma", "gles"), [(12, 4, True), (12, 3, False), (11, 11, False)])
def test_a_series_with_more_than_a_quarter_small_is_not_printed_by_month(
    region: Regionprofil, matt: Mattgorare, antal: int, sma: int, gles: bool
) -> None:
    utfall = tabell(f"m A 2022: 300\nm B 2022-01: 30\n{sma_manader(antal, sma)}")
    skyddat, skal = grinda(utfall, region, matt("m"))
    assert ("m A 2022-12" in tecken(skyddat)) == (antal == 12 and not gles)
    assert {"m A 2022", "m B 2022-01"} <= set(tecken(skyddat))
    assert skyddat.meta["glesa"] == (["m|A|alla|alla|alla|alla|alla|alla|alla|alla"] if gles else [])
    svar = skalen(utfall, skal)
    assert svar["m A 2022-01"] == ("primär: litet tal", True, False)
    assert svar.get("m A 2022-12") == (("för många små tal i serien", False, False) if gles else None)
    assert "m A 2022" not in svar


def test_months_that_were_printed_before_do_not_make_a_series_sparse(region: Regionprofil, matt: Mattgorare) -> None:
    utfall, m = tabell(sma_manader(12, 4)), matt("m")
    tryckt = pd.Series(range(12)) == 11
    fore = Register.tomt().med(utfall, tryckt, grinda(utfall, region, m)[1], {"m": m})
    skyddat, _ = grinda(utfall, region, m, fore=fore)
    assert list(tecken(skyddat).values()) == [".."] * 4 + [""] * 8  # the eleven others are too few for a series


def test_what_hiding_a_figure_costs(region: Regionprofil, matt: Mattgorare) -> None:
    """Per row that shows it: a month 1, tertial 4, a day 40, else 20; the latest 10, the region 5, a total 2 times."""
    utfall = tabell(
        """
        m A 2022-01: 9
        m A 2022-02: 9
        m A kon=man 2022-02: 9
        m R 2022-01: 9
        m A 2022-T1: 9
        m A 2021-T3: 9
        m A 2021: 9
        k A 2021: 9
        m A 2022: 9
        m A 2020-12-01: 9
        m A 2021-12-01: 9
        """
    )
    system = bygg_system(utfall, np.ones(11, dtype=bool), {m: matt(m) for m in ("m", "k")}, region)
    kostnad = _kostnad(utfall, system, region)[system.taljare]
    antal = [2, 20, 10, 10, 80, 8, 40, 400, 400, 80, 800]
    assert kostnad == pytest.approx(np.array(antal) + 0.01 + 0.01 * np.log(10))
    samma = bygg_system(utfall, np.ones(11, dtype=bool), {"m": matt("m", "täljaren är k"), "k": matt("k")}, region)
    assert _kostnad(utfall, samma, region)[samma.taljare][6] == pytest.approx(440 + 0.01 + 0.01 * np.log(10))


def test_a_namnare_is_too_small_below_the_measure_s_own_limit(matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 0/0\nm A 2022-02: 1/1\nm A 2022-03: 9/9\nm A 2022-04: 10/10\nk A 2022-01: 9/9")
    utfall.loc[5] = utfall.loc[0].to_dict() | {"namnare": pd.NA}
    katalog = {"m": matt("m", minsta_namnare=10), "k": matt("k", minsta_namnare=9)}
    svar = for_liten_namnare(utfall, katalog)
    assert svar.tolist() == [False, True, True, False, False, False]
    assert svar.dtype == bool


def test_a_count_worked_out_from_what_was_printed_stops_the_release_with_the_least_coarsening(
    region: Regionprofil, matt: Mattgorare
) -> None:
    """The total and the women were printed once, so the men follow: 3. Leaving kön out costs 3 rows, months all 6."""
    utfall = tabell(
        """
        m A 2022-01: 33
        m A kon=kvinna 2022-01: 30
        m A kon=man 2022-01: 3
        m A 2022-02: 60
        m A 2022-T1: 93
        m A 2022-02-01: 93
        """
    )
    m = matt("m", "summa över kon", dimensioner=(("kon",), ("kon", "aldersgrupp")))
    fore = Register.tomt().med(
        utfall, pd.Series([True, True, False, True, True, True]), Register.tomt().rader, {"m": m}
    )
    with pytest.raises(UtraknatError) as fel:
        grinda(utfall, region, m, fore=fore)
    assert fel.value.forslag == Forgrovning("m", "kon")
    assert str(fel.value) == (
        "Skyddet mot röjande stoppade utgåvan: dolda tal kan räknas fram i m. Minsta förgrovning som hjälper: "
        "m delas inte upp på kön. Kör om med --forgrova."
    )
    skyddat, _ = skydda(utfall, {"m": m}, region, {"period": "2022-12"}, fore, [Forgrovning("m", "kon")])
    assert set(tecken(skyddat)) == {"m A 2022-01", "m A 2022-02", "m A 2022-T1", "m A 2022-02-01"}
    hemlig = fore.rader.assign(taljare_dold=[False, False, True, False, False, False])
    with pytest.raises(UtraknatError) as fel:  # it was hidden then: no coarsening makes that unsaid
        grinda(utfall, region, m, fore=Register(hemlig))
    assert fel.value.forslag is None
    assert str(fel.value) == (
        "Skyddet mot röjande stoppade utgåvan: dolda tal kan räknas fram i m. Ingen förgrovning hjälper: det följer av "
        "redan publicerade siffror. Börja om med ett nytt register "
        '(analys rapport --nytt-register "skälet"), eller vänta till den årliga revideringen.'
    )


def test_a_coarsening_in_words() -> None:
    assert forslag_i_ord(Forgrovning("m", MANAD)) == "m visas inte per månad eller tertial"
    assert forslag_i_ord(Forgrovning("m", "boendeform")) == "m delas inte upp på boendeform"
    assert forslag_i_ord(Forgrovning("m", "fargspar")) == "m delas inte upp på planeringsspår"
    assert forslag_i_ord(Forgrovning("m", "del")) == "m delas inte upp på del"


def test_a_stretch_between_windows_that_can_be_worked_out_stops_the_release(
    region: Regionprofil, matt: Mattgorare
) -> None:
    """The year 2021 and the twelve months to May 2022 were printed; they differ by five months against five others.

    Nobody came in January to May 2022, which was printed too: 3 in the five first months of 2021 follow.
    """
    manader = {f"m A 2021-{m:02d}": 3 if m == 1 else 0 if m <= 5 else 20 for m in range(1, 13)}
    manader |= {f"m A 2022-{m:02d}": 0 for m in range(1, 6)}
    utfall = tabell("\n".join([f"{n}: {v}" for n, v in manader.items()] + ["m A 2021: 143", "m A 2022-05-r12: 140"]))
    m = matt("m", over_tid=OverTid.SUMMA, trycks_per=("ar", "r12"))
    tryckt = utfall["namn"].isin(["m A 2021", "m A 2022-05-r12", *(f"m A 2022-0{m}" for m in range(1, 6))])
    fore = Register.tomt().med(utfall, tryckt, Register.tomt().rader, {"m": m})
    with pytest.raises(UtraknatError, match="i m"):
        grinda(utfall, region, m, fore=fore)


def test_each_measure_ends_with_its_own_latest_month(region: Regionprofil, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-10-r12: 90\nm A 2022-11-r12: 90\nm A 2022-12-r12: 90")
    assert set(tecken(grinda(utfall, region, matt("m"))[0])) == {"m A 2022-12-r12"}
    egna = grinda(utfall, region, matt("m"), manader={"m": "2022-10"})[0]
    assert set(tecken(egna)) == {"m A 2022-10-r12", "m A 2022-12-r12"}
    assert egna.meta == {
        "period": "2022-12",
        "manader": {"m": "2022-10"},
        "glesa": [],
        "andel_dolda": 0.0,
    }


def test_the_internal_level_shows_everything_and_says_what_it_is(matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 3/100\nm A 2022-02: 0/0\nm A 2022-03: -/5")[::-1]
    ut = oskyddat(utfall, {"m": matt("m", minsta_namnare=9, skala=Skala.ANDEL)}, {"nyckel": "abc", "period": "2022-12"})
    assert tecken(ut) == {"m A 2022-03": "-", "m A 2022-02": ".", "m A 2022-01": ""}
    assert ut.rader["taljare"].tolist()[2] == 3
    assert list(ut.rader.index) == [0, 1, 2]
    assert ut.meta == {
        "nyckel": "abc-intern_samverkan",
        "period": "2022-12",
        "niva": "intern_samverkan",
        "andel_dolda": 0.0,
    }


def test_a_cube_is_whole_private_when_internal_and_read_back(matt: Mattgorare, tmp_path) -> None:
    utfall = tabell("m A 2022-01: 33/100\nm A kon=man 2022-02-01: 9/9").assign(metod="").drop(columns="namn")
    inre = oskyddat(utfall, {"m": matt("m")}, {"nyckel": "å"})
    fil = tmp_path / "halland" / "2022-12" / "kub.parquet"
    for _ in range(2):
        skriv_kub(inre, fil)
    assert [f.name for f in fil.parent.iterdir()] == ["kub.parquet"]
    assert fil.stat().st_mode & 0o777 == 0o600
    igen = las_kub(fil)
    pd.testing.assert_frame_equal(igen.rader.astype(inre.rader.dtypes), inre.rader)
    assert las_kubmeta(fil) == igen.meta == inre.meta
    schema = pq.read_schema(fil)
    egen = {"andel_dolda": 0.0, "niva": INTERN, "nyckel": f"å-{INTERN}"}  # by name, in UTF-8: the same bytes each time
    assert schema.metadata[b"analys"] == json.dumps(egen, ensure_ascii=False).encode()
    ord_ = ("indikator", "omrade", "periodtyp", "status", "metod", *DIMENSIONER)
    assert all(pa.types.is_dictionary(schema.field(k).type) for k in ord_)
    assert schema.names == [*inre.rader]
    oppen = tmp_path / "oppen.parquet"
    skriv_kub(replace(inre, meta=inre.meta | {"niva": "oppen"}), oppen)
    assert oppen.stat().st_mode & 0o077
    assert las_kubmeta(tmp_path / "ingen.parquet") is None
    (tmp_path / "skrap.parquet").write_bytes(b"PAR1")
    assert las_kubmeta(tmp_path / "skrap.parquet") is None
    igen.rader.to_parquet(tmp_path / "annan.parquet")
    assert las_kubmeta(tmp_path / "annan.parquet") is None
    with pytest.raises(UsageError) as fel:
        las_kub(tmp_path / "vasterbotten" / "2022-11" / "skyddat.parquet")
    assert str(fel.value) == (
        "Det finns inga beräknade siffror för perioden (vasterbotten 2022-11). Kör först: analys rapport, eller analys "
        "berakna."
    )


def test_only_rows_that_this_cube_shows_with_a_sign_have_it(region: Regionprofil, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 3\nm A 2022-02: 30\nm A 2022-11-r12: 90\nm B 2022-01: 30")
    skyddat, _ = grinda(utfall, region, matt("m"))
    assert skyddat.med_tecken(utfall, "").tolist() == [False, True, False, True]
    assert skyddat.med_tecken(utfall, "..").tolist() == [True, False, False, False]
    bak = utfall[::-1]
    assert skyddat.med_tecken(bak, "").to_dict() == {3: True, 2: False, 1: True, 0: False}


def test_rows_per_measure_are_the_same_together_or_apart(region: Regionprofil, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 30\nm A 2022-02: 31\nk A 2022-01: 32\nk A 2022-02: 33")
    for ordning in ([0, 1, 2, 3], [0, 2, 1, 3]):
        skyddat, _ = grinda(utfall.iloc[ordning], region, matt("m"), matt("k"))
        per_matt = {m: r["taljare"].tolist() for m, r in skyddat.per_matt.items()}
        assert per_matt == {"m": [30, 31], "k": [32, 33]}


def test_nobody_else_makes_protected_figures() -> None:
    with pytest.raises(TypeError, match=r"^SkyddatUtfall is made by skydda\(\) or las_kub\(\) alone$"):
        SkyddatUtfall(tabell("m A 2022-01: 3"), {"niva": INTERN}, object())
