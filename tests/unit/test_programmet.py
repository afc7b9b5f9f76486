"""The program's own part of every key: no module that is loaded is left out, or a change of it would go unseen."""

import subprocess
import sys

import pytest

from analys.programmet import moduler

LADDA = """
import importlib, sys
import papermill  # loads its engine, which cannot be loaded before it
fore = set(sys.modules)
for namn in sys.argv[1:]:
    importlib.import_module(namn)
print("\\n".join(m.__file__ for n, m in sys.modules.items() if n.startswith("analys") and n not in fore))
"""


@pytest.mark.parametrize(
    "namn", [("analys.berakna",), ("analys.present", "analys.reports.motor", "analys.reports.barn")]
)
def test_every_module_that_is_loaded_is_in_the_key(namn: tuple[str, ...]) -> None:
    laddade = subprocess.run([sys.executable, "-c", LADDA, *namn], capture_output=True, text=True, check=True).stdout
    assert not set(laddade.splitlines()) - {str(m) for m in moduler(*namn)}
