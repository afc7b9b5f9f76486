"""A release in parts: as the whole, whoever works them out, and not again while nothing in them has changed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import block_diag, csr_array

from analys.disclosure import komponent
from analys.disclosure.grind import UtraknatError, _skydd, skydda
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


def _med(rad: list[Any], nyckel: str, **nytt: Any) -> list[Any]:
    """Return a remembered answer with something else in it, and the hash that it would have."""
    delar = dict(zip(("bitar", "utraknade", "for_ensamma"), rad, strict=False)) | nytt
    return [*delar.values(), komponent._summa(nyckel, list(delar.values()))]


def _bitar(mask: np.ndarray) -> str:
    return base64.b64encode(np.packbits(mask).tobytes()).decode()


def _utan_en(dolda: np.ndarray, fraga: Fraga) -> np.ndarray:
    """Return what is hidden without the first that is hidden for another's sake."""
    ut = dolda.copy()
    ut[np.flatnonzero(dolda & ~fraga.dolda)[0]] = False
    return ut


SKADOR: dict[str, Callable[[list[Any], str, Fraga], Any]] = {
    "masks of zeros": lambda r, n, f: [_bitar(np.zeros(f.system.antal, bool)), *r[1:]],
    "one that protects another shown": lambda r, n, f: [_bitar(_utan_en(svara(f).dolda, f)), *r[1:]],
    "masks of zeros, hashed": lambda r, n, f: _med(r, n, bitar=_bitar(np.zeros(f.system.antal, bool))),
    "a fixed one hidden": lambda r, n, f: _med(r, n, bitar=_bitar(np.ones(f.system.antal, bool))),
    "too long": lambda r, n, f: _med(r, n, bitar=_bitar(np.append(svara(f).dolda, np.zeros(8, bool)))),
    "too short": lambda r, n, f: _med(r, n, bitar=""),
    "no base64": lambda r, n, f: _med(r, n, bitar="å" + r[0]),
    "a number too high": lambda r, n, f: _med(r, n, utraknade=[f.system.antal]),
    "a number below zero": lambda r, n, f: _med(r, n, for_ensamma=[-1]),
    "a number that is none": lambda r, n, f: _med(r, n, utraknade=["1"]),
    "a list that is none": lambda r, n, f: _med(r, n, utraknade=None),
    "another hash": lambda r, n, f: [*r[:3], "0" * 32],
    "another question's": lambda r, n, f: _med(r, "0" * 32),
    "no hash": lambda r, n, f: r[:3],
    "nothing": lambda r, n, f: [],
    "no list": lambda r, n, f: 1,
}


@pytest.mark.parametrize("skada", SKADOR)
def test_a_damaged_answer_is_worked_out_anew(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil], tmp_path: Path, skada: str
) -> None:
    (_, en), *_ = _fraga(*tva).delar()
    fast = ~svara(en).dolda & ~en.dolda
    en = replace(en, fasta=en.fasta | (fast & (np.cumsum(fast) == 1)))
    fil, nyckel, minne = tmp_path / "grind.json", en.nyckel(), Minne(tmp_path / "grind.json")
    (ratt,) = minne.svar([en])
    minne.skriv()
    (rad,) = json.loads(fil.read_text("utf-8")).values()
    assert komponent._las(rad, nyckel, en) is not None
    skadad = json.loads(json.dumps(SKADOR[skada](rad, nyckel, en)))
    assert komponent._las(skadad, nyckel, en) is None
    fil.write_text(json.dumps({nyckel: skadad}), "utf-8")
    (igen,) = Minne(fil).svar([en])
    assert igen.dolda.tolist() == ratt.dolda.tolist()


@pytest.mark.parametrize("innehall", [b"", b"{", b"\xff\xfe", b"null", b"[]", b"1", b"[" * 100_000])
def test_a_memory_that_cannot_be_read_is_empty(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil], tmp_path: Path, innehall: bytes
) -> None:
    (_, en), *_ = _fraga(*tva).delar()
    fil = tmp_path / "grind.json"
    fil.write_bytes(innehall)
    assert Minne(fil).svar([en])[0].dolda.tolist() == svara(en).dolda.tolist()


def test_no_small_count_is_printed_from_a_memory_of_zeros(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil], tmp_path: Path
) -> None:
    tabell, eget, region = tva
    fil = tmp_path / "grind.json"
    ratt = skydda(tabell, eget, region, MANAD, Register.tomt(), minne=Minne(fil))[0].rader
    rader = json.loads(fil.read_text("utf-8"))
    nollade = {
        n: _med(r, n, bitar=base64.b64encode(bytes(len(base64.b64decode(r[0])))).decode()) for n, r in rader.items()
    }
    fil.write_text(json.dumps(nollade), "utf-8")
    igen = skydda(tabell, eget, region, MANAD, Register.tomt(), minne=Minne(fil))[0].rader
    assert not igen["taljare"].between(1, region.rojande.troskel - 1).any()
    pd.testing.assert_frame_equal(igen, ratt)


def test_what_was_worked_out_in_an_earlier_round_is_not_again(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil], monkeypatch: pytest.MonkeyPatch
) -> None:
    (_, en), *_ = _fraga(*tva).delar()
    minne = Minne()
    (forst,) = minne.svar([en])
    monkeypatch.setattr(komponent, "svara", lambda _: pytest.fail("worked out again"))
    assert minne.svar([en])[0].dolda.tolist() == forst.dolda.tolist()


def test_what_was_worked_out_is_kept_also_when_the_release_is_stopped(
    tva: tuple[pd.DataFrame, Katalog, Regionprofil], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabell, eget, region = tva
    alla = {n: svara(f) for f in [f for _, f in _fraga(*tva).delar()] for n in [f.nyckel()]}

    def avslojad(fraga: Fraga) -> komponent.Svar:
        return replace(alla.get(fraga.nyckel()) or svara(fraga), utraknade=np.array([0], dtype=np.int64))

    monkeypatch.setattr(komponent, "svara", avslojad)
    with pytest.raises(UtraknatError):
        skydda(tabell, eget, region, MANAD, Register.tomt(), minne=Minne(tmp_path / "grind.json"))
    assert set(alla) <= set(json.loads((tmp_path / "grind.json").read_text("utf-8")))


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
