"""Runs that share a worker of a cluster: what one of them ends is its own, and what has ended begins nothing more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analys.present.utgavan import UTGAVAN
from analys.reports import klusterbarn, processer
from analys.reports.klusterbarn import Klusterbarn, _kor_har, _stang
from analys.reports.processer import STOPPAD, Barn

FORSTA: dict[str, Any] = {"hem": "h", "parametrar": dict.fromkeys(("region", "omrade", "period"), "x")}
GRUND = (FORSTA, "kub", "oppen", True, None)


class Klient:
    """Does at once what a worker would do."""

    def submit(self, gor: Callable[..., Any], *argument: Any, pure: bool) -> Klient:
        self.svar = gor(*argument)
        return self

    def result(self) -> Any:
        return self.svar

    def cancel(self, _: object) -> None: ...
    def run(self, gor: Callable[..., None], *argument: Any, on_error: str) -> None:
        gor(*argument)


@pytest.fixture(autouse=True)
def egna_korningar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(klusterbarn, "_barnen", {})
    monkeypatch.setattr(klusterbarn, "_avslutade", set())


def test_a_worker_begins_nothing_for_a_run_that_has_ended(tmp_path: Path) -> None:
    _stang("slut")
    assert _kor_har("slut", GRUND, {}, tmp_path)[0] == STOPPAD
    assert not klusterbarn._barnen
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("tiden_slut", "vad"), [(False, STOPPAD), (True, "Körningen tog mer än 2 timmar")])
def test_what_is_asked_for_after_the_end_says_why_there_is_none(tmp_path: Path, tiden_slut: bool, vad: str) -> None:
    klient = Klient()
    barnen = Klusterbarn(klient, FORSTA, "kub", "oppen", vanlig=True, utgavan=None)  # type: ignore[arg-type]
    barnen.tiden_slut = tiden_slut
    barnen.avsluta()
    assert barnen.kor({}, tmp_path / "ny").replace("2,0", "2").startswith(vad)
    assert not (tmp_path / "ny").exists()


def test_the_warm_process_is_stopped_by_the_last_run_that_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stoppade: list[str] = []

    class Server:
        _forkserver_pid = None

        def _stop(self) -> None:
            stoppade.append("server")

    monkeypatch.setattr(processer.forkserver, "ensure_running", lambda: None)
    monkeypatch.setattr(processer, "_server", Server())
    monkeypatch.setattr(processer.sys, "platform", "linux")
    monkeypatch.setattr(processer, "_gafflar", set())
    en, annan = (Barn(FORSTA, "kub", "oppen", utgavan=Path(n)) for n in "ab")
    en.avsluta()
    en.avsluta()  # as `kor` does after Ctrl-C
    assert not stoppade
    annan.avsluta()
    assert stoppade
    assert Barn(FORSTA, "kub", "oppen", vanlig=True)._miljo[UTGAVAN] == ""  # not what an earlier run or a caller had
