"""Views saved by name: what was chosen, never a figure. One small file each in the user's own folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from analys import svenska
from analys.errors import UsageError
from analys.hem import skriv_privat
from analys.utforska.vy import Vy


@dataclass(frozen=True)
class SparadeVyer:
    """The views saved in one folder."""

    mapp: Path

    def namn(self) -> list[str]:
        """Return the names in Swedish order; a file that cannot be read has its own."""
        return sorted(self._filer(), key=svenska.vik)

    def spara(self, namn: str, vy: Vy) -> None:
        """Write a view, in place of an earlier one of the same name.

        Raises
        ------
        UsageError : no name, or one that another view is saved as when å ä ö and signs are folded.
        CannotWriteError : the folder cannot be written.
        """
        namn = " ".join(namn.split())
        if not (slug := svenska.slug(namn)):
            raise UsageError("Skriv ett namn på vyn.")
        fil = self.mapp / f"{slug}.json"
        if fil.exists() and (forut := _namn_i(fil)) != namn:
            raise UsageError(f'Namnet är för likt "{forut}", som redan finns. Välj ett annat.')
        skriv_privat(fil, json.dumps({"namn": namn, "vy": vy.som_json()}, ensure_ascii=False, indent=1) + "\n")

    def oppna(self, namn: str) -> Vy:
        """Return a saved view.

        Raises
        ------
        UsageError : there is none of that name, or it cannot be read.
        """
        try:
            innehall = json.loads(self._fil(namn).read_text("utf-8"))
        except (OSError, ValueError):
            innehall = {}
        return Vy.av_json(innehall.get("vy") if isinstance(innehall, dict) else None)

    def ta_bort(self, namn: str) -> None:
        """Remove a saved view."""
        self._fil(namn).unlink(missing_ok=True)

    def _fil(self, namn: str) -> Path:
        if (fil := self._filer().get(namn)) is None:
            raise UsageError(f'Det finns ingen sparad vy som heter "{namn}".')
        return fil

    def _filer(self) -> dict[str, Path]:
        return {_namn_i(fil): fil for fil in sorted(self.mapp.glob("*.json"))}


def _namn_i(fil: Path) -> str:
    try:
        return str(json.loads(fil.read_text("utf-8"))["namn"])
    except (OSError, ValueError, KeyError, TypeError):
        return fil.stem
