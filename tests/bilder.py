"""The handbook's pictures, from a release and the quality page of the example: ``make bilder``.

Needs Chromium, and in ``reports`` the example's release (``analys rapport``, ``analys kontrollera``). The pictures say
that the figures are invented, as the pages do.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from analys.hem import hitta_hem

MAPP = Path(__file__).parents[1] / "docs" / "bilder"
STORST = 150_000
"""Bytes that a picture may take."""
BREDD = 1000


def main() -> None:
    """Make every picture; ends with status 1 when the example's release is not there."""
    hem = hitta_hem()
    utgava = hem.rapporter / "halland" / "2022-12"
    if not (utgava / "1315-hylte" / "hemsjukvard.html").is_file():
        subprocess.run([sys.executable, "-c", "from analys.cli import main; main()", "rapport"], check=True)
    if not hem.kvalitetssida("halland").is_file():
        subprocess.run([sys.executable, "-c", "from analys.cli import main; main()", "kontrollera"], check=True)
    MAPP.mkdir(exist_ok=True)
    with sync_playwright() as p:
        webblasare = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        sida = webblasare.new_page()
        fotografera(sida, utgava / "index.html", "forsta_sidan", hojd=1000)
        fotografera(sida, utgava / "1315-hylte" / "hemsjukvard.html", "rapport", hojd=1980)
        fotografera(sida, utgava / "1315-hylte" / "hemsjukvard.html", "jamforelse", "section:has(.figur) >> nth=0")
        fotografera(sida, hem.kvalitetssida("halland"), "kontroll")
        webblasare.close()
    bild = pypdfium2.PdfDocument(utgava / "0013-region-halland" / "presentation.bilder.pdf")[4].render(scale=1.0)
    spara(bild.to_pil(), "bildspel")


def fotografera(sida: Page, fil: Path, namn: str, del_: str = "", hojd: int = 760) -> None:
    """Photograph a page's beginning, so high, or one part of it."""
    sida.set_viewport_size({"width": BREDD, "height": hojd})
    sida.goto(fil.resolve().as_uri())
    plats = MAPP / f"{namn}.png"
    if del_:
        sida.locator(del_).screenshot(path=plats)
    else:
        sida.screenshot(path=plats)
    spara(Image.open(plats).convert("RGB"), namn)


def spara(bild: Image.Image, namn: str) -> None:
    """Write a picture with few colours, which flat drawings need; it may not be larger than `STORST`."""
    fil = MAPP / f"{namn}.png"
    bild.quantize(128).save(fil, optimize=True)
    if fil.stat().st_size > STORST:
        raise SystemExit(f"{fil.name}: {fil.stat().st_size} bytes")


if __name__ == "__main__":
    main()
