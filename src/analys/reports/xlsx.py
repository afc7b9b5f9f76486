"""A document's tables as a workbook: one sheet each, with real numbers where the page has figures.

Blocks hold finished texts. A cell becomes a number only when `svenska.las_skrivet`, the inverse of what wrote it, reads
it; everything else is written as text, never as a formula.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analys import svenska
from analys.disclosure.grind import TECKEN
from analys.present import stil
from analys.present.meningar import AUTOMATISKT
from analys.prosa import prosatext
from analys.reports.dokument import KOMMENTAR, SKAPAD, Dokument

OM, NYCKELTAL, DEFINITIONER = "Om tabellerna", "Nyckeltal", "Definitioner"
EGENSKAPER = {"omrade": "analys:omrade", "period": "analys:period", "kub": "analys:kub"}
"""What the file says of itself among its properties, read back before it may leave."""
LANGSTA_BLADNAMN = 31
RUBRIKRAD = 3
_MINST, _STORST, _STORST_FA, _SIDA = 10, 44, 80, 96
EGEN_BAKGRUND = "#e7f1f5"
_FORMELTECKEN = ("=", "+", "-", "@", "\t", "\r")
_MARKT = re.compile(r"(.+) ([▲▼].+)")
_DELAS = (
    (svenska.TANKSTRECK, "{}, undre", "{}, övre"),
    (" till ", "{}, undre", "{}, övre"),
    (" av ", "{}", "{}: av hur många"),
)
_OM_MATTET = ("Täljare", "Nämnare", "Enhet", "Definition")


@dataclass(frozen=True)
class Blad:
    """One sheet: what stands over the table, the table, and pairs of word and text under it.

    ``ord_``: the columns of words besides the first.
    """

    namn: str
    titel: str
    beskrivning: str
    kolumner: tuple[str, ...]
    rader: tuple[tuple[str, ...], ...]
    under: tuple[tuple[str, str], ...] = ()
    markerad: tuple[int, ...] = ()
    ord_: tuple[int, ...] = ()


def dokument_som_xlsx(dokument: Dokument) -> bytes:
    """Return the workbook: what it is about and its contents, key numbers, every table, and the definitions."""
    rapport, blad, ut = dokument.rapport, blad_i(dokument), io.BytesIO()
    val = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(ut, val) as bok:
        bok.set_properties(
            {
                "title": f"{dokument.titel}, {rapport['periodtext']}",
                "subject": rapport["rapportserie"],
                "author": rapport["regionnamn"],
                "company": rapport["regionnamn"],
                "keywords": f"område {rapport['omrade']}, period {rapport['period']}",
                "category": "Egen analys" if dokument.egen_analys else "Rapport",
                "comments": " ".join(_band(dokument)),
                "created": SKAPAD.replace(tzinfo=None),
            }
        )
        for nyckel, namn in EGENSKAPER.items():
            bok.set_custom_property(namn, rapport[nyckel], "text")
        bok.set_custom_property("Språk", "sv-SE", "text")
        penna = _Penna(bok, stil.farger(rapport)["EGEN"])
        forsta = bok.add_worksheet(OM)
        platser = [bok.add_worksheet(b.namn) for b in blad]
        penna.om_tabellerna(forsta, dokument, blad)
        for plats, ett in zip(platser, blad, strict=True):
            penna.tabell(plats, ett)
    return ut.getvalue()


def blad_i(dokument: Dokument) -> list[Blad]:
    """Return the sheets of a document, in its order: key numbers, tables (also the figures'), definitions."""
    poster = [p for d in dokument.delar if d.get("typ") == "definitioner" for p in d["poster"]]
    per_matt = {p["matt"]: p for p in poster}
    tecken = _tecken(dokument.rapport)
    kort = [k for d in dokument.delar if d.get("typ") == "nyckeltal" for k in d["kort"]]
    blad: list[Blad] = []
    tabeller = [d for d in dokument.delar if d.get("typ") in ("figur", "tabell", "oversikt")]
    if kort:
        rader = tuple((k["titel"], k["varde"], "; ".join(k["rader"])) for k in kort)
        vad = "Samma tal som överst i rapporten."
        blad.append(Blad(NYCKELTAL, NYCKELTAL, vad, ("Mått", "Värde", "Att veta"), rader, tecken, ord_=(2,)))
    for nr, d in enumerate(tabeller, 1):
        if d["typ"] == "oversikt":
            blad.append(_oversiktsblad(d, tecken, nr))
        else:
            blad.append(_tabellblad(d, d["tabell"] if d["typ"] == "figur" else d, per_matt, tecken, nr))
    if kommentarer := [d for d in dokument.delar if d.get("typ") == KOMMENTAR]:
        rader = tuple((d["rubrik"], prosatext(d["noder"]), d["flagga"] or "–") for d in kommentarer)
        vad = "Skrivet av människor, inte ur siffrorna."
        kolumner = ("Kommentar", "Text", "Har siffran ändrats")
        blad.append(Blad("Kommentarer", "Kommentarer", vad, kolumner, rader, ord_=(1, 2)))
    if poster:
        svar = tuple((p["titel"], namn, text) for p in poster for namn, text in p["rader"])
        blad.append(Blad(DEFINITIONER, "Så räknar vi", "", ("Mått", "Vad", "Svar"), svar, ord_=(1, 2)))
    return blad


def _tecken(rapport: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((t, rapport["tecken"][t]) for t in TECKEN)


def bladnamn(nummer: int, titel: str) -> str:
    """Return a sheet's name: its number makes it unique; Excel takes 31 characters, and not all of them."""
    rent = " ".join(re.sub(r"[^\w ,.()%–-]", " ", titel).split())
    return f"{nummer} {rent}"[:LANGSTA_BLADNAMN].rstrip(" ,.(–-")


def _tabellblad(
    d: dict[str, Any],
    t: dict[str, Any],
    per_matt: dict[str, dict[str, Any]],
    tecken: tuple[tuple[str, str], ...],
    nummer: int,
) -> Blad:
    """Return the sheet of a table, or of a figure ``d`` with its table twin ``t``."""
    under = [("", d["kalla"])]
    for p in (per_matt[m] for m in t["matt"] if m in per_matt):
        under += [
            (p["titel"], ". ".join(f"{n}: {text.rstrip('.')}" for n, text in p["rader"] if n in _OM_MATTET) + ".")
        ]
    kolumner, rader, ord_ = _delade(t)
    beskrivning = " ".join(x for x in (d.get("mening", ""), d["beskrivning"]) if x)
    namn = bladnamn(nummer, d["titel"])
    return Blad(namn, d["titel"], beskrivning, kolumner, rader, (*under, *tecken), tuple(t["markerad"]), ord_)


def _delade(t: dict[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """Return headings, rows and columns of words, with a column of ranges or of parts of a whole made into two."""
    kolumner: list[tuple[str, list[str], bool]] = []
    for nr, namn in enumerate(t["kolumner"]):
        celler = [rad[nr] for rad in t["rader"]]
        kolumner += [(n, c, nr in t["vanster"]) for n, c in (_tva(namn, celler) if nr else [(namn, celler)])]
    rader = tuple(zip(*(celler for _, celler, _ in kolumner), strict=True))
    return tuple(n for n, *_ in kolumner), rader, tuple(nr for nr, (*_, ord_) in enumerate(kolumner) if ord_)


def _tva(namn: str, celler: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return a column as it is, or as two where every figure in it is two numbers with the same word between."""
    visade = [c for c in celler if c and c not in TECKEN]
    for mellan, forsta, andra in _DELAS:
        if visade and all(len(d := c.split(mellan)) == 2 and all(map(_tal, d)) for c in visade):
            par = [c.split(mellan) if c in visade else [c, c] for c in celler]
            return [(forsta.format(namn), [p[0] for p in par]), (andra.format(namn), [p[1] for p in par])]
    return [(namn, list(celler))]


def _tal(text: str) -> svenska.Skrivet | None:
    """Return the number that a cell says, also of a difference with its plus sign."""
    return svenska.las_skrivet(text.removeprefix("+"))


def _oversiktsblad(d: dict[str, Any], tecken: tuple[tuple[str, str], ...], nummer: int) -> Blad:
    """Return the overview with its groups and what is said of each figure in columns of their own."""
    alla = [(g["rubrik"], rad) for g in d["grupper"] for rad in g["rader"]]
    kolumner: list[tuple[str, list[str], bool]] = [
        (d["kolumner"][0], [r["namn"] for _, r in alla], True),
        ("Grupp", [g for g, _ in alla], True),
        ("Enhet, period och ansvar", [r["om"] for _, r in alla], True),
    ]
    for nr, namn in enumerate(d["kolumner"][1:]):
        rutor = [r["rutor"][nr] for _, r in alla]
        ord_i = [" ".join(r["ord"]) for r in rutor]
        if any(r["svg"] for r in rutor):  # the drawn series are tables of their own in each theme
            continue
        if any(_tal(r["varde"]) for r in rutor):
            kolumner.append((namn, [r["varde"] for r in rutor], False))
            kolumner += [(f"{namn}: att veta", ord_i, True)] if any(ord_i) else []
        else:
            kolumner.append((namn, [f"{r['varde']} {o}".strip() for r, o in zip(rutor, ord_i, strict=True)], True))
    rader = tuple(zip(*(celler for _, celler, _ in kolumner), strict=True))
    beskrivning = " ".join(d["stycken"]).replace("**", "")
    ord_ = tuple(nr for nr, (*_, o) in enumerate(kolumner) if o)
    under = (("", d["kalla"]), *tecken)
    return Blad(
        bladnamn(nummer, d["titel"]), d["titel"], beskrivning, tuple(k for k, *_ in kolumner), rader, under, (), ord_
    )


def _band(dokument: Dokument) -> Iterator[str]:
    """Yield what must be known before anything is read."""
    r = dokument.rapport
    if r["internt"]:
        yield f"INTERNT ARBETSMATERIAL. Små tal är inte dolda. Får bara läsas av: {r['internt']}. Sprid inte vidare."
    yield from r["rattelser"]
    if r["exempel"]:
        yield f"EXEMPELDATA – påhittade siffror. {r['exempeltext']}".strip()
    if dokument.egen_analys:
        yield "EGEN ANALYS. Gjord i en anteckningsbok och inte granskad som en publicerad rapport."
    if r["preliminar"]:
        yield f"PRELIMINÄRA SIFFROR. Uppföljningen av {r['periodtext']} var inte komplett när data hämtades."


class _Penna:
    """Writes sheets with the formats of one workbook."""

    def __init__(self, bok: xlsxwriter.Workbook, egen: str) -> None:
        self._bok, self._egen = bok, egen
        self._format: dict[tuple[tuple[str, Any], ...], Format] = {}

    def _stil(self, **egenskaper: Any) -> Format:
        """Return a format, the same for the same properties."""
        nyckel = tuple(sorted(egenskaper.items()))
        if nyckel not in self._format:
            self._format[nyckel] = self._bok.add_format({"valign": "top", "font_color": stil.TEXT} | egenskaper)
        return self._format[nyckel]

    def text(self, blad: Worksheet, rad: int, kolumn: int, text: str, **egenskaper: Any) -> None:
        """Write a text as text, whatever it begins with."""
        if text.startswith(_FORMELTECKEN) and text not in TECKEN:
            egenskaper["quote_prefix"] = True
        blad.write_string(rad, kolumn, text, self._stil(**egenskaper))

    def cell(self, blad: Worksheet, rad: int, kolumn: int, text: str, **egenskaper: Any) -> None:
        """Write a cell of a column of figures: a number with the page's decimals, with its mark, or else text."""
        markt = _MARKT.fullmatch(text)
        skrivet = _tal(markt[1] if markt else text)
        if skrivet is None:
            self.text(blad, rad, kolumn, text, **egenskaper)
            return
        form = (
            "#,##0" + ("." + "0" * skrivet.decimaler if skrivet.decimaler else "") + ("\\ %" if skrivet.procent else "")
        )
        form += f'" {markt[2]}"' if markt else ""
        form = f"+{form};-{form};{form}" if text.startswith("+") else form
        blad.write_number(rad, kolumn, skrivet.varde, self._stil(num_format=form, **egenskaper))

    def tabell(self, blad: Worksheet, b: Blad) -> None:
        """Write one table: title, description and way back, frozen headings, rows, and what is to be known under it."""
        bredder = _bredder(b)
        self._topp(blad, b.titel, bredder)
        rutor = _over(bredder)
        self._stycke(blad, 1, b.beskrivning, bredder, rutor)
        blad.write_url(2, 0, f"internal:'{OM}'!A1", self._stil(font_color=self._egen, underline=1), "Till innehållet")
        rubriker = _unika(b.kolumner)
        huvud = {"bold": True, "bottom": 2, "bg_color": stil.PRELIMINAR_BAKGRUND, "text_wrap": True}
        for nr, rad in enumerate((rubriker, *b.rader)):
            ram = {"bottom": 1, "bottom_color": stil.LINJE, "text_wrap": True}
            ram |= huvud if not nr else {"bold": True, "bg_color": EGEN_BAKGRUND} if nr - 1 in b.markerad else {}
            blad.set_row(RUBRIKRAD + nr, _hojd(rad, bredder))
            for kolumn, text in enumerate(rad):
                if kolumn in (0, *b.ord_):
                    self.text(blad, RUBRIKRAD + nr, kolumn, text, align="left", indent=int(kolumn > 0), **ram)
                elif nr:
                    self.cell(blad, RUBRIKRAD + nr, kolumn, text, align="right", **ram)
                else:
                    self.text(blad, RUBRIKRAD, kolumn, text, align="right", **ram)
        blad.ignore_errors({"number_stored_as_text": f"A1:XFD{RUBRIKRAD + 1 + len(b.rader)}"})
        blad.freeze_panes(RUBRIKRAD + 1, 1)
        blad.repeat_rows(RUBRIKRAD)
        start = RUBRIKRAD + 2 + len(b.rader)
        for nr, (namn, text) in enumerate(b.under, start):
            self._stycke(blad, nr, f"{namn}: {text}" if namn else text, bredder, rutor, font_color=stil.DAMPAD)

    def om_tabellerna(self, blad: Worksheet, dokument: Dokument, alla: Sequence[Blad]) -> None:
        """Write the first sheet: what the file is about, how rows were used, what the signs mean, and the contents."""
        r, bredder = dokument.rapport, [22, 86]
        self._topp(blad, f"{dokument.titel}, {r['periodtext']}", bredder)
        self.text(blad, 1, 0, r["rapportserie"], font_color=stil.DAMPAD)
        nr = 3
        for text in _band(dokument):
            farger = {"font_color": stil.EXEMPEL_TEXT, "bg_color": stil.EXEMPEL_BAKGRUND, "bold": True}
            self._stycke(blad, nr, text, bredder, 2, **farger)
            nr += 1
        fakta = (
            ("Område", f"{r['omradesnamn']} ({r['omrade']})"),
            ("Period", svenska.stor_bokstav(r["periodtext"])),
            ("Data hämtade", r["uttagsdatum"]),
            ("Underlag", r["redovisning"]),
            *((("Status", r["statusrad"]),) if r["statusrad"] else ()),
            ("Meningar", AUTOMATISKT),
            ("Siffrornas id", r["kub"]),
            ("Kontakt", r["kontakt"]),
            *((f"Tecknet  {t}", text) for t, text in _tecken(r)),
        )
        for namn, text in fakta:
            self.text(blad, nr, 0, namn, bold=True)
            self.text(blad, nr, 1, text, text_wrap=True)
            blad.set_row(nr, _hojd((namn, text), bredder))
            nr += 1
        nr += 1
        self.text(blad, nr, 0, "Innehåll", bold=True, font_size=13)
        for ett in alla:
            nr += 1
            blad.set_row(nr, _hojd(("", ett.titel), bredder))
            lank = self._stil(font_color=self._egen, underline=1)
            blad.write_url(
                nr,
                0,
                f"internal:'{ett.namn}'!A1",
                lank,
                f"Tabell {ett.namn.split()[0]}" if ett.namn[0].isdigit() else ett.namn,
            )
            self.text(blad, nr, 1, ett.titel, text_wrap=True)

    def _topp(self, blad: Worksheet, titel: str, bredder: Sequence[float]) -> None:
        """Write the title, and set the sheet up for screen and paper."""
        for nr, bredd in enumerate(bredder):
            blad.set_column(nr, nr, bredd)
        self.text(blad, 0, 0, titel, bold=True, font_size=14, font_color=self._egen)
        blad.hide_gridlines(2)
        blad.set_landscape()
        blad.set_paper(9)
        blad.fit_to_pages(1, 0)
        blad.set_footer(f"&L{titel.replace('&', '&&')[:180]}&RSida &P av &N")

    def _stycke(
        self, blad: Worksheet, rad: int, text: str, bredder: Sequence[float], rutor: int, **egenskaper: Any
    ) -> None:
        """Write a paragraph over several columns, as high as it needs."""
        form = self._stil(text_wrap=True, **egenskaper)
        if rutor > 1:
            blad.merge_range(rad, 0, rad, rutor - 1, "", form)
        self.text(blad, rad, 0, text, text_wrap=True, **egenskaper)
        blad.set_row(rad, _hojd([text], [sum(bredder[:rutor]) + 8.43 * max(0, rutor - len(bredder))]))


def _bredder(b: Blad) -> list[float]:
    """Return a width for each column: its longest cell within limits, and never less than a word of its heading."""
    kolumner = zip(b.kolumner, *b.rader, strict=True)
    storst = _STORST_FA if len(b.kolumner) <= 3 else _STORST
    return [
        max(min(max(map(len, rader), default=0), storst), *map(len, rubrik.split()), _MINST) + 2
        for rubrik, *rader in kolumner
    ]


def _hojd(texter: Sequence[str], bredder: Sequence[float]) -> float:
    """Return a row's height: the lines of its longest text, each a little shorter than its column is wide."""
    return 15 * max(math.ceil((len(text) or 1) / (1.05 * bredd)) for text, bredd in zip(texter, bredder, strict=True))


def _over(bredder: Sequence[float]) -> int:
    """Return how many columns a paragraph goes over: at least a page's width, at most the first screen."""
    summa, antal = 0.0, 0
    while summa < _SIDA:
        summa += bredder[antal] if antal < len(bredder) else 8.43
        antal += 1
    return antal


def _unika(namn: Sequence[str]) -> list[str]:
    """Return headings as they are; one that stands several times begins with the nearest before it that does not."""
    ut, senast = [], ""
    for n in namn:
        flera = namn.count(n) > 1
        senast = senast if flera else n
        ut.append(f"{senast}: {svenska.liten_bokstav(n)}" if flera and senast else n)
    return ut
