"""Notebooks select and tell: no logic, no outputs, one cell of parameters."""

import ast
import itertools
from pathlib import Path

import nbformat
import pytest

from analys.katalog import Katalog
from analys.region import Regionprofil
from analys.reports.dokument import prosa
from analys.reports.parametrar import notebook_parametrar
from tests.conftest import ROT

UTFORSKA = ROT / "notebooks" / "utforska.ipynb"
BOCKER = sorted(set((ROT / "notebooks").glob("*.ipynb")) - {UTFORSKA})
FORBJUDNA = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.For,
    ast.While,
    ast.If,
    ast.Try,
    ast.With,
    ast.Lambda,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.GeneratorExp,
    ast.Subscript,
)


def test_every_theme_of_the_profile_has_its_notebook(profil: Regionprofil) -> None:
    assert set(profil.teman) <= {b.stem for b in BOCKER}


def test_what_is_fetched_has_a_heading_alone() -> None:
    """A heading with nothing below it is left out, as where nothing is fetched; a sentence of its own would stay."""
    celler = nbformat.read(ROT / "notebooks" / "oversikt.ipynb", as_version=4).cells
    (fore,) = (a for a, b in itertools.pairwise(celler) if b.source == "bland_kommuner(underlag)")
    assert fore.source == "## Bland Sveriges kommuner"


@pytest.mark.parametrize("fil", BOCKER, ids=lambda f: f.stem)
def test_notebook_keeps_the_rules(fil: Path, katalog: Katalog) -> None:
    bok = nbformat.read(fil, as_version=4)
    nbformat.validate(bok)
    assert set(notebook_parametrar(bok, fil.name)) >= {"region", "omrade", "period"}
    assert bok.cells[0].source.startswith("# ")
    uttryck = 0
    for nummer, cell in enumerate(bok.cells, start=1):
        if cell.cell_type == "markdown":
            prosa(cell.source, nummer)
            continue
        assert not cell.outputs, f"cell {nummer} has outputs: run nbstripout"
        assert cell.execution_count is None
        trad = ast.parse(cell.source)
        assert not [n for n in ast.walk(trad) if isinstance(n, FORBJUDNA)], f"cell {nummer} has logic"
        if "parameters" in cell.metadata.get("tags", []):
            continue
        importer = [n for n in trad.body if isinstance(n, ast.ImportFrom)]
        assert all(n.module == "analys.present" and n.names[0].name != "*" for n in importer)
        uttryck += isinstance(trad.body[-1], ast.Expr)
        if not importer:
            assert len(trad.body) == 1, f"cell {nummer} does more than show one thing"
        for nod in ast.walk(trad):
            if isinstance(nod, ast.Constant) and isinstance(nod.value, str) and "_" in nod.value:
                assert nod.value in {*katalog, fil.stem}, f"cell {nummer} names {nod.value}, which the catalogue lacks"
    assert uttryck >= 5


def test_the_exploring_notebook_is_no_theme_and_only_opens_the_widgets(profil: Regionprofil) -> None:
    bok = nbformat.read(UTFORSKA, as_version=4)
    nbformat.validate(bok)
    text, kod = bok.cells
    assert text.source.startswith("# ")
    assert kod.source == "from analys.utforska.granssnitt import Utforska\n\nUtforska()"
    assert (kod.outputs, kod.execution_count) == ([], None)
    assert "utforska" not in {*profil.teman, *profil.interna_teman}
