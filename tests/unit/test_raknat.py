"""What is remembered of a measure: the same as when it is counted, and only while nothing that decides it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analys.indikatorer import rakna, raknat
from analys.indikatorer.raknat import Raknat
from analys.katalog import Katalog
from analys.period import Period
from analys.programmet import moduler
from analys.region import Regionprofil
from tests.conftest import raknegrund
from tests.unit.sma_tabeller import GRUND, VARDGRUND, antal, folkmangd_rader, vard
from tests.unit.test_hemsjukvard import tabell

HEM, VARD, BADA = "antal_nya_inskrivningar", "antal_vardade_somatik", "andel_aterinskrivning_efter_boende"
DEC = Period.las("2022-12")
Kor = Callable[..., tuple[pd.DataFrame, list[str]]]


def inskrivningar(*rader: tuple[str, str, str, str]) -> pd.DataFrame:
    return tabell(*rader).assign(boendeform="ordinart_boende")


@pytest.fixture
def tabeller() -> dict[str, pd.DataFrame]:
    return {"hemsjukvard": inskrivningar(*GRUND), "vardtillfallen": vard(*VARDGRUND), "befolkning": folkmangd_rader()}


@pytest.fixture
def kor(
    tabeller: dict[str, pd.DataFrame],
    katalog: Katalog,
    profil: Regionprofil,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Kor:
    """Count with what is remembered, and return the figures and which measures were counted."""
    gjorda: list[str] = []
    del_ = rakna.rakna_delen

    def med_protokoll(*rader: Any, planer: Any, **annat: Any) -> Any:
        gjorda.extend(p.indikator.id for p in planer)
        return del_(*rader, planer=planer, **annat)

    monkeypatch.setattr(rakna, "rakna_delen", med_protokoll)

    def gor(
        nya: Mapping[str, pd.DataFrame] | None = None,
        egna: Katalog | None = None,
        egen: Regionprofil = profil,
        sista: Period = DEC,
    ) -> tuple[pd.DataFrame, list[str]]:
        matt = {m: katalog[m] for m in (HEM, VARD, BADA)} | (egna or {})
        grund = raknegrund(tabeller | (nya or {}), antal_delar=2)
        gjorda.clear()
        minne = Raknat(tmp_path / "raknat.parquet")
        utfall = rakna.rakna_utfall(grund, matt, egen, sista, minne=minne)
        minne.skriv()
        valda = sorted(set(gjorda))
        pd.testing.assert_frame_equal(utfall, rakna.rakna_utfall(grund, matt, egen, sista), check_exact=True)
        return utfall, valda

    return gor


def test_nothing_is_counted_twice_and_the_figures_are_the_same(kor: Kor, tmp_path: Path) -> None:
    forst, gjorda = kor()
    assert gjorda == sorted([HEM, VARD, BADA])
    assert (tmp_path / "raknat.parquet").stat().st_mode & 0o777 == 0o600
    igen, gjorda = kor()
    assert gjorda == []
    pd.testing.assert_frame_equal(igen, forst, check_exact=True)


def test_a_changed_table_counts_anew_the_measures_that_read_it(kor: Kor, tabeller: dict[str, pd.DataFrame]) -> None:
    kor()
    en_till = inskrivningar(*GRUND, ("ny", "1315", "2022-05-01", "2022-06-01"))
    utfall, gjorda = kor({"hemsjukvard": en_till})
    assert gjorda == sorted([HEM, BADA])
    hylte = utfall[(utfall["indikator"] == HEM) & (utfall["omrade"] == "1315") & (utfall["periodtyp"] == "ar")]
    assert set(hylte.loc[(hylte["kon"] == "alla") & (hylte["aldersgrupp"] == "alla"), "taljare"]) == {1}
    assert kor({"hemsjukvard": en_till})[1] == []
    assert kor({"hemsjukvard": en_till, "befolkning": folkmangd_rader().assign(antal=7)})[1] == []  # nämnare come last


def test_a_changed_definition_region_or_month_counts_anew(kor: Kor, katalog: Katalog, profil: Regionprofil) -> None:
    kor()
    ny = replace(katalog[VARD], parametrar=katalog[VARD].parametrar | {"vardform": "psykiatri"})
    assert kor(egna={VARD: ny})[1] == [VARD]
    assert kor(egna={VARD: ny}, egen=replace(profil, kommuner=profil.kommuner[::-1]))[1] == sorted([HEM, VARD, BADA])
    assert kor(sista=Period.las("2022-11"))[1] == sorted([HEM, VARD, BADA])


def test_counts_of_others_that_change_count_the_measure_anew(kor: Kor, katalog: Katalog) -> None:
    matt = {"antal_inskrivna_hemsjukvard": katalog["antal_inskrivna_hemsjukvard"]}
    tomt = inskrivningar(*GRUND[:2])
    for taljare, gjorda in ((160, [*matt]), (160, []), (161, [*matt])):
        rader = pd.DataFrame([antal(k, 12, taljare) for _, k, *_ in GRUND[2:]])
        utfall, svar = kor({"hemsjukvard": tomt, "aggregat": rader}, matt)
        assert [m for m in svar if m in matt] == gjorda
        assert taljare in set(utfall["taljare"].dropna())


def test_other_code_counts_everything_anew(kor: Kor, monkeypatch: pytest.MonkeyPatch) -> None:
    kor()
    monkeypatch.setattr(raknat, "_program", lambda: "annat")
    assert kor()[1] == sorted([HEM, VARD, BADA])


def test_the_code_that_counts_is_all_of_the_room(katalog: Katalog) -> None:
    rummet = set(Path(rakna.__file__).parent.glob("*.py"))
    assert {f for f in rummet if f.stem not in ("fordrojd_hemgang", "veckolage")} <= set(moduler(rakna.__name__))


@pytest.mark.parametrize(
    "skada", [lambda b: b[:-1], lambda b: b"", lambda b: b[:200] + b"\0" + b[201:], lambda b: b"x" + b]
)
def test_a_damaged_memory_is_none(kor: Kor, tmp_path: Path, skada: Callable[[bytes], bytes]) -> None:
    kor()
    fil = tmp_path / "raknat.parquet"
    fil.write_bytes(skada(fil.read_bytes()))
    assert kor()[1] == sorted([HEM, VARD, BADA])


def test_nothing_is_written_without_a_file_or_without_rows(tmp_path: Path) -> None:
    utan_fil = Raknat()
    utan_fil.spara("n", pd.DataFrame({"x": [1]}))
    utan_fil.skriv()
    Raknat(tmp_path / "raknat.parquet").skriv()
    assert not list(tmp_path.iterdir())
