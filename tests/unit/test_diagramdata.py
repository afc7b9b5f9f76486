"""What a chart carries as numbers is what its table prints: no more decimals, and nothing where nothing is shown."""

from datetime import date

import pytest

from analys.berakna import Kubbesked
from analys.disclosure.grind import TECKEN
from analys.katalog import Katalog
from analys.period import Period
from analys.present import fordelning, las_underlag, spindel, svarsspindel, tva_matt, utveckling, utveckling_i_grupper
from analys.present.block import Diagram, Figur, Serie, Text
from analys.present.diagram import Linje, linjedata
from analys.present.underlag import Underlag

OMRADEN = ("0013", "1315", "1380")
LIVETS_SLUT = (
    "andel_brytpunktssamtal",
    "andel_smartskattning",
    "andel_munhalsobedomning",
    "andel_utan_trycksar",
    "andel_onskad_dodsplats",
)


def tal(text: str) -> float | None:
    """What a cell prints as a number; where those who missed out are named (``8 av 30 utan``) the others' share."""
    text = text.replace("\u00a0", "").replace("−", "-").replace(",", ".")
    if text in TECKEN:
        return None
    if " av " in text:
        utan, av = (int(d.split()[0]) for d in text.split(" av "))
        return 100 * (av - utan) / av
    return float(text.removesuffix("%"))


def seriens(diagram: Diagram, namn: str) -> list[float | None]:
    """A series' values with those of its parts before a break and after the last final day."""
    delar = [s.varden for s in diagram.serier if namn in (s.namn, s.del_av)]
    return [next((v for v in punkt if v is not None), None) for punkt in zip(*delar, strict=True)]


def samma(visat: float | None, skrivet: float | None, decimaler: int) -> bool:
    if visat is None or skrivet is None:
        return visat is skrivet
    return abs(visat - skrivet) <= 0.5001 * 10**-decimaler


def alla_figurer(u: Underlag) -> list[tuple[Figur, dict[str, int]]]:
    """Charts of every kind, with the table's column of each series."""
    par: list[tuple[Figur | Text, list[int]]] = [
        (utveckling(u, "antal_inskrivna_hemsjukvard", "2015-01"), [2, 3]),
        (utveckling(u, "andel_oplanerad_aterinskrivning", "2018-01", "tertial"), [2, 3]),
        (utveckling(u, "andel_brytpunktssamtal", "2018-01", "r12"), [2, 3]),
        (utveckling(u, "medel_dagar_utskrivningsklar_somatik", "2018-01"), [2, 3]),
        (utveckling(u, "antal_vardade_somatik", "2018-01"), [1]),
        (tva_matt(u, "antal_nya_inskrivningar", "antal_avslut", "2015-01"), [1, 2]),
        (utveckling_i_grupper(u, "andel_fast_lakarkontakt", "rub", "4", "5"), [1, 3]),
        (spindel(u, *LIVETS_SLUT), [1, 2]),
        (svarsspindel(u, "samverkan"), [2, 3]),
        (fordelning(u, "fordelning_fargspar_somatik"), [2, 3, 4, 5, 6]),
    ]
    ut = []
    for figur, kolumner in par:
        if isinstance(figur, Figur):
            assert figur.diagram is not None
            hela = [s.namn for s in figur.diagram.serier if not s.del_av and s.slag != "mal"]
            ut.append((figur, dict(zip(hela, kolumner, strict=False))))
    return ut


@pytest.mark.parametrize("omrade", OMRADEN)
def test_every_number_is_one_that_the_table_prints(kub: Kubbesked, omrade: str) -> None:
    figurer = alla_figurer(las_underlag("halland", omrade, "2022-12"))
    assert {f.diagram.slag for f, _ in figurer if f.diagram} >= {"linje", "spindel"}
    provade = 0
    for figur, kolumner in figurer:
        diagram = figur.diagram
        assert diagram is not None
        for namn, kolumn in kolumner.items():
            visade = seriens(diagram, namn)
            skrivna = [tal(rad[kolumn]) for rad in figur.tabell.rader]
            assert len(visade) == len(skrivna)
            if diagram.slag == "andelar":  # the lengths of a bar's other parts would give a hidden one away
                skrivna = [None if ".." in rad else s for rad, s in zip(figur.tabell.rader, skrivna, strict=True)]
            for kategori, visat, skrivet in zip(diagram.kategorier, visade, skrivna, strict=True):
                assert samma(visat, skrivet, diagram.decimaler), (figur.titel, namn, kategori, visat, skrivet)
                assert visat is None or round(visat, diagram.decimaler) == visat
                provade += visat is not None
    assert provade > 300


def test_a_hidden_month_has_no_number(kub: Kubbesked) -> None:
    """Hylte's small months are hidden in the table; the check above would see a number there."""
    dolda = [
        rad
        for figur, _ in alla_figurer(las_underlag("halland", "1315", "2022-12"))
        for rad in figur.tabell.rader
        if ".." in rad
    ]
    assert dolda


def test_the_target_of_a_spoke_is_the_catalogue_s(kub: Kubbesked, katalog: Katalog) -> None:
    figur = spindel(las_underlag("halland", "0013", "2022-12"), *LIVETS_SLUT)
    assert isinstance(figur, Figur)
    assert figur.diagram is not None
    malen = next(s for s in figur.diagram.serier if s.slag == "mal")
    assert malen.varden == tuple(None if katalog[i].malniva is None else 100 * katalog[i].malniva for i in LIVETS_SLUT)


def test_a_line_ends_at_a_break_and_goes_on_as_preliminary() -> None:
    dagar = [date(2022, m, 1) for m in range(1, 7)]
    linje = Linje("Hylte", dagar, [1.04, 2.06, None, 4.0, 5.0, 6.0], "egen")
    d = linjedata([linje], 1, [date(2022, 3, 15)], date(2022, 6, 1))
    assert d.serier == (
        Serie("Hylte, före brottet 15\u00a0mars 2022", (1.0, 2.1, None, None, None, None), "egen", "Hylte"),
        Serie("Hylte", (None, None, None, 4.0, 5.0, None), "egen"),
        Serie("Hylte, preliminärt", (None, None, None, None, 5.0, 6.0), "egen", "Hylte"),
    )
    assert d.kategorier[0] == Period.las("2022-01").forsta_dag.isoformat()
