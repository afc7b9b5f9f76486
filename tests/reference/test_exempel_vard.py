"""The synthetic hospital stays, periods and registers: read raw, counted plainly, held to what they shall show."""

from __future__ import annotations

import tomllib
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

HALLAND = {"1315", "1380", "1381", "1382", "1383", "1384"}
AR = range(2018, 2023)
FORSTA, SISTA, UTTAG = "2018-01-01", "2023-01-31", "2023-02-01"
VARDRUBRIKER = (
    "Vårdtillfälle;PersonID;Folkbokföringskommun;Betalningsansvarig kommun;Kön;Ålder;Vårdform;Vårdnivå;Sjukhus;"
    "Avdelning;Inskriven;Inskriven från;Planerad;Behov av planering;Färgspår;Utskriven;Utskriven till;Dödsdatum"
).split(";")


def las(fil: Path, tecken: str = ";", kodning: str = "utf-8") -> pd.DataFrame:
    return pd.read_csv(fil, sep=tecken, encoding=kodning, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def ra(exempel: Path) -> pd.DataFrame:
    assert (exempel / "vardtillfallen.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    return las(exempel / "vardtillfallen.csv", kodning="utf-8-sig")


@pytest.fixture(scope="module")
def smuts(ra: pd.DataFrame) -> dict[str, pd.Series]:
    """Which rows each kind of dirt takes."""
    utdag = ra["Utskriven"].str[:10]
    hela = ra[~ra.duplicated()]
    slutdag = utdag.where((utdag != "9999-12-31") & (utdag != ""), "9999-12-31")
    return {
        "dubblett": ra.duplicated(),
        "utskriven_fore_inskriven": (ra["Utskriven"] != "") & (ra["Utskriven"] < ra["Inskriven"]),
        "efter_uttag": (ra["Inskriven"].str[:10] > UTTAG) | ((slutdag > UTTAG) & (slutdag < "9999")),
        "okand_farg": ~ra["Färgspår"].isin(["", "Röd", "Gul", "Grön", "Blå"]),
        "okand_kommun": ra["Folkbokföringskommun"] == "1399",
        "orimlig_alder": pd.to_numeric(ra["Ålder"]) > 120,
        "dod_fore_utskrivning": (ra["Dödsdatum"] != "") & (ra["Dödsdatum"] < utdag),
        "annat_innehall": ra["Vårdtillfälle"].isin(hela.loc[hela["Vårdtillfälle"].duplicated(), "Vårdtillfälle"]),
    }


@pytest.fixture(scope="module")
def vard(ra: pd.DataFrame, smuts: dict[str, pd.Series]) -> pd.DataFrame:
    """The rows that a strict reading uses. Dates as text: they sort as dates; a stay that goes on ends 9999-12-31."""
    v = ra[~pd.concat(smuts, axis=1).any(axis=1)].copy()
    v["in"], v["ut"] = v["Inskriven"].str[:10], v["Utskriven"].str[:10].replace("", "9999-12-31")
    v["pagar"] = v["ut"] == "9999-12-31"
    v["ar"] = v["ut"].str[:4].astype(int)
    v["alder"] = pd.to_numeric(v["Ålder"])
    v["behov"], v["somatik"] = v["Behov av planering"] == "Ja", v["Vårdform"] == "Somatik"
    return v


@pytest.fixture(scope="module")
def manader(vard: pd.DataFrame) -> pd.DataFrame:
    """Persons with a stay that overlaps the month, and with need in such a stay; index (month, somatik)."""
    rader = {}
    for manad in pd.period_range("2018-01", "2023-01", freq="M"):
        i = vard[(vard["in"] <= str(manad.end_time.date())) & (vard["ut"] >= str(manad.start_time.date()))]
        for somatik, s in i.groupby("somatik"):
            personer, behov = s["PersonID"].nunique(), s.loc[s["behov"], "PersonID"].nunique()
            planerade = (s.loc[s["in"].str[:7] == str(manad), "Planerad"] == "Ja").mean()
            hylte = s.loc[s["Folkbokföringskommun"] == "1315", "PersonID"].nunique()
            rader[str(manad), somatik] = (personer, behov, 100 * behov / personer, planerade, hylte)
    return pd.DataFrame.from_dict(rader, orient="index", columns=["personer", "behov", "andel", "planerade", "hylte"])


def form(manader: pd.DataFrame, somatik: bool) -> pd.DataFrame:
    return manader[[s == somatik for _, s in manader.index]].set_axis([m for m, s in manader.index if s == somatik])


def test_delivery_names_its_files_with_their_numbers_of_rows(exempel: Path, ra: pd.DataFrame) -> None:
    besked = tomllib.loads((exempel / "leverans.toml").read_text("utf-8"))
    assert {f.name for f in exempel.iterdir() if f.is_file()} == {*besked["filer"], "leverans.toml"}
    assert besked["filer"]["vardtillfallen.csv"]["rader"] == len(ra)
    assert str(besked["filer"]["vardtillfallen.csv"]["fran"]) == FORSTA
    assert all(str(f["till"]) == SISTA and f["kalla"] == "exempel" for f in besked["filer"].values())
    assert "2 935 och 908" in besked["exempeltext"]
    assert "139 och 47" in besked["exempeltext"]
    assert "riket" in besked["exempeltext"]


def test_dirt_has_its_fixed_numbers(ra: pd.DataFrame, smuts: dict[str, pd.Series]) -> None:
    assert list(ra.columns) == VARDRUBRIKER
    assert {k: int(s.sum()) for k, s in smuts.items()} == {
        "dubblett": 4,
        "utskriven_fore_inskriven": 3,
        "efter_uttag": 2,
        "okand_farg": 2,
        "okand_kommun": 2,
        "orimlig_alder": 1,
        "dod_fore_utskrivning": 1,
        "annat_innehall": 2,
    }
    assert (ra["Utskriven"] == "9999-12-31 00:00").sum() == 6
    assert pd.concat(smuts, axis=1).sum(axis=1).max() == 1


def test_december_2022_is_exactly_the_published(manader: pd.DataFrame) -> None:
    for somatik, personer, behov in ((True, 2935, 908), (False, 139, 47)):
        assert form(manader, somatik).loc["2022-12", ["personer", "behov"]].tolist() == [personer, behov]


def test_patients_and_need_have_their_levels_and_seasons(manader: pd.DataFrame) -> None:
    s, p = form(manader, True), form(manader, False)
    arets = s[s.index.str.startswith("2022") & (s.index != "2022-12")]
    assert arets["andel"].between(26.5, 29.5).all()
    assert arets["personer"].between(2600, 3050).all()
    assert p.loc["2022-01":"2022-12", "personer"].mean() == pytest.approx(140, abs=15)
    assert p.loc["2022-01":"2022-12", "andel"].mean() == pytest.approx(34, abs=2)
    assert p.loc["2022-01":"2022-12", "andel"].std() > 1.5
    for ar in AR:
        aret = s[s.index.str.startswith(str(ar))]
        assert aret["andel"].mean() == pytest.approx(28.5, abs=1)
        glesa, vanliga = aret[aret.index.str[5:].isin(["07", "12"])], aret[aret.index.str[5:].isin(["02", "10", "11"])]
        assert glesa["planerade"].max() < vanliga["planerade"].min()
    assert s.loc[["2020-04", "2020-05"], "personer"].max() < 0.88 * s.loc["2019-04":"2019-06", "personer"].min()


def test_patients_live_where_the_population_does_and_some_elsewhere(vard: pd.DataFrame, manader: pd.DataFrame) -> None:
    v = vard[vard["somatik"]]
    kommun = v["Folkbokföringskommun"]
    assert (kommun == "").mean() == pytest.approx(0.005, abs=0.002)
    assert (~kommun.isin(HALLAND) & (kommun != "")).mean() == pytest.approx(0.045, abs=0.005)
    assert {"1480", "1490", "1285", "0180"} < set(kommun)
    folk = {"1384": 85_301, "annan": 340_243 - 85_301}
    per_invanare = [(kommun == "1384").sum() / folk["1384"], kommun.isin(HALLAND - {"1384"}).sum() / folk["annan"]]
    assert per_invanare[0] / per_invanare[1] == pytest.approx(0.53, abs=0.06)
    assert form(manader, True).loc["2022-01":"2022-12", "hylte"].mean() == pytest.approx(90, abs=6)
    assert (v["Betalningsansvarig kommun"] != kommun).mean() == pytest.approx(0.006, abs=0.002)


def test_tracks_have_the_published_shares_and_their_breaks(vard: pd.DataFrame) -> None:
    def andelar(v: pd.DataFrame, fran: str, till: str) -> dict[str, float]:
        satta = v[(v["ut"] >= fran) & (v["ut"] <= till) & (v["Färgspår"] != "")]
        return dict(100 * satta["Färgspår"].value_counts(normalize=True))

    assert (vard.loc[~vard["behov"], "Färgspår"] == "").all()
    assert (vard.loc[vard["behov"], "Färgspår"] == "").mean() == pytest.approx(0.03, abs=0.005)
    s, p = vard[vard["somatik"]], vard[~vard["somatik"]]
    assert andelar(s, "2022-01-01", "2022-12-31") == pytest.approx({"Gul": 40, "Blå": 40, "Grön": 15, "Röd": 5}, abs=2)
    assert andelar(p, "2022-01-01", "2022-12-31") == pytest.approx({"Blå": 60, "Röd": 18, "Grön": 15, "Gul": 7}, abs=6)
    fore, efter = andelar(s, "2018-01-01", "2019-06-30"), andelar(s, "2019-07-01", "2022-10-31")
    sist = andelar(s, "2022-11-01", SISTA)
    assert fore["Röd"] == pytest.approx(14, abs=1)
    assert efter["Gul"] > fore["Gul"] + 7
    assert sist["Gul"] > efter["Gul"] + 1.5
    assert sist["Blå"] < efter["Blå"] - 1.5


def test_persons_keep_sex_and_birth_and_grow_older(vard: pd.DataFrame) -> None:
    v = vard[vard["alder"].notna()].sort_values(["PersonID", "ut"])
    assert (vard["alder"].isna() == vard["pagar"]).all()
    assert not vard.drop_duplicates(["PersonID", "Kön"])["PersonID"].duplicated().any()
    assert ((v["alder"].diff() >= 0) | (v["PersonID"] != v["PersonID"].shift())).all()
    fodd = (v["ar"] - v["alder"]).groupby(v["PersonID"])
    assert (fodd.max() - fodd.min() <= 1).all()
    assert (v.loc[v["somatik"], "alder"] >= 65).mean() == pytest.approx(0.55, abs=0.015)
    assert 1.8 < len(v) / v["PersonID"].nunique() < 2.6


def test_nobody_is_in_hospital_after_death(vard: pd.DataFrame) -> None:
    doda = vard[vard["Dödsdatum"] != ""]
    assert vard.groupby("PersonID")["Dödsdatum"].nunique().max() == 1
    assert (doda["ut"] <= doda["Dödsdatum"]).all()
    assert doda["Dödsdatum"].max() <= SISTA
    assert ((vard["ut"] == vard["Dödsdatum"]) == (vard["Utskriven till"] == "Avliden")).all()
    aldre = vard[vard["somatik"] & (vard["alder"] >= 65)]
    assert (aldre["Utskriven till"] == "Avliden").groupby(aldre["ar"]).mean().loc[2018:2022].between(0.025, 0.036).all()


def episoder(vard: pd.DataFrame) -> list[tuple[str, list[dict]]]:
    """Each person's stays merged when the next begins the same day as, or before, the former ended."""
    ut: list[tuple[str, list[dict]]] = []
    kolumner = [
        "PersonID",
        "Inskriven",
        "in",
        "ut",
        "Planerad",
        "somatik",
        "alder",
        "Dödsdatum",
        "Folkbokföringskommun",
    ]
    for r in vard.sort_values(["PersonID", "Inskriven", "ut"])[kolumner].to_dict("records"):
        if not ut or ut[-1][0] != r["PersonID"]:
            ut.append((r["PersonID"], []))
        egna = ut[-1][1]
        if egna and r["in"] <= egna[-1]["ut"]:
            sist = r if r["ut"] >= egna[-1]["ut"] else egna[-1]
            egna[-1] = egna[-1] | {k: sist[k] for k in ("ut", "somatik", "alder")}
        else:
            egna.append(r)
    return ut


@pytest.fixture(scope="module")
def index(vard: pd.DataFrame) -> pd.DataFrame:
    """Halland's somatic discharges 65+ alive: days until the first later unplanned episode, and until death."""
    rader = []
    for person, egna in episoder(vard):
        for i, e in enumerate(egna):
            raknas = e["somatik"] and e["alder"] >= 65 and e["Folkbokföringskommun"] in HALLAND
            if not raknas or e["ut"] > "2023-01-01" or e["ut"] == e["Dödsdatum"]:
                continue
            ut = date.fromisoformat(e["ut"])
            senare = [date.fromisoformat(s["in"]) for s in egna[i + 1 :] if s["Planerad"] == "Nej"]
            dagar = (senare[0] - ut).days if senare else 999
            till_dod = (date.fromisoformat(e["Dödsdatum"]) - ut).days if e["Dödsdatum"] else 999
            rader.append((person, e["ut"], ut.year, e["Folkbokföringskommun"], dagar, till_dod))
    return pd.DataFrame(rader, columns=["PersonID", "ut", "ar", "kommun", "dagar", "till_dod"])


def test_oplanerad_aterinskrivning_has_national_levels(index: pd.DataFrame) -> None:
    for ar in AR:
        aret = index[index["ar"] == ar]
        ater = aret.loc[aret["dagar"] <= 30, "dagar"]
        assert 0.10 < len(ater) / len(aret) < 0.13
        assert (ater <= 3).mean() == pytest.approx(0.2, abs=0.04)
        assert (ater <= 7).mean() == pytest.approx(0.375, abs=0.035)
        assert ((aret["dagar"] > 30) & (aret["till_dod"] <= 30)).mean() == pytest.approx(0.025, abs=0.007)
    ater = (index["dagar"] <= 30).groupby(index["kommun"]).mean()
    assert ater.idxmin() == "1384"  # many of its readmissions are in Göteborg


@pytest.fixture(scope="module")
def inskrivna(exempel: Path) -> pd.DataFrame:
    h = las(exempel / "hemsjukvard.csv", kodning="cp1252")
    return h[h["Födelseår"].str.isdigit() & h["Kommun"].isin(HALLAND)].drop_duplicates()


def test_stays_of_people_in_hemsjukvard_are_theirs(
    vard: pd.DataFrame, index: pd.DataFrame, inskrivna: pd.DataFrame
) -> None:
    aldre = vard[vard["somatik"] & (vard["alder"] >= 65)]
    par = aldre.merge(inskrivna, on="PersonID", suffixes=("", "_h"))
    assert (par["Kön"].str[0] == par["Kön_h"]).all()
    assert (par["ar"] - par["alder"] - par["Födelseår"].astype(int)).isin([0, 1]).all()
    slut = par["Avslutad"].replace("", "9999-12-31")
    snart = (pd.to_datetime(par["ut"]) + timedelta(days=14)).dt.strftime("%Y-%m-%d")
    da = par[(par["Inskriven_h"] <= snart) & (slut >= par["in"])]
    assert (da["Folkbokföringskommun"] == da["Kommun"]).mean() > 0.995  # who has just moved has two kommuner
    assert 0.25 < da["Vårdtillfälle"].nunique() / len(aldre) < 0.31
    par = index.merge(inskrivna, on="PersonID")
    par = par[(par["Inskriven"] <= par["ut"]) & (par["Avslutad"].replace("", "9999-12-31") >= par["ut"])]
    boende = par.drop_duplicates(["PersonID", "ut"]).set_index(["PersonID", "ut"])["Boendeform"]
    grupp = index.set_index(["PersonID", "ut"]).index.map(boende.to_dict()).fillna("ingen")
    ater = 100 * (index["dagar"] <= 30).groupby(grupp).mean()
    assert dict(ater) == pytest.approx({"Ordinärt boende": 17, "Särskilt boende": 13, "ingen": 9.6}, abs=1.2)


def test_some_are_moved_the_same_day_some_doubled_and_some_still_in(vard: pd.DataFrame) -> None:
    v = vard.sort_values(["PersonID", "Inskriven", "Utskriven"])
    fore, samma = v.shift(), v["PersonID"] == v["PersonID"].shift()
    flyttad = samma & (v["in"] == fore["ut"]) & (fore["Utskriven till"] == "Annat sjukhus")
    assert flyttad.mean() == pytest.approx(0.015, abs=0.004)
    assert (v.loc[flyttad, "Inskriven från"] == "Annat sjukhus").all()
    assert (v.loc[flyttad & v["somatik"], "Sjukhus"] != fore.loc[flyttad & v["somatik"], "Sjukhus"]).all()
    assert (~v.loc[flyttad, "somatik"]).sum() > 50
    dubbel = samma & (v["Inskriven"] < fore["Utskriven"])
    assert dubbel.mean() == pytest.approx(0.003, abs=0.0015)
    assert 300 < vard["pagar"].sum() < 900
    assert (vard["in"] <= SISTA).all()
    assert (vard["ut"] >= FORSTA).all()


def test_periods_as_utskrivningsklar(exempel: Path, vard: pd.DataFrame) -> None:
    fil = exempel / "utskrivningsklara.parquet"
    ra = pd.read_parquet(fil)
    ra.columns = ["Vårdtillfälle", "fran", "till", "av"]
    assert str(ra["fran"].dtype).startswith("datetime64")
    ordnad = ra.sort_values(["Vårdtillfälle", "fran"])
    bakvand, okant = ordnad["till"] < ordnad["fran"], ~ordnad["Vårdtillfälle"].isin(vard["Vårdtillfälle"])
    inuti = (ordnad["Vårdtillfälle"] == ordnad["Vårdtillfälle"].shift()) & (ordnad["fran"] < ordnad["till"].shift())
    assert [int(x.sum()) for x in (bakvand, okant, inuti)] == [1, 1, 1]
    p = ordnad[~bakvand & ~okant & ~inuti].merge(vard, on="Vårdtillfälle")
    assert p["behov"].all()
    assert (p["fran"] >= pd.to_datetime(p["Inskriven"])).all()
    sista = p.groupby("Vårdtillfälle").tail(1)
    avslutad = sista[~sista["pagar"]]
    assert (avslutad["till"] == pd.to_datetime(avslutad["Utskriven"])).all()
    assert (avslutad["av"] == "Hemgång").all()
    assert p.loc[p["till"].isna(), "pagar"].all()
    assert p["till"].isna().sum() > 20
    utskrivna = vard[vard["behov"] & ~vard["pagar"]]
    assert utskrivna["Vårdtillfälle"].isin(p["Vårdtillfälle"]).mean() == pytest.approx(0.85, abs=0.03)
    antal = p.groupby("Vårdtillfälle").size()
    assert (antal == 2).mean() == pytest.approx(0.04, abs=0.01)
    assert antal.max() == 2
    p = p[~p["pagar"] & p["Folkbokföringskommun"].isin(HALLAND)]
    dagar = (p["till"].dt.normalize() - p["fran"].dt.normalize()).dt.days
    per = dagar.groupby([p["Vårdtillfälle"], p["ar"], p["somatik"]]).sum().reset_index(name="dagar")
    assert per.groupby("ar")["dagar"].mean().loc[2018:2022].between(2, 3).all()
    somatik = per[per["somatik"]].groupby("ar")["dagar"]
    assert somatik.mean().loc[2018:2022].is_monotonic_decreasing
    assert somatik.mean().loc[[2018, 2022]].tolist() == pytest.approx([2.8, 2.3], abs=0.12)
    assert (somatik.median() < somatik.mean() - 0.5).all()
    assert 0.3 < (per["dagar"] == 0).mean() < 0.5
    assert per.loc[~per["somatik"], "dagar"].mean() > 4


def test_coverage_of_each_source(exempel: Path) -> None:
    t = las(exempel / "tackning.csv")
    assert t["Andel"].str.fullmatch(r"0,\d{3}").all()
    assert set(t["Källa"]) == {"Påhittad"}
    andel = t.set_index(["Gäller", "Område", "Kalenderår"])["Andel"].str.replace(",", ".").astype(float)
    vard, palliativ = andel["vardtillfallen"].unstack(), andel["palliativregistret"].unstack()
    assert set(vard.index) == {*HALLAND, "0013"}
    assert set(palliativ.index) == {*HALLAND, "0013", "0000"}
    assert list(vard.columns) == list(palliativ.columns) == [str(a) for a in AR]
    assert vard.loc["1384"].tolist() == pytest.approx([0.62] * 5, abs=0.01)
    assert vard.loc["1381"].tolist() == pytest.approx([0.93] * 5, abs=0.01)
    assert ((ovriga := vard.drop(["0013", "1384", "1381"]).to_numpy()) > 0.935).all()
    assert (ovriga < 0.975).all()
    assert ((palliativ >= 0.55) & (palliativ <= 0.85)).all(axis=None)
    assert (palliativ["2022"] < 0.7).sum() >= 1
    assert palliativ.loc["0013", "2022"] == pytest.approx(0.74, abs=0.01)


def test_palliative_counts_add_up_and_have_their_levels(exempel: Path) -> None:
    p = las(exempel / "palliativ.csv", kodning="utf-8-sig").astype({"taljare": int, "namnare": int})
    assert list(p.columns) == ["indikator", "omrade", "period", "dodsplats", "taljare", "namnare", "kalla"]
    assert set(p["kalla"]) == {"Svenska palliativregistret (påhittade tal, även riket)"}
    assert ((p["taljare"] <= p["namnare"]) & (p["namnare"] >= 0)).all()
    assert not p.duplicated(["indikator", "omrade", "period", "dodsplats"]).any()
    assert (p["period"].min(), p["period"].max(), p["indikator"].nunique()) == ("2018-01", "2023-01", 9)
    kommunens = {"sarskilt_boende", "korttidsplats", "eget_hem_hemsjukvard"}
    platser = p.groupby("omrade")["dodsplats"].agg(set)
    assert all(platser[k] == kommunens | ({"sjukhusavdelning"} if k in {"1380", "1383"} else set()) for k in HALLAND)
    alla = {*kommunens, "eget_hem_avancerad", "hospice", "sjukhusavdelning", "annan"}
    assert platser["0013"] == platser["0000"] == alla | {""}
    tal = p.set_index(["omrade", "dodsplats", "indikator", "period"])[["taljare", "namnare"]].sort_index()
    nyckel = ["indikator", "period"]
    for omrade in ("0013", "0000"):
        delar = p[(p["omrade"] == omrade) & (p["dodsplats"] != "")].groupby(nyckel)[["taljare", "namnare"]].sum()
        pd.testing.assert_frame_equal(delar, tal.loc[omrade, ""])
    for plats in {*kommunens, "sjukhusavdelning"}:
        delar = p[p["omrade"].isin(HALLAND) & (p["dodsplats"] == plats)].groupby(nyckel)[["taljare", "namnare"]].sum()
        pd.testing.assert_frame_equal(delar, tal.loc["0013", plats])
    p["ar"] = p["period"].str[:4].astype(int)
    halland = p[(p["omrade"] == "0013") & (p["ar"] >= 2021) & (p["period"] <= "2022-07")]
    doda = halland[halland["indikator"] == "andel_brytpunktssamtal"].groupby("dodsplats")["namnare"].sum()
    assert doda[""] / halland["period"].nunique() == pytest.approx(160, abs=10)
    assert doda["sjukhusavdelning"] / doda[""] == pytest.approx(0.30, abs=0.02)

    def niva(rader: pd.DataFrame) -> dict[str, float]:
        s = rader.groupby("indikator")[["taljare", "namnare"]].sum()
        return dict(100 * s["taljare"] / s["namnare"])

    hela = niva(halland[halland["dodsplats"] == ""])
    vantat = {
        "andel_brytpunktssamtal": 77.5,
        "andel_smartskattning": 57.5,
        "andel_munhalsobedomning": 65,
        "andel_vidbehov_opioid": 94,
        "andel_vidbehov_angestdampande": 93,
        "andel_utan_trycksar": 86,
        "andel_mansklig_narvaro": 85,
        "andel_onskad_dodsplats": 75,
        "andel_eftersamtal": 60,
    }
    assert hela == pytest.approx(vantat, abs=2.5)
    sjukhus = niva(halland[halland["dodsplats"] == "sjukhusavdelning"])
    assert sum(sjukhus[i] < hela[i] for i in hela) >= 7
    riket = niva(p[(p["omrade"] == "0000") & (p["dodsplats"] == "") & (p["ar"] >= 2021)])
    assert all(0.3 < abs(riket[i] - hela[i]) < 9 for i in hela)
    forsta = niva(p[(p["omrade"] == "0000") & (p["dodsplats"] == "") & (p["ar"] == 2018)])
    assert all(riket[i] > forsta[i] + 0.5 for i in hela)
    manad = tal.loc["0013", "", "andel_brytpunktssamtal"]["namnare"]
    assert manad["2023-01"] < 0.6 * manad["2022-01"]
    assert manad["2022-11":"2023-01"].mean() < 0.9 * manad["2022-02":"2022-07"].mean()


def test_visits_are_a_workbook_with_real_dates(exempel: Path) -> None:
    fil = exempel / "hembesok.xlsx"
    with zipfile.ZipFile(fil) as arkiv:
        assert {m.date_time[:3] for m in arkiv.infolist()} == {(1980, 1, 31)}
    bok = CalamineWorkbook.from_path(fil)
    assert bok.sheet_names == ["Besök"]
    rubriker, *rader = bok.get_sheet_by_index(0).to_python()
    assert rubriker == ["Besöksnummer", "PersonID", "Hemkommun", "Utförande kommun", "Besöksdatum", "Yrke", "Födelseår"]
    datum = [r[4] for r in rader]
    assert [d for d in datum if not isinstance(d, date)] == ["0000-00-00"]
    assert all(isinstance(r[i], str) for r in rader for i in (0, 1, 2, 3, 5))
    assert "" in {r[2] for r in rader}
    assert len(rader) - len(set(map(tuple, rader))) == 3
