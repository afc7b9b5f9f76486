"""The three regions as profiles: each loads, says only its own words, and brings a world of its own."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analys.disclosure.grind import DOLD
from analys.disclosure.utskrift import trycks
from analys.errors import DataError, UsageError
from analys.hem import Hem
from analys.indikatorer.rakna import granska_profil
from analys.katalog import las_katalog
from analys.period import Period
from analys.present import modellens_manader, mot_riktmarket
from analys.present.block import Tabell
from analys.region import Datastatus, Genomsnittsmodell, Regionprofil, las_profil
from analys.sources.exempel import gor_exempel
from analys.sources.exempel.befolkning import gor_befolkning
from analys.sources.exempel.hemsjukvard import inskrivningar
from analys.sources.exempel.varldar import VARLDAR
from analys.stats.genomsnittsmodell import Regel, lagen
from analys.stats.omdome import Omdome
from tests.unit.test_omdome_pa_sidan import rad, underlag

REGIONER = ("halland", "vasterbotten", "kalmar")
ALLA = "medel_dagar_utskrivningsklar_somatik"
EGNA_ORD = {
    "halland": ("Halland", "hallän", "GNHH"),
    "vasterbotten": ("Västerbotten", "99624", "partssammansatta"),
    "kalmar": ("Kalmar län", "hälsovals"),
}
TEXTER = ("varfor", "taljare", "namnare", "kalla", "definition_kalla", "avvikelser", "faststalld_av", "mening", "titel")


def ord_i(region: str, hem: Hem) -> set[str]:
    """Return the words that belong to a region alone: those above and the names of its kommuner."""
    return {*EGNA_ORD[region], *(o.kortnamn for o in las_profil(hem, region).rapportomraden[1:])}


@pytest.mark.parametrize(("region", "antal", "kod"), [("vasterbotten", 15, "0024"), ("kalmar", 12, "0008")])
def test_the_profile_holds_every_kommun_of_the_county_and_known_names(
    hem: Hem, region: str, antal: int, kod: str
) -> None:
    profil = las_profil(hem, region)
    assert (profil.kod, len(profil.kommuner)) == (kod, antal)
    lanets = {r.split(";")[0] for r in hem.omraden.read_text("utf-8").splitlines() if r.split(";")[2] == kod}
    assert set(profil.kommuner) == lanets - {kod}
    granska_profil(profil, las_katalog(hem.indikatorer, region))
    assert set(profil.teman) <= {f.stem for f in hem.anteckningsbocker.glob("*.ipynb")}


@pytest.mark.parametrize("region", REGIONER)
def test_the_catalogue_speaks_of_no_other_region(hem: Hem, region: str) -> None:
    andras = {o for annan in REGIONER if annan != region for o in ord_i(annan, hem)}
    for i in las_katalog(hem.indikatorer, region).values():
        text = " ".join(str(getattr(i, falt)) for falt in TEXTER)
        traffar = [o for o in andras if re.search(rf"\b{re.escape(o)}", text)]
        assert not traffar, f"{i.id} says {traffar} in {region}"


def test_the_catalogue_tells_a_region_where_its_own_words_come_from(hem: Hem) -> None:
    per_region = {r: las_katalog(hem.indikatorer, r)["andel_fast_lakarkontakt"] for r in REGIONER}
    assert "Region Kalmar län" in per_region["kalmar"].definition_kalla
    assert "I Halland har registrering" in per_region["halland"].avvikelser
    assert "99624" in las_katalog(hem.indikatorer, "vasterbotten")[ALLA].definition_kalla


def test_only_words_may_differ_between_regions(hem: Hem, tmp_path: Path) -> None:
    fil = hem.indikatorer / f"{ALLA}.toml"
    text = fil.read_text("utf-8").replace("[i_regionen.vasterbotten]", "[i_regionen.vasterbotten]\nminsta_namnare = 1")
    (tmp_path / fil.name).write_text(text, "utf-8")
    with pytest.raises(DataError, match='"i_regionen.vasterbotten.minsta_namnare" kan inte anges'):
        las_katalog(tmp_path)


def test_every_region_that_the_catalogue_names_has_a_profile(hem: Hem) -> None:
    namnda = {
        n for f in hem.indikatorer.glob("*.toml") for n in re.findall(r"\[i_regionen\.(\w+)\]", f.read_text("utf-8"))
    }
    assert namnda == set(REGIONER)


def test_a_notebook_names_no_region_but_the_one_it_opens_with(hem: Hem) -> None:
    """A theme that several regions follow has no prose about one of them."""
    profiler = {r: las_profil(hem, r) for r in REGIONER}
    for fil in hem.anteckningsbocker.glob("*.ipynb"):
        foljer = [r for r in REGIONER if fil.stem in profiler[r].teman]
        text = " ".join(
            "".join(c["source"]) for c in json.loads(fil.read_text("utf-8"))["cells"] if c["cell_type"] == "markdown"
        )
        for region in REGIONER:
            if foljer != [region]:
                traffar = [o for o in ord_i(region, hem) if re.search(rf"\b{re.escape(o)}", text)]
                assert not traffar, f"{fil.name} says {traffar}"


def test_halland_has_no_word_of_the_model_of_another_region(hem: Hem) -> None:
    halland = (hem.regioner / "halland.toml").read_text("utf-8")
    assert not [o for annan in ("vasterbotten", "kalmar") for o in ord_i(annan, hem) if o in halland]
    modell = las_profil(hem, "halland").genomsnittsmodell
    assert modell is not None
    assert modell.grans is None


@pytest.fixture
def eget_hem(hem: Hem, tmp_path: Path) -> Hem:
    shutil.copytree(hem.rot / "data", tmp_path / "data", ignore=shutil.ignore_patterns("exempel", "lager", "internt"))
    return Hem(tmp_path)


@pytest.fixture
def vasterbotten(hem: Hem) -> Regionprofil:
    return las_profil(hem, "vasterbotten")


def modellen(profil: Regionprofil) -> Genomsnittsmodell:
    assert profil.genomsnittsmodell is not None
    return profil.genomsnittsmodell


def test_vasterbottens_profile_says_the_rule_of_its_instruction(vasterbotten: Regionprofil) -> None:
    """Above 3 days in 3 months in a row; from month 4; ends after 3 months in a row of 3 days or fewer."""
    m = modellen(vasterbotten)
    regel = Regel(m.grans or 0, m.manader, m.slut_manader, poolas=m.poolas)
    snitt = [3.1, 3.2, 4.0, 2.0, 3.0, 3.1, 2.9, 3.0, 2.0, 5.0]
    svar = [lage.ansvar for lage in lagen([(s * 10, 10) for s in snitt], regel)]
    assert svar == [False, False, False, True, True, True, True, True, True, False]
    snitt = [3.1, 2.9, 5.0, 3.1, 3.1, 1.0]  # one month below breaks the run; three months later it is there
    assert [lage.ansvar for lage in lagen([(s * 10, 10) for s in snitt], regel)] == [False] * 5 + [True]
    assert (m.galler_fran, m.riktmarken, m.belopp) == (date(2022, 1, 1), (), ())


def manader(profil: Regionprofil, status: str = "slutlig") -> list[dict[str, Any]]:
    """Return five months: 34 days of ten stays in Bjurholm, 20 everywhere else."""
    return [
        rad(ALLA, o, m, 34.0 if o == "2403" else 20.0, 10, kvadratsumma=400.0, status=status)
        for o in (profil.kod, *profil.kommuner)
        for m in Period.las("2022-08").serie_till(Period.las("2022-12"))
    ]


def test_fifteen_kommuner_are_rows_of_the_models_table(hem: Hem, vasterbotten: Regionprofil) -> None:
    katalog = las_katalog(hem.indikatorer, "vasterbotten")
    egen = replace(vasterbotten, genomsnittsmodell=replace(modellen(vasterbotten), galler_fran=date(2022, 8, 1)))
    block = modellens_manader(underlag(egen, katalog, manader(egen), "2403"))
    assert isinstance(block, Tabell)
    assert len(block.rader) == 15
    assert block.rader[0] == (
        "Bjurholm",
        "3,4 över (2)",
        "3,4 över (3)",
        "3,4 över (4), ansvar",
        "3,4 över (5), ansvar",
    )
    assert block.markerad == (0,)
    assert "99624" in block.kalla


def test_the_limit_of_the_model_stands_where_there_is_no_riktmarke(hem: Hem, vasterbotten: Regionprofil) -> None:
    katalog = las_katalog(hem.indikatorer, "vasterbotten")
    block = mot_riktmarket(underlag(vasterbotten, katalog, manader(vasterbotten), "0024"))
    assert isinstance(block, Tabell)
    assert block.kolumner == ("Område", "Dagar i snitt", "Gräns 2022", "Mot gränsen")
    assert block.rader[0] == ("Bjurholm", "3,4", "3,0", "över")


def test_months_whose_data_are_not_secured_have_no_verdict(hem: Hem, vasterbotten: Regionprofil) -> None:
    status = Datastatus("utskrivningsklara_perioder", date(2022, 12, 1), date(2022, 12, 31), "Orsak.", "Källa")
    egen = replace(vasterbotten, datastatus=(status,))
    u = underlag(egen, las_katalog(hem.indikatorer), manader(egen, "ej_sakerstalld"), "2403")
    assert u.omdome(ALLA, Period.las("2022-12"), "2403") is Omdome.EJ_SAKERSTALLT


@pytest.mark.parametrize("region", REGIONER)
def test_a_world_has_the_profiles_kommuner_and_the_published_population(hem: Hem, region: str) -> None:
    profil, varld = las_profil(hem, region), VARLDAR[region]
    assert (varld.kod, varld.kommuner) == (profil.kod, list(profil.kommuner))
    fil = hem.rot / "data" / "publicerat" / "befolkning_halland_kalmar.csv"
    folk = gor_befolkning(fil, varld).groupby(["Kommunkod", "År"])["Folkmängd 31 december"].sum()
    publicerat = pd.read_csv(fil, sep=";", decimal=",", dtype={"kommunkod": str}).set_index(["kommunkod", "kalenderar"])
    kanda = publicerat["antal"][publicerat.index.isin(folk.index)]
    assert (folk[kanda.index] == kanda).all()
    assert len(kanda) == {"halland": 18, "vasterbotten": 0, "kalmar": 12}[region]
    assert folk.xs(varld.folkar, level="År").size == len(profil.kommuner)


def test_a_small_kommun_has_enrolments_all_the_time() -> None:
    """Bjurholm, with 46 enrolled in the release's month, and never none."""
    varld = VARLDAR["vasterbotten"]
    facit = {(k, kon): (20 if kon == "man" else 26) for k in varld.kommuner for kon in ("kvinna", "man")}
    hem = inskrivningar(np.random.default_rng(1), facit, varld)
    bjurholm = hem[hem["Kommun"] == "2403"]
    for dag in ("2018-02-01", "2022-06-01", "2025-12-01"):
        inne = bjurholm[(bjurholm["Inskriven"] <= dag) & ((bjurholm["Avslutad"] == "") | (bjurholm["Avslutad"] > dag))]
        assert 25 < len(inne) < 80
    assert len(inne) == 46


def test_a_region_without_a_world_is_said(hem: Hem, tmp_path: Path, vasterbotten: Regionprofil) -> None:
    with pytest.raises(UsageError, match="bara för halland, vasterbotten och kalmar"):
        gor_exempel(tmp_path / "ut", replace(vasterbotten, id="annan"), hem.rot)


def test_small_kommuner_are_not_printed_by_month_but_for_the_models_own_measure(
    hem: Hem, vasterbotten: Regionprofil
) -> None:
    katalog, december = las_katalog(hem.indikatorer, "vasterbotten"), Period.las("2022-12")
    andra = "andel_minst_tre_dagar_somatik"
    rader = [rad(i, o, december, 20.0, 40.0) for i in (ALLA, andra) for o in (vasterbotten.kod, "2403", "2480")]
    tryckta = trycks(pd.DataFrame(rader), katalog, vasterbotten, {"": december})
    assert [(r["indikator"], r["omrade"]) for r, t in zip(rader, tryckta, strict=True) if not t] == [(andra, "2403")]
    tertial = [r | {"periodtyp": "tertial"} for r in rader]
    assert trycks(pd.DataFrame(tertial), katalog, vasterbotten, {"": december}).all()
    u = underlag(vasterbotten, katalog, [r for r, t in zip(rader, tryckta, strict=True) if t], "2403")
    assert u.tal(andra, december, "2403").rad["tecken"] == DOLD


def test_only_the_regions_kommuner_can_be_printed_by_month(eget_hem: Hem) -> None:
    fil = eget_hem.regioner / "vasterbotten.toml"
    fil.write_text(fil.read_text("utf-8").replace('manadsvis = ["2480"', 'manadsvis = ["1315"'), "utf-8")
    with pytest.raises(DataError, match="kommunen 1315 under rojande finns inte i regionen"):
        las_profil(eget_hem, "vasterbotten")
