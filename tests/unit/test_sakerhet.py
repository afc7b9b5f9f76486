"""docs/sakerhet.md speaks of every fault, and every test that it names is there."""

import ast
import re
from functools import cache

from tests.conftest import ROT

ANTAL = {"D": 17, "S": 28, "R": 16, "I": 30, "T": 6}
RADER = re.findall(
    r"^\| ([DSRIT]\d+) \| .* \| .* \| (.*) \|$", (ROT / "docs/sakerhet.md").read_text(encoding="utf-8"), re.MULTILINE
)
UTAN_TEST = {"D10"}
"""What does not apply, so that there is nothing to test; the row says why."""


@cache
def funktioner(fil: str) -> set[str]:
    trad = ast.parse((ROT / "tests" / fil).read_text(encoding="utf-8"))
    return {n.name for n in ast.walk(trad) if isinstance(n, ast.FunctionDef)}


def test_every_fault_has_a_row() -> None:
    assert [nr for nr, _ in RADER] == [f"{b}{i}" for b, antal in ANTAL.items() for i in range(1, antal + 1)]


def test_every_test_that_a_row_names_is_there() -> None:
    saknas = []
    for nummer, celler in RADER:
        tester = re.findall(r"`([\w/]+\.py)::(\w+)`", celler)
        assert bool(tester) != (nummer in UTAN_TEST), nummer
        saknas += [f"{nummer}: {fil}::{namn}" for fil, namn in tester if namn not in funktioner(fil)]
    assert saknas == []
