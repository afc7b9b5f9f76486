"""Population by kommun, sex and age: published totals, an invented split; and an invented projection of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analys.sources.exempel.varld import Varld

_KVINNOR = {"0-64": 0.493, "65-79": 0.512, "80-": 0.585}
ALDERSORD = {"0-64": "0–64 år", "65-79": "65–79 år", "80-": "80+ år"}
_ANDEL_80_AV_65, _TILLVAXT = 0.28, 0.002
_PROGNOS_TILL = 2040
_PER_AR = {"0–64 år": 0.002, "65–79 år": 0.008, "80+ år": 0.034}
"""How much each age group of the invented projection grows in a year: the many born in the 1940s become 80."""


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


def gor_befolkningsprognos(rng: np.random.Generator, folk: pd.DataFrame) -> pd.DataFrame:
    """Return an invented projection from the last year of ``folk``, in the form of SCB's, published the May after.

    Each kommun and group grows by its age group's rate, a little faster or slower of its own.
    """
    sista = int(folk["År"].max())
    bas = folk[folk["År"] == sista]
    takt = bas["Ålder"].map(_PER_AR).to_numpy() + rng.normal(0, 0.002, len(bas))
    ar = range(sista + 1, _PROGNOS_TILL + 1)
    arsvis = [
        bas.assign(År=a, antal=np.rint(bas["Folkmängd 31 december"] * (1 + takt) ** (a - sista)).astype(int))
        for a in ar
    ]
    hela = pd.concat(arsvis, ignore_index=True).assign(Publicerad=f"{sista + 1}-05-10")
    hela = hela.sort_values(["Kommunkod", "År"], kind="stable", ignore_index=True)
    kolumner = ["Kommunkod", "År", "Kön", "Ålder", "antal", "Publicerad"]
    return hela[kolumner].rename(columns={"antal": "Prognos 31 december"})


def _invanare(kanda: dict[int, int], kalenderar: int) -> int:
    """Return the inhabitants of a year: as published, else on the line through the first two years that are known.

    Where one year alone is known, or none, the line is invented.
    """
    if kalenderar in kanda:
        return kanda[kalenderar]
    (forst, antal), *fler = kanda.items()
    lutning = (fler[0][1] - antal) / (fler[0][0] - forst) if fler else antal * _TILLVAXT
    return round(antal + lutning * (kalenderar - forst))
