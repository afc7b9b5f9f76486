"""Unknown headings: what is proposed, that nothing is read unasked, and how an answer is kept."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analys import rubrikfragor
from analys.errors import CannotWriteError, DataError, UsageError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.besked import las_besked
from analys.sources.forslag import foresla
from analys.sources.kallfil import spara_rubrik
from analys.sources.ogonblick import Pagaende
from analys.sources.platser import platser
from analys.sources.vardeforslag import foresla_varden
from tests.conftest import HEMSJUKVARD, ROT, Leveransbygge
from tests.unit.sma_leveranser import liten

Foresla = Callable[..., list[tuple[str, tuple[str, ...]]]]


@pytest.fixture
def mapp(leverans: Leveransbygge, tomt_hem: Hem) -> Path:
    """A small delivery from a source of one's own: the program's own sources are not answered about."""
    mapp = liten(leverans).skriv()
    shutil.copy(tomt_hem.kallor / "exempel.toml", tomt_hem.kallor / "eget.toml")
    besked = (mapp / "leverans.toml").read_text("utf-8")
    (mapp / "leverans.toml").write_text(besked.replace('kalla = "exempel"', 'kalla = "eget"'), "utf-8")
    return mapp


def byt_rubriker(mapp: Path, rubriker: str, fil: str = "hemsjukvard.csv") -> None:
    text = (mapp / fil).read_text(encoding="utf-8")
    (mapp / fil).write_text(rubriker + text[text.index("\n") :], encoding="utf-8", newline="")


@pytest.fixture
def forslag(mapp: Path, profil: Regionprofil, tomt_hem: Hem) -> Foresla:
    def kor(rubriker: str) -> list[tuple[str, tuple[str, ...]]]:
        byt_rubriker(mapp, rubriker)
        alla = foresla(mapp, las_besked(mapp, profil), tomt_hem, ["hemsjukvard.csv"])
        return [(f.rubrik, f.kolumner) for f in alla]

    return kor


@pytest.mark.parametrize(
    ("rubriker", "vantat"),
    [
        (HEMSJUKVARD, []),
        ("PersonID;Kommun;Kön;Födelseår;Boendeform;Inskr.datum;Avslutad", [("Inskr.datum", ("inskriven_datum",))]),
        ("PersonID;Kommun;Kön;FÖDELSE-ÅR;Boendeform;Inskriven;Avslutad", [("FÖDELSE-ÅR", ("fodelsear",))]),
        ('PersonID;Kommun;Kön;Födelseår;"Boende ""form""";Inskriven;Avslutad', [('Boende "form"', ("boendeform",))]),
        # the likest column is read already: nothing is proposed, and not the other day either
        ("PersonID;Kommun;Kön;Födelseår;Inskriven datum;Inskriven;Avslutad", []),
        # inskriven is never utskriven, however alike; but alone of its kind it may be asked about
        ("PersonID;Kommun;Kön;Födelseår;Boendeform;Qwerty;Avslutad", [("Qwerty", ("inskriven_datum",))]),
        # the values are no days and no områden: the name alone is not enough
        ("Inskrivningsdatum;Kommun;Kön;Födelseår;Boendeform;Registrerad;Avslutad", []),
        # a row of values where the headings should be is never repeated
        ("p-1;1380;K;1941;Ordinärt boende;2022-01-03;", []),
    ],
)
def test_a_heading_is_proposed_by_its_name_and_its_values(
    forslag: Foresla, rubriker: str, vantat: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert forslag(rubriker) == vantat


def test_only_headings_with_days_under_them_are_proposed_for_a_day(forslag: Foresla) -> None:
    fick = forslag("PersonID;Kommun;Kön;Födelseår;Startdatum;Inskrivningsdatum;Avslutad")
    assert fick == [("Inskrivningsdatum", ("inskriven_datum",))]  # under Startdatum stand words


def test_every_answer_is_kept_among_the_comments_that_were_there(tomt_hem: Hem) -> None:
    fil = tomt_hem.kallor / "exempel.toml"
    fore = fil.read_text(encoding="utf-8")
    for _ in range(2):  # said once is enough
        assert spara_rubrik(tomt_hem.kallor, "exempel", "hemsjukvard", 'Inskr. "dag"', "inskriven_datum") == fil
    efter = fil.read_text(encoding="utf-8")
    skilda = [(a, b) for a, b in zip(fore.splitlines(), efter.splitlines(), strict=True) if a != b]
    assert [a for a, _ in skilda] == ['inskriven_datum = ["Inskriven"]']
    rubriker = tomllib.loads(efter)["tabeller"]["hemsjukvard"]["rubriker"]
    assert rubriker["inskriven_datum"] == ["Inskriven", 'Inskr. "dag"']
    spara_rubrik(tomt_hem.kallor, "exempel", "hemsjukvard", "Ö", "")
    assert tomllib.loads(fil.read_text("utf-8"))["tabeller"]["hemsjukvard"]["bortse"] == ["Registrerad", "Enhet", "Ö"]


def test_windows_line_ends_and_mark_stay_and_a_source_without_file_gets_one(tomt_hem: Hem) -> None:
    fil = tomt_hem.kallor / "exempel.toml"
    fil.write_bytes(b"\xef\xbb\xbf" + fil.read_bytes().replace(b"\n", b"\r\n"))
    spara_rubrik(tomt_hem.kallor, "exempel", "hemsjukvard", "Inskr", "inskriven_datum")
    byte = fil.read_bytes()
    assert byte.startswith(b"\xef\xbb\xbf# Hur")
    assert byte.count(b"\n") == byte.count(b"\r\n")
    spara_rubrik(tomt_hem.kallor, "nytt", "hembesok", "Dag", "datum")
    assert tomllib.loads((tomt_hem.kallor / "nytt.toml").read_text("utf-8")) == {
        "namn": "nytt",
        "tabeller": {"hembesok": {"rubriker": {"datum": ["Dag"]}}},
    }


def test_a_file_that_another_program_holds_is_left_as_it_was(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    fil = tomt_hem.kallor / "exempel.toml"
    fore, filer = fil.read_bytes(), sorted(tomt_hem.kallor.iterdir())

    def oppen(*_: object) -> None:
        fel = PermissionError(13, "in use")
        fel.winerror = 32  # type: ignore[attr-defined]
        raise fel

    monkeypatch.setattr(Path, "replace", oppen)
    monkeypatch.setattr("analys.filbyte.VANTAN", (0.0,))
    with pytest.raises(CannotWriteError, match=r"exempel\.toml: filen är öppen i ett annat program.*Stäng den"):
        spara_rubrik(tomt_hem.kallor, "exempel", "hemsjukvard", "Inskr", "inskriven_datum")
    assert fil.read_bytes() == fore
    assert sorted(tomt_hem.kallor.iterdir()) == filer


@pytest.fixture
def kor(
    mapp: Path, profil: Regionprofil, tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Read the delivery in this process, as the command does in another; the answers are the user's."""
    from analys.sources.leverans import las_leverans  # noqa: PLC0415

    monkeypatch.setattr(rubrikfragor, "ta_in", las_leverans)

    def las(*svar: str, skrivna: str | None = None) -> str:
        if skrivna is not None:
            lasta, skrivande = os.pipe()
            os.write(skrivande, skrivna.encode())
            os.close(skrivande)
            terminal = os.fdopen(lasta)
            monkeypatch.setattr("sys.stdin", terminal)
            monkeypatch.setattr(rubrikfragor, "gar_att_fraga", lambda: True)
        rubrikfragor.ta_in_med_svar(mapp, profil, tomt_hem, svar, "analys kontrollera --region halland")
        return capsys.readouterr().out

    return las


ANDRAD = "PersonID;Kommun;Kön;Födelseår;Boendeform;Inskr.datum;Avslutad"
"""One heading that nobody knows."""


def test_an_unanswered_proposal_leaves_the_error(
    kor: Callable[..., str], mapp: Path, tomt_hem: Hem, capsys: pytest.CaptureFixture[str]
) -> None:
    fore = (tomt_hem.kallor / "eget.toml").read_bytes()
    byt_rubriker(mapp, ANDRAD)
    with pytest.raises(DataError, match="kolumnen inskriven_datum saknas") as fel:
        kor()
    assert fel.value.exit_status == 65
    assert (
        'hemsjukvard.csv: "Inskr.datum" liknar inskriven_datum. Ska det läsas så? '
        'Svar: --las "Inskr.datum=inskriven_datum"\n'
        'Ta med de svar som stämmer: analys kontrollera --region halland --las "Inskr.datum=inskriven_datum"\n'
    ) == capsys.readouterr().out
    with pytest.raises(DataError, match="kolumnen inskriven_datum saknas"):
        kor(skrivna="nej\n")
    with pytest.raises(DataError, match="kolumnen inskriven_datum saknas"):
        kor(skrivna="\n")
    assert (tomt_hem.kallor / "eget.toml").read_bytes() == fore


def test_a_yes_is_kept_and_the_file_read_again(kor: Callable[..., str], mapp: Path) -> None:
    byt_rubriker(mapp, ANDRAD)
    sagt = kor(skrivna="ja\n")
    assert 'hemsjukvard.csv: "Inskr.datum" liknar inskriven_datum, ska det läsas så? (ja/nej)' in sagt
    assert '"Inskr.datum" i tabellen hemsjukvard läses som inskriven_datum. Sparat i' in sagt
    assert kor() == ""  # and it is not asked again


def test_an_answer_with_the_command_is_kept(kor: Callable[..., str], mapp: Path) -> None:
    byt_rubriker(mapp, ANDRAD.replace("Boendeform", "Nytt = annat"))
    assert "läses som inskriven_datum" in kor(" inskr.DATUM = inskriven_datum", "Nytt = annat=")


@pytest.mark.parametrize(
    ("svar", "text"),
    [
        ("Inskr.datum", "likhetstecken"),
        ("Kön:K=kvinnor", "Välj bland kvinna och man"),
        ("Kön:Q=kvinna", 'Ingen fil i leveransen har "Q"'),
        ("Inskr.datum:datum=%d/%m/%Y", "Svara på rubriken först"),
        ("Avslutad:datum=dd/mm", "Datumformatet dd/mm"),
        ("Inskr.datum=inskriven_dag", "Menade du inskriven_datum"),
        ("Inskr.dat=inskriven_datum", "Menade du Inskr.datum"),
        ("Inskr.datum=avslutad_datum", 'avslutad_datum läses redan ur "Avslutad"'),
        ("Avslutad=inskriven_datum", '"Avslutad" läses redan som avslutad_datum'),
        ("Kön:K=man", "läses redan som kvinna. Är det fel: ändra i .*eget.toml"),
    ],
)
def test_an_impossible_answer_changes_nothing(
    kor: Callable[..., str], mapp: Path, tomt_hem: Hem, svar: str, text: str
) -> None:
    fore = (tomt_hem.kallor / "eget.toml").read_bytes()
    byt_rubriker(mapp, ANDRAD)
    with pytest.raises(UsageError, match=text):
        kor(svar)
    assert (tomt_hem.kallor / "eget.toml").read_bytes() == fore


def test_of_two_as_likely_the_user_chooses(
    mapp: Path, profil: Regionprofil, tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two headings that may be the same column, and two columns that one heading may be: the first yes is the last."""
    text = (mapp / "hemsjukvard.csv").read_text(encoding="utf-8").splitlines()
    rader = [f"{rad};{rad.split(';')[5]}" for rad in text[1:]]
    rubriker = "PersonID;Kommun;Kön;Födelseår;Boendeform;Inskr.datum;Avslutad;Startdatum"
    (mapp / "hemsjukvard.csv").write_text("\n".join([rubriker, *rader]) + "\n", encoding="utf-8")
    fragor = rubrikfragor._Fragor(mapp, las_besked(mapp, profil), tomt_hem, "analys kontrollera")
    assert not fragor.stall(["hemsjukvard.csv"], varden=True)
    assert capsys.readouterr().out.count("är lika möjlig: välj själv") == 2
    stallda: list[str] = []
    monkeypatch.setattr(rubrikfragor, "gar_att_fraga", lambda: True)
    monkeypatch.setattr("click.prompt", lambda text, **_: stallda.append(text) or ("", "Ja", "ja")[len(stallda) - 1])
    assert fragor.stall(["hemsjukvard.csv"], varden=True)
    assert not fragor.stall(["hemsjukvard.csv"], varden=True)
    assert len(stallda) == 2  # a no is not asked about again, and what is answered is not asked at all


def test_a_system_with_words_and_days_of_its_own_is_read_by_answers_alone(
    kor: Callable[..., str], mapp: Path, tomt_hem: Hem
) -> None:
    rader = (mapp / "hemsjukvard.csv").read_text(encoding="utf-8").splitlines()[1:]
    byt = {"K": "Kvinna", "M": "Hankön"}
    nya = []
    for rad in rader:
        person, kommun, kon, ar, boende, in_, ut = rad.split(";")
        dagar = ("/".join(reversed(dag.split("-"))) for dag in (in_, ut))
        nya.append(";".join([person, kommun, byt[kon], ar, boende, *dagar]))
    text = "\n".join(["Patient-id;Hemkommun;Juridiskt kön;Född år;Boende;Startdatum;Slutdatum", *nya]) + "\n"
    (mapp / "hemsjukvard.csv").write_text(text, encoding="utf-8")
    besked = (mapp / "leverans.toml").read_text("utf-8").replace('kalla = "eget"', 'kalla = "nytt"', 1)
    (mapp / "leverans.toml").write_text(besked, encoding="utf-8")
    ja_till_rubriker = "ja\n" * 7
    sagt = kor(skrivna=f"{ja_till_rubriker}ja\nman\nja\nja\n")
    assert '"Hankön" i kolumnen "Juridiskt kön" är inget av kvinna eller man, vad betyder det?' in sagt
    assert 'dagarna i kolumnen "Startdatum" ser ut att vara skrivna som %d/%m/%Y' in sagt
    egen = tomllib.loads((tomt_hem.kallor / "nytt.toml").read_text("utf-8"))["tabeller"]["hemsjukvard"]
    assert egen["datumformat"] == "%d/%m/%Y"
    assert egen["varden"]["kon"] == {"Kvinna": "kvinna", "Hankön": "man"}
    assert kor("Slutdatum=avslutad_datum") == '"Slutdatum" läses redan som avslutad_datum.\n'
    assert (tomt_hem.kallor / "exempel.toml").read_bytes() == (ROT / "data/kallor/exempel.toml").read_bytes()
    assert kor() == ""


def test_a_value_that_does_not_recur_is_never_repeated(
    mapp: Path, profil: Regionprofil, tomt_hem: Hem, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = mapp / "hemsjukvard.csv"
    fil.write_text(fil.read_text("utf-8").replace(";K;", ";Anna Ek;", 3).replace(";M;", ";19410102-1234;"), "utf-8")
    fragor = rubrikfragor._Fragor(mapp, las_besked(mapp, profil), tomt_hem, "analys kontrollera")
    fragor.stall(["hemsjukvard.csv"], varden=True)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "svar",
    [
        ("Avslutad:datum=%d/%m/%Y", "Avslutad:datum=%m/%d/%Y"),
        ("Kön:X=man", "Kön:X=kvinna"),
        ("Inskr.datum=inskriven_datum", "Inskr.datum="),
        ("Inskr.datum=", "Inskr.datum=inskriven_datum"),
        ("Inskr.datum=inskriven_datum", "Boende 2=inskriven_datum"),
        ("Inskr.datum=inskriven_datum", "Inskr.datum=boendeform"),
    ],
)
def test_answers_that_contradict_each_other_are_all_refused(
    kor: Callable[..., str], mapp: Path, tomt_hem: Hem, svar: tuple[str, str]
) -> None:
    fore = (tomt_hem.kallor / "eget.toml").read_bytes()
    byt_rubriker(mapp, ANDRAD.replace("Boendeform", "Boende 2"))
    fil = mapp / "hemsjukvard.csv"
    fil.write_text(fil.read_text("utf-8").replace(";K;", ";X;"), "utf-8")
    with pytest.raises(UsageError, match="säger emot varandra: .*Inget svar är sparat"):
        kor(*svar)
    assert (tomt_hem.kallor / "eget.toml").read_bytes() == fore


def test_one_refused_answer_keeps_the_others_from_being_kept(
    kor: Callable[..., str], mapp: Path, tomt_hem: Hem
) -> None:
    fore = (tomt_hem.kallor / "eget.toml").read_bytes()
    byt_rubriker(mapp, ANDRAD)
    with pytest.raises(UsageError, match='Ingen fil i leveransen har "Q"'):
        kor("Inskr.datum=inskriven_datum", "Kön:Q=kvinna")
    assert (tomt_hem.kallor / "eget.toml").read_bytes() == fore


def test_an_answer_may_build_on_the_one_before_it(kor: Callable[..., str], mapp: Path) -> None:
    byt_rubriker(mapp, ANDRAD)
    assert "läses som %d/%m/%Y" in kor("Inskr.datum=inskriven_datum", "Inskr.datum:datum=%d/%m/%Y")


@pytest.mark.parametrize("kalla", ["exempel", "kolada", "scb"])
def test_the_program_s_own_sources_are_never_changed(
    mapp: Path, profil: Regionprofil, tomt_hem: Hem, capsys: pytest.CaptureFixture[str], kalla: str
) -> None:
    besked = (mapp / "leverans.toml").read_text("utf-8")
    (mapp / "leverans.toml").write_text(besked.replace('kalla = "eget"', f'kalla = "{kalla}"', 1), "utf-8")
    shutil.copy(tomt_hem.kallor / "eget.toml", tomt_hem.kallor / f"{kalla}.toml")
    fore = (tomt_hem.kallor / f"{kalla}.toml").read_bytes()
    byt_rubriker(mapp, ANDRAD)
    fragor = rubrikfragor._Fragor(mapp, las_besked(mapp, profil), tomt_hem, "analys kontrollera")
    assert not fragor.stall(["hemsjukvard.csv"], varden=True)
    sagt = capsys.readouterr().out
    assert "Gör en egen källa" in sagt
    assert "--las" not in sagt
    for svar in ("Inskr.datum=inskriven_datum", "Inskr.datum=", "Avslutad:datum=%d/%m/%Y"):
        with pytest.raises(UsageError, match=f"Källan {kalla} följer med programmet.*Gör en egen källa"):
            fragor.ta_emot_alla([svar])
    assert (tomt_hem.kallor / f"{kalla}.toml").read_bytes() == fore


def test_rivals_are_left_out_of_the_ready_made_line(
    mapp: Path, profil: Regionprofil, tomt_hem: Hem, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = mapp / "hemsjukvard.csv"
    fil.write_text(re.sub(r"2022-0(\d)-1?\d", r"0\1/03/2022", fil.read_text("utf-8")), "utf-8")
    fragor = rubrikfragor._Fragor(mapp, las_besked(mapp, profil), tomt_hem, "analys kontrollera")
    fragor.stall(["hemsjukvard.csv"], varden=True)
    sagt = capsys.readouterr().out
    assert "%d/%m/%Y" in sagt
    assert "%m/%d/%Y" in sagt
    assert "Ta med" not in sagt
    assert "välj eller skriv svaret själv" in sagt


def test_a_day_of_decision_is_not_proposed_for_being_the_only_day(forslag: Foresla) -> None:
    assert forslag("PersonID;Kommun;Kön;Födelseår;Boendeform;Beslutsdatum;Avslutad") == []
    assert forslag("PersonID;Kommun;Kön;Födelseår;Boendeform;Beräknat datum;Avslutad") == []


def test_a_table_that_lies_outside_the_folder_is_asked_about_too(
    mapp: Path, profil: Regionprofil, tomt_hem: Hem
) -> None:
    byt_rubriker(mapp, "PersonID;Kommun;Kön;Födelseår;Boendeform;Inskr.datum;Avslutad")
    text = (mapp / "hemsjukvard.csv").read_text("utf-8").replace(";K;", ";kvinnan;")
    (mapp / "hemsjukvard.csv").unlink()
    eget = (tomt_hem.kallor / "eget.toml").read_text("utf-8")
    (tomt_hem.kallor / "oppen.toml").write_text(f'kalla = "https://exempel.se"\n{eget}', "utf-8")
    besked = mapp / "leverans.toml"
    fore = '[filer."hemsjukvard.csv"]\ntabell = "hemsjukvard"\nkalla = "eget"'
    gammalt = besked.read_text("utf-8")
    assert fore in gammalt
    efter = '[filer.hemsjukvard]\ntabell = "hemsjukvard"\nkalla = "oppen"'
    besked.write_text(gammalt.replace(fore, efter), "utf-8")
    lasta = las_besked(mapp, profil)
    assert foresla(mapp, lasta, tomt_hem, ["hemsjukvard"]) == []  # not fetched: said when the delivery is read
    assert platser(mapp, lasta, tomt_hem)["hemsjukvard"] == mapp / "hemsjukvard"
    pagar = Pagaende(tomt_hem.hamtat("halland", "oppen"), {}, datetime(2026, 11, 29, tzinfo=UTC))
    pagar.bli_klar("hemsjukvard.csv", text, {})
    (ett,) = foresla(mapp, lasta, tomt_hem, ["hemsjukvard"])
    assert (ett.rubrik, ett.kolumner) == ("Inskr.datum", ("inskriven_datum",))
    assert [(f.ord_, f.varde) for f in foresla_varden(mapp, lasta, tomt_hem)] == [("kvinnan", "kvinna")]
    rubrikfragor._Fragor(mapp, lasta, tomt_hem, "").ta_emot_alla(["Inskr.datum=inskriven_datum"])
    assert "Inskr.datum" in (tomt_hem.kallor / "oppen.toml").read_text("utf-8")
