"""Figures from protected figures: select rows, hand them to the drawing, write title, alt text, source and twin."""

from __future__ import annotations

from analys.katalog import Skala
from analys.period import Period, Periodtyp
from analys.present.block import Figur, Text
from analys.present.diagram import linjediagram
from analys.present.tabeller import (
    uppgift_saknas,
)
from analys.present.underlag import Underlag

INTERVALLTEXT = (
    "Alla är räknade, men antalet varierar av tillfälligheter. Strecken är osäkerhetsintervall: tjockt 95 %, tunt "
    "99,8 %. Ju kortare streck, desto säkrare värde."
)


def utveckling(underlag: Underlag, indikator: str, fran: str, typ: str | None = None) -> Figur | Text:
    """Return the measure's value over time for the område, beside the region or the country, from ``fran``."""
    mitt = underlag.katalog[indikator]
    periodtyp = Periodtyp(typ) if typ else mitt.perioder[0]
    borjan = Period.las(fran).forsta_dag
    omrade = underlag.omrade_for(indikator)
    egen = underlag.serie(indikator, periodtyp, borjan)
    titel = f"{mitt.titel}, {mitt.matenhet}"
    if not any(t.finns for t in egen):
        return uppgift_saknas(underlag, titel)
    serier, slag = {omrade.kortnamn: egen}, "egen"
    sista = next((t for t in reversed(egen) if not t.preliminar), egen[-1])
    jamforelse = underlag.jamforelse(indikator, sista.period)
    beskrivning = spann(egen)
    if jamforelse and underlag.lag_tackning(sista, jamforelse[1]):
        slag = "dampad"
        beskrivning += f" Täckningsgraden är {underlag.lagsta_tackning(sista, jamforelse[1])}: jämförs inte."
    elif jamforelse and mitt.skala is not Skala.ANTAL:  # the region's count would only flatten the kommun's
        par = [underlag.jamforelse(indikator, t.period) for t in egen]
        serier[jamforelse[0]] = [p[1] for p in par if p]
    linjer = [
        _linje(namn, serie, "varde", "jamforelse" if nr else slag)
        for nr, (namn, serie) in enumerate(serier.items())
        if any(t.finns for t in serie)
    ]
    preliminar = next((_plats(t.period) for t in egen if t.preliminar), None)
    procent, brott = mitt.skala is Skala.ANDEL, [b.datum for b in brott_i(underlag, indikator, egen)]
    svg = linjediagram(linjer, mitt.decimaler, brott, preliminar, enhet_procent=procent)
