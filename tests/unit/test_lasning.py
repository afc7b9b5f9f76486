"""The trace of what a page read is whole: every figure that it does not name may be anything, the page is the same."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest

from analys.berakna import Kubbesked
from analys.disclosure.grind import _NYCKEL, _TAL, SkyddatUtfall, las_kub
from analys.hem import Hem
from analys.present import underlag as modul
from analys.present.block import MIME
from analys.present.lasning import ALLT, SERIE, SPAR, SPARAS, Kub, siffrornas_id
from analys.utfall import DIMENSIONER


@pytest.fixture(autouse=True)
def utan_spar(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(SPARAS, "")
    yield
    SPAR.clear()


def sidan(hem: Hem, tema: str, omrade: str, skyddat: SkyddatUtfall, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a notebook's cells on a cube, without a kernel, and return its blocks."""
    monkeypatch.setattr(modul, "las_kub", lambda _: skyddat)
    rymd: dict[str, Any] = {}
    block = []
    for cell in nbformat.read(hem.anteckningsbocker / f"{tema}.ipynb", as_version=4).cells:
        if cell.cell_type != "code":
            continue
        *satser, sista = ast.parse(cell.source).body
        visas = [ast.Expression(sista.value)] if isinstance(sista, ast.Expr) else []
        exec(compile(ast.Module([*satser, *([] if visas else [sista])], []), tema, "exec"), rymd)
        if "parameters" in cell.metadata.get("tags", []):
            rymd["omrade"] = omrade
        for uttryck in visas:
            if (svar := eval(compile(uttryck, tema, "eval"), rymd)) is not None:
                block.append(svar._repr_mimebundle_()[MIME])
    return json.dumps(block, sort_keys=True, default=str)


def ur_sparet() -> tuple[dict[str, str], set[str]]:
    """Return what was asked with the answers' hashes, and the questions alone; then forget them."""
    fragor = SPAR[0].alla()
    avtryck = Kub.av(SPAR[0].kub).avtryck(fragor)
    SPAR.clear()
    return avtryck, fragor


def lasta(rader: pd.DataFrame, fragor: set[str]) -> np.ndarray:
    """Return which rows a trace names: worked out here from the words of the questions."""
    dagar: dict[str, set[str]] = {}
    for fraga in fragor:
        slag, *serie, nar = fraga.split("|")
        if slag == SERIE:
            dagar.setdefault("|".join(serie), set()).update(nar.split(","))
    kolumner = [rader[k].tolist() for k in ("indikator", "periodtyp", "omrade", *DIMENSIONER)]
    ut = np.zeros(len(rader), dtype=bool)
    for nr, (dag, *serie) in enumerate(zip(rader["period"], *kolumner, strict=True)):
        if egna := dagar.get("|".join(serie)):
            ut[nr] = str(dag) in egna or any(d.endswith("-") and d[:-1] <= str(dag) for d in egna)
    return ut


@pytest.mark.parametrize(("tema", "omrade"), [("hemsjukvard", "1315")])
def test_what_is_not_in_the_trace_changes_nothing_on_the_page(
    hem: Hem, kub: Kubbesked, tema: str, omrade: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    skyddat = las_kub(kub.fil)
    forst = sidan(hem, tema, omrade, skyddat, monkeypatch)
    avtryck, fragor = ur_sparet()
    assert f"{ALLT}|" not in fragor
    namnda = lasta(skyddat.rader, fragor)
    assert 20 < namnda.sum() < len(namnda) / 2
    andra = skyddat.rader.copy()
    andra.loc[~namnda, _TAL] = andra.loc[~namnda, _TAL] * 3 + 17
    annat = {k: v for k, v in skyddat.meta.items() if k in {"manader", "glesa", "niva", "enkater", "filer", "exempel"}}
    fragade = {f.partition("|")[2] for f in fragor if f.startswith("meta|")} | {"rader_in", "anvanda", "uteslutna"}
    annat |= {k: v for k, v in skyddat.meta.items() if k in fragade | {"atsidosatta"}}
    skrapat = SkyddatUtfall(andra, annat | {"nyckel": "annan"}, _NYCKEL)
    assert Kub.av(skrapat).avtryck(fragor) == avtryck
    assert sidan(hem, tema, omrade, skrapat, monkeypatch) == forst
    assert siffrornas_id(ur_sparet()[0]) == siffrornas_id(avtryck)


def test_a_figure_in_the_trace_changes_the_answer(hem: Hem, kub: Kubbesked, monkeypatch: pytest.MonkeyPatch) -> None:
    skyddat = las_kub(kub.fil)
    eget = modul.las_underlag("halland", "1315", "2022-12")
    tal = eget.tal("antal_avslut", eget.period_for("antal_avslut"))
    avtryck, fragor = ur_sparet()
    r = skyddat.rader
    vald = (r["indikator"] == "antal_avslut") & (r["omrade"] == "1315") & (r["period"] == tal.period.forsta_dag)
    vald &= (r["periodtyp"] == tal.period.typ) & (r[list(DIMENSIONER)] == "alla").all(axis=1)
    assert vald.sum() == 1
    for kolumn, varde in (("taljare", 1), ("status", "preliminar"), ("tecken", ".."), ("ovre_998", 9.0)):
        andra = r.copy()
        andra.loc[vald, kolumn] = varde
        assert Kub.av(replace(skyddat, rader=andra)).avtryck(fragor) != avtryck, kolumn


def test_whoever_goes_another_way_to_the_figures_has_read_them_all(
    hem: Hem, kub: Kubbesked, monkeypatch: pytest.MonkeyPatch
) -> None:
    underlag = modul.las_underlag("halland", "1315", "2022-12")
    assert len(underlag.skyddat.rader) > 1000
    avtryck, fragor = ur_sparet()
    assert f"{ALLT}|" in fragor
    annan = replace(las_kub(kub.fil), meta=kub.meta | {"nyckel": "annan"})
    assert Kub.av(annan).avtryck(fragor) != avtryck
