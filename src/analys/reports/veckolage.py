"""The weekly page of the internal level: where each kommun's average days head while it can still be changed."""

from __future__ import annotations

from collections.abc import Mapping

from analys import svenska
from analys.disclosure.grind import SAKNAS
from analys.indikatorer.veckolage import Summor, Veckolage
from analys.katalog import Indikator
from analys.present.block import Tabell, Text
from analys.present.vantan import modellens_grans
from analys.region import Formel, Genomsnittsmodell, Regionprofil
from analys.reports.html import dela_in, sida
from analys.sources.besked import Leveransbesked
from analys.stats.genomsnittsmodell import dagar_over

INGA = "inga patienter"
BESTAMD = {"Riktmärke": "riktmärket", "Gräns": "gränsen"}


def veckosida(
    lage: Veckolage, profil: Regionprofil, modell: Genomsnittsmodell, mitt: Indikator, besked: Leveransbesked
) -> str:
    """Return the page; its figures are not protected."""
    dag = svenska.datum(lage.dag)
    block: list[dict[str, object] | str] = [
        _i_korthet(lage, profil, modell).som_json(),
        "Kommun för kommun",
        _tabell(lage, profil, modell, mitt, besked).som_json(),
        "Så räknar vi",
        Text(profil.kod, _sa_raknas(lage, modell), slag="lista").som_json(),
    ]
    return sida(
        "internt.html",
        profil=profil,
        rubrik=f"Veckoläge {dag}",
        system=profil.rapportserie,
        nar=f"data hämtade {svenska.datum(besked.uttagsdatum)}",
        exempeltext=svenska.harda_tusental(besked.exempeltext) if besked.exempel else "",
        internt="Små tal är inte dolda. Får bara läsas av: "
        f"{svenska.lista(profil.roller.intern_samverkan)}. Sprid inte vidare.",
        delar=dela_in(block),
    )


def _over(summor: Summor | None, grans: float | None) -> bool:
    """Return whether an unrounded mean is above the limit: exactly the limit is not."""
    return summor is not None and grans is not None and dagar_over(summor, grans) > 0


def _fallen(lage: Veckolage) -> list[tuple[str, Mapping[str, Summor]]]:
    """Return the courses of events with the month's sums in each: who stays beyond the month's end is not in it."""
    kvar = lage.om_en_vecka if lage.senare == lage.manad else lage.hittills
    return [("alla går hem i dag", lage.i_dag), ("de stannar en vecka", kvar)]


def _i_korthet(lage: Veckolage, profil: Regionprofil, modell: Genomsnittsmodell) -> Text:
    """Return how many wait, and which kommuner are above the limit in each course of events."""
    kommuner, antal = profil.rapportomraden[1:], sum(lage.vantar.get(k, 0) for k in profil.kommuner)
    vad, grans = modellens_grans(modell, lage.manad.forsta_dag.year)
    rader = [f"**{svenska.raknat(antal, 'patient', 'patienter')}** från kommunerna väntar som utskrivningsklara."]
    if grans is None:
        rader.append(f"{vad} för {lage.manad.forsta_dag.year}: uppgift saknas. Inget jämförs.")
    else:
        for om, summor in _fallen(lage):
            over = [o.kortnamn for o in kommuner if _over(summor.get(o.kod), grans)]
            vilka = f"**{svenska.lista(over)}**" if over else "ingen kommun"
            rader.append(f"Över {BESTAMD[vad]} ({svenska.tal(grans, 1)}) i {lage.manad.text} om {om}: {vilka}.")
    return Text(profil.kod, tuple(rader), "I korthet", slag="ruta")


def _tabell(
    lage: Veckolage, profil: Regionprofil, modell: Genomsnittsmodell, mitt: Indikator, besked: Leveransbesked
) -> Tabell:
    """Return one row per kommun."""
    vad, grans = modellens_grans(modell, lage.manad.forsta_dag.year)
    mot = f"Mot {BESTAMD[vad]} {SAKNAS if grans is None else svenska.tal(grans, 1)}"
    manad, nasta = lage.manad.text, lage.senare != lage.manad
    rader = []
    for o in profil.rapportomraden[1:]:
        hittills = lage.hittills.get(o.kod)
        rad = [o.kortnamn, svenska.tal(lage.vantar.get(o.kod, 0)), svenska.tal(hittills[1] if hittills else 0)]
        rad.append(_snitt(hittills))
        for _, summor in _fallen(lage):
            rad += [_snitt(summor.get(o.kod)), _mot(summor.get(o.kod), grans)]
        if nasta:
            rad.append(svenska.tal((lage.om_en_vecka.get(o.kod) or (0, 0))[0]))
        rader.append(tuple(rad))
    return Tabell(
        profil.kod,
        f"Genomsnittsdagar {manad}, läget {svenska.datum(lage.dag)}",
        (
            "Kommun",
            "Väntar nu",
            f"Avslutade i {manad}",
            "Snitt hittills",
            *(k for om, _ in _fallen(lage) for k in (f"Snitt om {om}", mot)),
            *((f"Dagar som då räknas i {lage.senare.text}",) if nasta else ()),
        ),
        tuple(rader),
        f"Källa: {mitt.kalla}. Data hämtade {svenska.datum(besked.uttagsdatum)}. Modellen: {modell.kalla}.",
        markerad=tuple(nr for nr, r in enumerate(rader) if "över" in (r[5], r[7])),
        vanster=(5, 7),
        beskrivning="Jämförelsen görs med det exakta genomsnittet, inte det avrundade.",
    )


def _sa_raknas(lage: Veckolage, modell: Genomsnittsmodell) -> tuple[str, ...]:
    """Return what the courses of events are, and what is not known."""
    rader = [
        "Samma mått som i temat Utskrivningsklara. För dem som väntar fyller vi i en dag för hemgång och räknar om.",
        "Räkneexempel, ingen prognos: fler kan bli utskrivningsklara, och alla går inte hem samma dag.",
    ]
    if lage.senare != lage.manad:
        rader.append(
            "Ett vårdtillfälle räknas i den månad då det avslutas. Stannar patienterna en vecka till räknas alla deras "
            f"dagar i {lage.senare.text}."
        )
    if modell.verkan:
        rader.append(modell.verkan)
    if modell.formel is Formel.OKAND:
        rader.append(f"Betalningsdagar och kronor visas inte: hur de räknas står inte i källan ({modell.kalla}).")
    return tuple(rader)


def _snitt(summor: Summor | None) -> str:
    return svenska.tal(summor[0] / summor[1], 1) if summor and summor[1] else INGA


def _mot(summor: Summor | None, grans: float | None) -> str:
    if not summor or not summor[1]:
        return INGA
    return SAKNAS if grans is None else "över" if _over(summor, grans) else "inte över"
