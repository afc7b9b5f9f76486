"""The data-quality report as a page in the common look, for internal use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analys import svenska
from analys.kvalitet import Antalslucka, Hopp, Kvalitet, Tabellkvalitet
from analys.present import redovisning, tackningstabell
from analys.present.block import Tabell, Text
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.reports.html import dela_in, sida
from analys.sources.besked import Leveransbesked
from analys.sources.kontrakt import REGELTEXT, UTESLUTET
from analys.sources.redovisning import Filredovisning

TABELLNAMN = {
    "hemsjukvard": "Inskrivningar i hemsjukvården",
    "hembesok": "Enstaka hembesök",
    "vardtillfallen": "Vårdtillfällen",
    "utskrivningsklara_perioder": "Perioder som utskrivningsklar",
    "utskrivningsprocess": "Steg i utskrivningsprocessen",
    "patientstatus": "Inskrivna vid månadens slut",
    "lakarbesok": "Läkarbesök",
    "listade": "Listade i primärvården",
    "befolkning": "Folkmängd",
    "befolkningsprognos": "Befolkningsprognos",
    "tackning": "Täckningsgrad",
    "aggregat": "Antal som andra har räknat",
    "nyckeltal": "Tal ur öppna källor",
    "enkater": "Enkäternas frågor",
    "enkatsvar": "Organisationers enkätsvar",
    "intervjuer": "Intervjuer",
}


def kvalitetssida(
    kvalitet: Kvalitet, besked: Leveransbesked, profil: Regionprofil, godkanda: Sequence[tuple[str, ...]] = ()
) -> str:
    """Return the page: what needs attention first, then what somebody has acknowledged, then table by table.

    ``godkanda``: rows of warning, reason, by whom and when.
    """
    block: list[dict[str, object] | str] = ["Se över före publicering", att_se_over(kvalitet, profil).som_json()]
    if godkanda:
        kolumner = ("Varning", "Kontrollerat", "Av", "Datum")
        kalla = "Godkända varningar upprepas inte. De skrivs i godkanda_varningar i mappen med det som skrivs."
        rader = tuple(godkanda)
        tabell = Tabell(profil.kod, "Kontrollerade varningar", kolumner, rader, kalla, vanster=(1, 2, 3))
        block += ["Godkända varningar", tabell.som_json()]
    for t in kvalitet.tabeller:
        block.append(TABELLNAMN[t.tabell.namn])
        block += [b.som_json() for b in _tabell(t, profil)]
    if kvalitet.tackning:
        block += ["Täckningsgrad", _tackning(kvalitet, profil).som_json()]
    return sida(
        "internt.html",
        profil=profil,
        rubrik="Datakvalitet i leveransen",
        system=besked.system,
        nar=f"data hämtade {svenska.datum(besked.uttagsdatum)}",
        exempeltext=besked.exempeltext if besked.exempel else "",
        internt="Sidan räknar rader exakt och får inte publiceras eller skickas vidare utanför dem som arbetar med "
        "leveransen.",
        delar=dela_in(block),
    )


def oppen_kvalitet(underlag: Underlag) -> list[dict[str, object] | str]:
    """Return what anybody may know of the data behind a release: counts of the whole delivery, rounded down to tens.

    Jumps, gaps and faults kommun by kommun are exact counts and stay in the internal page.
    """
    profil, meta = underlag.profil, underlag.skyddat.meta
    kod = profil.kod
    skydd = [
        f"Antal från 1 till {meta['troskel'] - 1} visas inte, och inte heller tal som de skulle kunna räknas fram ur. "
        f"Det gäller {svenska.procent(meta['andel_dolda'], 1)} av siffrorna. Tröskeln: {profil.rojande.beslutad_av}.",
        *(f"Förgrovat för att dolda tal inte ska kunna räknas fram: {f}." for f in meta["forgrovningar"]),
    ]
    block: list[dict[str, object] | str] = [
        Text(kod, (underlag.rapport().redovisning,)).som_json(),
        "Vad som har levererats",
        redovisning(underlag).som_json(),
    ]
    kallor: dict[str, str] = {}
    for i in underlag.redovisade(*underlag.katalog):
        kallor.setdefault(underlag.katalog[i].tackning_av, i)
    tackning = [tackningstabell(underlag, i).som_json() for k, i in kallor.items() if k in profil.tackningsgrans]
    if tackning:
        block += ["Hur mycket av vården som källorna ser", *tackning]
    osakra = [
        f"{TABELLNAMN[d.tabell]} från {svenska.datum(d.fran)} till {svenska.datum(d.till)}: {d.orsak} Källa: {d.kalla}."
        for d in profil.datastatus
    ]
    if osakra:
        block += ["Data som inte är säkerställda", Text(kod, tuple(osakra), slag="lista").som_json()]
    brott = [
        f"{svenska.stor_bokstav(svenska.datum(b.datum))}: {b.orsak} Källa: {b.kalla}."
        for b in sorted(profil.brott, key=lambda b: b.datum)
    ]
    if brott:
        text = "Värden före och efter ett brott jämförs inte."
        block += ["Brott i tidsserierna", Text(kod, tuple(brott), slag="lista", fot=text).som_json()]
    return [*block, "Tal som inte visas", Text(kod, tuple(skydd)).som_json()]


def att_se_over(kvalitet: Kvalitet, profil: Regionprofil) -> Text:
    """Return what a strategist must look into before publishing, one line each; nothing odd is said too."""
    rader = []
    for t in kvalitet.tabeller:
        namn = TABELLNAMN[t.tabell.namn]
        for konto in t.konton:
            if antal := konto.antal_atsidosatta:
                ord_ = svenska.bojning(antal, "rad", "rader")
                rader.append(f"{konto.fil}: {svenska.tal(antal)} {ord_} har ställts åt sidan")
        if t.saknade_kommuner:
            rader.append(f"{namn}: rader saknas helt för {_namn(t.saknade_kommuner, profil)}")
        if t.luckor:
            rader.append(f"{namn}: {len(t.luckor)} {svenska.bojning(len(t.luckor), 'månad', 'månader')} utan rader")
        if t.hopp:
            stora = sum(h.stort for h in t.hopp)
            rader.append(f"{namn}: {len(t.hopp)} hopp i antalet rader, {stora or 'inget'} av dem stort")
    if kvalitet.antalsluckor:
        rader.append(f"{TABELLNAMN['aggregat']}: {_antalsluckor(kvalitet.antalsluckor, profil)}")
    lag = [f"{profil.omrade(r.omrade).namn} ({r.galler})" for r in kvalitet.tackning if r.for_lag]
    if lag:
        rader.append(f"Täckningsgraden är under gränsen för {svenska.lista(lag)}")
    return Text(profil.kod, tuple(rader or ["Inget avviker."]), slag="ruta")


def _tabell(t: Tabellkvalitet, profil: Regionprofil) -> list[Tabell | Text]:
    """Return one table's blocks: accounting per file, why rows were left out, gaps and jumps."""
    titel = f"{TABELLNAMN[t.tabell.namn]}: filer"
    rubriker = ("Fil", "Rader in", "Använda", "Uteslutna", "Ställda åt sidan", "Format", "Saknade kolumner")
    filer = tuple(
        (
            k.fil,
            *(svenska.tal(n) for n in (k.rader_in, k.anvanda, k.antal_uteslutna, k.antal_atsidosatta)),
            k.teckenkodning,
            svenska.lista(k.saknade_kolumner) or "–",
        )
        for k in t.konton
    )
    kalla = (
        f"En rad är {t.tabell.rad_ar}. Perioden är {svenska.datum(t.fran)}–{svenska.datum(t.till)}. Kolumner som får "
        "saknas i en fil, och gör det, står under Saknade kolumner."
    )
    block: list[Tabell | Text] = [Tabell(profil.kod, titel, rubriker, filer, kalla, vanster=(5, 6))]
    if skal := tuple(rad for k in t.konton for rad in _skal(k)):
        orsaker = ("Skäl", "Fil", "Antal", "Första raderna")
        text = "Uteslutna rader är riktiga men hör inte till måtten. Rader som ställts åt sidan ska rättas i källan."
        block.append(Tabell(profil.kod, "Uteslutna och ställda åt sidan", orsaker, skal, text, vanster=(1, 3)))
    avvikelser = [_lucka(t.luckor, profil), *(hopptext(h, profil) for h in t.hopp)]
    avvikelser += [v[0].upper() + v[1:] for k in t.konton for v in k.varningar if not v.startswith("inga rader för")]
    if rader := tuple(a for a in avvikelser if a):
        block.append(Text(profil.kod, rader, "Avvikelser", slag="lista"))
    return block


def _skal(k: Filredovisning) -> list[tuple[str, str, str, str]]:
    """Return why the file's rows were left out or set aside, with the first line numbers of those at fault."""
    uteslutna = [(f"Utesluten: {UTESLUTET[o]}", k.fil, svenska.tal(n), "–") for o, n in k.uteslutna.items() if n]
    fel = [
        (f"Åt sidan: {REGELTEXT[r]}", k.fil, svenska.tal(len(n)), svenska.forsta(n)) for r, n in k.atsidosatta.items()
    ]
    return uteslutna + fel


def _lucka(luckor: list[tuple[str, date]], profil: Regionprofil) -> str:
    """Return the months without rows, per kommun."""
    per_kommun: dict[str, list[str]] = {}
    for kommun, manad in luckor:
        per_kommun.setdefault(profil.omrade(kommun).namn, []).append(svenska.manad(manad))
    delar = [f"{namn} {svenska.forsta(manader, 6)}" for namn, manader in per_kommun.items()]
    return f"Månader utan rader: {'; '.join(delar)}." if delar else ""


def _antalsluckor(luckor: list[Antalslucka], profil: Regionprofil) -> str:
    """Return which områden lack months that are otherwise delivered."""
    per_omrade: dict[str, list[str]] = {}
    for lucka in luckor:
        per_omrade.setdefault(profil.omrade(lucka.omrade).namn, []).append(svenska.manad(lucka.manad))
    return "månader saknas för " + "; ".join(f"{namn} {svenska.forsta(m, 3)}" for namn, m in per_omrade.items())


def lucktext(kommun: str, manad: date, profil: Regionprofil) -> str:
    """Return one month without rows in words."""
    return f"{profil.omrade(kommun).namn} har inga rader {svenska.manad(manad)}"


def hopptext(h: Hopp, profil: Regionprofil) -> str:
    """Return one jump in words."""
    namn = f"{profil.omrade(h.omrade).namn}, " if h.omrade else ""
    riktning = "fler" if h.andel > 0 else "färre"
    storlek = "Stort hopp" if h.stort else "Hopp"
    return (
        f"{storlek}: {namn}{svenska.manad(h.manad)} har {svenska.tal(h.antal)} rader, "
        f"{svenska.procent(abs(h.andel))} {riktning} än medianen {svenska.tal(h.median, 1)} för de tolv månaderna före."
    )


def _tackning(kvalitet: Kvalitet, profil: Regionprofil) -> Tabell:
    rader = tuple(
        (
            r.galler,
            profil.omrade(r.omrade).namn,
            str(r.kalenderar),
            svenska.procent(r.andel),
            "ingen gräns" if r.grans is None else f"{'under' if r.for_lag else 'över'} {svenska.procent(r.grans)}",
        )
        for r in kvalitet.tackning
    )
    rubriker = ("Gäller", "Område", "År", "Täckningsgrad", "Gräns")
    return Tabell(
        profil.kod, "Täckningsgrad per område", rubriker, rader, "Gränsen står i regionens profil.", vanster=(1, 4)
    )


def _namn(koder: list[str], profil: Regionprofil) -> str:
    return svenska.lista(profil.omrade(k).namn for k in koder)
