"""What of a release must be made, and what can be kept from the one before: decided file by file, by content alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analys.present.lasning import Kub
from analys.programmet import avtryck
from analys.reports import utgava
from analys.reports.html import FORMATNAMN
from analys.reports.korningar import FORSTA, HELT_OM, SIFFRORNA, Korning, Korningar
from analys.reports.nycklar import PARAMETRARNA, formatnyckel, som_text

if TYPE_CHECKING:
    from analys.reports.kor import Jobb

FORMAT = tuple(FORMATNAMN)


@dataclass(frozen=True)
class Plan:
    """What becomes of one report: which formats are made, from a kept notebook or one that is run, and which are kept.

    ``orsaker``: why its notebook must be run; empty when ``korning`` is as good as a new one. ``filer``: where a format
    that is kept lies in the former release. ``rapport``: what the former manifest says of it, when all is as it was.
    """

    jobb: Jobb
    gora: tuple[str, ...]
    korning: Korning | None = None
    orsaker: tuple[str, ...] = ()
    filer: dict[str, Path] = field(default_factory=dict)
    rapport: dict[str, Any] | None = None

    @property
    def format(self) -> tuple[str, ...]:
        """Every format that the release will have of it."""
        return tuple(f for f in FORMAT if f in {*self.gora, *self.filer})

    def i_manifestet(self, korning: Korning | None) -> dict[str, Any]:
        """Return what the manifest says of it: ``siffror`` names its figures in its files, ``filer`` has their keys.

        ``korning`` is the notebook that it was made from; None when all is as the former release has it.
        """
        j, da = self.jobb, self.rapport or {}
        filer = _nycklar(self.format, korning.dokument) if korning else {f: da["filer"][f] for f in self.format}
        ut = {"omrade": j.omrade.kod, "tema": j.tema, "parametrar": j.parametrar, "format": list(self.format)}
        return ut | {"nyckel": j.nyckel, "siffror": korning.siffror if korning else da["siffror"], "filer": filer}


def planlagg(
    onskade: Sequence[Jobb],
    ovriga: Sequence[Jobb],
    korningar: Korningar,
    kub: Callable[[], Kub],
    regionmapp: Path,
    *,
    allt: bool = False,
) -> list[Plan]:
    """Return what is to be made of the wanted reports (``allt``: everything), and what of the others can be kept."""
    if not onskade:
        return []
    period = onskade[0].parametrar["period"]
    gammal, manifest = utgava.aktuell(regionmapp, period), utgava.las_manifest(regionmapp, period)
    fore = {(r["omrade"], r["tema"]): r for r in manifest["rapporter"]}
    planer = []
    for jobb in onskade:
        rapport = fore.get((jobb.omrade.kod, jobb.tema))
        kvar = _samma(jobb, rapport, gammal, manifest)
        if allt:
            andra = {form: fil for form, fil in kvar.items() if form not in jobb.format}
            planer.append(Plan(jobb, jobb.format, None, (HELT_OM,), andra))
            continue
        if rapport and kvar.keys() >= set(jobb.format):
            planer.append(Plan(jobb, (), None, (), kvar, rapport))
            continue
        korning, orsaker = giltig(jobb, korningar, kub)
        if korning is None:
            planer.append(Plan(jobb, jobb.format, None, orsaker))
            continue
        kvar = _kvar(jobb, korning, rapport, gammal, manifest)
        planer.append(Plan(jobb, tuple(f for f in jobb.format if f not in kvar), korning, (), kvar))
    planer = [_med_html(p, fore.get((p.jobb.omrade.kod, p.jobb.tema)), korningar, kub) for p in planer]
    for jobb in ovriga:
        if (rapport := fore.get((jobb.omrade.kod, jobb.tema))) is None:
            continue
        egen = som_fore(jobb, rapport)
        if len(kvar := _samma(egen, rapport, gammal, manifest)) == len(egen.format):
            planer.append(Plan(egen, (), None, (), kvar, rapport))
            continue
        korning, _ = giltig(egen, korningar, kub)
        if korning and len(kvar := _kvar(egen, korning, rapport, gammal, manifest)) == len(egen.format):
            planer.append(Plan(egen, (), korning, (), kvar))
    return planer


def _med_html(plan: Plan, rapport: dict[str, Any] | None, korningar: Korningar, kub: Callable[[], Kub]) -> Plan:
    """Return the plan with the web page made too, where it is public and would be lost or link to other files."""
    if rapport is None or "html" not in rapport["format"] or "html" in plan.gora:
        return plan
    if "html" in plan.filer and {*plan.format} == {*rapport["format"]}:
        return plan
    filer = {form: fil for form, fil in plan.filer.items() if form != "html"}
    korning, orsaker = plan.korning, plan.orsaker
    if korning is None and not orsaker:
        korning, orsaker = giltig(plan.jobb, korningar, kub)
    return Plan(plan.jobb, tuple(f for f in FORMAT if f in {"html", *plan.gora}), korning, orsaker, filer)


def som_fore(jobb: Jobb, rapport: dict[str, Any]) -> Jobb:
    """Return the job that makes the same report as a release has (``rapport`` of its manifest): formats, parameters."""
    delar = jobb.delar | {PARAMETRARNA: avtryck(som_text(rapport["parametrar"]))}
    return replace(jobb, format=tuple(rapport["format"]), parametrar=rapport["parametrar"], delar=delar)


def giltig(jobb: Jobb, korningar: Korningar, kub: Callable[[], Kub]) -> tuple[Korning | None, tuple[str, ...]]:
    """Return the kept notebook when it is what a run would give now, else None and why it is not."""
    korning = korningar.hamta(jobb)
    if korning is None:
        return None, (FORSTA,)
    if andra := korning.skillnader(jobb.delar, None, jobb.kub):
        return None, tuple(andra)
    if korning.kub != jobb.kub:
        if andra := korning.skillnader(jobb.delar, kub(), jobb.kub):
            return None, (SIFFRORNA, *andra)
        korning = replace(korning, kub=jobb.kub)  # the same answers: next time nothing need be asked
        korningar.skriv(jobb, korning)
    return korning, ()


def kopiera(plan: Plan, ny: Path) -> None:
    """Copy what is kept of a report into the release that is being built."""
    for form, fil in plan.filer.items():
        plats = ny / plan.jobb.omrade.mapp
        plats.mkdir(parents=True, exist_ok=True)
        shutil.copy2(fil, plats / f"{plan.jobb.tema}.{form}")


def _samma(jobb: Jobb, rapport: dict[str, Any] | None, gammal: Path, manifest: dict[str, Any]) -> dict[str, Path]:
    """Return a report's whole files in the former release when all that it depends on is the same, the cube too."""
    if rapport is None or "siffror" not in rapport:
        return {}
    da = (manifest["kub"], rapport["nyckel"], rapport["parametrar"])
    if da != (jobb.kub, jobb.nyckel, jobb.parametrar):
        return {}
    return _hela(jobb, rapport, gammal, manifest)


def _hela(jobb: Jobb, rapport: dict[str, Any], gammal: Path, manifest: dict[str, Any]) -> dict[str, Path]:
    """Return a report's files in the former release that are as they were made."""
    filer = {form: f"{jobb.omrade.mapp}/{jobb.tema}.{form}" for form in rapport["format"]}
    return {
        form: gammal / namn
        for form, namn in filer.items()
        if (gammal / namn).is_file() and utgava.sha256(gammal / namn) == manifest["filer"].get(namn)
    }


def _kvar(
    jobb: Jobb, korning: Korning, rapport: dict[str, Any] | None, gammal: Path, manifest: dict[str, Any]
) -> dict[str, Path]:
    """Return the files of a report in the former release that are what would be made now, and are whole.

    Also of formats that were not asked for: they stay beside the new ones.
    """
    if rapport is None:
        return {}
    da: dict[str, str] = rapport.get("filer", {})
    hela = _hela(jobb, rapport, gammal, manifest)
    utan_syskon = {f for f in hela if f != "html" and da.get(f) == _nycklar([f], korning.dokument)[f]}
    alla = {*jobb.format, *utan_syskon, *({"html"} & hela.keys())}
    nu = _nycklar(alla, korning.dokument)
    return {f: fil for f, fil in hela.items() if da.get(f) == nu[f]}


def _nycklar(format_: Iterable[str], dokument: str) -> dict[str, str]:
    alla = set(format_)
    return {f: formatnyckel(f, dokument, alla - {f}) for f in sorted(alla)}
