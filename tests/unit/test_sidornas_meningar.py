"""Every sentence that the example's pages say, read by rules: no cause, no forecast, no judgement, right grammar."""

import json
import re
from pathlib import Path

import pytest

from analys.berakna import Kubbesked
from analys.hem import Hem
from analys.present import las_underlag
from analys.present.block import Block, Figur, Nyckeltal, Tabell, Text
from tests.unit.test_meningar import FORBJUDNA


def block_i(notebook: Path, omrade: str) -> list[Block]:
    """What a notebook's cells show for an område: each cell is one expression or imports and loads."""
    namn: dict[str, object] = {}
    block = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        kod = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if "parameters" in cell["metadata"].get("tags", []):
            kod = re.sub(r'omrade = "\d+"', f'omrade = "{omrade}"', kod)
        try:
            visad = eval(compile(kod, notebook.name, "eval"), namn)
        except SyntaxError:
            exec(compile(kod, notebook.name, "exec"), namn)
        else:
            block.append(visad)
    return block


def meningar_i(block: Block) -> list[str]:
    """The texts of a block that are worded from figures."""
    if isinstance(block, Text) and block.rubrik == "I korthet":
        return list(block.stycken)
    if isinstance(block, Figur):
        return [block.mening or block.beskrivning, *([f"{block.budskap}."] if block.budskap else [])]
    return [r for kort in block.kort for r in kort.rader] if isinstance(block, Nyckeltal) else []


@pytest.mark.parametrize("tema", ["hemsjukvard", "fargspar", "aterinskrivning", "palliativ", "fast_kontakt"])
def test_the_pages_sentences(tema: str, hem: Hem, kub: Kubbesked) -> None:
    for omrade in ("0013", "1315", "1384"):
        block = block_i(hem.rot / "notebooks" / f"{tema}.ipynb", omrade)
        namn = las_underlag("halland", omrade, "2022-12").omrade.kortnamn
        figurer = [b for b in block if isinstance(b, Figur)]
        assert figurer
        assert sum(bool(f.mening) for f in figurer) >= len(figurer) - 2, namn  # control charts: in beskrivning
        ruta = next(b for b in block if isinstance(b, Text) and b.rubrik == "I korthet")
        assert (len(ruta.stycken), ruta.fot) == (3, "Meningarna är automatiskt formulerade ur siffrorna.")
        for mening in [m for b in block for m in meningar_i(b)]:
            utan_period = re.sub(r"Perioden är [^.]*, eftersom [^.]*\.|säkerställd (ök|minsk)ning", "", mening)
            assert not FORBJUDNA.search(utan_period), mening
            assert not re.search(r"eftersom|\s\s|\s[.,:]|\.\.|\b1 (personer|inskrivningar|patienter)\b", utan_period), (
                mening
            )
            assert not re.search(r"[▲▼](?!\u00a0säkerställt (högre|lägre))", mening), mening
        for mening in [m for b in (ruta, *figurer) for m in meningar_i(b)]:
            assert re.fullmatch(r"[A-ZÅÄÖ0-9].*[.)]", mening), mening


def test_groups_are_never_judged(hem: Hem, kub: Kubbesked) -> None:
    for tema in ("hemsjukvard", "aterinskrivning", "palliativ", "fast_kontakt"):
        for b in block_i(hem.rot / "notebooks" / f"{tema}.ipynb", "1315"):
            tabell = b.tabell if isinstance(b, Figur) else b
            if isinstance(tabell, Tabell) and tabell.kolumner[0] == "Grupp":
                assert not any("Jämfört" in k for k in tabell.kolumner)
            if isinstance(b, Figur) and b.tabell.kolumner[0] == "Grupp":
                assert "säkerställ" not in b.mening
