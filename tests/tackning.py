"""Whether every line and branch of disclosure, reading and indicators is tested: ``python -m tests.tackning``.

Only the tests that concern these rooms (`TESTER`), without the shared cube or a browser. Prints what is missing; exit 2
below 100 % (``[tool.coverage]`` in pyproject.toml).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTER = (
    *(
        "aggregat",
        "angrepp",
        "aterinskrivning",
        "aterinskrivning_leverans",
        "aterinskrivning_urval",
        "enkater_leverans",
    ),
    *("enkatskydd", "fargspar", "fast_kontakt", "fordrojd_hemgang", "grind", "hembesok", "hemsjukvard", "kalkylblad"),
    *(
        "komponent",
        "kontinuitet",
        "kvalitet",
        "lager",
        "leverans",
        "leverans_fast_kontakt",
        "leverans_format",
        "leverans_vard",
    ),
    *(
        "leveranser",
        "losare",
        "parquetfil",
        "personnummer",
        "rakna",
        "raknat",
        "rakna_vard",
        "register",
        "rorligt",
        "sekundar",
    ),
    *("databas", "delat", "filminne", "hamtat", "kolada", "ogonblick", "scb", "rubrikfragor", "forslag"),
    *("skydd", "summarader", "system", "textfil", "tid", "typning", "utskrift", "utskrivningsklara"),
    *("utskrivningsprocess", "vantan", "veckolage"),
)
UTOM = ("grind.py::test_cube_is_read_as_it_was_written", "grind.py::test_the_whole_cube_holds_no_small_count")
"""These need the cube of the whole example."""
DESSUTOM = (
    "framskrivning.py::test_a_coming_year_has_the_projection_of_the_december_before",
    "framskrivning.py::test_the_old_are_those_of_65_or_more_the_december_before",
)


def main() -> int:
    """Run the tests, and say which lines and branches none of them reached."""
    val = [f"tests/unit/test_{namn}" for namn in (*(f"{t}.py" for t in TESTER), *DESSUTOM)]
    val += [f"--deselect=tests/unit/test_{namn}" for namn in UTOM]
    with tempfile.TemporaryDirectory() as mapp:
        miljo = os.environ | {"COVERAGE_FILE": str(Path(mapp) / ".coverage")}

        def coverage(*argument: str) -> int:
            return subprocess.run([sys.executable, "-m", "coverage", *argument], env=miljo, check=False).returncode

        return coverage("run", "-m", "pytest", "-q", *val) or coverage("combine", "-q") or coverage("report")


if __name__ == "__main__":
    sys.exit(main())
