"""A release in parts: as the whole, whoever works them out, and not again while nothing in them has changed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import block_diag, csr_array

from analys.disclosure import komponent
from analys.disclosure.grind import _skydd, skydda
from analys.disclosure.komponent import Fraga, Minne, svara
from analys.disclosure.register import Register
from analys.disclosure.system import System
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from tests.unit.grindtabeller import regler
from tests.unit.test_register import A, B, C, lika, utfall

MANAD = {"period": "2022-12"}


@pytest.fixture
def tva(katalog: Katalog, profil: Regionprofil) -> tuple[pd.DataFrame, Katalog, Regionprofil]:
    """Two measures that say nothing of each other, each with a small count."""
    eget, region = regler(katalog, profil, (A, B, C))
    (en,) = eget.values()
    andra = replace(en, id="antal_andra")
    tabeller = [utfall(lika(A_kvinna_3=2, B_man_5=1), region), utfall(lika(C_man_7=3), region)]
    tabeller[1]["indikator"] = andra.id
    return pd.concat(tabeller, ignore_index=True), {**eget, andra.id: andra}, region


def _fraga(utfall: pd.DataFrame, katalog: Katalog, profil: Regionprofil) -> Fraga:
    return _skydd(utfall, katalog, profil, {"": Period.las("2022-12")}, Register.tomt(), []).fraga


def _tva_ganger(f: Fraga) -> Fraga:
    """Return the question twice over, as one: the second copy's unknowns after the first's."""
    system = System.av(np.tile(f.system.varden, 2), csr_array(block_diag([f.system.a] * 2)))
    return Fraga(system, *(np.tile(m, 2) for m in (*f._masker, f.kostnad)), f.troskel)  # type: ignore[arg-type]


def test_each_measure_is_a_part_and_its_answer_is_its_own(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil], katalog: Katalog, profil: Regionprofil
) -> None:
    tabell, eget, region = tva
    bada = list(_fraga(tabell, eget, region).delar())
    assert len(bada) == 2
    for matt, (vilka, del_) in zip(eget, bada, strict=True):
        ensam = tabell[tabell["indikator"] == matt].reset_index(drop=True)
        ((_, samma),) = _fraga(ensam, {matt: eget[matt]}, region).delar()
        assert samma.nyckel() == del_.nyckel()
        assert len(vilka) == del_.system.antal
        assert svara(del_).dolda.sum() >= 4  # a month by kommun x sex needs four hidden


def test_two_copies_in_one_question_are_hidden_as_each_by_itself(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil],
) -> None:
    (_, en), *_ = _fraga(*tva).delar()
    tva_i_en, ensam = svara(_tva_ganger(en)), svara(en)
    assert tva_i_en.dolda.tolist() == [*ensam.dolda, *ensam.dolda]
    assert not len(tva_i_en.utraknade)
    assert not len(ensam.utraknade)


def test_what_is_remembered_is_not_worked_out_again_and_gives_the_same(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabell, eget, region = tva
    fil, gjorda = tmp_path / "grind.json", []

    def rakna(fraga: Fraga) -> komponent.Svar:
        gjorda.append(fraga.nyckel())
        return svara(fraga)

    def kor(tabell: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        gjorda.clear()
        skyddat, skal = skydda(tabell, eget, region, MANAD, Register.tomt(), minne=Minne(fil))
        return skyddat.rader, skal

    monkeypatch.setattr(komponent, "svara", rakna)
    forst = kor(tabell)
    assert len(gjorda) == 2
    assert fil.stat().st_mode & 0o777 == 0o600
    igen = kor(tabell)
    assert not gjorda
    for nu, da in zip(igen, forst, strict=True):
        pd.testing.assert_frame_equal(nu, da)
    sent = tabell.copy()
    sent.loc[(sent["indikator"] == "antal_andra") & (sent["taljare"] == 3), "taljare"] = 4
    anda = skydda(sent, eget, region, MANAD, Register.tomt())[0].rader
    assert len(kor(sent)[0]) == len(anda)
    assert len(gjorda) == 1
    assert len(json.loads(fil.read_text("utf-8"))) == 2  # what was asked for this time, and nothing else
    pd.testing.assert_frame_equal(kor(sent)[0], anda)


@pytest.mark.parametrize("falt", ["sma", "dolda", "fasta", "hemliga", "tryckta", "kostnad", "troskel", "varden", "a"])
def test_every_part_of_a_question_changes_its_key(tva: tuple[pd.DataFrame, Katalog, Regionprofil], falt: str) -> None:
    (_, en), *_ = _fraga(*tva).delar()
    if falt in {"varden", "a"}:
        system = System.av(en.system.varden.copy(), en.system.a.copy())
        (system.varden if falt == "varden" else system.a.data)[0] += 1
        annan = replace(en, system=system)
    elif falt == "troskel":
        annan = replace(en, troskel=en.troskel + 1)
    else:
        nytt = getattr(en, falt).copy()
        nytt[0] = 1 - nytt[0] if nytt.dtype != bool else not nytt[0]
        annan = replace(en, **{falt: nytt})
    assert annan.nyckel() != en.nyckel()


def test_several_workers_answer_as_one_and_the_largest_part_begins(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil], monkeypatch: pytest.MonkeyPatch
) -> None:
    fragor = [f for _, f in _fraga(*tva).delar()]
    storre = _tva_ganger(fragor[0])
    monkeypatch.setattr(komponent, "LONAR_SIG", 0)
    ordning = []

    class Pool(ThreadPoolExecutor):
        def map(self, fn, *iterables, **kw):
            ordning.extend(f.system.antal for f in iterables[0])
            return super().map(fn, *iterables, **kw)

    with Pool(2) as executor:
        svaren = Minne().svar([*fragor, storre], executor)
    assert ordning == sorted(ordning, reverse=True)
    for svar, fraga in zip(svaren, [*fragor, storre], strict=True):
        assert svar.dolda.tolist() == svara(fraga).dolda.tolist()
