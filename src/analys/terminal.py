"""What the commands say in the terminal: progress with rich, plain lines when nobody watches."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analys import svenska
from analys.arbete import HAR, Arbete, anslut
from analys.berakna import (
    HOPPFIL,
    Kubbesked,
    berakna,
    registrera,
)
from analys.disclosure.grind import INTERN
from analys.disclosure.register import borja_om, kontrollera_register
from analys.errors import UsageError
from analys.granser import NIVA, las_granser
from analys.hem import Hem, hitta_hem
from analys.katalog import las_katalog
from analys.korlogg import loggad
from analys.leveransval import datamangd, leverans_och_manad, valj_leverans
from analys.oforandrat import Oforandrat, sag
from analys.omraden import hitta
from analys.region import Regionprofil, las_profil
from analys.skrivet.samling import Skrivet, las_skrivet
from analys.sources.besked import las_besked
from analys.sources.exempel import gor_exempel
from analys.tidtagning import MANIFEST, PAKET, SIDOR, STEG, avlast

if TYPE_CHECKING:
    from analys.reports.kor import Resultat

konsol = Console(highlight=False, soft_wrap=True, markup=False)


def gor_rapporter(
    forut: Oforandrat,
    region: str,
    data: Path | None,
    omraden: Sequence[str],
    teman: Sequence[str],
    period: str | None,
    format_: Sequence[str],
    mapp: Path | None,
    parametrar: Sequence[str],
    forgrova: bool,
    nytt_register: str | None,
    internt: bool,
    vanlig_karna: bool,
    tidsprofil: bool,
    arbetare: int | None,
    kluster: str | None,
) -> int:
    """Run ``analys rapport``; return its exit status. ``forut``: what there was when it began."""
    from analys.reports import utgava  # noqa: PLC0415 (nothing to import when the arguments are wrong)
    from analys.reports.behall import FORMAT  # noqa: PLC0415
    from analys.reports.kor import Val, Villkor, gor_utgava, planera, valj, valj_teman  # noqa: PLC0415
    from analys.reports.om_utgavan import ny_utgavan  # noqa: PLC0415

    las_granser()  # a limit that is wrongly written is said before anything is computed
    hem = hitta_hem()
    profil = las_profil(hem, region)
    if okanda := sorted(set(format_) - set(FORMAT)):
        raise UsageError(f"Formatet {svenska.lista(okanda)} finns inte. Välj bland {svenska.lista(FORMAT)}.")
    valda = [hitta(o, profil.rapportomraden) for o in omraden]
    val = Val(valj_teman(profil, teman, internt=internt), valda, tuple(dict.fromkeys(format_ or FORMAT)), parametrar)
    if internt and mapp:
        raise UsageError("Interna rapporter skrivs bara i data/internt. Ta bort --mapp.")
    grund = hem.interna_rapporter() if internt else mapp.resolve() if mapp else hem.rapporter
    regionmapp = grund / profil.id
    if internt:
        os.umask(0o077)  # nothing of this tree, finished or half made, is for others
    sagt: list[str] = []

    def saga(text: str) -> None:
        konsol.print(text)
        sagt.append(text)

    with (
        utgava.las(hem.lager(profil.id)),
        utgava.las(regionmapp),
        loggad(hem.korlogg(profil.id), "rapport") as logg,
        anslut(kluster, arbetare, hem.rot) as arbete,
    ):
        granska_register(hem, profil, data, regionmapp, nytt_register)
        _krav_pa_ej_fast(hem, profil, data, period, regionmapp)
        besked = berakna_och_beratta(
            hem, profil, data, period, arbete, forgrova=forgrova, internt=internt, meddela=saga
        )
        if internt:
            os.environ[NIVA] = INTERN
            saga("INTERNT ARBETSMATERIAL – små tal är inte dolda. Rapporterna får inte spridas.")
        villkor = Villkor(None if internt else ny_utgavan(profil, besked, regionmapp, saga))
        onskade, ovriga = valj(planera(hem, profil, besked, val, villkor.utgavan), val)
        with framsteg(len(onskade)) as meddela:
            resultat = gor_utgava(
                hem, profil, besked, onskade, ovriga, regionmapp, meddela, arbete, vanlig=vanlig_karna, villkor=villkor
            )
        logg.update(logguppgifter(besked, resultat))
        if resultat.plats and not logg["slutkod"]:
            antal = len(resultat.behallna) + len(resultat.klara)
            forut.minns(besked.period.kod, antal, sagt, logguppgifter(besked, resultat))
    if tidsprofil:
        _visa_tidsprofil(len(resultat.klara))
    return _beratta(resultat, len(onskade) + len(ovriga))


def _beratta(resultat: Resultat, planerade: int) -> int:
    """Say how a run went, of so many reports that the region can have; return its exit status."""
    for jobb, fel in resultat.fel:
        konsol.print(f"Saknas: {jobb.namn}. {fel}")
    for text in resultat.utan_paket:
        konsol.print(f"Kontrolläsningen underkände {text}. Filen finns inte med i utgåvan.")
    if resultat.plats is None:
        konsol.print("Ingen rapport blev klar. Den förra utgåvan gäller fortfarande.")
        return 1
    antal = len(resultat.behallna) + len(resultat.klara)
    if resultat.oforandrad:
        konsol.print(sag({"sagt": [], "antal": antal, "plats": resultat.plats})[-1])
        return 0
    if resultat.behallna:
        konsol.print(f"Oförändrade rapporter från förra utgåvan: {len(resultat.behallna)}.")
    if antal + len(resultat.fel) < planerade:
        konsol.print(
            "Utgåvan innehåller inte de övriga rapporterna: de är inte gjorda på samma data och inställningar."
        )
    antal = sum(len(jobb.format) for jobb in resultat.klara)
    konsol.print(
        f"Klart: {antal} {svenska.bojning(antal, 'fil', 'filer')}. Öppna {kort_sokvag(resultat.plats / 'index.html')}"
    )
    return 1 if resultat.fel or resultat.utan_paket else 0


def logguppgifter(besked: Kubbesked, resultat: Resultat) -> dict[str, Any]:
    """Return what the run log says of a release that was made, or not."""
    return {
        "period": besked.period.kod,
        "niva": besked.meta["niva"],
        "kub": besked.meta["nyckel"],
        "utgava": resultat.plats.resolve().name if resultat.plats else None,
        "klara": len(resultat.klara),
        "behallna": len(resultat.behallna),
        "misslyckade": [[j.omrade.kod, j.tema] for j, _ in resultat.fel],
        "slutkod": int(resultat.plats is None or bool(resultat.fel or resultat.utan_paket)),
    }


def _krav_pa_ej_fast(hem: Hem, profil: Regionprofil, data: Path | None, period: str | None, regionmapp: Path) -> None:
    """Check, before anything is computed, that the release which is asked for is not settled."""
    from analys.reports import utgava  # noqa: PLC0415

    manad = leverans_och_manad(hem, profil, las_katalog(hem.indikatorer, profil.id), data, period)[2]
    utgava.krav_pa_ej_fast(regionmapp, manad.kod)


def granska_skrivet(hem: Hem, profil: Regionprofil, data: Path | None) -> Skrivet:
    """Return what people have written; raise DataError where it cannot be read, before anything is computed."""
    exempel = las_besked(valj_leverans(hem, profil, data), profil).exempel
    return las_skrivet(hem, profil, las_katalog(hem.indikatorer, profil.id), exempel=exempel)


def _visa_tidsprofil(antal: int) -> None:
    """Show the seconds that each stage took, of all processes together; stages that were not needed are left out."""
    tider = avlast()
    konsol.print(
        f"Tid per steg i sekunder, alla processer sammanlagt, för {svenska.raknat(antal, 'rapport', 'rapporter')} "
        "(inom parentes: så länge processorn arbetade):"
    )
    for steg in (s for s in (*STEG, SIDOR, PAKET, MANIFEST) if s in tider):
        sekunder, processor = (svenska.tal(t, 1) for t in tider[steg])
        konsol.print(f"  {steg}: {sekunder} ({processor})")


def granska_register(hem: Hem, profil: Regionprofil, data: Path | None, regionmapp: Path, skal: str | None) -> None:
    """Check that the register of published figures knows every release that is there, or begin a new one.

    Raises
    ------
    UsageError : a new register is asked for without a reason.
    DisclosureError : the register is lost.
    """
    from analys.reports import utgava  # noqa: PLC0415

    mapp = valj_leverans(hem, profil, data)
    register = hem.register(profil.id, datamangd(mapp, las_besked(mapp, profil)))
    publicerade = utgava.publicerade(regionmapp, register.name)
    if skal is not None:
        if not skal.strip():
            raise UsageError('Ange skälet till det nya registret: --nytt-register "skälet".')
        borja_om(register, publicerade, skal.strip())
        konsol.print("Ett nytt register är påbörjat. Tidigare utgåvor skyddas inte längre mot jämförelse med den nya.")
    kontrollera_register(register, publicerade)


def berakna_och_visa(
    region: str, data: Path | None, period: str | None, forgrova: bool, arbetare: int | None, kluster: str | None
) -> None:
    """Run ``analys berakna``: make the cube and show the accounting."""
    from analys.reports import utgava  # noqa: PLC0415

    hem = hitta_hem()
    profil = las_profil(hem, region)
    with (
        utgava.las(hem.lager(profil.id)),
        loggad(hem.korlogg(profil.id), "berakna") as logg,
        anslut(kluster, arbetare, hem.rot) as arbete,
    ):
        besked = berakna_och_beratta(hem, profil, data, period, arbete, forgrova=forgrova)
        logg.update(period=besked.period.kod, kub=besked.meta["nyckel"])
    for fil in besked.meta["filer"]:
        konsol.print(redovisningsrad(fil))
    konsol.print(f"Rader som ställts åt sidan: {kort_sokvag(besked.fil.with_name('karantan.csv'))}")
    konsol.print(f"Skyddade siffror: {kort_sokvag(besked.fil)}")
    konsol.print(f"Skäl till varje dold siffra (internt): {kort_sokvag(hem.internt(profil.id, besked.period.kod))}")


def fyll_i_slutredovisning(region: str, data: Path | None, ar: int, mapp: Path | None) -> None:
    """Run ``analys slutredovisning``: the form filled in from the figures of the year's December."""
    from analys.formular import las_formular  # noqa: PLC0415
    from analys.present.formularsvar import fyll_i  # noqa: PLC0415
    from analys.present.underlag import las_underlag  # noqa: PLC0415
    from analys.reports import slutredovisning, utgava  # noqa: PLC0415

    hem = hitta_hem()
    profil = las_profil(hem, region)
    formular, svar = las_formular(hem, slutredovisning.NAMN, ar, profil, las_katalog(hem.indikatorer))
    regionmapp = (mapp.resolve() if mapp else hem.rapporter) / profil.id
    logg = hem.korlogg(profil.id)
    with utgava.las(hem.lager(profil.id)), utgava.las(regionmapp), loggad(logg, slutredovisning.NAMN) as rad:
        granska_register(hem, profil, data, regionmapp, None)
        besked = berakna_och_beratta(hem, profil, data, f"{ar}-12", forgrova=False)
        rad.update(period=besked.period.kod, kub=besked.meta["nyckel"])
        underlag = las_underlag(profil.id, profil.kod, besked.period.kod)
        ifyllda = fyll_i(underlag, formular, svar)
        registrera(hem, profil, besked)
        filer = slutredovisning.skriv(regionmapp / f"{slutredovisning.NAMN}-{ar}", underlag, formular, ifyllda)
    for i in ifyllda:
        konsol.print(f"{i.fraga.nr}: {i.svar}")
    konsol.print(f"Klart: {svenska.lista(f.suffix[1:] for f in filer)}. Öppna {kort_sokvag(filer[0])}")


def skapa_exempeldata(region: str) -> None:
    """Run ``analys exempeldata``."""
    hem = hitta_hem()
    profil = las_profil(hem, region)
    gor_exempel(hem.exempel(profil.id), profil, hem.rot / "data" / "publicerat")
    konsol.print(f"EXEMPELDATA i {kort_sokvag(hem.exempel(profil.id))}. Siffrorna är påhittade.")


def berakna_och_beratta(
    hem: Hem,
    profil: Regionprofil,
    data: Path | None,
    period: str | None,
    arbete: Arbete = HAR,
    *,
    forgrova: bool,
    internt: bool = False,
    meddela: Callable[[str], None] = konsol.print,
) -> Kubbesked:
    """Make the cube and say what it was made from, invented data first; what people write is checked before that.

    ``meddela`` is told what is to be said every time.
    """
    from analys.reports.varningar import Varning, prova_hopp  # noqa: PLC0415

    godkanda = granska_skrivet(hem, profil, data).godkanda_varningar
    besked = berakna(hem, profil.id, data, period, forgrova=forgrova, internt=internt, arbete=arbete)
    meta = besked.meta
    if meta["exempel"]:
        meddela("EXEMPELDATA – påhittade siffror. Lägg egna exporter i data/leveranser/ eller ange --data.")
    skapad = "beräknade nu" if besked.ny else "oförändrade sedan förra körningen"
    konsol.print(
        f"{profil.namn}, {besked.period.text}: {svenska.tal(meta['rader_in'])} rader in, "
        f"{svenska.tal(meta['anvanda'])} använda, {svenska.tal(meta['uteslutna'])} uteslutna, "
        f"{svenska.tal(meta['atsidosatta'])} ställda åt sidan. Siffrorna är {skapad}."
    )
    if not internt:
        meddela(f"Skydd mot röjande: {svenska.procent(meta['andel_dolda'], 1)} av siffrorna visas inte.")
    for grovre in meta["forgrovningar"]:
        meddela(f"Förgrovat för att dolda tal inte ska kunna räknas fram: {grovre}.")
    for fil in meta["filer"]:
        for varning in fil["varningar"]:
            if any(Varning(fil["tabell"], fil["fil"], "", varning).godkand_av(g, profil) for g in godkanda):
                continue
            meddela(f"Varning, {fil['fil']}: {varning}.")
    for text in prova_hopp(hem.internt(profil.id, besked.period.kod) / HOPPFIL, profil, besked.period, godkanda):
        meddela(f"Varning, {text}")
    return besked


def redovisningsrad(fil: dict[str, Any]) -> str:
    """Return one file's accounting as a line."""
    hamtad = f", hämtad {fil['hamtad'][:16].replace('T', ' ')}" if fil.get("hamtad") else ""
    return (
        f"{fil['fil']} ({fil['teckenkodning']}{hamtad}): {svenska.tal(fil['rader_in'])} rader in = "
        f"{svenska.tal(fil['anvanda'])} använda + {svenska.tal(sum(fil['uteslutna'].values()))} uteslutna + "
        f"{svenska.tal(sum(fil['atsidosatta'].values()))} ställda åt sidan. Skäl: {fil['skal']}."
    )


@contextmanager
def framsteg(antal: int) -> Iterator[Callable[[str], None]]:
    """Give a function that tells of one finished report: a moving bar in a terminal, else a line each."""
    if not konsol.is_terminal:
        yield konsol.print
        return
    kolumner = (
        TextColumn("Rapporter"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*kolumner, console=konsol) as progress:
        uppgift = progress.add_task("", total=antal)
        yield lambda text: progress.update(uppgift, advance=1, description=text)


def kort_sokvag(fil: Path) -> str:
    """Return a path as short as it can be typed from here."""
    relativ = os.path.relpath(fil)
    return str(fil) if relativ.startswith("..") else relativ
