"""The change since the same period last year, with its interval and verdict, from figures that the pages may print."""

from __future__ import annotations

from datetime import date

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL, SAKNAS
from analys.errors import UsageError
from analys.katalog import Skala, StatistiskTyp
from analys.period import Period, Periodtyp
from analys.present.block import Tabell, Text
from analys.present.tabeller import OSAKERHET_95, uppgift_saknas
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.stats.skillnad import Forandring, bedom_forandring, mover
from analys.utfall import OVER_BROTT

_UTAN_SKILLNAD = {Forandring.SAKNAS, Forandring.LAG_TACKNING, Forandring.BROTT, Forandring.BESTAND}
"""Where a difference cannot be had, or would say something false."""
_FOTNOT = (
    "Säkerställd: större än slumpen rimligen kan förklara (osäkerhetsintervallet 99,8 % når inte 0). Varför det har "
    "förändrats säger tabellen inget om."
)


def forandring(underlag: Underlag, *indikatorer: str, typ: str | None = None) -> Tabell | Text:
    """Return the measures (rows): this period, the same a year earlier, the change with its interval, the verdict.

    ``typ`` is a kind of period (``tertial``); without it each measure has the catalogue's, also where the page's other
    blocks lengthen it. A stock is listed without a change: whoever was there a year ago is often still there, so the
    two are no independent counts.

    Raises
    ------
    UsageError : a measure is a distribution, whose total is always everybody, or the period is longer than a year.
    """
    if typ and Period(Periodtyp(typ), date.min).antal_manader > 12:
        raise UsageError("Perioden är längre än ett år och går därför in i samma period året före. Välj r12.")
    matt = [underlag.katalog[i] for i in indikatorer]
    if fordelningar := [m.titel for m in matt if m.fordelas_over]:
        raise UsageError(f"Förändring visas inte av en fördelning: {svenska.lista(fordelningar)}.")
    par = [_par(underlag, i, typ) for i in indikatorer]
    titel = f"Förändring i {underlag.omrade.kortnamn} sedan samma period året före"
    if all(nu.rad["tecken"] == SAKNAS for nu, _ in par):
        return uppgift_saknas(underlag, titel)
    perioder = {(nu.period.text, fore.period.text) for nu, fore in par}
    rubriker = next(iter(perioder)) if len(perioder) == 1 else ("Perioden", "Samma period året före")
    if len(perioder) == 1:
        titel = f"Förändring i {underlag.omrade.kortnamn}, {rubriker[0]} mot {rubriker[1]}"
    rader = tuple(_rad(underlag, nu, fore, med_period=len(perioder) > 1) for nu, fore in par)
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Mått", *map(svenska.stor_bokstav, rubriker), "Förändring", OSAKERHET_95, "Bedömning"),
        rader=rader,
        kalla=f"{_FOTNOT} {underlag.kalla(*indikatorer)}".replace(" %", f"{svenska.HART_BLANKSTEG}%"),
        vanster=(5,),
    )


def _par(underlag: Underlag, indikator: str, typ: str | None) -> tuple[Tal, Tal]:
    """Return the figure of the latest whole period and that of the year before; the two never overlap."""
    period = underlag.period_for(indikator, Periodtyp(typ or underlag.katalog[indikator].rapportperiod or "r12"))
    if period.slut > underlag.period_for(indikator, Periodtyp.MANAD).slut:
        period = period.flytta(-period.antal_manader)
    return underlag.tal(indikator, period), underlag.tal(indikator, period.flytta(-12))


def _rad(underlag: Underlag, nu: Tal, fore: Tal, *, med_period: bool) -> tuple[str, ...]:
    """Return one measure's row as texts."""
    mitt, omrade = nu.indikator, underlag.omrade_for(nu.indikator.id)
    enhet = "" if mitt.skala is Skala.ANDEL or mitt.matenhet == mitt.kort.lower() else f", {mitt.matenhet}"
    plats = "" if omrade == underlag.omrade else f" ({omrade.kortnamn})"
    varden = [t.andel if t.som_missade else t.varde for t in (nu, fore)]
    if med_period:
        varden = [f"{v} ({t.period.text})" for v, t in zip(varden, (nu, fore), strict=True)]
    ord_ = _omdome(underlag, nu, fore)
    skillnad, osakerhet = (EJ_AKTUELL, EJ_AKTUELL) if ord_ in _UTAN_SKILLNAD else _skillnad(nu, fore)
    return (f"{mitt.kort}{enhet}{plats}", *varden, skillnad, osakerhet, str(ord_))


def _skillnad(nu: Tal, fore: Tal) -> tuple[str, str]:
    """Return the change and its 95 % interval as texts; of a share in percentage points."""
    granser, nya, gamla = _granser(nu, fore, "95"), nu.pa_axel(), fore.pa_axel()
    if granser is None or nya is None or gamla is None:
        return EJ_AKTUELL, EJ_AKTUELL
    decimaler = nu.indikator.decimaler
    skillnad = _med_tecken(nya - gamla, decimaler)
    if nu.indikator.skala is Skala.ANDEL:
        skillnad += " procentenhet" if skillnad[1:] == "1" else " procentenheter"
    undre, ovre = (_med_tecken(g, decimaler) for g in granser)
    return skillnad, f"{undre} till {ovre}"


def _granser(nu: Tal, fore: Tal, niva: str) -> tuple[float, float] | None:
    """Return the limits of the change, put together from the two intervals that are printed elsewhere."""
    nya, gamla, granser, granser_fore = nu.pa_axel(), fore.pa_axel(), nu.granser(niva), fore.granser(niva)
    if nya is None or gamla is None or granser is None or granser_fore is None:
        return None
    undre, ovre = mover(nya, granser, gamla, granser_fore)
    return float(undre), float(ovre)


def _omdome(underlag: Underlag, nu: Tal, fore: Tal) -> Forandring:
    """Return the verdict of the change, or why there is none."""
    tecken, status = ({t.rad[k] for t in (nu, fore)} for k in ("tecken", "status"))
    skal = {
        Forandring.BESTAND: nu.indikator.statistisk_typ is StatistiskTyp.BESTAND,
        Forandring.BROTT: OVER_BROTT in status or _brott_emellan(underlag, nu, fore),
        Forandring.FOR_FA: bool(tecken & {DOLD, EJ_AKTUELL}),
        Forandring.SAKNAS: SAKNAS in tecken,
        Forandring.LAG_TACKNING: underlag.lag_tackning(nu, fore),
        Forandring.PRELIMINART: nu.preliminar or fore.preliminar,
        Forandring.EJ_SAKERSTALLT: "ej_sakerstalld" in status,
    }
    if varfor := next((ord_ for ord_, galler in skal.items() if galler), None):
        return varfor
    granser = _granser(nu, fore, "998")
    return bedom_forandring(granser, nu.handelser, fore.handelser) if granser else Forandring.SAKNAS


def _brott_emellan(underlag: Underlag, nu: Tal, fore: Tal) -> bool:
    """Return whether the way of counting changed after the earlier period began."""
    return any(fore.period.forsta_dag < b.datum < nu.period.slut for b in underlag.profil.brott_for(nu.indikator.id))


def _med_tecken(varde: float, decimaler: int) -> str:
    """Return a change as text with its sign: ``+1,2``, ``−4,0``, ``0,0``."""
    text = svenska.tal(varde, decimaler)
    return text if text == svenska.tal(-abs(varde), decimaler) else f"+{text}"
