"""The project's own tables: columns, types, keys and row rules. Vendor headings are mapped to these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from analys.utfall import DIMENSIONER, GRUPPER, STATUSAR

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
    "orimligt_ar": "orimligt födelseår eller inskrivningsår",
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
}
UTESLUTET = {
    "dubblett": "exakt dubblett",
    "annan_region": "en annan region",
    "regionrad": "rad för hela regionen",
    "utanfor_perioden": "utanför leveransens period",
    "publicerad_efter_uttag": "publicerad efter uttagsdatum",
    "annan_huvudman": "dödsplats som inte är kommunens egen",
    "okant_vardtillfalle": "vårdtillfället finns inte bland de använda",
}


def _efter(*kolumner: str) -> Radregel:
    """Return the rule that no date lies after the day of the extract."""
    return lambda rader, uttag: (rader[list(kolumner)] >= pd.Timestamp(uttag) + pd.Timedelta(days=1)).any(axis=1)


def _orimlig_alder(rader: pd.DataFrame, _: date) -> pd.Series:
    """Return True for an age outside 0-120, and for a missing one where the stay has ended."""
    alder = rader["alder_vid_utskrivning"]
    return (alder < 0) | (alder > 120) | (alder.isna() & rader["utskriven_tidpunkt"].notna())


def _orimligt_ar(rader: pd.DataFrame, uttag: date) -> pd.Series:
    fodd, inskriven = rader["fodelsear"], rader["inskriven_datum"].dt.year
    return (fodd < 1900) | (fodd > uttag.year) | (inskriven < 1950) | (inskriven < fodd)


def _ej_manadsslut(rader: pd.DataFrame, _: date) -> pd.Series:
    return rader["manad"] != rader["manad"] + pd.offsets.MonthEnd(0)


KON = tuple(GRUPPER["kon"])
ALDERSGRUPPER = tuple(GRUPPER["aldersgrupp"])
BOENDEFORMER = tuple(GRUPPER["boendeform"])
YRKEN = ("sjukskoterska", "arbetsterapeut", "fysioterapeut", "annan", "okand")
JA_NEJ = ("ja", "nej", "okand")
VARDFORMER = tuple(GRUPPER["vardform"])
VARDNIVAER = ("sjukhus", "sjukstuga", "okand")
FARGSPAR = tuple(GRUPPER["fargspar"])
INSKRIVEN_FRAN = ("ordinart_boende", "sarskilt_boende", "korttidsplats", "annat_sjukhus", "annat", "okand")
UTSKRIVEN_TILL = ("ordinart_boende", "sarskilt_boende", "korttidsplats", "annat_sjukhus", "avliden", "annat", "okand")
UPPHORD_AV = ("hemgang", "forsamrad", "aterkallad", "okand")

HEMSJUKVARD = Tabell(
    "hemsjukvard",
    "en inskrivning i hemsjukvården",
    (
        Kolumn("person_id", Typ.TEXT),
        Kolumn("kommunkod", Typ.KOD),
        Kolumn("kon", Typ.VAL, varden=KON),
        Kolumn("fodelsear", Typ.HELTAL),
        Kolumn("boendeform", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=BOENDEFORMER, tom_ar="okand"),
        Kolumn("inskriven_datum", Typ.DATUM),
        Kolumn("avslutad_datum", Typ.DATUM, far_vara_tom=True),
    ),
    nyckel=("person_id", "kommunkod", "inskriven_datum"),
    regler={
        "avslutad_fore_inskriven": lambda r, _: r["avslutad_datum"] < r["inskriven_datum"],
        "efter_uttag": _efter("inskriven_datum", "avslutad_datum"),
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
        Kolumn("fodelsear", Typ.HELTAL, far_saknas=True, far_vara_tom=True),
        Kolumn("datum", Typ.DATUM),
        Kolumn("yrkeskategori", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=YRKEN, tom_ar="okand"),
    ),
    nyckel=(),
    regler={
        "efter_uttag": _efter("datum"),
        "orimligt_ar": lambda r, uttag: (r["fodelsear"] < 1900) | (r["fodelsear"] > uttag.year),
    },
    kommunkolumn="utforarkommun",
    datumkolumner=("datum",),
    utanfor_kolumner=("hemkommun",),
    bara_perioden=True,
)
VARDTILLFALLEN = Tabell(
    "vardtillfallen",
    "ett vårdtillfälle i slutenvård",
    (
        Kolumn("vardtillfalle_id", Typ.TEXT),
        Kolumn("person_id", Typ.TEXT),
        Kolumn("kommunkod", Typ.KOD, far_vara_tom=True),
        Kolumn("betalningsansvarig_kommun", Typ.KOD, far_saknas=True, far_vara_tom=True),
        Kolumn("kon", Typ.VAL, varden=KON),
        Kolumn("alder_vid_utskrivning", Typ.HELTAL, far_vara_tom=True),
        Kolumn("vardform", Typ.VAL, varden=VARDFORMER),
        Kolumn("vardniva", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=VARDNIVAER, tom_ar="okand"),
        Kolumn("sjukhus", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("avdelning", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("inskriven_tidpunkt", Typ.TIDPUNKT),
        Kolumn("inskriven_fran", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=INSKRIVEN_FRAN, tom_ar="okand"),
        Kolumn("planerad_inskrivning", Typ.VAL, far_vara_tom=True, varden=JA_NEJ, tom_ar="okand"),
        Kolumn("behov_av_planering", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=JA_NEJ, tom_ar="okand"),
        Kolumn("fargspar", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=FARGSPAR, tom_ar="ej_satt"),
        Kolumn("utskriven_tidpunkt", Typ.TIDPUNKT, far_vara_tom=True),
        Kolumn("utskriven_till", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=UTSKRIVEN_TILL, tom_ar="okand"),
        Kolumn("dodsdatum", Typ.DATUM, far_saknas=True, far_vara_tom=True),
    ),
    nyckel=("vardtillfalle_id",),
    regler={
        "utskriven_fore_inskriven": lambda r, _: r["utskriven_tidpunkt"] < r["inskriven_tidpunkt"],
        "efter_uttag": _efter("inskriven_tidpunkt", "utskriven_tidpunkt", "dodsdatum"),
        "orimlig_alder": _orimlig_alder,
        "dod_fore_utskrivning": lambda r, _: r["dodsdatum"] < r["utskriven_tidpunkt"].dt.floor("D"),
    },
    kommunkolumn="kommunkod",
    datumkolumner=("inskriven_tidpunkt", "utskriven_tidpunkt"),
    utanfor_kolumner=("kommunkod", "betalningsansvarig_kommun"),
    bara_perioden=True,
)
UTSKRIVNINGSKLARA = Tabell(
    "utskrivningsklara_perioder",
    "en period som utskrivningsklar under ett vårdtillfälle",
    (
        Kolumn("vardtillfalle_id", Typ.TEXT),
        Kolumn("fran", Typ.TIDPUNKT),
        Kolumn("till", Typ.TIDPUNKT, far_vara_tom=True),
        Kolumn("upphord_av", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=UPPHORD_AV, tom_ar="okand"),
    ),
    nyckel=("vardtillfalle_id", "fran"),
    regler={"slut_fore_borjan": lambda r, _: r["till"] < r["fran"], "efter_uttag": _efter("fran", "till")},
    datumkolumner=("fran", "till"),
    bara_perioden=True,
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
        *(Kolumn(d, Typ.GRUPP, far_saknas=True, far_vara_tom=True, tom_ar="alla") for d in DIMENSIONER),
        Kolumn("taljare", Typ.TAL, far_vara_tom=True),
        Kolumn("namnare", Typ.TAL, far_saknas=True, far_vara_tom=True),
        Kolumn("kvadratsumma", Typ.TAL, far_saknas=True, far_vara_tom=True),
        Kolumn("varde", Typ.TAL, far_saknas=True, far_vara_tom=True),
        Kolumn("status", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=STATUSAR),
        Kolumn("kalla", Typ.TEXT),
    ),
    nyckel=("indikator", "omrade", "period", *DIMENSIONER),
    regler={"negativt_antal": lambda r, _: (r["taljare"] < 0) | (r["namnare"] < 0)},
    kommunkolumn="omrade",
    stopp_vid=0.0,  # each row is somebody's published figure
    med_regioner=True,
)
TACKNING = Tabell(
    "tackning",
    "hur stor del av ett områdes vård som en källa ser under ett år",
    (
        Kolumn("galler", Typ.TEXT),
        Kolumn("omrade", Typ.KOD),
        Kolumn("kalenderar", Typ.HELTAL),
        Kolumn("andel", Typ.TAL),
        Kolumn("kalla", Typ.TEXT),
    ),
    nyckel=("galler", "omrade", "kalenderar"),
    regler={"ej_andel": lambda r, _: (r["andel"] < 0) | (r["andel"] > 1)},
    kommunkolumn="omrade",
    stopp_vid=0.0,
    med_regioner=True,
)
SIP_PLATSER = ("vardavdelning", "hemmet", "annan", "okand")
BESOKSTYPER = ("mottagning", "hembesok", "distans", "annan", "okand")
PATIENTSTATUS = Tabell(
    "patientstatus",
    "en person som är inskriven i hemsjukvården vid en månads slut",
    (
        Kolumn("manad", Typ.DATUM),
        Kolumn("person_id", Typ.TEXT),
        Kolumn("kommunkod", Typ.KOD),
        Kolumn("kon", Typ.VAL, varden=KON),
        Kolumn("alder", Typ.HELTAL),
        Kolumn("boendeform", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=BOENDEFORMER, tom_ar="okand"),
        Kolumn("rub", Typ.HELTAL, far_saknas=True, far_vara_tom=True),
        Kolumn("fast_lakarkontakt", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=JA_NEJ, tom_ar="okand"),
        Kolumn("fast_vardkontakt", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=JA_NEJ, tom_ar="okand"),
        Kolumn("sip_datum", Typ.DATUM, far_saknas=True, far_vara_tom=True),
        Kolumn("sip_plats", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=SIP_PLATSER),
        Kolumn("lakemedelsgenomgang_datum", Typ.DATUM, far_saknas=True, far_vara_tom=True),
        Kolumn("antal_lakemedel", Typ.HELTAL, far_saknas=True, far_vara_tom=True),
    ),
    nyckel=("manad", "person_id"),
    regler={
        "ej_manadsslut": _ej_manadsslut,
        "efter_uttag": _efter("manad", "sip_datum", "lakemedelsgenomgang_datum"),
        "efter_manaden": lambda r, _: (r["sip_datum"] > r["manad"]) | (r["lakemedelsgenomgang_datum"] > r["manad"]),
        "ogiltig_rub": lambda r, _: (r["rub"] < 0) | (r["rub"] > 5),
        "orimlig_alder": lambda r, _: (r["alder"] < 0) | (r["alder"] > 120),
        "negativt_antal": lambda r, _: r["antal_lakemedel"] < 0,
    },
    kommunkolumn="kommunkod",
    datumkolumner=("manad",),
    bara_perioden=True,
)
LAKARBESOK = Tabell(
    "lakarbesok",
    "ett läkarbesök i primärvården",
    (
        Kolumn("besok_id", Typ.TEXT, far_saknas=True),
        Kolumn("person_id", Typ.TEXT),
        Kolumn("lakare_id", Typ.TEXT),
        Kolumn("vardcentral", Typ.TEXT),
        Kolumn("listad_vardcentral", Typ.TEXT, far_vara_tom=True),
        Kolumn("kommunkod", Typ.KOD),
        Kolumn("datum", Typ.DATUM),
        Kolumn("besokstyp", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=BESOKSTYPER, tom_ar="okand"),
        Kolumn("akut", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=JA_NEJ, tom_ar="okand"),
        Kolumn("kronisk_sjukdom", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=JA_NEJ, tom_ar="okand"),
    ),
    nyckel=(),
    regler={"efter_uttag": _efter("datum")},
    kommunkolumn="kommunkod",
    datumkolumner=("datum",),
    bara_perioden=True,
)
LISTADE = Tabell(
    "listade",
    "antal listade i primärvården i en grupp vid en månads slut",
    (
        Kolumn("manad", Typ.DATUM),
        Kolumn("kommunkod", Typ.KOD),
        Kolumn("kon", Typ.VAL, varden=KON),
        Kolumn("aldersgrupp", Typ.VAL, varden=("0-64", "65-74", "75-")),
        Kolumn("boendeform", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=BOENDEFORMER, tom_ar="okand"),
        Kolumn("antal", Typ.HELTAL),
        Kolumn("antal_fast_lakarkontakt", Typ.HELTAL),
    ),
    nyckel=("manad", "kommunkod", "kon", "aldersgrupp", "boendeform"),
    regler={
        "ej_manadsslut": _ej_manadsslut,
        "efter_uttag": _efter("manad"),
        "negativt_antal": lambda r, _: (r["antal"] < 0) | (r["antal_fast_lakarkontakt"] < 0),
        "fler_an_listade": lambda r, _: r["antal_fast_lakarkontakt"] > r["antal"],
    },
    kommunkolumn="kommunkod",
    datumkolumner=("manad",),
    stopp_vid=0.0,  # one missing group would change every share
    bara_perioden=True,
)
TABELLER = {
    t.namn: t
    for t in (
        HEMSJUKVARD,
        HEMBESOK,
        VARDTILLFALLEN,
        UTSKRIVNINGSKLARA,
        PATIENTSTATUS,
        LAKARBESOK,
        LISTADE,
        BEFOLKNING,
        TACKNING,
        AGGREGAT,
    )
}
