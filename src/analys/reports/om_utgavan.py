"""What a release that is about to be made says of itself: its status, what differs since earlier ones, comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from analys.berakna import Kubbesked
from analys.disclosure.grind import SYNLIG, TECKEN
from analys.errors import DataError, UsageError
from analys.katalog import Skala
from analys.present.kommentarer import UTAN_TAL, sidans_kommentarer, siffran
from analys.present.tal import Tal
from analys.present.underlag import Underlag, las_underlag
from analys.present.utgavan import Utgavan
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.jamfor import NoComparisonError, Utgavedata, blivande, forra_motets, gjord, jamfor, las_utgavedata
from analys.reports.oppnadata import MAPP
from analys.skrivet.kommentarer import Kommentar
from analys.status import Status
from analys.utfall import ALLA, DIMENSIONER

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
    """Return the figure that each comment of the month is about: as kept, else as read, else as it is now."""
    forst = utgava.las_manifest(regionmapp, besked.period.kod).get("kommentarer", {})
    regionens = las_underlag(profil.id, profil.kod, besked.period.kod)
    last = lasare(regionmapp, besked.period.kod)
    ut = {}
    for omrade in profil.rapportomraden if regionens.skrivet.kommentarer else ():
        underlag = regionens.i_omradet(omrade)
        for k in sidans_kommentarer(underlag):
            nu = siffran(k, underlag)
            da = forst.get(k.nyckel) or last(k, underlag) or nu
            ut[k.nyckel] = UTAN_TAL if nu in TECKEN and da not in TECKEN else da
    return ut


def lasare(regionmapp: Path, period: str) -> Callable[[Kommentar, Underlag], str]:
    """Return a function that gives a comment's figure as the one who wrote it could read it, or nothing.

    That is the figure of the month's latest release made on or before the comment's day, from its open data.
    """
    egna = {i: m for i, m in utgava.alla(regionmapp).items() if m["period"] == period}
    lagda = [(gjord(i), i) for i in egna if (regionmapp / utgava.UTGAVOR / i / MAPP / "utfall.csv").is_file()]

    @cache
    def data(id_: str) -> Utgavedata | None:
        try:
            return las_utgavedata(regionmapp / utgava.UTGAVOR / id_)
        except (UsageError, DataError):
            return None  # damaged: no reason to stop this month's

    def siffra(kommentar: Kommentar, underlag: Underlag) -> str:
        sedda = [(nar, i) for nar, i in lagda if nar <= kommentar.datum]
        if not kommentar.figur or not sedda:
            return ""
        mitt, period = underlag.katalog[kommentar.figur], underlag.period_for(kommentar.figur)
        nyckel = (mitt.id, underlag.omrade_for(mitt.id).kod, str(period.typ), period.forsta_dag.isoformat())
        last = data(max(sedda)[-1])
        rad = last.siffror.get((*nyckel, *[ALLA] * len(DIMENSIONER))) if last else None
        if rad is None:
            return ""
        tal = {k: None if rad[k] in TECKEN else float(rad[k]) for k in ("taljare", "namnare", "varde")}
        tecken = rad["varde"] if set(tal.values()) == {None} else SYNLIG
        if mitt.skala is Skala.ANDEL and tal["varde"] is not None:
            tal["varde"] /= 100
        eget = Tal(mitt, period, {"tecken": tecken} | tal)
        return eget.antal if mitt.skala is Skala.PER_10000 else eget.varde

    return siffra


def ny_utgavan(profil: Regionprofil, besked: Kubbesked, regionmapp: Path, meddela: Callable[[str], None]) -> Utgavan:
    """Return what an ordinary release says of itself; its status is kept while its figures are."""
    status = utgava.status_for_ny(regionmapp, besked.period.kod, besked.meta["nyckel"])
    return gor_utgavan(profil, besked, regionmapp, status, meddela)
