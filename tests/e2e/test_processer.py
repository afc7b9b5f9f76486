"""What happens to a report whose notebook misbehaves is the same in a fork of the warm process and a kernel's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from analys.berakna import Kubbesked
from analys.granser import Granser
from analys.hem import Hem
from analys.reports import processer
from analys.reports.processer import Barn

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks and signals of Linux")

STYGGA = {
    "sys.exit": ("import sys\nsys.exit(0)", "Cell 4 stannade med felet SystemExit"),
    "pyplot": ("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", "inte är ett rapportblock"),
    "input": ("input()", "Felet StdinNotImplementedError uppstod i cell 4"),
}
BARA_I_GAFFEL = {  # an ordinary kernel says the same of the others, but may run some cells more after exit()
    "exit": ("exit()\n\n1", "dog, kanske för att minnet tog slut"),
    "os._exit": ("import os\nos._exit(9)", "dog, kanske för att minnet tog slut"),
    "print": ("print('hej')", "inte är ett rapportblock"),
    "KeyError": ("{}['p-0123456789abcdef']", "Felet KeyError uppstod i cell 4"),
    "inga block": ("1;", "den behöver en rubrik"),
}


def beskriv(hem: Hem, mapp: Path, kod: str) -> dict[str, Any]:
    bok = v4.new_notebook(cells=[v4.new_markdown_cell("# Tema"), v4.new_code_cell('omrade = "1380"')])
    bok.cells[1].metadata["tags"] = ["parameters"]
    bok.cells += [v4.new_code_cell(en) for en in kod.split("\n\n")]
    bok.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    mapp.mkdir()
    nbformat.write(bok, mapp / "bok.ipynb")
    return {
        "tema": "tema",
        "titel": "Tema",
        "anteckningsbok": str(mapp / "bok.ipynb"),
        "parametrar": {"region": "halland", "omrade": "1380", "period": "2022-12"},
        "format": ["html"],
        "alla_format": ["html"],
        "hem": str(hem.rot),
    }


def starta(hem: Hem, mapp: Path, *, vanlig: bool) -> Iterator[Barn]:
    mapp.mkdir(exist_ok=True)
    barnen = Barn(beskriv(hem, mapp / "forsta", "1"), "kub", "oppen", vanlig=vanlig)
    yield barnen
    barnen.avsluta()


@pytest.fixture(scope="module")
def varma(hem: Hem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Barn]:
    yield from starta(hem, tmp_path_factory.mktemp("varma"), vanlig=False)


@pytest.fixture(scope="module")
def vanliga(hem: Hem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Barn]:
    yield from starta(hem, tmp_path_factory.mktemp("vanliga"), vanlig=True)


@pytest.mark.parametrize(("kod", "text"), [*STYGGA.values(), *BARA_I_GAFFEL.values()], ids=[*STYGGA, *BARA_I_GAFFEL])
def test_a_misbehaving_notebook_is_one_report_s_failure(
    varma: Barn, hem: Hem, tmp_path: Path, kod: str, text: str
) -> None:
    assert text in varma.kor(beskriv(hem, tmp_path / "bok", kod), tmp_path / "jobb")


def test_an_ordinary_kernel_fails_in_the_same_words(vanliga: Barn, varma: Barn, hem: Hem, tmp_path: Path) -> None:
    def bada(namn: str) -> list[str]:
        jobb = beskriv(hem, tmp_path / f"bok-{namn}", STYGGA[namn][0])
        return [b.kor(jobb, tmp_path / f"{namn}-{i}") for i, b in enumerate((vanliga, varma))]

    with ThreadPoolExecutor(2) as arbetare:
        for ordinarie, gaffel in arbetare.map(bada, STYGGA):
            assert ordinarie == gaffel


def test_the_warm_process_has_no_thread_that_a_fork_would_lose(varma: Barn, hem: Hem, tmp_path: Path) -> None:
    varma.kor(beskriv(hem, tmp_path / "bok", "1;"), tmp_path / "jobb")
    assert len(list(Path(f"/proc/{processer._server._forkserver_pid}/task").iterdir())) == 1


def test_the_warm_process_warms_up_and_stays_without_threads(kub: Kubbesked) -> None:
    """Failing to is quiet in a run: every report then loads for itself."""
    kod = (
        "import os; from analys.reports.varm import varm_upp; varm_upp('halland', '1380', '2022-12')\n"
        "from analys.present import underlag; assert underlag._grund.cache_info().currsize == 1\n"
        "assert len(os.listdir('/proc/self/task')) == 1"
    )
    miljo = {"ANALYS_KUBNYCKEL": kub.meta["nyckel"], "JE_ARROW_MALLOC_CONF": "background_thread:false"}
    tradlost = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    svar = subprocess.run(
        [sys.executable, "-c", kod], env=os.environ | miljo | tradlost, capture_output=True, text=True, check=False
    )
    assert svar.returncode == 0, svar.stderr


def test_a_report_that_takes_too_long_is_killed(
    varma: Barn, hem: Hem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In C code, where no exception can reach it."""
    monkeypatch.setattr(varma, "granser", Granser(rapport=3))
    kod = f"import os\nopen('{tmp_path / 'pid'}', 'w').write(str(os.getpid()))\nsum(range(10**13))"
    assert "Rapporten tog mer än" in varma.kor(beskriv(hem, tmp_path / "bok", kod), tmp_path / "jobb")
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists()


def test_a_cell_that_takes_too_long_ends_its_process_and_is_said(varma: Barn, hem: Hem, tmp_path: Path) -> None:
    kod = "import papermill\npapermill.execute_notebook('bok.ipynb', None, engine_name='analys', execution_timeout=1)"
    beskriv(hem, tmp_path / "bok", "sum(range(10**13))")
    svar = subprocess.run([sys.executable, "-c", kod], cwd=tmp_path / "bok", capture_output=True, check=False)
    assert svar.returncode == -signal.SIGALRM, svar.stderr
    somnar = "import os, signal\nos.kill(os.getpid(), signal.SIGALRM)"
    assert "En cell tog mer än 5 minuter" in varma.kor(beskriv(hem, tmp_path / "bok2", somnar), tmp_path / "jobb")


def test_a_report_that_needs_too_much_memory_says_so_and_the_others_go_on(
    varma: Barn, hem: Hem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(varma._miljo, "ANALYS_MINNE", "2")
    for nummer, kod in enumerate(("b'x' * (3 << 30)", "import numpy\nnumpy.ones(3 << 27)")):
        jobb = beskriv(hem, tmp_path / f"bok{nummer}", kod)
        assert "Rapporten behövde mer än 2 GB minne" in varma.kor(jobb, tmp_path / f"jobb{nummer}")
    kod, text = STYGGA["sys.exit"]
    assert text in varma.kor(beskriv(hem, tmp_path / "bok", kod), tmp_path / "jobb")


def test_what_lies_in_the_environment_stays_there(
    varma: Barn, hem: Hem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password in the runner's environment is not there for a notebook to show; nor is who runs it, and where."""
    hemliga = dict.fromkeys(("DATABAS_LOSENORD", "API_TOKEN", "USER", "HOSTNAME"), "hemligheten-7f3")
    for namn, varde in hemliga.items():
        monkeypatch.setitem(varma._miljo, namn, varde)
    kod = f"import os\nopen('{tmp_path / 'miljo'}', 'w').write(repr(dict(os.environ)))"
    varma.kor(beskriv(hem, tmp_path / "bok", kod), tmp_path / "jobb")
    sett = (tmp_path / "miljo").read_text()
    assert "ANALYS_HEM" in sett
    assert "hemligheten-7f3" not in sett


def test_no_port_is_opened(varma: Barn, hem: Hem, tmp_path: Path) -> None:
    """Neither the process that runs the notebook nor the warm one listens (an ordinary kernel does, on 127.0.0.1)."""
    kod = f"""import os
from pathlib import Path
rader = [r for f in ("tcp", "tcp6", "udp") for r in Path(f"/proc/net/{{f}}").read_text().splitlines()[1:]]
fd = [d for p in (os.getpid(), os.getppid()) for d in Path(f"/proc/{{p}}/fd").iterdir() if d.is_symlink()]
egna = {{os.readlink(d)[8:-1] for d in fd}} & {{r.split()[9] for r in rader}}
open({str(tmp_path / "portar")!r}, "w").write(f"{{len(fd) > 5}} {{egna}}")"""
    varma.kor(beskriv(hem, tmp_path / "bok", kod), tmp_path / "jobb")
    assert (tmp_path / "portar").read_text() == "True set()"


def test_a_full_disk_is_said(varma: Barn, hem: Hem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processer, "MINST_LEDIGT", 1 << 60)
    jobb = beskriv(hem, tmp_path / "bok", "import os\nos._exit(1)")
    assert varma.kor(jobb, tmp_path / "jobb") == "Disken blev full. Frigör utrymme och kör igen."


def test_a_dead_warm_process_is_started_anew(varma: Barn, hem: Hem, tmp_path: Path) -> None:
    os.kill(processer._server._forkserver_pid, signal.SIGKILL)
    time.sleep(0.5)
    kod, text = STYGGA["sys.exit"]
    assert text in varma.kor(beskriv(hem, tmp_path / "bok", kod), tmp_path / "jobb")
