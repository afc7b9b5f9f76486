"""Sentences, key numbers and the method section, worded from protected figures and the catalogue."""

from __future__ import annotations

import re

from analys import svenska
from analys.disclosure.grind import SAKNAS
from analys.indikatorer import REGELTEXTER
from analys.katalog import Bedomning, Indikator, Jamforelse, Klass, Riktning, Skala
from analys.period import Periodtyp
from analys.present.block import Definition, Definitioner, Kort, Nyckeltal, Tabell, Text
from analys.present.meningar import AUTOMATISKT, bedomning, enhet_i, omdomestext
from analys.present.tabeller import uppgift_saknas
from analys.present.tal import UTAN_TAL, Tal
from analys.present.underlag import Underlag, inne
from analys.region import Kontinuitetsslag
from analys.stats.omdome import MINST_HANDELSER, Omdome

_FALT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
_BOJT = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")
_ANNAT = re.compile(r"\{(\w+)\.(\w+)\}")
_OM_ANTAL = {"antal", "antal_ett", "n", "personer"}
"""What a sentence cannot say of a figure whose count is not known."""
_SATS = re.compile(r"(?<=\.) (?=[A-ZÅÄÖ{])|(?<=\{bedomning\}) ")
_KLASS = {
    Klass.INDIKATOR: "Indikator",
    Klass.BAKGRUNDSMATT: "Bakgrundsmått: beskriver, värderar inte",
    Klass.BALANSMATT: "Balansmått: läses bredvid ett annat mått",
}
_RIKTNING = {Riktning.HOGRE: "högre är bättre", Riktning.LAGRE: "lägre är bättre", Riktning.INGEN: "ingen"}


def i_korthet(underlag: Underlag, *indikatorer: str) -> Text:
    """Return one sentence per measure, worded by the catalogue's ``mening``; a hidden figure is said in words.

    Persons come first, then the rate, then the verdict against the comparator. What "ingen säkerställd skillnad" means
    is said the first time.
    """
    meningar: list[str] = []
    for i in indikatorer:
        meningar.append(_mening(underlag, i, slump=not any("slumpen" in m for m in meningar)))
    return Text(underlag.omrade.kod, tuple(meningar), "I korthet", slag="ruta", fot=AUTOMATISKT, matt=indikatorer)


def nyckeltal(underlag: Underlag, *indikatorer: str) -> Nyckeltal:
    """Return the measures that the region has as large numbers, each with its period, value and interval."""
    return Nyckeltal(underlag.omrade.kod, tuple(_kort(underlag, i) for i in underlag.redovisade(*indikatorer)))


def sa_raknar_vi(underlag: Underlag, *indikatorer: str) -> Definitioner:
    """Return the definitions of the measures that the region has, printed from the catalogue."""
    matt = [underlag.katalog[i] for i in underlag.redovisade(*indikatorer)]
    return Definitioner(underlag.omrade.kod, tuple(_definition(m) for m in matt))


def regler(underlag: Underlag, *indikatorer: str) -> Text:
    """Return the rules that the measures are counted by, one paragraph each, from the catalogue's ``parametrar``."""
    matt = [underlag.katalog[i] for i in indikatorer]
    stycken = tuple(f"**{m.kort}:** {_regler(m)}." for m in matt)
    return Text(underlag.omrade.kod, stycken, "Regler", slag="lista")


def eget_kontinuitetsmatt(underlag: Underlag) -> Text:
    """Return what the region's own measure of continuity is, and whether Ko1 and Ko5 may be read beside it."""
    eget = underlag.profil.kontinuitetsmatt
    if eget is None:
        text = "Regionen har inget eget mått på läkarkontinuitet utöver Ko1 och Ko5."
    else:
        text = f"**{eget.namn}**, regionens eget mått: {_KONTINUITET[eget.slag]} Källa: {eget.kalla}."
    return Text(underlag.omrade.kod, (text,), "Regionens eget mått")


_KONTINUITET = {
    Kontinuitetsslag.OKAND: (
        "källan säger inte om procenttalet är COC gånger 100, andelen besök hos den läkare som patienten möter oftast "
        "(UPC) eller andelen besök hos patientens fasta läkare. Därför visas det inte här, och Ko1 och Ko5 ska inte "
        "jämföras med det."
    ),
    Kontinuitetsslag.COC: "samma som Ko5 gånger 100.",
    Kontinuitetsslag.UPC: (
        "andelen besök hos den läkare som patienten träffar oftast (UPC). Det blir högre än COC och ska inte jämföras "
        "med Ko1 och Ko5."
    ),
    Kontinuitetsslag.FAST_LAKARE: (
        "andelen besök hos patientens fasta läkare. Det är ett annat mått än COC och ska inte jämföras med Ko1 och Ko5."
    ),
}


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
    filer = underlag.svar("filer")
    rader = tuple(tuple(fil[:-1]) for fil in filer)
    varningar = [v for *_, egna in filer for v in egna]
    obs = f" Observera: {'; '.join(varningar)}." if varningar else ""
    kalla = (
        f"Källa: {underlag.svar('meta', 'system')}. Data hämtade {underlag.uttag}. Gäller hela leveransen; avrundat "
        "nedåt till tiotal. Uteslutna rader är riktiga men hör inte till måtten, till exempel dubbletter. Rader som "
        f"ställts åt sidan har fel som måste rättas i källan.{obs}"
    )
    rubriker = ("Fil", "Rader in", "Använda", "Uteslutna", "Ställda åt sidan")
    return Tabell(underlag.omrade.kod, "Rader i underlaget", rubriker, rader, kalla)


def _mening(underlag: Underlag, indikator: str, *, slump: bool) -> str:
    """Return the catalogue's sentence with the område's figures, or that the figure is not shown."""
    mitt, (period, orsak) = underlag.katalog[indikator], underlag.periodval(indikator)
    eget, omrade = underlag.tal(indikator, period), underlag.omrade_for(indikator)
    if not eget.finns:
        return f"{mitt.titel}, {period.text}: {UTAN_TAL[eget.rad['tecken'] or SAKNAS]}."
    antal = float(eget.rad["taljare"]) if eget.har_bas else 1.0  # its sentences with a count are passed over
    falt = {
        "tidpunkt": period.nar,
        "Tidpunkt": svenska.stor_bokstav(period.nar),
        "antal": eget.antal if antal else "ingen",
        "antal_ett": eget.antal if antal else "inget",
        "varde": eget.missade if eget.som_missade else eget.varde,
        "n": eget.n,
        "omrade": omrade.kortnamn,
        "personer": svenska.bojning(max(antal, 1), mitt.ental, mitt.antal),
        "bedomning": _bedomning(underlag, eget, slump=slump),
    }

    def ersatt(traff: re.Match[str]) -> str:
        return str(getattr(underlag.tal(traff[1], period), traff[2])) if traff[2] else falt[traff[1]]

    mening = (mitt.mening_region if omrade.ar_region else "") or mitt.mening
    mening = _BOJT.sub(lambda ord_: ord_[1] if antal <= 1 else ord_[2], mening)
    satser = [s for s in _SATS.split(mening) if all(underlag.tal(i, period).finns for i, _ in _ANNAT.findall(s))]
    if not eget.har_bas:
        satser = [s for s in satser if not _OM_ANTAL & set(re.findall(r"\{(\w+)\}", s))]
        satser = satser or [f"{mitt.titel}, {period.text}: {eget.varde} {enhet_i(mitt)}".strip() + "."]
    text = [_FALT.sub(ersatt, s) for s in satser]
    if eget.preliminar and not falt["bedomning"]:
        text.append("(Preliminärt.)")
    return " ".join(t for t in (*text, orsak) if t)


def _bedomning(underlag: Underlag, eget: Tal, *, slump: bool) -> str:
    """Return the verdict's sentence, with the coverage that takes it away."""
    i, jamforelse = eget.indikator, underlag.jamforelse(eget.indikator.id, eget.period)
    omdome = underlag.omdome(i.id, eget.period)
    if jamforelse is None or omdome is None:
        return ""
    namn, annat = jamforelse
    text = bedomning(
        omdome, i.skala, namn, annat.varde, slump=slump and eget.varde != annat.varde, justerat=_justerat(i)
    )
    if underlag.lag_tackning(eget, annat):
        text += f" Täckningsgraden är {underlag.lagsta_tackning(eget, annat)}: för låg för att jämföra."
    return text


def _kort(underlag: Underlag, indikator: str) -> Kort:
    """Return one key number: a rate is shown by its count, the rest by their value."""
    mitt, (period, orsak) = underlag.katalog[indikator], underlag.periodval(indikator)
    eget = underlag.tal(indikator, period)
    rat = mitt.skala is Skala.PER_10000 and eget.har_bas
    nar = svenska.stor_bokstav(period.text)
    if underlag.omrade_for(indikator) != underlag.omrade:
        nar = f"{underlag.profil.omradesnamn}, {period.text}"
    if not eget.finns:
        return Kort(mitt.id, mitt.kort, eget.varde, (nar, *_omdomesrad(underlag, eget)))
    rader = [nar + (" (preliminärt)" if eget.preliminar else "")]
    if not eget.har_bas:  # others' value, of an unknown number
        rader += [enhet_i(mitt)] if enhet_i(mitt) else []
    elif rat:
        rader.append(f"{eget.varde} {mitt.matenhet}, osäkerhet {eget.intervall('95')}")
    elif mitt.skala is Skala.ANDEL:
        rader += [] if eget.som_missade else [f"{eget.andel} {mitt.antal}"]
        vad = f"{svenska.HART_BLANKSTEG}% {mitt.missade}" if eget.som_missade else f"{svenska.HART_BLANKSTEG}%"
        rader.append(f"osäkerhet {eget.intervall('95')}{vad}")
    else:
        rader.append(", ".join(t for t in (mitt.matenhet, eget.osakerhet) if t))
    if mitt.skala in (Skala.PER_10000, Skala.ANTAL) and ("kon",) in mitt.dimensioner:
        kvinnor, man = (underlag.tal(indikator, period, kon=k) for k in ("kvinna", "man"))
        if kvinnor.finns and man.finns:
            rader.append(f"{kvinnor.antal} kvinnor, {man.antal} män")
    rader += _omdomesrad(underlag, eget)
    if eget.nar_malet:
        rader.append(f"{eget.nar_malet} ({svenska.procent(mitt.malniva or 0)})")
    if eget.tackning != SAKNAS:
        rader.append(f"täckningsgrad {eget.tackning}")
    if orsak:
        rader.append(orsak)
    jamforelse = underlag.jamforelse(indikator, period)
    lag = jamforelse is not None and underlag.lag_tackning(eget, jamforelse[1])
    return Kort(mitt.id, mitt.kort, eget.antal if rat else eget.varde, tuple(rader), lag)


def _omdomesrad(underlag: Underlag, eget: Tal) -> list[str]:
    """Return the card's row with the comparator, its value where the two may be compared, and the verdict."""
    jamforelse = underlag.jamforelse(eget.indikator.id, eget.period)
    omdome = underlag.omdome(eget.indikator.id, eget.period)
    if jamforelse is None or omdome is None:
        return []
    namn, annat = jamforelse
    varde = f" ({annat.varde})" if annat.finns and omdome is not Omdome.EJ_SAKERSTALLT else ""
    vad = "Andelen jämfört" if eget.som_missade else "Jämfört"
    alder = ", justerat för ålder" if _justerat(eget.indikator) else ""
    return [f"{vad} med {inne(namn)}{varde}{alder}: {omdomestext(omdome)}"]


def _justerat(i: Indikator) -> bool:
    return i.bedoms_pa is Bedomning.STANDARDISERAD


def _definition(m: Indikator) -> Definition:
    """Return one measure's entry of the method section."""
    rader = [
        ("Varför", m.varfor),
        ("Täljare", m.taljare),
        ("Nämnare", m.namnare),
        ("Enhet", m.matenhet),
        ("Regler", _regler(m)),
        ("Perioder", svenska.lista(_PERIODER[p] for p in m.perioder)),
        ("Typ av mått", f"{_KLASS[m.klass]}. Önskad riktning: {_RIKTNING[m.riktning]}."),
        ("Ansvar", str(m.ansvar)),
        ("Mål", f"{svenska.procent(m.malniva)}. {m.malniva_kalla}." if m.malniva is not None else ""),
        ("Definition", m.definition_kalla),
        ("Skiljer sig från", m.avvikelser),
        ("Osäkerhetsintervall", "" if m.utan_antal else _INTERVALL[m.skala]),
        ("Jämförelse", _jamforelsen(m)),
        ("Uppföljning", f"{m.efterslapning.text} efter perioden; dessförinnan är siffran preliminär."),
        ("Fastställt av", f"{m.faststalld_av}. Gäller från {svenska.datum(m.galler_fran)}, version {m.version}."),
    ]
    return Definition(m.titel, tuple((namn, text) for namn, text in rader if text), m.id)


def _regler(m: Indikator) -> str:
    """Return the measure's parameters in words."""
    return "; ".join(f"{REGELTEXTER[namn]}: {_som_text(varde)}" for namn, varde in m.parametrar.items())


def _jamforelsen(m: Indikator) -> str:
    """Return what the measure's verdict is: against whom, by which interval, from how many events."""
    if m.bedoms_pa is Bedomning.INTE:
        return "Måttet bedöms inte för sig."
    if m.skala is Skala.ANTAL or m.fordelas_over:
        return "Måttet bedöms inte."
    mot = {Jamforelse.REGIONEN: "regionens eget värde", Jamforelse.RIKET: "rikets värde"}[m.jamfors_med]
    return (
        f"Med {mot}, ett fast tal. En skillnad är säkerställd när osäkerhetsintervallet på "
        f"{svenska.procent(0.998, 1)} inte når det värdet. Med färre än {MINST_HANDELSER} händelser, både räknade och "
        "väntade, bedöms skillnaden inte. Små kommuner får sällan säkerställda skillnader."
    )


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
    Skala.MEDEL: "t-intervall, från 10 mätvärden på logaritmisk skala",
}
