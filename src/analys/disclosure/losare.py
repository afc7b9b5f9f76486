"""HiGHS through its own interface: scipy's spends half of the gate's time on marginals that nobody asks for."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csc_array, sparray

from analys.disclosure.system import Flyttal, Mask

NODER = 1000
"""How many branches are tried for whole numbers. No clock decides: a busy machine hides what an idle one does."""
_KOLUMNVIS, _MINST = int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize)


def los(
    pris: Flyttal,
    a: sparray,
    hoger: Flyttal,
    undre: Flyttal,
    ovre: Flyttal,
    *,
    hogst: Flyttal | None = None,
    heltal: Mask | None = None,
    gap: float = 0.0,
    forlos: bool = True,
) -> Flyttal | None:
    """Return the cheapest ``x`` with ``hoger <= a @ x <= hogst`` and ``undre <= x <= ovre``.

    Parameters
    ----------
    hogst : as ``hoger`` when not given.
    heltal : which of ``x`` must be whole; the answer may then cost the share ``gap`` more than the cheapest,
        or be the best of `NODER` branches.
    forlos : let HiGHS reduce the problem first; with right-hand sides of zero the dual simplex is faster without.

    Returns
    -------
    None where there is no such ``x``, or none was found.
    """
    matris = csc_array(a)
    rader, kolumner = matris.shape
    highs = _Tyst()
    for val, varde in {
        "output_flag": False,
        "mip_max_nodes": NODER,
        "parallel": "off",
        "mip_rel_gap": gap,
        "presolve": "on" if forlos else "off",
        "simplex_scale_strategy": 0,  # every coefficient is 1 or -1
    }.items():
        highs.setOptionValue(val, varde)
    highs.passModel(
        kolumner,
        rader,
        matris.nnz,
        _KOLUMNVIS,
        _MINST,
        0.0,
        pris,
        undre,
        ovre,
        hoger,
        hoger if hogst is None else hogst,
        matris.indptr.astype(np.int32),
        matris.indices.astype(np.int32),
        matris.data,
        np.zeros(kolumner, dtype=np.int32) if heltal is None else heltal.astype(np.int32),
    )
    highs.run()
    klar = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    funnen = heltal is not None and np.isfinite(highs.getInfo().objective_function_value)
    return np.array(highs.getSolution().col_value) if klar or funnen else None


class _Tyst(highspy.Highs):
    """HiGHS that does not print its name when it starts, which its callbacks do before it can be told to be silent."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
