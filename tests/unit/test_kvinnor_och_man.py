"""Women and men: Newcombe's difference, marked only when it is shown, and hidden groups hidden."""

from dataclasses import replace
from typing import Any

import nbformat
import pytest

from analys.katalog import Katalog
from analys.period import Period
from analys.present import kvinnor_och_man
from analys.present.block import Tabell, Text
from analys.region import Regionprofil
from tests.conftest import ROT
from tests.unit.test_omdome_pa_sidan import ATER, INSKRIVNA, SAMTAL, rad, underlag

R12, AVSLUT = Period.las("2022-12-r12"), "antal_avslut"


def raden(profil: Regionprofil, katalog: Katalog, *rader: dict[str, Any], matt: str = ATER) -> tuple[str, ...]:
    block = kvinnor_och_man(underlag(profil, katalog, list(rader), "1380"), matt)
    assert isinstance(block, Tabell)
    return tuple(c.replace("\u00a0", " ") for c in block.rader[0])


def par(kvinnor: tuple[int, int], man: tuple[int, int], **annat: Any) -> list[dict[str, Any]]:
    hela = rad(ATER, "1380", R12, kvinnor[0] + man[0], kvinnor[1] + man[1], **annat)
    return [
        hela,
        rad(ATER, "1380", R12, *kvinnor, kon="kvinna", **annat),
        rad(ATER, "1380", R12, *man, kon="man", **annat),
    ]


def test_the_difference_is_newcombe_s(profil: Regionprofil, katalog: Katalog) -> None:
    """56 of 70 against 48 of 80: 0,2000 (0,0524 to 0,3339), Newcombe 1998, Stat Med 17, table II, method 10, (a)."""
    assert raden(profil, katalog, *par((56, 70), (48, 80))) == (
        "Oplanerad återinskrivning, januari–december 2022",
        "80,0 %",
        "60,0 %",
        "+20,0",
        "+5,2 till +33,4",
        "ingen säkerställd skillnad",
        ".",
    )


def test_the_difference_a_year_earlier_stands_beside(profil: Regionprofil, katalog: Katalog) -> None:
    fore = [rad(ATER, "1380", R12.flytta(-12), x, n, kon=k) for k, x, n in (("kvinna", 30, 100), ("man", 40, 100))]
    assert raden(profil, katalog, *par((56, 70), (48, 80)), *fore)[-1] == "−10,0"
    dold = [rad(ATER, "1380", R12.flytta(-12), 3, 100, kon="kvinna"), fore[1]]
    assert raden(profil, katalog, *par((56, 70), (48, 80)), *dold)[-1] == "."


def test_only_a_shown_difference_is_marked(profil: Regionprofil, katalog: Katalog) -> None:
    assert raden(profil, katalog, *par((560, 700), (480, 800)))[-2] == "▲ säkerställt högre"
    assert raden(profil, katalog, *par((480, 800), (560, 700)))[-2] == "▼ säkerställt lägre"
    assert raden(profil, katalog, *par((6, 100), (9, 100)))[-2] == "för få för att bedöma"
    sista = raden(profil, katalog, *par((560, 700), (480, 800), tackning=0.5))[-2]
    assert sista == "låg täckningsgrad, bedöms inte"
    assert raden(profil, katalog, *par((560, 700), (480, 800), status="ej_sakerstalld"))[-2].startswith("data ej")


def test_a_hidden_group_hides_the_difference(profil: Regionprofil, katalog: Katalog) -> None:
    assert raden(profil, katalog, *par((3, 700), (480, 800)))[1:] == (
        "..",
        "60,0 %",
        ".",
        ".",
        "för få för att bedöma",
        ".",
    )
    alla_dolda = kvinnor_och_man(underlag(profil, katalog, par((3, 700), (4, 800)), "1380"), ATER)
    assert isinstance(alla_dolda, Text)


def test_counts_alone_have_no_difference(profil: Regionprofil, katalog: Katalog) -> None:
    matt = "antal_vardade_somatik"
    rader = [rad(matt, "1380", R12, x, None, **g) for x, g in ((30, {}), (20, {"kon": "kvinna"}), (10, {"kon": "man"}))]
    assert raden(profil, katalog, *rader, matt=matt)[1:] == ("20", "10", ".", ".", ".", ".")


def test_what_the_catalogue_does_not_judge_has_a_difference_without_interval(
    profil: Regionprofil, katalog: Katalog
) -> None:
    """Days of one stay belong together: an interval over days would be far too narrow."""
    matt = "andel_dagar_lang_vantan_somatik"
    rader = [rad(matt, "0013", R12, x, 1000, kon=k) for x, k in ((600, "kvinna"), (300, "man"), (900, "alla"))]
    assert raden(profil, katalog, *rader, matt=matt)[1:] == ("60 %", "30 %", "+30", ".", ".", ".")


def test_a_distribution_has_a_row_per_group_and_only_where_it_is_asked_for(
    profil: Regionprofil, katalog: Katalog
) -> None:
    matt = "fordelning_fargspar_somatik"
    farger = {"rod": 10, "gul": 20, "gron": 30, "bla": 30, "ej_satt": 10}
    rader = [
        rad(
            matt,
            "1380",
            R12,
            x + (5 if k == "man" and f == "rod" else 0),
            105 if k == "man" else 100,
            kon=k,
            fargspar=f,
        )
        for k in ("kvinna", "man")
        for f, x in farger.items()
    ]
    rader += [rad(matt, "1380", R12, 205, 205), rad(matt, "1380", R12, 100, 100, kon="kvinna")]
    block = kvinnor_och_man(underlag(profil, katalog, rader, "1380"), matt)
    assert isinstance(block, Tabell)
    namn = [r[0].partition(": ")[2].partition(",")[0] for r in block.rader]
    assert namn == [_litet(n) for n in profil.planeringsspar.namn.values()]
    assert block.rader[0][1:3] == ("10\u00a0%", "14\u00a0%")
    alla = kvinnor_och_man(underlag(profil, katalog, [*rader, *par((56, 70), (48, 80))], "1380"))
    assert isinstance(alla, Tabell)
    assert len(alla.rader) == 1


def test_what_cannot_be_divided_is_named_with_the_reason(profil: Regionprofil, katalog: Katalog) -> None:
    rader = [*par((56, 70), (48, 80)), rad("kontinuitet_ko1", "1380", Period.las("2022-12"), 50, 100)]
    block = kvinnor_och_man(underlag(profil, katalog, rader, "1380"), ATER, "kontinuitet_ko1")
    assert isinstance(block, Tabell)
    mening = f"Delas inte upp på kön: {_litet(katalog['kontinuitet_ko1'].kort)} (uppgiften saknas i det som räknas)."
    assert block.beskrivning.endswith(mening)
    ensam = kvinnor_och_man(underlag(profil, katalog, rader, "1380"), "kontinuitet_ko1")
    assert isinstance(ensam, Text)
    assert ensam.stycken == (mening,)
    tre = "andel_oplanerad_aterinskrivning_3_dagar"
    rader = [rad(tre, "1380", R12, 50, 100), rad("kontinuitet_ko1", "1380", Period.las("2022-12"), 50, 100)]
    bada = kvinnor_och_man(underlag(profil, katalog, rader, "1380"), tre, "kontinuitet_ko1")
    assert isinstance(bada, Text)
    assert bada.stycken[0].endswith(
        f"inom tre dagar ({katalog[tre].utan_kon}); läkarkontinuitet Ko1 (uppgiften saknas i det som räknas)."
    )
    register = [i for i, m in katalog.items() if m.kalla == "Svenska palliativregistret"]
    rader = [rad(i, "1380", R12, 50, 100) for i in register]
    palliativ = kvinnor_och_man(underlag(profil, katalog, rader, "1380"), *register)
    assert isinstance(palliativ, Text)
    assert f" {len(register)} mått ur Svenska palliativregistret (" in palliativ.stycken[0]


def _litet(text: str) -> str:
    return text[0].lower() + text[1:]


def test_twelve_months_over_a_break_are_not_used(profil: Regionprofil, katalog: Katalog) -> None:
    """The last year is not computed; the one before the break is."""
    fore = Period.las("2022-10-r12")
    rader = [rad(ATER, "1380", R12, None, None, status="over_brott")]
    rader += [
        rad(ATER, "1380", fore, x, n, **g)
        for x, n, g in ((104, 150, {}), (56, 70, {"kon": "kvinna"}), (48, 80, {"kon": "man"}))
    ]
    assert raden(profil, katalog, *rader)[0] == "Oplanerad återinskrivning, november 2021–oktober 2022"


def test_without_names_every_measure_with_sex_is_there_and_no_other(profil: Regionprofil, katalog: Katalog) -> None:
    med_kon = [i for i, m in katalog.items() if ("kon",) in m.dimensioner and not m.fordelas_over]
    alla = [
        rad(i, "1380", Period.las(p), 100, 200, kon=k, kvadratsumma=100.0)
        for i in [*med_kon, SAMTAL]
        for k in ("kvinna", "man")
        for p in ("2022-12-r12", "2022-12", "2022-12-01")
    ]
    block = kvinnor_och_man(underlag(profil, katalog, alla, "1380"))
    assert isinstance(block, Tabell)
    assert len(block.rader) == len(med_kon)
    assert not [r for r in block.rader if katalog[SAMTAL].kort in r[0]]
    assert block.rader[0][0].startswith(katalog[INSKRIVNA].kort)
    utan_sida = underlag(replace(profil, indikatorrapport=None), katalog, par((56, 70), (48, 80)), "1380")
    assert isinstance(kvinnor_och_man(utan_sida), Tabell)


@pytest.mark.parametrize(
    "tema",
    [
        *("oversikt", "hemsjukvard", "fargspar", "utskrivningsklara", "aterinskrivning", "fast_kontakt"),
        *("palliativ", "upplevelser"),
    ],
)
def test_every_theme_about_persons_has_the_section(tema: str) -> None:
    """Also where the tables do not tell women and men apart: then it says so."""
    bok = nbformat.read(ROT / "notebooks" / f"{tema}.ipynb", as_version=4)
    assert [c for c in bok.cells if c.source.startswith("## Kvinnor och män")]
    assert [c for c in bok.cells if c.source.startswith("kvinnor_och_man(")]


def test_no_other_theme_shows_a_measure_with_sex(profil: Regionprofil, katalog: Katalog) -> None:
    med = [i for i, m in katalog.items() if ("kon",) in m.dimensioner]
    for tema in profil.teman:
        text = (ROT / "notebooks" / f"{tema}.ipynb").read_text(encoding="utf-8")
        assert "kvinnor_och_man(" in text or not [i for i in med if f'\\"{i}\\"' in text], tema
