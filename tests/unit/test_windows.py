"""What Windows asks of the program, as far as it can be seen elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from analys import filbyte
from analys.errors import CannotWriteError, orsak
from analys.filbyte import byt_mapp, ersatt, gar_i_windows
from analys.hem import Hem, skriv_privat
from analys.region import las_profil
from analys.reports import utgava
from analys.sjalvtest import LANGSTA_FILEN, sokvagens_langd
from analys.sources.tabeller import TABELLER
from analys.svenska import slug
from tests.conftest import ROT

IMPORTERA_ALLT = """
import builtins, os, pkgutil, importlib, signal, sys
finns_inte = {"fcntl", "resource", "pwd", "grp", "termios"}
riktig = builtins.__import__
def som_i_windows(namn, globals=None, *mer, **fler):
    if namn in finns_inte and (globals or {}).get("__name__", "").startswith("analys"):
        raise ImportError(namn)
    return riktig(namn, globals, *mer, **fler)
import asyncio, multiprocessing.forkserver, concurrent.futures.process, subprocess
import IPython, ipykernel.inprocess.ipkernel, papermill, nbconvert, distributed, matplotlib.figure, pandas, rich
builtins.__import__ = som_i_windows
for modul, namn in ((os, ("fork", "setsid", "killpg", "getpgid", "getuid")), (signal, ("SIGKILL", "SIGALRM", "alarm"))):
    for ett in namn:
        delattr(modul, ett)
import analys
antal = 0
for m in pkgutil.walk_packages(analys.__path__, "analys."):
    importlib.import_module(m.name)
    antal += 1
print(antal)
"""


def oppen(winerror: int) -> PermissionError:
    fel = PermissionError(13, "in use")
    fel.winerror = winerror  # type: ignore[attr-defined]
    return fel


def test_every_module_can_be_imported_where_unix_is_not() -> None:
    svar = subprocess.run([sys.executable, "-c", IMPORTERA_ALLT], capture_output=True, text=True, check=False)
    assert svar.returncode == 0, svar.stderr[-2000:]
    assert int(svar.stdout) > 150


def test_a_file_that_lets_go_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ny").write_text("ny")
    riktig, forsok = Path.replace, []

    def snart(ny: Path, fil: Path) -> Path:
        forsok.append(fil)
        if len(forsok) < 3:
            raise oppen(32)
        return riktig(ny, fil)

    monkeypatch.setattr(Path, "replace", snart)
    monkeypatch.setattr(filbyte, "VANTAN", (0, 0))
    ersatt(tmp_path / "ny", tmp_path / "fil")
    assert (tmp_path / "fil").read_text() == "ny"


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_file_that_excel_holds_is_said_and_nothing_is_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winerror: int
) -> None:
    fil = tmp_path / "kontroll.html"
    fil.write_text("förra", encoding="utf-8")

    def alltid(*_: object) -> None:
        raise oppen(winerror)

    monkeypatch.setattr(Path, "replace", alltid)
    monkeypatch.setattr(filbyte, "VANTAN", (0, 0))
    with pytest.raises(CannotWriteError, match=r"kontroll\.html: filen är öppen i ett annat program, till exempel Exc"):
        skriv_privat(fil, "ny")
    assert fil.read_text(encoding="utf-8") == "förra"
    assert list(tmp_path.iterdir()) == [fil]


def test_a_folder_with_a_file_that_excel_holds_stands_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for namn in ("listor", ".listor-ny"):
        (tmp_path / namn).mkdir()
        (tmp_path / namn / "avdelning.xlsx").write_text(namn)
    riktig = Path.replace

    def oppen_i(ny: Path, fil: Path) -> Path:
        if ny.name == "listor":
            raise oppen(5)
        return riktig(ny, fil)

    monkeypatch.setattr(Path, "replace", oppen_i)
    monkeypatch.setattr(filbyte, "VANTAN", (0,))
    with pytest.raises(CannotWriteError, match="en fil i mappen är öppen i ett annat program"):
        byt_mapp(tmp_path / ".listor-ny", tmp_path / "listor")
    assert (tmp_path / "listor" / "avdelning.xlsx").read_text() == "listor"
    monkeypatch.undo()
    byt_mapp(tmp_path / ".listor-ny", tmp_path / "listor")
    assert (tmp_path / "listor" / "avdelning.xlsx").read_text() == ".listor-ny"
    assert [m.name for m in tmp_path.iterdir()] == ["listor"]


def test_why_a_file_cannot_be_read_is_said_too() -> None:
    assert orsak(oppen(32)) == "filen är öppen i ett annat program"
    assert orsak(PermissionError(13, "nej")) == "behörighet saknas"


def test_a_lack_of_rights_is_not_called_an_open_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nekad(*_: object) -> None:
        raise PermissionError(13, "nej")

    monkeypatch.setattr(Path, "replace", nekad)
    with pytest.raises(CannotWriteError, match=r"\(behörighet saknas\)"):
        skriv_privat(tmp_path / "fil", "x")


@pytest.mark.parametrize("namn", ["inskrivna.csv", "Utskrivna vårdtillfällen (2).xlsx", "consult.csv", "a.b.csv"])
def test_names_that_windows_takes(namn: str) -> None:
    assert gar_i_windows(namn)


@pytest.mark.parametrize("namn", ["CON", "nul.csv", "com1.txt", "Aux.tar.gz", "fil.", "fil ", "a:b", "a?b", "a\tb", ""])
def test_names_that_windows_refuses(namn: str) -> None:
    assert not gar_i_windows(namn)


def test_our_own_file_names_are_never_a_device() -> None:
    assert [slug(n) for n in ("AUX", "Com1", "Avd. 5.", "Nulltaxa")] == ["aux-fil", "com1-fil", "avd-5", "nulltaxa"]


def test_a_project_far_down_is_warned_of_on_windows_alone() -> None:
    langt = Path(
        "C:/Users/anna.andersson/OneDrive - Region Halland/Dokument/Indikatorrapporten 2023/Nämnden/Arbetsmaterial" * 2
    )
    assert "kortare sökväg" in sokvagens_langd(langt, windows=True).fel
    assert not sokvagens_langd(Path("C:/analys"), windows=True).fel
    assert not sokvagens_langd(langt, windows=False).fel


def test_a_release_is_read_through_its_pointer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Windows:
        name = "nt"

        def __getattr__(self, namn: str) -> object:
            return getattr(os, namn)

    monkeypatch.setattr(utgava, "os", Windows())
    for nummer, status in enumerate(("a", "b")):
        bygg = tmp_path / f"bygg {nummer} å"
        bygg.mkdir()
        (bygg / "sida.html").write_text(status)
        utgava.skriv_manifest(bygg, {"rapporter": [], "status": None, "nr": nummer})
        plats = utgava.publicera(bygg, tmp_path, "2022-12")
        assert plats == utgava.aktuell(tmp_path, "2022-12")
        assert (plats / "sida.html").read_text() == status
    assert utgava.perioder(tmp_path) == ["2022-12"]
    assert len(utgava.alla(tmp_path)) == 2
    assert not (tmp_path / "2022-12").exists()


def test_conda_gets_what_pip_gets() -> None:
    miljo = yaml.safe_load((ROT / "environment.yml").read_text(encoding="utf-8"))
    projekt = tomllib.loads((ROT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python, pip, med_pip = miljo["dependencies"]
    assert python.removeprefix("python=") == projekt["requires-python"].removeprefix(">=")
    assert pip == "pip"
    assert med_pip == {"pip": ["--require-hashes", "-r requirements.lock"]}
    las = (ROT / "requirements.lock").read_text(encoding="utf-8")
    for krav in projekt["dependencies"]:
        namn = krav.partition(">=")[0]
        assert f"\n{namn.partition('[')[0]}==" in f"\n{las}", namn


def test_no_file_of_ours_is_longer_than_the_self_test_says(hem: Hem) -> None:
    utgava_mapp = ".utgavor/2025-12-20260201T120000-12345678"
    regioner = [p.stem for p in hem.regioner.glob("*.toml")]
    omrade = max((o.mapp for r in regioner for o in las_profil(hem, r).rapportomraden), key=len)
    tema = max((b.stem for b in hem.anteckningsbocker.glob("*.ipynb")), key=len)
    for region in regioner:
        rapport = f"reports/{region}/{utgava_mapp}/{omrade}/{tema}.bilder.pdf"
        assert len(rapport) <= LANGSTA_FILEN
        assert len(f"data/internt/rapporter/{region}/{utgava_mapp}/{omrade}/{tema}.html") <= LANGSTA_FILEN
        tabell = max(TABELLER, key=len)
        assert len(str(hem.tabeller(region).relative_to(hem.rot) / ("x" * 32) / "del-10" / f"{tabell}.parquet")) <= (
            LANGSTA_FILEN
        )
