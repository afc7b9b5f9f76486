"""What several measures start from, made once for the tables of a partition and forgotten with them."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Any, TypeVar

import pandas as pd

MINNS = 8
"""Results of one function that are kept at a time; the measures of a theme need fewer."""
T = TypeVar("T")


def delad(funktion: Callable[..., T]) -> Callable[..., T]:
    """Let a pure function of tables and rules remember its latest results.

    A result is found by the very tables that it was made of (which nobody changes) and by the rules, and is gone when
    one of the tables is; it must not hold a table itself.
    """
    minne: OrderedDict[tuple[Any, ...], T] = OrderedDict()
    las = RLock()  # a table may be let go of, and `glom` called, while this thread holds it

    def glom(nyckel: tuple[Any, ...]) -> None:
        with las:
            minne.pop(nyckel, None)

    @wraps(funktion)
    def med_minne(*argument: Any) -> T:
        nyckel = tuple(id(a) if isinstance(a, pd.DataFrame) else repr(a) for a in argument)
        with las:
            if nyckel in minne:
                minne.move_to_end(nyckel)
                return minne[nyckel]
        svar = funktion(*argument)
        with las:
            minne[nyckel] = svar
            while len(minne) > MINNS:
                minne.popitem(last=False)
        for tabell in argument:
            if isinstance(tabell, pd.DataFrame):
                weakref.finalize(tabell, glom, nyckel)
        return svar

    return med_minne
