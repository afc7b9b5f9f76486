"""What must hold for any delivery: windows, denominators, gaps, delivered counts."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analys.errors import DataError
from analys.indikatorer.folkmangd import folkmangd
from analys.indikatorer.rakna import granska_profil, granska_tackning, rakna_utfall
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.tabeller import TABELLER
from tests.conftest import KOMMUNER, raknegrund
from tests.unit.sma_tabeller import GRUND, Rakna, alla, antal, folkmangd_rader
from tests.unit.test_hemsjukvard import tabell as inskrivningar


def test_a_measure_whose_function_is_not_written_stops(katalog: Katalog, profil: Regionprofil) -> None:
    matt = {"antal_avslut": replace(katalog["antal_avslut"], funktion="avslut_per_dag")}
    with pytest.raises(DataError, match=r'antal_avslut.toml: funktionen "avslut_per_dag" finns inte. Rätta funktion'):
        rakna_utfall(raknegrund({}), matt, profil, Period.las("2022-12"))


def test_denominator_is_the_population_of_31_december_the_year_before(rakna: Rakna) -> None:
    utfall = rakna(inskrivningar(*GRUND))
    namnare = alla(utfall, "antal_inskrivna_hemsjukvard", "dag", "namnare")
    assert set(namnare.xs("1315")) == {100_000}
    assert set(namnare.xs("0013")) == {600_000}


def test_a_kommun_without_events_keeps_its_row_with_zero(rakna: Rakna) -> None:
    nya = alla(rakna(inskrivningar(*GRUND)), "antal_nya_inskrivningar", "manad")
    assert len(nya) == 7 * 12
    assert (nya == 0).all()


def test_a_month_that_was_not_delivered_is_missing_not_zero(rakna: Rakna) -> None:
    utfall = rakna(inskrivningar(*GRUND), luckor=(("hembesok", "1315", date(2022, 3, 1)),))
    personer = alla(utfall, "antal_personer_enstaka_hembesok", "manad")
    assert pd.isna(personer["1315", date(2022, 3, 1)])
    assert pd.isna(personer["0013", date(2022, 3, 1)])
    assert personer["1380", date(2022, 3, 1)] == 0
    assert pd.isna(alla(utfall, "antal_personer_enstaka_hembesok", "ar")["1315", date(2022, 1, 1)])
    assert alla(utfall, "antal_nya_inskrivningar", "manad")["1315", date(2022, 3, 1)] == 0


def test_last_month_before_the_extract_is_preliminary(rakna: Rakna) -> None:
    r = rakna(inskrivningar(*GRUND), uttag=date(2023, 1, 15))
    status = r[r["periodtyp"] == "manad"].groupby("period")["status"].unique().map(list)
    assert status[date(2022, 12, 1)] == ["preliminar"]
    assert status[date(2022, 11, 1)] == ["slutlig"]


def test_a_kommun_may_deliver_counts_instead_of_persons(rakna: Rakna) -> None:
    utan_hylte = [r for r in GRUND if r[1] != "1315"]
    utfall = rakna(inskrivningar(*utan_hylte), aggregat=[antal("1315", m, 160) for m in range(1, 13)])
    stock = alla(utfall, "antal_inskrivna_hemsjukvard", "dag")
    assert stock["1315", date(2022, 12, 1)] == 160
    assert stock["0013", date(2022, 12, 1)] == 165
    nya = alla(utfall, "antal_nya_inskrivningar", "ar")
    assert nya[["0013", "1315"]].isna().all()  # neither delivered nor computable
    assert nya["1380", date(2022, 1, 1)] == 0
    per_kon = utfall[(utfall["indikator"] == "antal_inskrivna_hemsjukvard") & (utfall["kon"] != "alla")]
    assert (
        per_kon[per_kon["omrade"].isin(["1315", "0013"])]["taljare"].isna().all()
    )  # no breakdown, so none for the region


def test_what_a_kommun_did_not_deliver_is_missing_and_no_partial_sum(rakna: Rakna) -> None:
    utan_hylte = [r for r in GRUND if r[1] != "1315"]
    stock = alla(
        rakna(inskrivningar(*utan_hylte), aggregat=[antal("1315", 12, 160)]), "antal_inskrivna_hemsjukvard", "dag"
    )
    assert stock["1315", date(2022, 12, 1)] == 160
    assert stock[["1315", "0013"]].xs(date(2022, 11, 1), level=1).isna().all()


def test_one_kommun_s_counts_never_change_the_others(rakna: Rakna) -> None:
    i = "antal_personer_enstaka_hembesok"
    andra = [k for k in KOMMUNER if k != "1315"]
    besok = pd.DataFrame(
        {
            "person_id": [f"b{k}" for k in andra],
            "hemkommun": andra,
            "utforarkommun": andra,
            "datum": pd.to_datetime(["2022-12-05"] * 5),
        }
    )
    rad = antal("1315", 12, 37) | {"indikator": i, "period": "2022-12"}
    personer = alla(rakna(inskrivningar(*GRUND), hembesok=besok, aggregat=[rad]), i, "manad")
    assert personer.xs(date(2022, 12, 1), level=1).drop(["0013", "utanfor"]).to_dict() == {"1315": 37} | dict.fromkeys(
        andra, 1
    )
    assert pd.isna(personer["0013", date(2022, 12, 1)])  # distinct persons cannot be summed


def test_a_total_and_its_parts_are_not_counted_twice(rakna: Rakna) -> None:
    utan_hylte = [r for r in GRUND if r[1] != "1315"]
    rader = [antal("1315", 12, 160), antal("1315", 12, 91) | {"kon": "kvinna"}, antal("1315", 12, 69) | {"kon": "man"}]
    utfall = rakna(inskrivningar(*utan_hylte), aggregat=rader)
    assert alla(utfall, "antal_inskrivna_hemsjukvard", "dag")["1315", date(2022, 12, 1)] == 160
    per_kon = utfall[
        (utfall["omrade"] == "1315")
        & (utfall["period"] == date(2022, 12, 1))
        & (utfall["aldersgrupp"] == "alla")
        & (utfall["indikator"] == "antal_inskrivna_hemsjukvard")
    ].set_index("kon")["taljare"]
    assert per_kon.to_dict() == {"alla": 160, "kvinna": 91, "man": 69}
    with pytest.raises(DataError, match="totalen är inte summan av delarna"):
        rakna(inskrivningar(*utan_hylte), aggregat=[*rader[:2], antal("1315", 12, 70) | {"kon": "man"}])


def test_delivered_months_add_up_to_windows_only_when_all_are_there(rakna: Rakna) -> None:
    utan_hylte = [r for r in GRUND if r[1] != "1315"]
    rader = [
        antal("1315", m, 6) | {"indikator": "antal_avslut", "period": f"2022-{m:02d}", "namnare": 10_619}
        for m in range(1, 12)
    ]
    utfall = rakna(inskrivningar(*utan_hylte), aggregat=rader)
    tertial = alla(utfall, "antal_avslut", "tertial")
    assert tertial["1315", date(2022, 5, 1)] == 24
    assert pd.isna(tertial["1315", date(2022, 9, 1)])
    assert pd.isna(alla(utfall, "antal_avslut", "ar")["1315", date(2022, 1, 1)])
    assert set(alla(utfall, "antal_avslut", "manad", "namnare")["1315"]) == {
        100_000
    }  # a rate's nämnare is the population


def test_a_published_value_alone_is_carried_without_count(rakna: Rakna) -> None:
    utan_hylte = [r for r in GRUND if r[1] != "1315"]
    utfall = rakna(inskrivningar(*utan_hylte), aggregat=[antal("1315", 12, 0) | {"taljare": None, "varde": 151.0}])
    assert alla(utfall, "antal_inskrivna_hemsjukvard", "dag", "varde")["1315", date(2022, 12, 1)] == 151
    assert pd.isna(alla(utfall, "antal_inskrivna_hemsjukvard", "dag")["0013", date(2022, 12, 1)])


@pytest.mark.parametrize(
    ("byte", "text"),
    [
        ({"period": "2022-12"}, "räknas inte för perioder av slaget manad. Ange 2022-12-01"),
        ({"indikator": "antal_personer_enstaka_hembesok", "period": "2022", "kon": "man"}, "redovisas inte efter kon"),
    ],
)
def test_counts_that_the_catalogue_does_not_have_stop(rakna: Rakna, byte: dict[str, str], text: str) -> None:
    with pytest.raises(DataError, match=text):
        rakna(inskrivningar(*[r for r in GRUND if r[1] != "1315"]), aggregat=[antal("1315", 12, 160) | byte])


def test_a_table_that_was_not_delivered_is_missing_everywhere(rakna: Rakna) -> None:
    tomt = pd.DataFrame({k.namn: [] for k in TABELLER["hembesok"].kolumner})
    utfall = rakna(inskrivningar(*GRUND), hembesok=tomt)
    assert alla(utfall, "antal_personer_enstaka_hembesok", "manad").isna().all()
    assert alla(rakna(inskrivningar(*GRUND).iloc[:0]), "antal_inskrivna_hemsjukvard", "dag").isna().all()


def test_an_incomplete_population_stops(rakna: Rakna, katalog: Katalog, profil: Regionprofil) -> None:
    folk = folkmangd_rader().query(
        "not (kommunkod == '1380' and kalenderar == 2021 and kon == 'kvinna' and aldersgrupp == '80-')"
    )
    with pytest.raises(DataError, match=r"folkmängden för 2021 saknar 1 grupper \(Halmstad\)"):
        folkmangd(folk, {2022}, profil)


def test_the_latest_publication_of_a_population_counts(profil: Regionprofil) -> None:
    rattad = folkmangd_rader().assign(antal=1, publicerad=pd.Timestamp(2022, 9, 1))
    folk = folkmangd(pd.concat([rattad, folkmangd_rader()]), {2022}, profil)
    assert set(
        folk.loc[(folk["kon"] == "alla") & (folk["aldersgrupp"] == "alla") & (folk["omrade"] != "0013"), "antal"]
    ) == {6}


def test_a_year_uses_the_population_of_the_year_before(profil: Regionprofil) -> None:
    rader = folkmangd_rader()
    senare = rader[rader["kalenderar"] == 2021].assign(kalenderar=2022, antal=1)
    folk = folkmangd(pd.concat([rader.assign(antal=rader["kalenderar"]), senare]), {2021, 2022, 2023}, profil)
    en_grupp = folk[(folk["omrade"] == "1315") & (folk["kon"] == "man") & (folk["aldersgrupp"] == "80-")]
    assert en_grupp.set_index("slutar")["antal"].to_dict() == {2021: 2020, 2022: 2021, 2023: 1}


def test_only_whole_months_count(katalog: Katalog, profil: Regionprofil) -> None:
    tabeller = {"hemsjukvard": inskrivningar(*GRUND), "befolkning": folkmangd_rader()}
    grund = raknegrund(tabeller, spann=(date(2022, 1, 20), date(2022, 12, 31)))
    utfall = rakna_utfall(grund, katalog, profil, Period.las("2022-12"))
    assert utfall["period"].min() == date(2022, 2, 1)
    assert "r12" not in set(utfall["periodtyp"])


def test_counts_beside_person_rows_stop(rakna: Rakna) -> None:
    with pytest.raises(DataError, match="Hylte har både personrader och antal"):
        rakna(inskrivningar(*GRUND), aggregat=[antal("1315", 12, 160)])


def test_counts_of_an_unknown_indicator_stop(rakna: Rakna) -> None:
    fel = antal("1315", 12, 160) | {"indikator": "antal_inskrivna"}
    with pytest.raises(DataError, match=r"Menade du .*antal_inskrivna_hemsjukvard"):
        rakna(inskrivningar(*GRUND), aggregat=[fel])


def test_a_misspelt_source_of_coverage_stops(katalog: Katalog) -> None:
    with pytest.raises(
        DataError, match='"palliativ" i galler hör inte till något mått. .*Menade du palliativregistret'
    ):
        granska_tackning(pd.DataFrame({"galler": ["vardtillfallen", "palliativ"]}), katalog)
    granska_tackning(pd.DataFrame({"galler": ["vardtillfallen", "palliativregistret"]}), katalog)


def test_a_name_that_the_profile_misspells_stops(profil: Regionprofil, katalog: Katalog) -> None:
    """A misspelt table would give months that are not secured their verdicts back."""
    granska_profil(profil, katalog)
    (status,) = profil.datastatus
    fel = replace(profil, datastatus=(replace(status, tabell="utskrivningsklara_period"),))
    with pytest.raises(DataError, match=r"halland.toml: tabellen .* Menade du utskrivningsklara_perioder"):
        granska_profil(fel, katalog)
    assert profil.genomsnittsmodell is not None
    fel = replace(profil, genomsnittsmodell=replace(profil.genomsnittsmodell, indikator="medel_dagar"))
    with pytest.raises(DataError, match='indikatorn "medel_dagar" finns inte'):
        granska_profil(fel, katalog)
