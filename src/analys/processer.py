"""What every child process of ours does first."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

_PR_SET_PDEATHSIG = 1


def do_med_foraldern() -> None:
    """Ask Linux to end this process when the one that started it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def processpool(antal: int) -> Iterator[Executor]:
    """Give an executor of so many new processes, which die with this one.

    They are spawned, never forked: pandas and Arrow keep threads that a fork would lose.
    """
    with ProcessPoolExecutor(antal, mp_context=get_context("spawn"), initializer=do_med_foraldern) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
