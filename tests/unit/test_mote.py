"""The meeting's package: what is in it, what never is, the same bytes twice, real headings in Swedish, clear errors."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

from analys.disclosure.grind import INTERN
from analys.errors import UsageError
from analys.katalog import Katalog
from analys.manaden import Motesdag
from analys.motesarbete import byt_ut
from analys.period import Period, Periodtyp
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.mote import (
    FRAGOR,
    MANUS,
    TJANSTESKRIVELSE,
    granska_utgava,
    motespaket,
    motet,
    motets_period,
)
from analys.reports.paket import som_zip
from analys.skrivet.samling import Skrivet
from analys.status import Lage, Namn, Status
from tests.unit.test_fordrojd_sida import underlag
from tests.unit.test_omdome_pa_sidan import rad
from tests.unit.test_status import ANNA, FAST
from tests.unit.test_uppfoljning import ATGARD, BESLUT

KANARIE = "KANARIE-5150"
"""Stands wherever a package must not reach."""
MOTE = Motesdag(date(2023, 3, 17), "Nämnden", "källan")
MAPP = "0013-region-halland"
KUB = "n"
UTKAST = Status()


def pdf(fil: Path, titel: str) -> None:
    with pikepdf.new() as bok:
        bok.add_blank_page()
        bok.docinfo["/Title"] = titel
        bok.save(fil)


def gor_release(plats: Path, *, niva: str = "oppen", status: Status = UTKAST) -> Path:
    """Return a release with the region's slides and one report, and with a canary in all that is not for the board."""
    (plats / MAPP).mkdir(parents=True)
    (plats / "1315-hylte").mkdir()
    prs = Presentation()
    for titel, manus in (("Läget i Halland", "Säg att siffrorna är preliminära."), ("Frågor", "")):
        bild = prs.slides.add_slide(prs.slide_layouts[0])
        bild.shapes.title.text = titel
        bild.notes_slide.notes_text_frame.text = manus
    prs.save(plats / MAPP / "presentation.pptx")
    pdf(plats / MAPP / "presentation.bilder.pdf", "Läget i Halland, december 2022")
    pdf(plats / MAPP / "hemsjukvard.pdf", "Hemsjukvård i Halland, december 2022")
    pdf(plats / MAPP / "hemsjukvard.bilder.pdf", KANARIE)
    pdf(plats / "1315-hylte" / "hemsjukvard.pdf", KANARIE)
    (plats / MAPP / "arbetslista.xlsx").write_text(KANARIE)
    (plats / "signallista.html").write_text(KANARIE)
    utgava.skriv_manifest(plats, {"niva": niva, "kub": KUB, "rapporter": [], "status": status.som_dict()})
    if status.fast:
        plats.with_name(plats.name + utgava.SIGILL).write_text(utgava.sha256(plats / utgava.MANIFEST))
    return plats


@pytest.fixture
def regionens(profil: Regionprofil, katalog: Katalog) -> Underlag:
    """The region on the open level in March 2022, with a decision and an åtgärd that may not be published."""
    nya = [rad("antal_nya_inskrivningar", "0013", Period(Periodtyp.R12, date(2021, 4, 1)), 2210, 340_000)]
    u = underlag(profil, katalog, "0013", nya)
    beslut, hemlig = (
        replace(BESLUT, datum=date(2022, 1, 20)),
        replace(ATGARD, atgard=KANARIE, beslutad=date(2022, 1, 9)),
    )
    meta = u.skyddat.meta | {"niva": "oppen"}
    return replace(u, skyddat=replace(u.skyddat, meta=meta), skrivet=Skrivet(beslut=(beslut,), atgarder=(hemlig,)))


def texter(namn: str, innehall: bytes) -> Iterator[str]:
    """Yield all text of a file, of the files inside it too."""
    if namn.endswith(".pdf"):
        with pypdfium2.PdfDocument(innehall) as dokument:
            yield from dokument.get_metadata_dict().values()
            yield from (s.get_textpage().get_text_range() for s in dokument)
    elif zipfile.is_zipfile(io.BytesIO(innehall)):
        with zipfile.ZipFile(io.BytesIO(innehall)) as paket:
            for inne in paket.namelist():
                yield inne
                yield from texter(inne, paket.read(inne))
    else:
        yield innehall.decode(errors="replace")


def test_the_package_holds_the_boards_files_and_nothing_internal(tmp_path: Path, regionens: Underlag) -> None:
    plats = gor_release(tmp_path / "ut")
    pdf(plats / MAPP / "~$hemsjukvard.pdf", KANARIE)  # the manifest does not name it
    filer = motespaket(regionens, MOTE, plats)
    assert list(filer) == [
        FRAGOR,
        "presentation.bilder.pdf",
        "presentation.pptx",
        "rapporter/hemsjukvard.pdf",
        MANUS,
        TJANSTESKRIVELSE,
    ]
    for namn, innehall in ({"paket.zip": som_zip(filer)} | filer).items():
        alla = " ".join(texter(namn, innehall))
        assert KANARIE not in alla, namn
    assert KANARIE in " ".join(texter("x.pdf", (tmp_path / "ut/1315-hylte/hemsjukvard.pdf").read_bytes()))  # it is read


def test_the_same_figures_give_the_same_bytes(tmp_path: Path, regionens: Underlag) -> None:
    plats = gor_release(tmp_path / "ut")
    forst, igen = (motespaket(regionens, MOTE, plats) for _ in range(2))
    assert forst == igen
    assert som_zip(forst) == som_zip(igen)
    with zipfile.ZipFile(io.BytesIO(som_zip(forst))) as paket:
        assert {p.date_time for p in paket.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_the_tjansteskrivelse_is_a_document_with_headings_in_swedish(tmp_path: Path, regionens: Underlag) -> None:
    dok = Document(io.BytesIO(motespaket(regionens, MOTE, gor_release(tmp_path / "ut"))[TJANSTESKRIVELSE]))
    rubriker = [(p.style.name, p.text) for p in dok.paragraphs if p.style.name.startswith("Heading")]
    assert rubriker[0] == ("Heading 1", "Uppföljning av hemsjukvård och utskrivning, mars 2022")
    assert [t for s, t in rubriker if s == "Heading 2"] == [
        "Förslag till beslut",
        "Bakgrund",
        "Läget i korthet",
        "Det vi beslutade sist",
        "Ekonomiska konsekvenser",
        "Bilagor",
        "Beslutet skickas till",
    ]
    sprak = {e.get(qn("w:val")) for e in dok.styles.element.iter(qn("w:lang"))}
    assert (sprak, dok.core_properties.language) == ({"sv-SE"}, "sv-SE")
    text = "\n".join(p.text for p in dok.paragraphs).replace("\u00a0", " ")
    assert "gjordes 2 210 nya inskrivningar" in text
    assert "Exempeldata – påhittade siffror." in text
    assert "Rapporter för Halland: Hemsjukvård" in text
    assert all(m in text for m in regionens.profil.mottagare)
    gula = {r.text for p in dok.paragraphs for r in p.runs if r.font.highlight_color}
    assert {"[vem]", "[vad]", "[mått]", "[datum]", "[Namn och underskrift]"} <= gula
    assert not [r.text for p in dok.paragraphs for r in p.runs if re.search(r"\[.+\]", r.text) and r.text not in gula]
    celler = [c.text for t in dok.tables for r in t.rows for c in r.cells]
    assert "Nämnden" in celler
    assert any("Ta fram en rutin" in c for c in celler)


def test_the_tjansteskrivelse_says_that_a_release_is_corrected(tmp_path: Path, regionens: Underlag) -> None:
    plats = gor_release(tmp_path / "ut", status=FAST.rattad("Inskrivningar saknades", ANNA, date(2023, 3, 9)))
    dok = Document(io.BytesIO(motespaket(regionens, MOTE, plats)[TJANSTESKRIVELSE]))
    stycken = [p.text.replace("\u00a0", " ") for p in dok.paragraphs]
    assert "Rättad 2023-03-09: Inskrivningar saknades (Anna Ek, strateg)." in stycken
    assert any("Fastställd 9 mars 2023 av Anna Ek, strateg." in s for s in stycken)


def test_notes_and_answers(tmp_path: Path, regionens: Underlag, katalog: Katalog) -> None:
    filer = motespaket(regionens, MOTE, gor_release(tmp_path / "ut"))
    manus = [p.text for p in Document(io.BytesIO(filer[MANUS])).paragraphs]
    assert "Bild 1. Läget i Halland" in manus
    assert "Säg att siffrorna är preliminära." in manus
    svar = "\n".join(p.text for p in Document(io.BytesIO(filer[FRAGOR])).paragraphs)
    assert katalog["antal_nya_inskrivningar"].avvikelser in svar
    assert "två punkter (..)" in svar


def test_a_day_without_meeting_says_which_there_are(profil: Regionprofil) -> None:
    assert motet(profil, date(2023, 3, 17)).forum.startswith("Gemensam nämnd")
    with pytest.raises(UsageError, match=r"inget möte 2023-03-18 .*Möten finns 2023-01-20 och 2023-03-17\."):
        motet(profil, date(2023, 3, 18))


def test_a_meeting_gets_the_latest_release_before_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Gör en med analys rapport"):
        motets_period(tmp_path, date(2023, 3, 17), None)
    for period in ("2022-11", "2022-12", "2023-03"):
        gor_release(tmp_path / period)
    assert motets_period(tmp_path, date(2023, 3, 17), None).kod == "2022-12"
    assert motets_period(tmp_path, date(2023, 3, 17), "2022-11").kod == "2022-11"
    with pytest.raises(UsageError, match=r"Utgåvor finns för 2022-11, 2022-12 och 2023-03\."):
        motets_period(tmp_path, date(2022, 11, 30), None)
    with pytest.raises(UsageError, match="ingen utgåva för 2022-10"):
        motets_period(tmp_path, date(2023, 3, 17), "2022-10")


def test_a_release_that_is_internal_changed_or_old_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Utgåvan är intern"):
        granska_utgava(gor_release(tmp_path / "a", niva=INTERN), KUB, MAPP)
    plats = gor_release(tmp_path / "b")
    granska_utgava(plats, KUB, MAPP)
    with pytest.raises(UsageError, match="beräknats om"):
        granska_utgava(plats, "annan", MAPP)
    with pytest.raises(UsageError, match="saknar presentation.pptx"):
        granska_utgava(plats, KUB, "1315-hylte")
    (plats / MAPP / "~$hemsjukvard.pdf").write_text(KANARIE)  # left by a program that shows it: not looked at
    granska_utgava(plats, KUB, MAPP)
    (plats / MAPP / "hemsjukvard.pdf").write_bytes(b"")
    with pytest.raises(UsageError, match=r"har ändrats .*hemsjukvard\.pdf\)\. Gör om den"):
        granska_utgava(plats, KUB, MAPP)
    (plats / utgava.MANIFEST).unlink()
    fast = {"status": Status().till(Lage.FASTSTALLD, Namn("Anna Ek", "strateg"), date(2023, 1, 10)).som_dict()}
    utgava.skriv_manifest(plats, {"niva": "oppen", "kub": KUB, "rapporter": []} | fast)
    with pytest.raises(UsageError, match=r"sha256\)\. Återställ den"):
        granska_utgava(plats, KUB, MAPP)


def test_a_settled_release_is_refused_with_what_helps(tmp_path: Path) -> None:
    plats = gor_release(tmp_path / "a", status=FAST)
    granska_utgava(plats, KUB, MAPP)
    (plats / MAPP / "hemsjukvard.pdf").write_bytes(b"")
    fel = []
    for mapp, kub, kod in (("a", KUB, MAPP), ("b", "annan", MAPP), ("c", KUB, "1315-hylte")):
        plats = tmp_path / mapp if mapp == "a" else gor_release(tmp_path / mapp, status=FAST)
        with pytest.raises(UsageError) as ett:
            granska_utgava(plats, kub, kod)
        fel.append(str(ett.value))
    assert not [f for f in fel if "analys rapport" in f]
    assert "Återställ den från säkerhetskopian." in fel[0]
    assert "rätta den med analys ratta" in fel[1]
    assert "saknar presentation.pptx" in fel[2]


@pytest.mark.parametrize(
    "oppen", ["", "moten/2023-03-17", "moten/2023-03-17.zip", "ny/2023-03-17", "ny/2023-03-17.zip"]
)
def test_an_earlier_package_stands_whole_when_a_file_of_it_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, oppen: str
) -> None:
    moten, ny, namn = tmp_path / "moten", tmp_path / "ny", ("2023-03-17", "2023-03-17.zip")
    for mapp in (moten, ny):
        (mapp / namn[0]).mkdir(parents=True)
        (mapp / namn[0] / "a.docx").write_text(mapp.name)
        (mapp / namn[1]).write_text(mapp.name)
    flytta = Path.rename

    def last(fil: Path, till: Path) -> Path:
        """Move as Windows does: not what somebody has open."""
        if fil == tmp_path / oppen and oppen:
            raise PermissionError
        return flytta(fil, till)

    monkeypatch.setattr(Path, "rename", last)
    if oppen:
        with pytest.raises(PermissionError):
            byt_ut(ny, moten, namn)
    else:
        byt_ut(ny, moten, namn)
    kvar = {f.relative_to(moten).as_posix(): f.read_text() for f in moten.rglob("*") if f.is_file()}
    assert kvar == dict.fromkeys(("2023-03-17/a.docx", "2023-03-17.zip"), "moten" if oppen else "ny")
    assert sorted(f.name for f in moten.iterdir()) == sorted(namn)
