"""A region's own look: its colour and its logotype, as the profile names them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from pathlib import Path

from analys.errors import DataError, Filfel

MINSTA_KONTRAST = 4.5
STORSTA_LOGOTYP = 60_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Utseende:
    """``farg``: of headings, links and bands, as ``#0a5c7a``; ``logotyp``: a PNG beside the profile."""

    farg: str = ""
    logotyp: str = ""


def kontrast_mot_vitt(farg: str) -> float:
    """Return the contrast of a colour (``#rrggbb``) against white, 1 to 21 (WCAG 2.1, relative luminance)."""
    kanaler = [int(farg[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linjara = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaler]
    return 1.05 / (0.05 + sum(v * k for v, k in zip((0.2126, 0.7152, 0.0722), linjara, strict=True)))


def las_utseende(utseende: Utseende, mapp: Path, fil: str) -> Utseende:
    """Return the look with its logotype as an address that carries the picture itself.

    ``mapp`` is the folder of the profile ``fil``.

    Raises
    ------
    DataError : the colour is none or too light for text on white, or the logotype is missing, too large or no PNG.
    """
    fel, bild = [], b""
    if utseende.farg and not re.fullmatch("#[0-9a-f]{6}", utseende.farg):
        fel.append(
            Filfel(fil, f'färgen "{utseende.farg}" är ingen färgkod.', 'Skriv den som "#0a5c7a", med små bokstäver.')
        )
    elif utseende.farg and kontrast_mot_vitt(utseende.farg) < MINSTA_KONTRAST:
        kontrast = f"{kontrast_mot_vitt(utseende.farg):.1f}".replace(".", ",")
        vad = f"färgen {utseende.farg} är för ljus: kontrasten mot vitt är {kontrast}."
        fel.append(Filfel(fil, vad, "Välj en med minst 4,5."))
    if utseende.logotyp:
        plats = mapp / utseende.logotyp
        bild = plats.read_bytes() if plats.is_file() and plats.parent == mapp else b""
        if not bild:
            fel.append(Filfel(fil, f'logotypen "{utseende.logotyp}" finns inte.', f"Lägg den i mappen {mapp.name}."))
        elif not bild.startswith(_PNG) or len(bild) > STORSTA_LOGOTYP:
            fel.append(Filfel(fil, f'logotypen "{utseende.logotyp}" är ingen PNG på högst 60 kB.', "Spara om den."))
    if fel:
        raise DataError(fel)
    return replace(utseende, logotyp=f"data:image/png;base64,{base64.b64encode(bild).decode()}" if bild else "")
