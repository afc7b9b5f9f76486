"""Small files that are huge when unpacked, read in a process that may have 1 GiB and is timed in CPU seconds."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq


def _bok(*celler: tuple[str, str]) -> bytes:
    bok = openpyxl.Workbook()
    for plats, varde in celler:
        bok.active[plats] = varde
    ut = io.BytesIO()
    bok.save(ut)
    return ut.getvalue()


def _med(medlem: str, andra: Callable[[bytes], bytes]) -> bytes:
    ut = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_bok(("A1", "a"), ("A2", "b")))) as gammal,
        zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as ny,
    ):
        for namn in gammal.namelist():
            ny.writestr(namn, andra(gammal.read(namn)) if namn == medlem else gammal.read(namn))
    return ut.getvalue()


_BLAD = "xl/worksheets/sheet1.xml"
_ENTITETER = (
    b"<!DOCTYPE a [<!ENTITY a '"
    + b"x" * 50
    + b"'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + i, b"&%c;" % (97 + i) * 50) for i in range(8))
    + b"]>"
)


def _parquet() -> bytes:
    ut = io.BytesIO()
    kolumn = pa.array(["x" * 200]).dictionary_encode().take(pa.array([0] * 30_000_000, pa.int8()))
    pq.write_table(pa.table({"a": kolumn, "b": kolumn}), ut, compression="zstd")
    return ut.getvalue()


BOMBER: dict[str, Callable[[], bytes]] = {
    "en cell längst bort": lambda: _bok(("A1", "a"), ("XFD1048576", "b")),
    "blanka i mängd": lambda: _med(_BLAD, lambda x: x.replace(b"<sheetData>", b" " * (200 << 20) + b"<sheetData>")),
    "entiteter": lambda: _med(_BLAD, lambda x: _ENTITETER + x.partition(b"?>")[2]),
    "entiteter i innehållsförteckningen": lambda: _med("xl/workbook.xml", lambda x: _ENTITETER + x.partition(b"?>")[2]),
    "parquet med en enda text": _parquet,
}


@dataclass(frozen=True)
class Svar:
    """Whether a bomb was refused in Swedish, its bytes, CPU seconds and megabytes."""

    vagrad: bool
    storlek: int
    sekunder: float
    megabyte: int


_LAS = """
import re, resource, sys, time
from analys.errors import DataError
from analys.sources.tabellfil import las_tabellfil
resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
innehall, start, vagrad = open(sys.argv[1], "rb").read(), time.process_time(), 0
try:
    las_tabellfil("bomb", innehall, None)
except DataError:
    vagrad = 1
minne = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
print(vagrad, time.process_time() - start, int(minne[1]) // 1024)
"""


def prova_bomb(namn: str, mapp: Path) -> Svar:
    """Read one of `BOMBER` in a process of its own."""
    fil = mapp / "bomb"
    fil.write_bytes(BOMBER[namn]())
    svar = subprocess.run([sys.executable, "-c", _LAS, str(fil)], capture_output=True, text=True, check=False)
    vagrad, sekunder, megabyte = (svar.stdout or "0 0 0").split()
    return Svar(vagrad == "1", fil.stat().st_size, round(float(sekunder), 2), int(megabyte))
