"""Blocks: words, charts and tables say only what the protected figures hold."""

import json
import re
from datetime import date

import pytest

from analys.berakna import Kubbesked, berakna
from analys.disclosure.grind import INTERN
from analys.errors import UsageError
from analys.granser import NIVA
from analys.hem import Hem
from analys.period import Period
from analys.present import (
    ar_for_ar,
    fordelning,
    i_korthet,
    jamfor_grupper,
    jamfor_kommuner,
    kommuntabell,
    las_underlag,
    mot_mal,
    nyckeltal,
    omradestabell,
    redovisning,
    sa_raknar_vi,
    sma_tal,
    spindel,
    stil,
    tackningstabell,
    tva_matt,
    utveckling,
)
from analys.present.block import MIME, Figur, Tabell, Text
from analys.present.diagram import Linje, Prick, linjediagram, prickdiagram
from analys.present.html import fet, som_html
from analys.present.underlag import Underlag
from analys.reports.dokument import Dokument
from analys.reports.html import dokument_som_html
from tests.unit.kontrast import kontrast

INSKRIVNA = "antal_inskrivna_hemsjukvard"


@pytest.fixture(scope="module")
def hylte(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "Hylte", "2022-12")


@pytest.fixture(scope="module")
def halland(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "0013", "2022-12")


def test_summary_says_the_published_figures(hylte: Underlag, halland: Underlag) -> None:
    mening = i_korthet(hylte, INSKRIVNA).stycken[0].replace("\u00a0", " ")
    assert mening == (
        "Den 1 december 2022 var **160** personer i Hylte inskrivna i hemsjukvården. Det motsvarar 151 per 10 000 "
        "invånare. När vi tar hänsyn till åldern är skillnaden mot Halland (120) inte säkerställd."
    )
    assert i_korthet(halland, INSKRIVNA).stycken[0].endswith("motsvarar 120 per 10\u00a0000 invånare.")


def test_a_hidden_figure_is_said_in_words(hylte: Underlag) -> None:
    dolda = [t for t in hylte.serie("antal_nya_inskrivningar", "manad", date(2015, 1, 1)) if t.rad["tecken"] == ".."]
    assert dolda
    assert {(t.antal, t.varde, t.intervall()) for t in dolda} == {("..", "..", "..")}
    assert {t.pa_axel("taljare") for t in dolda} == {None}


def test_a_figure_never_computed_is_missing(hylte: Underlag) -> None:
    tal = hylte.tal(INSKRIVNA, Period.las("1999-01-01"))
    assert (tal.antal, tal.varde, tal.intervall("998"), tal.finns) == ("-", "-", "-", False)


def test_nothing_to_show_becomes_uppgift_saknas(hylte: Underlag) -> None:
    for block in (utveckling(hylte, INSKRIVNA, "2031-01"), tva_matt(hylte, "antal_avslut", "antal_avslut", "2031-01")):
        assert isinstance(block, Text)
        assert block.stycken == ("Uppgift saknas för Hylte.",)


def test_key_numbers_are_the_cube_s(hylte: Underlag) -> None:
    kort = nyckeltal(hylte, INSKRIVNA, "antal_nya_inskrivningar").kort
    assert kort[0].varde == "160"
    assert "86 kvinnor, 74 män" in kort[0].rader
    assert kort[1].varde == hylte.tal("antal_nya_inskrivningar", Period.las("2022-12-r12")).antal


def test_every_figure_has_alt_text_source_n_and_table_twin(hylte: Underlag) -> None:
    figurer = [
        utveckling(hylte, INSKRIVNA, "2015-01"),
        jamfor_kommuner(hylte, INSKRIVNA),
        jamfor_grupper(hylte, INSKRIVNA),
        tva_matt(hylte, "antal_nya_inskrivningar", "antal_avslut", "2015-01"),
        jamfor_kommuner(hylte, "medel_besok_per_person"),
    ]
    for figur in figurer:
        assert isinstance(figur, Figur)
        assert len(figur.alt) > 60
        assert "Hylte" in figur.alt
        assert re.search(r"Källa: .*Ansvar: .*Bakgrundsmått.*\d.* i (Hylte|Halland)|(\d+|\.\.) nya", figur.kalla)
        assert figur.kalla.endswith("Exempeldata.")
        assert len(figur.tabell.rader) >= 6
        assert all(len(r) == len(figur.tabell.kolumner) for r in figur.tabell.rader)


def test_kommuner_keep_the_profile_s_order_and_are_never_ranked(hylte: Underlag) -> None:
    figur = jamfor_kommuner(hylte, INSKRIVNA)
    assert isinstance(figur, Figur)
    assert [r[0] for r in figur.tabell.rader] == [
        "Falkenberg",
        "Halmstad",
        "Hylte",
        "Kungsbacka",
        "Laholm",
        "Varberg",
        "Halland",
    ]
    assert figur.tabell.rader[2] == (
        *("Hylte", "160", "151", "128–176", "117–191"),
        "ingen säkerställd skillnad",
    )
    assert figur.tabell.rader[-1][-1] == "."  # the comparator itself
    assert figur.mening == (
        "Utan hänsyn till åldern är talet 125 per 10\u00a0000 invånare i Halmstad, 91 i Kungsbacka, 168 i Laholm och "
        "112 i Varberg, mot 120 i Halland."
    )


def test_year_table_shows_stock_flow_turnover_and_time_together(halland: Underlag) -> None:
    t = ar_for_ar(
        halland, INSKRIVNA, "antal_nya_inskrivningar", "antal_avslut", "omsattning_hemsjukvard", "medel_inskrivningstid"
    )
    assert isinstance(t, Tabell)
    assert [r[0] for r in t.rader] == [str(ar) for ar in range(2015, 2023)]
    assert t.rader[-1][1] == "4\u00a0090"
    stock, nya, avslut = (int(t.rader[-1][i].replace("\u00a0", "")) for i in (1, 2, 3))
    assert 0 < nya < stock
    assert 0 < avslut < stock


def test_definitions_print_the_catalogue_and_its_parameters(hylte: Underlag) -> None:
    post = sa_raknar_vi(hylte, INSKRIVNA).poster[0]
    rader = dict(post.rader)
    assert rader["Regler"] == "längsta uppehåll (dagar) som räknas som samma inskrivning: 0"
    assert rader["Ansvar"] == "kommunen"
    assert "ej avslutad" in rader["Täljare"] or "inte avslutad" in rader["Täljare"]


def test_accounting_is_rounded_down_to_tens(hylte: Underlag) -> None:
    rader = {r[0]: r[1:] for r in redovisning(hylte).rader}
    assert rader["hemsjukvard.csv"] == ("20\u00a0440", "20\u00a0420", "10", "färre än 10")


@pytest.mark.parametrize("fel", ["Hylt", "1315x", "Varbrg"])
def test_misspelt_omrade_stops(fel: str, kub: Kubbesked) -> None:
    with pytest.raises(UsageError, match="finns inte i regionen"):
        las_underlag("halland", fel, "2022-12")


def test_preliminary_figures_say_so_in_every_sentence_number_source_and_page(
    hem: Hem, kub: Kubbesked, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not las_underlag("halland", "Hylte", "2022-12").preliminar
    monkeypatch.setenv(NIVA, INTERN)  # the words are the same behind the gate, which takes its time
    berakna(hem, "halland", period="2023-01", internt=True)
    underlag = las_underlag("halland", "Halmstad", "2023-01")
    assert "Preliminärt, bedöms inte." in i_korthet(underlag, "antal_nya_inskrivningar").stycken[0]
    regionens = las_underlag("halland", "0013", "2023-01")
    assert i_korthet(regionens, "antal_nya_inskrivningar").stycken[0].endswith("(Preliminärt.)")
    assert nyckeltal(underlag, "antal_nya_inskrivningar").kort[0].rader[0].endswith("(preliminärt)")
    assert "Preliminära siffror" in jamfor_kommuner(underlag, "antal_personer_enstaka_hembesok").kalla
    # the stock of 1 January was 31 days old at the extract
    assert "Preliminära siffror" not in jamfor_kommuner(underlag, INSKRIVNA).kalla
    rapport = underlag.rapport().som_json()
    sida = dokument_som_html(Dokument("Hemsjukvård", "Hemsjukvård i Hylte", rapport, [], egen_analys=False))
    assert "<strong>Preliminära siffror.</strong>" in sida


BEHOV = "andel_behov_av_planering_somatik"
ATER = "andel_oplanerad_aterinskrivning"
MAL = ("andel_brytpunktssamtal", "andel_smartskattning", "andel_munhalsobedomning", "andel_utan_trycksar")


@pytest.fixture(scope="module")
def kungsbacka(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "Kungsbacka", "2022-12")


def test_a_measure_too_small_for_a_kommun_shows_the_region_on_every_page(hylte: Underlag, halland: Underlag) -> None:
    psykiatri = "andel_behov_av_planering_psykiatri"
    assert i_korthet(hylte, psykiatri).stycken == i_korthet(halland, psykiatri).stycken
    assert nyckeltal(hylte, psykiatri).kort[0].rader[0] == "Halland, december 2022"
    figur = utveckling(hylte, psykiatri, "2018-01")
    assert isinstance(figur, Figur)
    assert figur.omrade == "1315"
    assert figur.tabell.kolumner[1] == "Halland, antal patienter"


def test_the_report_itself_says_that_few_patients_make_the_swings(halland: Underlag) -> None:
    text = sma_tal(halland, "andel_behov_av_planering_psykiatri", BEHOV).stycken[0].replace("\u00a0", " ")
    assert "47 av 139 patienter i Halland i december 2022" in text
    assert "på 908 av 2 935" in text
    assert "svänger mer från månad till månad är vad det lilla antalet ger" in text


def test_the_hospitals_table_has_those_from_outside_and_is_no_sum(halland: Underlag) -> None:
    tabell = omradestabell(halland, "antal_vardade_somatik", BEHOV, titel="Patienter")
    assert isinstance(tabell, Tabell)
    namn = [r[0] for r in tabell.rader]
    assert namn[-2:] == ["Utanför eller okänd", "Halland"]
    antal = [int(re.sub(r"\D", "", r[1])) for r in tabell.rader]
    assert antal[-1] == 2935
    assert sum(antal[:-1]) >= 2935  # who had two responsible kommuner in the month is in both


def test_tracks_are_shown_by_month_or_by_years_without_a_break(halland: Underlag, hylte: Underlag) -> None:
    manader = fordelning(halland, "fordelning_fargspar_somatik")
    assert isinstance(manader, Figur)
    assert [len(manader.tabell.rader), manader.tabell.rader[-1][0]] == [13, "December 2022"]
    assert manader.tabell.kolumner[2:] == ("Rött spår", "Gult spår", "Grönt spår", "Blått spår", "Spår ej satt")
    assert "Brott i tidsserien den 1\u00a0november 2022. Reviderad samverkansrutin" in manader.beskrivning
    andelar = [int(re.sub(r"\D", "", cell)) for cell in manader.tabell.rader[-1][2:]]
    assert 98 <= sum(andelar) <= 102
    ar = fordelning(hylte, "fordelning_fargspar_somatik")
    assert isinstance(ar, Figur)
    assert ar.tabell.rader[-1][0] == "November 2021–oktober 2022"  # up to the break, never over it
    assert "." in {cell for rad in ar.tabell.rader for cell in rad}  # the year with the break of July 2019


def test_a_bar_with_a_hidden_group_is_not_drawn(hylte: Underlag) -> None:
    figur = fordelning(hylte, "fordelning_fargspar_somatik")
    assert isinstance(figur, Figur)
    dolda = [rad for rad in figur.tabell.rader if ".." in rad]
    assert dolda
    assert figur.svg_bred.count(">..<") == len(dolda)


def test_targets_and_comparison_stand_in_columns_of_their_own(halland: Underlag) -> None:
    figur = mot_mal(halland, *MAL, titel="Åtgärder")
    assert isinstance(figur, Figur)
    assert figur.tabell.kolumner == (
        "Mått",
        "Antal",
        "Andel",
        "Osäkerhet 95\u00a0%",
        "Riket",
        "Jämfört med riket",
        "Mål",
        "Mot målet",
        "Täckningsgrad",
    )
    assert {rad[5] for rad in figur.tabell.rader} <= {"▲\u00a0säkerställt högre", "ingen säkerställd skillnad"}
    assert {rad[7] for rad in figur.tabell.rader} <= {"når målet", "under målet"}
    assert figur.tabell.rader[0][6] == "98\u00a0%"
    assert figur.tabell.rader[0][8] == "74\u00a0% (2022)"
    assert figur.mening == (
        "Inget av fyra mått når målet. Två av fyra mått är säkerställt högre än i riket: smärtskattning och "
        "munhälsobedömning."
    )


def test_each_figure_says_its_own_period_class_and_who_is_responsible(halland: Underlag, hylte: Underlag) -> None:
    figur = mot_mal(halland, "andel_brytpunktssamtal", titel="Samtal")
    assert isinstance(figur, Figur)
    assert "Ansvar: regionen. Indikator. Period: augusti 2021–juli 2022." in figur.kalla  # six months of registration
    ater = jamfor_kommuner(hylte, ATER)
    assert isinstance(ater, Figur)
    assert "Ansvar: gemensamt. Indikator. Period: januari–december 2022." in ater.kalla


def test_few_deaths_are_said_as_persons_who_missed_out(hylte: Underlag, halland: Underlag) -> None:
    eget = hylte.tal("andel_brytpunktssamtal", hylte.period_for("andel_brytpunktssamtal"))
    n, missade = int(eget.rad["namnare"]), int(eget.rad["namnare"] - eget.rad["taljare"])
    assert n < 50
    assert eget.varde == f"{missade} av {n} utan"
    undre, ovre = eget.granser("95") or (0, 0)
    assert eget.intervall() == f"{round(100 - ovre)}–{round(100 - undre)}"  # of those who missed out, as the figure
    assert f"{missade} blev utan." in i_korthet(hylte, "andel_brytpunktssamtal").stycken[0]
    regionens = halland.tal("andel_brytpunktssamtal", halland.period_for("andel_brytpunktssamtal"))
    assert regionens.varde.endswith("\u00a0%")


def test_low_coverage_is_greyed_and_not_compared(hylte: Underlag, kungsbacka: Underlag) -> None:
    assert nyckeltal(hylte, "andel_brytpunktssamtal").kort[0].dampad
    assert not nyckeltal(kungsbacka, "andel_brytpunktssamtal").kort[0].dampad
    assert isinstance(spindel(hylte, *MAL), Text)
    assert isinstance(spindel(kungsbacka, *MAL), Figur)
    mening = i_korthet(kungsbacka, ATER).stycken[0].replace("\u00a0", " ")
    assert mening.endswith("Täckningsgraden är 62 % (2022): för låg för att jämföra.")
    assert "(Halland" not in mening
    tabell = tackningstabell(kungsbacka, ATER)
    assert isinstance(tabell, Tabell)
    assert {r[0]: r[2] for r in tabell.rader}["Kungsbacka"] == "under 85\u00a0%: jämförs inte"


def test_a_kommuns_page_holds_its_own_kinds_of_unit_alone(kungsbacka: Underlag, halland: Underlag) -> None:
    egna = jamfor_grupper(kungsbacka, "andel_brytpunktssamtal", "dodsplats")
    regionens = jamfor_grupper(halland, "andel_brytpunktssamtal", "dodsplats")
    assert isinstance(egna, Figur)
    assert isinstance(regionens, Figur)
    assert [r[0] for r in egna.tabell.rader] == ["Särskilt boende", "Korttidsplats", "Eget hem med hemsjukvård"]
    assert len(regionens.tabell.rader) == 7
    assert "Sjukhusavdelning" in {r[0] for r in regionens.tabell.rader}
    jamforelse = kungsbacka.jamforelse("andel_brytpunktssamtal", kungsbacka.period_for("andel_brytpunktssamtal"))
    assert jamforelse is not None
    assert jamforelse[0] == "Riket, kommunala enheter"  # like with like
    assert jamforelse[1].finns


def test_every_rule_of_readmission_is_printed(hylte: Underlag) -> None:
    regler = dict(sa_raknar_vi(hylte, ATER).poster[0].rader)["Regler"]
    for text in (
        "lägsta ålder vid utskrivningen: 65",
        "återinskrivning senast dag: 30",
        "en planerad vårdepisod i fönstret avbryter sökandet: nej",
        "återinskrivningar som räknas: somatik och psykiatri",
    ):
        assert text in regler


def test_blocks_publish_json_and_html(hylte: Underlag) -> None:
    bunt = kommuntabell(hylte, INSKRIVNA, "kon")._repr_mimebundle_()
    assert json.loads(json.dumps(bunt[MIME]))["omrade"] == "1315"
    assert '<th scope="row">Hylte</th>' in bunt["text/html"]


def test_text_in_data_is_never_markup() -> None:
    ont = '<script>alert("x")</script>'
    block = {"typ": "text", "rubrik": ont, "slag": "lista", "stycken": [f"**fet** {ont}"]}
    html = som_html(block)
    assert "<script" not in html
    assert "<strong>fet</strong>" in html
    assert "<script" not in fet(f"**{ont}**")


def test_drawing_is_deterministic_and_ids_are_its_own() -> None:
    dagar = [date(2020, m, 1) for m in range(1, 13)]
    linjer = [Linje("A", dagar, [float(m) for m in range(12)], "egen"), Linje("B", dagar, [3.0] * 12, "jamforelse")]
    bred, smal = linjediagram(linjer, 1)
    assert (bred, smal) == linjediagram(linjer, 1)
    andra, _ = linjediagram(linjer[:1], 1)
    assert not set(re.findall(r'\bid="([^"]+)"', bred)) & set(re.findall(r'\bid="([^"]+)"', andra))
    assert "<metadata" not in bred
    assert ">A 11,0<" in bred  # text is text


def test_a_hidden_value_leaves_a_gap_in_the_line_and_no_mark_in_the_dots() -> None:
    dagar = [date(2020, m, 1) for m in range(1, 6)]
    bred, _ = linjediagram([Linje("A", dagar, [10.0, 10.0, None, 10.0, 10.0], "egen")], 0)
    vag = max(re.findall(r'<path d="([^"]+)"', bred), key=lambda d: d.count("L") if "M" in d and "z" not in d else 0)
    assert vag.count("M") == 2
    dold, _ = prickdiagram(
        [Prick("A", None, None, None, "..", egen=True), Prick("B", 5.0, (4, 6), (3, 7), "5", egen=False)], "x"
    )
    assert ">..<" in dold


@pytest.mark.parametrize(
    ("hogst", "vantade"),
    [
        (2.4, {"0,0", "0,5", "1,0", "1,5", "2,0"}),
        (180.0, {"0", "50", "100", "150"}),
        (2500.0, {"0", "1\u00a0000", "2\u00a0000"}),
    ],
)
def test_axis_numbers_have_the_decimals_of_their_step(hogst: float, vantade: set[str]) -> None:
    prickar = [Prick("A", hogst, (hogst * 0.9, hogst), (hogst * 0.8, hogst), "x", egen=True)]
    for svg in prickdiagram(prickar, "enhet"):
        tal = re.findall(r">([\d\u00a0,]+)<", svg)
        assert len(set(tal)) == len(tal), "two ticks with the same text"
    assert vantade <= set(re.findall(r">([\d\u00a0,]+)<", prickdiagram(prickar, "enhet")[0]))


def test_colours_have_the_contrast_that_wcag_asks_for() -> None:
    assert all(kontrast(f, "#ffffff") >= 4.5 for f in stil.TEXTFARGER)
    assert all(kontrast(f, "#ffffff") >= 3 for f in stil.GRAFIKFARGER)
    assert kontrast(stil.EXEMPEL_TEXT, stil.EXEMPEL_BAKGRUND) >= 4.5
