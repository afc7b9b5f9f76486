"""The pages of delayed discharge: what is judged, what is only said, and the list of signals at its limit."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analys.disclosure.grind import oskyddat
from analys.katalog import Katalog
from analys.period import Period
from analys.present import (
    informationskvalitet,
    langa_vantetider,
    orsaker,
    processteg,
    utan_forutsattning,
    var_tiden_gar,
)
from analys.present.block import Figur, Tabell, Text
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.reports.signallista import signallista
from analys.stats.intervall import med_intervall
from tests.fordrojd import REGEL
from tests.unit.test_fordrojd_hemgang import FYRA, LANGA, analysera, langa
from tests.unit.test_omdome_pa_sidan import rad

MANAD = Period.las("2022-03")
BLOCK = (langa_vantetider, processteg, var_tiden_gar, informationskvalitet, orsaker, utan_forutsattning)


def med(profil: Regionprofil) -> Regionprofil:
    return replace(profil, brott=(), datastatus=(), fordrojd_hemgang=REGEL)


def underlag(profil: Regionprofil, katalog: Katalog, omrade: str, rader: list[dict[str, Any]], **meta: Any) -> Underlag:
    """What a page of the internal level has in hand in March 2022."""
    tal = dict.fromkeys(("taljare", "namnare", "kvadratsumma", "varde", "tackning"), "Float64")
    utfall = pd.DataFrame(rader).astype(tal | {"tackning_ar": "Int64"})
    utfall = med_intervall(utfall, {i.id: i.skala for i in katalog.values()})
    allt = {"nyckel": "n", "manader": {}, "uttagsdatum": "2022-05-01", "exempel": True, "exempeltext": "Påhittat."}
    noll = dict.fromkeys(("rader_in", "anvanda", "uteslutna", "atsidosatta"), 0)
    return Underlag(profil, katalog, profil.omrade(omrade), MANAD, oskyddat(utfall, katalog, allt | noll | meta))


EN_RAD = [rad(LANGA, "0013", MANAD, 4, 10)]


def sida(profil: Regionprofil, katalog: Katalog, omrade: str) -> Underlag:
    egen = med(profil)
    fordrojd = {
        "fran": "2022-01",
        "omraden": analysera(langa(katalog, FYRA), egen),
    }
    return underlag(egen, katalog, omrade, EN_RAD, fordrojd_hemgang=fordrojd)


def tabell(block: Tabell | Figur | Text) -> dict[str, tuple[str, ...]]:
    assert not isinstance(block, Text), block
    ett = block.tabell if isinstance(block, Figur) else block
    return {r[0]: tuple(c.replace("\u00a0", " ") for c in r[1:]) for r in ett.rader}


def test_the_tables_have_the_sums_worked_by_hand(profil: Regionprofil, katalog: Katalog) -> None:
    u = sida(profil, katalog, "0013")
    assert tabell(langa_vantetider(u))["Halland"] == ("4", "18", "4,5", "3")
    assert tabell(langa_vantetider(u))["Laholm"] == ("0", "0", "0", "0")
    steg = tabell(processteg(u))
    assert steg["Utskrivningsklar till kallelse till SIP"] == ("Primär-/öppenvården", "3 dagar", "3,5", "1 av 2", "0")
    assert steg["Utskrivningsklar till kommunklar"] == ("Kommunen", "1 dag", "1,7", "2 av 3", "0")
    assert steg["Alla klara till hemgång"] == ("Slutenvården", ".", "1,7", ".", "0")  # no limit in this profile
    assert tabell(informationskvalitet(u))["Överrapportering enligt SBAR"] == ("Slutenvården", "1 av 2", "1")
    assert tabell(orsaker(u))["Halland"] == ("1", "0", "1", "0", "2")
    assert tabell(var_tiden_gar(u))["Halmstad"] == ("4", "4", "8")
    assert tabell(utan_forutsattning(u))["Halland"] == ("1 (4 dagar)", "1 (3 dagar)", "2 (7 dagar)")


def test_a_kommun_stands_beside_the_region(profil: Regionprofil, katalog: Katalog) -> None:
    block = processteg(sida(profil, katalog, "1315"))
    assert isinstance(block, Tabell)
    assert block.kolumner[3:] == (
        "Dagar i snitt, Hylte",
        "I tid, Hylte",
        "Dagar i snitt, Halland",
        "I tid, Halland",
        "Utan datum, Hylte",
    )
    assert "januari–mars 2022" in block.titel


@pytest.mark.parametrize("block", BLOCK, ids=lambda b: b.__name__)
def test_the_open_level_shows_nothing_and_says_where_it_is(profil: Regionprofil, katalog: Katalog, block: Any) -> None:
    svar = block(underlag(med(profil), katalog, "0013", EN_RAD))
    assert isinstance(svar, Text)
    assert svar.stycken == ("Visas bara på den interna nivån.",)


def signaler(profil: Regionprofil, katalog: Katalog, **per_kommun: tuple[float, float, float]) -> dict[str, list[str]]:
    """Return the rows of the list: kommun to cells; given days, stays and long stays by kommun."""
    egna = dict.fromkeys(profil.kommuner, (0.0, 5.0, 0.0)) | {k[1:]: v for k, v in per_kommun.items()}
    rader = [
        r
        for k, (dagar, antal, langa_) in egna.items()
        for r in (
            rad(REGEL.indikator, k, MANAD, dagar, antal, kvadratsumma=dagar * dagar),
            rad(LANGA, k, MANAD, langa_, antal),
        )
    ]
    html = signallista(underlag(med(profil), katalog, "0013", rader), REGEL).replace("\u00a0", " ")
    assert "Små tal är inte dolda" in html
    assert REGEL.hantering in html
    delar = re.findall(r'<th scope="row">([^<]*)</th>(.*?)</tr>', html, re.DOTALL)
    return {namn: re.findall(r"<td[^>]*>([^<]*)</td>", celler) for namn, celler in delar if celler.count("<td") == 5}


def test_the_signal_is_more_than_the_limit_in_exact_figures(profil: Regionprofil, katalog: Katalog) -> None:
    svar = signaler(profil, katalog, k1315=(15, 5, 0), k1380=(3001, 1000, 0), k1381=(14, 5, 1))
    assert svar == {
        "Halmstad": ["1 000", "3,0", "över", "0", "Strategisk grupp"],  # 3,001: shown as 3,0, and above
        "Laholm": ["5", "2,8", "inte över", "1", "Lokal analys"],  # one long stay is a signal too
    }


def test_without_signals_the_list_says_so(profil: Regionprofil, katalog: Katalog) -> None:
    assert signaler(profil, katalog) == {}
