"""The command `analys utforska`: its port, its token, what the browser is started with, and what is turned off."""

import re
import socket
import stat
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import urlsplit
from urllib.request import url2pathname

import click
import pytest
from nbconvert.exporters.base import get_export_names
from traitlets.config import Config

from analys.cli import app
from analys.errors import AnalysError, UsageError
from analys.hem import Hem
from analys.utforska import kommando


@pytest.fixture
def eget(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> Hem:
    """A home of the test's own, as if its figures were computed."""
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    monkeypatch.setattr(kommando, "Session", lambda _: SimpleNamespace(krav=lambda _: "2022-12"))
    return tomt_hem


def test_without_figures_the_command_says_what_to_do(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    with pytest.raises(UsageError, match="eller analys berakna --region halland"):
        kommando.utforska("halland", None, None, internt=False, webblasare=False)
    assert not tomt_hem.utforska().exists()


def test_a_taken_port_is_said_and_without_one_the_next_is_taken(eget: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as upptagen:
        upptagen.bind((kommando.DATORN, 0))
        upptagen.listen()
        port = upptagen.getsockname()[1]
        with pytest.raises(UsageError, match=f"Porten {port} är upptagen"):
            kommando.utforska("halland", None, port, internt=False, webblasare=False)
        monkeypatch.setattr(kommando, "_FORSTA_PORT", port)
        assert port < kommando._ledig_port(None) < port + 50


class Server:
    """JupyterLab as the command sees it: it is there, and ends when asked to."""

    def __init__(self) -> None:
        self.stoppad = False

    def wait(self, _: float | None = None) -> int:
        return 0

    def poll(self) -> int | None:
        return 0 if self.stoppad else None

    def terminate(self) -> None:
        self.stoppad = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    en = Server()
    monkeypatch.setattr(kommando, "_starta", lambda *_, **__: en)
    monkeypatch.setattr(kommando, "_vanta", lambda *_: None)
    return en


def test_the_browser_is_started_without_the_token(
    eget: Hem, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    oppnat: list[tuple[str, int, str]] = []

    def oppna(adress: str) -> None:
        fil = Path(url2pathname(urlsplit(adress).path))
        oppnat.append((adress, stat.S_IMODE(fil.stat().st_mode), fil.read_text("utf-8")))

    monkeypatch.setattr(kommando, "_krav_pa_token", lambda _: None)
    monkeypatch.setattr(kommando.webbrowser, "open", oppna)
    kommando.utforska("halland", None, None, internt=False, webblasare=True)
    ((adress, rattigheter, sidan),) = oppnat
    (lank,) = re.findall(r"http://\S+token=\S+", capsys.readouterr().out.replace("\n", ""))[:1]
    token = lank.partition("token=")[2][:32]
    assert adress.startswith("file://")
    assert token not in adress
    assert token in sidan
    assert rattigheter == 0o600
    assert not list(eget.utforska().glob("*.html"))
    assert server.stoppad


def test_the_internal_level_has_no_exporters_of_jupyterlab_s_own(
    tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    startat: list[list[str]] = []
    monkeypatch.setattr(kommando.subprocess, "Popen", lambda kommando, **_: startat.append(kommando))
    for internt in (True, False):
        kommando._starta(tomt_hem, tomt_hem.rot, "http://127.0.0.1:1", "hemligt", internt=internt)
    assert ["--Exporter.enabled=False" in rad for rad in startat] == [True, False]
    assert "hemligt" not in str(startat)
    installt = Config({"Exporter": {"enabled": False}})
    assert get_export_names(installt) == []


@pytest.mark.parametrize(("status", "gar"), [(200, False), (302, False), (500, False), (403, True), (401, True)])
def test_a_server_that_lets_anybody_in_is_stopped(
    eget: Hem, server: Server, monkeypatch: pytest.MonkeyPatch, status: int, gar: bool
) -> None:
    class Svar(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/annat" else status)
            if status == 302:
                self.send_header("Location", "/annat")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer((kommando.DATORN, 0), Svar) as falsk:
        Thread(target=falsk.serve_forever, daemon=True).start()
        monkeypatch.setattr(kommando, "_ledig_port", lambda _: falsk.server_port)
        kor = partial(kommando.utforska, "halland", None, None, internt=False, webblasare=False)
        if gar:
            assert kor() == 0
        else:
            with pytest.raises(AnalysError, match="släpper in vem som helst"):
                kor()
        falsk.shutdown()
    assert server.stoppad


def test_the_command_has_its_options() -> None:
    flaggor = {n for p in app.commands["utforska"].params if isinstance(p, click.Option) for n in p.opts}
    assert {"--region", "--kommun", "--internt", "--port", "--ingen-webblasare"} <= flaggor
