"""What is old is shown first and removed only when asked for; what is needed to protect a release never is."""

import json
import os
import time
from pathlib import Path

import pytest

from analys.errors import UsageError
from analys.gallring import DYGN, gallra
from analys.hem import Hem


@pytest.fixture
def gammalt(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> Hem:
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    nu = time.time()
    for namn, dagar in {
        "internt/halland/tabeller/gammal/lager.json": 91,
        "internt/halland/tabeller/ny/lager.json": 90,
        "internt/halland/2021-12/skydd.csv": 401,
        "lager/halland/2021-12/skyddat.parquet": 500,
        "internt/halland/2022-12/skydd.csv": 3,
        "lager/halland/2022-12/skyddat.parquet": 500,  # its month was used three days ago
        "lager/halland/2022-12/karantan.csv": 91,
        "internt/halland/register/egen/2019-12.parquet": 2000,
        "internt/halland/register/exempel-anvant/2019-12.parquet": 2000,
        "internt/halland/register/exempel-utan/2019-12.parquet": 2000,
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
        "internt/halland/2021-12/skydd.csv",
        "lager/halland/2021-12/skyddat.parquet",
        "lager/halland/2022-12/karantan.csv",
        "internt/halland/register/exempel-utan/2019-12.parquet",
    }
    (rad,) = gammalt.korlogg("halland").read_text(encoding="utf-8").splitlines()
    assert json.loads(rad)["borttaget"] == {
        "Persontabeller": 1,
        "Interna siffror och kub": 1,
        "Karantän": 1,
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
