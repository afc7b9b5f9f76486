"""Every text field of every block filled with text that would be code somewhere, in every format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf

from analys.errors import AnalysError
from analys.present.block import (
    Definition,
    Definitioner,
    Diagram,
    Figur,
    Kort,
    Nyckeltal,
    Oversikt,
    Oversiktsgrupp,
    Oversiktsrad,
    Rapport,
    Ruta,
    Serie,
    Tabell,
    Text,
)
from analys.reports.dokument import Dokument
from analys.reports.exportorer import EXPORTORER

_GOR = ("window.__x=1", "alert(1)", "document.title='x'", "fetch('http://x.test/')")
TEXTER = (
    *(f"<script>{k}</script>" for k in _GOR),
    *(f"</{e}><script>window.__x=1</script>" for e in ("title", "style", "textarea", "svg", "table", "details", "a")),
    *(
        f'"><{e} {h}=window.__x=1>'
        for e, h in (("svg", "onload"), ("body", "onpageshow"), ("details open", "ontoggle"))
    ),
    *(f"<img src=x onerror={k}>" for k in _GOR),
    *(f"{q} onmouseover={q}window.__x=1" for q in ('"', "'", "`")),
    *(f"{q} autofocus onfocus={q}window.__x=1" for q in ('"', "'")),
    "<ScRiPt>window.__x=1</sCrIpT>",
    "<script src=//x.test/a.js></script>",
    "<script\n>window.__x=1</script\n>",
    "<scr<script>ipt>window.__x=1</scr</script>ipt>",
    "<svg><script>window.__x=1</script></svg>",
    "<svg><animate onbegin=window.__x=1 attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.__x=1>",
    "<iframe src=javascript:window.__x=1>",
    "<iframe srcdoc='<script>parent.__x=1</script>'>",
    "<object data=http://x.test/>",
    "<embed src=http://x.test/>",
    "<link rel=stylesheet href=http://x.test/a.css>",
    "<meta http-equiv=refresh content='0;url=http://x.test/'>",
    "<base href=http://x.test/>",
    "<form action=http://x.test/><input type=submit autofocus>",
    "<video src=http://x.test/a autoplay onerror=window.__x=1>",
    "<audio src=x onerror=window.__x=1>",
    "<input autofocus onfocus=window.__x=1>",
    "<marquee onstart=window.__x=1>x</marquee>",
    "<style>@import 'http://x.test/a.css';</style>",
    "<style>*{background:url(http://x.test/b)}</style>",
    "<a href=javascript:window.__x=1>x</a>",
    "[x](javascript:window.__x=1)",
    "![x](http://x.test/x.png)",
    "javascript:window.__x=1",
    "http://x.test/",
    "data:text/html,<script>window.__x=1</script>",
    "&lt;script&gt;window.__x=1&lt;/script&gt;",
    "&#60;script&#62;window.__x=1&#60;/script&#62;",
    "{{ 7 * 7 }}",
    "{% include '/etc/passwd' %}",
    "{{ ''.__class__.__mro__ }}",
    "${7*7} #{7*7}",
    "{0.__class__} %(x)s %s",
    "]]><script>window.__x=1</script>",
    "--><script>window.__x=1</script>",
    "<!--#exec cmd='id'-->",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "=HYPERLINK('http://x.test/','x')",
    "=cmd|'/C calc'!A0",
    "+1+cmd|'/C calc'!A0",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\u00a0=1+1",
    '#eval("1 + 1") #read("/etc/passwd")',
    '#link("http://x.test/")[x] *fet* _kursiv_ `kod` $x^2$',
    '"]; #panic("x") //',
    '#import "@preview/x:1.0.0": *',
    "$\\foo$ $1 $2",
    "\\input{/etc/passwd} \\write18{id}",
    "%00 ../../../etc/passwd",
    "'; DROP TABLE personer; --",
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 518 252"><rect width="500" height="200"/></svg>'


def dokument(x: str) -> Dokument:
    """Return a document of every kind of block, whose texts are all ``x``."""
    rapport = Rapport(
        omrade="1315", region="halland", teman=(), regionnamn=x, omradesnamn=x, kub="k" * 64, rapportserie=x,
        period="2022-12", periodtext=x, uttagsdatum=x, exempel=True, exempeltext=x, preliminar=False, internt="",
        kontakt=x, redovisning=x, tecken={"..": x, "-": x, ".": x}, enkater=(), farger={}, logotyp="", status=x,
        statusrad=x, rattelser=(x,),
    )  # fmt: skip
    tabell = Tabell("1315", x, (x, f"{x} "), ((x, x), (x, "12")), x, beskrivning=x)
    diagram = Diagram("linje", ("2022-01-01", "2022-02-01"), (Serie(x, (1.0, 2.0), "egen"),), 1)
    figur = Figur("1315", x, x, x + " " * 20, SVG, SVG, x, tabell, x, x, handelser=(x,))
    noder = {"t": "p", "c": [{"t": "text", "s": x}, {"t": "em", "c": [{"t": "text", "s": x}]}]}
    rubrik = {"t": "h", "niva": 2, "c": [{"t": "text", "s": x}]}
    kommentar = {
        "typ": "kommentar",
        "tema": x,
        "figur": x,
        "rubrik": x,
        "noder": (noder,),
        "flagga": x,
        "pa_bild": True,
    }
    block = (
        Text("1315", (x, x), x, fot=x),
        Nyckeltal("1315", (Kort(x, x, x, (x,)),)),
        tabell,
        Definitioner("1315", (Definition(x, ((x, x),)),)),
        figur,
        Figur("1315", x, x, x + " " * 20, SVG, SVG, x, tabell, x, x, diagram=diagram),
        Oversikt("1315", x, (x,), (), (x, x), (Oversiktsgrupp(x, (Oversiktsrad(x, x, (Ruta(x, (x,)),)),)),), x),
    )
    delar = [b.som_json() | {"bild": True} for b in block]
    return Dokument(x, x, rapport.som_json(), [rubrik, noder, *delar, kommentar | {"bild": True}], egen_analys=False)


def gor(form: str, text: str) -> bytes:
    """Return the document in a format; an empty file when it is refused (a character that the typeface lacks)."""
    try:
        ut = EXPORTORER[form](egen_analys=False).gor(dokument(text))
    except AnalysError:
        return b""
    return ut.encode() if isinstance(ut, str) else ut


class _Sida(HTMLParser):
    """What a page has that could run or ask for anything."""

    _FORBJUDNA = frozenset(
        "script iframe object embed link base form input video audio marquee img animate math textarea".split()
    )

    def __init__(self) -> None:
        super().__init__()
        self.fel: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._FORBJUDNA and not (tag == "img" and dict(attrs).get("src", "")[:5] == "data:"):
            self.fel.append(tag)
        for namn, varde in attrs:
            if namn.startswith("on") or (namn in {"href", "src"} and (varde or "")[:1] != "#" and ":" in (varde or "")):
                if not (varde or "").startswith(("data:image/", "data:text/csv")):
                    self.fel.append(f"{tag} {namn}={varde}")


def fel_i(form: str, innehall: bytes) -> list[str]:
    """Return what in a finished file could run, ask for something or be calculated."""
    if form == "html":
        sida = _Sida()
        sida.feed(innehall.decode())
        return sida.fel
    if form in {"pdf", "bilder.pdf"}:
        with pikepdf.open(io.BytesIO(innehall)) as pdf:
            return [nyckel for o in pdf.objects for nyckel in _farliga(o)]
    fel = []
    with zipfile.ZipFile(io.BytesIO(innehall)) as arkiv:
        for namn in arkiv.namelist():
            xml = arkiv.read(namn)
            if namn.endswith(".rels") and b'TargetMode="External"' in xml:
                fel.append(f"{namn}: extern länk")
            if namn.endswith((".bin", ".vml")) or "activeX" in namn:
                fel.append(namn)
            if namn.endswith(".xlsx"):
                fel += fel_i("xlsx", xml)
    if form == "xlsx":
        bok = openpyxl.load_workbook(io.BytesIO(innehall))
        fel += [f"{b.title} {c.coordinate}" for b in bok for rad in b.iter_rows() for c in rad if c.data_type == "f"]
    return fel


def _farliga(objekt: Any) -> Iterator[str]:
    if isinstance(objekt, pikepdf.Dictionary | pikepdf.Stream):
        nycklar = {str(k) for k in objekt.keys()}
        yield from nycklar & {"/JS", "/JavaScript", "/AA", "/OpenAction", "/EmbeddedFile", "/Launch"}
        if objekt.get("/S") in {"/URI", "/Launch", "/JavaScript", "/GoToR", "/SubmitForm"}:
            yield str(objekt.get("/S"))


def i_webblasare(mapp: Path, kontext: Any, texter: tuple[str, ...] = TEXTER) -> tuple[int, list[str]]:
    """Open every page without its CSP and without a network; return pages, and what ran, asked or was said."""
    hant: list[str] = []
    for nummer, text in enumerate(texter):
        fil = mapp / f"{nummer}.html"
        fil.write_bytes(gor("html", text))
        flik = kontext.new_page()
        flik.on("dialog", lambda d, n=nummer: (hant.append(f"{n}: dialog"), d.dismiss()))
        flik.on("request", lambda r, n=nummer: r.url.startswith(("file:", "data:")) or hant.append(f"{n}: {r.url}"))
        flik.on("console", lambda m, n=nummer: hant.append(f"{n}: {m.text}"))
        flik.goto(fil.as_uri())
        titel = flik.title()
        if flik.evaluate("window.__x") or titel == "x" or flik.url != fil.as_uri():
            hant.append(f"{nummer}: kördes")
        flik.close()
    return len(texter), hant
