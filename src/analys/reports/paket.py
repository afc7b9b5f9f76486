"""One zip per kommun: its reports in every format and a covering text, and nothing of any other kommun."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2

from analys import svenska
from analys.present.underlag import Underlag
from analys.reports.html import FORMATNAMN, sida
from analys.reports.kontroll import andras_marken, marken_i
from analys.svenska import HART_BLANKSTEG

if TYPE_CHECKING:
    from analys.reports.kor import Jobb

LAS_MIG = "LÄS MIG.txt"
_TID = (2000, 1, 1, 0, 0, 0)
_XML = re.compile(r"<[^>]*>")


def gor_paket(underlag: Underlag, jobb: Sequence[Jobb], ny: Path) -> bytes:
    """Return a kommun's zip of the files that lie in ``ny``; the same bytes from the same files."""
    omrade = underlag.omrade
    filer = [f"{omrade.mapp}/{j.tema}.{f}" for j in jobb for f in FORMATNAMN if f in j.format]
    delar = {LAS_MIG: _las_mig(underlag, jobb).encode("utf-8-sig"), "index.html": _index(underlag, jobb).encode()}
    return som_zip(delar | {f: (ny / f).read_bytes() for f in sorted(filer)})


def som_zip(filer: Mapping[str, bytes]) -> bytes:
    """Return files by name as a zip; the same bytes from the same files."""
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as paket:
        for namn, innehall in filer.items():
            post = zipfile.ZipInfo(namn, _TID)
            post.compress_type, post.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            paket.writestr(post, innehall)
    return ut.getvalue()


def _las_mig(underlag: Underlag, jobb: Sequence[Jobb]) -> str:
    """Return the covering text, for a reader who opens it in Anteckningar."""
    r, namn = underlag.rapport(), underlag.omrade.namn
    rader = [f"{r.rapportserie}", f"{namn}, {r.periodtext}", ""]
    if r.exempel:
        rader += ["EXEMPELDATA – påhittade siffror.", r.exempeltext, ""]
    rader += [
        f"Här är alla rapporter för {namn}. Börja med index.html, som öppnas i webbläsaren också utan nät.",
        "",
        *(f"- {j.titel}: {svenska.lista(FORMATNAMN[f] for f in FORMATNAMN if f in j.format)}" for j in jobb),
        "",
        f"Period: {r.periodtext}. Data hämtade {r.uttagsdatum}.",
        *r.rattelser,
        *filter(None, [r.statusrad]),
        *(f"Tecknet {t} betyder: {text}." for t, text in r.tecken.items()),
        "Skillnader är säkerställda när osäkerhetsintervallet (99,8 procent) inte når jämförelsevärdet. Övriga kan "
        "bero på slumpen.",
        "",
        f"Kontakt: {r.kontakt}.",
    ]
    return "\r\n".join(rader).replace(HART_BLANKSTEG, " ") + "\r\n"


def _index(underlag: Underlag, jobb: Sequence[Jobb]) -> str:
    """Return the zip's front page: the kommun's reports."""
    omrade = underlag.omrade
    rapporter = [
        (j.titel, [(FORMATNAMN[f], f"{omrade.mapp}/{j.tema}.{f}") for f in FORMATNAMN if f in j.format]) for j in jobb
    ]
    return sida("paket.html", r=underlag.rapport(), profil=underlag.profil, omrade=omrade, rapporter=rapporter)


def kontrollera_paket(innehall: bytes, underlag: Underlag) -> list[str]:
    """Return what is wrong with a finished zip, in Swedish; nothing when only the kommun's own is inside."""
    fel = []
    with zipfile.ZipFile(io.BytesIO(innehall)) as paket:
        for namn in paket.namelist():
            if namn not in (LAS_MIG, "index.html") and not namn.startswith(f"{underlag.omrade.mapp}/"):
                fel.append(f"{namn} hör inte till kommunen")
                continue
            fel += [f"{namn}: {f}" for f in _kontrollera_del(namn, paket.read(namn), underlag)]
    return fel


def _kontrollera_del(namn: str, innehall: bytes, underlag: Underlag) -> Iterator[str]:
    """Yield what is wrong with one file of the zip: it says whose it is, and names no other with its code."""
    kod, period, text = underlag.omrade.kod, underlag.period.kod, ""
    if namn == LAS_MIG:
        text = innehall.decode("utf-8-sig")
    elif namn.endswith(".html"):
        text = innehall.decode()
        if not {"analys:omrade": kod, "analys:period": period}.items() <= marken_i(text).items():
            yield "fel område eller period"
    elif namn.endswith(".pdf"):
        dokument = pypdfium2.PdfDocument(innehall)
        titel = dokument.get_metadata_value("Title")
        text = " ".join(s.get_textpage().get_text_range() for s in dokument)
        dokument.close()
        if not titel.endswith(f" i {underlag.omrade.kortnamn}, {underlag.period.text}"):
            yield "fel område eller period"
    elif zipfile.is_zipfile(io.BytesIO(innehall)):  # Office
        with zipfile.ZipFile(io.BytesIO(innehall)) as office:
            delar = {n: _XML.sub(" ", office.read(n).decode()) for n in office.namelist() if n.endswith(".xml")}
        text = " ".join(delar.values())
        if f"område {kod}, period {period}" not in delar.get("docProps/core.xml", ""):
            yield "fel område eller period"
    else:
        yield "okänt slag av fil"
    if any(marke in text for marke in andras_marken(underlag)):
        yield "en annan kommuns kod"
