"""``analys forklara``: why a report was last run, and what would be made anew now and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from analys import svenska
from analys.berakna import Kubbesked, ar_aktuell
from analys.disclosure.grind import las_kub, las_kubmeta
from analys.errors import UsageError
from analys.hem import Hem, hitta_hem
from analys.katalog import Katalog, las_katalog
from analys.omraden import Omrade, hitta
from analys.period import Period
from analys.present.lasning import ALLT, SERIE, Kub
from analys.region import Regionprofil, las_profil
from analys.reports import utgava
from analys.reports.behall import FORMAT, Plan, planlagg
from analys.reports.kor import Jobb, Val, planera, valj_teman
from analys.reports.korningar import FORSTA, HELT_OM, SIFFRORNA, Korningar
from analys.reports.om_utgavan import ny_utgavan
from analys.terminal import konsol

_UPPGIFTER = {
    ALLT: "siffror som hela utgåvan bygger på",
    "rader": "antalet rader i leveransen",
    "filer": "redovisningen av leveransens filer",
    "preliminara": "vad som är preliminärt",
    "enkater": "vilka enkäter som finns",
}
_META = {
    "uttagsdatum": "dagen då data hämtades",
    "system": "källsystemets namn",
    "exempeltext": "texten om exempeldata",
}
_HOGST = 6


def forklara(region: str, rapport: str, data: Path | None, period: str | None, mapp: Path | None) -> None:
    """Run ``analys forklara``.

    Raises
    ------
    UsageError : no such report, or no release or figures of the month.
    """
    hem = hitta_hem()
    profil = las_profil(hem, region)
    regionmapp = (mapp.resolve() if mapp else hem.rapporter) / profil.id
    finns = utgava.perioder(regionmapp)
    vald = Period.las(period).kod if period else finns[-1] if finns else ""
    if vald not in finns:
        raise UsageError(f"Det finns ingen utgåva{f' för {vald}' if vald else ''}. {utgava.vilka_finns(finns)}")
    manad = Period.las(vald)
    omrade, tema = las_rapport(rapport, profil)
    fil = hem.kub(profil.id, manad.kod)
    if (meta := las_kubmeta(fil)) is None:
        raise UsageError(f"Det finns inga beräknade siffror för {manad.text}. Kör analys berakna.")
    besked = Kubbesked(fil, manad, meta, ny=False)
    utgavan = ny_utgavan(profil, besked, regionmapp, lambda _: None)
    fore = {(r["omrade"], r["tema"]): r for r in utgava.las_manifest(regionmapp, manad.kod)["rapporter"]}
    if (rad := fore.get((omrade.kod, tema))) is None:
        raise UsageError(f"Utgåvan för {manad.text} har ingen rapport {tema} för {omrade.namn}.")
    jobb = next(
        j for j in planera(hem, profil, besked, Val((tema,)), utgavan) if (j.omrade.kod, j.tema) == (omrade.kod, tema)
    )
    jobb = replace(jobb, format=tuple(f for f in FORMAT if f in rad["format"]))
    korningar = Korningar(hem, profil.id, manad.kod, meta["niva"], bara_las=True)
    (plan,) = planlagg([jobb], [], korningar, cache(lambda: Kub.av(las_kub(fil))), regionmapp)
    ord_ = _ordlista(profil, las_katalog(hem.indikatorer, profil.id))
    konsol.print(f"{jobb.namn}, {manad.text}.")
    for mening in (*_senast(jobb, korningar, ord_), *_nu(plan, ord_), *_kubens(hem, profil, data, manad)):
        konsol.print(mening)


def las_rapport(text: str, profil: Regionprofil) -> tuple[Omrade, str]:
    """Return whose report it is and its theme: ``hylte/hemsjukvard``, or a file of a release.

    Raises
    ------
    UsageError : it is neither.
    """
    delar = Path(text).parts[-2:]
    if len(delar) < 2:
        raise UsageError(f'Skriv rapporten som område/tema, till exempel hylte/hemsjukvard, i stället för "{text}".')
    vems, namn = delar
    egen = [o for o in profil.rapportomraden if o.mapp == vems]
    omrade = egen[0] if egen else hitta(vems, profil.rapportomraden)
    return omrade, valj_teman(profil, [namn.split(".")[0]])[0]


def _senast(jobb: Jobb, korningar: Korningar, ord_: Callable[[Sequence[str]], str]) -> list[str]:
    """Return when and why the notebook was last run."""
    korning = korningar.hamta(jobb)
    if korning is None:
        return ["Anteckningsbokens senaste körning är inte sparad."]
    dag = svenska.datum(date.fromisoformat(korning.dag))
    return [f"Anteckningsboken kördes senast {dag}: {ord_(korning.orsaker)}."]


def _nu(plan: Plan, ord_: Callable[[Sequence[str]], str]) -> list[str]:
    """Return what a run would make now, and why."""
    if plan.orsaker:
        return [f"Nu skulle rapporten göras om: {ord_(plan.orsaker)}."]
    if plan.gora:
        format_ = svenska.lista(plan.gora)
        return [
            f"Nu skulle {format_} skrivas om, men anteckningsboken inte köras: mallarna eller programmet för formatet "
            "har ändrats, eller så har filen ändrats eller tagits bort."
        ]
    return ["Nu skulle rapporten inte göras om: inget som den görs av har ändrats."]


def _kubens(hem: Hem, profil: Regionprofil, data: Path | None, manad: Period) -> list[str]:
    """Return that the figures are of an earlier delivery, if they are."""
    if ar_aktuell(hem, profil, data, manad.kod):
        return []
    return [
        "Leveransen, inställningarna eller programmet har ändrats sedan siffrorna räknades. Kör analys berakna och "
        "analys forklara igen för att se om det ändrar rapporten."
    ]


def _ordlista(profil: Regionprofil, katalog: Katalog) -> Callable[[Sequence[str]], str]:
    """Return a function that says in words what of a report's parts or figures was another."""
    omraden = {o.kod: o.kortnamn for o in (*profil.rapportomraden, *profil.andra_kommuner)}

    def fragan(fraga: str) -> str:
        slag, _, om = fraga.partition("|")
        if slag == SERIE:
            matt, _, omrade, *_ = om.split("|")
            return f"{katalog[matt].titel} ({omraden.get(omrade, omrade)})"
        if slag in ("manad", "redovisas"):
            return f"månaden för {katalog[om].titel}" if slag == "manad" else f"om {katalog[om].titel} redovisas"
        if slag == "enkat":
            return f"enkäten {om}"
        return _META.get(om, om) if slag == "meta" else _UPPGIFTER[slag]

    def i_ord(orsaker: Sequence[str]) -> str:
        forst, *resten = orsaker or (FORSTA,)  # an earlier version kept none for a notebook that was damaged
        if forst == FORSTA:
            return "ingen tidigare körning fanns"
        if forst == HELT_OM:
            return "den skulle göras med vanlig kärna"
        if forst == SIFFRORNA:
            alla = list(dict.fromkeys(map(fragan, resten)))
            fler = f" och {len(alla) - _HOGST} till" if len(alla) > _HOGST else ""
            return f"siffror som den läser har ändrats: {'; '.join(alla[:_HOGST])}{fler}"
        return f"{svenska.lista(orsaker)} har ändrats"

    return i_ord
