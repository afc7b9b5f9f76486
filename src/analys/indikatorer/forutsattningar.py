"""What the region itself must have done before a kommun can answer for waiting: message, and call to SIP in time.

Source: Region Västerbotten, instruktion 99624 (inskrivningsmeddelande sent; where SIP applies, the call at most three
days after the date of utskrivningsklar). Days without them are not the kommun's to shorten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analys.indikatorer.register import indikator
from analys.indikatorer.utskrivningsklara import avslutade
from analys.period import Period

_TABELLER = ("utskrivningsprocess", "utskrivningsklara_perioder", "vardtillfallen")


@indikator(
    "andel_dagar_utan_forutsattning",
    *_TABELLER,
    med_utanfor=True,
    regler={"sip_dagar": "kallelsen till SIP ska komma inom så många dagar från utskrivningsklar"},
)
def andel_dagar_utan_forutsattning(
    process: pd.DataFrame,
    klara: pd.DataFrame,
    vardtillfallen: pd.DataFrame,
    perioder: Sequence[Period],
    region: str | None,
    *,
    sip_dagar: int,
    **urval: Any,
) -> pd.DataFrame:
    """Return the days of stays where the region lacked a precondition (täljare) over the days of all with a process."""
    rader = avslutade(klara, vardtillfallen, perioder, region, **urval)
    senaste = klara.groupby("vardtillfalle_id")["fran"].max()
    rader = rader.assign(utskrivningsklar=rader["vardtillfalle_id"].map(senaste)).merge(
        process[["vardtillfalle_id", "inskrivningsmeddelande", "sip_initiativ", "sip_makulerad", "sip_kallelse"]],
        on="vardtillfalle_id",
    )
    saknas = utan_forutsattning(rader, sip_dagar).any(axis=1)
    return rader[["omrade", "period", "kon"]].assign(taljare=rader["dagar"].where(saknas, 0), namnare=rader["dagar"])


def sip_ska_kallas(rader: pd.DataFrame) -> pd.Series:
    """Return for which stays a SIP was asked for and not called off."""
    return rader["sip_initiativ"].notna() & (rader["sip_makulerad"] != "ja")


def utan_forutsattning(rader: pd.DataFrame, sip_dagar: int) -> pd.DataFrame:
    """Return per stay what the region lacked: ``inskrivningsmeddelande``, ``sip_kallelse``.

    ``rader``: inskrivningsmeddelande, sip_initiativ, sip_makulerad, sip_kallelse, utskrivningsklar (the last notice).
    """
    senast = rader["utskrivningsklar"].dt.floor("D") + pd.Timedelta(days=sip_dagar)
    return pd.DataFrame(
        {
            "inskrivningsmeddelande": rader["inskrivningsmeddelande"].isna(),
            "sip_kallelse": sip_ska_kallas(rader) & ~(rader["sip_kallelse"].dt.floor("D") <= senast),
        }
    )
