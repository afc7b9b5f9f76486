"""Whether another program shows the presentations as they are laid out: LibreOffice, as it is installed.

``make slides`` (``python -m tests.slides [MAPP]``, a folder with .pptx; ``reports`` unless told). Long, and needs
soffice: not a part of ``make test``, where the same boxes are measured with the typeface alone. Every presentation is
made a PDF; it must have as many pages as slides, and every word of a box must stand within it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from pptx import Presentation
from pptx.util import Emu

_LUFT = 0.06
"""How far outside its box, in inches, a letter may reach."""
_I_TAGET = 20


def som_pdf(filer: list[Path], mapp: Path) -> list[Path]:
    """Return the presentations as PDF made by LibreOffice in ``mapp``; they are named by their order."""
    kopior = [Path(shutil.copy(fil, mapp / f"{nr:04d}.pptx")) for nr, fil in enumerate(filer)]
    for i in range(0, len(kopior), _I_TAGET):
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation={(mapp / 'profil').as_uri()}", "--headless"),
                *("--convert-to", "pdf", "--outdir", str(mapp), *map(str, kopior[i : i + _I_TAGET])),
            ],
            capture_output=True,
            check=True,
        )
    return [k.with_suffix(".pdf") for k in kopior]


def texter(form: Any) -> str:
    """Return what a shape says in words; nothing of a chart or a picture, whose words are drawn."""
    if form.has_text_frame:
        return str(form.text_frame.text)
    return " ".join(c.text for rad in form.table.rows for c in rad.cells) if form.has_table else ""


def granska(pptx: Path, pdf: Path) -> Iterator[str]:
    """Yield what differs between a presentation's boxes and the pages that were made of it."""
    prs = Presentation(str(pptx))
    with pypdfium2.PdfDocument(pdf) as dokument:
        if len(dokument) != len(prs.slides):
            yield f"{len(dokument)} sidor av {len(prs.slides)} bilder"
            return
        for nr, (bild, sida) in enumerate(zip(prs.slides, dokument, strict=True), start=1):
            ord_pa_sidan, hojd = sida.get_textpage(), sida.get_height()
            for form in bild.shapes:
                x, y, b, h = (72 * Emu(v).inches for v in (form.left, form.top, form.width, form.height))
                luft = 72 * _LUFT
                inne = ord_pa_sidan.get_text_bounded(x - luft, hojd - y - h - luft, x + b + luft, hojd - y + luft)
                rest = re.sub(r"\s", "", inne)
                saknas = [ord_ for ord_ in texter(form).split() if ord_ not in rest and ord_.strip("-") not in rest]
                if saknas:
                    yield f"bild {nr}, {form.name}: {' '.join(saknas[:6])} ligger utanför rutan"


def main() -> int:
    """Print what is wrong, file by file; return 1 when something is."""
    if shutil.which("soffice") is None:
        sys.stderr.write("LibreOffice saknas (apt-get install libreoffice-impress-nogui).\n")
        return 2
    rot = Path(sys.argv[1] if len(sys.argv) > 1 else "reports")
    filer = sorted(rot.rglob("*.pptx"))
    fel = 0
    with tempfile.TemporaryDirectory(prefix="analys-slides-") as mapp:
        for fil, pdf in zip(filer, som_pdf(filer, Path(mapp)), strict=True):
            for text in granska(fil, pdf):
                fel += 1
                sys.stdout.write(f"{fil.relative_to(rot)}: {text}\n")
    sys.stdout.write(f"{len(filer)} presentationer, {fel} fel.\n")
    return 1 if fel or not filer else 0


if __name__ == "__main__":
    sys.exit(main())
