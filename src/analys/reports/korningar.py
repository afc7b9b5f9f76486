"""Executed notebooks that are kept between runs, each with what it was made from: never in a release.

Those of the open level hold what the release prints and lie beside its cube; those of the internal level lie in
``data/internt`` for the owner alone. None holds a row about a person.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from analys.disclosure.grind import INTERN
from analys.errors import CannotWriteError
from analys.filbyte import ersatt
from analys.hem import Hem, skriv_privat
from analys.present.lasning import Kub, siffrornas_id
from analys.reports.barn import KORNING, SPARFIL
from analys.reports.nycklar import dokumentets

if TYPE_CHECKING:
    from analys.reports.kor import Jobb

FORSTA, HELT_OM, SIFFRORNA = "för första gången", "med vanlig kärna", "siffrorna"
"""Why a notebook is run, besides the parts (`nycklar.delar`) that are others; after the last come its questions."""
DAGAR_KVAR = 90
"""How long an executed notebook that nobody has needed is kept."""


@dataclass(frozen=True)
class Korning:
    """One executed notebook: the parts it was made from, what it read, what it says, and why it was run that day.

    ``last``: hash of the answer to each question it asked the cube. ``dokument``: hash of the document that it is.
    """

    kub: str
    delar: dict[str, str]
    last: dict[str, str]
    dokument: str
    dag: str
    orsaker: list[str]

    @property
    def siffror(self) -> str:
        """The id of its figures."""
        return siffrornas_id(self.last)

    def skillnader(self, delar: Mapping[str, str], kub: Kub | None, kubnyckel: str) -> list[str]:
        """Return the parts and then the questions whose content is another now; none when it need not be run."""
        andra = sorted(d for d in self.delar.keys() | delar.keys() if self.delar.get(d) != delar.get(d))
        if kub is None or self.kub == kubnyckel:
            return andra
        nu = kub.avtryck(self.last)
        return andra + [f for f, a in self.last.items() if nu[f] != a]


class Korningar:
    """The kept notebooks of one region, month and level; where they cannot be kept the next run makes them anew.

    ``bara_las``: nothing is written, as by who does not hold the store.
    """

    def __init__(self, hem: Hem, region: str, period: str, niva: str, *, bara_las: bool = False) -> None:
        grund = hem.internt(region, period) if niva == INTERN else hem.lager(region) / period
        self.mapp, self._intern = grund / "korningar", niva == INTERN
        self._bara_las = bara_las

    def hamta(self, jobb: Jobb) -> Korning | None:
        """Return what is known of a job's kept notebook, or None where there is none that can be read."""
        try:
            korning = Korning(**json.loads(self._fil(jobb, ".json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return korning if self._fil(jobb, ".ipynb.gz").is_file() else None

    def packa_upp(self, jobb: Jobb, korning: Korning, mapp: Path) -> bool:
        """Write a kept notebook where a job expects it; False, and nothing, when it is not the one that was kept."""
        try:
            text = gzip.decompress(self._fil(jobb, ".ipynb.gz").read_bytes()).decode()
            hel = dokumentets(nbformat.reads(text, as_version=4)) == korning.dokument
        except (OSError, EOFError, ValueError, nbformat.ValidationError):
            return False
        if hel:
            (mapp / KORNING).write_text(text, encoding="utf-8")
            (mapp / SPARFIL).write_text(json.dumps(korning.last), encoding="utf-8")
        return hel

    def spara(self, jobb: Jobb, mapp: Path, orsaker: Sequence[str]) -> Korning:
        """Keep the notebook that a job has run in ``mapp``."""
        text = (mapp / KORNING).read_text(encoding="utf-8")
        last = json.loads((mapp / SPARFIL).read_text(encoding="utf-8"))
        dokument = dokumentets(nbformat.reads(text, as_version=4))
        korning = Korning(jobb.kub, jobb.delar, last, dokument, date.today().isoformat(), list(orsaker or [FORSTA]))
        self._skriv(jobb, ".ipynb.gz", gzip.compress(text.encode(), 1, mtime=0))
        self.skriv(jobb, korning)
        return korning

    def skriv(self, jobb: Jobb, korning: Korning) -> None:
        """Write what is known of a kept notebook."""
        self._skriv(jobb, ".json", json.dumps(asdict(korning), ensure_ascii=False, indent=0).encode())

    def sopa(self) -> None:
        """Remove what nobody has needed for long, of this level's every month."""
        grans = time.time() - DAGAR_KVAR * 24 * 3600
        for fil in self.mapp.parent.parent.glob("*/korningar/*"):
            with suppress(OSError):
                if fil.stat().st_mtime < grans:
                    fil.unlink()

    def _skriv(self, jobb: Jobb, andelse: str, innehall: bytes) -> None:
        fil = self._fil(jobb, andelse)
        ny = fil.with_name(f".{fil.name}.{os.getpid()}")
        if self._bara_las:
            return
        try:
            if self._intern:
                skriv_privat(fil, innehall)
                return
            fil.parent.mkdir(parents=True, exist_ok=True)
            ny.write_bytes(innehall)
            ersatt(ny, fil)
        except (OSError, CannotWriteError):
            with suppress(OSError):
                ny.unlink()

    def _fil(self, jobb: Jobb, andelse: str) -> Path:
        return self.mapp / f"{jobb.omrade.kod}-{jobb.tema}{andelse}"
