"""One measure over all områden, windows of time and groups: from persons, from delivered counts, and for the region."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analys.errors import DataError, Filfel
from analys.indikatorer.register import FUNKTIONER
from analys.katalog import Indikator, OverTid, Skala
from analys.omraden import RIKET, UTANFOR
from analys.period import Period, Periodtyp
from analys.region import Regionprofil
from analys.utfall import ALLA, DIMENSIONER

SUMMOR = ["taljare", "namnare", "kvadratsumma"]
_TAL = [*SUMMOR, "varde"]
OKANT_HOGST = 0.01
"""A breakdown is missing where more of the område's figure than this is in none of its groups (age not known)."""


@dataclass(frozen=True)
class Plan:
    """What is to be computed of one measure: its base periods, and its windows of each kind.

    ``kommuner``: those whose persons are in its table; ``sista_dag``: the last day that the table covers;
    ``utan_uppdelning``: the dimensions that the table cannot give.
    """

    indikator: Indikator
    grund: Sequence[Period]
    fonster: Mapping[Periodtyp, Sequence[Period]]
    kommuner: Collection[str]
    med_utanfor: bool
    sista_dag: date
    utan_uppdelning: Collection[str]

    def summeras(self, typ: Periodtyp) -> bool:
        """Return whether a window of this kind is the sum of its base periods."""
        return self.indikator.over_tid is OverTid.SUMMA and typ is not self.grund[0].typ

    @property
    def direkt(self) -> dict[Periodtyp, Sequence[Period]]:
        """The periods that must be computed from persons; the others are summed from them."""
        ut = {typ: perioder for typ, perioder in self.fonster.items() if not self.summeras(typ)}
        return ut | ({self.grund[0].typ: self.grund} if any(map(self.summeras, self.fonster)) else {})

    def bara_regionen(self) -> bool:
        """Return whether the measure is too small to show for a kommun."""
        return self.indikator.lagsta_niva == "region"


def lasta_kolumner(planer: Sequence[Plan]) -> dict[str, set[str]]:
    """Return the columns that the measures read of each table; a table that some measure may read whole is left out."""
    funktioner = [FUNKTIONER[p.indikator.funktion] for p in planer if p.kommuner]
    hela = {t for f in funktioner for t in f.tabeller if t not in f.laser}
    return {
        t: {k for f in funktioner for k in f.laser.get(t, ())} for f in funktioner for t in f.laser if t not in hela
    }


def rakna_delen(
    tabeller: Mapping[str, pd.DataFrame], planer: Sequence[Plan], profil: Regionprofil
) -> list[dict[Periodtyp, pd.DataFrame]]:
    """Return what one partition gives of every measure; what is read for it is gone with the answer."""
    lasta = copy(tabeller)  # who counts (a pool, a cluster) may keep what it was sent for as long as the run
    return [rakna_del(lasta, plan, profil) for plan in planer]


def rakna_del(tabeller: Mapping[str, pd.DataFrame], plan: Plan, profil: Regionprofil) -> dict[Periodtyp, pd.DataFrame]:
    """Return the sums of the finest groups that one partition's persons give, per kind of period."""
    if not plan.kommuner:
        return {}
    funktion = FUNKTIONER[plan.indikator.funktion]
    rader = [tabeller[t] for t in funktion.tabeller]
    regler = plan.indikator.parametrar | ({"sista_dag": plan.sista_dag} if funktion.till_slut else {})
    perioder = [p for delen in plan.direkt.values() for p in delen]
    delar = [] if plan.bara_regionen() else [funktion.rakna(*rader, perioder, None, **regler)]
    if av_personer(plan, profil):
        region = funktion.rakna(*rader, perioder, profil.kod, **regler)
        delar.append(region[region["omrade"] == profil.kod])
    if len(plan.direkt) == 1:
        return {typ: slag_ihop(delar) for typ in plan.direkt}
    return {typ: slag_ihop([d[d["periodtyp"] == typ] for d in delar]) for typ in plan.direkt}


def av_personer(plan: Plan, profil: Regionprofil) -> bool:
    """Return whether the region's own figure is computed anew from persons: all kommuner have them."""
    ej_summa = plan.bara_regionen() or not plan.indikator.niva_summerar
    return alla_har_personer(plan, profil) and ej_summa


def alla_har_personer(plan: Plan, profil: Regionprofil) -> bool:
    """Return whether every kommun of the region has persons in the measure's table."""
    return set(profil.kommuner) <= set(plan.kommuner)


def slag_ihop(delar: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of several parts as one row per finest group; sums add up over partitions."""
    delar = [d for d in delar if len(d)]
    if not delar:
        return pd.DataFrame(columns=["omrade", "period", *SUMMOR])
    rader = pd.concat(delar, ignore_index=True)
    rader = rader.reindex(columns=[*rader.columns, *(s for s in SUMMOR if s not in rader)])
    finast = [k for k in rader.columns if k in ("omrade", "period", *DIMENSIONER)]
    summor = rader.groupby(finast, as_index=False, observed=True)[SUMMOR].sum(min_count=1)
    ord_ = [k for k in finast if isinstance(summor[k].dtype, pd.CategoricalDtype)]
    return summor.astype({k: summor[k].cat.categories.dtype for k in ord_})


class Matt:
    """One indicator with its persons' sums and delivered counts. An område is covered by persons or counts, never both.

    Raises
    ------
    DataError : an område has both.
    """

    def __init__(
        self,
        plan: Plan,
        summor: Mapping[Periodtyp, pd.DataFrame],
        antal: pd.DataFrame | None,
        profil: Regionprofil,
    ) -> None:
        self.plan, self.indikator, self.summor, self.profil = plan, plan.indikator, summor, profil
        tomt = pd.DataFrame(columns=["omrade", "periodtyp", "period", *DIMENSIONER])
        self.antal = antal if antal is not None else tomt
        kommuner = [] if plan.bara_regionen() else profil.kommuner
        self.med_personer = [k for k in kommuner if k in plan.kommuner]
        if self.med_personer and plan.med_utanfor:
            self.med_personer.append(UTANFOR)
        if av_personer(plan, profil):
            self.med_personer.append(profil.kod)
        utanfor = [UTANFOR] if plan.med_utanfor and kommuner else []
        riket = [RIKET] if RIKET in set(self.antal["omrade"]) else []
        self.omraden = [profil.kod, *kommuner, *utanfor, *riket]
        self.andra = sorted({o.kod for o in profil.andra_kommuner} & set(self.antal["omrade"]))
        tackta = {*self.med_personer, *([profil.kod] if alla_har_personer(plan, profil) else [])}
        if bada := sorted(tackta & set(self.antal["omrade"])):
            gor = "Leverera det ena eller det andra."
            namn = plan.indikator.id
            raise DataError(
                [
                    Filfel("aggregat", f"{profil.omrade(k).namn} har både personrader och antal för {namn}.", gor)
                    for k in bada
                ]
            )

    def utfall(self, typ: Periodtyp) -> pd.DataFrame:
        """Return rows for every område, window and declared breakdown; what nobody delivered is NA."""
        fonster, summeras = self.plan.fonster[typ], self.plan.summeras(typ)
        finast = self.summor.get(self.plan.grund[0].typ if summeras else typ, pd.DataFrame(columns=["period"]))
        if summeras and len(finast):
            finast = _i_fonster(finast, fonster)
        delar = []
        for dimensioner in ((), *self.indikator.dimensioner):
            nyckel = ["omrade", "period", *dimensioner]
            ramar: list[Sequence[object]] = [
                self.omraden,
                [f.forsta_dag for f in fonster],
                *(list(self.indikator.grupper_i(d)) for d in dimensioner),
            ]
            tal = self._av_personer(finast, nyckel, ramar)
            if len(self.antal):
                tal = pd.concat([tal, self._av_antal(typ, fonster, nyckel, summeras)])
            hela = tal.reindex(pd.MultiIndex.from_product(ramar, names=nyckel)).reset_index()
            hela = self._med_region(hela, ["period", *dimensioner])
            hela = self._fordelad(hela, nyckel)
            if self.andra:  # only what there is of them: nobody asks why it is missing
                hela = pd.concat([hela, tal[tal.index.isin(self.andra, level="omrade")].reset_index()])
            delar.append(hela.assign(**{d: ALLA for d in DIMENSIONER if d not in dimensioner}))
        return pd.concat(delar, ignore_index=True).assign(indikator=self.indikator.id, periodtyp=str(typ))

    def _av_personer(self, finast: pd.DataFrame, nyckel: list[str], ramar: list[Sequence[object]]) -> pd.DataFrame:
        """Return the margin of the områden that persons cover; no event is 0 there.

        A breakdown that the table cannot give, or that too many are outside of, is missing and never 0.
        """
        summor = finast.groupby([k for k in nyckel if k in finast])[SUMMOR].sum(min_count=1) if len(finast) else None
        ram = pd.MultiIndex.from_product([self.med_personer, *ramar[1:]], names=nyckel)
        tal = (summor.reindex(ram) if summor is not None else pd.DataFrame(index=ram, columns=SUMMOR)).astype("Float64")
        noll = ["taljare"]
        noll += ["namnare"] if self.indikator.skala not in (Skala.PER_10000, Skala.ANTAL) else []
        noll += ["kvadratsumma"] if self.indikator.skala is Skala.MEDEL else []
        tal = tal.fillna(dict.fromkeys(noll, 0.0))
        if set(nyckel) & set(self.plan.utan_uppdelning):
            tal[:] = pd.NA
        elif len(nyckel) > 2 and len(utan := self._for_okanda(finast, nyckel[2:])):
            tal[tal.index.droplevel(nyckel[2:]).isin(utan)] = pd.NA
        return tal.assign(varde=pd.array([pd.NA] * len(tal), dtype="Float64"))

    def _for_okanda(self, finast: pd.DataFrame, dimensioner: list[str]) -> pd.Index:
        """Return (omrade, period) where more than `OKANT_HOGST` of a sum is in none of the dimensions' groups."""
        kand = pd.Series(True, index=finast.index)
        for dimension in set(dimensioner) & set(finast):
            kand &= finast[dimension].isin(self.indikator.grupper_i(dimension))
        if kand.all():
            return pd.Index([])
        summor = [k for k in ("taljare", "namnare") if k in finast]
        alla = finast.groupby(["omrade", "period"])[summor].sum()
        okanda = finast[~kand].groupby(["omrade", "period"])[summor].sum().reindex(alla.index, fill_value=0)
        return alla.index[(okanda > OKANT_HOGST * alla).any(axis=1)]

    def _fordelad(self, hela: pd.DataFrame, nyckel: list[str]) -> pd.DataFrame:
        """Return a distribution's rows with the sum over its dimension as nämnare: the shares of one row add up."""
        over = self.indikator.fordelas_over
        if not over:
            return hela
        if over not in nyckel:
            return hela.assign(namnare=hela["taljare"])
        per_rad = hela.groupby([k for k in nyckel if k != over], sort=False)["taljare"]
        alla_kanda = per_rad.transform("count") == per_rad.transform("size")
        return hela.assign(namnare=per_rad.transform("sum").where(alla_kanda))

    def _av_antal(self, typ: Periodtyp, fonster: Sequence[Period], nyckel: list[str], summeras: bool) -> pd.DataFrame:
        """Return the margin of the delivered counts: the window's own rows, else the sum of all its base periods."""
        dimensioner = nyckel[2:]
        ratt = (self.antal[[d for d in DIMENSIONER if d not in dimensioner]] == ALLA).all(axis=1)
        ratt &= (self.antal[dimensioner] != ALLA).all(axis=1)
        rader = self.antal[ratt]
        rader = rader.reindex(columns=[*rader.columns, *(t for t in _TAL if t not in rader)])
        egna = rader[(rader["periodtyp"] == str(typ)) & rader["period"].isin([f.forsta_dag for f in fonster])]
        tal = egna.set_index(nyckel)[_TAL].astype("Float64")
        if not summeras:
            return tal
        manader = rader[rader["periodtyp"] == str(Periodtyp.MANAD)]
        summor = (
            _i_fonster(manader, fonster).groupby(nyckel)[_TAL].sum(min_count=fonster[0].antal_manader).astype("Float64")
        )
        return tal.combine_first(summor.assign(varde=pd.array([pd.NA] * len(summor), dtype="Float64")))

    def _med_region(self, hela: pd.DataFrame, grupp: list[str]) -> pd.DataFrame:
        """Return the rows with the region as the sum of its kommuner, where that is right and all of them are there."""
        if not self.indikator.niva_summerar:
            return hela
        kommuner = hela[hela["omrade"].isin(self.profil.kommuner)]
        summor = kommuner.groupby(grupp)[SUMMOR].sum(min_count=len(self.profil.kommuner))
        region = hela["omrade"] == self.profil.kod
        saknar = region & hela["taljare"].isna() & hela["varde"].isna()
        ratt = pd.MultiIndex.from_frame(hela.loc[saknar, grupp]) if len(grupp) > 1 else hela.loc[saknar, "period"]
        hela.loc[saknar, SUMMOR] = summor.reindex(ratt)[SUMMOR].to_numpy()
        return hela


def _i_fonster(manader: pd.DataFrame, fonster: Sequence[Period]) -> pd.DataFrame:
    """Return the months' rows repeated into every window that holds them."""
    manader = manader.sort_values("period", ignore_index=True)
    dagar = np.array([d.toordinal() for d in manader["period"]])
    granser = np.array([[f.forsta_dag.toordinal(), f.slut.toordinal()] for f in fonster])
    spann = np.searchsorted(dagar, granser)
    rader = np.concatenate([np.arange(fran, till) for fran, till in spann])
    forsta = np.array([f.forsta_dag for f in fonster], dtype=object)
    return manader.iloc[rader].assign(period=np.repeat(forsta, spann[:, 1] - spann[:, 0]))
