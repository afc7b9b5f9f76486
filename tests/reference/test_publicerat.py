"""The figures that Region Halland published, against the whole chain from export to printed page."""

import csv
import re
from datetime import date
from html.parser import HTMLParser

from analys.berakna import Kubbesked
from analys.disclosure.grind import las_kub
from analys.hem import Hem
from analys.present import kommuntabell, las_underlag
from analys.present.block import Tabell
from tests.conftest import MAPPAR, ROT, Utgava


def publicerade(hem: Hem, indikator: str = "antal_inskrivna_hemsjukvard") -> list[dict[str, str]]:
    with (hem.rot / "data/publicerat/publicerade_varden.csv").open(encoding="utf-8", newline="") as f:
        return [r for r in csv.DictReader(f, delimiter=";") if r["indikator"] == indikator]


def test_cube_holds_the_published_table_exactly(hem: Hem, kub: Kubbesked) -> None:
    rader = las_kub(kub.fil).rader
    rader = rader[
        (rader["indikator"] == "antal_inskrivna_hemsjukvard")
        & (rader["period"] == date(2022, 12, 1))
        & (rader["aldersgrupp"] == "alla")
    ].set_index(["omrade", "kon"])["taljare"]
    facit = publicerade(hem)
    assert len(facit) == 21
    for r in facit:
        assert rader[r["omrade"], r["kon"]] == float(r["varde"]), r


class Tabeller(HTMLParser):
    """All tables of a page as rows of texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tabeller: list[list[list[str]]] = []
        self.i_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "table":
            self.tabeller.append([])
        elif tag == "tr":
            self.tabeller[-1].append([])
        elif tag in ("td", "th"):
            self.tabeller[-1][-1].append("")
            self.i_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.i_cell = False

    def handle_data(self, data: str) -> None:
        if self.i_cell:
            self.tabeller[-1][-1][-1] += data


# As printed in the source document (halland_indikatorrapport, "Antal inskrivna i Hemsjukvård kommunvis").
TRYCKT = """
Inskrivna 2022-12-01 Total Kvinnor Män
Falkenberg 660 386 274
Halmstad 1310 760 550
Hylte 160 86 74
Kungsbacka 772 438 334
Laholm 443 260 183
Varberg 745 433 312
Halland 4090 2363 1727
"""


def test_every_report_prints_the_table_as_the_source_does(utgava: Utgava) -> None:
    tryckt = [rad.split() for rad in TRYCKT.strip().splitlines()[1:]]
    sidor = sorted(utgava.plats.glob("*/hemsjukvard.html"))
    assert len(sidor) == len(MAPPAR)
    for sida in sidor:
        las = Tabeller()
        las.feed(sida.read_text(encoding="utf-8"))
        siffror = [[[re.sub("\u00a0", "", cell) for cell in rad] for rad in tabell[1:]] for tabell in las.tabeller]
        assert tryckt in siffror, sida
    for namn in [rad[0] for rad in tryckt]:  # and so does the block behind every other kommun's
        tabell = kommuntabell(las_underlag("halland", namn, "2022-12"), "antal_inskrivna_hemsjukvard", "kon")
        assert isinstance(tabell, Tabell)
        assert [[re.sub("\u00a0", "", cell) for cell in rad] for rad in tabell.rader] == tryckt


def test_population_totals_are_the_published(kub: Kubbesked) -> None:
    rader = las_kub(kub.fil).rader
    rader = rader[
        (rader["indikator"] == "antal_inskrivna_hemsjukvard")
        & (rader["period"] == date(2022, 12, 1))
        & (rader["aldersgrupp"] == "alla")
        & (rader["kon"] == "alla")
    ].set_index("omrade")["namnare"]
    with (ROT / "data/publicerat/befolkning_halland_kalmar.csv").open(encoding="utf-8", newline="") as f:
        facit = {r["kommunkod"]: int(r["antal"]) for r in csv.DictReader(f, delimiter=";") if r["kalenderar"] == "2021"}
    assert {k: int(v) for k, v in rader.items() if k != "0013"} == facit
    assert rader["0013"] == 340_243


def test_cube_holds_the_published_patients_and_planning_need_of_december_2022(hem: Hem, kub: Kubbesked) -> None:
    rader = las_kub(kub.fil).rader
    rader = rader[
        (rader["omrade"] == "0013")
        & (rader["periodtyp"] == "manad")
        & (rader["period"] == date(2022, 12, 1))
        & (rader["kon"] == "alla")
    ].set_index("indikator")
    vardade = publicerade(hem, "antal_vardade_hallands_sjukhus")
    behov = publicerade(hem, "antal_vardade_med_behov_av_planering")
    assert [len(vardade), len(behov)] == [2, 2]
    for r in vardade:
        assert rader["taljare"][f"antal_vardade_{r['vardform']}"] == float(r["varde"])
        assert rader["namnare"][f"andel_behov_av_planering_{r['vardform']}"] == float(r["varde"])
    for r in behov:
        assert rader["taljare"][f"andel_behov_av_planering_{r['vardform']}"] == float(r["varde"])
    assert round(100 * rader["varde"]["andel_behov_av_planering_somatik"], 1) == 30.9
    assert round(100 * rader["varde"]["andel_behov_av_planering_psykiatri"], 1) == 33.8


def test_the_region_s_page_prints_31_and_34_per_cent(utgava: Utgava) -> None:
    sida = (utgava.plats / "0013-region-halland/fargspar.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert re.findall(r'<span class="tal">(.*?)</span>', sida) == ["2 935", "31 %", "139", "34 %"]
    assert "<strong>908 av 2 935</strong> patienter inom somatisk vård planering inför utskrivningen, 31 %." in sida
    assert "<strong>47 av 139</strong> patienter inom psykiatrisk vård planering inför utskrivningen, 34 %." in sida
    assert "Färgen är namnet på planeringsspåret, inte ett betyg." in sida
    assert "bygger på 47 av 139 patienter i Halland i december 2022" in sida
