"""Tables read from a database (PostgreSQL, MS SQL) as they would have been exported: read only, a few rows at a time.

What is read becomes a CSV file for the owner alone in ``data/internt``, and from there on it is a file like any other:
the same contract, the same quarantine by row, the same key. It is read once for what ``leverans.toml`` says, and anew
when that has changed or when somebody asks.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from analys import svenska
from analys.errors import DataError, FetchError, Filfel, UsageError
from analys.hem import Hem, ny_mapp, sopa_i
from analys.programmet import avtryck
from analys.sources.besked import FILNAMN, Leveransbesked
from analys.sources.kalla import las_kalla
from analys.sources.parquetfil import varde_som_text
from analys.sources.textfil import ar_misstankt, textfel

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

RADER_I_TAGET = 5_000
"""How many rows are in memory at a time."""
_LASNING = "lasning.json"
_ADRESS = re.compile(r"(?:postgresql|mssql)(?:\+\w+)?://")
_TABELLNAMN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*){0,2}")
_VARDEN = (str, int, float, bool, Decimal, date, datetime, time, timedelta, UUID)
_SQLSTATE = {
    "28P01": "användarnamnet eller lösenordet är fel",
    "28000": "användaren får inte logga in",
    "3D000": "databasen finns inte",
    "3F000": "schemat finns inte",
    "42P01": "tabellen eller vyn finns inte",
    "42703": "en kolumn i frågan finns inte",
    "42601": "frågan är fel skriven",
    "42501": "användaren får inte läsa tabellen",
    "25006": "frågan vill ändra något, och databasen läses bara",
    "42883": "en kolumn går inte att ordna (gör om den till text i frågan), eller så finns en funktion inte",
    "57014": "frågan tog för lång tid",
}


def ar_databas(adress: str) -> bool:
    """Return whether a source's address is one of a database."""
    return bool(_ADRESS.match(adress))


def kopia(mapp: Path, namn: str, besked: Leveransbesked, hem: Hem) -> tuple[Path, str]:
    """Return the file with what the database gave for one of the delivery's tables, and when it was read.

    Raises
    ------
    DataError : it is not read yet, or the copy is no longer what was read.
    """
    plats = hem.databas(besked.region) / _nyckel(mapp, besked, hem)
    gor = f"Kör: analys hamta databas --region {besked.region}"
    try:
        om = json.loads((plats / _LASNING).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise DataError([Filfel(namn, "tabellen är inte läst ur databasen.", gor)]) from None
    fil = plats / namn
    if not fil.is_file() or _sha256(fil) != om["sha256"].get(namn):
        raise DataError([Filfel(namn, "kopian är en annan än den som lästes ur databasen.", gor)])
    return fil, str(om["last"])


def las_in(mapp: Path, besked: Leveransbesked, hem: Hem, nu: datetime, *, igen: bool = False) -> dict[str, int] | None:
    """Read the delivery's tables from their databases when they are not read; return the rows of each, None if none.

    Raises
    ------
    UsageError : the add-on is not installed.
    DataError : an address with a password, an unknown kind of database, a question that is none, a value that no cell
        of text holds.
    FetchError : the database cannot be asked; never with its address, its words or a value.
    CannotWriteError : the copy cannot be written.
    """
    filer = {n: f for n, f in besked.filer.items() if f.fraga}
    if not filer:
        return None
    plats = hem.databas(besked.region) / _nyckel(mapp, besked, hem)
    if (plats / _LASNING).is_file() and not igen:
        return None
    per_kalla: dict[str, list[str]] = {}
    for namn, f in filer.items():
        per_kalla.setdefault(f.kalla, []).append(namn)
    rader: dict[str, int] = {}
    with ny_mapp(plats, f"{_mappens(mapp)}-*") as ny:
        for kalla, namnen in per_kalla.items():
            with _lasande(kalla, las_kalla(hem.kallor, kalla).kalla) as anslutning:
                for namn in namnen:
                    with _i_klartext(kalla, namn):
                        rader[namn] = _skriv(anslutning, filer[namn].fraga, ny / namn)
        om = {"last": nu.astimezone().isoformat(timespec="seconds"), "sha256": {n: _sha256(ny / n) for n in rader}}
        (ny / _LASNING).write_text(json.dumps(om), encoding="utf-8")
    sopa_i(plats.parent)
    return rader


def _nyckel(mapp: Path, besked: Leveransbesked, hem: Hem) -> str:
    """Return the copy's name: of the delivery, and of its addresses, questions, periods and day of extract."""
    filer = {n: f for n, f in sorted(besked.filer.items()) if f.fraga}
    adresser = [las_kalla(hem.kallor, k).kalla for k in sorted({f.kalla for f in filer.values()})]
    fragat = avtryck(str(besked.uttagsdatum), *adresser, *(f"{n} {f}" for n, f in filer.items()))
    return f"{_mappens(mapp)}-{fragat}"


def _mappens(mapp: Path) -> str:
    """Return what the names of a delivery's copies begin with."""
    return avtryck(str(mapp.resolve()))[:16]


def _sha256(fil: Path) -> str:
    with fil.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _adress(kalla: str, adress: str) -> URL:
    """Return the address with user and password from the environment or a keyring; itself it must have no password.

    Raises
    ------
    DataError : it has, or is of a database that is not read.
    UsageError : the add-on is not installed.
    """
    fil = f"{kalla}.toml"
    if not ar_databas(adress):
        gor = "Skriv kalla med en adress som börjar på postgresql+psycopg:// eller mssql+pyodbc://."
        raise DataError([Filfel(fil, f"källan läses med fraga i {FILNAMN}, men är ingen databas som läses.", gor)])
    try:
        from sqlalchemy import make_url  # noqa: PLC0415 (an add-on)
        from sqlalchemy.exc import ArgumentError  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "Databaser läses med ett tillägg som inte är installerat. Kör: pip install 'analys[databas]'"
        ) from None
    try:
        url = make_url(adress)
    except (ArgumentError, ValueError):
        raise DataError([Filfel(fil, "adressen i kalla går inte att läsa.", "Rätta den.")]) from None
    if any(k.lower() == "odbc_connect" for k in url.query):
        gor = "Skriv server, databas och driver var för sig, som i handboken (Läsa tabeller ur en databas)."
        raise DataError([Filfel(fil, "adressen i kalla är en hel ODBC-sträng (odbc_connect), som inte läses.", gor)])
    if url.password is not None or re.search("pass|pwd|secret|token", str(dict(url.query)), re.IGNORECASE):
        gor = f"Ta bort det ur filen, byt det, och lägg det nya i miljövariabeln {_miljo(kalla, 'LOSENORD')}."
        raise DataError([Filfel(fil, "adressen i kalla innehåller ett lösenord.", gor)])
    anvandare = url.username or os.environ.get(_miljo(kalla, "ANVANDARE"))
    url = url.set(
        username=anvandare, password=os.environ.get(_miljo(kalla, "LOSENORD")) or _nyckelring(kalla, anvandare)
    )
    return url.update_query_dict({"ApplicationIntent": "ReadOnly"}) if url.get_backend_name() == "mssql" else url


def _miljo(kalla: str, vad: str) -> str:
    """Return the name of the environment variable: ``ANALYS_DATABAS_VARDSYSTEM_LOSENORD``."""
    return f"ANALYS_DATABAS_{re.sub(r'[^A-Z0-9]', '_', svenska.vik(kalla).upper())}_{vad}"


def _nyckelring(kalla: str, anvandare: str | None) -> str | None:
    """Return the password that the computer's keyring holds for the source and user, if it holds one."""
    if anvandare is None:
        return None
    try:
        import keyring  # noqa: PLC0415 (an add-on)
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        losenord: str | None = keyring.get_password(f"analys {kalla}", anvandare)
    except KeyringError:
        return None
    return losenord


@contextmanager
def _lasande(kalla: str, adress: str) -> Iterator[Connection]:
    """Give a connection that reads all of a source's tables as they are at one moment.

    In PostgreSQL it can change nothing. In MS SQL only the user's own rights protect: ApplicationIntent is routing.
    """
    url = _adress(kalla, adress)
    from sqlalchemy import create_engine  # noqa: PLC0415 (an add-on)
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    postgres = url.get_backend_name() == "postgresql"
    skydd: dict[str, Any] = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"} if postgres else {}
    with _i_klartext(kalla, ""):
        argument = {"connect_timeout": 30, "options": "-c default_transaction_read_only=on"} if postgres else {}
        motor = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=argument)
        anslutning = motor.connect().execution_options(**skydd)
    try:
        yield anslutning
    finally:
        anslutning.rollback()
        anslutning.close()
        motor.dispose()


@contextmanager
def _i_klartext(kalla: str, namn: str) -> Iterator[None]:
    """Turn a driver's error into Swedish without its words, which may hold the address or a value."""
    try:
        yield
    except (OSError, DataError, FetchError):
        raise
    except Exception as fel:
        kod = getattr(getattr(fel, "orig", fel), "sqlstate", None) or ""
        vad = _SQLSTATE.get(kod) or (f"felkod {kod}" if kod else _utan_kod(fel))
        plats = f", {namn}" if namn else ""
        raise FetchError(
            f"Databasen {kalla}{plats}: {vad}. Kontrollera adressen i data/kallor/{kalla}.toml, frågan i {FILNAMN} och "
            f"miljövariablerna {_miljo(kalla, 'ANVANDARE')} och {_miljo(kalla, 'LOSENORD')}. Inget har ändrats."
        ) from None


def _utan_kod(fel: Exception) -> str:
    """Return what is wrong when the database has not said it, by the kind of the driver's error (PEP 249)."""
    slag = {k.__name__ for k in (*type(fel).__mro__, *type(getattr(fel, "orig", fel)).__mro__)}
    if slag & {"OperationalError", "InterfaceError"}:
        return "databasen går inte att nå eller svarar inte"
    if slag & {"ImportError", "NoSuchModuleError"}:
        return "drivrutinen i adressen är inte installerad"
    if slag & {"DataError", "NotSupportedError", "ValueError", "ArithmeticError"}:
        return "ett värde går inte att läsa (gör om kolumnen till text i frågan)"
    return "drivrutinen ger ett oväntat fel"


def _skriv(anslutning: Connection, fraga: str, fil: Path) -> int:
    """Write what a table or a SELECT gives, ordered by all its columns so that equal rows are an equal file.

    Returns
    -------
    The number of rows.
    """
    fran = fraga.strip()
    if not _TABELLNAMN.fullmatch(fran):
        if not _ar_en_select(fran):
            gor = 'Skriv en tabell eller vy (fraga = "schema.vy") eller en enda SELECT utan semikolon och kommentarer.'
            raise DataError([Filfel(fil.name, f"fraga i {FILNAMN} går inte att läsa med.", gor)])
        fran = f"({fran})"
    val = {"no_parameters": True}
    tom = anslutning.exec_driver_sql(f"SELECT * FROM {fran} AS analys WHERE 1 = 0", execution_options=val)  # noqa: S608
    rubriker = list(tom.keys())
    tom.close()
    ordning = ", ".join(str(n) for n in range(1, len(rubriker) + 1))
    svar = anslutning.exec_driver_sql(
        f"SELECT * FROM {fran} AS analys ORDER BY {ordning}",  # noqa: S608 (a name, or the owner's own SELECT)
        execution_options=val | {"stream_results": True, "yield_per": RADER_I_TAGET},
    )
    antal, fel = 0, []
    with os.fdopen(os.open(fil, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="") as f:
        skrivare = csv.writer(f, delimiter=";", lineterminator="\n")
        skrivare.writerow(rubriker)
        for block in svar.partitions(RADER_I_TAGET):
            texter = [[_text(fil.name, rubriker, i, v) for i, v in enumerate(rad)] for rad in block]
            for nummer, rad in enumerate(texter, antal + 2):
                if ar_misstankt("".join(rad)):
                    celler = zip(rubriker, rad, strict=True)
                    fel += [e for r, t in celler if (e := textfel(fil.name, t, f'kolumnen "{r}"', nummer))]
            if fel:
                raise DataError(fel[:20])
            skrivare.writerows(texter)
            antal += len(block)
        f.flush()
        os.fsync(f.fileno())
    return antal


def _ar_en_select(fraga: str) -> bool:
    """Return whether a question is one SELECT that stays within the parentheses put round it."""
    utan_citat = re.sub(r"""'[^']*'|"[^"]*"|\[[^\]]*\]""", "", fraga)
    djup = [0]
    for tecken in utan_citat:
        djup.append(djup[-1] + (tecken == "(") - (tecken == ")"))
    bryter = ";" in fraga or "--" in utan_citat or "/*" in utan_citat
    return bool(re.match(r"select\b", fraga, re.IGNORECASE)) and not bryter and min(djup) == djup[-1] == 0


def _text(fil: str, rubriker: Sequence[str], kolumn: int, varde: Any) -> str:
    """Return a value as a CSV export would hold it.

    Raises
    ------
    DataError : a list, bytes or the like.
    """
    if varde is None:
        return ""
    if not isinstance(varde, _VARDEN):
        vad = f'kolumnen "{rubriker[kolumn]}" har listor, binära värden eller annat som inte är ett enda värde.'
        raise DataError([Filfel(fil, vad, "Gör om den till text i frågan, eller utelämna den.")])
    return varde_som_text(varde)
