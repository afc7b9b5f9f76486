"""``analys sjalvtest``: what of the installation works, what does not and why, and what can be done without it."""

from __future__ import annotations

import io
import locale
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from analys import svenska
from analys.errors import UTAN_UTGAVA, AnalysError, orsak
from analys.hem import Hem, hitta_hem
from analys.terminal import konsol, kort_sokvag

REGION, TEMA, KOMMUN, ANTAL = "halland", "hemsjukvard", "1315", 24
"""The small report: Hylte's, of so many invented persons who are all enrolled."""
LANGSTA_FILEN = 130
"""Characters below the project's folder of the longest file that a run makes there (`test_windows`)."""
LANGSTA_SOKVAGEN = 260
"""Windows' limit for a whole path, unless long paths are turned on."""
LEDIGT = 500 << 20
"""Bytes that a region's store, cube and a few releases take."""
_FORMAT = ("html", "pdf")


@dataclass(frozen=True)
class Punkt:
    """One thing that was looked at. ``fel``: why it does not work, or ""; ``utan``: what can be done all the same."""

    namn: str
    vad: str
    fel: str = ""
    utan: str = ""

    @property
    def rad(self) -> str:
        """The line that is printed."""
        return f"{self.namn}: {' '.join(filter(None, (self.fel, self.utan))) if self.fel else self.vad}"


def sjalvtesta() -> int:
    """Run ``analys sjalvtest``; return 0 when reports can be made, else 1."""
    UTAN_UTGAVA.add("sjalvtest")
    hem = hitta_hem()
    punkter = [*granska_installationen(), *granska_platsen(hem)]
    konsol.print("Gör en liten rapport av påhittade uppgifter i en tillfällig mapp …")
    rapporten = prova_rapport(hem)
    for rubrik, visas in (
        ("Fungerar:", [p for p in (*punkter, rapporten) if not p.fel]),
        ("Fungerar inte, därför att:", [p for p in (*punkter, rapporten) if p.fel]),
    ):
        if visas:
            konsol.print(rubrik)
        for p in visas:
            konsol.print(f"  - {p.rad}")
    konsol.print("Behövs inte: webbläsare för att göra rapporter, Office, LibreOffice, Java, make, nät.")
    if rapporten.fel:
        konsol.print("Rapporter går inte att göra här ännu. Rätta det som inte fungerar, uppifrån, och kör igen.")
        return 1
    konsol.print("Rapporter går att göra. Nästa steg: analys rapport.")
    return 0


def granska_installationen(krav: Sequence[str] | None = None) -> Iterator[Punkt]:
    """Yield what is to be said of Python, the packages, fonts, JupyterLab, words and processes."""
    krav = requires("analys") or () if krav is None else krav
    minst = metadata("analys")["Requires-Python"].lstrip(">=")
    har = ".".join(map(str, sys.version_info[:3]))
    gammal = f"{har} är äldre än {minst}. Installera en nyare Python." if _tal(har) < _tal(minst) else ""
    yield Punkt("Python", f"{har} (minst {minst})", gammal)
    fel = [f for k in krav if "extra ==" not in k for f in _paketfel(k)]
    installera = "Installera om enligt README."
    yield Punkt(
        "Paketen", "alla finns, i tillräckligt ny version", f"{svenska.lista(fel)}. {installera}" if fel else ""
    )
    kluster = [f for k in krav if 'extra == "kluster"' in k for f in _paketfel(k)]
    utan = "Utan det kan du ändå göra allt på en dator; --kluster går inte."
    yield Punkt("Tillägget kluster", "finns", f"{svenska.lista(kluster)}." if kluster else "", utan)
    for namn, granska, utan in (
        ("Typsnitten", _typsnitten, ""),
        ("PDF", _pdf, "Utan det kan du ändå göra de andra formaten: --format html --format xlsx."),
        ("JupyterLab", _jupyter, "Utan det kan du ändå göra alla rapporter med analys rapport."),
    ):
        try:
            yield Punkt(namn, granska())
        except Exception as brist:  # whatever a broken installation may raise
            vad = str(brist) if isinstance(brist, AnalysError) else f"{type(brist).__name__} uppstod. {installera}"
            yield Punkt(namn, "", vad, utan)
    yield _tecken(sys.stdout.encoding or "", sys.getfilesystemencoding())
    varm = sys.platform == "linux"
    yield Punkt(
        "Anteckningsböckerna", "körs ur en varm process (fork)" if varm else "körs i vanliga kärnor (långsammare)"
    )


def granska_platsen(hem: Hem) -> Iterator[Punkt]:
    """Yield what is to be said of the project's folder: its parts, its rights, its room and the length of its path."""
    delar = ("data/indikatorer", "data/regioner", "data/kallor", "data/omraden.csv", "notebooks")
    saknas = [n for n in delar if not (hem.rot / n).exists()]
    vad = f"{svenska.lista(saknas)} saknas. Hämta projektet på nytt." if saknas else ""
    yield Punkt("Projektets mapp", str(hem.rot.resolve()), vad)
    nekade = [f for m in (hem.rot / "data", hem.rapporter) for f in _skrivfel(m)]
    utan = "Utan det kan du ändå skriva rapporter någon annanstans med --mapp, men data måste gå att skriva i."
    yield Punkt("Skriva i data och reports", "går", f"{svenska.lista(nekade)}." if nekade else "", utan)
    ledigt = shutil.disk_usage(hem.rot).free
    lite = f"bara {svenska.storlek(ledigt)} är ledigt, {svenska.storlek(LEDIGT)} behövs." if ledigt < LEDIGT else ""
    yield Punkt("Ledigt på disken", svenska.storlek(ledigt), lite, "Utan det kan du ändå göra något tema i taget.")
    yield sokvagens_langd(hem.rot.resolve(), windows=os.name == "nt")


def sokvagens_langd(rot: Path, *, windows: bool) -> Punkt:
    """Return whether the files of a run fit in the longest path that Windows allows."""
    langd = len(str(rot)) + 1 + LANGSTA_FILEN
    fel = ""
    if windows and langd >= LANGSTA_SOKVAGEN:
        fel = (
            f"de längsta filnamnen blir {langd} tecken och Windows tillåter {LANGSTA_SOKVAGEN - 1}. Flytta projektet "
            "till en kortare sökväg, till exempel C:\\analys, eller be it-avdelningen att tillåta långa sökvägar."
        )
    return Punkt("Sökvägens längd", f"{langd} tecken som mest", fel, "Utan det kan du ändå skriva med --mapp C:\\ut.")


def prova_rapport(hem: Hem) -> Punkt:
    """Make and read back one small report, as the command does, in a folder with å and a blank in its name."""
    from analys.reports.utgava import aktuell  # noqa: PLC0415 (what is missing is said before it is needed)

    namn = "Rapport från början till slut"
    with tempfile.TemporaryDirectory(prefix="analys självtest å ", ignore_cleanup_errors=True) as tillfallig:
        rot = Path(tillfallig)
        try:
            _bygg_hem(hem, rot)
            svar = _kor(rot, ["--data", str(rot / "export")])
            sida = aktuell(rot / "reports" / REGION, "2021-12") / f"{KOMMUN}-hylte" / f"{TEMA}.html"
            text = sida.read_text(encoding="utf-8") if svar.returncode == 0 else ""
        except (OSError, subprocess.SubprocessError) as fel:
            varfor = orsak(fel) if isinstance(fel, OSError) else "den blev inte klar"
            return Punkt(namn, "", f"{varfor}.")
        if svar.returncode:
            sist = (svar.stderr.strip() or svar.stdout.strip() or "inget").splitlines()[-1]
            return Punkt(namn, "", f"kommandot slutade med {svar.returncode} och sa: {sist}")
        if not re.search(rf">{ANTAL}<", text):
            return Punkt(namn, "", f"sidan säger inte {ANTAL} inskrivna, som uppgifterna gör.")
    return Punkt(namn, f"gjord och läst tillbaka ({', '.join(f.upper() for f in _FORMAT)})")


def _kor(rot: Path, val: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run ``analys rapport`` in a process of its own, with the temporary folder as its home."""
    kommando = [
        sys.executable,
        "-c",
        "from analys.cli import main; main()",
        "rapport",
        "--tema",
        TEMA,
        "--omrade",
        KOMMUN,
    ]
    kommando += [*(d for f in _FORMAT for d in ("--format", f)), "--arbetare", "1", *val]
    miljo = {k: v for k, v in os.environ.items() if not k.startswith("ANALYS_")}
    miljo |= {"ANALYS_HEM": str(rot), "PYTHONUTF8": "1"}
    return subprocess.run(
        kommando, capture_output=True, text=True, encoding="utf-8", env=miljo, check=False, timeout=600
    )


def _bygg_hem(hem: Hem, rot: Path) -> None:
    """Copy the project's settings to ``rot`` and put a small invented delivery beside them."""
    for mapp in ("indikatorer", "regioner", "publicerat", "formular"):
        shutil.copytree(hem.rot / "data" / mapp, rot / "data" / mapp)
    shutil.copy(hem.omraden, rot / "data")
    shutil.copytree(hem.anteckningsbocker, rot / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (rot / "data" / "kallor").mkdir()
    skriv_leverans(Hem(rot), rot / "export", 2021)


def skriv_leverans(hem: Hem, mapp: Path, kalenderar: int) -> None:
    """Write an invented delivery of one year: `ANTAL` persons a kommun, enrolled all of it, and the inhabitants."""
    kommuner = ("1315", "1380", "1381", "1382", "1383", "1384")
    inskrivna = [
        f"p-{kommun}{i:04d};{kommun};{('kvinna', 'man')[i % 2]};{1930 + i};{kalenderar}-01-{1 + i:02d};"
        for kommun in kommuner
        for i in range(ANTAL)
    ]
    folk = [
        f"{kommun};{ar};{kon};{alder};1000;{ar + 1}-02-22"
        for kommun in kommuner
        for ar in (kalenderar - 2, kalenderar - 1)
        for kon in ("kvinna", "man")
        for alder in ("0-64", "65-79", "80-")
    ]
    filer = {
        "hemsjukvard": ["person_id;kommunkod;kon;fodelsear;inskriven_datum;avslutad_datum", *inskrivna],
        "befolkning": ["kommunkod;kalenderar;kon;aldersgrupp;antal;publicerad", *folk],
    }
    besked = [f'region = "{REGION}"', 'system = "Självtestet (påhittat)"', f"uttagsdatum = {kalenderar + 1}-02-01"]
    mapp.mkdir(parents=True)
    for tabell, rader in filer.items():
        (mapp / f"{tabell}.csv").write_text("\n".join(rader) + "\n", encoding="utf-8")
        besked += [f'[filer."{tabell}.csv"]', f'tabell = "{tabell}"', 'kalla = "sjalvtest"']
        besked += [f"fran = {kalenderar}-01-01", f"till = {kalenderar + 1}-01-31"]
    (mapp / "leverans.toml").write_text("\n".join(besked) + "\n", encoding="utf-8")
    (hem.kallor / "sjalvtest.toml").write_text('namn = "Självtestet"\n[tabeller]\n', encoding="utf-8")


def _tal(text: str) -> tuple[int, ...]:
    """Return the numbers of a version, to compare by."""
    return tuple(int(d) for d in re.findall(r"\d+", text.split("+", maxsplit=1)[0])[:3])


def _paketfel(krav: str) -> Iterator[str]:
    """Yield what is wrong with one package: absent, or older than it must be."""
    namn, minst = re.split(r"\[|[<>=~!;]", krav)[0].strip(), re.search(r">=([\d.]+)", krav)
    try:
        har = version(namn)
    except PackageNotFoundError:
        yield f"paketet {namn} saknas"
        return
    if minst and _tal(har) < _tal(minst[1]):
        yield f"paketet {namn} är {har}, minst {minst[1]} behövs"


def _typsnitten() -> str:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (a broken package is one line of the answer)

    mapp = resources.files("analys.present") / "typsnitt"
    namn = sorted(f.name for f in mapp.iterdir() if f.name.endswith(".ttf"))
    for ett in namn:
        with resources.as_file(mapp / ett) as fil:
            TTFont(fil).close()
    if not namn:
        raise AnalysError("typsnittsfilerna saknas i programmet. Installera om enligt README.")
    return f"{len(namn)} filer av Source Sans 3 följer med programmet"


def _pdf() -> str:
    import pikepdf  # noqa: PLC0415
    import typst  # noqa: PLC0415

    byte = typst.compile(b'#set document(title: "prov")\nprov')
    with pikepdf.open(io.BytesIO(byte)) as pdf:
        return f"typst och pikepdf fungerar ({len(pdf.pages)} sida gjord och läst)"


def _jupyter() -> str:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415
    from nbconvert.exporters import get_export_names  # noqa: PLC0415

    version("jupyterlab")
    try:
        KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        raise AnalysError("kärnan python3 saknas. Kör python -m ipykernel install --sys-prefix.") from None
    if saknas := {"analys_html", "analys_pdf", "analys_pptx", "analys_xlsx"} - set(get_export_names()):
        raise AnalysError(f"formaten {svenska.lista(sorted(saknas))} är inte anmälda. Kör pip install --no-deps -e .")
    return "kärnan python3 finns, och formaten i Save and Export Notebook As"


def _tecken(terminal: str, filer: str) -> Punkt:
    """Return whether å, ä and ö can be written in the terminal and in file names."""
    try:
        "åäö–…".encode(terminal or "ascii")
        "åäö".encode(filer)
        fel = ""
    except (UnicodeEncodeError, LookupError):
        fel = f"teckenkodningen är {terminal or 'okänd'} och {filer}. Sätt miljövariabeln PYTHONUTF8=1."
    utan = "Utan det kan du ändå göra rapporter, men texten i terminalen kan bli fel."
    return Punkt(
        "Å, ä och ö", f"{terminal} i terminalen, {filer} i filnamn, språk {locale.getlocale()[0] or 'C'}", fel, utan
    )


def _skrivfel(mapp: Path) -> Iterator[str]:
    """Yield why nothing can be written in a folder (or, when it is not there, in the one above)."""
    fanns = mapp if mapp.is_dir() else mapp.parent
    try:
        with tempfile.TemporaryFile(dir=fanns):
            pass
    except OSError as fel:
        yield f"{kort_sokvag(fanns)}: {orsak(fel)}"
