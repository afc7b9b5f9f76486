"""Small tables with all their margins, as an Utfall of one measure, and the first release of them through the gate."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pandas as pd

from analys.disclosure.grind import SkyddatUtfall, skydda
from analys.disclosure.register import Register
from analys.katalog import Indikator, Katalog, OverTid, Skala, Skydda
from analys.period import Period
from analys.region import Regionprofil
from analys.utfall import ALLA, DIMENSIONER

MATT = "antal_avslut"
KON = ("kvinna", "man")
Mattgorare = Callable[..., Indikator]


def regler(katalog: Katalog, profil: Regionprofil, kommuner: tuple[str, ...]) -> tuple[Katalog, Regionprofil]:
    """Return a catalogue of one measure that adds up over kön and kommuner, and a region of these kommuner."""
    samband = ("summa över kon", "summa över kommuner")
    matt: Indikator = replace(katalog[MATT], identiteter=samband, dimensioner=(("kon",),))
    return {MATT: matt}, replace(profil, kommuner=kommuner)


def utfall(tal: Mapping[tuple[str, str, date], int], profil: Regionprofil, ar: bool = True) -> pd.DataFrame:
    """Return kommun x kön x month with all margins: both sexes, the region and, with ``ar``, the calendar years."""
    kommuner = sorted({k for k, _, _ in tal})
    manader = sorted({m for _, _, m in tal})
    perioder = [("manad", m, [m]) for m in manader]
    perioder += [
        ("ar", date(y, 1, 1), [m for m in manader if m.year == y]) for y in sorted({m.year for m in manader}) if ar
    ]
    rader = [
        {
            "indikator": MATT,
            "omrade": o,
            "periodtyp": typ,
            "period": forst,
            "kon": k,
            "taljare": float(sum(tal[a] for a in product(ko, kk, mm))),
        }
        for o, ko in [(profil.kod, kommuner), *((k, [k]) for k in kommuner)]
        for k, kk in [(ALLA, KON), *((k, [k]) for k in KON)]
        for typ, forst, mm in perioder
    ]
    ut = pd.DataFrame(rader).assign(namnare=1000.0, kvadratsumma=None, varde=None, status="slutlig")
    ut = ut.assign(**{d: ALLA for d in DIMENSIONER if d != "kon"}, tackning=None, tackning_ar=None, metod="")
    return ut.astype(dict.fromkeys(("taljare", "namnare", "kvadratsumma", "varde"), "Float64"))


def grinda(
    tabell: pd.DataFrame, katalog: Katalog, profil: Regionprofil, register: Register | None = None
) -> SkyddatUtfall:
    """Return what a release that ends with the table's last month shows."""
    return slapp(tabell, katalog, profil, register or Register.tomt())[0]


def slapp(
    tabell: pd.DataFrame, katalog: Katalog, profil: Regionprofil, fore: Register
) -> tuple[SkyddatUtfall, Register]:
    """Return what a release that ends with the table's last month shows, and the register after it."""
    sista = max(tabell.loc[tabell["periodtyp"] == "manad", "period"])
    skyddat, skal = skydda(tabell, katalog, profil, {"period": f"{sista:%Y-%m}"}, fore)
    return skyddat, fore.med(tabell, skyddat.med_tecken(tabell, ""), skal, katalog)


def dolda(skyddat: SkyddatUtfall) -> set[tuple[str, str, str, date]]:
    r = skyddat.rader[skyddat.rader["tecken"] == ".."]
    return set(zip(r["omrade"], r["kon"], r["periodtyp"], r["period"], strict=True))


def mattgorare(katalog: Katalog) -> Mattgorare:
    """Return what makes a catalogue entry of counts that nothing is known of but what is said."""

    def gor(namn: str, *identiteter: str, **byten: Any) -> Indikator:
        grund = {"over_tid": OverTid.SENASTE, "skala": Skala.ANTAL, "dimensioner": (), "skydda": Skydda.TALJARE}
        return replace(katalog["antal_avslut"], id=namn, identiteter=identiteter, **(grund | byten))

    return gor


def tabell(text: str) -> pd.DataFrame:
    """Return an Utfall of lines such as ``m A kon=man 2022-01: 3/10`` (no nämnare: 1 000; ``-``: no täljare)."""
    rader = []
    for rad in text.strip().splitlines():
        namn, antal = rad.strip().split(": ")
        matt, omrade, *grupper, period = namn.split()
        p = Period.las(period)
        taljare, _, namnare = antal.partition("/")
        egna: dict[str, Any] = dict.fromkeys(DIMENSIONER, ALLA) | dict(g.split("=") for g in grupper)
        egna |= {"indikator": matt, "omrade": omrade, "periodtyp": str(p.typ), "period": p.forsta_dag, "namn": namn}
        tal = {"taljare": None if taljare == "-" else float(taljare), "namnare": float(namnare or 1000)}
        rader.append(egna | tal | {"kvadratsumma": None, "varde": None, "status": "slutlig"})
    return pd.DataFrame(rader).astype(dict.fromkeys(("taljare", "namnare", "kvadratsumma", "varde"), "Float64"))
