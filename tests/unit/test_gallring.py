"""What is old is shown first and removed only when asked for; what is needed to protect a release never is."""

import json
import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from analys.errors import UsageError
from analys.gallring import DYGN, att_gallra, gallra
from analys.hem import Hem
from analys.region import las_profil
from analys.reports import utgava


@pytest.fixture
def gammalt(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> Hem:
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    nu = time.time()
    for namn, dagar in {
        "internt/halland/tabeller/gammal/lager.json": 91,
        "internt/halland/tabeller/ny/lager.json": 90,
        "internt/halland/databas/gammal/vardtillfallen.csv": 91,
        "lager/halland/hamtat/kolada/2020-01-01/aggregat.csv": 2000,  # open figures, for the next revision
        "internt/halland/kontroll.html": 401,
        "internt/halland/2022-12/arbetslistor/enhet.xlsx": 91,
        "internt/halland/2022-11/arbetslistor/enhet.xlsx": 90,
        "internt/halland/2021-12/skydd.csv": 401,
        "lager/halland/2021-12/skyddat.parquet": 500,
        "internt/halland/2022-12/skydd.csv": 3,
        "lager/halland/2022-12/skyddat.parquet": 500,  # its month was used three days ago
        "lager/halland/2022-12/karantan.csv": 91,
        "internt/halland/register/egen/2019-12.parquet": 2000,
        "internt/halland/register/exempel-anvant/2019-12.parquet": 2000,
        "internt/halland/register/exempel-utan/2019-12.parquet": 2000,
        "internt/rapporter/egna-analyser/halland/gammal.xlsx": 401,
        "internt/rapporter/egna-analyser/halland/ny.xlsx": 400,
        "internt/rapporter/egna-analyser/kalmar/gammal.xlsx": 401,  # another region's
        "internt/utforska/utforska-2021-01-01-120000.ipynb": 401,
        "internt/utforska/.ipynb_checkpoints/utforska-checkpoint.ipynb": 401,
        "internt/utforska/utforska.ipynb": 400,
        "internt/utforska/vyer/min.json": 5000,  # choices, no figures
        "leveranser/halland/leverans.toml": 5000,
        "skrivet/halland/handelser.csv": 5000,
    }.items():
        fil = tomt_hem.rot / "data" / namn
        fil.parent.mkdir(parents=True, exist_ok=True)
        fil.write_text("x", encoding="utf-8")
        os.utime(fil, (nu - (dagar + 0.5) * DYGN,) * 2)
    manifest = tomt_hem.rapporter / "halland" / ".utgavor" / "2019-12-x" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"register": "exempel-anvant"}), encoding="utf-8")
    return tomt_hem


def filer(hem: Hem) -> set[str]:
    data = hem.rot / "data"
    mappar = ("internt", "lager", "leveranser", "skrivet")
    return {f.relative_to(data).as_posix() for m in mappar for f in (data / m).rglob("*") if f.is_file()}


def test_what_is_old_is_shown_then_removed_and_logged(gammalt: Hem, capsys: pytest.CaptureFixture[str]) -> None:
    fore = filer(gammalt)
    gallra("halland", None, utfor=False)
    visat = capsys.readouterr().out
    assert filer(gammalt) - {"lager/halland/.las"} == fore
    assert "Inget är borttaget" in visat
    assert "Projektets förslag; regionens informationshanteringsplan avgör" in visat
    gallra("halland", None, utfor=True)
    assert fore - filer(gammalt) == {
        "internt/halland/tabeller/gammal/lager.json",
        "internt/halland/databas/gammal/vardtillfallen.csv",
        "internt/halland/kontroll.html",
        "internt/halland/2022-12/arbetslistor/enhet.xlsx",
        "internt/halland/2021-12/skydd.csv",
        "lager/halland/2021-12/skyddat.parquet",
        "lager/halland/2022-12/karantan.csv",
        "internt/halland/register/exempel-utan/2019-12.parquet",
        "internt/rapporter/egna-analyser/halland/gammal.xlsx",
        "internt/utforska/utforska-2021-01-01-120000.ipynb",
        "internt/utforska/.ipynb_checkpoints/utforska-checkpoint.ipynb",
    }
    (rad,) = gammalt.korlogg("halland").read_text(encoding="utf-8").splitlines()
    assert json.loads(rad)["borttaget"] == {
        "Persontabeller": 2,
        "Arbetslistor över patienter": 1,
        "Kvalitetssida": 1,
        "Interna siffror och kub": 1,
        "Karantän": 1,
        "Interna egna analyser": 1,
        "Interna anteckningsböcker": 2,
        "Register utan utgåva": 1,
    }
    capsys.readouterr()
    gallra("halland", None, utfor=True)
    assert "Inget är äldre än profilens frister." in capsys.readouterr().out


def test_a_profile_without_times_is_said(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    fil: Path = tomt_hem.regioner / "halland.toml"
    inledning, _, rest = fil.read_text(encoding="utf-8").partition("[gallringsfrister]")
    fil.write_text(inledning + rest[rest.index("[licens]") :], encoding="utf-8")
    with pytest.raises(UsageError, match="säger inte hur länge något sparas"):
        gallra("halland", None, utfor=True)


def test_a_full_disk_does_not_stop_what_makes_room(gammalt: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    fore = filer(gammalt)
    monkeypatch.setattr(utgava.shutil, "disk_usage", lambda _: SimpleNamespace(total=1, used=1, free=0))
    gallra("halland", None, utfor=True)
    assert "internt/halland/tabeller/gammal/lager.json" in fore - filer(gammalt)


@pytest.mark.parametrize("system", ["posix", "nt"])
def test_the_current_internal_reports_stay_however_they_are_pointed_at(
    gammalt: Hem, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    rapporter = gammalt.interna_rapporter() / "halland"
    for namn in ("2022-12-gammal", "2022-12-ny"):
        shutil.copytree(gammalt.lager("halland") / "2022-12", rapporter / utgava.UTGAVOR / namn)
    if system == "nt":
        (rapporter / "2022-12.txt").write_text("2022-12-ny", encoding="utf-8")
    else:
        (rapporter / "2022-12").symlink_to(rapporter / utgava.UTGAVOR / "2022-12-ny")
    profil = las_profil(gammalt, "halland")
    monkeypatch.setattr(utgava, "os", SimpleNamespace(name=system))
    poster = att_gallra(
        gammalt, profil, profil.gallringsfrister, gammalt.rapporter / "halland", time.time() + 500 * DYGN
    )
    ersatta = [p.platser[0].name for p in poster if p.vad == "Interna rapporter som har ersatts"]
    assert ersatta == ["2022-12-gammal"]
