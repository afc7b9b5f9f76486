"""What differs between two releases, as the board and the release's readers meet it: one object, a slide and a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from analys import svenska
from analys.present.block import Tabell, Text
from analys.present.meningar import AUTOMATISKT
from analys.present.underlag import Underlag

RUBRIK = "Sedan förra mötet"
HOGST_RADER = 100
"""Revised figures on the page; how many more there are is said."""
FOTNOT = "Båda utgåvorna är skyddade mot röjande. En siffra som inte visas i någon av dem jämförs inte."


@dataclass(frozen=True)
class Andrad:
    """A figure that both releases print, differently. ``grupp``: which part of the total, empty for the total."""

    matt: str
    omrade: str
    period: str
    fore: str
    nu: str
    grupp: str = ""


class Byte(StrEnum):
    """How a verdict differs between two releases, as the pages say it."""

    NY = "ny"
    BORTA = "inte längre säkerställd"
    OBEDOMD = "bedöms inte nu"


@dataclass(frozen=True)
class Omdomesbyte:
    """A verdict that shows a difference in one of the releases and not, or the other way, in the other."""

    matt: str
    omrade: str
    fore: str
    nu: str
    byte: Byte


@dataclass(frozen=True)
class Jamforelse:
    """The difference between a release (``nu``) and an earlier one (``fore``), each named in words, of one region.

    ``definitioner``, ``sena`` and ``teman`` (None: not yet known) are finished sentences; ``nya_matt`` and
    ``borttagna_matt`` are titles. ``utan_omdomen``: the earlier one kept no verdicts.
    """

    nu: str
    fore: str
    mote: str
    andrade: tuple[Andrad, ...]
    omdomen: tuple[Omdomesbyte, ...]
    definitioner: tuple[str, ...]
    nya_matt: tuple[str, ...]
    borttagna_matt: tuple[str, ...]
    sena: tuple[str, ...]
    teman: tuple[str, ...] | None
    utan_omdomen: bool = False

    @property
    def totaler(self) -> tuple[Andrad, ...]:
        """The revised figures that are no part of another."""
        return tuple(a for a in self.andrade if not a.grupp)

    @property
    def matt(self) -> dict[str, tuple[str, ...]]:
        """The titles of the measures that only one of the releases has, by what is said of them."""
        alla = {"Nya mått": self.nya_matt, "Mått som inte längre finns": self.borttagna_matt}
        return {vad: titlar for vad, titlar in alla.items() if titlar}

    @property
    def mattrader(self) -> tuple[str, ...]:
        """The same in sentences that name them all."""
        return tuple(f"{vad}: {svenska.lista(titlar)}." for vad, titlar in self.matt.items())

    @property
    def budskap(self) -> str:
        """The comparison in one sentence."""
        nya, borta, obedomda = ([o for o in self.omdomen if o.byte is b] for b in Byte)
        delar = [
            f"{svenska.raknetal(len(alla))} {svenska.bojning(len(alla), *ord_)}"
            for alla, ord_ in (
                (nya, ("ny säkerställd skillnad", "nya säkerställda skillnader")),
                (borta, ("skillnad som inte längre är säkerställd", "skillnader som inte längre är säkerställda")),
                (obedomda, ("skillnad som inte bedöms nu", "skillnader som inte bedöms nu")),
                (self.andrade, ("ändrad siffra", "ändrade siffror")),
            )
            if alla
        ]
        sedan = f"sedan {self.mote}" if self.mote else f"mot {self.fore}"
        vad = svenska.stor_bokstav(svenska.lista(delar)) if delar else "Inga siffror eller omdömen har ändrats"
        return f"{vad} {sedan}."

    def punkter(self) -> Iterator[str]:
        """Yield the most important differences, a line each."""
        for byte in Byte:
            vad = [(f"{svenska.liten_bokstav(o.matt)} i {o.omrade}", o.nu) for o in self.omdomen if o.byte is byte]
            ord_ = "Ny säkerställd skillnad" if byte is Byte.NY else svenska.stor_bokstav(byte)
            if egna := [namn if byte is Byte.BORTA else f"{namn} ({nu})" for namn, nu in vad]:
                yield f"**{ord_}:** {svenska.forsta(egna, 4)}."
        if self.totaler:
            egna = [
                f"{svenska.liten_bokstav(a.matt)} i {a.omrade}, {a.period}: {a.fore} blev {a.nu}" for a in self.totaler
            ]
            yield f"**Ändrade siffror:** {'; '.join(egna[:2])}{_till(len(egna) - 2)}."
        if self.definitioner:
            yield f"**Räknas på nytt sätt:** {svenska.forsta(self.definitioner, 2)}"
        for ord_, titlar in self.matt.items():
            yield f"**{ord_}:** {svenska.forsta(titlar, 4)}."

    def som_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values; `fran_dict` reads them back."""
        return asdict(self)

    @classmethod
    def fran_dict(cls, varden: dict[str, Any]) -> Jamforelse:
        """Return the comparison that `som_dict` gave."""
        listor = {k: tuple(v) for k, v in varden.items() if isinstance(v, list)}
        listor["andrade"] = tuple(Andrad(**a) for a in varden["andrade"])
        listor["omdomen"] = tuple(Omdomesbyte(**(o | {"byte": Byte(o["byte"])})) for o in varden["omdomen"])
        return cls(**(varden | listor))


def _till(antal: int) -> str:
    return f" … ({antal} till)" if antal > 0 else ""


def sedan_forra_motet(underlag: Underlag) -> Text:
    """Return the comparison with the release that the last meeting saw; without one nothing, which is no slide."""
    utgavan = underlag.utgavan
    if utgavan is None or utgavan.jamforelse is None:
        varfor = utgavan.utan_jamforelse if utgavan else "Jämförelsen görs när utgåvan görs, med analys rapport."
        return Text(underlag.omrade.kod, (), RUBRIK, slag="lista", fot=varfor)
    j = utgavan.jamforelse
    fot = f"Jämfört med {j.fore}. Allt som skiljer står på sidan {RUBRIK} i utgåvan. {AUTOMATISKT}"
    return Text(underlag.omrade.kod, (f"**{j.budskap}**", *j.punkter()), RUBRIK, slag="lista", fot=fot)


def jamforelseblock(kod: str, j: Jamforelse) -> list[dict[str, object] | str]:
    """Return everything that differs, for a page: headings and blocks."""
    vad = f"{svenska.stor_bokstav(j.nu)} jämförs med {j.fore}."
    block: list[dict[str, object] | str] = [
        Text(kod, (f"**{j.budskap}**", vad), slag="ruta", fot=AUTOMATISKT).som_json(),
        "Säkerställda skillnader",
        *_omdomen(kod, j),
        "Ändrade siffror",
        *_andrade(kod, j),
    ]
    for rubrik, rader, inga in (
        ("Definitioner", j.definitioner, "Inget mått räknas på ett nytt sätt."),
        ("Nya och borttagna mått", j.mattrader, "Samma mått i båda."),
        ("Sena registreringar", j.sena, "Inga sena registreringar syns i antalet rader."),
        ("Teman", j.teman, "Samma teman i båda."),
    ):
        if rader is not None:
            block += [rubrik, Text(kod, rader or (inga,), slag="lista" if rader else "stycken").som_json()]
    return block


def _omdomen(kod: str, j: Jamforelse) -> list[dict[str, object]]:
    if j.utan_omdomen:
        return [
            Text(kod, ("Den tidigare utgåvan är gjord innan omdömena sparades och kan inte jämföras här.",)).som_json()
        ]
    if not j.omdomen:
        return [Text(kod, ("Samma skillnader är säkerställda i båda.",)).som_json()]
    rader = tuple((o.matt, o.omrade, o.fore, o.nu, str(byte)) for byte in Byte for o in j.omdomen if o.byte is byte)
    kolumner = ("Mått", "Område", "Omdöme då", "Omdöme nu", "Förändring")
    titel = "Nya skillnader, sådana som inte längre är säkerställda och sådana som inte bedöms nu"
    kalla = "Omdömena är de som rapporterna visar. Ett omdöme kan ändras för att perioden är en annan."
    return [Tabell(kod, titel, kolumner, rader, kalla, vanster=(1, 2, 3, 4)).som_json()]


def _andrade(kod: str, j: Jamforelse) -> list[dict[str, object]]:
    if not j.andrade:
        return [Text(kod, (f"Ingen siffra som visas i båda har ändrats. {FOTNOT}",)).som_json()]
    block: list[dict[str, object]] = []
    if rader := tuple((a.matt, a.omrade, a.period, a.fore, a.nu) for a in j.totaler[:HOGST_RADER]):
        fler = len(j.totaler) - len(rader)
        kalla = FOTNOT + (f" Ytterligare {svenska.tal(fler)} siffror har ändrats." if fler else "")
        kolumner = ("Mått", "Område", "Period", "Då", "Nu")
        block.append(Tabell(kod, "Siffror som har ändrats", kolumner, rader, kalla, vanster=(1, 2)).som_json())
    if delar := [a for a in j.andrade if a.grupp]:
        per_matt = {m: sum(a.matt == m for a in delar) for m in dict.fromkeys(a.matt for a in delar)}
        text = "; ".join(f"{m} ({svenska.tal(n)})" for m, n in per_matt.items())
        block.append(Text(kod, (f"Dessutom har delar av totaler ändrats: {text}.",)).som_json())
    return block


def i_terminalen(j: Jamforelse, skriv: Callable[[str], None]) -> None:
    """Say everything that differs, line by line."""
    skriv(f"{svenska.stor_bokstav(j.nu)} jämförs med {j.fore}.")
    skriv(j.budskap)
    for o in j.omdomen:
        ord_ = "Ny skillnad" if o.byte is Byte.NY else svenska.stor_bokstav(o.byte)
        skriv(f"  {ord_}: {o.matt}, {o.omrade}: {o.fore} → {o.nu}")
    for a in j.totaler[:HOGST_RADER]:
        skriv(f"  Ändrad: {a.matt}, {a.omrade}, {a.period}: {a.fore} → {a.nu}")
    if fler := len(j.totaler[HOGST_RADER:]):
        skriv(f"  Ytterligare {svenska.raknat(fler, 'ändrad siffra', 'ändrade siffror')}.")
    if delar := len(j.andrade) - len(j.totaler):
        skriv(f"  I delar av totaler: {svenska.raknat(delar, 'ändrad siffra', 'ändrade siffror')}.")
    for rad in (*j.definitioner, *j.mattrader, *j.sena, *(j.teman or ())):
        skriv(f"  {rad}")
