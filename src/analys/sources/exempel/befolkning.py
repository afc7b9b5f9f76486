"""Population by kommun, sex and age: published totals, an invented split."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analys.region import Regionprofil

_KVINNOR = {"0-64": 0.493, "65-79": 0.512, "80-": 0.585}
ALDERSORD = {"0-64": "0–64 år", "65-79": "65–79 år", "80-": "80+ år"}
_ANDEL_80_AV_65 = 0.28


def gor_befolkning(fil: Path, profil: Regionprofil) -> pd.DataFrame:
    """Return population 2014-2021: published totals, straight lines between and before, invented split."""
    kand = pd.read_csv(fil, sep=";", decimal=",", dtype={"kommunkod": str})
    rader = []
    for kommun, grupp in kand[kand["kommunkod"].isin(profil.kommuner)].groupby("kommunkod", sort=True):
        kanda = grupp.set_index("kalenderar")["antal"]
        lutning = (kanda[2020] - kanda[2016]) / 4
        for kalenderar in range(2014, 2022):
            totalt = int(kanda.get(kalenderar, round(kanda[2016] + lutning * (kalenderar - 2016))))
            aldre = round(totalt * grupp["andel_65_plus_2020"].iloc[0] / 100)
            aldst = round(aldre * _ANDEL_80_AV_65)
            for alder, antal in {"0-64": totalt - aldre, "65-79": aldre - aldst, "80-": aldst}.items():
                kvinnor = round(antal * _KVINNOR[alder])
                publicerad = f"{kalenderar + 1}-02-22"
                rader += [
                    (kommun, kalenderar, "kvinnor", ALDERSORD[alder], kvinnor, publicerad),
                    (kommun, kalenderar, "män", ALDERSORD[alder], antal - kvinnor, publicerad),
                ]
    return pd.DataFrame(rader, columns=["Kommunkod", "År", "Kön", "Ålder", "Folkmängd 31 december", "Publicerad"])
