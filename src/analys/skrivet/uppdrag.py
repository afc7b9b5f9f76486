"""What was decided and what is done about it: a board's decisions and an analysis group's åtgärder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analys import svenska
from analys.period import Period
from analys.skrivet.handelser import Handelse
from analys.skrivet.skrift import Skrift
from analys.sources.kontrakt import JA_NEJ, Kolumn, Typ

KLART = "klart"
AVSLUTADE = (KLART, "avbrutet")
STATUSAR = ("beslutat", "pågår", *AVSLUTADE)


@dataclass(frozen=True)
class Beslut:
    """One decision of a board; ``indikator`` is the measure that it is followed by (empty: none)."""

    datum: date
    organ: str
    arende: str
    text: str
    indikator: str
    omrade: str
    ansvarig: str
    klart_senast: date | None
    forvantad_effekt: str
    status: str

    @property
    def fran(self) -> date | None:
        """The day from which the measure is followed."""
        return self.datum

    @property
    def utlosande(self) -> Period | None:
        """No month: a board decides for other reasons too."""
        return None

    @property
    def beslutad(self) -> date:
        """The day of the decision."""
        return self.datum

    @property
    def lage(self) -> str:
        """How far it has come, in words."""
        senast = f", klart senast {svenska.datum(self.klart_senast)}" if self.klart_senast else ""
        return self.status + ("" if self.status in AVSLUTADE else senast)

    def som_handelse(self) -> Handelse:
        """Return the event that marks it in a series."""
        return Handelse(self.datum, self.omrade, "", self.indikator, f"Beslut: {self.text}", self.organ)


@dataclass(frozen=True)
class Atgard:
    """One åtgärd after a joint analysis, followed from ``genomford``; ``utlosande_manad`` set the analysis off.

    Only with ``publiceras`` "ja" does it stand in an open report.
    """

    omrade: str
    utlosande_manad: str
    atgard: str
    ansvarig: str
    beslutad: date
    klar_senast: date | None
    genomford: date | None
    indikator: str
    forvantad_effekt: str
    publiceras: str

    @property
    def text(self) -> str:
        """What is done."""
        return self.atgard

    @property
    def fran(self) -> date | None:
        """The day from which the measure is followed."""
        return self.genomford

    @property
    def utlosande(self) -> Period | None:
        """The month that set the analysis off: never a part of the comparison."""
        return Period.las(self.utlosande_manad)

    @property
    def lage(self) -> str:
        """How far it has come, in words."""
        if self.genomford:
            return f"genomförd {svenska.datum(self.genomford)}"
        return "ännu inte genomförd" + (f", klar senast {svenska.datum(self.klar_senast)}" if self.klar_senast else "")

    def som_handelse(self) -> Handelse:
        """Return the event that marks it in a series."""
        dag = self.genomford or self.beslutad
        return Handelse(dag, self.omrade, "", self.indikator, f"Åtgärd: {self.atgard}", self.ansvarig)


def _fel_i_atgard(a: Atgard) -> tuple[str, str] | None:
    """Return what contradicts itself in a row, and the remedy."""
    if Period.las(a.utlosande_manad).antal_manader != 1:
        return "utlosande_manad: perioden är inte en månad", "Skriv månaden som 2022-03."
    if a.genomford and a.genomford < a.beslutad:
        return "genomford: genomförd före beslutet", "Rätta beslutad eller genomford."
    return None


def _fel_i_beslut(b: Beslut) -> tuple[str, str] | None:
    """Return what contradicts itself in a row, and the remedy."""
    if b.klart_senast and b.klart_senast < b.datum:
        return "klart_senast: före beslutet", "Rätta datum eller klart_senast."
    return None


BESLUT = Skrift(
    "beslut",
    "ett beslut eller uppdrag som ska följas upp",
    (
        Kolumn("datum", Typ.DATUM),
        Kolumn("organ", Typ.TEXT),
        Kolumn("arende", Typ.TEXT),
        Kolumn("text", Typ.TEXT),
        Kolumn("indikator", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("omrade", Typ.TEXT),
        Kolumn("ansvarig", Typ.TEXT),
        Kolumn("klart_senast", Typ.DATUM, far_saknas=True, far_vara_tom=True),
        Kolumn("forvantad_effekt", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("status", Typ.VAL, varden=STATUSAR),
    ),
    Beslut,
    _fel_i_beslut,
)
ATGARDER = Skrift(
    "atgarder",
    "en åtgärd efter en gemensam analys",
    (
        Kolumn("omrade", Typ.TEXT),
        Kolumn("utlosande_manad", Typ.PERIOD),
        Kolumn("atgard", Typ.TEXT),
        Kolumn("ansvarig", Typ.TEXT),
        Kolumn("beslutad", Typ.DATUM),
        Kolumn("klar_senast", Typ.DATUM, far_saknas=True, far_vara_tom=True),
        Kolumn("genomford", Typ.DATUM, far_saknas=True, far_vara_tom=True),
        Kolumn("indikator", Typ.TEXT),
        Kolumn("forvantad_effekt", Typ.TEXT, far_saknas=True, far_vara_tom=True),
        Kolumn("publiceras", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=JA_NEJ, tom_ar="nej"),
    ),
    Atgard,
    _fel_i_atgard,
)
