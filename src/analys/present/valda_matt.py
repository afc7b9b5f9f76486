"""Measures that a reader puts beside each other: other ways to count the same thing, and two against each other."""

from __future__ import annotations

from typing import Any

from analys import svenska
from analys.errors import UsageError
from analys.katalog import Indikator, Katalog, Riktning, Skala, StatistiskTyp
from analys.period import Period, Periodtyp
from analys.present.bilder import brott_i, dampad_text, figur, linje, spann
from analys.present.block import Figur, Text
from analys.present.diagram import linjedata, linjediagram
from analys.present.handelser import handelser_i
from analys.present.meningar import uppraknat
from analys.present.spridning import Spridningsaxel, spridningsdiagram
from analys.present.tabeller import OSAKERHET_95, uppgift_saknas
from analys.present.tal import Tal
from analys.present.trattbild import Trattpunkt
from analys.present.underlag import Underlag

_SLAG = ("egen", "andra_mattet", "jamforelse", "samma_farg")
_TYPER = (Periodtyp.MANAD, Periodtyp.TERTIAL, Periodtyp.AR)


def andra_definitioner(katalog: Katalog, indikator: str) -> tuple[str, ...]:
    """Return the measures that count the same thing by another rule: their function, but another number or yes/no.

    Readmission within 7 days for within 30; mean days without those that waited none. Measures that are wanted in
    opposite directions, or that follow different care (a rule in words), are not the same thing.
    """
    mitt = katalog[indikator]
    if mitt.fran_andra:
        return ()
    return tuple(i for i, m in katalog.items() if i != indikator and _samma_sak(mitt, m))


def _samma_sak(mitt: Indikator, annat: Indikator) -> bool:
    if (annat.funktion, annat.skala) != (mitt.funktion, mitt.skala):
        return False
    if {mitt.riktning, annat.riktning} == {Riktning.HOGRE, Riktning.LAGRE}:
        return False
    nycklar = {*mitt.parametrar, *annat.parametrar}
    olika = [k for k in nycklar if mitt.parametrar.get(k) != annat.parametrar.get(k)]
    return bool(olika) and all(isinstance(p.get(k, 0), int) for k in olika for p in (mitt.parametrar, annat.parametrar))


def fordelning_bakom(katalog: Katalog, indikator: str) -> str:
    """Return the distribution of what a measure counts, which the identities of either name; empty when it has none."""
    mitt = katalog[indikator]
    if mitt.fordelas_over:
        return indikator
    namnda = [m for samband in mitt.samband for m in samband.namnda]
    for i, m in katalog.items():
        om_mig = indikator in [n for samband in m.samband for n in samband.namnda]
        if m.fordelas_over and (i in namnda or om_mig):
            return i
    return ""


def olika_definitioner(underlag: Underlag, indikator: str, fran: str, typ: str | None = None) -> Figur | Text:
    """Return the measure counted in the catalogue's different ways over time, for the område alone, from ``fran``.

    Each way is a measure of its own in the protected cube, tied to the others there, so that nobody can subtract.

    Raises
    ------
    UsageError : it is counted in one way only.
    """
    alla = (indikator, *andra_definitioner(underlag.katalog, indikator))
    matt = [underlag.katalog[i] for i in alla]
    if len(matt) == 1:
        raise UsageError(f"{matt[0].titel} räknas bara på ett sätt. Välj en annan bild.")
    omrade, borjan = underlag.omrade_for(indikator), Period.las(fran).forsta_dag
    titel = f"{matt[0].kort} i {omrade.kortnamn}, olika sätt att räkna, {matt[0].matenhet}"
    valda = [Periodtyp(typ)] if typ else [t for t in _TYPER if all(t in (m.trycks_per or m.perioder) for m in matt)]
    serier: list[list[Tal]] = []
    for periodtyp in dict.fromkeys([*valda, Periodtyp.AR]):
        egen = underlag.serie(indikator, periodtyp, borjan)
        serier = [egen, *([underlag.tal(i, t.period) for t in egen] for i in alla[1:])]
        if any(t.finns for s in serier[1:] for t in s):
            break
    else:
        return uppgift_saknas(underlag, titel)
    linjer = [linje(m.titel, s, "varde", slag) for m, s, slag in zip(matt, serier, _SLAG, strict=False)]
    brott = [b.datum for b in brott_i(underlag, indikator, egen)]
    handelser = handelser_i(underlag, egen, *alla)
    i_procent, decimaler = matt[0].skala is Skala.ANDEL, matt[0].decimaler
    svg = linjediagram(linjer, decimaler, brott, enhet_procent=i_procent, handelser=handelser.dagar)
    rubriker = ("Period", *(r for m in matt for r in (m.kort, f"Antal, {svenska.liten_bokstav(m.kort)}")))
    rader = tuple(
        (svenska.stor_bokstav(tal[0].period.text), *(text for t in tal for text in (t.varde, t.omfattning)))
        for tal in zip(*serier, strict=True)
    )
    sista = [s[-1] for s in serier]
    mening = uppraknat(f"{omrade.kortnamn} {sista[0].period.nar}", [(t.indikator.titel, t.varde) for t in sista])
    alt = f"Linjediagram. {titel}. {mening}"
    om = f"{spann(egen)} Samma vård, räknad med olika regler. Reglerna står i måttens definitioner."
    egna: dict[str, Any] = {
        "mening": mening,
        "diagram": linjedata(linjer, decimaler, brott, enhet_procent=i_procent),
        "handelser": handelser,
    }
    return figur(underlag, titel, om, alt, svg, rubriker, rader, alla, "", **egna)


def mot_varandra(underlag: Underlag, forsta: str, andra: str) -> Figur | Text:
    """Return two measures' values of every kommun against each other, each for its own period.

    Raises
    ------
    UsageError : the same measure twice, or one that is shown for the region alone.
    """
    matt = [underlag.katalog[i] for i in (forsta, andra)]
    if forsta == andra:
        raise UsageError("Välj två olika mått.")
    if bara := [m.titel for m in matt if m.lagsta_niva == "region" or m.fordelas_over]:
        raise UsageError(f"{bara[0]} har inget värde per kommun. Välj ett annat mått.")
    perioder = [underlag.period_for(m.id) for m in matt]
    region, *kommuner = underlag.profil.rapportomraden
    tal = {o: [underlag.tal(m.id, p, o.kod) for m, p in zip(matt, perioder, strict=True)] for o in (*kommuner, region)}
    titel = f"{matt[0].kort} och {svenska.liten_bokstav(matt[1].kort)}, kommun för kommun"
    par = {o: [t.pa_axel() for t in tal[o]] for o in tal}
    punkter = [
        Trattpunkt(
            o.kortnamn,
            varden[0],
            varden[1],
            "ej_bedomd" if any(underlag.lag_tackning(t) for t in tal[o]) else "inne",
            egen=o == underlag.omrade,
        )
        for o, varden in par.items()
        if o != region and varden[0] is not None and varden[1] is not None
    ]
    if not punkter:
        return uppgift_saknas(underlag, titel)
    axlar = [
        Spridningsaxel(_axeltext(m, p), m.skala is Skala.ANDEL, niva)
        for m, p, niva in zip(matt, perioder, par[region], strict=True)
    ]
    dampad = next((text for m in matt if (text := dampad_text(underlag, m.id))), "")
    svg = spridningsdiagram(punkter, axlar[0], axlar[1], region.kortnamn, dampad)
    rubriker = ("Område", *(r for m in matt for r in (f"{m.kort}, {m.matenhet}", OSAKERHET_95)))
    rader = tuple((o.kortnamn, *(text for t in tal[o] for text in (t.varde, t.intervall("95")))) for o in tal)
    markerad = tuple(nr for nr, o in enumerate(tal) if o == underlag.omrade)
    mening = uppraknat(underlag.omrade.kortnamn, [(t.indikator.kort, t.varde) for t in tal[underlag.omrade]])
    alt = f"Punktdiagram. {titel}. " + "; ".join(f"{o.kortnamn} {a.varde} och {b.varde}" for o, (a, b) in tal.items())
    i_tabellen = "Osäkerheten står i tabellen. " if any(t.granser("95") for par_ in tal.values() for t in par_) else ""
    om = (
        f"Varje punkt är en kommun, de streckade linjerna är {region.kortnamn}. {i_tabellen}Att två "
        "mått följs åt säger inte att det ena beror på det andra, och kommunerna är för få för att visa ett samband."
    )
    perioden = svenska.lista(dict.fromkeys(p.text for p in perioder))
    return figur(
        underlag, titel, om, f"{alt}.", svg, rubriker, rader, (forsta, andra), "", markerad, perioden, mening=mening
    )


def _axeltext(mitt: Indikator, period: Period) -> str:
    """Return what an axis counts, and when where that is a day."""
    nar = f" {period.nar}" if mitt.statistisk_typ is StatistiskTyp.BESTAND else ""
    return f"{mitt.kort}{nar}, {mitt.matenhet}"
