"""Exploring for real: the command, its JupyterLab and Chromium; choose, see, filter, export, stop."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from analys.berakna import Kubbesked
from analys.hem import Hem
from tests.e2e.conftest import Oppna

pytestmark = pytest.mark.webblasare
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LANGE = 60_000  # ms: a busy machine is no fault of the code


@pytest.fixture
def server(kub: Kubbesked, hem: Hem) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command at work, and the address that it tells."""
    kommando = [sys.executable, "-c", "from analys.cli import main; main()", "utforska", "--kommun", "halmstad"]
    with subprocess.Popen([*kommando, "--ingen-webblasare"], stdout=subprocess.PIPE, text=True, encoding="utf-8") as p:
        assert p.stdout is not None
        try:
            yield p, next(rad.strip() for rad in p.stdout if "token=" in rad)
        finally:
            p.terminate()


def valj(sida: Page, lista: str, text: str) -> None:
    sida.locator(f".utforska .widget-dropdown:has(label:text-is('{lista}')) select").select_option(label=text)


def test_choose_see_filter_and_export(
    server: tuple[subprocess.Popen[str], str], oppna_webblasare: Oppna, hem: Hem
) -> None:
    process, adress = server
    kontext = oppna_webblasare(viewport={"width": 1200, "height": 1000})
    kontext.set_default_timeout(LANGE)
    expect.set_options(timeout=LANGE)
    sida = kontext.pages[0]
    andra: list[str] = []
    sida.on("request", lambda r: andra.append(r.url) if urlsplit(r.url).hostname not in (None, "127.0.0.1") else None)
    sida.goto(adress.partition("?")[0])
    expect(sida).to_have_url(re.compile("/login"))  # never without the token
    sida.goto(adress)
    expect(sida.get_by_text("| Idle")).to_be_visible()
    sida.locator(".jp-CodeCell .cm-content").click()
    sida.keyboard.press("Shift+Enter")
    rubrik, tabell = sida.locator(".utforska .vy h2"), sida.locator(".utforska .widget-output table.dataTable")
    expect(rubrik).to_contain_text("Inskrivna i hemsjukvården")
    expect(sida.locator(".utforska")).to_contain_text("Exempeldata – påhittade siffror.")
    valj(sida, "Mått", "Oplanerad återinskrivning inom 30 dagar, 65 år och äldre")
    expect(rubrik).to_contain_text("Oplanerad återinskrivning")
    valj(sida, "Kommun", "Hylte")
    expect(sida.locator(".utforska .korthet")).to_contain_text("Ingen säkerställd skillnad mot Halland")
    bild = sida.locator(".utforska .widget-dropdown:has(label:text-is('Bild')) select")
    bild.focus()
    sida.keyboard.press("ArrowDown")  # the next in the list, without a mouse
    expect(rubrik).to_contain_text("kommun för kommun")
    expect(tabell.locator("tbody tr")).to_have_count(7)
    sida.locator(".utforska .widget-output input[type=search]").fill("Hylte")
    expect(tabell.locator("tbody tr")).to_have_count(1)
    sida.locator(".utforska .widget-output input[type=search]").fill("")
    tabell.locator("thead th").nth(1).click()
    expect(tabell.locator("tbody tr").first).to_contain_text("Hylte")  # the fewest first, by number and not by text
    expect(tabell.locator("tbody tr").last).to_contain_text("Halland")
    sida.get_by_role("button", name="Visa koden").click()
    expect(sida.locator(".utforska pre")).to_contain_text(
        'jamfor_kommuner(underlag, "andel_oplanerad_aterinskrivning")'
    )
    sida.get_by_role("button", name="Exportera").click()
    expect(sida.get_by_text("Sparad: reports/egna-analyser/halland/")).to_be_visible()
    (fil,) = hem.egna_analyser("halland").glob("2022-12-1315-hylte-*.html")
    assert "Egen analys." in fil.read_text("utf-8")
    assert (
        "analys rapport --region halland --omrade 1315 --tema aterinskrivning" in sida.locator(".utforska").inner_text()
    )
    sida.evaluate(AXE)
    assert sida.evaluate("() => axe.run('.utforska', {resultTypes: ['violations']})")["violations"] == []
    assert andra == []
    kontext.close()
    if os.name != "nt":
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stdout is not None
        assert "JupyterLab är avslutat." in process.stdout.read()
