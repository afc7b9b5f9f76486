"""What a release has besides its reports: its own pages, open data, the kommuner's zips, and its manifest."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analys import svenska
from analys.berakna import Kubbesked
from analys.disclosure.grind import INTERN
from analys.errors import UsageError
from analys.hem import Hem
from analys.present.lasning import tiotal
from analys.present.underlag import las_underlag
from analys.programmet import avtryck
from analys.region import Regionprofil
from analys.reports import nycklar, utgava
from analys.reports.behall import Plan
from analys.reports.nycklar import som_text
from analys.reports.oppnadata import MAPP, skriv_oppna_data
from analys.reports.paket import gor_paket, kontrollera_paket
from analys.reports.webbplats import nyheter, skriv_index, skriv_sidor
from analys.tidtagning import PAKET, SIDOR, tid

if TYPE_CHECKING:
    from analys.reports.kor import Resultat, Villkor


def gor_webbplats(
    hem: Hem,
    profil: Regionprofil,
    besked: Kubbesked,
    resultat: Resultat,
    regionmapp: Path,
    ny: Path,
    villkor: Villkor,
) -> list[str]:
    """Write the release's own pages, open data and the kommuner's zips (the open level's alone), and its front page.

    Return what is new in it.
    """
    jobb, nytt = [*resultat.klara, *resultat.behallna], list(villkor.nyheter)
    regionens = replace(las_underlag(profil.id, profil.kod, besked.period.kod), utgavan=villkor.utgavan)
    if regionens.skyddat.meta["nyckel"] != besked.meta["nyckel"]:
        raise UsageError("De beräknade siffrorna byttes ut medan utgåvan gjordes. Kör analys rapport igen.")
    if besked.meta["niva"] != INTERN:
        with tid(SIDOR):
            skriv_sidor(regionens, ny)
            if not _behall_oppna_data(besked, regionmapp, ny):
                skriv_oppna_data(ny / MAPP, hem, profil, regionens.skyddat)
        for omrade in profil.rapportomraden[1:]:
            egna = [j for j in jobb if j.omrade == omrade]
            if not egna:
                continue
            kommunens = regionens.i_omradet(omrade)
            with tid(PAKET):
                paket = gor_paket(kommunens, egna, ny)
                fel = kontrollera_paket(paket, kommunens)
            if fel:
                resultat.utan_paket.append(f"{omrade.mapp}.zip: {svenska.lista(fel)}")
            else:
                (ny / f"{omrade.mapp}.zip").write_bytes(paket)
        if villkor.utgavan and villkor.utgavan.rattelse:
            nytt = [f"{r} {villkor.utgavan.rattelse.budskap}" for r in villkor.utgavan.status.rattelser[-1:]]
        nytt = nytt or nyheter(regionmapp, besked.period, jobb, ny)
    with tid(SIDOR):
        skriv_index(regionens, jobb, [j.namn for j, _ in resultat.fel], nytt, ny)
    return nytt


def _behall_oppna_data(besked: Kubbesked, regionmapp: Path, ny: Path) -> bool:
    """Copy the former release's open data when they are whole and of the same figures and program; return whether."""
    forra = utgava.las_manifest(regionmapp, besked.period.kod)
    if forra.get("oppna_data") != _oppnadatanyckel(besked):
        return False
    plats = utgava.aktuell(regionmapp, besked.period.kod)
    filer = {plats / namn: h for namn, h in forra["filer"].items() if namn.startswith(f"{MAPP}/")}
    if not all(f.is_file() and utgava.sha256(f) == h for f, h in filer.items()):
        return False
    (ny / MAPP).mkdir()
    for fil in filer:
        shutil.copy2(fil, ny / MAPP)
    return True


def _oppnadatanyckel(besked: Kubbesked) -> str:
    """Return the hash of all that the open data are made from."""
    return avtryck(besked.meta["nyckel"], som_text(besked.meta["forgrovningar"]), nycklar.webbplatsdel())


def gor_manifest(
    profil: Regionprofil,
    besked: Kubbesked,
    rapporter: Sequence[dict[str, Any]],
    resultat: Resultat,
    villkor: Villkor,
) -> dict[str, Any]:
    """Return what the release was made from and what is in it; counts of rows rounded down to tens."""
    meta = besked.meta
    return {
        "region": profil.id,
        "period": besked.period.kod,
        "uttagsdatum": meta["uttagsdatum"],
        "system": meta["system"],
        "exempel": meta["exempel"],
        "version": meta["version"],
        "kub": meta["nyckel"],
        "troskel": meta["troskel"],
        "niva": meta["niva"],
        "register": meta["datamangd"] if meta["niva"] != INTERN else "",
        "forgrovningar": meta["forgrovningar"],
        "andel_dolda": round(meta["andel_dolda"], 4),
        "rader": {k: tiotal(meta[k]) for k in ("rader_in", "anvanda", "uteslutna", "atsidosatta")},
        "indata": {f["fil"]: f["sha256"] for f in meta["filer"]},
        "rapporter": sorted(rapporter, key=lambda r: (r["omrade"], r["tema"])),
        "misslyckade": [{"omrade": j.omrade.kod, "tema": j.tema} for j, _ in resultat.fel],
        "rader_per_manad": meta["rader_per_manad"] if meta["niva"] != INTERN else {},
        "status": villkor.utgavan.status.som_dict() if villkor.utgavan else None,
        "ersatter": villkor.ersatter,
        "kommentarer": villkor.utgavan.kommentarer if villkor.utgavan else {},
        "oppna_data": _oppnadatanyckel(besked),
    }


def utgavenyckel(besked: Kubbesked, planer: Sequence[Plan], villkor: Villkor) -> str:
    """Return the hash of all that a release is made from: its figures, its reports and what it says of itself."""
    rapporter = [(p.jobb.omrade.kod, p.jobb.tema, p.jobb.nyckel, som_text(p.jobb.parametrar), p.format) for p in planer]
    sagt = villkor.utgavan.som_dict() if villkor.utgavan else {}
    delar = [besked.meta["nyckel"], sorted(rapporter), sagt, villkor.ersatter, nycklar.webbplatsdel()]
    return avtryck(som_text(delar))
