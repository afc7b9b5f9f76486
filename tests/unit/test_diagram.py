"""The charts: what is drawn, what is written where, and that nothing is cut off, overlaps or hangs on colour alone."""

import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import combinations, product

import pytest

from analys.present import stil
from analys.present.diagram import (
    Grupp,
    Linje,
    Marke,
    Prick,
    Spindelserie,
    Stapel,
    Styrpunkt,
    andelsstaplar,
    linjediagram,
    prickdiagram,
    spindeldiagram,
    styrbild,
)
from analys.present.duk import balansera, lagen_utan_krock, radbryt, textbredd
from analys.present.styrbild import axelns_golv
from tests.unit.kontrast import kontrast

Svg = tuple[str, str]
NBSP = "\u00a0"
GRUPPER = [
    Grupp(namn, bokstav, farg, monster)
    for namn, (farg, monster, bokstav) in zip(
        ("Röd", "Gul", "Grön", "Blå", "Ej satt"), stil.FARGSPAR.values(), strict=True
    )
]
AXLAR = [
    "Brytpunktssamtal",
    "Smärtskattning",
    "Munhälsobedömning",
    "Vidbehovsordination opioid",
    "Vidbehovsordination ångestdämpande",
    "Utan trycksår",
    "Mänsklig närvaro",
    "Avled på önskad plats",
    "Eftersamtal",
]
MANADER = [date(2015 + m // 12, m % 12 + 1, 1) for m in range(96)]
LAG = "Låg täckningsgrad (under 70 %): tolka med försiktighet"


def staplar() -> Svg:
    rader = [
        Stapel("Falkenberg", [12.5, 30, 40, 10, 7.5], "908"),
        Stapel("Hylte", [2, 5, 70, 15, 8], "160", egen=True),
        Stapel("Kungsbacka", None, ".."),
        Stapel("Särskilt boende i egen regi", [0.3, 1, 2, 3, 93.7], "1 310"),
    ]
    return andelsstaplar(rader, GRUPPER, brott=[2])


def spindel() -> Svg:
    egen = Spindelserie("Hylte", [82, 64, 55, 97, 96, 88, None, 71, 60], "egen")
    halland = Spindelserie("Halland", [75, 58, 62, 95, 94, 90, 86, 75, 66], "jamforelse")
    return spindeldiagram(AXLAR, [halland, egen], [95, 95, 90, 98, 98, 90, 90, None, 70])


def spindel_med_mjuka_bindestreck() -> Svg:
    axlar = [a.replace("hälsobe", "hälso\u00adbe").replace("behovsord", "behovs\u00adord") for a in AXLAR]
    return spindeldiagram(axlar, [Spindelserie("Hylte", [50.0] * 9, "egen")])


def spindel_med_tolv_axlar() -> Svg:
    axlar = [*AXLAR, "Läkemedel", "Efterlevandestöd", "Dokumenterad vårdplan"]
    return spindeldiagram(axlar, [Spindelserie("Hylte", [50.0] * 12, "egen")])


def spindel_med_tre_axlar() -> Svg:
    return spindeldiagram(AXLAR[4:7], [Spindelserie("Hylte", [50.0] * 3, "egen")])


def prickar() -> Svg:
    rader = [
        Prick(namn, v, (v - 5, v + 5), (v - 9, v + 9), f"{v} %", True, 60.0, 90.0 if i % 2 else None, i == 3)
        for i, (namn, v) in enumerate(zip(AXLAR, (82, 64, 55, 91, 70, 88, 75, 71, 60), strict=True))
    ]
    return prickdiagram(rader, "procent", ("Riket 97,3 %", 97.3), "Halland", LAG, hogst=100)


def linjer() -> Svg:
    egen = Linje("Kungsbacka", MANADER, [5 + i * 7 % 5 / 3 for i in range(96)], "egen")
    halland = Linje("Halland", MANADER, [4 + i * 3 % 7 / 9 for i in range(96)], "jamforelse")
    return linjediagram([egen, halland], 1, [date(2018, 3, 1), date(2022, 1, 1)], date(2022, 9, 1))


STYRBROTT = [
    (
        date(2016, 5, 1),
        "Reviderad samverkansrutin: planeringsunderlaget fylls i inom 48 timmar, gult spår har nya grupper",
    )
]


def styrserie() -> list[Styrpunkt]:
    """Twelve months, a gap, a break, more months, and two that are not judged."""
    ut = []
    for i, dag in enumerate(MANADER[:36]):
        niva, strecka = (28, 0) if dag < STYRBROTT[0][0] else (34, 1)
        marke = {5: Marke.RING, 22: Marke.SAKERSTALLD}.get(i, Marke.VANLIG)
        punkt = Styrpunkt(dag, niva + i % 3, niva + 1.0, niva - 3.0, niva + 4.0 + i % 2, marke, strecka)
        ut.append(Styrpunkt(dag, None) if i == 8 else punkt)
    return [*ut[:34], *(Styrpunkt(p.dag, 33.0, marke=Marke.OBEDOMD, strecka=1) for p in ut[34:])]


def styr() -> Svg:
    return styrbild(styrserie(), STYRBROTT, MANADER[34], enhet_procent=True)


ALLA = (
    staplar,
    spindel,
    spindel_med_mjuka_bindestreck,
    spindel_med_tolv_axlar,
    spindel_med_tre_axlar,
    prickar,
    linjer,
    styr,
)


def texter(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Every text with its box (left, right, top, bottom) in points."""
    ut = []
    for stilen, plats, text in re.findall(r'<text style="([^"]*)"([^>]*)>([^<]*)<', svg):
        x, y = map(float, re.search(r"(?:translate|rotate)\((?:-0 )?(\S+) ([^)\s]+)\)", plats).groups())  # type: ignore[union-attr]
        if "rotate(-90" in plats:
            continue
        storlek = float(re.search(r"([\d.]+)px", stilen)[1])  # type: ignore[index]
        bredd = 72 * textbredd(text, storlek, "semibold" if re.search(r"\b600\b", stilen) else "normal")
        vanster = x - bredd * (0.5 if "middle" in stilen else 1 if "anchor: end" in stilen else 0)
        ut.append((text, vanster, vanster + bredd, y - 0.66 * storlek, y + 0.2 * storlek))
    return ut


def storlek(svg: str) -> tuple[float, float]:
    bredd, hojd = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()  # type: ignore[union-attr]
    return float(bredd), float(hojd)


def inget_skyms(svg: str) -> None:
    """Check that every text is inside the canvas and none lies over another."""
    bredd, hojd = storlek(svg)
    rutor = texter(svg)
    for text, v, h, o, u in rutor:
        assert (v >= -0.5, h <= bredd + 0.5, o >= -0.5, u <= hojd + 0.5) == (True,) * 4, text
    for i, (text, v, h, o, u) in enumerate(rutor):
        for annan, v2, h2, o2, u2 in rutor[i + 1 :]:
            assert not (v < h2 and v2 < h and o < u2 and o2 < u), (text, annan)


def ord_i(svg: str) -> list[str]:
    return [t[0] for t in texter(svg)]


@pytest.mark.parametrize("rita", ALLA, ids=lambda f: f.__name__)
def test_every_chart_is_deterministic_with_ids_of_its_own(rita: Callable[[], Svg]) -> None:
    assert rita() == rita()
    mina, andras = (set(re.findall(r'\bid="([^"]+)"', s)) for s in rita())
    assert not mina & andras
    for svg in rita():
        assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg)) <= set(re.findall(r'\bid="([^"]+)"', svg))


@pytest.mark.parametrize(("rita", "duk"), list(product(ALLA, (0, 1))))
def test_no_text_is_cut_off_or_covers_another(rita: Callable[[], Svg], duk: int) -> None:
    svg = rita()[duk]
    bredd, hojd = storlek(svg)
    alla = texter(svg)
    for text, vanster, hoger, over, under in alla:
        assert vanster >= 0, text
        assert hoger <= bredd, text
        assert over >= 0, text
        assert under <= hojd, text
    for a, b in combinations(alla, 2):
        assert not (a[1] < b[2] and b[1] < a[2] and a[3] < b[4] and b[3] < a[4]), (a, b)


def test_each_wide_segment_has_its_letter_and_the_legend_has_them_all() -> None:
    bred, smal = andelsstaplar([Stapel("A", [6.5, 9.5, 52, 30, 2], "7")], GRUPPER)
    assert [ord_i(bred).count(g.bokstav) for g in GRUPPER] == [2, 2, 2, 2, 1]
    assert [ord_i(smal).count(g.bokstav) for g in GRUPPER] == [1, 1, 2, 2, 1]
    for svg in (bred, smal):
        assert {g.namn for g in GRUPPER} <= set(ord_i(svg))
        assert len(re.findall(r"<pattern ", svg)) == len(GRUPPER)
        assert {f"0{NBSP}%", f"50{NBSP}%", f"100{NBSP}%"} <= set(ord_i(svg))


def test_a_hidden_bar_is_its_sign_alone() -> None:
    synlig, dold = Stapel("A", [20, 20, 20, 20, 20], "55"), Stapel("B", None, "..")
    med, utan = (andelsstaplar(s, GRUPPER)[0] for s in ([synlig, dold], [synlig]))
    assert ord_i(med).count("..") == 1
    assert "55" in ord_i(med)
    assert med.count("fill: url(#") == utan.count("fill: url(#")
    bara_dold = andelsstaplar([dold], GRUPPER)[0]
    assert bara_dold.count("fill: url(#") == len(GRUPPER), "only the legend"


def test_a_break_between_bars_is_said_and_drawn() -> None:
    rader = [Stapel(str(ar), [20, 20, 20, 20, 20], "55") for ar in range(2019, 2023)]
    for svg in andelsstaplar(rader, GRUPPER, brott=[1, 3]):
        assert ord_i(svg).count("brott i tidsserien") == 2
        lagen = {t[0]: t[4] for t in texter(svg)}
        assert lagen["2021"] < lagen["brott i tidsserien"] < lagen["2022"]
    assert "brott i tidsserien" not in ord_i(andelsstaplar(rader, GRUPPER)[0])


def test_a_gap_in_the_radar_breaks_the_line_on_both_sides() -> None:
    def vag(varden: list[float | None]) -> str:
        svg = spindeldiagram(["A", "B", "C", "D", "E"], [Spindelserie("x", varden, "egen")])[0]
        streck = [d for d, s in re.findall(r'<path d="([^"]+)"[^>]* style="([^"]+)"', svg) if stil.EGEN in s]
        return max(streck, key=len)

    assert vag([50, 60, 70, 80, 90]).count("L") == 5
    med_lucka = vag([50, 60, None, 80, 90])
    assert med_lucka.count("L") == 3
    assert med_lucka.count("M") == 2


def test_the_radar_explains_the_target_only_when_there_is_one() -> None:
    serie = [Spindelserie("Hylte", [50, 60, 70], "egen")]
    assert "Mål" in ord_i(spindeldiagram(["A", "B", "C"], serie, [None, 90, None])[1])
    assert "Mål" not in ord_i(spindeldiagram(["A", "B", "C"], serie, [None, None, None])[1])
    assert {f"{r}{NBSP}%" for r in (25, 50, 75, 100)} <= set(ord_i(spindeldiagram(["A", "B", "C"], serie)[0]))


def test_target_and_low_coverage_are_drawn_and_explained_once() -> None:
    bred, smal = prickar()
    for svg in (bred, smal):
        assert ord_i(svg).count("Mål") == 1
        assert stil.MAL in svg
        assert stil.LAG_TACKNING in svg
    assert LAG in ord_i(bred)
    utan = prickdiagram([Prick("A", 5.0, (4, 6), (3, 7), "5", egen=True)], "x", dampad_text=LAG)[0]
    assert not {"Mål", LAG} & set(ord_i(utan))
    assert stil.MAL not in utan


def test_a_reference_without_room_beside_its_line_is_in_the_legend() -> None:
    rader = [Prick("Hylte", 7.0, (6, 8), (5, 9), "7", egen=True)]
    bred, smal = prickdiagram(rader, "x", ("Halland med ett långt namn 50,0", 50.0), hogst=100)
    hojd = {t[0]: t[4] for svg in (bred, smal) for t in texter(svg)}
    assert "Halland med ett långt namn 50,0" in ord_i(bred)
    assert hojd["Halland med ett långt namn 50,0"] < 20
    assert storlek(smal)[1] > storlek(bred)[1], "a row of its own"


def test_every_ring_is_inside_the_canvas() -> None:
    for svg in spindel_med_tre_axlar():
        ring = next(d for d in re.findall(r'<path d="([^"]+)"', svg) if "C" in d)
        y = [float(y) for y in re.findall(r"[\d.]+ ([\d.]+) *\n", ring)]
        assert 0 < min(y) < max(y) < storlek(svg)[1]


@pytest.mark.parametrize(("hogst", "sista"), [(100, "100"), (None, "8")])
def test_the_axis_ends_where_it_is_told_to(hogst: float | None, sista: str) -> None:
    svg = prickdiagram([Prick("A", 7.0, (6, 8), (5, 8), "sju", egen=True)], "x", hogst=hogst)[0]
    assert [t for t in ord_i(svg) if t.isdecimal()][-1] == sista


def test_a_hidden_dot_says_its_sign_and_nothing_about_its_value() -> None:
    def svg(varde: float | None) -> str:
        dold = Prick("B", varde, None, None, "..", egen=False, dampad=varde is None)
        return prickdiagram([Prick("A", 90.0, (80, 95), (70, 99), "90", egen=True), dold], "x")[0]

    assert ".." in ord_i(svg(None))
    assert svg(None).count("<use") == svg(40.0).count("<use") - 1


def test_preliminary_time_is_a_band_with_dotted_lines() -> None:
    dagar = MANADER[:24]
    linje = [Linje("A", dagar, [float(i) for i in range(24)], "egen")]
    fast, prel = linjediagram(linje, 0)[0], linjediagram(linje, 0, preliminar_fran=date(2016, 7, 1))[0]
    assert "preliminärt" in ord_i(prel)
    assert stil.PRELIMINAR_BAKGRUND in prel
    assert prel.count(f"stroke: {stil.EGEN}") == fast.count(f"stroke: {stil.EGEN}") + 1
    assert linjediagram(linje, 0, preliminar_fran=date(2031, 1, 1))[0] == fast
    helt = linjediagram(linje, 0, preliminar_fran=date(2015, 1, 1))[0]
    assert helt.count(f"stroke: {stil.EGEN}") == fast.count(f"stroke: {stil.EGEN}")


def test_a_control_chart_explains_the_marks_it_holds_and_the_reason_for_its_break() -> None:
    marken = {"säkerställd förändring", "avviker, men inte säkerställt", "bedöms inte"}
    linjer_ = {"värde per månad", "genomsnitt", "gränser för vanlig variation"}
    for svg in styr():
        assert marken | linjer_ | {"preliminärt", "brott"} <= set(ord_i(svg))
        assert "nya grupper" in " ".join(ord_i(svg))
    lugn = styrbild([Styrpunkt(d, 5.0 + i % 2) for i, d in enumerate(MANADER[:12])])[0]
    assert set(ord_i(lugn)) & (marken | linjer_) == {"värde per månad"}


def test_a_control_chart_is_open_where_a_month_is_missing_or_the_series_breaks() -> None:
    def bitar(punkter: list[Styrpunkt], farg: str) -> int:
        svg = styrbild(punkter)[0].split("axes_2")[0]  # the plot without the legend
        streck = [d for d, s in re.findall(r'<path d="([^"]+)" clip-path[^>]*style="([^"]+)"', svg) if farg in s]
        return sum(d.count("M") for d in streck)

    hel = [Styrpunkt(d, 5.0, 5.0, 3.0, 7.0) for d in MANADER[:24]]
    lucka = [Styrpunkt(p.dag, None) if i == 10 else p for i, p in enumerate(hel)]
    brott = [replace(p, strecka=int(i > 10)) for i, p in enumerate(hel)]
    for farg, linjer_ in ((stil.EGEN, 1), (stil.JAMFORELSE, 1), (stil.ANDRA, 2)):
        assert bitar(lucka, farg) == bitar(brott, farg) == bitar(hel, farg) + linjer_, farg


@pytest.mark.parametrize(("lagst", "hogst", "golv"), [(3.0, 10.0, 0.0), (28.0, 32.0, 27.52)])
def test_the_axis_of_a_control_chart_begins_at_zero_unless_zero_is_far_away(
    lagst: float, hogst: float, golv: float
) -> None:
    punkter = [Styrpunkt(d, v) for d, v in zip(MANADER, (lagst, hogst), strict=False)]
    assert axelns_golv(punkter) == pytest.approx(golv)


def test_a_value_without_neighbours_is_a_dot() -> None:
    def svg(varden: list[float | None]) -> str:
        return linjediagram([Linje("A", MANADER[:5], varden, "egen")], 0)[0]

    assert svg([1, None, 3, None, None]).count("<use") == svg([1, 2, 3, None, None]).count("<use") + 2


def test_breaks_in_a_line_are_named_and_per_cent_never_passes_100() -> None:
    linje = [Linje("A", MANADER[:24], [98.0] * 24, "egen")]
    for svg in linjediagram(linje, 0, [date(2016, 1, 1)], enhet_procent=True):
        assert "brott" in ord_i(svg)
        assert f"100{NBSP}%" in ord_i(svg)
        assert f"120{NBSP}%" not in ord_i(svg)


def test_no_line_crosses_a_break() -> None:
    linje = [Linje("A", MANADER[:24], [5.0] * 24, "egen")]

    def bitar(brott: list[date]) -> int:
        svg = linjediagram(linje, 0, brott)[0]
        streck = [d for d, s in re.findall(r'<path d="([^"]+)" clip-path[^>]*style="([^"]+)"', svg) if stil.EGEN in s]
        return sum(d.count("M") for d in streck)

    assert bitar([date(2016, 1, 1)]) == bitar([date(2015, 6, 15)]) == bitar([]) + 1
    assert bitar([MANADER[0]]) == bitar([])  # nothing before it


def test_a_long_series_takes_the_narrow_canvas_s_whole_width() -> None:
    def etikettens_plats(antal: int) -> float:
        svg = linjediagram([Linje("Kungsbacka", MANADER[:antal], [5.0] * antal, "egen")], 1)[1]
        return next(t[1] for t in texter(svg) if t[0] == "Kungsbacka 5,0") / storlek(svg)[0]

    assert etikettens_plats(60) > 0.6, "beside the line's end"
    assert etikettens_plats(61) < 0.2, "above the plot"


@pytest.mark.parametrize(
    ("text", "bredd", "rader"),
    [
        ("Avled på önskad plats", 0.9, ("Avled på", "önskad plats")),
        ("Munhälsobedömning", 0.5, ("Munhälsobedömning",)),
        ("Munhälso\u00adbedömning", 0.9, ("Munhälso-", "bedömning")),
        ("Munhälso\u00adbedömning", 3.0, ("Munhälsobedömning",)),
    ],
)
def test_lines_break_at_spaces_and_soft_hyphens_alone(text: str, bredd: float, rader: tuple[str, ...]) -> None:
    assert radbryt(text, bredd) == rader


def test_text_is_balanced_and_stacked() -> None:
    assert balansera("Vidbehovsordination opioid", 2) == ("Vidbehovsordination", "opioid")
    assert balansera("A", 3) == ("A",)
    assert lagen_utan_krock([(0, 2), (1, 3), (2.5, 4), (5, 6)]) == [0, 1, 0, 0]


def test_the_planning_tracks_are_told_apart_without_colour() -> None:
    assert list(stil.FARGSPAR) == ["rod", "gul", "gron", "bla", "ej_satt"]
    farger, monster, bokstaver = zip(*stil.FARGSPAR.values(), strict=True)
    assert all(kontrast(f, "#ffffff") >= 3 for f in farger)
    assert len(set(monster)) == len(set(bokstaver)) == len(set(farger)) == 5
    assert not {f.lower() for f in farger} & {"#dcebf5", "#fbe3d0", "#9a3d0c", "#0a5c7a"}


def test_the_band_and_the_light_grey_keep_the_contrast() -> None:
    assert kontrast(stil.LAG_TACKNING, "#ffffff") >= 3
    assert kontrast(stil.DAMPAD, stil.PRELIMINAR_BAKGRUND) >= 4.5
    assert all(kontrast(f, stil.PRELIMINAR_BAKGRUND) >= 3 for f in (stil.EGEN, stil.JAMFORELSE, stil.ANDRA_MATTET))


def test_a_period_that_is_alone_stands_in_the_middle_of_an_axis_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for svg in linjediagram([Linje("A", MANADER[:1], [5.0], "egen")], 0):
            assert "2015" in svg
