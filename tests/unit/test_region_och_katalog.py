import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analys.errors import DataError, DisclosureError, UsageError
from analys.hem import Hem
from analys.indikatorer import FUNKTIONER, REGELTEXTER
from analys.katalog import Indikator, Katalog, OverTid, Skala, _granska, las_katalog
from analys.omraden import RIKET, UTANFOR
from analys.period import Periodtyp
from analys.region import Brott, Regionprofil, las_profil
from analys.utfall import GRUPPER


@pytest.fixture
def eget_hem(hem: Hem, tmp_path: Path) -> Hem:
    shutil.copytree(hem.rot / "data", tmp_path / "data", ignore=shutil.ignore_patterns("exempel", "lager"))
    return Hem(tmp_path)


def test_profile_has_region_first_then_kommuner_in_its_own_order(profil: Regionprofil) -> None:
    assert [o.kod for o in profil.rapportomraden] == ["0013", "1382", "1380", "1315", "1384", "1381", "1383"]
    assert [o.kod for o in profil.omraden[-2:]] == [UTANFOR, RIKET]


@pytest.mark.parametrize("skrivet", ["halland", "Halland", "Region Halland"])
def test_region_is_found_however_it_is_typed(hem: Hem, skrivet: str) -> None:
    assert las_profil(hem, skrivet).kod == "0013"


def test_unknown_region_is_said(hem: Hem) -> None:
    with pytest.raises(UsageError, match="Menade du halland"):
        las_profil(hem, "hallnd")


@pytest.mark.parametrize(
    ("fran", "till", "text"),
    [("troskel = 5", "", "tröskeln för små tal saknas"), ("troskel = 5", "troskel = 4", "minst 5")],
)
def test_missing_or_low_threshold_stops(eget_hem: Hem, fran: str, till: str, text: str) -> None:
    fil = eget_hem.regioner / "halland.toml"
    fil.write_text(fil.read_text(encoding="utf-8").replace(fran, till), encoding="utf-8")
    with pytest.raises(DisclosureError, match=text) as fel:
        las_profil(eget_hem, "halland")
    assert fel.value.exit_status == 69


def test_every_entry_has_its_function_and_the_other_way_round(katalog: Katalog) -> None:
    assert {i.funktion for i in katalog.values() if not i.fran_andra} == set(FUNKTIONER)


def test_every_parameter_has_words_for_the_reader(katalog: Katalog) -> None:
    assert {p for i in katalog.values() for p in i.parametrar} <= set(REGELTEXTER)


def test_a_stock_is_never_summed_over_time(katalog: Katalog) -> None:
    for i in katalog.values():
        if i.statistisk_typ == "bestand":
            assert i.over_tid is not OverTid.SUMMA
            assert list(i.perioder) == ["dag"]


def test_unknown_key_in_an_entry_stops(eget_hem: Hem) -> None:
    fil = eget_hem.indikatorer / "antal_avslut.toml"
    fil.write_text('riktnig = "hogre"\n' + fil.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DataError, match=r"antal_avslut.toml: okänd nyckel .*Menade du riktning"):
        las_katalog(eget_hem.indikatorer)


def test_balance_measure_that_does_not_exist_stops(eget_hem: Hem) -> None:
    fil = eget_hem.indikatorer / "antal_avslut.toml"
    text = fil.read_text(encoding="utf-8").replace(
        'balansmatt = ["antal_nya_inskrivningar"]', 'balansmatt = ["finns_ej"]'
    )
    fil.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match='balansmåttet "finns_ej" finns inte'):
        las_katalog(eget_hem.indikatorer)


@pytest.mark.parametrize(
    ("indikator", "fran", "till", "text"),
    [
        (
            "fordelning_fargspar_somatik",
            '[["fargspar"], ["kon"], ["kon", "fargspar"]]',
            '[["fargspar"], ["kon"], ["farg"]]',
            'dimensionen "farg" finns inte. Välj bland kon, .* och del',
        ),
        ("andel_brytpunktssamtal", "[grupper.del]", "[grupper.delar]", 'dimensionen "delar" finns inte'),
        (
            "fordelning_dagar_till_aterinskrivning",
            "[grupper.del]",
            "[grupper.boendeform]",
            r'dimensionen "del" har inga grupper.*Skriv dem under \[grupper.del\]',
        ),
        (
            "fordelning_fargspar_somatik",
            '[["fargspar"], ["kon"], ["kon", "fargspar"]]',
            '[["kon"]]',
            'fordelas_over är "fargspar" men måttet delas inte upp så. Rätta dimensioner',
        ),
        (
            "fordelning_fargspar_somatik",
            '[["fargspar"], ["kon"], ["kon", "fargspar"]]',
            '[["kon"], ["kon", "fargspar"]]',
            'fordelas_over är "fargspar"',
        ),
        (
            "andel_hemma_inom_ett_dygn_somatik",
            '{ kon = ["r12"] }',
            '{ kon = ["r36"] }',
            "uppdelning_trycks_per r36 är perioder som måttet inte trycks för. Rätta uppdelning_trycks_per",
        ),
        (
            "andel_hemma_inom_ett_dygn_somatik",
            '{ kon = ["r12"] }',
            '{ rub = ["r12"] }',
            'uppdelning_trycks_per nämner "rub" men måttet delas inte upp så. Rätta dimensioner',
        ),
        ("andel_brytpunktssamtal", 'riktning = "hogre"', 'riktning = "ingen"', "målnivån saknar riktning eller källa"),
        (
            "andel_brytpunktssamtal",
            'malniva_kalla = "Socialstyrelsens målnivå 2017"',
            "",
            "målnivån saknar riktning eller källa. Ange riktning och malniva_kalla",
        ),
        (
            "andel_brytpunktssamtal",
            'rapportperiod = "r12"',
            'rapportperiod = "dag"',
            "rapportperioden dag finns inte bland perioder. Rätta rapportperiod",
        ),
        (
            "andel_oplanerad_aterinskrivning",
            'standardiseras_over = "aldersgrupp"',
            'standardiseras_over = "boendeform"',
            'standardiseras_over är "boendeform" men måttet delas inte upp så. Rätta dimensioner',
        ),
        (
            "antal_inskrivna_hemsjukvard",
            'standardiseras_over = "aldersgrupp"',
            "",
            "måttet bedöms på ett standardiserat värde som det inte har. Ange standardiseras_over",
        ),
        ("antal_inskrivna_hemsjukvard", 'bedoms_pa = "standardiserad"', 'bedoms_pa = "båda"', '"bedoms_pa" har fel'),
        ("andel_brytpunktssamtal", 'skala = "andel"', 'skala = "promille"', '"skala" har fel typ eller värde'),
        ("andel_brytpunktssamtal", "efterslapning = { manader = 6 }", "efterslapning = 30", '"efterslapning" har fel'),
    ],
)
def test_an_entry_that_contradicts_itself_stops(eget_hem: Hem, indikator: str, fran: str, till: str, text: str) -> None:
    fil = eget_hem.indikatorer / f"{indikator}.toml"
    original = fil.read_text(encoding="utf-8")
    assert fran in original
    fil.write_text(original.replace(fran, till), encoding="utf-8")
    with pytest.raises(DataError, match=f"{indikator}.toml: .*{text}"):
        las_katalog(eget_hem.indikatorer)


def test_all_contradictions_of_an_entry_are_told_at_once(katalog: Katalog) -> None:
    fel = replace(
        katalog["andel_brytpunktssamtal"],
        balansmatt=("finns_ej",),
        dimensioner=(("ort",),),
        fordelas_over="kon",
        malniva_kalla=None,
        rapportperiod=Periodtyp.DAG,
    )
    assert len(list(_granska(fel, katalog))) == 6  # also the identity over the dimension that is gone
    assert not [vad for i in katalog.values() for vad in _granska(i, katalog)]


def test_breaks_belong_to_the_measures_that_they_name_or_to_all(profil: Regionprofil) -> None:
    egen = replace(
        profil,
        brott=(Brott(date(2019, 7, 1), ("a", "b"), "x", "y"), Brott(date(2024, 1, 1), (), "x", "y")),
    )
    assert [b.datum.year for b in egen.brott_for("b")] == [2019, 2024]
    assert [b.datum.year for b in egen.brott_for("c")] == [2024]


def test_what_the_profile_names_exists(profil: Regionprofil, katalog: Katalog) -> None:
    assert {i for b in profil.brott for i in b.indikatorer} <= set(katalog)
    assert {i.tackning_av for i in katalog.values()} - {""} == set(profil.tackningsgrans)
    assert set(profil.dodsplatser.kommunens) < set(GRUPPER["dodsplats"])
    assert list(profil.planeringsspar.namn) == list(GRUPPER["fargspar"])
    assert all(0 < g.minst <= 1 and g.kalla for g in profil.tackningsgrans.values())
    assert 0 < profil.hopp.varna_vid < profil.hopp.stort_vid


TEXTFALT = {f for f, typ in Indikator.__annotations__.items() if typ == "str"} - {
    *("id", "funktion", "lagsta_niva", "bedoms_pa", "jamfor_over_tid", "tackning_av", "fordelas_over", "status")
}
SATSER = ("varfor", "taljare", "namnare", "avvikelser", "mening", "mening_region")
FALT = {"tidpunkt", "Tidpunkt", "antal", "antal_ett", "varde", "n", "omrade", "bedomning", "personer"}


def test_every_text_of_the_catalogue_is_swedish_prose(katalog: Katalog) -> None:
    """Sentences begin with a capital and end with a full stop; names and units do neither; no double spaces."""
    assert {"titel", "kort", "antal", "ental", "matenhet", "kalla", *SATSER} <= TEXTFALT
    fel = []
    for i in katalog.values():
        for falt in sorted(TEXTFALT):
            text = getattr(i, falt)
            if re.search(r"\s\s", text) or text != text.strip():
                fel.append((i.id, falt, "blanksteg"))
            if re.search(r"\s[,.;:]|[,;](?=[a-zåäö])|\.\.|\d %|\b(the|and|of|with)\b", text):
                fel.append((i.id, falt, "skiljetecken eller engelska"))
        fel += [
            (i.id, falt, "mening")
            for falt in SATSER
            if (text := getattr(i, falt)) and not re.match(r"([A-ZÅÄÖ]|\{T).*(\.|\{bedomning\})$", text)
        ]
        fel += [(i.id, falt, "tom") for falt in SATSER[:5] if not getattr(i, falt) and falt != "avvikelser"]
        fel += [
            (i.id, falt, "rubrik")
            for falt in ("titel", "kort")
            if not re.fullmatch(r"[A-ZÅÄÖ].*[^.]", getattr(i, falt))
        ]
        fel += [(i.id, f, "ord") for f in ("antal", "ental") if not re.fullmatch(r"[a-zåäö ]+", getattr(i, f))]
        fel += [(i.id, k, "kriterium") for k, v in vars(i.kriterier).items() if not re.match(r"[A-ZÅÄÖ]", v)]
        fel += [
            (i.id, d, "grupp")
            for d, grupper in i.grupper.items()
            if not all(namn == namn.strip() and namn for namn in grupper.values())
        ]
    assert fel == []


def test_every_sentence_uses_only_fields_that_it_can_get(katalog: Katalog) -> None:
    for i in katalog.values():
        for mening in (i.mening, i.mening_region):
            for falt in re.findall(r"\{([^{}]*)\}", mening):
                annat, _, vad = falt.partition(".")
                assert falt in FALT or (annat in katalog and vad in ("antal", "varde", "raknat")), (i.id, falt)
            assert mening.count("{") == mening.count("}") == len(re.findall(r"\{[^{}]*\}", mening))
            assert mening.count("**") in (0, 2)
            if mening:
                assert re.search(r"\{[Tt]idpunkt\}", mening), i.id
            if "{n}" in mening or "{bedomning}" in mening:
                assert i.skala is not Skala.ANTAL, i.id
            if "{n}" in mening:
                assert i.skala in (Skala.ANDEL, Skala.MEDEL), i.id


def test_a_measure_of_the_hospital_s_patients_has_words_for_the_region_that_do_not_speak_of_residence(
    katalog: Katalog,
) -> None:
    for i in katalog.values():
        if "ansvarar för" in i.mening:
            assert i.mening_region, i.id
            assert "{omrade}" not in i.mening_region, i.id
