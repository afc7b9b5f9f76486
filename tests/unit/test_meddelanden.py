"""docs/meddelanden.md lists what the program can say, and what it says is in the list."""

import re

import pytest

from tests.conftest import kor_analys
from tests.meddelanden import FIL, alla, sida


def test_the_list_is_the_program_s_own() -> None:
    assert FIL.read_text(encoding="utf-8") == sida(), "run make meddelanden"


def test_every_message_says_what_to_do() -> None:
    assert [m.text for m in alla() if not m.gor] == []
    assert {m.slutkod for m in alla()} == {0, 1, 2, 65, 69, 73, 75, 143}


@pytest.mark.parametrize(
    ("val", "slutkod"),
    [
        (["rapport", "--tema", "hemsjukvrd"], 2),
        (["rapport", "--data", "finns-inte"], 2),
        (["rapport", "--flagga"], 2),
    ],
)
def test_what_is_said_is_in_the_list(val: list[str], slutkod: int) -> None:
    svar = kor_analys(*val)
    assert svar.returncode == slutkod
    monster = [re.escape(m.text).replace("…", ".*") for m in alla() if m.slutkod == slutkod]
    assert any(re.match(m, svar.stderr) for m in monster), svar.stderr


@pytest.mark.parametrize("text", ["servern svarade inte i tid.", "användarnamnet eller lösenordet är fel."])
def test_why_nothing_could_be_fetched_is_in_the_list(text: str) -> None:
    assert [m for m in alla() if m.text.endswith(text) and m.slutkod == 1 and m.gor]
