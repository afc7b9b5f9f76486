"""What people might have written beside the example, ``skrivet/`` in its folder; all is invented, and says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analys.sources.exempel.varld import Varld

_FORFATTARE = "Exempel (påhittat)"


def _handelser(varld: Varld) -> list[tuple[str, ...]]:
    """Return the events: the first row holds the headings."""
    hela, hylte = varld.kod, "Hylte"
    texter = [
        (
            f"{varld.manad('2021-09')}-01",
            hylte,
            "hemsjukvard",
            "",
            "Påhittad händelse: kommunen delar in sin hemsjukvård i nya arbetslag.",
        ),
        (
            f"{varld.manad('2022-03')}-01",
            hela,
            "utskrivningsklara",
            "",
            "Påhittad händelse: ny gemensam rutin för samordnad planering börjar gälla.",
        ),
        (
            f"{varld.manad('2021-10')}-01",
            hela,
            "",
            "antal_nya_inskrivningar",
            "Påhittad händelse: inskrivningen görs med en ny blankett.",
        ),
    ]
    rubriker = ("Datum", "Område", "Tema", "Indikator", "Text", "Författare")
    return [rubriker, *((*rad, _FORFATTARE) for rad in texter)]


_TABELLER: dict[str, Callable[[Varld], list[tuple[str, ...]]]] = {"handelser.csv": _handelser}


def skriv_skrivet(mapp: Path, varld: Varld) -> None:
    """Write what is written beside the example to ``mapp``."""
    mapp.mkdir()
    for namn, rader in _TABELLER.items():
        text = "".join(";".join(rad) + "\r\n" for rad in rader(varld))
        (mapp / namn).write_bytes(text.encode("utf-8-sig"))
