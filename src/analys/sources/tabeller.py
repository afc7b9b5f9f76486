"""The tables of a delivery: columns, keys and row rules, one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from analys.sources.kontrakt import JA_NEJ, SIP_PLATSER, Kolumn, Tabell, Typ, efter
from analys.sources.processtabeller import UTSKRIVNINGSPROCESS
from analys.utfall import DIMENSIONER, GRUPPER, STATUSAR


def _orimlig_alder(rader: pd.DataFrame, _: date) -> pd.Series:
    """Return True for an age outside 0-120, and for a missing one where the stay has ended."""
    alder = rader["alder_vid_utskrivning"]
    return (alder < 0) | (alder > 120) | (alder.isna() & rader["utskriven_tidpunkt"].notna())


def _orimligt_kalenderar(rader: pd.DataFrame, uttag: date) -> pd.Series:
    return ~rader["kalenderar"].between(1950, uttag.year + 100)


def _orimligt_ar(rader: pd.DataFrame, uttag: date) -> pd.Series:
    fodd, inskriven = rader["fodelsear"], rader["inskriven_datum"].dt.year
    return (fodd < 1900) | (fodd > uttag.year) | (inskriven < 1950) | (inskriven < fodd)


def _ej_manadsslut(rader: pd.DataFrame, _: date) -> pd.Series:
    return rader["manad"] != rader["manad"] + pd.offsets.MonthEnd(0)


KON = tuple(GRUPPER["kon"])
ALDERSGRUPPER = tuple(GRUPPER["aldersgrupp"])
BOENDEFORMER = tuple(GRUPPER["boendeform"])
YRKEN = ("sjukskoterska", "arbetsterapeut", "fysioterapeut", "annan", "okand")
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
        "efter_uttag": efter("inskriven_datum", "avslutad_datum"),
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
        "efter_uttag": efter("datum"),
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
        "efter_uttag": efter("inskriven_tidpunkt", "utskriven_tidpunkt", "dodsdatum"),
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
    regler={"slut_fore_borjan": lambda r, _: r["till"] < r["fran"], "efter_uttag": efter("fran", "till")},
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
    regler={"negativt_antal": lambda r, _: r["antal"] < 0, "orimligt_ar": _orimligt_kalenderar},
    kommunkolumn="kommunkod",
    stopp_vid=0.0,  # one missing group would change every rate
    med_regioner=True,
)
BEFOLKNINGSPROGNOS = replace(
    BEFOLKNING,
    namn="befolkningsprognos",
    rad_ar="invånare den 31 december ett kommande år i en grupp, enligt en prognos",
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
NYCKELTAL = replace(AGGREGAT, namn="nyckeltal", rad_ar="ett tal som hämtats ur en öppen källa", hela_landet=True)
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
    regler={
        "ej_andel": lambda r, _: (r["andel"] < 0) | (r["andel"] > 1),
        "orimligt_ar": _orimligt_kalenderar,
    },
    kommunkolumn="omrade",
    stopp_vid=0.0,
    med_regioner=True,
)
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
        "efter_uttag": efter("manad", "sip_datum", "lakemedelsgenomgang_datum"),
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
    regler={"efter_uttag": efter("datum")},
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
        "efter_uttag": efter("manad"),
        "negativt_antal": lambda r, _: (r["antal"] < 0) | (r["antal_fast_lakarkontakt"] < 0),
        "fler_an_listade": lambda r, _: r["antal_fast_lakarkontakt"] > r["antal"],
    },
    kommunkolumn="kommunkod",
    datumkolumner=("manad",),
    stopp_vid=0.0,  # one missing group would change every share
    bara_perioden=True,
)
ENKATER = Tabell(
    "enkater",
    "en fråga eller ett tema i ett frågeformulär",
    (
        Kolumn("enkat", Typ.TEXT),
        Kolumn("titel", Typ.TEXT),
        Kolumn("svarande", Typ.VAL, varden=("organisation", "person")),
        Kolumn("visa_namn_for", Typ.VAL, varden=("ingen", "intern_samverkan", "alla")),
        Kolumn("skala_min", Typ.HELTAL, far_vara_tom=True),
        Kolumn("skala_max", Typ.HELTAL, far_vara_tom=True),
        Kolumn("fraga", Typ.TEXT),
        Kolumn("slag", Typ.VAL, varden=("steg", "tema")),
        Kolumn("rubrik", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("kort", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("text", Typ.TEXT),
        Kolumn("indikator", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("kalla", Typ.TEXT),
    ),
    nyckel=("enkat", "fraga"),
    regler={"omojlig_skala": lambda r, _: (r["slag"] == "steg") & ~(r["skala_min"] < r["skala_max"]).fillna(False)},
    stopp_vid=0.0,  # a question at fault makes its answers mean something else
)
ENKATSVAR = Tabell(
    "enkatsvar",
    "en organisations svar på en fråga, eller om den tagit upp ett tema",
    (
        Kolumn("enkat", Typ.TEXT),
        Kolumn("matomgang", Typ.PERIOD),
        Kolumn("huvudman", Typ.VAL, varden=("kommun", "region")),
        Kolumn("kommunkod", Typ.KOD),
        Kolumn("enhet", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("fraga", Typ.TEXT),
        Kolumn("svar", Typ.HELTAL, far_vara_tom=True),
    ),
    nyckel=("enkat", "matomgang", "huvudman", "kommunkod", "enhet", "fraga"),
    regler={},
    kommunkolumn="kommunkod",
    med_regioner=True,
)
INTERVJUER = Tabell(
    "intervjuer",
    "ett tema i en intervju, med ett citat om den intervjuade har sagt ja till det",
    (
        Kolumn("enkat", Typ.TEXT),
        Kolumn("matomgang", Typ.PERIOD),
        Kolumn("intervju", Typ.TEXT),
        Kolumn("roll", Typ.VAL, varden=("patient", "narstaende", "medarbetare")),
        Kolumn("fraga", Typ.TEXT),
        Kolumn("citat", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("samtycke", Typ.VAL, varden=("ja", "nej")),
    ),
    nyckel=("enkat", "matomgang", "intervju", "fraga", "citat"),
    regler={},
)
TABELLER = {
    t.namn: t
    for t in (
        HEMSJUKVARD,
        HEMBESOK,
        VARDTILLFALLEN,
        UTSKRIVNINGSKLARA,
        UTSKRIVNINGSPROCESS,
        PATIENTSTATUS,
        LAKARBESOK,
        LISTADE,
        BEFOLKNING,
        BEFOLKNINGSPROGNOS,
        TACKNING,
        AGGREGAT,
        NYCKELTAL,
        ENKATER,
        ENKATSVAR,
        INTERVJUER,
    )
}
