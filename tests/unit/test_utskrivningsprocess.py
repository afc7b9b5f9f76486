"""Deliveries with the discharge process: milestones that contradict the stay are set aside with rule and row."""

import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.kontrakt import REGELTEXT
from analys.sources.leverans import Leverans
from tests.conftest import Leveransbygge
from tests.fordrojd import process, vardtabeller
from tests.unit.sma_leveranser import las_med, liten, stalld

EN = {"Vårdtillfälle": "V-x", "Ärendenummer": "SP-x", "Inskrivningsmeddelande": "2022-03-02 15:00"}
"""The process of a stay from 2 to 9 March that is utskrivningsklar from the 5th."""


def las(bygge: Leveransbygge, profil: Regionprofil, hem: Hem, klar: str = "2022-03-05", **byten: str) -> Leverans:
    tabeller = vardtabeller(process(**(EN | byten)), mer_vard=[stalld()], mer_klara=[f"V-x;{klar} 09:00;;"])
    return las_med(liten(bygge), profil, hem, **tabeller)


def konto(lasta: Leverans) -> tuple[int, dict[str, list[int]], dict[str, int]]:
    ett = next(k for k in lasta.redovisning if k.tabell == "utskrivningsprocess")
    assert ett.stammer()
    return ett.anvanda, ett.atsidosatta, ett.uteslutna


@pytest.mark.parametrize(
    ("byten", "regel"),
    [
        ({"Planering SoL klar": "2022-03-01"}, "fore_inskrivningen"),
        ({"Inskrivningsmeddelande": "2022-03-01 23:59"}, "fore_inskrivningen"),
        ({"Kommunklar": "2022-03-10"}, "kommunklar_efter_hemgang"),
        ({"klar": "2022-03-10"}, "hemgang_fore_utskrivningsklar"),
        ({"Prel. ut-datum ändrat antal gånger": "-1"}, "negativt_antal"),
        ({"Kallelse till SIP": "2022-03-06", "SIP genomförd": "2022-03-05"}, "sip_genomford_fore_kallelse"),
        ({"Kallelse till SIP": "2022-05-03"}, "efter_uttag"),
        ({"Plats- eller resursbrist": "Kanske"}, "okant_varde"),
    ],
)
def test_milestones_that_contradict_the_stay_are_set_aside_with_rule_and_row(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, byten: dict[str, str], regel: str
) -> None:
    lasta = las(leverans, profil, hem, **byten)
    assert konto(lasta) == (120, {regel: [2]}, {})
    assert regel in REGELTEXT
    assert "V-x" not in set(lasta.tabeller["utskrivningsprocess"]["vardtillfalle_id"])


@pytest.mark.parametrize(
    "byten",
    [
        {"Kommunklar": "2022-03-03"},  # ready before the notice: good
        {"Kommunklar": "2022-03-09"},  # on the day of going home
        {"Inskrivningsmeddelande": "2022-03-02 00:00"},  # the day of admission, before its clock
        {"Kallelse till SIP": "2022-03-11", "SIP genomförd": "2022-03-20"},  # held at home afterwards
        {"Inskrivningsmeddelande": "", "Kommunklar": ""},  # never done
    ],
)
def test_milestones_that_may_be_so_are_used(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, byten: dict[str, str]
) -> None:
    lasta = las(leverans, profil, hem, **byten)
    assert konto(lasta) == (121, {}, {})
    rad = lasta.tabeller["utskrivningsprocess"].set_index("vardtillfalle_id").loc["V-x"]
    assert rad["person_id"] == "p-x"
    assert (rad["sip_makulerad"], rad["resursbrist"], rad["svar_oppenvard"], rad["svar_kommun"]) == (
        "",
        "",
        "okand",
        "ja",
    )


def test_an_open_stay_keeps_its_process_and_an_unknown_stay_has_none(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    tabeller = vardtabeller(
        process(**(EN | {"Kommunklar": "2022-03-30"})),
        process(**(EN | {"Vårdtillfälle": "V-okänd"})),
        mer_vard=[stalld(ut="", alder="", till="")],
        mer_klara=["V-x;2022-03-05 09:00;;"],
    )
    lasta = las_med(liten(leverans), profil, hem, **tabeller)
    assert konto(lasta) == (121, {}, {"okant_vardtillfalle": 1})
    assert lasta.tabeller["utskrivningsprocess"]["person_id"].notna().all()


def test_too_many_contradictions_stop_the_file(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    tabeller = vardtabeller()
    rader = [r.replace(";2022-01-10;1;", ";2021-12-01;1;") for r in tabeller["utskrivningsprocess"]]
    with pytest.raises(DataError, match=r"utskrivningsprocess\.csv: 42 av 120 rader har felet .*före inskrivningen"):
        las_med(liten(leverans), profil, hem, **(tabeller | {"utskrivningsprocess": rader}))


def test_the_process_needs_the_periods_and_its_own_milestones(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    utan = vardtabeller()
    utan.pop("utskrivningsklara_perioder")
    with pytest.raises(DataError, match="utskrivningsprocessen kräver utskrivningsklara perioder"):
        las_med(liten(leverans), profil, hem, **utan)


@pytest.mark.parametrize("rubrik", ["Inskrivningsmeddelande", "Initiativ till SIP", "Kallelse till SIP", "Kommunklar"])
def test_a_column_whose_empty_cells_mean_not_done_may_not_be_absent(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, rubrik: str
) -> None:
    tabeller = vardtabeller()
    tabeller["utskrivningsprocess"][0] = tabeller["utskrivningsprocess"][0].replace(rubrik, f"Annat {rubrik[::-1]}", 1)
    with pytest.raises(DataError, match="saknas"):
        las_med(liten(leverans), profil, hem, **tabeller)
