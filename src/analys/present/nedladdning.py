"""A table as a file to download, inside the page itself: it works offline and asks nothing of anybody."""

from __future__ import annotations

import base64
import csv
import io
from typing import Any

from analys import svenska
from analys.disclosure.grind import TECKEN

_FORMELTECKEN = ("=", "+", "-", "@", "\t", "\r")


def filnamn(tabell: dict[str, Any]) -> str:
    """Return the file's name: the område's code and what the table shows."""
    return f"{tabell['omrade']}-{svenska.slug(tabell['titel'])[:80]}.csv"


def som_csv(tabell: dict[str, Any]) -> str:
    """Return a table as Swedish Excel opens it: semicolons, decimal comma, no thousands separator; the source last."""
    ut = io.StringIO()
    skrivare = csv.writer(ut, delimiter=";", lineterminator="\r\n")
    skrivare.writerow(map(_cell, tabell["kolumner"]))
    skrivare.writerows(map(_cell, rad) for rad in tabell["rader"])
    skrivare.writerows([[], [_cell(tabell["titel"])], [_cell(tabell["kalla"])]])
    skrivare.writerows([tecken, text] for tecken, text in TECKEN.items() if any(tecken in r for r in tabell["rader"]))
    return ut.getvalue()


def datalank(tabell: dict[str, Any]) -> str:
    """Return the file as an address that carries its own content (UTF-8 with the mark that Excel needs)."""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(som_csv(tabell).encode("utf-8-sig")).decode()


def _cell(text: str) -> str:
    """Return a figure as a number and anything else as text that no program takes for a formula."""
    if skrivet := svenska.las_skrivet(text.removeprefix("+")):
        varde = svenska.avrunda(skrivet.varde * (100 if skrivet.procent else 1), skrivet.decimaler)
        return str(varde).replace(".", ",")
    farlig = text.lstrip(" \u00a0").startswith(_FORMELTECKEN) and text not in TECKEN
    return f"'{text}" if farlig else text
