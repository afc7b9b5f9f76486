"""The store of a delivery's tables: who is where, that nothing is lost, for whom it is readable, when it is renewed."""

import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analys.errors import AnalysError, CannotWriteError, DataError, Filfel
from analys.hem import Hem
from analys.indikatorer import matt
from analys.region import Regionprofil
from analys.sources import lager as modul
from analys.sources.lager import PERSONTABELLER, Lager, skriv, ta_in
from analys.sources.leverans import las_leverans
from analys.sources.tabeller import TABELLER
from analys.sources.typning import dtyp
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.sma_leveranser import KLARA, lagg_till, liten, stalld, vardfil

FLYTTAD = [
    stalld(id="V-x", in_="2022-03-02 14:20", ut="2022-03-09 11:00"),
    stalld(id="V-y", in_="2022-01-05 10:00", ut="2022-01-07 11:00", kommun="1315", betalar="1315"),
]
"""One person with two stays, the later first in the file."""


@pytest.fixture
def eget_hem(hem: Hem, tmp_path: Path) -> Hem:
    hemmet = Hem(tmp_path / "hem")
    shutil.copytree(hem.kallor, hemmet.kallor)
    shutil.copy(hem.omraden, hemmet.omraden)
    return hemmet


@pytest.fixture
def mapp(leverans: Leveransbygge) -> Path:
    """A delivery with every table but counts."""
    plats = liten(leverans).skriv()
    lagg_till(plats, "vard.csv", "vardtillfallen", vardfil(*FLYTTAD))
    klara = [f"V{k}{i:02d};2022-0{1 + i % 3}-09 09:00;;" for k in KOMMUNER for i in range(20)]
    lagg_till(plats, "klara.csv", "utskrivningsklara_perioder", [KLARA, *klara, "V-x;2022-03-03;;"])
    tackning = ["galler;omrade;kalenderar;andel;kalla", "vardtillfallen;1380;2021;0,9;påhittad"]
    lagg_till(plats, "tackning.csv", "tackning", tackning)
    return plats


@pytest.fixture
def i_samma_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Read without a process of its own; the list grows by the folder of each store that is made."""
    lasta: list[Path] = []

    class Process:
        def __init__(self, *_: object, **__: object) -> None: ...
        def __enter__(self) -> "Process":
            return self

        def __exit__(self, *_: object) -> None: ...
        def submit(self, las: Callable[..., None], *argument: object) -> "Process":
            lasta.append(Path(str(argument[-1])))
            las(*argument)
            return self

        def result(self) -> None: ...

    monkeypatch.setattr(modul, "ProcessPoolExecutor", Process)
    fore = os.umask(0o022)
    yield lasta
    os.umask(fore)


def ingen_process(*_: object, **__: object) -> None:
    raise AssertionError("a process was started though the delivery is in the store")


def dor(*_: object) -> None:
    """What a reader without memory does."""
    os._exit(137)


def filer(plats: Path) -> dict[str, bytes]:
    return {f.relative_to(plats).as_posix(): f.read_bytes() for f in plats.rglob("*") if f.is_file()}


UTAN_PERSONER = {"listade", "utskrivningsprocess"}
"""Counts, and a table that this delivery lacks: its persons come with the rows."""


def test_the_store_holds_every_row_typed_in_partitions_by_person(
    mapp: Path,
    profil: Regionprofil,
    eget_hem: Hem,
    i_samma_process: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(modul, "RADER_PER_DEL", 50)  # of 182 stays, the longest table
    lager = ta_in(mapp, profil, eget_hem)
    leverans = las_leverans(mapp, profil, eget_hem)
    delar = list(lager.delar())
    assert len(delar) == lager.antal_delar == -(-max(len(leverans.tabeller[t]) for t in PERSONTABELLER) // 50) > 2
    assert all(set(d) == set(PERSONTABELLER) for d in delar)
    hos: dict[str, set[int]] = {}
    for nummer, delen in enumerate(delar):
        for namn, rader in delen.items():
            tabell = TABELLER[namn]
            if namn in UTAN_PERSONER:
                continue
            for person in rader["person_id"].unique():
                hos.setdefault(person, set()).add(nummer)
            ordnade = rader.astype({"person_id": "str"}).sort_values(["person_id", *tabell.datumkolumner])
            assert rader["person_id"].astype("str").to_list() == ordnade["person_id"].to_list()
            for kolumn in tabell.kolumner:
                vantad = "category" if kolumn.namn == "person_id" else dtyp(kolumn)
                assert str(rader[kolumn.namn].dtype) == vantad
    assert len(hos) == 18 + 121  # persons visited and cared for; the 54 enrolled have been cared for too
    assert {len(d) for d in hos.values()} == {1}  # nobody is in two of them, over all tables
    assert set.union(*hos.values()) == set(range(lager.antal_delar))
    for namn in set(PERSONTABELLER) - UTAN_PERSONER:
        alla = pd.concat([d[namn].astype({"person_id": "str"}) for d in delar])
        nyckel = list(alla.columns)
        ratt = leverans.tabeller[namn][nyckel].astype({"person_id": "str"})
        pd.testing.assert_frame_equal(
            alla.sort_values(nyckel, ignore_index=True), ratt.sort_values(nyckel, ignore_index=True)
        )
    x = next(d["vardtillfallen"] for d in delar if (d["vardtillfallen"]["person_id"] == "p-x").any())
    assert x.loc[x["person_id"] == "p-x", "vardtillfalle_id"].to_list() == ["V-y", "V-x"]  # in order of time
    for namn in ("befolkning", "tackning", "aggregat"):
        pd.testing.assert_frame_equal(lager.las(namn), leverans.tabeller[namn])


def test_the_store_tells_of_the_delivery_what_the_reader_found(
    mapp: Path, leverans: Leveransbygge, profil: Regionprofil, eget_hem: Hem, i_samma_process: list[Path]
) -> None:
    profil = replace(profil, hopp=replace(profil.hopp, lucka_fran=3))  # three visits a month are usual here
    utan_hylte = [r for r in leverans.hembesok if not r.startswith("B13152")]
    (mapp / "hembesok.csv").write_text("\n".join(utan_hylte) + "\n", encoding="utf-8")
    for _ in range(2):  # when it is made, and when it is opened again
        lager = ta_in(mapp, profil, eget_hem)
        assert lager.luckor == [("hembesok", "1315", date(2022, 2, 1))]
        assert lager.redovisning == las_leverans(mapp, profil, eget_hem).redovisning
        assert all(k.stammer() for k in lager.redovisning)
        assert lager.kommuner["vardtillfallen"] == set(KOMMUNER)
        assert lager.kommuner["aggregat"] == frozenset()
        assert "utskrivningsklara_perioder" not in lager.kommuner
        assert {"sjukhus", "vardniva"} <= lager.saknade_kolumner["vardtillfallen"]
        assert "fargspar" not in lager.saknade_kolumner["vardtillfallen"]
    assert len(i_samma_process) == 1


def test_a_column_absent_from_one_of_two_files_is_absent(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, i_samma_process: list[Path]
) -> None:
    utan = [";".join(r.split(";")[:-1]) for r in vardfil()]
    rader = [utan[0], *(r.replace("V", "W", 1) for r in utan[1:])]
    lagg_till(mapp, "vard2.csv", "vardtillfallen", rader)
    assert "dodsdatum" in ta_in(mapp, profil, eget_hem).saknade_kolumner["vardtillfallen"]


def test_the_store_is_for_its_owner_alone_and_the_same_delivery_is_read_once(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process of its own, as the command does it."""
    lager = ta_in(mapp, profil, eget_hem)
    assert lager.mapp.parent == eget_hem.tabeller("halland")
    assert lager.mapp.parent.parent.parent.name == "internt"
    alla = [eget_hem.tabeller("halland"), *eget_hem.tabeller("halland").rglob("*")]
    gemensamma = len(TABELLER) - len(PERSONTABELLER)
    assert len(alla) == 1 + 1 + 1 + gemensamma + 1 * (1 + len(PERSONTABELLER)) + 1 + len(lager.besked.filer)
    for fil in alla:
        assert sys.platform == "win32" or fil.stat().st_mode & 0o777 == (0o700 if fil.is_dir() else 0o600)
    monkeypatch.setattr(modul, "ProcessPoolExecutor", ingen_process)
    fore = filer(lager.mapp)
    igen = ta_in(mapp, profil, eget_hem)
    assert (igen.mapp, igen.redovisning, igen.luckor) == (lager.mapp, lager.redovisning, lager.luckor)
    assert filer(lager.mapp) == fore


def test_an_unreadable_delivery_tells_all_its_faults_and_leaves_the_former_store(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, i_samma_process: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lager = ta_in(mapp, profil, eget_hem)
    monkeypatch.undo()  # what follows is read in a process of its own
    fore = filer(eget_hem.tabeller("halland"))
    (mapp / "vard.csv").write_text("Kommun;Ålder\n1380;84\n", encoding="utf-8")
    (mapp / "hemsjukvard.csv").write_text("", encoding="utf-8")
    with pytest.raises(DataError) as fel:
        ta_in(mapp, profil, eget_hem)
    text = str(fel.value)
    assert fel.value.exit_status == 65
    assert "hemsjukvard.csv: filen är tom" in text
    assert "vard.csv, rad 1: kolumnen person_id saknas" in text
    assert f"{len(fel.value.fel)} fel måste rättas" in text
    assert filer(eget_hem.tabeller("halland")) == fore
    assert lager.las("befolkning")["antal"].sum() == 6 * 2 * 2 * 5100


def test_a_reader_that_dies_is_told_in_swedish_and_leaves_the_former_store(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modul, "_las_in", dor)
    with pytest.raises(AnalysError, match=r"Processen som läste leveransen dog.*Inget har ändrats.*kör igen") as fel:
        ta_in(mapp, profil, eget_hem)
    assert not isinstance(fel.value, DataError)
    assert not eget_hem.tabeller("halland").exists()


def andra_fil(mapp: Path, _: Hem) -> None:
    rader = (mapp / "hemsjukvard.csv").read_text(encoding="utf-8")
    (mapp / "hemsjukvard.csv").write_text(rader + "p-ny;1380;K;1938;;2022-03-02;\n", encoding="utf-8")


def andra_besked(mapp: Path, _: Hem) -> None:
    text = (mapp / "leverans.toml").read_text(encoding="utf-8")
    (mapp / "leverans.toml").write_text(text.replace("uttagsdatum = 2022-05-01", "uttagsdatum = 2022-05-02"), "utf-8")


def andra_kalla(_: Path, hem: Hem) -> None:
    fil = hem.kallor / "exempel.toml"
    fil.write_text(fil.read_text(encoding="utf-8").replace('K = "kvinna"', 'K = "kvinna"\nF = "kvinna"'), "utf-8")


def andra_omraden(_: Path, hem: Hem) -> None:
    hem.omraden.write_bytes(hem.omraden.read_bytes() + b"9999;Nya;0013;Nya\n")


@pytest.mark.parametrize("andra", [andra_fil, andra_besked, andra_kalla, andra_omraden])
def test_whatever_the_tables_depend_on_makes_a_new_store_and_only_the_last_is_kept(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, i_samma_process: list[Path], andra: Callable[[Path, Hem], None]
) -> None:
    forsta = ta_in(mapp, profil, eget_hem)
    andra(mapp, eget_hem)
    nya = ta_in(mapp, profil, eget_hem)
    assert forsta.mapp != nya.mapp
    assert list(eget_hem.tabeller("halland").iterdir()) == [nya.mapp]
    assert i_samma_process == [forsta.mapp, nya.mapp]


def test_the_reading_s_own_code_and_the_region_s_kommuner_are_in_the_key(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    besked = modul.las_besked(mapp, profil)
    nyckel = modul._nyckel(mapp, besked, profil, eget_hem)
    assert modul._nyckel(mapp, besked, profil, eget_hem) == nyckel
    for falt, varde in (
        ("omraden", profil.omraden[:5]),
        ("dodsplatser", replace(profil.dodsplatser, kommunens=("hospice",))),
        ("hopp", replace(profil.hopp, lucka_fran=1)),
    ):
        assert modul._nyckel(mapp, besked, replace(profil, **{falt: varde}), eget_hem) != nyckel
    kod = modul.moduler(modul.__name__)
    for namn in ("typning.py", "utfall.py", "personnummer.py", "period.py"):
        (fil,) = (f for f in kod if f.name == namn)
        (tmp_path / namn).write_bytes(fil.read_bytes() + b"# ny\n")
        monkeypatch.setattr(modul, "moduler", lambda *_, a=fil, b=tmp_path / namn: [b if f == a else f for f in kod])
        assert modul._nyckel(mapp, besked, profil, eget_hem) != nyckel
    monkeypatch.undo()
    monkeypatch.setattr(modul, "bibliotek", lambda: "andra")
    assert modul._nyckel(mapp, besked, profil, eget_hem) != nyckel


def test_a_partition_goes_to_a_worker_as_its_place_and_knows_only_tables_of_persons(tmp_path: Path) -> None:
    delen = modul.Del(tmp_path, {"hembesok": {"person_id"}})
    kopia = pickle.loads(pickle.dumps(delen))
    assert (kopia.mapp, kopia.kolumner, kopia._lasta) == (tmp_path, {"hembesok": {"person_id"}}, {})
    assert "befolkning" not in delen
    assert len(delen) == len(list(delen)) == len(PERSONTABELLER)


def test_what_is_counted_from_is_gone_with_the_answer(
    profil: Regionprofil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the partition itself is kept, as a pool and a cluster keep what they were sent."""
    monkeypatch.setattr(modul, "_las", lambda *_: pd.DataFrame({"person_id": ["p-1"]}))
    monkeypatch.setattr(matt, "rakna_del", lambda tabeller, *_: len(tabeller["vardtillfallen"]))
    delen = modul.Del(tmp_path, {})
    assert matt.rakna_delen(delen, [None], profil) == [1]  # type: ignore[list-item,comparison-overlap]
    assert not delen._lasta


def test_a_file_that_the_delivery_does_not_name_changes_nothing(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, i_samma_process: list[Path]
) -> None:
    forsta = ta_in(mapp, profil, eget_hem)
    (mapp / "anteckningar.txt").write_text("x", encoding="utf-8")
    assert ta_in(mapp, profil, eget_hem).mapp == forsta.mapp
    assert len(i_samma_process) == 1


def test_a_half_written_store_is_read_anew(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, i_samma_process: list[Path]
) -> None:
    forsta = ta_in(mapp, profil, eget_hem)
    (forsta.mapp / "lager.json").unlink()
    igen = ta_in(mapp, profil, eget_hem)
    assert len(i_samma_process) == 2
    assert isinstance(igen, Lager)
    assert len(igen.las("befolkning")) == 72


def test_a_store_that_cannot_be_written_is_told_and_leaves_the_former(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, i_samma_process: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ta_in(mapp, profil, eget_hem)
    fore = filer(eget_hem.tabeller("halland"))
    andra_fil(mapp, eget_hem)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    with pytest.raises(CannotWriteError, match=r"Det går inte att skriva i .*tabeller \(disken är full\)"):
        ta_in(mapp, profil, eget_hem)
    monkeypatch.undo()
    kvar = {n: b for n, b in filer(eget_hem.tabeller("halland")).items() if not n.startswith(".ny-")}
    assert kvar == fore


def test_the_same_delivery_gives_the_same_bytes(
    mapp: Path, profil: Regionprofil, eget_hem: Hem, tmp_path: Path
) -> None:
    leverans = las_leverans(mapp, profil, eget_hem)
    for namn in ("a", "b"):
        skriv(leverans, tmp_path / namn)
    assert filer(tmp_path / "a") == filer(tmp_path / "b")


@pytest.mark.parametrize("antal", [1, 3])
def test_faults_cross_a_process_whole(antal: int) -> None:
    fel = DataError([Filfel(f"f{i}.csv", "filen är tom.", "Hämta den på nytt.", i or None) for i in range(antal)])
    kopia = pickle.loads(pickle.dumps(fel))
    assert (type(kopia), kopia.fel, str(kopia)) == (DataError, fel.fel, str(fel))
    annat = pickle.loads(pickle.dumps(CannotWriteError("Det går inte.")))
    assert (type(annat), str(annat), annat.exit_status) == (CannotWriteError, "Det går inte.", 73)
