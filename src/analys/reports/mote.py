"""What a meeting needs, from one open release: tjänsteskrivelse, the board's slides, notes, answers, reports.

Everything is a file of the release or written from the protected figures that it was made from.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
from pptx import Presentation

from analys import svenska
from analys.disclosure.grind import INTERN
from analys.errors import UsageError
from analys.manaden import Motesdag
from analys.period import Period
from analys.present import beslut_och_atgarder, i_korthet
from analys.present.block import Tabell
from analys.present.meningar import AUTOMATISKT
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.motesdokument import Worddokument
from analys.status import Status

TJANSTESKRIVELSE, MANUS, FRAGOR = "tjansteskrivelse.docx", "talarmanus.docx", "fragor-och-svar.docx"
BILDSPEL = ("presentation.pptx", "presentation.bilder.pdf")
ALLMANNA = (
    (
        "Varför står det två punkter (..) i stället för ett tal?",
        "Talet är så litet att en person kunde kännas igen, eller så kunde ett sådant tal räknas fram ur de andra. Två "
        "punkter betyder aldrig noll.",
    ),
    (
        "Vad betyder säkerställt högre eller lägre?",
        "Skillnaden är större än slumpen rimligen kan förklara: osäkerhetsintervallet på 99,8 procent når inte talet "
        "som vi jämför med. Ingen säkerställd skillnad betyder inte att det är lika, bara att det inte är visat.",
    ),
    (
        "Varför får små kommuner så sällan en säkerställd skillnad?",
        "Med få händelser varierar talet mycket av tillfälligheter. Det betyder inte att allt är bra i den kommunen.",
    ),
    (
        "Visar siffrorna att ett beslut har haft effekt?",
        "Nej. De visar om måttet har förändrats sedan beslutet och om förändringen är säkerställd. Varför det har "
        "förändrats säger de inte. Månaden som utlöste en analys ingår aldrig i jämförelsen.",
    ),
    (
        "Kan man lita på siffrorna?",
        "Varje rad i leveransen är använd, utesluten eller åtsidosatt med ett skäl, och räkenskapen står sist i varje "
        "rapport. Data som inte är säkerställda eller är preliminära är märkta och bedöms inte.",
    ),
)


def motet(profil: Regionprofil, dag: date) -> Motesdag:
    """Return the meeting of a day.

    Raises
    ------
    UsageError : the profile has no meeting that day.
    """
    for mote in profil.motesdagar:
        if mote.datum == dag:
            return mote
    dagar = svenska.lista(m.datum.isoformat() for m in sorted(profil.motesdagar, key=lambda m: m.datum))
    finns = f"Möten finns {dagar}." if dagar else "Skriv mötena som [[motesdagar]]."
    raise UsageError(f"Det finns inget möte {dag.isoformat()} i data/regioner/{profil.id}.toml. {finns}")


def motets_period(regionmapp: Path, dag: date, period: str | None) -> Period:
    """Return the month of the release that a meeting gets: the one asked for, else the latest that ends before it.

    Raises
    ------
    UsageError : there is no such release; says which there are.
    """
    finns = utgava.perioder(regionmapp)
    if period:
        vald = kod if (kod := Period.las(period).kod) in finns else None
    else:
        vald = utgava.motets_manad(finns, dag)
    if vald is None:
        vad = f"för {period}" if period else f"för någon månad före mötet {dag.isoformat()}"
        raise UsageError(f"Det finns ingen utgåva {vad} i {regionmapp}. {utgava.vilka_finns(finns)}")
    return Period.las(vald)


def granska_utgava(plats: Path, nyckel: str, kod: str) -> None:
    """Check that a release is open, unchanged, made from the figures at hand, and has what a meeting needs.

    Raises
    ------
    UsageError : it is not; says what to do.
    """
    manifest = utgava.las_fil(plats)
    if manifest["niva"] == INTERN:
        raise UsageError("Utgåvan är intern. Ett mötespaket görs bara av en öppen utgåva.")
    fast = (nu := utgava.status_i(manifest)) and nu.fast
    _, andrade = utgava.granska(plats)
    if andrade:
        gor = "Återställ den från säkerhetskopian." if fast else "Gör om den med analys rapport."
        raise UsageError(f"Utgåvan har ändrats ({svenska.forsta(andrade)}). {gor}")
    if manifest["kub"] != nyckel:
        gor = "Kör analys rapport och gör paketet sedan."
        if fast:
            gor = (
                "Utgåvan är fastställd och görs inte om. Lägg tillbaka leveransen och inställningarna som den gjordes "
                "av och kör analys berakna, eller rätta den med analys ratta. Gör paketet sedan."
            )
        raise UsageError(f"Siffrorna har beräknats om sedan utgåvan gjordes. {gor}")
    if saknas := [f for f in BILDSPEL if not (plats / kod / f).is_file()]:
        gor = "Kör analys rapport för alla teman och format."
        if fast:
            gor = (
                "Den är fastställd och görs inte om. Presentationen måste vara med när en utgåva fastställs: gör "
                "alla teman och format före nästa fastställande."
            )
        raise UsageError(f"Utgåvan saknar {svenska.lista(saknas)}. {gor}")


def motespaket(underlag: Underlag, mote: Motesdag, plats: Path) -> dict[str, bytes]:
    """Return the package's files by name; ``underlag`` is the region's on the open level, ``plats`` its release."""
    manifest, mapp = utgava.las_fil(plats), plats / underlag.omrade.mapp
    status = utgava.status_i(manifest) or Status()
    pdfer = [f for f in sorted(mapp.glob("*.pdf")) if f.relative_to(plats).as_posix() in manifest["filer"]]
    rapporter = [f for f in pdfer if not f.name.endswith(".bilder.pdf")]
    filer = {f"rapporter/{f.name}": f.read_bytes() for f in rapporter}
    filer |= {namn: (mapp / namn).read_bytes() for namn in BILDSPEL}
    filer[MANUS] = _manus(underlag, mote, filer[BILDSPEL[0]])
    filer[FRAGOR] = _fragor(underlag, mote)
    filer[TJANSTESKRIVELSE] = _tjansteskrivelse(underlag, mote, [_titel(f) for f in rapporter], status)
    return dict(sorted(filer.items()))


def _nytt(underlag: Underlag, mote: Motesdag, titel: str) -> Worddokument:
    """Return a document with what every document of the meeting begins with."""
    dok = Worddokument(titel, underlag.profil.namn, mote.datum)
    r = underlag.rapport()
    if r.exempel:
        dok.stycke(f"**Exempeldata – påhittade siffror.** {r.exempeltext}")
    return dok


def _titel(pdf: Path) -> str:
    """Return a report's theme, from the title that its file says."""
    with pypdfium2.PdfDocument(pdf) as dokument:
        return str(dokument.get_metadata_value("Title")).rpartition(" i ")[0]


def _tjansteskrivelse(underlag: Underlag, mote: Motesdag, teman: list[str], status: Status) -> bytes:
    """Return the tjänsteskrivelse: what a person must decide and sign stands as fields."""
    profil, r = underlag.profil, underlag.rapport()
    vad = f"Uppföljning av hemsjukvård och utskrivning, {underlag.period.text}"
    dok = _nytt(underlag, mote, vad)
    dok.tabell(
        ("Uppgift", "Tjänsteskrivelse"),
        (
            ("Till", mote.forum),
            ("Möte", svenska.datum(mote.datum)),
            ("Från", profil.kontakt),
            ("Handläggare", "[namn och roll]"),
            ("Diarienummer", "[fyll i]"),
        ),
    )
    dok.rubrik("Förslag till beslut")
    dok.stycke(f"{mote.forum} föreslås besluta")
    dok.stycke("att lägga rapporten till handlingarna [behåll eller ta bort]", lista=True)
    dok.stycke("att ge i uppdrag åt [vem] att [vad], följt med måttet [mått], klart senast [datum]", lista=True)
    dok.rubrik("Bakgrund")
    dok.stycke(
        f"{profil.namn} och kommunerna följer hemsjukvården och utskrivningsprocessen varje månad i "
        f"{profil.rapportserie}. Den här skrivelsen gäller {underlag.period.text}. Data hämtades {r.uttagsdatum}."
    )
    for rad in (status.rad, *map(str, status.rattelser)):
        dok.stycke(rad)
    dok.stycke("[Bakgrund och verksamhetens egen analys]")
    dok.rubrik("Läget i korthet")
    for rubrik, matt in _matt(underlag):
        dok.rubrik(rubrik, 3)
        dok.lista(i_korthet(underlag, *matt))
    dok.stycke(AUTOMATISKT)
    dok.rubrik("Det vi beslutade sist")
    beslut = beslut_och_atgarder(underlag)
    if isinstance(beslut, Tabell):
        dok.tabellblock(beslut)
    else:
        dok.stycke("Inga tidigare beslut är inskrivna (data/skrivet, tabellen beslut).")
    dok.rubrik("Ekonomiska konsekvenser")
    dok.stycke("[Fyll i, eller skriv att ärendet inte har några]")
    dok.rubrik("Bilagor")
    for text in ("Presentation för mötet", f"Rapporter för {underlag.omrade.kortnamn}: {svenska.lista(teman)}"):
        dok.stycke(text, lista=True)
    dok.rubrik("Beslutet skickas till")
    for mottagare in profil.mottagare:
        dok.stycke(mottagare, lista=True)
    dok.stycke("[Namn och underskrift]")
    return dok.byte()


def _matt(underlag: Underlag) -> Iterator[tuple[str, list[str]]]:
    """Yield the groups of measures of the report on one page that the region has figures of."""
    rapport = underlag.profil.indikatorrapport
    for rubrik, matt in rapport.grupper.items() if rapport else ():
        egna = [i for i in matt if underlag.tal(i, underlag.period_for(i), underlag.omrade_for(i).kod).finns]
        if egna:
            yield rubrik, egna


def _manus(underlag: Underlag, mote: Motesdag, pptx: bytes) -> bytes:
    """Return the slides' titles and speaker's notes."""
    dok = _nytt(underlag, mote, f"Talarmanus {svenska.datum(mote.datum)}")
    for nummer, bild in enumerate(Presentation(io.BytesIO(pptx)).slides, start=1):
        titel = bild.shapes.title.text_frame.text if bild.shapes.title is not None else ""
        dok.rubrik(f"Bild {nummer}. {' '.join(titel.split())}".rstrip(". "), 2)
        anteckningar = bild.notes_slide.notes_text_frame.text if bild.has_notes_slide else ""
        for rad in filter(None, (rad.strip() for rad in anteckningar.splitlines())):
            dok.stycke(rad)
    return dok.byte()


def _fragor(underlag: Underlag, mote: Motesdag) -> bytes:
    """Return questions and answers: what holds for every figure, then each measure from the catalogue."""
    dok = _nytt(underlag, mote, f"Frågor och svar {svenska.datum(mote.datum)}")
    dok.rubrik("Om siffrorna")
    for fraga, svar in ALLMANNA:
        dok.rubrik(fraga, 3)
        dok.stycke(svar)
    for rubrik, matt in _matt(underlag):
        dok.rubrik(rubrik)
        for i in matt:
            m = underlag.katalog[i]
            dok.rubrik(m.titel, 3)
            dok.stycke(f"**Varför följer vi det?** {m.varfor}")
            dok.stycke(f"**Vad räknas?** {m.taljare}")
            dok.stycke(f"**Av hur många?** {m.namnare}")
            dok.stycke(f"**Vem ansvarar?** {svenska.stor_bokstav(str(m.ansvar))}.")
            dok.stycke(f"**Varför stämmer det inte med Kolada, SKR eller andra regioner?** {m.avvikelser}")
    return dok.byte()
