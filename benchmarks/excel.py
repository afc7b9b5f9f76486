"""Reading the example's workbook with our reader, against plain openpyxl: ``.venv/bin/python benchmarks/excel.py``.

Needs the example delivery (``analys exempeldata``). Last result, 2 cores shared with other work, 2026-11-24:
138 049 rows: analys 2.2 s, openpyxl read-only 14.3 s, ratio 6.6.
"""

from __future__ import annotations

import sys
import time

import openpyxl

from analys.hem import hitta_hem
from analys.sources.kalkylblad import las_kalkylblad

if __name__ == "__main__":
    fil = hitta_hem().exempel("halland") / "hembesok.xlsx"
    start = time.perf_counter()
    rader = len(las_kalkylblad(fil.name, fil.read_bytes(), None).rader)
    egen = time.perf_counter() - start
    start = time.perf_counter()
    andra = sum(1 for _ in openpyxl.load_workbook(fil, read_only=True).active.iter_rows(values_only=True)) - 1
    openpyxl_tid = time.perf_counter() - start
    if rader != andra:
        raise SystemExit(f"{rader} rows against {andra}")
    sys.stdout.write(
        f"{rader} rows: analys {egen:.1f} s, openpyxl read-only {openpyxl_tid:.1f} s, ratio {openpyxl_tid / egen:.1f}\n"
    )
