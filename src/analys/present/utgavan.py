"""What the release that is being made says of itself and of earlier ones. Set by the runner, never by a notebook."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analys.status import Status

if TYPE_CHECKING:
    from analys.present.sedan import Jamforelse

UTGAVAN = "ANALYS_UTGAVAN"
"""Set by the runner: the file that says what the release says of itself."""


@dataclass(frozen=True)
class Utgavan:
    """What is the same on every page of a release, whatever the figures.

    ``jamforelse``: with what the last meeting saw, or None and why (``utan_jamforelse``). ``rattelse``: with the
    settled release that this one corrects. ``kommentarer``: the figure that each comment is about, by the comment's
    key: that of the release which could be read on the comment's day, else as it was first printed.
    """

    status: Status
    jamforelse: Jamforelse | None = None
    utan_jamforelse: str = ""
    rattelse: Jamforelse | None = None
    kommentarer: dict[str, str] = field(default_factory=dict)

    def som_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {
            "status": self.status.som_dict(),
            "jamforelse": self.jamforelse.som_dict() if self.jamforelse else None,
            "utan_jamforelse": self.utan_jamforelse,
            "rattelse": self.rattelse.som_dict() if self.rattelse else None,
            "kommentarer": self.kommentarer,
        }


def las_utgavan() -> Utgavan | None:
    """Return what the release that is being made says of itself; None where none is (JupyterLab)."""
    fil = os.environ.get(UTGAVAN)
    return _las(Path(fil)) if fil else None


@cache
def _las(fil: Path) -> Utgavan:
    from analys.present.sedan import Jamforelse  # noqa: PLC0415 (it needs Underlag, which has one of these)

    v = json.loads(fil.read_text(encoding="utf-8"))
    jamforelse, rattelse = (Jamforelse.fran_dict(v[k]) if v[k] else None for k in ("jamforelse", "rattelse"))
    return Utgavan(Status.fran_dict(v["status"]), jamforelse, v["utan_jamforelse"], rattelse, v["kommentarer"])
