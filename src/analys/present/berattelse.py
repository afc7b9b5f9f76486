"""Sentences, key numbers and the method section, worded from protected figures and the catalogue."""

from __future__ import annotations

import re

from analys import svenska
from analys.disclosure.grind import DOLD, EJ_AKTUELL, SAKNAS
from analys.indikatorer import REGELTEXTER
from analys.katalog import Indikator, Klass, Riktning, Skala
from analys.period import Periodtyp
from analys.present.block import Definition, Definitioner, Kort, Nyckeltal, Tabell, Text
from analys.present.tabeller import uppgift_saknas
from analys.present.underlag import Underlag, inne, tiotal

_FALT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
_ANNAT = re.compile(r"\{(\w+)\.(\w+)\}")
_SATS = re.compile(r"(?<=\.) (?=[A-ZÅÄÖ{])")
_KLASS = {
    Klass.INDIKATOR: "Indikator",
    Klass.BAKGRUNDSMATT: "Bakgrundsmått: beskriver, värderar inte",
    Klass.BALANSMATT: "Balansmått: läses bredvid ett annat mått",
}
_RIKTNING = {Riktning.HOGRE: "högre är bättre", Riktning.LAGRE: "lägre är bättre", Riktning.INGEN: "ingen"}


def i_korthet(underlag: Underlag, *indikatorer: str) -> Text:
    """Return one sentence per measure, worded by the catalogue's ``mening``; a hidden figure is said in words."""
    return Text(underlag.omrade.kod, tuple(_mening(underlag, i) for i in indikatorer), "I korthet", slag="ruta")


def nyckeltal(underlag: Underlag, *indikatorer: str) -> Nyckeltal:
    """Return the measures as large numbers, each with its period, value and interval."""
    return Nyckeltal(underlag.omrade.kod, tuple(_kort(underlag, i) for i in indikatorer))


def sa_raknar_vi(underlag: Underlag, *indikatorer: str) -> Definitioner:
    """Return the definitions of the measures, printed from the catalogue."""
    return Definitioner(underlag.omrade.kod, tuple(_definition(underlag.katalog[i]) for i in indikatorer))


def sma_tal(underlag: Underlag, liten: str, stor: str) -> Text:
    """Return why one share swings more than another: it is of fewer people, and this is what chance gives."""
    delar = []
    for i in (liten, stor):
        tal = underlag.tal(i, underlag.period_for(i), underlag.profil.kod)
        if not tal.finns:
            return uppgift_saknas(underlag, "Varför svänger andelarna olika mycket?")
        delar.append((underlag.katalog[i], tal))
    (liten_matt, litet), (stor_matt, stort) = delar
    bredd = [svenska.lista(svenska.tal(g) for g in t.granser("95") or ()) for t in (litet, stort)]
    text = (
        f"**{liten_matt.kort}** bygger på {litet.andel} {liten_matt.antal} i {underlag.profil.omradesnamn} "
        f"{litet.period.nar}, **{stor_matt.kort.lower()}** på {stort.andel}. "
        f"Med så få {liten_matt.antal} kan andelen bli allt mellan {bredd[0]} procent av tillfälligheter, i den större "
        f"gruppen mellan {bredd[1]} procent. Att den lilla gruppens andelar svänger mer från månad till månad är vad "
        "det lilla antalet ger."
    )
    return Text(underlag.omrade.kod, (text,), "Varför svänger andelarna olika mycket?")


def redovisning(underlag: Underlag) -> Tabell:
    """Return where the data come from and how each file's rows were used, rounded down to tens."""
    filer = underlag.skyddat.meta["filer"]
    rader = tuple(
        (
            f["fil"],
            tiotal(f["rader_in"]),
            tiotal(f["anvanda"]),
            tiotal(sum(f["uteslutna"].values())),
            tiotal(sum(f["atsidosatta"].values())),
        )
        for f in filer
    )
    varningar = [v for f in filer for v in f["varningar"] if not v.startswith("kolumnen")]
    obs = f" Observera: {'; '.join(varningar)}." if varningar else ""
    kalla = (
        f"Källa: {underlag.skyddat.meta['system']}. Data hämtade {underlag.uttag}. Gäller hela leveransen; avrundat "
        "nedåt till tiotal. Uteslutna rader är riktiga men hör inte till måtten, till exempel dubbletter. Rader som "
        f"ställts åt sidan har fel som måste rättas i källan.{obs}"
    )
    rubriker = ("Fil", "Rader in", "Använda", "Uteslutna", "Ställda åt sidan")
    return Tabell(underlag.omrade.kod, "Rader i underlaget", rubriker, rader, kalla)


def _mening(underlag: Underlag, indikator: str) -> str:
    """Return the catalogue's sentence with the område's figures, or that the figure is not shown."""
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    eget, omrade = underlag.tal(indikator, period), underlag.omrade_for(indikator)
    if not eget.finns:
        return f"{mitt.titel}, {period.text}: {_UTAN_TAL[eget.rad['tecken'] or SAKNAS]}."
    jamforelse = underlag.jamforelse(indikator, period)
    jamfors = jamforelse if jamforelse and jamforelse[1].finns else None
    lag = jamfors is not None and underlag.lag_tackning(eget, jamfors[1])
    falt = {
        "tidpunkt": period.nar,
        "Tidpunkt": svenska.stor_bokstav(period.nar),
        "antal": eget.antal,
        "varde": eget.missade if eget.som_missade else eget.varde,
        "n": eget.n,
        "omrade": omrade.kortnamn,
        "jamforelse": f" ({inne(jamfors[0])} {jamfors[1].varde})" if jamfors and not lag else "",
        "personer": svenska.bojning(float(eget.rad["taljare"]), mitt.ental, mitt.antal),
    }

    def ersatt(traff: re.Match[str]) -> str:
        if traff[2]:
            annat = underlag.tal(traff[1], underlag.period_for(traff[1]))
            return annat.antal if traff[2] == "antal" else annat.varde
        return falt[traff[1]]

    mening = (mitt.mening_region if omrade.ar_region else "") or mitt.mening
    satser = [s for s in _SATS.split(mening) if all(_finns(underlag, i) for i, _ in _ANNAT.findall(s))]
    text = " ".join(_FALT.sub(ersatt, s) for s in satser)
    if jamfors and lag:
        text += f" Täckningsgraden är {underlag.lagsta_tackning(eget, jamfors[1])}: för låg för att jämföra."
    return f"{text} (Preliminärt.)" if eget.preliminar else text


_UTAN_TAL = {DOLD: "visas inte (för få)", SAKNAS: "uppgift saknas", EJ_AKTUELL: "ej aktuellt"}


def _finns(underlag: Underlag, indikator: str) -> bool:
    return underlag.tal(indikator, underlag.period_for(indikator)).finns


def _kort(underlag: Underlag, indikator: str) -> Kort:
    """Return one key number: a rate is shown by its count, the rest by their value."""
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    eget = underlag.tal(indikator, period)
    rat = mitt.skala is Skala.PER_10000
    nar = svenska.stor_bokstav(period.text)
    if underlag.omrade_for(indikator) != underlag.omrade:
        nar = f"{underlag.profil.omradesnamn}, {period.text}"
    if not eget.finns:
        return Kort(mitt.id, mitt.kort, eget.varde, (nar,))
    rader = [nar + (" (preliminärt)" if eget.preliminar else "")]
    if rat:
        rader.append(f"{eget.varde} {mitt.matenhet}, osäkerhet {eget.intervall('95')}")
    elif mitt.skala is Skala.ANDEL:
        rader += [] if eget.som_missade else [f"{eget.andel} {mitt.antal}"]
        vad = f"{svenska.HART_BLANKSTEG}% {mitt.missade}" if eget.som_missade else f"{svenska.HART_BLANKSTEG}%"
        rader.append(f"osäkerhet {eget.intervall('95')}{vad}")
    else:
        rader.append(f"{mitt.matenhet}, osäkerhet {eget.intervall('95')}")
    if mitt.skala in (Skala.PER_10000, Skala.ANTAL) and ("kon",) in mitt.dimensioner:
        kvinnor, man = (underlag.tal(indikator, period, kon=k) for k in ("kvinna", "man"))
        if kvinnor.finns and man.finns:
            rader.append(f"{kvinnor.antal} kvinnor, {man.antal} män")
    jamforelse = underlag.jamforelse(indikator, period)
    lag = jamforelse is not None and underlag.lag_tackning(eget, jamforelse[1])
    if jamforelse and jamforelse[1].finns and mitt.skala is not Skala.ANTAL and not lag:
        rader.append(f"{jamforelse[0]}: {jamforelse[1].varde}{' ' + mitt.matenhet if rat else ''}")
    if eget.nar_malet:
        rader.append(f"{eget.nar_malet} ({svenska.procent(mitt.malniva or 0)})")
    if eget.tackning != SAKNAS:
        rader.append(f"täckningsgrad {eget.tackning}{', jämförs inte' if lag else ''}")
    return Kort(mitt.id, mitt.kort, eget.antal if rat else eget.varde, tuple(rader), lag)


def _definition(m: Indikator) -> Definition:
    """Return one measure's entry of the method section."""
    rader = [
        ("Varför", m.varfor),
        ("Täljare", m.taljare),
        ("Nämnare", m.namnare),
        ("Enhet", m.matenhet),
        ("Regler", "; ".join(f"{REGELTEXTER[namn]}: {_som_text(varde)}" for namn, varde in m.parametrar.items())),
        ("Perioder", svenska.lista(_PERIODER[p] for p in m.perioder)),
        ("Typ av mått", f"{_KLASS[m.klass]}. Önskad riktning: {_RIKTNING[m.riktning]}."),
        ("Ansvar", str(m.ansvar)),
        ("Mål", f"{svenska.procent(m.malniva)}. {m.malniva_kalla}." if m.malniva is not None else ""),
        ("Definition", m.definition_kalla),
        ("Skiljer sig från", m.avvikelser),
        ("Osäkerhetsintervall", _INTERVALL[m.skala]),
        ("Uppföljning", f"{m.efterslapning.text} efter perioden; dessförinnan är siffran preliminär."),
        ("Fastställt av", f"{m.faststalld_av}. Gäller från {svenska.datum(m.galler_fran)}, version {m.version}."),
    ]
    return Definition(m.titel, tuple((namn, text) for namn, text in rader if text))


def _som_text(varde: object) -> str:
    """Return a rule's value as a reader meets it."""
    if isinstance(varde, bool):
        return "ja" if varde else "nej"
    if isinstance(varde, list):
        return svenska.lista(_som_text(v) for v in varde)
    return "okänd" if varde == "okand" else str(varde).replace("_", " ")


_PERIODER = {
    Periodtyp.DAG: "en dag",
    Periodtyp.MANAD: "månad",
    Periodtyp.TERTIAL: "tertial",
    Periodtyp.AR: "år",
    Periodtyp.R12: "rullande 12 månader",
    Periodtyp.R36: "rullande 36 månader",
}
_INTERVALL = {
    Skala.ANTAL: "exakt Poisson under 10 händelser, annars Byar",
    Skala.ANDEL: "Wilson",
    Skala.PER_10000: "exakt Poisson under 10 händelser, annars Byar",
    Skala.KVOT: "exakt Poisson under 10 händelser, annars Byar",
    Skala.MEDEL: "t-intervall",
}
