"""Other kommuner than the page's own beside it, where a reader asks for them instead of the region."""

from __future__ import annotations

from collections.abc import Sequence

from analys import svenska
from analys.errors import UsageError
from analys.present.tal import Tal
from analys.present.underlag import Underlag

HOGST_LINJER = 5
"""More lines than this beside the own cannot be told apart."""


def kommuner_bredvid(
    underlag: Underlag, indikator: str, egen: Sequence[Tal], koder: Sequence[str]
) -> tuple[dict[str, list[Tal]], str]:
    """Return the kommuner's figures of the same periods as ``egen`` by name, and a sentence on those left out.

    In the profile's order. Left out: those whose care the source sees too little of to compare.

    Raises
    ------
    UsageError : more than `HOGST_LINJER`.
    """
    if len(koder) > HOGST_LINJER:
        raise UsageError(
            f"Välj högst {HOGST_LINJER} kommuner att visa som linjer. Jämför fler med bilden kommun för kommun."
        )
    andra = [o for o in underlag.profil.rapportomraden if o.kod in koder and o != underlag.omrade]
    tal = {o.kortnamn: [underlag.tal(indikator, t.period, o.kod) for t in egen] for o in andra}
    utan = [namn for namn, serie in tal.items() if underlag.lag_tackning(serie[-1])]
    text = f" Visas inte: {svenska.lista(utan)}, där täckningsgraden är för låg för att jämföra." if utan else ""
    return {namn: serie for namn, serie in tal.items() if namn not in utan}, text
