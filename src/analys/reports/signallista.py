"""The monthly list of signals: which kommuner have long waits, and who is called (Region Västerbotten, 99624).

Its figures are the theme Utskrivningsklara's own, without protection: in small kommuner nearly every signal is a count
that an open page must hide.
"""

from __future__ import annotations

from analys import svenska
from analys.omraden import Omrade
from analys.period import Periodtyp
from analys.present import modellens_manader
from analys.present.block import Tabell, Text
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.region import FordrojdHemgang
from analys.reports.html import dela_in, sida

GOR_SA = (
    "Ta kontakt enligt tabellen och starta en gemensam analys där det finns en signal.",
    "Gör analysen för gruppen: **analys rapport --internt --tema fordrojd_hemgang**.",
    "Gör arbetslistorna för enheterna: **analys arbetslista**.",
)


def signallista(underlag: Underlag, regel: FordrojdHemgang) -> str:
    """Return the page; ``underlag`` is the region's on the internal level."""
    r = underlag.rapport()
    signaler = [o for o in underlag.profil.rapportomraden[1:] if _signal(underlag, regel, o)]
    ovriga = [o.kortnamn for o in underlag.profil.rapportomraden[1:] if o not in signaler]
    kod = underlag.omrade.kod
    block: list[dict[str, object] | str] = [_i_korthet(underlag, regel, signaler, ovriga).som_json()]
    if signaler:
        block += ["Kommuner med signal", _tabell(underlag, regel, signaler).som_json()]
        vagar = dict.fromkeys(regel.analysvag(o.kod) for o in signaler)
        vem = tuple(f"**{v.namn}:** {svenska.liten_bokstav(v.kontaktas)}" for v in vagar)
        block += ["Vem kontaktas", Text(kod, vem, slag="lista").som_json()]
    block += [
        "Gör så här",
        Text(kod, (*GOR_SA, f"Uppgifter om patienter: **{regel.hantering}**"), slag="lista").som_json(),
    ]
    if underlag.profil.genomsnittsmodell:
        block += ["Månad för månad", modellens_manader(underlag).som_json()]
    roller = f"Små tal är inte dolda. Får bara läsas av: {r.internt}. Sprid inte vidare."
    return sida(
        "internt.html",
        profil=underlag.profil,
        rubrik=f"Signallista {underlag.period.text}",
        system=r.rapportserie,
        nar=f"data hämtade {r.uttagsdatum}",
        exempeltext=r.exempeltext if r.exempel else "",
        internt=roller,
        delar=dela_in(block),
    )


def _tal(underlag: Underlag, regel: FordrojdHemgang, omrade: Omrade) -> tuple[Tal, Tal]:
    """Return a kommun's mean days and long stays in the month."""
    matt = (regel.indikator, regel.indikator_langa)
    snitt, langa = (underlag.tal(i, underlag.period.med_typ(Periodtyp.MANAD), omrade.kod) for i in matt)
    return snitt, langa


def _over(tal: Tal, grans: float) -> bool:
    """Return whether an unrounded mean is above the limit: exactly the limit is not."""
    return tal.finns and bool(tal.rad["taljare"] > grans * tal.rad["namnare"])


def _signal(underlag: Underlag, regel: FordrojdHemgang, omrade: Omrade) -> bool:
    """Return whether a kommun has mean days above the limit or some long stay."""
    snitt, langa = _tal(underlag, regel, omrade)
    return _over(snitt, regel.signal_over_dagar) or (langa.finns and bool(langa.rad["taljare"] > 0))


def _i_korthet(underlag: Underlag, regel: FordrojdHemgang, signaler: list[Omrade], ovriga: list[str]) -> Text:
    """Return what is most pressing: who is above the limit, who has long stays alone, and who has neither."""
    over = [o.kortnamn for o in signaler if _over(_tal(underlag, regel, o)[0], regel.signal_over_dagar)]
    langa = [o.kortnamn for o in signaler if o.kortnamn not in over]
    grans = svenska.tal(regel.signal_over_dagar)
    rader = [
        f"Över {grans} dagar i snitt: **{svenska.lista(over)}**." if over else f"Ingen kommun är över {grans} dagar.",
        f"Har vårdtillfällen med långa väntetider: {svenska.lista(langa)}." if langa else "",
        f"Ingen signal: {svenska.lista(ovriga)}." if ovriga else "",
    ]
    return Text(underlag.omrade.kod, tuple(r for r in rader if r), "I korthet", slag="ruta")


def _tabell(underlag: Underlag, regel: FordrojdHemgang, signaler: list[Omrade]) -> Tabell:
    """Return one row per kommun with a signal, with who is called."""
    minst = underlag.katalog[regel.indikator_langa].parametrar["minst_dagar"]
    grans = svenska.tal(regel.signal_over_dagar)
    rader = []
    for o in signaler:
        snitt, langa = _tal(underlag, regel, o)
        over = "över" if _over(snitt, regel.signal_over_dagar) else "inte över"
        rader.append((o.kortnamn, snitt.n, snitt.varde, over, langa.antal, regel.analysvag(o.kod).namn))
    kolumner = (
        "Kommun",
        "Utskrivningsklara",
        "Dagar i snitt",
        f"Mot {grans} dagar",
        f"Vårdtillfällen med minst {minst} dagar",
        "Analysväg",
    )
    kallor = svenska.lista(dict.fromkeys([regel.kalla, *(v.kalla for v in regel.analysvagar)]))
    kalla = underlag.kalla(regel.indikator, regel.indikator_langa, period=underlag.period.text)
    return Tabell(
        underlag.omrade.kod,
        f"Signaler {underlag.period.text}",
        kolumner,
        tuple(rader),
        f"{kalla} Regeln: {kallor}.",
        markerad=tuple(nr for nr, r in enumerate(rader) if r[3] == "över"),
        vanster=(3, 5),
        beskrivning="Samma siffror som i temat Utskrivningsklara, utan dolda tal. Jämförelsen görs med det exakta "
        "genomsnittet, inte det avrundade.",
    )
