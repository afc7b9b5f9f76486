"""Unplanned readmission from a delivery to what is shown: stays that go on, notices, shares of nobody and of few."""

from datetime import date

import pytest

from analys.hem import Hem
from analys.indikatorer import FUNKTIONER
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.leverans import Leverans, las_leverans
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.stays import KATALOG, MATT
from tests.unit.test_grind import grinda, tecken
from tests.unit.test_grind import rader as grindrader

RUBRIKER = (
    "Vårdtillfälle;PersonID;Folkbokföringskommun;Kön;Ålder;Vårdform;Inskriven;Planerad;Utskriven;Utskriven till;"
    "Dödsdatum"
)


def las_med_vard(
    bygge: Leveransbygge, profil: Regionprofil, hem: Hem, rader: list[str], perioder: list[str] | None = None
) -> Leverans:
    """Read the small delivery with hospital stays, one plain stay per kommun beside those given."""
    mapp = bygge.skriv()
    egna = [f"VT-{k};p-{k};{k};Kvinna;70;Somatik;2022-01-10 10:00;Ja;2022-01-11 10:00;;" for k in KOMMUNER]
    filer = {"vardtillfallen": [RUBRIKER, *egna, *rader]}
    if perioder:
        filer["utskrivningsklara_perioder"] = [
            "Vårdtillfälle;Utskrivningsklar från;Utskrivningsklar till;Upphörd av",
            *perioder,
        ]
    besked = (mapp / "leverans.toml").read_text("utf-8")
    for namn, innehall in filer.items():
        (mapp / f"{namn}.csv").write_text("\n".join(innehall) + "\n", "utf-8")
        besked += f'[filer."{namn}.csv"]\ntabell = "{namn}"\nkalla = "exempel"\nfran = 2022-01-01\ntill = 2022-03-31\n'
    (mapp / "leverans.toml").write_text(besked, "utf-8")
    return las_leverans(mapp, profil, hem)


@pytest.mark.parametrize("slut", ["", "9999-12-31", "9999-12-31 00:00"])
def test_9999_12_31_is_a_stay_that_goes_on(leverans: Leveransbygge, profil: Regionprofil, hem: Hem, slut: str) -> None:
    rader = [
        "VT1;p-x;1380;Kvinna;80;Somatik;2022-01-03 10:00;Nej;2022-01-05 12:00;Ordinärt boende;",
        f"VT2;p-x;1380;Kvinna;;Somatik;2022-01-20 10:00;Nej;{slut};;",
    ]
    lasta = las_med_vard(leverans, profil, hem, rader).tabeller["vardtillfallen"]
    assert lasta.set_index("vardtillfalle_id")["utskriven_tidpunkt"].isna()["VT2"]
    x = FUNKTIONER[MATT].rakna(
        lasta[lasta["person_id"] == "p-x"],
        [Period.las("2022-01")],
        None,
        sista_dag=date(2022, 3, 31),
        **KATALOG[MATT].parametrar,
    )
    assert (x["taljare"].sum(), x["namnare"].sum()) == (1, 1)


def test_both_periods_as_utskrivningsklar_of_one_stay_are_kept(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    perioder = [
        "VT1;2022-01-05 10:00;2022-01-07 08:00;Försämrad",
        "VT1;2022-01-12 10:00;2022-01-15 12:00;Hemgång",
        "VT9;2022-01-12 10:00;2022-01-15 12:00;Hemgång",  # of no stay
    ]
    rader = ["VT1;p-x;1380;Kvinna;80;Somatik;2022-01-03 10:00;Nej;2022-01-15 12:00;Ordinärt boende;"]
    lasta = las_med_vard(leverans, profil, hem, rader, perioder)
    klara = lasta.tabeller["utskrivningsklara_perioder"]
    assert klara["vardtillfalle_id"].tolist() == ["VT1", "VT1"]
    assert klara["person_id"].tolist() == ["p-x", "p-x"]
    assert klara["upphord_av"].tolist() == ["forsamrad", "hemgang"]
    assert [f"{d:%d}" for d in klara["fran"]] == ["05", "12"]
    (konto,) = (k for k in lasta.redovisning if k.tabell == "utskrivningsklara_perioder")
    assert (konto.rader_in, konto.anvanda, konto.uteslutna) == (3, 2, {"okant_vardtillfalle": 1})


def test_a_share_of_nobody_is_not_applicable_and_a_share_of_few_is_hidden(
    katalog: Katalog, profil: Regionprofil
) -> None:
    for matt in [i for i in katalog if "aterinskrivning" in i]:
        skyddat = grinda(grindrader((0.0, 0.0), (0.0, 4.0), (5.0, 40.0), indikator=matt), katalog, profil)
        assert tecken(skyddat) == [".", "..", ""]
