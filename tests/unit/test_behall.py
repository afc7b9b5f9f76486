"""What a second run makes: exactly what would come out otherwise, and the same release as one made from nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbformat import v4

from analys.arbete import Arbete
from analys.berakna import Kubbesked
from analys.disclosure.grind import _NYCKEL, SkyddatUtfall, las_kub, skriv_kub
from analys.errors import UsageError
from analys.granser import Granser
from analys.hem import Hem
from analys.period import Period
from analys.present.block import MIME, VERSION
from analys.present.lasning import SPAR, Kub, Spar, siffrornas_id
from analys.present.serier import KOLUMNER
from analys.programmet import avtryck
from analys.region import Regionprofil
from analys.reports import kor, nycklar, sammanstall, utgava
from analys.reports.barn import KORNING, SPARFIL
from analys.reports.behall import giltig, som_fore
from analys.reports.kor import Jobb, Resultat, Villkor, gor_utgava
from analys.reports.korningar import FORSTA, Korningar
from analys.utfall import DIMENSIONER
from analys.utgavekommandon import samma_rapporter

REGION, HYLTE, LAHOLM = "0013", "1315", "1381"
TEMAN = ("inskrivna", "avslut")
NOV, DEC = date(2022, 11, 1), date(2022, 12, 1)
META: dict[str, Any] = {
    "uttagsdatum": "2023-02-01",
    "system": "Test",
    "exempel": False,
    "version": "0",
    "troskel": 5,
    "niva": "oppen",
    "datamangd": "egen",
    "forgrovningar": [],
    "andel_dolda": 0.0,
    "rader_per_manad": {},
    "filer": [],
    "rader_in": 1234,
    "anvanda": 1200,
    "uteslutna": 20,
    "atsidosatta": 14,
}


@dataclass
class Region:
    """A region of three områden and two themes whose pages are made by a stand-in; all that a run depends on.

    Every page prints its own figure of two months and the region's last one; the page of the region prints everybody's.
    """

    hem: Hem
    profil: Regionprofil
    mapp: Path
    siffror: dict[tuple[str, str, date], int]
    meta: dict[str, Any] = field(default_factory=lambda: dict(META))
    delar: dict[str, str] = field(default_factory=lambda: {"programmet": "1"})
    egna: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    mallar: dict[str, str] = field(default_factory=lambda: {"html": "1", "pdf": "1"})
    korda: list[str] = field(default_factory=list)
    skrivna: list[str] = field(default_factory=list)
    arbetare: int = 1
    format: tuple[str, ...] = ("html", "pdf")

    def kor(self, *val: str) -> Resultat:
        """Make the release of everything, or of the reports named ``1315-avslut``; note what was run and written."""
        self.korda.clear()
        self.skrivna.clear()
        rader = [
            {"indikator": i, "omrade": o, "periodtyp": "manad", "period": d, "taljare": n, "tecken": "", "metod": ""}
            for (i, o, d), n in self.siffror.items()
        ]
        tabell = pd.DataFrame(rader).assign(**dict.fromkeys(DIMENSIONER, "alla"), status="slutlig")
        tabell = tabell.assign(**{k: None for k in KOLUMNER if k not in tabell})
        nyckel = avtryck(nycklar.som_text([rader, self.meta]))
        fil = self.hem.kub("halland", "2022-12")
        skriv_kub(SkyddatUtfall(tabell, self.meta | {"nyckel": nyckel}, _NYCKEL), fil)
        besked = Kubbesked(fil, Period.las("2022-12"), self.meta | {"nyckel": nyckel}, ny=True)
        alla = [self._jobb(tema, kod, nyckel) for tema in TEMAN for kod in (REGION, HYLTE, LAHOLM)]
        onskade = [j for j in alla if not val or f"{j.omrade.kod}-{j.tema}" in val]
        ovriga = [j for j in alla if j not in onskade]
        return gor_utgava(
            self.hem, self.profil, besked, onskade, ovriga, self.mapp, lambda _: None, Arbete(self.arbetare)
        )

    def _jobb(self, tema: str, kod: str, kub: str) -> Jobb:
        val = {"region": "halland", "omrade": kod, "period": "2022-12"}
        delar = self.delar | self.egna.get((kod, tema), {})
        delar = delar | {nycklar.PARAMETRARNA: avtryck(nycklar.som_text(val))}
        nyckel = nycklar.rapportnyckel(delar)
        return Jobb(tema, tema, self.profil.omrade(kod), Path(), val, self.format, nyckel, kub, "oppen", delar)

    def gjort(self) -> tuple[set[str], set[str]]:
        """Return which reports were run, and which files were written without that."""
        return set(self.korda), {f for f in self.skrivna if f.partition(".")[0] not in self.korda}

    def filer(self) -> dict[str, bytes]:
        """Return the reports of the release."""
        plats = utgava.aktuell(self.mapp, "2022-12")
        return {f.relative_to(plats).as_posix(): f.read_bytes() for f in sorted(plats.glob("*/*.*"))}

    def fran_borjan_med(self, format_: tuple[str, ...]) -> dict[str, bytes]:
        """Return what the release is in those formats when nothing is kept from before."""
        self.format = format_
        return self.fran_borjan()

    def fran_borjan(self) -> dict[str, bytes]:
        """Return what the release is when nothing is kept from before."""
        ny, da = self.mapp.with_name("ny"), (self.hem, self.mapp)
        shutil.rmtree(ny, ignore_errors=True)
        ny.mkdir()
        self.hem, self.mapp = Hem(ny / "hem"), ny
        self.kor()
        assert self.gjort()[0] == ALLA
        filer = self.filer()
        self.hem, self.mapp = da
        return filer


@pytest.fixture
def region(tomt_hem: Hem, profil: Regionprofil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Region:
    siffror = {
        (i, o, d): 100 * nr
        for nr, (i, o, d) in enumerate(
            ((i, o, d) for i in TEMAN for o in (REGION, HYLTE, LAHOLM) for d in (NOV, DEC)), 1
        )
    }
    (tmp_path / "rapporter").mkdir()
    ny = Region(tomt_hem, profil, tmp_path / "rapporter", siffror)

    las = Lock()

    class Barn:
        """Stands in for the processes: the same files, without a notebook's seconds."""

        def __init__(self, *_: object, **__: object) -> None:
            self.granser = Granser()

        def avsluta(self) -> None: ...

        def kor(self, jobb: dict[str, Any], mapp: Path) -> str:
            namn = f"{jobb['parametrar']['omrade']}-{jobb['tema']}"
            if not (mapp / KORNING).exists():
                ny.korda.append(namn)
                with las:  # the real ones are in processes of their own
                    _kor_sidan(ny.hem, jobb, mapp)
            text = nbformat.read(mapp / KORNING, as_version=4).cells[1].outputs
            for form in jobb["format"]:
                ny.skrivna.append(f"{namn}.{form}")
                syskon = sorted(jobb["alla_format"]) if form == "html" else []
                innehall = nycklar.som_text([ny.mallar[form], syskon, text])
                (mapp / f"{jobb['tema']}.{form}").write_text(innehall, encoding="utf-8")
            return ""

    monkeypatch.setattr(kor, "gor_barn", Barn)
    monkeypatch.setattr(kor, "gor_webbplats", lambda *_: [])
    monkeypatch.setattr(kor, "registrera", lambda *_: None)
    monkeypatch.setattr(nycklar, "formatdel", lambda form: ny.mallar.get(form, ""))
    return ny


def _kor_sidan(hem: Hem, jobb: dict[str, Any], mapp: Path) -> None:
    omrade, tema = jobb["parametrar"]["omrade"], jobb["tema"]
    skyddat = las_kub(hem.kub("halland", "2022-12"))
    kub = Kub.av(skyddat)
    SPAR.append(Spar(skyddat))
    tal = []
    for en in (HYLTE, LAHOLM) if omrade == REGION else (omrade,):
        serie = (tema, "manad", en, *["alla"] * len(DIMENSIONER))
        tal += [r["taljare"] for r in kub.rader(serie, NOV, och_sedan=True).values()]
    serie = (tema, "manad", REGION, *["alla"] * len(DIMENSIONER))
    tal += [r["taljare"] for r in kub.rader(serie, DEC).values()]
    sidfot = kub.svar("rader")
    last = kub.avtryck(SPAR.pop().alla())
    block = {"version": VERSION, "typ": "rapport", "omrade": omrade, "period": "2022-12", "omradesnamn": omrade}
    delar = [
        block | {"kub": siffrornas_id(last), "redovisning": sidfot},
        {"version": VERSION, "typ": "text", "tal": tal},
    ]
    utdata = [v4.new_output("display_data", data={MIME: d}) for d in delar]
    celler = [v4.new_markdown_cell("# Tema"), v4.new_code_cell("", outputs=utdata)]
    nbformat.write(v4.new_notebook(cells=celler), mapp / KORNING)
    (mapp / SPARFIL).write_text(json.dumps(last), encoding="utf-8")


ALLA = {f"{o}-{t}" for o in (REGION, HYLTE, LAHOLM) for t in TEMAN}
Andring = Callable[[Region], None]


def satt(indikator: str, omrade: str, dag: date, n: int) -> Andring:
    return lambda r: r.siffror.__setitem__((indikator, omrade, dag), n)


FALL: dict[str, tuple[Andring, set[str], set[str]]] = {
    "inget": (lambda _: None, set(), set()),
    "en annan kub med samma svar": (lambda r: r.meta.update(system="Annat", rader_in=1239), set(), set()),
    "radantalet, som det trycks": (lambda r: r.meta.update(rader_in=1240), ALLA, set()),
    "en kommuns siffra": (satt("avslut", HYLTE, DEC, 7), {"1315-avslut", "0013-avslut"}, set()),
    "en kommuns och därmed regionens": (
        lambda r: (satt("avslut", HYLTE, DEC, 7)(r), satt("avslut", REGION, DEC, 8)(r)) and None,
        {f"{o}-avslut" for o in (REGION, HYLTE, LAHOLM)},
        set(),
    ),
    "en siffra som ingen sida läser": (satt("avslut", REGION, NOV, 7), set(), set()),
    "en ny månad i en serie som läses": (
        satt("inskrivna", LAHOLM, date(2022, 12, 15), 1),
        {"1381-inskrivna", "0013-inskrivna"},
        set(),
    ),
    "programmet": (lambda r: r.delar.update(programmet="2"), ALLA, set()),
    "en kommentar": (lambda r: r.egna.update({(HYLTE, "avslut"): {"kommentarerna": "x"}}), {"1315-avslut"}, set()),
    "mallen för html": (lambda r: r.mallar.update(html="2"), set(), {f"{a}.html" for a in ALLA}),
}


@pytest.mark.parametrize("namn", FALL)
def test_exactly_what_would_come_out_otherwise_is_made(region: Region, namn: str) -> None:
    andra, korda, skrivna = FALL[namn]
    region.kor()
    assert region.gjort() == (ALLA, set())
    andra(region)
    region.kor()
    assert region.gjort() == (korda, skrivna)
    assert region.filer() == region.fran_borjan()


def test_the_number_of_workers_changes_no_byte(region: Region) -> None:
    """Not of the manifest either, which names every file with its hash."""
    utgavor = []
    for region.arbetare in (1, 2, 6):
        region.fran_borjan()
        plats = region.mapp.with_name("ny") / "2022-12"
        utgavor.append({f.relative_to(plats).as_posix(): f.read_bytes() for f in plats.rglob("*.*")})
    assert len(utgavor[0]) == 2 * len(ALLA) + 1
    assert utgavor[0] == utgavor[1] == utgavor[2]


def test_nothing_changed_leaves_the_release_itself(region: Region) -> None:
    forst = region.kor()
    plats = utgava.utgavans_id(region.mapp, "2022-12")
    sedan = region.kor()
    assert (forst.oforandrad, sedan.oforandrad) == (False, True)
    assert utgava.utgavans_id(region.mapp, "2022-12") == plats
    assert [j.namn for j in sedan.behallna] == [j.namn for j in forst.klara]
    satt("avslut", REGION, NOV, 7)(region)  # printed by no report, but by the open data
    assert not region.kor().oforandrad
    assert utgava.utgavans_id(region.mapp, "2022-12") != plats


def test_a_damaged_file_is_written_again_and_a_damaged_notebook_run_again(region: Region) -> None:
    region.kor()
    (utgava.aktuell(region.mapp, "2022-12") / "1315-hylte" / "avslut.pdf").write_bytes(b"trasig")
    region.meta["system"] = "Annat"  # so that the release made in the same second has another name
    region.kor()
    assert region.gjort() == (set(), {"1315-avslut.pdf"})
    mapp = region.hem.lager("halland") / "2022-12" / "korningar"
    shutil.copy(mapp / "1381-avslut.ipynb.gz", mapp / "1315-avslut.ipynb.gz")  # another's: not what it says it is
    region.mallar["pdf"] = "2"
    region.kor()
    assert region.gjort() == ({"1315-avslut"}, {f"{a}.pdf" for a in ALLA - {"1315-avslut"}})
    assert region.filer() == region.fran_borjan()


def test_a_notebook_that_cannot_be_kept_does_not_end_the_run_and_a_damaged_one_has_a_reason(region: Region) -> None:
    mapp = region.hem.lager("halland") / "2022-12" / "korningar"
    mapp.parent.mkdir(parents=True)
    mapp.write_text("ingen mapp", encoding="utf-8")
    assert len(region.kor().klara) == len(ALLA)
    mapp.unlink()
    region.delar["programmet"] = "2"
    region.kor()
    (mapp / "1315-avslut.ipynb.gz").write_bytes(b"trasig")
    region.mallar["pdf"] = "2"
    region.kor()
    assert region.gjort()[0] == {"1315-avslut"}
    assert json.loads((mapp / "1315-avslut.json").read_text(encoding="utf-8"))["orsaker"] == [FORSTA]


def test_who_explains_writes_nothing(region: Region) -> None:
    region.kor()
    mapp = region.hem.lager("halland") / "2022-12" / "korningar"
    fore = {f.name: f.read_bytes() for f in mapp.iterdir()}
    korningar = Korningar(region.hem, "halland", "2022-12", "oppen", bara_las=True)
    jobb = region._jobb("avslut", HYLTE, "en annan kub")
    kub = Kub.av(las_kub(region.hem.kub("halland", "2022-12")))
    korning, _ = giltig(jobb, korningar, lambda: kub)
    assert korning is not None
    assert korning.kub == "en annan kub"
    assert {f.name: f.read_bytes() for f in mapp.iterdir()} == fore


def _syskon(region: Region) -> list[str]:
    text = (utgava.aktuell(region.mapp, "2022-12") / "1315-hylte" / "avslut.html").read_text(encoding="utf-8")
    syskon: list[str] = json.loads(text)[1]
    return syskon


@pytest.mark.parametrize("sparad", [True, False])
def test_a_web_page_is_not_lost_and_links_to_what_there_is(region: Region, sparad: bool) -> None:
    region.kor()
    region.format = ("pdf",)
    region.egna[HYLTE, "avslut"] = {"kommentarerna": "x"}
    region.kor("1315-avslut")
    assert "1315-avslut.html" in region.skrivna
    region.format, region.meta["system"] = ("html",), "Annat"
    region.kor("1315-avslut")
    assert (region.gjort(), _syskon(region)) == ((set(), set()), ["html", "pdf"])
    (utgava.aktuell(region.mapp, "2022-12") / "1315-hylte" / "avslut.pdf").write_bytes(b"trasig")
    if not sparad:
        shutil.rmtree(region.hem.lager("halland") / "2022-12" / "korningar")
    region.kor("1315-avslut")
    assert _syskon(region) == ["html"]
    region.format, region.meta["system"] = ("pdf",), "Ett till"  # else named as the one made in the same second
    region.kor("1315-avslut")
    assert _syskon(region) == ["html", "pdf"]
    assert region.filer()["1315-hylte/avslut.html"] == region.fran_borjan_med(("html", "pdf"))["1315-hylte/avslut.html"]


def test_others_are_kept_when_one_is_asked_for_unless_they_would_be_others(region: Region) -> None:
    region.kor()
    region.egna[HYLTE, "avslut"] = {"kommentarerna": "x"}
    assert len(region.kor("1315-avslut").behallna) == len(ALLA) - 1
    assert region.filer() == region.fran_borjan()
    satt("avslut", REGION, DEC, 7)(region)
    resultat = region.kor("1315-avslut")
    assert {f"{j.omrade.kod}-{j.tema}" for j in resultat.behallna} == {a for a in ALLA if a.endswith("inskrivna")}
    region.kor()
    assert region.gjort() == ({"0013-avslut", "1381-avslut"}, set())
    assert region.filer() == region.fran_borjan()


def test_the_rest_of_a_release_stays_also_without_the_kept_notebooks(region: Region) -> None:
    region.kor()
    shutil.rmtree(region.hem.lager("halland") / "2022-12" / "korningar")
    region.egna[HYLTE, "avslut"] = {"kommentarerna": "x"}
    assert len(region.kor("1315-avslut").behallna) == len(ALLA) - 1
    assert region.gjort() == ({"1315-avslut"}, set())
    assert region.filer() == region.fran_borjan()


def test_internal_notebooks_are_kept_for_the_owner_alone(region: Region) -> None:
    region.kor()
    region.meta["niva"] = "intern_samverkan"
    region.kor()
    assert region.gjort()[0] == ALLA  # the levels share nothing
    mapp = region.hem.internt("halland", "2022-12") / "korningar"
    assert len(list(mapp.iterdir())) == 2 * len(ALLA)
    assert mapp.stat().st_mode & 0o777 == 0o700
    assert {f.stat().st_mode & 0o777 for f in mapp.iterdir()} == {0o600}


def test_a_report_of_other_parameters_is_the_same_report_when_its_release_is_made_again(region: Region) -> None:
    """And the default's notebook is not: what is kept of it says with which parameters it was run."""
    region.kor()
    jobb = region._jobb("avslut", HYLTE, "k")
    andra = som_fore(jobb, {"format": ["pdf"], "parametrar": jobb.parametrar | {"fran": "2019-01"}})
    assert (andra.format, andra.parametrar["fran"], andra.nyckel) == (("pdf",), "2019-01", jobb.nyckel)
    assert andra.delar[nycklar.PARAMETRARNA] == avtryck(nycklar.som_text(andra.parametrar))
    assert samma_rapporter([jobb], [{"omrade": HYLTE, "tema": "avslut", **_vad(andra)}], region.profil) == [andra]


def test_a_release_is_not_made_of_another_cube(
    profil: Regionprofil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as the internal one, whatever made it be read."""
    annan = SimpleNamespace(skyddat=SimpleNamespace(meta={"nyckel": "k-intern"}))
    monkeypatch.setattr(sammanstall, "las_underlag", lambda *_: annan)
    monkeypatch.setattr(sammanstall, "replace", lambda underlag, **_: underlag)
    besked = Kubbesked(tmp_path, Period.las("2022-12"), META | {"nyckel": "k"}, ny=False)
    with pytest.raises(UsageError, match="byttes ut"):
        sammanstall.gor_webbplats(Hem(tmp_path), profil, besked, Resultat(), tmp_path, tmp_path, Villkor())
    assert not list(tmp_path.iterdir())


def _vad(jobb: Jobb) -> dict[str, Any]:
    return {"format": list(jobb.format), "parametrar": jobb.parametrar}
