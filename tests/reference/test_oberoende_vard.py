"""A second opinion: the indicators about hospital stays computed slowly, in plain Python, from the raw files.

The slow part uses nothing from ``analys`` and was written from the definitions without reading
src/analys/indikatorer/. Two deliveries are compared: the exempel, and "svara", made-up persons whose stays overlap,
lie inside one another, follow the same day or the next, go on, cross years, and whose kommun, age, death and
enrolment in hemsjukvård fall on the boundaries; one row in fifty is dirt.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from analys.berakna import raknegrund
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import las_katalog
from analys.period import Period
from analys.region import las_profil
from analys.sources.lager import ta_in
from tests.reference.test_oberoende_berakning import EN_FIL, FILER, OM_SJUKHUSVARD, eget_hem, kommuner, rader

REGION, UTANFOR, OMRADEN = "0013", "utanfor", Path(__file__).parents[2] / "data" / "omraden.csv"
HALLAND = kommuner(REGION)
MANADER = [date(ar, manad, 1) for ar in range(2018, 2023) for manad in range(1, 13)]
LANGD = {"manad": 1, "tertial": 4, "ar": 12, "r12": 12, "r36": 36}
PERIODER = {
    (typ, MANADER[i]): MANADER[i : i + langd]
    for typ, langd in LANGD.items()
    for i in range(0, len(MANADER) - langd + 1, 1 if typ in ("r12", "r36") else langd)
}  # the months of each period
BROTT = (date(2019, 7, 1), date(2022, 11, 1))  # of the tracks, in the region's profile
BOENDE = ("hemsjukvard", "sarskilt_boende", "ingendera")
BAND = {"0-3": range(4), "4-7": range(4, 8), "8-14": range(8, 15), "15-30": range(15, 31)}
FARGER = {"Röd": "rod", "Gul": "gul", "Grön": "gron", "Blå": "bla", "": "ej_satt"}
BOSTADER = {"Ordinärt boende", "Särskilt boende", "Korttidsplats", "Annat sjukhus", "annat", "okand", ""}
FASTA = {
    "Kön": {"Kvinna", "Man"},
    "Vårdform": {"Somatik", "Psykiatri"},
    "Vårdnivå": {"Sjukhus", "sjukstuga", ""},
    "Inskriven från": BOSTADER,
    "Planerad": {"Ja", "Nej", ""},
    "Behov av planering": {"Ja", "Nej", ""},
    "Färgspår": set(FARGER),
    "Utskriven till": BOSTADER | {"Avliden"},
}
ALLA = ("alla",) * 5  # kön, åldersgrupp, färgspår, boendeform, del

# --- The slow implementation -----------------------------------------------------------------------------------------


class Vard(NamedTuple):
    """One stay. ``ute`` is None while it goes on; a kommun that is not one of the region's is ``utanfor``."""

    person: str
    kommun: str
    betalar: str
    kon: str
    alder: int | None
    somatik: bool
    sjukhus: bool
    inne: datetime
    planerad: str
    behov: bool
    farg: str
    ute: datetime | None
    till: str
    dod: date | None


class Utskrivning(NamedTuple):
    """One index discharge. ``traff``: days to the first later unplanned episode; ``dod``: days to death."""

    person: str
    omrade: str
    kon: str
    aldersgrupp: str
    manad: date
    boende: str
    traff: int | None
    dod: int | None


@cache
def tid(text: str) -> datetime | None:
    """Read a time; an empty one and 9999-12-31 are None."""
    return None if text == "" or text.startswith("9999-12-31") else datetime.fromisoformat(text)


def dag(text: str) -> date | None:
    return tid(text).date() if tid(text) else None


def vardtillfalle(r: dict[str, str], uttag: date, kanda: set[str]) -> Vard | None:
    """Return the row's stay, or None when a strict reader sets the row aside."""
    if not r["Vårdtillfälle"] or not r["PersonID"] or any(r[k] not in varden for k, varden in FASTA.items()):
        return None
    if r["Folkbokföringskommun"] not in kanda or r["Betalningsansvarig kommun"] not in kanda:
        return None
    inne, ute, dod = tid(r["Inskriven"]), tid(r["Utskriven"]), dag(r["Dödsdatum"])
    alder = int(r["Ålder"]) if r["Ålder"] else None
    if inne.date() > uttag or (ute and (ute < inne or ute.date() > uttag or alder is None)) or (dod and dod > uttag):
        return None
    if (alder is not None and not 0 <= alder <= 120) or (dod and ute and dod < ute.date()):
        return None
    bor, betalar = r["Folkbokföringskommun"], r["Betalningsansvarig kommun"] or r["Folkbokföringskommun"]
    return Vard(
        r["PersonID"],
        bor if bor in HALLAND else UTANFOR,
        betalar if betalar in HALLAND else UTANFOR,
        r["Kön"].lower(),
        alder,
        r["Vårdform"] == "Somatik",
        r["Vårdnivå"] != "sjukstuga",  # an unknown level counts, by the catalogue
        inne,
        r["Planerad"],
        r["Behov av planering"] == "Ja",
        FARGER[r["Färgspår"]],
        ute,
        r["Utskriven till"],
        dod,
    )


def las_vard(fil: Path, fran: date, till: date, uttag: date) -> list[Vard]:
    """Return the usable stays of the file's period; of the same id with different content none."""
    kanda, per_id = {"", *kommuner(None)}, defaultdict(list)
    for r in rader(fil, "utf-8-sig", ";"):
        v = vardtillfalle(r, uttag, kanda)
        if v and v.inne.date() <= till and (v.ute is None or v.ute.date() >= fran):
            per_id[r["Vårdtillfälle"]].append(v)
    return [lika[0] for lika in per_id.values() if len(lika) == 1]


def las_inskrivningar(fil: Path, uttag: date) -> dict[str, list[tuple[date, date, bool]]]:
    """Return each person's usable enrolments: (inskriven, avslutad or never, särskilt boende)."""
    lika_nyckel = defaultdict(set)
    for r in rader(fil, "cp1252", ";"):
        try:
            fodd, borjar, slutar = int(r["Födelseår"]), dag(r["Inskriven"]), dag(r["Avslutad"]) or date.max
        except ValueError:
            continue
        if r["Kön"] not in ("K", "M") or r["Boendeform"] not in ("Ordinärt boende", "Särskilt boende", ""):
            continue
        if r["Kommun"] not in HALLAND or slutar < borjar or borjar > uttag or uttag < slutar < date.max:
            continue
        nyckel = (r["PersonID"], r["Kommun"], borjar)
        lika_nyckel[nyckel].add((slutar, r["Boendeform"], r["Kön"], fodd))
    personer = defaultdict(list)
    for (person, _, borjar), lika in lika_nyckel.items():
        if len(lika) == 1:
            slutar, form, _, _ = lika.pop()
            personer[person].append((borjar, slutar, form == "Särskilt boende"))
    return personer


def episoder(egna: list[Vard]) -> list[list[Vard]]:
    """Group one person's stays: the next begins on the same day as, or before, the latest end so far."""
    hela: list[list[Vard]] = []
    slut = date.min
    for v in sorted(egna, key=lambda v: v.inne):
        if hela and v.inne.date() <= slut:
            hela[-1].append(v)
        else:
            hela.append([v])
        slut = max(slut, v.ute.date() if v.ute else date.max)
    return hela


def boende(sist: Vard, inskrivningar: list[tuple[date, date, bool]]) -> str:
    utdag = sist.ute.date()
    pagar = [sarskilt for borjar, slutar, sarskilt in inskrivningar if borjar <= utdag < slutar]
    if sist.till == "Särskilt boende" or any(pagar):
        return "sarskilt_boende"
    return "hemsjukvard" if pagar else "ingendera"


def lever(sist: Vard) -> bool:
    if sist.till in ("", "okand"):
        return sist.dod is None or sist.dod > sist.ute.date()
    return sist.till != "Avliden"


def utskrivningar(vard: list[Vard], inskrivningar: dict[str, list], till: date) -> Iterator[Utskrivning]:
    per_person = defaultdict(list)
    for v in vard:
        per_person[v.person].append(v)
    for person, egna in per_person.items():
        hela = episoder(egna)
        for nummer, episod in enumerate(hela):
            sist = max(episod, key=lambda v: v.ute or datetime.max)
            if sist.ute is None or not sist.somatik or sist.alder < 65 or not lever(sist):
                continue
            utdag = sist.ute.date()
            if utdag + timedelta(30) > till:
                continue
            traff = None
            for senare in hela[nummer + 1 :]:
                if senare[0].planerad == "Nej":
                    dagar = (senare[0].inne.date() - utdag).days
                    traff = dagar if 1 <= dagar <= 30 else None
                    break
            dod = (sist.dod - utdag).days if sist.dod else None
            alder = "65-79" if sist.alder < 80 else "80-"
            bor = boende(sist, inskrivningar.get(person, []))
            yield Utskrivning(person, sist.kommun, sist.kon, alder, utdag.replace(day=1), bor, traff, dod)


def omraden(omrade: str) -> tuple[str, ...]:
    """Return where a resident counts: who lives outside the region is not in the region's figure."""
    return (UTANFOR,) if omrade == UTANFOR else (omrade, REGION)


def aterinskrivningar(alla: list[Utskrivning]) -> dict[tuple, tuple]:
    namnare, taljare = Counter(), Counter()
    personer, aterinskrivna = defaultdict(set), defaultdict(set)
    grund = "andel_oplanerad_aterinskrivning"
    for u in alla:
        for o in omraden(u.omrade):
            plats = (o, u.manad)
            matt = [
                (grund, "alla", "alla", "alla", "alla", "alla"),
                (grund, u.kon, "alla", "alla", "alla", "alla"),
                (grund, "alla", u.aldersgrupp, "alla", "alla", "alla"),
                (f"{grund}_3_dagar", *ALLA),
                (f"{grund}_7_dagar", *ALLA),
                ("andel_aterinskrivning_efter_boende", *ALLA),
                ("andel_aterinskrivning_efter_boende", "alla", "alla", "alla", u.boende, "alla"),
            ]
            for m in matt:
                namnare[m, plats] += 1
                inom = 3 if "_3_" in m[0] else 7 if "_7_" in m[0] else 30
                taljare[m, plats] += u.traff is not None and u.traff <= inom
            namnare["avlidna", plats] += 1
            if u.dod is not None and u.dod <= 30 and not (u.traff is not None and u.traff <= u.dod):
                taljare["avlidna", plats] += 1
            personer[plats].add(u.person)
            if u.traff is not None:
                namnare["dagar", plats] += 1
                taljare[u.traff, plats] += 1
                aterinskrivna[plats].add(u.person)
    svar = {}
    for o, ((typ, d), manader) in product((*HALLAND, UTANFOR, REGION), PERIODER.items()):

        def summa(tal: Counter, m, o: str = o, manader: list[date] = manader) -> int:
            return sum(tal[m, (o, manad)] for manad in manader)

        matt = [(grund, *ALLA), (f"{grund}_3_dagar", *ALLA), (f"{grund}_7_dagar", *ALLA)]
        matt += [(grund, k, "alla", "alla", "alla", "alla") for k in ("kvinna", "man")]
        matt += [(grund, "alla", a, "alla", "alla", "alla") for a in ("65-79", "80-")]
        matt += [("andel_aterinskrivning_efter_boende", "alla", "alla", "alla", b, "alla") for b in ("alla", *BOENDE)]
        for m in matt:
            svar[m[0], o, typ, d, *m[1:]] = (summa(taljare, m), summa(namnare, m))
        tal = (summa(taljare, "avlidna"), summa(namnare, "avlidna"))
        svar["andel_avlidna_efter_utskrivning", o, typ, d, *ALLA] = tal
        i_perioden = set().union(*(personer[o, manad] for manad in manader))
        igen = set().union(*(aterinskrivna[o, manad] for manad in manader))
        svar["andel_personer_med_aterinskrivning", o, typ, d, *ALLA] = (len(igen), len(i_perioden))
        for b, dagar in {"alla": range(31), **BAND}.items():
            tal = (sum(summa(taljare, n) for n in dagar), summa(namnare, "dagar"))
            svar["fordelning_dagar_till_aterinskrivning", o, typ, d, *ALLA[:-1], b] = tal
    return svar


def vardade(vard: list[Vard], somatik: bool) -> dict[tuple, tuple]:
    """Return how many persons were cared for, and of them with need, and the tracks of the stays that ended."""
    form = "somatik" if somatik else "psykiatri"
    inne, behov, spar = defaultdict(set), defaultdict(set), Counter()
    for v in vard:
        if v.somatik != somatik or not v.sjukhus:
            continue
        manad, sista = max(v.inne.date().replace(day=1), MANADER[0]), v.ute.date() if v.ute else MANADER[-1]
        while manad <= min(sista, MANADER[-1]):
            for nyckel in product((v.betalar, REGION), (manad,), ("alla", v.kon)):
                inne[nyckel].add(v.person)
                if v.behov:
                    behov[nyckel].add(v.person)
            manad = (manad + timedelta(31)).replace(day=1)
        if v.ute and v.behov:
            for o in (v.betalar, REGION):
                spar[o, v.ute.date().replace(day=1), v.farg] += 1
    svar = {}
    for o, ((typ, d), manader) in product((*HALLAND, UTANFOR, REGION) if somatik else (REGION,), PERIODER.items()):
        for k in ("alla", "kvinna", "man") if somatik else ("alla",):
            antal = len(set().union(*(inne[o, m, k] for m in manader)))
            med_behov = len(set().union(*(behov[o, m, k] for m in manader)))
            if typ != "r36" or not somatik:
                svar[f"antal_vardade_{form}", o, typ, d, k, *ALLA[1:]] = (antal, None)
            svar[f"andel_behov_av_planering_{form}", o, typ, d, k, *ALLA[1:]] = (med_behov, antal)
        per_farg = {f: sum(spar[o, m, f] for m in manader) for f in FARGER.values()}
        alla = sum(per_farg.values())
        for f, antal in {"alla": alla, **per_farg}.items() if typ != "r36" else ():
            tal = (None, None) if any(brott in manader[1:] for brott in BROTT) else (antal, alla)
            svar[f"fordelning_fargspar_{form}", o, typ, d, "alla", "alla", f, "alla", "alla"] = tal
    return svar


def langsamt(mapp: Path, fran: date, till: date, uttag: date) -> dict[tuple, tuple]:
    """Return (indikator, område, periodtyp, första dag, kön, åldersgrupp, färgspår, boendeform, del): tal."""
    vard = las_vard(mapp / "vardtillfallen.csv", fran, till, uttag)
    inskrivningar = las_inskrivningar(mapp / "hemsjukvard.csv", uttag)
    alla = list(utskrivningar(vard, inskrivningar, till))
    return aterinskrivningar(alla) | vardade(vard, True) | vardade(vard, False)


# --- The difficult delivery ------------------------------------------------------------------------------------------

SVARA_TILL = date(2022, 12, 31)  # so that the last month cannot be followed for 30 days
UTTAG = date(2023, 2, 1)
UTANLANS = ("1480", "1490", "1285", "0180")
AVSTAND = (1, 2, 3, 4, 7, 8, 14, 15, 29, 30, 31, 32)
LANGDER = (0, 0, 1, 1, 2, 3, 5, 5, 9, 16, 30, 70, 400)


def svara_vardtillfallen(slump: random.Random, person: str) -> Iterator[dict[str, str]]:
    """Yield one person's stays: each begins and ends in a minute of its own, so that first and last are certain."""
    kon = slump.choice(("Kvinna", "Man"))
    fodd = date(
        slump.choice((1937, 1938, 1939, 1940, 1942, 1952, 1953, 1954, 1955, 1957, 1990)), slump.randint(1, 12), 15
    )
    hemma = slump.choices((slump.choice(HALLAND), slump.choice(UTANLANS), ""), (90, 6, 4))[0]
    borjar = datetime(2017, 11, 1) + timedelta(slump.randrange(1700), minutes=slump.randrange(1440))
    stays, minuter = [], set()
    for _ in range(slump.randint(1, 8)):
        slutar = borjar + timedelta(slump.choice(LANGDER), minutes=slump.randrange(1, 1440))
        while borjar in minuter:
            borjar -= timedelta(minutes=1)
        while slutar in minuter or slutar < borjar:
            slutar += timedelta(minutes=1)
        minuter |= {borjar, slutar}
        stays.append((borjar, slutar))
        vad, sist = slump.random(), max(ute for _, ute in stays)
        if vad < 0.14:  # a transfer, also one that begins before the former has ended
            borjar = datetime.combine(sist.date(), datetime.min.time()) + timedelta(minutes=slump.randrange(1440))
        elif vad < 0.26:  # overlapping, or lying inside
            borjar += (slutar - borjar) * slump.random() // timedelta(minutes=1) * timedelta(minutes=1)
        elif vad < 0.75:  # the boundaries of the windows
            dagen = sist.date() + timedelta(slump.choice(AVSTAND))
            borjar = datetime.combine(dagen, datetime.min.time()) + timedelta(minutes=slump.randrange(1440))
        else:
            borjar = sist + timedelta(slump.randint(20, 300), minutes=slump.randrange(1440))
    stays = [s for s in stays if s[0].date() <= SVARA_TILL + timedelta(20)]
    sist = max((ute for _, ute in stays), default=datetime.max)
    dod = sist.date() + timedelta(slump.choice((0, 0, 0, 1, 5, 15, 29, 30, 31, 60))) if slump.random() < 0.3 else None
    if stays and slump.random() < 0.05:  # somebody else's stays, by mistake: they go on after the death
        dod = slump.choice(stays)[1].date() + timedelta(slump.randint(0, 30))
    dod = None if dod and dod > UTTAG else dod
    for inne, slut in stays:
        ute = slut if slut.date() <= UTTAG and slump.random() > 0.02 else None
        if slump.random() < 0.06:
            hemma = slump.choice((*HALLAND, *UTANLANS[:1]))
        ar_dod = dod and ute == sist and dod == sist.date() and slump.random() < 0.6
        behov = slump.choice(("Ja", "Ja", "Nej", "Nej", "Nej", ""))
        alder = ute and ute.year - fodd.year - ((ute.month, ute.day) < (fodd.month, fodd.day))
        yield {
            "PersonID": person,
            "Folkbokföringskommun": hemma,
            "Betalningsansvarig kommun": slump.choices(("", hemma, slump.choice((*HALLAND, "1480"))), (3, 6, 1))[0],
            "Kön": kon,
            "Ålder": str(alder) if ute else "",
            "Vårdform": slump.choices(("Somatik", "Psykiatri"), (3, 1))[0],
            "Vårdnivå": slump.choices(("Sjukhus", "sjukstuga", ""), (18, 1, 1))[0],
            "Inskriven": f"{inne:%Y-%m-%d %H:%M}",
            "Planerad": slump.choices(("Nej", "Ja", ""), (6, 3, 1))[0],
            "Behov av planering": behov,
            "Färgspår": slump.choice(tuple(FARGER)) if behov == "Ja" or slump.random() < 0.1 else "",
            "Utskriven": f"{ute:%Y-%m-%d %H:%M}" if ute else slump.choice(("", "9999-12-31", "9999-12-31 00:00")),
            "Utskriven till": "Avliden" if ar_dod else slump.choice(sorted(BOSTADER)),
            "Dödsdatum": str(dod) if dod and slut.date() <= dod and slump.random() < 0.95 else "",
        }


SMUTS = (
    {"Utskriven": "2018-01-01 00:01"},
    {"Inskriven": "2023-02-02 08:00", "Utskriven": ""},
    {"Utskriven": "2023-02-02 08:00"},
    {"Dödsdatum": "2023-02-02"},
    {"Färgspår": "Lila"},
    {"Kön": "okänt"},
    {"Planerad": "kanske"},
    {"Folkbokföringskommun": "1399"},
    {"Betalningsansvarig kommun": "0013"},
    {"Ålder": "121"},
    {"Ålder": "-1"},
    {"Ålder": ""},
    {"Dödsdatum": "2017-12-31"},
    {"PersonID": ""},
)
"""What makes a row faulty when its stay begins after 2018 and has ended."""


def svara_inskrivningar(slump: random.Random, stays: list[dict[str, str]]) -> Iterator[str]:
    """Yield enrolments that begin and end on, just before and just after the days of discharge."""
    for nummer, (manad, kommun) in enumerate(product(MANADER, HALLAND)):  # no month without rows, which would be a gap
        yield f"q-{nummer:016x};{kommun};E;K;1940;Ordinärt boende;{manad};;{manad}"
    for v in stays:
        utdag = dag(v["Utskriven"])
        if utdag and v["PersonID"] and slump.random() < 0.5:
            borjar = utdag + timedelta(slump.choice((-200, -30, -1, 0, 1)))
            slutar = max(borjar, utdag + timedelta(slump.choice((-1, 0, 0, 1, 40))))
            oppen = slump.choice(("", "9999-12-31")) if slump.random() < 0.2 or slutar > UTTAG else slutar
            form = slump.choice(("Ordinärt boende", "Särskilt boende", ""))
            kommun = slump.choices((slump.choice(HALLAND), "1480"), (40, 1))[0]
            if borjar <= UTTAG:
                yield f"{v['PersonID']};{kommun};E;{v['Kön'][0]};1940;{form};{borjar};{oppen};{borjar}"
                if slump.random() < 0.003:  # the same key with other content: neither is used
                    yield f"{v['PersonID']};{kommun};E;{v['Kön'][0]};1941;{form};{borjar};{oppen};{borjar}"


def gor_svara(fran: Path, till: Path) -> None:
    """Write the difficult delivery, with the exempel's headings and population."""
    slump = random.Random(65)
    till.mkdir()
    rubriker = (fran / "vardtillfallen.csv").open(encoding="utf-8-sig").readline().rstrip().split(";")
    stays = [v for nummer in range(1700) for v in svara_vardtillfallen(slump, f"p-{nummer:016x}")]
    stays = [{"Vårdtillfälle": f"VT{nummer:07d}"} | v for nummer, v in enumerate(stays)]
    for smuts in SMUTS:
        for v in slump.sample([v for v in stays if v["Inskriven"] > "2018-02" and v["Ålder"]], 8):
            v.update(smuts)
    stays += [v | {"Planerad": "Ja" if v["Planerad"] == "Nej" else "Nej"} for v in slump.sample(stays, 12)]
    stays += slump.sample(stays, 12)
    slump.shuffle(stays)
    rubrik = (fran / "hemsjukvard.csv").open(encoding="cp1252").readline().rstrip()
    filer = {
        "vardtillfallen": (
            "utf-8-sig",
            [";".join(rubriker), *(";".join(v.get(k, "") for k in rubriker) for v in stays)],
        ),
        "hemsjukvard": ("cp1252", [rubrik, *svara_inskrivningar(slump, stays)]),
        "befolkning": ("utf-8", (fran / "befolkning.csv").read_text("utf-8").splitlines()),
    }
    besked = FILER
    for namn, (kodning, fil) in filer.items():
        (till / f"{namn}.csv").write_text("\n".join(fil) + "\n", kodning)
        besked += EN_FIL.format(namn=namn, antal=len(fil) - 1)
    besked = besked.replace("2015-01-01", "2018-01-01").replace("2023-01-31", str(SVARA_TILL))
    (till / "leverans.toml").write_text(besked, "utf-8")


# --- The comparison --------------------------------------------------------------------------------------------------

DIMENSIONER = ["kon", "aldersgrupp", "fargspar", "boendeform", "del"]


@pytest.fixture(scope="module", params=["exempel", "svara"])
def svaren(request, exempel, hem, tmp_path_factory):
    """Return the slow answer and the project's, both as key: (täljare, nämnare)."""
    mapp, till = exempel, date(2023, 1, 31)
    if request.param == "svara":
        plats = tmp_path_factory.mktemp("svara")
        mapp, till, hem = plats / "leverans", SVARA_TILL, eget_hem(hem, plats / "hem")
        gor_svara(exempel, mapp)
    profil, katalog = las_profil(hem, "halland"), las_katalog(hem.indikatorer)
    lager = ta_in(mapp, profil, hem)
    assert not lager.luckor
    egna = [i for i, matt in katalog.items() if matt.funktion in OM_SJUKHUSVARD]
    valda = {i: matt for i, matt in katalog.items() if i in egna or matt.fran_andra}
    utfall = rakna_utfall(raknegrund(lager), valda, profil, Period.las("2022-12"))
    utfall = utfall[utfall["indikator"].isin(egna)]
    nycklar = utfall[["indikator", "omrade", "periodtyp", "period", *DIMENSIONER]].itertuples(index=False)
    tal = utfall[["taljare", "namnare"]].astype(object)
    tal = tal.where(tal.notna(), None).itertuples(index=False, name=None)
    projektets = {tuple(nyckel): varden for nyckel, varden in zip(nycklar, tal, strict=True)}
    assert len(projektets) == len(utfall)
    return langsamt(mapp, date(2018, 1, 1), till, UTTAG), projektets


def olika(svaren, *indikatorer: str) -> list[str]:
    """Return every figure that differs, and every key that only one of the two has."""
    return [
        f"{nyckel}: slow {svaren[0].get(nyckel, 'saknas')}, project {svaren[1].get(nyckel, 'saknas')}"
        for nyckel in sorted(svaren[0].keys() | svaren[1].keys())
        if nyckel[0] in indikatorer and svaren[0].get(nyckel, "saknas") != svaren[1].get(nyckel, "saknas")
    ]


def test_slow_patients_cared_for_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "antal_vardade_somatik", "antal_vardade_psykiatri")


def test_slow_need_of_planning_equals_the_projects_for_every_period(svaren):
    assert not olika(svaren, "andel_behov_av_planering_somatik", "andel_behov_av_planering_psykiatri")


def test_slow_tracks_equal_the_projects_and_no_window_spans_a_break(svaren):
    assert not olika(svaren, "fordelning_fargspar_somatik", "fordelning_fargspar_psykiatri")
    over = {nyckel[2:4] for nyckel, tal in svaren[1].items() if "fargspar" in nyckel[0] and tal == (None, None)}
    assert {("ar", date(2019, 1, 1)), ("ar", date(2022, 1, 1)), ("tertial", date(2019, 5, 1))} < over
    assert ("manad", date(2019, 7, 1)) not in over


def test_slow_aterinskrivning_equals_the_projects_for_every_period(svaren):
    grund = "andel_oplanerad_aterinskrivning"
    assert not olika(svaren, grund, f"{grund}_3_dagar", f"{grund}_7_dagar")


def test_slow_days_to_aterinskrivning_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "fordelning_dagar_till_aterinskrivning")


def test_slow_aterinskrivning_by_boende_equals_the_projects_for_every_period(svaren):
    assert not olika(svaren, "andel_aterinskrivning_efter_boende")


def test_slow_deaths_after_discharge_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "andel_avlidna_efter_utskrivning")


def test_slow_persons_with_aterinskrivning_equal_the_projects_for_every_period(svaren):
    assert not olika(svaren, "andel_personer_med_aterinskrivning")


def test_no_indicator_of_the_project_is_left_without_a_second_opinion(svaren, katalog):
    egna = {i for i, matt in katalog.items() if matt.funktion in OM_SJUKHUSVARD}
    assert {nyckel[0] for nyckel in svaren[0]} == {nyckel[0] for nyckel in svaren[1]} == egna


def test_the_difficult_delivery_is_difficult(exempel, tmp_path):
    gor_svara(exempel, tmp_path / "svara")
    vard = las_vard(tmp_path / "svara" / "vardtillfallen.csv", date(2018, 1, 1), SVARA_TILL, UTTAG)
    personer = defaultdict(list)
    for v in vard:
        personer[v.person].append(v)
    hela = [episod for egna in personer.values() for episod in episoder(egna)]
    inskrivningar = las_inskrivningar(tmp_path / "svara" / "hemsjukvard.csv", UTTAG)
    alla = list(utskrivningar(vard, inskrivningar, SVARA_TILL))
    dagar = Counter(u.traff for u in alla)
    assert len(personer) > 1500
    assert len(vard) > 5000
    assert sum(len(episod) > 1 for episod in hela) > 1000
    assert sum(len({v.kommun for v in episod}) > 1 for episod in hela) > 50
    assert sum(len({v.somatik for v in episod}) > 1 for episod in hela) > 300
    assert all(dagar[n] > 5 for n in (1, 3, 4, 7, 8, 14, 15, 30))
    assert Counter(u.boende for u in alla).keys() == set(BOENDE)
    assert sum(u.dod is not None and u.dod <= 30 for u in alla) > 50
