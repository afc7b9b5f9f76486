"""What `analys sjalvtest` says of a sound installation, and of one that lacks something."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from analys import sjalvtest
from analys.hem import Hem
from analys.sjalvtest import granska_installationen, granska_platsen, prova_rapport, sjalvtesta


def svar(slutkod: int, ut: str = "", fel: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], slutkod, ut, fel)


def test_this_installation_has_what_it_needs() -> None:
    punkter = list(granska_installationen())
    assert [p.rad for p in punkter if p.fel] == []
    assert [p.namn for p in punkter][:4] == ["Python", "Paketen", "Tillägget kluster", "Typsnitten"]


def test_what_is_missing_or_old_is_named_with_what_can_be_done_all_the_same() -> None:
    krav = ["finnsinte>=1", "pandas>=99.1", "numpy>=2", 'finnsejheller>=2; extra == "kluster"']
    fel = {p.namn: p.rad for p in granska_installationen(krav) if p.fel}
    assert fel["Paketen"].startswith("Paketen: paketet finnsinte saknas och paketet pandas är ")
    assert fel["Paketen"].endswith(", minst 99.1 behövs. Installera om enligt README.")
    assert fel["Tillägget kluster"] == (
        "Tillägget kluster: paketet finnsejheller saknas. "
        "Utan det kan du ändå göra allt på en dator; --kluster går inte."
    )
    assert set(fel) == {"Paketen", "Tillägget kluster"}


def test_a_part_that_breaks_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def trasig() -> str:
        raise ImportError("DLL load failed")

    monkeypatch.setattr(sjalvtest, "_pdf", trasig)
    (fel,) = [p.rad for p in granska_installationen() if p.fel]
    assert fel == (
        "PDF: ImportError uppstod. Installera om enligt README. "
        "Utan det kan du ändå göra de andra formaten: --format html --format xlsx."
    )


def test_a_terminal_without_swedish_letters_is_said() -> None:
    assert not sjalvtest._tecken("utf-8", "utf-8").fel
    assert "PYTHONUTF8=1" in sjalvtest._tecken("cp437", "utf-8").fel
    assert "okänd" in sjalvtest._tecken("", "ascii").fel


def test_a_folder_with_parts_missing_or_a_full_disk_is_said(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [p.rad for p in granska_platsen(tomt_hem) if p.fel] == []
    shutil.rmtree(tomt_hem.anteckningsbocker)
    monkeypatch.setattr(sjalvtest.shutil, "disk_usage", lambda _: SimpleNamespace(free=50_000_000))
    monkeypatch.setattr(sjalvtest, "_skrivfel", lambda m: [f"{m.name}: behörighet saknas"])
    assert [p.rad for p in granska_platsen(tomt_hem) if p.fel] == [
        "Projektets mapp: notebooks saknas. Hämta projektet på nytt.",
        "Skriva i data och reports: data: behörighet saknas och reports: behörighet saknas. "
        "Utan det kan du ändå skriva rapporter någon annanstans med --mapp, men data måste gå att skriva i.",
        "Ledigt på disken: bara 50,0\u00a0MB är ledigt, 524,3\u00a0MB behövs. "
        "Utan det kan du ändå göra något tema i taget.",
    ]


def test_a_report_that_cannot_be_made_is_the_exit_status(
    hem: Hem, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sjalvtest, "_kor", lambda *_: svar(65, fel="Ett fel måste rättas:\n  - fil.csv: tom.\n"))
    assert sjalvtesta() == 1
    sagt = capsys.readouterr().out
    assert "Rapport från början till slut: kommandot slutade med 65 och sa:   - fil.csv: tom." in sagt
    assert "Rapporter går inte att göra här ännu" in sagt


@pytest.mark.parametrize(("tal", "gick"), [("24", True), ("23", False)])
def test_the_page_is_read_back(hem: Hem, monkeypatch: pytest.MonkeyPatch, tal: str, gick: bool) -> None:
    def gor(rot: Path, val: list[str]) -> subprocess.CompletedProcess[str]:
        assert " å " in rot.name
        assert (Path(val[1]) / "leverans.toml").is_file()
        sida = rot / "reports/halland/2021-12/1315-hylte/hemsjukvard.html"
        sida.parent.mkdir(parents=True)
        sida.write_text(f"<b>{tal}</b>", encoding="utf-8")
        return svar(0)

    monkeypatch.setattr(sjalvtest, "_kor", gor)
    assert (prova_rapport(hem).fel == "") == gick
