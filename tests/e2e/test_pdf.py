"""Finished PDF: PDF/UA-1 and PDF/A-2a by veraPDF's rules, and the text a reader gets."""

import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from matplotlib.figure import Figure

from tests.conftest import ANTAL_RAPPORTER, Utgava


def pdf_filer(utgava: Utgava) -> list[Path]:
    return sorted(utgava.plats.glob("*/*.pdf"))


@pytest.mark.java
@pytest.mark.parametrize("standard", ["ua1", "2a"])
def test_every_pdf_conforms(verapdf: list[str], utgava: Utgava, standard: str) -> None:
    svar = subprocess.run(
        [*verapdf, standard, *map(str, pdf_filer(utgava))], capture_output=True, text=True, check=False
    )
    assert svar.returncode == 0, svar.stdout + svar.stderr
    assert svar.stdout.count("compliant=true") == len(pdf_filer(utgava)) == 2 * ANTAL_RAPPORTER - 1


@pytest.mark.java
def test_the_checker_finds_an_untagged_file(verapdf: list[str], tmp_path: Path) -> None:
    fil = tmp_path / "otaggad.pdf"
    Figure().savefig(fil)
    svar = subprocess.run([*verapdf, "ua1", str(fil)], capture_output=True, text=True, check=False)
    assert svar.returncode == 1


def test_pdf_has_title_page_numbers_and_the_published_table(utgava: Utgava) -> None:
    with pypdfium2.PdfDocument(utgava.plats / "1315-hylte/hemsjukvard.pdf") as dokument:
        assert dokument.get_metadata_value("Title") == "Hemsjukvård i Hylte, december 2022"
        sidor = [" ".join(s.get_textpage().get_text_range().replace("\u00a0", " ").split()) for s in dokument]
        bokmarken = [b.get_title() for b in dokument.get_toc()]
    for rad in ("Falkenberg 660 386 274", "Halmstad 1 310 760 550", "Hylte 160 86 74", "Halland 4 090 2 363 1 727"):
        assert rad in sidor[0] + sidor[1]
    assert f"Sida 2 av {len(sidor)}" in sidor[1]
    assert "Hemsjukvård i Hylte" in sidor[1]
    assert "Exempeldata" in sidor[1]
    assert {"Läget", "Så räknar vi", "Bilaga: tabellerna bakom figurerna"} <= set(bokmarken)


def test_every_table_row_has_a_header_and_every_other_cell_hears_both(utgava: Utgava) -> None:
    """Row header by scope; no cell names its headers one by one, which would leave the row's out."""
    for fil in sorted(utgava.plats.glob("1315-hylte/*.pdf")):
        with pikepdf.open(fil) as dokument:
            element = [e for e in dokument.objects if isinstance(e, pikepdf.Dictionary) and "/S" in e]
            rader = [e for e in element if e.S == "/TR" and e.P.S == "/TBody"]
            assert rader or fil.name.endswith(".bilder.pdf")  # slides need not have a table
            for rad in rader:
                forsta, *ovriga = rad.K
                assert forsta.S == "/TH"
                assert any(a.get("/Scope") == "/Row" for a in forsta.A)
                assert not any("/Headers" in a for cell in ovriga for a in cell.A)
            rubriker = [e for e in element if e.S == "/TH" and e.P.P.S == "/THead"]
            assert all(any(a.get("/Scope") == "/Column" for a in r.A) for r in rubriker)
