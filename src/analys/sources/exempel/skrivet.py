"""What people might have written beside the example, ``skrivet/`` in its folder; all is invented, and says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analys.sources.exempel.varld import Varld

KOMMENTARER = "kommentarer"
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


def _beslut(varld: Varld) -> list[tuple[str, ...]]:
    """Return the decisions: one with a measure that rises, one that is too new to tell, one without a measure."""
    hela = varld.kod
    organ = "Nämnden (påhittad)"
    return [
        (
            "Datum",
            "Organ",
            "Ärende",
            "Text",
            "Mått",
            "Område",
            "Ansvarig",
            "Klart senast",
            "Förväntad effekt",
            "Status",
        ),
        (
            f"{varld.manad('2022-03')}-17",
            organ,
            "§ 12",
            "Påhittat beslut: ta fram en gemensam rutin för ny inskrivning i hemsjukvården.",
            "antal_nya_inskrivningar",
            hela,
            "Indikatorgruppen",
            f"{varld.manad('2022-09')}-30",
            "Jämnare inskrivning över året",
            "klart",
        ),
        (
            f"{varld.manad('2022-12')}-09",
            organ,
            "§ 48",
            "Påhittat beslut: gå igenom avsluten i Hylte.",
            "antal_avslut",
            "Hylte",
            "Kommunens MAS",
            f"{varld.manad('2023-06')}-30",
            "",
            "pågår",
        ),
        (
            f"{varld.manad('2022-12')}-09",
            organ,
            "§ 49",
            "Påhittat beslut: redovisa hur rapporten används i kommunerna.",
            "",
            hela,
            "Indikatorgruppen",
            f"{varld.manad('2023-03')}-17",
            "",
            "beslutat",
        ),
    ]


def _atgarder(varld: Varld) -> list[tuple[str, ...]]:
    """Return four åtgärder of the world's two largest kommuner; the first may be published."""
    storsta = sorted(varld.kommuner, key=lambda k: -varld.orter[k].inskrivna)[:2]
    rader = [
        (0, "2022-03", "daglig avstämning mellan BHL och avdelningen", "Enhetschef BHL", "2022-04-20", "2022-05-31", 1),
        (0, "2022-09", "kallelse till SIP samma dag som initiativet", "Hälsocentralens chef", "2022-10-12", "", 0),
        (1, "2022-04", "två korttidsplatser för direkt inflyttning", "Chef boende", "2022-05-10", "2022-06-30", 0),
        (1, "2022-10", "utbildning i SBAR på avdelningarna", "Chef Medicin A", "2022-11-08", "", 0),
    ]

    def den(dag: str) -> str:
        return f"{varld.manad(dag[:7])}{dag[7:]}" if dag else ""

    rubriker = ("Område", "Utlösande månad", "Åtgärd", "Ansvarig", "Beslutad", "Genomförd", "Mått", "Publiceras")
    return [
        rubriker,
        *(
            (
                storsta[nr],
                str(varld.manad(utlosande)),
                f"Påhittad åtgärd: {vad}",
                ansvarig,
                den(beslutad),
                den(klar),
                "medel_dagar_utskrivningsklar_somatik",
                "ja" if ut else "nej",
            )
            for nr, utlosande, vad, ansvarig, beslutad, klar, ut in rader
        ),
    ]


def _godkanda_varningar(varld: Varld) -> list[tuple[str, ...]]:
    """Return the warnings that somebody has looked into: the first row holds the headings."""
    return [
        ("Datum", "Område", "Tabell", "Varning", "Namn", "Text"),
        (
            f"{varld.manad('2022-12')}-28",
            varld.kod,
            "vardtillfallen",
            "581 vårdtillfällen överlappar personens förra",
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
    "beslut.csv": _beslut,
    "atgarder.csv": _atgarder,
    "godkanda_varningar.csv": _godkanda_varningar,
}


def skriv_skrivet(mapp: Path, varld: Varld) -> None:
    """Write what is written beside the example to ``mapp``: the tables and files that its world has."""
    filer = {namn: "".join(";".join(rad) + "\r\n" for rad in gor(varld)) for namn, gor in _TABELLER.items()}
    filer |= {f"{KOMMENTARER}/{namn}": text for namn, text in _kommentarer(varld).items()}
    for namn, text in filer.items():
        if namn in varld.skriver or namn.partition("/")[0] in varld.skriver:
            (mapp / namn).parent.mkdir(parents=True, exist_ok=True)
            (mapp / namn).write_bytes(text.encode("utf-8-sig"))
