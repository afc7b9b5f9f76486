"""``analys rapport``: plan, have each report made and read back in processes of its own, and switch the release."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from analys import svenska
from analys.arbete import HAR, Arbete
from analys.berakna import Kubbesked, registrera
from analys.disclosure.grind import INTERN, las_kub
from analys.errors import UsageError
from analys.hem import Hem
from analys.katalog import las_katalog
from analys.omraden import Omrade
from analys.present.lasning import Kub
from analys.present.utgavan import Utgavan
from analys.region import Regionprofil
from analys.reports import nycklar, utgava
from analys.reports.behall import FORMAT, Plan, kopiera, planlagg
from analys.reports.dokument import BILD, BILDFORMAT, PRESENTATION
from analys.reports.klusterbarn import gor_barn
from analys.reports.korningar import Korning, Korningar
from analys.reports.parametrar import kontrollera_celler, kontrollera_parametrar, notebook_parametrar, tolka
from analys.reports.processer import Barn
from analys.reports.sammanstall import gor_manifest, gor_webbplats, utgavenyckel
from analys.skrivet.samling import las_skrivet
from analys.tidtagning import MANIFEST, tid

Meddela = Callable[[str], None]
_Svar = tuple[str, Korning | None]


@dataclass(frozen=True)
class Jobb:
    """One report to make. ``delar``: what its notebook's run depends on besides the figures (`nycklar.delar`)."""

    tema: str
    titel: str
    omrade: Omrade
    anteckningsbok: Path
    parametrar: dict[str, Any]
    format: tuple[str, ...]
    nyckel: str
    kub: str
    niva: str
    delar: dict[str, str] = field(default_factory=dict)

    @property
    def namn(self) -> str:
        """What the reader of the progress sees."""
        return f"{self.titel}, {self.omrade.namn}"


@dataclass
class Resultat:
    """What became of a run: where the release is, what is in it, what failed and why.

    ``oforandrad``: nothing had changed, so the former release stands.
    """

    plats: Path | None = None
    oforandrad: bool = False
    klara: list[Jobb] = field(default_factory=list)
    behallna: list[Jobb] = field(default_factory=list)
    fel: list[tuple[Jobb, str]] = field(default_factory=list)
    utan_paket: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Villkor:
    """What is said of a release besides its figures; ``utgavan``: None on the internal level.

    ``hel``: every report, or no release. ``nyheter``: what is new in it, when that is known already. ``ersatter``: the
    settled release that it corrects, by its id and the hash of its manifest.
    """

    utgavan: Utgavan | None = None
    hel: bool = False
    nyheter: Sequence[str] = ()
    ersatter: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Val:
    """What the user asked for; empty means everything."""

    teman: Sequence[str] = ()
    omraden: Sequence[Omrade] = ()
    format: Sequence[str] = FORMAT
    parametrar: Sequence[str] = ()


def planera(hem: Hem, profil: Regionprofil, besked: Kubbesked, val: Val, utgavan: Utgavan | None = None) -> list[Jobb]:
    """Return one job per theme and område, with parameters that the notebook has.

    Raises
    ------
    UsageError : unknown theme, or a parameter that the notebook does not have.
    """
    jobb = []
    exempel = besked.meta["exempel"]
    skrivet = las_skrivet(hem, profil, las_katalog(hem.indikatorer, profil.id), exempel=exempel)
    grund = nycklar.gemensamma(hem, profil, skrivet, exempel=exempel)
    for tema in (*profil.teman, PRESENTATION, *(profil.interna_teman if besked.meta["niva"] == INTERN else ())):
        fil = hem.anteckningsbocker / f"{tema}.ipynb"
        if not fil.is_file():
            raise UsageError(f"Temat {tema} har ingen anteckningsbok ({fil.name} saknas i mappen notebooks).")
        notebook = nbformat.read(fil, as_version=4)
        kontrollera_celler(notebook, fil.name)
        egna = notebook_parametrar(notebook, fil.name)
        extra = dict(tolka(par, egna, fil.name) for par in val.parametrar)
        if styrda := sorted(set(extra) & {"region", "omrade", "period"}):
            raise UsageError(f"Ange {svenska.lista(f'--{s}' for s in styrda)} i stället för --parameter {styrda[0]}=….")
        titel = next(c.source for c in notebook.cells if c.cell_type == "markdown").splitlines()[0].lstrip("# ")
        bok = fil.read_bytes()
        for omrade in profil.rapportomraden[: 1 if tema == PRESENTATION else None]:
            parametrar = {"region": profil.id, "omrade": omrade.kod, "period": besked.period.kod} | extra
            kontrollera_parametrar(egna, parametrar, fil.name)
            kub, niva = besked.meta["nyckel"], besked.meta["niva"]
            format_ = _mojliga(notebook, tema, val.format)
            delar = nycklar.delar(grund, bok, parametrar, skrivet, utgavan, tema)
            nyckel = nycklar.rapportnyckel(delar)
            jobb.append(Jobb(tema, titel, omrade, fil, parametrar, format_, nyckel, kub, niva, delar))
    return jobb


def _mojliga(notebook: nbformat.NotebookNode, tema: str, format_: Sequence[str]) -> tuple[str, ...]:
    """Return those of the formats that a notebook is made in: as slides only where a cell is one."""
    med_bilder = any(BILD in cell.metadata.get("tags", []) for cell in notebook.cells)
    return tuple(f for f in format_ if (med_bilder if f in BILDFORMAT else tema != PRESENTATION))


def valj(jobb: list[Jobb], val: Val) -> tuple[list[Jobb], list[Jobb]]:
    """Return the jobs that the user asked for, and the rest.

    Raises
    ------
    UsageError : there is nothing to make.
    """
    onskade = [
        j
        for j in jobb
        if j.format and (not val.teman or j.tema in val.teman) and (not val.omraden or j.omrade in val.omraden)
    ]
    if not onskade:
        raise UsageError(
            "Det finns ingen rapport att göra. Temat presentation görs bara för hela regionen och bara som "
            f"{svenska.lista(BILDFORMAT)}, och ett tema utan bilder har inget bildspel."
        )
    return onskade, [j for j in jobb if j not in onskade]


def valj_teman(profil: Regionprofil, namn: Sequence[str], *, internt: bool = False) -> list[str]:
    """Return the theme ids for names with or without å ä ö.

    Raises
    ------
    UsageError : a theme that does not exist, or an internal one on the open level.
    """
    kanda = {svenska.vik(t): t for t in (*profil.teman, PRESENTATION, *(profil.interna_teman if internt else ()))}
    for ett in namn:
        if not internt and svenska.vik(ett) in map(svenska.vik, profil.interna_teman):
            raise UsageError(f"Temat {ett} finns bara på den interna nivån. Lägg till --internt.")
        if svenska.vik(ett) not in kanda:
            raise UsageError(
                f'Temat "{ett}" finns inte.{svenska.liknar(ett, kanda.values())} '
                f"Välj bland {svenska.lista(kanda.values())}."
            )
    return [kanda[svenska.vik(ett)] for ett in namn]


def gor_utgava(
    hem: Hem,
    profil: Regionprofil,
    besked: Kubbesked,
    onskade: list[Jobb],
    ovriga: list[Jobb],
    regionmapp: Path,
    meddela: Meddela,
    arbete: Arbete = HAR,
    *,
    vanlig: bool = False,
    villkor: Villkor = Villkor(),
) -> Resultat:
    """Make the release of ``onskade``, and keep what is unchanged, also of ``ovriga`` (both from `valj`).

    The lock on ``regionmapp`` is held by the caller (`utgava.las`).

    ``arbete``: who makes the reports.
    ``vanlig``: with an ordinary kernel for every notebook instead of a fork of a warm process (`processer.Barn`).
    One failing report never stops the others and never reaches the release; when all fail the former release stands.
    """
    resultat, period = Resultat(), besked.period.kod
    korningar = Korningar(hem, profil.id, period, besked.meta["niva"])
    kub = cache(lambda: Kub.av(las_kub(besked.fil)))
    planer = planlagg(onskade, ovriga, korningar, kub, regionmapp, allt=vanlig)
    gors = [p for p in planer if p.gora]
    nyckel = utgavenyckel(besked, planer, villkor)
    if not gors and utgava.star_kvar(regionmapp, period, nyckel):
        resultat.behallna = [replace(p.jobb, format=p.format) for p in planer]
        return replace(resultat, plats=utgava.aktuell(regionmapp, period), oforandrad=True)
    bygg = utgava.ny_byggmapp(regionmapp)
    ny = bygg / "utgava"
    ny.mkdir()
    try:
        klara = _gor(hem, gors, korningar, bygg, resultat, meddela, arbete, vanlig=vanlig, utgavan=villkor.utgavan)
        if not (villkor.hel and resultat.fel) and (klara or not gors):
            rapporter = []
            for plan in planer:
                korning = klara.get(plan.jobb.namn) if plan.gora else plan.korning
                if plan.gora and korning is None:
                    continue
                kopiera(plan, ny)
                hel = replace(plan.jobb, format=plan.format)
                (resultat.klara if plan.gora else resultat.behallna).append(hel)
                rapporter.append(plan.i_manifestet(korning))
            nytt = gor_webbplats(hem, profil, besked, resultat, regionmapp, ny, villkor)
            if villkor.hel and resultat.utan_paket:
                return resultat
            manifest = gor_manifest(profil, besked, rapporter, resultat, villkor)
            manifest |= {"nyheter": nytt, "nyckel": "" if resultat.fel or resultat.utan_paket else nyckel}
            with tid(MANIFEST):
                utgava.skriv_manifest(ny, manifest)
                if besked.meta["niva"] != INTERN:
                    registrera(hem, profil, besked)  # before the switch: what is public is always in the register
                rattigheter = 0o700 if besked.meta["niva"] == INTERN else 0o755
                fast = bool(villkor.utgavan and villkor.utgavan.status.fast)
                resultat.plats = utgava.publicera(ny, regionmapp, period, rattigheter, fast=fast)
            korningar.sopa()
    finally:
        shutil.rmtree(bygg, ignore_errors=True)
    return resultat


def _gor(
    hem: Hem,
    planer: Sequence[Plan],
    korningar: Korningar,
    bygg: Path,
    resultat: Resultat,
    meddela: Meddela,
    arbete: Arbete,
    *,
    vanlig: bool,
    utgavan: Utgavan | None,
) -> dict[str, Korning]:
    """Make the reports; return what each that succeeded was made from. What failed is told in ``resultat``."""
    klara: dict[str, Korning] = {}
    if not planer:
        return klara
    jobben, ny, om_utgavan = bygg / "arbete", bygg / "utgava", bygg / "utgavan.json"
    if utgavan:
        om_utgavan.write_text(json.dumps(utgavan.som_dict()), encoding="utf-8")
    forsta = planer[0].jobb
    sagt = om_utgavan if utgavan else None
    barnen = gor_barn(arbete, beskriv(forsta, hem), forsta.kub, forsta.niva, vanlig=vanlig, utgavan=sagt)
    try:
        with ThreadPoolExecutor(max_workers=min(len(planer), arbete.platser())) as arbetare:
            try:
                koer = {arbetare.submit(_gor_en, barnen, hem, p, korningar, jobben): p for p in planer}
                for klar in _fardiga(koer, barnen):
                    plan = koer[klar]
                    jobb, (fel, korning) = plan.jobb, klar.result()
                    if korning is None:
                        resultat.fel.append((jobb, fel))
                        meddela(f"{jobb.namn}: kunde inte göras")
                    else:
                        _flytta(replace(jobb, format=plan.gora), jobben, ny)
                        klara[jobb.namn] = korning
                        meddela(f"{jobb.namn}: klar")
            except BaseException:  # Ctrl-C too: what runs is killed, what waits never starts
                barnen.avsluta()
                arbetare.shutdown(cancel_futures=True)
                raise
    finally:
        barnen.avsluta()
    ordning = [p.jobb.namn for p in planer]
    resultat.fel.sort(key=lambda par: ordning.index(par[0].namn))
    return klara


def _gor_en(barnen: Barn, hem: Hem, plan: Plan, korningar: Korningar, arbete: Path) -> _Svar:
    """Make one report from a kept notebook, else by running it and keeping it; return why not, or what it is of."""
    jobb, mapp = plan.jobb, _jobbmapp(plan.jobb, arbete)
    mapp.mkdir(parents=True, mode=0o700)
    kvar = plan.korning is not None and korningar.packa_upp(jobb, plan.korning, mapp)
    fel = barnen.kor(beskriv(jobb, hem) | {"format": plan.gora, "alla_format": plan.format}, mapp)
    if fel:
        return fel, None
    return "", plan.korning if kvar else korningar.spara(jobb, mapp, plan.orsaker)


def _fardiga(koer: Iterable[Future[_Svar]], barnen: Barn) -> Iterator[Future[_Svar]]:
    """Yield the jobs as they are done; when the run's time is out what is left is killed, and is so done."""
    kvar = set(koer)
    try:
        for klar in as_completed(koer, timeout=barnen.granser.korning):
            kvar.remove(klar)
            yield klar
    except FutureTimeoutError:
        barnen.tiden_slut = True
        barnen.avsluta()
        yield from as_completed(kvar)


def beskriv(jobb: Jobb, hem: Hem) -> dict[str, Any]:
    """Return what a process needs to know of a job, as JSON-ready values."""
    return {
        "tema": jobb.tema,
        "titel": jobb.titel,
        "anteckningsbok": str(jobb.anteckningsbok),
        "parametrar": jobb.parametrar,
        "format": jobb.format,
        "alla_format": jobb.format,
        "hem": str(hem.rot),
    }


def _jobbmapp(jobb: Jobb, arbete: Path) -> Path:
    return arbete / f"{jobb.omrade.kod}-{jobb.tema}"


def _flytta(jobb: Jobb, arbete: Path, ny: Path) -> None:
    """Move a report that was read back into the release."""
    plats = ny / jobb.omrade.mapp
    plats.mkdir(parents=True, exist_ok=True)
    for form in jobb.format:
        (_jobbmapp(jobb, arbete) / f"{jobb.tema}.{form}").rename(plats / f"{jobb.tema}.{form}")
