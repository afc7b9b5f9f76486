"""The project's own tables: columns, types, keys and row rules. Vendor headings are mapped to these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

OPPET_SLUT = date(9999, 12, 31)
"""How some systems write "still going on"; read as empty."""


class Typ(StrEnum):
    """What a column holds."""

    TEXT = "text"
    KOD = "områdeskod"
    PERIOD = "period"
    DATUM = "datum"
    HELTAL = "heltal"
    TAL = "tal"
    VAL = "ett av de tillåtna värdena"


@dataclass(frozen=True)
class Kolumn:
    """One column. ``far_saknas``: the whole column may be absent; ``far_vara_tom``: a cell may be empty."""

    namn: str
    typ: Typ
    far_saknas: bool = False
    far_vara_tom: bool = False
    varden: tuple[str, ...] = ()


Radregel = Callable[[pd.DataFrame, date], pd.Series]
"""Takes typed rows and the uttagsdatum; True where the row is at fault."""


@dataclass(frozen=True)
class Tabell:
    """One table: what a row is, its columns, its key, its row rules and the column that must cover every kommun."""

    namn: str
    rad_ar: str
    kolumner: tuple[Kolumn, ...]
    nyckel: tuple[str, ...]
    regler: dict[str, Radregel]
    kommunkolumn: str
    datumkolumner: tuple[str, ...] = ()
    stopp_vid: float = 0.01
    """A rule that takes more than this share of a file's rows stops the file; per source in TOML."""
    med_regioner: bool = False
    """Whether a row may be about a whole region."""

    def kolumn(self, namn: str) -> Kolumn:
        """Return the column called ``namn``."""
        return next(k for k in self.kolumner if k.namn == namn)


REGELTEXT = {
    "tomt_varde": "obligatoriskt värde saknas",
    "ej_tal": "text i en talkolumn",
    "ej_datum": "går inte att läsa som datum",
    "ej_period": "går inte att läsa som period",
    "okant_varde": "okänt värde i en kolumn med fasta värden",
    "okand_kommun": "okänd kommun",
    "avslutad_fore_inskriven": "avslutad före inskriven",
    "efter_uttag": "datum efter uttagsdatum",
    "orimligt_ar": "orimligt födelseår eller inskrivningsår",
    "negativt_antal": "negativt antal",
    "dubblett_annat_innehall": "samma nyckel men olika innehåll",
}
UTESLUTET = {
    "dubblett": "exakt dubblett",
    "annan_region": "en annan region",
    "regionrad": "rad för hela regionen",
    "utanfor_perioden": "utanför leveransens period",
    "publicerad_efter_uttag": "publicerad efter uttagsdatum",
}


def _efter(kolumn: str) -> Radregel:
    return lambda rader, uttag: rader[kolumn] > pd.Timestamp(uttag)


def _orimligt_ar(rader: pd.DataFrame, uttag: date) -> pd.Series:
    fodd, inskriven = rader["fodelsear"], rader["inskriven_datum"].dt.year
    return (fodd < 1900) | (fodd > uttag.year) | (inskriven < 1950) | (inskriven < fodd)


KON = ("kvinna", "man")
ALDERSGRUPPER = ("0-64", "65-79", "80-")
BOENDEFORMER = ("ordinart_boende", "sarskilt_boende", "okand")
YRKEN = ("sjukskoterska", "arbetsterapeut", "fysioterapeut", "annan", "okand")

HEMSJUKVARD = Tabell(
    "hemsjukvard",
    "en inskrivning i hemsjukvården",
    (
        Kolumn("person_id", Typ.TEXT),
        Kolumn("kommunkod", Typ.KOD),
        Kolumn("kon", Typ.VAL, varden=KON),
        Kolumn("fodelsear", Typ.HELTAL),
        Kolumn("boendeform", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=BOENDEFORMER),
        Kolumn("inskriven_datum", Typ.DATUM),
        Kolumn("avslutad_datum", Typ.DATUM, far_vara_tom=True),
    ),
    nyckel=("person_id", "kommunkod", "inskriven_datum"),
    regler={
        "avslutad_fore_inskriven": lambda r, _: r["avslutad_datum"] < r["inskriven_datum"],
        "efter_uttag": lambda r, uttag: _efter("inskriven_datum")(r, uttag) | _efter("avslutad_datum")(r, uttag),
        "orimligt_ar": _orimligt_ar,
    },
    kommunkolumn="kommunkod",
    datumkolumner=("inskriven_datum", "avslutad_datum"),
)
HEMBESOK = Tabell(
    "hembesok",
    "ett besök hos en person som inte är inskriven i hemsjukvården",
    (
        Kolumn("besok_id", Typ.TEXT, far_saknas=True),
        Kolumn("person_id", Typ.TEXT),
        Kolumn("hemkommun", Typ.KOD, far_vara_tom=True),
        Kolumn("utforarkommun", Typ.KOD),
        Kolumn("datum", Typ.DATUM),
        Kolumn("yrkeskategori", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=YRKEN),
    ),
    nyckel=(),
    regler={"efter_uttag": _efter("datum")},
    kommunkolumn="utforarkommun",
    datumkolumner=("datum",),
)
BEFOLKNING = Tabell(
    "befolkning",
    "invånare den 31 december i en grupp",
    (
        Kolumn("kommunkod", Typ.KOD),
        Kolumn("kalenderar", Typ.HELTAL),
        Kolumn("kon", Typ.VAL, varden=KON),
        Kolumn("aldersgrupp", Typ.VAL, varden=ALDERSGRUPPER),
        Kolumn("antal", Typ.HELTAL),
        Kolumn("publicerad", Typ.DATUM),
    ),
    nyckel=("kommunkod", "kalenderar", "kon", "aldersgrupp", "publicerad"),
    regler={"negativt_antal": lambda r, _: r["antal"] < 0},
    kommunkolumn="kommunkod",
    stopp_vid=0.0,  # one missing group would change every rate
    med_regioner=True,
)
AGGREGAT = Tabell(
    "aggregat",
    "ett antal som någon annan har räknat",
    (
        Kolumn("indikator", Typ.TEXT),
        Kolumn("omrade", Typ.KOD),
        Kolumn("period", Typ.PERIOD),
        Kolumn("kon", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=KON),
        Kolumn("aldersgrupp", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=ALDERSGRUPPER),
        Kolumn("taljare", Typ.TAL, far_vara_tom=True),
        Kolumn("namnare", Typ.TAL, far_saknas=True, far_vara_tom=True),
        Kolumn("varde", Typ.TAL, far_saknas=True, far_vara_tom=True),
        Kolumn("kalla", Typ.TEXT),
    ),
    nyckel=("indikator", "omrade", "period", "kon", "aldersgrupp"),
    regler={"negativt_antal": lambda r, _: (r["taljare"] < 0) | (r["namnare"] < 0)},
    kommunkolumn="omrade",
    stopp_vid=0.0,  # each row is somebody's published figure
    med_regioner=True,
)
TABELLER = {t.namn: t for t in (HEMSJUKVARD, HEMBESOK, BEFOLKNING, AGGREGAT)}
