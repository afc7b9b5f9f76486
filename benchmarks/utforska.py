"""How long the exploring page takes to answer a choice: ``.venv/bin/python benchmarks/utforska.py [OMRÅDE [VAR]]``.

Every measure with every kind of view that it has is chosen in turn in the process of the kernel: lists, figure, table,
and sentence, all that is sent to the browser. Needs a computed region (``analys berakna``). With
``VAR`` only every so many measures are taken. Results: resultat.md.
"""

from __future__ import annotations

import statistics
import sys
import time

from analys.utforska.granssnitt import Utforska

if __name__ == "__main__":
    start = time.perf_counter()
    sidan = Utforska("halland", sys.argv[1] if len(sys.argv) > 1 else "halmstad")
    forsta = time.perf_counter() - start
    tider: list[tuple[float, float, str, str]] = []
    var = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for _, matt in sidan.matt.options[::var]:
        sidan.matt.value = matt
        for namn, bild in sidan.bild.options:
            if bild == sidan.bild.value:
                continue
            vagg, cpu = time.perf_counter(), time.process_time()
            sidan.bild.value = bild
            tider.append((time.process_time() - cpu, time.perf_counter() - vagg, matt, namn))
    cpu_tider = [t[0] for t in tider]
    over = sum(t > 0.3 for t in cpu_tider)
    sys.stdout.write(
        f"{len(tider)} choices: CPU median {statistics.median(cpu_tider):.3f} s, worst {max(cpu_tider):.3f} s "
        f"({max(tider)[2]}, {max(tider)[3]}), over 0.3 s: {over}; wall median "
        f"{statistics.median(t[1] for t in tider):.3f} s, worst {max(t[1] for t in tider):.3f} s. "
        f"First view {forsta:.1f} s.\n"
    )
