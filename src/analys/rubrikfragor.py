"""Ask how unknown headings, words and days are to be read, and keep the answers; nothing is read unasked."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from analys import svenska
from analys.errors import DataError, UsageError
from analys.hem import Hem
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked, las_besked
from analys.sources.forslag import Forslag, foresla, medtavlare, olasta, text_i
from analys.sources.kalla import Tabellkarta, karta_eller_tom, normera, platser
from analys.sources.kallfil import MEDFOLJANDE, spara_datumformat, spara_rubrik, spara_varde
from analys.sources.kontrakt import Typ
from analys.sources.lager import Lager, ta_in
from analys.sources.tabeller import TABELLER
from analys.sources.textfil import Textfil
from analys.sources.vardeforslag import DATUM, FORMAT, Vardeforslag, foresla_varden
from analys.terminal import konsol, kort_sokvag


def ta_in_med_svar(mapp: Path, profil: Regionprofil, hem: Hem, svar: Sequence[str], kommando: str) -> Lager:
    """Return the delivery from the store, read with the headings, words and days that the user has said yes to.

    Parameters
    ----------
    svar : answers given with the command (`_Fragor.ta_emot`); they are kept before anything is read.
    kommando : what to add an answer to, for who cannot be asked.

    Raises
    ------
    UsageError : an answer about a heading or column that is not there, that is read already, or that another answer
        contradicts; no answer is then kept.
    DataError : the delivery cannot be read; a proposal that nobody has said yes to mends nothing.
    """
    fragor = _Fragor(mapp, las_besked(mapp, profil), hem, kommando)
    fragor.ta_emot_alla(svar)
    while True:
        try:
            lager = ta_in(mapp, profil, hem)
        except DataError:
            if not fragor.stall(list(fragor.besked.filer), varden=True):
                raise
        else:
            if not fragor.stall([k.fil for k in lager.redovisning if k.olasta], varden=False):
                return lager


@dataclass
class _Fragor:
    """The questions about one delivery; ``nekade``: what has been answered with no."""

    mapp: Path
    besked: Leveransbesked
    hem: Hem
    kommando: str
    nekade: set[tuple[str, ...]] = field(default_factory=set)
    _sist: dict[str, Textfil] = field(default_factory=dict)
    """The file that was read last: answers about one file come one after the other."""

    def stall(self, filer: Sequence[str], *, varden: bool) -> bool:
        """Put every proposal to the user, or print how it is answered; return whether an answer was kept."""
        forslag = foresla(self.mapp, self.besked, self.hem, filer)
        fragor = [*_om_rubriker(forslag)]
        if varden and not fragor:  # which column a word stands in must be known first
            fragor = [*_om_varden(foresla_varden(self.mapp, self.besked, self.hem))]
        for kalla in sorted({vad[0] for _, vad, _, _ in fragor} & MEDFOLJANDE):
            konsol.print(_MEDFOLJER.format(kalla=kalla))
        fragor = [f for f in fragor if f[1][0] not in MEDFOLJANDE]
        if not gar_att_fraga():
            flaggor = [f'--las "{_skyddat(svar)}"' for _, _, svar, _ in fragor]
            for (fraga, _, _, _), flagga in zip(fragor, flaggor, strict=True):
                konsol.print(f"{fraga}. Ska det läsas så? Svar: {flagga}")
            if klara := [flagga for (*_, ensam), flagga in zip(fragor, flaggor, strict=True) if ensam]:
                konsol.print(f"Ta med de svar som stämmer: {self.kommando} {' '.join(klara)}")
            if len(klara) < len(fragor):
                konsol.print("Där flera svar är möjliga, eller ordet inte känns igen: välj eller skriv svaret själv.")
            return False
        lasta: set[tuple[str, ...]] = set()
        for fraga, vad, svar, _ in fragor:
            if vad in lasta | self.nekade or (*vad, svar) in self.nekade:
                continue
            if self._ja(fraga, svar, vad[:2]):
                lasta.add(vad)
            else:
                self.nekade.add((*vad, svar))
        return bool(lasta)

    def _ja(self, fraga: str, svar: str, om: tuple[str, ...]) -> bool:
        """Ask one question about a source's table; return whether a yes, or a value to read the word as, was kept."""
        kan_skrivas = svar.endswith("=")
        hur = "vad betyder det? (Enter: hoppa över)" if kan_skrivas else "ska det läsas så? (ja/nej)"
        sagt = str(click.prompt(f"{fraga}, {hur}", default="", show_default=False)).strip()
        if kan_skrivas and sagt:
            svar += sagt
        elif sagt.lower() not in _JA:
            return False
        try:
            self.ta_emot(svar, om)
        except UsageError as fel:  # a slip of the pen is asked about again another time
            konsol.print(str(fel))
            return False
        return True

    def ta_emot_alla(self, svar: Sequence[str]) -> None:
        """Keep the answers given with the command: all, or none when one cannot be or contradicts another."""
        if not svar:
            return
        with TemporaryDirectory() as mapp:  # tried on a copy, each after those before it
            prov = Path(mapp) / "kallor"
            shutil.copytree(self.kallor, prov)
            for i, ett in enumerate(svar):
                try:
                    self._ta_emot(ett, (), prov)
                except UsageError:
                    if i:
                        self._motsager(svar[:i], ett)
                    raise
        for ett in svar:
            self.ta_emot(ett)

    def _motsager(self, fore: Sequence[str], svar: str) -> None:
        """Refuse an answer that could be kept by itself, but not after those before it."""
        with TemporaryDirectory() as mapp:
            prov = Path(mapp) / "kallor"
            shutil.copytree(self.kallor, prov)
            try:
                self._ta_emot(svar, (), prov)
            except UsageError:  # it is wrong in itself
                return
        andra = svenska.lista([f'--las "{ett}"' for ett in fore])
        raise UsageError(
            f'Svaren säger emot varandra: --las "{svar}" går inte ihop med {andra}. '
            "Inget svar är sparat. Välj ett av dem."
        )

    def ta_emot(self, svar: str, om: tuple[str, ...] = ()) -> None:
        """Keep one answer: ``RUBRIK=KOLUMN``, ``RUBRIK=`` (not read), ``RUBRIK:ORD=VÄRDE``, ``RUBRIK:datum=FORMAT``.

        ``om``: the source and table that it is about; else every one that it can be about.
        """
        for sagt in self._ta_emot(svar, om, self.kallor):
            konsol.print(sagt)

    def _ta_emot(self, svar: str, om: tuple[str, ...], kallor: Path) -> list[str]:
        """Keep one answer in a folder of sources' files, and return what is to be said of it."""
        vanster, tecken, hoger = (d.strip() for d in svar.rpartition("="))
        if not tecken or not vanster:
            raise UsageError(
                f'--las "{svar}" går inte att läsa. Skriv rubrik, likhetstecken och kolumn: --las "Inskr.datum=…".'
            )
        kolumner = {k.namn for f in self.besked.filer.values() for k in TABELLER[f.tabell].kolumner}
        if hoger and hoger not in kolumner and ":" in vanster:
            rubrik, _, ord_ = vanster.rpartition(":")
            return self._ta_emot_varde(rubrik.strip(), ord_.strip(), hoger, om, kallor)
        if hoger and hoger not in kolumner:
            raise UsageError(f"Kolumnen {hoger} finns inte i leveransens tabeller.{svenska.liknar(hoger, kolumner)}")
        return self._ta_emot_rubrik(vanster, hoger, om, kallor)

    def _ta_emot_rubrik(self, rubrik: str, kolumn: str, om: tuple[str, ...], kallor: Path) -> list[str]:
        """Keep that a heading means a column, for every file that it can be about."""
        andra: set[str] = set()
        traffade: dict[tuple[str, str], str] = {}
        redan = False
        for fil, text in self._texter(om):
            uppgift = self.besked.filer[fil]
            tabell = TABELLER[uppgift.tabell]
            if kolumn and kolumn not in {k.namn for k in tabell.kolumner}:
                continue
            karta = karta_eller_tom(kallor, uppgift.kalla, uppgift.tabell)
            egen = next((r for r in text.rubriker if normera(r) == normera(rubrik)), None)
            if egen is None:
                andra |= set(olasta(text, tabell, karta)[0])
                continue
            lasta = platser(text.rubriker, tabell, karta)
            for annan, var in lasta.items():
                namn = {text.rubriker[i] for i in var}
                if annan == kolumn and namn - {egen}:
                    raise UsageError(
                        f'{fil}: kolumnen {kolumn} läses redan ur "{min(namn)}". '
                        "Två rubriker kan inte betyda samma sak."
                    )
                if annan != kolumn and egen in namn:
                    raise UsageError(f'{fil}: "{egen}" läses redan som {annan}. En rubrik kan inte betyda två saker.')
            if kolumn and normera(egen) in map(normera, karta.bortse):
                raise UsageError(
                    f'{fil}: "{egen}" står bland de rubriker som inte läses. Ta bort den ur raden bortse i '
                    f"{kort_sokvag(self.kallor / uppgift.kalla)}.toml först."
                )
            if kolumn and egen in {text.rubriker[i] for i in lasta[kolumn]}:
                redan = True
            else:
                traffade[uppgift.kalla, uppgift.tabell] = egen
        if redan and not traffade:
            return [f'"{rubrik}" läses redan som {kolumn}.']
        if not traffade:
            nara = svenska.liknar(rubrik, andra)
            raise UsageError(f'Ingen fil i leveransen har rubriken "{rubrik}" att läsa så.{nara}')
        sagt = []
        for kalla, tabellnamn in _egna(traffade):
            egen = traffade[kalla, tabellnamn]
            fil_ = spara_rubrik(kallor, kalla, tabellnamn, egen, kolumn)
            vad = f"läses som {kolumn}" if kolumn else "läses inte, och ger ingen varning"
            sagt.append(f'"{egen}" i tabellen {tabellnamn} {vad}. Sparat i {kort_sokvag(fil_)}.')
        return sagt

    def _ta_emot_varde(self, rubrik: str, ord_: str, varde: str, om: tuple[str, ...], kallor: Path) -> list[str]:
        """Keep what a word under a heading means, or how its days are written."""
        traffade = self._med_ordet(rubrik, ord_, om, kallor)
        if not traffade:
            raise UsageError(
                f'Ingen fil i leveransen har "{ord_}" i en kolumn som läses ur "{rubrik}". Svara på rubriken först.'
            )
        sagt, nya = [], []
        for kalla, tabellnamn, kolumn, typ in sorted(traffade):
            dagar = typ in (Typ.DATUM, Typ.TIDPUNKT) and ord_ == DATUM
            tillatna = FORMAT if dagar else TABELLER[tabellnamn].kolumn(kolumn).varden
            if varde not in tillatna:
                val = svenska.lista(tillatna)
                raise UsageError(
                    f"Datumformatet {varde} går inte att läsa. Välj bland {val}."
                    if dagar
                    else f'"{varde}" är inget värde i {kolumn}. Välj bland {val}.'
                )
            karta = karta_eller_tom(kallor, kalla, tabellnamn)
            last = _redan(karta, tabellnamn, kolumn, DATUM if dagar else ord_, dagar=dagar)
            vad = f"Dagarna i tabellen {tabellnamn}" if dagar else f'"{ord_}" i kolumnen {kolumn}'
            if last and last != varde:
                raise UsageError(
                    f"{vad} läses redan som {last}. Är det fel: ändra i {kort_sokvag(self.kallor / kalla)}.toml."
                )
            if last:
                sagt.append(f"{vad} läses redan som {last}.")
            else:
                nya.append(((kalla, tabellnamn), kolumn, vad, dagar))
        egna = _egna(tabell for tabell, *_ in nya)
        for (kalla, tabellnamn), kolumn, vad, dagar in (ny for ny in nya if ny[0] in egna):
            if dagar:
                fil_ = spara_datumformat(kallor, kalla, tabellnamn, varde)
            else:
                fil_ = spara_varde(kallor, kalla, tabellnamn, kolumn, ord_, varde)
            sagt.append(f"{vad} läses som {varde}. Sparat i {kort_sokvag(fil_)}.")
        return sagt

    def _med_ordet(self, rubrik: str, ord_: str, om: tuple[str, ...], kallor: Path) -> set[tuple[str, str, str, Typ]]:
        """Return (source, table, column, kind) of what is read from a heading and holds the word, or days."""
        ut: set[tuple[str, str, str, Typ]] = set()
        for fil, text in self._texter(om):
            uppgift = self.besked.filer[fil]
            tabell = TABELLER[uppgift.tabell]
            karta = karta_eller_tom(kallor, uppgift.kalla, uppgift.tabell)
            for kolumn, var in platser(text.rubriker, tabell, karta).items():
                egen = next((i for i in var if normera(text.rubriker[i]) == normera(rubrik)), None)
                if egen is not None and (ord_ == DATUM or any(rad[egen].strip() == ord_ for rad in text.rader)):
                    ut.add((uppgift.kalla, uppgift.tabell, kolumn, tabell.kolumn(kolumn).typ))
        return ut

    @property
    def kallor(self) -> Path:
        """The folder of the sources' files."""
        return self.hem.kallor

    def _texter(self, om: tuple[str, ...]) -> Iterator[tuple[str, Textfil]]:
        """Yield the files that can be read; what is wrong with the others is said when the delivery is read."""
        for fil, uppgift in self.besked.filer.items():
            if om and om != (uppgift.kalla, uppgift.tabell):
                continue
            if fil not in self._sist:
                with suppress(DataError, OSError):
                    self._sist = {fil: text_i(self.mapp, fil, self.besked, self.hem)}
            if fil in self._sist:
                yield fil, self._sist[fil]


_JA = {"j", "ja"}
_MEDFOLJER = (
    "Källan {kalla} följer med programmet, och svar sparas inte i dess fil {kalla}.toml. Gör en egen källa: skriv "
    'kalla = "eget" för filen i leverans.toml (namnet väljer du), och kopiera {kalla}.toml till eget.toml om '
    "rubrikerna i stort är desamma. Svara sedan på nytt."
)
Fraga = tuple[str, tuple[str, ...], str, bool]
"""A question's words, what it is about (answered once), the answer that says yes, and whether no other is possible."""


def _redan(karta: Tabellkarta, tabell: str, kolumn: str, ord_: str, *, dagar: bool) -> str:
    """Return what a word of a column is read as, or how a table's days are, when a source says it; else nothing."""
    if dagar:
        return "" if karta.datumformat == Tabellkarta().datumformat else karta.datumformat
    last = karta.varden.get(kolumn, {}).get(ord_, ord_)
    return last if last in TABELLER[tabell].kolumn(kolumn).varden else ""


def _egna(tabeller: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those sources' tables whose file is the user's own; refuse when there are none among some."""
    alla = list(dict.fromkeys(tabeller))
    egna = [t for t in alla if t[0] not in MEDFOLJANDE]
    if alla and not egna:
        kalla = alla[0][0]
        raise UsageError(_MEDFOLJER.format(kalla=kalla))
    return egna


def _om_rubriker(forslag: Sequence[Forslag]) -> Iterator[Fraga]:
    """Yield a question for each column that a heading may mean."""
    for ett in forslag:
        for kolumn in ett.kolumner:
            fraga = f'{ett.fil}: "{ett.rubrik}" liknar {kolumn}'
            tavlar = [*medtavlare(ett, forslag), *(k for k in ett.kolumner if k != kolumn)]
            if tavlar:
                lika = svenska.bojning(len(tavlar), "lika möjlig", "lika möjliga")
                fraga += f" (men {svenska.lista(tavlar)} är {lika}: välj själv)"
            yield fraga, (ett.kalla, ett.tabell, kolumn), f"{ett.rubrik}={kolumn}", not tavlar


def _om_varden(forslag: Sequence[Vardeforslag]) -> Iterator[Fraga]:
    """Yield a question for each unknown word, and each way that days may be written."""
    om = [(f.kalla, f.tabell, "" if f.ord_ == DATUM else f.kolumn, f.ord_) for f in forslag]
    antal = Counter(om)
    for ett, vad in zip(forslag, om, strict=True):
        if ett.ord_ == DATUM:
            fraga = f'{ett.fil}: dagarna i kolumnen "{ett.rubrik}" ser ut att vara skrivna som {ett.varde}'
        elif ett.varde:
            fraga = f'{ett.fil}: "{ett.ord_}" i kolumnen "{ett.rubrik}" liknar {ett.varde}'
        else:
            kan = svenska.lista(ett.tillatna, "or")
            fraga = f'{ett.fil}: "{ett.ord_}" i kolumnen "{ett.rubrik}" är inget av {kan}'
        yield fraga, vad, f"{ett.rubrik}:{ett.ord_}={ett.varde}", bool(ett.varde) and antal[vad] == 1


def gar_att_fraga() -> bool:
    """Return whether somebody sits at the terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _skyddat(text: str) -> str:
    """Return a text as it stands between quotation marks in a command."""
    return text.replace('"', '\\"') + ("…" if ":" in text and text.endswith("=") else "")
