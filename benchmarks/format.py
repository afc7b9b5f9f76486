"""The time it takes to render one report in each format, in a warm process on one core.

``.venv/bin/python benchmarks/format.py [TEMA]`` (hemsjukvard unless told). Needs the cube (``analys berakna``). The
notebook is run for every område; the first is thrown away, the others' median is printed. No two documents are the
same, so nothing that a format remembers helps it.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import papermill

from analys.berakna import berakna
from analys.hem import hitta_hem
from analys.region import las_profil
from analys.reports.dokument import Dokument, las_dokument
from analys.reports.html import dokument_som_html
from analys.reports.kor import Val, planera, valj
from analys.reports.pdf import dokument_som_bildpdf, dokument_som_pdf
from analys.reports.presentation import dokument_som_pptx
from analys.reports.xlsx import dokument_som_xlsx

FORMAT = {
    "html": dokument_som_html,
    "pdf": dokument_som_pdf,
    "xlsx": dokument_som_xlsx,
    "pptx": dokument_som_pptx,
    "bilder.pdf": dokument_som_bildpdf,
}


def dokument(tema: str) -> list[Dokument]:
    """Return the theme's report of every område."""
    hem = hitta_hem()
    profil = las_profil(hem, "halland")
    onskat = Val([tema])
    jobb, _ = valj(planera(hem, profil, berakna(hem, "halland"), onskat), onskat)
    ut = []
    with tempfile.TemporaryDirectory(prefix="analys-b-") as mapp:
        for j in jobb:
            kord = Path(mapp) / f"{j.omrade.kod}.ipynb"
            papermill.execute_notebook(j.anteckningsbok, kord, j.parametrar, progress_bar=False, cwd=str(hem.rot))
            ut.append(las_dokument(nbformat.read(kord, as_version=4), egen_analys=False))
    return ut


def main() -> None:
    """Print the median CPU seconds of each format, and of the four that the budget of 0,35 s is for."""
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "RAYON_NUM_THREADS"), "1")  # as a release's processes have it
    forst, *resten = dokument(sys.argv[1] if len(sys.argv) > 1 else "hemsjukvard")
    gc.collect()
    gc.freeze()  # likewise
    medianer = {}
    for form, gor in FORMAT.items():
        gor(forst)
        tider = []
        for d in resten:
            start = time.process_time()
            gor(d)
            tider.append(time.process_time() - start)
        medianer[form] = statistics.median(tider)
        sys.stdout.write(
            f"{form}: {medianer[form]:.3f} s CPU ({min(tider):.3f}-{max(tider):.3f}, {len(tider)} reports)\n"
        )
    fyra = sum(v for form, v in medianer.items() if form != "bilder.pdf")
    sys.stdout.write(f"html, pdf, xlsx and pptx together: {fyra:.3f} s\n")


if __name__ == "__main__":
    main()
