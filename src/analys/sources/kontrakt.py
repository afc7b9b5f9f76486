"""What a table of a delivery is made of, and its rules in words; the tables themselves are in `tabeller`."""

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
    TIDPUNKT = "datum, gärna med klockslag"
    HELTAL = "heltal"
    TAL = "tal"
    VAL = "ett av de tillåtna värdena"
    GRUPP = "en grupp som indikatorn delas upp i"


@dataclass(frozen=True)
class Kolumn:
    """One column. ``far_saknas``: the whole column may be absent; ``far_vara_tom``: a cell may be empty.

    ``tom_ar``: what an empty cell or an absent column of words means (``okand``, ``ej_satt``, ``alla``).
    """

    namn: str
    typ: Typ
    far_saknas: bool = False
    far_vara_tom: bool = False
    varden: tuple[str, ...] = ()
    tom_ar: str = ""


Radregel = Callable[[pd.DataFrame, date], pd.Series]
"""Takes typed rows and the uttagsdatum; True where the row is at fault."""


def efter(*kolumner: str) -> Radregel:
    """Return the rule that no date lies after the day of the extract."""
    return lambda rader, uttag: (rader[list(kolumner)] >= pd.Timestamp(uttag) + pd.Timedelta(days=1)).any(axis=1)


JA_NEJ = ("ja", "nej", "okand")
SIP_PLATSER = ("vardavdelning", "hemmet", "annan", "okand")


@dataclass(frozen=True)
class Tabell:
    """One table: what a row is, its columns, its key and its row rules."""

    namn: str
    rad_ar: str
    kolumner: tuple[Kolumn, ...]
    nyckel: tuple[str, ...]
    regler: dict[str, Radregel]
    kommunkolumn: str = ""
    """The column that says whose row it is; every kommun of the region must have rows."""
    datumkolumner: tuple[str, ...] = ()
    """The columns that say when something happened; with one of them the table is a table of events."""
    stopp_vid: float = 0.01
    """A rule that takes more than this share of a file's rows stops the file; per source in TOML."""
    med_regioner: bool = False
    """Whether a row may be about a whole region, or the country."""
    utanfor_kolumner: tuple[str, ...] = ()
    """The columns where a kommun outside the region, or an unknown one, is the område ``utanfor``."""
    hela_landet: bool = False
    """Whether rows about other regions' kommuner are used: they are shown beside the region's own."""
    bara_perioden: bool = False
    """Whether a row without a day in the file's period is left out."""

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
    "orimligt_ar": "orimligt år",
    "negativt_antal": "negativt antal",
    "dubblett_annat_innehall": "samma nyckel men olika innehåll",
    "utskriven_fore_inskriven": "utskriven före inskriven",
    "orimlig_alder": "orimlig ålder",
    "dod_fore_utskrivning": "avliden före utskrivningen",
    "slut_fore_borjan": "slutar före början",
    "utanfor_vardtillfallet": "börjar en dag utanför vårdtillfället",
    "ej_andel": "andel som inte ligger mellan 0 och 1",
    "ej_manadsslut": "dagen är inte månadens sista",
    "ogiltig_rub": "RUB som inte är ett helt tal från 0 till 5",
    "efter_manaden": "datum efter den månad som raden gäller",
    "fler_an_listade": "fler med fast läkarkontakt än listade",
    "omojlig_skala": "skala som saknas eller slutar före sin början",
    "okand_fraga": "frågan eller temat finns inte i enkäten",
    "utanfor_skalan": "svar utanför enkätens skala",
    "citat_namner_kommun": "citat som nämner en kommun",
    "fore_inskrivningen": "ett steg i processen före inskrivningen",
    "hemgang_fore_utskrivningsklar": "hemgång före utskrivningsklar",
    "kommunklar_efter_hemgang": "kommunklar efter hemgången",
    "sip_genomford_fore_kallelse": "SIP genomförd före kallelsen",
}
UTESLUTET = {
    "dubblett": "exakt dubblett",
    "annan_region": "en annan region",
    "regionrad": "rad för hela regionen",
    "summarad": "summarad",
    "utanfor_perioden": "utanför leveransens period",
    "publicerad_efter_uttag": "publicerad efter uttagsdatum",
    "annan_huvudman": "dödsplats som inte är kommunens egen",
    "okant_vardtillfalle": "vårdtillfället finns inte bland de använda",
}
