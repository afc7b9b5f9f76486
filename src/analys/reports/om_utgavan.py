"""What a release that is about to be made says of itself: its status, what differs since earlier ones, comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from analys.berakna import Kubbesked
from analys.errors import DataError, UsageError
from analys.present.kommentarer import sidans_kommentarer, siffran
from analys.present.underlag import las_underlag
from analys.present.utgavan import Utgavan
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.jamfor import NoComparisonError, blivande, forra_motets, jamfor, las_utgavedata
from analys.status import Status

OLASLIG = "Utgåvan som det förra mötet såg kan inte läsas. Jämförelsen är inte gjord."
"""Said on the page when the earlier release is damaged, which is no reason to stop this month's."""


def gor_utgavan(
    profil: Regionprofil,
    besked: Kubbesked,
    regionmapp: Path,
    status: Status,
    meddela: Callable[[str], None],
    ersatter: Path | None = None,
) -> Utgavan:
    """Return what the release that is about to be made says of itself: its status, and what differs since before.

    ``meddela`` is told why there is no comparison; pages say it without what there is to do. ``ersatter``: the settled
    release that it corrects.
    """
    meta = besked.meta
    manifest = {k: meta[k] for k in ("region", "period", "rader_per_manad")}
    rattelse, jamforelse, varfor, mote, fore = None, None, "", None, None
    try:
        mote, id_ = forra_motets(profil, regionmapp, besked.period.kod, date.fromisoformat(meta["uttagsdatum"]))
        fore = las_utgavedata(regionmapp / utgava.UTGAVOR / id_)
    except (UsageError, DataError) as fel:
        varfor = fel.pa_sidan if isinstance(fel, NoComparisonError) else OLASLIG
        meddela(f"Ingen jämförelse med förra mötet. {fel}")
    if fore or ersatter:
        nu = blivande(las_underlag(profil.id, profil.kod, besked.period.kod), manifest)
        if fore:
            jamforelse = jamfor(nu, fore, profil, mote)
        if ersatter:
            rattelse = jamfor(nu, las_utgavedata(ersatter), profil)
    return Utgavan(status, jamforelse, varfor, rattelse, _kommentarernas_siffror(profil, besked, regionmapp))


def _kommentarernas_siffror(profil: Regionprofil, besked: Kubbesked, regionmapp: Path) -> dict[str, str]:
    """Return the figure that each comment of the month is about as it was first printed; of a new one as it is now."""
    forst = utgava.las_manifest(regionmapp, besked.period.kod).get("kommentarer", {})
    regionens = las_underlag(profil.id, profil.kod, besked.period.kod)
    ut = {}
    for omrade in profil.rapportomraden if regionens.skrivet.kommentarer else ():
        underlag = regionens.i_omradet(omrade)
        for k in sidans_kommentarer(underlag):
            ut[k.nyckel] = forst.get(k.nyckel) or siffran(k, underlag)
    return ut


def ny_utgavan(profil: Regionprofil, besked: Kubbesked, regionmapp: Path, meddela: Callable[[str], None]) -> Utgavan:
    """Return what an ordinary release says of itself; its status is kept while its figures are."""
    status = utgava.status_for_ny(regionmapp, besked.period.kod, besked.meta["nyckel"])
    return gor_utgavan(profil, besked, regionmapp, status, meddela)
