"""Documents, parameters, read-back and the release on disk."""

import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pikepdf
import pytest
from nbformat import v4

from analys.berakna import Kubbesked
from analys.errors import AnalysError, CannotWriteError, LockedError, UsageError
from analys.present import las_underlag
from analys.present.block import MIME
from analys.reports import utgava
from analys.reports.barn import _forklara
from analys.reports.dokument import Dokument, las_dokument, prosa
from analys.reports.kontroll import _Sida, kontrollera_html, kontrollera_pdf
from analys.reports.parametrar import kontrollera_celler, kontrollera_parametrar, notebook_parametrar, tolka
from analys.reports.pdf import dokument_som_pdf
from tests.conftest import Utgava

RAPPORT = {
    "version": 1,
    "typ": "rapport",
    "omrade": "1315",
    "omradesnamn": "Hylte",
    "period": "2022-12",
    "periodtext": "december 2022",
    "farger": {},
    "logotyp": "",
    "status": "",
    "statusrad": "",
    "fast": False,
    "rattelser": (),
}
BLOCK = {"version": 1, "typ": "text", "omrade": "1315", "stycken": ["a"], "rubrik": "", "slag": "stycken"}


def bok(*utdata: dict, markdown: str = "# Tema", taggar: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    cell = v4.new_code_cell(
        "x",
        outputs=[
            v4.new_output("display_data", data=u) if "data" not in u else v4.new_output(**u["data"]) for u in utdata
        ],
    )
    cell.metadata["tags"] = list(taggar)
    forsta = v4.new_code_cell("underlag", outputs=[v4.new_output("execute_result", data={MIME: RAPPORT})])
    return v4.new_notebook(cells=[v4.new_markdown_cell(markdown), forsta, cell])


def test_document_has_title_and_blocks_in_order() -> None:
    d = las_dokument(bok({MIME: BLOCK}, markdown="# Tema\n\nProsa."), egen_analys=False)
    assert (d.titel, [x.get("t") or x["typ"] for x in d.delar]) == ("Tema i Hylte", ["p", "text"])


@pytest.mark.parametrize(
    ("utdata", "text"),
    [
        ({"text/html": "<script>1</script>"}, "inte är ett rapportblock"),
        ({"image/png": "x"}, "inte är ett rapportblock"),
        ({"data": {"output_type": "stream", "name": "stdout", "text": "hej"}}, "inte är ett rapportblock"),
        (
            {"data": {"output_type": "error", "ename": "KeyError", "evalue": "p-0123456789abcdef", "traceback": []}},
            "Cell 3 stannade med felet KeyError",
        ),
        ({MIME: BLOCK | {"omrade": "1380"}}, "blandar områden"),
    ],
)
def test_other_outputs_never_reach_a_release(utdata: dict, text: str) -> None:
    with pytest.raises(UsageError, match=text) as fel:
        las_dokument(bok(utdata), egen_analys=False)
    assert "0123456789abcdef" not in str(fel.value)


def test_in_an_own_analysis_other_outputs_are_said_and_left_out() -> None:
    d = las_dokument(bok({"text/html": "<script>1</script>"}), egen_analys=True)
    assert "kan inte följa med" not in json.dumps(d.delar, ensure_ascii=False)
    assert "inte kan följa med i en rapport" in json.dumps(d.delar, ensure_ascii=False)
    assert "script" not in json.dumps(d.delar)


def test_stderr_is_dropped_and_internal_cells_stay_inside() -> None:
    stderr = {"data": {"output_type": "stream", "name": "stderr", "text": "/home/x varning"}}
    assert las_dokument(bok(stderr), egen_analys=False).delar == []
    assert las_dokument(bok({MIME: BLOCK}, taggar=("internt",)), egen_analys=False).delar == []


def test_a_heading_with_nothing_under_it_is_left_out() -> None:
    """The questionnaire of section B was never sent out here; C has only the heading of an empty part."""
    celler = [
        v4.new_markdown_cell("## A\n\n### A1\n\nProsa"),
        v4.new_markdown_cell("## B"),
        v4.new_markdown_cell("## B2\n\nProsa", metadata={"tags": ["enkat:saknas"]}),
        v4.new_markdown_cell("## C\n\n### C1"),
        v4.new_markdown_cell("## D\n\nProsa", metadata={"tags": ["enkat:finns"]}),
        v4.new_markdown_cell("## E"),
    ]
    hela = bok()
    hela.cells[1].outputs[0]["data"][MIME] = RAPPORT | {"enkater": ["finns"]}
    hela.cells[2:] = celler
    delar = las_dokument(hela, egen_analys=False).delar
    assert [d["c"][0]["s"] for d in delar] == ["A", "A1", "Prosa", "D", "Prosa"]


@pytest.mark.parametrize("text", ["<b>x</b>", "![bild](x.png)", "[x](javascript:alert(1))", "```\nkod\n```", "> citat"])
def test_markup_outside_the_allowed_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="inte kan följa med"):
        prosa(text)


def test_unexecuted_notebook_is_refused() -> None:
    with pytest.raises(UsageError, match="Kör alla celler"):
        las_dokument(v4.new_notebook(cells=[v4.new_markdown_cell("# Tema")]), egen_analys=True)


def notebook(kod: str, taggar: tuple[str, ...] = ("parameters",)) -> nbformat.NotebookNode:
    cell = v4.new_code_cell(kod)
    cell.metadata["tags"] = list(taggar)
    return v4.new_notebook(cells=[cell])


def test_parameters_are_the_literals_of_the_tagged_cell() -> None:
    assert notebook_parametrar(notebook('omrade = "1380"\nantal = 3'), "n") == {"omrade": "1380", "antal": 3}


@pytest.mark.parametrize("kod", ["omrade = f()", "import os", "a = b = 1", "Omrade = 1", "x: int = 1", "a, b = 1, 2"])
def test_anything_but_literals_is_refused(kod: str) -> None:
    with pytest.raises(UsageError, match="får bara ha rader"):
        notebook_parametrar(notebook(kod), "n")


def test_exactly_one_cell_is_tagged() -> None:
    with pytest.raises(UsageError, match="0 celler"):
        notebook_parametrar(notebook("a = 1", ()), "n")


@pytest.mark.parametrize(
    ("givna", "text"),
    [
        ({"komun": "1380"}, 'ingen parameter "komun"'),
        ({"omrad": "1380"}, "Menade du omrade"),
        ({"omrade": 1380}, "ska vara text"),
        ({"antal": "3"}, "ska vara ett heltal"),
        ({"antal": True}, "ska vara ett heltal"),
    ],
)
def test_unknown_name_or_type_is_refused(givna: dict, text: str) -> None:
    with pytest.raises(UsageError, match=text):
        kontrollera_parametrar({"omrade": "1380", "antal": 3}, givna, "n")


@pytest.mark.parametrize("kod", ["await f()", "async with f() as x:\n    pass", "[x async for x in f()]"])
def test_await_outside_a_function_is_refused(kod: str) -> None:
    with pytest.raises(UsageError, match="n: cell 1 har await utanför en funktion"):
        kontrollera_celler(notebook(kod, ()), "n")
    kontrollera_celler(notebook("async def g():\n    await f()", ()), "n")
    kontrollera_celler(notebook("%magi och annat som inte är Python", ()), "n")


def test_values_from_the_command_line_keep_their_zeros() -> None:
    egna = {"omrade": "1380", "antal": 3}
    assert tolka("omrade=0512", egna, "n") == ("omrade", "0512")
    assert tolka("antal=7", egna, "n") == ("antal", 7)
    with pytest.raises(UsageError, match="saknar värde"):
        tolka("omrade", egna, "n")


def test_a_missing_glyph_stops_the_pdf() -> None:
    d = Dokument("T", "T", RAPPORT, [{"t": "p", "c": [{"t": "text", "s": "hej ✅"}]}], egen_analys=True)
    with pytest.raises(AnalysError, match=r"tecken som typsnittet saknar: ✅ \(U\+2705\)"):
        dokument_som_pdf(d)


def test_another_kommun_s_page_is_refused_by_the_read_back(utgava: Utgava, kub: Kubbesked, tmp_path: Path) -> None:
    """Mix two kommuner: the right title on the wrong figures, and the wrong page whole."""
    hylte, kungsbacka = (utgava.plats / f / "hemsjukvard.html" for f in ("1315-hylte", "1384-kungsbacka"))
    underlag = replace(las_underlag("halland", "1315", "2022-12"), siffror=utgava.siffror("1315", "hemsjukvard"))
    tal = ["160", *_tal(hylte)[1:]]
    assert kontrollera_html(hylte, "Hemsjukvård i Hylte", underlag, tal) == []
    assert any("fel område" in f for f in kontrollera_html(kungsbacka, "Hemsjukvård i Hylte", underlag, tal))
    blandad = tmp_path / "b.html"
    text = kungsbacka.read_text(encoding="utf-8").replace("Kungsbacka", "Hylte").replace("1384", "1315")
    blandad.write_text(text, encoding="utf-8")
    assert kontrollera_html(blandad, "Hemsjukvård i Hylte", underlag, tal) == [
        "fel område eller period, eller siffror ur en annan körning",
        "nyckeltalen är inte områdets",
    ]
    assert kontrollera_pdf(hylte.with_suffix(".pdf"), "Hemsjukvård i Hylte", underlag, tal) == []
    with pikepdf.open(hylte.with_suffix(".pdf")) as dokument:
        del dokument.pages[-1]
        dokument.save(tmp_path / "kort.pdf")
    assert kontrollera_pdf(tmp_path / "kort.pdf", "Hemsjukvård i Hylte", underlag, tal) == ["fel antal sidor"]
    annan = hylte.read_text(encoding="utf-8").replace(underlag.siffrornas_id, "0" * 64)
    (tmp_path / "annan.html").write_text(annan, encoding="utf-8")
    assert kontrollera_html(tmp_path / "annan.html", "Hemsjukvård i Hylte", underlag, tal) != []
    assert "fel titel" in kontrollera_pdf(kungsbacka.with_suffix(".pdf"), "Hemsjukvård i Hylte", underlag, tal)


def _tal(sida: Path) -> list[str]:
    las = _Sida()
    las.feed(sida.read_text(encoding="utf-8"))
    return las.tal


def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    with pytest.raises(CannotWriteError, match="Inget har ändrats") as fel, utgava.las(tmp_path / "fil" / "halland"):
        pass
    assert fel.value.exit_status == 73


def test_second_run_on_one_folder_is_refused(tmp_path: Path) -> None:
    with utgava.las(tmp_path), pytest.raises(LockedError) as fel, utgava.las(tmp_path):
        pass
    assert fel.value.exit_status == 75


def test_the_switch_replaces_the_release_and_keeps_the_former(tmp_path: Path) -> None:
    platser = []
    for text in ("ett", "tva"):
        bygg = utgava.ny_byggmapp(tmp_path)
        (bygg / "index.html").write_text(text, encoding="utf-8")
        utgava.skriv_manifest(bygg, {"rapporter": []})
        platser.append(utgava.publicera(bygg, tmp_path, "2022-12").resolve())
    assert (tmp_path / "2022-12" / "index.html").read_text(encoding="utf-8") == "tva"
    assert (platser[0] / "index.html").read_text(encoding="utf-8") == "ett"
    assert set(utgava.las_manifest(tmp_path, "2022-12")["filer"]) == {"index.html"}


def test_failures_are_told_without_values() -> None:
    fel = RuntimeError("p-0123456789abcdef diagnos")
    fel.ename, fel.evalue, fel.cell_index = "KeyError", "p-0123456789abcdef", 6  # as papermill's own error has them
    assert (
        _forklara(fel)
        == "Felet KeyError uppstod i cell 7 i anteckningsboken. Öppna anteckningsboken i JupyterLab och kör den där."
    )
    fel.ename, fel.evalue = "UsageError", "Området finns inte."
    assert _forklara(fel) == "Området finns inte."
