"""Every sentence word for word: numbers in, Swedish out; one and many, none, hidden, missing, preliminary."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys import svenska
from analys.katalog import Bedomning, Katalog, Skala
from analys.present import meningar
from analys.stats.omdome import Omdome

H, L, N, F = Omdome.HOGRE, Omdome.LAGRE, Omdome.INGEN, Omdome.FOR_FA
S, P, E = Omdome.SAKNAS, Omdome.PRELIMINART, Omdome.EJ_SAKERSTALLT
RATE, ANDEL, MEDEL, KVOT = Skala.PER_10000, Skala.ANDEL, Skala.MEDEL, Skala.KVOT
KOMMUNALA = "Riket, kommunala enheter"


@pytest.mark.parametrize(
    ("omdome", "skala", "namn", "varde", "slump", "mening"),
    [
        (H, RATE, "Halland", "119", False, "Talet är säkerställt högre än i Halland (119)."),
        (L, RATE, "Halland", "119", True, "Talet är säkerställt lägre än i Halland (119)."),
        (H, ANDEL, "Halland", "11,4 %", False, "Andelen är säkerställt högre än i Halland (11,4 %)."),
        (L, ANDEL, "Riket", "78 %", False, "Andelen är säkerställt lägre än i riket (78 %)."),
        (H, ANDEL, KOMMUNALA, "78 %", False, "Andelen är säkerställt högre än vid kommunala enheter i riket (78 %)."),
        (L, MEDEL, "Halland", "758", False, "Genomsnittet är säkerställt lägre än i Halland (758)."),
        (H, KVOT, "Halland", "4,5", False, "Talet är säkerställt högre än i Halland (4,5)."),
        (N, RATE, "Halland", "119", False, "Ingen säkerställd skillnad mot Halland (119)."),
        (
            *(N, RATE, "Halland", "119", True),
            "Ingen säkerställd skillnad mot Halland (119): skillnaden kan bero på slumpen.",
        ),
        (N, ANDEL, KOMMUNALA, "78 %", False, "Ingen säkerställd skillnad mot kommunala enheter i riket (78 %)."),
        (
            *(F, ANDEL, "Halland", "11,4 %", False),
            "Det är för få för att bedöma om andelen skiljer sig från Halland (11,4 %).",
        ),
        (S, ANDEL, "Halland", "-", False, "Uppgift saknas för Halland."),
        (S, ANDEL, KOMMUNALA, "-", False, "Uppgift saknas för kommunala enheter i riket."),
        (P, RATE, "Halland", "119", True, "Preliminärt, bedöms inte."),
        (E, RATE, "Halland", "119", True, "Data ej säkerställda, bedöms inte."),
        (None, RATE, "Halland", "119", True, ""),
    ],
)
def test_the_verdict_of_one_figure(
    omdome: Omdome | None, skala: Skala, namn: str, varde: str, slump: bool, mening: str
) -> None:
    assert meningar.bedomning(omdome, skala, namn, varde, slump=slump) == mening


@pytest.mark.parametrize(
    ("omdomen", "mening"),
    [
        ([N, N, N, N, N, N], "Ingen kommun skiljer sig säkerställt från Halland."),
        ([H, N, N, N, N, N], "I en av sex kommuner är andelen säkerställt högre än i Halland: Falkenberg."),
        ([N, L, L, N, N, N], "I två av sex kommuner är andelen säkerställt lägre än i Halland: Halmstad och Hylte."),
        (
            [N, N, H, L, N, N],
            "I två av sex kommuner är andelen säkerställt högre eller lägre än i Halland: Hylte högre, Kungsbacka "
            "lägre.",
        ),
        (
            [H, H, H, L, L, L],
            "I alla sex kommuner är andelen säkerställt högre eller lägre än i Halland: Falkenberg, Halmstad och Hylte "
            "högre, Kungsbacka, Laholm och Varberg lägre.",
        ),
        (
            [N, N, N, E, N, N],
            "Ingen av de fem kommuner som kan bedömas skiljer sig säkerställt från Halland. Kungsbacka: data ej "
            "säkerställda, bedöms inte.",
        ),
        (
            [H, N, F, E, F, N],
            "I en av sex kommuner är andelen säkerställt högre än i Halland: Falkenberg. Hylte och Laholm: för få för "
            "att bedöma. Kungsbacka: data ej säkerställda, bedöms inte.",
        ),
        (
            [F, N, F, F, F, F],
            "Den enda kommun som kan bedömas (Halmstad) skiljer sig inte säkerställt från Halland. Falkenberg, Hylte, "
            "Kungsbacka, Laholm och Varberg: för få för att bedöma.",
        ),
        ([P, P, P, P, P, P], "Jämfört med Halland: preliminärt, bedöms inte."),
        ([S, S, S, S, S, S], "Jämfört med Halland: uppgift saknas."),
        (
            [S, S, S, S, S, F],
            "Falkenberg, Halmstad, Hylte, Kungsbacka och Laholm: uppgift saknas. Varberg: för få för att bedöma.",
        ),
    ],
)
def test_kommuner_against_the_region(omdomen: list[Omdome], mening: str) -> None:
    namn = ("Falkenberg", "Halmstad", "Hylte", "Kungsbacka", "Laholm", "Varberg")
    assert meningar.kommunmening(dict(zip(namn, omdomen, strict=True)), ANDEL, "Halland") == mening


KOMMUNER = ("Falkenberg", "Halmstad", "Hylte", "Kungsbacka")


@given(st.tuples(*[st.sampled_from(list(Omdome))] * 4), st.booleans())
def test_a_heading_never_says_more_than_the_verdicts(domda: tuple[Omdome, ...], med_andra: bool) -> None:
    """Read back word by word: who is named as higher or lower is exactly who the verdicts say."""
    omdomen = dict(zip(KOMMUNER, domda, strict=True))
    rubrik = meningar.kommunbudskap("Utskrivna", omdomen, "Halland", med_andra=med_andra)
    if "ingen kommun" in rubrik:
        assert rubrik == "Utskrivna: ingen kommun skiljer sig säkerställt från Halland"
        assert set(domda) == {N}
        assert not med_andra
        return
    hogre, lagre = re.search(r"högre(.*?)(?:, lägre|$)", rubrik), re.search(r"lägre(.*)$", rubrik)
    for traff, omdome in ((hogre, H), (lagre, L)):
        namnda = {n for n in KOMMUNER if traff and n in traff[1]}
        assert namnda == {n for n, d in omdomen.items() if d is omdome}
    assert bool(rubrik) == bool({H, L} & set(domda))
    assert ("säkerställt" in rubrik) == bool(rubrik)


@pytest.mark.parametrize(
    ("omdomen", "justerat", "mening"),
    [
        ([N, H, N, L], False, "Talet är 2 per 10 000 invånare i Halmstad och 4 i Kungsbacka, mot 9 i Halland."),
        ([N, N, N, N], False, "Talet är 9 per 10 000 invånare i Halland."),
        (
            [H, F, F, P],
            False,
            "Talet är 1 per 10 000 invånare i Falkenberg, mot 9 i Halland. Halmstad och Hylte: för få för att bedöma. "
            "Kungsbacka: preliminärt, bedöms inte.",
        ),
        (
            [N, N, L, N],
            True,
            "Utan hänsyn till åldern är talet 3 per 10 000 invånare i Hylte, mot 9 i Halland.",
        ),
    ],
)
def test_the_sentence_under_a_heading_says_the_figures(
    omdomen: list[Omdome], justerat: bool, mening: str, katalog: Katalog
) -> None:
    varden = dict(zip((*KOMMUNER, "Halland"), "12349", strict=True))
    mitt = katalog["antal_inskrivna_hemsjukvard"]
    domda = dict(zip(KOMMUNER, omdomen, strict=True))
    assert meningar.kommunsiffror(domda, varden, mitt, "Halland", justerat=justerat) == svenska.harda_tusental(mening)


@pytest.mark.parametrize(
    ("omdomen", "mening"),
    [
        ({"Smärtskattning": H}, "Måttet är säkerställt högre än i riket: smärtskattning."),
        ({"A": N, "B": N}, "Inget mått skiljer sig säkerställt från riket."),
        (
            {"Aa": N, "Bb": F},
            "Det enda mått som kan bedömas (aa) skiljer sig inte säkerställt från riket. Bb: för få för att bedöma.",
        ),
        ({"A": H, "B": N, "C": N}, "Ett av tre mått är säkerställt högre än i riket: a."),
        ({"A": L, "B": L}, "Alla två mått är säkerställt lägre än i riket: a och b."),
        ({"A": E, "B": E}, "Jämfört med riket: data ej säkerställda, bedöms inte."),
    ],
)
def test_measures_against_the_country(omdomen: dict[str, Omdome], mening: str) -> None:
    assert meningar.mattmening(omdomen, "Riket") == mening


NAR, UNDER, OVER = "når målet", "under målet", "över målet"


@pytest.mark.parametrize(
    ("fakta", "mening"),
    [
        ([NAR, NAR, NAR, NAR, UNDER, UNDER], "Fyra av sex mått når målet. Under målet: e och f."),
        ([NAR, UNDER], "Ett av två mått når målet. Under målet: b."),
        ([NAR, OVER, UNDER], "Ett av tre mått når målet. Under målet: c. Över målet: b."),
        ([UNDER, UNDER, UNDER], "Inget av tre mått når målet."),
        ([NAR, NAR, NAR], "Alla tre mått når målet."),
        ([NAR], "Måttet når målet."),
        ([UNDER], "Måttet når inte målet."),
        ([NAR, "..", "-"], "Måttet når målet. Visas inte (för få): b. Uppgift saknas: c."),
        (["..", ".."], "Visas inte (för få): a och b."),
        ([NAR] * 12 + [UNDER], "Tolv av 13 mått når målet. Under målet: m."),
        ([], ""),
    ],
)
def test_targets(fakta: list[str], mening: str) -> None:
    assert meningar.malmening(dict(zip("ABCDEFGHIJKLM", fakta, strict=False))) == mening


@pytest.mark.parametrize(
    ("inledning", "tal", "enhet", "mening"),
    [
        (
            *("I Hylte var talet", [("147", "den 1 januari 2015"), ("151", "den 1 december 2022")]),
            "per 10 000 invånare",
            "I Hylte var talet 147 per 10 000 invånare den 1 januari 2015 och 151 den 1 december 2022.",
        ),
        (
            *("I Halland var andelen", [("73 %", "under 2018"), ("76 %", "under 2022")], ""),
            "I Halland var andelen 73 % under 2018 och 76 % under 2022.",
        ),
        ("Hylte:", [("8 av 34 utan", "under 2022")], "", "Hylte: 8 av 34 utan under 2022."),
        ("Hylte:", [], "", ""),
    ],
)
def test_first_and_last(inledning: str, tal: list[tuple[str, str]], enhet: str, mening: str) -> None:
    assert meningar.fran_till(inledning, tal, enhet) == mening


@pytest.mark.parametrize(
    ("tal", "enhet", "mening"),
    [
        ([("Kvinnor", "163"), ("Män", "139")], "per 10 000", "Hylte: kvinnor 163 och män 139 per 10 000."),
        ([("Kvinnor", "22 %")], "", "Hylte: kvinnor 22 %."),
        ([("Kvinnor", "22 %"), ("Män", "..")], "", "Hylte: kvinnor 22 %. Visas inte (för få): män."),
        ([("Kvinnor", ".."), ("Män", "-")], "", "Visas inte (för få): kvinnor. Uppgift saknas: män."),
    ],
)
def test_groups_of_one_whole(tal: list[tuple[str, str]], enhet: str, mening: str) -> None:
    assert meningar.uppraknat("Hylte", tal, enhet) == mening


@pytest.mark.parametrize(
    ("omdome", "cell"),
    [(H, "▲\u00a0säkerställt högre"), (L, "▼\u00a0säkerställt lägre"), (N, "ingen säkerställd skillnad"), (None, ".")],
)
def test_an_arrow_only_with_its_word(omdome: Omdome | None, cell: str) -> None:
    assert meningar.omdomestext(omdome) == cell


@pytest.mark.parametrize(
    ("antal", "en", "ett", "raknat"),
    [
        (0, None, None, "inga avslut"),
        (1, "en", "ett", "1 avslut"),
        (2, "två", "två", "2 avslut"),
        (12, "tolv", "tolv", "12 avslut"),
        (13, "13", "13", "13 avslut"),
        (1310, "1\u00a0310", "1\u00a0310", "1\u00a0310 avslut"),
    ],
)
def test_numbers_as_words(antal: int, en: str | None, ett: str | None, raknat: str) -> None:
    if antal:
        assert (svenska.raknetal(antal), svenska.raknetal(antal, "ett")) == (en, ett)
    assert svenska.raknat(antal, "avslut", "avslut") == raknat


FORBJUDNA = re.compile(
    r"\b(beror på|därför att|på grund av|orsak|leder till|kommer att|väntas|prognos|bättre|sämre|ökar|minskar|ökning|"
    r"minskning|sticker ut|går inte att skilja|säkerhet 9|95 % säker|säker förändring|snittdagar|dolt)\b",
    re.IGNORECASE,
)


def test_no_sentence_of_the_catalogue_says_why_or_what_will_come(katalog: Katalog) -> None:
    fel = [(i.id, m[0]) for i in katalog.values() for t in (i.mening, i.mening_region) if (m := FORBJUDNA.search(t))]
    assert fel == []
    assert FORBJUDNA.search("Det beror på åldern.")
    assert FORBJUDNA.search("Andelen ökar.")


def test_every_judged_measure_has_a_place_for_its_verdict(katalog: Katalog) -> None:
    for i in katalog.values():
        bedoms = i.skala is not Skala.ANTAL and not i.fordelas_over and i.bedoms_pa is not Bedomning.INTE
        assert i.mening.count("{bedomning}") == int(bedoms), i.id
        assert re.fullmatch(r"[^|\[\]]*(\[[^|\[\]]+\|[^|\[\]]+\][^|\[\]]*)*", i.mening), i.id
