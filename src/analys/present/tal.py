"""One protected figure in the forms that pages show it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL, SAKNAS, SYNLIG
from analys.katalog import Indikator, Riktning, Skala
from analys.period import Period
from analys.stats.intervall import FAKTOR

UTAN_TAL = {DOLD: "visas inte (för få)", SAKNAS: "uppgift saknas", EJ_AKTUELL: "ej aktuellt"}
"""What a sign is called inside a sentence or a cell of words."""


@dataclass(frozen=True)
class Tal:
    """One protected figure as text; ``finns`` is False for `..`, `-` and `.`, and the texts are then that sign."""

    indikator: Indikator
    period: Period
    rad: dict[str, Any]

    @property
    def finns(self) -> bool:
        """Whether there is a figure to show."""
        return bool(self.rad["tecken"] == SYNLIG)

    @property
    def antal(self) -> str:
        """The täljare: ``1 310``."""
        return self._text("taljare", 0)

    @property
    def varde(self) -> str:
        """The value in the indicator's unit, without the unit: ``151``, ``31 %``; of grans people who missed out."""
        if not self.finns or self.indikator.skala is not Skala.ANDEL:
            return self._text("varde", self.indikator.decimaler)
        if self.som_missade:
            missade = self.rad["namnare"] - self.rad["taljare"]
            return f"{svenska.tal(missade)} av {self.n} {self.indikator.missade}"
        return svenska.procent(self.rad["varde"], self.indikator.decimaler)

    @property
    def andel(self) -> str:
        """A share's parts: ``908 av 2 935``."""
        return f"{self.antal} av {self.n}" if self.finns and self.har_bas else self.antal

    @property
    def bas(self) -> str:
        """How many the figure is about: the nämnare of a share or a mean, else the täljare."""
        return self.n if self.indikator.skala in (Skala.ANDEL, Skala.MEDEL) else self.antal

    @property
    def har_bas(self) -> bool:
        """Whether it is known how many the figure is about: not so of what others publish as a value alone."""
        return self.bas != SAKNAS

    @property
    def bas_i_ord(self) -> str:
        """How many the figure is about: ``908 av 2 935``, ``152 personer``; nothing if not known or already said."""
        if self.som_missade or not self.har_bas:
            return ""
        return self.andel if self.indikator.skala is Skala.ANDEL else f"{self.bas} {self.indikator.antal}"

    def antal_i(self, plats: str) -> str:
        """Return how many the figure is about, for a source line: ``2 935 invånare i Hylte``; nothing if not known."""
        return f"{self.bas} {self.indikator.antal} {plats}" if self.har_bas else ""

    def antal_da(self, plats: str) -> str:
        """Return the same with the period: ``December 2022: 2 935 invånare i Hylte``."""
        return f"{svenska.stor_bokstav(self.period.text)}: {self.antal_i(plats)}" if self.har_bas else ""

    @property
    def osakerhet(self) -> str:
        """The interval with its word, ``osäkerhet 128–176``; nothing where the figure has none."""
        return "" if self.finns and self.granser("95") is None else f"osäkerhet {self.intervall('95')}"

    @property
    def omfattning(self) -> str:
        """How many the figure is about, for a table: of a share its parts."""
        return self.andel if self.indikator.skala is Skala.ANDEL else self.bas

    @property
    def tackning(self) -> str:
        """How much of the område's care the source sees, with its year: ``74 % (2022)``; a dash when unknown."""
        if pd.isna(self.rad["tackning"]):
            return SAKNAS
        return f"{svenska.procent(self.rad['tackning'])} ({self.rad['tackning_ar']:.0f})"

    @property
    def preliminar(self) -> bool:
        """Whether registration of the period was not complete at the extract."""
        return bool(self.rad["status"] == "preliminar")

    @property
    def nar_malet(self) -> str:
        """The target's fact: ``når målet`` or ``under målet`` (``över målet`` where low is wanted), unrounded."""
        mitt = self.indikator
        if mitt.malniva is None or not self.finns:
            return self.rad["tecken"] or ""
        skillnad = self.rad["varde"] - mitt.malniva
        if (skillnad >= 0) if mitt.riktning is Riktning.HOGRE else (skillnad <= 0):
            return "når målet"
        return "under målet" if mitt.riktning is Riktning.HOGRE else "över målet"

    @property
    def handelser(self) -> float:
        """How many events stand behind the figure: the täljare, of a mean how many were measured."""
        return float(self.rad["namnare" if self.indikator.skala is Skala.MEDEL else "taljare"])

    def vantade_vid(self, niva: float) -> float:
        """Return how many events a level (as `pa_axel` gives it) would give here; of a mean how many were measured."""
        if self.indikator.skala is Skala.MEDEL:
            return self.handelser
        per = 100.0 if self.indikator.skala is Skala.ANDEL else FAKTOR[self.indikator.skala]
        return niva * float(self.rad["namnare"]) / per

    @property
    def n(self) -> str:
        """The nämnare."""
        return self._text("namnare", 0)

    @property
    def som_missade(self) -> bool:
        """Whether a share is of so grans that those who missed out are named instead."""
        grans = self.indikator.procent_fran_n
        return bool(grans) and self.finns and bool(self.rad["namnare"] < grans)

    @property
    def missade(self) -> str:
        """Those who missed out, inside a sentence: ``8 blev utan``, ``ingen blev utan``."""
        ord_ = "blev utan" if self.indikator.missade == "utan" else self.indikator.missade
        antal = self.rad["namnare"] - self.rad["taljare"]
        return f"{svenska.tal(antal) if antal else 'ingen'} {ord_}"

    @property
    def raknat(self) -> str:
        """The täljare with its word: ``inga avslut``, ``1 person``, ``1 310 personer``; its sign when not shown."""
        if self.antal in UTAN_TAL:
            return self.antal
        return svenska.raknat(float(self.rad["taljare"]), self.indikator.ental, self.indikator.antal)

    def intervall(self, niva: str = "95") -> str:
        """Return the interval of what `varde` says, at level ``95`` or ``998``: ``128–176``."""
        granser = self.granser(niva)
        if granser is None:
            return self.rad["tecken"] or "-"
        if self.som_missade:
            granser = (100 - granser[1], 100 - granser[0])
        return svenska.intervall(*granser, self.indikator.decimaler)

    def pa_axel(self, kolumn: str = "varde") -> float | None:
        """Return the figure where a chart puts it (a share in per cent), or None when there is none to show."""
        varde = self.rad[kolumn]
        if not self.finns or pd.isna(varde):
            return None
        return float(varde) * (100 if self.indikator.skala is Skala.ANDEL and kolumn != "taljare" else 1)

    def granser(self, niva: str) -> tuple[float, float] | None:
        """Return the interval's limits where a chart puts them."""
        undre, ovre = self.pa_axel(f"undre_{niva}"), self.pa_axel(f"ovre_{niva}")
        return None if undre is None or ovre is None else (undre, ovre)

    def _text(self, kolumn: str, decimaler: int) -> str:
        varde = self.rad[kolumn]
        if not self.finns or pd.isna(varde):
            return str(self.rad["tecken"] or "-")
        return svenska.tal(varde, decimaler)
