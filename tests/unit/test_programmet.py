"""The program's own part of every key: no module that is loaded is left out, or a change of it would go unseen."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from analys import arbete
from analys.arbete import programkod
from analys.hem import Hem
from analys.programmet import moduler
from analys.region import las_profil
from analys.reports.nycklar import gemensamma
from analys.skrivet.samling import Skrivet

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


def test_a_worker_has_the_same_program_when_every_file_and_library_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mall = tmp_path / "reports" / "mallar" / "sida.html"
    mall.parent.mkdir(parents=True)
    mall.write_text("1", encoding="utf-8")
    monkeypatch.setattr(arbete, "PAKET", tmp_path)
    koder = [programkod()]
    mall.write_text("2", encoding="utf-8")
    koder.append(programkod())
    mall.rename(tmp_path / "sida.html")
    koder.append(programkod())
    monkeypatch.setattr(arbete, "bibliotek", lambda: "andra")
    koder.append(programkod())
    (tmp_path / "x.pyc").write_bytes(b"")
    assert len(set(koder)) == 4
    assert programkod() == koder[-1]


def test_the_logotype_is_in_a_report_s_key(hem: Hem) -> None:
    profil = las_profil(hem, "halland")
    med = replace(profil, utseende=replace(profil.utseende, logotyp="data:image/png;base64,AA"))
    en, annan = (gemensamma(hem, p, Skrivet(), exempel=True) for p in (profil, med))
    assert [namn for namn in en if en[namn] != annan[namn]] == ["profilen halland.toml"]
