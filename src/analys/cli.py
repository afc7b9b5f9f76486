"""The command ``analys``: Swedish commands, messages and exit statuses."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from analys import __version__
from analys.errors import BYTT, UTAN_UTGAVA, AnalysError, CannotWriteError, StoppedError, orsak, vad_galler
from analys.flaggor import ARBETARE, DATA, DATUM, FORGROVA, KLUSTER, MAPP, NAMN, PERIOD, REGION
from analys.granser import NIVA
from analys.kommandosprak import SvenskGrupp, pa_svenska
from analys.svenska import lista


@click.group(cls=SvenskGrupp, context_settings={"help_option_names": ["--hjalp", "--help", "-h"]})
@click.version_option(__version__, message="analys %(version)s", help="Visa version.")
def app() -> None:
    """Uppföljning av hemsjukvård och utskrivning: från export till rapport."""
    os.environ.pop(NIVA, None)  # which level is read is the command's to say, not whoever set the environment


@app.command()
@REGION
@DATA
@click.option(
    "--omrade", "--kommun", "omraden", multiple=True, help="Kommun eller region, namn eller kod. Kan upprepas."
)
@click.option("--tema", "teman", multiple=True, help="Tema, till exempel hemsjukvard. Kan upprepas.")
@PERIOD
@click.option(
    "--format", "format_", multiple=True, help="html, pdf, pptx, bilder.pdf eller xlsx. Annars alla. Kan upprepas."
)
@MAPP
@click.option(
    "--parameter", "-p", "parametrar", multiple=True, metavar="NAMN=VÄRDE", help="Parameter i anteckningsboken."
)
@FORGROVA
@click.option("--internt", is_flag=True, help="Visa små tal, i en egen mapp för dem som får se dem (data/internt).")
@click.option("--vanlig-karna", is_flag=True, help="Kör varje anteckningsbok i en vanlig Jupyter-kärna: långsammare.")
@click.option("--tidsprofil", is_flag=True, help="Visa till sist hur lång tid varje steg tog.")
@click.option("--nytt-register", metavar="SKÄL", help="Börja om med registret över publicerade siffror. Skälet loggas.")
@ARBETARE
@KLUSTER
def rapport(**val: Any) -> int:
    """Gör rapporter. Utan val: Halland, exempeldata, senaste kompletta månad, alla områden."""
    from analys.oforandrat import Oforandrat, sag  # noqa: PLC0415 (help must not wait for it, and it not for pandas)

    forut = Oforandrat(val)
    if (svar := forut.svar()) and forut.logga(svar):
        click.echo("\n".join(sag(svar)))
        return 0
    from analys.terminal import gor_rapporter  # noqa: PLC0415

    return gor_rapporter(forut, **val)


@app.command()
@REGION
@DATA
@PERIOD
@FORGROVA
@ARBETARE
@KLUSTER
def berakna(**val: Any) -> None:
    """Läs leveransen, räkna och visa hur raderna användes."""
    from analys.terminal import berakna_och_visa  # noqa: PLC0415

    berakna_och_visa(**val)


@app.command()
@REGION
@DATA
@click.option("--utgava", metavar="PERIOD", help="Kontrollera i stället att utgåvan för månaden inte har ändrats.")
@click.option(
    "--mapp", metavar="MAPP", type=click.Path(path_type=Path), help="Mappen med utgåvor, i stället för reports."
)
@click.option(
    "--las",
    "las_som",
    multiple=True,
    metavar="RUBRIK=KOLUMN",
    help="Spara hur en okänd rubrik ska läsas (tom kolumn: inte alls), eller RUBRIK:ORD=VÄRDE. Kan upprepas.",
)
def kontrollera(region: str, data: Path | None, utgava: str | None, mapp: Path | None, las_som: tuple[str, ...]) -> int:
    """Visa leveransens datakvalitet: rader, fel, luckor, hopp och täckningsgrad."""
    if utgava:
        from analys.utgavekommandon import kontrollera_utgava  # noqa: PLC0415

        return kontrollera_utgava(region, utgava, mapp)
    from analys.leveranskommandon import kontrollera_leverans  # noqa: PLC0415

    kontrollera_leverans(region, data, las_som)
    return 0


@app.command()
@REGION
@DATA
@PERIOD
@click.option("--brev", is_flag=True, help="Skriv också ett kvalitetsbrev till varje kommun (data/internt).")
def leveranser(region: str, data: Path | None, period: str | None, brev: bool) -> None:
    """Visa vem som ska lämna vad och när, vad som har kommit och vad som saknas."""
    from analys.leveranskommandon import visa_leveranser  # noqa: PLC0415

    visa_leveranser(region, data, period, brev=brev)


@app.command()
@REGION
@click.option("--period", help="Månad, till exempel 2022-12. Annars den senaste.")
@click.option(
    "--mapp", metavar="MAPP", type=click.Path(path_type=Path), help="Mappen med utgåvor, i stället för reports."
)
def visa(region: str, period: str | None, mapp: Path | None) -> None:
    """Öppna utgåvans första sida i webbläsaren."""
    from analys.utgavekommandon import visa_utgava  # noqa: PLC0415

    visa_utgava(region, period, mapp)


@app.command()
@click.argument("period")
@click.option("--till", required=True, metavar="STATUS", help='"utkast", "for synpunkter" eller "faststalld".')
@NAMN
@DATUM
@REGION
@MAPP
def status(period: str, till: str, namn: str, datum: datetime | None, region: str, mapp: Path | None) -> int:
    """Ge en utgåva status: utkast, för synpunkter eller fastställd. En fastställd utgåva ändras inte mer."""
    from analys.utgavekommandon import andra_status  # noqa: PLC0415

    return andra_status(region, mapp, period, till, namn, datum)


@app.command()
@click.argument("nu", metavar="UTGÅVA")
@click.argument("fore", metavar="[TIDIGARE]", required=False)
@REGION
@MAPP
def jamfor(nu: str, fore: str | None, region: str, mapp: Path | None) -> None:
    """Visa vad som skiljer två utgåvor: månader, utgåvors id eller en mötesdag. Annars den som förra mötet såg."""
    from analys.utgavekommandon import visa_jamforelse  # noqa: PLC0415

    visa_jamforelse(region, mapp, nu, fore)


@app.command()
@click.argument("rapport", metavar="OMRÅDE/TEMA")
@REGION
@DATA
@PERIOD
@MAPP
def forklara(**val: Any) -> None:
    """Säg varför en rapport senast gjordes om, och om den skulle göras om nu. Också filen i en utgåva kan anges."""
    from analys.forklaring import forklara as forklara_rapport  # noqa: PLC0415

    forklara_rapport(**val)


@app.command()
@click.argument("period")
@click.option("--skal", required=True, help="Vad som var fel. Skrivs på varje sida.")
@NAMN
@DATUM
@REGION
@DATA
@MAPP
@FORGROVA
def ratta(**val: Any) -> int:
    """Rätta en fastställd utgåva: en ny görs av leveransen, och den gamla sparas."""
    from analys.utgavekommandon import ratta_utgava  # noqa: PLC0415

    return ratta_utgava(**val)


@app.command()
@REGION
@DATA
@PERIOD
def signallista(region: str, data: Path | None, period: str | None) -> None:
    """Visa internt vilka kommuner som har långa väntetider, och vem som kontaktas."""
    from analys.internkommandon import skriv_signallista  # noqa: PLC0415

    skriv_signallista(region, data, period)


@app.command()
@REGION
@DATA
@PERIOD
def arbetslista(region: str, data: Path | None, period: str | None) -> None:
    """Gör interna listor över patienter med fördröjd hemgång, en fil per mottagande enhet."""
    from analys.internkommandon import skriv_arbetslistor  # noqa: PLC0415

    skriv_arbetslistor(region, data, period)


@app.command()
@click.argument("datum", metavar="ÅÅÅÅ-MM-DD", type=click.DateTime(["%Y-%m-%d"]))
@REGION
@click.option("--period", help="Utgåvans månad. Annars den senaste som slutar före mötet.")
@MAPP
def mote(datum: datetime, region: str, period: str | None, mapp: Path | None) -> None:
    """Gör ett paket till ett möte: tjänsteskrivelse, bildspel, talarmanus, frågor och svar, rapporter."""
    from analys.motesarbete import gor_motespaket  # noqa: PLC0415

    gor_motespaket(region, datum.date(), period, mapp)


@app.command()
@REGION
@DATA
def veckolage(region: str, data: Path | None) -> None:
    """Visa internt vilka som väntar nu, och vad månadens genomsnittsdagar är på väg att bli."""
    from analys.motesarbete import skriv_veckolage  # noqa: PLC0415

    skriv_veckolage(region, data)


@app.command()
@REGION
@click.option("--omrade", "--kommun", "omrade", help="Kommun eller region att börja med, namn eller kod.")
@click.option("--internt", is_flag=True, help="Visa små tal, för dem som får se dem. Export bara till data/internt.")
@click.option("--port", type=click.IntRange(1024, 65535), metavar="NUMMER", help="Port. Annars den första lediga.")
@click.option("--ingen-webblasare", is_flag=True, help="Visa bara adressen, öppna ingen webbläsare.")
def utforska(region: str, omrade: str | None, internt: bool, port: int | None, ingen_webblasare: bool) -> int:
    """Utforska siffrorna i JupyterLab: välj, se, spara vyer och exportera."""
    from analys.utforska.kommando import utforska as kor  # noqa: PLC0415

    return kor(region, omrade, port, internt=internt, webblasare=not ingen_webblasare)


@app.command()
@REGION
@DATA
@click.option("--ar", type=int, required=True, help="Året som redovisas, till exempel 2022.")
@MAPP
def slutredovisning(region: str, data: Path | None, ar: int, mapp: Path | None) -> None:
    """Fyll i slutredovisningen till Socialstyrelsen (fråga 17c–17i) ur årets siffror."""
    from analys.terminal import fyll_i_slutredovisning  # noqa: PLC0415

    fyll_i_slutredovisning(region, data, ar, mapp)


@app.command()
@REGION
@MAPP
@click.option("--utfor", is_flag=True, help="Ta bort det som visas.")
def gallra(region: str, mapp: Path | None, utfor: bool) -> None:
    """Visa vad som har legat längre än profilens gallringsfrister, och ta bort det."""
    from analys.gallring import gallra as kor  # noqa: PLC0415

    kor(region, mapp, utfor=utfor)


@app.group(cls=SvenskGrupp)
def hamta() -> None:
    """Hämta jämförelsetal från Kolada, folkmängd från SCB eller tabeller ur en databas."""


@hamta.command("kolada")
@REGION
@click.option(
    "--indikator", "indikatorer", multiple=True, help="Mått i katalogen. Kan upprepas. Annars alla som hämtas."
)
@click.option("--godta-bortfall", is_flag=True, help="Ta emot hämtningen fast mycket av det förra är borta.")
def hamta_kolada(region: str, indikatorer: tuple[str, ...], godta_bortfall: bool) -> None:
    """Hämta alla kommuners tal från Kolada och visa vad som har ändrats sedan sist."""
    from analys.hamtkommandon import hamta_kolada as kor  # noqa: PLC0415

    kor(region, indikatorer, godta_bortfall=godta_bortfall)


@hamta.command("scb")
@REGION
def hamta_scb(region: str) -> None:
    """Hämta kommunernas folkmängd efter kön och ålder från SCB och visa vad som har ändrats sedan sist."""
    from analys.hamtkommandon import hamta_scb as kor  # noqa: PLC0415

    kor(region)


@hamta.command("databas")
@REGION
@DATA
def hamta_databas(region: str, data: Path | None) -> None:
    """Läs på nytt de tabeller som leverans.toml hämtar ur en databas."""
    from analys.hamtkommandon import hamta_databas as kor  # noqa: PLC0415

    kor(region, data)


@app.command()
def sjalvtest() -> int:
    """Prova installationen: säg vad som fungerar, vad som inte gör det och vad som går ändå."""
    from analys.sjalvtest import sjalvtesta  # noqa: PLC0415

    return sjalvtesta()


@app.command()
@REGION
def exempeldata(region: str) -> None:
    """Skapa den påhittade exempelleveransen på nytt."""
    from analys.terminal import skapa_exempeldata  # noqa: PLC0415

    skapa_exempeldata(region)


@app.command()
@click.argument("in_", metavar="IN", type=click.Path(path_type=Path))
@click.argument("ut", metavar="UT", type=click.Path(path_type=Path))
@click.option(
    "--nyckel",
    metavar="FIL",
    required=True,
    type=click.Path(path_type=Path),
    help="Fil med hemlig nyckel, samma varje gång.",
)
@click.option("--skapa-nyckel", is_flag=True, help="Skapa nyckelfilen om den saknas.")
def pseudonymisera(in_: Path, ut: Path, nyckel: Path, skapa_nyckel: bool) -> None:
    """Byt personnummer i filen IN mot pseudonymer i filen UT. Körs där personnummer får hanteras."""
    from analys.sources.pseudonym import pseudonymisera_fil  # noqa: PLC0415

    antal, kolumner = pseudonymisera_fil(in_, ut, nyckel, skapa_nyckel=skapa_nyckel)
    click.echo(
        f"{ut.name}: {antal} rader, personnummer bytta i kolumnen {lista(kolumner)}. Förvara nyckelfilen skyddat."
    )


def main() -> None:
    """Run the command; every error becomes Swedish words and an exit status, never a stack trace."""
    for strom in (sys.stdout, sys.stderr):
        if hasattr(strom, "reconfigure"):
            strom.reconfigure(encoding="utf-8")  # Windows consoles that are not UTF-8
    BYTT.clear()
    UTAN_UTGAVA.clear()
    signal.signal(signal.SIGTERM, _stanna)
    try:
        sys.exit(app.main(standalone_mode=False) or 0)
    except AnalysError as fel:
        click.echo(str(fel).strip(), err=True)
        sys.exit(fel.exit_status)
    except click.exceptions.NoArgsIsHelpError as fel:
        click.echo(fel.format_message())
        sys.exit(0)
    except click.ClickException as fel:
        click.echo(pa_svenska(fel, app), err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"Körningen stoppades. {vad_galler()}".strip(), err=True)
        sys.exit(StoppedError.exit_status)
    except OSError as fel:
        click.echo(f"Det går inte att läsa eller skriva {fel.filename or 'en fil'}: {orsak(fel)}.", err=True)
        sys.exit(CannotWriteError.exit_status)
    except Exception as fel:
        click.echo(_ovantat(fel), err=True)
        sys.exit(AnalysError.exit_status)


def _stanna(*_: object) -> None:
    """Turn a request to stop into an error, so that everything is swept up."""
    raise StoppedError(f"Körningen stoppades. {vad_galler()}")


def _ovantat(fel: Exception) -> str:
    """Return the kind and place of an error that nobody foresaw, without its text, which may hold values."""
    steg = traceback.extract_tb(fel.__traceback__)
    egna = [s for s in steg if "analys" in Path(s.filename).parts] or steg
    plats = f"{Path(egna[-1].filename).name}, rad {egna[-1].lineno}"
    return (
        f"Ett oväntat fel: {type(fel).__name__} i {plats}. {vad_galler()}{' ' if vad_galler() else ''}Meddela den som "
        "förvaltar analys och bifoga den här raden."
    )
