"""Shared by the unit tests: the usual care delivery read, and measures computed from small tables."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analys.hem import Hem
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Indikator, Katalog
from analys.period import Period, Periodtyp
from analys.region import Regionprofil
from analys.sources.leverans import Leverans
from tests.conftest import KOMMUNER, Leveransbygge, raknegrund
from tests.unit.grindtabeller import Mattgorare, mattgorare
from tests.unit.sma_leveranser import las_med, liten, vardfil
from tests.unit.sma_tabeller import SPANN, UTTAG, VARDGRUND, Rakna, folkmangd_rader, vard


@pytest.fixture
def las_vard(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> Callable[..., Leverans]:
    """Read the delivery with the usual 120 stays and the lines given."""

    def kor(*mer: str, **tabeller: Sequence[str]) -> Leverans:
        return las_med(liten(leverans), profil, hem, **({"vardtillfallen": vardfil(*mer)} | tabeller))

    return kor


@pytest.fixture(scope="module")
def rakna(hem: Hem, katalog: Katalog, profil: Regionprofil) -> Rakna:
    """Compute the measures of hemsjukvård from small tables; population 100 000 a kommun in 2020 and 2021."""
    folk = folkmangd_rader()
    egna = [i for i in katalog.values() if not i.fran_andra]
    egen_katalog = {i.id: i for i in egna if {"hemsjukvard", "hembesok"} & set(FUNKTIONER[i.funktion].tabeller)}

    def kor(
        hemsjukvard: pd.DataFrame,
        hembesok: pd.DataFrame | None = None,
        aggregat: list[dict[str, object]] | None = None,
        luckor: tuple[tuple[str, str, date], ...] = (),
        uttag: date = UTTAG,
        delar: int = 1,
    ) -> pd.DataFrame:
        if hembesok is None:
            hembesok = pd.DataFrame(
                {
                    "person_id": ["b"] * 6,
                    "hemkommun": KOMMUNER,
                    "utforarkommun": KOMMUNER,
                    "datum": pd.to_datetime(["2022-01-05"] * 6),
                }
            )
        tabeller = {"hemsjukvard": hemsjukvard, "hembesok": hembesok, "befolkning": folk}
        if aggregat:
            tabeller["aggregat"] = pd.DataFrame(aggregat)
        grund = raknegrund(tabeller, luckor, uttag, antal_delar=delar)
        return rakna_utfall(grund, egen_katalog, profil, Period.las("2022-12"))

    return kor


@pytest.fixture(scope="module")
def rakna_vard(katalog: Katalog, profil: Regionprofil) -> Rakna:
    """Compute named measures from stays (and the tables given by name); no breaks unless a profile is given."""
    utan_brott = replace(profil, brott=())

    def kor(
        rader: Sequence[dict[str, Any]],
        *matt: str | Indikator,
        utan: Sequence[str] = (),
        perioder: Sequence[str] = (),
        delar: int = 1,
        spann: tuple[date, date] = SPANN,
        uttag: date = date(2023, 12, 31),
        egen_profil: Regionprofil = utan_brott,
        **tabeller: pd.DataFrame,
    ) -> pd.DataFrame:
        egna = {m.id: m for m in (katalog[m] if isinstance(m, str) else m for m in matt)}
        if perioder:
            egna = {i: replace(m, perioder=tuple(map(Periodtyp, perioder))) for i, m in egna.items()}
        tabeller = {"vardtillfallen": vard(*VARDGRUND, *rader).drop(columns=list(utan))} | tabeller
        grund = raknegrund(tabeller, uttag=uttag, spann=spann, antal_delar=delar)
        return rakna_utfall(grund, egna, egen_profil, Period.las("2022-12"))

    return kor


@pytest.fixture(scope="module")
def matt(katalog: Katalog) -> Mattgorare:
    """Make catalogue entries for the gate's tests."""
    return mattgorare(katalog)
