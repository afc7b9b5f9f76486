"""Run every indicator of the catalogue over a delivery: kommuner, region, windows of time, groups, denominators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from analys.errors import DataError, Filfel
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.utfall import ALLA, DIMENSIONER, KOLUMNER, VARDEN
from analys.katalog import Indikator, Katalog, OverTid, Skala, StatistiskTyp
from analys.omraden import UTANFOR
from analys.period import Period, Periodtyp
from analys.region import Regionprofil
from analys.svenska import liknar

_SUMMERAS = ["taljare", "namnare", "kvadratsumma"]


def rakna_utfall(
    tabeller: dict[str, pd.DataFrame],
    luckor: Iterable[tuple[str, str, date]],
    katalog: Katalog,
    profil: Regionprofil,
    forsta: date,
    sista: Period,
    uttagsdatum: date,
) -> pd.DataFrame:
    """Return the Utfall (columns `utfall.KOLUMNER`) of every indicator up to the month ``sista``.

    Parameters
    ----------
    tabeller : tables by name, as `sources.leverans.las_leverans` gives them.
    luckor : (tabell, kommunkod, first of month) that were not delivered; figures that need them are missing.
    forsta : the first day that the delivery covers.

    Raises
    ------
    DataError : delivered counts contradict the person rows or name an unknown indicator.
    """
    antal = _aggregat(tabeller["aggregat"], katalog, profil)
    delar = []
    for indikator in katalog.values():
        funktion = FUNKTIONER[indikator.funktion]
        bas = _Bas(indikator, tabeller[funktion.tabell], antal.get(indikator.id), profil)
        grund = Periodtyp.DAG if indikator.statistisk_typ is StatistiskTyp.BESTAND else Periodtyp.MANAD
        grundperioder = Period(grund, forsta.replace(day=1)).serie_till(Period(grund, sista.forsta_dag))
        for typ in indikator.perioder:
            fonster = _fonster(typ, grundperioder)
            if not fonster:
                continue
            if indikator.over_tid is OverTid.SUMMA and typ is not grund:
                rader = _summera(bas.rader(grundperioder), fonster)
            else:
                rader = bas.rader(fonster)
            delar.append(_med_marginaler(rader, indikator, typ, fonster, bas.omraden))
    utfall = pd.concat(delar, ignore_index=True)
    utfall = _med_folkmangd(utfall, tabeller["befolkning"], katalog, profil)
    utfall = _utan_luckor(utfall, luckor, katalog, profil.kod)
    slut = pd.to_datetime([_period(t, p).sista_dag for t, p in zip(utfall["periodtyp"], utfall["period"], strict=True)])
    vantan = pd.to_timedelta(utfall["indikator"].map({i.id: i.efterslapning_dagar for i in katalog.values()}), unit="D")
    preliminar = slut.to_series(index=utfall.index) + vantan > pd.Timestamp(uttagsdatum)
    utfall["status"] = preliminar.map({True: "preliminar", False: "slutlig"})
    return utfall.sort_values(list(KOLUMNER[:4]) + list(DIMENSIONER), ignore_index=True)[list(KOLUMNER)]


class _Bas:
    """One indicator's finest rows for any periods: kommuner from persons or delivered counts, and the region."""

    def __init__(
        self, indikator: Indikator, tabell: pd.DataFrame, antal: pd.DataFrame | None, profil: Regionprofil
    ) -> None:
        self.indikator, self.tabell, self.antal, self.region = indikator, tabell, antal, profil.kod
        self.rakna = FUNKTIONER[indikator.funktion].rakna
        kommunkolumn = "kommunkod" if "kommunkod" in tabell else "utforarkommun"
        self.med_personer = set(tabell[kommunkolumn].unique()) & set(profil.kommuner)
        med_antal = set() if antal is None else set(antal["omrade"].unique())
        if bada := self.med_personer & med_antal:
            raise DataError(
                [
                    Filfel(
                        "aggregat",
                        f"{profil.omrade(k).namn} har både personrader och antal för {indikator.id}.",
                        "Leverera det ena eller det andra.",
                    )
                    for k in sorted(bada)
                ]
            )
        self.minne: dict[Periodtyp, pd.DataFrame] = {}
        self.hela_regionen_som_personer = self.med_personer == set(profil.kommuner)
        self.omraden = [profil.kod, *profil.kommuner]
        if kommunkolumn == "utforarkommun":
            self.omraden.append(UTANFOR)

    def rader(self, perioder: Sequence[Period]) -> pd.DataFrame:
        """Return the finest rows of all områden for these periods (one set of periods per kind)."""
        typ = perioder[0].typ
        if typ not in self.minne:
            self.minne[typ] = self._rakna(perioder)
        return self.minne[typ]

    def _rakna(self, perioder: Sequence[Period]) -> pd.DataFrame:
        delar = []
        if self.med_personer:
            delar.append(self.rakna(self.tabell, perioder, None, **self.indikator.parametrar))
        if self.antal is not None:
            dagar = [p.forsta_dag for p in perioder]
            ratt = (self.antal["periodtyp"] == perioder[0].typ) & self.antal["period"].isin(dagar)
            delar.append(self.antal[ratt].drop(columns="periodtyp"))
        kommuner = (
            pd.concat(delar, ignore_index=True) if delar else pd.DataFrame(columns=["omrade", "period", "taljare"])
        )
        if self.indikator.niva_summerar:
            region = kommuner[kommuner["omrade"] != UTANFOR].assign(omrade=self.region)
        elif self.hela_regionen_som_personer:
            region = self.rakna(self.tabell, perioder, self.region, **self.indikator.parametrar)
            region = region[region["omrade"] == self.region]
        else:
            region = kommuner.iloc[:0]
            self.omraden = [o for o in self.omraden if o != self.region]
        kolumner = [*dict.fromkeys([*kommuner.columns, "namnare", "kvadratsumma"])]
        rader = pd.concat([kommuner, region], ignore_index=True).reindex(columns=kolumner)
        finast = [k for k in kolumner if k in ("omrade", "period", *DIMENSIONER)]
        return rader.groupby(finast, as_index=False)[_SUMMERAS].sum(min_count=1)


def _fonster(typ: Periodtyp, grundperioder: Sequence[Period]) -> list[Period]:
    """Return the periods of kind ``typ`` that lie wholly within the base periods."""
    forsta, sista = grundperioder[0], grundperioder[-1]
    if typ is forsta.typ:
        return list(grundperioder)
    alla = {p.med_typ(typ) for p in grundperioder}
    return sorted(p for p in alla if p.forsta_dag >= forsta.forsta_dag and p.slut <= sista.slut)


def _summera(manader: pd.DataFrame, fonster: Sequence[Period]) -> pd.DataFrame:
    """Return the base rows repeated into every window that holds their month."""
    delar = []
    for f in fonster:
        inne = manader[(manader["period"] >= f.forsta_dag) & (manader["period"] < f.slut)]
        delar.append(inne.assign(period=f.forsta_dag))
    return pd.concat(delar, ignore_index=True)


def _med_marginaler(
    rader: pd.DataFrame,
    indikator: Indikator,
    typ: Periodtyp,
    fonster: Sequence[Period],
    omraden: Sequence[str],
) -> pd.DataFrame:
    """Return the total and each declared breakdown; an område without events keeps its rows with 0."""
    delar = []
    for dimensioner in ((), *indikator.dimensioner):
        nyckel = ["omrade", "period", *dimensioner]
        summor = rader.groupby(nyckel)[_SUMMERAS].sum(min_count=1)
        tomt = [omraden, [f.forsta_dag for f in fonster], *(VARDEN[d] for d in dimensioner)]
        hela = summor.reindex(pd.MultiIndex.from_product(tomt, names=nyckel)).reset_index()
        hela["taljare"] = hela["taljare"].fillna(0)
        if indikator.skala is not Skala.PER_10000:
            hela["namnare"] = hela["namnare"].fillna(0)
        if indikator.skala is Skala.MEDEL:
            hela["kvadratsumma"] = hela["kvadratsumma"].fillna(0)
        delar.append(hela.assign(**{d: ALLA for d in DIMENSIONER if d not in dimensioner}))
    ut = pd.concat(delar, ignore_index=True).assign(indikator=indikator.id, periodtyp=str(typ), varde=pd.NA)
    return ut.astype({"taljare": "Float64", "namnare": "Float64", "kvadratsumma": "Float64", "varde": "Float64"})


def _med_folkmangd(
    utfall: pd.DataFrame, befolkning: pd.DataFrame, katalog: Katalog, profil: Regionprofil
) -> pd.DataFrame:
    """Return the Utfall with inhabitants as nämnare of the rates.

    For a period that ends in year Y: 31 December of the latest year before Y that was published at the extract
    (later publications are already left out), the same for every figure of Y (design.md 5).
    """
    folk = befolkning[["kommunkod", "kalenderar", "kon", "aldersgrupp", "antal"]].rename(
        columns={"kommunkod": "omrade"}
    )
    folk = pd.concat([folk, folk[folk["omrade"].isin(profil.kommuner)].assign(omrade=profil.kod)], ignore_index=True)
    marginaler = []
    for kvar in (("kon", "aldersgrupp"), ("kon",), ("aldersgrupp",), ()):
        summa = folk.groupby(["omrade", "kalenderar", *kvar], as_index=False)["antal"].sum()
        marginaler.append(summa.assign(**{d: ALLA for d in ("kon", "aldersgrupp") if d not in kvar}))
    folk = pd.concat(marginaler, ignore_index=True).astype({"antal": "Float64", "kalenderar": "int64"})
    finns = sorted(folk["kalenderar"].unique())
    rate = utfall["indikator"].map({i.id: i.skala is Skala.PER_10000 for i in katalog.values()}).astype(bool)
    slutar = [_period(t, p).sista_dag.year for t, p in zip(utfall["periodtyp"], utfall["period"], strict=True)]
    folkar = {ar: max((k for k in finns if k < ar), default=-1) for ar in set(slutar)}
    sokt = utfall[["omrade", "kon", "aldersgrupp"]].assign(kalenderar=[folkar[ar] for ar in slutar])
    antal = sokt.merge(folk, how="left", on=["omrade", "kon", "aldersgrupp", "kalenderar"], validate="many_to_one")[
        "antal"
    ]
    antal.index = utfall.index
    return utfall.assign(namnare=utfall["namnare"].where(~rate | utfall["namnare"].notna(), antal))


def _utan_luckor(
    utfall: pd.DataFrame, luckor: Iterable[tuple[str, str, date]], katalog: Katalog, region: str
) -> pd.DataFrame:
    """Return the Utfall with missing instead of 0 where a needed month was not delivered."""
    slut = pd.Series(
        [_period(t, p).slut for t, p in zip(utfall["periodtyp"], utfall["period"], strict=True)],
        index=utfall.index,
    )
    saknas = pd.Series(False, index=utfall.index)
    handelse = {i.id for i in katalog.values() if i.statistisk_typ is StatistiskTyp.HANDELSE}
    for tabell, kommun, manad in luckor:
        berors = handelse & {i.id for i in katalog.values() if FUNKTIONER[i.funktion].tabell == tabell}
        saknas |= (
            utfall["indikator"].isin(berors)
            & utfall["omrade"].isin([kommun, region])
            & (utfall["period"] <= manad)
            & (slut > manad)
        )
    return utfall.assign(**{k: utfall[k].mask(saknas) for k in _SUMMERAS})


def _period(typ: str, forsta_dag: date) -> Period:
    return Period(Periodtyp(typ), forsta_dag)


def _aggregat(rader: pd.DataFrame, katalog: Katalog, profil: Regionprofil) -> dict[str, pd.DataFrame]:
    """Return the delivered counts per indicator, in the form of an indicator function's rows."""
    okanda = sorted(set(rader["indikator"]) - set(katalog))
    if okanda:
        raise DataError(
            [Filfel("aggregat", f'indikatorn "{i}" finns inte.', f"Rätta namnet.{liknar(i, katalog)}") for i in okanda]
        )
    if rader.empty:
        return {}
    perioder = [Period.las(p) for p in rader["period"]]
    rader = rader.assign(
        period=[p.forsta_dag for p in perioder], periodtyp=[p.typ for p in perioder], kvadratsumma=pd.NA
    ).drop(columns=["kalla"])
    rader = rader[rader["omrade"].isin(profil.kommuner)]
    return {str(i): r.drop(columns="indikator") for i, r in rader.groupby("indikator")}
