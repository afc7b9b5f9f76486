"""The change since the same period last year, with its interval and verdict, from figures that the pages may print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL, SAKNAS
from analys.errors import UsageError
from analys.katalog import Skala, StatistiskTyp
from analys.period import Period, Periodtyp
from analys.present.block import Tabell, Text
from analys.present.skillnader import skillnad, skillnadens_enhet, skillnadens_granser
from analys.present.tabeller import OSAKERHET_95, uppgift_saknas
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.stats.skillnad import Forandring, bedom_forandring
from analys.utfall import OVER_BROTT

_UTAN_SKILLNAD = {
    Forandring.UTAN_ANTAL,
    Forandring.SAKNAS,
    Forandring.LAG_TACKNING,
    Forandring.BROTT,
    Forandring.BESTAND,
}
"""Where a difference cannot be had, or would say something false."""
_FOTNOT = (
    "Säkerställd: större än slumpen rimligen kan förklara (osäkerhetsintervallet 99,8\u00a0% når inte 0). Varför det "
    "har förändrats säger tabellen inget om."
)


@dataclass(frozen=True)
class Andring:
    """A measure's figure, the same period's a year earlier, their difference with its interval, and the verdict."""

    nu: Tal
    fore: Tal
    skillnad: str
    osakerhet: str
    ord: Forandring

    @property
    def enhet(self) -> str:
        """The unit of the difference: ``procentenheter`` for shares."""
        return skillnadens_enhet(self.skillnad, self.nu.indikator.skala)

    @property
    def okar(self) -> bool:
        """Whether the later figure is the higher (asked of a change that is shown)."""
        return (self.nu.pa_axel() or 0.0) > (self.fore.pa_axel() or 0.0)


def andring(underlag: Underlag, indikator: str, typ: str | None = None) -> Andring:
    """Return the change of one measure; see `forandring`."""
    nu, fore = _par(underlag, indikator, typ)
    ord_ = _omdome(underlag, nu, fore)
    return Andring(nu, fore, *((EJ_AKTUELL, EJ_AKTUELL) if ord_ in _UTAN_SKILLNAD else skillnad(nu, fore)), ord_)


def forandringsbudskap(a: Andring, namn: str) -> str:
    """Return the heading of a change that is shown, or nothing: ``Avslut: säkerställd ökning i Hylte, …``."""
    if a.ord is not Forandring.SAKERSTALLD:
        return ""
    vad = "ökning" if a.okar else "minskning"
    kort = a.nu.indikator.kort
    return f"{kort}: säkerställd {vad} i {namn}, {a.nu.period.text} jämfört med {a.fore.period.text}"


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
    andringar = [andring(underlag, i, typ) for i in indikatorer]
    titel = f"Förändring i {underlag.omrade.kortnamn} sedan samma period året före"
    if all(a.nu.rad["tecken"] == SAKNAS for a in andringar):
        return uppgift_saknas(underlag, titel)
    perioder = {(a.nu.period.text, a.fore.period.text) for a in andringar}
    rubriker = next(iter(perioder)) if len(perioder) == 1 else ("Perioden", "Samma period året före")
    if len(perioder) == 1:
        titel = f"Förändring i {underlag.omrade.kortnamn}, {rubriker[0]} mot {rubriker[1]}"
    rader = tuple(_rad(underlag, a, med_period=len(perioder) > 1) for a in andringar)
    fotnot = f"{_FOTNOT} " if any(a.osakerhet != EJ_AKTUELL for a in andringar) else ""
    return Tabell(
        omrade=underlag.omrade.kod,
        titel=titel,
        kolumner=("Mått", *map(svenska.stor_bokstav, rubriker), "Förändring", OSAKERHET_95, "Bedömning"),
        rader=rader,
        kalla=f"{fotnot}{underlag.kalla(*indikatorer)}".replace(" %", f"{svenska.HART_BLANKSTEG}%"),
        vanster=(5,),
        matt=indikatorer,
    )


def _par(underlag: Underlag, indikator: str, typ: str | None) -> tuple[Tal, Tal]:
    """Return the figure of the latest whole period and that of the year before; the two never overlap."""
    period = underlag.period_for(indikator, Periodtyp(typ or underlag.katalog[indikator].rapportperiod or "r12"))
    if period.slut > underlag.period_for(indikator, Periodtyp.MANAD).slut:
        period = period.flytta(-period.antal_manader)
    return underlag.tal(indikator, period), underlag.tal(indikator, period.flytta(-12))


def _rad(underlag: Underlag, a: Andring, *, med_period: bool) -> tuple[str, ...]:
    """Return one measure's row as texts."""
    mitt, omrade = a.nu.indikator, underlag.omrade_for(a.nu.indikator.id)
    enhet = "" if mitt.skala is Skala.ANDEL or mitt.matenhet == mitt.kort.lower() else f", {mitt.matenhet}"
    plats = "" if omrade == underlag.omrade else f" ({omrade.kortnamn})"
    varden = [t.andel if t.som_missade else t.varde for t in (a.nu, a.fore)]
    if med_period:
        varden = [f"{v} ({t.period.text})" for v, t in zip(varden, (a.nu, a.fore), strict=True)]
    return (f"{mitt.kort}{enhet}{plats}", *varden, f"{a.skillnad} {a.enhet}".strip(), a.osakerhet, str(a.ord))


def _omdome(underlag: Underlag, nu: Tal, fore: Tal) -> Forandring:
    """Return the verdict of the change, or why there is none."""
    if any(t.finns and not t.har_bas for t in (nu, fore)):
        return Forandring.UTAN_ANTAL
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
    granser = skillnadens_granser(nu, fore, "998")
    return bedom_forandring(granser, nu.handelser, fore.handelser) if granser else Forandring.SAKNAS


def _brott_emellan(underlag: Underlag, nu: Tal, fore: Tal) -> bool:
    """Return whether the way of counting changed after the earlier period began."""
    return any(fore.period.forsta_dag < b.datum < nu.period.slut for b in underlag.profil.brott_for(nu.indikator.id))
