"""A release's reports in forks of a warm process, against the loop of papermill, nbconvert and Chromium's PDF.

``.venv/bin/python benchmarks/rapporter.py [TEMA ...] [--omraden N] [--urval K]`` (every theme and område unless told).
Needs the cube (``analys berakna``) and ``chromium``. Ours makes HTML and PDF of every report, and reads them back; the
loading of the warm process is in its time. The loop makes a sample of K reports, spread evenly, one after the other:
the command ``papermill``, ``jupyter nbconvert --to html`` and ``chromium --print-to-pdf``, nothing read back. An
ordinary kernel each (``--vanlig-karna``) makes the same sample. On a shared machine CPU tells more than wall time.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analys.berakna import berakna
from analys.hem import Hem, hitta_hem
from analys.region import las_profil
from analys.reports.kor import Jobb, Val, beskriv, planera, valj
from analys.reports.processer import Barn


def med_barn(jobb: Sequence[Jobb], hem: Hem, mapp: Path, *, vanlig: bool) -> None:
    """Make the reports as `analys rapport` does."""
    barnen = Barn(beskriv(jobb[0], hem), jobb[0].kub, jobb[0].niva, vanlig=vanlig)
    try:
        with ThreadPoolExecutor(os.cpu_count()) as arbetare:
            fel = list(arbetare.map(lambda j: barnen.kor(beskriv(j, hem), mapp / f"{j.omrade.kod}-{j.tema}"), jobb))
    finally:
        barnen.avsluta()
    if any(fel):
        raise SystemExit("\n".join(fel))


def med_kommandon(j: Jobb, hem: Hem, mapp: Path) -> None:
    """Make one report with papermill's, nbconvert's and Chromium's commands."""
    ut = mapp / f"{j.omrade.kod}-{j.tema}.ipynb"
    val = [flagga for k, v in j.parametrar.items() for flagga in ("-r", k, v)]
    papermill = ["papermill", str(j.anteckningsbok), str(ut), "--no-progress-bar", "--log-level", "ERROR", *val]
    for kommando in (papermill, ["jupyter", "nbconvert", "--to", "html", "--log-level", "ERROR", str(ut)]):
        subprocess.run([sys.executable, "-m", *kommando], cwd=hem.rot, check=True, stderr=subprocess.DEVNULL)
    sida, pdf = ut.with_suffix(".html"), ut.with_suffix(".pdf")
    utan = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={mapp / 'chromium'}"]
    chromium = ["chromium", *utan, f"--print-to-pdf={pdf}", sida.as_uri()]
    subprocess.run(chromium, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not pdf.is_file():
        raise SystemExit("Chromium made no PDF.")


def mat(gor: Callable[[Path], None]) -> tuple[float, float]:
    """Return the wall and CPU seconds of a run in an empty folder; CPU of this process and all that it waited for."""

    def cpu() -> float:
        anvant = [resource.getrusage(v) for v in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(a.ru_utime + a.ru_stime for a in anvant)

    with tempfile.TemporaryDirectory(prefix="analys-b-") as mapp:
        start = time.perf_counter(), cpu()
        gor(Path(mapp))
        return time.perf_counter() - start[0], cpu() - start[1]


def main() -> None:
    """Run all three and print the ratios, per report."""
    vars(sys.modules["__main__"]).pop("__file__")  # else every fork imports it, and this is not the small command
    tolk = argparse.ArgumentParser()
    tolk.add_argument("teman", nargs="*")
    tolk.add_argument("--omraden", type=int, default=99)
    tolk.add_argument("--urval", type=int, default=5)
    val = tolk.parse_args()
    hem = hitta_hem()
    profil, besked = las_profil(hem, "halland"), berakna(hem, "halland")
    onskat = Val(val.teman or profil.teman, profil.rapportomraden[: val.omraden], ("html", "pdf"))
    jobb, _ = valj(planera(hem, profil, besked, onskat), onskat)
    urval = jobb[:: max(1, len(jobb) // val.urval)][: val.urval]
    vara = [t / len(jobb) for t in mat(lambda m: med_barn(jobb, hem, m, vanlig=False))]
    vanlig = [t / len(urval) for t in mat(lambda m: med_barn(urval, hem, m, vanlig=True))]
    loop = [mat(lambda m, j=j: med_kommandon(j, hem, m)) for j in urval]  # type: ignore[misc]
    prover = ", ".join(f"{j.omrade.kod} {j.tema}" for j in urval)
    rader = [f"{len(jobb)} reports; sample: {prover}", "| per report | wall s | CPU s | wall ratio | CPU ratio |"]
    rader += ["|---|---:|---:|---:|---:|", _rad("forks of a warm process", [f"{t:.2f}" for t in vara], ["1", "1"])]
    kvot = [f"{v / e:.1f}" for v, e in zip(vanlig, vara, strict=True)]
    rader.append(_rad("an ordinary kernel each", [f"{t:.2f}" for t in vanlig], kvot))
    tal = [[statistics.fmean(t), min(t), max(t)] for t in zip(*loop, strict=True)]
    tal += [[t / e for t in tre] for tre, e in zip(tal, vara, strict=True)]
    rader.append(_rad("papermill + nbconvert + Chromium", [f"{m:.1f} ({a:.1f}-{b:.1f})" for m, a, b in tal]))
    sys.stdout.write("\n".join(rader) + "\n")


def _rad(namn: str, *celler: Sequence[str]) -> str:
    return f"| {' | '.join([namn, *(c for rad in celler for c in rad)])} |"


if __name__ == "__main__":
    main()
