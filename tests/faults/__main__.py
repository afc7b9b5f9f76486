"""All faults, at most twenty minutes: ``python -m tests.faults [part ...]``. Prints what docs/sakerhet.md keeps."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import sync_playwright

from analys.hem import Hem
from analys.reports.exportorer import EXPORTORER
from analys.terminal import konsol
from tests.e2e.conftest import FLAGGOR
from tests.faults import avbrott, disk, kanarie, skador, xss
from tests.faults.bomber import BOMBER, prova_bomb
from tests.faults.grund import forbered

AVBROTTSTID = 750
"""Seconds of kills: 200 or as many as there is time for, in two homes at once."""


def _hem(mapp: Path) -> Path:
    return forbered(mapp / "hem")


def prova_skador(mapp: Path) -> bool:
    hem, bra = Hem(Path(__file__).parents[2]), True
    for kontroll, antal in ((skador.INGEN, 1400), (skador.ANTAL_OCH_SUMMOR, 6000), (skador.HELA, 1400)):
        ut = skador.prova(hem, mapp, antal, kontroll)
        konsol.print(
            f"{antal} skador, kontroll {kontroll}: {ut.antal['fel']} upptäckta, {ut.antal['samma']} utan verkan, "
            f"{ut.antal['tyst']} tysta ({100 * ut.andel_tysta:.1f} %), {ut.rader} tysta radförluster {dict(ut.tysta)}"
        )
        bra &= kontroll == skador.INGEN or (ut.rader == 0 and ut.andel_tysta <= 0.015)
    return bra


def prova_bomber(mapp: Path) -> bool:
    svar = {namn: prova_bomb(namn, mapp) for namn in BOMBER}
    for namn, s in svar.items():
        konsol.print(
            f"bomb, {namn} ({s.storlek} byte): {'vägrad' if s.vagrad else 'LÄST'}, {s.sekunder} s, {s.megabyte} MB"
        )
    return all(s.vagrad and s.sekunder < 5 and s.megabyte < 1024 for s in svar.values())


def prova_texter(mapp: Path) -> bool:
    fel = {f: [(t, e) for t in xss.TEXTER if (b := xss.gor(f, t)) and (e := xss.fel_i(f, b))] for f in EXPORTORER}
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as p:
        kontext = p.chromium.launch_persistent_context(
            mapp / "chromium", executable_path=chromium, offline=True, bypass_csp=True, args=FLAGGOR
        )
        sidor, hant = xss.i_webblasare(mapp, kontext)
        kontext.close()
    konsol.print(
        f"{len(xss.TEXTER)} texter i varje textfält, format {', '.join(fel)}: {sum(map(len, fel.values()))} fel {fel}"
    )
    konsol.print(
        f"{sidor} sidor i Chromium utan CSP och utan nät: {len(hant)} körda skript, anrop eller meddelanden {hant}"
    )
    return not any(fel.values()) and not hant


def prova_disk(mapp: Path) -> bool:
    hem = _hem(mapp)
    antal, stopp, skadade = disk.full(hem, mapp)
    konsol.print(f"{antal} diskstorlekar: {stopp} körningar stannade, {skadade} förra utgåvor skadade")
    nekade = disk.skrivskyddad_och_borta(hem, mapp)
    for vad, kod, sekunder in nekade:
        konsol.print(f"{vad}: slutkod {kod} efter {sekunder:.1f} s")
    kod, utan_spar = disk.forsvinner(hem, mapp)
    konsol.print(f"mappen försvinner mitt i: slutkod {kod}, {'utan' if utan_spar else 'MED'} stackspår")
    lika = disk.langsam(hem, mapp / "langsam")
    konsol.print(f"långsam disk: {'samma byte' if lika else 'ANNAT RESULTAT'}")
    return stopp > 0 and not skadade and all(k == 73 for _, k, _ in nekade) and kod != 0 and utan_spar and lika


def prova_kanarie(mapp: Path) -> bool:
    antal, traffar, inne = kanarie.sok(mapp / "kanarie")
    konsol.print(f"ordet i personraderna: {len(traffar)} träffar i {antal} filer utanför data/internt {traffar}")
    return not traffar and inne


def prova_las(mapp: Path) -> bool:
    nekade, langst = disk.tva_samtidigt(mapp / "las", 50)
    konsol.print(f"två körningar samtidigt: {nekade} av 50 nekade, som längst efter {langst:.3f} s")
    return nekade == 50 and langst < 1


def prova_avbrott(mapp: Path) -> bool:
    def prova(fro: int) -> avbrott.Avbrott:
        return avbrott.prova(forbered(mapp / f"hem{fro}"), mapp / f"ut{fro}", 100, AVBROTTSTID, fro)

    with ThreadPoolExecutor(2) as tradar:
        ena, andra = tradar.map(prova, (1, 2))
    svar = ena + andra
    konsol.print(str(svar))
    return not svar.fel and svar.antal["en annan process"] >= svar.antal.total() // 4


DELAR: dict[str, Callable[[Path], bool]] = {
    "skador": prova_skador,
    "bomber": prova_bomber,
    "texter": prova_texter,
    "kanarie": prova_kanarie,
    "las": prova_las,
    "disk": prova_disk,
    "avbrott": prova_avbrott,
}


def main() -> int:
    tolk = argparse.ArgumentParser()
    tolk.add_argument("delar", nargs="*", choices=[*DELAR, []], help="annars alla")
    mapp, bra = Path(tempfile.mkdtemp(prefix="faults-")), True
    for namn in tolk.parse_args().delar or DELAR:
        start = time.monotonic()
        ratt = DELAR[namn](mapp)
        konsol.print(f"{namn}: {'håller' if ratt else 'HÅLLER INTE'} ({time.monotonic() - start:.0f} s)\n")
        bra &= ratt
    shutil.rmtree(mapp, ignore_errors=True)
    return 0 if bra else 1


if __name__ == "__main__":
    sys.exit(main())
