"""Answers and interviews against their questionnaires: what was never asked, or cannot be answered so, is set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from analys import svenska
from analys.errors import DataError, Filfel
from analys.hem import Hem
from analys.katalog import Katalog, las_katalog
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked
from analys.sources.inlasning import for_manga
from analys.sources.kalla import Tabellkarta, las_kalla
from analys.sources.kontrakt import TABELLER
from analys.sources.redovisning import Filredovisning

_GEMENSAMT = ["titel", "svarande", "visa_namn_for", "kalla"]
"""What is said of a questionnaire and must be the same on all its rows."""
_FRAGA = ["enkat", "fraga"]
Fil = tuple[Filredovisning, pd.DataFrame]


def med_fragor(lasta: list[Fil], besked: Leveransbesked, profil: Regionprofil, hem: Hem) -> list[Fil]:
    """Return the files with answers and interviews set aside that do not fit their questionnaire.

    Raises
    ------
    DataError : a questionnaire that contradicts itself or names an unknown indicator, single persons' answers, or
        more rows set aside than the rule allows.
    """
    formular = [(konto, rader) for konto, rader in lasta if konto.tabell == "enkater"]
    if not any(konto.tabell in ("enkater", "enkatsvar", "intervjuer") for konto, _ in lasta):
        return lasta
    kolumner = ["enkat", "fraga", "svarande", "slag", "skala_min", "skala_max"]
    fragor = pd.concat([r for _, r in formular])[kolumner] if formular else pd.DataFrame(columns=kolumner)
    katalog = las_katalog(hem.indikatorer)
    fel = [Filfel(k.fil, vad, gor) for k, r in formular for vad, gor in _granska(r, katalog)]
    ut = []
    for konto, rader in lasta:
        if konto.tabell not in ("enkatsvar", "intervjuer"):
            ut.append((konto, rader))
            continue
        karta = las_kalla(hem.kallor, besked.filer[konto.fil].kalla).tabeller.get(konto.tabell, Tabellkarta({}))
        med = rader.merge(fragor, on=_FRAGA, how="left").set_axis(rader.index)
        fel += [Filfel(konto.fil, vad, gor) for vad, gor in _personsvar(konto, med)]
        regel = _brott(konto, med, profil)
        for namn in sorted(set(regel) - {""}):
            konto.atsidosatta[namn] = list(rader.index[regel == namn])
            konto.anvanda -= len(konto.atsidosatta[namn])
            fel += for_manga(konto, namn, karta.stopp_vid.get(namn, TABELLER[konto.tabell].stopp_vid))
        ut.append((konto, rader[regel == ""]))
    if fel:
        raise DataError(fel)
    return ut


def _brott(konto: Filredovisning, rader: pd.DataFrame, profil: Regionprofil) -> pd.Series:
    """Return each row's first broken rule, or nothing."""
    regel = pd.Series("", index=rader.index, dtype=object)
    regel[rader["slag"].isna()] = "okand_fraga"
    if konto.tabell == "enkatsvar":
        steg = rader["slag"] == "steg"
        minst, hogst = rader["skala_min"].where(steg, 0), rader["skala_max"].where(steg, 1)
        utanfor = ((rader["svar"] < minst) | (rader["svar"] > hogst)).fillna(False).astype(bool)
        regel[(regel == "") & utanfor] = "utanfor_skalan"
    else:
        namn = "|".join(re.escape(profil.omrade(k).kortnamn) for k in profil.kommuner)
        regel[(regel == "") & rader["citat"].str.contains(namn, case=False)] = "citat_namner_kommun"
    return regel


def _granska(rader: pd.DataFrame, katalog: Katalog) -> Iterator[tuple[str, str]]:
    """Yield what contradicts itself in questionnaires, and the remedy."""
    for enkat, egna in rader.groupby("enkat"):
        for kolumn in (k for k in _GEMENSAMT if len(egna[k].unique()) > 1):
            yield f"enkäten {enkat} har olika {kolumn} på olika rader.", "Skriv samma på alla enkätens rader."
        if len(egna.loc[egna["slag"] == "steg", ["skala_min", "skala_max"]].drop_duplicates()) > 1:
            yield f"enkäten {enkat} har två skalor.", "Dela upp den i två enkäter."
    for okand in sorted(set(rader["indikator"]) - {"", *katalog}):
        yield f'indikatorn "{okand}" finns inte.', f"Rätta namnet.{svenska.liknar(okand, katalog)}"


def _personsvar(konto: Filredovisning, rader: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield the questionnaires that belong in another table: persons' answers come as counts."""
    fel = "person" if konto.tabell == "enkatsvar" else "organisation"
    for enkat in sorted(rader.loc[rader["svarande"] == fel, "enkat"].unique()):
        if fel == "person":
            yield f"enkäten {enkat} har enskilda personers svar.", "Leverera personers svar som antal i aggregat."
        else:
            yield f"enkäten {enkat} är ställd till organisationer.", "Leverera svaren i tabellen enkatsvar."
