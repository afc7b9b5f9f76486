"""What must hold for any delivery: sums, windows, moves, denominators, gaps, delivered counts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analys.disclosure.grind import skydda
from analys.errors import DataError
from analys.hem import Hem
from analys.indikatorer.folkmangd import folkmangd
from analys.indikatorer.rakna import granska_tackning, rakna_utfall
from analys.katalog import Efterslapning, Indikator, Katalog
from analys.period import Period, Periodtyp
from analys.region import Brott, Regionprofil
from analys.sources.kontrakt import TABELLER
from analys.stats.intervall import med_intervall
from analys.utfall import KOLUMNER
from tests.conftest import KOMMUNER, raknegrund
from tests.unit.test_hemsjukvard import tabell as inskrivningar

Rakna = Callable[..., pd.DataFrame]
UTTAG = date(2023, 2, 1)
DAGAR = st.dates(date(2022, 1, 1), date(2022, 12, 31))


def folkmangd_rader() -> pd.DataFrame:
    grupper = [
        (k, ar, kon, a, n, pd.Timestamp(ar + 1, 2, 22))
        for k in KOMMUNER
        for ar in (2020, 2021)
        for kon in ("kvinna", "man")
        for a, n in (("0-64", 40_000), ("65-79", 8_000), ("80-", 2_000))
    ]
    return pd.DataFrame(grupper, columns=[k.namn for k in TABELLER["befolkning"].kolumner])


@pytest.fixture(scope="module")
def rakna(hem: Hem, katalog: Katalog, profil: Regionprofil) -> Rakna:
    """Compute from small tables; population 100 000 a kommun in 2020 and 2021."""
    folk = folkmangd_rader()
    egen_katalog = {i.id: i for i in katalog.values() if not i.fran_andra}

    def kor(
        hemsjukvard: pd.DataFrame,
        hembesok: pd.DataFrame | None = None,
        aggregat: list[dict[str, object]] | None = None,
        luckor: tuple[tuple[str, str, date], ...] = (),
        uttag: date = UTTAG,
        delar: int = 1,
    ) -> pd.DataFrame:
        if hembesok is None:
            hembesok = pd.DataFrame(
                {
                    "person_id": ["b"] * 6,
                    "hemkommun": KOMMUNER,
                    "utforarkommun": KOMMUNER,
                    "datum": pd.to_datetime(["2022-01-05"] * 6),
                }
            )
        tabeller = {"hemsjukvard": hemsjukvard, "hembesok": hembesok, "befolkning": folk}
        if aggregat:
            tabeller["aggregat"] = pd.DataFrame(aggregat)
        grund = raknegrund(tabeller, luckor, uttag, antal_delar=delar)
        return rakna_utfall(grund, egen_katalog, profil, Period.las("2022-12"))

    return kor


def alla(utfall: pd.DataFrame, indikator: str, typ: str, kolumn: str = "taljare") -> pd.Series:
    r = utfall[
        (utfall["indikator"] == indikator)
        & (utfall["periodtyp"] == typ)
        & (utfall["kon"] == "alla")
        & (utfall["aldersgrupp"] == "alla")
    ]
    return r.set_index(["omrade", "period"])[kolumn]


GRUND = [(f"g{k}", k, "2021-06-01", "") for k in KOMMUNER]
"""One person enrolled in every kommun, so that no kommun is absent."""


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(KOMMUNER), DAGAR, st.integers(0, 200)), max_size=25),
    st.randoms(),
)
def test_invariants_of_any_enrolments(rakna: Rakna, rader: list[tuple[int, str, date, int]], slump) -> None:
    t = [(f"p{p}", k, str(d), str(min(d + pd.Timedelta(days=n), date(2022, 12, 31)))) for p, k, d, n in rader]
    utfall = rakna(inskrivningar(*GRUND, *t))
    assert list(utfall.columns) == list(KOLUMNER)

    stock = alla(utfall, "antal_inskrivna_hemsjukvard", "dag").unstack(0)
    assert (stock.drop(columns="0013").sum(axis=1) == stock["0013"]).all()  # residents' stock: region = its kommuner

    for i in ("antal_nya_inskrivningar", "antal_avslut"):
        manad, ar = alla(utfall, i, "manad").unstack(0), alla(utfall, i, "ar").unstack(0)
        assert (manad.sum() == ar.iloc[0]).all()  # events add up over time
        assert (manad.drop(columns="0013").sum(axis=1) >= manad["0013"]).all()  # a move is no event for the region
        per_kon = utfall[(utfall["indikator"] == i) & (utfall["periodtyp"] == "ar") & (utfall["kon"] != "alla")]
        assert per_kon.groupby("omrade")["taljare"].sum().to_dict() == ar.iloc[0].to_dict()

    blandade = [*GRUND, *t]
    slump.shuffle(blandade)
    pd.testing.assert_frame_equal(rakna(inskrivningar(*blandade)), utfall)  # the order of rows changes nothing
    pd.testing.assert_frame_equal(rakna(inskrivningar(*blandade), delar=3), utfall)  # nor do partitions by person


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAGAR)
def test_a_row_in_one_kommun_never_changes_another(rakna: Rakna, dag: date) -> None:
    fore = rakna(inskrivningar(*GRUND))
    efter = rakna(inskrivningar(*GRUND, ("ny", "1315", str(dag), "")))
    andra = ~fore["omrade"].isin(["1315", "0013"])
    pd.testing.assert_frame_equal(fore[andra], efter[andra])


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


def antal(kommun: str, manad: int, taljare: int) -> dict[str, object]:
    return {
        "indikator": "antal_inskrivna_hemsjukvard",
        "omrade": kommun,
        "period": f"2022-{manad:02d}-01",
        "kon": "alla",
        "aldersgrupp": "alla",
        "taljare": taljare,
        "namnare": None,
        "varde": None,
        "kalla": "kommunen",
    }


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
        ({"indikator": "omsattning_hemsjukvard", "period": "2022-12", "kon": "man"}, "redovisas inte efter kon"),
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


STALLD = {
    "kommunkod": "1380",
    "betalningsansvarig_kommun": "",
    "kon": "kvinna",
    "alder": 80,
    "vardform": "somatik",
    "planerad": "nej",
    "behov": "ja",
    "fargspar": "gul",
    "dod": None,
}
"""A stay unless a row says otherwise; who pays is the kommun of residence."""


def vard(*rader: dict[str, Any]) -> pd.DataFrame:
    """Stays, each given as person, in_, ut (days) and what differs from `STALLD`."""
    hela = pd.DataFrame([STALLD | r for r in rader])
    betalar = hela["betalningsansvarig_kommun"].mask(hela["betalningsansvarig_kommun"] == "", hela["kommunkod"])
    return pd.DataFrame(
        {
            "vardtillfalle_id": [f"v{i}" for i in range(len(hela))],
            "person_id": hela["person"],
            "kommunkod": hela["kommunkod"],
            "betalningsansvarig_kommun": betalar,
            "kon": hela["kon"],
            "alder_vid_utskrivning": hela["alder"],
            "vardform": hela["vardform"],
            "vardniva": "sjukhus",
            "inskriven_tidpunkt": pd.to_datetime(hela["in_"]) + pd.Timedelta(hours=9),
            "inskriven_fran": "ordinart_boende",
            "planerad_inskrivning": hela["planerad"],
            "behov_av_planering": hela["behov"],
            "fargspar": hela["fargspar"],
            "utskriven_tidpunkt": pd.to_datetime(hela["ut"]) + pd.Timedelta(hours=15),
            "utskriven_till": "ordinart_boende",
            "dodsdatum": pd.to_datetime(hela["dod"]),
        }
    )


VARDGRUND = [
    {"person": f"g{k}", "kommunkod": k, "in_": "2021-11-01", "ut": "2021-11-02", "behov": "nej"} for k in KOMMUNER
]
"""One stay per kommun the year before, so that no kommun is absent."""
SPANN = (date(2022, 1, 1), date(2022, 12, 31))


@pytest.fixture(scope="module")
def rakna_vard(katalog: Katalog, profil: Regionprofil) -> Rakna:
    """Compute named measures from stays (and the tables given by name); no breaks unless a profile is given."""
    utan_brott = replace(profil, brott=())

    def kor(
        rader: Sequence[dict[str, Any]],
        *matt: str | Indikator,
        utan: Sequence[str] = (),
        perioder: Sequence[str] = (),
        delar: int = 1,
        spann: tuple[date, date] = SPANN,
        uttag: date = date(2023, 12, 31),
        egen_profil: Regionprofil = utan_brott,
        **tabeller: pd.DataFrame,
    ) -> pd.DataFrame:
        egna = {m.id: m for m in (katalog[m] if isinstance(m, str) else m for m in matt)}
        if perioder:
            egna = {i: replace(m, perioder=tuple(map(Periodtyp, perioder))) for i, m in egna.items()}
        tabeller = {"vardtillfallen": vard(*VARDGRUND, *rader).drop(columns=list(utan))} | tabeller
        grund = raknegrund(tabeller, uttag=uttag, spann=spann, antal_delar=delar)
        return rakna_utfall(grund, egna, egen_profil, Period.las("2022-12"))

    return kor


def en(utfall: pd.DataFrame, matt: str, omrade: str, period: str, **grupp: str) -> pd.Series:
    """The one row of a measure, område, period and group (else the total)."""
    p = Period.las(period)
    r = utfall[(utfall["indikator"] == matt) & (utfall["omrade"] == omrade)]
    r = r[(r["periodtyp"] == str(p.typ)) & (r["period"] == p.forsta_dag)]
    for d in ("kon", "aldersgrupp", "fargspar", "del", "boendeform"):
        r = r[r[d] == grupp.get(d, "alla")]
    assert len(r) == 1
    return r.iloc[0]


def skyddade(utfall: pd.DataFrame, katalog: Katalog, profil: Regionprofil) -> pd.DataFrame:
    med = med_intervall(utfall, {i.id: i.skala for i in katalog.values()})
    return skydda(med, katalog, profil, {}).rader


SPAR = "fordelning_fargspar_somatik"


def fargade(manad: str, **antal: int) -> list[dict[str, Any]]:
    """So many stays of each track that ended on the tenth of the month."""
    return [
        {"person": f"{manad}{f}{i}", "in_": f"{manad}-02", "ut": f"{manad}-10", "fargspar": f}
        for f, n in antal.items()
        for i in range(n)
    ]


def test_a_distribution_s_groups_add_up_to_its_namnare_and_to_one(rakna_vard: Rakna, katalog: Katalog) -> None:
    """Halmstad: 6 gul, 3 bla, 1 ej satt in November; 5 gul, 5 rod in December. Tertial 3: 11, 3, 1, 5 of 20."""
    rader = [*fargade("2022-11", gul=6, bla=3, ej_satt=1), *fargade("2022-12", gul=5, rod=5)]
    utfall = med_intervall(rakna_vard(rader, SPAR), {SPAR: katalog[SPAR].skala})
    vantat = {
        "2022-11": ({"rod": 0, "gul": 6, "gron": 0, "bla": 3, "ej_satt": 1}, 10),
        "2022-12": ({"rod": 5, "gul": 5, "gron": 0, "bla": 0, "ej_satt": 0}, 10),
        "2022-T3": ({"rod": 5, "gul": 11, "gron": 0, "bla": 3, "ej_satt": 1}, 20),
        "2022": ({"rod": 5, "gul": 11, "gron": 0, "bla": 3, "ej_satt": 1}, 20),
    }
    for omrade in ("1380", "0013"):
        for period, (grupper, n) in vantat.items():
            rader_ut = [en(utfall, SPAR, omrade, period, fargspar=f) for f in grupper]
            assert [r["taljare"] for r in rader_ut] == list(grupper.values())
            assert {r["namnare"] for r in rader_ut} == {n}
            assert sum(r["varde"] for r in rader_ut) == pytest.approx(1)
            total = en(utfall, SPAR, omrade, period)
            assert (total["taljare"], total["namnare"], total["varde"]) == (n, n, 1)


def test_a_distribution_over_nobody_is_not_applicable(
    rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil
) -> None:
    rader = skyddade(rakna_vard(fargade("2022-12", gul=5), SPAR), katalog, profil)
    assert en(rader, SPAR, "1380", "2022-12", fargspar="gul")["tecken"] == ""
    assert {en(rader, SPAR, "1380", "2022-11", fargspar=f)["tecken"] for f in ("gul", "rod", "ej_satt")} == {"."}


@pytest.mark.parametrize(
    ("brott", "over"),
    [
        (date(2022, 11, 1), ["2022-T3", "2022", "2022-12-r12"]),  # between two months
        (date(2022, 11, 15), ["2022-T3", "2022", "2022-12-r12"]),  # within a month
        (date(2022, 9, 1), ["2022", "2022-12-r12"]),  # where tertial 3 begins: both tertial are whole
    ],
)
def test_a_window_over_a_break_is_not_applicable_but_months_on_both_sides_are_shown(
    rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil, brott: date, over: list[str]
) -> None:
    egen = replace(profil, brott=(Brott(brott, (SPAR,), "ny rutin", "påhittad"),))
    rader = [r for m in range(1, 13) for r in fargade(f"2022-{m:02d}", gul=6)]
    utfall = rakna_vard(rader, SPAR, "antal_vardade_somatik", egen_profil=egen)
    skyddat = skyddade(utfall, katalog, egen)
    for period in ("2022-10", "2022-11", "2022-12", "2022-T1", "2022-T2", "2022-T3", "2022", "2022-12-r12"):
        rad = en(skyddat, SPAR, "1380", period, fargspar="gul")
        antal = 6 * Period.las(period).antal_manader
        if period in over:
            assert (rad["tecken"], rad["status"]) == (".", "over_brott")
            assert rad[["taljare", "namnare", "varde", "undre_95", "ovre_998"]].isna().all()
        else:
            assert (rad["tecken"], rad["status"], rad["taljare"]) == ("", "slutlig", antal)
        assert en(skyddat, "antal_vardade_somatik", "1380", period)["tecken"] == ""  # a break of another measure


def test_a_break_that_names_no_measure_is_for_all(rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil) -> None:
    egen = replace(profil, brott=(Brott(date(2022, 6, 1), (), "nytt system", "påhittad"),))
    utfall = rakna_vard(fargade("2022-12", gul=6), SPAR, "antal_vardade_somatik", egen_profil=egen)
    for matt in (SPAR, "antal_vardade_somatik"):
        assert en(utfall, matt, "1380", "2022")["status"] == "over_brott"
        assert en(utfall, matt, "1380", "2022-T3")["taljare"] == 6


def test_a_measure_for_the_region_alone_has_no_kommun_row(rakna_vard: Rakna, katalog: Katalog) -> None:
    matt = replace(katalog["antal_vardade_somatik"], lagsta_niva="region")
    rader = [
        {"person": "a", "kommunkod": "1380", "in_": "2022-03-01", "ut": "2022-03-05"},
        {"person": "b", "kommunkod": "utanfor", "in_": "2022-03-01", "ut": "2022-03-05"},
    ]
    utfall = rakna_vard(rader, matt)
    assert set(utfall["omrade"]) == {"0013"}
    assert en(utfall, matt.id, "0013", "2022-03")["taljare"] == 2
    assert en(utfall, matt.id, "0013", "2022-04")["taljare"] == 0


@pytest.mark.parametrize(
    "andras",
    [
        {"niva_summerar": False},
        {"lagsta_niva": "region"},
        {"lagsta_niva": "region", "niva_summerar": False},
    ],
)
def test_the_region_s_figure_is_right_however_the_entry_asks_for_it(
    rakna_vard: Rakna, katalog: Katalog, andras: dict[str, Any]
) -> None:
    matt = replace(katalog["andel_avlidna_efter_utskrivning"], **andras)
    rader = [
        {"person": "a", "kommunkod": "1380", "in_": "2022-03-01", "ut": "2022-03-05", "dod": "2022-03-20"},
        {"person": "b", "kommunkod": "1315", "in_": "2022-03-01", "ut": "2022-03-05"},
    ]
    rad = en(rakna_vard(rader, matt), matt.id, "0013", "2022-03")
    assert rad[["taljare", "namnare"]].fillna(-1).to_list() == [1, 2]


def test_the_hospital_s_region_row_counts_everybody_once(rakna_vard: Rakna) -> None:
    """Person a moves from Halmstad to Hylte within December, b is from elsewhere, c is Halmstad's."""
    rader = [
        {"person": "a", "in_": "2022-12-01", "ut": "2022-12-03", "behov": "nej"},
        {"person": "a", "in_": "2022-12-10", "ut": "2022-12-12", "betalningsansvarig_kommun": "1315"},
        {"person": "b", "in_": "2022-12-05", "ut": "2022-12-06", "kommunkod": "utanfor"},
        {"person": "c", "in_": "2022-11-20", "ut": "2022-12-01", "behov": "nej"},
    ]
    andel = "andel_behov_av_planering_somatik"
    utfall = rakna_vard(rader, "antal_vardade_somatik", andel)
    vardade = {o: en(utfall, "antal_vardade_somatik", o, "2022-12")["taljare"] for o in (*KOMMUNER, "utanfor", "0013")}
    assert vardade == dict.fromkeys(KOMMUNER, 0) | {"1380": 2, "1315": 1, "utanfor": 1, "0013": 3}
    behov = {o: tuple(en(utfall, andel, o, "2022-12")[["taljare", "namnare"]]) for o in vardade}
    assert behov == dict.fromkeys(KOMMUNER, (0, 0)) | {
        "1380": (0, 2),
        "1315": (1, 1),
        "utanfor": (1, 1),
        "0013": (2, 3),
    }


def test_people_from_elsewhere_are_an_omrade_of_their_own_and_not_the_region_s(
    rakna_vard: Rakna, katalog: Katalog
) -> None:
    """Where the region is its kommuner's sum, utanfor is beside it; a measure of residents alone has no such row."""
    matt = "andel_oplanerad_aterinskrivning"
    rader = [
        {"person": "u", "kommunkod": "utanfor", "in_": "2022-03-01", "ut": "2022-03-05"},
        {"person": "u", "kommunkod": "utanfor", "in_": "2022-03-10", "ut": "2022-03-12"},
        {"person": "h", "in_": "2022-03-01", "ut": "2022-03-05"},
    ]
    folk = inskrivningar(*GRUND)
    utfall = rakna_vard(rader, matt, "antal_avslut", hemsjukvard=folk, befolkning=folkmangd_rader())
    assert list(en(utfall, matt, "utanfor", "2022-03")[["taljare", "namnare"]]) == [1, 2]
    assert list(en(utfall, matt, "1380", "2022-03")[["taljare", "namnare"]]) == [0, 1]
    assert list(en(utfall, matt, "0013", "2022-03")[["taljare", "namnare"]]) == [0, 1]
    assert "utanfor" not in set(utfall.loc[utfall["indikator"] == "antal_avslut", "omrade"])


@pytest.mark.parametrize(
    ("tid", "uttag", "preliminara"),
    [
        (Efterslapning(dagar=30), date(2023, 1, 30), set()),  # 31 December + 30 days
        (Efterslapning(dagar=30), date(2023, 1, 29), {"2022-12", "2022-T3", "2022"}),
        (Efterslapning(dagar=30), date(2022, 12, 30), {"2022-12", "2022-T3", "2022"}),  # 30 November + 30 days
        (Efterslapning(dagar=30), date(2022, 12, 29), {"2022-11", "2022-12", "2022-T3", "2022"}),
        (Efterslapning(manader=6), date(2023, 2, 28), {"2022-09", "2022-10", "2022-11", "2022-12", "2022-T3", "2022"}),
        (
            Efterslapning(manader=6),  # 31 August + 6 months = 28 February
            date(2023, 2, 27),
            {"2022-08", "2022-09", "2022-10", "2022-11", "2022-12", "2022-T2", "2022-T3", "2022"},
        ),
        (Efterslapning(manader=6), date(2023, 6, 30), set()),
        (Efterslapning(manader=6), date(2023, 6, 29), {"2022-12", "2022-T3", "2022"}),
    ],
)
def test_a_figure_is_preliminary_until_its_registration_is_over(
    rakna_vard: Rakna, katalog: Katalog, tid: Efterslapning, uttag: date, preliminara: set[str]
) -> None:
    utfall = rakna_vard([], replace(katalog[SPAR], efterslapning=tid), uttag=uttag)
    perioder = [f"2022-{m:02d}" for m in range(1, 13)] + ["2022-T1", "2022-T2", "2022-T3", "2022"]
    assert {p for p in perioder if en(utfall, SPAR, "1380", p)["status"] == "preliminar"} == preliminara


@pytest.mark.parametrize(
    ("sista_dag", "november", "december"),
    [
        (date(2022, 12, 30), "slutlig", None),  # 30 November + 30 days is within the data
        (date(2022, 12, 29), "preliminar", None),
        (date(2023, 1, 30), "slutlig", "slutlig"),
        (date(2023, 1, 29), "slutlig", "preliminar"),
    ],
)
def test_a_figure_is_preliminary_until_the_data_cover_its_follow_up(
    rakna_vard: Rakna, sista_dag: date, november: str, december: str | None
) -> None:
    matt = "andel_oplanerad_aterinskrivning"
    utfall = rakna_vard([], matt, spann=(date(2022, 1, 1), sista_dag))
    assert en(utfall, matt, "1380", "2022-11")["status"] == november
    if december is None:
        assert date(2022, 12, 1) not in set(utfall["period"])
    else:
        assert en(utfall, matt, "1380", "2022-12")["status"] == december


def test_the_follow_up_ends_with_the_file_not_with_the_extract(rakna_vard: Rakna) -> None:
    """Discharged 1 and 2 December, file to 31 December: only the first is followed for 30 days."""
    matt = "andel_oplanerad_aterinskrivning"
    rader = [
        {"person": "a", "in_": "2022-11-28", "ut": "2022-12-01"},
        {"person": "b", "in_": "2022-11-28", "ut": "2022-12-02"},
    ]
    assert en(rakna_vard(rader, matt), matt, "1380", "2022-12")["namnare"] == 1


def test_stays_that_were_not_delivered_give_no_rows_or_missing_and_never_0(
    rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil
) -> None:
    """With a table of counts in the delivery the measure is a row of "-", without one there is no row."""
    matt, register = "andel_oplanerad_aterinskrivning", "andel_brytpunktssamtal"
    folk = {"hemsjukvard": inskrivningar(*GRUND), "befolkning": folkmangd_rader()}
    egna = {i: katalog[i] for i in (matt, register, "antal_avslut")}
    utan = rakna_utfall(raknegrund(folk), egna, profil, Period.las("2022-12"))
    assert set(utan["indikator"]) == {"antal_avslut"}
    rad = antal("1380", 3, 1) | {"indikator": register, "period": "2022-03", "dodsplats": "hospice", "namnare": 2}
    grund = raknegrund(folk | {"aggregat": pd.DataFrame([rad])})
    skyddat = skyddade(rakna_utfall(grund, egna, profil, Period.las("2022-12")), katalog, profil)
    aterinskrivna = skyddat[skyddat["indikator"] == matt]
    assert len(aterinskrivna)
    assert set(aterinskrivna["tecken"]) == {"-"}
    assert aterinskrivna[["taljare", "namnare", "varde"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("kolumn", "saknas", "raknas"),
    [
        ("dodsdatum", "andel_avlidna_efter_utskrivning", "andel_oplanerad_aterinskrivning"),
        ("fargspar", SPAR, "andel_behov_av_planering_somatik"),
        ("behov_av_planering", "andel_behov_av_planering_somatik", "antal_vardade_somatik"),
        ("behov_av_planering", SPAR, "antal_vardade_somatik"),
    ],
)
def test_a_column_that_a_measure_needs_makes_it_missing_and_not_0(
    rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil, kolumn: str, saknas: str, raknas: str
) -> None:
    rader = [r | {"person": f"p{i}", "dod": "2022-12-20"} for i, r in enumerate(fargade("2022-12", gul=6))]
    med = rakna_vard(rader, saknas, raknas, perioder=["manad"])
    utan = rakna_vard(rader, saknas, raknas, perioder=["manad"], utan=[kolumn])
    for omrade in ("1380", "1315", "0013", "utanfor"):
        assert pd.notna(en(med, saknas, omrade, "2022-12")["taljare"])
        assert pd.isna(en(utan, saknas, omrade, "2022-12")["taljare"])
        assert en(utan, raknas, omrade, "2022-12")["taljare"] == en(med, raknas, omrade, "2022-12")["taljare"]
    skyddat = skyddade(utan, katalog, profil)
    assert set(skyddat.loc[skyddat["indikator"] == saknas, "tecken"]) == {"-"}


def test_coverage_is_of_the_latest_year_at_or_before_the_period_s(rakna_vard: Rakna) -> None:
    matt = "andel_oplanerad_aterinskrivning"
    tackning = pd.DataFrame(
        [
            ("vardtillfallen", "1380", 2019, 0.95),
            ("vardtillfallen", "1380", 2021, 0.9),
            ("vardtillfallen", "1380", 2023, 0.1),  # after all periods
            ("vardtillfallen", "1315", 2022, 0.8),
            ("vardtillfallen", "1381", 2023, 0.7),
            ("vardtillfallen", "0013", 2022, 0.85),
        ],
        columns=["galler", "omrade", "kalenderar", "andel"],
    ).assign(kalla="påhittad")
    utfall = rakna_vard([], matt, SPAR, spann=(date(2020, 1, 1), date(2022, 12, 31)), tackning=tackning)

    def tackt(omrade: str, period: str, i: str = matt) -> tuple[float, int] | None:
        rad = en(utfall, i, omrade, period)
        assert pd.isna(rad["tackning"]) == pd.isna(rad["tackning_ar"])
        return None if pd.isna(rad["tackning"]) else (rad["tackning"], rad["tackning_ar"])

    assert tackt("1380", "2020-12") == (0.95, 2019)
    assert tackt("1380", "2021-01") == (0.9, 2021)
    assert tackt("1380", "2022") == (0.9, 2021)
    assert tackt("1380", "2021-03-r12") == (0.9, 2021)  # a window belongs to the year it ends in
    assert tackt("1315", "2021-12") is None
    assert tackt("1315", "2022-12") == (0.8, 2022)
    assert tackt("0013", "2022-12") == (0.85, 2022)
    assert [tackt(o, "2022-12") for o in ("1381", "1382", "1383", "utanfor")] == [None] * 4
    assert tackt("1380", "2022-12", SPAR) is None  # its entry names no source of coverage


VARDMATT = (
    "antal_vardade_somatik",
    SPAR,
    "andel_oplanerad_aterinskrivning",
    "andel_personer_med_aterinskrivning",
)
MANAD_AR = ("manad", "ar")
STALLDA = st.fixed_dictionaries(
    {
        "person": st.sampled_from("abcdef"),
        "kommunkod": st.sampled_from([*KOMMUNER[:3], "utanfor"]),
        "betalningsansvarig_kommun": st.sampled_from(["", "", "1383"]),
        "alder": st.sampled_from([40, 70, 85]),
        "kon": st.sampled_from(["kvinna", "man"]),
        "planerad": st.sampled_from(["ja", "nej", "nej", "okand"]),
        "behov": st.sampled_from(["ja", "nej"]),
        "fargspar": st.sampled_from(["gul", "ej_satt"]),
        "dag": DAGAR,
        "dagar": st.integers(0, 20),
    }
)


def som_stalld(r: dict[str, Any]) -> dict[str, Any]:
    ut = min(r["dag"] + pd.Timedelta(days=r["dagar"]), date(2022, 12, 31))
    return {k: v for k, v in r.items() if k not in ("dag", "dagar")} | {"in_": str(r["dag"]), "ut": str(ut)}


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STALLDA, min_size=4, max_size=20), st.dates(date(2022, 1, 1), date(2022, 9, 30)))
def test_invariants_of_any_stays(rakna_vard: Rakna, rader: list[dict[str, Any]], dag: date) -> None:
    stallda = [som_stalld(r) for r in rader]
    utfall = rakna_vard(stallda, *VARDMATT, perioder=MANAD_AR)
    for delar in (2, 3):  # partitions by person change nothing
        pd.testing.assert_frame_equal(rakna_vard(stallda, *VARDMATT, perioder=MANAD_AR, delar=delar), utfall)

    ny = {"person": "ny", "kommunkod": "1315", "in_": str(dag), "ut": str(dag)}
    igen = ny | {"in_": str(dag + pd.Timedelta(days=5)), "ut": str(dag + pd.Timedelta(days=6)), "dod": "2022-10-30"}
    efter = rakna_vard([*stallda, ny, igen], *VARDMATT, perioder=MANAD_AR)
    andra = ~utfall["omrade"].isin(["1315", "0013"])
    pd.testing.assert_frame_equal(utfall[andra], efter[andra])  # a person of Hylte changes nobody else's rows
    assert en(efter, SPAR, "1315", "2022")["taljare"] == en(utfall, SPAR, "1315", "2022")["taljare"] + 2

    summa = utfall[utfall["indikator"] == "andel_oplanerad_aterinskrivning"]
    ar = summa[(summa["periodtyp"] == "ar") & (summa["kon"] == "alla") & (summa["aldersgrupp"] == "alla")]
    tal = ar.set_index("omrade")[["taljare", "namnare"]]
    assert (tal.loc[list(KOMMUNER)].sum() == tal.loc["0013"]).all()
    assert (tal["taljare"] <= tal["namnare"]).all()
    delade = utfall[utfall["indikator"] == SPAR]
    nyckel = ["omrade", "periodtyp", "period"]
    i_grupp = delade["fargspar"] != "alla"
    summor = delade[i_grupp].groupby(nyckel).agg({"taljare": "sum", "namnare": "first"})
    total = delade[~i_grupp].set_index(nyckel)["taljare"].reindex(summor.index)
    assert (summor["taljare"] == summor["namnare"]).all()
    assert (summor["taljare"] == total).all()


def test_a_misspelt_source_of_coverage_stops(katalog: Katalog) -> None:
    with pytest.raises(
        DataError, match='"palliativ" i galler hör inte till något mått. .*Menade du palliativregistret'
    ):
        granska_tackning(pd.DataFrame({"galler": ["vardtillfallen", "palliativ"]}), katalog)
    granska_tackning(pd.DataFrame({"galler": ["vardtillfallen", "palliativregistret"]}), katalog)
