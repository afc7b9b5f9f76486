"""A kommun's zip: its own reports, a covering text, the same bytes again, and nothing of another kommun."""

import io
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from analys.berakna import Kubbesked
from analys.present.underlag import Underlag, las_underlag
from analys.reports.kor import Jobb
from analys.reports.paket import LAS_MIG, gor_paket, kontrollera_paket
from tests.conftest import MAPPAR, TEMAN, Utgava


@pytest.fixture
def underlag(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "1315", "2022-12")


def delar(innehall: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(innehall)) as paket:
        assert all(i.date_time == (2000, 1, 1, 0, 0, 0) for i in paket.infolist())
        return {n: paket.read(n) for n in paket.namelist()}


def packa(filer: dict[str, bytes]) -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w") as paket:
        for namn, innehall in filer.items():
            paket.writestr(namn, innehall)
    return ut.getvalue()


def test_every_kommun_of_the_release_has_a_zip_with_its_own_files(utgava: Utgava) -> None:
    for mapp in MAPPAR[1:]:
        filer = delar((utgava.plats / f"{mapp}.zip").read_bytes())
        egna = {f"{mapp}/{f.name}": f.read_bytes() for f in (utgava.plats / mapp).iterdir()}
        assert {n: b for n, b in filer.items() if "/" in n} == egna
        assert set(filer) - set(egna) == {LAS_MIG, "index.html"}
        for lank in re.findall(rb'href="([^#"]+)"', filer["index.html"]):
            assert lank.decode() in filer
        assert b'href="../index.html"' in filer[f"{mapp}/{TEMAN[1]}.html"]
    assert not (utgava.plats / f"{MAPPAR[0]}.zip").exists()


def test_the_covering_text_says_what_and_when_and_whom_to_ask(utgava: Utgava) -> None:
    text = delar((utgava.plats / "1315-hylte.zip").read_bytes())[LAS_MIG].decode("utf-8-sig")
    for ord_ in ("Hylte, december 2022", "EXEMPELDATA – påhittade siffror.", "Börja med index.html", "- Hemsjukvård: ",
                 "Webbsida, PDF", "Data hämtade 1 februari 2023", "Tecknet .. betyder: visas inte",
                 "Kontakt: Region Halland, Indikatorgruppen."):  # fmt: skip
        assert ord_ in text
    assert "\r\n" in text
    assert not re.search(r"Laholm|Varberg|Halmstad", text)


def test_the_same_files_give_the_same_bytes(underlag: Underlag, utgava: Utgava) -> None:
    jobb = [Jobb("hemsjukvard", "Hemsjukvård", underlag.omrade, Path(), {}, ("html", "pdf", "xlsx"), "", "", "oppen")]
    ett, tva = (gor_paket(underlag, jobb, utgava.plats) for _ in range(2))
    assert ett == tva
    assert kontrollera_paket(ett, underlag) == []


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx"])
def test_another_kommun_s_file_in_the_zip_is_refused(
    underlag: Underlag, utgava: Utgava, tmp_path: Path, form: str
) -> None:
    shutil.copytree(utgava.plats / "1315-hylte", tmp_path / "1315-hylte")
    shutil.copy(utgava.plats / "1384-kungsbacka" / f"hemsjukvard.{form}", tmp_path / "1315-hylte")
    jobb = [Jobb("hemsjukvard", "Hemsjukvård", underlag.omrade, Path(), {}, (form,), "", "", "oppen")]
    fel = kontrollera_paket(gor_paket(underlag, jobb, tmp_path), underlag)
    assert f"1315-hylte/hemsjukvard.{form}: fel område eller period" in fel


def test_a_stray_file_another_period_and_another_kommun_s_code_are_refused(underlag: Underlag, utgava: Utgava) -> None:
    sida = (utgava.plats / "1315-hylte" / "hemsjukvard.html").read_bytes()
    laholm = {"1381-laholm/hemsjukvard.html": sida}
    assert kontrollera_paket(packa(laholm), underlag) == ["1381-laholm/hemsjukvard.html hör inte till kommunen"]
    ratt = {"1315-hylte/hemsjukvard.html": sida}
    assert kontrollera_paket(packa(ratt), underlag) == []
    november = replace(underlag, period=underlag.period.flytta(-1))
    assert kontrollera_paket(packa(ratt), november) == ["1315-hylte/hemsjukvard.html: fel område eller period"]
    for kod in (b"../1381-laholm/", b"Laholm (1381)"):
        smygande = {"1315-hylte/hemsjukvard.html": sida.replace(b"</main>", kod + b"</main>")}
        assert kontrollera_paket(packa(smygande), underlag) == ["1315-hylte/hemsjukvard.html: en annan kommuns kod"]
    assert kontrollera_paket(packa({"1315-hylte/x.bin": b"?"}), underlag) == ["1315-hylte/x.bin: okänt slag av fil"]
