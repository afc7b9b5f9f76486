"""What a heading or a word is proposed to mean, and what it is not."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path

import pytest

from analys.errors import CannotWriteError, DataError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.besked import las_besked
from analys.sources.forslag import LIKA_NOG, SYNONYMER, _likhet, foresla
from analys.sources.kallfil import spara_rubrik
from analys.sources.tabeller import TABELLER
from analys.sources.vardeforslag import HOGST_OLIKA, _mening, foresla_varden
from tests.conftest import Leveransbygge
from tests.unit.sma_leveranser import liten


@pytest.mark.parametrize(
    ("tabell", "kolumn", "ord_", "vantat"),
    [
        ("hemsjukvard", "kon", "Kvinna", "kvinna"),
        ("hemsjukvard", "kon", "Kvinnor", "kvinna"),
        ("hemsjukvard", "kon", "Ej kvinna", ""),
        ("hemsjukvard", "kon", "Icke kvinna", ""),
        ("hemsjukvard", "kon", "Okvinna", ""),
        ("hemsjukvard", "kon", "1", ""),
        ("hemsjukvard", "kon", "k", "kvinna"),
        ("hemsjukvard", "kon", "o", ""),
        ("vardtillfallen", "vardniva", "Sjukhuset", "sjukhus"),
        ("vardtillfallen", "vardniva", "Inte sjukhus", ""),
        ("vardtillfallen", "vardform", "Utan somatik", ""),
        ("befolkning", "aldersgrupp", "0", ""),
        ("befolkning", "aldersgrupp", "8", ""),
    ],
)
def test_a_word_that_denies_or_is_a_digit_is_no_value(
    tomt_hem: Hem, tabell: str, kolumn: str, ord_: str, vantat: str
) -> None:
    assert _mening(ord_, TABELLER[tabell].kolumn(kolumn), tomt_hem) == vantat


def test_a_word_that_sources_read_differently_is_no_value(tomt_hem: Hem) -> None:
    kolumn = TABELLER["hemsjukvard"].kolumn("kon")
    for namn, varde in (("ett", "kvinna"), ("tva", "man")):
        text = f'namn = "{namn}"\n[tabeller.hemsjukvard.varden.kon]\nFru = "{varde}"\n'
        (tomt_hem.kallor / f"{namn}.toml").write_text(text, "utf-8")
    assert _mening("Fru", kolumn, tomt_hem) == ""
    (tomt_hem.kallor / "tva.toml").unlink()
    assert _mening("Fru", kolumn, tomt_hem) == "kvinna"


@pytest.mark.parametrize(
    ("kolumn", "rubrik", "liknar"),
    [
        ("utskriven_tidpunkt", "Utskrivnings-datum", True),
        ("utskriven_tidpunkt", "Planerat utskrivningsdatum", False),
        ("utskriven_tidpunkt", "Beräknat utskrivningsdatum", False),
        ("utskriven_tidpunkt", "Utskrivningsklar datum", False),
        ("utskriven_tidpunkt", "Utskriftsdatum", False),
        ("till", "Slutdat.", True),
        ("till", "Beslutsdatum", False),
    ],
)
def test_another_day_is_not_proposed(kolumn: str, rubrik: str, liknar: bool) -> None:
    assert (max(_likhet(rubrik, n) for n in SYNONYMER[kolumn]) >= LIKA_NOG) is liknar


@pytest.fixture
def mapp(leverans: Leveransbygge, tomt_hem: Hem) -> Path:
    """A small delivery of a source of one's own; another source's file is broken."""
    mapp = liten(leverans).skriv()
    shutil.copy(tomt_hem.kallor / "exempel.toml", tomt_hem.kallor / "eget.toml")
    (tomt_hem.kallor / "trasig.toml").write_text("[[", "utf-8")
    besked = (mapp / "leverans.toml").read_text("utf-8").replace('kalla = "exempel"', 'kalla = "eget"')
    (mapp / "leverans.toml").write_text(besked, "utf-8")
    return mapp


def byt(fil: Path, fran: str, till: str, antal: int = 1) -> None:
    text = fil.read_text("utf-8")
    assert fran in text
    fil.write_text(text.replace(fran, till, antal), "utf-8")


def test_a_heading_of_two_files_is_proposed_once(mapp: Path, profil: Regionprofil, tomt_hem: Hem) -> None:
    shutil.copy(mapp / "hemsjukvard.csv", mapp / "hemsjukvard_2.csv")
    egen = re.search(r"\[filer.\"hemsjukvard\.csv\"\]\n[^\[]*", (mapp / "leverans.toml").read_text("utf-8"))
    assert egen
    with (mapp / "leverans.toml").open("a", encoding="utf-8") as f:
        f.write("\n" + egen[0].replace("hemsjukvard.csv", "hemsjukvard_2.csv"))
    filer = ["hemsjukvard.csv", "hemsjukvard_2.csv"]
    for fil in filer:
        byt(mapp / fil, "Inskriven", "Inskr.datum")
    forslag = foresla(mapp, las_besked(mapp, profil), tomt_hem, filer)
    assert [(f.fil, f.rubrik, f.kolumner) for f in forslag if f.rubrik == "Inskr.datum"] == [
        ("hemsjukvard.csv", "Inskr.datum", ("inskriven_datum",))
    ]


def test_headings_of_which_none_is_like_anything_may_be_values_and_are_not_repeated(
    mapp: Path, profil: Regionprofil, tomt_hem: Hem
) -> None:
    fil = mapp / "hemsjukvard.csv"
    byt(fil, fil.read_text("utf-8").splitlines()[0], "Anna Ek;Norr;Zon;Plats;Form;Alfa;Beta")
    assert foresla(mapp, las_besked(mapp, profil), tomt_hem, ["hemsjukvard.csv"]) == []


def test_a_file_that_cannot_be_read_has_no_proposals(mapp: Path, profil: Regionprofil, tomt_hem: Hem) -> None:
    besked = las_besked(mapp, profil)
    (mapp / "hemsjukvard.csv").write_bytes(b"\x00\x01")
    assert foresla(mapp, besked, tomt_hem, ["hemsjukvard.csv"]) == []
    assert [f for f in foresla_varden(mapp, besked, tomt_hem) if f.fil == "hemsjukvard.csv"] == []


def test_many_different_words_are_somebody_s_text_and_not_asked_about(
    mapp: Path, profil: Regionprofil, tomt_hem: Hem
) -> None:
    fil, besked = mapp / "hemsjukvard.csv", las_besked(mapp, profil)
    huvud, *rader = fil.read_text("utf-8").splitlines()
    ord_ = [f"ord{chr(ord('a') + n // 5)}" for n in range(5 * (HOGST_OLIKA + 1))]
    mall = rader[0].split(";")
    for antal in (len(ord_), len(ord_) - 5):
        nya = [";".join([*mall[:2], o, *mall[3:]]) for o in ord_[:antal]]
        fil.write_text("\n".join([huvud, *nya]) + "\n", "utf-8")
        fragor = [f.ord_ for f in foresla_varden(mapp, besked, tomt_hem) if f.kolumn == "kon"]
        assert len(fragor) == (0 if antal == len(ord_) else HOGST_OLIKA)


@pytest.mark.parametrize(
    "text", ["tabeller = 3\n", "tabeller = []\n", "[[\n", '[tabeller.hemsjukvard]\nrubriker = "x"\n']
)
def test_a_source_that_no_answer_fits_in_is_left_as_it_is(tomt_hem: Hem, text: str) -> None:
    fil = tomt_hem.kallor / "eget.toml"
    fil.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"eget\.toml: filen går inte att lägga till svar i\. Rätta den"):
        spara_rubrik(tomt_hem.kallor, "eget", "hemsjukvard", "Inskr", "inskriven_datum")
    assert fil.read_text("utf-8") == text


def test_a_source_s_file_that_cannot_be_written_is_as_it_was(tomt_hem: Hem, monkeypatch: pytest.MonkeyPatch) -> None:
    def fullt(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    fil = tomt_hem.kallor / "exempel.toml"
    fore = fil.read_bytes()
    monkeypatch.setattr("analys.sources.kallfil.skriv_hel", fullt)
    with pytest.raises(CannotWriteError, match="Filen är oförändrad. Kontrollera behörighet och utrymme"):
        spara_rubrik(tomt_hem.kallor, "exempel", "hemsjukvard", "Inskr", "inskriven_datum")
    assert fil.read_bytes() == fore
