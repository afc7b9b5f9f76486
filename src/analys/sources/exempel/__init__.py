"""Make the synthetic delivery (``analys exempeldata``): seeded, with ordinary dirt, no real person.

Real, and checked by tests: the number enrolled on 2022-12-01 by kommun and sex, the patients cared for at Hallands
sjukhus in December 2022 and those of them who needed planning, and the population totals of 2016, 2020 and 2021
(``data/publicerat``). Everything else is invented; the levels follow GNHH's published ones.

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
process.csv           (only where the profile says when discharge is analysed) 1 step before the admission, 1 kommun
                      ready after the discharge, 1 SIP before its call, 1 negative number, 1 unknown stay, 2 duplicates
enkatsvar.csv         1 answer to a question that was never asked
====================  =================================================================================
"""

from __future__ import annotations

import csv
import io
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from analys.processer import do_med_foraldern
from analys.region import Regionprofil
from analys.sources.exempel.befolkning import gor_befolkning
from analys.sources.exempel.enkater import gor_enkater, gor_enkatsvar, gor_intervjuer, gor_personenkat
from analys.sources.exempel.fast_kontakt import (
    FORSTA_BESOK,
    FORSTA_LISTADE,
    FORSTA_STATUS,
    gor_lakarbesok,
    gor_listade,
    gor_patientstatus,
    status_med_smuts,
)
from analys.sources.exempel.grund import FORSTA_HEMSJUKVARD, FORSTA_VARD, FRO, SISTA, UTTAG, slump
from analys.sources.exempel.hembesok import skriv_hembesok
from analys.sources.exempel.hemsjukvard import inskrivningar
from analys.sources.exempel.hemsjukvard import med_smuts as inskrivningar_med_smuts
from analys.sources.exempel.process import FORSTA_PROCESS, gor_atgarder, gor_process
from analys.sources.exempel.register import gor_palliativ, gor_tackning
from analys.sources.exempel.utskrivningsklara import gor_utskrivningsklara
from analys.sources.exempel.vardexport import med_smuts, vardexport
from analys.sources.exempel.vardtillfallen import gor_vardtillfallen

VERKLIGT = (
    "Verkliga tal är bara antalet inskrivna den 1 december 2022 per kommun och kön, antalet patienter som vårdades "
    "på Hallands sjukhus i december 2022 och hur många av dem som behövde planering (somatik 2 935 och 908, "
    "psykiatri 139 och 47; publicerat av Region Halland) samt folkmängden per kommun 2016, 2020 och 2021. "
    "Nivåerna för fast läkarkontakt och läkarkontinuitet i december 2022 följer Region Hallands slutredovisning. "
    "Allt annat är påhittat, också riket."
)


def gor_exempel(mapp: Path, profil: Regionprofil, publicerat: Path) -> None:
    """Write the synthetic delivery to ``mapp``, replacing an earlier one whole or not at all."""
    ny = mapp.with_name(f".{mapp.name}-ny")
    shutil.rmtree(ny, ignore_errors=True)
    ny.mkdir(parents=True)
    folk = gor_befolkning(publicerat / "befolkning_halland_kalmar.csv", profil)
    inskrivna, patienter = _publicerat(publicerat / "publicerade_varden.csv", profil)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=do_med_foraldern) as process:
        hembesok = process.submit(skriv_hembesok, ny / "hembesok.xlsx", folk, profil.kommuner)
        rng = np.random.default_rng(FRO)
        hem = inskrivningar(rng, inskrivna, profil)
        vard = gor_vardtillfallen(slump(2), folk, hem, patienter)
        export = vardexport(slump(3), vard)
        perioder = gor_utskrivningsklara(slump(4), vard, export["Vårdtillfälle"])
        status = gor_patientstatus(slump(31), hem)
        texter = {
            "hemsjukvard.csv": (inskrivningar_med_smuts(rng, hem), "cp1252", ";"),
            "befolkning.csv": (folk, "utf-8", ","),
            "vardtillfallen.csv": (med_smuts(slump(5), export), "utf-8-sig", ";"),
            "palliativ.csv": (gor_palliativ(slump(6), folk), "utf-8-sig", ";"),
            "tackning.csv": (gor_tackning(folk), "utf-8", ";"),
            "patientstatus.csv": (status_med_smuts(slump(32), status), "utf-8-sig", ";"),
            "lakarbesok.csv": (gor_lakarbesok(slump(33), status, folk, profil.kommuner), "utf-8", ";"),
            "listade.csv": (gor_listade(folk, profil.kommuner), "utf-8", ";"),
            "enkater.csv": (gor_enkater(), "utf-8-sig", ";"),
            "enkatsvar.csv": (gor_enkatsvar(slump(41), profil.kommuner), "utf-8-sig", ";"),
            "intervjuer.csv": (gor_intervjuer(slump(42)), "utf-8-sig", ";"),
            "personenkat.csv": (gor_personenkat(slump(43), folk), "utf-8-sig", ";"),
        }
        if profil.fordrojd_hemgang:
            kommuner = {k: profil.omrade(k).namn for k in profil.kommuner}
            atgarder = gor_atgarder(profil.kommuner, profil.fordrojd_hemgang.indikator)
            texter["process.csv"] = (gor_process(slump(51), export, perioder, kommuner), "utf-8-sig", ";")
            texter["atgarder.csv"] = (atgarder, "utf-8-sig", ";")
        for namn, (tabell, kodning, tecken) in texter.items():
            (ny / namn).write_bytes(_csv(tabell, tecken).encode(kodning))
        perioder.to_parquet(ny / "utskrivningsklara.parquet", index=False)
        rader = {namn: len(tabell) for namn, (tabell, _, _) in texter.items()}
        rader |= {"utskrivningsklara.parquet": len(perioder), "hembesok.xlsx": hembesok.result()}
    (ny / "leverans.toml").write_text(_besked(rader), encoding="utf-8")
    shutil.rmtree(mapp, ignore_errors=True)
    ny.rename(mapp)


def _csv(tabell: pd.DataFrame, tecken: str) -> str:
    """Return the table as CSV; pyarrow writes 31 MB in the time that pandas writes three."""
    text = io.BytesIO()
    val = pyarrow.csv.WriteOptions(include_header=False, delimiter=tecken, quoting_style="none")
    pyarrow.csv.write_csv(pa.Table.from_pandas(tabell, preserve_index=False), text, val)
    return f"{tecken.join(tabell.columns)}\n{text.getvalue().decode()}".replace("\n", "\r\n")


def _publicerat(fil: Path, profil: Regionprofil) -> tuple[dict[tuple[str, str], int], dict[bool, tuple[int, int]]]:
    """Return the published enrolled by kommun and sex, and patients and those with need by psychiatry or not."""
    indikatorer = (
        "antal_inskrivna_hemsjukvard",
        "antal_vardade_hallands_sjukhus",
        "antal_vardade_med_behov_av_planering",
    )
    with fil.open(encoding="utf-8", newline="") as f:
        tal = {
            (r["indikator"], r["omrade"], r["kon"], r["vardform"]): int(r["varde"])
            for r in csv.DictReader(f, delimiter=";")
            if r["indikator"] in indikatorer
        }
    inskrivna, vardade, med_behov = indikatorer
    return (
        {(o, kon): tal[inskrivna, o, kon, "alla"] for o in profil.kommuner for kon in ("kvinna", "man")},
        {
            vardform == "psykiatri": (
                tal[vardade, profil.kod, "alla", vardform],
                tal[med_behov, profil.kod, "alla", vardform],
            )
            for vardform in ("somatik", "psykiatri")
        },
    )


def _besked(rader: dict[str, int]) -> str:
    """Return ``leverans.toml`` for files with these numbers of rows."""
    filer = {
        "hemsjukvard.csv": ("hemsjukvard", FORSTA_HEMSJUKVARD),
        "hembesok.xlsx": ("hembesok", FORSTA_HEMSJUKVARD),
        "befolkning.csv": ("befolkning", FORSTA_HEMSJUKVARD),
        "vardtillfallen.csv": ("vardtillfallen", FORSTA_VARD),
        "utskrivningsklara.parquet": ("utskrivningsklara_perioder", FORSTA_VARD),
        "palliativ.csv": ("aggregat", FORSTA_VARD),
        "tackning.csv": ("tackning", FORSTA_VARD),
        "patientstatus.csv": ("patientstatus", f"{FORSTA_STATUS}-01"),
        "lakarbesok.csv": ("lakarbesok", f"{FORSTA_BESOK}-01"),
        "listade.csv": ("listade", f"{FORSTA_LISTADE}-01"),
        "enkater.csv": ("enkater", FORSTA_VARD),
        "enkatsvar.csv": ("enkatsvar", FORSTA_VARD),
        "intervjuer.csv": ("intervjuer", FORSTA_VARD),
        "personenkat.csv": ("aggregat", FORSTA_VARD),
        "process.csv": ("utskrivningsprocess", FORSTA_PROCESS),
        "atgarder.csv": ("atgarder", FORSTA_PROCESS),
    }
    besked = [
        'region = "halland"',
        'system = "Exempelsystemet (påhittat)"',
        f"uttagsdatum = {UTTAG}",
        "exempel = true",
        f'exempeltext = "{VERKLIGT}"',
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
            f"till = {SISTA}",
            f"rader = {rader[namn]}",
        ]
    return "\n".join(besked) + "\n"
