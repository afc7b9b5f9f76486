import pytest

from analys.sources.typning import Radfel, heltal, tal


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
