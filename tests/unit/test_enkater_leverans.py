"""Questionnaires, organisations' answers and interviews: what is used, set aside and stopped."""

from collections.abc import Callable, Sequence

import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.leverans import Leverans
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.sma_leveranser import las_med, liten

Las = Callable[..., tuple[Leverans, dict[str, str]]]
FORMULAR = [
    "enkat;titel;svarande;visa_namn_for;skala_min;skala_max;fraga;slag;text;indikator;kalla",
    "e;Enkät;organisation;intern_samverkan;1;6;q1;steg;Fungerar det?;;prov",
    "e;Enkät;organisation;intern_samverkan;1;6;t1;tema;För få brytpunktssamtal;andel_brytpunktssamtal;prov",
    "i;Intervjuer;person;ingen;;;t1;tema;Trygg hemgång;;prov",
]
SVAR = ["enkat;matomgang;huvudman;kommunkod;enhet;fraga;svar"]
SVAR += [f"e;2022-02;Region;{k};VC {n};q1;{1 + n % 6}" for k in KOMMUNER for n in range(20)]
SAMTAL = ["enkat;matomgang;intervju;roll;fraga;citat;samtycke"]
SAMTAL += [f"i;2022-02;I{n};Patient;t1;Ord {n};Ja" for n in range(120)]


@pytest.fixture
def las_enkat(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> Las:
    def las(
        svar: Sequence[str] = (), samtal: Sequence[str] = (), formular: Sequence[str] = FORMULAR
    ) -> tuple[Leverans, dict[str, str]]:
        tabeller = {"enkater": formular, "enkatsvar": [*SVAR, *svar], "intervjuer": [*SAMTAL, *samtal]}
        lasta = las_med(liten(leverans), profil, hem, **tabeller)
        for konto in lasta.redovisning:
            assert konto.stammer()
        return lasta, {k.tabell: k.skal() for k in lasta.redovisning}

    return las


@pytest.mark.parametrize(
    ("rad", "skal"),
    [
        ("e;2022-02;Kommun;1380;;q1;6", "inga"),
        ("e;2022-02;Kommun;1380;;q1;", "inga"),  # asked, has not answered
        ("e;2022-02;Kommun;1380;;t1;1", "inga"),
        ("e;2022-02;Kommun;1380;;q1;7", "svar utanför enkätens skala: 1"),
        ("e;2022-02;Kommun;1380;;q1;0", "svar utanför enkätens skala: 1"),
        ("e;2022-02;Kommun;1380;;t1;2", "svar utanför enkätens skala: 1"),
        ("e;2022-02;Kommun;1380;;q9;3", "frågan eller temat finns inte i enkäten: 1"),
        ("x;2022-02;Kommun;1380;;q1;3", "frågan eller temat finns inte i enkäten: 1"),
        ("e;2022-02;Privat;1380;;q1;3", "okänt värde i en kolumn med fasta värden: 1"),
        ("e;2022-02;Kommun;1399;;q1;3", "okänd kommun: 1"),
        ("e;i våras;Kommun;1380;;q1;3", "går inte att läsa som period: 1"),
        ("e;2022-02;Kommun;1380;;q1;3,5", "text i en talkolumn: 1"),
        ("e;2022-02;Region;0001;;q1;3", "en annan region: 1"),
    ],
)
def test_an_answer_that_does_not_fit_its_questionnaire_is_set_aside(las_enkat: Las, rad: str, skal: str) -> None:
    lasta, konton = las_enkat(svar=[rad])
    assert konton["enkatsvar"] == skal
    assert len(lasta.tabeller["enkatsvar"]) == 120 + (skal == "inga")


@pytest.mark.parametrize(
    ("rad", "skal"),
    [
        ("i;2022-02;I7;Närstående;t1;Mer om samma sak;Nej", "inga"),
        ("i;2022-02;I7;Patient;t1;De i HYLTE lyssnar;Ja", "citat som nämner en kommun: 1"),
        ("i;2022-02;I7;Patient;t9;Ord;Ja", "frågan eller temat finns inte i enkäten: 1"),
        ("i;2022-02;I7;Granne;t1;Ord;Ja", "okänt värde i en kolumn med fasta värden: 1"),
        ("i;2022-02;I7;Patient;t1;Andra ord;Kanske", "okänt värde i en kolumn med fasta värden: 1"),
    ],
)
def test_an_interview_needs_a_known_theme_and_names_no_kommun(las_enkat: Las, rad: str, skal: str) -> None:
    lasta, konton = las_enkat(samtal=[rad])
    assert konton["intervjuer"] == skal
    assert len(lasta.tabeller["intervjuer"]) == 120 + (skal == "inga")


@pytest.mark.parametrize(
    ("mer", "fel"),
    [
        ({"formular": [*FORMULAR, "e;Annan titel;organisation;alla;1;6;q2;steg;Hur?;;prov"]}, "olika visa_namn_for"),
        ({"formular": [*FORMULAR, "e;Enkät;organisation;intern_samverkan;1;8;q2;steg;Hur?;;p"]}, "två skalor"),
        ({"formular": [*FORMULAR, "e;Enkät;organisation;intern_samverkan;6;1;q2;steg;Hur?;;prov"]}, "skala som saknas"),
        ({"formular": [*FORMULAR, "e;Enkät;organisation;intern_samverkan;;;q2;steg;Hur?;;prov"]}, "skala som saknas"),
        (
            {"formular": [*FORMULAR, "e;Enkät;organisation;intern_samverkan;1;6;q2;tema;Hur?;andel_x;prov"]},
            '"andel_x" finns inte',
        ),
        ({"svar": ["i;2022-02;Kommun;1380;;t1;1"]}, "enskilda personers svar"),
        ({"samtal": ["e;2022-02;I1;Patient;t1;Ord;Ja"]}, "ställd till organisationer"),
        ({"svar": [f"e;2022-02;Kommun;{k};;q1;9" for k in KOMMUNER]}, "6 av 126 rader har felet"),
    ],
)
def test_what_would_give_answers_another_meaning_stops(las_enkat: Las, mer: dict[str, list[str]], fel: str) -> None:
    with pytest.raises(DataError, match=fel):
        las_enkat(**mer)


def test_answers_without_questionnaire_stop(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    with pytest.raises(DataError, match="frågan eller temat finns inte"):
        las_med(liten(leverans), profil, hem, enkatsvar=SVAR)
