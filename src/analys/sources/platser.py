"""Where a delivery's tables lie: files in its folder, what was fetched from an open source, what a database gave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analys.errors import DataError, Filfel
from analys.hem import Hem
from analys.sources import databas
from analys.sources.besked import FILNAMN, Leveransbesked
from analys.sources.kalla import las_kalla
from analys.sources.ogonblick import Ogonblick, senaste

_FILSLUT = {".csv", ".txt", ".xlsx", ".xlsm", ".parquet"}


@dataclass(frozen=True)
class Plats:
    """Where one table lies; ``hamtad``: when it was fetched or read from a database, else empty."""

    fil: Path
    hamtad: str = ""
    ogonblick: Ogonblick | None = None


def plats_for(mapp: Path, namn: str, besked: Leveransbesked, hem: Hem) -> Plats:
    """Return where one of the delivery's tables lies. A file in the folder is what it is, wherever it came from.

    A name that ends as a file's does (``folkmangd.csv``) is a file of the folder, never what was fetched.

    Raises
    ------
    DataError : it is neither in the folder nor fetched.
    """
    uppgift = besked.filer[namn]
    if uppgift.fraga:
        return Plats(*databas.kopia(mapp, namn, besked, hem))
    if (mapp / namn).exists() or not (hem.kallor / f"{uppgift.kalla}.toml").is_file():
        return Plats(mapp / namn)
    kalla = las_kalla(hem.kallor, uppgift.kalla)
    if not kalla.kalla:
        return Plats(mapp / namn)
    if databas.ar_databas(kalla.kalla):
        vad, gor = "källan är en databas, men leverans.toml säger inte vad som läses.", 'Skriv fraga = "schema.vy".'
        raise DataError([Filfel(namn, vad, gor)])
    if Path(namn).suffix.lower() in _FILSLUT:
        gor = f"Lägg filen där, eller skriv namnet utan {Path(namn).suffix} i {FILNAMN} om det hämtade ska användas."
        raise DataError([Filfel(namn, "filen saknas i mappen.", gor)])
    ogonblick = senaste(hem.hamtat(besked.region, uppgift.kalla))
    if ogonblick is None:
        gor = f"Kör: analys hamta {uppgift.kalla} --region {besked.region}"
        raise DataError([Filfel(namn, f"inget är hämtat från {kalla.namn}.", gor)])
    return Plats(ogonblick.fil, str(ogonblick.om["hamtad"]), ogonblick)


def platser(mapp: Path, besked: Leveransbesked, hem: Hem) -> dict[str, Path]:
    """Return where every table lies; of one that is nowhere the place in the folder, as is said when it is read."""
    ut = {}
    for namn in besked.filer:
        try:
            ut[namn] = plats_for(mapp, namn, besked, hem).fil
        except DataError:
            ut[namn] = mapp / namn
    return ut


def hamtade(mapp: Path, besked: Leveransbesked, hem: Hem) -> dict[str, Ogonblick]:
    """Return the fetches that the delivery's tables come from, by source."""
    alla = {f.kalla: plats_for(mapp, n, besked, hem).ogonblick for n, f in besked.filer.items() if not f.fraga}
    return {k: o for k, o in alla.items() if o is not None}
