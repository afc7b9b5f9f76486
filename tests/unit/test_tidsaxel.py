"""The marks of a time axis: years, and months where the years are few."""

import re
from datetime import date

import pytest

from analys.present import duk
from analys.present.diagram import Linje, linjediagram
from tests.unit.test_diagram import ord_i


@pytest.mark.parametrize(
    ("manader", "bred", "smal"),
    [
        (8, ["maj 2022", "aug 2022", "nov 2022"], ["maj 2022", "aug 2022", "nov 2022"]),
        (20, ["maj 2022", "nov 2022", "maj 2023", "nov 2023"], ["maj 2022", "feb 2023", "nov 2023"]),
        (21, ["2023", "2024"], ["2023", "2024"]),
    ],
)
def test_a_short_time_axis_has_months(manader: int, bred: list[str], smal: list[str]) -> None:
    dagar = [date(2022 + (4 + nr) // 12, (4 + nr) % 12 + 1, 1) for nr in range(manader)]
    linje = Linje("Hylte", dagar, [float(nr) for nr in range(manader)], "egen", True)
    for svg, vantat in zip(linjediagram([linje], 1), (bred, smal), strict=True):
        assert [o for o in ord_i(svg) if re.fullmatch(r"(\w{3} )?20\d\d", o)] == vantat


def test_points_have_two_decimals_and_stay_where_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    linje = Linje("Hylte", [date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1)], [1 / 3, 2 / 7, 5 / 9], "egen", True)
    avrundad = linjediagram([linje], 1)[0]
    monkeypatch.setattr(duk, "_LAGEN", re.compile(r"$^"))
    exakt = linjediagram([linje], 1)[0]
    tal = re.compile(r'(?<= d=")[^"]+')
    par = [zip(a.split(), b.split(), strict=True) for a, b in zip(*map(tal.findall, (avrundad, exakt)), strict=True)]
    lagen = [(float(a), float(b)) for p in par for a, b in p if a[-1].isdigit()]
    assert max(abs(a - b) for a, b in lagen) <= 0.005 + 1e-9
    assert any(a != b for a, b in lagen)
    assert not re.search(r' (?:d|x|y)="[^"]*\.\d{3}', avrundad)


def test_a_line_without_a_day_and_one_that_ends_early_have_their_labels() -> None:
    dagar = [date(2022, nr, 1) for nr in range(1, 7)]
    linjer = [
        Linje("Utfall", dagar[:3], [1.0, 2.0, 3.0], "egen", True),
        Linje("Exempel", dagar, [1.0] * 6, "samma_farg", True),
        Linje("Tom", [], [], "jamforelse", True),
    ]
    bred, _ = linjediagram(linjer, 1)
    assert {"Utfall", "Exempel", "Tom"} <= set(ord_i(bred))
    utfall, exempel = (float(re.search(rf' x="([\d.]+)"[^>]*>{n}<', bred)[1]) for n in ("Utfall", "Exempel"))  # type: ignore[index]
    assert utfall < 0.7 * exempel
