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
    )


def test_only_a_shown_difference_is_marked(profil: Regionprofil, katalog: Katalog) -> None:
    assert raden(profil, katalog, *par((560, 700), (480, 800)))[-1] == "▲ säkerställt högre"
    assert raden(profil, katalog, *par((480, 800), (560, 700)))[-1] == "▼ säkerställt lägre"
    assert raden(profil, katalog, *par((6, 100), (9, 100)))[-1] == "för få för att bedöma"
    sista = raden(profil, katalog, *par((560, 700), (480, 800), tackning=0.5))[-1]
    assert sista == "låg täckningsgrad, bedöms inte"
    assert raden(profil, katalog, *par((560, 700), (480, 800), status="ej_sakerstalld"))[-1].startswith("data ej")


def test_a_hidden_group_hides_the_difference(profil: Regionprofil, katalog: Katalog) -> None:
    assert raden(profil, katalog, *par((3, 700), (480, 800)))[1:] == (
        "..",
        "60,0 %",
        ".",
        ".",
        "för få för att bedöma",
    )
    alla_dolda = kvinnor_och_man(underlag(profil, katalog, par((3, 700), (4, 800)), "1380"), ATER)
    assert isinstance(alla_dolda, Text)


def test_counts_alone_have_no_difference(profil: Regionprofil, katalog: Katalog) -> None:
    matt = "antal_vardade_somatik"
    rader = [rad(matt, "1380", R12, x, None, **g) for x, g in ((30, {}), (20, {"kon": "kvinna"}), (10, {"kon": "man"}))]
    assert raden(profil, katalog, *rader, matt=matt)[1:] == ("20", "10", ".", ".", ".")


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
    "tema", ["oversikt", "hemsjukvard", "fargspar", "utskrivningsklara", "aterinskrivning", "fast_kontakt"]
)
def test_every_theme_with_sex_has_the_section(tema: str, katalog: Katalog) -> None:
    """No theme names a measure with sex and lacks the section; those without sex in their tables do not have it."""
    bok = nbformat.read(ROT / "notebooks" / f"{tema}.ipynb", as_version=4)
    assert [c for c in bok.cells if c.source.startswith("## Kvinnor och män")]
    assert [c for c in bok.cells if c.source.startswith("kvinnor_och_man(")]


def test_no_other_theme_shows_a_measure_with_sex(profil: Regionprofil, katalog: Katalog) -> None:
    med = [i for i, m in katalog.items() if ("kon",) in m.dimensioner]
    for tema in profil.teman:
        text = (ROT / "notebooks" / f"{tema}.ipynb").read_text(encoding="utf-8")
        assert "kvinnor_och_man(" in text or not [i for i in med if f'\\"{i}\\"' in text], tema
