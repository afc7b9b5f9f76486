"""The shape of an Utfall: one row per indikator, område, period and group, with täljare and nämnare."""

from __future__ import annotations

DIMENSIONER = ("kon", "aldersgrupp", "vardform", "fargspar", "rub", "boendeform", "dodsplats", "del")
ALLA = "alla"
GRUPPER: dict[str, dict[str, str]] = {
    "kon": {"kvinna": "Kvinnor", "man": "Män"},
    "aldersgrupp": {"0-64": "under 65 år", "65-79": "65–79 år", "80-": "80 år och äldre"},
    "vardform": {"somatik": "Somatik", "psykiatri": "Psykiatri"},
    "fargspar": {"rod": "Rött", "gul": "Gult", "gron": "Grönt", "bla": "Blått", "ej_satt": "Ej satt"},
    "boendeform": {
        "ordinart_boende": "Ordinärt boende",
        "sarskilt_boende": "Särskilt boende",
        "okand": "Okänd boendeform",
    },
    "dodsplats": {
        "sarskilt_boende": "Särskilt boende",
        "korttidsplats": "Korttidsplats",
        "eget_hem_hemsjukvard": "Eget hem med hemsjukvård",
        "eget_hem_avancerad": "Eget hem med avancerad hemsjukvård",
        "hospice": "Hospice eller palliativ slutenvård",
        "sjukhusavdelning": "Sjukhusavdelning",
        "annan": "Annan plats",
    },
}
"""Each dimension's groups in their order, as readers meet them (kön is juridiskt kön). An indicator may name its own,
a region's profile the names of its planning tracks. A group without events keeps its row with 0."""

DIMENSIONSORD = {
    "kon": "kön",
    "aldersgrupp": "ålder",
    "vardform": "vårdform",
    "fargspar": "planeringsspår",
    "boendeform": "boendeform",
    "dodsplats": "dödsplats",
}
"""What a breakdown is called inside a sentence, unless the indicator has a word of its own."""
STATUSAR = ("slutlig", "preliminar", "ej_sakerstalld")
OVER_BROTT = "over_brott"
"""The status of a window that spans a break in its series, and is therefore not computed."""
NYCKEL = ("indikator", "omrade", "periodtyp", "period", *DIMENSIONER)
TAL = ("taljare", "namnare", "kvadratsumma", "varde")
KOLUMNER = (*NYCKEL, *TAL, "status", "tackning", "tackning_ar")


def aldersgrupp_for(alder: int) -> str:
    """Return the group of an age in whole years (the groups that GNHH's reports use)."""
    return "0-64" if alder < 65 else "65-79" if alder < 80 else "80-"
