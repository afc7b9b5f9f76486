"""The run log is only ever added to, and holds what happened but not who, where or whom."""

import json
import os
from pathlib import Path

import pytest

from analys.errors import DataError, Filfel
from analys.korlogg import granska_logg, loggad


def test_every_run_is_a_line_that_says_how_it_ended_and_nothing_of_whom(tmp_path: Path) -> None:
    fil = tmp_path / "internt" / "korningar.jsonl"
    with loggad(fil, "rapport") as rad:
        rad.update(period="2022-12", klara=3)
    hemligt = f"{tmp_path}/p-0123456789abcdef.csv"
    for fel in (
        DataError([Filfel(hemligt, "x", "y")]),
        OSError(28, "full", hemligt),
        KeyboardInterrupt(),
        KeyError(hemligt),
    ):
        with pytest.raises(type(fel)), loggad(fil, "berakna"):
            raise fel
    rader = [json.loads(r) for r in fil.read_text(encoding="utf-8").splitlines()]
    assert [r["slutkod"] for r in rader] == [0, 65, 73, 143, 1]
    assert [r.get("fel") for r in rader] == [None, "DataError", "OSError", "KeyboardInterrupt", "KeyError"]
    assert (rader[0]["period"], rader[0]["klara"]) == ("2022-12", 3)
    for hemlig in (str(tmp_path), "0123456789abcdef", os.uname().nodename):
        assert hemlig not in fil.read_text(encoding="utf-8")
    assert fil.stat().st_mode & 0o777 == 0o600
    assert granska_logg(fil) == (5, None)


@pytest.mark.parametrize(
    ("andra", "rad"),
    [
        (lambda r: [r[0].replace("rapport", "status"), *r[1:]], 2),
        (lambda r: r[1:], 1),
        (lambda r: [*r[:1], *r[2:]], 2),
        (lambda r: [*r, "påhittad"], 4),
    ],
)
def test_a_changed_or_missing_line_is_found(tmp_path: Path, andra, rad: int) -> None:
    fil = tmp_path / "logg"
    for _ in range(3):
        with loggad(fil, "rapport"):
            pass
    fil.write_text("\n".join(andra(fil.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")
    assert granska_logg(fil)[1] == rad
    assert granska_logg(tmp_path / "ingen") == (0, None)
