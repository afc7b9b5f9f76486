from datetime import datetime

import pytest

from analys.sources.typning import Radfel, _tidpunkt, heltal, tal


@pytest.mark.parametrize(
    ("text", "varde"),
    [
        ("12", 12),
        ("12,5", 12.5),
        ("1 234", 1234),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567),
        ("-3", -3),
        ("−3,25", -3.25),
    ],
)
def test_swedish_numbers(text: str, varde: float) -> None:
    assert tal(text) == varde


@pytest.mark.parametrize(
    "text", ["12.5", "1.234,50", "1,234.50", "12 34", "1e3", "tolv", "12,", ",5", "0x1F", "NaN", "1 2", "--3", "12%"]
)
def test_other_forms_are_row_faults(text: str) -> None:
    with pytest.raises(Radfel, match="ej_tal"):
        tal(text)


def test_heltal_refuses_decimals() -> None:
    assert heltal("1 234") == 1234
    with pytest.raises(Radfel):
        heltal("12,5")


@pytest.mark.parametrize(
    ("text", "form", "vantat"),
    [
        ("03.02.2022 15:04", "%d.%m.%Y %H:%M", datetime(2022, 2, 3, 15, 4)),
        ("2022/02/03 15:04:05.000", "%Y/%m/%d %H:%M:%S.%f", datetime(2022, 2, 3, 15, 4, 5)),
        ("03-feb-2022", "%d-%b-%Y", datetime(2022, 2, 3)),
        ("03-feb-2022 15:04", "%d-%b-%Y", datetime(2022, 2, 3, 15, 4)),
        ("3.2.2022 15:04", "%d.%m.%Y %H:%M", None),  # what is left of another day
        ("03.02.2022", "%d.%m.%Y %H:%M", None),
        ("3-feb-2022", "%d-%b-%Y", None),
    ],
)
def test_a_source_s_date_format_may_have_a_clock(text: str, form: str, vantat: datetime | None) -> None:
    if vantat is None:
        with pytest.raises(Radfel, match="ej_datum"):
            _tidpunkt(text, form, far_vara_tom=False)
    else:
        assert _tidpunkt(text, form, far_vara_tom=False) == vantat
