"""``analys gallra``: what has lain longer than the profile says is shown, and with ``--utfor`` removed and logged.

The delivery itself, the releases and what people write are the region's own to sort out.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analys import svenska
from analys.errors import UsageError
from analys.hem import Hem, hitta_hem
from analys.korlogg import loggad
from analys.region import Gallringsfrister, Regionprofil, las_profil
from analys.reports import utgava
from analys.terminal import konsol, kort_sokvag

DYGN = 86_400


@dataclass(frozen=True)
class Post:
    """Something to remove: what it is, its files and folders, how many days ago any of it was written, its bytes."""

    vad: str
    platser: tuple[Path, ...]
    dagar: int
    storlek: int


def gallra(region: str, mapp: Path | None, *, utfor: bool) -> None:
    """Run ``analys gallra``.

    Raises
    ------
    UsageError : the profile does not say how long anything is kept.
    """
    hem = hitta_hem()
    profil = las_profil(hem, region)
    frister = profil.gallringsfrister
    if frister is None:
        raise UsageError(
            f"Profilen säger inte hur länge något sparas. Skriv [gallringsfrister] i data/regioner/{profil.id}.toml."
        )
    regionmapp = (mapp.resolve() if mapp else hem.rapporter) / profil.id
    with utgava.las(hem.lager(profil.id), frigor=True):
        poster = list(att_gallra(hem, profil, frister, regionmapp, time.time()))
        for p in poster:
            vilka = svenska.lista(kort_sokvag(plats) for plats in p.platser)
            konsol.print(f"{p.vad}: {vilka} ({svenska.tal(p.dagar)} dagar, {svenska.storlek(p.storlek)})")
        konsol.print(f"Frister: {frister.kalla}.")
        if not poster:
            konsol.print("Inget är äldre än profilens frister.")
        elif not utfor:
            konsol.print("Inget är borttaget. Lägg till --utfor för att ta bort det som visas.")
        else:
            with loggad(hem.korlogg(profil.id), "gallra") as logg:
                for plats in (plats for p in poster for plats in p.platser):
                    shutil.rmtree(plats) if plats.is_dir() else plats.unlink(missing_ok=True)
                logg.update(borttaget=dict(Counter(p.vad for p in poster)))
            antal = svenska.raknat(len(poster), "post är borttagen", "poster är borttagna")
            konsol.print(f"{antal}. Det står i körloggen.")


def att_gallra(
    hem: Hem, profil: Regionprofil, frister: Gallringsfrister, regionmapp: Path, nu: float
) -> Iterator[Post]:
    """Yield what is older than it may be, oldest kind of data first.

    A month's cube goes with the internal figures behind it: it can be made again from the delivery, and only whole.
    """
    internt = hem.tabeller(profil.id).parent
    tabeller = [(m,) for m in (*_mappar(hem.tabeller(profil.id)), *_mappar(hem.databas(profil.id)))]
    yield from _gamla("Persontabeller", tabeller, frister.tabeller_dagar, nu)
    arbetslistor = [(m,) for m in sorted(internt.glob("[12]*/arbetslistor"))]
    yield from _gamla("Arbetslistor över patienter", arbetslistor, frister.arbetslistor_dagar, nu)
    yield from _gamla("Kvalitetssida", [(hem.kvalitetssida(profil.id),)], frister.internt_dagar, nu)
    manader = [(m, hem.lager(profil.id) / m.name) for m in _mappar(internt) if m.name[:1].isdecimal()]
    gamla = list(_gamla("Interna siffror och kub", manader, frister.internt_dagar, nu))
    yield from gamla
    borta = {plats for p in gamla for plats in p.platser}
    karantan = [(f,) for f in sorted(hem.lager(profil.id).glob("*/karantan.csv")) if f.parent not in borta]
    yield from _gamla("Karantän", karantan, frister.karantan_dagar, nu)
    interna_rapporter = hem.interna_rapporter() / profil.id
    rapporter = (interna_rapporter / utgava.UTGAVOR).glob("*")
    manader_med_rapport = {m.name.removesuffix(".txt") for m in interna_rapporter.glob("[12]*")}
    galler = {utgava.aktuell(interna_rapporter, m).resolve() for m in manader_med_rapport}
    interna = [(m,) for m in sorted(rapporter) if m.resolve() not in galler]
    yield from _gamla("Interna rapporter som har ersatts", interna, frister.internt_dagar, nu)
    exporter = hem.egna_analyser(profil.id, internt=True)
    yield from _gamla("Interna egna analyser", _filer(exporter), frister.internt_dagar, nu)
    kopior = [(f,) for (f,) in _filer(hem.utforska(internt=True)) if hem.vyer(internt=True) not in f.parents]
    yield from _gamla("Interna anteckningsböcker", kopior, frister.internt_dagar, nu)
    anvands = {m.get("register") for m in utgava.alla(regionmapp).values()}
    register = [(m,) for m in _mappar(internt / "register") if m.name not in anvands | {"egen"}]
    yield from _gamla("Register utan utgåva", register, frister.register_dagar, nu)


def _mappar(plats: Path) -> list[Path]:
    return sorted(m for m in plats.glob("*") if m.is_dir() and not m.name.startswith("."))


def _filer(plats: Path) -> list[tuple[Path]]:
    return [(f,) for f in sorted(plats.rglob("*")) if f.is_file()]


def _gamla(vad: str, alla: Sequence[tuple[Path, ...]], frist: int, nu: float) -> Iterator[Post]:
    for platser in alla:
        finns = tuple(p for p in platser if p.exists())
        filer = [f.stat() for p in finns for f in (p, *p.rglob("*")) if f.is_file()]
        dagar = int((nu - max((f.st_mtime for f in filer), default=nu)) // DYGN)
        if filer and dagar > frist:
            yield Post(vad, finns, dagar, sum(f.st_size for f in filer))
