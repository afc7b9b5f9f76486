"""Hospital stays as they happen: who comes in, what happens, who comes back, who dies.

A row is a stay; times are minutes since 1970-01-01. ``slot`` is a place in the population (kommun, sex, birth year,
number), held by one person until it dies and then by another. ``dod`` is the person's day of death, `_ALDRIG` before
it is known. Stays of people in hemsjukvård carry that table's person, kommun, sex and birth year.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analys.sources.exempel.grund import MINUTER, dagnummer, jamnt, pseudonymer
from analys.sources.exempel.varld import Varld

_UTANFOR_ANDEL = (0.028, 0.007, 0.003, 0.006, 0.003, 0.006, 0.006)  # of the population's, as `Varld.grannar`
EJ_FLYTT, FLYTTAD, MOTTAGEN, DUBBEL = range(4)
HEM, SABO = 1, 2
_ALDRIG = 10**6
_MANADER = np.arange(np.datetime64("2017-10"), np.datetime64("2023-02"))  # in Halland's calendar
_AKUT, _PLANERAD, _PSYK, _HEMSJUKVARD = 1535, 620, 83, 0.0036
"""First stays a month (emergency, planned, psychiatry) and per person and day in hemsjukvård."""
_ALDRAR = {  # share of the stays per age: (first, last, share), falling within the last band
    "akut": ((0, 17, 0.12), (18, 44, 0.20), (45, 64, 0.22), (65, 79, 0.29), (80, 99, 0.17)),
    "planerad": ((0, 17, 0.05), (18, 44, 0.18), (45, 64, 0.30), (65, 79, 0.36), (80, 99, 0.11)),
    "psyk": ((14, 17, 0.05), (18, 44, 0.51), (45, 64, 0.28), (65, 79, 0.12), (80, 99, 0.04)),
}
_BEHOV = np.array([[0.095, 0.03], [0.32, 0.12], [0.61, 0.26]])  # age group x (emergency, planned)
_ATER = np.array([0.05, 0.090, 0.105])  # comes back within 30 days, by age group
_ATER_HEM, _ATER_SABO, _ATER_PSYK, _PLANERAT_ATER = 0.10, 0.060, 0.12, 0.02
_DOR = np.array([[0.004, 0.003, 0.01], [0.018, 0.013, 0.05], [0.036, 0.025, 0.12]])  # in hospital, 30 days, 400 days
_GLAPP = ((1, 3, 0.24), (4, 7, 0.18), (8, 14, 0.24), (15, 30, 0.34))  # days until coming back
_DAGAR = (2.7, 2.6, 2.5, 2.4, 2.25)  # mean days as utskrivningsklar, by year


def _sasong(varld: Varld) -> tuple[np.ndarray, np.ndarray]:
    """Return the months' factors for emergency and planned stays: fewer planned in July, December and spring 2020."""
    manader = _MANADER + varld.skifte
    nummer = manader.astype(int) % 12 + 1
    akut = 1 + 0.04 * np.cos((nummer - 1) * np.pi / 6)
    planerad = np.select([nummer == 7, nummer == 12, (nummer == 6) | (nummer == 8)], [0.80, 0.80, 0.95], 1.04)
    for manad, (a, p) in {"2020-03": (0.90, 0.75), "2020-04": (0.82, 0.4), "2020-05": (0.88, 0.5)}.items():
        akut[manader == np.datetime64(manad)] *= a
        planerad[manader == np.datetime64(manad)] *= p
    akut[manader == varld.manad("2022-12")] *= 1.12
    return akut, planerad


def _valj(rng: np.random.Generator, band: tuple[tuple[int, int, float], ...], antal: int) -> np.ndarray:
    """Return whole numbers drawn from bands (first, last, share)."""
    b = np.array(band)
    jamna = (rng.random() + np.arange(antal) * 0.6180339887) % 1  # every run of rows holds nearly its share
    vald = b[np.searchsorted(np.cumsum(b[:, 2]) / b[:, 2].sum(), jamna, side="right")]
    u = rng.random(antal)
    u = np.where(vald[:, 0] == 80, 1 - np.sqrt(u), u)  # the oldest are fewer the older
    return np.asarray(vald[:, 0] + u * (vald[:, 1] - vald[:, 0] + 1)).astype(int)


def _fran_befolkningen(rng: np.random.Generator, folk: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the first stays of people outside hemsjukvård, by kommun, sex and age as the population."""
    akut, planerad = _sasong(varld)
    forsta = _forsta(varld)
    delar = []
    for slag, takt in {"akut": _AKUT * akut, "planerad": _PLANERAD * planerad, "psyk": _PSYK * akut}.items():
        manad = np.repeat(np.arange(len(_MANADER)), rng.poisson(takt * varld.storlek))
        dag = forsta[manad] + (rng.random(len(manad)) * np.diff(forsta)[manad]).astype(int)
        alder = _valj(rng, _ALDRAR[slag], len(manad))
        plan = rng.random(len(manad)) < 0.1 if slag == "psyk" else slag == "planerad"
        delar.append(pd.DataFrame({"dag": dag, "alder": alder, "psyk": slag == "psyk", "plan": plan}))
    v = pd.concat(delar, ignore_index=True).sort_values("dag", ignore_index=True, kind="stable")
    v["fodd"] = v["dag"].to_numpy().astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970 - v.pop("alder")
    v["kommun"], v["kon"] = "", ""
    grupp = np.digitize(varld.folkar - 1 - v["fodd"], [65, 80])
    resa = varld.niva("resa")
    celler = folk[folk["År"] == varld.folkar]
    celler = celler.assign(vikt=lambda f: f["Folkmängd 31 december"] * f["Kommunkod"].map(resa))
    for nummer, (_, cell) in enumerate(celler.groupby("Ålder", sort=True)):
        har = np.flatnonzero(grupp == nummer)
        vald = rng.choice(len(cell), len(har), p=cell["vikt"] / cell["vikt"].sum())
        v.loc[har, "kommun"] = cell["Kommunkod"].to_numpy()[vald]
        v.loc[har, "kon"] = np.where(cell["Kön"].to_numpy()[vald] == "kvinnor", "Kvinna", "Man")
    ute = rng.random(len(v)) < sum(_UTANFOR_ANDEL)
    p = np.array(_UTANFOR_ANDEL) / sum(_UTANFOR_ANDEL)
    v.loc[ute, "kommun"] = rng.choice(np.array(varld.grannar, dtype=object), int(ute.sum()), p=p)
    cell = v.groupby(["kommun", "kon", "fodd"], sort=True)
    platser = np.ceil(cell["dag"].transform("size") / 1.6)
    v["slot"] = cell.ngroup() * 10_000 + (rng.random(len(v)) ** 1.5 * platser).astype(int)
    return v.assign(grupp=0, slutar=0, dod=_ALDRIG)


def _fran_hemsjukvarden(rng: np.random.Generator, hem: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the first stays of people 65+ in hemsjukvård: while enrolled, just before, and the last one of some.

    Six in ten of the last enrolments that ended ended by death; three in ten of these died in hospital.
    """
    start, slut = _forsta(varld)[0], dagnummer(varld.sista)
    h = pd.DataFrame({"kommun": hem["Kommun"], "kon": hem["Kön"].map({"K": "Kvinna", "M": "Man"})})
    h["fodd"] = hem["Födelseår"].astype(int)
    h["grupp"] = np.where(hem["Boendeform"] == "Särskilt boende", SABO, HEM)
    h["in"] = hem["Inskriven"].to_numpy("datetime64[D]").astype(int)
    h["ut"] = hem["Avslutad"].replace("", f"{varld.uttag.year + 1}-01-01").to_numpy("datetime64[D]").astype(int)
    h["slot"] = -1 - pd.factorize(hem["PersonID"])[0]
    h["resa"] = h["kommun"].map(varld.niva("resa"))
    sista = h["ut"] == h.groupby("slot")["ut"].transform("max")
    dor = sista & (h["ut"] <= slut) & (rng.random(len(h)) < 0.6)
    h["dod"] = h["ut"].where(dor, _ALDRIG).groupby(h["slot"]).transform("min")
    h = h[(h["ut"] > start) & (varld.forsta_vard.year - h["fodd"] >= 65)].reset_index(drop=True)
    fran, till = h["in"].clip(lower=start), h["ut"].clip(upper=slut)
    skorhet = h["slot"].map(pd.Series(rng.gamma(2.0, 0.5, h["slot"].nunique()), index=h["slot"].unique()))
    under = h.loc[np.repeat(h.index, rng.poisson(_HEMSJUKVARD * (till - fran) * h["resa"] * skorhet))]
    dag = fran[under.index] + (rng.random(len(under)) * (till - fran)[under.index]).astype(int)
    under = under.assign(dag=dag.to_numpy(), slutar=0)
    u = rng.random(len(h)) / h["resa"]
    nya = h[(h["in"] >= start) & (u < 0.32)]
    nya = nya.assign(slutar=nya["in"] - rng.integers(0, 9, len(nya)))
    doda = h[(h["ut"] == h["dod"]) & (h["ut"] > start + 40) & (rng.random(len(h)) / h["resa"] < 0.5)]
    fore = np.where(rng.random(len(doda)) < 0.6, 0, rng.integers(1, 29, len(doda)))
    doda = doda.assign(slutar=np.maximum(doda["ut"] - fore, doda["in"] + 1))
    v = pd.concat([under, nya.assign(dag=nya["slutar"]), doda.assign(dag=doda["slutar"])], ignore_index=True)
    v = v[v["dag"] <= slut].sort_values("dag", ignore_index=True, kind="stable")
    return v.assign(psyk=False, plan=(rng.random(len(v)) < 0.10) & (v["slutar"] == 0)).drop(
        columns=["in", "ut", "resa"]
    )


def _forsta(varld: Varld) -> np.ndarray:
    """Return the first day of each month with stays, and of the month after."""
    manader = np.append(_MANADER, _MANADER[-1:] + 1) + varld.skifte
    return np.asarray(manader.astype("datetime64[D]").astype(int))


def _grupp(v: pd.DataFrame, minuter: pd.Series) -> np.ndarray:
    """Return the age group (0-2) at the given times."""
    aret = minuter.to_numpy().astype("datetime64[m]").astype("datetime64[Y]").astype(int) + 1970
    return np.asarray(np.digitize(aret - v["fodd"], [65, 80]))


def _vard(rng: np.random.Generator, v: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the stays, ordered by day, with planning need, times, days waited and deaths in and after hospital."""
    n = len(v)
    psyk, plan = v["psyk"].to_numpy(), v["plan"].to_numpy()
    klocka = np.where(plan, rng.integers(7 * 60, 11 * 60, n), np.sort(rng.integers(0, MINUTER, (3, n)), axis=0)[1])
    v["in_"] = v.pop("dag").to_numpy() * MINUTER + klocka
    manad = v["in_"].to_numpy().astype("datetime64[m]").astype("datetime64[M]").astype(int)
    ar = np.clip((manad - varld.skifte) // 12 + 1970 - 2018, 0, len(_DAGAR) - 1)
    grupp = _grupp(v, v["in_"])
    p = np.where(psyk, 0.28, _BEHOV[grupp, plan.astype(int)]) * np.where(manad % 12 == 11, 1.07, 1.0)
    behov = np.zeros(n, dtype=bool)
    for slag in (psyk, ~psyk):
        behov[slag] = jamnt(rng, p[slag])
    langd = np.where(psyk, 10.0, np.where(plan, 1.7, 2.6)) * np.where(behov, 1.35, 1.0)
    medicinska = np.floor(langd * rng.lognormal(0, 0.85, n)).clip(max=150)
    snitt = np.array(_DAGAR)[ar] * np.where(psyk, 1.8, 1.0)
    snitt *= v["kommun"].map(varld.niva("dagar")).fillna(1.0).to_numpy()
    v["vantan"] = np.where(behov, rng.poisson(rng.gamma(0.7, snitt / 0.7)), 0)
    dygn = (medicinska + v["vantan"]).astype(int)
    samma_dag = v["in_"] + rng.integers(120, 480, n)
    v["ut"] = np.where(dygn == 0, samma_dag, (v["in_"] // MINUTER + dygn) * MINUTER + rng.integers(540, 1080, n))
    skjut = np.where(v["slutar"] > 0, v["slutar"] - v["ut"] // MINUTER, 0) * MINUTER
    v[["in_", "ut"]] = v[["in_", "ut"]].add(skjut, axis=0)
    v["behov"] = behov
    ur_folket = (v["grupp"] == 0).to_numpy() & ~psyk
    dor = np.cumsum(_DOR[grupp], axis=1) * np.where(ur_folket, 1, 0)[:, None]
    nar = (rng.random(n)[:, None] > dor).sum(axis=1)
    dagar = np.choose(nar, [np.zeros(n, int), rng.integers(1, 31, n), rng.integers(31, 400, n), np.zeros(n, int)])
    v["dod"] = np.where(nar < 3, v["ut"] // MINUTER + dagar, v["dod"])
    return v


def _kedjor(rng: np.random.Generator, forsta: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the stays and those that follow from them: back within 30 days, unplanned or planned."""
    led = [_vard(rng, forsta.assign(led=0), varld)]
    resa = varld.niva("resa")
    while len(led[-1]) > 100:
        f = led[-1]
        f = f[np.where(f["grupp"] == 0, f["dod"] == _ALDRIG, f["ut"] // MINUTER < f["dod"])]
        p = np.choose(f["grupp"], [_ATER[_grupp(f, f["ut"])], _ATER_HEM, _ATER_SABO])
        p = np.where(f["psyk"], _ATER_PSYK, p) * np.sqrt(f["kommun"].map(resa).fillna(0.5))
        u = rng.random(len(f))
        f = f.assign(plan=u >= p)[u < p + _PLANERAT_ATER]
        dag = f["ut"] // MINUTER + _valj(rng, _GLAPP, len(f))
        f = f.assign(dag=dag, slutar=0, led=f["led"] + 1)
        led.append(_vard(rng, f.sort_values("dag", kind="stable"), varld))
    return pd.concat(led, ignore_index=True)


def _personer(rng: np.random.Generator, v: pd.DataFrame, ur_hem: np.ndarray) -> pd.DataFrame:
    """Return stays that do not collide, each with its person: a slot passes to a new one when its person dies."""
    v = v[v["in_"] // MINUTER < np.where(v["grupp"] > 0, v["dod"], _ALDRIG)]
    v = v.sort_values(["slot", "in_", "ut"], ignore_index=True, kind="stable")
    dor_har = (v["grupp"] > 0) & (v["ut"] // MINUTER > v["dod"])
    v.loc[dor_har, "ut"] = np.maximum(v["dod"] * MINUTER + rng.integers(0, MINUTER, len(v)), v["in_"] + 60)[dor_har]
    fore = v.groupby("slot")["ut"].cummax().groupby(v["slot"]).shift(fill_value=-(10**9)) // MINUTER
    dag = v["in_"] // MINUTER
    tatt = (v["led"] == 0) & (v["slutar"] == 0) & (dag <= fore + 30) & (rng.random(len(v)) < 0.4)
    v = v[(dag > fore) & ~tatt].reset_index(drop=True)
    dog = ((v["grupp"] == 0) & (v["dod"] < _ALDRIG)).astype(int)
    innehavare = dog.groupby(v["slot"]).cumsum() - dog
    person, nycklar = pd.factorize(v["slot"] * 100 + np.where(v["grupp"] > 0, 0, innehavare))
    v["dod"] = v.groupby(person)["dod"].transform("min")
    namn = pseudonymer(rng, len(nycklar))
    fodelsedag = rng.integers(1, 366, len(nycklar))
    v["person"] = np.where(v["slot"] < 0, ur_hem[np.maximum(-1 - v["slot"], 0)], namn[person])
    return v.assign(fodelsedag=fodelsedag[person])


def _flyttar(rng: np.random.Generator, v: pd.DataFrame) -> pd.DataFrame:
    """Return the stays with 1.5 % moved to another hospital or to psychiatry the same day, and 0.3 % doubled."""
    v = v.assign(flytt=EJ_FLYTT)
    dygn = v["ut"] // MINUTER - v["in_"] // MINUTER
    u = rng.random(len(v))
    delas = ~v["psyk"] & (dygn >= 2) & (u < 0.025)
    dag = v["in_"] // MINUTER + 1 + (rng.random(len(v)) * (dygn - 1)).astype(int)
    byte = dag * MINUTER + rng.integers(9 * 60, 16 * 60, len(v))
    senare = v[delas].assign(in_=(byte + rng.integers(30, 180, len(v)))[delas], flytt=MOTTAGEN, plan=False)
    senare["psyk"] = rng.random(len(senare)) < 0.06
    v.loc[delas, "ut"] = byte[delas]
    v.loc[delas, "flytt"] = FLYTTAD
    dubbel = v[~v["psyk"] & (dygn >= 3) & (u > 0.993)]
    dubbel = dubbel.assign(in_=dubbel["in_"] + MINUTER, ut=dubbel["ut"] - MINUTER, flytt=DUBBEL)
    return pd.concat([v, senare, dubbel], ignore_index=True)


def _som_publicerat(
    rng: np.random.Generator, v: pd.DataFrame, mal: dict[bool, tuple[int, int]], manad: np.datetime64
) -> pd.DataFrame:
    """Return the stays with exactly the published persons, and persons with planning need, in the month.

    Persons too many lose their only stay, which lies within the month; need is changed on people's only stays.
    """
    forsta, sista = np.array([manad, manad + 1]).astype("datetime64[m]").astype(int)
    for psyk, (antal, behovande) in mal.items():
        i = v[(v["psyk"] == psyk) & (v["in_"] < sista) & (v["ut"] >= forsta)]
        enda = ~i["person"].duplicated(keep=False) & (i["flytt"] == EJ_FLYTT) & (i["ut"] // MINUTER != i["dod"])
        inom = i.index[enda & (i["in_"] >= forsta) & (i["ut"] < sista)]
        bort = rng.choice(inom, i["person"].nunique() - antal, replace=False)
        v, i, enda = v.drop(index=bort), i.drop(index=bort), enda.drop(index=bort)
        over = i.loc[i["behov"], "person"].nunique() - behovande
        andras = rng.choice(i.index[enda & (i["behov"] == (over > 0))], abs(over), replace=False)
        v.loc[andras, "behov"] = over < 0
        v.loc[andras, "vantan"] = 0
    return v


def gor_vardtillfallen(
    rng: np.random.Generator, folk: pd.DataFrame, hem: pd.DataFrame, mal: dict[bool, tuple[int, int]], varld: Varld
) -> pd.DataFrame:
    """Return every stay of the delivery's time. ``mal``: the published persons and those with need, by psychiatry."""
    delar = [_fran_befolkningen(rng, folk, varld), _fran_hemsjukvarden(rng, hem, varld)]
    forsta = pd.concat(delar, ignore_index=True).sort_values("dag", ignore_index=True, kind="stable")
    v = _flyttar(rng, _personer(rng, _kedjor(rng, forsta, varld), hem["PersonID"].unique()))
    sista = dagnummer(varld.sista)
    v = v[(v["ut"] >= dagnummer(varld.forsta_vard) * MINUTER) & (v["in_"] < (sista + 1) * MINUTER)]
    v = _som_publicerat(rng, v.sort_values(["in_", "person"], ignore_index=True), mal, varld.manad("2022-12"))
    v.loc[v["dod"] > sista, "dod"] = _ALDRIG
    return v.reset_index(drop=True)
