"""The rooms import only from rooms above them, and the house keeps its rules."""

import ast
import re
from pathlib import Path

import pytest

import analys

PAKET = Path(analys.__file__).parent
ORDNING = [
    "errors",
    "filbyte",
    "svenska",
    "processer",
    "granser",
    "programmet",
    "arbete",
    "tidtagning",
    "prosa",
    "tomlfil",
    "utfall",
    "omraden",
    "utseende",
    "period",
    "hem",
    "minnesfil",
    "korlogg",
    "oforandrat",
    "identitet",
    "katalog",
    "manaden",
    "region",
    "status",
    "formular",
    "sources",
    "skrivet",
    "indikatorer",
    "stats",
    "disclosure",
    "kvalitet",
    "leveransval",
    "berakna",
    "internt",
    "leveranser",
    "present",
    "reports",
    "terminal",
    "internkommandon",
    "gallring",
    "motesarbete",
    "rubrikfragor",
    "leveranskommandon",
    "hamtkommandon",
    "utgavekommandon",
    "utforska",
    "forklaring",
    "sjalvtest",
    "kommandosprak",
    "flaggor",
    "cli",
]
"""From the top of the picture in docs/beslut.md to the bottom."""


def rum(fil: Path) -> str:
    return fil.relative_to(PAKET).parts[0].removesuffix(".py")


def importer(fil: Path) -> set[str]:
    noder = ast.walk(ast.parse(fil.read_text(encoding="utf-8")))
    moduler = {n.module for n in noder if isinstance(n, ast.ImportFrom) and n.module}
    for nod in ast.walk(ast.parse(fil.read_text(encoding="utf-8"))):
        if isinstance(nod, ast.ImportFrom) and nod.module == "analys":
            moduler |= {f"analys.{a.name}" for a in nod.names}
    return {m.split(".")[1] for m in moduler if m.startswith("analys.")}


FILER = sorted(f for f in PAKET.rglob("*.py") if f.parent != PAKET or f.name != "__init__.py")


@pytest.mark.parametrize("fil", FILER, ids=lambda f: str(f.relative_to(PAKET)))
def test_a_room_imports_only_from_rooms_above_it(fil: Path) -> None:
    egen = ORDNING.index(rum(fil))
    under = {m for m in importer(fil) if m in ORDNING and ORDNING.index(m) > egen}
    assert not under, f"{fil.name} imports from below: {under}"


def test_every_room_is_in_the_order() -> None:
    assert {rum(f) for f in FILER} == set(ORDNING)


def test_forbidden_names_and_silent_coercion_are_absent() -> None:
    for fil in FILER:
        assert fil.stem not in {"utils", "helpers", "common", "misc"}
        text = fil.read_text(encoding="utf-8")
        assert not re.search(r'errors="(coerce|ignore)"|read_pickle|import pyplot|matplotlib.pyplot', text), fil


def test_present_never_sees_unprotected_figures() -> None:
    for fil in (PAKET / "present").glob("*.py"):
        assert not importer(fil) & {"sources", "berakna"}, fil  # stats: pure functions of the figures at hand
        text = fil.read_text(encoding="utf-8")
        assert "skydda(" not in text
        assert "med_intervall" not in text  # the formulas of stats may be asked, but not on an Utfall
