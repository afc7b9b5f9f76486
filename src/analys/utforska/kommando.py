"""``analys utforska``: JupyterLab on this computer alone, at the level that the command opens."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from analys.disclosure.grind import INTERN
from analys.errors import AnalysError, StoppedError, UsageError
from analys.granser import NIVA
from analys.hem import Hem, hitta_hem, skriv_privat
from analys.omraden import hitta
from analys.processer import do_med_foraldern
from analys.region import las_profil
from analys.terminal import konsol, kort_sokvag
from analys.utforska.bok import lagg_ut
from analys.utforska.session import Session

DATORN = "127.0.0.1"
_FORSTA_PORT, _ANTAL_PORTAR = 8888, 50
_SLUT = "JupyterLab är avslutat."
_LOGG, _OPPNA = "jupyterlab.log", "oppna.html"
_NEKAR = (401, 403)
_STARTAR_HOGST, _STANNAR_HOGST = 120, 10  # seconds
_FLAGGOR = (
    f"--ServerApp.ip={DATORN}",
    "--ServerApp.port_retries=0",
    "--ServerApp.open_browser=False",
    "--ServerApp.allow_root=True",  # as everybody is in a container
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--Application.log_level=ERROR",
)
"""This computer alone, and nothing asked of any other: no news, no updates, no extensions."""


def utforska(region: str, omrade: str | None, port: int | None, *, internt: bool, webblasare: bool) -> int:
    """Run ``analys utforska`` until somebody stops it; return its exit status.

    Raises
    ------
    UsageError : nothing is computed, no role may see the internal level, or the port is taken.
    CannotWriteError : the user's folder cannot be written.
    AnalysError : JupyterLab does not start.
    """
    hem = hitta_hem()
    if internt:
        os.environ[NIVA] = INTERN
        os.umask(0o077)  # what is written there is not for others
    period = Session(hem).krav(region)
    profil = las_profil(hem, region)
    kod = hitta(omrade, profil.rapportomraden).kod if omrade else profil.kod
    bok = lagg_ut(hem, hem.utforska(internt=internt), profil.id, kod, period)
    adress = f"http://{DATORN}:{_ledig_port(port)}"
    token = secrets.token_urlsafe(24)
    sida = bok.with_name(_OPPNA)
    server = _starta(hem, bok.parent, adress, token, internt=internt)
    try:
        _vanta(server, adress, bok.with_name(_LOGG))
        _krav_pa_token(adress)
        lank = f"{adress}/doc/tree/{bok.name}?token={token}"
        if internt:
            konsol.print("INTERNT ARBETSMATERIAL – små tal är inte dolda. Det som exporteras stannar i data/internt.")
        konsol.print(f"JupyterLab är i gång med {kort_sokvag(bok)}. Adressen gäller bara på den här datorn:")
        konsol.print(lank)
        konsol.print("Avsluta med Ctrl+C i det här fönstret. Sparade vyer och exporter finns kvar.")
        if webblasare:
            skriv_privat(sida, _vidare(lank))
            webbrowser.open(sida.resolve().as_uri())
        return server.wait()
    except KeyboardInterrupt:
        _stanna(server)
        konsol.print(_SLUT)
        return 0
    except StoppedError:
        raise StoppedError(_SLUT) from None
    finally:
        _stanna(server)
        sida.unlink(missing_ok=True)


def _vidare(lank: str) -> str:
    """Return the page that leads on to ``lank``: what a browser is started with, anybody on the computer can see."""
    adress = escape(lank)
    return (
        f'<!doctype html><html lang="sv"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={adress}">'
        f'<title>JupyterLab</title><p><a href="{adress}">Öppna JupyterLab</a></p></html>\n'
    )


def _krav_pa_token(adress: str) -> None:
    """Make sure that nobody is let in without the token: the user's own settings can turn it off.

    Raises
    ------
    AnalysError : the server answers somebody without it.
    """
    try:
        with urllib.request.urlopen(f"{adress}/api/contents", timeout=30):  # noqa: S310 (our own address)
            pass
    except urllib.error.HTTPError as fel:
        if fel.code in _NEKAR:
            return
    except OSError:
        pass
    raise AnalysError(
        "JupyterLab släpper in vem som helst på datorn, eller svarar fel, och är därför stoppat. Era egna "
        "inställningar för Jupyter stänger troligen av lösenkoden. Ta bort raderna om token och password i "
        "jupyter_server_config (mappen .jupyter i hemmappen) och kör om."
    )


def _ledig_port(vald: int | None) -> int:
    """Return the chosen port, or the first that is free.

    Raises
    ------
    UsageError : it is taken, or all are.
    """
    for port in [vald] if vald else range(_FORSTA_PORT, _FORSTA_PORT + _ANTAL_PORTAR):
        with socket.socket() as uttag:
            if sys.platform != "win32":
                uttag.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                uttag.bind((DATORN, port))
            except OSError:
                continue
            return port
    raise UsageError(f"Porten {vald or _FORSTA_PORT} är upptagen. Välj en annan med --port, till exempel --port 9000.")


def _starta(hem: Hem, mapp: Path, adress: str, token: str, *, internt: bool) -> subprocess.Popen[bytes]:
    """Start JupyterLab in a session of its own, so that Ctrl+C here is ours; the token is in no list of processes."""
    egna_installningar = [str(files("analys.utforska") / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    miljo = os.environ | {
        "ANALYS_HEM": str(hem.rot.resolve()),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, egna_installningar)),
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_TOKEN": token,
    }
    egna: dict[str, Any] = {"start_new_session": True, "preexec_fn": do_med_foraldern}
    if sys.platform == "win32":
        egna = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    port = adress.rpartition(":")[2]
    kommando = [sys.executable, "-m", "jupyterlab", *_FLAGGOR, f"--ServerApp.port={port}"]
    if sys.platform != "win32":
        kommando.append("--KernelManager.transport=ipc")  # a kernel that only its owner can speak to
    if internt:
        kommando.append("--Exporter.enabled=False")  # a browser puts what they make among its downloads
    kommando.append(f"--ServerApp.root_dir={mapp.resolve()}")
    with (mapp / _LOGG).open("wb") as logg:
        return subprocess.Popen(kommando, env=miljo, stdin=subprocess.DEVNULL, stdout=logg, stderr=logg, **egna)


def _vanta(server: subprocess.Popen[bytes], adress: str, logg: Path) -> None:
    """Wait until the server answers."""
    slut = time.monotonic() + _STARTAR_HOGST
    while time.monotonic() < slut and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{adress}/api", timeout=5):  # noqa: S310 (our own address)
                return
        except OSError:
            time.sleep(0.2)
    raise AnalysError(f"JupyterLab startade inte. Vad som hindrade det står i {kort_sokvag(logg)}.")


def _stanna(server: subprocess.Popen[bytes]) -> None:
    """End the server and its kernels."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(_STANNAR_HOGST)
        except subprocess.TimeoutExpired:
            server.kill()
