"""One month as a strategist lives it, with the command, a small delivery, one theme and one kommun."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from analys.cli import main
from analys.hem import Hem
from analys.reports import utgava
from tests.conftest import KOMMUNER, Leveransbygge

KOMMENTAR = """Författare: Eva Al
Datum: 2022-03-10
Period: 2022-02
Figur: Inskrivna
Från: Indikatorgruppen

Antalet är **som väntat**, se [rutinen](https://exempel.se/rutin).
---
Författare: Bo Ek
Datum: 2022-03-12
Period: 2022-02
Från: kommunen

Vi känner igen bilden.
"""
ANNA = "Anna Ek, strateg"
GODKAND = """datum;omrade;tabell;varning;namn;text
2022-03-09;Laholm;hembesok;inga rader mars 2022;Eva Al;Påhittat: inga besök den månaden, kontrollerat med Laholm.
"""


def sent(bygge: Leveransbygge, kon: str, dag: str) -> None:
    """Add 20 enrolments of January in every kommun, all of one sex and age, as registered late."""
    bygge.hemsjukvard += [
        f"p-{kon}{kommun}{i:02d};{kommun};{kon};1930;Ordinärt boende;2022-01-{dag};"
        for kommun in KOMMUNER
        for i in range(20)
    ]
    bygge.skriv()


@dataclass
class Manad:
    """The strategist's seat: a delivery, what is written beside it, and the commands, run in this process."""

    leverans: Leveransbygge
    hem: Hem
    ut: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    @property
    def region(self) -> Path:
        return self.ut / "halland"

    @property
    def data(self) -> tuple[str, str]:
        return ("--data", str(self.leverans.mapp))

    def kor(self, *argument: str, vantat: int = 0) -> str:
        """Run a command and return what it said."""
        self.monkeypatch.setattr(sys, "argv", ["analys", *argument])
        with pytest.raises(SystemExit) as slut:
            main()
        sagt = "".join(self.capsys.readouterr())
        assert slut.value.code == vantat, sagt
        return sagt.replace("\u00a0", " ")

    def i_mappen(self, *argument: str, vantat: int = 0) -> str:
        """Run a command about releases."""
        return self.kor(*argument, "--mapp", str(self.ut), vantat=vantat)

    def rapport(self, period: str, vantat: int = 0) -> str:
        """Make one theme of one kommun as a web page."""
        val = ("--period", period, "--tema", "hemsjukvard", "--omrade", "hylte", "--format", "html")
        return self.i_mappen("rapport", *self.data, *val, vantat=vantat)

    def sida(self) -> str:
        """Return Hylte's page of February."""
        return (self.region / "2022-02" / "1315-hylte" / "hemsjukvard.html").read_text("utf-8").replace("\u00a0", " ")


@pytest.fixture
def manad(
    leverans: Leveransbygge,
    tomt_hem: Hem,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Manad:
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    leverans.hembesok = [r for r in leverans.hembesok if not r.startswith("B13813")]  # Laholm's visits in March
    leverans.skriv()
    fil = tomt_hem.regioner / "halland.toml"
    fil.write_text(fil.read_text("utf-8").replace("datum = 2023-01-20", "datum = 2022-04-20"), encoding="utf-8")
    return Manad(leverans, tomt_hem, tmp_path / "ut", capsys, monkeypatch)


def test_a_month_from_late_file_to_the_next_meeting(manad: Manad) -> None:
    _vad_som_kommit(manad)
    _utkast_med_kommentarer(manad)
    fast = _faststalld(manad)
    _rattad(manad, fast)
    _nasta_manad(manad)


def _vad_som_kommit(m: Manad) -> None:
    """A file is late, the kommun is asked, and the warning that was looked into is not said again."""
    text = m.kor("leveranser", *m.data, "--period", "2022-03", "--brev")
    assert "ofullständig: hembesok.csv" in text
    assert "Rader saknas för Laholm." in text
    brev = {f.stem: f.read_text("utf-8") for f in m.hem.kvalitetsbrev("halland", "2022-03").iterdir()}
    assert len(brev) == len(KOMMUNER)
    assert "inga rader mars 2022" in brev["1381-laholm"]
    assert "Laholm" not in brev["1315-hylte"]
    assert "1 månad utan rader" in m.kor("kontrollera", *m.data)
    skrivet = m.hem.skrivet("halland")
    skrivet.mkdir(parents=True)
    (skrivet / "godkanda_varningar.csv").write_text(GODKAND, encoding="utf-8")
    text = m.kor("kontrollera", *m.data)
    assert "utan rader" not in text
    assert "Godkända varningar, som inte upprepas" in text
    assert "kontrollerat med Laholm" in m.hem.kvalitetssida("halland").read_text("utf-8")


def _utkast_med_kommentarer(m: Manad) -> None:
    """A comment and the kommun's answer are printed, and flagged when a late registration changes the figure."""
    skrivet = m.hem.skrivet("halland") / "kommentarer"
    skrivet.mkdir()
    (skrivet / "hemsjukvard-hylte.md").write_text(KOMMENTAR, encoding="utf-8")
    m.rapport("2022-02")
    sida = m.sida()
    assert "Utkast: rapporten är inte fastställd" in sida
    assert "Kommentar från Indikatorgruppen, Eva Al, 10 mars 2022" in sida
    assert "Kommunens kommentar: Hylte, Bo Ek, 12 mars 2022" in sida
    assert "Siffran har ändrats" not in sida
    sent(m.leverans, "K", "11")
    m.rapport("2022-02")
    assert "Siffran har ändrats sedan kommentaren skrevs eller först trycktes: var 67, är 87." in m.sida()


def _faststalld(m: Manad) -> str:
    """Settle the month and see that it is not made again; return the release's id."""
    m.i_mappen("status", "2022-02", "--till", "faststalld", "--namn", ANNA, "--datum", "2022-04-10")
    assert "Fastställd 10 april 2022 av Anna Ek, strateg." in m.sida()
    assert "analys ratta 2022-02" in m.rapport("2022-02", vantat=73)
    assert "analys ratta" in m.i_mappen("status", "2022-02", "--till", "utkast", "--namn", ANNA, vantat=73)
    return utgava.utgavans_id(m.region, "2022-02")


def _rattad(m: Manad, fast: str) -> None:
    """Correct the month before the meeting; what it replaces is kept as it was."""
    innehall = (m.region / utgava.UTGAVOR / fast / "manifest.json").read_bytes()
    sent(m.leverans, "M", "12")
    skal = "Inskrivningar saknades"
    m.i_mappen("ratta", "2022-02", *m.data, "--skal", skal, "--namn", ANNA, "--datum", "2022-04-15")
    assert f"Rättad 2022-04-15: {skal} (Anna Ek, strateg)." in m.sida()
    index = (m.region / "2022-02" / "index.html").read_text("utf-8")
    assert "ändrade siffror mot utgåvan för februari 2022" in index
    assert re.search(r"<td>87</td>\s*<td>107</td>", (m.region / "2022-02" / "rattelse.html").read_text("utf-8"))
    manifest = utgava.las_manifest(m.region, "2022-02")
    assert manifest["ersatter"]["utgava"] == fast
    assert (m.region / utgava.UTGAVOR / fast / "manifest.json").read_bytes() == innehall
    m.i_mappen("kontrollera", "--utgava", "2022-02")


def _nasta_manad(m: Manad) -> None:
    """Compare the next month with what the meeting saw, and find a settled release that has been touched."""
    m.rapport("2022-03")
    sida = (m.region / "2022-03" / "sedan_forra_motet.html").read_text("utf-8").replace("\u00a0", " ")
    assert "utgåvan för februari 2022 (fastställd 15 april 2022)" in sida
    assert "sedan mötet" in sida
    assert "sedan mötet" in m.i_mappen("jamfor", "2022-03")
    with (m.region / "2022-02" / "index.html").open("a", encoding="utf-8") as f:
        f.write("<!-- -->")
    assert "sedan den fastställdes" in m.i_mappen("kontrollera", "--utgava", "2022-02", vantat=1)
    assert "har ändrats sedan utgåvan fastställdes" in m.rapport("2022-03")
    assert "kan inte läsas" in (m.region / "2022-03" / "sedan_forra_motet.html").read_text("utf-8")
    assert json.loads((m.region / "2022-03" / "manifest.json").read_text("utf-8"))["status"]["lage"] == "utkast"
