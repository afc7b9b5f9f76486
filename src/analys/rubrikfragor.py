"""Ask how unknown headings are to be read, and keep the answers in the source's file; nothing is read unasked."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from analys import svenska
from analys.errors import DataError, UsageError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked, las_besked
from analys.sources.forslag import Forslag, foresla, medtavlare, olasta
from analys.sources.kalla import karta_eller_tom, normera, platser
from analys.sources.kallfil import spara_rubrik
from analys.sources.lager import Lager, ta_in
from analys.sources.tabeller import TABELLER
from analys.sources.tabellfil import las_tabellfil
from analys.terminal import konsol, kort_sokvag


def ta_in_med_svar(mapp: Path, profil: Regionprofil, hem: Hem, svar: Sequence[str], kommando: str) -> Lager:
    """Return the delivery from the store, read with the headings that the user has said yes to.

    Parameters
    ----------
    svar : answers given with the command, ``RUBRIK=KOLUMN``; they are kept before anything is read.
    kommando : what to add an answer to, for who cannot be asked.

    Raises
    ------
    UsageError : an answer about a heading or column that is not there, or a column that is read already.
    DataError : the delivery cannot be read; a proposal that nobody has said yes to mends nothing.
    """
    besked = las_besked(mapp, profil)
    for ett in svar:
        _spara_svar(ett, mapp, besked, hem)
    while True:
        try:
            lager = ta_in(mapp, profil, hem)
        except DataError:
            forslag = foresla(mapp, besked, hem, list(besked.filer))
            if not _fraga(forslag, hem, kommando):
                raise
        else:
            olasta_filer = [k.fil for k in lager.redovisning if any("läses inte" in v for v in k.varningar)]
            if not _fraga(foresla(mapp, besked, hem, olasta_filer), hem, kommando):
                return lager


def _fraga(forslag: Sequence[Forslag], hem: Hem, kommando: str) -> bool:
    """Put each proposal to the user; return whether something was answered with yes and kept."""
    sparat, lasta = False, set()
    for ett in forslag:
        for kolumn in ett.kolumner:
            if (ett.kalla, ett.tabell, kolumn) in lasta:
                continue
            fraga = f'{ett.fil}: "{ett.rubrik}" liknar {kolumn}'
            tavlar = [*medtavlare(ett, forslag), *(k for k in ett.kolumner if k != kolumn)]
            if tavlar:
                fraga += f" (men {svenska.lista(tavlar)} är lika möjlig: välj själv)"
            if not gar_att_fraga():
                rubrik = ett.rubrik.replace('"', '\\"')
                konsol.print(f'{fraga}. Ska den läsas så? Kör: {kommando} --las "{rubrik}={kolumn}"')
            elif click.prompt(f"{fraga}, ska den läsas så? (ja/nej)", default="nej", show_default=False).lower() in _JA:
                _spara(ett.kalla, ett.tabell, ett.rubrik, kolumn, hem)
                lasta.add((ett.kalla, ett.tabell, kolumn))
                sparat = True
                break
    return sparat


_JA = {"j", "ja"}


def gar_att_fraga() -> bool:
    """Return whether somebody sits at the terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _spara(kalla: str, tabell: str, rubrik: str, kolumn: str, hem: Hem) -> None:
    fil = spara_rubrik(hem.kallor, kalla, tabell, rubrik, kolumn)
    vad = f"läses som {kolumn}" if kolumn else "läses inte, och sägs inte till om"
    konsol.print(f'"{rubrik}" i tabellen {tabell} {vad}. Sparat i {kort_sokvag(fil)}.')


def _spara_svar(svar: str, mapp: Path, besked: Leveransbesked, hem: Hem) -> None:
    """Keep one answer ``RUBRIK=KOLUMN`` for every file of the delivery that it can be about."""
    rubrik, tecken, kolumn = (d.strip() for d in svar.rpartition("="))
    if not tecken or not rubrik:
        raise UsageError(f'--las "{svar}" ska vara en rubrik, ett likhetstecken och en kolumn: --las "Inskr.datum=…".')
    kolumner = {k.namn for f in besked.filer.values() for k in TABELLER[f.tabell].kolumner}
    if kolumn and kolumn not in kolumner:
        raise UsageError(f"Kolumnen {kolumn} finns inte i leveransens tabeller.{svenska.liknar(kolumn, kolumner)}")
    andra: set[str] = set()
    traffade: dict[tuple[str, str], str] = {}
    for fil, uppgift in besked.filer.items():
        tabell = TABELLER[uppgift.tabell]
        if kolumn and kolumn not in {k.namn for k in tabell.kolumner}:
            continue
        try:
            text = las_tabellfil(fil, (mapp / fil).read_bytes(), None, uppgift.blad)
        except (DataError, OSError):  # said when the delivery is read
            continue
        karta = karta_eller_tom(hem.kallor, uppgift.kalla, uppgift.tabell)
        egen = next((r for r in text.rubriker if normera(r) == normera(rubrik)), None)
        if egen is None:
            andra |= set(olasta(text, tabell, karta)[0])
            continue
        traffar = platser(text.rubriker, tabell, karta)
        som = next(
            (text.rubriker[i] for i in traffar.get(kolumn, ()) if normera(text.rubriker[i]) != normera(egen)), ""
        )
        if som:
            raise UsageError(
                f'{fil}: kolumnen {kolumn} läses redan ur "{som}". Två rubriker kan inte betyda samma sak.'
            )
        redan = next(
            (k for k, var in traffar.items() if k != kolumn and any(text.rubriker[i] == egen for i in var)), ""
        )
        if redan:
            raise UsageError(f'{fil}: "{egen}" läses redan som {redan}. En rubrik kan inte betyda två saker.')
        traffade[uppgift.kalla, uppgift.tabell] = egen
    if not traffade:
        raise UsageError(f'Ingen fil i leveransen har rubriken "{rubrik}" att läsa så.{svenska.liknar(rubrik, andra)}')
    for (kalla, tabellnamn), egen in traffade.items():
        _spara(kalla, tabellnamn, egen, kolumn, hem)
