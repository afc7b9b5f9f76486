"""One-step damages of an export: how many give another result than the whole file without a word said?

A damage is what happens to a file on its way: a byte is changed, put in or lost, a line is lost or
doubled, the file is cut, the two dates of a row change places.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analys.errors import DataError
from analys.hem import Hem
from analys.omraden import las_omraden
from analys.region import Regionprofil, las_profil
from analys.sources.besked import Leveransbesked, Leveransfil
from analys.sources.inlasning import las_fil
from analys.sources.kalla import Tabellkarta, tabellkarta

UTTAG = date(2022, 5, 1)
SLAG = ("byte ändrad", "byte till", "byte borta", "rad borta", "rad dubblerad", "avklippt", "datum bytta")


def export(profil: Regionprofil) -> bytes:
    """Return 60 enrolments as the example's system writes them."""
    rader = ["PersonID;Kommun;Kön;Födelseår;Boendeform;Inskriven;Avslutad"]
    for i in range(60):
        slut = f"2022-03-{10 + i % 20}" if i % 4 == 0 else ""
        kommun, kon, ar = profil.kommuner[i % 6], "KM"[i % 2], 1930 + i % 40
        rader.append(f"p-{i:04d};{kommun};{kon};{ar};Ordinärt boende;2022-0{1 + i % 2}-1{i % 9};{slut}")
    return ("\n".join(rader) + "\n").encode()


def antal(profil: Regionprofil) -> bytes:
    """Return 72 counts of the population, where a digit that is lost leaves a number."""
    rader = ["Kommunkod,År,Kön,Ålder,Folkmängd 31 december,Publicerad"]
    for nr, k in enumerate(profil.kommuner):
        for ar in (2020, 2021):
            for kon in ("kvinnor", "män"):
                for alder, folk in (("0–64 år", 4013), ("65–79 år", 827), ("80+ år", 311)):
                    rader.append(f"{k},{ar},{kon},{alder},{folk + 7 * nr},{ar + 1}-02-22")
    return ("\n".join(rader) + "\n").encode()


def skada(innehall: bytes, slump: random.Random, slag: str) -> bytes:
    """Return the file with one damage."""
    plats = slump.randrange(len(innehall))
    rader = innehall.splitlines(keepends=True)
    rad = slump.randrange(len(rader))
    match slag:
        case "byte ändrad":
            return innehall[:plats] + bytes([innehall[plats] ^ (1 << slump.randrange(8))]) + innehall[plats + 1 :]
        case "byte till":
            return innehall[:plats] + bytes([slump.randrange(256)]) + innehall[plats:]
        case "byte borta":
            return innehall[:plats] + innehall[plats + 1 :]
        case "rad borta":
            del rader[rad]
        case "rad dubblerad":
            rader.insert(rad, rader[rad])
        case "avklippt":
            return innehall[: max(1, plats)]
        case "datum bytta":
            skilje = b";" if b";" in rader[1] else b","
            falt = rader[max(rad, 1)].rstrip(b"\n").split(skilje)
            falt[-1], falt[-2] = falt[-2], falt[-1]
            rader[max(rad, 1)] = skilje.join(falt) + b"\n"
    return b"".join(rader)


@dataclass
class Utfall:
    """What became of the damages: ``fel``, ``samma`` or, in silence, ``tyst``; ``rader``: silent losses of rows."""

    antal: Counter[str] = field(default_factory=Counter)
    tysta: Counter[str] = field(default_factory=Counter)
    rader: int = 0

    @property
    def andel_tysta(self) -> float:
        """Return the share of damages that changed the result without a word."""
        return self.antal["tyst"] / max(1, self.antal.total())


INGEN, ANTAL_OCH_SUMMOR, HELA = "ingen", "rader och summor", "sha256"
"""Which control totals the source gives."""


def prova(hem: Hem, mapp: Path, antal_skador: int, kontroll: str, fro: int = 1) -> Utfall:
    """Damage two files so many times together, read each and sort the answers."""
    profil, slump, ut = las_profil(hem, "halland"), random.Random(fro), Utfall()
    spann = {"kalla": "exempel", "fran": date(2022, 1, 1), "till": date(2022, 3, 31)}
    for tabell, innehall in (("hemsjukvard", export(profil)), ("befolkning", antal(profil))):
        rader = innehall.splitlines()[1:]
        extra: dict[str, Any] = {}
        if kontroll == ANTAL_OCH_SUMMOR:
            falt, plats = ("fodelsear", 3) if tabell == "hemsjukvard" else ("antal", 4)
            delar = (r.replace(b",", b";").split(b";") for r in rader)
            extra = {"rader": len(rader), "summor": {falt: float(sum(int(d[plats]) for d in delar))}}
        elif kontroll == HELA:
            extra = {"sha256": hashlib.sha256(innehall).hexdigest()}
        uppgift = Leveransfil(tabell, **spann, **extra)  # type: ignore[arg-type]
        fil = mapp / f"{tabell}.csv"
        hel = _las(fil, innehall, uppgift, profil, hem)
        assert isinstance(hel, pd.DataFrame)
        for nummer in range(antal_skador // 2):
            slag = SLAG[nummer % len(SLAG)]
            svar = _las(fil, skada(innehall, slump, slag), uppgift, profil, hem)
            if svar is None:
                ut.antal["fel"] += 1
            elif svar.equals(hel):
                ut.antal["samma"] += 1
            else:
                ut.antal["tyst"] += 1
                ut.tysta[f"{tabell}: {slag}"] += 1
                ut.rader += len(svar) != len(hel)
    return ut


@cache
def _karta_for(mapp: Path, kalla: str, tabell: str) -> Tabellkarta:
    return tabellkarta(mapp, kalla, tabell)


def _las(fil: Path, innehall: bytes, uppgift: Leveransfil, profil: Regionprofil, hem: Hem) -> pd.DataFrame | None:
    """Return the used rows in order, or None when something was said: a fault, a row set aside, a warning."""
    fil.write_bytes(innehall)
    besked = Leveransbesked("halland", "Prov", UTTAG, {fil.name: uppgift})
    try:
        rader, konto = las_fil(
            fil,
            uppgift,
            besked,
            _karta_for(hem.kallor, uppgift.kalla, uppgift.tabell),
            profil,
            las_omraden(hem.omraden),
            set(),
        )
    except DataError:
        return None
    if konto.antal_atsidosatta or konto.varningar or konto.antal_uteslutna:
        return None
    return rader.sort_values(list(rader.columns)).reset_index(drop=True)
