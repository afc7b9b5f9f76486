"""Small tables to compute from, and the one row that a test asks for."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from analys.disclosure.grind import oskyddat
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.tabeller import TABELLER
from analys.stats.intervall import med_intervall
from tests.conftest import KOMMUNER

Rakna = Callable[..., pd.DataFrame]
UTTAG = date(2023, 2, 1)


def folkmangd_rader() -> pd.DataFrame:
    grupper = [
        (k, ar, kon, a, n, pd.Timestamp(ar + 1, 2, 22))
        for k in KOMMUNER
        for ar in (2020, 2021)
        for kon in ("kvinna", "man")
        for a, n in (("0-64", 40_000), ("65-79", 8_000), ("80-", 2_000))
    ]
    return pd.DataFrame(grupper, columns=[k.namn for k in TABELLER["befolkning"].kolumner])


def alla(utfall: pd.DataFrame, indikator: str, typ: str, kolumn: str = "taljare") -> pd.Series:
    r = utfall[
        (utfall["indikator"] == indikator)
        & (utfall["periodtyp"] == typ)
        & (utfall["kon"] == "alla")
        & (utfall["aldersgrupp"] == "alla")
    ]
    return r.set_index(["omrade", "period"])[kolumn]


GRUND = [(f"g{k}", k, "2021-06-01", "") for k in KOMMUNER]
"""One person enrolled in every kommun, so that no kommun is absent."""


def antal(kommun: str, manad: int, taljare: int) -> dict[str, object]:
    return {
        "indikator": "antal_inskrivna_hemsjukvard",
        "omrade": kommun,
        "period": f"2022-{manad:02d}-01",
        "kon": "alla",
        "aldersgrupp": "alla",
        "taljare": taljare,
        "namnare": None,
        "varde": None,
        "kalla": "kommunen",
    }


STALLD = {
    "kommunkod": "1380",
    "betalningsansvarig_kommun": "",
    "kon": "kvinna",
    "alder": 80,
    "vardform": "somatik",
    "planerad": "nej",
    "behov": "ja",
    "fargspar": "gul",
    "dod": None,
}
"""A stay unless a row says otherwise; who pays is the kommun of residence."""


def vard(*rader: dict[str, Any]) -> pd.DataFrame:
    """Stays, each given as person, in_, ut (days) and what differs from `STALLD`."""
    hela = pd.DataFrame([STALLD | r for r in rader])
    betalar = hela["betalningsansvarig_kommun"].mask(hela["betalningsansvarig_kommun"] == "", hela["kommunkod"])
    return pd.DataFrame(
        {
            "vardtillfalle_id": [f"v{i}" for i in range(len(hela))],
            "person_id": hela["person"],
            "kommunkod": hela["kommunkod"],
            "betalningsansvarig_kommun": betalar,
            "kon": hela["kon"],
            "alder_vid_utskrivning": hela["alder"],
            "vardform": hela["vardform"],
            "vardniva": "sjukhus",
            "inskriven_tidpunkt": pd.to_datetime(hela["in_"]) + pd.Timedelta(hours=9),
            "inskriven_fran": "ordinart_boende",
            "planerad_inskrivning": hela["planerad"],
            "behov_av_planering": hela["behov"],
            "fargspar": hela["fargspar"],
            "utskriven_tidpunkt": pd.to_datetime(hela["ut"]) + pd.Timedelta(hours=15),
            "utskriven_till": "ordinart_boende",
            "dodsdatum": pd.to_datetime(hela["dod"]),
        }
    )


VARDGRUND = [
    {"person": f"g{k}", "kommunkod": k, "in_": "2021-11-01", "ut": "2021-11-02", "behov": "nej"} for k in KOMMUNER
]
"""One stay per kommun the year before, so that no kommun is absent."""
SPANN = (date(2022, 1, 1), date(2022, 12, 31))


def en(utfall: pd.DataFrame, matt: str, omrade: str, period: str, **grupp: str) -> pd.Series:
    """The one row of a measure, område, period and group (else the total)."""
    p = Period.las(period)
    r = utfall[(utfall["indikator"] == matt) & (utfall["omrade"] == omrade)]
    r = r[(r["periodtyp"] == str(p.typ)) & (r["period"] == p.forsta_dag)]
    for d in ("kon", "aldersgrupp", "fargspar", "rub", "del", "boendeform"):
        r = r[r[d] == grupp.get(d, "alla")]
    assert len(r) == 1
    return r.iloc[0]


def skyddade(utfall: pd.DataFrame, katalog: Katalog, profil: Regionprofil) -> pd.DataFrame:
    med = med_intervall(utfall, {i.id: i.skala for i in katalog.values()})
    return oskyddat(med, katalog, {"nyckel": "prov"}).rader


SPAR = "fordelning_fargspar_somatik"


def fargade(manad: str, **antal: int) -> list[dict[str, Any]]:
    """So many stays of each track that ended on the tenth of the month."""
    return [
        {"person": f"{manad}{f}{i}", "in_": f"{manad}-02", "ut": f"{manad}-10", "fargspar": f}
        for f, n in antal.items()
        for i in range(n)
    ]
