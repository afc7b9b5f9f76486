"""The notebook that is explored in: a copy in the user's own folder, so that the project's is never written to."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from analys.hem import Hem, skriv_privat

NAMN = "utforska.ipynb"


def lagg_ut(hem: Hem, mapp: Path, *val: str) -> Path:
    """Write the notebook with ``val`` (region, område, month) chosen, and return it.

    What somebody has written of their own in an earlier copy is kept beside it, under the time as its name.

    Raises
    ------
    CannotWriteError : the folder cannot be written.
    """
    bok = nbformat.read(hem.anteckningsbocker / NAMN, as_version=4)
    ny = _med_val(bok, val)
    fil = mapp / NAMN
    if fil.exists() and _kallor(fil) != [_utan_val(c.source) for c in ny.cells]:
        fil.replace(fil.with_name(f"utforska-{datetime.now():%Y-%m-%d-%H%M%S}.ipynb"))
    skriv_privat(fil, nbformat.writes(ny))
    return fil


def _med_val(bok: NotebookNode, val: tuple[str, ...]) -> NotebookNode:
    """Return the notebook with the arguments in its last cell's call."""
    sista = bok.cells[-1]
    argument = ", ".join(f'"{v}"' for v in val)
    sista.source = sista.source.replace("Utforska()", f"Utforska({argument})")
    return bok


def _utan_val(kalla: str) -> str:
    """Return a cell's text with nothing chosen in its call."""
    return re.sub(r'Utforska\((?:"[^"]*"(?:, )?)*\)', "Utforska()", kalla)


def _kallor(fil: Path) -> list[str]:
    """Return what the cells of a notebook say, whatever is chosen; of a file that is none, nothing."""
    try:
        return [_utan_val(c.source) for c in nbformat.read(fil, as_version=4).cells]
    except (OSError, ValueError, nbformat.ValidationError):
        return []
