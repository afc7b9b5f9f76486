"""Deliveries with the care tables: which stays, notices and coverage are used, set aside, left out or stop."""

from collections.abc import Callable

import pandas as pd
import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.leverans import Leverans, las_leverans
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.sma_leveranser import KLARA, lagg_till, las_med, liten, stalld, vardfil


def test_stays_are_used_whole_and_typed(las_vard: Callable[..., Leverans]) -> None:
    lasta = las_vard(stalld(id="V999900", person="p-99990000"))
    konto = lasta.redovisning[-1]
    assert (konto.rader_in, konto.anvanda, konto.skal(), konto.varningar) == (121, 121, "inga", [])
    assert lasta.luckor == []
    rad = lasta.tabeller["vardtillfallen"].iloc[-1]
    vantat = {
        "kommunkod": "1380",
        "kon": "kvinna",
        "alder_vid_utskrivning": 84,
        "vardform": "somatik",
        "vardniva": "okand",
        "inskriven_tidpunkt": pd.Timestamp(2022, 3, 2, 14, 20),
        "inskriven_fran": "okand",
        "planerad_inskrivning": "nej",
        "fargspar": "gul",
        "utskriven_tidpunkt": pd.Timestamp(2022, 3, 9, 11),
        "utskriven_till": "ordinart_boende",
    }
    assert rad[list(vantat)].to_dict() == vantat


@pytest.mark.parametrize(
    ("byten", "regel"),
    [
        ({"ut": "2022-03-02 14:19"}, "utskriven_fore_inskriven"),
        ({"alder": "121"}, "orimlig_alder"),
        ({"alder": "-1"}, "orimlig_alder"),
        ({"alder": ""}, "orimlig_alder"),  # the stay has ended, so the age is known
        ({"alder": "84 år"}, "ej_tal"),
        ({"dod": "2022-03-08"}, "dod_fore_utskrivning"),
        ({"farg": "Lila"}, "okant_varde"),
        ({"vardform": "Rehab"}, "okant_varde"),
        ({"planerad": "Kanske"}, "okant_varde"),
        ({"in_": "2022-05-02", "ut": ""}, "efter_uttag"),
        ({"ut": "2022-05-02 00:00"}, "efter_uttag"),
        ({"dod": "2022-05-02"}, "efter_uttag"),
        ({"kommun": "1399"}, "okand_kommun"),
        ({"betalar": "1399"}, "okand_kommun"),
        ({"kommun": "0013"}, "okand_kommun"),
        ({"in_": "9999-12-31", "ut": ""}, "ej_datum"),
        ({"in_": "2022-03-02 25:00"}, "ej_datum"),
        ({"in_": "2022-13-02"}, "ej_datum"),
        ({"in_": ""}, "tomt_varde"),
        ({"id": ""}, "tomt_varde"),
        ({"person": ""}, "tomt_varde"),
    ],
)
def test_stays_at_fault_are_set_aside_with_rule_and_line(
    las_vard: Callable[..., Leverans], byten: dict[str, str], regel: str
) -> None:
    lasta = las_vard(stalld(**byten))
    konto = lasta.redovisning[-1]
    assert (konto.atsidosatta, konto.uteslutna, konto.stammer()) == ({regel: [122]}, {}, True)
    assert "V-x" not in set(lasta.tabeller["vardtillfallen"]["vardtillfalle_id"])


@pytest.mark.parametrize(
    "byten",
    [
        {"ut": "2022-03-02 14:20"},  # out the minute it began
        {"in_": "2022-03-02", "ut": "2022-03-02"},  # the days alone are known
        {"alder": "0"},
        {"alder": "120"},
        {"alder": "", "ut": ""},
        {"alder": "", "ut": "9999-12-31"},
        {"dod": "2022-03-09"},
        {"dod": "2022-05-01"},
        {"ut": "2022-05-01 23:59"},  # a clock on the day of the extract
        {"farg": ""},
        {"planerad": ""},
    ],
)
def test_stays_at_the_boundary_are_used(las_vard: Callable[..., Leverans], byten: dict[str, str]) -> None:
    konto = las_vard(stalld(**byten)).redovisning[-1]
    assert (konto.anvanda, konto.skal()) == (121, "inga")


@pytest.mark.parametrize(
    ("kommun", "betalar", "vantat"),
    [
        ("1380", "1315", ("1380", "1315")),
        ("1380", "", ("1380", "1380")),
        ("1380", "1480", ("1380", "utanfor")),
        ("1480", "", ("utanfor", "utanfor")),
        ("1480", "1380", ("utanfor", "1380")),
        ("", "", ("utanfor", "utanfor")),
        ("", "1380", ("utanfor", "1380")),
        ("Hylte", "Hylte", ("1315", "1315")),
    ],
)
def test_kommun_of_residence_and_who_pays(
    las_vard: Callable[..., Leverans], kommun: str, betalar: str, vantat: tuple[str, str]
) -> None:
    lasta = las_vard(stalld(kommun=kommun, betalar=betalar))
    rad = lasta.tabeller["vardtillfallen"].iloc[-1]
    assert (rad["kommunkod"], rad["betalningsansvarig_kommun"]) == vantat
    assert lasta.redovisning[-1].anvanda == 121


def test_without_a_column_for_who_pays_it_is_the_kommun_of_residence(las_vard: Callable[..., Leverans]) -> None:
    rader = [r.split(";") for r in vardfil(stalld(kommun="1480"))]
    lasta = las_vard(vardtillfallen=[";".join(r[:3] + r[4:]) for r in rader])
    tabell = lasta.tabeller["vardtillfallen"]
    assert (tabell["betalningsansvarig_kommun"] == tabell["kommunkod"]).all()
    assert lasta.redovisning[-1].saknade_kolumner[:1] == ["betalningsansvarig_kommun"]


@pytest.mark.parametrize("skrivet", ["", "9999-12-31", "9999-12-31 00:00", "9999-12-31T23:59:59"])
def test_a_stay_that_goes_on_is_open(las_vard: Callable[..., Leverans], skrivet: str) -> None:
    rader = las_vard(stalld(ut=skrivet, alder="")).tabeller["vardtillfallen"]
    assert pd.isna(rader["utskriven_tidpunkt"].iloc[-1])
    assert pd.isna(rader["alder_vid_utskrivning"].iloc[-1])


@pytest.mark.parametrize(
    ("in_", "ut", "inne"),
    [
        ("2021-11-01 10:00", "2021-12-31 23:59", False),
        ("2021-11-01 10:00", "2022-01-01 00:00", True),
        ("2021-11-01 10:00", "", True),
        ("2022-03-31 23:59", "2022-04-12 10:00", True),
        ("2022-04-01 00:00", "2022-04-12 10:00", False),
        ("2021-11-01 10:00", "2022-04-12 10:00", True),
    ],
)
def test_a_stay_without_a_day_in_the_period_is_left_out(
    las_vard: Callable[..., Leverans], in_: str, ut: str, inne: bool
) -> None:
    konto = las_vard(stalld(in_=in_, ut=ut)).redovisning[-1]
    assert (konto.anvanda, konto.uteslutna) == ((121, {}) if inne else (120, {"utanfor_perioden": 1}))
    assert konto.stammer()


def test_the_same_stay_twice_counts_once_and_with_other_content_not_at_all(las_vard: Callable[..., Leverans]) -> None:
    flera = [r.replace("V", "W", 1) for r in vardfil()[1:]]
    konto = las_vard(*flera, stalld(), stalld(), stalld(id="V-y"), stalld(id="V-y", farg="Röd")).redovisning[-1]
    assert konto.uteslutna == {"dubblett": 1}
    assert konto.atsidosatta == {"dubblett_annat_innehall": [244, 245]}
    assert (konto.rader_in, konto.anvanda, konto.stammer()) == (244, 241, True)


@pytest.mark.parametrize(
    ("tider", "antal"),
    [
        ([("01 10:00", "05 10:00"), ("05 10:00", "09 10:00")], 0),  # moved on the minute
        ([("01 10:00", "05 10:00"), ("05 09:59", "09 10:00")], 1),
        ([("05 09:59", "09 10:00"), ("01 10:00", "05 10:00")], 1),  # the order of rows is nothing
        ([("01 10:00", "09 10:00"), ("02 10:00", "03 10:00"), ("04 10:00", "06 10:00")], 2),  # both within the first
        ([("01 10:00", ""), ("20 10:00", "21 10:00")], 1),  # the first goes on
        ([("01 10:00", "05 10:00"), ("01 10:00", "07 10:00")], 1),
    ],
)
def test_stays_that_overlap_are_counted_in_a_warning(
    las_vard: Callable[..., Leverans], tider: list[tuple[str, str]], antal: int
) -> None:
    rader = [
        stalld(id=f"V99990{i}", person="p-99990000", in_=f"2022-03-{a}", ut=f"2022-03-{b}" if b else "")
        for i, (a, b) in enumerate(tider)
    ]
    annan = stalld(id="V999909", person="p-99990001", in_="2022-03-01 10:00", ut="2022-03-30 10:00")
    konto = las_vard(*rader, annan).redovisning[-1]
    text = f"{antal} vårdtillfällen överlappar personens förra; i måtten om återinskrivning slås de ihop"
    assert konto.varningar == ([text] if antal else [])
    assert konto.anvanda == 121 + len(tider)


def test_two_notices_for_one_stay_are_both_used_with_its_person(las_vard: Callable[..., Leverans]) -> None:
    klara = [KLARA, "V-x;2022-03-03 09:00;2022-03-04 10:30;Försämrad", "V-x;2022-03-06 13:00;9999-12-31;"]
    lasta = las_vard(stalld(), utskrivningsklara_perioder=klara)
    rader = lasta.tabeller["utskrivningsklara_perioder"]
    assert rader["person_id"].to_list() == ["p-x", "p-x"]
    assert rader["till"].to_list() == [pd.Timestamp(2022, 3, 4, 10, 30), pd.NaT]
    assert rader["upphord_av"].to_list() == ["forsamrad", "okand"]
    assert lasta.redovisning[-1].skal() == "inga"


def test_a_notice_of_an_unknown_stay_is_left_out_and_counted(las_vard: Callable[..., Leverans]) -> None:
    """V-y was set aside, V-z is in no file; the faulty notice is set aside: 123 = 120 + 2 + 1."""
    klara = [KLARA, *(f"V{k}{i:02d};2022-0{1 + i % 3}-09 09:00;;" for k in KOMMUNER for i in range(20))]
    klara += ["V-y;2022-03-03 09:00;;", "V-z;2022-03-03 09:00;;", "V-x;2022-03-04 09:00;2022-03-03 09:00;"]
    lasta = las_vard(stalld(), stalld(id="V-y", farg="Lila"), utskrivningsklara_perioder=klara)
    konto = lasta.redovisning[-1]
    assert konto.uteslutna == {"okant_vardtillfalle": 2}
    assert konto.atsidosatta == {"slut_fore_borjan": [124]}
    assert (konto.rader_in, konto.anvanda, konto.stammer()) == (123, 120, True)
    assert konto.skal() == "vårdtillfället finns inte bland de använda: 2; slutar före början: 1"
    assert len(lasta.tabeller["utskrivningsklara_perioder"]) == 120


@pytest.mark.parametrize(
    ("rad", "regel"),
    [
        ("V138000;2022-03-04 09:00;2022-03-04 08:59;", "slut_fore_borjan"),
        ("V138000;2022-05-02;;", "efter_uttag"),
        ("V138000;;;", "tomt_varde"),
        ("V138000;2022-03-04 09:00;;Flyttad", "okant_varde"),
    ],
)
def test_notices_at_fault_are_set_aside(las_vard: Callable[..., Leverans], rad: str, regel: str) -> None:
    klara = [
        KLARA,
        *(f"V{k}{i:02d};2022-0{1 + i % 3}-09 0{h}:00;;" for k in KOMMUNER for i in range(20) for h in (7, 8, 9)),
    ]
    konto = las_vard(utskrivningsklara_perioder=[*klara, rad]).redovisning[-1]
    assert (konto.atsidosatta, konto.anvanda) == ({regel: [362]}, 360)


def test_a_notice_from_a_day_outside_its_stay_is_set_aside(las_vard: Callable[..., Leverans]) -> None:
    """Before the day of admission and after that of discharge; on those days themselves it is right."""
    klara = [KLARA, *(f"V{k}{i:02d};2022-0{1 + i % 3}-09 09:00;;" for k in KOMMUNER for i in range(20))]
    vard = [stalld(id=f"V-{n}", in_="2022-03-02 10:00", ut="2022-03-08 10:00") for n in range(4)]
    klara += [f"V-{n};2022-03-0{dag} 09:00;;" for n, dag in enumerate((2, 8, 1))]
    konto = las_vard(*vard, utskrivningsklara_perioder=klara).redovisning[-1]
    assert (konto.atsidosatta, konto.anvanda) == ({"utanfor_vardtillfallet": [124]}, 122)
    klara.append("V-3;2022-03-09 00:00;;")
    with pytest.raises(DataError, match=r'2 av 124 rader har felet "börjar en dag utanför vårdtillfället"'):
        las_vard(*vard, utskrivningsklara_perioder=klara)


def test_notices_without_stays_stop(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    with pytest.raises(DataError, match="utskrivningsklara perioder kräver vårdtillfällen"):
        las_med(leverans, profil, hem, utskrivningsklara_perioder=[KLARA, "V1;2022-03-03;;"])


@pytest.mark.parametrize(
    ("andel", "text"),
    [
        ("1,01", "andel som inte ligger mellan 0 och 1"),
        ("-0,1", "andel som inte ligger mellan 0 och 1"),
        ("70", "andel som inte ligger mellan 0 och 1"),
        ("0.7", "text i en talkolumn"),
        ("70 %", "text i en talkolumn"),
        ("", "obligatoriskt värde saknas"),
    ],
)
def test_coverage_outside_0_to_1_stops(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, andel: str, text: str
) -> None:
    rader = ["galler;omrade;kalenderar;andel;kalla", f"vardtillfallen;1380;2021;{andel};påhittad"]
    with pytest.raises(DataError, match=rf'tackning.csv: 1 av 1 rader har felet "{text}"'):
        las_med(liten(leverans), profil, hem, tackning=rader)


def test_coverage_of_none_and_all_is_read(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    rader = ["galler;omrade;kalenderar;andel;kalla", "a;1380;2021;0;x", "a;Region Halland;2021;1;x"]
    tackning = las_med(leverans, profil, hem, tackning=rader).tabeller["tackning"]
    assert tackning[["omrade", "andel"]].to_numpy().tolist() == [["1380", 0], ["0013", 1]]


def test_two_pseudonym_keys_in_one_delivery_stop(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    mapp = leverans.skriv()
    lagg_till(mapp, "vard.csv", "vardtillfallen", [r.replace(";p-", ";p-annan") for r in vardfil()])
    with pytest.raises(DataError, match="nästan ingen i hemsjukvården finns bland vårdtillfällena.*samma nyckel"):
        las_leverans(mapp, profil, hem)


@pytest.mark.parametrize(("kvar", "saknas", "varning"), [(0, True, None), (60, False, "50\u00a0% av raderna")])
def test_a_column_that_says_nothing_is_as_good_as_absent(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, kvar: int, saknas: bool, varning: str | None
) -> None:
    """Planned or not is emptied in all stays, or in half of the 120."""
    rubrik, *rader = vardfil()
    rader = [r if i < kvar else r.replace(";Nej;Ja;", ";;Ja;") for i, r in enumerate(rader)]
    lagg_till(leverans.skriv(), "vard.csv", "vardtillfallen", [rubrik, *rader])
    konto = las_leverans(leverans.mapp, profil, hem).redovisning[-1]
    assert ("planerad_inskrivning" in konto.saknade_kolumner) is saknas
    tomma = [v for v in konto.varningar if "planerad_inskrivning" in v]
    assert (tomma == []) if varning is None else tomma[0].startswith(varning)
