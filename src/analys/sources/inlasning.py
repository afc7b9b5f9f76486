"""One file of a delivery: from its bytes to used rows, and what became of the rest."""

from __future__ import annotations

import string
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from analys import svenska
from analys.errors import DataError, Filfel, orsak
from analys.omraden import RIKET, Omrade
from analys.region import Regionprofil
from analys.sources import personnummer, summarader
from analys.sources.besked import Leveransbesked, Leveransfil
from analys.sources.kalla import Tabellkarta, kartlagg
from analys.sources.kontrakt import REGELTEXT, Tabell
from analys.sources.redovisning import Filredovisning
from analys.sources.tabeller import TABELLER
from analys.sources.tabellfil import las_tabellfil
from analys.sources.textfil import Textfil
from analys.sources.typning import typa
from analys.utfall import ALLA

MYCKET_OKANT = 0.05
"""The share of unknown values in a column from which it is said."""
_TOMT_OM_ALLA = {"dodsdatum", "sip_datum", "lakemedelsgenomgang_datum"}
"""An empty cell says that it has not happened, but a column of nothing else says nothing."""
_TOMT_AR_OKANT = {"fodelsear", "rub", "antal_lakemedel"}


def las_fil(
    fil: Path,
    uppgift: Leveransfil,
    besked: Leveransbesked,
    karta: Tabellkarta,
    profil: Regionprofil,
    omraden: dict[str, Omrade],
    sedda: set[int],
    namn: str = "",
) -> tuple[pd.DataFrame, Filredovisning]:
    """Return the file's used rows and its accounting.

    Parameters
    ----------
    sedda : fingerprints of the rows that earlier files of the same table held; this file's are added.
    namn : what the file is called in ``leverans.toml``, when it lies elsewhere.

    Raises
    ------
    DataError : all faults of the file.
    """
    tabell = TABELLER[uppgift.tabell]
    namn = namn or fil.name
    text = _las_text(fil, uppgift, namn)
    fel_i_filen = personnummer.granska(namn, text.rubriker, text.rader)
    platser, okanda, rubrikfel = kartlagg(text.rubriker, tabell, karta, namn)
    if fel_i_filen or rubrikfel:
        raise DataError([*fel_i_filen, *rubrikfel])
    if not text.rader:
        raise DataError([Filfel(namn, "filen har bara en rubrikrad.", "Hämta exporten på nytt.")])
    rader, brott, typfel = typa(namn, tabell, karta, platser, text.rader, omraden)
    typfel += summarader.kontrollera(namn, rader, uppgift.summor)
    summor = summarader.hitta(text.rader, platser, tabell)
    summafel, ovissa = summarader.jamfor(namn, rader, summor, tabell, omraden)
    typfel += summafel
    brott[summor] = ""
    konto = Filredovisning(namn, tabell.namn, text.sha256, text.teckenkodning, len(text.rader))
    okant = _andel_okant(rader, tabell, platser)
    konto.saknade_kolumner = [k.namn for k in tabell.kolumner if okant.get(k.namn, 1.0) == 1.0]
    konto.varningar.extend(
        f"{svenska.procent(andel)} av raderna har okänt eller tomt värde i {namn}"
        for namn, andel in okant.items()
        if MYCKET_OKANT <= andel < 1
    )
    konto.varningar.extend(text.varningar)
    if ovissa:
        ord_ = svenska.raknat(len(ovissa), "summarad", "summarader")
        konto.varningar.append(f"{ord_} används inte och har inte kunnat jämföras med sina rader")
    konto.varningar.extend(_avvikande_id(rader, platser))
    konto.olasta = list(okanda)
    konto.varningar.extend(f'kolumnen "{r}" läses inte' for r in okanda)
    uteslutna = _uteslutna(rader, tabell, uppgift, besked, profil)
    avtryck = pd.util.hash_pandas_object(rader, index=False).to_numpy()
    lika = pd.Series(avtryck, index=rader.index).duplicated() | np.isin(avtryck, list(sedda))
    if tabell.nyckel or "besok_id" in platser:
        uteslutna[lika & (uteslutna == "")] = "dubblett"
    elif antal := int(lika.sum()):
        konto.varningar.append(f"{antal} rader är lika; utan besöksnummer räknas de som olika besök")
    sedda.update(avtryck.tolist())
    uteslutna[summor] = "summarad"
    brott = _radregler(rader, brott, tabell, besked.uttagsdatum, uteslutna == "")
    brott[summor] = ""
    uteslutna = uteslutna.where(brott == "", "")
    for skal in sorted(set(uteslutna) - {""}):
        konto.uteslutna[skal] = int((uteslutna == skal).sum())
    for regel in sorted(set(brott) - {""}):
        traffar = list(brott.index[brott == regel])
        konto.atsidosatta[regel] = traffar
        typfel += for_manga(konto, regel, karta)
    if typfel:
        raise DataError(typfel)
    konto.per_omrade = _per_omrade(rader, brott, tabell, profil)
    anvanda = rader[(brott == "") & (uteslutna == "")]
    konto.anvanda = len(anvanda)
    if not konto.stammer():
        raise RuntimeError("rows in are not used + excluded + set aside")
    return anvanda, konto


def _las_text(fil: Path, uppgift: Leveransfil, namn: str) -> Textfil:
    """Return the file's rows as text; raises DataError when it cannot be read or is not the file it should be."""
    try:
        text = las_tabellfil(namn, fil.read_bytes(), uppgift.rader, uppgift.blad)
    except FileNotFoundError:
        gor = "Lägg den i mappen eller ta bort den ur leverans.toml."
        raise DataError([Filfel(namn, "filen saknas i leveransen.", gor)]) from None
    except OSError as fel:
        raise DataError([Filfel(namn, f"filen går inte att läsa: {orsak(fel)}.", "Kontrollera den.")]) from None
    if uppgift.sha256 not in (None, text.sha256):
        gor = "Filen har ändrats efter att den skapades: hämta exporten på nytt."
        raise DataError([Filfel(namn, "kontrollsumman sha256 är inte den som leverans.toml säger.", gor)])
    return text


def _per_omrade(
    rader: pd.DataFrame, brott: pd.Series, tabell: Tabell, profil: Regionprofil
) -> dict[str, dict[str, int]]:
    """Return each kommun's rows and how many of them each rule set aside, for the letter to that kommun alone."""
    if not tabell.kommunkolumn:
        return {}
    ut: dict[str, dict[str, int]] = {}
    for kommun in profil.kommuner:
        egna = brott[(rader[tabell.kommunkolumn] == kommun).to_numpy()]
        if len(egna):
            ut[kommun] = {"": len(egna)} | {str(r): int(n) for r, n in egna[egna != ""].value_counts().items()}
    return ut


def for_manga(konto: Filredovisning, regel: str, karta: Tabellkarta) -> list[Filfel]:
    """Return that a rule set aside more of a file's rows than its limit allows, or nothing."""
    rader = konto.atsidosatta[regel]
    grans = karta.stopp_vid.get(regel, TABELLER[konto.tabell].stopp_vid)
    if len(rader) <= grans * konto.rader_in:
        return []
    vad = (
        f'{len(rader)} av {konto.rader_in} rader har felet "{REGELTEXT[regel]}" '
        f"(gränsen är {svenska.procent(grans, 1)}), rad {svenska.forsta(rader)}."
    )
    return [Filfel(konto.fil, vad, "Rätta i källsystemet, eller höj stopp_vid för regeln i källans fil.")]


def _andel_okant(rader: pd.DataFrame, tabell: Tabell, platser: dict[str, int]) -> dict[str, float]:
    """Return the share of rows that say nothing, per column of the file whose meaning can be unknown.

    A column that says nothing in any row is as good as absent. An empty cell that has a meaning of its own (going on,
    not set, all groups) says something.
    """
    ut = {}
    for kolumn in tabell.kolumner:
        if kolumn.namn in platser:
            varden = rader[kolumn.namn]
            tomt = varden.isna().all() if kolumn.namn in _TOMT_OM_ALLA else False
            ut[kolumn.namn] = float((varden == "okand").mean()) if kolumn.tom_ar == "okand" else float(tomt)
            if kolumn.namn in _TOMT_AR_OKANT:
                ut[kolumn.namn] = float(varden.isna().mean())
    return ut


_FORM = {ord(t): "x" for t in string.ascii_letters + string.digits}
_ID_AV_EN_FORM = {"person_id", "vardtillfalle_id", "besok_id"}
"""What one system numbers; doctors and cases may be called anything."""
MINST_ID, NASTAN_ALLA = 50, 0.95
"""How many different ids there must be, and which share of them of one form, for another form to be odd."""


def _avvikande_id(rader: pd.DataFrame, platser: dict[str, int]) -> list[str]:
    """Return a warning per column of ids where almost all have one length and one placing of signs, and some do not.

    An id that has lost or got a character is another person in silence.
    """
    ut = []
    for namn in sorted(_ID_AV_EN_FORM & platser.keys()):
        per_id = {v: v.translate(_FORM) for v in rader[namn].unique() if v}
        former = Counter(per_id.values())
        antal = former.total() - max(former.values(), default=0)
        if antal and former.total() >= MINST_ID and antal <= (1 - NASTAN_ALLA) * former.total():
            vanlig = former.most_common(1)[0][0]
            udda = rader.index[rader[namn].isin([v for v, form in per_id.items() if form != vanlig])]
            ord_ = svenska.raknat(antal, "värde", "värden")
            ut.append(f"{ord_} i {namn} har en annan form än de övriga (rad {svenska.forsta(list(udda))})")
    return ut


def _uteslutna(
    rader: pd.DataFrame,
    tabell: Tabell,
    uppgift: Leveransfil,
    besked: Leveransbesked,
    profil: Regionprofil,
) -> pd.Series:
    """Return why a row, though right, is not used: another region, the region itself, another time."""
    skal = pd.Series("", index=rader.index, dtype=object)
    if tabell.kommunkolumn and tabell.kommunkolumn not in tabell.utanfor_kolumner:
        andra = [o.kod for o in profil.andra_kommuner] if tabell.hela_landet else []
        skal[~rader[tabell.kommunkolumn].isin([*profil.kommuner, profil.kod, RIKET, *andra])] = "annan_region"
    if tabell.namn == "aggregat":
        egen = [ALLA, *profil.dodsplatser.kommunens]
        skal[rader["omrade"].isin(profil.kommuner) & ~rader["dodsplats"].isin(egen)] = "annan_huvudman"
    if tabell.namn in ("befolkning", "befolkningsprognos"):
        skal[rader["kommunkod"].isin([profil.kod, RIKET])] = "regionrad"
        skal[rader["publicerad"] > pd.Timestamp(besked.uttagsdatum)] = "publicerad_efter_uttag"
    if tabell.bara_perioden:
        borjar, slutar = (rader[tabell.datumkolumner[i]] for i in (0, -1))
        dagen_efter = pd.Timestamp(uppgift.till) + pd.Timedelta(days=1)
        skal[(borjar >= dagen_efter) | (slutar < pd.Timestamp(uppgift.fran))] = "utanfor_perioden"
    return skal


def _radregler(
    rader: pd.DataFrame, brott: pd.Series, tabell: Tabell, uttagsdatum: date, raknas: pd.Series
) -> pd.Series:
    """Return each row's first broken rule: typing before rules before keys."""
    brott = brott.copy()
    for regel, traffar in tabell.regler.items():
        trasig = traffar(rader, uttagsdatum).fillna(False).astype(bool).to_numpy()
        brott[(brott == "").to_numpy() & trasig] = regel
    if tabell.nyckel:
        hela = rader[(brott == "") & raknas]
        dubbla = hela.index[hela.duplicated(list(tabell.nyckel), keep=False)]
        brott[brott.index.isin(dubbla)] = "dubblett_annat_innehall"
    return brott
