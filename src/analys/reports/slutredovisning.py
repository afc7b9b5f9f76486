"""``analys slutredovisning``: the yearly form to Socialstyrelsen, filled in, as HTML, PDF and a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from analys import svenska
from analys.errors import CannotWriteError, orsak
from analys.filbyte import skriv_hel
from analys.formular import Formular
from analys.present.block import Text
from analys.present.formularsvar import KAN_INTE, Ifylld
from analys.present.underlag import Underlag
from analys.reports.dokument import Dokument
from analys.reports.html import dokument_som_html
from analys.reports.pdf import dokument_som_pdf

NAMN = "slutredovisning"
KOLUMNER = ("Fråga", "Text", "Svar", "Enhet", KAN_INTE.capitalize(), "Bygger på", "Underlag", "Kommentar", "Tecken")
_BREDDER = (8, 50, 10, 10, 40, 34, 60, 60, 8)


def som_dokument(underlag: Underlag, formular: Formular, ifyllda: Sequence[Ifylld]) -> Dokument:
    """Return the form as a document: a heading, the answer and what it rests on for each question."""
    delar = []
    for i in ifyllda:
        rubrik = [{"t": "text", "s": f"{i.fraga.nr}. {i.fraga.text}"}]
        delar.append({"t": "h", "niva": 2, "c": rubrik})
        stycken = [f"**Svar:** {i.svar}", *(f"Underlag: {rad}" for rad in i.underlag)]
        if i.kommentar:
            stycken.append(f"**Kommentar:** {i.kommentar} ({_tecken(i, formular)})")
        delar.append(Text(underlag.omrade.kod, tuple(stycken)).som_json())
    fot = f"Formuläret: {formular.kalla}. Svaren är desamma som i rapporterna för {underlag.period.text}."
    delar.append(Text(underlag.omrade.kod, (fot,), "Om formuläret").som_json())
    titel = f"{formular.titel}, {underlag.omrade.namn}"
    return Dokument(formular.titel, titel, underlag.rapport().som_json(), delar, egen_analys=False)


def som_arbetsbok(formular: Formular, ifyllda: Sequence[Ifylld]) -> bytes:
    """Return the form as a workbook, one row per question; every cell is text or a number, never a formula."""
    ut = io.BytesIO()
    val = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(ut, val) as bok:
        blad = bok.add_worksheet(str(formular.ar))
        rubrik, brytning = bok.add_format({"bold": True}), bok.add_format({"text_wrap": True, "valign": "top"})
        for kolumn, (namn, bredd) in enumerate(zip(KOLUMNER, _BREDDER, strict=True)):
            blad.set_column(kolumn, kolumn, bredd)
            blad.write_string(0, kolumn, namn, rubrik)
        for rad, i in enumerate(ifyllda, start=1):
            texter = [i.fraga.nr, i.fraga.text, i.varde, i.fraga.enhet, i.kan_inte, svenska.lista(i.bygger_pa)]
            for kolumn, text in enumerate([*texter, "\n".join(i.underlag), i.kommentar]):
                blad.write_string(rad, kolumn, text, brytning)
            blad.write_number(rad, len(KOLUMNER) - 1, len(i.kommentar), brytning)
        blad.freeze_panes(1, 0)
    return ut.getvalue()


def skriv(mapp: Path, underlag: Underlag, formular: Formular, ifyllda: Sequence[Ifylld]) -> list[Path]:
    """Write the three files, each whole or not at all, and return them.

    Raises
    ------
    CannotWriteError : the folder cannot be written.
    """
    dokument = som_dokument(underlag, formular, ifyllda)
    innehall = {
        "html": dokument_som_html(dokument).encode(),
        "pdf": dokument_som_pdf(dokument),
        "xlsx": som_arbetsbok(formular, ifyllda),
    }
    filer = [mapp / f"{NAMN}.{form}" for form in innehall]
    try:
        mapp.mkdir(parents=True, exist_ok=True)
        for fil, data in zip(filer, innehall.values(), strict=True):
            skriv_hel(fil, data)
    except OSError as fel:
        raise CannotWriteError(f"Det går inte att skriva i {mapp} ({orsak(fel)}). Kontrollera behörighet.") from None
    return filer


def _tecken(i: Ifylld, formular: Formular) -> str:
    return f"{svenska.tal(len(i.kommentar))} av högst {svenska.tal(formular.max_tecken)} tecken"
