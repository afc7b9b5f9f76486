"""Hide what points at a person: the only maker of `SkyddatUtfall`, which is all that later rooms can read.

First the small counts, then what would give them away (`sekundar`), then an attack on the result (`angripare`) that
blocks the release when a hidden count can be worked out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analys import svenska
from analys.disclosure.komponent import Minne
from analys.disclosure.register import Register
from analys.disclosure.skydd import Skydd, for_liten_namnare
from analys.disclosure.system import Mask, bygg_system
from analys.disclosure.utskrift import MANAD, Forgrovning, trycks
from analys.errors import DisclosureError, UsageError
from analys.filbyte import ersatt
from analys.katalog import Indikator, Katalog, Skala, Skydda
from analys.period import Period
from analys.region import Regionprofil
from analys.utfall import DIMENSIONER, DIMENSIONSORD, NYCKEL, OVER_BROTT

SYNLIG, DOLD, SAKNAS, EJ_AKTUELL = "", "..", "-", "."
TECKEN = {
    DOLD: "visas inte: talet är så litet att en person kan kännas igen, eller så kan ett sådant tal räknas fram ur det",
    SAKNAS: "uppgift saknas",
    EJ_AKTUELL: "ej aktuellt",
}
"""The three signs and their meaning (as Kolada's); none is ever 0 or blank."""
_TAL = ["taljare", "namnare", "kvadratsumma", "varde", "undre_95", "ovre_95", "undre_998", "ovre_998"]
_META = b"analys"
_NYCKEL = object()


@dataclass(frozen=True)
class SkyddatUtfall:
    """Protected rows (column ``tecken`` says why a figure is not there) and what the pages need to know of them."""

    rader: pd.DataFrame
    meta: dict[str, Any]
    _tillverkad_av: object = None

    def __post_init__(self) -> None:
        if self._tillverkad_av is not _NYCKEL:
            raise TypeError("SkyddatUtfall is made by skydda() or las_kub() alone")

    @cached_property
    def per_matt(self) -> dict[str, pd.DataFrame]:
        """The rows of each measure; parts of `rader`, not copies, where a measure's rows lie together."""
        koder, matt = pd.factorize(self.rader["indikator"])
        borjar = np.flatnonzero(np.diff(koder, prepend=-1))
        if len(borjar) > len(matt):
            return {str(matt): rader for matt, rader in self.rader.groupby("indikator", sort=False)}
        granser = pairwise([*borjar, len(koder)])
        return {str(m): self.rader.iloc[a:b] for m, (a, b) in zip(matt, granser, strict=True)}

    def med_tecken(self, utfall: pd.DataFrame, tecken: str) -> pd.Series:
        """Return which rows of the unprotected Utfall these show with a sign."""
        visade = pd.MultiIndex.from_frame(self.rader.loc[self.rader["tecken"] == tecken, list(NYCKEL)])
        return pd.Series(pd.MultiIndex.from_frame(utfall[list(NYCKEL)]).isin(visade), index=utfall.index)


class UtraknatError(DisclosureError):
    """Hidden counts can be worked out; ``forslag`` is the least coarsening that helps, if any."""

    def __init__(self, tabeller: Sequence[str], forslag: Forgrovning | None) -> None:
        self.forslag = forslag
        hjalp = (
            f"Minsta förgrovning som hjälper: {forslag_i_ord(forslag)}. Kör om med --forgrova."
            if forslag
            else (
                "Ingen förgrovning hjälper: det följer av redan publicerade siffror. Börja om med ett nytt register "
                '(analys rapport --nytt-register "skälet"), eller vänta till den årliga revideringen.'
            )
        )
        super().__init__(
            f"Skyddet mot röjande stoppade utgåvan: dolda tal kan räknas fram i {svenska.lista(tabeller)}. {hjalp}"
        )


def forslag_i_ord(f: Forgrovning) -> str:
    """Return a coarsening as a reader meets it."""
    if f.slag == MANAD:
        return f"{f.indikator} visas inte per månad eller tertial"
    return f"{f.indikator} delas inte upp på {DIMENSIONSORD.get(f.slag, f.slag)}"


def skydda(
    utfall: pd.DataFrame,
    katalog: Katalog,
    profil: Regionprofil,
    meta: dict[str, Any],
    register: Register,
    forgrovningar: Sequence[Forgrovning] = (),
    minne: Minne | None = None,
    executor: Executor | None = None,
) -> tuple[SkyddatUtfall, pd.DataFrame]:
    """Return what may be printed of an Utfall, and the reason for each figure that may not (never its value).

    Hidden: a täljare of 1 to T-1 (of a mean, the nämnare), with ``skydda = "bada"`` also nämnare - täljare of 1 to
    T-1, a nämnare below ``minsta_namnare``; then whatever would let one of these be worked out, here or from earlier
    releases (``register``). With a hidden figure goes all that follows from it: share, rate, mean, interval.
    ``skydda = "inget"`` passes unchanged down to ``minsta_namnare``. ``meta`` has the release's ``period`` and each
    measure's latest month (``manader``). ``minne``: what is known of parts that are as they were; the others are worked
    out by the workers of ``executor`` (None: this process).

    Raises
    ------
    UtraknatError : a hidden count can be worked out, though all was hidden that helps.
    """
    manader = {"": Period.las(meta["period"])} | {i: Period.las(m) for i, m in meta.get("manader", {}).items()}
    utfall = utfall.reset_index(drop=True)
    minne = minne or Minne()

    def skydd_med(forgrovningar: Sequence[Forgrovning]) -> Skydd:
        skydd = _skydd(utfall, katalog, profil, manader, register, forgrovningar)
        skydd.komplettera(minne, executor)
        return skydd

    skydd = skydd_med(forgrovningar)
    if len(utraknade := skydd.utraknade_rader()):
        tabeller = sorted(set(utraknade["indikator"]))
        kandidater = [Forgrovning(i, slag) for i in tabeller for slag in (*_dimensioner(katalog[i]), MANAD)]
        provade = [
            (int(skydd.tryckta.sum() - ny.tryckta.sum()), f)
            for f in kandidater
            for ny in [skydd_med([*forgrovningar, f])]
            if not len(ny.utraknade_rader())
        ]
        minne.skriv()  # so that the next run, with a coarsening, begins from here
        raise UtraknatError(tabeller, min(provade, key=lambda p: p[0])[1] if provade else None)
    minne.skriv()
    for_fa = for_liten_namnare(utfall, katalog)
    meta = meta | {"glesa": skydd.glesa_serier}
    return _som_skyddat(utfall, skydd.tryckta, skydd.dolda_rader | for_fa, katalog, meta), skydd.skal(for_fa)


def _andel_dolda(rader: pd.DataFrame, katalog: Katalog) -> float:
    """Return the share of the figures that could be printed but are hidden, of measures that are protected."""
    skyddade = rader["indikator"].isin([i.id for i in katalog.values() if i.skydda is not Skydda.INGET])
    tecken = rader.loc[skyddade, "tecken"]
    kunde = tecken.isin([SYNLIG, DOLD]).sum()
    return float((tecken == DOLD).sum() / kunde) if kunde else 0.0


def _skydd(
    utfall: pd.DataFrame,
    katalog: Katalog,
    profil: Regionprofil,
    manader: dict[str, Period],
    register: Register,
    forgrovningar: Sequence[Forgrovning],
) -> Skydd:
    """Return the protection with what is hidden from the start."""
    tryckt = trycks(utfall, katalog, profil, manader, forgrovningar).to_numpy()
    synliga_fore, *dolda_fore = register.fasta(utfall)
    system = bygg_system(utfall, tryckt | synliga_fore | np.any(dolda_fore, axis=0), katalog, profil)
    return Skydd.av(utfall, tryckt, synliga_fore, dolda_fore, system, profil)


def _dimensioner(i: Indikator) -> list[str]:
    return sorted({d for grupp in i.dimensioner for d in grupp})


INTERN = "intern_samverkan"
"""The level of the kommuner's figures without protection, for named roles; the other is ``oppen``."""


def intern_nyckel(nyckel: str) -> str:
    """Return the key of the cube without protection, from that of the protected one."""
    return f"{nyckel}-{INTERN}"


def oskyddat(utfall: pd.DataFrame, katalog: Katalog, meta: dict[str, Any]) -> SkyddatUtfall:
    """Return everything as it is, for the internal level: its pages carry a banner and never enter a release."""
    alla = np.ones(len(utfall), dtype=bool)
    egen = {"niva": INTERN, "nyckel": intern_nyckel(meta["nyckel"])}
    return _som_skyddat(utfall.reset_index(drop=True), alla, ~alla, katalog, meta | egen)


def _som_skyddat(
    utfall: pd.DataFrame, tryckt: Mask, dold: Mask, katalog: Katalog, meta: dict[str, Any]
) -> SkyddatUtfall:
    """Return the printed rows with their signs, and their figures masked where the sign is not `SYNLIG`."""
    skala = utfall["indikator"].map({i.id: i.skala for i in katalog.values()})
    x, n = utfall["taljare"], utfall["namnare"]
    tecken = pd.Series(SYNLIG, index=utfall.index, dtype="str")
    tecken[(x.isna() & utfall["varde"].isna()).to_numpy()] = SAKNAS
    tecken[((skala != Skala.PER_10000) & (n == 0).fillna(False)).to_numpy()] = EJ_AKTUELL
    tecken[(utfall["status"] == OVER_BROTT).to_numpy()] = EJ_AKTUELL
    tecken[dold & (tecken != SAKNAS).to_numpy()] = DOLD
    tal = [k for k in _TAL if k in utfall]
    rader = utfall.assign(tecken=tecken, **{k: utfall[k].mask(tecken != SYNLIG) for k in tal})[tryckt]
    andel = {"andel_dolda": _andel_dolda(rader, katalog)}
    return SkyddatUtfall(rader.reset_index(drop=True), meta | andel, _NYCKEL)


def skriv_kub(skyddat: SkyddatUtfall, fil: Path) -> None:
    """Write a cube and its metadata as one file, whole or not at all; an internal one for the owner alone."""
    rader = skyddat.rader.assign(period=pd.to_datetime(skyddat.rader["period"]))
    tabell = pa.Table.from_pandas(
        rader.astype(dict.fromkeys(("indikator", "omrade", "periodtyp", "status", "metod", *DIMENSIONER), "category")),
        preserve_index=False,
    )
    egen = {_META: json.dumps(skyddat.meta, ensure_ascii=False, sort_keys=True).encode()}
    fil.parent.mkdir(parents=True, exist_ok=True)
    ny = fil.with_name(f".{fil.name}.{os.getpid()}")
    pq.write_table(tabell.replace_schema_metadata({**(tabell.schema.metadata or {}), **egen}), ny)
    if skyddat.meta.get("niva") == INTERN:
        ny.chmod(0o600)
    ersatt(ny, fil)


def las_kubmeta(fil: Path) -> dict[str, Any] | None:
    """Return the metadata of a cube, or None when there is no cube that can be read."""
    try:
        meta: dict[str, Any] = json.loads(pq.read_schema(fil).metadata[_META])
    except (OSError, pa.ArrowInvalid, KeyError, TypeError):
        return None
    return meta


def las_kub(fil: Path) -> SkyddatUtfall:
    """Return the protected cube.

    Raises
    ------
    UsageError : it does not exist yet.
    """
    if not fil.is_file():
        raise UsageError(
            f"Det finns inga beräknade siffror för perioden ({fil.parent.parent.name} {fil.parent.name}). "
            "Kör först: analys rapport, eller analys berakna."
        )
    # One read: rows and metadata are of the same cube. No threads: reports are made in forks of what has read it.
    tabell = pq.ParquetFile(fil, pre_buffer=False).read(use_threads=False)
    meta: dict[str, Any] = json.loads(tabell.schema.metadata[_META])
    rader = tabell.to_pandas(use_threads=False)
    del tabell
    koder, dagar = pd.factorize(rader["period"])
    rader["period"] = pd.DatetimeIndex(dagar).date[koder]  # one object per day, not per row
    for kolumn in ("indikator", "omrade", "periodtyp", *DIMENSIONER):
        rader[kolumn] = rader[kolumn].astype("str")
    pa.default_memory_pool().release_unused()  # a third of a large cube, which every process would share
    return SkyddatUtfall(rader, meta, _NYCKEL)
