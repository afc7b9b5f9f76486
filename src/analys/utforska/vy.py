"""A view: what somebody has chosen to see, as one call to the functions that the reports are made with.

The call is what draws the view and what "visa koden" shows, so that the two cannot differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, cast

from analys import present
from analys.errors import UsageError
from analys.katalog import Bedomning, Indikator, Skala, StatistiskTyp
from analys.period import Periodtyp
from analys.present.block import Block
from analys.present.underlag import Underlag
from analys.present.valda_matt import andra_definitioner, fordelning_bakom
from analys.stats.tratt import MED_TRATT

FRAN = "2018-01"
"""Where a series begins when nobody has chosen."""
_OLASLIG = "Den sparade vyn går inte att läsa. Ta bort den och spara den på nytt."


@dataclass(frozen=True)
class Vy:
    """One choice: codes and ids. Empty: as in the report. ``kommuner`` stand in the region's place beside the own.

    ``handelser``: own events, (day, text).
    """

    region: str
    omrade: str
    period: str
    matt: str
    bild: str = "utveckling"
    uppdelning: str = ""
    typ: str = ""
    fran: str = FRAN
    andra: str = ""
    kommuner: tuple[str, ...] = ()
    handelser: tuple[tuple[str, str], ...] = ()

    def som_json(self) -> dict[str, Any]:
        """Return the view as JSON-ready values."""
        return asdict(self)

    @classmethod
    def av_json(cls, varden: Any) -> Vy:
        """Return the view that `som_json` wrote.

        Raises
        ------
        UsageError : it is something else.
        """
        try:
            listor = {"kommuner": tuple(varden["kommuner"]), "handelser": tuple(map(tuple, varden["handelser"]))}
            vy = cls(**(varden | listor))
        except (KeyError, TypeError):
            raise UsageError(_OLASLIG) from None
        texter = [getattr(vy, f.name) for f in fields(vy) if f.name not in listor]
        if not all(isinstance(t, str) for t in [*texter, *vy.kommuner]) or not all(map(_ar_handelse, vy.handelser)):
            raise UsageError(_OLASLIG)
        return vy


@dataclass(frozen=True)
class Anrop:
    """A call to a function of `analys.present`: its arguments after the underlag."""

    funktion: str
    argument: tuple[str, ...]
    namngivna: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        delar = ["underlag", *map(_citat, self.argument)]
        delar += [f"{namn}={_tupel(v)}" for namn, v in self.namngivna.items()]
        return f"{self.funktion}({', '.join(delar)})"

    def gor(self, underlag: Underlag) -> Block:
        """Return the block."""
        return cast(Block, getattr(present, self.funktion)(underlag, *self.argument, **self.namngivna))


@dataclass(frozen=True)
class Bild:
    """A kind of view: its name, whether a measure can have it, its call, and which further choices it reads."""

    namn: str
    gar: Callable[[Underlag, Indikator], bool]
    anrop: Callable[[Underlag, Vy], Anrop]
    laser: tuple[str, ...] = ()


def _per_kommun(_: Underlag, mitt: Indikator) -> bool:
    return mitt.lagsta_niva != "region" and not mitt.fordelas_over


def _har_tratt(underlag: Underlag, mitt: Indikator) -> bool:
    kan = mitt.skala in MED_TRATT and not mitt.utan_antal and mitt.bedoms_pa is not Bedomning.STANDARDISERAD
    return kan and _per_kommun(underlag, mitt)


def _har_styrdiagram(_: Underlag, mitt: Indikator) -> bool:
    manadsvis = Periodtyp.MANAD in (mitt.trycks_per or mitt.perioder)
    return manadsvis and mitt.statistisk_typ is StatistiskTyp.HANDELSE and not mitt.fordelas_over


def _ar_antal(_: Underlag, mitt: Indikator) -> bool:
    return mitt.skala in (Skala.ANTAL, Skala.PER_10000) and Periodtyp.TERTIAL in mitt.perioder


def _utveckling(_: Underlag, vy: Vy) -> Anrop:
    bredvid = {"bredvid": vy.kommuner} if vy.kommuner else {}
    return Anrop("utveckling", (vy.matt, vy.fran, *_om(vy.typ)), bredvid)


def _kommuner(_: Underlag, vy: Vy) -> Anrop:
    return Anrop("jamfor_kommuner", (vy.matt, *_om(vy.typ)), {"bland": vy.kommuner} if vy.kommuner else {})


def _kvinnor_och_man(underlag: Underlag, vy: Vy) -> Anrop:
    return Anrop("utveckling_i_grupper", (vy.matt, "kon", *underlag.gruppnamn(vy.matt, "kon")))


BILDER: dict[str, Bild] = {
    "utveckling": Bild(
        "Utveckling över tid", lambda _, m: not m.fordelas_over, _utveckling, ("typ", "fran", "kommuner", "handelser")
    ),
    "kommuner": Bild("Kommun för kommun", _per_kommun, _kommuner, ("typ", "kommuner")),
    "styrdiagram": Bild(
        "Styrdiagram: slump eller inte?",
        _har_styrdiagram,
        lambda _, vy: Anrop("styrdiagram", (vy.matt, vy.fran)),
        ("fran", "handelser"),
    ),
    "tratt": Bild("Kommunerna i en tratt", _har_tratt, lambda _, vy: Anrop("tratt", (vy.matt,))),
    "forandring": Bild(
        "Har det förändrats?",
        lambda _, m: not m.fordelas_over,
        lambda _, vy: Anrop("forandring", (vy.matt,)),
    ),
    "fordelning": Bild(
        "Fördelningen bakom värdet",
        lambda u, m: bool(fordelning_bakom(u.katalog, m.id)),
        lambda u, vy: Anrop("fordelning", (fordelning_bakom(u.katalog, vy.matt),)),
    ),
    "definitioner": Bild(
        "Olika sätt att räkna",
        lambda u, m: bool(andra_definitioner(u.katalog, m.id)),
        lambda _, vy: Anrop("olika_definitioner", (vy.matt, vy.fran, *_om(vy.typ))),
        ("typ", "fran", "handelser"),
    ),
    "grupper": Bild(
        "Grupp för grupp",
        lambda _, m: bool(uppdelningar(m)),
        lambda _, vy: Anrop("jamfor_grupper", (vy.matt, vy.uppdelning)),
        ("uppdelning",),
    ),
    "kon_over_tid": Bild(
        "Kvinnor och män över tid",
        lambda _, m: "kon" in uppdelningar(m) and not m.fordelas_over,
        _kvinnor_och_man,
        ("handelser",),
    ),
    "alder": Bild(
        "Justerat för ålder",
        lambda u, m: bool(m.standardiseras_over) and _per_kommun(u, m),
        lambda _, vy: Anrop("justerat_for_alder", (vy.matt,)),
    ),
    "mot": Bild(
        "Två mått mot varandra", _per_kommun, lambda _, vy: Anrop("mot_varandra", (vy.matt, vy.andra)), ("andra",)
    ),
    "tva": Bild(
        "Två antal över tid",
        _ar_antal,
        lambda _, vy: Anrop("tva_matt", (vy.matt, vy.andra, vy.fran)),
        ("andra", "fran", "handelser"),
    ),
}
"""Every kind of view, in the order of the list."""


def uppdelningar(mitt: Indikator) -> tuple[str, ...]:
    """Return the dimensions that a measure is divided by, one at a time."""
    return tuple(d[0] for d in mitt.dimensioner if len(d) == 1)


def andra_matt(underlag: Underlag, bild: str, matt: str) -> list[str]:
    """Return the measures that can stand as the second in a view."""
    return [i for i, m in underlag.katalog.items() if i != matt and BILDER[bild].gar(underlag, m)]


def anrop(underlag: Underlag, vy: Vy) -> Anrop:
    """Return the call that makes the view.

    Raises
    ------
    UsageError : a measure or a kind of view that does not exist, or that the measure does not have.
    """
    if vy.matt not in underlag.katalog or vy.bild not in BILDER:
        raise UsageError("Måttet eller bilden finns inte längre. Välj en annan.")
    if not BILDER[vy.bild].gar(underlag, underlag.katalog[vy.matt]):
        raise UsageError(f"{underlag.katalog[vy.matt].titel} har ingen sådan bild. Välj en annan.")
    return BILDER[vy.bild].anrop(underlag, vy)


def kod(underlag: Underlag, vy: Vy) -> str:
    """Return the three lines that make the view in a cell of their own."""
    ett = anrop(underlag, vy)
    egna = ", ".join(f"({_citat(dag)}, {_citat(text)})" for dag, text in vy.handelser)
    med = f".med_handelser({egna})" if egna and "handelser" in BILDER[vy.bild].laser else ""
    return "\n".join(
        (
            f"from analys.present import {', '.join(sorted((ett.funktion, 'las_underlag')))}",
            f"underlag = las_underlag({_citat(vy.region)}, {_citat(vy.omrade)}, {_citat(vy.period)}){med}",
            str(ett),
        )
    )


def rapportrad(vy: Vy, teman: Mapping[str, tuple[str, frozenset[str]]], *, internt: bool) -> str:
    """Return the command that makes the whole report in which the view's measure stands, else all of the område's."""
    tema = next((t for t, (_, matt) in teman.items() if vy.matt in matt), "")
    delar = ["analys rapport", f"--region {vy.region}", f"--omrade {vy.omrade}"]
    delar += [f"--tema {tema}"] if tema else []
    return " ".join([*delar, f"--period {vy.period}", *(["--internt"] if internt else [])])


def _ar_handelse(handelse: tuple[Any, ...]) -> bool:
    """Return whether something is a day that there is, and a text."""
    match handelse:
        case (str(dag), str()):
            try:
                return date.fromisoformat(dag).isoformat() == dag
            except ValueError:
                return False
    return False


def _om(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _tupel(texter: Sequence[str]) -> str:
    return f"({', '.join(map(_citat, texter))}{',' if len(texter) == 1 else ''})"


def _citat(text: str) -> str:
    """Return a text as Python writes it, in double quotes."""
    return json.dumps(text, ensure_ascii=False)
