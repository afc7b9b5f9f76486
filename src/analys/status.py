"""The status of a release: a draft, out for comments, or settled; who has signed it, and how it has been corrected."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from analys import svenska
from analys.errors import CannotWriteError, UsageError

LANGSTA_TEXT = 300
"""Characters of a reason, which is printed on every page."""


class Lage(StrEnum):
    """How far a release has come, as its pages say it."""

    UTKAST = "utkast"
    FOR_SYNPUNKTER = "för synpunkter"
    FASTSTALLD = "fastställd"

    @classmethod
    def las(cls, text: str) -> Lage:
        """Return the status that somebody typed, with or without å ä ö.

        Raises
        ------
        UsageError : there is none of that name.
        """
        if (lage := {svenska.slug(v): v for v in cls}.get(svenska.slug(text))) is None:
            raise UsageError(f'Status "{text}" finns inte.{svenska.liknar(text, cls)} Välj bland {svenska.lista(cls)}.')
        return lage


@dataclass(frozen=True)
class Namn:
    """A person who answers for something, and as what: ``Anna Ek``, ``strateg``."""

    namn: str
    roll: str

    @classmethod
    def las(cls, text: str) -> Namn:
        """Return a name and a role typed with a comma between.

        Raises
        ------
        UsageError : one of them is missing.
        """
        namn, _, roll = (d.strip() for d in text.partition(","))
        if not namn or not roll or len(text) > LANGSTA_TEXT or not text.isprintable():
            raise UsageError('Skriv vem som svarar för det, med roll efter ett komma: --namn "Anna Ek, strateg".')
        return cls(namn, roll)

    def __str__(self) -> str:
        return f"{self.namn}, {self.roll}"


@dataclass(frozen=True)
class Signatur:
    """That a person gave the release a status on a day."""

    lage: Lage
    av: Namn
    datum: date

    def __str__(self) -> str:
        vad = {
            Lage.UTKAST: "Åter utkast",
            Lage.FOR_SYNPUNKTER: "Skickad för synpunkter",
            Lage.FASTSTALLD: "Fastställd",
        }[self.lage]
        return f"{vad} {svenska.datum(self.datum)} av {self.av}."


@dataclass(frozen=True)
class Rattelse:
    """That a settled release was replaced by this one: on which day, why, by whom."""

    datum: date
    skal: str
    av: Namn

    def __str__(self) -> str:
        return f"Rättad {self.datum.isoformat()}: {self.skal.rstrip('.')} ({self.av})."


@dataclass(frozen=True)
class Status:
    """A release's status, with everybody who has signed it and every correction, the earliest first."""

    lage: Lage = Lage.UTKAST
    signaturer: tuple[Signatur, ...] = ()
    rattelser: tuple[Rattelse, ...] = ()

    @property
    def fast(self) -> bool:
        """Whether the release is settled and may not be made again."""
        return self.lage is Lage.FASTSTALLD

    @property
    def kort(self) -> str:
        """The status in a word or two, for running heads: ``Utkast``, ``Fastställd, rättad 2023-03-02``."""
        rattad = f", rättad {self.rattelser[-1].datum.isoformat()}" if self.rattelser else ""
        return f"{svenska.stor_bokstav(self.lage)}{rattad}"

    @property
    def rattad_dagar(self) -> list[str]:
        """The corrections as the pages date them: ``ättad 2023-03-02``, whatever the first letter."""
        return [f"ättad {r.datum.isoformat()}" for r in self.rattelser]

    @property
    def rad(self) -> str:
        """The status in sentences, with who has signed."""
        vad = {
            Lage.UTKAST: "Utkast: rapporten är inte fastställd och kan ändras.",
            Lage.FOR_SYNPUNKTER: "För synpunkter: rapporten är inte fastställd och kan ändras.",
        }.get(self.lage, "")
        return " ".join([vad, *map(str, self.signaturer)]).strip()

    @property
    def datum(self) -> date | None:
        """The day when the release got its status, when somebody has signed."""
        return self.signaturer[-1].datum if self.signaturer else None

    def till(self, lage: Lage, av: Namn, datum: date) -> Status:
        """Return the status after a person has given the release another.

        Raises
        ------
        CannotWriteError : the release is settled.
        UsageError : it has that status already, or the day is before the latest signature's.
        """
        if self.fast:
            raise CannotWriteError(
                f"Utgåvan är fastställd och byter inte status. {self.rad} Rätta den med analys ratta."
            )
        if lage is self.lage:
            raise UsageError(f"Utgåvan är redan {lage}. {self.rad}".strip())
        self._efter(datum)
        return replace(self, lage=lage, signaturer=(*self.signaturer, Signatur(lage, av, datum)))

    def rattad(self, skal: str, av: Namn, datum: date) -> Status:
        """Return the status of the release that corrects this one: settled by who answers for the correction.

        Raises
        ------
        UsageError : this one is not settled; no reason; the day is before the latest signature's.
        """
        if not self.fast:
            raise UsageError("Utgåvan är inte fastställd och behöver inte rättas. Gör om den med analys rapport.")
        if not skal.strip() or len(skal) > LANGSTA_TEXT or not skal.isprintable():
            raise UsageError(f'Ange skälet i en rad om högst {LANGSTA_TEXT} tecken: --skal "skälet".')
        self._efter(datum)
        return Status(
            Lage.FASTSTALLD,
            (*self.signaturer, Signatur(Lage.FASTSTALLD, av, datum)),
            (*self.rattelser, Rattelse(datum, skal.strip(), av)),
        )

    def _efter(self, datum: date) -> None:
        if self.datum and datum < self.datum:
            raise UsageError(
                f"Datumet {datum.isoformat()} är före den senaste underskriften ({self.datum.isoformat()}). "
                "Ange rätt dag med --datum."
            )

    def som_dict(self) -> dict[str, Any]:
        """Return the status as JSON-ready values; `fran_dict` reads them back."""
        return {
            "lage": str(self.lage),
            "signaturer": [
                {"lage": str(s.lage), "datum": s.datum.isoformat(), **asdict(s.av)} for s in self.signaturer
            ],
            "rattelser": [{"datum": r.datum.isoformat(), "skal": r.skal, **asdict(r.av)} for r in self.rattelser],
        }

    @classmethod
    def fran_dict(cls, varden: dict[str, Any]) -> Status:
        """Return the status that `som_dict` gave."""
        return cls(
            Lage(varden["lage"]),
            tuple(
                Signatur(Lage(s["lage"]), Namn(s["namn"], s["roll"]), date.fromisoformat(s["datum"]))
                for s in varden["signaturer"]
            ),
            tuple(
                Rattelse(date.fromisoformat(r["datum"]), r["skal"], Namn(r["namn"], r["roll"]))
                for r in varden["rattelser"]
            ),
        )
