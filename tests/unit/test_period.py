from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.errors import UsageError
from analys.period import Period, Periodtyp


@pytest.mark.parametrize(
    ("text", "forsta", "sista", "lasbar"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31), "2022"),
        ("2022-T3", date(2022, 9, 1), date(2022, 12, 31), "tertial 3 2022"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "februari 2024"),
        ("2022-12-01", date(2022, 12, 1), date(2022, 12, 1), "1\u00a0december 2022"),
        ("2022-12-r12", date(2022, 1, 1), date(2022, 12, 31), "januari–december 2022"),
        ("2022-10-r12", date(2021, 11, 1), date(2022, 10, 31), "november 2021–oktober 2022"),
    ],
)
def test_period_reads_its_own_code(text: str, forsta: date, sista: date, lasbar: str) -> None:
    period = Period.las(text)
    assert (period.forsta_dag, period.sista_dag, period.kod, period.text) == (forsta, sista, text, lasbar)


@pytest.mark.parametrize("text", ["", "2022-13", "2022-T4", "22-12", "2022-02-30", "december", "2022-1", "0000"])
def test_period_refuses_what_is_no_period(text: str) -> None:
    with pytest.raises(UsageError, match="går inte att läsa"):
        Period.las(text)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(list(Periodtyp)))
def test_the_period_that_ends_with_a_month_holds_its_last_day(dag: date, typ: Periodtyp) -> None:
    manad = Period(Periodtyp.MANAD, dag.replace(day=1))
    if typ is Periodtyp.DAG:
        return
    period = manad.med_typ(typ)
    assert period.forsta_dag <= manad.sista_dag < period.slut
    assert Period.las(period.kod) == period


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-200, 200))
def test_moving_there_and_back_is_nothing(dag: date, steg: int) -> None:
    manad = Period(Periodtyp.MANAD, dag.replace(day=1))
    assert manad.flytta(steg).flytta(-steg) == manad
