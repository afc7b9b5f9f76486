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
        (lambda r: r[:2], None),  # the newest line: not found, and not said to be (docs/handbok.md)
    ],
)
def test_a_changed_or_missing_line_is_found(tmp_path: Path, andra, rad: int | None) -> None:
    fil = tmp_path / "logg"
    for _ in range(3):
        with loggad(fil, "rapport"):
            pass
    fil.write_text("\n".join(andra(fil.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")
    assert granska_logg(fil)[1] == rad
    assert granska_logg(tmp_path / "ingen") == (0, None)


def test_a_line_that_was_cut_off_does_not_take_the_next_with_it(tmp_path: Path) -> None:
    fil = tmp_path / "logg"
    with loggad(fil, "rapport"):
        pass
    fil.write_bytes(fil.read_bytes() + b'{"tid": "2022-')
    with loggad(fil, "status"):
        pass
    rader = fil.read_text(encoding="utf-8").splitlines()
    assert (len(rader), json.loads(rader[2])["kommando"]) == (3, "status")
    assert granska_logg(fil) == (3, 2)


def test_a_log_that_cannot_be_written_is_a_warning_and_hides_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "en_fil").write_text("x", encoding="utf-8")
    with loggad(tmp_path / "en_fil" / "logg", "rapport") as rad:
        rad.update(klara=3)
    with pytest.raises(KeyError), loggad(tmp_path / "en_fil" / "logg", "rapport"):
        raise KeyError
    assert capsys.readouterr().err.count("Varning: det går inte att skriva i körloggen") == 2
