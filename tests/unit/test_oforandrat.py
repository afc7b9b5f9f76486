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

from analys.errors import UsageError
from analys.forklaring import _ordlista, las_rapport
from analys.hem import Hem
from analys.katalog import Katalog
from analys.oforandrat import Oforandrat, sag
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.korningar import FORSTA, SIFFRORNA

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


@pytest.fixture
def hemma(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> Hem:
    """A home with a delivery, a cube, a register and a release of one file, remembered as what ``VAL`` gives."""
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    for fil in (tomt_hem.leverans("halland") / "a.csv", tomt_hem.kub("halland", PERIOD), _registerfil(tomt_hem)):
        fil.parent.mkdir(parents=True)
        fil.write_text("1", encoding="utf-8")
    _karantan(tomt_hem).write_text("1", encoding="utf-8")
    bygg = tomt_hem.rapporter / "halland" / "bygg"
    bygg.mkdir(parents=True)
    (bygg / "index.html").write_text("1", encoding="utf-8")
    utgava.skriv_manifest(bygg, {"rapporter": []})
    utgava.publicera(bygg, tomt_hem.rapporter / "halland", PERIOD)
    Oforandrat(VAL).minns(PERIOD, 64, exempel=True)
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
    assert sag(svar)[0].startswith("EXEMPELDATA")
    assert "utgåvans 64 rapporter är desamma" in sag(svar)[1]


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
        lambda hem: hem.omraden,
    ],
)
def test_one_byte_anywhere_and_there_is_a_run(hemma: Hem, fil: Callable[[Hem], Path]) -> None:
    plats = fil(hemma)
    plats.parent.mkdir(parents=True, exist_ok=True)
    plats.write_bytes((plats.read_bytes() if plats.exists() else b"") + b" ")
    assert Oforandrat(VAL).svar() is None


def test_a_quarantine_that_is_gone_is_a_run_and_a_run_of_nothing_is_logged(hemma: Hem) -> None:
    svar = Oforandrat(VAL).svar()
    assert svar is not None
    Oforandrat(VAL).logga(svar)
    (rad,) = hemma.korlogg("halland").read_text(encoding="utf-8").splitlines()
    assert (json.loads(rad)["period"], json.loads(rad)["oforandrad"]) == (PERIOD, True)
    assert Oforandrat(VAL).svar() is not None
    _karantan(hemma).unlink()
    assert Oforandrat(VAL).svar() is None


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
