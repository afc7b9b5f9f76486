"""A report's tables as a workbook: numbers are numbers, text stays text, one sheet a table, the same bytes again."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analys.berakna import Kubbesked
from analys.present.block import (
    Definition,
    Definitioner,
    Figur,
    Kort,
    Nyckeltal,
    Oversikt,
    Oversiktsgrupp,
    Oversiktsrad,
    Rapport,
    Ruta,
    Tabell,
)
from analys.present.underlag import las_underlag
from analys.reports.dokument import Dokument
from analys.reports.kontroll import kontrollera_xlsx
from analys.reports.xlsx import Blad, blad_i, bladnamn, dokument_som_xlsx
from tests.conftest import Utgava

RAPPORT = Rapport(
    omrade="1315", region="halland", teman=(), regionnamn="Region Halland", omradesnamn="Hylte", kub="k" * 64,
    rapportserie="Serien", period="2022-12", periodtext="december 2022", uttagsdatum="1 februari 2023", exempel=True,
    exempeltext="Bara ett tal är verkligt.", preliminar=False, internt="", kontakt="Indikatorgruppen",
    redovisning="10 rader lästa.", tecken={"..": "visas inte", "-": "uppgift saknas", ".": "ej aktuellt"},
    enkater=(), farger={}, logotyp="",
)  # fmt: skip
SVG = "<svg></svg>"


def dokument(*block: Any) -> Dokument:
    return Dokument("Tema", "Tema i Hylte", RAPPORT.som_json(), [b.som_json() for b in block], egen_analys=False)


def tabell(*rader: tuple[str, ...], kolumner: tuple[str, ...] = (), titel: str = "En tabell", **kw: Any) -> Tabell:
    kolumner = kolumner or ("Område", *(f"K{nr}" for nr in range(1, len(rader[0]))))
    return Tabell("1315", titel, kolumner, rader, "Källa: registret.", **kw)


def bok(*block: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(dokument_som_xlsx(dokument(*block))))


def rutor(*rader: tuple[str, ...], **kw: Any) -> list[list[Any]]:
    """The cells of a table's rows, without its headings."""
    ut = bok(tabell(*rader, **kw)).worksheets[1]
    return [list(r) for r in ut.iter_rows(min_row=5, max_row=4 + len(rader), max_col=len(rader[0]))]


@pytest.mark.parametrize(
    ("text", "varde", "form"),
    [
        ("12,3", 12.3, "#,##0.0"),
        ("1\u00a0234", 1234, "#,##0"),
        ("−4", -4, "#,##0"),
        ("31\u00a0%", 0.31, "#,##0\\ %"),
        ("7,5\u00a0%", 0.075, "#,##0.0\\ %"),
        ("0", 0, "#,##0"),
        ("+20,6", 20.6, "+#,##0.0;-#,##0.0;#,##0.0"),
        ("167 ▲\u00a0högre", 167, '#,##0" ▲\u00a0högre"'),
    ],
)
def test_a_figure_becomes_a_number_with_the_page_s_decimals(text: str, varde: float, form: str) -> None:
    ((_, ruta),) = rutor(("Hylte", text))
    assert (ruta.value, ruta.data_type, ruta.number_format) == (varde, "n", form)


@pytest.mark.parametrize(
    "text", ["..", ".", "-", "2022", "december 2022", "1 december 2022", "visas inte (för få)", "12 ▲"]
)
def test_signs_years_and_words_stay_text(text: str) -> None:
    ((_, ruta),) = rutor(("Hylte", text))
    assert (ruta.value, ruta.data_type) == (text, "s")


@settings(max_examples=30)
@given(
    st.text(alphabet="=+-@\t\r\n0;,'\"!A|(){}", min_size=1, max_size=12),
    st.sampled_from(["=", "+", "-", "@", "\t", ""]),
)
def test_no_text_becomes_a_formula_or_a_link(text: str, fore: str) -> None:
    text = fore + text
    innehall = dokument_som_xlsx(dokument(tabell((text, text), kolumner=(f"a{text}", text), titel=text)))
    with zipfile.ZipFile(io.BytesIO(innehall)) as paket:
        for namn in paket.namelist():
            if namn.startswith("xl/worksheets/sheet"):
                xml = paket.read(namn).decode()
                assert "<f>" not in xml
                assert "<f " not in xml
        assert not [n for n in paket.namelist() if "externalLink" in n]


def test_what_looks_like_a_formula_is_marked_as_text() -> None:
    for text in ("=1+1", "+46", "-1 rad", "@SUM(A1)", "\tx"):
        ruta = rutor((text, "1"))[0][0]
        assert (ruta.data_type, ruta.quotePrefix) == ("s", True), text


def test_ranges_and_parts_of_a_whole_become_two_columns_of_numbers() -> None:
    blad = bok(
        tabell(
            ("Hylte", "130–179", "8 av 40", "130–179", "−36 till +121"),
            ("Laholm", "..", "..", "x", "."),
            kolumner=("Område", "Osäkerhet", "Samtal, antal", "Annat", "Skillnad"),
        )
    ).worksheets[1]
    rader = list(blad.iter_rows(min_row=4, max_row=6, max_col=8, values_only=True))
    assert rader == [
        (
            "Område",
            "Osäkerhet, undre",
            "Osäkerhet, övre",
            "Samtal, antal",
            "Samtal, antal: av hur många",
            "Annat",
            "Skillnad, undre",
            "Skillnad, övre",
        ),
        ("Hylte", 130, 179, 8, 40, "130–179", -36, 121),
        ("Laholm", "..", "..", "..", "..", "x", ".", "."),
    ]


def test_a_heading_that_stands_twice_says_of_what() -> None:
    kolumner = ("Område", "Alla", "Osäkerhet", "Minst en dag", "Osäkerhet")
    blad = bok(tabell(("Hylte", "1", "2", "3", "4"), kolumner=kolumner)).worksheets[1]
    assert [c.value for c in blad[4]][:5] == [
        "Område",
        "Alla",
        "Alla: osäkerhet",
        "Minst en dag",
        "Minst en dag: osäkerhet",
    ]


def test_a_sheet_has_title_description_source_definition_and_signs() -> None:
    t = tabell(("Hylte", "1"), matt=("m1",), titel="Rubrik")
    figur = Figur("1315", "Rubrik", "Beskriver.", "Alt", SVG, SVG, "Källa: registret.", t, "Mening.")
    post = Definition("Måttet", (("Varför", "Annat"), ("Täljare", "Personer."), ("Enhet", "procent")), "m1")
    annan = Definition("Ett annat", (("Täljare", "Besök."),), "m2")
    ut = bok(figur, Definitioner("1315", (post, annan)))
    assert ut.sheetnames == ["Om tabellerna", "1 Rubrik", "Definitioner"]
    texter = [r[0] for r in ut["1 Rubrik"].iter_rows(values_only=True)]
    assert texter[:6] == ["Rubrik", "Mening. Beskriver.", "Till innehållet", "Område", "Hylte", None]
    assert texter[6:] == [
        "Källa: registret.",
        "Måttet: Täljare: Personer. Enhet: procent.",
        "..: visas inte",
        "-: uppgift saknas",
        ".: ej aktuellt",
    ]
    assert ut["1 Rubrik"].freeze_panes == "B5"
    assert ut["1 Rubrik"].print_title_rows == "$4:$4"
    assert [r[0].value for r in ut["Definitioner"].iter_rows(min_row=5, max_row=7)] == ["Måttet"] * 3


def test_the_first_sheet_says_what_the_file_is_and_links_to_the_others() -> None:
    ut = bok(tabell(("Hylte", "1"), titel="Första"), tabell(("Hylte", "1"), titel="Andra"))
    om = ut["Om tabellerna"]
    texter = "\n".join(str(c.value) for rad in om.iter_rows() for c in rad if c.value)
    for text in (
        "Tema i Hylte, december 2022",
        "Hylte (1315)",
        "EXEMPELDATA – påhittade siffror.",
        "k" * 64,
        "10 rader",
    ):
        assert text in texter
    assert [c.hyperlink.location for rad in om.iter_rows() for c in rad if c.hyperlink] == [
        "'1 Första'!A1",
        "'2 Andra'!A1",
    ]
    assert ut.properties.title == "Tema i Hylte, december 2022"


def test_key_numbers_and_the_overview_have_sheets_of_their_own() -> None:
    kort = Nyckeltal("1315", (Kort("m", "Inskrivna", "1\u00a0310", ("per 10 000", "högre")),))
    ruta = Ruta("63\u00a0%", ("▼", "säkerställt lägre"))
    ritad = Ruta("", ("2015–2022",), svg=SVG, alt="Linje")
    rad = Oversiktsrad("Samtal", "andel", (ruta, Ruta("..", ("för få",)), ritad))
    oversikt = Oversikt(
        "1315",
        "På en sida",
        ("**Fet** text.",),
        (),
        ("Mått", "Hylte", "Halland", "Utveckling"),
        (Oversiktsgrupp("Slut", (rad,)),),
        "K",
    )
    ut = bok(kort, oversikt)
    assert [c.value for c in ut["Nyckeltal"][5]][:3] == ["Inskrivna", 1310, "per 10 000; högre"]
    blad = ut.worksheets[2]
    assert blad["A2"].value == "Fet text."
    assert [c.value for c in blad[4]][:6] == [
        "Mått",
        "Grupp",
        "Enhet, period och ansvar",
        "Hylte",
        "Hylte: att veta",
        "Halland",
    ]
    assert [c.value for c in blad[5]][:6] == ["Samtal", "Slut", "andel", 0.63, "▼ säkerställt lägre", ".. för få"]


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_sheet_names_are_short_unique_and_allowed(titlar: list[str]) -> None:
    namn = [bladnamn(nr, t) for nr, t in enumerate(titlar, 1)]
    assert len({n.casefold() for n in namn}) == len(namn)
    for ett in namn:
        assert 1 <= len(ett) <= 31
        assert not set(ett) & set("[]:*?/\\'")


def test_the_same_document_gives_the_same_bytes() -> None:
    d = dokument(tabell(("Hylte", "1")))
    assert dokument_som_xlsx(d) == dokument_som_xlsx(d)


def test_own_analysis_and_internal_material_say_so() -> None:
    d = Dokument("T", "T i Hylte", RAPPORT.som_json() | {"internt": "gruppen"}, [], egen_analys=True)
    om = openpyxl.load_workbook(io.BytesIO(dokument_som_xlsx(d)))["Om tabellerna"]
    texter = "\n".join(str(c.value) for rad in om.iter_rows() for c in rad if c.value)
    assert "EGEN ANALYS" in texter
    assert "INTERNT ARBETSMATERIAL. Små tal är inte dolda. Får bara läsas av: gruppen." in texter


def test_every_table_of_the_document_has_a_sheet() -> None:
    block = [tabell(("Hylte", "1"), titel=f"Tabell {nr}") for nr in range(12)]
    blad = blad_i(dokument(*block))
    assert [b.titel for b in blad] == [f"Tabell {nr}" for nr in range(12)]
    assert all(isinstance(b, Blad) for b in blad)


def test_the_read_back_refuses_another_kommun_s_workbook(utgava: Utgava, kub: Kubbesked, tmp_path: Path) -> None:
    """The whole wrong file; the right names on the wrong figures; and figures out of another run."""
    hylte, kungsbacka = (utgava.plats / f / "hemsjukvard.xlsx" for f in ("1315-hylte", "1384-kungsbacka"))
    underlag = replace(las_underlag("halland", "1315", "2022-12"), siffror=utgava.siffror("1315", "hemsjukvard"))
    tal = [str(r[1].value) for r in openpyxl.load_workbook(hylte)["Nyckeltal"].iter_rows(min_row=5, max_row=5)]
    assert kontrollera_xlsx(hylte, "Hemsjukvård i Hylte", underlag, tal) == []
    fel = kontrollera_xlsx(kungsbacka, "Hemsjukvård i Hylte", underlag, tal)
    assert "fel titel" in fel
    assert "fel område eller period, eller siffror ur en annan körning" in fel
    assert "nyckeltalen är inte områdets" in fel
    assert "filen innehåller en annan kommuns kod" in fel
    blandad = tmp_path / "b.xlsx"
    with zipfile.ZipFile(kungsbacka) as ur, zipfile.ZipFile(blandad, "w") as till:
        for namn in ur.namelist():
            till.writestr(namn, ur.read(namn).replace(b"Kungsbacka", b"Hylte").replace(b"1384", b"1315"))
    assert kontrollera_xlsx(blandad, "Hemsjukvård i Hylte", underlag, tal) == [
        "fel område eller period, eller siffror ur en annan körning",
        "nyckeltalen är inte områdets",
    ]
