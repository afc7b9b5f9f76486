"""The short part of the faults: a few seconds of what ``make faults`` does in full."""

import sys
from pathlib import Path

import pytest

from analys.hem import Hem
from analys.reports.exportorer import EXPORTORER
from tests.faults import disk, skador
from tests.faults.bomber import prova_bomb
from tests.faults.xss import TEXTER, fel_i, gor


def test_damages_are_never_silent_losses_of_rows(hem: Hem, tmp_path: Path) -> None:
    utan, med, hela = (skador.prova(hem, tmp_path, 56, k) for k in (skador.INGEN, skador.ANTAL_OCH_SUMMOR, skador.HELA))
    assert utan.rader > 0  # without a control total a lost line is not seen: the test can fail
    assert (med.rader, hela.antal["tyst"]) == (0, 0)
    assert med.antal["fel"] > 50


def test_no_text_is_code_in_any_format() -> None:
    assert len(TEXTER) >= 60
    for text in TEXTER:
        assert fel_i("html", gor("html", text)) == [], text
    for form in EXPORTORER:
        for text in (*TEXTER[:1], "=HYPERLINK('http://x.test/','x')", "http://x.test/", '#eval("1 + 1")'):
            assert fel_i(form, gor(form, text)) == [], (form, text)


@pytest.mark.parametrize("namn", ["en cell längst bort", "entiteter", "entiteter i innehållsförteckningen"])
def test_a_bomb_is_refused_before_it_is_read(namn: str, tmp_path: Path) -> None:
    svar = prova_bomb(namn, tmp_path)
    assert (svar.vagrad, svar.sekunder < 5, svar.megabyte < 1024) == (True, True, True), svar


@pytest.mark.skipif(sys.platform != "linux", reason="kill of Linux")
def test_a_lock_that_is_held_is_refused_at_once(tmp_path: Path) -> None:
    nekade, langst = disk.tva_samtidigt(tmp_path, 2)
    assert (nekade, langst < 1) == (2, True)
