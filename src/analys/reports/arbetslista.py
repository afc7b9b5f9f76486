"""The lists of patients for the joint analysis: one workbook per receiving unit, with only its patients.

Each patient has a sheet: Region Västerbotten's checklist (instruktion 99624, bilaga 1), filled in from the record as
far as it goes, with empty cells for the rest. A cell is always text, never a formula.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analys import svenska
from analys.omraden import UTANFOR
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked
from analys.sources.processtabeller import ENHETER_DELAS_MED

KOLUMNER = ("Steg i processen", "Slutenvård", "Primär-/öppenvård", "Kommun", "Kommentar")
SAKNAS = "saknas i leveransen"
_VEM = {"slutenvard": 0, "oppenvard": 1, "kommun": 2}
Rad = dict[Any, Any]
Celler = tuple[str, str, str, str]


def _dag(varde: Any) -> str:
    return "" if pd.isna(varde) else f"{varde:%Y-%m-%d}"


def _tid(varde: Any) -> str:
    """Return a time, without its clock where the source gave none."""
    if pd.isna(varde):
        return ""
    return f"{varde:%Y-%m-%d}" if varde == varde.normalize() else f"{varde:%Y-%m-%d %H:%M}"


def _svar(varde: Any) -> str:
    return str(varde) if varde in ("ja", "nej") else ""


def _dag_eller_nej(rad: Rad, kolumn: str) -> str:
    """Return a day, or "nej" where the process is delivered and the step was not taken."""
    return _dag(rad[kolumn]) or ("nej" if rad["har_process"] else "")


def _i(plats: int, varde: str, kommentar: str = "") -> Celler:
    """Return a row's cells with the value in one column."""
    celler = ["", "", "", kommentar]
    celler[plats] = varde
    return celler[0], celler[1], celler[2], celler[3]


def _initiativ(rad: Rad, varde: str) -> Celler:
    """Return what is known of the initiative in the column of who took it; else, and when nobody did, as a comment."""
    return _i(_VEM.get(str(rad["sip_initiativ_av"]), 3), varde)


def _text(varde: Any) -> str:
    return "" if pd.isna(varde) else str(varde)


_PLATSER = {"vardavdelning": "På vårdavdelningen.", "hemmet": "I hemmet.", "annan": "På annan plats."}
CHECKLISTA: tuple[tuple[str, Callable[[Rad], Celler]], ...] = (
    ("Inskrivningsmeddelande: datum", lambda r: _i(0, _tid(r["inskrivningsmeddelande"]))),
    ("Prel. ut-datum ändrat: antal gånger", lambda r: _i(0, _heltal(r["antal_andringar"]))),
    ("Ut-rapport startad: datum", lambda r: _i(0, _dag(r["utskrivningsrapport"]))),
    ("Ut-klar: datum", lambda r: _i(0, _dag(r["utskrivningsklar"]))),
    ("Faktisk hemgång: datum", lambda r: _i(0, _dag(r["utskriven_tidpunkt"]))),
    ("Ut-klar skickat: klockslag, endast vid betalningsansvar", lambda r: _i(0, _tid(r["utskrivningsklar_skickad"]))),
    (
        "Svar på inskrivning med pågående eller i närtid genomförda insatser: ja/nej",
        lambda r: ("", _svar(r["svar_oppenvard"]), _svar(r["svar_kommun"]), ""),
    ),
    ("Angett namngiven fast vårdkontakt: ja/nej", lambda r: _i(1, _svar(r["fast_vardkontakt"]))),
    (
        "Initiativ till SIP skickat: datum, eller nej = ej skickat",
        lambda r: _initiativ(r, _dag_eller_nej(r, "sip_initiativ")),
    ),
    ("SBAR: ja/nej", lambda r: _i(0, _svar(r["sbar"]))),
    ("Inskriven i hemsjukvården: ja/nej", lambda r: _i(2, _svar(r["inskriven_hemsjukvard"]))),
    ("Initiativ makulerat: ja/nej", lambda r: _initiativ(r, _svar(r["sip_makulerad"]))),
    (
        "Kallelse till SIP skickat: datum, eller nej = ej skickad",
        lambda r: _i(1, _dag_eller_nej(r, "sip_kallelse")),
    ),
    (
        "SIP genomförd: datum, eller nej",
        lambda r: _i(1, _dag_eller_nej(r, "sip_genomford"), _PLATSER.get(str(r["sip_plats"]), "")),
    ),
    (
        "Svar på inskrivning med tidigare eller pågående insatser, vilka professioner, insatser beskrivna: ja/nej",
        lambda r: _i(2, _svar(r["insatser_beskrivna"])),
    ),
    ("Planering av SoL-insatser klart: datum", lambda r: _i(2, _dag(r["sol_klar"]))),
    ("Planering av HSL-insatser klart: datum", lambda r: _i(2, _dag(r["hsl_klar"]))),
    ("Kommunklar: datum", lambda r: _i(2, _dag(r["kommunklar"]))),
    (
        "Delgett planerade insatser från SoL och HSL: ja/nej och datum",
        lambda r: _i(2, " ".join(t for t in (_svar(r["delgett"]), _dag(r["delgett_datum"])) if t)),
    ),
    ("Fördröjd hemgång på grund av plats- eller resursbrist: ja/nej", lambda r: _i(2, _svar(r["resursbrist"]))),
    (
        "Fördröjd hemgång på grund av komplexa behov och förutsättningar i hemmet. Beskriv i kommentarsfältet",
        lambda r: _i(2, _svar(r["komplexa_behov"]), _text(r["kommentar"])),
    ),
)
"""The rows of bilaga 1. The form does not say whose column an answer stands in: it is that of who takes the step."""


def _heltal(varde: Any) -> str:
    return "" if pd.isna(varde) else str(int(varde))


def arbetslistor(langa: pd.DataFrame, profil: Regionprofil, besked: Leveransbesked, manad: Period) -> dict[str, bytes]:
    """Return a workbook by file name for every unit that has patients among the long stays of the month."""
    per_enhet: dict[tuple[str, str], list[Rad]] = {}
    for rad in langa.to_dict("records"):
        for mottagare in _enheter(rad, profil):
            per_enhet.setdefault(mottagare, []).append(rad)
    filer: dict[str, bytes] = {}
    lika: Counter[str] = Counter()  # two units' names can differ in signs that a file name cannot have
    for (huvudman, enhet), rader in sorted(per_enhet.items()):
        namn = f"{manad.kod}-{huvudman}-{svenska.slug(enhet)}"
        lika[namn] += 1
        nummer = f"_{lika[namn]}" if lika[namn] > 1 else ""
        filer[f"{namn}{nummer}.xlsx"] = _arbetsbok(enhet, rader, profil, besked, manad)
    return filer


def _enheter(rad: Rad, profil: Regionprofil) -> list[tuple[str, str]]:
    """Return the units that get a patient: the ward, the hälsocentral and the kommun's own, each once."""
    ut = [("slutenvard", _avdelning(rad) or "Okänd avdelning")]
    ut += [("oppenvard", h)] if (h := _text(rad["halsocentral"])) else []
    if rad["omrade"] != UTANFOR:
        kommun = profil.omrade(str(rad["omrade"])).namn
        ut += [("kommun", f"{kommun} {e}") for e in _kommunens(rad) or ["enhet okänd"]]
    return list(dict.fromkeys(ut))


def _avdelning(rad: Rad) -> str:
    return ", ".join(t for t in (_text(rad["sjukhus"]), _text(rad["avdelning"])) if t)


def _kommunens(rad: Rad) -> list[str]:
    return [e.strip() for e in _text(rad["berorda_enheter"]).split(ENHETER_DELAS_MED) if e.strip()]


@dataclass(frozen=True)
class _Stilar:
    """The cell formats of a workbook."""

    rubrik: Format
    varning: Format
    namn: Format
    ifylld: Format
    tom: Format


def _arbetsbok(enhet: str, rader: Sequence[Rad], profil: Regionprofil, besked: Leveransbesked, manad: Period) -> bytes:
    """Return the unit's workbook: a list of its patients, then a checklist for each."""
    ut, varning = io.BytesIO(), _varning(profil, besked)
    with xlsxwriter.Workbook(ut, {"in_memory": True}) as bok:
        bok.set_properties({"title": f"Arbetslista {manad.text}, {enhet}", "comments": varning})
        ram = {"border": 1, "text_wrap": True, "valign": "top", "num_format": "@", "quote_prefix": True}
        s = _Stilar(
            bok.add_format({"bold": True, "font_size": 14}),
            bok.add_format({"bold": True, "font_color": "#7a3306", "bg_color": "#fff3e6", "text_wrap": True}),
            bok.add_format(ram | {"bold": True, "bg_color": "#eef1f4"}),
            bok.add_format(ram),
            bok.add_format(ram | {"bg_color": "#fffbe0", "quote_prefix": False}),
        )
        oversikt = bok.add_worksheet("Patienter")
        blad = [bok.add_worksheet(f"{nr} {_bladnamn(r)}") for nr, r in enumerate(rader, start=1)]
        _oversikt(oversikt, s, f"Arbetslista {manad.text}: {enhet}", varning, rader, profil)
        for ett, rad in zip(blad, rader, strict=True):
            _checklista(ett, s, varning, rad, profil)
    return ut.getvalue()


def _hantering(profil: Regionprofil) -> str:
    return profil.fordrojd_hemgang.hantering if profil.fordrojd_hemgang else ""


def _varning(profil: Regionprofil, besked: Leveransbesked) -> str:
    exempel = "EXEMPELDATA – påhittade uppgifter. " if besked.exempel else ""
    roller = svenska.lista(profil.roller.intern_patient)
    return f"{exempel}INTERNT – PATIENTUPPGIFTER. Får bara läsas av: {roller}. {_hantering(profil)}"


def _arende(rad: Rad) -> str:
    """Return the number that the unit looks the patient up by."""
    return _text(rad["arende_id"]) or f"{SAKNAS}; vårdtillfälle {rad['vardtillfalle_id']}"


def _bladnamn(rad: Rad) -> str:
    """Return a sheet's name: Excel takes 31 characters, and not all."""
    return re.sub(r"[^\w .-]", "_", _text(rad["arende_id"]) or str(rad["vardtillfalle_id"]))[:24].strip()


def _oversikt(
    blad: Worksheet, s: _Stilar, titel: str, varning: str, rader: Sequence[Rad], profil: Regionprofil
) -> None:
    """Write the first sheet: the unit's patients, one row each."""
    rubriker = ("Ärendenummer", "Avdelning", "Hälsocentral", "Kommun", "Utskrivningsklar", "Hemgång", "Dagar")
    _topp(blad, s, titel, varning, (26, 34, 30, 16, 16, 14, 8))
    for kolumn, rubrik in enumerate(rubriker):
        blad.write_string(3, kolumn, rubrik, s.namn)
    for nr, r in enumerate(rader, start=4):
        celler = (_arende(r), _avdelning(r), _text(r["halsocentral"]), _kommun(r, profil))
        dagar = (_dag(r["utskrivningsklar"]), _dag(r["utskriven_tidpunkt"]), str(int(r["dagar"])))
        _rad(blad, s, nr, (*celler, *dagar))


def _checklista(blad: Worksheet, s: _Stilar, varning: str, rad: Rad, profil: Regionprofil) -> None:
    """Write one patient's checklist: head, then a row per step."""
    _topp(blad, s, "Checklista för analys av fördröjd hemgång på patientnivå", varning, (46, 20, 20, 20, 40))
    enheter = f"{_kommun(rad, profil)}: {svenska.lista(_kommunens(rad)) or SAKNAS}"
    huvud = (
        ("Patient, namn och personnummer (slå upp med ärendenumret)", ""),
        ("Ärendenummer", _arende(rad)),
        ("Sjukhus och avdelning", _avdelning(rad)),
        ("Hälsocentral eller öppenvårdsmottagning", _text(rad["halsocentral"])),
        ("Kommun, berörda enheter", enheter),
    )
    for nr, (namn, varde) in enumerate(huvud, start=3):
        blad.write_string(nr, 0, namn, s.namn)
        blad.merge_range(nr, 1, nr, 4, "", s.ifylld if varde else s.tom)
        _rad(blad, s, nr, (varde,), fran=1)
    start = 4 + len(huvud)
    for kolumn, rubrik in enumerate(KOLUMNER):
        blad.write_string(start, kolumn, rubrik, s.namn)
    for nr, (steg, celler) in enumerate(CHECKLISTA, start=start + 1):
        blad.write_string(nr, 0, steg, s.namn)
        _rad(blad, s, nr, celler(rad), fran=1)


def _topp(blad: Worksheet, s: _Stilar, titel: str, varning: str, bredder: Sequence[float]) -> None:
    """Write the heading and the warning, and set the sheet up for paper."""
    for kolumn, bredd in enumerate(bredder):
        blad.set_column(kolumn, kolumn, bredd)
    blad.write_string(0, 0, titel, s.rubrik)
    blad.merge_range(1, 0, 1, len(bredder) - 1, "", s.varning)
    blad.write_string(1, 0, varning, s.varning)
    blad.set_row(1, 48)
    blad.set_landscape()
    blad.set_paper(9)
    blad.fit_to_pages(1, 0)
    blad.repeat_rows(0, 1)
    blad.set_footer("&RSida &P av &N")


def _rad(blad: Worksheet, s: _Stilar, nr: int, celler: Sequence[str], fran: int = 0) -> None:
    """Write cells as text, also where one begins with an equals sign; an empty one is to be filled in."""
    for kolumn, text in enumerate(celler, start=fran):
        if text:
            blad.write_string(nr, kolumn, text, s.ifylld)
        else:
            blad.write_blank(nr, kolumn, None, s.tom)


def _kommun(rad: Rad, profil: Regionprofil) -> str:
    return profil.omrade(str(rad["omrade"])).kortnamn
