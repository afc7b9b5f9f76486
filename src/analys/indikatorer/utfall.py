"""The shape of an Utfall: one row per indikator, område, period and group, with täljare and nämnare."""

from __future__ import annotations

DIMENSIONER = ("kon", "aldersgrupp", "vardform", "fargspar", "rub", "boendeform", "dodsplats", "del")
ALLA = "alla"
VARDEN = {
    "kon": ("kvinna", "man"),
    "aldersgrupp": ("0-64", "65-79", "80-"),
}
"""The groups of each dimension that exists so far; a group without events keeps its row with 0."""

NYCKEL = ("indikator", "omrade", "periodtyp", "period", *DIMENSIONER)
TAL = ("taljare", "namnare", "kvadratsumma", "varde")
KOLUMNER = (*NYCKEL, *TAL, "status")


def aldersgrupp_for(alder: int) -> str:
    """Return the group of an age in whole years (the groups that GNHH's reports use)."""
    return "0-64" if alder < 65 else "65-79" if alder < 80 else "80-"
