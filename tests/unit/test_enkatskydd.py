"""All that a page may know of a questionnaire, by hand, for a small one of organisations and one of persons."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from analys.disclosure.enkater import skydda_enkater
from analys.disclosure.grind import INTERN

FRAGA = {"titel": "Om samverkan", "svarande": "organisation", "kalla": "prov", "skala_min": 1, "skala_max": 6}
TEMA = {"titel": "Samtal", "svarande": "person", "kalla": "prov", "skala_min": None, "skala_max": None}
ORD = {"rubrik": "", "kort": "Kort", "text": "Hur är det?", "indikator": ""}


def enkater(visa: str) -> pd.DataFrame:
    rader = [
        {"enkat": "e", "visa_namn_for": visa, "fraga": "q2", "slag": "steg"} | FRAGA | ORD,
        {"enkat": "e", "visa_namn_for": visa, "fraga": "q1", "slag": "tema"} | FRAGA | ORD | {"indikator": "m"},
        {"enkat": "i", "visa_namn_for": "ingen", "fraga": "t", "slag": "tema"} | TEMA | ORD,
    ]
    return pd.DataFrame(rader).astype({"skala_min": "Int64", "skala_max": "Int64"})


def svar() -> pd.DataFrame:
    """B's two vårdcentraler say 2 and 5, its kommun 4; of A the region is silent; nobody has a word on q1 but A."""
    rader = [
        ("B", "region", "VC 2", "q2", 5),
        ("B", "region", "VC 1", "q2", 2),
        ("B", "kommun", "", "q2", 4),
        ("A", "kommun", "", "q2", 6),
        ("A", "kommun", "", "q1", 1),
        ("A", "region", "VC 1", "q2", None),
        ("C", "kommun", "", "q2", 1),
        ("C", "region", "VC 1", "q2", 1),
    ]
    ut = pd.DataFrame(rader, columns=["kommunkod", "huvudman", "enhet", "fraga", "svar"]).astype({"svar": "Int64"})
    return pd.concat([ut.assign(enkat="e", matomgang=m) for m in ("2022-12", "2022-11", "2023-01")])


def samtal(antal: int) -> pd.DataFrame:
    rader = [(f"I{n}", "patient", "t", f"Ord {9 - n}", "ja") for n in range(antal)]
    rader += [
        ("I0", "patient", "s", "Bortom", "ja"),
        ("I0", "patient", "s", "", "ja"),
        ("I1", "anhörig", "u", "X", "nej"),
    ]
    ut = pd.DataFrame(rader, columns=["intervju", "roll", "fraga", "citat", "samtycke"])
    return ut.assign(enkat="i", matomgang="2022-12")


ALLA_SVAR = {
    "q2": [["kommun", 1], ["kommun", 4], ["kommun", 6], ["region", 1], ["region", 2], ["region", 5]],
    "q1": [["kommun", 1]],
}
FRAGORNA = [
    {
        "fraga": "q2",
        "slag": "steg",
        "rubrik": "",
        "kort": "Kort",
        "text": "Hur är det?",
        "indikator": "",
        "skala": [1, 6],
    },
    {"fraga": "q1", "slag": "tema", "rubrik": "", "kort": "Kort", "text": "Hur är det?", "indikator": "m", "skala": []},
]
MITT = [
    {"kommun": "", "mitt": {"q2": {"kommun": 4.0, "region": 3.5}}},
    {"kommun": "", "mitt": {"q2": {"kommun": 1.0, "region": 1.0}}},
]
NAMN = [
    {"kommun": "B", "svar": {"q2": [["kommun", 4], ["region", 2], ["region", 5]]}, "tillfragade": 3, "svarade": 3},
    {"kommun": "A", "svar": {"q2": [["kommun", 6]], "q1": [["kommun", 1]]}, "tillfragade": 2, "svarade": 1},
    {"kommun": "C", "svar": {"q2": [["kommun", 1], ["region", 1]]}, "tillfragade": 2, "svarade": 2},
]


def skyddad(visa: str, niva: str, antal: int = 5) -> dict[str, Any]:
    return skydda_enkater(enkater(visa), svar(), samtal(antal), niva, date(2022, 12, 31))


@pytest.mark.parametrize(
    ("visa", "niva", "namn", "kommuner"),
    [
        ("ingen", "oppen", False, []),
        ("ingen", INTERN, False, []),
        ("intern_samverkan", "oppen", False, MITT),
        ("intern_samverkan", INTERN, True, NAMN),
        ("alla", "oppen", True, NAMN),
    ],
)
def test_a_questionnaire_of_organisations(visa: str, niva: str, namn: bool, kommuner: list[dict[str, Any]]) -> None:
    runda = {"svar": ALLA_SVAR, "tillfragade": 7, "svarade": 6, "kommuner": kommuner}
    ut = skyddad(visa, niva)["e"]
    for r in ut["omgangar"].values():
        assert list(r["svar"]) == ["q2", "q1"]  # as asked, not by name
        if not namn:
            assert [k["kommun"] for k in r["kommuner"]] == [""] * len(kommuner)
            r["kommuner"].sort(key=lambda k: -k["mitt"]["q2"]["kommun"])  # their order is no one's, see below
    assert ut == {
        "titel": "Om samverkan",
        "svarande": "organisation",
        "visa_namn_for": visa,
        "kalla": "prov",
        "namn": namn,
        "fragor": FRAGORNA,
        "omgangar": {"2022-11": runda, "2022-12": runda},
    }
    assert list(ut["omgangar"]) == ["2022-11", "2022-12"]


def test_the_order_of_kommuner_without_name_follows_from_the_answers_alone() -> None:
    forst = skyddad("intern_samverkan", "oppen")["e"]["omgangar"]["2022-12"]["kommuner"]
    bytta = svar().replace({"kommunkod": {"B": "C", "C": "B"}})[::-1]
    ut = skydda_enkater(enkater("intern_samverkan"), bytta, samtal(5), "oppen", date(2022, 12, 31))
    assert ut["e"]["omgangar"]["2022-12"]["kommuner"] == forst


def test_questionnaires_come_in_the_order_that_they_were_delivered() -> None:
    bakvant = enkater("alla").iloc[::-1]
    assert [*skydda_enkater(bakvant, svar(), samtal(5), "oppen", date(2022, 12, 31))] == ["i", "e"]


def test_interviews_have_no_place_and_only_the_words_that_were_said_yes_to() -> None:
    ut = skyddad("ingen", "oppen")["i"]
    assert ut["omgangar"] == {
        "2022-12": {
            "antal": 5,
            "teman": ["s", "t", "u"],
            "citat": [["s", "patient", "Bortom"], *(["t", "patient", f"Ord {n}"] for n in range(5, 10))],
        }
    }
    assert ut["fragor"] == [
        {
            "fraga": "t",
            "slag": "tema",
            "rubrik": "",
            "kort": "Kort",
            "text": "Hur är det?",
            "indikator": "",
            "skala": [],
        }
    ]
    assert ut["namn"] is False
    assert skyddad("ingen", "oppen", 4)["i"]["omgangar"]["2022-12"]["antal"] == 0
