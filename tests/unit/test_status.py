"""A release's status: who may give it which, what its pages say, and that a settled one is found to be changed."""

from datetime import date
from pathlib import Path

import pytest

from analys.errors import CannotWriteError, DataError, UsageError
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.kor import Jobb
from analys.status import Lage, Namn, Status
from analys.utgavekommandon import samma_rapporter

ANNA, BO = Namn("Anna Ek", "strateg"), Namn("Bo Al", "enhetschef")
SANT = Status().till(Lage.FOR_SYNPUNKTER, ANNA, date(2023, 2, 20))
FAST = SANT.till(Lage.FASTSTALLD, BO, date(2023, 3, 2))
RATTAD = FAST.rattad("Varbergs avslut saknades.", ANNA, date(2023, 3, 9))


def test_pages_say_the_status_and_everybody_who_has_signed() -> None:
    assert (Status().kort, Status().rad) == ("Utkast", "Utkast: rapporten är inte fastställd och kan ändras.")
    assert FAST.kort == "Fastställd"
    assert FAST.rad.replace("\u00a0", " ") == (
        "Skickad för synpunkter 20 februari 2023 av Anna Ek, strateg. Fastställd 2 mars 2023 av Bo Al, enhetschef."
    )
    assert RATTAD.kort == "Fastställd, rättad 2023-03-09"
    assert str(RATTAD.rattelser[0]) == "Rättad 2023-03-09: Varbergs avslut saknades (Anna Ek, strateg)."
    assert all(Status.fran_dict(s.som_dict()) == s for s in (Status(), SANT, FAST, RATTAD))


def test_a_settled_release_is_corrected_and_nothing_else() -> None:
    with pytest.raises(CannotWriteError, match="analys ratta") as fel:
        FAST.till(Lage.UTKAST, ANNA, date(2023, 3, 9))
    assert fel.value.exit_status == 73
    with pytest.raises(UsageError, match="inte fastställd"):
        SANT.rattad("Fel.", ANNA, date(2023, 3, 9))
    with pytest.raises(UsageError, match="redan för synpunkter"):
        SANT.till(Lage.FOR_SYNPUNKTER, BO, date(2023, 3, 9))
    with pytest.raises(UsageError, match="före den senaste underskriften"):
        FAST.rattad("Fel.", ANNA, date(2023, 3, 1))
    with pytest.raises(UsageError, match="skälet"):
        FAST.rattad(" ", ANNA, date(2023, 3, 9))


@pytest.mark.parametrize("text", ["Anna Ek", "Anna Ek,", ", strateg", "Anna\nEk, strateg"])
def test_who_signs_has_a_name_and_a_role(text: str) -> None:
    with pytest.raises(UsageError, match="Anna Ek, strateg"):
        Namn.las(text)


def test_a_status_is_typed_with_or_without_letters_of_our_own() -> None:
    assert Lage.las("for synpunkter") is Lage.las("För-synpunkter") is Lage.FOR_SYNPUNKTER
    assert Lage.las("Faststalld") is Lage.FASTSTALLD
    with pytest.raises(UsageError, match="Menade du fastställd"):
        Lage.las("fastställt")


def _bygg(mapp: Path, status: Status) -> Path:
    bygg = mapp / "bygg"
    bygg.mkdir(parents=True)
    (bygg / "index.html").write_text("sidan", encoding="utf-8")
    utgava.skriv_manifest(bygg, {"rapporter": [], "kub": "k", "status": status.som_dict()})
    return bygg


def test_a_settled_release_is_neither_made_again_nor_changed_unseen(tmp_path: Path) -> None:
    plats = utgava.publicera(_bygg(tmp_path, FAST), tmp_path, "2022-12", fast=True)
    utgava.krav_pa_oandrad(plats)
    with pytest.raises(CannotWriteError, match=r"analys ratta 2022-12") as fel:
        utgava.krav_pa_ej_fast(tmp_path, "2022-12")
    assert "december 2022" in str(fel.value)
    (plats / "index.html").write_text("en annan", encoding="utf-8")
    with pytest.raises(DataError, match=r"index\.html: har ändrats sedan"):
        utgava.krav_pa_oandrad(plats)
    (plats / utgava.MANIFEST).unlink()
    utgava.skriv_manifest(plats, {"rapporter": [], "kub": "k", "status": Status().som_dict()})
    assert utgava.granska(plats) == (1, [utgava.MANIFEST])  # also who writes the manifest anew is found out


def test_a_settled_release_without_its_seal_is_found_out(tmp_path: Path) -> None:
    plats = utgava.publicera(_bygg(tmp_path, FAST), tmp_path, "2022-12", fast=True).resolve()
    sigill = plats.with_name(plats.name + utgava.SIGILL)
    sigill.unlink()
    assert utgava.granska(tmp_path / "2022-12") == (1, [sigill.name])
    with pytest.raises(DataError, match=rf"- {sigill.name}: saknas\. Den visar .* Återställ den"):
        utgava.krav_pa_oandrad(plats)
    utgava.publicera(_bygg(tmp_path, SANT), tmp_path, "2023-01")
    assert utgava.granska(tmp_path / "2023-01") == (1, [])  # a draft has none


def test_the_same_reports_are_made_again_or_none(profil: Regionprofil) -> None:
    hylte, halland = profil.omrade("1315"), profil.omrade("0013")
    jobb = [
        Jobb(tema, tema.title(), omrade, Path(f"{tema}.ipynb"), {}, ("html", "pdf"), "n", "k", "oppen")
        for tema in ("hemsjukvard", "fargspar")
        for omrade in (halland, hylte)
    ]
    rapporter = [
        {"omrade": "1315", "tema": tema, "format": ["html"], "parametrar": {"region": "halland"}}
        for tema in ("hemsjukvard", "fargspar")
    ]
    samma = samma_rapporter(jobb, rapporter, profil)
    assert [(j.tema, j.omrade.kod, j.format, j.parametrar) for j in samma] == [
        (tema, "1315", ("html",), {"region": "halland"}) for tema in ("hemsjukvard", "fargspar")
    ]
    for kvar in (jobb[:2], []):
        with pytest.raises(UsageError, match=r"fargspar \(1315\).*Lägg tillbaka temat") as fel:
            samma_rapporter(kvar, rapporter, profil)
        assert ("hemsjukvard" in str(fel.value)) is not bool(kvar)
    with pytest.raises(UsageError, match="inga rapporter"):
        samma_rapporter(jobb, [], profil)


def test_a_release_made_again_keeps_its_status_while_the_figures_are_the_same(tmp_path: Path) -> None:
    assert utgava.status_for_ny(tmp_path, "2022-12", "k") == Status()
    utgava.publicera(_bygg(tmp_path, SANT), tmp_path, "2022-12")
    utgava.krav_pa_ej_fast(tmp_path, "2022-12")
    assert utgava.status_for_ny(tmp_path, "2022-12", "k") == SANT
    assert utgava.status_for_ny(tmp_path, "2022-12", "en annan") == Status()
