"""Population by kommun, sex and age: published totals, an invented split."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analys.sources.exempel.varld import Varld

_KVINNOR = {"0-64": 0.493, "65-79": 0.512, "80-": 0.585}
ALDERSORD = {"0-64": "0–64 år", "65-79": "65–79 år", "80-": "80+ år"}
_ANDEL_80_AV_65, _TILLVAXT = 0.28, 0.002


def gor_befolkning(fil: Path, varld: Varld) -> pd.DataFrame:
    """Return population at the ends of the years that the delivery needs: published totals, invented split."""
    kand = pd.read_csv(fil, sep=";", decimal=",", dtype={"kommunkod": str})
    rader = []
    for kommun in sorted(varld.orter):
        grupp, ort = kand[kand["kommunkod"] == kommun], varld.orter[kommun]
        kanda = {int(r.kalenderar): int(r.antal) for r in grupp.itertuples()} or {varld.folkar: ort.invanare}
        publicerad_andel = grupp["andel_65_plus_2020"].dropna()
        andel = ort.andel_65 if publicerad_andel.empty else publicerad_andel.iloc[0]
        for kalenderar in range(varld.forsta_hemsjukvard.year - 1, varld.folkar + 1):
            totalt = _invanare(kanda, kalenderar)
            aldre = round(totalt * andel / 100)
            aldst = round(aldre * _ANDEL_80_AV_65)
            for alder, antal in {"0-64": totalt - aldre, "65-79": aldre - aldst, "80-": aldst}.items():
                kvinnor = round(antal * _KVINNOR[alder])
                publicerad = f"{kalenderar + 1}-02-22"
                rader += [
                    (kommun, kalenderar, "kvinnor", ALDERSORD[alder], kvinnor, publicerad),
                    (kommun, kalenderar, "män", ALDERSORD[alder], antal - kvinnor, publicerad),
                ]
    return pd.DataFrame(rader, columns=["Kommunkod", "År", "Kön", "Ålder", "Folkmängd 31 december", "Publicerad"])


def _invanare(kanda: dict[int, int], kalenderar: int) -> int:
    """Return the inhabitants of a year: as published, else on the line through the first two years that are known.

    Where one year alone is known, or none, the line is invented.
    """
    if kalenderar in kanda:
        return kanda[kalenderar]
    (forst, antal), *fler = kanda.items()
    lutning = (fler[0][1] - antal) / (fler[0][0] - forst) if fler else antal * _TILLVAXT
    return round(antal + lutning * (kalenderar - forst))
