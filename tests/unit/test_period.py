from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.errors import UsageError
from analys.katalog import Efterslapning
from analys.period import Period, Periodtyp, flytta_manader


@pytest.mark.parametrize(
    ("text", "forsta", "sista", "lasbar"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31), "2022"),
        ("2022-T3", date(2022, 9, 1), date(2022, 12, 31), "tertial 3 2022"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "februari 2024"),
        ("2022-12-01", date(2022, 12, 1), date(2022, 12, 1), "1\u00a0december 2022"),
        ("2022-12-r12", date(2022, 1, 1), date(2022, 12, 31), "januari–december 2022"),
        ("2022-10-r12", date(2021, 11, 1), date(2022, 10, 31), "november 2021–oktober 2022"),
        ("2022-12-r36", date(2020, 1, 1), date(2022, 12, 31), "januari 2020–december 2022"),
        ("2022-02-r36", date(2019, 3, 1), date(2022, 2, 28), "mars 2019–februari 2022"),
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


@pytest.mark.parametrize(
    ("dag", "manader", "vantat"),
    [
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),  # leap year
        (date(2022, 8, 30), 6, date(2023, 2, 28)),
        (date(2022, 8, 28), 6, date(2023, 2, 28)),
        (date(2022, 2, 28), 6, date(2022, 8, 28)),  # a month's end does not stay one
        (date(2022, 12, 31), 1, date(2023, 1, 31)),
        (date(2022, 12, 31), 2, date(2023, 2, 28)),
        (date(2022, 1, 31), -1, date(2021, 12, 31)),
        (date(2022, 3, 31), -1, date(2022, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), -48, date(2020, 2, 29)),
        (date(2022, 5, 17), 0, date(2022, 5, 17)),
    ],
)
def test_a_day_that_the_month_lacks_becomes_its_last(dag: date, manader: int, vantat: date) -> None:
    assert flytta_manader(dag, manader) == vantat


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-200, 200))
def test_moving_months_lands_in_that_month_and_never_later_in_it(dag: date, steg: int) -> None:
    flyttad = flytta_manader(dag, steg)
    assert (flyttad.year * 12 + flyttad.month) - (dag.year * 12 + dag.month) == steg
    assert flyttad.day <= dag.day
    assert flyttad.day == dag.day or (flyttad + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("tid", "period", "klar"),
    [
        (Efterslapning(manader=6), "2022-08", date(2023, 2, 28)),
        (Efterslapning(manader=6), "2023-08", date(2024, 2, 29)),
        (Efterslapning(manader=6), "2022-T2", date(2023, 2, 28)),
        (Efterslapning(manader=6), "2022", date(2023, 6, 30)),
        (Efterslapning(manader=6), "2022-12-r12", date(2023, 6, 30)),
        (Efterslapning(manader=6), "2022-12-r36", date(2023, 6, 30)),
        (Efterslapning(dagar=30), "2022-12", date(2023, 1, 30)),
        (Efterslapning(dagar=30), "2022-01", date(2022, 3, 2)),
        (Efterslapning(dagar=30), "2024-01", date(2024, 3, 1)),  # leap year
        (Efterslapning(dagar=30), "2022-12-01", date(2022, 12, 31)),
        (Efterslapning(), "2022-12", date(2022, 12, 31)),
        (Efterslapning(dagar=1, manader=6), "2022-08", date(2023, 3, 1)),
    ],
)
def test_a_period_is_complete_when_its_registration_is_over(tid: Efterslapning, period: str, klar: date) -> None:
    assert tid.klar(Period.las(period)) == klar


@pytest.mark.parametrize(
    ("tid", "text"), [(Efterslapning(dagar=30), "30 dagar"), (Efterslapning(manader=6), "6 månader")]
)
def test_the_time_of_registration_in_words(tid: Efterslapning, text: str) -> None:
    assert tid.text == text
