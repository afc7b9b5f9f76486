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


def _godkanda_varningar(varld: Varld) -> list[tuple[str, ...]]:
    """Return the warnings that somebody has looked into: the first row holds the headings."""
    return [
        ("Datum", "Område", "Tabell", "Varning", "Namn", "Text"),
        (
            f"{varld.manad('2022-12')}-28",
            varld.kod,
            "vardtillfallen",
            "överlappar personens förra",
            _FORFATTARE,
            "Påhittat: kontrollerat med sjukhuset, flytt mellan avdelningar ger två rader.",
        ),
    ]


def _kommentarer(varld: Varld) -> dict[str, str]:
    """Return the files of comments: the region's own on home care, and one kommun's answer."""
    period = varld.manad("2022-12")
    huvud = f"Författare: {_FORFATTARE}\r\nDatum: {period}-28\r\nPeriod: {period}\r\n"
    return {
        "hemsjukvard.md": f"{huvud}Figur: Inskrivna\r\nFrån: Indikatorgruppen\r\n\r\n"
        "**Påhittad kommentar.** Så här ser en kommentar ut under den figur som den handlar om. Den kan ha:\r\n\r\n"
        "- stycken och listor\r\n- *betonad* och **fet** text\r\n",
        "hemsjukvard-hylte.md": f"{huvud}Från: kommunen\r\n\r\n"
        "**Påhittad kommentar.** Så här ser kommunens egen kommentar till sin rapport ut.\r\n",
    }


_TABELLER: dict[str, Callable[[Varld], list[tuple[str, ...]]]] = {
    "handelser.csv": _handelser,
    "godkanda_varningar.csv": _godkanda_varningar,
}


def skriv_skrivet(mapp: Path, varld: Varld) -> None:
    """Write what is written beside the example to ``mapp``."""
    mapp.mkdir()
    for namn, rader in _TABELLER.items():
        text = "".join(";".join(rad) + "\r\n" for rad in rader(varld))
        (mapp / namn).write_bytes(text.encode("utf-8-sig"))
    (mapp / "kommentarer").mkdir()
    for namn, text in _kommentarer(varld).items():
        (mapp / "kommentarer" / namn).write_bytes(text.encode("utf-8-sig"))
