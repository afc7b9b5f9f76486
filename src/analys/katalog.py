"""The catalogue (``data/indikatorer/<id>.toml``): what each indicator means and how it behaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from analys.errors import DataError, Filfel
from analys.period import Periodtyp
from analys.svenska import harda_tusental
from analys.tomlfil import bygg, las_toml


class Klass(StrEnum):
    """Whether we know if high or low is good."""

    INDIKATOR = "indikator"
    BAKGRUNDSMATT = "bakgrundsmatt"
    BALANSMATT = "balansmatt"


class Riktning(StrEnum):
    """The wanted direction."""

    HOGRE = "hogre"
    LAGRE = "lagre"
    INGEN = "ingen"


class Skala(StrEnum):
    """What täljare over nämnare is, and so which interval belongs to it (stats room)."""

    ANDEL = "andel"  # part of a whole: Wilson
    PER_10000 = "per_10000"  # events or persons per inhabitants: exact Poisson below 10, Byar from 10
    KVOT = "kvot"  # events per persons, in per cent: as a rate
    MEDEL = "medel"  # a mean of something measured: t from sum and sum of squares


class OverTid(StrEnum):
    """How a figure adds up over time."""

    SUMMA = "summa"
    SENASTE = "senaste"
    MEDEL = "medel"
    EGEN = "egen"


class Skydda(StrEnum):
    """What a figure gives away."""

    TALJARE = "taljare"
    BADA = "bada"
    INGET = "inget"


class StatistiskTyp(StrEnum):
    """Events in a period, or a stock at a moment."""

    HANDELSE = "handelse"
    BESTAND = "bestand"


class Ansvar(StrEnum):
    """Who acts on the figure."""

    REGIONEN = "regionen"
    KOMMUNEN = "kommunen"
    GEMENSAMT = "gemensamt"


@dataclass(frozen=True)
class Kriterier:
    """GNHH's criteria for an indicator, each answered in words."""

    finns_i_system: str
    anger_riktning: str
    relevant: str
    valid: str


@dataclass(frozen=True)
class Indikator:
    """One catalogue entry; README explains each field under "How to add an indicator"."""

    id: str
    funktion: str
    parametrar: dict[str, Any]
    titel: str
    kort: str
    antal: str
    varfor: str
    taljare: str
    namnare: str
    matenhet: str
    decimaler: int
    skala: Skala
    klass: Klass
    riktning: Riktning
    ansvar: Ansvar
    balansmatt: tuple[str, ...]
    kalla: str
    definition_kalla: str
    avvikelser: str
    mening: str
    over_tid: OverTid
    perioder: tuple[Periodtyp, ...]
    statistisk_typ: StatistiskTyp
    niva_summerar: bool
    lagsta_niva: str
    bedoms_pa: str
    jamfor_over_tid: str
    dimensioner: tuple[tuple[str, ...], ...]
    minsta_namnare: int
    skydda: Skydda
    identiteter: tuple[str, ...]
    efterslapning_dagar: int
    version: int
    jamforbar_mellan_regioner: bool
    faststalld_av: str
    paragraf: str
    galler_fran: date
    granskad: date
    status: str
    kriterier: Kriterier
    malniva: float | None = None
    malniva_kalla: str | None = None


Katalog = dict[str, Indikator]


def las_katalog(mapp: Path) -> Katalog:
    """Return every indicator of the catalogue by id, in file-name order.

    Raises
    ------
    DataError : an entry has an unknown, missing or mistyped key, or refers to an indicator that does not exist.
    """
    katalog: Katalog = {}
    fel: list[Filfel] = []
    for fil in sorted(mapp.glob("*.toml")):
        varden = las_toml(fil)
        try:
            harda = {k: harda_tusental(v) if isinstance(v, str) else v for k, v in varden.items()}
            katalog[fil.stem] = bygg(Indikator, {"id": fil.stem, "funktion": fil.stem} | harda, fil.name)
        except DataError as ett:
            fel.extend(ett.fel)
    for indikator in katalog.values():
        fel.extend(
            Filfel(f"{indikator.id}.toml", f'balansmåttet "{annan}" finns inte.', "Rätta namnet.")
            for annan in indikator.balansmatt
            if annan not in katalog
        )
    if fel:
        raise DataError(fel)
    return katalog
