"""A PostgreSQL server of the tests' own: on a socket in a temporary folder, with a password, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ANVANDARE, LOSENORD = "strateg", "hemligt-kanarie-4711"


def _program(namn: str) -> str | None:
    """Return where Debian's packages, or the path, have one of the server's programs."""
    fran_paket = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{namn}"), reverse=True)
    return str(fran_paket[0]) if fran_paket else shutil.which(namn)


def _som() -> list[str]:
    """Return what a command begins with so that it is not root's: the server refuses to be."""
    if os.geteuid() != 0:
        return []
    for namn in ("postgres", "nobody"):
        try:
            anvandare = pwd.getpwnam(namn)
        except KeyError:
            continue
        return ["setpriv", f"--reuid={anvandare.pw_uid}", f"--regid={anvandare.pw_gid}", "--clear-groups"]
    return []


@contextmanager
def igang() -> Iterator[str]:
    """Run a server and give the address of its database without the password; skipped where it cannot be installed."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not (initdb and pg_ctl) or (os.geteuid() == 0 and not shutil.which("setpriv")):
        pytest.skip("PostgreSQL is not installed, and tests/installera.sh may not install it here")
    som, mapp = _som(), Path(tempfile.mkdtemp(prefix="pg-"))
    mapp.chmod(0o755)
    data, uttag, losen = mapp / "data", mapp / "uttag", mapp / "losen"
    losen.write_text(LOSENORD)
    for plats in (data, uttag):
        plats.mkdir()
    if som:
        uid, gid = (int(d.split("=")[1]) for d in som[1:3])
        for plats in (data, uttag, losen):
            os.chown(plats, uid, gid)

    def kor(*argument: str) -> None:
        subprocess.run(
            [*som, *argument],
            check=True,
            capture_output=True,
            cwd=uttag,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        )

    try:
        kor(
            initdb,
            "-D",
            str(data),
            "-U",
            ANVANDARE,
            "-A",
            "scram-sha-256",
            f"--pwfile={losen}",
            "-E",
            "UTF8",
            "--no-sync",
        )
        val = f"-c listen_addresses='' -c unix_socket_directories={uttag} -c fsync=off -c log_statement=all"
        kor(pg_ctl, "-D", str(data), "-o", val, "-l", str(uttag / "logg"), "-w", "start")
        try:
            yield f"postgresql+psycopg://{ANVANDARE}@/postgres?host={uttag}"
        finally:
            kor(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(mapp, ignore_errors=True)
