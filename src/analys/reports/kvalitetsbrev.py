"""The letter to one kommun about its own part of a delivery: counts of rows, never a person, never another kommun."""

from __future__ import annotations

from collections.abc import Sequence

from analys import svenska
from analys.kvalitet import Kvalitet
from analys.leveranser import Leveransrad
from analys.omraden import Omrade
from analys.period import Period
from analys.present.block import Tabell, Text
from analys.region import Regionprofil
from analys.reports.html import dela_in, sida
from analys.reports.kvalitetssida import TABELLNAMN, hopptext, lucktext
from analys.sources.besked import Leveransbesked
from analys.sources.kontrakt import REGELTEXT


def kvalitetsbrev(
    kvalitet: Kvalitet,
    besked: Leveransbesked,
    profil: Regionprofil,
    omrade: Omrade,
    manad: Period,
    plan: Sequence[Leveransrad],
) -> str:
    """Return the page that a kommun gets: what came, what was set aside and why, what is missing or odd."""
    rader, fel, avvikelser = [], [], []
    for t in kvalitet.tabeller:
        namn = TABELLNAMN[t.tabell.namn]
        if omrade.kod in t.saknade_kommuner:
            avvikelser.append(f"{namn}: inga rader från {omrade.namn}.")
        for konto in t.konton:
            eget = konto.per_omrade.get(omrade.kod, {})
            if antal := eget.get("", 0):
                atsidosatta = {regel: n for regel, n in eget.items() if regel}
                rader.append((namn, konto.fil, *map(svenska.tal, (antal, antal - sum(atsidosatta.values())))))
                fel += [(namn, konto.fil, REGELTEXT[r], svenska.tal(n)) for r, n in atsidosatta.items()]
        avvikelser += [f"{namn}: {lucktext(k, m, profil)}." for k, m in t.luckor if k == omrade.kod]
        avvikelser += [f"{namn}: {hopptext(h, profil)}" for h in t.hopp if h.omrade == omrade.kod]
    for lucka in kvalitet.antalsluckor:
        if lucka.omrade == omrade.kod:
            avvikelser.append(f"{TABELLNAMN['aggregat']}: {svenska.manad(lucka.manad)} saknas.")
    for r in kvalitet.tackning:
        if r.omrade == omrade.kod and r.for_lag:
            avvikelser.append(f"Täckningsgraden {r.kalenderar} ({r.galler}) är {svenska.procent(r.andel)}.")
    egen = [p for p in plan if omrade.kod in p.plan.kommuner]
    senast = "; ".join(f"{TABELLNAMN[p.plan.tabell].lower()} senast {svenska.datum(p.senast)}" for p in egen)
    kod = omrade.kod
    inledning = [f"Det här är vad som kom in från {omrade.namn} till uppföljningen av {manad.text}."]
    if senast:
        inledning.append(f"Enligt planen ska {omrade.namn} lämna {senast}.")
    inledning.append(f"Svara {profil.kontakt}: stämmer det, och vad ska rättas i källan? Bara antal visas här.")
    block: list[dict[str, object] | str] = [Text(kod, tuple(inledning)).som_json(), "Rader som kom in"]
    if rader:
        kolumner = ("Uppgift", "Fil", "Rader", "Användbara")
        kalla = f"Data hämtade {svenska.datum(besked.uttagsdatum)}."
        block.append(Tabell(kod, "Rader per fil", kolumner, tuple(rader), kalla, vanster=(1,)).som_json())
    else:
        block.append(Text(kod, (f"Inga rader från {omrade.namn} finns i leveransen.",)).som_json())
    if fel:
        kolumner = ("Uppgift", "Fil", "Fel", "Rader")
        kalla = "Raderna har ställts åt sidan och räknas inte. De ska rättas i källan."
        block += ["Rader som ska rättas", Tabell(kod, "Fel", kolumner, tuple(fel), kalla, vanster=(1, 2)).som_json()]
    block += ["Att kontrollera", Text(kod, tuple(avvikelser or ["Inget avviker."]), slag="lista").som_json()]
    return sida(
        "internt.html",
        profil=profil,
        rubrik=f"Kvalitetsbrev till {omrade.namn}",
        system=manad.text,
        nar=f"data hämtade {svenska.datum(besked.uttagsdatum)}",
        exempeltext=besked.exempeltext if besked.exempel else "",
        internt=f"Brevet räknar rader exakt och är bara för {omrade.namn} och dem som arbetar med leveransen.",
        delar=dela_in(block),
    )
