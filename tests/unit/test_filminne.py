"""Files that are not read again: only while nothing that decides what they say changes, and as they were read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources import filminne
from analys.sources.filminne import Filminne
from analys.sources.kallfil import spara_rubrik
from analys.sources.leverans import Leverans, las_leverans
from tests.conftest import Leveransbygge
from tests.unit.sma_leveranser import KLARA, lagg_till, liten, stalld, vardfil

Las = Callable[..., tuple[Leverans, list[str]]]


@pytest.fixture
def mapp(leverans: Leveransbygge) -> Path:
    plats = liten(leverans).skriv()
    lagg_till(plats, "vard.csv", "vardtillfallen", vardfil(stalld(), stalld(id="V-y", ut="2022-03-01 11:00")))
    lagg_till(plats, "klara.csv", "utskrivningsklara_perioder", [KLARA, "V-x;2022-03-03;;"])
    return plats


@pytest.fixture
def las(mapp: Path, profil: Regionprofil, tomt_hem: Hem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Las:
    """Read the delivery with what is remembered of the time before, and return it and which files were read."""
    lasta: list[str] = []
    del_ = filminne.las_fil

    def med_protokoll(*fraga: object) -> object:
        lasta.append(str(fraga[-1]))
        return del_(*fraga)  # type: ignore[arg-type]

    monkeypatch.setattr(filminne, "las_fil", med_protokoll)
    nummer = iter(range(100))

    def gor(egen: Regionprofil = profil) -> tuple[Leverans, list[str]]:
        n = next(nummer)
        lasta.clear()
        ut = las_leverans(mapp, egen, tomt_hem, Filminne(tmp_path / f"m{n - 1}", tmp_path / f"m{n}"))
        igen = las_leverans(mapp, egen, tomt_hem)
        for namn, rader in igen.tabeller.items():
            pd.testing.assert_frame_equal(ut.tabeller[namn], rader, check_exact=True)
        assert (ut.redovisning, ut.luckor) == (igen.redovisning, igen.luckor)
        return ut, sorted(lasta)

    return gor


def test_what_has_not_changed_is_not_read_and_is_the_same(las: Las, tmp_path: Path) -> None:
    leverans, forst = las()
    assert forst == sorted(leverans.besked.filer)
    assert any(k.atsidosatta for k in leverans.redovisning)  # one stay ends before it begins
    assert las()[1] == []
    assert las()[1] == []  # what was not read is remembered too
    filer = list((tmp_path / "m2").iterdir())
    assert len(filer) == len(forst)
    assert {f.stat().st_mode & 0o777 for f in filer} == {0o600}


def test_a_changed_file_alone_is_read(las: Las, mapp: Path) -> None:
    las()
    fil = mapp / "vard.csv"
    fil.write_text(fil.read_text("utf-8").replace("2022-03-02 14:20", "2022-03-02 14:21", 1), "utf-8")
    assert las()[1] == ["vard.csv"]


def test_all_is_read_with_another_profile_day_or_code(
    las: Las, mapp: Path, profil: Regionprofil, monkeypatch: pytest.MonkeyPatch
) -> None:
    alla = las()[1]
    assert las(replace(profil, kommuner=profil.kommuner[::-1]))[1] == alla
    las()
    besked = (mapp / "leverans.toml").read_text("utf-8")
    assert "uttagsdatum = 2022-05-01" in besked
    (mapp / "leverans.toml").write_text(besked.replace("= 2022-05-01", "= 2022-05-02"), "utf-8")
    assert las()[1] == alla
    monkeypatch.setattr(filminne, "_program", lambda: "annat")
    assert las()[1] == alla


def test_a_source_that_says_something_else_of_a_table_has_its_files_read_again(las: Las, tomt_hem: Hem) -> None:
    las()
    spara_rubrik(tomt_hem.kallor, "exempel", "vardtillfallen", "Sjukhusets namn", "sjukhus")
    assert las()[1] == ["vard.csv"]
    spara_rubrik(tomt_hem.kallor, "exempel", "lakarbesok", "Doktor", "lakare_id")
    assert las()[1] == []


def test_several_files_of_a_table_are_read_together(las: Las, mapp: Path) -> None:
    lagg_till(mapp, "vard2.csv", "vardtillfallen", vardfil(stalld(id="V-z", person="p-z")))
    las()
    assert las()[1] == ["vard.csv", "vard2.csv"]


@pytest.mark.parametrize("skada", [lambda b: b[:-1], lambda b: b"", lambda b: b[:-40] + bytes(40)])
def test_a_damaged_memory_is_none(las: Las, tmp_path: Path, skada: Callable[[bytes], bytes]) -> None:
    alla = las()[1]
    for fil in (tmp_path / "m0").iterdir():
        fil.write_bytes(skada(fil.read_bytes()))
    assert las()[1] == alla


def test_a_file_at_fault_is_not_remembered(las: Las, mapp: Path) -> None:
    las()
    (mapp / "vard.csv").unlink()
    for _ in range(2):
        with pytest.raises(DataError, match=r"vard\.csv: filen saknas i leveransen"):
            las()
