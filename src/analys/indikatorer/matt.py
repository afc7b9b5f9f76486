"""One measure over all områden, windows of time and groups: from persons, from delivered counts, and for the region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analys.errors import DataError, Filfel
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.utfall import ALLA, DIMENSIONER, VARDEN
from analys.katalog import Indikator, OverTid, Skala
from analys.omraden import UTANFOR
from analys.period import Period, Periodtyp
from analys.region import Regionprofil

SUMMOR = ["taljare", "namnare", "kvadratsumma"]
_TAL = [*SUMMOR, "varde"]


class Matt:
    """One indicator with its table and delivered counts. An område is covered by persons or by counts, never both.

    Raises
    ------
    DataError : an område has both.
    """

    def __init__(
        self, indikator: Indikator, tabell: pd.DataFrame, antal: pd.DataFrame | None, profil: Regionprofil
    ) -> None:
        self.indikator, self.tabell, self.profil = indikator, tabell, profil
        self.antal = (
            antal if antal is not None else pd.DataFrame(columns=["omrade", "periodtyp", "period", *DIMENSIONER])
        )
        kommunkolumn = "kommunkod" if "kommunkod" in tabell else "utforarkommun"
        self.med_personer = [k for k in profil.kommuner if k in set(tabell[kommunkolumn].unique())]
        self.omraden = [profil.kod, *profil.kommuner, *([UTANFOR] if kommunkolumn == "utforarkommun" else [])]
        hela = len(self.med_personer) == len(profil.kommuner)
        self.region_av_personer = hela and not indikator.niva_summerar
        med_personer = {*self.med_personer, *([profil.kod] if hela else [])}
        if bada := sorted(med_personer & set(self.antal["omrade"])):
            gor = "Leverera det ena eller det andra."
            raise DataError(
                [
                    Filfel(
                        "aggregat", f"{profil.omrade(k).namn} har både personrader och antal för {indikator.id}.", gor
                    )
                    for k in bada
                ]
            )
        self._minne: dict[Periodtyp, pd.DataFrame] = {}

    def utfall(self, typ: Periodtyp, fonster: Sequence[Period], grundperioder: Sequence[Period]) -> pd.DataFrame:
        """Return rows for every område, window and declared breakdown; what nobody delivered is NA."""
        grund = grundperioder[0].typ
        summeras = self.indikator.over_tid is OverTid.SUMMA and typ is not grund
        finast = self._personrader(grundperioder if summeras else fonster)
        if summeras:
            finast = _i_fonster(finast, fonster)
        delar = []
        for dimensioner in ((), *self.indikator.dimensioner):
            nyckel = ["omrade", "period", *dimensioner]
            ramar: list[Sequence[object]] = [
                self.omraden,
                [f.forsta_dag for f in fonster],
                *(VARDEN[d] for d in dimensioner),
            ]
            tal = self._av_personer(finast, nyckel, ramar)
            if len(self.antal):
                tal = pd.concat([tal, self._av_antal(typ, fonster, nyckel, summeras)])
            hela = tal.reindex(pd.MultiIndex.from_product(ramar, names=nyckel)).reset_index()
            hela = self._med_region(hela, ["period", *dimensioner])
            delar.append(hela.assign(**{d: ALLA for d in DIMENSIONER if d not in dimensioner}))
        return pd.concat(delar, ignore_index=True).assign(indikator=self.indikator.id, periodtyp=str(typ))

    def _personrader(self, perioder: Sequence[Period]) -> pd.DataFrame:
        """Return the sums of the finest groups that person rows give (one set of periods per kind of period)."""
        typ = perioder[0].typ
        if typ not in self._minne:
            rakna, regler = FUNKTIONER[self.indikator.funktion].rakna, self.indikator.parametrar
            delar = [rakna(self.tabell, perioder, None, **regler)] if self.med_personer else []
            if self.region_av_personer:
                region = rakna(self.tabell, perioder, self.profil.kod, **regler)
                delar.append(region[region["omrade"] == self.profil.kod])
            tomt = pd.DataFrame(columns=["omrade", "period", *DIMENSIONER[:2]])
            rader = pd.concat(delar, ignore_index=True) if delar else tomt
            rader = rader.reindex(columns=[*rader.columns, *(s for s in SUMMOR if s not in rader)])
            finast = [k for k in rader.columns if k in ("omrade", "period", *DIMENSIONER)]
            self._minne[typ] = rader.groupby(finast, as_index=False)[SUMMOR].sum(min_count=1)
        return self._minne[typ]

    def _av_personer(self, finast: pd.DataFrame, nyckel: list[str], ramar: list[Sequence[object]]) -> pd.DataFrame:
        """Return the margin of the områden that persons cover; no event is 0 there."""
        egna = [*self.med_personer, *([UTANFOR] if self.med_personer and UTANFOR in self.omraden else [])]
        egna += [self.profil.kod] if self.region_av_personer else []
        summor = finast.groupby([k for k in nyckel if k in finast])[SUMMOR].sum(min_count=1) if len(finast) else None
        ram = pd.MultiIndex.from_product([egna, *ramar[1:]], names=nyckel)
        tal = (summor.reindex(ram) if summor is not None else pd.DataFrame(index=ram, columns=SUMMOR)).astype("Float64")
        noll = ["taljare"]
        noll += ["namnare"] if self.indikator.skala is not Skala.PER_10000 else []
        noll += ["kvadratsumma"] if self.indikator.skala is Skala.MEDEL else []
        return tal.fillna(dict.fromkeys(noll, 0.0)).assign(varde=pd.array([pd.NA] * len(tal), dtype="Float64"))

    def _av_antal(self, typ: Periodtyp, fonster: Sequence[Period], nyckel: list[str], summeras: bool) -> pd.DataFrame:
        """Return the margin of the delivered counts: the window's own rows, else the sum of all its base periods."""
        dimensioner = nyckel[2:]
        ratt = (self.antal[[d for d in DIMENSIONER if d not in dimensioner]] == ALLA).all(axis=1)
        ratt &= (self.antal[dimensioner] != ALLA).all(axis=1)
        rader = self.antal[ratt].assign(kvadratsumma=pd.array([pd.NA] * int(ratt.sum()), dtype="Float64"))
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
    delar = [
        manader.iloc[fran:till].assign(period=f.forsta_dag)
        for f, (fran, till) in zip(fonster, np.searchsorted(dagar, granser), strict=True)
    ]
    return pd.concat(delar, ignore_index=True)
