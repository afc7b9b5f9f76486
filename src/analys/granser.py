"""How long and how much memory a run may take, and what of the environment its processes see."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from analys.errors import UsageError

NIVA = "ANALYS_NIVA"
"""Set by the runner to read the internal level's figures; else the open ones are read."""


@dataclass(frozen=True)
class Granser:
    """Seconds that a cell, a report and all reports of a run may take, and gigabytes that a report may use."""

    cell: int = 300
    rapport: int = 900
    korning: int = 7200
    minne: int = 4


_VARIABLER = {
    "cell": "ANALYS_CELLTID",
    "rapport": "ANALYS_RAPPORTTID",
    "korning": "ANALYS_KORTID",
    "minne": "ANALYS_MINNE",
}


def las_granser(miljo: Mapping[str, str] = os.environ) -> Granser:
    """Return the limits: the defaults, or what the environment says (docs/handbok.md).

    Raises
    ------
    UsageError : a value that is not a whole number above 0.
    """
    satta = {}
    for falt, namn in _VARIABLER.items():
        if (text := miljo.get(namn)) is not None:
            if not text.isdecimal() or not int(text):
                raise UsageError(f"Miljövariabeln {namn} ska vara ett heltal större än 0.")
            satta[falt] = int(text)
    return Granser(**satta)


def begransa_minnet(gigabyte: int) -> None:
    """Let this process, and what it starts, use so much memory of its own and no more (Linux)."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 (not on Windows)

        tak = resource.getrlimit(resource.RLIMIT_DATA)[1]
        grans = gigabyte << 30 if tak == resource.RLIM_INFINITY else min(gigabyte << 30, tak)
        resource.setrlimit(resource.RLIMIT_DATA, (grans, grans))


_FAR_FOLJA = {
    *("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV", "LD_LIBRARY_PATH"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "PATHEXT", "COMSPEC", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "PROGRAMDATA"),
}
_FAR_BORJA = (
    "ANALYS_",
    "CONDA_",
    "FONTCONFIG_",
    "IPYTHON",
    "JE_ARROW",
    "JUPYTER_",
    "LC_",
    "MPL",
    "OMP_",
    "PYTHON",
    "XDG_",
)
_FAR_SLUTA = ("_NUM_THREADS",)
_HEMLIGT = ("TOKEN", "PASSW", "SECRET", "KEY", "CREDENTIAL")


def ren_miljo(miljo: Mapping[str, str]) -> dict[str, str]:
    """Return what a notebook's process may know of its surroundings: no password, token or address that lies there."""
    return {
        namn: varde
        for namn, varde in miljo.items()
        if (namn.upper() in _FAR_FOLJA or namn.startswith(_FAR_BORJA) or namn.endswith(_FAR_SLUTA))
        and not any(ordet in namn.upper() for ordet in _HEMLIGT)
    }
