"""Limits, environment, the lock's holder, room on the disk, and what dead runs leave."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from analys import berakna, cli
from analys.errors import BYTT, UTAN_UTGAVA, CannotWriteError, LockedError, StoppedError, UsageError
from analys.granser import Granser, begransa_minnet, las_granser, ren_miljo
from analys.hem import Hem, sopa
from analys.period import Period
from analys.region import Regionprofil
from analys.reports import barn, utgava
from analys.reports.kor import _fardiga


def test_limits_are_the_defaults_or_what_the_environment_says() -> None:
    assert las_granser({}) == Granser(300, 900, 7200, 4)
    assert las_granser({"ANALYS_CELLTID": "60", "ANALYS_MINNE": "16"}) == Granser(60, 900, 7200, 16)
    for fel in ("0", "-1", "en timme", "1,5", ""):
        with pytest.raises(UsageError, match="ANALYS_KORTID ska vara ett heltal"):
            las_granser({"ANALYS_KORTID": fel})


def test_a_notebook_sees_no_secret_of_the_environment() -> None:
    miljo = {"PATH": "/bin", "LC_ALL": "sv_SE", "AWS_SECRET_KEY": "x", "DB_URL": "x", "USER": "anna", "HOSTNAME": "s"}
    miljo |= {"JUPYTER_TOKEN": "x", "CONDA_TOKEN": "x", "PYTHON_KEYRING_BACKEND": "x", "ANALYS_Password": "x"}
    assert ren_miljo(miljo | {"OMP_NUM_THREADS": "1"}) == {"PATH": "/bin", "LC_ALL": "sv_SE", "OMP_NUM_THREADS": "1"}


def test_who_holds_the_lock_is_said_at_once_and_it_is_free_after_a_kill(tmp_path: Path) -> None:
    kod = (
        "import time; from pathlib import Path; from analys.reports import utgava\n"
        f"with utgava.las(Path({str(tmp_path)!r})): print('har', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", kod], stdout=subprocess.PIPE, text=True) as annan:
        assert annan.stdout is not None
        assert annan.stdout.readline() == "har\n"
        borjan = time.monotonic()
        with pytest.raises(LockedError, match=rf"\(process {annan.pid}, påbörjad \d{{4}}-\d\d-\d\d kl. \d\d.\d\d\)"):
            utgava.las(tmp_path).__enter__()
        assert time.monotonic() - borjan < 1
        annan.kill()
    with utgava.las(tmp_path):
        assert (tmp_path / ".las-agare").read_text().startswith(f"{os.getpid()} ")


def test_too_little_room_is_said_before_anything_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utgava.shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    with pytest.raises(CannotWriteError, match=r"5,0.MB är ledigt, minst 104,9.MB behövs\. Inget har ändrats"):
        utgava.las(tmp_path).__enter__()
    assert [f.name for f in tmp_path.iterdir()] == [".las"]


def test_what_dead_runs_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    dod = subprocess.Popen([sys.executable, "-c", ""])
    dod.wait()
    rester = [f"a/.skydd.csv.{dod.pid}", f".prov-{dod.pid}", f".2022-12.{dod.pid}", f"a/.ny-{dod.pid}/del-0/x.parquet"]
    kvar = [
        f"a/.min-kopia-{dod.pid}",
        f".gammalt.{dod.pid}",
        f".undan-{dod.pid}/x",
        f"a/.skydd.csv.{os.getpid()}",
        ".utgavor/2022-12-20230201T101500-aaaa/x.html",
        ".las",
        "a/skydd.csv",
    ]
    for namn in rester + kvar:
        (tmp_path / namn).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / namn).write_text("x")
    sopa(tmp_path)
    assert sorted(str(f.relative_to(tmp_path)) for f in tmp_path.rglob("*") if f.is_file()) == sorted(kvar)
    assert not (tmp_path / "a" / f".ny-{dod.pid}").exists()


def test_what_is_not_done_when_the_run_s_time_is_out_is_killed_and_the_rest_is_kept() -> None:
    doda = threading.Event()
    barnen = SimpleNamespace(granser=Granser(korning=1), tiden_slut=False, avsluta=doda.set)
    with ThreadPoolExecutor(2) as arbetare:
        koer: list[Future[str]] = [arbetare.submit(lambda: "klar"), arbetare.submit(lambda: f"dod {doda.wait(30)}")]
        assert [f.result() for f in _fardiga(koer, barnen)] == ["klar", "dod True"]
    assert barnen.tiden_slut


def test_the_memory_s_limit_is_never_above_the_machine_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource  # noqa: PLC0415 (not on Windows)

    satta = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, grans: satta.append(grans))
    for tak in (resource.RLIM_INFINITY, 1 << 30):
        monkeypatch.setattr(resource, "getrlimit", lambda _, tak=tak: (tak, tak))
        begransa_minnet(4)
    assert satta == [(4 << 30, 4 << 30), (1 << 30, 1 << 30)]


def test_a_limit_that_is_wrongly_written_is_said(
    tmp_path: Path, tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command before anything is computed, and by a report's process all the same."""
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    monkeypatch.setenv("ANALYS_MINNE", "mycket")
    with pytest.raises(UsageError, match="ANALYS_MINNE ska vara ett heltal"):
        cli.app.main(["rapport"], standalone_mode=False)
    assert not tomt_hem.lager("halland").exists()
    (tmp_path / "jobb.json").write_text("{}", encoding="utf-8")
    assert barn.main(tmp_path / "jobb.json", "gor", begransa=True) == 1
    assert "ANALYS_MINNE" in json.loads((tmp_path / barn.FELFIL).read_text(encoding="utf-8"))["fel"]


def test_what_is_said_at_a_stop_is_true_before_and_after_the_switch(tmp_path: Path) -> None:
    BYTT.clear()
    with pytest.raises(StoppedError, match="Den förra utgåvan gäller fortfarande"):
        cli._stanna()
    bygg = tmp_path / "bygg"
    bygg.mkdir()
    utgava.skriv_manifest(bygg, {"rapporter": []})
    utgava.publicera(bygg, tmp_path, "2022-12")
    with pytest.raises(StoppedError, match="Den nya utgåvan hann bli klar och gäller"):
        cli._stanna()
    BYTT.clear()


def test_the_self_test_says_nothing_of_a_release_when_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analys.sjalvtest.granska_installationen", cli._stanna)
    with pytest.raises(StoppedError, match=r"^Körningen stoppades\. ?$"):
        cli.app.main(["sjalvtest"], standalone_mode=False)
    UTAN_UTGAVA.clear()


def test_a_cube_without_what_is_written_beside_it_is_made_again(
    tomt_hem: Hem, profil: Regionprofil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(berakna, "las_kubmeta", lambda _: {"nyckel": "x"})
    manad = Period.las("2022-12")
    plats = tomt_hem.kub(profil.id, manad.kod)
    for fil in (tomt_hem.internt(profil.id, manad.kod) / berakna.HOPPFIL, plats.with_name("karantan.csv")):
        assert berakna._gjord(tomt_hem, profil, manad, plats) is None
        fil.parent.mkdir(parents=True)
        fil.write_text("[]", encoding="utf-8")
    assert berakna._gjord(tomt_hem, profil, manad, plats) == {"nyckel": "x"}


@pytest.mark.parametrize("signalen", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_request_to_stop_end_the_command_with_words(signalen: int) -> None:
    kod = (
        "import sys, time; from analys import cli\n"
        "def vanta(**_): print('igang', flush=True); time.sleep(60)\n"
        "cli.app.commands['berakna'].callback = vanta; sys.argv = ['analys', 'berakna']; cli.main()"
    )
    ror = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", kod], **ror) as kommando:
        assert kommando.stdout.readline() == "igang\n"
        kommando.send_signal(signalen)
        _, sagt = kommando.communicate(timeout=20)
    assert (kommando.returncode, sagt.strip()) == (143, "Körningen stoppades. Den förra utgåvan gäller fortfarande.")
