"""The indicators about hospital stays computed slowly, in plain Python, from the raw files.

It uses nothing from ``analys`` and was written from the definitions without reading src/analys/indikatorer/.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests.reference.rafiler import REGION, UTANFOR, kommuner, rader

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
                (f"{grund}_7_dagar", u.kon, *ALLA[1:]),
                ("andel_aterinskrivning_efter_boende", *ALLA),
                ("andel_aterinskrivning_efter_boende", "alla", "alla", "alla", u.boende, "alla"),
            ]
            for m in matt:
                namnare[m, plats] += 1
                inom = 3 if "_3_" in m[0] else 7 if "_7_" in m[0] else 30
                taljare[m, plats] += u.traff is not None and u.traff <= inom
            for k in ("alla", u.kon):
                namnare[("avlidna", k), plats] += 1
                if u.dod is not None and u.dod <= 30 and not (u.traff is not None and u.traff <= u.dod):
                    taljare[("avlidna", k), plats] += 1
                personer[plats, k].add(u.person)
                if u.traff is not None:
                    aterinskrivna[plats, k].add(u.person)
            if u.traff is not None:
                namnare["dagar", plats] += 1
                taljare[u.traff, plats] += 1
    return i_perioderna(taljare, namnare, personer, aterinskrivna)


def i_perioderna(taljare: Counter, namnare: Counter, personer: dict, aterinskrivna: dict) -> dict[tuple, tuple]:
    """Return every measure of readmission in every period, from what was counted by month."""
    grund, svar = "andel_oplanerad_aterinskrivning", {}
    for o, ((typ, d), manader) in product((*HALLAND, UTANFOR, REGION), PERIODER.items()):

        def summa(tal: Counter, m, o: str = o, manader: list[date] = manader) -> int:
            return sum(tal[m, (o, manad)] for manad in manader)

        kon = ("alla", "kvinna", "man")
        matt = [(m, k, "alla", "alla", "alla", "alla") for m in (grund, f"{grund}_7_dagar") for k in kon]
        matt.append((f"{grund}_3_dagar", *ALLA))
        matt += [(grund, "alla", a, "alla", "alla", "alla") for a in ("65-79", "80-")]
        matt += [("andel_aterinskrivning_efter_boende", "alla", "alla", "alla", b, "alla") for b in ("alla", *BOENDE)]
        for m in matt:
            svar[m[0], o, typ, d, *m[1:]] = (summa(taljare, m), summa(namnare, m))
        for k in kon:
            tal = (summa(taljare, ("avlidna", k)), summa(namnare, ("avlidna", k)))
            svar["andel_avlidna_efter_utskrivning", o, typ, d, k, *ALLA[1:]] = tal
            i_perioden = set().union(*(personer[(o, manad), k] for manad in manader))
            igen = set().union(*(aterinskrivna[(o, manad), k] for manad in manader))
            svar["andel_personer_med_aterinskrivning", o, typ, d, k, *ALLA[1:]] = (len(igen), len(i_perioden))
        for b, dagar in {"alla": range(31), **BAND}.items():
            tal = (sum(summa(taljare, n) for n in dagar), summa(namnare, "dagar"))
            svar["fordelning_dagar_till_aterinskrivning", o, typ, d, *ALLA[:-1], b] = tal
    return svar


def aldersband(alder: int) -> str:
    """Return the age group of a stay that ended."""
    return "0-64" if alder <= 64 else "80-" if alder >= 80 else "65-79"


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
                spar[o, v.ute.date().replace(day=1), aldersband(v.alder)] += 1
                for k in ("alla", v.kon):
                    spar[o, v.ute.date().replace(day=1), v.farg, k] += 1
    svar = {}
    for o, k in product((*HALLAND, UTANFOR, REGION) if somatik else (REGION,), ("alla", "kvinna", "man")):
        for (typ, d), manader in PERIODER.items():
            antal = len(set().union(*(inne[o, m, k] for m in manader)))
            med_behov = len(set().union(*(behov[o, m, k] for m in manader)))
            if typ != "r36" or not somatik:
                svar[f"antal_vardade_{form}", o, typ, d, k, *ALLA[1:]] = (antal, None)
            svar[f"andel_behov_av_planering_{form}", o, typ, d, k, *ALLA[1:]] = (med_behov, antal)
            per_farg = {f: sum(spar[o, m, f, k] for m in manader) for f in FARGER.values()} if typ != "r36" else {}
            svar |= fargspar((f"fordelning_fargspar_{form}", o, typ, d, k, "alla"), per_farg, manader)
    return svar | (efter_alder(spar) if somatik else {})


def efter_alder(spar: Counter) -> dict[tuple, tuple]:
    """Return the stays with need that ended in each year, by age."""
    svar = {}
    for o, ((typ, d), manader) in product((*HALLAND, UTANFOR, REGION), PERIODER.items()):
        band = {a: sum(spar[o, m, a] for m in manader) for a in ("0-64", "65-79", "80-")}
        for a, n in {"alla": sum(band.values()), **band}.items() if typ == "ar" else ():
            svar["antal_utskrivna_med_behov_somatik", o, typ, d, "alla", a, *ALLA[2:]] = (n, None)
    return svar


def fargspar(nyckel: tuple, per_farg: dict[str, int], manader: list[date]) -> dict[tuple, tuple]:
    """Return a period's tracks, nothing over a break, and their sum."""
    alla = sum(per_farg.values())
    over_brott = any(brott in manader[1:] for brott in BROTT)
    hela = {"alla": alla, **per_farg} if per_farg else {}
    return {(*nyckel, f, "alla", "alla"): (None, None) if over_brott else (antal, alla) for f, antal in hela.items()}


def langsamt(mapp: Path, fran: date, till: date, uttag: date) -> dict[tuple, tuple]:
    """Return (indikator, område, periodtyp, första dag, kön, åldersgrupp, färgspår, boendeform, del): tal."""
    vard = las_vard(mapp / "vardtillfallen.csv", fran, till, uttag)
    inskrivningar = las_inskrivningar(mapp / "hemsjukvard.csv", uttag)
    alla = list(utskrivningar(vard, inskrivningar, till))
    return aterinskrivningar(alla) | vardade(vard, True) | vardade(vard, False)
