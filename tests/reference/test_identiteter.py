"""What the catalogue says must hold between counts does hold in the example, and the published table passes whole."""

import csv
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analys.berakna import Kubbesked, raknegrund
from analys.disclosure.grind import SYNLIG, las_kub, skydda
from analys.disclosure.register import Register
from analys.disclosure.system import bygg_system
from analys.disclosure.utskrift import trycks
from analys.hem import Hem
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Katalog, Skydda
from analys.region import Regionprofil
from analys.sources.lager import ta_in
from analys.utfall import ALLA, DIMENSIONER

NASTAN = {
    "antal_nya_inskrivningar",
    "antal_avslut",
    "andel_behov_av_planering_somatik",
    "antal_vardade_somatik",
    "antal_personer_enstaka_hembesok",
}
"""Who moves, or is a patient of two kommuner, counts in both but once in the region; some visited have no known age."""


def test_the_example_obeys_every_identity(kub: Kubbesked, hem: Hem, katalog: Katalog, profil: Regionprofil) -> None:
    """The equations that the attacker is given are true of the figures; only the stated near ones have a rest."""
    lager = ta_in(hem.exempel(profil.id), profil, hem)
    manad = kub.period
    utfall = rakna_utfall(raknegrund(lager), katalog, profil, manad)
    tryckt = trycks(utfall, katalog, profil, {"": manad}).to_numpy()
    system = bygg_system(utfall, tryckt, katalog, profil)
    assert system.a.shape[0] > 5_000
    assert (system.varden >= 0).all()
    assert np.array_equal(system.varden, np.round(system.varden))
    fel = np.flatnonzero(np.abs(system.a @ system.varden) > 0)
    skyddade = utfall["indikator"].isin([i.id for i in katalog.values() if i.skydda is not Skydda.INGET]).to_numpy()
    agare = np.full(system.antal, "", dtype=object)
    for kind in (system.namnare, system.taljare):
        rader = np.flatnonzero((kind >= 0) & skyddade)
        agare[kind[rader]] = utfall["indikator"].to_numpy()[rader]
    for rad in fel:
        namn = set(agare[system.a.indices[system.a.indptr[rad] : system.a.indptr[rad + 1]]]) - {""}
        assert namn & (NASTAN | {"andel_personer_med_aterinskrivning", "omsattning_hemsjukvard"}), namn


def test_the_published_table_passes_unchanged(hem: Hem, katalog: Katalog, profil: Regionprofil) -> None:
    """Region Halland's table of 1 December 2022, by kommun and kön: nothing in it is small, so nothing is hidden."""
    matt = "antal_inskrivna_hemsjukvard"
    with (hem.rot / "data" / "publicerat" / "publicerade_varden.csv").open(encoding="utf-8", newline="") as f:
        rader = [r for r in csv.DictReader(f, delimiter=";") if r["indikator"] == matt and r["period"] == "2022-12-01"]
    rader = [r for r in rader if r["matenhet"] == "personer" and r["omrade"] in {profil.kod, *profil.kommuner}]
    assert len(rader) >= 18
    utfall = pd.DataFrame(
        {
            "indikator": matt,
            "omrade": [r["omrade"] for r in rader],
            "periodtyp": "dag",
            "period": date(2022, 12, 1),
            "taljare": [float(r["varde"]) for r in rader],
            "namnare": 100_000.0,
            "kvadratsumma": None,
            "varde": None,
            "status": "slutlig",
        }
        | {d: [r.get(d) or ALLA for r in rader] for d in DIMENSIONER}
    ).astype(dict.fromkeys(("taljare", "namnare", "kvadratsumma", "varde"), "Float64"))
    skyddat, skal = skydda(utfall, katalog, profil, {"period": "2022-12"}, Register.tomt())
    assert skal.empty
    assert (skyddat.rader["tecken"] == "").all()
    assert skyddat.rader["taljare"].tolist() == utfall["taljare"].tolist()


VANTAN = {
    ("medel_dagar_utskrivningsklar_somatik", "namnare"): (1, 1, 1, 1),
    ("medel_dagar_minst_en_dag_somatik", "namnare"): (0, 1, 1, 1),
    ("andel_hemma_inom_ett_dygn_somatik", "taljare"): (1, 1, 0, 0),
    ("andel_minst_tre_dagar_somatik", "taljare"): (0, 0, 0, 1),
}
"""Which stays each printed count of waiting is made of: of 0, 1, 2, and 3 days or more."""
ATERINSKRIVNA = {
    ("andel_oplanerad_aterinskrivning", "taljare"): (1, 1, 1, 1),
    ("andel_oplanerad_aterinskrivning_7_dagar", "taljare"): (1, 1, 0, 0),
    ("andel_oplanerad_aterinskrivning_3_dagar", "taljare"): (1, 0, 0, 0),
}
"""Which readmissions: after 1-3, 4-7, 8-14 and 15-30 days."""


@pytest.mark.parametrize("grupper", [VANTAN, ATERINSKRIVNA], ids=["vantan", "aterinskrivna"])
def test_no_group_that_is_never_printed_follows_as_one_to_four(
    kub: Kubbesked, grupper: dict[tuple[str, str], tuple[int, ...]]
) -> None:
    """Stays of exactly two days, say, are all minus those within a day minus those of three or more; so of each sex."""
    r = las_kub(kub.fil).rader
    r = r[(r["tecken"] == SYNLIG) & (r[[d for d in DIMENSIONER if d != "kon"]] == ALLA).all(axis=1)]
    kanda: dict[tuple[str, ...], list[tuple[tuple[int, ...], float]]] = {}
    for (matt, tal), vilka in grupper.items():
        for rad in r[r["indikator"] == matt].itertuples():
            kanda.setdefault((rad.omrade, rad.kon, rad.periodtyp, rad.period), []).append((vilka, getattr(rad, tal)))
    assert len(kanda) > 300
    foljer = 0
    for egna in kanda.values():
        a, b = (np.array(d, float) for d in zip(*egna, strict=True))
        losning, projektion = np.linalg.pinv(a) @ b, np.linalg.pinv(a) @ a
        for grupp in range(4):
            if np.allclose(projektion[grupp], np.eye(4)[grupp]):
                foljer += 1
                assert not 0.5 < losning[grupp] < 4.5
    assert foljer > 100
