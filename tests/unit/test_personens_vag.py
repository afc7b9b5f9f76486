"""One person's way: figures of the cube alone, the same wherever it stands, and hidden in the picture and its alt."""

import re
from dataclasses import replace

import nbformat
import pytest

from analys.berakna import Kubbesked
from analys.katalog import Katalog
from analys.period import Period
from analys.present import jamfor_grupper, las_underlag, nyckeltal, personens_vag
from analys.present.block import Figur, Text
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from tests.conftest import ROT
from tests.unit.test_omdome_pa_sidan import rad, underlag

EFTER = "andel_aterinskrivning_efter_boende"


@pytest.fixture(scope="module", params=["0013", "1315"])
def sida(kub: Kubbesked, request: pytest.FixtureRequest) -> Underlag:
    return las_underlag("halland", request.param, "2022-12")


def figuren(block: Figur | Text) -> Figur:
    assert isinstance(block, Figur)
    return block


def test_published_figures_stand_on_the_way(kub: Kubbesked) -> None:
    """Region Halland, Indikatorrapport mars 2023: 4 090 enrolled; 2 935 cared for, 908 (31 %) in need of planning."""
    bild = figuren(personens_vag(las_underlag("halland", "0013", "2022-12")))
    for text in ("4\u00a0090 inskrivna", "2\u00a0935 patienter", "908 av 2\u00a0935 (31\u00a0%)"):
        assert text in bild.alt
        assert text in bild.svg_bred
    assert (
        "Planering",
        "Behov av planering, somatik",
        "december 2022",
        "908 av 2\u00a0935",
        "31\u00a0%",
    ) in bild.tabell.rader


def test_the_figures_are_those_of_the_themes(sida: Underlag) -> None:
    rader = figuren(personens_vag(sida)).tabell.rader
    kort = {k.titel: k for i in sida.katalog for k in nyckeltal(sida, i).kort}
    for _, matt, _, antal, varde in rader:
        if matt in kort:
            assert kort[matt].varde in (antal, varde), matt
    grupper = jamfor_grupper(sida, EFTER, "boendeform")
    if isinstance(grupper, Figur):
        temats = {r[0].lower(): r[1:3] for r in grupper.tabell.rader}
        egna = {m.partition(": ")[2]: (antal, varde) for _, m, _, antal, varde in rader if ": " in m}
        assert egna == {g: temats[g] for g in ("inskriven i hemsjukvården", "särskilt boende")}


def test_every_figure_of_the_table_is_in_picture_and_alt(sida: Underlag) -> None:
    bild = figuren(personens_vag(sida))
    ritat = " ".join(re.findall(r">([^<>]+)</text>", bild.svg_bred))
    for _, _, _, antal, varde in bild.tabell.rader:
        assert antal in ritat or varde in ritat or antal.partition(" av ")[2] in ritat
        assert antal in bild.alt or varde in bild.alt or antal.partition(" av ")[2] in bild.alt


def test_a_hidden_figure_is_a_sign_everywhere(profil: Regionprofil, katalog: Katalog) -> None:
    period = Period.las("2022-12-r12")
    rader = [
        rad(EFTER, "1380", period, 3, 377, boendeform="hemsjukvard"),
        rad(EFTER, "1380", period, 60, 300, boendeform="sarskilt_boende"),
    ]
    bild = figuren(personens_vag(underlag(profil, katalog, rader, "1380")))
    assert "60 av 300 (20,0\u00a0%) åter inom 30 dagar" in bild.alt
    assert "300 utskrivningar, 65+" in bild.alt
    for dolt in (".. åter inom 30 dagar", ".. utskrivningar, 65+"):
        assert dolt in bild.alt
    assert "377" not in f"{bild.alt}{bild.svg_bred}{bild.svg_smal}{bild.tabell}"


def test_nothing_to_show_is_said(profil: Regionprofil, katalog: Katalog) -> None:
    tom = underlag(profil, katalog, [rad(EFTER, "1380", Period.las("2022-12-r12"), None, None)], "1380")
    assert isinstance(personens_vag(tom), Text)


def test_no_text_is_wider_than_its_canvas(sida: Underlag) -> None:
    """The narrow canvas is 3,7 inches (266,4 points): no text begins so far right that it would be cut."""
    from analys.present import stil  # noqa: PLC0415
    from analys.present.duk import textbredd  # noqa: PLC0415

    bild = figuren(personens_vag(sida))
    for svg, bredd in ((bild.svg_bred, stil.BRED_TUM[0]), (bild.svg_smal, stil.SMAL_TUM[0])):
        texter = re.findall(r'<text style="[^"]*"[^>]*translate\(([\d.]+) [\d.]+\)[^>]*>([^<]+)</text>', svg)
        texter += re.findall(r'<text style="[^"]*" x="([\d.]+)"[^>]*>([^<]+)</text>', svg)
        assert len(texter) > 20
        for x, text in texter:
            assert float(x) / 72 + textbredd(text, stil.LITEN) <= bredd, text


def test_the_same_picture_stands_in_its_theme_and_in_the_overview() -> None:
    for tema in ("oversikt", "utskrivningsklara"):
        bok = nbformat.read(ROT / "notebooks" / f"{tema}.ipynb", as_version=4)
        assert [c.source for c in bok.cells if "personens_vag(" in c.source] == ["personens_vag(underlag)"]


def test_the_person_is_said_to_be_invented(sida: Underlag) -> None:
    bild = figuren(personens_vag(sida))
    assert bild.beskrivning.startswith("Clara, 84 år, är påhittad.")
    assert replace(bild).kalla.endswith("Exempeldata.")
