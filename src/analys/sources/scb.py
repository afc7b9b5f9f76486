"""SCB's inhabitants by kommun, sex and age, through pxwebpy: one question per table and year, as ``befolkning`` rows.

Of pxwebpy are used its reading of metadata and of json-stat2, its splitting of large questions and its pace (so many
calls in a window, as the server says). Added: a time limit, patience also before the first answer, and what is half
fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from pxweb import PxApi
from pxweb._internal.client import Client  # its constructor asks, so patience must be there before it

from analys import svenska
from analys.errors import DataError, FetchError, Filfel
from analys.sources.kalla import Hamtning, Kalla, Kalltabell
from analys.sources.natet import gor_talmodig, i_klartext
from analys.sources.ogonblick import Ogonblick, Pagaende, som_csv
from analys.utfall import GRUPPER

NAMN = "scb"
FIL = "befolkning.csv"
KOLUMNER = ("kommunkod", "kalenderar", "kon", "aldersgrupp", "antal", "publicerad")
NYCKEL = ("kommunkod", "kalenderar", "kon", "aldersgrupp")
_KON = {"kvinnor": "kvinna", "män": "man"}
_ALDER = re.compile(r"(\d+)(?:[-–](\d+))?(\+)? år")
_OPPEN = 999
"""The last year of an open age group."""


class _Klient(Client):
    """pxwebpy's client, patient from its first question."""

    _hamtning: Hamtning

    def __init__(self, adress: str, hamtning: Hamtning) -> None:
        object.__setattr__(self, "_hamtning", hamtning)
        super().__init__(url=adress, timeout=int(hamtning.tidsgrans_sekunder), disable_cache=True, language="sv")

    def __setattr__(self, namn: str, varde: Any) -> None:
        if namn == "session":
            gor_talmodig(varde, self._hamtning)
        super().__setattr__(namn, varde)


class _Api(PxApi):
    """pxwebpy without the question of how many tables there are."""

    def __init__(self, adress: str, hamtning: Hamtning) -> None:
        self._client = _Klient(adress, hamtning)
        self.number_of_tables = None
        self._max_workers = 1


def hamta(
    kalla: Kalla,
    hamtning: Hamtning,
    kommuner: Sequence[str],
    pagar: Pagaende,
    meddela: Callable[[str], None],
) -> Ogonblick:
    """Return the fetch of the kommuner's inhabitants for every year from ``fran_ar``, finished and dated.

    Raises
    ------
    FetchError : the server cannot be asked; what came is kept.
    DataError : a table is another than the settings say, or lacks a kommun, a sex, an age or a figure.
    """
    rader: dict[tuple[str, ...], dict[str, str]] = {}
    storda: set[int] = set()
    with i_klartext(kalla.namn, kalla.kalla):
        api = _Api(kalla.kalla.rstrip("/"), hamtning)
        try:
            for tabell in hamtning.tabeller:
                meta = pagar.sida(f"{tabell.id}-metadata", partial(api.get_table_metadata, tabell.id), _ar_metadata)
                urval = _Urval.av(tabell, meta, kommuner, hamtning.fran_ar)
                for ar in urval.ar:
                    fraga = partial(api.get_table_data, tabell.id, value_codes=urval.fraga(ar), show="code")
                    svar = pagar.sida(f"{tabell.id}-{ar}", fraga, partial(_ar_celler, urval))
                    nya = list(_rader(tabell, urval, svar, ar, kommuner, _publicerad(ar, meta, hamtning)))
                    rader |= {tuple(r[k] for k in NYCKEL): r for r in nya}
                    storda = storda | {ar} if tabell.stord else storda - {ar}
                    meddela(f"SCB: {tabell.id} {ar}")
        except DataError:
            pagar.kasta()
            raise
        if not rader:
            raise FetchError(f"{kalla.namn} har inga uppgifter från {hamtning.fran_ar} och framåt.")
    om = {"namn": kalla.namn, "tabeller": [t.id for t in hamtning.tabeller], "storda_ar": sorted(storda)}
    return pagar.bli_klar(FIL, som_csv(KOLUMNER, [rader[k] for k in sorted(rader)]), om)


class _Urval:
    """Which values of a table are asked for: the kommuner, both sexes, and the fewest ages that make each group."""

    def __init__(
        self,
        koder: Mapping[str, list[str]],
        kon: Mapping[str, str],
        alder: Mapping[str, str],
        namn: Mapping[str, str],
    ) -> None:
        """``namn``: what each variable is called in an answer, for pxwebpy names them by their labels."""
        self.koder, self.kon, self.alder, self.namn = dict(koder), dict(kon), dict(alder), dict(namn)
        self.ar = [int(a) for a in koder["Tid"]]

    @classmethod
    def av(cls, tabell: Kalltabell, meta: Mapping[str, Any], kommuner: Sequence[str], fran_ar: int) -> _Urval:
        """Return the choice for a table, from what it says of itself.

        Raises
        ------
        DataError : it is another table, or lacks something.
        """
        fel: list[str] = []
        if not str(meta["label"]).startswith(tabell.titel):
            fel.append(f'tabellen heter "{meta["label"]}" men källans fil säger "{tabell.titel}".')
            raise DataError(_filfel(tabell, fel))
        etiketter = {v: dict(d["category"]["label"]) for v, d in meta["dimension"].items()}
        if saknas := [k for k in kommuner if k not in etiketter["Region"]]:
            fel.append(f"kommunerna {svenska.lista(saknas)} finns inte.")
        kon = {kod: _KON[namn] for kod, namn in etiketter["Kon"].items() if namn in _KON}
        if set(kon.values()) != set(_KON.values()):
            fel.append("kvinnor och män finns inte.")
        innehall = [kod for kod, namn in etiketter["ContentsCode"].items() if namn == "Folkmängd"]
        if len(innehall) != 1:
            fel.append("folkmängden finns inte.")
        alder = {kod: grupp for grupp in GRUPPER["aldersgrupp"] for kod in tackande(etiketter["Alder"], grupp)}
        if utan := [g for g in GRUPPER["aldersgrupp"] if g not in alder.values()]:
            fel.append(f"åldersgruppen {svenska.lista(utan)} går inte att lägga ihop.")
        koder = {
            "Region": list(kommuner),
            "Kon": sorted(kon),
            "Alder": sorted(alder),
            "ContentsCode": innehall,
            "Tid": [t for t in etiketter["Tid"] if int(t) >= fran_ar],
        }
        for annan in set(etiketter) - set(koder):
            totalt = [kod for kod, namn in etiketter[annan].items() if namn.startswith(("totalt", "samtliga"))]
            if totalt:
                koder[annan] = totalt[:1]
            elif not meta["dimension"][annan].get("extension", {}).get("elimination"):
                koder[annan] = list(etiketter[annan])
        if fel:
            raise DataError(_filfel(tabell, fel))
        return cls(koder, kon, alder, {v: str(d["label"]) for v, d in meta["dimension"].items()})

    def fraga(self, ar: int) -> dict[str, list[str] | str]:
        """Return the question for one year."""
        return {**self.koder, "Tid": [str(ar)]}


def tackande(etiketter: Mapping[str, str], grupp: str) -> list[str]:
    """Return the fewest of a table's ages that make up a group exactly, or none when they cannot.

    The fewer published figures a sum is made of, the smaller the error that SCB's protection adds to it.
    """
    spann: dict[tuple[int, int], str] = {}
    for kod, namn in etiketter.items():
        if traff := _ALDER.fullmatch(namn):
            fran = int(traff[1])
            spann.setdefault((fran, _OPPEN if traff[3] else int(traff[2] or fran)), kod)
    lagst, _, hogst = grupp.partition("-")
    slut = int(hogst) if hogst else _OPPEN
    bast: dict[int, list[str]] = {int(lagst): []}
    for (a, b), kod in sorted(spann.items()):
        if a in bast and b <= slut and len(bast[a]) + 1 < len(bast.get(b + 1, range(10**6))):
            bast[b + 1] = [*bast[a], kod]
    return bast.get(slut + 1, [])


def _rader(
    tabell: Kalltabell, urval: _Urval, svar: Sequence[Mapping[str, Any]], ar: int, kommuner: Sequence[str], ut: date
) -> Iterator[dict[str, str]]:
    """Yield a year's rows; every kommun has every sex and group, with a figure behind each age."""
    summor = {(k, kon, g): [0, 0] for k in kommuner for kon in urval.kon.values() for g in GRUPPER["aldersgrupp"]}
    for cell in svar:
        region, kon, alder = (str(cell[urval.namn[v]]) for v in ("Region", "Kon", "Alder"))
        if cell["value"] is not None:
            en = summor[region, urval.kon[kon], urval.alder[alder]]
            en[0] += int(cell["value"])
            en[1] += 1
    per_grupp = {g: sum(v == g for v in urval.alder.values()) for g in GRUPPER["aldersgrupp"]}
    celler_per_alder = 1
    for namn, koder in urval.koder.items():
        celler_per_alder *= len(koder) if namn not in ("Region", "Kon", "Alder", "Tid", "ContentsCode") else 1
    for (kommun, kon, grupp), (antal, celler) in summor.items():
        if celler != per_grupp[grupp] * celler_per_alder:
            raise DataError(_filfel(tabell, [f"{kommun} {ar} saknar uppgifter om {grupp} år."]))
        yield {
            "kommunkod": kommun,
            "kalenderar": str(ar),
            "kon": kon,
            "aldersgrupp": grupp,
            "antal": str(antal),
            "publicerad": ut.isoformat(),
        }


def _ar_metadata(svar: Any) -> bool:
    """Return whether an answer says what a table has."""
    try:
        etiketter = [d["category"]["label"] for d in svar["dimension"].values()]
        return {"label", "updated"} <= svar.keys() and all(isinstance(e, dict) for e in etiketter)
    except (AttributeError, KeyError, TypeError):
        return False


def _ar_celler(urval: _Urval, svar: Any) -> bool:
    """Return whether an answer is cells of the variables that were asked for."""
    namn = {"value", *(urval.namn[v] for v in ("Region", "Kon", "Alder"))}
    return isinstance(svar, list) and all(isinstance(c, dict) and namn <= c.keys() for c in svar)


def _publicerad(ar: int, meta: Mapping[str, Any], hamtning: Hamtning) -> date:
    """Return when a year's figures came: the table's own day for what it was last updated with, else the usual day."""
    vanlig = date.fromisoformat(f"{ar + 1}-{hamtning.publiceras}")
    return min(vanlig, date.fromisoformat(str(meta["updated"])[:10]))


def _filfel(tabell: Kalltabell, fel: Sequence[str]) -> list[Filfel]:
    gor = "Slå upp tabellen på statistikdatabasen.scb.se och rätta data/kallor/scb.toml. Inget är hämtat."
    return [Filfel(f"SCB {tabell.id}", vad, gor) for vad in fel]
