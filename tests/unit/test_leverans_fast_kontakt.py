"""Deliveries with the status of the enrolled, doctors' visits and the listed: what is used, set aside or stops."""

import pandas as pd
import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources import lager
from analys.sources.lager import skriv
from analys.sources.leverans import Leverans
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.sma_leveranser import las_med, liten

MANADER = ("2022-01-31", "2022-02-28", "2022-03-31")
STATUS = (
    "Status den;PersonID;Kommun;Kön;Ålder;Boendeform;RUB;Fast läkarkontakt;Fast vårdkontakt;SIP datum;SIP plats;"
    "Läkemedelsgenomgång;Antal läkemedel"
)
BESOK = "Besöksnummer;PersonID;Läkare;Vårdcentral;Listad på;Kommun;Besöksdatum;Besökstyp;Akut;Kronisk sjukdom"
LISTADE = "Status den;Kommun;Kön;Ålder;Boendeform;Listade;Med fast läkarkontakt"


def status(**byten: str) -> str:
    rad = {
        "manad": "2022-03-31",
        "person": "p-x",
        "kommun": "1380",
        "kon": "K",
        "alder": "84",
        "boende": "Ordinärt boende",
        "rub": "4",
        "lakare": "Ja",
        "vard": "Nej",
        "sip": "2022-02-03",
        "plats": "Hemmet",
        "genomgang": "2021-11-30",
        "antal": "7",
    }
    assert set(byten) <= set(rad)
    return ";".join((rad | byten).values())


def statusfil(*mer: str) -> list[str]:
    """20 persons a kommun at three months' ends, so that one row at fault stays under 1 %; then the lines given."""
    alla = [
        status(manad=m, person=f"p-{k}{i:04d}", kommun=k, sip="") for k in KOMMUNER for i in range(20) for m in MANADER
    ]
    return [STATUS, *alla, *mer]


def besok(**byten: str) -> str:
    rad = {
        "nr": "D-x",
        "person": "p-x",
        "lakare": "L1",
        "vc": "VC 1",
        "listad": "VC 1",
        "kommun": "1380",
        "datum": "2022-03-08",
        "typ": "Hembesök",
        "akut": "Ja",
        "kronisk": "Ja",
    }
    return ";".join((rad | byten).values())


def besoksfil(*mer: str) -> list[str]:
    alla = [
        besok(nr=f"D{k}{m}{i}", person=f"p-{k}{i:04d}", kommun=k, datum=f"2022-0{m}-08")
        for k in KOMMUNER
        for i in range(20)
        for m in (1, 2, 3)
    ]
    return [BESOK, *alla, *mer]


def listadefil(*mer: str) -> list[str]:
    alla = [
        f"{m};{k};{kon};{alder};Ordinärt boende;900;400"
        for m in MANADER
        for k in KOMMUNER
        for kon in "KM"
        for alder in ("0–64 år", "65–74 år", "75+ år")
    ]
    return [LISTADE, *alla, *mer]


def las(bygge: Leveransbygge, profil: Regionprofil, hem: Hem, **tabeller: list[str]) -> Leverans:
    return las_med(liten(bygge), profil, hem, **tabeller)


def test_a_status_row_is_typed(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    lasta = las(leverans, profil, hem, patientstatus=statusfil(status()))
    konto = lasta.redovisning[-1]
    assert (konto.rader_in, konto.anvanda, konto.skal(), lasta.luckor) == (361, 361, "inga", [])
    rad = lasta.tabeller["patientstatus"].iloc[-1]
    vantat = {
        "manad": pd.Timestamp(2022, 3, 31),
        "boendeform": "ordinart_boende",
        "rub": 4,
        "fast_lakarkontakt": "ja",
        "fast_vardkontakt": "nej",
        "sip_datum": pd.Timestamp(2022, 2, 3),
        "sip_plats": "hemmet",
        "lakemedelsgenomgang_datum": pd.Timestamp(2021, 11, 30),
        "antal_lakemedel": 7,
    }
    assert rad[list(vantat)].to_dict() == vantat


@pytest.mark.parametrize(
    ("byten", "regel"),
    [
        ({"rub": "6"}, "ogiltig_rub"),
        ({"rub": "-1"}, "ogiltig_rub"),
        ({"rub": "4,5"}, "ej_tal"),
        ({"rub": "hög"}, "ej_tal"),
        ({"manad": "2022-03-30"}, "ej_manadsslut"),
        ({"genomgang": "2022-05-02"}, "efter_uttag"),  # the extract is of 1 May
        ({"sip": "2022-05-02"}, "efter_uttag"),
        ({"genomgang": "2022-04-01"}, "efter_manaden"),
        ({"sip": "2022-04-01"}, "efter_manaden"),
        ({"alder": "121"}, "orimlig_alder"),
        ({"antal": "-1"}, "negativt_antal"),
        ({"lakare": "Kanske"}, "okant_varde"),
        ({"plats": "Torget"}, "okant_varde"),
        ({"kommun": "1399"}, "okand_kommun"),
    ],
)
def test_status_rows_at_fault_are_set_aside(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, byten: dict[str, str], regel: str
) -> None:
    lasta = las(leverans, profil, hem, patientstatus=statusfil(status(**byten)))
    konto = lasta.redovisning[-1]
    assert (konto.atsidosatta, konto.uteslutna, konto.stammer()) == ({regel: [362]}, {}, True)
    assert "p-x" not in set(lasta.tabeller["patientstatus"]["person_id"])


def test_rub_0_and_5_and_empty_cells_are_right(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    rader = [status(person="p-x", rub="0"), status(person="p-y", rub="5"), status(person="p-z", rub="", lakare="")]
    lasta = las(leverans, profil, hem, patientstatus=statusfil(*rader))
    sist = lasta.tabeller["patientstatus"].tail(3)
    assert sist["rub"].tolist()[:2] == [0, 5]
    assert pd.isna(sist["rub"].iloc[2])
    assert sist["fast_lakarkontakt"].tolist() == ["ja", "ja", "okand"]


def test_a_person_twice_in_a_month_is_set_aside(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    rader = [status(), status(), status(person="p-y"), status(person="p-y", kommun="1315")]
    konto = las(leverans, profil, hem, patientstatus=statusfil(*rader)).redovisning[-1]
    assert konto.uteslutna == {"dubblett": 1}
    assert konto.atsidosatta == {"dubblett_annat_innehall": [364, 365]}


def test_a_column_of_nothing_is_as_good_as_absent(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    rader = [
        ";".join((*r.split(";")[:6], "", *r.split(";")[7:9], "", "", "", "")) if nr else r
        for nr, r in enumerate(statusfil())
    ]
    konto = las(leverans, profil, hem, patientstatus=rader).redovisning[-1]
    assert set(konto.saknade_kolumner) == {"rub", "sip_datum", "lakemedelsgenomgang_datum", "antal_lakemedel"}


@pytest.mark.parametrize(
    ("byten", "regel"),
    [({"datum": "2022-05-02"}, "efter_uttag"), ({"datum": "2022-02-30"}, "ej_datum"), ({"lakare": ""}, "tomt_varde")],
)
def test_visits_at_fault_are_set_aside(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, byten: dict[str, str], regel: str
) -> None:
    konto = las(leverans, profil, hem, lakarbesok=besoksfil(besok(**byten))).redovisning[-1]
    assert konto.atsidosatta == {regel: [362]}


def test_the_same_visit_twice_is_a_duplicate(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    konto = las(leverans, profil, hem, lakarbesok=besoksfil(besok(), besok(), besok(nr="D-y"))).redovisning[-1]
    assert (konto.uteslutna, konto.anvanda) == ({"dubblett": 1}, 362)


@pytest.mark.parametrize(
    "rad",
    [
        "2022-03-31;1380;K;75+ år;Särskilt boende;10;11",
        "2022-03-31;1380;K;75+ år;Särskilt boende;-1;0",
        "2022-03-30;1380;K;75+ år;Särskilt boende;10;9",
    ],
)
def test_one_wrong_count_of_the_listed_stops_the_file(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, rad: str
) -> None:
    assert las(leverans, profil, hem, listade=listadefil()).redovisning[-1].anvanda == 108
    with pytest.raises(DataError, match=r"listade\.csv"):
        las(leverans, profil, hem, listade=listadefil(rad))


def test_the_listed_lie_in_partitions_by_kommun(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lager, "RADER_PER_DEL", 27)
    mapp = leverans.mapp.parent / "lager"
    skriv(las(leverans, profil, hem, listade=listadefil()), mapp)
    delar = [pd.read_parquet(mapp / f"del-{nr}" / "listade.parquet") for nr in range(4)]
    assert sum(map(len, delar)) == 108
    assert sum(d["kommunkod"].nunique() for d in delar) == len(KOMMUNER)
