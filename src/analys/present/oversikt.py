"""All judged measures by all kommuner on one page, by verdict and never by rank."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL
from analys.identitet import Slag
from analys.katalog import Ansvar, Bedomning, Indikator, Riktning, Skala
from analys.omraden import Omrade
from analys.period import Period
from analys.present.block import Oversikt, Oversiktsgrupp, Oversiktsrad, Ruta, Text
from analys.present.justering import Justerat, figurer, justera
from analys.present.meningar import AUTOMATISKT, omdomestext
from analys.present.tabeller import HOGST_KOLUMNER, kommunernas_jamforelse
from analys.present.tal import Tal
from analys.present.underlag import Underlag, inne
from analys.stats.omdome import Omdome, slumpen_ger
from analys.stats.standardisering import SOM_REFERENSEN

SMA_KOMMUNER = "Små kommuner får sällan säkerställda skillnader. Det betyder inte att allt är bra."
FARGTEXT = (
    "Färg visar säkerställda skillnader i mått där vi vet om högt eller lågt är bra. Övriga rutor är medvetet "
    "ofärgade. Pilen säger bara upp eller ner."
)
TONER = (("onskat", "blått: åt önskat håll"), ("oonskat", "orange: åt oönskat håll"))
_RIKTNING = {Riktning.HOGRE: "högre är bättre", Riktning.LAGRE: "lägre är bättre"}


@dataclass(frozen=True)
class _Jamforelse:
    """One område's figure of a measure, what it is compared with, and the verdict (None: nothing to compare with)."""

    omrade: Omrade
    tal: Tal
    mot: tuple[str, Tal] | None
    omdome: Omdome | None
    justerat: Justerat | None

    @property
    def varde(self) -> str:
        """The figure that the verdict is of: the index where the measure is judged adjusted for age."""
        if self.justerat is None:
            return self.tal.varde
        if self.mot is None:
            return svenska.tal(SOM_REFERENSEN)
        return EJ_AKTUELL if self.justerat.brist else self.justerat.index

    @property
    def bedomd(self) -> bool:
        return self.omdome is Omdome.INGEN or (self.omdome is not None and self.omdome.sakerstallt)


@dataclass(frozen=True)
class _Matt:
    """One judged measure with its own period and its comparisons, the region's first."""

    indikator: Indikator
    period: Period
    jamforelser: tuple[_Jamforelse, ...]


def oversikt(underlag: Underlag) -> Oversikt:
    """Return every judged measure (rows, by who is responsible) by område (columns, in the profile's fixed order)."""
    matt = _bedomda_matt(underlag)
    omraden = underlag.profil.rapportomraden
    grupper = tuple(
        Oversiktsgrupp(f"Ansvar: {ansvar}", rader)
        for ansvar in (Ansvar.KOMMUNEN, Ansvar.GEMENSAMT, Ansvar.REGIONEN, Ansvar.ENHETEN)
        if (rader := tuple(_rad(underlag, m) for m in matt if m.indikator.ansvar is ansvar))
    )
    alla = [j for m in matt for j in m.jamforelser]
    stycken = (f"**{_antal_sakerstallda(alla)}** {_slumpen(alla)}", f"{SMA_KOMMUNER} {FARGTEXT}")
    return Oversikt(
        omrade=underlag.omrade.kod,
        titel="Alla mått och alla kommuner",
        stycken=stycken,
        toner=TONER,
        kolumner=("Mått", *(o.kortnamn for o in omraden)),
        grupper=grupper,
        kalla=underlag.kalla(*(m.indikator.id for m in matt)),
        egen=1 + omraden.index(underlag.omrade),
        delar=_delar(len(omraden)),
    )


def _delar(antal: int) -> tuple[tuple[int, ...], ...]:
    """Return the columns of each table: the region's first, and as many kommuner as there is room for, evenly."""
    tabeller = -(-(antal - 1) // HOGST_KOLUMNER)
    granser = [1 + (antal - 1) * nr // tabeller for nr in range(tabeller + 1)]
    return tuple((1, *range(fran + 1, till + 1)) for fran, till in pairwise(granser))


def omdomen(underlag: Underlag) -> Text:
    """Return in short what differs: all comparisons, then the page's own område and why some are not judged."""
    matt = _bedomda_matt(underlag)
    alla = [j for m in matt for j in m.jamforelser]
    egna = [j for j in alla if j.omrade == underlag.omrade and j.mot is not None]
    bedomda, sakerstallda = sum(j.bedomd for j in egna), sum(_sakerstalld(j) for j in egna)
    mot = svenska.lista(dict.fromkeys(inne(j.mot[0]) for j in egna if j.mot))
    namn = f"{underlag.omrade.kortnamn} jämfört med {mot}"
    stycken = [f"**{_antal_sakerstallda(alla)}**"]
    if bedomda:
        stycken.append(f"{namn}: {sakerstallda or 'ingen'} av {bedomda} jämförelser visar en säkerställd skillnad.")
    elif egna:
        stycken.append(f"{namn}: inget mått kan bedömas.")
    for omdome in (Omdome.HOGRE, Omdome.LAGRE):
        if traffar := [_beskriven(j) for j in egna if j.omdome is omdome]:
            stycken.append(f"{svenska.stor_bokstav(omdome)}: {'; '.join(traffar)}.")
    if underlag.omrade.ar_region:
        stycken += _kommunerna(matt)
    skal = [_skal(underlag, j) for j in egna]
    for ett in dict.fromkeys(s for s in skal if s):
        stycken.append(f"{skal.count(ett)} mått bedöms inte ({ett}).")
    return Text(underlag.omrade.kod, tuple(stycken), "I korthet", slag="ruta", fot=AUTOMATISKT)


def _kommunerna(matt: list[_Matt]) -> list[str]:
    """Return in which measures kommuner differ from what they are compared with, and how many, but not which."""
    skilda = {m.indikator.kort: sum(_sakerstalld(j) for j in m.jamforelser[1:]) for m in matt}
    namn = [f"{svenska.liten_bokstav(kort)} ({antal})" for kort, antal in skilda.items() if antal]
    return [f"Så många kommuner skiljer sig säkerställt: {'; '.join(namn)}."] if namn else []


def _bedomda_matt(underlag: Underlag) -> list[_Matt]:
    """Return the measures that the region has and that are judged for kommuner, in the catalogue's order."""
    ut = []
    for mitt in (underlag.katalog[i] for i in underlag.redovisade(*underlag.katalog)):
        if mitt.lagsta_niva != "kommun" or mitt.skala is Skala.ANTAL or mitt.fordelas_over or _samma_som_annat(mitt):
            continue
        if mitt.bedoms_pa is Bedomning.INTE:
            continue
        period = underlag.period_for(mitt.id)
        jamforelser = tuple(
            _Jamforelse(
                o,
                underlag.tal(mitt.id, period, o.kod),
                underlag.jamforelse(mitt.id, period, o.kod),
                underlag.omdome(mitt.id, period, o.kod),
                _justerat(underlag, mitt, period, o.kod),
            )
            for o in underlag.profil.rapportomraden
        )
        ut.append(_Matt(mitt, period, jamforelser))
    return ut


def _justerat(underlag: Underlag, mitt: Indikator, period: Period, omrade: str) -> Justerat | None:
    """Return the område's figure adjusted for age where that is the one that is judged."""
    if mitt.bedoms_pa is not Bedomning.STANDARDISERAD:
        return None
    ref = figurer(underlag, mitt, period, underlag.profil.kod)
    return justera(underlag, figurer(underlag, mitt, period, omrade), ref)


def _samma_som_annat(mitt: Indikator) -> bool:
    """Return whether the measure only divides another one: its total would be counted twice."""
    samband = {(i.slag, i.matt) for i in mitt.samband}
    return any((Slag.NAMNARE_NAMNARE, matt) in samband for slag, matt in samband if slag is Slag.TALJARE)


def _rad(underlag: Underlag, m: _Matt) -> Oversiktsrad:
    """Return one row: the measure with its unit, period and direction, and every område's cell."""
    mitt = m.indikator
    justerat = f"index justerat för ålder, {underlag.profil.omradesnamn} = {svenska.tal(SOM_REFERENSEN)}"
    enhet = justerat if mitt.bedoms_pa is Bedomning.STANDARDISERAD else mitt.matenhet
    om = [f"{enhet}, {m.period.text}"]
    om += [_RIKTNING[mitt.riktning]] if mitt.riktning in _RIKTNING else []
    om += [f"mål {svenska.procent(mitt.malniva)}"] if mitt.malniva is not None else []
    namn, mot = kommunernas_jamforelse(underlag, mitt.id, m.period)
    if namn != underlag.profil.omradesnamn:
        om.append(f"kommunerna jämförs med {inne(namn)}: {mot.varde}")
    return Oversiktsrad(mitt.kort, " · ".join(om), tuple(_ruta(underlag, j) for j in m.jamforelser))


def _ruta(underlag: Underlag, j: _Jamforelse) -> Ruta:
    """Return one cell: the figure, the verdict with its arrow and, where it shows a difference, the target's fact."""
    if j.omdome is None:
        return Ruta(j.varde)
    if j.omdome is Omdome.INGEN:
        return Ruta(j.varde, ("ej säkerställd",))
    if not j.omdome.sakerstallt:
        saknas = j.tal.rad["tecken"] != DOLD and not j.tal.finns
        return Ruta(j.tal.varde if saknas else j.varde, () if saknas else (_skal(underlag, j),))
    mal = (j.tal.nar_malet,) if j.tal.indikator.malniva is not None else ()
    return Ruta(j.varde, (omdomestext(j.omdome), *mal), ton(j.tal.indikator, j.omdome), sakerstalld=True)


def _skal(underlag: Underlag, j: _Jamforelse) -> str:
    """Return in a few words why the figure has no verdict; nothing when it has one or is compared with nothing.

    A hidden figure need not be small itself: it may give away another one.
    """
    if j.tal.rad["tecken"] == DOLD:
        return "visas inte"
    if j.justerat and j.justerat.brist:
        return j.justerat.brist
    return underlag.varfor_ej_bedomd(j.omdome, j.tal, j.mot[1]) if j.omdome and j.mot else ""


def ton(mitt: Indikator, omdome: Omdome | None) -> str:
    """Return whether a shown difference is towards or away from what is wanted; nothing where nobody has said."""
    onskat = mitt.onskat(hogre=omdome is Omdome.HOGRE) if omdome and omdome.sakerstallt else None
    return {True: "onskat", False: "oonskat", None: ""}[onskat]


def _sakerstalld(j: _Jamforelse) -> bool:
    return j.omdome is not None and j.omdome.sakerstallt


def _antal_sakerstallda(alla: list[_Jamforelse]) -> str:
    """Return how many of the comparisons that could be judged show a difference."""
    antal, bedomda = sum(_sakerstalld(j) for j in alla), sum(j.bedomd for j in alla)
    return f"{antal} av {bedomda} jämförelser visar en säkerställd skillnad."


def _slumpen(alla: list[_Jamforelse]) -> str:
    """Return how many differences chance alone would show, and that measures hang together."""
    bedomda, gang = sum(j.bedomd for j in alla), f"{svenska.HART_BLANKSTEG}×{svenska.HART_BLANKSTEG}"
    return (
        f"Om inga skillnader fanns skulle slumpen ändå ge omkring {svenska.tal(slumpen_ger(bedomda), 1)} "
        f"({gang.join([str(bedomda), svenska.procent(slumpen_ger(1), 1)])}). Flera mått hänger ihop, så samma skillnad "
        "kan synas på flera rader."
    )


def _beskriven(j: _Jamforelse) -> str:
    """Return a measure with the område's figure and the one that it is compared with."""
    if j.justerat:
        return f"{j.tal.indikator.kort}, index justerat för ålder {j.varde} ({inne(j.mot[0])} 100)" if j.mot else ""
    mot = f" ({inne(j.mot[0])} {j.mot[1].varde})" if j.mot else ""
    return f"{j.tal.indikator.kort} {j.varde}{mot}"
