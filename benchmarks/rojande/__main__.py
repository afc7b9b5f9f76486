"""Attack a protection: ``python -m benchmarks.rojande [--skydd grind|tva|smatal] [--fron 20] [--utgavor 13]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import asdict

import pandas as pd
from benchmarks.rojande.grindskydd import Grindserie
from benchmarks.rojande.halland import HISTORIA
from benchmarks.rojande.kor import TROSKEL, Skydd, jamfor_med_basta, kor_serie
from benchmarks.rojande.naivt import bara_smatal, minst_tva

SKYDD: dict[str, Callable[[], Skydd]] = {
    "grind": Grindserie,
    "smatal": lambda: lambda utfall: bara_smatal(utfall, TROSKEL),
    "tva": lambda: lambda utfall: minst_tva(utfall, TROSKEL),
}
"""How to begin a series of releases with each protection, with nothing printed before."""


def main() -> int:
    """Print one line per attack and the sums; return 1 when a hidden cell was exact or narrow."""
    tolk = argparse.ArgumentParser(prog="python -m benchmarks.rojande", description=__doc__)
    tolk.add_argument("--skydd", choices=SKYDD, default="grind")
    tolk.add_argument("--fron", type=int, default=20, help="seeds")
    tolk.add_argument("--forsta", type=int, default=0, help="the first seed, to share a long attack between cores")
    tolk.add_argument("--utgavor", type=int, default=13, help="monthly releases")
    tolk.add_argument("--historia", type=int, default=HISTORIA, help="months before the first release")
    tolk.add_argument("--insiders", type=int, default=40, help="tried per attack, drawn at random")
    tolk.add_argument("--varje", action="store_true", help="attack after every release, not only the last")
    val = tolk.parse_args()
    rader = []
    for fro in range(val.forsta, val.forsta + val.fron):
        egna, basta = jamfor_med_basta(SKYDD[val.skydd](), fro)
        for resultat in kor_serie(SKYDD[val.skydd](), fro, val.utgavor, val.insiders, val.varje, val.historia):
            rader.append({"fro": fro, **asdict(resultat), "en_tabell": egna, "en_tabell_bast": basta})
            rad = pd.DataFrame(rader[-1:])
            sys.stdout.write(rad.to_string(index=False, header=len(rader) == 1, float_format="%.1f") + "\n")
            sys.stdout.flush()
    summa = pd.DataFrame(rader).sum()
    lackor = summa[["exakta", "smala", "otryckta_exakta", "otryckta_smala"]].sum()
    hela = sum(rad["utgavor"] == val.utgavor for rad in rader)
    sys.stdout.write(
        f"{hela} of {val.fron} series came out whole; hidden {summa['dolda'] / summa['celler']:.1%} of the figures; "
        f"exact {summa['exakta']:.0f}, narrow {summa['smala']:.0f}, "
        f"never printed but known: exact {summa['otryckta_exakta']:.0f}, narrow {summa['otryckta_smala']:.0f}; "
        f"exact to an insider {summa['insider_exakta']:.0f} ({summa['insiders']:.0f} tried); "
        f"one table: {summa['en_tabell'] / summa['en_tabell_bast']:.2f} times the fewest; "
        f"gate {summa['grind_sekunder'] / len(rader):.1f} s per series\n"
    )
    return int(lackor > 0)


if __name__ == "__main__":
    raise SystemExit(main())
