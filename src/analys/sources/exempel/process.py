"""The discharge process of the stays that were utskrivningsklara, as Lifecare SP might export it, and åtgärder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from analys.sources.exempel.grund import MINUTER, dagnummer
from analys.sources.exempel.varld import Varld

_ENHETER = ("BHL", "EC hemtjänst", "AT", "FT", "SSK")
_ANDEL_ENHET = (0.9, 0.8, 0.35, 0.3, 0.6)
_KOMMENTARER = (
    "Väntade på hjälpmedel till bostaden.",
    "Behöver dubbelbemanning, nattinsats saknades.",
    "Närstående önskade korttidsplats.",
    "Bostadsanpassning krävdes innan hemgång.",
)


def forsta_process(varld: Varld) -> date:
    """Return the first day that is delivered."""
    return date.fromisoformat(f"{varld.manad('2021-10')}-01")


def gor_process(
    rng: np.random.Generator, export: pd.DataFrame, perioder: pd.DataFrame, varld: Varld, namn: Mapping[str, str]
) -> pd.DataFrame:
    """Return the process of each stay of ``export`` that is in ``perioder`` and began on `forsta_process` or later.

    Parameters
    ----------
    export, perioder : stays and periods as utskrivningsklar with the headings of the export.
    namn : each kommun's name by its code; others have no process.
    """
    sista = perioder.groupby("Vårdtillfälle")["Utskrivningsklar från"].agg(["min", "max"])
    v = export.merge(sista, left_on="Vårdtillfälle", right_index=True)
    v = v[(v["Inskriven"] >= forsta_process(varld).isoformat()) & v["Betalningsansvarig kommun"].isin(namn)]
    v = v.drop_duplicates("Vårdtillfälle").reset_index(drop=True)
    n, slut = len(v), dagnummer(varld.sista)
    inne = pd.to_datetime(v["Inskriven"]).to_numpy("datetime64[m]").astype("int64")
    klar = v["max"].to_numpy("datetime64[D]").astype("int64")
    ut = v["Utskriven"].where(~v["Utskriven"].isin(["", "9999-12-31 00:00"]), f"{varld.sista} 23:59")
    hemma = pd.to_datetime(ut).to_numpy("datetime64[D]").astype("int64")
    vantan = np.maximum(hemma - klar, 0)
    meddelat = np.minimum(inne + (rng.exponential(8 * 60, n)).astype("int64"), klar * MINUTER + 8 * 60)
    meddelat = np.maximum(meddelat, inne)
    dag = meddelat // MINUTER
    kommunklar = klar + np.where(vantan > 0, np.ceil(vantan * rng.uniform(0.3, 1, n)), -rng.integers(0, 2, n))
    kommunklar = np.clip(kommunklar, dag, hemma).astype("int64")
    planerad = np.clip(kommunklar - rng.integers(0, 3, n), dag, hemma)
    sip = rng.random(n) < 0.45
    initiativ = np.minimum(dag + rng.integers(0, 3, n), klar)
    kallelse = np.maximum(initiativ, klar + rng.integers(-2, 5, n))
    hallen = kallelse + rng.integers(1, 12, n)
    med_hsl, ombedd = rng.random(n) < 0.7, sip & (rng.random(n) < 0.93)
    makulerad = sip & (rng.random(n) < 0.06)
    brist = rng.random(n) < np.where(vantan >= 3, 0.45, 0.04)
    behov = rng.random(n) < np.where(vantan >= 3, 0.35, 0.06)
    sant = vantan >= 3

    def dagar(nummer: np.ndarray, har: np.ndarray | bool = True) -> np.ndarray:
        """Return days as text, empty where the step was not taken or lies after the delivery."""
        text = nummer.astype("datetime64[D]").astype(str).astype(object)
        return np.where(np.asarray(har) & (nummer <= slut), text, "")

    def svar(p: float) -> np.ndarray:
        return np.where(rng.random(n) < 0.03, "", np.where(rng.random(n) < p, "Ja", "Nej")).astype(object)

    skickat = meddelat.astype("datetime64[m]").astype(str).astype(object)
    delgett = svar(0.8)
    rader = pd.DataFrame(
        {
            "Vårdtillfälle": v["Vårdtillfälle"],
            "Ärendenummer": [f"SP-{i:06d}" for i in rng.permutation(n) + 100_000],
            "Hälsocentral": _halsocentral(rng, v["Betalningsansvarig kommun"], namn),
            "Berörda enheter": _enheter(rng, n),
            "Inskrivningsmeddelande": np.where(
                rng.random(n) < 0.97, np.strings.replace(skickat.astype(str), "T", " "), ""
            ),
            "Ut-rapport startad": dagar(np.clip(klar - rng.integers(0, 2, n), dag, hemma)),
            "Ut-klar skickat": v["max"].dt.strftime("%Y-%m-%d %H:%M"),
            "Initiativ till SIP": dagar(initiativ, sip),
            "Kallelse till SIP": dagar(kallelse, ombedd & ~makulerad),
            "SIP genomförd": dagar(hallen, ombedd & ~makulerad & (rng.random(n) < 0.85)),
            "Planering SoL klar": dagar(planerad),
            "Planering HSL klar": dagar(np.clip(planerad + rng.integers(-1, 2, n), dag, hemma), med_hsl),
            "Kommunklar": dagar(kommunklar, rng.random(n) < 0.96),
            "Insatser delgivna den": dagar(kommunklar, delgett == "Ja"),
            "Prel. ut-datum ändrat antal gånger": rng.poisson(0.6 + 0.5 * sant, n).astype(str).astype(object),
            "Svar från öppenvård": svar(0.75),
            "Svar från kommun": svar(0.9),
            "Fast vårdkontakt angiven": svar(0.6),
            "Initiativ till SIP av": np.where(
                sip, rng.choice(["Slutenvård", "Öppenvård", "Kommun"], n, p=[0.8, 0.15, 0.05]), ""
            ),
            "Initiativ makulerat": np.where(sip, np.where(makulerad, "Ja", "Nej"), ""),
            "Plats för SIP": np.where(
                ombedd & ~makulerad, rng.choice(["Vårdavdelning", "Hemmet"], n, p=[0.4, 0.6]), ""
            ),
            "SBAR": svar(0.85),
            "Inskriven i hemsjukvården": np.where(med_hsl, "Ja", "Nej"),
            "Insatser beskrivna": svar(0.8),
            "Insatser delgivna": delgett,
            "Plats- eller resursbrist": np.where(sant | brist, np.where(brist, "Ja", "Nej"), ""),
            "Komplexa behov": np.where(sant | behov, np.where(behov, "Ja", "Nej"), ""),
            "Kommentar": np.where(sant & behov, rng.choice(np.array(_KOMMENTARER, dtype=object), n), ""),
        }
    )
    return rader.sort_values("Ärendenummer", ignore_index=True)


def _halsocentral(rng: np.random.Generator, kommun: pd.Series, namn: Mapping[str, str]) -> np.ndarray:
    """Return a hälsocentral of the kommun for each stay."""
    nummer = rng.integers(1, 3, len(kommun))
    return np.array(
        [f"Hälsocentralen {namn[k]} {'NS'[i - 1]}" for k, i in zip(kommun, nummer, strict=True)], dtype=object
    )


def _enheter(rng: np.random.Generator, n: int) -> list[str]:
    """Return the kommun's units of each stay, at least one."""
    med = rng.random((n, len(_ENHETER))) < np.array(_ANDEL_ENHET)
    return ["|".join(e for e, m in zip(_ENHETER, rad, strict=True) if m) or _ENHETER[0] for rad in med]
