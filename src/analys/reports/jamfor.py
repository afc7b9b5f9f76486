"""Two releases compared from what they print: their open data and manifests, never a figure without protection."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analys import svenska
from analys.disclosure.grind import TECKEN
from analys.errors import UsageError
from analys.manaden import Motesdag
from analys.omraden import UTANFOR
from analys.period import Period, Periodtyp
from analys.present.sedan import Andrad, Byte, Jamforelse, Omdomesbyte
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.reports import utgava
from analys.reports.kvalitetssida import TABELLNAMN
from analys.reports.oppnadata import MAPP, indikatorrader, omdomesrader, omraden_i, utfallsrader
from analys.stats.omdome import Omdome
from analys.utfall import ALLA, DIMENSIONER, GRUPPER

_TAL = {"taljare": "", "varde": "", "namnare": " i nämnaren"}
"""The numbers of a figure in the order that a change of it is told by, with what is said after each."""
_DEFINITION = {"enhet": "enheten", "taljare": "täljaren", "namnare": "nämnaren", "definition": "definitionen"}
_UTAN_OMDOME = "omdöme saknas"
_SAKERSTALLDA = {str(o) for o in Omdome if o.sakerstallt}

Rad = Mapping[str, str]


@dataclass(frozen=True)
class Utgavedata:
    """One release as it can be compared: its manifest, its figures, measures and verdicts (None: kept none).

    ``siffror``: rows of ``utfall.csv`` by their key; ``omdomen``: rows of ``omdomen.csv`` by measure and område.
    """

    manifest: Mapping[str, Any]
    siffror: dict[tuple[str, ...], Rad]
    matt: dict[str, Rad]
    omraden: dict[str, str]
    omdomen: dict[tuple[str, str], Rad] | None

    @property
    def namn(self) -> str:
        """The release in words: ``utgåvan för november 2022 (fastställd 20 januari 2023)``."""
        status, period = utgava.status_i(self.manifest), Period.las(self.manifest["period"]).text
        om = f" ({status.lage}{f' {svenska.datum(status.datum)}' if status.datum else ''})" if status else ""
        return f"utgåvan för {period}{om}"


class NoComparisonError(UsageError):
    """No release that an earlier meeting saw. ``pa_sidan``: the same to a reader, who has nothing to do about it."""

    def __init__(self, text: str, pa_sidan: str) -> None:
        super().__init__(text)
        self.pa_sidan = pa_sidan


def las_utgavedata(plats: Path) -> Utgavedata:
    """Return a release that lies in ``plats``.

    Raises
    ------
    UsageError : it has no open data (an internal one).
    DataError : it is settled and has been changed since.
    """
    manifest = utgava.las_fil(plats)
    if (status := utgava.status_i(manifest)) and status.fast:
        utgava.krav_pa_oandrad(plats)
    mapp = plats / MAPP
    if not (mapp / "utfall.csv").is_file():
        raise UsageError(f"Utgåvan {plats.name} har inga öppna data att jämföra. Interna utgåvor jämförs inte.")

    def rader(namn: str) -> Iterator[list[str]]:
        with (mapp / f"{namn}.csv").open(encoding="utf-8", newline="") as f:
            yield from csv.reader(f)

    omdomen = rader("omdomen") if (mapp / "omdomen.csv").is_file() else None
    return _data(manifest, rader("utfall"), rader("indikatorer"), rader("omraden"), omdomen)


def blivande(underlag: Underlag, manifest: Mapping[str, Any]) -> Utgavedata:
    """Return the release that is about to be made of the figures at hand; ``manifest`` is what is known of it."""
    matt = [underlag.katalog[i] for i in underlag.katalog if i in underlag.skyddat.per_matt]
    omraden = [("omrade", "namn"), *((o.kod, o.kortnamn) for o in omraden_i(underlag.skyddat, underlag.profil))]
    utfall = utfallsrader(underlag.skyddat, underlag.katalog)
    return _data(manifest, utfall, indikatorrader(matt), omraden, omdomesrader(underlag))


def _data(
    manifest: Mapping[str, Any],
    utfall: Iterable[Sequence[str]],
    matt: Iterable[Sequence[str]],
    omraden: Iterable[Sequence[str]],
    omdomen: Iterable[Sequence[str]] | None,
) -> Utgavedata:
    nyckel = ("indikator", "omrade", "periodtyp", "period", *DIMENSIONER)
    return Utgavedata(
        manifest,
        {tuple(r[k] for k in nyckel): r for r in _lasta(utfall)},
        {r["indikator"]: r for r in _lasta(matt)},
        {r["omrade"]: r["namn"] for r in _lasta(omraden)},
        None if omdomen is None else {(r["indikator"], r["omrade"]): r for r in _lasta(omdomen)},
    )


def _lasta(rader: Iterable[Sequence[str]]) -> Iterator[dict[str, str]]:
    huvud, *resten = rader
    yield from (dict(zip(huvud, rad, strict=True)) for rad in resten)


def jamfor(nu: Utgavedata, fore: Utgavedata, profil: Regionprofil, mote: Motesdag | None = None) -> Jamforelse:
    """Return what differs between two releases of a region.

    Raises
    ------
    UsageError : they are of different regions.
    """
    if nu.manifest["region"] != fore.manifest["region"]:
        raise UsageError(
            f"Utgåvorna gäller olika regioner ({nu.manifest['region']} och {fore.manifest['region']}) och jämförs inte."
        )
    omdefinierade = dict(_omdefinierade(nu, fore))
    return Jamforelse(
        nu.namn,
        fore.namn,
        f"mötet den {svenska.datum(mote.datum)}" if mote else "",
        tuple(_andrade(nu, fore, profil, set(omdefinierade))),
        tuple(_omdomesbyten(nu, fore, profil, set(omdefinierade))),
        tuple(omdefinierade.values()),
        tuple(_bara_i(nu, fore)),
        tuple(_bara_i(fore, nu)),
        tuple(_sena(nu, fore)),
        tuple(_teman(nu, fore)) if "rapporter" in nu.manifest else None,
        utan_omdomen=fore.omdomen is None,
    )


def _andrade(nu: Utgavedata, fore: Utgavedata, profil: Regionprofil, omdefinierade: set[str]) -> Iterator[Andrad]:
    """Yield the figures that both print, differently; not those of measures that are counted in another way."""
    for nyckel, rad in nu.siffror.items():
        da = fore.siffror.get(nyckel)
        if da is None or nyckel[0] in omdefinierade or (kolumn := _andrad_kolumn(rad, da)) is None:
            continue
        indikator, omrade, typ, dag, *grupper = nyckel
        grupp = ", ".join(
            GRUPPER.get(d, {}).get(g, g).lower() for d, g in zip(DIMENSIONER, grupper, strict=True) if g != ALLA
        )
        period = Period(Periodtyp(typ), date.fromisoformat(dag)).text
        titel = nu.matt[indikator]["titel"]
        yield Andrad(titel, _omradesnamn(omrade, nu, profil), period, _siffra(da, kolumn), _siffra(rad, kolumn), grupp)


def _andrad_kolumn(nu: Rad, fore: Rad) -> str | None:
    """Return the first number that two rows print differently, if any; a sign in one of them is no number."""
    return next((k for k in _TAL if nu[k] != fore[k] and not {nu[k], fore[k]} & set(TECKEN)), None)


def _siffra(rad: Rad, kolumn: str) -> str:
    """Return one of a row's numbers in words."""
    return svenska.tal(float(rad[kolumn]), len(rad[kolumn].partition(".")[2])) + _TAL[kolumn]


def _omradesnamn(kod: str, data: Utgavedata, profil: Regionprofil) -> str:
    egna = {o.kod: o.kortnamn for o in profil.omraden}
    return egna.get(kod, data.omraden.get(kod, kod)) if kod != UTANFOR else egna[UTANFOR]


def _omdomesbyten(
    nu: Utgavedata, fore: Utgavedata, profil: Regionprofil, omdefinierade: set[str]
) -> Iterator[Omdomesbyte]:
    """Yield where one of the releases shows a difference that the other does not show, or shows the other way.

    Not those of measures that are counted in another way.
    """
    if nu.omdomen is None or fore.omdomen is None:
        return
    for nyckel in dict.fromkeys([*nu.omdomen, *fore.omdomen]):
        ord_nu, ord_fore = (d.omdomen[nyckel]["omdome"] if nyckel in d.omdomen else "" for d in (nu, fore))  # type: ignore[index,operator]
        indikator, omrade = nyckel
        if ord_nu == ord_fore or not {ord_nu, ord_fore} & _SAKERSTALLDA:
            continue
        if indikator not in nu.matt or indikator in omdefinierade:
            continue
        byte = Byte.NY if ord_nu in _SAKERSTALLDA else Byte.BORTA if ord_nu == Omdome.INGEN else Byte.OBEDOMD
        titel, namn = nu.matt[indikator]["titel"], _omradesnamn(omrade, nu, profil)
        yield Omdomesbyte(titel, namn, ord_fore or _UTAN_OMDOME, ord_nu or _UTAN_OMDOME, byte)


def _omdefinierade(nu: Utgavedata, fore: Utgavedata) -> Iterator[tuple[str, str]]:
    """Yield the measures that are counted in another way, each with a sentence, in the catalogue's order."""
    for indikator in [i for i in nu.matt if i in fore.matt]:
        ny, gammal = nu.matt[indikator], fore.matt[indikator]
        andrat = [ord_ for kolumn, ord_ in _DEFINITION.items() if ny[kolumn] != gammal[kolumn]]
        if "version" in gammal and ny["version"] != gammal["version"]:
            andrat.append(f"versionen ({gammal['version']} till {ny['version']})")
        if andrat:
            ord_ = svenska.bojning(len(andrat), "ändrad", "ändrade")
            yield (
                indikator,
                f"{ny['titel']}: {svenska.lista(andrat)} är {ord_}. Siffrorna jämförs inte.",
            )


def _bara_i(ena: Utgavedata, andra: Utgavedata) -> Iterator[str]:
    """Yield the titles of measures that only one of two releases has, in the catalogue's order."""
    yield from (m["titel"] for i, m in ena.matt.items() if i not in andra.matt)


def _sena(nu: Utgavedata, fore: Utgavedata) -> Iterator[str]:
    """Yield the months of which the later delivery has other numbers of rows, in tens, per table."""
    da = fore.manifest.get("rader_per_manad", {})
    for tabell, manader in nu.manifest.get("rader_per_manad", {}).items():
        andrade = [(m, da[tabell][m], n) for m, n in manader.items() if da.get(tabell, {}).get(m, n) != n]
        if andrade:
            delar = [f"{Period.las(m).text} {svenska.tal(f)} blev {svenska.tal(n)}" for m, f, n in sorted(andrade)]
            yield f"{TABELLNAMN[tabell]}: rader (avrundat nedåt till tiotal) {svenska.forsta(delar, 6)}."


def _teman(nu: Utgavedata, fore: Utgavedata) -> Iterator[str]:
    nya, gamla = ({r["tema"] for r in d.manifest["rapporter"]} for d in (nu, fore))
    for ord_, teman in (("Nya teman", nya - gamla), ("Teman som inte längre finns", gamla - nya)):
        if teman:
            yield f"{ord_}: {svenska.lista(sorted(teman))}."


def datum_for(id_: str, manifest: Mapping[str, Any]) -> date:
    """Return the day from which a release was the one to read: when it got its status, else when it was made."""
    status = utgava.status_i(manifest)
    return (status and status.datum) or gjord(id_)


def gjord(id_: str) -> date:
    """Return the day when a release was made."""
    return datetime.strptime(id_.split("-")[-2], "%Y%m%dT%H%M%S").date()


def utgava_vid(regionmapp: Path, dag: date) -> str | None:
    """Return the id of the release that a meeting on a day saw: of the latest month, settled before draft."""
    fanns = {i: m for i, m in utgava.alla(regionmapp).items() if datum_for(i, m) <= dag}
    manad = utgava.motets_manad((m["period"] for m in fanns.values()), dag)

    def ordning(id_: str) -> tuple[bool, date, str]:
        status = utgava.status_i(fanns[id_])
        return bool(status and status.fast), datum_for(id_, fanns[id_]), id_

    return max((i for i, m in fanns.items() if m["period"] == manad), key=ordning, default=None)


def forra_motets(profil: Regionprofil, regionmapp: Path, period: str, uttag: date) -> tuple[Motesdag, str]:
    """Return the latest meeting that saw a release of an earlier month than ``period``, and that release's id.

    A meeting that saw ``period`` itself, or a later month, is no earlier meeting of a release that is made anew.
    ``uttag``: the day of the extract; a meeting after it is one to come. So no clock decides what a page says.

    Raises
    ------
    NoComparisonError : the profile has no meeting days, or none of them saw one.
    """
    if not profil.motesdagar:
        raise NoComparisonError(
            f"Regionens profil har inga mötesdagar. Skriv dem som [[motesdagar]] i data/regioner/{profil.id}.toml, "
            f"eller ange vilken utgåva som det ska jämföras med: analys jamfor {period} MÅNAD.",
            "Utgåvan jämförs inte med något tidigare möte.",
        )
    moten = sorted((m for m in profil.motesdagar if m.datum <= uttag), key=lambda m: m.datum, reverse=True)
    for mote in moten:
        id_ = utgava_vid(regionmapp, mote.datum)
        if id_ and utgava.las_fil(regionmapp / utgava.UTGAVOR / id_)["period"] < period:
            return mote, id_
    if not moten:
        raise NoComparisonError(
            f"Profilen har inget möte före uttaget {svenska.datum(uttag)}. Det finns inget att jämföra med.",
            "Det fanns inget tidigare möte att jämföra med när data hämtades.",
        )
    dagar = svenska.lista(svenska.datum(m.datum) for m in moten)
    text = f"Det fanns ingen utgåva för en tidigare månad vid något möte ({dagar}). Det finns inget att jämföra med."
    raise NoComparisonError(text, text)


def hitta_utgava(regionmapp: Path, text: str) -> Path:
    """Return the release that somebody named: its id, its month, or the day of a meeting that saw it.

    Raises
    ------
    UsageError : there is none.
    """
    alla = utgava.alla(regionmapp)
    if text in alla:
        return regionmapp / utgava.UTGAVOR / text
    period = Period.las(text)
    if period.typ is Periodtyp.DAG:
        if id_ := utgava_vid(regionmapp, period.forsta_dag):
            return regionmapp / utgava.UTGAVOR / id_
        raise UsageError(f"Det fanns ingen utgåva {period.text}. Den första är från {_forsta(alla)}.")
    if period.kod not in (finns := utgava.perioder(regionmapp)):
        raise UsageError(f"Det finns ingen utgåva för {text}. {utgava.vilka_finns(finns)}")
    return utgava.aktuell(regionmapp, period.kod).resolve()


def _forsta(alla: Mapping[str, Mapping[str, Any]]) -> str:
    return svenska.datum(min(datum_for(i, m) for i, m in alla.items())) if alla else "ingen dag: det finns inga"
