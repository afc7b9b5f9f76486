"""Sentences, key numbers and the method section, worded from protected figures and the catalogue."""

from __future__ import annotations

import re

from analys import svenska
from analys.katalog import Indikator, Klass, Riktning, Skala, StatistiskTyp
from analys.period import Periodtyp
from analys.present.block import Definition, Definitioner, Kort, Nyckeltal, Tabell, Text
from analys.present.underlag import Tal, Underlag, tiotal

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
    """Return the catalogue's sentence with this område's figures, or that the figure is not shown."""
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    eget = underlag.tal(indikator, period)
    if not eget.finns:
        skal = "visas inte (för få)" if eget.rad["tecken"] == ".." else "uppgift saknas"
        return f"{mitt.titel}, {period.text}: {skal}."
    tidpunkt = period.nar
    region = underlag.tal(indikator, period, underlag.profil.kod)
    ar_region = underlag.omrade.kod == underlag.profil.kod
    jamforelse = "" if ar_region or not region.finns else f" ({underlag.profil.omradesnamn} {region.varde})"
    falt = {
        "tidpunkt": tidpunkt,
        "Tidpunkt": svenska.stor_bokstav(tidpunkt),
        "antal": eget.antal,
        "varde": eget.varde,
        "n": eget.n,
        "omrade": underlag.omrade.kortnamn,
        "jamforelse": jamforelse,
        "personer": _bojt(mitt, eget),
    }

    def ersatt(traff: re.Match[str]) -> str:
        if traff[2]:
            annat = underlag.tal(traff[1], underlag.period_for(traff[1]))
            return annat.antal if traff[2] == "antal" else annat.varde
        return falt[traff[1]]

    satser = [s for s in _SATS.split(mitt.mening) if all(_finns(underlag, i) for i, _ in _ANNAT.findall(s))]
    text = " ".join(_FALT.sub(ersatt, s) for s in satser)
    return f"{text} (Preliminärt.)" if eget.rad["status"] == "preliminar" else text


def _finns(underlag: Underlag, indikator: str) -> bool:
    return underlag.tal(indikator, underlag.period_for(indikator)).finns


def _bojt(indikator: Indikator, tal: Tal) -> str:
    """Return the counted noun in singular or plural."""
    ental = {"personer": "person", "inskrivningar": "inskrivning", "besök": "besök", "avslut": "avslut"}
    return svenska.bojning(float(tal.rad["taljare"]), ental.get(indikator.antal, indikator.antal), indikator.antal)


def _kort(underlag: Underlag, indikator: str) -> Kort:
    """Return one key number: a rate is shown by its count, the rest by their value."""
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    eget = underlag.tal(indikator, period)
    rat = mitt.skala is Skala.PER_10000
    if not eget.finns:
        return Kort(mitt.id, mitt.kort, eget.varde, (svenska.stor_bokstav(period.text),))
    rader = [svenska.stor_bokstav(period.text) + (" (preliminärt)" if eget.rad["status"] == "preliminar" else "")]
    if rat:
        rader.append(f"{eget.varde} {mitt.matenhet}, osäkerhet {eget.intervall('95')}")
        if "kon" in {d for grupp in mitt.dimensioner for d in grupp} and mitt.statistisk_typ is StatistiskTyp.BESTAND:
            kvinnor, man = (underlag.tal(indikator, period, kon=k) for k in ("kvinna", "man"))
            if kvinnor.finns and man.finns:
                rader.append(f"{kvinnor.antal} kvinnor, {man.antal} män")
    else:
        rader.append(f"{mitt.matenhet}, osäkerhet {eget.intervall('95')}")
    region = underlag.tal(indikator, period, underlag.profil.kod)
    if underlag.omrade.kod != underlag.profil.kod and region.finns:
        rader.append(f"{underlag.profil.omradesnamn}: {region.varde}{' ' + mitt.matenhet if rat else ''}")
    return Kort(mitt.id, mitt.kort, eget.antal if rat else eget.varde, tuple(rader))


def _definition(m: Indikator) -> Definition:
    """Return one measure's entry of the method section."""
    rader = [
        ("Varför", m.varfor),
        ("Täljare", m.taljare),
        ("Nämnare", m.namnare),
        ("Enhet", m.matenhet),
        ("Regler", "; ".join(f"{REGELTEXTER[namn]}: {varde}" for namn, varde in m.parametrar.items())),
        ("Perioder", svenska.lista(_PERIODER[p] for p in m.perioder)),
        ("Typ av mått", f"{_KLASS[m.klass]}. Önskad riktning: {_RIKTNING[m.riktning]}."),
        ("Ansvar", str(m.ansvar)),
        ("Definition", m.definition_kalla),
        ("Skiljer sig från", m.avvikelser),
        ("Osäkerhetsintervall", _INTERVALL[m.skala]),
        ("Uppföljning", f"{m.efterslapning_dagar} dagar efter perioden; dessförinnan är siffran preliminär."),
        ("Fastställt av", f"{m.faststalld_av}. Gäller från {svenska.datum(m.galler_fran)}, version {m.version}."),
    ]
    return Definition(m.titel, tuple((namn, text) for namn, text in rader if text))


REGELTEXTER = {"max_uppehall_dagar": "längsta uppehåll (dagar) som räknas som samma inskrivning"}
"""Every parameter that a catalogue entry can set, as readers meet it."""
_PERIODER = {
    Periodtyp.DAG: "en dag",
    Periodtyp.MANAD: "månad",
    Periodtyp.TERTIAL: "tertial",
    Periodtyp.AR: "år",
    Periodtyp.R12: "rullande 12 månader",
}
_INTERVALL = {
    Skala.ANDEL: "Wilson",
    Skala.PER_10000: "exakt Poisson under 10 händelser, annars Byar",
    Skala.KVOT: "exakt Poisson under 10 händelser, annars Byar",
    Skala.MEDEL: "t-intervall",
}
