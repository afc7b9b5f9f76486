"""The lists of patients: only the unit's own, the checklist of bilaga 1 row by row, and never a formula."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.reports.arbetslista import CHECKLISTA, KOLUMNER, arbetslistor
from analys.sources.besked import Leveransbesked
from tests.fordrojd import REGEL
from tests.unit.test_fordrojd_hemgang import FYRA, langa

MANAD = Period.las("2022-03")
BESKED = Leveransbesked("halland", "Provet", date(2022, 5, 1), {}, exempel=True)
STEG = {"halsocentral": "Norra", "berorda_enheter": "BHL|SSK"}
RADER = [
    FYRA[0] | {"steg": FYRA[0]["steg"] | STEG | {"sip_initiativ_av": "oppenvard", "sip_plats": "hemmet"}},
    FYRA[1]
    | {"steg": FYRA[1]["steg"] | STEG | {"halsocentral": "norra", "berorda_enheter": " SSK ", "kommentar": "=1+1"}},
    *FYRA[2:],
]


@pytest.fixture
def bocker(katalog: Katalog, profil: Regionprofil) -> dict[str, openpyxl.Workbook]:
    egen = replace(profil, fordrojd_hemgang=REGEL)
    filer = arbetslistor(langa(katalog, RADER), egen, BESKED, MANAD)
    return {namn: openpyxl.load_workbook(io.BytesIO(b)) for namn, b in filer.items()}


def rader(blad: Worksheet) -> list[list[str]]:
    return [["" if c is None else str(c) for c in r] for r in blad.iter_rows(values_only=True)]


def checklista(blad: Worksheet) -> dict[str, list[str]]:
    hela = rader(blad)
    start = hela.index(list(KOLUMNER))
    return {r[0]: r[1:] for r in hela[start + 1 :]}


def test_a_unit_gets_its_own_patients_alone(bocker: dict[str, openpyxl.Workbook]) -> None:
    """Four long stays: v0 and v1 are Halmstad's with a process; v2 and v3 are Hylte's, v3 without a process."""
    patienter = {n: [r[0] for r in rader(b["Patienter"])[4:]] for n, b in bocker.items()}
    assert patienter == {
        "2022-03-slutenvard-okand-avdelning.xlsx": ["SP-v0", "SP-v2", "saknas i leveransen; vårdtillfälle v3", "SP-v1"],
        "2022-03-oppenvard-norra.xlsx": ["SP-v0"],
        "2022-03-oppenvard-norra_2.xlsx": ["SP-v1"],  # another unit whose name looks the same in a file name
        "2022-03-kommun-halmstad-bhl.xlsx": ["SP-v0"],
        "2022-03-kommun-halmstad-ssk.xlsx": ["SP-v0", "SP-v1"],
        "2022-03-kommun-hylte-enhet-okand.xlsx": ["SP-v2", "saknas i leveransen; vårdtillfälle v3"],
    }
    for namn, bok in bocker.items():
        alla = {cell for blad in bok.worksheets for rad in rader(blad) for cell in rad}
        andras = {"SP-v0", "SP-v1", "SP-v2"} - set(patienter[namn])
        assert not andras & alla
        assert not {"a", "b", "c", "d"} & alla  # the pseudonyms
        assert len(bok.worksheets) == 1 + len(patienter[namn])


def test_every_sheet_says_what_it_is_and_how_it_may_be_sent(bocker: dict[str, openpyxl.Workbook]) -> None:
    for bok in bocker.values():
        for blad in bok.worksheets:
            varning = rader(blad)[1][0]
            for text in ("INTERNT – PATIENTUPPGIFTER", "krypterad mejl", "Teams får INTE användas", "EXEMPELDATA"):
                assert text in varning
            assert blad.print_title_rows == "$1:$2"  # on every printed page


def test_the_checklist_is_bilaga_1_filled_in_from_the_record(bocker: dict[str, openpyxl.Workbook]) -> None:
    blad = bocker["2022-03-oppenvard-norra.xlsx"].worksheets[1]
    huvud = {r[0]: r[1] for r in rader(blad)[3:8]}
    assert huvud == {
        "Patient, namn och personnummer (slå upp med ärendenumret)": "",
        "Ärendenummer": "SP-v0",
        "Sjukhus och avdelning": "",
        "Hälsocentral eller öppenvårdsmottagning": "Norra",
        "Kommun, berörda enheter": "Halmstad: BHL och SSK",
    }
    svar = list(checklista(blad).items())
    assert len(svar) == len(CHECKLISTA) == 21
    assert [celler for _, celler in svar] == [
        ["2022-03-01 20:00", "", "", ""],
        ["2", "", "", ""],
        ["", "", "", ""],
        ["2022-03-05", "", "", ""],
        ["2022-03-10", "", "", ""],
        ["", "", "", ""],
        ["", "", "", ""],
        ["", "", "", ""],
        ["", "2022-03-02", "", ""],
        ["ja", "", "", ""],
        ["", "", "", ""],
        ["", "", "", ""],
        ["", "2022-03-08", "", ""],
        ["", "nej", "", "I hemmet."],
        ["", "", "", ""],
        ["", "", "2022-03-04", ""],
        ["", "", "2022-03-05", ""],
        ["", "", "2022-03-09", ""],
        ["", "", "", ""],
        ["", "", "ja", ""],
        ["", "", "nej", ""],
    ]


def test_a_stay_without_process_is_listed_and_says_no_for_nobody(bocker: dict[str, openpyxl.Workbook]) -> None:
    svar = checklista(bocker["2022-03-kommun-hylte-enhet-okand.xlsx"].worksheets[2])
    ifyllda = {steg: c for steg, c in svar.items() if any(c)}
    assert set(ifyllda) == {"Ut-klar: datum", "Faktisk hemgång: datum"}


def test_what_begins_with_an_equals_sign_is_text(bocker: dict[str, openpyxl.Workbook]) -> None:
    bok = bocker["2022-03-oppenvard-norra_2.xlsx"]
    celler = [c for blad in bok.worksheets for rad in blad.iter_rows() for c in rad if c.value is not None]
    (farlig,) = [c for c in celler if c.value == "=1+1"]
    assert farlig.quotePrefix  # stays text also when somebody edits the cell
    assert {c.data_type for c in celler} == {"s"}


def test_what_no_cell_can_hold_does_not_stop_the_list(katalog: Katalog, profil: Regionprofil) -> None:
    konstig: dict[str, Any] = FYRA[0] | {
        "steg": FYRA[0]["steg"] | {"arende_id": "A/B:[?]*" + "9" * 40, "kommentar": "\x01a"}
    }
    (fil, *_) = arbetslistor(langa(katalog, [konstig]), profil, BESKED, MANAD).values()
    bok = openpyxl.load_workbook(io.BytesIO(fil))
    assert len(bok.sheetnames[1]) <= 31
    assert rader(bok["Patienter"])[4][0] == "A/B:[?]*" + "9" * 40
