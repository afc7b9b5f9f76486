"""The protection of one part of a release that no equation ties to the rest: by itself, and kept for the next run.

What is hidden in a part follows from that part alone, so the parts can be worked out in any order, by several
processes, and not again while nothing in them has changed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from analys import programmet
from analys.disclosure.angripare import Spann, angrip
from analys.disclosure.sekundar import for_insiders, komplettera
from analys.disclosure.system import Flyttal, Mask, System
from analys.disclosure.uppslag import Heltal
from analys.hem import skriv_privat


@dataclass(frozen=True)
class Fraga:
    """What the protection of a part follows from: masks and numbers over its unknowns.

    ``sma``: small counts; ``dolda``: what is hidden from the start; ``fasta``, ``hemliga``: what earlier releases
    printed, and hid; ``tryckta``: what a printed row has.
    """

    system: System
    sma: Mask
    dolda: Mask
    fasta: Mask
    hemliga: Mask
    tryckta: Mask
    kostnad: Flyttal
    troskel: int

    def krav(self, dolda: Mask) -> Mask:
        """Return what must have room for T when ``dolda`` are hidden: small counts, and all that is shown as hidden."""
        return np.asarray(self.sma | self.hemliga | (dolda & self.tryckta))

    def delar(self) -> Iterator[tuple[Heltal, Fraga]]:
        """Yield the unknowns (sorted) of each part that has something to protect, and the question of that part."""
        s, med = self.system, self.krav(self.dolda)
        a = coo_array(s.a)
        antal, form = s.antal, (s.antal + a.shape[0],) * 2
        _, etikett = connected_components(coo_array((np.ones(a.nnz), (a.col, antal + a.row)), shape=form), False)
        for nr in np.unique(etikett[:antal][med]):
            vilka, ekvationer = np.flatnonzero(etikett[:antal] == nr), np.flatnonzero(etikett[antal:] == nr)
            egen = System.av(s.varden[vilka], csr_array(s.a[ekvationer][:, vilka]))
            sma, dolda, fasta, hemliga, tryckta = (m[vilka] for m in self._masker)
            yield vilka, Fraga(egen, sma, dolda, fasta, hemliga, tryckta, self.kostnad[vilka], self.troskel)

    @property
    def _masker(self) -> tuple[Mask, ...]:
        return self.sma, self.dolda, self.fasta, self.hemliga, self.tryckta

    def nyckel(self) -> str:
        """Return the hash of the question and of the program that answers it."""
        a = self.system.a
        falt = (self.system.varden, a.indptr, a.indices, a.data, self.kostnad)
        return programmet.avtryck(_program(), str(self.troskel), *(f.tobytes() for f in (*falt, *self._masker)))


@dataclass(frozen=True)
class Svar:
    """What is hidden in a part (``dolda``), and the numbers of the unknowns that can be worked out all the same.

    ``utraknade``: by anybody who reads what is printed; ``for_ensamma``: by somebody who is alone in another count.
    """

    dolda: Mask
    utraknade: Heltal
    for_ensamma: Heltal


def svara(fraga: Fraga) -> Svar:
    """Return the protection of one part, attacked."""
    system, troskel = fraga.system, fraga.troskel
    spann = Spann.av(system, np.flatnonzero(fraga.sma))
    krav = fraga.krav(fraga.dolda)
    dolda = komplettera(system, fraga.dolda, fraga.fasta, fraga.kostnad, krav, troskel, spann)
    utraknade = angrip(system, ~dolda, fraga.krav(dolda), troskel, spann)
    kanda = {en for en, _ in for_insiders(system, fraga.sma, spann)}
    return Svar(dolda, utraknade, np.array(sorted(kanda), dtype=np.int64))


LONAR_SIG = 3000
"""So many unknowns must be worked out before other processes are worth starting (about ten seconds' work)."""


class Minne:
    """The answers of the last run, in a file for its owner alone: the questions' hashes hold small counts.

    What is damaged in it is as if it were not there: it is worked out anew.
    """

    def __init__(self, fil: Path | None = None) -> None:
        self.fil = fil
        self._forra = _las_fil(fil) if fil is not None else {}
        self._nu: dict[str, object] = {}

    def svar(self, fragor: Sequence[Fraga], executor: Executor | None = None) -> list[Svar]:
        """Return the answers, those that are not known yet by the workers of ``executor`` (None: this process)."""
        nycklar = [f.nyckel() for f in fragor]
        kant = self._forra | self._nu
        svaren = [_las(kant.get(n), n, f) for f, n in zip(fragor, nycklar, strict=True)]
        nya = [f for f, s in zip(fragor, svaren, strict=True) if s is None]
        nya.sort(key=lambda f: f.system.antal, reverse=True)  # the longest first: the others fit around it
        sjalv = len(nya) < 2 or sum(f.system.antal for f in nya) < LONAR_SIG
        gjorda = map(svara, nya) if executor is None or sjalv else executor.map(svara, nya)
        raknade = {id(f): s for f, s in zip(nya, gjorda, strict=True)}
        ut = [s or raknade[id(f)] for f, s in zip(fragor, svaren, strict=True)]
        self._nu |= {n: _som_json(n, s) for n, s in zip(nycklar, ut, strict=True)}
        return ut

    def skriv(self) -> None:
        """Keep what was asked for this time, and nothing else."""
        if self.fil is not None:
            skriv_privat(self.fil, json.dumps(self._nu))


def _las_fil(fil: Path) -> dict[str, object]:
    """Return the remembered answers by their questions' keys; of a file that cannot be read, none."""
    try:
        innehall = json.loads(fil.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return innehall if isinstance(innehall, dict) else {}


def _som_json(nyckel: str, svar: Svar) -> list[object]:
    bitar = base64.b64encode(np.packbits(svar.dolda).tobytes()).decode("ascii")
    rad = [bitar, svar.utraknade.tolist(), svar.for_ensamma.tolist()]
    return [*rad, _summa(nyckel, rad)]


def _summa(nyckel: str, rad: Sequence[object]) -> str:
    """Return the hash that shows that an answer is whole, and this question's."""
    return programmet.avtryck(nyckel, json.dumps(rad))


def _las(rad: object, nyckel: str, fraga: Fraga) -> Svar | None:
    """Return a remembered answer; None when there is none, or one that cannot be the question's."""
    match rad:
        case [str(bitar), list(utraknade), list(for_ensamma), str(summa)]:
            nummer = (utraknade, for_ensamma)
        case _:
            return None
    antal = fraga.system.antal
    try:
        byte = np.frombuffer(base64.b64decode(bitar, validate=True), dtype=np.uint8)
    except ValueError:
        return None
    hel = summa == _summa(nyckel, [bitar, *nummer]) and len(byte) == -(-antal // 8)
    if not hel or not all(type(n) is int and 0 <= n < antal for n in (*utraknade, *for_ensamma)):
        return None
    dolda = np.unpackbits(byte, count=antal).astype(bool)
    if (fraga.dolda & ~dolda).any() or (dolda & ~fraga.dolda & fraga.fasta).any():
        return None
    return Svar(dolda, *(np.array(n, dtype=np.int64) for n in nummer))


@cache
def _program() -> str:
    return programmet.avtryck(programmet.program(__name__), programmet.bibliotek())
