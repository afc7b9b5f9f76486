"""Shared by the tests of one part: the usual care delivery read."""

from collections.abc import Callable, Sequence

import pytest

from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.leverans import Leverans
from tests.conftest import Leveransbygge
from tests.unit.sma_leveranser import las_med, liten, vardfil


@pytest.fixture
def las_vard(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> Callable[..., Leverans]:
    """Read the delivery with the usual 120 stays and the lines given."""

    def kor(*mer: str, **tabeller: Sequence[str]) -> Leverans:
        return las_med(liten(leverans), profil, hem, **({"vardtillfallen": vardfil(*mer)} | tabeller))

    return kor
