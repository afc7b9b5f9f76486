"""Two releases compared: what is said of small ones that are written by hand, and which one a meeting saw."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analys.berakna import Kubbesked
from analys.errors import DataError, UsageError
from analys.katalog import Katalog
from analys.manaden import Motesdag
from analys.period import Period
from analys.present.sedan import Jamforelse, i_terminalen, jamforelseblock, sedan_forra_motet
from analys.present.underlag import Underlag
from analys.present.utgavan import Utgavan
from analys.region import Regionprofil
from analys.reports import om_utgavan, utgava
from analys.reports.bildspel import bildspel
from analys.reports.dokument import las_dokument
from analys.reports.jamfor import Utgavedata, forra_motets, hitta_utgava, jamfor, las_utgavedata, utgava_vid
from analys.reports.mote import motets_period
from analys.status import Lage, Namn, Status
from analys.utfall import DIMENSIONER
from tests.unit.test_fordrojd_sida import EN_RAD
from tests.unit.test_fordrojd_sida import underlag as pa_sidan

ANNA = Namn("Anna Ek", "strateg")
HUVUD = "indikator,omrade,periodtyp,period," + ",".join(DIMENSIONER)
HUVUD += ",taljare,namnare,varde,undre_95,ovre_95,undre_998,ovre_998,status,tackning,tackning_ar"
MATT = "indikator,titel,enhet,taljare,namnare,ansvar,kalla,definition,version"
OMDOME = "indikator,omrade,periodtyp,period,omdome,jamforelse"


def rad(matt: str, omrade: str, varde: str, taljare: str = ".", kon: str = "alla", namnare: str = ".") -> str:
    """One figure of January 2022."""
    dimensioner = [kon, *["alla"] * (len(DIMENSIONER) - 1)]
    tal = [taljare, namnare, varde, ".", ".", ".", "."]
    return ",".join([matt, omrade, "manad", "2022-01-01", *dimensioner, *tal, "slutlig", "-", "-"])


def gor(
    rot: Path,
    period: str,
    dag: date | None,
    rader: list[str] | None = None,
    omdomen: list[str] | None = None,
    *,
    version: int = 1,
    rader_per_manad: dict[str, Any] | None = None,
    teman: tuple[str, ...] = ("hemsjukvard",),
    region: str = "halland",
    lage: Lage = Lage.FASTSTALLD,
) -> Path:
    """Publish a release by hand, settled (``lage``) on ``dag``; without a day a draft that is made today."""
    bygg = rot / "bygg"
    (bygg / "data").mkdir(parents=True)
    filer = {
        "utfall": [HUVUD, *(rader or [])],
        "indikatorer": [
            MATT,
            f"nya,Nya inskrivningar,antal,t,n,a,k,d,{version}",
            "sip,Andel med SIP,procent,t,n,a,k,d,1",
        ],
        "omraden": ["omrade,namn", "1315,Hylte kommun", "1380,Halmstads kommun"],
    }
    if omdomen is not None:
        filer["omdomen"] = [OMDOME, *omdomen]
    for namn, rader_ in filer.items():
        (bygg / "data" / f"{namn}.csv").write_text("\r\n".join(rader_) + "\r\n", encoding="utf-8")
    status = Status().till(lage, ANNA, dag) if dag else Status()
    manifest = {
        "region": region,
        "period": period,
        "status": status.som_dict(),
        "rader_per_manad": rader_per_manad or {},
        "rapporter": [{"tema": t} for t in teman],
    }
    utgava.skriv_manifest(bygg, manifest)
    return utgava.publicera(bygg, rot, period, fast=status.fast).resolve()


def omdome(matt: str, omrade: str, ord_: str) -> str:
    return f'{matt},{omrade},r12,2021-02-01,"{ord_}",Halland'


@pytest.fixture
def par(tmp_path: Path, profil: Regionprofil) -> Jamforelse:
    fore = gor(
        tmp_path,
        "2022-01",
        date(2023, 1, 10),
        [
            rad("nya", "1380", "25.1", "151"),
            rad("nya", "1315", "..", ".."),
            rad("sip", "1380", "31.0"),
            rad("sip", "1315", "40.0"),
            rad("nya", "1380", "12.0", "80", kon="kvinna"),
        ],
        [omdome("sip", "1380", "säkerställt högre"), omdome("nya", "1315", "ingen säkerställd skillnad")],
        rader_per_manad={"hemsjukvard": {"2022-01": 400}},
    )
    nu = gor(
        tmp_path,
        "2022-02",
        None,
        [
            rad("nya", "1380", "25.4", "153"),
            rad("nya", "1315", "20.0", "12"),
            rad("sip", "1380", "31.0"),
            rad("sip", "1315", "-"),
            rad("nya", "1380", "12.1", "81", kon="kvinna"),
        ],
        [omdome("sip", "1380", "ingen säkerställd skillnad"), omdome("nya", "1315", "säkerställt lägre")],
        rader_per_manad={"hemsjukvard": {"2022-01": 420, "2022-02": 30}},
        teman=("hemsjukvard", "fargspar"),
    )
    mote = Motesdag(date(2023, 1, 20), "GNHH", "påhittad")
    return jamfor(las_utgavedata(nu), las_utgavedata(fore), profil, mote)


def test_only_what_both_print_and_differs_is_a_revised_figure(par: Jamforelse) -> None:
    assert [(a.matt, a.omrade, a.period, a.fore, a.nu, a.grupp) for a in par.andrade] == [
        ("Nya inskrivningar", "Halmstad", "januari 2022", "151", "153", ""),
        ("Nya inskrivningar", "Halmstad", "januari 2022", "80", "81", "kvinnor"),
    ]  # not Hylte's, which one of them hides and the other lacks


def test_a_revised_figure_is_told_by_a_number_that_differs_and_that_both_print(
    tmp_path: Path, profil: Regionprofil
) -> None:
    tal = {
        "1315": ("2.4", "24", "500", "2.4", "24", "510", "500 i nämnaren", "510 i nämnaren"),
        "1380": ("2.4", "..", "500", "2.5", "25", "510", "2,4", "2,5"),
        "1381": ("..", "..", "500", "2.5", "25", "510", "500 i nämnaren", "510 i nämnaren"),
        "1382": ("2.4", "24", "500", "2.4", "25", "510", "24", "25"),
    }
    fore = gor(tmp_path, "2022-01", None, [rad("nya", o, v[0], v[1], namnare=v[2]) for o, v in tal.items()])
    nu = gor(tmp_path, "2022-02", None, [rad("nya", o, v[3], v[4], namnare=v[5]) for o, v in tal.items()])
    j = jamfor(las_utgavedata(nu), las_utgavedata(fore), profil)
    assert [(a.fore, a.nu) for a in j.andrade] == [v[6:] for v in tal.values()]


def test_differences_that_are_new_or_gone_late_rows_and_themes_are_said(par: Jamforelse) -> None:
    assert [(o.matt, o.omrade, o.nu, str(o.byte)) for o in par.omdomen] == [
        ("Andel med SIP", "Halmstad", "ingen säkerställd skillnad", "inte längre säkerställd"),
        ("Nya inskrivningar", "Hylte", "säkerställt lägre", "ny"),
    ]
    assert par.sena == ("Inskrivningar i hemsjukvården: rader (avrundat nedåt till tiotal) januari 2022 400 blev 420.",)
    assert par.teman == ("Nya teman: fargspar.",)
    assert par.budskap.replace("\u00a0", " ") == (
        "En ny säkerställd skillnad, en skillnad som inte längre är säkerställd och två ändrade siffror sedan mötet "
        "den 20 januari 2023."
    )
    assert Jamforelse.fran_dict(json.loads(json.dumps(par.som_dict()))) == par
    sida = json.dumps(jamforelseblock("0013", par), ensure_ascii=False)
    assert "inte längre säkerställd" in sida
    assert "Nya inskrivningar (1)" in sida
    assert "Teman" in sida
    assert "Teman" not in json.dumps(jamforelseblock("0013", replace(par, teman=None)))  # before it is made


def test_a_measure_that_is_counted_anew_is_not_compared(tmp_path: Path, profil: Regionprofil) -> None:
    fore = gor(tmp_path, "2022-01", None, [rad("nya", "1380", "25.1", "151")])
    nu = gor(tmp_path, "2022-02", None, [rad("nya", "1380", "25.4", "153")], [], version=2)
    j = jamfor(las_utgavedata(nu), las_utgavedata(fore), profil)
    assert (j.andrade, j.definitioner) == (
        (),
        ("Nya inskrivningar: versionen (1 till 2) är ändrad. Siffrorna jämförs inte.",),
    )
    assert j.utan_omdomen
    assert "innan omdömena sparades" in json.dumps(jamforelseblock("0013", j), ensure_ascii=False)


def utan_siffror(matt: list[str], omdomen: list[str] | None = None, version: int = 1) -> Utgavedata:
    """A release that is known by its measures and verdicts alone."""
    manifest = {"region": "halland", "period": "2022-01"}
    rader = {i: dict(zip(MATT.split(","), [i, f"Mått {i}", *"etnakd", str(version)], strict=True)) for i in matt}
    dem = csv.DictReader([OMDOME, *(omdomen or [])])
    return Utgavedata(manifest, {}, rader, {}, {(r["indikator"], r["omrade"]): r for r in dem})


def test_what_is_counted_anew_is_listed_in_the_order_of_the_catalogue(profil: Regionprofil) -> None:
    nu, fore = utan_siffror(list("qmaxbkzc"), version=2), utan_siffror(list("qmaxbkzc"))
    assert [d.partition(":")[0][-1] for d in jamfor(nu, fore, profil).definitioner] == list("qmaxbkzc")


def test_new_and_removed_measures_are_not_said_to_be_counted_anew(profil: Regionprofil) -> None:
    j = jamfor(utan_siffror(list("bxca")), utan_siffror(list("yb")), profil)
    assert (j.definitioner, j.nya_matt, j.borttagna_matt) == ((), ("Mått x", "Mått c", "Mått a"), ("Mått y",))
    assert list(j.punkter()) == [
        "**Nya mått:** Mått x, Mått c, Mått a.",
        "**Mått som inte längre finns:** Mått y.",
    ]
    block = jamforelseblock("0013", j)
    (rader,) = (json.dumps(b, ensure_ascii=False) for a, b in pairwise(block) if a == "Nya och borttagna mått")
    assert "Nya mått: Mått x, Mått c och Mått a." in rader
    assert "Inget mått räknas på ett nytt sätt." in json.dumps(block, ensure_ascii=False)
    sagt: list[str] = []
    i_terminalen(j, sagt.append)
    assert "  Mått som inte längre finns: Mått y." in sagt


def test_a_difference_that_is_not_judged_today_is_said_so_with_the_reason(profil: Regionprofil) -> None:
    fore = [omdome(m, "1380", "säkerställt högre") for m in "abcde"]
    ej = {"a": "preliminärt, bedöms inte", "b": "data ej säkerställda, bedöms inte", "c": "för få för att bedöma"}
    nu = [omdome(m, "1380", o) for m, o in (ej | {"d": "ingen säkerställd skillnad"}).items()]  # e has none at all
    j = jamfor(utan_siffror(list("abcde"), nu), utan_siffror(list("abcde"), fore), profil)
    assert j.budskap.startswith(
        "En skillnad som inte längre är säkerställd och fyra skillnader som inte bedöms nu mot utgåvan"
    )
    assert list(j.punkter()) == [
        "**Inte längre säkerställd:** mått d i Halmstad.",
        "**Bedöms inte nu:** mått a i Halmstad (preliminärt, bedöms inte), mått b i Halmstad (data ej säkerställda, "
        "bedöms inte), mått c i Halmstad (för få för att bedöma), mått e i Halmstad (omdöme saknas).",
    ]
    assert "bedöms inte nu" in json.dumps(jamforelseblock("0013", j), ensure_ascii=False)
    assert Jamforelse.fran_dict(json.loads(json.dumps(j.som_dict()))).budskap == j.budskap


def test_the_verdicts_of_a_measure_that_is_counted_anew_are_not_compared(profil: Regionprofil) -> None:
    nu = utan_siffror(["a"], [omdome("a", "1380", "säkerställt högre")], version=2)
    fore = utan_siffror(["a"], [omdome("a", "1380", "ingen säkerställd skillnad")])
    j = jamfor(nu, fore, profil)
    assert (len(j.definitioner), j.omdomen) == (1, ())


def test_regions_are_not_compared_and_a_changed_settled_release_is_not_read(
    tmp_path: Path, profil: Regionprofil
) -> None:
    fore = gor(tmp_path, "2022-01", date(2023, 1, 10), [])
    nu = gor(tmp_path, "2022-02", None, [], region="kalmar")
    with pytest.raises(UsageError, match="olika regioner"):
        jamfor(las_utgavedata(nu), las_utgavedata(fore), profil)
    with (fore / "data" / "utfall.csv").open("a", encoding="utf-8") as f:
        f.write(rad("nya", "1380", "1.0", "6"))
    with pytest.raises(DataError, match=r"utfall\.csv: har ändrats"):
        las_utgavedata(fore)


def test_a_meeting_saw_what_was_settled_then(tmp_path: Path, profil: Regionprofil) -> None:
    januari = gor(tmp_path, "2022-01", date(2023, 1, 10), [])
    februari = gor(tmp_path, "2022-02", date(2023, 2, 25), [])
    gor(tmp_path, "2022-03", None, [])  # a draft, made today
    assert utgava_vid(tmp_path, date(2023, 1, 9)) is None
    assert utgava_vid(tmp_path, date(2023, 1, 20)) == januari.name
    assert utgava_vid(tmp_path, date(2023, 3, 17)) == februari.name
    moten = tuple(Motesdag(d, "GNHH", "påhittad") for d in (date(2023, 1, 20), date(2023, 3, 17)))
    med = replace(profil, motesdagar=moten)
    sent, tidigt = date(2023, 4, 1), date(2023, 2, 1)
    assert forra_motets(med, tmp_path, "2022-03", sent) == (moten[1], februari.name)
    assert forra_motets(med, tmp_path, "2022-03", tidigt) == (moten[0], januari.name)  # the second is yet to come
    assert forra_motets(med, tmp_path, "2022-02", sent) == (moten[0], januari.name)  # the second saw February itself
    with pytest.raises(UsageError, match="inget möte före uttaget"):
        forra_motets(med, tmp_path, "2022-03", date(2023, 1, 19))
    with pytest.raises(UsageError, match="vid något möte"):
        forra_motets(med, tmp_path, "2022-01", sent)
    with pytest.raises(UsageError, match="inga mötesdagar"):
        forra_motets(replace(profil, motesdagar=()), tmp_path, "2022-02", sent)
    assert hitta_utgava(tmp_path, "2023-01-20") == hitta_utgava(tmp_path, "2022-01") == januari
    with pytest.raises(UsageError, match="Den första är från 10\u00a0januari 2023"):
        hitta_utgava(tmp_path, "2023-01-09")
    with pytest.raises(UsageError, match="Utgåvor finns för 2022-01"):
        hitta_utgava(tmp_path, "2022-07")


def test_a_meeting_saw_the_latest_month_that_had_ended_and_of_it_what_was_settled(tmp_path: Path) -> None:
    dag = date(2023, 1, 20)
    juni = gor(tmp_path, "2022-06", date(2022, 9, 1))
    gor(tmp_path, "2022-11", date(2022, 12, 20), lage=Lage.FOR_SYNPUNKTER)
    assert utgava_vid(tmp_path, date(2022, 12, 1)) == juni.name  # November was signed later
    skickad = gor(tmp_path, "2022-12", date(2023, 1, 15), lage=Lage.FOR_SYNPUNKTER)
    assert utgava_vid(tmp_path, dag) == skickad.name
    assert motets_period(tmp_path, dag, None).kod == "2022-12"  # the package of the same meeting
    fast = gor(tmp_path, "2022-12", date(2023, 1, 12))
    assert utgava_vid(tmp_path, dag) == fast.name
    gor(tmp_path, "2023-01", date(2023, 1, 18), lage=Lage.FOR_SYNPUNKTER)  # of a month that has not ended
    assert utgava_vid(tmp_path, dag) == fast.name


def test_a_month_made_again_after_the_meeting_is_compared_with_the_meeting_before(
    tmp_path: Path, profil: Regionprofil
) -> None:
    forst, sist = moten = tuple(Motesdag(d, "GNHH", "påhittad") for d in (date(2022, 12, 16), date(2023, 1, 20)))
    med = replace(profil, motesdagar=moten)
    november = gor(tmp_path, "2022-11", date(2022, 12, 10))
    december = gor(tmp_path, "2022-12", date(2023, 1, 12))
    gor(tmp_path, "2022-12", date(2023, 2, 10))  # corrected
    efter = date(2023, 2, 1)
    assert forra_motets(med, tmp_path, "2022-12", efter) == (forst, november.name)
    assert forra_motets(med, tmp_path, "2023-01", efter) == (sist, december.name)
    with pytest.raises(UsageError, match="vid något möte"):
        forra_motets(replace(med, motesdagar=(sist,)), tmp_path, "2022-12", efter)


def _bilder(underlag: Underlag) -> list[str]:
    utdata = [nbformat.v4.new_output("display_data", data=underlag._repr_mimebundle_())]
    cell = nbformat.v4.new_code_cell("", outputs=utdata)
    block = nbformat.v4.new_output("display_data", data=sedan_forra_motet(underlag)._repr_mimebundle_())
    bild = nbformat.v4.new_code_cell("", outputs=[block], metadata={"tags": ["bild"]})
    bok = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Läget"), cell, bild])
    return [b.titel for b in bildspel(las_dokument(bok, egen_analys=False))]


def test_the_deck_begins_with_the_comparison_or_has_no_slide_of_it(
    profil: Regionprofil, katalog: Katalog, par: Jamforelse
) -> None:
    regionens = pa_sidan(profil, katalog, "0013", EN_RAD)
    med, utan = (replace(regionens, utgavan=Utgavan(Status(), j, "Inget möte.")) for j in (par, None))
    assert _bilder(med)[1].startswith("En ny säkerställd skillnad")
    assert len(_bilder(utan)) == len(_bilder(med)) - 1
    assert sedan_forra_motet(utan).fot == "Inget möte."


@pytest.fixture
def om(profil: Regionprofil, katalog: Katalog, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Utgavan, str]]:
    """Return what the release of March 2022 says of itself after given meetings, and what the terminal says."""
    regionens = pa_sidan(profil, katalog, "0013", EN_RAD)
    monkeypatch.setattr(om_utgavan, "las_underlag", lambda *_: regionens)

    def om_(rot: Path, *dagar: date) -> tuple[Utgavan, str]:
        egen = replace(profil, motesdagar=tuple(Motesdag(d, "GNHH", "påhittad") for d in dagar))
        meta = {"region": "halland", "period": "2022-03", "rader_per_manad": {}, "uttagsdatum": "2022-05-01"}
        sagt: list[str] = []
        besked = Kubbesked(rot / "kub", Period.las("2022-03"), meta, ny=False)
        utgavan = om_utgavan.gor_utgavan(egen, besked, rot, Status(), sagt.append)
        return utgavan, " ".join(sagt)

    return om_


def test_a_page_without_comparison_tells_its_reader_why_and_the_terminal_what_to_do(
    tmp_path: Path, om: Callable[..., tuple[Utgavan, str]]
) -> None:
    utan, sagt = om(tmp_path)
    assert utan.utan_jamforelse == "Utgåvan jämförs inte med något tidigare möte."
    assert sagt.startswith("Ingen jämförelse med förra mötet. Regionens profil har inga mötesdagar. Skriv dem som [[")
    tidigt, sagt = om(tmp_path, date(2022, 6, 1))
    assert tidigt.utan_jamforelse == "Det fanns inget tidigare möte att jämföra med när data hämtades."
    assert "Profilen har inget möte" in sagt
    osett, sagt = om(tmp_path, date(2022, 4, 20))
    assert osett.utan_jamforelse in sagt


def test_an_earlier_release_that_is_damaged_never_stops_this_months(
    tmp_path: Path, om: Callable[..., tuple[Utgavan, str]]
) -> None:
    fore = gor(tmp_path, "2022-02", date(2022, 4, 10))
    (fore / "~$presentation.pptx").write_text("x", encoding="utf-8")
    mote = date(2022, 4, 20)
    hel, sagt = om(tmp_path, mote)
    assert (hel.jamforelse is not None, hel.utan_jamforelse, sagt) == (True, "", "")
    (fore / "data" / "omraden.csv").write_text("", encoding="utf-8")
    skadad, sagt = om(tmp_path, mote)
    assert (skadad.jamforelse, skadad.utan_jamforelse) == (None, om_utgavan.OLASLIG)
    assert f"{fore.name}/data/omraden.csv: har ändrats sedan utgåvan fastställdes. Återställ den" in sagt
    shutil.rmtree(gor(tmp_path, "2022-02", date(2022, 4, 11)) / "data")
    assert om(tmp_path, mote)[0].utan_jamforelse == om_utgavan.OLASLIG
