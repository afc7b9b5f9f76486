"""What the release that is being made says of itself: its status. Set by the runner, never by a notebook."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analys.status import Status

UTGAVAN = "ANALYS_UTGAVAN"
"""Set by the runner: the file that says what the release says of itself."""


@dataclass(frozen=True)
class Utgavan:
    """What is the same on every page of a release, whatever the figures."""

    status: Status

    def som_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {"status": self.status.som_dict()}


def las_utgavan() -> Utgavan | None:
    """Return what the release that is being made says of itself; None where none is (JupyterLab)."""
    fil = os.environ.get(UTGAVAN)
    return _las(Path(fil)) if fil else None


@cache
def _las(fil: Path) -> Utgavan:
    varden = json.loads(fil.read_text(encoding="utf-8"))
    return Utgavan(Status.fran_dict(varden["status"]))
