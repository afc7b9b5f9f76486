"""What can be chosen beside a view: the words and values of every list, as near the view as there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analys import svenska
from analys.katalog import Indikator, Jamforelse, Skala
from analys.omraden import Omrade
from analys.period import Period, Periodtyp
from analys.present.bredvid import HOGST_LINJER
from analys.present.underlag import Underlag
from analys.utforska.session import Session
from analys.utforska.vy import BILDER, FRAN, Vy, andra_matt, uppdelningar

JAMFORBARA = "jamforbara"
Lista = tuple[tuple[tuple[str, str], ...], str]
"""(words, value) in order, and the value chosen."""
_TYPORD = {
    Periodtyp.MANAD: "månad för månad",
    Periodtyp.TERTIAL: "tertial",
    Periodtyp.AR: "år",
    Periodtyp.R12: "tolv månader",
}
_FORSTA_AR = 2015
"""No series of the sources begins earlier."""


@dataclass(frozen=True)
class Urval:
    """The lists in the page's order, and the kommuner that can stand beside the own: ``forvalda`` are alike."""

    listor: tuple[Lista, ...]
    kommuner: tuple[Omrade, ...]
    forvalda: tuple[str, ...]
    om_gruppen: str


def urval(session: Session, vy: Vy, tema: str, *, jamforbara: bool) -> Urval:
    """Return what can be chosen beside ``vy``; a list that it does not concern is empty."""
    region = _lista(((namn, r) for r, namn in session.regioner().items()), vy.region)
    period = _lista(((Period.las(p).text, p) for p in session.perioder(region[1])), vy.period)
    hela = session.underlag(region[1], session.kod(region[1]), period[1])
    omrade = _lista(((o.namn, o.kod) for o in hela.profil.rapportomraden), vy.omrade)
    u = session.underlag(region[1], omrade[1], period[1])
    teman = session.teman(u)
    tema = tema if tema in teman else ""
    temat = _lista([("alla", ""), *((rubrik, t) for t, (rubrik, _) in teman.items())], tema)
    alla = session.matt(u)
    valbara = [(t, i) for i, t in alla.items() if not tema or i in teman[tema][1]]
    finns = [i for _, i in valbara]
    matt = _lista(valbara, vy.matt if vy.matt in finns else _forsta(u, finns))
    mitt = u.katalog[matt[1]]
    andra = {b: [i for i in andra_matt(u, b, mitt.id) if i in alla] for b in BILDER if "andra" in BILDER[b].laser}
    bilder = [(b.namn, i) for i, b in BILDER.items() if b.gar(u, mitt) and (i not in andra or andra[i])]
    bild = _lista(bilder, vy.bild)
    laser = BILDER[bild[1]].laser
    med_kommuner = "kommuner" in laser and mitt.skala is not Skala.ANTAL and mitt.lagsta_niva != "region"
    hogst = HOGST_LINJER if bild[1] == "utveckling" else None
    return Urval(
        (
            *(region, omrade, period, temat, matt, bild),
            _lista(_uppdelningar(mitt) if "uppdelning" in laser else (), vy.uppdelning),
            _lista(((alla[i], i) for i in andra.get(bild[1], ())), vy.andra),
            _lista(_typer(mitt) if "typ" in laser else (), vy.typ),
            _lista(_ar(u) if "fran" in laser else (), vy.fran or FRAN),
            _lista(_jamforelser(u, mitt) if med_kommuner else (), JAMFORBARA if jamforbara else ""),
        ),
        *_grupp(session, u, hogst) if med_kommuner and jamforbara else ((), (), ""),
    )


def _forsta(u: Underlag, finns: list[str]) -> str:
    """Return the measure to begin with: the first of the report on one page that is there."""
    sidans = u.profil.indikatorrapport.matt if u.profil.indikatorrapport else ()
    return next((i for i in sidans if i in finns), "")


def _grupp(session: Session, u: Underlag, hogst: int | None) -> tuple[tuple[Omrade, ...], tuple[str, ...], str]:
    """Return the kommuner beside the own, those that the profile finds alike, and who says so.

    No more than ``hogst`` of them are chosen beforehand.
    """
    grupp = u.profil.jamforbara_med(u.omrade.kod)
    andra = session.kommuner(u)
    alla = [o.kod for o in andra if grupp and o.kod in grupp.kommuner]
    forvalda = tuple(alla[:hogst])
    if grupp is None:
        return andra, forvalda, "Välj de kommuner som ska visas bredvid."
    vilka = "är förvalda" if len(forvalda) == len(alla) else f"har {len(alla)} kommuner; de {hogst} första är förvalda"
    return andra, forvalda, f"**{grupp.namn}** {vilka}. {grupp.kalla}."


def _lista(val: Iterable[tuple[str, str]], varde: str) -> Lista:
    """Return a list with ``varde`` chosen when it is there, else its first."""
    val = tuple(val)
    finns = [v for _, v in val]
    return val, varde if varde in finns else next(iter(finns), "")


def _uppdelningar(mitt: Indikator) -> list[tuple[str, str]]:
    return [(svenska.stor_bokstav(mitt.ord_for(d)), d) for d in uppdelningar(mitt)]


def _typer(mitt: Indikator) -> list[tuple[str, str]]:
    """Return the kinds of period that a measure is printed for; of a stock there is one alone."""
    tryckta = [t for t in _TYPORD if t in (mitt.trycks_per or mitt.perioder)]
    return [("som i rapporten", ""), *((_TYPORD[t], t.value) for t in tryckta if Periodtyp.DAG not in mitt.perioder)]


def _ar(u: Underlag) -> list[tuple[str, str]]:
    return [(str(ar), f"{ar}-01") for ar in range(_FORSTA_AR, u.period.forsta_dag.year + 1)]


def _jamforelser(u: Underlag, mitt: Indikator) -> list[tuple[str, str]]:
    namn = u.profil.omradesnamn if mitt.jamfors_med is Jamforelse.REGIONEN else "riket"
    return [(f"{namn} (som i rapporten)", ""), ("jämförbara kommuner", JAMFORBARA)]
