"""Small deliveries: lines of the export for the care tables, one more file beside the usual ones, and reading it."""

from collections.abc import Sequence
from pathlib import Path

from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.leverans import Leverans, las_leverans
from tests.conftest import KOMMUNER, Leveransbygge


def las(bygge: Leveransbygge, profil: Regionprofil, hem: Hem) -> Leverans:
    return las_leverans(bygge.skriv(), profil, hem)


def lagg_till(
    mapp: Path, fil: str, tabell: str, innehall: Sequence[str] | bytes, *mer: str, kalla: str = "exempel"
) -> None:
    """Put one more file of 2022-01-01 to 2022-03-31 in the delivery."""
    byte = innehall if isinstance(innehall, bytes) else ("\n".join(innehall) + "\n").encode()
    (mapp / fil).write_bytes(byte)
    rader = [f'[filer."{fil}"]', f'tabell = "{tabell}"', f'kalla = "{kalla}"', "fran = 2022-01-01", "till = 2022-03-31"]
    with (mapp / "leverans.toml").open("a", encoding="utf-8") as f:
        f.write("\n".join([*rader, *mer]) + "\n")


def liten(bygge: Leveransbygge) -> Leveransbygge:
    """The delivery with 9 enrolments a kommun and 3 visits a kommun and month: quicker where they do not matter."""
    bygge.hemsjukvard = [bygge.hemsjukvard[0], *(r for r in bygge.hemsjukvard[1:] if int(r[6:10]) < 9)]
    bygge.hembesok = [bygge.hembesok[0], *(r for r in bygge.hembesok[1:] if int(r[6:9]) < 3)]
    return bygge


def las_med(bygge: Leveransbygge, profil: Regionprofil, hem: Hem, **tabeller: Sequence[str]) -> Leverans:
    """Read the delivery with more tables, each a list of lines."""
    mapp = bygge.skriv()
    for tabell, rader in tabeller.items():
        lagg_till(mapp, f"{tabell}.csv", tabell, rader)
    return las_leverans(mapp, profil, hem)


VARD = (
    "Vårdtillfälle;PersonID;Folkbokföringskommun;Betalningsansvarig kommun;Kön;Ålder;Vårdform;Inskriven;Planerad;"
    "Behov av planering;Färgspår;Utskriven;Utskriven till;Dödsdatum"
)
KLARA = "Vårdtillfälle;Utskrivningsklar från;Utskrivningsklar till;Upphörd av"


def stalld(**byten: str) -> str:
    """One stay as a line of the export: 2 to 9 March in Halmstad unless told otherwise."""
    rad = {
        "id": "V-x",
        "person": "p-x",
        "kommun": "1380",
        "betalar": "1380",
        "kon": "Kvinna",
        "alder": "84",
        "vardform": "Somatik",
        "in_": "2022-03-02 14:20",
        "planerad": "Nej",
        "behov": "Ja",
        "farg": "Gul",
        "ut": "2022-03-09 11:00",
        "till": "Ordinärt boende",
        "dod": "",
    }
    assert set(byten) <= set(rad)
    return ";".join((rad | byten).values())


def vardfil(*mer: str) -> list[str]:
    """20 stays a kommun, some in each month, so that one row at fault stays under 1 %; then the lines given."""
    rader = [
        stalld(
            id=f"V{kommun}{i:02d}",
            person=f"p-{kommun}{i:04d}",  # enrolled in hemsjukvård too
            kommun=kommun,
            betalar=kommun,
            in_=f"2022-0{1 + i % 3}-0{1 + i % 9} 08:15",
            ut=f"2022-0{1 + i % 3}-1{i % 9} 13:45",
        )
        for kommun in KOMMUNER
        for i in range(20)
    ]
    return [VARD, *rader, *mer]
