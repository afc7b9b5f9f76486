"""Signals, analysis and lists of patients stay in the internal tree; no release names a person, a stay or a case."""

import csv
import io
import json
import os
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from analys.berakna import berakna
from analys.disclosure.grind import INTERN, las_kubmeta
from analys.errors import DisclosureError
from analys.hem import Hem
from tests.conftest import ANTAL_FILER, KOMMUNER, Leveransbygge, Utgava, kor_analys
from tests.fordrojd import med_avsnitt, med_process, vardtabeller

ORD = re.compile(r"[\w-]+")
ATGARDER = (
    "Område;Utlösande månad;Åtgärd;Ansvarig;Beslutad;Genomförd;Mått",
    "1315;2022-01;Daglig avstämning;Enhetschef;2022-02-01;2022-02-01;medel_dagar_utskrivningsklar_somatik",
)


def all_text(mapp: Path) -> dict[str, str]:
    """Return the text of every file of a release; a kind of file that nobody can read here is a failure."""
    ut = {}
    for fil in sorted(f for f in mapp.resolve().rglob("*") if f.is_file()):
        if fil.suffix == ".zip":  # the same files again (tests/unit/test_paket.py), and two pages
            with zipfile.ZipFile(fil) as paket:
                egna = [namn for namn in paket.namelist() if "/" not in namn]
                ut[str(fil)] = " ".join(paket.read(namn).decode() for namn in egna)
        elif fil.suffix == ".pdf":
            dokument = pypdfium2.PdfDocument(fil)
            ut[str(fil)] = " ".join(sida.get_textpage().get_text_range() for sida in dokument)
            dokument.close()
        elif fil.suffix in {".pptx", ".xlsx"}:
            ut[str(fil)] = office_text(fil.read_bytes())
        else:
            assert fil.suffix in {".html", ".json", ".csv"}, fil
            ut[str(fil)] = fil.read_text(encoding="utf-8")
    return ut


def office_text(paket: bytes) -> str:
    """Return all XML of an Office file and of the workbooks inside it; a picture holds no text."""
    delar = []
    with zipfile.ZipFile(io.BytesIO(paket)) as arkiv:
        for namn in arkiv.namelist():
            if namn.endswith(".xlsx"):
                delar.append(office_text(arkiv.read(namn)))
            elif not namn.endswith((".png", ".jpeg")):
                delar.append(arkiv.read(namn).decode())
    return " ".join(delar)


def namnda(mapp: Path, hemliga: set[str]) -> set[str]:
    """Return which of the secret ids some file of the release has as a word."""
    return {o for text in all_text(mapp).values() for o in ORD.findall(text)} & hemliga


def kolumn(fil: Path, *namn: str) -> set[str]:
    with fil.open(encoding="utf-8-sig", newline="") as f:
        return {r[n] for r in csv.DictReader(f, delimiter=";") for n in namn} - {""}


def test_no_file_of_the_shared_release_names_a_person_or_a_stay(utgava: Utgava, exempel: Path) -> None:
    hemliga = kolumn(exempel / "vardtillfallen.csv", "Vårdtillfälle", "PersonID")
    assert len(hemliga) > 200_000
    assert namnda(utgava.plats, hemliga) == set()
    assert len(all_text(utgava.plats)) == ANTAL_FILER + 1  # and the manifest


@pytest.fixture
def eget(tomt_hem: Hem, leverans: Leveransbygge, monkeypatch: pytest.MonkeyPatch) -> Hem:
    """A home whose region analyses delays, and a delivery of six stays a kommun in March: 2, 5, 8, 2, 5 and 8 days."""
    med_avsnitt(tomt_hem)
    med_process(leverans, **vardtabeller())
    skrivet = tomt_hem.skrivet("halland")
    skrivet.mkdir(parents=True)
    (skrivet / "atgarder.csv").write_text("\n".join(ATGARDER) + "\n", encoding="utf-8")
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    return tomt_hem


def privat(hem: Hem) -> None:
    """Everything of the internal tree is for its owner alone."""
    rot = hem.rot / "data" / "internt"
    for fil in (rot, *rot.rglob("*")):
        if not fil.is_symlink():
            assert fil.stat().st_mode & 0o777 == (0o700 if fil.is_dir() else 0o600), fil


@pytest.mark.skipif(os.name == "nt", reason="rights are Linux's and macOS's")
def test_the_analysis_runs_on_the_internal_level_alone(eget: Hem, leverans: Leveransbygge, tmp_path: Path) -> None:
    data = ("--data", leverans.mapp, "--omrade", "Hylte")
    nekad = kor_analys("rapport", *data, "--tema", "fordrojd_hemgang", mapp=tmp_path / "ut")
    assert nekad.returncode == 2
    assert "bara på den interna nivån. Lägg till --internt" in nekad.stderr
    oppen = kor_analys("rapport", *data, "--tema", "utskrivningsklara", mapp=tmp_path / "ut")
    assert oppen.returncode == 0, oppen.stderr
    plats = tmp_path / "ut/halland/2022-03"
    hemliga = {f"{p}{k}{i:02d}" for p in ("V", "SP-", "p-") for k in KOMMUNER for i in range(20)}
    hemliga |= {f"p-{k}{i:04d}" for k in KOMMUNER for i in range(200)}
    assert namnda(plats, hemliga) == set()
    assert not list(plats.resolve().rglob("fordrojd*"))
    assert "fordrojd_hemgang" not in (las_kubmeta(eget.kub("halland", "2022-03")) or {})
    internt = kor_analys("rapport", *data, "--tema", "fordrojd_hemgang", "--internt")
    assert internt.returncode == 0, internt.stderr
    grund = eget.rot / "data/internt/rapporter/halland/2022-03"
    sida = (grund / "1315-hylte/fordrojd_hemgang.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Små tal är inte dolda" in sida
    assert "blir nästa oftast lägre av sig själv" in sida
    assert re.search(r"Hylte: Daglig avstämning.*Enhetschef, genomförd 1 februari 2022", sida, re.DOTALL)
    manifest = json.loads((grund / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["niva"], [r["tema"] for r in manifest["rapporter"]]) == (INTERN, ["fordrojd_hemgang"])
    assert "1315-hylte/fordrojd_hemgang.html" in (grund / "index.html").read_text(encoding="utf-8")
    assert not (grund / "data").exists()  # neither open data nor files to send
    assert not list(grund.glob("*.zip"))
    assert namnda(grund, hemliga) == set()  # kommuner's figures, never a person
    privat(eget)


@pytest.mark.skipif(os.name == "nt", reason="rights are Linux's and macOS's")
def test_signals_and_lists_are_written_for_their_owner_alone(eget: Hem, leverans: Leveransbygge) -> None:
    svar = kor_analys("signallista", "--data", leverans.mapp)
    assert svar.returncode == 0, svar.stderr
    text = eget.signallista("halland", "2022-03").read_text(encoding="utf-8").replace("\u00a0", " ")
    for ord_ in ("Små tal är inte dolda", "Teams får INTE användas", "krypterad mejl", "Processledarna ringer direkt"):
        assert ord_.lower() in text.lower()
    rad = r'<th scope="row">Hylte</th>\s*<td[^>]*>6</td>\s*<td[^>]*>5,0</td>\s*<td[^>]*>över</td>\s*<td[^>]*>4</td>'
    assert re.search(rad, text)
    vecka = kor_analys("veckolage", "--data", leverans.mapp)
    assert vecka.returncode == 0, vecka.stderr
    assert "Små tal är inte dolda" in eget.veckolage("halland", date(2022, 3, 31)).read_text(encoding="utf-8")
    gammal = eget.arbetslistor("halland", "2022-03") / "gammal.xlsx"
    gammal.parent.mkdir(parents=True)
    gammal.write_bytes(b"")
    listor = kor_analys("arbetslista", "--data", leverans.mapp)
    assert listor.returncode == 0, listor.stderr
    assert "mars 2022: 24 vårdtillfällen i 14 filer" in listor.stdout  # a ward, a hälsocentral, BHL and SSK per kommun
    assert not re.search(r"SP-\d|V\d{6}|p-\d", svar.stdout + svar.stderr + listor.stdout + listor.stderr)
    filer = sorted(f.name for f in gammal.parent.iterdir())
    assert len(filer) == 14
    assert "2022-03-kommun-hylte-ssk.xlsx" in filer
    bok = openpyxl.load_workbook(gammal.parent / "2022-03-kommun-hylte-ssk.xlsx")
    arenden = {r[0] for r in bok["Patienter"].iter_rows(min_row=5, values_only=True)}
    assert arenden == {"SP-131505", "SP-131508", "SP-131514", "SP-131517"}
    privat(eget)


def test_without_rules_or_roles_there_is_no_list(
    tomt_hem: Hem, leverans: Leveransbygge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    med_process(leverans)
    for kommando in ("signallista", "arbetslista"):
        svar = kor_analys(kommando, "--data", leverans.mapp)
        assert svar.returncode == 2
        assert "har inte bestämt när fördröjd hemgång analyseras" in svar.stderr
    med_avsnitt(tomt_hem, patient=False)
    svar = kor_analys("arbetslista", "--data", leverans.mapp)
    assert (svar.returncode, "intern_patient" in svar.stderr) == (2, True)


def test_the_internal_level_does_not_wait_for_the_gate(
    eget: Hem, leverans: Leveransbygge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopp(*_: object, **__: object) -> None:
        raise DisclosureError("stopp")

    monkeypatch.setattr("analys.berakna.skydda", stopp)
    with pytest.raises(DisclosureError):
        berakna(eget, "halland", leverans.mapp)
    assert not eget.kub("halland", "2022-03").exists()
    besked = berakna(eget, "halland", leverans.mapp, internt=True)
    assert not besked.ny  # the first run left it
    assert besked.meta["fordrojd_hemgang"]["omraden"]["1315"]["vardtillfallen"] == 12  # January to March


def test_without_the_process_there_is_no_list(eget: Hem, leverans: Leveransbygge) -> None:
    del eget
    med_process(leverans)
    svar = kor_analys("arbetslista", "--data", leverans.mapp)
    assert svar.returncode == 2
    assert "saknar tabellen utskrivningsprocess" in svar.stderr
