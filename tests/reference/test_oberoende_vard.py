"""A second opinion: the indicators about hospital stays computed slowly (langsam_vard.py), against the project's.

Two deliveries are compared: the exempel, and "svara" (svara_vard.py), made-up persons whose stays overlap,
lie inside one another, follow the same day or the next, go on, cross years, and whose kommun, age, death and
enrolment in hemsjukvård fall on the boundaries; one row in fifty is dirt.
"""

from collections import Counter, defaultdict
from datetime import date

import pytest

from analys.berakna import raknegrund
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import las_katalog
from analys.period import Period
from analys.region import las_profil
from analys.sources.lager import ta_in
from tests.reference.conftest import OM_SJUKHUSVARD, eget_hem
from tests.reference.langsam_vard import BOENDE, episoder, langsamt, las_inskrivningar, las_vard, utskrivningar
from tests.reference.svara_vard import SVARA_TILL, UTTAG, gor_svara

DIMENSIONER = ["kon", "aldersgrupp", "fargspar", "boendeform", "del"]


@pytest.fixture(scope="module", params=["exempel", "svara"])
def svaren(request, exempel, hem, kub, tmp_path_factory):
    """Return the slow answer and the project's, both as key: (täljare, nämnare)."""
    mapp, till = exempel, date(2023, 1, 31)
    if request.param == "svara":
        plats = tmp_path_factory.mktemp("svara")
        mapp, till, hem = plats / "leverans", SVARA_TILL, eget_hem(hem, plats / "hem")
        gor_svara(exempel, mapp)
    profil, katalog = las_profil(hem, "halland"), las_katalog(hem.indikatorer)
    lager = ta_in(mapp, profil, hem)
    assert not lager.luckor
    egna = [i for i, matt in katalog.items() if matt.funktion in OM_SJUKHUSVARD]
    valda = {i: matt for i, matt in katalog.items() if i in egna or matt.fran_andra}
    utfall = rakna_utfall(raknegrund(lager), valda, profil, Period.las("2022-12"))
    utfall = utfall[utfall["indikator"].isin(egna)]
    nycklar = utfall[["indikator", "omrade", "periodtyp", "period", *DIMENSIONER]].itertuples(index=False)
    tal = utfall[["taljare", "namnare"]].astype(object)
    tal = tal.where(tal.notna(), None).itertuples(index=False, name=None)
    projektets = {tuple(nyckel): varden for nyckel, varden in zip(nycklar, tal, strict=True)}
    assert len(projektets) == len(utfall)
    return langsamt(mapp, date(2018, 1, 1), till, UTTAG), projektets


def olika(svaren, *indikatorer: str) -> list[str]:
    """Return every figure that differs, and every key that only one of the two has."""
    return [
        f"{nyckel}: slow {svaren[0].get(nyckel, 'saknas')}, project {svaren[1].get(nyckel, 'saknas')}"
        for nyckel in sorted(svaren[0].keys() | svaren[1].keys())
        if nyckel[0] in indikatorer and svaren[0].get(nyckel, "saknas") != svaren[1].get(nyckel, "saknas")
    ]


def test_slow_patients_cared_for_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "antal_vardade_somatik", "antal_vardade_psykiatri")


def test_slow_need_of_planning_equals_the_projects_for_every_period(svaren):
    assert not olika(svaren, "andel_behov_av_planering_somatik", "andel_behov_av_planering_psykiatri")


def test_slow_discharges_with_need_by_age_equal_the_projects(svaren):
    assert not olika(svaren, "antal_utskrivna_med_behov_somatik")


def test_slow_tracks_equal_the_projects_and_no_window_spans_a_break(svaren):
    assert not olika(svaren, "fordelning_fargspar_somatik", "fordelning_fargspar_psykiatri")
    over = {nyckel[2:4] for nyckel, tal in svaren[1].items() if "fargspar" in nyckel[0] and tal == (None, None)}
    assert {("ar", date(2019, 1, 1)), ("ar", date(2022, 1, 1)), ("tertial", date(2019, 5, 1))} < over
    assert ("manad", date(2019, 7, 1)) not in over


def test_slow_aterinskrivning_equals_the_projects_for_every_period(svaren):
    grund = "andel_oplanerad_aterinskrivning"
    assert not olika(svaren, grund, f"{grund}_3_dagar", f"{grund}_7_dagar")


def test_slow_days_to_aterinskrivning_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "fordelning_dagar_till_aterinskrivning")


def test_slow_aterinskrivning_by_boende_equals_the_projects_for_every_period(svaren):
    assert not olika(svaren, "andel_aterinskrivning_efter_boende")


def test_slow_deaths_after_discharge_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "andel_avlidna_efter_utskrivning")


def test_slow_persons_with_aterinskrivning_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "andel_personer_med_aterinskrivning")


def test_no_indicator_of_the_project_is_left_without_a_second_opinion(svaren, katalog):
    egna = {i for i, matt in katalog.items() if matt.funktion in OM_SJUKHUSVARD}
    assert {nyckel[0] for nyckel in svaren[0]} == {nyckel[0] for nyckel in svaren[1]} == egna


def test_the_difficult_delivery_is_difficult(exempel, tmp_path):
    gor_svara(exempel, tmp_path / "svara")
    vard = las_vard(tmp_path / "svara" / "vardtillfallen.csv", date(2018, 1, 1), SVARA_TILL, UTTAG)
    personer = defaultdict(list)
    for v in vard:
        personer[v.person].append(v)
    hela = [episod for egna in personer.values() for episod in episoder(egna)]
    inskrivningar = las_inskrivningar(tmp_path / "svara" / "hemsjukvard.csv", UTTAG)
    alla = list(utskrivningar(vard, inskrivningar, SVARA_TILL))
    dagar = Counter(u.traff for u in alla)
    assert len(personer) > 1500
    assert len(vard) > 5000
    assert sum(len(episod) > 1 for episod in hela) > 1000
    assert sum(len({v.kommun for v in episod}) > 1 for episod in hela) > 50
    assert sum(len({v.somatik for v in episod}) > 1 for episod in hela) > 300
    assert all(dagar[n] > 5 for n in (1, 3, 4, 7, 8, 14, 15, 30))
    assert Counter(u.boende for u in alla).keys() == set(BOENDE)
    assert sum(u.dod is not None and u.dod <= 30 for u in alla) > 50
