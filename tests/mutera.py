"""How many small faults in the gate the tests find: ``python -m tests.mutera [--urval N] [--fro S] [module ...]``.

mutmut changes one thing at a time in ``analys.disclosure``; a change that no test notices survives. All are tried, or a
sample drawn with a seed. One that takes too long is not counted either way: it may be endless, or the machine busy
(have it to yourself). Survivors that change nothing, or only how fast it goes, stand in ``mutanter.toml`` with the
reason and are not counted. Prints what docs/sakerhet.md keeps; exit 1 below `MINST`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

from analys.stats.intervall import wilson
from analys.terminal import konsol

RUM = Path("src/analys/disclosure")
GODKANDA = Path(__file__).with_name("mutanter.toml")
MUTANTER = Path("mutants")
MINST = 0.90
_LEVER, _UTAN_TEST, _TIDEN = 0, 33, (-24, 24, 36, 152, 255)
"""mutmut's exit status of a change that every test accepts, of one that no test reaches, and when time ran out."""


@dataclass(frozen=True)
class Mutant:
    """One change: name, module, the line as it was and as it became; whether a test failed, or never ended."""

    namn: str
    modul: str
    fran: str
    till: str
    hittad: bool
    utan_slut: bool


ORDNING = (
    "system",
    "komponent",
    "enkatskydd",
    "utskrift",
    "angrepp",
    "losare",
    "rorligt",
    "register",
    "skydd",
    "sekundar",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that are quick and near their code first: one failure is enough (mutmut gives them in no order)."""
    items.sort(key=lambda test: ORDNING.index(test.path.stem.removeprefix("test_")))


def mutanter(moduler: list[str]) -> dict[str, Path]:
    """Return the name of every change that can be made, with its file."""
    filer = [f for f in sorted(RUM.glob("*.py")) if not moduler or f.stem in moduler]
    return {
        get_mutant_name(fil, namn): fil
        for fil in filer
        for namn in mutate_file_contents(str(fil), fil.read_text("utf-8")).mutant_names
    }


def prova(urval: dict[str, Path]) -> list[Mutant]:
    """Return what the tests said of each change."""
    if MUTANTER.exists() and max(f.stat().st_mtime for f in Path("src").rglob("*")) > MUTANTER.stat().st_mtime:
        shutil.rmtree(MUTANTER)  # else mutmut takes it that the program is the same
    subprocess.run([Path(sys.executable).with_name("mutmut"), "run", "--max-children", "1", *urval], check=True)
    svar: dict[str, int] = {}
    for fil in set(urval.values()):
        svar |= json.loads((MUTANTER / f"{fil}.meta").read_text("utf-8"))["exit_code_by_key"]
    ut = []
    for namn, fil in urval.items():
        rader = get_diff_for_mutant(namn, path=fil).splitlines()[3:]
        fran, till = (" ".join(r[1:].strip() for r in rader if r[0] == tecken) for tecken in "-+")
        assert svar[namn] is not None, f"{namn} was never tried"
        ut.append(Mutant(namn, fil.stem, fran, till, svar[namn] not in {_LEVER, _UTAN_TEST}, svar[namn] in _TIDEN))
    return ut


def slag_av(mutant: Mutant) -> str:
    """Return why a survivor is no fault, ``likvardig`` or ``fart``; empty when it is one."""
    for slag, alla in tomllib.loads(GODKANDA.read_text("utf-8")).items():
        for m in alla:
            if (m["modul"], m["fran"]) == (mutant.modul, mutant.fran) and m.get("till", mutant.till) == mutant.till:
                return slag
    return ""


def main() -> int:
    """Try the changes and print the score of each module and of all."""
    tolk = argparse.ArgumentParser(prog="python -m tests.mutera")
    tolk.add_argument("modul", nargs="*", help="bara dessa moduler, till exempel system register")
    tolk.add_argument("--urval", type=int, help="så många ändringar, dragna med ett frö; annars alla")
    tolk.add_argument("--fro", type=int, default=1)
    val = tolk.parse_args()
    alla = mutanter(val.modul)
    dragna = random.Random(val.fro).sample(sorted(alla), min(val.urval or len(alla), len(alla)))
    svar = prova({namn: alla[namn] for namn in sorted(dragna)})
    kvar = [m for m in svar if not m.hittad]
    slag = {m: slag_av(m) for m in kvar}
    for m in kvar:
        konsol.out(f"\n{slag[m] or 'ÖVERLEVDE'}: {m.namn}\n  - {m.fran}\n  + {m.till}")
    konsol.out(f"\n{len(dragna)} av {len(alla)} ändringar, frö {val.fro}")
    raknade = [m for m in svar if not slag.get(m) and not m.utan_slut]
    antal, hittade = Counter(m.modul for m in raknade), Counter(m.modul for m in raknade if m.hittad)
    for modul in sorted(antal):
        konsol.out(f"{modul:12} {hittade[modul]:5} av {antal[modul]:5}  {hittade[modul] / antal[modul]:.1%}")
    undre, ovre = wilson(hittade.total(), antal.total(), 0.95)
    andel = hittade.total() / antal.total()
    konsol.out(
        f"tillsammans  {hittade.total():5} av {antal.total():5}  {andel:.1%} (95 %: {float(undre):.1%} till "
        f"{float(ovre):.1%}); likvärdiga {Counter(slag.values())['likvardig']}, fart {Counter(slag.values())['fart']}; "
        f"inte avgjorda, tiden tog slut: {sum(m.utan_slut for m in svar)}"
    )
    return 0 if andel >= MINST else 1


if __name__ == "__main__":
    sys.exit(main())
