"""A second opinion: hemsjukvård and hembesök computed slowly, in plain Python, straight from the raw files.

The slow part uses nothing from ``analys`` and was written from the definitions without reading
src/analys/indikatorer/. Two deliveries are compared: the exempel, where nobody is enrolled in two kommuner at once
or visited in two hemkommuner, and "krangliga", made-up persons whose enrolments adjoin, overlap and lie inside one
another and whose visits lie in several hemkommuner. Hospital stays: test_oberoende_vard.py.
"""

import random
import re
import shutil
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from analys.berakna import raknegrund
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import las_katalog
from analys.period import Period
from analys.region import las_profil
from analys.sources.lager import ta_in
from tests.reference.conftest import OM_FAST_KONTAKT, OM_SJUKHUSVARD, OM_UTSKRIVNINGSKLARA, eget_hem
from tests.reference.rafiler import EN_FIL, FILER, REGION, UTANFOR, kommuner, rader

MANADER = [date(ar, manad, 1) for ar in range(2015, 2023) for manad in range(1, 13)]
LANGD = {"manad": 1, "tertial": 4, "ar": 12, "r12": 12}
KON = {"K": "kvinna", "M": "man", "kvinnor": "kvinna", "män": "man"}
ALDRAR = {"0–64 år": "0-64", "65–79 år": "65-79", "80+ år": "80-"}
KON_ALLA = ("alla", "kvinna", "man")
PER_INVANARE = ("antal_nya_inskrivningar", "antal_avslut", "antal_personer_enstaka_hembesok")
PERIODER = {
    (typ, MANADER[i]): MANADER[i : i + langd]
    for typ, langd in LANGD.items()
    for i in range(0, len(MANADER) - langd + 1, 1 if typ == "r12" else langd)
}  # the months of each period

# --- The slow implementation -----------------------------------------------------------------------------------------


def bladets_rader(fil: Path) -> list[dict[str, str]]:
    """Read each distinct row of a workbook's first sheet once, dates as ISO text."""
    rubriker, *rader = CalamineWorkbook.from_path(fil).get_sheet_by_index(0).to_python()
    return [dict(zip(rubriker, map(str, rad), strict=True)) for rad in dict.fromkeys(map(tuple, rader))]


def dag(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def inskrivningar_per_person(fil: Path, egna: list[str]) -> list[list[tuple[date, date, str, str, int]]]:
    """Return each person's usable enrolments: (inskriven, avslutad, kommun, kön, födelseår)."""
    lika_nyckel = defaultdict(list)
    for r in rader(fil, "cp1252", ";"):
        start, slut = dag(r["Inskriven"]), dag(r["Avslutad"]) if r["Avslutad"] else date.max
        if r["Kommun"] in egna and r["Födelseår"].isdigit() and start and slut and start <= slut:
            rad = (start, slut, r["Kommun"], KON[r["Kön"]], int(r["Födelseår"]))
            lika_nyckel[r["PersonID"], r["Kommun"], start].append(rad)
    personer = defaultdict(list)
    for (person, _, _), lika in lika_nyckel.items():
        if len(lika) == 1:
            personer[person] += lika
    return list(personer.values())


def sammanfoga(tider: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Join stretches of time that overlap or adjoin."""
    hela: list[tuple[date, date]] = []
    for start, slut in sorted(tider):
        if hela and start <= hela[-1][1]:
            hela[-1] = (hela[-1][0], max(slut, hela[-1][1]))
        else:
            hela.append((start, slut))
    return hela


def en_kommun_i_taget(hela: list[tuple[date, date, str]]) -> list[tuple[str, date, date]]:
    """Cut episodes in several kommuner at once: every day belongs to the kommun where the enrolment began last."""
    per_kommun = defaultdict(list)
    for fran, till in pairwise(sorted({d for start, slut, _ in hela for d in (start, slut)})):
        pagar = [(start, kommun) for start, slut, kommun in hela if start <= fran and slut >= till]
        if pagar:
            per_kommun[max(pagar)[1]].append((fran, till))
    delar = [(kommun, *tid) for kommun, tider in per_kommun.items() for tid in sammanfoga(tider)]
    return delar + [(kommun, start, slut) for start, slut, kommun in hela if start == slut]


def episoder(fil: Path, egna: list[str]) -> list[tuple[str, date, date, str, int]]:
    """Return every episode, the kommuner's and the region's: (område, start, slut, kön, födelseår)."""
    alla = []
    for inskrivningar in inskrivningar_per_person(fil, egna):
        per_kommun = defaultdict(list)
        for start, slut, kommun, _, _ in inskrivningar:
            per_kommun[kommun].append((start, slut))
        hela = sorted((*tid, kommun) for kommun, tider in per_kommun.items() for tid in sammanfoga(tider))
        regionens = [(REGION, *tid) for tid in sammanfoga([tid[:2] for tid in hela])]
        alla += [(*episod, *inskrivningar[0][3:]) for episod in en_kommun_i_taget(hela) + regionens]
    return alla


def folkmangd(fil: Path) -> Counter:
    """Return invånare by (område, år, kön, åldersgrupp), with totals."""
    antal = Counter()
    for r in rader(fil, "utf-8", ","):
        for o, k, a in product((r["Kommunkod"], REGION), (KON[r["Kön"]], "alla"), (ALDRAR[r["Ålder"]], "alla")):
            antal[o, int(r["År"]), k, a] += int(r["Folkmängd 31 december"])
    return antal


def grupp(ar: int) -> str:
    return "0-64" if ar < 65 else "65-79" if ar < 80 else "80-"


def inskrivna(alla: list[tuple[str, date, date, str, int]]) -> Counter:
    """Return persons enrolled on the first of each month by (område, dag, kön, åldersgrupp), with totals."""
    antal = Counter()
    for omrade, start, slut, kon, fodd in alla:
        for forsta in MANADER if omrade != REGION else ():
            if start <= forsta < slut:
                for o, k, a in product((omrade, REGION), (kon, "alla"), (grupp(forsta.year - fodd), "alla")):
                    antal[o, forsta, k, a] += 1
    return antal


def hemsjukvard(mapp: Path, egna: list[str]) -> dict[tuple, tuple]:
    """Return (indikator, område, periodtyp, första dag, kön, åldersgrupp): (täljare, nämnare, kvadratsumma)."""
    alla, invanare = episoder(mapp / "hemsjukvard.csv", egna), folkmangd(mapp / "befolkning.csv")
    nya, avslut, dagar, kvadrat, bestand = Counter(), Counter(), Counter(), Counter(), inskrivna(alla)
    for o, start, slut, kon, _ in alla:
        for k in (kon, "alla"):
            nya[o, start.replace(day=1), k] += 1
            avslut[o, slut.replace(day=1), k] += 1
            dagar[o, slut.replace(day=1), k] += (slut - start).days
            kvadrat[o, slut.replace(day=1), k] += (slut - start).days ** 2
    folkar = {ar: max(a for _, a, _, _ in invanare if a < ar) for ar in range(2015, 2023)}
    svar = {}
    for o, d, k, a in product([REGION, *egna], MANADER, KON_ALLA, ("alla", "0-64", "65-79", "80-")):
        tal = (bestand[o, d, k, a], invanare[o, folkar[d.year], k, a], None)
        svar["antal_inskrivna_hemsjukvard", o, "dag", d, k, a] = tal
    for o, ((typ, d), manader) in product([REGION, *egna], PERIODER.items()):
        for k in KON_ALLA:
            folk = invanare[o, folkar[d.year], k, "alla"]
            svar["antal_nya_inskrivningar", o, typ, d, k, "alla"] = (sum(nya[o, m, k] for m in manader), folk, None)
            svar["antal_avslut", o, typ, d, k, "alla"] = (sum(avslut[o, m, k] for m in manader), folk, None)
        if typ != "tertial":
            for k in KON_ALLA:
                tal = (sum(nya[o, m, k] for m in manader), sum(bestand[o, m, k, "alla"] for m in manader), None)
                svar["omsattning_hemsjukvard", o, typ, d, k, "alla"] = tal
        if typ in ("ar", "r12"):
            for k in KON_ALLA:
                tal = tuple(sum(tal[o, m, k] for m in manader) for tal in (dagar, avslut, kvadrat))
                svar["medel_inskrivningstid", o, typ, d, k, "alla"] = tal
    return svar


def hembesok(mapp: Path, egna: list[str]) -> dict[tuple, tuple]:
    besok, fodda = defaultdict(Counter), defaultdict(set)  # (område, månad): visits of each person; years of birth
    kanda = {"", *kommuner(None)}
    bok = mapp / "hembesok.xlsx"
    for r in bladets_rader(bok) if bok.exists() else rader(mapp / "hembesok.csv", "utf-8-sig", ";"):
        datum = dag(r["Besöksdatum"])
        if datum and r["Utförande kommun"] in egna and r["Hemkommun"] in kanda:
            for omrade in (r["Hemkommun"], REGION) if r["Hemkommun"] in egna else (UTANFOR,):
                besok[omrade, datum.replace(day=1)][r["PersonID"]] += 1
            if r["Födelseår"]:
                fodda[r["PersonID"]].add(int(float(r["Födelseår"])))
    invanare = folkmangd(mapp / "befolkning.csv")
    svar = {}
    for o, ((typ, d), manader) in product([REGION, UTANFOR, *egna], PERIODER.items()):
        personer = Counter()
        for m in manader:
            personer.update(besok[o, m])
        folk = None if o == UTANFOR else invanare[o, d.year - 1, "alla", "alla"]
        svar["antal_personer_enstaka_hembesok", o, typ, d, "alla", "alla"] = (len(personer), folk, None)
        aldrar = Counter(grupp(manader[-1].year - min(fodda[p])) for p in personer if fodda[p])
        okanda = len(personer) - aldrar.total()
        for a in ALDRAR.values():
            folk = None if o == UTANFOR else invanare[o, d.year - 1, "alla", a]
            antal = None if okanda > len(personer) / 100 else aldrar[a]
            svar["antal_personer_enstaka_hembesok", o, typ, d, "alla", a] = (antal, folk, None)
        tal = (sum(personer.values()), len(personer), sum(n * n for n in personer.values()))
        svar["medel_besok_per_person", o, typ, d, "alla", "alla"] = tal
    return svar


# --- The two deliveries, and the comparison ------------------------------------------------------------------------


def gor_krangliga(fran: Path, till: Path) -> None:
    """Make enrolments of 1 500 persons, and deal a fifth of the exempel's visits to 4 000 persons."""
    slump = random.Random(2022)
    till.mkdir()
    nya = (fran / "hemsjukvard.csv").read_text("cp1252").splitlines()[:1]
    for nummer in range(1500):
        kon, fodd = slump.choice("KM"), slump.randint(1925, 1990)
        hemma = slump.sample(kommuner(REGION), slump.randint(1, 3))
        start, slut, borjan = date(2013, 1, 1) + timedelta(slump.randint(0, 3500)), None, set()
        for _ in range(slump.randint(3, 6)):
            start = slut if slut and slump.random() < 0.3 else start + timedelta(slump.randint(1, 150))
            if start in borjan or start > date(2023, 1, 20):
                continue
            borjan.add(start)
            slut = min(start + timedelta(slump.choice((0, 1, 20, 90, 300, 700))), date(2023, 1, 31))
            oppen = "" if slump.random() < 0.05 else slut
            nya.append(f"p-{nummer:016x};{slump.choice(hemma)};E;{kon};{fodd};Ordinärt boende;{start};{oppen};{start}")
    rubrik, *besok = CalamineWorkbook.from_path(fran / "hembesok.xlsx").get_sheet_by_index(0).to_python()
    delade = [";".join(str(int(v) if isinstance(v, float) else v) for v in rad) for rad in besok[::5]]
    delade = [re.sub("p-[0-9a-f]+", f"p-{slump.randrange(4000):016x}", rad) for rad in delade]
    delade = [rad.replace(";1380;", ";1399;", 1) if slump.random() < 0.001 else rad for rad in delade]
    shutil.copy(fran / "befolkning.csv", till)
    filer = {
        "hemsjukvard": ("cp1252", nya),
        "hembesok": ("utf-8-sig", [";".join(rubrik), *delade]),
        "befolkning": ("utf-8", (fran / "befolkning.csv").read_text("utf-8").splitlines()),
    }
    for namn, (kodning, fil) in filer.items():
        (till / f"{namn}.csv").write_text("\n".join(fil) + "\n", kodning)
    delar = [FILER, *(EN_FIL.format(namn=namn, antal=len(fil) - 1) for namn, (_, fil) in filer.items())]
    (till / "leverans.toml").write_text("".join(delar), "utf-8")


@pytest.fixture(scope="module", params=["exempel", "krangliga"])
def svaren(request, exempel, hem, kub, tmp_path_factory):
    """Return the slow answer and the project's, both as key: (täljare, nämnare, kvadratsumma)."""
    mapp = exempel
    if request.param == "krangliga":
        plats = tmp_path_factory.mktemp("krangliga")
        mapp, hem = plats / "leverans", eget_hem(hem, plats / "hem")
        gor_krangliga(exempel, mapp)
    profil, egna = las_profil(hem, "halland"), kommuner(REGION)
    lager, katalog = ta_in(mapp, profil, hem), las_katalog(hem.indikatorer)
    assert not lager.luckor
    andras = OM_SJUKHUSVARD | OM_FAST_KONTAKT | OM_UTSKRIVNINGSKLARA
    valda = {i: matt for i, matt in katalog.items() if matt.funktion not in andras}
    utfall = rakna_utfall(raknegrund(lager), valda, profil, Period.las("2022-12"))
    utfall = utfall[~utfall["indikator"].isin([i for i, matt in katalog.items() if matt.fran_andra])]
    nycklar = utfall[["indikator", "omrade", "periodtyp", "period", "kon", "aldersgrupp"]].itertuples(index=False)
    tal = utfall[["taljare", "namnare", "kvadratsumma"]].astype(object)
    tal = tal.where(tal.notna(), None).itertuples(index=False, name=None)
    projektets = {tuple(nyckel): varden for nyckel, varden in zip(nycklar, tal, strict=True)}
    assert len(projektets) == len(utfall)
    return hemsjukvard(mapp, egna) | hembesok(mapp, egna), projektets


def olika(svaren, *indikatorer: str) -> list[str]:
    """Return every figure that differs, and every key that only one of the two has.

    The definitions do not say which year's invånare an r12 over two years is divided by: see the last test.
    """
    fel = []
    for nyckel in sorted(nyckel for nyckel in svaren[0].keys() | svaren[1].keys() if nyckel[0] in indikatorer):
        langsamt, projektets = (svar.get(nyckel, ("saknas",) * 3) for svar in svaren)
        matt = (0, 2) if nyckel[2] == "r12" and nyckel[0] in PER_INVANARE else (0, 1, 2)
        if any(langsamt[i] != projektets[i] for i in matt):
            fel.append(f"{nyckel}: slow {langsamt}, project {projektets}")
    return fel


def test_slow_stock_equals_the_projects_for_every_month(svaren):
    assert not olika(svaren, "antal_inskrivna_hemsjukvard")


def test_slow_nya_inskrivningar_and_avslut_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "antal_nya_inskrivningar", "antal_avslut")


def test_slow_omsattning_equals_the_projects_for_every_period(svaren):
    assert not olika(svaren, "omsattning_hemsjukvard")


def test_slow_inskrivningstid_equals_the_projects_for_every_period(svaren):
    assert not olika(svaren, "medel_inskrivningstid")


def test_slow_hembesok_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "antal_personer_enstaka_hembesok", "medel_besok_per_person")


def test_no_indicator_of_the_project_is_left_without_a_second_opinion(svaren):
    langsamt, projektets = svaren
    assert {nyckel[0] for nyckel in projektets} == {nyckel[0] for nyckel in langsamt}


def test_invanare_of_an_r12_are_those_of_the_year_before_its_last_month(svaren, exempel):
    # The project's choice, not independently derived: the definitions only say "året före".
    invanare, projektets = folkmangd(exempel / "befolkning.csv"), svaren[1]
    valda = [n for n in projektets if n[0] in PER_INVANARE and n[2] == "r12" and n[1] != UTANFOR]
    fel = [n for n in valda if projektets[n][1] != invanare[n[1], PERIODER[n[2:4]][-1].year - 1, *n[4:]]]
    assert valda
    assert not fel
