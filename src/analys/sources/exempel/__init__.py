"""Make the synthetic delivery (``analys exempeldata``): seeded, with ordinary dirt, no real person.

What differs between the regions is their `Varld` (`varldar`). Each makes only the files that its themes use. Halland:
real, and checked by tests, are the number enrolled on 2022-12-01 by kommun and sex, the patients cared for at Hallands
sjukhus in December 2022 and those of them who needed planning, and the population totals of 2016, 2020 and 2021
(``data/publicerat``); everything else is invented, at the levels that GNHH has published. Only Halland has dirt:

====================  =================================================================================
file                  dirt, always the same number, never among the exact figures
====================  =================================================================================
hemsjukvard.csv       2 unknown kommun (1399), 2 other region, 1 birth year in words, 2 avslutad before
                      inskriven, 1 pair of one key with different content, 12 exact duplicates
hembesok.xlsx         3 exact duplicates, 1 unreadable date (text in a column of dates), 0.2 % of the persons without
                      year of birth
vardtillfallen.csv    3 utskriven before inskriven, 2 after the extract, 2 unknown colour (Lila), 2 unknown
                      kommun (1399), 1 age 207, 1 dodsdatum before utskriven, 1 pair of one id with
                      different content, 4 exact duplicates; 6 open stays written as 9999-12-31 00:00
utskrivningsklara     1 period inside another one of the same stay, 1 of an unknown stay, 1 that ends before
                      it begins
patientstatus.csv     2 unknown kommun (1399), 3 RUB outside 0-5, 2 dates after the extract, 1 after its month, 1 day
                      that ends no month, 1 age 207, 1 pair of one key with different content, 4 exact duplicates
lakarbesok.csv        2 unknown kommun (1399), 2 impossible dates, 2 after the extract, 3 exact duplicates
enkatsvar.csv         1 answer to a question that was never asked
====================  =================================================================================
"""

from __future__ import annotations

import io
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from analys import svenska
from analys.errors import UsageError
from analys.processer import do_med_foraldern
from analys.region import Regionprofil
from analys.sources.exempel.befolkning import gor_befolkning
from analys.sources.exempel.enkater import gor_enkater, gor_enkatsvar, gor_intervjuer, gor_personenkat
from analys.sources.exempel.fast_kontakt import (
    FORSTA_BESOK,
    FORSTA_STATUS,
    gor_lakarbesok,
    gor_listade,
    gor_patientstatus,
    status_med_smuts,
)
from analys.sources.exempel.hembesok import skriv_hembesok
from analys.sources.exempel.hemsjukvard import inskrivningar
from analys.sources.exempel.hemsjukvard import med_smuts as inskrivningar_med_smuts
from analys.sources.exempel.process import forsta_process, gor_atgarder, gor_process
from analys.sources.exempel.publicerat import las_publicerat, som_publicerat
from analys.sources.exempel.register import gor_palliativ, gor_tackning
from analys.sources.exempel.skrivet import skriv_skrivet
from analys.sources.exempel.utskrivningsklara import gor_utskrivningsklara
from analys.sources.exempel.vardexport import med_smuts as vard_med_smuts
from analys.sources.exempel.vardexport import vardexport
from analys.sources.exempel.vardtillfallen import gor_vardtillfallen
from analys.sources.exempel.varld import Varld
from analys.sources.exempel.varldar import VARLDAR

_KVINNOR = 0.578  # of the enrolled, where it is not published
Text = tuple[pd.DataFrame, str, str]
"""A table, the encoding of its file and what separates its columns."""


def gor_exempel(mapp: Path, profil: Regionprofil, publicerat: Path) -> None:
    """Write the synthetic delivery to ``mapp``, replacing an earlier one whole or not at all.

    Raises
    ------
    UsageError : nobody has made up a world for the region.
    """
    if profil.id not in VARLDAR:
        raise UsageError(
            f"Exempeldata finns inte för {profil.namn}, bara för {svenska.lista(VARLDAR)}. Ange en leverans med --data."
        )
    varld = VARLDAR[profil.id]
    ny = mapp.with_name(f".{mapp.name}-ny")
    shutil.rmtree(ny, ignore_errors=True)
    ny.mkdir(parents=True)
    folk = gor_befolkning(publicerat / "befolkning_halland_kalmar.csv", varld)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=do_med_foraldern) as process:
        hembesok = process.submit(skriv_hembesok, ny / "hembesok.xlsx", folk, varld)
        rader = _skriv(ny, varld, profil, folk, publicerat / "publicerade_varden.csv")
        rader["hembesok.xlsx"] = hembesok.result()
    (ny / "leverans.toml").write_text(_besked(rader, varld), encoding="utf-8")
    if varld.skriver:
        skriv_skrivet(ny / "skrivet", varld)
    shutil.rmtree(mapp, ignore_errors=True)
    ny.rename(mapp)


def _skriv(ny: Path, varld: Varld, profil: Regionprofil, folk: pd.DataFrame, publicerat: Path) -> dict[str, int]:
    """Write all files but the visits; return how many rows each has."""
    rng, slump = np.random.default_rng(varld.fro), varld.slump
    hem = inskrivningar(rng, _inskrivna(publicerat, varld), varld)
    texter: dict[str, Text] = {
        "hemsjukvard.csv": (
            inskrivningar_med_smuts(rng, hem, varld.fro) if varld.smuts else hem,
            "cp1252",
            ";",
        ),
        "befolkning.csv": (folk, "utf-8", ","),
    }
    rader = {}
    if "vardtillfallen.csv" in varld.filer:
        vard = gor_vardtillfallen(slump(2), folk, hem, _patienter(publicerat, varld), varld)
        export = vardexport(slump(3), vard, varld)
        perioder = gor_utskrivningsklara(slump(4), vard, export["Vårdtillfälle"], varld)
        perioder.to_parquet(ny / "utskrivningsklara.parquet", index=False)
        rader["utskrivningsklara.parquet"] = len(perioder)
        texter["vardtillfallen.csv"] = (
            vard_med_smuts(slump(5), export, varld) if varld.smuts else export,
            "utf-8-sig",
            ";",
        )
        if "process.csv" in varld.filer:
            kommuner = {k: profil.omrade(k).namn for k in varld.kommuner}
            texter["process.csv"] = (gor_process(slump(51), export, perioder, varld, kommuner), "utf-8-sig", ";")
            texter["atgarder.csv"] = (gor_atgarder(varld), "utf-8-sig", ";")
    if "palliativ.csv" in varld.filer:
        texter["palliativ.csv"] = (gor_palliativ(slump(6), folk, varld), "utf-8-sig", ";")
    if "tackning.csv" in varld.filer:
        texter["tackning.csv"] = (gor_tackning(folk, varld), "utf-8", ";")
    if "patientstatus.csv" in varld.filer:
        status = som_publicerat(gor_patientstatus(slump(31), hem, varld), publicerat, varld)
        texter["patientstatus.csv"] = (
            status_med_smuts(slump(32), status, varld.fro) if varld.smuts else status,
            "utf-8-sig",
            ";",
        )
        texter["lakarbesok.csv"] = (gor_lakarbesok(slump(33), status, folk, varld), "utf-8", ";")
        texter["listade.csv"] = (gor_listade(folk, varld), "utf-8", ";")
    if "enkater.csv" in varld.filer:
        texter["enkater.csv"] = (gor_enkater(varld), "utf-8-sig", ";")
        texter["enkatsvar.csv"] = (gor_enkatsvar(slump(41), varld), "utf-8-sig", ";")
    if "intervjuer.csv" in varld.filer:
        texter["intervjuer.csv"] = (gor_intervjuer(slump(42), varld), "utf-8-sig", ";")
        texter["personenkat.csv"] = (gor_personenkat(slump(43), folk, varld), "utf-8-sig", ";")
    for namn, (tabell, kodning, tecken) in texter.items():
        (ny / namn).write_bytes(_csv(tabell, tecken).encode(kodning))
    return rader | {namn: len(tabell) for namn, (tabell, _, _) in texter.items()}


def _csv(tabell: pd.DataFrame, tecken: str) -> str:
    """Return the table as CSV; pyarrow writes 31 MB in the time that pandas writes three."""
    text = io.BytesIO()
    val = pyarrow.csv.WriteOptions(include_header=False, delimiter=tecken, quoting_style="none")
    pyarrow.csv.write_csv(pa.Table.from_pandas(tabell, preserve_index=False), text, val)
    return f"{tecken.join(tabell.columns)}\n{text.getvalue().decode()}".replace("\n", "\r\n")


def _inskrivna(publicerat: Path, varld: Varld) -> dict[tuple[str, str], int]:
    """Return how many are enrolled in the release's month by kommun and sex: as published, else as the world says."""
    tal = las_publicerat(publicerat, varld, "antal_inskrivna_hemsjukvard")
    kanda = {(r.omrade, r.kon): int(r.varde) for r in tal.itertuples() if r.kon != "alla"}
    pahittade = {k: (n, round(_KVINNOR * n)) for k, n in varld.niva("inskrivna").items()}
    return {
        (k, kon): kanda.get((k, kon), kvinnor if kon == "kvinna" else n - kvinnor)
        for k, (n, kvinnor) in pahittade.items()
        for kon in ("kvinna", "man")
    }


def _patienter(publicerat: Path, varld: Varld) -> dict[bool, tuple[int, int]]:
    """Return the published patients, and those of them with need, by psychiatry or not; nothing where not published."""
    vardade, med_behov = (
        {r.vardform: int(r.varde) for r in las_publicerat(publicerat, varld, i).itertuples()}
        for i in ("antal_vardade_hallands_sjukhus", "antal_vardade_med_behov_av_planering")
    )
    return {form == "psykiatri": (vardade[form], med_behov[form]) for form in vardade}


def _besked(rader: dict[str, int], varld: Varld) -> str:
    """Return ``leverans.toml`` for files with these numbers of rows."""
    hem, vard = varld.forsta_hemsjukvard, varld.forsta_vard
    status, besok, listade = (f"{varld.manad(m)}-01" for m in (FORSTA_STATUS, FORSTA_BESOK, min(varld.registrerat)))
    filer = {
        "hemsjukvard.csv": ("hemsjukvard", hem),
        "hembesok.xlsx": ("hembesok", hem),
        "befolkning.csv": ("befolkning", hem),
        "vardtillfallen.csv": ("vardtillfallen", vard),
        "utskrivningsklara.parquet": ("utskrivningsklara_perioder", vard),
        "palliativ.csv": ("aggregat", vard),
        "tackning.csv": ("tackning", vard),
        "patientstatus.csv": ("patientstatus", status),
        "lakarbesok.csv": ("lakarbesok", besok),
        "listade.csv": ("listade", listade),
        "enkater.csv": ("enkater", vard),
        "enkatsvar.csv": ("enkatsvar", vard),
        "intervjuer.csv": ("intervjuer", vard),
        "personenkat.csv": ("aggregat", vard),
        "process.csv": ("utskrivningsprocess", forsta_process(varld)),
        "atgarder.csv": ("atgarder", forsta_process(varld)),
    }
    besked = [
        f'region = "{varld.region}"',
        'system = "Exempelsystemet (påhittat)"',
        f"uttagsdatum = {varld.uttag}",
        "exempel = true",
        f'exempeltext = "{varld.verkligt}"',
    ]
    for namn, (tabell, fran) in filer.items():
        if namn not in rader:
            continue
        besked += [
            "",
            f'[filer."{namn}"]',
            f'tabell = "{tabell}"',
            'kalla = "exempel"',
            f"fran = {fran}",
            f"till = {varld.sista}",
            f"rader = {rader[namn]}",
        ]
    return "\n".join(besked) + "\n"
