"""Other ways to count the same thing, two measures against each other, kommuner beside, own events."""

from dataclasses import replace

import pytest

from analys.berakna import Kubbesked
from analys.disclosure.grind import DOLD
from analys.errors import DataError, UsageError
from analys.hem import Hem
from analys.katalog import Katalog
from analys.omraden import Kommungrupp
from analys.period import Period
from analys.present import jamfor_kommuner, mot_varandra, olika_definitioner, utveckling
from analys.present.block import Figur, Text
from analys.present.tal import Tal
from analys.present.underlag import Underlag, las_underlag
from analys.present.valda_matt import andra_definitioner, fordelning_bakom
from analys.region import Regionprofil, las_profil

INOM_30, INOM_7 = "andel_oplanerad_aterinskrivning", "andel_oplanerad_aterinskrivning_7_dagar"
DAGAR = "medel_dagar_utskrivningsklar_somatik"


@pytest.fixture
def halmstad(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "1380", "2022-12")


def figur(block: Figur | Text) -> Figur:
    assert isinstance(block, Figur)
    return block


def test_the_other_ways_to_count_are_those_with_another_number_or_yes_and_no(katalog: Katalog) -> None:
    assert set(andra_definitioner(katalog, INOM_30)) == {INOM_7, "andel_oplanerad_aterinskrivning_3_dagar"}
    assert andra_definitioner(katalog, DAGAR) == ("medel_dagar_minst_en_dag_somatik",)  # not psykiatri: other care
    assert andra_definitioner(katalog, "andel_hemma_inom_ett_dygn_somatik") == ()  # three days or more: the other way
    assert andra_definitioner(katalog, "andel_smartskattning") == ()


def test_a_mean_and_a_share_have_the_distribution_that_the_gate_ties_them_to(katalog: Katalog) -> None:
    fordelning = "fordelning_dagar_utskrivningsklar_somatik"
    assert fordelning_bakom(katalog, DAGAR) == fordelning
    assert fordelning_bakom(katalog, "medel_dagar_minst_en_dag_somatik") == fordelning
    assert fordelning_bakom(katalog, INOM_30) == "fordelning_dagar_till_aterinskrivning"
    assert fordelning_bakom(katalog, fordelning) == fordelning
    assert fordelning_bakom(katalog, "andel_smartskattning") == ""


def test_every_other_definition_and_distribution_is_tied_to_the_measure_in_the_gate(katalog: Katalog) -> None:
    """Or what one shows and another hides could be had by subtraction; indexes (Ko1, Ko5) do not subtract."""
    for i, mitt in katalog.items():
        grupp = {i, *andra_definitioner(katalog, i), fordelning_bakom(katalog, i)} - {""}
        if len(grupp) == 1 or mitt.skala == "kvot":
            continue
        for m in grupp - {i}:
            egna = {n for s in katalog[m].samband for n in s.namnda}
            mina = {n for s in mitt.samband for n in s.namnda}
            assert egna & grupp or mina & grupp, (i, m)


def test_the_definitions_of_a_measure_stand_beside_each_other_with_the_cube_s_own_values(halmstad: Underlag) -> None:
    f = figur(olika_definitioner(halmstad, INOM_30, "2018-01"))
    assert f.tabell.kolumner[1::2] == (
        "Oplanerad återinskrivning",
        "Återinskrivning inom tre dagar",
        "Återinskrivning inom sju dagar",
    )
    sista = halmstad.tal(INOM_30, Period.las("2022"))
    sju = halmstad.tal(INOM_7, sista.period)
    assert f.tabell.rader[-1][:3] == ("2022", sista.varde, sista.andel)
    assert f.tabell.rader[-1][5:7] == (sju.varde, sju.andel)
    assert sista.rad["taljare"] > sju.rad["taljare"] > 0
    assert figur(olika_definitioner(halmstad, DAGAR, "2018-01")).tabell.rader[-1][0] == "December 2022"
    with pytest.raises(UsageError, match="räknas bara på ett sätt"):
        olika_definitioner(halmstad, "andel_smartskattning", "2018-01")


def test_rolling_months_stand_where_the_report_draws_them(halmstad: Underlag) -> None:
    flera, en = (figur(f(halmstad, INOM_30, "2020-01", "r12")).diagram for f in (olika_definitioner, utveckling))
    assert flera is not None
    assert en is not None
    assert flera.kategorier == en.kategorier
    assert en.kategorier[-1] == "2022-12-01"


def test_a_hidden_figure_is_a_sign_in_both_new_charts(halmstad: Underlag, monkeypatch: pytest.MonkeyPatch) -> None:
    riktigt = Underlag.tal

    def dold(self: Underlag, indikator: str, *annat: object, **grupp: str) -> Tal:
        tal = riktigt(self, indikator, *annat, **grupp)  # type: ignore[arg-type]
        return replace(tal, rad=dict.fromkeys(tal.rad) | {"tecken": DOLD}) if indikator == INOM_7 else tal

    monkeypatch.setattr(Underlag, "tal", dold)
    f = figur(olika_definitioner(halmstad, INOM_30, "2018-01"))
    assert {rad[5:7] for rad in f.tabell.rader} == {("..", "..")}
    assert f.diagram is not None
    assert all(v is None for s in f.diagram.serier if "sju" in s.namn for v in s.varden)
    assert isinstance(mot_varandra(halmstad, INOM_7, DAGAR), Text)  # no kommun has both


def test_two_measures_against_each_other_say_every_kommun_s_two_values(halmstad: Underlag) -> None:
    f = figur(mot_varandra(halmstad, DAGAR, INOM_30))
    perioder = [halmstad.period_for(i) for i in (DAGAR, INOM_30)]
    for rad, omrade in zip(f.tabell.rader, ("1382", "1380", "1315", "1384", "1381", "1383", "0013"), strict=True):
        assert rad[1::2] == tuple(
            halmstad.tal(i, p, omrade).varde for i, p in zip((DAGAR, INOM_30), perioder, strict=True)
        )
    assert f.tabell.markerad == (1,)
    assert "säger inte att det ena beror på det andra" in f.beskrivning
    assert "täckningsgrad under 85" in f.svg_bred  # Kungsbacka's dot is hollow
    with pytest.raises(UsageError, match="två olika"):
        mot_varandra(halmstad, DAGAR, DAGAR)
    with pytest.raises(UsageError, match="inget värde per kommun"):
        mot_varandra(halmstad, DAGAR, "medel_dagar_utskrivningsklar_psykiatri")


def test_kommuner_stand_in_the_region_s_place_and_the_verdicts_are_the_same(halmstad: Underlag) -> None:
    alla, nagra = figur(jamfor_kommuner(halmstad, DAGAR)), figur(jamfor_kommuner(halmstad, DAGAR, bland=("1383",)))
    rader = {rad[0]: rad for rad in alla.tabell.rader}
    assert [rad[0] for rad in nagra.tabell.rader] == ["Halmstad", "Varberg", "Halland"]
    assert all(rad == rader[rad[0]] for rad in nagra.tabell.rader)
    f = figur(utveckling(halmstad, DAGAR, "2021-01", bredvid=("1383", "1381")))
    assert [k.partition(",")[0] for k in f.tabell.kolumner[1:5]] == ["Halmstad", "Halmstad", "Laholm", "Varberg"]
    lag = figur(utveckling(halmstad, INOM_30, "2018-01", "tertial", bredvid=("1383", "1384")))
    assert "Visas inte: Kungsbacka" in lag.beskrivning
    assert not any("Kungsbacka" in k for k in lag.tabell.kolumner)
    with pytest.raises(UsageError, match="högst 5"):
        utveckling(halmstad, DAGAR, "2021-01", bredvid=("1383", "1381", "1382", "1315", "1384", "1380"))


def test_an_own_event_is_drawn_and_marked_as_one_s_own(halmstad: Underlag) -> None:
    f = figur(utveckling(halmstad.med_handelser(("2022-06-01", "<b>Nytt</b>")), "antal_nya_inskrivningar", "2021-01"))
    assert "1\u00a0juni 2022, egen markering: <b>Nytt</b>" in f.handelser
    assert not any("egen markering" in h for h in figur(utveckling(halmstad, DAGAR, "2021-01")).handelser)
    psykiatri = halmstad.med_handelser(("2022-06-01", "Nytt"))  # shown for the region alone
    assert figur(utveckling(psykiatri, "medel_dagar_utskrivningsklar_psykiatri", "2021-01")).handelser
    with pytest.raises(UsageError, match="går inte att läsa"):
        halmstad.med_handelser(("2022-06-31", "Ingen dag"))


def test_comparable_kommuner_are_the_profile_s(hem: Hem, profil: Regionprofil) -> None:
    grupp = profil.jamforbara_med("1315")
    assert isinstance(grupp, Kommungrupp)
    assert "1381" in grupp.kommuner
    assert grupp.kalla
    assert replace(profil, jamforbara=()).jamforbara_med("1315") is None
    fil, riktig = hem.regioner / "prov.toml", (hem.regioner / "halland.toml").read_text("utf-8")
    fil.write_text(riktig.replace('["1382", "1315", "1381"]', '["0880"]'), "utf-8")
    try:
        with pytest.raises(DataError, match="kommunen 0880 under jamforbara"):
            las_profil(hem, "prov")
    finally:
        fil.unlink()
