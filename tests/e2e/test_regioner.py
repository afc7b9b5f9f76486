"""A release of one theme for two områden in each of the other regions; every release speaks of its own region alone."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from analys.hem import Hem
from analys.region import las_profil
from analys.sources.exempel import gor_exempel, varldar
from tests.conftest import EGNA_SIDOR, MAPPAR, TEMAN, Utgava, en_gang, kor_analys
from tests.unit.test_regioner import REGIONER, ord_i

OMRADEN = {"vasterbotten": ("2403", "bjurholm"), "kalmar": ("0834", "torsas")}
PERIOD = {"vasterbotten": "2025-12", "kalmar": "2025-11"}
PAHITTAT = {"vasterbotten": "också folkmängden per kommun", "kalmar": "Allt annat är påhittat"}


@pytest.mark.parametrize("region", ["vasterbotten", "kalmar"])
def test_a_release_of_one_theme_for_two_areas(
    hem: Hem, delat: Path, tmp_path: Path, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    profil = las_profil(hem, region)
    monkeypatch.setitem(
        varldar.VARLDAR, region, replace(varldar.VARLDAR[region], filer=frozenset())
    )  # hemsjukvård alone
    publicerat = hem.rot / "data" / "publicerat"
    shutil.copytree(
        en_gang(delat / f"exempel-{region}", lambda mapp: gor_exempel(mapp, profil, publicerat)), hem.exempel(region)
    )
    kod, namn = OMRADEN[region]
    svar = kor_analys(
        *("rapport", "--region", region, "--tema", "hemsjukvard", "--format", "html"),
        *("--omrade", profil.kod, "--omrade", kod),
        mapp=tmp_path,
    )
    assert svar.returncode == 0, svar.stdout + svar.stderr
    utgava = tmp_path / region / PERIOD[region]
    sidor = {s.parent.name: s.read_text("utf-8") for s in utgava.glob("*/hemsjukvard.html")}
    assert set(sidor) == {f"{profil.kod}-{profil.namn.lower().replace(' ', '-').replace('ä', 'a')}", f"{kod}-{namn}"}
    for sida in sidor.values():
        text = i_text(sida)
        assert PAHITTAT[region] in text
        assert all(o.kortnamn in text for o in profil.rapportomraden)
        assert not andras_ord(text, region, hem)


def test_hallands_release_speaks_of_no_other_region(hem: Hem, utgava: Utgava) -> None:
    """But for the questionnaire's source line, which names who made the questions."""
    sidor = list(utgava.plats.rglob("*.html"))
    assert len(sidor) == len(TEMAN) * len(MAPPAR) + len(EGNA_SIDOR)
    for sida in sidor:
        text = i_text(sida.read_text("utf-8")).replace("Frågorna är Region Kalmar läns samverkansenkät", "")
        assert not andras_ord(text, "halland", hem), sida


def i_text(sida: str) -> str:
    """Return what a reader sees of a page, but for the charts."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(style|svg).*?</\1>", "", sida, flags=re.DOTALL))


def andras_ord(text: str, region: str, hem: Hem) -> list[str]:
    """Return the words of other regions that the text has."""
    andras = {o for annan in REGIONER if annan != region for o in ord_i(annan, hem)}
    return sorted(o for o in andras if re.search(rf"\b{re.escape(o)}", text))
