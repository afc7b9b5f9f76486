"""A form filled in from protected figures: the same figures, in the same words, as the themes show."""

from __future__ import annotations

from dataclasses import dataclass

from analys import svenska
from analys.formular import Formular, Fraga, Regionsvar, Svar
from analys.present.tal import UTAN_TAL, Tal
from analys.present.underlag import Underlag

KAN_INTE = "kan inte uppskattas"


@dataclass(frozen=True)
class Ifylld:
    """One question answered: ``varde`` is empty when it cannot be estimated, and ``kan_inte`` then says why.

    ``underlag``: what the value rests on, a line per measure.
    """

    fraga: Fraga
    varde: str
    kan_inte: str
    underlag: tuple[str, ...]
    bygger_pa: tuple[str, ...]
    kommentar: str

    @property
    def svar(self) -> str:
        """The answer as it is read: ``46 procent``, ``kan inte uppskattas: …``, or the basis."""
        if self.fraga.bygger_pa_for:
            return svenska.lista(self.bygger_pa) or "inget alternativ är valt"
        return f"{self.varde} {self.fraga.enhet}" if self.varde else f"{KAN_INTE}: {self.kan_inte}"


def fyll_i(underlag: Underlag, formular: Formular, svar: Regionsvar) -> list[Ifylld]:
    """Return every question of the form with its answer for the page's område."""
    return [_fyll_i(underlag, f, svar.svar.get(f.nr, Svar())) for f in formular.fragor]


def _fyll_i(underlag: Underlag, fraga: Fraga, svar: Svar) -> Ifylld:
    tal = underlag.tal(fraga.indikator, underlag.period_for(fraga.indikator)) if fraga.indikator else None
    rader = [_rad(underlag, tal, underlag.katalog[fraga.indikator].kort)] if tal else []
    for m in fraga.andra:
        rader.append(_rad(underlag, underlag.tal(m.indikator, underlag.period_for(m.indikator), **m.grupp), m.namn))
    varde, kan_inte = "", svar.kan_inte
    if tal and not kan_inte:
        varde = _varde(fraga, tal) if tal.finns else ""
        kan_inte = "" if varde else f"{UTAN_TAL[tal.rad['tecken']]}."
    elif fraga.enhet and not kan_inte:
        kan_inte = "inget mått svarar på frågan."
    return Ifylld(fraga, varde, kan_inte, tuple(rader), svar.bygger_pa, svar.kommentar)


def _varde(fraga: Fraga, tal: Tal) -> str:
    """Return the value as the form wants it: whole per cent, or an index with two decimals."""
    varde = float(tal.rad["varde"])
    return svenska.tal(100 * varde) if fraga.enhet == "procent" else svenska.tal(varde, 2)


def _rad(underlag: Underlag, tal: Tal, namn: str) -> str:
    """Return what a value rests on: ``Fast läkarkontakt, listade: 46,2 % (152 304 av 329 400), december 2022``."""
    if not tal.finns:
        return f"{namn}: {UTAN_TAL[tal.rad['tecken']]}, {tal.period.text}"
    mitt = tal.indikator
    bas = f" ({tal.bas_i_ord})" if tal.bas_i_ord else ""
    sakerhet = " (preliminärt)" if tal.preliminar else ""
    return f"{namn}: {tal.varde}{bas}, {tal.period.text}{sakerhet}. {underlag.kalla(mitt.id)}"
