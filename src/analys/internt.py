"""What the internal commands start from (signals, lists of patients): read and counted without the disclosure gate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from analys.berakna import kubmeta, langa_i, rakna_hittills, raknegrund
from analys.disclosure.grind import SkyddatUtfall, oskyddat
from analys.disclosure.register import las_register
from analys.errors import UsageError
from analys.hem import Hem
from analys.indikatorer import FUNKTIONER
from analys.indikatorer.rakna import granska_profil
from analys.indikatorer.veckolage import Veckolage, rakna_veckolage
from analys.katalog import AGGREGAT, NYCKELTAL, Indikator, Katalog, las_katalog
from analys.leveransval import datamangd, leverans_och_manad, valj_leverans
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked, las_besked
from analys.sources.lager import rader_per_manad, ta_in


def signalsiffror(
    hem: Hem, profil: Regionprofil, data: Path | None, period: str | None, *matt: str
) -> tuple[Katalog, Period, SkyddatUtfall]:
    """Return the measures' figures without protection, for the internal level: as on the pages, but past the gate.

    A signal cannot wait for what may be published; nothing of it is.

    Raises
    ------
    UsageError : a period that is not a month or lies outside the data.
    """
    hela = las_katalog(hem.indikatorer, profil.id)
    granska_profil(profil, hela)
    mapp, besked, manad = leverans_och_manad(hem, profil, hela, data, period)
    lager, katalog = ta_in(mapp, profil, hem), {m: hela[m] for m in matt}
    grund = raknegrund(lager)
    egna = {t: grund.gemensamma[t].loc[lambda r: r["indikator"].isin(list(matt))] for t in (AGGREGAT, NYCKELTAL)}
    grund = replace(grund, gemensamma={**grund.gemensamma, **egna})
    utfall = rakna_hittills(
        grund, katalog, profil, manad, las_register(hem.register(profil.id, datamangd(mapp, besked)))
    )
    manader = dict.fromkeys(matt, manad.kod)
    return (
        hela,
        manad,
        oskyddat(
            utfall, katalog, kubmeta(lager, profil, manad, "signaler", rader_per_manad(lager)) | {"manader": manader}
        ),
    )


def veckounderlag(
    hem: Hem, profil: Regionprofil, data: Path | None, indikator: str
) -> tuple[Leveransbesked, Indikator, Veckolage]:
    """Return the delivery, the model's measure and its state at the end of the data.

    Raises
    ------
    UsageError : no such folder, or the delivery lacks the tables that the measure reads.
    """
    katalog = las_katalog(hem.indikatorer, profil.id)
    granska_profil(profil, katalog)
    mapp = valj_leverans(hem, profil, data)
    besked, mitt = las_besked(mapp, profil), katalog[indikator]
    spann = [besked.omfattar(t) for t in FUNKTIONER[mitt.funktion].tabeller]
    if not all(spann):
        raise UsageError("Leveransen saknar utskrivningsklara perioder. Lägg till dem i leverans.toml.")
    dag = min(s[1] for s in spann if s)
    return besked, mitt, rakna_veckolage(ta_in(mapp, profil, hem).delar(), mitt, dag)


def arbetsunderlag(
    hem: Hem, profil: Regionprofil, data: Path | None, period: str | None
) -> tuple[Leveransbesked, Period, pd.DataFrame]:
    """Return the delivery, the month (else the latest complete one) and the long stays that ended in it.

    Raises
    ------
    UsageError : no process was delivered, or a period that is not a month or lies outside the data.
    """
    katalog = las_katalog(hem.indikatorer, profil.id)
    granska_profil(profil, katalog)
    mapp, besked, manad = leverans_och_manad(hem, profil, katalog, data, period)
    langa = langa_i(ta_in(mapp, profil, hem), katalog, profil, [manad])
    if langa is None:
        raise UsageError("Leveransen saknar tabellen utskrivningsprocess. Lägg till den i leverans.toml.")
    return besked, manad, langa
