"""How time and memory per report grow with the number of områden: a region of 2, 7, 14, 34 and 50, then all 311.

``.venv/bin/python benchmarks/tillvaxt.py [TEMA ...]`` (hemsjukvard, palliativ and utskrivningsklara unless told). Needs
Halland's cube (``analys berakna``). Sweden's 311 områden are 21 regions with a release each, so what can grow is how
many releases there are and how many kommuner one of them has. Each region measured is made up in a temporary home:
Halland's profile with that region's own kommuner, and Halland's cube with every kommun's rows taken from one of
Halland's six. Its reports for the region and its last kommun are made in HTML and PDF by two workers; the time for 311
områden is worked out from those: a sample, not a run of all. PSS is read from the kernel five times a second.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analys.berakna import Kubbesked, berakna
from analys.hem import Hem, hitta_hem
from analys.omraden import las_omraden
from analys.region import las_profil
from analys.reports.kor import Jobb, Val, beskriv, planera, valj
from analys.reports.processer import Barn
from analys.tidtagning import DIAGRAM

REGIONER = ("0009", "0013", "0005", "0012", "0014")
TEMAN, KARNOR = 9, 2
META = b"analys"


def nytt_hem(mapp: Path, gammalt: Hem) -> Hem:
    """Return a home that shares what every region shares."""
    (mapp / "data" / "regioner").mkdir(parents=True)
    for namn in ("indikatorer", "kallor", "formular", "omraden.csv", "publicerat"):
        (mapp / "data" / namn).symlink_to(gammalt.rot / "data" / namn)
    (mapp / "notebooks").symlink_to(gammalt.anteckningsbocker)
    return Hem(mapp)


def hitta_pa_region(hem: Hem, gammalt: Hem, besked: Kubbesked, kod: str) -> Kubbesked:
    """Write the profile and the cube of a region of its own kommuner with Halland's figures; return the cube's news."""
    alla = las_omraden(gammalt.omraden)
    kommuner = [k for k, o in alla.items() if o.region == kod and k != kod]
    halland = las_profil(gammalt, "halland")
    killor = dict(zip(kommuner, cycle(k.kod for k in halland.rapportomraden[1:]))) | {kod: halland.kod}
    text = (gammalt.regioner / "halland.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^kommuner = \[.*?\]", f"kommuner = {json.dumps(kommuner)}", text)
    text = re.sub(r'(?m)^kod = ".*"', f'kod = "{kod}"', text, count=1)
    text = re.sub(r'(?m)^namn = ".*"', f'namn = "{alla[kod].namn}"', text, count=1)
    namn = f"lan{kod}"
    (hem.regioner / f"{namn}.toml").write_text(text, encoding="utf-8")
    tabell = pq.read_table(besked.fil)
    plats, text_ = tabell.schema.get_field_index("omrade"), tabell["omrade"].cast(pa.string())
    tabell, koder = tabell.set_column(plats, "omrade", text_), np.asarray(text_.to_pylist(), dtype=object)
    meta = {k: _bytt(v, killor, halland.kod) for k, v in besked.meta.items()} | {"region": namn}
    delar = [tabell.filter(pa.array(~np.isin(koder, [o.kod for o in halland.rapportomraden])))]
    for ny, gammal in killor.items():
        rader = tabell.filter(pa.array(koder == gammal))
        delar.append(rader.set_column(plats, "omrade", pa.array([ny] * len(rader), pa.string())))
    hela = pa.concat_tables(delar)
    matt = np.asarray(hela["indikator"].cast(pa.string()).to_pylist())
    hela = hela.take(pa.array(np.argsort(matt, kind="stable")))  # measure by measure, as cubes are
    hela = hela.set_column(plats, "omrade", hela["omrade"].dictionary_encode())
    fil = hem.kub(namn, besked.period.kod)
    fil.parent.mkdir(parents=True)
    pq.write_table(hela.replace_schema_metadata(tabell.schema.metadata | {META: json.dumps(meta)}), fil)
    return Kubbesked(fil, besked.period, meta, ny=False)


def _bytt(varde: Any, killor: dict[str, str], region: str) -> Any:
    """Return metadata with each of its tables by område given to the new områden."""
    if isinstance(varde, dict):
        if region in varde:
            return {ny: varde[gammal] for ny, gammal in killor.items() if gammal in varde}
        return {k: _bytt(v, killor, region) for k, v in varde.items()}
    return varde


class Minne(threading.Thread):
    """The largest PSS (MB) of the warm process and of each process forked from it, while the block runs."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.varmt, self.rapport, self._klar = 0.0, 0.0, threading.Event()

    def run(self) -> None:
        """Read until stopped."""
        while not self._klar.wait(0.2):
            server: Any = forkserver._forkserver
            if (pid := server._forkserver_pid) is None:
                continue
            barn = Path(f"/proc/{pid}/task/{pid}/children")
            self.varmt = max(self.varmt, _pss(pid))
            self.rapport = max([self.rapport, *(_pss(int(b)) for b in _las(barn).split())])

    def stanna(self) -> None:
        """Stop reading."""
        self._klar.set()
        self.join()


def _pss(pid: int) -> float:
    rad = re.search(r"^Pss:\s+(\d+)", _las(Path(f"/proc/{pid}/smaps_rollup")), re.MULTILINE)
    return int(rad[1]) / 1024 if rad else 0.0


def _las(fil: Path) -> str:
    try:
        return fil.read_text()
    except OSError:  # it has ended
        return ""


def mat(jobb: list[Jobb], hem: Hem) -> tuple[list[float], float, float]:
    """Return the CPU seconds of each report, and the largest PSS of a report's process and of the warm one."""
    barnen, minne, cpu = Barn(beskriv(jobb[0], hem), jobb[0].kub, jobb[0].niva), Minne(), []
    minne.start()
    with tempfile.TemporaryDirectory(prefix="analys-b-") as mapp:

        def gor(nr: int) -> None:
            if fel := barnen.kor(beskriv(jobb[nr], hem), Path(mapp) / str(nr)):
                raise SystemExit(f"{jobb[nr].namn}: {fel}")
            steg = [json.loads(f.read_text()) for f in (Path(mapp) / str(nr)).glob("*.klar")]
            cpu.append(sum(c for s in steg for namn, (_, c) in s.items() if namn != DIAGRAM))

        try:
            with ThreadPoolExecutor(KARNOR) as arbetare:
                list(arbetare.map(gor, range(len(jobb))))
        finally:
            barnen.avsluta()
            minne.stanna()
    return cpu, minne.rapport, minne.varmt


def main() -> None:
    """Print a row per size, and what all of Sweden would take."""
    vars(sys.modules["__main__"]).pop("__file__")  # else every fork imports it, and this is not the small command
    gammalt = hitta_hem()
    halland = berakna(gammalt, "halland")
    teman = sys.argv[1:] or ["hemsjukvard", "palliativ", "utskrivningsklara"]
    storlekar, medel = [], []
    sys.stdout.write(
        "| områden | CPU s per report | spread | PSS report, MB | PSS warm, MB |\n|---:|---:|---:|---:|---:|\n"
    )
    with tempfile.TemporaryDirectory(prefix="analys-hem-") as mapp:
        hem = nytt_hem(Path(mapp), gammalt)
        for kod in REGIONER:
            besked = hitta_pa_region(hem, gammalt, halland, kod)
            profil = las_profil(hem, besked.meta["region"])
            ytterst = (profil.rapportomraden[0], profil.rapportomraden[-1])
            val = Val(teman, ytterst, ("html", "pdf"))
            jobb, _ = valj(planera(hem, profil, besked, val), val)
            cpu, rapport, varmt = mat(jobb, hem)
            storlekar.append(len(profil.rapportomraden))
            medel.append(statistics.fmean(cpu))
            sys.stdout.write(
                f"| {storlekar[-1]} | {statistics.median(cpu):.2f} | {min(cpu):.2f}-{max(cpu):.2f} | {rapport:.0f} "
                f"| {varmt:.0f} |\n"
            )
            sys.stdout.flush()
    regioner: dict[str, int] = {}
    for o in las_omraden(gammalt.omraden).values():
        regioner[o.region] = regioner.get(o.region, 0) + 1
    summa, antal = 0.0, 0
    for n in regioner.values():
        summa += n * TEMAN * float(np.interp(n, storlekar, medel))
        antal += n
    minuter = summa / KARNOR / 60
    sys.stdout.write(f"{antal} områden x {TEMAN} teman: {summa:.0f} CPU s, {minuter:.0f} minutes on two cores\n")


if __name__ == "__main__":
    main()
