"""What an exploring session has to choose among, and its figures: each region's and month's cube is read once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from analys import svenska
from analys.disclosure.grind import INTERN
from analys.errors import UsageError
from analys.granser import NIVA
from analys.hem import Hem
from analys.omraden import Omrade, hitta
from analys.present.underlag import Underlag, las_underlag
from analys.region import Regionprofil, las_profil
from analys.skrivet.samling import namnda_matt, rubrik

Tema = tuple[str, frozenset[str]]
"""A theme's heading and the measures that its notebook names."""


@dataclass
class Session:
    """Regions, months, områden and measures at the level that the command opened."""

    hem: Hem
    internt: bool = field(default_factory=lambda: os.environ.get(NIVA) == INTERN)
    _lasta: dict[tuple[str, str], Underlag] = field(default_factory=dict)

    def regioner(self) -> dict[str, str]:
        """Return the regions that have figures to explore: their names by id."""
        alla = {f.stem: las_profil(self.hem, f.stem) for f in sorted(self.hem.regioner.glob("*.toml"))}
        return {i: p.namn for i, p in alla.items() if self.perioder(i) and (not self.internt or _har_roller(p))}

    def kod(self, region: str) -> str:
        """Return the region's own code."""
        return las_profil(self.hem, region).kod

    def perioder(self, region: str) -> list[str]:
        """Return the months that are computed for a region, the latest first."""
        exempel = (self.hem.intern_kub if self.internt else self.hem.kub)(region, "0000-00")
        return sorted((f.parent.name for f in exempel.parents[1].glob(f"*/{exempel.name}")), reverse=True)

    def krav(self, region: str) -> str:
        """Return the region's latest month.

        Raises
        ------
        UsageError : no such region, no role may see its internal level, or nothing is computed.
        """
        profil = las_profil(self.hem, region)
        if self.internt and not _har_roller(profil):
            raise UsageError(
                "Profilen säger inte vem som får se små tal. Skriv intern_samverkan under [roller] i "
                f"data/regioner/{profil.id}.toml."
            )
        if not (perioder := self.perioder(profil.id)):
            flagga = " --internt" if self.internt else ""
            gor = f"analys rapport --region {profil.id}{flagga}"
            gor += "" if self.internt else f", eller analys berakna --region {profil.id}"
            raise UsageError(f"Det finns inga beräknade siffror för {profil.namn}. Kör först: {gor}.")
        return perioder[0]

    def underlag(self, region: str, omrade: str, period: str) -> Underlag:
        """Return the protected figures of one område; on the internal level those without protection.

        Raises
        ------
        UsageError : unknown område, or figures not computed.
        """
        if (region, period) not in self._lasta:
            profil = las_profil(self.hem, region)
            self._lasta[region, period] = las_underlag(region, profil.kod, period)
        grund = self._lasta[region, period]
        return grund.i_omradet(hitta(omrade, grund.profil.rapportomraden))

    @staticmethod
    def matt(underlag: Underlag) -> dict[str, str]:
        """Return the measures that the region has some figure of: their titles by id, in alphabetical order."""
        egna = {i: m.titel for i, m in underlag.katalog.items() if underlag.svar("redovisas", i)}
        return dict(sorted(egna.items(), key=lambda par: svenska.vik(par[1])))

    def teman(self, underlag: Underlag) -> dict[str, Tema]:
        """Return the region's themes with headings and measures; the overview, which names most, last."""
        profil = underlag.profil
        namn = [*profil.teman, *(profil.interna_teman if self.internt else ())]
        bocker = {t: self.hem.anteckningsbocker / f"{t}.ipynb" for t in sorted(namn, key=lambda t: t == "oversikt")}
        alla = {t: (rubrik(fil), namnda_matt(fil, underlag.katalog)) for t, fil in bocker.items() if fil.is_file()}
        return {t: om for t, om in alla.items() if om[1]}

    @staticmethod
    def kommuner(underlag: Underlag) -> tuple[Omrade, ...]:
        """Return the region's kommuner beside the page's own."""
        return tuple(o for o in underlag.profil.rapportomraden[1:] if o != underlag.omrade)


def _har_roller(profil: Regionprofil) -> bool:
    return bool(profil.roller.intern_samverkan)
