"""The handbook's new measure and theme, made from its own code blocks: the figure stands in the report."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import nbformat
from nbformat import v4

from tests.conftest import BEFOLKNING, KOMMUNER, ROT, skriv_installningar
from tests.unit.sma_leveranser import VARD, stalld

KAPITEL = "## Ett nytt mått och ett nytt tema på en eftermiddag"
FREDAGAR, ANDRA = 3, 4
"""Stays that end on a Friday and on a Wednesday, per kommun and month; with need of planning."""


def block() -> list[tuple[str, str]]:
    """Return the chapter's code blocks in order: their kind and text."""
    bok = (ROT / "docs" / "handbok.md").read_text(encoding="utf-8")
    alla = re.findall(r"^```(\w*)\n(.*?)\n```$", bok.split(f"{KAPITEL}\n")[1], re.M | re.S)
    return alla[: next(i for i, (slag, _) in enumerate(alla) if not slag) + 1]  # the command is the last


def leverans(mapp: Path) -> None:
    """Write a year's stays: 36 of Hylte's 84 end on a Friday; 2 that need no planning are not counted."""
    mapp.mkdir()
    rader = [VARD]
    for kommun in KOMMUNER:
        for nummer, manad in enumerate((date(2021, m, 1) for m in range(1, 13)), 1):
            fredag = manad + timedelta((4 - manad.weekday()) % 7)
            for i in range(FREDAGAR + ANDRA):
                ut = fredag if i < FREDAGAR else fredag + timedelta(5)
                grund = {"kommun": kommun, "betalar": kommun, "in_": f"{manad} 00:10", "ut": f"{ut} 11:00"}
                rader.append(stalld(id=f"V{kommun}{nummer:02d}{i}", person=f"p-{kommun}{nummer:02d}{i}", **grund))
        for i in range(2):
            grund = {"kommun": kommun, "betalar": kommun, "in_": "2021-03-02 08:00", "ut": "2021-03-05 11:00"}
            rader.append(stalld(id=f"U{kommun}{i}", person=f"p-u{kommun}{i}", behov="Nej", **grund))
    folk = [
        f"{kommun},{kalenderar},{kon},{alder},1000,{kalenderar + 1}-02-22"
        for kommun in KOMMUNER
        for kalenderar in (2019, 2020)
        for kon in ("kvinnor", "män")
        for alder in ("0–64 år", "65–79 år", "80+ år")
    ]
    besked = ['region = "halland"', 'system = "Test"', "uttagsdatum = 2022-03-01"]
    for tabell, innehall in {"vardtillfallen": rader, "befolkning": [BEFOLKNING, *folk]}.items():
        (mapp / f"{tabell}.csv").write_text("\n".join(innehall) + "\n", encoding="utf-8")
        besked += [f'[filer."{tabell}.csv"]', f'tabell = "{tabell}"', 'kalla = "exempel"']
        besked += ["fran = 2021-01-01", "till = 2022-01-31"]
    (mapp / "leverans.toml").write_text("\n".join(besked) + "\n", encoding="utf-8")


def test_the_handbook_s_new_measure_is_in_the_report(tmp_path: Path) -> None:
    rot = tmp_path / "projekt å"
    hem = skriv_installningar(rot)
    shutil.copytree(ROT / "src" / "analys", rot / "src" / "analys", ignore=shutil.ignore_patterns("__pycache__"))
    (_, funktion), (_, katalogpost), *celler, (_, profilrad), (_, kommando) = block()
    (rot / "src/analys/indikatorer/veckodag.py").write_text(funktion + "\n", encoding="utf-8")
    (hem.indikatorer / "andel_utskrivna_fredag_somatik.toml").write_text(katalogpost + "\n", encoding="utf-8")
    bok = v4.new_notebook(
        cells=[(v4.new_markdown_cell if slag == "markdown" else v4.new_code_cell)(text) for slag, text in celler]
    )
    bok.cells[1].metadata["tags"] = ["parameters"]
    bok.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(bok, hem.anteckningsbocker / "infor_helgen.ipynb")
    profil = hem.regioner / "halland.toml"
    text = profil.read_text(encoding="utf-8").replace("teman = [\n", f"teman = [\n{profilrad}\n", 1)
    profil.write_text(text, encoding="utf-8")
    leverans(tmp_path / "export")

    ord_ = shlex.split(kommando)
    assert ord_[0] == "analys"
    program = [sys.executable, "-c", "from analys.cli import main; main()", *ord_[1:]]
    program += ["--data", str(tmp_path / "export"), "--format", "html"]
    miljo = os.environ | {"ANALYS_HEM": str(rot), "PYTHONPATH": f"{rot / 'src'}"}
    svar = subprocess.run(program, capture_output=True, text=True, encoding="utf-8", check=False, env=miljo)
    assert svar.returncode == 0, svar.stdout + svar.stderr
    sida = (rot / "reports/halland/2021-12/1315-hylte/infor_helgen.html").read_text(encoding="utf-8")
    antal, alla = 12 * FREDAGAR, 12 * (FREDAGAR + ANDRA)
    assert (
        f"skrevs <strong>{antal} av {alla}</strong> vårdtillfällen med behov av planering ut en fredag, 43\u00a0%"
        in sida
    )
    assert "veckodagar som räknas (1 är måndag)" in sida
