"""The område among all of the country's kommuner, in the measures whose figures are fetched from an open source."""

from __future__ import annotations

from analys import svenska
from analys.katalog import Indikator, Skala
from analys.omraden import RIKET
from analys.period import Period
from analys.present.block import Tabell
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.stats.lage import lage

_BESKRIVNING = (
    "Talen är hämtade ur en öppen källa, som står under tabellen. Mellersta hälften: en fjärdedel av kommunerna ligger "
    "under och en fjärdedel över. Alla kommuner väger lika, så medianen är inte rikets värde. Tabellen är ingen "
    "rangordning: kommuner har olika förutsättningar."
)
_EGET = "Median, spridning och antal kommuner: egen beräkning."


def bland_kommuner(underlag: Underlag) -> Tabell | None:
    """Return every fetched measure (rows) for the område, its region and riket, with the spread of the kommuner.

    None when nothing is fetched, or none of it is about the område.
    """
    hamtat: dict[str, str] = underlag.svar("meta", "hamtat") or {}
    matt = [underlag.katalog[i] for i in sorted(hamtat) if i in underlag.katalog]
    rader, perioder = {}, []
    for m in matt:
        period = underlag.period_for(m.id)
        if rad := _rad(underlag, m, period):
            rader[m.id] = rad
            perioder.append(period.text)
    if not rader:
        return None
    om_region = underlag.omrade.kod == underlag.profil.kod
    omraden = [underlag.omrade.kortnamn, *([] if om_region else [underlag.profil.omradesnamn]), "Riket"]
    spridning = ("Median", "Mellersta hälften", "Lägst–högst", "Kommuner med lägre värde")
    return Tabell(
        underlag.omrade.kod,
        f"{underlag.omrade.kortnamn} bland Sveriges kommuner {svenska.lista(dict.fromkeys(perioder))}",
        ("Mått", *omraden, *spridning),
        tuple(rader.values()),
        f"{underlag.kalla(*rader, period=svenska.lista(dict.fromkeys(perioder)))} {_EGET}",
        beskrivning=_BESKRIVNING,
        matt=tuple(rader),
    )


def _rad(underlag: Underlag, mitt: Indikator, period: Period) -> tuple[str, ...]:
    """Return a measure's row as text; nothing when the område or the other kommuner have no figure."""
    region = [] if underlag.omrade.kod == underlag.profil.kod else [underlag.profil.kod]
    egna = [underlag.tal(mitt.id, period, kod) for kod in (underlag.omrade.kod, *region, RIKET)]
    kommuner = [t for o in underlag.kommuner if (t := underlag.tal(mitt.id, period, o.kod)).finns]
    if not egna[0].finns or len(kommuner) <= len(underlag.profil.kommuner):
        return ()
    om = lage([_varde(t) for t in kommuner], _varde(egna[0]))
    procent, d = mitt.skala is Skala.ANDEL, mitt.decimaler
    median = svenska.procent(om.median, d) if procent else svenska.tal(om.median, d)
    ganger, enhet = (100, f"{svenska.HART_BLANKSTEG}%") if procent else (1, "")
    par = [(om.undre_kvartil, om.ovre_kvartil), (om.lagst, om.hogst)]
    spann = [f"{svenska.intervall(a * ganger, b * ganger, d)}{enhet}" for a, b in par]
    return (mitt.kort, *(t.varde for t in egna), median, *spann, f"{om.lagre} av {om.antal}")


def _varde(tal: Tal) -> float:
    return float(tal.rad["varde"])
