"""Fixed contacts, reviews, SIP and doctors' visits: invented, at levels that the region has reported.

Halland's on 2022-12-31 (Slutredovisning god och nära vård 2022, question 17): 46 % of the listed have a fast
läkarkontakt, 70 % of those 75 or older, 98 % in särskilt boende; registration has been possible since June 2022. Ko1 is
0,59 and Ko5 0,17. The number of visits is a fraction of a real region's.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analys.sources.exempel.grund import pseudonymer, smutsrader
from analys.sources.exempel.varld import Varld

FORSTA_STATUS, FORSTA_BESOK = "2021-01", "2020-01"  # in Halland's calendar, as the curves
_SISTA = np.datetime64("2023-01")
_VARDKONTAKT = {"2021-01": 0.36, "2023-01": 0.45}
_GENOMGANG = {"2020-01": 0.070, "2023-01": 0.098}  # share with a review each month, of those 75 or older
_SIP = {"2020-01": 0.020, "2023-01": 0.028}
_SIP_HEMMA = {"2020-01": 0.30, "2023-01": 0.55}
_RUB = ((0.01, 0.02, 0.09, 0.30, 0.33, 0.25), (-0.02, -0.02, -0.02, -0.01, 0.0, 0.02))
_PATIENTER, _BESOK, _KRONISKA = 6000, 0.28, 0.06  # patients not enrolled, visits a month, share with chronic disease
_HEMBESOK, _MOTTAGNING = 0.05, 0.03  # visits a month to each enrolled person
_EGEN_LAKARE = {True: 0.758, False: 0.299}
"""The share of a patient's visits that are to the own doctor; the others are spread over many."""
_ANDRA_LAKARE = 40
_ANDEL_SABO = {"0-64": 0.0004, "65-74": 0.008, "75-": 0.085}
_ALDERSORD = {"0-64": "0–64 år", "65-74": "65–74 år", "75-": "75+ år"}
_ANDEL_75_AV_65 = 0.38  # of those 65-79


def gor_patientstatus(rng: np.random.Generator, hem: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the enrolled at each month's end, one row each; ``hem`` is the export of enrolments without dirt."""
    manader = np.arange(np.datetime64(FORSTA_STATUS), _SISTA + 1) + varld.skifte
    rader = pd.concat([_inskrivna(hem, m) for m in manader], ignore_index=True)
    nummer, personer = pd.factorize(rader["PersonID"])
    n, manad = len(personer), rader["manad"].to_numpy("datetime64[M]")
    t = varld.hallands(manad)
    rub = rng.choice(6, n, p=_RUB[0])
    kommun = rader["Kommun"].map(varld.niva("niva")).to_numpy()
    niva = kommun + np.array(_RUB[1])[rub[nummer]]
    sabo = (rader["Boendeform"] == "Särskilt boende").to_numpy()
    i_sabo = _per_manad(varld.lakarkontakt_sabo, t) + kommun / 5
    lakare = np.where(sabo, i_sabo, _per_manad(varld.lakarkontakt, t) + niva)
    borta = (t - np.datetime64(FORSTA_BESOK)).astype(int)
    genomgang = _senast(rng, n, _GENOMGANG, 0.8 + 0.08 * rub, varld)[nummer, borta]
    sip = _senast(rng, n, _SIP, np.ones(n), varld)[nummer, borta]
    forsta = varld.manad(FORSTA_BESOK).astype("datetime64[D]")
    sip_manad = varld.hallands(np.asarray(np.where(np.isnat(sip), forsta, sip)))
    plats = np.where(
        rng.random(n)[nummer] < _per_manad(_SIP_HEMMA, sip_manad),
        "Hemmet",
        np.where(rng.random(n)[nummer] < 0.93, "Vårdavdelning", "Annan"),
    )
    ut = pd.DataFrame(
        {
            "PersonID": rader["PersonID"],
            "Status den": (manad + 1).astype("datetime64[D]") - 1,
            "Kommun": rader["Kommun"],
            "Kön": rader["Kön"],
            "Ålder": (manad.astype(int) // 12 + 1970 - rader["Födelseår"].astype(int)).astype(str),
            "Boendeform": rader["Boendeform"],
            "RUB": rub[nummer].astype(str),
            "Fast läkarkontakt": _ja_nej(rng.random(n)[nummer] < lakare, t >= np.datetime64(min(varld.registrerat))),
            "Fast vårdkontakt": _ja_nej(rng.random(n)[nummer] < _per_manad(_VARDKONTAKT, t) + 2 * niva),
            "SIP datum": _dag(sip),
            "SIP plats": np.where(np.isnat(sip), "", plats),
            "Läkemedelsgenomgång": _dag(genomgang),
            "Antal läkemedel": (rng.poisson(4 + rub)[nummer]).astype(str),
        }
    )
    return ut.astype({"Status den": "str"})


def status_med_smuts(rng: np.random.Generator, status: pd.DataFrame, fro: int) -> pd.DataFrame:
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
    return pd.concat([status, status.sample(4, random_state=fro), smutsrader(rng, mall, byten)], ignore_index=True)


def gor_lakarbesok(rng: np.random.Generator, status: pd.DataFrame, folk: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return doctors' visits of the enrolled (``status``, without dirt) and of other patients, with dirt at the end."""
    andra = _andra_patienter(rng, folk, varld)
    inskrivna = status.drop_duplicates("PersonID")[["PersonID", "Kommun"]].assign(kronisk=True)
    patienter = pd.concat([andra, inskrivna], ignore_index=True)
    patienter["vc"] = "VC " + patienter["Kommun"].str[-2:] + "-" + rng.integers(1, 5, len(patienter)).astype(str)
    manader = _besoksmanader(varld)
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
    tillit = besok["kronisk"].map(_EGEN_LAKARE) + besok["Kommun"].map(varld.niva("niva")) / 2
    egen = rng.random(len(besok)) < tillit + 0.01 * ((manad - manader[0]).astype(int) / 12 - 2)
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
    ut.insert(0, "Besöksnummer", [f"D{i:07d}" for i in range(1, len(ut) + 1)])
    return _besok_med_smuts(rng, ut) if varld.smuts else ut


def _besok_med_smuts(rng: np.random.Generator, ut: pd.DataFrame) -> pd.DataFrame:
    """Return the visits with rows that shall never be counted, numbered as the others."""
    mall = dict(ut.iloc[0].drop(["PersonID", "Besöksnummer"])) | {"Besöksdatum": "2022-10-04"}
    fel = smutsrader(rng, mall, [{"Kommun": "1399"}, {"Besöksdatum": "2023-02-30"}, {"Besöksdatum": "2023-03-02"}] * 2)
    fel["Besöksnummer"] = [f"D{i:07d}" for i in range(len(ut) + 1, len(ut) + len(fel) + 1)]
    hela = pd.concat([ut, fel], ignore_index=True)
    return pd.concat([hela, hela.iloc[[100, 2000, 30000]]], ignore_index=True)


def gor_listade(folk: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return the listed in primary care at each month's end, in groups; at ``Varld.listade`` in the release's month."""
    folk, listade = folk[folk["År"] == varld.folkar], varld.listade
    bas = pd.DataFrame([r for k in varld.orter for r in _grupper(folk, k)], columns=["Kommun", "Kön", "alder", "antal"])
    i_sabo = (bas["antal"] * bas["alder"].map(_ANDEL_SABO)).round()
    boende = {"Särskilt boende": i_sabo, "Ordinärt boende": bas["antal"] - i_sabo}
    grupper = pd.concat([bas.assign(boende=b, antal=n) for b, n in boende.items()], ignore_index=True)
    sabo = grupper["boende"] == "Särskilt boende"
    grupper["niva"] = listade["sabo"]
    for alder in ("75-", "65-74", "0-64"):
        egen = ~sabo & (grupper["alder"] == alder)
        grupper.loc[egen, "niva"] = grupper.loc[egen, "Kommun"].map(varld.niva("niva"))
        inom = grupper["alder"] == alder if alder != "0-64" else pd.Series(True, index=grupper.index)
        mal = listade.get(alder, listade["alla"]) * grupper.loc[inom, "antal"].sum()
        rest = mal - (grupper["niva"] * grupper["antal"])[inom].sum()
        grupper.loc[egen, "niva"] += rest / grupper.loc[egen, "antal"].sum()
    rader = []
    for manad in np.arange(np.datetime64(min(varld.registrerat)), _SISTA + 1) + varld.skifte:
        i_sabo = varld.kurva(varld.lakarkontakt_sabo, manad) / listade["sabo"]
        takt = np.where(sabo, i_sabo, varld.kurva(varld.registrerat, manad))
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


def _per_manad(punkter: Mapping[str, float], manader: np.ndarray) -> np.ndarray:
    """Return the curve's value at each of the months."""
    x = [np.datetime64(p, "M").astype(int) for p in punkter]
    return np.asarray(np.interp(manader.astype("datetime64[M]").astype(int), x, list(punkter.values())))


def _besoksmanader(varld: Varld) -> np.ndarray:
    """Return the months with visits, reviews and SIP."""
    return np.arange(np.datetime64(FORSTA_BESOK), _SISTA + 1) + varld.skifte


def _senast(
    rng: np.random.Generator, antal: int, takt: Mapping[str, float], vikt: np.ndarray, varld: Varld
) -> np.ndarray:
    """Return each person's latest event up to each month's end since the first, as dates (persons, months)."""
    manader = _besoksmanader(varld)
    hander = rng.random((antal, len(manader))) < _per_manad(takt, varld.hallands(manader)) * vikt[:, None]
    dagar = manader.astype("datetime64[D]").astype(int) + rng.integers(0, 28, hander.shape)
    sist = np.maximum.accumulate(np.where(hander, dagar, 0), axis=1)
    return np.where(sist > 0, sist, np.datetime64("NaT").astype("int64")).astype("datetime64[D]")


def _ja_nej(ja: np.ndarray, kant: np.ndarray | bool = True) -> np.ndarray:
    return np.where(kant, np.where(ja, "Ja", "Nej"), "")


def _dag(dagar: np.ndarray) -> np.ndarray:
    return np.where(np.isnat(dagar), "", dagar.astype(str))


def _andra_patienter(rng: np.random.Generator, folk: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return patients that are not enrolled, spread over the kommuner as the inhabitants."""
    invanare = folk[folk["År"] == varld.folkar].groupby("Kommunkod")["Folkmängd 31 december"].sum()[varld.kommuner]
    kommun = np.repeat(varld.kommuner, np.round(_PATIENTER * invanare / invanare.sum()).astype(int))
    kronisk = rng.random(len(kommun)) < _KRONISKA
    return pd.DataFrame({"PersonID": pseudonymer(rng, len(kommun)), "Kommun": kommun, "kronisk": kronisk})


def _manader(antal: np.ndarray, manader: np.ndarray) -> np.ndarray:
    return np.repeat(np.tile(manader, len(antal)), antal.ravel())


def _besok(rad: np.ndarray, manad: np.ndarray, slag: str) -> tuple[np.ndarray, ...]:
    return rad, manad, np.full(len(rad), slag, dtype=object)


def _grupper(folk: pd.DataFrame, kommun: str) -> list[tuple[str, str, str, int]]:
    """Return one kommun's inhabitants by sex in the listed's age groups."""
    egna = folk[folk["Kommunkod"] == kommun]
    antal = egna.set_index(["Kön", "Ålder"])["Folkmängd 31 december"]
    rader = []
    for kon, ord_ in (("K", "kvinnor"), ("M", "män")):
        aldre = round(antal[ord_, "65–79 år"] * _ANDEL_75_AV_65)
        tal = (antal[ord_, "0–64 år"], antal[ord_, "65–79 år"] - aldre, antal[ord_, "80+ år"] + aldre)
        rader += [(kommun, kon, alder, int(n)) for alder, n in zip(_ALDERSORD, tal, strict=True)]
    return rader
