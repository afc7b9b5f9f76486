"""The synthetic delivery: as large and as dirty as promised, and the same each time."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analys.berakna import Kubbesked
from analys.disclosure.grind import las_kub
from analys.region import Regionprofil
from analys.sources.exempel import gor_exempel
from tests.conftest import ROT


@pytest.fixture(scope="module")
def halland(kub: Kubbesked) -> pd.DataFrame:
    r = las_kub(kub.fil).rader
    return r[(r["omrade"] == "0013") & (r["kon"] == "alla") & (r["aldersgrupp"] == "alla")]


def serie(halland: pd.DataFrame, indikator: str, typ: str, kolumn: str) -> pd.Series:
    r = halland[(halland["indikator"] == indikator) & (halland["periodtyp"] == typ)]
    return r.set_index("period")[kolumn].astype(float)


def test_stock_falls_from_4_250_to_3_950_and_ends_at_the_published_4_090(halland: pd.DataFrame) -> None:
    """GNHH's minutes: 4 200-4 400 in 2017, some 3 950 in 2021; the table of December 2022."""
    stock = serie(halland, "antal_inskrivna_hemsjukvard", "dag", "taljare")
    assert stock[date(2017, 1, 1)] == pytest.approx(4250, abs=40)
    assert stock[date(2021, 7, 1)] == pytest.approx(3950, abs=40)
    assert stock[date(2022, 12, 1)] == 4090
    assert stock.between(3900, 4300).all()


def test_new_enrolments_are_some_four_per_cent_a_month_and_rise_from_late_2021(halland: pd.DataFrame) -> None:
    oms = serie(halland, "omsattning_hemsjukvard", "ar", "varde")
    assert oms[: date(2021, 1, 1)].between(3.6, 4.3).all()  # type: ignore[misc]
    assert oms[date(2022, 1, 1)] > oms[: date(2021, 1, 1)].max() + 0.3  # type: ignore[misc]


def test_single_visits_reach_20_to_40_persons_per_10_000_and_month(kub: Kubbesked) -> None:
    r = las_kub(kub.fil).rader
    r = r[(r["indikator"] == "antal_personer_enstaka_hembesok") & (r["periodtyp"] == "manad")]
    r = r[(r["omrade"] != "utanfor") & (r["aldersgrupp"] == "alla")]
    assert r.groupby("omrade")["varde"].mean().astype(float).between(20, 40).all()


def test_the_same_seed_gives_the_same_files(exempel: Path, profil: Regionprofil, tmp_path: Path) -> None:
    gor_exempel(tmp_path / "igen", profil, ROT / "data" / "publicerat")
    for fil in (f for f in exempel.rglob("*") if f.is_file()):
        assert (tmp_path / "igen" / fil.relative_to(exempel)).read_bytes() == fil.read_bytes(), fil.name


def test_dirt_is_set_aside_and_counted(kub: Kubbesked) -> None:
    hemsjukvard = next(f for f in kub.meta["filer"] if f["tabell"] == "hemsjukvard")
    assert hemsjukvard["uteslutna"] == {"annan_region": 2, "dubblett": 12}
    assert hemsjukvard["atsidosatta"] == {
        "avslutad_fore_inskriven": 2,
        "dubblett_annat_innehall": 2,
        "ej_tal": 1,
        "okand_kommun": 2,
    }
