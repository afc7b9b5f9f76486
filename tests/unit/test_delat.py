"""What is shared within a partition and added up over partitions: nothing stale, nothing lost, the same last digit."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analys.arbete import DELAR_SOM_LONAR_SIG, HAR, Arbete
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.delat import MINNS, delad
from analys.indikatorer.kontinuitet import coc
from analys.indikatorer.matt import lasta_kolumner
from analys.indikatorer.rakna import planera
from analys.indikatorer.tid import personer_per_period
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.tabeller import TABELLER
from tests.conftest import raknegrund


def test_a_result_is_remembered_by_its_tables_and_rules_and_forgotten_with_them() -> None:
    gjorda: list[int] = []

    @delad
    def summa(tabell: pd.DataFrame, regel: dict[str, int]) -> int:
        gjorda.append(len(tabell))
        return int(tabell["x"].sum()) + regel["plus"]

    tabell, lika = (pd.DataFrame({"x": [1, 2]}) for _ in range(2))
    assert [summa(tabell, {"plus": p}) for p in (0, 0, 5)] == [3, 3, 8]
    assert len(gjorda) == 2
    assert summa(lika, {"plus": 0}) == 3  # another table with the same rows is another table
    assert len(gjorda) == 3
    minne = next(c.cell_contents for c in summa.__closure__ if isinstance(c.cell_contents, dict))  # type: ignore[attr-defined]
    assert len(minne) == 3
    del tabell
    gc.collect()
    assert len(minne) == 1
    for plus in range(2 * MINNS):
        summa(lika, {"plus": plus})
    assert len(minne) == MINNS


def test_persons_are_counted_once_in_every_window_as_slowly_done_by_hand() -> None:
    """Random stays, in order and not; a person in two groups is in both; stays begin before and end after."""
    slump = np.random.default_rng(20261128)
    perioder = [Period.las(p) for p in ("2022-01", "2022-02", "2022-03", "2022-04")]
    perioder += [Period.las("2022-02").med_typ(t) for t in (type(perioder[0].typ).TERTIAL,)]
    for antal in (0, 1, 40, 400):
        borjan = np.datetime64("2021-11-01") + slump.integers(0, 200, antal)
        slut = borjan + slump.integers(0, 70, antal)
        rader = pd.DataFrame(
            {"vem": slump.integers(0, max(antal // 3, 1), antal), "omrade": slump.choice(["a", "b"], antal)}
        ).assign(kon=slump.choice(["k", "m"], antal), inne=borjan, ut=slut)
        for ordnade in (rader, rader.sort_values(["vem", "inne"])):
            grupper = ordnade[["omrade", "kon"]]
            dagar = [ordnade[k].to_numpy("datetime64[s]") for k in ("inne", "ut")]
            svar = personer_per_period(ordnade["vem"].to_numpy(), grupper, *dagar, perioder)
            hittat = {(r.omrade, r.kon, r.period, r.periodtyp): r.personer for r in svar.itertuples() if r.personer}
            vantat: dict[tuple[str, str, date, str], set[int]] = {}
            for r in ordnade.itertuples():
                for p in perioder:
                    if r.inne.date() < p.slut and r.ut.date() >= p.forsta_dag:
                        vantat.setdefault((r.omrade, r.kon, p.forsta_dag, str(p.typ)), set()).add(r.vem)
            assert hittat == {k: len(v) for k, v in vantat.items()}
    assert vantat


def test_the_number_of_partitions_changes_not_even_the_last_digit() -> None:
    """The COC index is the one measure whose parts are no whole numbers; plain sums of it depend on their order."""
    slump = np.random.default_rng(20261128)
    besok = pd.DataFrame({"person_id": [f"p-{i}" for i in slump.integers(0, 900, 6000)]})
    besok = besok.assign(
        lakare_id=slump.choice(["L1", "L2", "L3", "L4"], 6000),
        vardcentral="VC",
        listad_vardcentral="VC",
        kommunkod="1380",
        datum=pd.Timestamp("2022-06-01"),
        kronisk_sjukdom="ja",
    )
    regler = {"minst_besok": 3, "fonster_manader": 18, "bara_listad_vardcentral": True, "bara_kronisk_sjukdom": True}
    rader = FUNKTIONER["kontinuitet_coc"].rakna(besok, [Period.las("2022-12")], None, **regler)

    def summor(tal: np.ndarray) -> set[float]:
        return {sum(float(delen.sum()) for delen in np.array_split(tal, n)) for n in range(1, 40)}

    rakt = coc(besok.groupby(["person_id", "lakare_id"]).size())[lambda c: c.index.isin(besok["person_id"])]
    assert len(summor(rakt.to_numpy())) > 1
    for kolumn in ("taljare", "kvadratsumma"):
        assert len(summor(rader[kolumn].to_numpy())) == 1
    assert rader["taljare"].sum() == pytest.approx(rakt[besok.groupby("person_id").size() >= 3].sum(), abs=1e-6)


def test_a_measure_reads_only_columns_that_there_are_and_a_table_some_other_needs_is_read_whole(
    katalog: Katalog, profil: Regionprofil
) -> None:
    for funktion in FUNKTIONER.values():
        for tabell, kolumner in funktion.laser.items():
            assert set(kolumner) <= {k.namn for k in TABELLER[tabell].kolumner} | {"person_id"}
    tom = raknegrund({t: pd.DataFrame() for t in ("vardtillfallen", "utskrivningsklara_perioder", "hemsjukvard")})
    grund = replace(tom, kommuner={t: set(profil.kommuner) for t in tom.kommuner}, saknade_kolumner={})

    def lases(*matt: str) -> dict[str, set[str]]:
        planer = [planera(katalog[m], grund, Period.las("2022-12")) for m in matt]
        assert all(planer)
        return lasta_kolumner([p for p in planer if p])

    vard = lases("antal_vardade_somatik")
    assert list(vard) == ["vardtillfallen"]
    assert {"person_id", "kommunkod"} <= vard["vardtillfallen"]
    assert not {"avdelning", "sjukhus", "planerad_inskrivning"} & vard["vardtillfallen"]
    assert "planerad_inskrivning" in lases("antal_vardade_somatik", "andel_oplanerad_aterinskrivning")["vardtillfallen"]
    boende = ("andel_aterinskrivning_efter_boende", "antal_inskrivna_hemsjukvard")
    assert "hemsjukvard" in lases(boende[0])
    assert "hemsjukvard" not in lases(*boende)


def test_processes_are_started_only_where_they_pay_or_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    begarda: list[int] = []

    class Pool:
        def __init__(self, antal: int) -> None:
            begarda.append(antal)

        def __enter__(self) -> str:
            return "pool"

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr("analys.arbete.processpool", Pool)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    for arbete, delar in ((HAR, 1), (HAR, DELAR_SOM_LONAR_SIG - 1), (Arbete(1), 50), (Arbete(4), 1)):
        with arbete.raknare(delar) as executor:
            assert executor is None
    for arbete, delar, antal in ((HAR, 50, 8), (HAR, DELAR_SOM_LONAR_SIG, 4), (Arbete(2), 50, 2), (Arbete(9), 3, 3)):
        with arbete.raknare(delar) as executor:
            assert executor == "pool"
        assert begarda.pop() == antal
