"""What a report costs besides its cells, and what they cost in a fork beside the same work in a long-lived process.

``.venv/bin/python benchmarks/omkostnad.py [TEMA ...]`` (hemsjukvard and upplevelser unless told). Needs the cube
(``analys berakna``). Every område's report is made in HTML and PDF, one at a time, as `analys rapport` does; the first,
which waits for the warm process, is thrown away. CPU seconds, median and spread.
"""

from __future__ import annotations

import ast
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import nbformat

from analys.berakna import berakna
from analys.hem import Hem, hitta_hem
from analys.region import las_profil
from analys.reports.barn import markering
from analys.reports.kor import Jobb, Val, beskriv, planera, valj
from analys.reports.processer import Barn
from analys.tidtagning import CELLER, DIAGRAM, LAS

UTANFOR = "utanför cellerna"


def i_gafflar(jobb: list[Jobb], hem: Hem) -> list[dict[str, float]]:
    """Return the CPU seconds of each stage of each report, as its own processes measured them."""
    barnen, ut = Barn(beskriv(jobb[0], hem), jobb[0].kub, jobb[0].niva), []
    with tempfile.TemporaryDirectory(prefix="analys-b-") as mapp:
        try:
            for nr, j in enumerate(jobb):
                if fel := barnen.kor(beskriv(j, hem), Path(mapp) / str(nr)):
                    raise SystemExit(fel)
                steg: dict[str, float] = defaultdict(float)
                for ett in ("gor", "las"):
                    for namn, (_, cpu) in json.loads((Path(mapp) / str(nr) / markering(ett)).read_text()).items():
                        steg[namn] += cpu
                steg[UTANFOR] = sum(v for n, v in steg.items() if n not in (CELLER, DIAGRAM, LAS))
                ut.append(dict(steg))
        finally:
            barnen.avsluta()
    return ut[1:]


def i_en_process(jobb: list[Jobb]) -> list[float]:
    """Return the CPU seconds of each notebook's cells run one after the other here, where all is loaded and warm."""
    from analys.reports.varm import varm_upp  # noqa: PLC0415 (after the environment is set)

    varm_upp(**{k: jobb[0].parametrar[k] for k in ("region", "omrade", "period")})
    ut = []
    for j in jobb:
        celler = [c for c in nbformat.read(j.anteckningsbok, as_version=4).cells if c.cell_type == "code"]
        namn: dict[str, object] = {}
        start = time.process_time()
        for cell in celler:
            _kor(cell.source, namn)
            if "parameters" in cell.metadata.get("tags", []):
                namn |= j.parametrar
        ut.append(time.process_time() - start)
    return ut[1:]


def _kor(text: str, namn: dict[str, object]) -> None:
    """Run a cell and show its last expression, as a notebook does."""
    trad = ast.parse(text)
    sista = trad.body.pop() if isinstance(trad.body[-1], ast.Expr) else None
    exec(compile(trad, "cell", "exec"), namn)  # noqa: S102 (the project's own notebooks)
    if isinstance(sista, ast.Expr):
        visat = eval(compile(ast.Expression(sista.value), "cell", "eval"), namn)  # noqa: S307 (as above)
        visat._repr_mimebundle_()


def rad(namn: str, tal: list[float]) -> str:
    """Return a row of the table."""
    return f"| {namn} | {statistics.median(tal):.3f} | {min(tal):.3f}-{max(tal):.3f} |\n"


def main() -> None:
    """Print each stage's seconds and the ratio between the two ways to run the cells."""
    vars(sys.modules["__main__"]).pop("__file__")  # else every fork imports it, and this is not the small command
    hem = hitta_hem()
    profil, besked = las_profil(hem, "halland"), berakna(hem, "halland")
    os.environ["ANALYS_KUBNYCKEL"] = besked.meta["nyckel"]
    for tema in sys.argv[1:] or ["hemsjukvard", "upplevelser"]:
        onskat = Val([tema], format=("html", "pdf"))
        jobb, _ = valj(planera(hem, profil, besked, onskat), onskat)
        gafflar, en = i_gafflar(jobb, hem), i_en_process(jobb)
        sys.stdout.write(f"{tema}, {len(gafflar)} reports\n| | CPU s | spread |\n|---|---:|---:|\n")
        for steg in gafflar[0]:
            sys.stdout.write(rad(steg, [g[steg] for g in gafflar]))
        sys.stdout.write(rad("celler i en process som lever", en))
        kvoter = [g[CELLER] / e for g, e in zip(gafflar, en, strict=True)]
        sys.stdout.write(rad("kvot, i gaffel mot i en process", kvoter))


if __name__ == "__main__":
    main()
