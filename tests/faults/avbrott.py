"""kill -9 of the command, the warm process, a report's process or a kernel at random moments."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path

from tests.faults.grund import ALLT_OM, OM, PERIOD, RAPPORT, Korning, avtryck, hel, kor, skrap


@dataclass
class Avbrott:
    """What so many kills did."""

    antal: Counter[str] = field(default_factory=Counter)
    trasiga: int = 0
    falskt_klara: int = 0
    kvar: int = 0
    olika: int = 0
    omkorningar: int = 0
    skrap: int = 0

    def __str__(self) -> str:
        return (
            f"{self.antal.total()} avbrott ({', '.join(f'{v}: {n}' for v, n in sorted(self.antal.items()))}): "
            f"{self.trasiga} trasiga utgåvor, {self.falskt_klara} falska klar, {self.kvar} processer kvar efter 2 s; "
            f"{self.omkorningar} omkörningar, {self.olika} skiljer sig från en ostörd, {self.skrap} rester kvar"
        )

    def __add__(self, andra: Avbrott) -> Avbrott:
        return Avbrott(*(getattr(self, f.name) + getattr(andra, f.name) for f in fields(Avbrott)))

    @property
    def fel(self) -> int:
        return self.trasiga + self.falskt_klara + self.kvar + self.olika + self.skrap


def _vanta_pa_jobb(korning: Korning, ut: Path) -> None:
    while korning.process.poll() is None and not list(ut.glob("halland/.bygger-*/arbete/*/jobb.json")):
        time.sleep(0.02)


def _livstid(korning: Korning, ut: Path) -> float:
    """Return for how many seconds a run has other processes than the command while it makes reports."""
    _vanta_pa_jobb(korning, ut)
    forst = sist = time.monotonic()
    while korning.process.poll() is None:
        if set(korning.processer()) - {korning.process.pid}:
            sist = time.monotonic()
        time.sleep(0.02)
    korning.slut()
    korning.kvar_efter(0)
    return sist - forst


def prova(hem: Path, ut: Path, antal: int, sekunder: float, fro: int = 1, *, vanlig_var: int = 5) -> Avbrott:
    """Kill so many runs, or as many as there is time for; each tenth is made again, in turn as a user does and whole.

    Each ``vanlig_var``-th has ordinary kernels.
    """
    slump, svar, slut = random.Random(fro), Avbrott(), time.monotonic() + sekunder
    plats, val, om = ut / "halland" / PERIOD, (*RAPPORT, "--mapp", ut), (*OM, "--mapp", ut)
    for _ in range(2):  # the second has a former release, as every one after it
        start = time.monotonic()
        forsta = kor(hem, *om, fore=ALLT_OM)
        tid = time.monotonic() - start
        assert forsta.returncode == 0, forsta.stdout + forsta.stderr
    ostord = avtryck(plats)
    liv = _livstid(Korning.starta(hem, *om, fore=ALLT_OM), ut)
    for nummer in range(antal):
        if time.monotonic() > slut:
            break
        vanlig = nummer % vanlig_var == vanlig_var - 1
        korning = Korning.starta(hem, *om, *(["--vanlig-karna"] if vanlig else []), fore=ALLT_OM)
        if nummer % 2:  # any moment of the command's
            time.sleep(slump.uniform(0.2, 1.1 * tid))
            offer = korning.process.pid
        else:  # a moment when reports are made; any of its processes
            _vanta_pa_jobb(korning, ut)
            time.sleep(slump.uniform(0, liv))
            offer = slump.choice([p for p in korning.processer() if p != korning.process.pid] or [korning.process.pid])
        svar.antal["kommandot" if offer == korning.process.pid else "en annan process"] += 1
        korning.doda(offer)
        kod, sagt = korning.slut()
        svar.kvar += len(korning.kvar_efter(2))
        svar.trasiga += not hel(plats)
        svar.falskt_klara += ("Klart:" in sagt or kod == 0) and avtryck(plats) != ostord
        if nummer % 10 == 9 or nummer == antal - 1:
            igen = kor(hem, *val) if nummer % 20 < 10 else kor(hem, *om, fore=ALLT_OM)
            svar.omkorningar += 1
            svar.olika += igen.returncode != 0 or avtryck(plats) != ostord
            svar.skrap += len(skrap(ut / "halland"))
    return svar
