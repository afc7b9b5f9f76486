"""Every error a user can meet, each with its exit status (docs/handbok.md lists them in Swedish)."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass


def orsak(fel: OSError) -> str:
    """Return why the operating system refused, in Swedish."""
    if getattr(fel, "winerror", None) in _DELAS_INTE:
        return "filen är öppen i ett annat program"
    return _ORSAKER.get(fel.errno or 0, f"systemfel {fel.errno}")


def ar_oppen(fel: OSError) -> bool:
    """Return whether Windows refused since another program has the file open (it may say so as lacking rights)."""
    return getattr(fel, "winerror", None) in {_NEKAD, *_DELAS_INTE}


_NEKAD, _DELAS_INTE = 5, (32, 33)
"""Windows' ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION."""
_ORSAKER = {
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.EROFS: "disken är skrivskyddad",
    errno.ENOENT: "mappen eller filen finns inte",
    errno.ENOTDIR: "en del av sökvägen är en fil, inte en mapp",
    errno.EISDIR: "det är en mapp, inte en fil",
    errno.EEXIST: "det finns redan",
    errno.ENOSPC: "disken är full",
    errno.ENAMETOOLONG: "namnet är för långt",
}


BYTT: set[str] = set()
"""The periods whose release this command has switched: after that the former one no longer stands."""


UTAN_UTGAVA: set[str] = set()
"""What runs in this process that neither makes nor changes a release: of one there is nothing to say."""


def vad_galler() -> str:
    """Return which release stands when a command ends before its time; nothing where it makes none."""
    if UTAN_UTGAVA:
        return ""
    return "Den nya utgåvan hann bli klar och gäller." if BYTT else "Den förra utgåvan gäller fortfarande."


class AnalysError(Exception):
    """Something a user can mend; the message is Swedish and says what, where and what to do."""

    exit_status = 1


class UsageError(AnalysError):
    """A name, period or parameter that does not exist."""

    exit_status = 2


class DisclosureError(AnalysError):
    """The disclosure gate refuses: a setting is missing or a hidden figure could be worked out."""

    exit_status = 69


class CannotWriteError(AnalysError):
    """The place for the result cannot be written; nothing was changed."""

    exit_status = 73


class FetchError(AnalysError):
    """Somebody else's server does not give what was asked for; nothing was changed, and what came is kept."""


class LockedError(AnalysError):
    """Another run is building the same release."""

    exit_status = 75


class StoppedError(AnalysError):
    """Somebody stopped the run; the previous release stands."""

    exit_status = 143


@dataclass(frozen=True, order=True)
class Filfel:
    """One fault of one file: what it is, where it is, what to do about it."""

    fil: str
    vad: str
    gor: str
    rad: int | None = None

    def __str__(self) -> str:
        var = f"{self.fil}, rad {self.rad}" if self.rad else self.fil
        return f"{var}: {self.vad} {self.gor}"


class DataError(AnalysError):
    """A delivery that cannot be read; carries all faults that were found, never a value from a row."""

    exit_status = 65

    def __init__(self, fel: Sequence[Filfel]) -> None:
        self.fel = tuple(fel)
        rubrik = "Ett fel måste rättas:" if len(self.fel) == 1 else f"{len(self.fel)} fel måste rättas:"
        super().__init__("\n".join([rubrik, *(f"  - {ett}" for ett in self.fel)]))

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Filfel, ...]]]:
        return DataError, (self.fel,)  # so that it can come from another process
