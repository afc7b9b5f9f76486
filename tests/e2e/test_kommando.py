"""The command as a strategist types it: the release it makes, exit statuses and words."""

import json
import re
import shutil
from pathlib import Path

import pytest

from analys.berakna import Kubbesked
from analys.hem import Hem
from analys.region import Regionprofil
from analys.reports import utgava as utgavor
from analys.reports.kor import Val, planera, valj
from tests.conftest import (
    ANTAL_FILER,
    BILDER,
    FORMAT,
    MAPPAR,
    OPPNA_DATA,
    TEMAN,
    Leveransbygge,
    Utgava,
    kor_analys,
)


def test_main_job_makes_a_report_for_every_theme_and_omrade_in_every_format(utgava: Utgava) -> None:
    assert utgava.svar.returncode == 0, utgava.svar.stderr
    assert utgava.svar.stdout.startswith("EXEMPELDATA")
    assert "562 654 använda, 1 127 uteslutna, 41 ställda åt sidan" in utgava.svar.stdout.replace("\u00a0", " ")
    assert sorted(p.name for p in utgava.plats.iterdir() if p.is_dir()) == [*MAPPAR, "data"]
    assert {p.name for p in (utgava.plats / "data").iterdir()} == set(OPPNA_DATA)
    for mapp in MAPPAR:
        vantade = {f"{t}.{f}" for t in TEMAN for f in FORMAT} | set(BILDER if mapp == MAPPAR[0] else ())
        assert {p.name for p in (utgava.plats / mapp).iterdir()} == vantade
    assert "\x1b[" not in utgava.svar.stdout  # plain lines when nobody watches


def test_the_whole_job_is_every_theme_and_omrade_in_every_format(
    hem: Hem, kub: Kubbesked, profil: Regionprofil
) -> None:
    """What the command makes when nothing is asked for; the shared release is of three områden."""
    onskade, ovriga = valj(planera(hem, profil, kub, Val()), Val())
    alla = {(j.omrade.mapp, j.tema): j.format for j in onskade}
    omraden = [o.mapp for o in profil.rapportomraden]
    assert len(omraden) == 7
    assert set(MAPPAR) < set(omraden)
    assert alla == {(m, t): FORMAT for m in omraden for t in TEMAN} | {
        ("0013-region-halland", "presentation"): ("pptx", "bilder.pdf")
    }
    assert not ovriga


def test_manifest_names_input_settings_and_every_file(utgava: Utgava) -> None:
    manifest = json.loads((utgava.plats / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["filer"]) == ANTAL_FILER
    for namn, summa in manifest["filer"].items():
        assert utgavor.sha256(utgava.plats / namn) == summa
    assert manifest["rader"] == {
        "rader_in": "563\u00a0820",
        "anvanda": "562\u00a0650",
        "uteslutna": "1\u00a0120",
        "atsidosatta": "40",
    }
    assert set(manifest["indata"]) == {
        "hemsjukvard.csv",
        "hembesok.xlsx",
        "befolkning.csv",
        "vardtillfallen.csv",
        "utskrivningsklara.parquet",
        "palliativ.csv",
        "tackning.csv",
        "patientstatus.csv",
        "lakarbesok.csv",
        "listade.csv",
        "enkater.csv",
        "enkatsvar.csv",
        "intervjuer.csv",
        "personenkat.csv",
    }
    assert manifest["exempel"] is True


@pytest.mark.parametrize(
    ("argument", "status", "text"),
    [
        (("rapport", "--omrade", "Halmstd"), 2, "Menade du Halmstad?"),
        (("rapport", "--kommun", "13"), 2, "tappat en nolla. Skriv 0013"),
        (("rapport", "-p", "komun=1315"), 2, 'oversikt.ipynb har ingen parameter "komun"'),
        (("rapport", "-p", "omrad=1315"), 2, "Menade du omrade?"),
        (("rapport", "--period", "2031-01"), 2, "ligger utanför leveransen"),
        (("rapport", "--period", "december"), 2, "går inte att läsa"),
        (("rapport", "--tema", "hemsjukvrd"), 2, "Menade du hemsjukvard?"),
        (("rapport", "--format", "docx"), 2, "Formatet docx finns inte"),
        (("visa", "--mapp", "finns/inte"), 2, "Gör en med analys rapport."),
        (("visa", "--period", "december"), 2, "går inte att läsa"),
        (("visa", "--perod", "2022-12"), 2, "Menade du --period"),
        (("rapport", "--tema", "presentation", "--kommun", "Hylte"), 2, "presentation görs bara för hela regionen"),
        (("rapport", "--tema", "presentation", "--format", "html"), 2, "bara som pptx och bilder.pdf"),
        (("rapport", "--region", "hallnd"), 2, "Menade du halland?"),
        (("rapport", "--data", "finns/inte"), 2, "finns inte"),
        (("rapport", "--omrad", "Hylte"), 2, "Menade du --omrade"),
        (("raport",), 2, "Menade du rapport"),
        (("pseudonymisera",), 2, "IN saknas"),
        (("rapport", "-p", "omrade=1381"), 2, "Ange --omrade i stället"),
        (("rapport", "--period", "9999-12"), 2, "går inte att läsa"),
        (("rapport", "--data", str(Path(__file__))), 2, "är en fil"),
    ],
)
def test_mistakes_are_said_in_swedish_with_status_two(
    utgava: Utgava, tmp_path: Path, argument: tuple[str, ...], status: int, text: str
) -> None:
    svar = kor_analys(*argument, mapp=tmp_path if argument[0] == "rapport" else None)
    assert svar.returncode == status, svar
    assert text in svar.stderr
    assert "Traceback" not in svar.stderr
    assert not list(tmp_path.glob("halland/2*"))


def test_delivery_without_leverans_toml_is_status_65(hem: Hem, tmp_path: Path) -> None:
    svar = kor_analys("rapport", "--data", tmp_path, mapp=tmp_path / "ut")
    assert svar.returncode == 65
    assert "leverans.toml: filen saknas" in svar.stderr


def test_folder_that_cannot_be_written_is_status_73(hem: Hem, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    svar = kor_analys("rapport", mapp=tmp_path / "fil")
    assert svar.returncode == 73
    assert "Inget har ändrats" in svar.stderr


def test_a_second_run_at_the_same_time_is_status_75(hem: Hem, tmp_path: Path) -> None:
    with utgavor.las(tmp_path / "halland"):
        assert kor_analys("rapport", mapp=tmp_path).returncode == 75


def test_help_is_in_swedish() -> None:
    for argument in (("rapport", "--hjalp"), ("--help",), ("pseudonymisera", "-h")):
        svar = kor_analys(*argument)
        assert svar.returncode == 0
        assert "Användning: " in svar.stdout
        assert not re.search(r"Usage|Options|Commands|Show this|default|required|PATH", svar.stdout)


def test_an_unforeseen_error_is_a_sentence_without_values(
    tomt_hem: Hem, leverans: Leveransbygge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    fil = tomt_hem.indikatorer / "antal_avslut.toml"
    text = fil.read_text(encoding="utf-8").replace("max_uppehall_dagar", "hemlig_regel")
    fil.write_text(text, encoding="utf-8")
    svar = kor_analys("berakna", "--data", leverans.skriv())
    assert svar.returncode == 1
    assert re.search(r"Ett oväntat fel: TypeError i \w+.py, rad \d+", svar.stderr)
    assert "hemlig" not in svar.stderr
    assert "Traceback" not in svar.stderr


@pytest.mark.parametrize("kommando", [("rapport", "--format", "html"), ("kontrollera",)])
def test_a_fault_in_what_people_write_is_status_65_before_anything_is_computed(
    tomt_hem: Hem, leverans: Leveransbygge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kommando: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    mapp = tomt_hem.skrivet("halland")
    mapp.mkdir(parents=True)
    (mapp / "handelser.csv").write_text("Datum;Område;Text;Författare\n2022;Hylta;Ny rutin.;A. Ek\n", encoding="utf-8")
    svar = kor_analys(*kommando, "--data", leverans.skriv(), mapp=tmp_path / "ut" if "rapport" in kommando else None)
    assert svar.returncode == 65, svar
    assert "handelser.csv, rad 2: datum: går inte att läsa som datum" in svar.stderr
    assert "handelser.csv, rad 2: omrade: " in svar.stderr
    assert "Menade du" in svar.stderr
    assert not list(tomt_hem.lager("halland").glob("2*"))


def test_quality_report_is_printed_and_written_for_internal_use(eget_hem: Hem) -> None:
    svar = kor_analys("kontrollera")
    assert svar.returncode == 0, svar.stderr
    text = svar.stdout.replace("\u00a0", " ")
    assert "172 097 rader in = 172 080 använda + 4 uteslutna + 13 ställda åt sidan" in text
    assert "Täckningsgraden är under gränsen för" in text
    assert "Kungsbacka (vardtillfallen)" in text
    fil = eget_hem.kvalitetssida("halland")
    assert fil.stat().st_mode & 0o777 == 0o600
    sida = fil.read_text(encoding="utf-8")
    assert "<strong>Internt.</strong>" in sida
    assert "Åt sidan: utskriven före inskriven" in sida
    assert not re.search(r"\bp-[0-9a-f]{16}\b|\bVT\d{7}\b", sida)


def test_a_changed_release_is_found(utgava: Utgava, tmp_path: Path) -> None:
    shutil.copytree(utgava.rapporter, tmp_path / "ut", symlinks=True)
    svar = kor_analys("kontrollera", "--utgava", "2022-12", mapp=tmp_path / "ut")
    assert svar.returncode == 0, svar.stderr
    assert f"{ANTAL_FILER} filer är desamma" in svar.stdout
    (tmp_path / "ut/halland/2022-12/1315-hylte/palliativ.html").write_text("annat", encoding="utf-8")
    svar = kor_analys("kontrollera", "--utgava", "2022-12", mapp=tmp_path / "ut")
    assert svar.returncode == 1
    assert "Ändrad, saknas eller tillagd: 1315-hylte/palliativ.html" in svar.stdout
    assert kor_analys("kontrollera", "--utgava", "2021-12", mapp=tmp_path / "ut").returncode == 2


def test_the_main_job_prints_no_person_and_no_stay(utgava: Utgava) -> None:
    assert not re.search(r"p-[0-9a-f]{16}|VT\d{7}", utgava.svar.stdout + utgava.svar.stderr)


def test_visa_opens_the_latest_release_in_the_browser(utgava: Utgava, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser is a program that prints what it was asked to open; without one the path is said."""
    monkeypatch.setenv("BROWSER", "echo öppnar %s")
    sida = utgava.plats / "index.html"
    for val in ((), ("--period", "2022-12")):
        svar = kor_analys("visa", *val, mapp=utgava.rapporter)
        assert svar.returncode == 0, svar.stderr
        assert f"öppnar {sida.as_uri()}" in svar.stdout
        assert svar.stdout.splitlines()[-1].endswith("halland/2022-12/index.html")
    svar = kor_analys("visa", "--period", "2021-01", mapp=utgava.rapporter)
    assert svar.returncode == 2
    assert "Det finns ingen utgåva för 2021-01" in svar.stderr
    assert "Utgåvor finns för 2022-12." in svar.stderr
    monkeypatch.setenv("BROWSER", "false %s")
    svar = kor_analys("visa", mapp=utgava.rapporter)
    assert (svar.returncode, svar.stdout.splitlines()[0]) == (0, "Ingen webbläsare kunde öppnas. Öppna filen själv.")
