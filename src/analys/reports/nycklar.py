"""What a report depends on, part by part, so that the next run makes only what has changed and can say why.

A report is made in two stages: its notebook is run (`delar`, and the trace of what it read: `analys.present.lasning`)
and each format is written from the document that came out (`formatnyckel`). A stage is done again when something that
it depends on has another content; no clock and no date of a file is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from nbformat import NotebookNode

from analys.hem import Hem
from analys.present.utgavan import Utgavan
from analys.programmet import PAKET, avtryck, bibliotek, filers, program
from analys.region import Regionprofil
from analys.reports.dokument import PRESENTATION, las_dokument
from analys.skrivet.kommentarer import MAPP
from analys.skrivet.samling import Skrivet, skrivetnycklar

PROGRAMMET, BIBLIOTEKEN = "programmet", "programbiblioteken"
BOKEN, PARAMETRARNA, KOMMENTARERNA = "anteckningsboken", "parametrarna", "kommentarerna"
STATUS, KATALOGEN, OMRADENA = "utgåvans status", "katalogen (data/indikatorer)", "listan över områden"
_GORS_AV = {
    "html": ("analys.reports.html", "*.html"),
    "pdf": ("analys.reports.pdf", "rapport.typ"),
    "pptx": ("analys.reports.presentation", ""),
    "bilder.pdf": ("analys.reports.pdf", "bilder.typ"),
    "xlsx": ("analys.reports.xlsx", ""),
}
"""The module that writes each format, and its templates."""
_ALLA_FORMAT = ("exportorer.py", "barn.py", "kontroll.py")
"""What has a hand in every format: who calls it, and who reads it back."""


def som_text(varde: Any) -> str:
    """Return JSON-ready values as the same text every time."""
    return json.dumps(varde, sort_keys=True, ensure_ascii=False, default=str)


def gemensamma(hem: Hem, profil: Regionprofil, skrivet: Skrivet, *, exempel: bool) -> dict[str, str]:
    """Return the parts that every report of a region has in common, by what a reader calls them."""
    filer = skrivetnycklar(hem.skrivet(profil.id, exempel=exempel))
    delar = {
        PROGRAMMET: program("analys.present", "analys.reports.motor", "analys.reports.barn"),
        BIBLIOTEKEN: bibliotek(),
        KATALOGEN: filers(hem.indikatorer.glob("*.toml")),
        OMRADENA: filers([hem.omraden]),
        f"profilen {profil.id}.toml": avtryck(filers([hem.regioner / f"{profil.id}.toml"]), profil.utseende.logotyp),
    }
    delar |= {f"filen {namn}": h for namn, h in filer.items() if not namn.startswith(f"{MAPP}/")}
    if skrivet.handelser or skrivet.beslut or skrivet.atgarder:  # which themes name the measure of what is written
        delar["teman som nämner samma mått"] = avtryck(som_text({t: sorted(m) for t, m in skrivet.matt.items()}))
    return delar


def delar(
    grund: Mapping[str, str],
    bok: bytes,
    parametrar: Mapping[str, Any],
    skrivet: Skrivet,
    utgavan: Utgavan | None,
    tema: str,
) -> dict[str, str]:
    """Return all parts that the running of one notebook depends on, besides the figures that it reads."""
    egna = [k for k in skrivet.kommentarer if (k.omrade, k.period) == (parametrar["omrade"], parametrar["period"])]
    da = utgavan.kommentarer if utgavan else {}
    sagt = utgavan.som_dict() if utgavan else {}
    for_sidan = sagt if tema == PRESENTATION else {"status": sagt.get("status")}
    kommentarer = [(skrivet.temanamn.get(k.tema, ""), k.nyckel, da.get(k.nyckel, "")) for k in egna]
    return {
        **grund,
        BOKEN: avtryck(bok),
        PARAMETRARNA: avtryck(som_text(parametrar)),
        KOMMENTARERNA: avtryck(som_text(kommentarer)),
        STATUS: avtryck(som_text(for_sidan)),
    }


@cache
def formatdel(form: str) -> str:
    """Return the hash of a format's own program, templates and libraries."""
    modul, mallar = _GORS_AV[form]
    filer = [*(PAKET / "reports" / f for f in _ALLA_FORMAT), *(PAKET.glob(f"*/mallar/{mallar}") if mallar else ())]
    return avtryck(program(modul), bibliotek(), filers(filer))


def webbplatsdel() -> str:
    """Return the hash of the program and templates of what a release has besides its reports."""
    mallar = [*PAKET.glob("*/mallar/*.html"), PAKET / "reports" / "kartor.json"]
    return avtryck(program("analys.reports.sammanstall"), bibliotek(), filers(mallar))


def formatnyckel(form: str, dokument: str, syskon: Iterable[str]) -> str:
    """Return the key of one file: the document, the format's own part, and for HTML the formats that it links to."""
    return avtryck(form, dokument, formatdel(form), *(sorted(syskon) if form == "html" else ()))


def rapportnyckel(delar: Mapping[str, str]) -> str:
    """Return the key of a report in every format, whatever its figures and its parameters."""
    egna = {namn: h for namn, h in delar.items() if namn != PARAMETRARNA}
    return avtryck(som_text(egna), *map(formatdel, _GORS_AV))


def dokumentets(notebook: NotebookNode) -> str:
    """Return the hash of what an executed notebook says: a document's parts, without when and how fast it was run."""
    d = las_dokument(notebook, egen_analys=False)
    return avtryck(som_text([d.tema, d.titel, d.rapport, d.delar]))
