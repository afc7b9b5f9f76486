"""A region's own colour and logotype."""

import io
from pathlib import Path

import pikepdf
import pytest
from matplotlib.figure import Figure

from analys.errors import DataError
from analys.reports.dokument import Dokument
from analys.reports.html import dokument_som_html
from analys.reports.pdf import dokument_som_pdf
from analys.utseende import Utseende, kontrast_mot_vitt, las_utseende
from tests.unit.kontrast import kontrast
from tests.unit.test_bildspel import RAPPORT


@pytest.mark.parametrize("farg", ["#000000", "#0a5c7a", "#767676", "#777777", "#ffffff", "#e30613"])
def test_contrast_is_that_of_the_tests_own_formula(farg: str) -> None:
    assert kontrast_mot_vitt(farg) == pytest.approx(kontrast(farg, "#ffffff"))


def test_a_look_is_read_with_its_picture_inside(tmp_path: Path) -> None:
    Figure(figsize=(1, 1)).savefig(tmp_path / "logotyp.png", dpi=40)
    svar = las_utseende(Utseende("#004b87", "logotyp.png"), tmp_path, "x.toml")
    assert svar.farg == "#004b87"
    assert svar.logotyp.startswith("data:image/png;base64,iVBOR")
    assert las_utseende(Utseende(), tmp_path, "x.toml") == Utseende()


def test_every_fault_of_a_look_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "bild.png").write_bytes(b"GIF89a")
    with pytest.raises(DataError) as fel:
        las_utseende(Utseende("#ffcc00", "bild.png"), tmp_path, "x.toml")
    assert "för ljus: kontrasten mot vitt är 1,5" in str(fel.value)
    assert "ingen PNG" in str(fel.value)
    for utseende in (Utseende("blå"), Utseende("", "saknas.png"), Utseende("", "../utanfor.png")):
        with pytest.raises(DataError, match="x.toml"):
            las_utseende(utseende, tmp_path, "x.toml")


def test_the_look_is_in_page_and_pdf(tmp_path: Path) -> None:
    Figure(figsize=(1, 1)).savefig(tmp_path / "logotyp.png", dpi=40)
    utseende = las_utseende(Utseende("#004b87", "logotyp.png"), tmp_path, "x.toml")
    utan = RAPPORT | {"farger": {}, "logotyp": ""}
    med = RAPPORT | {"farger": {"EGEN": utseende.farg}, "logotyp": utseende.logotyp}
    sidor = [dokument_som_html(Dokument("Tema", "Tema i Hylte", r, [], egen_analys=False)) for r in (utan, med)]
    assert [s.count("#004b87") > 0 for s in sidor] == [False, True]
    assert [s.count("<img") for s in sidor] == [0, 1]
    assert 'alt="Logotyp: ' in sidor[1]
    bilder = []
    for r in (utan, med):
        with pikepdf.open(
            io.BytesIO(dokument_som_pdf(Dokument("Tema", "Tema i Hylte", r, [], egen_analys=False)))
        ) as d:
            element = [e for e in d.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/Figure"]
            bilder.append([str(e.get("/Alt", "")) for e in element])
    assert bilder == [[], [f"Logotyp: {RAPPORT['regionnamn']}"]]
