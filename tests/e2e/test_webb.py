"""Finished HTML in a browser: WCAG by axe, no requests, no script, reflow, and what a reader sees."""

import re
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.conftest import EGNA_SIDOR, MAPPAR, ROT, TEMAN, Utgava

pytestmark = pytest.mark.webblasare
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SIDOR = [*EGNA_SIDOR, *(f"{m}/{t}.html" for m in MAPPAR for t in TEMAN)]


@pytest.mark.parametrize("sida", SIDOR)
def test_page_is_accessible_self_contained_and_reflows(webblasare: BrowserContext, utgava: Utgava, sida: str) -> None:
    granska_sida(webblasare, utgava.plats / sida)


def granska_sida(webblasare: BrowserContext, fil: Path) -> None:
    """WCAG by axe, no request, no script, Swedish, and no wider than 320 px."""
    flik = webblasare.new_page()
    hamtat: set[str] = set()
    sagt: list[str] = []
    flik.on("request", lambda r: hamtat.add(r.url))
    flik.on("console", lambda m: sagt.append(m.text))
    flik.goto(fil.as_uri())
    for detaljer in flik.locator("details").all():
        detaljer.evaluate("d => { d.open = true }")
    flik.evaluate(AXE)
    fel = flik.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(f["id"], [n["html"][:120] for n in f["nodes"]][:3]) for f in fel] == []
    assert {u for u in hamtat if not u.startswith("data:")} == {fil.as_uri()}
    assert sagt == []
    assert flik.locator("script").count() == 0
    assert flik.locator("html").get_attribute("lang") == "sv"
    flik.set_viewport_size({"width": 320, "height": 800})
    assert flik.evaluate("document.documentElement.scrollWidth") <= 320
    flik.close()


@pytest.mark.parametrize(
    ("sida", "antal", "minst_rader"),
    [
        ("1315-hylte/oversikt.html", 11, 4),
        ("1315-hylte/hemsjukvard.html", 8, 6),
        ("0013-region-halland/fargspar.html", 8, 4),
        ("1384-kungsbacka/aterinskrivning.html", 5, 3),
        ("0013-region-halland/palliativ.html", 11, 3),
    ],
)
def test_every_figure_has_its_text_alternative_and_table_twin(
    webblasare: BrowserContext, utgava: Utgava, sida: str, antal: int, minst_rader: int
) -> None:
    flik = webblasare.new_page()
    flik.goto((utgava.plats / sida).as_uri())
    figurer = flik.locator(".figur")
    assert figurer.count() == antal
    for i in range(antal):
        figur = figurer.nth(i)
        synliga = [s for s in figur.locator("svg").all() if s.is_visible()]
        assert len(synliga) == 1
        kind = r"(Linje|Punkt|Spindel|Styr|Tratt)diagram|Staplar|Flödesbild"
        assert re.match(kind, synliga[0].get_attribute("aria-label") or "")
        kort = figur.locator("xpath=..")
        assert kort.locator("table tbody tr").count() >= minst_rader
    flik.set_viewport_size({"width": 390, "height": 800})
    assert flik.locator(".figur svg.smal").first.is_visible()
    assert not flik.locator(".figur svg.bred").first.is_visible()
    flik.close()


def test_example_pages_say_so_and_links_lead_to_files(webblasare: BrowserContext, utgava: Utgava) -> None:
    flik = webblasare.new_page()
    for sida in SIDOR:
        fil = utgava.plats / sida
        flik.goto(fil.as_uri())
        assert "Exempeldata – påhittade siffror." in " ".join(flik.locator("aside").all_inner_texts())
        for lank in flik.locator("a[href]").all():
            mal = lank.get_attribute("href") or ""
            if mal.startswith("#"):
                assert flik.locator(f"[id='{mal[1:]}']").count() == 1, mal
            elif not mal.startswith("data:text/csv;"):
                assert (fil.parent / mal).is_file(), mal
    flik.close()


def test_nothing_in_the_files_points_at_a_person_or_this_machine(utgava: Utgava) -> None:
    platser = {str(Path.home()), tempfile.gettempdir(), str(ROT)}
    for fil in utgava.plats.rglob("*"):
        if fil.suffix in {".html", ".json"}:
            text = fil.read_text(encoding="utf-8")
            assert not re.search(r"\bp-[0-9a-f]{16}\b|Traceback", text), fil
            assert not re.search(r'(src|href)="https?:', text), fil
            assert not [p for p in platser if f"{p}/" in text], fil


def test_the_map_and_its_table_lead_to_the_kommun_by_keyboard(webblasare: BrowserContext, utgava: Utgava) -> None:
    """Tab reaches every kommun of the map, which says its name; Enter goes to its reports; the table has the same."""
    flik = webblasare.new_page()
    flik.goto((utgava.plats / "index.html").as_uri())
    flik.keyboard.press("Tab")
    assert flik.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    namn = []
    for _ in MAPPAR[1:]:
        flik.keyboard.press("Tab")
        namn.append(flik.evaluate("document.activeElement.getAttribute('aria-label')"))
    i_tabellen = flik.locator(".kartrad tbody th a").all_inner_texts()
    assert set(namn) == set(i_tabellen) - {"Region Halland"}
    assert len(i_tabellen) == len(MAPPAR)
    flik.keyboard.press("Enter")
    mal = flik.evaluate("location.hash")[1:]
    assert mal in MAPPAR
    assert flik.locator(f"[id='{mal}'] h3").inner_text() == namn[-1]
    assert flik.locator(f"[id='{mal}'] li").count() == len(TEMAN)
    flik.close()


def test_the_front_page_of_a_kommun_s_zip_is_accessible(
    webblasare: BrowserContext, utgava: Utgava, tmp_path: Path
) -> None:
    with zipfile.ZipFile(utgava.plats / "1315-hylte.zip") as paket:
        paket.extractall(tmp_path)
    granska_sida(webblasare, tmp_path / "index.html")


INSKRIVNA = "1315-inskrivna-i-hemsjukvarden-1-december-2022-antal-personer.csv"


def test_a_chart_s_table_is_downloaded_from_inside_the_page(webblasare: BrowserContext, utgava: Utgava) -> None:
    flik = webblasare.new_page()
    flik.goto((utgava.plats / "1315-hylte/hemsjukvard.html").as_uri())
    lankar = flik.locator("a.ladda")
    assert lankar.count() == flik.locator("section.kort:has(.kalla):has(table):not(:has(.oversikt))").count()
    with flik.expect_download() as vantar:
        flik.locator(f"a.ladda[download='{INSKRIVNA}']").click()
    assert vantar.value.suggested_filename == INSKRIVNA
    text = Path(vantar.value.path()).read_bytes().decode("utf-8-sig")
    assert "Halmstad;1310;760;550\r\n" in text
    flik.close()
