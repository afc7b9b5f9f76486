"""A release's reports in forks of a warm process, against an ordinary kernel each and against papermill and nbconvert.

``.venv/bin/python benchmarks/rapporter.py [TEMA ...] [--omraden N]`` (hemsjukvard for every område unless told). Needs
the cube (``analys berakna``). The peer is a loop of the commands ``papermill`` and ``jupyter nbconvert --to html``: no
PDF and no reading back, which both of ours have. CPU seconds tell more than wall time on a shared machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from analys.berakna import berakna
from analys.hem import Hem, hitta_hem
from analys.region import las_profil
from analys.reports.kor import Jobb, Val, beskriv, planera, valj
from analys.reports.processer import Barn


def med_barn(jobb: list[Jobb], hem: Hem, mapp: Path, *, vanlig: bool) -> None:
    """Make the reports as `analys rapport` does."""
    barnen = Barn(beskriv(jobb[0], hem), jobb[0].kub, jobb[0].niva, vanlig=vanlig)
    try:
        with ThreadPoolExecutor(os.cpu_count()) as arbetare:
            fel = list(arbetare.map(lambda j: barnen.kor(beskriv(j, hem), mapp / f"{j.omrade.kod}-{j.tema}"), jobb))
    finally:
        barnen.avsluta()
    if any(fel):
        raise SystemExit("\n".join(fel))


def med_kommandon(jobb: list[Jobb], hem: Hem, mapp: Path) -> None:
    """Make one HTML page per notebook with papermill's and nbconvert's commands."""
    for j in jobb:
        ut = mapp / f"{j.omrade.kod}-{j.tema}.ipynb"
        val = [flagga for k, v in j.parametrar.items() for flagga in ("-r", k, v)]
        papermill = ["papermill", str(j.anteckningsbok), str(ut), "--no-progress-bar", "--log-level", "ERROR", *val]
        for kommando in (papermill, ["jupyter", "nbconvert", "--to", "html", "--log-level", "ERROR", str(ut)]):
            subprocess.run([sys.executable, "-m", *kommando], cwd=hem.rot, check=True, stderr=subprocess.DEVNULL)


def mat(gor: Callable[[Path], Any]) -> tuple[float, float]:
    """Return the wall and CPU seconds of a run in an empty folder; CPU of this process and all that it waited for."""

    def cpu() -> float:
        anvant = [resource.getrusage(v) for v in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(a.ru_utime + a.ru_stime for a in anvant)

    with tempfile.TemporaryDirectory(prefix="analys-b-") as mapp:
        start = time.perf_counter(), cpu()
        gor(Path(mapp))
        return time.perf_counter() - start[0], cpu() - start[1]


def main() -> None:
    """Run all three and print the ratios."""
    tolk = argparse.ArgumentParser()
    tolk.add_argument("teman", nargs="*", default=["hemsjukvard"])
    tolk.add_argument("--omraden", type=int, default=99)
    val = tolk.parse_args()
    hem = hitta_hem()
    profil, besked = las_profil(hem, "halland"), berakna(hem, "halland")
    onskat = Val(val.teman, profil.rapportomraden[: val.omraden])
    jobb, _ = valj(planera(hem, profil, besked, onskat), onskat)
    tider = {
        "forks of a warm process": mat(lambda m: med_barn(jobb, hem, m, vanlig=False)),
        "an ordinary kernel each": mat(lambda m: med_barn(jobb, hem, m, vanlig=True)),
        "papermill + nbconvert": mat(lambda m: med_kommandon(jobb, hem, m)),
    }
    vagg, cpu = tider["forks of a warm process"]
    sys.stdout.write(f"{len(jobb)} reports\n| | wall s | CPU s | wall ratio | CPU ratio |\n|---|---:|---:|---:|---:|\n")
    for namn, (v, c) in tider.items():
        sys.stdout.write(f"| {namn} | {v:.1f} | {c:.1f} | {v / vagg:.1f} | {c / cpu:.1f} |\n")


if __name__ == "__main__":
    main()
