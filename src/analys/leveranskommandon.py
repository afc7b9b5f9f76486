"""The commands about what comes in: the plan of deliveries, the kommuner's letters, the delivery's quality."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from analys import svenska
from analys.errors import UsageError
from analys.hem import hitta_hem, skriv_privat
from analys.kvalitet import granska
from analys.leveranser import folj_planen, kontrollera_planen
from analys.leveransval import valj_leverans
from analys.period import Period, Periodtyp
from analys.region import las_profil
from analys.reports import utgava
from analys.reports.kvalitetsbrev import kvalitetsbrev
from analys.reports.kvalitetssida import TABELLNAMN, att_se_over, kvalitetssida
from analys.reports.varningar import godkann
from analys.rubrikfragor import ta_in_med_svar
from analys.sources.lager import ta_in
from analys.terminal import granska_skrivet, konsol, kort_sokvag, redovisningsrad


def visa_leveranser(region: str, data: Path | None, period: str | None, *, brev: bool) -> None:
    """Run ``analys leveranser``: who should deliver what by when, what has come; with ``brev`` a letter per kommun.

    Without ``period`` it is the month before the extract's.

    Raises
    ------
    UsageError : the profile has no plan, or the period is not a month.
    DataError : the plan names a table that does not exist.
    """
    hem = hitta_hem()
    profil = las_profil(hem, region)
    if not profil.leveranser:
        raise UsageError(
            f"Profilen säger inte vem som lämnar vad. Skriv [[leveranser]] i data/regioner/{profil.id}.toml."
        )
    kontrollera_planen(profil)
    with utgava.las(hem.lager(profil.id)):
        skrivet = granska_skrivet(hem, profil, data)
        lager = ta_in(valj_leverans(hem, profil, data), profil, hem)
        uttag = lager.besked.uttagsdatum
        manad = Period.las(period) if period else Period(Periodtyp.MANAD, uttag.replace(day=1)).flytta(-1)
        if manad.typ is not Periodtyp.MANAD:
            raise UsageError(f"Perioden {manad.kod} är inte en månad. Skriv till exempel 2022-12.")
        plan = folj_planen(profil, lager, manad, date.today())
        if brev:
            granskad = godkann(granska(lager, profil), skrivet.godkanda_varningar, profil)
            mapp = hem.kvalitetsbrev(profil.id, manad.kod)
            shutil.rmtree(mapp, ignore_errors=True)
            for omrade in profil.rapportomraden[1:]:
                text = kvalitetsbrev(granskad.kvalitet, lager.besked, profil, omrade, manad, plan)
                skriv_privat(mapp / f"{omrade.mapp}.html", text)
    if lager.besked.exempel:
        konsol.print("EXEMPELDATA – påhittade siffror.")
    konsol.print(f"Leveranser för {manad.text} till {profil.namn} (data hämtade {svenska.datum(uttag)}):")
    for p in plan:
        vilka = f": {svenska.lista(p.filer)}" if p.filer else ""
        konsol.print(
            f"  {TABELLNAMN[p.plan.tabell]}, {p.plan.lamnas_av}, senast {svenska.datum(p.senast)}: {p.lage}{vilka}."
        )
        if p.saknas:
            konsol.print(f"    Rader saknas för {svenska.lista(profil.omrade(k).kortnamn for k in p.saknas)}.")
        if p.saknas or not p.filer:
            konsol.print(f"    Kontakt: {p.plan.kontakt}.")
    if brev:
        konsol.print(f"Kvalitetsbrev, ett per kommun (internt, skickas bara till den kommunen): {kort_sokvag(mapp)}")


def kontrollera_leverans(region: str, data: Path | None, las_som: Sequence[str] = ()) -> None:
    """Run ``analys kontrollera``: print the delivery's data quality and write it as a page.

    A warning that somebody has acknowledged is not repeated; an acknowledgement of nothing is said. ``las_som``:
    answers to how headings are read, as ``RUBRIK=KOLUMN``.
    """
    hem = hitta_hem()
    profil = las_profil(hem, region)
    with utgava.las(hem.lager(profil.id)):
        skrivet = granska_skrivet(hem, profil, data)
        mapp = valj_leverans(hem, profil, data)
        lager = ta_in_med_svar(mapp, profil, hem, las_som, _samma_kommando(region, data))
        granskad = godkann(granska(lager, profil), skrivet.godkanda_varningar, profil)
        kvalitet = granskad.kvalitet
        fil = hem.kvalitetssida(profil.id)
        godkanda = [(v.text, g.text, g.namn, g.datum.isoformat()) for v, g in granskad.godkanda]
        skriv_privat(fil, kvalitetssida(kvalitet, lager.besked, profil, godkanda))
    if lager.besked.exempel:
        konsol.print("EXEMPELDATA – påhittade siffror.")
    for t in kvalitet.tabeller:
        konsol.print(f"{TABELLNAMN[t.tabell.namn]}, {svenska.datum(t.fran)}–{svenska.datum(t.till)}")
        for konto in t.konton:
            konsol.print(f"  {redovisningsrad(konto.som_dict() | {'skal': konto.skal()})}")
            for varning in konto.varningar:
                konsol.print(f"  Varning: {varning}.")
    konsol.print("Se över före publicering:")
    for rad in att_se_over(kvalitet, profil).stycken:
        konsol.print(f"  - {rad}")
    if godkanda:
        konsol.print(f"Godkända varningar, som inte upprepas: {len(godkanda)}. De står på sidan.")
    for g in granskad.utan_varning:
        konsol.print(
            f"Godkännandet av {g.namn} {g.datum.isoformat()} ({g.varning}) stämmer inte med någon varning. Kopiera "
            "varningens ord; alla tal i den måste stå med. Har talen ändrats: kontrollera igen och skriv en ny rad."
        )
    konsol.print(f"Hela kontrollen (internt arbetsmaterial): {kort_sokvag(fil)}")


def _samma_kommando(region: str, data: Path | None) -> str:
    """Return the command as it was typed, to add an answer to."""
    mapp = f' --data "{data}"' if data else ""
    return f"analys kontrollera --region {region}{mapp}"
