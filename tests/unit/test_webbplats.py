"""A release's own pages: what is new, definitions in order, only counts that may be seen, and a complete statement."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from analys import svenska
from analys.berakna import Kubbesked
from analys.period import Period
from analys.present.underlag import Underlag, las_underlag
from analys.region import Regionprofil
from analys.reports import utgava as utgavor
from analys.reports.kor import Jobb
from analys.reports.kvalitetssida import oppen_kvalitet
from analys.reports.redogorelse import tillganglighet
from analys.reports.varningar import Varning
from analys.reports.webbplats import nyheter
from tests.conftest import Utgava

DECEMBER = Period.las("2022-12")


@pytest.fixture
def underlag(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "0013", "2022-12")


def slapp(regionmapp: Path, period: str, rapporter: dict[str, str]) -> Path:
    """A release with one HTML file per ``område/tema`` and its text."""
    regionmapp.mkdir()
    bygg = utgavor.ny_byggmapp(regionmapp)
    for namn, text in rapporter.items():
        (bygg / namn).parent.mkdir(exist_ok=True)
        (bygg / f"{namn}.html").write_text(text, encoding="utf-8")
    poster = [{"omrade": n[:4], "tema": n.partition("/")[2]} for n in rapporter]
    utgavor.skriv_manifest(bygg, {"rapporter": poster})
    return utgavor.publicera(bygg, regionmapp, period)


def jobben(profil: Regionprofil, ny: Path, rapporter: dict[str, str]) -> list[Jobb]:
    ut = []
    for namn, text in rapporter.items():
        mapp, _, tema = namn.partition("/")
        omrade = profil.omrade(mapp[:4])
        (ny / mapp).mkdir(parents=True, exist_ok=True)
        (ny / f"{namn}.html").write_text(text, encoding="utf-8")
        ut.append(Jobb(tema, tema.capitalize(), omrade, Path(), {}, ("html",), "", "", "oppen"))
    return ut


FORE = {"1315-hylte/a": "1", "1381-laholm/a": "1"}


@pytest.mark.parametrize(
    ("period", "nu", "text"),
    [
        (None, FORE, "Det finns ingen tidigare utgåva att jämföra med."),
        ("2022-12", FORE, "Inga rapporter har ändrats sedan den förra utgåvan för december 2022."),
        (
            "2022-12",
            FORE | {"1381-laholm/a": "2", "1381-laholm/b": "1"},
            "1 ny rapport sedan den förra utgåvan för december 2022: B (Laholm). "
            "1 ändrad rapport sedan den förra utgåvan för december 2022: A (Laholm).",
        ),
        (
            "2022-12",
            {"1315-hylte/a": "1"},
            "1 rapport som fanns i den förra utgåvan för december 2022 finns inte med.",
        ),
        (
            "2022-11",
            FORE | {"1381-laholm/b": "1"},
            "Den förra utgåvan gällde november 2022. Nya teman sedan dess: B.",
        ),
        ("2023-01", FORE, "Det finns ingen tidigare utgåva att jämföra med."),
    ],
)
def test_what_is_new_is_said_from_the_former_release(
    tmp_path: Path, profil: Regionprofil, period: str | None, nu: dict[str, str], text: str
) -> None:
    if period:
        slapp(tmp_path / "halland", period, FORE)
    jobb = jobben(profil, tmp_path / "ny", nu)
    assert " ".join(nyheter(tmp_path / "halland", DECEMBER, jobb, tmp_path / "ny")) == text


def test_definitions_stand_in_swedish_order_with_an_anchor_each(utgava: Utgava) -> None:
    text = (utgava.plats / "definitioner.html").read_text(encoding="utf-8")
    titlar = re.findall(r'<h3 id="([a-z0-9_]+)-rubrik">(.*?)</h3>', text)
    assert len(titlar) > 50
    for (_, fore), (_, efter) in pairwise(titlar):
        forsta, andra = ("abcdefghijklmnopqrstuvwxyzåäö".find(t[0].lower()) for t in (fore, efter))
        assert forsta <= andra, (fore, efter)
    for matt, _ in titlar:
        assert f'<section class="kort" id="{matt}"' in text
    assert "antal_inskrivna_hemsjukvard" in dict(titlar)


def test_the_open_quality_page_has_no_exact_count_of_rows(underlag: Underlag) -> None:
    """Files' counts are tens or "färre än 10"; what is odd kommun by kommun is the internal page's."""
    block = oppen_kvalitet(underlag)
    tabell = next(b for b in block if isinstance(b, dict) and b.get("titel") == "Rader i underlaget")
    for rad in tabell["rader"]:
        for cell in rad[1:]:
            assert cell == "färre än 10" or re.fullmatch(r"[\d\u00a0]*0", cell), rad
    text = json.dumps(block, ensure_ascii=False)
    assert "Antal från 1 till 4 visas inte" in text
    assert "Uppföljningen" not in text
    for fil in underlag.skyddat.meta["filer"]:
        for n in (fil["rader_in"], fil["anvanda"]):
            assert n < 1000 or n % 10 == 0 or svenska.tal(n) not in text, fil["fil"]


def test_a_warning_s_count_is_rounded_down_too(underlag: Underlag) -> None:
    text = json.dumps(oppen_kvalitet(underlag), ensure_ascii=False)
    assert "Observera: 580 vårdtillfällen överlappar personens förra" in text
    assert "67\u00a0% av raderna" in text


def test_the_example_s_acknowledged_warning_is_one_of_its_own(underlag: Underlag) -> None:
    (godkand,) = underlag.skrivet.godkanda_varningar
    egna = [Varning(f["tabell"], f["fil"], "", v) for f in underlag.skyddat.meta["filer"] for v in f["varningar"]]
    assert [v.text.split()[1] for v in egna if v.godkand_av(godkand, underlag.profil)] == ["vårdtillfällen"]


def test_the_statement_has_the_parts_of_the_model(underlag: Underlag) -> None:
    block = tillganglighet(underlag)
    assert [b for b in block if isinstance(b, str)] == [
        "Vad som är testat",
        "Kända brister",
        "Kontakta oss om du hittar brister",
        "Tillsyn",
        "Hur vi har testat",
    ]
    text = json.dumps(block, ensure_ascii=False)
    for ord_ in (
        "delvis förenlig",
        underlag.profil.kontakt,
        "Digg",
        "digg.se/tdosanmalan",
        "WCAG 2.1",
        "28\u00a0november 2026",
    ):
        assert ord_ in text


@pytest.mark.parametrize(
    ("antal", "text"),
    [(1, "1 kB"), (45_600, "46 kB"), (999_499, "999 kB"), (999_500, "1,0 MB"), (15_667_414, "15,7 MB")],
)
def test_sizes_are_said_in_kilobytes_and_megabytes(antal: int, text: str) -> None:
    assert svenska.storlek(antal) == text.replace(" ", "\u00a0")
