"""The tables of delayed discharge: the milestones of Region Västerbotten's checklist (instruktion 99624).

The checklist's *utskrivningsklar* and *faktisk hemgång* are in no column of their own: they are the stay's periods as
utskrivningsklar and its discharge, so that no delivery can hold two answers.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from analys.sources.kontrakt import JA_NEJ, SIP_PLATSER, Kolumn, Tabell, Typ, efter

HUVUDMAN = ("slutenvard", "oppenvard", "kommun", "okand")


def _datum(namn: str) -> Kolumn:
    """Return the column of a step; an empty cell says that it was not taken, so some may not be absent."""
    typ = Typ.TIDPUNKT if namn in _TIDPUNKTER else Typ.DATUM
    return Kolumn(namn, typ, far_saknas=namn not in _MASTE_FINNAS, far_vara_tom=True)


def _ja_nej(namn: str, tom_ar: str = "okand") -> Kolumn:
    return Kolumn(namn, Typ.VAL, far_saknas=True, far_vara_tom=True, varden=JA_NEJ, tom_ar=tom_ar)


def _text(namn: str) -> Kolumn:
    return Kolumn(namn, Typ.TEXT, far_saknas=True, far_vara_tom=True)


def _sip_fore_kallelse(rader: pd.DataFrame, _: date) -> pd.Series:
    return rader["sip_genomford"] < rader["sip_kallelse"]


STEG = (
    "inskrivningsmeddelande",
    "utskrivningsrapport",
    "utskrivningsklar_skickad",
    "sip_initiativ",
    "sip_kallelse",
    "sip_genomford",
    "sol_klar",
    "hsl_klar",
    "kommunklar",
    "delgett_datum",
)
"""The columns that say when a step was taken."""
_TIDPUNKTER = ("inskrivningsmeddelande", "utskrivningsklar_skickad")
_MASTE_FINNAS = ("inskrivningsmeddelande", "sip_initiativ", "sip_kallelse", "sip_genomford", "kommunklar")
"""What the payment model presupposes, or the checklist answers with "nej": absent it would look like an omission."""
ENHETER_DELAS_MED = "|"

UTSKRIVNINGSPROCESS = Tabell(
    "utskrivningsprocess",
    "ett vårdtillfälle med behov av planering, med stegen i checklistan",
    (
        Kolumn("vardtillfalle_id", Typ.TEXT),
        Kolumn("arende_id", Typ.TEXT),
        _text("halsocentral"),
        _text("berorda_enheter"),
        *(_datum(steg) for steg in STEG),
        Kolumn("antal_andringar", Typ.HELTAL, far_saknas=True, far_vara_tom=True),
        _ja_nej("svar_oppenvard"),
        _ja_nej("svar_kommun"),
        _ja_nej("fast_vardkontakt"),
        Kolumn("sip_initiativ_av", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=HUVUDMAN),
        _ja_nej("sip_makulerad", ""),
        Kolumn("sip_plats", Typ.VAL, far_saknas=True, far_vara_tom=True, varden=SIP_PLATSER),
        _ja_nej("sbar"),
        _ja_nej("inskriven_hemsjukvard"),
        _ja_nej("insatser_beskrivna"),
        _ja_nej("delgett"),
        _ja_nej("resursbrist", ""),
        _ja_nej("komplexa_behov", ""),
        _text("kommentar"),
    ),
    nyckel=("vardtillfalle_id",),
    regler={
        "efter_uttag": efter(*STEG),
        "negativt_antal": lambda r, _: r["antal_andringar"] < 0,
        "sip_genomford_fore_kallelse": _sip_fore_kallelse,
    },
    datumkolumner=("inskrivningsmeddelande",),
    bara_perioden=True,
)
