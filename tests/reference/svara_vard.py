"""A delivery of hospital stays made to be difficult: overlaps, boundaries of the windows, deaths, moves, and dirt."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

from tests.reference.langsam_vard import BOSTADER, FARGER, HALLAND, MANADER, dag
from tests.reference.rafiler import EN_FIL, FILER

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
