"""The raw files read in plain Python, without ``analys``; and the text that delivers made-up ones."""

import csv
from pathlib import Path

REGION, UTANFOR = "0013", "utanfor"
OMRADEN = Path(__file__).parents[2] / "data" / "omraden.csv"


def rader(fil: Path, kodning: str, avgransare: str) -> list[dict[str, str]]:
    """Read each distinct line once: exact duplicates are gone."""
    return list(csv.DictReader(dict.fromkeys(fil.read_text(kodning).splitlines()), delimiter=avgransare))


def kommuner(region: str | None) -> list[str]:
    """Return the kommuner of one region, or of the whole country."""
    alla = [r for r in rader(OMRADEN, "utf-8-sig", ";") if r["kod"] != r["region"]]
    return sorted(r["kod"] for r in alla if region in (r["region"], None))


FILER = """region = "halland"
system = "Test"
uttagsdatum = 2023-02-01
"""
EN_FIL = """[filer."{namn}.csv"]
tabell = "{namn}"
kalla = "exempel"
fran = 2015-01-01
till = 2023-01-31
rader = {antal}
"""
