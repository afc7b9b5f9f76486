"""Every command in README.md, docs/handbok.md and docs/kallor.md is understood; those that are cheap are run.

A new command in a document is found by itself. What takes minutes is parsed by the command line's own parser and every
name in it looked up; ``KORS`` says what is run, on a small invented delivery.
"""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

from analys import cli, sjalvtest
from analys.hem import Hem
from analys.omraden import hitta
from analys.region import las_profil
from analys.reports.behall import FORMAT
from analys.sources.besked import las_besked
from analys.sources.tabeller import TABELLER
from analys.sources.vardeforslag import FORMAT as FORMAT_FOR_DAGAR
from tests.conftest import ROT, skriv_installningar

DOKUMENT = ("README.md", "docs/handbok.md", "docs/kallor.md")
PROGRAM = {"analys", "make", "jupyter", "python", "py", "pip", "conda", "pre-commit", "uv", "echo"}
KORS = (
    "analys kontrollera",
    "analys rapport --omrade Hylte --tema hemsjukvard --format html",
    "analys visa",
    "analys kontrollera --utgava 2022-12",
    "analys forklara hylte/hemsjukvard",
    'analys status 2022-12 --till "for synpunkter" --namn "Anna Ek, strateg"',
    "analys gallra",
    "jupyter nbconvert --execute --to analys_html notebooks/hemsjukvard.ipynb --output min_vy",
)
"""What is run, in this order; the rest is only understood."""


@dataclass(frozen=True)
class Kommando:
    """One command of a document, as it is typed."""

    dokument: str
    text: str
    namns: bool = False
    """Whether it stands in running text, where a command may be named without what it needs."""

    @property
    def ord_(self) -> list[str]:
        """The words; a path of Windows keeps its backslashes, and the program is named without its folder."""
        forst, *mer = shlex.split(self.text.replace("\\", "\\\\"))
        return [re.split(r"[\\/]", forst)[-1], *mer]


def kommandon() -> list[Kommando]:
    """Return every command: the lines of blocks without a language, and what stands in a line as `analys ...`."""
    ut: dict[Kommando, None] = {}
    for dokument in DOKUMENT:
        text = (ROT / dokument).read_text(encoding="utf-8")
        block = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
        for sprak, innehall in block.findall(text):
            rader = [] if sprak else [rad.split("  #")[0].strip() for rad in innehall.split("\n")]
            ut |= dict.fromkeys(Kommando(dokument, d.strip()) for rad in rader if rad for d in rad.split("&&"))
        for rad in re.findall(r"`((?:\.venv/bin/)?(?:analys|make|jupyter) [^`]+)`", block.sub("", text)):
            ut[Kommando(dokument, " ".join(rad.split()), namns=True)] = None
    return [k for k in ut if not re.search(r"…$|… ", k.text)]


ALLA = kommandon()


def test_the_documents_have_commands_of_every_kind() -> None:
    program = {k.ord_[0] for k in ALLA}
    assert {"analys", "make", "jupyter", "conda", "pip", "py", "python"} <= program
    assert len([k for k in ALLA if k.ord_[0] == "analys"]) > 40


@pytest.mark.parametrize("kommando", ALLA, ids=lambda k: k.text)
def test_a_command_is_understood(kommando: Kommando, hem: Hem) -> None:
    program, *mer = kommando.ord_
    assert program in PROGRAM, f"{kommando.dokument}: {program}"
    if program == "analys":
        forsta_analys(mer, hem, namns=kommando.namns)
    elif program == "make":
        assert re.search(rf"^{mer[0]}:", (ROT / "Makefile").read_text(encoding="utf-8"), re.M)
    elif program == "jupyter":
        assert importlib.util.find_spec({"lab": "jupyterlab", "nbconvert": "nbconvert"}[mer[0]])
        assert {m for m in mer if m.startswith("analys_")} <= {
            e.name for e in entry_points(group="nbconvert.exporters")
        }
        assert all((ROT / m).is_file() for m in mer if m.endswith(".ipynb"))
    elif "-m" in mer and mer[mer.index("-m") + 1].startswith("analys"):
        assert importlib.util.find_spec(mer[mer.index("-m") + 1])
    for fil in (m for m in mer if m.endswith((".yml", ".lock"))):
        assert (ROT / fil).is_file()


def forsta_analys(mer: list[str], hem: Hem, *, namns: bool) -> None:
    """Parse a command of ours as the command line does, and look up the names in it."""
    if mer[-1] == "--hjalp":
        return
    namn, kommando, argument = cli.app.resolve_command(click.Context(cli.app), mer)
    assert kommando is not None
    if namns and (not argument or argument[-1].startswith("--")):
        flaggor = {f for p in kommando.params for f in p.opts}
        assert {a for a in argument if a.startswith("--")} <= flaggor
        return
    val = kommando.make_context(namn, list(argument), parent=click.Context(cli.app, **cli.app.context_settings)).params
    profil = las_profil(hem, val.get("region") or "halland")
    for omrade in val.get("omraden") or ():
        hitta(omrade, profil.rapportomraden)
    for tema in val.get("teman") or ():
        assert (hem.anteckningsbocker / f"{tema}.ipynb").is_file() or tema == "infor_helgen"
    assert set(val.get("format_") or ()) <= set(FORMAT)
    for svar in val.get("las_som") or ():
        vad = svar.rpartition("=")[2]
        kolumner = [k for t in TABELLER.values() for k in t.kolumner]
        assert vad in {"", *FORMAT_FOR_DAGAR} or any(vad == k.namn or vad in k.varden for k in kolumner)


def test_the_handbook_s_template_of_a_delivery_is_read(tmp_path: Path, hem: Hem) -> None:
    text = (ROT / "docs" / "handbok.md").read_text(encoding="utf-8").split("## Lämna egna data\n")[1]
    mall = re.search(r"^ *```toml\n(.*?)^ *```$", text, re.M | re.S)
    assert mall is not None
    (tmp_path / "leverans.toml").write_text(mall[1], encoding="utf-8")
    assert set(las_besked(tmp_path, las_profil(hem, "halland")).filer) == {"inskrivna.csv", "folkmangd"}


@pytest.fixture(scope="module")
def projektet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a small delivery of its own until January 2023, in a folder with å and a blank in its name."""
    hem = skriv_installningar(tmp_path_factory.mktemp("kommandon") / "projekt å")
    sjalvtest.skriv_leverans(hem, hem.leverans("halland"), 2022)
    return hem.rot


def test_the_self_test_works_here(projektet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "analys sjalvtest" in {k.text for k in ALLA}
    monkeypatch.setenv("ANALYS_HEM", str(projektet))
    assert sjalvtest.sjalvtesta() == 0


def test_the_cheap_commands_do_what_they_say(
    projektet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(projektet)
    monkeypatch.setenv("ANALYS_HEM", str(projektet))
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setenv("COLUMNS", "300")
    skrivna = {k.text for k in ALLA}
    for text in KORS:
        assert text in skrivna, f"no document says {text}"
        program, *mer = Kommando("", text).ord_
        if program == "jupyter":
            subprocess.run([sys.executable, "-m", "jupyter", *mer], check=True)
            continue
        monkeypatch.setattr("sys.argv", [program, *mer])
        with pytest.raises(SystemExit) as slut:  # in this process: nothing is imported anew
            cli.main()
        assert slut.value.code == 0, f"{text}\n{capsys.readouterr()}"
    utgavan = projektet / "reports" / "halland" / "2022-12"
    assert "24" in (utgavan / "1315-hylte" / "hemsjukvard.html").read_text(encoding="utf-8")
    assert "För synpunkter" in (utgavan / "index.html").read_text(encoding="utf-8")
    assert "egen analys" in (projektet / "notebooks" / "min_vy.html").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("dokument", ["README.md", *(f"docs/{f.name}" for f in sorted((ROT / "docs").glob("*.md")))])
def test_links_lead_somewhere(dokument: str) -> None:
    fil = ROT / dokument
    text = re.sub(r"^ *```.*?^ *```$", "", fil.read_text(encoding="utf-8"), flags=re.M | re.S)
    for alt, lank in re.findall(r"!?\[([^\]]*)\]\(([^)\s]+)\)", text):
        if re.match(r"https?:", lank):
            continue
        namn, _, ankare = lank.partition("#")
        mal = (fil.parent / namn) if namn else fil
        assert mal.exists(), f"{dokument}: {lank}"
        assert alt, f"{dokument}: {lank} says nothing"
        assert not ankare or ankare in ankaren(mal), f"{dokument}: {lank}"


def ankaren(fil: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub and VS Code make them."""
    text = re.sub(r"^ *```.*?^ *```$", "", fil.read_text(encoding="utf-8"), flags=re.M | re.S)
    rubriker = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", r.lower()).replace(" ", "-") for r in rubriker}


def test_the_handbook_s_contents_name_every_section() -> None:
    text = re.sub(r"^ *```.*?^ *```$", "", (ROT / "docs" / "handbok.md").read_text("utf-8"), flags=re.M | re.S)
    innehall = text.split("\n---\n")[0]
    for rubrik in re.findall(r"^## (.+)$", text, re.M):
        ankare = re.sub(r"[^\w\- ]", "", rubrik.lower()).replace(" ", "-")
        assert f"(#{ankare})" in innehall, f"the contents lack {rubrik}"
