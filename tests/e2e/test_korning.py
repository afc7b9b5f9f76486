"""One run of the command and what it leaves: other data, failing and stopped reports, a reader meanwhile, nbconvert.

The first tests need no finished release: one worker runs them while another makes it.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from analys.errors import UsageError
from analys.hem import Hem
from analys.present import las_underlag
from analys.reports import utgava as utgavor
from tests.conftest import ANTAL_FILER, ANTAL_RAPPORTER, FORMAT, Utgava, kor_analys


def utan_vard(data: Path) -> None:
    """Take the care tables out of a copy of the example, so that it is read and computed quickly."""
    besked = (data / "leverans.toml").read_text(encoding="utf-8")
    inledning, *filer = besked.split("[filer.")
    kvar = [f for f in filer if f.startswith(('"hemsjukvard', '"hembesok', '"befolkning'))]
    (data / "leverans.toml").write_text("[filer.".join([inledning, *kvar]), encoding="utf-8")


def test_kommuner_that_deliver_counts_get_their_reports(eget_hem: Hem, tmp_path: Path) -> None:
    """Hylte delivers only its stock: its page and the others' are made, and nothing that is missing becomes 0."""
    data = tmp_path / "data"
    shutil.copytree(eget_hem.exempel("halland"), data)
    utan_vard(data)
    besked = (data / "leverans.toml").read_text(encoding="utf-8")
    rader = (data / "hemsjukvard.csv").read_text(encoding="cp1252").splitlines()
    kvar = [r for r in rader if ";1315;" not in r]
    (data / "hemsjukvard.csv").write_text("\n".join(kvar) + "\n", encoding="cp1252")
    besked = besked.replace(f"rader = {len(rader) - 1}", f"rader = {len(kvar) - 1}")
    (data / "antal.csv").write_text(
        "indikator;omrade;period;taljare;kalla\nantal_inskrivna_hemsjukvard;1315;2022-12-01;160;kommunen\n",
        encoding="utf-8",
    )
    besked += '\n[filer."antal.csv"]\ntabell = "aggregat"\nkalla = "exempel"\nfran = 2022-12-01\ntill = 2022-12-31\n'
    (data / "leverans.toml").write_text(besked, encoding="utf-8")
    val = ("--omrade", "Hylte", "--omrade", "Halmstad", "--omrade", "0013", "--tema", "hemsjukvard")
    svar = kor_analys("rapport", "--data", data, *val, mapp=tmp_path / "ut")
    assert svar.returncode == 0, svar.stdout + svar.stderr
    plats = tmp_path / "ut/halland/2022-12"
    hylte, halmstad, region = (
        (plats / m / "hemsjukvard.html").read_text(encoding="utf-8").replace("\u00a0", " ")
        for m in ("1315-hylte", "1380-halmstad", "0013-region-halland")
    )
    assert re.findall(r'<span class="tal">(.*?)</span>', hylte) == ["160", "-", "-", "-"]
    assert "- kvinnor" not in hylte
    assert "Nya inskrivningar i hemsjukvården, januari–december 2022: uppgift saknas." in hylte
    assert "<strong>1 310</strong> personer i Halmstad" in halmstad
    assert "<strong>4 090</strong> personer i Halland" in region


def saboterad(hem: Hem, *kod: str) -> None:
    """Put cells that do harm into the notebook."""
    fil = hem.anteckningsbocker / "hemsjukvard.ipynb"
    bok = nbformat.read(fil, as_version=4)
    for nummer, en in enumerate(kod):
        bok.cells.insert(5 + nummer, nbformat.v4.new_code_cell(en))
    nbformat.write(bok, fil)


def test_failing_reports_never_stop_the_others_or_reach_the_release(eget_hem: Hem, tmp_path: Path) -> None:
    """Hylte's kernel dies, Laholm's cell fails, Kungsbacka's notebook shows Varberg's figures; Varberg's is right."""
    saboterad(
        eget_hem,
        'omrade == "1315" and __import__("os")._exit(9);',
        '{"1383": 1, "1384": 1}[omrade] and None',
        '__import__("dataclasses").replace(underlag, omrade=underlag.profil.omrade("1383"))',
    )
    val = [flagga for kod in ("1315", "1381", "1384", "1383") for flagga in ("--omrade", kod)]
    svar = kor_analys("rapport", *val, "--tema", "hemsjukvard", "--format", "html", mapp=tmp_path / "ut")
    assert svar.returncode == 1, svar.stderr
    plats = tmp_path / "ut" / "halland" / "2022-12"
    assert sorted(p.name for p in plats.iterdir() if p.is_dir()) == ["1383-varberg", "data"]
    index = (plats / "index.html").read_text(encoding="utf-8")
    for namn, text in {
        "Hylte": "dog, kanske för att minnet tog slut",
        "Laholm": "Felet KeyError uppstod i cell 8",
        "Kungsbacka": "blandar områden",
    }.items():
        assert re.search(rf"Saknas: Hemsjukvård, {namn}\. .*{text}", svar.stdout)
        assert f"Hemsjukvård, {namn}: rapporten kunde inte göras." in index
    assert not list((tmp_path / "ut" / "halland").glob(".bygger*"))


def test_a_cube_that_was_replaced_meanwhile_never_reaches_the_release(
    eget_hem: Hem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYS_KUBNYCKEL", "en annan kub")
    with pytest.raises(UsageError, match="byttes ut medan rapporten gjordes"):
        las_underlag("halland", "Hylte", "2022-12")


def test_a_changed_copy_of_the_example_changes_the_report(eget_hem: Hem, utgava: Utgava, tmp_path: Path) -> None:
    data, ut = tmp_path / "data", tmp_path / "ut"
    shutil.copytree(eget_hem.exempel("halland"), data)
    utan_vard(data)
    fil = data / "hemsjukvard.csv"
    rader = fil.read_text(encoding="cp1252").splitlines()
    kvar = next(
        i for i, r in enumerate(rader) if ";1315;" in r and r.split(";")[6] < "2022-12-01" and not r.split(";")[7]
    )
    rader.pop(kvar)
    fil.write_text("\n".join(rader) + "\n", encoding="cp1252")
    val = ("--omrade", "Hylte", "--tema", "hemsjukvard", "--format", "html")
    svar = kor_analys("rapport", "--data", data, *val, mapp=ut)
    assert svar.returncode == 65  # the control total no longer holds
    assert "Filen är avklippt eller fel fil" in svar.stderr
    besked = data / "leverans.toml"
    besked.write_text(
        besked.read_text(encoding="utf-8").replace(f"rader = {len(rader)}", f"rader = {len(rader) - 1}"), "utf-8"
    )
    val = ("--omrade", "Hylte", "--tema", "hemsjukvard", "--format", "html")
    svar = kor_analys("rapport", "--data", data, *val, mapp=ut)
    assert svar.returncode == 0, svar.stderr
    ny = (ut / "halland/2022-12/1315-hylte/hemsjukvard.html").read_text(encoding="utf-8")
    assert '<span class="tal">159</span>' in ny
    assert '<span class="tal">160</span>' in (utgava.plats / "1315-hylte/hemsjukvard.html").read_text(encoding="utf-8")


def hel(plats: Path) -> tuple[str, bool]:
    """Return which release is read, and whether all of its files are those of its manifest."""
    mapp = plats.resolve(strict=True)
    manifest = json.loads((mapp / "manifest.json").read_text(encoding="utf-8"))
    return mapp.name, all(utgavor.sha256(mapp / n) == s for n, s in manifest["filer"].items())


@dataclass(frozen=True)
class Delkorning:
    """A run of one report over a copy of the release, and what a reader saw of the copy meanwhile, time after time."""

    plats: Path
    svar: subprocess.CompletedProcess[str]
    sett: list[tuple[str, bool]]


@pytest.fixture(scope="module")
def delkorning(utgava: Utgava, tmp_path_factory: pytest.TempPathFactory) -> Delkorning:
    ut = tmp_path_factory.mktemp("delkorning") / "ut"
    shutil.copytree(utgava.rapporter, ut, symlinks=True)
    plats = ut / "halland" / "2022-12"
    sett: list[tuple[str, bool]] = []
    klar = threading.Event()

    def las() -> None:
        while not klar.is_set():
            sett.append(hel(plats))
            time.sleep(0.005)

    lasare = threading.Thread(target=las)
    lasare.start()
    val = ("--omrade", "Hylte", "--tema", "hemsjukvård", "--format", "html", "--vanlig-karna")
    svar = kor_analys("rapport", *val, mapp=ut)
    klar.set()
    lasare.join()
    sett.append(hel(plats))
    return Delkorning(plats, svar, sett)


def test_a_subset_keeps_the_other_reports_whatever_the_format(delkorning: Delkorning, utgava: Utgava) -> None:
    assert delkorning.svar.returncode == 0, delkorning.svar.stderr
    assert f"Oförändrade rapporter från förra utgåvan: {ANTAL_RAPPORTER - 1}." in delkorning.svar.stdout
    manifest = json.loads((delkorning.plats / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["rapporter"]) == ANTAL_RAPPORTER
    assert {tuple(r["format"]) for r in manifest["rapporter"]} == {FORMAT, FORMAT[2:4]}
    assert len(manifest["filer"]) == ANTAL_FILER
    fore = json.loads((utgava.plats / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rapporter"] == fore["rapporter"]  # an ordinary kernel reads the same and gives the same bytes
    assert {n: h for n, h in manifest["filer"].items() if "/" in n} == {
        n: h for n, h in fore["filer"].items() if "/" in n
    }


def test_a_reader_is_never_disturbed_by_a_running_build(delkorning: Delkorning) -> None:
    sett = delkorning.sett
    assert delkorning.svar.returncode == 0, delkorning.svar.stderr
    assert all(ok for _, ok in sett)
    assert len({namn for namn, _ in sett}) == 2
    assert sett[0][0] != sett[-1][0]
    assert len(sett) > 20


@pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc of Linux")
@pytest.mark.parametrize(
    ("signalen", "val"),
    [(signal.SIGTERM, []), (signal.SIGKILL, []), (signal.SIGTERM, ["--vanlig-karna"])],
    ids=["stopped", "killed", "ordinary kernel stopped"],
)
def test_stopping_leaves_the_former_release_and_no_processes(
    eget_hem: Hem, utgava: Utgava, tmp_path: Path, signalen: signal.Signals, val: list[str]
) -> None:
    shutil.copytree(utgava.rapporter, tmp_path / "ut", symlinks=True)
    plats = tmp_path / "ut" / "halland" / "2022-12"
    fore = hel(plats)
    saboterad(
        eget_hem,
        'open("kor", "a").close()',
        '__import__("subprocess").Popen(["sleep", "61"]) and __import__("time").sleep(60)',
    )
    kommando = [sys.executable, "-c", "from analys.cli import main; main()", "rapport", "--mapp", str(tmp_path / "ut")]
    kommando += ["--tema", "hemsjukvard", *val]
    kort = tempfile.mkdtemp(prefix="ak-")  # every process of the run has it in its environment; short, for sockets
    process = subprocess.Popen(
        kommando,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"TMPDIR": kort},
    )
    slut = time.monotonic() + 60
    while not (eget_hem.rot / "kor").exists():  # a cell is running
        assert time.monotonic() < slut
        time.sleep(0.1)
    assert len(_med_miljo(kort)) > 2  # the command, what runs the cell, and what the cell has started
    process.send_signal(signalen)
    _, fel = process.communicate(timeout=30)
    if signalen == signal.SIGTERM:
        assert process.returncode == 143
        assert "Den förra utgåvan gäller fortfarande" in fel
        assert not list(Path(kort).glob("analys-k-*"))
    assert "Traceback" not in fel
    assert hel(plats) == fore
    time.sleep(2)
    kvar = {_las(p / "cmdline") for p in _med_miljo(kort)}
    # what a cell has started may outlive a killed command, and an ordinary kernel, which is no group of the runner's
    arvlosa = {b"sleep\x0061\x00"} if signalen == signal.SIGKILL or val else set()
    assert kvar <= arvlosa
    shutil.rmtree(kort)


def _med_miljo(text: str) -> list[Path]:
    return [p.parent for p in Path("/proc").glob("[0-9]*/environ") if text.encode() in _las(p)]


def _las(fil: Path) -> bytes:
    try:
        return fil.read_bytes()
    except OSError:
        return b""


def test_nbconvert_gives_the_same_content_with_the_banner(eget_hem: Hem, utgava: Utgava, tmp_path: Path) -> None:
    svar = subprocess.run(
        [
            sys.executable,
            "-m",
            "jupyter",
            "nbconvert",
            "--to",
            "analys_html",
            "--execute",
            "hemsjukvard.ipynb",
            "--output-dir",
            str(tmp_path),
        ],
        cwd=eget_hem.anteckningsbocker,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert svar.returncode == 0, svar.stderr
    egen = (tmp_path / "hemsjukvard.html").read_text(encoding="utf-8")
    rapport = (utgava.plats / "0013-region-halland/hemsjukvard.html").read_text(encoding="utf-8")
    assert "<strong>Egen analys.</strong>" in egen
    assert "Egen analys" not in rapport
    kropp = re.compile(r"<main.*</footer>", re.DOTALL)
    utkast = "<p>Utkast: rapporten är inte fastställd och kan ändras.</p>\n"
    assert utkast in rapport
    assert kropp.search(egen)[0] == kropp.search(rapport)[0].replace(utkast, "")  # type: ignore[index]


def test_save_and_export_notebook_as_gives_every_format(eget_hem: Hem, tmp_path: Path) -> None:
    """JupyterLab's menu asks the server for these addresses; a notebook with one cell of each kind will do."""
    shutil.copy(eget_hem.anteckningsbocker / "upplevelser.ipynb", tmp_path / "egen.ipynb")
    kommando = [sys.executable, "-m", "jupyter"]
    kor = [*kommando, "nbconvert", "--to", "notebook", "--execute", "--inplace", "egen.ipynb"]
    subprocess.run(kor, cwd=tmp_path, check=True, capture_output=True)
    with socket.socket() as ledig:
        ledig.bind(("127.0.0.1", 0))
        port = ledig.getsockname()[1]
    val = [f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=hemlig", "--allow-root"]
    with subprocess.Popen(
        [*kommando, "server", "--no-browser", *val], cwd=tmp_path, stderr=subprocess.DEVNULL
    ) as server:
        try:
            svar = {form: _hamta(port, exportor) for form, exportor in _EXPORTORER.items()}
        finally:
            server.terminate()
    assert {form: s[:4] for form, s in svar.items()} == {
        "html": b"<!DO",
        "pdf": b"%PDF",
        "bilder.pdf": b"%PDF",
        "xlsx": b"PK\x03\x04",
        "pptx": b"PK\x03\x04",
    }
    assert "<strong>Egen analys.</strong>" in svar["html"].decode()


_EXPORTORER = {
    "html": "analys_html",
    "pdf": "analys_pdf",
    "bilder.pdf": "analys_bildpdf",
    "xlsx": "analys_xlsx",
    "pptx": "analys_pptx",
}


def _hamta(port: int, exportor: str) -> bytes:
    """Return what the server converts the notebook to; the first question waits for the server to start."""
    adress = f"http://127.0.0.1:{port}/nbconvert/{exportor}/egen.ipynb?download=true&token=hemlig"
    for _ in range(150):
        try:
            with urllib.request.urlopen(adress, timeout=60) as svar:
                return bytes(svar.read())
        except ConnectionError:
            time.sleep(0.2)
        except urllib.error.URLError as fel:
            if not isinstance(fel.reason, ConnectionError):
                raise
            time.sleep(0.2)
    raise TimeoutError(adress)


def test_an_ordinary_kernel_gives_the_same_bytes(eget_hem: Hem, utgava: Utgava, tmp_path: Path) -> None:
    val = ("--omrade", "Hylte", "--tema", "hemsjukvard", "--vanlig-karna", "--tidsprofil")
    svar = kor_analys("rapport", *val, mapp=tmp_path / "ut")
    assert svar.returncode == 0, svar.stderr
    for fil in (f"1315-hylte/hemsjukvard.{f}" for f in FORMAT):
        assert (tmp_path / "ut/halland/2022-12" / fil).read_bytes() == (utgava.plats / fil).read_bytes()
    profil = re.search(r"Tid per steg.*\n((?:  [\w. ]+: \d+,\d \(\d+,\d\)\n)+)", svar.stdout)
    assert profil
    steg = [rad.split(":")[0].strip() for rad in profil[1].splitlines()]
    format_ = ["HTML", "PDF", "PPTX", "BILDER.PDF", "XLSX", "läsa tillbaka"]
    hela = ["webbplats och öppna data", "zipfiler", "manifest och byte"]
    assert steg[-11:] == ["starta kärnan", "köra celler", *format_, *hela]


def test_the_internal_level_has_a_tree_of_its_own_and_a_banner(eget_hem: Hem) -> None:
    val = ("--omrade", "Hylte", "--tema", "aterinskrivning", "--format", "html")
    svar = kor_analys("rapport", "--internt", *val)
    assert svar.returncode == 0, svar.stderr
    assert "INTERNT ARBETSMATERIAL" in svar.stdout
    grund = eget_hem.rot / "data" / "internt" / "rapporter"
    assert grund.stat().st_mode & 0o777 == 0o700
    plats = grund / "halland" / "2022-12"
    for fil in ("1315-hylte/aterinskrivning.html", "index.html"):
        assert "Små tal är inte dolda" in (plats / fil).read_text(encoding="utf-8")
    manifest = json.loads((plats / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["niva"], manifest["register"]) == ("intern_samverkan", "")
    assert not list(eget_hem.rapporter.glob("halland/2*"))
    assert kor_analys("rapport", "--internt", *val, mapp=eget_hem.rot / "reports").returncode == 2


def test_a_lost_register_stops_the_next_release_until_a_new_one_is_begun(
    eget_hem: Hem, utgava: Utgava, tmp_path: Path
) -> None:
    shutil.copytree(utgava.rapporter, tmp_path / "ut", symlinks=True)
    shutil.rmtree(eget_hem.rot / "data" / "internt" / "halland" / "register")
    val = ("--omrade", "Hylte", "--tema", "palliativ", "--format", "html")
    svar = kor_analys("rapport", *val, mapp=tmp_path / "ut")
    assert svar.returncode == 69
    assert "saknar 2022-12" in svar.stderr
    svar = kor_analys("rapport", "--nytt-register", "övning", *val, mapp=tmp_path / "ut")
    assert svar.returncode == 0, svar.stderr
    assert "Ett nytt register är påbörjat" in svar.stdout
