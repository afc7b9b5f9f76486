"""Kalmar's example beside the values that can be read in the region's pictures (``data/publicerat``), one by one.

Counted from the delivery's rows by hand, without the package's own measures. The open release hides some of them.
"""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analys.hem import Hem
from analys.sources.exempel import _inskrivna
from analys.sources.exempel.fast_kontakt import gor_patientstatus
from analys.sources.exempel.hemsjukvard import inskrivningar
from analys.sources.exempel.publicerat import som_publicerat
from analys.sources.exempel.varldar import KALMAR

FIL = Path(__file__).parents[2] / "data" / "publicerat" / "publicerade_varden.csv"
with FIL.open(encoding="utf-8", newline="") as _f:
    KALMARS = [r for r in csv.DictReader(_f, delimiter=";") if r["kalla"].startswith("kalmar")]
LASBARA = [r for r in KALMARS if r["sakerhet"] == "ocr"]
IDN = [f"{r['indikator']}-{r['omrade']}-{r['rub']}" for r in LASBARA]


@pytest.fixture(scope="module")
def november(hem: Hem) -> pd.DataFrame:
    """The enrolled on 30 November 2025, one row each."""
    hemsjukvard = inskrivningar(np.random.default_rng(KALMAR.fro), _inskrivna(FIL, KALMAR), KALMAR)
    status = som_publicerat(gor_patientstatus(KALMAR.slump(31), hemsjukvard, KALMAR), FIL, KALMAR)
    return status[status["Status den"] == "2025-11-30"]


def andel(rader: pd.DataFrame, indikator: str) -> float:
    """Return the share in per cent, counted row by row."""
    if indikator == "andel_fast_lakarkontakt":
        return 100 * sum(svar == "Ja" for svar in rader["Fast läkarkontakt"]) / len(rader)
    aldre = rader[rader["Ålder"].astype(int) >= 75]
    return 100 * sum("2024-12-01" <= dag <= "2025-11-30" for dag in aldre["Läkemedelsgenomgång"]) / len(aldre)


def test_there_are_as_many_legible_values_as_the_table_of_sources_says() -> None:
    assert len(LASBARA) == 19


@pytest.mark.parametrize("publicerad", LASBARA, ids=IDN)
def test_a_legible_value_is_met_to_its_printed_decimal(november: pd.DataFrame, publicerad: dict[str, str]) -> None:
    egna = november if publicerad["omrade"] == "0008" else november[november["Kommun"] == publicerad["omrade"]]
    if publicerad["rub"] != "alla":
        egna = egna[egna["RUB"] == publicerad["rub"]]
    assert f"{andel(egna, publicerad['indikator']):.1f}".replace(".", ",") == publicerad["varde"]


def test_the_numbers_enrolled_are_the_published(november: pd.DataFrame) -> None:
    assert november["PersonID"].is_unique
    assert (len(november), *(int((november["RUB"] == rub).sum()) for rub in "45")) == (6111, 2028, 1502)


def test_the_impossible_value_is_flagged_and_not_forced(november: pd.DataFrame) -> None:
    """The region's 92,5 %: with the kommuner's values only Hultsfred at some 40 % could give it."""
    (orimlig,) = [r for r in KALMARS if r["sakerhet"] == "ocr_orimlig"]
    assert (orimlig["omrade"], orimlig["indikator"], orimlig["varde"]) == ("0008", "andel_fast_lakarkontakt", "92,5")
    assert 95 < andel(november, "andel_fast_lakarkontakt") < 97
    assert andel(november[november["Kommun"] == "0860"], "andel_fast_lakarkontakt") > 80
