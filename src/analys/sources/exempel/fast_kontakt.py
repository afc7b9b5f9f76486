"""Fixed contacts, reviews, SIP and doctors' visits: invented, at the levels that Region Halland has reported.

Levels on 2022-12-31 (Slutredovisning god och nära vård 2022, question 17): 46 % of the listed have a fast läkarkontakt,
70 % of those 75 or older, 98 % in särskilt boende; registration has been possible since June 2022. Ko1 is 0,59 and Ko5
0,17. The number of visits is a fraction of a real region's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analys.sources.exempel.grund import FRO, SISTA, kurva, pseudonymer, smutsrader

FORSTA_STATUS = np.datetime64("2021-01")
FORSTA_BESOK = np.datetime64("2020-01")
FORSTA_LISTADE = np.datetime64("2022-06")
_SISTA = np.datetime64(SISTA, "M")
_LAKARKONTAKT = {"2022-06": 0.34, "2022-09": 0.72, "2022-11": 0.87, "2022-12": 0.91, "2023-01": 0.92}
_LAKARKONTAKT_SABO = {"2022-06": 0.78, "2022-09": 0.93, "2022-12": 0.98, "2023-01": 0.98}
_VARDKONTAKT = {"2021-01": 0.36, "2023-01": 0.45}
_GENOMGANG = {"2020-01": 0.070, "2023-01": 0.098}  # share with a review each month, of those 75 or older
_SIP = {"2020-01": 0.020, "2023-01": 0.028}
_SIP_HEMMA = {"2020-01": 0.30, "2023-01": 0.55}
_KOMMUNER = {"1382": 0.01, "1380": 0.0, "1315": 0.02, "1384": -0.07, "1381": 0.03, "1383": 0.02}
"""Each kommun's difference in level."""
_RUB = ((0.01, 0.02, 0.09, 0.30, 0.33, 0.25), (-0.02, -0.02, -0.02, -0.01, 0.0, 0.02))
_PATIENTER, _BESOK, _KRONISKA = 6000, 0.28, 0.06  # patients not enrolled, visits a month, share with chronic disease
_HEMBESOK, _MOTTAGNING = 0.05, 0.03  # visits a month to each enrolled person
_EGEN_LAKARE = {True: 0.758, False: 0.299}
"""The share of a patient's visits that are to the own doctor; the others are spread over many."""
_ANDRA_LAKARE = 40
_ANDEL_SABO = {"0-64": 0.0004, "65-74": 0.008, "75-": 0.085}
_LISTADE = {"alla": 0.46, "65-74": 0.56, "75-": 0.70, "sabo": 0.98}
_REGISTRERAT = {"2022-06": 0.25, "2022-09": 0.72, "2022-12": 1.0, "2023-01": 1.02}
_ALDERSORD = {"0-64": "0–64 år", "65-74": "65–74 år", "75-": "75+ år"}
_ANDEL_75_AV_65 = 0.38  # of those 65-79


def gor_patientstatus(rng: np.random.Generator, hem: pd.DataFrame) -> pd.DataFrame:
    """Return the enrolled at each month's end, one row each; ``hem`` is the export of enrolments without dirt."""
    manader = np.arange(FORSTA_STATUS, _SISTA + 1)
    rader = pd.concat([_inskrivna(hem, m) for m in manader], ignore_index=True)
    nummer, personer = pd.factorize(rader["PersonID"])
    n, t = len(personer), rader["manad"].to_numpy("datetime64[M]")
    rub = rng.choice(6, n, p=_RUB[0])
    kommun = rader["Kommun"].map(_KOMMUNER).to_numpy()
    niva = kommun + np.array(_RUB[1])[rub[nummer]]
    sabo = (rader["Boendeform"] == "Särskilt boende").to_numpy()
    lakare = np.where(sabo, _per_manad(_LAKARKONTAKT_SABO, t) + kommun / 5, _per_manad(_LAKARKONTAKT, t) + niva)
    genomgang = _senast(rng, n, _GENOMGANG, 0.8 + 0.08 * rub)[nummer, (t - FORSTA_BESOK).astype(int)]
    sip = _senast(rng, n, _SIP, np.ones(n))[nummer, (t - FORSTA_BESOK).astype(int)]
    plats = np.where(
        rng.random(n)[nummer] < _per_manad(_SIP_HEMMA, np.where(np.isnat(sip), np.datetime64("2020-01-01"), sip)),
        "Hemmet",
        np.where(rng.random(n)[nummer] < 0.93, "Vårdavdelning", "Annan"),
    )
    ut = pd.DataFrame(
        {
            "PersonID": rader["PersonID"],
            "Status den": (t + 1).astype("datetime64[D]") - 1,
            "Kommun": rader["Kommun"],
            "Kön": rader["Kön"],
            "Ålder": (t.astype(int) // 12 + 1970 - rader["Födelseår"].astype(int)).astype(str),
            "Boendeform": rader["Boendeform"],
            "RUB": rub[nummer].astype(str),
            "Fast läkarkontakt": _ja_nej(rng.random(n)[nummer] < lakare, t >= FORSTA_LISTADE),
            "Fast vårdkontakt": _ja_nej(rng.random(n)[nummer] < _per_manad(_VARDKONTAKT, t) + 2 * niva),
            "SIP datum": _dag(sip),
            "SIP plats": np.where(np.isnat(sip), "", plats),
            "Läkemedelsgenomgång": _dag(genomgang),
            "Antal läkemedel": (rng.poisson(4 + rub)[nummer]).astype(str),
        }
    )
    return ut.astype({"Status den": "str"})


def status_med_smuts(rng: np.random.Generator, status: pd.DataFrame) -> pd.DataFrame:
    """Return the export with 4 exact duplicates and 12 made-up rows that shall never be counted."""
    mall = dict.fromkeys(status.columns[1:], "") | {
        "Status den": "2022-10-31",
        "Kommun": "1380",
        "Kön": "K",
        "Ålder": "84",
        "Boendeform": "Ordinärt boende",
        "RUB": "4",
        "Fast läkarkontakt": "Ja",
        "Fast vårdkontakt": "Nej",
        "Antal läkemedel": "7",
    }
    byten = [
        {"Kommun": "1399"},
        {"Kommun": "1399", "RUB": "5"},
        {"RUB": "7"},
        {"RUB": "6"},
        {"RUB": "9"},
        {"Läkemedelsgenomgång": "2023-03-05"},
        {"SIP datum": "2023-02-14", "SIP plats": "Hemmet"},
        {"Läkemedelsgenomgång": "2022-11-20"},
        {"Status den": "2022-10-15"},
        {"Ålder": "207"},
        {"RUB": "3"},
        {"RUB": "3", "Fast läkarkontakt": "Nej"},
    ]
    return pd.concat([status, status.sample(4, random_state=FRO), smutsrader(rng, mall, byten)], ignore_index=True)


def gor_lakarbesok(
    rng: np.random.Generator, status: pd.DataFrame, folk: pd.DataFrame, kommuner: Sequence[str]
) -> pd.DataFrame:
    """Return doctors' visits of the enrolled (``status``, without dirt) and of other patients, with dirt at the end."""
    andra = _andra_patienter(rng, folk, kommuner)
    inskrivna = status.drop_duplicates("PersonID")[["PersonID", "Kommun"]].assign(kronisk=True)
    patienter = pd.concat([andra, inskrivna], ignore_index=True)
    patienter["vc"] = "VC " + patienter["Kommun"].str[-2:] + "-" + rng.integers(1, 5, len(patienter)).astype(str)
    manader = np.arange(FORSTA_BESOK, _SISTA + 1)
    antal = rng.poisson(_BESOK, (len(andra), len(manader)))
    delar = [_besok(np.repeat(np.arange(len(andra)), antal.sum(axis=1)), _manader(antal, manader), "")]
    plats = dict(zip(inskrivna["PersonID"], range(len(andra), len(patienter)), strict=True))
    vem, nar = status["PersonID"].map(plats).to_numpy(), status["Status den"].to_numpy("datetime64[M]")
    for slag, takt in (("Hembesök", _HEMBESOK), ("", _MOTTAGNING)):
        ganger = rng.poisson(takt, len(status))
        delar.append(_besok(np.repeat(vem, ganger), np.repeat(nar, ganger), slag))
    rad, manad, typ = (np.concatenate(d) for d in zip(*delar, strict=True))
    besok = patienter.iloc[rad].reset_index(drop=True)
    langd = (manad + 1).astype("datetime64[D]") - manad.astype("datetime64[D]")
    dag = manad.astype("datetime64[D]") + rng.integers(0, langd.astype(int))
    tillit = besok["kronisk"].map(_EGEN_LAKARE) + besok["Kommun"].map(_KOMMUNER) / 2
    egen = rng.random(len(besok)) < tillit + 0.01 * ((manad - FORSTA_BESOK).astype(int) / 12 - 2)
    annan = rng.integers(1, _ANDRA_LAKARE + 1, len(besok))
    borta = (rng.random(len(besok)) < 0.06) & (typ != "Hembesök")
    vanlig = np.where(rng.random(len(besok)) < 0.15, "Distans", "Mottagning")
    ut = pd.DataFrame(
        {
            "PersonID": besok["PersonID"],
            "Läkare": np.where(egen, "L egen " + besok["PersonID"].str[-4:], [f"L {a}" for a in annan]),
            "Vårdcentral": np.where(borta, "VC jour " + besok["Kommun"].str[-2:], besok["vc"]),
            "Listad på": besok["vc"],
            "Kommun": besok["Kommun"],
            "Besöksdatum": dag.astype(str),
            "Besökstyp": np.where(typ == "", vanlig, typ),
            "Akut": _ja_nej(rng.random(len(besok)) < np.where(typ == "Hembesök", 0.32, 0.10)),
            "Kronisk sjukdom": _ja_nej(besok["kronisk"].to_numpy(bool)),
        }
    ).sort_values(["Besöksdatum", "PersonID"], ignore_index=True)
    mall = dict(ut.iloc[0].drop("PersonID")) | {"Besöksdatum": "2022-10-04"}
    fel = smutsrader(rng, mall, [{"Kommun": "1399"}, {"Besöksdatum": "2023-02-30"}, {"Besöksdatum": "2023-03-02"}] * 2)
    hela = pd.concat([ut, fel], ignore_index=True)
    hela.insert(0, "Besöksnummer", [f"D{i:07d}" for i in range(1, len(hela) + 1)])
    return pd.concat([hela, hela.iloc[[100, 2000, 30000]]], ignore_index=True)


def gor_listade(folk: pd.DataFrame, kommuner: Sequence[str]) -> pd.DataFrame:
    """Return the listed in primary care at each month's end, in groups; at the reported levels on 2022-12-31."""
    bas = pd.DataFrame([r for k in kommuner for r in _grupper(folk, k)], columns=["Kommun", "Kön", "alder", "antal"])
    i_sabo = (bas["antal"] * bas["alder"].map(_ANDEL_SABO)).round()
    boende = {"Särskilt boende": i_sabo, "Ordinärt boende": bas["antal"] - i_sabo}
    grupper = pd.concat([bas.assign(boende=b, antal=n) for b, n in boende.items()], ignore_index=True)
    sabo = grupper["boende"] == "Särskilt boende"
    grupper["niva"] = _LISTADE["sabo"]
    for alder in ("75-", "65-74", "0-64"):
        egen = ~sabo & (grupper["alder"] == alder)
        grupper.loc[egen, "niva"] = grupper.loc[egen, "Kommun"].map(_KOMMUNER)
        inom = grupper["alder"] == alder if alder != "0-64" else pd.Series(True, index=grupper.index)
        mal = _LISTADE.get(alder, _LISTADE["alla"]) * grupper.loc[inom, "antal"].sum()
        rest = mal - (grupper["niva"] * grupper["antal"])[inom].sum()
        grupper.loc[egen, "niva"] += rest / grupper.loc[egen, "antal"].sum()
    rader = []
    for manad in np.arange(FORSTA_LISTADE, _SISTA + 1):
        takt = np.where(sabo, kurva(_LAKARKONTAKT_SABO, manad) / _LISTADE["sabo"], kurva(_REGISTRERAT, manad))
        med = (grupper["antal"] * grupper["niva"] * takt).round().astype(int)
        rader.append(grupper.assign(dag=str((manad + 1).astype("datetime64[D]") - 1), med=med))
    ut = pd.concat(rader, ignore_index=True)
    return pd.DataFrame(
        {
            "Status den": ut["dag"],
            "Kommun": ut["Kommun"],
            "Kön": ut["Kön"],
            "Ålder": ut["alder"].map(_ALDERSORD),
            "Boendeform": ut["boende"],
            "Listade": ut["antal"].astype(int),
            "Med fast läkarkontakt": ut["med"],
        }
    )


def _inskrivna(hem: pd.DataFrame, manad: np.datetime64) -> pd.DataFrame:
    """Return the enrolments that go on at the month's end, the latest of each person."""
    sist = str((manad + 1).astype("datetime64[D]") - 1)
    inne = hem[(hem["Inskriven"] <= sist) & ((hem["Avslutad"] == "") | (hem["Avslutad"] > sist))]
    return inne.drop_duplicates("PersonID", keep="last").assign(manad=manad)


def _per_manad(punkter: dict[str, float], manader: np.ndarray) -> np.ndarray:
    """Return the curve's value at each of the months."""
    x = [np.datetime64(p, "M").astype(int) for p in punkter]
    return np.asarray(np.interp(manader.astype("datetime64[M]").astype(int), x, list(punkter.values())))


def _senast(rng: np.random.Generator, antal: int, takt: dict[str, float], vikt: np.ndarray) -> np.ndarray:
    """Return each person's latest event up to each month's end since `FORSTA_BESOK`, as dates (persons, months)."""
    manader = np.arange(FORSTA_BESOK, _SISTA + 1)
    hander = rng.random((antal, len(manader))) < _per_manad(takt, manader) * vikt[:, None]
    dagar = manader.astype("datetime64[D]").astype(int) + rng.integers(0, 28, hander.shape)
    sist = np.maximum.accumulate(np.where(hander, dagar, 0), axis=1)
    return np.where(sist > 0, sist, np.datetime64("NaT").astype("int64")).astype("datetime64[D]")


def _ja_nej(ja: np.ndarray, kant: np.ndarray | bool = True) -> np.ndarray:
    return np.where(kant, np.where(ja, "Ja", "Nej"), "")


def _dag(dagar: np.ndarray) -> np.ndarray:
    return np.where(np.isnat(dagar), "", dagar.astype(str))


def _andra_patienter(rng: np.random.Generator, folk: pd.DataFrame, kommuner: Sequence[str]) -> pd.DataFrame:
    """Return patients that are not enrolled, spread over the kommuner as the inhabitants."""
    invanare = folk[folk["År"] == 2021].groupby("Kommunkod")["Folkmängd 31 december"].sum()[list(kommuner)]
    kommun = np.repeat(list(kommuner), np.round(_PATIENTER * invanare / invanare.sum()).astype(int))
    kronisk = rng.random(len(kommun)) < _KRONISKA
    return pd.DataFrame({"PersonID": pseudonymer(rng, len(kommun)), "Kommun": kommun, "kronisk": kronisk})


def _manader(antal: np.ndarray, manader: np.ndarray) -> np.ndarray:
    return np.repeat(np.tile(manader, len(antal)), antal.ravel())


def _besok(rad: np.ndarray, manad: np.ndarray, slag: str) -> tuple[np.ndarray, ...]:
    return rad, manad, np.full(len(rad), slag, dtype=object)


def _grupper(folk: pd.DataFrame, kommun: str) -> list[tuple[str, str, str, int]]:
    """Return one kommun's inhabitants by sex in the listed's age groups."""
    egna = folk[(folk["År"] == 2021) & (folk["Kommunkod"] == kommun)]
    antal = egna.set_index(["Kön", "Ålder"])["Folkmängd 31 december"]
    rader = []
    for kon, ord_ in (("K", "kvinnor"), ("M", "män")):
        aldre = round(antal[ord_, "65–79 år"] * _ANDEL_75_AV_65)
        tal = (antal[ord_, "0–64 år"], antal[ord_, "65–79 år"] - aldre, antal[ord_, "80+ år"] + aldre)
        rader += [(kommun, kon, alder, int(n)) for alder, n in zip(_ALDERSORD, tal, strict=True)]
    return rader
