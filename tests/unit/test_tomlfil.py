from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from analys.errors import DataError
from analys.katalog import Skala
from analys.tomlfil import bygg, las_toml


@dataclass(frozen=True)
class Inre:
    tal: int


@dataclass(frozen=True)
class Yttre:
    namn: str
    dag: date
    inre: dict[str, Inre]
    skala: Skala
    frivillig: float | None = None


RATT = {"namn": "x", "dag": date(2023, 1, 1), "inre": {"a": {"tal": 1}}, "skala": "andel"}


def test_toml_becomes_the_dataclass() -> None:
    assert bygg(Yttre, RATT, "f.toml") == Yttre("x", date(2023, 1, 1), {"a": Inre(1)}, Skala.ANDEL)
    assert bygg(Yttre, RATT | {"frivillig": 2}, "f.toml").frivillig == 2


def test_all_faults_are_told_at_once_with_their_place() -> None:
    fel = RATT | {"nammn": "y", "inre": {"a": {"tal": "ett"}}, "skala": "promille"}
    del fel["dag"]
    with pytest.raises(DataError) as fangat:
        bygg(Yttre, fel, "f.toml")
    text = str(fangat.value)
    for del_ in (
        "4 fel",
        'okänd nyckel "nammn"',
        "Menade du namn",
        '"inre.a.tal" har fel typ',
        'nyckeln "dag" saknas',
        '"andel"',
    ):
        assert del_ in text


def test_true_is_not_a_number() -> None:
    with pytest.raises(DataError):
        bygg(Inre, {"tal": True}, "f.toml")


def test_unreadable_toml_is_said(tmp_path: Path) -> None:
    fil = tmp_path / "f.toml"
    with pytest.raises(DataError, match="filen saknas"):
        las_toml(fil)
    fil.write_text("a = ", encoding="utf-8")
    with pytest.raises(DataError, match="inte giltig TOML"):
        las_toml(fil)
    fil.write_bytes('a = "å"'.encode("cp1252"))
    with pytest.raises(DataError, match="UTF-8"):
        las_toml(fil)
