"""A finished file is the same wherever and by whomever it is made, and holds nothing of where, by whom, with what."""

import getpass
import hashlib
import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from analys.present.linjer import Linje, linjediagram
from analys.reports.exportorer import EXPORTORER
from tests.faults.xss import gor

GOR = (
    "import hashlib, json, time; from analys.reports.exportorer import EXPORTORER; from tests.faults.xss import gor\n"
    "print(json.dumps({f: hashlib.sha256(gor(f, 'Åäö')).hexdigest() for f in EXPORTORER}))"
)


def test_folder_user_time_zone_locale_and_hash_seed_leave_no_trace(tmp_path: Path) -> None:
    vagar = os.pathsep.join(p for p in sys.path if p)
    miljo = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "USER": "annan", "HOME": str(tmp_path)}
    svar = subprocess.run(
        [sys.executable, "-c", GOR],
        cwd=tmp_path,
        env=os.environ | miljo | {"PYTHONPATH": vagar, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    har = {form: hashlib.sha256(gor(form, "Åäö")).hexdigest() for form in EXPORTORER}
    assert json.loads(svar.stdout) == har


@pytest.mark.parametrize("form", ["pptx", "xlsx"])
def test_an_office_file_hides_nothing_and_names_no_one(form: str) -> None:
    def medlemmar(innehall: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(innehall)) as arkiv:
            egna = {n: arkiv.read(n) for n in arkiv.namelist()}
        inre = [medlemmar(b) for n, b in egna.items() if n.endswith(".xlsx")]
        return egna | {f"inre/{i}/{n}": b for i, m in enumerate(inre) for n, b in m.items()}

    alla = medlemmar(gor(form, "Text"))
    dolt = re.compile(r"pivot|externalLink|vba|comment|customXml|printerSettings|revision", re.IGNORECASE)
    assert [n for n in alla if dolt.search(n)] == []
    text = b" ".join(b for n, b in alla.items() if n.endswith((".xml", ".rels"))).decode()
    spar = {getpass.getuser(), socket.gethostname(), str(Path.home()), "Canny", "2013-", "python-pptx", "openpyxl"}
    assert [s for s in spar if re.search(rf"\b{re.escape(s)}", text) and s not in {"root", "/root"}] == []
    assert not re.search(r'(state|hidden|show)="(hidden|veryHidden|1|0)"', " ".join(re.findall(r"<sheet .*?>", text)))
    if form == "xlsx":
        bok = openpyxl.load_workbook(io.BytesIO(gor(form, "Text")))
        assert {b.sheet_state for b in bok} == {"visible"}
        assert bok.properties.creator == "Text"  # the region, which is what every text is here


@pytest.mark.parametrize("text", ["$\\foo$ kostar $1 och $2", "_Habo", "{x} %s \\n", "<b>å</b> & é"])
def test_a_label_is_written_as_it_is(text: str) -> None:
    """Two dollar signs are no formula, and a name that begins with a line is no secret."""
    dagar = [date(2022, m, 1) for m in range(1, 13)]
    linjer = [
        Linje(namn, dagar, [float(m) for m in range(12)], slag) for namn, slag in ((text, "egen"), ("B", "jamforelse"))
    ]
    svg = linjediagram(linjer, 0)[0]
    synligt = re.sub(r"&#?\w+;", lambda m: {"&lt;": "<", "&gt;": ">", "&amp;": "&"}.get(m[0], m[0]), svg)
    assert text in synligt
