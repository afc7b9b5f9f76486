"""``analys hamta``: comparison figures from Kolada, inhabitants from SCB, tables from a region's own databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analys import svenska
from analys.errors import DataError, Filfel
from analys.hem import Hem, hitta_hem
from analys.katalog import las_katalog
from analys.korlogg import loggad
from analys.leveransval import leveransmapp
from analys.omraden import RIKET, las_omraden
from analys.programmet import avtryck
from analys.region import Regionprofil, las_profil
from analys.reports import utgava
from analys.sources import databas
from analys.sources.besked import las_besked
from analys.sources.kalla import Hamtning, Kalla, las_kalla
from analys.sources.ogonblick import Nyckel, Ogonblick, Pagaende, Revision, senaste
from analys.terminal import konsol, kort_sokvag


@dataclass(frozen=True)
class _Korning:
    """One fetch: for whom, from where, and what its line in the run log will say."""

    hem: Hem
    profil: Regionprofil
    kalla: Kalla
    hamtning: Hamtning
    plats: Path
    logg: dict[str, Any]

    def pagaende(self, **fraga: Any) -> Pagaende:
        """Take up or begin the fetch of a question."""
        pagar = Pagaende(self.plats, fraga | {"adress": self.kalla.kalla}, datetime.now(UTC))
        if pagar.fortsatter:
            konsol.print("Fortsätter den hämtning som avbröts.")
        return pagar

    def beratta(
        self,
        forra: Ogonblick | None,
        nytt: Ogonblick,
        varden: Callable[[Ogonblick], dict[Nyckel, str]],
        beskriv: Callable[[Nyckel], str],
    ) -> None:
        """Say and log what was fetched and what differs from the time before."""
        nu = varden(nytt)
        self.logg.update(sha256=nytt.om["sha256"], varden=len(nu))
        konsol.print(
            f"{self.kalla.namn}: {svenska.raknat(len(nu), 'värde', 'värden')} sparade {svenska.datum(nytt.dag)}. "
            f"{kort_sokvag(nytt.fil)}"
        )
        if forra is None or forra.mapp == nytt.mapp:
            konsol.print(
                "Det finns ingen tidigare hämtning att jämföra med." if forra is None else "Redan hämtat i dag."
            )
            return
        revision = Revision.av(varden(forra), nu)
        self.logg.update(
            andrade=len(revision.andrade), nya=len(revision.nya), borta=len(revision.borta), fore=forra.om["sha256"]
        )
        for rad in revision.rader(forra.dag, beskriv):
            konsol.print(rad)

    def pamin(self, tabell: str, namn: str) -> None:
        """Say how the delivery takes up what was fetched, unless it does."""
        mapp = self.hem.leverans(self.profil.id)
        besked = las_besked(mapp, self.profil) if (mapp / "leverans.toml").is_file() else None
        if besked is None or not any(f.kalla == self.plats.name for f in besked.filer.values()):
            konsol.print(
                f'Så används det: skriv i leverans.toml [filer.{namn}] med tabell = "{tabell}", '
                f'kalla = "{self.plats.name}", fran och till.'
            )


@contextmanager
def _korning(region: str, kalla: str) -> Iterator[_Korning]:
    hem = hitta_hem()
    profil = las_profil(hem, region)
    kallan = las_kalla(hem.kallor, kalla)
    if kallan.hamtning is None or not kallan.kalla:
        raise DataError([Filfel(f"{kalla}.toml", "kalla eller [hamtning] saknas.", "Lägg till dem.")])
    with utgava.las(hem.lager(profil.id)), loggad(hem.korlogg(profil.id), f"hamta {kalla}") as logg:
        yield _Korning(hem, profil, kallan, kallan.hamtning, hem.hamtat(profil.id, kalla), logg)


def _saga_hur_langt(text: str) -> None:
    """Say how far it has come, where somebody watches."""
    if konsol.is_terminal:
        konsol.print(f"  {text}")


def hamta_kolada(region: str, indikatorer: Sequence[str], *, godta_bortfall: bool = False) -> None:
    """Run ``analys hamta kolada``: every kommun, the regioner and riket, from the source's first year until now.

    Raises
    ------
    UsageError : a measure without a sure nyckeltal.
    DataError : a nyckeltal is called something else than the catalogue says, or much of the time before is gone.
    FetchError : Kolada cannot be asked; what came is kept.
    """
    from analys.sources import kolada  # noqa: PLC0415 (koladapy loads slowly)

    with _korning(region, kolada.NAMN) as k:
        katalog = las_katalog(k.hem.indikatorer, k.profil.id)
        matt = kolada.valj_matt(katalog, indikatorer)
        omraden = [RIKET, *las_omraden(k.hem.omraden)]
        ar = list(range(k.hamtning.fran_ar, datetime.now(UTC).year + 1))
        nyckeltal = {m.id: m.kolada.nyckeltal for m in matt if m.kolada}
        pagar = k.pagaende(nyckeltal=nyckeltal, ar=[ar[0], ar[-1]], omraden=avtryck(*omraden))
        forra = senaste(k.plats)
        val = {"behall": bool(indikatorer), "godta_bortfall": godta_bortfall}
        nytt = kolada.hamta(k.kalla, k.hamtning, matt, omraden, ar, pagar, _saga_hur_langt, forra, **val)
        namn = {o.kod: o.kortnamn for o in (*k.profil.rapportomraden, *k.profil.andra_kommuner)} | {RIKET: "riket"}

        def beskriv(nyckel: Nyckel) -> str:
            kort = katalog[nyckel[0]].kort if nyckel[0] in katalog else nyckel[0]
            return f"{kort}, {namn.get(nyckel[1], nyckel[1])} {nyckel[2]}"

        k.beratta(forra, nytt, kolada.varden_i, beskriv)
        finns = {nyckel[:2] for nyckel in kolada.varden_i(nytt)}
        for m in matt:
            utan = [o for o in k.profil.rapportomraden if (m.id, o.kod) not in finns]
            if utan:
                konsol.print(f"Uppgift saknas i Kolada om {m.kort} för {svenska.lista(o.kortnamn for o in utan)}.")
        k.pamin("nyckeltal", kolada.NAMN)


def hamta_scb(region: str) -> None:
    """Run ``analys hamta scb``: the region's kommuner by sex and age group, from the source's first year until now.

    Raises
    ------
    DataError : a table is another than the settings say.
    FetchError : SCB cannot be asked; what came is kept.
    """
    from analys.sources import scb  # noqa: PLC0415 (pxwebpy loads slowly)

    with _korning(region, scb.NAMN) as k:
        kommuner = list(k.profil.kommuner)
        pagar = k.pagaende(kommuner=kommuner, tabeller=[t.id for t in k.hamtning.tabeller], fran_ar=k.hamtning.fran_ar)
        forra = senaste(k.plats)
        nytt = scb.hamta(k.kalla, k.hamtning, kommuner, pagar, _saga_hur_langt)

        def beskriv(nyckel: Nyckel) -> str:
            kommun, ar, kon, grupp = nyckel
            return f"{k.profil.omrade(kommun).kortnamn} {ar}, {kon}, {grupp} år"

        k.beratta(forra, nytt, lambda o: o.varden(scb.NYCKEL, "antal"), beskriv)
        if (stord := k.kalla.stord) and (ar := [a for a in nytt.om["storda_ar"] if a >= stord.fran_ar]):
            konsol.print(f"Gäller {svenska.lista(map(str, ar))}: {stord.text}. Källa: {stord.kalla}.")
        k.pamin("befolkning", "folkmangd")


def hamta_databas(region: str, data: Path | None) -> None:
    """Run ``analys hamta databas``: read what ``leverans.toml`` names in databases anew.

    Raises
    ------
    DataError : the delivery names nothing in a database, or what it names cannot be read.
    FetchError : the database cannot be asked.
    """
    hem = hitta_hem()
    profil = las_profil(hem, region)
    with utgava.las(hem.lager(profil.id)), loggad(hem.korlogg(profil.id), "hamta databas") as logg:
        mapp = leveransmapp(hem, profil, data)
        besked = las_besked(mapp, profil)
        rader = databas.las_in(mapp, besked, hem, datetime.now(), igen=True)
        if rader is None:
            gor = 'Skriv fraga = "schema.vy" för en fil vars källa är en databas.'
            raise DataError([Filfel("leverans.toml", "ingen tabell läses ur en databas.", gor)])
        logg.update(rader=sum(rader.values()))
        for namn, antal in rader.items():
            konsol.print(f"{namn}: {svenska.raknat(antal, 'rad', 'rader')} lästa ur databasen.")
