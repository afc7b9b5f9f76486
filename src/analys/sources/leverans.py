"""Read one delivery folder: ``leverans.toml`` and the files it names, into typed tables with their accounting."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from analys import svenska
from analys.errors import DataError, Filfel
from analys.hem import Hem
from analys.omraden import Omrade, las_omraden
from analys.region import Regionprofil
from analys.sources import personnummer
from analys.sources.kalla import Tabellkarta, kartlagg, las_kalla
from analys.sources.kontrakt import REGELTEXT, TABELLER, Tabell
from analys.sources.redovisning import Filredovisning
from analys.sources.textfil import Textfil, las_textfil
from analys.sources.typning import typa
from analys.tomlfil import bygg, las_toml

STOPP_VID = 0.01
"""A rule that takes more than this share of a file's rows stops the file (design.md 5); per source in TOML."""


@dataclass(frozen=True)
class Leveransfil:
    """One file of the delivery: its table, mapping, period and control total (number of data rows)."""

    tabell: str
    kalla: str
    fran: date
    till: date
    rader: int | None = None


@dataclass(frozen=True)
class Leveransbesked:
    """The content of ``leverans.toml``. ``exempel``: invented data, said on every page."""

    region: str
    system: str
    uttagsdatum: date
    filer: dict[str, Leveransfil]
    exempel: bool = False
    exempeltext: str = ""


@dataclass(frozen=True)
class Leverans:
    """A delivery that passed: tables by name, accounting per file, and gaps (tabell, kommun, first of month)."""

    besked: Leveransbesked
    tabeller: dict[str, pd.DataFrame]
    redovisning: list[Filredovisning]
    luckor: list[tuple[str, str, date]] = field(default_factory=list)

    @property
    def sista_dag(self) -> date:
        """The last day that every event table covers."""
        return min(f.till for f in self.besked.filer.values() if TABELLER[f.tabell].datumkolumner)


def las_besked(mapp: Path, profil: Regionprofil) -> Leveransbesked:
    """Return the folder's ``leverans.toml``.

    Raises
    ------
    DataError : it is missing, wrong, or speaks of another region.
    """
    fil = mapp / "leverans.toml"
    if not fil.is_file():
        raise DataError(
            [
                Filfel(
                    "leverans.toml",
                    f"filen saknas i mappen {mapp.name}.",
                    "Skapa den med region, system, uttagsdatum och filer. Mall: data/README.md.",
                )
            ]
        )
    besked = bygg(Leveransbesked, las_toml(fil), fil.name)
    fel = []
    if besked.region != profil.id:
        fel.append(Filfel(fil.name, f"leveransen gäller {besked.region}, inte {profil.id}.", "Välj rätt --region."))
    for namn, f in besked.filer.items():
        if f.tabell not in TABELLER:
            fel.append(
                Filfel(
                    fil.name,
                    f'tabellen "{f.tabell}" för {namn} finns inte.',
                    f"Välj bland {svenska.lista(TABELLER)}.{svenska.liknar(f.tabell, TABELLER)}",
                )
            )
        if f.till > besked.uttagsdatum:
            fel.append(
                Filfel(
                    fil.name,
                    f"perioden för {namn} slutar efter uttagsdatum.",
                    "Rätta till eller uttagsdatum.",
                )
            )
        if Path(namn).name != namn:
            fel.append(Filfel(fil.name, f'filnamnet "{namn}" pekar utanför mappen.', "Skriv bara filens namn."))
    if not fel and not any(TABELLER[f.tabell].datumkolumner for f in besked.filer.values()):
        fel.append(Filfel(fil.name, "ingen fil har inskrivningar eller besök.", "Lägg till minst en sådan fil."))
    if fel:
        raise DataError(fel)
    return besked


def innehallsnyckel(mapp: Path) -> str:
    """Return a hash over the name and bytes of every file of the delivery; equal keys mean equal input."""
    summa = hashlib.sha256()
    for fil in sorted(f for f in mapp.iterdir() if f.is_file() and not f.name.startswith(".")):
        summa.update(fil.name.encode() + b"\0" + hashlib.sha256(fil.read_bytes()).digest())
    return summa.hexdigest()


def las_leverans(mapp: Path, profil: Regionprofil, hem: Hem) -> Leverans:
    """Return the tables of the delivery in ``mapp``.

    Every file fault of every file is gathered before it stops; row faults are set aside and counted.

    Raises
    ------
    DataError : see ``docs/handbok.md`` for each message; nothing has then been written.
    """
    besked = las_besked(mapp, profil)
    omraden = las_omraden(hem.omraden)
    delar: dict[str, list[pd.DataFrame]] = {}
    redovisning: list[Filredovisning] = []
    fel: list[Filfel] = []
    sedda: dict[str, set[str]] = {}
    for namn, uppgift in besked.filer.items():
        try:
            lasta = sedda.setdefault(uppgift.tabell, set())
            rader, konto = _las_fil(mapp / namn, uppgift, besked, profil, omraden, hem, lasta)
        except DataError as ett:
            fel.extend(ett.fel)
            continue
        delar.setdefault(uppgift.tabell, []).append(rader)
        redovisning.append(konto)
    if fel:
        raise DataError(fel)
    tabeller = {t: pd.concat(d, ignore_index=True) for t, d in delar.items()}
    _kontrollera_nycklar(besked, tabeller)
    for saknas in set(TABELLER) - set(tabeller):
        tabeller[saknas] = pd.DataFrame({k.namn: [] for k in TABELLER[saknas].kolumner})
    if "befolkning" not in delar:
        raise DataError(
            [Filfel("leverans.toml", "ingen fil har tabellen befolkning.", "Lägg till folkmängden från SCB.")]
        )
    _kontrollera_kommuner(besked, tabeller, profil)
    luckor = _hitta_luckor(besked, tabeller, profil)
    for tabell, kommun, manad in luckor:
        konto = next(k for k in redovisning if k.tabell == tabell)
        konto.varningar.append(f"inga rader för {profil.omrade(kommun).namn} i {svenska.manad(manad)}")
    return Leverans(besked, tabeller, redovisning, luckor)


def _las_fil(
    fil: Path,
    uppgift: Leveransfil,
    besked: Leveransbesked,
    profil: Regionprofil,
    omraden: dict[str, Omrade],
    hem: Hem,
    sedda: set[str],
) -> tuple[pd.DataFrame, Filredovisning]:
    """Return one file's used rows and its accounting, or raise with all its faults."""
    tabell = TABELLER[uppgift.tabell]
    karta = las_kalla(hem.kallor, uppgift.kalla).tabeller.get(tabell.namn, Tabellkarta({}))
    try:
        innehall = fil.read_bytes()
    except FileNotFoundError:
        raise DataError(
            [
                Filfel(
                    fil.name,
                    "filen saknas i leveransen.",
                    "Lägg den i mappen eller ta bort den ur leverans.toml.",
                )
            ]
        ) from None
    text = las_textfil(fil.name, innehall, uppgift.rader)
    fel = personnummer.granska(fil.name, text.rubriker, text.rader)
    platser, okanda, rubrikfel = kartlagg(text.rubriker, tabell, karta, fil.name)
    fel.extend(rubrikfel)
    if fel:
        raise DataError(fel)
    rader, brott, typfel = typa(fil.name, tabell, karta, platser, text.rader, omraden)
    konto = Filredovisning(fil.name, tabell.namn, text.sha256, text.teckenkodning, len(text.rader))
    konto.varningar.extend(f'kolumnen "{r}" läses inte' for r in okanda)
    uteslutna = _uteslutna(text, rader, tabell, uppgift, besked, profil, sedda)
    brott = _radregler(rader, brott, tabell, besked.uttagsdatum, uteslutna == "")
    uteslutna = uteslutna.where(brott == "", "")
    for orsak in sorted(set(uteslutna) - {""}):
        konto.uteslutna[orsak] = int((uteslutna == orsak).sum())
    for regel in sorted(set(brott) - {""}):
        traffar = list(brott.index[brott == regel])
        konto.atsidosatta[regel] = traffar
        grans = karta.stopp_vid.get(regel, STOPP_VID)
        if len(traffar) > grans * len(rader):
            typfel.append(
                Filfel(
                    fil.name,
                    f'{len(traffar)} av {len(rader)} rader har felet "{REGELTEXT[regel]}" '
                    f"(gränsen är {svenska.procent(grans, 1)}), rad {svenska.forsta(traffar)}.",
                    "Rätta i källsystemet, eller höj stopp_vid för regeln i källans fil.",
                )
            )
    if typfel:
        raise DataError(typfel)
    anvanda = rader[(brott == "") & (uteslutna == "")]
    konto.anvanda = len(anvanda)
    return anvanda, konto


def _uteslutna(
    text: Textfil,
    rader: pd.DataFrame,
    tabell: Tabell,
    uppgift: Leveransfil,
    besked: Leveransbesked,
    profil: Regionprofil,
    sedda: set[str],
) -> pd.Series:
    """Return why a row, though right, is not used: a duplicate to the letter, another region, another time."""
    skal = pd.Series("", index=rader.index, dtype=object)
    if tabell.bara_regionens:
        egna = {*profil.kommuner, profil.kod}
        skal[~rader[tabell.kommunkolumn].isin(egna)] = "annan_region"
    if tabell.namn == "hembesok":
        dag = rader["datum"]
        skal[(dag < pd.Timestamp(uppgift.fran)) | (dag > pd.Timestamp(uppgift.till))] = "utanfor_perioden"
    if tabell.namn == "befolkning":
        skal[rader["publicerad"] > pd.Timestamp(besked.uttagsdatum)] = "publicerad_efter_uttag"
    radtexter = pd.Series(["\x1f".join(r) for r in text.rader], index=rader.index, dtype=object)
    skal[radtexter.duplicated() | radtexter.isin(sedda)] = "dubblett"
    sedda.update(radtexter)
    return skal


def _radregler(
    rader: pd.DataFrame, brott: pd.Series, tabell: Tabell, uttagsdatum: date, raknas: pd.Series
) -> pd.Series:
    """Return each row's first broken rule: typing before rules before keys."""
    brott = brott.copy()
    for regel, traffar in tabell.regler.items():
        trasig = traffar(rader, uttagsdatum).fillna(False).astype(bool).to_numpy()
        brott[(brott == "").to_numpy() & trasig] = regel
    if tabell.nyckel:
        hela = rader[(brott == "") & raknas]
        dubbla = hela.index[hela.duplicated(list(tabell.nyckel), keep=False)]
        brott[brott.index.isin(dubbla)] = "dubblett_annat_innehall"
    return brott


def _kontrollera_nycklar(besked: Leveransbesked, tabeller: dict[str, pd.DataFrame]) -> None:
    """Raise when two files of a table hold the same key with different content: nobody can tell which is right."""
    fel = [
        Filfel(
            svenska.lista(f for f, u in besked.filer.items() if u.tabell == namn),
            f"{int(rader.duplicated(list(TABELLER[namn].nyckel)).sum())} rader finns i flera filer med olika innehåll.",
            "Leverera en fil, eller filer som inte överlappar.",
        )
        for namn, rader in tabeller.items()
        if TABELLER[namn].nyckel and rader.duplicated(list(TABELLER[namn].nyckel)).any()
    ]
    if fel:
        raise DataError(fel)


def _kontrollera_kommuner(besked: Leveransbesked, tabeller: dict[str, pd.DataFrame], profil: Regionprofil) -> None:
    """Raise when one of the region's kommuner is absent from a whole table and delivers no counts instead."""
    antal = set(tabeller["aggregat"]["omrade"].unique())
    fel: list[Filfel] = []
    for namn in sorted({f.tabell for f in besked.filer.values()} - {"aggregat"}):
        finns = set(tabeller[namn][TABELLER[namn].kommunkolumn].unique())
        kvar = antal if TABELLER[namn].datumkolumner else set()
        filer = svenska.lista(f for f, u in besked.filer.items() if u.tabell == namn)
        fel.extend(
            Filfel(
                filer,
                f"{profil.omrade(kod).namn} ({kod}) saknas helt.",
                "Begär kommunens uppgifter, eller leverera dem som antal i tabellen aggregat.",
            )
            for kod in profil.kommuner
            if kod not in finns | kvar
        )
    if fel:
        raise DataError(fel)


def _hitta_luckor(
    besked: Leveransbesked, tabeller: dict[str, pd.DataFrame], profil: Regionprofil
) -> list[tuple[str, str, date]]:
    """Return (tabell, kommun, month) where an event table that covers the month has no row for the kommun."""
    luckor: list[tuple[str, str, date]] = []
    for uppgift in sorted(besked.filer.values(), key=lambda f: (f.tabell, f.fran)):
        tabell, rader = TABELLER[uppgift.tabell], tabeller[uppgift.tabell]
        manader = pd.period_range(uppgift.fran, uppgift.till, freq="M")
        if not tabell.datumkolumner:
            continue
        for kommun in profil.kommuner:
            egna = rader[rader[tabell.kommunkolumn] == kommun]
            if egna.empty:
                continue
            sedda = np.unique(
                np.concatenate([egna[k].dropna().to_numpy("datetime64[M]") for k in tabell.datumkolumner])
            )
            luckor.extend(
                (tabell.namn, kommun, m.start_time.date())
                for m in manader
                if np.datetime64(m.strftime("%Y-%m")) not in sedda
            )
    return luckor
