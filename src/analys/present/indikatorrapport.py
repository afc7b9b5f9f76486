"""The region's Indikatorrapport on one page: a person's way, and for each measure what may be said of it.

Verdict, target and riktmärke are three questions with a column each; none is mixed with another.
"""

from __future__ import annotations

from collections import Counter

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL, SAKNAS
from analys.katalog import Bedomning, Indikator, Skala
from analys.period import Period, Periodtyp
from analys.present.block import Definition, Definitioner, Oversikt, Oversiktsgrupp, Oversiktsrad, Ruta, Text
from analys.present.forandring import andring
from analys.present.meningar import omdomestext
from analys.present.oversikt import ton
from analys.present.tabeller import kommunomdomen
from analys.present.tal import UTAN_TAL, Tal
from analys.present.trend import kort_period, trend
from analys.present.underlag import KLASSNAMN, Underlag, inne
from analys.present.vantan import modellens_grans, mot_riktmarke
from analys.region import Indikatorrapport
from analys.stats.omdome import Omdome
from analys.stats.skillnad import Forandring

SAKNAS_I_PROFILEN = "Regionens profil har ingen indikatorrapport. Skriv den under [indikatorrapport]."
_TONER = (("onskat", "blått: åt önskat håll"), ("oonskat", "orange: åt oönskat håll"))
_EJ = "ej säkerställd"
_KORTA = {Forandring.INGEN: _EJ, Forandring.FOR_FA: "för få"}
_LASTEXT = (
    "Raderna följer en persons väg. Varje mått har sin egen period. Jämförelsen säger om skillnaden är större än "
    "slumpen rimligen kan förklara; är den ej säkerställd kan den bero på slumpen. Mål och riktmärke är fakta och "
    "säger inget om slumpen. Den lilla linjen har sin egen skala för varje mått. Färg visar säkerställda skillnader i "
    "mått där vi vet om högt eller lågt är bra."
)


def indikatorrapport(underlag: Underlag) -> Oversikt | Text:
    """Return the page: a row per measure of the profile's ``indikatorrapport``, in groups along a person's way."""
    rapport = underlag.profil.indikatorrapport
    titel = f"Indikatorrapporten på en sida, {underlag.omrade.kortnamn}"
    if rapport is None:
        return Text(underlag.omrade.kod, (SAKNAS_I_PROFILEN,), titel)
    grupper = tuple(
        Oversiktsgrupp(rubrik, tuple(_rad(underlag, i, rapport) for i in matt))
        for rubrik, matt in rapport.grupper.items()
    )
    return Oversikt(
        omrade=underlag.omrade.kod,
        titel=titel,
        stycken=(_LASTEXT, _nationella(underlag, rapport)),
        toner=_TONER,
        kolumner=(
            "Mått",
            underlag.omrade.kortnamn,
            "Jämförelse",
            "Mot målet",
            "Mot riktmärket",
            "Sedan i fjol",
            "Utveckling",
        ),
        grupper=grupper,
        kalla=f"{underlag.kalla(*rapport.matt)} Sidans innehåll: {rapport.kalla}",
    )


def sidans_matt(underlag: Underlag) -> Definitioner | Text:
    """Return for each row of the page its definition, the figures of its line, the decision and GNHH's criteria."""
    rapport = underlag.profil.indikatorrapport
    if rapport is None:
        return Text(underlag.omrade.kod, (SAKNAS_I_PROFILEN,), "Måtten på sidan")
    return Definitioner(underlag.omrade.kod, tuple(_post(underlag, i) for i in rapport.matt))


def _post(underlag: Underlag, indikator: str) -> Definition:
    """Return one row's entry: what it is, its figures over time, who decided it and how it meets the criteria."""
    m = underlag.katalog[indikator]
    k = m.kriterier
    svar = {
        "Finns i befintliga system": k.finns_i_system,
        "Anger riktning": k.anger_riktning,
        "Relevant": k.relevant,
        "Valid": k.valid,
    }
    kriterier = " ".join(f"{fraga}: {text.rstrip('.')}." for fraga, text in svar.items())
    rader = (
        ("Täljare", m.taljare),
        ("Nämnare", m.namnare),
        ("Linjen", trend(underlag, indikator).alt.partition(": ")[2]),
        ("Beslut", f"{m.faststalld_av}. Paragraf: {m.paragraf}. Status: {m.status}."),
        ("Krav på en indikator", kriterier),
    )
    return Definition(m.titel, tuple((namn, text) for namn, text in rader if text), m.id)


def _nationella(underlag: Underlag, rapport: Indikatorrapport) -> str:
    """Return which measures are common to the country, or that the source does not say."""
    if not rapport.nationella:
        return f"Nationellt gemensamma indikatorer: uppgift saknas. {rapport.nationella_kalla}."
    namn = svenska.lista(underlag.katalog[i].kort for i in rapport.nationella)
    return f"Nationellt gemensamma indikatorer: {namn}. {rapport.nationella_kalla}."


def _rad(underlag: Underlag, indikator: str, rapport: Indikatorrapport) -> Oversiktsrad:
    """Return one measure: class, responsible, period and unit, and its cells."""
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    tal = underlag.tal(indikator, period)
    om = [svenska.stor_bokstav(KLASSNAMN[mitt.klass]), f"ansvar: {mitt.ansvar}", kort_period(period)]
    om += [] if mitt.skala is Skala.ANDEL else [mitt.matenhet]
    om += ["nationellt gemensam"] if indikator in rapport.nationella else []
    rutor = (
        _vardet(underlag, tal),
        _jamforelsen(underlag, indikator, period, tal),
        _malet(tal),
        _riktmarket(underlag, indikator),
        _forandringen(underlag, indikator),
        trend(underlag, indikator),
    )
    return Oversiktsrad(mitt.kort, " · ".join(om), rutor)


def _vardet(underlag: Underlag, tal: Tal) -> Ruta:
    """Return the område's own figure with how many it is of; of a measure for the region alone, the region's."""
    omrade = underlag.omrade_for(tal.indikator.id)
    ord_ = [] if omrade == underlag.omrade else [f"hela {omrade.kortnamn}"]
    if tal.finns and tal.bas_i_ord:
        ord_.append(tal.bas_i_ord)
    ord_ += ["preliminärt"] if tal.preliminar else []
    return Ruta(tal.varde, tuple(ord_))


def _jamforelsen(underlag: Underlag, indikator: str, period: Period, tal: Tal) -> Ruta:
    """Return the verdict against the comparator; of the comparator itself, how many kommuner differ from it."""
    mitt, jamforelse = underlag.katalog[indikator], underlag.jamforelse(indikator, period)
    omdome = underlag.omdome(indikator, period)
    if jamforelse is None:
        return _kommunerna(underlag, mitt, period)
    if omdome is None:
        return Ruta(EJ_AKTUELL)
    namn, mot = jamforelse
    alder = ("justerat för ålder",) if mitt.bedoms_pa is Bedomning.STANDARDISERAD else ()
    varde = [f"{inne(namn)} {mot.varde}"] if mot.finns and omdome is not Omdome.EJ_SAKERSTALLT else [inne(namn)]
    text = _EJ if omdome is Omdome.INGEN else underlag.varfor_ej_bedomd(omdome, tal, mot) or omdomestext(omdome)
    return Ruta("", (text, *varde, *alder), ton(mitt, omdome), sakerstalld=omdome.sakerstallt)


def _kommunerna(underlag: Underlag, mitt: Indikator, period: Period) -> Ruta:
    """Return how many kommuner differ from the region, by direction and never by name."""
    if mitt.lagsta_niva != "kommun":
        return Ruta(EJ_AKTUELL)
    omdomen = kommunomdomen(underlag, mitt.id, period)
    bedomda = [o for o in omdomen.values() if o.sakerstallt or o is Omdome.INGEN]
    if not bedomda:
        skal = next(iter(omdomen.values()), None)
        return Ruta(EJ_AKTUELL) if skal is None else Ruta("", (str(skal).partition(",")[0],))
    antal = Counter(bedomda)
    delar = [f"{antal[o]} {omdomestext(o)}" for o in (Omdome.HOGRE, Omdome.LAGRE) if antal[o]]
    kommuner = f"{len(bedomda)} kommuner" + ("" if len(bedomda) == len(omdomen) else " som kan bedömas")
    return Ruta("", (*delar, f"av {kommuner}") if delar else (_EJ, f"bland {kommuner}"), sakerstalld=bool(delar))


def _malet(tal: Tal) -> Ruta:
    """Return the target's fact, which says nothing of chance."""
    if tal.indikator.malniva is None:
        return Ruta(EJ_AKTUELL)
    text = tal.nar_malet if tal.finns else UTAN_TAL[tal.rad["tecken"] or SAKNAS]
    return Ruta("", (text, f"mål {svenska.procent(tal.indikator.malniva)}"))


def _riktmarket(underlag: Underlag, indikator: str) -> Ruta:
    """Return on which side of the agreement's riktmärke the month's mean is, where the agreement is of the measure."""
    modell = underlag.profil.genomsnittsmodell
    if modell is None or modell.indikator != indikator:
        return Ruta(EJ_AKTUELL)
    manad = underlag.period_for(indikator, Periodtyp.MANAD)
    vad, dagar = modellens_grans(modell, manad.forsta_dag.year)
    if dagar is None:
        return Ruta("", (f"{vad.lower()} för {manad.forsta_dag.year} saknas",))
    tal = underlag.tal(indikator, manad)
    return Ruta("", (mot_riktmarke(tal, dagar), f"{vad.lower()} {svenska.tal(dagar, 1)}", manad.text))


def _forandringen(underlag: Underlag, indikator: str) -> Ruta:
    """Return the change since the same period last year, in words."""
    a = andring(underlag, indikator)
    enhet = (a.enhet,) if a.enhet else ()
    if a.ord is not Forandring.SAKERSTALLD:
        ord_ = _KORTA.get(a.ord, str(a.ord).partition(",")[0])
        return Ruta("", (ord_,)) if a.skillnad == EJ_AKTUELL else Ruta(a.skillnad, (*enhet, ord_))
    omdome = Omdome.HOGRE if a.okar else Omdome.LAGRE
    return Ruta(a.skillnad, (*enhet, omdomestext(omdome)), ton(a.nu.indikator, omdome), sakerstalld=True)
