"""Indicators of a fixed doctor and a fixed contact, reviews of medicines, SIP and doctors' home visits.

The status measures are of who is enrolled in hemsjukvård at a month's end (Kalmar, Hälsoval 2025) or listed in primary
care (Socialstyrelsen's question 17c). Who nobody has asked about (``okand``, an empty cell) is in no nämnare.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analys.indikatorer.register import indikator
from analys.indikatorer.tid import i_perioder
from analys.period import Period

_GRUPPER = {"rub": "rub"}
_RUB = {0: "0-3", 1: "0-3", 2: "0-3", 3: "0-3", 4: "4", 5: "5"}
_REGLER = {
    "minsta_alder": "lägsta ålder vid månadens slut",
    "genomgang_manader": "läkemedelsgenomgång inom så många månader före månadens slut",
    "fler_an_lakemedel": "fler läkemedel än",
}


@indikator("andel_fast_lakarkontakt", "patientstatus", kraver=("fast_lakarkontakt",), uppdelning_kraver=_GRUPPER)
def andel_fast_lakarkontakt(
    patientstatus: pd.DataFrame, perioder: Sequence[Period], region: str | None
) -> pd.DataFrame:
    """Return the enrolled with a fast läkarkontakt (täljare) over those it is known of (nämnare), by sex and RUB."""
    return _andel(_kanda(patientstatus, "fast_lakarkontakt"), perioder, region, "kon", "rub")


@indikator("andel_fast_lakarkontakt_sarskilt_boende", "patientstatus", kraver=("fast_lakarkontakt", "boendeform"))
def andel_fast_lakarkontakt_sarskilt_boende(
    patientstatus: pd.DataFrame, perioder: Sequence[Period], region: str | None
) -> pd.DataFrame:
    """Return the same of the enrolled who live in särskilt boende."""
    rader = patientstatus[patientstatus["boendeform"] == "sarskilt_boende"]
    return _andel(_kanda(rader, "fast_lakarkontakt"), perioder, region, "kon")


@indikator("andel_fast_vardkontakt", "patientstatus", kraver=("fast_vardkontakt",))
def andel_fast_vardkontakt(patientstatus: pd.DataFrame, perioder: Sequence[Period], region: str | None) -> pd.DataFrame:
    """Return the enrolled with a fast vårdkontakt (täljare) over those it is known of (nämnare)."""
    return _andel(_kanda(patientstatus, "fast_vardkontakt"), perioder, region, "kon")


@indikator("andel_listade_fast_lakarkontakt", "listade", uppdelning_kraver={"boendeform": "boendeform"})
def andel_listade_fast_lakarkontakt(
    listade: pd.DataFrame, perioder: Sequence[Period], region: str | None
) -> pd.DataFrame:
    """Return the listed with a fast läkarkontakt (täljare) over the listed (nämnare), by sex, age and kind of home."""
    rader = i_perioder(listade, "manad", perioder)
    return pd.DataFrame(
        {
            "omrade": region or rader["kommunkod"],
            "period": rader["period"],
            "kon": rader["kon"],
            "aldersgrupp": rader["aldersgrupp"],
            "boendeform": rader["boendeform"],
            "taljare": rader["antal_fast_lakarkontakt"].astype("int64"),
            "namnare": rader["antal"].astype("int64"),
        }
    )


@indikator(
    "andel_lakemedelsgenomgang",
    "patientstatus",
    kraver=("lakemedelsgenomgang_datum",),
    uppdelning_kraver=_GRUPPER,
    regler=_REGLER,
)
def andel_lakemedelsgenomgang(
    patientstatus: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    minsta_alder: int,
    genomgang_manader: int,
) -> pd.DataFrame:
    """Return the enrolled of an age with a review of medicines within so many months (täljare) over all of them."""
    rader = patientstatus[patientstatus["alder"] >= minsta_alder]
    traff = _inom(rader, "lakemedelsgenomgang_datum", genomgang_manader)
    return _andel(rader.assign(traff=traff), perioder, region, "kon", "rub")


@indikator(
    "andel_lakemedelsgenomgang_manga_lakemedel",
    "patientstatus",
    kraver=("lakemedelsgenomgang_datum", "antal_lakemedel"),
)
def andel_lakemedelsgenomgang_manga_lakemedel(
    patientstatus: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    minsta_alder: int,
    genomgang_manader: int,
    fler_an_lakemedel: int,
) -> pd.DataFrame:
    """Return the same of those with more than so many medicines (Region Halland's slutredovisning 2022, 12a)."""
    manga = (patientstatus["antal_lakemedel"] > fler_an_lakemedel).fillna(False)
    rader = patientstatus[manga.astype(bool) & (patientstatus["alder"] >= minsta_alder)]
    traff = _inom(rader, "lakemedelsgenomgang_datum", genomgang_manader)
    return _andel(rader.assign(traff=traff), perioder, region, "kon")


@indikator(
    "andel_sip",
    "patientstatus",
    kraver=("sip_datum",),
    regler={"sip_manader": "SIP inom så många månader före månadens slut"},
)
def andel_sip(
    patientstatus: pd.DataFrame, perioder: Sequence[Period], region: str | None, *, sip_manader: int
) -> pd.DataFrame:
    """Return the enrolled with a SIP within so many months (täljare) over all enrolled (nämnare)."""
    rader = patientstatus.assign(traff=_inom(patientstatus, "sip_datum", sip_manader))
    return _andel(rader, perioder, region, "kon")


@indikator("andel_sip_i_hemmet", "patientstatus", kraver=("sip_datum", "sip_plats"))
def andel_sip_i_hemmet(patientstatus: pd.DataFrame, perioder: Sequence[Period], region: str | None) -> pd.DataFrame:
    """Return the SIP held at home (täljare) over those held in each month at a known place (nämnare).

    A SIP counts in the month that it was held, of who is still enrolled when that month ends.
    """
    holls = patientstatus["sip_datum"].to_numpy("datetime64[M]") == patientstatus["manad"].to_numpy("datetime64[M]")
    rader = patientstatus[holls & ~patientstatus["sip_plats"].isin(["", "okand"])]
    return _andel(rader.assign(traff=rader["sip_plats"] == "hemmet"), perioder, region, "kon")


@indikator("lakarhembesok", "lakarbesok", "patientstatus", kraver=("besokstyp",))
def lakarhembesok(
    lakarbesok: pd.DataFrame, patientstatus: pd.DataFrame, perioder: Sequence[Period], region: str | None
) -> pd.DataFrame:
    """Return doctors' home visits in each month (täljare) over the enrolled at its end (nämnare).

    Counted are visits to who is enrolled when the month ends, in that kommun. Over several months the nämnare is
    person-months, so the figure is always per month.
    """
    besok = _hembesok(lakarbesok, patientstatus, perioder, region)
    besok = besok[["omrade", "period", "kon"]].assign(taljare=1, namnare=0)
    inskrivna = i_perioder(patientstatus, "manad", perioder)
    inskrivna = inskrivna.assign(omrade=region or inskrivna["kommunkod"], taljare=0, namnare=1)
    return pd.concat([besok, inskrivna[list(besok.columns)]], ignore_index=True)


@indikator("andel_akuta_lakarhembesok", "lakarbesok", "patientstatus", kraver=("besokstyp", "akut"))
def andel_akuta_lakarhembesok(
    lakarbesok: pd.DataFrame, patientstatus: pd.DataFrame, perioder: Sequence[Period], region: str | None
) -> pd.DataFrame:
    """Return the acute ones (täljare) of the home visits of `lakarhembesok` (nämnare), where it is known."""
    besok = _hembesok(lakarbesok, patientstatus, perioder, region)
    besok = besok[besok["akut"] != "okand"]
    return besok[["omrade", "period", "kon"]].assign(taljare=(besok["akut"] == "ja").astype("int64"), namnare=1)


def _hembesok(
    lakarbesok: pd.DataFrame, patientstatus: pd.DataFrame, perioder: Sequence[Period], region: str | None
) -> pd.DataFrame:
    """Return the months' home visits to who is enrolled at the month's end: omrade, period, kon, akut."""
    hemma = i_perioder(lakarbesok[lakarbesok["besokstyp"] == "hembesok"], "datum", perioder)
    inskrivna = i_perioder(patientstatus, "manad", perioder)
    inskrivna = inskrivna.assign(omrade=region or inskrivna["kommunkod"], person_id=inskrivna["person_id"].astype(str))
    hemma = hemma[["person_id", "period", "akut"]].astype({"person_id": str})
    return hemma.merge(inskrivna[["person_id", "period", "omrade", "kon"]], on=["person_id", "period"])


def _kanda(rader: pd.DataFrame, kolumn: str) -> pd.DataFrame:
    """Return the rows where the column says ja or nej, with ``traff``."""
    kanda = rader[rader[kolumn] != "okand"]
    return kanda.assign(traff=kanda[kolumn] == "ja")


def _inom(rader: pd.DataFrame, kolumn: str, manader: int) -> pd.Series:
    """Return whether the date lies within so many whole months before the end of the row's month."""
    fran = {m: m - pd.DateOffset(months=manader) + pd.offsets.MonthEnd(0) for m in rader["manad"].unique()}
    return rader[kolumn] > rader["manad"].map(fran).astype(rader["manad"].dtype)


def _andel(rader: pd.DataFrame, perioder: Sequence[Period], region: str | None, *grupper: str) -> pd.DataFrame:
    """Return one row per person and month: täljare 1 for a hit, nämnare 1."""
    rader = i_perioder(rader, "manad", perioder)
    if "rub" in grupper:
        rader = rader.assign(rub=rader["rub"].map(_RUB).fillna("okand").astype(str))
    rader = rader.assign(omrade=region or rader["kommunkod"], taljare=rader["traff"].astype("int64"), namnare=1)
    return rader[["omrade", "period", *grupper, "taljare", "namnare"]]
