"""A form that the region fills in once a year (``data/formular``): its questions, and the region's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from analys import svenska
from analys.errors import DataError, Filfel, UsageError
from analys.hem import Hem
from analys.katalog import Katalog
from analys.region import Regionprofil
from analys.tomlfil import bygg, las_toml

ENHETER = {"procent", "index"}


@dataclass(frozen=True)
class Matt:
    """A measure (or one of its groups) that stands beside the answer."""

    namn: str
    indikator: str
    grupp: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fraga:
    """One question: its number and text, the unit of the answer, the measure that answers it, and others beside.

    ``bygger_pa_for``: the question whose answer this one asks the basis of. Without ``indikator`` nothing answers it.
    """

    nr: str
    text: str
    enhet: str = ""
    indikator: str = ""
    bygger_pa_for: str = ""
    andra: tuple[Matt, ...] = ()


@dataclass(frozen=True)
class Svar:
    """The region's own words: a comment, what the answer is based on, or why it cannot be estimated."""

    kommentar: str = ""
    bygger_pa: tuple[str, ...] = ()
    kan_inte: str = ""


@dataclass(frozen=True)
class Regionsvar:
    """The region's own words by question number."""

    svar: dict[str, Svar]


@dataclass(frozen=True)
class Formular:
    """A year's form; no comment may have more than ``max_tecken`` characters."""

    titel: str
    ar: int
    kalla: str
    max_tecken: int
    bygger_pa: tuple[str, ...]
    fragor: tuple[Fraga, ...]


def las_formular(hem: Hem, namn: str, ar: int, profil: Regionprofil, katalog: Katalog) -> tuple[Formular, Regionsvar]:
    """Return a year's form, and the region's own words (none when it has not written any).

    Raises
    ------
    UsageError : no form for the year.
    DataError : an unknown key, measure, question or basis, or a comment that is too long.
    """
    fil = hem.formular / f"{namn}_{ar}.toml"
    if not fil.is_file():
        finns = sorted(f.stem.removeprefix(f"{namn}_") for f in hem.formular.glob(f"{namn}_????.toml"))
        raise UsageError(
            f"Det finns inget formulär för {ar}. Formulär finns för {svenska.lista(finns)} (data/formular)."
        )
    formular = bygg(Formular, las_toml(fil), fil.name)
    egen = hem.formular / f"{namn}_{ar}_{profil.id}.toml"
    svar = bygg(Regionsvar, las_toml(egen), egen.name) if egen.is_file() else Regionsvar({})
    fel = [*(Filfel(fil.name, *f) for f in _fel_i_formularet(formular, katalog))]
    fel += [Filfel(egen.name, *f) for f in _fel_i_svaren(formular, svar)]
    if fel:
        raise DataError(fel)
    return formular, svar


def _fel_i_formularet(formular: Formular, katalog: Katalog) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the questions, and the remedy."""
    for f in formular.fragor:
        for matt in filter(None, (f.indikator, *(m.indikator for m in f.andra))):
            if matt not in katalog:
                yield f'fråga {f.nr}: måttet "{matt}" finns inte.', f"Rätta namnet.{svenska.liknar(matt, katalog)}"
        if f.enhet and f.enhet not in ENHETER:
            yield f'fråga {f.nr}: enheten "{f.enhet}" finns inte.', f"Välj bland {svenska.lista(sorted(ENHETER))}."


def _fel_i_svaren(formular: Formular, svar: Regionsvar) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the region's words, and the remedy."""
    nummer = [f.nr for f in formular.fragor]
    for nr, ett in svar.svar.items():
        if nr not in nummer:
            yield f"frågan {nr} finns inte i formuläret.", f"Välj bland {svenska.lista(nummer)}."
        for grund in set(ett.bygger_pa) - set(formular.bygger_pa):
            yield f'fråga {nr}: "{grund}" är inget av alternativen.', f"Välj bland {svenska.lista(formular.bygger_pa)}."
        for text in (ett.kommentar, ett.kan_inte):
            if len(text) > formular.max_tecken:
                langd, hogst = svenska.tal(len(text)), svenska.tal(formular.max_tecken)
                yield f"fråga {nr}: texten har {langd} tecken, högst {hogst} får skickas in.", "Korta texten."
