"""What was fetched is in the report: riket as comparator, every kommun in the funnel, and whose figures they are."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import pandas as pd
import pytest

from analys import present
from analys.berakna import berakna
from analys.disclosure.grind import INTERN, skydda
from analys.disclosure.register import las_register
from analys.errors import DataError, UsageError
from analys.granser import NIVA
from analys.hem import Hem
from analys.indikatorer.folkmangd import storda
from analys.indikatorer.rakna import _andras
from analys.katalog import Bedomning, Katalog, Kolada, las_katalog
from analys.omraden import las_omraden
from analys.present import bland_kommuner, jamfor_kommuner, las_underlag, tratt
from analys.present.block import Figur
from analys.present.kallrad import kallor
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.reports.oppnadata import omraden_i
from analys.sources.kolada import FIL, KOLUMNER
from analys.sources.ogonblick import Pagaende, som_csv
from tests.conftest import bygg_leverans, raknegrund, skriv_installningar
from tests.unit.sma_leveranser import liten

EGEN_RAD = "Egen beräkning. Underlag: Kolada (N01813 och N01951, hämtat 2026-11-29)"
ALDER, TRATT = "andel_invanare_80", "andel_med_antal"
NU = datetime(2026, 11, 29, 12, tzinfo=UTC)


def varde(kod: str, ar: int) -> str:
    return f"0,0{40 + (int(kod) + ar) % 37:02}"


def skriv_ogonblick(hem: Hem) -> None:
    koder = ["0000", *las_omraden(hem.omraden)]
    rader = [
        {"indikator": ALDER, "omrade": k, "period": str(y), "varde": varde(k, y)} for k in koder for y in (2020, 2021)
    ]
    for nummer, k in enumerate(koder):
        n = 4_000 + 211 * nummer
        x = round(n * (0.30 if k == "2584" else 0.20))
        rader.append({"indikator": TRATT, "omrade": k, "period": "2021", "taljare": str(x), "namnare": str(n)})
    text = som_csv(KOLUMNER, [r | {"kalla": "Kolada"} for r in rader])
    om = {"dagar": dict.fromkeys((ALDER, TRATT), "2026-11-29")}
    Pagaende(hem.hamtat("halland", "kolada"), {}, NU).bli_klar(FIL, text, om)


@pytest.fixture(scope="module")
def hylte(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Underlag]:
    """Hylte in March 2022, of a delivery without riket of its own and of what was fetched from Kolada."""
    hem = skriv_installningar(tmp_path_factory.mktemp("hamtat"))
    egen = (hem.indikatorer / f"{ALDER}.toml").read_text("utf-8")
    for fore, efter in (
        ('kalla = "Kolada"', 'kalla = "Egen beräkning. Underlag: Kolada"'),
        ('bedoms_pa = "inte"', 'bedoms_pa = "ra"'),
        ("faktor = 0.01", 'antal_av = "N01951"\nantal_av_titel = "Invånare totalt, antal"\nfaktor = 0.01'),
        ('id = "N01813"', 'id = "N99999"'),
    ):
        assert fore in egen
        egen = egen.replace(fore, efter)
    (hem.indikatorer / f"{TRATT}.toml").write_text(egen, "utf-8")
    skriv_ogonblick(hem)
    mapp = liten(bygg_leverans(hem.rot / "leverans")).skriv()
    with (mapp / "leverans.toml").open("a", encoding="utf-8") as f:
        f.write('[filer.kolada]\ntabell = "nyckeltal"\nkalla = "kolada"\nfran = 2015-01-01\ntill = 2022-03-31\n')
    berakna(hem, "halland", mapp, "2022-03", internt=True)
    with pytest.MonkeyPatch.context() as mp:
        mp.setenv("ANALYS_HEM", str(hem.rot))
        mp.setenv(NIVA, INTERN)
        yield las_underlag("halland", "Hylte", "2022-03")


def test_riket_and_the_kommun_have_kolada_s_own_value_and_its_source(hylte: Underlag) -> None:
    period = hylte.period_for(ALDER)
    assert period.kod == "2021"
    hylte_tal, riket = hylte.tal(ALDER, period), hylte.jamforelse(ALDER, period)
    assert riket is not None
    assert hylte_tal.rad["varde"] == float(varde("1315", 2021).replace(",", "."))
    assert (riket[0], riket[1].rad["varde"]) == ("Riket", float(varde("0000", 2021).replace(",", ".")))
    rad = hylte.kalla(ALDER, period=period.text)
    assert rad.startswith("Källa: Kolada (N01813, hämtat 2026-11-29). Ansvar: ")
    assert "Egen beräkning" not in rad
    figur = jamfor_kommuner(hylte, ALDER)
    assert isinstance(figur, Figur)
    assert "Källa: Kolada (N01813, hämtat 2026-11-29)" in figur.kalla
    assert "- invånare" not in figur.kalla
    assert "osäkerhetsintervall" not in figur.beskrivning
    assert "Data hämtade" not in figur.kalla  # that is the delivery's day


def test_the_kommun_among_all_of_the_country_s(hylte: Underlag) -> None:
    tabell = bland_kommuner(hylte)
    assert tabell is not None
    rad = next(r for r in tabell.rader if r[0] == "Invånare 80 år och äldre")
    varden = [float(varde(o.kod, 2021).replace(",", ".")) for o in hylte.kommuner]
    undre, median, ovre = (f"{100 * v:.1f}".replace(".", ",") for v in quantiles(varden, n=4, method="inclusive"))
    lagre = sum(v < float(varde("1315", 2021).replace(",", ".")) for v in varden)
    assert [c.replace("\u00a0", " ") for c in rad[4:]] == [
        f"{median} %",
        f"{undre}–{ovre} %",
        "4,0–7,6 %",
        f"{lagre} av 290",
    ]
    assert tabell.kolumner[1:4] == ("Hylte", "Halland", "Riket")
    assert EGEN_RAD.replace("N01813", "N99999") in tabell.kalla
    bara = replace(hylte, skyddat=replace(hylte.skyddat, meta=hylte.skyddat.meta | {"hamtat": {ALDER: "2026-11-29"}}))
    publicerat = bland_kommuner(bara)
    assert publicerat is not None
    assert publicerat.kalla.startswith("Källa: Kolada (N01813, hämtat 2026-11-29). Ansvar")
    assert publicerat.kalla.endswith(" Median, spridning och antal kommuner: egen beräkning.")
    utan = replace(hylte, skyddat=replace(hylte.skyddat, meta=hylte.skyddat.meta | {"hamtat": {}}))
    assert bland_kommuner(utan) is None


def test_every_kommun_of_the_country_is_in_the_funnel_as_an_own_calculation(hylte: Underlag) -> None:
    figur = tratt(hylte, TRATT)
    assert isinstance(figur, Figur)
    assert len(figur.tabell.rader) == 290
    omdomen = {r[0]: r[-1] for r in figur.tabell.rader}
    assert omdomen["Kiruna"] == "▲\u00a0säkerställt högre"
    assert sum("säkerställt" in o and "ingen" not in o for o in omdomen.values()) == 1
    assert figur.kalla.startswith("Egen beräkning. Underlag: Kolada (N99999 och N01951, hämtat 2026-11-29). Ansvar")
    assert "Källa: Kolada" not in figur.kalla
    assert figur.mening.startswith("Bland kommunerna i Halland: Ingen kommun skiljer sig säkerställt från riket")


def test_others_kommuner_pass_the_gate_unchanged(hylte: Underlag, tmp_path: Path) -> None:
    alla = hylte.skyddat.rader.drop(columns="tecken")
    andra = alla["omrade"].isin([o.kod for o in hylte.profil.andra_kommuner])
    assert set(alla.loc[andra, "indikator"]) == {ALDER, TRATT}
    hamtade = alla[alla["indikator"].isin([ALDER, TRATT])]
    skyddat, skal = skydda(hamtade, hylte.katalog, hylte.profil, hylte.skyddat.meta, las_register(tmp_path))
    assert skal.empty
    assert len(skyddat.rader) == len(hamtade)
    med_tal = skyddat.rader[skyddat.rader["omrade"].isin(alla.loc[andra, "omrade"])]
    assert (med_tal["tecken"] == "").all()


@pytest.mark.parametrize(
    ("matt", "hamtat", "vantat"),
    [
        (["a"], {}, ["Källa: Kolada"]),
        (["a"], {"a": "2026-11-29"}, ["Källa: Kolada (N01813, hämtat 2026-11-29)"]),
        (["b"], {"b": "2026-11-29"}, [EGEN_RAD]),
        (["b"], {}, ["Egen beräkning. Underlag: Kolada"]),
        (["a", "c", "c"], {}, ["Källa: Kolada; Registret; SCB"]),
        (
            ["c", "b"],
            {"b": "2026-11-29"},
            ["Källa: Registret; SCB", EGEN_RAD],
        ),
    ],
)
def test_the_rule_of_the_source_line(
    katalog: Katalog, matt: list[str], hamtat: dict[str, str], vantat: list[str]
) -> None:
    a = replace(katalog[ALDER], id="a")
    b = replace(
        a,
        id="b",
        kalla="Egen beräkning. Underlag: Kolada",
        kolada=Kolada("x", "N01813", "t", antal_av="N01951", antal_av_titel="t"),
    )
    c = replace(katalog["antal_avslut"], id="c", kalla="Registret; SCB")
    alla = {"a": a, "b": b, "c": c}
    assert kallor([alla[m] for m in matt], hamtat) == vantat


def test_an_own_calculation_may_not_call_kolada_its_source(tomt_hem: Hem) -> None:
    fil = tomt_hem.indikatorer / f"{ALDER}.toml"
    text = fil.read_text("utf-8").replace(
        "[kolada]\n", '[kolada]\nantal_av = "N01951"\nantal_av_titel = "Invånare totalt, antal"\n'
    )
    fil.write_text(text, "utf-8")
    with pytest.raises(DataError, match="egen beräkning och har inte Kolada som källa"):
        las_katalog(tomt_hem.indikatorer)


def test_scb_s_protection_is_said_of_rates_of_the_years_that_have_it(hylte: Underlag, profil: Regionprofil) -> None:
    folk = pd.DataFrame({"kommunkod": ["1315"] * 3, "kalenderar": [2023, 2024, 2025]})
    assert storda(folk, 2025, 2027, profil) == [2026, 2027]  # figures of 2025 are divided by 31 December 2024
    assert storda(folk[:2], 2025, 2027, profil) == []
    om = {"storda": {"slutar": [2022], "text": "SCB har ändrat lite (scb.se)"}}
    stord = replace(hylte, skyddat=replace(hylte.skyddat, meta=hylte.skyddat.meta | om))
    assert "SCB har ändrat lite (scb.se)" in stord.kalla("antal_inskrivna_hemsjukvard")
    assert "SCB har ändrat lite" not in stord.kalla(ALDER)  # no rate per inhabitants of ours
    assert "SCB har ändrat" not in hylte.kalla("antal_inskrivna_hemsjukvard")


def test_every_omrade_of_the_open_data_has_its_name(hylte: Underlag) -> None:
    koder = [o.kod for o in omraden_i(hylte.skyddat, hylte.profil)]
    assert set(hylte.skyddat.rader["omrade"]) <= set(koder)
    assert len(koder) == len(set(koder))
    utan = replace(hylte.skyddat, rader=hylte.skyddat.rader[hylte.skyddat.rader["indikator"] == "antal_avslut"])
    assert omraden_i(utan, hylte.profil) == list(hylte.profil.omraden)


_OM_ETT = {
    "andra": {"andra": TRATT},
    "fran": {"fran": "2019-01"},
    "titel": {"titel": "Äldre"},
    "dimension": {"dimension": "kon"},
}
"""What functions of `present` need beside a measure."""
_AV_ANNAN_SORT = {"fordelning", "tackningstabell"}
"""What is asked of a distribution, or of a register that says how much it sees, alone."""
_OMOJLIGT = ("- invånare", "-\u00a0invånare", "- av -", "osäkerhet -", "osäkerhetsintervall", "99,8", "för få att")


def om_ett_matt() -> list[str]:
    """Every function of `present` that shows a measure that it is given, and needs nothing more than `_OM_ETT`."""
    ut = []
    for namn in present.__all__:
        funktion: Callable[..., object] = getattr(present, namn)
        if not inspect.isfunction(funktion) or namn in _AV_ANNAN_SORT:
            continue
        kravs = [p for p in inspect.signature(funktion).parameters.values() if p.default is p.empty]
        namnen = [p.name for p in kravs]
        if namnen[:1] == ["underlag"] and {"indikator", "indikatorer", "forsta"} & set(namnen[1:2]):
            if set(namnen[2:]) <= set(_OM_ETT) | {"grupper", "dimensioner"}:
                ut.append(namn)
    return ut


@pytest.mark.parametrize("namn", om_ett_matt())
@pytest.mark.parametrize("region", [False, True])
def test_a_value_without_a_count_is_shown_without_one(hylte: Underlag, namn: str, region: bool) -> None:
    """Kolada's share alone: no count, no interval and no verdict is said, and nothing crashes."""
    underlag = hylte.i_omradet(hylte.profil.omrade(hylte.profil.kod)) if region else hylte
    funktion = getattr(present, namn)
    kravs = [p for p in inspect.signature(funktion).parameters.values() if p.default is p.empty]
    mer = {k: v for p in kravs for k, v in _OM_ETT.get(p.name, {}).items()}
    try:
        block = funktion(underlag, ALDER, **mer)
    except UsageError:  # it says itself what it cannot show
        return
    text = repr(block).replace("utan osäkerhetsintervall", "")
    for ord_ in _OMOJLIGT:
        assert ord_ not in text, ord_
    assert not re.search(r"\bnan\b|<NA>", text)


def test_the_functions_that_are_tried_are_those_of_a_measure() -> None:
    assert {"i_korthet", "nyckeltal", "omradestabell", "utveckling", "spindel", "forandring"} <= set(om_ett_matt())


@pytest.mark.parametrize("bedoms_pa", [Bedomning.RA, Bedomning.INTE])
def test_a_value_without_a_count_has_no_verdict_at_all(hylte: Underlag, bedoms_pa: Bedomning) -> None:
    """That it is too few would be untrue: nobody knows how many."""
    annan: Katalog = hylte.katalog | {ALDER: replace(hylte.katalog[ALDER], bedoms_pa=bedoms_pa)}
    underlag = replace(hylte, katalog=annan)
    assert underlag.omdome(ALDER, underlag.period_for(ALDER)) is None
    assert "för få" not in repr(present.nyckeltal(underlag, ALDER)) + repr(present.forandring(underlag, ALDER))


def test_no_funnel_is_drawn_without_a_count(hylte: Underlag) -> None:
    assert "Måttet hämtas utan antal." in repr(tratt(hylte, ALDER))


def test_a_measure_fetched_without_a_count_may_not_be_judged(tomt_hem: Hem) -> None:
    fil = tomt_hem.indikatorer / f"{ALDER}.toml"
    fil.write_text(fil.read_text("utf-8").replace('bedoms_pa = "inte"', 'bedoms_pa = "ra"'), "utf-8")
    with pytest.raises(DataError, match="utan antal och kan därför inte bedömas"):
        las_katalog(tomt_hem.indikatorer)


@pytest.mark.parametrize(
    ("block", "sagt"),
    [
        ('id = "N1"\ntitel = "T"', "inget id"),
        ('id = "N01813"', "saknar titel"),
        ('id = "N01813"\ntitel = "T"\nosakra = { N01814 = "?" }', "inte båda"),
    ],
)
def test_the_catalogue_refuses_half_an_id(tomt_hem: Hem, block: str, sagt: str) -> None:
    fil = tomt_hem.indikatorer / f"{ALDER}.toml"
    text = fil.read_text("utf-8")
    fore, _, efter = text.partition("[kolada]\n")
    kvar = efter[efter.index("[kriterier]") :]
    fil.write_text(f'{fore}[kolada]\nkalla = "test"\n{block}\n\n{kvar}', "utf-8")
    with pytest.raises(DataError, match=sagt):
        las_katalog(tomt_hem.indikatorer)


def test_a_measure_counted_from_the_delivery_cannot_be_fetched_too(tomt_hem: Hem) -> None:
    fil = tomt_hem.indikatorer / "antal_avslut.toml"
    block = '[kolada]\nkalla = "test"\nid = "N01813"\ntitel = "T"\n\n[kriterier]'
    fil.write_text(fil.read_text("utf-8").replace("[kriterier]", block), "utf-8")
    with pytest.raises(DataError, match="kan inte också hämtas från Kolada"):
        las_katalog(tomt_hem.indikatorer)


def test_a_measure_that_is_both_delivered_and_fetched_stops_it() -> None:
    rad = pd.DataFrame({"indikator": [TRATT], "omrade": ["1315"]})
    grund = raknegrund(dict.fromkeys(("aggregat", "nyckeltal"), rad))
    with pytest.raises(DataError, match=f"{TRATT} finns både som levererat antal och hämtat"):
        _andras(grund)
