"""Every dependency has a reason, is locked with a hash, and is at least the version where known holes are closed."""

import re
import tomllib
from importlib.metadata import version

from tests.conftest import ROT

PYPROJECT = tomllib.loads((ROT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HALEN = {"nbconvert": (7, 17, 2), "defusedxml": (0, 7, 1), "jinja2": (3, 1)}
"""The first versions without the holes of docs/beroenden.md; the last two stand in the way of other attacks."""


def namn(krav: list[str]) -> list[str]:
    return sorted(re.split(r"[\[<>=~!]", k)[0] for k in krav)


def i_dokumentet(rubrik: str) -> list[str]:
    text = (ROT / "docs" / "beroenden.md").read_text(encoding="utf-8").split(f"## {rubrik}\n")[1].split("\n## ")[0]
    rader = [rad.split("|") for rad in text.splitlines() if rad.startswith("|")][2:]
    assert all(len(rad[2].strip()) > 3 for rad in rader)
    return sorted(rad[1].strip() for rad in rader)


def test_every_dependency_has_its_reason() -> None:
    assert i_dokumentet("Programmet") == namn(PYPROJECT["dependencies"])
    valfria = PYPROJECT["optional-dependencies"]
    egna = {"analys", *namn(PYPROJECT["dependencies"])}
    assert i_dokumentet("Tester och utveckling") == sorted(set(namn(valfria["dev"])) - egna)
    ovriga = [k for tillagg, krav in valfria.items() if tillagg != "dev" for k in krav]
    assert i_dokumentet("Valfria tillägg") == namn(ovriga)


def test_everything_is_locked_with_a_hash() -> None:
    las = (ROT / "requirements.lock").read_text(encoding="utf-8")
    poster = re.split(r"\n(?=\S)", las)
    paket = [p for p in poster if "==" in p.splitlines()[0]]
    assert len(paket) > 100
    assert [p.splitlines()[0] for p in paket if "--hash=sha256:" not in p] == []


def test_the_floors_that_close_known_holes_hold() -> None:
    for paket, lagst in HALEN.items():
        krav = next(k for k in PYPROJECT["dependencies"] if k.startswith(paket))
        assert tuple(map(int, krav.partition(">=")[2].split("."))) >= lagst
        assert tuple(int(d) for d in re.findall(r"\d+", version(paket))[: len(lagst)]) >= lagst
