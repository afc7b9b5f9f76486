"""The funnel: what is drawn and named, that shape tells the verdict, and that all of Sweden fits."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analys.berakna import Kubbesked
from analys.errors import UsageError
from analys.present import las_underlag, tratt
from analys.present.block import Figur, Text
from analys.present.meningar import omdomestext
from analys.present.underlag import Underlag
from analys.stats.intervall import med_intervall
from analys.stats.omdome import Omdome
from analys.utfall import ALLA, DIMENSIONER
from tests.unit.test_diagram import inget_skyms, ord_i

MATT = "andel_oplanerad_aterinskrivning"
RAT = "antal_avslut"
BRYTPUNKT = "andel_brytpunktssamtal"


@pytest.fixture(scope="module")
def hylte(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "Hylte", "2022-12")


def syntetisk(mall: Underlag, rader: list[dict[str, object]], indikator: str = MATT) -> Underlag:
    """Protected figures of these områden alone, for one measure and its own period; ``tecken`` hides a row."""
    period = mall.period_for(indikator)
    grund = {"indikator": indikator, "periodtyp": str(period.typ), "period": period.forsta_dag, "status": "slutlig"}
    grund |= dict.fromkeys(DIMENSIONER, ALLA) | {"kvadratsumma": None, "varde": None, "tackning": 0.95, "tecken": ""}
    utfall = pd.DataFrame([grund | {"tackning_ar": 2021} | r for r in rader])
    for kolumn in ("taljare", "namnare", "kvadratsumma", "varde"):
        utfall[kolumn] = utfall[kolumn].astype("Float64")
    utfall = med_intervall(utfall, {indikator: mall.katalog[indikator].skala})
    return replace(mall, skyddat=replace(mall.skyddat, rader=utfall))


def rad(kod: str, x: float | None, n: float | None, **annat: object) -> dict[str, object]:
    return {"omrade": kod, "taljare": x, "namnare": n} | annat


def blandade_rader() -> list[dict[str, object]]:
    """One kommun of each kind: judged, hidden and preliminary."""
    return [
        rad("0013", 1200, 10_000),
        rad("1382", 400, 2000),
        rad("1380", 120, 2000),
        rad("1315", 60, 500),
        rad("1384", None, None, tecken=".."),
        rad("1383", 250, 2000, status="preliminar"),
    ]


def sverige(mall: Underlag) -> Underlag:
    """290 kommuner of 150 to 40 000 discharges around one share, and two that differ."""
    slump = np.random.default_rng(7)
    n = np.geomspace(150, 40_000, 290).astype(int)
    kommuner = list(mall.kommuner)
    rader = [rad(o.kod, float(slump.binomial(k, 0.12)), float(k)) for o, k in zip(kommuner, n[::-1], strict=True)]
    rader[100] |= {"taljare": 0.3 * float(rader[100]["namnare"])}  # type: ignore[arg-type]
    return syntetisk(mall, [rad("0013", 12_000, 100_000), *rader])


def halland(mall: Underlag) -> Underlag:
    """Each kommun another case: high, low, inside, hidden, missing, preliminary."""
    return syntetisk(
        mall,
        blandade_rader(),
    )


def bild(block: Figur | Text) -> Figur:
    assert isinstance(block, Figur)
    return block


def test_verdicts_are_told_by_shape_and_word_and_stand_in_the_twin(hylte: Underlag) -> None:
    figur = bild(tratt(halland(hylte), MATT))
    assert [(r[0], r[-1]) for r in figur.tabell.rader] == [
        ("Falkenberg", "▲\u00a0säkerställt högre"),
        ("Halmstad", "▼\u00a0säkerställt lägre"),
        ("Hylte", Omdome.INGEN),
        ("Varberg", Omdome.PRELIMINART),
    ]
    assert figur.tabell.rader[2][:5] == ("Hylte", "500", "12,0\u00a0%", "9,2–14,8", "7,5–16,5")
    for ord_ in ("säkerställt högre än i Halland", "säkerställt lägre än i Halland", "bedöms inte (preliminärt)"):
        assert ord_ in ord_i(figur.svg_bred)
    assert figur.tabell.markerad == (2,)
    kort = hylte.katalog[MATT].kort
    assert figur.budskap == f"{kort}: säkerställt högre än Halland i Falkenberg, lägre i Halmstad"
    siffror = "Andelen är 20,0 % i Falkenberg och 6,0 % i Halmstad, mot 12,0 % i Halland."
    assert figur.mening.startswith(siffror.replace(" %", "\u00a0%"))


def test_hidden_and_missing_kommuner_are_named_under_the_figure(hylte: Underlag) -> None:
    figur = bild(tratt(halland(hylte), MATT))
    assert "Visas inte (för få): Kungsbacka. Uppgift saknas: Laholm." in figur.kalla
    assert "Kungsbacka" not in ord_i(figur.svg_bred)


def test_the_example_agrees_with_the_interval_rule_on_every_page(hylte: Underlag) -> None:
    for indikator in (MATT, RAT, BRYTPUNKT):
        figur = bild(tratt(hylte, indikator))
        period = hylte.period_for(indikator)
        for omrade, r in zip(hylte.profil.rapportomraden[1:], figur.tabell.rader, strict=True):
            assert r[-1].startswith(omdomestext(hylte.omdome(indikator, period, omrade.kod)))
    assert "Riket, kommunala enheter" in bild(tratt(hylte, BRYTPUNKT)).alt


def test_low_coverage_is_said_and_hollow(hylte: Underlag) -> None:
    figur = bild(tratt(hylte, MATT))
    kungsbacka = next(r for r in figur.tabell.rader if r[0] == "Kungsbacka")
    assert kungsbacka[-1] == "data ej säkerställda, bedöms inte (låg täckningsgrad)"
    assert "bedöms inte (låg täckningsgrad)" in ord_i(figur.svg_bred)
    assert re.search(r"fill: #ffffff; stroke: #8a94a0", figur.svg_bred)


def test_all_of_sweden_is_drawn_in_a_fixed_order_and_only_the_region_is_named(hylte: Underlag) -> None:
    underlag = sverige(hylte)
    figur = bild(tratt(underlag, MATT))
    assert [r[0] for r in figur.tabell.rader] == [o.kortnamn for o in underlag.kommuner]
    assert len(figur.tabell.rader) == 290
    assert "ingen kommun" not in figur.budskap  # 283 others are not the region's to speak of
    assert figur.tabell.rader[100][-1] == omdomestext(Omdome.HOGRE)
    assert sum(r[-1].startswith(("▲", "▼")) for r in figur.tabell.rader) <= 5  # 290 x 0,2 % by chance
    ritade = ord_i(figur.svg_bred)
    assert "Hylte" in ritade
    assert not {o.kortnamn for o in underlag.profil.andra_kommuner} & set(ritade)
    assert {o.kod for o in underlag.kommuner} >= {"0114", "2584", "1315"}


@pytest.mark.parametrize("gor", [halland, sverige])
@pytest.mark.parametrize("duk", [0, 1])
def test_no_text_is_cut_off_or_covers_another(hylte: Underlag, gor: object, duk: int) -> None:
    figur = bild(tratt(gor(hylte), MATT))  # type: ignore[operator]
    inget_skyms((figur.svg_bred, figur.svg_smal)[duk])


@pytest.mark.parametrize(
    "indikator",
    ["medel_inskrivningstid", "antal_vardade_somatik", "fordelning_fargspar_somatik", "antal_inskrivna_hemsjukvard"],
)
def test_a_measure_without_a_funnel_is_refused_in_words(hylte: Underlag, indikator: str) -> None:
    with pytest.raises(UsageError, match="tratt"):
        tratt(hylte, indikator)


def test_without_a_comparator_or_figures_the_block_says_so(hylte: Underlag) -> None:
    for rader in ([rad("1315", 60, 500)], [rad("0013", 1200, 10_000), rad("1315", None, None, tecken="..")]):
        block = tratt(syntetisk(hylte, rader), MATT)
        assert isinstance(block, Text)
        assert block.stycken == ("Uppgift saknas för Hylte.",)
