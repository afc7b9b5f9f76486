"""A real scheduler and two workers on the loopback: the same figures and files as here, also when one is killed."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import psutil
import pytest

from analys import arbete as modul
from analys.arbete import HAR, Arbete, anslut
from analys.berakna import Kubbesked, raknegrund
from analys.errors import AnalysError, UsageError
from analys.hem import Hem
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.reports.klusterbarn import gor_barn
from analys.reports.kor import Val, beskriv, planera, valj
from analys.sources import lager as lagermodul
from analys.sources.lager import _oppna, skriv
from analys.sources.leverans import las_leverans
from tests.conftest import Leveransbygge
from tests.e2e.test_processer import beskriv as sovande
from tests.unit.sma_leveranser import lagg_till, liten, vardfil

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks and signals of Linux")
MATT = ("antal_vardade_somatik", "andel_oplanerad_aterinskrivning", "antal_inskrivna_hemsjukvard")


class Kluster:
    """A scheduler and its workers: processes of this test, gone when it is."""

    def __init__(self, mapp: Path) -> None:
        self.mapp, self.processer = mapp, []
        adressfil = mapp / "scheduler.json"
        val = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(adressfil)]
        self._starta("scheduler", *val)
        vanta_pa(lambda: adressfil.exists() and adressfil.read_text().rstrip().endswith("}"))  # written whole
        self.adress = re.search(r"tcp://[\d.:]+", adressfil.read_text()).group()  # type: ignore[union-attr]

    def arbetare(self, antal: int) -> None:
        for _ in range(antal):
            val = ["--no-nanny", "--no-dashboard", "--nthreads", "1", "--local-directory", str(self.mapp)]
            self._starta("worker", self.adress, *val)

    def _starta(self, vad: str, *val: str) -> None:
        with (self.mapp / f"{vad}-{len(self.processer)}.log").open("wb") as logg:
            kommando = [sys.executable, "-m", "distributed.cli.dask_" + vad, *val]
            self.processer.append(subprocess.Popen(kommando, stdout=logg, stderr=logg))

    def stang(self) -> None:
        for process in self.processer:
            process.kill()
            process.wait()


def vanta_pa(villkor: object, sekunder: float = 120) -> None:
    slut = time.monotonic() + sekunder
    while not villkor():  # type: ignore[operator]
        assert time.monotonic() < slut
        time.sleep(0.02)


@pytest.fixture(scope="module")
def kluster(hem: Hem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kluster]:
    start = Kluster(tmp_path_factory.mktemp("kluster"))
    try:
        with pytest.raises(AnalysError, match="har inga arbetare"), anslut(start.adress, None, hem.rot):
            pass
        start.arbetare(2)
        yield start
    finally:
        barn = [b for p in start.processer if p.poll() is None for b in psutil.Process(p.pid).children(recursive=True)]
        start.stang()
        assert not psutil.wait_procs(barn, timeout=5)[1]  # nothing of it lives on


@pytest.fixture
def tva_arbetare(kluster: Kluster, hem: Hem) -> Iterator[Arbete]:
    vanta_pa(lambda: sum("Starting established" in f.read_text() for f in kluster.mapp.glob("worker-*.log")) >= 2)
    with anslut(kluster.adress, None, hem.rot) as arbete:
        yield arbete


def test_a_worker_with_another_program_is_refused(
    tva_arbetare: Arbete, kluster: Kluster, hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tva_arbetare.platser() == 2
    monkeypatch.setattr(modul, "programkod", lambda: "annan")
    with pytest.raises(AnalysError, match="har en annan version av analys"), anslut(kluster.adress, None, hem.rot):
        pass
    assert not list(hem.rot.glob(".kluster-*"))


def test_sums_come_back_the_same_and_no_person_leaves_the_store(
    tva_arbetare: Arbete,
    leverans: Leveransbygge,
    hem: Hem,
    profil: Regionprofil,
    katalog: Katalog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lagermodul, "RADER_PER_DEL", 60)
    mapp = liten(leverans).skriv()
    lagg_till(mapp, "vard.csv", "vardtillfallen", vardfil())
    last = las_leverans(mapp, profil, hem)
    skriv(last, tmp_path / "lager")
    lager = _oppna(tmp_path / "lager", last.besked)
    assert lager.antal_delar > 1
    person = str(next(lager.delar())["vardtillfallen"]["person_id"].iloc[0])
    assert person.encode() not in pickle.dumps(list(lager.delar()))
    valda, mars = {m: katalog[m] for m in MATT}, Period.las("2022-03")
    with tva_arbetare.raknare(lager.antal_delar) as executor:
        pa_kluster = rakna_utfall(raknegrund(lager), valda, profil, mars, executor)
    with Arbete(2).raknare(lager.antal_delar) as executor:
        i_processer = rakna_utfall(raknegrund(lager), valda, profil, mars, executor)
    har = rakna_utfall(raknegrund(lager), valda, profil, mars)
    pd.testing.assert_frame_equal(pa_kluster, har, check_exact=True)
    pd.testing.assert_frame_equal(i_processer, har, check_exact=True)
    assert har["taljare"].sum() > 0


def test_stopping_ends_what_runs_and_what_waits(
    tva_arbetare: Arbete, kluster: Kluster, hem: Hem, tmp_path: Path
) -> None:
    jobb = [sovande(hem, tmp_path / f"bok-{i}", "import time\ntime.sleep(600)") for i in range(3)]
    barnen = gor_barn(tva_arbetare, jobb[0], "kub", "oppen", vanlig=False, utgavan=None)
    with ThreadPoolExecutor(3) as trad:
        svaren = [trad.submit(barnen.kor, j, tmp_path / f"jobb-{i}") for i, j in enumerate(jobb)]
        vanta_pa(lambda: len(list(tmp_path.glob("jobb-*-*/gor.log"))) == 2)
        barnen.avsluta()
        assert [s.result(timeout=60) for s in svaren] == ["Körningen stoppades."] * 3
    kvar = [b for p in kluster.processer if p.poll() is None for b in psutil.Process(p.pid).children(recursive=True)]
    assert not [b for b in kvar if "forkserver" in " ".join(b.cmdline()) and b.status() != psutil.STATUS_ZOMBIE]


def test_a_report_whose_worker_is_killed_is_made_by_another_with_the_same_bytes(
    tva_arbetare: Arbete, kluster: Kluster, kub: Kubbesked, hem: Hem, profil: Regionprofil, tmp_path: Path
) -> None:
    val = Val(["samverkan"], [profil.omrade("1315")], ("html", "pdf"))
    (jobb,), _ = valj(planera(hem, profil, kub, val), val)
    beskrivet, filer = beskriv(jobb, hem), ("samverkan.html", "samverkan.pdf")

    def gor(arbete: Arbete, mapp: Path) -> list[bytes]:
        barnen = gor_barn(arbete, beskrivet, jobb.kub, jobb.niva, vanlig=False, utgavan=None)
        try:
            assert barnen.kor(beskrivet, mapp) == ""
        finally:
            barnen.avsluta()
        return [(mapp / f).read_bytes() for f in filer]

    with ThreadPoolExecutor(1) as trad:
        pa_kluster = trad.submit(gor, tva_arbetare, tmp_path / "kluster")
        vanta_pa(lambda: list(tmp_path.glob("kluster-*/gor.log")))  # a worker has begun
        (borjad,) = tmp_path.glob("kluster-*")
        pid = int(borjad.name.split("-")[-2])
        assert pid in {p.pid for p in kluster.processer}
        barn = psutil.Process(pid).children(recursive=True)
        os.kill(pid, signal.SIGKILL)
        svar = pa_kluster.result()
    assert not psutil.wait_procs(barn, timeout=5)[1]  # what it had forked died with it
    assert len(list(tmp_path.glob("kluster-*"))) == 2
    assert svar == gor(HAR, tmp_path / "har")


def test_a_cluster_that_does_not_answer_or_an_absent_extra_is_told(hem: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modul, "VANTAN", 0.5)
    with (
        pytest.raises(AnalysError, match="Inget kluster svarar på tcp://127.0.0.1:9"),
        anslut("tcp://127.0.0.1:9", None, hem.rot),
    ):
        pass
    with pytest.raises(UsageError, match="antingen --kluster eller --arbetare"), anslut("tcp://a:1", 2, hem.rot):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"behövs tillägget kluster. Installera det .*med: .* -m pip install"),
        anslut("tcp://a:1", None, hem.rot),
    ):
        pass
