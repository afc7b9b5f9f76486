"""Exploring: a view is the report's own figure, its code and its command; levels, saved views, the user's notebook."""

import ast
import json
import os
import shlex
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from click import Context

import analys
from analys import present
from analys.berakna import Kubbesked
from analys.cli import app
from analys.disclosure.grind import INTERN, las_kub, skriv_kub
from analys.errors import UsageError
from analys.granser import NIVA
from analys.hem import Hem
from analys.present.block import Figur
from analys.present.duk import bara_bred
from analys.present.underlag import Underlag
from analys.reports.exportorer import AnalysHtml
from analys.utforska.bok import lagg_ut
from analys.utforska.export import exportera, som_bok
from analys.utforska.granssnitt import Utforska
from analys.utforska.session import Session
from analys.utforska.sida import som_tabell, som_vy
from analys.utforska.sparade import SparadeVyer
from analys.utforska.urval import JAMFORBARA, urval
from analys.utforska.vy import BILDER, Vy, andra_matt, anrop, kod, rapportrad, uppdelningar

MANAD = "2022-12"
INOM_30 = "andel_oplanerad_aterinskrivning"
DAGAR = "medel_dagar_utskrivningsklar_somatik"
PSYKIATRI = "medel_dagar_utskrivningsklar_psykiatri"
INSKRIVNA = "antal_inskrivna_hemsjukvard"
VY = Vy("halland", "1380", MANAD, INOM_30)


@pytest.fixture
def eget(kub: Kubbesked, tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> Hem:
    """A home of the test's own, with the cube."""
    shutil.copytree(kub.fil.parent, tomt_hem.kub("halland", MANAD).parent)
    monkeypatch.setenv("ANALYS_HEM", str(tomt_hem.rot))
    return tomt_hem


@pytest.fixture
def internt(eget: Hem, monkeypatch: pytest.MonkeyPatch) -> Hem:
    """The same with an internal cube, opened as by --internt."""
    oppen = las_kub(eget.kub("halland", MANAD))
    fil = eget.intern_kub("halland", MANAD)
    skriv_kub(replace(oppen, meta=oppen.meta | {"niva": INTERN}), fil)
    monkeypatch.setenv(NIVA, INTERN)
    return eget


@pytest.fixture(scope="module")
def session(kub: Kubbesked, hem: Hem) -> Session:
    """The shared home's, read only."""
    return Session(hem, internt=False)


def halmstad(session: Session) -> Underlag:
    return session.underlag("halland", "1380", MANAD)


VYER: list[tuple[Vy, Callable[[Underlag], Any]]] = [
    (VY, lambda u: present.utveckling(u, INOM_30, "2018-01")),
    (replace(VY, bild="kommuner"), lambda u: present.jamfor_kommuner(u, INOM_30)),
    (replace(VY, bild="kommuner", kommuner=("1383",)), lambda u: present.jamfor_kommuner(u, INOM_30, bland=["1383"])),
    (replace(VY, bild="tratt"), lambda u: present.tratt(u, INOM_30)),
    (replace(VY, bild="forandring"), lambda u: present.forandring(u, INOM_30)),
    (replace(VY, bild="grupper", uppdelning="kon"), lambda u: present.jamfor_grupper(u, INOM_30, "kon")),
    (
        replace(VY, matt=DAGAR, bild="fordelning"),
        lambda u: present.fordelning(u, "fordelning_dagar_utskrivningsklar_somatik"),
    ),
    (replace(VY, matt=INSKRIVNA, bild="alder"), lambda u: present.justerat_for_alder(u, INSKRIVNA)),
    (
        replace(VY, matt="antal_nya_inskrivningar", fran="2020-01", handelser=(("2022-06-01", 'Ett "nytt" team'),)),
        lambda u: present.utveckling(
            u.med_handelser(("2022-06-01", 'Ett "nytt" team')), "antal_nya_inskrivningar", "2020-01"
        ),
    ),
]


def test_a_view_is_the_report_s_own_block_and_its_code_makes_it_again(session: Session) -> None:
    u = halmstad(session)
    for vy, rapportens in VYER:
        with bara_bred():
            blocket = rapportens(u).som_json()
            egna = u.med_handelser(*vy.handelser)
            assert anrop(u, vy).gor(egna).som_json() == blocket, vy
            rader = kod(u, vy).splitlines()
            assert len(rader) == 3
            namn: dict[str, Any] = {}
            exec(rader[0], namn)
            assert eval(rader[2], namn, {"underlag": egna}).som_json() == blocket, vy
    exec(rader[1], namn)  # the last has events of its own: the cube is read anew by its line
    assert namn["underlag"].skrivet.handelser[-1].text == 'Ett "nytt" team'
    assert eval(rader[2], namn).tabell == anrop(u, vy).gor(egna).tabell


def test_kommuner_that_are_not_drawn_are_still_in_the_words(session: Session) -> None:
    u = session.underlag("halland", "1315", MANAD)

    def skilda(matt: str) -> set[str]:
        domda = {k: u.omdome(matt, u.period_for(matt), k) for k in u.profil.kommuner if k != "1315"}
        return {k for k, o in domda.items() if o is not None and o.sakerstallt}

    matt = next(i for i, m in u.katalog.items() if BILDER["kommuner"].gar(u, m) and 0 < len(skilda(i)) < 5)
    (en, *_) = {*u.profil.kommuner} - {*skilda(matt), "1315"}
    alla, valda = present.jamfor_kommuner(u, matt), present.jamfor_kommuner(u, matt, bland=[en])
    assert isinstance(alla, Figur)
    assert isinstance(valda, Figur)
    assert (valda.budskap, valda.mening) == (alla.budskap, alla.mening)
    assert any(u.profil.omrade(k).kortnamn in f"{valda.budskap} {valda.mening}" for k in skilda(matt))
    assert len(valda.tabell.rader) == 3
    assert "gäller alla" in valda.beskrivning
    assert "gäller alla" not in alla.beskrivning


def test_every_measure_has_views_and_each_kind_can_be_made(session: Session) -> None:
    """Every measure's call is looked at; each kind of view is made of one: the rest is the reports' tests' matter."""
    u = session.underlag("halland", "1315", MANAD)
    gjorda: set[str] = set()
    for i, mitt in u.katalog.items():
        bilder = [b for b in BILDER if BILDER[b].gar(u, mitt)]
        assert bilder, i
        for b in bilder:
            andra = andra_matt(u, b, i)[:1] if "andra" in BILDER[b].laser else [""]
            delning = uppdelningar(mitt)[:1] if "uppdelning" in BILDER[b].laser else ("",)
            vyn = Vy("halland", "1315", MANAD, i, b, uppdelning=delning[0], andra=andra[0] if andra else "")
            ast.parse(kod(u, vyn))
            assert anrop(u, vyn).funktion in present.__all__
            if b not in gjorda:
                gjorda.add(b)
                with bara_bred():
                    assert som_vy(anrop(u, vyn).gor(u))
    assert gjorda == set(BILDER)
    with pytest.raises(UsageError, match="ingen sådan bild"):
        anrop(u, Vy("halland", "1315", MANAD, PSYKIATRI, "kommuner"))
    with pytest.raises(UsageError, match="finns inte längre"):
        anrop(u, Vy("halland", "1315", MANAD, "borttaget"))


def test_the_page_shows_the_figure_s_words_and_a_table_that_fetches_nothing(session: Session) -> None:
    u = halmstad(session)
    block = anrop(u, replace(VY, bild="kommuner")).gor(u)
    assert isinstance(block, Figur)
    sidan, tabell = som_vy(block), som_tabell(block)
    for text in (block.budskap or block.titel, block.mening, block.kalla, block.alt):
        assert text in sidan
    assert "<script" not in sidan
    for cell in (c for rad in block.tabell.rader for c in rad):
        assert json.dumps(json.dumps(cell)[1:-1])[1:-1] in tabell
    assert "http" not in tabell
    assert "Filtrera:" in tabell


def test_the_command_makes_the_report_that_the_measure_stands_in(session: Session) -> None:
    rad = rapportrad(VY, session.teman(halmstad(session)), internt=False)
    assert rad == "analys rapport --region halland --omrade 1380 --tema aterinskrivning --period 2022-12"
    program, namn, *argument = shlex.split(rad + " --internt")
    assert (program, namn) == ("analys", "rapport")
    with app.commands["rapport"].make_context(
        "rapport", argument, parent=Context(app, **app.context_settings)
    ) as sammanhang:
        val = sammanhang.params
    assert (val["omraden"], val["teman"], val["period"], val["internt"]) == (
        ("1380",),
        ("aterinskrivning",),
        MANAD,
        True,
    )


def test_an_export_is_a_report_of_one_s_own(tomt_hem: Hem, session: Session) -> None:
    fil = exportera(tomt_hem, halmstad(session), replace(VY, bild="definitioner"), "html")
    assert fil.parent == tomt_hem.rapporter / "egna-analyser" / "halland"
    text = fil.read_text("utf-8")
    for ord_ in ("Egen analys.", "Exempeldata", "Olika sätt att räkna", "Så räknar vi", "Halmstad"):
        assert ord_ in text
    assert "script" not in text


def test_internal_figures_leave_only_for_the_internal_tree(internt: Hem) -> None:
    session = Session(internt)
    u = halmstad(session)
    fil = exportera(internt, u, VY, "html")
    assert internt.rot / "data" / "internt" in fil.parents
    assert stat.S_IMODE(fil.stat().st_mode) == 0o600
    assert "Internt arbetsmaterial." in fil.read_text("utf-8")
    assert not internt.rapporter.exists()
    with pytest.raises(UsageError, match="bara i den interna mappen"):
        AnalysHtml().from_notebook_node(som_bok(u, VY))
    sidan = Utforska("halland", "1380")
    assert "Internt arbetsmaterial." in sidan.banderoll.value
    assert "Indikatorgruppen" in sidan.banderoll.value
    assert "ladda" not in sidan.figur.value  # no table to take with one
    assert rapportrad(VY, session.teman(u), internt=True).endswith("--internt")


def test_the_internal_level_needs_a_role_and_its_own_cube(internt: Hem) -> None:
    profil = internt.regioner / "halland.toml"
    text = profil.read_text("utf-8")
    profil.write_text(text.replace("intern_samverkan = [", "intern_samverkan = []\nintern_patient = ["), "utf-8")
    with pytest.raises(UsageError, match="vem som får se små tal"):
        Utforska()
    assert Session(internt).regioner() == {}
    profil.write_text(text, "utf-8")
    internt.intern_kub("halland", MANAD).unlink()
    with pytest.raises(UsageError, match="Kör först: analys rapport --region halland --internt"):
        Utforska()


def test_no_room_of_unprotected_figures_is_open_to_the_view() -> None:
    for fil in (Path(analys.__file__).parent / "utforska").glob("*.py"):
        noder = ast.walk(ast.parse(fil.read_text("utf-8")))
        moduler = {n.module or "" for n in noder if isinstance(n, ast.ImportFrom)}
        assert not {m for m in moduler if m.startswith(("analys.sources", "analys.berakna", "analys.internt"))}, fil
        assert "las_kub" not in fil.read_text("utf-8")


def test_lists_follow_the_choice(session: Session) -> None:
    def val(vy: Vy, *, jamforbara: bool = False) -> dict[str, tuple[list[str], str]]:
        u = urval(session, vy, "", jamforbara=jamforbara)
        namn = ("region", "omrade", "period", "tema", "matt", "bild", "uppdelning", "andra", "typ", "fran", "mot")
        return {n: ([v for _, v in lista], vald) for n, (lista, vald) in zip(namn, u.listor, strict=True)}

    ett = val(VY)
    assert ett["omrade"][1] == "1380"
    assert ett["typ"][0] == ["", "manad", "tertial", "ar", "r12"]
    assert ett["mot"][0] == ["", JAMFORBARA]
    assert ett["uppdelning"] == ([], "")
    psykiatri = val(replace(VY, matt=PSYKIATRI, bild="kommuner"))
    assert psykiatri["bild"][1] == "utveckling"  # no kommun has a figure
    assert psykiatri["mot"] == ([], "")
    assert val(replace(VY, omrade="9999", matt="borttaget"))["omrade"][1] == "0013"
    alla = urval(session, replace(VY, omrade="1315"), "", jamforbara=True)
    assert alla.forvalda == ("1382", "1381")
    assert "1315" not in [o.kod for o in alla.kommuner]
    assert val(replace(VY, matt=INSKRIVNA))["typ"][0] == [""]  # a stock


@pytest.fixture
def sidan(eget: Hem) -> Iterator[Utforska]:
    yield Utforska("Region Halland", "Halmstad")
    assert os.environ.get(NIVA) is None


def test_a_choice_draws_the_view_anew(sidan: Utforska) -> None:
    sidan.matt.value = INOM_30
    sidan.bild.value = "definitioner"
    assert "olika sätt att räkna" in sidan.figur.value
    assert "Halmstad" in sidan.figur.value
    sidan.omrade.value = "1315"
    assert "Hylte" in sidan.figur.value
    assert "Halmstad" not in sidan.figur.value
    assert "Hylte" in sidan.tabell.outputs[0]["data"]["text/html"]
    sidan.visa_koden.value = True
    assert "olika_definitioner(underlag" in sidan.kodruta.value
    sidan.bild.value = "kommuner"
    sidan.mot.value = JAMFORBARA
    assert sidan.vy.kommuner == ("1382", "1381")
    sidan.kryss["1384"].value = True
    sidan.kryss["1382"].value = False
    assert sidan.vy.kommuner == ("1384", "1381")
    assert "Kungsbacka" in sidan.figur.value
    assert "Falkenberg" not in sidan.figur.value
    sidan.kryss["1384"].value = sidan.kryss["1381"].value = False
    assert "Ingen kommun är kryssad" in sidan.om_gruppen.value
    sidan.tema.value = "hemsjukvard"
    assert sidan.matt.value == INSKRIVNA
    assert "per 10" in sidan.korthet.value


def test_own_events_and_a_saved_view_come_back(sidan: Utforska, eget: Hem) -> None:
    knapp = sidan.knappar
    sidan.matt.value = "antal_nya_inskrivningar"
    knapp["Rita in händelsen"].click()
    assert "Välj en dag" in sidan.svar.value
    sidan.dag.value, sidan.text.value = date(2022, 6, 1), "Mobilt  team <b>startade</b>"
    knapp["Rita in händelsen"].click()
    assert "egen markering: Mobilt team &lt;b&gt;startade" in sidan.figur.value
    sidan.namn.value = "  Min   vy "
    knapp["Spara vyn"].click()
    (fil,) = (eget.utforska() / "vyer").glob("*.json")
    sparad = json.loads(fil.read_text("utf-8"))
    assert sparad["namn"] == "Min vy"
    assert set(sparad["vy"]) == set(VY.som_json())  # choices alone, no figure
    vy = sidan.vy
    sidan.egna.children[0].children[1].click()
    assert "egen markering" not in sidan.figur.value
    sidan.omrade.value, sidan.bild.value = "1315", "kommuner"
    knapp["Öppna"].click()
    assert sidan.vy == vy
    assert "egen markering" in sidan.figur.value
    knapp["Exportera"].click()
    assert "Sparad: reports" in sidan.svar.value
    assert "analys rapport --region halland --omrade 1380 --tema hemsjukvard" in sidan.svar.value
    knapp["Ta bort"].click()
    assert sidan.sparat.namn() == []
    knapp["Öppna"].click()
    assert "ingen sparad vy" in sidan.svar.value


def test_no_figure_stays_under_a_choice_that_fails(sidan: Utforska, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sidan.figur.value

    def fel(*_: object) -> None:
        raise ValueError("some English")

    monkeypatch.setattr("analys.utforska.granssnitt.i_korthet", fel)
    sidan.omrade.value = "1315"
    for ruta in (sidan.figur.value, sidan.korthet.value, sidan.tabell.outputs):
        assert not ruta
    assert "Ett oväntat fel (ValueError)" in sidan.svar.value
    assert "English" not in sidan.svar.value
    monkeypatch.undo()


@pytest.mark.parametrize("dag", ["2022-13-45", "20220601", "", 1, None])
def test_a_saved_day_that_is_none_is_refused(dag: object) -> None:
    with pytest.raises(UsageError, match="går inte att läsa"):
        Vy.av_json(VY.som_json() | {"handelser": [[dag, "text"]]})
    with pytest.raises(UsageError, match="går inte att läsa"):
        Vy.av_json(VY.som_json() | {"handelser": [["2022-06-01"]]})


def test_views_that_differ_in_any_choice_are_exported_to_files_of_their_own(
    tomt_hem: Hem, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    gora = {"xlsx": lambda: SimpleNamespace(gor=lambda _: b"x")}
    monkeypatch.setattr("analys.utforska.export.EXPORTORER", gora)
    monkeypatch.setattr("analys.utforska.export.som_bok", lambda *_: None)
    monkeypatch.setattr("analys.utforska.export.las_dokument", lambda *_, **__: None)
    andra = [
        *({"uppdelning": "kon"}, {"typ": "r12"}, {"fran": "2020-01"}, {"andra": DAGAR}),
        *({"kommuner": ("1383",)}, {"kommuner": ("1384",)}, {"handelser": (("2022-06-01", "a"),)}),
    ]
    vyer = [VY, *(replace(VY, **a) for a in andra)]
    filer = [exportera(tomt_hem, halmstad(session), vy, "xlsx").name for vy in vyer]
    assert filer[0] == f"{MANAD}-1380-halmstad-{INOM_30}-utveckling-over-tid.xlsx"
    assert len(set(filer)) == len(vyer)


def test_saved_views_refuse_what_they_cannot_keep(tmp_path: Path) -> None:
    vyer = SparadeVyer(tmp_path / "vyer")
    assert vyer.namn() == []
    with pytest.raises(UsageError, match="Skriv ett namn"):
        vyer.spara(" ../ ", VY)
    vyer.spara("Återinskrivning", replace(VY, kommuner=("1383",), handelser=(("2022-06-01", "å"),)))
    assert vyer.oppna("Återinskrivning").handelser == (("2022-06-01", "å"),)
    with pytest.raises(UsageError, match='för likt "Återinskrivning"'):
        vyer.spara("aterinskrivning", VY)
    for nr, trasigt in enumerate(
        ("{", "[]", '{"namn": "b"}', json.dumps({"namn": "c", "vy": VY.som_json() | {"fran": 1}}))
    ):
        (tmp_path / "vyer" / f"{nr}.json").write_text(trasigt, "utf-8")
    assert len(vyer.namn()) == 5
    for namn in set(vyer.namn()) - {"Återinskrivning"}:
        with pytest.raises(UsageError, match="går inte att läsa"):
            vyer.oppna(namn)
        vyer.ta_bort(namn)
    assert vyer.namn() == ["Återinskrivning"]


def test_the_notebook_is_laid_out_in_the_user_s_folder_and_own_cells_are_kept(hem: Hem, tmp_path: Path) -> None:
    fil = lagg_ut(hem, tmp_path / "u", "halland", "1380", MANAD)
    assert nbformat.read(fil, as_version=4).cells[-1].source.endswith(f'Utforska("halland", "1380", "{MANAD}")')
    lagg_ut(hem, tmp_path / "u", "halland", "1315", MANAD)
    assert [f.name for f in fil.parent.iterdir()] == ["utforska.ipynb"]
    bok = nbformat.read(fil, as_version=4)
    bok.cells.append(nbformat.v4.new_code_cell("2 + 2"))
    nbformat.write(bok, fil)
    lagg_ut(hem, tmp_path / "u", "halland", "1315", MANAD)
    (egen,) = set(fil.parent.iterdir()) - {fil}
    assert nbformat.read(egen, as_version=4).cells[-1].source == "2 + 2"
    bok = nbformat.read(fil, as_version=4)
    assert len(bok.cells) == 2
    bok.cells[-1].source += "\n# min anteckning"
    nbformat.write(bok, fil)
    egen.unlink()
    lagg_ut(hem, tmp_path / "u", "halland", "1315", MANAD)
    (egen,) = set(fil.parent.iterdir()) - {fil}
    assert nbformat.read(egen, as_version=4).cells[-1].source.endswith("# min anteckning")
