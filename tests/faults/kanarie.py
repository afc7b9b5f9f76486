"""A word that stands in every person's row, looked for in everything that is not the internal tree or the delivery."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pyarrow.parquet as pq

from tests.conftest import bygg_leverans, skriv_installningar
from tests.faults.grund import kor

ORD = b"kanarie7f3q"
VAL = ("rapport", "--tema", "hemsjukvard", "--omrade", "hylte")


def sok(hem: Path) -> tuple[int, list[str], bool]:
    """Make a release in every format of rows that hold the word, some at fault.

    Return the number of files looked through, where the word was found, and whether it is in the internal tree, as it
    must be for the search to mean anything.
    """
    bygge = bygg_leverans(skriv_installningar(hem).leverans("halland"))
    for rader in (bygge.hemsjukvard, bygge.hembesok):
        rader[1:] = [r.replace("p-", f"p-{ORD.decode()}") for r in rader[1:]]
    bygge.hemsjukvard.append(f"p-{ORD.decode()};1380;K;{ORD.decode()};Ordinärt boende;2022-03-02;")
    bygge.skriv()
    svar = kor(hem, *VAL)
    assert svar.returncode == 0, svar.stdout + svar.stderr
    (hem / "utskrift.txt").write_text(svar.stdout + svar.stderr, encoding="utf-8")
    kor(hem, "kontrollera")
    utanfor = [f for f in hem.rglob("*") if f.is_file() and not {"internt", "leveranser"} & set(f.parts)]
    traffar = [namn for f in utanfor for namn, byte in _delar(f.name, f.read_bytes()) if ORD in byte]
    inre = (b for f in (hem / "data/internt").rglob("*.parquet") for _, b in _delar(f.name, f.read_bytes()))
    return len(utanfor), traffar, any(ORD in b for b in inre)


def _delar(namn: str, innehall: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file and everything that is packed inside it."""
    yield namn, innehall
    if innehall.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(innehall)) as arkiv:
            for inre in arkiv.namelist():
                yield from _delar(f"{namn}/{inre}", arkiv.read(inre))
    elif innehall.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(innehall)) as pdf:
            strommar = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and _ren(o)]
            yield from [(f"{namn}/ström", o.read_bytes()) for o in strommar]
    elif innehall.startswith(b"PAR1"):
        tabell = pq.read_table(io.BytesIO(innehall))
        yield f"{namn}/rader", tabell.to_pandas().to_csv().encode() + repr(tabell.schema.metadata).encode()


def _ren(strom: pikepdf.Stream) -> bool:
    """Return whether a stream can be unpacked: a picture cannot, and holds no text."""
    return str(strom.get("/Subtype")) != "/Image"
