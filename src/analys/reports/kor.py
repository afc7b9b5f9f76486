"""``analys rapport``: plan, have each report made and read back in processes of its own, and switch the release."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat

from analys import svenska
from analys.berakna import Kubbesked, registrera
from analys.disclosure.grind import INTERN
from analys.errors import StoppedError, UsageError
from analys.hem import Hem
from analys.omraden import Omrade
from analys.present.underlag import las_underlag, tiotal
from analys.present.utgavan import Utgavan
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.dokument import BILD, BILDFORMAT, PRESENTATION
from analys.reports.html import FORMATNAMN
from analys.reports.oppnadata import MAPP, skriv_oppna_data
from analys.reports.paket import gor_paket, kontrollera_paket
from analys.reports.parametrar import kontrollera_celler, kontrollera_parametrar, notebook_parametrar, tolka
from analys.reports.processer import Barn
from analys.reports.webbplats import nyheter, skriv_index, skriv_sidor
from analys.skrivet.samling import skrivetnyckel
from analys.tidtagning import MANIFEST, PAKET, SIDOR, tid

FORMAT = tuple(FORMATNAMN)
Meddela = Callable[[str], None]


@dataclass(frozen=True)
class Jobb:
    """One report to make."""

    tema: str
    titel: str
    omrade: Omrade
    anteckningsbok: Path
    parametrar: dict[str, Any]
    format: tuple[str, ...]
    nyckel: str
    kub: str
    niva: str

    @property
    def namn(self) -> str:
        """What the reader of the progress sees."""
        return f"{self.titel}, {self.omrade.namn}"


@dataclass
class Resultat:
    """What became of a run: where the release is, what is in it, what failed and why."""

    plats: Path | None = None
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
    skrivet = skrivetnyckel(hem.skrivet(profil.id, exempel=besked.meta["exempel"]))
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
        nyckel = _nyckel(besked, fil, skrivet, utgavan)
        for omrade in profil.rapportomraden[: 1 if tema == PRESENTATION else None]:
            parametrar = {"region": profil.id, "omrade": omrade.kod, "period": besked.period.kod} | extra
            kontrollera_parametrar(egna, parametrar, fil.name)
            kub, niva = besked.meta["nyckel"], besked.meta["niva"]
            format_ = _mojliga(notebook, tema, val.format)
            jobb.append(Jobb(tema, titel, omrade, fil, parametrar, format_, nyckel, kub, niva))
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
    executor: Executor | None = None,
    *,
    vanlig: bool = False,
    villkor: Villkor = Villkor(),
) -> Resultat:
    """Make the release of ``onskade``, and keep of ``ovriga`` what is unchanged (both from `valj`).

    The lock on ``regionmapp`` is held by the caller (`utgava.las`).

    ``vanlig``: with an ordinary kernel for every notebook instead of a fork of a warm process (`processer.Barn`).
    One failing report never stops the others and never reaches the release; when all fail the former release stands.
    """
    resultat = Resultat()
    bygg = utgava.ny_byggmapp(regionmapp)
    ny = bygg / "utgava"
    om_utgavan = bygg / "utgavan.json"
    if villkor.utgavan:
        om_utgavan.write_text(json.dumps(villkor.utgavan.som_dict()), encoding="utf-8")
    beskrivna = {jobb.namn: beskriv(jobb, hem) for jobb in onskade}
    forsta = onskade[0]
    barnen = Barn(
        beskrivna[forsta.namn], forsta.kub, forsta.niva, vanlig=vanlig, utgavan=om_utgavan if villkor.utgavan else None
    )
    try:
        with executor or ThreadPoolExecutor(max_workers=min(len(onskade), os.cpu_count() or 1)) as arbetare:
            signal.signal(signal.SIGTERM, _stanna)
            try:
                arbete = bygg / "arbete"
                koer = {arbetare.submit(barnen.kor, beskrivna[j.namn], _jobbmapp(j, arbete)): j for j in onskade}
                for klar in as_completed(koer):
                    jobb = koer[klar]
                    if fel := klar.result():
                        resultat.fel.append((jobb, fel))
                        meddela(f"{jobb.namn}: kunde inte göras")
                    else:
                        _flytta(jobb, arbete, ny)
                        resultat.klara.append(jobb)
                        meddela(f"{jobb.namn}: klar")
            except BaseException:  # Ctrl-C too: what runs is killed, what waits never starts
                barnen.avsluta()
                arbetare.shutdown(cancel_futures=True)
                raise
        if resultat.klara and not (villkor.hel and resultat.fel):
            resultat.behallna = _behall([*onskade, *ovriga], resultat, regionmapp, besked.period.kod, ny)
            ordning = [j.namn for j in onskade]
            resultat.klara.sort(key=lambda j: ordning.index(j.namn))
            resultat.fel.sort(key=lambda par: ordning.index(par[0].namn))
            nytt = _gor_webbplats(hem, profil, besked, resultat, regionmapp, ny, villkor)
            if villkor.hel and resultat.utan_paket:
                return resultat
            with tid(MANIFEST):
                utgava.skriv_manifest(ny, _manifest(profil, besked, resultat, villkor) | {"nyheter": nytt})
                if besked.meta["niva"] != INTERN:
                    registrera(hem, profil, besked)  # before the switch: what is public is always in the register
                rattigheter = 0o700 if besked.meta["niva"] == INTERN else 0o755
                fast = bool(villkor.utgavan and villkor.utgavan.status.fast)
                resultat.plats = utgava.publicera(ny, regionmapp, besked.period.kod, rattigheter, fast=fast)
    finally:
        barnen.avsluta()
        shutil.rmtree(bygg, ignore_errors=True)
    return resultat


def _stanna(*_: object) -> None:
    """Turn SIGTERM into an error in the main thread, so that everything is swept up."""
    raise StoppedError("Körningen stoppades. Den förra utgåvan gäller fortfarande.")


def beskriv(jobb: Jobb, hem: Hem) -> dict[str, Any]:
    """Return what a process needs to know of a job, as JSON-ready values."""
    return {
        "tema": jobb.tema,
        "titel": jobb.titel,
        "anteckningsbok": str(jobb.anteckningsbok),
        "parametrar": jobb.parametrar,
        "format": jobb.format,
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


def _behall(alla: list[Jobb], resultat: Resultat, regionmapp: Path, period: str, ny: Path) -> list[Jobb]:
    """Copy from the current release the reports that were not made now and that nothing has changed for.

    A format that was not asked for is kept beside the new one; a report that failed now is not kept.
    """
    gammal, manifest = utgava.aktuell(regionmapp, period), utgava.las_manifest(regionmapp, period)
    fore = {(r["omrade"], r["tema"]): r for r in manifest["rapporter"]}
    misslyckade = {j.namn for j, _ in resultat.fel}
    behallna = []
    for jobb in alla:
        rapport = fore.get((jobb.omrade.kod, jobb.tema))
        if rapport is None or rapport["nyckel"] != jobb.nyckel or jobb.namn in misslyckade:
            continue
        nu = jobb.format if jobb in resultat.klara else ()
        if nu and rapport["parametrar"] != jobb.parametrar:
            continue
        plats = Path(jobb.omrade.mapp)
        filer = {form: plats / f"{jobb.tema}.{form}" for form in rapport["format"] if form not in nu}
        hela = all(
            (gammal / f).is_file() and utgava.sha256(gammal / f) == manifest["filer"].get(f.as_posix())
            for f in filer.values()
        )
        if not filer or not hela:
            continue
        (ny / plats).mkdir(exist_ok=True)
        for fil in filer.values():
            shutil.copy2(gammal / fil, ny / fil)
        if nu:
            format_ = tuple(f for f in FORMAT if f in {*nu, *filer})
            resultat.klara[resultat.klara.index(jobb)] = replace(jobb, format=format_)
        else:
            behallna.append(replace(jobb, format=tuple(filer), parametrar=rapport["parametrar"]))
    return behallna


def _nyckel(besked: Kubbesked, notebook: Path, skrivet: str, utgavan: Utgavan | None) -> str:
    """Return the hash of what a report depends on besides its parameters (the cube's key covers data and code)."""
    summa = hashlib.sha256(f"{besked.meta['nyckel']} {skrivet}".encode())
    if utgavan:
        allt = utgavan.som_dict()
        sagt = allt if notebook.stem == PRESENTATION else {k: allt[k] for k in ("status", "kommentarer")}
        summa.update(json.dumps(sagt, sort_keys=True).encode())
    mallar = Path(__file__).parents[1].glob("*/mallar/*")
    for fil in [notebook, *sorted(mallar)]:
        summa.update(fil.read_bytes())
    return summa.hexdigest()


def _gor_webbplats(
    hem: Hem,
    profil: Regionprofil,
    besked: Kubbesked,
    resultat: Resultat,
    regionmapp: Path,
    ny: Path,
    villkor: Villkor,
) -> list[str]:
    """Write the release's own pages, open data and the kommuner's zips (the open level's alone), and its front page.

    Return what is new in it.
    """
    jobb, nytt = [*resultat.klara, *resultat.behallna], list(villkor.nyheter)
    regionens = replace(las_underlag(profil.id, profil.kod, besked.period.kod), utgavan=villkor.utgavan)
    if besked.meta["niva"] != INTERN:
        with tid(SIDOR):
            skriv_sidor(regionens, ny)
            skriv_oppna_data(ny / MAPP, hem, profil, regionens.skyddat)
        for omrade in profil.rapportomraden[1:]:
            egna = [j for j in jobb if j.omrade == omrade]
            if not egna:
                continue
            kommunens = regionens.i_omradet(omrade)
            with tid(PAKET):
                paket = gor_paket(kommunens, egna, ny)
                fel = kontrollera_paket(paket, kommunens)
            if fel:
                resultat.utan_paket.append(f"{omrade.mapp}.zip: {svenska.lista(fel)}")
            else:
                (ny / f"{omrade.mapp}.zip").write_bytes(paket)
        if villkor.utgavan and villkor.utgavan.rattelse:
            nytt = [f"{r} {villkor.utgavan.rattelse.budskap}" for r in villkor.utgavan.status.rattelser[-1:]]
        nytt = nytt or nyheter(regionmapp, besked.period, jobb, ny)
    with tid(SIDOR):
        skriv_index(regionens, jobb, [j.namn for j, _ in resultat.fel], nytt, ny)
    return nytt


def _manifest(profil: Regionprofil, besked: Kubbesked, resultat: Resultat, villkor: Villkor) -> dict[str, Any]:
    """Return what the release was made from and what is in it; counts of rows rounded down to tens."""
    meta = besked.meta
    return {
        "region": profil.id,
        "period": besked.period.kod,
        "uttagsdatum": meta["uttagsdatum"],
        "system": meta["system"],
        "exempel": meta["exempel"],
        "version": meta["version"],
        "kub": meta["nyckel"],
        "troskel": meta["troskel"],
        "niva": meta["niva"],
        "register": meta["datamangd"] if meta["niva"] != INTERN else "",
        "forgrovningar": meta["forgrovningar"],
        "andel_dolda": round(meta["andel_dolda"], 4),
        "rader": {k: tiotal(meta[k]) for k in ("rader_in", "anvanda", "uteslutna", "atsidosatta")},
        "indata": {f["fil"]: f["sha256"] for f in meta["filer"]},
        "rapporter": [
            {
                "omrade": j.omrade.kod,
                "tema": j.tema,
                "parametrar": j.parametrar,
                "format": list(j.format),
                "nyckel": j.nyckel,
            }
            for j in (*resultat.klara, *resultat.behallna)
        ],
        "misslyckade": [{"omrade": j.omrade.kod, "tema": j.tema} for j, _ in resultat.fel],
        "rader_per_manad": meta["rader_per_manad"] if meta["niva"] != INTERN else {},
        "status": villkor.utgavan.status.som_dict() if villkor.utgavan else None,
        "ersatter": villkor.ersatter,
        "kommentarer": villkor.utgavan.kommentarer if villkor.utgavan else {},
    }
