"""Comments as people type them: read strictly, printed where they belong, escaped, flagged when a figure changes."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analys import terminal
from analys.berakna import Kubbesked
from analys.errors import DataError
from analys.hem import Hem
from analys.katalog import Katalog
from analys.present.block import Tabell, Text
from analys.present.kommentarer import andrad_sedan, kommentarblock, siffran
from analys.present.underlag import Underlag
from analys.present.utgavan import Utgavan
from analys.region import Regionprofil
from analys.reports import om_utgavan, utgava
from analys.reports.bildspel import bildspel
from analys.reports.dokument import KOMMENTAR, las_dokument
from analys.reports.html import dokument_som_html
from analys.reports.om_utgavan import _kommentarernas_siffror, lasare
from analys.reports.oppnadata import utfallsrader
from analys.reports.pdf import dokument_som_pdf
from analys.reports.xlsx import blad_i
from analys.skrivet.kommentarer import Kommentar, las_kommentarer
from analys.skrivet.samling import Skrivet, las_skrivet
from analys.status import Status
from tests.conftest import Leveransbygge
from tests.unit.test_fordrojd_sida import LANGA, MANAD, rad
from tests.unit.test_fordrojd_sida import underlag as pa_sidan
from tests.unit.test_status import FAST

MATT = {"hemsjukvard": ("antal_inskrivna_hemsjukvard", "antal_nya_inskrivningar")}
HEL = """Författare: Eva Al
Datum: 2023-01-18
Period: 2022-12
Figur: Nya inskrivningar
Från: Indikatorgruppen

Ökningen är **väntad**.

- ett, 3 < 5
- [rutinen](https://exempel.se/?a=1&b=2)
---

forfattare: Bo Ek
Datum: 2023-01-20
Period: 2022-12
Från: kommunen

Vi känner igen bilden.
"""


@pytest.fixture
def las(tmp_path: Path, profil: Regionprofil, katalog: Katalog) -> Any:
    """Read one file of comments."""

    def kor(text: str, fil: str = "hemsjukvard-hylte.md") -> tuple[Kommentar, ...]:
        (tmp_path / fil).write_bytes(text.encode("utf-8-sig"))
        return las_kommentarer(tmp_path, profil, katalog, MATT)

    return kor


@pytest.mark.parametrize("radslut", ["\n", "\r\n"])
def test_blocks_are_read_as_a_person_types_them(las: Any, radslut: str) -> None:
    ett, tva = las(HEL.replace("\n", radslut))
    assert (ett.tema, ett.omrade, ett.forfattare, ett.datum, ett.period) == (
        "hemsjukvard", "1315", "Eva Al", date(2023, 1, 18), "2022-12",
    )  # fmt: skip
    assert (ett.figur, ett.fran) == ("antal_nya_inskrivningar", "Indikatorgruppen")
    assert (tva.figur, tva.fran, tva.text) == ("", "kommunen", "Vi känner igen bilden.")
    assert ett.nyckel != replace(ett, text="En annan.").nyckel


def test_a_file_without_a_kommun_is_the_region_s(las: Any) -> None:
    assert {k.omrade for k in las(HEL.partition("---")[0], "Hemsjukvard.md")} == {"0013"}


FEL = {
    "Författare: Eva Al\n": ("", "Författare saknas."),
    "Datum: 2023-01-18\n": ("Datum: 18 januari\n", '"18 januari" går inte att läsa.'),
    "Period: 2022-12\nFigur": ("Period: 2022\nFigur", '"2022" går inte att läsa.'),
    "Figur: Nya inskrivningar\n": ("Figur: Nya inskrivningr\n", 'figuren "Nya inskrivningr" finns inte i temat.'),
    "Från: Indikatorgruppen\n": ("Från vem: x\n", 'raden "Från vem" är okänd.'),
    "väntad": ("väntad av 19121212-1212", "texten innehåller något som ser ut som ett personnummer."),
    "Ökningen": ("Ökningen,\x0b", "texten har ett styrtecken som inte kan tryckas."),
    "Vi känner": ("Vi\x1f känner", "texten har ett styrtecken som inte kan tryckas."),
    "Eva Al": ("Eva\x0bAl", "texten har ett styrtecken som inte kan tryckas."),
    "ett, 3": ("<b>ett</b>, 3", "texten innehåller HTML."),
    "Ökningen är": ("# Rubrik\n\nÖkningen är", "texten har en rubrik."),
    "https://exempel.se": ("http://exempel.se", "texten har något som inte kan tryckas."),
    "Vi känner igen bilden.\n": ("", "texten saknas eller är för lång."),
}


@pytest.mark.parametrize("gammalt", FEL)
def test_each_fault_is_said_with_what_to_do(las: Any, gammalt: str) -> None:
    nytt, vad = FEL[gammalt]
    assert gammalt in HEL
    with pytest.raises(DataError) as fel:
        las(HEL.replace(gammalt, nytt, 1))
    assert vad in [f.vad for f in fel.value.fel]
    assert all(f.gor and f.rad for f in fel.value.fel)


def test_a_tab_is_text_and_rows_are_counted_as_an_editor_does(las: Any) -> None:
    assert las(HEL.replace("Ökningen är", "Ökningen\tär"))[0].text.startswith("Ökningen\tär")
    with pytest.raises(DataError) as fel:
        las(HEL.replace("Ökningen", "Ökningen\x0b").replace("ett, 3", "<b>ett</b>, 3"))
    assert [f.rad for f in fel.value.fel] == [7, 9]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path, las: Any) -> None:
    filer = {"hemsjukvrd.md": HEL, "hemsjukvard-hylt.md": HEL, "hemsjukvard-laholm.txt": HEL}
    for namn, text in filer.items():
        (tmp_path / namn).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as fel:
        las(HEL.replace("Författare: Eva Al\n", ""))
    texter = [str(f) for f in fel.value.fel]
    assert len(texter) == 4
    assert fel.value.exit_status == 65
    assert any("Menade du hemsjukvard?" in t for t in texter)
    assert any("Menade du Hylte?" in t for t in texter)


def test_a_kommun_does_not_speak_in_the_region_s_file(las: Any) -> None:
    with pytest.raises(DataError, match="för hela regionen"):
        las(HEL, "hemsjukvard.md")


def test_the_folder_of_what_is_written_has_the_comments(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    mapp = tomt_hem.skrivet("halland") / "kommentarer"
    mapp.mkdir(parents=True)
    (mapp / "hemsjukvard-hylte.md").write_text(HEL, encoding="utf-8")
    skrivet = las_skrivet(tomt_hem, profil, katalog, exempel=False)
    assert len(skrivet.kommentarer) == 2
    assert skrivet.temanamn == {"hemsjukvard": "Hemsjukvård"}


def test_a_faulty_comment_stops_the_run_before_anything_is_computed(
    tomt_hem: Hem, profil: Regionprofil, leverans: Leveransbygge, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapp = tomt_hem.skrivet("halland") / "kommentarer"
    mapp.mkdir(parents=True)
    (mapp / "hemsjukvard.md").write_text("Ingen rubrik\n", encoding="utf-8")
    monkeypatch.setattr(terminal, "berakna", lambda *_, **__: pytest.fail("computed first"))
    with pytest.raises(DataError, match=r"hemsjukvard\.md, rad 1"):
        terminal.berakna_och_beratta(tomt_hem, profil, leverans.skriv(), None, forgrova=False)


XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "<!--<script>alert(1)</script>-->",
    "<javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://exempel.se/x.png)",
    "[x]: javascript:alert(1)\n\n[x]",
    "`<script>alert(1)</script>`",
    '[x](https://e.se/"onmouseover="alert(1))',
    "[x](https://e.se 'a\" onclick=alert(1)')",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }}{% raw %}",
    '#eval("1+1") #image("x")',
    '=HYPERLINK("http://e.se")',
]


def _kommentar(text: str = "Ökningen är **väntad**.", **byten: Any) -> Kommentar:
    grund = Kommentar(
        "fordrojd_hemgang", "0013", "Eva Al", date(2022, 4, 5), MANAD.kod, LANGA, "Indikatorgruppen", text
    )
    return replace(grund, **byten)


def _underlag(profil: Regionprofil, katalog: Katalog, *kommentarer: Kommentar, antal: int = 40, **da: str) -> Underlag:
    regionens = pa_sidan(profil, katalog, "0013", [rad(LANGA, "0013", MANAD, antal, 100)])
    skrivet = Skrivet(kommentarer=kommentarer, temanamn={"fordrojd_hemgang": "Tema"})
    return replace(regionens, skrivet=skrivet, utgavan=Utgavan(Status(), kommentarer=da))


def _dokument(underlag: Underlag) -> Any:
    tabell = Tabell("0013", "Tabell", ("Område", "Andel"), (("Halland", "40"),), "Källa.", matt=(LANGA,))
    block = [underlag, Text("0013", ("Läget.",), "I korthet", slag="ruta"), tabell]
    celler = [nbformat.v4.new_markdown_cell("# Tema\n\n## Läget")]
    for b in block:
        utdata = nbformat.v4.new_output("display_data", data=b._repr_mimebundle_())
        celler.append(nbformat.v4.new_code_cell("", outputs=[utdata], metadata={"tags": ["bild"]}))
    return las_dokument(nbformat.v4.new_notebook(cells=celler), egen_analys=False)


@pytest.mark.parametrize("text", XSS)
def test_nothing_that_is_written_becomes_code(las: Any, profil: Regionprofil, katalog: Katalog, text: str) -> None:
    try:
        (ett,) = las(f"Författare: Eva Al\nDatum: 2023-01-18\nPeriod: 2022-12\n\n{text}\n")
    except DataError:
        return  # refused before anything is printed
    dokument = _dokument(_underlag(profil, katalog, _kommentar(ett.text)))
    sida = dokument_som_html(dokument).partition("<main")[2]
    kommentar = sida[sida.index("Kommentar från") :].partition("</section>")[0]
    assert not re.search(r"<(?!/?(p|ul|ol|li|strong|em|a|h3)\b)", kommentar)
    assert not re.search(r"<[^>]*\s(on\w+|src|style)\s*=", kommentar)
    assert all(lank.startswith(("https://", "mailto:")) for lank in re.findall(r'href="([^"]*)', kommentar))
    assert "49" not in kommentar
    dokument_som_pdf(dokument)


def test_a_comment_stands_under_its_figure_in_every_format(profil: Regionprofil, katalog: Katalog) -> None:
    om_temat = _kommentar("Om temat.", figur="", forfattare="Bo Ek", fran="")
    annan = _kommentar("Annan månad.", period="2022-01")
    dokument = _dokument(_underlag(profil, katalog, _kommentar(), om_temat, annan))
    typer = [d.get("typ") for d in dokument.delar]
    assert typer == [None, "text", KOMMENTAR, "tabell", KOMMENTAR]
    assert dokument.delar[2]["rubrik"] == "Kommentar från Bo Ek, 5\u00a0april 2022"
    html = dokument_som_html(dokument)
    assert "<strong>väntad</strong>" in html
    (blad,) = [b for b in blad_i(dokument) if b.namn == "Kommentarer"]
    assert blad.rader[1][1] == "Ökningen är väntad."
    anteckningar = [a for b in bildspel(dokument) for a in b.anteckningar]
    assert "Kommentar från Indikatorgruppen, Eva Al, 5\u00a0april 2022: Ökningen är väntad." in anteckningar
    assert io.BytesIO(dokument_som_pdf(dokument)).read(5) == b"%PDF-"


def test_a_comment_is_flagged_when_the_figure_beneath_has_changed(profil: Regionprofil, katalog: Katalog) -> None:
    ett = _kommentar()
    nu = _underlag(profil, katalog, ett, antal=42, **{ett.nyckel: "40\u00a0%"})
    assert andrad_sedan(ett, nu).replace("\u00a0", " ") == (
        "Siffran har ändrats sedan kommentaren skrevs eller först trycktes: var 40 %, är 42 %."
    )
    for da in ("..", "ändrad"):
        dold = andrad_sedan(ett, _underlag(profil, katalog, ett, antal=42, **{ett.nyckel: da}))
        assert dold == "Siffran har ändrats sedan kommentaren skrevs eller först trycktes."
    assert andrad_sedan(ett, _underlag(profil, katalog, ett, **{ett.nyckel: "40\u00a0%"})) == ""
    assert andrad_sedan(ett, _underlag(profil, katalog, ett)) == ""  # not printed before
    assert "har ändrats" in dokument_som_html(_dokument(nu))


def test_a_figure_that_is_hidden_now_is_said_to_have_changed_without_the_old_number(
    profil: Regionprofil, katalog: Katalog
) -> None:
    ett = _kommentar()
    nu = _underlag(profil, katalog, ett, **{ett.nyckel: "40\u00a0%"})
    rader = nu.skyddat.rader.assign(tecken="..")
    dold = replace(nu, skyddat=replace(nu.skyddat, rader=rader))
    assert siffran(ett, dold) == ".."
    assert andrad_sedan(ett, dold) == "Siffran har ändrats sedan kommentaren skrevs eller först trycktes."


def _utgava(regionmapp: Path, dag: str, underlag: Underlag, **manifest: Any) -> None:
    """A release of the page's month made on ``dag`` (20220405), the current one, with the figures of ``underlag``."""
    id_ = f"{MANAD.kod}-{dag}T120000-00000000"
    plats = regionmapp / utgava.UTGAVOR / id_
    (plats / "data").mkdir(parents=True)
    for namn in ("indikatorer", "omraden"):
        (plats / "data" / f"{namn}.csv").write_text("indikator,omrade\n", encoding="utf-8")
    with (plats / "data" / "utfall.csv").open("w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(utfallsrader(underlag.skyddat, underlag.katalog))
    utgava.skriv_manifest(plats, {"period": MANAD.kod, "rapporter": []} | manifest)
    (regionmapp / MANAD.kod).unlink(missing_ok=True)
    (regionmapp / MANAD.kod).symlink_to(plats)


def test_a_comment_is_about_the_release_that_could_be_read_when_it_was_written(
    profil: Regionprofil, katalog: Katalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(*, nu: int, dag: date, tecken: str = "") -> str:
        ett = _kommentar(datum=dag)
        underlag = _underlag(profil, katalog, ett, antal=nu)
        if tecken:
            rader = underlag.skyddat.rader.assign(tecken=tecken)
            underlag = replace(underlag, skyddat=replace(underlag.skyddat, rader=rader))
        monkeypatch.setattr(om_utgavan, "las_underlag", lambda *_: underlag)
        besked = Kubbesked(Path(), MANAD, {}, ny=False)
        return _kommentarernas_siffror(profil, besked, tmp_path)[ett.nyckel].replace("\u00a0", " ")

    assert kept(nu=42, dag=date(2022, 4, 5)) == "42 %"  # no release to read
    _utgava(tmp_path, "20220405", _underlag(profil, katalog, antal=40))
    assert kept(nu=42, dag=date(2022, 4, 5)) == "40 %"
    assert kept(nu=42, dag=date(2022, 4, 4)) == "42 %"  # written before it
    assert kept(nu=42, dag=date(2022, 4, 5), tecken="..") == "ändrad"
    kvar = _kommentar(datum=date(2022, 4, 5)).nyckel
    _utgava(tmp_path, "20220412", _underlag(profil, katalog, antal=41), kommentarer={kvar: "39\u00a0%"})
    assert kept(nu=42, dag=date(2022, 4, 5)) == "39 %"  # what was kept stands
    assert kept(nu=42, dag=date(2022, 4, 11)) == "40 %"  # not the later one
    assert kept(nu=42, dag=date(2022, 4, 12)) == "41 %"
    _utgava(tmp_path, "20220413", _underlag(profil, katalog, antal=40), status=FAST.som_dict())  # has lost its seal
    assert kept(nu=42, dag=date(2022, 4, 13)) == "42 %"


@pytest.mark.parametrize(
    ("matt", "antal", "vantat"),
    [("antal_nya_inskrivningar", 2210, "2 210"), ("antal_inskrivna_hemsjukvard", 151, "151"), (LANGA, 40, "40 %")],
)
def test_an_earlier_release_s_figure_is_written_as_its_page_did(
    profil: Regionprofil, katalog: Katalog, tmp_path: Path, matt: str, antal: int, vantat: str
) -> None:
    period = pa_sidan(profil, katalog, "0013", [rad(matt, "0013", MANAD, antal, 100)]).period_for(matt)
    underlag = pa_sidan(profil, katalog, "0013", [rad(matt, "0013", period, antal, 34_000 if antal > 40 else 100)])
    ett = _kommentar(figur=matt)
    _utgava(tmp_path, "20220405", underlag)
    assert lasare(tmp_path, MANAD.kod)(ett, underlag) == siffran(ett, underlag)
    assert siffran(ett, underlag).replace("\u00a0", " ") == vantat


def test_the_kommun_s_own_comment_says_so(profil: Regionprofil, katalog: Katalog) -> None:
    kommunens = _underlag(profil, katalog, _kommentar(omrade="1315", fran="kommunen", figur=""))
    hylte = replace(kommunens, omrade=profil.omrade("1315"))
    assert [b.rubrik for b in kommentarblock(hylte)] == ["Kommunens kommentar: Hylte, Eva Al, 5\u00a0april 2022"]
    assert kommentarblock(kommunens) == ()
