"""The attacker of benchmarks/rojande against answers from outside: a peer's table, hand-worked ones, enumeration."""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np
import pandas as pd
import pytest
from benchmarks.rojande.angripare import angrip
from benchmarks.rojande.exakt import optimum
from benchmarks.rojande.forenkling import Motsagelse
from benchmarks.rojande.halland import sanning, utfall
from benchmarks.rojande.insider import avslojade
from benchmarks.rojande.naivt import bara_smatal, minst_tva
from benchmarks.rojande.pussel import Pussel, lagg_pussel, samla
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from analys.utfall import DIMENSIONER

NAN = np.nan


def tabell(tal: list[list[float]]) -> Pussel:
    """A table printed with row sums, column sums and total (the last column and row); nan = hidden."""
    varden = np.array(tal, float)
    rader, kolumner = varden.shape[0] - 1, varden.shape[1] - 1
    atomer = np.arange(rader * kolumner).reshape(rader, kolumner)
    matris = np.zeros((varden.size, atomer.size))
    for cell, (i, j) in enumerate(product(range(rader + 1), range(kolumner + 1))):
        matris[cell, atomer[i if i < rader else slice(None), j if j < kolumner else slice(None)]] = 1
    return Pussel(csr_array(matris), varden.ravel())


def vet(tal: list[list[float]], troskel: int = 5) -> np.ndarray:
    """The ranges [least, greatest] in the shape of the table."""
    svar = angrip(tabell(tal), troskel)
    return np.stack([svar.undre, svar.ovre], axis=-1).reshape(*np.shape(tal), 2)


def test_one_gap_in_a_row_is_the_total_less_the_rest() -> None:
    assert vet([[3, NAN, 10], [4, 5, 9], [7, 12, 19]])[0, 1].tolist() == [7, 7]


def test_two_gaps_in_every_row_and_column_still_give_a_cell_away() -> None:
    """sdcTable's test "secondarySuppression()": w x b = (230 + 250 - 244) - (1791 - 1602)."""
    svar = vet(
        [
            [NAN, NAN, NAN, 89, 230],
            [NAN, 124, NAN, 31, 250],
            [92, NAN, 59, NAN, 336],
            [800, NAN, 651, NAN, 3127],
            [1021, 1262, 770, 890, 3943],
        ]
    )
    assert svar[0, 1].tolist() == [47, 47]
    bredd = svar[..., 1] - svar[..., 0]
    dolda = [(0, 0), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)]
    assert all(bredd[cell] >= 5 for cell in dolda)


def test_a_peers_protection_holds_and_its_range_is_found() -> None:
    """sdcTable's A-D x sex: with four cells hidden, A female lies in [0, 12] (statistics.md's source: its vignette)."""
    svar = vet([[NAN, NAN, 20], [14, 19, 33], [NAN, NAN, 22], [11, 14, 25], [55, 45, 100]], troskel=20)
    assert svar[0, 1].tolist() == [0, 12]


def test_a_cell_hidden_in_one_of_two_linked_tables_is_exact() -> None:
    """County x size and county x branch share the counties: K = 3 is hidden in one table only with its neighbour N."""
    lan, storlek, gren = ["K", "N"], ["s", "l"], ["a", "b"]
    atomer = list(product(lan, storlek, gren))
    celler = {
        ("K", "s", None): NAN, ("K", "l", None): 9, ("N", "s", None): 7, ("N", "l", None): 8,
        ("K", None, "a"): 6, ("K", None, "b"): 6, ("N", None, "a"): 10, ("N", None, "b"): 5,
    }  # fmt: skip
    matris = [[all(d in (None, v) for d, v in zip(c, a, strict=True)) for a in atomer] for c in celler]
    svar = angrip(Pussel(csr_array(np.array(matris, float)), np.array(list(celler.values()), float)), 5)
    assert (svar.undre[0], svar.ovre[0]) == (3, 3)


def test_whole_numbers_narrow_what_the_relaxation_calls_wide() -> None:
    """a + b + d = a + c + d = b + c + d = 1: a = b = c and d = 1 - 2a, so d lies in [0, 1] but whole it is 1."""
    matris = np.array([[1.0, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    svar = angrip(Pussel(csr_array(matris), np.array([1, 1, 1, NAN])), 1)
    assert (svar.undre[3], svar.ovre[3]) == (1, 1)


def test_printed_values_that_contradict_each_other_are_said() -> None:
    with pytest.raises(Motsagelse):
        vet([[3, NAN, 2], [4, 5, 9], [7, 12, 19]])
    with pytest.raises(Motsagelse):  # a + b = b + c = a + c = 1 is solved by 1/2 alone
        angrip(Pussel(csr_array(np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]])), np.ones(3)), 5)


def test_two_who_are_alone_know_each_other() -> None:
    """a + c = 2 with a = c = 1: outsiders see 0 to 2, the person in a sees c, and the other way round."""
    pussel = tabell([[NAN, 9, 10], [NAN, 7, 8], [2, 16, 18]])
    celler, insiders = avslojade(pussel, angrip(pussel, 5), np.array([1.0, 9, 1, 7]), 5, hogst=9)
    assert insiders == 0  # both rows print a and c anyhow
    pussel = Pussel(csr_array(np.array([[1.0, 0], [0, 1], [1, 1]])), np.array([NAN, NAN, 2]))
    assert angrip(pussel, 5).bredd.tolist() == [2, 2, 0]
    celler, insiders = avslojade(pussel, angrip(pussel, 5), np.ones(2), 5, hogst=9)
    assert (celler.tolist(), insiders) == ([0, 1], 2)


def test_an_insider_learns_nothing_where_others_can_vary() -> None:
    """a + b + c = 7 with a = 1: b and c can still share 6 in seven ways."""
    pussel = Pussel(csr_array(np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])), np.array([NAN, NAN, NAN, 7]))
    celler, insiders = avslojade(pussel, angrip(pussel, 5), np.array([1.0, 2, 4]), 5, hogst=9)
    assert (len(celler), insiders) == (0, 1)


def test_the_fewest_hidden_cells_are_those_of_trying_all() -> None:
    """sdcTable's A-D x sex with threshold 3 hides four cells; no fewer protect (all smaller sets are tried)."""
    tal = [[18.0, 2, 20], [14, 19, 33], [12, 10, 22], [11, 14, 25], [55, 45, 100]]
    hel = tabell(tal)
    summor = [[3 * i, 3 * i + 1, 3 * i + 2] for i in range(5)] + [list(range(j, 15, 3)) for j in range(3)]
    rader = np.zeros((len(summor), 15))
    for rad, celler in enumerate(summor):
        rader[rad, celler] = 1
    svar = optimum(hel.matris, hel.varde, csr_array(rader), np.ones(15), 3)
    assert (svar.kostnad, svar.minst) == (4, pytest.approx(4))
    assert angrip(Pussel(hel.matris, np.where(svar.dold, NAN, hel.varde)), 3).bredd[1] >= 3
    for andra in chain(*(combinations([c for c in range(15) if c != 1], n) for n in range(3))):
        dold = np.isin(np.arange(15), [1, *andra])
        assert angrip(Pussel(hel.matris, np.where(dold, NAN, hel.varde)), 3).bredd[1] < 3


def mojliga(pussel: Pussel, hogst: int) -> np.ndarray:
    """All cells of all tables of whole numbers 0 to ``hogst`` that agree with what is printed."""
    tabeller = np.array(list(product(range(hogst + 1), repeat=pussel.matris.shape[1])))
    celler = tabeller @ pussel.matris.T.toarray()
    kanda = ~np.isnan(pussel.varde)
    return celler[(celler[:, kanda] == pussel.varde[kanda]).all(axis=1)]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_ranges_are_those_of_enumeration(data: st.DataObject) -> None:
    antal = data.draw(st.lists(st.integers(0, 4), min_size=6, max_size=6))
    dold = data.draw(st.lists(st.booleans(), min_size=12, max_size=12))
    troskel = data.draw(st.integers(1, 6))
    hel = tabell(np.zeros((3, 4)).tolist())
    varden = hel.matris @ np.array(antal, float)
    varden[:-1][np.array(dold)[:11]] = NAN  # the grand total stays, so that enumeration is finite
    pussel = Pussel(hel.matris, varden)
    celler = mojliga(pussel, int(varden[-1])) if varden[-1] <= 6 else None
    svar = angrip(pussel, troskel)
    if celler is not None:
        lagst, hogst = celler.min(axis=0), celler.max(axis=0)
        smal = hogst - lagst < troskel
        assert (svar.undre[smal] == lagst[smal]).all()
        assert (svar.ovre[smal] == hogst[smal]).all()
        assert (svar.bredd[~smal] >= troskel).all()
        assert (svar.undre >= lagst).all()
        assert (svar.ovre <= hogst).all()


def test_months_are_worked_out_from_rolling_years() -> None:
    """R12 to January less R12 to December plus last January gives this January (faults.md 2)."""
    manader = pd.date_range("2021-01-01", periods=13, freq="MS")
    rader = [("manad", dag, float(i)) for i, dag in enumerate(manader)]
    rader[-1] = ("manad", manader[-1], NAN)
    rader += [("r12", manader[0], float(sum(range(12)))), ("r12", manader[1], float(sum(range(1, 12)) + 3))]
    celler = pd.DataFrame(rader, columns=["periodtyp", "period", "varde"])
    celler = celler.assign(omrade="1315", **dict.fromkeys(DIMENSIONER, "alla"))
    svar = angrip(lagg_pussel(celler), 5)
    assert (svar.undre[12], svar.ovre[12]) == (3, 3)


def test_primary_suppression_alone_gives_every_small_count_away() -> None:
    """faults.md 2: 114 of 114, 123 of 123, 121 of 121, 124 of 124."""
    for fro in (7, 1, 2, 3):
        tryck = bara_smatal(utfall(sanning(fro, manader=8), ("manad", "tertial")), 5)
        celler = samla([tryck])
        svar = angrip(lagg_pussel(celler), 5)
        dolda = celler["varde"].isna().to_numpy()
        assert dolda.sum() > 100
        assert (svar.bredd[dolda] == 0).all()


def test_at_least_two_gaps_leaks_over_time_and_the_truth_is_always_possible() -> None:
    ut = utfall(sanning(3, manader=4), ("manad", "tertial"))
    celler = samla([minst_tva(ut, 5)])
    svar = angrip(lagg_pussel(celler), 5)
    sant = ut.set_index(["omrade", "periodtyp", "period", "kon", "aldersgrupp"])["taljare"]
    sant = celler.join(sant, on=sant.index.names)["taljare"].to_numpy(float)
    smal = svar.bredd < 5
    dolda = celler["varde"].isna().to_numpy()
    assert (smal & dolda).sum() > 50
    assert (svar.undre[smal] <= sant[smal]).all()
    assert (sant[smal] <= svar.ovre[smal]).all()


def test_what_one_release_shows_no_later_one_can_hide() -> None:
    ut = utfall(sanning(1, manader=1), ("manad",))
    forsta, andra = ut.assign(tecken=""), ut.assign(tecken="..", taljare=pd.NA)
    assert samla([forsta, andra])["varde"].notna().all()
    with pytest.raises(ValueError, match="changed"):
        samla([forsta, forsta.assign(taljare=forsta["taljare"] + 1)])
