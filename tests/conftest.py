"""Shared: a home of its own for the tests, the example delivery, one cube, one release, a builder of deliveries."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import settings

from analys import programmet
from analys.berakna import Kubbesked, berakna
from analys.hem import Hem
from analys.indikatorer.rakna import Raknegrund
from analys.katalog import Katalog, las_katalog
from analys.region import Regionprofil, las_profil
from analys.sources.exempel import gor_exempel
from analys.sources.tabeller import TABELLER
from analys.sources.typning import dtyp

ROT = Path(__file__).parents[1]
settings.register_profile("analys", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("analys")


INSTALLNINGAR = ("indikatorer", "regioner", "kallor", "publicerat", "formular")


def skriv_installningar(rot: Path) -> Hem:
    """Copy the project's settings and notebooks to ``rot``, and return the home that they make."""
    for mapp in INSTALLNINGAR:
        shutil.copytree(ROT / "data" / mapp, rot / "data" / mapp)
    shutil.copy(ROT / "data" / "omraden.csv", rot / "data")
    shutil.copytree(ROT / "notebooks", rot / "notebooks", ignore=shutil.ignore_patterns(".*"))
    return Hem(rot)


def _programmet() -> str:
    """Return a hash of what the shared cube and release are made with."""
    summa = hashlib.sha256()
    mappar = [ROT / "src", ROT / "notebooks", *(ROT / "data" / mapp for mapp in INSTALLNINGAR)]
    alla = [fil for mapp in mappar for fil in mapp.rglob("*.*") if fil.is_file() and fil.suffix != ".pyc"]
    for fil in sorted([*alla, ROT / "data" / "omraden.csv"]):
        summa.update(fil.relative_to(ROT).as_posix().encode() + fil.read_bytes())
    return summa.hexdigest()[:16]


@pytest.fixture(scope="session")
def delat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for what is dear to make: of the whole run, also when pytest-xdist deals the tests out to workers.

    With ``ANALYS_DELAT`` set to a folder it outlives the run there, until the program, a notebook or the data change.
    """
    if hallbar := os.environ.get("ANALYS_DELAT"):
        mapp = Path(hallbar) / _programmet()
        mapp.mkdir(parents=True, exist_ok=True)
        return mapp
    rot = tmp_path_factory.getbasetemp()
    mapp = (rot.parent if "PYTEST_XDIST_WORKER" in os.environ else rot) / "delat"
    mapp.mkdir(exist_ok=True)
    return mapp


def en_gang(mapp: Path, gor: Callable[[Path], object]) -> Path:
    """Return ``mapp``, filled by ``gor`` in the first worker that needs it while the others wait: read only."""
    klar = mapp.with_name(f"{mapp.name}.klar")
    with FileLock(mapp.with_name(f"{mapp.name}.las")):
        if not klar.exists():
            shutil.rmtree(mapp, ignore_errors=True)
            gor(mapp)
            klar.touch()
    return mapp


@pytest.fixture(scope="session", autouse=True)
def hem(tmp_path_factory: pytest.TempPathFactory) -> Hem:
    """The project's settings and notebooks in a folder of the tests' own, so that nothing is written in the repo."""
    hemmet = skriv_installningar(tmp_path_factory.mktemp("hem"))
    os.environ["ANALYS_HEM"] = str(hemmet.rot)
    return hemmet


@pytest.fixture
def tomt_hem(tmp_path: Path) -> Hem:
    """A home without example for a test that reads a delivery of its own: a home's store holds one at a time."""
    return skriv_installningar(tmp_path / "hem")


@pytest.fixture(scope="session")
def profil(hem: Hem) -> Regionprofil:
    return las_profil(hem, "halland")


@pytest.fixture(scope="session")
def katalog(hem: Hem) -> Katalog:
    return las_katalog(hem.indikatorer, "halland")


@pytest.fixture(scope="session")
def exempel(hem: Hem, profil: Regionprofil, delat: Path) -> Path:
    gjort = en_gang(delat / "exempel", lambda mapp: gor_exempel(mapp, profil, hem.rot / "data" / "publicerat"))
    shutil.copytree(gjort, hem.exempel("halland"))
    return hem.exempel("halland")


@pytest.fixture(scope="session")
def kub(hem: Hem, exempel: Path, delat: Path) -> Kubbesked:
    """The example's cube; store and cube are made once, in a home of their own, and copied."""

    def gor(mapp: Path) -> None:
        hemmet = skriv_installningar(mapp)
        shutil.copytree(exempel, hemmet.exempel("halland"))
        berakna(hemmet, "halland")

    gjort = Hem(en_gang(delat / "hem", gor))
    shutil.copytree(gjort.lager("halland"), hem.lager("halland"), dirs_exist_ok=True)
    internt = hem.tabeller("halland").parent
    shutil.copytree(gjort.tabeller("halland").parent, internt, dirs_exist_ok=True)
    besked = berakna(hem, "halland")
    assert not besked.ny
    return besked


def kor_analys(*argument: str | Path, mapp: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, and return what it said; a whole release takes long on a busy machine."""
    plats = ["--mapp", str(mapp)] if mapp else []
    kommando = [sys.executable, "-c", "from analys.cli import main; main()", *map(str, argument), *plats]
    return subprocess.run(kommando, capture_output=True, text=True, encoding="utf-8", check=False, timeout=1800)


MAPPAR = [
    "0013-region-halland",
    "1315-hylte",
    "1384-kungsbacka",
]
"""The shared release's områden: the region, its smallest kommun, and a large one that its hospitals see little of."""


TEMAN = (
    "oversikt",
    "hemsjukvard",
    "fargspar",
    "utskrivningsklara",
    "aterinskrivning",
    "palliativ",
    "fast_kontakt",
    "samverkan",
    "upplevelser",
)
FORMAT = ("html", "pdf", "pptx", "bilder.pdf", "xlsx")
BILDER = ("presentation.pptx", "presentation.bilder.pdf")
"""The region's presentation, beside its reports."""
EGNA_SIDOR = ("index.html", "definitioner.html", "datakvalitet.html", "tillganglighet.html", "sedan_forra_motet.html")
OPPNA_DATA = ("datapackage.json", "indikatorer.csv", "omdomen.csv", "omraden.csv", "utfall.csv")
ANTAL_RAPPORTER = len(TEMAN) * len(MAPPAR) + 1
_I_RAPPORTER = len(TEMAN) * len(MAPPAR) * len(FORMAT) + len(BILDER)
ANTAL_FILER = _I_RAPPORTER + len(EGNA_SIDOR) + len(OPPNA_DATA) + len(MAPPAR) - 1
"""The files of a whole release that its manifest names; every kommun has a zip."""


@dataclass(frozen=True)
class Utgava:
    """The release that the whole test run shares: read only."""

    rapporter: Path
    svar: subprocess.CompletedProcess[str]

    @property
    def plats(self) -> Path:
        return self.rapporter / "halland" / "2022-12"

    def siffror(self, omrade: str, tema: str) -> str:
        """The id of a report's figures."""
        rapporter = json.loads((self.plats / "manifest.json").read_text("utf-8"))["rapporter"]
        return str(next(r["siffror"] for r in rapporter if (r["omrade"], r["tema"]) == (omrade, tema)))


@pytest.fixture(scope="session")
def utgava(kub: Kubbesked, hem: Hem, delat: Path) -> Utgava:
    def gor(mapp: Path) -> None:
        val = [text for m in MAPPAR for text in ("--omrade", m[:4])]
        svar = kor_analys("rapport", *val, mapp=mapp / "rapporter")
        shutil.copytree(hem.register("halland", kub.meta["datamangd"]), mapp / "register")
        (mapp / "svar.json").write_text(json.dumps([svar.args, svar.returncode, svar.stdout, svar.stderr]), "utf-8")

    mapp = en_gang(delat / "utgava", gor)
    register = hem.register("halland", kub.meta["datamangd"])
    shutil.copytree(mapp / "register", register, dirs_exist_ok=True)  # whoever has the release has its register
    svar = json.loads((mapp / "svar.json").read_text("utf-8"))
    return Utgava(mapp / "rapporter", subprocess.CompletedProcess(*svar))


def _del_for(rader: pd.DataFrame, antal: int) -> pd.Series:
    """Return a partition per row, the same for all rows of a person."""
    personer = next(rader[k] for k in ("person_id", "kommunkod", rader.columns[0]) if k in rader)
    return personer.map(lambda p: sum(map(ord, p)) % antal).astype("int64")


def raknegrund(
    tabeller: dict[str, pd.DataFrame],
    luckor: Sequence[tuple[str, str, date]] = (),
    uttag: date = date(2023, 2, 1),
    spann: tuple[date, date] = (date(2022, 1, 1), date(2022, 12, 31)),
    antal_delar: int = 1,
) -> Raknegrund:
    """What a delivery of these small tables gives to compute from; person tables dealt out by person."""
    hela = {}
    for namn, tabell in TABELLER.items():
        tom = pd.DataFrame({k.namn: pd.Series([], dtype=dtyp(k)) for k in tabell.kolumner})
        rader = tabeller.get(namn, tom)
        saknas = {k.namn: k.tom_ar if dtyp(k) == "str" else None for k in tabell.kolumner if k.namn not in rader}
        hela[namn] = rader.assign(**saknas).astype({k.namn: dtyp(k) for k in tabell.kolumner})
    personer = [t for t in TABELLER if TABELLER[t].datumkolumner]

    def delar(_kolumner: object = None) -> Iterator[dict[str, pd.DataFrame]]:
        for nummer in range(antal_delar):
            yield {t: hela[t][_del_for(hela[t], antal_delar) == nummer] for t in personer}

    return Raknegrund(
        delar,
        hela,
        dict.fromkeys(tabeller, spann),
        {t: set(hela[t][k]) for t in TABELLER if (k := TABELLER[t].kommunkolumn)},
        {t: {k.namn for k in TABELLER[t].kolumner if k.namn not in tabeller.get(t, hela[t])} for t in TABELLER},
        luckor,
        uttag,
        {t: programmet.avtryck(pickle.dumps(rader)) for t, rader in hela.items()},
    )


KOMMUNER = ("1382", "1380", "1315", "1384", "1381", "1383")
HEMSJUKVARD = "PersonID;Kommun;Kön;Födelseår;Boendeform;Inskriven;Avslutad"
HEMBESOK = "Besöksnummer;PersonID;Hemkommun;Utförande kommun;Besöksdatum;Yrke"
BEFOLKNING = "Kommunkod,År,Kön,Ålder,Folkmängd 31 december,Publicerad"


@dataclass
class Leveransbygge:
    """A small delivery on disk that a test can damage: 4 persons per kommun, one visit per kommun and month."""

    mapp: Path
    hemsjukvard: list[str]
    hembesok: list[str]
    befolkning: list[str]
    kontrollrader: bool = False

    def skriv(self) -> Path:
        filer = {"hemsjukvard": self.hemsjukvard, "hembesok": self.hembesok, "befolkning": self.befolkning}
        besked = ['region = "halland"', 'system = "Test"', "uttagsdatum = 2022-05-01"]
        for tabell, rader in filer.items():
            (self.mapp / f"{tabell}.csv").write_text("\n".join(rader) + "\n", encoding="utf-8", newline="")
            besked += [
                f'[filer."{tabell}.csv"]',
                f'tabell = "{tabell}"',
                'kalla = "exempel"',
                "fran = 2022-01-01",
                "till = 2022-03-31",
            ]
            if self.kontrollrader:
                besked.append(f"rader = {len(rader) - 1}")
        (self.mapp / "leverans.toml").write_text("\n".join(besked) + "\n", encoding="utf-8")
        return self.mapp


@pytest.fixture
def leverans(tmp_path: Path) -> Leveransbygge:
    return bygg_leverans(tmp_path / "leverans")


def bygg_leverans(mapp: Path) -> Leveransbygge:
    """200 enrolments a kommun, so that one row at fault stays under a rule's limit of 1 %."""
    mapp.mkdir(parents=True)
    inskrivna = [
        f"p-{kommun}{i:04d};{kommun};{'KM'[i % 2]};{1930 + i % 60};Ordinärt boende;2022-0{1 + i % 3}-1{i % 9};"
        + ("2022-03-25" if i % 4 == 0 else "")
        for kommun in KOMMUNER
        for i in range(200)
    ]
    besok = [
        f"B{kommun}{manad}{i:03d};p-b{kommun}{i:03d};{kommun};{kommun};2022-0{manad}-0{1 + i % 9};Sjuksköterska"
        for kommun in KOMMUNER
        for manad in (1, 2, 3)
        for i in range(40)
    ]
    folk = [
        f"{kommun},{ar},{kon},{alder},{antal},{ar + 1}-02-22"
        for kommun in KOMMUNER
        for ar in (2020, 2021)
        for kon in ("kvinnor", "män")
        for alder, antal in (("0–64 år", 4000), ("65–79 år", 800), ("80+ år", 300))
    ]
    return Leveransbygge(mapp, [HEMSJUKVARD, *inskrivna], [HEMBESOK, *besok], [BEFOLKNING, *folk])


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
    """In CI a skipped test is a failure: what a test needs must be installed there."""
    report = pytest.TestReport.from_item_and_call(item, call)
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
