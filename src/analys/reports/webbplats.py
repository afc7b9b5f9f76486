"""A release's own pages: the front page with its map, definitions, data quality and the accessibility statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analys import svenska
from analys.omraden import Omrade
from analys.period import Period
from analys.present import sa_raknar_vi
from analys.present.block import Text
from analys.present.sedan import RUBRIK, jamforelseblock
from analys.present.underlag import Underlag
from analys.reports import oppnadata, utgava
from analys.reports.dokument import PRESENTATION
from analys.reports.html import FORMATNAMN, dela_in, sida
from analys.reports.kartor import KALLA, las_karta
from analys.reports.kvalitetssida import oppen_kvalitet
from analys.reports.redogorelse import tillganglighet

if TYPE_CHECKING:
    from analys.reports.kor import Jobb

DEFINITIONER, KVALITET, TILLGANGLIGHET = "definitioner.html", "datakvalitet.html", "tillganglighet.html"
SEDAN, RATTELSE = "sedan_forra_motet.html", "rattelse.html"
_ALFABET = "abcdefghijklmnopqrstuvwxyzåäö"


@dataclass(frozen=True)
class Rapportrad:
    """One report on the front page: its title, and of each format the link and the file's size in words."""

    titel: str
    filer: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Omradesrad:
    """One område on the front page; ``zip``: link and size of its file with everything."""

    kod: str
    namn: str
    kortnamn: str
    mapp: str
    rapporter: list[Rapportrad]
    zip: tuple[str, str] | None


def skriv_sidor(underlag: Underlag, ny: Path) -> None:
    """Write the release's pages about its figures (the open level's alone)."""
    profil, rapport = underlag.profil, underlag.rapport()
    alla = sa_raknar_vi(underlag, *underlag.redovisade(*underlag.katalog)).poster
    bokstaver: dict[str, list[Any]] = {}
    for post in sorted(alla, key=lambda p: _svensk_ordning(p.titel)):
        bokstaver.setdefault(post.titel[0].upper(), []).append(post)
    sidor = {
        DEFINITIONER: sida(
            "definitioner.html", rubrik="Så räknar vi", r=rapport, profil=profil, bokstaver=bokstaver, antal=len(alla)
        )
    }
    for fil, rubrik, block in (
        (KVALITET, "Datakvalitet", oppen_kvalitet(underlag)),
        (TILLGANGLIGHET, "Tillgänglighetsredogörelse", tillganglighet(underlag)),
        *_jamforelser(underlag),
    ):
        sidor[fil] = sida("undersida.html", rubrik=rubrik, r=rapport, profil=profil, delar=dela_in(block))
    for fil, text in sidor.items():
        (ny / fil).write_text(text, encoding="utf-8")


def _jamforelser(underlag: Underlag) -> Iterator[tuple[str, str, list[dict[str, Any] | str]]]:
    """Yield the pages about what differs since earlier releases: file, heading, blocks."""
    utgavan, kod = underlag.utgavan, underlag.profil.kod
    if utgavan is None:
        return
    if j := utgavan.jamforelse:
        yield SEDAN, RUBRIK, jamforelseblock(kod, j)
    else:
        yield SEDAN, RUBRIK, [Text(kod, (utgavan.utan_jamforelse,)).som_json()]
    if utgavan.rattelse:
        rattelser = Text(kod, tuple(map(str, utgavan.status.rattelser)), slag="lista").som_json()
        yield RATTELSE, "Vad rättelsen ändrar", [rattelser, *jamforelseblock(kod, utgavan.rattelse)]


def skriv_index(
    underlag: Underlag, jobb: Sequence[Jobb], misslyckade: Sequence[str], nyheter: Sequence[str], ny: Path
) -> None:
    """Write the release's front page; what it links to, with sizes, is what lies in ``ny``."""
    profil = underlag.profil
    teman = (PRESENTATION, *profil.teman, *profil.interna_teman)
    rader = [_omradesrad(o, [j for j in jobb if j.omrade == o], teman, ny) for o in profil.rapportomraden]
    text = sida(
        "index.html",
        r=underlag.rapport(),
        profil=profil,
        omraden=rader,
        karta=las_karta(profil.kod),
        kartkalla=KALLA,
        zipfiler=any(o.zip for o in rader),
        formatnamn=FORMATNAMN,
        nyheter=nyheter,
        fel=misslyckade,
        sidor=[s for s in _sidor(ny) if (ny / s[0]).is_file()],
    )
    (ny / "index.html").write_text(text, encoding="utf-8")


def _sidor(ny: Path) -> list[tuple[str, str, str]]:
    utfall = f"{oppnadata.MAPP}/utfall.csv"
    storlek = f" ({_storlek(ny / utfall)})" if (ny / utfall).is_file() else ""
    return [
        (RATTELSE, "Vad rättelsen ändrar", "Varför utgåvan är rättad, och alla siffror som är ändrade."),
        (SEDAN, RUBRIK, "Ändrade siffror, nya säkerställda skillnader och ändrade definitioner."),
        (DEFINITIONER, "Så räknar vi", "Varje mått: täljare, nämnare, källa och vem som har fastställt det."),
        (KVALITET, "Datakvalitet", "Vad som levererats, täckningsgrad, brott i tidsserier och vad som inte visas."),
        (TILLGANGLIGHET, "Tillgänglighetsredogörelse", "Vad som är testat, kända brister och vart man vänder sig."),
        (utfall, f"Alla siffror som öppna data{storlek}", "CSV, UTF-8 med komma och decimalpunkt, för egna analyser."),
        (
            f"{oppnadata.MAPP}/{oppnadata.FOREGANGARE}",
            "Beskrivning av öppna data",
            "Data Package: kolumner, källor, licens.",
        ),
    ]


def _omradesrad(omrade: Omrade, jobb: Sequence[Jobb], teman: Sequence[str], ny: Path) -> Omradesrad:
    """Return an område's row with its reports in the themes' order."""
    ordnade = sorted(jobb, key=lambda j: teman.index(j.tema))
    rapporter = []
    for j in ordnade:
        platser = {f: f"{omrade.mapp}/{j.tema}.{f}" for f in FORMATNAMN if f in j.format}
        rapporter.append(Rapportrad(j.titel, {f: (p, _storlek(ny / p)) for f, p in platser.items()}))
    zipfil = f"{omrade.mapp}.zip"
    allt = (zipfil, _storlek(ny / zipfil)) if (ny / zipfil).is_file() else None
    return Omradesrad(omrade.kod, omrade.namn, omrade.kortnamn, omrade.mapp, rapporter, allt)


def _storlek(fil: Path) -> str:
    return svenska.storlek(fil.stat().st_size)


def nyheter(regionmapp: Path, period: Period, jobb: Sequence[Jobb], ny: Path) -> list[str]:
    """Return what differs from the month's former release, else from the month before it that has one, in sentences."""
    fore = utgava.las_manifest(regionmapp, period.kod)
    gamla = {(r["omrade"], r["tema"]): r for r in fore["rapporter"]}
    if gamla:
        andrade, nya = [], []
        for j in jobb:
            filer = [f"{j.omrade.mapp}/{j.tema}.{f}" for f in j.format]
            if (j.omrade.kod, j.tema) not in gamla:
                nya.append(j)
            elif any(utgava.sha256(ny / f) != fore["filer"].get(f) for f in filer if f in fore["filer"]):
                andrade.append(j)
        vilken = f"den förra utgåvan för {period.text}"
        ord_ = (("ny rapport", "nya rapporter"), ("ändrad rapport", "ändrade rapporter"))
        rader = [
            f"{svenska.raknat(len(alla), *ett)} sedan {vilken}: {_uppraknade(alla)}."
            for alla, ett in zip((nya, andrade), ord_, strict=True)
            if alla
        ]
        if borta := len(gamla.keys() - {(j.omrade.kod, j.tema) for j in jobb}):
            ord_borta = svenska.raknat(borta, "rapport", "rapporter")
            rader.append(f"{ord_borta} som fanns i {vilken} finns inte med.")
        return rader or [f"Inga rapporter har ändrats sedan {vilken}."]
    tidigare = [p for p in utgava.perioder(regionmapp) if p < period.kod]
    if not tidigare:
        return ["Det finns ingen tidigare utgåva att jämföra med."]
    forra = utgava.las_manifest(regionmapp, tidigare[-1])
    da = {r["tema"] for r in forra["rapporter"]}
    nu = {j.tema: j.titel for j in jobb}
    rader = [f"Den förra utgåvan gällde {Period.las(tidigare[-1]).text}."]
    if tillkomna := [titel for tema, titel in nu.items() if tema not in da]:
        rader.append(f"Nya teman sedan dess: {svenska.lista(tillkomna)}.")
    return rader


def _uppraknade(jobb: Sequence[Jobb]) -> str:
    """Return reports by theme, with their områden: ``Hemsjukvård (Hylte och Laholm)``."""
    per_tema: dict[str, list[str]] = {}
    for j in jobb:
        per_tema.setdefault(j.titel, []).append(j.omrade.kortnamn)
    return "; ".join(f"{titel} ({svenska.lista(namn)})" for titel, namn in per_tema.items())


def _svensk_ordning(text: str) -> list[int]:
    """Return what a text is sorted by, å ä ö last and other signs first."""
    return [_ALFABET.find(t) for t in text.casefold()]
