"""What people write: read strictly, all faults of all files at once, drawn where it belongs."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from analys.berakna import Kubbesked
from analys.errors import DataError
from analys.hem import Hem
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.reports.kor import Val, planera
from analys.skrivet.samling import Skrivet, las_skrivet, skrivetnycklar
from analys.sources.exempel.skrivet import skriv_skrivet
from analys.sources.exempel.varldar import VARLDAR

RUBRIKER = "Datum;Område;Tema;Indikator;Text;Författare"


def las(hem: Hem, profil: Regionprofil, katalog: Katalog, *rader: str) -> Skrivet:
    mapp = hem.skrivet("halland")
    mapp.mkdir(parents=True, exist_ok=True)
    text = "\n".join((RUBRIKER, *rader)) + "\n"
    (mapp / "handelser.csv").write_text(text, encoding="utf-8")
    return las_skrivet(hem, profil, katalog, exempel=False)


def felen(hem: Hem, profil: Regionprofil, katalog: Katalog, *rader: str) -> str:
    with pytest.raises(DataError) as fel:
        las(hem, profil, katalog, *rader)
    assert fel.value.exit_status == 65
    return str(fel.value)


def test_no_folder_is_nothing_written(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    assert las_skrivet(tomt_hem, profil, katalog, exempel=False) == Skrivet()
    assert skrivetnycklar(tomt_hem.skrivet("halland")) == {}


def test_names_and_codes_with_or_without_dots(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    skrivet = las(
        tomt_hem,
        profil,
        katalog,
        "2022-03-01;Region Halland;utskrivningsklara;;Ny rutin.;A. Ek",
        "2021-09-01;1315;Återinskrivning;;Ny enhet.;B. Al",
        "2020-01-01;laholm;;antal_avslut;Ny blankett.;C. Ask",
    ).handelser
    assert [(h.datum, h.omrade, h.tema, h.indikator) for h in skrivet] == [
        (date(2022, 3, 1), "0013", "utskrivningsklara", ""),
        (date(2021, 9, 1), "1315", "aterinskrivning", ""),
        (date(2020, 1, 1), "1381", "", "antal_avslut"),
    ]
    assert skrivet[0].text == "Ny rutin."
    assert skrivet[0].forfattare == "A. Ek"


def test_a_workbook_reads_as_the_text_file(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    bok = Workbook()
    bok.active.append(["datum", "omrade", "text", "forfattare"])
    bok.active.append([date(2022, 3, 1), "Hylte", "Ny rutin.", "A. Ek"])
    mapp = tomt_hem.skrivet("halland")
    mapp.mkdir(parents=True)
    bok.save(mapp / "handelser.xlsx")
    ur_boken = las_skrivet(tomt_hem, profil, katalog, exempel=False).handelser
    (mapp / "handelser.xlsx").unlink()
    assert ur_boken == las(tomt_hem, profil, katalog, "2022-03-01;Hylte;;;Ny rutin.;A. Ek").handelser


def test_every_fault_is_told_at_once_with_its_row(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    text = felen(
        tomt_hem,
        profil,
        katalog,
        "1 mars 2022;Hultsfred;hemsjukvrd;antal_avslutt;;A. Ek",
        f"2022-03-01;Hylte;;;{'x' * 201};A. Ek",
        "2022-03-01;Hylte;;;Anna 19121212-1212 flyttade;A. Ek",
        "2022-03-01;Hylte;;;Ring 121212 1212;",
    )
    assert text.startswith("9 fel måste rättas:"), text
    assert "rad 2: datum: går inte att läsa som datum. Skriv datum som 2022-09-01." in text
    assert "rad 2: omrade:" in text
    assert "Hultsfred" in text
    assert 'rad 2: tema: temat "hemsjukvrd" finns inte. Menade du hemsjukvard?' in text
    assert "rad 2: indikator:" in text
    assert "Menade du antal_avslut" in text
    assert "rad 2: text: obligatoriskt värde saknas. Fyll i cellen" in text
    assert "rad 3: text: texten har 201 tecken" in text
    assert 'rad 4: kolumnen "Text" har något som ser ut som ett personnummer' in text
    assert "1212" not in text


@pytest.mark.parametrize("tecken", ["\x00", "\x1f", "\x85", "\uffff"])
def test_a_control_character_is_a_fault_with_its_row(
    tomt_hem: Hem, profil: Regionprofil, katalog: Katalog, tecken: str
) -> None:
    rad = f'2022-03-01;Hylte;;;"Ny{tecken}rutin.";A. Ek'
    text = felen(tomt_hem, profil, katalog, "2022-03-01;Hylte;;;Ny rutin.;A. Ek", rad)
    assert "handelser.csv, rad 3: " in text
    assert "styrtecken" in text or "nolltecken" in text


def test_faults_of_several_files_come_together(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    mapp = tomt_hem.skrivet("halland")
    mapp.mkdir(parents=True)
    (mapp / "händelser.csv").write_text("x\n", encoding="utf-8")
    (mapp / "~$handelser.xlsx").write_text("låst", encoding="utf-8")
    text = felen(tomt_hem, profil, katalog, "2022-13-01;Hylte;;;Ny rutin.;A. Ek")
    assert "tabellen händelser läses inte. Menade du handelser?" in text
    assert "handelser.csv, rad 2: datum" in text
    assert "~$" not in text
    (mapp / "händelser.csv").unlink()
    (mapp / "handelser.xlsx").write_bytes(b"PK")
    assert "tabellen finns i två filer (handelser.csv och handelser.xlsx)" in felen(tomt_hem, profil, katalog)


def test_a_missing_column_and_a_broken_file_say_so(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    mapp = tomt_hem.skrivet("halland")
    mapp.mkdir(parents=True)
    (mapp / "handelser.csv").write_text("datum;text;forfattare\n2022-03-01;Ny rutin.;A. Ek\n", encoding="utf-8")
    with pytest.raises(DataError, match="kolumnen omrade saknas"):
        las_skrivet(tomt_hem, profil, katalog, exempel=False)
    (mapp / "handelser.csv").write_bytes(b"")
    with pytest.raises(DataError, match="filen är tom"):
        las_skrivet(tomt_hem, profil, katalog, exempel=False)


def test_an_event_concerns_its_theme_or_its_measure(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    skrivet = las(
        tomt_hem,
        profil,
        katalog,
        "2022-05-01;Region Halland;hemsjukvard;;Tema.;A",
        "2022-03-01;Hylte;;antal_avslut;Mått.;A",
        "2022-04-01;Hylte;;;Allt.;A",
    )

    def texter(indikator: str, *omraden: str) -> list[str]:
        return [h.text for h in skrivet.handelser_for(indikator, omraden)]

    assert texter("antal_avslut", "1315", "0013") == ["Mått.", "Allt.", "Tema."]
    assert texter("antal_avslut", "0013") == ["Tema."]
    assert texter("andel_sip", "1315", "0013") == ["Allt."]


def test_the_key_follows_every_byte(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    mapp = tomt_hem.skrivet("halland")
    las(tomt_hem, profil, katalog, "2022-03-01;Hylte;;;Ny rutin.;A")
    forst = skrivetnycklar(mapp)
    las(tomt_hem, profil, katalog, "2022-03-01;Hylte;;;Ny rutin!;A")
    sedan = skrivetnycklar(mapp)
    assert list(forst) == list(sedan) == ["handelser.csv"]
    assert forst != sedan
    (mapp / ".dold").touch()
    assert skrivetnycklar(mapp) == sedan


def test_an_event_gives_new_reports_and_the_same_figures(tomt_hem: Hem, profil: Regionprofil, katalog: Katalog) -> None:
    besked = Kubbesked(Path(), Period.las("2022-12"), {"nyckel": "k", "niva": "oppen", "exempel": False}, ny=False)

    def nycklar() -> set[tuple[str, str]]:
        return {(j.kub, j.nyckel) for j in planera(tomt_hem, profil, besked, Val(["hemsjukvard"]))}

    fore = nycklar()
    las(tomt_hem, profil, katalog, "2022-03-01;Hylte;;;Ny rutin.;A")
    efter = nycklar()
    assert {kub for kub, _ in fore | efter} == {"k"}
    assert not {nyckel for _, nyckel in fore} & {nyckel for _, nyckel in efter}


def test_the_example_is_read_and_says_that_it_is_invented(
    tomt_hem: Hem, profil: Regionprofil, katalog: Katalog, tmp_path: Path
) -> None:
    skriv_skrivet(tmp_path / "skrivet", VARLDAR["halland"])
    mapp = tomt_hem.skrivet("halland", exempel=True)
    shutil.copytree(tmp_path / "skrivet", mapp)
    handelser = las_skrivet(tomt_hem, profil, katalog, exempel=True).handelser
    assert len(handelser) == 3
    assert all("påhitta" in text.casefold() for h in handelser for text in (h.text, h.forfattare))
    assert las_skrivet(tomt_hem, profil, katalog, exempel=False) == Skrivet()
