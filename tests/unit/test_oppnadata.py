"""The release's open data: what pages print and nothing more, described by a valid Data Package."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys import svenska
from analys.berakna import Kubbesked
from analys.disclosure.grind import SkyddatUtfall, las_kub
from analys.hem import Hem
from analys.katalog import Katalog, Skala
from analys.period import Period, Periodtyp
from analys.present.tal import Tal
from analys.region import Regionprofil
from analys.reports import nycklar, sammanstall, utgava
from analys.reports.oppnadata import datapaket, decimaltext, skriv_oppna_data, utfallsrader
from analys.utfall import DIMENSIONER

SCHEMA = Path(__file__).parent / "scheman" / "tabular-data-package.json"
"""Tabular Data Package version 1 as published (frictionlessdata.io), from the package datapackage 1.15.4 (MIT)."""
TAL = ("taljare", "namnare", "varde", "undre_95", "ovre_95", "undre_998", "ovre_998")


@given(st.floats(-(10**7), 10**7), st.integers(0, 3))
def test_figures_are_rounded_as_on_the_pages(varde: float, decimaler: int) -> None:
    sida = svenska.tal(varde, decimaler).replace("\u00a0", "").replace("−", "-").replace(",", ".")
    assert decimaltext(varde, decimaler) == sida


@pytest.mark.parametrize(("varde", "text"), [(0.125, "0.13"), (2.675, "2.68"), (-0.004, "0.00"), (1.005, "1.01")])
def test_half_way_is_up_as_people_write_it(varde: float, text: str) -> None:
    assert decimaltext(varde, 2) == text


@pytest.fixture(scope="module")
def skyddat(kub: Kubbesked) -> SkyddatUtfall:
    return las_kub(kub.fil)


@pytest.fixture(scope="module")
def rader(skyddat: SkyddatUtfall, katalog: Katalog) -> list[dict[str, str]]:
    huvud, *resten = utfallsrader(skyddat, katalog)
    return [dict(zip(huvud, r, strict=True)) for r in resten]


def test_every_row_of_the_cube_is_there_and_no_other_column(
    rader: list[dict[str, str]], skyddat: SkyddatUtfall
) -> None:
    assert len(rader) == len(skyddat.rader)
    assert list(rader[0]) == [
        "indikator", "omrade", "periodtyp", "period", *DIMENSIONER, *TAL, "status", "tackning", "tackning_ar",
    ]  # fmt: skip
    assert not any(v == "" for r in rader for v in r.values())


def test_a_figure_that_is_not_shown_is_its_sign_in_every_column(
    rader: list[dict[str, str]], skyddat: SkyddatUtfall
) -> None:
    nyckel = ["indikator", "omrade", "periodtyp", "period", *DIMENSIONER]
    tecken = dict(zip(map(tuple, skyddat.rader[nyckel].astype("str").to_numpy()), skyddat.rader["tecken"], strict=True))
    antal = 0
    for r in rader:
        if sign := tecken[tuple(r[k] for k in nyckel)]:
            antal += sign == ".."
            assert {r[k] for k in TAL} == {sign}
    assert antal > 1000


def test_a_figure_is_what_the_page_prints(
    rader: list[dict[str, str]], skyddat: SkyddatUtfall, katalog: Katalog
) -> None:
    """The page's texts come through another path (`Tal`); sums of days are on no page and therefore not here."""
    per_rad = {
        tuple(str(r[k]) for k in ("indikator", "omrade", "periodtyp", "period", *DIMENSIONER)): r
        for r in skyddat.rader.iloc[::97].to_dict("records")
    }
    provade = 0
    for r in rader:
        rad = per_rad.get(tuple(r[k] for k in ("indikator", "omrade", "periodtyp", "period", *DIMENSIONER)))
        if rad is None or rad["tecken"]:
            continue
        mitt = katalog[r["indikator"]]
        tal = Tal(mitt, Period(Periodtyp(rad["periodtyp"]), rad["period"]), rad)
        if mitt.skala is Skala.MEDEL:
            assert r["taljare"] == "."
        else:
            assert svenska.tal(float(r["taljare"])) == tal.antal
        if r["varde"] == ".":
            assert tal.varde == "-"
        elif not tal.som_missade:
            assert svenska.tal(float(r["varde"]), mitt.decimaler) == tal.varde.removesuffix("\u00a0%")
        provade += 1
    assert provade > 500


def test_the_package_is_valid_and_describes_the_columns(
    hem: Hem, profil: Regionprofil, skyddat: SkyddatUtfall, tmp_path: Path
) -> None:
    skriv_oppna_data(tmp_path / "data", hem, profil, skyddat)
    paket = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))
    jsonschema.validate(paket, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert "EXEMPELDATA" in paket["description"]
    alla: dict[str, list[dict[str, str]]] = {}
    for resurs in paket["resources"]:
        text = (tmp_path / "data" / resurs["path"]).read_bytes().decode("utf-8")
        assert not text.startswith("\ufeff")
        alla[resurs["name"]] = list(csv.DictReader(io.StringIO(text, newline="")))
        assert list(alla[resurs["name"]][0]) == [f["name"] for f in resurs["schema"]["fields"]]
        nyckel = resurs["schema"]["primaryKey"]
        assert len({tuple(r[k] for k in nyckel) for r in alla[resurs["name"]]}) == len(alla[resurs["name"]])
        for falt in resurs["schema"]["fields"]:
            tillatna = falt.get("constraints", {}).get("enum")
            varden = {r[falt["name"]] for r in alla[resurs["name"]]} - set(resurs["schema"]["missingValues"])
            assert tillatna is None or varden <= set(tillatna)
            if falt["type"] == "number":
                assert [float(v) for v in varden]
    for resurs in paket["resources"]:
        for nyckel in resurs["schema"].get("foreignKeys", []):
            mal = {r[nyckel["reference"]["fields"]] for r in alla[nyckel["reference"]["resource"]]}
            assert {r[nyckel["fields"]] for r in alla[resurs["name"]]} <= mal


def test_invented_data_is_said_and_real_is_not_called_invented(profil: Regionprofil, skyddat: SkyddatUtfall) -> None:
    egna = datapaket(profil, skyddat.meta | {"exempel": False}, [])
    assert "EXEMPELDATA" not in egna["description"]


def test_open_data_of_the_same_figures_and_program_are_those_of_the_former_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    besked = Kubbesked(tmp_path, Period.las("2022-12"), {"nyckel": "k", "forgrovningar": []}, ny=False)

    def behallna(besked: Kubbesked = besked) -> dict[str, str]:
        ny = tmp_path / "ny"
        ny.mkdir()
        gick = sammanstall._behall_oppna_data(besked, tmp_path, ny)
        filer = {f.name: f.read_text("utf-8") for f in ny.glob("data/*")}
        assert gick == bool(filer)
        shutil.rmtree(ny)
        return filer

    assert behallna() == {}
    innehall = {"utfall.csv": "1", "datapackage.json": "{}"}
    bygg = utgava.ny_byggmapp(tmp_path)
    (bygg / "data").mkdir()
    for namn, text in innehall.items():
        (bygg / "data" / namn).write_text(text, "utf-8")
    utgava.skriv_manifest(bygg, {"oppna_data": sammanstall._oppnadatanyckel(besked)})
    plats = utgava.publicera(bygg, tmp_path, "2022-12")
    assert behallna() == innehall
    for annat in ({"nyckel": "en annan"}, {"forgrovningar": ["m: månad"]}):
        assert behallna(replace(besked, meta=besked.meta | annat)) == {}
    monkeypatch.setattr(nycklar, "webbplatsdel", lambda: "ett annat program")
    assert behallna() == {}
    monkeypatch.undo()
    (plats / "data" / "utfall.csv").write_text("2", "utf-8")
    assert behallna() == {}
