from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analys.errors import DataError
from analys.katalog import Efterslapning, Skala
from analys.period import Periodtyp
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


@dataclass(frozen=True)
class Nytt:
    """The shapes that the catalogue and the profile have."""

    perioder: tuple[Periodtyp, ...]
    dimensioner: tuple[tuple[str, ...], ...]
    tid: Efterslapning
    fritt: dict[str, Any]
    rapportperiod: Periodtyp | None = None
    grupper: dict[str, dict[str, str]] = field(default_factory=dict)


NYTT = {
    "perioder": ["manad", "r12"],
    "dimensioner": [["kon"], ["kon", "del"]],
    "tid": {"manader": 6},
    "fritt": {"a": [1]},
}


def test_lists_tables_and_choices_within_each_other_are_followed() -> None:
    byggd = bygg(Nytt, NYTT | {"rapportperiod": "r12", "grupper": {"del": {"a": "A"}}}, "f.toml")
    assert byggd == Nytt(
        (Periodtyp.MANAD, Periodtyp.R12),
        (("kon",), ("kon", "del")),
        Efterslapning(manader=6),
        {"a": [1]},
        Periodtyp.R12,
        {"del": {"a": "A"}},
    )
    assert bygg(Nytt, NYTT, "f.toml").grupper == {}
    assert bygg(Nytt, NYTT, "f.toml").rapportperiod is None


@pytest.mark.parametrize(
    ("byte", "text"),
    [
        (
            {"perioder": ["manad", "vecka"]},
            r'"perioder\[1\]" har fel typ eller värde. Skriv "dag", "manad", .* eller "r36"',
        ),
        ({"perioder": "manad"}, '"perioder" har fel typ eller värde. Skriv en tabell eller lista'),
        ({"dimensioner": [["kon"], "del"]}, r'"dimensioner\[1\]" har fel typ'),
        (
            {"dimensioner": [["kon", 1]]},
            r'"dimensioner\[0\]\[1\]" har fel typ eller värde. Skriv text inom citattecken',
        ),
        ({"tid": 30}, '"tid" har fel typ eller värde'),
        ({"tid": {"manad": 6}}, 'okänd nyckel "tid.manad". Ta bort den. Menade du manader'),
        ({"tid": {"dagar": "30"}}, '"tid.dagar" har fel typ eller värde. Skriv ett heltal'),
        ({"tid": {"dagar": 30.5}}, '"tid.dagar" har fel typ eller värde. Skriv ett heltal'),
        ({"grupper": {"del": "A"}}, '"grupper.del" har fel typ'),
        ({"grupper": {"del": {"a": 1}}}, '"grupper.del.a" har fel typ'),
        ({"rapportperiod": "vecka"}, '"rapportperiod" har fel typ'),
    ],
)
def test_a_fault_within_a_list_or_table_is_told_with_its_place(byte: dict[str, Any], text: str) -> None:
    with pytest.raises(DataError, match=text):
        bygg(Nytt, NYTT | byte, "f.toml")


def test_a_byte_order_mark_is_no_fault_and_a_folder_is_told(tmp_path: Path) -> None:
    fil = tmp_path / "f.toml"
    fil.write_bytes('namn = "å"'.encode("utf-8-sig"))
    assert las_toml(fil) == {"namn": "å"}
    with pytest.raises(DataError, match="filen går inte att läsa: det är en mapp, inte en fil"):
        las_toml(tmp_path)
