"""A run that would change nothing is found by content alone, before anything heavy is loaded; what it was is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analys import terminal
from analys.berakna import HOPPFIL, Kubbesked
from analys.cli import app
from analys.disclosure.grind import INTERN
from analys.errors import UsageError
from analys.forklaring import _ordlista, las_rapport
from analys.granser import NIVA
from analys.hem import Hem
from analys.katalog import Katalog
from analys.oforandrat import Oforandrat, sag
from analys.period import Period
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.korningar import FORSTA, SIFFRORNA
from analys.skrivet.samling import Skrivet

VAL: dict[str, Any] = {
    "region": "halland",
    "data": None,
    "period": None,
    "mapp": None,
    "internt": False,
    "forgrova": False,
    "vanlig_karna": False,
    "nytt_register": None,
    "tidsprofil": False,
}
PERIOD = "2022-12"
SAGT = ["INTERNT ARBETSMATERIAL.", "Varning, a.csv: en varning."]


@pytest.fixture
def hemma(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> Hem:
    """A home with a delivery, a cube, a register and a release of one file, remembered as what ``VAL`` gives."""
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    (tomt_hem.rot / "hit").mkdir()
    for fil in (tomt_hem.leverans("halland") / "a.csv", tomt_hem.kub("halland", PERIOD), _registerfil(tomt_hem)):
        fil.parent.mkdir(parents=True)
        fil.write_text("1", encoding="utf-8")
    _karantan(tomt_hem).write_text("1", encoding="utf-8")
    (tomt_hem.leverans("halland") / "lankad").symlink_to(tomt_hem.rot / "hit")
    bygg = tomt_hem.rapporter / "halland" / "bygg"
    bygg.mkdir(parents=True)
    (bygg / "index.html").write_text("1", encoding="utf-8")
    utgava.skriv_manifest(bygg, {"rapporter": []})
    utgava.publicera(bygg, tomt_hem.rapporter / "halland", PERIOD)
    Oforandrat(VAL).minns(PERIOD, 64, SAGT, {"period": PERIOD, "klara": 64, "slutkod": 0})
    return tomt_hem


def _registerfil(hem: Hem) -> Path:
    return hem.register("halland", "egen") / "2022-12" / "tal.parquet"


def _karantan(hem: Hem) -> Path:
    return hem.kub("halland", PERIOD).with_name("karantan.csv")


def test_touching_every_file_changes_nothing(hemma: Hem) -> None:
    for fil in hemma.rot.rglob("*"):
        os.utime(fil, (0, 0))
    svar = Oforandrat(VAL).svar()
    assert svar is not None
    assert sag(svar)[:-1] == SAGT  # what is to be heeded is said every time
    assert "utgåvans 64 rapporter är desamma" in sag(svar)[-1]


@pytest.mark.parametrize(
    "fil",
    [
        lambda hem: hem.leverans("halland") / "a.csv",
        lambda hem: hem.leverans("halland") / "ny.csv",
        lambda hem: hem.kub("halland", PERIOD),
        _registerfil,
        _karantan,
        lambda hem: hem.rapporter / "halland" / PERIOD / "index.html",
        lambda hem: hem.rapporter / "halland" / PERIOD / "manifest.json",
        lambda hem: hem.anteckningsbocker / "hemsjukvard.ipynb",
        lambda hem: hem.regioner / "halland.toml",
        lambda hem: hem.skrivet("halland") / "handelser.csv",
        lambda hem: hem.skrivet("halland", exempel=True) / "handelser.csv",
        lambda hem: hem.leverans("halland") / "lankad" / "b.csv",
        lambda hem: hem.omraden,
    ],
)
def test_one_byte_anywhere_and_there_is_a_run(hemma: Hem, fil: Callable[[Hem], Path]) -> None:
    plats = fil(hemma)
    plats.parent.mkdir(parents=True, exist_ok=True)
    plats.write_bytes((plats.read_bytes() if plats.exists() else b"") + b" ")
    assert Oforandrat(VAL).svar() is None


def test_a_quarantine_that_is_gone_is_a_run(hemma: Hem) -> None:
    assert Oforandrat(VAL).svar() is not None
    _karantan(hemma).unlink()
    assert Oforandrat(VAL).svar() is None


def test_a_folder_alone_and_what_limits_a_run_are_seen(hemma: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a folder of its own a region's delivery is no longer the example, though there is nothing in it."""
    val = VAL | {"data": hemma.rot / "annan"}
    val["data"].mkdir()
    (hemma.leverans("halland") / "runt").symlink_to(hemma.leverans("halland"))  # ends
    Oforandrat(VAL).minns(PERIOD, 64, [], {})
    Oforandrat(val).minns(PERIOD, 64, [], {})
    assert Oforandrat(VAL).svar()
    assert Oforandrat(val).svar()
    (hemma.leverans("halland") / "tom").mkdir()
    (val["data"] / "tom").mkdir()
    assert Oforandrat(VAL).svar() is None
    assert Oforandrat(val).svar() is None
    Oforandrat(VAL).minns(PERIOD, 64, [], {})
    monkeypatch.setenv("ANALYS_MINNE", "1")
    assert Oforandrat(VAL).svar() is None


def test_that_nothing_was_to_be_done_is_logged(hemma: Hem) -> None:
    forut = Oforandrat(VAL)
    svar = forut.svar()
    assert svar is not None
    forut.logga(svar)
    (rad,) = hemma.korlogg("halland").read_text(encoding="utf-8").splitlines()
    assert {"kommando": "rapport", "period": PERIOD, "klara": 0, "behallna": 64, "slutkod": 0}.items() <= (
        json.loads(rad).items()
    )
    assert forut.svar() == svar


def test_what_is_to_be_heeded_is_told_apart_from_how_the_run_went(
    hemma: Hem, profil: Regionprofil, monkeypatch: pytest.MonkeyPatch
) -> None:
    filer = [{"fil": "a.csv", "tabell": "vardtillfallen", "varningar": ["en varning"]}]
    rader = dict.fromkeys(("rader_in", "anvanda", "uteslutna", "atsidosatta"), 1)
    meta = {"exempel": True, "andel_dolda": 0.1, "forgrovningar": ["avslut utan kön"], "filer": filer, **rader}
    besked = Kubbesked(hemma.kub("halland", PERIOD), Period.las(PERIOD), meta, ny=True)
    monkeypatch.setattr(terminal, "granska_skrivet", lambda *_: Skrivet())
    monkeypatch.setattr(terminal, "berakna", lambda *_, **__: besked)
    hopp = hemma.internt("halland", PERIOD) / HOPPFIL
    hopp.parent.mkdir(parents=True)
    hopp.write_text("[]", encoding="utf-8")
    sagt: list[str] = []
    terminal.berakna_och_beratta(hemma, profil, None, None, forgrova=False, meddela=sagt.append)
    assert [rad.split(" ")[0] for rad in sagt] == ["EXEMPELDATA", "Skydd", "Förgrovat", "Varning,"]


def test_another_run_is_told_of_by_the_run_itself(hemma: Hem) -> None:
    forut = Oforandrat(VAL)
    svar = forut.svar()
    assert svar is not None
    with utgava.las(hemma.lager("halland")):
        assert not forut.logga(svar)
    assert forut.logga(svar)


def test_a_command_reads_the_level_that_it_says_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NIVA, INTERN)
    assert CliRunner().invoke(app, ["rapport", "--hjalp"]).exit_code == 0
    assert NIVA not in os.environ


@pytest.mark.parametrize("val", [{"vanlig_karna": True}, {"nytt_register": "skäl"}, {"period": "2022-11"}])
def test_another_command_is_another_run(hemma: Hem, val: dict[str, Any]) -> None:
    assert Oforandrat(VAL).svar() is not None
    assert Oforandrat(VAL | val).svar() is None


def test_it_is_found_before_the_libraries_are_loaded(hemma: Hem) -> None:
    kod = (
        "import sys; from analys.oforandrat import Oforandrat\n"
        f"assert Oforandrat({VAL}).svar()\n"
        "assert not {'pandas', 'numpy', 'matplotlib', 'nbformat'} & sys.modules.keys()"
    )
    svar = subprocess.run([sys.executable, "-c", kod], capture_output=True, text=True, check=False)
    assert svar.returncode == 0, svar.stderr


@pytest.mark.parametrize(
    "text", ["hylte/hemsjukvard", "1315/hemsjukvård", "reports/halland/2022-12/1315-hylte/hemsjukvard.bilder.pdf"]
)
def test_a_report_is_named_by_whose_it_is_or_by_its_file(profil: Regionprofil, text: str) -> None:
    omrade, tema = las_rapport(text, profil)
    assert (omrade.kod, tema) == ("1315", "hemsjukvard")


def test_a_report_without_an_omrade_is_refused(profil: Regionprofil) -> None:
    with pytest.raises(UsageError, match="område/tema, till exempel hylte/hemsjukvard"):
        las_rapport("hemsjukvard", profil)


def test_why_is_said_in_words(profil: Regionprofil, katalog: Katalog) -> None:
    i_ord = _ordlista(profil, katalog)
    serie = "|".join(("serie", "antal_avslut", "r12", "1315", *["alla"] * 8, "2022-01-01"))
    titel = katalog["antal_avslut"].titel
    assert i_ord([FORSTA]) == "ingen tidigare körning fanns"
    assert i_ord(["anteckningsboken", "kommentarerna"]) == "anteckningsboken och kommentarerna har ändrats"
    assert i_ord([SIFFRORNA, serie, serie + ",2022-02-01", "meta|uttagsdatum", "rader|"]) == (
        f"siffror som den läser har ändrats: {titel} (Hylte); dagen då data hämtades; antalet rader i leveransen"
    )
