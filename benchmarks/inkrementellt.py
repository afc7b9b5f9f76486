"""A run in which nothing has changed, and one in which one kommun has delivered something else, against a full run.

``.venv/bin/python benchmarks/inkrementellt.py [--tema T ...] [--omrade O ...]`` (everything unless told). In a copy of
the settings and the example, so that nothing is kept from before. CPU seconds of the command and all its processes;
they tell more than wall time on a shared machine. The change: one person in Hylte left hemsjukvården a day later, so
no count of rows is another, but figures of Hylte and of the region are.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analys.hem import Hem, hitta_hem
from analys.region import las_profil
from analys.sources.exempel import gor_exempel


def kopia(fran: Hem, till: Path) -> Hem:
    """Return a home with the same settings and notebooks, and an example of its own."""
    for mapp in ("indikatorer", "regioner", "kallor", "publicerat", "formular"):
        shutil.copytree(fran.rot / "data" / mapp, till / "data" / mapp)
    shutil.copy(fran.omraden, till / "data")
    shutil.copytree(fran.anteckningsbocker, till / "notebooks", ignore=shutil.ignore_patterns(".*"))
    hem = Hem(till)
    gor_exempel(hem.exempel("halland"), las_profil(hem, "halland"), hem.rot / "data" / "publicerat")
    return hem


def andra(hem: Hem) -> None:
    """Let one of Hylte's enrolments of 2022 end a day later, in the same month."""
    fil = hem.exempel("halland") / "hemsjukvard.csv"
    rader = fil.read_text(encoding="cp1252").split("\n")
    for nr, rad in enumerate(rader):
        falt = rad.split(";")
        if ";1315;" in rad and (slut := re.fullmatch(r"2022-(\d\d)-(\d\d)", falt[7])) and int(slut[2]) < 28:
            falt[7] = f"2022-{slut[1]}-{int(slut[2]) + 1:02}"
            rader[nr] = ";".join(falt)
            fil.write_text("\n".join(rader), encoding="cp1252", newline="")
            return
    raise SystemExit("no such row")


def kor(hem: Hem, val: list[str]) -> tuple[float, float, str]:
    """Return the wall and CPU seconds of a run, and what it said."""
    fore, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    kommando = [sys.executable, "-c", "from analys.cli import main; main()", *val]
    miljo = os.environ | {"ANALYS_HEM": str(hem.rot)}
    svar = subprocess.run(kommando, env=miljo, capture_output=True, text=True, check=False)
    if svar.returncode:
        raise SystemExit(svar.stdout + svar.stderr)
    efter = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = efter.ru_utime + efter.ru_stime - fore.ru_utime - fore.ru_stime
    return time.perf_counter() - start, cpu, svar.stdout


def main() -> None:
    """Make the runs and print the ratios."""
    tolk = argparse.ArgumentParser()
    tolk.add_argument("--tema", nargs="*", default=[])
    tolk.add_argument("--omrade", nargs="*", default=[])
    vald = tolk.parse_args()
    val = ["rapport"]
    val += [t for tema in vald.tema for t in ("--tema", tema)] + [t for o in vald.omrade for t in ("--omrade", o)]
    with tempfile.TemporaryDirectory(prefix="analys-b-") as mapp:
        hem = kopia(hitta_hem(), Path(mapp))
        tider = {"everything: cube": kor(hem, ["berakna"]), "everything: reports": kor(hem, val)}
        tider["nothing changed"] = kor(hem, val)
        andra(hem)
        tider |= {"one kommun changed: cube": kor(hem, ["berakna"]), "one kommun changed: reports": kor(hem, val)}
        manifest = json.loads((hem.rapporter / "halland" / "2022-12" / "manifest.json").read_text(encoding="utf-8"))
        antal = len(manifest["rapporter"])
    kvar = re.search(r"från förra utgåvan: (\d+)", tider["one kommun changed: reports"][2])
    behallna, last = kvar[1] if kvar else 0, os.getloadavg()[0]
    sys.stdout.write(f"{antal} reports, {behallna} kept after the change, load {last:.0f}\n")
    allt = tider["everything: cube"][1] + tider["everything: reports"][1]
    sys.stdout.write("| run | wall s | CPU s | CPU ratio |\n|---|---:|---:|---:|\n")
    for namn, (vagg, cpu, _) in tider.items():
        sys.stdout.write(f"| {namn} | {vagg:.1f} | {cpu:.1f} | {cpu / allt:.3f} |\n")


if __name__ == "__main__":
    main()
